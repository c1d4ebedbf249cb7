"""The three ways to bring results home: by path, each frame as it is done, after a task's end.

Source: Renderbus SDK documentation 2020, download: ``download`` (its ``server_path`` wins over
the ids of tasks), ``auto_download`` and ``auto_download_after_task_completed``, which are
Farm.follow, the last with ``after``; there ``download_filename_format`` "false" is ``flat``.
``max_speed`` is the line's.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Mapping, Sequence

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.jobs import Event
from rayvision_plugins.submit import Farm
from rayvision_plugins.transfer.engine import Transfer
from rayvision_plugins.transfer.outputs import Outputs, cleaned
from rayvision_plugins.watch import Folders


def download(
    farm: Farm,
    folder: Folders,
    *,
    tasks: str | int | Sequence[str | int] = (),
    server_path: str | Sequence[str] = (),
    flat: bool = False,
) -> Iterator[Event]:
    """Fetches what is there now: all of ``tasks``, or what ``server_path`` names in their place.

    A path is a file or a folder of the output storage, "/" all of it. ``flat`` leaves the
    folders out that lead there.

    Raises:
        ConfigError: neither is given, or a path leads out of the storage.
        TransferFailed: nothing has the name of a path; or a file could not be fetched,
            everything that could be was.
        UnsafeName: neither could a file whose name has no place here; the others are here.
    """
    given = [server_path] if isinstance(server_path, str) else server_path
    paths = [path for path in given if path]
    if paths:
        if isinstance(folder, Mapping):
            raise ConfigError("a path of the storage goes into one folder; name it")
        yield from _at(farm, paths, folder, flat=flat)
    elif tasks:
        yield from farm.follow(tasks, folder, once=True, flat=flat)
    else:
        raise ConfigError("name the tasks to download, or a path on the output storage")


def _at(farm: Farm, paths: Sequence[str], folder: pathlib.Path, *, flat: bool) -> Iterator[Event]:
    outputs = Outputs(
        farm.engine, farm.records, flat=flat, attempts=farm.attempts, sleep=farm.sleep
    )
    wanted: dict[str, Transfer] = {}
    refused = None
    for path in dict.fromkeys(map(cleaned, paths)):
        found = outputs.at(farm.storage.output_bid, path, str(folder))
        wanted.update((row.local, row) for row in found)
        refused = refused or outputs.refused
    total = sum(row.size for row in wanted.values())
    text = f"{len(wanted)} files on the storage"
    yield Event(kind="start", stage="download", total=total, unit="bytes", text=text)
    fetched = 0
    for event in outputs.fetch(list(wanted.values())):
        fetched += event.kind == "file"
        yield event
    yield Event(
        kind="end",
        stage="download",
        path=str(folder),
        done=fetched,
        total=len(wanted),
        unit="files",
        text=f"{fetched} fetched, {len(wanted) - fetched} already here",
    )
    if refused:
        raise refused
