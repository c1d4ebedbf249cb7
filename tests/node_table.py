"""The table of node types in the README, made from ``analyzers/*/nodes.json``.

``python tests/node_table.py`` writes it; a test compares.
"""

import collections
import json
import pathlib

ROOT = pathlib.Path(__file__).parent.parent
START, END = "<!-- node types: made by tests/node_table.py -->\n", "<!-- end of node types -->\n"


def table():
    """Returns the table as Markdown: role, then the node types and attributes that carry it."""
    lines = ["| what | Maya node types and attributes |\n", "|---|---|\n"]
    nodes = json.loads((ROOT / "analyzers/maya/nodes.json").read_text(encoding="utf-8"))
    roles = collections.defaultdict(list)
    for kind, row in nodes["types"].items():
        for entry in row.get("files", ()):
            roles[entry["role"]].append(f"{kind}.{entry['attr']}")
    for role in sorted(roles):
        lines.append(f"| {role} | {', '.join(sorted(roles[role], key=str.lower))} |\n")
    return "".join(lines)


def parts():
    """Returns the README before the table, the table in it, and the rest."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    inside, _, after = rest.partition(END)
    return before, inside, after


if __name__ == "__main__":
    before, _, after = parts()
    (ROOT / "README.md").write_text(before + START + table() + END + after, encoding="utf-8")
