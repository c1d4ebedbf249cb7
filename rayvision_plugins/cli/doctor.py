"""``rayvision doctor``: what is wrong here, a line each, with what to do."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import click

from rayvision_plugins.cli import ERROR
from rayvision_plugins.cli.options import as_json, farm_options
from rayvision_plugins.cli.show import COLORS

MARKS = {"ok": "done", "warn": "warning", "fail": "failed"}


@click.command()
@farm_options
@as_json("Print the findings as one JSON document.")
def doctor(as_json: bool, **farm: Any) -> int:
    """Examine this machine, its settings and the farm; say what to do.

    Exits with 1 when something fails.
    """
    from rayvision_plugins.doctor import FAIL, Machine, examine

    findings = []
    for row in examine(Machine(farm)):
        findings.append(row)
        if not as_json:
            label = click.style(f"{row.level:<5}", fg=COLORS[MARKS[row.level]])
            click.echo(f"{label} {row.check}: {row.text}")
            if row.advice:
                click.echo(f"      {row.advice}")
    failed = any(row.level == FAIL for row in findings)
    if as_json:
        rows = [dataclasses.asdict(row) for row in findings]
        click.echo(json.dumps({"ok": not failed, "findings": rows}, ensure_ascii=False, indent=2))
    return ERROR if failed else 0
