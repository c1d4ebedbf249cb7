"""Asset libraries that a scene uses and Houdini does not bring along, and plug-ins.

A scene names the libraries it loaded itself (.OPlibraries) and, for every type in use, where
its library lay (.OPfallbacks: as found, then below HOUDINI_PATH).
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import paths, tables
from analyzers.disk import content
from analyzers.errors import SceneNotRead
from analyzers.houdini import typenames
from analyzers.houdini.places import EACH_FOLDER
from analyzers.houdini.tablenames import FILES
from analyzers.scene import FileRef, Plugin

MOST_BYTES = 1 << 28
"""Bytes of all libraries that are looked into."""
MOST_NAMED = 1000
"""Libraries that are taken for those of an asset by their name."""


class Library(object):
    """A library file: ``places`` as written, the one to name first; ``types`` it defines."""

    def __init__(self, path, where):
        self.path = path
        self.where = where
        self.places = [path]
        self.types = []

    def add(self, kind, places=()):
        if kind and kind not in self.types:
            self.types.append(kind)
        self.places += [place for place in places if place not in self.places]


def libraries(scene):
    """Returns the Libraries of a scene that are not part of Houdini, as written."""
    found = OrderedDict()
    for at, path in enumerate(scene.info.get("libraries") or ()):
        if path and not is_stock(path):
            found.setdefault(_key(path), Library(path, ".OPlibraries line %d" % (at + 1)))
    moving = {}
    for key in found:
        _note_moving(moving, key)
    fallen = OrderedDict()
    for at, (kind, path) in enumerate(scene.info.get("fallbacks") or ()):
        fallen.setdefault(kind, []).append((path, ".OPfallbacks line %d" % (at + 1)))
    for kind, rows in list(fallen.items()) + _defined(scene, fallen):
        if not any(is_stock(path) for path, _ in rows):
            _library(found, moving, rows).add(kind, [path for path, _ in rows])
    lost = unplaced(scene)
    _name([row for row in found.values() if not row.types][:MOST_NAMED], lost, fallen, scene.types)
    empty = [row for row in found.values() if not row.types]
    for kind in lost if len(empty) == 1 else ():
        empty[0].add(kind)
    return list(found.values())


def _name(libraries, lost, fallen, used):
    """Gives libraries the assets in use whose name is in that of the file."""
    kinds = OrderedDict.fromkeys(lost + [kind for kind in fallen if kind in used])
    shorts = [(typenames.short(typenames.type_of(kind)).lower(), kind) for kind in kinds]
    for library in libraries:
        name = paths.split(_key(library.path))[1]
        for short, kind in shorts:
            if short and short in name:
                library.add(kind)


def look_into(scene, disk, find):
    """Adds to the scene what the libraries that are found hold inside of locked assets."""
    assets = scene.info.get("assets")
    left = MOST_BYTES
    for library in libraries(scene) if assets is not None else ():
        path = disk.first(_candidates(library, find))
        try:
            size = disk.size_mtime(path)[0] if path else 0
            if 0 < size <= left:
                left -= size
                assets.add_library(content(path), path)
            elif size:
                scene.tips.append(("nested_partly", "%s: too large to look into" % path))
        except (OSError, SceneNotRead):  # told when it is to be sent
            continue


def _defined(scene, fallen):
    """Returns [(type, [(library, None)])] of definitions that alone tell their library."""
    rows = scene.info.get("definitions") or {}
    places = [(kind, rows[kind].library) for kind in rows if kind in scene.types]
    return [
        (kind, [(path, None)])
        for kind, path in places
        if path and path != _table()["embedded"] and kind not in fallen
    ]


def unplaced(scene):
    """Returns the assets in use of which the scene does not say where their library lies."""
    fallen = set(kind for kind, _ in scene.info.get("fallbacks") or ())
    inside = embedded(scene)
    definitions = scene.info.get("definitions") or {}
    found = OrderedDict()
    for node in scene.nodes.values():
        if node.kind in fallen or node.kind in inside:
            continue
        if node.locked or (node.kind in definitions and not definitions[node.kind].library):
            found[node.kind] = True
    return list(found)


def embedded(scene):
    """Returns the assets whose contents the scene itself holds."""
    known = tables.load(FILES)["libraries"]["member"]
    return set(
        node.member[len(known) :].partition(" Contents ")[0]
        for node in scene.nodes.values()
        if node.member and node.member.startswith(known)
    )


def closed(scene, every):
    """Returns the assets in use whose contents neither the scene nor a library found tells.

    ``every`` are the Libraries of the scene.
    """
    known = scene.info["assets"].entered if "assets" in scene.info else embedded(scene)
    kinds = set(kind for library in every for kind in library.types) - known
    locked = (node.kind for node in scene.nodes.values() if node.locked)
    return [kind for kind in OrderedDict.fromkeys(locked) if kind in kinds]


def _library(found, moving, rows):
    """Returns the Library that one of the places of ``rows`` belongs to, made when it is new.

    ``moving`` are those named with a variable where Houdini names the full path, {name: key}.
    """
    key = next((_key(path) for path, _ in rows if _key(path) in found), _key(rows[0][0]))
    if key not in found:
        key = moving.get(paths.split(key)[1], key)
        _note_moving(moving, key)
    return found.setdefault(key, Library(*rows[0]))


def _note_moving(moving, key):
    if "$" in key:
        moving.setdefault(paths.split(key)[1], key)


def _key(path):
    return paths.normalise(path).lower()


def _table():
    return tables.load(FILES)["libraries"]


def is_stock(path):
    """Returns whether a library is one of Houdini's own."""
    path = paths.slashes(path)
    patterns = _table()["stock"] + tables.load(FILES)["shipped"]["patterns"]
    return any(re.search(regex, path) for regex in patterns)


def files(scene, find, every):
    """Returns the FileRefs of the libraries; those that nothing uses are not needed."""
    role = tables.load(FILES)["roles"]["used"]["library"]
    first = {}
    is_closed = False  # whether there are assets whose contents are not known
    within = embedded(scene)
    for node in scene.nodes.values():
        first.setdefault(node.kind, node)
        is_closed = is_closed or node.locked
    found = []
    is_open = bool(set(unplaced(scene)) - set(kind for row in every for kind in row.types))
    for library in every:
        used = [kind for kind in library.types if kind in first or kind in scene.types]
        is_inside = used and all(kind in within for kind in used)
        needed = bool(used or (is_open if not library.types else is_closed)) and not is_inside
        node = next((first[kind] for kind in used if kind in first), None)
        kind = node.type if node else typenames.type_of("".join(library.types[:1])) or None
        plugin = _plugin_of(library)
        ref = FileRef(
            library.path,
            node.name if node else "/",
            kind,
            _table()["attr"],
            where=None if scene.reader == "live" else library.where,
            role=role,
            needed=needed and not (plugin and plugin.get("installed")),
            candidates=_candidates(library, find),
            expand="folder",
        )
        found.append(ref)
        found += _inner(ref, find) if ref.needed else []
    return found


def _candidates(library, find):
    places = [place for path in library.places for place in find(path, None)[0]]
    return list(OrderedDict.fromkeys(places))


def _inner(ref, find):
    """Yields a FileRef per folder in a library that is a folder itself."""
    for place in find(ref.path + "/*/*", EACH_FOLDER)[0]:
        folder = paths.split(place)[0]
        yield FileRef(
            ref.path + "/" + paths.split(folder)[1],
            ref.node,
            ref.node_type,
            ref.attr,
            where=ref.where,
            role=ref.role,
            candidates=[folder],
            expand="folder",
        )


def plugins(scene, every):
    """Returns the Plugins of a scene by its libraries and its types, in the order met.

    The version is that in the path of the library, None where it tells none.
    """
    found = OrderedDict()
    for library in every:
        row = _plugin_of(library)
        if row:
            version = next((v for v in (_version(row, path) for path in library.places) if v), None)
            known = found.setdefault(row["name"], [None, []])
            known[0] = known[0] or version
            known[1] += [kind for kind in library.types if kind not in known[1]]
    for kind in sorted(scene.types):
        name = _plugin_of_type(kind)
        if name:
            known = found.setdefault(name, [None, []])
            known[1] += [kind] if kind not in known[1] else []
    return [Plugin(name, version, types) for name, (version, types) in found.items()]


def _plugin_of(library):
    """Returns the row of the plug-in that a library is part of, or None."""
    rows = _table()["plugins"]
    places = [paths.slashes(path) for path in library.places]
    return next(
        (row for row in rows if any(re.search(row["match"], path) for path in places)), None
    )


def _version(row, path):
    """Returns the version that the path of a library tells, or None."""
    matches = (re.search(regex, paths.slashes(path)) for regex in row.get("version", ()))
    return next((match.group(1).replace("_", ".") for match in matches if match), None)


def _plugin_of_type(kind):
    name = typenames.type_of(kind)
    table = _table()
    bare = name.partition("::")[0]
    if name in table["names"]:
        return table["names"][name]
    return next(
        (
            plugin
            for start, plugin in table["prefixes"].items()
            if bare == start or ("::" not in name and name.startswith(start) and start != bare)
        ),
        None,
    )
