"""The whole check on files or documents, with the arguments of the documented RayvisionCheck.

Source: Renderbus SDK documentation 2020, 任务的信息校验.
"""

from __future__ import annotations

import dataclasses
import os
import pathlib
import time
from collections.abc import Callable, Mapping
from typing import Any

from analyzers.taskfiles import NAMES
from rayvision_plugins.check import hardware
from rayvision_plugins.check.complete import completed
from rayvision_plugins.check.documents import Documents, load, save, write
from rayvision_plugins.check.examination import findings
from rayvision_plugins.check.finding import Finding, refuse
from rayvision_plugins.check.texts import Texts
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.services.renderbus import Renderbus

Given = str | os.PathLike[str] | Mapping[str, Any]
"""A document, or the path of its file."""

FOLDER = "checked"
"""What a folder of checked files begins with that is made beside the files."""


@dataclasses.dataclass(slots=True)
class Check:
    """The check of one scene after another; ``found`` is what the last one said.

    ``workspace`` receives the files that do not take the place of those given; without it a
    folder beside task.json does. What a tip means is asked for once.
    """

    service: Renderbus
    workspace: str | os.PathLike[str] = ""
    language: str = "en"
    force: bool = False
    sleep: Callable[[float], None] = time.sleep
    found: list[Finding] = dataclasses.field(default_factory=list)
    _words: Texts = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._words = Texts(self.service, self.language)

    def execute(
        self,
        task_json: Given,
        upload_json: Given = "",
        asset_json: Given = "",
        *,
        tips_json: Given = "",
        hardware_config: Mapping[str, Any] | None = None,
        is_cover: bool = True,
        only_id: bool = True,
    ) -> int | tuple[dict[str, Any], int]:
        """Checks the documents, completes task.json and returns the number of the task.

        A task_id, user_id or project_id that is given stays, an empty one is fetched and
        written. ``is_cover`` writes over the files, else all four go into a new folder; a
        task.json given as a document is written only there. tips.json is looked for beside
        task.json. ``only_id`` False returns (document of task.json, number).

        Raises:
            SceneErrors: a tip of the scene is an error.
            CheckFailed: something else is; ``force`` passes what can be passed.
            RayvisionError: the farm gives no answer, or a file cannot be written.
        """
        documents = self._documents(
            {"task": task_json, "upload": upload_json, "asset": asset_json, "tips": tips_json}
        )
        self.found = findings(documents, self.service, self._words)
        refuse(self.found, force=self.force)
        if hardware_config:
            documents["task"] = self._on_hardware(documents, hardware_config)
        task = completed(documents["task"], self.service, sleep=self.sleep)
        number = int(task["task_info"]["task_id"])
        self._write({**documents, "task": task}, task_json, number, is_cover=is_cover)
        return number if only_id else (task, number)

    def _documents(self, given: Mapping[str, Given]) -> dict[str, Any]:
        """Returns the four documents; what is not given says nothing."""
        documents: dict[str, Any] = {"upload": {"asset": []}, "asset": {"asset": []}, "tips": {}}
        beside = _path(given["task"])
        for name in NAMES:
            value = given[name]
            if name == "tips" and not value and beside:
                path = beside.with_name(f"{name}.json")
                value = path if path.exists() else ""
            if value:
                documents[name] = value if isinstance(value, Mapping) else load(pathlib.Path(value))
        if "task" not in documents:
            raise ConfigError("a check needs a task.json, as a path or as a document")
        return documents

    def _on_hardware(self, documents: Documents, wanted: Mapping[str, Any]) -> dict[str, Any]:
        rows = self.service.user.get_hardware_config()
        values = hardware.choice(wanted, rows, documents)
        if isinstance(values, Finding):
            self.found.append(values)
            refuse([values], force=self.force)
            return dict(documents["task"])
        return {**documents["task"], "task_info": {**documents["task"]["task_info"], **values}}

    def _write(
        self, documents: Documents, task_json: Given, number: int, *, is_cover: bool
    ) -> None:
        path = _path(task_json)
        if path and is_cover:
            save(path, documents["task"])
        elif path or self.workspace:
            folder = pathlib.Path(self.workspace or (path.parent if path else ""))
            write(documents, folder / f"{FOLDER}-{number}")


def _path(given: Given) -> pathlib.Path | None:
    return None if isinstance(given, Mapping) or not given else pathlib.Path(given)
