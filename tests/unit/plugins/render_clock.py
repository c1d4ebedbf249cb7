"""A farm that renders by a clock which a test turns: tasks, frames and files, all in memory.

``asked`` counts the questions. Nothing waits: ``sleep`` turns the clock on.
"""

import collections
import functools
import pathlib
import types

import xxhash

from rayvision_plugins import profiles
from rayvision_plugins.errors import ApiError, NoMoreRecords, TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer.engine import Changes, Outcome, Transfer, place_of

PROFILE = profiles.load("renderbus-2020")
WAITING, DONE, FAILED = (PROFILE.frame_state(name).number for name in ("waiting", "done", "failed"))


class RenderClock:
    """``tasks`` maps numbers to {frame: second it is done}, or to {part: {frame: second}}."""

    local = False

    def __init__(self, tasks, *, failed=(), takes=0.0, names="shot.{:04d}.png", users=None):
        self.now = 0.0
        self.tasks = {
            task: rows if isinstance(next(iter(rows.values())), dict) else {task: rows}
            for task, rows in tasks.items()
        }
        self.failed = set(failed)
        self.takes = takes
        self.names = names
        self.users = users or {}
        self.folder = None
        self.stopped = set()
        self.asked = collections.Counter()
        self.fetched = []
        self.arrived = {}
        self.faults = []
        self.broken = {}
        self.client = types.SimpleNamespace(profile=PROFILE)
        self.query = types.SimpleNamespace(
            client=self.client, task_info=self._info, task_frames=self._frames
        )

    def clock(self):
        return self.now

    def sleep(self, seconds):
        assert seconds > 0
        self.now += seconds

    # -- the service ------------------------------------------------------------------

    def _info(self, ids):
        self.asked["task_info"] += 1
        if self.faults:
            raise self.faults.pop(0)
        for number in map(str, ids):
            if number not in self.tasks:
                known = PROFILE.code("RESOURCE_NOT_FOUND")
                raise ApiError.of("task_info", known.number, f"there is no task {number}", known)
        return {"items": [self._task(str(number)) for number in ids]}

    def _task(self, number):
        parts = self.tasks[number]
        rows = [self._part(part, frames) for part, frames in parts.items()]
        if set(parts) == {number}:
            return rows[0]
        return {"id": int(number), "taskStatus": 5, "respRenderingTaskList": rows}

    def _part(self, part, frames):
        over = [frame for frame, second in frames.items() if second <= self.now]
        failed = sum((part, frame) in self.failed for frame in over)
        status = "done_with_failures" if failed else "done"
        state = "rendering" if len(over) < len(frames) else status
        state = "stopped" if part in self.stopped else state
        return {
            "id": int(part),
            "taskStatus": PROFILE.task_state(state).number,
            "totalFrames": len(frames),
            "doneFrames": len(over) - failed,
            "failedFrames": failed,
            "outputFileName": self.folder or f"{part}_shot",
            "userId": self.users.get(part, 1),
        }

    def _frames(self, part, page, size):
        self.asked["task_frames"] += 1
        frames = next(parts[str(part)] for parts in self.tasks.values() if str(part) in parts)
        rows = [self._frame(str(part), *row) for row in sorted(frames.items())]
        rows = rows[(page - 1) * size : page * size]
        if not rows:
            raise NoMoreRecords("task_frames", 0)
        return {"items": rows, "pageCount": -(-len(frames) // size)}

    def _frame(self, part, frame, second):
        broke = (part, frame) in self.failed
        state = WAITING if second > self.now else FAILED if broke else DONE
        message = "out of memory" if state == FAILED else None
        return {
            "id": 10_000 * int(part) + frame,
            "frameIndex": str(frame),
            "frameStatus": state,
            "errorMessage": message,
        }

    # -- the storage ------------------------------------------------------------------

    place = "render-clock"

    def changes(self, bid, mark):
        return Changes()

    def files(self, part):
        """Returns {path: content} of what a part has put out so far."""
        frames = next(parts[part] for parts in self.tasks.values() if part in parts)
        return {
            f"{part}_shot/{self.names.format(frame)}": f"{part} {frame}".encode()
            for frame, second in frames.items()
            if second <= self.now and (part, frame) not in self.failed
        }

    def listing(self, bid, prefix, local):
        self.asked["listing"] += 1
        self.asked[f"listing of {bid}"] += 1
        parts = [part for parts in self.tasks.values() for part in parts]
        return [
            self._transfer(bid, path, local, data)
            for part in parts
            if prefix.startswith(f"{part}_")
            for path, data in self.files(part).items()
            if path.startswith(prefix)
        ]

    @functools.cache  # noqa: B019 - 240 frames are listed again at each of 300 looks
    def _transfer(self, bid, path, local, data):
        digest = xxhash.xxh3_128_hexdigest(data)
        return Transfer(bid, path, place_of(local, path), len(data), digest)

    def fetch(self, transfers):
        known = {}
        for row in transfers:
            self.now += self.takes
            problem = self.broken.get(row.path)
            if problem:
                yield Outcome(row, problem)
                continue
            part, _, _ = row.path.partition("_")
            if row.path not in known:
                known.update(self.files(part))
            data = known[row.path]
            path = pathlib.Path(row.local)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            self.fetched.append(row.path)
            self.arrived[row.path] = self.now
            yield Event(kind="progress", stage="transfer", done=len(data), unit="bytes")
            yield Outcome(row)

    def lacks(self, transfers):
        return list(transfers)

    def send(self, transfers):
        raise TransferFailed("", "nothing is sent here")
