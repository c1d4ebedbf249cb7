"""Bytes of a Maya ASCII file as text: the code set it declares first, then the likely ones."""

from __future__ import absolute_import, division, print_function, unicode_literals

import codecs
import locale

REPLACED = "replacement characters"


class Codeset(object):
    """Decodes the blocks of one file; ``odd`` names what had to be used besides the declared."""

    def __init__(self, declared):
        self.codecs = _likely(declared)
        self.odd = set()

    def text(self, block):
        """Returns a block as text; it never fails."""
        for codec in self.codecs:
            try:
                text = block.decode(codec)
            except UnicodeDecodeError:
                continue
            if codec != self.codecs[0]:
                self.odd.add(codec)
            return text
        self.odd.add(REPLACED)
        return block.decode(self.codecs[0], "replace")


def _likely(declared):
    """Returns the codecs to try for a ``//Codeset:`` value, which may be None.

    A number is a Windows code page, anything else is UTF-8. gb18030 contains 936 and is what
    GBK files that declare nothing are most likely to be.
    """
    names = []
    if declared and declared.isdigit():
        names = ["gb18030" if declared == "936" else "cp" + declared]
    chosen = []
    for name in names + ["utf-8", locale.getpreferredencoding(False), "gb18030"]:
        try:
            codec = codecs.lookup(str(name)).name
        except (LookupError, ValueError, UnicodeError):
            continue
        if codec not in chosen and codec != "ascii":
            chosen.append(codec)
    return chosen
