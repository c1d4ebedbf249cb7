"""Follows a task and brings each finished frame home once."""

from __future__ import annotations

import pathlib
import time
from collections.abc import Callable, Iterator

from rayvision_plugins.jobs import DONE, ENDED, FAILED, Event, JobPart
from rayvision_plugins.services.renderbus import Renderbus
from rayvision_plugins.transfer import run
from rayvision_plugins.transfer.engine import Engine
from rayvision_plugins.transfer.records import Records

SHORTEST, LONGEST = 0.2, 10.0
"""Seconds between two looks: short while frames arrive, longer when nothing happens."""


def watch(
    service: Renderbus,
    engine: Engine,
    records: Records,
    task: str,
    folder: pathlib.Path,
    *,
    output_bid: str,
    once: bool = False,
    attempts: int = 4,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Event]:
    """Yields events until every part of ``task`` has ended and its frames lie in ``folder``.

    The last event has kind "end", the folder as path and the worst state of the parts as code.
    ``once`` looks a single time and fetches what is there.
    """
    seen: dict[str, JobPart] = {}
    pause = SHORTEST
    while True:
        parts = service.status(task)
        changed = [part for part in parts if seen.get(part.id) != part]
        for part in changed:
            seen[part.id] = part
            yield Event(
                kind="frame",
                stage="render",
                id=part.id,
                path=part.name,
                done=part.done + part.failed,
                total=part.total,
                unit="frames",
                code=part.state,
                text=part.status,
            )
            if part.folder and part.done:
                there = engine.listing(output_bid, part.folder + "/", folder)
                yield from run.fetch(engine, there, records, attempts=attempts, sleep=sleep)
        if once or all(part.state in ENDED for part in parts):
            break
        pause = SHORTEST if changed else min(pause * 1.5, LONGEST)
        sleep(pause)
    yield from _ending(service, parts, folder)


def _ending(service: Renderbus, parts: list[JobPart], folder: pathlib.Path) -> Iterator[Event]:
    for part in parts:
        if part.failed:
            for frame, reason in service.failed_frames(part.id):
                yield Event(
                    kind="frame",
                    stage="render",
                    id=part.id,
                    path=part.name,
                    code=FAILED,
                    text=f"frame {frame}: {reason or 'failed'}",
                )
    failed = sum(part.failed for part in parts)
    done = sum(part.done for part in parts)
    total = sum(part.total for part in parts)
    states = {part.state for part in parts}
    code = FAILED if failed or FAILED in states else DONE if states == {DONE} else parts[0].state
    yield Event(
        kind="end",
        stage="render",
        path=str(folder),
        done=done,
        total=total,
        unit="frames",
        code=code,
        text=f"{done} of {total} frames" + (f", {failed} failed" if failed else ""),
    )
