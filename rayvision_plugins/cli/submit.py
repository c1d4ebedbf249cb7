"""``rayvision submit``: from a scene to its frames."""

from __future__ import annotations

import dataclasses
import pathlib
from typing import Any

import click

from analyzers import tables
from rayvision_plugins.cli.follow import Shown
from rayvision_plugins.cli.options import (
    EVENTS,
    as_json,
    farm_options,
    hook_options,
    isolation_options,
    out_folder,
    scene_options,
    speed_option,
    task_number,
    together,
)
from rayvision_plugins.cli.scene import force_option
from rayvision_plugins.errors import ConfigError

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
    isolation_options,
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
@hook_options
@speed_option
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
    on_frame: str | None,
    on_task: str | None,
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
    shown = Shown(on_frame, on_task, as_json=as_json)
    with opened(farm) as way:
        last = shown(submission.submit(job, way))
        if no_wait and way.service.local:
            click.echo(WORKS_WHILE.format(task=last.id if last else ""), err=True)
        return shown.code


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
