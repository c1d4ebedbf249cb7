"""A file that is being fetched: its part beside its place, and how it takes that place.

Engines share it, so that a file goes on where any attempt broke off, is checked the same way
and appears under its name whole or not at all. It opens no connection.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import BinaryIO

import xxhash

from rayvision_plugins import lock
from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.transfer.engine import Transfer

_BLOCK = 1 << 20


class Landing:
    """The part of one file, as a context manager; ``held`` counts its bytes that are here.

    One attempt at a time has it, whoever else fetches the same file into the same folder.
    ``version`` tells contents apart where the storage knows no digest (an ETag); without both,
    nothing that is held can be trusted and the file starts at 0.
    """

    def __init__(self, row: Transfer, version: str = "") -> None:
        self.row = row
        self.held = 0
        self._digest = xxhash.xxh3_128()
        self._stream: BinaryIO
        self._known = bool(row.digest or version)
        folder, name = os.path.split(row.local)
        # the name itself may be 255 bytes long already
        tag = xxhash.xxh3_64_hexdigest(os.fsencode(name))
        content = xxhash.xxh3_64_hexdigest(f"{row.size} {row.digest} {version}".encode())
        self.part = os.path.join(folder, f".{tag}.{content[:8]}.part")

    def __enter__(self) -> Landing:
        """Opens the part, which is its own until it ends, and reads what is held of it.

        Raises:
            OSError: it cannot be made or read.
            TransferFailed: another attempt, perhaps of another process, has it.
        """
        try:
            self._stream = self._open()
        except FileNotFoundError:
            os.makedirs(os.path.dirname(self.part), exist_ok=True)
            self._stream = self._open()
        if not self._alone():
            self._stream.close()
            raise TransferFailed(self.row.path, "it is being fetched already", retry=True)
        if not self._known or os.fstat(self._stream.fileno()).st_size > self.row.size:
            self.restart()
        while block := self._stream.read(_BLOCK):
            self._digest.update(block)
            self.held += len(block)
        return self

    def _open(self) -> BinaryIO:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        return open(os.open(self.part, flags, 0o666), "r+b", buffering=0)

    def _alone(self) -> bool:
        """Returns whether nobody else writes the part, nor has just put it into its place."""
        file = self._stream.fileno()
        with contextlib.suppress(OSError):  # a file system without locks
            if not lock.hold(file):
                return False
        with contextlib.suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(file), os.stat(self.part))
        return False

    def restart(self) -> None:
        """Forgets what is held."""
        self._stream.seek(0)
        self._stream.truncate()
        self._digest.reset()
        self.held = 0

    def append(self, block: bytes | memoryview) -> None:
        """Adds bytes behind those that are held.

        Raises:
            TransferFailed: there are more than the file has; nothing is kept.
            OSError: they cannot be written; a part would keep a full disk full and goes too.
        """
        if self.held + len(block) > self.row.size:
            self.drop()
            raise TransferFailed(self.row.path, "the storage sends more than there is")
        left = memoryview(block)
        try:
            while left:
                written = self._stream.write(left)
                self._digest.update(left[:written])
                self.held += written
                left = left[written:]
        except OSError:
            self.drop()
            raise

    def finish(self) -> None:
        """Puts the whole file into its place.

        Raises:
            TransferFailed: it is not whole (what is held is kept), or is not what was meant.
            OSError: it cannot take its place.
        """
        if self.held < self.row.size:
            raise TransferFailed(
                self.row.path,
                f"the storage sent {self.held} of {self.row.size} bytes; the rest follows",
                retry=True,
            )
        if self.row.digest not in ("", self._digest.hexdigest()):
            self.drop()
            raise TransferFailed(
                self.row.path, "what arrived is not what the farm holds", retry=True
            )
        with self._last_act():
            os.replace(self.part, self.row.local)

    def drop(self) -> None:
        """Removes what is held."""
        with contextlib.suppress(OSError), self._last_act():
            os.unlink(self.part)

    @contextlib.contextmanager
    def _last_act(self) -> Iterator[None]:
        """Lets go of the part after what is done to it; before, where no open file is moved."""
        if os.name == "nt":
            self._stream.close()
        try:
            yield
        finally:
            self._stream.close()

    def __exit__(self, *_: object) -> None:
        if not self._stream.closed and not self.held:
            self.drop()  # nothing came: no empty part is left lying about
        self._stream.close()
