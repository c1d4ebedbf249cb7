"""HTTP for callbacks: bounded bodies, slow senders cut, one request a connection.

aiohttp has no limit on how long a sender may take nor on how many there are, hence the timers
here: where connections that say nothing are many, each new one ends the oldest.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import queue
import ssl
import threading
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from rayvision_plugins.callbacks.receipt import Callbacks, Receipt, said
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.jobs import Event

if TYPE_CHECKING:
    from aiohttp import web

LARGEST = 64 * 1024
"""Bytes of a callback's address, which may hold a long reason, and of its body."""

SECONDS = 10.0
"""How long a connection has to send all of a callback."""

SENDERS = 64
"""Connections that have not sent all of a callback, far fewer than the files a process may open."""

MOST = 64
"""Callbacks of a service that are looked at together; those beyond are told to come later."""

PATIENCE = 0.5
"""Seconds that callbacks get to end when the receiver stops."""


class Receiver:
    """Receives callbacks at ``host`` and ``port`` (0: a free one) while it is entered.

    ``url`` then says where, and ``events`` yields one for each callback until ``stop``: an end
    for a job that it ended, else a note. ``seconds`` is how long a sender may take.

    Raises:
        ConfigError: on entering, when the address cannot be used or aiohttp is missing.
    """

    def __init__(
        self,
        callbacks: Callbacks,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self.url = ""
        self._callbacks = callbacks
        self._host, self._port = host, port
        self._tls = tls
        self._seconds = seconds
        self._inbox: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._sending: dict[asyncio.BaseProtocol, asyncio.TimerHandle] = {}
        self._busy: collections.Counter[str] = collections.Counter()
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Receiver:
        try:
            self._loop.run_until_complete(self._start())
        except BaseException:
            self._loop.run_until_complete(self._close())
            self._loop.close()
            raise
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.join()

    def stop(self) -> None:
        """Ends ``events`` once nothing comes in any more; also from a signal's handler."""
        with contextlib.suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(self._end.set)

    def events(self) -> Iterator[Event]:
        """Yields what is told of each callback, until ``stop``."""
        while True:
            try:
                event = self._inbox.get(timeout=1)  # Windows hears no signal while it waits
            except queue.Empty:
                continue
            if event is None:
                return
            yield event

    async def _start(self) -> None:
        try:
            from aiohttp import web
        except ImportError:
            raise ConfigError(
                "receiving callbacks needs aiohttp", 'pip install "rayvision_plugins[callback]"'
            ) from None
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/{address:.*}", self._requested)
        self._runner = runner = web.AppRunner(
            app,
            access_log=None,
            auto_decompress=False,
            max_line_size=LARGEST,
            shutdown_timeout=PATIENCE,
            lingering_time=PATIENCE,
        )
        await runner.setup()
        try:
            self._server = await self._loop.create_server(
                lambda: self._timed(runner.server),
                self._host,
                self._port,
                ssl=self._tls,
                ssl_handshake_timeout=self._seconds if self._tls else None,
            )
        except (OSError, OverflowError) as err:
            why = getattr(err, "strerror", None) or str(err)
            raise ConfigError(
                f"callbacks cannot be received at port {self._port} on {self._host} ({why})",
                "choose another one, or 0 for a free one",
            ) from err
        host, port = self._server.sockets[0].getsockname()[:2]
        host = f"[{host}]" if ":" in host else host
        self.url = f"http{'s' if self._tls else ''}://{host}:{port}"

    def _serve(self) -> None:
        self._loop.run_until_complete(self._end.wait())
        self._loop.run_until_complete(self._close())
        self._loop.close()
        self._inbox.put(None)

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        if self._runner:
            await self._runner.cleanup()

    def _timed(self, server: Any) -> asyncio.BaseProtocol:
        """Returns what speaks HTTP on a new connection, which is cut when it takes too long."""
        protocol: asyncio.BaseProtocol = server()
        self._sending[protocol] = self._loop.call_later(self._seconds, self._cut, protocol)
        self._loop.call_soon(self._thin, server)
        return protocol

    def _thin(self, server: Any) -> None:
        """Cuts the oldest of too many connections that have not sent all."""
        silent = [each for each in server.connections if each in self._sending]
        for each in silent[: max(0, len(silent) - SENDERS + 1)]:
            self._cut(each)

    def _whole(self, protocol: Any) -> None:
        """Lets a connection live on, which has sent its request."""
        timer = self._sending.pop(protocol, None)
        if timer:
            timer.cancel()

    def _cut(self, protocol: Any) -> None:
        self._whole(protocol)
        if protocol.transport is not None:
            protocol.transport.abort()
            self._inbox.put(
                said(HTTPStatus.REQUEST_TIMEOUT, "a connection was cut, no callback came").event
            )

    async def _requested(self, request: web.Request) -> web.Response:
        """Answers any request, the last on its connection, and tells of it."""
        from aiohttp import web

        receipt = await self._receipt(request)
        self._inbox.put(receipt.event)
        response = web.Response(status=receipt.status, text=f"{receipt.status.phrase}\n")
        response.force_close()
        return response

    async def _receipt(self, request: web.Request) -> Receipt:
        """Takes a callback; a proxy may have put a path before the name of its service."""
        from aiohttp import web

        name = request.path.rpartition("/")[2]
        if name not in self._callbacks.services:
            return _refused(HTTPStatus.NOT_FOUND)
        if request.method != self._callbacks.method(name):
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self._whole(request.protocol)
        if self._busy[name] >= MOST:
            return said(HTTPStatus.SERVICE_UNAVAILABLE, f"{name}: too many callbacks at once")
        query = dict(request.query)  # the first of what is said twice
        self._busy[name] += 1
        try:
            return await _beside(lambda: self._callbacks.received(name, query, body))
        finally:
            self._busy[name] -= 1


def _refused(status: HTTPStatus) -> Receipt:
    return said(status, f"a request was refused: {status.phrase.lower()}")


async def _beside(work: Callable[[], Receipt]) -> Receipt:
    """Runs what takes time in a thread that does not keep the process alive."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[Receipt] = loop.create_future()

    def settle(receipt: Receipt) -> None:
        if not result.done():  # cut off meanwhile
            result.set_result(receipt)

    def run() -> None:
        receipt = work()
        with contextlib.suppress(RuntimeError):  # the receiver has ended
            loop.call_soon_threadsafe(settle, receipt)

    threading.Thread(target=run, daemon=True).start()
    return await result
