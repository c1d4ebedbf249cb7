"""What AnalyzeMaya, AnalyzeHoudini and AnalyzeClarisse have in common.

A scene is read by ``launch`` where the DCC of its version is installed, else by ``analyze``; the
four files get what the constructor was told and go to a folder of their own.

Differs: nothing is made before ``analyse()``, a workspace that is not there is made then, and no
two analyses share a folder. Without the DCC the file itself is read, on every system; a DCC that
was found but gives no answer is a warning, one that the script names is an AnalyseFailError. There
is no log file unless ``log_folder`` or ``log_name`` is given. ``plugin_config=None`` leaves the
plug-ins that the scene names. ``add_tip`` keeps the details that a code has. Paths are full ones.
The constants of ``rayvision_utils`` are neither read nor changed.
"""

import itertools
import os
import sys
import threading
import time

from rayvision_api.paths import home_folder
from rayvision_log.core import logger_of
from rayvision_utils import utils
from rayvision_utils._reading import by_dcc, by_file, documented_errors, installed, same_version
from rayvision_utils.exception import tips, tips_code
from rayvision_utils.exception.error_msg import ERROR9899_CGEXE_NOTEXIST
from rayvision_utils.exception.exception import (
    AnalyseFailError,
    CGExeNotExistError,
    CGFileNotExistsError,
)

from analyzers import disk, tables, taskfiles
from analyzers.analyze import full_path
from rayvision_plugins.hosts import LaunchError

_GIVEN = set()
"""(workspace, folder in it) of the analyses of this process."""


class SceneAnalysis:
    """A scene and its four files; a dataclass of the constructor's arguments derives from it.

    ``task_json``, ``tips_json``, ``asset_json`` and ``upload_json`` are paths, ``task_info``,
    ``tips_info``, ``asset_info`` and ``upload_info`` what stands in them. ``DCC`` is the name in
    the tables of the analyzers.
    """

    DCC = ""
    PACKAGE_NAME = ""

    def __post_init__(self, clock=time.time):
        self.check_path(self.cg_file)
        self.cg_file = os.fspath(self.cg_file)
        if self.custom_exe_path:
            self.check_path(self.custom_exe_path)
        self._asked = (self.logger, self.log_folder, self.log_name, self.log_level)
        self.logger = logger_of(self.PACKAGE_NAME, self.logger)
        self.local_os = self.check_local_os(self.local_os)
        self.tips_info, self.task_info, self.asset_info, self.upload_info = {}, {}, {}, {}
        self._root = self.check_workspace(self.workspace)
        self._second = int(clock())
        self._found_upload = {}
        self._said_tips = []
        self._made = False
        self._place()

    def _place(self):
        """Names the folder of this analysis and the files in it; no other here has that name."""
        marks = (f"{second}{self.get_current_id()}" for second in itertools.count(self._second))
        self.tmp_mark = next(mark for mark in marks if (self._root, mark) not in _GIVEN)
        _GIVEN.add((self._root, self.tmp_mark))
        self.workspace = os.path.join(self._root, self.tmp_mark)
        for name in taskfiles.NAMES:
            setattr(self, f"{name}_json", os.path.join(self.workspace, f"{name}.json"))

    def _make(self):
        """Makes that folder; where another process has it, it gets the next second."""
        while not self._made:
            try:
                os.makedirs(self.workspace)
                self._made = True
            except FileExistsError:
                self._place()

    def _save(self, name):
        self._make()
        document = getattr(self, f"{name}_info")
        utils.json_save(getattr(self, f"{name}_json"), document, ensure_ascii=False)

    @staticmethod
    def get_current_id():
        """Returns the number of this process, beside the main thread that of the thread."""
        thread = threading.current_thread()
        return os.getpid() if thread is threading.main_thread() else thread.ident

    @staticmethod
    def check_path(tmp_path):
        """Raises CGFileNotExistsError where there is no such file or folder."""
        if not os.path.exists(tmp_path):
            raise CGFileNotExistsError(f"{tmp_path} is not found")

    @staticmethod
    def check_local_os(local_os):
        """Returns ``windows`` or ``linux``: this system where none is given."""
        return "windows" if str(local_os or sys.platform).lower().startswith("win") else "linux"

    def check_workspace(self, workspace):
        """Returns the folder that holds the folders of analyses, the default for none."""
        return os.path.abspath(workspace) if workspace else home_folder()

    def add_tip(self, code, info):
        """Adds a detail, or a list of them, to a code."""
        self._said_tips.append((code, info))
        self._add(code, info)

    def _add(self, code, info):
        before = tips.details_of(self.tips_info.get(code))
        new = [one for one in tips.details_of(info) if one not in before]
        self.tips_info[code] = before + new

    def save_tips(self):
        """Writes tips.json."""
        self._save("tips")

    def find_location(self):
        """Returns the program that opens scenes of ``software_version`` here, as text.

        Raises:
            CGExeNotExistError: that version is not installed.
        """
        found = installed(self.DCC, self.software_version)
        if found is None:
            wanted = f"{self.render_software} {self.software_version}"
            raise CGExeNotExistError(ERROR9899_CGEXE_NOTEXIST.format(wanted))
        return str(found.python)

    def analyse_cg_file(self):
        """Returns the program that opens the scene, "" where its file is to be read instead."""
        return self._program()

    def _program(self):
        if self.custom_exe_path:
            return os.fspath(self.custom_exe_path)
        try:
            return self.find_location()
        except CGExeNotExistError as err:
            self.logger.info("%s; the file is read", err)
            return ""

    def write_task_json(self):
        """Writes task.json: what was found, else the defaults, with what the script said."""
        self.task_info = self._described(self.task_info)
        self._save("task")

    def check_result(self):
        """Returns (whether task.json, asset.json and tips.json are there, what is not)."""
        for path in (self.task_json, self.asset_json, self.tips_json):
            if not os.path.exists(path):
                return False, f"Json file is not generated: {path}"
        return True, None

    def get_file_md5(self, file_path):
        """Returns the MD5 of a file as text."""
        self.check_path(file_path)
        return disk.md5(os.fspath(file_path))

    def write_upload_json(self):
        """Writes upload.json: the scene and every file that was found for it."""
        self.upload_info = self.upload_info or self._found_upload
        self._save("upload")

    def _analyse(self, exe_path="", no_upload=False):
        """Reads the scene and writes its files; without upload.json if so wished."""
        logger_of(self.PACKAGE_NAME, *self._asked)
        with documented_errors():
            answer, found = self._read(exe_path if exe_path and os.path.exists(exe_path) else "")
        if answer["dcc"] != self.DCC:
            wrong = f"{self.cg_file} is a scene of {answer['dcc']}, not of {self.DCC}"
            raise AnalyseFailError(wrong)
        self.task_info, self.asset_info = found["task"], found["asset"]
        self.upload_info, self._found_upload = {}, found["upload"]
        self.tips_info = {}
        for code, details in (*found["tips"].items(), *self._said_tips):
            self._add(code, details)
        version = answer["version"]
        if not same_version(version, self.software_version):
            said = f"{self.render_software} {self.software_version}, the scene: {version}"
            self._add(tips_code.CG_NOTMATCH, said)
        self.write_task_json()
        self._save("asset")
        self.save_tips()
        if not no_upload:
            self.write_upload_json()

    def _read(self, exe):
        """Returns (answer of the analyzers, the four documents by name)."""
        named = exe or self.custom_exe_path
        exe = exe or self._program()
        if exe:
            try:
                return by_dcc(self.DCC, self.cg_file, exe, self._project(), self.logger.info)
            except LaunchError as err:
                if named:
                    raise
                self.logger.warning("%s; the file is read instead", err)
        return by_file(self.cg_file, self._project())

    def _project(self):
        """Returns the project folder, None where it is to be looked for."""
        return None

    def _described(self, task):
        """Returns a task.json with what the script said put into it."""
        defaults = tables.load("data/task_defaults.json")
        said = {
            "cg_id": tables.load("data/dccs.json")[self.DCC]["cg_id"],
            "input_cg_file": full_path(self.cg_file),
            "project_name": str(self.project_name or ""),
            "platform": str(self.platform or ""),
            "os_name": defaults["os_names"][self.local_os],
            **self._task_values(),
        }
        software = {
            "cg_name": self.render_software,
            "cg_version": str(self.software_version or ""),
            "plugins": task.get("software_config", {}).get("plugins", {}),
        }
        if self.plugin_config is not None:
            software["plugins"] = {name: str(one) for name, one in dict(self.plugin_config).items()}
        info = {**defaults["task_info"], **task.get("task_info", {}), **said}
        return {**task, "task_info": info, "software_config": software}

    def _task_values(self):
        """Returns what a DCC's own arguments say of task_info."""
        return {}
