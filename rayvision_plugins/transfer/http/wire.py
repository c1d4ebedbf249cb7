"""Requests to one storage server: connections, tokens, and waiting when it is busy.

Each thread keeps a connection open. Bodies are written by whoever has them, straight into the
connection: a request costs the machine little more than the bytes it moves.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import json
import selectors
import ssl
import threading
import time
import urllib.parse
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from rayvision_plugins.errors import ConnectionFailed, TransferFailed
from rayvision_plugins.profiles import read_table
from rayvision_plugins.transfer.http import answers
from rayvision_plugins.transfer.http.answers import Answer

BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})

MOST_WAITS = 5
"""How often one request comes again because the server is busy."""

_STEP = 0.25
_SHORT = 64 * 1024

Connection = http.client.HTTPConnection


@dataclasses.dataclass(frozen=True, slots=True)
class Ask:
    """A request about a storage; ``about`` names for people what it is about.

    Statuses of ``accept`` are answers, not errors. ``write`` puts a body of ``length`` bytes into
    the connection, and again when the request is repeated. ``alive`` is called while the server
    is waited for; it raises when the transfer shall end.
    """

    method: str
    place: str
    bid: str
    about: str = ""
    accept: frozenset[int] = frozenset()
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    length: int = 0
    write: Callable[[Connection], None] | None = None
    alive: Callable[[], None] = lambda: None


class Wire:
    """The server at ``url``; ``names`` is storage.json, ``tokens`` maps bids to their tokens.

    ``renew`` asks the farm for new ones; ``timeouts`` are the seconds to connect and to wait for
    the next bytes.
    """

    def __init__(
        self,
        url: str,
        tokens: Mapping[str, str],
        renew: Callable[[], Mapping[str, str]] | None,
        timeouts: tuple[float, float],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.names: dict[str, str] = read_table("storage.json")
        self._server = _server(self.url)
        self._tokens = tokens
        self._renew = renew
        self._renewing = threading.Lock()
        self._timeouts = timeouts
        self._sleep = sleep
        self._local = threading.local()

    def place(self, name: str, bid: str, path: str = "", **query: str) -> str:
        """Returns path and query of a request; ``name`` and ``query`` are keys of the table."""
        quoted = {"bid": urllib.parse.quote(bid, safe=""), "path": urllib.parse.quote(path)}
        asked = urllib.parse.urlencode({self.names[key]: value for key, value in query.items()})
        place = self._server.path + self.names[name].format(**quoted)
        return f"{place}?{asked}" if asked else place

    @contextlib.contextmanager
    def request(self, ask: Ask) -> Iterator[Answer]:
        """Yields the answer, whose body is read inside the with.

        Raises:
            TransferFailed: the storage refuses, or cannot be reached.
            OSError: of this machine's files, and what ``alive`` raises.
        """
        about = ask.about or ask.place.partition("?")[0]
        whole = False
        try:
            answer = self._admitted(ask, about)
            if answer.status >= HTTPStatus.MULTIPLE_CHOICES and answer.status not in ask.accept:
                raise TransferFailed(
                    about, answers.refusal(answer), retry=answer.status in answers.RETRY_STATUS
                )
            yield answer
            if not answer.isclosed() and answer.length is not None and answer.length < _SHORT:
                answer.read()
            whole = answer.isclosed()
        except (OSError, http.client.HTTPException) as err:
            if not answers.of_the_network(err):
                raise
            raise answers.broken(about, err) from None  # the cause may hold the token
        finally:
            if not whole:  # the rest of an answer is in the way of the next one
                self._drop()

    def document(self, ask: Ask) -> Any:
        """Returns the JSON that a request is answered with.

        Raises:
            TransferFailed: also when it is none.
        """
        with self.request(ask) as answer:
            return answers.document(self.url, answer)

    def _admitted(self, ask: Ask, about: str) -> Answer:
        """Returns the answer of a server that is not busy, to a token that has not expired."""
        renewed = False
        waits = 0
        while True:
            token = self._tokens.get(ask.bid, "")
            if not (token and token.isascii() and token.isprintable()):
                raise TransferFailed(about, f"the farm gave no token for storage {ask.bid}")
            answer = self._sent(ask, token)
            if answer.status == HTTPStatus.UNAUTHORIZED and not renewed:
                renewed = True
                if not self._renewed(ask.bid, token):
                    return answer
            elif answer.status in BUSY and waits < MOST_WAITS:
                waits += 1
                seconds = answers.wait(answer, self.names["wait"])
                if seconds is None:
                    return answer
                self._rest(seconds, ask.alive)
            else:
                return answer
            self._drop()

    def _sent(self, ask: Ask, token: str) -> Answer:
        connection = self._connection()
        connection.putrequest(ask.method, ask.place, skip_accept_encoding=True)
        connection.putheader(self.names["authorization"], f"{self.names['scheme']} {token}")
        for name, value in ask.headers.items():
            connection.putheader(name, value)
        if ask.write is None:
            connection.endheaders()
            return connection.getresponse()
        connection.putheader("Content-Length", str(ask.length))
        connection.endheaders()
        try:
            ask.write(connection)
        except (BrokenPipeError, ConnectionResetError) as err:
            try:  # who hangs up may have said why before
                return connection.getresponse()
            except (OSError, http.client.HTTPException):
                raise err from None
        return connection.getresponse()

    def _connection(self) -> Connection:
        """Returns the open connection of this thread."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is not None and connection.sock is not None:
            with selectors.DefaultSelector() as heard:
                heard.register(connection.sock, selectors.EVENT_READ)
                if not heard.select(0):
                    return connection
            connection.close()  # the server hung up, or said something that nobody asked for
        connection = self._local.connection = self._new()
        try:
            connection.connect()
        except OSError as err:
            raise answers.broken(self.url, err) from None
        weakref.finalize(connection, connection.sock.close)  # with its thread, or with the wire
        connection.sock.settimeout(self._timeouts[1])
        return connection

    def _new(self) -> Connection:
        host, port, wait = self._server.hostname or "", self._server.port, self._timeouts[0]
        if self._server.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, timeout=wait, context=context)
        return http.client.HTTPConnection(host, port, timeout=wait)

    def _drop(self) -> None:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()

    def _rest(self, seconds: float, alive: Callable[[], None]) -> None:
        while seconds > 0:
            alive()
            self._sleep(min(seconds, _STEP))
            seconds -= _STEP
        alive()

    def _renewed(self, bid: str, used: str) -> bool:
        """Returns whether there is another token than the one that was refused: they expire."""
        with self._renewing:
            if self._renew and self._tokens.get(bid) == used:
                try:
                    self._tokens = self._renew()
                except ConnectionFailed as err:  # a farm that is away for a moment comes back
                    raise TransferFailed(self.url, str(err), retry=True) from err
        return self._tokens.get(bid, used) != used


def question(files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Returns the body of a question about files, as an Ask has it."""
    text = json.dumps({"files": files}, separators=(",", ":"), ensure_ascii=False)
    body = text.encode("utf-8", "surrogatepass")
    return {"length": len(body), "write": lambda connection: connection.send(body)}


def _server(url: str) -> urllib.parse.SplitResult:
    try:
        server = urllib.parse.urlsplit(url)
        if server.hostname and server.scheme in ("http", "https") and server.port != 0:
            return server
    except ValueError:
        pass
    raise TransferFailed(url, "this is no address of a storage")
