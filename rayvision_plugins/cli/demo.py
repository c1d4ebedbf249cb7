"""``rayvision demo``: a small scene of our own goes the whole way on the embedded farm.

The pictures it uses are drawn here; one is left out on purpose, to show how that is told.
"""

from __future__ import annotations

import importlib.util
import json
import pathlib
import shutil
import time
from collections.abc import Iterator
from typing import Any

import click

from rayvision_plugins import profiles
from rayvision_plugins.cli.options import as_json
from rayvision_plugins.cli.show import show
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.jobs import Event

FOLDER = "demo.rayvision"
PICTURES = {
    **{
        f"wall.{tile}.png": (0.08 * at, f"wall {tile}")
        for at, tile in enumerate((1001, 1002, 1011, 1012))
    },
    **{f"screen.{frame:04d}.png": (0.5 + 0.03 * frame, f"screen {frame}") for frame in range(1, 9)},
    "floor.png": (0.1, "floor"),
    "lamp_shade.png": (0.15, "lamp"),
}


@click.command()
@click.option(
    "--out",
    default=FOLDER,
    show_default=True,
    metavar="DIR",
    help="Where everything goes; made anew.",
)
@as_json("Print events as JSON Lines, the table as the last.")
def demo(out: str, as_json: bool) -> int:
    """Show the whole way: analyze, upload, render on the embedded farm, fetch the frames.

    Needs no account and no DCC. The pictures are proofs: they say what arrived, they are no
    renders.
    """
    from rayvision_plugins import submit as submission
    from rayvision_plugins.connect import opened

    if not importlib.util.find_spec("PIL"):
        raise ConfigError('the demo needs the embedded farm: pip install "rayvision_plugins[farm]"')
    folder = pathlib.Path(out).absolute()
    results = folder / "results"
    _clear(folder)
    scene = _lay_out(folder / "project")
    say = (lambda text: None) if as_json else click.echo
    say(f"the scene: {scene}\n")
    with opened(
        {"farm": "local", "farm_folder": str(folder / "farm"), "home": str(folder / "home")}
    ) as way:
        first = _Run(submission.submit(submission.Job(scene, results), way))
        show(first, as_json=as_json)
        say("\nthe same scene once more:\n")
        again = _Run(submission.submit(submission.Job(scene, folder / "again", wait=False), way))
        show(again, as_json=as_json)
    frames = sorted((results / "frames").rglob("*.png"))
    lines = [*_table(first, again, results, len(frames)), ""]
    lines += [f"frames         {results / 'frames'}", f"task files     {results}"]
    lines += [f"contact sheet  {contact_sheet(frames, folder / 'contact-sheet.png')}"]
    lines += [f"farm           {folder / 'farm'}"]
    text = "\n".join(lines)
    say("\n" + text)
    if as_json:
        show([Event(kind="end", stage="demo", path=str(folder), text=text)], as_json=True)
    return 0


class _Run:
    """Passes events on and keeps what the table at the end tells: seconds and ends of stages."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self.seconds: dict[str, float] = {}
        self.ends: dict[str, Event] = {}
        self.bytes = 0

    def __iter__(self) -> Iterator[Event]:
        started = time.monotonic()
        for event in self._events:
            now = time.monotonic()
            self.seconds[event.stage] = self.seconds.get(event.stage, 0.0) + now - started
            started = now
            if event.kind == "end":
                self.ends[event.stage] = event
            elif event.kind == "start" and event.stage == "upload":
                self.bytes = event.total
            yield event


def _clear(folder: pathlib.Path) -> None:
    """Removes what an earlier demo made, and nothing else."""
    if (
        folder.exists()
        and not (folder / "project" / "workspace.mel").is_file()
        and any(folder.iterdir())
    ):
        raise click.UsageError(f"{folder} is not empty and not from a demo; choose another --out")
    for name in ("project", "results", "again", "farm"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _lay_out(project: pathlib.Path) -> pathlib.Path:
    """Copies the scenes and draws their pictures; returns the scene."""
    from PIL import Image, ImageDraw, ImageFont

    shutil.copytree(profiles.DATA / "demo", project)
    images = project / "sourceimages"
    images.mkdir()
    for name, (hue, label) in PICTURES.items():
        image = Image.new("HSV", (256, 256), (int(hue * 255) % 256, 110, 170)).convert("RGB")
        ImageDraw.Draw(image).text((20, 110), label, font=ImageFont.load_default(size=32))
        image.save(images / name)
    return project / "scenes" / "demo.ma"


def contact_sheet(
    frames: list[pathlib.Path], target: pathlib.Path, columns: int = 4
) -> pathlib.Path:
    """Writes one picture with all frames, in rows of ``columns``, and returns its path."""
    from PIL import Image

    width, height, gap = 320, 180, 6
    rows = -(-len(frames) // columns)
    size = (columns * (width + gap) + gap, rows * (height + gap) + gap)
    sheet = Image.new("RGB", size, (24, 26, 30))
    for at, path in enumerate(frames):
        with Image.open(path) as frame:
            small = frame.convert("RGB").resize((width, height))
        sheet.paste(
            small, (gap + at % columns * (width + gap), gap + at // columns * (height + gap))
        )
    sheet.save(target)
    return target


def _table(first: _Run, again: _Run, results: pathlib.Path, frames: int) -> Iterator[str]:
    files: list[dict[str, Any]] = json.loads((results / "asset.json").read_text(encoding="utf-8"))[
        "files"
    ]
    yield f"files found    {sum(row['found'] for row in files)}"
    for row in files:
        for path in row["missing"]:
            yield f"missing        {path}"
            yield f"               named by {row['node']}.{row['attr']}, line {row['where']}"
    yield f"bytes sent     {first.bytes:,}"
    yield f"sent again     {again.ends['upload'].done} files, {again.bytes} bytes"
    yield f"frames         {frames} of {first.ends['render'].total}"
    yield "seconds        " + ", ".join(
        f"{stage} {value:.2f}" for stage, value in first.seconds.items()
    )
