"""The memory of the farm: one sqlite database that survives a killed process.

Holds the tables and nothing of their meaning, but for three small things that belong to no
other module: settings, requests seen, and files stored. Tasks and frames are in board.py.
One connection, one lock: statements are short and the server's loop never waits for them.
"""

import contextlib
import json
import pathlib
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rayvision_plugins.farm.schema import upgrade

_SWEEP = 512
"""Requests after which old ones are forgotten."""

_STORE = (
    "INSERT INTO files VALUES (?, ?, ?, ?, ?) ON CONFLICT (bid, path) DO UPDATE"
    " SET size = excluded.size, digest = excluded.digest, mtime = excluded.mtime"
)
_SPOIL = "UPDATE files SET digest = '' WHERE bid = ? AND path = ? AND digest"


class Stored(NamedTuple):
    """A complete file of a storage; ``mtime`` in milliseconds since the epoch."""

    path: str
    size: int
    digest: str
    mtime: int


class State:
    """The open database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self._asked = 0
        self._written: dict[str, set[str]] = {}

    @contextlib.contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Gives the connection inside one transaction: all of it happens or nothing."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def rows(self, sql: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """Returns what a query finds."""
        with self._lock:
            return self._connection.execute(sql, tuple(values)).fetchall()

    def close(self) -> None:
        """Ends the database; later calls raise sqlite3.ProgrammingError."""
        with self._lock:
            self._connection.close()

    def setting(self, name: str, default: str = "") -> str:
        """Returns a stored text."""
        found = self.rows("SELECT value FROM settings WHERE name = ?", [name])
        return str(found[0]["value"]) if found else default

    def set_setting(self, name: str, value: str) -> None:
        """Stores a text."""
        with self.change() as connection:
            connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, value])

    def first_seen(self, request: str, until: float, *, now: float) -> bool:
        """Returns whether ``request`` is new, and remembers it until the second ``until``."""
        with self.change() as connection:
            self._asked += 1
            if self._asked % _SWEEP == 1:
                connection.execute("DELETE FROM seen WHERE until < ?", [now])
            return (
                connection.execute(
                    "INSERT OR IGNORE INTO seen VALUES (?, ?)", [request, until]
                ).rowcount
                == 1
            )

    def stored(self, bid: str, path: str) -> sqlite3.Row | None:
        """Returns size, digest and mtime (milliseconds) of a complete file."""
        found = self.rows("SELECT * FROM files WHERE bid = ? AND path = ?", [bid, path])
        return found[0] if found else None

    def holdings(self, bid: str, paths: Iterable[str]) -> dict[str, tuple[int, str]]:
        """Returns {path: (size, digest)} of those that are complete files."""
        found = self.rows(
            "SELECT path, size, digest FROM files WHERE bid = ? AND digest <> ''"
            " AND path IN (SELECT value FROM json_each(?))",
            [bid, json.dumps(list(paths), ensure_ascii=False)],
        )
        return {row["path"]: (row["size"], row["digest"]) for row in found}

    @contextlib.contextmanager
    def storing(self, bid: str, rows: Sequence[Stored]) -> Iterator[list[Stored]]:
        """Records files that are put into their places meanwhile.

        Those that took theirs are appended to the list given; nobody else places files until it
        ends. Each is spoiled before it is replaced: whoever is killed in between leaves a file
        without a record, never a record of another content.
        """
        with self._lock:
            keys = [(bid, row.path, row.digest) for row in rows]
            with self.change() as connection:
                connection.executemany(f"{_SPOIL} <> ?", keys)
            done: list[Stored] = []
            try:
                yield done
            finally:
                folders = {row.path.rpartition("/")[0] for row in done}
                self._written.setdefault(bid, set()).update(folders)
                with self.change() as connection:
                    connection.executemany(_STORE, [(bid, *row) for row in done])
                    connection.executemany(
                        "DELETE FROM uploads WHERE bid = ? AND path = ?",
                        [(bid, row.path) for row in done],
                    )

    def written(self, bid: str) -> set[str]:
        """Returns the folders in which files were stored since this was last asked."""
        with self._lock:
            return self._written.pop(bid, set())

    def spoil(self, bid: str, contents: Mapping[str, str]) -> None:
        """Records that complete files are no longer what arrived: they have to be sent again.

        ``contents`` gives by path the digest that was looked for; what arrived meanwhile stays.
        """
        with self.change() as connection:
            connection.executemany(f"{_SPOIL} = ?", [(bid, *row) for row in contents.items()])

    def changes(self, bid: str, mark: str) -> tuple[str, list[str] | None]:
        """Returns a mark for now, and the files that were replaced or spoiled since ``mark``.

        Instead of them None when the mark is not one of this database.
        """
        with self._lock:
            if not self.setting("journal"):
                self.set_setting("journal", secrets.token_hex(8))
            own = self.setting("journal")
            last = self.rows("SELECT coalesce(max(number), 0) FROM journal")[0][0]
            name, _, since = mark.rpartition(".")
            paths = None
            number = since.isascii() and since.isdigit() and len(since) < 19
            # a later number than the last one: the database was put back to an earlier state
            if name == own and number and int(since) <= last:
                query = "SELECT path FROM journal WHERE bid = ? AND number > ?"
                paths = [row["path"] for row in self.rows(query, [bid, int(since)])]
        return f"{own}.{last}", paths

    def listing(self, bid: str, prefix: str) -> list[sqlite3.Row]:
        """Returns the complete files whose path starts with ``prefix``, by path."""
        return self.rows(
            # Paths with one prefix stand side by side; no UTF-8 holds the byte FF.
            "SELECT path, size, digest, mtime FROM files WHERE bid = ?1 AND path >= ?2"
            " AND path < ?2 || CAST(x'FF' AS TEXT) AND digest <> '' ORDER BY path",
            [bid, prefix],
        )

    def upload(self, bid: str, path: str) -> sqlite3.Row | None:
        """Returns the declared size and digest of a file that has not arrived completely."""
        found = self.rows("SELECT * FROM uploads WHERE bid = ? AND path = ?", [bid, path])
        return found[0] if found else None

    def uploads(self) -> list[tuple[str, str]]:
        """Returns (storage, path) of the files that have not arrived completely."""
        return [(row["bid"], row["path"]) for row in self.rows("SELECT bid, path FROM uploads")]

    def set_upload(self, bid: str, path: str, *, size: int, digest: str) -> None:
        """Records what a file that is now arriving will be."""
        with self.change() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO uploads VALUES (?, ?, ?, ?)", [bid, path, size, digest]
            )

    def drop_upload(self, bid: str, path: str) -> None:
        """Forgets a file that was arriving."""
        with self.change() as connection:
            connection.execute("DELETE FROM uploads WHERE bid = ? AND path = ?", [bid, path])


def open_state(path: pathlib.Path) -> State:
    """Returns the database at ``path``, made when there is none.

    Raises:
        sqlite3.DatabaseError: when the file is damaged or cannot be written.
    """
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    connection.row_factory = sqlite3.Row
    # WAL with NORMAL: a killed process loses nothing, a power cut at most the last changes.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    upgrade(connection)
    return State(connection)
