"""What a schema cannot say about task.json: that something is rendered, on which frames, by whom.

Pure functions of the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analyzers.errors import FramesError
from analyzers.frames import Frames
from rayvision_plugins.check.finding import ERROR, Finding

SWITCHES = ("renderable", "render")
_ON = frozenset({"1", "true"})

Pass = tuple[str, Mapping[str, Any], bool]
"""Where a pass stands, its row, whether it is switched on."""


def findings(task: Mapping[str, Any]) -> Iterator[Finding]:
    """Yields what is wrong with a task.json that obeys its schema."""
    passes = list(_passes(task["scene_info_render"]))
    for where, row, _ in passes:
        yield from _frames(f"task.json: {where}", row["frames"])
    first = task["task_info"].get("pre_frames", "").partition(":")[2]
    if first:
        yield from _frames("task.json: task_info/pre_frames", first)
    if not any(on for _, _, on in passes):
        text = "nothing is rendered: every pass is switched off, or there is none"
        yield Finding(ERROR, "frames", text, "task.json: scene_info_render")
    for where, row, on in passes:
        if on and "render_camera" in row:
            yield from _cameras(f"task.json: {where}", row)


def _passes(info: Mapping[str, Any]) -> Iterator[Pass]:
    """Yields whatever has frames, wherever the DCC's form keeps it; a switch holds below it."""
    todo: list[tuple[str, Any, bool]] = [("scene_info_render", info, True)]
    while todo:
        where, value, on = todo.pop()
        if isinstance(value, list):
            todo += [(f"{where}/{at}", row, on) for at, row in enumerate(value)]
        elif isinstance(value, dict):
            for switch in SWITCHES:
                if isinstance(value.get(switch), str):
                    on = value[switch].lower() in _ON
            if isinstance(value.get("frames"), str):
                yield where, value, on
            todo += [(f"{where}/{key}", row, on) for key, row in value.items()]


def _frames(where: str, text: str) -> Iterator[Finding]:
    try:
        Frames.from_text(text)
    except FramesError as err:
        yield Finding(ERROR, "frames", err.text, where, final=True)


def _cameras(where: str, row: Mapping[str, Any]) -> Iterator[Finding]:
    chosen, every = row["render_camera"], frozenset(row["all_camera"])
    if not chosen:
        yield Finding(ERROR, "cameras", "no camera is renderable", where)
    for name in chosen:
        if name not in every:
            text = f"the scene has no camera {name!r} to render with"
            yield Finding(ERROR, "cameras", text, where)
