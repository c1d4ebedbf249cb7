"""MaterialX documents: filename inputs with inherited prefixes, and XInclude.

Source: MaterialX specification 1.38, filename substitutions, fileprefix, XInclude.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.nested import xmlscan
from analyzers.nested.rows import Named, Reading, is_file_name


def read(path, table):
    """Returns the Reading of one document.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    reading = Reading()
    walk = _Walk(table, reading)
    xmlscan.scan(path, reading, walk.start, walk.end)
    return reading


class _Walk(object):
    """One pass; ``open`` holds (element, name, file prefix) of what surrounds the place."""

    def __init__(self, table, reading):
        self.table = table
        self.reading = reading
        self.open = []

    def start(self, tag, attrs, line):
        prefix = attrs.get(self.table["prefix"], self.open[-1][2] if self.open else "")
        element = tag.rpartition(":")[2]
        self.open.append((element, attrs.get("name", ""), prefix))
        include, href = self.table["include"]
        value, role = "", ""
        if element == include:
            attr, value, role = href, attrs.get(href, ""), "layer"
        elif attrs.get("type") == self.table["typed"]:
            attr, value, role = "value", attrs.get("value", ""), self.table["role"]
            value = prefix + value if value else ""
        elif element in self.table["files"]:
            attr, role = self.table["files"][element]
            value = attrs.get(attr, "")
        if is_file_name(value) and not any(re.search(row, value) for row in self.table["shipped"]):
            self._add(value, element, attr, role, line)

    def end(self, _):
        self.open.pop()

    def _add(self, value, element, attr, role, line):
        names = [name for _, name, _ in self.open if name]
        inner = element in self.table["inner"]
        kind = self.open[-2][0] if inner and len(self.open) > 1 else element
        own = names[-1] if inner and names else attr
        node = "/".join(names[:-1] if inner else names) or element
        self.reading.add(Named(value, node, kind, own, where=line, role=role))
