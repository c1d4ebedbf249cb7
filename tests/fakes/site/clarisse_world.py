"""The project that is open in the stand-in: a scene.Scene with everything that its file says.

It reads the text by rules of its own: what it makes of a project is not what the analyzers
make of it. Referenced projects are loaded below their contexts, as Clarisse does. Like
Clarisse it is there before our scripts are on the path: it imports them when it needs them.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import re

_HERE = os.path.dirname(os.path.abspath(__file__))
with io.open(os.path.join(_HERE, "clarisse_attributes.json"), encoding="utf-8") as _stream:
    TABLE = json.load(_stream)

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_ESCAPE = re.compile(r"\\(.)", re.S)
CONTEXT, TOP = "OfContext", "project://"
_PARTS = ("custom_attributes", "attribute_group", "embedded_objects", "__context_options__")
_IGNORED = ("user_data", "ui_settings", "settings")


class Value(object):
    """What an attribute holds: texts, its type, its expression, how a file is told."""

    def __init__(self, kind, texts, expression=None):
        self.kind = kind
        self.texts = texts
        self.expression = expression


def words(line):
    """Returns [(text, whether it was quoted)]."""
    found = []
    for quoted, bare in _WORD.findall(line):
        found.append((bare or _ESCAPE.sub(r"\1", quoted), not bare))
    return found


def kind_of(name, row):
    """Returns the type of an attribute whose values stand in a file."""
    if name in TABLE["typed"]:
        return TABLE["typed"][name]
    texts = [text for text, _ in row]
    if any(quoted for _, quoted in row):
        return "string"
    if texts and all(text in ("yes", "no") for text in texts):
        return "bool"
    whole = texts and all(re.match(r"-?\d+\Z", text) for text in texts)
    return "long" if whole else "double"


class _Block(object):
    """A block of the text: its words, what it holds in order."""

    def __init__(self, head):
        self.head = head
        self.rows = []  # words of an attribute, or a _Block

    def value(self, name):
        for row in self.rows:
            if not isinstance(row, _Block) and row[0][0] == name:
                return row[1:]
        return None


def parse(text):
    """Returns the outermost _Block of a project's text."""
    stack = [_Block([("", False)])]
    for line in text.splitlines():
        row = words(line)
        if not row or line.strip().startswith(("//", "#Iso")):
            continue
        if row == [("}", False)]:
            stack.pop()
        elif row[-1] == ("{", False):
            block = _Block(row[:-1])
            stack[-1].rows.append(block)
            stack.append(block)
        else:
            stack[-1].rows.append(row)
    return stack[0]


class World(object):
    """A Clarisse: the open project and the state around it."""

    def __init__(self, gui=False, version="5.0 SP14"):
        self.gui = gui
        self.version = version
        self.calls = []
        self.clear()

    def clear(self):
        self.path = ""
        self.modified = False
        self.scene = None
        self.preferences = {}

    def open(self, path):
        """Opens a project; one that is not there leaves nothing open, as a warning says."""
        self.clear()
        try:
            with io.open(path, encoding="utf-8-sig", errors="replace") as stream:
                text = stream.read()
        except (IOError, OSError):
            return False
        if not text.startswith("#Isotropix_Serial_Version"):
            return False
        from analyzers.scene import Scene

        self.path = path
        self.scene = Scene("clarisse", path, "stand-in")
        self.context(TOP, [], None)
        self.add(parse(text), TOP, path, [path])
        return True

    def show(self, scene):
        """Opens a Scene that a test has made; values of its nodes are Value or texts."""
        self.clear()
        self.path = scene.path
        self.scene = scene
        if TOP not in scene.nodes:
            self.context(TOP, [], None)
        for node in list(scene.nodes.values()):
            for name, held in list(node.attrs.items()):
                if not isinstance(held, Value):
                    texts = held if isinstance(held, list) else [held]
                    node.attrs[name] = Value(kind_of(name, [(text, True) for text in texts]), texts)
            for at, char in enumerate(node.name):
                above = node.name[:at]
                if char == "/" and at > len(TOP) and above not in scene.nodes:
                    self.context(above, [], None)

    def add(self, block, above, path, chain):
        """Adds what a block holds below the context ``above``."""
        for row in block.rows:
            if not isinstance(row, _Block):
                continue
            word = row.head[0][0]
            if word == "#preferences":
                if len(chain) == 1:
                    self.take_preferences(row)
            elif word in _PARTS:
                self.add(row, above, path, chain)
            elif word.endswith("Context") and len(row.head) > 1:
                self.add_context(row, above, path, chain)
            elif word[:1].isupper() and row.value("name"):
                self.add_object(row, _join(above, row.value("name")[0][0]), above)

    def add_context(self, row, above, path, chain):
        full = _join(above, row.head[1][0])
        inner = [part for part in row.rows if isinstance(part, _Block)]
        inner = [part for part in inner if part.head[0][0] == "__context_options__"]
        names = []
        for part in [row] + inner:
            names += [text for text, _ in part.value("filename") or ()]
        self.context(full, names, above)
        self.attributes(self.scene.nodes[full], row)
        self.add(row, full, path, chain)
        for name in names:
            target = resolved(name, path)
            is_new = name.lower().endswith(".project") and target not in chain and len(chain) < 20
            if is_new and os.path.isfile(target):
                with io.open(target, encoding="utf-8-sig", errors="replace") as stream:
                    self.add(parse(stream.read()), full, target, chain + [target])

    def context(self, full, names, above):
        node = self.node(full, CONTEXT, above)
        if names:
            node.attrs["filename"] = Value("open", names)
        self.scene.nodes.setdefault(full, node)

    @staticmethod
    def node(full, kind, above):
        from analyzers.scene import Node

        return Node(full, kind, above)

    def add_object(self, row, full, above):
        node = self.node(full, row.head[0][0], above)
        self.scene.nodes[full] = node
        self.attributes(node, row)

    def attributes(self, node, block, group=""):
        for row in block.rows:
            if not isinstance(row, _Block):
                name = row[0][0]
                if name not in ("name",) and not name.startswith("#"):
                    node.attrs[name] = Value(kind_of(name, row[1:]), _texts(row[1:]))
                continue
            word = row.head[0][0]
            if word == "embedded_objects":
                for inner in row.rows:
                    if isinstance(inner, _Block) and inner.value("name"):
                        full = node.name + "." + inner.value("name")[0][0]
                        self.add_object(inner, full, node.name)
            elif word in ("custom_attributes", "attribute_group"):
                self.attributes(node, row, word)
            elif group and len(row.head) > 1:  # a custom attribute: type "name" { value ... }
                kind = TABLE["typed"].get(word, "string")
                node.attrs[row.head[1][0]] = Value(kind, _texts(row.value("value") or ()))
            elif word[:1].islower() and word not in _IGNORED and row.value("value") is not None:
                self.valued(node, word, row)

    def valued(self, node, name, block):
        """Keeps an attribute whose value stands in a block, with its expression."""
        value = Value(kind_of(name, block.value("value")), _texts(block.value("value")))
        found = block.value("expression") or block.value("expression[0]")
        if found:
            value.expression = found[0][0]
        node.attrs[name] = value

    def take_preferences(self, block):
        for row in block.rows:
            if not isinstance(row, _Block):
                continue
            if row.head[0][0] == "categories":
                self.take_preferences(row)
                continue
            category = self.preferences.setdefault(row.head[0][0], {})
            for inner in row.rows:
                if not isinstance(inner, _Block) and len(inner) > 1:
                    category[inner[0][0]] = inner[1][0]

    def resolve(self, text, owner):
        """Returns the node an attribute refers to, or None."""
        text = text.partition("@")[2] or text
        if text.startswith(("default://", "project://default/")):
            return self.node(text, "Default", None)  # every Clarisse has it
        for start in ("build://project/", "project://"):
            if text.startswith(start):
                return self.scene.nodes.get(TOP + text[len(start) :])
        if text.startswith("."):
            return self.scene.nodes.get(owner.name + text)
        above = owner.name.rpartition("/")[0]
        above = TOP if above == "project:/" else above
        return self.scene.nodes.get(_join(above, text)) if text else None

    def variables(self):
        folder, name = os.path.split(self.path)
        return {"PDIR": folder, "PNAME": os.path.splitext(name)[0], "CTEMP": "/tmp"}


def resolved(name, path):
    """Returns the full path of a file name in the project ``path``."""
    folder = os.path.dirname(path)
    full = os.path.join(folder, name.replace("$PDIR", folder))
    return os.path.normpath(full).replace("\\", "/")


def _join(above, name):
    return above + name if above.endswith("/") else above + "/" + name


def _texts(row):
    return [text for text, quoted in row if quoted or text != "<empty>"]
