"""``rayvision install``: the shelf and the menu of a DCC, in and out again."""

from __future__ import annotations

import pathlib

import click

from rayvision_plugins import install as installing
from rayvision_plugins import targets
from rayvision_plugins.cli.options import as_json
from rayvision_plugins.cli.show import show
from rayvision_plugins.jobs import Event


@click.command()
@click.argument("dcc", type=click.Choice(targets.known()))
@click.option("--version", metavar="V", help="Only for this version (default: for all).")
@click.option(
    "--prefix",
    metavar="DIR",
    help="Instead of your own folder of the DCC, for example on a share.",
)
@click.option("--uninstall", is_flag=True, help="Remove what was installed, and nothing else.")
@click.option("--force", is_flag=True, help="With --uninstall: changed files too.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and do nothing.")
@as_json("Print an event per file as JSON Lines.")
def install(
    dcc: str,
    version: str | None,
    prefix: str | None,
    uninstall: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Put the shelf and the menu into DCC, or take them out again; names every file.

    Your own start-up scripts are not touched; where a DCC has a list of what to load, as
    Clarisse has, our file is added to it. Houdini has a folder for each version: without
    --version each one that is there gets our package.
    """
    if force and not uninstall:
        raise click.UsageError("--force goes with --uninstall")
    places = targets.every(dcc, version=version, prefix=pathlib.Path(prefix) if prefix else None)
    would = "would " if dry_run else ""
    done = []
    for place, changes in installing.each(
        places, uninstalling=uninstall, dry_run=dry_run, force=force
    ):
        _tell(changes, would, as_json)
        done.append((place, installing.by_hand(place, changes)))
    if not (dry_run or uninstall or as_json):
        _hint(done)
    return 0


def _hint(done: list[tuple[targets.Target, dict[str, str]]]) -> None:
    """Says how to start the DCC: with the variables that each place needs, or just again."""
    name = done[0][0].row["name"]
    for place, by_hand in done:
        which = f"{name} {place.version}".strip() if len(done) > 1 else name
        for variable, path in by_hand.items():
            click.echo(f"\nstart {which} with {variable}={path}")
    if not all(by_hand for _, by_hand in done):
        click.echo(f"\nstart {name} again: the shelf and the menu are called Rayvision")


def _tell(changes: list[installing.Change], would: str, as_json: bool) -> None:
    """Names every file with what became of it."""
    if as_json:
        show(
            (
                Event("file", "install", path=str(row.path), code=would + row.what, text=row.why)
                for row in changes
            ),
            as_json=True,
        )
        return
    for change in changes:
        why = f"  ({change.why})" if change.why else ""
        click.echo(f"{would}{change.what}  {change.path}{why}")
