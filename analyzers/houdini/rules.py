"""The rules of Houdini as analyze.py asks for them; they work on a Scene whoever read it.

Output drivers stand in ``rops.json``, parameters that hold files in ``nodes.json``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import paths, tables
from analyzers.houdini import evaluate
from analyzers.houdini.dependencies import files, is_shipped, twins
from analyzers.houdini.expressions.tuples import above
from analyzers.houdini.expressions.unknown import FARM, PYTHON
from analyzers.houdini.facts import facts
from analyzers.houdini.needs.libraries import look_into
from analyzers.houdini.passes import OPEN, cameras, meant, passes
from analyzers.houdini.places import Places
from analyzers.houdini.tablenames import DRIVERS, FILES
from analyzers.houdini.wire import scene_info, task_info

__all__ = [
    "cameras",
    "facts",
    "files",
    "is_shipped",
    "meant",
    "passes",
    "places",
    "scene_info",
    "task_info",
    "tips",
    "twins",
]
SHOWN = 5
_BACKTICK = re.compile(r"`([^`]+)`")
_ATTRIBUTE = re.compile(r"(?<![\w@.])@([A-Za-z_][A-Za-z0-9_]*)")


def places(scene, disk, environment):
    """Returns the Places of a scene; its folder is the project folder unless one was chosen."""
    scene.info["is_project_chosen"] = scene.project is not None
    if scene.project is None:
        scene.project = paths.split(scene.path)[0]
    evaluate.prepare(scene, environment)
    found = Places(scene, disk, environment)
    look_into(scene, disk, found.candidates)
    return found


def tips(scene, passes, files):
    """Yields (tip name, detail) of what only Houdini's rules know."""
    table = tables.load(DRIVERS)
    if scene.info.get("licence") in table["licences"]:
        yield "licence_limited", paths.split(scene.path)[1]
    names = set(name for name, _ in cameras(scene))
    for row in passes:
        for tip in _of_pass(row, scene, names, table):
            yield tip
    for tip in _of_work_items(scene, files, table):
        yield tip
    left_open = scene.info.get(OPEN) or {}
    for name, target in left_open.get("missing", {}).items():
        yield "driver_missing", "%s: %s" % (name, target)
    for name, take in left_open.get("take", {}).items():
        yield "take_unknown", "%s: %s" % (name, take)
    for (name, parm), problem in evaluate.problems(scene).items():
        if problem.kind != FARM:
            # Python that left its value does less harm
            is_mild = problem.kind == PYTHON and problem.cached
            detail = "%s.%s: %s" % (name, parm, problem.reason)
            yield "python_not_run" if is_mild else "not_evaluated", detail
    _tell_gaps(scene, left_open, table["gaps"])


def _of_work_items(scene, files, table):
    """Yields the tips of files whose names hold an attribute of a work item, ``@name``."""
    options = evaluate.of(scene).options
    declared = tables.load(FILES)["roles"]["used"]["declared"]
    for ref in files:
        node = scene.nodes.get(ref.node)
        if node is None or ref.role == declared or "bypass" in node.flags:
            continue
        asked = [name for text in _expressions(ref, node) for name in _ATTRIBUTE.findall(text)]
        if any(name not in options and name not in table["pdg"]["own"] for name in asked):
            yield "pdg_path", "%s.%s: %s" % (ref.node, ref.attr, ref.path)


def _expressions(ref, node):
    """Returns the texts of the expressions that make up the path of a file."""
    parm = node.attrs.get(ref.attr)
    if parm is None or not parm.driven:
        return _BACKTICK.findall(ref.path)
    channels = [node.channels.get(name) for name in parm.driven.values()]
    segments = [one for channel in channels if channel is not None for one in channel.segments]
    return [one.expression for one in segments if one.expression and one.language == "hscript"]


def _of_pass(row, scene, names, table):
    """Yields the tips of one pass."""
    if row.settings["is_viewer"]:
        yield "viewer_output", row.name
    if row.settings["wild"]:
        yield "pdg_path", "%s: %s" % (row.name, ", ".join(row.outputs))
    slices = row.settings.get("slices")
    if slices is not None and slices > table["most_slices"]:
        yield "slices_too_many", "%s: %d" % (row.name, slices)
    if not row.enabled:
        return
    if row.frames is None:
        yield "frames_unknown", row.name
    if not row.settings["needs_camera"]:
        return
    lost = [name for name in row.cameras if not _is_there(name, row, scene, names)]
    if not row.cameras or lost:
        yield "no_camera", "%s: %s" % (row.name, ", ".join(lost)) if lost else row.name
    elif row.size is None and row.settings["needs_size"] and row.cameras[0] in scene.nodes:
        yield "size_unknown", row.name


def _is_there(name, row, scene, names):
    """Returns whether a camera exists; that of a path into USD cannot be told."""
    if name in names or name in scene.nodes:
        return True
    top = "/" + name.split("/")[1] if "/" in name else name
    if row.settings["is_prim"] and top not in scene.nodes:
        return True
    return any(scene.nodes[one].locked for one in above(name) if one in scene.nodes)


def _tell_gaps(scene, left_open, gaps):
    """Says what is not known of the drivers, those that lack the same in one sentence."""
    for kind, names in left_open.items():
        if kind in gaps and names:
            names = list(OrderedDict.fromkeys(names))
            shown = ", ".join(names[:SHOWN]) + (" ..." if len(names) > SHOWN else "")
            scene.gaps.append(gaps[kind] % shown)
