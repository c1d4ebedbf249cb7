"""Files on their way: one alone, or many in a pack. One attempt each; see the package's page."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, BinaryIO, cast

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.transfer.engine import Outcome, Transfer
from rayvision_plugins.transfer.http.answers import RETRY_STATUS, Answer, rows
from rayvision_plugins.transfer.http.pack import Packing
from rayvision_plugins.transfer.http.wire import Ask, Connection, Wire, question
from rayvision_plugins.transfer.landing import Landing
from rayvision_plugins.transfer.parallel import Meter

NOT_FOUND = frozenset({HTTPStatus.NOT_FOUND})
_CONFLICT = frozenset({HTTPStatus.CONFLICT})
_READ_AHEAD = 256 * 1024


class Files:
    """Moves files of the server behind ``wire``.

    A single file that cannot be moved raises TransferFailed or OSError. Of a pack each file has
    its Outcome; what is raised holds for those that have none.
    """

    def __init__(self, wire: Wire, packing: Packing) -> None:
        self._wire = wire
        self._names = wire.names
        self._packing = packing

    def put(self, row: Transfer, moved: Meter, claim: str) -> None:
        """Uploads a file of a claim; a long one goes on where it broke off."""
        with open(row.local, "rb", buffering=0) as stream:
            offset = self._held(row) if row.size >= self._packing.below else 0
            for _ in range(3):  # 409, and 200 too, say where to go on; perhaps once more
                ask = self._about(
                    "PUT",
                    row,
                    accept=_CONFLICT,
                    headers={
                        self._names["offset"]: str(offset),
                        self._names["length"]: str(row.size),
                        self._names["digest"]: row.digest,
                        self._names["claim"]: claim,
                    },
                    length=row.size - offset,
                    write=_writer(stream, row, offset, moved),
                    alive=lambda: moved(0),
                )
                with self._wire.request(ask) as answer:
                    if answer.status == HTTPStatus.CREATED:
                        return
                    offset = self._offset(answer)
                    if offset > row.size:
                        break
        raise TransferFailed(
            row.path, "the farm and this machine do not agree on what has arrived", retry=True
        )

    def _held(self, row: Transfer) -> int:
        with self._wire.request(self._about("HEAD", row, accept=NOT_FOUND)) as answer:
            if answer.headers.get(self._names["complete"]) != "0":
                return 0
            held = self._offset(answer)
            return held if held < row.size else 0

    def _offset(self, answer: Answer) -> int:
        text = answer.headers.get(self._names["offset"], "")
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise TransferFailed(self._wire.url, f"the storage wants to go on from {text[:40]!r}")
        return int(text)

    def get(self, row: Transfer, moved: Meter) -> None:
        """Downloads a file; goes on where it broke off."""
        if not row.digest:
            raise TransferFailed(row.path, "the storage gave no digest to check it by")
        with Landing(row) as landing:
            moved.start(landing.held)
            if landing.held < row.size:
                self._fill(row, landing, moved)
            landing.finish()

    def _fill(self, row: Transfer, landing: Landing, moved: Meter) -> None:
        """Takes the rest of a file behind what is held of it."""
        headers = {"Range": f"bytes={landing.held}-"} if landing.held else {}
        ask = self._about("GET", row, headers=headers, alive=lambda: moved(0))
        with self._wire.request(ask) as answer:
            if landing.held and answer.status != HTTPStatus.PARTIAL_CONTENT:
                landing.restart()
                moved.start(0)
            block = memoryview(bytearray(moved.block))
            while count := answer.readinto(block):
                moved(count)
                landing.append(block[:count])

    def put_pack(self, batch: Sequence[Transfer], moved: Meter, claim: str) -> Iterator[Outcome]:
        """Uploads small files of one claim in one request."""
        body = bytearray()
        sent = []
        for row in batch:
            try:
                body += self._packing.written(row)
                sent.append(row)
            except (TransferFailed, OSError) as err:
                yield Outcome.of(row, err)
        if not sent:
            return

        def write(connection: Connection) -> None:
            moved.start(0)
            with memoryview(body) as view:
                for at in range(0, len(view), moved.block):
                    block = view[at : at + moved.block]
                    moved(len(block))
                    connection.send(block)

        ask = Ask(
            "PUT",
            self._wire.place("pack", sent[0].bid),
            sent[0].bid,
            headers={self._names["claim"]: claim},
            length=len(body),
            write=write,
            alive=lambda: moved(0),
        )
        failed = rows(self._wire.url, self._wire.document(ask), "failed", dict)
        reasons = {str(row.get("path")): row for row in failed}
        for row in sent:
            reason = reasons.get(row.path)
            yield Outcome(row) if reason is None else _refused(row, reason)

    def get_pack(self, batch: Sequence[Transfer], moved: Meter) -> Iterator[Outcome]:
        """Downloads small files of one storage in one request."""
        bid = batch[0].bid
        left = {row.path: row for row in batch}
        files = [{"path": row.path} for row in batch]
        ask = Ask(
            "POST", self._wire.place("pack", bid), bid, alive=lambda: moved(0), **question(files)
        )
        with self._wire.request(ask) as answer:
            stream = cast(BinaryIO, io.BufferedReader(answer, _READ_AHEAD))
            for path, content in self._packing.read(stream, self._wire.url):
                row = left.pop(path, None)
                if row is None:
                    raise TransferFailed(self._wire.url, "the storage sent what nobody asked for")
                moved(len(content))
                yield _landed(row, content)
        for row in left.values():
            yield Outcome(row, "the storage does not hold it as it was listed", retry=True)

    def _about(self, method: str, row: Transfer, **more: Any) -> Ask:
        place = self._wire.place("file", row.bid, row.path)
        return Ask(method, place, row.bid, about=row.path, **more)


def _writer(
    stream: io.FileIO, row: Transfer, offset: int, moved: Meter
) -> Callable[[Connection], None]:
    """Returns what puts the rest of a file into a connection, past the memory of Python."""

    def write(connection: Connection) -> None:
        moved.start(offset)
        at = offset
        while at < row.size:
            count = min(moved.block, row.size - at)
            moved(count)
            sent = connection.sock.sendfile(stream, at, count)
            if sent < count:
                raise TransferFailed(row.path, "it became shorter while it was sent", retry=True)
            at += sent

    return write


def _landed(row: Transfer, content: bytes) -> Outcome:
    """Puts a file that came as a whole into its place."""
    try:
        with Landing(row) as landing:
            landing.restart()
            landing.append(content)
            landing.finish()
    except (TransferFailed, OSError) as err:
        return Outcome.of(row, err)
    return Outcome(row)


def _refused(row: Transfer, reason: Mapping[str, Any]) -> Outcome:
    status = str(reason.get("status"))
    text = f"the storage answered {status[:3]}: {str(reason.get('message'))[:300]}"
    return Outcome(row, text, retry=status in map(str, RETRY_STATUS))
