"""Small tools of transfers.

Differs: no shell is started, ``my_shell`` or not, and a program that is not there is a
RayvisionError; ``upload_retry`` ends after as many attempts as
the setting ``attempts`` says, with a growing pause, and at once for a code that no attempt will
change; every list that is cut is cut into parts, also one that is short, and the original is no
part; a file that does not exist is an error.
"""

from __future__ import annotations

import configparser
import contextlib
import functools
import logging
import subprocess
import time

from rayvision_api.exception import CODES, conversion
from rayvision_api.utils import json_load, json_save
from rayvision_sync.constants import TABLE, TASK_STATUS_DESCRIPTION
from rayvision_sync.exception import RayvisionError
from rayvision_utils.cmd import Cmd
from rayvision_utils.utils import str2unicode

from rayvision_plugins import profiles
from rayvision_plugins.config import Settings
from rayvision_plugins.transfer import upload_list
from rayvision_plugins.transfer.tries import PAUSE
from rayvision_plugins.transfer.vendor import ending, transmitter

__all__ = [
    "create_transfer_params",
    "cutting_upload",
    "get_share_info",
    "get_task_status_description",
    "handle_cmd_result",
    "insert_redis",
    "json_load",
    "print_to_log",
    "read_ini_config",
    "run_cmd",
    "str2unicode",
    "upload_retry",
    "write_json",
]

LOG = logging.getLogger(__name__)

_DOCUMENTED = profiles.load(profiles.read_table("compat/api.json")["documented"])
STATES = {str(code): status for code, status in _DOCUMENTED.task_states.items()}
"""What a code of a task means, by its text."""


def print_to_log(cmd, logger, is_record=False, redis_flag=None, redis_obj=None):
    """Logs what a running program prints and returns the lines that complain of a file.

    ``is_record`` keeps those that tell of a file that arrived, in a redis.
    """
    known = transmitter.table()
    base = redis_of(redis_obj) if is_record else None
    complaints = []
    for raw in cmd.stdout:
        line = str2unicode(raw).strip()
        if line and logger:
            logger(line)
        if ending.complains(known, line):
            complaints.append(line)
        _, done, rest = line.partition(TABLE["redis"]["done"])
        if base is not None and done:
            insert_redis(rest.partition("(")[2].partition(")")[0].strip(), base, redis_flag)
    return complaints


def handle_cmd_result(flag, returncode, err_messages, logger=None):
    """Logs what an exit code of the vendor's program means, and returns it."""
    logger = logger or LOG.info
    if flag and returncode != 0:
        for message in err_messages:
            logger(f"err_message: {message}")
        exits = transmitter.table()["exits"]
        logger(f"{returncode}: {exits.get(str(returncode), exits['else'])['text']}")
    return returncode


def run_cmd(
    cmd_str,
    my_shell=True,
    print_log=True,
    flag=None,
    logger=None,
    is_record=False,
    redis_flag=None,
    redis_obj=None,
):
    """Runs the vendor's program, a text or a list, and returns its exit code.

    Raises:
        RayvisionError: it does not start.
    """
    told = (logger or LOG).info if print_log else (logger or LOG).debug
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    try:
        process = subprocess.Popen(Cmd.compatible(cmd_str), **pipes)
    except OSError as err:
        said = f"the program does not start: {err}"
        raise RayvisionError(TABLE["codes"]["argument"], said) from err
    with process:
        with contextlib.suppress(OSError), process.stdin:
            process.stdin.write(transmitter.table()["answer"].encode())
        complaints = print_to_log(process, told, is_record, redis_flag, redis_obj)
    return handle_cmd_result(flag, process.returncode, complaints, told)


def upload_retry(func, sleep=time.sleep):
    """Returns ``func``, which gives an exit code, tried again where that may help; then True."""

    @functools.wraps(func)
    def tried(*args, **kwargs):
        exits, attempts = transmitter.table()["exits"], Settings().count("attempts")
        for attempt in range(attempts):
            code = func(*args, **kwargs)
            if code is True or code == 0:
                return True
            meaning = exits.get(str(code), exits["else"])
            if not meaning["retry"]:
                break
            if attempt + 1 < attempts:
                sleep(PAUSE * 2**attempt)
        kind = "argument" if meaning.get("refused") else "asset"
        raise RayvisionError(TABLE["codes"][kind], f"{code}: {meaning['text']}")

    return tried


def get_task_status_description(task_status_code=None, language="1"):
    """Returns the documented words for a code of a task, Chinese ("0") or English ("1").

    Raises:
        RayvisionError: nobody knows the code or the language.
    """
    code, language = str(task_status_code), str(language)
    status = STATES.get(code)
    ours = {"0": status.zh, "1": status.en} if status else {}
    words = TASK_STATUS_DESCRIPTION.get(code, ours)
    if language not in words:
        said = f"a task has no state {task_status_code!r}, or no words in language {language!r}"
        raise RayvisionError(CODES["python"], said)
    return words[language]


def get_share_info(api):
    """Returns the input storage and its user: the main account's where the two share it."""
    with api.connect.asked() as service:
        found = service.bids()
    return found.input_bid, found.owner or api.user_info["user_id"]


def create_transfer_params(api):
    """Returns what RayvisionTransfer takes of an account."""
    names = "config_bid", "input_bid", "output_bid", "domain", "platform", "local_os", "user_id"
    return {name: api.user_info[name] for name in names}


def read_ini_config(db_config_path):
    """Returns the ConfigParser of an ini file, empty where there is none."""
    parser = configparser.ConfigParser(interpolation=None)
    with contextlib.suppress(configparser.Error, UnicodeDecodeError):
        parser.read(db_config_path, encoding="utf-8-sig")
    return parser


def write_json(path, info):
    """Writes a JSON file."""
    return json_save(path, info, ensure_ascii=False)


@conversion()
def cutting_upload(upload_path, max_resources_number=None, after_cutting_position=None):
    """Returns the paths of the parts that ``transfer.upload_list`` cuts an upload.json into."""
    return upload_list.cutting_upload(upload_path, max_resources_number, after_cutting_position)


def insert_redis(path, redis_db, redis_flag=None, clock=time.time):
    """Keeps in a redis when a file arrived."""
    redis_db.hset(redis_flag or TABLE["redis"]["key"], path, int(clock()))


def redis_of(given=None):
    """Returns the redis of a script, else the documented one on this machine."""
    if given is not None:
        return given
    import redis

    return redis.Redis(decode_responses=True, **TABLE["redis"]["server"])
