"""Whether the files of upload.json are there to be sent, and whether the farm can hold them.

What a farm's system refuses in a name stands in ``data/places.json``, by ``os_name``: lengths
there are bytes in the encoding ``unit``.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from analyzers import paths
from analyzers.disk import md5
from rayvision_plugins.check.documents import Documents, inputs
from rayvision_plugins.check.finding import ERROR, WARNING, Finding
from rayvision_plugins.profiles import read_table

CHANGED = "it has changed since the scene was analyzed; analyze the scene again"

Sizes = Mapping[str, int | None]
"""Bytes of every local file; None for one that cannot be sent."""


def findings(documents: Documents) -> Iterator[Finding]:
    """Yields what is wrong with the files of documents that obey their schemas."""
    rows = inputs(documents["upload"])
    sizes: dict[str, int | None] = {}
    for row in rows:
        if row["local"] not in sizes:
            size, problem = _looked_at(row["local"])
            sizes[row["local"]] = size
            if problem:
                yield Finding(ERROR, "file", problem, row["local"], final=True)
            elif not size:
                yield Finding(WARNING, "file", "the file is empty", row["local"])
    yield from _changed(documents, sizes)
    system = read_table("places.json")[documents["task"]["task_info"].get("os_name", "1")]
    yield from _unholdable(rows, system)
    yield from _clashes(rows, system)


def _looked_at(local: str) -> tuple[int | None, str]:
    """Returns the size of a file, and what keeps it from being sent."""
    try:
        found = os.stat(local)
    except (OSError, ValueError):
        return None, "the file is gone; analyze the scene again"
    if not stat.S_ISREG(found.st_mode):
        return None, "the file is gone, a folder or device has its name; analyze the scene again"
    if not os.access(local, os.R_OK):
        return None, "the file may not be read by this user"
    return found.st_size, ""


def _changed(documents: Documents, sizes: Sizes) -> Iterator[Finding]:
    """Yields files that are no longer what they were when the scene was analyzed."""
    for row in documents["upload"].get("scene", []):
        if sizes[row["local"]] is None or not row.get("hash"):
            continue
        try:
            if md5(row["local"]) != row["hash"].lower():
                yield Finding(ERROR, "file", CHANGED, row["local"], final=True)
        except OSError as err:
            text = f"the file cannot be read ({err.strerror})"
            yield Finding(ERROR, "file", text, row["local"], final=True)
    for ref in documents["asset"].get("files", []):
        for row in ref["expanded"]:
            size = sizes.get(row["path"])
            if size is not None and size != row["size"]:
                yield Finding(ERROR, "file", CHANGED, row["path"], final=True)


def _unholdable(rows: list[Mapping[str, str]], system: Mapping[str, Any]) -> Iterator[Finding]:
    """Yields files whose place at the farm no system can hold, or not the farm's."""
    for row in rows:
        place = paths.slashes(row["server"].lstrip("/"))
        if not paths.is_safe(place) or not _is_text(place):
            text = f"the farm cannot hold it as {row['server']!r}"
            yield Finding(ERROR, "place", text, row["local"], final=True)
            continue
        reason = _refusal(place, system)
        if reason:
            text = f"{system['name']} at the farm cannot hold it as {row['server']!r}: {reason}"
            yield Finding(ERROR, "place", f"{text}; rename it", row["local"])


def _refusal(place: str, system: Mapping[str, Any]) -> str:
    """Returns why a system cannot hold a place, or nothing."""
    names = place.split("/")
    for name in names:
        if len(name.encode(system["unit"])) > system["longest_name"]:
            return f"a name in it is too long ({len(name)} characters)"
    if len(place.encode(system["unit"])) > system["longest"]:
        return f"its path is too long ({len(place)} characters)"
    for name in names:
        match = re.search(system["refused"], name, re.I)
        if match:
            return f"{name!r} is refused for its {match[0]!r}"
    return ""


def _is_text(place: str) -> bool:
    try:
        place.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _clashes(rows: list[Mapping[str, str]], system: Mapping[str, Any]) -> Iterator[Finding]:
    """Yields different files that go to one place, or to places some systems do not tell apart."""
    exact: dict[str, str] = {}
    alike: dict[str, Mapping[str, str]] = {}
    folders = {folder for row in rows for folder in _folders(row["server"].lstrip("/"))}
    for row in rows:
        local, place = row["local"], row["server"].lstrip("/")
        first = exact.setdefault(place, local)
        if first != local:
            text = f"{first} goes to the same place at the farm, {row['server']}"
            yield Finding(ERROR, "place", text, local, final=True)
            continue
        if place in folders:
            text = f"other files go to a folder of its name at the farm, {row['server']}"
            yield Finding(ERROR, "place", text, local, final=True)
        other = alike.setdefault(unicodedata.normalize("NFC", place).casefold(), row)
        if other["server"].lstrip("/") != place and not _same(other["local"], local):
            text = f"only case or accents tell its place from that of {other['local']}"
            level = WARNING if system["cased"] else ERROR
            yield Finding(level, "place", f"{text}, {other['server']}; rename one", local)


def _folders(place: str) -> Iterator[str]:
    for match in re.finditer("/", place):
        yield place[: match.start()]


def _same(one: str, other: str) -> bool:
    try:
        return one == other or os.path.samefile(one, other)
    except (OSError, ValueError):  # one is gone
        return False
