"""The rules of Maya as analyze.py asks for them; they work on a Scene whoever read it.

Node types, attributes, defaults and formats stand in ``nodes.json``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import tables
from analyzers.maya import hostile, layers
from analyzers.maya.dependencies import files, is_shipped, twins
from analyzers.maya.passes import TABLE, cameras, passes
from analyzers.maya.wire import scene_info, task_info
from analyzers.maya.workspace import Places, project_of, rules_of

__all__ = [
    "cameras",
    "files",
    "is_shipped",
    "passes",
    "places",
    "scene_info",
    "task_info",
    "tips",
    "twins",
]


def places(scene, disk, environment):
    """Returns the Places of a scene whose project was chosen, else found near the scene."""
    table = tables.load(TABLE)["workspace"]
    if scene.project is None:
        scene.project = project_of(scene.path, disk, table)
    return Places(scene.project, rules_of(scene.project, disk, table), scene.path, environment)


def tips(scene, passes, files):
    """Yields (tip name, detail) of what only Maya's rules know."""
    for part, _, _ in scene.tree():
        for node, family in hostile.script_nodes(part, tables.load(TABLE)):
            yield "hostile_script", "%s: %s: %s" % (part.path, node.name, family)
    _tell_gaps(scene)
    for row in passes:
        if not row.enabled:
            continue
        if not row.cameras:
            yield "no_camera", row.name
        if row.frames is None:
            yield "frames_unknown", row.name
        if row.size is None:
            yield "size_unknown", row.name
        if not row.settings["image_format"]:
            yield "format_unknown", row.name
        if not row.settings["animation"] and row.frames and len(row.frames) > 1:
            yield "animation_off", "%s: %s" % (row.name, row.frames.text)


def _tell_gaps(scene):
    """Says what the references that were not read leave open."""
    table = tables.load(TABLE)
    read = set(part.path for part, _, _ in scene.tree())
    for part, _, _ in scene.tree():
        for row in part.references:
            known = row.scene is not None or not row.loaded or row.resolved in read
            if not known and layers.is_scene(row.path, table):
                scene.gaps.append(table["gaps"]["reference"] % row.path)
