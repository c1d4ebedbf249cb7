"""Reads XML by blocks and refuses what XML can do to a reader.

Any document type is refused: entities that multiply themselves and files that are fetched
while reading need one. Nothing else is built up: a module gets the start and the end of
every element.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from xml.parsers import expat

from analyzers import tables
from analyzers.nested.rows import TABLE, opened

_BLOCK = 1 << 16


class Stop(Exception):
    """The reader has seen enough."""


class _Refused(Exception):
    """The document holds a document type."""


def scan(path, reading, start, end=None):
    """Calls ``start(name, attrs, line)`` and ``end(name)`` for every element of a file.

    What is wrong with the document becomes a problem of the Reading; ``start`` may raise
    Stop.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    stream = opened(path)
    try:
        _Scan(reading, start, end or (lambda name: None)).run(stream)
    except Stop:
        pass
    except _Refused:
        reading.problem("nested_refused", "it holds a document type")
    except expat.ExpatError as err:
        reading.problem("nested_damaged", "%s" % err)
    except (IOError, OSError, ValueError, LookupError) as err:  # an encoding nobody knows
        reading.problem("nested_damaged", "%s" % err)
    finally:
        stream.close()


class _Scan(object):
    """One parser and how much it has swallowed without a word."""

    def __init__(self, reading, start, end):
        self.reading = reading
        self.limits = tables.load(TABLE)["limits"]
        self.start = start
        self.end = end
        self.depth = 0
        self.silent = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def run(self, stream):
        while True:
            block = stream.read(_BLOCK)
            self.parser.Parse(block, not block)
            if not block:
                return
            self.silent += len(block)
            if self.silent > self.limits["xml_token"]:
                self.reading.problem("nested_damaged", "it goes on without an element")
                return

    def _start(self, name, attrs):
        self.silent = 0
        self.depth += 1
        if self.depth > self.limits["xml_depth"]:
            self.reading.problem("nested_damaged", "its elements nest too deep")
            raise Stop()
        self.start(name, attrs, self.parser.CurrentLineNumber)

    def _end(self, name):
        self.depth -= 1
        self.end(name)

    def _refuse(self, *_):
        raise _Refused()
