"""The engines aspera and raysync: the vendor's rayvision_transmitter does the moving.

Inputs go by ``upload_json`` with a list of just these files, files that describe a task by
``upload_path``, one call each. Outputs come by ``download_list`` (``download_path`` for one)
into a folder beside their places (arrival.py). The program says nothing of the storage: what
it holds is known from its exit codes alone, and from the farm's listing of outputs.

Source: published SDK, rayvision_transmitter usage (usage.txt 2020) and the calls of upload.py
and download.py.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer import parallel
from rayvision_plugins.transfer.engine import Changes, Outcome, Transfer
from rayvision_plugins.transfer.line import Line
from rayvision_plugins.transfer.sources import is_text
from rayvision_plugins.transfer.vendor import arrival, listing, papers, transmitter
from rayvision_plugins.transfer.vendor.ending import Complaints, Ending, complains, ended, shown
from rayvision_plugins.transfer.vendor.listing import Lists

if TYPE_CHECKING:
    from rayvision_plugins.transfer.database import Database

ENGINES = ("aspera", "raysync", "raysyncproxy")
"""The names under which a farm offers what the program speaks."""

AT_ONCE = 1000
"""Files of one run of the program: what a run that breaks off may have to send again."""

SAY_EVERY = 1.0
"""Seconds between two notes of what the program prints."""

Happened = Generator["Event | Outcome", None, None]


class VendorEngine:
    """Moves files by ``executable`` over the line ``host``:``port`` of ``engine``.

    ``user`` owns the storages, but those in ``users`` ({bid: user}), such as of a part of a
    task that a sub-account rendered. ``farm`` tells its storages from those of other farms,
    whatever the line. ``database`` is what the program may keep its own records in, below the
    folder of ours; without it the program keeps none. ``attempts``: how often it tries a file
    again by itself.
    """

    def __init__(
        self,
        executable: str,
        engine: str,
        host: str,
        port: int | str,
        user: str,
        config_bid: str = "",
        *,
        users: Mapping[str, str] | None = None,
        lists: Lists | None = None,
        line: Line | None = None,
        log_folder: str = "",
        database: Database | None = None,
        platform: str = "",
        farm: str = "",
        attempts: int = 2,
        patience: float = transmitter.PATIENCE,
    ) -> None:
        self.executable = executable
        self.parallel = 1  # calls; of one call the program moves as many as it likes
        self.place = farm or f"{engine}://{host}:{port}"
        self._route = {"host": str(host), "port": str(port)}
        self._engine = engine
        self._user = str(user)
        self._users = users or {}
        self._config_bid = config_bid
        self._lists = lists
        self._line = line or Line()
        self._log_folder = log_folder
        self._database = database
        self._platform = platform
        self._attempts = attempts
        self._patience = patience
        self._known = transmitter.table()
        self._sent: set[tuple[str, str, int, str]] = set()

    def changes(self, bid: str, mark: str) -> Changes:
        """Returns that nothing was lost: nobody can be asked, the records are believed."""
        return Changes("", [])

    def lacks(self, transfers: Sequence[Transfer]) -> list[Transfer]:
        """Returns those that this engine has not sent: the storage itself cannot be asked."""
        return [row for row in transfers if _key(row) not in self._sent]

    def send(self, transfers: Iterable[Transfer]) -> Happened:
        """Uploads the files, at most AT_ONCE in a run of the program."""
        for bid, rows in _grouped(transfers, lambda row: row.bid):
            with contextlib.closing(_every(rows, self._uploads(bid, rows))) as events:
                for event in events:
                    if isinstance(event, Outcome) and not event.error:
                        self._sent.add(_key(event.transfer))
                    yield event

    def listing(self, bid: str, prefix: str, local: str) -> list[Transfer]:
        """Returns what the outputs hold below ``prefix``, to be fetched into ``local``.

        Raises:
            TransferFailed: the farm cannot list, or lists something else than files.
        """
        return listing.below(self._lists, bid, prefix, local)

    def fetch(self, transfers: Iterable[Transfer]) -> Happened:
        """Downloads the files, at most AT_ONCE in a run: a folder of its own, check, rename."""
        for (bid, root), rows in _grouped(transfers, lambda row: (row.bid, arrival.root(row))):
            for at in range(0, len(rows), AT_ONCE):
                some = rows[at : at + AT_ONCE]
                with contextlib.closing(_every(some, self._downloads(root, bid, some))) as events:
                    yield from events

    def _uploads(self, bid: str, rows: list[Transfer]) -> Happened:
        if bid == self._config_bid:
            for row in rows:
                yield from self._upload("configuration", [row], row.local, f"/{row.path}")
            return
        written = []
        for row in rows:
            if is_text(row.local + row.path):
                written.append(row)
            else:
                yield Outcome(row, "its name is no UTF-8, which the transmitter cannot take")
        for at in range(0, len(written), AT_ONCE):
            some = written[at : at + AT_ONCE]
            with papers.file("upload.json", papers.uploads(some)) as path:
                yield from self._upload("assets", some, path, "/")

    def _upload(self, kind: str, rows: list[Transfer], local: str, remote: str) -> Happened:
        config: contextlib.AbstractContextManager[str] = contextlib.nullcontext("")
        if self._database:
            text = papers.database(self._database, rows[0].bid, self._platform)
            config = papers.file("db.ini", text)
        with config as path:
            more = {"database": path} if path else {}
            ending = yield from self._run(kind, rows, {"local": local, "remote": remote, **more})
        for row in rows:
            yield from _told(ending.of(row))

    def _downloads(self, root: str, bid: str, rows: list[Transfer]) -> Happened:
        """Fetches files by a list, else one by one, and lets them take their places."""
        with arrival.folder(root, f".{self._known['program']}-{bid}") as folder:
            listed = [row for row in rows if papers.listable(row.path)]
            if len(listed) > 1:
                with papers.file("download.txt", papers.downloads(listed)) as path:
                    ending = yield from self._run(
                        "files", listed, {"local": folder, "remote": path}
                    )
                if not ending.refused:
                    for row in listed:
                        yield from _told(arrival.landed(folder, ending.of(row)))
                    rows = [row for row in rows if not papers.listable(row.path)]
            ending = Ending()
            for row in rows:
                if not ending.refused:
                    options = {"local": folder, "remote": f"/{row.path}"}
                    ending = yield from self._run("file", [row], options)
                yield from _told(arrival.landed(folder, ending.of(row)))

    # -- one run of the program -----------------------------------------------------------

    def _run(
        self, kind: str, rows: list[Transfer], options: Mapping[str, str]
    ) -> Generator[Event, None, Ending]:
        """Runs the program for ``rows``, which are of one storage; yields what it prints."""
        if self._line.paused:
            yield Event(kind="note", stage="transfer", text=parallel.PAUSED)
            self._line.take(0, threading.Event())
            yield Event(kind="note", stage="transfer", text=parallel.RESUMED)
        complaints = Complaints(rows)
        said = -SAY_EVERY
        try:
            command = self._command(kind, rows[0].bid, options)
            with transmitter.Run(*command, self._patience) as run:
                for line in run:
                    text = shown(line).strip()
                    blames = complains(self._known, line)
                    if blames:
                        complaints.add(line)
                    if text and (blames or time.monotonic() - said >= SAY_EVERY):
                        said = time.monotonic()
                        yield Event(kind="note", stage="transfer", text=text)
                return ended(self._known, run.code, complaints)
        except TransferFailed as err:
            return Ending(str(err), err.retry)

    def _command(
        self, kind: str, bid: str, options: Mapping[str, str]
    ) -> tuple[list[str], dict[str, str]]:
        known = self._known
        if self._log_folder:
            os.makedirs(self._log_folder, exist_ok=True)
        every = {
            **known["engines"][self._engine],
            **self._route,
            "storage": bid,
            "user": self._users.get(bid, self._user),
            **known["types"][kind],
            **options,
            "retries": str(min(self._attempts, known["most_retries"])),
            "speed": str(min(self._line.speed, known["fastest"])),
        }
        return (
            transmitter.arguments(self.executable, every),
            transmitter.environment(self.executable, self._log_folder, os.environ),
        )


def _grouped(
    transfers: Iterable[Transfer], key: Callable[[Transfer], Any]
) -> Iterator[tuple[Any, list[Transfer]]]:
    groups: dict[Any, list[Transfer]] = {}
    for row in transfers:
        groups.setdefault(key(row), []).append(row)
    yield from groups.items()


def _every(rows: Iterable[Transfer], events: Happened) -> Happened:
    """Yields events and, when a list or a log cannot be written, what that means for the rest."""
    silent = dict.fromkeys(rows)
    try:
        with contextlib.closing(events):
            for event in events:
                if isinstance(event, Outcome):
                    silent.pop(event.transfer, None)
                yield event
    except OSError as err:
        reason = err.strerror or str(err)
        for row in silent:
            yield Outcome(row, f"{err.filename}: {reason}" if err.filename else reason)


def _told(outcome: Outcome) -> Happened:
    """Yields an outcome after the bytes that it stands for: the program counts none."""
    if not outcome.error:
        size = outcome.transfer.size
        yield Event(kind="progress", stage="transfer", done=size, unit="bytes")
    yield outcome


def _key(row: Transfer) -> tuple[str, str, int, str]:
    return row.bid, row.path, row.size, row.digest
