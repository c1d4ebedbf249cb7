"""What a Maya scene needs: the path of every attribute that ``nodes.json`` knows, and suspects.

A row of ``files`` says which attribute holds a path and how to read it: ``rule`` is its file
rule, ``when`` and ``unless`` name attributes that switch it on or off, ``base`` the attribute
with the rest of a name, ``separator`` what divides several paths, ``tiles`` and ``sequence``
the attributes that make one name stand for many, ``optional`` that its absence is no fault.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import paths, tables
from analyzers.maya import graph, layers
from analyzers.maya.edits import with_namespace
from analyzers.maya.passes import TABLE, edits_of
from analyzers.maya.queries import EVALUATED
from analyzers.scene import FileRef

_INDEX = re.compile(r"\[[^\]]*\]")
_FOLDERS = re.compile(r"(?:[A-Za-z]:(?=[/\\]))?[^;:]+")  # a drive's colon divides nothing
_OFF = (None, "", "0", "no", "off", "false")


def files(scene, find, passes):
    """Returns the FileRef of every path, references first; what is rendered changes none.

    ``find`` is called with (path, file rule) and returns (candidates, natural, unknown
    variables), as workspace.Places.candidates does.
    """
    found = []
    edits = edits_of(scene)
    known = set()
    find = _Search(scene, find)
    for part, namespace, via in scene.tree():
        found += _references(part, namespace, via)
        for node in part.nodes.values():
            name = with_namespace(node.name, namespace)
            known.add(name)
            found += _of_node(node, name, via, find, edits)
        found += _suspects(part, namespace, via, find)
    return found + _of_edits(edits, known, find)


class _Search(object):
    """``find`` that also looks into the search folders of the renderer, for relative names."""

    def __init__(self, scene, find):
        self.find = find
        self.folders = {}
        table = tables.load(TABLE)
        for node in scene.of_type(*layers.types_of("search folders", table)):
            for role, attrs in table["search"].items():
                for attr in attrs if isinstance(attrs, list) else ():
                    text = node.attrs.get(attr) or ""
                    self.folders.setdefault(role, []).extend(_FOLDERS.findall(text))

    def __call__(self, path, rule, role=None):
        candidates, natural, unknown = self.find(path, rule)
        if candidates and not paths.is_absolute(paths.slashes(path)):
            for folder in self.folders.get(role, ()):
                candidates = candidates + self.find(folder + "/" + path, None)[0]
        return candidates, natural, unknown


def _references(part, namespace, via):
    kind = layers.types_of("reference", tables.load(TABLE))[0]
    for reference in part.references:
        yield FileRef(
            reference.path,
            with_namespace(reference.node, namespace),
            kind,
            "file",
            where=reference.line,
            role="reference",
            needed=reference.loaded,
            via=via,
            candidates=[reference.resolved] if reference.resolved else [],
        )


def _of_node(node, name, via, find, edits):
    table = tables.load(TABLE)["types"][node.type]
    if table.get("role") == "graph":
        for ref in graph.files(node, name, via, find):
            yield ref
    for row in table.get("files", ()):
        for attr in _attributes(node, row["attr"]):
            edit = edits.find(name, attr)
            value = edit.value if edit else _evaluated(node, attr)
            where = edit.line if edit else node.lines.get(attr)
            if _is_used(node, row, attr):
                chain = edit.via if edit else via
                for path in _paths(value, row, node):
                    yield _ref(path, name, node, attr, row, where, chain, find)


def _evaluated(node, attr):
    """Returns the value of an attribute: the paths of all frames where a DCC evaluated them."""
    frames = node.attrs.get(attr + EVALUATED)
    return list(OrderedDict.fromkeys(frames.values())) if frames else node.attrs.get(attr)


def _attributes(node, attr):
    """Returns the attributes a row means: itself, or every element of an array."""
    if attr in node.attrs or "." not in attr:
        found = [name for name in node.attrs if name == attr or _INDEX.sub("", name) == attr]
        return found or [attr]
    return [name for name in node.attrs if _INDEX.sub("", name) == attr]


def _is_used(node, row, attr):
    index = "".join(_INDEX.findall(attr)[:1])
    for switch, values in row.get("unless", {}).items():
        if node.attrs.get(_indexed(switch, index)) in values:
            return False
    return all(node.attrs.get(switch) in values for switch, values in row.get("when", {}).items())


def _indexed(attr, index):
    head, dot, tail = attr.partition(".")
    return head + index + dot + tail if dot else attr


def _paths(value, row, node=None):
    """Returns the paths in a value, each once; empty texts and in-scene layers are none.

    A list whose first entry ``repeats`` another attribute holds only what comes behind it.
    """
    values = value if isinstance(value, list) else [value or ""]
    if "separator" in row:
        values = [piece for text in values for piece in text.split(row["separator"])]
    known = node.attrs.get(row["repeats"]) if node and "repeats" in row else None
    texts = OrderedDict.fromkeys(piece.strip() for piece in values)
    return [text for text in texts if text and text != known and not _is_inner(text)]


def _is_inner(text):
    return layers.matches_any(text, tables.load(TABLE)["not_files"]["patterns"])


def _ref(path, name, node, attr, row, where, via, find):
    base = node.attrs.get(row.get("base")) or ""
    place = path.rstrip("/") + "/" + base if "base" in row else path
    candidates, natural, _ = find(place, row.get("rule"), row["role"])
    return FileRef(
        path,
        name,
        node.type,
        attr,
        where=where,
        role=row["role"],
        needed=not row.get("optional"),
        via=via,
        candidates=candidates,
        natural=natural,
        expand=_expand(node, row),
    )


def _expand(node, row):
    if "expand" in row:
        return row["expand"]
    if node.attrs.get(row.get("tiles")) not in _OFF:
        return "tiles"
    return "sequence" if layers.is_on(node.attrs.get(row.get("sequence")), False) else None


def _suspects(part, namespace, via, find):
    """Paths in attributes that no table knows: told, neither sent nor missed."""
    for node, kind, attr, path, line in part.suspects:
        if _is_inner(path):
            continue
        candidates, natural, _ = find(path, None)
        yield FileRef(
            path,
            with_namespace(node, namespace),
            kind,
            attr,
            where=line,
            role="suspected",
            needed=False,
            via=via,
            candidates=candidates,
            natural=natural,
        )


def _of_edits(edits, known, find):
    """Returns the FileRefs of paths set by edits on nodes whose file was not read."""
    rows = OrderedDict()
    for kind, table in tables.load(TABLE)["types"].items():
        for row in table.get("files", ()):
            rows.setdefault(row["attr"], (kind, row))
    found = []
    for edit in edits.of_unknown(known):
        if edit.attr in rows:
            kind, row = rows[edit.attr]
            for path in _paths(edit.value, row):
                candidates, natural, _ = find(path, row.get("rule"))
                found.append(
                    FileRef(
                        path,
                        edit.node,
                        kind,
                        edit.attr,
                        where=edit.line,
                        role=row["role"],
                        via=edit.via,
                        candidates=candidates,
                        natural=natural,
                    )
                )
    return found


def twins(ref):
    """Returns the suffixes (replacing, appended) of files that a renderer made of this one."""
    table = tables.load(TABLE)["twins"]
    return (table["replace"], table["append"]) if ref.role == table["role"] else ((), ())


def is_shipped(path):
    """Returns whether a path lies in a Maya installation, which every farm machine has."""
    return layers.matches_any(path, tables.load(TABLE)["shipped"]["patterns"])
