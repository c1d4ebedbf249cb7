"""What a check finds, and whether it stops a submission."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from rayvision_plugins.errors import CheckFailed

ERROR, WARNING = "error", "warning"

MOST_LISTED = 12
"""Names that are told of what a farm offers."""


class SceneErrors(CheckFailed):
    """The scene has tips of level error; it is not submitted."""

    exit_code = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    ``code`` is the number of a tip or the word of a rule (schema, frames, cameras, file,
    place, software, plugin, hardware, project); ``where`` a place in a document or a path.
    A ``final`` error makes a submission impossible: force does not help.
    """

    level: str
    code: str
    text: str
    where: str = ""
    final: bool = False

    @property
    def line(self) -> str:
        """The finding as one line."""
        return f"{self.where}: {self.text}" if self.where else self.text

    @property
    def of_scene(self) -> bool:
        """Whether the scene itself is at fault: it is a tip."""
        return self.code.isdigit()


def refuse(found: Iterable[Finding], *, force: bool = False) -> None:
    """Returns when nothing found stops a submission.

    ``force`` passes errors that are not final.

    Raises:
        CheckFailed: with the line of every error; SceneErrors when tips of the scene are among
            them, and none is final.
    """
    errors = [row for row in found if row.level == ERROR and (row.final or not force)]
    if errors:
        final = any(row.final for row in errors)
        scene = any(row.of_scene for row in errors) and not final
        raise (SceneErrors if scene else CheckFailed)([row.line for row in errors])


def listed(names: Iterable[str]) -> str:
    """Returns names as one text, in order, not too many of them."""
    every = sorted(set(names))
    more = len(every) - MOST_LISTED
    shown = ", ".join(every[:MOST_LISTED]) or "nothing"
    return f"{shown} and {more} more" if more > 0 else shown
