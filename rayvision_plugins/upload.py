"""Uploads without a submission: inputs, the files that describe a task, or both; a whole folder.

Each yields events and may be repeated at any time: what the farm holds is not sent again.

Source: Renderbus SDK documentation 2020, 上传: ``upload``, ``upload_asset``, ``upload_config``,
``multi_thread_upload`` (thread_num) and ``thread_pool_upload`` (pool_size), which are one here.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from analyzers import paths
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.jobs import Event
from rayvision_plugins.memory import NOWHERE
from rayvision_plugins.submit import Farm, configured
from rayvision_plugins.transfer import sources
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.transfer.upload_list import entries

Path = str | os.PathLike[str]

LIST = "upload.json"
"""How the file is called that lists the inputs of a task."""


def upload_asset(
    upload_json: Path, farm: Farm, *, below: str = "", is_db: bool = True
) -> Iterator[Event]:
    """Sends the files that an upload.json lists; no task is needed.

    They go into the folder ``below``, such as Order.folder of an isolated task. Without
    ``is_db`` nothing counts that is remembered of earlier uploads, and nothing is remembered.

    Raises:
        CheckFailed: the list cannot be read.
        TransferFailed: a file could not be sent; everything that could be was.
    """
    yield from several([upload_json], farm, below=below, is_db=is_db)


def several(
    upload_jsons: Sequence[Path],
    farm: Farm,
    *,
    threads: int = 0,
    below: str = "",
    is_db: bool = True,
    read: Callable[[Path], Iterable[Mapping[str, str]]] = entries,
) -> Iterator[Event]:
    """Sends the files of several lists as one, ``threads`` at a time; 0: the setting parallel.

    What stands in more than one list goes once, and files of different lists that would take
    each other's place are found before anything is sent. ``is_db`` as for ``upload_asset``;
    ``read`` yields what a list holds.

    Raises:
        CheckFailed: a list cannot be read; nothing is sent then.
        TransferFailed: a file could not be sent; everything that could be was.
    """
    items = (
        (row["local"], row["server"]) for upload_json in upload_jsons for row in read(upload_json)
    )
    with _as_called(farm, threads, is_db) as way:
        yield from way.send(sources.listed(items, below), way.storage.input_bid)


@contextlib.contextmanager
def _as_called(farm: Farm, threads: int, is_db: bool) -> Iterator[Farm]:
    """Yields the farm with so many transfers at once and, without ``is_db``, empty records."""
    engine, parallel = farm.engine, farm.engine.parallel
    with contextlib.ExitStack() as stack:
        if not is_db:
            records = stack.enter_context(contextlib.closing(Records(NOWHERE)))
            farm = dataclasses.replace(farm, records=records)
        stack.callback(setattr, engine, "parallel", parallel)
        engine.parallel = threads or parallel
        yield farm


def upload_config(task_id: str, files: Iterable[Path], farm: Farm) -> Iterator[Event]:
    """Sends the files that describe a task.

    Raises:
        ConfigError: no task is named.
        TransferFailed: a file could not be sent; everything that could be was.
    """
    if not task_id:
        raise ConfigError("name the task that the files describe, they lie in a folder of its own")
    yield from configured(task_id, [pathlib.Path(path).absolute() for path in files], farm)


def upload(task_id: str, files: Sequence[Path], farm: Farm, *, below: str = "") -> Iterator[Event]:
    """Sends the files that describe a task, then what the upload.json among them lists.

    Raises:
        ConfigError: there is no upload.json among them.
        TransferFailed: a file could not be sent; everything that could be was.
    """
    lists = [path for path in files if pathlib.Path(path).name == LIST]
    if not lists:
        raise ConfigError(f"task {task_id}: name its {LIST} among the files, it lists the inputs")
    yield from upload_config(task_id, files, farm)
    yield from several(lists, farm, below=below)


def tree(
    folder: Path | Sequence[Path], farm: Farm, *, place: str = "", below: str = ""
) -> Iterator[Event]:
    """Sends everything in a folder, or in several, to ``place``.

    Without ``place`` files lie at the farm where a scene on this machine looks for them; with
    it the contents of the folder lie straight in it. A folder that links lead to goes once,
    under its own name.

    Raises:
        TransferFailed: a file could not be sent; everything that could be was.
    """
    folders = [folder] if isinstance(folder, (str, os.PathLike)) else folder
    found = (
        row
        for one in map(os.path.abspath, folders)
        for row in sources.tree(one, posixpath.join(below, _place(place or paths.server_path(one))))
    )
    yield from farm.send(found, farm.storage.input_bid)


def _place(path: str) -> str:
    text: str = paths.slashes(path)
    return text.strip("/")
