"""What is wrong on this machine, from the interpreter to the farm's storage, a line each.

The checks are small functions in a table; each yields findings and says what to do. Nothing
is sent but what a submission asks first.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from analyzers.errors import one_line
from rayvision_plugins import connect
from rayvision_plugins.config import Settings
from rayvision_plugins.doctor.farm import FARM
from rayvision_plugins.doctor.here import HERE, HOME, NEEDED
from rayvision_plugins.doctor.machine import FAIL, OK, WARN, Machine, Rows
from rayvision_plugins.errors import RayvisionError

MEND = "mend that and run rayvision doctor again: what needs it was left out"
"""What to do about an error that names no other way."""

__all__ = ["FAIL", "OK", "WARN", "Finding", "Machine", "examine"]


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; ``advice`` says what to do, "" when there is nothing to do."""

    check: str
    level: str
    text: str
    advice: str = ""


def examine(machine: Machine) -> Iterator[Finding]:
    """Yields what is found here, then in the home folder, then at the farm.

    What needs a thing that was found broken is left out.
    """
    for name, check in HERE.items():
        yield from _findings(name, check(machine))
    try:
        settings = Settings(machine.arguments)
    except RayvisionError as err:
        yield _broken("configuration", err)
        return
    for name, look in HOME.items():
        found = list(_findings(name, look(machine, settings)))
        yield from found
        if name in NEEDED and any(row.level == FAIL for row in found):
            return
    try:
        with connect.reached({**machine.arguments, "attempts": 1}) as service:
            for name, ask in FARM.items():
                found = list(_findings(name, ask(machine, service)))
                yield from found
                if any(row.level == FAIL for row in found):
                    return
    except RayvisionError as err:
        yield _broken("farm", err)


def _findings(name: str, rows: Rows) -> Iterator[Finding]:
    try:
        for level, text, advice in rows:
            yield Finding(name, level, one_line(text), one_line(advice))
    except (RayvisionError, OSError) as err:
        yield _broken(name, err)


def _broken(name: str, err: RayvisionError | OSError) -> Finding:
    """Returns the finding of a check that ended in an error."""
    if isinstance(err, RayvisionError):
        return Finding(name, FAIL, err.said(), err.hint or MEND)
    text = ": ".join(str(part) for part in (err.filename, err.strerror) if part) or str(err)
    return Finding(name, FAIL, one_line(text), MEND)
