"""Reads small Houdini scenes that tests describe as ``hip_writer.scene`` wants them."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io

import hip_writer

from analyzers.houdini import evaluate, hip, passes
from analyzers.tables import load

CAMERA = {"type": "cam", "parms": {"res": ["1920", "1080"], "aspect": "1"}}


def read(folder, nodes, environment=None, **start):
    """Returns the Scene of such nodes, written to ``folder`` (py.path) and ready for rules."""
    path = "%s/shot.hip" % folder
    if isinstance(path, bytes):
        path = path.decode("utf-8")
    with io.open(path, "wb") as stream:
        stream.write(hip_writer.cpio(hip_writer.scene(nodes, **start)))
    scene = hip.read(path.replace("\\", "/"), load("houdini/nodes.json"))
    evaluate.prepare(scene, environment or {})
    return scene


def passes_of(folder, nodes, **start):
    """Returns {name: RenderPass} in their order."""
    return by_name(passes.passes(read(folder, nodes, **start)))


def by_name(rows):
    import collections

    return collections.OrderedDict((row.name, row) for row in rows)


def node(type_, parms=None, inputs=(), flags=(), **more):
    """Returns the description of a node."""
    return dict({"type": type_, "parms": parms or {}, "inputs": inputs, "flags": flags}, **more)


def rop(type_, inputs=(), flags=(), frames=("1", "10", "1"), **parms):
    """Returns the description of a driver that renders a range."""
    parms.setdefault("trange", "normal")
    parms["f"] = list(frames)
    return node(type_, parms, inputs, flags)


def mantra(inputs=(), flags=(), **parms):
    """Returns a driver that renders ``/obj/cam1`` to disk."""
    parms.setdefault("vm_picture", "$HIP/render/$OS.$F4.exr")
    parms.setdefault("camera", "/obj/cam1")
    return rop("ifd", inputs, flags, **parms)


def geometry(inputs=(), flags=(), **parms):
    """Returns a driver that saves geometry."""
    parms.setdefault("sopoutput", "$HIP/geo/$OS.$F.bgeo.sc")
    return rop("geometry", inputs, flags, **parms)
