"""Understands a submission: the four files that the submitter put into the config storage."""

import dataclasses
import json
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

import analyzers
from rayvision_plugins.farm import names, parts
from rayvision_plugins.farm.board import Input, Plan
from rayvision_plugins.farm.depot import Depot
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.state import State

NEEDED, OPTIONAL = ("task",), ("upload", "asset", "tips")
"""A task that was described by hand has no asset.json and no tips.json; an upload.json is not
sent by who uploads the files it names apart from those of the task, as the documents do."""

CHECKED = ("task", "upload")
"""What has to obey its schema."""

PAUSES = "1"
"""The value of stop_after_test for a task that waits after its priority frames."""

LARGEST = 512 * 1024 * 1024
"""Bytes of one of the four files."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """Reads submissions; ``schemas`` are validators by file, ``table`` is farm.json."""

    state: State
    depot: Depot
    table: Mapping[str, Any]
    schemas: Mapping[str, jsonschema.Draft7Validator]

    def plan(self, task: int, below: str = "") -> Plan:
        """Returns what a submitted task asks for; its inputs lie in the folder ``below``.

        Raises:
            ApiRefused: when a file is missing or wrong, with its name and the reason.
        """
        found = {name: self._read(task, name) for name in NEEDED}
        found |= {name: self._read(task, name, needed=False) for name in OPTIONAL}
        info = found["task"]["task_info"]
        scene = _last(info["input_cg_file"])
        wanted = parts.parts(
            found["task"], cg_id=info["cg_id"], scene=names.scene_name(scene), table=self.table
        )
        inputs = {item.path: item for item in _inputs(found["upload"], found["asset"])}
        return Plan(
            scene=scene,
            project=str(info.get("project_name") or ""),
            cg_id=int(info["cg_id"]),
            pauses=info.get("stop_after_test") == PAUSES,
            parts=wanted,
            inputs=[
                dataclasses.replace(item, path=f"{below}{item.path}") for item in inputs.values()
            ],
        )

    def _read(self, task: int, name: str, *, needed: bool = True) -> dict[str, Any]:
        bid = self.depot.bids["config"]
        path = self.table["config_file"].format(task=task, name=name)
        record = self.state.stored(bid, path)
        if record is None:
            if needed:
                raise ApiRefused(
                    "PARAMETER_INVALID", f"{name}.json did not arrive; send it to {path} first"
                )
            return {}
        if record["size"] > LARGEST:
            raise ApiRefused(
                "PARAMETER_INVALID", f"{name}.json is too large ({record['size']} bytes)"
            )
        try:
            value = json.loads(self.depot.path(bid, path).read_bytes())
        except (OSError, ValueError, RecursionError) as err:
            raise ApiRefused("PARAMETER_INVALID", f"{name}.json is no JSON: {err}") from err
        if not isinstance(value, dict):
            raise ApiRefused("PARAMETER_INVALID", f"{name}.json is no JSON object")
        if name in self.schemas:
            check(self.schemas[name], value, f"{name}.json")
        return value


def isolation(number: str) -> str:
    """Returns the folder that keeps the inputs of a task or of a third party's user apart.

    12345 becomes ``000/012/345/`` and 11223344556677 ``11223344/556/677/``. The document says how
    the path is made, not where it stands: here the files of the task lie below it.

    Raises:
        ApiRefused: when ``number`` is none.
    Source: Renderbus SDK documentation 2020, submitTask, asset_lsolation_model.
    """
    if not (number.isascii() and number.isdigit()):
        raise ApiRefused("PARAMETER_INVALID", f"outUserId: {number!r} is no number")
    text = number.zfill(9)
    return f"{text[:-6]}/{text[-6:-3]}/{text[-3:]}/"


def schemas() -> dict[str, jsonschema.Draft7Validator]:
    """Returns the validators of the files that a farm relies on."""
    folder = pathlib.Path(analyzers.__file__).parent / "data" / "schemas"
    return {
        name: jsonschema.Draft7Validator(
            json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        )
        for name in CHECKED
    }


def check(validator: jsonschema.Draft7Validator, value: Any, name: str) -> None:
    """Returns when ``value`` obeys the schema.

    Raises:
        ApiRefused: when not, with the field; ``name`` says whose field it is.
    """
    error = next(iter(validator.iter_errors(value)), None)
    if error is None:
        return
    error = jsonschema.exceptions.best_match([error]) or error
    field = ".".join(str(step) for step in error.absolute_path)
    reason = error.message if len(error.message) < 200 else f"{error.message[:199]}…"
    raise ApiRefused("PARAMETER_INVALID", ": ".join(part for part in (name, field, reason) if part))


def _inputs(upload: Mapping[str, Any], asset: Mapping[str, Any]) -> Iterator[Input]:
    """Yields assets first: a scene stands in both lists, and only its own row has the hash."""
    sizes = dict(_sizes(asset))
    for row in [*upload.get("asset", []), *upload.get("scene", [])]:
        size = sizes.get(row["local"].replace("\\", "/"))
        yield Input(path=row["server"].lstrip("/"), md5=str(row.get("hash") or ""), size=size)


def _sizes(asset: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    files = asset.get("files")
    for row in files if isinstance(files, list) else []:
        for item in row.get("expanded") or [] if isinstance(row, dict) else []:
            if (
                isinstance(item, dict)
                and isinstance(item.get("size"), int)
                and isinstance(item.get("path"), str)
            ):
                yield item["path"].replace("\\", "/"), item["size"]


def _last(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or "scene"
