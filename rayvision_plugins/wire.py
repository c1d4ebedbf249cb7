"""Sessions whose answers are bounded: one time and one size for the whole of each.

Also what a failed request means: whether it ever left, and why in a few words.

The time-out of requests starts anew with every byte, so a server that drips holds its caller
for ever; and a body may be endless, or small on the wire and endless unpacked. Here the
seconds to answer are those from the first byte waited for to the last, headers included,
and what is larger than ``LARGEST`` ends in an error. No threads: each read of the socket
waits for what is left of the time.
"""

from __future__ import annotations

import functools
import http.client
import io
import logging
import os
import pathlib
import socket
import ssl
import time
import urllib.parse
from collections.abc import Mapping
from typing import Any

import requests
import urllib3

from rayvision_plugins.errors import AnswerTooLarge, ConfigError

LARGEST = 16 * 1024 * 1024
"""Bytes of one answer, on the wire and unpacked; its objects take up to 25 times as many."""

_BLOCK = 16 * 1024
NO_PROXY = "none"
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
UNTRUSTED = "its certificate is not trusted"
NO_TLS = "it does not speak TLS as we do"
_PACKED = frozenset({"", "identity", "gzip", "deflate"})
"""Encodings that unpack to at most 1032 times their size, one layer deep."""


def session(proxy: str = "", ca_bundle: str = "", *, bounded: bool = True) -> requests.Session:
    """Returns a session with bounded answers.

    Without ``bounded`` it is one for files: of any size, in any time, as long as bytes come.

    ``proxy`` is an address, "none" for no proxy at all, or empty for the one the environment
    names; ``ca_bundle`` is a file or folder of certificates that are trusted, empty for the
    usual ones. What is given wins over the environment.

    Raises:
        ConfigError: there is no such ``ca_bundle``.
    """
    if ca_bundle and not pathlib.Path(ca_bundle).exists():
        raise ConfigError(f"ca_bundle: there is no file {ca_bundle}")
    logging.getLogger("urllib3.connectionpool").addFilter(_NO_QUERY)
    made = _Session()
    made.headers["Accept-Encoding"] = "gzip, deflate"
    if proxy:
        made.proxies = dict.fromkeys(("http", "https"), "" if proxy == NO_PROXY else proxy)
    made.verify = next(filter(None, [ca_bundle, *map(os.environ.get, _BUNDLES)]), True)
    if bounded:
        for scheme in ("http://", "https://"):
            made.mount(scheme, _Adapter())
    return made


def body(response: requests.Response) -> bytes:
    """Returns the whole body of a response that was asked for with ``stream=True``, unpacked.

    Raises:
        AnswerTooLarge: it is larger than LARGEST.
        requests.RequestException: it is cut, late, or packed in a way nobody asked for.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _PACKED:
        raise requests.exceptions.ContentDecodingError("an encoding nobody asked for")
    content = bytearray()
    for block in response.iter_content(_BLOCK):
        content += block
        if len(content) > LARGEST:
            raise AnswerTooLarge(LARGEST)
    return bytes(content)


def never_left(err: Exception) -> bool:
    """Returns whether a failed request certainly never left this machine."""
    kinds = (urllib3.exceptions.NewConnectionError, ssl.SSLCertVerificationError)
    return isinstance(err, requests.ConnectTimeout) or isinstance(_below(err), kinds)


def lasting(err: Exception) -> bool:
    """Returns whether the same request fails the same way again: its address or TLS is wrong."""
    kinds = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)
    below = _below(err)
    strange = isinstance(below, ssl.SSLError) and not isinstance(below, ssl.SSLEOFError)
    return strange or isinstance(err, kinds) or _nameless(below)


def reason(err: Exception) -> str:
    """Returns why a request failed in a few words; the error's own text may hold the request."""
    if isinstance(_cause(err), urllib3.exceptions.ReadTimeoutError):
        return "it took too long to answer"
    if isinstance(err, requests.exceptions.SSLError):
        return UNTRUSTED if isinstance(_below(err), ssl.SSLCertVerificationError) else NO_TLS
    if _nameless(_below(err)):
        return "there is no host of this name"
    for kinds, words in _REASONS:
        if isinstance(err, kinds):
            return words
    if not isinstance(err, requests.RequestException):
        return "the certificates to trust cannot be read"
    return "connection refused" if never_left(err) else "the connection broke"


def _cause(err: Any) -> Any:
    return err.args[0] if err.args else None


def _below(err: Exception) -> Any:
    """Returns what went wrong below requests, of TLS the error of ssl itself."""
    reason = getattr(_cause(err), "reason", None)
    reason = getattr(reason, "original_error", reason)  # of a proxy's error
    return _cause(reason) if isinstance(reason, urllib3.exceptions.SSLError) else reason


def _nameless(below: Any) -> bool:
    """Returns whether no host has the name; a server of names that is busy is another matter."""
    why = getattr(below, "__context__", None)
    return isinstance(why, socket.gaierror) and why.errno != socket.EAI_AGAIN


_REASONS: list[tuple[Any, str]] = [
    (
        (requests.exceptions.ProxyError, requests.exceptions.InvalidProxyURL),
        "the proxy is not there or refuses",
    ),
    (requests.exceptions.InvalidSchema, "a SOCKS proxy needs: pip install PySocks"),
    (requests.exceptions.InvalidURL, "this is no name of a host"),
    ((urllib3.exceptions.HTTPError, UnicodeError), "this is no name of a host"),
    (requests.ConnectTimeout, "it could not be reached in time"),
    (requests.Timeout, "it took too long to answer"),
]


class _NoQuery(logging.Filter):
    """Takes the query of an address, which may be a signature, out of what urllib3 logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            cut = (arg.partition("?")[0] if isinstance(arg, str) else arg for arg in record.args)
            record.args = tuple(cut)
        return True


_NO_QUERY = _NoQuery()


class _Session(requests.Session):
    """Asks the environment for a proxy once per host: requests asks it anew for every call.

    Redirects are left to the caller: requests reads the whole body of one, and trips over its
    address, even where it shall not follow.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self._environment: dict[tuple[str, ...], Any] = {}

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None

    def merge_environment_settings(
        self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        if not (proxies or self.proxies):
            host = urllib.parse.urlsplit(url)[:2]
            if host not in self._environment:
                self._environment[host] = requests.utils.get_environ_proxies(url)
            proxies = self._environment[host]
        return super().merge_environment_settings(url, proxies, stream, verify, cert)


class _Source(io.RawIOBase):
    """The bytes of one answer, of which the socket's time-out is the time for all."""

    def __init__(self, raw: io.RawIOBase, connection: socket.socket) -> None:
        self._raw = raw
        self._connection = connection
        self._end = time.monotonic() + (connection.gettimeout() or float("inf"))
        self._room = LARGEST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer is not complete in time")
        self._connection.settimeout(left if left < float("inf") else None)
        count: int = self._raw.readinto(buffer)
        self._room -= count
        if self._room < 0:
            raise AnswerTooLarge(LARGEST)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Reply(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp = io.BufferedReader(_Source(self.fp.detach(), sock))


@functools.cache
def _bounded(pool: Any) -> Any:
    """Returns the pool class with connections that read their answers through a _Source."""
    connection = type("_Connection", (pool.ConnectionCls,), {"response_class": _Reply})
    return type("_Pool", (pool,), {"ConnectionCls": connection})


class _Adapter(requests.adapters.HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self._bound(self.poolmanager)

    def proxy_manager_for(self, proxy: Any, **options: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **options)
        if not known:
            self._bound(manager)
        return manager

    @staticmethod
    def _bound(manager: urllib3.PoolManager) -> None:
        pools: Mapping[str, Any] = manager.pool_classes_by_scheme
        manager.pool_classes_by_scheme = {name: _bounded(pool) for name, pool in pools.items()}
