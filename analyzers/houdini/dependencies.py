"""What a scene needs: the files its nodes read, libraries, scripts, color configuration.

``find`` is called with (path, file rule) and returns (candidates, natural, unknown variables),
as places.Places.candidates does.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import shipped, tables
from analyzers.houdini.needs import libraries, produced
from analyzers.houdini.needs.inputs import Inputs
from analyzers.houdini.needs.sequences import Sequences
from analyzers.houdini.places import ON_DISK
from analyzers.houdini.tablenames import FILES
from analyzers.scene import FileRef

_IMPORT = re.compile(r"(?m)^[ \t]*(?:import[ \t]+([^#;\n]+)|from[ \t]+(\S+)[ \t]+import\b)")
MOST_MODULES = 1000
SHOWN = 5


def files(scene, find, passes):
    """Returns the FileRef of every path: those of nodes first, in the order of the scene."""
    table = tables.load(FILES)
    sequences = Sequences(passes)
    reading = Inputs(scene, find, sequences, _first_frame(scene, passes))
    found = reading.every()
    for take in _takes(scene, passes):
        found += reading.of_take(take)
    found += reading.suspects()
    found = produced.mark(found, passes, find, scene)
    _tell_gap(scene, table["gaps"]["long"], reading.long)
    _tell_gap(scene, table["gaps"]["sequence"], sequences.left)
    known = libraries.libraries(scene)
    scene.plugins = scene.plugins or libraries.plugins(scene, known)
    scene.gaps.extend(table["gaps"]["asset"] % kind for kind in libraries.closed(scene, known))
    found += libraries.files(scene, find, known)
    found += _scripts(scene, find)
    return found + shipped.color_config(find, table["variables"], table["roles"]["used"]["ocio"])


def _tell_gap(scene, sentence, names):
    """Says what is not known of parameters, in one sentence."""
    if names:
        shown = ", ".join(list(names)[:SHOWN]) + (" ..." if len(names) > SHOWN else "")
        scene.gaps.append(sentence % shown)


def _first_frame(scene, passes):
    """Returns the first frame that is rendered, the scene's own when none is."""
    frames = [part[0] for row in passes if row.enabled and row.frames for part in row.frames.parts]
    return min(frames) if frames else scene.info.get("frame")


def _takes(scene, passes):
    """Returns the takes that enabled passes render with, other than the one that was saved."""
    names = [row.settings.get("take") for row in passes if row.enabled]
    known = scene.info.get("takes") or {}
    saved = scene.info.get("take")
    return [name for name in OrderedDict.fromkeys(names) if name in known and name != saved]


def _scripts(scene, find):
    """Yields the Python modules beside the scene that its own module imports."""
    table = tables.load(FILES)["session"]
    for name, line in _imported(scene.info.get("session") or ""):
        places = [
            (form % (folder, name), expand)
            for folder in table["folders"]
            for form, expand in (("%s/%s.py", None), ("%s/%s/__init__.py", "folder"))
        ]
        written, expand = next((row for row in places if find(row[0], ON_DISK)[0]), (None, None))
        if written is None:
            continue
        written = written.rpartition("/")[0] if expand else written
        yield FileRef(
            written,
            table["node"],
            None,
            table["attr"],
            where="%s line %d" % (table["member"], line),
            role=tables.load(FILES)["roles"]["used"]["script"],
            candidates=find(written, None)[0],
            expand=expand,
        )


def _imported(text):
    """Returns [(name, line)] of the modules that a Python text imports, each once."""
    found = OrderedDict()
    for match in _IMPORT.finditer(text):
        for name in (match.group(1) or match.group(2)).split(","):
            name = name.strip().partition(" ")[0].partition(".")[0]
            if re.match(r"[A-Za-z_]\w*\Z", name):
                found.setdefault(name, text.count("\n", 0, match.start()) + 1)
    return list(found.items())[:MOST_MODULES]


def twins(ref):
    """Returns the suffixes (replacing, appended) of files that a renderer made of this one."""
    table = tables.load(FILES)["twins"]
    return (table["replace"], table["append"]) if ref.role in table["roles"] else ((), ())


def is_shipped(path):
    """Returns whether a path lies in a Houdini installation, which every farm machine has."""
    return shipped.is_shipped(path, tables.load(FILES))
