"""The chunks of a Maya binary scene and what is in them: bytes in, texts out.

No node, no scene and no file is known here. Sizes in the file are never trusted: a
chunk that claims more than its surroundings hold marks the file as cut.

Source: IFF as found in saved scenes of Maya 8 to 2026. Big endian; groups (FOR4 and LIS4
with headers of 8 bytes until Maya 2013, FOR8 and LIS8 with 16 since 2014) hold a type and
chunks; a chunk is padded to 4 or 8 bytes counted from its own start, a group is not.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import binascii
import re
import struct

from analyzers.scene import reference_prefix

_HEADS = {b"FOR4": (struct.Struct(str(">4sI")), 4), b"FOR8": (struct.Struct(str(">4s4xQ")), 8)}
_GROUPS = frozenset([b"FOR4", b"FOR8", b"LIS4", b"LIS8"])
_COUNT = struct.Struct(str(">I"))
_BACK = 1 << 13  # bytes; names are shorter
_TYPE_ID = re.compile(br"([A-Za-z_]\w*)\x00(.{4})", re.S)
_TYPE_FLAG = re.compile(r'-(?:nodeType|nt) +"([^"]*)"')


class Chunks(object):
    """The chunks of ``data``, a whole file; ``cut`` says whether any size was a lie."""

    def __init__(self, data):
        self.data = data
        self.head, self.align = _HEADS[data[:4]]
        self.cut = False

    def inside(self, start, end):
        """Yields (tag, type or None, start, end) of the chunks between two offsets.

        A group has a type and its start lies behind it; one that was cut ends where the
        file does. Any other chunk comes whole or not at all.
        """
        size = self.head.size
        while start < end:
            if start + size > end:
                self.cut = True
                return
            tag, length = self.head.unpack_from(self.data, start)
            start += size
            stop = start + length
            if stop > end or tag == b"\0\0\0\0":
                self.cut = True
                stop = end
            if tag in _GROUPS:
                if stop - start < 4:
                    self.cut = True
                    return
                yield tag, self.data[start : start + 4], start + 4, stop
                start = stop
            elif start + length > end or tag == b"\0\0\0\0":
                return
            else:
                yield tag, None, start, stop
                start += -(-length // self.align) * self.align

    def first(self, start, end):
        """Returns (tag, start, end, offset of the next) of the first chunk; None for no tag."""
        if start + self.head.size <= end:
            tag, length = self.head.unpack_from(self.data, start)
            start += self.head.size
            if start + length <= end:
                return tag, start, start + length, start - (-length // self.align) * self.align
        self.cut = self.cut or start < end
        return None, start, start, end

    def around(self, tag, at, start):
        """Returns (start, end) of the chunk ``tag`` that the offset ``at`` is in, or None.

        Looks back for the tag itself, without a walk, and not before ``start``.
        """
        found = self.data.rfind(tag, max(start, at - _BACK), at)
        if found < 0 or found + self.head.size > at:
            return None
        stop = found + self.head.size + self.head.unpack_from(self.data, found)[1]
        return (found + self.head.size, stop) if at < stop <= len(self.data) else None


class Cursor(object):
    """Takes texts and numbers out of the bytes of one chunk, in order.

    Every taker raises ValueError where the bytes end too early.
    """

    def __init__(self, data, text):
        self.data = data
        self.decode = text
        self.at = 0

    def raw(self):
        """Takes the bytes up to the next NUL."""
        stop = self.data.find(b"\0", self.at)
        if stop < 0:
            raise ValueError("a text without an end")
        value = self.data[self.at : stop]
        self.at = stop + 1
        return value

    def text(self):
        """Takes a text up to the next NUL."""
        return self.decode(self.raw())

    def byte(self):
        """Takes one byte as a number."""
        return ord(self.take(1))

    def count(self):
        """Takes a 32-bit number."""
        return _COUNT.unpack(self.take(4))[0]

    def take(self, size):
        """Takes ``size`` bytes."""
        value = self.data[self.at : self.at + size]
        if len(value) < size:
            raise ValueError("cut")
        self.at += size
        return value

    def rest(self):
        """Takes all that is left."""
        value = self.data[self.at :]
        self.at = len(self.data)
        return value


def type_ids(table):
    """Returns {four bytes: node type} of the table."""
    ids = {}
    for row in table["types"]:
        for tag, type in row["ids"].items():
            raw = binascii.unhexlify(tag[2:]) if len(tag) == 10 else tag.encode("ascii")
            ids[raw] = type
    return ids


def tag_text(tag):
    """Returns a group's tag as text: four characters, or 0x and eight digits."""
    if tag.strip() == tag and re.match(br"[ -~]{4}$", tag):
        return tag.decode("ascii")
    return "0x" + binascii.hexlify(tag).decode("ascii").upper()


def created(raw, text):
    """Returns (name, parent or None, whether shared) of a CREA chunk.

    Source: saved scenes; bit 0 shared, bit 7 no parent. Maya 2016 and later add the UUID.
    """
    name, end, parent = raw[1:].partition(b"\0")
    if not end:
        raise ValueError("a name without an end")
    flags = ord(raw[:1])
    parent = b"" if flags & 0x80 else parent.partition(b"\0")[0]
    return text(name), text(parent) if parent else None, bool(flags & 1)


def plugin(raw, text):
    """Returns (name, version, node types, {type id: type}) of a PLUG chunk."""
    cursor = Cursor(raw, text)
    name, version = cursor.text(), cursor.text()
    options = cursor.text() if cursor.at < len(raw) else ""
    ids = dict(
        (match.group(2), match.group(1).decode("ascii"))
        for match in _TYPE_ID.finditer(raw, cursor.at)
    )
    return name, version, _TYPE_FLAG.findall(options) or sorted(ids.values()), ids


def reference(raw, text, deep):
    """Returns (offset of the path, path, node, prefix of names, depth, loaded) of FRDI or FREF.

    Source: saved scenes; that the two bytes before the node say "has a namespace, not a
    prefix" and "deferred" is inferred from -ns, -rpr and -dr of the ASCII form.
    """
    cursor = Cursor(raw, text)
    depth = cursor.count() & 0xFFFF if deep else 1
    at = cursor.at
    path, name = cursor.text(), cursor.text()
    prefix = reference_prefix(name)
    flags = raw[cursor.at : cursor.at + 2]
    loaded = True
    if len(flags) == 2 and max(flags) < b" "[0]:
        cursor.at += 2
        prefix = prefix if flags[:1] != b"\0" or not name else name + "_"
        loaded = not deep or flags[1:] == b"\0"
    node = cursor.text() if cursor.at < len(raw) else ""
    return at, path, node, prefix, depth, loaded
