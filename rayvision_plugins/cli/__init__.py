"""The command line ``rayvision``: one module per group of commands, loaded when called.

Exit codes: 0 done, 1 error, 2 usage, 3 the scene has error-level tips, 4 frames or a job failed,
130 interrupted.
"""

from __future__ import annotations

import dataclasses
import importlib
import io
import sys
from collections.abc import Sequence

import click

from rayvision_plugins import __version__

ERROR, SCENE_ERRORS, FRAMES_FAILED, INTERRUPTED = 1, 3, 4, 130

COMMANDS = {
    "analyze": ("scene", "Describe a scene in four files."),
    "check": ("scene", "Say whether a scene or its files can be submitted."),
    "submit": ("submit", "Send a scene, render it and bring its frames home."),
    "watch": ("follow", "Follow a task and fetch its frames as they finish."),
    "download": ("follow", "Fetch what a task has rendered so far."),
    "upload": ("upload", "Send files that a list names, or whole folders."),
    "cut": ("upload", "Cut a long upload.json into several."),
    "pause": ("pause", "Let all transfers of this machine wait."),
    "resume": ("pause", "Let them go on."),
    "task": ("task", "List, show, stop, start, retry or delete tasks."),
    "label": ("label", "Add, delete and list labels, the projects of tasks."),
    "env": ("env", "Add, change, delete and list render environments."),
    "software": ("account", "List the farm's software, its versions and plug-ins."),
    "hardware": ("account", "List the farm's machines."),
    "platforms": ("account", "List the farm's platforms."),
    "tips": ("account", "Say what the codes of a check mean."),
    "outputs": ("storage", "List what lies on the storage of the output."),
    "transfer": ("storage", "Say where files go and come from."),
    "settings": ("account", "Show or change the settings of the account."),
    "whoami": ("account", "Say which account and farm the commands use."),
    "job": ("job", "Send, follow, fetch or cancel a job of another service."),
    "callback": ("callback", "Receive what other services call back."),
    "login": ("login", "Remember an access id and its key under a name."),
    "logout": ("login", "Forget an account."),
    "accounts": ("login", "List the accounts that are remembered."),
    "doctor": ("doctor", "Say what is in order on this machine and what is not."),
    "compat": ("compat", "Let scripts for the vendor's packages run on ours."),
    "install": ("install", "Put the shelf and menu into a DCC, or take them out."),
    "bridge": ("bridge", "Serve a DCC's shelf: JSON lines in and out."),
    "farm": ("farm", "Run the embedded farm on this machine."),
    "demo": ("demo", "Show the whole way on a small scene, without an account."),
}

SECTIONS = {
    "analyze": "From a scene to its frames",
    "task": "At the farm",
    "job": "Other services",
    "login": "Accounts",
    "doctor": "This machine",
}
"""The sections of the help, each by its first command."""


@dataclasses.dataclass(slots=True)
class Run:
    """What a command is doing, for the words of its end: the stations it has been at.

    ``goes_on`` is whether the same command, called again, sends nothing twice.
    """

    as_json: bool = False
    goes_on: bool = True
    stages: list[str] = dataclasses.field(default_factory=list)

    @property
    def sent(self) -> bool:
        """Whether something of a task may have been sent that is not sent again."""
        sending = {"create", "upload", "configure", "submit"}
        return self.goes_on and not sending.isdisjoint(self.stages)


def running() -> Run:
    """Returns the run of the command that is called, a new one when none is."""
    context = click.get_current_context(silent=True)
    return (context and context.find_object(Run)) or Run()


class Commands(click.Group):
    """A group whose commands are imported when they are called; help needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports and returns a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"rayvision_plugins.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands from the table, importing none."""
        title = ""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, (_, text) in COMMANDS.items():
            title = SECTIONS.get(name, title)
            sections.setdefault(title, []).append((name, text))
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows, col_max=12)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rayvision")
@click.option("--debug", is_flag=True, help="Show the trace of an error.")
def rayvision(debug: bool) -> None:
    """Scenes of Maya, Houdini and Clarisse to a render farm and back, with no DCC needed.

    Try it without an account: rayvision demo. With one: rayvision login, rayvision doctor,
    rayvision submit SCENE.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code; the edge where errors become one line."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name of any farm can be printed
    debug = "--debug" in arguments[:1]
    run = Run()
    try:
        code = rayvision.main(arguments, prog_name="rayvision", standalone_mode=False, obj=run)
        return int(code or 0)
    except click.exceptions.Exit as err:
        return err.exit_code
    except click.ClickException as err:
        err.show()
        return err.exit_code
    except (click.Abort, KeyboardInterrupt):
        more = "; what was sent stays and is not sent again" if run.sent else ""
        click.echo(f"interrupted{more}", err=True)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone
        sys.stderr.close()
        return ERROR
    except Exception as err:
        return _failed(err, run, debug=debug)


def _failed(err: Exception, run: Run, *, debug: bool) -> int:
    """Says what went wrong on stderr and, with ``--json``, as an event too."""
    from analyzers.errors import AnalyzeError, one_line
    from rayvision_plugins.cli.show import print_error
    from rayvision_plugins.errors import RayvisionError

    text = err.line(_language()) if isinstance(err, RayvisionError) else str(err)
    if run.as_json:
        print_error(err, run.stages[-1] if run.stages else "", text)
    if debug:
        raise err
    if isinstance(err, (RayvisionError, AnalyzeError)):
        for line in getattr(err, "problems", [text]):
            click.echo(f"error: {one_line(line)}", err=True)
        return int(getattr(err, "exit_code", ERROR))
    text = one_line(f"{type(err).__name__}: {err}")
    click.echo(f"error: {text} (rayvision --debug shows where)", err=True)
    return ERROR


def _language() -> str:
    """Returns the language of the errors; a broken setting may be what they are about."""
    from rayvision_plugins.config import Settings
    from rayvision_plugins.errors import ConfigError

    try:
        return Settings().text("language")
    except ConfigError:
        return "en"
