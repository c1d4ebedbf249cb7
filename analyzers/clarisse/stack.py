"""The blocks that are open at a place of a project, and the full names they make.

Names are looked up only when a node is made of a block: most blocks never need one.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.clarisse import blocks, lines, names

_FIRST = re.compile(br'(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*name[ \t]+"([^"\\\n]*(?:\\.[^"\\\n]*)*)"')
_NAME = re.compile(br'^[ \t]*name[ \t]+"([^"\\\n]*(?:\\.[^"\\\n]*)*)"', re.M)


class Stack(object):
    """``rows`` hold (header, start of its body, what is kept of it) of every open block."""

    def __init__(self, data, text, limits, transparent):
        self.data = data
        self.text = text
        self.limits = limits
        self.transparent = transparent
        self.rows = []
        self.known = {}
        self.nameless = {}
        self.too_deep = False

    def item(self, through=False):
        """Returns (full name, class, [label], place) of the object or context lines belong to.

        Blocks between that say nothing of themselves are passed through; any other block
        keeps its lines to itself unless ``through``: then, and outside of all, None is returned.
        """
        at = len(self.rows)
        if self.is_too_deep():
            return None
        while at and self.is_between(self.rows[at - 1][0], through):
            at -= 1
        if not at or not is_item(self.rows[at - 1][0]):
            return None
        head, start, _ = self.rows[at - 1]
        parsed = lines.header(self.text(head))
        full = self.full(self.rows[:at]) if parsed else None
        return (full, parsed[0], parsed[1], start - 1) if full else None

    def is_between(self, head, through):
        """Returns whether the block of ``head`` is passed through."""
        word = head.partition(b" ")[0]
        return word in self.transparent or (through and not is_item(head))

    def is_too_deep(self):
        """Returns whether blocks are nested deeper than any that is named; notes it when so."""
        deep = len(self.rows) > self.limits["depth"]
        self.too_deep = self.too_deep or deep
        return deep

    def full(self, rows):
        """Returns the full name of the innermost object or context of ``rows``, or None."""
        at = len(rows)
        while at and rows[at - 1][1] not in self.known:
            at -= 1
        text, mark = self.known[rows[at - 1][1]] if at else (names.root(), "")
        for head, start, _ in rows[at:]:
            if is_item(head):
                text += mark + self.name_of(head, start)
                mark = "/" if b'"' in head else "."
                self.known[start] = text, mark
        return text if mark else None

    def name_of(self, head, start):
        """Returns the name of the object or context whose body begins at ``start``.

        A context has it in its header; an object without one is called by its class, and by a
        number too when it is not the first.
        """
        if b'"' in head:
            return "".join((lines.header(self.text(head)) or ("", []))[1][:1])
        found = _FIRST.match(self.data, start) or self.later_name(start)
        name = lines.unescape(self.text(found.group(1))) if found else ""
        return name or self.numbered(self.text(head), start)

    def numbered(self, kind, start):
        starts = self.nameless.setdefault(kind, [])
        if start not in starts[-1:]:
            starts.append(start)
        return kind if len(starts) == 1 else "%s#%d" % (kind, len(starts))

    def later_name(self, start):
        """Returns the match of a name that does not stand first, looking so far and no farther."""
        depth = done = 0
        body = self.data[start : start + self.limits["name"]]
        for head, begin, end in blocks.edges(body):
            found = None if depth else _NAME.search(body, done, begin)
            if found:
                return found
            depth += -1 if head is None else 1
            done = end
            if depth < 0:
                return None
        return None if depth else _NAME.search(body, done)


def is_item(head):
    """Returns whether a header, in bytes, is that of an object or a context."""
    return head[:1].isalpha() and head[:1].isupper()
