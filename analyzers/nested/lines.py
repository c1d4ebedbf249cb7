"""The lines of a text of any size; a line beyond the limit is cut and said so."""

from __future__ import absolute_import, division, print_function, unicode_literals

import contextlib

from analyzers import tables
from analyzers.nested.rows import TABLE, opened


def read(stream, reading):
    """Yields (number, bytes without the line end) for every line of an open file."""
    longest = tables.load(TABLE)["limits"]["line"]
    number = 0
    while True:
        line = stream.readline(longest)
        if not line:
            return
        number += 1
        if len(line) == longest and not line.endswith(b"\n"):
            reading.problem("nested_partly", "a line is longer than %d bytes" % longest)
            rest = stream.readline(longest)
            while rest and not rest.endswith(b"\n"):
                rest = stream.readline(longest)
        yield number, line.rstrip(b"\r\n")


def feed(path, reading, walk):
    """Gives every line of a file to ``walk.line(text, number)``, then calls ``walk.end()``.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    with contextlib.closing(opened(path)) as stream:
        try:
            for number, data in read(stream, reading):
                walk.line(reading.text(data), number)
        except (IOError, OSError) as err:
            reading.problem("nested_damaged", "%s" % err)
        walk.end()
