"""Which parameters of a node hold a file that it reads: by table, by definition, by name, by looks.

A row is an entry of ``files`` in ``nodes.json``: ``attr`` (``#`` stands for a number), ``role``
(none: by the extension), ``direction`` ("both" input and output: read when switched on;
"declared" with every node, used by few; "ignored"; else an input), ``when`` {parameter: words,
"on" for a switch}, ``defaults`` texts that nobody wrote, ``cut`` what ends the path, ``looks``
whether only a text like a path is one, ``merge`` parameters that name a variable the node counts
with.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers import paths, tables
from analyzers.houdini import typenames
from analyzers.houdini.expressions.variables import ENDED, NAME
from analyzers.houdini.tablenames import FILES

LONGEST_PATH, LONGEST_NAME = 4096, 200
INPUT, OUTPUT, IGNORED = "input", "output", "ignored"

_TOKENS = re.compile(
    r"<(?:%(name)s|attr:[^>]*)>|\$\{?%(name)s\}?|`[^`]*`|%%\(%(name)s\)d|[*?]" % {"name": NAME}
)
_BRACED = re.compile(r"\$\{(%s)\}" % NAME)
_PATH = re.compile(r"(?:\$\{?(?:HIP|JOB|HOME)" + ENDED + r"|[A-Za-z]:[/\\]|//|\\\\|~/|\.{1,2}/)")


class Kinds(object):
    """Answers of ``nodes.json``; made once for an analysis."""

    def __init__(self, definitions=None):
        table = tables.load(FILES)
        self.types = table["types"]
        self.definitions = definitions or {}
        self.scripted = table["scripted"]
        self.stock = table["stock"]
        self.roles = table["roles"]
        names = table["names"]
        self._inputs = [(_whole([row["match"]]), row) for row in names["inputs"]]
        self._outputs = _whole(names["outputs"])
        self._ignored = _whole(names["ignored"])
        self._stock = re.compile("|".join(self.stock["patterns"]), re.I)
        self._folders = re.compile("|".join(self.stock["folders"]))
        self._names = set(self.stock["names"])
        self._prefixes = tuple(self.stock["prefixes"])
        self._writers = set(table["suspects"]["categories"])
        self._extensions = dict(
            (end, role) for role, ends in self.roles["extensions"].items() for end in ends
        )
        self._suspects = suspected(table)
        self._bare = {}
        for key in self.types:
            self._bare.setdefault(typenames.type_of(key), []).append(key)
        self._entries = {}
        self._defined = {}
        self._generic = {}

    def entry(self, category, kind):
        """Returns {row's name: row} of a type: its version, its namespace, or neither counts."""
        key = category, kind
        if key not in self._entries:
            rows = []
            for name in typenames.names_of(kind):
                rows = rows or self._rows(category, name)
            self._entries[key] = [(row["attr"], _numbered(row["attr"]), row) for row in rows]
        return self._entries[key]

    def _rows(self, category, name):
        found = self.types.get("%s/%s" % (category, name))
        if found is None and name and category not in self._writers:
            others = self._bare.get(name, ())
            if len(others) == 1 or (others and not category):
                found = self.types[others[0]]
        return found["files"] if found else []

    def files(self, node):
        """Yields (name of a parameter, row) of what may be a file that the node reads."""
        known = set()
        for name, regex, row in self.entry(node.category, node.type):
            for attr in _named(node.attrs, name, regex):
                if attr not in known:
                    known.add(attr)
                    if row.get("direction") != IGNORED:
                        yield attr, row
        for name, kind in self._defined_files(node):
            for attr in _named(node.attrs, name, _numbered(name)):
                row = None if attr in known else self.by_kind(kind, attr, node.category)
                known.add(attr)
                if row:
                    yield attr, row

    def _defined_files(self, node):
        """Returns [(name, ParmKind)] of what a definition calls files, the node's own first."""
        if node.kind not in self._defined:
            definition = self.definitions.get(node.kind)
            spare = definition.spare if definition else {}
            self._defined[node.kind] = self._of_type_file(spare)
        return self._of_type_file(node.spare) + self._defined[node.kind]

    def _of_type_file(self, spare):
        return [(name, spare[name]) for name in spare if spare[name].type in self.scripted["types"]]

    def may_be_input(self, node, name, text):
        """Returns whether a text in a parameter that nobody knows is likely a path to read."""
        if node.category in self._writers or self.is_stock(text) or not self.is_suspect(text):
            return False
        rows = self.entry(node.category, node.type)
        if any(attr == name or (regex and regex.match(name)) for attr, regex, _ in rows):
            return False
        known = dict(self._defined_files(node))
        return name not in known and re.sub(r"\d+", "#", name) not in known

    def by_kind(self, kind, name, category):
        """Returns the row of a parameter that a definition calls a file, None for an output."""
        mode = kind.tags.get(self.scripted["mode"])
        reads = mode in self.scripted["read"]
        if mode in self.scripted["write"] or (not reads and self.is_written(name, category)):
            return None
        row = {"attr": name, "role": self.scripted["types"][kind.type]}
        row["defaults"] = [text for text in kind.default if text]
        if kind.type in self.scripted["folders"]:
            return dict(row, expand="folder") if reads else None
        named = self.by_name(name, category)[1]
        return dict(named, defaults=row["defaults"]) if named else row

    def is_written(self, name, category):
        """Returns whether a parameter of this name is an output, or nothing to send."""
        use = self.by_name(name, category)[0]
        return use in (OUTPUT, IGNORED) or (use is None and category in self._writers)

    def by_name(self, name, category=""):
        """Returns ("input", row), ("output", None), ("ignored", None) or (None, None)."""
        if name not in self._generic:
            known = len(name) <= LONGEST_NAME
            self._generic[name] = self._by_name(name) if known else (None, None)
        return self._generic[name]

    def _by_name(self, name):
        for regex, row in self._inputs:
            if regex.match(name):
                made = {"attr": name, "role": row["role"]}
                if "switch" in row:
                    made["when"] = {row["switch"] % name.rpartition("_")[0]: ["on"]}
                return INPUT, made
        if self._outputs.match(name):
            return OUTPUT, None
        return (IGNORED if self._ignored.match(name) else None), None

    def is_stock(self, text):
        """Returns whether a value is none of the user's files: a default, a part of Houdini."""
        plain = _BRACED.sub(r"$\1", paths.slashes(text.strip())).lower()
        if plain in self.stock["values"] or plain.startswith(self._prefixes):
            return True
        if self._folders.match(text.strip()):
            return True
        name = plain.rpartition("/")[2]
        bare = "/" not in plain
        return bare and (name in self._names or bool(self._stock.match(name)))

    def extension(self, text):
        """Returns the known extension of a path, "bgeo.sc" before "sc", or None."""
        name = _TOKENS.sub("", paths.slashes(text).rpartition("/")[2]).lower()
        parts = name.split(".")
        for many in (2, 1):
            end = ".".join(parts[-many:])
            if len(parts) > many and end in self._extensions:
                return end
        return None

    def role(self, text):
        """Returns what a file is for by its extension."""
        return self._extensions.get(self.extension(text), self.roles["other"])

    def looks(self, text):
        """Returns whether a text is written like a path."""
        return bool(_PATH.match(text)) or self.extension(text) in self._extensions

    def is_suspect(self, text):
        """Returns whether a text in a parameter that nobody knows is likely a path."""
        if len(text) > LONGEST_PATH:
            return False
        plain = _TOKENS.sub("", text)
        return (
            not re.search(r"[\n\"<>|;{}=]", plain)
            and ("/" in text or "\\" in text or re.match(r"[^ .]+\.[^ ]+\Z", plain))
            and self.extension(text) in self._suspects
        )


def suspected(table):
    """Returns the extensions of files that a parameter nobody knows may name."""
    every = [end for ends in table["roles"]["extensions"].values() for end in ends]
    return set(every) - set(table["suspects"]["unlikely"])


def _whole(patterns):
    return re.compile("(?:%s)\\Z" % "|".join(patterns))


def _numbered(name):
    """Returns the regex of a name that holds ``#``, None of a plain one."""
    if "#" not in name:
        return None
    return re.compile(r"\d+".join(re.escape(part) for part in name.split("#")) + r"\Z")


def _named(attrs, name, regex):
    """Returns the parameters of a node that a name stands for."""
    if regex is None:
        return [name] if name in attrs else []
    return [attr for attr in attrs if regex.match(attr)]
