"""Whether the files of a task are in the input storage as they arrived, and as they should be.

Files are hashed once for each (path, size, time of change); a frame asks again whether any of
that changed. The asking itself is spared for a while that grows with what it costs.
"""

import hashlib
import os
import pathlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator

import xxhash

from rayvision_plugins.farm.board import Board
from rayvision_plugins.farm.depot import Depot
from rayvision_plugins.farm.errors import StorageRefused

BLOCK = 1024 * 1024
"""Bytes read at once."""

_SPARE = 10
"""A good answer holds for this many times the seconds it took to find."""


class Inputs:
    """Checks the inputs of tasks; threads may share it. ``stopping`` ends a long hash early."""

    def __init__(
        self,
        board: Board,
        depot: Depot,
        *,
        stopping: threading.Event,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board = board
        self._depot = depot
        self._bid = depot.bids["input"]
        self._stopping = stopping
        self._clock = clock
        self._lock = threading.Lock()
        self._good: dict[int, float] = {}
        self._hashes: dict[tuple[str, int, int], tuple[str, str]] = {}

    def problem(self, task: int) -> str:
        """Returns what is wrong with the inputs of a submitted task, or nothing."""
        with self._lock:
            began = self._clock()
            if began < self._good.get(task, 0):
                return ""
            items = self._board.inputs(task, self._bid)
            found = [reason for item in items for reason in self._problems(item)]
            if found:
                more = f" (and {len(found) - 1} more inputs)" if len(found) > 1 else ""
                return found[0] + more
            self._good = {task: self._clock() + _SPARE * (self._clock() - began)}
            return ""

    def _problems(self, item: sqlite3.Row) -> Iterator[str]:
        name = f"input {item['path']}"
        if item["arrived"] is None:
            yield f"{name} did not arrive"
            return
        try:
            path = self._depot.path(self._bid, item["path"])
            found = path.stat()
            digest, md5 = self._hash(path, found)
        except (OSError, StorageRefused) as err:
            yield f"{name} cannot be read in the storage ({getattr(err, 'strerror', None) or err})"
            if isinstance(err, FileNotFoundError):
                self._board.state.spoil(self._bid, {item["path"]: item["digest"]})
            return
        if (found.st_size, digest) != (item["arrived"], item["digest"]):
            yield f"{name} was changed in the storage after it arrived; send it again"
            self._board.state.spoil(self._bid, {item["path"]: item["digest"]})
        elif item["size"] not in (None, item["arrived"]):
            yield f"{name} has {item['arrived']} bytes, asset.json says {item['size']}"
        elif item["md5"] and md5 != item["md5"].lower():
            yield f"{name} is not that of upload.json: its MD5 is {md5}, not {item['md5']}"

    def _hash(self, path: pathlib.Path, found: os.stat_result) -> tuple[str, str]:
        key = (str(path), found.st_size, found.st_mtime_ns)
        if key not in self._hashes:
            digest, md5 = xxhash.xxh3_128(), hashlib.md5(usedforsecurity=False)
            with path.open("rb", buffering=0) as stream:
                while block := stream.read(BLOCK):
                    digest.update(block)
                    md5.update(block)
                    if self._stopping.is_set():
                        raise InterruptedError("the farm is stopping")
            self._hashes[key] = (digest.hexdigest(), md5.hexdigest())
        return self._hashes[key]
