"""Whether the storages still hold what is recorded: somebody may have tidied up by hand."""

import os
import threading
from collections.abc import Callable

from rayvision_plugins.farm.depot import Depot
from rayvision_plugins.farm.state import State

FRESH = 2
"""Seconds in which a folder may change once more without another time of change."""


class Sweep:
    """Looks for recorded files that are gone; ``clock`` gives seconds since the epoch.

    A folder is read again only when it changed, so that thousands of files cost a few questions.
    """

    def __init__(self, state: State, place: Depot, clock: Callable[[], float]) -> None:
        self._state = state
        self._depot = place
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[str, dict[str, int]] = {}

    def look(self, bid: str) -> None:
        """Spoils files of a storage that are gone, or have another size than was recorded."""
        with self._lock:
            if bid not in self._seen:
                rows = self._state.listing(bid, "")
                self._seen[bid] = {row["path"].rpartition("/")[0]: -1 for row in rows}
            seen = self._seen[bid]
            for folder in self._state.written(bid):
                seen[folder] = -1
            gone = dict(row for folder in seen for row in self._gone(bid, folder, seen))
            if gone:
                self._state.spoil(bid, gone)

    def _gone(self, bid: str, folder: str, seen: dict[str, int]) -> list[tuple[str, str]]:
        """Returns (path, digest) of the files of a folder that are no longer as recorded."""
        place = f"{self._depot.roots[bid]}/{folder}"
        try:
            changed = os.stat(place).st_mtime_ns
        except OSError:
            changed = 0
        if changed == seen[folder]:
            return []
        seen[folder] = changed if self._clock() - changed / 1e9 > FRESH else -1
        prefix = f"{folder}/" if folder else ""
        recorded = self._state.listing(bid, prefix)
        found = _sizes(place, prefix)
        return [
            (row["path"], row["digest"])
            for row in recorded
            if "/" not in row["path"][len(prefix) :] and found.get(row["path"]) != row["size"]
        ]


def _sizes(place: str, prefix: str) -> dict[str, int]:
    """Returns {path in the storage: bytes} of what a folder holds."""
    sizes = {}
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_file():
                    sizes[prefix + entry.name] = entry.stat().st_size
    except OSError:
        return {}
    return sizes
