"""``maya.cmds`` of the stand-in. Until Maya has started there are no commands, as in mayapy."""

from __future__ import absolute_import, division, print_function, unicode_literals

import os

from maya import world as _world

_COMMANDS = {}
_STATE = {"world": None}


def _start(batch=True):
    """Makes the commands appear; variables say which Maya this is and what it lacks."""
    lacks = [name for name in os.environ.get("STANDIN_MAYA_LACKS", "").split(",") if name]
    version = os.environ.get("STANDIN_MAYA_VERSION", "2025")
    _STATE["world"] = _world.World(batch, version, lacks)
    if os.environ.get("MAYA_PROJECT"):
        _STATE["world"].project = os.environ["MAYA_PROJECT"]
    globals().update(_COMMANDS)
    return _STATE["world"]


def _stop():
    for name in _COMMANDS:
        globals().pop(name, None)


def _maya():
    return _STATE["world"]


def _command(*flags):
    """Registers a command that knows these flags and refuses others as Maya does."""

    def register(function):
        name = function.__name__[1:]

        def call(*args, **given):
            for flag in given:
                if flag not in flags:
                    raise TypeError("Invalid flag '%s'" % flag)
            _maya().calls.append((name, args, dict(given)))
            return function(*args, **given)

        _COMMANDS[str(name)] = call
        return function

    return register


def _found(name):
    node = _maya().node(name.partition(".")[0])
    if node is None:
        raise ValueError("No object matches name: %s" % name)
    return node


def _plug(plug):
    """Returns (node, long attribute without indices, indices given) of a plug."""
    node = _found(plug)
    parts = [part.partition("[") for part in plug.partition(".")[2].split(".")]
    names = [node.long(part[0]) for part in parts]
    if not all(node.has(part[0]) for part in parts):
        raise ValueError("No object matches name: %s" % plug)
    indices = [part[2].rstrip("]") for part in parts if part[1]]
    return node, ".".join(names), indices


@_command("version", "batch", "apiVersion")
def _about(version=False, batch=False, apiVersion=False):
    if batch:
        return _maya().batch
    return int(_maya().version[:4] + "0000") if apiVersion else _maya().version


_LS = ("long", "showType", "references", "referencedNodes", "selection", "type", "exactType")


@_command(*_LS + ("objectsOnly", "dagObjects", "allPaths", "shapes", "noIntermediate"))
def _ls(*names, **given):
    maya = _maya()
    nodes = sorted(maya.nodes.values(), key=lambda node: node.name)
    if names:
        nodes = [node for node in map(maya.node, names) if node is not None]
    if given.get("selection"):
        nodes = _selected(**given)
    if given.get("references"):
        nodes = [node for node in nodes if node.kind == "reference"]
    if given.get("referencedNodes"):
        nodes = [node for node in nodes if node.reference is not None]
    kind = given.get("type") or given.get("exactType")
    if kind:
        if not any(node.kind == kind for node in maya.nodes.values()):
            raise RuntimeError("Unknown object type: %s" % kind)
        nodes = [node for node in nodes if node.kind == kind]
    found = []
    for node in nodes:
        found.append(node.name if given.get("long") else maya.name(node.name))
        if given.get("showType"):
            found.append(node.kind)
    return found


def _selected(
    objectsOnly=False, dagObjects=False, allPaths=False, shapes=False, noIntermediate=False,
    **others
):  # fmt: skip
    """Returns the nodes that are selected; ``dagObjects`` adds what is below them.

    A node that has several paths is listed by its first, ``allPaths`` by all of them.
    """
    maya = _maya()
    names = list(maya.selection)
    assert objectsOnly or not [name for name in names if "." in name], "components have no node"
    names = [name.partition(".")[0] for name in names]
    if dagObjects:
        every = sorted(maya.nodes)
        names = [one for name in names for one in every if (one + "|").startswith(name + "|")]
        names = [name for name in names if name.startswith("|")]
        paths = [maya.instances.get(name, [name]) for name in names]
        names = [one for row in paths for one in (row if allPaths else row[:1])]
    nodes = [maya.nodes[name] for name in names]
    if shapes:
        nodes = [node for node in nodes if node.kind in _world.TABLE["shapes"]]
    return [node for node in nodes if not (noIntermediate and node.name in maya.intermediate)]


@_command("face")
def _polyEvaluate(name, face=False):
    return len(_maya().meshes.get(_found(name).name, ([], []))[1])


@_command()
def _objExists(name):
    return _maya().node(name) is not None


@_command()
def _nodeType(name):
    return _found(name).kind


@_command("parent", "children", "shapes", "fullPath", "path")
def _listRelatives(name, parent=False, children=False, shapes=False, fullPath=False, path=False):
    node, maya = _found(name), _maya()
    above = node.name.rpartition("|")[0]
    found = [above] if parent and above else []
    if not parent:
        found = [one for one in maya.nodes if one.rpartition("|")[0] == node.name]
    return [one if fullPath else maya.name(one) for one in found] or None


@_command("node", "exists", "multi", "shortName", "longName")
def _attributeQuery(attr, node=None, exists=False, multi=False, shortName=False, longName=False):
    found = _maya().node(node)
    if found is None:
        raise RuntimeError("No object matches name: %s" % node)
    if exists:
        return found.has(attr)
    if not found.has(attr):
        raise RuntimeError("Attribute '%s' was not found on '%s'." % (attr, node))
    name = found.long(attr)
    if multi:
        every = (key for one in _maya().nodes.values() for key in one.attrs)
        return name == "adjustments" or any(
            (part + ".").startswith(name + "[") for key in every for part in key.split(".")
        )
    if longName:
        return name
    shorts = dict((long_name, short) for short, long_name in _world.TABLE["long"].items())
    return found.longs.get(name) or shorts.get(name, name)


@_command("shortNames", "userDefined", "write")
def _listAttr(name, shortNames=False, userDefined=False, write=False):
    node = _found(name)
    if userDefined:
        return list(node.dynamic) or None
    pairs = sorted(node.longs.items())
    return [pair[1] if shortNames else pair[0] for pair in pairs] + node.dynamic or None


@_command("time", "multiIndices", "type", "size")
def _getAttr(plug, time=None, multiIndices=False, type=False, size=False):
    node, attr, given = _plug(plug)
    if multiIndices or size:
        found = set()
        for key in node.attrs:
            first = key.partition(".")[0]
            name, _, index = first.partition("[")
            if name == attr and index:
                start, _, end = index.rstrip("]").partition(":")
                found.update(range(int(start), int(end or start) + 1))
        return len(found) if size else sorted(found) or None
    if node.unknown:
        raise RuntimeError("The data of an unknown node cannot be read.")
    held = _held(node, attr, given)
    if attr in ("edits", "message"):
        raise RuntimeError("The data is not a numeric or string value, and cannot be displayed.")
    if type:
        answer = node and _maya().typed(node, attr, held, 1)
        if isinstance(answer, list):
            return "stringArray"
        return {bool: "bool", int: "long", float: "double"}.get(answer.__class__, "string")
    return _maya().typed(node, attr, held, _maya().time if time is None else time)


def _held(node, attr, given):
    """Returns the value as written, out of a row of array elements where it stands in one."""
    for indices, held in node.values(attr).items():
        starts = [start for start, _ in indices]
        if starts == given or (not given and not indices):
            return held
        if len(indices) == 1 and len(given) == 1 and indices[0][1]:
            at = int(given[0]) - int(indices[0][0])
            if 0 <= at < len(held):
                return held[at]
    return None


def _named(plug):
    """Returns a plug as Maya gives it: shortest node name, long attribute names."""
    maya = _maya()
    owner, _, attrs = plug.partition(".")
    node = maya.node(owner)
    parts = [part.partition("[") for part in attrs.split(".")]
    longs = [
        (node.long(name) if node else _world.TABLE["long"].get(name, name)) + bracket + index
        for name, bracket, index in parts
    ]
    return (maya.name(node.name) if node else owner.lstrip(":")) + "." + ".".join(longs)


@_command("source", "destination", "plugs", "connections", "skipConversionNodes")
def _listConnections(
    name, source=True, destination=True, plugs=False, connections=False, skipConversionNodes=False
):
    node, maya = _found(name), _maya()
    wanted = _named(name) if "." in name else None
    found = []
    for start, end in maya.connections:
        for own, other, asked in ((end, start, source), (start, end, destination)):
            if not asked or maya.node(own.partition(".")[0]) is not node:
                continue
            if wanted is not None and _named(own) != wanted:
                continue
            far = _named(other)
            found += [_named(own)] if connections else []
            found.append(far if plugs else far.partition(".")[0])
    return found or None


@_command("isDestination", "isSource", "sourceFromDestination")
def _connectionInfo(plug, isDestination=False, isSource=False, sourceFromDestination=False):
    _plug(plug)
    found = _COMMANDS["listConnections"](
        plug, source=not isSource, destination=isSource, plugs=True
    )
    return (found or [""])[0] if sourceFromDestination else bool(found)


_FILE = ("query", "sceneName", "modified", "exists", "reference", "open", "force")


@_command(*_FILE + ("executeScriptNodes", "ignoreVersion", "prompt", "loadReferenceDepth"))
def _file(*paths, **given):
    maya = _maya()
    if given.get("query"):
        if given.get("sceneName"):
            return maya.path
        if given.get("modified"):
            return maya.modified
        if given.get("exists"):
            return os.path.isfile(paths[0])
        return [row.written for row in maya.references.values() if row.parent is None]
    if not given.get("open"):
        raise RuntimeError("Nothing was asked of the file command.")
    if maya.modified and not given.get("force"):
        raise RuntimeError("Unsaved changes")
    maya.scripts = given.get("executeScriptNodes", True)
    maya.open(paths[0])
    return paths[0]


@_command(
    "filename",
    "unresolvedName",
    "withoutCopyNumber",
    "referenceNode",
    "parent",
    "namespace",
    "isLoaded",
    "isNodeReferenced",
    "editStrings",
    "editCommand",
    "failedEdits",
    "successfulEdits",
)
def _referenceQuery(name, **given):
    maya = _maya()
    node = _found(name)
    if given.get("isNodeReferenced"):
        return node.reference is not None
    if given.get("referenceNode") and node.kind != "reference":
        if node.reference is None:
            raise RuntimeError("'%s' is not from a reference file." % name)
        return node.reference
    row = maya.references.get(node.name)
    if row is None:
        raise RuntimeError("Reference node '%s' is not associated with a reference file." % name)
    if given.get("referenceNode"):
        return row.parent if given.get("parent") else row.node
    if given.get("filename"):
        return row.written if given.get("unresolvedName") else row.path
    if given.get("namespace"):
        return ":" + row.namespace.rstrip(":")
    if given.get("editStrings"):
        return list(row.failed) if given.get("failedEdits") else []
    return row.loaded


def _kinds():
    return set(node.kind for node in _maya().nodes.values())


@_command("query", "pluginsInUse", "dependNode", "version", "loaded")
def _pluginInfo(*names, **given):
    maya = _maya()
    here = [row for name, row in sorted(maya.plugins.items()) if name not in maya.lacks]
    if given.get("pluginsInUse"):
        used = [row for row in here if not row.types or _kinds().intersection(row.types)]
        return [text for row in used for text in (row.name, row.version)] or None
    row = next((row for row in here if row.name in names), None)
    if row is None:
        raise RuntimeError("Plug-in, %s, was not found" % names)
    return list(row.types) or None if given.get("dependNode") else row.version


@_command("query", "list", "version", "nodeTypes")
def _unknownPlugin(*names, **given):
    maya = _maya()
    lost = [row for name, row in sorted(maya.plugins.items()) if name in maya.lacks]
    if given.get("list"):
        return [row.name for row in lost] or None
    row = next((row for row in lost if row.name in names), None)
    if row is None:
        raise RuntimeError("No unknown plug-in of that name: %s" % names)
    return row.version if given.get("version") else list(row.types) or None


@_command("query", "plugin", "realClassName")
def _unknownNode(name, query=False, plugin=False, realClassName=False):
    node = _found(name)
    if node.unknown is None:
        raise RuntimeError("'%s' is not an unknown node." % name)
    return node.unknown[0 if plugin else 1]


@_command("query")
def _fileInfo(*keys, **given):
    escaped = [
        (key, value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n"))
        for key, value in _maya().info.items()
    ]
    if keys:
        return [value for key, value in escaped if key in keys]
    return [text for pair in escaped for text in pair]


@_command("query", "linear", "angle", "time", "fullName")
def _currentUnit(query=False, linear=False, angle=False, time=False, fullName=False):
    kind = "time" if time else "angle" if angle else "linear"
    shorts = {"centimeter": "cm", "degree": "deg", "meter": "m"}
    unit = _maya().units[kind]
    return unit if fullName or time else shorts.get(unit, unit)


@_command("query", "rootDirectory", "openWorkspace")
def _workspace(*paths, **given):
    if given.get("openWorkspace"):
        if not os.path.isdir(paths[0]):
            raise RuntimeError("Cannot open the workspace %s" % paths[0])
        _maya().project = paths[0]
        return None
    return _maya().project
