"""Paths in attributes that no table knows, so that nothing is dropped in silence.

Nodes are searched for quoted texts that end like a file name; attributes that are known are
passed over. The bodies of meshes are not read otherwise: an attribute of theirs that is known
is kept from here.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.maya import statements

_INDEX = re.compile(r"\[[^\]]*\]")
_SET = b"setAttr"
EDGE = 16 * 1024
"""Bytes searched at each end of a big block."""

SAMPLE = 4 * 1024
"""Bytes of a block that tell whether it holds fewer dots or fewer quotes."""

MOST = 10000
"""Suspects in one scene; more is no list that a person reads."""


def find(reader):
    """Adds to ``reader.scene.suspects`` and keeps known attributes of bodies not read."""
    table = reader.wanted["suspects"]
    by_quote, by_dot = _closing_quotes(table["extensions"])
    path_like = re.compile(r"\.(?:%s)$" % "|".join(table["extensions"]), re.I)
    skipped = set(table["types"])
    for start, end, kind, full, shared in reader.blocks:
        if kind in skipped or len(reader.scene.suspects) >= MOST:
            continue
        head = reader.data[start : min(end, start + SAMPLE)]
        quoted = by_dot if head.count(b".") < head.count(b'"') else by_quote
        done = -1
        for first, last in _ends(start, end) if kind in table["ends_only"] else [(start, end)]:
            for match in quoted.finditer(reader.data, first, last):
                begin = reader.data.rfind(_SET, start, match.start())
                if begin in (done, -1):
                    continue
                done = begin
                text = reader.codeset.text(reader.data[begin:end])
                words = next(statements.parse(text, 0), ())
                if words and words[0].text == "setAttr":
                    _keep(reader, (full, kind, start, shared), words, path_like, begin)


def _ends(start, end):
    """Returns the parts of a block to search: all of it, or both ends of a big one.

    Texts of a shape stand before its points and behind them, never between.
    """
    if end - start <= 4 * EDGE:
        return [(start, end)]
    return [(start, start + EDGE), (end - EDGE, end)]


def _closing_quotes(extensions):
    """Returns two regexes for the same names: one stops at every quote, one at every dot.

    Numbers hold few quotes and many dots, programs the other way round.
    """
    widths = {}
    for extension in extensions:
        widths.setdefault(len(extension), []).append(extension)
    looks = ['(?<=\\.(?:%s)")' % "|".join(same) for _, same in sorted(widths.items())]
    texts = ('"(?:%s)' % "|".join(looks), '\\.(?:%s)"' % "|".join(extensions))
    return [re.compile(text.encode("ascii"), re.I) for text in texts]


def _keep(reader, block, words, path_like, begin):
    full, kind, start, shared = block
    written, value, line = statements.set_attr(words)
    attr = written.lstrip(".")
    leaf = _INDEX.sub("", attr).rpartition(".")[2]
    spot = reader.spot(begin, line)
    if reader.long_name(kind, attr):
        if kind in reader.unread:
            reader.keep(reader.node(full, kind, start, shared), attr, value, spot)
    elif leaf not in reader.wanted["suspects"]["attrs"]:
        for text in value if isinstance(value, list) else [value or ""]:
            if path_like.search(text):
                reader.scene.suspects.append((full, kind, attr, text, spot))
