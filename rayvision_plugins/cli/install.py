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
    Clarisse has, our file is added to it.
    """
    if force and not uninstall:
        raise click.UsageError("--force goes with --uninstall")
    place = targets.target(dcc, version=version, prefix=pathlib.Path(prefix) if prefix else None)
    changes = (
        installing.uninstall(place, dry_run=dry_run, force=force)
        if uninstall
        else installing.install(place, dry_run=dry_run)
    )
    would = "would " if dry_run else ""
    if as_json:
        show(
            (
                Event("file", "install", path=str(row.path), code=would + row.what, text=row.why)
                for row in changes
            ),
            as_json=True,
        )
        return 0
    for change in changes:
        why = f"  ({change.why})" if change.why else ""
        click.echo(f"{would}{change.what}  {change.path}{why}")
    if not dry_run and not uninstall:
        by_hand = installing.by_hand(place, changes)
        for name, path in by_hand.items():
            click.echo(f"\nstart {place.row['name']} with {name}={path}")
        if not by_hand:
            click.echo(
                f"\nstart {place.row['name']} again: the shelf and the menu are called Rayvision"
            )
    return 0
