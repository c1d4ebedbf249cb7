"""The packages of ``compat`` on the path of this Python: scripts import them by the vendor's names.

One file of one line, ``rayvision_compat.pth``, in the folder where this Python looks for
packages; nothing is copied. Refused beside packages of the vendor: what an import gets would
depend on the order of the path, and half of it would be theirs.
"""

from __future__ import annotations

import dataclasses
import importlib.metadata
import os
import pathlib
import site
import sys
import sysconfig
from collections.abc import Sequence
from importlib.machinery import PathFinder

from rayvision_plugins import __version__
from rayvision_plugins.manifest import InstallFailed

FOLDER = pathlib.Path(__file__).resolve().parent / "compat"
NAME = "rayvision_compat.pth"

OURS, OFFICIAL, NONE = "ours", "official", "none"


@dataclasses.dataclass(frozen=True, slots=True)
class Package:
    """What an import of ``name`` gets: ours, official or none; where from, and which version."""

    name: str
    whose: str
    path: str = ""
    version: str = ""

    def __str__(self) -> str:
        where = f"({self.path})" if self.path else ""
        return " ".join(filter(None, (self.name, self.whose, self.version, where)))


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """Whether ``file`` is there, and what each import gets in a Python that starts now."""

    file: pathlib.Path
    enabled: bool
    packages: list[Package]

    def of(self, whose: str) -> list[Package]:
        """Returns the packages that are ``whose``."""
        return [package for package in self.packages if package.whose == whose]


def state(folder: pathlib.Path | None = None) -> State:
    """Returns what holds in this environment; ``folder`` is where its packages lie."""
    file = (folder or _packages()) / NAME
    enabled = _leads_here(file)
    ours = [str(FOLDER)] if enabled and not any(map(_is_ours, sys.path)) else []
    return State(file, enabled, [_package(name, sys.path + ours) for name in _names()])


def enable(folder: pathlib.Path | None = None) -> State:
    """Puts our packages on the path and returns what holds then.

    Raises:
        InstallFailed: packages of the vendor are installed, or the file cannot be written.
    """
    path = [name for name in sys.path if not _is_ours(name)]
    found = [_package(name, path) for name in _names()]
    official = [package for package in found if package.whose == OFFICIAL]
    if official:
        names = " ".join(package.name for package in official)
        raise InstallFailed(
            f"the vendor's packages are installed in {official[0].path}: {names}",
            "uninstall them with pip, or use an environment without them",
        )
    file = (folder or _packages()) / NAME
    try:
        file.write_bytes(_line(file.parent))
    except OSError as err:
        raise InstallFailed(
            f"{file}: cannot be written ({err.strerror})",
            "use an environment of your own, as python -m venv makes one",
        ) from err
    return state(folder)


def disable(folder: pathlib.Path | None = None) -> State:
    """Takes our packages off the path and returns what held before.

    Raises:
        InstallFailed: the file cannot be removed.
    """
    before = state(folder)
    try:
        before.file.unlink(missing_ok=True)
    except OSError as err:
        raise InstallFailed(f"{before.file}: cannot be removed ({err.strerror})") from err
    return before


def _packages() -> pathlib.Path:
    """Returns where this Python looks for packages: there where ours lies, else its own folder."""
    own = FOLDER.parent.parent
    user = site.getusersitepackages() if site.ENABLE_USER_SITE else ""
    return own if str(own) == user else pathlib.Path(sysconfig.get_path("purelib"))


def _line(folder: pathlib.Path) -> bytes:
    """Returns the one line: relative where it can be, so that the environment can be moved.

    It is ASCII: a Python whose locale cannot read a byte of it would not start.
    """
    inside = folder.resolve() in FOLDER.parents
    text = os.path.relpath(FOLDER, folder.resolve()) if inside else str(FOLDER)
    line = text if text.isascii() else f"import sys; sys.path.append({text!a})"
    return f"{line}\n".encode("ascii")


def _leads_here(file: pathlib.Path) -> bool:
    """Returns whether Python finds our packages by the file; that of a clone elsewhere does not."""
    try:
        return file.read_bytes() == _line(file.parent)
    except OSError:
        return False


def _names() -> list[str]:
    return sorted(row.name for row in FOLDER.iterdir() if (row / "__init__.py").exists())


def _package(name: str, path: Sequence[str]) -> Package:
    """Returns what an import of ``name`` gets from the folders of ``path``."""
    spec = PathFinder.find_spec(name, path)
    if spec is None or not spec.origin:  # no origin: a folder of that name without code
        return Package(name, NONE)
    folder = os.path.dirname(spec.origin)
    if _is_ours(os.path.dirname(folder)):
        return Package(name, OURS, folder, __version__)
    return Package(name, OFFICIAL, folder, _version(name))


def _is_ours(folder: str) -> bool:
    return pathlib.Path(folder).resolve() == FOLDER


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
