"""Reads the project that is open in Clarisse; in one without windows (cnode) it opens the file.

An open project is asked and never changed: nothing is set, localized, evaluated at another
frame or switched off on the way. The Scene is that of the file reader, with what only
Clarisse knows besides: names of formats and color spaces (``<attribute>.label``), values that
nobody had to store, files of classes that no table knows. What a referenced project holds
becomes a Scene of its own, as its file has it; of what Clarisse makes of .abc or .usd files
below a context only the cameras are kept, those files stand for it.

Source: the calls of public scripts for Clarisse 3.6 to 5.0 (conductor_client, cioclarisse,
tk-clarisse, CGRU, ClarisseAdd, Isotropix's own UV baker); none was run inside Clarisse here.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
from collections import OrderedDict

try:
    import ix
except ImportError:  # outside of Clarisse; read() says so
    ix = None  # type: ignore[assignment,unused-ignore]

from analyzers.clarisse import names, queries, values
from analyzers.clarisse.kinds import Kinds
from analyzers.errors import SceneNotRead
from analyzers.scene import Node, Reference, Scene

GAPS = OrderedDict(
    [
        ("lines", "Clarisse does not say in which line of the project a value stands"),
        ("version", "the version is that of the Clarisse that reads, not of the one that saved"),
        ("defaults", "settings that the project leaves out are those of the Clarisse that reads"),
        ("values", "a path with variables may be told as it is at the current frame"),
        ("curves", "whether curves change an attribute is not asked"),
        ("contexts", "a context that refers to files has the class that Clarisse calls it by"),
        ("broken", "an object that is named and not there is told as none"),
        ("made", "what the project sets on objects of the files it refers to is not told apart"),
        ("hints", "attributes are known to hold files by what Clarisse says of them"),
        ("ending", "how the file ends and how its text is encoded is not known to Clarisse"),
    ]
)
"""What no open project tells, named in every Scene of this reader."""


def read(path, wanted):
    """Returns the Scene ``path``: the open project as it is, any other as cnode opens it.

    ``wanted`` is the table ``clarisse/nodes.json``. A Clarisse with windows reads only what
    is open in it.

    Raises:
        SceneNotRead: no Clarisse runs here, another project is open, or it cannot be opened.
    """
    if ix is None:
        raise SceneNotRead(path, "the live reader works inside Clarisse or cnode only")
    scene = Scene("clarisse", path, "live")
    if not _is_open(path):
        _open(path)
    elif ix.application.is_project_modified():
        scene.tips.append(("unsaved_changes", path))
    return _Reader(scene, wanted).read()


def _is_open(path):
    name = queries.text(ix.application.get_current_project_filename())
    return bool(name) and queries.same_file(name, path)


def _open(path):
    if _has_window():
        raise SceneNotRead(path, "another project is open in this Clarisse; open this one first")
    ix.application.load_project(path if str is not bytes else path.encode("utf-8"))
    if not _is_open(path):
        raise SceneNotRead(path, "Clarisse cannot open it; what it printed says why")


def _has_window():
    try:
        return bool(ix.is_gui_application())
    except AttributeError:  # not in every version; a window is the case to be careful in
        return True


def _all(array):
    """Returns a list of what one of Clarisse's arrays holds."""
    return [array[at] for at in range(array.get_count())]


class _Part(object):
    """What a project holds: its Scene and what stands before its names in the open one.

    ``above`` are the paths of it and of the projects around it; ``made`` says that Clarisse
    made it of a file that is no project.
    """

    def __init__(self, scene, namespace, above, made=False):
        self.scene = scene
        self.namespace = namespace
        self.above = above
        self.made = made


class _Reader(object):
    """One pass over the open project; ``parts`` maps names of contexts to what they draw in."""

    def __init__(self, scene, wanted):
        self.scene = scene
        self.wanted = wanted
        self.kinds = Kinds(wanted)
        self.skipped = set(wanted["attributes"]["skipped"])
        self.variables = dict(os.environ)
        self.root = _Part(scene, "", [scene.path])
        self.parts = {}
        self.seen = set()
        self.files = {}  # class -> names of its attributes that hold files

    def read(self):
        self.scene.gaps += GAPS.values()
        self.facts()
        contexts = self.contexts()
        for full, context in contexts.items():
            self.reference(full, context)
        for context in contexts.values():
            for item in self.objects(context):
                self.item(item)
        for attr in _all(ix.api.OfAttr.get_path_attrs()):
            self.path(attr)
        for row in [row for part, _, _ in self.scene.tree() for row in part.references]:
            if row.scene is not None and not row.scene.types:  # Clarisse did not load it
                row.scene = None
        return self.scene

    # -- the project ------------------------------------------------------------------

    def facts(self):
        application, info = ix.application, self.scene.info
        self.scene.version = queries.version(application.get_version())
        for category, keys in self.wanted["preferences"]["categories"].items():
            for key in keys:
                value = self.preference(category, key)
                if value is not None:
                    info[category + "/" + key] = value
        frames = application.get_current_frame_range()
        for key, frame in zip(self.wanted["preferences"]["range"], frames):
            info[key] = queries.number(frame)
        fps = values.number(info.get(self.wanted["preferences"]["fps"]))
        self.scene.fps = fps if fps and fps > 0 else None

    def preference(self, category, key):
        """Returns a preference as text: the project's, else the application's, else None."""
        for mode in ("MODE_PROJECT", "MODE_APPLICATION"):  # the first is not in every version
            if not hasattr(ix.api.AppPreferences, mode):
                continue
            preferences = ix.application.get_prefs(getattr(ix.api.AppPreferences, mode))
            if not preferences.item_exists(category, key):
                continue
            if category + "/" + key == self.wanted["preferences"]["preset"]:
                return queries.text(preferences.get_string_value(category, key))
            try:
                return queries.number(preferences.get_long_value(category, key))
            except (TypeError, ValueError, RuntimeError):  # no whole number
                return queries.number(preferences.get_double_value(category, key))
        return None

    def contexts(self):
        """Returns {full name: context} of all, those around others first."""
        top = ix.application.get_factory().get_root()
        found = ix.api.OfContextSet()
        top.resolve_all_contexts(found)
        rows = [(queries.full_name(row.get_full_name()), row) for row in [top] + _all(found)]
        return OrderedDict(sorted(rows, key=lambda row: (row[0].count("/"), row[0])))

    @staticmethod
    def objects(context):
        """Returns the objects that stand in a context itself."""
        count = context.get_object_count()
        found = ix.api.OfObjectArray(count)
        if count:
            context.get_all_objects(found, ix.api.CoreBitFieldHelper(), False)
        return _all(found)

    def reference(self, full, context):
        """Keeps a context that refers to files, and makes the Scene of a project it draws in."""
        if not context.is_reference():
            return
        part = self.part_of(full)
        if part.made:
            return
        inner = queries.inside(full, part.namespace)
        node = Node(inner, queries.text(context.get_type()), queries.parent(inner))
        attr = context.get_attribute(next(iter(self.wanted["attributes"]["files"])))
        if attr is None:
            return
        self.value(node, attr, part)
        part.scene.nodes[inner] = node
        loaded = not context.is_disabled()
        self.parts[full] = _Part(part.scene, part.namespace, part.above, made=True)
        paths = [path for path, _ in values.paths(node, queries.text(attr.get_name()))[0]]
        for path in paths:
            row = Reference(path, inner, names.namespace(inner), loaded=loaded)
            part.scene.references.append(row)
        scenes = tuple(self.wanted["references"]["scenes"])
        if loaded and len(paths) == 1 and paths[0].lower().endswith(scenes):
            row.resolved = self.project_path(row.path, part)
            if row.resolved not in part.above:  # else a circle, which references.follow tells
                row.scene = self.child(row.resolved)
                above = part.above + [row.resolved]
                self.parts[full] = _Part(row.scene, names.namespace(full), above)

    def project_path(self, path, part):
        """Returns the full path of a project that ``part`` refers to."""
        folder = part.scene.path.rpartition("/")[0]
        known = dict((name, folder) for name in self.wanted["variables"]["folder"])
        return queries.project_path(path, folder, dict(self.variables, **known))

    def child(self, path):
        """Returns the Scene, still empty, of a project that is referred to."""
        scene = Scene("clarisse", path, "live")
        scene.version, scene.fps = self.scene.version, self.scene.fps
        scene.info.update(self.scene.info)
        return scene

    def part_of(self, full):
        """Returns what holds an object or a context: the nearest reference above, else the root."""
        above = full
        while "/" in above[len(names.root()) :]:
            above = above.rpartition("/")[0]
            if above in self.parts:
                return self.parts[above]
        return self.root

    # -- objects ----------------------------------------------------------------------

    def item(self, item, is_layer=False):
        """Keeps an object with the values that are asked for, and the layers of an image."""
        full = queries.full_name(item.get_full_name())
        part = self.part_of(full)
        if full in self.seen or item.is_context():
            return
        self.seen.add(full)
        inner = queries.inside(full, part.namespace)
        node = Node(inner, queries.text(item.get_class_name()), queries.parent(inner))
        part.scene.types[node.type] = part.scene.types.get(node.type, 0) + 1
        if self.kinds.is_output(node.type):
            return
        row = self.kinds.row(node.type, is_layer)
        role = row.get("role") if row else None
        if not part.made:
            self.values(node, item, part, list(row["attrs"] if row else ()))
        elif role != "camera":  # the file stands for it; only layers ask for its cameras
            return
        if row or node.attrs:
            part.scene.nodes[inner] = node
        if role == self.wanted["kinds"]["image"]:
            self.layers(item)

    def layers(self, image):
        """Keeps the layers of an image, of whatever class they are."""
        attr = image.get_attribute("layers")
        for at in range(attr.get_value_count() if attr else 0):
            layer = attr.get_object(at)
            if layer is not None:
                self.item(layer, True)

    def values(self, node, item, part, asked):
        """Keeps the attributes that are asked for and those that hold files."""
        for name in asked + self.files_of(item, node.type):
            attr = item.attribute_exists(name)
            if attr and name not in node.attrs:
                self.value(node, attr, part)
        if item.is_disabled():
            node.attrs["disabled"] = queries.switch(True)

    def files_of(self, item, kind):
        """Returns the names of the attributes of a class that hold files, looked up once."""
        if kind not in self.files:
            attrs = [item.get_attribute(at) for at in range(item.get_attribute_count())]
            rows = [(attr, queries.text(attr.get_name())) for attr in attrs]
            self.files[kind] = [name for attr, name in rows if self.is_file(attr, name)]
        return self.files[kind]

    def path(self, attr):
        """Keeps a path of an embedded object, or in an attribute that only this object has.

        Clarisse tells all but those in references of references.
        """
        item, name = attr.get_parent_object(), queries.text(attr.get_name())
        if queries.text(item.get_name()) in self.wanted["blocks"]["transparent"]:
            return  # the file of a context that refers to it
        self.item(item)
        full = queries.full_name(item.get_full_name())
        part = self.part_of(full)
        inner = queries.inside(full, part.namespace)
        if part.made or not self.is_file(attr, name) or item.is_context():
            return
        kind = queries.text(item.get_class_name())
        node = part.scene.nodes.get(inner) or Node(inner, kind, queries.parent(inner))
        if name not in node.attrs and not self.kinds.is_output(kind):
            self.value(node, attr, part)
            if node.attrs:
                part.scene.nodes[inner] = node

    def is_file(self, attr, name):
        """Returns whether an attribute names a file to be read."""
        return name not in self.skipped and (
            name in self.kinds.named or bool(self.wanted["typed"]["types"].get(self.hint(attr)))
        )

    @staticmethod
    def hint(attr):
        return queries.hint(ix.api.OfAttr.get_visual_hint_name(attr.get_visual_hint()))

    def value(self, node, attr, part):
        """Keeps the value of an attribute, its expression, its type and what a choice is called."""
        name = queries.text(attr.get_name())
        found = [self.one(attr, at, part) for at in range(attr.get_value_count())]
        held = queries.one_or_all([text for text in found if text is not None])
        if held is None:
            return
        if name not in self.kinds.named and self.is_file(attr, name):
            if not any(found):
                return  # a file that nobody has chosen
            node.attrs[name + values.TYPE] = self.hint(attr)
        node.attrs[name] = held
        if attr.is_expression_enabled() and attr.is_expression_activated():
            node.attrs[name + values.EXPRESSION] = queries.text(attr.get_expression())
        shown = queries.label(attr.get_applied_preset_label()) if attr.get_preset_count() else ""
        if shown:
            node.attrs[name + values.LABEL] = shown

    @staticmethod
    def one(attr, at, part):
        """Returns one value of an attribute as text, None when it refers to nothing."""
        kinds, kind = ix.api.OfAttr, attr.get_type()
        if kind == kinds.TYPE_BOOL:
            return queries.switch(attr.get_bool(at))
        if kind == kinds.TYPE_LONG:
            return queries.number(attr.get_long(at))
        if kind == kinds.TYPE_DOUBLE:
            return queries.number(attr.get_double(at))
        if kind in (kinds.TYPE_REFERENCE, kinds.TYPE_OBJECT):
            item = attr.get_object(at)
            if item is None:
                return None
            return queries.inside(queries.full_name(item.get_full_name()), part.namespace)
        return queries.text(attr.get_string(at))
