"""XGen collections: ``.xgen``, a text of blocks with one ``name value`` a line.

``${PROJECT}`` is the collection's project path, ``${DESC}`` the folder of the description
below its data path, ``${FXMODULE}`` the name of a modifier. The project path is the one of
the day of saving, so every place is also looked for in the project of today. A description
keeps its maps, points and guides in its folder, which is listed as a whole.

Source: Autodesk Maya help, XGen files and map file locations; public scripts that read
collections (no saved collection was seen).
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import paths
from analyzers.nested import lines
from analyzers.nested.rows import Named, Reading

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_GROUPED = re.compile(r'\b(\w{1,64})\s*=\s*"([^"]*)"|"([^"]*)"')


def read(path, table):
    """Returns the Reading of one collection.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    reading = Reading()
    lines.feed(path, reading, _Walk(table, reading))
    return reading


class _Walk(object):
    """One pass over a collection; ``attrs`` are those of the open block."""

    def __init__(self, table, reading):
        self.table = table
        self.reading = reading
        self.calls = re.compile(
            r"\b(?:%s)\s*\(\s*(?:'([^'()]*)'|\"([^\"()]*)\")" % "|".join(table["calls"])
        )
        self.wanted = set(table["files"]) | set(table["folders"])
        self.wanted.update([table["archives"]["attr"], table["name"]])
        self.wanted.update([table["project"]["attr"], table["data"]["attr"]])
        self.project = []
        self.data = []
        self.description = ""
        self.block = ""
        self.attrs = OrderedDict()
        self.last = None

    def line(self, text, number):
        """Takes one line of the file: a block, a module in it, or a name and its value."""
        words = text.split(None, 1)
        if not words:
            return
        word, value = words[0], words[1].strip() if len(words) > 1 else ""
        if not word[:1].isalpha():
            if self.last == self.table["archives"]["attr"]:  # its groups go on below it
                self.attrs[self.last].append((text.strip(), number))
        elif word == self.table["end"]:
            self._start("")
        elif text[:1].isalpha() or (not value and word[:1].isupper()):
            self._start(word)
        elif self.block == self.table["section"]:
            self._texture(value, number)
        else:
            self.last = word
            if word in self.wanted or self.calls.search(value):
                self.attrs.setdefault(word, []).append((value, number))

    def _start(self, block):
        self.end()
        self.block = block

    def end(self):
        """Closes the block at hand and adds its rows."""
        attrs, self.attrs, self.last = self.attrs, OrderedDict(), None
        if not attrs:
            return
        name = self._first(attrs, self.table["name"])
        project, data = self.table["project"], self.table["data"]
        if project["attr"] in attrs:
            self.project = [self._first(attrs, project["attr"])]
        if data["attr"] in attrs:
            self.data = [row for row in self._first(attrs, data["attr"]).split(";") if row]
        if self.block == self.table["folder_of"] and name:
            self.description = name
            for folder in self.data:
                path = folder.rstrip("/\\") + "/" + name
                self._row(path, data["attr"], attrs[self.table["name"]][0][1], "folder", deep=True)
        for attr, values in attrs.items():
            if attr in self.table["outputs"] or attr in (project["attr"], data["attr"]):
                continue
            for value, number in values:
                self._value(attr, value, number, name)

    def _first(self, attrs, name):
        return attrs.get(name, [("", 0)])[0][0].strip().strip('"')

    def _value(self, attr, value, number, name):
        archives = self.table["archives"]
        if attr == archives["attr"]:
            self._archives(value, number)
        elif attr in self.table["files"]:
            row = self.table["files"][attr]
            if _is_path(value):
                self._row(value, attr, number, row["role"], optional=row.get("optional"), name=name)
        elif attr in self.table["folders"] and _is_path(value):
            self._row(value, attr, number, "folder", optional=True, name=name)
        for found in self.calls.finditer(value):
            path = found.group(1) or found.group(2) or ""
            if _is_path(path):
                self._row(path, attr, number, self.table["map_role"], expand="folder", name=name)

    def _texture(self, value, number):
        path = value.split("\t")[-1].strip()
        if _is_path(path):
            self._row(path, self.table["section"], number, self.table["map_role"])

    def _archives(self, value, number):
        """Adds the archives of an instance primitive, their materials and contents lists."""
        table = self.table["archives"]
        for found in _GROUPED.finditer(value.replace('\\"', '"')):
            key, given, plain = found.group(1), found.group(2), found.group(3)
            role = table["named"].get(key) if key else table["role"]
            path = given if key else plain
            if role is None or not path or not _is_path(path):
                continue
            self._row(path, table["attr"], number, role)
            if path.lower().endswith(table["packed"]):
                for beside in (path[: -len(table["packed"])], path):
                    self._row(beside + table["beside"], table["attr"], number, role, optional=True)

    def _row(self, path, attr, number, role, **fields):
        name = fields.pop("name", "")
        if role == "folder":
            fields["expand"] = "folder"
        self.reading.add(
            Named(
                path,
                self.description or name or self.block,
                self.block,
                attr,
                where=number,
                role=role,
                places=self._places(path, name),
                **fields
            )
        )

    def _places(self, path, module):
        """Returns the texts to look for: with the project as saved, then without it."""
        found = [path]
        for _ in range(3):  # a description's folder holds the project, in turn
            found = [text for row in found for text in self._replaced(row, module)]
        return list(OrderedDict.fromkeys(found))

    def _replaced(self, path, module):
        project, data = self.table["project"], self.table["data"]
        match = _VARIABLE.search(path)
        if not match:
            return [path]
        head, tail = path[: match.start()], path[match.end() :]
        if match.group(1) == project["variable"]:
            values = [row.rstrip("/\\") + "/" for row in self.project] + [""]
            tail = tail.lstrip("/\\")
        elif match.group(1) == data["variable"]:
            values = [row.rstrip("/\\") + "/" + self.description for row in self.data]
        elif match.group(1) == data["palette"]:
            values = [row.rstrip("/\\") for row in self.data]
        elif match.group(1) == self.table["module"]:
            values = [module]
        else:
            return [path]
        return [head + value + tail for value in values] or [path]


def _is_path(text):
    text = paths.slashes(text.strip())
    return "/" in text or bool(re.match(r"^[^\s()$]+\.[A-Za-z]\w{1,7}$", text))
