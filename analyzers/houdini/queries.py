"""What the live reader makes of Houdini's answers: texts, variables, kinds of parameters.

Pure functions without Houdini, so that they are tested anywhere. The forms are those of a
saved scene.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
import sys
from collections import OrderedDict

from analyzers import paths, tables
from analyzers.environment import is_secret
from analyzers.houdini.expressions.variables import NAME
from analyzers.houdini.operators import Channel, ParmKind, Segment
from analyzers.houdini.tablenames import QUERIES

GAPS = OrderedDict(
    [
        ("lines", "Houdini does not say in which part of the file a value stands"),
        ("version", "the version is that of the Houdini that reads where the scene has none yet"),
        ("licence", "the kind of licence is that of the Houdini that reads"),
        ("moved", "where the scene lay when it was saved is not known to Houdini"),
        ("takes", "what takes change is as the file was saved; Houdini tells it of one at a time"),
        ("order", "drivers stand in the order of their networks, files may have another"),
        ("inputs", "inputs through the border of a subnet are told as what they lead to"),
        ("assets", "assets of libraries are entered, those that come with Houdini are not"),
        ("libraries", "libraries are those of the assets in use, as Houdini found them"),
        ("files", "files that Houdini itself names are told besides, whatever the table knows"),
        ("variables", "variables are those of the whole session"),
        ("unsaved", "a Houdini without windows does not say whether there are unsaved changes"),
        ("ending", "how the file is packed, ends and is encoded is not known to Houdini"),
    ]
)
"""What no open scene tells, named in every Scene of this reader."""

_SETS = re.compile(r"(?:set(?:env)?\s+(?:-\w\s+)*)?(%s)\s*=[ \t]*" % NAME)
FILE = "file"
EMBEDDED = "Embedded"
"""What Houdini calls the library of an asset that lives in the scene."""


def text(value):
    """Returns a name or a path as text; Houdini's Python 2 gives bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else "%s" % value


def native(value):
    """Returns text as this Python's Houdini takes it: UTF-8 bytes on 2.7, text on 3."""
    return value.encode("utf-8") if sys.version_info[0] == 2 else value


def number(value):
    """Returns a number as a scene has it: whole ones without a point, as int."""
    return int(value) if float(value).is_integer() else float(value)


def option(value):
    """Returns the value of a context option: a number or a text."""
    return value if isinstance(value, (int, float)) else text(value)


def same_file(one, other):
    """Returns whether two full paths are the same, drive letters in any case."""
    one, other = paths.normalise(one), paths.normalise(other)
    return one == other or (one[1:2] == ":" and one.lower() == other.lower())


def licence(category):
    """Returns the kind of a licence by the name of hou.licenseCategory()."""
    rows = tables.load(QUERIES)["licences"]
    return rows.get(category, "noncommercial")


def variables(printed):
    """Returns an OrderedDict of what ``setenv -s`` or ``set -s`` printed.

    Values stand bare or in quotes, which may hold line ends. What may be secret is left out.
    """
    found = OrderedDict()
    at = 0
    while at < len(printed):
        match = _SETS.match(printed, at)
        end = printed.find("\n", at)
        end = len(printed) if end < 0 else end
        if match and match.end() <= end:
            value, end = _value(printed, match.end(), end)
            if not is_secret(match.group(1)):
                found[match.group(1)] = value
        at = end + 1
    return found


def _value(printed, at, end):
    """Returns (value, where its line ends) of a value that begins at ``at``."""
    quote = printed[at : at + 1]
    if quote not in ("'", '"') or not quote:
        return printed[at:end].strip(), end
    last = printed.find(quote + "\n", at + 1)
    if last < 0:
        last = printed.rfind(quote)
    if last <= at:
        return printed[at:end].strip(), end
    return printed[at + 1 : last], last + 1


def below(path, folder, variable):
    """Returns a path with a variable for the folder that it lies below, others as they are."""
    full, folder = paths.normalise(path), paths.normalise(folder or "").rstrip("/")
    if folder and same_file(full[: len(folder)], folder) and full[len(folder) :][:1] == "/":
        return variable + full[len(folder) :]
    return path


def kind(name, row):
    """Returns the ParmKind of a parameter.

    ``row`` is what its template says, kinds as names of hou's values: {"type",
    "default", "tags"}, and of a text "string" and "file".
    """
    table = tables.load(QUERIES)
    word = table["kinds"].get(row["type"], row["type"].lower())
    if row.get("string"):
        word = table["strings"].get(row["string"], word)
        word = table["files"].get(row["file"], word) if word == FILE else word
    tags = dict((text(key), text(row["tags"][key])) for key in row["tags"])
    return ParmKind(name, word, [text(one) for one in row["default"]], tags)


def as_file(found):
    """Returns a ParmKind for a text that Houdini takes for the name of a file."""
    word = FILE if found.type == "string" else found.type
    return ParmKind(found.name, word, found.default, found.tags)


def channel(name, keys):
    """Returns the Channel of keyframes [(seconds, expression, language, value)], None without.

    A key holds until the next one; the last one has the length 0.
    """
    rows = []
    for at, (start, expression, language, value) in enumerate(keys):
        after = keys[at + 1] if at + 1 < len(keys) else None
        length = after[0] - start if after else 0
        values = (value, after[3] if after else value)
        rows.append(Segment(start, length, expression, language.lower(), values))
    return Channel(name, rows) if rows else None


def member(made, nodes, assets, prefix):
    """Returns the part of a scene that holds what is in an asset of its own, else None.

    ``made`` is an Operator, ``nodes`` {path: Operator}, ``assets`` {"Category/type":
    (definition, library, ...)}, ``prefix`` is how such parts begin.
    """
    above = nodes.get(made.parent)
    while above is not None and not above.locked:
        above = nodes.get(above.parent)
    name = above.kind if above is not None else None
    if name not in assets or assets[name][1]:
        return None
    inner = made.name[len(above.name) + 1 :]
    return "%s%s Contents %s.parm" % (prefix, name, inner)
