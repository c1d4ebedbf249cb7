"""Changes to task.json and upload.json on disk: values, fields of one's own, more files.

A file is replaced as a whole or not at all. Source: Renderbus SDK documentation 2020, SDK
入门教程, 添加特殊字段和更新json文件接口; 常用参数设置, MODIFIABLE_PARAM.
"""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from analyzers import paths
from rayvision_plugins import profiles
from rayvision_plugins.check.documents import against_schema, load, save
from rayvision_plugins.check.finding import refuse
from rayvision_plugins.errors import ConfigError

Name = str | os.PathLike[str]

ADDITIONAL = "additional_info"


def update_task_info(
    update: Mapping[str, Any],
    path: Name,
    *,
    modifiable: Collection[str] | None = None,
) -> None:
    """Puts values into task_info of the task.json at ``path``; numbers become text.

    ``modifiable`` are the names that may be changed, those of the documents when not given.

    Raises:
        ConfigError: a name that may not be changed, or the file is no task.json.
        CheckFailed: it is no JSON, or would be no task.json with these values.
    """
    allowed = profiles.load(profiles.USUAL).modifiable if modifiable is None else modifiable
    refused = sorted(set(update) - set(allowed))
    if refused:
        choices = ", ".join(sorted(allowed))
        raise ConfigError(f"task_info: {refused[0]} may not be changed; these may: {choices}")
    numbers = {key: str(row) for key, row in update.items() if type(row) in (int, float)}
    _put(path, "task_info", {**update, **numbers})


def append_to_task(fields: Mapping[str, Any], path: Name) -> None:
    """Adds fields of any shape to ``additional_info`` of the task.json at ``path``.

    Raises:
        ConfigError: a field that JSON cannot hold, or the file is no task.json.
        CheckFailed: it is no JSON, or breaks the schema of a task.json.
    """
    try:
        json.dumps(fields, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as err:
        raise ConfigError(f"{ADDITIONAL}: a field that JSON cannot hold ({err})") from err
    _put(path, ADDITIONAL, fields)


def append_to_upload(files: Iterable[Name] | Name, path: Name) -> int:
    """Adds local files to the upload.json at ``path``, each once; returns how many were new.

    They are named by full paths, of this machine's kind or the other; whether they exist is a
    question of the check.

    Raises:
        CheckFailed: the file is no JSON.
        ConfigError: it is no upload.json, or a file has no full path.
    """
    document = load(pathlib.Path(path))
    try:  # the schema would take seconds for what has 100,000 rows
        present = {paths.slashes(row["local"]) for row in document["asset"]}
    except (KeyError, TypeError, AttributeError):
        raise ConfigError(f"{path}: this is no upload.json") from None
    given = [files] if isinstance(files, (str, os.PathLike)) else files
    named = dict.fromkeys(paths.slashes(os.fspath(file)) for file in given)
    partial = next((file for file in named if not paths.is_absolute(file)), None)
    if partial is not None:
        raise ConfigError(f"{partial!r} is no full path; a farm knows files by theirs")
    new = [file for file in named if file not in present]
    added = [{"local": file, "server": paths.server_path(file)} for file in new]
    save(path, {**document, "asset": [*document["asset"], *added]})
    return len(new)


def _put(path: Name, key: str, values: Mapping[str, Any]) -> None:
    """Puts values into one of the objects that the task.json at ``path`` consists of."""
    document = load(pathlib.Path(path))
    place = document.get(key, {}) if isinstance(document, dict) else None
    if not isinstance(place, dict):
        raise ConfigError(f"{path}: this is no task.json: its {key} is no object")
    document = {**document, key: {**place, **values}}
    refuse(against_schema("task", document))
    save(path, document)
