"""Digests of the objects of a store, known by key and ETag, so that none is asked for twice.

In the records, where files have their mtime, objects have a number that stands for their ETag:
it changes with every content, which the time of a store, in whole seconds, does not.
"""

from __future__ import annotations

from collections.abc import Iterable

import xxhash

from rayvision_plugins.transfer.digest import Read, Remembers


class Seen:
    """What was seen in the store at ``place``; without ``records`` in this run only."""

    def __init__(self, place: str, records: Remembers | None = None) -> None:
        self._place = place
        self._records = records
        self._rows: dict[str, tuple[str, str]] = {}  # key -> (ETag, digest)
        self._earlier: dict[str, Read] = {}
        self._fresh: dict[str, Read] = {}

    def etag(self, key: str) -> str:
        """Returns the ETag of an object that was seen in this run, "" of others."""
        return self._rows.get(key, ("", ""))[0]

    def digest(self, key: str, size: int, etag: str) -> str | None:
        """Returns the digest of an object, "" when the store keeps none, None when not known."""
        seen, digest = self._rows.get(key, (None, ""))
        if seen == etag and digest:
            return digest
        *earlier, known = self._earlier.get(key, (0, 0, ""))
        if etag and earlier == [size, _number(etag)]:
            self._rows[key] = etag, known
            return known
        return "" if seen == etag else None

    def add(self, key: str, size: int, etag: str, digest: str) -> None:
        """Takes in what was seen of an object."""
        self._rows[key] = etag, digest
        if etag and digest and self._records is not None:
            self._fresh[key] = size, _number(etag), digest

    def recall(self, keys: Iterable[str]) -> None:
        """Looks into the records for these objects, and none of earlier calls."""
        self._earlier = {}
        if self._records is None:
            return
        folders: dict[str, list[str]] = {}
        for key in keys:
            if key not in self._rows:
                folder, _, name = key.rpartition("/")
                folders.setdefault(folder, []).append(name)
        for folder, names in folders.items():
            known = self._records.known(f"{self._place}/{folder}", names)
            self._earlier.update((f"{folder}/{name}", row) for name, row in known.items())

    def keep(self) -> None:
        """Remembers what was seen since the last time."""
        fresh, self._fresh = self._fresh, {}
        folders: dict[str, list[tuple[str, int, int, str]]] = {}
        for key, row in fresh.items():
            folder, _, name = key.rpartition("/")
            folders.setdefault(f"{self._place}/{folder}", []).append((name, *row))
        if folders and self._records is not None:
            self._records.remember(folders)


def _number(etag: str) -> int:
    """Returns what stands for an ETag: 63 bits, as many as the records take."""
    return xxhash.xxh3_64_intdigest(etag.encode("utf-8", "surrogateescape")) >> 1
