"""What the table says of classes and attributes, in the form one reader or rule asks for it."""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.clarisse import values


class Kinds(object):
    """Answers of ``nodes.json``; made once for a file or an analysis."""

    def __init__(self, table):
        self.types = table["types"]
        self.prefixes = table["prefixes"]
        self.named = table["attributes"]["files"]
        self.typed = table["typed"]["types"]
        self.words = set(word.encode("ascii") for word in list(self.named) + list(self.typed))
        self._asked = {}
        self.outputs = set(name for name, row in self.typed.items() if row is None)
        self.layer = next(row for row in self.types.values() if row.get("needs_camera"))
        blocks = table["blocks"]
        self.transparent = set(word.encode("ascii") for word in blocks["transparent"])
        self.harmless = set(table["suspects"]["skipped"])
        self.hint = next(iter(self.named)).encode("ascii")
        self.suspects = _closing(table["suspects"]["extensions"])
        self._path = re.compile(
            r"[^\n\"<>|*?]{1,4096}\.(?:%s)\Z" % "|".join(table["suspects"]["extensions"]), re.I
        )

    def is_path(self, text):
        """Returns whether a text ends like a file."""
        return bool(self._path.match(re.sub(r"<\w+>", "", text)))

    def row(self, word, is_layer=False):
        """Returns the row of a class that is asked for, else None."""
        if word in self.types:
            return self.types[word]
        if is_layer:
            return self.layer
        for part, role in self.prefixes["roles"].items():
            if word.startswith(part) or word.endswith(part):
                return {"attrs": {}, "role": role}
        return None

    def asked(self, word, row):
        """Returns the first words, in bytes, of the lines of a class that may be kept."""
        if word not in self._asked:
            own = set(name.encode("ascii") for name in row["attrs"])
            self._asked[word] = own | self.words
        return self._asked[word]

    def role(self, node):
        """Returns the role of a node's class: image, layer, camera, renderer or None."""
        row = self.row(node.type)
        return row.get("role") if row else None

    def is_known(self, node):
        """Returns whether a layer's class is one of Clarisse's own."""
        return node.type in self.types

    def needs_camera(self, node):
        """Returns whether a layer shows nothing without a camera, as far as its class is known."""
        return bool(self.types.get(node.type, {}).get("needs_camera"))

    def is_output(self, word):
        """Returns whether objects of a class write the file they name."""
        return self.types.get(word, {}).get("role") == "output"

    def is_file(self, word):
        """Returns whether an attribute of this name, or of this type, holds a file on any class."""
        return word in self.named or word in self.typed

    def file_attribute(self, word, labels):
        """Returns the name of the attribute whose block this is when it holds a file, or None."""
        if word in self.named:
            return word
        return labels[0] if word in self.typed and labels else None

    def named_files(self, node):
        """Returns the attributes that make a context a reference."""
        return [name for name in self.named if _has(node, name)][:1]

    def files(self, node):
        """Returns the attributes of a node that hold files, in the order of the file."""
        known = [row["attr"] for row in self.types.get(node.type, {}).get("files", ())]
        found = []
        for key in sorted(node.attrs, key=lambda key: (node.lines.get(key) or 0, key)):
            name = values.attribute_of(key)
            holds = name in known or name in self.named or name + values.TYPE in node.attrs
            if holds and name not in found:
                found.append(name)
        return found

    def file_row(self, node, name):
        """Returns {role, expand, sequence} of an attribute that holds a file."""
        for row in self.types.get(node.type, {}).get("files", ()):
            if row["attr"] == name:
                return row
        kind = node.attrs.get(name + values.TYPE)
        if kind is not None:
            return self.typed[kind] or {}
        role = self.named.get(name) or next(
            (role for start, role in self.prefixes["files"].items() if node.type.startswith(start)),
            "file",
        )
        return {"role": role}


def _has(node, name):
    return any(values.attribute_of(key) == name for key in node.attrs)


def _closing(extensions):
    """Returns a regex for the end of a quoted file name; letters of either case."""
    either = [
        "".join("[%s%s]" % (char, char.upper()) if char.isalpha() else char for char in extension)
        for extension in extensions
    ]
    return re.compile(('\\.(?=[A-Za-z])(?:%s)"' % "|".join(either)).encode("ascii"))
