"""Into a DCC and out again: what is copied where stands in ``data/install.json``.

The copy holds the analyzers and the shelf, so that the DCC does not depend on this Python's
packages, and the path of this Python, which carries the rest. A manifest beside them says
what was written; only that is replaced or removed, and never unsaid when it was changed.

Nothing but the module file lies in the modules folder itself: Maya reads every file there as
a module, whatever its name (Maya Developer Help 2025, module description files). The user's
own start-up scripts are not touched. Houdini reads our package file in each version's folder,
and finds all else through it. Clarisse has no such folder: it is told by lists in the
``clarisse.env`` of each version, where our file is added to what stands there.
"""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import analyzers
from rayvision_plugins import __version__
from rayvision_plugins.manifest import InstallFailed, Manifest, as_json, write
from rayvision_plugins.targets import Target
from rayvision_plugins.value_lists import with_value, without_value

SUBMITTER = "submitter.json"


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A file and what becomes of it: write, same, replace, remove, keep or edit, and why.

    ``data`` is the new content of a file that is edited.
    """

    what: str
    path: pathlib.Path
    why: str = ""
    data: bytes = b""


def install(place: Target, *, dry_run: bool = False, platform: str = sys.platform) -> list[Change]:
    """Writes what the DCC needs and returns every file with what became of it.

    The entry comes last: the DCC never sees half of it.

    Raises:
        InstallFailed: a file that is not ours is in the way, or the folder cannot be written.
    """
    files = _contents(place, platform)
    manifest = place.manifest()
    before = manifest.files
    changes = [_written(manifest, name, data) for name, data in files.items()]
    stale = _removed(place, manifest, [name for name in before if name not in files])
    _refuse_unwritable(place.folder)
    lists = _listed(place, manifest, platform)
    end = [Change("write", manifest.path)]
    if dry_run:
        return changes + stale + end + lists
    manifest.note(files)
    for change, (name, data) in zip(changes, files.items(), strict=True):
        if change.what != "same":
            write(manifest.inside(name), data)
    _remove(stale)
    manifest.forget([row.path for row in stale if row.what == "remove"])
    _edit(lists)
    return changes + stale + end + lists


def uninstall(
    place: Target, *, dry_run: bool = False, force: bool = False, platform: str = sys.platform
) -> list[Change]:
    """Removes what ``install`` wrote and returns every file with what became of it.

    Changed files are kept unless ``force``; the entry goes first, so that the DCC never sees
    half of it.

    Raises:
        InstallFailed: nothing was installed there, the entry itself was changed, or a file
            cannot be removed.
    """
    manifest = place.manifest()
    if not manifest.files:
        raise InstallFailed(f"{place.folder}: nothing of ours is installed there")
    changes = _removed(place, manifest, list(manifest.files), force=force)
    entry = manifest.inside(place.row["entry"])
    if changes and changes[0].what == "keep" and changes[0].path == entry:
        raise InstallFailed(f"{changes[0].path}: {changes[0].why}; nothing was removed")
    kept = {row.path for row in changes if row.what == "keep"}
    changes = _unlisted(place, manifest, platform) + changes
    if not kept:
        changes.append(Change("remove", manifest.path))
    if dry_run:
        return changes
    _edit(changes)
    _remove(changes)
    if kept:
        gone = [manifest.inside(name) for name in manifest.files]
        manifest.forget([path for path in gone if path not in kept])
    manifest.tidy()
    return changes


def each(
    places: Sequence[Target],
    *,
    uninstalling: bool = False,
    dry_run: bool = False,
    force: bool = False,
    platform: str = sys.platform,
) -> Iterator[tuple[Target, list[Change]]]:
    """Installs into every place, or takes out of all that hold ours, and gives what became of it.

    Nothing is written when something is in the way at one of them.

    Raises:
        InstallFailed: as ``install`` and ``uninstall``; none of the places holds anything of ours.
    """
    if uninstalling:  # without any of ours the first is asked all the same, and says so
        for place in [row for row in places if row.manifest().files] or places[:1]:
            yield place, uninstall(place, dry_run=dry_run, force=force, platform=platform)
        return
    for place in places[1:]:
        install(place, dry_run=True, platform=platform)
    for place in places:
        yield place, install(place, dry_run=dry_run, platform=platform)


def _contents(place: Target, platform: str) -> dict[str, bytes]:
    """Returns {path below the folder: content}, the entry last."""
    found: dict[str, bytes] = {}
    for row in place.row["files"]:
        source = _source(row["from"])
        paths = [source] if source.is_file() else sorted(source.rglob("*"))
        for path in paths:
            if path.suffix in place.row["suffixes"] and path.is_file():
                below = path.relative_to(source).as_posix()
                name = row["to"] if path == source else f"{row['to']}/{below}"
                found[name] = path.read_bytes()
    entry = place.row["entry"]
    if entry not in found:
        raise InstallFailed(f"{_source('shelves')}: incomplete; reinstall rayvision_plugins")
    words = {
        "{condition}": place.row["condition"].format(place.version) if place.version else "",
        "{platform}": place.row["platforms"][platform],
        "{package}": __version__,
        "{root}": (place.folder / place.row["root"]).as_posix(),
        **place.words,
    }
    for name in place.row["filled"]:
        found[name] = _filled(name, found[name].decode("utf-8"), words)
    beside = place.row.get("beside", place.row["root"])
    found[f"{beside}/{SUBMITTER}"] = as_json(submitter())
    found[entry] = found.pop(entry)
    return found


def _filled(name: str, text: str, words: Mapping[str, str]) -> bytes:
    """Returns the content of a file whose words are replaced; in Python and JSON they stand in
    "texts".
    """
    for word, value in words.items():
        if name.endswith(".py"):
            value = ascii(value)[1:-1].replace('"', '\\"')
        elif name.endswith(".json"):
            value = json.dumps(value)[1:-1]
        text = text.replace(word, value)
    return text.encode("utf-8")


def by_hand(place: Target, changes: list[Change]) -> dict[str, str]:
    """Returns the variables that somebody has to set for the DCC to find us, {name: path}."""
    listed = any(row.what in ("edit", "same") and row.data for row in changes)
    needed = not listed if "listed_in" in place.row else place.given
    return place.found_by if needed or place.too_old else {}


def _listed(place: Target, manifest: Manifest, platform: str) -> list[Change]:
    """Returns what becomes of the files in which the DCC has lists of what to load."""
    changes = []
    for path, name in _lists(place):
        before = after = path.read_bytes()
        for variable, value in place.found_by.items():
            row = place.row["listed_in"]
            usual = row["defaults"].get(variable, "")
            after, is_new = with_value(after, variable, value, row["separator"][platform], usual)
            if is_new:
                manifest.lines.setdefault(name, []).append(variable)
        changes.append(Change("same" if before == after else "edit", path, "", after))
    return changes


def _unlisted(place: Target, manifest: Manifest, platform: str) -> list[Change]:
    """Returns how the lists of the DCC become what they were before us."""
    changes = []
    for path, name in _lists(place):
        before = after = path.read_bytes()
        for variable, value in place.found_by.items():
            separator = place.row["listed_in"]["separator"][platform]
            is_ours = variable in manifest.lines.get(name, ())
            usual = place.row["listed_in"]["defaults"].get(variable, "")
            after = without_value(after, variable, value, separator, usual if is_ours else None)
        if before != after:
            changes.append(Change("edit", path, "", after))
    return changes


def _lists(place: Target) -> list[tuple[pathlib.Path, str]]:
    """Returns (path, name below the folder) of the files in which the DCC has its lists."""
    row = place.row.get("listed_in")
    if row is None:
        return []
    pattern = row["one_version" if place.version else "any_version"]
    found = [path for path in sorted(place.folder.glob(pattern)) if path.is_file()]
    return [(path, path.relative_to(place.folder).as_posix()) for path in found]


def _edit(changes: list[Change]) -> None:
    for change in changes:
        if change.what == "edit":
            write(change.path, change.data)


def _source(name: str) -> pathlib.Path:
    """Returns a folder or file of this distribution, installed or in a checkout."""
    first, _, rest = name.partition("/")
    if first == "analyzers":
        return pathlib.Path(analyzers.__file__).parent / rest
    package = pathlib.Path(__file__).parent
    inner = package / first
    return (inner if inner.is_dir() else package.parent / first) / rest


def submitter() -> dict[str, Any]:
    """Returns how the shelf starts the bridge: this Python, and where our packages are.

    ``paths`` is empty where Python finds them by itself.
    """
    package = pathlib.Path(__file__).resolve().parent.parent
    own = {pathlib.Path(sysconfig.get_path(key)).resolve() for key in ("purelib", "platlib")}
    return {
        "v": 1,
        "python": sys.executable,
        "module": "rayvision_plugins.bridge",
        "paths": [] if package in own else [str(package)],
    }


def _written(manifest: Manifest, name: str, data: bytes) -> Change:
    path = manifest.inside(name)
    if not os.path.lexists(path):
        return Change("write", path)
    if not path.is_file():
        raise InstallFailed(f"{path}: in the way; it is no file")
    if path.read_bytes() == data:
        return Change("same", path)
    if name not in manifest.files:
        raise InstallFailed(f"{path}: in the way and not written by us; move it elsewhere")
    if manifest.changed(name):
        return Change("replace", path, "it was changed since it was installed")
    return Change("write", path, "newer")


def _removed(
    place: Target, manifest: Manifest, names: list[str], *, force: bool = False
) -> list[Change]:
    """Returns what becomes of installed files, the entry first, and of their byte code."""
    changes = []
    for name in sorted(names, key=lambda name: (name != place.row["entry"], name)):
        path = manifest.inside(name)
        if os.path.lexists(path):
            changed = manifest.changed(name)
            if changed and not force:
                why = "it was changed since it was installed; --force removes it too"
                changes.append(Change("keep", path, why))
            else:
                changes.append(Change("remove", path, "changed" if changed else ""))
        if path.suffix == ".py":
            code = [path.with_suffix(".pyc"), *path.parent.glob(f"__pycache__/{path.stem}.*.pyc")]
            changes += [Change("remove", row, "byte code") for row in code if row.is_file()]
    return changes


def _remove(changes: list[Change]) -> None:
    for change in changes:
        if change.what != "remove":
            continue
        try:
            change.path.unlink()
            if change.path.parent.name == "__pycache__" and not any(change.path.parent.iterdir()):
                change.path.parent.rmdir()
        except OSError as err:
            raise InstallFailed(f"{change.path}: cannot be removed ({err.strerror})") from err


def _refuse_unwritable(folder: pathlib.Path) -> None:
    there = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if not there.is_dir():
        raise InstallFailed(f"{folder}: cannot be made, {there} is a file; choose another --prefix")
    if not os.access(there, os.W_OK | os.X_OK):
        raise InstallFailed(f"{folder}: {there} may not be written; choose another --prefix")
