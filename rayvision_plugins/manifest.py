"""What was written into a folder that others use too, so that it can be taken out again."""

from __future__ import annotations

import hashlib
import json
import pathlib
from collections.abc import Iterable, Mapping
from typing import Any

from rayvision_plugins import __version__, whole
from rayvision_plugins.errors import RayvisionError

NAME = "manifest.json"


class InstallFailed(RayvisionError):
    """Something could not be installed or removed; the message names it."""


class Manifest:
    """The files we wrote below ``folder``, {name: SHA-256}, and the folders we made for them.

    ``lines`` are the variables whose whole line is ours in files of others, {name: variables}.
    Names are relative to ``folder``, with forward slashes. It lies in ``folder``/``root``.
    """

    def __init__(self, folder: pathlib.Path, root: str) -> None:
        self.folder = folder
        self.path = folder / root / NAME
        self.files: dict[str, str] = {}
        self.folders: list[str] = []
        self.lines: dict[str, list[str]] = {}
        self.above = 0  # how many folders above ``folder`` we made

    @classmethod
    def read(cls, folder: pathlib.Path, root: str) -> Manifest:
        """Returns the manifest of a folder, empty when there is none.

        Raises:
            InstallFailed: it is damaged, or names a file outside the folder.
        """
        found = cls(folder, root)
        try:
            row = json.loads(found.path.read_text(encoding="utf-8"))
            found.files = {str(name): str(digest) for name, digest in row["files"].items()}
            found.folders = [str(name) for name in row["folders"]]
            found.above = int(row["above"])
            found.lines = {str(name): list(rows) for name, rows in row.get("lines", {}).items()}
        except (FileNotFoundError, NotADirectoryError):
            return found
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as err:
            raise InstallFailed(f"{found.path}: cannot be read ({err}); remove it") from err
        for name in [*found.files, *found.folders]:
            found.inside(name)
        return found

    def inside(self, name: str) -> pathlib.Path:
        """Returns the path of ``name``, which others may have written.

        Raises:
            InstallFailed: it lies outside the folder.
        """
        parts = pathlib.PurePosixPath(name).parts
        if name.startswith("/") or "\\" in name or any(row == ".." or ":" in row for row in parts):
            raise InstallFailed(f"{self.path}: it names {name!r}, outside its folder")
        return self.folder.joinpath(*parts)

    def changed(self, name: str) -> bool:
        """Returns whether a file is not as it was written."""
        path = self.inside(name)
        return not path.is_file() or digest_of(path.read_bytes()) != self.files.get(name)

    def note(self, files: Mapping[str, bytes]) -> None:
        """Remembers files that are about to be written, and folders about to be made."""
        parents = {row for name in files for row in pathlib.PurePosixPath(name).parents}
        new = {row.as_posix() for row in parents if not self.folder.joinpath(*row.parts).is_dir()}
        self.folders = sorted({*self.folders, *new})
        self.above += sum(not row.is_dir() for row in self.folder.parents)
        self.files.update({name: digest_of(data) for name, data in files.items()})
        self._save()

    def forget(self, paths: Iterable[pathlib.Path]) -> None:
        """Drops files that are gone."""
        for path in paths:
            self.files.pop(path.relative_to(self.folder).as_posix(), None)
        self._save()

    def tidy(self) -> None:
        """Removes the folders we made, where they are empty."""
        below = sorted(self.folders, key=lambda row: (row == ".", -row.count("/")))
        made = [self.inside(name) for name in below] + list(self.folder.parents)[: self.above]
        for path in made:
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()

    def _save(self) -> None:
        row = {"v": 1, "package": __version__, "files": self.files, "lines": self.lines}
        write(self.path, as_json({**row, "folders": self.folders, "above": self.above}))


def write(path: pathlib.Path, data: bytes) -> None:
    """Writes a file as a whole or not at all.

    Raises:
        InstallFailed: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.write(path, data)
    except OSError as err:
        reason = f"{path}: cannot be written ({err.strerror}); choose another --prefix"
        raise InstallFailed(reason) from err


def as_json(row: Mapping[str, Any]) -> bytes:
    """Returns one JSON object as it stands in a file."""
    return (json.dumps(row, indent=2, sort_keys=True) + "\n").encode("ascii")


def digest_of(data: bytes) -> str:
    """Returns the SHA-256 of ``data`` in hex."""
    return hashlib.sha256(data).hexdigest()
