"""Uploads: ``rayvision_plugins.upload`` under the documented names.

Differs: the four files of ``upload`` are told apart by their names, so their order does not matter;
a file that is not there is an error, not a line of a log, and so is a task without a number;
several lists go as one, with so many files at once, and what fails there is raised; records are
kept for them too. No environment variable is set and nothing is made before a transfer.
``transmit_type``, the Raysync client's proxy and its numbers of tasks have no meaning for our
engines but for "upload_list", a text with a path a line. A db_config.ini that does not exist is
said, and the usual one taken.
"""

from __future__ import annotations

import functools
import os
import pathlib

from rayvision_api.exception import conversion
from rayvision_log.core import logger_of
from rayvision_sync import _farm
from rayvision_sync.constants import PACKAGE_NAME, TABLE
from rayvision_sync.exception import RayvisionError, UnsupportedDatabaseError
from rayvision_sync.transfer import RayvisionTransfer
from rayvision_sync.utils import create_transfer_params, insert_redis, redis_of

from analyzers import paths
from rayvision_plugins import upload as ours
from rayvision_plugins.errors import CheckFailed
from rayvision_plugins.transfer import database
from rayvision_plugins.transfer.upload_list import entries
from rayvision_plugins.transfer.vendor import papers

CODES = TABLE["codes"]
LIST = "upload_list"
"""The transmit type of a list of paths alone."""


class RayvisionUpload:
    """Sends what the farm lacks; every method returns True or raises.

    Raises:
        RayvisionError: a file could not be sent; everything that could be was.
        UnsupportedEngineType: ``engine_type`` is none.
    """

    def __init__(
        self,
        api,
        db_config_path=None,
        transports_json="",
        transmitter_exe="",
        automatic_line=True,
        internet_provider="",
        logger=None,
        log_folder=None,
        log_name=None,
        log_level="DEBUG",
    ):
        self.api = api
        self.logger = logger_of(PACKAGE_NAME, logger, log_folder, log_name, log_level)
        self.trans = RayvisionTransfer(
            api,
            **create_transfer_params(api),
            automatic_line=automatic_line,
            transports_json=transports_json,
            transmitter_exe=transmitter_exe,
            internet_provider=internet_provider,
        )
        self._given = _farm.given(
            transports_json, transmitter_exe, internet_provider, db_config_path
        )
        self.transfer_log_path, self.redis_config, self.sqlite_config, self.database_config = (
            self.load_db_config(self._given["db_config"])
        )

    def check_transfer_log_path(self, transfer_log_path):
        """Returns the folder of the transfer engine's log: the one given, else the usual one."""
        given = transfer_log_path and os.path.exists(transfer_log_path)
        return str(transfer_log_path) if given else self.transfer_log_path

    def _check_and_mk(self, custom_db_path):
        """Returns the folder of the records: the one given, else the usual one."""
        given = custom_db_path and os.path.exists(custom_db_path)
        return str(custom_db_path) if given else self.database_config["db_path"]

    def create_db_ini(self, upload_json_path):
        """Writes what the vendor's program reads of its own records; returns the path of it."""
        found = _database(self._given["db_config"])
        name = pathlib.Path(upload_json_path).absolute().parent.name
        path = found.path.parent / "db_ini" / f"{name}.ini"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # it may hold a password
        text = papers.database(found, str(self.trans.input_bid), str(self.trans.platform))
        path.write_text(text, encoding="utf-8")
        return str(path)

    def upload(
        self,
        task_id,
        task_json_path,
        tips_json_path,
        asset_json_path,
        upload_json_path,
        max_speed=None,
        transmit_type="upload_json",
        engine_type="aspera",
        server_ip=None,
        server_port=None,
        network_mode=0,
        is_record=False,
        redis_flag=None,
        redis_obj=None,
        proxy_ip=None,
        proxy_port=None,
        upload_num=2,
    ):
        """Sends the four files of a task, then what its upload.json lists."""
        how = _farm.how(locals())
        files = [task_json_path, tips_json_path, asset_json_path, upload_json_path]
        lists = [path for path in files if os.path.basename(path) == ours.LIST]
        record = {"is_record": is_record, "redis_flag": redis_flag, "redis_obj": redis_obj}
        return self.upload_config(task_id, files, **how) and self.upload_asset(
            (lists or files[-1:])[0], transmit_type=transmit_type, **record, **how
        )

    def upload_config(
        self,
        task_id,
        config_file_list,
        max_speed=None,
        engine_type="aspera",
        server_ip=None,
        server_port=None,
        network_mode=0,
        proxy_ip=None,
        proxy_port=None,
        upload_num=2,
    ):
        """Sends the files that describe a task."""
        how = _farm.how(locals())
        failed = functools.partial(RayvisionError, CODES["configuration"])
        with _farm.opened(self.api, self._given, failed, **how) as farm:
            events = ours.upload_config(str(task_id or ""), config_file_list, farm)
            return _farm.carried(events, self.logger.info)

    def upload_asset(
        self,
        upload_json_path,
        max_speed=None,
        is_db=True,
        engine_type="aspera",
        server_ip=None,
        server_port=None,
        transmit_type="upload_json",
        network_mode=0,
        redis_flag=None,
        is_record=False,
        redis_obj=None,
        proxy_ip=None,
        proxy_port=None,
        upload_num=2,
    ):
        """Sends what an upload.json lists; ``is_db`` is whether records of uploads are used."""
        how = _farm.how(locals())
        record = {"is_record": is_record, "redis_flag": redis_flag, "redis_obj": redis_obj}
        return self._several([upload_json_path], 0, is_db, transmit_type, **record, **how)

    def multi_thread_upload(self, upload_pool, thread_num=10, **kwargs):
        """Sends what several lists name, so many files at once; keywords as ``upload_asset``."""
        return self._several(upload_pool, thread_num, **kwargs)

    def thread_pool_upload(self, upload_pool, pool_size=10, **kwargs):
        """Sends what several lists name, so many files at once; keywords as ``upload_asset``."""
        return self._several(upload_pool, pool_size, **kwargs)

    def load_db_config(self, db_config_path=None):
        """Returns (log folder, redis, sqlite, database) of a db_config.ini, else of the usual.

        Raises:
            UnsupportedDatabaseError: the kind of database is none.
        """
        found = _database(_farm.given(db_config_path=db_config_path)["db_config"])
        redis = {
            "host": found.host,
            "port": found.port,
            "password": found.password,
            "table_index": found.table_index,
            "timeout": str(found.timeout),
        }
        sqlite = {"temporary": str(found.temporary).lower()}
        kept = {
            "on": str(found.on).lower(),
            "type": found.kind,
            "db_path": str(found.path.parent),
        }
        return str(found.log_folder), redis, sqlite, kept

    def _several(
        self,
        lists,
        threads,
        is_db=True,
        transmit_type="",
        is_record=False,
        redis_flag=None,
        redis_obj=None,
        **how,
    ):
        """Sends what lists name; ``is_record`` keeps in a redis what arrived."""
        failed, arrived = functools.partial(RayvisionError, CODES["asset"]), None
        if is_record:
            base = redis_of(redis_obj)
            arrived = functools.partial(insert_redis, redis_db=base, redis_flag=redis_flag)
        read = _lines if transmit_type == LIST else entries
        with _farm.opened(self.api, self._given, failed, **how) as farm:
            events = ours.several(lists, farm, threads=threads, is_db=is_db, read=read)
            return _farm.carried(events, self.logger.info, arrived)


def _lines(path):
    """Returns the files that a text names, one a line, as an upload.json lists them."""
    try:
        lines = pathlib.Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as err:
        raise CheckFailed([f"{path}: the list of paths cannot be read ({err})"]) from err
    named = filter(None, map(str.strip, lines))
    return [{"local": line, "server": paths.server_path(line)} for line in named]


def _database(path):
    """Returns what a db_config.ini says.

    Raises:
        UnsupportedDatabaseError: the kind of database is none.
    """
    with conversion():
        try:
            return database.read(pathlib.Path(path).absolute())
        except database.UnknownKind as err:
            raise UnsupportedDatabaseError(str(err)) from err
