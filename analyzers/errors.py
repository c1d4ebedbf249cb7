"""The errors of the analyzers.

::

    AnalyzeError
    |-- SceneNotRead      the file is missing, a folder, unreadable or empty
    |-- UnknownScene      the file is no scene of a DCC that is known here
    |-- FramesError       a frame range that cannot be understood
    `-- OutputError       the four files cannot be written

A problem *in* a scene is a tip, not an exception.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

# Control characters, line separators and marks that turn the direction of text around.
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u2028-\u202e\u2066-\u2069]")


def one_line(text):
    """Returns text with unseen characters, such as a newline in a name, made visible."""
    return _UNSEEN.sub(lambda match: "\\u%04x" % ord(match.group(0)), text)


class AnalyzeError(Exception):
    """Base of every error this package raises on purpose; its text is one line."""

    def __init__(self, text):
        self.text = one_line(text)
        super(AnalyzeError, self).__init__(self.text)

    def __unicode__(self):  # Python 2: str() of a unicode message would fail on non-ASCII
        return self.text


class SceneNotRead(AnalyzeError):
    """The scene file cannot be read at all."""

    def __init__(self, path, reason):
        super(SceneNotRead, self).__init__("%s: %s" % (path, reason))
        self.path = path
        self.reason = reason


class UnknownScene(AnalyzeError):
    """The file is not a scene of a DCC that is known here."""

    def __init__(self, path, reason):
        super(UnknownScene, self).__init__("%s: not a scene that can be read: %s" % (path, reason))
        self.path = path
        self.reason = reason


class FramesError(AnalyzeError, ValueError):
    """A frame range that cannot be understood."""

    def __init__(self, frames, reason):
        super(FramesError, self).__init__(
            "frames \"%s\": %s; write them like 1-10, 1-10[2] or 1,5,20-30" % (frames, reason)
        )
        self.frames = frames


class UnknownPass(AnalyzeError):
    """A pass was chosen that the scene does not hold."""

    def __init__(self, path, name, known):
        shown = ", ".join(known[:10]) + (", ..." if len(known) > 10 else "")
        super(UnknownPass, self).__init__(
            "%s: nothing to render is called %s; there is: %s" % (path, name, shown or "nothing")
        )
        self.path = path
        self.name = name


class OutputError(AnalyzeError):
    """The four files cannot be written."""

    def __init__(self, path, reason):
        super(OutputError, self).__init__("%s: cannot be written: %s" % (path, reason))
        self.path = path
