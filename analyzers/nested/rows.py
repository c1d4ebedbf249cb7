"""What the readers of nested files hand to the walk: neutral rows, nothing looked up."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import re
import sys

from analyzers import disk, paths, tables

TABLE = "nested/formats.json"
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:")
_ESCAPED = re.compile(r'\\(["\'\\])')


class Named(object):
    """One path that a file names.

    ``path`` is the text as written, ``places`` the texts to look for in order (``path``
    alone unless the format has variables of its own), ``where`` a line (int) or a member
    (text). ``expand`` is "tiles", "sequence", "folder" or None as in scene.FileRef.
    ``deep`` asks for the folders below a folder too; an ``optional`` row vanishes when
    nothing is found; what is not ``needed`` is listed, not sent.
    """

    __slots__ = (
        "path",
        "node",
        "node_type",
        "attr",
        "where",
        "role",
        "expand",
        "places",
        "deep",
        "optional",
        "needed",
    )

    def __init__(self, path, node, node_type, attr, **fields):
        self.path = path
        self.node = node or attr  # in a damaged file nothing may carry a name
        self.node_type = node_type
        self.attr = attr
        self.where = fields.get("where")
        self.role = fields.get("role", "file")
        self.expand = fields.get("expand")
        self.places = fields.get("places") or [path]
        self.deep = fields.get("deep", False)
        self.optional = fields.get("optional", False)
        self.needed = fields.get("needed", True)

    def __repr__(self):
        return "Named(%r, %r, %r, %r)" % (self.path, self.node, self.attr, self.where)


class Reading(object):
    """All that one file says: ``rows``, ``search`` folders as written, ``problems``.

    A problem is (tip name, reason); the walk adds which file.
    """

    def __init__(self):
        self.rows = []
        self.search = []
        self.problems = []

    def add(self, row):
        """Takes a row; beyond the limit no more are kept, and that is a problem."""
        most = tables.load(TABLE)["limits"]["rows"]
        if len(self.rows) < most:
            self.rows.append(row)
        else:
            self.problem("nested_partly", "it names more than %d files" % most)

    def problem(self, name, reason):
        """Notes what could not be read, once."""
        if (name, reason) not in self.problems:
            self.problems.append((name, reason))

    def text(self, data, unescape=False):
        """Returns bytes of the file as text: UTF-8, else a guess that is noted."""
        encodings = tables.load(TABLE)["encodings"]
        for encoding in encodings:
            try:
                found = data.decode(encoding)
                break
            except UnicodeDecodeError:
                self.problem("odd_text", "not UTF-8")
        else:
            found = data.decode("utf-8", "replace")
        return _ESCAPED.sub(r"\1", found) if unescape else found


def is_file_name(path):
    """Returns whether a path can be a file here: not ``anon:`` and no address of a service."""
    return bool(path.strip()) and "\0" not in path and not _SCHEME.match(path)


def is_suspect(value):
    """Returns whether the text of an unknown attribute ends like a file of a known kind."""
    if not 4 < len(value) < 1024 or "\n" in value or not is_file_name(value):
        return False
    name = paths.slashes(value).rpartition("/")[2].lower()
    return name.endswith(tuple(tables.load(TABLE)["suspect_suffixes"]))


def folders(value):
    """Returns the folders of a search path parted by ``;`` or ``:``; drives stay whole."""
    found = []
    for part in value.split(";"):
        drive = ""
        for piece in part.split(":"):
            piece = piece.strip()
            if drive and piece[:1] in ("/", "\\"):
                piece = drive + ":" + piece
            elif drive:
                found.append(drive)
            drive = piece if len(piece) == 1 and piece.isalpha() else ""
            if piece and not drive:
                found.append(piece)
        found += [drive] if drive else []
    return found[: tables.load(TABLE)["limits"]["folders"]]


def decoded(name):
    """Returns a file name of the interpreter as text; Python 2 has bytes."""
    return name.decode(sys.getfilesystemencoding() or "utf-8") if isinstance(name, bytes) else name


def opened(path):
    """Returns the open file, in bytes; the caller closes it.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    return io.open(disk.native(path), "rb")
