"""The Maya part of task.json: an object per layer, all values text.

Source: Renderbus SDK documentation 2020, Maya task.json. Of the two spellings of a boolean
shown there ("False", "1") "False" and "True" are written for ``animation`` and
``renumber_frames``, "0" and "1" for ``renderable``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict

from analyzers import tables
from analyzers.maya.passes import TABLE, cameras


def wire_cameras(names):
    """Returns {full name: the shortest tail that names only this camera}."""
    found = {}
    for name in names:
        parts = name.split("|")
        tails = ["|".join(parts[-size:]) for size in range(1, len(parts) + 1)]
        found[name] = next((tail for tail in tails if _is_only(tail, name, names)), name)
    return found


def _is_only(tail, name, names):
    return not any(
        other != name and (other == tail or other.endswith("|" + tail)) for other in names
    )


def scene_info(scene, passes):
    """Returns ``scene_info_render`` of task.json."""
    every = [name for name, _ in cameras(scene)]
    short = wire_cameras(every)
    info = OrderedDict()
    for row in passes:
        info[row.name] = {
            "common": _common(row, every, short),
            "env": {},
            "is_default_camera": "1",
            "option": "",
            "renderable": "1" if row.enabled else "0",
        }
    return info


def _common(row, every, short):
    width, height = row.size or ("", "")
    parts = row.frames.parts if row.frames else [("", "", "")]
    return OrderedDict(
        [
            ("all_camera", [short[name] for name in every]),
            ("animation", "%s" % row.settings["animation"]),
            ("by_frame", "%s" % (parts[0][2] if len(parts) == 1 else 1)),
            ("end", "%s" % parts[-1][1]),
            ("frames", row.frames.text if row.frames else ""),
            ("height", "%s" % height),
            ("image_file_prefix", row.settings["image_file_prefix"]),
            ("image_format", row.settings["image_format"] or ""),
            ("render_camera", [short[name] for name in row.cameras]),
            ("renderer", row.renderer),
            ("renumber_frames", "%s" % row.settings["renumber"]),
            ("start", "%s" % parts[0][0]),
            ("width", "%s" % width),
        ]
    )


def task_info(scene, passes):
    """Returns the task_info fields that Maya's rules decide."""
    setup = tables.load(TABLE)["layer_kinds"]["setup"]
    return {"render_layer_type": "1" if any(row.kind == setup for row in passes) else "0"}
