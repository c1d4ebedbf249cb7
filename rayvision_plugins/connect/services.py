"""From settings to the services that are no render farm, and to their jobs.

In Python a job goes its whole way like this::

    with opened("chohotech") as jobs:
        for event in jobs.submit({"inputs": {"gum": "gum.stl"}}, "results"):
            print(event.text)
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

import requests

from rayvision_plugins import remote, wire
from rayvision_plugins.config import Settings
from rayvision_plugins.connect import RECORDS
from rayvision_plugins.connect.given import rows, values
from rayvision_plugins.errors import ConfigError, RayvisionError
from rayvision_plugins.jobs import DONE, RUNNING, Event, Job, JobService
from rayvision_plugins.ledger import Ledger
from rayvision_plugins.services.bimface import Bimface
from rayvision_plugins.services.chohotech import Chohotech
from rayvision_plugins.services.octoplant import Octoplant

Sleep = Callable[[float], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of one service: what submits, follows, fetches and cancels them.

    ``defaults`` are fields of an order that settings give; ``first`` and ``deadline`` are seconds.
    Whatever takes time yields events; see remote.py for the errors.
    """

    service: JobService
    ledger: Ledger
    defaults: Mapping[str, str]
    first: float
    deadline: float
    sleep: Sleep = time.sleep

    def submit(
        self,
        order: Mapping[str, Any],
        out: str | os.PathLike[str] | None = None,
        *,
        wait: bool = True,
        again: bool = False,
    ) -> Generator[Event, None, None]:
        """Checks and sends an order, waits for its end and fetches the results into ``out``."""
        _refuse_unusable(out)
        whole = {**self.defaults, **order}
        job = yield from remote.submit(self.service, whole, self.ledger, again=again)
        if wait:
            yield from self.wait(job.id, out)

    def wait(
        self, id: str, out: str | os.PathLike[str] | None = None
    ) -> Generator[Event, None, None]:
        """Waits for the end of a job; fetches the results into ``out`` when that was well."""
        _refuse_unusable(out)
        last = None
        for last in remote.wait(
            self.service,
            self.known(id),
            self.ledger,
            first=self.first,
            deadline=self.deadline,
            clock=time.monotonic,
            sleep=self.sleep,
        ):
            yield last
        if out is not None and last is not None and last.code == DONE:
            yield from self.fetch(id, out)

    def status(self, id: str) -> Job:
        """Returns a job as its service has it now."""
        return remote.status(self.service, self.known(id), self.ledger)

    def fetch(self, id: str, out: str | os.PathLike[str]) -> Iterator[Event]:
        """Fetches the results of a job into a folder.

        Raises:
            RayvisionError: nobody knows the job, neither this list nor a status call.
        """
        job = self.known(id)
        if not (self.service.polls or self.ledger.job(job.service, id, self.service.account)):
            hint = "only what its answer and its callback named can be fetched"
            raise RayvisionError(f"no job {id} of {job.service} is known here", hint)
        return remote.fetch(self.service, job, self.ledger, os.fspath(out))

    def cancel(self, id: str) -> None:
        """Asks the service to stop a job."""
        remote.cancel(self.service, self.known(id), self.ledger)

    def known(self, id: str) -> Job:
        """Returns a job as the ledger has it, one that it does not know as running."""
        found = self.ledger.job(self.service.name, id, self.service.account)
        return found or Job(self.service.name, id, RUNNING)


@contextlib.contextmanager
def opened(
    name: str, arguments: Mapping[str, Any] | None = None, *, sleep: Sleep = time.sleep
) -> Iterator[Jobs]:
    """Yields the jobs of the service called ``name``; ``arguments`` are settings that win.

    Raises:
        ConfigError: there is no such service, or a setting is wrong.
    """
    settings = Settings(arguments)
    with contextlib.closing(ledger_of(settings)) as ledger:
        yield jobs_of(settings, name, ledger, sleep=sleep)


def jobs_of(settings: Settings, name: str, ledger: Ledger, *, sleep: Sleep = time.sleep) -> Jobs:
    """Returns the same on a ledger that is open."""
    return Jobs(
        service_of(settings, name, sleep=sleep),
        ledger,
        {row["order"]: settings.text(key) for key, row in rows(name).items() if "order" in row},
        settings.number("job_first"),
        settings.number("job_deadline"),
        sleep,
    )


def service_of(settings: Settings, name: str, *, sleep: Sleep = time.sleep) -> JobService:
    """Returns the service called ``name``, one of SERVICES; nothing is asked yet.

    Raises:
        ConfigError: there is no such service, or a setting of it is wrong.
    """
    if name not in SERVICES:
        known = ", ".join(SERVICES)
        raise ConfigError(f"there is no service {name!r}; choose one of {known}")
    return SERVICES[name](settings, sleep)


def ledger_of(settings: Settings) -> Ledger:
    """Returns what is known of the jobs of all services; to be closed."""
    return Ledger(settings.home / RECORDS)


def _refuse_unusable(out: str | os.PathLike[str] | None) -> None:
    """Raises ConfigError when results cannot go there, before somebody waits for them."""
    if out is None:
        return
    folder = pathlib.Path(out).absolute()
    there = next(step for step in (folder, *folder.parents) if os.path.exists(step))
    if not os.fspath(out) or not there.is_dir() or not os.access(there, os.W_OK):
        raise ConfigError(f"{os.fspath(out)!r} is no folder that results can go into")


def _chohotech(settings: Settings, sleep: Sleep) -> JobService:
    return Chohotech(
        **_given(settings, "chohotech"),
        files_session=_session(settings, bounded=False),
        sleep=sleep,
        precision=settings.number("mesh_precision"),
        callback_url=settings.text("callback_url"),
    )


def _octoplant(settings: Settings, sleep: Sleep) -> JobService:
    given = _given(settings, "octoplant")
    own = given.pop("ca_bundle")
    given["session"] = _session(settings, own)
    large = _session(settings, own, bounded=False)
    return Octoplant(**given, files_session=large, clock=time.monotonic, sleep=sleep)


def _bimface(settings: Settings, sleep: Sleep) -> JobService:
    address = settings.text("callback_url")
    return Bimface(**_given(settings, "bimface"), sleep=sleep, callback_url=address)


SERVICES: Mapping[str, Callable[[Settings, Sleep], JobService]] = {
    "chohotech": _chohotech,
    "octoplant": _octoplant,
    "bimface": _bimface,
}


def _given(settings: Settings, name: str) -> dict[str, Any]:
    """Returns what every service takes: its own settings, a session and the patience."""
    return {
        **values(settings, name),
        "session": _session(settings),
        "timeouts": (settings.number("connect_timeout"), settings.number("read_timeout")),
        "attempts": settings.count("attempts"),
    }


def _session(settings: Settings, trusted: str = "", *, bounded: bool = True) -> requests.Session:
    trusted = trusted or settings.text("ca_bundle")
    return wire.session(settings.text("proxy"), trusted, bounded=bounded)
