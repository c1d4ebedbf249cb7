"""What a Maya scene renders and needs: passes, cameras, files, tips and the wire form.

The rules work on a Scene whoever read it. Node types, attributes, defaults and formats
stand in ``nodes.json``; here is only what they mean together.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict

from analyzers import tables
from analyzers.errors import FramesError
from analyzers.frames import Frames
from analyzers.maya import layers
from analyzers.maya.workspace import Places, project_of, rules_of
from analyzers.scene import FileRef, RenderPass

TABLE = "maya/nodes.json"


def places(scene, disk, environment):
    """Returns the Places of a scene whose project was chosen, else found near the scene."""
    table = tables.load(TABLE)["workspace"]
    if scene.project is None:
        scene.project = project_of(scene.path, disk, table)
    return Places(scene.project, rules_of(scene.project, disk, table), scene.path, environment)


def cameras(scene):
    """Returns [(full name, Node)] of every camera, those of references with their namespace.

    A shared camera of a referenced scene (its persp, top, ...) is merged with our own by
    Maya and not counted.
    """
    found = []
    for part, namespace, _ in scene.tree():
        for node in part.of_type(*_types_of("camera")):
            if part is scene or not node.shared:
                found.append((_with_namespace(node.name, namespace), node))
    return found


def passes(scene):
    """Returns the RenderPass of every render layer, in the order of the layer manager."""
    return [_pass(scene, layer) for layer in layers.layers(scene, tables.load(TABLE))]


def _pass(scene, layer):
    table = tables.load(TABLE)
    settings = layers.Settings(scene, layer, table)
    renderer = settings.value("globals", "currentRenderer") or table["defaults"]["renderer"]
    special = table["renderers"].get(renderer.lower(), {})
    prefix = _prefix(settings, special)
    extension = _format(settings, special, table)
    return RenderPass(
        layer.name,
        layer.kind,
        renderer=renderer,
        cameras=[name for name, node in cameras(scene) if settings.is_on(node, "renderable", True)],
        frames=_frames(settings, scene, table["defaults"]),
        size=_size(settings, special, scene, table["defaults"]),
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
    """Returns the Frames of a layer.

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
    row = special.get("size")
    if row and settings.node(row["type"]):
        width = settings.number(row["type"], row["width"], None)
        height = settings.number(row["type"], row["height"], None)
        return (int(width), int(height)) if width and height else None
    year = "".join(char for char in (scene.version or "")[:4] if char.isdigit())
    old = len(year) < 4 or int(year) < 2011
    width, height = defaults["size_before_2011" if old else "size"]
    return (
        int(settings.number("image size", "width", width)),
        int(settings.number("image size", "height", height)),
    )


def _prefix(settings, special):
    row = special.get("prefix")
    if row and settings.node(row["type"]):
        return settings.value(row["type"], row["attr"]) or ""
    return settings.value("globals", "imageFilePrefix") or ""


def _format(settings, special, table):
    """Returns the suffix of the images, or None when the number is not known."""
    row = special.get("format")
    if row:
        value = settings.value(row["type"], row["attr"], row.get("node"))
        return row["default"] if not value else row["names"].get(value, value)
    number = settings.value("globals", "imageFormat") or table["defaults"]["image_format"]
    if number == table["plugin_format"]:
        key = settings.value("globals", "imfPluginKey") or ""
        return table["plugin_formats"].get(key, key)
    return table["image_formats"].get(number)


def files(scene, find):
    """Returns the FileRef of every path, references first.

    ``find`` is called with (path, file rule) and returns (candidates, natural, unknown
    variables), as workspace.Places.candidates does.
    """
    found = []
    for part, namespace, via in scene.tree():
        for reference in part.references:
            found.append(
                FileRef(
                    reference.path,
                    _with_namespace(reference.node, namespace),
                    _types_of("reference")[0],
                    "file",
                    where=reference.line,
                    role="reference",
                    needed=reference.loaded,
                    via=via,
                    candidates=[reference.resolved] if reference.resolved else [],
                )
            )
        for node in part.nodes.values():
            for row in tables.load(TABLE)["types"].get(node.type, {}).get("files", ()):
                for path in _written(node, row):
                    candidates, natural, _ = find(path, row.get("rule"))
                    found.append(
                        FileRef(
                            path,
                            _with_namespace(node.name, namespace),
                            node.type,
                            row["attr"],
                            where=node.lines.get(row["attr"]),
                            role=row["role"],
                            via=via,
                            candidates=candidates,
                            natural=natural,
                            expand=_expand(node, row),
                        )
                    )
    return found


def _written(node, row):
    """Returns the paths an attribute holds: none when it is empty or switched off."""
    for attr, values in row.get("unless", {}).items():
        if node.attrs.get(attr) in values:
            return []
    value = node.attrs.get(row["attr"])
    values = value if isinstance(value, list) else [value]
    return [text for text in OrderedDict.fromkeys(values) if text]


def _expand(node, row):
    if node.attrs.get(row.get("tiles"), "0") != "0":
        return "tiles"
    return "sequence" if layers.is_on(node.attrs.get(row.get("sequence")), False) else None


def is_shipped(path):
    """Returns whether a path lies in a Maya installation, which every farm machine has."""
    return layers.matches_any(path, tables.load(TABLE)["shipped"]["patterns"])


def tips(scene, passes, files):
    """Yields (tip name, detail) of what only Maya's rules know."""
    for name in ("setup override", "reference"):
        for node in scene.of_type(*_types_of(name)):
            if name == "setup override" or "edits" in node.attrs:
                scene.gaps.append(tables.load(TABLE)["gaps"][name])
                break
    for row in passes:
        if row.enabled and not row.cameras:
            yield "no_camera", row.name
        if row.enabled and row.frames is None:
            yield "frames_unknown", row.name
        if row.enabled and not row.settings["image_format"]:
            yield "format_unknown", row.name
        if row.enabled and not row.settings["animation"] and row.frames and len(row.frames) > 1:
            yield "animation_off", "%s: %s" % (row.name, row.frames.text)


def wire_cameras(names):
    """Returns {full name: the shortest tail that names only this camera}."""
    found = {}
    for name in names:
        parts = name.split("|")
        tails = ["|".join(parts[-size:]) for size in range(1, len(parts) + 1)]
        found[name] = next(
            (
                tail
                for tail in tails
                if not any(
                    other != name and (other == tail or other.endswith("|" + tail))
                    for other in names
                )
            ),
            name,
        )
    return found


def scene_info(scene, passes):
    """Returns ``scene_info_render`` of task.json: an object per layer, all values text.

    Source: Renderbus SDK documentation 2020, Maya task.json. Of the two spellings of a
    boolean shown there ("False", "1") "False" and "True" are written for ``animation`` and
    ``renumber_frames``, "0" and "1" for ``renderable``.
    """
    every = [name for name, _ in cameras(scene)]
    short = wire_cameras(every)
    info = OrderedDict()
    for row in passes:
        width, height = row.size or ("", "")
        first, last, step = row.frames.parts[0] if row.frames else ("", "", "")
        if row.frames and len(row.frames.parts) > 1:
            last, step = row.frames.parts[-1][1], 1
        common = OrderedDict()
        common["all_camera"] = [short[name] for name in every]
        common["animation"] = "%s" % row.settings["animation"]
        common["by_frame"] = "%s" % step
        common["end"] = "%s" % last
        common["frames"] = row.frames.text if row.frames else ""
        common["height"] = "%s" % height
        common["image_file_prefix"] = row.settings["image_file_prefix"]
        common["image_format"] = row.settings["image_format"] or ""
        common["render_camera"] = [short[name] for name in row.cameras]
        common["renderer"] = row.renderer
        common["renumber_frames"] = "%s" % row.settings["renumber"]
        common["start"] = "%s" % first
        common["width"] = "%s" % width
        info[row.name] = {
            "common": common,
            "env": {},
            "is_default_camera": "1",
            "option": "",
            "renderable": "1" if row.enabled else "0",
        }
    return info


def task_info(scene, passes):
    """Returns the task_info fields that Maya's rules decide."""
    setup = tables.load(TABLE)["layer_kinds"]["setup"]
    return {"render_layer_type": "1" if any(row.kind == setup for row in passes) else "0"}


def _types_of(role):
    return layers.types_of(role, tables.load(TABLE))


def _with_namespace(name, namespace):
    if not namespace:
        return name
    return "|".join(namespace + part if part else part for part in name.split("|"))
