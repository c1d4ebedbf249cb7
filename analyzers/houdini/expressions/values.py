"""Values of expressions: numbers, texts, and what changes from frame to frame.

A value is a float or a text. Where a path is wanted for all frames at once, the frame stands
in texts as marks, signs that no path holds: ``$F4`` is FRAME and three FILL, a number
made of the frame is DERIVED, and WILD stands for what only the farm will know. ``tokens`` turns
them into what analyzers.paths understands: ``<F4>``, ``<F>`` and ``*``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.houdini.expressions.unknown import NotKnown

TEXT = type("")
FRAME, DERIVED, FILL, WILD = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_MARK = re.compile("([%s%s])(%s*)|[%s%s]+" % (FRAME, DERIVED, FILL, FILL, WILD))
_MOVING = re.compile("[%s%s%s]" % (FRAME, DERIVED, FILL))
_NUMBER = re.compile(r"[ \t\r\n]*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_BLANKS = " \t\r\n"
_ESCAPED = re.compile(r"\\(['\"\\])")
_DIGITS = re.compile("([0-9]{1,15})[^0-9]*\\Z")
SWITCH = {"on": 1.0, "true": 1.0, "off": 0.0, "false": 0.0}
"""Words of a switch."""
LONGEST = 100000
WIDEST = 32


class Moving(float):
    """A number that depends on the frame; in a text it is a mark."""


class Word(TEXT):
    """The text of a variable: it counts as a number where it looks like one."""


def is_text(value):
    """Returns whether a value is a text, and not one that stands for a number."""
    if not isinstance(value, TEXT):
        return False
    return not (isinstance(value, Word) and is_number(value))


def is_number(value):
    """Returns whether a text is a number from end to end."""
    match = _NUMBER.match(value)
    return bool(match) and not value[match.end() :].strip(_BLANKS)


def is_wild(value):
    """Returns whether a text holds what only the farm will know."""
    return isinstance(value, TEXT) and WILD in value


def is_moving(value):
    """Returns whether a value depends on the frame."""
    if isinstance(value, TEXT):
        return bool(_MOVING.search(value))
    return isinstance(value, Moving)


def moving(value, *causes):
    """Returns a number, as Moving when one of the values it was made of is."""
    return Moving(value) if any(is_moving(cause) for cause in causes) else value


def text(value):
    """Returns a value as text."""
    if isinstance(value, TEXT):
        return value
    if isinstance(value, Moving):
        return DERIVED if abs(value - round(value)) < 1e-6 else WILD
    return printed(value)


def printed(number):
    """Returns a number as Houdini prints it: 1 and not 1.0, fractions to six digits.

    Source: saved labels and names that hold numbers; C's %g.
    """
    if abs(number) < 1e15 and number == int(number):
        return "%d" % number
    return "%.6g" % number


def number(value):
    """Returns a value as a float; of a text what it starts with, nothing being 0.

    Raises:
        NotKnown: the text does not start with a number.
    """
    if isinstance(value, float):
        return value
    match = _NUMBER.match(value)
    if match:
        return checked(float(match.group(0)))
    if not value.strip():
        return 0.0
    if is_wild(value):
        raise NotKnown("an attribute of geometry or of a task")
    if is_moving(value):
        raise NotKnown("a number made of a text that changes")
    raise NotKnown("no number: '%s'" % " ".join(value[:30].split()))


def checked(value):
    """Returns a number that is one.

    Raises:
        NotKnown: infinity, or no number.
    """
    if value != value or abs(value) == float("inf"):
        raise NotKnown("a number beyond all bounds")
    return value


def bounded(value):
    """Returns a text of a length that a parameter may have.

    Raises:
        NotKnown: it is longer.
    """
    if len(value) > LONGEST:
        raise NotKnown("a text of more than %d characters" % LONGEST)
    return value


def replaced(found, old, new, count=-1):
    """Returns a text with one part of it replaced by another.

    Raises:
        NotKnown: the result is longer than a parameter.
    """
    if not old:
        return found
    if len(new) > len(old) and found.count(old) * len(new) > LONGEST:
        raise NotKnown("a text of more than %d characters" % LONGEST)
    return bounded(found.replace(old, new, count))


def padded(size, value, marks=False):
    """Returns a number cut to a whole one, with zeros before it to ``size`` digits."""
    size = int(max(1, min(WIDEST, size)))
    if isinstance(value, Moving) or marks:
        return (FRAME if marks else DERIVED) + FILL * (size - 1)
    whole = int(value)
    return ("-" if whole < 0 else "") + "%0*d" % (size, abs(whole))


def tokens(marked):
    """Returns a text with its marks as tokens of a path."""

    def token(match):
        sign, fill = match.groups()
        if sign is None:
            return "*"
        return "<F%d>" % (len(fill) + 1) if fill else "<F>"

    return _MARK.sub(token, marked)


def unescaped(inner):
    """Returns what stood between quotes without the backslashes before quotes and backslashes."""
    return _ESCAPED.sub(r"\1", inner)


def last_digits(name):
    """Returns the last digits of a name as a number, 0 where it has none."""
    match = _DIGITS.search(name)
    return float(match.group(1)) if match else 0.0
