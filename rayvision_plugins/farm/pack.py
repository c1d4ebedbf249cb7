"""Packs: many small files in one body, one after the other. Blocking: for a thread.

Each file is a record: length of its path, size, digest, then path and content. It is checked
before it takes its place, and one that is refused spoils no other; of a pack that is cut the
files that were whole stay.
"""

import contextlib
import itertools
import os
import secrets
import struct
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

import xxhash

from rayvision_plugins.farm.depot import Depot, make_folder
from rayvision_plugins.farm.errors import StorageRefused, trouble
from rayvision_plugins.farm.inputs import BLOCK
from rayvision_plugins.farm.state import State, Stored


class Record:
    """How a file stands in a pack: ``layout`` is its head, ``most`` the bytes it may have."""

    def __init__(self, layout: str, most: int) -> None:
        self._head = struct.Struct(layout)
        self.most = most

    def written(self, path: str, digest: str, content: bytes) -> bytes:
        """Returns a file as it stands in a pack."""
        name = path.encode("utf-8")
        return self._head.pack(len(name), len(content), bytes.fromhex(digest)) + name + content

    def read(self, view: memoryview, at: int) -> tuple[str, str, memoryview, int] | None:
        """Returns (path, digest, content, where the next one begins), None while it is not whole.

        Raises:
            StorageRefused: 413 when the file is too large for a pack, 400 when its path is no text.
        """
        start = at + self._head.size
        if start > len(view):
            return None
        length, size, digest = self._head.unpack_from(view, at)
        if size > self.most:
            raise StorageRefused(413, f"a file of {size} bytes; a pack takes {self.most} of one")
        content = start + length
        end = content + size
        if end > len(view):
            return None
        try:
            path = str(view[start:content], "utf-8")
        except UnicodeError as err:
            raise StorageRefused(400, "a path in the pack is not UTF-8") from err
        return path, digest.hex(), view[content:end], end


class Unpacking:
    """A pack that arrives: ``stored`` counts its files, ``failed`` says which not, and why."""

    def __init__(
        self, state: State, place: Depot, bid: str, record: Record, clock: Callable[[], float]
    ) -> None:
        self.stored = 0
        self.failed: list[dict[str, Any]] = []
        self._state = state
        self._depot = place
        self._bid = bid
        self._record = record
        self._clock = clock
        self._waiting = bytearray()
        self._made: set[str] = set()
        self._parts = f"{place.folder}/parts/{secrets.token_hex(8)}"
        self._count = itertools.count()

    def feed(self, block: bytes | bytearray) -> None:
        """Takes more bytes; every file that is whole with them goes into its place.

        Raises:
            StorageRefused: they are no pack.
            sqlite3.Error: the files cannot be recorded.
        """
        self._waiting += block
        at = 0
        ready: list[tuple[Stored, str, str]] = []
        now = int(self._clock() * 1000)
        try:
            with memoryview(self._waiting) as view:
                while found := self._record.read(view, at):
                    path, digest, content, at = found
                    with content, self._told(path):
                        ready.append(self._written(path, digest, content, now))
        finally:
            self._settle(ready)
        del self._waiting[:at]

    def finish(self) -> None:
        """Ends the pack.

        Raises:
            StorageRefused: 400 when it ends inside a file.
        """
        if self._waiting:
            raise StorageRefused(400, "the pack ends inside a file")

    def _written(
        self, path: str, digest: str, content: memoryview, now: int
    ) -> tuple[Stored, str, str]:
        """Returns (file, its part, its place), once the part is on the disk."""
        target = self._depot.place(self._bid, path)
        if xxhash.xxh3_128_hexdigest(content) != digest:
            raise StorageRefused(
                422, "the file did not arrive as it was sent: the digest differs; send it again"
            )
        folder = target.rpartition("/")[0]
        if folder not in self._made:
            make_folder(folder)
            self._made.add(folder)
        part = f"{self._parts}-{next(self._count)}.part"
        _write(part, content)
        return Stored(path, len(content), digest, now), part, target

    def _settle(self, ready: Sequence[tuple[Stored, str, str]]) -> None:
        """Puts written files into their places, and records them all at once."""
        if not ready:
            return
        done: list[Stored] = []
        try:
            with self._state.storing(self._bid, [row for row, _, _ in ready]) as done:
                for row, part, target in ready:
                    with self._told(row.path):
                        os.replace(part, target)
                        done.append(row)
        finally:
            self.stored += len(done)
            for _, part, _ in ready if len(done) < len(ready) else ():
                with contextlib.suppress(OSError):
                    os.unlink(part)

    @contextlib.contextmanager
    def _told(self, path: str) -> Iterator[None]:
        """Keeps what is wrong with one file to that file."""
        try:
            yield
        except StorageRefused as refused:
            self._fail(path, refused.status, str(refused))
        except OSError as err:
            self._fail(path, *trouble(err))

    def _fail(self, path: str, status: int, text: str) -> None:
        self.failed.append({"path": path, "status": status, "message": text})


def packed(
    state: State, place: Depot, bid: str, paths: Sequence[str], record: Record
) -> Generator[bytes, None, None]:
    """Yields a pack of the files that are here as they arrived, in blocks; others are left out."""
    held = state.holdings(bid, paths)
    waiting: list[bytes] = []
    count = 0
    for path in paths:
        size, digest = held.get(path, (record.most + 1, ""))
        content = _read(place.place(bid, path), size) if size <= record.most else None
        if content is None:
            continue
        waiting.append(record.written(path, digest, content))
        count += len(content)
        if count >= BLOCK:
            yield b"".join(waiting)
            waiting.clear()
            count = 0
    if waiting:
        yield b"".join(waiting)


def _write(path: str, content: memoryview) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        # a slice that has a name would live on in a traceback, and keep the body from growing
        written = os.write(file, content)
        while written < len(content):
            written += os.write(file, content[written:])
    except OSError:
        os.unlink(path)
        raise
    finally:
        os.close(file)


def _read(path: str, size: int) -> bytes | None:
    """Returns the content of a file, None when it is gone or has another size."""
    try:
        with open(path, "rb", buffering=0) as stream:
            content = stream.read(size + 1)
    except OSError:
        return None
    return content if len(content) == size else None
