"""Renderbus behind the common life cycle: the wire words of its API stay in this module.

Source: Renderbus SDK documentation 2020; transfer configuration from the dayan document.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from rayvision_plugins.client import Client
from rayvision_plugins.errors import ApiError, TransferFailed
from rayvision_plugins.jobs import JobPart

PAGE = 100


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A task number at the farm and the user it belongs to."""

    id: str
    user_id: str


@dataclasses.dataclass(frozen=True, slots=True)
class Storage:
    """Where files go: the engine's name, its address, the three bids and their tokens."""

    engine: str
    url: str
    input_bid: str
    output_bid: str
    config_bid: str
    tokens: Mapping[str, str] = dataclasses.field(repr=False)


class Renderbus:
    """A task's life at a Renderbus deployment."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def create(self) -> Task:
        """Returns a new, empty task."""
        data = self.client.call("create_task", count=1)
        return Task(str(data["taskIdList"][0]), str(data.get("userId") or ""))

    def submit(self, job: str) -> None:
        """Starts a task whose files are in place."""
        self.client.call("submit_task", taskId=int(job))

    def cancel(self, job: str) -> None:
        """Stops a task."""
        self.client.call("stop_task", taskIds=[int(job)])

    def storage(self) -> Storage:
        """Returns where files go, from the default engine and line the farm names.

        Raises:
            TransferFailed: when the farm offers none.
        """
        data = self.client.call("transfer_config")
        engines = sorted(data["resqEngines"], key=lambda row: -(row.get("isDefault") or 0))
        for row in engines:
            lines = sorted(
                row["respTaskEngineLines"] or [], key=lambda line: -(line.get("isDefault") or 0)
            )
            if lines:
                accounts = row["resqEngineAccounts"] or []
                return Storage(
                    engine=row["engineName"].lower(),
                    url=f"http://{lines[0]['server']}:{lines[0]['port']}",
                    input_bid=data["inputBid"],
                    output_bid=data["outputBid"],
                    config_bid=data["configBid"],
                    tokens={account["bid"]: account["password"] for account in accounts},
                )
        raise TransferFailed(self.client.domain, "the farm offers no line for transfers")

    def status(self, job: str) -> list[JobPart]:
        """Returns the parts of a task: a layer and camera each, the task itself when it has none.

        Raises:
            ApiError: the farm does not know the task.
        """
        items = self.client.call("task_info", taskIds=[int(job)])["items"]
        if not items:
            code = self.client.profile.code("RESOURCE_NOT_FOUND")
            raise ApiError("task_info", code.number, f"there is no task {job}", code.hint)
        return [self._part(row) for row in items[0].get("respRenderingTaskList") or items]

    def _part(self, row: Mapping[str, Any]) -> JobPart:
        status = self.client.profile.task_states.get(row["taskStatus"])
        return JobPart(
            id=str(row["id"]),
            name=" ".join(str(row[key]) for key in ("layerName", "renderCamera") if row.get(key)),
            state=status.state if status else "running",
            status=status.en if status else f"status {row['taskStatus']}",
            done=row.get("doneFrames") or 0,
            failed=row.get("failedFrames") or 0,
            total=row.get("totalFrames") or 0,
            folder=row.get("outputFileName") or "",
        )

    def failed_frames(self, part: str) -> Iterator[tuple[str, str]]:
        """Yields (frame, reason) of the frames of a part that failed."""
        failed = self.client.profile.frame_state("failed").number
        page = 1
        while True:
            data = self.client.call("task_frames", taskId=int(part), pageNum=page, pageSize=PAGE)
            for row in data["items"]:
                if row["frameStatus"] == failed:
                    yield str(row.get("frameIndex")), str(row.get("errorMessage") or "")
            if page >= (data.get("pageCount") or 1):
                return
            page += 1
