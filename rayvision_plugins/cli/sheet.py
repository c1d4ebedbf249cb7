"""An answer of the farm on the screen: tables for people, one JSON document for programs.

On a terminal a table is aligned, colored and cut to the width there is; elsewhere its texts
are whole and separated by tabs. With ``--watch`` a terminal is drawn anew, elsewhere an answer
is printed when it differs from the one before, with ``--json`` as JSON Lines.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from analyzers.errors import one_line
from rayvision_plugins.cli import INTERRUPTED, running
from rayvision_plugins.cli.columns import View
from rayvision_plugins.cli.show import COLORS, print_json
from rayvision_plugins.cli.table import Cell, aligned, tabbed

if TYPE_CHECKING:
    from rayvision_plugins.services.renderbus import Renderbus


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """Titles, none for a list of details, and rows of as many cells."""

    titles: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @classmethod
    def of(cls, view: View, name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
        """Returns the table of rows as the columns called ``name`` show them."""
        return cls(view.titles(name), view.cells(name, rows))


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """One answer: ``document`` for ``--json``, ``tables`` for people.

    ``note`` goes to stderr, for example that there is nothing or more. ``ended`` says that it
    will not change any more; then ``code`` is the exit code of watching it.
    """

    document: Any
    tables: Sequence[Table]
    note: str = ""
    ended: bool = False
    code: int = 0

    @classmethod
    def listing(
        cls, view: View, name: str, rows: Sequence[Mapping[str, Any]], *, nothing: str = ""
    ) -> Sheet:
        """Returns rows as the columns called ``name`` show them, ``nothing`` said for none."""
        note = "" if rows else nothing or f"no {name}"
        return cls(view.worded(name, rows), [Table.of(view, name, rows)], note)

    @classmethod
    def details(cls, view: View, name: str, row: Mapping[str, Any]) -> Sheet:
        """Returns one row, a line for each of the columns called ``name``."""
        return cls(row, [Table([], view.details(name, row))])


@contextlib.contextmanager
def asked(farm: Mapping[str, Any]) -> Iterator[tuple[Renderbus, View]]:
    """Yields the service that the farm options mean, and how its rows are shown."""
    from rayvision_plugins.config import Settings
    from rayvision_plugins.connect import reached

    running().stages.append("farm")
    language = Settings(farm).text("language")
    with reached(farm) as service:
        yield service, View(service.client.profile, language)


def put(sheet: Sheet, *, as_json: bool) -> int:
    """Prints an answer once; returns the exit code of having done so."""
    if as_json:
        print_json(sheet.document)
        return 0
    for line in _lines(sheet):
        click.echo(line)
    if sheet.note:
        click.echo(sheet.note, err=True)
    return 0


def said(document: Any, lines: Iterable[str], *, as_json: bool) -> int:
    """Prints what was done: ``document`` for programs, else ``lines``; returns the exit code."""
    if as_json:
        print_json(document)
    else:
        for line in lines:
            click.echo(one_line(line))
    return 0


def shown(
    look: Callable[[], Sheet],
    *,
    watching: bool,
    every: float,
    as_json: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Prints what ``look`` answers, and returns the exit code.

    When ``watching`` it looks again every so many seconds, until the answer has ended or
    Ctrl-C.
    """
    if not watching:
        return put(look(), as_json=as_json)
    drawn = not as_json and sys.stdout.isatty()
    before: Sheet | None = None
    try:
        while True:
            sheet = look()
            if drawn:
                _draw(sheet)
            elif before is None or sheet.document != before.document:
                if before is not None and not as_json:
                    click.echo()
                put(sheet, as_json=as_json)
                sys.stdout.flush()
            if sheet.ended:
                return sheet.code
            before = sheet
            sleep(every)
    except KeyboardInterrupt:
        return INTERRUPTED


def _draw(sheet: Sheet) -> None:
    """Draws on an empty screen as many lines as it has room for."""
    lines = list(_lines(sheet))
    room = max(shutil.get_terminal_size().lines - 2, 1)
    more = [f"... {len(lines) - room} lines more"] if len(lines) > room else []
    click.clear()
    click.echo("\n".join([*lines[:room], *more, *([sheet.note] if sheet.note else [])]))


def _lines(sheet: Sheet) -> Iterator[str]:
    terminal = sys.stdout.isatty()
    between = False
    for table in sheet.tables:
        if terminal and not table.rows:
            continue
        if between:
            yield ""
        between = True
        if terminal:
            size = shutil.get_terminal_size().columns
            yield from aligned(table.titles, table.rows, columns=size, paint=_paint)
        else:
            yield from tabbed(table.titles, table.rows)


def _paint(text: str, state: str) -> str:
    return click.style(text, fg=COLORS[state]) if state in COLORS else text
