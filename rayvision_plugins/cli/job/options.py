"""What the commands of ``rayvision job`` share: which service, which job, who is told."""

from __future__ import annotations

import contextlib
import pathlib
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from rayvision_plugins.cli import running
from rayvision_plugins.cli.job.orders import table
from rayvision_plugins.cli.options import together
from rayvision_plugins.cli.show import HowOn
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.jobs import RENDERBUS

if TYPE_CHECKING:
    from rayvision_plugins.connect.services import Jobs
    from rayvision_plugins.ledger import Ledger


def _named(id: str) -> str:
    if not id.strip():
        raise click.BadParameter("a job has an id, which rayvision job list shows")
    return id


JOB = click.argument("id", metavar="JOB", type=_named)

service_option = click.option(
    "--service",
    type=click.Choice(sorted(table())),
    help="Whose job it is (default: the only one that has such a JOB).",
)

wait_options = together(
    click.option(
        "--deadline",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="How long to wait (default: the setting job_deadline, 180).",
    ),
    click.option(
        "--on-job", metavar="HOOK", help="A command, or an address, to tell of the job's end."
    ),
)

out_option = click.option(
    "--out", metavar="DIR", help="Where results go (default: ./<service>-<job>.rayvision)."
)


@contextlib.contextmanager
def opened(service: str | None, id: str = "", deadline: float | None = None) -> Iterator[Jobs]:
    """Yields the jobs of the service that is named, or that alone has a job ``id``.

    Raises:
        click.UsageError: no service has it, or several.
        ConfigError: it was submitted under another account than that of the settings.
    """
    from rayvision_plugins.config import Settings
    from rayvision_plugins.connect.services import jobs_of, ledger_of

    run = running()
    run.stages.append("job")
    run.goes_on = False
    settings = Settings({"job_deadline": deadline})
    with contextlib.closing(ledger_of(settings)) as ledger:
        jobs = jobs_of(settings, service or _only(ledger, id), ledger)
        if id:
            _refuse_other_account(jobs, id)
        yield jobs


def _only(ledger: Ledger, id: str) -> str:
    """Returns the service that alone has the job ``id``."""
    found = sorted({service for service, _ in ledger.whose(id)})
    if found == [RENDERBUS]:
        raise click.UsageError(f"{id} is a task of the farm: rayvision task show {id}")
    if len(found) > 1:
        raise click.UsageError(f"{' and '.join(found)} have a job {id!r}: name one, --service")
    if not found:
        raise click.UsageError(f"no job {id!r} is known here: name its service, --service")
    return found[0]


def _refuse_other_account(jobs: Jobs, id: str) -> None:
    name, account = jobs.service.name, jobs.service.account
    theirs = {whose for service, whose in jobs.ledger.whose(id) if service == name}
    if theirs and account not in theirs:
        whose = " and ".join(sorted(theirs))
        raise ConfigError(f"{name} {id} is a job of {whose}; the settings are those of {account}")


def how_on(service: str, out: str | None, id: str = "") -> HowOn:
    """Returns what says, after Ctrl-C, how to go on with the job that is or was submitted."""

    def said(submitted: str) -> str:
        job = id or submitted
        if not job:
            sent = "submit" in running().stages
            return "the order may have arrived: rayvision job list shows it" if sent else ""
        fetches = "download" in running().stages
        words = ["rayvision", "job", "fetch" if fetches else "wait", job, "--service", service]
        command = shlex.join([*words, *(["--out", out] if out else [])])
        what = "the results stay" if fetches else f"job {job} goes on"
        return f"{what} at {service}: {command}"

    return said


def folder_of(service: str, id: str, out: str | None) -> pathlib.Path:
    """Returns where the results of a job go; its id, a server's word, names no other place."""
    from rayvision_plugins.transfer.engine import inside

    return pathlib.Path(out or inside(".", f"{service}-{id}.rayvision")).absolute()
