"""The .chn members: channels with their segments, read when a node is asked for them.

``channel NAME { word = value ... segment { length = S value = a b expr = X } ... }``; an
expression is a bare word, in which quotes are escaped, or a quoted text over several lines.

Source: scenes of Houdini 11 to 21.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers.houdini.archive.parms import BARE, QUOTED, plain
from analyzers.houdini.operators import Channel, Segment

_TOKEN = re.compile("%s|%s" % (QUOTED, BARE), re.S)
MOST_SEGMENTS = 200000


def parse(text, language="hscript"):
    """Returns OrderedDict of channel name -> Channel; ``language`` is the default of the node."""
    return _Reader(text, language).read()


def number(text):
    """Returns a text as a float, or None when it is none or not finite."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < 1e300 else None


class _Reader(object):
    def __init__(self, text, language):
        self.tokens = [found.group() for found in _TOKEN.finditer(text)]
        self.language = language
        self.at = 0

    def next(self):
        """Returns the next token, "" at the end."""
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def peek(self, ahead=0):
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ""

    def read(self):
        channels = OrderedDict()
        while self.at < len(self.tokens):
            if self.next() == "channel" and self.peek(1) == "{":
                name = plain(self.next())
                self.next()
                channels[name] = self.channel(name)
        return channels

    def channel(self, name):
        channel = Channel(name, [])
        start = 0.0
        while self.at < len(self.tokens):
            word = self.next()
            if word == "}":
                break
            if word == "segment" and self.peek() == "{":
                self.next()
                if len(channel.segments) < MOST_SEGMENTS:
                    segment = self.segment(start)
                    start = segment.start + segment.length
                    channel.segments.append(segment)
            elif self.peek() == "=":
                self.next()
                value = self.next()
                if word == "start":
                    start = number(value) or 0.0
            elif word == "channel" and self.peek(1) == "{":
                self.at -= 1  # the one before was never closed
                break
        return channel

    def segment(self, start):
        segment = Segment(start, 0.0, "", self.language)
        while self.at < len(self.tokens):
            word = self.next()
            if word in ("}", "segment", "channel"):
                self.at -= word != "}"
                break
            if self.peek() != "=":
                continue
            self.next()
            if word == "options" and self.peek() == "{":
                self.skip()
            elif word == "expr":
                segment.expression = plain(self.next())
            elif word == "language":
                segment.language = plain(self.next())
            elif word == "length":
                segment.length = number(self.next()) or 0.0
            elif word == "start":
                segment.start = number(self.next()) or 0.0
            elif word == "value":
                segment.values = (number(self.next()), number(self.next()))
        return segment

    def skip(self):
        """Passes over ``{ ... }``."""
        while self.at < len(self.tokens) and self.next() != "}":
            pass
