"""Render environments: a version of a DCC with its plug-ins, under a name of the user."""

import dataclasses
import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.state import State

_FIELDS = (
    "UPDATE envs SET cg_id = :cg_id, cg_name = :cg_name, cg_version = :cg_version,"
    " layers = :layers, system = :system, plugins = :plugins WHERE name = :name"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Envs:
    """The environments of the account; at most one for each DCC is the usual one."""

    state: State

    def rows(self) -> list[sqlite3.Row]:
        """Returns the environments by DCC and name; ``plugins`` is a JSON list of ids."""
        return self.state.rows("SELECT * FROM envs ORDER BY cg_id, name")

    def add(self, row: Mapping[str, Any]) -> None:
        """Adds an environment; ``row`` has all columns but ``usual``.

        Raises:
            ApiRefused: when there is one of that name.
        """
        try:
            with self.state.change() as connection:
                connection.execute(
                    "INSERT INTO envs (name, cg_id, cg_name, cg_version, layers, system, plugins)"
                    " VALUES (:name, :cg_id, :cg_name, :cg_version, :layers, :system, :plugins)",
                    _stored(row),
                )
        except sqlite3.IntegrityError:
            raise ApiRefused(
                "PARAMETER_INVALID",
                f"editName: there is an environment {row['name']!r}; update it, or choose a name",
            ) from None

    def update(self, row: Mapping[str, Any]) -> None:
        """Changes an environment; of another DCC it is no longer the usual one.

        Raises:
            ApiRefused: when there is none of that name.
        """
        with self.state.change() as connection:
            old = _found(connection, row["name"])
            connection.execute(_FIELDS, _stored(row))
            if old["cg_id"] != row["cg_id"]:
                connection.execute("UPDATE envs SET usual = 0 WHERE name = ?", [row["name"]])

    def delete(self, name: str) -> None:
        """Deletes an environment.

        Raises:
            ApiRefused: when there is none of that name.
        """
        with self.state.change() as connection:
            _found(connection, name)
            connection.execute("DELETE FROM envs WHERE name = ?", [name])

    def set_usual(self, name: str) -> None:
        """Makes an environment the usual one of its DCC.

        Raises:
            ApiRefused: when there is none of that name.
        """
        with self.state.change() as connection:
            row = _found(connection, name)
            connection.execute(
                "UPDATE envs SET usual = (name = ?) WHERE cg_id = ?", [name, row["cg_id"]]
            )


def _found(connection: sqlite3.Connection, name: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM envs WHERE name = ?", [name]
    ).fetchone()
    if row is None:
        raise ApiRefused("RESOURCE_NOT_FOUND", f"there is no render environment {name!r}")
    return row


def _stored(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "plugins": json.dumps(list(row["plugins"]))}
