"""The neutral model: what a scene of any DCC is made of.

Readers fill Scene and Node, rules make RenderPass and FileRef of them. Nothing here
reads a file or knows a DCC. Paths are text as written until rules resolve them.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import collections
from collections import OrderedDict

MOST_SCENES = 1000
"""Scenes one tree shows; a file that draws in others twice each, and so on, makes more."""


class Row(object):
    """A value with named fields: compared by content, shown with its fields."""

    __slots__ = ()
    __hash__ = None

    def __eq__(self, other):
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    def __ne__(self, other):  # Python 2 does not derive it
        return not self == other

    def __repr__(self):
        fields = ", ".join("%s=%r" % (name, getattr(self, name)) for name in self.__slots__)
        return "%s(%s)" % (type(self).__name__, fields)


class Spot(Row):
    """A place in a text file: so many ``lines`` below the one with the byte ``offset``.

    Its line number is counted only when somebody wants it (Disk.count_lines).
    """

    __slots__ = ("path", "offset", "lines")

    def __init__(self, path, offset, lines=0):
        self.path = path
        self.offset = offset
        self.lines = lines


class Node(Row):
    """A node of the scene.

    ``name`` is its full path, unique in its file. ``attrs`` maps long attribute names to
    values as the reader found them (text, or a list of texts for arrays) and holds only
    what the DCC's ``nodes.json`` asks for; ``lines`` says where each of them stands: a line, a
    Spot, or a text such as "byte 12".
    A ``shared`` node is one of the DCC's own that every scene has.
    """

    __slots__ = ("name", "type", "attrs", "parent", "lines", "line", "shared")

    def __init__(self, name, type, parent=None, line=None, shared=False):
        self.name = name
        self.type = type
        self.parent = parent
        self.line = line
        self.shared = shared
        self.attrs = OrderedDict()
        self.lines = {}


class Plugin(Row):
    """A plug-in that the scene asks for; ``types`` are the node types it brings."""

    __slots__ = ("name", "version", "types")

    def __init__(self, name, version=None, types=()):
        self.name = name
        self.version = version
        self.types = tuple(types)


def reference_prefix(namespace):
    """Returns what a namespace puts before the names of a reference: "" or "name:"."""
    return namespace + ":" if namespace else ""


class Reference(Row):
    """Another scene that this one draws in.

    ``node`` names the reference, ``namespace`` is what stands before the names in it ("name:"
    or "prefix_"), ``line`` is where it stands, ``depth`` counts from 1.
    ``scene`` is the child as read, or None when it was not (unloaded, missing, not a
    scene that can be read); ``found`` says whether its file exists.
    """

    __slots__ = (
        "path",
        "node",
        "namespace",
        "loaded",
        "depth",
        "line",
        "resolved",
        "found",
        "scene",
    )

    def __init__(self, path, node, namespace="", loaded=True, depth=1, line=None):
        self.path = path
        self.node = node
        self.namespace = namespace
        self.loaded = loaded
        self.depth = depth
        self.line = line
        self.resolved = None
        self.found = False
        self.scene = None


class Scene(object):
    """One scene file as its reader understood it.

    ``nodes`` maps full names to Node; ``connections`` holds (source plug, target plug) of
    the kinds the rules ask for; ``types`` counts all node types met, kept or not.
    ``suspects`` are (node, type, attribute, path, line) where no table knows the attribute.
    ``fps`` is None when the file does not say. ``gaps`` are sentences about what this
    reader could not know; ``tips`` are (code, detail) found while reading.
    """

    def __init__(self, dcc, path, reader):
        self.dcc = dcc
        self.path = path
        self.reader = reader
        self.version = None
        self.project = None
        self.fps = None
        self.units = {}
        self.info = OrderedDict()
        self.nodes = OrderedDict()
        self.types = {}
        self.plugins = []
        self.references = []
        self.connections = []
        self.suspects = []
        self.gaps = []
        self.tips = []

    def of_type(self, *types):
        """Returns the nodes of these types, in file order."""
        return [node for node in self.nodes.values() if node.type in types]

    def tree(self):
        """Yields (scene, namespace, via) for this scene and every scene it refers to.

        ``namespace`` stands before every name of the part; ``via`` is the list of files that
        led there. A child referenced twice comes twice, with each namespace.
        """
        todo = collections.deque([(self, "", [])])
        count = 0
        while todo and count < MOST_SCENES:
            count += 1
            scene, namespace, via = todo.popleft()
            yield scene, namespace, via
            for reference in scene.references:
                if reference.scene is not None:
                    inner = namespace + reference.namespace
                    todo.append((reference.scene, inner, via + [reference.scene.path]))


class RenderPass(Row):
    """What is rendered as one: a Maya layer, a Houdini ROP, a Clarisse image.

    ``cameras`` are full names, ``frames`` a frames.Frames or None, ``size`` (width, height)
    in pixels or None, ``outputs`` path templates, ``settings`` what the wire form of the
    DCC wants besides.
    """

    __slots__ = (
        "name",
        "kind",
        "renderer",
        "cameras",
        "frames",
        "size",
        "outputs",
        "enabled",
        "settings",
    )

    def __init__(self, name, kind, **fields):
        self.name = name
        self.kind = kind
        self.renderer = fields.get("renderer")
        self.cameras = fields.get("cameras") or []
        self.frames = fields.get("frames")
        self.size = fields.get("size")
        self.outputs = fields.get("outputs") or []
        self.enabled = fields.get("enabled", True)
        self.settings = fields.get("settings") or {}


class FileRef(Row):
    """A path in a scene and what became of it.

    ``path`` is the text as written, ``resolved`` where it was found or first looked for,
    ``where`` the line (int) or member (text) it stands at. ``role`` says what the file is
    for, ``pattern`` the name with its token when it stands for many files. ``found`` are
    full paths, ``missing`` the names that should exist and do not, ``via`` the files that
    led here. ``candidates`` are the places to look, in order, ``natural`` the index of the one
    to name when all fail. What is not ``needed`` is neither sent nor missed. ``expand`` says
    what else the name stands for: "tiles", "sequence", "folder" or None. ``frames`` are lists
    of the file names of a sequence that are asked for, one per range; one that is whole will do.
    """

    __slots__ = (
        "path",
        "node",
        "node_type",
        "attr",
        "where",
        "role",
        "resolved",
        "pattern",
        "found",
        "missing",
        "via",
        "candidates",
        "natural",
        "needed",
        "expand",
        "frames",
    )

    def __init__(self, path, node, node_type, attr, **fields):
        self.path = path
        self.node = node
        self.node_type = node_type
        self.attr = attr
        self.where = fields.get("where")
        self.role = fields.get("role", "file")
        self.via = fields.get("via") or []
        self.candidates = fields.get("candidates") or []
        self.natural = fields.get("natural", 0)
        self.needed = fields.get("needed", True)
        self.expand = fields.get("expand")
        self.frames = fields.get("frames") or []
        self.resolved = None
        self.pattern = None
        self.found = []
        self.missing = []
