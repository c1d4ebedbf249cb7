"""Several files at once: threads that make one attempt each and say what happens."""

from __future__ import annotations

import functools
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer.engine import Outcome, Transfer
from rayvision_plugins.transfer.line import LOOK_EVERY, Line
from rayvision_plugins.transfer.tally import HELD

PAUSED = "paused; rayvision resume lets all transfers go on"
RESUMED = "resumed"

MOST_WAITING = 10_000
"""Events nobody has looked at yet, from which on no further file is begun."""

Happened = queue.SimpleQueue["Event | Outcome | Exception | None"]
Item = TypeVar("Item")


class Meter:
    """Counts the bytes of one attempt, holds them to the line's speed and reports them.

    It ends the attempt when all shall stop.
    """

    def __init__(
        self,
        report: Callable[[Event | Outcome], None],
        stop: threading.Event,
        line: Line,
    ) -> None:
        self.report = report
        self._stop = stop
        self._line = line
        self._count = 0

    @property
    def block(self) -> int:
        """Bytes to move at once."""
        return self._line.block

    def __call__(self, count: int) -> None:
        """Counts ``count`` more bytes once they may have passed; 0 waits for a pause to end.

        Raises:
            InterruptedError: the transfer shall end.
        """
        self._line.take(count, self._stop)
        self._told(count, "")

    def start(self, held: int) -> None:
        """Begins (again) with ``held`` bytes there already, which do not pass the line."""
        self._told(held - self._count, HELD)

    def _told(self, count: int, code: str) -> None:
        if count:
            self._count += count
            self.report(
                Event(kind="progress", stage="transfer", done=count, unit="bytes", code=code)
            )


Move = Callable[[Transfer, Meter], None]
"""Moves one file; raises TransferFailed or OSError when it cannot."""


def move_all(
    transfers: Iterable[Transfer],
    move: Move,
    parallel: int,
    patience: float,
    line: Line,
) -> Iterator[Event | Outcome]:
    """Moves files in ``parallel`` threads and yields what happens, as it happens.

    Closing the generator ends the attempts; ``patience`` is how many seconds they get for it.
    """
    return work_all(transfers, functools.partial(_attempt, move), parallel, patience, line)


def work_all(
    items: Iterable[Item],
    work: Callable[[Item, Meter], None],
    parallel: int,
    patience: float,
    line: Line,
) -> Iterator[Event | Outcome]:
    """Does ``work`` on each item and yields what it reports through its meter, outcomes too.

    Items are taken when a thread is free, never all before. An error of ``items`` or of ``work``
    ends everything and is raised here. Tells when the line is paused and when it goes on.
    """
    happened: Happened = queue.SimpleQueue()
    stop = threading.Event()
    source = _Source(items)
    arguments = (source, work, happened, stop, line)
    threads: list[threading.Thread] = []
    paused = False
    try:
        for _ in range(parallel):
            thread = threading.Thread(target=_works, args=arguments, daemon=True)
            thread.start()
            threads.append(thread)
        left = len(threads)
        while left:
            if line.paused != paused:
                paused = not paused
                yield Event(kind="note", stage="transfer", text=PAUSED if paused else RESUMED)
            try:
                event = happened.get(timeout=LOOK_EVERY)
            except queue.Empty:
                continue
            if event is None:
                left -= 1
            elif isinstance(event, Exception):
                raise event
            else:
                yield event
    finally:
        stop.set()
        ends = time.monotonic() + patience
        for thread in threads:
            thread.join(max(0.0, ends - time.monotonic()))


class _Source(Iterator[Item]):
    """An iterator that several threads may draw from."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self._lock = threading.Lock()

    def __next__(self) -> Item:
        with self._lock:
            return next(self._items)


def _works(
    source: Iterator[Item],
    work: Callable[[Item, Meter], None],
    happened: Happened,
    stop: threading.Event,
    line: Line,
) -> None:
    """Does the work of one thread: item after item until there is none or all shall stop."""
    try:
        while not stop.is_set():
            if happened.qsize() > MOST_WAITING:
                stop.wait(0.01)
                continue
            try:
                item = next(source)
            except StopIteration:
                return
            work(item, Meter(happened.put, stop, line))
    except InterruptedError:
        pass
    except Exception as err:  # the edge of a thread: nothing may vanish in it
        happened.put(err)
    finally:
        happened.put(None)


def _attempt(move: Move, row: Transfer, moved: Meter) -> None:
    """Makes one attempt; whatever goes wrong becomes an Outcome that says so."""
    outcome = Outcome(row)
    try:
        moved(0)
        move(row, moved)
    except Exception as err:  # the edge of a thread: nothing may vanish in it
        outcome = Outcome.of(row, err)
        moved.start(0)
    moved.report(outcome)
