"""Labels: names that tasks are found by. Task rows hold their names as a JSON list."""

import dataclasses
import json
import sqlite3
from collections.abc import Iterable

from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.state import State

OFF = 1
"""The status of a label that nobody switched on."""


@dataclasses.dataclass(frozen=True, slots=True)
class Labels:
    """The labels of the account, and those of its tasks."""

    state: State

    def rows(self) -> list[sqlite3.Row]:
        """Returns id, name and status of the labels, the oldest first."""
        return self.state.rows("SELECT * FROM labels ORDER BY id")

    def add(self, name: str, status: int) -> None:
        """Adds a label.

        Raises:
            ApiRefused: when it is there.
        """
        try:
            with self.state.change() as connection:
                sql = "INSERT INTO labels (name, status) VALUES (?, ?)"
                connection.execute(sql, [name, status])
        except sqlite3.IntegrityError:
            raise ApiRefused("LABEL_ALREADY_EXISTS", f"there is a label {name!r}") from None

    def keep(self, names: Iterable[str]) -> None:
        """Adds the labels that are not there yet, switched off."""
        rows = [(name, OFF) for name in names]
        with self.state.change() as connection:
            sql = "INSERT OR IGNORE INTO labels (name, status) VALUES (?, ?)"
            connection.executemany(sql, rows)

    def delete(self, name: str) -> None:
        """Deletes a label; tasks keep it.

        Raises:
            ApiRefused: when it is not there.
        """
        with self.state.change() as connection:
            if not connection.execute("DELETE FROM labels WHERE name = ?", [name]).rowcount:
                raise ApiRefused("RESOURCE_NOT_FOUND", f"there is no label {name!r}")

    def names(self, ids: Iterable[int]) -> list[str]:
        """Returns the names of labels.

        Raises:
            ApiRefused: when one of them is not there.
        """
        known = {row["id"]: str(row["name"]) for row in self.rows()}
        found = []
        for number in ids:
            if number not in known:
                raise ApiRefused("RESOURCE_NOT_FOUND", f"there is no label with the id {number}")
            found.append(known[number])
        return found

    def tag(self, tasks: Iterable[int], name: str) -> None:
        """Gives tasks and their parts a label; one that they have stays."""
        self.keep([name])
        with self.state.change() as connection:
            connection.executemany(
                "UPDATE tasks SET labels = json_insert(labels, '$[#]', ?1)"
                " WHERE (id = ?2 OR parent = ?2)"
                " AND NOT EXISTS (SELECT 1 FROM json_each(labels) WHERE value = ?1)",
                [(name, task) for task in tasks],
            )

    def untag(self, tasks: Iterable[int] | None, names: Iterable[str]) -> None:
        """Takes labels from tasks and their parts; without ``tasks`` from all."""
        with self.state.change() as connection:
            connection.execute(
                "UPDATE tasks SET labels = (SELECT json_group_array(value) FROM json_each(labels)"
                " WHERE value NOT IN (SELECT value FROM json_each(?1)))"
                " WHERE ?2 IS NULL OR id IN (SELECT value FROM json_each(?2))"
                " OR parent IN (SELECT value FROM json_each(?2))",
                [json.dumps(list(names)), None if tasks is None else json.dumps(list(tasks))],
            )
