"""The live reader of Maya against a stand-in for ``maya.cmds``, and against the file readers."""

from __future__ import absolute_import, division, print_function, unicode_literals

import copy
import glob
import io
import os
import subprocess
import sys

import pytest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
SITE = os.path.join(ROOT, "tests", "fakes", "site")
sys.path.insert(0, SITE)

from maya import cmds  # noqa: E402

from analyzers import tables  # noqa: E402
from analyzers.analyze import analyze  # noqa: E402
from analyzers.errors import SceneNotRead  # noqa: E402
from analyzers.maya import live, queries  # noqa: E402

HEAD = """//Maya ASCII {version} scene
//Name: shot.ma
//Codeset: UTF-8
requires maya "{version}";
currentUnit -l centimeter -a degree -t {time};
fileInfo "application" "maya";
fileInfo "version" "{version}";
fileInfo "osv" "Linux \\"quoted\\" C:\\\\temp\\n";
"""
END = "// End of shot.ma\n"


def scene_text(body, version="2023", time="film"):
    return HEAD.format(version=version, time=time) + body + END


CAMERAS = """createNode transform -s -n "persp";
createNode camera -s -n "perspShape" -p "persp";
\tsetAttr ".rnd" no;
createNode transform -n "a";
createNode camera -n "camShape" -p "a";
createNode transform -n "b";
createNode camera -n "camShape" -p "b";
\tsetAttr -k off ".rnd" no;
"""
TEXTURES = """createNode file -n "plain";
\tsetAttr ".ftn" -type "string" "sourceimages/wood.png";
createNode file -n "tiles";
\tsetAttr ".ftn" -type "string" "sourceimages/skin.1001.png";
\tsetAttr ".uvt" 3;
createNode file -n "frames";
\tsetAttr ".ftn" -type "string" "sourceimages/fire.0001.exr";
\tsetAttr ".ufe" yes;
createNode file -n "none";
createNode file -n "lost";
\tsetAttr ".ftn" -type "string" "D:/proj//sourceimages/lost.png";
"""
SETTINGS = """select -ne :defaultRenderGlobals;
\tsetAttr ".ren" -type "string" "arnold";
\tsetAttr ".an" yes;
\tsetAttr ".fs" 5;
\tsetAttr ".ef" 12.5;
\tsetAttr ".ifp" -type "string" "<Scene>/<RenderLayer>";
select -ne :defaultResolution;
\tsetAttr ".w" 1920;
\tsetAttr ".h" 1080;
"""
LAYERS = """createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
\tsetAttr ".g" yes;
createNode renderLayer -n "far";
\tsetAttr ".do" 2;
\tsetAttr -s 2 ".adjs";
\tsetAttr ".adjs[0].val" 40;
\tsetAttr ".adjs[3].val" no;
createNode renderLayer -n "off";
\tsetAttr ".rndr" no;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
connectAttr "renderLayerManager.rlmi[10]" "off.rlid";
connectAttr "renderLayerManager.rlmi[2]" "far.rlid";
connectAttr ":defaultRenderGlobals.ef" "far.adjs[0].plg";
connectAttr "|a|camShape.rnd" "far.adjs[3].plg";
"""
SETUP = """requires -nodeType "renderSetup" -nodeType "renderSetupLayer" "renderSetup.py" "1.0";
createNode renderSetup -n "renderSetup";
createNode renderSetupLayer -n "beauty";
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
createNode renderLayer -n "rs_beauty";
createNode collection -n "picks";
createNode simpleSelector -n "picksSelector";
\tsetAttr ".pat" -type "string" "defaultRenderGlobals";
createNode absOverride -n "endOverride";
\tsetAttr ".atr" -type "string" "endFrame";
\tsetAttr ".atv" 77;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
connectAttr "renderLayerManager.rlmi[1]" "rs_beauty.rlid";
connectAttr "rs_beauty.msg" "beauty.lrl";
connectAttr "renderSetup.lit" "beauty.pls";
connectAttr "beauty.lit" "picks.pls";
connectAttr "picksSelector.c" "picks.sel";
connectAttr "picks.lit" "endOverride.pls";
"""
PLUGINS = """requires -nodeType "aiStandIn" -nodeType "aiOptions" "mtoa" "5.2.1";
requires -nodeType "oddNode" "oddPlugin" "1.0";
requires -nodeType "neverUsed" "idle" "0.1";
createNode transform -n "stand";
createNode aiStandIn -n "standShape" -p "stand";
\tsetAttr ".dso" -type "string" "cache/crowd.ass";
createNode oddNode -n "odd1";
\tsetAttr ".mf" -type "string" "D:/maps/odd.exr";
\tsetAttr ".nn" -type "string" "no path";
"""
PROP = scene_text(
    """createNode transform -s -n "persp";
createNode camera -s -n "perspShape" -p "persp";
createNode transform -n "eye";
createNode camera -n "eyeShape" -p "eye";
\tsetAttr ".rnd" no;
createNode file -n "skin";
\tsetAttr ".ftn" -type "string" "sourceimages/wood.png";
"""
)
SET = scene_text(
    """file -rdi 1 -ns "in" -rfn "inRN" -typ "mayaAscii" "scenes/prop.ma";
file -r -ns "in" -dr 1 -rfn "inRN" -typ "mayaAscii" "scenes/prop.ma";
createNode reference -n "inRN";
createNode file -n "ground";
\tsetAttr ".ftn" -type "string" "sourceimages/ground.png";
"""
)
REFERENCES = """file -rdi 1 -ns "p1" -rfn "p1RN" -typ "mayaAscii" "scenes/prop.ma";
file -rdi 1 -ns "p2" -rfn "p2RN" -typ "mayaAscii" "scenes/prop.ma";
file -rdi 1 -ns "set" -rfn "setRN" -typ "mayaAscii" "scenes/set.ma";
file -rdi 2 -ns "in" -rfn "set:inRN" -typ "mayaAscii" "scenes/prop.ma";
file -rdi 1 -ns "late" -dr 1 -rfn "lateRN" -typ "mayaAscii" "scenes/prop.ma";
file -rdi 1 -ns "gone" -rfn "goneRN" -typ "mayaAscii" "scenes/gone.ma";
file -r -ns "p1" -dr 1 -rfn "p1RN" -typ "mayaAscii" "scenes/prop.ma";
createNode reference -n "p1RN";
\tsetAttr ".ed" -type "dataReferenceEdits"
\t\t"p1RN"
\t\t"" 0
\t\t"p1RN" 2
\t\t2 "|p1:eye|p1:eyeShape" "renderable" " 1"
\t\t2 "p1:skin" "fileTextureName" " -type \\"string\\" \\"sourceimages/ground.png\\"";
createNode reference -n "p2RN";
createNode reference -n "setRN";
createNode reference -n "lateRN";
createNode reference -n "goneRN";
\tsetAttr ".ed" -type "dataReferenceEdits"
\t\t"goneRN"
\t\t"" 0
\t\t"goneRN" 1
\t\t2 "|gone:eye|gone:eyeShape" "renderable" " 1";
createNode reference -n "sharedReferenceNode";
"""
SCENES = {
    "cameras and textures": scene_text(CAMERAS + TEXTURES + SETTINGS),
    "defaults at 25 frames per second": scene_text(CAMERAS, time="pal"),
    "legacy layers": scene_text(CAMERAS + LAYERS + SETTINGS),
    "render setup": scene_text(CAMERAS + SETUP + SETTINGS),
    "plug-ins": scene_text(PLUGINS),
    "references": scene_text(REFERENCES + CAMERAS),
    "a long name scene": scene_text(
        'createNode file -name "f";\n'
        '\tsetAttr ".fileTextureName" -type "string" "sourceimages/wood.png";\n'
    ),
    "names that are not ASCII": scene_text(
        'createNode file -n "f";\n\tsetAttr ".ftn" -type "string" "sourceimages/\u6728.png";\n'
    ),
}


@pytest.fixture
def project(tmp_path):
    """A project folder with textures, two scenes to refer to, and a function that adds a shot."""
    root = tmp_path / "project"
    for name in ("wood.png", "ground.png", "skin.1001.png", "skin.1002.png"):
        write(root / "sourceimages" / name, name)
    for frame in range(1, 21):
        write(root / "sourceimages" / ("fire.%04d.exr" % frame), "fire")
    write(root / "workspace.mel", 'workspace -fr "sourceImages" "sourceimages";\n')
    write(root / "scenes" / "prop.ma", PROP)
    write(root / "scenes" / "set.ma", SET)
    return root


def write(path, text):
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
    with io.open("%s" % path, "w", encoding="utf-8") as stream:
        stream.write("%s" % text)
    return "%s" % path


@pytest.fixture(autouse=True)
def no_maya(monkeypatch):
    """Every test begins in a mayapy that has not started yet."""
    for name in ("MAYA_PROJECT", "STANDIN_MAYA_LACKS", "STANDIN_MAYA_VERSION"):
        monkeypatch.delenv(str(name), raising=False)
    cmds._stop()
    yield
    cmds._stop()


def shot(project, body, **more):
    return write(project / "scenes" / "shot.ma", scene_text(body, **more))


def wanted(**more):
    """Returns the table of Maya, with rows that a test adds."""
    return dict(copy.deepcopy(tables.load("maya/nodes.json")), **more)


def opened(path, batch=False):
    """Returns the world of a Maya in which a scene is open."""
    world = cmds._start(batch=batch)
    world.open(path)
    world.calls = []
    return world


# -- what it asks, and what it leaves alone ---------------------------------------------------


def test_outside_of_maya_the_live_reader_says_so(project):
    path = shot(project, CAMERAS)
    code = "import sys; sys.path.insert(0, sys.argv[1]); from analyzers.maya import live; "
    code += "live.read(sys.argv[2], {})"
    child = subprocess.Popen(
        [sys.executable, "-c", code, ROOT, path],
        stderr=subprocess.PIPE,
        env=dict((key, value) for key, value in os.environ.items() if key != "PYTHONPATH"),
    )
    assert b"works inside Maya or mayapy only" in child.communicate()[1]


def test_an_open_scene_is_asked_and_not_changed(project):
    world = opened(shot(project, CAMERAS + LAYERS + TEXTURES + SETTINGS))
    world.selection = ["plain"]
    world.time = 7.0
    before = state(world)
    scene = live.read(world.path, wanted())
    assert state(world) == before
    assert scene.tips == []
    changing = [row for row in world.calls if row[0] in ("file", "workspace", "currentUnit")]
    assert changing and all(given.get("query") for _, _, given in changing)


def state(world):
    return (
        world.path,
        world.modified,
        list(world.selection),
        world.time,
        world.undo,
        world.project,
        [(name, list(node.attrs.items())) for name, node in world.nodes.items()],
    )


def test_unsaved_changes_are_a_tip(project):
    world = opened(shot(project, CAMERAS))
    world.modified = True
    assert live.read(world.path, wanted()).tips == [("unsaved_changes", world.path)]


def test_what_is_open_is_read_and_not_the_file(project):
    world = opened(shot(project, TEXTURES))
    world.nodes["plain"].attrs["fileTextureName"] = "sourceimages/new.png"
    scene = live.read(world.path, wanted())
    assert scene.nodes["plain"].attrs["fileTextureName"] == "sourceimages/new.png"


def test_a_maya_with_windows_never_opens_another_scene(project):
    world = opened(write(project / "scenes" / "other.ma", scene_text("")))
    with pytest.raises(SceneNotRead) as caught:
        live.read(shot(project, CAMERAS), wanted())
    assert "another scene is open" in caught.value.text
    assert world.path.endswith("other.ma")


def test_changes_in_a_running_mayapy_are_not_thrown_away(project):
    world = opened(write(project / "scenes" / "other.ma", scene_text("")), batch=True)
    world.modified = True
    with pytest.raises(SceneNotRead):
        live.read(shot(project, CAMERAS), wanted())
    assert world.path.endswith("other.ma")


def test_mayapy_is_started_and_opens_the_scene_without_its_scripts(project):
    path = shot(project, CAMERAS)
    scene = live.read(path, wanted())
    assert "|a|camShape" in scene.nodes
    opening = [given for name, _, given in cmds._maya().calls if given.get("open")]
    assert [(row["executeScriptNodes"], row["prompt"]) for row in opening] == [(False, False)]
    assert "loadReferenceDepth" not in opening[0]
    assert scene.project == "%s" % project


def test_a_project_given_by_the_environment_stays(project, monkeypatch, tmp_path):
    monkeypatch.setenv(str("MAYA_PROJECT"), str(tmp_path))
    assert live.read(shot(project, CAMERAS), wanted()).project == "%s" % tmp_path


def test_a_scene_that_maya_cannot_open_is_an_error(project):
    with pytest.raises(SceneNotRead) as caught:
        live.read("%s" % (project / "scenes" / "nothing.ma"), wanted())
    assert "Maya cannot open it" in caught.value.text


# -- what it finds ------------------------------------------------------------------------------


def test_facts_of_the_scene_are_as_the_file_has_them(project):
    scene = live.read(shot(project, CAMERAS, version="2022", time="pal"), wanted())
    assert (scene.reader, scene.version, scene.fps) == ("live", "2022", 25)
    assert scene.units == {"linear": "centimeter", "angle": "degree", "time": "pal"}
    assert scene.info["osv"] == 'Linux "quoted" C:\\temp\n'


def test_values_have_the_form_of_a_saved_scene(project):
    scene = live.read(shot(project, CAMERAS + LAYERS + SETTINGS), wanted())
    settings = scene.nodes["defaultRenderGlobals"].attrs
    assert (settings["animation"], settings["startFrame"], settings["endFrame"]) == (
        "1",
        "5",
        "12.5",
    )
    assert scene.nodes["|b|camShape"].attrs["renderable"] == "0"
    layer = scene.nodes["far"].attrs
    assert (layer["adjustments[0].value"], layer["adjustments[3].value"]) == ("40", "no")


def test_connections_have_short_names_and_the_order_of_their_indices(project):
    scene = live.read(shot(project, CAMERAS + LAYERS), wanted())
    assert scene.connections == [
        ("a|camShape.rnd", "far.adjs[3].plg"),
        ("defaultRenderGlobals.ef", "far.adjs[0].plg"),
        ("renderLayerManager.rlmi[0]", "defaultRenderLayer.rlid"),
        ("renderLayerManager.rlmi[2]", "far.rlid"),
        ("renderLayerManager.rlmi[10]", "off.rlid"),
    ]


def test_references_are_scenes_with_their_namespaces_taken_off(project):
    scene = live.read(shot(project, REFERENCES), wanted())
    rows = dict((row.node, row) for row in scene.references)
    assert sorted(rows) == ["goneRN", "lateRN", "p1RN", "p2RN", "setRN"]
    assert [rows[name].loaded for name in sorted(rows)] == [True, False, True, True, True]
    assert rows["goneRN"].scene is None and rows["lateRN"].scene is None
    assert rows["p2RN"].scene.nodes["|eye|eyeShape"].attrs["renderable"] == "0"
    inner = rows["setRN"].scene.references
    assert [(row.node, row.namespace, row.depth) for row in inner] == [("inRN", "in:", 1)]
    assert "skin" in inner[0].scene.nodes
    assert "what scenes/prop.ma draws in is not known: it is unloaded" in scene.gaps
    assert "whether scenes/gone.ma was unloaded is not known: it is missing" in scene.gaps


def test_connections_inside_a_reference_stay_there(project):
    write(project / "scenes" / "prop.ma", PROP + LAYERS)
    scene = live.read(shot(project, REFERENCES), wanted())
    inner = next(row.scene for row in scene.references if row.node == "p1RN")
    assert ("renderLayerManager.rlmi[2]", "far.rlid") in inner.connections
    assert not [row for row in scene.connections if "renderLayerManager" in row[0]]


def test_an_attribute_is_asked_by_its_short_name_where_the_long_one_is_another(project):
    table = wanted()
    attrs = table["types"]["file"]["attrs"]
    table["types"]["file"]["attrs"] = dict(attrs, nameOfLater="ftn")
    scene = live.read(shot(project, TEXTURES), table)
    assert scene.nodes["plain"].attrs["nameOfLater"] == "sourceimages/wood.png"


def test_edits_are_in_the_values_of_what_is_loaded(project):
    scene = live.read(shot(project, REFERENCES), wanted())
    edited = next(row.scene for row in scene.references if row.node == "p1RN")
    assert edited.nodes["|eye|eyeShape"].attrs["renderable"] == "1"
    assert edited.nodes["skin"].attrs["fileTextureName"] == "sourceimages/ground.png"
    assert "edits" not in scene.nodes["p1RN"].attrs


def test_edits_of_what_is_missing_are_told_as_the_file_has_them(project):
    scene = live.read(shot(project, REFERENCES), wanted())
    words = scene.nodes["goneRN"].attrs["edits"]
    assert words == ["2", "|gone:eye|gone:eyeShape", "renderable", "1"]


def test_a_sequence_has_the_path_of_every_frame_that_renders(project):
    table = wanted()
    table["types"]["file"]["files"][0]["frame"] = ["frameExtension", "frameOffset"]
    body = TEXTURES + SETTINGS + 'connectAttr "expression1.out[0]" "frames.fe";\n'
    body = body.replace('".ufe" yes;\n', '".ufe" yes;\n\tsetAttr ".fo" 100;\n')
    scene = live.read(shot(project, body), table)
    found = scene.nodes["frames"].attrs["fileTextureName" + queries.EVALUATED]
    assert list(found) == [5, 6, 7, 8, 9, 10, 11, 12]
    assert found[5] == "sourceimages/fire.0105.exr"
    assert "fileTextureName" + queries.EVALUATED not in scene.nodes["plain"].attrs


def test_a_sequence_nobody_drives_needs_one_frame(project):
    table = wanted()
    table["types"]["file"]["files"][0]["frame"] = ["frameExtension", "frameOffset"]
    body = (TEXTURES + SETTINGS).replace('".ufe" yes;\n', '".ufe" yes;\n\tsetAttr ".fe" 9;\n')
    scene = live.read(shot(project, body), table)
    found = scene.nodes["frames"].attrs["fileTextureName" + queries.EVALUATED]
    assert set(found.values()) == {"sourceimages/fire.0009.exr"}


def test_a_driven_path_is_evaluated_at_every_frame(project):
    body = TEXTURES + SETTINGS + 'connectAttr "driver.out" "plain.ftn";\n'
    world = opened(shot(project, body))
    world.driven["plain", "fileTextureName"] = lambda frame: "cache/%d.png" % (frame // 10)
    scene = live.read(world.path, wanted())
    found = scene.nodes["plain"].attrs["fileTextureName" + queries.EVALUATED]
    assert (found[5], found[12]) == ("cache/0.png", "cache/1.png")
    assert world.time == 1.0


def test_what_a_visible_render_setup_layer_covers_is_read_below_it(project):
    table = wanted(
        applied={"types": "^apply(?:Abs|Rel|Connection)\\w*Override$", "original": "original"}
    )
    body = SETTINGS + (
        'createNode applyAbsFloatOverride -n "apply1";\n'
        'createNode applyRelFloatOverride -n "apply2";\n'
        'connectAttr "apply1.o" ":defaultRenderGlobals.ef";\n'
        'connectAttr "apply2.o" "apply1.ori";\n'
    )
    world = opened(shot(project, body))
    world.nodes["apply1"].attrs["original"] = "99"
    world.nodes["apply2"].attrs["original"] = "48"
    world.nodes["defaultRenderGlobals"].attrs["endFrame"] = "7"
    assert live.read(world.path, table).nodes["defaultRenderGlobals"].attrs["endFrame"] == "48"


def test_nodes_of_a_plug_in_that_is_not_loaded_are_told_by_their_real_type(project, monkeypatch):
    monkeypatch.setenv(str("STANDIN_MAYA_LACKS"), str("mtoa"))
    scene = live.read(shot(project, PLUGINS), wanted())
    assert scene.tips == [("plugin_missing", "aiStandIn: |stand|standShape")]
    assert "|stand|standShape" not in scene.nodes
    assert [(row.name, row.types) for row in scene.plugins if row.name == "mtoa"] == [
        ("mtoa", ("aiStandIn", "aiOptions"))
    ]
    assert any("Could not find the plug-in" in gap for gap in scene.gaps)


# -- against the file readers -------------------------------------------------------------


def differences(path):  # noqa: C901
    """Returns [(place, in the file, live)] where the two analyses differ and no gap says so."""
    of_file, of_live = analyze(path).answer(), analyze(path, reader="live").answer()
    gaps = set(of_live["gaps"])
    assert of_live.pop("reader") == "live" and of_file.pop("reader") != "live"
    del of_live["gaps"], of_file["gaps"]
    if queries.GAPS["version"] in gaps:
        of_file["version"] = queries.version(of_file["version"], None)
    if queries.GAPS["plugins"] in gaps:
        of_file["plugins"] = [row for row in of_file["plugins"] if row["used"] is not False]
    if queries.GAPS["lines"] in gaps:
        for ref in of_file["files"] + of_live["files"]:
            ref["where"] = ref["via"] = None  # of an edit the live reader knows no place
        without_lines(of_file)
    if queries.GAPS["ending"] in gaps:
        told = tables.load("data/tips.json")
        names = ("no_end_mark", "scene_cut", "odd_text")
        of_file["tips"] = [row for row in of_file["tips"] if told[row["code"]]["name"] not in names]
    if queries.GAPS["defaults"] in gaps:  # a format that no file says, Maya knows
        unknown = [row for row in of_file["passes"] if "<Extension>" in row["outputs"][0]]
        for row in of_live["passes"] if unknown else ():
            row["outputs"] = unknown[0]["outputs"]
        if unknown:
            of_file["tips"] = [row for row in of_file["tips"] if row["code"] != "90008"]
    if queries.GAPS["defaults"] in gaps and float(of_live["version"][:4]) < 2011:
        for answer in (of_file, of_live):
            answer["size"] = [row.update(size=None) for row in answer["passes"]]
    found = []
    for key in of_file:
        before, after = ordered(of_file[key]), ordered(of_live[key])
        if before != after:
            found.append((key, before, after))
    return found


def without_lines(answer):
    for row in answer["tips"]:
        row["details"] = [text.rpartition(" line: ")[0] or text for text in row["details"]]


def ordered(value):
    """Returns rows in an order of their own: Maya has its own order of nodes."""
    if not isinstance(value, list):
        return value
    rows = []
    for row in value:
        if isinstance(row, dict):
            row = dict((key, ordered(held)) for key, held in row.items())
            rows.append((sorted((key, repr(held)) for key, held in row.items()), row))
        else:
            rows.append((repr(row), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


@pytest.mark.parametrize("name", sorted(SCENES))
def test_live_and_file_agree_on(name, project):
    path = write(project / "scenes" / "shot.ma", SCENES[name])
    assert differences(path) == []


CORPUS = os.path.join(os.environ.get("RAYVISION_CORPUS", ""), "maya")
REAL = sorted(glob.glob(os.path.join(CORPUS, "*.ma"))) if "RAYVISION_CORPUS" in os.environ else []


@pytest.mark.skipif(not REAL, reason="RAYVISION_CORPUS names no folder with real scenes")
@pytest.mark.parametrize("path", REAL, ids=[os.path.basename(path) for path in REAL])
def test_live_and_file_agree_on_the_real_scene(path):
    assert differences(path) == []


# -- the stand-in behaves like Maya ---------------------------------------------------------


@pytest.mark.parametrize(
    "error, call",
    [
        (TypeError, lambda: cmds.ls(nosuchflag=True)),
        (TypeError, lambda: cmds.file(q=True, sn=True)),
        (ValueError, lambda: cmds.getAttr("nothing.width")),
        (ValueError, lambda: cmds.getAttr("plain.nothing")),
        (ValueError, lambda: cmds.listConnections("nothing")),
        (RuntimeError, lambda: cmds.attributeQuery("nothing", node="plain", multi=True)),
        (RuntimeError, lambda: cmds.ls(type="nothing")),
        (RuntimeError, lambda: cmds.referenceQuery("plain", referenceNode=True)),
        (RuntimeError, lambda: cmds.pluginInfo("nothing", query=True, version=True)),
        (AttributeError, lambda: cmds.delete("plain")),
    ],
)
def test_the_stand_in_refuses_what_maya_refuses(error, call, project):
    opened(shot(project, TEXTURES))
    with pytest.raises(error):
        call()


def test_before_its_start_the_stand_in_has_no_commands():
    with pytest.raises(AttributeError):
        cmds.about(batch=True)


# -- the pure part ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer, text",
    [
        (None, None),
        (True, "1"),
        (False, "0"),
        (24.0, "24"),
        (10.4, "10.4"),
        (0.1 + 0.2, "0.3"),
        (7, "7"),
        ("", ""),
        (b"a", "a"),
        (["x", None, "y"], ["x", "y"]),
        ([(1.0, 2.5, 3.0)], ["1", "2.5", "3"]),
        ([], None),
    ],
)
def test_a_value_is_written_as_in_a_saved_scene(answer, text):
    assert queries.value(answer) == text


@pytest.mark.parametrize(
    "name, namespace, inner",
    [
        ("|a:x|a:y", "a:", "|x|y"),
        ("|main|a:x|a:y", "a:", "|x|y"),
        ("a:b:n", "a:b:", "n"),
        ("|x|y", "", "|x|y"),
        ("other:n", "a:", "other:n"),
    ],
)
def test_a_name_inside_a_reference(name, namespace, inner):
    assert queries.inside(name, namespace) == inner


@pytest.mark.parametrize(
    "path, number, found",
    [
        ("a/fire.0001.exr", 12, "a/fire.0012.exr"),
        ("a/fire1.exr", 120, "a/fire120.exr"),
        ("a/fire.####.exr", 7, "a/fire.0007.exr"),
        ("a/fire.<f4>.exr", 7, "a/fire.0007.exr"),
        ("a/fire.%04d.exr", 7, "a/fire.0007.exr"),
        ("v01/fire.exr", 7, None),
    ],
)
def test_the_path_of_a_frame(path, number, found):
    assert queries.at_frame(path, number) == found


@pytest.mark.parametrize(
    "written, running, version",
    [("2018", "2024", "2018"), ("2011 x64", "2024", "2011"), (None, "2024", "2024"), ("", "", None)]
)
def test_the_version_is_that_of_the_file_else_of_maya(written, running, version):
    assert queries.version(written, running) == version


@pytest.mark.parametrize(
    "edit, words",
    [
        ('setAttr "|a:x|a:xShape.renderable" 1', ["2", "|a:x|a:xShape", "renderable", "1"]),
        ("setAttr a:f.width 3", ["2", "a:f", "width", "3"]),
        (
            'setAttr a:f.fileTextureName -type "string" "C:/a \\"b\\".png"',
            ["2", "a:f", "fileTextureName", '-type "string" "C:/a \\"b\\".png"'],
        ),
        ("setAttr -lock on a:f.width", []),
    ],
)
def test_edits_become_the_words_of_a_saved_scene(edit, words):
    assert queries.edit_words([edit]) == words


def test_a_parent_comes_before_its_children_whatever_their_order():
    above = {"c": "b", "b": "a", "a": None, "x": "lost"}
    found = queries.parents_first(above)
    assert sorted(found) == ["a", "b", "c", "x"]
    assert found.index("a") < found.index("b") < found.index("c")


def test_paths_that_differ_in_the_case_of_windows_are_one():
    assert queries.same_file("C:/Show/shot.ma", "c:\\show\\shot.ma")
    assert not queries.same_file("/show/shot.ma", "/Show/shot.ma")
