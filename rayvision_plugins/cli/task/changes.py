"""``rayvision task overtime``, ``priority``, ``tag`` and what else is changed of a task."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from rayvision_plugins.cli.options import JSON, TASK, as_json, farm_options
from rayvision_plugins.cli.sheet import asked, said
from rayvision_plugins.cli.task.actions import TASKS, Action
from rayvision_plugins.cli.task.options import seconds
from rayvision_plugins.errors import RayvisionError

if TYPE_CHECKING:
    from rayvision_plugins.services.renderbus import Renderbus

LABEL = click.option("--label", required=True, metavar="NAME", help="Of rayvision label list.")


@click.command()
@TASKS
@click.option(
    "--after",
    type=seconds,
    required=True,
    metavar="TIME",
    help="How long a frame may take: seconds, or such as 90m or 12h.",
)
@farm_options
@as_json(JSON)
def overtime(tasks: tuple[int, ...], after: int, as_json: bool, **farm: Any) -> int:
    """Stop the frames of tasks that take too long.

    For tasks to come: rayvision settings --overtime.
    """
    action = Action(
        "overtime",
        f"frames stop after {after} seconds",
        lambda service, tasks: service.task.set_task_overtime(tasks, after),
    )
    return action.run(tasks, farm, as_json=as_json)


@click.command()
@TASKS
@click.option("--level", type=click.IntRange(0), required=True, help="Higher ones come first.")
@farm_options
@as_json(JSON)
def priority(tasks: tuple[int, ...], level: int, as_json: bool, **farm: Any) -> int:
    """Set the priority of tasks among those of the account."""

    def act(service: Renderbus, tasks: Sequence[int]) -> None:
        for task in tasks:
            service.task.update_priority(task, level)

    return Action("priority", f"priority {level}", act).run(tasks, farm, as_json=as_json)


@click.command()
@TASKS
@click.option("--machines", type=click.IntRange(1), required=True, help="The most at once.")
@farm_options
@as_json(JSON)
def limit(tasks: tuple[int, ...], machines: int, as_json: bool, **farm: Any) -> int:
    """Set on how many machines a task renders at once."""

    def act(service: Renderbus, tasks: Sequence[int]) -> None:
        for task in tasks:
            service.task.update_task_limit(task, machines)

    action = Action("limit", f"at most {machines} machines each", act)
    return action.run(tasks, farm, as_json=as_json)


@click.command()
@TASKS
@click.option(
    "--machine", type=int, required=True, metavar="NUMBER", help="Of rayvision hardware TASK."
)
@farm_options
@as_json(JSON)
def hardware(tasks: tuple[int, ...], machine: int, as_json: bool, **farm: Any) -> int:
    """Render tasks on another kind of machine."""

    def act(service: Renderbus, tasks: Sequence[int]) -> None:
        offered = {row["id"]: row for row in service.user.get_hardware_config(tasks)}
        if machine not in offered:
            known = ", ".join(map(str, offered))
            raise RayvisionError(f"the farm has no machine {machine} for these tasks: {known}")
        row = offered[machine]
        model, gpus, ram = (_text(row.get(field)) for field in ("model", "gpuNum", "ram"))
        service.task.edit_task_hardware_config(tasks, [machine], model, gpus, ram)

    return Action("hardware", f"on machine {machine}", act).run(tasks, farm, as_json=as_json)


@click.command()
@TASKS
@LABEL
@farm_options
@as_json(JSON)
def tag(tasks: tuple[int, ...], label: str, as_json: bool, **farm: Any) -> int:
    """Put a label on tasks."""
    action = Action(
        "tag",
        f"label {label} is on",
        lambda service, tasks: service.tag.add_task_tag(label, tasks),
    )
    return action.run(tasks, farm, as_json=as_json)


@click.command()
@TASKS
@LABEL
@farm_options
@as_json(JSON)
def untag(tasks: tuple[int, ...], label: str, as_json: bool, **farm: Any) -> int:
    """Take a label off tasks."""
    action = Action(
        "untag",
        f"label {label} is off",
        lambda service, tasks: service.tag.delete_task_tag(tasks, label_names=[label]),
    )
    return action.run(tasks, farm, as_json=as_json)


@click.command()
@TASK
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path))
@farm_options
@as_json(JSON)
def put(number: int, file: pathlib.Path, as_json: bool, **farm: Any) -> int:
    """Send one of the four files of a task to come.

    FILE is called task.json, upload.json, asset.json or tips.json; TASK is not submitted yet.
    """
    try:
        content = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as err:
        raise RayvisionError(f"{file}: cannot be read as UTF-8 ({err})") from err
    with asked(farm) as (service, _):
        service.transmit.upload_json_content(number, content, file.name)
    document = {"done": "put", "task": number, "file": file.name}
    return said(document, [f"task {number} has {file.name}"], as_json=as_json)


def _text(value: Any) -> str:
    """Returns what a machine's row says as the farm wants it back; what it lacks is empty."""
    return "" if value is None else str(value)
