"""What an account is and is offered: whoami, settings, platforms, software, hardware, tips."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import click

from rayvision_plugins.cli.options import JSON, as_json, farm_options, task_number
from rayvision_plugins.cli.sheet import Sheet, Table, asked, put
from rayvision_plugins.cli.task.options import seconds
from rayvision_plugins.errors import RayvisionError


@click.command()
@farm_options
@as_json(JSON)
def whoami(as_json: bool, **farm: Any) -> int:
    """Say which account and which farm the commands use."""
    from rayvision_plugins.connect import called

    with asked(farm) as (service, view):
        row = service.user.query_user_profile()
        client = service.client
        document = {
            **row,
            "profile": client.profile.name,
            "domain": client.domain,
            "farm": called(service),
        }
        return put(Sheet.details(view, "whoami", document), as_json=as_json)


@click.command()
@click.option(
    "--overtime",
    type=seconds,
    metavar="TIME",
    help="How long a frame of tasks to come may take: seconds, or such as 90m or 12h.",
)
@farm_options
@as_json(JSON)
def settings(overtime: int | None, as_json: bool, **farm: Any) -> int:
    """Show the settings of the account at the farm, or change how long a frame may take."""
    with asked(farm) as (service, view):
        if overtime is not None:
            service.user.update_user_settings(overtime)
        row = service.user.query_user_setting()
        return put(Sheet.details(view, "settings", row), as_json=as_json)


@click.command()
@click.option("--zone", type=int, help="1 China, 2 international (default: the domain's own).")
@farm_options
@as_json(JSON)
def platforms(zone: int | None, as_json: bool, **farm: Any) -> int:
    """List the platforms of the farm, for the setting RAYVISION_PLATFORM."""
    with asked(farm) as (service, view):
        rows = service.query.platforms(zone)
        return put(Sheet.listing(view, "platforms", rows), as_json=as_json)


@click.command()
@click.argument("name", required=False)
@click.option("--system", type=click.Choice(["windows", "linux"]), help="Only what runs there.")
@farm_options
@as_json(JSON)
def software(name: str | None, system: str | None, as_json: bool, **farm: Any) -> int:
    """List the software of the farm, or the versions and plug-ins of NAME, such as maya."""
    if system and not name:
        raise click.UsageError("--system goes with a NAME")
    with asked(farm) as (service, view):
        if name is None:
            rows = service.query.supported_software()["renderInfoList"]
            return put(Sheet.listing(view, "software", rows), as_json=as_json)
        found = service.query.supported_plugin(name, system)
        versions = found.get("cgVersion") or []
        plugins = _plugins(found.get("cgPlugin") or [], versions)
        tables = [Table.of(view, "versions", versions), Table.of(view, "plugins", plugins)]
        note = "" if versions or plugins else f"no versions of {name}"
        return put(Sheet(found, tables, note), as_json=as_json)


@click.command()
@click.argument("tasks", metavar="[TASK]...", type=task_number, nargs=-1)
@farm_options
@as_json(JSON)
def hardware(tasks: tuple[int, ...], as_json: bool, **farm: Any) -> int:
    """List the machines of the farm, or those for TASK; task hardware chooses one."""
    with asked(farm) as (service, view):
        rows = service.user.get_hardware_config(list(tasks) or None)
        return put(Sheet.listing(view, "hardware", rows), as_json=as_json)


@click.command()
@click.argument("codes", metavar="CODE...", nargs=-1, required=True)
@farm_options
@as_json(JSON)
def tips(codes: tuple[str, ...], as_json: bool, **farm: Any) -> int:
    """Say what codes that a check or the farm names mean, and what to do.

    In the language of the setting RAYVISION_LANGUAGE, en or zh.
    """
    from rayvision_plugins.check import Texts

    with asked(farm) as (service, view):
        words = Texts(service, view.language).of(codes)
        rows = [
            {"code": code, **dataclasses.asdict(text)} for code, text in words.items() if text.text
        ]
        unknown = ", ".join(code for code, text in words.items() if not text.text)
        note = f"there are no words for {unknown}" if unknown else ""
        if not rows:
            raise RayvisionError(note)
        sheet = Sheet(rows, [Table.of(view, "tips", rows)], note)
        return put(sheet, as_json=as_json)


def _plugins(
    rows: Sequence[Mapping[str, Any]], versions: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Returns a row per version of a plug-in, with the version of the software it is for."""
    names = {row["id"]: row.get("cgVersion") for row in versions}
    return [
        {"cgVersion": names.get(row.get("cvId"), row.get("cvId")), **version}
        for row in rows
        for version in row.get("pluginVersions") or []
    ]
