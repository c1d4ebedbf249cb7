"""What a project renders: its images and their layers, a pass each.

A project stores only what is not the default. What is neither stored nor known here stays
None and is told, never guessed.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import tables
from analyzers.clarisse import names, values
from analyzers.clarisse.kinds import Kinds
from analyzers.clarisse.names import TABLE
from analyzers.errors import FramesError
from analyzers.frames import Frames
from analyzers.scene import Node, RenderPass

SHOWN = 5
START, END, STEP = "first_frame", "last_frame", "frame_step"


def cameras(scene):
    """Returns [(full name, Node)] of every camera, those of references with their context."""
    kinds = Kinds(tables.load(TABLE))
    return [
        (names.below(node.name, namespace), node)
        for part, namespace, _ in scene.tree()
        for node in part.nodes.values()
        if kinds.role(node) == "camera"
    ]


def passes(scene):
    """Returns a RenderPass per image, each followed by those of its layers.

    Images are switched off and layers on, as the farm has it. The images of references are
    listed too, and rendered when the project has none of its own. What the project says of an
    image in a reference overrides what that says itself.
    """
    made = _Passes(scene)
    found = []
    has_own = False
    for part, namespace, _ in scene.tree():
        is_on = part is scene or not has_own
        for node in list(part.nodes.values()):
            if made.kinds.role(node) == "image" and not made.is_override(part, node):
                found += made.image(part, namespace, node, is_on)
        has_own = has_own or (part is scene and bool(found))
    made.tell_gaps(found)
    return found


class _Passes(object):
    """Makes the passes of one project and of those it refers to."""

    def __init__(self, scene):
        self.scene = scene
        self.table = tables.load(TABLE)
        self.kinds = Kinds(self.table)
        self.lacking = OrderedDict()
        self.nodes = OrderedDict(
            (names.below(node.name, namespace), node)
            for part, namespace, _ in scene.tree()
            for node in part.nodes.values()
        )
        self.inner = set(
            names.below(node.name, namespace)
            for part, namespace, _ in scene.tree()
            for node in part.nodes.values()
            if part is not scene
        )

    def is_override(self, part, node):
        """Returns whether a node of the project only changes one that a reference brings."""
        return part is self.scene and node.name in self.inner

    def overridden(self, part, namespace, node):
        """Returns a node of a reference with what the project says of it."""
        outer = self.scene.nodes.get(names.below(node.name, namespace))
        if part is self.scene or outer is None:
            return node
        both = Node(node.name, node.type, node.parent, node.line, node.shared)
        both.attrs.update(node.attrs)
        both.attrs.update(outer.attrs)
        return both

    def gap(self, kind, name, *parts):
        """Notes what is not known of a pass; passes that lack the same are told in one line."""
        rows = self.lacking.setdefault((kind,) + parts, [])
        if rows[-1:] != [name]:
            rows.append(name)

    def tell_gaps(self, found):
        """Writes the gaps down."""
        gaps = self.table["gaps"]
        for key, rows in self.lacking.items():
            shown = ", ".join(rows[:SHOWN]) + (" ..." if len(rows) > SHOWN else "")
            self.scene.gaps.append(gaps[key[0]] % ((shown,) + key[1:]))
        if len(set(row.settings["own"] for row in found)) > 1:
            self.scene.gaps.append(gaps["images"])

    def image(self, part, namespace, node, is_on):
        """Returns the pass of an image and those of its layers, in the order of the image."""
        name = names.below(node.name, namespace)
        node = self.overridden(part, namespace, node)
        size = self.size(part, node)
        if size is None:
            self.gap("size", name)
        row = self.render_pass(part, node, name, None, size)
        row.settings["own"] = part is self.scene
        found = [row]
        for written in values.listed(node.attrs.get("layers")):
            full = names.resolve(written, node.name)
            layer = part.nodes.get(full)
            if layer is None:
                self.gap("layer", name, written)
                continue
            layer = self.overridden(part, namespace, layer)
            made = self.render_pass(part, layer, names.below(full, namespace), node, size)
            made.enabled = is_on and not values.is_on(node, "disabled") and made.enabled
            made.settings.update(image=name, own=part is self.scene)
            self.look(made, layer, namespace)
            found.append(made)
        return found

    def render_pass(self, part, node, name, image, size):
        frames = self.frames(part, node, image, name)
        pairs, gap = values.paths(node, "save_as")
        output = pairs[0][0] if pairs else None
        if gap:
            self.gap(gap, "%s.save_as" % name)
        for attr in ("render_to_disk", "resolution", "disabled"):
            if values.is_open(node, attr):
                self.gap("animated", "%s.%s" % (name, attr))
        index = values.first(node, "format")
        if index is None:
            self.gap("format", name, self.table["defaults"]["format"])
        if image is None and not values.first(node, "LUT"):
            self.gap("lut", name)
        return RenderPass(
            name,
            self.table["kinds"]["layer" if image else "image"],
            frames=frames,
            size=size,
            outputs=[output] if output else [],
            enabled=bool(image) and not values.is_on(node, "disabled"),
            settings={
                "animation": None if frames is None else len(frames) > 1,
                "image": name,
                "index": index,
                "format": values.first(node, "format" + values.LABEL) or self.format(index),
                "lut": values.first(node, "LUT" + values.LABEL) or values.first(node, "LUT") or "",
                "save": values.is_on(node, "render_to_disk"),
                "deep": values.is_on(node, "enable_deep_output"),
                "deep_path": values.first(node, "save_deep_data_as") or "",
                "needs_camera": False,
            },
        )

    def look(self, row, layer, namespace):
        """Fills camera and renderer of a layer's pass."""
        row.settings["needs_camera"] = self.kinds.needs_camera(layer)
        if not self.kinds.is_known(layer):
            self.gap("class", row.name, layer.type)
        for written in values.listed(layer.attrs.get("active_camera"))[:1]:
            full = names.below(names.resolve(written, layer.name), namespace)
            if names.is_own(written):
                row.cameras = [written]
            elif written:
                row.cameras = [full]
                if full not in self.nodes:
                    self.gap("camera", row.name, full)
        written = values.first(layer, "renderer")
        if written:
            full = names.below(names.resolve(written, layer.name), namespace)
            row.renderer = self.nodes[full].type if full in self.nodes else written

    def frames(self, part, node, image, name):
        """Returns the Frames of an image or layer, None when they are empty or not known.

        An end that is not stored is that of the image around, else that of the project.
        """
        ends = []
        for attr, preference in zip((START, END), self.table["preferences"]["range"]):
            text = values.first(node, attr)
            owner = node
            if text is None and image is not None:
                text, owner = values.first(image, attr), image
            if text is None:
                text = part.info.get(preference)
                if text is not None:
                    self.gap("range", name)
            if values.is_open(owner, attr):
                self.gap("animated", "%s.%s" % (name, attr))
                text = None
            ends.append(values.number(text))
        if values.is_open(node, STEP):
            self.gap("animated", "%s.%s" % (name, STEP))
            return None
        step = values.number(values.first(node, STEP) or self.table["defaults"]["step"])
        try:
            return None if None in ends + [step] else Frames.from_range(*(ends + [step]))
        except FramesError:
            return None

    def size(self, part, node):
        """Returns (width, height): the preset's, the image's own, the project's, or None.

        The multiplier is for previews; the size of the final picture does not know it.
        """
        table = self.table["preferences"]
        preset = values.first(node, "resolution_preset")
        found = _sized(self.table["presets"]["size"], preset)
        if found is None:
            found = _pixels(values.listed(node.attrs.get("resolution")))
        if found is None and preset in (None, self.table["defaults"]["custom_preset"]):
            found = _pixels([part.info.get(name) for name in table["size"]])
            found = found or _sized(self.table["presets"]["size"], part.info.get(table["preset"]))
        return found

    def format(self, index):
        """Returns the name of a format, its index when nobody knows the name."""
        if index is None:
            return self.table["defaults"]["format"]
        return self.table["formats"]["names"].get(index, index)


def _sized(regex, text):
    match = re.search(regex, text or "")
    return _pixels(match.groups()) if match else None


def _pixels(texts):
    sides = [values.number(text) for text in texts[:2]]
    whole = len(sides) == 2 and all(side and 1 <= side < 1e6 for side in sides)
    return tuple(int(side) for side in sides) if whole else None
