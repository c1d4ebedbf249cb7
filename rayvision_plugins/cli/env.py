"""``rayvision env``: render environments, a software with its version and plug-ins by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rayvision_plugins.cli.options import (
    JSON,
    YES,
    InOrder,
    as_json,
    confirmed,
    farm_options,
    together,
)
from rayvision_plugins.cli.sheet import Sheet, asked, put, said

if TYPE_CHECKING:
    from rayvision_plugins.services.renderbus import Renderbus

SYSTEMS = {"linux": "0", "windows": "1"}
"""Source: Renderbus SDK documentation 2020, addRenderEnv, renderSystem."""


@click.group(cls=InOrder)
def env() -> None:
    """Add, change, delete and list render environments.

    A render environment is a software of the farm, its version and its plug-ins under a name
    of yours; one of each software is the default.
    """


env_options = together(
    click.argument("name"),
    click.option("--software", required=True, metavar="NAME", help="For example maya."),
    click.option("--version", required=True, metavar="V", help="Its version, such as 2020."),
    click.option(
        "--plugin",
        "plugins",
        type=int,
        multiple=True,
        metavar="NUMBER",
        help="A plug-in: a number of rayvision software NAME; may be repeated.",
    ),
    click.option(
        "--system",
        type=click.Choice(list(SYSTEMS)),
        default="linux",
        show_default=True,
        help="What it runs on.",
    ),
    click.option(
        "--layer-type",
        type=int,
        default=0,
        show_default=True,
        metavar="NUMBER",
        help="Maya: how layers are rendered, as the farm counts.",
    ),
)
"""What an environment is made of."""


@env.command()
@env_options
@farm_options
@as_json(JSON)
def add(name: str, as_json: bool, **given: Any) -> int:
    """Add the render environment NAME."""
    parts, farm = _split(given)
    with asked(farm) as (service, _):
        service.env.add_render_env(_environment(service, name, **parts))
    return said({"done": "add", "env": name}, [f"added: {name}"], as_json=as_json)


@env.command()
@env_options
@farm_options
@as_json(JSON)
def update(name: str, as_json: bool, **given: Any) -> int:
    """Change the render environment NAME; what is not said is reset."""
    parts, farm = _split(given)
    with asked(farm) as (service, _):
        service.env.update_render_env(_environment(service, name, **parts))
    return said({"done": "update", "env": name}, [f"changed: {name}"], as_json=as_json)


@env.command()
@click.argument("name")
@YES
@farm_options
@as_json(JSON)
def delete(name: str, yes: bool, as_json: bool, **farm: Any) -> int:
    """Delete the render environment NAME. Asks first."""
    confirmed(f"Delete the render environment {name}?", yes=yes)
    with asked(farm) as (service, _):
        service.env.delete_render_env(name)
    return said({"done": "delete", "env": name}, [f"deleted: {name}"], as_json=as_json)


@env.command()
@click.argument("name")
@farm_options
@as_json(JSON)
def default(name: str, as_json: bool, **farm: Any) -> int:
    """Make NAME the environment that its software renders with."""
    with asked(farm) as (service, _):
        service.env.set_default_render_env(name)
    return said(
        {"done": "default", "env": name}, [f"the default of its software: {name}"], as_json=as_json
    )


@env.command("list")
@click.argument("software", required=False)
@farm_options
@as_json(JSON)
def list_envs(software: str | None, as_json: bool, **farm: Any) -> int:
    """List the render environments, or those of SOFTWARE, such as maya."""
    with asked(farm) as (service, view):
        names = [software] if software else _offered(service)
        rows = [row for name in names for row in service.env.get_render_env(name)]
        sheet = Sheet.listing(view, "envs", rows, nothing="no render environments")
        return put(sheet, as_json=as_json)


def _offered(service: Renderbus) -> list[str]:
    return [row["cgName"] for row in service.query.supported_software()["renderInfoList"]]


def _split(given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns what the environment is made of, and the farm options."""
    parts = {
        key: given.pop(key) for key in ("software", "version", "plugins", "system", "layer_type")
    }
    return parts, given


def _environment(
    service: Renderbus,
    name: str,
    *,
    software: str,
    version: str,
    plugins: tuple[int, ...],
    system: str,
    layer_type: int,
) -> dict[str, Any]:
    """Returns the environment as the service takes it, the software in the farm's spelling."""
    number = service.query.cg_id(software)
    rows = service.query.supported_software()["renderInfoList"]
    spelling = next((row["cgName"] for row in rows if row["cgId"] == number), software)
    return {
        "cgId": number,
        "cgName": spelling,
        "cgVersion": version,
        "renderLayerType": layer_type,
        "editName": name,
        "renderSystem": SYSTEMS[system],
        "pluginIds": list(plugins),
    }
