"""``rayvision farm serve``: the embedded farm, until it is stopped."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import click

from rayvision_plugins.cli.local import PROFILE
from rayvision_plugins.config import Settings


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
@click.option("--port", default=0, help="Port to listen on (default: a free one).")
@click.option(
    "--profile", default=PROFILE, show_default=True, help="Deployment whose API it speaks."
)
def serve(farm_folder: str | None, host: str, port: int, profile: str) -> int:
    """Serve the farm until Ctrl-C. Its first line of output says where, as JSON.

    In another terminal, rayvision submit SCENE --farm local then uses it.
    """
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
    ]
    process = subprocess.Popen(command)
    try:
        return process.wait()
    except KeyboardInterrupt:  # the farm got it too and is ending
        return process.wait()
