"""What changes from frame to frame in texts that somebody else worked out.

A live reader gives the text of one frame at a time; those of a few frames show which digits
are the frame.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

_DIGITS = re.compile(r"(-?\d+)")
PROBES = (0, 1, 9, 98)
"""Frames after the current one that are asked for."""


def tokened(live, node, name, frame):
    """Returns a path with the digits that change as tokens, "*" where more than digits do.

    None when the live reader does not know the parameter.
    """
    found = []
    for step in PROBES:
        text = live.text(node, name, frame + step)
        if text is None:
            return None
        found.append(text)
    rows = [_DIGITS.split(text) for text in found]
    if len(set(len(row) for row in rows)) > 1 or len(set(tuple(row[::2]) for row in rows)) > 1:
        return _around(found)
    return "".join(_token(column) for column in zip(*rows))


def _token(column):
    """Returns what stands for one part of the texts of all frames."""
    if len(set(column)) == 1:
        return column[0]
    widths = set(len(digits) for digits in column)
    is_padded = any(digits.lstrip("-").startswith("0") and len(digits) > 1 for digits in column)
    return "<F%d>" % min(widths) if is_padded and len(widths) == 1 else "<F>"


def _around(found):
    """Returns what texts begin and end with, and "*" between."""
    start = min(len(text) for text in found)
    while len(set(text[:start] for text in found)) > 1:
        start -= 1
    end = min(len(text) for text in found) - start
    while end and len(set(text[-end:] for text in found)) > 1:
        end -= 1
    return found[0][:start] + "*" + (found[0][-end:] if end else "")
