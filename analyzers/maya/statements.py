"""MEL statements as Maya writes them into scenes: words, flags and values.

Pure text in, words out. Only the grammar of saved scenes: words up to ``;`` outside of
quotes, strings in parts joined by ``+``, short and long flag names alike.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

_TOKEN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)(?:"|\Z|\\\Z)|//[^\n]*|(;)|([^\s";]+)', re.S)
_ESCAPED = (('\\"', '"'), ("\\n", "\n"), ("\\t", "\t"), ("\\r", "\r"))
_INDEX = re.compile(r"\[[^\]]*\]")
_ADD = re.compile(r"addAttr\b")
_FPS = re.compile(r"^(\d{1,7}(?:\.\d{1,7})?)fps$")

# Flag -> (long name, number of values). Source: Maya command reference.
CREATE_FLAGS = {
    "n": ("name", 1),
    "p": ("parent", 1),
    "s": ("shared", 0),
    "ss": ("skipSelect", 0),
}
SET_FLAGS = {
    "typ": ("type", 1),
    "k": ("keyable", 1),
    "cb": ("channelBox", 1),
    "l": ("lock", 1),
    "s": ("size", 1),
    "ch": ("capacityHint", 1),
    "av": ("alteredValue", 0),
    "c": ("clamp", 0),
    "ca": ("caching", 1),
}
ADD_FLAGS = {
    "sn": ("shortName", 1),
    "ln": ("longName", 1),
    "dv": ("defaultValue", 1),
    "at": ("attributeType", 1),
    "dt": ("dataType", 1),
    "ci": ("cachedInternally", 1),
    "min": ("minValue", 1),
    "max": ("maxValue", 1),
    "smn": ("softMinValue", 1),
    "smx": ("softMaxValue", 1),
    "en": ("enumName", 1),
    "k": ("keyable", 1),
    "h": ("hidden", 1),
}
REQUIRES_FLAGS = {"nt": ("nodeType", 1), "dt": ("dataType", 1)}
UNIT_FLAGS = {"l": ("linear", 1), "a": ("angle", 1), "t": ("time", 1)}
FILE_FLAGS = {
    "rdi": ("referenceDepthInfo", 1),
    "r": ("reference", 0),
    "ns": ("namespace", 1),
    "rpr": ("renamingPrefix", 1),
    "rfn": ("referenceNode", 1),
    "dr": ("deferReference", 1),
    "op": ("options", 1),
    "typ": ("type", 1),
    "i": ("import", 0),
    "shd": ("sharedNodes", 1),
    "sns": ("swapNamespace", 2),
    "mnc": ("mergeNamespacesOnClash", 1),
    "gr": ("groupReference", 0),
    "gn": ("groupName", 1),
    "ra": ("renameAll", 1),
    "iv": ("ignoreVersion", 0),
    "pmt": ("prompt", 1),
    "pr": ("preserveReferences", 0),
    "o": ("open", 0),
    "f": ("force", 0),
}


class Word(object):
    """A word of a statement: its text, whether it was quoted, the line it stands on."""

    __slots__ = ("text", "quoted", "line")

    def __init__(self, text, quoted, line):
        self.text = text
        self.quoted = quoted
        self.line = line


def parse(text, line=1, at=0):
    """Yields the statements of ``text`` from offset ``at``, which stands in ``line``.

    Each is a list of Word; the last may lack its ``;``.
    """
    words = []
    for match in _TOKEN.finditer(text, at):
        kind = match.lastindex
        if kind is None:
            continue
        if kind == 2:
            if words:
                yield words
            words = []
            continue
        line += text.count("\n", at, match.start())
        at = match.start()
        value = match.group(kind)
        if kind == 1 and "\\" in value:
            value = unescape(value)
        words.append(Word(value, kind == 1, line))
    if words:
        yield words


def found(text, starts, line=1):
    """Yields the statements of ``text`` that begin where the regex ``starts`` matches."""
    at = 0
    for match in starts.finditer(text):
        if match.start() < at:
            continue
        line += text.count("\n", at, match.start())
        at = match.start()
        for words in parse(text, line, at):
            yield words
            break


def parts(words):
    """Returns [(length, line)] of the quoted parts that a text is joined of."""
    behind = [word for word in words[2:] if word.quoted and word.text != "string"]
    return [(len(word.text), word.line) for word in behind]


def default_of(text, names):
    """Returns the default that an addAttr in ``text`` gives an attribute, None without one."""
    for words in found(text, _ADD):
        given = flags(words[1:], ADD_FLAGS)
        if given.get("shortName") in names or given.get("longName") in names:
            return given.get("defaultValue")
    return None


def setter_of(attrs):
    """Returns a regex for where a setAttr of one of ``attrs`` {long: short name} begins."""
    names = set(name.partition(".")[0] for pair in attrs.items() for name in pair)
    return re.compile(
        r'setAttr\b(?:[^";]{0,200}-typ(?:e)?\s+"[^"]{0,80}")?[^";]{0,200}"\.?(?:%s)(?=["\[.])'
        % "|".join(sorted(names, key=len, reverse=True) or ["(?!)"])
    )


def unescape(text):
    """Returns a quoted text as it was meant: ``\\n``, ``\\t``, ``\\r``, ``\\"`` and ``\\\\``."""
    parts = text.split("\\\\")  # whole backslashes first, so that \\\\n is no newline
    for at, part in enumerate(parts):
        if "\\" in part:
            for written, meant in _ESCAPED:
                part = part.replace(written, meant)
            parts[at] = part.replace("\\", "")
    return "\\".join(parts)


def _is_flag(word):
    return not word.quoted and word.text[:1] == "-" and word.text[1:2].isalpha()


def _walk(words, table):
    """Yields (long flag name or None, words it takes or the plain word)."""
    longs = dict((row[0], row) for row in table.values())
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if not _is_flag(word):
            yield None, [word]
            continue
        name = word.text[1:]
        name, count = table.get(name) or longs.get(name) or (name, 0)
        yield name, words[at : at + count]
        at += count


def flags(words, table):
    """Returns {long flag name: value text, "" for a flag that takes none}."""
    found = {}
    for name, values in _walk(words, table):
        if name is not None:
            found[name] = values[-1].text if values else ""
    return found


def arguments(words, table):
    """Returns the words that are neither flags nor values of flags."""
    return [values[0] for name, values in _walk(words, table) if name is None]


def set_attr(words):
    """Returns (attribute as written, value, line of the value) of a setAttr statement.

    The value is text for a scalar or a string, a list of texts for arrays, and None when
    the statement only sets flags (``setAttr -k on ".fs";``) and the default stays. Reference
    edits are all their words, with a line for each.
    """
    kind = None
    plain = []
    for name, values in _walk(words[1:], SET_FLAGS):
        if name == "type" and values:
            kind = values[0].text
        elif name is None:
            plain.append(values[0])
    if not plain:
        return "", None, words[0].line
    values = plain[1:]
    if not values:
        return plain[0].text, None, plain[0].line
    name = plain[0].text
    if kind in ("string", "stringArray"):
        values = [word for word in values if word.quoted]
        texts = [word.text for word in values]
        line = values[0].line if values else plain[0].line
        return name, "".join(texts) if kind == "string" else texts, line
    texts = [word.text for word in values]
    if kind == "dataReferenceEdits":
        return name, texts, [word.line for word in values]
    return name, texts[0] if len(texts) == 1 else texts, values[0].line


def long_names(attrs):
    """Returns a function from an attribute as written to its long name, or None.

    ``attrs`` is {long name: short name}. Indices are kept: ``adjs[3].val`` becomes
    ``adjustments[3].value``. Short and long spellings may be mixed.
    """
    known = {}
    for long_name, short_name in attrs.items():
        pairs = list(zip(long_name.split("."), short_name.split(".")))
        for mask in range(2 ** len(pairs)):
            spelled = [pair[(mask >> at) & 1] for at, pair in enumerate(pairs)]
            known[".".join(spelled)] = [pair[0] for pair in pairs]

    def translate(written):
        if "[" not in written:
            found = known.get(written)
            return ".".join(found) if found else None
        found = known.get(_INDEX.sub("", written))
        if not found:
            return None
        indices = ["".join(_INDEX.findall(part)) for part in written.split(".")]
        return ".".join(name + index for name, index in zip(found, indices))

    return translate


def fps(unit, table):
    """Returns frames per second of a time unit ("film", "23.976fps"), or None.

    Source: Maya command reference, currentUnit -time.
    """
    match = _FPS.match(unit or "")
    return (float(match.group(1)) or None) if match else table.get(unit)
