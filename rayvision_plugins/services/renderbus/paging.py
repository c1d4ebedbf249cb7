"""Rows of all pages of a list, however honest the farm is about their number."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rayvision_plugins.errors import NoMoreRecords

PAGE = 100
"""Rows asked for at once."""


def rows(page: Callable[[int], Mapping[str, Any]]) -> Iterator[Any]:
    """Yields the items of ``page(1)``, ``page(2)``… that the farm has; each id once.

    Ends at the page that the farm calls the last, at an empty one, and after two in a row
    that bring nothing new: new tasks push rows a page on, so a single one proves nothing.
    """
    seen: set[Any] = set()
    idle = 0
    for number in itertools.count(1):
        try:
            data = page(number)
        except NoMoreRecords:
            return
        fresh = [row for row in data["items"] if row["id"] not in seen]
        seen.update(row["id"] for row in fresh)
        yield from fresh
        idle = 0 if fresh else idle + 1
        if idle == 2 or _last(data, number):
            return


def lines(page: Callable[[int], Mapping[str, Any]]) -> Iterator[str]:
    """Yields the lines of all pages of a log.

    Lines may repeat, so that only a whole page like the one before counts as nothing new.
    """
    before = None
    for number in itertools.count(1):
        try:
            data = page(number)
        except NoMoreRecords:
            return
        if data.get("pageCount") is None and data["items"] == before:
            return
        before = data["items"]
        yield from before
        if _last(data, number):
            return


def _last(data: Mapping[str, Any], number: int) -> bool:
    count = data.get("pageCount")
    return not data["items"] or (count is not None and number >= count)
