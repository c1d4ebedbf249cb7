"""Which files of a download are here already, as they are in the storage."""

from __future__ import annotations

import contextlib
import os
import stat

from rayvision_plugins.transfer.digest import Row, digests
from rayvision_plugins.transfer.engine import Transfer
from rayvision_plugins.transfer.records import Records


def lacking(transfers: list[Transfer], records: Records) -> list[Transfer]:
    """Returns the files that are not here as they are in the storage; few are read for it.

    Of a file whose digest the storage does not know the size counts, and that it is as it came.
    """
    away = []
    compared: list[tuple[Transfer, Row]] = []
    for row in transfers:
        folder, name = os.path.split(row.local)
        try:
            found = os.stat(row.local)
        except OSError:
            away.append(row)
            continue
        file = (folder, name, row.size, found.st_mtime_ns)
        if found.st_size != row.size or not stat.S_ISREG(found.st_mode):
            away.append(row)
        elif row.digest:
            compared.append((row, file))
        elif records.known(folder, [name]).get(name, ())[:2] != file[2:]:
            away.append(row)
    reads = digests([file for _, file in compared], records)
    for (row, _), read in zip(compared, reads, strict=True):
        if isinstance(read, OSError) or read[::2] != (row.size, row.digest):
            away.append(row)
    return away


def arrived(rows: list[Transfer], records: Records) -> None:
    """Remembers files that were just written here; those that nobody could check are read."""
    checked: dict[str, list[tuple[str, int, int, str]]] = {}
    unknown: list[Row] = []
    for row in rows:
        folder, name = os.path.split(row.local)
        with contextlib.suppress(OSError):
            found = os.stat(row.local)
            size, mtime_ns = found.st_size, found.st_mtime_ns
            if row.digest:
                checked.setdefault(folder, []).append((name, size, mtime_ns, row.digest))
            else:
                unknown.append((folder, name, size, mtime_ns))
    records.remember(checked)
    digests(unknown, records)
