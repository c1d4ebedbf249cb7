"""``rayvision task stop``, ``start``, ``abort`` and what else is done to whole tasks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from rayvision_plugins.cli.options import (
    JSON,
    YES,
    as_json,
    confirmed,
    farm_options,
    task_number,
    together,
)
from rayvision_plugins.cli.sheet import asked, said
from rayvision_plugins.cli.task.options import numbers, status_option
from rayvision_plugins.errors import ApiError, ContractError
from rayvision_plugins.jobs import DONE, ENDED

if TYPE_CHECKING:
    from rayvision_plugins.cli.columns import View
    from rayvision_plugins.profiles import Status
    from rayvision_plugins.services.renderbus import Renderbus

Row = Mapping[str, Any]
Act = Callable[["Renderbus", Sequence[int]], Any]
Idle = Callable[["Status", Row], bool]
"""Whether there is nothing to do for a task of this status, which is one we know."""

TASKS = click.argument("tasks", metavar="TASK...", type=task_number, nargs=-1, required=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Action:
    """Something done to tasks: ``name`` is the command, ``text`` says that ``act`` was done."""

    name: str
    text: str
    act: Act
    idle: Idle | None = None

    def run(self, tasks: Sequence[int], farm: Mapping[str, Any], *, as_json: bool) -> int:
        """Does it to those tasks that are not ``idle`` and says so; returns the exit code."""
        with asked(farm) as (service, view):
            rest = _idle(service, view, tasks, self.idle) if self.idle else {}
            tasks = [task for task in tasks if task not in rest]
            if tasks:
                self.act(service, tasks)
        lines = [f"{self.text}: {_listed(tasks)}"] if tasks else []
        lines += [f"nothing to do for {task}: {why}" for task, why in rest.items()]
        document = {"done": self.name, "tasks": list(tasks), "nothing_to_do": rest}
        return said(document, lines, as_json=as_json)


def _command(action: Action, about: str, question: str = "") -> click.Command:
    """Returns the command of an action; ``question`` is asked before."""

    @click.command(action.name, help=about)
    @TASKS
    @together(*([YES] if question else []), farm_options)
    @as_json(JSON)
    def command(tasks: tuple[int, ...], as_json: bool, yes: bool = True, **farm: Any) -> int:
        if question:
            confirmed(f"{question} {_listed(tasks)}?", yes=yes)
        return action.run(tasks, farm, as_json=as_json)

    return command


def _idle(service: Renderbus, view: View, tasks: Sequence[int], idle: Idle) -> dict[int, str]:
    """Returns the tasks that are idle with how they stand; what is not known is not idle."""
    try:
        rows = service.query.task_info(list(tasks))["items"]
    except (ApiError, ContractError):  # the action says it better
        return {}
    known = [(row, view.profile.task_states.get(row["taskStatus"])) for row in rows]
    return {
        row["id"]: f"{getattr(status, view.language)}, {row.get('failedFrames') or 0} failed frames"
        for row, status in known
        if status and row["id"] in tasks and idle(status, row)
    }


def _listed(tasks: Sequence[int]) -> str:
    return ", ".join(map(str, tasks))


stop = _command(
    Action(
        "stop",
        "stopped",
        lambda service, tasks: service.task.stop_task(tasks),
        idle=lambda status, row: status.state in ENDED,
    ),
    "Stop tasks; what is rendered stays, start goes on.",
)
start = _command(
    Action(
        "start",
        "started",
        lambda service, tasks: service.task.start_task(tasks),
        idle=lambda status, row: status.name == "done",
    ),
    "Go on with stopped tasks.",
)
full_speed = _command(
    Action(
        "full-speed",
        "rendering the rest",
        lambda service, tasks: service.task.full_speed(tasks),
        idle=lambda status, row: status.state in ENDED,
    ),
    "Render the rest of tasks that wait after their test frames.\n\nA task waits there when it was "
    "submitted so: rayvision submit SCENE --set pre_frames=100 --set stop_after_test=1.",
)
abort = _command(
    Action(
        "abort",
        "given up",
        lambda service, tasks: service.task.abort_task(tasks),
        idle=lambda status, row: status.state == DONE or status.name == "abandoned",
    ),
    "Give tasks up: they cannot go on. Asks first.",
    "Give up for good",
)
delete = _command(
    Action("delete", "deleted", lambda service, tasks: service.task.delete_task(tasks)),
    "Delete tasks at the farm; what was fetched stays here. Asks first.",
    "Delete",
)


@click.command()
@TASKS
@status_option("timeout")
@farm_options
@as_json(JSON)
def retry(tasks: tuple[int, ...], status: tuple[str, ...], as_json: bool, **farm: Any) -> int:
    """Render the failed frames of tasks again.

    With --status, where the farm knows it, the frames in these states instead.
    """

    def act(service: Renderbus, tasks: Sequence[int]) -> None:
        chosen = numbers(status, service.client.profile.frame_states)
        service.query.restart_failed_frames(tasks, status=chosen or None)

    idle = None if status else _no_failed_frames
    return Action("retry", "rendering again", act, idle).run(tasks, farm, as_json=as_json)


def _no_failed_frames(status: Status, row: Row) -> bool:
    parts = row.get("respRenderingTaskList") or []
    return all(part.get("failedFrames") == 0 for part in [row, *parts])
