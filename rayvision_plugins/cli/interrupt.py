"""Ctrl-C: once ends what runs cleanly, so that it can go on later; twice ends at once."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

from rayvision_plugins.cli import INTERRUPTED

STOPPING = b"stopping; Ctrl-C once more ends at once\n"


@contextlib.contextmanager
def twice() -> Iterator[None]:
    """Makes a second Ctrl-C end the process with INTERRUPTED, whatever it waits for.

    The first one raises KeyboardInterrupt as ever. Outside the main thread, and where somebody
    else listens already, nothing changes.
    """
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, _first)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is _first:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _first(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, _second)
    with contextlib.suppress(OSError, ValueError):  # no print: it may have been interrupted itself
        os.write(sys.stderr.fileno(), STOPPING)
    raise KeyboardInterrupt


def _second(number: int, frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)
