"""Where the files of an upload come from: a folder tree, or a list such as upload.json.

Everything is looked at once and nothing is read: a name, a size, an mtime. What cannot be sent
is a Problem, never an exception, and keeps no other file from being sent. Files come by folder
and a few thousand at a time, so memory does not grow with their number.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence

from analyzers import paths

File = tuple[str, int, int]
"""Name, bytes, mtime in nanoseconds."""

MOST = 10_000
"""Entries of a list that are looked at together."""

_POSIX = os.name == "posix"
_DRIVE = re.compile(r"(?:^|/)([A-Za-z]:/.*)", re.DOTALL)
_ODD = "its name is no UTF-8 or holds a backslash, which no farm can tell from others; rename it"
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


@dataclasses.dataclass(slots=True)
class Folder:
    """Files of one folder: ``local`` here, ``place`` in the storage with "/" between steps.

    ``names`` are the names in the storage of those files that are called otherwise there.
    """

    local: str
    place: str
    files: list[File]
    names: dict[str, str] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """Why a file is not sent; ``note``: it is sent all the same, or lies elsewhere already."""

    path: str
    text: str
    note: bool = False


def tree(folder: str, place: str) -> Iterator[Folder | Problem]:
    """Yields the files in and below ``folder``, which are to lie below ``place``.

    Depth first, in the order of the names. Links to files are files. Links to folders come last
    and are followed to what has not been seen: each folder is sent once, and circles end.
    """
    seen: set[tuple[int, int]] = set()
    links: list[tuple[str, str]] = []
    folder, place = os.path.abspath(folder), place.strip("/")
    if not is_place(place):
        yield Problem(folder, f"no storage can hold it as {place}")
        return
    yield from _below(folder, place, seen, links)
    for local, at in links:  # grows while they are followed
        yield from _below(local, at, seen, links)


def _below(
    folder: str, place: str, seen: set[tuple[int, int]], links: list[tuple[str, str]]
) -> Iterator[Folder | Problem]:
    waiting = [(folder, place)]
    while waiting:
        local, at = waiting.pop()
        try:
            is_new = _first_time(local, seen)
            entries = os.scandir(local) if is_new else None
        except (OSError, ValueError) as err:
            yield Problem(local, f"the folder cannot be listed ({_reason(err)})")
            continue
        if entries is None:
            yield Problem(local, "a link to a folder that is sent under another name", note=True)
            continue
        found = Folder(local, at, [])
        below: list[tuple[str, str]] = []
        try:
            yield from _looked_at(entries, found, below, links)
        except OSError as err:
            yield Problem(local, f"the folder cannot be listed to its end ({_reason(err)})")
        yield from _without_odd(found)
        found.files.sort()
        if found.files:
            yield found
        waiting += sorted(below, reverse=True)


def _first_time(folder: str, seen: set[tuple[int, int]]) -> bool:
    found = os.stat(folder)
    key = (found.st_dev, found.st_ino)
    if key in seen:
        return False
    seen.add(key)
    return True


def _looked_at(
    entries: os._ScandirIterator[str],
    found: Folder,
    below: list[tuple[str, str]],
    links: list[tuple[str, str]],
) -> Iterator[Problem]:
    """Sorts the entries of a folder into files, folders below it and links to folders."""
    add = found.files.append
    with entries:
        for entry in entries:
            try:
                if entry.is_dir():
                    name = entry.name
                    if _is_odd(name):
                        yield Problem(entry.path, f"nothing in it is sent: {_ODD}")
                        continue
                    at = f"{found.place}/{name}" if found.place else name
                    (links if entry.is_symlink() else below).append((entry.path, at))
                    continue
                there = entry.stat()
            except OSError as err:
                yield Problem(entry.path, _lost(entry.is_symlink(), err))
                continue
            if stat.S_ISREG(there.st_mode):
                add((entry.name, there.st_size, there.st_mtime_ns))
            else:
                yield Problem(entry.path, _no_file(there.st_mode))


def _without_odd(found: Folder) -> Iterator[Problem]:
    """Takes out the files that no storage can hold under their names."""
    if not _is_odd("".join([row[0] for row in found.files])):
        return
    for row in found.files:
        if _is_odd(row[0]):
            yield Problem(os.path.join(found.local, row[0]), _ODD)
    found.files = [row for row in found.files if not _is_odd(row[0])]


def _is_odd(name: str) -> bool:
    return "\\" in name or not is_text(name)


def listed(items: Iterable[tuple[str, str]], below: str = "") -> Iterator[Folder | Problem]:
    """Yields the files of a list: (local path, path in the storage below ``below``) each.

    They come grouped by folder, in the order in which their folders are first named.
    """
    rows = iter(items)
    while window := list(itertools.islice(rows, MOST)):
        yield from _grouped(window, below)


def _grouped(window: Sequence[tuple[str, str]], below: str) -> Iterator[Folder | Problem]:
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for local, path in window:
        if not _POSIX:
            local = local.replace("\\", "/")
        folder, slash, name = local.rpartition("/")
        place, _, called = path.replace("\\", "/").rpartition("/")
        key = (folder or slash, place)
        if key in groups:
            groups[key].append((name, called))
        else:
            groups[key] = [(name, called)]
    for (folder, place), names in groups.items():
        place = place.lstrip("/")
        sendable = is_place(place)
        place = "/".join(filter(None, (below, place)))
        yield from _listed(Folder(os.path.abspath(folder), place, []), names, sendable)


def _listed(
    found: Folder, names: Iterable[tuple[str, str]], sendable: bool
) -> Iterator[Folder | Problem]:
    """Looks at the files of one folder; ``names``: (here, in the storage) each."""
    start = os.path.join(found.local, "")
    others: dict[tuple[str, str], Folder] = {}
    for name, called in names:
        local = start + name
        if not (sendable and called not in ("", ".", "..") and is_text(called)) or "\0" in called:
            yield Problem(local, _unholdable(f"{found.place}/{called}"))
            continue
        try:
            there = os.stat(local)
        except (OSError, ValueError) as err:
            yield Problem(local, _lost(os.path.islink(local), err))
            continue
        if not stat.S_ISREG(there.st_mode):
            yield Problem(local, _no_file(there.st_mode))
        elif name == called:
            found.files.append((name, there.st_size, there.st_mtime_ns))
        else:
            file = (name, there.st_size, there.st_mtime_ns)
            others[name, called] = Folder(found.local, found.place, [file], {name: called})
    if found.files:
        yield found
    yield from others.values()


def is_place(folder: str) -> bool:
    """Returns whether a storage can have such a folder; "" is its top."""
    return not folder or (paths.is_safe(folder) and is_text(folder))


def is_text(name: str) -> bool:
    """Returns whether a name has a UTF-8 form; one that is odd on the disk has none."""
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unholdable(path: str) -> str:
    drive = _DRIVE.search(path)
    hint = f"; write {paths.server_path(drive.group(1))}" if drive else ""
    return f"no storage can hold it as {path}{hint}"


def _lost(is_link: bool, err: Exception) -> str:
    if is_link and isinstance(err, FileNotFoundError):
        return "a link to a file that is gone"
    if isinstance(err, (FileNotFoundError, NotADirectoryError)):
        return "the file is gone"
    return f"the file cannot be looked at ({_reason(err)})"


def _no_file(mode: int) -> str:
    return f"{_KINDS.get(stat.S_IFMT(mode), 'something else')} has its name, which cannot be sent"


def _reason(err: Exception) -> str:
    return getattr(err, "strerror", None) or str(err)
