"""Rows as a table of text: aligned for a terminal, tab separated for a pipe. Pure.

A wide character (Chinese, Japanese, Korean, most pictures) takes two columns of a terminal, a
combining mark none.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from analyzers.errors import one_line

GAP = "  "
NARROWEST = 8
"""No column is cut to fewer columns of the terminal than this."""

Paint = Callable[[str, str], str]


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One text of a table: a number stands ``right``; ``state`` is what colors it."""

    text: str
    right: bool = False
    state: str = ""


def width(text: str) -> int:
    """Returns how many columns of a terminal ``text`` takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """Returns ``text`` in at most ``columns``, an ellipsis where something was cut off."""
    if width(text) <= columns:
        return text
    taken = 0
    for at, char in enumerate(text):
        taken += _width(char)
        if taken > columns - 1:
            return text[:at] + "…"
    return text


def aligned(
    titles: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    columns: int = 0,
    paint: Paint = lambda text, state: text,
) -> Iterator[str]:
    """Yields the lines of a table whose columns stand below their titles.

    ``columns`` is what the terminal has (0: no end): the widest columns are cut until a line
    fits. ``paint`` colors the text of a cell by its state.
    """
    lines = [[Cell(title) for title in titles], *rows] if any(titles) else list(rows)
    cells = [[dataclasses.replace(cell, text=one_line(cell.text)) for cell in row] for row in lines]
    widths = [
        max(map(width, (cell.text for cell in column))) for column in zip(*cells, strict=True)
    ]
    widths = _fitting(widths, columns) if columns else widths
    right = [all(cell.right for cell in column) for column in zip(*rows, strict=True)]
    for row in cells:
        parts = []
        for at, cell in enumerate(row):
            text = cut(cell.text, widths[at])
            space = " " * (widths[at] - width(text))
            shown = paint(text, cell.state)
            parts.append(space + shown if right and right[at] else shown + space)
        yield GAP.join(parts).rstrip()


def _fitting(widths: list[int], columns: int) -> list[int]:
    """Cuts the widest columns to one width, the largest with which a line fits."""
    room = columns - len(GAP) * (len(widths) - 1)
    widest = max(NARROWEST, min(columns, max(widths, default=0)))
    while widest > NARROWEST and sum(min(width, widest) for width in widths) > room:
        widest -= 1
    return [min(width, widest) for width in widths]


def tabbed(titles: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yields a line per row, its texts whole and separated by tabs; the first has the titles."""
    if any(titles):
        yield "\t".join(titles)
    for row in rows:
        yield "\t".join(one_line(cell.text) for cell in row)
