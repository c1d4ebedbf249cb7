"""Reads Maya ASCII scenes (.ma) without Maya.

The file is mapped and searched for the statements that start at the left margin; the
bodies of nodes that nobody asked for (meshes, curves) are never looked at. What is
asked for stands in ``nodes.json``. Nothing in a scene is ever executed.

Source: the grammar as found in 1,517 public scenes of Maya 7.0 to 2026.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import codecs
import io
import locale
import mmap
import re
from collections import OrderedDict

from analyzers.disk import native
from analyzers.errors import SceneNotRead, UnknownScene
from analyzers.maya import statements, suspects
from analyzers.maya.dag import Names
from analyzers.scene import Node, Plugin, Reference, Scene

_HEADER = re.compile(br"^(?:\xef\xbb\xbf)?//Maya ASCII ([^\s]+) scene")
_CODESET = re.compile(br"^//Codeset: *([^\r\n]+?) *\r?$", re.M)
_END = re.compile(br"^// ?End of ", re.M)
_MARGIN = re.compile(
    br"\n(createNode|select|connectAttr|requires|currentUnit|fileInfo|file|disconnectAttr|"
    br'relationship|parent|lockNode|instanceable|setAttr(?=[^"\n;]*"[^".\n]))(?![A-Za-z0-9_])'
)
_CREATE = re.compile(
    br'createNode\s+(\w+)((?:\s+-(?:s|ss|shared|skipSelect))*)(?:\s+-(?:n|name)\s+"([^"\n]*)")?'
    br'((?:\s+-(?:s|ss|shared|skipSelect))*)(?:\s+-(?:p|parent)\s+"([^"\n]*)")?\s*;'
)
_SHARED = re.compile(br"-s(?:hared)?(?![\w])")
_CONNECT = re.compile(br'connectAttr\s+(?:-\w+\s+)*"([^"\n]*)"\s+"([^"\n]*)"')
_LEAF = re.compile(br"(\w+)(?:\[[-\d:]*\])?$")
_CHUNK = 1 << 20


def read(path, wanted):
    """Returns the Scene in the file ``path``; ``wanted`` is the table ``maya/nodes.json``.

    Raises:
        SceneNotRead: the file is missing, a folder, empty or unreadable.
        UnknownScene: the file is no Maya ASCII scene.
    """
    try:
        with io.open(native(path), "rb") as stream:
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError as err:  # an empty file cannot be mapped
        raise SceneNotRead(path, "the file is empty") if _empty(path) else SceneNotRead(path, err)
    except (IOError, OSError) as err:
        raise SceneNotRead(path, err.strerror or "%s" % err)
    try:
        return _Reader(path, data, wanted).read()
    finally:
        data.close()


def _empty(path):
    with io.open(native(path), "rb") as stream:
        return not stream.read(1)


class _Reader(object):
    """One pass over one file; ``at`` and ``line`` count lines up to a byte offset."""

    def __init__(self, path, data, wanted):
        self.data = data
        self.wanted = wanted
        self.scene = Scene("maya", path, "ascii")
        self.codecs = []
        self.odd = set()
        self.blocks = []  # (start, end, type, full name, shared) of every node
        self.unread = set(
            kind for kind, row in wanted["types"].items() if row.get("body") == "paths"
        )
        self.at = 0
        self.line = 1
        self.dag = Names(wanted["dag"])
        self.connections = set(
            name.encode("ascii") for pair in wanted["connections"].items() for name in pair
        )
        self.names = dict(
            (type, statements.long_names(row["attrs"])) for type, row in wanted["types"].items()
        )
        for name, kind in wanted["builtin"].items():
            self.scene.nodes[name] = Node(name, kind, shared=True)

    def read(self):
        head = self.data[:4096]
        match = _HEADER.match(head)
        if not match:
            raise UnknownScene(self.scene.path, 'a Maya ASCII scene begins with "//Maya ASCII"')
        self.scene.version = match.group(1).decode("ascii", "replace")
        codeset = _CODESET.search(head)
        self.codecs = _codecs(codeset.group(1).decode("ascii", "replace") if codeset else None)
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
        previous = None
        for match in _MARGIN.finditer(self.data):
            if previous:
                handlers.get(previous.group(1), _ignore)(previous.start(1), match.start(1))
            previous = match
        if previous:
            handlers.get(previous.group(1), _ignore)(previous.start(1), len(self.data))
        suspects.find(self)
        self.check_end()
        for plugin in self.scene.plugins:
            plugin.types = tuple(OrderedDict.fromkeys(plugin.types))
        return self.scene

    # -- text and lines --------------------------------------------------------------

    def text(self, start, end):
        """Returns a block as text: declared codec first, then the likely ones."""
        block = self.data[start:end]
        for codec in self.codecs:
            try:
                text = block.decode(codec)
            except UnicodeDecodeError:
                continue
            if codec != self.codecs[0]:
                self.odd.add(codec)
            return text
        self.odd.add("replacement characters")
        return block.decode(self.codecs[0], "replace")

    def line_at(self, offset):
        """Returns the line of a byte offset; going back costs a count from the start."""
        if offset < self.at:
            self.at, self.line = 0, 1
        while self.at < offset:
            stop = min(offset, self.at + _CHUNK)
            self.line += self.data[self.at : stop].count(b"\n")
            self.at = stop
        return self.line

    def statements(self, start, end):
        """Yields (words, line of the statement's text start) of a block."""
        first = self.line_at(start)
        return statements.parse(self.text(start, end), first)

    # -- one statement kind each -------------------------------------------------------

    def create_node(self, start, end):
        match = _CREATE.match(self.data, start, end)
        if match:
            kind = match.group(1).decode("ascii")
            name = self.name(match.group(3)) if match.group(3) is not None else kind + "1"
            parent = self.name(match.group(5)) if match.group(5) else None
            shared = bool(_SHARED.search(match.group(2) + match.group(4)))
        else:
            words = next(self.statements(start, min(end, start + _CHUNK)), ())
            if len(words) < 2:
                return
            kind = words[1].text
            flags = statements.flags(words[2:], statements.CREATE_FLAGS)
            name, parent = flags.get("name", kind + "1"), flags.get("parent")
            shared = "shared" in flags
        self.scene.types[kind] = self.scene.types.get(kind, 0) + 1
        full = self.dag.full(kind, name, parent)
        self.blocks.append((start, end, kind, full, shared))
        if kind in self.names and kind not in self.unread:
            self.fill(self.node(full, kind, start, shared), start, end)

    def name(self, name):
        try:
            return name.decode("ascii")
        except UnicodeDecodeError:
            for codec in self.codecs:
                try:
                    return name.decode(codec)
                except UnicodeDecodeError:
                    continue
            return name.decode("utf-8", "replace")

    def select(self, start, end):
        words = next(self.statements(start, min(end, start + _CHUNK)), ())
        name = words[-1].text.lstrip(":") if len(words) > 1 else ""
        kind = self.wanted["builtin"].get(name)
        if kind:
            self.blocks.append((start, end, kind, name, True))
            self.scene.nodes[name].line = self.line_at(start)
            self.fill(self.scene.nodes[name], start, end)

    def node(self, full, kind, start, shared=False):
        """Returns the node called ``full``, made when the scene does not hold it yet."""
        if full not in self.scene.nodes:
            parent = full.rpartition("|")[0] or None
            self.scene.nodes[full] = Node(full, kind, parent, self.line_at(start), shared)
        return self.scene.nodes[full]

    def set_attr(self, start, end):
        """A setAttr at the margin names its node: ``setAttr "persp.v" no;``."""
        for words in self.statements(start, end):
            name, value, line = statements.set_attr(words)
            owner, _, attr = name.partition(".")
            for node in self.scene.nodes.values():
                if attr and (node.name == owner.lstrip(":") or node.name.endswith("|" + owner)):
                    self.keep(node, attr, value, line)

    def fill(self, node, start, end):
        for words in self.statements(start, end):
            if words[0].text == "setAttr":
                name, value, line = statements.set_attr(words)
                self.keep(node, name.lstrip("."), value, line)

    def keep(self, node, name, value, line):
        name = self.names[node.type](name)
        if name and value is not None:
            node.attrs[name] = value
            node.lines[name] = line

    def connect(self, start, end):
        match = _CONNECT.match(self.data, start, end)
        if match and (
            _leaf(match.group(1)) in self.connections or _leaf(match.group(2)) in self.connections
        ):
            self.scene.connections.append((self.name(match.group(1)), self.name(match.group(2))))

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
        if not plain or not plain[-1].quoted:
            return
        path = plain[-1].text
        node = flags.get("referenceNode", "")
        if "referenceDepthInfo" in flags:
            self.scene.references.append(
                Reference(
                    path,
                    node,
                    namespace=flags.get("namespace", ""),
                    loaded=flags.get("deferReference") != "1",
                    depth=int(flags["referenceDepthInfo"])
                    if flags["referenceDepthInfo"].isdigit()
                    else 1,
                    line=plain[-1].line,
                )
            )
        elif "reference" in flags and not any(row.node == node for row in self.scene.references):
            self.scene.references.append(
                Reference(path, node, flags.get("namespace", ""), line=plain[-1].line)
            )
        elif "import" in flags:
            self.scene.references.append(Reference(path, "", line=plain[-1].line))

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
        if self.odd:
            self.scene.tips.append(
                ("odd_text", "%s: read as %s" % (self.scene.path, ", ".join(sorted(self.odd))))
            )


def _ignore(start, end):
    return None


def _leaf(plug):
    match = _LEAF.search(plug)
    return match.group(1) if match else plug


def _codecs(codeset):
    """Returns the codecs to try for a ``//Codeset:`` value, which may be None.

    A number is a Windows code page, anything else is UTF-8. gb18030 contains 936 and is what
    GBK files that declare nothing are most likely to be.
    """
    names = []
    if codeset and codeset.isdigit():
        names = ["gb18030" if codeset == "936" else "cp" + codeset]
    chosen = []
    for name in names + ["utf-8", locale.getpreferredencoding(False), "gb18030"]:
        try:
            codec = codecs.lookup(str(name)).name
        except (LookupError, ValueError, UnicodeError):
            continue
        if codec not in chosen and codec != "ascii":
            chosen.append(codec)
    return chosen
