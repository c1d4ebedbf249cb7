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
import threading
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import requests
import xxhash

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.profiles import read_table
from rayvision_plugins.transfer.engine import Outcome, Transfer, inside
from rayvision_plugins.transfer.parallel import Meter, move_all
from rayvision_plugins.transfer.records import digest_of

ENGINE = "http"
"""The name under which a farm offers this engine."""

BLOCK = 256 * 1024
RESUME_FROM = 1024 * 1024
"""Bytes from which it pays to ask first how much of a file has arrived."""

RETRY_STATUS = frozenset({408, 422, 429, 500, 502, 503, 504})
"""HTTP answers after which the same transfer may work; 422 is a file that changed on the way."""

_ASK_AT_ONCE = 5000


class HttpEngine:
    """Moves files of one storage server; ``tokens`` maps bids to their tokens.

    ``renew`` asks the farm for new ones when they have expired.
    """

    def __init__(
        self,
        url: str,
        tokens: Mapping[str, str],
        *,
        renew: Callable[[], Mapping[str, str]] | None = None,
        parallel: int = 8,
        timeouts: tuple[float, float] = (10, 60),
    ) -> None:
        self._url = url.rstrip("/")
        self._tokens = tokens
        self._renew = renew
        self._renewing = threading.Lock()
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
                lacking.update((bid, path) for path in _json(answer, "missing", str))
        return [row for row in todo if (row.bid, row.path) in lacking]

    def listing(self, bid: str, prefix: str, local: pathlib.Path) -> list[Transfer]:
        """Returns what the storage holds below ``prefix``, to be fetched into ``local``."""
        answer = self._request(
            "GET", self._folder(bid), bid, params={self._names["prefix"]: prefix}
        )
        return [_listed(answer.url, bid, row, local) for row in _json(answer, "files", dict)]

    def send(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Uploads the files, several at once."""
        return move_all(transfers, self._put, self._parallel, self._timeouts[1])

    def fetch(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Downloads the files, several at once: temporary name, check, rename."""
        return move_all(transfers, self._get, self._parallel, self._timeouts[1])

    def _put(self, row: Transfer, moved: Meter) -> None:
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

    def _get(self, row: Transfer, moved: Meter) -> None:
        row.local.parent.mkdir(parents=True, exist_ok=True)
        name = xxhash.xxh3_64_hexdigest(os.fsencode(row.local.name))  # a name may be 255 bytes long
        part = row.local.with_name(f".{name}.{row.digest[:8]}.part")
        held = part.stat().st_size if part.is_file() else 0
        if held > row.size:
            part.unlink()
            held = 0
        moved.start(held)
        if held < row.size or not row.size:
            self._fill(row, part, held, moved)
        if digest_of(part) != row.digest:
            if part.stat().st_size >= row.size:
                part.unlink()
            raise TransferFailed(row.path, "what arrived is not what the farm holds", retry=True)
        os.replace(part, row.local)

    def _fill(self, row: Transfer, part: pathlib.Path, held: int, moved: Meter) -> None:
        """Writes the rest of a file behind the ``held`` bytes of its part."""
        headers = {"Range": f"bytes={held}-"} if held else {}
        answer = self._request("GET", self._file(row), row.bid, headers=headers, stream=True)
        left = row.size - held
        if held and answer.status_code != requests.codes.partial_content:
            held, left = 0, row.size
            moved.start(0)
        try:
            with answer, part.open("ab" if held else "wb") as stream:
                for block in answer.iter_content(BLOCK):
                    left -= len(block)
                    if left < 0:
                        part.unlink(missing_ok=True)
                        raise TransferFailed(row.path, "the storage sends more than there is")
                    stream.write(block)
                    moved(len(block))
        except requests.RequestException as err:
            raise _broken(row.path, err) from None
        except OSError:  # a full disk: a part would keep it full
            part.unlink(missing_ok=True)
            raise

    # -- around them ------------------------------------------------------------------

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
        if bid not in self._tokens:
            raise TransferFailed(path or self._url, f"the farm gave no token for storage {bid}")
        used = self._tokens[bid]
        try:
            answer = self._send(method, url, used, headers, options)
            if answer.status_code == requests.codes.unauthorized and self._renewed(bid, used):
                answer = self._send(method, url, self._tokens[bid], headers, options)
        except requests.RequestException as err:
            raise _broken(path or self._url, err) from None  # the cause holds the token
        if answer.status_code >= 300 and answer.status_code not in accept:
            with answer:
                raise TransferFailed(
                    path or urllib.parse.urlsplit(url).path,
                    _said(answer),
                    retry=answer.status_code in RETRY_STATUS,
                )
        return answer

    def _send(
        self,
        method: str,
        url: str,
        token: str,
        headers: Mapping[str, str] | None,
        options: Mapping[str, Any],
    ) -> requests.Response:
        session = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False  # a storage on this machine or in the studio: no proxy
        answer: requests.Response = session.request(
            method,
            url,
            headers={
                **(headers or {}),
                self._names["authorization"]: f"{self._names['scheme']} {token}",
            },
            timeout=self._timeouts,
            allow_redirects=False,
            **options,
        )
        return answer

    def _renewed(self, bid: str, used: str) -> bool:
        """Returns whether there is another token than the one that was refused: they expire."""
        with self._renewing:
            if self._renew and self._tokens[bid] == used:
                self._tokens = self._renew()
        return self._tokens.get(bid, used) != used

    def _folder(self, bid: str) -> str:
        return self._url + self._names["folder"].format(bid=urllib.parse.quote(bid, safe=""))

    def _file(self, row: Transfer) -> str:
        return self._url + self._names["file"].format(
            bid=urllib.parse.quote(row.bid, safe=""), path=urllib.parse.quote(row.path, safe="/")
        )


class _Body:
    """The rest of a file from ``offset``, in blocks; its length is known to requests."""

    def __init__(self, path: pathlib.Path, offset: int, size: int, moved: Meter) -> None:
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


def _broken(path: str, err: requests.RequestException) -> TransferFailed:
    reason = "is not reachable" if isinstance(err, requests.ConnectTimeout) else "does not answer"
    if isinstance(err, requests.ConnectionError) and not isinstance(err, requests.Timeout):
        reason = "cannot be reached, or broke the connection"
    return TransferFailed(path, f"the storage {reason}; is the farm running?", retry=True)


def _json(answer: requests.Response, key: str, kind: type) -> list[Any]:
    """Returns the list ``key`` of an answer; every row must be a ``kind``."""
    try:
        rows = answer.json()[key]
    except (ValueError, KeyError, TypeError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, kind) for row in rows):
        raise TransferFailed(answer.url, "the storage answered something else than a list")
    return rows


def _listed(url: str, bid: str, row: Mapping[str, Any], local: pathlib.Path) -> Transfer:
    path, size, digest = row.get("path"), row.get("size"), row.get("digest")
    if not (isinstance(path, str) and isinstance(size, int) and isinstance(digest, str)):
        raise TransferFailed(url, "the storage listed a file without path, size or digest")
    return Transfer(bid, path, inside(local, path), size, digest)


def _said(answer: requests.Response) -> str:
    try:
        text = str(answer.json()["message"])
    except (ValueError, KeyError, TypeError, RecursionError, requests.RequestException):
        text = answer.reason
    return f"the storage answered {answer.status_code}: {text[:300]}"
