"""``rayvision task open``: the frames of a task that are on this machine."""

from __future__ import annotations

import sys
from typing import Any

import click

from rayvision_plugins.cli.options import JSON, TASK, as_json, farm_options
from rayvision_plugins.cli.sheet import asked, said
from rayvision_plugins.errors import RayvisionError


@click.command("open")
@TASK
@click.option("--print", "only_print", is_flag=True, help="Only say where it is.")
@farm_options
@as_json(JSON)
def open_folder(number: int, only_print: bool, as_json: bool, **farm: Any) -> int:
    """Open the folders on this machine that hold TASK's frames.

    Their paths are printed too. They are known when the frames were fetched from here, with submit,
    watch or download.
    """
    from rayvision_plugins.config import Settings
    from rayvision_plugins.connect import records_of

    with asked(farm) as (service, _):
        names = [part.folder for part in service.status(str(number)) if part.folder]
        with records_of(Settings(farm)) as records:
            folders = [path for name in names for path in records.folders(name)]
        if not folders:
            raise RayvisionError(
                f"no frames of task {number} are on this machine: rayvision download {number}"
            )
    names = list(map(str, folders))
    said({"task": number, "folders": names}, names, as_json=as_json)
    if sys.stdout.isatty() and not (only_print or as_json):
        for path in folders if len(folders) == 1 else {path.parent for path in folders}:
            click.launch(str(path))
    return 0
