"""``rayvision job list``: the jobs of all services, render tasks among them."""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING

import click

from rayvision_plugins import profiles
from rayvision_plugins.cli.columns import View
from rayvision_plugins.cli.job.orders import table
from rayvision_plugins.cli.options import JSON, as_json
from rayvision_plugins.cli.sheet import Sheet, put
from rayvision_plugins.cli.task.options import limit_options, taken
from rayvision_plugins.jobs import RENDERBUS, STATES, Job

if TYPE_CHECKING:
    from rayvision_plugins.config import Settings


@click.command("list")
@click.option(
    "--service", type=click.Choice([*sorted(table()), RENDERBUS]), help="Only jobs of this one."
)
@click.option("--state", type=click.Choice(STATES), help="Only jobs in this state.")
@limit_options(20)
@as_json(JSON)
def list_jobs(
    service: str | None, state: str | None, limit: int, every_row: bool, as_json: bool
) -> int:
    """List the jobs of all services, the newest first.

    It tells what is known here; no service is asked.
    """
    from rayvision_plugins.config import Settings
    from rayvision_plugins.connect.services import ledger_of

    settings = Settings()
    with contextlib.closing(ledger_of(settings)) as ledger:
        every = ledger.rows()
    found = (
        {
            **dataclasses.asdict(job),
            "account": account,
            "submitted": _milliseconds(submitted),
            "changed": _milliseconds(changed),
        }
        for job, account, submitted, changed in every
        if service in (None, job.service) and state in (None, job.state)
    )
    rows, note = taken(found, limit, every_row, "jobs")
    sheet = Sheet.listing(_view(settings), "jobs", rows)
    return put(dataclasses.replace(sheet, note=note), as_json=as_json)


def put_job(job: Job, *, note: str = "", as_json: bool) -> int:
    """Prints one job."""
    from rayvision_plugins.config import Settings

    sheet = Sheet.details(_view(Settings()), "jobs", dataclasses.asdict(job))
    return put(dataclasses.replace(sheet, note=note), as_json=as_json)


def _milliseconds(moment: float) -> int | None:
    """Returns seconds since 1970 as the farm's rows have them; None when unknown."""
    return int(moment * 1000) or None


def _view(settings: Settings) -> View:
    # what differs between farms are the words of tasks; jobs have none of them
    return View(profiles.load(profiles.USUAL), settings.text("language"))
