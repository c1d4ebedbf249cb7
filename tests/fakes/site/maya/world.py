"""The scene that is open in the stand-in: nodes, references, connections, state.

A file is read with every node type it holds, not only those that the readers ask for.
References are loaded into it with their namespaces and their edits are applied, by rules of
its own: what it makes of a scene is not what the analyzers make of it.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import re
from collections import OrderedDict

from analyzers import tables
from analyzers.maya import ascii as file_reader
from analyzers.maya import statements

with io.open(os.path.join(os.path.dirname(__file__), "attributes.json"), encoding="utf-8") as _s:
    TABLE = json.load(_s)

_INDEX = re.compile(r"\[(\d+)(?::(\d+))?\]")
_YES = ("yes", "on", "true", "1")


class MayaNode(object):
    """A node: ``attrs`` {attribute with indices: text or list}, both names of each known."""

    def __init__(self, name, kind, longs, reference=None):
        self.name = name
        self.kind = kind
        self.reference = reference
        self.attrs = OrderedDict()
        self.longs = longs  # {long: short}, parts of dotted names apart
        self.shorts = dict((short, name) for name, short in longs.items())
        self.dynamic = []
        self.unknown = None  # (plug-in, real type) when the plug-in is not here

    def long(self, attr):
        return (
            self.shorts.get(attr)
            or (attr if attr in self.longs else None)
            or TABLE["long"].get(attr, attr)
        )

    def has(self, attr):
        known = attr in self.longs or attr in self.shorts or attr in self.dynamic
        return known or attr in TABLE["long"].values() or attr in TABLE["long"]

    def values(self, attr):
        """Returns {indices: value} of an attribute given by its long names, dots between."""
        found = OrderedDict()
        for name, held in self.attrs.items():
            if _INDEX.sub("", name) == attr:
                found[tuple(_INDEX.findall(name))] = held
        return found


class MayaReference(object):
    """A reference node's file: whether it is loaded, who holds it, edits that failed."""

    def __init__(self, node, written, path, namespace, parent):
        self.node = node
        self.written = written
        self.path = path
        self.namespace = namespace
        self.parent = parent
        self.loaded = False
        self.failed = []


class World(object):
    """Everything an open Maya holds; ``lacks`` are plug-ins that are not installed."""

    def __init__(self, batch=True, version="2025", lacks=()):
        self.batch = batch
        self.version = version
        self.lacks = set(lacks)
        self.calls = []
        self.project = "/home/nobody/maya/projects/default"
        self.clear()

    def clear(self):
        self.path = ""
        self.modified = False
        self.nodes = OrderedDict()
        self.references = OrderedDict()
        self.connections = []
        self.selection = []
        self.time = 1.0
        self.info = OrderedDict()
        self.units = {"linear": "centimeter", "angle": "degree", "time": "film"}
        self.plugins = OrderedDict()
        self.undo = 0
        self.meshes = {}  # shape -> ([(x, y, z)] in its own space, [[index of a point]])
        self.intermediate = set()  # shapes that are only there for others
        self.instances = {}  # path of a node that has several -> all of them
        self.matrices = {}  # transform -> 16 numbers row by row, rows before the matrix
        self.driven = {}  # (node, attribute) -> function of the frame

    def open(self, path):
        """Opens a file: RuntimeError when it is not there, is no scene, or lacks plug-ins."""
        if not os.path.isfile(path):
            raise RuntimeError("File not found.\n")
        scene = read(path)
        self.clear()
        self.path = path
        self.info.update(scene.info)
        self.units.update(scene.units)
        self.add(scene, "", None)
        missing = [name for name in self.plugins if name in self.lacks]
        if missing:
            raise RuntimeError(
                'Could not find the plug-in "%s".\nError reading file.\n' % missing[0]
            )

    def add(self, scene, namespace, reference):
        """Adds the nodes of a file, then the files it refers to."""
        types = tables.load("maya/nodes.json")["types"]
        owners = {}
        for plugin in scene.plugins:
            self.plugins.setdefault(plugin.name, plugin)
            owners.update((kind, plugin.name) for kind in plugin.types)
        for node in scene.nodes.values():
            if reference is not None and node.shared:
                continue  # merged with our own
            name = _inside(node.name, namespace)
            longs = {}
            for long_name, short in types.get(node.type, {}).get("attrs", {}).items():
                longs.update(zip(long_name.split("."), short.split(".")))
            made = MayaNode(name, node.type, longs, reference)
            made.attrs.update(node.attrs)
            if owners.get(node.type) in self.lacks:
                made.unknown = (owners[node.type], node.type)
                made.kind = "unknown"
            self.nodes[name] = made
        for name, _, attr, path, _ in scene.suspects:
            self.suspect(_inside(name, namespace), attr, path)
        for row in scene.connections:
            self.connect(*[_inside(plug, namespace) for plug in row])
        for row in scene.references:
            if row.depth == 1 and row.node:
                self.refer(row, namespace, reference, scene)

    def suspect(self, name, attr, path):
        """Adds an attribute that no table knows."""
        node = self.nodes.get(name)
        if node is not None:
            node.dynamic.append(_INDEX.sub("", attr))
            before = node.attrs.get(attr)
            node.attrs[attr] = path if before is None else _listed(before) + [path]

    def connect(self, *plugs):
        """Adds a connection; what is connected exists."""
        self.connections.append(plugs)
        for plug in plugs:
            owner, _, attrs = plug.partition(".")
            node = self.node(owner)
            for attr in _INDEX.sub("", attrs).split(".") if node is not None else ():
                if not node.has(attr):
                    node.longs[attr] = attr

    def refer(self, row, namespace, parent, scene):
        node = namespace + row.node
        inner = namespace + row.namespace
        path = self.find(row.path, scene.path)
        made = MayaReference(node, row.path, path, inner, parent)
        self.references[node] = made
        if row.loaded and os.path.isfile(path) and path.endswith(".ma"):
            made.loaded = True
            self.add(read(path), inner, node)
        holder = self.nodes.get(node)
        for name, attr, value in _edits(holder.attrs.pop("edits", []) if holder else []):
            self.edit(made, _inside(name, namespace), attr, value)

    def edit(self, reference, name, attr, value):
        found = [node for full, node in self.nodes.items() if full.endswith(name)]
        words = next(statements.parse('setAttr ".x" ' + value))
        _, held, _ = statements.set_attr(words)
        if len(found) != 1 or held is None:
            kind = '-type "string" ' if "-type" in value else ""
            text = value.replace('-type "string"', "").strip()
            reference.failed.append("setAttr %s%s.%s %s" % (kind, name, attr, text))
        else:
            found[0].attrs[found[0].long(attr)] = held

    def find(self, path, scene):
        """Returns where Maya looks for a reference: variables, the project, the scene's folder."""
        path = re.sub(r"\{\d+\}$", "", os.path.expandvars(path))
        places = []
        if "//" in path[1:]:
            places.append(os.path.join(self.project, path[path.rindex("//") + 2 :]))
        if os.path.isabs(path) or path[1:2] == ":":
            places.append(path)
        else:
            roots = (self.project, os.path.join(self.project, "scenes"), os.path.dirname(scene))
            places += [os.path.join(root, path) for root in roots]
        return next((place for place in places if os.path.isfile(place)), places[0])

    def fps(self):
        unit = self.units["time"]
        return statements.fps(unit, tables.load("maya/nodes.json")["fps"])

    def world_matrix(self, name):
        """Returns the matrix from a transform's space to the world's."""
        found = [float(row == column) for row in range(4) for column in range(4)]
        while name:
            own = self.matrices.get(name)
            if own:
                found = [
                    sum(found[4 * row + at] * own[4 * at + column] for at in range(4))
                    for row in range(4)
                    for column in range(4)
                ]
            name = name.rpartition("|")[0]
        return found

    def name(self, full):
        """Returns the shortest name that only one node has."""
        parts = full.split("|")
        for size in range(1, len(parts) + 1):
            tail = "|".join(parts[-size:])
            if sum(one == tail or one.endswith("|" + tail) for one in self.nodes) == 1:
                return tail
        return full

    def node(self, name):
        """Returns the node of a name: full, short, or with a leading colon; None without one."""
        name = name.lstrip(":")
        if name in self.nodes:
            return self.nodes[name]
        found = [node for full, node in self.nodes.items() if full.endswith("|" + name.lstrip("|"))]
        return found[0] if len(found) == 1 else None

    def typed(self, node, attr, held, frame):
        """Returns a value as Python object, as ``getAttr`` does; the default when not written."""
        leaf = attr.split(".")[-1]
        if (node.name, leaf) in self.driven:
            return self.driven[node.name, leaf](frame)
        if leaf == "frameExtension" and any(
            self.node(target.partition(".")[0]) is node
            and node.long(target.partition(".")[2]) == leaf
            for _, target in self.connections
        ):
            return int(frame)  # as driven by the usual expression
        if leaf in TABLE["times"]:
            return float(held) if held is not None else TABLE["times"][leaf] * self.fps() / 24.0
        if leaf in TABLE["bools"]:
            return TABLE["bools"][leaf] if held is None else held in _YES
        own = node.kind + "." + leaf
        default = TABLE["numbers"].get(own, TABLE["numbers"].get(leaf))
        if default is not None:
            return default if held is None else type(default)(float(held))
        return TABLE["texts"].get(leaf) if held is None else held


def read(path):
    """Returns the Scene of a file with all of its nodes, whatever their types."""
    wanted = tables.load("maya/nodes.json")
    first = file_reader.read(path, wanted)
    every = OrderedDict((kind, dict(row)) for kind, row in wanted["types"].items())
    for kind in first.types:
        every.setdefault(kind, {"attrs": {}})
    for row in every.values():
        row.pop("body", None)
    connections = dict(wanted["connections"])
    connections.update((name, name) for name in TABLE["connections"])
    for extra in ("frameExtension", "frameOffset"):
        for row in every.values():
            if "fileTextureName" in row["attrs"]:
                row["attrs"] = dict(row["attrs"], **{str(extra): extra[0] + extra[5].lower()})
    return file_reader.read(path, dict(wanted, types=every, connections=connections))


def _inside(name, namespace):
    """Returns a name or plug as seen from outside the file that is drawn in."""
    if not namespace:
        return name
    return "|".join(
        part if not part or part.startswith(":") else namespace + part for part in name.split("|")
    )


def _edits(words):
    """Yields (node, attribute, value text) of the set-attribute rows of reference edits."""
    at = 0
    while at + 3 < len(words):
        if words[at] == "2" and "." not in words[at + 1] and words[at + 3][:1] in (" ", "-"):
            yield words[at + 1], words[at + 2], words[at + 3]
            at += 4
        else:
            at += 1


def _listed(held):
    return held if isinstance(held, list) else [held]
