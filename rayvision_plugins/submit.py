"""Submitting a scene on one page: analyze, check, create, upload, submit, watch."""

from __future__ import annotations

import dataclasses
import pathlib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from analyzers import paths, taskfiles
from analyzers.analyze import Analysis, analyze
from analyzers.errors import AnalyzeError
from rayvision_plugins import check
from rayvision_plugins.errors import CheckFailed, ConfigError, RayvisionError, TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.services.renderbus import Renderbus, Storage, Task
from rayvision_plugins.transfer import run
from rayvision_plugins.transfer.engine import Engine
from rayvision_plugins.transfer.http import HttpEngine
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.watch import watch


class SceneErrors(CheckFailed):
    """The scene has tips of level error; it is not submitted."""

    exit_code = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """What is to be submitted: a scene, or a ``folder`` of ready-made task files.

    ``out`` receives the task files, ``out``/frames the frames; ``only`` names the passes to
    render, ``task_info`` overrides values of task.json.
    """

    scene: pathlib.Path
    out: pathlib.Path
    project: str | None = None
    frames: str | None = None
    only: tuple[str, ...] = ()
    task_info: Mapping[str, str] = dataclasses.field(default_factory=dict)
    wait: bool = True

    def __post_init__(self) -> None:
        if self.ready_made and (self.frames or self.only or self.project or self.task_info):
            raise ConfigError(
                f"{self.scene}: frames, only, project and set belong to a scene; "
                "this is a folder of finished task files"
            )

    @property
    def ready_made(self) -> bool:
        """Whether the "scene" is a folder of task files, which is not analyzed."""
        return self.scene.is_dir()


@dataclasses.dataclass(slots=True)
class Farm:
    """The way to a farm: its service, its storage and the engine that reaches it."""

    service: Renderbus
    storage: Storage
    engine: Engine
    records: Records
    attempts: int = 4
    sleep: Callable[[float], None] = time.sleep


def open_farm(
    service: Renderbus,
    records: Records,
    *,
    parallel: int = 8,
    attempts: int = 4,
    timeouts: tuple[float, float] = (10, 60),
) -> Farm:
    """Returns the way to the service's farm.

    Raises:
        TransferFailed: the farm names an engine that is not built in.
    """
    storage = service.storage()
    if storage.engine != "http":
        raise TransferFailed(
            storage.url,
            f"the farm wants the transfer engine {storage.engine}, which is not built in",
        )
    return Farm(
        service,
        storage,
        HttpEngine(
            storage.url,
            storage.tokens,
            renew=lambda: service.storage().tokens,
            parallel=parallel,
            timeouts=timeouts,
        ),
        records,
        attempts,
    )


def described(job: Job) -> Iterator[Event]:
    """Writes the four files of a scene into ``job.out`` and yields its tips.

    Raises:
        RayvisionError: the scene cannot be read, or the files cannot be written.
        SceneErrors: the scene has tips of level error; the files are written.
    """
    yield Event(kind="start", stage="analyze", path=str(job.scene))
    try:
        analysis = analyze(
            str(job.scene),
            project=job.project,
            frames=job.frames,
            only=job.only,
            task_info=job.task_info,
        )
        analysis.taskfiles().write(job.out.as_posix())
    except AnalyzeError as err:
        raise RayvisionError(err.text) from err
    yield from _tips(analysis)
    missing = sum(len(ref.missing) for ref in analysis.files)
    yield Event(
        kind="end",
        stage="analyze",
        path=str(job.out),
        done=len(analysis.inputs),
        unit="files",
        total=len(analysis.inputs) + missing,
        text=f"{len(analysis.inputs)} files found, {missing} missing",
    )
    errors = check.scene_errors(analysis.tips.wire())
    if errors:
        raise SceneErrors(errors)


def _tips(analysis: Analysis) -> Iterator[Event]:
    for row in analysis.tips.rows():
        for detail in row["details"]:
            yield Event(
                kind="tip",
                stage="analyze",
                code=row["code"],
                level=row["level"],
                text=f"{row['text']}: {detail}",
            )


def checked(folder: pathlib.Path) -> Iterator[Event]:
    """Checks the task files in ``folder``.

    Raises:
        CheckFailed: with every problem found.
        SceneErrors: tips.json holds tips of level error.
    """
    documents = check.read(folder)
    found = check.problems(documents)
    if found:
        raise CheckFailed(found)
    errors = check.scene_errors(documents["tips"])
    if errors:
        raise SceneErrors(errors)
    yield Event(
        kind="end",
        stage="check",
        path=str(folder),
        done=len(check.inputs(documents["upload"])),
        unit="files",
        text="the four files are in order",
    )


def submit(job: Job, farm: Farm) -> Iterator[Event]:
    """Carries a job the whole way and yields events; the last one tells how it ended.

    Raises:
        RayvisionError: any station failed; nothing that was sent is lost.
    """
    folder = job.scene if job.ready_made else job.out
    if not job.ready_made:
        yield from described(job)
    yield from checked(folder)
    documents = dict(check.read(folder))
    task = farm.service.create()
    yield Event(kind="end", stage="create", id=task.id, text=f"task {task.id}")
    documents["task"] = _with_task(documents["task"], task)
    sent = _written(documents, job.out)
    assets = [
        (row["server"].lstrip("/"), pathlib.Path(row["local"]))
        for row in check.inputs(documents["upload"])
    ]
    for stage, bid, files in (
        ("upload", farm.storage.input_bid, list(dict(assets).items())),
        (
            "configure",
            farm.storage.config_bid,
            [(f"{task.id}/cfg/{path.name}", path) for path in sent],
        ),
    ):
        transfers = run.plan(files, bid, farm.records)
        yield from run.send(
            farm.engine, transfers, stage=stage, attempts=farm.attempts, sleep=farm.sleep
        )
    farm.service.submit(task.id)
    yield Event(kind="end", stage="submit", id=task.id, text=f"task {task.id} is submitted")
    if job.wait:
        yield from followed(task.id, job.out / "frames", farm)


def followed(task: str, folder: pathlib.Path, farm: Farm, *, once: bool = False) -> Iterator[Event]:
    """Follows a task and brings its frames into ``folder``."""
    yield from watch(
        farm.service,
        farm.engine,
        farm.records,
        task,
        folder,
        output_bid=farm.storage.output_bid,
        once=once,
        attempts=farm.attempts,
        sleep=farm.sleep,
    )


def _with_task(document: Mapping[str, Any], task: Task) -> dict[str, Any]:
    """Returns task.json with the task's number in it; a user id that is given stays."""
    info = dict(document["task_info"], task_id=task.id)
    info["user_id"] = info.get("user_id") or task.user_id
    return dict(document, task_info=info)


def _written(documents: Mapping[str, Any], folder: pathlib.Path) -> list[pathlib.Path]:
    """Writes the documents as they go to the farm into ``folder`` and returns their paths."""
    files = taskfiles.TaskFiles(**{name: documents[name] for name in taskfiles.NAMES})
    target = paths.normalise(folder.absolute().as_posix())
    try:
        files.write(target)
    except AnalyzeError as err:
        raise RayvisionError(err.text) from err
    return [pathlib.Path(target, f"{name}.json") for name in taskfiles.NAMES]
