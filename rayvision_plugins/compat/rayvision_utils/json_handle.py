"""The base of the old analyzers: a scene, its task object and the JSON files of both.

``task`` is any object with ``task_info`` (the content of ``task.json``), ``work_dir`` and the
paths ``task_json_path``, ``asset_json_path`` and ``tips_json_path``.

Differs: a JSON file that cannot be read is an error, not an empty dict.
"""

import os

from rayvision_utils import utils
from rayvision_utils.cmd import Cmd
from rayvision_utils.exception import tips_code
from rayvision_utils.exception.error_msg import VERSION_NOT_MATCH
from rayvision_utils.exception.exception import VersionNotMatchError
from rayvision_utils.exception.tips import TipsInfo


class JsonHandle:
    """A scene and its task; analyzers derive from it and give ``name``, ``version``, ``run``."""

    def __init__(self, cg_file, task, cg_id, custom_exe_path):
        self.name = self.version = self.version_str = self.exe_path = None
        self.local_os = utils.get_os()
        self.cg_file = str(cg_file)
        self.task = task
        self.cg_id = cg_id
        self.custom_exe_path = custom_exe_path
        self.task_json = self.asset_json = self.tips_json = self.upload_json = None
        self.cmd = Cmd()
        self.tips = TipsInfo(save_path=task.work_dir)

    def valid(self):
        """Passes where the scene is of the program and version that the task is set to.

        Raises:
            VersionNotMatchError: it is not; ``tips.json`` says so too.
        """
        wanted = self.task.task_info["software_config"]
        same = str(wanted["cg_name"]).lower() == str(self.name).lower()
        if not same or wanted["cg_version"] != self.version:
            self.tips.add(tips_code.CG_NOTMATCH, self.version_str)
            self.tips.save_tips()
            raise VersionNotMatchError(VERSION_NOT_MATCH)

    def run(self):
        """Reads the scene; every analyzer has its own."""
        raise NotImplementedError(f"{type(self).__name__} does not say how to read a scene")

    def exe_path_from_location(self, location, exe_name):
        """Returns the path of a program in the folder ``location``, None when it is not there."""
        path = os.path.join(location, exe_name) if location else None
        return path if path and os.path.exists(path) else None

    def dump_task_json(self):
        """Writes ``task.json``."""
        utils.json_save(self.task.task_json_path, self.task.task_info, ensure_ascii=False)

    def write_cg_path(self):
        """Puts the scene and the number of its program into the task and writes ``task.json``."""
        row = self.task.task_info["task_info"]
        row["input_cg_file"] = self.cg_file.replace("\\", "/")
        row["cg_id"] = self.cg_id
        self.dump_task_json()

    def load_output_json(self):
        """Reads the three JSON files into this object and into the task."""
        self.task_json = self.task.task_info = self.json_load(self.task.task_json_path)
        self.asset_json = self.task.asset_info = self.json_load(self.task.asset_json_path)
        self.tips_json = self.task.tips_info = self.json_load(self.task.tips_json_path)

    def json_load(self, json_path, encodings=None):
        """Returns the content of a JSON file, in the first of ``encodings`` that fits it."""
        *others, last = encodings or ["utf-8"]
        for encoding in others:
            try:
                return utils.json_load(json_path, encoding=encoding)
            except UnicodeError:
                continue
        return utils.json_load(json_path, encoding=last)

    def json_exist(self):
        """Returns ``(True, None)`` where the three files are there, else False and a sentence."""
        for path in (
            self.task.task_json_path,
            self.task.asset_json_path,
            self.task.tips_json_path,
        ):
            if not os.path.exists(path):
                return False, f"{path}: not written"
        return True, None
