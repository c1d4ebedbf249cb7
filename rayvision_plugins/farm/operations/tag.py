"""Labels of the account and of its tasks."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins.farm.labels import OFF
from rayvision_plugins.farm.rooms import Call, Farm


def add_label(farm: Farm, call: Call) -> None:
    farm.labels.add(call.body["newName"], call.body.get("status", OFF))


def delete_label(farm: Farm, call: Call) -> None:
    farm.labels.delete(call.body["delName"])


def label_list(farm: Farm, call: Call) -> dict[str, Any]:
    rows = farm.labels.rows()
    return {
        "projectNameList": [{"projectId": row["id"], "projectName": row["name"]} for row in rows]
    }


def add_task_tag(farm: Farm, call: Call) -> None:
    ids = call.body["taskIds"]
    farm.board.tasks(ids)
    farm.labels.tag(ids, call.body["label"])


def delete_task_tag(farm: Farm, call: Call) -> None:
    """Takes labels from the tasks named, from all tasks when none is."""
    body = call.body
    ids = body.get("taskIds")
    farm.board.tasks(ids or [])
    names = [*body.get("labelNames", []), *farm.labels.names(body.get("labelIds", []))]
    farm.labels.untag(ids, names)


OPERATIONS: Mapping[str, Any] = MappingProxyType(
    {
        "add_label": add_label,
        "delete_label": delete_label,
        "label_list": label_list,
        "project_list": label_list,
        "add_task_tag": add_task_tag,
        "delete_task_tag": delete_task_tag,
    }
)
