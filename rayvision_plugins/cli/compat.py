"""``rayvision compat``: scripts that import the vendor's packages get ours."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from rayvision_plugins.cli.options import JSON, InOrder, as_json
from rayvision_plugins.cli.sheet import said

if TYPE_CHECKING:
    from rayvision_plugins.dropin import State


@click.group(cls=InOrder)
def compat() -> None:
    """Let scripts that import rayvision_api, rayvision_sync and so on run on ours.

    It counts for the Python that runs this command. The way back: rayvision compat disable.
    """


@compat.command()
@as_json(JSON)
def enable(as_json: bool) -> int:
    """Put our packages on the path, unless the vendor's are there."""
    from rayvision_plugins import dropin

    return _tell(dropin.enable(), as_json)


@compat.command()
@as_json(JSON)
def disable(as_json: bool) -> int:
    """Take them off the path again."""
    from rayvision_plugins import dropin

    before = dropin.disable()
    line = f"disabled: {before.file} is gone" if before.enabled else "it was not enabled"
    return said({"enabled": False, "file": str(before.file)}, [line], as_json=as_json)


@compat.command()
@as_json(JSON)
def status(as_json: bool) -> int:
    """Say what each import gets."""
    from rayvision_plugins import dropin

    return _tell(dropin.state(), as_json)


def _tell(state: State, as_json: bool) -> int:
    """Says whether it is enabled and what each import gets."""
    rows = [dataclasses.asdict(package) for package in state.packages]
    document = {"enabled": state.enabled, "file": str(state.file), "packages": rows}
    lines = [f"enabled by {state.file}" if state.enabled else "not enabled"]
    return said(document, [*lines, *map(str, state.packages)], as_json=as_json)
