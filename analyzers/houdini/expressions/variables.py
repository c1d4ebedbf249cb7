"""Variables in texts: ``$HIP/${OS}_$F4.exr``, with modifiers, escapes and backticks.

A variable is looked for among those of the place (OS, CH, the frame), then those that the
scene file's own place decides (HIP, HIPNAME, HIPFILE), the playbar's, those of the scene
(``set -g``, ``set -l``) and last the environment. Text in the value of a variable is expanded
as well. A name that nobody knows makes the whole text not known.

Two ranges: FSTART, FEND, NFRAMES, TSTART, TEND and TLENGTH are those of the whole time range
(``tset``), RFSTART and RFEND those of the playbar (``frange``). What the
scene file does not say is not known. TSTART and TEND are the times of the first and the last frame:
saved scenes of 240 frames at 24 hold 9.9583 for TEND.

Source: SideFX, Houdini 9.1 and 20 help, global expression variables ("the playbar can show a
subset of the total number of frames"), render expressions ($F4, $SF, $ST, $N), hscript
guide (variables, braces, modifiers); saved scenes: HIPNAME holds the extension up to 13.0.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import math
import re

from analyzers import paths, tables
from analyzers.houdini.expressions.unknown import FARM, NotKnown
from analyzers.houdini.expressions.values import (
    DERIVED,
    FRAME,
    LONGEST,
    WILD,
    Moving,
    Word,
    bounded,
    padded,
    replaced,
    text,
)

TABLE = "houdini/functions.json"
NAME = "[A-Za-z_][A-Za-z0-9_]*"
"""A name of a variable: ASCII on every Python, so that a sign of another script ends it."""
ENDED = "(?![A-Za-z0-9_])"
"""What stands behind a name that is given."""
_FRAMES = tables.load(TABLE)["frames"]
FRAME_NAMES, TIME_NAMES = tuple(_FRAMES["numbers"]), tuple(_FRAMES["times"])
"""Variables that hold the frame, digits behind them are its padding; that hold its time."""
FRAME_NAME = "(?:%s)[0-9]{0,2}|%s" % (
    "|".join(FRAME_NAMES),
    "|".join(TIME_NAMES + tuple(_FRAMES["counts"])),
)
"""Any variable that changes from frame to frame, as a regular expression."""
_PIECE = re.compile(r"\\([$`\\])|\$\{([^{}]{1,200})\}|\$(%s)|`" % NAME)
_BACKTICK = re.compile(r"`((?:[^`\\]|\\.)*)`", re.S)
_MODIFIERS = re.compile(r"(?::[ga]{0,2}(?:[htreul](?![A-Za-z0-9])|s/[^/`]{0,200}/[^/`]{0,200}/))+")
_MODIFIER = re.compile(r":([ga]{0,2})(?:([htreul])|s/([^/]*)/([^/]*)/)")
_PADDED = re.compile("(?:%s)([0-9]{1,2})\\Z" % "|".join(FRAME_NAMES))
_NAME = re.compile(NAME + "\\Z")
_EXTENSION = re.compile(r"\.[^./]*\Z")
_NEAR = 1e-6


class Variables(object):
    """The variables of a scene; ``given`` go before all others.

    ``texts`` maps names to the texts of all that have one, as they are written: HIP, HIPNAME and
    HIPFILE by where the scene lies now, those of the scene that are not empty, the environment.
    """

    def __init__(self, scene, environment, given=None):
        info = scene.info
        self.fps = scene.fps or 24.0
        frame = info.get("frame")
        self.frame = 1.0 if frame is None else float(whole(frame))
        self.has_rate = bool(scene.fps)
        times = self._times(info)
        self.numbers = {"PI": math.pi, "E": math.e}
        self.numbers.update((name, at) for name, at in times.items() if at is not None)
        self.unsaid = frozenset(times).difference(self.numbers)
        self.texts = dict(environment)
        saved = info.get("variables") or {}
        for found in (info.get("local_variables") or {}, saved):
            self.texts.update((name, value) for name, value in found.items() if value)
        self.texts.update(_own(scene.path, saved.get("HIPNAME") or ""))
        self.given = dict(given or {})
        self.marks = dict.fromkeys(FRAME_NAMES, FRAME)
        self.marks.update(dict.fromkeys(TIME_NAMES, WILD))
        self.marks.update(dict.fromkeys(_FRAMES["counts"], DERIVED))
        table = tables.load(TABLE)
        self.wild = frozenset(table["wild"]["variables"])
        self.farm = frozenset(table["farm"]["variables"])

    def _times(self, info):
        """Returns {name: number} of the variables of time, None where the scene does not say."""
        start, end = _ends(info.get("time_range"))
        first, last = _ends(info.get("playbar"))
        length = None if start is None else end - start + 1
        return {
            "FPS": float(self.fps) if self.has_rate else None,
            "FSTART": start,
            "FEND": end,
            "NFRAMES": length,
            "TSTART": self._time(start),
            "TEND": self._time(end),
            "TLENGTH": length / self.fps if self.has_rate and length is not None else None,
            "RFSTART": first,
            "RFEND": last,
        }

    def _time(self, frame):
        """Returns the time of a frame, None where the scene does not say."""
        return self.seconds(frame) if self.has_rate and frame is not None else None

    def at(self, seconds):
        """Returns the frame at a time; the first one is at 0."""
        return seconds * self.fps + 1

    def seconds(self, frame):
        """Returns the time of a frame."""
        return (frame - 1) / self.fps

    def value(self, name, place):
        """Returns the value of a variable at a place: a float or a text.

        Raises:
            NotKnown: nobody says what it is.
        """
        if name in self.given:
            return place.expand(self.given[name], Word)
        match = _PADDED.match(name)
        if match:
            return self._frame(int(match.group(1)), place)
        found = self._of_place(name, place)
        if found is not None:
            return found
        if name in self.numbers:
            return float(self.numbers[name])
        if name in self.unsaid:
            raise NotKnown("the variable $%s, which the scene does not say" % name)
        if name in self.texts:
            return place.expand(self.texts[name], Word)
        if name in self.wild:
            return WILD
        raise NotKnown("the variable $%s" % name, kind=FARM if name in self.farm else None)

    def _of_place(self, name, place):
        """Returns the value of what differs from place to place, or None."""
        if name == "OS":
            return Word(place.node.name.rpartition("/")[2])
        if name == "CH" and place.channel:
            return Word(place.channel)
        if name == "ACTIVETAKE" and place.run.take:
            return Word(place.run.take)
        if name in _FRAMES["whole"]:
            return place.moved(math.floor(place.frame + _NEAR))
        if name in FRAME_NAMES:
            return place.moved(place.frame)
        if name in TIME_NAMES:
            if not self.has_rate:
                raise NotKnown("the variable $%s, for want of a frame rate" % name)
            return place.moved(self.seconds(place.frame))
        return None

    def _frame(self, width, place):
        frame = place.moved(math.floor(place.frame + _NEAR))
        return padded(width, frame, isinstance(frame, Moving))

    def written(self, name, place):
        """Returns a variable as it stands in a text; the frame may be a mark there."""
        if not place.run.marking:
            return text(self.value(name, place))
        if name not in self.given:
            mark = self.marks.get(name)
            if mark is not None:
                place.moved(place.frame)
                return mark
        return text(self.value(name, place))


def _ends(frames):
    """Returns both ends of a range, (None, None) when there is none."""
    return (None, None) if frames is None else tuple(whole(frame) for frame in frames)


def _own(path, saved_name):
    """Returns the variables that say where the scene file lies."""
    path = paths.slashes(path)
    folder, name = paths.split(path)
    # up to 13.0 HIPNAME is the name with its extension; the saved one tells
    short = name if saved_name.lower().endswith((".hip", ".hipnc", ".hiplc")) else None
    return {
        "HIP": folder.rstrip("/") or ("/" if folder else "."),
        "HIPFILE": path,
        "HIPNAME": short or _EXTENSION.sub("", name) or name,
    }


def whole(number):
    """Returns a frame as an int where it is one but for traces of seconds, 250.00000000000003."""
    return int(round(number)) if abs(number - round(number)) < 1e-4 else number


def expand(written, place):
    """Returns a text with its variables, escapes and backticks worked out.

    Raises:
        NotKnown: something in it cannot be.
    """
    if "$" not in written and "`" not in written and not written.startswith("~"):
        return written
    parts = []
    at = length = 0
    while True:
        match = _PIECE.search(written, at)
        if match is None:
            parts.append(written[at:])
            break
        parts.append(written[at : match.start()])
        found, at = _piece(written, match, place)
        parts.append(found)
        length += len(found)
        if length > LONGEST:
            bounded("".join(parts))
    return _home("".join(parts), place)


def _piece(written, match, place):
    """Returns (what stands for a variable or an expression, where the text goes on)."""
    escaped, braced, name = match.groups()
    if escaped is not None:
        return (match.group(0) if escaped == "\\" else escaped), match.end()
    if braced is not None:
        return _braced(braced, place), match.end()
    if name is not None:
        modifiers = _MODIFIERS.match(written, match.end())
        found = place.run.variables.written(name, place)
        if modifiers is None:
            return found, match.end()
        return modified(found, modifiers.group(0)), modifiers.end()
    found = _BACKTICK.match(written, match.start())
    if found is None:
        return written[match.start() :], len(written)
    return text(place.evaluate(found.group(1).replace("\\`", "`"))), found.end()


def _braced(inside, place):
    """Returns the value of ``${NAME:r}``; a name may hold another variable, ``${shot$i}``."""
    name, colon, modifiers = inside.partition(":")
    if "$" in name:
        name = text(place.expand(name))
    if not _NAME.match(name):
        raise NotKnown("the variable ${%s}" % " ".join(inside[:30].split()))
    return modified(place.run.variables.written(name, place), colon + modifiers)


def modified(value, modifiers):
    """Returns a text after modifiers such as ``:h:t``; unknown ones change nothing.

    :h is the folder, :t the name, :e the extension, :r the text without it, :u and :l the first
    letter turned to upper or lower case, :s/a/b/ another text; g before one repeats it.
    """
    for flags, letter, old, new in _MODIFIER.findall(modifiers):
        if not letter:
            value = replaced(value, old, new, -1 if flags else 1)
        elif letter in "ul":
            value = _cased(value, letter, bool(flags))
        elif letter in "ht":
            value = value.rpartition("/")[0 if letter == "h" else 2]
        else:
            name = value.rpartition("/")[2]
            stem, dot, extension = name.rpartition(".")
            if letter == "e":
                value = extension if dot else ""
            elif dot:
                value = value[: len(value) - len(extension) - 1]
    return bounded(value)


def _cased(value, letter, everywhere):
    changed = value.upper() if letter == "u" else value.lower()
    if everywhere:
        return changed
    for at, (before, after) in enumerate(zip(value, changed)):
        if before != after:
            return value[:at] + after + value[at + 1 :]
    return value


def _home(found, place):
    """Returns a path with ``~`` replaced."""
    if found[:2] not in ("~", "~/"):
        return found
    return place.run.variables.texts.get("HOME", "~") + found[1:]
