"""Submitting a scene on one page: analyze, check, create, upload, submit, watch."""

from __future__ import annotations

import dataclasses
import pathlib
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any

from analyzers.analyze import Analysis, analyze
from analyzers.errors import AnalyzeError
from rayvision_plugins import check
from rayvision_plugins.errors import ConfigError, NotFound, RayvisionError
from rayvision_plugins.jobs import RENDERBUS, Event
from rayvision_plugins.ledger import Ledger
from rayvision_plugins.services.renderbus import Order, Renderbus, Storage, Task
from rayvision_plugins.services.renderbus.order import field_of
from rayvision_plugins.transfer import run, sources
from rayvision_plugins.transfer.engine import Engine
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.transfer.sources import Folder, Problem
from rayvision_plugins.watch import POLL, Folders, watch


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """What is to be submitted: a scene, or a ``folder`` of ready-made task files.

    ``out`` receives the task files, ``out``/frames the frames; ``only`` names the passes to
    render, ``task_info`` overrides values of task.json. ``force`` submits in spite of errors
    that leave something to send; tips are told in ``language``, "en" or "zh". ``order`` is what
    the farm is told besides the files.
    """

    scene: pathlib.Path
    out: pathlib.Path
    project: str | None = None
    frames: str | None = None
    only: tuple[str, ...] = ()
    task_info: Mapping[str, str] = dataclasses.field(default_factory=dict)
    wait: bool = True
    force: bool = False
    language: str = "en"
    order: Order = dataclasses.field(default_factory=Order)

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

    @property
    def folder(self) -> pathlib.Path:
        """Where the task files are, once they are described."""
        return self.scene if self.ready_made else self.out


@dataclasses.dataclass(slots=True)
class Farm:
    """The way to a farm: its service, its storage and the engine that reaches it.

    ``texts`` is what it said of tips, by language; ``upload_order`` says which files go first,
    one of transfer.plan.ORDERS. ``poll`` is the seconds between two looks at a task while its
    frames finish. ``ledger`` is told of tasks that are submitted and that end.
    """

    service: Renderbus
    storage: Storage
    engine: Engine
    records: Records
    attempts: int = 4
    sleep: Callable[[float], None] = time.sleep
    texts: dict[str, check.Texts] = dataclasses.field(default_factory=dict)
    upload_order: str = "small"
    poll: float = POLL
    ledger: Ledger | None = None

    def kept(self, events: Iterable[Event], name: str = "") -> Iterator[Event]:
        """Yields events; the ledger remembers what they say of tasks, which people call ``name``.

        A service without attempts remembers nothing between runs.
        """
        if self.ledger is None or self.service.attempts is None:
            return iter(events)
        return self.ledger.told(events, RENDERBUS, self.service.attempts.farm, name)

    def send(
        self, folders: Iterable[Folder | Problem], bid: str, stage: str = "upload"
    ) -> Iterator[Event]:
        """Sends what the storage ``bid`` lacks of these files, as run.send."""
        yield from run.send(
            self.engine,
            folders,
            bid,
            self.records,
            stage=stage,
            order=self.upload_order,
            attempts=self.attempts,
            sleep=self.sleep,
        )

    def follow(
        self, tasks: str | int | Sequence[str | int], folder: Folders, **how: Any
    ) -> Iterator[Event]:
        """Follows tasks and brings their frames into ``folder``; ``how`` as watch has it."""
        yield from self.kept(
            watch(
                self.service,
                self.engine,
                self.records,
                tasks,
                folder,
                output_bid=self.storage.output_bid,
                output_bids=self.storage.output_bids,
                poll=self.poll,
                attempts=self.attempts,
                sleep=self.sleep,
                **how,
            )
        )


def described(job: Job) -> Iterator[Event]:
    """Writes the four files of a scene into ``job.out`` and yields its tips.

    Raises:
        RayvisionError: the scene cannot be read, or the files cannot be written.
        check.SceneErrors: the scene has tips of level error; the files are written.
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
    yield from _tips(analysis, job.language)
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
    own = check.Texts(language=job.language)
    check.refuse(check.tips(analysis.tips.wire(), own), force=job.force)


def _tips(analysis: Analysis, language: str) -> Iterator[Event]:
    for row in analysis.tips.rows(language):
        for detail in row["details"]:
            yield Event(
                kind="tip",
                stage="analyze",
                code=row["code"],
                level=row["level"],
                text=f"{row['text']}: {detail}",
            )


def checked(
    job: Job, service: Renderbus | None = None, words: check.Texts | None = None
) -> Generator[Event, None, check.Documents]:
    """Checks the task files of a job, with ``service`` also against what its farm offers.

    Yields what was found and returns the documents it was found in; tips of a scene that was
    analyzed just now are known already. ``words`` says what tips mean, else the service is
    asked.

    Raises:
        CheckFailed: with every error that ``force`` does not pass; check.SceneErrors when only
            the scene is at fault.
    """
    documents = check.read(job.folder)
    found = check.findings(documents, service, words or check.Texts(service, job.language))
    for row in found:
        if job.ready_made or not row.of_scene:
            yield Event(
                kind="tip",
                stage="check",
                path=row.where,
                code=row.code,
                level=row.level,
                text=row.line,
            )
    check.refuse(found, force=job.force)
    errors = sum(row.level == check.ERROR for row in found)
    yield Event(
        kind="end",
        stage="check",
        path=str(job.folder),
        done=len(check.inputs(documents["upload"])),
        unit="files",
        text=f"{errors} errors passed by force" if errors else "the four files are in order",
    )
    return documents


def submit(job: Job, farm: Farm) -> Iterator[Event]:
    """Carries a job the whole way and yields events; the last one tells how it ended.

    A job whose last attempt broke off goes on with the number it had, and is not submitted
    again when that attempt arrived after all. A number that ready-made files bring along
    stays unless it was submitted before.

    Raises:
        ProfileError: the deployment does not know an option of ``job.order``.
        RayvisionError: any station failed; nothing that was sent is lost.
    """
    farm.service.admit(job.order)
    if not job.ready_made:
        yield from described(job)
    words = farm.texts.setdefault(job.language, check.Texts(farm.service, job.language))
    documents = dict((yield from checked(job, farm.service, words)))
    given = str(documents["task"]["task_info"].get("task_id") or "") if job.ready_made else ""
    digest = check.digest({**documents, "order": dataclasses.asdict(job.order)})
    task = farm.service.create(digest, given, **job.order.creation)
    yield Event(kind="end", stage="create", id=task.id, text=f"task {task.id}")
    for text in _about(task, given, job.order):
        yield Event(kind="note", stage="create", id=task.id, text=text)
    documents["task"] = check.completed(
        documents["task"], farm.service, task=task, sleep=farm.sleep
    )
    info = documents["task"]["task_info"]
    if info.get("project_name") and not info["project_id"]:
        text = f"the farm has no label for the project {info['project_name']!r}; it goes without"
        yield Event(kind="note", stage="create", id=task.id, text=text)
    sent = check.write(documents, job.out)
    if task.submitted:
        text = f"task {task.id} was submitted already, its answer was lost; it goes on"
    else:
        below = job.order.folder(task.id)
        yield from _sent(task.id, documents["upload"], sent, farm, below=below)
        _submit(task, job.order, farm, given=given)
        text = f"task {task.id} is submitted"
    ending = Event(kind="end", stage="submit", id=task.id, text=text)
    yield from farm.kept([ending], job.scene.name)
    if job.wait:
        yield from farm.follow(task.id, job.out / "frames")


def _about(task: Task, given: str, order: Order) -> Iterator[str]:
    """Yields what became of the number that task.json names, and of options with it."""
    if given and given != task.id:
        yield (
            f"task {given} of task.json is submitted already, or just now by another run; "
            f"task {task.id} takes its place"
        )
    if task.given and order.creation:
        options = ", ".join(map(field_of, order.creation))
        yield f"task {task.id} has a number already, it cannot be given {options} any more"


def _submit(task: Task, order: Order, farm: Farm, *, given: str) -> None:
    try:
        farm.service.submit(task.id, **order.submission)
    except NotFound as err:
        if task.id != given:
            raise
        raise RayvisionError(
            f"{err}; task.json names task {given}: empty its task_id to get a new number"
        ) from err


def _sent(
    task: str, upload: Mapping[str, Any], written: list[pathlib.Path], farm: Farm, *, below: str
) -> Iterator[Event]:
    """Sends the inputs of a task into the folder ``below``, then the files that describe it."""
    assets = ((row["local"], row["server"]) for row in check.inputs(upload))
    yield from farm.send(sources.listed(assets, below), farm.storage.input_bid)
    yield from configured(task, written, farm)


def configured(task: str, files: Iterable[pathlib.Path], farm: Farm) -> Iterator[Event]:
    """Sends the files that describe a task to their place at the farm."""
    rows = ((str(path), f"{task}/cfg/{path.name}") for path in files)
    yield from farm.send(sources.listed(rows), farm.storage.config_bid, "configure")
