"""The rules of Clarisse as analyze.py asks for them; they work on a Scene whoever read it.

Classes, attributes, defaults and formats stand in ``nodes.json``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import paths, tables
from analyzers.clarisse.dependencies import files, is_shipped, twins
from analyzers.clarisse.images import cameras, passes
from analyzers.clarisse.names import TABLE, below, is_own
from analyzers.clarisse.places import Places
from analyzers.clarisse.wire import scene_info, task_info

__all__ = [
    "below",
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
    """Returns the Places of a project; its folder is the project folder unless one was chosen."""
    scene.info["is_project_chosen"] = scene.project is not None
    if scene.project is None:
        scene.project = paths.split(scene.path)[0]
    return Places(scene.path, environment)


def tips(scene, passes, files):
    """Yields (tip name, detail) of what only Clarisse's rules know."""
    names = set(name for name, _ in cameras(scene))
    is_whole = _tell_gaps(scene)
    for row in passes:
        if row.enabled and row.frames is None:
            yield "frames_unknown", row.name
        if row.settings["index"] is not None and row.settings["format"] == row.settings["index"]:
            yield "format_unknown", "%s: format %s" % (row.name, row.settings["index"])
        if row.enabled and row.settings["needs_camera"]:
            if not row.cameras:
                yield "no_camera", row.name
            elif is_whole and not any(name in names or is_own(name) for name in row.cameras):
                yield "no_camera", "%s: %s" % (row.name, ", ".join(row.cameras))


def _tell_gaps(scene):
    """Says what was not read; returns whether every reference was."""
    gaps = tables.load(TABLE)["gaps"]
    if scene.fps is None:
        scene.gaps.append(gaps["fps"])
    scene.gaps.append(gaps["ocio"])
    read = set(part.path for part, _, _ in scene.tree())
    scenes = tuple(tables.load(TABLE)["references"]["scenes"])
    unread = [
        row.path
        for part, _, _ in scene.tree()
        for row in part.references
        if row.scene is None and row.resolved not in read
    ]
    for path in unread:
        kind = "reference" if path.lower().endswith(scenes) else "geometry"
        scene.gaps.append(gaps[kind] % path)
    for part, _, _ in scene.tree():
        if part is not scene:
            scene.gaps.extend(part.gaps)
    return not unread
