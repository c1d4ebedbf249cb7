"""Reference edits: what a scene changes in the scenes it refers to.

Edits stand in the reference node as rows; a row ``2 "|ns:node|ns:shape" "longAttr" " value"``
sets an attribute. They are kept as a flat list of words (``dataReferenceEdits`` of a .ma,
chunk REFE of a .mb) and win over what the referenced file says.

Source: saved scenes of Maya 2016 to 2023.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.maya import statements

_SET = "2"
_ATTR = re.compile(r"^\.?[A-Za-z_][\w.]*(?:\[\d+\][\w.]*)*$")


class Edit(object):
    """One changed attribute: node as named from the top scene, long attribute, value, line."""

    __slots__ = ("node", "attr", "value", "line", "via")

    def __init__(self, node, attr, value, line, via):
        self.node = node
        self.attr = attr
        self.value = value
        self.line = line
        self.via = via


def rows(node):
    """Yields (node, attribute, value, line) of the set-attribute edits of a reference node."""
    words = node.attrs.get("edits") or []
    lines = node.lines.get("edits")
    at = 0
    while at + 3 < len(words):
        # A count may be 2 as well; what follows it is a kind of edit, a number.
        is_set = words[at] == _SET and not words[at + 1].isdigit()
        if is_set and _ATTR.match(words[at + 2]):
            value = _value(words[at + 3])
            if value is not None:
                line = lines[at + 3] if isinstance(lines, list) else lines
                yield words[at + 1], words[at + 2].lstrip("."), value, line
                at += 4
                continue
        at += 1


def _value(text):
    """Returns the value in an edit's text (`` 1``, ``-type "string" "x"``), None without one."""
    words = next(statements.parse('setAttr ".x" ' + text), ())
    return statements.set_attr(words)[1] if words else None


class Edits(object):
    """The edits of a scene and of all it refers to; the outermost one on a node wins."""

    def __init__(self, scene, reference_types):
        self.by_leaf = {}
        for part, namespace, via in scene.tree():
            unloaded = set(row.node for row in part.references if not row.loaded)
            for holder in part.of_type(*reference_types):
                if holder.name in unloaded:
                    continue
                for node, attr, value, line in rows(holder):
                    full = with_namespace(node, namespace)
                    leaf = full.rpartition("|")[2]
                    found = self.by_leaf.setdefault((leaf, attr), [])
                    found.append(Edit(full, attr, value, line, via))

    def find(self, name, attr):
        """Returns the Edit of an attribute (long name) of the node called ``name``, or None."""
        found = self.by_leaf.get((name.rpartition("|")[2], attr), ())
        return next((edit for edit in found if _same(edit.node, name)), None)

    def of_unknown(self, names):
        """Yields the edits of nodes that are not in ``names``: their file was not read."""
        leaves = set(name.rpartition("|")[2] for name in names)
        for (leaf, _), found in sorted(self.by_leaf.items()):
            if leaf not in leaves:
                yield found[0]


def _same(edited, name):
    """Returns whether two DAG paths mean one node: above it groups may have been added."""
    return edited == name or edited.endswith(name) or name.endswith(edited)


def with_namespace(name, namespace):
    """Returns a node name as seen from outside: every part of its path gets the namespace."""
    if not namespace:
        return name
    return "|".join(namespace + part if part else part for part in name.split("|"))
