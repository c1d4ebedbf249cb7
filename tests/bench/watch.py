"""What following many tasks asks of a farm, and how late frames come: an hour by a turned clock.

``python tests/bench/watch.py`` prints a table. 20 tasks of 240 frames, a frame of each every 15
seconds, at a farm elsewhere; every file takes 0.2 seconds of the line. Nothing waits.
"""

import pathlib
import resource
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit" / "plugins")]

from render_clock import RenderClock  # noqa: E402

from rayvision_plugins.transfer.records import Records  # noqa: E402
from rayvision_plugins.watch import watch  # noqa: E402

TASKS, FRAMES, EVERY, TAKES = 20, 240, 15, 0.2


def done_at(task, frame):
    """Returns the second at which a frame is done; tasks do not render in step."""
    return frame * EVERY + task * EVERY / TASKS


def follow(folder):
    """Follows the tasks to their end; returns (farm, frames told, totals that changed, CPU s)."""
    farm = RenderClock(
        {
            str(1001 + task): {frame: done_at(task, frame) for frame in range(1, FRAMES + 1)}
            for task in range(TASKS)
        },
        takes=TAKES,
    )
    records = Records(folder / "records.db")
    started = time.process_time()
    told = changed = 0
    for event in watch(
        farm, farm, records, list(farm.tasks), folder / "frames",
        output_bid="20201", sleep=farm.sleep, clock=farm.clock,
    ):  # fmt: skip
        if event.kind == "frame":
            changed += bool(event.total)
            told += not event.total
    taken = time.process_time() - started
    records.close()
    return farm, told, changed, taken


def main():
    with tempfile.TemporaryDirectory() as folder:
        farm, told, changed, taken = follow(pathlib.Path(folder))
    delays = sorted(
        when - done_at(int(path[:4]) - 1001, int(path[-8:-4]))
        for path, when in farm.arrived.items()
    )
    ticks = farm.asked["task_info"]
    count = len(delays)
    assert count == told == len(farm.fetched) == TASKS * FRAMES, (count, told, len(farm.fetched))
    rows = [
        ("hours followed", f"{farm.now / 3600:.2f}", ""),
        ("frames fetched, each once", f"{count}", f"of {TASKS * FRAMES}"),
        ("calls for totals (all tasks)", f"{ticks}", f"one every {farm.now / ticks:.1f} s"),
        ("pages of frames", f"{farm.asked['task_frames']}", f"{changed} changes of totals"),
        ("listings of a folder", f"{farm.asked['listing']}", f"{changed} changes of totals"),
        ("API calls per task", f"{(ticks + farm.asked['task_frames']) / TASKS:.0f}", "SDK: > 1000"),
        ("mean delay, s", f"{sum(delays) / count:.1f}", "at most 10"),
        ("95 of 100 come within, s", f"{delays[int(count * 0.95)]:.1f}", ""),
        ("CPU s (server included)", f"{taken:.1f}", f"{1000 * taken / ticks:.0f} ms a tick"),
        ("memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}", ""),
    ]
    for name, value, more in rows:
        print(f"{name:<30}{value:>10}  {more}")


if __name__ == "__main__":
    main()
