# coding: utf-8
"""A stand-in for Maya and one for Houdini in which somebody sends meshes, with the same words."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import sys

from stand_in_bridge import StandInBridge

from analyzers import mesh_file

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
POINTS = [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (1.0, 1.0, 0.0), (0.0, 1.0, 0.5)]
FACES = [[0, 1, 2], [0, 2, 3]]


class Place(object):
    """A DCC with our scripts in it; the host's own part is in the classes below."""

    def __init__(self, module, folder):
        self.module = module
        self.folder = ("%s" % folder).replace("\\", "/")
        self.bridges = []
        self.bridge = StandInBridge

    def start(self, receive):
        self.bridges.append(self.bridge(receive))
        return self.bridges[-1]

    @property
    def order(self):
        """The order of the last request."""
        return self.bridges[-1].sent[-1][2]["order"]

    def files(self):
        """Returns {name: bytes} of the files of the last order."""
        (given,) = self.order["inputs"].values()
        found = {}
        for path in given if isinstance(given, list) else [given]:
            with io.open(path, "rb") as stream:
                found[os.path.basename(path)] = stream.read()
        return found

    def temporary(self):
        (given,) = self.order["inputs"].values()
        return os.path.dirname(given[0] if isinstance(given, list) else given)


class InMaya(Place):
    def __init__(self, maya, monkeypatch, folder):
        import rayvision_in_maya
        from rayvision_shelf import button

        from analyzers.maya import live

        Place.__init__(self, rayvision_in_maya, folder)
        self.stage = maya.stage
        # What it asks Maya is tested with the analyzers.
        monkeypatch.setattr(live, "selected_meshes", lambda: self.stage.selection)
        self.module.BUTTON = button.Button(self.module._Host(), self.start)

    def open(self):
        self.stage.scene = self.folder + "/jaw.ma"

    def select(self, *names, **given):
        points = given.get("points", POINTS)
        numbers = [[number for row in part for number in row] for part in (points, FACES)]
        meshes = [mesh_file.Mesh("|%s|%sShape" % (name, name), *numbers) for name in names]
        self.stage.selection = (meshes, [])

    def select_besides(self, count):
        self.stage.selection[1].extend("|bare%d: it holds no mesh" % at for at in range(count))

    def enter(self, *texts):
        self.stage.texts.extend(texts)

    def asked(self):
        return self.stage.prompts

    def boxes(self):
        return [text for text, _ in self.stage.asked]

    def said(self):
        return [text for _, text in self.stage.lines]

    def without_windows(self):
        self.stage.batch = True

    def turn(self):
        self.stage.idle()


class InHoudini(Place):
    def __init__(self, monkeypatch, folder):
        for part in (
            os.path.join(ROOT, "tests", "fakes", "site"),
            os.path.join(ROOT, "tests", "unit", "analyzers"),
            os.path.join(ROOT, "shelves", "houdini", "scripts", "python"),
        ):
            monkeypatch.syspath_prepend(part)
        import hip_writer
        import hou
        import houdini_world

        from analyzers.houdini import live

        self.world = houdini_world.World(gui=True)
        self.writer = hip_writer
        self.hou = hou
        monkeypatch.setattr(hou, "_world", self.world)
        monkeypatch.setattr(live, "hou", hou)
        monkeypatch.delitem(sys.modules, "rayvision_in_houdini", raising=False)
        import rayvision_in_houdini
        from rayvision_shelf import button

        Place.__init__(self, rayvision_in_houdini, folder)
        self.module.BUTTON = button.Button(self.module._HOST, self.start)

    def open(self):
        rows = {"/obj/geo1": {"type": "geo"}}
        rows.update(("/obj/geo1/" + name, {"type": "box"}) for name in ("gum", "tooth"))
        path = self.folder + "/jaw.hip"
        with io.open(path, "wb") as stream:
            stream.write(self.writer.cpio(self.writer.scene(rows)))
        self.world.open(path)

    def select(self, *names, **mesh):
        self.world.selection = ["/obj/geo1/" + name for name in names]
        prims = [("polygon", face[::-1]) for face in mesh.get("faces", FACES)]
        row = mesh.get("points", POINTS), prims
        self.world.geometry = dict((path, row) for path in self.world.selection)

    def select_besides(self, count):
        self.world.selection += ["/obj/geo1"] * count

    def enter(self, *texts):
        self.world.answers.extend(texts)

    def asked(self):
        return [(row["text"], row["given"]) for row in self.world.asked if "given" in row]

    def boxes(self):
        return [row["text"] for row in self.world.asked if "given" not in row]

    def said(self):
        return [text for _, text in self.world.status]

    def without_windows(self):
        self.world.gui = False

    def turn(self):
        self.hou._turn()
