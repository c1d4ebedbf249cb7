"""How long to wait for the next look at a farm, and for one that does not answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rayvision_plugins.errors import BadAnswer, ConnectionFailed, FarmFault, RayvisionError
from rayvision_plugins.jobs import Event

SHORTEST, GROWS = 0.2, 1.5
"""Seconds before the second look, none is shorter; and how it grows from look to look."""

POLL = 10.0
"""Seconds between two looks at a farm elsewhere while frames finish there."""

LONGEST, LONGEST_HERE = 60.0, 10.0
"""Seconds between two looks when nothing happens: at a farm elsewhere, on this machine."""

UNANSWERED = (ConnectionFailed, BadAnswer, FarmFault)


class Pause:
    """The pauses of one run. A farm of this machine, ``local``, costs nothing to ask."""

    def __init__(
        self, *, local: bool, poll: float, patience: float, clock: Callable[[], float]
    ) -> None:
        self._local = local
        self._busy = SHORTEST if local else poll
        self._longest = LONGEST_HERE if local else max(poll, LONGEST)
        self._seconds = SHORTEST / GROWS
        self._patience = patience
        self._clock = clock
        self._heard: float | None = None
        self._silent = False

    def next(self, *, news: bool, taken: float = 0.0) -> float:
        """Returns the seconds until the next look, fewer while there are news.

        What the last look has ``taken`` itself counts.
        """
        longest = self._busy if news and not self._silent else self._longest
        self._seconds = min(self._seconds * GROWS, longest)
        return max(SHORTEST, self._seconds - taken)

    def answered(self) -> Iterator[Event]:
        """Takes note of an answer."""
        if self._silent:
            yield Event(kind="note", stage="render", text="the farm answers again")
        self._silent = False
        self._heard = self._clock()

    def unanswered(self, err: RayvisionError) -> Iterator[Event]:
        """Says once that the farm is silent; raises ``err`` when there is nothing to wait for.

        That is a farm that never answered, and one of this machine: its process has ended.
        """
        if self._heard is None or self._local or self._clock() - self._heard > self._patience:
            raise err
        if not self._silent:
            yield Event(kind="note", stage="render", text=f"{err}; it is asked until it answers")
        self._silent = True
