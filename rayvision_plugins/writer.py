"""Writes the events of many requests as JSON lines, in a thread of its own."""

from __future__ import annotations

import contextlib
import itertools
import json
import queue
import threading
from collections.abc import Callable, Iterator
from typing import IO

from rayvision_plugins.jobs import Event

MOST_EVENTS = 1000
"""Events in one line."""


class Writer:
    """Writes events from all threads; those that wait together go out in one line.

    ``broken`` is called once when nobody reads any more.
    """

    def __init__(self, stream: IO[bytes], broken: Callable[[], None]) -> None:
        self._stream = stream
        self._broken = broken
        self._rows: queue.Queue[tuple[str, Event] | None] = queue.Queue(maxsize=10 * MOST_EVENTS)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def send(self, request: str, event: Event) -> None:
        """Hands over an event of a request; waits while the reader lags far behind."""
        self._rows.put((request, event))

    def close(self, seconds: float) -> None:
        """Writes what is left."""
        with contextlib.suppress(queue.Full):
            self._rows.put(None, timeout=seconds)
            self._thread.join(seconds)

    def _run(self) -> None:
        writing = True
        for request, events in self._batches():
            if not writing:
                continue
            row = {"v": 1, "id": request, "events": [event.as_dict() for event in events]}
            try:
                self._stream.write(json.dumps(row).encode("ascii") + b"\n")
                self._stream.flush()
            except OSError:
                writing = False
                self._broken()

    def _batches(self) -> Iterator[tuple[str, list[Event]]]:
        ended = False
        while not ended:
            rows = [self._rows.get()]
            with contextlib.suppress(queue.Empty):
                while len(rows) < MOST_EVENTS:
                    rows.append(self._rows.get_nowait())
            ended = None in rows
            for request, group in itertools.groupby(filter(None, rows), key=lambda row: row[0]):
                yield request, [event for _, event in group]
