"""The category of a node, which its file does not say: derived from what stands above it.

Type names are no help by themselves: ``geometry``, ``alembic``, ``fetch`` and many more
exist in several categories. Networks say what stands in them; all others hold what they
stand in themselves. The words are in ``categories.json``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import tables
from analyzers.houdini.tablenames import CATEGORIES, DRIVERS, FILES
from analyzers.houdini.typenames import names_of, short, split

MANAGER = "Manager"


class Categories(object):
    """Answers for the nodes of one scene; what stands in one is told before it is asked for.

    The first word of a .def says whether a node is a SOP or an object; ``known`` holds
    "Category/type" of the assets that the scene names.
    """

    def __init__(self, known=()):
        self.table = tables.load(CATEGORIES)
        self.types = {}
        self.heads = {}
        self.flags = self.table["flags"]
        self.known = _unique(known)
        self.only = dict(
            (type, category) for category, row in self.table["only"].items() for type in row
        )
        self.inside = {}
        self.guessed = {}
        self.votes = {}
        self.listed = set(tables.load(FILES)["types"]) | set(tables.load(DRIVERS)["drivers"])

    def tell(self, path, type, head):
        """Adds a node: its type or None, and the first word of its .def."""
        if path not in self.types:
            self.votes.setdefault(path.rpartition("/")[0], []).append(path)
        self.types[path] = type
        self.heads[path] = head

    def of(self, path, parent):
        """Returns the category of the node ``path`` in ``parent``, "" when nothing tells it."""
        if not parent:
            return MANAGER if self.types.get(path) is None else ""
        found = self.own(path)
        if found is None:
            found = self.fitting(self.types.get(path), parent, self.children(parent))
        return found

    def fitting(self, type, parent, voted):
        """Returns ``voted``, or where the table knows no such type in it one that has it.

        A driver among the children says of itself what it is, and not of all beside it.
        """
        category = self.guessed.get(parent)
        if category is None or type is None or voted not in self.table["mixing"]:
            return voted
        every = [voted, category, self.table["children"].get(category)]
        return next((one for one in every if one and self.has(one, type)), voted)

    def has(self, category, type):
        """Returns whether tables know a type in a category."""
        is_listed = any("%s/%s" % (category, name) in self.listed for name in names_of(type))
        return is_listed or self.only.get(type) == category or self.known.get(type) == category

    def own(self, path):
        """Returns what the node's own members say, or None."""
        return self.flags.get(self.heads.get(path))

    def children(self, path):
        """Returns the category of what stands in the node ``path``."""
        todo = []
        while path not in self.inside:
            parent = path.rpartition("/")[0]
            if not parent:
                self.inside[path] = self.table["managers"].get(path[1:], "")
                break
            todo.append(path)
            path = parent
        for path in reversed(todo):
            above = self.inside[path.rpartition("/")[0]]
            self.inside[path] = self.network(path, self.own(path) or above)
        return self.inside[todo[0] if todo else path]

    def network(self, path, category):
        """Returns the category of what stands in the node ``path`` of ``category``."""
        type = self.types.get(path)
        if type is None:  # it is in a locked asset: only its name is known
            type = path.rpartition("/")[2].rstrip("0123456789")
        base = short(type)
        for name in (type, base):
            found = self.table["within"].get("%s/%s" % (category, name))
            found = found or self.table["anywhere"].get(name)
            if found:
                return found
        default = self.table["children"].get(category, category)
        if base in self.table["holders"].get(category, ()):
            return default
        voted = self.voted(path)
        if voted:
            self.guessed[path] = category
        return voted or (category if category == "Object" else default)

    def voted(self, path):
        """Returns what most children that tell their category say, or None."""
        counts = {}
        for child in self.votes.get(path, ()):
            said = self.own(child) or self.only.get(self.types[child])
            said = said or self.known.get(self.types[child])
            if said:
                counts[said] = counts.get(said, 0) + 1
        return max(sorted(counts), key=counts.get) if counts else None


def _unique(known):
    """Returns {type: category} of the types with a namespace known in one category only.

    Plain names are no help: what is an asset in one category is built in in another.
    """
    found = {}
    for name in known:
        category, _, type = name.partition("/")
        if split(type)[0]:
            found[type] = category if found.get(type, category) == category else None
    return found
