"""The farm's listing of outputs, which stands in for the storage: the program lists nothing.

Source: dayan SDK documentation 2021, output files: sizes and flags come as values or as texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.transfer.engine import Transfer, place_of

Lists = Callable[[str], Sequence[Mapping[str, Any]]]
"""Returns the rows of one folder of the outputs: {fileName, fileSize, directory...}."""

DEEPEST = 100
"""Folders within folders; a farm that names more is no farm."""


def below(lists: Lists | None, bid: str, prefix: str, local: str) -> list[Transfer]:
    """Returns the files below ``prefix``, to be fetched into ``local``.

    Raises:
        TransferFailed: the farm cannot list, or lists something else than files.
    """
    if lists is None:
        raise TransferFailed(
            prefix or "/",
            "this profile of the farm cannot list outputs; fetch them with the farm's own client, "
            "or set RAYVISION_FARM to a newer profile",
        )
    found: dict[str, Transfer] = {}
    folders = [prefix.strip("/")]
    while folders:
        folder = folders.pop()
        for path, size in _rows(folder, lists(f"/{folder}")):
            target = place_of(local, path)
            if size is not None or not target:
                found[path] = Transfer(bid, path, target, size or 0, "")
            elif path.count("/") < DEEPEST:
                folders.append(path)
            else:
                raise TransferFailed(prefix or "/", "the farm lists folders without an end")
    return [row for _, row in sorted(found.items())]


def _rows(folder: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int | None]]:
    """Yields the path of each row and its size, None for a folder."""
    for row in rows:
        name, size = row.get("fileName"), str(row.get("fileSize"))
        directory = str(row.get("directory")).lower() == "true"
        whole = size.isascii() and size.isdigit() and len(size) < 19
        if not isinstance(name, str) or not (directory or whole):
            raise TransferFailed(folder or "/", "the farm listed a file without name or size")
        yield f"{folder}/{name}".lstrip("/"), None if directory else int(size)
