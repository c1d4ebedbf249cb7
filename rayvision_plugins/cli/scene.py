"""``rayvision analyze`` and ``rayvision check``: what needs no farm."""

from __future__ import annotations

import pathlib
import types

import click

from analyzers import run as analyzers_run
from rayvision_plugins.cli.options import as_json, out_folder, scene_options
from rayvision_plugins.cli.show import show


@click.command()
@scene_options
@click.option(
    "--reader",
    type=click.Choice(["file", "live"]),
    default="file",
    show_default=True,
    help="Read the file, or let the DCC that is installed here open it.",
)
@click.option("--safe", is_flag=True, help="Do not launch a DCC on a scene with hostile scripts.")
@as_json("Print the analysis as one JSON object; writes files only with --out.")
def analyze(
    scene: str,
    project: str | None,
    frames: str | None,
    only: tuple[str, ...],
    out: str | None,
    reader: str,
    safe: bool,
    as_json: bool,
) -> int:
    """Describe SCENE in task.json, upload.json, asset.json and tips.json.

    The answer names every file with its node, attribute and line. Exits with 3 when the
    scene has errors.
    """
    if reader == "live":
        return _launched(scene, project, frames, only, out, safe, as_json)
    options = types.SimpleNamespace(
        scene=scene, project=project, frames=frames, only=only, out=out, json=as_json
    )
    return int(analyzers_run.run(options, click.echo))


def _launched(
    scene: str,
    project: str | None,
    frames: str | None,
    only: tuple[str, ...],
    out: str | None,
    safe: bool,
    as_json: bool,
) -> int:
    """Analyzes in the DCC's own interpreter; what happens goes to stderr, the answer to stdout."""
    from analyzers.taskfiles import encode
    from rayvision_plugins import launch

    folder = out if as_json else out or str(out_folder(scene, None))
    running = launch.run(scene, project=project, frames=frames, only=only, out=folder, safe=safe)
    while True:
        try:
            click.echo(next(running).text, err=True)
        except StopIteration as end:
            outcome: launch.Outcome = end.value
            break
    if as_json:
        click.echo(encode(outcome.answer).decode("utf-8").rstrip())
    else:
        click.echo("\n".join(analyzers_run.summary(outcome.answer, folder)))
    return outcome.code


@click.command()
@scene_options
@as_json("Print events as JSON Lines.")
def check(
    scene: str,
    project: str | None,
    frames: str | None,
    only: tuple[str, ...],
    out: str | None,
    as_json: bool,
) -> int:
    """Say whether SCENE, or a folder of ready-made task files, can be submitted."""
    from rayvision_plugins import submit

    job = submit.Job(
        pathlib.Path(scene), out_folder(scene, out), project=project, frames=frames, only=only
    )
    if not job.ready_made:
        show(submit.described(job), as_json=as_json)
    show(submit.checked(job.scene if job.ready_made else job.out), as_json=as_json)
    return 0
