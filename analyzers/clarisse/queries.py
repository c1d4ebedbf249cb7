"""What the live reader makes of Clarisse's answers: names, values and paths as text.

Pure functions without Clarisse, so that they are tested anywhere. The forms are those of a
saved project: switches "yes" and "no", one value as a text, several as a list.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers import paths
from analyzers.clarisse import names

_VERSION = re.compile(r"\d+(?:\.\d+)*")
_LAST = re.compile(r"[./](?=[^./]*\Z)")
_HINT = "visual_hint_"


def text(value):
    """Returns a name or a path as text; Clarisse's Python 2 gives bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else "%s" % value


def switch(value):
    """Returns a switch as a project has it."""
    return "yes" if value else "no"


def number(value):
    """Returns a number as a project has it, whole ones without a point."""
    return "%.15g" % value


def one_or_all(values):
    """Returns the only value, a list of several, None without any."""
    return values[0] if len(values) == 1 else (values or None)


def label(shown):
    """Returns what a choice is called, without the families it is sorted into."""
    return text(shown).rpartition("|")[2].strip()


def version(said):
    """Returns the number in what Clarisse says of its version, None without one."""
    match = _VERSION.search(text(said))
    return match.group(0) if match else None


def hint(name):
    """Returns the type that a custom attribute with this hint has in a project."""
    found = text(name).lower()
    return found[len(_HINT) :] if found.startswith(_HINT) else found


def full_name(said):
    """Returns a full name as projects of every version have it."""
    return names.resolve(text(said), names.root())


def parent(full):
    """Returns the name of what an object or a context stands in."""
    return _LAST.split(full)[0]


def inside(full, namespace):
    """Returns a name as the referenced project has it whose names begin with ``namespace``."""
    start = names.root() + namespace
    return names.root() + full[len(start) :] if full.startswith(start) else full


def same_file(one, other):
    """Returns whether two full paths are the same, drive letters in any case."""
    one, other = paths.normalise(one), paths.normalise(other)
    return one == other or (one[1:2] == ":" and one.lower() == other.lower())


def project_path(written, folder, variables):
    """Returns the full path of a project that another in ``folder`` refers to."""
    path, _ = paths.variables(paths.slashes(written.strip()), variables)
    return paths.normalise(path if paths.is_absolute(path) else paths.join(folder, path))
