"""The answers of the operations, as documented: each field is there, null where unknown.

Source: Renderbus SDK documentation 2020, API, TaskInfo and FrameInfo; ``data/farm.json`` holds
the fields that never change here.
"""

import dataclasses
import math
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from rayvision_plugins.farm import board
from rayvision_plugins.farm.account import Account
from rayvision_plugins.farm.board import Board
from rayvision_plugins.profiles import Profile


def page(rows: Sequence[Any], *, number: int, size: int, total: int) -> dict[str, Any]:
    """Returns one page of a longer list; pages count from 1."""
    return {
        "pageCount": math.ceil(total / size),
        "pageNum": number,
        "total": total,
        "size": size,
        "items": list(rows),
    }


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """Builds TaskInfo and FrameInfo; ``output`` is the folder of the output storage.

    ``overtime`` is in seconds.
    """

    profile: Profile
    account: Account
    table: Mapping[str, Any]
    board: Board
    output: str

    def alias(self, task: int) -> str:
        """Returns the name of a task for people."""
        return str(self.table["alias"].format(platform=self.profile.platform, task=task))

    def status(self, row: sqlite3.Row) -> int:
        """Returns the documented state number of a task."""
        return self.profile.task_state(
            board.status(row, self._counts(row, self.board.parts(row["id"])))
        ).number

    def task(self, row: sqlite3.Row, overtime: int) -> dict[str, Any]:
        """Returns TaskInfo, with the parts of a task that has several."""
        parts = self.board.parts(row["id"])
        counts = self._counts(row, parts)
        state = self.profile.task_state(board.status(row, counts))
        ended = row["ended"] if state.state not in ("waiting", "running") else None
        return {
            **self.table["task"],
            "sceneName": row["scene"],
            "id": row["id"],
            "taskAlias": self.alias(row["id"]),
            "taskStatus": state.number,
            "statusText": self.table["status_text"].format(number=state.number),
            "totalFrames": sum(counts.values()),
            "abortFrames": counts.get(board.STOPPED, 0),
            "executingFrames": counts.get(board.RENDERING, 0),
            "doneFrames": counts.get(board.DONE, 0),
            "failedFrames": counts.get(board.FAILED, 0),
            "waitingCount": counts.get(board.WAITING, 0) + counts.get(board.HELD, 0),
            "framesRange": row["frames"],
            "projectName": row["project"],
            "submitDate": row["submitted"],
            "startTime": row["started"],
            "completedDate": ended,
            "renderDuration": round(row["worked"] / 1000),
            "userName": self.account.user_name,
            "userId": self.account.user_id,
            "producer": row["producer"] or self.account.user_name,
            "taskUserLevel": row["level"],
            "taskLimit": row["machines"] or self.table["task"]["taskLimit"],
            "taskOverTime": overtime,
            "overTimeStop": row["overtime"] or overtime,
            "isOverTime": int(row["worked"] > 1000 * (row["overtime"] or overtime)),
            "cloneOriginalId": row["clone"],
            "outputFileName": None if parts else row["folder"],
            "layerParentId": row["parent"],
            "cgId": row["cg_id"],
            "isOpen": 1 if parts else 0,
            "renderCamera": row["camera"] or ",".join(_each("camera", parts)),
            "layerName": row["pass"],
            "labels": row["labels"],
            "respRenderingTaskList": [self.task(part, overtime) for part in parts] or None,
            "munuTaskId": str(row["id"]),
            "munuTaskIds": ",".join(_each("id", parts)) or str(row["id"]),
            "locationOutput": self.output,
            "isDelete": int(not row["deleted"]),
        }

    def frame(self, row: sqlite3.Row, overtime: int) -> dict[str, Any]:
        """Returns FrameInfo; ``errorMessage`` is ours and says why a frame failed."""
        state = self.profile.frame_state(row["state"])
        seconds = (
            round((row["ended"] - row["started"]) / 1000)
            if row["ended"] and row["started"]
            else None
        )
        return {
            **self.table["frame"],
            "id": row["id"],
            "userId": self.account.user_id,
            "platform": int(self.profile.platform),
            "frameIndex": str(row["number"]),
            "frameStatus": state.number,
            "frameStatusText": self.table["frame_status_text"].format(number=state.number),
            "startTime": row["started"],
            "endTime": row["ended"],
            "frameExecuteTime": seconds,
            "taskId": row["task"],
            "munuTaskId": str(row["task"]),
            "munuJobId": str(row["id"]),
            "frameType": self.profile.frame_types["priority" if row["priority"] else "main"],
            "recommitFlag": row["attempt"],
            "taskOverTime": overtime,
            "errorMessage": row["error"],
        }

    def _counts(self, row: sqlite3.Row, parts: Sequence[sqlite3.Row]) -> dict[str, int]:
        return self.board.counts([part["id"] for part in parts] or [row["id"]])


def _each(column: str, rows: Sequence[sqlite3.Row]) -> list[str]:
    """Returns the values of a column as texts, each once, empty ones left out."""
    return [str(value) for value in dict.fromkeys(row[column] for row in rows) if value]
