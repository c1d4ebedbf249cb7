"""``rayvision task list`` and ``show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rayvision_plugins.cli import FRAMES_FAILED
from rayvision_plugins.cli.options import JSON, TASK, as_json, farm_options
from rayvision_plugins.cli.sheet import Sheet, Table, asked, put, shown
from rayvision_plugins.cli.task.options import (
    last_moment,
    limit_options,
    moment,
    numbers,
    status_option,
    taken,
    watch_options,
)
from rayvision_plugins.jobs import ENDED, FAILED

if TYPE_CHECKING:
    from rayvision_plugins.cli.columns import View
    from rayvision_plugins.services.renderbus import Renderbus

PARTS = "respRenderingTaskList"


@click.command("list")
@status_option("rendering")
@click.option(
    "--search", metavar="TEXT", help="Only tasks with this in the scene's name or number."
)
@click.option("--from", "start", type=moment, metavar="DATE", help="Submitted then or later.")
@click.option("--to", "end", type=last_moment, metavar="DATE", help="Submitted then or before.")
@click.option("--deleted", is_flag=True, help="Deleted tasks instead, where the farm keeps them.")
@limit_options(20)
@watch_options
@farm_options
@as_json(JSON)
def list_tasks(
    status: tuple[str, ...],
    search: str | None,
    start: str | None,
    end: str | None,
    deleted: bool,
    limit: int,
    every_row: bool,
    watching: bool,
    every: float,
    as_json: bool,
    **farm: Any,
) -> int:
    """List tasks, the newest first.

    A date is 2026-01-31 or 2026-01-31T18:00, by the farm's clock.
    """
    if start and end and start > end:
        raise click.UsageError(f"--from {start} is after --to {end}")
    with asked(farm) as (service, view):
        filters: dict[str, Any] = {
            "status_list": numbers(status, view.profile.task_states) or None,
            "search_keyword": search,
            "start_time": start,
            "end_time": end,
            "recycle_flag": 1 if deleted else None,
        }

        def look() -> Sheet:
            rows, note = taken(service.query.tasks(**filters), limit, every_row, "tasks")
            return Sheet(view.worded("task", rows), [Table.of(view, "tasks", rows)], note)

        return shown(look, watching=watching, every=every, as_json=as_json)


@click.command()
@TASK
@watch_options
@farm_options
@as_json(JSON)
def show(number: int, watching: bool, every: float, as_json: bool, **farm: Any) -> int:
    """Show TASK and its parts.

    With --watch it ends when the task does, with 4 when frames failed.
    """
    with asked(farm) as (service, view):
        return shown(
            lambda: _sheet(service, view, number), watching=watching, every=every, as_json=as_json
        )


@click.command()
@farm_options
@as_json(JSON)
def totals(as_json: bool, **farm: Any) -> int:
    """Count the frames of all tasks by state."""
    with asked(farm) as (service, view):
        row = service.query.all_frame_status()
        return put(Sheet.details(view, "totals", row), as_json=as_json)


def _sheet(service: Renderbus, view: View, number: int) -> Sheet:
    row = service.query.task_info([number])["items"]
    if not row:
        service.status(str(number))  # says that there is no such task
    (document,) = view.worded("task", row[:1])
    parts = document.get(PARTS) or []
    tables = [Table([], view.details("task", document))]
    tables += [Table.of(view, "parts", parts)] if parts else []
    ends = parts or [document]
    states = {view.task_state(part["taskStatus"]) for part in ends}
    failed = FAILED in states or any(part.get("failedFrames") for part in ends)
    return Sheet(
        document,
        tables,
        ended=states <= ENDED,
        code=FRAMES_FAILED if failed else 0,
    )
