"""Where blocks open and close in a project, found without looking at the lines between.

A block opens with a brace at the end of its line and closes with one alone on its line, with a
comment behind it or without; a brace anywhere else is part of a value. Works on bytes of any
size in one pass.

Source: the grammar as found in public projects of Clarisse 3 to 5.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

_REST = re.compile(br"[ \t\r]*(?://[^\n\"]{0,400})?(?:\n|\Z)")


def edges(data):
    """Yields (header of a block that opens or None, start of its line, start of the next line)."""
    find, rfind, rest = data.find, data.rfind, _REST.match
    size = len(data)
    done = 0
    opening, closing = _next(find, b"{", 0, size), _next(find, b"}", 0, size)
    while opening < size or closing < size:
        opens, at = opening < closing, min(opening, closing)
        if opens:
            opening = _next(find, b"{", at + 1, size)
        else:
            closing = _next(find, b"}", at + 1, size)
        if at < done:  # in the comment behind another brace
            continue
        end = at + 2
        if data[at + 1 : end] != b"\n":
            match = rest(data, at + 1)
            if match is None:
                continue
            end = match.end()
        begin = rfind(b"\n", done, at) + 1 or done
        done = end
        head = data[begin:at].strip()
        if opens and not head.startswith(b"//"):
            yield head, begin, end
        elif not opens and not head:
            yield None, begin, end


def _next(find, brace, start, size):
    at = find(brace, start)
    return size if at < 0 else at
