"""Whether four files may be submitted: their schemas, then what a schema cannot say."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

from analyzers import paths, tables
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


def _missing(upload: Mapping[str, Any]) -> Iterator[str]:
    servers: dict[str, str] = {}
    for row in upload["asset"]:
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
