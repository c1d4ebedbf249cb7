"""Options and words that several commands of ``rayvision task`` share."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

import click

from rayvision_plugins.cli.options import Decorator, together
from rayvision_plugins.profiles import Status

watch_options = together(
    click.option(
        "--watch",
        "watching",
        is_flag=True,
        help="Look again and again; with --json a line per answer.",
    ),
    click.option(
        "--every",
        type=click.FloatRange(0.1, 3600),
        default=5,
        show_default=True,
        metavar="SECONDS",
        help="With --watch: the time between two looks.",
    ),
)
"""What says whether and how often to look again."""


def limit_options(default: int) -> Decorator:
    """Returns the options that say how many rows are wanted."""
    return together(
        click.option(
            "--limit",
            type=click.IntRange(1),
            default=default,
            show_default=True,
            metavar="ROWS",
            help="The most rows to show.",
        ),
        click.option("--all", "every_row", is_flag=True, help="Show every row."),
    )


def status_option(example: str) -> Decorator:
    """Returns the option that keeps rows of some states."""
    return click.option(
        "--status",
        multiple=True,
        metavar="STATUS",
        help=f'Only these: a word such as "{example}", or a number; may be repeated.',
    )


def taken(
    rows: Iterable[Mapping[str, Any]], limit: int, every_row: bool, what: str
) -> tuple[list[Mapping[str, Any]], str]:
    """Returns the rows wanted and a note when there are none or more."""
    if every_row:
        found = list(rows)
        return found, "" if found else f"no {what}"
    found = list(itertools.islice(rows, limit + 1))
    if len(found) > limit:
        return found[:limit], f"there are more {what} than {limit}: --all shows them"
    return found, "" if found else f"no {what}"


def numbers(words: Iterable[str], table: Mapping[int, Status]) -> list[int]:
    """Returns the status numbers that words mean.

    A word is a number, the name of a status ("done_with_failures", or with spaces), its text
    in either language, or a state that several share ("running").

    Raises:
        click.UsageError: for any other word.
    """
    found: dict[int, None] = {}
    for word in words:
        folded = word.strip().casefold().replace(" ", "_").replace("-", "_")
        named = [
            row.number
            for row in table.values()
            if folded in (row.name, row.en.casefold().replace(" ", "_"), row.zh.casefold())
        ]
        of_state = [row.number for row in table.values() if row.state == folded]
        number = [int(folded)] if re.fullmatch("[0-9]{1,18}", folded) else []
        if not (number or named or of_state):
            known = ", ".join(row.name for row in table.values())
            raise click.UsageError(f"--status: no status is called {word!r}; there are {known}")
        found.update(dict.fromkeys(number or named or of_state))
    return list(found)


def moment(text: str) -> str:
    """Returns a day or a moment as the farm compares it: "yyyy-MM-dd HH:mm:ss".

    Raises:
        click.BadParameter: for anything else.
    """
    with contextlib.suppress(ValueError):
        found = datetime.datetime.fromisoformat(text)
        if found.tzinfo is None:  # the farm's own time; it knows no other
            return f"{found:%Y-%m-%d %H:%M:%S}"
    raise click.BadParameter(f"{text!r} is no date such as 2026-01-31 or 2026-01-31T18:00")


def last_moment(text: str) -> str:
    """Returns the same, for a day alone its last second."""
    found = moment(text)
    return found.replace("00:00:00", "23:59:59") if len(text) <= len("2026-01-31") else found


def seconds(text: str) -> int:
    """Returns the seconds of a length of time: "3600", or a number with s, m, h or d.

    Raises:
        click.BadParameter: for anything else, and for none.
    """
    match = re.fullmatch(r"([0-9]{1,9})([smhd]?)", text.strip().lower())
    if not match or not int(match[1]):
        raise click.BadParameter(f"{text!r} is no length of time such as 3600, 90m or 12h")
    return int(match[1]) * {"m": 60, "h": 3600, "d": 86400}.get(match[2], 1)
