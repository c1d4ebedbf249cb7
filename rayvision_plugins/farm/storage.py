"""The storages over HTTP: files arrive in pieces and hashed, are listed and fetched.

Names of paths and headers are in ``data/storage.json``, which the other side reads too. A file
arrives apart from its place and takes it when its last byte and its digest are right; a cut
connection keeps what came. Nothing is ever held in memory as a whole.
"""

import asyncio
import contextlib
import errno
import json
import logging
import sqlite3
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from aiohttp import ClientError, StreamReader, hdrs, web

from rayvision_plugins.farm import depot
from rayvision_plugins.farm.arrival import Offer, StoredFile, WrongOffset
from rayvision_plugins.farm.depot import Depot
from rayvision_plugins.farm.errors import StorageRefused
from rayvision_plugins.farm.inputs import BLOCK
from rayvision_plugins.farm.state import State
from rayvision_plugins.farm.tokens import Tokens

LARGEST = 16 * 1024 * 1024
"""Bytes of a question about files."""

MOST_ROWS = 10_000
"""Files that one question may be about."""

IDLE = 30
"""Seconds without a byte after which a connection counts as cut."""

SETTLE = 1
"""Seconds that a question about an arriving file waits for its end."""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


class Storage:
    """The handlers; ``wire`` is storage.json, ``clock`` gives seconds since the epoch."""

    def __init__(
        self,
        state: State,
        place: Depot,
        tokens: Tokens,
        wire: Mapping[str, str],
        clock: Callable[[], float],
    ) -> None:
        self._state = state
        self._depot = place
        self._tokens = tokens
        self._wire = wire
        self._clock = clock
        self._arriving: weakref.WeakValueDictionary[str, asyncio.Lock] = (
            weakref.WeakValueDictionary()
        )

    def routes(self) -> list[web.RouteDef]:
        """Returns the routes of files and folders."""
        file = self._wire["file"].replace("{path}", r"{path:[\s\S]*}")
        folder = self._wire["folder"]
        return [
            web.head(file, self._guard(self._head)),
            web.get(file, self._guard(self._get), allow_head=False),
            web.put(file, self._guard(self._put)),
            web.get(folder, self._guard(self._list), allow_head=False),
            web.post(folder, self._guard(self._lack)),
        ]

    def _guard(self, handler: _Handler) -> _Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._admit(request)
                return await handler(request)
            except StorageRefused as refused:
                log.info("storage: %s", refused)
                return _said(refused.status, str(refused), refused.headers)
            except ConnectionError as err:
                log.info("storage: %s %s: %s", request.method, request.path, err)
                return _said(400, str(err))  # nobody is there to read it
            except UnicodeError:
                return _said(400, "a name holds what is no Unicode")
            except (OSError, sqlite3.Error) as err:
                status, text = _trouble(err)
                log.log(logging.INFO if status == 400 else logging.ERROR, "storage: %s", text)
                return _said(status, text)

        return guarded

    def _admit(self, request: web.Request) -> None:
        given = request.headers.get(self._wire["authorization"], "")
        scheme, _, token = given.partition(" ")
        if scheme.lower() != self._wire["scheme"].lower():
            raise StorageRefused(401, "a token of the transfer configuration is needed")
        self._tokens.check(request.match_info["bid"], token.strip(), self._clock())

    def _file(self, request: web.Request) -> StoredFile:
        """Returns the file that the URL names, read from the URL as it was sent."""
        bid = request.match_info["bid"]
        head = self._wire["file"].format(bid=bid, path="")
        raw = request.rel_url.raw_path
        if not raw.startswith(head):
            raise StorageRefused(404, f"there is no storage {bid}")
        return StoredFile(self._state, self._depot, bid, depot.from_url(raw[len(head) :]))

    async def _head(self, request: web.Request) -> web.Response:
        file = self._file(request)
        await self._settle(file)
        held = await asyncio.to_thread(file.held)
        if held is not None:
            return web.Response(headers=self._progress(*held, complete=False))
        size, digest = await asyncio.to_thread(file.complete)
        return web.Response(
            headers={**self._progress(size, size, complete=True), self._wire["digest"]: digest}
        )

    async def _settle(self, file: StoredFile) -> None:
        """Waits a moment for a sender of this file: one that was cut off may not be done yet."""
        lock = self._arriving.get(str(file.path))
        if lock is not None:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(lock.acquire(), SETTLE)
                lock.release()

    async def _get(self, request: web.Request) -> web.StreamResponse:
        file = self._file(request)
        size, digest = await asyncio.to_thread(file.complete)
        start, stop, status = _span(request, size)
        response = web.StreamResponse(status=status, headers={self._wire["digest"]: digest})
        response.content_length = stop - start
        if status == 206:
            response.headers[hdrs.CONTENT_RANGE] = f"bytes {start}-{stop - 1}/{size}"
        with await asyncio.to_thread(file.path.open, "rb") as stream:
            stream.seek(start)
            await response.prepare(request)
            try:
                while block := await asyncio.to_thread(stream.read, min(BLOCK, stop - start)):
                    await response.write(block)
                    start += len(block)
            except ConnectionError as err:
                log.info("storage: %s %s: %s", request.method, request.path, err)
        if start < stop and request.transport is not None:
            request.transport.abort()  # the file became shorter meanwhile: no whole answer is left
        return response

    async def _put(self, request: web.Request) -> web.Response:
        file, offer = self._file(request), self._offer(request)
        # A second sender of the same file waits for the first, which ends or falls silent.
        async with self._arriving.setdefault(str(file.path), asyncio.Lock()):
            try:
                receiving = await asyncio.to_thread(file.receive, offer)
                with contextlib.closing(receiving):
                    await asyncio.to_thread(receiving.rehash)
                    async for block in _blocks(request.content):
                        await asyncio.to_thread(receiving.write, block)
                    whole = await asyncio.to_thread(receiving.finish, int(self._clock() * 1000))
            except WrongOffset as wrong:
                return _said(409, str(wrong), {self._wire["offset"]: str(wrong.held)})
        headers = self._progress(receiving.offset, offer.length, complete=whole)
        if not whole:
            return _said(200, "kept, send the rest", headers)
        return _said(201, "stored", {**headers, self._wire["digest"]: offer.digest})

    def _offer(self, request: web.Request) -> Offer:
        given = {
            name: request.headers.get(self._wire[name], "")
            for name in ("offset", "length", "digest")
        }
        for name in ("offset", "length"):
            if not (given[name].isascii() and given[name].isdigit() and len(given[name]) < 18):
                raise StorageRefused(400, f"the header {self._wire[name]} is no number of bytes")
        digest = given["digest"].lower()
        if len(digest) != 32 or set(digest) - set("0123456789abcdef"):
            raise StorageRefused(
                400, f"the header {self._wire['digest']} is no digest of 32 hexadecimal digits"
            )
        offer = Offer(int(given["offset"]), int(given["length"]), digest)
        if offer.offset + (request.content_length or 0) > offer.length:
            raise StorageRefused(400, f"the body goes beyond {self._wire['length']}")
        return offer

    def _progress(self, held: int, length: int, *, complete: bool) -> dict[str, str]:
        return {
            self._wire["offset"]: str(held),
            self._wire["length"]: str(length),
            self._wire["complete"]: "1" if complete else "0",
        }

    async def _list(self, request: web.Request) -> web.Response:
        prefix = request.query.get(self._wire["prefix"], "")
        rows = await asyncio.to_thread(self._state.listing, request.match_info["bid"], prefix)
        return web.json_response({"files": [dict(row) for row in rows]})

    async def _lack(self, request: web.Request) -> web.Response:
        try:
            rows = json.loads(await request.read())["files"]
            asked = [
                (str(row["path"]), int(row["size"]), str(row["digest"]).lower()) for row in rows
            ]
        except web.HTTPRequestEntityTooLarge as err:
            raise StorageRefused(413, f"the body is larger than {LARGEST} bytes") from err
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as err:
            raise StorageRefused(
                400, "the body is no JSON object with rows of path, size and digest in files"
            ) from err
        if len(asked) > MOST_ROWS:
            raise StorageRefused(
                400, f"{len(asked)} rows are too many, {MOST_ROWS} at most in one call"
            )
        bid = request.match_info["bid"]
        missing = await asyncio.to_thread(
            lambda: [row[0] for row in asked if not self._holds(bid, *row)]
        )
        return web.json_response({"missing": missing})

    def _holds(self, bid: str, path: str, size: int, digest: str) -> bool:
        try:
            return StoredFile(self._state, self._depot, bid, path).holds(size, digest)
        except StorageRefused:
            return False


async def _blocks(content: StreamReader) -> AsyncIterator[bytes]:
    """Yields the body in large blocks; a cut connection raises after all that came was yielded."""
    waiting = bytearray()
    while True:
        try:
            block = await asyncio.wait_for(content.readany(), IDLE)
        except (asyncio.TimeoutError, ConnectionError, ClientError, web.RequestPayloadError) as err:
            cut = err
            break
        waiting += block
        if waiting and (len(waiting) >= BLOCK or not block):
            yield bytes(waiting)
            waiting.clear()
        if not block:
            return
    if waiting:
        yield bytes(waiting)
    raise ConnectionResetError("the connection was cut") from cut


def _span(request: web.Request, size: int) -> tuple[int, int, int]:
    """Returns (first byte, byte after the last, status) of what a GET asks for."""
    try:
        asked = request.http_range
    except ValueError:
        asked = slice(None, None)
    if asked.start is None and asked.stop is None:
        return 0, size, 200
    start, stop, _ = asked.indices(size)
    if start >= stop:
        raise StorageRefused(416, f"the range is outside the {size} bytes of the file")
    return start, stop, 206


def _said(status: int, message: str, headers: Mapping[str, Any] | None = None) -> web.Response:
    return web.json_response({"message": message}, status=status, headers=headers)


def _trouble(err: OSError | sqlite3.Error) -> tuple[int, str]:
    number = err.errno if isinstance(err, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in str(err):
        return 507, "the disk of the farm is full"
    if number == errno.ENAMETOOLONG:
        return 400, "a name in the path is longer than the disk of the farm takes"
    if number in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return 400, "the path goes through a name that is a file, or names a folder"
    return 500, f"the storage of the farm: {err.strerror if isinstance(err, OSError) else err}"
