"""The member .takes: which parameters each take changes.

After a line ``HoudiniTakeFile 1.0`` come the takes, parents before their children, each a line
``take name X kids N`` and records with their length before them (32 bits, big-endian):
``s i text`` gives a number to a node path or a parameter name; ``d i j`` is followed by blocks
of a .chn and a .parm, again with their lengths before them, or by a flag's state; ``e`` ends
the take.

The parameters of the nodes hold the values of the take that was current at the save. The
records of a take hold what it changes, those of the top one the values that parameters have
there which a take below changes: checked on a scene of Houdini 12.1, where Main is current
and its record and the node's parameter agree. A take thus has the value of the nearest record on
its way to the top, else the saved one. That blocks of a .chn come so is not verified.

Source: scenes of Houdini 12 to 21; odforce wiki, "Take" (2009), for flags and the old form.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
import struct
from collections import OrderedDict

from analyzers.houdini.archive import channels, parms
from analyzers.houdini.operators import Parm, Take

_TAKE = re.compile(br"take name ([^\n]{0,500}?) kids (\d{1,9})[ \t]{0,9}\r?\n")
_HEAD = re.compile(br"HoudiniTakeFile[^\n]*\n")
_RECORD = re.compile(br"([sd]) (\d{1,9}) ([^\n]*)\n?")
_PLAIN_END = re.compile(br"[ \t]{0,9}e\r?\n")
_U32 = struct.Struct(str(">I"))
MOST_TAKES = 10000


def parse(data, text):
    """Returns OrderedDict of name -> Take; ``text`` decodes bytes.

    Paths of nodes are full ones, whether they are written with a "/" before them or not. What is
    damaged is passed over.
    """
    found = OrderedDict()
    names = {}
    waiting = []  # [name, kids still to come]
    head = _HEAD.match(data)
    at = head.end() if head else 0
    while len(found) < MOST_TAKES:
        start = _TAKE.search(data, at)
        if start is None:
            return found
        while waiting and waiting[-1][1] == 0:
            waiting.pop()
        take = Take(text(start.group(1)), waiting[-1][0] if waiting else None)
        if waiting:
            waiting[-1][1] -= 1
        found.setdefault(take.name, take)
        waiting.append([take.name, int(start.group(2))])
        at = _records(data, start.end(), take, names, text)
    return found


def _records(data, at, take, names, text):
    """Reads the records of one take; returns where they end."""
    while at + 4 <= len(data):
        size = _U32.unpack_from(data, at)[0]
        if size > len(data) - at - 4:  # the end of a take that changes nothing, or damage
            plain = _PLAIN_END.match(data, at)
            return plain.end() if plain else at
        record = data[at + 4 : at + 4 + size]
        at += 4 + size
        if record[:1] == b"e":
            return at
        found = _RECORD.match(record)
        if found is None:
            continue
        number, rest = int(found.group(2)), found.group(3)
        if found.group(1) == b"s":
            names[number] = text(rest)
        elif rest.strip().isdigit() and number in names:
            node, parm = "/" + names[number].strip("/"), names.get(int(rest.strip()[:9]), "")
            _change(take, node, parm, record[found.end() :], text)
    return len(data)


def _change(take, node, name, content, text):
    """Adds what one record changes: a flag, or a parameter with the channels that drive it."""
    if name.startswith(".flags"):
        take.parms[node, name] = Parm(name, [text(content).strip()])
        return
    for block in _blocks(content):
        shown = text(block)
        if "channel " in shown and "segment" in shown:
            for key, channel in channels.parse(shown).items():
                take.channels[node, key] = channel
        for key, parm in parms.parse(shown).items():
            take.parms[node, key] = parm


def _blocks(content):
    """Yields the blocks of a record, each with its length before it."""
    at = 0
    while at + 4 <= len(content):
        size = _U32.unpack_from(content, at)[0]
        if content[at : at + 1] == b"{" or size > len(content) - at - 4:
            yield content[at:]  # a length is missing, or damaged
            return
        yield content[at + 4 : at + 4 + size]
        at += 4 + size
