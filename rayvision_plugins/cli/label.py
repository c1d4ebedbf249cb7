"""``rayvision label``: the labels of the account, which are its project names."""

from __future__ import annotations

from typing import Any

import click

from rayvision_plugins.cli.options import JSON, YES, InOrder, as_json, confirmed, farm_options
from rayvision_plugins.cli.sheet import Sheet, asked, put, said


@click.group(cls=InOrder)
def label() -> None:
    """Add, delete and list the labels of your account.

    A label is the project a task belongs to: submit --set project_name=LABEL.
    """


@label.command()
@click.argument("name")
@click.option("--off", is_flag=True, help="Add it switched off.")
@farm_options
@as_json(JSON)
def add(name: str, off: bool, as_json: bool, **farm: Any) -> int:
    """Add the label NAME."""
    with asked(farm) as (service, _):
        service.tag.add_label(name, status=0 if not off else 1)
    return said({"done": "add", "label": name}, [f"added: {name}"], as_json=as_json)


@label.command()
@click.argument("name")
@YES
@farm_options
@as_json(JSON)
def delete(name: str, yes: bool, as_json: bool, **farm: Any) -> int:
    """Delete the label NAME; its tasks stay. Asks first."""
    confirmed(f"Delete the label {name}?", yes=yes)
    with asked(farm) as (service, _):
        service.tag.delete_label(name)
    return said({"done": "delete", "label": name}, [f"deleted: {name}"], as_json=as_json)


@label.command("list")
@farm_options
@as_json(JSON)
def list_labels(as_json: bool, **farm: Any) -> int:
    """List the labels."""
    with asked(farm) as (service, view):
        rows = service.tag.get_label_list()["projectNameList"]
        return put(Sheet.listing(view, "labels", rows), as_json=as_json)
