"""What the live reader makes of Maya's answers: values, names, plugs, frames, meshes.

Pure functions without Maya, so that they are tested anywhere. The forms are those of a
saved .ma: booleans "1" and "0", numbers without trailing zeros, short attribute names in
connections.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import paths
from analyzers.maya import layers, passes, statements

MESH = "mesh"
EVALUATED = "@evaluated"
"""Ends the name of an attribute that holds {frame: path} instead of one path."""

MOST_FRAMES = 10000
"""Frames at which one path is evaluated; beyond, its pattern stands for all."""

GAPS = OrderedDict(
    [
        ("lines", "Maya does not say in which line of the file a value stands"),
        ("plugins", "plug-ins that the file requires and nothing uses are not known to Maya"),
        ("version", "the version is told without the update that saved the scene"),
        ("defaults", "settings that the file leaves out are those of the Maya that read it"),
        ("ending", "how the file ends and how its text is encoded is not known to Maya"),
    ]
)
"""What no open scene tells, named in every Scene of this reader."""

_VERSION = re.compile(r"\d+(?:\.\d+)*")
_ESCAPE = re.compile(r"\\(.)", re.S)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_NUMBER = re.compile(r"(\d+)")
_ELEMENT = re.compile(r"^(\w+)((?:\[\d+\])?)$")
_FRAME_TOKEN = re.compile(r"<f(\d*)>|#+|%0?(\d*)d", re.I)
_LAST_DIGITS = re.compile(r"(\d+)(?=\.[^./\\]*$)")


def text(value):
    """Returns a name or a path as text; Maya's Python 2 gives some as bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def texts(answers):
    """Returns a list of names as text; Maya gives None for an empty one."""
    return [text(answer) for answer in answers or ()]


def value(answer):
    """Returns an attribute's value as text, a list of texts for arrays, None without one."""
    if answer is None:
        return None
    if isinstance(answer, bool):
        return "1" if answer else "0"
    if isinstance(answer, float):
        return "%.12g" % answer
    if isinstance(answer, (list, tuple)):
        return [item for item in _flat(answer) if item is not None] or None
    if isinstance(answer, bytes):
        return text(answer)
    return "%s" % answer


def _flat(answers):
    for answer in answers:
        if isinstance(answer, (list, tuple)):
            for item in _flat(answer):
                yield item
        else:
            yield value(answer)


def pairs(flat):
    """Returns [(a, b), ...] of the flat list a, b, a, b that Maya gives for pairs."""
    names = texts(flat)
    return list(zip(names[::2], names[1::2]))


def file_info(flat):
    """Returns [(key, value)] of ``fileInfo``, whose values come as they stand in a .ma."""
    return [(key, _ESCAPE.sub(_unescape, held)) for key, held in pairs(flat)]


def _unescape(match):
    return _ESCAPED.get(match.group(1), match.group(1))


def version(written, running):
    """Returns the version that saved a scene: "2011" of "2011 x64"; else the one running."""
    found = _VERSION.match(written or "") or _VERSION.match(running or "")
    return found.group(0) if found else None


def natural(names):
    """Returns a key of several names that sorts ``a[2]`` before ``a[10]``."""
    return [
        [int(part) if part.isdigit() else part for part in _NUMBER.split(name)] for name in names
    ]


def same_file(one, other):
    """Returns whether two full paths are the same, drive letters in any case."""
    one, other = paths.normalise(one), paths.normalise(other)
    return one == other or (one[1:2] == ":" and one.lower() == other.lower())


class Part(object):
    """What one reference holds: its Scene, its namespace ("a:b:" or ""), whether it is loaded."""

    def __init__(self, scene, namespace, loaded):
        self.scene = scene
        self.namespace = namespace
        self.loaded = loaded


def inside(name, namespace):
    """Returns a node's name as the file of its reference has it.

    ``namespace`` is the reference's, "" or ending with a colon. What stands above the
    reference's own nodes in the DAG belongs to other files and is left out.
    """
    parts = [part for part in name.split("|") if part]
    own = [part[len(namespace) :] for part in parts if part.startswith(namespace)]
    return ("|" if name.startswith("|") else "") + "|".join(own) if own else name


def inside_plug(plug, namespace):
    """Returns a plug as the file of its reference has it."""
    node, dot, attrs = plug.partition(".")
    return inside(node, namespace) + dot + attrs


def parents_first(above):
    """Returns the names of {name: parent or None}, each behind its parent."""
    found = []
    for name in above:
        line = []
        while name is not None and name in above and name not in line:
            line.append(name)
            name = above[name]
        found += [one for one in reversed(line) if one not in found]
    return found


def file_names(held, extensions):
    """Returns the texts of a value that end like a file name."""
    path_like = re.compile(r"\.(?:%s)$" % "|".join(extensions), re.I)
    every = held if isinstance(held, list) else [held or ""]
    return [one for one in every if path_like.search(one)]


def elements(plug):
    """Returns (node, [(attribute, index or "")]) of a plug such as ``a.b[2].c``."""
    node, _, attrs = plug.partition(".")
    found = [_ELEMENT.match(part) for part in attrs.split(".")]
    return node, [match.groups() for match in found if match]


def leaf(plug):
    """Returns the last attribute of a plug, without its index."""
    found = elements(plug)[1]
    return found[-1][0] if found else ""


def edit_words(edits):
    """Returns edits (``setAttr`` statements) as the words of ``dataReferenceEdits``."""
    words = []
    for edit in edits or ():
        for statement in statements.parse(text(edit)):
            plug, held, _ = statements.set_attr(statement)
            node, dot, attr = plug.partition(".")
            if not dot or held is None:
                continue
            if any(word.text == "string" for word in statement[1:-1]):
                held = '-type "string" "%s"' % re.sub(r'(["\\])', r"\\\1", held)
            words += ["2", node, attr, " ".join(held) if isinstance(held, list) else held]
    return words


def at_frame(path, number):
    """Returns ``path`` with frame ``number`` in the place of its token or last digits.

    None when it has neither: then the name stands for itself.
    """
    tokens = list(_FRAME_TOKEN.finditer(path))
    if tokens:
        token = tokens[-1]
        count = token.group(0).count("#") or int(token.group(1) or token.group(2) or 1)
        return path[: token.start()] + "%0*d" % (count, number) + path[token.end() :]
    digits = _LAST_DIGITS.search(path)
    if digits is None:
        return None
    return path[: digits.start()] + "%0*d" % (len(digits.group(1)), number) + path[digits.end() :]


def frames(scene):
    """Returns the frames that are rendered, sorted; too many are a gap, and none."""
    rendered = [row.frames for row in passes.passes(scene) if row.enabled and row.frames]
    if sum(len(found) for found in rendered) > MOST_FRAMES:
        scene.gaps.append("paths were not evaluated: more than %d frames" % MOST_FRAMES)
        return []
    return sorted(set(frame for found in rendered for frame in found))


def evaluate(node, name, plugs, rows, frames, is_driven, at):
    """Adds {frame: path} beside every path of a scene.Node that depends on the frame.

    That is one with a connection, or one of a sequence whose row in ``files`` names the
    attributes that add up to its number (``frame``). ``plugs`` maps kept attributes to plugs,
    ``is_driven(plug)`` and ``at(plug, frame)`` ask Maya. A path that stays the same has none.
    """
    for row in rows:
        written = node.attrs.get(row["attr"])
        if not written or isinstance(written, list):
            continue
        found = OrderedDict()
        if is_driven(plugs[row["attr"]]):
            for frame in frames:
                found[frame] = at(plugs[row["attr"]], frame)
        elif "frame" in row and layers.is_on(node.attrs.get(row["sequence"]), False):
            for frame in frames:
                numbers = [at(name + "." + attr, frame) for attr in row["frame"]]
                found[frame] = at_frame(written, sum(int(float(number)) for number in numbers))
        if all(found.values()) and set(found.values()) - {written}:
            node.attrs[row["attr"] + EVALUATED] = found


def meshes(selected, shapes):
    """Returns (names of polygon meshes, texts about all else) of what is selected.

    ``selected`` are full names, ``shapes`` [(full name, node type)] of those and what is below,
    with all their instances, selected or not.
    """
    kinds = OrderedDict(
        row for row in shapes if any((row[0] + "|").startswith(name + "|") for name in selected)
    )
    names = [name for name, kind in kinds.items() if kind == MESH]
    others = ["%s: it is a %s" % row for row in kinds.items() if row[1] != MESH]
    others += [
        "%s: it holds no mesh" % name
        for name in OrderedDict.fromkeys(selected)
        if not any((shape + "|").startswith(name + "|") for shape in kinds)
    ]
    return names, others
