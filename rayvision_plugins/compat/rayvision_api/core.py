"""An account at a farm, with its operations in groups.

Differs: an id or a key that is missing is named before anything is sent; nothing is logged to a
file unless a folder or a name for it is given; ``submit_by_data`` works, and takes the other two
documents of its older form; a project without a name has the number ''.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from rayvision_api.connect import Connect
from rayvision_api.constants import PACKAGE_NAME
from rayvision_api.exception import CODES, RayvisonTaskIdError
from rayvision_api.operators import (
    QueryOperator,
    RenderEnvOperator,
    TagOperator,
    TaskOperator,
    TransmitOperator,
    UserOperator,
)
from rayvision_api.task.check import RayvisionCheck
from rayvision_log.core import logger_of

from rayvision_plugins.check import complete


class RayvisionAPI:
    """Logs in at once: a key that the farm refuses is told here.

    Raises:
        MissingCredential: there is no access id or no key.
        RayvisionAPIError: the farm refused.
        RayvisionError: there is no answer, or a setting is wrong.
    """

    def __init__(
        self,
        access_id=None,
        access_key=None,
        domain="task.renderbus.com",
        platform="4",
        protocol="https",
        logger=None,
        log_folder=None,
        log_name=None,
        log_level="DEBUG",
        timeout=60,
    ):
        self.logger = logger_of(PACKAGE_NAME, logger, log_folder, log_name, log_level)
        self._connect = Connect(
            access_id, access_key, protocol, domain, platform, logger=self.logger, timeout=timeout
        )
        self.platform = self._connect.platform
        self.user = UserOperator(self._connect)
        self.task = TaskOperator(self._connect)
        self.query = QueryOperator(self._connect)
        self.tag = self.project = TagOperator(self._connect)
        self.env = RenderEnvOperator(self._connect)
        self.transmit = TransmitOperator(self._connect)
        self._login()

    @property
    def user_info(self):
        """The account, its settings and its storages."""
        return self.user.info

    @property
    def connect(self):
        return self._connect

    def _login(self):
        self.user._login()

    def get_user_id(self):
        """Returns the number of the account."""
        return self.user.user_id

    def check_and_add_project_name(self, project_name):
        """Returns the number of a label as text, of a new one where there is none."""
        with self._connect.asked() as service:
            return complete.label_id(service, project_name)

    def submit(self, task_id, producer=None):
        """Starts a task whose files are in place, and returns True."""
        if not isinstance(task_id, int):
            raise RayvisonTaskIdError(CODES["task_id"], f"a task number is an int: {task_id!r}")
        self.task.submit_task(task_id, producer)
        return True

    def submit_by_data(
        self, task_info, file_name="task.json", producer=None, asset_info="", upload_info=""
    ):
        """Sends task.json through the API and starts the task; returns True.

        Documents may be JSON texts. One in the place of ``producer`` is upload.json, as older
        documents give it.
        """
        if isinstance(task_info, str) and task_info.lstrip().startswith("{"):
            task_info = json.loads(task_info)
        if isinstance(producer, Mapping):
            upload_info, producer = producer, None
        checked, task_id = RayvisionCheck(self).execute(None, task_info, only_id=False)
        documents = [(file_name or "task.json", checked)]
        documents += [("upload.json", upload_info), ("asset.json", asset_info)]
        for name, document in documents:
            if document:
                text = document if isinstance(document, str) else json.dumps(document)
                self.transmit.upload_json_content(task_id, text, name)
        return self.submit(int(task_id), producer)
