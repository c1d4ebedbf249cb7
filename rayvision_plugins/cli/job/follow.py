"""``rayvision job status``, ``wait``, ``fetch`` and ``cancel``: one job that was submitted."""

from __future__ import annotations

import dataclasses

import click

from rayvision_plugins.cli.follow import Shown
from rayvision_plugins.cli.job.listing import put_job
from rayvision_plugins.cli.job.options import (
    JOB,
    folder_of,
    how_on,
    opened,
    out_option,
    service_option,
    wait_options,
)
from rayvision_plugins.cli.options import EVENTS, JSON, as_json
from rayvision_plugins.cli.sheet import said
from rayvision_plugins.cli.show import show
from rayvision_plugins.jobs import NotOffered


@click.command()
@JOB
@service_option
@as_json(JSON)
def status(id: str, service: str | None, as_json: bool) -> int:
    """Ask the service how JOB is.

    Where it has no such call, what its callback said is shown.
    """
    with opened(service, id) as jobs:
        try:
            return put_job(jobs.status(id), as_json=as_json)
        except NotOffered as err:
            known = jobs.ledger.job(jobs.service.name, id, jobs.service.account)
            if known is None:
                raise
            return put_job(known, note=f"what is known here; {err}", as_json=as_json)


@click.command()
@JOB
@service_option
@click.option("--out", metavar="DIR", help="Fetch the results into this folder afterwards.")
@wait_options
@as_json(EVENTS)
def wait(
    id: str,
    service: str | None,
    out: str | None,
    deadline: float | None,
    on_job: str | None,
    as_json: bool,
) -> int:
    """Wait until JOB has ended.

    The service is asked in growing pauses, and a callback that rayvision callback serve
    receives ends it at once. Exits with 4 when the job failed or was stopped.
    """
    with opened(service, id, deadline) as jobs:
        how = how_on(jobs.service.name, out, id)
        shown = Shown(None, on_job, as_json=as_json, how_on=how)
        shown(jobs.wait(id, out))
    return shown.code


@click.command()
@JOB
@service_option
@out_option
@as_json(EVENTS)
def fetch(id: str, service: str | None, out: str | None, as_json: bool) -> int:
    """Fetch the results of JOB, which has ended."""
    with opened(service, id) as jobs:
        folder = folder_of(jobs.service.name, id, out)
        how = how_on(jobs.service.name, out, id)
        show(jobs.fetch(id, folder), as_json=as_json, how_on=how)
    return 0


@click.command()
@JOB
@service_option
@as_json(JSON)
def cancel(id: str, service: str | None, as_json: bool) -> int:
    """Ask the service to stop JOB.

    An error says so where it has no such call.
    """
    with opened(service, id) as jobs:
        jobs.cancel(id)
        known = jobs.known(id)
    text = f"{known.service} {id}: asked to stop"
    return said(dataclasses.asdict(known), [text], as_json=as_json)
