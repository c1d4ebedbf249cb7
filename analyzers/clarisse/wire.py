"""The Clarisse part of task.json: images with their layers, all values text.

Source: Renderbus SDK documentation 2020, Clarisse task.json, scene_info_render.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict

from analyzers.frames import Frames


def scene_info(scene, passes):
    """Returns ``scene_info_render`` of task.json.

    The documented form has no word for frames that are not known: an image without takes
    those of its layers, and what has none at all is left out (a tip says so).
    """
    images = OrderedDict()
    for row in passes:
        images.setdefault(row.settings["image"], []).append(row)
    found = [_image(rows[0], [row for row in rows[1:] if row.frames]) for rows in images.values()]
    return {"image_node": [image for image in found if image is not None]}


def _image(row, layers):
    frames = row.frames or _all(layer.frames for layer in layers)
    if frames is None:
        return None
    image = _common(row, frames)
    image["LUT"] = row.settings["lut"]
    image["layers"] = [_layer(layer) for layer in layers]
    return image


def _layer(row):
    layer = _common(row, row.frames)
    layer["enable_deep_output"] = _flag(row.settings["deep"])
    layer["enable_deep_output_path"] = row.settings["deep_path"]
    return layer


def _common(row, frames):
    return OrderedDict(
        [
            ("name", row.name),
            ("frames", frames.text),
            ("renderable", _flag(row.enabled)),
            ("output", row.outputs[0] if row.outputs else ""),
            ("format", row.settings["format"]),
            ("save_to_disk", _flag(row.settings["save"])),
        ]
    )


def _all(every):
    parts = [part for frames in every for part in frames.parts]
    return Frames([(min(p[0] for p in parts), max(p[1] for p in parts), 1)]) if parts else None


def _flag(value):
    return "1" if value else "0"


def task_info(scene, passes):
    """Returns what Clarisse's rules decide of task_info: a project folder only if chosen."""
    return {} if scene.info["is_project_chosen"] else {"input_project_path": ""}
