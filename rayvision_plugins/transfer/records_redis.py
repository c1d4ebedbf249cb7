"""The records in Redis, for many machines that share what is known.

Keys, after the prefix: ``files:FOLDER`` and ``held:STORAGE PLACE`` are hashes by name,
``places:STORAGE`` and ``folders`` sets that find them, ``marks`` a hash by storage.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.transfer.records import Records, called, split

_FILE = struct.Struct("<qq16s")
"""Size, mtime in nanoseconds, digest."""

_NAMESPACE = "rayvision"


class RedisRecords(Records):
    """What Records are, on a server; ``table`` is its database's number or text before all keys.

    ``timeout`` in milliseconds, for the connection and for every answer. Every method raises
    ConfigError when the server cannot be used.
    """

    def __init__(
        self, host: str, port: int, table: str, *, password: str = "", timeout: int = 5000
    ) -> None:
        try:
            import redis
            from redis.backoff import ConstantBackoff
            from redis.retry import Retry
        except ImportError as err:
            raise ConfigError(
                "records in redis need its client: pip install 'rayvision_plugins[redis]'"
            ) from err
        number = table.isascii() and table.isdigit()
        self._where = f"{host}:{port}"
        self._prefix = f"{_NAMESPACE}:" if number else f"{table}:{_NAMESPACE}:"
        self._error = redis.RedisError
        self._server: Any = redis.Redis(
            host=host,
            port=port,
            db=int(table) if number else 0,
            password=password or None,
            socket_timeout=timeout / 1000,
            socket_connect_timeout=timeout / 1000,
            retry=Retry(ConstantBackoff(0.1), 1),  # a connection may have been idle too long
        )
        with self._told():
            self._server.ping()

    def known(
        self, folder: str, names: Sequence[str] | None = None
    ) -> dict[str, tuple[int, int, str]]:
        """Returns {name: (size, mtime, digest)} of the files of a folder as they were last read.

        ``names``: of these only, where they are known.
        """
        with self._told():
            if names:
                values = self._server.hmget(self._files(folder), [os.fsencode(n) for n in names])
                return {
                    name: _read(value) for name, value in zip(names, values, strict=True) if value
                }
            found = self._server.hgetall(self._files(folder)) if names is None else {}
        return {os.fsdecode(name): _read(value) for name, value in found.items()}

    def remember(self, folders: Mapping[str, Iterable[tuple[str, int, int, str]]]) -> None:
        """Remembers files as they were read, as one change: {folder: (name, size, mtime, digest)}.

        Each folder has any number of them.
        """
        with self._told(), self._server.pipeline() as together:
            for folder, rows in folders.items():
                found = {
                    os.fsencode(name): _FILE.pack(size, mtime_ns, bytes.fromhex(digest))
                    for name, size, mtime_ns, digest in rows
                }
                if found:
                    together.sadd(self._key("folders"), os.fsencode(folder))
                    together.hset(self._files(folder), mapping=found)
            together.execute()

    def current(self, folder: str, storage: str, place: str) -> set[tuple[str, int, int]]:
        """Returns (name, size, mtime) of the files that a storage holds as they were last read."""
        with self._told(), self._server.pipeline(transaction=False) as together:
            together.hgetall(self._files(folder))
            together.hgetall(self._held(storage, place))
            files, held = together.execute()
        return {
            (os.fsdecode(name), *_FILE.unpack(value)[:2])
            for name, value in files.items()
            if held.get(name) == value[-16:]
        }

    def hold(self, storage: str, rows: Iterable[tuple[str, str, str]], mark: str = "") -> None:
        """Remembers files that lie in a storage: (folder there, name, digest) each.

        Not what it said after ``mark`` while another run has learned of later losses.
        """
        places: dict[bytes, dict[bytes, bytes]] = {}
        for place, name, digest in rows:
            key = self._held(storage, place)
            places.setdefault(key, {})[os.fsencode(name)] = bytes.fromhex(digest)

        def keep(together: Any) -> None:
            together.multi()
            together.sadd(self._key("places", storage), *places)
            for key, found in places.items():
                together.hset(key, mapping=found)

        if places:
            self._since(storage, mark, keep)

    def mark(self, storage: str) -> str:
        """Returns the mark up to which the losses of a storage are known; "" when none is."""
        with self._told():
            return self._marked(self._server, storage)

    def marked(self, storage: str, since: str, mark: str, lost: Sequence[str] | None) -> bool:
        """Forgets the paths that a storage lost between two marks, all of it when None.

        Returns False when ``since`` is the mark no more: another run was faster.
        """
        places = self._key("places", storage)

        def forget(together: Any) -> None:
            held = together.smembers(places) if lost is None else ()
            together.multi()
            if held:
                together.unlink(places, *held)
            for folder, name in map(split, lost or ()):
                together.hdel(self._held(storage, folder), os.fsencode(name))
            together.hset(self._key("marks"), storage, mark)

        return self._since(storage, since, forget, places)

    def folders(self, name: str) -> list[pathlib.Path]:
        """Returns the folders called ``name`` that hold a remembered file and still exist.

        ``name`` may have several steps, with "/" between them.
        """
        with self._told():
            return called(name, sorted(self._server.smembers(self._key("folders"))))

    def uploaded(self) -> None:
        """Means nothing here."""

    def close(self) -> None:
        """Closes the connections."""
        self._server.close()

    def _since(
        self, storage: str, mark: str, change: Callable[[Any], None], *watched: bytes
    ) -> bool:
        """Makes a change as one; returns False when the mark of the storage is another one."""

        def attempt(together: Any) -> bool:
            if self._marked(together, storage) != mark:
                return False
            change(together)
            return True

        with self._told():  # tried again when another run writes a mark or what is watched
            return bool(
                self._server.transaction(
                    attempt, self._key("marks"), *watched, value_from_callable=True
                )
            )

    def _marked(self, server: Any, storage: str) -> str:
        return os.fsdecode(server.hget(self._key("marks"), storage) or b"")

    def _key(self, *words: str) -> bytes:
        return os.fsencode(self._prefix + ":".join(words))

    def _files(self, folder: str) -> bytes:
        return self._key("files", folder)

    def _held(self, storage: str, place: str) -> bytes:
        return self._key("held", f"{storage} {place.strip('/')}")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what the server says into one line that names it."""
        try:
            yield
        except self._error as err:
            reason = str(err).replace(f" connecting to {self._where}", "").rstrip(".")
            raise ConfigError(
                f"the records in redis at {self._where} cannot be used ({reason}); "
                "start the server and check [REDIS] in db_config.ini, or set type to sqlite there"
            ) from err


def _read(value: bytes) -> tuple[int, int, str]:
    size, mtime_ns, raw = _FILE.unpack(value)
    return size, mtime_ns, raw.hex()
