"""The lines of a project: an attribute with its values, a header with its labels.

Values are quoted texts, bare words and numbers, or ``<empty>``; a list is several of them.
A line that is no such line is *odd*: it is passed over and told.

Source: the grammar as found in public projects of Clarisse 3 to 5.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

_VALUE = re.compile(r'\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)("?)|([^\s"]+))', re.S)
_HEAD = re.compile(r'(#?[^\s"{}#]+)((?:\s+(?:"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"{}]+))*)\s*\Z', re.S)
_ESCAPED = re.compile(r"\\([\\\"'])")
_EMPTY = "<empty>"
_ENCODINGS = ("utf-8", "gb18030")


class Text(object):
    """Decodes the bytes of one file; ``odd`` says how what is not UTF-8 was read."""

    def __init__(self):
        self.odd = []

    def __call__(self, data):
        for encoding in _ENCODINGS:
            try:
                text = data.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        else:
            encoding, text = "?", data.decode("utf-8", "replace")
        if encoding != _ENCODINGS[0] and encoding not in self.odd:
            self.odd.append(encoding)
        return text


def unescape(text):
    """Returns a quoted text as it is meant; only ``\\\\ \\" \\'`` are escapes."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def attribute(line, most):
    """Returns (name, values, whether the line is whole) of an attribute line.

    ``values`` are at most ``most`` texts; an attribute without values, or ``<empty>``, has none.
    """
    name, _, rest = line.strip().partition(" ")
    if "\t" in name:
        name, _, more = name.partition("\t")
        rest = more + " " + rest
    values = []
    at = 0
    whole = True
    while at < len(rest):
        match = _VALUE.match(rest, at)
        if match is None:
            break
        at = match.end()
        quoted, closing, bare = match.groups()
        if bare is None:
            values.append(unescape(quoted))
            whole = whole and closing == '"'
        elif bare.startswith("//"):
            break
        elif bare != _EMPTY:
            values.append(bare)
        if len(values) > most:
            return name, values[:most], False
    return name, values, whole


def header(line):
    """Returns (word, [label]) of a line that opens a block, or None when it is odd."""
    match = _HEAD.match(line.strip())
    if match is None:
        return None
    return match.group(1), attribute("x " + match.group(2), 100)[1]
