"""Digests of files here: xxh3_128 in hex, of what the records do not know and nothing else.

Small files that lie in memory are read one after the other, which no number of threads beats;
large ones, and small ones that a disk or a network makes wait for, several at once.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import xxhash

BLOCK = 256 * 1024
"""Bytes read at once: what a processor's cache holds while they are digested."""

_FILES_AT_ONCE = 64
_BYTES_AT_ONCE = 4 * 1024 * 1024
_TRIES = 3
TICK = 20_000_000
"""Nanoseconds in which a file may be changed again and keep its mtime: disks' clocks are coarse."""
_TURN = 0.02
"""Seconds that other processes may have had the processor meanwhile."""

_OPEN = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK")
)

Row = tuple[str, str, int, int]
"""A file as a walk found it: folder, name, size in bytes, mtime in nanoseconds."""

Read = tuple[int, int, str]
"""A file as it was read: size in bytes, mtime in nanoseconds, digest."""


class Remembers(Protocol):
    """What digests need of the records."""

    def known(self, folder: str, names: Sequence[str]) -> dict[str, Read]:
        """Returns {name: (size, mtime, digest)} of files of a folder."""

    def remember(self, folders: Mapping[str, Sequence[tuple[str, int, int, str]]]) -> None:
        """Remembers (name, size, mtime, digest) of files, by their folders."""


def digest_of(path: str) -> str:
    """Returns the digest of a file.

    Raises:
        OSError: when it cannot be read, is no file, or keeps changing.
    """
    return read(path)[2]


def read(
    path: str,
    stop: threading.Event | None = None,
    clock: Callable[[], int] = time.time_ns,
    sleep: Callable[[float], None] = time.sleep,
) -> Read:
    """Returns the size, mtime and digest of a file, which belong together.

    Raises:
        OSError: when it cannot be read, is no file, or keeps changing.
        InterruptedError: ``stop`` was set.
    """
    file = os.open(path, _OPEN)
    try:
        before = os.fstat(file)
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", path)
        for _ in range(_TRIES):
            if 0 <= clock() - before.st_mtime_ns < TICK:
                sleep(TICK / 1e9)
            digest = _digest(file, before.st_size, stop)
            after = os.fstat(file)
            size, mtime_ns = after.st_size, after.st_mtime_ns
            if mtime_ns == before.st_mtime_ns and size == before.st_size:
                return size, mtime_ns, digest
            before = after
            os.lseek(file, 0, os.SEEK_SET)
    finally:
        os.close(file)
    raise OSError(errno.EBUSY, "it keeps changing while it is read", path)


def digests(
    rows: Sequence[Row],
    records: Remembers,
    parallel: int = 8,
    stop: threading.Event | None = None,
) -> list[Read | OSError]:
    """Returns each file as it is now, or why it cannot be read, in the order of the rows.

    What the records know of a file of this size and mtime is taken as it is; the others are read,
    up to ``parallel`` at once, and remembered. A file that was changed since the walk has another
    size or mtime in the answer than in its row. What was not read when ``stop`` is set has an
    InterruptedError.
    """
    asked: dict[str, list[str]] = {}
    for folder, name, _, _ in rows:
        asked.setdefault(folder, []).append(name)
    known = {folder: records.known(folder, names) for folder, names in asked.items()}
    found: list[Read | OSError | None] = []
    for folder, name, size, mtime_ns in rows:
        row = known[folder].get(name)
        found.append(row if row and row[:2] == (size, mtime_ns) else None)
    fresh: dict[str, list[tuple[str, int, int, str]]] = {}
    todo = [at for at, row in enumerate(found) if not row]
    try:
        for at, result in _read_all(rows, todo, parallel, stop or threading.Event()):
            found[at] = result
            if not isinstance(result, OSError):
                fresh.setdefault(rows[at][0], []).append((rows[at][1], *result))
    finally:  # what was read is not read again, however this ends
        records.remember(fresh)
    return [result for result in found if result is not None]


def _digest(file: int, size: int, stop: threading.Event | None) -> str:
    """Returns the digest of at most ``size`` bytes: a file may grow faster than it is read."""
    if size < BLOCK:
        data = os.read(file, size + 1)
        if len(data) == size:
            return xxhash.xxh3_128_hexdigest(data)
        os.lseek(file, 0, os.SEEK_SET)
    digest = xxhash.xxh3_128()
    block = memoryview(bytearray(BLOCK))
    with io.FileIO(file, closefd=False) as stream:
        while count := stream.readinto(block[:size]):
            digest.update(block[:count])
            size -= count
            if stop and stop.is_set():
                raise InterruptedError("interrupted")
    return digest.hexdigest()


def _read_all(
    rows: Sequence[Row], todo: list[int], parallel: int, stop: threading.Event
) -> Iterator[tuple[int, Read | OSError]]:
    """Reads the files of these numbers and yields each with its number."""

    def several(numbers: list[int]) -> list[tuple[int, Read | OSError]]:
        return [(at, _tried(rows[at], stop)) for at in numbers]

    reading: list[Future[list[tuple[int, Read | OSError]]]] = []
    began, busy, waits = time.perf_counter(), time.thread_time(), False
    with ThreadPoolExecutor(parallel) as pool:
        try:
            for numbers, size in _portions(rows, todo):
                if waits or size >= _BYTES_AT_ONCE:
                    reading.append(pool.submit(several, numbers))
                else:
                    yield from several(numbers)
                    took = time.perf_counter() - began
                    waits = took > 2 * (time.thread_time() - busy) + _TURN
            for portion in reading:
                yield from portion.result()
        except BaseException:
            stop.set()
            raise


def _portions(rows: Sequence[Row], todo: list[int]) -> Iterator[tuple[list[int], int]]:
    """Yields the numbers of files to be read one after the other, with their bytes together."""
    numbers: list[int] = []
    total = 0
    for at in todo:
        numbers.append(at)
        total += rows[at][2]
        if total >= _BYTES_AT_ONCE or len(numbers) == _FILES_AT_ONCE:
            yield numbers, total
            numbers, total = [], 0
    if numbers:
        yield numbers, total


def _tried(row: Row, stop: threading.Event) -> Read | OSError:
    if stop.is_set():
        return InterruptedError("interrupted")
    try:
        return read(os.path.join(row[0], row[1]), stop)
    except OSError as err:
        return err
