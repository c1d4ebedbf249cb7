"""A folder with a Houdini scene written for a test, and what the analysis says of its files."""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
from collections import OrderedDict

import hip_writer
from scene_text import full, native, put

from analyzers.analyze import analyze

MANTRA = {"type": "ifd", "parms": {"vm_picture": "$HIP/render/a.$F4.exr", "camera": "/obj/cam1"}}
CAMERA = {"type": "cam", "parms": {"res": ["1280", "720"]}}


def rendering(start, end, **parms):
    """Returns the mantra of a job, over frames."""
    parms.update(trange="normal", f=["%d" % start, "%d" % end, "1"])
    return dict(MANTRA, parms=dict(MANTRA["parms"], **parms))


class Folder(object):
    """A folder to put files into; folders that lack are made."""

    def __init__(self, folder):
        self.folder = full(folder)

    def put(self, name, content="x"):
        path = self.folder + "/" + name
        if not os.path.isdir(os.path.dirname(native(path))):
            os.makedirs(os.path.dirname(native(path)))
        return put(path, content)

    def put_scene(self, nodes, name="shot.hip", **start):
        """Writes a scene of these nodes and returns its path."""
        return self.put(name, hip_writer.cpio(hip_writer.scene(nodes, name=name, **start)))


class Job(Folder):
    """``answer`` is that of the last scene, with the folder taken out of its paths."""

    def __init__(self, folder):
        Folder.__init__(self, folder)
        self.answer = None
        self.analysis = None

    def scene(self, nodes, environment=None, name="shot.hip", **start):
        """Writes a scene of these nodes beside a camera and a mantra, analyzes it."""
        every = {"/obj/cam1": CAMERA, "/out/mantra1": MANTRA}
        every.update(nodes)
        path = self.put_scene(every, name, **start)
        self.analysis = analyze(path, environment=environment or {})
        self.answer = self.analysis.answer()
        return self

    def plain(self, text):
        return text.replace(self.folder, "<job>") if text else text

    def rows(self, key="path", role=None):
        """Returns [(node, key)] of the files, of one role or all."""
        return [
            (row["node"], self.plain(row[key]))
            for row in self.answer["files"]
            if role is None or row["role"] == role
        ]

    def row(self, node):
        """Returns the only row of a node."""
        rows = [row for row in self.answer["files"] if row["node"] == node]
        assert len(rows) == 1, rows
        return rows[0]

    def sent(self):
        return sorted(self.plain(path) for path in self.analysis.inputs)

    def missing(self):
        """Returns {node: names} of what should be there and is not."""
        return dict(
            (row["node"], [self.plain(path) for path in row["missing"]])
            for row in self.answer["files"]
            if row["missing"]
        )

    def tip(self, code):
        """Returns the details of a tip, [] when it is not given."""
        rows = [row["details"] for row in self.answer["tips"] if row["code"] == code]
        return [self.plain(detail) for details in rows for detail in details]


def reader(kind, parms, locked=False, flags=()):
    """Returns {path: node} of one node of a type, in an object or where its category stands."""
    parms = OrderedDict(sorted(parms.items()))
    return {
        "/obj/geo1": {"type": "geo"},
        "/obj/geo1/node1": {"type": kind, "parms": parms, "locked": locked, "flags": flags},
    }


NODE = "/obj/geo1/node1"
