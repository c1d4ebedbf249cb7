"""The line that all transfers of a home share: its limits, and the pause that closes it."""

from __future__ import annotations

import contextlib
import os
import pathlib

from rayvision_plugins.config import Settings
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.transfer.line import UNLIMITED, Limit, Line, SharedLimit

PAUSED, BOOKED = "paused", "line"
"""Files in the home: there while transfers pause; how far the line is booked."""


class Pause:
    """Whether the transfers of a home pause; all its processes see it."""

    def __init__(self, home: pathlib.Path) -> None:
        self._path = home / PAUSED

    def on(self) -> bool:
        """Returns whether transfers pause."""
        return os.path.exists(self._path)  # no error where the home cannot be read

    def begin(self) -> None:
        """Lets no more bytes pass, until ``end``.

        Raises:
            ConfigError: the home cannot be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch()
        except OSError as err:
            raise _unwritable(self._path, err) from err

    def end(self) -> None:
        """Lets bytes pass again.

        Raises:
            ConfigError: the home cannot be written.
        """
        try:
            with contextlib.suppress(FileNotFoundError):
                self._path.unlink()
        except OSError as err:
            raise _unwritable(self._path, err) from err


def _unwritable(path: pathlib.Path, err: OSError) -> ConfigError:
    return ConfigError(
        f"{path}: it cannot be written ({err.strerror})", "set RAYVISION_HOME to another folder"
    )


def line_of(settings: Settings, speed: float = UNLIMITED) -> Line:
    """Returns the line of a job that may move ``speed`` KB/s; the home's own limit holds too.

    Raises:
        ConfigError: a limit is no number above 0.
    """
    if not speed > 0:
        raise ConfigError(f"the speed of a job must be a number above 0, not {speed}")
    limits: list[Limit] = []
    whole = settings.number("max_speed")
    if speed < UNLIMITED:
        limits.append(Limit(speed))
    if whole < UNLIMITED:
        with contextlib.suppress(OSError):  # a home that cannot be written shares nothing
            settings.home.mkdir(parents=True, exist_ok=True)
        limits.append(SharedLimit(whole, settings.home / BOOKED))
    return Line(limits, Pause(settings.home).on)
