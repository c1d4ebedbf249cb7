"""The functions of Houdini's expressions that need nothing but the scene file.

Each row of FUNCTIONS is (kinds, function): the kinds say what the arguments are, ``n`` a
number, ``t`` a text, ``*`` repeats the one before it, what follows ``|`` may be left out.
Functions with a place take it first. What needs geometry, simulations or random numbers has
its reason in functions.json and is never guessed.

Source: SideFX, Houdini 6.5, 9.1 and 20.5 help, expression functions: angles are degrees, node
inputs count from 0, ``strcmp`` is -1, 0 or 1, ``opdigits`` takes the last digits of a name.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import math
import re

from analyzers import tables
from analyzers.houdini.expressions import literals
from analyzers.houdini.expressions.tuples import above
from analyzers.houdini.expressions.unknown import PYTHON, NotKnown
from analyzers.houdini.expressions.values import (
    LONGEST,
    TEXT,
    WILD,
    Moving,
    bounded,
    checked,
    is_moving,
    is_text,
    is_wild,
    last_digits,
    moving,
    number,
    padded,
    replaced,
    text,
)

TABLE = "houdini/functions.json"
_ARGUMENT = re.compile(r"""\s*((?:[^\s"']|"[^"]*"|'[^']*'|["'])+)""")
_MOST_COMPARED = 1000000
_SLOW = 20
"""Characters that are read while one is compared with a pattern."""
_KEEP_WILD = frozenset(["strcat", "toupper", "tolower", "strreplace"])


def call(place, name, trees):
    """Returns the value of a call.

    Raises:
        NotKnown: no such function, wrong arguments, or Houdini itself is needed.
    """
    if name in _LAZY:
        return _LAZY[name](place, trees)
    if name not in FUNCTIONS:
        raise NotKnown(reason(name))
    kinds, function = FUNCTIONS[name]
    letters = _letters(name, kinds, len(trees))
    values = [place.walk(tree) for tree in trees]
    if any(is_wild(value) for value in values) and name not in _KEEP_WILD:
        if kinds.startswith("@"):
            raise NotKnown("a reference made of what only the farm knows")
        return WILD
    place.run.read(_MATCHED.get(name, _sum)(values))
    causes = [value for value in values if is_moving(value)]
    values = [
        moving(number(value), value) if letter == "n" else text(value)
        for letter, value in zip(letters, values)
    ]
    try:
        found = function(place, *values) if kinds.startswith("@") else function(*values)
    except NotKnown:
        raise
    except (ValueError, OverflowError, ZeroDivisionError):
        raise NotKnown("%s() of a value it does not take" % name)
    if isinstance(found, TEXT):
        return bounded(found)
    return moving(checked(float(found)), found, *causes)


def _sum(values):
    """Returns how many characters a function goes through."""
    return sum(len(value) for value in values if isinstance(value, TEXT))


def _product(values):
    """Returns how many characters a comparison with a pattern may go through."""
    lengths = [len(value) for value in values if isinstance(value, TEXT)]
    return min(_MOST_COMPARED, lengths[0] * lengths[1]) * _SLOW if len(lengths) == 2 else 0


_MATCHED = {"strmatch": _product, "strcasematch": _product}


def reason(name):
    """Returns why a function cannot be worked out."""
    for what, names in tables.load(TABLE)["needs"].items():
        if name in names:
            return "%s() needs %s" % (name, what)
    return "the function %s()" % " ".join(name[:40].split())


def _letters(name, kinds, count):
    """Returns a kind for each of ``count`` arguments."""
    needed, _, optional = kinds.lstrip("@").partition("|")
    letters = needed.rstrip("*") + optional
    if needed.endswith("*"):
        letters += letters[-1:] * (count - len(letters))
    if not len(needed.rstrip("*")) <= count <= len(letters):
        raise NotKnown("%s() with %d arguments" % (name, count))
    return letters[:count]


# -- what looks at its arguments one by one -----------------------------------------------------


def _if(place, trees):
    """if() and ifs(): only the branch that counts has to be known, unless the frame decides."""
    if len(trees) != 3:
        raise NotKnown("if() with %d arguments" % len(trees))
    condition = place.truth(trees[0])
    found = place.walk(trees[1] if condition else trees[2])
    if not is_moving(condition):
        return found
    try:
        other = place.walk(trees[2] if condition else trees[1])
    except NotKnown:
        other = None
    if other is not None and type(found) is type(other) and found == other:
        return found
    return WILD if is_text(found) or (other is not None and is_text(other)) else Moving(found)


def _lock(place, trees):
    if len(trees) != 1:
        raise NotKnown("lock() with %d arguments" % len(trees))
    return place.walk(trees[0])


def _python(place, trees):
    if len(trees) != 1:
        raise NotKnown("a Python expression", kind=PYTHON)
    return literals.evaluate(text(place.walk(trees[0])), place)


_LAZY = {
    "if": _if,
    "ifs": _if,
    "lock": _lock,
    "python": _python,
    "pythonexpr": _python,
    "pythonexprf": _python,
    "pythonexprs": _python,
}


# -- numbers ------------------------------------------------------------------------------------


def _away(value):
    """Returns a number rounded, halves away from zero."""
    return math.copysign(math.floor(abs(value) + 0.5), value)


def _even(value):
    """Returns a number rounded, halves to the even neighbour."""
    low = math.floor(value)
    if value - low == 0.5:
        return low + low % 2
    return math.floor(value + 0.5)


def _fit(value, low, high, new_low, new_high):
    if low == high:
        return new_low
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return new_low + share * (new_high - new_low)


def _fpadzero(size, decimals, value):
    decimals = int(max(0, min(15, decimals)))
    if not decimals:
        return padded(size, value)
    if isinstance(value, Moving):
        return WILD
    whole, _, rest = ("%.*f" % (decimals, abs(value))).partition(".")
    sign = "-" if value < 0 else ""
    return sign + whole.rjust(int(max(1, min(32, size))), "0") + "." + rest


# -- texts --------------------------------------------------------------------------------------


def _compared(first, second):
    return float((first > second) - (first < second))


def _together(*parts):
    if sum(len(part) for part in parts) > LONGEST:
        raise NotKnown("a text of more than %d characters" % LONGEST)
    return "".join(parts)


def _part(found, start, length):
    start = int(max(0, start))
    return found[start : start + int(max(0, length))]


def _words(line):
    return [re.sub(r"[\"']", "", word) for word in _ARGUMENT.findall(line)]


def _argument(line, at):
    found = _words(line)
    return found[int(at)] if 0 <= at < len(found) else ""


def _matches(pattern, name):
    """Returns 1.0 when one of the blank or comma separated patterns is that of a name."""
    return float(any(_match(one, name) for one in re.split(r"[\s,]+", pattern) if one))


def _match(pattern, name):
    """Returns whether ``*`` and ``?`` make the pattern the whole of a name."""
    if len(pattern) * len(name) > _MOST_COMPARED:
        raise NotKnown("a pattern of %d characters" % len(pattern))
    at = star = mark = 0
    after = None
    while at < len(name):
        sign = pattern[star : star + 1]
        if sign and (sign == "?" or sign == name[at]) and sign != "*":
            at += 1
            star += 1
        elif sign == "*":
            after, mark = star + 1, at
            star += 1
        elif after is not None:
            mark += 1
            star, at = after, mark
        else:
            return False
    return not pattern[star:].strip("*")


# -- nodes and parameters -----------------------------------------------------------------------


def _name(place, path):
    return place.path(path).rpartition("/")[2]


def _no_digits(place, path):
    return re.sub(r"[0-9]+\Z", "", path if path not in (".", "..") else place.path(path))


def _input(place, path, at):
    """Returns the full path of what is connected to an input, "" when nothing is."""
    inputs = place.operator(path).inputs
    return inputs[int(at)] if 0 <= at < len(inputs) else ""


def _creator(place, path):
    """Returns the node in whose kind of network a node stands: the dopnet of a DOP."""
    node = place.operator(path)
    for around in above(node.name):
        found = place.run.evaluator.scene.nodes.get(around)
        if found is None:
            break
        if found.category != node.category:
            return around
    raise NotKnown("what holds %s" % node.name)


def _ch(place, path, frame=None):
    """ch(): a number, or the word of a menu whose order the scene file does not say."""
    return place.ask(path, "either", frame)


def _chsop(place, path):
    """Returns the node paths that a parameter holds, made absolute from its own node."""
    tuples = place.run.evaluator.tuples
    node, _ = tuples.split(place.node, path)
    found = place.ask(path, "text")
    if re.search(r"[*?@^\[]", found):
        raise NotKnown("a pattern of node names")
    return " ".join(tuples.path(node, one) for one in found.split())


def _property(place, path, default):
    return _ch(place, path) if place.has(path) else default


def _sign(value):
    return float((value > 0) - (value < 0))


def _degrees(function):
    return lambda value: function(math.radians(value))


FUNCTIONS = {
    "abs": ("n", abs),
    "acos": ("n", lambda value: math.degrees(math.acos(value))),
    "asin": ("n", lambda value: math.degrees(math.asin(value))),
    "atan": ("n", lambda value: math.degrees(math.atan(value))),
    "atan2": ("nn", lambda y, x: math.degrees(math.atan2(y, x))),
    "ceil": ("n", math.ceil),
    "clamp": ("nnn", lambda value, low, high: min(max(value, low), high)),
    "cos": ("n", _degrees(math.cos)),
    "deg": ("n", math.degrees),
    "exp": ("n", math.exp),
    "fit": ("nnnnn", _fit),
    "fit01": ("nnn", lambda value, low, high: _fit(value, 0.0, 1.0, low, high)),
    "fit10": ("nnn", lambda value, low, high: _fit(value, 1.0, 0.0, low, high)),
    "fit11": ("nnn", lambda value, low, high: _fit(value, -1.0, 1.0, low, high)),
    "floor": ("n", math.floor),
    "frac": ("n", lambda value: value - math.floor(value)),
    "int": ("n", int),
    "log": ("n", math.log),
    "log10": ("n", math.log10),
    "max": ("nn*", lambda *values: max(values)),
    "min": ("nn*", lambda *values: min(values)),
    "pow": ("nn", math.pow),
    "rad": ("n", math.radians),
    "rint": ("n", _even),
    "round": ("n", _away),
    "sign": ("n", _sign),
    "sin": ("n", _degrees(math.sin)),
    "sqrt": ("n", math.sqrt),
    "tan": ("n", _degrees(math.tan)),
    "trunc": ("n", int),
    "fpadzero": ("nnn", _fpadzero),
    "padzero": ("nn", padded),
    "arg": ("tn", _argument),
    "argc": ("t", lambda line: len(_words(line))),
    "atof": ("t", lambda found: number(found) if found.strip()[:1].strip("-+.") else 0.0),
    "index": ("tt", lambda found, part: found.find(part)),
    "rindex": ("tt", lambda found, part: found.rfind(part)),
    "strcasecmp": ("tt", lambda first, second: _compared(first.lower(), second.lower())),
    "strcasematch": ("tt", lambda pattern, name: _matches(pattern.lower(), name.lower())),
    "strcat": ("tt*", _together),
    "strcmp": ("tt", _compared),
    "strlen": ("t", len),
    "strmatch": ("tt", _matches),
    "strreplace": ("ttt", replaced),
    "substr": ("tnn", _part),
    "tolower": ("t", lambda found: found.lower()),
    "toupper": ("t", lambda found: found.upper()),
    "ch": ("@t", _ch),
    "chexist": ("@t", lambda place, path: place.has(path)),
    "chf": ("@tn", _ch),
    "chs": ("@t", lambda place, path: place.ask(path, "text")),
    "chsop": ("@t", _chsop),
    "chsoplist": ("@t", _chsop),
    "chsraw": ("@t", lambda place, path: place.run.evaluator.raw(place, path)),
    "cht": ("@tn", lambda place, path, time: _ch(place, path, place.run.variables.at(time))),
    "fps": ("@", lambda place: place.variable("FPS")),
    "frame": ("@", lambda place: place.variable("FF")),
    "opcreator": ("@t", _creator),
    "opdigits": ("@t", lambda place, path: last_digits(_name(place, path))),
    "opexist": ("@t", lambda place, path: place.run.evaluator.tuples.has_node(place.node, path)),
    "opfullpath": ("@t", lambda place, path: place.path(path)),
    "opinput": ("@tn", lambda place, path, at: _input(place, path, at).rpartition("/")[2]),
    "opinputpath": ("@tn", _input),
    "opname": ("@t", _name),
    "opninputs": ("@t", lambda place, path: sum(1 for name in place.operator(path).inputs if name)),
    "opnodigits": ("@t", _no_digits),
    "property": ("@tn", _property),
    "time": ("@", lambda place: place.variable("T")),
}
