"""Reads the scene that is open in Houdini; in one without windows (hython) it opens the file.

An open scene is asked and never changed: no frame, take, flag or parameter is set on the way.
The Scene is that of the file reader, but values are read when somebody asks for them, and
``info["live"]`` answers what a parameter is at a frame, by Houdini's own evaluation.
hython runs the scripts that a scene brings when it opens one; the file reader never does.

Source: SideFX, Python scripting reference hou, Houdini 18 to 21; types-houdini 21.0.512; the
calls of public submitters. Nothing was run inside Houdini here.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import functools
from collections import OrderedDict

try:
    import hou
except ImportError:  # outside of Houdini; read() says so
    hou = None  # type: ignore[assignment,unused-ignore]

from analyzers.errors import AnalyzeError, SceneNotRead
from analyzers.houdini import asked, hip, lazily, queries, triangles
from analyzers.houdini.operators import Definition, Operator, Take
from analyzers.scene import Scene

_FLAGS = [(word, str(word.title())) for word in ("bypass", "display", "render", "lock", "unload")]


def read(path, wanted):
    """Returns the Scene ``path``: the open one as it is, any other as hython opens it.

    ``wanted`` is the table ``houdini/nodes.json``. A Houdini with windows reads only what is
    open in it.

    Raises:
        SceneNotRead: no Houdini runs here, another scene is open, or it cannot be opened.
    """
    if hou is None:
        raise SceneNotRead(path, "the live reader works inside Houdini or hython only")
    scene = Scene("houdini", path, "live")
    if not _is_open(path):
        _open(path)
    elif hou.isUIAvailable() and hou.hipFile.hasUnsavedChanges():  # hython always says yes
        scene.tips.append(("unsaved_changes", path))
    return _Reader(scene, wanted).read()


def selected_meshes():
    """Returns ([mesh_file.Mesh], [what else is selected, and why it is no mesh of these]).

    World space, the current frame, Houdini's own triangles. An object stands for the node that
    it shows.

    Raises:
        SceneNotRead: no Houdini runs here.
    """
    if hou is None:
        raise SceneNotRead("selection", "meshes are asked for inside Houdini or hython only")
    meshes, others, shown = [], [], []
    for node in hou.selectedNodes():
        name = queries.text(node.path())
        sop = node.displayNode() if isinstance(node, hou.ObjNode) else node
        geometry = _quiet(sop.geometry) if isinstance(sop, hou.SopNode) else None
        if sop is None or geometry is None or not geometry.prims():
            others.append(name + ": it has no geometry")
        elif sop not in shown:  # an object and what it shows may both be selected
            shown.append(sop)
            polygons, odd = triangles.closed(geometry, hou.Polygon)
            if odd:
                others.append("%s: primitives that are no closed polygons: %d" % (name, odd))
            meshes += [_mesh(name, sop, polygons)] if polygons.prims() else []
    return meshes, others


def _mesh(name, sop, polygons):
    # type: (str, hou.Node, hou.Geometry) -> tuple
    above = sop  # type: hou.Node | None
    while above is not None and not isinstance(above, hou.ObjNode):
        above = above.parent()
    world = above.worldTransform() if above is not None else hou.hmath.identityTransform()
    verb_named = hou.sopNodeTypeCategory().nodeVerb
    return triangles.mesh(name, polygons, world, verb_named, hou.attribType.Point)


def _is_open(path):
    return queries.same_file(queries.text(hou.hipFile.path()), path)


def _open(path):
    if hou.isUIAvailable():
        raise SceneNotRead(path, "another scene is open in this Houdini; open this one first")
    try:
        hou.hipFile.load(queries.native(path), suppress_save_prompt=True, ignore_load_warnings=True)
    except hou.Error as err:
        raise SceneNotRead(path, "Houdini cannot open it: %s" % queries.text(err.instanceMessage()))
    if not _is_open(path):
        raise SceneNotRead(path, "Houdini cannot open it; what it printed says why")


class _Reader(object):
    """One pass over the open scene.

    ``assets`` maps "Category/type" to (hou.HDADefinition or None, its library, whether that is
    Houdini's own), ``stored`` full paths of nodes to what is known of them.
    """

    def __init__(self, scene, wanted):
        self.scene = scene
        self.wanted = wanted
        self.folder = scene.path.rpartition("/")[0]
        self.install = queries.text(hou.getenv(queries.native("HFS")) or "")
        self.assets = OrderedDict()  # type: OrderedDict
        self.stored = {}  # type: dict

    def read(self):
        self.scene.gaps += queries.GAPS.values()
        self.facts()
        self.nodes()
        self.takes()
        self.libraries()
        self.references()
        return self.scene

    def facts(self):
        scene, info = self.scene, self.scene.info
        info["licence"] = queries.licence(queries.text(hou.licenseCategory().name()))
        info["live"] = lazily.Answers(scene, _asked, _quiet)
        info["members"] = lazily.Texts(scene.nodes)
        info["variables"] = self.printed("setenv -s")
        info["local_variables"] = self.printed("set -s")
        saved = info["variables"].get("_HIP_SAVEVERSION")
        scene.version = saved or queries.text(hou.applicationVersionString())
        scene.fps = queries.number(hou.fps())
        info["time_range"] = tuple(queries.number(frame) for frame in hou.playbar.frameRange())
        info["playbar"] = tuple(queries.number(frame) for frame in hou.playbar.playbackRange())
        info["frame"] = queries.number(hou.frame())
        names = hou.contextOptionNames() if hasattr(hou, str("contextOptionNames")) else ()
        rows = [(queries.text(name), queries.option(hou.contextOption(name))) for name in names]
        info["context_options"] = OrderedDict(rows)
        info["session"] = queries.text(hou.sessionModuleSource())

    @staticmethod
    def printed(command):
        """Returns the variables that a command prints; these commands change none."""
        return queries.variables(queries.text(hou.hscript(queries.native(command))[0]))

    def takes(self):
        """Keeps the takes; what they change stands in the file only."""
        info = self.scene.info
        info["take"] = queries.text(hou.takes.currentTake().name())
        info["takes"], saved = OrderedDict(), {}
        if len(hou.takes.takes()) > 1:
            try:
                saved = hip.read(self.scene.path, self.wanted).info["takes"]
            except AnalyzeError:
                self.scene.gaps.append("what takes change is not known: the file cannot be read")
        for row in hou.takes.takes():
            name, above = queries.text(row.name()), row.parent()
            take = info["takes"][name] = saved.get(name) or Take(name)
            take.parent = queries.text(above.name()) if above else None

    def nodes(self):
        todo = list(reversed(_node("/").children()))
        while todo:
            todo += reversed(self.node(todo.pop()))

    def node(self, node):
        # type: (hou.OpNode) -> list
        """Keeps a node and returns what is read inside of it."""
        full, kind = queries.text(node.path()), node.type()
        category, name = queries.text(kind.category().name()), queries.text(kind.name())
        parent = full.rpartition("/")[0] or None
        stored = self.stored[full] = _Stored(node)
        made = self.scene.nodes[full] = Operator(full, name, category, parent, stored)
        if parent is None:  # the managers, which no scene can choose
            made.type = ""
            return list(node.children())
        made.locked = node.isLockedHDA()
        prefix = self.wanted["libraries"]["member"]
        made.member = queries.member(made, self.scene.nodes, self.assets, prefix)
        name = category + "/" + name
        self.scene.types[name] = self.scene.types.get(name, 0) + 1
        definition, _, stock = self.asset(name, kind)
        if not (made.locked and stock and definition):
            return list(node.children())
        part = definition.sections().get(str("EditableNodes"))  # the only ones a scene changes
        names = part.contents().split() if part else ()
        return [inner for inner in map(node.node, names) if inner]

    def asset(self, name, kind):
        # type: (str, hou.OpNodeType) -> tuple[hou.HDADefinition | None, str, bool]
        """Returns (definition, its library, whether that is Houdini's own), looked up once."""
        if name not in self.assets:
            found = kind.definition()
            path = queries.text(found.libraryFilePath()) if found else ""
            library = "" if path == queries.EMBEDDED else self.short(path)
            self.assets[name] = found, library, library.startswith("$HFS/")
        return self.assets[name]

    def libraries(self):
        """Keeps where the assets in use come from."""
        info = self.scene.info
        info["libraries"], info["fallbacks"], info["definitions"] = [], [], OrderedDict()
        for name, (definition, library, stock) in self.assets.items():
            if definition is not None:
                info["definitions"][name] = Definition(name, library, _kinds(definition))
            if library:
                info["fallbacks"].append((name, library))
                if not stock and library not in info["libraries"]:
                    info["libraries"].append(library)

    def short(self, path):
        """Returns a full path by the variable it may begin with, as scenes name libraries."""
        path = queries.below(path, self.folder, "$HIP")
        return queries.below(path, self.install, "$HFS")

    def references(self):
        """Adds what Houdini itself knows to be files."""
        loaded = [self.short(queries.text(path)) for path in hou.hda.loadedFiles()]
        for parm, path in hou.fileReferences(queries.native("HIP"), True):
            if isinstance(parm, hou.Parm):
                stored = self.stored.get(queries.text(parm.node().path()))
                if stored is not None:
                    stored.named.append(queries.text(parm.tuple().name()))
            elif self.short(queries.text(path)) not in loaded:
                self.scene.gaps.append("what this is for is not known: %s" % queries.text(path))


class _Stored(object):
    """What Houdini knows of a node; ``named`` are the tuples that it takes for files."""

    def __init__(self, node):
        self.node = node  # type: hou.OpNode
        self.named = []  # type: list[str]

    def attrs(self):
        """Returns {tuple: Parm}: texts as written, what is driven as it is now."""
        return asked.Asked(self.parm, lambda: _names(self.node.parmTuples()), hou.Error)

    def parm(self, name):
        # type: (str) -> object
        found = self.node.parmTuple(queries.native(name))
        if found is None:
            return None
        return lazily.AskedParm(name, lambda: _values(found), lambda: _driven(found))

    def channels(self):
        """Returns {component: Channel} of what keyframes or an expression drive."""
        rows = lambda: [row for row in self.node.parms() if row.keyframes()]  # noqa: E731
        return asked.Asked(self.channel, lambda: _names(rows()), hou.Error)

    def channel(self, name):
        # type: (str) -> object
        parm = self.node.parm(queries.native(name))
        return queries.channel(name, [_key(key) for key in parm.keyframes()]) if parm else None

    def spare(self):
        """Returns {tuple: ParmKind} of what was added to the node, and of ``named``."""
        rows = lambda: [row.tuple() for row in self.node.spareParms()]  # noqa: E731
        return asked.Asked(
            self.kind, lambda: OrderedDict.fromkeys(_names(rows()) + self.named), hou.Error
        )

    def texts(self, added):
        """Returns the tuples that hold text, or those of them that were ``added``."""
        ask = self.node.spareParms if added else self.node.parmTuples
        rows = [row for row in _quiet(ask) or () if _is_text(row)]
        return _names(row.tuple() for row in rows) if added else _names(rows)

    def kind(self, name):
        # type: (str) -> object
        found = self.node.parmTuple(queries.native(name))
        if found is None or not (name in self.named or found.isSpare()):
            return None
        made = _kind(name, found.parmTemplate())
        return queries.as_file(made) if name in self.named else made

    def inputs(self):
        return [queries.text(row.path()) if row else "" for row in _quiet(self.node.inputs) or ()]

    def flags(self):
        flags = [(word, getattr(hou.nodeFlag, name, None)) for word, name in _FLAGS]
        is_set = self.node.isGenericFlagSet
        words = _quiet(lambda: [word for word, flag in flags if flag and is_set(flag)])
        return frozenset(words or ())

    def language(self):
        found = _quiet(lambda: self.node.expressionLanguage().name())
        return queries.text(found or "hscript").lower()


def _node(path):
    return hou.node(queries.native(path))


def _names(rows):
    return [queries.text(row.name()) for row in rows]


def _quiet(ask):
    """Returns what ``ask`` says, None of a node that is gone or what is no text or number."""
    try:
        return ask()
    except (hou.Error, TypeError):
        return None


def _driven(found):
    # type: (hou.ParmTuple) -> dict[int, str]
    rows = _quiet(lambda: [(at, row) for at, row in enumerate(found) if row.keyframes()]) or ()
    return dict((at, queries.text(row.name())) for at, row in rows)


def _values(found):
    # type: (hou.ParmTuple) -> list[str]
    """Returns the texts of a tuple; what cannot be evaluated is empty."""
    rows = _quiet(lambda: list(found)) or ()
    return [queries.text(_quiet(lambda row=row: _value(row)) or "") for row in rows]


def _value(parm):
    # type: (hou.Parm) -> str
    written = _quiet(parm.unexpandedString) if _is_text(parm) else None
    return parm.evalAsString() if written is None else written  # numbers, what has keyframes


def _is_text(parm):
    # type: (hou.Parm | hou.ParmTuple) -> bool
    return parm.parmTemplate().type() == hou.parmTemplateType.String


def _key(key):
    # type: (hou.BaseKeyframe) -> tuple
    """Returns (seconds, expression, language, value or None) of a keyframe."""
    expression = queries.text(key.expression()) if key.isExpressionSet() else ""
    language = key.expressionLanguage().name() if key.isExpressionLanguageSet() else "hscript"
    value = key.value() if isinstance(key, hou.Keyframe) and key.isValueSet() else None
    return key.time(), expression, queries.text(language), value


def _kinds(definition):
    # type: (hou.HDADefinition) -> object
    """Returns {tuple: ParmKind} of what a definition has; those of blocks have a "#"."""
    held = OrderedDict()  # type: OrderedDict

    def rows():
        # type: () -> OrderedDict
        todo = [] if held else list(definition.parmTemplateGroup().entries())
        for row in todo:
            held[queries.text(row.name())] = row
            todo += row.parmTemplates() if isinstance(row, hou.FolderParmTemplate) else ()
        return held

    def look(name):
        # type: (str) -> object
        return _kind(name, rows()[name]) if name in rows() else None

    return asked.Asked(look, rows, hou.Error)


def _kind(name, template):
    # type: (str, hou.ParmTemplate) -> object
    row = {"type": queries.text(template.type().name()), "default": ()}
    row["tags"] = template.tags()
    if isinstance(template, hou.StringParmTemplate):
        row["string"] = queries.text(template.stringType().name())
        row["file"] = queries.text(template.fileType().name())
        row["default"] = template.defaultValue()
    return queries.kind(name, row)


def _asked(node_path, name):
    # type: (str, str) -> tuple | None
    """Returns (what prints a parameter at a frame, its tuple, whether it is text), None without."""
    node, name = _node(node_path), queries.native(name)
    rows = list(node and node.parmTuple(name) or ())
    found = rows[0] if len(rows) == 1 else node and node.parm(name)  # type: hou.Parm | None
    if found is None:
        return None
    return functools.partial(_printed, found), queries.text(found.tuple().name()), _is_text(found)


def _printed(parm, frame):
    # type: (hou.Parm, float | None) -> str
    return parm.evalAsString() if frame is None else parm.evalAsStringAtFrame(frame)
