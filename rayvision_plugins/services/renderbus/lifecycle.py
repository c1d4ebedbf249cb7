"""The common life cycle on top of the operations, with a submission that is safe to repeat.

A call that got no answer may have arrived. ``create`` asks again: at worst a number stays
unused. ``submit`` asks the farm whether it has the task before it sends anything again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
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
from rayvision_plugins.jobs import JobPart
from rayvision_plugins.services.renderbus import progress
from rayvision_plugins.services.renderbus.env import RenderEnvOperator
from rayvision_plugins.services.renderbus.order import Order, field_of
from rayvision_plugins.services.renderbus.query import QueryOperator
from rayvision_plugins.services.renderbus.storage import Storage
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
        """Returns where files go, with the lines that the farm offers.

        Raises:
            TransferFailed: when the farm offers none.
        """
        data = self.transmit.get_transfer_config()
        found = Storage.offered(data)
        if not found.routes:
            raise TransferFailed(self.client.domain, "the farm offers no line for transfers")
        return self._shared(found, data.get("parentInputBid"))

    def bids(self) -> Storage:
        """Returns where files go, without a line to it: the older call names only bids."""
        data = self.user.get_transfer_bid()
        return self._shared(Storage.named(data), data.get("parent_input_bid"))

    def _shared(self, found: Storage, parent: str | None) -> Storage:
        """Returns a storage whose input is the main account's where the two share it.

        Source: published SDK, transfer: parent_input_bid as mainUserId unless shareMainCapital
        is 0.
        """
        if parent in (None, "", found.input_bid):
            return found
        user = self.user.query_user_profile()
        if not user.get("shareMainCapital"):
            return found
        owner = str(user.get("mainUserId") or user["userId"])
        return dataclasses.replace(found, input_bid=parent, owner=owner)

    def status(self, job: str) -> list[JobPart]:
        """Returns the parts of a task: a layer and camera each, the task itself when it has none.

        Raises:
            NotFound: the farm does not know the task.
        """
        found = list(progress.parts(self.query, [job]).values())
        if not found:
            raise progress.unknown(self.client.profile, job)
        return found[0]


def _unanswered(err: ConnectionFailed | BadAnswer) -> bool:
    """Returns whether a call may have arrived all the same."""
    return isinstance(err, BadAnswer) or err.sent
