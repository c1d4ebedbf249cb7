"""Frame ranges as text ("1-10[2],15") and as frames.

The text is the wire form of the farm: ``start-end[step]`` parts, comma separated.
Frames are ints and may be negative. A range is never unrolled to be counted.

Source: Renderbus SDK documentation 2020, task.json, ``frames`` and ``pre_frames``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers.errors import FramesError

_PART = re.compile(r"\s*(-?\d{1,9})\s*(?:-\s*(-?\d{1,9})\s*)?(?:\[\s*(\d{1,9})\s*\])?\s*$")

MOST = 1000000
"""Frames in one range; a guard against ranges that are a slip of the hand."""


class Frames(object):
    """An ordered set of frames, kept as (start, end, step) parts.

    Iterating yields every frame once, in the order written.
    """

    __slots__ = ("parts",)
    __hash__ = None

    def __init__(self, parts):
        self.parts = tuple(parts)

    @classmethod
    def from_text(cls, text):
        """Returns the frames that ``text`` names.

        Raises:
            FramesError: for anything that is no frame range.
        """
        parts = []
        for piece in text.split(","):
            match = _PART.match(piece)
            if not match and re.search(r"\d{10}", piece):
                raise FramesError(text, "a frame number has at most 9 digits")
            if not match:
                raise FramesError(text, "'%s' is no frame range" % piece.strip())
            start = int(match.group(1))
            end = start if match.group(2) is None else int(match.group(2))
            step = 1 if match.group(3) is None else int(match.group(3))
            parts.append(_part(text, start, end, step))
        _count(text, sum((end - start) // step + 1 for start, end, step in parts))
        return cls(parts)

    @classmethod
    def from_range(cls, start, end, step=1):
        """Returns the frames a renderer makes of a range that may hold fractions.

        Frame numbers are cut to ints, as output names are; the end is included when a
        step lands on it.

        Raises:
            FramesError: the range is empty, endless or longer than a farm takes.
        """
        text = "%s-%s[%s]" % (start, end, step)
        if step <= 0 or end < start:
            raise FramesError(text, "it holds no frame")
        steps = int(_count(text, (end - start) / step + 1 + 1e-6)) - 1
        if not all(abs(number) < 1e9 for number in (start, end, step)):
            raise FramesError(text, "no frame has such a number")
        if step == int(step):
            whole = start == int(start)
            last = end if whole else start + steps * step
            return cls([(_floor(start), _floor(last), int(step))])
        numbers = OrderedDict.fromkeys(_floor(start + at * step) for at in range(steps + 1))
        return cls((number, number, 1) for number in numbers)

    def __iter__(self):
        seen = set() if len(self.parts) > 1 else None
        for start, end, step in self.parts:
            for frame in range(start, end + 1, step):
                if seen is None:
                    yield frame
                elif frame not in seen:
                    seen.add(frame)
                    yield frame

    def __len__(self):
        if len(self.parts) == 1:
            start, end, step = self.parts[0]
            return (end - start) // step + 1
        return sum(1 for _ in self)

    def __eq__(self, other):
        return isinstance(other, Frames) and self.parts == other.parts

    def __ne__(self, other):
        return not self == other

    def __repr__(self):
        return "Frames(%r)" % (self.text,)

    @property
    def text(self):
        """The wire form; a single frame is written alone when it stands beside others."""
        if len(self.parts) == 1:
            return "%d-%d[%d]" % self.parts[0]
        return ",".join(
            "%d" % start if start == end else "%d-%d[%d]" % (start, end, step)
            for start, end, step in self.parts
        )

    def first_middle_last(self):
        """Returns the first, the middle and the last frame as Frames, each once."""
        frames = list(self)
        chosen = [frames[0], frames[(len(frames) - 1) // 2], frames[-1]]
        return Frames((frame, frame, 1) for frame in sorted(set(chosen), key=chosen.index))

    def split(self, size):
        """Returns lists of at most ``size`` frames, in order."""
        frames = list(self)
        return [frames[at : at + size] for at in range(0, len(frames), size)]


def _count(text, total):
    """Returns ``total`` when a farm takes as many frames; infinity and no number are refused."""
    if not total <= MOST:
        raise FramesError(text, "more frames than a farm takes (%d)" % MOST)
    return total


def _part(text, start, end, step):
    if step < 1:
        raise FramesError(text, "a step of %d never ends" % step)
    if end < start:
        raise FramesError(text, "it ends (%d) before it starts (%d)" % (end, start))
    return start, end, step


def _floor(number):
    whole = int(number)
    return whole - 1 if number < whole else whole
