"""Bifrost graphs: paths in the JSON text that a graph shape keeps.

Values stand in ``compounds[].values[]`` as "NODE.file"; the type of NODE says whether the file
is read or written.

Source: saved scenes with Bifrost USD graphs.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import json

from analyzers import tables
from analyzers.maya.dag import PARTS
from analyzers.scene import FileRef


def files(node, name, via, find):
    """Yields the FileRef of each file that a graph reads."""
    table = tables.load("maya/nodes.json")["graph"]
    text = node.attrs.get(table["attr"]) or ""
    try:
        graph = json.loads(text)
    except (ValueError, RuntimeError):  # no JSON, or nested without end
        return
    for compound in _rows(graph, "compounds"):
        types = dict(
            ("%s" % row.get("nodeName"), "%s" % row.get("nodeType"))
            for row in _rows(compound, "compoundNodes")
        )
        for row in _rows(compound, "values"):
            owner, _, port = ("%s" % row.get("valueName", "")).rpartition(".")
            path = row.get("value")
            written = any(word in types.get(owner, "") for word in table["writes"])
            if port not in table["ports"] or written or not isinstance(path, type("")) or not path:
                continue
            candidates, natural, _ = find(path, None)
            yield FileRef(
                path,
                name,
                node.type,
                row["valueName"],
                where=_line(node, table["attr"], text, path),
                role="layer",
                via=via,
                candidates=candidates,
                natural=natural,
            )


def _rows(value, key):
    """Returns the objects in the list ``key`` of an object; whatever else it is holds none."""
    rows = value.get(key) if isinstance(value, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _line(node, attr, text, path):
    """Returns where a path stands in a text that the scene holds in parts."""
    at = text.find(path)
    for length, spot in node.lines.get(attr + PARTS) or ():
        if at < length:
            return spot
        at -= length
    return node.lines.get(attr)
