"""A file of a storage: whole, or while it arrives. Blocking: call it in a thread."""

import contextlib
import dataclasses
import os
import threading
from collections.abc import Callable
from typing import IO

import xxhash

from rayvision_plugins.farm.depot import Depot, make_folder, on_disk
from rayvision_plugins.farm.errors import StorageRefused
from rayvision_plugins.farm.inputs import BLOCK
from rayvision_plugins.farm.state import State, Stored


def put(
    state: State,
    place: Depot,
    bid: str,
    name: str,
    data: bytes,
    now: int,
    *,
    wanted: Callable[[], bool] = lambda: True,
) -> None:
    """Puts a file that the farm itself made into its place, unless it is no longer ``wanted``.

    Threads may put the same name at once. ``now`` in milliseconds since the epoch.
    """
    target = place.path(bid, name)
    part = place.part(bid, f"{name} {threading.current_thread().name}")
    try:
        part.write_bytes(data)
        if not wanted():
            return
        make_folder(target.parent)
        row = Stored(name, len(data), xxhash.xxh3_128_hexdigest(data), now)
        with state.storing(bid, [row]) as done:
            os.replace(part, target)
            done.append(row)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """What a sender says: where its bytes start, how long the whole file is, and its digest."""

    offset: int
    length: int
    digest: str


class WrongOffset(StorageRefused):
    """The bytes do not start where the held ones end."""

    def __init__(self, held: int) -> None:
        super().__init__(409, f"{held} bytes are here, send from there")
        self.held = held


class StoredFile:
    """One name in a storage; raises StorageRefused when it may not be written."""

    def __init__(self, state: State, place: Depot, bid: str, name: str) -> None:
        self.path = place.path(bid, name)
        self._part = place.part(bid, name)
        self._state = state
        self._bid = bid
        self._name = name

    def complete(self) -> tuple[int, str]:
        """Returns (bytes, digest) of the file.

        Raises:
            StorageRefused: 404 when it is not there as a whole.
        """
        record = self._state.stored(self._bid, self._name)
        if record is None or not record["digest"]:
            raise StorageRefused(404, f"there is no file {self._name}")
        if not on_disk(self.path, record["size"]):
            self._state.spoil(self._bid, {self._name: record["digest"]})
            raise StorageRefused(404, f"the file {self._name} is gone from the disk of the farm")
        return record["size"], record["digest"]

    def held(self) -> tuple[int, int] | None:
        """Returns (bytes that are here, bytes of the whole) while a file arrives, else None."""
        record = self._state.upload(self._bid, self._name)
        if record is None:
            return None
        with contextlib.suppress(FileNotFoundError):
            return min(self._part.stat().st_size, record["size"]), record["size"]
        return 0, record["size"]

    def receive(self, offer: Offer) -> "Receiving":
        """Returns the file, open for the bytes of ``offer``; a start at 0 forgets what was here.

        Raises:
            WrongOffset: when the bytes do not start where the held ones end.
        """
        if self.path.is_dir():
            raise StorageRefused(400, f"{self._name} is a folder")
        make_folder(self.path.parent)
        if not offer.offset:
            self._state.set_upload(self._bid, self._name, size=offer.length, digest=offer.digest)
            return Receiving(self, offer, open(self._part, "w+b", buffering=0))
        record = self._state.upload(self._bid, self._name)
        same = record is not None and (record["size"], record["digest"]) == (
            offer.length,
            offer.digest,
        )
        held = (self.held() or (0, 0))[0] if same else 0
        if offer.offset != held:
            raise WrongOffset(held)
        return Receiving(self, offer, open(self._part, "r+b", buffering=0))

    def place(self, offer: Offer, now: int) -> None:
        """Puts the received file into its place; ``now`` in milliseconds since the epoch."""
        row = Stored(self._name, offer.length, offer.digest, now)
        with self._state.storing(self._bid, [row]) as done:
            os.replace(self._part, self.path)
            done.append(row)

    def forget(self) -> None:
        """Removes what was received."""
        self._state.drop_upload(self._bid, self._name)
        self._part.unlink(missing_ok=True)


class Receiving:
    """A file that is open for its bytes; ``offset`` counts those that are here and hashed."""

    def __init__(self, file: StoredFile, offer: Offer, stream: IO[bytes]) -> None:
        self.offset = 0
        self._file = file
        self._offer = offer
        self._stream = stream
        self._digest = xxhash.xxh3_128()

    def rehash(self) -> None:
        """Hashes the bytes that were here before."""
        while self.offset < self._offer.offset:
            block = self._stream.read(min(BLOCK, self._offer.offset - self.offset))
            if not block:
                raise WrongOffset(0)
            self._digest.update(block)
            self.offset += len(block)

    def write(self, block: bytes | bytearray) -> None:
        """Adds bytes.

        Raises:
            StorageRefused: when they are more than the sender said.
            OSError: when they cannot be written; a part would keep a full disk full and goes too.
        """
        if self.offset + len(block) > self._offer.length:
            raise StorageRefused(
                400, f"more than the {self._offer.length} bytes that were said came"
            )
        left = memoryview(block)
        try:
            while left:
                written = self._stream.write(left)
                self._digest.update(left[:written])
                self.offset += written
                left = left[written:]
        except OSError:
            self.close()
            self._file.forget()
            raise

    def finish(self, now: int) -> bool:
        """Returns whether all bytes are here; then the file is in its place.

        Raises:
            StorageRefused: 422 when the digest is not what the sender said; all is removed.
        """
        if self.offset < self._offer.length:
            return False
        self.close()
        if self._digest.hexdigest() != self._offer.digest:
            self._file.forget()
            raise StorageRefused(
                422, "the file did not arrive as it was sent: the digest differs; send it again"
            )
        self._file.place(self._offer, now)
        return True

    def close(self) -> None:
        """Lets go of the file; what came is kept."""
        self._stream.close()
