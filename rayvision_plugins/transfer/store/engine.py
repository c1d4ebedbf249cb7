"""The engine for object stores and folders: everything obstore speaks.

A file of a storage lies at ``<prefix>/<bid>/<path>``, its digest beside it (objects.py).

- What is there is asked by listing each folder of which several files are meant, else file by
  file. The digest of an object that is as it was is known from the records (seen.py).
- A large file goes in parts, several at once. An object appears whole or not at all, and only
  when what was read has the digest that was planned. A file cut in the middle starts again; one
  that has arrived is not sent again. Parts of a cut upload are given up at once. Those of a
  process that was killed stay, unseen: in a bucket until its rule for them removes them, in a
  folder as ``name#1`` until somebody does. A folder takes no other names of that form, nor of
  more than 253 bytes.
- Fetching goes on inside a file where the store answers ranges, else the file starts again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import xxhash

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer.digest import Remembers
from rayvision_plugins.transfer.engine import Changes, Outcome, Transfer, place_of
from rayvision_plugins.transfer.landing import Landing
from rayvision_plugins.transfer.line import Line
from rayvision_plugins.transfer.parallel import Meter, move_all
from rayvision_plugins.transfer.store.bucket import Bucket
from rayvision_plugins.transfer.store.objects import Object, Objects
from rayvision_plugins.transfer.store.seen import Seen

ENGINE = "store"

PART = 8 * 1024 * 1024
"""Bytes of a part, and the size above which a file has several."""

MOST_PARTS = 9000
"""S3 takes 10,000 of a file; larger parts then."""

PARTS_AT_ONCE = 4
FILES_IN_PARTS = 3
"""With both, some 120 MB are in memory, however large the files."""

FEW = 8
"""Files of a folder up to which each is asked for by itself."""


class StoreEngine:
    """Moves files to and from an object store or a folder; ``url`` as bucket.py says.

    ``records`` keep what was seen there from one run to the next.
    """

    def __init__(
        self,
        url: str,
        *,
        parallel: int = 16,
        timeouts: tuple[float, float] = (10, 60),
        line: Line | None = None,
        records: Remembers | None = None,
    ) -> None:
        self._bucket = Bucket(url, timeouts)
        self._seen = Seen(self.place, records)
        self._objects = Objects(self._bucket, self._seen)
        self.parallel = parallel
        self._patience = timeouts[1]
        self._line = line or Line()
        self._in_parts = threading.BoundedSemaphore(FILES_IN_PARTS)

    @property
    def place(self) -> str:
        """The address without keys."""
        return self._bucket.place

    def changes(self, bid: str, mark: str) -> Changes:
        """Returns that nothing is known: a store keeps no journal, it is asked for every file.

        Raises:
            ConfigError: it cannot be opened, such as a folder that is not there.
            TransferFailed: it does not answer, or refuses to.
        """
        self._objects.ask(bid)
        return Changes()

    def lacks(self, transfers: Sequence[Transfer]) -> list[Transfer]:
        """Returns those of which the store does not hold exactly this content.

        Raises:
            TransferFailed: it cannot be asked.
        """
        folders: dict[str, list[Transfer]] = {}
        for row in transfers:
            folders.setdefault(_key(row).rpartition("/")[0], []).append(row)
        self._seen.recall(map(_key, transfers))
        try:
            here = self._here(folders)
        finally:  # what was read is not read again, however this ends
            self._seen.keep()
        return [row for row in transfers if row not in here]

    def _here(self, folders: dict[str, list[Transfer]]) -> set[Transfer]:
        """Returns those of some files, by their folders, that the store holds."""
        long = [folder for folder, rows in folders.items() if len(rows) > FEW]
        todo: list[tuple[Transfer, str, Object | None]] = []
        with ThreadPoolExecutor(self.parallel) as pool:
            listed = dict(zip(long, pool.map(self._objects.within, long), strict=True))
            for folder, rows in folders.items():
                if folder not in listed:
                    todo += [(row, _key(row), None) for row in rows]
                    continue
                found = [(row, _key(row), listed[folder].get(_key(row))) for row in rows]
                todo += [each for each in found if each[2] and each[2].size == each[0].size]
            held = pool.map(lambda each: self._objects.holds(*each), todo)
            return {each[0] for each, holds in zip(todo, held, strict=True) if holds}

    def listing(self, bid: str, prefix: str, local: str) -> list[Transfer]:
        """Returns what the store holds below ``prefix``, to be fetched into ``local``.

        Raises:
            TransferFailed: it cannot be asked.
        """
        found = self._objects.below(f"{bid}/{prefix.strip('/')}".rstrip("/"))
        self._seen.recall(found)
        try:
            with ThreadPoolExecutor(self.parallel) as pool:
                digests = list(pool.map(self._objects.digest, found, found.values()))
        finally:
            self._seen.keep()
        return [
            Transfer(bid, path, place_of(local, path), there.size, digest)
            for (key, there), digest in zip(found.items(), digests, strict=True)
            for path in [key[len(bid) + 1 :]]
            if path and digest is not None
        ]

    def send(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Uploads the files, several at once."""
        return self._move(transfers, self._put)

    def fetch(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Downloads the files, several at once: temporary name, check, rename."""
        return self._move(transfers, self._get)

    def _move(
        self, transfers: Iterable[Transfer], move: Callable[[Transfer, Meter], None]
    ) -> Iterator[Event | Outcome]:
        self._objects.store  # noqa: B018 - a wrong address is said once, not for every file
        return move_all(transfers, move, self.parallel, self._patience, self._line)

    def _put(self, row: Transfer, moved: Meter) -> None:
        body = _Body(row, moved)
        if row.size <= PART:
            self._objects.put(_key(row), row.size, row.digest, b"".join(body), use_multipart=False)
            return
        while not self._in_parts.acquire(timeout=0.2):
            moved(0)
        try:
            self._objects.put(
                _key(row),
                row.size,
                row.digest,
                body,
                chunk_size=max(PART, row.size // MOST_PARTS),
                max_concurrency=PARTS_AT_ONCE,
            )
        except TransferFailed:
            if body.broken:
                raise body.broken from None
            raise
        finally:
            self._in_parts.release()

    def _get(self, row: Transfer, moved: Meter) -> None:
        key = _key(row)
        version = self._seen.etag(key)
        with Landing(row, version) as landing:
            moved.start(landing.held)
            if landing.held < row.size:
                answer, there, start = self._objects.opened(key, landing.held)
                other = not row.digest and version not in ("", there.etag)
                if other or there.size != row.size:
                    raise TransferFailed(row.path, "it changed since it was listed")
                if start < landing.held:
                    landing.restart()
                    moved.start(0)
                for block in self._objects.blocks(key, answer, moved.block):
                    moved(len(block))
                    landing.append(block)
            landing.finish()


class _Body:
    """The content of a file in blocks, which ends with an error when it is not what was planned.

    ``broken`` is that error; obstore gives the upload up then and the object never appears.
    """

    def __init__(self, row: Transfer, moved: Meter) -> None:
        self.broken: Exception | None = None
        self._row = row
        self._moved = moved

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._blocks()
        except Exception as err:
            self.broken = err
            raise

    def _blocks(self) -> Iterator[bytes]:
        digest = xxhash.xxh3_128()
        left = self._row.size
        self._moved.start(0)
        with open(self._row.local, "rb", buffering=0) as stream:
            while left and (block := stream.read(min(self._moved.block, left))):
                left -= len(block)
                digest.update(block)
                self._moved(len(block))
                yield block
        if left:
            raise TransferFailed(self._row.path, "it became shorter while it was sent", retry=True)
        if digest.hexdigest() != self._row.digest:
            raise TransferFailed(self._row.path, "it changed while it was sent", retry=True)


def _key(row: Transfer) -> str:
    return f"{row.bid}/{row.path.strip('/')}"
