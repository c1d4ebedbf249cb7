"""The engine for the embedded farm's storage: plain HTTP with offsets and digests.

The protocol, whose names stand in ``data/storage.json``:

- ``HEAD file``: bytes held, whether complete, digest.
- ``PUT file`` with offset, length and digest of the whole: goes on where the last attempt
  broke off. 201 when the last byte came and the digest is right, 409 with the offset to
  use, 422 when the digest is wrong, 507 when the disk is full.
- ``GET file`` with ``Range``: goes on inside a file; the digest comes along.
- ``GET folder?prefix=``: what is there, with sizes and digests.
- ``POST folder`` with a list of path, size and digest: which of these are lacking.

Every request carries the token of its bid, which the farm hands out.
"""

from __future__ import annotations

import os
import pathlib
import queue
import threading
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
import xxhash

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.profiles import read_table
from rayvision_plugins.transfer.engine import Outcome, Transfer, inside

BLOCK = 256 * 1024
RESUME_FROM = 1024 * 1024
"""Bytes from which it pays to ask first how much of a file has arrived."""

_ASK_AT_ONCE = 5000
_END = None


class HttpEngine:
    """Moves files of one storage server; ``tokens`` maps bids to their tokens."""

    def __init__(
        self,
        url: str,
        tokens: Mapping[str, str],
        *,
        parallel: int = 8,
        timeouts: tuple[float, float] = (10, 60),
    ) -> None:
        self._url = url.rstrip("/")
        self._tokens = tokens
        self._parallel = parallel
        self._timeouts = timeouts
        self._names: dict[str, str] = read_table("storage.json")
        self._local = threading.local()

    # -- the five requests ------------------------------------------------------------

    def lacks(self, transfers: Iterable[Transfer]) -> list[Transfer]:
        """Returns those of which the storage does not hold exactly this content."""
        todo = list(transfers)
        lacking: set[tuple[str, str]] = set()
        for bid in sorted({row.bid for row in todo}):
            rows = [row for row in todo if row.bid == bid]
            for at in range(0, len(rows), _ASK_AT_ONCE):
                batch = rows[at : at + _ASK_AT_ONCE]
                files = [
                    {"path": row.path, "size": row.size, "digest": row.digest} for row in batch
                ]
                answer = self._request("POST", self._folder(bid), bid, json={"files": files})
                lacking.update((bid, path) for path in _json(answer, "missing"))
        return [row for row in todo if (row.bid, row.path) in lacking]

    def listing(self, bid: str, prefix: str, local: pathlib.Path) -> list[Transfer]:
        """Returns what the storage holds below ``prefix``, to be fetched into ``local``."""
        answer = self._request(
            "GET", self._folder(bid), bid, params={self._names["prefix"]: prefix}
        )
        return [
            Transfer(bid, row["path"], inside(local, row["path"]), row["size"], row["digest"])
            for row in _json(answer, "files")
        ]

    def send(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Uploads the files, several at once."""
        return self._all(transfers, self._put)

    def fetch(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Downloads the files, several at once: temporary name, check, rename."""
        return self._all(transfers, self._get)

    def _put(self, row: Transfer, moved: _Meter) -> None:
        offset = self._held(row) if row.size >= RESUME_FROM else 0
        for _ in range(3):  # a 409 says where to go on; it may do so once more after a change
            moved.start(offset)
            answer = self._request(
                "PUT",
                self._file(row),
                row.bid,
                accept=(409,),
                path=row.path,
                headers={
                    self._names["offset"]: str(offset),
                    self._names["length"]: str(row.size),
                    self._names["digest"]: row.digest,
                },
                data=_Body(row.local, offset, row.size, moved),
            )
            if answer.status_code != requests.codes.conflict:
                return
            offset = int(answer.headers.get(self._names["offset"], "0"))
        raise TransferFailed(
            row.path, "the farm and this machine do not agree on what has arrived", retry=True
        )

    def _held(self, row: Transfer) -> int:
        answer = self._request("HEAD", self._file(row), row.bid, accept=(404,))
        if (
            answer.status_code == requests.codes.not_found
            or answer.headers.get(self._names["complete"]) == "1"
        ):
            return 0
        return min(int(answer.headers.get(self._names["offset"], "0")), row.size)

    def _get(self, row: Transfer, moved: _Meter) -> None:
        row.local.parent.mkdir(parents=True, exist_ok=True)
        part = row.local.with_name(f".{row.local.name[:200]}.{row.digest[:8]}.part")
        held = part.stat().st_size if part.is_file() else 0
        if held > row.size:
            part.unlink()
            held = 0
        moved.start(held)
        if held < row.size or not row.size:
            headers = {"Range": f"bytes={held}-"} if held else {}
            answer = self._request("GET", self._file(row), row.bid, headers=headers, stream=True)
            with answer, part.open("ab" if held and answer.status_code == 206 else "wb") as stream:
                for block in answer.iter_content(BLOCK):
                    stream.write(block)
                    moved(len(block))
        digest = xxhash.xxh3_128()
        with part.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() != row.digest:
            if part.stat().st_size >= row.size:
                part.unlink()
            raise TransferFailed(row.path, "what arrived is not what the farm holds", retry=True)
        os.replace(part, row.local)

    # -- around them ------------------------------------------------------------------

    def _all(self, transfers: Iterable[Transfer], move: Move) -> Iterator[Event | Outcome]:
        """Moves files in threads and yields what happens, as it happens."""
        happened: queue.SimpleQueue[Event | Outcome | None] = queue.SimpleQueue()
        stop = threading.Event()

        def every() -> None:
            try:
                with ThreadPoolExecutor(self._parallel) as pool:
                    for row in transfers:
                        pool.submit(_attempt, row, move, _Meter(happened.put, stop))
            finally:
                happened.put(_END)

        runner = threading.Thread(target=every, daemon=True)
        runner.start()
        try:
            while (event := happened.get()) is not _END:
                yield event
        finally:
            stop.set()
            runner.join(timeout=self._timeouts[1])

    def _request(
        self,
        method: str,
        url: str,
        bid: str,
        *,
        accept: tuple[int, ...] = (),
        path: str = "",
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> requests.Response:
        session = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False  # a storage on this machine or in the studio: no proxy
        token = f"{self._names['scheme']} {self._tokens[bid]}"
        answer: requests.Response = session.request(
            method,
            url,
            headers={**(headers or {}), self._names["authorization"]: token},
            timeout=self._timeouts,
            allow_redirects=False,
            **options,
        )
        if answer.status_code >= 400 and answer.status_code not in accept:
            with answer:
                raise TransferFailed(
                    path or urllib.parse.urlsplit(url).path,
                    _said(answer),
                    retry=answer.status_code in (408, 422, 429, 500, 502, 503, 504),
                )
        return answer

    def _folder(self, bid: str) -> str:
        return self._url + self._names["folder"].format(bid=urllib.parse.quote(bid, safe=""))

    def _file(self, row: Transfer) -> str:
        return self._url + self._names["file"].format(
            bid=urllib.parse.quote(row.bid, safe=""), path=urllib.parse.quote(row.path, safe="/")
        )


class _Body:
    """The rest of a file from ``offset``, in blocks; its length is known to requests."""

    def __init__(self, path: pathlib.Path, offset: int, size: int, moved: _Meter) -> None:
        self._path = path
        self._offset = offset
        self._left = size - offset
        self._moved = moved

    def __len__(self) -> int:
        return self._left

    def __iter__(self) -> Iterator[bytes]:
        left = self._left
        with self._path.open("rb") as stream:
            stream.seek(self._offset)
            while left and (block := stream.read(min(BLOCK, left))):
                left -= len(block)
                yield block
                self._moved(len(block))
        if left:
            raise TransferFailed(str(self._path), "it became shorter while it was sent", retry=True)


class _Meter:
    """Counts the bytes of one attempt and reports them; ends the attempt when all shall stop."""

    def __init__(self, report: Callable[[Event | Outcome], None], stop: threading.Event) -> None:
        self.report = report
        self._stop = stop
        self._count = 0

    def __call__(self, count: int) -> None:
        """Counts ``count`` more bytes."""
        if self._stop.is_set():
            raise InterruptedError
        if count:
            self._count += count
            self.report(Event(kind="progress", stage="transfer", done=count, unit="bytes"))

    def start(self, held: int) -> None:
        """Begins (again) with ``held`` bytes there already."""
        self(held - self._count)


Move = Callable[[Transfer, _Meter], None]


def _attempt(row: Transfer, move: Move, moved: _Meter) -> None:
    """Makes one attempt; whatever goes wrong becomes an Outcome that says so."""
    outcome = Outcome(row)
    try:
        move(row, moved)
    except TransferFailed as err:
        outcome = Outcome(row, err.reason, err.retry)
    except InterruptedError:
        outcome = Outcome(row, "interrupted")
    except requests.RequestException as err:
        reason = f"the connection to the storage broke ({type(err).__name__})"
        outcome = Outcome(row, reason, retry=True)
    except OSError as err:
        outcome = Outcome(row, err.strerror or str(err))
    except Exception as err:  # the edge of a thread: nothing may vanish in it
        outcome = Outcome(row, f"{type(err).__name__}: {err}")
    if outcome.error and outcome.error != "interrupted":
        moved.start(0)
    moved.report(outcome)


def _json(answer: requests.Response, key: str) -> list[Any]:
    try:
        return list(answer.json()[key])
    except (ValueError, KeyError, TypeError):
        raise TransferFailed(
            answer.url, "the storage answered something else than a list"
        ) from None


def _said(answer: requests.Response) -> str:
    try:
        text = str(answer.json()["message"])
    except (ValueError, KeyError, TypeError, requests.RequestException):
        text = answer.reason
    return f"the storage answered {answer.status_code}: {text[:300]}"
