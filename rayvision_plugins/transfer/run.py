"""Runs transfers: decides what is to be moved, tries again, and says how it ended.

An upload goes through its files some thousands at a time: what is not known is digested while
those before it are sent, the storage is asked what it lacks, that is sent, and the storage is
asked again until it lacks nothing. Only what it confirmed goes into the records.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer import here
from rayvision_plugins.transfer.digest import digests
from rayvision_plugins.transfer.engine import Engine, Outcome, Transfer
from rayvision_plugins.transfer.plan import Candidate, survey
from rayvision_plugins.transfer.records import Records, split
from rayvision_plugins.transfer.sources import Folder, Problem
from rayvision_plugins.transfer.tally import Tally
from rayvision_plugins.transfer.tries import Tries, moved

MOST_TOLD = 100
"""Problems that are told one by one."""

_Batch = tuple[dict[Transfer, int], list[Problem]]
"""{file: its mtime} of what could be read, and what could not."""


def send(
    engine: Engine,
    folders: Iterable[Folder | Problem],
    bid: str,
    records: Records,
    *,
    stage: str = "upload",
    order: str = "small",
    attempts: int = 4,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Event]:
    """Uploads what the storage lacks and yields events; the last one counts the files sent.

    ``order``: one of plan.ORDERS. ``attempts``: so many in vain, one after the other, end it.

    Raises:
        TransferFailed: a file could not be sent; everything that could be was. Files that would
            take each other's place keep all from being sent.
        ConfigError: the records cannot be used.
    """
    upload = _Upload(engine, bid, records, Tries(stage, attempts, sleep))
    yield from upload.begin()
    plan = survey(folders, upload.storage, records)
    yield from _told(plan.clashes + plan.problems, stage)
    _raise_first(plan.clashes)
    total = len(plan.candidates) + plan.kept
    yield Event(
        kind="start",
        stage=stage,
        total=plan.candidates.size,
        unit="bytes",
        text=f"{len(plan.candidates)} of {total} files to look into",
    )
    upload.tally = Tally(stage, plan.candidates.size)
    with contextlib.closing(upload.digested(plan.candidates.batches(order))) as batches:
        for batch in batches:
            yield from upload.batch(batch)
    _raise_first([row for row in plan.problems if not row.note] + upload.failed)
    records.uploaded()
    yield Event(
        kind="end",
        stage=stage,
        done=upload.sent,
        total=total,
        unit="files",
        text=f"{upload.sent} sent, {total - upload.sent} already there",
    )


def fetch(
    engine: Engine,
    transfers: list[Transfer],
    records: Records,
    *,
    attempts: int = 4,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Event]:
    """Downloads what is not here yet, or differs, and yields an event per file.

    Raises:
        TransferFailed: a file could not be fetched; everything that could be was.
    """
    pending = here.lacking(transfers, records)
    tries = Tries("download", attempts, sleep)
    tally = Tally("download", sum(row.size for row in pending))
    failed: list[Outcome] = []
    while pending:
        outcomes: dict[Transfer, Outcome] = {}
        try:
            yield from moved(engine.fetch(pending), pending, tally, tries.stage, outcomes)
        finally:
            here.arrived([row for row, outcome in outcomes.items() if not outcome.error], records)
        failed += [row for row in outcomes.values() if row.error and not row.retry]
        again = [row for row in outcomes.values() if row.error and row.retry]
        tries.ended(len(outcomes) - len(again))
        if again and tries.over:
            failed += [dataclasses.replace(row, error=tries.told(row.error)) for row in again]
            break
        if again:
            yield from tries.pause(len(again), again[0].error)
        # another run may have brought some in the meantime
        pending = here.lacking([outcome.transfer for outcome in again], records)
    _raise_first([Problem(row.transfer.local, row.error) for row in failed])


class _Upload:
    """Sends batches; ``sent`` counts files, ``failed`` says which were not and why."""

    def __init__(self, engine: Engine, bid: str, records: Records, tries: Tries) -> None:
        self.storage = f"{engine.place}/{bid}"
        self.sent = 0
        self.failed: list[Problem] = []
        self.tally = Tally(tries.stage, 0)
        self._mark = ""
        self._engine = engine
        self._bid = bid
        self._records = records
        self._tries = tries

    def begin(self) -> Iterator[Event]:
        """Learns what the storage lost since it was last asked."""
        while True:
            since = self._records.mark(self.storage)
            ask = functools.partial(self._engine.changes, self._bid, since)
            changes = yield from self._tries.answer(ask)
            if self._records.marked(self.storage, since, changes.mark, changes.paths):
                self._mark = changes.mark
                return

    def digested(self, batches: Iterable[list[Candidate]]) -> Generator[_Batch, None, None]:
        """Yields batches with their digests; while one is sent the next is read."""
        stop = threading.Event()
        coming: collections.deque[Future[_Batch]] = collections.deque()
        with ThreadPoolExecutor(1) as pool:
            try:
                for rows in batches:
                    coming.append(pool.submit(self._digested, rows, stop))
                    if len(coming) > 1:
                        yield coming.popleft().result()
                while coming:
                    yield coming.popleft().result()
            finally:
                stop.set()

    def batch(self, batch: _Batch) -> Iterator[Event]:
        """Sends what the storage lacks of these files until it lacks nothing."""
        tries = self._tries.anew()
        pending, unread = batch
        self.failed += unread
        reasons: dict[str, str] = {}
        there = yield from self._settled(pending)
        yield from self.tally.count(sum(row.size for row in there), held=True)
        while pending:
            yield from self._send(pending, reasons)
            yield from self._seen_again(pending, reasons)
            arrived = yield from self._settled(pending)
            tries.ended(len(arrived))
            self.sent += len(arrived)
            if pending and tries.over:
                self._fail((row.local, tries.told(reasons[row.path])) for row in pending)
                break
            if pending:
                yield from tries.pause(len(pending), reasons[next(iter(pending)).path])
                # what was on its way when the line broke may have arrived in the meantime
                self.sent += len((yield from self._settled(pending)))

    def _settled(self, pending: dict[Transfer, int]) -> Generator[Event, None, list[Transfer]]:
        """Takes out of ``pending`` what the storage holds, remembers and returns it."""
        files = list(pending)
        if not files:
            return []
        lacking = set((yield from self._tries.answer(lambda: self._engine.lacks(files))))
        there = [row for row in files if row not in lacking]
        self._held(there)
        for row in there:
            del pending[row]
        return there

    def _send(self, pending: dict[Transfer, int], reasons: dict[str, str]) -> Iterator[Event]:
        """Makes an attempt at each file; what cannot be sent at all is pending no more."""
        files = list(pending)
        outcomes: dict[Transfer, Outcome] = {}
        sending = self._engine.send(files)
        yield from moved(sending, files, self.tally, self._tries.stage, outcomes)
        for row, outcome in outcomes.items():
            reasons[row.path] = outcome.error or "the storage does not hold it after it was sent"
            if outcome.error and not outcome.retry:
                del pending[row]
                self._fail([(row.local, outcome.error)])

    def _seen_again(self, pending: dict[Transfer, int], reasons: dict[str, str]) -> Iterator[Event]:
        """Digests again what was changed in the meantime; it is lacking then."""
        changed = []
        for row, mtime_ns in list(pending.items()):
            folder, name = os.path.split(row.local)
            try:
                found = os.stat(row.local)
            except OSError as err:
                del pending[row]
                self._fail([(row.local, f"it went while it was sent ({err.strerror})")])
                continue
            if (found.st_size, found.st_mtime_ns) != (row.size, mtime_ns):
                del pending[row]
                size = found.st_size
                changed.append(Candidate(folder, name, size, found.st_mtime_ns, row.path))
        again, unread = self._digested(changed)
        pending.update(again)
        self.failed += unread
        for file in changed:
            reasons[file.path] = "it was changed while it was sent"
            text = f"{os.path.join(file.folder, file.name)}: {reasons[file.path]}; once more"
            yield Event(kind="note", stage=self._tries.stage, text=text)

    def _digested(self, rows: list[Candidate], stop: threading.Event | None = None) -> _Batch:
        found: dict[Transfer, int] = {}
        unread: list[Problem] = []
        reads = digests([row[:4] for row in rows], self._records, stop=stop)
        for row, read in zip(rows, reads, strict=True):
            local = os.path.join(row.folder, row.name)
            if isinstance(read, OSError):
                unread.append(Problem(local, f"it cannot be read ({read.strerror or read})"))
            else:
                size, mtime_ns, digest = read
                found[Transfer(self._bid, row.path, local, size, digest)] = mtime_ns
        return found, unread

    def _held(self, rows: list[Transfer]) -> None:
        """Remembers what the storage said it holds."""
        found = ((*split(row.path), row.digest) for row in rows)
        self._records.hold(self.storage, found, self._mark)

    def _fail(self, rows: Iterable[tuple[str, str]]) -> None:
        self.failed += [Problem(local, reason) for local, reason in rows]


def _told(problems: list[Problem], stage: str) -> Iterator[Event]:
    for row in problems[:MOST_TOLD]:
        yield Event(kind="note", stage=stage, path=row.path, text=f"{row.path}: {row.text}")
    if len(problems) > MOST_TOLD:
        yield Event(kind="note", stage=stage, text=f"{len(problems) - MOST_TOLD} more like these")


def _raise_first(problems: list[Problem]) -> None:
    """Raises the first of several problems, which says how many more there are."""
    if problems:
        more = f" ({len(problems) - 1} more failed)" if len(problems) > 1 else ""
        raise TransferFailed(problems[0].path, problems[0].text + more)
