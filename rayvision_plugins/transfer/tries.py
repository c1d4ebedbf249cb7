"""Attempts: how one at several files ended, and whether there is another after it."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer.engine import Outcome, Transfer
from rayvision_plugins.transfer.tally import HELD, Tally

PAUSE = 0.5
"""Seconds before the second attempt; twice as many before each next one in vain."""

Answer = TypeVar("Answer")


class Tries:
    """How often it was tried in vain; it is ``over`` after so many ``attempts`` in a row."""

    def __init__(self, stage: str, attempts: int, sleep: Callable[[float], None]) -> None:
        self.stage = stage
        self._attempts = attempts
        self._sleep = sleep
        self._vain = 0

    def anew(self) -> Tries:
        """Returns the tries of something else."""
        return Tries(self.stage, self._attempts, self._sleep)

    @property
    def over(self) -> bool:
        """Whether no further attempt is made."""
        return self._vain >= self._attempts

    def ended(self, arrived: int) -> None:
        """Counts an attempt at which so many files arrived; one that moved some is a new start."""
        self._vain = 1 if arrived else self._vain + 1

    def told(self, reason: str) -> str:
        """Returns why it failed in the end, and how often it was tried for that."""
        return f"{reason} (tried {self._vain} times)" if self._vain > 1 else reason

    def pause(self, count: int, reason: str) -> Iterator[Event]:
        """Says that it is tried again, and waits; longer each time in vain."""
        text = f"{count} files failed, trying again: {reason}"
        yield Event(kind="note", stage=self.stage, text=text)
        self._rest()

    def _rest(self) -> None:
        self._sleep(PAUSE * 2 ** (self._vain - 1) * random.uniform(1, 2))  # noqa: S311 - no secret

    def answer(self, ask: Callable[[], Answer]) -> Generator[Event, None, Answer]:
        """Returns what a storage answers, which is asked again when it may have gone for a moment.

        Raises:
            TransferFailed: it gave no answer.
        """
        asked = self.anew()
        while True:
            try:
                return ask()
            except TransferFailed as err:
                asked.ended(0)
                if not err.retry or asked.over:
                    raise
                text = f"{err}; asking again"
                yield Event(kind="note", stage=self.stage, text=text)
                asked._rest()


def moved(
    moving: Iterator[Event | Outcome],
    rows: list[Transfer],
    tally: Tally,
    stage: str,
    outcomes: dict[Transfer, Outcome],
) -> Iterator[Event]:
    """Yields the events of one attempt at some files and collects how it ended for each.

    Left early, it ends the attempt.
    """
    try:
        for event in moving:
            if isinstance(event, Outcome):
                row = event.transfer
                outcomes[row] = event
                if not event.error:
                    size, local = row.size, row.local
                    yield Event(kind="file", stage=stage, path=local, total=size, unit="bytes")
            elif event.kind == "progress":
                yield from tally.count(event.done, held=event.code == HELD)
            else:
                yield dataclasses.replace(event, stage=stage)
    finally:
        if isinstance(moving, Generator):
            moving.close()
    for row in rows:
        outcomes.setdefault(row, Outcome(row, "nothing was said of this file", retry=True))
