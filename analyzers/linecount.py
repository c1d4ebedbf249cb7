"""Line numbers of places in a text that is read from bytes."""

from __future__ import absolute_import, division, print_function, unicode_literals

_BLOCK = 1 << 20


class Lines(object):
    """Counts the lines of ``data``, bytes or a memory map, from the last place asked about."""

    def __init__(self, data):
        self._data = data
        self._offset = 0
        self._line = 1

    def at(self, offset):
        """Returns the line, from 1, of a byte offset; cheap for places near the last one."""
        first, last = sorted((self._offset, offset))
        between = sum(
            self._data[start : min(start + _BLOCK, last)].count(b"\n")
            for start in range(first, last, _BLOCK)
        )
        self._line += between if offset > self._offset else -between
        self._offset = offset
        return self._line
