"""``rayvision job``: jobs of services that are no render farm, all by the same commands."""

from __future__ import annotations

import click

from rayvision_plugins.cli.job import follow, listing, submit
from rayvision_plugins.cli.options import InOrder


@click.group(cls=InOrder)
def job() -> None:
    """Send, follow, fetch or cancel a job of another service, and list those of all.

    A service is set up by its settings: rayvision doctor says what is missing. A job is named
    by the id that its service gave it; --service goes with an id that several have.
    """


for command in (
    submit.submit,
    *(follow.status, follow.wait, follow.fetch, follow.cancel),
    listing.list_jobs,
):
    job.add_command(command)
