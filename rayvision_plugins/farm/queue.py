"""Frames: what waits, who took it, how it ended.

States are kept under the names of the profile, never as numbers.
"""

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from rayvision_plugins.farm.board import RENDERING, WAITING
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.state import State

_MOVE = (
    "UPDATE frames SET state = ?, attempt = attempt + ?, started = NULL, ended = NULL, error = NULL"
    " WHERE "
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
    """The frames of all tasks."""

    state: State

    def recover(self) -> int:
        """Puts frames back that a killed farm was rendering; returns how many."""
        with self.state.change() as connection:
            return connection.execute(
                "UPDATE frames SET state = ?, started = NULL WHERE state = ?", [WAITING, RENDERING]
            ).rowcount

    def take(self, now: int) -> Work | None:
        """Returns the next waiting frame, now being rendered, or None when none waits."""
        with self.state.change() as connection:
            frame = connection.execute(
                "SELECT * FROM frames WHERE state = ? ORDER BY id LIMIT 1", [WAITING]
            ).fetchone()
            if frame is None:
                return None
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

    def finish(self, work: Work, state: str, now: int, error: str | None = None) -> None:
        """Records how a frame that was taken ended, unless it is no longer wanted."""
        with self.state.change() as connection:
            frame = connection.execute(
                "SELECT started FROM frames WHERE id = ? AND state = ? AND attempt = ?",
                [work.frame, RENDERING, work.attempt],
            ).fetchone()
            if frame is None:
                return
            connection.execute(
                "UPDATE frames SET state = ?, ended = ?, error = ? WHERE id = ?",
                [state, now, error, work.frame],
            )
            connection.execute(
                "UPDATE tasks SET ended = ?, worked = worked + ? WHERE id IN (?, ?)",
                [now, now - frame["started"], work.task["id"], work.root["id"]],
            )

    def move(
        self, leaves: Sequence[int], states: Iterable[str], to: str, *, again: bool = False
    ) -> int:
        """Moves the frames of ``leaves`` that are in ``states``; ``again`` counts an attempt."""
        moved = 0
        with self.state.change() as connection:
            for leaf in leaves:
                for state in states:
                    moved += connection.execute(
                        _MOVE + "task = ? AND state = ?", [to, again, leaf, state]
                    ).rowcount
        return moved

    def restart(self, leaves: Sequence[int], ids: Iterable[int]) -> None:
        """Lets single frames wait again.

        Raises:
            ApiRefused: when one of them does not belong to ``leaves``; then none is touched.
        """
        with self.state.change() as connection:
            for frame in ids:
                row = connection.execute("SELECT task FROM frames WHERE id = ?", [frame]).fetchone()
                if row is None or row["task"] not in leaves:
                    raise ApiRefused(
                        "RESOURCE_NOT_FOUND", f"the task has no frame with the id {frame}"
                    )
                connection.execute(_MOVE + "id = ?", [WAITING, True, frame])

    def page(
        self, leaves: Sequence[int], *, keyword: str, offset: int, size: int
    ) -> tuple[int, list[sqlite3.Row]]:
        """Returns (how many there are, one page of frames) whose number contains ``keyword``."""
        where = "task IN (SELECT value FROM json_each(?1)) AND (?2 = '' OR instr(number, ?2))"
        values: list[Any] = [json.dumps(list(leaves)), keyword]
        total = self.state.rows(f"SELECT count(*) AS n FROM frames WHERE {where}", values)[0]["n"]  # noqa: S608
        page = f"SELECT * FROM frames WHERE {where} ORDER BY id LIMIT ?3 OFFSET ?4"  # noqa: S608
        return total, self.state.rows(page, [*values, size, offset])
