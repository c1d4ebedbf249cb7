"""Values of a Maya binary scene as the texts that an ASCII scene would have.

Numbers, times, texts without a declared encoding, reference edits. Nothing here knows a
node type or a file.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import codecs
import locale
import re
import struct
from itertools import repeat

from analyzers.maya.chunks import Cursor

_TICKS = struct.Struct(str(">i")), struct.Struct(str(">q"))
_DOUBLE = struct.Struct(str(">d"))
_NUMBERS = {  # tag -> struct code, bytes
    b"DBL2": ("d", 8),
    b"DBL3": ("d", 8),
    b"CMPD": ("d", 8),
    b"FLT2": ("f", 4),
    b"FLT3": ("f", 4),
    b"LNG2": ("i", 4),
    b"LNG3": ("i", 4),
    b"SRT2": ("h", 2),
    b"SRT3": ("h", 2),
}
_SIZED = 0x08
_SET_EDIT = re.compile(br"\x00\x00\x00\x02([^\x00-\x1f]+)\x00([^\x00-\x1f]+)\x00([^\x00]*)\x00")
_NOT_WESTERN = re.compile(
    br"[\x80-\xbf]|[\xc0-\xde][\x80-\xff]|[\x80-\xff][\xc0-\xde]|[\xdf-\xff]{3}"
)
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_CODE_PAGES = ("gbk", "gb2312", "gb18030", "cp932", "shift_jis", "cp949", "euc_kr", "big5", "cp950")


def number(value):
    """Returns a number as text: 960.0 is "960"."""
    if abs(value) < 1e15 and value == int(value):  # neither holds for what is no number
        return "%d" % value
    return "%r" % value


class Values(object):
    """Turns values of attributes into the texts that the ASCII file would have.

    ``frames(count, wide)`` gives the text of a time, ``text`` decodes bytes and
    ``edit_words`` is the table of reference edits. ``partly`` says whether the last edits
    were understood only in part.
    """

    def __init__(self, text, frames, edit_words):
        self.text = text
        self.frames = frames
        self.edit_words = edit_words
        self.partly = False

    def value(self, tag, cursor):
        """Returns the value at the cursor: text, a list of texts, or None for what is not read.

        Raises:
            ValueError: the bytes do not fit the tag.
        """
        if cursor.byte() & _SIZED:
            cursor.count()
        if tag == b"STR ":
            return cursor.text()
        if tag == b"STR#":
            return [cursor.text() for _ in repeat(None, cursor.count())]
        if tag == b"REFE":
            return self.edits(cursor.rest())
        if tag == b"I32#":  # the ASCII file has the count among the values
            size = cursor.count()
            return [number(size)] + self.numbers("i", 4, cursor.take(4 * size))
        if tag == b"DBLE":
            return self.double(cursor.rest())
        if tag in _NUMBERS:
            code, size = _NUMBERS[tag]
            return self.numbers(code, size, cursor.rest())
        return None

    def numbers(self, code, size, raw):
        """Returns the numbers in ``raw``, ``size`` bytes each, as texts."""
        if len(raw) % size:
            raise ValueError("%d bytes" % len(raw))
        values = struct.unpack(str(">%d%s") % (len(raw) // size, code), raw)
        return [number(value) for value in values]

    def double(self, raw):
        """Returns the text of a DBLE: a number, or a time of 4 or of 8 bytes.

        Read as a double, a time is a number that no scene holds: below 1e-307, or none at all
        when it is negative.
        """
        if len(raw) == 4:
            return self.frames(_TICKS[0].unpack(raw)[0], False)
        if len(raw) == 8:
            value = _DOUBLE.unpack(raw)[0]
            if value != value or 0 < abs(value) < 1e-307:
                return self.frames(_TICKS[1].unpack(raw)[0], True)
            return number(value)
        return self.numbers("d", 8, raw)

    def edits(self, raw):
        """Returns the edits of a reference as a flat list of words, in the order of the file.

        The words are those of ``setAttr ".ed" -type "dataReferenceEdits" ...`` of an ASCII
        file, quotes and escapes gone, numbers as texts: the reference node; then, group by
        group, the name of a (nested) reference node and the number of edits that follow;
        and each edit as its kind and that kind's own words, e.g. "2", node, long attribute,
        value text (" 0", ' -type "string" "D:/a.png"'). Groups whose edits failed when the
        scene was saved come first; a name may thus come twice.

        Where the bytes take another form, what was understood is followed by a group with
        the kind 2 edits (set a value) that can still be found.

        Source: layout of REFE chunks inferred from public readers and the ASCII form: the
        reference node, then lists of (count, groups); a group is a name, a count and edits,
        an edit a 32-bit kind and NUL-terminated texts.
        """
        cursor = Cursor(raw, self.text)
        self.partly = False
        words = [cursor.text()]
        whole = cursor.at
        try:
            while raw[cursor.at :].strip(b"\0"):
                for _ in repeat(None, cursor.count()):
                    if cursor.at == len(raw):
                        break
                    group = [cursor.text()]
                    group.append(number(cursor.count()))
                    for _ in repeat(None, int(group[1])):
                        self.edit(cursor, group)
                    words += group
                    whole = cursor.at
        except ValueError:
            self.partly = True
            found = [
                word
                for match in _SET_EDIT.finditer(raw, whole)
                for word in ["2"] + [self.text(part) for part in match.groups()]
            ]
            words += [words[0], number(len(found) // 4)] + found
        return words

    def edit(self, cursor, words):
        """Adds one edit to ``words``: its kind, then what the table says such an edit has."""
        kind = number(cursor.count())
        words.append(kind)
        form = self.edit_words["words"].get(kind)
        if form == "connection":
            words.append(number(cursor.count()))
            form = self.edit_words["connection"].get(words[-1])
        if form is None:
            raise ValueError("an edit of kind %s" % kind)
        for letter in form:
            if letter == "s":
                words.append(cursor.text())
                continue
            words.append(number(cursor.count()))
            words.extend(cursor.text() for _ in repeat(None, int(words[-1])))


def decode(raw):
    """Returns (text, None), or (text, codec) where the bytes are not UTF-8.

    Such bytes are in the code page of the computer that saved the scene, and nothing in the
    file says which: this computer's own when it is a double-byte one, else what fits best.
    """
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    for name in _likely(raw):
        try:
            return raw.decode(name), name
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace"), "replacement characters"


def _likely(raw):
    """Yields the codecs to try, the likeliest first."""
    own = codecs.lookup(locale.getpreferredencoding(False) or "ascii").name
    if own in _CODE_PAGES:
        yield own
    if not _NOT_WESTERN.search(raw):  # letters with accents, one or two between plain ones
        yield "cp1252"
    try:
        raw.decode("gb2312")
    except UnicodeDecodeError:
        # GBK read as Shift-JIS is full of half-width katakana, which no artist writes
        if not _HALF_WIDTH.search(raw.decode("cp932", "replace")):
            yield "cp932"
    for name in ("gb18030", "cp932", "cp949", "cp1252"):
        yield name
