"""Follows tasks and brings each finished frame home once.

One question a tick tells how far all tasks are. Only where that changed, the frames are asked
for and the folder of the output is listed; everything new is fetched together. Nothing is
remembered but what lies in the folders, so that following may end and begin at any time.
"""

from __future__ import annotations

import math
import pathlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from rayvision_plugins.jobs import Event
from rayvision_plugins.services.renderbus import Renderbus
from rayvision_plugins.transfer.engine import Engine
from rayvision_plugins.transfer.outputs import Outputs
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.watch.look import Looks
from rayvision_plugins.watch.pause import POLL, UNANSWERED, Pause
from rayvision_plugins.watch.task import Followed

__all__ = ["POLL", "Folders", "watch"]

Folders = pathlib.Path | Mapping[str, pathlib.Path]
"""Where results go: one folder, or one for each task."""


def watch(
    service: Renderbus,
    engine: Engine,
    records: Records,
    tasks: str | int | Sequence[str | int],
    folder: Folders,
    *,
    output_bid: str,
    output_bids: Mapping[str, str] | None = None,
    once: bool = False,
    after: bool = False,
    flat: bool = False,
    poll: float = POLL,
    patience: float = math.inf,
    attempts: int = 4,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Event]:
    """Yields events until every task has ended and its frames lie in ``folder``, or its own one.

    Each task ends with an event of kind "end": its number as id, its folder as path, the worst
    state of its parts as code. After several, one more without id counts all frames. A frame
    that is done is told when its files came in this run (``path``, one a line), one that failed
    as soon as it is known; neither has a total.

    ``once`` looks a single time and fetches what is there, ``after`` fetches when a task has
    ended. ``output_bids`` are the storages of users below this one. ``poll`` is the seconds
    between looks while frames finish; without news the pause grows. A farm elsewhere, or its
    storage, that stops to answer is waited for, ``patience`` seconds at most.

    Raises:
        NotFound: the farm does not know a task.
        TransferFailed: files of a task could not be fetched; the other tasks are complete.
        UnsafeName: neither could files whose names have no place here; all others are here.
        ConnectionFailed, BadAnswer: no answer to the first question, or none for too long.
    """
    given = [tasks] if isinstance(tasks, str | int) else tasks
    numbers = list(dict.fromkeys(map(str, given)))
    folders = folder if isinstance(folder, Mapping) else dict.fromkeys(numbers, folder)
    looks = Looks(
        service,
        Outputs(engine, records, flat=flat, attempts=attempts, sleep=sleep),
        [Followed(task, folders[task]) for task in numbers],
        bid=output_bid,
        bids=output_bids or {},
        attempts=attempts,
        patience=patience,
        clock=clock,
        once=once,
        after=after,
    )
    pause = Pause(local=service.local, poll=poll, patience=patience, clock=clock)
    while looks.open:
        began = clock()
        try:
            yield from looks.look()
            yield from pause.answered()
        except UNANSWERED as err:
            if once:
                raise
            yield from pause.unanswered(err)
        if looks.open:
            sleep(pause.next(news=looks.news, taken=clock() - began))
    yield from looks.ending()
