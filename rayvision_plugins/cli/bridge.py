"""``rayvision bridge``: the submitter for a DCC's shelf, JSON lines on stdin and stdout."""

from __future__ import annotations

import click

from rayvision_plugins.cli.options import as_json


@click.command()
@as_json("Its output is JSON in any case.")
def bridge(as_json: bool) -> int:
    """Serve a DCC's shelf: requests in, events out, a JSON object a line; ends with its input.

    A shelf starts it by itself, as python -m rayvision_plugins.bridge.
    """
    from rayvision_plugins.bridge import main

    return main()
