"""The object store or folder that an address names, and its errors in one line each.

Addresses: ``s3://bucket/prefix``, ``gs://bucket/prefix``, ``az://container/prefix``,
``file:///folder`` or the plain path of a folder, which has to exist: a mount that is not there
must not become a folder. Endpoint, region and keys come from the variables that every client of
these stores reads (``AWS_*``, ``GOOGLE_*``, ``AZURE_*``), or from the query of the address, such
as ``s3://bucket/prefix?endpoint=http://nas:9000&region=eu-west-1``. Keys are never shown.

obstore does the work; it is an extra and imported here only.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

from rayvision_plugins.errors import ConfigError, TransferFailed
from rayvision_plugins.profiles import read_table

_TRIES = 2
_RETRY_STATUS = frozenset({408, 429})
_PATIENCE = 3
"""Times the usual wait for an answer: a part of a slow line's upload is many bytes long."""


class Bucket:
    """What an address names: ``place`` tells it from all others, ``folder`` is "" for buckets.

    Raises:
        ConfigError: the address is none.
    """

    def __init__(
        self,
        url: str,
        timeouts: tuple[float, float] = (10, 60),
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.names: dict[str, Any] = read_table("store.json")
        self._timeouts = timeouts
        self._mount = ""
        plain = url if "://" in url else ""
        parts = urllib.parse.urlsplit(plain)
        if plain and parts.scheme not in self.names["schemes"]:
            raise ConfigError(
                f"{parts.scheme}:// is no address of a store",
                "set RAYVISION_STORE to s3://, gs:// or az://bucket/prefix, or to a folder",
            )
        self._options = dict(urllib.parse.parse_qsl(parts.query))
        self._url = parts._replace(query="", fragment="").geturl()
        self.folder = ""
        self.place = self._url
        if not plain or parts.scheme == "file":
            self.folder = os.path.abspath(urllib.parse.unquote(parts.path) if plain else url)
            self.place = f"file://{self.folder}"
        elif parts.scheme in self.names["aws"]:
            endpoint = self._options.get("endpoint") or next(
                filter(None, map(environment.get, self.names["endpoints"])), ""
            )
            if endpoint:
                self._options["endpoint"] = endpoint
                host = urllib.parse.urlsplit(endpoint).netloc.rpartition("@")[2]
                self.place = f"{self._url} at {host}"
            if not endpoint.startswith("http://"):  # what goes encrypted need not be signed too
                self._options.setdefault("unsigned_payload", "true")

    def open(self) -> Any:
        """Returns obstore's store; nothing is asked of it yet.

        Raises:
            ConfigError: obstore is not installed, or cannot make anything of the address.
        """
        try:
            import obstore
            import obstore.store
        except ImportError:
            raise ConfigError(
                f"{self.place} needs the package obstore",
                'install it: pip install "rayvision_plugins[store]"',
            ) from None
        if self.folder:
            if not os.path.isdir(self.folder):
                raise ConfigError(f"{self.folder}: there is no such folder", "mount or create it")
            self._mount = _mount(self.folder)
        connect, read = self._timeouts
        try:
            if self.folder:
                return obstore.store.LocalStore(self.folder)
            return obstore.store.from_url(
                self._url,
                config=self._options,  # type: ignore[call-overload]
                client_options={
                    "allow_http": self._options.get("endpoint", "").startswith("http://"),
                    "connect_timeout": datetime.timedelta(seconds=connect),
                    "read_timeout": datetime.timedelta(seconds=read * _PATIENCE),
                    "timeout": datetime.timedelta(days=1),
                },
                retry_config={
                    "max_retries": _TRIES,
                    "retry_timeout": datetime.timedelta(seconds=read),
                    "backoff": {
                        "init_backoff": datetime.timedelta(seconds=0.2),
                        "max_backoff": datetime.timedelta(seconds=5),
                        "base": 2,
                    },
                },
            )
        except (obstore.exceptions.BaseError, ValueError, TypeError) as err:
            raise ConfigError(
                f"{self.place}: {_plain(err)}", "correct the address of the store and its variables"
            ) from None

    @contextlib.contextmanager
    def told(self, path: str = "") -> Iterator[None]:
        """Makes what obstore raises a TransferFailed about ``path`` (the store when empty)."""
        import obstore

        try:
            self._stands()
            yield
        except InterruptedError:
            raise
        except (obstore.exceptions.BaseError, OSError, ValueError, RuntimeError) as err:
            text, answer, retry = self._said(err)
            where = self.folder or self.place
            details = ", ".join(filter(None, [answer, where if path else ""]))
            text += f" ({details})" if details else ""
            raise TransferFailed(path or where, text, retry=retry) from None

    def _stands(self) -> None:
        """Raises TransferFailed when a folder is not there any more, or what was mounted there.

        What was written then would fill the disk below the mount and never reach the storage.
        """
        if self._mount and not (os.path.isdir(self.folder) and _mount(self.folder) == self._mount):
            raise TransferFailed(self.folder, self.names["texts"]["unmounted"], retry=True)

    def _said(self, err: Exception) -> tuple[str, str, bool]:
        """Returns what an error means, the store's words, and whether another attempt may do."""
        texts = self.names["texts"]
        said = str(err)
        if isinstance(err, ValueError):
            return texts["name"], _plain(err), False
        if self.folder:
            system = re.search(r"([^:]+) \(os error \d+\)", said)
            return system[1].strip() if system else _plain(err), "", False
        if any(asked in said for asked in self.names["keyless"]):
            return f"{texts['keyless']} {self.names['keys']}", "", False
        status = re.search(r"status code: (\d+)", said)
        if not status:
            return texts["away"], "", True
        found = re.search(r"<Code>(\w+)</Code>", said)
        code = found[1] if found else ""
        kind = self.names["codes"].get(code) or self.names["statuses"].get(status[1], "")
        number = int(status[1])
        retry = number >= 500 or number in _RETRY_STATUS or code in self.names["again"]
        answer = f"the store answered {number}{f', {code}' if code else ''}"
        if not kind:
            return answer, "", retry
        more = f" {self.names['keys']}" if kind == "refused" else ""
        return f"{texts[kind]}{more}", answer, retry


def _mount(path: str) -> str:
    """Returns where what holds ``path`` is mounted."""
    while not os.path.ismount(path):
        path = os.path.dirname(path)
    return path


def _plain(err: Exception) -> str:
    """Returns the first line of what obstore says, without addresses: they may hold keys."""
    line = str(err).split("\n", 1)[0]
    line = re.sub(r"https?://\S+", "...", line)
    return re.sub(r"^Generic \w+ error: ", "", line)
