"""What a Houdini scene renders and simulates: a pass per output driver, in the order of wires.

What is not known stays None and is told. A driver is switched on when it stands in the output
network, or when one that does stands for it or waits for it; where that network holds none that
writes, the other output networks count.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import fnmatch
from collections import OrderedDict

from analyzers import tables
from analyzers.houdini import evaluate
from analyzers.houdini.expressions.tuples import path_from
from analyzers.houdini.rops import distributed
from analyzers.houdini.rops.drivers import DISTRIBUTED, Drivers
from analyzers.houdini.rops.outputs import Outputs
from analyzers.houdini.rops.ranges import range_of
from analyzers.houdini.rops.sizes import size_of
from analyzers.houdini.rops.switches import Switches
from analyzers.houdini.tablenames import DRIVERS
from analyzers.houdini.typenames import names_of
from analyzers.houdini.words import has, word
from analyzers.scene import RenderPass

OPEN = "open"
"""Key of scene.info for what the drivers left open: {kind: {path: detail}}."""


def cameras(scene):
    """Returns [(name, Operator)] of the cameras: paths of objects, paths into USD of layers."""
    table = tables.load(DRIVERS)["camera"]
    values = evaluate.of(scene)
    found = []
    for path, node in scene.nodes.items():
        if not node.type or node.category not in table["categories"]:
            continue
        names = names_of(node.type)
        if table["categories"][node.category] == "prim":
            if names[-1] == table["prim_type"] and has(values, node, table["prim_path"]):
                found.append((word(values, node, table["prim_path"]) or path, node))
        elif names[-1] in table["types"] or (
            table["word"] in names[-1].lower() and has(values, node, table["size"][0])
        ):
            found.append((path, node))
    return found


def passes(scene):
    """Returns the RenderPass of every output driver, those it waits for before it."""
    return _Passes(scene).made()


def meant(scene, names):
    """Returns {name: names of passes} that nodes stand for: their own, what they fetch or merge."""
    drivers = Drivers(scene)
    return OrderedDict((name, drivers.meant(name)) for name in names)


class _Passes(object):
    def __init__(self, scene):
        self.scene = scene
        self.table = tables.load(DRIVERS)
        self.drivers = Drivers(scene)
        self.cameras = OrderedDict(cameras(scene))
        self.open = OrderedDict()

    def made(self):
        found = OrderedDict((path, self.render_pass(path)) for path in self.drivers.listed)
        for path in self.drivers.repeated():
            self.note("wedge", path)
        Switches(self.drivers, found, self.table).switch()
        for kind in ("missing", "inside", "external", "strange"):
            for name, detail in getattr(self.drivers, kind).items():
                self.note(kind, name, detail)
        self.scene.info[OPEN] = self.open
        rows = self.ordered(found)
        for path, names in self.drivers.waits([row.name for row in rows]).items():
            found[path].settings["waits_for"] = names
        return rows

    # -- one pass ---------------------------------------------------------------------------

    def outputs(self, node, row, take, slice=None, frame=None):
        """Returns the Written of a node, of a ``slice`` and at a ``frame`` if they are given."""
        naming = distributed.naming(self.scene, self.table, take, slice)
        values = evaluate.of(self.scene, take)
        return Outputs(values, naming, node, row, self.table, frame).written()

    def values_of(self, node):
        """Returns (Evaluator, take's name) for a node: that of its own take, if there is one."""
        plain, name = self.drivers.values, self.drivers.take(node)
        if name is None:
            return plain, None
        if name in (self.scene.info.get("takes") or ()):
            return evaluate.of(self.scene, name), name
        self.note("take", node.name, name)
        return plain, None

    def note(self, kind, name, detail=True):
        """Remembers what is not known of a driver, for the rules to tell."""
        self.open.setdefault(kind, OrderedDict())[name] = detail

    def render_pass(self, path):
        node, row = self.scene.nodes[path], self.drivers.rows[path]
        values, take = self.values_of(node)
        settings_node, written = self.written(values, node, row, take)
        reach = range_of(values, node, row, self.table, self.scene.info)
        seen_through = self.camera(values, node, row, settings_node)
        made = RenderPass(
            path,
            row["kind"],
            renderer=self.renderer(values, node, row),
            cameras=seen_through,
            frames=reach.frames,
            size=size_of(
                values, node, row, self.table, self.camera_node(seen_through), settings_node
            ),
            outputs=written.all,
            enabled=False,
        )
        made.settings = {
            "animation": None if reach.frames is None else len(reach.frames) > 1,
            "type": node.type,
            "take": take,
            "exports": written.exports,
            "is_viewer": written.is_viewer and not written.exports,
            "wild": written.wild,
            "needs_camera": self.needs_camera(values, node, row, seen_through),
            "needs_size": row.get("size"),
            "is_prim": bool(row.get("is_prim")),
            "bypassed": self.drivers.is_bypassed(path),
            "reason": None,
        }
        if reach.fraction:
            self.note("fraction", path)
        if distributed.is_distributed(values, node, row.get("distributed")):
            self.distribute(made, values, node, row)
        if not made.outputs and not made.settings["is_viewer"]:
            self.note("output", path)
        made.settings["option"] = int(self.table["options"][made.kind])
        return made

    def written(self, values, node, row, take):
        """Returns (Operator of the render settings or None, Written) of a driver."""
        found = self.outputs(node, row, take)
        if not row.get("follow"):
            return None, found
        other = self.settings_node(values, node)
        if other is not None and not found.pictures:
            found = self.outputs(other, self.drivers.rows[other.name], take)
        elif not found.pictures and not found.exports:
            found.is_known = found.is_viewer = False
        return other, found

    def settings_node(self, values, node):
        """Returns the render settings of a USD driver: those it names, else the nearest above."""
        rule = self.table["usd_settings"]
        start = next((name for name in self.table["usd_path"] if word(values, node, name)), None)
        todo = [node.name]
        if start is not None:
            todo = [path_from(node.name, word(values, node, start))]
        wanted = word(values, node, rule["parm"])
        seen, nearest = set(todo), None
        while todo and len(seen) <= self.table["limits"]["nodes"]:
            later = []
            for name in todo:
                one, row = self.scene.nodes.get(name), self.drivers.rows.get(name)
                if row is not None and row["kind"] == rule["kind"] and "bypass" not in one.flags:
                    if not wanted or word(values, one, rule["path"]) == wanted:
                        return one
                    nearest = nearest or one
                later += [above for above in (one.inputs if one else ()) if above]
            todo = [above for above in OrderedDict.fromkeys(later) if above not in seen]
            seen.update(todo)
        return nearest

    def renderer(self, values, node, row):
        """Returns the renderer's word; that of a USD driver is said by a parameter."""
        if not row.get("follow") or not has(values, node, self.table["usd_renderer"]):
            return row.get("renderer")
        said = word(values, node, self.table["usd_renderer"]) or ""
        if said in self.table["usd_renderers"]:
            return self.table["usd_renderers"][said]
        plain = said.lower()
        for part, name in (row.get("renderers") or {}).items():
            if part in plain:
                return name
        return said or row.get("renderer")

    def camera(self, values, node, row, other):
        """Returns the names of the cameras of a driver; a pattern stands for all that match."""
        owners = [(node, row)]
        if other is not None:
            owners.append((other, self.drivers.rows[other.name]))
        for owner, rule in owners:
            for name in rule.get("camera", ()):
                said = (word(values, owner, name) or "").split()
                found = [one for text in said for one in self.camera_names(owner, text, row)]
                if found:
                    return list(OrderedDict.fromkeys(found))
        return []

    def needs_camera(self, values, node, row, found):
        """Returns whether a driver renders through a camera that its scene must say."""
        if not row.get("needs_camera", True) or (row.get("follow") and not found):
            return False
        return any(has(values, node, name) for name in row.get("camera", ()))

    def camera_names(self, node, text, row):
        if any(sign in text for sign in "*?["):
            return [name for name in self.cameras if fnmatch.fnmatchcase(name, text)]
        if row.get("is_prim") and text.startswith("/"):
            return [text]
        return [path_from(node.name, text)]

    def camera_node(self, names):
        for name in names[:1]:
            return self.scene.nodes.get(name) or self.cameras.get(name)
        return None

    def distribute(self, made, values, node, row):
        """Fills in what is particular of a distributed simulation."""
        rule = row["distributed"]
        cut = distributed.slices_of(values, node, rule, self.scene)
        names = self.drivers.targets(node.name) if rule.get("driver") else [node.name]
        said = distributed.node_path(values, node, rule["driver"]) if rule.get("driver") else ""
        made.kind = DISTRIBUTED
        if cut.number is None:
            self.note("slices", node.name)
        made.settings.update(
            driver=names[0] if names else said,
            slices=cut.number,
            slice_type=cut.kind,
            control=cut.control,
            output_file="",
        )
        for name in names[:1]:
            driver, below = self.scene.nodes[name], self.drivers.rows[name]
            take = self.values_of(driver)[1]
            made.outputs = self.outputs(driver, below, take).all
            frame = next(iter(made.frames)) if made.frames else self.scene.info.get("frame")
            files = self.outputs(driver, below, take, slice=0, frame=frame).all
            made.settings["output_file"] = files[0] if files else ""
            made.settings["is_viewer"] = False

    def ordered(self, found):
        """Returns the passes, each after those before it; circles end somewhere."""
        done = OrderedDict()
        todo = [(path, False) for path in reversed(list(found))]
        begun = set()
        while todo:
            path, is_ready = todo.pop()
            if is_ready:
                done[path] = found[path]
            elif path not in begun:
                begun.add(path)
                todo.append((path, True))
                todo += [(above, False) for above in reversed(self.drivers.nearest(path))]
        return list(done.values())
