"""Which drivers are switched on, and why the others are not.

On are those that write and stand in the output network, neither bypassed nor passed over by a
switch, what drivers there stand for, and what these wait for. Where nothing there writes a file
the drivers of other output networks, and those that render layers, take its place.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict


class Switches(object):
    """``found`` maps paths to the RenderPass of every driver; ``switch`` sets ``enabled``."""

    def __init__(self, drivers, found, table):
        self.drivers = drivers
        self.nodes = drivers.scene.nodes
        self.found = found
        self.table = table
        self.unselected = drivers.unselected()
        self.run_by = dict(
            (row.settings["driver"], path)
            for path, row in found.items()
            if row.settings.get("driver", path) != path
        )

    def switch(self):
        """Switches passes on, and writes down of the others why they are off."""
        roots = self.roots()
        started = OrderedDict()
        for path in roots:
            if self.why_off(path) is None:
                for name in [path] if path in self.found else self.drivers.targets(path):
                    started[name] = True
        todo = [path for path in started if self.why_off(path) is None or path not in roots]
        wanted = set(started)
        while todo:
            fresh = set(self.drivers.nearest(todo.pop(), wires_only=True)) - wanted
            wanted |= fresh
            todo += fresh
        for path, row in self.found.items():
            reason = self.reason(path, row, wanted)
            row.enabled = reason is None
            row.settings["reason"] = reason and self.table["reasons"][reason]

    def reason(self, path, row, wanted):
        """Returns the word for why a pass is off, None when it is on."""
        reason = self.why_off(path)
        if reason is None and path not in wanted:
            reason = "elsewhere"
        by = self.run_by.get(path)
        if reason in (None, "elsewhere") and by in wanted and self.why_off(by) is None:
            reason = "run_by"
        if row.settings["is_viewer"] and reason in (None, "elsewhere"):
            reason = "viewer" if row.kind == "render" else "no_output"
        return reason

    def why_off(self, path):
        """Returns the word for what a node itself or the networks around it say, or None."""
        if self.drivers.is_bypassed(path):
            return "bypassed"
        if path in self.unselected:
            return "unselected"
        for above in self.drivers.around(path):
            if self.drivers.is_bypassed(above):
                return "network_bypassed"
            if above in self.unselected:
                return "unselected"
        return None

    def roots(self):
        """Returns the drivers that count by where they stand."""
        rows = self.drivers.rows
        started = [
            path
            for path in rows
            if (path in self.found or rows[path].get("targets"))
            and self.is_root(path, rows[path])
            and not self.drivers.is_inner(path)
        ]
        own = [path for path in started if path.startswith(self.table["out"])]
        return own if any(self.writes(path) for path in own) else started

    def is_root(self, path, row):
        """Returns whether drivers count where this one stands: all, or those of its kind."""
        category, kinds = self.nodes[path].category, self.table["roots"]
        is_driver = category in self.table["guesses"]["categories"]
        return is_driver or row["kind"] in kinds.get(category, ())

    def writes(self, path):
        """Returns whether a driver, or one that it stands for, writes files."""
        names = [path] if path in self.found else self.drivers.targets(path)
        return any(not self.found[name].settings["is_viewer"] for name in names)
