"""Finds the DCCs that are installed here, and picks the one for a scene's version.

Variables, the Windows registry and the usual folders: ``data/launch.json``.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import glob
import json
import os
import pathlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from analyzers.errors import one_line
from rayvision_plugins.errors import RayvisionError

TABLE = pathlib.Path(__file__).parent / "data" / "launch.json"
LAST_LINES = 20
"""Lines of a child's output that an error shows."""

Registry = Callable[[str, str, str], Iterator[tuple[str, str]]]


class LaunchError(RayvisionError):
    """The DCC was not found, was refused, or gave no answer.

    ``output`` is what it printed, ``problems`` the error and the last lines of that.
    """

    def __init__(self, text: str, output: str = "") -> None:
        super().__init__(text)
        lines = [line for line in output.splitlines() if line.strip()][-LAST_LINES:]
        self.problems = [str(self), *(one_line(line) for line in lines)]
        self.output = output


@dataclasses.dataclass(frozen=True, slots=True)
class Installation:
    """A DCC on this machine: ``python`` is its interpreter, ``found`` says where it was found."""

    dcc: str
    name: str
    version: str
    python: pathlib.Path
    found: str


@dataclasses.dataclass(frozen=True, slots=True)
class Search:
    """Where to look: everything that differs between machines, so that tests can say it."""

    table: Mapping[str, Any]
    environment: Mapping[str, str]
    platform: str
    registry: Registry

    @classmethod
    def here(cls) -> Search:
        """Returns the search of this machine."""
        platform = {"win32": "windows", "darwin": "darwin"}.get(sys.platform, "linux")
        return cls(table(), dict(os.environ), platform, _registry)


@functools.cache
def table() -> Mapping[str, Any]:
    """Returns ``data/launch.json``."""
    read: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return read


def installations(dcc: str, *, search: Search | None = None) -> list[Installation]:
    """Returns the installations of a DCC, each interpreter once: variables, registry, folders."""
    search = search or Search.here()
    row = search.table["dccs"][dcc]
    found: dict[pathlib.Path, Installation] = {}
    for folder, where, named in _folders(row, search):
        names = [name for name in row["python"][search.platform] if (folder / name).is_file()]
        place = folder.resolve().joinpath(*names[:1])
        if names and place not in found:
            version = _version_of(folder, row) or _version_in(named, row)
            found[place] = Installation(dcc, row["name"], version, folder / names[0], where)
    return list(found.values())


def _folders(row: Mapping[str, Any], search: Search) -> Iterator[tuple[pathlib.Path, str, str]]:
    """Yields (folder, where it was found, what the registry calls it)."""
    for name in row["variables"]:
        if search.environment.get(name):
            yield pathlib.Path(search.environment[name]), name, ""
    if search.platform == "windows":
        keys = row["registry"]
        for key in keys["keys"]:
            for named, folder in search.registry(key, keys["below"], keys["value"]):
                yield pathlib.Path(folder), f"registry {key}", named
    for pattern in row["folders"][search.platform]:
        for folder in sorted(glob.glob(pattern)):
            yield pathlib.Path(folder), pattern, ""


def _version_of(folder: pathlib.Path, row: Mapping[str, Any]) -> str:
    """Returns the version in a folder's name or in that of what it links to, "" without one.

    The one that says more counts: /opt/hfs20.5 may link to /opt/hfs20.5.487.
    """
    found = [""]
    for path in (folder, folder.resolve()):
        names = (_version_in(part, row) for part in reversed(path.parts))
        found.append(next(filter(None, names), ""))
    return max(found, key=len)


def _version_in(name: str, row: Mapping[str, Any]) -> str:
    match = re.search(row["version"], name, re.IGNORECASE)
    return match.group(1) if match else ""


def _registry(key: str, below: str, value: str) -> Iterator[tuple[str, str]]:
    """Yields (version, folder) of every installation the Windows registry knows."""
    if sys.platform == "win32":
        import winreg

        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as top:
            for at in range(winreg.QueryInfoKey(top)[0]):
                version = winreg.EnumKey(top, at)
                with (
                    contextlib.suppress(OSError),
                    winreg.OpenKey(top, "\\".join(filter(None, (version, below)))) as inner,
                ):
                    yield version, str(winreg.QueryValueEx(inner, value)[0])
    yield from ()


def choose(dcc: str, version: str | None, *, search: Search | None = None) -> Installation:
    """Returns the installation of a scene's version, else the nearest above.

    Of several builds of that version the scene's own, else the newest. One whose version is
    not known is the last choice. An older one would lose what it does not know and is never
    taken.

    Raises:
        LaunchError: there is none; it names where it looked, or what is here.
    """
    search = search or Search.here()
    if dcc not in search.table["dccs"]:
        raise LaunchError(f"scenes of {dcc} are read from their files only")
    row = search.table["dccs"][dcc]
    found = installations(dcc, search=search)
    if not found:
        places = list(row["variables"]) + list(row["folders"][search.platform])
        if search.platform == "windows":
            places += [f"registry {key}" for key in row["registry"]["keys"]]
        raise LaunchError(f"no {row['name']} was found; looked at {', '.join(places)}")
    wanted = number(version or "")
    fitting = [one for one in found if number(one.version) >= wanted]
    if fitting:
        # without a wish the newest, else the nearest above; the first found of equals
        nearest = (min if wanted else max)(number(one.version) for one in fitting)
        builds = [one for one in fitting if number(one.version) == nearest]
        own = [one for one in builds if one.version == version]
        return own[0] if own else max(builds, key=lambda one: _build(one.version))
    unknown = next((one for one in found if not one.version), None)
    if unknown is not None:
        return unknown
    here = ", ".join(f"{one.version} ({one.python})" for one in found)
    raise LaunchError(f"the scene needs {row['name']} {version} or later; found: {here}")


def number(version: str) -> tuple[int, ...]:
    """Returns a version as something to compare, () when it is not known.

    Its first two parts: the scenes of 20.5.278 and 20.5.487 are of one kind. "5" and "5.0" are
    the same, as are Maya's 2024 and its API's 20240000.
    """
    match = re.match(r"(\d{4}|\d+)(?:\.(\d+))?", version)
    return (int(match.group(1)), int(match.group(2) or 0)) if match else ()


def _build(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
