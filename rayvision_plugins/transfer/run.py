"""Runs transfers: decides what is to be moved, tries again, and says how it ended."""

from __future__ import annotations

import pathlib
import random
import time
from collections.abc import Callable, Iterable, Iterator

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer.engine import Engine, Outcome, Transfer
from rayvision_plugins.transfer.records import Records

PROGRESS_EVERY = 0.1
"""Seconds between two progress events."""

Move = Callable[[Iterable[Transfer]], Iterator[Event | Outcome]]


def plan(files: Iterable[tuple[str, pathlib.Path]], bid: str, records: Records) -> list[Transfer]:
    """Returns a Transfer per (path at the farm, local path), digests from the records.

    Raises:
        TransferFailed: a file is gone or cannot be read.
    """
    pairs = list(files)
    try:
        digests = records.digests(local for _, local in pairs)
    except OSError as err:
        raise TransferFailed(str(err.filename), f"it cannot be read ({err.strerror})") from err
    return [Transfer(bid, path, local, *digests[local]) for path, local in pairs]


def send(
    engine: Engine,
    transfers: list[Transfer],
    *,
    stage: str = "upload",
    attempts: int = 4,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Event]:
    """Uploads what the storage lacks and yields events; the last one counts the files sent.

    Raises:
        TransferFailed: a file could not be sent; everything that could be was.
    """
    lacking = engine.lacks(transfers)
    yield Event(
        kind="start",
        stage=stage,
        total=sum(row.size for row in lacking),
        unit="bytes",
        text=f"{len(lacking)} of {len(transfers)} files to send",
    )
    yield from _repeat(engine.send, lacking, stage, attempts, sleep)
    yield Event(
        kind="end",
        stage=stage,
        done=len(lacking),
        total=len(transfers),
        unit="files",
        text=f"{len(lacking)} sent, {len(transfers) - len(lacking)} already there",
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
    here = records.digests(row.local for row in transfers if row.local.is_file())
    lacking = [row for row in transfers if here.get(row.local) != (row.size, row.digest)]
    digests = {str(row.local): row for row in lacking}
    for event in _repeat(engine.fetch, lacking, "download", attempts, sleep):
        if event.kind == "file":
            row = digests[event.path]
            records.note(row.local, row.digest)
        yield event


def _repeat(
    move: Move,
    transfers: list[Transfer],
    stage: str,
    attempts: int,
    sleep: Callable[[float], None],
) -> Iterator[Event]:
    """Moves files until all are there or nothing more may be tried, pausing longer each time."""
    total = sum(row.size for row in transfers)
    tally = _Tally(stage, total)
    failed: list[Outcome] = []
    pause = 0.5
    for attempt in range(1, attempts + 1):
        silent = dict.fromkeys(transfers)
        again: list[Outcome] = []
        for event in move(transfers):
            if isinstance(event, Event):
                yield from tally.count(event.done)
                continue
            row = event.transfer
            silent.pop(row, None)
            if not event.error:
                path = str(row.local)
                yield Event(kind="file", stage=stage, path=path, total=row.size, unit="bytes")
            else:
                (again if event.retry else failed).append(event)
        again += [Outcome(row, "nothing was said of this file", retry=True) for row in silent]
        if not again or attempt == attempts:
            failed += again
            break
        text = f"{len(again)} files failed, trying again: {again[0].error}"
        yield Event(kind="note", stage=stage, text=text)
        sleep(pause * random.uniform(1, 2))  # noqa: S311 - no secret
        pause *= 2
        transfers = [outcome.transfer for outcome in again]
    if failed:
        more = f" ({len(failed) - 1} more failed)" if len(failed) > 1 else ""
        raise TransferFailed(str(failed[0].transfer.local), failed[0].error + more)


class _Tally:
    """The bytes of a stage, told now and then."""

    def __init__(self, stage: str, total: int) -> None:
        self._stage = stage
        self._total = total
        self._done = 0
        self._said = time.monotonic()

    def count(self, size: int) -> Iterator[Event]:
        """Counts ``size`` bytes and yields a progress event when the last one is a while ago."""
        self._done += size
        if time.monotonic() - self._said > PROGRESS_EVERY:
            self._said = time.monotonic()
            yield Event(
                kind="progress",
                stage=self._stage,
                done=min(self._done, self._total),
                total=self._total,
                unit="bytes",
            )
