"""The words that engines, services, submit and watch share: events, jobs, parts and states.

Also the errors of jobs at services that are no render farm. No network, no disk. Everything
that takes time yields Event; ``--json`` prints them as JSON Lines and the progress bars show
the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator, Mapping
from typing import Any, Protocol

from rayvision_plugins.errors import LONGEST, RayvisionError

WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"
STATES = (WAITING, RUNNING, DONE, FAILED, STOPPED)
"""The five states of a job of any service."""

ENDED = frozenset({DONE, FAILED, STOPPED})

RENDERBUS = "renderbus"
"""The service that render tasks belong to."""


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    ``stage`` is the station (analyze, check, create, upload, configure, submit, render, run,
    download; run is the work of a service that is no render farm; the bridge adds its own
    requests), ``kind`` what happened there (start, progress, file, frame, tip, note, error, end;
    exit is the last event of a request to the bridge, its code done, failed or stopped).
    ``done`` and ``total`` count ``unit``: bytes, files or frames. ``code`` is a state, a tip
    code or an error code, ``level`` that of a tip, ``id`` a task or a part of one. ``text`` is
    for people. ``rate`` is in bytes a second, ``left`` the seconds to go on at that; 0: unknown.
    """

    kind: str
    stage: str
    path: str = ""
    done: int = 0
    total: int = 0
    unit: str = ""
    code: str = ""
    level: str = ""
    text: str = ""
    id: str = ""
    rate: int = 0
    left: int = 0
    v: int = 1

    def as_dict(self) -> dict[str, Any]:
        """Returns the event as one JSON object, empty fields left out."""
        row = dataclasses.asdict(self)
        return {key: value for key, value in row.items() if value not in ("", 0) or key == "done"}


@dataclasses.dataclass(frozen=True, slots=True)
class JobPart:
    """A part of a job whose outputs lie in one folder: a layer, a camera, a ROP.

    ``state`` is one of the five states, ``status`` the service's own word for people;
    ``done``, ``failed`` and ``total`` count frames. ``folder`` is the output folder on the
    service's storage, ``user`` whose storage that is.
    """

    id: str
    name: str
    state: str
    status: str
    done: int
    failed: int
    total: int
    folder: str
    user: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """A job of a service, as it was last heard of.

    ``state`` is one of the five states, ``status`` the service's own word for it, ``reason`` why
    it failed in the service's words, ``name`` what a person calls it (a workflow, a file).
    ``details`` is JSON without secrets: what the service named, as fetching needs it.
    """

    service: str
    id: str
    state: str
    status: str = ""
    reason: str = ""
    name: str = ""
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED

    def ending(self) -> Event:
        """Returns the event that tells how it ended."""
        reason = f": {self.reason}" if self.reason and self.state != DONE else ""
        text = f"{self.service} {self.id}: {self.state}{reason}"
        return Event(kind="end", stage="run", id=self.id, code=self.state, text=text)


@dataclasses.dataclass(frozen=True, slots=True)
class Heard:
    """What a callback says: the job ``id`` is in ``state``, one of the five.

    ``nonce`` is what makes this callback unlike any other, "" where the service has none.
    ``proven`` when its signature shows that the service sent it; else the service is asked
    before it counts.
    """

    id: str
    state: str
    reason: str = ""
    nonce: str = ""
    proven: bool = False
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class JobService(Protocol):
    """A service that takes a job, works at it and gives back files.

    ``account`` tells one account of one server from all others and is no secret. ``polls`` is
    False where no document has a call for the status: only a callback ends such a job.
    """

    @property
    def name(self) -> str:
        """What the command line calls it."""

    @property
    def account(self) -> str:
        """The server and the user of it."""

    @property
    def polls(self) -> bool:
        """Whether the status can be asked for."""

    def order(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns a checked order with its defaults; nothing has been sent.

        Raises:
            ContractError: names the field and the rule it breaks.
            RayvisionError: a file of the order cannot be sent.
        """

    def submit(self, order: Mapping[str, Any]) -> Generator[Event, None, Job]:
        """Uploads what the order names, starts the job and returns it.

        The event of stage submit and kind start comes right before the request that starts it:
        whatever fails earlier has started nothing.

        Raises:
            ConfigError: a credential is missing.
            ConnectionFailed: also when the job may have been started (``sent``).
        """

    def status(self, job: Job) -> Job:
        """Returns the job as the service has it now.

        Raises:
            NotOffered: no document has such a call.
        """

    def fetch(self, job: Job, folder: str) -> Iterator[Event]:
        """Brings the results into a folder: an event of kind file for each, the last is the end."""

    def cancel(self, job: Job) -> None:
        """Asks the service to stop the job.

        Raises:
            NotOffered: no document has such a call.
        """


class Listener(JobService, Protocol):
    """A service that calls back."""

    def heard(self, query: Mapping[str, str], body: bytes) -> Heard:
        """Returns what a callback says.

        Raises:
            ContractError: it is malformed.
            CallbackRefused: it is forged.
        """


class ServiceRefused(RayvisionError):
    """A service said no to a ``call``; ``status`` is that of HTTP.

    ``code`` is the service's own where it has one, ``words`` what its documents say of that and
    what it said itself; ``wait`` the seconds it asked for before the next try.
    """

    wait = 0.0

    def __init__(
        self, service: str, call: str, code: str, words: str, hint: str = "", *, status: int = 0
    ) -> None:
        super().__init__(f"{service} {call}: refused with {code} ({words[:LONGEST]})", hint)
        self.service = service
        self.call = call
        self.code = code
        self.words = words
        self.status = status


class NotOffered(RayvisionError):
    """No document of the service has an operation for ``what``, such as "cancelling a job"."""

    def __init__(self, service: str, what: str, hint: str = "") -> None:
        super().__init__(f"{service}: its documents have no call for {what}", hint)
        self.service = service
        self.what = what


class MayBeRunning(RayvisionError):
    """The same order was sent ``when`` (for people) before, and its answer has not come."""

    def __init__(self, service: str, when: str) -> None:
        super().__init__(
            f"{service}: the same order was sent {when} and its answer has not come, "
            "so that the job may be running",
            "look there; --again sends it once more",
        )
        self.service = service
        self.when = when


class TimedOut(RayvisionError):
    """A job did not end in ``seconds``; it may still."""

    def __init__(self, service: str, job: str, seconds: float, hint: str = "") -> None:
        super().__init__(f"{service} {job}: not ended after {seconds:g} seconds", hint)
        self.service = service
        self.job = job
        self.seconds = seconds


class CallbackRefused(RayvisionError):
    """A callback that does not count; ``why`` holds nothing of what it sent."""

    def __init__(self, service: str, why: str) -> None:
        super().__init__(f"{service}: a callback was refused, {why}")
        self.service = service
        self.why = why
