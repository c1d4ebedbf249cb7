"""Walking the tree of an expression at a place: a node, a channel, a frame.

Every question from outside is a Run (see work), so that no scene, however hostile, costs more
than a moment. Loops, assignments and ``return`` of blocks are followed;
nothing outside the scene is ever touched.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import math
import operator

from analyzers.houdini.expressions import functions, variables
from analyzers.houdini.expressions.unknown import NotKnown
from analyzers.houdini.expressions.values import (
    WILD,
    Moving,
    Word,
    bounded,
    checked,
    is_moving,
    is_text,
    is_wild,
    moving,
    number,
    text,
)


class Place(object):
    """Where an expression stands: ``$OS`` and relative paths start from ``node``."""

    __slots__ = ("run", "node", "channel", "frame", "local")

    def __init__(self, run, node, frame, channel=None):
        self.run = run
        self.node = node
        self.frame = frame
        self.channel = channel
        self.local = None

    def path(self, path):
        """Returns the full path of what a path means here."""
        return self.run.evaluator.tuples.path(self.node, path)

    def operator(self, path):
        """Returns the Operator at a path.

        Raises:
            NotKnown: it is not in the file.
        """
        return self.run.evaluator.tuples.operator(self.node, path)

    def ask(self, path, want="either", frame=None):
        """Returns the parameter at a path as "text", "number" or "either" of them.

        Raises:
            NotKnown: it is not in the file, or cannot be worked out.
        """
        return self.run.evaluator.channel(self, path, want, frame)

    def has(self, path):
        """Returns 1.0 or 0.0: whether there is a parameter at a path.

        Raises:
            NotKnown: it would be inside of an asset that the file does not hold.
        """
        return self.run.evaluator.tuples.has_channel(self.node, path)

    def variable(self, name):
        """Returns the value of a variable.

        Raises:
            NotKnown: nobody says what it is.
        """
        return self.run.variables.value(name, self)

    def moved(self, value):
        """Returns a number that depends on the frame."""
        self.run.moved = True
        return Moving(value) if self.run.marking else float(value)

    def expand(self, written, kind=None):
        """Returns a text with variables and backticks worked out, as ``kind`` if given."""
        self.run.deeper()
        self.run.read(len(written))
        try:
            found = variables.expand(written, self)
        finally:
            self.run.depth -= 1
        return found if kind is None else kind(found)

    def evaluate(self, expression):
        """Returns the value of the text of an expression.

        Raises:
            NotKnown: it cannot be worked out.
        """
        before, self.local = self.local, None
        try:
            return self.walk(self.run.evaluator.tree(expression))
        finally:
            self.local = before

    def walk(self, tree):
        """Returns the value of a tree."""
        self.run.deeper()
        try:
            return _WALK[tree[0]](self, tree)
        finally:
            self.run.depth -= 1

    def truth(self, tree):
        """Returns the value of a tree as a number that counts as true or false."""
        found = self.walk(tree)
        if is_wild(found):
            raise NotKnown("a condition on what only the farm knows")
        return moving(number(found), found)


def _number(place, tree):
    return checked(tree[1])


def _text(place, tree):
    return place.expand(tree[1]) if tree[2] else tree[1]


def _word(place, tree):
    if place.local is not None and tree[1] in place.local:
        return place.local[tree[1]]
    return tree[1]


def _variable(place, tree):
    name = tree[1]
    if place.local is not None and name in place.local:
        return place.local[name]
    if not name.replace("_", "a").isalnum():  # ${HIPNAME:r}
        return Word(place.expand("${%s}" % name))
    return place.variable(name)


def _attribute(place, tree):
    """``@name``: the frame, a context option, else an attribute that the farm's tasks have."""
    name = tree[1]
    if name == "Frame":
        return place.variable("FF")
    if name == "Time":
        return place.variable("T")
    options = place.run.evaluator.options
    if name in options:
        found = options[name]
        return float(found) if isinstance(found, (int, float)) else text(found)
    return WILD


def _call(place, tree):
    return functions.call(place, tree[1], tree[2])


def _index(place, tree):
    place.walk(tree[1])
    raise NotKnown("a component of a vector")


def _unary(place, tree):
    found = place.walk(tree[2])
    if is_wild(found):
        return WILD
    value = number(found)
    for sign in reversed(tree[1]):
        value = -value if sign == "-" else float(not value)
    return moving(value, found)


def _chain(place, tree):
    left = place.walk(tree[1])
    for sign, right in tree[2]:
        place.run.step()
        if sign in ("&&", "||"):
            left = _logic(place, left, sign, right)
        else:
            left = binary(left, sign, place.walk(right))
            place.run.read(len(left) if is_text(left) else 0)
    return left


def _logic(place, left, sign, right):
    """Returns 1 or 0; the right side is not asked where the left one decides."""
    if is_wild(left):
        raise NotKnown("a condition on what only the farm knows")
    first = number(left)
    if bool(first) == (sign == "||"):
        return moving(float(bool(first)), left)
    found = place.truth(right)
    return moving(float(bool(found)), left, found)


def binary(left, sign, right):
    """Returns the value of two values joined by an operator; a text and "+" make a text."""
    if sign == "+" and (is_text(left) or is_text(right)):
        return bounded(text(left) + text(right))
    if is_wild(left) or is_wild(right):
        return WILD
    if sign in _COMPARED and is_text(left) and is_text(right):
        return moving(float(_COMPARED[sign](left, right)), left, right)
    first, second = number(left), number(right)
    try:
        if sign in _COMPARED:
            found = float(_COMPARED[sign](first, second))
        else:
            found = _SIGNS[sign](first, second)
        found = checked(float(found))
    except ZeroDivisionError:
        raise NotKnown("a division by zero")
    except (OverflowError, ValueError, TypeError):  # TypeError: a negative root on Python 3
        raise NotKnown("a number beyond all bounds")
    return moving(found, left, right)


def _power(first, second):
    if first == 0 and second < 0:
        raise ZeroDivisionError
    return math.pow(first, second)


_COMPARED = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_SIGNS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": math.fmod,
    "^": _power,
}


class _Returned(Exception):
    def __init__(self, value):
        super(_Returned, self).__init__()
        self.value = value


def _block(place, tree):
    """Follows a block; one inside another shares its names."""
    outermost = place.local is None
    if outermost:
        place.local = {}
    try:
        for statement in tree[1]:
            place.walk(statement)
    except _Returned as found:
        if not outermost:
            raise
        return found.value
    finally:
        if outermost:
            place.local = None
    if outermost:
        raise NotKnown("a block that returns nothing")
    return 0.0


def _return(place, tree):
    raise _Returned(place.walk(tree[1]))


def _set(place, tree):
    _, name, sign, right = tree
    found = place.walk(right)
    if sign != "=":
        found = binary(place.local.get(name, 0.0), sign[0], found)
    place.local[name] = found
    return found


def _if(place, tree):
    condition = place.truth(tree[1])
    if is_moving(condition):
        raise NotKnown("a block that branches on the frame")
    return place.walk(tree[2] if condition else tree[3])


def _while(place, tree):
    while place.truth(tree[1]):
        place.run.step()
        place.walk(tree[2])
        if tree[3] is not None:
            place.walk(tree[3])
    return 0.0


def _do(place, tree):
    return place.walk(tree[1])


_WALK = {
    "number": _number,
    "text": _text,
    "word": _word,
    "variable": _variable,
    "attribute": _attribute,
    "call": _call,
    "index": _index,
    "unary": _unary,
    "chain": _chain,
    "block": _block,
    "return": _return,
    "set": _set,
    "if": _if,
    "while": _while,
    "do": _do,
}
