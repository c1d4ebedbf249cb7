"""The bytes of a stage, told now and then with their rate and the time that is left."""

from __future__ import annotations

import collections
import math
import time
from collections.abc import Callable, Iterator

from rayvision_plugins.jobs import Event

EVERY = 0.1
"""Seconds between two progress events."""

WINDOW = 10.0
"""Seconds that the rate is taken over."""

HELD = "held"
"""The code of an engine's progress that did not pass the line: bytes there already, or in vain."""


class Tally:
    """What of ``total`` bytes of a stage has moved."""

    def __init__(self, stage: str, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.done = 0
        self._passed = 0
        self._stage = stage
        self._total = total
        self._clock = clock
        self._said = clock()
        self._past = collections.deque([(self._said, 0)])

    def count(self, size: int, *, held: bool = False) -> Iterator[Event]:
        """Counts ``size`` bytes and yields a progress event when the last one is a while ago.

        Those that are ``held`` did not pass the line and make no rate.
        """
        self.done += size
        self._passed += 0 if held else size
        now = self._clock()
        if now - self._said < EVERY:
            return
        self._said = now
        done = min(self.done, self._total)
        rate = self._rate(now)
        yield Event(
            kind="progress",
            stage=self._stage,
            done=done,
            total=self._total,
            unit="bytes",
            rate=int(rate),
            left=math.ceil((self._total - done) / rate) if rate > 0 else 0,
        )

    def _rate(self, now: float) -> float:
        """Returns the bytes a second of the last WINDOW, 0 while nothing moves."""
        self._past.append((now, self._passed))
        while now - self._past[0][0] > WINDOW and len(self._past) > 2:
            self._past.popleft()
        then, passed = self._past[0]
        return max(0.0, (self._passed - passed) / (now - then))
