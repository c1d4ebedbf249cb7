"""From a scene file to the four files: read, follow references, apply rules, expand, build."""

from __future__ import absolute_import, division, print_function, unicode_literals

import importlib
import os
from collections import OrderedDict

from analyzers import answer, disk, paths, references, tables, taskfiles, tips
from analyzers.environment import variables
from analyzers.errors import SceneNotRead, UnknownPass, UnknownScene
from analyzers.frames import Frames
from analyzers.nested import walk
from analyzers.scene import MOST_SCENES, Spot

FILE, LIVE = "file", "live"
"""Who reads the scene: the file readers, or the DCC that this runs in."""

FIRST_MIDDLE_LAST = "fml"
"""Instead of a frame range: the first, the middle and the last frame of every pass."""

NOT_CHOSEN = "not chosen"
"""Why a pass is off where others were named to be rendered."""


class Analysis(object):
    """A scene, what it renders and needs, and where all of it lies.

    ``inputs`` are the full paths of files to send besides the scene, each once; ``sizes``
    maps them and the scene to (bytes, mtime).
    """

    def __init__(self, scene, rules, windows, task_info):
        self.scene = scene
        self.rules = rules
        self.windows = windows
        self.task_info = task_info
        self.passes = []
        self.cameras = []
        self.files = []
        self.inputs = []
        self.sizes = {}
        self.tips = tips.Tips()

    def answer(self):
        """Returns the machine-readable answer (``data/schemas/analysis.schema.json``)."""
        return answer.build(self)

    def taskfiles(self):
        """Returns the TaskFiles, not yet written."""
        return taskfiles.build(self)


def analyze(
    path,
    project=None,
    frames=None,
    only=(),
    task_info=None,
    environment=None,
    windows=None,
    reader=FILE,
):
    """Returns the Analysis of the scene ``path``.

    ``project`` is the project folder when it is not to be looked for, ``frames`` a range in
    wire form or "fml" instead of the scene's own, ``only`` the names of the passes to render
    instead of those that the scene has on, ``task_info`` values for task.json, ``environment``
    the variables paths may hold (default: the process's own), ``reader`` "file", or "live"
    inside the DCC.

    Raises:
        SceneNotRead, UnknownScene: there is nothing to analyze.
        FramesError: ``frames`` is no range.
        UnknownPass: the scene has no pass of a name in ``only``.
    """
    here = disk.Disk()
    path = full_path(path)
    environment = variables() if environment is None else environment
    if project and not disk.is_folder(full_path(project)):
        raise SceneNotRead(full_path(project), "there is no such project folder")
    scene, rules = _read(path, reader)
    scene.project = full_path(project) if project else scene.project
    places = rules.places(scene, here, environment)
    analysis = Analysis(
        scene, rules, os.name == "nt" if windows is None else windows, task_info or {}
    )
    references.follow(scene, _read_scene, places.candidates, here, analysis.tips)
    analysis.passes = rules.passes(scene)
    if only:
        _switch(analysis, only)
    if frames is not None:
        _choose(analysis.passes, frames)
    analysis.cameras = _cameras(analysis)
    _find(analysis, places, here)
    _judge(analysis, here)
    return analysis


def full_path(path):
    """Returns an absolute path with forward slashes.

    Raises:
        SceneNotRead: the path is no text that JSON can hold.
    """
    if isinstance(path, bytes):
        path = path.decode("utf-8", "replace")
    path = os.path.abspath(path)
    try:
        path.encode("utf-8")
    except UnicodeError:
        shown = path.encode("utf-8", "replace").decode("utf-8")
        raise SceneNotRead(shown, "a folder or the file has a name that is not UTF-8; rename it")
    return paths.normalise(path)


def _read(path, reader=FILE):
    """Returns (Scene, rules module) by the first bytes of the file.

    Raises:
        SceneNotRead, UnknownScene
    """
    if disk.is_folder(path):
        raise SceneNotRead(path, "this is a folder; name the scene file in it")
    try:
        head = disk.head(path, 64)
    except (IOError, OSError) as err:
        raise SceneNotRead(path, err.strerror or "%s" % err)
    except (UnicodeError, ValueError, TypeError):
        raise SceneNotRead(path, "this name cannot be opened; rename the file")
    if not head:
        raise SceneNotRead(path, "the file is empty")
    suffix = os.path.splitext(path)[1].lower()
    wanted = None
    for name, row in tables.load("data/dccs.json").items():
        for kind in row["readers"]:
            if head.lstrip(b"\xef\xbb\xbf").startswith(kind["magic"].encode("latin-1")):
                module = importlib.import_module(
                    "analyzers.%s.%s" % (name, LIVE if reader == LIVE else kind["reader"])
                )
                rules = importlib.import_module("analyzers.%s.rules" % name)
                return module.read(path, tables.load("%s/nodes.json" % name)), rules
            if suffix == kind["suffix"]:
                wanted = "a %s file begins with \"%s\"" % (suffix, kind["magic"])
    raise UnknownScene(path, wanted or "it is no Maya, Houdini or Clarisse scene")


def _read_scene(path):
    return _read(path)[0]


def _switch(analysis, only):
    """Switches on the passes called ``only``, with all that they wait for, and no other.

    Rules that have ``meant(scene, names)`` tell which passes a name that is none stands for.
    """
    known = OrderedDict((row.name, row) for row in analysis.passes)
    named = OrderedDict((name, [name] if name in known else []) for name in only)
    others = [name for name in only if name not in known]
    if others and hasattr(analysis.rules, "meant"):
        named.update(analysis.rules.meant(analysis.scene, others))
    for name, found in named.items():
        if not found:
            raise UnknownPass(analysis.scene.path, name, list(known))
    todo, on = [name for found in named.values() for name in found], set()
    while todo:
        name = todo.pop()
        if name not in on:
            on.add(name)
            todo += [
                other
                for other in known[name].settings.get("waits_for", ())
                if other in known and not known[other].settings.get("bypassed")
            ]
    for row in analysis.passes:
        row.enabled = row.name in on
        row.settings["reason"] = None if row.enabled else NOT_CHOSEN


def _choose(passes, frames):
    """Puts chosen frames in place of those of every pass."""
    chosen = None if frames == FIRST_MIDDLE_LAST else Frames.from_text(frames)
    for row in passes:
        if chosen is None and row.frames is not None:
            row.frames = row.frames.first_middle_last()
        elif chosen is not None:
            row.frames = chosen


def _cameras(analysis):
    on = set(name for row in analysis.passes if row.enabled for name in row.cameras)
    return [
        OrderedDict([("name", name), ("renderable", name in on)])
        for name, _ in analysis.rules.cameras(analysis.scene)
    ]


def _find(analysis, places, here):
    """Looks for every file the rules name; fills ``files``, ``inputs`` and ``sizes``."""
    scene = analysis.scene
    analysis.sizes[scene.path] = here.size_mtime(scene.path)
    for ref in analysis.rules.files(scene, places.candidates, analysis.passes):
        if not analysis.rules.is_shipped(ref.path):
            here.expand(ref)
            ref.found += here.twins(ref.found, *analysis.rules.twins(ref))
            analysis.files.append(ref)
    nested = walk.follow(analysis.files, here, places.candidates, analysis.tips)
    analysis.files += [ref for ref in nested if not analysis.rules.is_shipped(ref.path)]
    for ref in analysis.files:
        ref.missing = ref.missing if ref.needed else []
    _count_lines(analysis.files)
    for ref in analysis.files:
        for path in ref.found if ref.needed else ():
            _add_input(analysis, here, ref, path)


def _count_lines(files):
    """Puts lines in place of the Spots that a reader left."""
    lines = disk.count_lines([ref.where for ref in files if isinstance(ref.where, Spot)])
    for ref in files:
        if isinstance(ref.where, Spot):
            ref.where = lines[ref.where.path, ref.where.offset] + ref.where.lines


def _add_input(analysis, here, ref, path):
    """Adds a file to what is sent, once, when it can be read."""
    if path in analysis.sizes:
        return
    if not here.readable(path):
        analysis.tips.add("unreadable_file", "Nodes: %s File name: %s" % (ref.node, path))
        return
    analysis.sizes[path] = here.size_mtime(path)
    analysis.inputs.append(path)


def _judge(analysis, here):
    """Collects the tips of the readers, the files and the rules."""
    for part, _, _ in analysis.scene.tree():
        for name, detail in part.tips:
            analysis.tips.add(name, detail)
    if sum(1 for _ in analysis.scene.tree()) >= MOST_SCENES:
        analysis.tips.add("too_deep", analysis.scene.path)
    for ref in analysis.files:
        for name in tips.of_file(ref):
            nearest = here.nearest(ref.missing[0], analysis.scene.project) if ref.missing else None
            analysis.tips.add(name, tips.missing(ref, nearest))
    for detail in here.odd:
        analysis.tips.add("odd_name", detail)
    for name, detail in analysis.rules.tips(analysis.scene, analysis.passes, analysis.files):
        analysis.tips.add(name, detail)
    if not any(row.enabled for row in analysis.passes):
        analysis.tips.add("nothing_to_render", analysis.scene.path)
