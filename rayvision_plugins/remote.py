"""A job of any service on one page: submit, wait, fetch, cancel.

What is heard of it goes into the ledger, which callbacks fill too: whoever waits sees both.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from rayvision_plugins.errors import (
    BadAnswer,
    ConfigError,
    ConnectionFailed,
    ContractError,
    RayvisionError,
)
from rayvision_plugins.jobs import DONE, Event, Job, JobService, ServiceRefused, TimedOut
from rayvision_plugins.ledger import Ledger

FIRST, DEADLINE = 3.0, 180.0
"""Seconds before the first look, and until waiting is given up.

Source: chohotech 生产导出, 等待请求完成.
"""

GROWS, LONGEST = 1.5, 30.0
"""How the pause grows from look to look, and the seconds that none is longer."""

WATCH = 0.2
"""Seconds between two looks at the ledger, which cost the service nothing."""


def submit(
    service: JobService, order: Mapping[str, Any], ledger: Ledger, *, again: bool = False
) -> Generator[Event, None, Job]:
    """Checks an order, sends what it names and starts the job, which is returned.

    Raises:
        MayBeRunning: the same order was sent and its answer has not come, unless ``again``.
        RayvisionError: as JobService.submit. When the job may have been started all the same,
            the hint says so and the ledger keeps it.
    """
    checked = service.order(order)
    digest = _digest(checked)
    if not again:
        ledger.refuse(service.name, service.account, digest)
    begin = functools.partial(ledger.begin, service.name, service.account, digest, again)
    number, job = yield from _started(service.submit(checked), begin, ledger.forget)
    try:
        job = ledger.began(number, job)
    except ConfigError as err:  # the job runs, and its number is worth more
        yield Event(kind="note", stage="submit", id=job.id, text=str(err))
    yield Event(kind="end", stage="submit", id=job.id, text=f"{service.name} job {job.id}")
    return job


def _started(
    events: Generator[Event, None, Job],
    begin: Callable[[], int],
    forget: Callable[[int], None],
) -> Generator[Event, None, tuple[int, Job]]:
    """Yields the events of a submission but its end; returns its number here and its job."""
    number = 0
    try:
        while True:
            event = next(events)
            if (event.stage, event.kind) != ("submit", "end"):
                yield event
            if (event.stage, event.kind) == ("submit", "start"):
                number = begin()
    except StopIteration as end:
        return number, end.value
    except RayvisionError as err:
        if number and _may_run(err):
            err.hint = "; ".join(filter(None, (err.hint, "the job may be running all the same")))
        elif number:
            forget(number)
        raise
    finally:
        events.close()


def _digest(order: Mapping[str, Any]) -> str:
    """Returns what tells an order from others: its text, size and time of the files it names."""
    parts: list[Any] = [json.dumps(dict(order), sort_keys=True)]
    for text in _texts(order):
        with contextlib.suppress(OSError, ValueError):
            found = os.stat(text)
            parts.append([os.path.abspath(text), found.st_size, found.st_mtime_ns])
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _texts(value: Any) -> Iterator[str]:
    """Yields every text in JSON but the keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)


def _may_run(err: RayvisionError) -> bool:
    """Returns whether a submission that ended so may have been taken."""
    if isinstance(err, ConnectionFailed):
        return err.sent
    if isinstance(err, ContractError):
        return err.side == "answer"
    if isinstance(err, BadAnswer):  # a success that is no JSON, or a proxy that lost patience
        return not HTTPStatus.MULTIPLE_CHOICES <= err.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(err, ServiceRefused) and err.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def wait(
    service: JobService,
    job: Job,
    ledger: Ledger,
    *,
    first: float = FIRST,
    deadline: float = DEADLINE,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Event]:
    """Yields events until a job has ended; the last one tells how, its code an ended state.

    The service is asked after ``first`` seconds, then in growing pauses; a callback that any
    process writes into the ledger ends it at once. A service that does not answer is asked
    until the ``deadline``, in seconds from now.

    Raises:
        TimedOut: the deadline came first; the job goes on.
        RayvisionError: the service does not know the job, or refuses to tell.
    """
    end = clock() + deadline
    look, pause = clock() + first, first
    silent = ""
    yield Event(kind="start", stage="run", id=job.id, text=f"waiting for {_called(job)}")
    while True:
        version = ledger.version()
        known = ledger.job(service.name, job.id, service.account) or job
        if known.status != job.status and not known.ended:
            text = f"{_called(job)}: {known.status}"
            yield Event(kind="note", stage="run", id=job.id, code=known.state, text=text)
        job = known
        if job.ended:
            yield job.ending()
            return
        if clock() >= end:
            raise TimedOut(service.name, job.id, deadline, _how_on(service, job, silent))
        until = min(look, end) if service.polls else end
        while clock() < until and ledger.version() == version:
            sleep(min(WATCH, max(until - clock(), 0)))
        if service.polls and clock() >= until:
            try:
                ledger.seen(service.status(job), service.account)
                silent = ""
            except (ConnectionFailed, BadAnswer, ServiceRefused) as err:
                if not passes(err):
                    raise
                if not silent:
                    text = f"{err}; it is asked until it answers"
                    yield Event(kind="note", stage="run", id=job.id, text=text)
                silent = str(err)
            pause = min(max(pause, WATCH) * GROWS, LONGEST)
            look = clock() + pause


def passes(err: RayvisionError) -> bool:
    """Returns whether a service that failed so may answer a moment later."""
    if isinstance(err, BadAnswer | ServiceRefused):
        busy = HTTPStatus.TOO_MANY_REQUESTS
        return err.status == busy or err.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(err, ConnectionFailed) and not err.lasting


def status(service: JobService, job: Job, ledger: Ledger) -> Job:
    """Returns a job as its service has it now.

    Raises:
        NotOffered: no document has such a call.
    """
    now = service.status(job)
    ledger.seen(now, service.account)
    return ledger.job(service.name, job.id, service.account) or now


def fetch(service: JobService, job: Job, ledger: Ledger, folder: str) -> Iterator[Event]:
    """Brings the results of a job into a folder; the service is asked first whether it is done.

    Raises:
        RayvisionError: it has not ended, or ended without results.
    """
    if service.polls:
        job = job if job.ended else status(service, job, ledger)
        if not job.ended:
            hint = f"rayvision job wait --service {service.name} {job.id}"
            raise RayvisionError(f"{_called(job)} has not ended, it has no results yet", hint)
        if job.state != DONE:
            raise RayvisionError(f"{job.ending().text}; it has no results")
    yield from service.fetch(job, folder)


def cancel(service: JobService, job: Job, ledger: Ledger) -> None:
    """Asks the service to stop a job; waiting tells when it has.

    Raises:
        NotOffered: no document has such a call.
    """
    service.cancel(job)
    ledger.seen(job, service.account)


def _called(job: Job) -> str:
    return f"{job.service} {job.id}"


def _how_on(service: JobService, job: Job, silent: str) -> str:
    """Returns what to do about a job that did not end in time."""
    on = f"rayvision job wait --service {service.name} {job.id} goes on"
    if service.polls:
        return f"{silent}; {on}" if silent else on
    return (
        f"only a callback ends it: rayvision callback serve must run where {service.name} "
        f"reaches it; {on}"
    )
