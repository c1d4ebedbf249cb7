"""The text form of USD: which asset paths a layer names, prim by prim.

Asset paths stand between ``@`` or ``@@@``; strings, comments and the long lists of numbers
between them are passed over. Braces tell prims from dictionaries: those behind a ``=``
are a value. Nothing is composed: every opinion of the layer counts, used or not.

Source: OpenUSD, text file format reference; sdf/textFileFormat grammar.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers import tables
from analyzers.nested import lexer
from analyzers.nested.rows import TABLE, Named, is_file_name

MARKS = (b"@", b'"', b"'", b"#", b"{", b"}", b"//", b"/*")
_PRIM = re.compile(br"(?:^|[\s;{}()])(?:def|over|class)(?:\s+([\w:]+))?\s*$")
_NAME = re.compile(br"([\w:.]{1,256})$")
_ENTRY = re.compile(br"(?:^|[\s{,])[\w.+-]+\s*:\s*\[?\s*$")
_ARGUMENTS = ":SDF_FORMAT_ARGS:"
_TIMES = ".timeSamples"


def scan(text, table, reading, where=None):
    """Adds the rows of a lexer.Lexer over a text layer to a Reading.

    ``where`` names the member of an archive; else rows carry their line.

    Raises:
        lexer.Cut: the text ends inside a string.
    """
    _Walk(text, table, reading, where).run()


def asset(path):
    """Returns the file of an asset path, "" when it names none on a disk."""
    path = path.partition(_ARGUMENTS)[0]
    if path.endswith("]") and "[" in path:  # a member of a package
        path = path[: path.index("[")]
    if path.lower().startswith("file:"):
        path = path[5:]
        path = path[2:] if path.startswith("///") else path
    return path if is_file_name(path) else ""


def add(reading, table, written, node, kind, attr, where):
    """Adds the row of one asset path, unless it is none of a file that has to be sent."""
    if written.startswith("`"):
        reading.problem("nested_partly", "an asset path is an expression: " + written[:200])
        return
    path = asset(written)
    if path and not any(re.search(row, path) for row in table["shipped"]):
        reading.add(
            Named(
                written,
                node,
                kind or table["untyped"],
                attr,
                where=where,
                role=table["arcs"].get(attr, table["role"]),
                places=[path],
            )
        )


def _assigned(gap):
    """Returns the name that what follows ``gap`` is the value of: ``x =`` or ``x = [``."""
    gap = gap.rstrip()
    gap = gap[:-1].rstrip() if gap.endswith(b"[") else gap
    found = _NAME.search(gap[:-1].rstrip()[-257:]) if gap.endswith(b"=") else None
    return found.group(1).decode("ascii", "replace") if found else ""


class _Walk(object):
    """One pass over a layer; ``stack`` holds (prim or None, label) of the open braces."""

    def __init__(self, text, table, reading, where):
        self.text = text
        self.table = table
        self.reading = reading
        self.where = where
        self.deepest = tables.load(TABLE)["limits"]["depth_of_braces"]
        self.stack = []
        self.prim = None
        self.attr = ""

    def run(self):
        text = self.text
        while True:
            mark = text.event()
            if mark is None:
                break
            if mark == b"@":
                self._asset()
            elif mark in (b'"', b"'"):
                self._string(mark)
            elif mark == b"{":
                self._open()
            elif mark == b"}":
                if self.stack:
                    self.stack.pop()
            else:
                text.comment(b"*/" if mark == b"/*" else b"\n")
            if len(self.stack) > self.deepest:
                break
        if self.stack:
            self.reading.problem("nested_damaged", "it ends inside a prim or a dictionary")

    def _string(self, quote):
        gap = self.text.gap
        if self.text.peek(2) == quote * 2:
            self.text.at += 2
            quote *= 3
        value = self.text.string(quote)
        found = _PRIM.search(gap[-256:])
        if found and value:
            kind = (found.group(1) or b"").decode("ascii", "replace")
            self.prim = (self.reading.text(value), kind)

    def _open(self):
        gap = self.text.gap.rstrip()
        if gap.endswith((b"=", b",", b":", b"[")):
            self.stack.append((None, _assigned(gap) or self._label()))
        else:
            self.stack.append((self.prim, ""))
            self.prim = None

    def _label(self):
        return self.stack[-1][1] if self.stack else ""

    def _asset(self):
        gap, line = self.text.gap, self.text.line
        path = self._path()
        if path is None:
            return
        assigned = _assigned(gap)
        if assigned:
            self.attr = assigned
        elif _ENTRY.search(gap[-64:]):
            self.attr = self._label()
        self._add(self.reading.text(path), line)

    def _path(self):
        """Takes an asset path, None when it is damaged or empty."""
        head = self.text.peek(2)
        if head == b"@@":
            self.text.at += 2
            path = self.text.string(b"@@@")
            return path and path.replace(b"\\@@@", b"@@@")
        end = self.text.peek(lexer.GAP)
        size = end.find(b"@")
        stop = end.find(b"\n")
        if size < 0 or -1 < stop < size:
            self.reading.problem("nested_damaged", "an asset path does not end")
            return None
        self.text.at += size + 1
        return end[:size] or None

    def _add(self, written, line):
        if any(label in self.table["ignored"] for _, label in self.stack):
            return
        attr = self.attr[: -len(_TIMES)] if self.attr.endswith(_TIMES) else self.attr
        prims = [prim for prim, _ in self.stack if prim]
        if self.prim:  # metadata stands before the brace of its prim
            prims.append(self.prim)
        node = "/" + "/".join(name for name, _ in prims)
        kind = prims[-1][1] if prims else ""
        attr = attr or self.table["untyped"]  # a damaged layer may name none
        add(self.reading, self.table, written, node, kind, attr, self.where or line)
