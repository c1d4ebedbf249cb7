"""Render layers and the settings that hold in each of them.

Legacy layers carry their overrides as adjustments: a plug that is connected in and the
value it takes. A Render Setup layer has a hidden legacy twin that says whether it renders.

Source: saved scenes; Autodesk node reference, renderLayer and renderLayerManager.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.maya import rendersetup

_ON = {
    "yes": True,
    "on": True,
    "true": True,
    "1": True,
    "no": False,
    "off": False,
    "false": False,
    "0": False,
}
_ADJUSTMENT = re.compile(r"^(.*)\.(?:adjs|adjustments)(\[\d+\])\.(?:plg|plug)$")


class Layer(object):
    """A layer: ``name`` as people know it, ``enabled``, its rendersetup.Override in order."""

    __slots__ = ("name", "kind", "enabled", "overrides")

    def __init__(self, name, kind, enabled=True, overrides=()):
        self.name = name
        self.kind = kind
        self.enabled = enabled
        self.overrides = list(overrides)


def is_on(value, default):
    """Returns a Maya boolean ("yes", "on", "1", ...) as bool; ``default`` when it is none."""
    return default if isinstance(value, list) else _ON.get(value, default)


def types_of(role, table):
    """Returns the node types that play ``role`` in ``nodes.json``."""
    return tuple(name for name, row in table["types"].items() if row.get("role") == role)


def is_scene(path, table):
    """Returns whether a reference leads to a scene, and not to a cache or a model."""
    suffix = path[path.rfind(".") :].lower()
    return suffix in table["references"]["scenes"] + table["references"]["unread"]


def matches_any(text, patterns):
    """Returns whether one of the regular expressions is found in ``text``."""
    return any(re.search(pattern, text) for pattern in patterns)


def layers(scene, table):
    """Returns the layers the manager holds, in its order; one master layer when it has none.

    Layers of imported managers are leftovers and do not count.
    """
    nodes = dict((node.name, node) for node in scene.of_type(*types_of("layer", table)))
    twins = {}
    for source, target in scene.connections:
        owner, _, attr = target.rpartition(".")
        if attr in ("lrl", table["connections"]["lrl"]) and source.rpartition(".")[0] in nodes:
            twins[source.rpartition(".")[0]] = owner
    found = []
    for source, target in scene.connections:
        owner, _, attr = target.rpartition(".")
        manager = source.lstrip(":").partition(".")[0]
        if attr in ("rlid", table["connections"]["rlid"]) and manager == table["layer_manager"]:
            found += [owner] if owner in nodes else []
    if not found:
        found = [name for name in nodes if name == table["defaults"]["master_layer"]]
    if not found:
        return [Layer(table["defaults"]["master_layer"], table["layer_kinds"]["legacy"])]
    kind = table["layer_kinds"]["setup" if twins else "legacy"]
    setup = rendersetup.Setup(scene, table)
    return [
        Layer(
            twins.get(name, name),
            kind,
            is_on(nodes[name].attrs.get("renderable"), True),
            _adjustments(scene, nodes[name]) + setup.of_layer(twins.get(name, name)),
        )
        for name in found
    ]


def _adjustments(scene, layer):
    """Returns the Overrides of a legacy layer; one whose value is not stored changes nothing."""
    found = []
    for source, target in scene.connections:
        match = _ADJUSTMENT.match(target)
        if match and match.group(1) == layer.name:
            value = layer.attrs.get("adjustments%s.value" % match.group(2))
            if value is not None:
                node, _, attr = source.partition(".")
                found.append(rendersetup.Override(attr, [node.lstrip(":")], absolute=value))
    return found


class Settings(object):
    """The value of a setting in one layer: what the scene says, its edits, its overrides."""

    def __init__(self, scene, layer, edits, table):
        self.scene = scene
        self.layer = layer
        self.edits = edits
        self.table = table

    def node(self, kind, name=None):
        """Returns the node of a type or role (called ``name`` when given), or None."""
        found = self.scene.of_type(kind, *types_of(kind, self.table))
        return next((node for node in found if name in (None, node.name)), None)

    def value(self, kind, attr, name=None, default=None):
        """Returns an attribute's text, ``default`` when neither layer nor scene writes it.

        ``kind`` is a role of ``nodes.json`` or, for settings of one renderer, a node type.
        No setting is a list: one in a broken scene counts as not written.
        """
        node = self.node(kind, name)
        value = self.of_node(node, attr, node.name, default) if node else default
        return default if isinstance(value, list) else value

    def of_node(self, node, attr, name, default=None):
        """Returns an attribute of a node whose full name in the whole scene is ``name``."""
        edit = self.edits.find(name, attr)
        value = edit.value if edit else node.attrs.get(attr, default)
        short = self.table["types"][node.type]["attrs"][attr]
        for override in self.layer.overrides:
            if override.applies(name, attr, short):
                value = override.value(value)
        return value

    def number(self, kind, attr, default):
        """Returns a number; ``default`` when it is not written or no number."""
        try:
            return float(self.value(kind, attr, default=default))
        except (TypeError, ValueError):
            return default

    def flag(self, kind, attr, default):
        """Returns a boolean; ``default`` when it is not written."""
        return is_on(self.value(kind, attr), default)

    def is_on(self, node, attr, name, default):
        """Returns a boolean attribute of a node."""
        return is_on(self.of_node(node, attr, name), default)
