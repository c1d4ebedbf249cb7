"""Mappings that read what they hold when somebody asks for it.

A scene has thousands of nodes with hundreds of parameters each; most are never looked at.
"""

from __future__ import absolute_import, division, print_function, unicode_literals


class Asked(object):
    """A mapping that reads itself: ``look(name)`` one value, ``names()`` all names in order.

    Each is asked once; where it raises one of the errors ``gone`` there is nothing.
    """

    def __init__(self, look, names, gone):
        self._look = look
        self._names = names
        self._gone = gone
        self._found = {}
        self._all = None

    def __getitem__(self, name):
        if name not in self._found:
            try:
                self._found[name] = self._look(name)
            except self._gone:
                self._found[name] = None
        if self._found[name] is None:
            raise KeyError(name)
        return self._found[name]

    def __iter__(self):
        if self._all is None:
            try:
                self._all = list(self._names())
            except self._gone:
                self._all = []
        return iter(self._all)

    def __contains__(self, name):
        return self.get(name) is not None

    def __len__(self):
        return sum(1 for _ in self)

    def get(self, name, default=None):
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self):
        return list(self)

    def values(self):
        return [self[name] for name in self]

    def items(self):
        return [(name, self[name]) for name in self]
