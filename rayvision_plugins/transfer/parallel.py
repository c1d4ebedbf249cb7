"""Several files at once: threads that make one attempt each and say what happens."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer.engine import Outcome, Transfer

_END = None
_INTERRUPTED = "interrupted"


class Meter:
    """Counts the bytes of one attempt and reports them; ends the attempt when all shall stop."""

    def __init__(self, report: Callable[[Event | Outcome], None], stop: threading.Event) -> None:
        self.report = report
        self._stop = stop
        self._count = 0

    def __call__(self, count: int) -> None:
        """Counts ``count`` more bytes.

        Raises:
            InterruptedError: the transfer shall end.
        """
        if self._stop.is_set():
            raise InterruptedError(_INTERRUPTED)
        if count:
            self._count += count
            self.report(Event(kind="progress", stage="transfer", done=count, unit="bytes"))

    def start(self, held: int) -> None:
        """Begins (again) with ``held`` bytes there already."""
        self(held - self._count)


Move = Callable[[Transfer, Meter], None]
"""Moves one file; raises TransferFailed or OSError when it cannot."""


def move_all(
    transfers: Iterable[Transfer], move: Move, parallel: int, patience: float
) -> Iterator[Event | Outcome]:
    """Moves files in ``parallel`` threads and yields what happens, as it happens.

    Closing the generator ends the attempts; ``patience`` is how many seconds they get for it.
    """
    happened: queue.SimpleQueue[Event | Outcome | None] = queue.SimpleQueue()
    stop = threading.Event()

    def every() -> None:
        try:
            with ThreadPoolExecutor(parallel) as pool:
                for row in transfers:
                    pool.submit(_attempt, row, move, Meter(happened.put, stop))
        finally:
            happened.put(_END)

    runner = threading.Thread(target=every, daemon=True)
    runner.start()
    try:
        while (event := happened.get()) is not _END:
            yield event
    finally:
        stop.set()
        runner.join(timeout=patience)


def _attempt(row: Transfer, move: Move, moved: Meter) -> None:
    """Makes one attempt; whatever goes wrong becomes an Outcome that says so."""
    outcome = Outcome(row)
    try:
        moved(0)
        move(row, moved)
    except InterruptedError:
        moved.report(Outcome(row, _INTERRUPTED))
        return
    except TransferFailed as err:
        outcome = Outcome(row, err.reason, err.retry)
    except OSError as err:
        outcome = Outcome(row, err.strerror or str(err))
    except Exception as err:  # the edge of a thread: nothing may vanish in it
        outcome = Outcome(row, f"{type(err).__name__}: {err}")
    if outcome.error:
        moved.start(0)
    moved.report(outcome)
