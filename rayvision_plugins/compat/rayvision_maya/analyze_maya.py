"""AnalyzeMaya: a Maya scene, read by mayapy or from its file (``rayvision_utils._analysis``).

Differs: beyond what all three analysers do otherwise, both check_version functions read ``.ma``
and ``.mb`` on every Python and end on every file. ``render_layer_type`` "0", the default, leaves
what the scene itself uses. Without ``input_project_path`` the project is looked for near the scene;
one that is not there goes into task.json only, with a warning. find_location returns mayapy, and
location_from_reg looks at the usual folders too.
"""

import os
from dataclasses import dataclass

from rayvision_maya.constants import PACKAGE_NAME
from rayvision_utils._analysis import SceneAnalysis
from rayvision_utils._reading import installed, scene_version


@dataclass(eq=False, repr=False)
class AnalyzeMaya(SceneAnalysis):
    """A Maya scene and its four files, once ``analyse`` was called."""

    DCC = "maya"
    PACKAGE_NAME = PACKAGE_NAME

    cg_file: str
    software_version: str
    project_name: str
    plugin_config: dict
    render_software: str = "Maya"
    render_layer_type: str = "0"
    input_project_path: str = None
    local_os: str = None
    workspace: str = None
    custom_exe_path: str = None
    platform: str = "2"
    logger: object = None
    log_folder: str = None
    log_name: str = None
    log_level: str = "DEBUG"

    def __post_init__(self):
        super().__post_init__()
        self.input_project_path = os.fspath(self.input_project_path or "")

    @staticmethod
    def check_version3(cg_file):
        """Returns the version of Maya that saved a scene, such as "2019".

        Raises:
            AnalyseFailError: it is no scene.
            GetCGVersionError: it does not say.
        """
        return scene_version(cg_file)

    check_version2 = check_version3

    def location_from_reg(self, version):
        """Returns the folder that a version is installed in, else None."""
        found = installed(self.DCC, version)
        return str(found.python.parents[1]) if found else None

    def analyse(self, no_upload=False, exe_path=""):
        """Writes the files of the scene; ``exe_path`` is the Maya that opens it.

        Raises:
            AnalyseFailError: the scene cannot be read, or that Maya gives no answer.
            CGExeNotExistError: that program belongs to no Maya.
        """
        self._analyse(exe_path, no_upload)

    def _project(self):
        if os.path.isdir(self.input_project_path):
            return self.input_project_path
        if self.input_project_path:
            self.logger.warning("there is no project folder %s", self.input_project_path)
        return None

    def _task_values(self):
        given = {"render_layer_type": str(self.render_layer_type)}
        if self.render_layer_type in (None, type(self).render_layer_type):
            given = {}
        if self.input_project_path:
            given["input_project_path"] = self.input_project_path.replace("\\", "/")
        return given
