"""From the members of a scene to its operators, with what is inside of embedded assets."""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers.houdini.archive import records
from analyzers.houdini.archive.categories import Categories
from analyzers.houdini.archive.members import Stored
from analyzers.houdini.operators import Operator

MOST_NESTED = 8
"""Assets in assets that are looked into."""
MOST_EMBEDDED = 50000
"""Nodes that are added for what is inside of embedded assets."""


class Nodes(object):
    """Fills a Scene with operators, once from its own members, later from libraries.

    ``entered`` are the assets ("Category/type") whose insides are known.
    """

    def __init__(self, scene, members, definitions):
        self.scene = scene
        self.members = members
        self.definitions = definitions
        self.count = 0
        self.full = False
        self.entered = set()
        members.nodes = scene.nodes
        known = set(definitions.rows) | set(name for name, _ in scene.info["fallbacks"])
        self.categories = Categories(known)

    def fill(self):
        """Adds all nodes of the scene, those in a locked asset behind it."""
        members, nodes = self.members, self.scene.nodes
        kinds = self.kinds(members, "", "")
        for path in members.paths:
            self.add(members, path, "/" + path, kinds)
            if nodes["/" + path].locked:
                self.enter(nodes["/" + path])
        self.told()

    def add_library(self, data, path):
        """Adds what a binary .hda or .otl knows: definitions, and nodes in locked assets.

        ``data`` are the bytes of the file ``path``. Returns how many definitions it brought;
        none where the data is no such library. What the scene brings itself comes first.
        """
        new = self.definitions.add_library(data, path)
        for node in list(self.scene.nodes.values()) if new else ():
            if node.locked and node.kind in new:
                self.enter(node)
        self.told()
        return len(new)

    def told(self):
        """Counts the types, and says when there was more than is looked into."""
        types = self.scene.types
        types.clear()
        for node in self.scene.nodes.values():
            if node.type:
                name = node.kind
                types[name] = types.get(name, 0) + 1
        tip = ("too_deep", "assets in %s" % self.scene.path.rpartition("/")[2])
        if self.full and tip not in self.scene.tips:
            self.scene.tips.append(tip)

    def kinds(self, members, root, above):
        """Tells the categories all types in an archive; returns {path: (type, locked)}.

        ``above`` stands in the scene for ``root`` in the archive.
        """
        found = {}
        for path in members.paths:
            type, locked = records.kind(members.bytes(path + ".init"))
            type = members.decoded(type) if type is not None else None
            found[path] = (type, locked)
            place = above + path[len(root) :] if root else "/" + path
            if place != above and not (type is None and self.categories.types.get(place)):
                self.categories.tell(place, type, members.head(path + ".def"))
        return found

    def add(self, members, base, path, kinds):
        """Puts one node into the scene."""
        type, locked = kinds[base]
        parent = path.rpartition("/")[0]
        category = self.categories.of(path, parent)
        stored = Stored(members, base, parent, self.scene.nodes)
        node = Operator(path, type or "", category, parent or None, stored)
        node.locked = locked
        node.member = members.prefix + base + ".parm"
        before = self.scene.nodes.get(path)
        if before is not None:
            node = _merged(before, node)
        self.scene.nodes[path] = node

    def enter(self, node):
        """Adds what is inside of a locked asset, and of the assets in it."""
        todo = [(node, ())]
        while todo:
            node, above = todo.pop()
            name = node.kind
            inside = self.definitions.contents(name)
            if inside is None or name in above:
                continue
            if len(above) >= MOST_NESTED or self.count > MOST_EMBEDDED:
                self.full = True
                continue
            self.entered.add(name)
            members, root = inside.members, inside.root
            self.full = self.full or members.deep is not None
            kinds = self.kinds(members, root, node.name)
            for base in members.paths:
                if not base.startswith(root + "/"):
                    continue
                self.count += 1
                path = node.name + base[len(root) :]
                self.add(members, base, path, kinds)
                if kinds[base][1]:
                    todo.append((self.scene.nodes[path], above + (name,)))


def _merged(before, node):
    """Returns one node for two: what the scene holds of it lies over what its asset holds."""
    own, made = (before, node) if node.stored.members.prefix else (node, before)
    if not own.type:
        own.type, own.locked = made.type, made.locked
    if own.stored.under is None and made is not own:
        own.stored.under = made.stored
    return own
