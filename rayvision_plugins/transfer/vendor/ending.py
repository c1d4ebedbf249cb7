"""How a run of the program ended: its exit code and the lines about files.

Source: published SDK, exit codes of rayvision_transmitter and the words that upload.py looks
for in its log; all of them stand in ``data/transmitter.json``.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rayvision_plugins.transfer.engine import Outcome, Transfer

LONGEST = 300
"""Characters of a line that are shown."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: ``text`` is "" when all files moved but those that are ``blamed``.

    ``refused``: it does not know what it was asked for.
    """

    text: str = ""
    retry: bool = False
    blamed: Mapping[Transfer, str] = dataclasses.field(default_factory=dict)
    refused: bool = False

    def of(self, row: Transfer) -> Outcome:
        """Returns what became of a file of the run."""
        return Outcome(row, self.blamed.get(row, self.text), self.retry)


class Complaints:
    """What lines said of the files of a run: ``blamed`` {file: line}, and in ``unclear`` the
    first line that named none of them.
    """

    def __init__(self, rows: Sequence[Transfer]) -> None:
        self.blamed: dict[Transfer, str] = {}
        self.unclear = ""
        self._rows = rows

    def add(self, line: str) -> None:
        found = _named(self._rows, line)
        self.blamed.update(dict.fromkeys(found, shown(line)))
        self.unclear = self.unclear or ("" if found else shown(line))


def ended(known: Mapping[str, Any], code: int, complaints: Complaints) -> Ending:
    """Returns what an exit code and the lines about files mean for the files of a run."""
    meaning = known["exits"].get(str(code), known["exits"]["else"])
    blamed, unclear = complaints.blamed, complaints.unclear
    text = f"the transmitter ended with {code}: {meaning['text']}"
    if meaning.get("rest") and not unclear and (blamed or code == 0):
        text = ""
    elif unclear:
        text += f": {unclear}"
    return Ending(text, meaning["retry"], blamed, meaning.get("refused", False))


def complains(known: Mapping[str, Any], line: str) -> bool:
    return any(all(word in line for word in words) for words in known["failures"])


def _named(rows: Sequence[Transfer], line: str) -> list[Transfer]:
    """Returns the files that a line is about: the longest path in it, else the longest name.

    Files and lines are few: at most AT_ONCE of a run.
    """
    line = line.replace("\\", "/")
    ways: tuple[Callable[[Transfer], tuple[str, ...]], ...] = (
        lambda row: (slashed(row.local), row.path),
        lambda row: (os.path.basename(row.path),),
    )
    for words in ways:
        length = {
            row: max((len(word) for word in words(row) if word in line), default=0) for row in rows
        }
        longest = max(length.values(), default=0)
        if longest:
            return [row for row in rows if length[row] == longest]
    return []


def shown(line: str) -> str:
    """Returns a line as it may be printed: bounded, and nothing that moves a terminal."""
    text = line.encode("utf-8", "replace").decode()[:LONGEST]
    return "".join(letter if letter.isprintable() else " " for letter in text)


def slashed(path: str) -> str:
    """Returns a local path as the program writes it."""
    return path.replace(os.sep, "/")
