"""INDX archives: binary .hda/.otl files and the members .OPdummydefs and .defotl of a scene.

``INDX``, then big-endian counts of 32 bits: 0, length of the title, title, number of entries,
and for each its name with its length before it, offset, size and time; offsets count from the
end of that table. Entries of the outer one are operators, which are such archives again.

Source: libraries and scenes of Houdini 11 to 21.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import struct

MAGIC = b"INDX"
MOST_ENTRIES = 100000
LONGEST_NAME = 1024
_U32 = struct.Struct(str(">I"))
_ENTRY = struct.Struct(str(">III"))


def entries(data, start, end):
    """Returns [(name, start, end)] of the archive at ``start``, each within its bounds.

    What is damaged is left out; a table that cannot be followed ends the list.
    """
    found, after, _ = _table(data, start, end)
    rows = []
    for name, offset, size in found:
        first = after + offset
        if first <= end:
            rows.append((name, first, min(first + size, end)))
    return rows


def end_of(data, start, end):
    """Returns where the archive at ``start`` ends, or None when it cannot be told.

    A place behind ``end`` says that it is cut.
    """
    found, after, whole = _table(data, start, end)
    if not whole:
        return None
    return after + max([0] + [offset + size for _, offset, size in found])


def _table(data, start, end):
    """Returns ([(name, offset, size)], end of the table, whether it is whole)."""
    at = start + 8
    if data[start : start + 4] != MAGIC or at + 4 > end:
        return [], at, False
    length = _U32.unpack_from(data, at)[0]
    at += 4 + length
    if length > LONGEST_NAME or at + 4 > end:
        return [], at, False
    count = _U32.unpack_from(data, at)[0]
    at += 4
    rows = []
    while len(rows) < min(count, MOST_ENTRIES) and at + 4 <= end:
        length = _U32.unpack_from(data, at)[0]
        if length > LONGEST_NAME or at + 16 + length > end:
            break
        name = data[at + 4 : at + 4 + length]
        offset, size, _ = _ENTRY.unpack_from(data, at + 4 + length)
        rows.append((name, offset, size))
        at += 16 + length
    return rows, at, len(rows) == count
