"""Packs: many small files in one body, and which files go together. See the package's page."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.transfer.engine import Transfer

LARGEST = 4 << 20
"""Bytes of the files of one pack."""

MOST = 512
"""Files of one pack."""

_DIGITS = frozenset("0123456789abcdef")


class Packing:
    """How files stand in a pack, as storage.json says; those shorter than ``below`` may."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._head = struct.Struct(names["record"])
        self.below = int(names["packed_below"])

    def batches(self, transfers: Iterable[Transfer]) -> Iterator[list[Transfer]]:
        """Yields what is moved at once: one large file, or small ones of one storage."""
        waiting: dict[str, list[Transfer]] = {}
        sizes: dict[str, int] = {}
        for row in transfers:
            if not self._small(row):
                yield [row]
                continue
            held = sizes.get(row.bid, 0)
            if held + row.size > LARGEST or len(waiting.get(row.bid, ())) == MOST:
                yield waiting.pop(row.bid)
                held = 0
            waiting.setdefault(row.bid, []).append(row)
            sizes[row.bid] = held + row.size
        yield from waiting.values()

    def written(self, row: Transfer) -> bytes:
        """Returns a file as it stands in a pack.

        Raises:
            OSError: it cannot be read.
            TransferFailed: it has another size than it had.
        """
        with open(row.local, "rb", buffering=0) as stream:
            content = stream.read(row.size + 1) or b""
        if len(content) != row.size:
            raise TransferFailed(row.path, "it changed its size while it was sent", retry=True)
        name = row.path.encode("utf-8")
        return self._head.pack(len(name), row.size, bytes.fromhex(row.digest)) + name + content

    def read(self, stream: BinaryIO, about: str) -> Iterator[tuple[str, bytes]]:
        """Yields path and content of each file of a pack.

        Raises:
            TransferFailed: this is no pack, or it ends too early.
        """
        while head := stream.read(self._head.size):
            if len(head) < self._head.size:
                raise TransferFailed(about, "the pack ends inside a file", retry=True)
            length, size, _ = self._head.unpack(head)
            if size > self.below:
                raise TransferFailed(about, f"the storage packed a file of {size} bytes")
            path, content = stream.read(length), stream.read(size)
            if len(content) < size:
                raise TransferFailed(about, "the pack ends inside a file", retry=True)
            yield path.decode("utf-8", "replace"), content

    def _small(self, row: Transfer) -> bool:
        if row.size >= self.below or len(row.digest) != 32 or set(row.digest) - _DIGITS:
            return False
        try:
            return len(row.path.encode("utf-8")) < 1 << 16
        except UnicodeError:
            return False
