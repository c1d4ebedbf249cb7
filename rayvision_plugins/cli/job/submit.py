"""``rayvision job submit``: an order goes to a service."""

from __future__ import annotations

from typing import Any

import click

from rayvision_plugins.cli.follow import Shown
from rayvision_plugins.cli.job.options import how_on, opened, wait_options
from rayvision_plugins.cli.job.orders import Ordering, order_of, order_options, table
from rayvision_plugins.cli.options import EVENTS, as_json


@click.command(cls=Ordering)
@click.option(
    "--service", required=True, type=click.Choice(sorted(table())), help="Who does the work."
)
@click.option(
    "--order",
    "file",
    metavar="FILE.json",
    help="The order as one JSON object; the options below win over it.",
)
@order_options()
@click.option("--wait", "waits", is_flag=True, help="Wait for the end of the job.")
@click.option("--out", metavar="DIR", help="Wait, then fetch the results into this folder.")
@click.option(
    "--again",
    is_flag=True,
    help="Send an order once more whose answer never came, so that two jobs may run.",
)
@wait_options
@as_json(EVENTS)
def submit(
    service: str,
    file: str | None,
    waits: bool,
    out: str | None,
    again: bool,
    deadline: float | None,
    on_job: str | None,
    as_json: bool,
    **given: Any,
) -> int:
    """Check an order, upload what it names and start the job.

    \b
    rayvision job submit --service chohotech --input gum=gum.stl --output mesh=stl --out results
    rayvision job submit --service octoplant --export projectTree --out results
    rayvision job submit --service bimface --file-id 857482189666208 --wait

    Exits with 4 when the job failed or was stopped.
    """
    order = order_of(service, file, given)
    waits = waits or out is not None
    if not waits and (deadline or on_job):
        raise click.UsageError("--deadline and --on-job go with --wait or --out")
    shown = Shown(None, on_job, as_json=as_json, how_on=how_on(service, out))
    with opened(service, deadline=deadline) as jobs:
        shown(jobs.submit(order, out, wait=waits, again=again))
    return shown.code
