"""Tips: what is wrong or worth knowing about a scene, by code.

Code, level and wording stand in ``data/tips.json``; rules name a tip and give the
detail. A missing input is a warning; an error stops a submission.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict

from analyzers import tables


class Tips(object):
    """The tips of one analysis: details by code, in the order the codes came up."""

    def __init__(self):
        self.details = OrderedDict()
        self._codes = dict(
            (row["name"], code) for code, row in tables.load("data/tips.json").items()
        )

    def add(self, name, detail):
        """Adds a detail under the tip called ``name``; the same detail is kept once."""
        details = self.details.setdefault(self._codes[name], OrderedDict())
        details[detail] = True

    def wire(self):
        """Returns {code: [detail, ...]}, the content of tips.json."""
        return OrderedDict((code, list(details)) for code, details in self.details.items())

    def rows(self, language="en"):
        """Returns [{code, level, text, details}], errors first."""
        table = tables.load("data/tips.json")
        order = ("error", "warning", "info")
        rows = [
            {
                "code": code,
                "level": table[code]["level"],
                "text": table[code][language],
                "details": list(details),
            }
            for code, details in self.details.items()
        ]
        return sorted(rows, key=lambda row: order.index(row["level"]))

    @property
    def has_errors(self):
        """Whether one of the tips stops a submission."""
        return any(row["level"] == "error" for row in self.rows())


def of_file(ref):
    """Returns the names of the tips that a scene.FileRef gives rise to."""
    if ref.role == "suspected":
        return ["suspected_path"]
    if not ref.missing or not ref.needed:
        return []
    return ["missing_file"] if ref.candidates else ["variable_unknown", "missing_file"]


def missing(ref, nearest=None):
    """Returns the detail of a missing file in the documented shape.

    ``nearest`` is a file that may be the one meant. Source: Renderbus SDK documentation 2020,
    tips.json, 50001; line and nearest file are our addition.
    """
    where = "" if ref.where is None else " at: %s" % ref.where
    if isinstance(ref.where, int):
        where = " line: %d" % ref.where
    where += " nearest: %s" % nearest if nearest else ""
    if not ref.missing:
        return "Nodes: %s File name: %s%s" % (ref.node, ref.path, where)
    return "Nodes: %s File name: %s miss file: %s%s" % (
        ref.node,
        ref.path,
        ", ".join(ref.missing[:20]) or ref.path,
        where,
    )
