"""What is known of the jobs of all services: one list, told by submitting, asking and callbacks.

It lies in the file that all runs share, so that a callback that one process receives wakes the
others. A submission is written down before it is sent: when its answer never comes, the same
order is not sent a second time unasked. No secret enters.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import pathlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from rayvision_plugins.errors import ConfigError, encodable
from rayvision_plugins.jobs import (
    FAILED,
    RENDERBUS,
    RUNNING,
    STATES,
    WAITING,
    CallbackRefused,
    Event,
    Job,
    MayBeRunning,
)
from rayvision_plugins.memory import Memory

UNANSWERED = "no answer came"
"""The status of a submission that may have arrived."""

_TABLES = (
    "create table if not exists jobs (number integer primary key autoincrement,"
    " service text, account text, id text, digest text, state text, status text, reason text,"
    " name text, details text, submitted real, changed real, after integer)",
    "create index if not exists jobs_by_id on jobs (service, account, id)",
    "create table if not exists callbacks"
    " (service text, account text, nonce text, id text, primary key (service, account, nonce))",
)
"""``after`` is the newest submission of all when the state of a job was last heard of."""
_JOB = "service, id, state, status, reason, name, details"
_UNANSWERED = "where service = ? and account = ? and digest = ? and id = ''"
_OF = "service = ? and account = ? and id = ?"


class Row(NamedTuple):
    """A job in the list; ``submitted`` and ``changed`` are seconds of UTC, 0 when unknown."""

    job: Job
    account: str
    submitted: float
    changed: float


class Ledger:
    """The jobs in the file at ``path``; safe under threads, several runs and kill -9.

    Every method raises ConfigError when the file cannot be used.
    """

    def __init__(self, path: pathlib.Path, *, clock: Callable[[], float] = time.time) -> None:
        self._memory = Memory(path)
        self._clock = clock
        with self._memory.change() as connection:
            for table in _TABLES:
                connection.execute(table)

    def close(self) -> None:
        """Closes the file."""
        self._memory.close()

    def begin(self, service: str, account: str, digest: str, again: bool = False) -> int:
        """Writes down that an order is about to be sent; returns its number here.

        Raises:
            MayBeRunning: the same order was sent and its answer has not come, unless ``again``,
                which settles that for good.
        """
        now = self._clock()
        with self._memory.change() as connection:
            if again:
                settled = f"update jobs set digest = '' {_UNANSWERED}"  # noqa: S608
                connection.execute(settled, [service, account, digest])
            else:
                self.refuse(service, account, digest)
            job = Job(service, "", RUNNING, status=UNANSWERED)
            return self._add(connection, job, account, now, digest)

    def refuse(self, service: str, account: str, digest: str) -> None:
        """Raises MayBeRunning when this order was sent and its answer has not come."""
        sent = self._memory.rows(
            f"select max(submitted) from jobs {_UNANSWERED}",  # noqa: S608
            [service, account, digest],
        )[0][0]
        if sent is not None:
            raise MayBeRunning(service, _when(sent))

    def began(self, number: int, job: Job) -> Job:
        """Writes down the answer to a submission; returns the job as it is known.

        An end that a callback brought since ``begin`` is kept; one of an earlier submission
        under the same id is not.
        """
        with self._memory.change() as connection:
            account = connection.execute(
                "select account from jobs where number = ?", [number]
            ).fetchone()[0]
            earlier = self._find(connection, job, account)
            if earlier is not None:
                old, _, after = earlier
                if old.ended and after >= number:
                    job = _merged(job, old)
                connection.execute(f"delete from jobs where {_OF}", _key(job, account))  # noqa: S608
            self._write(connection, number, job)
        return job

    def forget(self, number: int) -> None:
        """Takes a submission back that was refused: nothing runs."""
        with self._memory.change() as connection:
            connection.execute("delete from jobs where number = ? and id = ''", [number])

    def seen(self, job: Job, account: str, nonce: str = "", *, restarts: bool = False) -> bool:
        """Writes down what was heard of a job; returns whether that ended it just now.

        A job that has ended stays as it ended, whatever is heard later, unless jobs of its
        service may be started again. ``nonce`` is that of a callback, which counts once; it may
        be about a submission whose answer has not come, under an id that ended before.

        Raises:
            CallbackRefused: the nonce came before, and what it says now is not known.
        """
        with self._memory.change() as connection:
            again = bool(nonce) and not _first(connection, job, account, nonce)
            found = self._find(connection, job, account)
            if again and (found is None or _merged(found[0], job) != found[0]):
                raise CallbackRefused(job.service, "its nonce came before")
            if found is None:
                self._add(connection, job, account, self._clock())
                return job.ended
            old, number, after = found
            now = _merged(old, job)
            anew = bool(nonce) and not again and _under_way(connection, job, account, after)
            live = anew or not old.ended
            if anew or (now != old and (live or restarts or job.state == old.state)):
                self._write(connection, number, now, live=live or restarts)
            return job.ended and live

    def job(self, service: str, id: str, account: str = "") -> Job | None:
        """Returns a job by its id, the newest of all accounts without one; None when unknown."""
        where = " and account = ?" if account else ""
        rows = self._memory.rows(
            f"select {_JOB} from jobs where service = ? and id = ?{where}"  # noqa: S608
            " order by number desc limit 1",
            [service, encodable(id), *filter(None, [account])],
        )
        return _job(rows[0]) if rows else None

    def whose(self, id: str) -> set[tuple[str, str]]:
        """Returns service and account of each job called ``id``."""
        jobs = "select service, account from jobs where id = ?"
        tasks = {(RENDERBUS, farm) for farm, task in self._submitted() if task == id}
        return {*map(tuple, self._memory.rows(jobs, [encodable(id)])), *tasks}

    def rows(self) -> list[Row]:
        """Returns all jobs, newest first; render tasks from before this list come last."""
        found = self._memory.rows(
            f"select {_JOB}, account, submitted, changed from jobs"  # noqa: S608
            " order by submitted desc, number desc"
        )
        rows = [Row(_job(row[:7]), *row[7:]) for row in found]
        known = {(row.account, row.job.id) for row in rows if row.job.service == RENDERBUS}
        return rows + [
            Row(Job(RENDERBUS, task, WAITING, status="submitted"), farm, 0.0, 0.0)
            for farm, task in self._submitted()
            if (farm, task) not in known
        ]

    def heard(self, service: str, account: str, id: str) -> bool:
        """Writes down a callback that has no nonce; returns whether it is the job's first."""
        with self._memory.change() as connection:
            return _first(connection, Job(service, id, RUNNING), account, f"/{id}")

    def version(self) -> int:
        """Returns a number that grows whenever this or another process changed the file."""
        others: int = self._memory.rows("pragma data_version")[0][0]
        return others + self._memory.connection.total_changes

    def told(
        self, events: Iterable[Event], service: str, account: str, name: str = ""
    ) -> Iterator[Event]:
        """Yields events as they come and remembers what they say of jobs.

        What they say last counts: a render task that failed may be started again. A memory that
        cannot be used is a note, it ends nothing.
        """
        for event in events:
            try:
                self._remember(event, Job(service, event.id, WAITING, name=name), account)
            except ConfigError as err:
                yield Event(kind="note", stage=event.stage, id=event.id, text=str(err))
            yield event

    def _remember(self, event: Event, job: Job, account: str) -> None:
        if event.kind != "end" or not event.id:
            return
        if event.stage in ("render", "run") and event.code in STATES:
            reason = event.text if event.code == FAILED else ""
            job = dataclasses.replace(job, state=event.code, reason=reason)
        elif event.stage != "submit":
            return
        self.seen(job, account, restarts=True)

    def _submitted(self) -> list[Any]:
        """Returns (farm, task) of render tasks that attempts.py knows, newest first."""
        known = "select 1 from sqlite_master where type = 'table' and name = 'attempts'"
        if not self._memory.rows(known):
            return []
        return self._memory.rows(
            "select farm, task from attempts where state != 'created' order by id desc"
        )

    def _find(
        self, connection: sqlite3.Connection, job: Job, account: str
    ) -> tuple[Job, int, int] | None:
        row = connection.execute(
            f"select {_JOB}, number, after from jobs where {_OF}",  # noqa: S608
            _key(job, account),
        ).fetchone()
        return (_job(row[:7]), *row[7:]) if row else None

    def _add(
        self,
        connection: sqlite3.Connection,
        job: Job,
        account: str,
        now: float,
        digest: str = "",
    ) -> int:
        number = connection.execute(
            "insert into jobs (account, digest, submitted) values (?, ?, ?)", [account, digest, now]
        ).lastrowid
        self._write(connection, number or 0, job)
        return number or 0

    def _write(
        self, connection: sqlite3.Connection, number: int, job: Job, *, live: bool = True
    ) -> None:
        connection.execute(
            "update jobs set service = ?, id = ?, state = ?, status = ?, reason = ?, name = ?,"
            " details = ?, changed = ?, after = case when ? then"
            " (select max(number) from jobs) else after end where number = ?",
            [
                *map(encodable, (job.service, job.id, job.state, job.status, job.reason, job.name)),
                json.dumps(dict(job.details)),
                self._clock(),
                live,
                number,
            ],
        )


def _under_way(connection: sqlite3.Connection, job: Job, account: str, after: int) -> bool:
    """Returns whether a submission that began ``after`` that one has no answer yet."""
    question = "select 1 from jobs where service = ? and account = ? and id = '' and number > ?"
    return bool(connection.execute(question, [job.service, account, after]).fetchone())


def _first(connection: sqlite3.Connection, job: Job, account: str, nonce: str) -> bool:
    """Writes down the nonce of a callback; returns whether it came for the first time ever."""
    row = [job.service, account, encodable(nonce), encodable(job.id)]
    return bool(
        connection.execute("insert or ignore into callbacks values (?, ?, ?, ?)", row).rowcount
    )


def _merged(old: Job, new: Job) -> Job:
    """Returns the newer state of a job, with what only the older one knew."""
    same = old.state == new.state
    return dataclasses.replace(
        new,
        status=new.status or (old.status if same else ""),
        reason=new.reason or (old.reason if same else ""),
        name=new.name or old.name,
        details={**old.details, **new.details},
    )


def _key(job: Job, account: str) -> list[str]:
    return [job.service, account, encodable(job.id)]


def _job(row: Any) -> Job:
    service, id, state, status, reason, name, details = row
    return Job(service, id, state, status, reason, name, json.loads(details))


def _when(seconds: float) -> str:
    moment = datetime.datetime.fromtimestamp(seconds, tz=datetime.timezone.utc)
    return f"{moment:%Y-%m-%d %H:%M} UTC"
