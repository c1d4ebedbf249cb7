"""What lies on the storage of the output, brought home: each file once, each to its own place.

It asks for listings and hands over what is new in them; whether a file is here and whole
already is run.py's part.
"""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable, Iterator, Sequence

from rayvision_plugins.errors import ConfigError, TransferFailed, UnsafeName
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer import run
from rayvision_plugins.transfer.engine import Engine, Transfer, place_of
from rayvision_plugins.transfer.records import Records


def cleaned(path: str) -> str:
    """Returns a path of the storage, as people and farms write it, as its listings do.

    "" is all of the storage.

    Raises:
        ConfigError: it leads out of the storage.
    """
    steps = [step for step in path.replace("\\", "/").split("/") if step not in ("", ".")]
    if ".." in steps or "\0" in path:
        raise ConfigError(f"{path!r}: a path on the output storage has no ..")
    return "/".join(steps)


class Outputs:
    """The outputs of one farm. ``flat`` puts a folder's files straight into the one here.

    Without it they keep the path that they have on the storage. ``refused`` are the names of the
    last listing that have no place here.

    Source: Renderbus SDK documentation 2020, download, download_filename_format.
    """

    def __init__(
        self,
        engine: Engine,
        records: Records,
        *,
        flat: bool = False,
        attempts: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._engine = engine
        self._records = records
        self._flat = flat
        self._attempts = attempts
        self._sleep = sleep
        self._home: dict[str, Transfer] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self.refused: UnsafeName | None = None

    def fresh(self, bid: str, path: str, folder: str) -> list[Transfer]:
        """Returns what lies in the folder ``path`` and was not brought home since the start.

        Raises:
            TransferFailed: two files would take one place; or the storage does not answer.
        """
        prefix = f"{path}/" if path else ""
        return self._new(self._engine.listing(bid, prefix, folder), prefix, folder)

    def at(self, bid: str, path: str, folder: str) -> list[Transfer]:
        """Returns what ``path`` names, a folder or one file, as ``fresh`` does.

        Raises:
            TransferFailed: there is nothing of that name.
        """
        rows = self.fresh(bid, path, folder)
        if rows or self.refused:
            return rows
        above, _, _ = path.rpartition("/")
        prefix = f"{above}/" if above else ""
        rows = [row for row in self._engine.listing(bid, prefix, folder) if row.path == path]
        if not rows:
            raise TransferFailed(path or "/", "the output storage has nothing of that name")
        return self._new(rows, prefix, folder)

    def fetch(self, transfers: Sequence[Transfer], attempts: int = 0) -> Iterator[Event]:
        """Downloads files and yields an event for each that was not here already.

        ``attempts``: not as many as always, but so many.

        Raises:
            TransferFailed: a file could not be fetched; everything that could be was.
        """
        rows = {row.local: row for row in transfers}
        for event in run.fetch(
            self._engine,
            list(transfers),
            self._records,
            attempts=attempts or self._attempts,
            sleep=self._sleep,
        ):
            if event.kind == "file":
                self._home[event.path] = rows[event.path]
            yield event
        self._home.update(rows)

    def home(self, row: Transfer) -> bool:
        """Returns whether a file was brought home, or found there, since the start."""
        return self._home.get(row.local) == row

    def _new(self, rows: Sequence[Transfer], prefix: str, folder: str) -> list[Transfer]:
        unsafe = [row.path for row in rows if not _named(row)]
        rows = [row for row in rows if _named(row) and row.path.startswith(prefix)]
        if self._flat:
            rows = [
                dataclasses.replace(row, local=place_of(folder, row.path[len(prefix) :]))
                for row in rows
            ]
            unsafe += [row.path for row in rows if not row.local]
            rows = [row for row in rows if row.local]
        self.refused = UnsafeName(unsafe[0], len(unsafe) - 1) if unsafe else None
        for row in rows:
            source = (row.bid, row.path)
            other = self._places.setdefault(os.path.normcase(row.local), source)
            if other != source:
                raise TransferFailed(
                    row.local,
                    f"both {other[1]} and {row.path} would be this file; "
                    "choose another folder, or keep the folders of the storage",
                )
        return [row for row in rows if not self.home(row)]


def _named(row: Transfer) -> bool:
    """Returns whether a file has a place here, and a name that events can tell: one a line."""
    return bool(row.local) and not {"\n", "\r"} & set(row.path)
