"""The Houdini part of task.json: render, solver and distributed nodes, all values text.

The lists are in the order of the wires, a node after those it waits for.

Source: Renderbus SDK documentation 2020, Houdini task.json, scene_info_render.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict

from analyzers import tables
from analyzers.houdini.rops.drivers import DISTRIBUTED
from analyzers.houdini.tablenames import DRIVERS

_LISTS = {"render": "rop_node", "cache": "geo_node", DISTRIBUTED: "distributedsim_node"}


def scene_info(scene, passes):
    """Returns ``scene_info_render`` of task.json.

    The documented form has no word for frames that are not known: such a node is left out
    (a tip says so). Of sizes and slices that are not known, or not taken, the field is.
    """
    most = tables.load(DRIVERS)["most_slices"]
    found = OrderedDict((name, []) for name in ("rop_node", "geo_node", "distributedsim_node"))
    for row in passes:
        if row.frames is not None:
            made = _node(row)
            if row.kind == DISTRIBUTED:
                made.update(_distributed(row, most))
            found[_LISTS[row.kind]].append(made)
    return found


def _node(row):
    found = OrderedDict(
        [
            ("node", row.name),
            ("frames", row.frames.text),
            ("option", "%d" % row.settings["option"]),
            ("render", "1" if row.enabled else "0"),
        ]
    )
    if row.size:
        found["width"], found["height"] = ("%d" % side for side in row.size)
    return found


def _distributed(row, most):
    settings = row.settings
    found = OrderedDict(
        [
            ("output_driver", settings["driver"]),
            ("simControlName", settings["control"]),
            ("output_file", settings["output_file"]),
            ("sliceType", settings["slice_type"]),
        ]
    )
    if settings["slices"] is not None and settings["slices"] <= most:
        found["num_slices"] = "%d" % settings["slices"]
    return found


def task_info(scene, passes):
    """Returns what Houdini's rules decide of task_info: a project folder only if chosen."""
    return {} if scene.info.get("is_project_chosen") else {"input_project_path": ""}
