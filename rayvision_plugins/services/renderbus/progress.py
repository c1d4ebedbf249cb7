"""How far tasks are, asked with as few calls as can be.

One call tells the totals of many tasks; pages of frames are asked for only until the frames
on them are as many as the totals say.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rayvision_plugins.errors import ApiError, NoMoreRecords, NotFound
from rayvision_plugins.jobs import DONE, ENDED, FAILED, RUNNING, JobPart
from rayvision_plugins.profiles import Profile
from rayvision_plugins.services.renderbus.query import QueryOperator

TASKS_AT_ONCE = 100
"""Tasks in one question: a page of answers."""

FRAMES_AT_ONCE = 1000
"""Frames on one page; a row of a frame takes about 1.5 kB."""


def parts(query: QueryOperator, tasks: Sequence[str]) -> dict[str, list[JobPart]]:
    """Returns the parts of each task that the farm knows: a layer and camera each, or itself.

    A farm that knows one of them not and says nothing of the others is asked for each alone.
    """
    found: dict[str, list[JobPart]] = {}
    for at in range(0, len(tasks), TASKS_AT_ONCE):
        batch = tasks[at : at + TASKS_AT_ONCE]
        try:
            items = query.task_info([int(task) for task in batch])["items"]
        except NotFound:
            if len(batch) > 1:
                for task in batch:
                    found.update(parts(query, [task]))
            continue
        for row in items:
            below = row.get("respRenderingTaskList") or [row]
            found[str(row["id"])] = [_part(query.client.profile, part) for part in below]
    return found


def unknown(profile: Profile, task: str) -> ApiError:
    """Returns the error of a task that the farm does not know."""
    known = profile.code("RESOURCE_NOT_FOUND")
    return ApiError.of("task_info", known.number, f"there is no task {task}", known)


def _part(profile: Profile, row: Mapping[str, Any]) -> JobPart:
    status = profile.task_states.get(row["taskStatus"])
    return JobPart(
        id=str(row["id"]),
        name=" ".join(str(row[key]) for key in ("layerName", "renderCamera") if row.get(key)),
        state=status.state if status else RUNNING,
        status=status.en if status else f"status {row['taskStatus']}",
        done=row.get("doneFrames") or 0,
        failed=row.get("failedFrames") or 0,
        total=row.get("totalFrames") or 0,
        folder=row.get("outputFileName") or "",
        user=str(row.get("userId") or ""),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a part: its name, such as "12" or "12-0", its state and why it failed."""

    id: str
    name: str
    state: str
    reason: str = ""


class Frames:
    """The frames of one part, as they were last seen."""

    def __init__(self, query: QueryOperator, part: str) -> None:
        self._query = query
        self._part = part
        self._size = 0
        self._known: dict[str, Frame] = {}
        self._pages: dict[int, list[str]] = {}

    def __iter__(self) -> Iterator[Frame]:
        return iter(self._known.values())

    def explain(self, part: JobPart) -> bool:
        """Returns whether as many frames are known to be done and failed as ``part`` counts."""
        states = [frame.state for frame in self]
        return (states.count(DONE), states.count(FAILED)) == (part.done, part.failed)

    def news(self, part: JobPart) -> Iterator[Frame]:
        """Yields the frames that are done, or failed, and were not so the last time.

        No page is asked for once the totals are explained.
        """
        if self.explain(part):
            return
        self._size = self._size or min(max(part.total, 100), FRAMES_AT_ONCE)
        for number in self._numbers(max(1, -(-part.total // self._size))):
            rows = self._page(number)
            if rows:
                self._pages[number] = [frame.id for frame in rows]
            fresh = [
                frame
                for frame in rows
                if frame.state in (DONE, FAILED) and frame.state != self._state(frame)
            ]
            self._known.update((frame.id, frame) for frame in rows)
            yield from fresh
            if self.explain(part):
                return

    def _numbers(self, count: int) -> Iterator[int]:
        """Yields pages: those with frames that had not ended, new ones, then all others.

        ``count`` of them are said to be there; the first new one without frames is the last.
        """
        settled = {number: self._settled(number) for number in sorted(self._pages)}
        yield from (number for number, over in settled.items() if not over)
        for number in range(max(settled, default=0) + 1, count + 1):
            yield number
            if number not in self._pages:
                break
        yield from (number for number, over in settled.items() if over)

    def _state(self, frame: Frame) -> str:
        return self._known[frame.id].state if frame.id in self._known else ""

    def _settled(self, number: int) -> bool:
        return all(self._known[frame].state in ENDED for frame in self._pages[number])

    def _page(self, number: int) -> list[Frame]:
        try:
            page = self._query.task_frames(int(self._part), number, self._size)
        except NoMoreRecords:
            return []
        states = self._query.client.profile.frame_states
        return [
            Frame(
                str(row["id"]),
                str(row.get("frameIndex")),
                states[row["frameStatus"]].state if row["frameStatus"] in states else RUNNING,
                str(row.get("errorMessage") or ""),
            )
            for row in page["items"]
        ]
