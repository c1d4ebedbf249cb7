"""The command line ``rayvision``: one module per group of commands, loaded when called.

Exit codes: 0 done, 1 error, 2 usage, 3 the scene has error-level tips, 4 frames failed,
130 interrupted.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from rayvision_plugins import __version__

ERROR, SCENE_ERRORS, FRAMES_FAILED, INTERRUPTED = 1, 3, 4, 130

COMMANDS = {
    "analyze": ("scene", "Describe a scene in four files."),
    "check": ("scene", "Say whether a scene or its files can be submitted."),
    "submit": ("job", "Send a scene, render it and bring its frames home."),
    "watch": ("job", "Follow a task and fetch its frames as they finish."),
    "download": ("job", "Fetch what a task has rendered so far."),
    "install": ("install", "Put the shelf and menu into a DCC, or take them out."),
    "bridge": ("bridge", "Serve a DCC's shelf: JSON lines in and out."),
    "farm": ("farm", "Run the embedded farm on this machine."),
    "demo": ("demo", "Show the whole way on a small scene, without an account."),
}


class Commands(click.Group):
    """A group whose commands are imported when they are called; help needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names in the order of a job's life."""
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
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rayvision")
@click.option("--debug", is_flag=True, help="Show the trace of an error.")
def rayvision(debug: bool) -> None:
    """Scenes of Maya (Houdini and Clarisse to come) to a render farm and back, with no DCC needed.

    Try it: rayvision demo
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code; the edge where errors become one line."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments[:1]
    try:
        code = rayvision.main(arguments, prog_name="rayvision", standalone_mode=False)
        return int(code or 0)
    except click.exceptions.Exit as err:
        return err.exit_code
    except click.ClickException as err:
        err.show()
        return err.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what was sent stays and is not sent again", err=True)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone
        sys.stderr.close()
        return ERROR
    except Exception as err:
        if debug:
            raise
        return _failed(err)


def _failed(err: Exception) -> int:
    from analyzers.errors import AnalyzeError
    from rayvision_plugins.errors import RayvisionError

    if isinstance(err, (RayvisionError, AnalyzeError)):
        for line in getattr(err, "problems", [str(err)]):
            click.echo(f"error: {line}", err=True)
        return int(getattr(err, "exit_code", ERROR))
    click.echo(f"error: {type(err).__name__}: {err} (rayvision --debug shows where)", err=True)
    return ERROR
