"""A task that is followed and its parts: what was seen of them, and what is still to come."""

from __future__ import annotations

import collections
import dataclasses
import os
import pathlib
import re
from collections.abc import Iterator, Sequence

from rayvision_plugins.errors import RayvisionError
from rayvision_plugins.jobs import DONE, ENDED, FAILED, RUNNING, STOPPED, WAITING, Event, JobPart
from rayvision_plugins.services.renderbus.progress import Frames

LOOKS = 6
"""Listings that may lack the file of a done frame before it is told without one."""

WORST_FIRST = (FAILED, STOPPED, RUNNING, WAITING, DONE)

_OF_FILE = re.compile(r"(\d{1,18})\D*$")
_OF_FRAME = re.compile(r"-?(\d{1,18})")


@dataclasses.dataclass(slots=True)
class Followed:
    """A task: its ``rows`` as the farm told them last, its ``parts``, and what did not come.

    ``trouble`` is what went wrong at this look and may go well at the next, ``said`` what of
    it was told already, ``since`` when it began; ``tries`` counts the looks in vain since the
    farm was through with it. ``refused`` are names that have no place here, ``error`` is why it
    was given up.
    """

    id: str
    folder: pathlib.Path
    rows: Sequence[JobPart] = ()
    parts: dict[str, Part] = dataclasses.field(default_factory=dict)
    trouble: RayvisionError | None = None
    refused: RayvisionError | None = None
    said: str = ""
    since: float = 0.0
    tries: int = 0
    error: RayvisionError | None = None
    closed: bool = False

    @property
    def ended(self) -> bool:
        """Whether the farm is through with it."""
        return bool(self.rows) and all(part.state in ENDED for part in self.rows)

    def close(self, error: RayvisionError | None = None) -> None:
        """Follows it no more, because it has ended or is given up; its frames are forgotten."""
        self.closed = True
        self.error = error
        self.parts.clear()

    def end(self) -> Event:
        """Returns the event that ends it."""
        return dataclasses.replace(total(self.rows), id=self.id, path=str(self.folder))


def total(rows: Sequence[JobPart]) -> Event:
    """Returns the event of kind "end" that counts the frames of parts, with their worst state."""
    failed = sum(part.failed for part in rows)
    done = sum(part.done for part in rows)
    frames = sum(part.total for part in rows)
    states = {part.state for part in rows} | ({FAILED} if failed else {DONE})
    return Event(
        kind="end",
        stage="render",
        done=done,
        total=frames,
        unit="frames",
        code=min(states, key=WORST_FIRST.index),
        text=f"{done} of {frames} frames" + (f", {failed} failed" if failed else ""),
    )


class Part:
    """A part of a task; ``pending`` while files or frames of it are to be asked for.

    That is after a change, and at the end until a listing brings nothing new: a storage may be
    slower than the farm.
    """

    def __init__(self, task: Followed, frames: Frames) -> None:
        self.task = task
        self.pending = False
        self.row: JobPart | None = None
        self._frames = frames
        self._came: dict[int, set[str]] = collections.defaultdict(set)
        self._owed: dict[int, int] = {}
        self._grows = False
        self._first = True
        self._old: set[int] = set()

    def seen(self, row: JobPart) -> Iterator[Event]:
        """Takes what the farm says of it, and says what changed.

        That is a note while its frames are not counted: a frame without a total is one frame.
        """
        if row == self.row:
            return
        self.row = row
        self.pending = True
        yield Event(
            kind="frame" if row.total else "note",
            stage="render",
            id=row.id,
            path=row.name,
            done=row.done + row.failed,
            total=row.total,
            unit="frames",
            code=row.state,
            text=row.status,
        )

    def read(self, row: JobPart) -> Iterator[Event]:
        """Asks for the frames that changed and says which failed.

        What was done before the first look is told only if its file comes now.
        """
        for frame in self._frames.news(row):
            number = _number(_OF_FRAME.match(frame.name))
            if frame.state == FAILED:
                text = f"frame {frame.name}: {frame.reason or 'failed'}"
                yield self._told(row.name, FAILED, text)
            elif number is not None:
                self._owed[number] = 0
                (self._old.add if self._first else self._old.discard)(number)
        self._first = False

    def listed(self, paths: Sequence[str]) -> None:
        """Takes note of files that were not listed before: nobody waits for them any more."""
        self._grows = bool(paths)
        for number in map(frame_of, paths):
            if number is not None:
                self._owed.pop(number, None)

    def arrived(self, path: str) -> None:
        """Takes note of a file that is here now."""
        number = frame_of(path)
        if number is not None:
            self._came[number].add(path)

    def frames(self, *, complete: bool) -> Iterator[Event]:
        """Says which frames are done and here; to be called once after each listing.

        ``complete`` is whether everything that was listed is here.
        """
        unfinished: set[int | None] = set()
        done: set[int | None] = set()
        for frame in self._frames:
            number = _number(_OF_FRAME.match(frame.name))
            (done if frame.state == DONE else unfinished).add(number)
        for number in sorted(self._came.keys() & (done - unfinished)):
            self._owed.pop(number, None)
            yield self._told("\n".join(sorted(self._came.pop(number))), DONE, f"frame {number}")
        for number in sorted(self._owed) if complete else ():
            self._owed[number] += 1
            if self._owed[number] > LOOKS:
                del self._owed[number]
                if number not in self._old:
                    yield self._told("", DONE, f"frame {number}, without a file of its own")
        self.pending = bool(self._owed) or not complete or (self._grows and self.task.ended)

    def _told(self, path: str, code: str, text: str) -> Event:
        assert self.row is not None  # noqa: S101 - seen() comes first
        return Event(kind="frame", stage="render", id=self.row.id, path=path, code=code, text=text)


def frame_of(path: str) -> int | None:
    """Returns the number of the frame that a file is named after: the last one in its name."""
    return _number(_OF_FILE.search(os.path.splitext(os.path.basename(path))[0]))


def _number(match: re.Match[str] | None) -> int | None:
    return int(match[1]) if match else None
