"""Writes small Maya binary scenes for tests, in both widths of the format."""

from __future__ import absolute_import, division, print_function, unicode_literals

import struct

TICKS = 141120000
UUID = bytes(bytearray(range(16)))  # holds a NUL, as real ones may


def pack(form, *values):
    return struct.pack(str(">" + form), *values)


def text(value):
    """Returns a text as the file holds it; bytes stand for texts in other encodings."""
    return (value if isinstance(value, bytes) else value.encode("utf-8")) + b"\0"


def attr(name, value, flags=0x20, size=None):
    """Returns the content of an attribute chunk."""
    counted = pack("I", size) if size is not None else b""
    return text(name) + pack("B", flags | (0x08 if counted else 0)) + counted + value


class Writer(object):
    """One scene; ``wide`` is the format since Maya 2014, ``ticks`` None before 2018."""

    def __init__(self, wide=True, version="2023", time="film", ticks=TICKS):
        self.wide = wide
        self.ticks = ticks
        self.groups = []
        self.connections = []
        head = [self.chunk(b"VERS", version.encode("ascii")), self.chunk(b"LUNI", b"cm")]
        head += [self.chunk(b"TUNI", time.encode("ascii")), self.chunk(b"AUNI", b"deg")]
        if ticks:
            head.append(self.chunk(b"TDUR", b"%d" % ticks))
        self.head = head

    def chunk(self, tag, data):
        step = 8 if self.wide else 4
        return self._start(tag, len(data)) + data + b"\0" * (-len(data) % step)

    def group(self, kind, parts, tag=b"FOR"):
        data = kind + b"".join(parts)
        return self._start(tag + (b"8" if self.wide else b"4"), len(data)) + data

    def _start(self, tag, size):
        # The four bytes before a 64-bit size are whatever was in memory.
        return tag + (b"\xde\xad\xbe\xef" + pack("Q", size) if self.wide else pack("I", size))

    def info(self, key, value):
        self.head.append(self.chunk(b"FINF", text(key) + text(value)))

    def plugin(self, name, version, types=(), options=None):
        """``types`` are (node type, 32-bit id)."""
        data = text(name) + text(version)
        if types or options:
            flags = " ".join('-nodeType "%s"' % row[0] for row in types)
            data += text(options if options is not None else " " + flags)
        data += b"".join(text(type) + pack("I", number) for type, number in types)
        self.head.append(self.chunk(b"PLUG", data))

    def file(self, path, namespace, node, depth=1, deferred=False, top=True, prefix=False):
        """Adds a reference as Maya writes it: FRDI always, FREF for those at the top."""
        used = 0 if prefix else 1
        tail = text(node) + b"\0\0\0" + text("VERS|2023|") + text("mayaBinary")
        data = text(path) + text(namespace)
        inner = pack("I", depth) + data + pack("BB", used, int(deferred)) + tail
        self.groups.append(self.group(b"FRDI", [self.chunk(b"FRDI", inner)]))
        if top:
            inner = data + pack("BB", used, 1) + tail
            self.groups.append(self.group(b"FREF", [self.chunk(b"FREF", inner)]))

    def node(self, kind, name, parent=None, attrs=(), shared=False, uuid=UUID):
        """Adds a node; ``kind`` is its four-byte type, ``attrs`` are (tag, content)."""
        flags = (1 if shared else 0) | (0x80 if parent is None and uuid else 0)
        data = pack("B", flags) + text(name) + (text(parent) if parent else b"") + uuid
        parts = [self.chunk(b"CREA", data)] + [self.chunk(tag, value) for tag, value in attrs]
        self.groups.append(self.group(kind, parts))

    def select(self, name, attrs):
        parts = [self.chunk(b"SLCT", text(name))] + [self.chunk(*row) for row in attrs]
        self.groups.append(self.group(b"SLCT", parts))

    def connect(self, source, target):
        self.connections.append(self.chunk(b"CWFL", b"\0" + text(source) + text(target)))

    def time(self, name, seconds):
        """Returns the (tag, content) of a time."""
        if self.ticks:
            return b"DBLE", attr(name, pack("q", int(round(seconds * self.ticks))))
        return b"DBLE", attr(name, pack("i", int(round(seconds * 6000))))

    def bytes(self):
        inner = self.group(b"CONN", self.connections)
        parts = [self.group(b"HEAD", self.head)] + self.groups
        parts.append(self.group(b"CONS", [inner], b"LIS"))
        parts.append(self.group(b"HEAD", [self.chunk(b"OBJN", b"1")]))
        return self.group(b"Maya", parts)

    def write(self, path):
        with open(path, "wb") as stream:
            stream.write(self.bytes())
        return path


def string(name, value, **flags):
    return b"STR ", attr(name, text(value), **flags)


def strings(name, values, **flags):
    return b"STR#", attr(name, pack("I", len(values)) + b"".join(map(text, values)), **flags)


def double(name, value, **flags):
    return b"DBLE", attr(name, pack("d", value), **flags)


def edits(node, *lists):
    """Returns the chunk of reference edits; a list holds (name, edits) groups.

    An edit is a list of its words: numbers become 32-bit, texts NUL-terminated.
    """
    data = text(node)
    for groups in lists:
        data += pack("I", len(groups))
        for name, rows in groups:
            data += text(name) + pack("I", len(rows))
            for word in (word for row in rows for word in row):
                data += pack("I", word) if isinstance(word, int) else text(word)
    return b"REFE", attr("ed", data)
