"""The live reader of Houdini against a stand-in for ``hou``, and against the file reader.

The stand-in answers from what our file reader makes of a scene, and works parameters out with
our own evaluator: what is tested is that Houdini is asked rightly, not what it would say.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import glob
import io
import json
import os
import re
import subprocess
import sys

import hip_writer
import pytest
from hip_job import CAMERA, Folder

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
SITE = os.path.join(ROOT, "tests", "fakes", "site")
sys.path.insert(0, SITE)

import hou  # noqa: E402
import houdini_world  # noqa: E402

from analyzers import tables  # noqa: E402
from analyzers.analyze import analyze  # noqa: E402
from analyzers.errors import SceneNotRead  # noqa: E402
from analyzers.houdini import evaluate, hip, live, queries  # noqa: E402
from analyzers.houdini.operators import ParmKind  # noqa: E402

MANTRA = {
    "type": "ifd",
    "parms": {
        "trange": "normal",
        "f": [["f1", "1", "$FSTART"], ["f2", "240", "$FEND"], "2"],
        "camera": "/obj/cam1",
        "vm_picture": "$HIP/render/$HIPNAME.$OS.$F4.exr",
        "take": "_current_",
        "override_camerares": "off",
    },
    "inputs": ["geometry1"],
}
GEOMETRY = {
    "type": "geometry",
    "parms": {
        "trange": "normal",
        "f": ["1", "10", "1"],
        "sopoutput": "$HIP/geo/$OS.$F.bgeo.sc",
        "soppath": "/obj/geo1/file1",
    },
}
FILE = {"type": "file", "parms": {"filemode": "auto", "file": "$HIP/geo/brick.bgeo.sc"}}
BASE = {
    "/obj/cam1": CAMERA,
    "/obj/geo1": {"type": "geo", "flags": ["display"]},
    "/obj/geo1/file1": FILE,
    "/out/geometry1": GEOMETRY,
    "/out/mantra1": MANTRA,
    "/out/idle": dict(MANTRA, flags=["bypass"], inputs=[]),
}
SPARE = """parm {
    name "map"
    label "A map"
    type file
    default { "" }
    parmtag { "filechooser_mode" "read" }
}
"""
ASSET = """parm {
    name "cache"
    label "Cache"
    type geometry
    default { "" }
    parmtag { "filechooser_mode" "read" }
}
multiparm {
    name "maps"
    label "Maps"
    parm {
        name "map#"
        label "Map"
        type image
        default { "" }
        parmtag { "filechooser_mode" "read" }
    }
}
"""
INSIDE = hip_writer.scene(
    {"/obj/thing1": {"type": "x"}, "/obj/thing1/file1": {"type": "file", "parms": FILE["parms"]}}
)


def with_asset(locked=True):
    """Returns (nodes, more of the scene) with an asset of which only the type is known."""
    nodes = dict(BASE)
    nodes["/obj/geo1/thing1"] = {
        "type": "me::thing::1.0",
        "locked": locked,
        "parms": {"cache": "$HIP/geo/brick.bgeo.sc", "maps": "1", "map1": "$HIP/wood.png"},
    }
    more = {
        "dummies": {"Sop/me::thing::1.0": {"DialogScript": ASSET}},
        "fallbacks": [("Sop/me::thing::1.0", "$HIP/otls/thing.hda")],
    }
    return nodes, more


def with_take():
    nodes = dict(BASE, **{"/out/mantra1": dict(MANTRA, parms=dict(MANTRA["parms"], take="close"))})
    takes = {
        "Main": {},
        "close": {
            "parent": "Main",
            "parms": {("/out/mantra1", "vm_picture"): "$HIP/close/$F4.exr"},
        },
    }
    return nodes, {"takes": takes}


NUMBERED = {
    "type": "geo",
    "spare": SPARE,
    "parms": {"map": '$HIP/`chs("/obj/geo1/name")`.png', "name": "wood"},
}
DRIVEN = dict(
    MANTRA,
    parms=dict(
        MANTRA["parms"],
        f=[["f1", "0", 'ch("../geometry1/f1")+10'], ["f2", "0", "bezier()", None], "1"],
        vm_picture=[["vm_picture", "", 'strcat("$HIP/out.", padzero(4, $F), ".exr")']],
    ),
)
DRIVEN["parms"]["f"][1][2] = [
    {"start": 0, "length": 1, "value": (10, 20), "expr": "constant()"},
    {"start": 1, "length": 0, "value": (20, 20), "expr": "constant()"},
]
SCENES = {
    "drivers and files": (BASE, {}),
    "another time range and playbar": (BASE, {"fps": 25, "tset": (0, 4), "frange": (10, 20)}),
    "channels": (dict(BASE, **{"/out/mantra1": DRIVEN}), {}),
    "spare parameters": (dict(BASE, **{"/obj/geo1": NUMBERED}), {}),
    "a locked asset of a library": with_asset(),
    "an unlocked asset of a library": with_asset(False),
    "takes": with_take(),
    "variables": (
        dict(BASE, **{"/obj/geo1/file1": dict(FILE, parms={"file": "$HIP/$ASSET/$PART.bgeo"})}),
        {"variables": {"ASSET": "geo", "PART": "a brick"}},
    ),
    "nothing but managers": ({"/out": {}, "/obj": {}}, {}),
    "names that are not ASCII": (
        dict(BASE, **{"/obj/geo1/file1": dict(FILE, parms={"file": "$HIP/\u6728.bgeo"})}),
        {"variables": {"ASSET": "\u6728"}},
    ),
}


@pytest.fixture
def folder(tmp_path):
    """A folder with files that the scenes name."""
    for name in ("geo/brick.bgeo.sc", "wood.png", "otls/thing.hda", "geo/a brick.bgeo"):
        write(tmp_path / name, name.encode("utf-8"))
    return tmp_path


def write(path, data):
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
    with io.open("%s" % path, "wb") as stream:
        stream.write(data)
    return ("%s" % path).replace("\\", "/")


def shot(folder, nodes=BASE, **more):
    return Folder(folder).put_scene(nodes, **more)


@pytest.fixture(autouse=True)
def no_houdini(monkeypatch):
    """Every test begins in a hython in which nothing is open."""
    monkeypatch.setattr(hou, "_world", houdini_world.World())
    monkeypatch.setattr(live, "hou", hou)


def wanted():
    return tables.load("houdini/nodes.json")


def opened(path, gui=True):
    """Returns the world of a Houdini in which a scene is open."""
    world = hou._world
    world.open(path)
    world.gui = gui
    return world


# -- what it asks, and what it leaves alone ---------------------------------------------------


def test_outside_of_houdini_the_live_reader_says_so(folder):
    code = "import sys; sys.path.insert(0, sys.argv[1]); from analyzers.houdini import live; "
    code += "live.read(sys.argv[2], {})"
    child = subprocess.Popen(
        [sys.executable, "-c", code, ROOT, shot(folder)],
        stderr=subprocess.PIPE,
        env=dict((key, value) for key, value in os.environ.items() if key != "PYTHONPATH"),
    )
    assert b"works inside Houdini or hython only" in child.communicate()[1]


@pytest.mark.parametrize("name", sorted(SCENES))
def test_an_open_scene_is_asked_and_not_changed(name, folder):
    nodes, more = SCENES[name]
    world = opened(shot(folder, nodes, **more))
    world.selection, world.frame = ["/obj"], 7
    before = state(world)
    analysis = analyze(world.path, reader="live")
    analysis.answer()
    assert (world.calls, state(world)) == ([], before)


def state(world):
    rows = [
        (node.name, node.flags, [(parm.name, parm.values) for parm in node.attrs.values()])
        for node in world.scene.nodes.values()
    ]
    return world.path, world.modified, list(world.selection), world.frame, rows


def test_the_stand_in_would_tell_of_a_change(folder):
    world = opened(shot(folder))
    hou.setFrame(3)
    hou.node(str("/out/mantra1")).parm(str("f3")).set(4)
    assert world.modified and [row[0] for row in world.calls] == ["frame", "parm"]


def test_reading_a_scene_asks_for_no_parameter(folder):
    nodes = dict(BASE)
    for number in range(500):
        nodes["/obj/geo1/null%d" % number] = {"type": "null", "parms": {"copyinput": "on"}}
    world = opened(shot(folder, nodes))
    scene = live.read(world.path, wanted())
    assert len(scene.nodes) > 500 and world.evaluated == {}


def test_a_parameter_is_asked_for_once(folder):
    world = opened(shot(folder))
    node = live.read(world.path, wanted()).nodes["/out/geometry1"]
    for _ in range(3):
        assert node.attrs["f"].values == ["1", "10", "1"]
        assert "nothing" not in node.attrs
    assert world.evaluated["eval"] == 3


def test_looking_for_paths_evaluates_nothing_but_what_the_rules_want(folder):
    nodes = dict(BASE)
    for number in range(100):
        parms = {"name": [["name", "", '"a/b.exr"']], "text": "a", "size": ["1", "2"]}
        nodes["/obj/geo1/null%d" % number] = {"type": "null", "parms": parms}
    world = opened(shot(folder, nodes))
    analyze(world.path, reader="live")
    assert world.evaluated["eval"] < 100


def test_unsaved_changes_are_a_tip(folder):
    world = opened(shot(folder))
    world.modified = True
    assert live.read(world.path, wanted()).tips == [("unsaved_changes", world.path)]


def test_hython_which_always_speaks_of_changes_is_not_believed(folder):
    world = opened(shot(folder), gui=False)
    assert hou.hipFile.hasUnsavedChanges()
    assert live.read(world.path, wanted()).tips == []


def test_what_is_open_is_read_and_not_the_file(folder):
    world = opened(shot(folder))
    hou.node(str("/out/mantra1")).parm(str("camera")).set(str("/obj/other"))
    row = analyze(world.path, reader="live").answer()["passes"]
    assert [found["cameras"] for found in row if found["name"] == "/out/mantra1"] == [
        ["/obj/other"]
    ]


def test_a_houdini_with_windows_never_opens_another_scene(folder):
    world = opened(write(folder / "other.hip", hip_writer.cpio(hip_writer.scene(BASE))))
    with pytest.raises(SceneNotRead) as caught:
        live.read(shot(folder), wanted())
    assert "another scene is open" in caught.value.text
    assert world.path.endswith("other.hip") and world.calls == []


def test_hython_opens_the_scene(folder):
    path = shot(folder)
    assert "/out/mantra1" in live.read(path, wanted()).nodes
    assert hou._world.calls == [("load", path)]


def test_a_scene_that_houdini_cannot_open_is_an_error(folder):
    with pytest.raises(SceneNotRead) as caught:
        live.read("%s" % (folder / "nothing.hip"), wanted())
    assert "Houdini cannot open it" in caught.value.text


def test_a_node_that_is_gone_by_now_has_nothing(folder):
    world = opened(shot(folder))
    scene = live.read(world.path, wanted())
    hou.node(str("/out/mantra1")).destroy()
    node = scene.nodes["/out/mantra1"]
    assert (len(node.attrs), len(node.channels), len(node.spare)) == (0, 0, 0)
    assert (node.inputs, node.flags) == ([], frozenset())
    assert scene.info["live"].text("/out/mantra1", "f1", 1) is None
    with pytest.raises(hou.ObjectWasDeleted):
        world.node("/out/mantra1") or hou.OpNode("/out/mantra1").path()


def test_a_houdini_that_lacks_newer_names_is_read_too(folder, monkeypatch):
    for name in ("OpNode", "OpNodeType", "contextOptionNames", "contextOption"):
        monkeypatch.setattr(hou, name, None)
        monkeypatch.delattr(hou, name)
    scene = live.read(shot(folder), wanted())
    assert analyze(scene.path, reader="live").answer()["passes"]
    assert scene.info["context_options"] == {}


# -- what it finds ------------------------------------------------------------------------------


def test_facts_of_the_scene_have_the_form_of_the_file_reader(folder):
    path = shot(folder, fps=25, tset=(0, 4), frange=(5, 50), tcur=2, version="19.5.303")
    scene = live.read(path, wanted())
    assert (scene.reader, scene.version, scene.fps) == ("live", "19.5.303", 25)
    info = scene.info
    assert (info["time_range"], info["playbar"], info["frame"]) == ((1, 100), (5, 50), 51)
    assert info["licence"] == "commercial" and info["take"] == "Main"
    assert set(queries.GAPS.values()) <= set(scene.gaps)


def test_the_version_of_a_scene_that_was_never_saved_is_that_of_houdini(folder):
    scene = hip.read(shot(folder), wanted())
    del scene.info["variables"]["_HIP_SAVEVERSION"]
    hou._world.show(scene)
    assert live.read(scene.path, wanted()).version == hou._world.version


@pytest.mark.parametrize(
    "wrap, licence",
    [(hip_writer.houdini_nc, "noncommercial"), (hip_writer.cpio, "commercial")],
)
def test_the_licence_is_that_of_the_houdini_that_reads(wrap, licence, folder):
    path = write(folder / "shot.hip", wrap(hip_writer.scene(BASE)))
    assert live.read(path, wanted()).info["licence"] == licence


def test_variables_of_the_session_are_known_but_no_secrets(folder):
    world = opened(shot(folder, variables={"SHOW": "so big"}))
    world.variables = {"FARM_TOKEN": "xyz", "STUDIO": "/s"}
    variables = live.read(world.path, wanted()).info["variables"]
    assert (variables["SHOW"], variables["STUDIO"]) == ("so big", "/s")
    assert "FARM_TOKEN" not in variables


def test_nodes_have_what_the_file_reader_gives_them(folder):
    path = shot(folder)
    of_file, of_live = hip.read(path, wanted()).nodes, live.read(path, wanted()).nodes
    assert sorted(of_file) == sorted(of_live)
    for name, node in of_live.items():
        other = of_file[name]
        for field in ("type", "category", "parent", "locked", "inputs", "language"):
            assert getattr(node, field) == getattr(other, field), (name, field)
        assert node.flags == other.flags & {"bypass", "display", "render", "lock", "unload"}


def test_texts_are_as_written_and_what_is_driven_as_it_is(folder):
    path = shot(folder, dict(BASE, **{"/out/mantra1": DRIVEN}))
    attrs = live.read(path, wanted()).nodes["/out/mantra1"].attrs
    assert attrs["camera"].values == ["/obj/cam1"]
    assert attrs["vm_picture"].values == ["%s/out.0001.exr" % os.path.dirname(path)]
    assert attrs["vm_picture"].driven == {0: "vm_picture"}
    assert (attrs["f"].values, attrs["f"].driven) == (["11", "10", "1"], {0: "f1", 1: "f2"})


def test_channels_are_those_of_the_file(folder):
    path = shot(folder, dict(BASE, **{"/out/mantra1": DRIVEN}))
    of_file = hip.read(path, wanted()).nodes["/out/mantra1"].channels
    of_live = live.read(path, wanted()).nodes["/out/mantra1"].channels
    assert sorted(of_live) == sorted(of_file) == ["f1", "f2", "vm_picture"]
    for name, channel in of_live.items():
        rows = [(row.start, row.length, row.expression, row.language) for row in channel.segments]
        others = of_file[name].segments
        assert rows == [(row.start, row.length, row.expression, row.language) for row in others]


def test_a_parameter_is_told_at_any_frame(folder):
    scene = live.read(shot(folder, dict(BASE, **{"/out/mantra1": DRIVEN})), wanted())
    told = scene.info["live"]
    assert told.text("/out/mantra1", "f1", 5) == "11"
    assert told.text("/out/mantra1", "vm_picture", 12).endswith("/out.0012.exr")
    assert told.text("/out/geometry1", "sopoutput", 3).endswith("/geo/geometry1.3.bgeo.sc")
    assert told.text("/out/geometry1", "trange") == "normal"
    assert told.text("/out/geometry1", "f", 1) is None  # three of them
    assert told.text("/out/geometry1", "nothing", 1) is None
    assert told.text("/out/nobody", "f1", 1) is None


def test_what_houdini_cannot_evaluate_is_not_told(folder):
    nodes = dict(BASE, **{"/obj/geo1/file1": dict(FILE, parms={"file": '$HIP/`detail("a")`.abc'})})
    scene = live.read(shot(folder, nodes), wanted())
    assert scene.info["live"].text("/obj/geo1/file1", "file", 1) is None


def test_what_only_a_work_item_knows_is_not_told(folder):
    nodes = dict(BASE, **{"/obj/geo1/file1": dict(FILE, parms={"file": "$HIP/`@wedgeindex`.abc"})})
    scene = live.read(shot(folder, nodes), wanted())
    assert scene.info["live"].text("/obj/geo1/file1", "file", 1) is None
    row = evaluate.of(scene).template(scene.nodes["/obj/geo1/file1"], "file")
    assert row.wild and row.value.endswith("/*.abc")


def test_spare_parameters_say_what_they_hold(folder):
    node = live.read(shot(folder, *SCENES["spare parameters"][:1]), wanted()).nodes["/obj/geo1"]
    assert [(row.name, row.type) for row in node.spare.values()] == [("map", "file")]
    assert node.spare["map"].tags == {"filechooser_mode": "read"}
    assert "name" not in node.spare


def test_definitions_say_what_their_parameters_hold(folder):
    nodes, more = with_asset()
    found = live.read(shot(folder, nodes, **more), wanted()).info["definitions"]
    definition = found["Sop/me::thing::1.0"]
    assert definition.library == "$HIP/otls/thing.hda"
    kinds = dict((name, row.type) for name, row in definition.spare.items())
    assert (kinds["cache"], kinds["map#"]) == ("geometry", "image")


def test_libraries_are_those_in_use_that_houdini_did_not_bring(folder):
    nodes, more = with_asset()
    more["fallbacks"].append(("Object/cam", "otls/OPlibObject.hda"))
    scene = live.read(shot(folder, nodes, **more), wanted())
    assert scene.info["libraries"] == ["$HIP/otls/thing.hda"]
    assert ("Object/cam", "$HFS/houdini/otls/OPlibObject.hda") in scene.info["fallbacks"]


def test_a_file_that_only_houdini_knows_becomes_one(folder):
    nodes = dict(BASE, **{"/obj/geo1/odd": {"type": "odd", "parms": {"thing": "$HIP/wood.png"}}})
    world = opened(shot(folder, nodes))
    world.references = [("/obj/geo1/odd", "thing", "$HIP/wood.png"), (None, "", "$HIP/x.dat")]
    analysis = analyze(world.path, reader="live")
    rows = [row for row in analysis.answer()["files"] if row["node"] == "/obj/geo1/odd"]
    assert [(row["path"], row["found"]) for row in rows] == [("$HIP/wood.png", 1)]
    assert [text for text in analysis.scene.gaps if "$HIP/x.dat" in text]


def test_a_library_of_an_open_scene_stands_in_no_line_of_a_file(folder):
    nodes, more = with_asset()
    rows = analyze(opened(shot(folder, nodes, **more)).path, reader="live").answer()["files"]
    found = [row["where"] for row in rows if row["path"] == "$HIP/otls/thing.hda"]
    assert found == [None]


def test_libraries_that_houdini_names_again_are_no_gap(folder):
    nodes, more = with_asset()
    world = opened(shot(folder, nodes, **more))
    world.references = [(None, "", "$HIP/otls/thing.hda")]
    scene = live.read(world.path, wanted())
    assert set(scene.gaps) == set(queries.GAPS.values())


def locked_stock(folder):
    """Returns the world with an asset of Houdini's own in which one node may be edited."""
    nodes = dict(BASE)
    nodes["/obj/geo1/solver1"] = {"type": "solver", "locked": True}
    for name in ("fixed", "d/s"):
        full = "/obj/geo1/solver1/" + name
        nodes[full] = dict(FILE, parms={"file": "$HIP/wood.png"})
    world = opened(shot(folder, nodes, fallbacks=[("Sop/solver", "otls/OPlibSop.hda")]))
    world.editable = {"Sop/solver": "d/s lost"}
    return world


def test_of_a_locked_asset_of_houdini_only_what_can_be_edited_is_read(folder):
    scene = live.read(locked_stock(folder).path, wanted())
    below = [name for name in scene.nodes if name.startswith("/obj/geo1/solver1/")]
    assert below == ["/obj/geo1/solver1/d/s"]
    assert scene.nodes[below[0]].parent == "/obj/geo1/solver1/d"


def test_locked_assets_of_others_are_entered(folder):
    world = locked_stock(folder)
    world.scene.info["fallbacks"] = [("Sop/solver", "/studio/solver.hda")]
    below = [name for name in live.read(world.path, wanted()).nodes if "/solver1/" in name]
    assert "/obj/geo1/solver1/fixed" in below


def test_what_is_in_an_asset_of_the_scene_has_its_member(folder):
    world = locked_stock(folder)
    world.scene.info["fallbacks"] = []
    world.scene.info["definitions"]["Sop/solver"] = type(
        str("Row"), (object,), {"library": "", "spare": {}}
    )
    nodes = live.read(world.path, wanted()).nodes
    member = nodes["/obj/geo1/solver1/fixed"].member
    assert member.endswith("Sop/solver Contents fixed.parm")
    assert nodes["/obj/geo1/solver1"].member is None


def test_takes_change_what_the_file_says(folder):
    nodes, more = with_take()
    scene = live.read(shot(folder, nodes, **more), wanted())
    assert list(scene.info["takes"]) == ["Main", "close"]
    take = scene.info["takes"]["close"]
    assert take.parent == "Main" and len(take.parms) == 1


def test_takes_of_a_file_that_is_gone_are_a_gap(folder):
    nodes, more = with_take()
    world = opened(shot(folder, nodes, **more))
    os.remove(world.path)
    scene = live.read(world.path, wanted())
    assert list(scene.info["takes"]) == ["Main", "close"]
    assert [text for text in scene.gaps if "the file cannot be read" in text]


# -- against the file reader --------------------------------------------------------------------


def differences(path):
    """Returns what the two readers say differently, beside what the gaps name."""
    hou._world = houdini_world.World()
    of_file, of_live = (compared(path, reader) for reader in ("file", "live"))
    assert of_live.pop("reader") == "live" and of_file.pop("reader") != "live"
    return [key for key in of_file if of_file[key] != of_live[key]]


ENDING = ("archive_damaged", "scene_cut", "odd_text")


def compared(path, reader):
    """Returns the answer and task.json of a scene, without what the gaps of GAPS name."""
    analysis = analyze(path, reader=reader, environment={})
    answer = json.loads(json.dumps(analysis.answer()))
    answer.pop("gaps")
    told = tables.load("data/tips.json")
    saved = hip.read(path, wanted()).info["variables"].get("HIP", "/") + "/"

    def is_left_out(text):  # the gaps "libraries" and "moved"
        return re.search(r"\.(?:hda|otl)(?:nc|lc)?\b", text) is not None or saved in text

    answer["facts"].pop("libraries")  # the gap "libraries"
    answer["plugins"] = [row for row in answer["plugins"] if row["used"]]
    rows = [row for row in answer["files"] if not is_left_out(row["path"])]
    answer["files"] = [without_lines(row) for row in rows]
    tips = [row for row in answer["tips"] if told[row["code"]]["name"] not in ENDING]
    for row in tips:
        row["details"] = [text for text in row["details"] if not is_left_out(text)]
        row["details"] = [re.sub(r" at: .*", "", text) for text in row["details"]]
    answer["tips"] = [row for row in tips if row["details"]]
    answer["task"] = json.loads(json.dumps(analysis.taskfiles().task))
    return ordered(answer)


def without_lines(row):
    return dict(row, where=None)


def ordered(value):
    """Returns rows in an order of their own: networks in the file have another."""
    if isinstance(value, dict):
        return dict((key, ordered(held)) for key, held in value.items())
    if isinstance(value, list):
        return sorted((ordered(row) for row in value), key=lambda row: json.dumps(row, sort_keys=1))
    return value


@pytest.mark.parametrize("name", sorted(SCENES))
def test_live_and_file_agree_on(name, folder):
    nodes, more = SCENES[name]
    assert differences(shot(folder, nodes, **more)) == []


def test_the_scenes_that_are_compared_are_not_empty(folder):
    answer = analyze(shot(folder), reader="live").answer()
    rows = dict((row["name"], row) for row in answer["passes"])
    assert rows["/out/mantra1"]["frames"] == "1-240[2]"
    assert rows["/out/mantra1"]["cameras"] == ["/obj/cam1"]
    assert not rows["/out/idle"]["enabled"]
    assert [row["found"] for row in answer["files"]] == [1]


GOLDEN = sorted(glob.glob(os.path.join(ROOT, "tests", "golden", "houdini", "*", "*.hip*")))


@pytest.mark.parametrize(
    "path", GOLDEN, ids=[os.path.basename(os.path.dirname(path)) for path in GOLDEN]
)
def test_live_and_file_agree_on_the_golden_scene(path):
    assert differences(path if not isinstance(path, bytes) else path.decode("utf-8")) == []


CORPUS = os.path.join(os.environ.get("RAYVISION_CORPUS", ""), "houdini")
REAL = sorted(glob.glob(os.path.join(CORPUS, "*.hip*")))
REAL = REAL if "RAYVISION_CORPUS" in os.environ else []


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="RAYVISION_CORPUS names no folder with real scenes")
@pytest.mark.parametrize("path", REAL, ids=[os.path.basename(path) for path in REAL])
def test_live_and_file_agree_on_the_real_scene(path):
    assert differences(path if not isinstance(path, bytes) else path.decode("utf-8")) == []


# -- as hython starts it ------------------------------------------------------------------------


def test_run_py_inside_of_hython_reads_the_scene_live(folder):
    path = shot(folder)
    environment = dict(os.environ, PYTHONPATH=str(SITE), PYTHONDONTWRITEBYTECODE=str("1"))
    run = os.path.join(ROOT, "analyzers", "run.py")
    child = subprocess.Popen(
        [sys.executable, run, path, "--reader", "live", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd="%s" % folder,
    )
    out, err = child.communicate()
    assert err == b""
    answer = json.loads(out.decode("utf-8"))
    assert (answer["reader"], answer["dcc"], child.returncode) == ("live", "houdini", 0)
    assert "/out/mantra1" in [row["name"] for row in answer["passes"]]


# -- conversions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "printed, found",
    [
        ("set -g A = 'x y'\nset -g B = 'z'\n", {"A": "x y", "B": "z"}),
        ("setenv A = 1\nset B = 2\nC\t= 3\n", {"A": "1", "B": "2", "C": "3"}),
        ("set -g A = 'two\nlines'\nset -g B = ''\n", {"A": "two\nlines", "B": ""}),
        ("set -g A = 'it's'\n", {"A": "it's"}),
        ("set -g A = 'open\n", {"A": "'open"}),
        ("nonsense\n\n = 3\n", {}),
        ("set -g MY_PASSWORD = 'x'\n", {}),
        ("", {}),
    ],
)
def test_variables_are_read_as_houdini_prints_them(printed, found):
    assert dict(queries.variables(printed)) == found


@pytest.mark.parametrize(
    "row, word",
    [
        ({"type": "String", "string": "FileReference", "file": "Image"}, "image"),
        ({"type": "String", "string": "FileReference", "file": "Alembic"}, "file"),
        ({"type": "String", "string": "NodeReference", "file": "Any"}, "oppath"),
        ({"type": "String", "string": "Regular", "file": "Any"}, "string"),
        ({"type": "Toggle"}, "toggle"),
        ({"type": "Label"}, "label"),
    ],
)
def test_templates_become_the_words_of_dialog_scripts(row, word):
    given = dict(row, default=(), tags={})
    assert queries.kind("x", given).type == word


def test_a_text_that_houdini_takes_for_a_file_is_one():
    assert queries.as_file(ParmKind("x", "string")).type == "file"
    assert queries.as_file(ParmKind("x", "image")).type == "image"


@pytest.mark.parametrize(
    "path, folder, short",
    [
        ("/show/otls/a.hda", "/show", "$HIP/otls/a.hda"),
        ("c:/Show/a.hda", "C:/show", "$HIP/a.hda"),
        ("/shows/a.hda", "/show", "/shows/a.hda"),
        ("/a.hda", "", "/a.hda"),
    ],
)
def test_paths_below_a_folder_are_told_by_its_variable(path, folder, short):
    assert queries.below(path, folder, "$HIP") == short


def test_keys_hold_until_the_next_one():
    found = queries.channel("f1", [(0, "$F", "Hscript", 1.0), (2.5, "x()", "Python", None)])
    rows = [(row.start, row.length, row.expression, row.language) for row in found.segments]
    assert rows == [(0, 2.5, "$F", "hscript"), (2.5, 0, "x()", "python")]
    assert queries.channel("f1", []) is None


# -- the stand-in behaves like Houdini ----------------------------------------------------------


def mantra_parm(name):
    return hou.node(str("/out/mantra1")).parm(str(name))


@pytest.mark.parametrize(
    "error, call",
    [
        (AttributeError, lambda: hou.deleteEverything()),
        (AttributeError, lambda: hou.ui.displayMessage(str("a"))),
        (AttributeError, lambda: hou.nodeFlag.Nothing),
        (hou.OperationFailed, lambda: mantra_parm("f3").unexpandedString()),
        (hou.OperationFailed, lambda: mantra_parm("f1").unexpandedString()),
        (hou.ObjectWasDeleted, lambda: hou.OpNode("/out/gone").name()),
        (TypeError, lambda: mantra_parm("vm_picture").evalAsStringAtFrame()),
    ],
)
def test_the_stand_in_refuses_what_houdini_refuses(error, call, folder):
    opened(shot(folder), gui=False)
    with pytest.raises(error):
        call()


def test_nothing_changes_inside_of_a_locked_asset(folder):
    locked_stock(folder)
    parm = hou.node(str("/obj/geo1/solver1/fixed")).parm(str("file"))
    with pytest.raises(hou.PermissionError):
        parm.set(str("x"))
    assert hou._world.calls == [] and parm.unexpandedString() == str("$HIP/wood.png")


def test_callbacks_of_the_event_loop_are_called_until_they_are_taken_away(folder):
    opened(shot(folder))
    seen = []

    def once():
        seen.append(1)
        hou.ui.removeEventLoopCallback(once)

    hou.ui.addEventLoopCallback(once)
    hou._turn()
    hou._turn()
    assert seen == [1]
    with pytest.raises(hou.OperationFailed):
        hou.ui.removeEventLoopCallback(once)
