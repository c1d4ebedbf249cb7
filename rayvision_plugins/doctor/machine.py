"""What is examined, and the words of what is found."""

from __future__ import annotations

import dataclasses
import pathlib
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rayvision_plugins import hosts
from rayvision_plugins.profiles import read_table

OK, WARN, FAIL = "ok", "warn", "fail"

Rows = Iterator[tuple[str, str, str]]
"""Level, text and advice of what a check finds; advice says what to do, "" for nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Machine:
    """What is examined, and everything that differs between machines.

    ``free`` returns the free bytes where a folder is.
    """

    arguments: Mapping[str, Any]
    python: tuple[int, ...] = tuple(sys.version_info[:3])
    search: hosts.Search = dataclasses.field(default_factory=hosts.Search.here)
    free: Callable[[pathlib.Path], int] = lambda folder: shutil.disk_usage(folder).free
    table: Mapping[str, Any] = dataclasses.field(default_factory=lambda: read_table("doctor.json"))
