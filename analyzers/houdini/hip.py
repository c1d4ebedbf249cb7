"""Reads Houdini scenes (.hip, .hipnc, .hiplc) without Houdini.

Members are found first; of every node only its type is read, parameters, channels and
definitions when somebody asks for them. Nothing in a scene is ever executed.

Source: scenes of Houdini 11 to 21.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import disk
from analyzers.errors import UnknownScene
from analyzers.houdini.archive import containers, embedded, records, takes
from analyzers.houdini.archive.members import SCENE_TEXT, Members
from analyzers.houdini.archive.nodes import Nodes
from analyzers.houdini.expressions.variables import whole
from analyzers.houdini.typenames import kind_of
from analyzers.scene import Scene

START = ".start"
TIMES = frozenset(["fps", "tset", "frange", "tcur"])
MOST_FPS = 10000
MOST_SHOWN = 200
LICENCES = {containers.NONCOMMERCIAL: "noncommercial", containers.LIMITED: "limited"}


def read(path, wanted=None):
    """Returns the Scene in the file ``path``; ``wanted`` is the table ``houdini/nodes.json``.

    Raises:
        SceneNotRead: the file is missing, a folder, empty or unreadable.
        UnknownScene: the file is no Houdini scene.
    """
    data = disk.content(path)
    archive = containers.split(data)
    if archive is None:
        raise UnknownScene(path, 'a Houdini scene begins with "070707", "HouNC" or "HouLC"')
    members = Members(archive)
    if not members.paths and SCENE_TEXT.isdisjoint(members.spans):
        raise UnknownScene(path, "its container holds no part of a Houdini scene")
    scene = Scene("houdini", path, "hip")
    _settings(scene, archive, members)
    definitions = embedded.Definitions(members, scene.info["fallbacks"])
    scene.info["definitions"] = definitions.rows
    scene.info["members"] = members
    scene.info["assets"] = Nodes(scene, members, definitions)
    scene.info["assets"].fill()
    _tips(scene, archive, members)
    return scene


def _settings(scene, archive, members):
    """Fills what the scene says of itself."""
    text, info = members.text, scene.info
    info["licence"] = LICENCES.get(archive.kind, "commercial")
    info["container"] = archive.kind
    variables, local = records.variables(text(".variables"))
    scene.version = variables.get("_HIP_SAVEVERSION")
    start = records.start(text(START))
    fps = records.numbers(start.get("fps"))[:1]
    scene.fps = (whole(fps[0]) if fps and 0 < fps[0] <= MOST_FPS else None) or None
    _times(info, start, scene.fps)
    info["variables"], info["local_variables"] = variables, local
    info["context_options"] = records.context(text(".contextoptions"))
    info["libraries"] = records.lines(text(".OPlibraries"))
    info["fallbacks"] = [
        (kind_of(name), path) for name, path in records.pairs(text(".OPfallbacks"))
    ]
    info["takes"] = takes.parse(members.bytes(".takes"), members.decoded)
    info["take"] = records.active_take(text(".cwd")) or variables.get("ACTIVETAKE") or "Main"
    info["session"] = text(".hou.session")


def _times(info, start, fps):
    """Fills the time range, the playbar and the current frame, in frames.

    tset holds seconds, of which the first frame begins at 0: frame = seconds * fps + 1; the
    end of the range is the end of its last frame. A range that the file does not have is the
    other one; what it does not tell is None, as are seconds that nobody can turn to frames.
    """
    seconds = records.numbers(start.get("tset"))[:2]
    playbar = records.numbers(start.get("frange"))[:2]
    playbar = tuple(whole(frame) for frame in playbar) if len(playbar) == 2 else None
    if len(seconds) < 2:
        range_ = playbar
    else:
        range_ = (whole(seconds[0] * fps + 1), whole(seconds[1] * fps)) if fps else None
    info["time_range"], info["playbar"] = range_, playbar or range_
    current = records.numbers(start.get("tcur"))[:1]
    if not current:
        info["frame"] = range_[0] if range_ else None
    elif fps or not current[0]:
        info["frame"] = whole(current[0] * (fps or 0) + 1)
    else:
        info["frame"] = None


def _tips(scene, archive, members):
    name = scene.path.rpartition("/")[2]
    damaged = set(members.decoded(one) for one in archive.damaged)
    if members.paths and TIMES.isdisjoint(records.start(members.text(START))):
        damaged.add(START)
    if damaged:
        shown = sorted(damaged)
        scene.tips.append(("archive_damaged", "%s: %s" % (name, ", ".join(shown[:10]))))
    if not archive.ended:
        last = members.decoded(archive.cut or archive.members[-1][0])
        scene.tips.append(("scene_cut", "%s: it ends in %s" % (name, last)))
    if members.deep is not None:
        scene.tips.append(("too_deep", "/" + members.deep[:MOST_SHOWN]))
    odd = members.odd()
    if odd:
        scene.tips.append(("odd_text", "%s: %s" % (name, ", ".join(odd[:10]))))
