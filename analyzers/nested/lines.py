"""The lines of a text of any size; a line beyond the limit is cut and said so."""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import tables
from analyzers.nested.rows import TABLE


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
