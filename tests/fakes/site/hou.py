"""Stands in for ``hou``, Houdini's module: answers the calls of our facts from a Scene.

What Houdini lacks is missing here too (AttributeError), what it refuses is refused with its own
exceptions: hou.OperationFailed, hou.ObjectWasDeleted of a node that is gone,
hou.PermissionError in a locked asset. Text is that of the Python that asks: UTF-8 bytes on 2.7.
Whatever would change the scene or the session is remembered in the ``calls`` of its world.
The state is ``hou._world``, a houdini_world.World; ``hou._turn()`` is one turn of the loop.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
import sys
import threading

import houdini_world
from houdini_world import Error, LoadWarning, ObjectWasDeleted, OperationFailed, PermissionError

__all__ = ["Error", "LoadWarning", "ObjectWasDeleted", "OperationFailed", "PermissionError"]

_MAIN = threading.current_thread()


def _now():
    assert threading.current_thread() is _MAIN, "called outside the main thread"
    return _world


def _native(text):
    """Returns text as Houdini's Python has it: UTF-8 bytes on 2.7."""
    return text.encode("utf-8") if sys.version_info[0] == 2 else text


def _taken(text):
    """Returns text that was handed over; nothing but the Python's own texts is."""
    assert isinstance(text, str), "Houdini takes its Python's own texts, not %r" % (text,)
    return text.decode("utf-8") if isinstance(text, bytes) else text


class EnumValue(object):
    def __init__(self, kind, name):
        self._kind, self._name = kind, name

    def name(self):
        return _native(self._name)

    def __repr__(self):
        return str("%s.%s") % (str(self._kind), str(self._name))


def _enumeration(kind, names):
    rows = dict((str(name), EnumValue(kind, name)) for name in names.split())
    return type(str(kind), (object,), rows)


severityType = _enumeration(  # noqa: N816
    "severityType", "Message ImportantMessage Warning Error Fatal"
)
licenseCategoryType = _enumeration(  # noqa: N816
    "licenseCategoryType", "Commercial Apprentice ApprenticeHD Education Indie"
)
nodeFlag = _enumeration(  # noqa: N816
    "nodeFlag",
    "Audio Bypass ColorDefault Compress Current Debug Display DisplayComment Export Expose "
    "Footprint Highlight Lock SoftLock Origin Pick Render Selectable Template Unload Visible XRay",
)
parmTemplateType = _enumeration(  # noqa: N816
    "parmTemplateType",
    "Int Float String Toggle Menu Button FolderSet Folder Separator Label Ramp Data",
)
stringParmType = _enumeration(  # noqa: N816
    "stringParmType", "Regular FileReference NodeReference NodeReferenceList"
)
fileType = _enumeration(  # noqa: N816
    "fileType",
    "Any Image Geometry Ramp Capture Clip Lut Cmd Midi I3d Chan Sim SimData Hip Otl Dae Gallery "
    "Directory Icon Ds Alembic Fbx Usd",
)
exprLanguage = _enumeration("exprLanguage", "Hscript Python")  # noqa: N816
attribType = _enumeration("attribType", "Point Vertex Prim Global")  # noqa: N816


class _Ui(object):
    """``hou.ui``: it is not there without windows."""

    def __getattribute__(self, name):
        if not _now().gui:
            raise AttributeError("module 'hou' has no attribute 'ui'")
        return object.__getattribute__(self, name)

    def displayMessage(  # noqa: N802
        self,
        text,
        buttons=(str("OK"),),
        severity=severityType.Message,
        default_choice=0,
        close_choice=-1,
        help=None,
        title=None,
        details=None,
        details_label=None,
        details_expanded=False,
    ):
        """Returns the next of the world's ``answers``, as if the box was closed without one."""
        row = {"text": _taken(text), "buttons": [_taken(button) for button in buttons]}
        row["title"] = _taken(title) if title is not None else None
        row["severity"] = _taken(severity.name())
        world = _now()
        world.asked.append(row)
        answer = world.answers.pop(0) if world.answers else close_choice
        return row["buttons"].index(answer) if answer in row["buttons"] else answer

    def readInput(  # noqa: N802
        self,
        message,
        buttons=(str("OK"),),
        severity=severityType.Message,
        default_choice=0,
        close_choice=-1,
        help=None,
        title=None,
        initial_contents=None,
    ):
        """Returns the next of the world's ``answers`` as what was entered; closed without one."""
        world = _now()
        world.asked.append({"text": _taken(message), "given": _taken(initial_contents)})
        if not world.answers:
            return close_choice, initial_contents
        return 0, _native(world.answers.pop(0))

    def setStatusMessage(self, message, severity=severityType.Message):  # noqa: N802
        _now().status.append((_taken(severity.name()), _taken(message)))

    def statusMessage(self):  # noqa: N802
        level, text = _now().status[-1] if _now().status else ("Message", "")
        return _native(text), getattr(severityType, str(level))

    def addEventLoopCallback(self, callback):  # noqa: N802
        assert callable(callback)
        _now().callbacks.append(callback)

    def removeEventLoopCallback(self, callback):  # noqa: N802
        callbacks = _now().callbacks
        if callback not in callbacks:
            raise OperationFailed("the callback was not previously registered")
        callbacks.remove(callback)

    def eventLoopCallbacks(self):  # noqa: N802
        return tuple(_now().callbacks)


ui = _Ui()


def isUIAvailable():  # noqa: N802
    return _now().gui


def _turn():
    """One turn of the main loop, as every 50 ms; an error of a callback is printed and kept."""
    world = _now()
    for callback in list(world.callbacks):
        try:
            callback()
        except Exception as err:  # Houdini prints it and goes on
            world.errors.append(err)


# -- the scene ------------------------------------------------------------------------------------


class _Named(object):
    """Something of the scene that is known by a key; two are the same with the same key."""

    def __init__(self, key):
        self._key = key

    def __eq__(self, other):
        return type(self) is type(other) and self._key == other._key

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self._key)


class NodeTypeCategory(_Named):
    def name(self):
        return _native(self._key)


class _OpNodeType(_Named):
    def name(self):
        return _native(self._key[1])

    def category(self):
        return NodeTypeCategory(self._key[0])

    def nameWithCategory(self):  # noqa: N802
        return _native("/".join(self._key))

    def nameComponents(self):  # noqa: N802
        parts = self._key[1].split("::")
        version = parts.pop() if len(parts) > 1 and parts[-1][:1].isdigit() else ""
        rows = ("", parts[0] if len(parts) > 1 else "", parts[-1], version)
        return tuple(_native(row) for row in rows)

    def definition(self):
        name = "/".join(self._key)
        is_known = _now().definition(name) or name in _now().fallbacks()
        return HDADefinition(name) if is_known else None


class HDASection(_Named):
    def contents(self):
        return _native(self._key)


class HDADefinition(_Named):
    def libraryFilePath(self):  # noqa: N802
        return _native(_now().library(self._key))

    def sections(self):
        found = _now().editable.get(self._key)
        return {str("EditableNodes"): HDASection(found)} if found else {}

    def parmTemplateGroup(self):  # noqa: N802
        _now().count("template")
        return ParmTemplateGroup(self._key)


class ParmTemplateGroup(_Named):
    """Parameters of a definition; those of a block stand in a folder of it."""

    def entries(self):
        definition = _now().definition(self._key)
        rows = list(definition.spare.items()) if definition else []
        block = [_template(name, row) for name, row in rows if "#" in name]
        folder = [FolderParmTemplate("folder0", "Folder", block, {})] if block else []
        return tuple([_template(name, row) for name, row in rows if "#" not in name] + folder)


class ParmTemplate(object):
    def __init__(self, name, kind, more, tags):
        self._name, self._kind = name, kind
        self._more, self._tags = more, tags

    def name(self):
        return _native(self._name)

    def type(self):
        return getattr(parmTemplateType, str(self._kind))

    def tags(self):
        return dict((_native(key), _native(self._tags[key])) for key in self._tags)


class StringParmTemplate(ParmTemplate):
    def stringType(self):  # noqa: N802
        return getattr(stringParmType, str(self._more[0]))

    def fileType(self):  # noqa: N802
        return getattr(fileType, str(self._more[1]))

    def defaultValue(self):  # noqa: N802
        return tuple(_native(text) for text in self._more[2])


class FolderParmTemplate(ParmTemplate):
    def parmTemplates(self):  # noqa: N802
        return tuple(self._more)


_FILES = {"file": "Any", "image": "Image", "geometry": "Geometry", "directory": "Directory"}
_NODES = {"oppath": "NodeReference", "oplist": "NodeReferenceList"}
_OTHERS = {"toggle": "Toggle", "integer": "Int", "int": "Int", "float": "Float", "button": "Button"}
_OTHERS.update(ordinal="Menu", vector="Float", color="Float", intvector="Int", log="Float")


def _template(name, row):
    """Returns the template of a ParmKind."""
    if row.type in _OTHERS:
        return ParmTemplate(name, _OTHERS[row.type], None, row.tags)
    kind = "FileReference" if row.type.split("_")[0] in _FILES else _NODES.get(row.type, "Regular")
    more = kind, _FILES.get(row.type, "Any"), row.default
    return StringParmTemplate(name, "String", more, row.tags)


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


class BaseKeyframe(object):
    def __init__(self, segment):
        self._segment = segment

    def time(self):
        return self._segment.start

    def isExpressionSet(self):  # noqa: N802
        return bool(self._segment.expression)

    isExpressionLanguageSet = isExpressionSet  # noqa: N815

    def expression(self):
        return _native(self._segment.expression)

    def expressionLanguage(self):  # noqa: N802
        return exprLanguage.Python if self._segment.language == "python" else exprLanguage.Hscript


class StringKeyframe(BaseKeyframe):
    pass


class Keyframe(BaseKeyframe):
    def isValueSet(self):  # noqa: N802
        return self._segment.values[0] is not None

    def value(self):
        return self._segment.values[0]


class ParmTuple(_Named):
    """``_key`` is (path of the node, name of the tuple)."""

    def _node(self):
        return _op(self._key[0])._operator()

    def name(self):
        return _native(self._key[1])

    def node(self):
        return _op(self._key[0])

    def _names(self):
        return _now().components(self._node(), self._key[1])

    def __len__(self):
        return len(self._names())

    def __iter__(self):
        return iter([Parm(self._key + (at, name)) for at, name in enumerate(self._names())])

    def __getitem__(self, at):
        return list(self)[at]

    def isSpare(self):  # noqa: N802
        return _now().kind(self._node(), self._key[1])[1]

    def parmTemplate(self):  # noqa: N802
        return self[0].parmTemplate()

    def eval(self):
        return tuple(parm.eval() for parm in self)

    def set(self, values):
        for parm, value in zip(self, values):
            parm.set(value)


class Parm(_Named):
    """``_key`` is (path of the node, name of the tuple, position, name of the component)."""

    def _row(self):
        """Returns (Operator, its Parm)."""
        node = _op(self._key[0])._operator()
        return node, node.attrs[self._key[1]]

    def name(self):
        return _native(self._key[3])

    def path(self):
        return _native(self._key[0] + "/" + self._key[3])

    def node(self):
        return _op(self._key[0])

    def tuple(self):
        return ParmTuple(self._key[:2])

    def isSpare(self):  # noqa: N802
        return _now().kind(self._row()[0], self._key[1])[1]

    def parmTemplate(self):  # noqa: N802
        node, row = self._row()
        kind, _ = _now().kind(node, self._key[1])
        if kind is not None:
            return _template(self._key[1], kind)
        values = [value for at, value in enumerate(row.values) if at not in row.driven]
        if values and all(value in ("on", "off") for value in values) and self._key[1] != "trange":
            return ParmTemplate(self._key[1], "Toggle", None, {})
        if len(row.values) > 1 or all(_is_number(value) for value in values) and values:
            return ParmTemplate(self._key[1], "Float", None, {})
        if self._key[1] == "trange":
            return ParmTemplate(self._key[1], "Menu", None, {})
        return StringParmTemplate(self._key[1], "String", ("Regular", "Any", [""]), {})

    def _is_text(self):
        return self.parmTemplate().type() is parmTemplateType.String

    def keyframes(self):
        node, row = self._row()
        _now().count("keyframes")
        if self._key[2] not in row.driven:
            return ()
        channel = node.channels.get(row.driven[self._key[2]])
        make = StringKeyframe if self._is_text() else Keyframe
        return tuple(make(segment) for segment in channel.segments) if channel else ()

    def unexpandedString(self):  # noqa: N802
        _, row = self._row()
        _now().count("unexpandedString")
        if not self._is_text() or self._key[2] in row.driven:
            raise OperationFailed("the parameter is no text or has keyframes")
        return _native(row.values[self._key[2]])

    def evalAsString(self):  # noqa: N802
        return self._evaluated(None)

    def evalAsStringAtFrame(self, frame):  # noqa: N802
        assert isinstance(frame, (int, float))
        return self._evaluated(frame)

    def _evaluated(self, frame):
        node, row = self._row()
        _now().count("eval")
        value = row.values[self._key[2]]
        if self._key[2] not in row.driven and not self._is_text():
            return _native(value)
        return _native(_now().evaluate(node, self._key[3], self._is_text(), frame))

    def eval(self):
        text = _taken(self.evalAsString())
        kind = self.parmTemplate().type()
        if kind is parmTemplateType.Toggle:
            return int(text in ("on", "1"))
        if kind is parmTemplateType.Float:
            return float(text)
        return int(text) if kind is parmTemplateType.Int else _native(text)

    def set(self, value):
        node, row = self._row()
        _op(self._key[0])._change("parm", self.path(), value)
        row.driven.pop(self._key[2], None)
        shown = "%.6g" % value if not isinstance(value, (str, type(""))) else value
        row.values[self._key[2]] = shown if isinstance(shown, type("")) else shown.decode("utf-8")

    def setExpression(self, expression, language=None, replace_expression=True):  # noqa: N802
        _op(self._key[0])._change("expression", self.path(), expression)

    def deleteAllKeyframes(self):  # noqa: N802
        _op(self._key[0])._change("keyframes", self.path())


class _OpNode(_Named):
    """``_key`` is the full path."""

    def _operator(self):
        node = _now().node(self._key)
        if node is None and self._key != "/":
            raise ObjectWasDeleted(
                "Attempt to access an object that no longer exists in Houdini. %s" % self._key
            )
        return node

    def _change(self, *call):
        """Notes a change; nothing changes inside of a locked asset."""
        if self.isInsideLockedHDA():
            raise PermissionError("Failed to modify node or parameter: permission error")
        _now().calls.append(call)
        _now().modified = True

    def path(self):
        self._operator()
        return _native(self._key)

    def name(self):
        self._operator()
        return _native(self._key.rpartition("/")[2])

    def type(self):
        node = self._operator()
        return _OpNodeType((node.category, node.type) if node else ("Director", "root"))

    def parent(self):
        self._operator()
        return _op(self._key.rpartition("/")[0] or "/") if self._key != "/" else None

    def children(self):
        self._operator()
        return tuple(_op(full) for full in _now().inner.get(self._key, ()))

    def allSubChildren(  # noqa: N802
        self, top_down=True, recurse_in_locked_nodes=True, sync_delayed_definition=False
    ):
        found = []
        for child in self.children():
            found.append(child)
            if recurse_in_locked_nodes or not child.isLockedHDA():
                found += child.allSubChildren(top_down, recurse_in_locked_nodes)
        return tuple(found)

    def glob(self, pattern):
        rows = [node(_native(self._key + "/" + name)) for name in _taken(pattern).split()]
        return tuple(row for row in rows if row is not None)

    def node(self, path):
        return node(_native(_joined(self._key, _taken(path))))

    def inputs(self):
        rows = [row and node(_native(row)) for row in self._operator().inputs]
        while rows and not rows[-1]:
            rows.pop()
        return tuple(row or None for row in rows)

    def outputs(self):
        self._operator()
        nodes = _now().scene.nodes.values()
        return tuple(_op(row.name) for row in nodes if self._key in row.inputs)

    def inputAncestors(self):  # noqa: N802
        found, todo = [], list(self.inputs())
        while todo:
            row = todo.pop(0)
            if row is not None and row not in found:
                found.append(row)
                todo += row.inputs()
        return tuple(found)

    def isGenericFlagSet(self, flag):  # noqa: N802
        return _taken(flag.name()).lower() in self._operator().flags

    def isBypassed(self):  # noqa: N802
        return self.isGenericFlagSet(nodeFlag.Bypass)

    def bypass(self, on):
        self._change("bypass", self._key, on)

    def expressionLanguage(self):  # noqa: N802
        is_python = self._operator().language == "python"
        return exprLanguage.Python if is_python else exprLanguage.Hscript

    def isLockedHDA(self):  # noqa: N802
        return self._operator().locked

    def isInsideLockedHDA(self):  # noqa: N802
        self._operator()
        above = self.parent()
        while above is not None and above._key != "/":
            if above.isLockedHDA():
                return True
            above = above.parent()
        return False

    def isSelected(self):  # noqa: N802
        return self._key in _now().selection

    def setSelected(self, on, clear_all_selected=False):  # noqa: N802
        self._change("selected", self._key, on)
        world = _now()
        kept = [] if clear_all_selected else [row for row in world.selection if row != self._key]
        world.selection = kept + ([self._key] if on else [])

    def parmTuples(self):  # noqa: N802
        _now().count("parmTuples")
        rows = self._operator().attrs
        return tuple(ParmTuple((self._key, name)) for name in rows if rows[name].values)

    def parmTuple(self, name):  # noqa: N802
        found = self._operator().attrs.get(_taken(name))
        return ParmTuple((self._key, found.name)) if found is not None and found.values else None

    def parms(self):
        return tuple(parm for row in self.parmTuples() for parm in row)

    def parm(self, name):
        name = _taken(name)
        if name in self._operator().attrs and len(self._operator().attrs[name].values) == 1:
            return ParmTuple((self._key, name))[0]
        found = [parm for parm in self.parms() if parm._key[3] == name]
        return found[0] if found else None

    def spareParms(self):  # noqa: N802
        rows = [row for row in self.parmTuples() if row.isSpare()]
        return tuple(parm for row in rows for parm in row)

    def evalParm(self, name):  # noqa: N802
        return self.parm(name).eval()

    def setParms(self, rows):  # noqa: N802
        for name, value in rows.items():
            self.parm(name).set(value)

    def allowEditingOfContents(self):  # noqa: N802
        self._change("unlock", self._key)

    def destroy(self):
        self._change("destroy", self._key)
        world = _now()
        gone = [row for row in world.scene.nodes if (row + "/").startswith(self._key + "/")]
        for row in gone:
            del world.scene.nodes[row]
        for rows in world.inner.values():
            rows[:] = [row for row in rows if row not in gone]

    def setName(self, name, unique_name=False):  # noqa: N802
        self._change("name", self._key, name)


Node = RopNode = OpNode = _OpNode  # OpNode since Houdini 20.5


class ObjNode(_OpNode):
    def displayNode(self):  # noqa: N802
        rows = [row for row in self.children() if row.isGenericFlagSet(nodeFlag.Display)]
        return rows[0] if rows else None

    def worldTransform(self):  # noqa: N802
        self._operator()
        return Matrix4(_now().transforms.get(self._key, houdini_world.STAYS))


class SopNode(_OpNode):
    def geometry(self, output_index=0):
        self._operator()
        found = _now().geometry.get(self._key)
        if isinstance(found, Exception):
            raise found
        return Geometry(found, is_frozen=False) if found else None

    def displayNode(self):  # noqa: N802
        return None


class Matrix4(object):
    def __init__(self, numbers):
        self._numbers = numbers

    def asTuple(self):  # noqa: N802
        return tuple(float(number) for number in self._numbers)

    def determinant(self):
        a, b, c, _, d, e, f, _, g, h, i = self.asTuple()[:11]
        return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)


class hmath(object):  # noqa: N801
    @staticmethod
    def identityTransform():  # noqa: N802
        return Matrix4(houdini_world.STAYS)


class Geometry(object):
    """What a node has cooked: ([(x, y, z)], [(what, [index of a point])]); only a copy changes."""

    def __init__(self, rows=((), ()), is_frozen=True):
        self._points = list(rows[0])
        kinds = {"polygon": Polygon, "open": Polygon, "sphere": Quadric}
        self._prims = [kinds[kind](kind, corners) for kind, corners in rows[1]]
        self._numbers = {}
        self._is_frozen = is_frozen

    def _changed(self):
        if not self._is_frozen:
            raise houdini_world.PermissionError()

    def freeze(self, read_only=False, clone_data_ids=False):
        return Geometry((self._points, [(row._kind, row._corners) for row in self._prims]))

    def pointFloatAttribValues(self, name):  # noqa: N802
        assert _taken(name) == "P"
        return tuple(float(number) for point in self._points for number in point)

    def prims(self):
        return tuple(self._prims)

    def deletePrims(self, prims, keep_points=False):  # noqa: N802
        """Deletes primitives and, unless they are kept, points that only those had."""
        self._changed()
        lost = set(corner for row in prims for corner in row._corners)
        self._prims = [row for row in self._prims if row not in prims]
        lost.difference_update(corner for row in self._prims for corner in row._corners)
        stay = [at for at in range(len(self._points)) if at not in lost]
        self._points = [self._points[at] for at in stay]
        for row in self._prims:
            row._corners = [stay.index(corner) for corner in row._corners]

    def addAttrib(self, type, name, default_value):  # noqa: A002, N802
        self._changed()
        assert type is attribType.Point
        self._numbers[type, name] = ()

    def setPointIntAttribValues(self, name, values):  # noqa: N802
        self._changed()
        assert (attribType.Point, name) in self._numbers and len(values) == len(self._points)
        self._numbers[attribType.Point, name] = values

    def vertexIntAttribValues(self, name):  # noqa: N802
        return self._numbers[attribType.Vertex, name]


class Prim(object):
    def __init__(self, kind, corners):
        self._kind, self._corners = kind, corners

    def intrinsicValue(self, name):  # noqa: N802
        assert name == "vertexcount"
        return len(self._corners)


class Polygon(Prim):
    def isClosed(self):  # noqa: N802
        return self._kind == "polygon"


class Quadric(Prim):
    pass


class _Verb(object):
    """The verbs of two nodes, with the parameters that are asked for."""

    def __init__(self, name):
        self._name, self._parms = name, {}

    def setParms(self, parms):  # noqa: N802
        self._parms.update(parms)

    def execute(self, geometry, inputs):
        geometry._changed()
        assert inputs == [geometry]
        getattr(self, "_" + self._name)(geometry, **self._parms)

    @staticmethod
    def _divide(geometry, convex, numsides):
        assert (convex, numsides) == (1, 3)
        found = [
            Polygon("polygon", [row._corners[0]] + list(row._corners[at : at + 2]))
            for row in geometry._prims
            for at in range(1, len(row._corners) - 1)
        ]
        geometry._prims = found

    @staticmethod
    def _attribpromote(geometry, inname, inclass, outclass, method):
        assert (inclass, outclass, method) == (2, 3, 8)  # from points to vertices, the first match
        values = geometry._numbers.pop((attribType.Point, inname))
        corners = [corner for row in geometry._prims for corner in row._corners]
        geometry._numbers[attribType.Vertex, inname] = tuple(values[at] for at in corners)


class _SopCategory(object):
    @staticmethod
    def nodeVerb(name):  # noqa: N802
        return _Verb(name) if hasattr(_Verb, "_" + name) else None


def sopNodeTypeCategory():  # noqa: N802
    return _SopCategory()


def _op(full):
    """Returns the node at a path, of the class that its network has."""
    row = _now().node(full)
    kinds = {"Object": ObjNode, "Sop": SopNode}
    return kinds.get(row.category if row else None, _OpNode)(full)


NodeType = OpNodeType = _OpNodeType


def _joined(base, path):
    parts = [] if path.startswith("/") else base.strip("/").split("/")
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(part for part in parts if part)


def node(path):
    full = _joined("/", _taken(path))
    return _op(full) if full == "/" or _now().node(full) is not None else None


def parm(path):
    above, _, name = _taken(path).rpartition("/")
    found = node(_native(above or "/"))
    return found.parm(_native(name)) if found else None


def root():
    return _op("/")


def pwd():
    return _op("/")


def selectedNodes(include_hidden=False):  # noqa: N802
    return tuple(_op(full) for full in _now().selection)


# -- the session ----------------------------------------------------------------------------------


def _change(*call):
    _now().calls.append(call)
    _now().modified = True


class hipFile(object):  # noqa: N801
    @staticmethod
    def path():
        return _native(_now().path)

    @staticmethod
    def name():
        return _native(_now().path)

    @staticmethod
    def basename():
        return _native(_now().path.rpartition("/")[2])

    @staticmethod
    def isNewFile():  # noqa: N802
        return _now().path.rpartition("/")[2].startswith("untitled.hip")

    @staticmethod
    def hasUnsavedChanges():  # noqa: N802
        return _now().modified if _now().gui else True

    @staticmethod
    def load(file_name, suppress_save_prompt=False, ignore_load_warnings=False):
        assert ignore_load_warnings and (suppress_save_prompt or not _now().gui)
        _now().open(_taken(file_name))
        _now().calls.append(("load", _taken(file_name)))

    @staticmethod
    def save(file_name=None, save_to_recent_files=True):
        world = _now()
        world.path = _taken(file_name) if file_name else world.path
        world.calls.append(("save", world.path))
        world.modified = False

    @staticmethod
    def setName(file_name):  # noqa: N802
        _change("hip name", _taken(file_name))
        _now().path = _taken(file_name)

    @staticmethod
    def clear(suppress_save_prompt=False):
        _change("clear")
        _now().clear()


class playbar(object):  # noqa: N801
    @staticmethod
    def frameRange():  # noqa: N802
        return tuple(float(frame) for frame in _now().scene.info.get("time_range", (1, 240)))

    @staticmethod
    def playbackRange():  # noqa: N802
        return tuple(float(frame) for frame in _now().scene.info.get("playbar", (1, 240)))

    @staticmethod
    def setPlaybackRange(start, end):  # noqa: N802
        _change("playback range", start, end)

    @staticmethod
    def setFrameRange(start, end):  # noqa: N802
        _change("frame range", start, end)


class Take(_Named):
    def name(self):
        return _native(self._key)

    def parent(self):
        above = _now().scene.info["takes"][self._key].parent
        return Take(above) if above else None


class takes(object):  # noqa: N801
    @staticmethod
    def takes():
        return tuple(Take(name) for name in _now().scene.info.get("takes") or ["Main"])

    @staticmethod
    def currentTake():  # noqa: N802
        return Take(_now().scene.info.get("take", "Main"))

    @staticmethod
    def findTake(name):  # noqa: N802
        return Take(_taken(name)) if _taken(name) in _now().scene.info["takes"] else None

    @staticmethod
    def setCurrentTake(take):  # noqa: N802
        _change("take", take._key)


class hda(object):  # noqa: N801
    @staticmethod
    def loadedFiles():  # noqa: N802
        world = _now()
        names = list(world.fallbacks()) + list(world.scene.info.get("definitions") or ())
        rows = [world.library(name) for name in names]
        rows += [world.expanded(path) for path in world.scene.info.get("libraries", ())]
        return tuple(_native(path) for path in sorted(set(rows)) if path != "Embedded")

    @staticmethod
    def installFile(file_path, *arguments):  # noqa: N802
        _change("install", _taken(file_path))


class text(object):  # noqa: N801
    @staticmethod
    def expandString(text, expand_tilde=True):  # noqa: N802
        return _native(_now().expanded(_taken(text)))


expandString = text.expandString  # noqa: N816


def hscript(command):
    """Returns (what a command prints, its errors); all but listing variables is a change."""
    command = _taken(command)
    world = _now()
    if command == "setenv -s":
        rows = world.all_variables()
        lines = ["set -g %s = '%s'\n" % (name, rows[name]) for name in sorted(rows)]
    elif command == "set -s":
        rows = world.scene.info.get("local_variables", {})
        lines = ["set %s = '%s'\n" % (name, rows[name]) for name in sorted(rows)]
    else:
        _change("hscript", command)
        lines = []
    return _native("".join(lines)), _native("")


def getenv(name, default_value=None):
    found = _now().all_variables().get(_taken(name))
    return _native(found) if found is not None else default_value


def putenv(name, value):
    _change("putenv", name, value)


def fileReferences(project_dir_variable=str("HIP"), include_all_refs=True):  # noqa: N802
    """Files by the kind of their parameters, libraries, and what a test adds."""
    world, found = _now(), []
    for full, row in world.scene.nodes.items():
        for name in row.spare:
            if row.spare[name].type in _FILES and name in row.attrs:
                found += [(parm, None) for parm in ParmTuple((full, name))]
    found = [(parm, _native(parm._row()[1].values[parm._key[2]])) for parm, _ in found]
    rows = world.scene.info.get("libraries", ())
    found += [(None, _native(path)) for path in rows]
    for full, name, path in world.references:
        found.append((_op(full).parm(_native(name)) if full else None, _native(path)))
    return tuple(found)


def applicationVersionString():  # noqa: N802
    return _native(_now().version)


def applicationVersion():  # noqa: N802
    return tuple(int(part) for part in _now().version.split("."))


def licenseCategory():  # noqa: N802
    kinds = {"noncommercial": "Apprentice", "limited": "Indie"}
    found = _now().scene.info.get("licence") if _now().scene else None
    return getattr(licenseCategoryType, str(kinds.get(found, "Commercial")))


def fps():
    return float(_now().scene.fps or 24)


def setFps(fps, *arguments):  # noqa: N802
    _change("fps", fps)


def frame():
    return float(_now().frame)


def setFrame(frame):  # noqa: N802
    _change("frame", frame)


def contextOptionNames():  # noqa: N802
    return tuple(_native(name) for name in _now().scene.info.get("context_options", ()))


def contextOption(name):  # noqa: N802
    found = _now().scene.info["context_options"][_taken(name)]
    return found if isinstance(found, (int, float)) else _native(found)


def sessionModuleSource():  # noqa: N802
    return _native(_now().scene.info.get("session") or "")


_world = houdini_world.World(
    bool(os.environ.get("STANDIN_HOUDINI_GUI")),
    os.environ.get("STANDIN_HOUDINI_VERSION", "20.5.487"),
)
