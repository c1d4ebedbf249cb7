"""What every engine is: a Transfer goes in, events come out.

An engine makes one attempt per file. It keeps no records, prints nothing and does not
try again: that is run.py's part. How fast and whether files may go is the Line's.
"""

from __future__ import annotations

import dataclasses
import os
import pathlib
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from rayvision_plugins.errors import TransferFailed, UnsafeName
from rayvision_plugins.jobs import Event


@dataclasses.dataclass(frozen=True, slots=True)
class Transfer:
    """A file on both sides: ``bid`` and ``path`` at the farm, ``local`` here.

    ``size`` in bytes; ``digest`` is the xxh3_128 of the content in hex, "" when the storage
    does not know it.
    """

    bid: str
    path: str
    local: str
    size: int
    digest: str


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: ``error`` is empty when it went well; ``retry``: another may do."""

    transfer: Transfer
    error: str = ""
    retry: bool = False

    @classmethod
    def of(cls, transfer: Transfer, err: Exception) -> Outcome:
        """Returns the end of an attempt that raised ``err``."""
        if isinstance(err, TransferFailed):
            return cls(transfer, err.reason, err.retry)
        if isinstance(err, OSError):
            return cls(transfer, err.strerror or str(err))
        if isinstance(err, UnsafeName):
            return cls(transfer, str(err))
        return cls(transfer, f"{type(err).__name__}: {err}")


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """What a storage no longer holds as it was sent, since an earlier ``mark``.

    ``mark`` stands for now; ``paths`` is None when the storage cannot tell: it has to be asked
    about every file.
    """

    mark: str = ""
    paths: Sequence[str] | None = None


class Engine(Protocol):
    """Moves files of one farm. Yields progress events and, for each file, its Outcome.

    ``parallel``: how many it moves at once.
    """

    parallel: int

    @property
    def place(self) -> str:
        """What tells this farm's storages from all others, such as the address of its server."""

    def changes(self, bid: str, mark: str) -> Changes:
        """Returns which files of a storage were lost or replaced since ``mark``."""

    def lacks(self, transfers: Sequence[Transfer]) -> list[Transfer]:
        """Returns those of which the storage does not hold exactly this content."""

    def send(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Uploads the files."""

    def listing(self, bid: str, prefix: str, local: str) -> list[Transfer]:
        """Returns what the storage holds below ``prefix``, to be fetched into ``local``.

        Names that have no place there have none in their Transfer either.
        """

    def fetch(self, transfers: Iterable[Transfer]) -> Iterator[Event | Outcome]:
        """Downloads the files: temporary name, check, rename."""


_NOWHERE = re.compile(r"\.{0,2}|.*[:\0].*", re.DOTALL)
"""A part of a name that is no file or folder in the one before, on any system."""

_NOT_ON_WINDOWS = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?"
    r'|.*[. ]|.*[<>"|?*\x00-\x1f].*',
    re.IGNORECASE | re.DOTALL,
)
"""A part that Windows takes for a device, for another name, or not at all.

Source: Microsoft, Win32, Naming Files, Paths, and Namespaces.
"""


def inside(folder: str, name: str, *, windows: bool = os.name == "nt") -> str:
    """Returns the path of ``name``, which a server gave, below ``folder``.

    Raises:
        UnsafeName: when it would lie elsewhere: absolute, ``..``, a drive, through a link, a
            device; or when this system has no such names.
    """
    *parents, last = name.replace("\\", "/").split("/")
    if not _can_be(name) or any(
        _NOWHERE.fullmatch(part) or (windows and _NOT_ON_WINDOWS.fullmatch(part))
        for part in (*parents, last)
    ):
        raise UnsafeName(name)
    path = folder
    for part in parents:
        path = os.path.join(path, part)
        if _leads_on(path) and not _below(path, folder):
            raise UnsafeName(name)
    return os.path.join(path, last)


def place_of(folder: str, name: str) -> str:
    """Returns the path of ``name`` below ``folder``; "" where ``inside`` would raise."""
    try:
        return inside(folder, name)
    except UnsafeName:
        return ""


def _can_be(name: str) -> bool:
    try:
        return bool(os.fsencode(name))
    except UnicodeError:  # half a character
        return False


def _leads_on(path: str) -> bool:
    """Returns whether a path is a link, or what Windows has of that kind."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISLNK(found.st_mode) or bool(getattr(found, "st_reparse_tag", 0))


def _below(path: str, folder: str) -> bool:
    return pathlib.Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
