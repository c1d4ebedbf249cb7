"""Frames: what waits, who took it, how it ended.

States are kept under the names of the profile, never as numbers.
"""

import dataclasses
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rayvision_plugins.farm.board import GO, HELD, RENDERING, STOPPED, WAITING
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.state import State

_MOVE = (
    "UPDATE frames SET state = ?, attempt = attempt + ?, started = NULL, ended = NULL, error = NULL"
    " WHERE task IN (SELECT value FROM json_each(?))"
    " AND state IN (SELECT value FROM json_each(?))"
)
_UNTESTED = " AND NOT priority AND (SELECT test FROM tasks WHERE id = task) <> ''"
_NEXT = (
    "SELECT * FROM frames WHERE state = ?1 AND task ="
    " (SELECT task FROM counts JOIN tasks ON id = task WHERE state = ?1 AND counts.frames > 0"
    " ORDER BY level DESC, submitted, id LIMIT 1) ORDER BY id LIMIT 1"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """A frame that somebody took. ``task`` and ``root`` are rows: of its part, and as submitted."""

    frame: int
    attempt: int
    number: int
    task: sqlite3.Row
    root: sqlite3.Row


@dataclasses.dataclass(frozen=True, slots=True)
class Queue:
    """The frames of all tasks; ``clock`` gives milliseconds since the epoch.

    It is read inside a change, so that what starts because another frame ended starts later.
    """

    state: State
    clock: Callable[[], int]

    def recover(self) -> int:
        """Puts frames back that a killed farm was rendering; returns how many."""
        with self.state.change() as connection:
            return connection.execute(
                "UPDATE frames SET state = ?, started = NULL WHERE state = ?", [WAITING, RENDERING]
            ).rowcount

    def take(self) -> Work | None:
        """Returns the next waiting frame, now being rendered, or None when none waits.

        Tasks of a higher level come first, then those that were submitted earlier.
        """
        with self.state.change() as connection:
            frame = connection.execute(_NEXT, [WAITING]).fetchone()
            if frame is None:
                return None
            now = self.clock()
            connection.execute(
                "UPDATE frames SET state = ?, started = ?, ended = NULL, error = NULL WHERE id = ?",
                [RENDERING, now, frame["id"]],
            )
            find = "SELECT * FROM tasks WHERE id = ?"
            task = connection.execute(find, [frame["task"]]).fetchone()
            root = connection.execute(find, [task["parent"] or task["id"]]).fetchone()
            connection.execute(
                "UPDATE tasks SET started = coalesce(started, ?), ended = NULL WHERE id IN (?, ?)",
                [now, task["id"], root["id"]],
            )
            return Work(frame["id"], frame["attempt"], frame["number"], task, root)

    def wanted(self, work: Work) -> bool:
        """Returns whether the frame was neither stopped nor restarted since it was taken."""
        rows = self.state.rows("SELECT state, attempt FROM frames WHERE id = ?", [work.frame])
        return bool(rows) and rows[0]["state"] == RENDERING and rows[0]["attempt"] == work.attempt

    def finish(self, work: Work, state: str, error: str | None = None) -> bool:
        """Records how a frame that was taken ended, unless it is no longer wanted.

        Returns whether other frames waited for this one and now wait for a renderer.
        """
        with self.state.change() as connection:
            frame = connection.execute(
                "SELECT started FROM frames WHERE id = ? AND state = ? AND attempt = ?",
                [work.frame, RENDERING, work.attempt],
            ).fetchone()
            if frame is None:
                return False
            now = self.clock()
            connection.execute(
                "UPDATE frames SET state = ?, ended = ?, error = ? WHERE id = ?",
                [state, now, error, work.frame],
            )
            connection.execute(
                "UPDATE tasks SET ended = ?, worked = worked + ? WHERE id IN (?, ?)",
                [now, now - frame["started"], work.task["id"], work.root["id"]],
            )
            return work.task["test"] == GO and _go_on(connection, [work.task["id"]])

    def move(
        self,
        leaves: Sequence[int],
        states: Iterable[str],
        to: str,
        *,
        again: bool = False,
        ids: Iterable[int] | None = None,
    ) -> int:
        """Moves frames of ``leaves`` that are in ``states``; returns how many.

        ``ids`` names single frames; ``again`` counts an attempt.

        Raises:
            ApiRefused: when one of ``ids`` does not belong to ``leaves``; then none is moved.
        """
        values = [to, again, json.dumps(list(leaves)), json.dumps(list(states))]
        sql = _MOVE
        with self.state.change() as connection:
            if ids is not None:
                ids = list(dict.fromkeys(ids))
                _check(connection, leaves, ids)
                sql += " AND id IN (SELECT value FROM json_each(?))"
                values.append(json.dumps(ids))
            moved = connection.execute(sql, values).rowcount
            _go_on(connection, leaves)
        return moved

    def start(self, leaves: Sequence[int]) -> None:
        """Lets stopped frames wait again: for a renderer, or for the priority frames."""
        stopped = json.dumps([STOPPED])
        with self.state.change() as connection:
            connection.execute(_MOVE + _UNTESTED, [HELD, 0, json.dumps(list(leaves)), stopped])
            connection.execute(_MOVE, [WAITING, 0, json.dumps(list(leaves)), stopped])
            _go_on(connection, leaves)

    def full_speed(self, leaves: Iterable[int]) -> None:
        """Lets the frames go that wait for the priority frames of their task."""
        with self.state.change() as connection:
            for leaf in leaves:
                _let_go(connection, _root(connection, leaf))

    def page(
        self, leaves: Sequence[int], *, keyword: str, offset: int, size: int
    ) -> tuple[int, list[sqlite3.Row]]:
        """Returns (how many there are, one page of frames) whose number contains ``keyword``."""
        where = "task IN (SELECT value FROM json_each(?1)) AND (?2 = '' OR instr(number, ?2))"
        values: list[Any] = [json.dumps(list(leaves)), keyword]
        total = self.state.rows(f"SELECT count(*) AS n FROM frames WHERE {where}", values)[0]["n"]  # noqa: S608
        page = f"SELECT * FROM frames WHERE {where} ORDER BY id LIMIT ?3 OFFSET ?4"  # noqa: S608
        return total, self.state.rows(page, [*values, size, offset])

    def frame(self, frame: int) -> tuple[sqlite3.Row, sqlite3.Row]:
        """Returns the rows of a frame and of its task.

        Raises:
            ApiRefused: when there is no such frame, or its task was deleted.
        """
        rows = self.state.rows("SELECT * FROM frames WHERE id = ?", [frame])
        tasks = rows and self.state.rows(
            "SELECT * FROM tasks WHERE id = ? AND NOT deleted", [rows[0]["task"]]
        )
        if not tasks:
            raise ApiRefused("RESOURCE_NOT_FOUND", f"there is no frame with the id {frame}")
        return rows[0], tasks[0]


def _check(connection: sqlite3.Connection, leaves: Sequence[int], ids: Iterable[int]) -> None:
    for frame in ids:
        row = connection.execute("SELECT task FROM frames WHERE id = ?", [frame]).fetchone()
        if row is None or row["task"] not in leaves:
            raise ApiRefused("RESOURCE_NOT_FOUND", f"the task has no frame with the id {frame}")


def _root(connection: sqlite3.Connection, leaf: int) -> int:
    sql = "SELECT coalesce(nullif(parent, 0), id) FROM tasks WHERE id = ?"
    return int(connection.execute(sql, [leaf]).fetchone()[0])


def _go_on(connection: sqlite3.Connection, leaves: Iterable[int]) -> bool:
    """Lets the other frames go where no priority frame is left and the task does not pause."""
    gone = False
    for root in {_root(connection, leaf) for leaf in leaves}:
        left = connection.execute(
            "SELECT DISTINCT state, test FROM counts JOIN tasks ON tasks.id = counts.task"
            " WHERE (tasks.id = ?1 OR parent = ?1) AND counts.frames > 0",
            [root],
        ).fetchall()
        states = {row["state"] for row in left}
        if HELD in states and not states & {WAITING, RENDERING} and left[0]["test"] == GO:
            gone |= _let_go(connection, root)
    return gone


def _let_go(connection: sqlite3.Connection, root: int) -> bool:
    connection.execute("UPDATE tasks SET test = '' WHERE id = ?1 OR parent = ?1", [root])
    return bool(
        connection.execute(
            "UPDATE frames SET state = ?1 WHERE state = ?2"
            " AND task IN (SELECT id FROM tasks WHERE id = ?3 OR parent = ?3)",
            [WAITING, HELD, root],
        ).rowcount
    )
