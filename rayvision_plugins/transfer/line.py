"""What all transfers share: how fast bytes may go, and whether they may go at all.

A limit is kept as the time at which the line is free again. Whoever moves bytes books what
they take of it and waits for the end of that, so that the sum is right however many move.
"""

from __future__ import annotations

import contextlib
import math
import pathlib
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO

from rayvision_plugins import lock

KILOBYTE = 1024
"""Bytes of the KB in which speeds are given (published SDK, transmitter usage: -s)."""

UNLIMITED = 1048576
"""KB/s: the most that can be asked for, which stands for no limit (published SDK)."""

BLOCK = 256 * KILOBYTE
"""Bytes to move at once on a line that is not slow."""

SMALLEST_BLOCK = KILOBYTE
TICK = 0.1
"""Seconds: what a block takes on a slow line, and how soon the end of a transfer is noticed."""

LATE = 0.5
"""Seconds that the line may have been free and is made up for: nobody wakes up on time."""

SHORT = 0.002
"""Seconds that are not worth a sleep; the next ones to pass wait for them."""

LOOK_EVERY = 0.25
"""Seconds between two looks whether transfers pause."""

STUCK = 1000
"""Milliseconds after which a process that holds the file of bookings is not waited for."""

FARTHEST = 60.0
"""Seconds that a booking of another process may lie ahead; beyond, a clock was set back."""


class Limit:
    """At most ``speed`` KB/s for all who book here."""

    def __init__(self, speed: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.speed = speed
        self._clock = clock
        self._free = -math.inf
        self._lock = threading.Lock()

    def wait(self, count: int) -> float:
        """Books ``count`` bytes and returns in how many seconds they have passed."""
        with self._lock:
            now = self._clock()
            self._free = self._after(self._free, now, count)
            return self._free - now

    def _after(self, free: float, now: float, count: int) -> float:
        """Returns when the line is free once ``count`` bytes more have passed."""
        start = free if now - free < LATE else now
        return start + count / (self.speed * KILOBYTE)


class SharedLimit(Limit):
    """At most ``speed`` KB/s for all processes that book in the file ``path``.

    A file that cannot be written, or that a process holds and does not go on, shares nothing;
    the limit holds in each process alone.
    """

    def __init__(
        self,
        speed: float,
        path: pathlib.Path,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(speed, clock)
        self._path = path
        self._sleep = sleep

    def wait(self, count: int) -> float:
        """Books ``count`` bytes and returns in how many seconds they have passed."""
        with self._lock, contextlib.suppress(OSError), self._opened() as stream:
            now = self._clock()
            free = self._after(min(_number(stream), now + FARTHEST), now, count)
            stream.seek(0)
            stream.truncate()
            stream.write(f"{free:.6f}")
            return free - now
        return super().wait(count)

    def _opened(self) -> IO[str]:
        for _ in range(STUCK):
            if stream := lock.take(self._path):
                return stream
            self._sleep(0.001)
        raise TimeoutError


def _number(stream: IO[str]) -> float:
    """Returns the time that a file of bookings holds."""
    stream.seek(0)
    try:
        number = float(stream.read(40))
    except ValueError:  # empty, or cut by a full disk
        return -math.inf
    return number if math.isfinite(number) else -math.inf


class Line:
    """The way that the bytes of a run take: ``limits``, and ``paused`` while it is closed."""

    def __init__(
        self,
        limits: Sequence[Limit] = (),
        paused: Callable[[], bool] = lambda: False,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = tuple(limits)
        self._asked = paused
        self._sleep = sleep
        self._clock = clock
        self._closed = False
        self._looks = -math.inf

    @property
    def speed(self) -> int:
        """KB/s of the smallest limit, UNLIMITED when there is none."""
        return max(1, int(min((limit.speed for limit in self._limits), default=UNLIMITED)))

    @property
    def block(self) -> int:
        """Bytes to move at once: so few that a slow line is neither jerky nor deaf."""
        return min(BLOCK, max(SMALLEST_BLOCK, int(self.speed * KILOBYTE * TICK)))

    @property
    def paused(self) -> bool:
        """Whether nothing may pass; what it says is at most LOOK_EVERY seconds old."""
        now = self._clock()
        if now >= self._looks:
            self._closed = self._asked()
            self._looks = now + LOOK_EVERY  # last: other threads believe what was seen until then
        return self._closed

    def take(self, count: int, stop: threading.Event) -> None:
        """Waits until ``count`` bytes may have passed; 0 waits for the end of a pause only.

        Raises:
            InterruptedError: ``stop`` was set.
        """
        if self._limits and count:
            self._until(self._clock() + max(limit.wait(count) for limit in self._limits), stop)
        while self.paused:
            self._rest(LOOK_EVERY, stop)
        if stop.is_set():
            raise InterruptedError("interrupted")

    def _until(self, due: float, stop: threading.Event) -> None:
        while (left := due - self._clock()) > SHORT:
            self._rest(min(left, TICK), stop)

    def _rest(self, seconds: float, stop: threading.Event) -> None:
        if stop.is_set():
            raise InterruptedError("interrupted")
        self._sleep(seconds)
