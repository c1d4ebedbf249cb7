"""The memory of a home folder: one sqlite file that all runs share, each use with its tables."""

from __future__ import annotations

import contextlib
import pathlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from rayvision_plugins.errors import ConfigError

RECORDS = "records.db"
"""The file's name in a home folder."""

NOWHERE = pathlib.Path(":memory:")
"""The path of a memory that ends with its run."""


class Memory:
    """The file at ``path``, made when there is none; safe under threads, several runs and kill -9.

    Every method raises ConfigError when the file cannot be used.
    """

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self._one = threading.RLock()
        with self.told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=30, check_same_thread=False)
            with contextlib.suppress(sqlite3.OperationalError):  # another run is at it
                self.connection.execute("pragma journal_mode = wal")

    @contextlib.contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One change at a time, of all threads and runs; whole or not at all."""
        with self.told(), self._one, self.connection:
            self.connection.execute("begin immediate")
            yield self.connection

    def rows(self, question: str, given: Sequence[object] = ()) -> list[Any]:
        """Returns what the file answers to a question."""
        with self.told(), self._one:
            return self.connection.execute(question, given).fetchall()

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Turns what the disk or the database says into one line that names the file."""
        try:
            yield
        except (OSError, sqlite3.Error) as err:
            raise ConfigError(
                f"{self.path} cannot be used ({err}); make room on its disk and let this user "
                "write there, or remove the file: what it remembers of earlier runs is then lost"
            ) from err

    def close(self) -> None:
        """Closes the file, once no thread is at it."""
        with self._one:
            self.connection.close()
