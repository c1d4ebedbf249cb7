"""The .parm members: parameter tuples, found by a scanner when a node is asked for them.

A record is ``name [ flags locks=0 ... ] ( component component )``, in old files without the
square brackets. A component is a bare word or a quoted text that may span lines, with
backslashes before quotes and backslashes in both; ``[ channel cached ]`` is one that a channel
drives. Names may hold dots.

Source: scenes of Houdini 11 to 21.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import bisect
import re
from collections import OrderedDict

from analyzers.houdini.asked import Asked
from analyzers.houdini.operators import Parm

_RECORD = re.compile(
    r"^[ \t]*([^ \t\r\n\"\[\](){}][^ \t\r\n\"]*)[ \t]+"
    r"(?:\[[^\]\n]*\][ \t]*)?\((?=[ \t\r\n])",
    re.M,
)
QUOTED = r'"[^"\\]*(?:\\.[^"\\]*)*"|"'
BARE = r'[^ \t\r\n"\\][^ \t\r\n\\]*(?:\\.[^ \t\r\n\\]*)*|(?:\\.[^ \t\r\n\\]*)+|\\'
"""A quoted text, or its first quote where it never ends; a word with escapes."""
_TOKEN = re.compile(r"[ \t\r\n]*(%s|%s)" % (QUOTED, BARE), re.S)
_ESCAPE = re.compile(r"\\(.)", re.S)
_SIMPLE = re.compile(
    r'([^ \t\r\n"\[\](){}][^ \t\r\n"]*)\t(?:\[[^\]\n]*\]\t)?\(\t[^"\\\n\[\]]*'
    r'(?:(?<=\t)"[^"\\\n]*"(?=\t)[^"\\\n\[\]]*)*(?<=[ \t])\)\n'
)
"""A record in one line without channels and escapes, as most are."""
MOST_COMPONENTS = 100000


def plain(token):
    """Returns the text that a token stands for: without quotes and escapes."""
    if token[:1] == '"':
        token = token[1:-1]
    return _ESCAPE.sub(r"\1", token) if "\\" in token else token


def parse(text):
    """Returns the Records of tuples in the text of a .parm.

    What stands between records is passed over. A text that ends inside a value gives the value
    as far as it goes.
    """
    return Records(text)


class Records(Asked):
    """A mapping of tuple name -> Parm in file order; of two of a name the last counts.

    Where they stand is found at once, what is in one when it is asked for.
    """

    def __init__(self, text):
        self._text = text
        self._starts, self._lines, self._rows = [], [], []
        at, line = 0, 1
        while True:
            simple = _SIMPLE.match(text, at)
            if simple is not None:
                start, name, end = at, simple.group(1), simple.end()
            else:
                record = _RECORD.search(text, at)
                if record is None:
                    break
                start, name = record.start(), record.group(1)
                line += text.count("\n", at, start)
                end = _components(text, record.end())[2]
                end += text[end : end + 1] == "\n"
            self._starts.append(start)
            self._lines.append(line)
            self._rows.append(name)
            line += text.count("\n", start, end)
            at = end
        self._last = dict((name, row) for row, name in enumerate(self._rows))
        super(Records, self).__init__(self._parm, self._names, ())

    def __contains__(self, name):
        return name in self._last

    def __len__(self):
        return len(self._last)

    def _names(self):
        if len(self._last) == len(self._rows):
            return self._rows
        return OrderedDict.fromkeys(self._rows)

    def _parm(self, name):
        row = self._last.get(name)
        if row is None:
            return None
        record = _RECORD.match(self._text, self._starts[row])
        values, driven, _ = _components(self._text, record.end())
        return Parm(name, values, driven, self._lines[row])

    def search(self, pattern):
        """Returns the names of tuples in whose text a compiled expression is found."""
        starts = (found.start() for found in pattern.finditer(self._text))
        rows = OrderedDict.fromkeys(bisect.bisect(self._starts, start) - 1 for start in starts)
        return [self._rows[row] for row in rows if row >= 0 and self._last[self._rows[row]] == row]


def _components(text, at):
    """Returns (values, {position: channel}, where the closing bracket ends)."""
    values, driven = [], {}
    while len(values) < MOST_COMPONENTS:
        found = _TOKEN.match(text, at)
        if found is None:
            return values, driven, at + 1
        word, at = found.group(1), found.end()
        if word == ")":
            return values, driven, at
        if word == "[":
            channel, at = _word(text, at)
            if channel != "]":
                driven[len(values)] = plain(channel)
                cached, at = _word(text, at)
                values.append("" if cached == "]" else plain(cached))
                if cached != "]":
                    at = _closed(text, at)
        elif word == '"':
            values.append(text[at:])
            return values, driven, len(text)
        else:
            values.append(plain(word))
    return values, driven, at


def _word(text, at):
    """Returns (token, its end); one whose quotes never close goes to the end of the text."""
    found = _TOKEN.match(text, at)
    if found is None:
        return "", len(text)
    if found.group(1) == '"':
        return text[at:].lstrip() + '"', len(text)
    return found.group(1), found.end()


def _closed(text, at):
    """Returns the place behind the bracket that closes a driven component."""
    found = _TOKEN.match(text, at)
    return found.end() if found is not None and found.group(1) == "]" else at
