"""Script nodes that carry the marks of known worms, or write where Maya starts scripts from.

The texts are searched, never run. Marks and their sources stand in ``nodes.json``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.maya import layers


def script_nodes(scene, table):
    """Yields (Node, family) of every script node that looks hostile."""
    marks = [(row["family"], re.compile(row["regex"])) for row in table["hostile"]["markers"]]
    for node in scene.of_type(*layers.types_of("script", table)):
        texts = [value for value in node.attrs.values() if isinstance(value, type(""))]
        family = next(
            (name for name, regex in marks if any(regex.search(text) for text in texts)), None
        )
        if family is None and layers.matches_any(node.name, table["hostile"]["names"]):
            family = "named like one"
        if family is not None:
            yield node, family
