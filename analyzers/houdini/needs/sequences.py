"""Which files of a sequence are asked for: one name per frame that the scene renders.

A name that only the number of the frame changes is filled in, one that an expression makes is
worked out frame by frame. What is too much for that has no names, and is counted.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import paths, tables
from analyzers.houdini.places import ANY, tokened
from analyzers.houdini.rops import distributed
from analyzers.houdini.rops.drivers import DISTRIBUTED
from analyzers.houdini.tablenames import DRIVERS

MOST_FRAMES, MOST_RANGES = 2000, 8
MOST_NAMES, MOST_WORKED_OUT = 2000000, 50000
"""Names in one scene; those of them that expressions make."""

_FRAME = re.compile(r"<F(\d*)>")


class Asked(object):
    """The names of a sequence in one range of frames; ``passes`` are those that render it."""

    __slots__ = ("passes", "numbers", "form", "texts")

    def __init__(self, passes, numbers, form=None, texts=None):
        self.passes = passes
        self.numbers = numbers
        self.form = form
        self.texts = texts

    def __iter__(self):
        return iter(self.texts or (filled(self.form, number) for number in self.numbers))


class Sequences(object):
    """Names of the frames of enabled passes, as far as there is no end of them.

    ``left`` are the parameters of sequences that have no names, {"/obj/a.file": True}.
    """

    def __init__(self, passes):
        self.left = OrderedDict()
        self._rows = [
            row for row in passes if row.enabled and row.frames and row.kind != DISTRIBUTED
        ]
        self._names = MOST_NAMES
        self._worked_out = MOST_WORKED_OUT
        self._ranges = {}

    def ranges(self, take):
        """Returns {numbers: passes} of a take; None is any. None where there are too many."""
        if take not in self._ranges:
            rows = [row for row in self._rows if take in (None, row.settings.get("take"))]
            found = None
            if all(len(row.frames) <= MOST_FRAMES for row in rows):
                found = OrderedDict()
                for row in rows:
                    found.setdefault(tuple(row.frames), []).append(row)
            self._ranges[take] = found if found is None or len(found) <= MOST_RANGES else None
        return self._ranges[take]

    def asked(self, values, node, name, value, cut=None):
        """Returns an Asked per range for the parameter of a node that stands for ``value``.

        ``cut`` is what ends the path in it. No sequence and nothing but one has none.
        """
        form = form_of(value)
        if form is None:
            return []
        ranges = self.ranges(values.take)
        count = sum(map(len, ranges or ()))
        is_plain = _is_plain(values, node, name, form, ranges)
        if ranges is None or not self._spend(count, is_plain):
            self.left["%s.%s" % (node.name, name)] = True
            return []
        if is_plain:
            return [Asked(rows, numbers, form) for numbers, rows in ranges.items()]
        found = []
        for numbers, rows in ranges.items():
            texts = names_at(values, node, name, numbers, cut)
            if texts is None:
                return []
            found.append(Asked(rows, numbers, texts=texts))
        return found

    def _spend(self, count, is_plain):
        self._names -= count
        self._worked_out -= 0 if is_plain else count
        return min(self._names, self._worked_out) >= 0


def form_of(place):
    """Returns the name of a path whose frames are all that is open, None of any other."""
    folder, name = paths.split(place)
    if not _FRAME.search(name) or ANY in place:
        return None
    rest = _FRAME.sub("", name)
    if paths.tokens(rest) or paths.tokens(folder.replace("/", " ")):
        return None
    return name


def filled(form, number):
    """Returns a name with the number of a frame in the place of its tokens."""

    def digits(match):
        text = "%0*d" % (int(match.group(1) or 1), abs(number))
        return "-" + text if number < 0 else text

    return _FRAME.sub(digits, form)


def names_at(values, node, name, numbers, cut=None):
    """Returns the names that a parameter holds at frames, each once; None when not known."""
    found = OrderedDict()
    for number in numbers:
        result = values.text(node, name, number)
        if not result.trusted or result.wild:
            return None
        text = (result.value or "").strip()
        found[_name(text.partition(cut)[0] if cut else text, number)] = True
    return list(found)


def written_at(scene, row, written):
    """Returns the names that a pass writes, where an expression makes them of the frame.

    None when there is none: only the number changes. ``written`` is the template of the path.
    """
    node = scene.nodes.get(row.name)
    if node is None or row.frames is None or len(row.frames) > MOST_FRAMES:
        return None
    values = distributed.naming(scene, tables.load(DRIVERS), row.settings.get("take"))
    for parm in node.attrs.values():
        text = parm.values[0] if parm.values else ""
        if "`" in text and values.expand(text, node, marking=True).value == written:
            every = [values.expand(text, node, number) for number in row.frames]
            names = zip(every, row.frames)
            return [_name(one.value, number) for one, number in names if one.known]
    return None


def _name(text, number):
    return filled(paths.split(tokened(paths.slashes(text)))[1], number)


def _is_plain(values, node, name, form, ranges):
    """Returns whether nothing but the number of the frame changes a parameter."""
    parm = values.tuples.parm(node, name)
    if parm.driven or "`" in parm.values[0]:
        return False
    for numbers in ranges or ():
        ends = sorted(set([numbers[0], numbers[-1]]))
        if names_at(values, node, name, ends) != [filled(form, number) for number in ends]:
            return False
    return True
