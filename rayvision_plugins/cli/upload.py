"""``rayvision upload`` and ``cut``: files to the farm without a submission."""

from __future__ import annotations

import itertools
import pathlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from rayvision_plugins.cli.options import (
    EVENTS,
    JSON,
    as_json,
    farm_options,
    isolation_options,
    speed_option,
    task_number,
)
from rayvision_plugins.cli.show import print_json, show
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer.plan import ORDERS

if TYPE_CHECKING:
    from rayvision_plugins.submit import Farm


@click.command()
@click.argument("sources", metavar="[UPLOAD.json|FOLDER]...", nargs=-1, type=click.Path())
@click.option("--task", type=task_number, metavar="TASK", help="For --config and --isolation task.")
@click.option(
    "--config",
    multiple=True,
    type=click.Path(),
    metavar="FILE",
    help="A file that describes the task, such as task.json; goes first, may be repeated.",
)
@click.option(
    "--place", metavar="PATH", help="Where a FOLDER goes (default: as it is called here)."
)
@isolation_options
@click.option(
    "--order",
    type=click.Choice(ORDERS),
    help="Which files go first (default: the setting upload_order).",
)
@speed_option
@farm_options
@as_json(EVENTS)
def upload(
    sources: tuple[str, ...],
    task: int | None,
    config: tuple[str, ...],
    place: str | None,
    isolation: str | None,
    out_user: int | None,
    order: str | None,
    as_json: bool,
    **farm: Any,
) -> int:
    """Send the files that lists name, all of folders, or files that describe a task.

    What the farm already holds is not sent again: call it again after whatever went wrong.

    Of a FOLDER each folder below it is sent once: a link to one that is sent already is only
    told. To have it under the name of the link too, list its files in an UPLOAD.json.
    """
    from rayvision_plugins.connect import opened
    from rayvision_plugins.services.renderbus import Order

    if not (sources or config):
        raise click.UsageError("name an UPLOAD.json, a FOLDER, or a --config FILE")
    for file in config:
        if not pathlib.Path(file).is_file():
            raise click.UsageError(f"{file}: there is no such file")
    if task is None and (config or isolation == "task"):
        raise click.UsageError("--config and --isolation task need the number of the task, --task")
    below = Order(isolation=isolation or "", out_user=out_user).folder(str(task or ""))
    lists, folders = _sorted(sources)
    if place is not None and (lists or len(folders) != 1):
        raise click.UsageError("--place is for one FOLDER")
    with opened(farm) as way:
        if order:
            way.upload_order = order
        events = _uploads(way, str(task or ""), config, lists, folders, place or "", below)
        show(events, as_json=as_json)
    return 0


def _sorted(sources: Iterable[str]) -> tuple[list[str], list[str]]:
    lists: list[str] = []
    folders: list[str] = []
    for source in sources:
        path = pathlib.Path(source)
        if not path.exists():
            raise click.UsageError(f"{source}: there is no such list or folder")
        (folders if path.is_dir() else lists).append(source)
    return lists, folders


def _uploads(
    way: Farm,
    task: str,
    config: tuple[str, ...],
    lists: list[str],
    folders: list[str],
    place: str,
    below: str,
) -> Iterator[Event]:
    from rayvision_plugins import upload as uploads

    parts = []
    if config:
        parts.append(uploads.upload_config(task, config, way))
    if lists:
        parts.append(uploads.several(lists, way, below=below))
    if folders:
        parts.append(uploads.tree(folders, way, place=place, below=below))
    return itertools.chain.from_iterable(parts)


@click.command()
@click.argument("source", metavar="UPLOAD.json", type=click.Path())
@click.option(
    "--most",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Files of each part (default: 1000).",
)
@click.option("--out", metavar="DIR", help="Where the parts go (default: beside UPLOAD.json).")
@as_json(JSON)
def cut(source: str, most: int | None, out: str | None, as_json: bool) -> int:
    """Cut a long UPLOAD.json into upload_1.json, upload_2.json ... and print their paths."""
    from rayvision_plugins.transfer.upload_list import cutting_upload, older

    parts = cutting_upload(source, most, out)
    if as_json:
        print_json({"parts": parts})
    else:
        click.echo("\n".join(parts) or "there is nothing in it to be cut")
    left = older(parts)
    if left:
        text = "of an earlier cut, not of this one; remove what you do not need"
        click.echo(f"note: {', '.join(left)}: {text}", err=True)
    return 0
