"""Questions about many files at once, as JSON, and what is answered. Blocking: for a thread."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from rayvision_plugins.farm.depot import Depot, on_disk
from rayvision_plugins.farm.errors import StorageRefused
from rayvision_plugins.farm.state import State

MOST = 10_000
"""Files that one question may be about."""

Content = tuple[str, int, str]
"""Path, size in bytes and digest of a file that somebody has."""

_Row = TypeVar("_Row")


def contents(raw: bytes) -> list[Content]:
    """Returns the rows of a question that shows path, size and digest of files.

    Raises:
        StorageRefused: 400 when it is no such question, or asks for too much.
    """
    return _rows(raw, lambda row: (str(row["path"]), int(row["size"]), str(row["digest"]).lower()))


def paths(raw: bytes) -> list[str]:
    """Returns the rows of a question that names files.

    Raises:
        StorageRefused: 400 when it is no such question, or asks for too much.
    """
    return _rows(raw, lambda row: str(row["path"]))


def missing(state: State, place: Depot, bid: str, rows: Sequence[Content]) -> list[str]:
    """Returns the paths of those that the storage does not hold with exactly this content."""
    held = state.holdings(bid, {row[0] for row in rows})
    lacking: list[str] = []
    gone: dict[str, str] = {}
    for path, size, digest in rows:
        if held.get(path) != (size, digest):
            lacking.append(path)
        elif not on_disk(place.place(bid, path), size):
            lacking.append(path)
            gone[path] = digest
    if gone:
        state.spoil(bid, gone)
    return lacking


def _rows(raw: bytes, row_of: Callable[[Any], _Row]) -> list[_Row]:
    try:
        asked = [row_of(row) for row in json.loads(raw)["files"]]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as err:
        raise StorageRefused(
            400, "the body is no JSON object with rows of path, size and digest in files"
        ) from err
    if len(asked) > MOST:
        raise StorageRefused(400, f"{len(asked)} rows are too many, {MOST} at most in one call")
    return asked
