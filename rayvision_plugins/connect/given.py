"""The settings of services that are no render farm; those of one begin with its name.

``data/settings.json`` says which of them a service cannot do without ("needed"), which a
vendor's file gives as well ("creds") and which fill a field of an order ("order").
"""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Mapping
from typing import Any

from rayvision_plugins.config import Settings
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.profiles import read_table


def rows(name: str) -> dict[str, Any]:
    """Returns the rows of the table of settings that are a service's own."""
    table = read_table("settings.json")
    return {key: row for key, row in table.items() if key.startswith(f"{name}_")}


def values(settings: Settings, name: str) -> dict[str, str]:
    """Returns the settings of a service by their names without its own, such as "base_url".

    Those that fill an order, and the name of a vendor's file, are not among them.

    Raises:
        ConfigError: one is wrong, or the file that gives some cannot be read.
    """
    table = rows(name)
    creds = f"{name}_creds"
    file = settings.text(creds) if creds in table else ""
    given = _given(file, table[creds]["variable"], table) if file else {}
    return {
        key.removeprefix(f"{name}_"): settings.text(key) or given.get(key, "")
        for key, row in table.items()
        if "order" not in row and key != creds
    }


def lacking(settings: Settings, name: str) -> tuple[list[str], list[str]]:
    """Returns the variables that a service needs and has, and those that it needs and lacks."""
    found = values(settings, name)
    has: list[str] = []
    lacks: list[str] = []
    for key, row in rows(name).items():
        if row.get("needed"):
            (has if found[key.removeprefix(f"{name}_")] else lacks).append(row["variable"])
    return has, lacks


def _given(file: str, variable: str, table: Mapping[str, Any]) -> dict[str, str]:
    """Returns the settings that a vendor's file gives; its contents are never shown."""
    path = pathlib.Path(file).expanduser()
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as err:
        why = getattr(err, "strerror", None) or "it is no JSON"
        raise ConfigError(f"{path} cannot be read ({why})", f"{variable} names it") from None
    if not isinstance(content, dict):
        raise ConfigError(f"{path} must be one JSON object")
    given = {}
    for key, row in ((key, row) for key, row in table.items() if "creds" in row):
        value = content.get(row["creds"], "")
        if not isinstance(value, str) or not re.fullmatch(row.get("pattern", ".*"), value):
            raise ConfigError(f"{path}: {row['creds']} must be {row.get('form', 'a text')}")
        given[key] = value
    return given
