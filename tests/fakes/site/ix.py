"""Stands in for ``ix``, Clarisse's module: answers the calls of our facts from a Scene.

What Clarisse lacks is missing here too (AttributeError), wrong arguments are a TypeError as of
its bindings, an attribute or an object that is not there is None, a value beyond the last an
IndexError. Whatever would change the project is remembered in ``calls``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import collections
import os
import threading

import clarisse_world as _world

_PATHS = ("open", "save", "folder")
_OPTIONS = "__context_options__"
_MAIN = threading.current_thread()


def _world_now():
    assert threading.current_thread() is _MAIN, "called outside the main thread"
    return application._world


class _Array(object):
    def __init__(self, count=0):
        self._rows = [None] * count

    def get_count(self):
        return len(self._rows)

    def __getitem__(self, at):
        return self._rows[at]

    def _fill(self, rows):
        self._rows[:] = rows


class _OfAttr(object):
    """An attribute; its constants and static functions are those of ``ix.api.OfAttr``."""

    TYPE_BOOL, TYPE_LONG, TYPE_DOUBLE, TYPE_STRING = 0, 1, 2, 3
    TYPE_FILE, TYPE_REFERENCE, TYPE_OBJECT = 4, 5, 6
    VISUAL_HINT_DEFAULT, VISUAL_HINT_FILENAME_OPEN = 0, 1
    VISUAL_HINT_FILENAME_SAVE, VISUAL_HINT_FOLDER = 2, 3
    _HINTS = ("DEFAULT", "FILENAME_OPEN", "FILENAME_SAVE", "FOLDER")
    _TYPES = {"bool": 0, "long": 1, "double": 2, "string": 3, "reference": 5}

    def __init__(self, item, name, value):
        self._item, self._name, self._value = item, name, value

    @staticmethod
    def get_visual_hint_name(hint):
        return "VISUAL_HINT_" + _OfAttr._HINTS[hint]

    @staticmethod
    def get_path_attrs():
        found = _Array()
        rows = []
        for item in _items():
            if _references_above(item._node) < 2:  # a fault of Clarisse: it leaves these out
                rows += [attr for attr in item._attributes() if attr._value.kind in _PATHS]
        found._fill(rows)
        return found

    def get_name(self):
        return self._name

    def get_full_name(self):
        return self._item.get_full_name() + "." + self._name

    def get_parent_object(self):
        if self._item.is_context():
            return _Item(_world_now().node(self._item._node.name + "." + _OPTIONS, "Generic", None))
        return self._item

    def get_type(self):
        return self._TYPES.get(self._value.kind, self.TYPE_FILE)

    def get_visual_hint(self):
        return {"open": 1, "save": 2, "folder": 3}.get(self._value.kind, 0)

    def get_value_count(self):
        return len(self._value.texts)

    def get_string(self, at=0):
        self._expect("string", "open", "save", "folder")
        return self._value.texts[at]

    def get_bool(self, at=0):
        self._expect("bool")
        return self._value.texts[at] == "yes"

    def get_long(self, at=0):
        self._expect("long")
        return int(self._value.texts[at])

    def get_double(self, at=0):
        self._expect("double")
        return float(self._value.texts[at])

    def get_object(self, at=0):
        self._expect("reference")
        node = _world_now().resolve(self._value.texts[at], self._item._node)
        return _item(node) if node else None

    def _expect(self, *kinds):
        assert self._value.kind in kinds, "%s is of type %s" % (self._name, self._value.kind)

    def is_expression_enabled(self):
        return self._value.expression is not None

    def is_expression_activated(self):
        return self._value.expression is not None

    def get_expression(self):
        return self._value.expression or ""

    def get_preset_count(self):
        return len(_world.TABLE["labels"].get(self._name, ())) if self._value.kind == "long" else 0

    def get_applied_preset_label(self):
        labels = _world.TABLE["labels"][self._name]
        at = self.get_long()
        return labels[at] if at < len(labels) else ""

    def set_string(self, value, at=0):
        _world_now().calls.append(("set_string", self.get_full_name(), value))

    def activate_expression(self, value):
        _world_now().calls.append(("activate_expression", self.get_full_name(), value))


class _Item(object):
    def __init__(self, node):
        self._node = node

    def _attributes(self):
        table, held = _world.TABLE, dict(self._node.attrs)
        known = dict(table["every"])
        for word, row in (("Image", "image"), ("Layer", "layer")):
            if self._node.type.startswith(word) or self._node.type.endswith(word):
                known.update(table[row])
        for name, row in known.items():
            held.setdefault(name, _world.Value(row[0], row[1:]))
        return [_OfAttr(self, name, held[name]) for name in sorted(held)]

    def get_name(self):
        return self._node.name.replace(".", "/").rpartition("/")[2]

    def get_full_name(self):
        name = self._node.name
        if application._world.version.startswith("5"):
            name = name.replace("project://", "build://project/")
        return name

    def get_class_name(self):
        return self._node.type

    def get_attribute_count(self):
        return len(self._attributes())

    def get_attribute(self, key):
        rows = self._attributes()
        if isinstance(key, int):
            return rows[key]
        return next((row for row in rows if row.get_name() == key), None)

    attribute_exists = get_attribute

    def is_disabled(self):
        value = self._node.attrs.get("disabled")
        return bool(value) and value.texts == ["yes"]

    def is_context(self):
        return False


class _Context(_Item):
    def is_context(self):
        return True

    def is_reference(self):
        return "filename" in self._node.attrs

    def get_type(self):
        return "FileReferenceContext" if self.is_reference() else "Context"

    def _attributes(self):
        return [_OfAttr(self, name, value) for name, value in sorted(self._node.attrs.items())]

    def _objects(self):
        rows = _world_now().scene.nodes.values()
        own = [row for row in rows if row.parent == self._node.name]
        return [_item(row) for row in own if row.type != _world.CONTEXT and "/" in row.name]

    def get_object_count(self):
        return len(self._objects())

    def get_all_objects(self, found, flags, recursive):
        assert isinstance(flags, api.CoreBitFieldHelper) and recursive is False
        assert found.get_count() == self.get_object_count()
        found._fill(self._objects())

    def resolve_all_contexts(self, found):
        rows = _world_now().scene.nodes.values()
        start = self._node.name
        rows = [row for row in rows if row.type == _world.CONTEXT and row.name != start]
        found._fill([_item(row) for row in rows])


def _item(node):
    return (_Context if node.type == _world.CONTEXT else _Item)(node)


def _references_above(node):
    nodes, name = _world_now().scene.nodes, node.name
    above = [nodes.get(name[:at]) for at, char in enumerate(name) if char == "/"]
    contexts = [row for row in above if row and row.type == _world.CONTEXT]
    return len([row for row in contexts if row.attrs.get("filename")])


def _items():
    return [_item(node) for node in _world_now().scene.nodes.values()]


class _Preferences(object):
    def __init__(self, mode):
        self._mode = mode

    def _row(self, category, key):
        kind, usual = _world.TABLE["preferences"][category][key]
        held = _world_now().preferences.get(category, {}).get(key)
        return kind, usual if held is None or self._mode == 0 else held

    def item_exists(self, category, key):
        return key in _world.TABLE["preferences"].get(category, {})

    def get_long_value(self, category, key):
        kind, text = self._row(category, key)
        if kind != "long" or "." in text:
            raise TypeError("%s/%s is no long" % (category, key))
        return int(text)

    def get_double_value(self, category, key):
        return float(self._row(category, key)[1])

    def get_string_value(self, category, key):
        kind, text = self._row(category, key)
        assert kind == "string"
        return text


class _Dialog(object):
    def __init__(self, word):
        self._word = word

    def is_yes(self):
        return self._word == "yes"

    def is_no(self):
        return self._word == "no"

    def is_cancelled(self):
        return self._word == "cancel"


class _Menu(object):
    def __init__(self):
        self.entries = []

    def add_command(self, name):
        self.entries.append((name, None))

    def add_command_as_script(self, language, name, code):
        assert language == "ScriptingPython"
        self.entries.append((name, code))


class _Application(object):
    def __init__(self):
        version = os.environ.get("STANDIN_CLARISSE_VERSION", "5.0 SP14")
        self._world = _world.World(bool(os.environ.get("STANDIN_CLARISSE_GUI")), version)
        self._menu = _Menu()
        self._loop = collections.deque()
        self._asked = []
        self._answer = "cancel"

    def get_version(self):
        return self._world.version

    def get_current_project_filename(self):
        return _world_now().path

    def is_project_modified(self):
        return _world_now().modified

    def load_project(self, path):
        _world_now().calls.append(("load_project", path))
        text = path.decode("utf-8") if isinstance(path, bytes) else path
        self._world.open(text)

    def save_project(self, path):
        assert path == _world_now().path
        self._world.calls.append(("save_project", path))
        self._world.modified = False

    def get_current_frame_range(self):
        row = _world_now().preferences.get("animation", {})
        usual = _world.TABLE["preferences"]["animation"]
        return tuple(float(row.get(key, usual[key][1])) for key in ("start_frame", "end_frame"))

    def get_prefs(self, mode=1):
        return _Preferences(mode)

    def get_factory(self):
        return self

    def get_root(self):
        return _item(_world_now().scene.nodes[_world.TOP])

    def get_main_menu(self):
        return self._menu

    def message_box(self, text, title, value, style):
        assert self._world.gui and threading.current_thread() is _MAIN
        self._asked.append((text, style))
        return _Dialog(self._answer) if style != api.AppDialog.STYLE_OK else value

    def add_to_event_loop_single(self, function, milliseconds=0):
        assert threading.current_thread() is _MAIN
        self._loop.append(function)

    def _turn(self):
        """One turn of the main loop; functions that come back wait for the next."""
        for _ in range(len(self._loop)):
            self._loop.popleft()()


class api(object):  # noqa: N801
    OfAttr = _OfAttr

    class OfObjectArray(_Array):
        pass

    class OfContextSet(_Array):
        pass

    class CoreBitFieldHelper(object):
        pass

    class AppPreferences(object):
        MODE_APPLICATION, MODE_PROJECT = 0, 1

    class AppDialog(object):
        STYLE_OK, STYLE_YES_NO, STYLE_YES_NO_CANCEL = 0, 1, 2

        @staticmethod
        def cancel():
            return _Dialog("cancel")


lines = []  # what was logged: (level, text)


def _logged(level):
    def log(text):
        assert threading.current_thread() is _MAIN
        assert isinstance(text, str), "Clarisse takes its Python's own texts"
        lines.append((level, text.decode("utf-8") if isinstance(text, bytes) else text))

    return log


log_info, log_warning, log_error = (_logged(level) for level in ("info", "warning", "error"))


def is_gui_application():
    return application._world.gui


application = _Application()
