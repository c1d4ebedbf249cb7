"""What was sent: the task number that each submission got, and how far it came.

A submission is known by the digest of its task files. One that broke off finds its number
here again, so that a farm is never given the same work twice. A lock that ends with its
process, however it ends, keeps a number to the run that works with it.
"""

from __future__ import annotations

import dataclasses
import pathlib
import sqlite3
from typing import IO

from rayvision_plugins import lock
from rayvision_plugins.memory import Memory

CREATED, SENT, DONE = "created", "sent", "done"
"""Numbered, not submitted; submitted, answer unknown; at the farm, or unknown there."""


@dataclasses.dataclass(frozen=True, slots=True)
class Attempt:
    """A submission that broke off; ``sent`` when the farm may have it."""

    task: str
    user_id: str
    sent: bool


class Attempts:
    """Submissions to one ``farm``, in sqlite; safe under several submitters and kill -9.

    An object belongs to one submission at a time. Every method raises ConfigError when the
    records cannot be used.
    """

    def __init__(self, path: pathlib.Path, farm: str) -> None:
        self.farm = farm
        self._memory = Memory(path)
        self._locks = path.with_name("attempts")
        self._held: dict[int, IO[str]] = {}
        with self._memory.change() as connection:
            self._locks.mkdir(exist_ok=True)
            connection.execute(
                "create table if not exists attempts (id integer primary key,"
                " farm text, digest text, task text, user_id text, state text)"
            )

    def close(self) -> None:
        """Closes the records and leaves unfinished numbers to the next submission."""
        while self._held:
            self._held.popitem()[1].close()
        self._memory.close()

    def unfinished(self, digest: str) -> Attempt | None:
        """Returns the newest attempt at ``digest`` that broke off, which is ours from now on.

        One that another living run works with is left alone.
        """
        with self._memory.change() as connection:
            for number, task, user_id, state in connection.execute(
                "select id, task, user_id, state from attempts"
                " where farm = ? and digest = ? and state != ? order by id desc",
                [self.farm, digest, DONE],
            ).fetchall():
                if self._lock(number):
                    return Attempt(task, user_id, state == SENT)
        return None

    def created(self, digest: str, task: str, user_id: str) -> None:
        """Remembers the number that the farm gave to a submission."""
        with self._memory.change() as connection:
            self._add(connection, digest, task, user_id)

    def claimed(self, digest: str, task: str) -> bool:
        """Remembers a number that a submission brings along; it is ours from now on.

        False when another living run works with it.
        """
        with self._memory.change() as connection:
            rows = connection.execute(
                "select id from attempts where farm = ? and task = ? and state != ?",
                [self.farm, task, DONE],
            ).fetchall()
            if not rows:
                self._add(connection, digest, task, "")
            return all(self._lock(number) for (number,) in rows)

    def _add(self, connection: sqlite3.Connection, digest: str, task: str, user_id: str) -> None:
        number = connection.execute(
            "insert into attempts (farm, digest, task, user_id, state) values (?, ?, ?, ?, ?)",
            [self.farm, digest, task, user_id, CREATED],
        ).lastrowid
        self._lock(number or 0)

    def sent(self, task: str) -> bool:
        """Remembers, before it happens, that a number is submitted; returns whether it was before.

        False also for a number that is not remembered, or whose submission was answered.
        """
        with self._memory.change() as connection:
            return SENT in self._mark(connection, task, SENT).values()

    def done(self, task: str) -> None:
        """Remembers that nothing is left to do for a number; the next submission gets another."""
        with self._memory.change() as connection:
            for number in self._mark(connection, task, DONE):
                if number in self._held:
                    self._held.pop(number).close()
                    self._file(number).unlink(missing_ok=True)

    def _mark(self, connection: sqlite3.Connection, task: str, state: str) -> dict[int, str]:
        """Returns {attempt: its state until now} of this number, which had not been done."""
        given = [self.farm, task, DONE]
        where = "where farm = ? and task = ? and state != ?"
        found = connection.execute(f"select id, state from attempts {where}", given)  # noqa: S608
        before = dict(found.fetchall())
        connection.execute(f"update attempts set state = ? {where}", [state, *given])  # noqa: S608
        return before

    def _file(self, number: int) -> pathlib.Path:
        return self._locks / f"{number}.lock"

    def _lock(self, number: int) -> bool:
        """Takes the lock of an attempt unless another run has it; inside a change only."""
        if number in self._held:
            return True
        stream = lock.take(self._file(number))
        if stream is None:
            return False
        self._held[number] = stream
        return True
