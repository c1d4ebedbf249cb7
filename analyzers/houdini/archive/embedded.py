"""Assets that a scene brings along: the members .OPdummydefs and .defotl.

The first holds stand-ins that know parameters only; the second whole definitions, whose
section Contents (Contents.gz: gzip, then a length of four bytes, little-endian) is an
archive like the scene, with one node at the top: the asset itself.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import zlib
from collections import OrderedDict

from analyzers.houdini.archive import containers, dialog, indx
from analyzers.houdini.archive.members import Members
from analyzers.houdini.operators import Definition
from analyzers.houdini.typenames import kind_of

MOST_BYTES = 1 << 27
"""Bytes that all contents of a scene may unpack to."""
EMPTY = 200
"""An archive of at most so many bytes has no node in it: that of stand-ins is an end mark."""


class Contents(object):
    """What is in an asset: ``members``, and ``root``, the path of the asset in them."""

    def __init__(self, members, root):
        self.members = members
        self.root = root


class Definitions(object):
    """``rows`` maps "Category/type" to Definition; contents are read when asked for."""

    def __init__(self, members, fallbacks):
        self.rows = OrderedDict()
        self.sections = {}
        self.opened = {}
        self.left = MOST_BYTES
        self.paths = {}
        for name, path in fallbacks:
            self.paths.setdefault(name, path)
        self.add(members)

    def add(self, members):
        """Adds the definitions of an archive; .defotl comes before .OPdummydefs."""
        for holder in (".defotl", ".OPdummydefs"):
            start, end = members.span(holder)
            self.add_index(members, holder, start, end)

    def add_index(self, members, holder, start, end, library=None):
        """Adds the definitions of an INDX archive in ``members``; returns the names of new ones."""
        new = []
        for raw, first, last in indx.entries(members.data, start, end):
            if first == last or members.data[first : first + 4] != indx.MAGIC:
                continue
            name = kind_of(members.decoded(raw))
            known = self.rows.get(name)
            if known is not None and (library is None or self.contents(name)):
                continue
            path = library or ("" if holder == ".defotl" else self.paths.get(name, ""))
            section = _Section(members, holder, first, last)
            self.sections[name] = section
            self.rows[name] = Definition(name, path, section.spare)
            self.opened.pop(name, None)
            new.append(name)
        return new

    def add_library(self, data, path):
        """Adds the definitions of a binary library; returns the names of those that are new.

        One takes the place of a stand-in, never that of a definition with contents.
        """
        name = path.replace("\\", "/").rpartition("/")[2]
        archive = containers.Archive(name, data)
        members = Members(archive)
        return frozenset(self.add_index(members, name, 0, len(data), path))

    def contents(self, name):
        """Returns the Contents of the asset ``name``, or None when the scene has none."""
        if name not in self.opened:
            self.opened[name] = self._open(name)
        return self.opened[name]

    def _open(self, name):
        section = self.sections.get(name)
        data = section.contents(self.left) if section else b""
        archive = containers.split(data) if len(data) > EMPTY else None
        if archive is None or not archive.members:
            return None
        self.left -= len(data)
        prefix = "%s%s %s Contents " % (section.members.prefix, section.holder, name)
        members = Members(archive, prefix)
        if not members.paths:
            return None
        self.add(members)
        return Contents(members, members.paths[0].partition("/")[0])


class _Section(object):
    """The archive of one definition."""

    def __init__(self, members, holder, start, end):
        self.members = members
        self.holder = holder
        self.start = start
        self.end = end

    def find(self, name):
        """Returns the content of a section, or None."""
        for raw, start, end in indx.entries(self.members.data, self.start, self.end):
            if raw == name:
                return self.members.data[start:end]
        return None

    def spare(self):
        return dialog.parse(self.members.decoded(self.find(b"DialogScript") or b""))

    def contents(self, most):
        """Returns the archive inside, b"" when there is none; at most ``most`` bytes."""
        packed = self.find(b"Contents.gz")
        if packed is None:
            return self.find(b"Contents") or b""
        try:
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(packed, max(most, 1))[4:]
        except zlib.error:
            return b""
