"""``rayvision analyze`` and ``rayvision check``: what needs no farm."""

from __future__ import annotations

import pathlib
import types

import click

from analyzers import run as analyzers_run
from rayvision_plugins import submit
from rayvision_plugins.cli.options import as_json, out_folder, scene_options
from rayvision_plugins.cli.show import show


@click.command()
@scene_options
@as_json("Print the analysis as one JSON object; writes files only with --out.")
def analyze(
    scene: str, project: str | None, frames: str | None, out: str | None, as_json: bool
) -> int:
    """Describe SCENE in task.json, upload.json, asset.json and tips.json.

    The answer names every file with its node, attribute and line. Exits with 3 when the
    scene has errors.
    """
    options = types.SimpleNamespace(
        scene=scene, project=project, frames=frames, out=out, json=as_json
    )
    return int(analyzers_run.run(options, click.echo))


@click.command()
@scene_options
@as_json("Print events as JSON Lines.")
def check(
    scene: str, project: str | None, frames: str | None, out: str | None, as_json: bool
) -> int:
    """Say whether SCENE, or a folder of ready-made task files, can be submitted."""
    job = submit.Job(pathlib.Path(scene), out_folder(scene, out), project=project, frames=frames)
    if not job.ready_made:
        show(submit.described(job), as_json=as_json)
    show(submit.checked(job.scene if job.ready_made else job.out), as_json=as_json)
    return 0
