"""Dialog scripts: the parameters of an asset or the spare ones of a node, with their kinds.

``parm { name "x" label "X" type file default { "0" "1" } parmtag { "key" "value" } }``, in
groups and multiparms, which hold parms again; names of those in a multiparm have a # where the
number goes. A group of the kind multiparm is a parameter too: it holds the count.

Source: DialogScript sections and .spareparmdef members of Houdini 11 to 21.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers.houdini.archive.parms import plain
from analyzers.houdini.operators import ParmKind

_TOKEN = re.compile(
    r'("[^"\\]*(?:\\.[^"\\]*)*"?)|([{}])|(#[^\n]*|/\*.*?(?:\*/|$))|([^\s"{}]+)', re.S
)
MULTIPARM = "multiparm"
MOST_PARMS = 200000
MOST_DEPTH = 200


def parse(text):
    """Returns OrderedDict of parameter name -> ParmKind.

    Parameters of the base type, of which only the place is said, are left out. What is
    damaged is passed over; brackets that stay open end with the text.
    """
    return _Reader(text).read()


class _Reader(object):
    """One pass; ``stack`` holds (word of the block, what is collected in it)."""

    def __init__(self, text):
        self.text = text
        self.found = OrderedDict()
        self.stack = []
        self.word = ""  # the last bare word: opens a block, or wants a value

    def read(self):
        deep = 0
        for match in _TOKEN.finditer(self.text):
            quoted, bracket, comment, bare = match.groups()
            if comment is not None:
                continue
            if bracket == "{":
                deep += len(self.stack) >= MOST_DEPTH
                if len(self.stack) < MOST_DEPTH:
                    self.stack.append((self.word, _Block()))
                self.word = ""
            elif bracket == "}":
                if deep:
                    deep -= 1
                elif self.stack:
                    self.close(*self.stack.pop())
                self.word = ""
            else:
                self.value(plain(_whole(quoted)) if quoted is not None else bare, quoted is None)
        while self.stack:
            self.close(*self.stack.pop())
        return self.found

    def value(self, text, bare):
        """Takes a word: it is a value of the one before it, or one that waits for a value."""
        block = self.stack[-1][1] if self.stack else None
        if block is not None and self.word in ("name", "type", "label"):
            block.words.setdefault(self.word, text)
            self.word = ""
            return
        if block is not None:
            block.items.append(text)
        self.word = text if bare else ""

    def close(self, word, block):
        above = self.stack[-1][1] if self.stack else None
        if word == "parm":
            self.add(block, block.words.get("type", ""))
        elif word == MULTIPARM:
            self.add(block, MULTIPARM)
        elif word == "default" and above is not None:
            above.default = block.items
        elif word == "parmtag" and above is not None and len(block.items) > 1:
            above.tags[block.items[0]] = block.items[1]

    def add(self, block, type):
        name = block.words.get("name")
        if name and type and len(self.found) < MOST_PARMS:
            self.found[name] = ParmKind(name, type, block.default, block.tags)


class _Block(object):
    """What a block holds: ``words`` that have a value, ``items`` in order, tags, default."""

    __slots__ = ("words", "items", "tags", "default")

    def __init__(self):
        self.words = {}
        self.items = []
        self.tags = OrderedDict()
        self.default = ()


def _whole(quoted):
    return quoted if len(quoted) > 1 and quoted.endswith('"') else quoted + '"'
