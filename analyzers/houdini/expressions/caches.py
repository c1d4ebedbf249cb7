"""Where file caches write, rebuilt from their parameters.

The node works its path out by a long expression of its own; where that cannot be followed
the parts that it is made of are put together as it does.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import tables
from analyzers.houdini.expressions.unknown import NotKnown
from analyzers.houdini.expressions.values import text

TABLE = "houdini/functions.json"


def is_cache(node, name):
    """Returns whether a parameter is one that ``value`` can rebuild."""
    table = tables.load(TABLE)["filecache"]
    return name in table["names"] and node.kind in table["types"]


def value(place, name):
    """Returns the path, or the frame, of a file cache.

    Raises:
        NotKnown: a part of it cannot be worked out.
    """
    cache = _Cache(place)
    return cache.path() if name == cache.table["names"][0] else cache.frame()


class _Cache(object):
    def __init__(self, place):
        self.place = place
        self.table = tables.load(TABLE)["filecache"]

    def has(self, word):
        return bool(self.place.has(self.table[word]))

    def ask(self, word, want="text"):
        return self.place.ask(self.table[word], want)

    def is_on(self, word, default):
        return bool(self.ask(word, "number")) if self.has(word) else default

    def frame(self):
        if self.is_on("timed", True):
            return self.place.variable("FF")
        raise NotKnown("a cache of no frame")

    def path(self):
        if self.has("method") and self.ask("method") in self.table["explicit"]:
            return self.ask("explicit_path")
        if self.has("folder") and self.has("name"):
            try:
                return self.ask("folder").rstrip("/") + "/" + self.ask("name")
            except NotKnown as err:
                if err.passing:
                    raise
        folder, name = self.ask("base_folder").rstrip("/"), self.ask("base_name")
        if self.is_on("versioned", False):
            version = "v" + self.ask("version")
            folder += "/" + name + "/" + version
            name += "_" + version
        if self.is_on("timed", True):
            name += "." + self.framed()
        return folder + "/" + name + self.ask("kind")

    def framed(self):
        """Returns the frame as it stands in the name: four digits unless the node says more."""
        if self.has("frame"):
            try:
                found = self.ask("frame").strip(".")
            except NotKnown:
                found = ""
            if found:
                return found
        return text(self.place.run.variables.written("F4", self.place))
