"""``rayvision submit``, ``watch`` and ``download``: a task's life."""

from __future__ import annotations

import pathlib
from typing import Any

import click

from analyzers import tables
from rayvision_plugins.cli import FRAMES_FAILED
from rayvision_plugins.cli.options import as_json, farm_options, out_folder, scene_options
from rayvision_plugins.cli.show import show
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.jobs import FAILED, STOPPED, Event

EVENTS = "Print events as JSON Lines."


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
    as_json: bool,
    **farm: Any,
) -> int:
    """Send SCENE, or a folder of ready-made task files, render it and fetch its frames.

    Files the farm already holds are not sent again. Exits with 3 when the scene has errors,
    with 4 when frames failed.
    """
    from rayvision_plugins import submit as submission
    from rayvision_plugins.connect import opened

    job = submission.Job(
        pathlib.Path(scene),
        out_folder(scene, out),
        project=project,
        frames=frames,
        only=only,
        task_info=_values(values),
        wait=not no_wait,
    )
    if not job.scene.exists():
        raise ConfigError(f"{scene}: there is no such scene or folder")
    with opened(farm) as way:
        return _code(show(submission.submit(job, way), as_json=as_json))


@click.command()
@click.argument("task")
@click.option("--out", metavar="DIR", help="Where frames go (default: ./<task>.rayvision/frames).")
@farm_options
@as_json(EVENTS)
def watch(task: str, out: str | None, as_json: bool, **farm: Any) -> int:
    """Follow TASK and fetch each frame as it finishes."""
    return _follow(task, out, as_json, farm, once=False)


@click.command()
@click.argument("task")
@click.option("--out", metavar="DIR", help="Where frames go (default: ./<task>.rayvision/frames).")
@farm_options
@as_json(EVENTS)
def download(task: str, out: str | None, as_json: bool, **farm: Any) -> int:
    """Fetch what TASK has rendered so far; what is here already is not fetched again."""
    return _follow(task, out, as_json, farm, once=True)


def _follow(task: str, out: str | None, as_json: bool, farm: dict[str, Any], *, once: bool) -> int:
    if not task.isdigit():
        raise click.UsageError(f"a task is a number, not {task!r}")
    from rayvision_plugins import submit as submission
    from rayvision_plugins.connect import opened

    folder = pathlib.Path(out).absolute() if out else out_folder(task, None) / "frames"
    with opened(farm) as way:
        return _code(show(submission.followed(task, folder, way, once=once), as_json=as_json))


def _code(last: Event | None) -> int:
    ended = last is not None and last.stage == "render" and last.kind == "end"
    return FRAMES_FAILED if ended and last is not None and last.code in (FAILED, STOPPED) else 0


def _values(pairs: tuple[str, ...]) -> dict[str, str]:
    broken = [pair for pair in pairs if "=" not in pair]
    if broken:
        raise click.UsageError(f"--set wants KEY=VALUE, not {broken[0]!r}")
    values = dict(pair.split("=", 1) for pair in pairs)
    table = tables.load("data/schemas/task.schema.json")["properties"]["task_info"]["properties"]
    unknown = [key for key in values if key not in table or key == "task_id"]
    if unknown:
        raise click.UsageError(f"--set: task_info has no value {unknown[0]!r} that may be chosen")
    return values
