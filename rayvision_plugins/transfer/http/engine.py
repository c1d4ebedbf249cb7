"""The engine: files alone or in packs, each with its end."""

from __future__ import annotations

import itertools
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer.engine import Changes, Outcome, Transfer, place_of
from rayvision_plugins.transfer.http.answers import document, rows
from rayvision_plugins.transfer.http.files import NOT_FOUND, Files
from rayvision_plugins.transfer.http.pack import Packing
from rayvision_plugins.transfer.http.wire import Ask, Wire, question
from rayvision_plugins.transfer.line import Line
from rayvision_plugins.transfer.parallel import Meter, work_all

ENGINE = "http"
"""The name under which a farm offers this engine."""

_ASK_AT_ONCE = 2500
"""Rows of a question; with names of 4,096 bytes it still fits what a server reads at once."""

PATIENCE = 2
"""Seconds that requests get to end by themselves when all shall stop; what they moved stays."""

ASK_AGAIN = (0.1, 1.0)
"""Seconds after which files of another run are asked for again: at first, and at most."""

_ELSEWHERE = "it is on its way from another upload"

_Move = Callable[[Sequence[Transfer], Meter], Iterator[Outcome]]


class HttpEngine:
    """Moves files of one storage server; ``tokens`` maps bids to their tokens.

    ``renew`` asks the farm for new ones when they have expired, ``timeouts`` are seconds to
    connect and to wait for the next bytes. ``place`` tells the farm from others where its
    address does not: a farm on this machine changes its port.
    """

    def __init__(
        self,
        url: str,
        tokens: Mapping[str, str],
        *,
        renew: Callable[[], Mapping[str, str]] | None = None,
        parallel: int = 8,
        timeouts: tuple[float, float] = (10, 60),
        line: Line | None = None,
        place: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.place = place or url.rstrip("/")
        self._wire = Wire(url, tokens, renew, timeouts)
        self._packing = Packing(self._wire.names)
        self._files = Files(self._wire, self._packing)
        self.parallel = parallel
        self._line = line or Line()
        self._run = secrets.token_hex(8)
        self._claims = itertools.count()
        self._sleep = sleep

    # -- questions --------------------------------------------------------------------

    def lacks(self, transfers: Sequence[Transfer]) -> list[Transfer]:
        """Returns those of which the storage does not hold exactly this content."""
        lacking: set[tuple[str, str]] = set()
        for bid in sorted({row.bid for row in transfers}):
            asked = [row for row in transfers if row.bid == bid]
            for at in range(0, len(asked), _ASK_AT_ONCE):
                answer = self._asked(asked[at : at + _ASK_AT_ONCE])
                lacking.update((bid, path) for path in rows(self._wire.url, answer, "missing", str))
        return [row for row in transfers if (row.bid, row.path) in lacking]

    def _asked(self, batch: Sequence[Transfer], **more: Any) -> Any:
        """Returns what is answered to the question which of some files are lacking."""
        bid = batch[0].bid
        files = [{"path": row.path, "size": row.size, "digest": row.digest} for row in batch]
        place = self._wire.place("folder", bid)
        return self._wire.document(Ask("POST", place, bid, **question(files), **more))

    def changes(self, bid: str, mark: str) -> Changes:
        """Returns which files of a storage were lost or replaced since ``mark``."""
        place = self._wire.place("changes", bid, since=mark)
        with self._wire.request(Ask("GET", place, bid, accept=NOT_FOUND)) as answer:
            if answer.status == HTTPStatus.NOT_FOUND:  # a server that keeps no journal
                return Changes()
            found = document(self._wire.url, answer)
        now = found.get("mark") if isinstance(found, dict) else None
        if not isinstance(now, str):
            raise TransferFailed(self._wire.url, "the storage gave no mark of its changes")
        if found.get("paths") is None:
            return Changes(now)
        return Changes(now, rows(self._wire.url, found, "paths", str))

    def listing(self, bid: str, prefix: str, local: str) -> list[Transfer]:
        """Returns what the storage holds below ``prefix``, to be fetched into ``local``."""
        answer = self._wire.document(
            Ask("GET", self._wire.place("folder", bid, prefix=prefix), bid)
        )
        found = rows(self._wire.url, answer, "files", dict)
        return [_listed(self._wire.url, bid, row, local) for row in found]

    # -- files ------------------------------------------------------------------------

    def send(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Uploads the files, small ones in packs, several requests at once.

        What another run is about to send is waited for: nothing is sent twice.
        """
        seconds, most = ASK_AGAIN
        told = False
        while True:
            coming = []
            for event in self._moved(transfers, self._put):
                if isinstance(event, Outcome) and event.error == _ELSEWHERE:
                    coming.append(event.transfer)
                else:
                    yield event
            if not coming:
                return
            if not told:
                count = len(coming)
                text = f"{count} files are on their way from another upload; waiting for them"
                yield Event(kind="note", stage="transfer", text=text)
                told = True
            self._sleep(seconds)
            seconds = min(2 * seconds, most)
            transfers = coming

    def _put(self, batch: Sequence[Transfer], moved: Meter) -> Iterator[Outcome]:
        """Claims files and sends those that nobody else is about to send."""
        claim = f"{self._run}.{next(self._claims)}"
        headers = {self._wire.names["claim"]: claim}
        answer = self._asked(batch, headers=headers, alive=lambda: moved(0))
        url = self._wire.url
        missing = set(rows(url, answer, "missing", str))
        coming = set(rows(url, answer, "coming", str)) if "coming" in answer else set()
        ours = []
        for row in batch:
            if row.path in missing:
                ours.append(row)
            elif row.path in coming:
                yield Outcome(row, _ELSEWHERE, retry=True)
            else:
                yield Outcome(row)
        if len(ours) > 1:
            yield from self._files.put_pack(ours, moved, claim)
        elif ours:
            self._files.put(ours[0], moved, claim)
            yield Outcome(ours[0])

    def fetch(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Downloads the files, small ones in packs: temporary name, check, rename."""
        return self._moved(transfers, self._get)

    def _get(self, batch: Sequence[Transfer], moved: Meter) -> Iterator[Outcome]:
        if len(batch) > 1:
            yield from self._files.get_pack(batch, moved)
        else:
            self._files.get(batch[0], moved)
            yield Outcome(batch[0])

    def _moved(self, transfers: Iterable[Transfer], move: _Move) -> Iterator[Event | Outcome]:
        return work_all(
            self._packing.batches(transfers),
            lambda batch, moved: _attempt(move, batch, moved),
            self.parallel,
            PATIENCE,
            self._line,
        )


def _attempt(move: _Move, batch: Sequence[Transfer], moved: Meter) -> None:
    """Moves a batch; every file gets an end, and of the bytes those count that arrived."""
    left = dict.fromkeys(batch)
    kept = 0
    failed: Exception = TransferFailed("", "nothing was said of this file", retry=True)
    try:
        moved(0)
        for end in move(batch, moved):
            left.pop(end.transfer, None)
            kept += 0 if end.error else end.transfer.size
            moved.report(end)
    except Exception as err:  # the edge of a thread: nothing may vanish in it
        failed = err
    moved.start(kept)
    for row in left:
        moved.report(Outcome.of(row, failed))


def _listed(url: str, bid: str, row: Mapping[str, Any], local: str) -> Transfer:
    path, size, digest = row.get("path"), row.get("size"), row.get("digest")
    if not (isinstance(path, str) and isinstance(size, int) and isinstance(digest, str)):
        raise TransferFailed(url, "the storage listed a file without path, size or digest")
    if size < 0:
        raise TransferFailed(url, f"the storage listed a file of {size} bytes")
    try:
        path.encode()
    except UnicodeError:
        raise TransferFailed(url, f"the storage listed {path!r}, which is no Unicode") from None
    return Transfer(bid, path, place_of(os.fspath(local), path), size, digest)
