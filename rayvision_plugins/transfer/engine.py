"""What every engine is: a Transfer goes in, events come out.

An engine makes one attempt per file. It keeps no records, prints nothing and does not
try again: that is run.py's part.
"""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Iterable, Iterator
from typing import Protocol

from rayvision_plugins.errors import UnsafeName
from rayvision_plugins.jobs import Event


@dataclasses.dataclass(frozen=True, slots=True)
class Transfer:
    """A file on both sides: ``bid`` and ``path`` at the farm, ``local`` here.

    ``size`` in bytes; ``digest`` is the xxh3_128 of the content in hex.
    """

    bid: str
    path: str
    local: pathlib.Path
    size: int
    digest: str


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: ``error`` is empty when it went well; ``retry``: another may do."""

    transfer: Transfer
    error: str = ""
    retry: bool = False


class Engine(Protocol):
    """Moves files of one storage. Yields progress events and, for each file, its Outcome."""

    def lacks(self, transfers: Iterable[Transfer]) -> list[Transfer]:
        """Returns those of which the storage does not hold exactly this content."""

    def send(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Uploads the files."""

    def listing(self, bid: str, prefix: str, local: pathlib.Path) -> list[Transfer]:
        """Returns what the storage holds below ``prefix``, to be fetched into ``local``."""

    def fetch(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Downloads the files: temporary name, check, rename."""


def inside(folder: pathlib.Path, name: str) -> pathlib.Path:
    """Returns the path of ``name``, which a server gave, below ``folder``.

    Raises:
        UnsafeName: when it would lie elsewhere: absolute, ``..``, a drive, through a link.
    """
    parts = name.replace("\\", "/").split("/")
    if not name or "\0" in name or any(part in ("", ".", "..") or ":" in part for part in parts):
        raise UnsafeName(name)
    target = folder.joinpath(*parts)
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise UnsafeName(name)
    return target
