"""Where the statements of a Maya ASCII file begin, found without reading the bodies of meshes.

Statements start at the left margin. ``createNode`` is found by its capital letter, which
numbers do not hold; a body longer than BIG is searched for other statements only where they
can stand, behind the numbers.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

BIG = 64 * 1024
TAIL = 4 * 1024

_MARGIN = re.compile(
    br"\n(createNode|select|connectAttr|requires|currentUnit|fileInfo|file|disconnectAttr|"
    br'relationship|parent|lockNode|instanceable|setAttr(?=[^"\n;]*"[^".\n]))(?![A-Za-z0-9_])'
)
_CREATE = b"\ncreateNode"
_LETTER = _CREATE.index(b"N")


def statements(data):
    """Yields (command, start, end) of the statements and node blocks of a mapped file.

    A connectAttr stands for itself and those that follow: they are thousands.
    """
    starts = list(_creates(data)) + [len(data)]
    for row in _by_line(data, 0, starts[0]):
        yield row
    for start, end in zip(starts, starts[1:]):
        if end - start > BIG and not _MARGIN.search(data, max(start + 1, end - TAIL), end):
            yield b"createNode", start + 1, end
            continue
        for row in _by_line(data, start, end):
            yield row


def _creates(data):
    """Yields where each ``createNode`` at the margin begins, its newline included."""
    at = data.find(b"N")
    while at >= 0:
        first = at - _LETTER
        if first >= 0 and data[first : first + len(_CREATE)] == _CREATE:
            yield first
        at = data.find(b"N", at + 1)


def _by_line(data, start, end):
    """Yields the statements between two offsets by looking at the start of every line."""
    command = None
    first = start
    for match in _MARGIN.finditer(data, start, end):
        found = match.group(1)
        if found == command == b"connectAttr":
            continue
        if command:
            yield command, first, match.start(1)
        command, first = found, match.start(1)
    if command:
        yield command, first, end
