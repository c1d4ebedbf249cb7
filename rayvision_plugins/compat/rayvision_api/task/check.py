"""The check of a task's files, with ``rayvision_plugins.check`` doing it.

Differs: every task.json without a number gets one of its own; in the original two that are checked
before one is submitted share it. A project that is not named has the id '' and not '0'. Versions
are held against the farm's list with a warning, as the two differ in spelling; what else keeps a
task from being rendered is found too. Only what has changed is written: task.json, or with
``is_cover=False`` all four files in a new folder of the workspace. A document that is given in
place of a file is completed itself, and is written where an analysis or a workspace is given. Tips
are told in the language of the setting RAYVISION_LANGUAGE, whatever the domain; a row of
``error_warn_info_list`` has code, type, desDescriptionCn and details.
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Mapping

from rayvision_api.exception import (
    CODES,
    HardwareConfigIdError,
    NotSupportCGSoftwareError,
    NotSupportHardwareCodeError,
    NotSupportPluginError,
    RayvisionError,
    conversion,
)
from rayvision_api.paths import home_folder
from rayvision_api.url import TABLE
from rayvision_api.utils import check_and_read

from analyzers.taskfiles import NAMES
from rayvision_plugins import check
from rayvision_plugins.check import checker, documents, hardware, offer, texts
from rayvision_plugins.errors import CheckFailed

LOG = logging.getLogger(__name__)
LOG.addHandler(logging.NullHandler())

HARDWARE = {
    "hardware": HardwareConfigIdError,
    "hardware version": HardwareConfigIdError,
    "hardware software": NotSupportCGSoftwareError,
    "hardware tip": NotSupportHardwareCodeError,
    "hardware plugin": NotSupportPluginError,
}
"""What a finding about hardware is marked by, and the documented error."""


def _both_forms(execute):
    """Lets ``execute`` be called as documented too: with task.json first, without a hardware."""

    @functools.wraps(execute)
    def called(self, *given, **named):
        first = given[0] if given else None
        if isinstance(first, (str, os.PathLike)) or "task_info" in (first or ()):
            given = (None, *given)
        return execute(self, *given, **named)

    return called


class RayvisionCheck:
    """The check of an analysis, or of files without one.

    ``api`` has a ``connect``; ``analyze`` has the paths and documents of an analysis, and so may
    ``api``. ``errors_number`` and ``error_warn_info_list`` say what was found.
    """

    def __init__(self, api, analyze=None, workspace=None):
        self.logger = LOG
        self.api = api
        self.analyze = api if analyze is None and hasattr(api, "task_json") else analyze
        self.workspace = self.check_workspace(workspace)
        self.task_json = self.tips_json = self.asset_json = self.upload_json = None
        self.task_info, self.tips_info, self.asset_info, self.upload_info = {}, {}, {}, {}
        self.errors_number = 0
        self.error_warn_info_list = []
        self._has_place = bool(workspace) or self.analyze is not None
        self._new = []

    @staticmethod
    def check_path(tmp_path):
        """Passes where a path is there.

        Raises:
            RayvisionError: it is not.
        """
        if not os.path.exists(tmp_path):
            raise RayvisionError(CODES["missing"], f"{tmp_path} is not found")

    def check_workspace(self, workspace):
        """Returns the folder for files, the default one for none.

        Raises:
            RayvisionError: there is no such folder.
        """
        if not workspace:
            return home_folder()
        self.check_path(workspace)
        return workspace

    def check_analyze(self, analyze, workspace, is_cover=True):
        """Takes the documents and paths of an analysis, else the paths in a folder.

        Returns the folder: that of ``self.workspace`` without ``is_cover``.
        """
        self._place(workspace if is_cover else self.workspace)
        for name in NAMES:
            setattr(self, f"{name}_info", getattr(analyze, f"{name}_info", {}))
            if analyze is not None and is_cover:
                setattr(self, f"{name}_json", getattr(analyze, f"{name}_json"))
        return os.path.dirname(self.task_json)

    def check_task_info(self, task_info):
        """Returns the document of a task.json with the ids it lacked put into it.

        Raises:
            RayvisionError: it is empty, or the farm gives none.
        """
        if not task_info:
            raise RayvisionError(CODES["task_id"], "task.json says nothing")
        with self.api.connect.asked() as service:
            task_info["task_info"].update(check.completed(task_info, service)["task_info"])
        return task_info

    def get_json_info(self, data):
        """Returns a document that is given, or the one in a file; None for no path."""
        if isinstance(data, Mapping):
            return data
        return check_and_read(data) if data else None

    @_both_forms
    def execute(
        self,
        hardware_config=None,
        task_json="",
        upload_json="",
        asset_json="",
        is_cover=True,
        only_id=True,
    ):
        """Checks and completes the files; returns the number of the task.

        ``only_id=False`` returns (document of task.json, number). Without a hardware the first
        argument may be ``task_json``.

        Raises:
            RayvisionError: the task cannot be rendered, or a file cannot be read or written.
            HardwareConfigIdError, NotSupportCGSoftwareError, NotSupportHardwareCodeError,
            NotSupportPluginError: it cannot be rendered on ``hardware_config``.
        """
        self._take({"task": task_json, "upload": upload_json, "asset": asset_json}, is_cover)
        task = self._checked(hardware_config, "" if is_cover else self.workspace)
        self.task_info["task_info"].update(task["task_info"])
        if not is_cover:
            number = task["task_info"]["task_id"]
            self._place(os.path.join(self.workspace, f"{checker.FOLDER}-{number}"))
        return self.write(only_id=only_id)

    def write(self, only_id=True):
        """Writes what is new, and returns the number of the task, or (document, number)."""
        with conversion():
            for name in self._new:
                documents.save(getattr(self, f"{name}_json"), getattr(self, f"{name}_info"))
        number = int(self.task_info["task_info"]["task_id"])
        return number if only_id else (self.task_info, number)

    def check_error_warn_info(self, language="0"):
        """Returns what the tips of the scene mean: in Chinese, or for "1" in English."""
        words = {str(number): name for name, number in texts.LANGUAGES.items()}[str(language)]
        with self.api.connect.asked() as service:
            self._tell(check.tips(self.tips_info, check.Texts(service, words)))
        return self.error_warn_info_list

    def is_scene_have_error(self):
        """Passes where the last check found no error in the scene.

        Raises:
            RayvisionError: it did.
        """
        if self.errors_number:
            said = f"the scene has {self.errors_number} errors: {self.error_warn_info_list}"
            raise RayvisionError(CODES["python"], said)

    def check_plugin(self, task_data):
        """Passes where the farm has the software of a task; warns of what it does not list.

        Raises:
            RayvisionError: it does not have it.
        """
        with self.api.connect.asked() as service:
            found = list(offer.findings({"task": task_data, "tips": {}}, service))
            found = [row for row in found if row.code not in HARDWARE]
            self._warn(found)
            check.refuse(found)

    def set_custom_hardware(self, custom_hardware, task_info, task_path):
        """Puts a hardware of the farm into the task.json at ``task_path``.

        Raises:
            HardwareConfigIdError: the farm does not have it, or as ``execute``.
        """
        with self.api.connect.asked() as service:
            rows = service.user.get_hardware_config()
            given = {"task": task_info, "tips": self.tips_info}
            values = hardware.choice(_wanted(custom_hardware), rows, given)
            if isinstance(values, check.Finding):
                raise HARDWARE[values.code](CODES["python"], values.line)
            check.update_task_info(values, task_path, modifiable=values)

    def _place(self, folder):
        for name in NAMES:
            setattr(self, f"{name}_json", os.path.join(folder, f"{name}.json"))

    def _take(self, given, is_cover):
        """Reads the documents, and notes which are to be written where.

        What is not given is that of the analysis; tips.json lies beside task.json.
        """
        task = given["task"] or getattr(self.analyze, "task_json", "")
        path = "" if isinstance(task, Mapping) else os.fspath(task)
        self.check_analyze(self.analyze, os.path.dirname(path) or self.workspace, is_cover)
        files = {name: getattr(self.analyze, f"{name}_json", "") for name in NAMES}
        if path:
            files["tips"] = os.path.join(os.path.dirname(path), "tips.json")
        given = {name: value for name, value in {**given, "task": task}.items() if value}
        for name, value in {**files, **given}.items():
            if name in given or os.path.isfile(value):
                setattr(self, f"{name}_info", self.get_json_info(value))
        self._new = []
        if is_cover and self._has_place:
            self._new = [name for name, value in given.items() if isinstance(value, Mapping)]
        if is_cover and path:
            self.task_json = path
            self._new.append("task")

    def _checked(self, hardware_config, workspace):
        """Returns the document of task.json, checked and completed."""
        with self.api.connect.asked() as service:
            language = self.api.connect.settings.text("language")
            ours = check.Check(service, workspace=workspace, language=language)
            try:
                task, _ = ours.execute(
                    self.task_info,
                    self.upload_info,
                    self.asset_info,
                    tips_json=self.tips_info,
                    hardware_config=_wanted(hardware_config),
                    is_cover=False,
                    only_id=False,
                )
            except CheckFailed as err:
                error = HARDWARE.get(ours.found[-1].code)
                if hardware_config and error:
                    raise error(CODES["python"], str(err)) from err
                raise
            finally:
                self._tell(ours.found)
        return task

    def _tell(self, found):
        """Keeps what was found of the scene as documented rows, and logs all of it."""
        self.error_warn_info_list = [
            {
                "code": row.code,
                "type": texts.STOPS if row.level == check.ERROR else 0,
                "desDescriptionCn": row.text,
                "details": self.tips_info.get(row.code, []),
            }
            for row in found
            if row.of_scene
        ]
        self.errors_number = sum(row["type"] for row in self.error_warn_info_list)
        self._warn(found)

    def _warn(self, found):
        for row in found:
            self.logger.warning("%s: %s", row.level, row.line)


def _wanted(hardware_config):
    """Returns a hardware without a model that means any; its words are those of our check."""
    return {
        key: value
        for key, value in (hardware_config or {}).items()
        if key != "model" or TABLE["any_model"] not in (value or "")
    }
