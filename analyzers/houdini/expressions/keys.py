"""Channels at a time: segments with an expression each, keyframes, and what was cached.

The segment that holds the time counts, before the first that one, after the last the last.
Constant and linear keyframes are worked out, curves where both ends are equal.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers import tables
from analyzers.houdini.expressions import literals
from analyzers.houdini.expressions.unknown import NotKnown
from analyzers.houdini.expressions.values import SWITCH, Moving, checked, is_number
from analyzers.houdini.expressions.variables import ENDED, FRAME_NAME, NAME

TABLE = "houdini/functions.json"
_NEAR = 1e-6
_KEY = re.compile(r"\s*(%s)\(\s*\)\s*\Z" % NAME)
_TIMED = re.compile(
    r"\$\{?(?:%s)%s|@(?:Frame|Time)|(?<![A-Za-z0-9_])(?:frame|time|intFrame)\("
    % (FRAME_NAME, ENDED)
)
_SIGNS = re.compile(r"\W", re.U)
_CUT = ("constant", "hold")
_STRAIGHT = ("linear",)
_MOST_COMPARED = 1000


def segment(channel, seconds):
    """Returns the Segment of a channel that counts at a time."""
    rows = channel.segments
    low, high = 0, len(rows)
    while high - low > 1:
        middle = (low + high) // 2
        if rows[middle].start <= seconds + _NEAR:
            low = middle
        else:
            high = middle
    return rows[low]


def interpolation(row):
    """Returns the word of a keyframe's interpolation, or None for an expression."""
    if row.language != "hscript":
        return None
    if not row.expression.strip():
        return _CUT[0]
    match = _KEY.match(row.expression)
    words = tables.load(TABLE)["interpolations"]
    return match.group(1) if match and match.group(1) in words else None


def value(place, channel, seconds):
    """Returns the value of a channel at a place: a float or a text.

    Raises:
        NotKnown: an expression that needs Houdini, or a curve between two keyframes.
    """
    row = segment(channel, seconds)
    place.run.step(1 + min(len(channel.segments), _MOST_COMPARED))
    word = interpolation(row)
    if word is not None:
        return _keyed(place, channel, row, word, seconds)
    if row.language == "hscript":
        found = place.evaluate(row.expression)
    else:
        found = literals.evaluate(row.expression, place)
    if len(channel.segments) > 1 and not isinstance(found, Moving):
        rest = channel.segments[:_MOST_COMPARED]
        if isinstance(found, float) and any(one.expression != row.expression for one in rest):
            return place.moved(found)
    return found


def _keyed(place, channel, row, word, seconds):
    first, last = (end or 0.0 for end in row.values)
    if _is_still(channel, first):
        return checked(first)
    share = 0.0
    if row.length > 0:
        share = min(1.0, max(0.0, (seconds - row.start) / row.length))
    if share * row.length < _NEAR or word in _CUT or first == last:
        return place.moved(checked(first))
    if (1 - share) * row.length < _NEAR:
        return place.moved(checked(last))
    if word in _STRAIGHT:
        return place.moved(checked(first + share * (last - first)))
    place.moved(first)
    raise NotKnown("a curve between two keyframes")


def _is_still(channel, first):
    """Returns whether all keyframes of a channel have one value."""
    rows = channel.segments
    if len(rows) > _MOST_COMPARED:
        return False
    if any(interpolation(row) is None for row in rows):
        return False
    last = rows[-1].values[1] if rows[-1].length else first
    ends = [end for row in rows[:-1] for end in row.values]
    ends += [rows[-1].values[0], last]
    return all((end or 0.0) == first for end in ends)


def trusted(cached, row, want, is_now):
    """Returns what was cached of a component, or None where it cannot be trusted.

    A number of 0 is what was never worked out; one that changes counts only for the frame the
    scene was saved at; a text must not be the expression, nor hold variables or backticks.
    """
    timed = interpolation(row) is not None or _TIMED.search(row.expression)
    if timed and not is_now:
        return None
    if want == "number":
        if not is_number(cached):
            return SWITCH.get(cached) or None
        found = float(cached)
        is_good = abs(found) < float("inf") and (found or interpolation(row) is not None)
        return found if is_good else None
    plain = cached.strip()
    if not plain or "$" in plain or "`" in plain or "\ufffd" in plain:
        return None
    if _SIGNS.sub("", plain) == _SIGNS.sub("", row.expression):
        return None
    if is_number(plain) and not float(plain):
        return None
    return cached
