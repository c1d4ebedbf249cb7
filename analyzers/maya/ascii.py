"""Reads Maya ASCII scenes (.ma) without Maya.

The file is mapped and searched for the statements that start at the left margin; the
bodies of nodes that nobody asked for (meshes, curves) are never looked at. What is
asked for stands in ``nodes.json``. Nothing in a scene is ever executed.

Source: the grammar as found in 1,517 public scenes of Maya 7.0 to 2026.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import disk
from analyzers.errors import UnknownScene
from analyzers.linecount import Lines
from analyzers.maya import margins, statements, suspects
from analyzers.maya.codeset import Codeset
from analyzers.maya.dag import PARTS, Names
from analyzers.scene import Node, Plugin, Reference, Scene, Spot, reference_prefix

_HEADER = re.compile(br"^(?:\xef\xbb\xbf)?//Maya ASCII ([^\s]+) scene")
_CODESET = re.compile(br"^//Codeset: *([^\r\n]+?) *\r?$", re.M)
_END = re.compile(br"^// ?End of ", re.M)
_CREATE = re.compile(
    br'createNode\s+(\w+)((?:\s+-(?:s|ss|shared|skipSelect))*)(?:\s+-(?:n|name)\s+"([^"\n]*)")?'
    br'((?:\s+-(?:s|ss|shared|skipSelect))*)(?:\s+-(?:p|parent)\s+"([^"\n]*)")?\s*;'
)
_SHARED = re.compile(br"-s(?:hared)?(?![\w])")
_CONNECT = r'connectAttr\s+(?:-\w+\s+)*"([^"\n]*)"\s+"([^"\n]*\.(?:%s)(?:\[[-\d:]*\])?)"'
_HEAD = 1 << 12


def read(path, wanted):
    """Returns the Scene in the file ``path``; ``wanted`` is the table ``maya/nodes.json``.

    Raises:
        SceneNotRead: the file is missing, a folder, empty or unreadable.
        UnknownScene: the file is no Maya ASCII scene.
    """
    with disk.mapped(path) as data:
        return _Reader(path, data, wanted).read()


class _Reader(object):
    """One pass over one file."""

    def __init__(self, path, data, wanted):
        self.data = data
        self.wanted = wanted
        self.scene = Scene("maya", path, "ascii")
        self.codeset = None
        self.blocks = []  # (start, end, type, full name, shared) of every node
        self.unread = set(
            kind for kind, row in wanted["types"].items() if row.get("body") == "paths"
        )
        self.line_at = Lines(data).at
        self.dag = Names(wanted["dag"])
        plugs = "|".join(name for pair in wanted["connections"].items() for name in pair)
        self.connections = re.compile((_CONNECT % plugs).encode("ascii"))
        self.names = {}
        self.setters = {}
        for name, kind in wanted["builtin"].items():
            self.scene.nodes[name] = Node(name, kind, shared=True)

    def read(self):
        head = self.data[:4096]
        match = _HEADER.match(head)
        if not match:
            raise UnknownScene(self.scene.path, 'a Maya ASCII scene begins with "//Maya ASCII"')
        self.scene.version = match.group(1).decode("ascii", "replace")
        codeset = _CODESET.search(head)
        self.codeset = Codeset(codeset.group(1).decode("ascii", "replace") if codeset else None)
        handlers = {
            b"createNode": self.create_node,
            b"select": self.select,
            b"setAttr": self.set_attr,
            b"connectAttr": self.connect,
            b"requires": self.requires,
            b"currentUnit": self.current_unit,
            b"fileInfo": self.file_info,
            b"file": self.file,
        }
        for command, start, end in margins.statements(self.data):
            if command in handlers:
                handlers[command](start, end)
        suspects.find(self)
        self.check_end()
        for plugin in self.scene.plugins:
            plugin.types = tuple(OrderedDict.fromkeys(plugin.types))
        return self.scene

    def spot(self, offset, lines=0):
        """Returns the Spot ``lines`` below an offset; several for a list."""
        if isinstance(lines, list):
            return [Spot(self.scene.path, offset, number) for number in lines]
        return Spot(self.scene.path, offset, lines)

    def first(self, start, end):
        """Returns the words of a block's first statement, whose lines nobody asks for."""
        text = self.codeset.text(self.data[start : min(end, start + _HEAD)])
        return next(statements.parse(text, 0), ())

    def statements(self, start, end):
        """Yields (words, line of the statement's text start) of a block."""
        line = self.line_at(start)
        return statements.parse(self.codeset.text(self.data[start:end]), line)

    # -- one statement kind each -------------------------------------------------------

    def create_node(self, start, end):
        match = _CREATE.match(self.data, start, end)
        if match:
            kind = match.group(1).decode("ascii")
            name = self.codeset.text(match.group(3)) if match.group(3) is not None else kind + "1"
            parent = self.codeset.text(match.group(5)) if match.group(5) else None
            shared = bool(_SHARED.search(match.group(2) + match.group(4)))
        else:
            words = self.first(start, end)
            if len(words) < 2:
                return
            kind = words[1].text
            flags = statements.flags(words[2:], statements.CREATE_FLAGS)
            name, parent = flags.get("name", kind + "1"), flags.get("parent")
            shared = "shared" in flags
        self.scene.types[kind] = self.scene.types.get(kind, 0) + 1
        full = self.dag.full(kind, name, parent)
        self.blocks.append((start, end, kind, full, shared))
        if kind in self.wanted["types"] and kind not in self.unread:
            self.fill(self.node(full, kind, start, shared), start, end)

    def select(self, start, end):
        words = self.first(start, end)
        name = words[-1].text.lstrip(":") if len(words) > 1 else ""
        kind = self.wanted["builtin"].get(name)
        if kind:
            self.blocks.append((start, end, kind, name, True))
            self.scene.nodes[name].line = self.spot(start)
            self.fill(self.scene.nodes[name], start, end)

    def node(self, full, kind, start, shared=False):
        """Returns the node called ``full``, made when the scene does not hold it yet."""
        if full not in self.scene.nodes:
            parent = full.rpartition("|")[0] or None
            self.scene.nodes[full] = Node(full, kind, parent, self.spot(start), shared)
        return self.scene.nodes[full]

    def set_attr(self, start, end):
        """A setAttr at the margin names its node: ``setAttr "persp.v" no;``."""
        for words in self.statements(start, end):
            name, value, line = statements.set_attr(words)
            owner, _, attr = name.partition(".")
            leaf = owner.lstrip(":").rpartition("|")[2]
            for full in self.dag.paths.get(leaf, ()) or [leaf]:
                node = self.scene.nodes.get(full)
                if node and attr and full.endswith(owner.lstrip(":")):
                    self.keep(node, attr, value, line)

    def fill(self, node, start, end):
        """Keeps the attributes of a block that are asked for, passing over all others."""
        if node.type not in self.setters:
            attrs = self.wanted["types"][node.type]["attrs"]
            self.setters[node.type] = statements.setter_of(attrs)
        text = self.codeset.text(self.data[start:end])
        added = self.wanted["types"][node.type].get("added")
        if added:
            default = statements.default_of(text, added)
            node.attrs.update({added[0] + "@default": default} if default else {})
        for words in statements.found(text, self.setters[node.type], 0):
            name, value, line = statements.set_attr(words)
            self.keep(node, name.lstrip("."), value, self.spot(start, line))
            if line != words[-1].line and isinstance(value, type("")):
                parts = [(part, self.spot(start, at)) for part, at in statements.parts(words)]
                node.lines[self.long_name(node.type, name.lstrip(".")) + PARTS] = parts

    def long_name(self, kind, written):
        """Returns the long name of an attribute that is asked for, else None."""
        if kind not in self.wanted["types"]:
            return None
        if kind not in self.names:
            self.names[kind] = statements.long_names(self.wanted["types"][kind]["attrs"])
        return self.names[kind](written)

    def keep(self, node, name, value, line):
        name = self.long_name(node.type, name)
        if name and value is not None:
            node.attrs[name] = value
            node.lines[name] = line

    def connect(self, start, end):
        """Keeps the connections of a run of connectAttr that are asked for."""
        for match in self.connections.finditer(self.data, start, end):
            pair = self.codeset.text(match.group(1)), self.codeset.text(match.group(2))
            self.scene.connections.append(pair)

    def requires(self, start, end):
        words = next(self.statements(start, end), ())
        types = [
            words[at + 1].text
            for at, word in enumerate(words[:-1])
            if word.text in ("-nodeType", "-nt") and not word.quoted
        ]
        plain = statements.arguments(words[1:], statements.REQUIRES_FLAGS)
        if len(plain) < 2:
            return
        name, version = plain[-2].text, plain[-1].text
        if name == "maya" and not plain[-2].quoted:
            self.scene.version = version
            return
        known = next((row for row in self.scene.plugins if row.name == name), None)
        if known is None:
            self.scene.plugins.append(Plugin(name, version, types))
        else:
            known.types += tuple(types)

    def current_unit(self, start, end):
        words = next(self.statements(start, end), ())
        units = statements.flags(words[1:], statements.UNIT_FLAGS)
        self.scene.units.update(units)
        self.scene.fps = statements.fps(units.get("time"), self.wanted["fps"])

    def file_info(self, start, end):
        words = next(self.statements(start, end), ())
        if len(words) > 2:
            self.scene.info[words[1].text] = words[2].text

    def file(self, start, end):
        words = next(self.statements(start, end), ())
        flags = statements.flags(words[1:], statements.FILE_FLAGS)
        plain = statements.arguments(words[1:], statements.FILE_FLAGS)
        depth = flags.get("referenceDepthInfo", "")
        node = flags.get("referenceNode", "")
        known = any(row.node == node for row in self.scene.references)
        wanted = depth or "import" in flags or ("reference" in flags and not known)
        if not wanted or not plain or not plain[-1].quoted:
            return
        prefix = flags.get("renamingPrefix")
        self.scene.references.append(
            Reference(
                plain[-1].text,
                node,
                namespace=prefix + "_" if prefix else reference_prefix(flags.get("namespace")),
                loaded=not depth or flags.get("deferReference") != "1",
                depth=int(depth) if depth.isdigit() else 1,
                line=plain[-1].line,
            )
        )

    # -- at the end ------------------------------------------------------------------

    def check_end(self):
        tail = self.data[max(0, len(self.data) - 8192) :]
        lines = [line for line in tail.splitlines() if line.strip()]
        while lines and lines[-1].strip().startswith(b"//"):
            lines.pop()
        if lines and not lines[-1].rstrip().endswith(b";"):
            self.scene.tips.append(("scene_cut", self.scene.path))
        elif not _END.search(tail):
            self.scene.tips.append(("no_end_mark", self.scene.path))
        if self.codeset.odd:
            read_as = ", ".join(sorted(self.codeset.odd))
            self.scene.tips.append(("odd_text", "%s: read as %s" % (self.scene.path, read_as)))
