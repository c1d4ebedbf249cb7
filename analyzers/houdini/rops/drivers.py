"""The output drivers of a scene, wherever they stand, and what stands between them.

A driver is known by the category of its network and by its type (``rops.json``): "geometry"
is a driver in an output network and no driver among channels. Wires and indirections are
walked a limited number of steps, each node once.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import tables
from analyzers.houdini import evaluate
from analyzers.houdini.expressions.tuples import above, path_from
from analyzers.houdini.tablenames import DRIVERS
from analyzers.houdini.typenames import names_of, split
from analyzers.houdini.words import has, holds, number_of, row_of, word

DISTRIBUTED = "distributed"
WRITES = ("render", "cache", DISTRIBUTED)
VIA, NETWORK, NOTHING = "via", "network", "none"
_STATE = re.compile(r"\b(on|off)\b")


class Drivers(object):
    """The drivers of a scene.

    ``rows`` maps full paths to rows of the table for every node that is a driver, and
    ``listed`` holds the paths of those that write something, in file order. ``missing`` maps
    drivers whose target is not in the scene to its name, ``inside`` and ``external`` hold those
    whose target is in an asset or in another scene, ``strange`` counts types that are not known.
    """

    def __init__(self, scene):
        self.scene = scene
        self.table = tables.load(DRIVERS)
        self.most = self.table["limits"]["nodes"]
        self.values = evaluate.of(scene)
        self.rows = OrderedDict()
        self.children = OrderedDict()
        self.listed = []
        self.missing = OrderedDict()
        self.inside = OrderedDict()
        self.external = OrderedDict()
        self.strange = OrderedDict()
        self.wrappers = {}
        self._aims = {}
        self._ends = {}
        self._targets = {}
        self._nearest = {}
        self._steps = {}
        self._bypassed = {}
        for path in scene.nodes:
            self.children.setdefault(path.rpartition("/")[0], []).append(path)
        for path, node in scene.nodes.items():
            row = self.row(node)
            if row is not None:
                self.rows[path] = row
        self.listed = [path for path in self.rows if self.is_listed(path)]
        self._listed = set(self.listed)
        for path in self.rows:
            if self.is_wrapping(path) and not self.is_inner(path):
                for target in self.targets(path):
                    self.wrappers.setdefault(target, []).append(path)
                    self.list(target)

    # -- which nodes ------------------------------------------------------------------------

    def row(self, node):
        """Returns the row of a node, of the table or guessed, or None for no driver."""
        for name in names_of(node.type):
            row = row_of("%s/%s" % (node.category, name), self.table)
            if row is not None:
                return row
        return self.guess(node)

    def guess(self, node):
        """Returns a row for a driver that no table knows, by what its parameters are called."""
        guesses = self.table["guesses"]
        is_driver = node.category in guesses["categories"]
        is_asset = bool(split(node.type)[0]) and guesses["marks"][0] in node.attrs
        if not is_driver and not is_asset:
            return None
        runs = any(name in node.attrs for name in guesses["marks"])
        for name, kind in guesses["parms"] if runs else ():
            if name in node.attrs and (is_driver or name in guesses["inner"]):
                row = {"kind": kind, "outputs": [{"parm": name}], "guessed": True}
                if kind == WRITES[0]:
                    row.update(camera=guesses["camera"], size=guesses["size"], needs_camera=False)
                return row
        if not is_driver:
            return None
        if guesses["marks"][1] in node.attrs:
            self.strange[node.type] = self.strange.get(node.type, 0) + 1
        return {"kind": VIA, "children": True}

    def is_listed(self, path):
        return self.rows[path]["kind"] in WRITES and not self.is_inner(path)

    def list(self, path):
        """Lists a driver inside of another that somebody names."""
        if path not in self._listed:
            self._listed.add(path)
            self.listed.append(path)

    def is_inner(self, path):
        """Returns whether a node belongs to the insides of a driver or of a locked asset."""
        drivers = self.table["guesses"]["categories"]
        is_driver = self.scene.nodes[path].category in drivers
        for name in above(path):
            kind = self.rows[name]["kind"] if name in self.rows else None
            if kind in WRITES or (kind == NOTHING and is_driver):
                return True
            node = self.scene.nodes.get(name)
            if node is not None and node.locked and node.category not in drivers:
                return True
        return False

    # -- what drivers stand for -------------------------------------------------------------

    def is_wrapping(self, path):
        row = self.rows[path]
        return bool(row.get("targets") or row.get("children") or row["kind"] == NETWORK)

    def targets(self, path):
        """Returns the paths of the drivers that write which ``path`` stands for."""
        if path not in self._targets:
            found, todo = OrderedDict(), [self.end(path)]
            seen = set(todo)
            while todo and len(seen) <= self.most:
                name = todo.pop()
                row = self.rows.get(name)
                if row is not None and row["kind"] in WRITES and name != path:
                    found[name] = True
                elif row is not None and self.is_wrapping(name):
                    nearest = OrderedDict.fromkeys(self.end(one) for one in self.aims(name))
                    nearest = [one for one in nearest if one not in seen]
                    seen.update(nearest)
                    todo += reversed(nearest)
            self._targets[path] = list(found)
        return self._targets[path]

    def end(self, path):
        """Returns where a chain ends of drivers that stand for one node each, "" in a circle."""
        chain = []
        while path not in self._ends:
            row = self.rows.get(path)
            is_via = row is not None and row["kind"] not in WRITES and self.is_wrapping(path)
            aims = self.aims(path) if is_via else ()
            self._ends[path] = "" if len(aims) == 1 else path
            chain.append(path)
            path = aims[0] if len(aims) == 1 else path
        for name in chain:
            self._ends[name] = self._ends[path]
        return self._ends[path]

    def aims(self, path):
        """Returns the paths of the nodes that a driver names or holds; noted when lost."""
        if path not in self._aims:
            row = self.rows[path]
            found = self._aims[path] = []
            for target in row.get("targets", ()):
                found += self.aim(self.scene.nodes[path], target)
            if row.get("children") or row["kind"] == NETWORK:
                found += self.children.get(path, ())
        return self._aims[path]

    def aim(self, node, target):
        """Returns [path] of the node that a parameter names; notes what is lost."""
        if not has(self.values, node, target["parm"]):
            return []
        if not holds(self.values, node, target):
            self.external[node.name] = True
            return []
        text = (self.values.text(node, target["parm"]).value or "").strip()
        if not text:
            return []
        path = path_from(node.name, text)
        if path in self.scene.nodes:
            return [path]
        for name in above(path):
            if name in self.rows and self.rows[name]["kind"] in WRITES:
                return [name]
            if name in self.scene.nodes and self.scene.nodes[name].locked:
                self.inside[node.name] = True
                return []
        self.missing[node.name] = text
        return []

    def repeated(self):
        """Returns the paths of the listed drivers that wedges render more than once."""
        wedges = [path for path, row in self.rows.items() if row.get("wedge")]
        found = OrderedDict((one, True) for path in wedges for one in self.targets(path))
        return [path for path in found if path in self._listed]

    # -- takes and flags ----------------------------------------------------------------------

    def take(self, node):
        """Returns the name of the take that a driver renders with, None for the current one."""
        name = word(self.values, node, "take") if "take" in node.attrs else None
        return None if name in self.table["current_take"] else name

    def is_bypassed(self, path):
        """Returns whether a node is bypassed, in its own take where it has one."""
        if path not in self._bypassed:
            node = self.scene.nodes[path]
            found, take = "bypass" in node.flags, self.take(node)
            if take in (self.scene.info.get("takes") or ()):
                changed = evaluate.of(self.scene, take).tuples.changed
                parm = changed.get((path, self.table["take_bypass"]))
                # the state stands there by itself, or in a block as those of parameters
                states = _STATE.findall(" ".join(parm.values)) if parm is not None else []
                found = states[-1] == "on" if states else found
            self._bypassed[path] = found
        return self._bypassed[path]

    # -- wires ------------------------------------------------------------------------------

    def inputs(self, path):
        """Returns the paths wired into a node that count; a switch counts one only."""
        node = self.scene.nodes[path]
        wires = [name for name in node.inputs if name in self.scene.nodes]
        row = self.rows.get(path)
        if row and row.get("chosen") and not self.is_bypassed(path):
            name = next((name for name in row["chosen"] if has(self.values, node, name)), None)
            number = number_of(self.values, node, name) if name else None
            if number is not None and node.inputs:
                at = max(0, min(int(number), len(node.inputs) - 1))
                wires = [name for name in node.inputs[at : at + 1] if name in wires]
        return wires

    def unselected(self):
        """Returns the paths of drivers that only reach what a switch passes over."""
        takers = {}
        for path in self.rows:
            chosen = self.inputs(path)
            for name in set(self.scene.nodes[path].inputs):
                takers.setdefault(name, []).append(path if name in chosen else None)
        off = set()
        todo = [name for name in takers if all(one is None for one in takers[name])]
        while todo:
            name = todo.pop()
            off.add(name)
            for before in self.scene.nodes[name].inputs if name in self.scene.nodes else ():
                if before not in off and all(one is None or one in off for one in takers[before]):
                    todo.append(before)
        return off

    def waits(self, paths):
        """Returns {path: listed drivers right before it}, those behind in place of bypassed ones.

        ``paths`` are those of listed drivers, each after those before it.
        """
        found = {}
        for path in paths:
            names = OrderedDict()
            for name in self.nearest(path, wires_only=True):
                behind = found.get(name, ()) if self.is_bypassed(name) else [name]
                names.update((one, True) for one in behind if one != path)
            found[path] = list(names)[: self.most]
        return found

    def nearest(self, path, wires_only=False):
        """Returns the listed drivers right before ``path``, through whatever stands between.

        With ``wires_only`` only those that output networks and task networks start themselves:
        among geometry, channels and layers a wire carries data.
        """
        key = path, wires_only
        if key not in self._nearest:
            found, todo, seen = OrderedDict(), [path], set([path])
            while todo and len(seen) <= self.most:
                every = (one for name in todo for one in self.before(name, wires_only))
                fresh = [one for one in OrderedDict.fromkeys(every) if one not in seen]
                seen.update(fresh)
                found.update((one, True) for one in fresh if one in self._listed)
                todo = [one for one in fresh if one not in self._listed]
            self._nearest[key] = list(found)
        return self._nearest[key]

    def before(self, path, wires_only):
        """Returns what ``steps`` does, worked out once."""
        key = path, wires_only
        if key not in self._steps:
            self._steps[key] = self.steps(path, wires_only)
        return self._steps[key]

    def steps(self, path, wires_only):
        """Returns what comes right before a node: wires, what they stand for, what wraps it."""
        node = self.scene.nodes[path]
        found = []
        starts = self.table["starting"]
        if not wires_only or node.category in starts:
            for name in self.inputs(path):
                found.append(name)
                if self.passes_on(name):
                    found += self.targets(name)
                found += [
                    one for one in self.wrappers.get(name, ()) if self.rows[one]["kind"] in WRITES
                ]
        row = self.rows.get(path)
        if row is not None and row["kind"] in WRITES and self.is_wrapping(path):
            for target in self.targets(path):
                found += self.inputs(target)
        for wrapper in self.wrappers.get(path, ()):
            category = self.scene.nodes[wrapper].category
            if wires_only and category not in self.table["guesses"]["categories"]:
                continue
            if not self.is_bypassed(wrapper):
                found += self.inputs(wrapper)
                for outer in self.around(wrapper):
                    found += self.inputs(outer)
        return found

    def passes_on(self, path):
        """Returns whether a node is a driver that stands for others and is not bypassed."""
        row = self.rows.get(path)
        is_via = row is not None and row["kind"] not in WRITES and self.is_wrapping(path)
        return is_via and not self.is_bypassed(path)

    def meant(self, path):
        """Returns the listed drivers that somebody means who names the node ``path``."""
        if path in self._listed:
            return [path]
        if path not in self.scene.nodes:
            return []
        found = self.targets(path) if path in self.rows and self.is_wrapping(path) else []
        if not found and path in self.rows:
            found = self.nearest(path, wires_only=True)
        return found

    def around(self, path):
        """Returns the networks of drivers around a node, nearest first."""
        found = []
        for name in above(path):
            if name not in self.rows or not self.is_wrapping(name):
                break
            found.append(name)
        return found
