"""Options that several commands share."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import click

from analyzers.analyze import full_path
from analyzers.run import default_folder

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
            "--only",
            multiple=True,
            metavar="NAME",
            help="Render this layer, output node or image, and what it waits for; may be repeated.",
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
    full_path(scene)  # refuses a name that nothing can be made of, before one is made of it
    return pathlib.Path(out or default_folder(scene.rstrip("/\\"))).absolute()
