"""What each operation does, by the name of its endpoint in the profile.

An operation takes the farm and a Call whose body was checked against the schema, and returns
the ``data`` of the answer. Paths, headers, numbers and schemas are in the profile.

Source: Renderbus SDK documentation 2020, API; transfer configuration: dayan API documentation.
"""

import datetime
import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins.farm import board
from rayvision_plugins.farm.answers import page
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.rooms import Call, Farm

log = logging.getLogger(__name__)

MOST_IDS = 1000
"""Task ids that one call may ask for."""


def _platforms(farm: Farm, call: Call) -> Any:
    return [{"platform": int(farm.profile.platform), **row} for row in farm.table["platforms"]]


def _user_profile(farm: Farm, call: Call) -> Any:
    return {
        **farm.table["user_profile"],
        "userId": farm.account.user_id,
        "userName": farm.account.user_name,
        "platform": int(farm.profile.platform),
    }


def _user_setting(farm: Farm, call: Call) -> Any:
    seconds = farm.overtime()
    return {
        **farm.table["user_setting"],
        "taskOverTime": seconds // 3600,
        "taskOverTimeSec": seconds,
    }


def _update_user_setting(farm: Farm, call: Call) -> Any:
    seconds = call.body.get("taskOverTimeSec", call.body.get("taskOverTime"))
    farm.state.set_setting("overtime", str(int(seconds or 0)))


def _bids(farm: Farm, name: str) -> dict[str, Any]:
    """Returns an answer of farm.json whose ``bids`` row maps fields to storages."""
    row = dict(farm.table[name])
    return {field: farm.depot.bids[use] for field, use in row.pop("bids").items()} | row


def _transfer_bid(farm: Farm, call: Call) -> Any:
    return _bids(farm, "transfer_bid")


def _transfer_config(farm: Farm, call: Call) -> Any:
    accounts = []
    for bid in farm.depot.bids.values():
        token, expires = farm.tokens.issue(bid, farm.clock())
        accounts.append(
            {"bid": bid, "name": str(farm.account.user_id), "password": token, "expires": expires}
        )
    line = {**farm.table["line"], "server": call.host, "port": str(call.port)}
    engine = {**farm.table["engine"], "respTaskEngineLines": [line], "resqEngineAccounts": accounts}
    return {**_bids(farm, "transfer_config"), "resqEngines": [engine]}


def _create_task(farm: Farm, call: Call) -> Any:
    count = call.body.get("count", 1)
    if count > MOST_IDS:
        raise ApiRefused(
            "PARAMETER_INVALID", f"count: {count} task ids at once are too many, {MOST_IDS} at most"
        )
    ids = farm.board.create(
        count=count,
        level=call.body.get("taskUserLevel", 50),
        labels=call.body.get("labels", []),
        first=farm.table["first_task"],
        now=farm.milliseconds(),
    )
    return {
        "taskIdList": ids,
        "aliasTaskIdList": [farm.answers.alias(task) for task in ids],
        "userId": farm.account.user_id,
    }


def _submit_task(farm: Farm, call: Call) -> Any:
    task = farm.board.tasks([call.body["taskId"]])[0]
    if task["submitted"] is not None:
        raise ApiRefused("PARAMETER_INVALID", f"task {task['id']} was already submitted")
    if call.body.get("assetIsolationModel"):
        raise ApiRefused(
            "PARAMETER_INVALID",
            "assetIsolationModel: this farm has one user and isolates no assets",
        )
    plan = farm.reader.plan(task["id"])
    farm.board.submit(task["id"], plan, farm.milliseconds())
    farm.worker.wake()
    counts = len(plan.parts), sum(len(part.frames) for part in plan.parts), len(plan.inputs)
    log.info("task %s: %s parts, %s frames, %s inputs", task["id"], *counts)


def _error_detail(farm: Farm, call: Call) -> Any:
    code, language = call.body["code"], int(call.body.get("language", "0"))
    tip = farm.tips.get(code)
    if not isinstance(tip, Mapping):
        return []
    return [
        {
            **farm.table["error_detail"],
            "id": int(code) if code.isascii() and code.isdigit() else 0,
            "code": code,
            "type": 1 if tip["level"] == "error" else 0,
            "languageFlag": language,
            "desDescriptionCn": tip["en"] if language else tip["zh"],
        }
    ]


def _task_list(farm: Farm, call: Call) -> Any:
    body = call.body
    word, states = body.get("searchKeyword", ""), body.get("statusList")
    low, high = _moment(body, "startTime"), _moment(body, "endTime")
    found = [
        row
        for row in farm.board.shown()
        if (not word or word in row["scene"] or word in str(row["id"]))
        and (low is None or row["submitted"] >= low)
        and (high is None or row["submitted"] < high + 1000)
        and (not states or farm.answers.status(row) in states)
    ]
    number, size = body["pageNum"], body["pageSize"]
    overtime = farm.overtime()
    rows = [farm.answers.task(row, overtime) for row in found[(number - 1) * size : number * size]]
    return page(rows, number=number, size=size, total=len(found))


def _moment(body: Mapping[str, Any], field: str) -> float | None:
    """Returns a time of the body, which is local time to the second, in milliseconds."""
    text = body.get(field)
    if not text:
        return None
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").timestamp() * 1000
    except (ValueError, OverflowError, OSError) as err:
        raise ApiRefused(
            "PARAMETER_INVALID", f"{field}: {text!r} is no time like 2026-01-31 23:59:59"
        ) from err


def _task_info(farm: Farm, call: Call) -> Any:
    rows = farm.board.tasks(call.body["taskIds"])
    overtime = farm.overtime()
    return page(
        [farm.answers.task(row, overtime) for row in rows], number=1, size=100, total=len(rows)
    )


def _task_frames(farm: Farm, call: Call) -> Any:
    number, size = call.body["pageNum"], call.body["pageSize"]
    leaves = farm.board.leaves([call.body["taskId"]])
    total, rows = farm.queue.page(
        leaves, keyword=call.body.get("searchKeyword", ""), offset=(number - 1) * size, size=size
    )
    overtime = farm.overtime()
    return page(
        [farm.answers.frame(row, overtime) for row in rows], number=number, size=size, total=total
    )


def _frame_totals(farm: Farm, call: Call) -> Any:
    counts = farm.board.all_counts()
    return {
        "executingFramesTotal": counts.get(board.RENDERING, 0),
        "doneFramesTotal": counts.get(board.DONE, 0),
        "failedFramesTotal": counts.get(board.FAILED, 0),
        "waitingFramesTotal": counts.get(board.WAITING, 0),
        "abandonFramesTotal": counts.get(board.STOPPED, 0),
        "totalFrames": sum(counts.values()),
    }


def _ids(call: Call) -> list[int]:
    return list(call.body.get("taskParam") or call.body.get("taskIds") or [])


def _live(farm: Farm, ids: list[int]) -> list[int]:
    """Returns the tasks with frames below ``ids``, which must be submitted and not given up."""
    for row in farm.board.tasks(ids):
        if row["submitted"] is None:
            raise ApiRefused("PARAMETER_INVALID", f"task {row['id']} was not submitted yet")
        if row["abandoned"]:
            raise ApiRefused(
                "PARAMETER_INVALID", f"task {row['id']} was abandoned and cannot go on"
            )
    return farm.board.leaves(ids)


def _stop_task(farm: Farm, call: Call) -> Any:
    farm.queue.move(_live(farm, _ids(call)), [board.WAITING, board.RENDERING], board.STOPPED)


def _start_task(farm: Farm, call: Call) -> Any:
    farm.queue.move(_live(farm, _ids(call)), [board.STOPPED], board.WAITING)
    farm.worker.wake()


def _abort_task(farm: Farm, call: Call) -> Any:
    ids = _ids(call)
    farm.queue.move(farm.board.leaves(ids), [board.WAITING, board.RENDERING], board.STOPPED)
    farm.board.mark(ids, "abandoned")


def _delete_task(farm: Farm, call: Call) -> Any:
    ids = _ids(call)
    farm.queue.move(farm.board.leaves(ids), [board.WAITING, board.RENDERING], board.STOPPED)
    farm.board.mark(ids, "deleted")


def _restart_failed_frames(farm: Farm, call: Call) -> Any:
    farm.queue.move(_live(farm, _ids(call)), [board.FAILED], board.WAITING, again=True)
    farm.worker.wake()


def _restart_frame(farm: Farm, call: Call) -> Any:
    leaves = _live(farm, [call.body["taskIds"]])
    if call.body["selectAll"]:
        states = [board.STOPPED, board.DONE, board.FAILED, board.RENDERING]
        farm.queue.move(leaves, states, board.WAITING, again=True)
    else:
        farm.queue.restart(leaves, call.body["ids"])
    farm.worker.wake()


OPERATIONS: Mapping[str, Callable[[Farm, Call], Any]] = MappingProxyType(
    {
        "platforms": _platforms,
        "user_profile": _user_profile,
        "user_setting": _user_setting,
        "update_user_setting": _update_user_setting,
        "transfer_bid": _transfer_bid,
        "transfer_config": _transfer_config,
        "create_task": _create_task,
        "submit_task": _submit_task,
        "error_detail": _error_detail,
        "task_list": _task_list,
        "task_info": _task_info,
        "task_frames": _task_frames,
        "frame_totals": _frame_totals,
        "stop_task": _stop_task,
        "start_task": _start_task,
        "abort_task": _abort_task,
        "delete_task": _delete_task,
        "restart_failed_frames": _restart_failed_frames,
        "restart_frame": _restart_frame,
    }
)
