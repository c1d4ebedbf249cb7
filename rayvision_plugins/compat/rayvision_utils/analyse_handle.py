"""The analyzer that belongs to the program of a task, by the table ``data/compat/utils.json``.

``task`` is an object as ``json_handle`` describes it; what is found in its scene goes into its
``task_info``, ``asset_info``, ``tips_info`` and ``upload_info``.

Differs: ``cg_instance`` is the AnalyzeMaya, AnalyzeHoudini or AnalyzeClarisse of today, which
writes into a folder of its own below ``work_dir``.
"""

import importlib
import os

from rayvision_api.exception import CODES
from rayvision_utils.exception.exception import RayvisionError

from analyzers import tables
from rayvision_plugins.profiles import read_table


class RayvisionAnalyse:
    """Reads the scene of a task; ``exe_path`` is the program that opens it."""

    def __init__(self, task, exe_path=None):
        row = task.task_info["task_info"]
        self.cg_id = str(row["cg_id"])
        self.cg_file = row["input_cg_file"]
        self.task = task
        self.custom_exe_path = exe_path
        self.cg_instance = self.create_instance()

    @classmethod
    def execute(cls, task, exe_path=None):
        """Reads the scene of ``task``."""
        cls(task, exe_path).run()

    def create_instance(self):
        """Returns the analyzer of this program.

        Raises:
            RayvisionError: no scene, no such ``exe_path``, or a program that nobody reads.
        """
        exe, code = self.custom_exe_path, CODES["python"]
        if not os.path.isfile(self.cg_file):
            raise RayvisionError(code, f"{self.cg_file}: there is no such scene")
        if exe and not (os.path.isabs(exe) and os.path.isfile(exe)):
            raise RayvisionError(code, f"{exe}: give the whole path of a program that is there")
        found = read_table("compat/utils.json")["analyzers"].get(self.cg_id)
        if not found:
            raise RayvisionError(code, f"cg_id {self.cg_id}: no scene of this program is read")
        module, name = found
        software = self.task.task_info["software_config"]
        return getattr(importlib.import_module(module), name)(
            cg_file=self.cg_file,
            software_version=software["cg_version"],
            project_name=self.task.task_info["task_info"].get("project_name"),
            plugin_config=software.get("plugins"),
            workspace=self.task.work_dir,
            custom_exe_path=exe,
        )

    @staticmethod
    def cg_is_maya(cg_id, scene_info_data):
        """Returns ``scene_info`` with the frames of each layer as one range, where it is Maya's."""
        if str(cg_id) == tables.load("data/dccs.json")["maya"]["cg_id"]:
            for layer in scene_info_data.values():
                row = layer["common"]
                row["frames"] = f"{row['start']}-{row['end']}[{row['by_frame']}]"
        return scene_info_data

    def run(self):
        """Reads the scene and gives the task what was found."""
        self.analyse()
        for name in ("task_info", "asset_info", "tips_info", "upload_info"):
            setattr(self.task, name, getattr(self.cg_instance, name))

    def analyse_cg_file(self):
        """Looks for the program that opens the scene."""
        return self.cg_instance.analyse_cg_file()

    def analyse(self):
        """Reads the scene and writes its files."""
        self.cg_instance.analyse()
