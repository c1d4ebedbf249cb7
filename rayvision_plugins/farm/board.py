"""Tasks: created, submitted, in parts, given up.

The state of a task is never stored; it follows from the states of its frames, which queue.py
moves. States are kept under the names of the profile ("waiting", "done"), never as numbers.
"""

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rayvision_plugins.farm import names
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.parts import Part
from rayvision_plugins.farm.state import State

WAITING, RENDERING, STOPPED, DONE, FAILED = "waiting", "rendering", "stopped", "done", "failed"
HELD = "wait_priority"
"""A frame that waits until the priority frames of its task were rendered."""

GO, PAUSE = "go", "pause"
"""What a task does after its priority frames; empty when it has none, or they were rendered."""


@dataclasses.dataclass(frozen=True, slots=True)
class Input:
    """A file that must be in the input storage; ``md5`` and ``size`` as the submitter knew them."""

    path: str
    md5: str = ""
    size: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """A submission, understood. ``pauses`` when the task waits after its priority frames."""

    scene: str
    project: str
    cg_id: int
    pauses: bool
    parts: Sequence[Part]
    inputs: Sequence[Input]


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """The tasks, and what they need."""

    state: State

    def create(self, count: int, *, first: int, now: int, **given: Any) -> list[int]:
        """Returns ``count`` new task ids from ``first`` on; ``now`` in milliseconds.

        ``given`` may hold level, producer, clone (a task id) and labels.
        """
        columns = {"level": 50, "producer": None, "clone": 0, "labels": (), **given}
        columns["labels"] = json.dumps(list(columns["labels"]), ensure_ascii=False)
        with self.state.change() as connection:
            top = connection.execute(
                "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'tasks'"
            ).fetchone()
            start = max(first, top[0] + 1)
            connection.executemany(
                "INSERT INTO tasks (id, created, level, producer, clone, labels)"
                " VALUES (:id, :created, :level, :producer, :clone, :labels)",
                [{**columns, "id": start + at, "created": now} for at in range(count)],
            )
        return list(range(start, start + count))

    def tasks(self, ids: Iterable[int]) -> list[sqlite3.Row]:
        """Returns the tasks named, each once, in that order.

        Raises:
            ApiRefused: when one of them is not there, or was deleted.
        """
        found = []
        for task in dict.fromkeys(ids):
            rows = self.state.rows("SELECT * FROM tasks WHERE id = ? AND NOT deleted", [task])
            if not rows:
                raise ApiRefused("RESOURCE_NOT_FOUND", f"there is no task {task}")
            found += rows
        return found

    def shown(self, *, deleted: bool = False) -> list[sqlite3.Row]:
        """Returns the submitted tasks, newest first; parts stand below their task."""
        return self.state.rows(
            "SELECT * FROM tasks WHERE parent = 0 AND deleted = ? AND submitted IS NOT NULL"
            " ORDER BY id DESC",
            [deleted],
        )

    def parts(self, task: int) -> list[sqlite3.Row]:
        """Returns the parts of a task that has several, else nothing."""
        return self.state.rows(
            "SELECT * FROM tasks WHERE parent = ?1"
            " AND deleted <= (SELECT deleted FROM tasks WHERE id = ?1) ORDER BY id",
            [task],
        )

    def leaves(self, ids: Iterable[int]) -> list[int]:
        """Returns the tasks that hold frames: the parts, or the task itself."""
        return [
            leaf
            for task in self.tasks(ids)
            for leaf in [row["id"] for row in self.parts(task["id"])] or [task["id"]]
        ]

    def live(self, ids: Iterable[int]) -> list[int]:
        """Returns the leaves of tasks that must be submitted and not given up.

        Raises:
            ApiRefused: when one of them is not there, or cannot go on.
        """
        ids = list(ids)
        for row in self.tasks(ids):
            if row["submitted"] is None:
                raise ApiRefused("PARAMETER_INVALID", f"task {row['id']} was not submitted yet")
            if row["abandoned"]:
                raise ApiRefused(
                    "PARAMETER_INVALID", f"task {row['id']} was abandoned and cannot go on"
                )
        return self.leaves(ids)

    def counts(self, leaves: Sequence[int]) -> dict[str, int]:
        """Returns the number of frames by state."""
        total: dict[str, int] = {}
        for leaf in leaves:
            for row in self.state.rows("SELECT state, frames FROM counts WHERE task = ?", [leaf]):
                total[row["state"]] = total.get(row["state"], 0) + row["frames"]
        return total

    def all_counts(self) -> dict[str, int]:
        """Returns the number of frames by state in all tasks that are not deleted."""
        rows = self.state.rows(
            "SELECT state, sum(counts.frames) AS frames FROM counts JOIN tasks ON id = task"
            " WHERE NOT deleted GROUP BY state"
        )
        return {row["state"]: row["frames"] for row in rows}

    def submit(self, task: int, plan: Plan, now: int, producer: str | None = None) -> None:
        """Lets the frames of ``plan`` wait for a renderer, its priority frames before the others.

        Raises:
            ApiRefused: when the task was submitted before.
        """
        first = any(part.priority for part in plan.parts)
        test = (PAUSE if plan.pauses else GO) if first else ""
        with self.state.change() as connection:
            changed = connection.execute(
                "UPDATE tasks SET submitted = ?, scene = ?, project = ?, cg_id = ?, inputs = ?,"
                " test = ?, producer = coalesce(?, producer) WHERE id = ? AND submitted IS NULL",
                [now, plan.scene, plan.project, plan.cg_id, len(plan.inputs), test, producer, task],
            ).rowcount
            if not changed:
                raise ApiRefused("PARAMETER_INVALID", f"task {task} was already submitted")
            rows = ((task, item.path, item.md5, item.size) for item in plan.inputs)
            connection.executemany("INSERT OR REPLACE INTO inputs VALUES (?, ?, ?, ?)", rows)
            for part in plan.parts:
                leaf = task if len(plan.parts) == 1 else _child(connection, task)
                _fill(connection, leaf, part, plan.scene, HELD if first else WAITING)
            if len(plan.parts) > 1:
                texts = dict.fromkeys(part.frames.text for part in plan.parts)
                connection.execute(
                    "UPDATE tasks SET frames = ? WHERE id = ?", [",".join(texts), task]
                )

    def inputs(self, task: int, bid: str) -> list[sqlite3.Row]:
        """Returns the files that a submitted task needs, by path, beside what arrived of them.

        A row has path, md5 and size as wanted, arrived (bytes) and digest, null when not here.
        """
        return self.state.rows(
            "SELECT inputs.path, md5, inputs.size, files.size AS arrived, digest FROM inputs"
            " LEFT JOIN files ON files.bid = ? AND files.path = inputs.path"
            " WHERE task = ? ORDER BY inputs.path",
            [bid, task],
        )

    def mark(self, ids: Iterable[int], column: str, value: Any = 1) -> None:
        """Sets a column of tasks and of their parts, such as abandoned or deleted."""
        sql = f"UPDATE tasks SET {column} = ?1 WHERE id = ?2 OR parent = ?2"  # noqa: S608
        with self.state.change() as connection:
            connection.executemany(sql, [(value, task) for task in ids])


def _child(connection: sqlite3.Connection, parent: int) -> int:
    cursor = connection.execute(
        "INSERT INTO tasks (parent, level, labels, created, submitted, scene, project, cg_id,"
        " test, clone, producer) SELECT id, level, labels, created, submitted, scene, project,"
        " cg_id, test, clone, producer FROM tasks WHERE id = ?",
        [parent],
    )
    return int(cursor.lastrowid or 0)


def _fill(connection: sqlite3.Connection, task: int, part: Part, scene: str, others: str) -> None:
    """Adds the frames of a part; those without priority are in the state ``others``."""
    numbers = list(part.frames)
    connection.execute(
        "UPDATE tasks SET frames = ?, low = ?, high = ?, pass = ?, camera = ?, width = ?,"
        " height = ?, format = ?, stem = ?, folder = ? WHERE id = ?",
        [
            part.frames.text,
            min(numbers),
            max(numbers),
            part.name,
            part.camera,
            part.width,
            part.height,
            part.format,
            part.stem,
            f"{task}_{names.safe(names.scene_name(scene))}",
            task,
        ],
    )
    first = part.priority
    rows = ((task, n, WAITING if n in first else others, n in first) for n in numbers)
    connection.executemany(
        "INSERT INTO frames (task, number, state, priority) VALUES (?, ?, ?, ?)", rows
    )
    connection.execute(
        "INSERT INTO counts SELECT task, state, count(*) FROM frames WHERE task = ? GROUP BY state",
        [task],
    )


def status(row: Mapping[str, Any] | sqlite3.Row, counts: Mapping[str, int]) -> str:
    """Returns the documented state of a task, by name, from the number of its frames by state."""
    if row["abandoned"]:
        return "abandoned"
    if row["submitted"] is None:
        return "submitting"
    left = {state for state, frames in counts.items() if frames}
    if left & {WAITING, RENDERING}:
        return WAITING if left <= {WAITING, HELD} else RENDERING
    if HELD in left:
        return "test_done" if row["test"] == PAUSE else WAITING
    if STOPPED in left:
        return STOPPED
    if left == {FAILED}:
        return FAILED
    return "done_with_failures" if FAILED in left else DONE
