"""Settings: one table in ``data/settings.json``, values from four places.

Argument before environment before ``config.json`` in the home folder before default.
"""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Mapping
from typing import Any

import platformdirs

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.profiles import read_table

APP = "rayvision"

LARGEST = 1e6
"""No time-out, number of tries or of files at once is larger."""


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
        self._file = _read(self.home / "config.json")

    def text(self, name: str) -> str:
        """Returns the setting ``name`` as text."""
        row = self._table[name]
        if name in self._arguments:
            return str(self._arguments[name])
        if self._environment.get(row["variable"]):
            return self._environment[row["variable"]]
        return str(self._file.get(name, row["default"]))

    def number(self, name: str) -> float:
        """Returns the setting ``name`` as a positive number.

        Raises:
            ConfigError: when it is none.
        """
        text = self.text(name)
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not 0 < value < LARGEST:
            raise ConfigError(f"the setting {name} must be a number above 0, not {text!r}")
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


def _read(path: pathlib.Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as err:
        raise ConfigError(
            f"{path}: the settings cannot be read ({err}); mend or remove it"
        ) from err
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: the settings must be one JSON object")
    return values
