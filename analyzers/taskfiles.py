"""The four files of a task in wire form, and how they reach the disk.

task.json, upload.json, asset.json and tips.json; numbers and booleans are text there.

Source: Renderbus SDK documentation 2020, configuration files of Maya, Houdini, Clarisse.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import copy
import io
import json
import os
import time
import uuid
from collections import OrderedDict

from analyzers import answer, disk, paths, tables
from analyzers.errors import OutputError

NAMES = ("task", "upload", "asset", "tips")


class TaskFiles(object):
    """The four documents; ``folder`` is where they were written, None before."""

    def __init__(self, task, upload, asset, tips):
        self.folder = None
        self.task = task
        self.upload = upload
        self.asset = asset
        self.tips = tips

    def write(self, folder):
        """Writes the four files into ``folder``; either all of them or none is replaced.

        Raises:
            OutputError: the folder cannot be made or written, the disk is full.
        """
        written = []
        part = ".%s.tmp" % uuid.uuid4().hex[:8]  # another run may write into the same folder
        try:
            _make(folder)
            for name in NAMES:
                path = paths.join(folder, name + ".json")
                written.append(path)
                with io.open(disk.native(path + part), "wb") as stream:
                    stream.write(encode(getattr(self, name)))
            for path in written:
                if disk.is_folder(path):
                    raise OutputError(path, "a folder of that name is in the way")
            for path in written:
                disk.replace(path + part, path)
        except (IOError, OSError) as err:
            raise OutputError(folder, err.strerror or "%s" % err)
        finally:
            for path in written:
                disk.remove(path + part)
        self.folder = folder


def encode(document):
    """Returns a document as the UTF-8 JSON that all our files use."""
    text = json.dumps(  # Python 2 would leave a blank behind each comma
        document, ensure_ascii=False, indent=2, sort_keys=True, separators=(",", ": ")
    )
    if isinstance(text, bytes):  # Python 2 gives bytes for pure ASCII
        text = text.decode("utf-8")
    return (text + "\n").encode("utf-8")


def _make(folder):
    """Makes a folder and those above it; another run may make it at the same time."""
    try:
        if not disk.is_folder(folder):
            os.makedirs(disk.native(folder))
    except OSError:
        if not disk.is_folder(folder):
            raise


def build(analysis):
    """Returns the TaskFiles of an analyze.Analysis."""
    return TaskFiles(_task(analysis), _upload(analysis), _asset(analysis), analysis.tips.wire())


def _task(analysis):
    scene, rules = analysis.scene, analysis.rules
    defaults = tables.load("data/task_defaults.json")
    dcc = tables.load("data/dccs.json")[scene.dcc]
    info = copy.deepcopy(defaults["task_info"])
    info["cg_id"] = dcc["cg_id"]
    info["input_cg_file"] = scene.path
    info["input_project_path"] = analysis.scene.project or ""
    info["os_name"] = defaults["os_names"]["windows" if analysis.windows else "linux"]
    info.update(rules.task_info(scene, analysis.passes))
    info.update(analysis.task_info)
    passes = rules.scene_info(scene, analysis.passes)
    return OrderedDict(
        [
            ("task_info", info),
            (
                "software_config",
                {
                    "cg_name": dcc["name"],
                    "cg_version": scene.version or "",
                    "plugins": OrderedDict(
                        (row["name"], row["version"] or "")
                        for row in answer.plugins(scene)
                        if row["used"] is not False
                    ),
                },
            ),
            ("scene_info", passes),
            ("scene_info_render", passes),
        ]
    )


def _upload(analysis):
    """The scene stands in ``scene`` with its md5 and, as the farm reads it, in ``asset`` too."""
    scene = {"local": analysis.scene.path, "server": paths.server_path(analysis.scene.path)}
    assets = [dict(scene)]
    for path in analysis.inputs:
        assets.append({"local": path, "server": paths.server_path(path)})
    return {"scene": [dict(scene, hash=disk.md5(analysis.scene.path))], "asset": assets}


def _asset(analysis):
    """``asset`` as documented; ``files`` adds node, attribute, line, pattern and expansion."""
    lines = []
    for path in [analysis.scene.path] + analysis.inputs:
        _, mtime = analysis.sizes[path]
        lines.append(
            "%s  (mtime %s)" % (path, time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(mtime)))
        )
    rows = []
    for ref in analysis.files:
        row = answer.file_row(ref)
        row["expanded"] = [
            {"path": path, "size": analysis.sizes[path][0]}
            for path in ref.found
            if path in analysis.sizes
        ]
        rows.append(row)
    return {"asset": lines, "files": rows}
