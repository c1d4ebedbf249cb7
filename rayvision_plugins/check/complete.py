"""The ids of task_info: what is given stays, what is empty is fetched from the service."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from rayvision_plugins.check.answers import answered, asked
from rayvision_plugins.errors import ProfileError
from rayvision_plugins.services.renderbus import Renderbus, Task

LOOKS = 3
"""How often a label is looked for. Source: Renderbus SDK, check_and_add_project_name."""

PAUSE = 0.5
"""Seconds before the last look."""

ON = 0
"""The status of a label that is in use. Source: Renderbus SDK documentation 2020, addLabel."""

Sleep = Callable[[float], None]


def completed(
    document: Mapping[str, Any],
    service: Renderbus,
    *,
    task: Task | None = None,
    sleep: Sleep = time.sleep,
) -> dict[str, Any]:
    """Returns a task.json with its three ids; ``document`` is left as it is.

    A new number is asked for when the document has none; ``task`` is one that takes the
    place of whatever stands there. A project without a label at the farm has the id ''.

    Raises:
        RayvisionError: the farm gives no number, or no answer.
    """
    info = dict(document["task_info"])
    if task is None and not info.get("task_id"):
        task = service.create()
    if task is not None:
        info["task_id"] = task.id
    info["user_id"] = info.get("user_id") or (task and task.user_id) or user_id(service)
    if not info.get("project_id"):
        info["project_id"] = label_id(service, info.get("project_name", ""), sleep=sleep)
    return dict(document, task_info=info)


def user_id(service: Renderbus) -> str:
    """Returns the number of the account, as text."""
    return str(service.user.query_user_profile()["userId"])


def label_id(service: Renderbus, name: str, *, sleep: Sleep = time.sleep) -> str:
    """Returns the id of the label called ``name``, added when it is not there.

    A new label may take a moment to be listed, and a farm may fail to list them: it is looked
    for three times, then the id is ''. So it is for an empty name, at a farm that lets nobody
    add a label and, at once, at one that has none.
    """
    if not name:
        return ""
    for look in range(LOOKS):
        if look == 1:
            asked(lambda: service.tag.add_label(name, status=ON))
        elif look:
            sleep(PAUSE)
        try:
            labels = answered(service.tag.get_label_list) or {}
        except ProfileError:
            return ""
        for row in labels.get("projectNameList") or []:
            if row["projectName"] == name and row.get("projectId") is not None:
                return str(row["projectId"])
    return ""
