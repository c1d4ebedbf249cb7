"""Settings: one table in ``data/settings.json``, values from four places.

Argument before environment before ``config.json`` in the home folder before default.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
from collections.abc import Mapping
from typing import Any

import platformdirs

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.profiles import read_table

APP = "rayvision"

LARGEST = 1e6
"""No number is larger but where the table says what is the most."""


class Settings:
    """The settings of one run; ``arguments`` win, None among them means "not given"."""

    def __init__(
        self,
        arguments: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._table: dict[str, dict[str, Any]] = read_table("settings.json")
        self._arguments = {
            key: value for key, value in (arguments or {}).items() if value is not None
        }
        self._environment = os.environ if environment is None else environment
        self._file: dict[str, Any] = {}
        self.home = pathlib.Path(
            self.text("home") or platformdirs.user_data_dir(APP, appauthor=False)
        )
        if self.home.exists() and not self.home.is_dir():
            raise ConfigError(f"{self.home}: the home setting must name a folder")
        self.path = self.home / "config.json"
        self._file = _read(self.path)

    def text(self, name: str) -> str:
        """Returns the setting ``name`` as text.

        Raises:
            ConfigError: when it is none of the choices, or not of the form, that the table has.
        """
        row = self._table[name]
        if name in self._arguments:
            value = str(self._arguments[name])
        elif self._environment.get(row["variable"]):
            value = self._environment[row["variable"]]
        else:
            kept = self._file.get(name, row["default"])
            if isinstance(kept, bool) or not isinstance(kept, (str, int, float)):
                raise ConfigError(f"{self.path}: {name} must be a text or a number")
            value = str(kept)
        choices = row.get("choices", [value])
        if value not in choices:
            words = " or ".join(filter(None, choices))
            raise ConfigError(f"the setting {name} must be {words}, not {value!r}")
        if not re.fullmatch(row.get("pattern", ".*"), value, re.DOTALL):
            raise ConfigError(f"the setting {name} must be {row['form']}")  # it may hold a password
        return value

    def number(self, name: str) -> float:
        """Returns the setting ``name`` as a positive number.

        Raises:
            ConfigError: when it is none, or too large.
        """
        text = self.text(name)
        most = self._table[name].get("most", LARGEST)
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not 0 < value <= most:
            span = f"above 0, {most:.0f} at most"
            raise ConfigError(f"the setting {name} must be a number {span}, not {text!r}")
        return value

    def count(self, name: str) -> int:
        """Returns the setting ``name`` as a whole number, 1 or more.

        Raises:
            ConfigError: when it is none.
        """
        value = self.number(name)
        if value != int(value):
            raise ConfigError(f"the setting {name} must be a whole number, not {self.text(name)!r}")
        return int(value)

    def given(self, name: str) -> bool:
        """Returns whether the setting is an argument with a text."""
        return bool(self._arguments.get(name))

    def keeps_secrets(self) -> bool:
        """Returns whether ``config.json`` itself holds a secret."""
        return any(self._table.get(name, {}).get("secret") for name in self._file)

    def faults(self) -> list[str]:
        """Returns what is wrong with the settings, a line each; none of them has been used."""
        known = ", ".join(self._table)
        lines = [
            f"{self.path}: there is no setting {name!r}; choose among {known}"
            for name in self._file.keys() - self._table.keys()
        ]
        for name, row in self._table.items():
            try:
                getattr(self, row.get("kind", "text"))(name)
            except ConfigError as err:
                lines.append(str(err))
        return lines


def _read(path: pathlib.Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as err:
        raise ConfigError(
            f"{path}: the settings cannot be read ({err}); mend or remove it"
        ) from err
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: the settings must be one JSON object")
    return values
