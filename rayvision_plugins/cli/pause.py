"""``rayvision pause`` and ``resume``: all transfers of this home."""

from __future__ import annotations

import click

from rayvision_plugins.cli.options import JSON, as_json


@click.command()
@as_json(JSON)
def pause(as_json: bool) -> int:
    """Let all transfers wait, those that run and those to come, until rayvision resume.

    Those that run notice within a second, at the next bytes of a file; nothing is lost.
    """
    return _set(True, as_json)


@click.command()
@as_json(JSON)
def resume(as_json: bool) -> int:
    """Let transfers go on that rayvision pause stopped."""
    return _set(False, as_json)


def _set(paused: bool, as_json: bool) -> int:
    from rayvision_plugins.cli.show import print_json
    from rayvision_plugins.config import Settings
    from rayvision_plugins.connect.line import Pause

    state = Pause(Settings().home)
    before = state.on()
    if paused:
        state.begin()
    else:
        state.end()
    if as_json:
        print_json({"paused": paused})
    elif paused:
        click.echo("transfers pause; rayvision resume lets them go on")
    else:
        click.echo("transfers go on" if before else "no transfers were paused")
    return 0
