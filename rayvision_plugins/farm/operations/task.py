"""Tasks: created, submitted, stopped and started, given up, changed."""

import json
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins.farm import board
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.rooms import Call, Farm
from rayvision_plugins.farm.submission import isolation

log = logging.getLogger(__name__)

MOST_IDS = 1000
"""Task ids that one call may ask for."""

_LIVE = (board.WAITING, board.RENDERING, board.HELD)


def create_task(farm: Farm, call: Call) -> dict[str, Any]:
    body = call.body
    count = body.get("count", 1)
    if count > MOST_IDS:
        raise ApiRefused(
            "PARAMETER_INVALID", f"count: {count} task ids at once are too many, {MOST_IDS} at most"
        )
    names = {"taskUserLevel": "level", "artist": "producer", "cloneOriginalId": "clone"}
    given = {column: body[field] for field, column in names.items() if body.get(field)}
    farm.board.tasks([given["clone"]] if "clone" in given else [])
    labels = list(dict.fromkeys(body.get("labels") or []))
    farm.labels.keep(labels)
    ids = farm.board.create(
        count, first=farm.table["first_task"], now=farm.milliseconds(), labels=labels, **given
    )
    return {
        "taskIdList": ids,
        "aliasTaskIdList": [farm.answers.alias(task) for task in ids],
        "userId": farm.account.user_id,
    }


def submit_task(farm: Farm, call: Call) -> None:
    body = call.body
    task = farm.board.tasks([body["taskId"]])[0]
    if task["submitted"] is not None:
        raise ApiRefused("PARAMETER_INVALID", f"task {task['id']} was already submitted")
    number = {
        "TASK_ID_MODEL": str(task["id"]),
        "OUT_USER_MODEL": str(body.get("outUserId", "")),
    }.get(body.get("assetIsolationModel") or "")
    plan = farm.reader.plan(task["id"], isolation(number) if number is not None else "")
    farm.board.submit(task["id"], plan, farm.milliseconds(), body.get("producer"))
    farm.worker.wake()
    counts = len(plan.parts), sum(len(part.frames) for part in plan.parts), len(plan.inputs)
    log.info("task %s: %s parts, %s frames, %s inputs", task["id"], *counts)


def stop_task(farm: Farm, call: Call) -> None:
    farm.queue.move(farm.board.live(call.body["taskIds"]), _LIVE, board.STOPPED)


def start_task(farm: Farm, call: Call) -> None:
    farm.queue.start(farm.board.live(call.body["taskIds"]))
    farm.worker.wake()


def abort_task(farm: Farm, call: Call) -> None:
    _end(farm, call, "abandoned")


def delete_task(farm: Farm, call: Call) -> None:
    _end(farm, call, "deleted")


def _end(farm: Farm, call: Call, column: str) -> None:
    ids = call.body["taskIds"]
    farm.queue.move(farm.board.leaves(ids), _LIVE, board.STOPPED)
    farm.board.mark(ids, column)


def full_speed(farm: Farm, call: Call) -> Any:
    farm.queue.full_speed(farm.board.live(call.body["taskIds"]))
    farm.worker.wake()
    return farm.table["done"]["full_speed"]


def set_task_overtime(farm: Farm, call: Call) -> Any:
    """Keeps the seconds and shows them; a proof takes no time that could run out."""
    _change(farm, call.body["taskIds"], "overtime", call.body["overTime"])
    return farm.table["done"]["set_task_overtime"]


def update_priority(farm: Farm, call: Call) -> None:
    _change(farm, [call.body["taskId"]], "level", call.body["taskUserLevel"])


def update_task_limit(farm: Farm, call: Call) -> None:
    _change(farm, [call.body["taskId"]], "machines", call.body["taskLimit"])


def edit_task_hardware(farm: Farm, call: Call) -> None:
    ids = list(call.body["hardwareConfigIds"])
    known = {row["id"] for row in farm.table["hardware"]}
    for machine in ids:
        if machine not in known:
            raise ApiRefused("RESOURCE_NOT_FOUND", f"there is no hardware with the id {machine}")
    _change(farm, call.body["taskIds"], "hardware", json.dumps(ids))


def _change(farm: Farm, ids: list[int], column: str, value: Any) -> None:
    farm.board.tasks(ids)
    farm.board.mark(ids, column, value)


OPERATIONS: Mapping[str, Any] = MappingProxyType(
    {
        "create_task": create_task,
        "submit_task": submit_task,
        "stop_task": stop_task,
        "start_task": start_task,
        "abort_task": abort_task,
        "delete_task": delete_task,
        "full_speed": full_speed,
        "set_task_overtime": set_task_overtime,
        "update_priority": update_priority,
        "update_task_limit": update_task_limit,
        "edit_task_hardware": edit_task_hardware,
    }
)
