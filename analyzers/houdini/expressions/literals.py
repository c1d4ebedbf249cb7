"""Python expressions of a few fixed forms, matched by regular expressions and never run.

A form is a start, such as ``hou.pwd()`` or ``hou.frame()``, and what follows it, such as
``.path()``, ``[1:]`` or ``.replace('/', '_')``. Forms may be added and multiplied. Anything
else is Python, and needs Houdini.

Source: SideFX, Houdini help, hou module; forms seen in saved scenes.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.houdini.expressions.unknown import PYTHON, NotKnown
from analyzers.houdini.expressions.values import (
    bounded,
    checked,
    is_text,
    last_digits,
    moving,
    number,
    replaced,
    text,
    unescaped,
)

MOST_CHARACTERS = 2000
_QUOTED = r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')"""
_HOU = r"\s*(?:hou\s*\.\s*)?"
_HERE = re.compile(_HOU + r"(?:pwd\(\)|node\(\s*['\"]\.['\"]\s*\))")
_NODE = re.compile(_HOU + r"node\(\s*%s\s*\)" % _QUOTED)
_ASK = re.compile(
    _HOU + r"(parm|evalParm|ch|expandString|hscriptExpression|getenv)\(\s*%s\s*\)" % _QUOTED
)
_PLAIN = re.compile(
    _HOU + r"(frame|intFrame|time|fps|hipFile\.path|hipFile\.basename|playbar\.frameRange"
    r"|playbar\.playbackRange)\(\)(?:\[([01])\])?"
)
_LITERAL = re.compile(r"\s*(?:(-?\d+\.?\d*(?:e-?\d+)?)(?![A-Za-z0-9_.])|%s)" % _QUOTED)
_UP = re.compile(r"\s*\.parent\(\)")
_DOWN = re.compile(r"\s*\.node\(\s*%s\s*\)" % _QUOTED)
_TOLD = re.compile(r"\s*\.(name|path|digitsInName)\(\)")
_ASKED = re.compile(r"\s*\.(?:parm|evalParm)\(\s*%s\s*\)" % _QUOTED)
_EVAL = re.compile(r"\s*\.(eval|evalAsString|evalAsInt|evalAsFloat|rawValue|unexpandedString)\(\)")
_SLICE = re.compile(r"\s*\[\s*(-?\d{1,6})?\s*:\s*(-?\d{1,6})?\s*\]")
_REPLACE = re.compile(r"\s*\.replace\(\s*%s\s*,\s*%s\s*\)" % (_QUOTED, _QUOTED))
_CASE = re.compile(r"\s*\.(upper|lower|strip)\(\)")
_SIGN = re.compile(r"\s*([-+*/])(?!\1)")
_ENDED = re.compile(r"\s*\Z")
_VARIABLES = {
    "frame": "FF",
    "intFrame": "F",
    "time": "T",
    "fps": "FPS",
    "hipFile.path": "HIPFILE",
}
_RANGES = {"playbar.frameRange": ("FSTART", "FEND"), "playbar.playbackRange": ("RFSTART", "RFEND")}


def evaluate(written, place):
    """Returns the value of a Python expression that has one of the known forms.

    Raises:
        NotKnown: it has none of them.
    """
    written = re.sub(r"\A\s*return\s+", "", written.strip()[: MOST_CHARACTERS + 1])
    if len(written) > MOST_CHARACTERS:
        raise _python()
    value, at = _start(written, place)
    sums, sign = [], "+"
    while not _ENDED.match(written, at):
        place.run.step()
        place.run.read(len(written))
        match = _SIGN.match(written, at)
        if match is None:
            raise _python()
        other, length = _start(written[match.end() :], place)
        at = match.end() + length
        if match.group(1) in "*/":
            value = _joined(value, match.group(1), other)
        else:
            sums.append((sign, value))
            sign, value = match.group(1), other
    sums.append((sign, value))
    total = sums[0][1]
    for sign, value in sums[1:]:
        total = _joined(total, sign, value)
    return total


def _python():
    return NotKnown("a Python expression", kind=PYTHON)


def _joined(first, sign, second):
    """Returns two values joined as Python does: texts only to texts."""
    if is_text(first) != is_text(second) or (is_text(first) and sign != "+"):
        raise _python()
    if is_text(first):
        return bounded(first + second)
    one, two = number(first), number(second)
    if sign == "/" and not two:
        raise NotKnown("a division by zero")
    found = {"+": one + two, "-": one - two, "*": one * two}.get(sign)
    return moving(checked(one / two if found is None else found), first, second)


def _start(written, place):
    """Returns (value, where the text goes on) of the start and all that hangs on it."""
    for form, follow in ((_HERE, _here), (_NODE, _node), (_ASK, _ask), (_PLAIN, _plain)):
        match = form.match(written)
        if match:
            return follow(written, match, place)
    match = _LITERAL.match(written)
    if match is None:
        raise _python()
    if match.group(1) is not None:
        return float(match.group(1)), match.end()
    return _texted(written, match.end(), _unquoted(match.groups()[1:]))


def _unquoted(pair):
    """Returns what stands between quotes of either kind."""
    return unescaped(pair[0] or pair[1] or "")


def _here(written, match, place):
    return _of_node(written, match.end(), place, place.node.name)


def _node(written, match, place):
    return _of_node(written, match.end(), place, place.path(_unquoted(match.groups())))


def _of_node(written, at, place, path):
    """Returns the value of what is asked of a node."""
    while True:
        up, down = _UP.match(written, at), _DOWN.match(written, at)
        if up:
            path, at = path.rpartition("/")[0] or "/", up.end()
        elif down:
            path = place.run.evaluator.tuples.path(path, _unquoted(down.groups()))
            at = down.end()
        else:
            break
    asked = _ASKED.match(written, at)
    if asked:
        return _parm(written, asked.end(), place, path + "/" + _unquoted(asked.groups()))
    told = _TOLD.match(written, at)
    if told is None:
        raise _python()
    if told.group(1) == "digitsInName":
        return last_digits(path.rpartition("/")[2]), told.end()
    found = path if told.group(1) == "path" else path.rpartition("/")[2]
    return _texted(written, told.end(), found)


def _parm(written, at, place, path):
    """Returns the value of a parameter; ``.eval()`` may have been called by its own name."""
    match = _EVAL.match(written, at)
    how = match.group(1) if match else "eval"
    at = match.end() if match else at
    if how in ("rawValue", "unexpandedString"):
        return _texted(written, at, place.run.evaluator.raw(place, path))
    want = {"evalAsInt": "number", "evalAsFloat": "number", "eval": "either"}.get(how, "text")
    found = place.ask(path, want)
    return _texted(written, at, found) if is_text(found) else (found, at)


def _ask(written, match, place):
    what, name = match.group(1), _unquoted(match.groups()[1:])
    if what in ("parm", "evalParm", "ch"):
        return _parm(written, match.end(), place, name)
    if what == "expandString":
        return _texted(written, match.end(), place.expand(name))
    found = place.evaluate(name) if what == "hscriptExpression" else place.variable(name)
    return _texted(written, match.end(), found) if is_text(found) else (found, match.end())


def _plain(written, match, place):
    name, at = match.groups()
    if name in _RANGES and at is not None:
        return place.variable(_RANGES[name][int(at)]), match.end()
    if at is not None or name in _RANGES:
        raise _python()
    if name == "hipFile.basename":
        found = text(place.variable("HIPFILE")).rpartition("/")[2]
        return _texted(written, match.end(), found)
    found = place.variable(_VARIABLES[name])
    return _texted(written, match.end(), found) if is_text(found) else (found, match.end())


def _texted(written, at, found):
    """Returns (text, where it goes on) after slices, replacements and changes of case."""
    while True:
        cut = _SLICE.match(written, at)
        swap, case = _REPLACE.match(written, at), _CASE.match(written, at)
        match = cut or swap or case
        if match is None:
            return found, at
        at = match.end()
        if cut:
            first, last = (int(part) if part else None for part in cut.groups())
            found = found[first:last]
        elif swap:
            old, new = _unquoted(swap.groups()[:2]), _unquoted(swap.groups()[2:])
            found = replaced(found, old, new)
        else:
            found = getattr(found, case.group(1))()
