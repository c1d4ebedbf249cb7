"""Inputs that the job itself makes: what an output driver or a cache of the scene writes in it.

Slices and wedges in a path stand for any number, frames for those that the writer makes, with its
zeros before them: ``a.$F4.bgeo`` is not ``a.$F.bgeo``. All places that a path may stand for are
compared, so that one of the folder that the scene was saved in is one beside it.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import paths, tables
from analyzers.houdini.expressions.variables import ENDED
from analyzers.houdini.needs import sequences
from analyzers.houdini.places import ANY, tokened
from analyzers.houdini.rops.drivers import DISTRIBUTED
from analyzers.houdini.tablenames import EXPRESSIONS, FILES

_NUMBER = re.compile(r"<F[0-9]*>|%0?[0-9]*d|" + re.escape(ANY))
_OPEN = object()


class Output(object):
    """One path that a pass writes; ``widths`` are the zeros of its numbers, in order."""

    def __init__(self, place, written, row, scene):
        self.row = row
        self.written = written
        self.scene = scene
        self.widths = _widths(place)
        self.pattern = paths.tokens(paths.split(place)[1])
        self.form = sequences.form_of(place)
        self._names = _OPEN

    def is_like(self, widths):
        """Returns whether a path that is the same but for its numbers has the same ones."""
        return len(widths) == len(self.widths) and all(
            one == other or ANY in (one, other) for one, other in zip(widths, self.widths)
        )

    def writes(self, name):
        """Returns whether a file of this name is among what the pass makes."""
        match = self.pattern.regex.match(name)
        if not match or self.form is None or self.row.frames is None:
            return bool(match)
        if self.row.kind == DISTRIBUTED:  # its driver's frames are not its own
            return True
        if self.names() is not None:
            return name.lower() in self.names()
        number = int(match.group(1))
        is_asked = any(
            start <= number <= end and (number - start) % step == 0
            for start, end, step in self.row.frames.parts
        )
        return is_asked and sequences.filled(self.form, number).lower() == name.lower()

    def names(self):
        """Returns the names that an expression makes, None where only the number changes."""
        if self._names is _OPEN:
            found = sequences.written_at(self.scene, self.row, self.written) if self.scene else None
            self._names = None if found is None else set(name.lower() for name in found)
        return self._names


class Outputs(object):
    """What the passes of a scene write, by path; ``scene`` is asked for expressions in names."""

    def __init__(self, passes, find, scene=None):
        self.find = find
        self.scene = scene
        self.exact = {}
        self.patterns = {}
        self._writers = {}
        for row in passes:
            for written in list(row.outputs) + list(row.settings.get("exports") or ()):
                self._add(written, row)

    def _add(self, written, row):
        for place in self._places(written):
            output = Output(place, written, row, self.scene)
            folder, name = _keys(place)
            self.exact.setdefault(folder, {}).setdefault(name, []).append(output)
            if output.pattern:
                start = output.pattern.start
                starts = self.patterns.setdefault(folder, {}).setdefault(len(start), {})
                starts.setdefault(start.lower(), []).append(output)

    def _places(self, written):
        """Returns where a path may lie; a relative one is written beside the scene only."""
        found = self.find(slices(written), None)[0]
        return found if paths.is_absolute(paths.slashes(written)) else found[:1]

    def writers(self, place):
        """Returns the passes that write the file ``place``, a full path, or its like."""
        if place not in self._writers:
            folder, key = _keys(place)
            name = paths.split(place)[1]
            widths = _widths(place)
            found = [one for one in self.exact.get(folder, {}).get(key, ()) if one.is_like(widths)]
            found += [one for one in self._near(folder, name) if one.writes(name)]
            rows = OrderedDict((id(one.row), one.row) for one in found)
            self._writers[place] = list(rows.values())
        return self._writers[place]

    def _near(self, folder, name):
        """Yields the Outputs whose names begin as ``name`` does."""
        for length, starts in self.patterns.get(folder, {}).items():
            for output in starts.get(name[:length].lower(), ()):
                yield output

    def made(self, place, asked):
        """Returns {name: enabled passes that write it} of the files ``asked`` beside ``place``."""
        folder = _keys(place)[0]
        exact = self.exact.get(folder, {})
        near = [one for one in self._near(folder, paths.split(place)[1]) if one.row.enabled]
        found = {}
        for name in asked if near or exact else ():
            rows = [one.row for one in near if one.writes(name)]
            rows += [one.row for one in exact.get(name.lower(), ()) if one.row.enabled]
            if rows:
                found[name] = rows
        return found


def slices(written):
    """Returns a path with any number for the variables of slices and wedges."""
    return _counters().sub("*", tokened(paths.slashes(written)))


def counted(written):
    """Returns the variables of slices and wedges in a path."""
    return [one or other for one, other in _counters().findall(written)]


def _counters():
    names = "|".join(tables.load(EXPRESSIONS)["farm"]["variables"])
    return re.compile(r"\$(?:\{(%s)\}|(%s)%s)" % (names, names, ENDED))


def _keys(place):
    """Returns (folder, name) of a path with all numbers taken for the same."""
    return paths.split(_NUMBER.sub("#", place).lower())


def _widths(place):
    """Returns how many digits the numbers in a path have at least, ANY for what may be anything."""
    return [
        one if one == ANY else max(1, int(re.sub(r"\D", "", one) or 1))
        for one in _NUMBER.findall(place)
    ]


def mark(refs, passes, find, scene=None):
    """Returns ``refs``; those that an enabled pass writes get their role and are not needed.

    Of a sequence whose frames are known what no pass makes stays asked for. What only passes
    write that are switched off is an input as any other: the job does not make it. A suspect
    that any pass writes is no suspect and left out.
    """
    outputs = Outputs(passes, find, scene)
    used = tables.load(FILES)["roles"]["used"]
    kept = []
    for ref in refs:
        # behind the places stands the name of one frame
        places = ref.candidates[: ref.natural] or ref.candidates
        if ref.role == used["suspected"]:
            kept += [] if any(outputs.writers(place) for place in places) else [ref]
            continue
        kept.append(ref)
        if ref.needed and _is_produced(ref, places, outputs):
            ref.role = used["produced"]
            ref.needed = False
            ref.natural = 0
            ref.frames = []
    return kept


def _is_produced(ref, places, outputs):
    """Returns whether passes make all that a FileRef asks for; leaves in it what they do not."""
    if not ref.frames:
        return any(row.enabled for place in places for row in outputs.writers(place))
    left = []
    is_made = False
    for asked in ref.frames:
        made = {}
        for place in places:
            for name, rows in outputs.made(place, asked).items():
                made.setdefault(name, []).extend(rows)
        if not made:
            left.append(asked)
            continue
        is_made = True
        writers = set(id(row) for rows in made.values() for row in rows)
        if all(id(row) in writers for row in asked.passes):
            continue  # nobody but who writes them renders these frames
        left.append([name for name in asked if name not in made])
        if not left[-1]:
            return True
    if is_made and left:
        ref.frames = left
        _name_first(ref, places, min(map(list, left), key=len)[0])
    return is_made and not left


def _name_first(ref, places, name):
    """Makes ``name`` the one that is told where nothing of a sequence is there."""
    ref.candidates = places + [paths.join(paths.split(places[0])[0], name)]
    ref.natural = len(places)
