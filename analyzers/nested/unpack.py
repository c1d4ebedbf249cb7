"""Opens a file that may be packed, and stops one that unpacks to far too much."""

from __future__ import absolute_import, division, print_function, unicode_literals

import contextlib
import gzip
import struct
import zlib

from analyzers import tables
from analyzers.nested import lexer, rows

DAMAGE = (IOError, OSError, EOFError, struct.error, zlib.error)
"""What reading a damaged file raises, packed or not, in one Python or another."""


class Bomb(Exception):
    """What is unpacked is out of all proportion to what is stored."""


class Guarded(object):
    """A stream of unpacked bytes that counts them against the bytes stored."""

    def __init__(self, read, stored):
        limits = tables.load(rows.TABLE)["limits"]
        self._read = read
        self._stored = stored
        self._limits = limits
        self._given = 0

    def read(self, size):
        """Returns up to ``size`` bytes.

        Raises:
            Bomb: more came out than any honest file holds.
        """
        block = self._read(size)
        self._given += len(block)
        allowed = self._limits["unpacked_at_least"]
        if self._given > allowed + self._stored() * self._limits["unpacked_times"]:
            raise Bomb()
        return block


@contextlib.contextmanager
def opened(path):
    """Gives the open file, unpacked while it is read when it begins like gzip.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    stream = rows.opened(path)
    try:
        packed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        if packed:
            yield Guarded(gzip.GzipFile(fileobj=stream).read, stream.tell)
        else:
            yield stream
    finally:
        stream.close()


@contextlib.contextmanager
def walked(path, reading):
    """Gives the open file; what is wrong inside it becomes a problem of ``reading``.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    with opened(path) as stream:
        try:
            yield stream
        except lexer.Cut:
            reading.problem("nested_damaged", "it ends inside a string")
        except Bomb:
            reading.problem("nested_refused", "it unpacks to far more than it should")
        except DAMAGE as err:
            reading.problem("nested_damaged", "%s" % err)
