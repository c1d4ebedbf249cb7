"""``rayvision outputs`` and ``transfer``: the storages of the account and the ways to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from rayvision_plugins.cli.options import JSON, as_json, farm_options, task_number
from rayvision_plugins.cli.sheet import Sheet, Table, asked, put


@click.command()
@click.argument("task", required=False)
@click.argument("path", required=False)
@farm_options
@as_json(JSON)
def outputs(task: str | None, path: str | None, as_json: bool, **farm: Any) -> int:
    """List a folder of the output storage: that of PATH, else the top.

    With TASK only what belongs to it. A PATH begins with /; rayvision download fetches files.
    """
    if task and task.startswith("/") and path is None:
        task, path = None, task
    number = task_number(task) if task else None
    with asked(farm) as (service, view):
        parts = service.query.small_task_ids(number) if number else [None]
        found = [
            row for part in parts for row in service.transmit.get_output_files(part, path or "/")
        ]
        rows = list({row["filePath"]: row for row in found}.values())
        sheet = Sheet.listing(view, "outputs", rows, nothing="nothing is there")
        return put(sheet, as_json=as_json)


@click.command()
@click.option("--raysync", is_flag=True, help="Ask for the server and the user of Raysync too.")
@farm_options
@as_json(JSON)
def transfer(raysync: bool, as_json: bool, **farm: Any) -> int:
    """Show the storages of the account and the lines to them; passwords and keys are hidden."""
    with asked(farm) as (service, view):
        bids = service.user.get_transfer_bid()
        config = service.transmit.get_transfer_config()
        document: dict[str, Any] = {"bids": bids, "config": config}
        tables = [
            Table([], view.details("bids", bids)),
            Table.of(view, "lines", _of_engines(config, "respTaskEngineLines")),
            Table.of(view, "storages", _of_engines(config, "resqEngineAccounts")),
        ]
        if raysync:
            server, user = service.query.transfer_server_msg(), service.query.raysync_user_key()
            document["raysync"] = {"server": server, "user": user}
            row = {**user, **server, **(server.get("raysyncTransfer") or {})}
            tables.append(Table([], view.details("raysync", row)))
        return put(Sheet(document, tables), as_json=as_json)


def _of_engines(config: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """Returns the rows that each engine has in ``field``, with the name of their engine."""
    return [
        {"engineName": engine["engineName"], **row}
        for engine in config["resqEngines"]
        for row in engine.get(field) or []
    ]
