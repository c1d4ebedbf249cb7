"""``rayvision watch`` and ``download``: frames come home; and who is told of them."""

from __future__ import annotations

import math
import pathlib
from collections.abc import Iterable, Iterator
from typing import Any

import click

from rayvision_plugins.cli import FRAMES_FAILED
from rayvision_plugins.cli.options import (
    EVENTS,
    as_json,
    farm_options,
    hook_options,
    out_folder,
    speed_option,
    task_number,
    together,
)
from rayvision_plugins.cli.show import HowOn, show, with_task
from rayvision_plugins.jobs import FAILED, STOPPED, Event

HOUR = 3600.0

follow_options = together(
    click.option(
        "--out", metavar="DIR", help="Where frames go (default: ./<task>.rayvision/frames)."
    ),
    click.option(
        "--flat", is_flag=True, help="Put frames straight there, without the task's own folder."
    ),
    click.option(
        "--patience",
        type=click.FloatRange(min=0),
        default=math.inf,
        metavar="HOURS",
        help="Give up when the farm, or its storage, has not answered for so long (default: "
        "never).",
    ),
    speed_option,
)
"""How tasks are followed, of ``watch`` and ``download``."""


@click.command()
@click.argument("tasks", metavar="TASK...", nargs=-1, required=True, type=task_number)
@follow_options
@hook_options
@farm_options
@as_json(EVENTS)
def watch(
    tasks: tuple[int, ...],
    out: str | None,
    flat: bool,
    patience: float,
    on_frame: str | None,
    on_task: str | None,
    as_json: bool,
    **farm: Any,
) -> int:
    """Follow one or more tasks and fetch each frame as it finishes.

    It may be interrupted and called again at any time: what is here is not fetched again, and
    no hook is told of it again.
    """
    shown = Shown(on_frame, on_task, as_json=as_json)
    how = {"flat": flat, "patience": patience * HOUR}
    return _follow(shown, tasks, _folders(tasks, out), farm, **how)


@click.command()
@click.argument("tasks", metavar="[TASK]...", nargs=-1, type=task_number)
@click.option(
    "--path",
    "paths",
    multiple=True,
    metavar="PATH",
    help="A folder or file of the output storage, in place of tasks; may be repeated.",
)
@click.option("--after", is_flag=True, help="Wait until a task has ended, then fetch all of it.")
@follow_options
@hook_options
@farm_options
@as_json(EVENTS)
def download(
    tasks: tuple[int, ...],
    paths: tuple[str, ...],
    after: bool,
    out: str | None,
    flat: bool,
    patience: float,
    on_frame: str | None,
    on_task: str | None,
    as_json: bool,
    **farm: Any,
) -> int:
    """Fetch what tasks have rendered so far; what is here already is not fetched again.

    With --path, whose results go to ./frames unless --out says where, tasks do not count and
    nothing is waited for.
    """
    from rayvision_plugins import download as downloads
    from rayvision_plugins.connect import opened

    if not (tasks or paths):
        raise click.UsageError("name a TASK, or a --path on the output storage")
    if paths and (after or on_frame or on_task):
        raise click.UsageError("--after and hooks belong to tasks, not to a --path")
    shown = Shown(on_frame, on_task, as_json=as_json)
    if not paths:
        how = {"once": not after, "after": after, "flat": flat, "patience": patience * HOUR}
        return _follow(shown, tasks, _folders(tasks, out), farm, **how)
    folder = pathlib.Path(out or "frames").absolute()
    with opened(farm) as way:
        shown(downloads.download(way, folder, server_path=paths, flat=flat))
    return shown.code


def _follow(
    shown: Shown,
    tasks: tuple[int, ...],
    folders: dict[str, pathlib.Path],
    farm: dict[str, Any],
    **how: Any,
) -> int:
    from rayvision_plugins.connect import opened

    with opened(farm) as way:
        shown(way.follow([*folders], folders, **how))
    return shown.code


def _folders(tasks: tuple[int, ...], out: str | None) -> dict[str, pathlib.Path]:
    """Returns where the frames of each task go."""
    return {
        str(task): pathlib.Path(out).absolute() if out else out_folder(str(task), None) / "frames"
        for task in tasks
    }


class Shown:
    """Shows events and tells hooks of them; ``code`` is the exit code they make."""

    def __init__(
        self,
        on_frame: str | None,
        on_task: str | None,
        *,
        as_json: bool,
        how_on: HowOn = with_task,
    ) -> None:
        from rayvision_plugins import hooks

        self.code = 0
        self._how: dict[str, Any] = {"as_json": as_json, "how_on": how_on}
        self._told = hooks.told
        self._ends = hooks.ENDING
        self._hooks = {
            name: hooks.hook(text)
            for name, text in (("on_frame", on_frame), ("on_task", on_task))
            if text
        }

    def __call__(self, events: Iterable[Event]) -> Event | None:
        """Shows the events and returns the last one."""
        return show(self._told(self._seen(events), **self._hooks), **self._how)

    def _seen(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            if event.kind == "end" and event.stage in self._ends:
                self.code = FRAMES_FAILED if event.code in (FAILED, STOPPED) else 0
            yield event
