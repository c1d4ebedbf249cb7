"""The four documents of a task: read, held against their schemas, recognised, written."""

from __future__ import annotations

import hashlib
import json
import math
import os
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

from analyzers import paths, tables, taskfiles
from analyzers.disk import md5
from analyzers.errors import AnalyzeError
from analyzers.taskfiles import NAMES
from rayvision_plugins import whole
from rayvision_plugins.check.finding import ERROR, Finding
from rayvision_plugins.errors import CheckFailed, RayvisionError

Documents = Mapping[str, Any]
"""The documents by name: "task", "upload", "asset", "tips"."""

IDS = ("task_id", "user_id", "project_id")
"""What a farm gives to task_info; it says nothing about the scene."""

MOST_LINES = 10
"""Problems of one document that are told."""


def read(folder: pathlib.Path) -> Documents:
    """Returns the documents of a folder.

    asset.json and tips.json may be absent: they then say nothing.

    Raises:
        CheckFailed: one that is needed is missing, or one is no JSON.
    """
    found: dict[str, Any] = {"asset": {"asset": []}, "tips": {}}
    for name in NAMES:
        path = folder / f"{name}.json"
        if name in found and not path.exists():
            continue
        found[name] = load(path)
    return found


def load(path: pathlib.Path) -> Any:
    """Returns the document in ``path``.

    Raises:
        CheckFailed: it is missing, or no JSON.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = json.loads(text, parse_float=_finite, parse_constant=_finite)
        if "\\ud" in text.lower():  # half a character cannot be written again
            taskfiles.encode(document)
        return document
    except FileNotFoundError:
        raise CheckFailed([f"{path}: missing; a folder of task files needs it"]) from None
    except (OSError, ValueError, RecursionError) as err:
        raise CheckFailed([f"{path}: it cannot be read as JSON ({err})"]) from err


def _finite(text: str) -> float:
    """Returns a number; Infinity and NaN, which Python would read and write, are no JSON."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no number")
    return number


def write(documents: Documents, folder: pathlib.Path) -> list[pathlib.Path]:
    """Writes the documents into ``folder``, all or none, and returns their paths.

    Raises:
        RayvisionError: the folder cannot be written.
    """
    files = taskfiles.TaskFiles(**{name: documents[name] for name in NAMES})
    target = paths.normalise(folder.absolute().as_posix())
    try:
        files.write(target)
    except AnalyzeError as err:
        raise RayvisionError(err.text) from err
    return [pathlib.Path(target, f"{name}.json") for name in NAMES]


def save(path: str | os.PathLike[str], document: Any) -> None:
    """Writes one document in place of the file at ``path``, as a whole or not at all.

    Raises:
        RayvisionError: JSON cannot hold it, or the file cannot be written.
    """
    try:
        data = taskfiles.encode(document)
    except (TypeError, ValueError, RecursionError) as err:
        raise RayvisionError(f"{path}: JSON cannot hold what it is to say ({err})") from err
    try:
        whole.write(path, data)
    except OSError as err:
        raise RayvisionError(f"{path}: it cannot be written ({err.strerror})") from err


def misshapen(documents: Documents) -> list[Finding]:
    """Returns where documents break their schemas; what breaks them cannot be checked further."""
    return [row for name in NAMES for row in against_schema(name, documents[name])]


def against_schema(name: str, document: Any) -> Iterator[Finding]:
    """Yields where the document called ``name`` breaks its schema."""
    validator = jsonschema.Draft7Validator(tables.load(f"data/schemas/{name}.schema.json"))
    errors = sorted(validator.iter_errors(document), key=lambda row: list(map(str, row.path)))
    for error in errors[:MOST_LINES]:
        where = "/".join(str(part) for part in error.absolute_path) or "top"
        yield Finding(ERROR, "schema", error.message[:200], f"{name}.json: {where}", final=True)


def inputs(upload: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Returns every file to send, each once; the scene may stand in one list or in both."""
    rows = [*upload.get("scene", []), *upload["asset"]]
    return list({(row["local"], row["server"]): row for row in rows}.values())


def digest(documents: Documents) -> str:
    """Returns the SHA-256, in hex, of what is to be rendered.

    The same scene described twice has the same digest: the numbers that a farm gave are left
    out, and a scene whose hash is not given counts with its content. Whatever else stands in
    ``documents`` counts too.

    Raises:
        CheckFailed: a scene is gone.
    """
    info = documents["task"]["task_info"]
    kept = {key: value for key, value in info.items() if key not in IDS}
    task = {**documents["task"], "task_info": kept}
    scenes = documents["upload"].get("scene") or [{"local": info["input_cg_file"]}]
    try:
        contents = [row.get("hash") or md5(row["local"]) for row in scenes]
    except (OSError, ValueError) as err:
        raise CheckFailed([f"a scene cannot be read ({err})"]) from err
    text = json.dumps([{**documents, "task": task}, contents], sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
