"""Paths in attributes that no table knows, so that nothing is dropped in silence.

The whole file is searched for quoted texts that end like a file name; those in nodes that
were read and attributes that are known are passed over. The bodies of meshes are not read
otherwise: an attribute of theirs that is known is kept from here.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import bisect
import re

from analyzers.maya import statements

_INDEX = re.compile(r"\[[^\]]*\]")
_SET = b"setAttr"
MOST = 10000
"""Suspects in one scene; more is no list that a person reads."""


def find(reader):
    """Adds to ``reader.scene.suspects`` and keeps known attributes of bodies not read."""
    table = reader.wanted["suspects"]
    ends = "|".join(table["extensions"]).encode("ascii")
    quoted = re.compile(br'"[^"\n]{1,2000}\.(?:' + ends + br')"', re.I)
    path_like = re.compile(r"\.(?:%s)$" % "|".join(table["extensions"]), re.I)
    skipped = set(table["types"])
    starts = [block[0] for block in reader.blocks]
    done = -1
    for match in quoted.finditer(reader.data):
        at = bisect.bisect_right(starts, match.start()) - 1
        if at < 0 or match.start() < done or len(reader.scene.suspects) >= MOST:
            continue
        start, end, kind, full, shared = reader.blocks[at]
        if match.start() >= end or kind in skipped:
            continue
        first = reader.data.rfind(_SET, start, match.start())
        if first < 0:
            continue
        for words in reader.statements(first, end):
            if words[0].text == "setAttr":
                _keep(reader, full, kind, shared, words, path_like, start)
            break
        done = match.end()


def _keep(reader, full, kind, shared, words, path_like, start):
    written, value, line = statements.set_attr(words)
    attr = written.lstrip(".")
    leaf = _INDEX.sub("", attr).rpartition(".")[2]
    known = reader.names[kind](attr) if kind in reader.names else None
    if known:
        if kind in reader.unread:
            reader.keep(reader.node(full, kind, start, shared), attr, value, line)
        return
    if leaf in reader.wanted["suspects"]["attrs"]:
        return
    for text in value if isinstance(value, list) else [value or ""]:
        if path_like.search(text):
            reader.scene.suspects.append((full, kind, attr, text, line))
