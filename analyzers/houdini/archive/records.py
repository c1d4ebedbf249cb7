"""The members of a scene that are lines of words: settings, variables, kinds and wires of nodes.

Every function takes the text of a member and never fails; what it does not know it leaves out.

Source: scenes of Houdini 11 to 21; docs of SideFX on hscript commands set, fps, tset, frange.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import json
import re
from collections import OrderedDict

from analyzers.houdini.expressions.values import unescaped
from analyzers.houdini.expressions.variables import NAME

_VARIABLE = re.compile(r"^set[ \t]+(?:-([gl])[ \t]+)?(%s)[ \t]*=[ \t]*(.*)$" % NAME, re.M)
_QUOTED = re.compile(r"^'((?:[^'\\]|\\.)*)'|^\"((?:[^\"\\]|\\.)*)\"", re.S)
_INIT = re.compile(br"^type[ \t]*=([^\r\n]*)", re.M)
_LOCKED = re.compile(br"^matchesdef[ \t]*=[ \t]*1", re.M)
_FLAGS = re.compile(r"^flags[ \t]*=[ \t]*(.*)$", re.M)
_INPUTS = re.compile(r"^(inputsNamed[0-9]*|inputs)[ \t]*\r?\n\{", re.M)
_INPUT = re.compile(r'^[ \t]*([0-9]+)[ \t]+("(?:[^"\\]|\\.)*"|\S+)', re.M)
_LANGUAGE = re.compile(r"^exprlanguage[ \t]+(\w+)", re.M)
_COMMENT = re.compile(r'^comment[ \t]+"[^"\\]*(?:\\.[^"\\]*)*"', re.M | re.S)
MOST_INPUTS = 10000


def start(text):
    """Returns {word: [texts]} of .start: "fps", "tset", "frange", "tcur" and the like."""
    found = {}
    for line in text.split("\n"):
        words = line.split()
        if words:
            found[words[0]] = words[1:]
    return found


def numbers(words):
    """Returns words as floats; [] when one of them is none, or not finite."""
    try:
        found = [float(word) for word in words or ()]
    except ValueError:
        return []
    return found if all(abs(number) < 1e12 for number in found) else []


def variables(text):
    """Returns (globals, locals), OrderedDicts, of .variables."""
    found = OrderedDict(), OrderedDict()
    for match in _VARIABLE.finditer(text):
        found[1 if match.group(1) == "l" else 0][match.group(2)] = _unquoted(match.group(3))
    return found


def _unquoted(text):
    text = text.strip()
    quoted = _QUOTED.match(text)
    if quoted is None:
        return text
    return unescaped(quoted.group(1) or quoted.group(2) or "")


def lines(text):
    """Returns the lines that hold something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def pairs(text):
    """Returns [(first word, rest)] of the lines of .OPfallbacks and .OPpreferences."""
    found = []
    for line in text.split("\n"):
        first, _, rest = line.partition(" ")
        if first.strip():
            found.append((first, rest.strip(' \r\t"')))
    return found


def kind(data):
    """Returns (type as bytes or None, whether it matches its definition) of an .init."""
    found = _INIT.search(data)
    type = found.group(1).strip() if found else None
    return type or None, _LOCKED.search(data) is not None


def _behind_comment(text):
    """Returns where the lines of a .def begin that nobody wrote by hand."""
    found = _COMMENT.search(text)
    return found.end() if found else 0


def flags(text):
    """Returns the frozenset of words that are on in a .def."""
    found = _FLAGS.search(text, _behind_comment(text))
    words = found.group(1).split() if found else []
    return frozenset(word for word, state in zip(words[::2], words[1::2]) if state == "on")


def inputs(text):
    """Returns the names of the inputs of a .def in their order, "" where none is connected.

    A name in brackets is a dot, or the number of an input of the network around.
    """
    found = _INPUTS.finditer(text, _behind_comment(text))
    blocks = dict((match.group(1), match.end()) for match in found)
    if not blocks:
        return []
    start = blocks["inputs"] if "inputs" in blocks else min(blocks.values())
    end = text.find("\n}", start)
    names = {}
    for match in _INPUT.finditer(text[start : end if end >= 0 else len(text)]):
        index = int(match.group(1)) if len(match.group(1)) < 6 else MOST_INPUTS
        if index < MOST_INPUTS:
            names[index] = match.group(2).strip('"')
    return [names.get(index, "") for index in range(max(names) + 1 if names else 0)]


def dot(text):
    """Returns the name that a network dot is connected to, "" when to none."""
    try:
        row = json.loads(text, parse_int=_integer)
    except (ValueError, RuntimeError):
        return ""
    value = row.get("input") if isinstance(row, dict) else None
    words = value.split() if isinstance(value, type("")) else []
    return words[0].strip('"') if words else ""


def language(text):
    """Returns the language of a node's expressions as its .def says."""
    found = _LANGUAGE.search(text, _behind_comment(text))
    return found.group(1) if found else "hscript"


def context(text):
    """Returns OrderedDict of the context options: texts and numbers."""
    found = OrderedDict()
    try:
        rows = json.loads(text, parse_int=_integer) if text.strip() else []
    except (ValueError, RuntimeError):
        return found
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        value = row.get("value")
        value = value.get("value") if isinstance(value, dict) else value
        if isinstance(row.get("name"), type("")) and not isinstance(value, (dict, list)):
            found[row["name"]] = value
    return found


def _integer(text):
    """Returns digits as a number, without working on a million of them."""
    return int(text) if len(text) < 20 else float(text[:300])


def active_take(text):
    """Returns the take that .cwd sets, or None."""
    found = re.findall(r"^takeset[ \t]+(\S+)", text, re.M)
    return found[-1] if found else None
