"""``rayvision_log``: where its files lie and what is written, in processes of their own.

(pytest itself puts handlers on the root logger, so that nothing of it can be seen in here.)
"""

import getpass
import platform
import sys

import pytest
from test_import import run

DEMO = """
import logging
from rayvision_log import init_logger
package_name = 'mylog'
init_logger(package_name)
logging.info('test')
"""
FOLDERS = {
    "Linux": ".cache/{}/log/Logs/{}",
    "Darwin": "Library/Logs/{}/Logs/{}",
    "Windows": "AppData/Local/RayVision/{}/Logs/{}",
}


def log(code, tmp_path, **environment):
    """Runs code under an own home; returns {path below it: text} of what is written, and stderr."""
    home = tmp_path / "log"
    home.mkdir(exist_ok=True)
    given = {"HOME": str(home), "USERPROFILE": str(home), "USERNAME": getpass.getuser()}
    done = run(sys.executable, code, cwd=home, environment={**given, **environment})
    assert done.returncode == 0, done.stderr
    files = [path for path in home.rglob("*") if path.is_file()]
    written = {path.relative_to(home).as_posix(): path.read_text("utf-8") for path in files}
    return written, done.stderr


@pytest.mark.parametrize("system", FOLDERS)
def test_the_demo_writes_into_the_documented_folder_of_the_system(system, tmp_path):
    written, said = log(f"import platform; platform.system = lambda: {system!r}" + DEMO, tmp_path)
    folder = FOLDERS[system].format("mylog", getpass.getuser())
    assert list(written) == [f"{folder}/{platform.node()}.log"]
    assert [text.endswith("[INFO] root: test\n") for text in written.values()] == [True]
    assert said == ""


def test_a_variable_names_another_folder(tmp_path):
    written, _ = log(DEMO, tmp_path, RAYVISION_LOG_ROOT=str(tmp_path / "log" / "elsewhere"))
    assert list(written) == [f"elsewhere/{getpass.getuser()}/{platform.node()}.log"]


def test_the_caller_names_folder_and_file(tmp_path):
    code = (
        "import logging, pathlib\n"
        "from rayvision_log import init_logger\n"
        "init_logger('one', log_folder='here', log_name='first')\n"
        "init_logger('two', pathlib.Path('there'), 'second.log')\n"
        "logging.getLogger('one').debug('a')\n"
        "logging.getLogger('two').debug('b')\n"
    )
    written, _ = log(code, tmp_path)
    assert "one: a" in written["here/first.log"]
    assert "two: b" in written["there/second.log"]
    assert "one: a" not in written["there/second.log"]


def test_handlers_of_the_script_stay_open_and_alone_on_the_root_logger(tmp_path):
    code = (
        "import logging\n"
        "logging.basicConfig(filename='own.log', filemode='w', format='%(message)s')\n"
        "logging.warning('before')\n"
        "from rayvision_log import init_logger\n"
        "init_logger('app', log_folder='here', log_name='app')\n"
        "logging.warning('after')\n"
        "logging.info('too low, as the script says')\n"
        "logging.getLogger('app').info('both')\n"
    )
    written, _ = log(code, tmp_path)
    assert written["own.log"].split("\n") == ["before", "after", "both", ""]
    assert written["here/app.log"].count("\n") == 1


def test_a_second_call_for_a_name_does_not_write_twice(tmp_path):
    code = DEMO.replace("init_logger(package_name)\n", "init_logger(package_name)\n" * 3)
    written, _ = log(code, tmp_path)
    assert [text.count("test") for text in written.values()] == [1]


def test_debug_lines_of_other_packages_are_not_written(tmp_path):
    code = DEMO + "logging.getLogger('urllib3').debug('headers')\n"
    written, _ = log(code, tmp_path)
    assert "headers" not in "".join(written.values())


def test_a_folder_that_cannot_be_made_is_a_warning(tmp_path):
    code = "open('file', 'w').close()\nfrom rayvision_log import init_logger\n"
    code += "assert init_logger('app', log_folder='file/below').name == 'app'\n"
    _, said = log(code, tmp_path)
    assert said.startswith("no log file for app: ") and len(said.splitlines()) == 1


def test_a_file_that_cannot_be_opened_is_one_warning(tmp_path):
    code = (
        "import os\n"
        "from rayvision_log import init_logger\n"
        "os.makedirs('here/app.log')\n"
        "init_logger('app', 'here', 'app').error('text')\n"
    )
    _, said = log(code, tmp_path)
    assert said.splitlines()[0].startswith("no log file for app: ")
    assert "Traceback" not in said


def test_a_user_without_a_name_needs_a_folder(tmp_path):
    code = (
        "import getpass\n"
        "def nobody(): raise KeyError('uid not found: 12345')\n"
        "getpass.getuser = nobody\n"
        "from rayvision_log import init_logger\n"
        "init_logger('one', 'here', 'one').warning('text')\n"
        "init_logger('two')\n"
    )
    written, said = log(code, tmp_path)
    assert "text" in written["here/one.log"]
    assert "no log file for two: " in written["here/one.log"] + said


@pytest.mark.parametrize("level", ["'info'", "logging.INFO"])
def test_a_logger_gets_a_file_where_one_is_asked_for(tmp_path, level):
    code = (
        "import logging\n"
        "from rayvision_log.core import logger_of\n"
        "own = logging.getLogger('own')\n"
        "assert logger_of('app', own, 'here', 'own') is own\n"
        "assert not logger_of('app').handlers\n"
        f"app = logger_of('app', None, 'here', None, {level})\n"
        "app.debug('too low')\n"
        "app.info('text')\n"
    )
    written, _ = log(code, tmp_path)
    assert [text.endswith("app: text\n") for text in written.values()] == [True]
    assert "too low" not in "".join(written.values())


def test_a_configuration_of_the_caller_counts(tmp_path):
    code = (
        "import logging\n"
        "from rayvision_log.core import get_default_log_config, set_up_logger, update_config\n"
        "mine = {'formatters': {'file': {'format': '<%(message)s>'}}}\n"
        "assert update_config(mine)['handlers'] == get_default_log_config()['handlers']\n"
        "set_up_logger('app', mine, log_folder='here', log_name='app').warning('text')\n"
        "whole = update_config(mine)\n"
        "whole['handlers']['file']['filename'] = 'whole.log'\n"
        "set_up_logger('other', whole, use_orginal=True).warning('more')\n"
        "assert whole['handlers']['file']['class'] == 'logging.handlers.RotatingFileHandler'\n"
    )
    written, _ = log(code, tmp_path)
    assert written == {"here/app.log": "<text>\n<more>\n", "whole.log": "<more>\n"}


def test_a_configuration_with_a_root_of_its_own_counts_as_it_is(tmp_path):
    code = (
        "import logging\n"
        "from rayvision_log.core import set_up_logger\n"
        "file = {'class': 'logging.FileHandler', 'filename': 'a.log'}\n"
        "root = {'level': 'ERROR', 'handlers': ['file']}\n"
        "config = {'version': 1, 'handlers': {'file': file}, 'root': root}\n"
        "set_up_logger('app', config, use_orginal=True)\n"
        "logging.warning('too low')\n"
        "logging.getLogger('app').error('text')\n"
    )
    assert log(code, tmp_path)[0] == {"a.log": "text\n"}
