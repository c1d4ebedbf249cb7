"""``rayvision submit``, ``watch`` and ``download``: a task's life."""

from __future__ import annotations

import dataclasses
import pathlib
from typing import Any

import click

from analyzers import tables
from rayvision_plugins.cli import FRAMES_FAILED
from rayvision_plugins.cli.options import (
    as_json,
    farm_options,
    out_folder,
    scene_options,
    task_number,
    together,
)
from rayvision_plugins.cli.scene import force_option
from rayvision_plugins.cli.show import show
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.jobs import FAILED, STOPPED, Event

EVENTS = "Print events as JSON Lines."

WORKS_WHILE = (
    "the farm of this machine renders only while a command uses it: rayvision watch {task}, "
    "or rayvision farm serve"
)

NOT_CHOSEN = ("task_id", "user_id", "cg_id", "channel")
"""Values of task_info that the farm or the scene decides."""


order_options = together(
    click.option(
        "--label", "labels", multiple=True, metavar="NAME", help="A label; may be repeated."
    ),
    click.option("--artist", metavar="NAME", help="Who made the scene."),
    click.option("--producer", metavar="NAME", help="Who is in charge of the task."),
    click.option("--level", type=int, metavar="NUMBER", help="Priority: 50, or 60 for more."),
    click.option(
        "--clone-of", type=task_number, metavar="TASK", help="The task that this one repeats."
    ),
    click.option(
        "--isolation",
        type=click.Choice(["task", "user"]),
        help="Keep the inputs apart from those of other tasks, or of other users (--out-user).",
    ),
    click.option(
        "--out-user",
        type=click.IntRange(min=0),
        metavar="NUMBER",
        help="The user of yours that the task is for.",
    ),
)
"""What the farm is told besides the files, the fields of an Order."""


@click.command()
@scene_options
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="KEY=VALUE",
    help="A value of task_info, for example pre_frames=100.",
)
@click.option("--no-wait", is_flag=True, help="End when the task is submitted.")
@force_option
@order_options
@farm_options
@as_json(EVENTS)
def submit(
    scene: str,
    project: str | None,
    frames: str | None,
    only: tuple[str, ...],
    out: str | None,
    values: tuple[str, ...],
    no_wait: bool,
    force: bool,
    as_json: bool,
    **farm: Any,
) -> int:
    """Send SCENE, or a folder of ready-made task files, render it and fetch its frames.

    Files the farm already holds are not sent again. Exits with 3 when the scene has errors,
    with 4 when frames failed.
    """
    from rayvision_plugins import submit as submission
    from rayvision_plugins.config import Settings
    from rayvision_plugins.connect import opened
    from rayvision_plugins.services.renderbus import Order

    given = {field.name: farm.pop(field.name) for field in dataclasses.fields(Order)}
    order = Order(**{name: value for name, value in given.items() if value is not None})
    job = submission.Job(
        pathlib.Path(scene),
        out_folder(scene, out),
        project=project,
        frames=frames,
        only=only,
        task_info=_values(values),
        wait=not no_wait,
        force=force,
        language=Settings().text("language"),
        order=order,
    )
    if not job.scene.exists():
        raise ConfigError(f"{scene}: there is no such scene or folder")
    with opened(farm) as way:
        last = show(submission.submit(job, way), as_json=as_json)
        if no_wait and way.service.local:
            click.echo(WORKS_WHILE.format(task=last.id if last else ""), err=True)
        return _code(last)


@click.command()
@click.argument("task", type=task_number)
@click.option("--out", metavar="DIR", help="Where frames go (default: ./<task>.rayvision/frames).")
@farm_options
@as_json(EVENTS)
def watch(task: int, out: str | None, as_json: bool, **farm: Any) -> int:
    """Follow TASK and fetch each frame as it finishes."""
    return _follow(task, out, as_json, farm, once=False)


@click.command()
@click.argument("task", type=task_number)
@click.option("--out", metavar="DIR", help="Where frames go (default: ./<task>.rayvision/frames).")
@farm_options
@as_json(EVENTS)
def download(task: int, out: str | None, as_json: bool, **farm: Any) -> int:
    """Fetch what TASK has rendered so far; what is here already is not fetched again."""
    return _follow(task, out, as_json, farm, once=True)


def _follow(task: int, out: str | None, as_json: bool, farm: dict[str, Any], *, once: bool) -> int:
    from rayvision_plugins import submit as submission
    from rayvision_plugins.connect import opened

    folder = pathlib.Path(out).absolute() if out else out_folder(str(task), None) / "frames"
    with opened(farm) as way:
        return _code(show(submission.followed(str(task), folder, way, once=once), as_json=as_json))


def _code(last: Event | None) -> int:
    ended = last is not None and last.stage == "render" and last.kind == "end"
    return FRAMES_FAILED if ended and last is not None and last.code in (FAILED, STOPPED) else 0


def _values(pairs: tuple[str, ...]) -> dict[str, str]:
    broken = [pair for pair in pairs if "=" not in pair]
    if broken:
        raise click.UsageError(f"--set wants KEY=VALUE, not {broken[0]!r}")
    values = dict(pair.split("=", 1) for pair in pairs)
    table = tables.load("data/schemas/task.schema.json")["properties"]["task_info"]["properties"]
    chosen = sorted(set(table) - set(NOT_CHOSEN))
    unknown = [key for key in values if key not in chosen]
    if unknown:
        raise click.UsageError(f"--set: {unknown[0]!r} is none of {', '.join(chosen)}")
    return values
