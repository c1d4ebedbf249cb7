"""Values of attributes: numbers, switches, sizes, and expressions that only join texts.

An attribute's expression stands beside its value in ``Node.attrs``, as ``name.expression``
(or ``name.expression[0]`` for one of a list); ``name.animated`` says that it has curves, and
``name.label`` is what Clarisse shows for the number of a choice, which only Clarisse knows.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

EXPRESSION, ANIMATED, TYPE, LABEL = ".expression", ".animated", ".type", ".label"
_TERM = re.compile(
    r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\$?(\w+)|\$\{(\w+)\})\s*(\+|;?\Z)""",
    re.S,
)
_SUFFIX = re.compile(r"\.(?:expression(?:\[\d*\])?|animated|type|label)\Z")
_FRAME = "F"
_ON = ("yes", "true", "on", "1")


def put(held, index, value):
    """Returns the list ``held`` with the items ``value`` at ``index``, as long as it takes."""
    held = held + [""] * (index - len(held))
    return held[:index] + value + held[index + 1 :]


def listed(value):
    """Returns a value as a list of texts; what is not stored is an empty one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def first(node, name):
    """Returns the first text of an attribute, or None."""
    found = listed(node.attrs.get(name))
    return found[0] if found else None


def number(text):
    """Returns a text as a number, or None."""
    try:
        found = float(text)
    except (TypeError, ValueError):
        return None
    return None if found != found or abs(found) > 1e15 else found


def is_on(node, name, default=False):
    """Returns whether a switch is on."""
    text = first(node, name)
    return default if text is None else text.lower() in _ON


def attribute_of(key):
    """Returns the attribute that a key of ``Node.attrs`` says something of."""
    return _SUFFIX.sub("", key)


def is_open(node, name):
    """Returns whether curves or an expression decide the attribute, so its value does not."""
    return any(
        key == name + ANIMATED or key.startswith(name + EXPRESSION) for key in node.attrs
    )


def joined(expression):
    """Returns the text an expression joins, variables as ``${NAME}``, or None when it does more.

    ``PDIR + "/a.png"`` is such a one; Source: Clarisse user guide 4.0, global variables.
    """
    parts = []
    at = 0
    expression = expression.rstrip()
    while at < len(expression):
        match = _TERM.match(expression, at)
        if match is None:
            return None
        double, single, bare, braced, _ = match.groups()
        name = bare or braced
        if name is None:
            parts.append(re.sub(r"\\(.)", r"\1", single if double is None else double))
        elif name.isdigit():
            return None
        else:
            parts.append("$" + name + ":" if name == _FRAME else "${%s}" % name)
        at = match.end()
        if match.group(5) != "+":
            text = re.sub(r"(\$%s):(?=\W|\Z)" % _FRAME, r"\1", "".join(parts))
            return text if at == len(expression) else None
    return None


def paths(node, name):
    """Returns ([(path, where)], name of the gap that was met or None) of an attribute."""
    found = [(text, node.lines.get(name)) for text in listed(node.attrs.get(name))]
    gap = "animated" if name + ANIMATED in node.attrs else None
    for key in list(node.attrs):
        if key.startswith(name + EXPRESSION):
            text = joined(first(node, key) or "")
            index = key[len(name + EXPRESSION) :].strip("[]")
            at = int(index) if index.isdigit() else 0
            if text is None:
                gap = "expression"
            elif at < len(found):
                found[at] = (text, node.lines.get(key))
            elif at == len(found):
                found.append((text, node.lines.get(key)))
    return [(text.strip(), where) for text, where in found if text.strip()], gap
