"""V-Ray scenes: ``.vrscene``, plug-in blocks ``Type name { parameter=value; }``.

Which parameter of which plug-in is a file that is read stands in the table; what a render
writes never becomes a row. A saved light cache is read only in some modes, so the block is
judged when it ends.

Source: V-Ray plug-in reference; exporters of public projects (no saved scene was seen).
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.nested import lexer, unpack
from analyzers.nested.rows import Named, Reading, is_file_name, is_suspect

_MARKS = (b'"', b"{", b"}", b"//", b"/*", b"#include")
_HEAD = re.compile(br"(?:^|[\s}])([A-Za-z_]\w*)\s+([^\s{}\"]+)\s*$")
_ATTR = re.compile(br"(?:^|[\s;{])([A-Za-z_]\w*)\s*=[^;=\"]{0,200}$")
_NUMBER = re.compile(br"(?:^|[\s;{])([A-Za-z_]\w*)\s*=\s*(-?\d+)\s*;")


def read(path, table):
    """Returns the Reading of one file.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    reading = Reading()
    with unpack.walked(path, reading) as stream:
        _Walk(lexer.Lexer(stream.read, _MARKS), table, reading).run()
    return reading


class _Walk(object):
    """One pass over a text; ``strings`` and ``numbers`` are those of the open block."""

    def __init__(self, text, table, reading):
        self.text = text
        self.table = table
        self.reading = reading
        self.type = None
        self.name = ""
        self.attr = ""
        self.strings = []
        self.numbers = {}

    def run(self):
        text = self.text
        while True:
            mark = text.event()
            if mark is None:
                break
            if self.type in self.table["types"]:
                for name, value in _NUMBER.findall(text.gap):
                    self.numbers[name.decode("ascii")] = value.decode("ascii")
            if mark == b'"':
                self._string()
            elif mark == b"{":
                self._open()
            elif mark == b"}":
                self._close()
            elif mark == b"#include":
                self.attr = self.table["include"]
            else:
                text.comment(b"*/" if mark == b"/*" else b"\n")
        if self.type is not None:
            self._close()
            self.reading.problem("nested_damaged", "it ends inside a plug-in")

    def _open(self):
        found = _HEAD.search(self.text.gap[-1024:])
        self.type = found.group(1).decode("ascii") if found else ""
        self.name = self.reading.text(found.group(2)) if found else ""
        self.attr, self.strings, self.numbers = "", [], {}

    def _close(self):
        kind = self.table["types"].get(self.type, {})
        for attr, value, line in self.strings:
            row = kind.get(attr)
            if row is None:
                self._row(value, attr, line, "suspected", needed=False)
            elif self._is_input(row):
                self._row(value, attr, line, row["role"])
        self.type, self.strings, self.numbers = None, [], {}

    def _is_input(self, row):
        return all(self.numbers.get(name) in values for name, values in row.get("when", {}).items())

    def _string(self):
        gap, line = self.text.gap, self.text.line
        value = self.text.string(b'"')
        if self.type is None:
            if self.attr and not gap.strip() and value:
                self.type, self.name = self.attr, self.attr
                self._row(self.reading.text(value, True), self.attr, line, "layer")
                self.type = None
            self.attr = ""
            return
        found = _ATTR.search(gap[-512:])
        if found:
            self.attr = found.group(1).decode("ascii")
        elif b";" in gap:
            self.attr = ""
        if value and self.attr and not self._is_output():
            value = self.reading.text(value, True)
            known = self.attr in self.table["types"].get(self.type, ())
            if is_file_name(value) if known else is_suspect(value):
                self.strings.append((self.attr, value, line))

    def _is_output(self):
        outputs = self.table["outputs"]
        own = outputs.get(self.type, ())
        return self.attr in outputs["*"] or self.attr in own or "*" in own

    def _row(self, value, attr, line, role, needed=True):
        self.reading.add(
            Named(
                value,
                self.name or self.type or attr,
                self.type or attr,
                attr,
                where=line,
                role=role,
                needed=needed,
            )
        )
