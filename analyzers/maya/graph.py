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
    except ValueError:
        return
    for compound in graph.get("compounds", ()) if isinstance(graph, dict) else ():
        types = dict(
            (row.get("nodeName"), row.get("nodeType", ""))
            for row in compound.get("compoundNodes", ())
        )
        for row in compound.get("values", ()):
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


def _line(node, attr, text, path):
    """Returns where a path stands in a text that the scene holds in parts."""
    at = text.find(path)
    for length, spot in node.lines.get(attr + PARTS) or ():
        if at < length:
            return spot
        at -= length
    return node.lines.get(attr)
