"""Full names of nodes: a DAG path for what has a parent, the bare name for the rest."""

from __future__ import absolute_import, division, print_function, unicode_literals

PARTS = "@parts"
"""Behind an attribute's name in Node.lines: [(length of text, Spot)] of a text in parts."""


class Names(object):
    """Gives every node its full name as a file creates them, parents first."""

    def __init__(self, dag_types):
        self.dag_types = frozenset(dag_types)
        self.paths = {}  # last part of a DAG path -> full paths

    def full(self, kind, name, parent=None):
        """Returns the full name of a node of type ``kind`` and remembers it.

        ``parent`` is the shortest unique path of the parent, as Maya writes it. Without one,
        a node of a DAG type stands at the top and any other is no part of the DAG.
        """
        if parent is None and kind not in self.dag_types:
            return name
        path = "|" + name
        if parent is not None:
            tail = parent if parent.startswith("|") else "|" + parent
            above = self.paths.get(parent.rpartition("|")[2], ())
            path = next((full for full in above if full.endswith(tail)), tail) + path
        self.paths.setdefault(name, []).append(path)
        return path
