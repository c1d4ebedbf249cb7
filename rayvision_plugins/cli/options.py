"""Options that several commands share."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Callable
from typing import Any

import click

from analyzers.analyze import full_path
from analyzers.errors import one_line
from analyzers.run import default_folder
from rayvision_plugins.cli import ERROR, running
from rayvision_plugins.transfer.line import UNLIMITED

JSON = "Print one JSON document."
EVENTS = "Print events as JSON Lines."

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def together(*decorators: Decorator) -> Decorator:
    """Returns one decorator that adds options in the order of the help."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return add


def as_json(text: str) -> Decorator:
    """Returns the option ``--json``; with it an error is an event too, beside its line."""

    def noted(context: click.Context, parameter: click.Parameter, value: bool) -> bool:
        running().as_json = value
        return value

    return click.option("--json", "as_json", is_flag=True, help=text, callback=noted)


scene_options = together(
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
    click.option("--out", metavar="DIR", help="Where results go (default: ./<scene>.rayvision)."),
)
"""SCENE and what says how to read it."""


farm_options = together(
    click.option(
        "--farm",
        metavar="NAME",
        help='"local" or a profile, such as renderbus-2020 (default: as the domain or the '
        'account says, else "local").',
    ),
    click.option(
        "--account",
        metavar="NAME",
        help="An account that was logged in: rayvision accounts.",
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
        help="Access id (or RAYVISION_API_ACCESS_ID; its key only as RAYVISION_API_KEY).",
    ),
)
"""What says which farm is meant."""


speed_option = click.option(
    "--max-speed",
    type=click.FloatRange(min=0, min_open=True, max=UNLIMITED),
    metavar="KB/S",
    help="KB a second that this job may move (1 KB is 1024 bytes; default: no limit of its own).",
)
"""The limit of one job, among what is handed to connect.opened."""


hook_options = together(
    click.option(
        "--on-frame",
        metavar="HOOK",
        help="A command, or an address, to tell of each frame that is here, or failed.",
    ),
    click.option(
        "--on-task", metavar="HOOK", help="A command, or an address, to tell of a task's end."
    ),
)
"""What is to happen meanwhile; hooks.py says what a command and an address are told."""


isolation_options = together(
    click.option(
        "--isolation",
        type=click.Choice(["task", "user"]),
        help="Keep the inputs apart from those of other tasks, or of other users (--out-user).",
    ),
    click.option(
        "--out-user",
        type=click.IntRange(min=0),
        metavar="NUMBER",
        help="The user of yours that the task is for.",
    ),
)
"""Whom the inputs are kept apart for, two fields of an Order."""


def out_folder(scene: str, out: str | None) -> pathlib.Path:
    """Returns where the results of a scene go."""
    full_path(scene)  # refuses a name that nothing can be made of, before one is made of it
    full_path(out or ".")
    return pathlib.Path(out or default_folder(scene.rstrip("/\\"))).absolute()


class InOrder(click.Group):
    """A group whose help lists the commands in the order they were written."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names as they were added."""
        return list(self.commands)


def task_number(text: str) -> int:
    """Returns the number of a task.

    Raises:
        click.BadParameter: for anything else.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise click.BadParameter(f"a task is a number, not {text!r}")
    return int(text)


TASK = click.argument("number", metavar="TASK", type=task_number)
YES = click.option("--yes", is_flag=True, help="Do not ask.")


def confirmed(question: str, *, yes: bool) -> None:
    """Asks a question that ends with "?", unless ``yes`` was said; no ends the command.

    Raises:
        click.UsageError: nobody is there to be asked.
    """
    if yes:
        return
    question = one_line(question)
    if not sys.stdin.isatty():
        raise click.UsageError(f"{question[:-1]}: nobody can be asked here; --yes means it")
    if not click.confirm(question, err=True):
        click.echo("nothing was done", err=True)
        raise click.exceptions.Exit(ERROR)
