"""The session behind the stand-in ``hou``: the scene that is open and the state around it."""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

STAYS = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)


class Error(Exception):
    """``hou.Error``: what Houdini raises."""

    def instanceMessage(self):  # noqa: N802
        return self.args[0] if self.args else ""

    description = instanceMessage


class OperationFailed(Error):
    pass


class LoadWarning(OperationFailed):
    pass


class ObjectWasDeleted(Error):
    pass


class PermissionError(Error):
    pass


class World(object):
    """A Houdini: the open scene and the state around it.

    ``calls`` are the changes that were asked for, [(word, arguments...)]. ``asked`` are the
    message boxes, [{"text", "buttons", "title", "severity"}], and questions for a line, [{"text",
    "given"}], ``answers`` what is answered to them in turn: a button's text or index, a line.
    ``status`` are lines of the status bar, [(level, text)], ``callbacks`` those of the event
    loop, ``errors`` what they raised. ``selection`` are paths of nodes. ``evaluated`` counts the
    values that were asked for, by word. ``references`` are what hou.fileReferences says besides,
    [(node path or None, component, path)], ``editable`` {"Category/type": text of the section
    EditableNodes}, ``variables`` those of the session besides the scene's. ``geometry`` is what
    geometry nodes cook, {path: ([(x, y, z)], [(polygon, open or sphere, [index of a point])]) or
    an error}, ``transforms`` {path of an object: 16 numbers row by row, rows before the matrix}.
    """

    def __init__(self, gui=False, version="20.5.487"):
        self.gui = gui
        self.version = version
        self.install = "/opt/hfs" + version
        self.calls = []
        self.asked = []
        self.answers = []
        self.status = []
        self.callbacks = []
        self.errors = []
        self.clear()

    def clear(self):
        """Leaves a new scene without a file."""
        self.path = "untitled.hip"
        self.modified = False
        self.scene = None
        self.selection = []
        self.evaluated = {}
        self.references = []
        self.editable = {}
        self.variables = {}
        self.frame = 1
        self.shown = {}
        self.geometry = {}
        self.transforms = {}
        self.inner = {}

    def open(self, path):
        """Opens a scene as our file reader has it."""
        from analyzers import tables
        from analyzers.errors import AnalyzeError
        from analyzers.houdini import hip

        try:
            scene = hip.read(path, tables.load("houdini/nodes.json"))
        except AnalyzeError as err:
            raise OperationFailed("Failed to load %s: %s" % (path, err.text))  # noqa: B904
        self.show(scene)

    def show(self, scene):
        """Opens a Scene that a test has made."""
        self.clear()
        self.path = scene.path
        self.scene = scene
        self.frame = scene.info.get("frame", 1)
        for full in scene.nodes:
            above = full.rpartition("/")[0] or "/"
            self.inner.setdefault(above, []).append(full)
            owner = above
            while owner != "/" and owner not in scene.nodes:
                owner = owner.rpartition("/")[0] or "/"
            if owner != "/":
                self.edited(scene.nodes[owner], full)

    def edited(self, owner, full):
        """Takes what the file holds of a locked asset for nodes that may be edited in it."""
        name = owner.category + "/" + owner.type
        if owner.locked and self.library(name).startswith(self.install + "/"):
            inner = full[len(owner.name) + 1 :]
            if inner not in self.editable.setdefault(name, "").split():
                self.editable[name] = (self.editable[name] + " " + inner).strip()

    def node(self, full):
        """Returns the Operator at a path, or None."""
        return self.scene.nodes.get(full) if self.scene else None

    def kind(self, node, name):
        """Returns (ParmKind or None, whether the node itself defines it) of a tuple.

        A parameter of a block is defined with "#" where it has its number.
        """
        plain = re.sub(r"\d+", "#", name)
        for key in (name, plain):
            if node.spare.get(key) is not None:
                return node.spare[key], True
        definition = self.definition(node.category + "/" + node.type)
        if definition is None:
            return None, False
        return definition.spare.get(name) or definition.spare.get(plain), False

    def definition(self, name):
        """Returns the Definition of "Category/type", or None."""
        return (self.scene.info.get("definitions") or {}).get(name)

    def fallbacks(self):
        """Returns {"Category/type": the first path that the scene says}."""
        found = {}
        for name, path in self.scene.info.get("fallbacks", ()):
            found.setdefault(name, path)
        return found

    def library(self, name):
        """Returns where an asset lies, as Houdini tells it; its own are below ``install``."""
        found = self.fallbacks().get(name)
        found = found or (self.definition(name).library if self.definition(name) else "")
        if not found:
            return "Embedded"
        if "otls/OPlib" in found:
            return self.install + "/houdini/otls/" + found.rpartition("/")[2]
        return self.expanded(found)

    def expanded(self, text):
        folder = self.path.rpartition("/")[0]
        return text.replace("$HIP", folder).replace("$HFS", self.install)

    def all_variables(self):
        """Returns the global variables of the session."""
        found = dict(self.scene.info.get("variables", {})) if self.scene else {}
        folder, _, name = self.path.rpartition("/")
        found.update(HIP=folder, HIPFILE=self.path, HIPNAME=name.rpartition(".")[0])
        found.update(HFS=self.install)
        found.update(self.variables)
        return found

    def components(self, node, name):
        """Returns the names of a tuple's components."""
        parm = node.attrs[name]
        if len(parm.values) == 1:
            return [parm.driven.get(0, name)]
        suffixes = "1234567890"
        for channel in parm.driven.values():
            rows = [row for row in ("1234567890", "xyzw", "rgba", "uvw") if channel[-1] in row]
            suffixes = rows[0] if rows else suffixes
        if not parm.driven and name in ("t", "r", "s", "p", "res", "res_override", "resolution"):
            suffixes = "xyzw"
        rows = [name + suffixes[at % 10] for at in range(len(parm.values))]
        return [parm.driven.get(at, row) for at, row in enumerate(rows)]

    def count(self, word):
        self.evaluated[word] = self.evaluated.get(word, 0) + 1

    def evaluate(self, node, name, is_text, frame):
        """Returns a component as text at a frame; our own evaluator is Houdini here.

        What only Houdini could say is what was saved, but at no other frame than the current.

        Raises:
            OperationFailed: it cannot be evaluated.
        """
        from analyzers.houdini import evaluate

        asked = evaluate.Evaluator(self.scene, self.all_variables())
        at = self.frame if frame is None else frame
        found = asked.text(node, name, at) if is_text else asked.number(node, name, at)
        if not found.known and (frame is not None or found.value is None):
            raise OperationFailed("The attempted operation failed: %s" % found.reason)
        if is_text:
            return found.value.replace("*", "") if found.wild else found.value  # no work item
        return "%.6g" % found.value
