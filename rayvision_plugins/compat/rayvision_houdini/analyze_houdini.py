"""AnalyzeHoudini: a Houdini scene, read by hython or from its file (``rayvision_utils._analysis``).

Differs: beyond what all three analysers do otherwise, no database is written: ``custom_db_path``
tells where it would lie (the argument, RAYVISION_HOUDINI, the home folder). Chinese names are
taken, so ``check_cg_name`` passes all.
"""

import os
import pathlib
from dataclasses import dataclass

from rayvision_api.paths import home_folder
from rayvision_api.utils import check_and_read
from rayvision_houdini.constants import PACKAGE_NAME
from rayvision_utils._analysis import SceneAnalysis
from rayvision_utils._reading import installed, scene_version

from analyzers import disk


@dataclass(eq=False, repr=False)
class AnalyzeHoudini(SceneAnalysis):
    """A Houdini scene and its four files, once ``analyse`` was called."""

    DCC = "houdini"
    PACKAGE_NAME = PACKAGE_NAME

    cg_file: str
    software_version: str
    project_name: str = None
    plugin_config: dict = None
    render_software: str = "Houdini"
    local_os: str = None
    workspace: str = None
    custom_exe_path: str = None
    platform: str = "2"
    custom_db_path: str = None
    logger: object = None
    log_folder: str = None
    log_name: str = None
    log_level: str = "DEBUG"

    def __post_init__(self):
        super().__post_init__()
        given = self.custom_db_path or os.environ.get("RAYVISION_HOUDINI")
        self.custom_db_path = os.fspath(given or home_folder())

    @property
    def analyse_success_file(self):
        """The path of the mark that an analysis leaves when it is complete."""
        return os.path.join(self.workspace, "analyze_sucess")

    def check_cg_name(self):
        """Passes: every name is taken."""

    def compare_the_version(self):
        """Returns (hython of the version that saved the scene, or None, "Houdini <version>").

        Raises:
            AnalyseFailError: it is no scene.
            GetCGVersionError: it does not say its version.
        """
        version = scene_version(self.cg_file)
        found = installed(self.DCC, version)
        return str(found.python) if found else None, f"Houdini {version}"

    @staticmethod
    def get_file_md5(file_path):
        """Returns the MD5 of a file as text."""
        SceneAnalysis.check_path(file_path)
        return disk.md5(os.fspath(file_path))

    def get_geo_node_dict(self):
        """Returns the geometry nodes of task.json that are rendered, each with an empty order.

        Raises:
            RayvisionError: there is no task.json.
        """
        nodes = check_and_read(self.task_json).get("scene_info_render", {}).get("geo_node", [])
        return {row["node"]: "" for row in nodes if row.get("render") == "1"}

    def set_geo_node_order(self, geo_node_dict):
        """Writes the order of geometry nodes, {node: "1", other: "2"}, into task.json.

        An order that is not 1 to the number of nodes changes nothing and is logged.

        Raises:
            RayvisionError: there is no task.json.
        """
        order = {node: str(place).strip() for node, place in (geo_node_dict or {}).items()}
        if not order or set(order.values()) != {str(one + 1) for one in range(len(order))}:
            self.logger.error("no order of geometry nodes: %s", geo_node_dict)
            return
        task = check_and_read(self.task_json)
        for row in task.get("scene_info_render", {}).get("geo_node", []):
            if row["node"] in order:
                row["geoDependencySort"] = order[row["node"]]
        task["task_info"].update(multi_node="0", geo_node_dependency="1")
        self.task_info = task
        self._save("task")

    def analyse(self, exe_path="", no_upload=False):
        """Writes the files of the scene; ``exe_path`` is the hython that opens it.

        Raises:
            AnalyseFailError: the scene cannot be read, or that hython gives no answer.
            CGExeNotExistError: that program belongs to no Houdini.
        """
        self._analyse(exe_path, no_upload)
        pathlib.Path(self.analyse_success_file).touch()
