"""Arnold scene source: ``.ass``, also packed by gzip.

Node blocks, ``type { parameter value ... }``; paths are strings of parameters that the
table knows by node type. Data packed into letters (``b85``, ``b64``) may hold any mark and is
skipped by its lines. Includes stand outside of blocks.

Source: Arnold user guide, .ass file format; scenes of the arnold-usd test suite, 2011 and 2018.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.nested import lexer, unpack
from analyzers.nested.rows import Named, Reading, folders, is_file_name, is_suspect

_TYPE = re.compile(br"(?:^|[\s{}])([A-Za-z_][\w.:]*)\s*$")
_ATTR = re.compile(br"(?:^|\s)([A-Za-z_][\w.:-]*)\s+(?:\d+\s+\d+\s+[A-Z]+\d?\s+)?$")
_NAME = re.compile(br"(?:^|\s)name\s+([^\s\"]+)")
_PACKED = re.compile(br"\s[1-9]\d*\s+\d+$")
_VARIABLE = re.compile(r"\[(\w+)\]")


def read(path, table):
    """Returns the Reading of one file.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    reading = Reading()
    with unpack.walked(path, reading) as stream:
        _Walk(lexer.Lexer(stream.read, _MARKS), table, reading).run()
    return reading


def _is_plugin(value, row):
    """Returns whether a file of an older Arnold is code that every render node has."""
    name = value.replace("\\", "/").rpartition("/")[2].lower()
    plugins = row.get("plugins")
    return bool(plugins) and ("." not in name or name.endswith(tuple(plugins)))


_MARKS = (b'"', b"{", b"}", b"#", b" b85", b" b64")


class _Walk(object):
    """One pass over a text: the open block and its rows, which get their name at its end."""

    def __init__(self, text, table, reading):
        self.text = text
        self.table = table
        self.reading = reading
        self.type = None
        self.name = ""
        self.attr = ""
        self.first_row = 0

    def run(self):
        text = self.text
        while True:
            mark = text.event()
            if mark is None:
                break
            if self.type is not None:
                self._look_for_name()
            if mark == b'"':
                self._string()
            elif mark == b"{":
                self._open()
            elif mark == b"}":
                self._close()
            elif mark == b"#":
                text.comment(b"\n")
            elif _PACKED.search(text.gap):
                text.skip_data()
        if self.type is not None:
            self._close()
            self.reading.problem("nested_damaged", "it ends inside a node")

    def _open(self):
        if self.type is not None:
            self._close()
        found = _TYPE.search(self.text.gap[-512:])
        self.type = found.group(1).decode("ascii", "replace") if found else ""
        self.name = self.attr = ""
        self.first_row = len(self.reading.rows)

    def _close(self):
        for row in self.reading.rows[self.first_row :]:
            row.node = self.name or row.node
        self.first_row = len(self.reading.rows)
        self.type = None

    def _look_for_name(self):
        if not self.name and b"name" in self.text.gap:
            found = _NAME.search(self.text.gap)
            if found:
                self.name = self.reading.text(found.group(1))

    def _string(self):
        gap = self.text.gap
        found = _ATTR.search(gap[-512:])
        if found:
            self.attr = found.group(1).decode("ascii", "replace")
        elif gap.strip():
            self.attr = ""
        value = self.text.string(b'"')
        if not value or not self.attr:
            return
        if self.type is None:
            if self.attr == self.table["include"]:
                self._add(value, self.attr, {"role": "layer"})
        elif self.attr == "name":
            self.name = self.name or self.reading.text(value, True)
        else:
            self._value(value)

    def _value(self, value):
        kind = self.table["types"].get(self.type)
        if kind is None and self.type.startswith(tuple(self.table["outputs"])):
            return
        row = (kind or {}).get(self.attr)
        if row is None:
            value = self.reading.text(value, True)
            if kind is None and is_suspect(value):
                self._row(value, {"role": "suspected", "needed": False})
        elif row["role"] == "search":
            self.reading.search += [
                _VARIABLE.sub(r"${\1}", folder)
                for folder in folders(self.reading.text(value, True))
            ]
        elif row["role"] == "arguments":
            self._arguments(self.reading.text(value, True), row["flags"])
        elif row["role"] != "output":
            self._add(value, self.attr, row)

    def _arguments(self, value, flags):
        """Adds the files of a procedural's command line, ``-file x -geom y``."""
        words = value.split()
        for flag, word in zip(words, words[1:]):
            if flag in flags:
                self._row(word, {"role": flags[flag]})

    def _add(self, value, attr, row):
        value = self.reading.text(value, True)
        for part in value.split(row["parted"]) if "parted" in row else [value]:
            if is_file_name(part) and not _is_plugin(part, row):
                self._row(part, row)

    def _row(self, value, row):
        self.reading.add(
            Named(
                value,
                self.name or self.attr,
                self.type or self.attr,
                self.attr,
                where=self.text.line,
                role=row["role"],
                needed=row.get("needed", True),
                places=[_VARIABLE.sub(r"${\1}", value)],
            )
        )
