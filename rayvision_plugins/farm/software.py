"""The DCCs that this farm knows, with versions and plug-ins; they are in ``data/farm.json``."""

from collections.abc import Iterator, Mapping
from typing import Any

from rayvision_plugins.farm.errors import ApiRefused


def rows(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the documented row of each DCC."""
    return [dict(row["row"]) for row in table["software"]]


def row(table: Mapping[str, Any], wanted: int | str) -> Mapping[str, Any]:
    """Returns the row of a DCC, by its number or its name, with its versions and plug-ins.

    Raises:
        ApiRefused: when this farm does not know it.
    """
    for found in table["software"]:
        if str(wanted).lower() in (str(found["row"]["cgId"]), found["row"]["cgName"].lower()):
            return {**found["row"], **found}
    known = ", ".join(f"{row['cgName']} ({row['cgId']})" for row in rows(table))
    raise ApiRefused("RESOURCE_NOT_FOUND", f"this farm has no software {wanted}; it has {known}")


def versions(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the versions of a DCC as documented (SoftVersion)."""
    return [
        {"id": number, "cgId": row["cgId"], "cgName": row["cgName"], "cgVersion": version}
        for version, number in row["versions"].items()
    ]


def plugins(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields the plug-ins of a DCC as documented (PluginVersion)."""
    for name, found in row["plugins"].items():
        for version, number in found.items():
            yield {"pluginId": number, "pluginName": name, "pluginVersion": version}


def plugins_by_name(row: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Returns the plug-ins of a DCC by their name."""
    return {
        name: [plugin for plugin in plugins(row) if plugin["pluginName"] == name]
        for name in row["plugins"]
    }
