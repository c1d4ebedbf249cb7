"""What a task.json asks to render: one part for each renderable pass and camera. Pure.

Where passes stand in the task.json of a DCC, and what their fields are called there, is in
``data/farm.json``; so is which picture formats a proof can be written in.
"""

import dataclasses
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from analyzers.errors import FramesError
from analyzers.frames import Frames
from rayvision_plugins.farm import names
from rayvision_plugins.farm.errors import ApiRefused

MOST = 1_000_000
"""Frames in one task."""

WIDTH, HEIGHT, LARGEST = 960, 540, 8192
"""Pixels: the size of a proof whose task names none, and the most of one side."""

PRIORITY = ("pre_frames", "test_frames")
"""The fields of task_info that choose priority frames."""

_frames: Callable[[str], Frames] = Frames.from_text  # the analyzers have no annotations
_ON = frozenset({"1", "true", "yes", "on"})


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One pass seen by one camera.

    ``stem`` is the output path without frame number and suffix; the frames of ``priority`` are
    rendered before all others of the task.
    """

    name: str
    camera: str
    frames: Frames
    priority: frozenset[int]
    width: int
    height: int
    format: str
    stem: str


def parts(
    task: Mapping[str, Any], *, cg_id: str, scene: str, table: Mapping[str, Any]
) -> list[Part]:
    """Returns the parts of a task.json that was checked against its schema.

    ``scene`` is the name of the scene without folder and suffix, ``table`` is farm.json.

    Raises:
        ApiRefused: when nothing is to be rendered, or too much, or a frame range is wrong.
    """
    dcc = table["dccs"].get(cg_id)
    if dcc is None:
        known = ", ".join(sorted(f"{row['name']} ({key})" for key, row in table["dccs"].items()))
        raise ApiRefused(
            "PARAMETER_INVALID",
            f"task.json: this farm does not know cg_id {cg_id}; it knows {known}",
        )
    found: list[Part] = []
    for rule in dcc["passes"]:
        for name, row in _rows(task["scene_info_render"], rule):
            found += _parts(name, row, rule["fields"], scene, table, task["task_info"])
    if not found:
        raise ApiRefused(
            "PARAMETER_INVALID", "task.json: nothing is to be rendered, no pass is switched on"
        )
    total = sum(len(part.frames) for part in found)
    if total > MOST:
        raise ApiRefused(
            "PARAMETER_INVALID", f"task.json: {total} frames are more than this farm takes ({MOST})"
        )
    return found


def _rows(
    info: Mapping[str, Any], rule: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yields (name, row) of the passes that one rule finds; rows are named by key or by a field."""
    if not rule["rows"]:
        yield from info.items()
        return
    for row in info.get(rule["rows"]) or []:
        for inner in (row.get(rule["inner"]) or []) if rule["inner"] else [row]:
            yield str(inner.get(rule["fields"]["name"], "")), inner


def _parts(
    name: str,
    row: Mapping[str, Any],
    fields: Mapping[str, str],
    scene: str,
    table: Mapping[str, Any],
    info: Mapping[str, Any],
) -> Iterator[Part]:
    given = {field: _value(row, path) for field, path in fields.items()}
    if str(given.get("enabled", "")).lower() not in _ON:
        return
    try:
        frames = _frames(str(given.get("frames", "")))
        priority = _priority(frames, info)
    except FramesError as err:
        raise ApiRefused("PARAMETER_INVALID", f"task.json: {name}: {err}") from err
    output = str(given.get("output") or "")
    asked = str(given.get("format") or names.suffix(output, table["image_suffixes"])).lower()
    for camera in given.get("cameras") or [""]:
        meaning = names.Meaning(
            scene=scene, layer=name, camera=camera, suffix=picture(asked, table)["suffix"]
        )
        if "prefix" in fields:
            stem = names.from_prefix(str(given.get("prefix") or ""), meaning)
        else:
            stem = names.from_output(output or name, meaning, table["image_suffixes"])
        yield Part(
            name=name,
            camera=camera,
            frames=frames,
            priority=priority,
            format=asked,
            stem=stem,
            width=_pixels(given.get("width"), WIDTH),
            height=_pixels(given.get("height"), HEIGHT),
        )


def _priority(frames: Frames, info: Mapping[str, Any]) -> frozenset[int]:
    """Returns the frames that ``pre_frames`` and ``test_frames`` choose: "101:3-4[1]".

    The three digits switch on the first, the middle and the last frame; frames of choice follow.
    Source: Renderbus SDK documentation 2020, task.json, pre_frames; test_frames stands beside it
    in an example only and is read the same way.
    """
    numbers = list(frames)
    chosen: set[int] = set()
    for text in (str(info.get(field) or "") for field in PRIORITY):
        flags, _, rest = text.partition(":")
        spots = numbers[0], numbers[(len(numbers) - 1) // 2], numbers[-1]
        chosen |= {spot for flag, spot in zip(flags, spots, strict=False) if flag == "1"}
        chosen |= set(_frames(rest)) if rest else set()
    return frozenset(chosen.intersection(numbers))


def picture(asked: str, table: Mapping[str, Any]) -> Mapping[str, str]:
    """Returns how a proof is written for a format: Pillow's name and the suffix."""
    formats: Mapping[str, Mapping[str, str]] = table["formats"]
    return formats.get(asked) or formats["png"]


def output(task: Mapping[str, Any] | sqlite3.Row, number: int, table: Mapping[str, Any]) -> str:
    """Returns where the proof of a frame lies in the output storage; ``task`` is a stored row."""
    suffix = picture(task["format"], table)["suffix"]
    return f"{task['folder']}/{names.output(task['stem'], number, suffix)}"


def _value(row: Mapping[str, Any], path: str) -> Any:
    value: Any = row
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _pixels(value: Any, default: int) -> int:
    text = str(value or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        return default
    return min(int(text), LARGEST)
