"""Reads Clarisse projects (.project, .project-backup) without Clarisse.

Braces are found first, and the lines of a block are looked at only when somebody asked for
its class or a file is named in it: a project is mostly geometry that nobody asked for. What
is asked for stands in ``nodes.json``. Nothing in a project is ever executed.

Source: the grammar as found in public projects and presets of Clarisse 3 to 5.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import disk
from analyzers.clarisse import blocks, lines, names, values
from analyzers.clarisse.kinds import Kinds
from analyzers.clarisse.stack import Stack, is_item
from analyzers.errors import UnknownScene
from analyzers.linecount import Lines
from analyzers.scene import Node, Reference, Scene

_MAGIC = re.compile(br"(?:\xef\xbb\xbf)?#Isotropix_")
_VERSION = re.compile(br"^#Isotropix_(\w+?)_Version[ \t]+([^\s]+)", re.M)
_IGNORED = object()


def read(path, wanted):
    """Returns the Scene in the file ``path``; ``wanted`` is the table ``clarisse/nodes.json``.

    Raises:
        SceneNotRead: the file is missing, a folder, empty or unreadable.
        UnknownScene: the file is no Clarisse project.
    """
    data = disk.content(path)
    if not _MAGIC.match(data):
        raise UnknownScene(path, 'a Clarisse project begins with "#Isotropix_"')
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return _Reader(path, data, wanted).read()


class _Kept(object):
    """A block whose lines are kept: those of ``attrs`` on ``node``, first words ``words``."""

    __slots__ = ("node", "attrs", "words", "layers")

    def __init__(self, node, row, words):
        self.node = node
        self.attrs = row["attrs"]
        self.words = words
        self.layers = row.get("role") == "image"


class _Attribute(object):
    """A block that is one attribute: its value stands in a line of its own."""

    def __init__(self, node, name):
        self.node = node
        self.name = name


class _Layers(object):
    """The embedded objects of an image: objects of any class."""


class _Preferences(object):
    """A block of the preferences; ``category`` is None above the categories."""

    def __init__(self, category=None):
        self.category = category


class _Reader(object):
    """One pass over one file. ``stack`` holds (header, start of its body, what is kept of it)."""

    def __init__(self, path, data, wanted):
        self.data = data
        self.wanted = wanted
        self.limits = wanted["limits"]
        self.kinds = Kinds(wanted)
        self.scene = Scene("clarisse", path, "project")
        self.text = lines.Text()
        self.stack = Stack(data, self.text, self.limits, self.kinds.transparent)
        self.contexts = set()
        self.odd = []
        self.drawing = OrderedDict()
        self.scenes = tuple(wanted["references"]["scenes"])
        self.ended = False
        self.line_at = Lines(data).at
        self.suspects = self.kinds.suspects.finditer(data)
        self.suspect = -1

    def read(self):
        versions = dict(
            (key.decode("ascii"), self.text(value))
            for key, value in _VERSION.findall(self.data[:4096])
        )
        self.scene.version = versions.get("Clarisse")
        self.scene.info["project_version"] = versions.get("Clarisse_Project")
        self.scene.info["serial_version"] = versions.get("Serial")
        counts = self.walk()
        for head, count in counts.items():
            if is_item(head):
                self.scene.types[self.text(head)] = count
        fps = values.number(self.scene.info.get(self.wanted["preferences"]["fps"]))
        if fps and fps > 0:
            self.scene.fps = int(fps) if fps == int(fps) else fps
        self.references()
        self.tell()
        return self.scene

    def walk(self):
        """Goes through the blocks; returns {first word of a header: how often}."""
        stack, dull, counts = self.stack.rows, {}, {}
        top = None
        hint = self.next_hint(0)
        done = 0
        for head, begin, end in blocks.edges(self.data):
            if hint < begin or top is not None or not stack:
                self.span(done, begin, top)
            if hint < end:
                hint = self.next_hint(end)
            done = end
            if head is not None:
                if top is None and head in dull:
                    dull[head] += 1
                else:
                    kept = self.enter(head, top, begin, end)
                    if kept is None and top is None and b'"' not in head:
                        dull[head] = 1
                    else:
                        word = head.partition(b" ")[0]
                        counts[word] = counts.get(word, 0) + 1
                    top = kept
                stack.append((head, end, top))
            elif stack:
                _, start, kept = stack.pop()
                if kept is not None:
                    self.stack.known.pop(start, None)
                top = stack[-1][2] if stack else None
            else:
                self.tell_odd(begin)
        self.span(done, len(self.data), top)
        for head, count in dull.items():
            counts[head] = counts.get(head, 0) + count
        return counts

    def next_hint(self, start):
        """Returns the next place that may name a file, the end of the file when there is none."""
        size = len(self.data)
        name = self.data.find(self.kinds.hint, start)
        while self.suspect < start and self.suspect < size:
            match = next(self.suspects, None)
            self.suspect = match.start() if match else size
        return min(name if name >= 0 else size, self.suspect)

    # -- blocks -----------------------------------------------------------------------

    def enter(self, head, top, begin, end):
        """Returns what is kept of the block that begins here, or None."""
        if top is _IGNORED:
            return _IGNORED
        parsed = lines.header(self.text(head)) if len(head) < self.limits["name"] else None
        if parsed is None:
            self.tell_odd(begin)
            return _IGNORED if isinstance(top, _Preferences) else None
        word, labels = parsed
        table = self.wanted["blocks"]
        if isinstance(top, _Preferences):
            return self.category(word, top)
        if word == table["preferences"] and not self.stack.rows:
            self.ended = True
            return _Preferences()
        if isinstance(top, _Attribute):
            if word.startswith(table["value"]):
                self.keep(top.node, top.name + values.ANIMATED, ["yes"], begin)
            return None
        kind = word.partition("[")[0]
        name = self.kinds.file_attribute(kind, labels)
        if name:
            node = self.owner()
            return self.file_block(node, name, kind) if node else _IGNORED
        if isinstance(top, _Kept):
            if word in top.attrs:
                return _Attribute(top.node, word)
            return _Layers() if top.layers and word == table["embedded"] else None
        return self.object(word, labels, isinstance(top, _Layers), begin, end)

    def file_block(self, node, name, word):
        """Returns an attribute block that names a file, by its name or by its type."""
        if self.kinds.is_output(node.type) or word in self.kinds.outputs:
            return _IGNORED
        if name != word:
            node.attrs[name + values.TYPE] = word
        return _Attribute(node, name)

    def category(self, word, top):
        table = self.wanted["preferences"]
        if top.category is None and word in table["categories"]:
            return _Preferences(word)
        return _Preferences() if top.category is None and word in table["parents"] else _IGNORED

    def object(self, word, labels, is_layer, begin, end):
        row = self.kinds.row(word, is_layer)
        if row is None:
            return None
        if self.kinds.is_output(word):
            return _IGNORED
        if self.stack.is_too_deep():
            return _IGNORED
        full = self.stack.full(self.stack.rows + [(word.encode("utf-8"), end, None)])
        return _Kept(self.node(full, word, begin), row, self.kinds.asked(word, row))

    def node(self, full, kind, begin):
        """Returns the node called ``full``, made when the scene does not hold it yet."""
        if full not in self.scene.nodes:
            parent = full[: max(full.rfind("/"), full.rfind("."))]
            node = self.scene.nodes[full] = Node(full, kind, parent, self.line_at(begin))
            node.attrs = {}  # far smaller than an ordered one; ``lines`` has the order
        return self.scene.nodes[full]

    def owner(self):
        """Returns the node of the object or context that the lines here belong to, or None."""
        item = self.stack.item()
        if item is None:
            return None
        full, kind, labels, place = item
        if labels:
            self.contexts.add(full)
        return self.node(full, kind, place)

    # -- lines ------------------------------------------------------------------------

    def span(self, start, end, top):
        """Looks at the lines between two braces."""
        if top is _IGNORED or isinstance(top, _Layers):
            return
        words = top.words if isinstance(top, _Kept) else self.kinds.words
        every = not self.stack.rows or isinstance(top, (_Attribute, _Preferences))
        suspects = self.kinds.suspects.search if self.suspect < end else None
        at = start
        for line in self.data[start:end].split(b"\n"):
            first = line.split(None, 1)
            if first and (
                every
                or first[0] in words
                or (suspects and b'"' in line and suspects(line))
            ):
                bare = line.strip()
                if not bare.startswith((b"#", b"//", b"\xef\xbb\xbf#")):
                    self.attribute(self.text(first[0]), bare, at, top)
            at += len(line) + 1

    def attribute(self, word, line, at, top):
        if isinstance(top, _Preferences):
            self.preference(word, line, top)
        elif isinstance(top, _Attribute):
            table = self.wanted["blocks"]
            if word.startswith(table["value"]):
                found = self.parse(line, at)
                index = word[len(table["value"]) :].strip("[]")
                if index.isdigit() and len(index) < 6 and int(index) < self.limits["values"]:
                    held = values.listed(top.node.attrs.get(top.name))
                    found = values.put(held, int(index), found[:1])
                self.keep(top.node, top.name, found, at)
            elif word.startswith(table["expression"]):
                index = word[len(table["expression"]) :]
                name = top.name + values.EXPRESSION + index
                self.keep(top.node, name, self.parse(line, at), at)
        elif isinstance(top, _Kept) and word in top.attrs:
            self.keep(top.node, word, self.parse(line, at), at)
        elif not self.stack.rows:
            if word != self.wanted["blocks"]["comment"]:
                self.tell_odd(at)
        else:
            self.other(word, line, at)

    def other(self, word, line, at):
        """Keeps a line that names a file though nobody asked for its class, or suspects it."""
        if self.kinds.is_file(word):
            found = self.parse(line, at)
            name = word
            if word in self.kinds.typed:
                name, found = (found[0] if len(found) > 1 else None), found[1:]
            node = self.owner() if name else None
            if node and not self.kinds.is_output(node.type) and word not in self.kinds.outputs:
                if name != word:
                    node.attrs[name + values.TYPE] = word
                self.keep(node, name, found, at)
                return
        if word in self.kinds.harmless:
            return
        item = self.stack.item(through=True)
        if item is not None and not self.kinds.is_output(item[1]):
            for text in self.parse(line, at):
                if self.kinds.is_path(text) and len(self.scene.suspects) < self.limits["suspects"]:
                    self.scene.suspects.append(item[:2] + (word, text, self.line_at(at)))

    def preference(self, word, line, top):
        if word in self.wanted["preferences"]["categories"].get(top.category, ()):
            found = lines.attribute(self.text(line), 1)[1]
            if found:
                self.scene.info[top.category + "/" + word] = found[0]

    def parse(self, line, at):
        """Returns the values of a line; one that is not whole is told."""
        _, found, whole = lines.attribute(self.text(line), self.limits["values"])
        if not whole:
            if len(found) >= self.limits["values"]:
                self.stack.too_deep = True
            else:
                self.tell_odd(at)
        return found

    def keep(self, node, name, found, at):
        if any(text.lower().endswith(self.scenes) for text in found) or self.is_drawing(node, name):
            self.drawing[node.name] = True
        node.attrs[name] = found[0] if len(found) == 1 else found
        node.lines[name] = self.line_at(at)

    def is_drawing(self, node, name):
        """Returns whether an attribute may draw a project in whatever its value looks like."""
        return node.name in self.contexts or values.EXPRESSION in name

    # -- at the end -------------------------------------------------------------------

    def references(self):
        """Makes the references: contexts that name a file, and projects that anything names."""
        for node in [self.scene.nodes[name] for name in self.drawing]:
            is_context = node.name in self.contexts
            for name in self.kinds.named_files(node) if is_context else self.kinds.files(node):
                for path, line in values.paths(node, name)[0]:
                    if is_context or path.lower().endswith(self.scenes):
                        self.scene.references.append(
                            Reference(path, node.name, names.namespace(node.name), line=line)
                        )

    def tell_odd(self, at):
        if len(self.odd) < self.limits["unknown_lines"]:
            self.odd.append(self.line_at(at))
        elif self.odd[-1] is not None:
            self.odd.append(None)

    def tell(self):
        path, tips = self.scene.path, self.scene.tips
        tail = self.data[-4096:].rstrip(b" \t\r\0")
        last = tail.rpartition(b"\n")[2].strip()
        if self.stack.rows or last not in (b"", b"}"):
            tips.append(("scene_cut", path))
        elif not self.ended:
            tips.append(("no_end_mark", path))
        if self.stack.too_deep:
            tips.append(("too_deep", path))
        if self.odd:
            shown = ", ".join("%d" % line for line in self.odd if line)
            more = " ..." if self.odd[-1] is None else ""
            tips.append(("odd_line", "%s: line %s%s" % (path, shown, more)))
        if self.text.odd:
            tips.append(("odd_text", "%s: read as %s" % (path, ", ".join(self.text.odd))))
