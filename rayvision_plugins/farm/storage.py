"""The storages over HTTP: files arrive in pieces and hashed, are listed and fetched.

Names of paths and headers are in ``data/storage.json``, which the other side reads too. A file
arrives apart from its place and takes it when its last byte and its digest are right; a cut
connection keeps what came. No large file is ever held in memory as a whole.
"""

import asyncio
import contextlib
import functools
import json
import logging
import sqlite3
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar

from aiohttp import ClientError, StreamReader, hdrs, web

from rayvision_plugins.farm import depot, questions
from rayvision_plugins.farm.arrival import Offer, StoredFile, WrongOffset
from rayvision_plugins.farm.claims import Claims
from rayvision_plugins.farm.errors import StorageRefused, trouble
from rayvision_plugins.farm.inputs import BLOCK
from rayvision_plugins.farm.pack import Record, Unpacking, packed
from rayvision_plugins.farm.rooms import Farm

LARGEST = 16 * 1024 * 1024
"""Bytes of a question about files."""

IDLE = 30
"""Seconds without a byte after which a connection counts as cut."""

SETTLE = 1
"""Seconds that a question about an arriving file waits for its end."""

_Rows = TypeVar("_Rows")
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


class Storage:
    """The handlers of a farm; ``wire`` is storage.json."""

    def __init__(self, farm: Farm, wire: Mapping[str, str]) -> None:
        self._state = farm.state
        self._depot = farm.depot
        self._sweep = farm.sweep
        self._tokens = farm.tokens
        self._clock = farm.clock
        self._wire = wire
        self._claims = Claims()
        self._record = Record(wire["record"], int(wire["packed_below"]))
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
            web.put(file, self._guard(self._claimed(self._put))),
            web.get(folder, self._guard(self._list), allow_head=False),
            web.post(folder, self._guard(self._lack)),
            web.put(self._wire["pack"], self._guard(self._claimed(self._unpack))),
            web.post(self._wire["pack"], self._guard(self._pack)),
            web.get(self._wire["changes"], self._guard(self._changes), allow_head=False),
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
                return _said(408, str(err))  # who was only silent reads it, and tries again
            except UnicodeError:
                return _said(400, "a name holds what is no Unicode")
            except (OSError, sqlite3.Error) as err:
                status, text = trouble(err)
                log.log(logging.INFO if status == 400 else logging.ERROR, "storage: %s", text)
                return _said(status, text)

        return guarded

    def _claimed(self, handler: _Handler) -> _Handler:
        """Returns a handler of files that come, perhaps those of a claim."""

        async def bringing(request: web.Request) -> web.StreamResponse:
            with self._claims.bringing(request.headers.get(self._wire["claim"], "")):
                return await handler(request)

        return bringing

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
        bid = request.match_info["bid"]

        def listed() -> str:
            return json.dumps({"files": [dict(row) for row in self._state.listing(bid, prefix)]})

        return web.json_response(text=await asyncio.to_thread(listed))

    async def _lack(self, request: web.Request) -> web.Response:
        rows = await self._asked(request, questions.contents)
        bid, claim = request.match_info["bid"], request.headers.get(self._wire["claim"])

        def answer() -> dict[str, list[str]]:
            missing = functools.partial(questions.missing, self._state, self._depot, bid, rows)
            if claim is None:
                return {"missing": missing()}
            return self._claims.shared(bid, claim, [row[0] for row in rows], missing)

        return web.json_response(await asyncio.to_thread(answer))

    async def _changes(self, request: web.Request) -> web.Response:
        bid, since = request.match_info["bid"], request.query.get(self._wire["since"], "")
        await asyncio.to_thread(self._sweep.look, bid)
        mark, paths = await asyncio.to_thread(self._state.changes, bid, since)
        return web.json_response({"mark": mark, "paths": paths})

    async def _unpack(self, request: web.Request) -> web.Response:
        bid = request.match_info["bid"]
        unpacking = Unpacking(self._state, self._depot, bid, self._record, self._clock)
        async for block in _blocks(request.content):
            await asyncio.to_thread(unpacking.feed, block)
        unpacking.finish()
        return web.json_response({"stored": unpacking.stored, "failed": unpacking.failed})

    async def _pack(self, request: web.Request) -> web.StreamResponse:
        paths = await self._asked(request, questions.paths)
        bid = request.match_info["bid"]
        packing = packed(self._state, self._depot, bid, paths, self._record)
        response = web.StreamResponse()
        with contextlib.closing(packing):
            block = await asyncio.to_thread(next, packing, b"")  # what is refused is so before
            await response.prepare(request)
            with contextlib.suppress(ConnectionError):
                while block:
                    await response.write(block)
                    block = await asyncio.to_thread(next, packing, b"")
                await response.write_eof()
        return response

    async def _asked(self, request: web.Request, question: Callable[[bytes], _Rows]) -> _Rows:
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge as err:
            raise StorageRefused(413, f"the body is larger than {LARGEST} bytes") from err
        return await asyncio.to_thread(question, raw)


async def _blocks(content: StreamReader) -> AsyncIterator[bytearray]:
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
            yield waiting
            waiting = bytearray()
        if not block:
            return
    if waiting:
        yield waiting
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
