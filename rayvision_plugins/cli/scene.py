"""``rayvision analyze`` and ``rayvision check``: what can be said before anything is sent."""

from __future__ import annotations

import contextlib
import itertools
import pathlib
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from analyzers import run as analyzers_run
from rayvision_plugins.cli.options import as_json, farm_options, out_folder, scene_options
from rayvision_plugins.cli.show import show
from rayvision_plugins.jobs import Event

if TYPE_CHECKING:
    from rayvision_plugins.services.renderbus import Renderbus


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


force_option = click.option(
    "--force",
    is_flag=True,
    help="Pass errors of the scene or the farm; files that are gone, frames that cannot be read "
    "and broken task files are never passed.",
)


@click.command()
@scene_options
@force_option
@farm_options
@as_json("Print events as JSON Lines; what was found as events of kind tip.")
def check(
    scene: str,
    project: str | None,
    frames: str | None,
    only: tuple[str, ...],
    out: str | None,
    force: bool,
    as_json: bool,
    **farm: Any,
) -> int:
    """Say whether SCENE, or a folder of ready-made task files, can be submitted.

    A farm that is named is asked what it renders; without one nothing leaves this machine.
    """
    from rayvision_plugins import submit
    from rayvision_plugins.config import Settings

    job = submit.Job(
        pathlib.Path(scene),
        out_folder(scene, out),
        project=project,
        frames=frames,
        only=only,
        force=force,
        language=Settings().text("language"),
    )
    with _named(farm) as service:
        events: Iterator[Event] = submit.checked(job, service)
        if not job.ready_made:
            events = itertools.chain(submit.described(job), events)
        if as_json or not sys.stdout.isatty():
            show(events, as_json=as_json)
            return 0
        return _tabled(events, job.language)


@contextlib.contextmanager
def _named(farm: Mapping[str, Any]) -> Iterator[Renderbus | None]:
    """Yields the service of the farm that the arguments name, if they name one."""
    if not any(farm.values()):
        yield None
        return
    from rayvision_plugins.connect import reached

    with reached(farm) as service:
        yield service


def _tabled(events: Iterable[Event], language: str) -> int:
    """Shows what was found as a table on the terminal and returns the exit code."""
    from rayvision_plugins.cli.columns import columns
    from rayvision_plugins.cli.sheet import Sheet, Table, put
    from rayvision_plugins.cli.table import Cell
    from rayvision_plugins.errors import CheckFailed

    found: list[Event] = []

    def others() -> Iterator[Event]:
        for event in events:
            if event.kind == "tip":
                found.append(event)
            else:
                yield event

    code = 0
    try:
        show(others(), as_json=False)
    except CheckFailed as err:
        if not any(row.level == "error" for row in found):
            raise
        code = err.exit_code
    finally:
        titles = [column[language] for column in columns("findings")]
        rows = [[Cell(row.level, state=row.level), Cell(row.code), Cell(row.text)] for row in found]
        put(Sheet(None, [Table(titles, rows)]), as_json=False)
    return code
