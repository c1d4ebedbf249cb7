"""AnalyzeClarisse: a project, read by cnode or from its file (``rayvision_utils._analysis``).

Differs: beyond what all three analysers do otherwise, no Analyze.exe is needed, on any system.
"""

import os
from dataclasses import dataclass

from rayvision_clarisse.constants import PACKAGE_NAME
from rayvision_utils import utils
from rayvision_utils._analysis import SceneAnalysis


@dataclass(eq=False, repr=False)
class AnalyzeClarisse(SceneAnalysis):
    """A Clarisse project and its four files, once ``analyse`` was called."""

    DCC = "clarisse"
    PACKAGE_NAME = PACKAGE_NAME

    cg_file: str
    software_version: str
    project_name: str = None
    plugin_config: dict = None
    render_software: str = "Clarisse"
    local_os: str = None
    workspace: str = None
    custom_exe_path: str = None
    platform: str = "2"
    logger: object = None
    log_folder: str = None
    log_name: str = None
    log_level: str = "DEBUG"

    def print_info(self, info):
        """Logs a line."""
        self.logger.info("%s", info)

    def print_info_error(self, info):
        """Logs a line as an error."""
        self.logger.error("%s", info)

    def writing_error_abort(self, error_code, info=None):
        """Adds a detail, or a list of them, to a code; the code alone without one."""
        self.add_tip(error_code, info)

    def write_tips_info(self):
        """Writes tips.json; codes that only the file has stay in it."""
        if os.path.exists(self.tips_json):
            self.tips_info = {**utils.json_load(self.tips_json), **self.tips_info}
        self.save_tips()

    def analyse_cg_file(self):
        """Reads the project and writes task.json, asset.json and tips.json.

        Raises:
            AnalyseFailError: the project cannot be read.
        """
        self._analyse(no_upload=True)

    def gather_upload_dict(self):
        """Writes upload.json: the project and every file that was found for it."""
        self.write_upload_json()

    def analyse(self, no_upload=False):
        """Writes the files of the project.

        Raises:
            AnalyseFailError: the project cannot be read.
        """
        self.analyse_cg_file()
        if not no_upload:
            self.gather_upload_dict()
