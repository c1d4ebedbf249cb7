"""Mappings and parameters that read themselves when somebody asks for them.

A scene has thousands of nodes with hundreds of parameters each; most are never looked at.
What reads is handed in: functions of the live reader that return None for what is not there.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import copy
import re
from collections import OrderedDict

from analyzers.houdini import evaluate, queries
from analyzers.houdini.operators import Parm

_OWN = frozenset(["live", evaluate.INFO])


class AskedParm(Parm):
    """A parameter tuple that reads itself: ``read`` gives its values, ``drive`` what is driven."""

    __slots__ = ("_read", "_drive", "_values", "_driven")

    def __init__(self, name, read, drive):
        self.name = name
        self.line = None
        self._read, self._drive = read, drive
        self._values = self._driven = None

    @property
    def values(self):
        if self._values is None:
            self._values = self._read()
        return self._values

    @property
    def driven(self):
        if self._driven is None:
            self._driven = self._drive()
        return self._driven

    def __eq__(self, other):
        fields = ("name", "values", "driven", "line")
        return isinstance(other, Parm) and all(
            getattr(self, field) == getattr(other, field) for field in fields
        )


class Texts(object):
    """The texts of all nodes, as far as nodes of their type hold text, and of what was added.

    A node's ``stored`` names the tuples: ``texts(added)``, all of them or its own only.
    """

    def __init__(self, nodes):
        self._nodes = nodes
        self._names = {}

    def search(self, pattern):
        """Yields (Operator, tuple name, component, text, None) where a text matches.

        What is driven is left out: to know it, it would have to be evaluated.
        """
        shown = re.compile(pattern)
        for node in self._nodes.values():
            kind = node.category, node.type
            if kind not in self._names:
                self._names[kind] = node.stored.texts(False)
            for name in OrderedDict.fromkeys(self._names[kind] + node.stored.texts(True)):
                parm = node.attrs.get(name)
                for component, value in enumerate(self._texts(parm)):
                    if shown.search(value):
                        yield node, name, component, value, None

    @staticmethod
    def _texts(parm):
        return parm.values if parm is not None and not parm.driven else ()


class Doubts(object):
    """Which parameters of an open scene are better worked out from what is written.

    Those that some take changes: Houdini evaluates the current one only. Those that depend on
    a work item of PDG, or on what a renderer puts in: without them they are something else.
    """

    def __init__(self, scene):
        self._scene = scene
        self._changed = self._written = None

    def about(self, node, name, is_text):
        """Returns whether there is doubt about a tuple of the node with this path."""
        if self._written is None:
            self._begin()
        if (node, name) in self._changed:
            return True
        is_known = is_text and node in self._scene.nodes
        return is_known and self._written.template(node, name).wild

    def _begin(self):
        takes = (self._scene.info.get("takes") or {}).values()
        self._changed = set(key for take in takes for key in take.parms)
        plain = copy.copy(self._scene)
        plain.info = dict((key, row) for key, row in plain.info.items() if key not in _OWN)
        self._written = evaluate.of(plain)


class Answers(object):
    """What Houdini makes of parameters; ``Scene.info["live"]``.

    ``find(node path, parm)`` gives (what prints it at a frame, its tuple, whether it is text) or
    None, ``quiet(ask)`` what ``ask`` says or None when Houdini refuses.
    """

    def __init__(self, scene, find, quiet):
        self._doubts = Doubts(scene)
        self._find, self._quiet = find, quiet
        self._found = {}

    def text(self, node_path, parm, frame=None):
        """Returns a parameter at a frame as Houdini prints it, None where it cannot say.

        ``parm`` is a component, or a tuple that has only one. See Doubts for what is not
        answered.
        """
        return self._quiet(lambda: self._asked((node_path, parm), frame))

    def _asked(self, key, frame):
        if key not in self._found:
            found = self._find(*key)
            is_sure = found and not self._doubts.about(key[0], *found[1:])
            self._found[key] = found[0] if is_sure else None
        show = self._found[key]
        return queries.text(show(frame)) if show else None
