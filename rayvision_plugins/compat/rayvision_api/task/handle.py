"""A task of the first SDK: account, scene and software in one object, with a number from the start.

``RayvisionCheck(task)`` and ``rayvision_utils.analyse_handle`` take it in the place of an account
and an analysis. Differs: the protocol may be given; no folder for logs is made; two tasks share
no document.
"""

from __future__ import annotations

import os

from rayvision_api import constants
from rayvision_api.connect import Connect
from rayvision_api.exception import CODES, RayvisionError
from rayvision_api.paths import ensure_paths

from analyzers.paths import slashes
from analyzers.taskfiles import NAMES
from rayvision_plugins.check import complete


class RayvisionTask:
    """Makes a task at the farm, and ``work_dir``: ``work/<number>`` in the workspace.

    ``task_json_path`` and its like name the four files there, ``task_info`` and its like are what
    is to stand in them.

    Raises:
        RayvisionError: nobody renders that software, or the farm gives no number.
    """

    def __init__(
        self,
        domain,
        platform,
        access_id,
        access_key,
        local_os,
        software_version,
        render_software,
        workspace,
        cg_file,
        plugin_config=None,
        project_name=None,
        protocol="https",
    ):
        self.local_os = local_os
        self.software_version = software_version
        self.render_software = render_software
        self.workspace = os.fspath(workspace)
        self.cg_file = os.fspath(cg_file)
        self.plugin_config = plugin_config or {}
        self.project_name = project_name or ""
        self.connect = Connect(access_id, access_key, protocol, domain, platform)
        self.asset_info, self.tips_info, self.upload_info = {}, {}, {}
        self.task_info = constants.TASK_INFO
        self.task_info["task_info"]["platform"] = str(platform)
        self.set_render_config()
        self.preparatory_analyse(self.cg_file)
        self.task_id = self.get_task_id()
        self.user_id = self.get_user_id()
        self.task_info["task_info"].update(task_id=self.task_id, user_id=self.user_id)
        self.work_dir = os.path.join(self.workspace, "work", self.task_id)
        ensure_paths(self.work_dir)
        for name in NAMES:
            path = os.path.join(self.work_dir, f"{name}.json")
            setattr(self, f"{name}_json", path)
            setattr(self, f"{name}_json_path", path)

    def get_task_id(self):
        """Returns the number of a new task, as text."""
        with self.connect.asked() as service:
            return service.create().id

    def get_user_id(self):
        """Returns the number of the account, as text."""
        with self.connect.asked() as service:
            return complete.user_id(service)

    def set_render_config(self):
        """Puts software, plug-ins and project into ``task_info``.

        Raises:
            RayvisionError: nobody renders that software.
        """
        if self.render_software not in constants.CG_SETTING:
            raise RayvisionError(CODES["python"], f"no software {self.render_software!r} is known")
        self.task_info["task_info"].update(
            cg_id=constants.CG_SETTING[self.render_software],
            project_name=self.project_name,
            project_id=self.check_and_add_project_name(self.project_name),
        )
        self.task_info["software_config"] = {
            "cg_name": self.render_software,
            "cg_version": self.software_version,
            "plugins": self.plugin_config,
        }

    def check_and_add_project_name(self, project_name):
        """Returns the number of a label as text, of a new one where there is none."""
        with self.connect.asked() as service:
            return complete.label_id(service, project_name)

    def preparatory_analyse(self, cg_file, project_dir=""):
        """Puts the scene and its project folder into ``task_info``."""
        self.task_info["task_info"]["input_cg_file"] = slashes(os.fspath(cg_file))
        if project_dir:
            self.task_info["task_info"]["input_project_path"] = os.fspath(project_dir)
