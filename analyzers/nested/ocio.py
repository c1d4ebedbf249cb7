"""OpenColorIO configurations: ``.ocio``, the small part of YAML that names files.

Look-up tables are the ``src`` of a FileTransform, looked for in the folders of
``search_path``; ``environment`` gives values to the variables in both.

Source: OpenColorIO, configuration syntax 1 and 2.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.nested import lines
from analyzers.nested.rows import Named, Reading, folders, is_file_name

_PAIR = re.compile(r"^(\s*)(?:-\s+)?([\w.]+)\s*:\s*(.*)$")
_ITEM = re.compile(r"^\s*-\s+(.+)$")
_TAG = re.compile(r"!<(\w+)>\s*(\{?)")
_QUOTED = re.compile(r"^(?:\"((?:[^\"\\]|\\.){0,1000})\"|'([^']*)')")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)|%(\w+)%")
_MAP_PAIR = re.compile(r"\b(\w{1,64})\s*:\s*([^,}]{1,1000})")


def read(path, table):
    """Returns the Reading of one configuration.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    reading = Reading()
    lines.feed(path, reading, _Walk(table, reading))
    return reading


class _Walk(object):
    """One pass over the lines; ``section`` is the key at the left margin."""

    def __init__(self, table, reading):
        self.table = table
        self.reading = reading
        self.source = re.compile(
            r"\b%s\s*:\s*" % table["attr"]
            + r"(\"(?:[^\"\\]|\\.){0,1000}\"|'[^']{0,1000}'|[^,}\s][^,}]{0,1000})"
        )
        self.section = ""
        self.name = ""
        self.values = {}
        self.transform = None
        self.flow = 0
        self.search = []

    def line(self, text, number):
        """Takes one line."""
        text = _COMMENT.sub("", text).rstrip()
        if not text:
            return
        if not text[:1].isspace() and not text.startswith("-"):
            self._section(text)
        elif self.section == self.table["search"]:
            found = _ITEM.match(text)
            self.search += [_plain(found.group(1))] if found else []
        elif self.section == self.table["environment"]:
            self._environment(text)
        else:
            self._transform(text, number)

    def _section(self, text):
        found = _PAIR.match(text)
        self.section = found.group(2) if found else ""
        self.transform, self.flow = None, 0
        value = found.group(3) if found else ""
        if self.section == self.table["search"] and value.startswith("["):
            self.search += [_plain(row) for row in value.strip("[]").split(",")]
        elif self.section == self.table["search"]:
            self.search += folders(_plain(value))
        elif self.section == self.table["environment"]:
            for name, given in _MAP_PAIR.findall(value):
                self.values[name] = _plain(given)

    def _environment(self, text):
        found = _PAIR.match(text)
        if found:
            self.values[found.group(2)] = _plain(found.group(3))

    def _transform(self, text, number):
        """Follows FileTransforms written in a line, over lines, or as a block."""
        at = 0
        while at < len(text):
            tag = _TAG.search(text, at)
            self._sources(text[at : tag.start() if tag else len(text)], number)
            if tag is None:
                break
            self.transform = tag.group(1) if tag.group(1) in self.table["transforms"] else None
            self.flow = 1 if tag.group(2) else 0
            at = tag.end()
        found = _PAIR.match(text)
        if found and found.group(2) == "name" and not self.transform:
            self.name = _plain(found.group(3))

    def _sources(self, text, number):
        if self.transform:
            inner = text.partition("}")[0] if self.flow else text
            for found in self.source.finditer(inner):
                self._add(_plain(found.group(1)), number)
        if self.flow and "}" in text:
            self.transform, self.flow = None, 0

    def _add(self, value, number):
        if not is_file_name(value):
            return
        self.reading.add(
            Named(
                value,
                self.name or self.section,
                self.transform,
                self.table["attr"],
                where=number,
                role=self.table["role"],
            )
        )

    def end(self):
        """Puts the values of the environment into rows and search folders."""
        self.reading.search = [self._filled(folder) for folder in self.search]
        for row in self.reading.rows:
            row.places = [self._filled(row.path)]

    def _filled(self, text):
        def value(match):
            name = match.group(1) or match.group(2) or match.group(3)
            return self.values.get(name, match.group(0))

        return _VARIABLE.sub(value, text)


def _plain(value):
    """Returns a YAML scalar without its quotes."""
    value = value.strip()
    found = _QUOTED.match(value)
    if not found:
        return value
    double = found.group(1)
    return re.sub(r"\\(.)", r"\1", double) if double is not None else found.group(2)
