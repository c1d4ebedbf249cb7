"""Finds the few marks that matter in a text of any size, a block at a time.

Big scene text is numbers; quotes, braces and comments are rare in it. So nothing walks the
characters: each mark is searched for by the C code of ``bytes.find``, and what lies between
two marks is only kept by its last few kilobytes (``gap``), enough to see which attribute a
string belongs to. Neither a file nor a line nor a string is ever held as a whole.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

BLOCK = 1 << 20
GAP = 4096
LONGEST = 1 << 16
"""A string longer than this is data, not a path: it is skipped and given as None."""

_NEVER = float("inf")
_BLANK = re.compile(br"\s")
_INK = re.compile(br"\S")


class Cut(Exception):
    """The text ends inside a string."""


class Lexer(object):
    """The marks of a stream in order.

    ``event()`` returns the next mark or None at the end; then ``gap`` is what stood before
    it (comments taken out) and ``line`` its line. The caller takes what belongs to a mark
    with ``string``, ``until`` or ``skip_data``.
    """

    def __init__(self, read, marks):
        self.read = read
        self.marks = list(marks)
        self.buffer = b""
        self.base = 0  # offset in the file of buffer[0]
        self.at = 0  # offset behind the last thing taken
        self.places = dict((mark, -1) for mark in self.marks)
        self.hints = dict((mark, mark.strip()[:1]) for mark in self.marks)
        self.longest_mark = max(len(mark) for mark in self.marks)
        self.ended = False
        self.gap = b""
        self.kept = b""
        self._line = 1
        self._counted = 0
        self._mark_at = 0
        self._mark_line = 1
        self._fill(0)

    def _fill(self, keep):
        """Reads one block more and forgets what lies before offset ``keep``; False at the end."""
        if self.ended:
            return False
        block = self.read(BLOCK)
        if not block:
            self.ended = True
            return False
        drop = max(0, min(keep - self.base, len(self.buffer)))
        if self.base + drop > self._counted:
            if self._mark_line is None:
                self._mark_line = self.line
            self._count(self.base + drop)
        old = self.base + len(self.buffer)
        self.buffer = self.buffer[drop:] + block
        self.base += drop
        for mark, place in self.places.items():
            if place == _NEVER:
                self._look(mark, max(self.at, old - self.longest_mark + 1))
        return True

    def _look(self, mark, start):
        # One character is found many times faster than a word, and mostly is not there.
        first = max(0, start - self.base)
        place = self.buffer.find(self.hints[mark], first)
        if place >= 0 and len(mark) > 1:
            place = self.buffer.find(mark, max(first, place - len(mark)))
        self.places[mark] = _NEVER if place < 0 else place + self.base

    def _count(self, offset):
        self._line += self.buffer.count(b"\n", self._counted - self.base, offset - self.base)
        self._counted = offset

    @property
    def line(self):
        """The line of the last mark."""
        if self._mark_line is None:
            self._count(self._mark_at)
            self._mark_line = self._line
        return self._mark_line

    def event(self):
        """Returns the next mark, or None at the end of the text."""
        start = self.at
        places = self.places
        while True:
            for mark in self.marks:
                if places[mark] < start:
                    self._look(mark, start)
            mark = min(places, key=places.get)
            place = places[mark]
            # A mark at the very end may be the beginning of a longer one.
            if place + self.longest_mark <= self.base + len(self.buffer) or self.ended:
                break
            if not self._fill(max(start, self.base + len(self.buffer) - GAP)):
                break
        end = self.base + len(self.buffer) if place == _NEVER else place
        self._take_gap(start, end)
        if place == _NEVER:
            self._mark_at = self.at = end
            self._mark_line = None
            return None
        self._mark_at = place
        self._mark_line = None
        self.at = place + len(mark)
        return mark

    def _take_gap(self, start, end):
        first = max(start, end - GAP, self.base) - self.base
        self.gap = (self.kept + self.buffer[first : end - self.base])[-GAP:]
        self.kept = b""

    def comment(self, end):
        """Skips a comment; the gap goes on behind it as if it were a blank."""
        gap = self.gap + b" "
        self.until(end)
        self.kept = gap

    def peek(self, size):
        """Returns the next ``size`` bytes without taking them, fewer at the end."""
        while self.base + len(self.buffer) - self.at < size and self._fill(self.at):
            pass
        first = self.at - self.base
        return self.buffer[first : first + size]

    def until(self, end):
        """Takes everything up to and with ``end``; False when the text ends before."""
        while True:
            place = self.buffer.find(end, self.at - self.base)
            if place >= 0:
                self.at = self.base + place + len(end)
                return True
            last = self.base + len(self.buffer) - len(end) + 1
            self.at = max(self.at, last)
            if not self._fill(self.at):
                self.at = self.base + len(self.buffer)
                return False

    def string(self, quote):
        """Takes a string up to its closing ``quote`` and returns it, None when it is long.

        A quote behind an odd number of backslashes does not close.

        Raises:
            Cut: the text ends inside.
        """
        parts, size, odd = [], 0, False
        while True:
            first = self.at - self.base
            place = self.buffer.find(quote, first)
            end = place if place >= 0 else len(self.buffer) - len(quote) + 1
            if place < 0 and end <= first:
                if not self._fill(self.at):
                    raise Cut()
                continue
            piece = self.buffer[first:end]
            slashes = len(piece) - len(piece.rstrip(b"\\"))
            odd = (slashes % 2 == 1) != (odd and slashes == len(piece))
            self.at = self.base + end
            if place >= 0:
                self.at += 1 if odd else len(quote)
            if place >= 0 and odd:  # one byte of the quote belongs to the string
                piece += quote[:1]
            size += len(piece)
            if size <= LONGEST:
                parts.append(piece)
            if place >= 0 and not odd:
                return b"".join(parts) if size <= LONGEST else None
            odd = odd and place < 0

    def skip_data(self):
        """Skips a word, then every line that is one word alone: numbers packed into letters."""
        self._skip_word()
        packed = False  # whether the word at hand began in a block that is let go
        while True:
            buffer = self.buffer
            ink = _INK.search(buffer, self.at - self.base)
            end = ink and _BLANK.search(buffer, ink.start())
            after = end and _INK.search(buffer, end.start())
            if not after and not self.ended:  # it takes more to tell
                if ink and not end and len(buffer) - ink.start() > BLOCK:
                    packed = True
                self.at = self.base + (len(buffer) if packed or not ink else ink.start())
                self._fill(self.at)
                continue
            if not ink:
                self.at = self.base + len(buffer)
                return
            stop = end.start() if end else len(buffer)
            alone = not after or buffer.find(b"\n", stop, after.start()) >= 0
            if not packed and (not alone or buffer[ink.start() : stop] in (b"{", b"}")):
                return
            packed = False
            self.at = self.base + stop

    def _skip_word(self):
        for pattern in (_INK, _BLANK):
            while True:
                found = pattern.search(self.buffer, self.at - self.base)
                if found:
                    self.at = self.base + found.start()
                    break
                self.at = self.base + len(self.buffer)
                if not self._fill(self.at):
                    return
