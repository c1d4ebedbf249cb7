"""What is remembered between runs, so that an unchanged file is neither read nor asked about.

Two things: the digest of every file here as it was last read, known by its size and mtime, and
the digest of every file that a storage holds. A file lies in a storage as it is here when both
are the same. ``storage`` is any text that tells one storage from all others; ``place`` is a
folder in it, with "/" between its steps, where slashes at the ends do not matter.
Digests are hex, sizes bytes, mtimes nanoseconds.
"""

from __future__ import annotations

import os
import pathlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from rayvision_plugins.memory import Memory

_TABLES: dict[str, tuple[dict[str, type], Sequence[str], Sequence[str]]] = {
    "folders": ({"id": int, "path": bytes}, ["id"], ["path"]),
    "places": ({"id": int, "storage": str, "folder": bytes}, ["id"], ["storage", "folder"]),
    "files": (
        {"folder": int, "name": bytes, "size": int, "mtime_ns": int, "digest": bytes},
        ["folder", "name"],
        [],
    ),
    "held": ({"place": int, "name": bytes, "digest": bytes}, ["place", "name"], []),
    "marks": ({"storage": str, "mark": str}, ["storage"], []),
}
"""Columns, key, and what else is there once, of each table."""
_OLD = "digests"
"""The table of versions before 0.2."""

_ADD_FOLDER = "insert or ignore into folders (path) values (?)"
_ADD_PLACE = "insert or ignore into places (storage, folder) values (?, ?)"
_FOLDER = "(select id from folders where path = ?)"
_PLACE = "(select id from places where storage = ? and folder = ?)"
_MARK = "select mark from marks where storage = ?"
_KNOWN = f"select name, size, mtime_ns, digest from files where folder = {_FOLDER}"  # noqa: S608
_CURRENT = (
    "select files.name, files.size, files.mtime_ns from files cross join held"  # noqa: S608
    f" where files.folder = {_FOLDER} and held.place = {_PLACE}"
    " and held.name = files.name and held.digest = files.digest"
)
_ODD = " and files.name >= x''"  # every blob comes after every text
_AT_ONCE = 500
"""Names in one question."""


class Records:
    """The records at ``path``, in sqlite; safe under threads, several runs and kill -9.

    ``temporary``: all of it is forgotten once an upload went well. Every method raises ConfigError
    when the file cannot be used.
    """

    def __init__(self, path: pathlib.Path, *, temporary: bool = False) -> None:
        self._memory = Memory(path)
        self._temporary = temporary
        # a change that a power cut takes back is only asked about again
        self._memory.rows("pragma synchronous = normal")
        names = {row[0] for row in self._memory.rows("select name from sqlite_master")}
        if not names.issuperset(_TABLES) or _OLD in names:
            with self._memory.change() as connection:
                _make(connection)

    def known(
        self, folder: str, names: Sequence[str] | None = None
    ) -> dict[str, tuple[int, int, str]]:
        """Returns {name: (size, mtime, digest)} of the files of a folder as they were last read.

        ``names``: of these only, where they are known.
        """
        key = os.fsencode(folder)
        if names is None:
            rows = self._memory.rows(_KNOWN, [key])
        else:
            rows = []
            for at in range(0, len(names), _AT_ONCE):
                some = [_key(name) for name in names[at : at + _AT_ONCE]]
                marks = ", ".join("?" * len(some))
                rows += self._memory.rows(f"{_KNOWN} and name in ({marks})", [key, *some])
        return {_name(key): (size, mtime_ns, raw.hex()) for key, size, mtime_ns, raw in rows}

    def remember(self, folders: Mapping[str, Iterable[tuple[str, int, int, str]]]) -> None:
        """Remembers files as they were read, as one change: {folder: (name, size, mtime, digest)}.

        Each folder has any number of them.
        """
        found = {
            folder: [(_key(row[0]), row[1], row[2], bytes.fromhex(row[3])) for row in rows]
            for folder, rows in folders.items()
        }
        if any(found.values()):
            with self._memory.change() as connection:
                for folder, rows in found.items():
                    number = _number(connection, _ADD_FOLDER, _FOLDER, os.fsencode(folder))
                    connection.executemany(
                        f"insert or replace into files values ({number}, ?, ?, ?, ?)",  # noqa: S608
                        rows,
                    )

    def current(self, folder: str, storage: str, place: str) -> set[tuple[str, int, int]]:
        """Returns (name, size, mtime) of the files that a storage holds as they were last read.

        That is of each ``folder``/name whose digest is that of ``place``/name in the storage.
        """
        given = [os.fsencode(folder), storage, _place(place)]
        found = set(self._memory.rows(_CURRENT, given))
        for odd in self._memory.rows(_CURRENT + _ODD, given):
            found.remove(odd)
            found.add((_name(odd[0]), *odd[1:]))
        return found

    def hold(self, storage: str, rows: Iterable[tuple[str, str, str]], mark: str = "") -> None:
        """Remembers files that lie in a storage: (folder there, name, digest) each.

        What it said after ``mark``, while another run has learned of later losses, is not
        remembered: one of these files may be among them.
        """
        places: dict[str, list[tuple[object, bytes]]] = {}
        for place, name, digest in rows:
            places.setdefault(place, []).append((_key(name), bytes.fromhex(digest)))
        if places:
            with self._memory.change() as connection:
                if _mark(connection.execute(_MARK, [storage]).fetchall()) != mark:
                    return
                for place, found in places.items():
                    number = _number(connection, _ADD_PLACE, _PLACE, storage, _place(place))
                    connection.executemany(
                        f"insert or replace into held values ({number}, ?, ?)",  # noqa: S608
                        found,
                    )

    def mark(self, storage: str) -> str:
        """Returns the mark up to which the losses of a storage are known; "" when none is."""
        return _mark(self._memory.rows(_MARK, [storage]))

    def marked(self, storage: str, since: str, mark: str, lost: Sequence[str] | None) -> bool:
        """Forgets the paths that a storage lost between two marks, all of it when None.

        Returns False when ``since`` is the mark no more: another run was faster.
        """
        with self._memory.change() as connection:
            if _mark(connection.execute(_MARK, [storage]).fetchall()) != since:
                return False
            if lost is None:
                connection.execute(
                    "delete from held where place in (select id from places where storage = ?)",
                    [storage],
                )
            else:
                connection.executemany(
                    f"delete from held where place = {_PLACE} and name = ?",  # noqa: S608
                    ((storage, _place(folder), _key(name)) for folder, name in map(split, lost)),
                )
            connection.execute("insert or replace into marks values (?, ?)", [storage, mark])
        return True

    def folders(self, name: str) -> list[pathlib.Path]:
        """Returns the folders called ``name`` that hold a remembered file and still exist.

        ``name`` may have several steps, with "/" between them.
        """
        return called(name, (row[0] for row in self._memory.rows("select path from folders")))

    def uploaded(self) -> None:
        """Forgets temporary records: an upload went well."""
        if self._temporary:
            with self._memory.change() as connection:
                for table in _TABLES:
                    connection.execute(f"delete from {table}")  # noqa: S608

    def close(self) -> None:
        """Closes the records."""
        self._memory.close()


def split(path: str) -> tuple[str, str]:
    """Returns the folder and the name of a path in a storage."""
    folder, _, name = path.rpartition("/")
    return folder, name


def called(name: str, folders: Iterable[bytes]) -> list[pathlib.Path]:
    """Returns which of the folders and those above them end with ``name`` and exist."""
    end = "/" + name.strip("/")
    found: dict[pathlib.Path, None] = {}
    for key in folders:
        folder = pathlib.Path(os.fsdecode(key))
        for path in (folder, *folder.parents):
            if path.as_posix().endswith(end):
                found[path] = None
    return [path for path in found if path.is_dir()]


def _make(connection: sqlite3.Connection) -> None:
    """Makes the tables that are not there."""
    from sqlite_utils import Database  # later runs do not need it

    database = Database(connection)
    for name, (columns, key, unique) in _TABLES.items():
        table = database.table(name)
        table.create(columns, pk=key[0] if len(key) == 1 else key, if_not_exists=True)
        if unique:
            table.create_index(unique, unique=True, if_not_exists=True)
    database.table(_OLD).drop(ignore=True)


def _mark(rows: Sequence[Sequence[str]]) -> str:
    return rows[0][0] if rows else ""


def _number(connection: sqlite3.Connection, add: str, question: str, *key: object) -> int:
    """Returns the number of a folder or a place, which gets one when it has none."""
    connection.execute(add, key)
    return int(connection.execute(f"select {question}", key).fetchone()[0])  # noqa: S608


def _place(place: str) -> bytes:
    return os.fsencode(place.strip("/"))


def _key(name: str) -> str | bytes:
    """Returns a name as the table has it: text, which is fast, or bytes that are no text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name)
    return name


def _name(key: str | bytes) -> str:
    return os.fsdecode(key)
