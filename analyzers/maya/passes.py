"""What a Maya scene renders: a pass per render layer, with the settings that hold in it."""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import tables
from analyzers.errors import FramesError
from analyzers.frames import Frames
from analyzers.maya import layers
from analyzers.maya.edits import Edits, with_namespace
from analyzers.scene import Node, RenderPass

TABLE = "maya/nodes.json"


def edits_of(scene):
    """Returns the reference edits of the whole scene."""
    return Edits(scene, layers.types_of("reference", tables.load(TABLE)))


def cameras(scene):
    """Returns [(full name, Node)] of every camera, those of references with their namespace.

    A shared camera of a referenced scene (its persp, top, ...) is merged with our own by
    Maya and not counted. A camera in a file that was not read is known when the scene edits
    whether it renders.
    """
    table = tables.load(TABLE)
    types = layers.types_of("camera", table)
    found = []
    for part, namespace, _ in scene.tree():
        for node in part.of_type(*types):
            if part is scene or not node.shared:
                found.append((with_namespace(node.name, namespace), node))
    switch = table["cameras"]["switch"]
    for edit in edits_of(scene).of_unknown(name for name, _ in found):
        if edit.attr == switch:
            found.append((edit.node, Node(edit.node, types[0], line=edit.line)))
    return found


def passes(scene):
    """Returns the RenderPass of every render layer, in the order of the layer manager."""
    table = tables.load(TABLE)
    edits = edits_of(scene)
    every = cameras(scene)
    return [_pass(scene, layer, every, edits, table) for layer in layers.layers(scene, table)]


def _pass(scene, layer, every, edits, table):
    settings = layers.Settings(scene, layer, edits, table)
    defaults = table["defaults"]
    switch = table["cameras"]["switch"]
    renderer = settings.value("globals", "currentRenderer") or defaults["renderer"]
    special = table["renderers"].get(renderer.lower(), {})
    prefix = _prefix(settings, special)
    extension = _format(settings, special, table)
    return RenderPass(
        layer.name,
        layer.kind,
        renderer=renderer,
        cameras=[name for name, node in every if settings.is_on(node, switch, name, True)],
        frames=_frames(settings, scene, defaults),
        size=_size(settings, special, scene, defaults),
        outputs=["%s.%s" % (prefix or "<Scene>", extension or "<Extension>")],
        enabled=layer.enabled,
        settings={
            "image_format": extension,
            "image_file_prefix": prefix,
            "animation": settings.flag("globals", "animation", False),
            "renumber": settings.flag("globals", "modifyExtension", False),
        },
    )


def _frames(settings, scene, defaults):
    """Returns the Frames of a layer, None when they are empty or no numbers.

    Start and end are times: the defaults are frames 1 and 10 at 24 fps, so another
    ``currentUnit`` moves them (1.04 and 10.4 at 25 fps).
    """
    scale = (scene.fps or defaults["default_fps"]) / defaults["default_fps"]
    start = settings.number("globals", "startFrame", defaults["start"] * scale)
    end = settings.number("globals", "endFrame", defaults["end"] * scale)
    step = settings.number("globals", "byFrameStep", defaults["step"])
    try:
        return Frames.from_range(start, end, step)
    except FramesError:
        return None


def _size(settings, special, scene, defaults):
    """Returns (width, height): the renderer's own where it keeps one, else Maya's."""
    row = special.get("size")
    if row and settings.node(row["type"]):
        size = [settings.number(row["type"], row[side], 0) for side in ("width", "height")]
    else:
        year = "".join(char for char in (scene.version or "")[:4] if char.isdigit())
        old = len(year) < 4 or int(year) < 2011
        usual = defaults["size_before_2011" if old else "size"]
        size = [
            settings.number("image size", side, default)
            for side, default in zip(("width", "height"), usual)
        ]
    return tuple(int(side) for side in size) if all(1 <= side < 1e6 for side in size) else None


def _prefix(settings, special):
    row = special.get("prefix")
    if row and settings.node(row["type"]):
        return settings.value(row["type"], row["attr"]) or ""
    return settings.value("globals", "imageFilePrefix") or ""


def _format(settings, special, table):
    """Returns the suffix of the images, or None when the number is not known."""
    row = special.get("format")
    if row and "connection" in row:
        return _driver(settings.scene, row)
    if row:
        value = settings.value(row["type"], row["attr"], row.get("node"))
        return row["default"] if not value else row["names"].get(value, value)
    number = settings.value("globals", "imageFormat") or table["defaults"]["image_format"]
    if number == table["plugin_format"]:
        key = settings.value("globals", "imfPluginKey") or ""
        return table["plugin_formats"].get(key, key)
    return table["image_formats"].get(number)


def _driver(scene, row):
    """Returns the suffix of the display driver that is connected to the renderer's display."""
    for source, target in scene.connections:
        node, _, attr = target.lstrip(":").partition(".")
        if node == row["node"] and attr == row["connection"]:
            driver = scene.nodes.get(source.lstrip(":").partition(".")[0])
            return row["drivers"].get(driver.type) if driver else None
    return None
