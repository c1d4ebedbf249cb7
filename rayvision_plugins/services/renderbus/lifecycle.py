"""The common life cycle on top of the operations, with a submission that is safe to repeat.

A call that got no answer may have arrived. ``create`` asks again: at worst a number stays
unused. ``submit`` asks the farm whether it has the task before it sends anything again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from rayvision_plugins.attempts import Attempts
from rayvision_plugins.client import Client
from rayvision_plugins.errors import (
    ApiError,
    BadAnswer,
    ConnectionFailed,
    NotFound,
    RayvisionError,
    TransferFailed,
)
from rayvision_plugins.jobs import RUNNING, JobPart
from rayvision_plugins.services.renderbus.env import RenderEnvOperator
from rayvision_plugins.services.renderbus.order import Order, field_of
from rayvision_plugins.services.renderbus.query import QueryOperator
from rayvision_plugins.services.renderbus.tag import TagOperator
from rayvision_plugins.services.renderbus.task import TaskOperator
from rayvision_plugins.services.renderbus.transmit import TransmitOperator
from rayvision_plugins.services.renderbus.user import UserOperator

PAUSE = 0.5
"""Seconds after a call that was lost, before the next one; more each time."""


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A task number at the farm and the user it belongs to.

    ``submitted`` when an attempt that seemed to have broken off did arrive, ``given`` when the
    number was brought along and nothing was created.
    """

    id: str
    user_id: str
    submitted: bool = False
    given: bool = False


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
    """A Renderbus deployment: its operations in groups, and a task's life.

    Without ``attempts`` nothing is remembered between runs; ``local`` is whether it is the
    farm on this machine.
    """

    def __init__(
        self, client: Client, attempts: Attempts | None = None, *, local: bool = False
    ) -> None:
        self.client = client
        self.attempts = attempts
        self.local = local
        self.user = UserOperator(client)
        self.task = TaskOperator(client)
        self.query = QueryOperator(client)
        self.tag = TagOperator(client)
        self.env = RenderEnvOperator(client)
        self.transmit = TransmitOperator(client)

    def admit(self, order: Order) -> None:
        """Returns when the deployment takes every option of ``order``.

        Raises:
            ProfileError: with those that it does not know.
        """
        for name, options in (("create_task", order.creation), ("submit_task", order.submission)):
            endpoint = self.client.profile.endpoint(name)
            self.client.named(endpoint, dict.fromkeys(map(field_of, options)))

    def create(self, digest: str = "", given: str = "", **options: Any) -> Task:
        """Returns a new, empty task, or the one that an attempt at ``digest`` left behind.

        The number ``given`` stays, unless it is submitted already or another run submits it.
        ``options`` are those of ``task.create_task``.
        """
        remembered = self.attempts if digest else None
        last = remembered.unfinished(digest) if remembered else None
        if given and not (last and last.task == given) and self._free(given, digest, remembered):
            return Task(given, "", given=True)
        if remembered and last:
            arrived = last.sent and self.has(last.task)
            if arrived:
                remembered.done(last.task)
            return Task(last.task, last.user_id, submitted=arrived)
        data = self.task.create_task(**options)
        task = Task(str(data["taskIdList"][0]), str(data.get("userId") or ""))
        if remembered:
            remembered.created(digest, task.id, task.user_id)
        return task

    def _free(self, given: str, digest: str, remembered: Attempts | None) -> bool:
        """Returns whether a number is not submitted; it is ours from now on."""
        if remembered and not remembered.claimed(digest, given):
            return False
        there = self.has(given)
        if there and remembered:
            remembered.done(given)
        return not there

    def submit(self, task_id: str, **options: Any) -> None:
        """Starts a task whose files are in place, once, whatever becomes of the answer.

        ``options`` are those of ``task.submit_task``.

        Raises:
            ConnectionFailed, BadAnswer: no answer, and the farm does not say that it has the
                task; the same submission may be repeated.
            ApiError: the farm refused.
        """
        again = self.attempts.sent(task_id) if self.attempts else False
        try:
            self._send(task_id, options, again=again)
        except NotFound:
            if self.attempts:
                self.attempts.done(task_id)  # a number that the farm has forgotten
            raise
        if self.attempts:
            self.attempts.done(task_id)

    def _send(self, task_id: str, options: Mapping[str, Any], *, again: bool) -> None:
        lost: ConnectionFailed | BadAnswer | None = None
        for turn in range(self.client.attempts):
            try:
                self.task.submit_task(int(task_id), **options)
                return
            except (ConnectionFailed, BadAnswer) as err:
                if not _unanswered(err):
                    raise
                lost = err
            except ApiError as err:
                # What was sent before may have arrived in the meantime.
                if (lost or again) and self._arrived(task_id, lost or err):
                    return
                raise
            self.client.sleep(PAUSE * (turn + 1))
            if self._arrived(task_id, lost):
                return
        if lost:
            raise lost

    def _arrived(self, task_id: str, otherwise: RayvisionError) -> bool:
        """Returns whether the farm has a task; raises the error given when it does not say."""
        try:
            return self.has(task_id)
        except RayvisionError:
            raise otherwise from None

    def has(self, task_id: str) -> bool:
        """Returns whether the farm's list of tasks holds ``task_id``, which means submitted."""
        found = self.query.tasks(search_keyword=task_id)
        return any(str(row["id"]) == task_id for row in found)

    def cancel(self, job: str) -> None:
        """Stops a task."""
        self.task.stop_task([int(job)])

    def storage(self) -> Storage:
        """Returns where files go, from the default engine and line the farm names.

        Raises:
            TransferFailed: when the farm offers none.
        """
        data = self.transmit.get_transfer_config()
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
            NotFound: the farm does not know the task.
        """
        items = self.query.task_info([int(job)])["items"]
        if not items:
            known = self.client.profile.code("RESOURCE_NOT_FOUND")
            raise ApiError.of("task_info", known.number, f"there is no task {job}", known)
        return [self._part(row) for row in items[0].get("respRenderingTaskList") or items]

    def _part(self, row: Mapping[str, Any]) -> JobPart:
        status = self.client.profile.task_states.get(row["taskStatus"])
        return JobPart(
            id=str(row["id"]),
            name=" ".join(str(row[key]) for key in ("layerName", "renderCamera") if row.get(key)),
            state=status.state if status else RUNNING,
            status=status.en if status else f"status {row['taskStatus']}",
            done=row.get("doneFrames") or 0,
            failed=row.get("failedFrames") or 0,
            total=row.get("totalFrames") or 0,
            folder=row.get("outputFileName") or "",
        )

    def failed_frames(self, part: str) -> Iterator[tuple[str, str]]:
        """Yields (frame, reason) of the frames of a part that failed."""
        failed = self.client.profile.frame_state("failed").number
        for row in self.query.frames(int(part)):
            if row["frameStatus"] == failed:
                yield str(row.get("frameIndex")), str(row.get("errorMessage") or "")


def _unanswered(err: ConnectionFailed | BadAnswer) -> bool:
    """Returns whether a call may have arrived all the same."""
    return isinstance(err, BadAnswer) or err.sent
