"""The containers of a Houdini scene: from the bytes of a file to its members.

Four forms hold the same members; the first bytes tell them apart. A damaged archive is
followed again from the next place where headers chain. Nothing is unpacked but base64 parts
and a gzip around the whole, both bounded.

Source: the old portable form of cpio (POSIX.1-1988, 10.1.2) and scenes of Houdini 11 to 21.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import bisect
import re
import zlib

from analyzers.houdini.archive import indx, mimeparts

CPIO, NONCOMMERCIAL, LIMITED, MIME = "cpio", "noncommercial", "limited", "mime"
MOST_BYTES = 1 << 29
"""Bytes that a gzip around a scene may unpack to."""
MOST_MEMBERS = 2000000
LONGEST_NAME = 1024
_BEHIND = {b".OPdummydefs": b"expression.func", b".defotl": b".OPlibraries"}
NESTED = frozenset(_BEHIND)
"""Members that hold archives of their own; a member that follows each and is in none of those."""

_CPIO = b"070707"
_HEADER = re.compile(br"070707[0-7]{53}([0-7]{6})([0-7]{11})")
_TRAILER = b"TRAILER!!!"
_HOU = re.compile(br"Hou([NL])C\x1a[\x20-\x7e]{28}([^\0]{1,1024})\0")
_HOU_TRAILERS = {b"N": b"NON_COMMERCIAL_FILE!!!", b"L": b"LIMITED_COMMERCIAL_FILE!!!"}
_GZIP = b"\x1f\x8b"
_CHAIN = 4
"""Headers in a row that prove a place to go on from."""


class Archive(object):
    """Members of a container: ``members`` are (name, start, end) in ``data``, in file order.

    ``kind`` is "cpio", "noncommercial", "limited" or "mime"; ``damaged`` are the names of
    members behind which the chain was lost; ``cut`` is the name of the member in which the data
    ends, ``ended`` says whether the end mark was met.
    """

    def __init__(self, kind, data):
        self.kind = kind
        self.data = data
        self.members = []
        self.damaged = []
        self.cut = None
        self.ended = False

    def add(self, name, start, end):
        self.members.append((name, start, end))


def split(data):
    """Returns the Archive in ``data``, or None when its first bytes are no container's."""
    if data[:2] == _GZIP:
        data = _unzip(data)
    if data.startswith(_CPIO):
        return _cpio(data)
    if data[:6] in (b"HouNC\x1a", b"HouLC\x1a"):
        return _hou(data, NONCOMMERCIAL if data[3:4] == b"N" else LIMITED)
    if data[:17].lower() == b"mime-version: 1.0":
        archive = Archive(MIME, data)
        mimeparts.split(archive, MOST_MEMBERS)
        return archive
    return None


def _unzip(data):
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        return unpacker.decompress(data, MOST_BYTES)
    except zlib.error:
        return b""


# -- cpio -------------------------------------------------------------------------------------


def _cpio(data):
    archive = Archive(CPIO, data)
    at = 0
    while at is not None and not archive.ended and len(archive.members) < MOST_MEMBERS:
        at = _walk(archive, at)
        if not archive.ended:
            at = _resume(archive, at)
    return archive


def _walk(archive, at):
    """Adds the members of the chain that begins at ``at``; returns where it breaks or ends."""
    data, add = archive.data, archive.members.append
    header, find, last = _HEADER.match, data.find, len(data)
    while True:
        found = header(data, at)
        if found is None:
            return at
        length, size = found.groups()
        first = at + 76
        start = first + int(length, 8)
        if start - first > LONGEST_NAME or find(b"\0", first, start) != start - 1:
            return at
        at = start + int(size, 8)
        name = data[first : start - 1]
        if name == _TRAILER:
            archive.ended = True
            return at
        add((name, start, at if at < last else last))


def _cpio_header(data, at):
    """Returns (name, start of the data, its size) of the header at ``at``, or None."""
    found = _HEADER.match(data, at)
    if found is None:
        return None
    length, size = found.groups()
    start = at + 76 + int(length, 8)
    if start - at > 76 + LONGEST_NAME or data.find(b"\0", at + 76, start) != start - 1:
        return None
    return data[at + 76 : start - 1], start, int(size, 8)


def _resume(archive, lost):
    """Returns where the chain goes on when no header stands at ``lost``, or None at the end.

    The member before is as long as it turns out to be: more than its header says where bytes
    were put in, less where some were taken out. Archives nested in it end with a trailer of
    their own, which is how they are told apart.
    """
    data = archive.data
    name, start, _ = archive.members[-1] if archive.members else (b"", 6, 6)
    best = None
    begins = (start, lost) if lost <= len(data) else (start,)
    if name in NESTED:
        end = indx.end_of(data, start, len(data))
        begins = begins[1:] if end is None else (min(end, len(data)),) + begins[1:]
    for begin in begins:
        at = _next_chain(data, begin)
        if at is not None and (best is None or at[1] > best[1]):
            best = at
    if best is None:
        if lost > len(data):
            archive.cut = name
        elif lost < len(data):
            archive.damaged.append(name)
        return None
    archive.damaged.append(name)
    if archive.members:
        archive.members[-1] = (name, start, best[0])
    return best[0]


def _next_chain(data, begin):
    """Returns (offset, weight) of the first chain from ``begin`` that is no nested archive."""
    at = begin
    while True:
        found = _HEADER.search(data, at)
        if found is None:
            return None
        count, end, trailer = _follow(data, found.start())
        if trailer and end >= len(data) - 512:
            return found.start(), 3
        if trailer:
            at = end
        elif count >= _CHAIN:
            return found.start(), 2
        elif end == len(data):
            return found.start(), 1
        else:
            at = found.start() + 6


def _follow(data, at):
    """Returns (headers that chain from ``at``, where they end, whether with a trailer)."""
    count = 0
    while True:
        header = _cpio_header(data, at)
        if header is None:
            return count, at, False
        count += 1
        name, start, size = header
        at = start + size
        if name == _TRAILER:
            return count, at, True


# -- HouNC, HouLC -----------------------------------------------------------------------------


def _hou(data, kind):
    """Members have no size: each runs to the next mark, nested archives are skipped."""
    archive = Archive(kind, data)
    if _HOU.match(data) is None:
        return archive
    marks = _Marks(data, _HOU_TRAILERS[data[3:4]])
    at = 0
    while at < len(marks.starts) and len(archive.members) < MOST_MEMBERS:
        name, start = marks.names[at], marks.ends[at]
        if name == marks.trailer:
            archive.ended = True
            break
        at += 1
        if name in NESTED:
            at = marks.after(archive, name, start, at)
        end = marks.starts[at] if at < len(marks.starts) else len(data)
        archive.add(name, start, end)
    if not archive.ended and archive.members:
        archive.cut = archive.members[-1][0]
    return archive


class _Marks(object):
    """Every mark in the data, those of nested archives among them, in lists of one order."""

    def __init__(self, data, trailer):
        self.trailer = trailer
        self.starts, self.ends, self.names = [], [], []
        self.behind = dict((name, []) for name in _BEHIND.values())
        self.trailers = []
        for found in _HOU.finditer(data):
            name = found.group(2)
            if name in self.behind:
                self.behind[name].append(len(self.starts))
            elif name == trailer:
                self.trailers.append(len(self.starts))
            self.starts.append(found.start())
            self.ends.append(found.end())
            self.names.append(name)

    def after(self, archive, name, start, at):
        """Returns which mark comes after a member that holds archives and begins at ``start``.

        Each of those ends with a trailer, and only the last trailer is that of the scene.
        """
        end = indx.end_of(archive.data, start, len(archive.data))
        if end is not None:
            place = bisect.bisect_left(self.starts, end)
            if end >= len(archive.data) or self.starts[place : place + 1] == [end]:
                return place
        archive.damaged.append(name)
        known = self.behind[_BEHIND[name]]
        place = bisect.bisect_left(known, at)
        if place < len(known):
            return known[place]
        inner = self.trailers[-2] + 1 if len(self.trailers) > 1 else 0
        return max(at, inner)
