"""Who is about to send which files: two runs that send the same tree share it.

A claim is a batch of files that a run sends next. It ends with the request that brings them,
or lapses when none comes. In memory only: a farm that starts again knows no claims, and at
worst takes a file twice.
"""

import contextlib
import dataclasses
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from rayvision_plugins.farm.errors import StorageRefused

LAPSE = 30
"""Seconds without a request of a claim after which its files are anybody's."""

_LONGEST = 100


@dataclasses.dataclass(slots=True)
class _Claim:
    """``made``: when, by the clock; ``requests`` counts those that are open."""

    bid: str
    made: float
    requests: int = 0
    paths: set[str] = dataclasses.field(default_factory=set)


class Claims:
    """The claims of a farm, by name: "run.number"; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._claims: dict[str, _Claim] = {}
        self._holder: dict[tuple[str, str], str] = {}

    def shared(
        self, bid: str, name: str, paths: Sequence[str], missing: Callable[[], list[str]]
    ) -> dict[str, list[str]]:
        """Claims what is ``missing`` of some files: {"missing": its own, "coming": of others}."""
        # taken before it is looked: what arrives in between is there, and not on its way
        others = self.take(bid, name, paths)
        lacking = missing()
        self.keep(name, lacking)
        return {
            "missing": [path for path in lacking if path not in others],
            "coming": [path for path in lacking if path in others],
        }

    def take(self, bid: str, name: str, paths: Iterable[str]) -> set[str]:
        """Gives files to a claim; returns those that another run holds.

        Of its own run it takes them over: that one tries again before the farm knows.

        Raises:
            StorageRefused: 400 when this is no name of a claim.
        """
        run = _run(name)
        with self._lock:
            self._sweep()
            self._free(name)
            claim = self._claims[name] = _Claim(bid, self._clock())
            others = set()
            for path in paths:
                holder = self._holder.get((bid, path), name)
                if _run(holder) != run:
                    others.add(path)
                    continue
                if holder != name:
                    self._claims[holder].paths.discard(path)
                claim.paths.add(path)
                self._holder[bid, path] = name
            return others

    def keep(self, name: str, paths: Iterable[str]) -> None:
        """Frees the files of a claim but for these."""
        with self._lock:
            claim = self._claims.get(name)
            if claim is None:
                return
            kept = claim.paths.intersection(paths)
            for path in claim.paths - kept:
                del self._holder[claim.bid, path]
            claim.paths = kept
            if not kept:
                del self._claims[name]

    @contextlib.contextmanager
    def bringing(self, name: str) -> Iterator[None]:
        """Keeps a claim alive while a request brings its files, and ends it after that."""
        with self._lock:
            claim = self._claims.get(name)
            if claim is not None:
                claim.requests += 1
        try:
            yield
        finally:
            with self._lock:
                if claim is not None and self._claims.get(name) is claim:
                    claim.requests -= 1
                    if not claim.requests:
                        self._free(name)

    def _sweep(self) -> None:
        late = self._clock() - LAPSE
        for name, claim in list(self._claims.items()):
            if not claim.requests and claim.made <= late:
                self._free(name)

    def _free(self, name: str) -> None:
        claim = self._claims.pop(name, None)
        if claim is not None:
            for path in claim.paths:
                del self._holder[claim.bid, path]


def _run(name: str) -> str:
    run, _, number = name.partition(".")
    if not (run and number) or len(name) > _LONGEST:
        raise StorageRefused(400, "this is no name of a claim: run.number")
    return run
