"""What of a farm's rows is shown, and in which words: ``data/columns.json`` and a profile. Pure.

A column names a field of the row, a title in both languages and a kind: text, number, date
(milliseconds since 1970), duration (seconds), of (two numbers, done and total), texts (a list of
them), names (a field of ``each`` row in a list), rows (their count; they are ``rows``
themselves), task_state, frame_state, frame_type, secret, values of its own, or state (the same
for the five states of a job). A number without a word is shown as it is. ``word`` is the key
under which the word is added to the row in ``--json``.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rayvision_plugins.cli.table import Cell
from rayvision_plugins.profiles import Profile, Status, read_table

Row = Mapping[str, Any]

HIDDEN = "***"
"""What is shown of a secret; a field that is one in any table is hidden in every answer."""

UNKNOWN = "unknown"
"""The state of a status number that no document names."""

UNNAMED = {"en": "status", "zh": "状态"}

STATES = {"task_state": "task_states", "frame_state": "frame_states"}


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """How the rows of one farm are shown to one reader; ``language`` is "en" or "zh"."""

    profile: Profile
    language: str = "en"

    def titles(self, name: str) -> list[str]:
        """Returns the titles of the columns called ``name``."""
        return [column[self.language] for column in columns(name)]

    def cells(self, name: str, rows: Iterable[Row]) -> list[list[Cell]]:
        """Returns a cell per row and column."""
        return [[self._cell(column, row) for column in columns(name)] for row in rows]

    def details(self, name: str, row: Row) -> list[list[Cell]]:
        """Returns title and value of every column that ``row`` has a value for."""
        pairs = ((column[self.language], self._cell(column, row)) for column in columns(name))
        return [
            [Cell(title), dataclasses.replace(cell, right=False)]
            for title, cell in pairs
            if cell.text
        ]

    def worded(self, name: str, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """Returns the rows with their numbers' words added; what a row has already stays."""
        return [self._worded(name, row) for row in rows]

    def task_state(self, number: Any) -> str:
        """Returns the state that a task's status number stands for."""
        return self._state(self.profile.task_states, number).state

    def _worded(self, name: str, row: Row) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for column in columns(name):
            value = row.get(column["field"])
            if value is None:
                continue
            cell = self._cell(column, row)
            if column.get("kind") == "rows" and isinstance(value, list):
                row = {**row, column["field"]: self.worded(column["rows"], value)}
            elif "word" in column:
                found[column["word"]] = cell.text
                if cell.state:
                    found["state"] = cell.state
        return {**found, **row}

    def _cell(self, column: Row, row: Row) -> Cell:
        value = row.get(column["field"])
        kind = column.get("kind", "text")
        right = kind in RIGHT
        if value is None:
            return Cell("", right=right)
        if kind in STATES:
            return self._state(getattr(self.profile, STATES[kind]), value)
        if kind == "of":
            return Cell(f"{value}/{row.get(column['of']) or 0}", right=True)
        if kind == "frame_type":
            names = {number: word for word, number in self.profile.frame_types.items()}
            return Cell(_word(names, value).replace("_", " "))
        if kind in ("values", "state"):
            named = {key: word[self.language] for key, word in column["values"].items()}
            return Cell(_word(named, str(value)), state=str(value) if kind == "state" else "")
        if kind in LISTS and isinstance(value, list):
            return Cell(LISTS[kind](column, value))
        return Cell(SHOWN.get(kind, str)(value), right=right)

    def _state(self, table: Mapping[int, Status], number: Any) -> Cell:
        text = str(number)
        status = table.get(int(text)) if text.isascii() and text.isdigit() else None
        if status is None:
            return Cell(f"{UNNAMED[self.language]} {number}", state=UNKNOWN)
        return Cell(getattr(status, self.language), state=status.state)


def columns(name: str) -> Sequence[Row]:
    """Returns the columns called ``name``, of ``data/columns.json``."""
    found: Sequence[Row] = _table()[name]
    return found


@functools.cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = read_table("columns.json")
    return table


@functools.cache
def _secrets() -> frozenset[str]:
    rows = (column for table in _table().values() for column in table)
    return frozenset(column["field"] for column in rows if column.get("kind") == "secret")


def masked(document: Any) -> Any:
    """Returns a JSON document with its secrets hidden, at any depth."""
    if isinstance(document, Mapping):
        return {
            key: HIDDEN if value and key in _secrets() else masked(value)
            for key, value in document.items()
        }
    return [masked(part) for part in document] if isinstance(document, (list, tuple)) else document


def _date(value: Any) -> str:
    try:
        return f"{datetime.datetime.fromtimestamp(int(value) / 1000):%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError, OSError, TypeError):  # shown as it came
        return str(value)


def _duration(value: Any) -> str:
    try:
        minutes, seconds = divmod(int(value), 60)
    except (ValueError, TypeError):
        return str(value)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _word(names: Mapping[Any, str], value: Any) -> str:
    return names.get(value, str(value)) if isinstance(value, (int, str)) else str(value)


def _names(column: Row, parts: list[Any]) -> str:
    return ", ".join(str(part.get(column["each"])) for part in parts if isinstance(part, dict))


def _texts(value: Any) -> str:
    """Returns the texts of a list, which the farm may have written as JSON."""
    with contextlib.suppress(ValueError, TypeError):
        value = json.loads(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


SHOWN: Mapping[str, Callable[[Any], str]] = {
    "date": _date,
    "duration": _duration,
    "texts": _texts,
    "secret": lambda value: HIDDEN if value else "",
}
LISTS: Mapping[str, Callable[[Row, list[Any]], str]] = {
    "names": _names,
    "rows": lambda _, parts: str(len(parts)),
}
RIGHT = frozenset({"number", "duration", "of"})
