"""Whether four files may be submitted: their schemas, then what a schema cannot say."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

from analyzers import paths, tables
from analyzers.disk import md5
from analyzers.errors import FramesError
from analyzers.frames import Frames
from analyzers.taskfiles import NAMES
from rayvision_plugins.errors import CheckFailed

Documents = Mapping[str, Any]


def read(folder: pathlib.Path) -> Documents:
    """Returns the documents of a folder by name ("task", "upload", "asset", "tips").

    asset.json and tips.json may be absent: they then say nothing.

    Raises:
        CheckFailed: one that is needed is missing, or one is no JSON.
    """
    found: dict[str, Any] = {"asset": {"asset": []}, "tips": {}}
    for name in NAMES:
        path = folder / f"{name}.json"
        try:
            found[name] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            if name not in found:
                raise CheckFailed([f"{path}: missing; a folder of task files needs it"]) from None
        except (OSError, ValueError, RecursionError) as err:
            raise CheckFailed([f"{path}: it cannot be read as JSON ({err})"]) from err
    return found


def problems(documents: Documents) -> list[str]:
    """Returns what keeps the documents from being submitted, a line each."""
    found = [line for name in NAMES for line in _schema_errors(name, documents[name])]
    if not found:
        found += _no_frames(documents["task"])
        found += _missing(documents["upload"])
        found += _stale(documents)
    return found


def _schema_errors(name: str, document: Any) -> Iterator[str]:
    validator = jsonschema.Draft7Validator(tables.load(f"data/schemas/{name}.schema.json"))
    for error in sorted(validator.iter_errors(document), key=lambda row: list(map(str, row.path)))[
        :10
    ]:
        where = "/".join(str(part) for part in error.absolute_path)
        yield f"{name}.json: {where or 'top'}: {error.message[:200]}"


def _no_frames(task: Mapping[str, Any]) -> Iterator[str]:
    """Yields frame ranges that cannot be understood, wherever the DCC's form keeps them."""
    todo: list[tuple[str, Any]] = [("scene_info_render", task.get("scene_info_render", {}))]
    while todo:
        where, value = todo.pop()
        if isinstance(value, list):
            todo += [(f"{where}/{at}", row) for at, row in enumerate(value)]
        elif isinstance(value, dict):
            todo += [(f"{where}/{key}", row) for key, row in value.items() if key != "frames"]
            if isinstance(value.get("frames"), str):
                try:
                    Frames.from_text(value["frames"])
                except FramesError as err:
                    yield f"task.json: {where}: {err.text}"


def scene_errors(tips: Mapping[str, Any]) -> list[str]:
    """Returns the tips of level error, which keep a scene from being submitted, a line each."""
    table = tables.load("data/tips.json")
    return [
        f"{table[code]['en']}: {', '.join(map(str, details))}"
        for code, details in tips.items()
        if code in table and table[code]["level"] == "error"
    ]


def _stale(documents: Documents) -> Iterator[str]:
    """Yields files that are no longer what they were when the scene was analyzed."""
    changed = "it has changed since the scene was analyzed; analyze the scene again"
    for row in documents["upload"].get("scene", []):
        if row.get("hash") and os.path.isfile(row["local"]) and md5(row["local"]) != row["hash"]:
            yield f"{row['local']}: {changed}"
    for ref in documents["asset"].get("files", []):
        for row in ref["expanded"]:
            if os.path.isfile(row["path"]) and os.path.getsize(row["path"]) != row["size"]:
                yield f"{row['path']}: {changed}"


def inputs(upload: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Returns every file to send, each once; the scene may stand in one list or in both."""
    rows = [*upload.get("scene", []), *upload["asset"]]
    return list({(row["local"], row["server"]): row for row in rows}.values())


def _missing(upload: Mapping[str, Any]) -> Iterator[str]:
    servers: dict[str, str] = {}
    for row in inputs(upload):
        local = row["local"]
        if not os.path.isfile(local):
            yield f"{local}: the file is gone; analyze the scene again"
        elif not os.access(local, os.R_OK):
            yield f"{local}: the file may not be read by this user"
        place = row["server"].lstrip("/")
        if not paths.is_safe(place):
            yield f"{local}: the farm cannot hold it as {row['server']!r}"
        other = servers.setdefault(place, local)
        if other != local:
            yield f"{local}: {other} goes to the same place at the farm, {row['server']}"
