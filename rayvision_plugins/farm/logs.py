"""The log of the farm on the standard error, written by a thread of its own.

Who starts a farm may give it a pipe and never read it. A full pipe then stops this thread
alone, not the server: lines that find no room are dropped.
"""

import contextlib
import logging
import os
import queue
import threading

_ROOM = 1000
"""Lines that may wait."""

_PATIENCE = 0.3
"""Seconds that the last lines get."""


class Writer(logging.Handler):
    """Writes lines to a file descriptor; never waits for its reader."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._lines: queue.Queue[str] = queue.Queue(_ROOM)
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)

    def start(self) -> None:
        """Starts to write."""
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Lets a line wait for its turn."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(self.format(record))

    def stop(self) -> None:
        """Gives the last lines a moment to be written."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait("")
        self._thread.join(_PATIENCE)

    def _write(self) -> None:
        # Not sys.stderr: a thread that waits inside a buffer would block the end of Python.
        with contextlib.suppress(OSError):
            while line := self._lines.get():
                os.write(self._number, f"{line}\n".encode("utf-8", "backslashreplace"))
