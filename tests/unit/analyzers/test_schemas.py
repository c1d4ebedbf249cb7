from __future__ import absolute_import, division, print_function, unicode_literals

import copy
import io
import json
import os

import jsonschema
import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
SCHEMAS = os.path.join(ROOT, "analyzers", "data", "schemas")
EXAMPLES = os.path.join(ROOT, "tests", "fixtures", "seed")
NAMES = ["analysis", "asset", "task", "tips", "upload"]
GONE = object()


def read(*parts):
    with io.open(os.path.join(*parts), encoding="utf-8") as stream:
        return json.load(stream)


def schema(name):
    return read(SCHEMAS, name + ".schema.json")


def problems(name, document):
    validator = jsonschema.Draft7Validator(schema(name))
    return [error.message for error in validator.iter_errors(document)]


def changed(document, path, value):
    """Returns a copy of the document with one value put in, or taken out for GONE."""
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def properties(node, path):
    """Yields (path, schema) of every named field of a schema."""
    if isinstance(node, dict):
        for key, child in sorted(node.items()):
            if key in ("if", "then"):  # they narrow fields that are described elsewhere
                continue
            if key in ("properties", "definitions") and isinstance(child, dict):
                for name, inner in sorted(child.items()):
                    yield path + [name], inner
            for found in properties(child, path + [key]):
                yield found
    elif isinstance(node, list):
        for index, child in enumerate(node):
            for found in properties(child, path + [index]):
                yield found


TASK = {
    "software_config": {"cg_name": "Maya", "cg_version": "2022", "plugins": {"mtoa": "5.1.0"}},
    "task_info": {"cg_id": "2000", "input_cg_file": "/shows/a/shot_010.ma"},
    "scene_info_render": {
        "defaultRenderLayer": {
            "renderable": "1",
            "common": {
                "image_format": "exr", "image_file_prefix": "", "renderer": "arnold",
                "frames": "-10-20[2],25", "start": "-10", "end": "25", "by_frame": "0.5",
                "width": "1920", "height": "1080",
                "all_camera": ["perspShape", "camShape"], "render_camera": ["camShape"],
            },
        },
    },
}

FILE = {
    "path": "sourceimages/wood.<UDIM>.exr", "resolved": "/shows/a/sourceimages/wood.<UDIM>.exr",
    "node": "file1", "node_type": "file", "attr": "fileTextureName", "where": 128,
    "role": "texture", "pattern": "wood.<UDIM>.exr", "found": 2, "missing": ["wood.1003.exr"],
    "via": ["rig.ma"],
}

ASSET = {
    "asset": ["/shows/a/sourceimages/wood.1001.exr  (mtime: 2026-11-01 10:00:00)"],
    "files": [dict(FILE, expanded=[{"path": "/shows/a/sourceimages/wood.1001.exr", "size": 12}])],
}

ANALYSIS = {
    "scene": "/shows/a/shot_010.ma", "dcc": "maya", "reader": "ascii", "version": "2022",
    "fps": 23.976,
    "frames": {"start": 1, "end": 10.5, "step": 0.5}, "animation": True, "renderer": "arnold",
    "size": [1920, 1080], "facts": {},
    "plugins": [{"name": "mtoa", "version": "5.1.0", "used": True}],
    "cameras": [{"name": "|cam|camShape", "renderable": True}],
    "passes": [{
        "name": "beauty", "kind": "layer", "renderer": "arnold", "cameras": ["|cam|camShape"],
        "frames": "1-10[1]", "size": [1920, 1080], "outputs": ["<Scene>/<RenderLayer>"],
        "enabled": True, "type": None, "reason": None, "waits_for": [],
    }],
    "references": [{
        "path": "rig.ma", "node": "rigRN", "loaded": True, "depth": 1,
        "resolved": "/shows/a/rig.ma", "found": True,
    }],
    "files": [FILE],
    "tips": [{"code": "50001", "level": "warning", "text": "A file is missing.", "details": ["x"]}],
    "gaps": ["expressions are not evaluated"],
}

UNKNOWN = {
    "scene": "a.project", "dcc": "clarisse", "reader": "project", "version": None, "fps": None,
    "frames": None, "animation": None, "renderer": None, "size": None,
    "facts": {},
    "plugins": [{"name": "x", "version": None, "used": None}],
    "cameras": [{"name": "x", "renderable": None}],
    "passes": [{
        "name": "x", "kind": "image", "renderer": None, "cameras": [], "frames": None, "size": None,
        "outputs": [], "enabled": None, "type": None, "reason": None, "waits_for": [],
    }],
    "references": [{"path": "x", "node": None, "loaded": None, "depth": 1}],
    "files": [dict(
        FILE, resolved=None, node=None, node_type=None, attr=None, where=None, pattern=None,
    )],
    "tips": [], "gaps": [],
}

UPLOAD = {
    "scene": [{"local": "a.ma", "server": "/a.ma", "hash": "d41d8cd98f00b204e9800998ecf8427e"}],
    "asset": [{"local": "a.ma", "server": "/a.ma"}, {"local": "b.exr", "server": "/b.exr"}],
}

TIPS = {"90001": ["text"], "50001": []}

OURS = {"task": TASK, "upload": UPLOAD, "asset": ASSET, "analysis": ANALYSIS, "tips": TIPS}


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_draft_07(name):
    document = schema(name)
    assert document["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(document)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_has_an_id_with_its_version_and_name(name):
    base = "https://schemas.rayvision-plugins.dev/2026-11/"
    assert schema(name)["$id"] == base + name + ".schema.json"


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_a_schema_is_described_with_its_source(name):
    fields = [([], schema(name))] + list(properties(schema(name), []))
    assert [path for path, field in fields if "Source: " not in field.get("description", "")] == []


@pytest.mark.parametrize("dcc, name", [
    ("clarisse", "task"), ("clarisse", "upload"), ("clarisse", "tips"),
    ("houdini", "task"), ("houdini", "upload"), ("houdini", "tips"),
    ("maya", "task"), ("maya", "upload"),
])
def test_a_documented_example_is_valid(dcc, name):
    assert problems(name, read(EXAMPLES, dcc, name + ".json")) == []


def test_every_documented_example_is_tested():
    found = set()
    for dcc in ("clarisse", "houdini", "maya"):
        found.update((dcc, name) for name in os.listdir(os.path.join(EXAMPLES, dcc)))
    assert len(found) == 8


@pytest.mark.parametrize("name", NAMES)
def test_a_full_document_of_our_own_is_valid(name):
    assert problems(name, OURS[name]) == []


def test_an_analysis_may_say_that_it_knows_nothing():
    assert problems("analysis", UNKNOWN) == []


def test_passes_with_different_steps_have_no_common_step():
    assert problems("analysis", changed(ANALYSIS, ["frames", "step"], None)) == []


def test_a_row_of_asset_json_is_a_row_of_the_analysis_answer_and_its_files():
    row = schema("asset")["definitions"]["file"]["properties"]
    row.pop("expanded")
    assert row == schema("analysis")["definitions"]["file"]["properties"]


def test_frames_are_written_alike_in_task_json_and_in_the_analysis_answer():
    task = schema("task")["definitions"]["frames"]["pattern"]
    assert task == schema("analysis")["definitions"]["pass"]["properties"]["frames"]["pattern"]


@pytest.mark.parametrize("name, document", [
    ("upload", {"asset": []}),
    ("asset", {"asset": []}),
    ("tips", {}),
])
def test_what_is_optional_may_be_missing(name, document):
    assert problems(name, document) == []


@pytest.mark.parametrize("path, value", [
    (["task_info", "test_frames"], "000"),
    (["task_info", "edit_name"], "lighting"),
    (["task_info", "graphics_cards_num"], "2"),
    (["task_info", "clone_original_id"], ""),
    (["task_info", "pre_frames"], "000:1,3-4[1]"),
    (["task_info", "task_id"], ""),
    (["task_info", "hardwareConfigId"], 223),
    (["additional_info"], {"env": "houdini_env", "nested": [1, None]}),
    (["scene_info"], {}),
    (["layers"], []),
    (["scene_info_render", "defaultRenderLayer", "renderable"], "False"),
    (["scene_info_render", "defaultRenderLayer", "is_default_camera"], "True"),
    (["scene_info_render", "defaultRenderLayer", "common", "render_camera"], []),
    (["scene_info_render", "defaultRenderLayer", "common", "frames"], "1001"),
    (["scene_info_render", "defaultRenderLayer", "common", "frames"], "-5--1,1,3-9[2]"),
])
def test_a_task_may_hold(path, value):
    assert problems("task", changed(TASK, path, value)) == []


def test_a_task_of_another_software_may_have_any_scene_info():
    document = changed(TASK, ["software_config", "cg_name"], "Blender")
    document = changed(document, ["task_info", "cg_id"], "2007")
    assert problems("task", changed(document, ["scene_info_render"], {"scenes": [1]})) == []


LAYER = ["scene_info_render", "defaultRenderLayer"]


@pytest.mark.parametrize("path, value", [
    (["task_info", "cg_id"], GONE),
    (["task_info", "cg_id"], 2000),
    (["task_info", "cg_id"], ""),
    (["task_info", "cg_id"], "2015"),
    (["task_info", "cg_id"], "2004"),
    (["task_info", "input_cg_file"], GONE),
    (["task_info", "input_cg_file"], ""),
    (["task_info", "tiles_type"], "blocks"),
    (["task_info", "tiles"], "0"),
    (["task_info", "tiles"], 1),
    (["task_info", "is_layer_rendering"], "2"),
    (["task_info", "is_layer_rendering"], True),
    (["task_info", "is_distribute_render"], "True"),
    (["task_info", "render_layer_type"], ""),
    (["task_info", "os_name"], "Linux"),
    (["task_info", "ram"], "64GB"),
    (["task_info", "channel"], "5"),
    (["task_info", "stop_after_test"], "0"),
    (["task_info", "pre_frames"], "00"),
    (["task_info", "pre_frames"], "002"),
    (["task_info", "pre_frames"], "000:"),
    (["task_info", "frames_per_task"], "one"),
    (["task_info", "job_stop_time"], 86400),
    (["task_info", "time_out"], "12h"),
    (["task_info", "task_id"], None),
    (["task_info", "user_id"], "me"),
    (["task_info", "test_frames"], 0),
    (["task_info"], GONE),
    (["software_config"], GONE),
    (["software_config", "cg_name"], GONE),
    (["software_config", "cg_name"], "maya"),
    (["software_config", "cg_name"], "Houdini"),
    (["software_config", "cg_version"], 2022),
    (["software_config", "plugins"], GONE),
    (["software_config", "plugins"], []),
    (["software_config", "plugins", "mtoa"], 5.1),
    (["additional_info"], []),
    (["scene_info"], "x"),
    (["scene_info_render"], GONE),
    (["scene_info_render"], {}),
    (["scene_info_render"], []),
    (LAYER + ["renderable"], GONE),
    (LAYER + ["renderable"], "yes"),
    (LAYER + ["env"], ""),
    (LAYER + ["option"], 1),
    (LAYER + ["common"], GONE),
    (LAYER + ["common", "frames"], GONE),
    (LAYER + ["common", "frames"], "1-"),
    (LAYER + ["common", "frames"], "1-10[1] "),
    (LAYER + ["common", "frames"], ""),
    (LAYER + ["common", "start"], 1),
    (LAYER + ["common", "end"], "last"),
    (LAYER + ["common", "by_frame"], GONE),
    (LAYER + ["common", "width"], 1920),
    (LAYER + ["common", "height"], "0"),
    (LAYER + ["common", "renderer"], None),
    (LAYER + ["common", "render_camera"], "camShape"),
    (LAYER + ["common", "all_camera"], GONE),
    (LAYER + ["common", "animation"], "yes"),
    (LAYER + ["common", "renumber_frames"], False),
])
def test_a_maya_task_may_not_hold(path, value):
    assert problems("task", changed(TASK, path, value)) != []


ROP = ["scene_info_render", "rop_node", 0]
SIM = ["scene_info_render", "distributedsim_node", 0]


@pytest.mark.parametrize("path, value", [
    (["scene_info_render"], {}),
    (["scene_info_render"], TASK["scene_info_render"]),
    (["scene_info_render", "rop_node"], {}),
    (["scene_info_render", "geo_node"], None),
    (["task_info", "cg_id"], "2000"),
    (ROP + ["node"], GONE),
    (ROP + ["frames"], GONE),
    (ROP + ["frames"], [1, 10]),
    (ROP + ["option"], GONE),
    (ROP + ["option"], -1),
    (ROP + ["option"], "2"),
    (ROP + ["render"], GONE),
    (ROP + ["render"], "-1"),
    (ROP + ["width"], 1280),
    (ROP + ["height"], ""),
    (SIM + ["node"], GONE),
    (SIM + ["frames"], ""),
    (SIM + ["option"], "distributed"),
    (SIM + ["render"], True),
    (SIM + ["num_slices"], "17"),
    (SIM + ["num_slices"], 4),
])
def test_a_houdini_task_may_not_hold(path, value):
    assert problems("task", changed(read(EXAMPLES, "houdini", "task.json"), path, value)) != []


IMAGE = ["scene_info_render", "image_node", 0]


@pytest.mark.parametrize("path, value", [
    (["scene_info_render"], {}),
    (["scene_info_render", "image_node"], {}),
    (["software_config", "cg_name"], "Maya"),
    (IMAGE + ["name"], GONE),
    (IMAGE + ["name"], ""),
    (IMAGE + ["frames"], "all"),
    (IMAGE + ["renderable"], 0),
    (IMAGE + ["output"], None),
    (IMAGE + ["save_to_disk"], "no"),
    (IMAGE + ["layers"], ""),
    (IMAGE + ["layers", 0, "name"], GONE),
    (IMAGE + ["layers", 0, "frames"], GONE),
    (IMAGE + ["layers", 0, "renderable"], "yes"),
    (IMAGE + ["layers", 0, "enable_deep_output"], 1),
])
def test_a_clarisse_task_may_not_hold(path, value):
    assert problems("task", changed(read(EXAMPLES, "clarisse", "task.json"), path, value)) != []


@pytest.mark.parametrize("path, value", [
    (["asset"], GONE),
    (["asset"], {}),
    (["asset", 0, "local"], GONE),
    (["asset", 0, "local"], ""),
    (["asset", 0, "server"], GONE),
    (["asset", 0, "server"], None),
    (["asset", 0], "a.ma"),
    (["scene"], {"local": "a.ma", "server": "/a.ma"}),
    (["scene", 0, "hash"], ""),
    (["scene", 0, "hash"], "d41d8cd98f00b204e9800998ecf8427"),
    (["scene", 0, "hash"], "d41d8cd98f00b204e9800998ecf8427e\n"),
    (["scene", 0, "hash"], "g41d8cd98f00b204e9800998ecf8427e"),
    (["scene", 0, "hash"], 0),
])
def test_an_upload_json_may_not_hold(path, value):
    assert problems("upload", changed(UPLOAD, path, value)) != []


@pytest.mark.parametrize("path, value", [
    (["asset"], GONE),
    (["asset"], [{"path": "a"}]),
    (["asset", 0], ""),
    (["files"], {}),
    (["files", 0, "path"], GONE),
    (["files", 0, "expanded"], GONE),
    (["files", 0, "expanded"], ["/a"]),
    (["files", 0, "expanded", 0, "size"], "12"),
    (["files", 0, "expanded", 0, "size"], -1),
    (["files", 0, "found"], ["/a"]),
])
def test_an_asset_json_may_not_hold(path, value):
    assert problems("asset", changed(ASSET, path, value)) != []


@pytest.mark.parametrize("document", [
    [], {"50001": "text"}, {"50001": [1]}, {"code": ["text"]}, {"": []}, {"50001": None},
])
def test_a_tips_json_may_not_be(document):
    assert problems("tips", document) != []


@pytest.mark.parametrize("path, value", [
    (["extra"], 1),
    (["scene"], GONE),
    (["scene"], None),
    (["gaps"], GONE),
    (["gaps"], [None]),
    (["dcc"], "Maya"),
    (["dcc"], None),
    (["reader"], "mel"),
    (["version"], 2022),
    (["fps"], "24"),
    (["fps"], 0),
    (["frames"], "1-10"),
    (["frames", "step"], GONE),
    (["frames", "step"], 0),
    (["frames", "start"], None),
    (["animation"], "1"),
    (["renderer"], []),
    (["size"], [1920]),
    (["size"], [1920, 1080.5]),
    (["size"], [0, 1080]),
    (["plugins", 0, "used"], GONE),
    (["plugins", 0, "extra"], 1),
    (["cameras", 0], "cam"),
    (["cameras", 0, "renderable"], "1"),
    (["passes", 0, "cameras"], [{"name": "cam"}]),
    (["passes", 0, "frames"], "1 to 10"),
    (["passes", 0, "frames"], [1, 10]),
    (["passes", 0, "enabled"], 1),
    (["passes", 0, "outputs"], "beauty"),
    (["passes", 0, "extra"], 1),
    (["references", 0, "depth"], 0),
    (["references", 0, "depth"], GONE),
    (["references", 0, "found"], 1),
    (["references", 0, "extra"], 1),
    (["files", 0, "path"], GONE),
    (["files", 0, "path"], None),
    (["files", 0, "where"], 0),
    (["files", 0, "where"], 1.5),
    (["files", 0, "role"], ""),
    (["files", 0, "found"], None),
    (["files", 0, "found"], True),
    (["files", 0, "missing"], 1),
    (["files", 0, "via"], GONE),
    (["files", 0, "expanded"], []),
    (["tips", 0, "code"], 50001),
    (["tips", 0, "level"], "fatal"),
    (["tips", 0, "text"], ""),
    (["tips", 0, "details"], GONE),
    (["tips", 0, "extra"], 1),
])
def test_an_analysis_may_not_hold(path, value):
    assert problems("analysis", changed(ANALYSIS, path, value)) != []
