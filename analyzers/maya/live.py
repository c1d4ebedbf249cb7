"""Reads the scene that is open in Maya; in a Maya without windows (mayapy) it opens the file.

Only long flag names, so that type stubs can check every call. An open scene is asked and
never changed: no selection, time, layer or undo step. Values are Maya's own: edits of
references are in them, and what a visible Render Setup layer covers is looked up below it.
A reference becomes a Scene of its own, as the file readers have it, with its namespace
taken off. ``<attribute>@evaluated`` holds {frame: path} where a path depends on the frame.

Source: Maya command reference for Python, 2014 to 2024 (file, ls, getAttr, attributeQuery,
listConnections, referenceQuery, pluginInfo, unknownNode, fileInfo) and Python API 2.0 (MFnMesh,
MDagPath, MDistance); renderSetup's override nodes as Maya ships them.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
import re
from collections import OrderedDict

try:
    from maya import cmds
    from maya.api import OpenMaya
except ImportError:  # outside of Maya; read() says so
    cmds = OpenMaya = None  # type: ignore[assignment,unused-ignore]

from analyzers import mesh_file, paths
from analyzers.disk import Disk
from analyzers.errors import SceneNotRead
from analyzers.maya import queries, statements, workspace
from analyzers.scene import Node, Plugin, Reference, Scene, reference_prefix


def read(path, wanted):
    """Returns the Scene ``path``: the open one as it is, any other as its file has it.

    ``wanted`` is the table ``maya/nodes.json``. A Maya with windows reads only what is open
    in it; in mayapy the file is opened without running its script nodes, with references
    loaded or unloaded as it was saved (that is what leaving out loadReferenceDepth means).

    Raises:
        SceneNotRead: no Maya runs here, another scene is open, or Maya cannot open the file.
    """
    if cmds is None:
        raise SceneNotRead(path, "the live reader works inside Maya or mayapy only")
    _start()
    scene = Scene("maya", path, "live")
    if not _is_open(path):
        _open(scene, wanted)
    elif cmds.file(query=True, modified=True):
        scene.tips.append(("unsaved_changes", path))
    return _Reader(scene, wanted).read()


def selected_meshes():
    """Returns ([mesh_file.Mesh], [what else is selected, and why it is no mesh of these]).

    World space, the scene's linear unit, the current frame, Maya's own triangles, unsmoothed. A
    group stands for all below it, a component for its mesh; each instance is a mesh of its own.

    Raises:
        SceneNotRead: no Maya runs here.
    """
    if cmds is None:
        raise SceneNotRead("selection", "meshes are asked for inside Maya or mayapy only")
    _start()
    shapes = cmds.ls(
        selection=True, objectsOnly=True, dagObjects=True, allPaths=True, shapes=True,
        noIntermediate=True, long=True, showType=True,
    )  # fmt: skip
    names, others = queries.meshes(
        queries.texts(cmds.ls(selection=True, objectsOnly=True, long=True)), queries.pairs(shapes)
    )
    bare = [name for name in names if not cmds.polyEvaluate(name, face=True)]
    others += [name + ": it has no faces" for name in bare]
    return [_mesh(name) for name in names if name not in bare], others


def _mesh(name):
    path = OpenMaya.MSelectionList().add(name).getDagPath(0)
    mesh, unit = OpenMaya.MFnMesh(path), OpenMaya.MDistance.internalToUI(1.0)
    rows = mesh.getPoints(OpenMaya.MSpace.kWorld)
    points = [at * unit for row in rows for at in (row.x, row.y, row.z)]
    corners = list(mesh.getTriangles()[1])
    if path.inclusiveMatrix().det4x4() < 0:  # a mirror turns faces inside out
        corners.reverse()
    return mesh_file.Mesh(name, points, corners)


def _start():
    """Makes the commands available: mayapy has none before its start."""
    if not hasattr(cmds, "about"):
        from maya import standalone

        standalone.initialize(name="python")


def _is_open(path):
    name = queries.text(cmds.file(query=True, sceneName=True))
    return bool(name) and queries.same_file(name, path)


def _open(scene, wanted):
    if not cmds.about(batch=True):
        raise SceneNotRead(scene.path, "another scene is open in this Maya; open this one first")
    if cmds.file(query=True, modified=True) and cmds.file(query=True, sceneName=True):
        raise SceneNotRead(scene.path, "this Maya holds another scene with unsaved changes")
    if not os.environ.get("MAYA_PROJECT"):
        project = workspace.project_of(scene.path, Disk(), wanted["workspace"])
        cmds.workspace(project, openWorkspace=True)
    try:
        cmds.file(
            scene.path,
            open=True,
            force=True,
            executeScriptNodes=False,
            ignoreVersion=True,
            prompt=False,
        )
    except RuntimeError as err:  # Maya raises for every unknown node and goes on reading
        if not _is_open(scene.path):
            raise SceneNotRead(scene.path, "Maya cannot open it: %s" % err)
        scene.gaps.append("Maya complained while it opened the scene: %s" % ("%s" % err).strip())


class _Reader(object):
    """One pass over the open scene; ``parts`` maps reference nodes to what they hold."""

    def __init__(self, scene, wanted):
        self.scene = scene
        self.wanted = wanted
        self.root = queries.Part(scene, "", True)
        self.parts = OrderedDict()
        self.referenced = frozenset()  # type: frozenset
        self.live = []  # (Node, its name in Maya, {attribute: plug}, Part) of what is kept
        self.multi = {}  # (node type, attribute) -> whether it is an array
        self.texts = {}  # node type -> its text attributes
        self.applied = re.compile(wanted.get("applied", {}).get("types", "$^"))
        self.covered = False  # whether a Render Setup layer is visible

    def read(self):
        self.scene.gaps += queries.GAPS.values()
        self.facts()
        self.plugins()
        self.references()
        self.nodes()
        self.connections()
        self.evaluate()
        return self.scene

    def facts(self):
        scene = self.scene
        scene.info.update(queries.file_info(cmds.fileInfo(query=True)))
        scene.version = queries.version(scene.info.get("version"), cmds.about(version=True))
        scene.units = {
            "linear": queries.text(cmds.currentUnit(query=True, linear=True, fullName=True)),
            "angle": queries.text(cmds.currentUnit(query=True, angle=True, fullName=True)),
            "time": queries.text(cmds.currentUnit(query=True, time=True)),
        }
        scene.fps = statements.fps(scene.units["time"], self.wanted["fps"])
        scene.project = queries.text(cmds.workspace(query=True, rootDirectory=True)) or None

    def plugins(self):
        for name, version in queries.pairs(cmds.pluginInfo(query=True, pluginsInUse=True)):
            try:
                types = queries.texts(cmds.pluginInfo(name, query=True, dependNode=True))
            except RuntimeError:  # in use, but registered under another name
                types = []
            self.scene.plugins.append(Plugin(name, version, types))
        for name in queries.texts(cmds.unknownPlugin(query=True, list=True)):
            version = queries.text(cmds.unknownPlugin(name, query=True, version=True))
            types = queries.texts(cmds.unknownPlugin(name, query=True, nodeTypes=True))
            self.scene.plugins.append(Plugin(name, version, types))

    # -- references --------------------------------------------------------------------

    def references(self):
        above = OrderedDict()
        for name in queries.texts(cmds.ls(references=True)):
            try:
                cmds.referenceQuery(name, filename=True)
            except RuntimeError:  # a node that holds no file, such as the shared one
                continue
            parent = cmds.referenceQuery(name, referenceNode=True, parent=True)
            above[name] = queries.text(parent) or None
        for name in queries.parents_first(above):
            self.reference(name, self.parts.get(above[name], self.root))
        if self.parts:
            self.referenced = frozenset(queries.texts(cmds.ls(long=True, referencedNodes=True)))

    def reference(self, name, above):
        """Adds a reference to the scene that draws it in and makes its Scene when it is loaded.

        A file that is not there cannot be loaded: it is taken as wanted, to be told missing.
        """
        written = queries.text(
            cmds.referenceQuery(name, filename=True, unresolvedName=True, withoutCopyNumber=True)
        )
        path = paths.normalise(
            queries.text(cmds.referenceQuery(name, filename=True, withoutCopyNumber=True))
        )
        namespace = queries.text(cmds.referenceQuery(name, namespace=True)).strip(":")
        loaded = bool(cmds.referenceQuery(name, isLoaded=True))
        there = loaded or cmds.file(path, query=True, exists=True)
        scene = Scene("maya", path, "live")
        scene.version, scene.fps = self.scene.version, self.scene.fps
        row = Reference(
            written,
            queries.inside(name, above.namespace),
            reference_prefix(queries.inside(namespace, above.namespace)),
            loaded or not there,
        )
        row.resolved = path if there else None
        row.scene = scene if loaded else None
        above.scene.references.append(row)
        self.parts[name] = queries.Part(scene, reference_prefix(namespace), loaded)
        if not there:
            self.scene.gaps.append("whether %s was unloaded is not known: it is missing" % written)
        elif not loaded:
            self.scene.gaps.append("what %s draws in is not known: it is unloaded" % written)

    def part_of(self, name):
        """Returns what the reference of a node holds; the root's for a node of the scene itself."""
        if name not in self.referenced:
            return self.root
        holder = queries.text(cmds.referenceQuery(name, referenceNode=True))
        return self.parts.get(holder, self.root)

    def edits(self, name):
        """Returns the words of the edits of a reference that is not loaded."""
        try:
            found = cmds.referenceQuery(
                name,
                editStrings=True,
                editCommand="setAttr",
                failedEdits=True,
                successfulEdits=True,
            )
        except RuntimeError:
            return []
        return queries.edit_words(queries.texts(found))

    # -- nodes and their values --------------------------------------------------------

    def nodes(self):
        for name, kind in self.wanted["builtin"].items():
            self.scene.nodes[name] = Node(name, kind, shared=True)
        rows = queries.pairs(cmds.ls(long=True, showType=True))
        self.covered = any(self.applied.search(kind) for _, kind in rows)
        lost = OrderedDict()  # type: OrderedDict
        for name, kind in rows:
            unknown = kind.startswith("unknown")
            if unknown:  # its plug-in is not here, and so its values are not
                kind = queries.text(cmds.unknownNode(name, query=True, realClassName=True)) or kind
                lost.setdefault(kind, []).append(name)
            self.scene.types[kind] = self.scene.types.get(kind, 0) + 1
            if not unknown:
                part = self.part_of(name)
                if kind in self.wanted["types"]:
                    self.node(name, kind, part)
                self.suspects(name, kind, part)
        for kind, names in sorted(lost.items()):
            self.scene.tips.append(("plugin_missing", "%s: %s" % (kind, ", ".join(names[:20]))))

    def node(self, name, kind, part):
        """Keeps a node with its values, in the scene it belongs to."""
        row = self.wanted["types"][kind]
        full = queries.inside(name, part.namespace)
        node = part.scene.nodes.get(full) or Node(full, kind, full.rpartition("|")[0] or None)
        plugs = {}
        for attr, short in row["attrs"].items():
            for found, plug in self.plugs(name, name, kind, attr.split("."), short.split(".")):
                value = self.value(plug)
                if value is not None:
                    node.attrs[found], plugs[found] = value, plug
        if row.get("role") == "reference" and name in self.parts and not self.parts[name].loaded:
            node.attrs["edits"] = self.edits(name)
        if node.attrs or row.get("body") != "paths":
            part.scene.nodes[full] = node
            self.live.append((node, name, plugs, part))

    def plugs(self, node, owner, kind, longs, shorts):
        """Yields (attribute with indices, plug) of an attribute, one for each array element."""
        attr = next(
            (
                attr
                for attr in (longs[0], shorts[0])
                if cmds.attributeQuery(attr, node=node, exists=True)
            ),
            None,
        )
        if attr is None:
            return
        if (kind, attr) not in self.multi:
            self.multi[kind, attr] = cmds.attributeQuery(attr, node=node, multi=True)
        plug = owner + "." + attr
        places = [("", plug)]
        if self.multi[kind, attr]:
            indices = cmds.getAttr(plug, multiIndices=True) or ()
            places = [("[%d]" % at, "%s[%d]" % (plug, at)) for at in indices]
        for index, plug in places:
            if len(longs) == 1:
                yield longs[0] + index, plug
                continue
            for found, inner in self.plugs(node, plug, kind, longs[1:], shorts[1:]):
                yield longs[0] + index + "." + found, inner

    def value(self, plug):
        """Returns the value of a plug as text or a list of texts, None without one."""
        try:
            return queries.value(cmds.getAttr(self.uncovered(plug)))
        except (RuntimeError, ValueError):  # data that is neither number nor text
            return None

    def uncovered(self, plug):
        """Returns the plug that holds what a visible Render Setup layer covers."""
        for _ in range(64 if self.covered else 0):
            source = cmds.listConnections(
                plug, source=True, destination=False, plugs=True, skipConversionNodes=True
            )
            node = queries.text(source[0]).partition(".")[0] if source else None
            if not node or not self.applied.search(queries.text(cmds.nodeType(node))):
                break
            plug = node + "." + self.wanted["applied"]["original"]
        return plug

    def suspects(self, name, kind, part):
        """Keeps texts that end like a file name, in attributes that no table knows."""
        table = self.wanted["suspects"]
        if kind in table["types"]:
            return
        own = queries.texts(cmds.listAttr(name, shortNames=True, userDefined=True))
        if kind not in self.texts:
            every = queries.texts(cmds.listAttr(name, shortNames=True, write=True))
            self.texts[kind] = self.texts_of(name, [attr for attr in every if attr not in own])
        asked = self.wanted["types"].get(kind, {}).get("attrs", {})
        known = set(table["attrs"]).union(asked, asked.values())
        full = queries.inside(name, part.namespace)
        for attr in self.texts[kind] + self.texts_of(name, own):
            if attr not in known:
                for path in queries.file_names(self.value(name + "." + attr), table["extensions"]):
                    part.scene.suspects.append((full, kind, attr, path, None))

    def texts_of(self, name, attrs):
        """Returns those of ``attrs`` that hold text."""
        found = []
        for attr in attrs:
            try:
                kind = queries.text(cmds.getAttr(name + "." + attr, type=True))
            except (RuntimeError, ValueError):  # part of an array without elements
                continue
            if kind in ("string", "stringArray"):
                found.append(attr)
        return found

    # -- connections and what depends on the frame -------------------------------------

    def connections(self):
        """Keeps connections into kept nodes, written as a .ma has them, in natural order."""
        table = self.wanted["connections"]
        names = frozenset(table).union(table.values())
        for _, name, _, part in self.live:
            rows = cmds.listConnections(
                name, connections=True, plugs=True, source=True, destination=False
            )
            for target, source in queries.pairs(rows):
                if names.intersection((queries.leaf(source), queries.leaf(target))):
                    ends = self.short(source), self.short(target)
                    home = part if part.namespace in ends[0] else self.root
                    home.scene.connections.append(
                        tuple(queries.inside_plug(plug, home.namespace) for plug in ends)
                    )
        for part in [self.root] + list(self.parts.values()):
            part.scene.connections.sort(key=queries.natural)

    def short(self, plug):
        """Returns a plug with short attribute names, as saved scenes have them."""
        node, parts = queries.elements(plug)
        try:
            names = [
                queries.text(cmds.attributeQuery(attr, node=node, shortName=True)) + index
                for attr, index in parts
            ]
        except RuntimeError:  # an alias is no attribute
            return plug
        return node + "." + ".".join(names)

    def evaluate(self):
        """Adds {frame: path} beside paths that depend on the frame."""
        frames = queries.frames(self.scene)
        for node, name, plugs, _ in self.live:
            rows = self.wanted["types"][node.type].get("files", ())
            queries.evaluate(node, name, plugs, rows, frames, self.is_driven, self.at)

    def is_driven(self, plug):
        return cmds.connectionInfo(plug, isDestination=True)

    def at(self, plug, frame):
        return queries.value(cmds.getAttr(plug, time=frame))
