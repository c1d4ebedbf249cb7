"""The members of one archive by name, decoded and searched when somebody asks."""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.houdini.archive import channels, dialog, parms, records

TEXT = frozenset(["parm", "chn", "spareparmdef", "def", "init"])
"""Kinds of members of a node that are text; others may be binary."""
SCENE_TEXT = frozenset(
    [".start", ".variables", ".hou.session", ".OPlibraries", ".OPfallbacks", ".OPpreferences"]
    + [".contextoptions", ".cwd"]
)
_NONE = (b"", 0, 0)
MOST_DEPTH = 100
LONGEST_PATH = 1024
FALLBACK = "gb18030"
_NUMBER = re.compile(r"[0-9]{1,5}$")


class Members(object):
    """``spans`` maps names to members of ``data``; of two members of a name the last counts.

    ``paths`` are those of the nodes in file order, without a leading slash, ``deep`` is the
    first of those that are nested too deep, or None; ``prefix`` is what stands before a
    member's name where it is told.
    """

    def __init__(self, archive, prefix=""):
        self.data = archive.data
        self.prefix = prefix
        names = self.names(archive.members)
        self.spans = dict(zip(names, archive.members))
        self.paths = []
        self.deep = None
        self.nodes = {}
        self.texts = []
        seen = set()
        last = ""
        for name in names:
            path, _, kind = name.rpartition(".")
            if kind not in TEXT:
                continue
            self.texts.append(name)
            if path != last and path not in seen:
                last = path
                seen.add(path)
                if not _is_path(path):
                    continue
                if len(path) <= LONGEST_PATH and path.count("/") < MOST_DEPTH:
                    self.paths.append(path)
                elif self.deep is None:
                    self.deep = path

    def names(self, members):
        """Returns the names of (name, start, end) as text."""
        raw = b"\n".join([member[0] for member in members])
        try:
            names = raw.decode("utf-8").split("\n")
        except UnicodeDecodeError:
            names = []
        if len(names) == len(members):
            return names
        return [self.decoded(member[0]) for member in members]

    def decoded(self, data):
        """Returns bytes as text; it never fails."""
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            return data.decode(FALLBACK)
        except UnicodeDecodeError:
            return data.decode("utf-8", "replace")

    def bytes(self, name):
        """Returns the content of a member, b"" when there is none."""
        _, start, end = self.spans.get(name, _NONE)
        return self.data[start:end]

    def span(self, name):
        """Returns (start, end) of a member, (0, 0) when there is none."""
        return self.spans.get(name, _NONE)[1:]

    def text(self, name):
        return self.decoded(self.bytes(name))

    def head(self, name):
        """Returns the first word of a member, None when there is none."""
        _, start, end = self.spans.get(name, _NONE)
        word = self.data[start : min(end, start + 32)].split(b" ", 1)[0]
        return word.decode("ascii", "replace") if word else None

    def odd(self):
        """Returns the names of members that should be UTF-8 and are not."""
        if _is_utf8(b"".join([self.bytes(name) for name in self.texts])):
            found = set()
        else:
            found = set(name for name in self.texts if not _is_utf8(self.bytes(name)))
        found.update(name for name in SCENE_TEXT if not _is_utf8(self.bytes(name)))
        return sorted(found)

    def search(self, pattern):
        """Yields (Operator, tuple name, component, text, line) where a value matches.

        ``pattern`` is a regular expression of ASCII as text; nodes in whose raw parameters it
        is found nowhere are not read. It is matched to one value at a time, without quotes and
        escapes, and must not need them.
        """
        raw, shown = re.compile(pattern.encode("ascii")), re.compile(pattern)
        for node in self.nodes.values():
            if not node.stored.holds(raw):
                continue
            for name in node.attrs.search(shown):
                parm = node.attrs[name]
                for component, value in enumerate(parm.values):
                    if shown.search(value):
                        yield node, name, component, value, parm.line


class Stored(object):
    """What a file holds of one node: ``base`` is its path in ``members``.

    ``under`` is what the definition of a locked asset holds of it, where the scene has members
    of such a node itself.
    """

    __slots__ = ("members", "base", "parent", "operators", "under")

    def __init__(self, members, base, parent, operators):
        self.members = members
        self.base = base
        self.parent = parent
        self.operators = operators
        self.under = None

    def text(self, kind):
        name = "%s.%s" % (self.base, kind)
        if self.under is not None and name not in self.members.spans:
            return self.under.text(kind)
        return self.members.text(name)

    def holds(self, raw):
        """Says whether a compiled expression of bytes is found in the parameters."""
        name = self.base + ".parm"
        if self.under is not None and name not in self.members.spans:
            return self.under.holds(raw)
        return raw.search(self.members.data, *self.members.span(name)) is not None

    def attrs(self):
        return parms.parse(self.text("parm"))

    def channels(self):
        return channels.parse(self.text("chn"), self.language())

    def spare(self):
        return dialog.parse(self.text("spareparmdef"))

    def flags(self):
        return records.flags(self.text("def"))

    def language(self):
        return records.language(self.text("def"))

    def inputs(self):
        names = records.inputs(self.text("def"))
        return [self.input(name) for name in names]

    def input(self, name):
        """Returns the full path of an input, "" when none is connected.

        A name in brackets is a dot, which has one input itself, or the number of an input of
        the network around.
        """
        seen = set()
        while name.startswith("(") and name not in seen:
            seen.add(name)
            inner = name[1:-1]
            if _NUMBER.match(inner):
                around = self.operators.get(self.parent)
                above = around.inputs if around is not None else ()
                return above[int(inner)] if int(inner) < len(above) else ""
            network = self.base.rpartition("/")[0]
            name = records.dot(self.members.text("%s/%s.networkdotinit" % (network, inner)))
        return "%s/%s" % (self.parent, name) if name and not name.startswith("(") else ""


def _is_path(path):
    """Says whether a member belongs to a node that can be."""
    parts = "/%s/" % path
    return path[:1] != "." and not any(part in parts for part in ("//", "/./", "/../"))


def _is_utf8(data):
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
