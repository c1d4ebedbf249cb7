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

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (request TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    bid TEXT, path TEXT, size INTEGER NOT NULL, digest TEXT NOT NULL, mtime INTEGER NOT NULL,
    PRIMARY KEY (bid, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
    bid TEXT, path TEXT, size INTEGER NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (bid, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER NOT NULL DEFAULT 0,
    level INTEGER NOT NULL DEFAULT 0, labels TEXT NOT NULL DEFAULT '[]',
    created INTEGER NOT NULL, submitted INTEGER, started INTEGER, ended INTEGER,
    worked INTEGER NOT NULL DEFAULT 0,
    abandoned INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0,
    scene TEXT NOT NULL DEFAULT '', project TEXT NOT NULL DEFAULT '', producer TEXT, cg_id INTEGER,
    frames TEXT NOT NULL DEFAULT '', low INTEGER, high INTEGER, pass TEXT NOT NULL DEFAULT '',
    camera TEXT NOT NULL DEFAULT '', width INTEGER, height INTEGER, format TEXT NOT NULL DEFAULT '',
    stem TEXT NOT NULL DEFAULT '', folder TEXT, inputs INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS tasks_by_parent ON tasks (parent, id);
CREATE TABLE IF NOT EXISTS inputs (
    task INTEGER, path TEXT, md5 TEXT NOT NULL, size INTEGER,
    PRIMARY KEY (task, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frames (
    id INTEGER PRIMARY KEY, task INTEGER NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0, started INTEGER, ended INTEGER, error TEXT);
CREATE INDEX IF NOT EXISTS frames_by_task ON frames (task, id);
CREATE INDEX IF NOT EXISTS frames_by_state ON frames (state, id);
CREATE TABLE IF NOT EXISTS counts (
    task INTEGER, state TEXT, frames INTEGER NOT NULL, PRIMARY KEY (task, state)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS frames_counted AFTER UPDATE OF state ON frames
WHEN old.state <> new.state BEGIN
    UPDATE counts SET frames = frames - 1 WHERE task = new.task AND state = old.state;
    INSERT INTO counts VALUES (new.task, new.state, 1)
        ON CONFLICT (task, state) DO UPDATE SET frames = frames + 1;
END;
"""

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
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

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
    connection.executescript(SCHEMA)
    return State(connection)
