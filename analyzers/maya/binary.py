"""Reads Maya binary scenes (.mb) without Maya.

The file is mapped and walked chunk by chunk; what nobody asked for (meshes, curves) is
skipped by its size. What is asked for stands in ``nodes.json``, the four letters of the node
types in ``binary_types.json``. Nothing in a scene is ever executed.

Source: saved scenes of Maya 8.0 to 2026, and pairs of the same scene as .ma and .mb.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import disk, tables
from analyzers.errors import UnknownScene
from analyzers.maya import chunks, statements, values
from analyzers.maya.dag import Names
from analyzers.scene import Node, Plugin, Reference, Scene

_ROOT = re.compile(br"(?:FOR4.{4}|FOR8.{12})Maya", re.S)
_INDEX = re.compile(r"\[[^\]]*\]")
_TEXTS = (b"STR ", b"STR#")
_SMALL = 1 << 16
_MOST = 10000  # suspects in one scene


def read(path, wanted):
    """Returns the Scene in the file ``path``; ``wanted`` is the table ``maya/nodes.json``.

    Lines are texts such as "byte 1234": the offset of the value in the file, from 0.

    Raises:
        SceneNotRead: the file is missing, a folder, empty or unreadable.
        UnknownScene: the file is no Maya binary scene.
    """
    with disk.mapped(path) as data:
        if not _ROOT.match(data[:20]):
            raise UnknownScene(path, "a Maya binary scene begins with FOR4 or FOR8 and Maya")
        return _Reader(path, data, wanted).read()


class _Reader(object):
    """One walk over one file."""

    def __init__(self, path, data, wanted):
        table = tables.load("maya/binary_types.json")
        self.data = data
        self.wanted = wanted
        self.table = table
        self.scene = Scene("maya", path, "binary")
        self.chunks = chunks.Chunks(data)
        self.values = values.Values(self.text, self.frames, table["edits"])
        self.odd = set()
        self.gaps = OrderedDict()
        self.types = chunks.type_ids(table)
        self.unknown = set()
        self.rates = {False: table["ticks"]["narrow"], True: table["ticks"]["wide"]}
        self.dag = Names(wanted["dag"])
        leaves = set(name for pair in wanted["connections"].items() for name in pair)
        self.plugs = re.compile(
            br"\.(?:" + "|".join(sorted(leaves)).encode("ascii") + br")(?:\[[-\d:]*\])?\0"
        ).finditer
        self.unread = set(
            type for type, row in wanted["types"].items() if row.get("body") == "paths"
        )
        ends = "|".join(wanted["suspects"]["extensions"]).encode("ascii")
        self.ends = re.compile(br"\.(?:" + ends + br")(?:\0|\Z)", re.I).search
        self.names = dict(
            (type, statements.long_names(row["attrs"])) for type, row in wanted["types"].items()
        )
        for name, kind in wanted["builtin"].items():
            self.scene.nodes[name] = Node(name, kind, shared=True)

    def read(self):
        groups = {
            b"HEAD": self.header,
            b"FRDI": self.references,
            b"FREF": self.references,
            b"SLCT": self.select,
            b"CONS": self.connect,
        }
        first = _ROOT.match(self.data[:20]).end()
        end = first - 4 + self.chunks.head.unpack_from(self.data, 0)[1]
        if not 0 <= len(self.data) - end < 8:
            self.chunks.cut = True
        for _, kind, start, stop in self.chunks.inside(first, min(end, len(self.data))):
            if kind is None:  # nothing but groups stands at the top
                self.chunks.cut = True
                break
            groups.get(kind, self.node)(kind, start, stop)
        self.finish()
        return self.scene

    # -- text, times, trouble ----------------------------------------------------------

    def text(self, raw):
        text, codec = values.decode(raw)
        if codec:
            self.odd.add(codec)
        return text

    def frames(self, ticks, wide):
        """Returns the text of the frame at a count of ticks, None when the time unit is odd."""
        if not self.scene.fps:
            self.gaps["times: the time unit %s is not known" % self.scene.units.get("time")] = 1
            return None
        fps = self.scene.fps
        for rate in self.table["ntsc"]["rates"]:
            if abs(fps - rate / 1.001) < 0.002:
                fps = rate / 1.001
        frame = ticks * fps / self.rates[wide]
        if not abs(frame) < 1e15:
            return None
        return values.number(round(frame) if abs(frame - round(frame)) < 1e-6 else frame)

    def leaves(self, start, end):
        """Yields (tag, start, end) of the chunks of a group that are no groups."""
        for tag, kind, at, stop in self.chunks.inside(start, end):
            if kind is None:
                yield tag, at, stop

    def lost(self, what):
        self.gaps["%s: written in a form that is not known" % what] = 1

    # -- one group kind each -------------------------------------------------------------

    def header(self, kind, start, end):
        handlers = {b"FINF": self.file_info, b"PLUG": self.plugin}
        for tag, at, stop in self.leaves(start, end):
            raw = self.data[at:stop]
            try:
                handlers.get(tag, self.header_text)(tag, raw)
            except ValueError:
                self.lost("header %s" % tag.decode("ascii", "replace"))

    def header_text(self, tag, raw):
        text = raw.rstrip(b"\0")
        units = self.table["units"]["names"]
        if tag == b"VERS":
            self.scene.version = self.text(text)
        elif tag == b"LUNI":
            self.scene.units["linear"] = units.get(self.text(text), self.text(text))
        elif tag == b"AUNI":
            self.scene.units["angle"] = units.get(self.text(text), self.text(text))
        elif tag == b"TUNI":
            self.scene.units["time"] = self.text(text)
            self.scene.fps = statements.fps(self.text(text), self.wanted["fps"])
        elif tag == b"TDUR":
            ticks = int(text)
            self.rates[True] = ticks if 0 < ticks < 1 << 62 else self.rates[True]

    def file_info(self, tag, raw):
        cursor = chunks.Cursor(raw, self.text)
        key, value = cursor.text(), cursor.text()
        self.scene.info[key] = statements.unescape(value)

    def plugin(self, tag, raw):
        name, version, types, ids = chunks.plugin(raw, self.text)
        self.types.update(ids)
        known = next((row for row in self.scene.plugins if row.name == name), None)
        if known is None:
            known = Plugin(name, version)
            self.scene.plugins.append(known)
        known.types = tuple(OrderedDict.fromkeys(known.types + tuple(types)))

    def references(self, kind, start, end):
        deep = kind == b"FRDI"
        for tag, at, stop in self.leaves(start, end):
            if tag != kind:
                continue
            try:
                offset, path, node, prefix, depth, loaded = chunks.reference(
                    self.data[at:stop], self.text, deep
                )
            except ValueError:
                self.lost("a reference at byte %d" % at)
                continue
            if path and (deep or not any(row.node == node for row in self.scene.references)):
                place = "byte %d" % (at + offset)
                self.scene.references.append(
                    Reference(path, node, prefix, loaded, depth, place)
                )

    def node(self, kind, start, end):
        type = self.types.get(kind)
        if type is None:
            type = chunks.tag_text(kind)
            self.unknown.add(type)
        self.scene.types[type] = self.scene.types.get(type, 0) + 1
        tag, at, stop, following = self.chunks.first(start, end)
        if tag != b"CREA":
            return
        try:
            name, parent, shared = chunks.created(self.data[at:stop], self.text)
        except ValueError:
            self.chunks.cut = True
            return
        full = self.dag.full(type, name, parent)
        if type not in self.names and not self.may_hold_texts(following, end):
            return
        node = Node(full, type, full.rpartition("|")[0] or None, "byte %d" % at, shared)
        self.fill(node, self.leaves(following, end))
        if type in self.names and (node.attrs or type not in self.unread):
            self.scene.nodes[full] = node

    def may_hold_texts(self, start, end):
        """Returns whether chunks of texts may stand between two offsets; big parts are not read."""
        return end - start > _SMALL or self.data.find(b"STR", start, end) >= 0

    def select(self, kind, start, end):
        leaves = self.leaves(start, end)
        tag, at, stop = next(leaves, (None, start, start))
        name = self.text(self.data[at:stop].rstrip(b"\0")).lstrip(":")
        if tag == b"SLCT" and name in self.wanted["builtin"]:
            self.scene.nodes[name].line = "byte %d" % at
            self.fill(self.scene.nodes[name], leaves)

    def fill(self, node, leaves):
        """Reads the attributes that are asked for out of the chunks of a node."""
        translate = self.names.get(node.type)
        for tag, at, stop in leaves:
            if tag in (b"FLGS", b"ATTR") or not (translate or tag in _TEXTS):
                continue
            nul = self.data.find(b"\0", at, stop)
            written = self.data[at : max(at, nul)].decode("latin-1")
            name = translate(written) if translate else None
            if name:
                value = self.value(node, name, tag, nul + 1, stop)
                if value is not None:
                    node.attrs[name] = value
                    node.lines[name] = "byte %d" % at
            elif tag in _TEXTS and node.type not in self.wanted["suspects"]["types"]:
                self.suspect(node, written, tag, at, stop)

    def value(self, node, name, tag, at, stop):
        """Returns the value of an attribute that is asked for, None without one."""
        try:
            value = self.values.value(tag, chunks.Cursor(self.data[at:stop], self.text))
        except ValueError:
            self.lost("%s.%s" % (node.name, name))
            return None
        if tag == b"REFE" and self.values.partly:
            self.lost("%s.%s, in part" % (node.name, name))
        return value

    def suspect(self, node, attr, tag, at, stop):
        """Notes texts that look like paths in attributes that no table knows."""
        leaf = _INDEX.sub("", attr).rpartition(".")[2]
        if leaf in self.wanted["suspects"]["attrs"] or not self.ends(self.data[at:stop]):
            return
        value = self.value(node, attr, tag, self.data.find(b"\0", at) + 1, stop)
        for text in value if isinstance(value, list) else [value or ""]:
            if self.ends(text.encode("utf-8")) and len(self.scene.suspects) < _MOST:
                self.scene.suspects.append((node.name, node.type, attr, text, "byte %d" % at))

    def connect(self, kind, start, end):
        """Searches the connections for the plugs that are asked for; most are not."""
        done = start
        for match in self.plugs(self.data, start, end):
            found = self.chunks.around(b"CWFL", match.start(), done)
            if found:
                done = found[1]
                plugs = self.data[found[0] + 1 : done].split(b"\0")
                if len(plugs) > 1:
                    self.scene.connections.append((self.text(plugs[0]), self.text(plugs[1])))

    # -- at the end --------------------------------------------------------------------

    def finish(self):
        scene = self.scene
        unnamed = sorted(type for type in self.unknown if type.startswith("0x"))
        if unnamed:
            self.gaps["nodes of plug-ins that the scene does not name: " + ", ".join(unnamed)] = 1
        scene.gaps.extend(self.gaps)
        if self.chunks.cut:
            scene.tips.append(("scene_cut", scene.path))
        if self.odd:
            scene.tips.append(
                ("odd_text", "%s: read as %s" % (scene.path, ", ".join(sorted(self.odd))))
            )
