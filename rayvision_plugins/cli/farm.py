"""``rayvision farm serve``: the embedded farm, until it is stopped."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import click

from rayvision_plugins import profiles
from rayvision_plugins.cli.options import as_json


@click.group()
def farm() -> None:
    """Run the embedded farm on this machine."""


@farm.command()
@click.option(
    "--farm-folder",
    metavar="DIR",
    help="Where its tasks and files live (default: in the home folder).",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; loopback only unless you mean it.",
)
@click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65535),
    help="Port to listen on (default: a free one).",
)
@click.option(
    "--profile", default=profiles.USUAL, show_default=True, help="Deployment whose API it speaks."
)
@as_json("Its output is JSON in any case.")
def serve(farm_folder: str | None, host: str, port: int, profile: str, as_json: bool) -> int:
    """Serve the farm until Ctrl-C. Its first line of output says where, as JSON.

    In another terminal, rayvision submit SCENE --farm local then uses it.
    """
    from rayvision_plugins.config import Settings

    folder = pathlib.Path(farm_folder) if farm_folder else Settings().home / "farm"
    command = [
        sys.executable,
        "-m",
        "rayvision_plugins.farm.app",
        "--folder",
        str(folder),
        "--host",
        host,
        "--port",
        str(port),
        "--profile",
        profile,
        "--stop-with-stdin",  # it ends with this command, however that ends
    ]
    # Ctrl-C of the terminal is for this command, which passes it on.
    process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        if process.wait() == 0:
            return 0
        raise  # it did not serve yet
