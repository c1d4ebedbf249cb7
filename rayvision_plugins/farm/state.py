"""The memory of the farm: one sqlite database that survives a killed process.

Holds the tables and nothing of their meaning, but for three small things that belong to no
other module: settings, requests seen, and files stored. Tasks and frames are in board.py.
One connection, one lock: statements are short and the server's loop never waits for them.
"""

import contextlib
import pathlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from rayvision_plugins.farm.schema import upgrade

_SWEEP = 512
"""Requests after which old ones are forgotten."""


class State:
    """The open database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self._asked = 0

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

    def store(self, bid: str, path: str, *, size: int, digest: str, mtime: int) -> None:
        """Records a complete file and forgets its upload."""
        with self.change() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
                [bid, path, size, digest, mtime],
            )
            connection.execute("DELETE FROM uploads WHERE bid = ? AND path = ?", [bid, path])

    def spoil(self, bid: str, path: str) -> None:
        """Records that a complete file is no longer what arrived: it has to be sent again."""
        with self.change() as connection:
            connection.execute(
                "UPDATE files SET digest = '' WHERE bid = ? AND path = ?", [bid, path]
            )

    def listing(self, bid: str, prefix: str) -> list[sqlite3.Row]:
        """Returns the complete files whose path starts with ``prefix``, by path."""
        return self.rows(
            # Paths with one prefix stand side by side; no path holds the last character of Unicode.
            "SELECT path, size, digest, mtime FROM files WHERE bid = ?1 AND path >= ?2"
            " AND path < ?2 || char(1114111) AND digest <> '' ORDER BY path",
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
