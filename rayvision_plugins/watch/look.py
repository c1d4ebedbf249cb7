"""One look after the other at the tasks that are followed, and what each brings home."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

from rayvision_plugins.errors import RayvisionError
from rayvision_plugins.jobs import Event, JobPart
from rayvision_plugins.services.renderbus import Renderbus
from rayvision_plugins.services.renderbus.progress import Frames, parts, unknown
from rayvision_plugins.transfer.engine import Transfer
from rayvision_plugins.transfer.outputs import Outputs, cleaned
from rayvision_plugins.watch.pause import UNANSWERED
from rayvision_plugins.watch.task import Followed, Part, frame_of, total

Rows = dict[str, tuple[Part, Transfer]]
"""What is to be fetched, by local path, with the part that it belongs to."""


FILES, BYTES = 1000, 256 * 1024**2
"""Files, or bytes, after which frames are told before more is fetched."""

LONGEST = 60.0
"""Seconds of one look that files are fetched in; the rest is for the next, other tasks wait."""


class Looks:
    """The tasks that are followed. ``bids`` maps users to their output storages, else ``bid``.

    ``once`` ends with the first look; ``after`` fetches nothing before a task has ended. A task
    that has ended, but whose files do not come, is given up after ``attempts`` more looks; a
    storage elsewhere that does not answer is waited for ``patience`` seconds.
    """

    def __init__(
        self,
        service: Renderbus,
        outputs: Outputs,
        tasks: Sequence[Followed],
        *,
        bid: str,
        bids: Mapping[str, str],
        attempts: int,
        patience: float,
        clock: Callable[[], float],
        once: bool,
        after: bool,
    ) -> None:
        self._service = service
        self._outputs = outputs
        self._tasks = tasks
        self._bid = bid
        self._bids = bids
        self._attempts = attempts
        self._patience = patience
        self._clock = clock
        self._once = once
        self._after = after
        self._news = False

    @property
    def open(self) -> list[Followed]:
        """The tasks that are still to be asked about."""
        return [task for task in self._tasks if not task.closed]

    @property
    def news(self) -> bool:
        """Whether the last look found something, or something is still to come of it."""
        return self._news or any(
            self._now(part)
            for task in self.open
            if not task.trouble
            for part in task.parts.values()
        )

    def look(self) -> Iterator[Event]:
        """Asks how far the tasks are, fetches what is new and says what came of it."""
        self._news = False
        tasks = self.open
        found = parts(self._service.query, [task.id for task in tasks])
        rows: Rows = {}
        looked: list[Part] = []
        for task in tasks:
            task.trouble = None
            task.rows = found.get(task.id, ())
            if not task.rows:
                yield from self._given_up(task, unknown(self._service.client.profile, task.id))
            for row in task.rows:
                yield from self._asked(task, row, looked, rows)
        left = yield from self._brought(rows)
        for part in looked:
            if not part.task.closed:
                yield from part.frames(complete=part.task.trouble is None and part not in left)
        for task in tasks:
            if not task.closed:
                yield from self._judged(task)

    def _now(self, part: Part) -> bool:
        """Returns whether a part is to be asked about at this look."""
        task = part.task
        return part.pending and not task.closed and (self._once or not self._after or task.ended)

    def _asked(
        self, task: Followed, row: JobPart, looked: list[Part], rows: Rows
    ) -> Iterator[Event]:
        """Asks for the frames of a part that changed; what is new in its folder joins ``rows``."""
        part = task.parts.get(row.id)
        if part is None:
            part = task.parts[row.id] = Part(task, Frames(self._service.query, row.id))
        for event in part.seen(row):
            self._news = True
            yield event
        if not self._now(part):
            return
        looked.append(part)
        bid = self._bids.get(row.user, self._bid)
        try:
            yield from part.read(row)
            place = cleaned(row.folder)
            if place and row.done:
                fresh = self._outputs.fresh(bid, place, str(task.folder))
                task.refused = self._outputs.refused or task.refused
                part.listed([file.local for file in fresh])
                rows.update((file.local, (part, file)) for file in fresh)
        except RayvisionError as err:
            if _passing(err):
                task.trouble = err
            else:
                yield from self._given_up(task, err)

    def _brought(self, rows: Rows) -> Generator[Event, None, set[Part]]:
        """Fetches files and tells their frames; returns the parts that others did not wait for."""
        late = math.inf if self._once else self._clock() + LONGEST
        left: set[Part] = set()
        for batch in _batches(rows):
            parts_of = dict.fromkeys(part for part, _ in batch.values())
            if self._clock() > late:
                left.update(parts_of)
                continue
            yield from self._fetched(batch)
            for part in parts_of:
                yield from part.frames(complete=False)
        return left

    def _fetched(self, rows: Rows, attempts: int = 0) -> Iterator[Event]:
        """Fetches files of all tasks at once.

        What went wrong is found out by another attempt at what is left of each task alone.
        """
        try:
            for event in self._outputs.fetch([file for _, file in rows.values()], attempts):
                if event.kind == "file":
                    part, _ = rows[event.path]
                    part.arrived(event.path)
                    event = dataclasses.replace(event, id=part.row.id if part.row else "")
                yield event
        except RayvisionError as err:
            left: dict[str, Rows] = {}
            for path, (part, file) in rows.items():
                if not self._outputs.home(file):
                    left.setdefault(part.task.id, {})[path] = (part, file)
            if len(left) > 1:
                for own in left.values():
                    yield from self._fetched(own, 1)
                return
            for part, _ in (row for own in left.values() for row in own.values()):
                part.task.trouble = err

    def _judged(self, task: Followed) -> Iterator[Event]:
        """Ends a task that is complete, or whose files do not come."""
        if task.trouble is None:
            task.said = ""
            waits = any(part.pending for part in task.parts.values())
            if self._once or (task.ended and not waits):
                yield task.end()
                task.close(task.refused)
                if task.refused:
                    yield from self._wrong(task, f"task {task.id}: {task.refused}")
            return
        if not task.said:
            task.since = self._clock()
        waits = _passing(task.trouble) and not self._service.local
        task.tries += task.ended and not waits
        late = self._clock() - task.since > self._patience
        if self._once or late or task.tries > self._attempts:
            yield from self._given_up(task, task.trouble)
        elif task.said != str(task.trouble):
            task.said = str(task.trouble)
            text = f"{task.said}; it is tried again"
            yield Event(kind="note", stage="download", id=task.id, text=text)

    def _given_up(self, task: Followed, err: RayvisionError) -> Iterator[Event]:
        task.close(err)
        yield from self._wrong(task, f"task {task.id} is given up: {err}")

    def _wrong(self, task: Followed, text: str) -> Iterator[Event]:
        """Says what becomes an error when all tasks have ended; of one task that is now."""
        if len(self._tasks) > 1:
            yield Event(kind="note", stage="download", id=task.id, text=text)

    def ending(self) -> Iterator[Event]:
        """Yields the event that ends several tasks.

        Raises:
            RayvisionError: a task was given up, or files of it were refused, for the reason.
        """
        errors = [task.error for task in self._tasks if task.error]
        if errors:
            raise errors[0]
        if len(self._tasks) > 1:
            yield total([row for task in self._tasks for row in task.rows])


def _batches(rows: Rows) -> Iterator[Rows]:
    """Cuts what is to be fetched, early frames first, where all files of a frame are in."""
    batch: Rows = {}
    size = 0
    order = sorted(rows.items(), key=lambda row: (frame_of(row[0]) or 0, row[0]))
    for _, frame in itertools.groupby(order, key=lambda row: frame_of(row[0])):
        if len(batch) >= FILES or size >= BYTES:
            yield batch
            batch, size = {}, 0
        for path, row in frame:
            batch[path] = row
            size += row[1].size
    if batch:
        yield batch


def _passing(err: RayvisionError) -> bool:
    """Returns whether the farm or its storage only did not answer."""
    return isinstance(err, UNANSWERED) or getattr(err, "retry", False) is True
