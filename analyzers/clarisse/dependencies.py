"""What a project needs: references, the files of every attribute that holds one, and suspects.

``find`` is called with (path, project that writes it) and returns (candidates, natural,
unknown variables), as places.Places.candidates does.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict

from analyzers import shipped, tables
from analyzers.clarisse import names, values
from analyzers.clarisse.kinds import Kinds
from analyzers.clarisse.names import TABLE
from analyzers.scene import FileRef

_OFF = (None, "", "0", "no", "off", "false")


def files(scene, find, passes):
    """Returns the FileRef of every path, references first; what is rendered changes none.

    What the project around a reference sets on an object goes before what the object's own
    project says.
    """
    kinds = Kinds(tables.load(TABLE))
    found, known = [], set()
    for part, namespace, via in scene.tree():
        referring = _references(part, namespace, via, find, found)
        for node in part.nodes.values():
            name = names.below(node.name, namespace)
            for attr in kinds.files(node):
                if (name, attr) not in known:
                    known.add((name, attr))
                    found += _of(node, name, attr, part, via, find, kinds, referring)
        found += _suspects(part, namespace, via, find)
    table = tables.load(TABLE)
    role = table["attributes"]["files"]["ocio_config_file"]
    return found + shipped.color_config(find, table["variables"], role)


def _references(part, namespace, via, find, found):
    """Adds a FileRef per reference; returns {(node, path)} of them."""
    for reference in part.references:
        candidates, natural, _ = find(reference.path, part.path)
        found.append(
            FileRef(
                reference.path,
                names.below(reference.node, namespace),
                part.nodes[reference.node].type if reference.node in part.nodes else None,
                next(iter(tables.load(TABLE)["attributes"]["files"])),
                where=reference.line,
                role="reference",
                needed=reference.loaded,
                via=via,
                candidates=[reference.resolved] if reference.resolved else candidates,
                natural=0 if reference.resolved else natural,
            )
        )
    return set((reference.node, reference.path) for reference in part.references)


def _of(node, name, attr, part, via, find, kinds, referring):
    """Yields the FileRefs of one attribute, each path once; tells what decides it besides."""
    row = kinds.file_row(node, attr)
    pairs, gap = values.paths(node, attr)
    if gap:
        part.gaps.append(tables.load(TABLE)["gaps"][gap] % ("%s.%s" % (name, attr)))
    lines = OrderedDict()
    for path, where in pairs:
        lines.setdefault(path, where)
    for path, where in lines.items():
        if (node.name, path) in referring or not row:
            continue
        candidates, natural, _ = find(path, part.path)
        yield FileRef(
            path,
            name,
            node.type,
            attr,
            where=where,
            role=row["role"],
            via=via,
            candidates=candidates,
            natural=natural,
            expand=_expand(node, row),
        )


def _expand(node, row):
    if "sequence" in row and values.first(node, row["sequence"]) not in _OFF:
        return "sequence"
    return row.get("expand")


def _suspects(part, namespace, via, find):
    """Paths in attributes that no table knows: told, neither sent nor missed."""
    for node, kind, attr, path, line in part.suspects:
        candidates, natural, _ = find(path, part.path)
        yield FileRef(
            path,
            names.below(node, namespace),
            kind,
            attr,
            where=line,
            role="suspected",
            needed=False,
            via=via,
            candidates=candidates,
            natural=natural,
        )


def twins(ref):
    """Returns the suffixes (replacing, appended) of files that a renderer made of this one."""
    table = tables.load(TABLE)["twins"]
    return table["replace"], table["append"]


def is_shipped(path):
    """Returns whether a path lies in a Clarisse installation, which every farm machine has."""
    return shipped.is_shipped(path, tables.load(TABLE))
