"""Where a DCC looks for us: the user's folders by DCC, version and platform.

What differs stands in ``data/install.json``.
"""

from __future__ import annotations

import dataclasses
import os
import pathlib
import re
import sys
from collections.abc import Mapping
from typing import Any

import platformdirs

from rayvision_plugins.manifest import InstallFailed, Manifest
from rayvision_plugins.profiles import read_table


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
        return {
            name: path.replace("{folder}", folder) for name, path in self.row["found_by"].items()
        }

    def manifest(self) -> Manifest:
        """Returns what was written there before."""
        return Manifest.read(self.folder, self.row["root"])


def known() -> list[str]:
    """Returns the DCCs that can be installed into."""
    return [name for name, row in read_table("install.json").items() if isinstance(row, dict)]


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
    row = read_table("install.json").get(dcc)
    if dcc not in known():
        raise InstallFailed(f"{dcc}: not known; choose one of {', '.join(known())}")
    if version and not re.search(row["version"], version):
        raise InstallFailed(
            f"{version}: no version of {row['name']}; write it like {row['example']}"
        )
    if platform not in row["platforms"]:
        raise InstallFailed(f"{row['name']} does not run on {platform}")
    environment = os.environ if environment is None else environment
    home = prefix or environment.get(row["home"]["variable"])
    if not home:
        roaming = pathlib.Path(
            environment.get("APPDATA") or pathlib.Path.home() / "AppData/Roaming"
        )
        places = {
            "<documents>": platformdirs.user_documents_path,
            "<home>": pathlib.Path.home,
            "<roaming>": roaming.absolute,
        }
        first, *rest = row["home"][platform]
        home = str(places[first]().joinpath(*rest))
    parts = [part.replace("<version>", version or "") for part in row["one_version"]]
    folder = pathlib.Path(home).absolute().joinpath(*(parts if version else row["any_version"]))
    return Target(dcc, folder, version or "", row, prefix is not None)
