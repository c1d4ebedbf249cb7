"""``rayvision task frames``, ``log``, ``retry-frames`` and what else is about frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from analyzers.errors import FramesError
from analyzers.frames import Frames
from rayvision_plugins.cli.options import JSON, TASK, YES, as_json, confirmed, farm_options
from rayvision_plugins.cli.sheet import Sheet, Table, asked, put, said, shown
from rayvision_plugins.cli.task.options import (
    limit_options,
    numbers,
    status_option,
    taken,
    watch_options,
)
from rayvision_plugins.errors import RayvisionError
from rayvision_plugins.jobs import ENDED

if TYPE_CHECKING:
    from rayvision_plugins.services.renderbus import Renderbus

Frame = tuple[int, Mapping[str, Any]]
"""The part that a frame belongs to, and its row."""

Act = Callable[..., Any]

FRAME = (
    "A FRAME is a number or a range, such as 7 or 10-20 or 10-20[2], or what rayvision task "
    "frames calls it."
)
PASSES = {"photon": "photon", "picture": "main"}
"""The passes that have a picture; their frame types in the profile."""


@click.command()
@TASK
@status_option("failed")
@click.option("--search", metavar="TEXT", help="Only the frames of the group with this name.")
@limit_options(100)
@watch_options
@farm_options
@as_json(JSON)
def frames(
    number: int,
    status: tuple[str, ...],
    search: str | None,
    limit: int,
    every_row: bool,
    watching: bool,
    every: float,
    as_json: bool,
    **farm: Any,
) -> int:
    """List the frames of TASK and of its parts.

    With --watch it ends when the task does.
    """
    with asked(farm) as (service, view):
        wanted = numbers(status, view.profile.frame_states)

        def look() -> Sheet:
            # Asked before the frames, so that the last look has seen them all.
            ended = watching and all(part.state in ENDED for part in service.status(str(number)))
            found = (row for _, row in _every(service, number, search))
            chosen = (row for row in found if not wanted or row["frameStatus"] in wanted)
            rows, note = taken(chosen, limit, every_row, "frames")
            tables = [Table.of(view, "frames", rows)]
            return Sheet(view.worded("frames", rows), tables, note, ended=ended)

        return shown(look, watching=watching, every=every, as_json=as_json)


@click.command()
@TASK
@click.argument("frame")
@farm_options
@as_json(JSON)
def log(number: int, frame: str, as_json: bool, **farm: Any) -> int:
    """Print what the farm wrote while it rendered FRAME of TASK."""
    with asked(farm) as (service, view):
        part, row = _one(service, number, frame)
        lines = service.query.log_lines(row["id"])
        (worded,) = view.worded("frames", [row])
        document = {"task": part, "frame": worded, "lines": list(lines) if as_json else []}
        plain = (line.rstrip("\r\n").expandtabs() for line in lines)
        return said(document, plain, as_json=as_json)


@click.command()
@TASK
@click.argument("frame")
@farm_options
@as_json(JSON)
def thumbnail(number: int, frame: str, as_json: bool, **farm: Any) -> int:
    """Print where the small picture of a done frame is kept."""
    with asked(farm) as (service, _):
        part, row = _one(service, number, frame)
        paths = service.query.frame_thumbnail(row["id"])
        if not paths:
            raise RayvisionError(f"frame {frame} of task {part} has no small picture (yet)")
        document = {"task": part, "frame": row["id"], "paths": paths}
        return said(document, paths, as_json=as_json)


@click.command()
@TASK
@click.option(
    "--pass",
    "part",
    type=click.Choice(list(PASSES)),
    help="Which one (default: the one that renders now).",
)
@farm_options
@as_json(JSON)
def progress(number: int, part: str | None, as_json: bool, **farm: Any) -> int:
    """Show how far a picture in blocks is; 3ds Max only."""
    with asked(farm) as (service, view):
        frame_type = view.profile.frame_types[PASSES[part]] if part else None
        row = service.query.task_processing_img(number, frame_type)
        blocks = [block for line in row.get("grabInfo") or [] for block in line]
        tables = [Table([], view.details("progress", row)), Table.of(view, "blocks", blocks)]
        note = "" if row else f"no picture of task {number} renders in blocks"
        return put(Sheet(row, tables if row else [], note), as_json=as_json)


def _of_frames(name: str, act: Act, text: str, about: str, question: str) -> click.Command:
    """Returns a command that does something to some frames of a task, or to all."""

    @click.command(name, help=f"{about}\n\n{FRAME}")
    @TASK
    @click.argument("wanted", metavar="[FRAME]...", nargs=-1)
    @click.option("--all", "whole", is_flag=True, help="Every frame; asks first.")
    @YES
    @farm_options
    @as_json(JSON)
    def command(
        number: int, wanted: tuple[str, ...], whole: bool, yes: bool, as_json: bool, **farm: Any
    ) -> int:
        if whole == bool(wanted):
            raise click.UsageError("say which frames, or --all")
        if whole:
            confirmed(f"{question.format(number)}?", yes=yes)
        with asked(farm) as (service, _):
            parts: dict[int, list[int]] = {}
            if whole:
                parts = {part: [] for part in service.query.small_task_ids(number)}
            for part, row in [] if whole else _chosen(service, number, wanted):
                parts.setdefault(part, []).append(row["id"])
            for part, ids in parts.items():
                act(service, part, select_all=int(whole), ids=ids or None)
            count = sum(map(len, parts.values()))
            what = "every frame" if whole else f"{count} frame" + "s" * (count != 1)
            document = {"done": name, "task": number, "frames": parts, "all": whole}
            return said(document, [f"{what} of task {number} {text}"], as_json=as_json)

    return command


retry_frames = _of_frames(
    "retry-frames",
    lambda service, part, **chosen: service.query.restart_frame(part, **chosen),
    "will be rendered again",
    "Render frames of TASK again, the done ones too.",
    "Render every frame of task {} again",
)
stop_frames = _of_frames(
    "stop-frames",
    lambda service, part, **chosen: service.query.stop_frame(part, **chosen),
    "will not be rendered, unless done already",
    "Stop frames of TASK that are not done.",
    "Stop every frame of task {}",
)


def _every(service: Renderbus, number: int, search: str | None = None) -> Iterator[Frame]:
    """Yields the frames of a task, part by part."""
    for part in service.query.small_task_ids(number):
        for row in service.query.frames(part, search_keyword=search):
            yield part, row


def _chosen(service: Renderbus, number: int, words: Sequence[str]) -> list[Frame]:
    """Returns the frames that the words mean, in the farm's order.

    Raises:
        RayvisionError: a word means none of the task's frames.
    """
    found = list(_every(service, number))
    chosen: dict[int, Frame] = {}
    for word in words:
        meant = [frame for frame in found if frame[1].get("frameIndex") == word]
        if not meant:
            inside = _range(word)
            meant = [frame for frame in found if _number(frame[1]) in inside]
        if not meant:
            raise RayvisionError(
                f"task {number} has no frame {word}: rayvision task frames {number} lists them"
            )
        chosen.update((frame[1]["id"], frame) for frame in meant)
    return [frame for frame in found if frame[1]["id"] in chosen]


def _one(service: Renderbus, number: int, word: str) -> Frame:
    """Returns the one frame that a word means.

    Raises:
        RayvisionError: none, or several in parts of the task or blocks of the picture.
    """
    meant = _chosen(service, number, [word])
    parts = sorted({part for part, _ in meant})
    if len(parts) > 1:
        names = ", ".join(map(str, parts))
        raise RayvisionError(f"several parts have a frame {word}: name one of {names} as the task")
    if len(meant) > 1:
        names = ", ".join(str(row.get("frameIndex")) for _, row in meant)
        raise RayvisionError(f"{word} means several frames: name one of {names}")
    return meant[0]


def _range(word: str) -> frozenset[int]:
    try:
        return frozenset(Frames.from_text(word))
    except FramesError as err:
        raise click.UsageError(str(err)) from err


def _number(row: Mapping[str, Any]) -> int | None:
    """Returns the frame number of "7", "0007" and of a block such as "7-2"."""
    text = str(row.get("frameIndex"))
    head = text[:1] + text[1:].partition("-")[0]
    try:
        return int(head)
    except ValueError:
        return None
