"""Options that several commands share, and the way from them to a farm."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import click

from analyzers.run import default_folder
from rayvision_plugins.config import Settings

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def as_json(text: str) -> Decorator:
    """Returns the option ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help=text)


def scene_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds SCENE and what says how to read it."""
    for decorator in (
        click.argument("scene", type=click.Path()),
        click.option(
            "--project", metavar="DIR", help="Project folder (default: found near the scene)."
        ),
        click.option(
            "--frames",
            metavar="RANGE",
            help='Frames instead of the scene\'s own: "1-10[2],15", or "fml".',
        ),
        click.option(
            "--out", metavar="DIR", help="Where results go (default: ./<scene>.rayvision)."
        ),
    ):
        command = decorator(command)
    return command


def farm_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds what says which farm is meant."""
    for decorator in (
        click.option(
            "--farm", metavar="NAME", help='"local" (default) or a profile, such as renderbus-2020.'
        ),
        click.option(
            "--farm-folder",
            metavar="DIR",
            help="Folder of the local farm (default: in the home folder).",
        ),
        click.option(
            "--domain", metavar="HOST", help="Host of the farm's API (default: the profile's)."
        ),
        click.option(
            "--access-id",
            metavar="ID",
            help="Access id (or RAYVISION_API_ACCESS_ID; the key only as RAYVISION_API_KEY).",
        ),
    ):
        command = decorator(command)
    return command


def out_folder(scene: str, out: str | None) -> pathlib.Path:
    """Returns where the results of a scene go."""
    return pathlib.Path(out or default_folder(scene.rstrip("/\\"))).absolute()


@contextlib.contextmanager
def opened(arguments: dict[str, Any]) -> Iterator[Any]:
    """Opens the farm that the options mean as a submit.Farm; a local one runs until the end."""
    from rayvision_plugins import profiles, submit
    from rayvision_plugins.cli.local import LOCAL, LocalFarm
    from rayvision_plugins.client import Client
    from rayvision_plugins.credentials import Credentials, of_local_farm
    from rayvision_plugins.services.renderbus import Renderbus
    from rayvision_plugins.transfer.records import Records

    folder = arguments.pop("farm_folder", None)
    settings = Settings(arguments)
    timeouts = (settings.number("connect_timeout"), settings.number("read_timeout"))
    attempts = int(settings.number("attempts"))
    with contextlib.ExitStack() as stack:
        if settings.text("farm") == LOCAL:
            home = pathlib.Path(folder) if folder else settings.home / "farm"
            local = stack.enter_context(LocalFarm(home))
            client = Client(
                profiles.load(local.profile),
                of_local_farm(home),
                domain=local.domain,
                protocol="http",
                timeouts=timeouts,
                attempts=attempts,
            )
        else:
            client = Client(
                profiles.load(settings.text("farm")),
                Credentials(settings.text("access_id"), settings.text("access_key")),
                domain=settings.text("domain"),
                platform=settings.text("platform"),
                timeouts=timeouts,
                attempts=attempts,
            )
        records = Records(settings.home / "records.db")
        stack.callback(records.close)
        yield submit.open_farm(
            Renderbus(client), records, parallel=int(settings.number("parallel")), attempts=attempts
        )
