"""What a driver writes: templates of its pictures or caches, and of scene descriptions.

A template has everything filled in but frames, which stay tokens ("<F4>").
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
from collections import OrderedDict

from analyzers.houdini.words import has, holds, word


class Written(object):
    """``pictures`` and ``exports`` are lists of templates.

    ``is_viewer`` says that the main output goes to a viewer, ``wild`` that a name depends on a
    work item, ``is_known`` that a parameter for the main output is there at all.
    """

    __slots__ = ("pictures", "exports", "is_viewer", "wild", "is_known")

    def __init__(self):
        self.pictures = []
        self.exports = []
        self.is_viewer = False
        self.wild = False
        self.is_known = False

    @property
    def all(self):
        """Everything that is written, pictures first, each once."""
        return list(OrderedDict.fromkeys(self.pictures + self.exports))


class Outputs(object):
    """Asks one node for what it writes; ``values`` and ``naming`` are Evaluators of its take.

    With a ``frame`` the names are those of its files, else templates.
    """

    def __init__(self, values, naming, node, row, table, frame=None):
        self.values = values
        self.naming = naming
        self.node = node
        self.row = row
        self.table = table
        self.frame = frame

    def written(self):
        """Returns the Written of the node."""
        made = Written()
        for output in self.row.get("outputs", ()):
            for text in self.texts(output, made):
                if text.strip().lower() not in self.table["viewers"]:
                    made.pictures.append(text)
        made.is_viewer = made.is_known and not made.pictures
        for export in self.row.get("exports", ()):
            if holds(self.values, self.node, export):
                made.exports += [text for text in self.texts(export, made) if text.strip()]
        made.pictures = list(OrderedDict.fromkeys(made.pictures))
        return made

    def texts(self, output, made):
        """Yields the templates of one entry; notes in ``made`` what they are like."""
        is_main = output is self.row["outputs"][0] if self.row.get("outputs") else False
        for number in self.numbers(output):
            names = self.names(output, number)
            if is_main and names:
                made.is_known = True
            if not names or not holds(self.values, self.node, output, number):
                continue
            found = [self.name(name) for name in names]
            parts = [one.value or "" for one in found]
            text = "/".join(part.rstrip("/") for part in parts[:-1] if part)
            text = (text + "/" if text and parts[-1] else text) + parts[-1]
            made.wild = made.wild or any(one.wild for one in found)
            yield self.finished(text, output, number)

    def name(self, parm):
        """Returns the Result of a parameter, at the frame or for all of them."""
        if self.frame is None:
            return self.naming.template(self.node, parm)
        return self.naming.text(self.node, parm, self.frame)

    def numbers(self, output):
        """Returns the numbers that stand for "#" in the name of an output."""
        most = self.table["limits"]["numbered"]
        if "count" in output:
            said = word(self.values, self.node, output["count"])
            first = output.get("first", 1)
            try:
                return range(first, first + max(0, min(int(float(said or 0)), most)))
            except (ValueError, OverflowError):
                return []
        if "numbered" in output:
            every = range(1, output["numbered"] + 1)
            return [
                at
                for at in every
                if has(self.values, self.node, output["parm"].replace("#", "%d" % at))
            ]
        return [""]

    def names(self, output, number):
        """Returns the parameters that make up one name: one, or a folder and a name."""
        choices = output.get("any") or [[output["parm"]]]
        for names in choices:
            names = [name.replace("#", "%s" % number) for name in names]
            if all(has(self.values, self.node, name) for name in names):
                return names
        return []

    def finished(self, text, output, number):
        """Returns a name with its suffix, and with that of its layer where it has one."""
        layer = None
        if "layer" in output:
            layer = word(self.values, self.node, output["layer"].replace("#", "%s" % number))
            if not text:
                text = self.name(output["fallback"]).value or ""
        elif self.row.get("beauty"):
            layer = word(self.values, self.node, self.row["beauty"])
        if text.strip().lower() in self.table["viewers"]:
            return text
        text = self.with_suffix(text, output)
        return self.with_layer(text, layer)

    def with_suffix(self, text, output):
        rule = output.get("suffix") or self.row.get("suffix")
        end = os.path.splitext(text)[1].lower()
        if not rule or end in self.table["suffixes"] or output.get("role") == "deep":
            return text
        said = word(self.values, self.node, rule["parm"])
        return text + rule["names"].get(said, rule.get("other", ""))

    def with_layer(self, text, layer):
        """Returns a name with that of its layer: in place of the token, else before the frame."""
        for token in self.table["aov"]:
            if token in text:
                return text.replace(token, layer or "*")
        if not layer or "suffix" not in self.row:
            return text
        folder, slash, name = text.rpartition("/")
        head, dot, rest = name.partition(".<") if ".<" in name else _split(name)
        return folder + slash + head + "." + layer + dot + rest


def _split(name):
    head, dot, rest = name.rpartition(".")
    return (head, dot, rest) if dot else (name, "", "")
