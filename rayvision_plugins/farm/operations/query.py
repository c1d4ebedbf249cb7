"""What there is: tasks, frames, software, error texts; and frames rendered again or stopped."""

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from rayvision_plugins.farm import board, pictures, software
from rayvision_plugins.farm.answers import page
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.rooms import Call, Farm

MOST_ROWS = 10_000
"""Rows of a page that one call may ask for."""

_RESTARTED = (board.STOPPED, board.DONE, board.FAILED, board.RENDERING)


def platforms(farm: Farm, call: Call) -> list[dict[str, Any]]:
    return [{"platform": int(farm.profile.platform), **row} for row in farm.table["platforms"]]


def error_detail(farm: Farm, call: Call) -> list[dict[str, Any]]:
    """Returns the texts of the codes that are known, in the order asked."""
    body = call.body
    language = int(body.get("language", "0"))
    codes = body["codes"] if "codes" in body else [body["code"]]
    return [_tip(farm, code, language) for code in codes if code in farm.tips]


def _tip(farm: Farm, code: str, language: int) -> dict[str, Any]:
    tip = farm.tips[code]
    solution = tip.get("solution", farm.table["solution"])
    word = "en" if language else "zh"
    return {
        **farm.table["error_detail"],
        "id": int(code) if code.isascii() and code.isdigit() else 0,
        "code": code,
        "type": 1 if tip["level"] == "error" else 0,
        "languageFlag": language,
        "desDescriptionCn": tip[word],
        "desSolutionCn": solution[word],
        "solutionPath": solution["path"],
    }


def task_list(farm: Farm, call: Call) -> dict[str, Any]:
    body = call.body
    word, states = body.get("searchKeyword", ""), body.get("statusList")
    low, high = _moment(body, "startTime"), _moment(body, "endTime")
    found = [
        row
        for row in farm.board.shown(deleted=bool(body.get("recycleFlag")))
        if (not word or word in row["scene"] or word in str(row["id"]))
        and (low is None or row["submitted"] >= low)
        and (high is None or row["submitted"] < high + 1000)
        and (not states or farm.answers.status(row) in states)
    ]
    number, size = _page(body)
    overtime = farm.overtime()
    rows = [farm.answers.task(row, overtime) for row in found[(number - 1) * size : number * size]]
    return page(rows, number=number, size=size, total=len(found))


def _page(body: Mapping[str, Any]) -> tuple[int, int]:
    """Returns which page a body asks for, from 1 on, and how many rows it has."""
    number, size = body.get("pageNum", 1), body.get("pageSize", 100)
    if size > MOST_ROWS:
        raise ApiRefused(
            "PARAMETER_INVALID", f"pageSize: {size} rows are too many, {MOST_ROWS} at most"
        )
    return number, size


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


def task_info(farm: Farm, call: Call) -> dict[str, Any]:
    rows = farm.board.tasks(call.body["taskIds"])
    overtime = farm.overtime()
    return page(
        [farm.answers.task(row, overtime) for row in rows], number=1, size=100, total=len(rows)
    )


def task_frames(farm: Farm, call: Call) -> dict[str, Any]:
    number, size = _page(call.body)
    leaves = farm.board.leaves([call.body["taskId"]])
    total, rows = farm.queue.page(
        leaves, keyword=call.body.get("searchKeyword", ""), offset=(number - 1) * size, size=size
    )
    overtime = farm.overtime()
    return page(
        [farm.answers.frame(row, overtime) for row in rows], number=number, size=size, total=total
    )


def frame_totals(farm: Farm, call: Call) -> dict[str, Any]:
    counts = farm.board.all_counts()
    return {
        "executingFramesTotal": counts.get(board.RENDERING, 0),
        "doneFramesTotal": counts.get(board.DONE, 0),
        "failedFramesTotal": counts.get(board.FAILED, 0),
        "waitingFramesTotal": counts.get(board.WAITING, 0) + counts.get(board.HELD, 0),
        "abandonFramesTotal": counts.get(board.STOPPED, 0),
        "totalFrames": sum(counts.values()),
    }


def restart_failed_frames(farm: Farm, call: Call) -> None:
    states = _states(farm, call, [board.FAILED])
    farm.queue.move(farm.board.live(call.body["taskIds"]), states, board.WAITING, again=True)
    farm.worker.wake()


def restart_frame(farm: Farm, call: Call) -> None:
    """Renders frames again; one that is named does not wait for the priority frames."""
    ids = None if call.body["selectAll"] else call.body["ids"]
    states = _states(farm, call, _RESTARTED if ids is None else [*_RESTARTED, board.HELD])
    leaves = farm.board.live([call.body["taskId"]])
    farm.queue.move(leaves, states, board.WAITING, again=True, ids=ids)
    farm.worker.wake()


def stop_frame(farm: Farm, call: Call) -> None:
    ids = None if call.body["selectAll"] else call.body["ids"]
    states = _states(farm, call, [board.WAITING, board.RENDERING, board.HELD], to=board.STOPPED)
    farm.queue.move(farm.board.live([call.body["taskId"]]), states, board.STOPPED, ids=ids)
    farm.worker.wake()


def _states(
    farm: Farm, call: Call, usual: Sequence[str], *, to: str = board.WAITING
) -> Sequence[str]:
    """Returns the states that ``status`` numbers, but for the one the frames go to."""
    numbers = call.body.get("status")
    if not numbers:
        return usual
    for number in numbers:
        if number not in farm.profile.frame_states:
            raise ApiRefused("PARAMETER_INVALID", f"status: no frame has the status {number}")
    return [name for number in numbers if (name := farm.profile.frame_states[number].name) != to]


def supported_software(farm: Farm, call: Call) -> dict[str, Any]:
    return {**farm.table["supported_software"], "renderInfoList": software.rows(farm.table)}


def supported_plugin(farm: Farm, call: Call) -> dict[str, Any]:
    """Returns the versions of a DCC, and for each of them the plug-ins."""
    row = software.row(farm.table, call.body.get("cgId", call.body.get("name", "")))
    versions = software.versions(row)
    return {
        "cgVersion": versions,
        "cgPlugin": [
            {"cvId": version["id"], "pluginName": name, "pluginVersions": found}
            for version in versions
            for name, found in software.plugins_by_name(row).items()
        ],
    }


def render_log(farm: Farm, call: Call) -> dict[str, Any]:
    body = call.body
    lines = pictures.log_lines(farm, int(body["id"]))
    number, size = _page(body)
    rows = lines[(number - 1) * size : number * size]
    return page(rows, number=number, size=size, total=len(lines))


def frame_thumbnail(farm: Farm, call: Call) -> list[str]:
    return pictures.thumbnail(farm, int(call.body["id"]))


def task_processing_img(farm: Farm, call: Call) -> dict[str, Any]:
    return pictures.progress(farm, call.body["taskId"])


def transfer_server_msg(farm: Farm, call: Call) -> Any:
    """Returns the documented ports of this host; nothing listens there."""
    message = farm.table["transfer_server_msg"]
    address = {"serverIp": call.host, "proxyIp": call.host}
    return {**message, "raysyncTransfer": {**message["raysyncTransfer"], **address}}


def raysync_user_key(farm: Farm, call: Call) -> dict[str, Any]:
    """Returns keys that are this farm's own; nothing here opens with them."""
    keys = ("signature", "userKey", "raySyncUserKey")
    return {
        **farm.table["raysync_user_key"],
        **{key: farm.tokens.password(key) for key in keys},
        "loginTime": farm.milliseconds(),
        "platform": int(farm.profile.platform),
        "userName": farm.account.user_name,
        "id": farm.account.user_id,
    }


def pack_node_info(farm: Farm, call: Call) -> Any:
    return farm.table["pack_node_info"]


OPERATIONS: Mapping[str, Any] = MappingProxyType(
    {
        "platforms": platforms,
        "error_detail": error_detail,
        "task_list": task_list,
        "task_info": task_info,
        "task_frames": task_frames,
        "frame_totals": frame_totals,
        "restart_failed_frames": restart_failed_frames,
        "restart_frame": restart_frame,
        "stop_frame": stop_frame,
        "supported_software": supported_software,
        "supported_plugin": supported_plugin,
        "render_log": render_log,
        "frame_thumbnail": frame_thumbnail,
        "task_processing_img": task_processing_img,
        "transfer_server_msg": transfer_server_msg,
        "raysync_user_key": raysync_user_key,
        "pack_node_info": pack_node_info,
    }
)
