"""What is remembered between runs: the digest of every file as it was last read.

A file whose size and mtime are unchanged is not read again. Rows are written in batches.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterable

import sqlite_utils
import xxhash

from rayvision_plugins.memory import Memory

_BLOCK = 1 << 20


def digest_of(path: pathlib.Path) -> str:
    """Returns the xxh3_128 of a file in hex.

    Raises:
        OSError: when it cannot be read.
    """
    digest = xxhash.xxh3_128()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


class Records:
    """Digests by full path, in sqlite (WAL); safe under several submitters at once."""

    def __init__(self, path: pathlib.Path) -> None:
        self._memory = Memory(path)
        self._db = sqlite_utils.Database(self._memory.connection)
        with self._memory.change():
            self._db.table("digests").create(
                {"local": bytes, "size": int, "mtime_ns": int, "digest": str},
                pk="local",
                if_not_exists=True,
            )

    def close(self) -> None:
        """Closes the database."""
        self._memory.close()

    def digests(self, files: Iterable[pathlib.Path]) -> dict[pathlib.Path, tuple[int, str]]:
        """Returns {path: (size, digest)}; only changed files are read.

        Raises:
            OSError: when one is gone or cannot be read; its ``filename`` says which.
            ConfigError: when the records are damaged.
        """
        known = self._known()
        found: dict[pathlib.Path, tuple[int, str]] = {}
        fresh = []
        for path in files:
            stat = path.stat()
            key = os.fsencode(path)
            row = known.get(key)
            if row is None or row[:2] != (stat.st_size, stat.st_mtime_ns):
                row = (stat.st_size, stat.st_mtime_ns, digest_of(path))
                fresh.append(_row(path, *row))
            found[path] = (row[0], row[2])
        self._remember(fresh)
        return found

    def note(self, path: pathlib.Path, digest: str) -> None:
        """Remembers the digest of a file that was just written here."""
        stat = path.stat()
        self._remember([_row(path, stat.st_size, stat.st_mtime_ns, digest)])

    def folders(self, name: str) -> list[pathlib.Path]:
        """Returns the folders called ``name`` that hold a file noted here and still exist.

        ``name`` may have several steps, with "/" between them.
        """
        end = "/" + name.strip("/")
        found: dict[pathlib.Path, None] = {}
        for key in self._known():
            for parent in pathlib.Path(os.fsdecode(key)).parents:
                if parent not in found and parent.as_posix().endswith(end):
                    found[parent] = None
        return [folder for folder in found if folder.is_dir()]

    def _known(self) -> dict[bytes, tuple[int, int, str]]:
        with self._memory.told():
            rows = self._db.execute("select local, size, mtime_ns, digest from digests").fetchall()
        return {row[0]: row[1:] for row in rows}

    def _remember(self, rows: list[dict[str, object]]) -> None:
        if rows:
            with self._memory.told():
                self._db.table("digests").upsert_all(rows, pk="local", batch_size=500)


def _row(path: pathlib.Path, size: int, mtime_ns: int, digest: str) -> dict[str, object]:
    return {"local": os.fsencode(path), "size": size, "mtime_ns": mtime_ns, "digest": digest}
