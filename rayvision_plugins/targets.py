"""Where a DCC looks for us: the user's folders by DCC, version and platform.

What differs stands in ``data/install.json``. Maya and Clarisse have a folder that serves every
version; Houdini has one for each and none for all, so that it is installed into each.
"""

from __future__ import annotations

import dataclasses
import glob
import os
import pathlib
import re
import sys
from collections.abc import Mapping
from typing import Any

import platformdirs

from rayvision_plugins.manifest import InstallFailed, Manifest
from rayvision_plugins.profiles import read_table

VERSION = "<version>"
"""Stands for the version in the names of folders."""


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """Where a DCC looks for us: ``folder`` receives the entry and the root below it.

    ``given`` says that somebody else than the DCC chose the folder.
    """

    dcc: str
    folder: pathlib.Path
    version: str
    row: Mapping[str, Any]
    given: bool = False

    @property
    def found_by(self) -> dict[str, str]:
        """The variables by which the DCC finds us, {name: path}."""
        folder = self.folder.as_posix() if "listed_in" in self.row else str(self.folder)
        words = {"{folder}": folder, "{separator}": os.pathsep}
        found = dict((self.too_old or self.row)["found_by"])
        for word, value in words.items():
            found = {name: path.replace(word, value) for name, path in found.items()}
        return found

    @property
    def too_old(self) -> Mapping[str, Any]:
        """How a version finds us that is too old to look into ``folder``; {} for any other."""
        row: Mapping[str, Any] = self.row.get("too_old", {})
        old = row and self.version and numbers(self.version) < numbers(row["before"])
        return row if old else {}

    @property
    def words(self) -> dict[str, str]:
        """The words of the filled files that depend on the version, {word: value}."""
        rows = self.row.get("words", {})
        return {word: self._word(values) for word, values in rows.items()}

    def _word(self, values: Mapping[str, str]) -> str:
        """Returns the value of the newest version that is not above ours."""
        fitting = [
            since for since in values if not self.version or numbers(since) <= numbers(self.version)
        ]
        return values[max(fitting, key=numbers)]

    def manifest(self) -> Manifest:
        """Returns what was written there before."""
        return Manifest.read(self.folder, self.row["root"])


def known() -> list[str]:
    """Returns the DCCs that can be installed into."""
    return [name for name, row in read_table("install.json").items() if isinstance(row, dict)]


def numbers(version: str) -> tuple[int, ...]:
    """Returns a version "19.5" as something to compare."""
    return tuple(int(part) for part in version.split("."))


def target(
    dcc: str,
    *,
    version: str | None = None,
    prefix: pathlib.Path | None = None,
    environment: Mapping[str, str] | None = None,
    platform: str = sys.platform,
) -> Target:
    """Returns where ``dcc`` looks for us: for one version, or for all.

    ``prefix`` stands for the user's own folder of the DCC.

    Raises:
        InstallFailed: the DCC, the version or this platform is not known.
    """
    return _target(dcc, version, prefix, environment, platform)[0]


def every(
    dcc: str,
    *,
    version: str | None = None,
    prefix: pathlib.Path | None = None,
    environment: Mapping[str, str] | None = None,
    platform: str = sys.platform,
) -> list[Target]:
    """Returns all the places where ``dcc`` looks for us; the arguments as for ``target``.

    A DCC without a folder for all versions gets those of the versions that are here. Where
    none is, ``prefix`` itself is taken.

    Raises:
        InstallFailed: as ``target``, or no version is here.
    """
    place, one_version = _target(dcc, version, prefix, environment, platform)
    if version or not place.row.get("each_version"):
        return [place]
    before, mark, behind = one_version.partition(VERSION)
    if not mark:
        return [dataclasses.replace(place, folder=pathlib.Path(one_version))]
    found = []
    for path in glob.glob(f"{glob.escape(before)}*{glob.escape(behind)}"):
        name = path[len(before) : len(path) - len(behind)]
        if re.search(place.row["version"], name) and os.path.isdir(path):
            found.append(dataclasses.replace(place, folder=pathlib.Path(path), version=name))
    if not found and prefix is None:
        raise InstallFailed(
            f"{place.folder}: no {place.row['name']} has left a folder here; start it once, "
            f"or name its --version, for example {place.row['example']}"
        )
    if prefix is not None and place.manifest().files:  # put there before any version was
        found.append(place)
    return sorted(found, key=lambda row: numbers(row.version or "0")) or [place]


def _target(
    dcc: str,
    version: str | None,
    prefix: pathlib.Path | None,
    environment: Mapping[str, str] | None,
    platform: str,
) -> tuple[Target, str]:
    """Returns the Target, and the folder of one version, in which VERSION stands for it."""
    row = read_table("install.json").get(dcc)
    if dcc not in known():
        raise InstallFailed(f"{dcc}: not known; choose one of {', '.join(known())}")
    if version and not re.search(row["version"], version):
        raise InstallFailed(
            f"{version}: no version of {row['name']}; write it like {row['example']}"
        )
    if platform not in row["platforms"]:
        raise InstallFailed(f"{row['name']} does not run on {platform}")
    any_version, one_version = _folders(row, prefix, environment, platform)
    folder = one_version.replace(VERSION, version) if version else any_version
    place = Target(dcc, pathlib.Path(folder), version or "", row, prefix is not None)
    return place, one_version


def _folders(
    row: Mapping[str, Any],
    prefix: pathlib.Path | None,
    environment: Mapping[str, str] | None,
    platform: str,
) -> tuple[str, str]:
    """Returns the folders for any version and for one, in which VERSION stands for it."""
    environment = os.environ if environment is None else environment
    home = prefix or environment.get(row["home"]["variable"])
    mark = row["home"].get("mark")
    if mark and home and not prefix:
        named = str(pathlib.Path(home).absolute())
        return named, named.replace(mark, VERSION)
    if not home:
        roaming = pathlib.Path(
            environment.get("APPDATA") or pathlib.Path.home() / "AppData/Roaming"
        )
        places = {
            "<documents>": platformdirs.user_documents_path,
            "<home>": pathlib.Path.home,
            "<home or documents>": lambda: pathlib.Path(
                environment.get("HOME") or platformdirs.user_documents_path()
            ),
            "<roaming>": roaming.absolute,
        }
        first, *rest = row["home"][platform]
        home = str(places[first]().joinpath(*rest))
    path = pathlib.Path(home).absolute()
    any_version = path.joinpath(*row["any_version"])
    return str(any_version), str(path.joinpath(*row["one_version"][platform]))
