"""What the documents say about the Clarisse golden cases, written by hand and never rewritten."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os

import pytest
from test_golden import analysis_of, folder_of, names, native, plain, problems, scene_of, text

from analyzers.analyze import analyze

ROOT = "project://"
CORPUS = text(os.environ.get("RAYVISION_CORPUS", "")).replace("\\", "/").rstrip("/")
REASON = "RAYVISION_CORPUS is not set: no real projects to read"
# Version, frame rate, size, layer, its class of renderer; read off the text of the files.
REAL = {
    "cgru_scene_v1": ("3", 24, None, "background", "RendererPathTracer"),
    "kubix_demo": ("4", 1, None, "kubix_layer", "KubixRenderer"),
    "kubix_demo_v1": ("4", 1, [512, 512], "kubix_layer", "KubixRenderer"),
}


def answer_of(case):
    return plain(analysis_of(case).answer(), case)


def files(case, key):
    """Returns {name of the node without its context: value}; the first row of a node."""
    found = {}
    for row in answer_of(case)["files"]:
        found.setdefault(row["node"].rpartition("/")[2], row[key])
    return found


def passes(case, key):
    return dict((row["name"][len(ROOT) :], row[key]) for row in answer_of(case)["passes"])


def codes(case):
    return dict((row["code"], row["details"]) for row in answer_of(case)["tips"])


def images(case):
    return analysis_of(case).taskfiles().task["scene_info_render"]["image_node"]


@pytest.mark.parametrize("case", names("clarisse"))
def test_a_hand_written_project_says_so_in_its_first_comment(case):
    with io.open(native(scene_of(case)), "rb") as stream:
        comments = [line for line in stream.read().split(b"\n") if line.lstrip()[:2] == b"//"]
    assert b"synthetic" in comments[0].lower()


@pytest.mark.parametrize("case", names("clarisse"))
def test_a_whole_project_is_not_said_to_be_cut(case):
    assert not set(["90001", "90002", "90003", "90030"]) & set(codes(case))


# -- grammar and names ---------------------------------------------------------------------


def test_a_file_is_found_in_a_line_in_a_block_and_in_an_embedded_object():
    found = files("grammar", "found")
    assert [found[name] for name in ("plain", "block", "holder.inside", "late")] == [1, 1, 1, 1]


def test_a_name_that_stands_last_names_the_object():
    names_ = [row["node"] for row in answer_of("grammar")["files"]]
    assert "project://scene/shading/inner {deep}/late" in names_


def test_an_object_outside_of_all_contexts_has_a_name_without_one():
    assert "project://outside" in [row["node"] for row in answer_of("grammar")["files"]]


def test_escapes_are_taken_out_and_backslashes_are_slashes():
    found = files("grammar", "path")
    assert found["escapes"] == "$PDIR/tex/it's \"here\".png"
    assert files("grammar", "resolved")["backslashes"] == "<case>/tex/back.png"


def test_empty_values_are_no_paths():
    assert not set(["empty", "nothing", "bare"]) & set(files("grammar", "path"))


def test_the_text_of_an_osl_script_names_no_file():
    assert not [row for row in answer_of("grammar")["files"] if "never" in row["path"]]


def test_a_system_copy_of_a_name_is_passed_over():
    assert not [row for row in answer_of("grammar")["files"] if "somewhere" in row["path"]]


def test_a_path_in_an_unknown_attribute_is_told_and_not_sent():
    row = [row for row in answer_of("grammar")["files"] if row["attr"] == "lookup"][0]
    assert row["role"] == "suspected"
    assert "90015" in codes("grammar") and "50001" not in codes("grammar")


def test_versions_are_those_of_the_first_lines():
    scene = analysis_of("backup").scene
    assert (scene.version, scene.info["project_version"]) == ("4", "0.97")
    assert analysis_of("backup").taskfiles().task["software_config"]["cg_version"] == "4"


def test_a_windows_file_reads_as_the_same_file_of_linux():
    crlf, other = answer_of("crlf_and_bom"), answer_of("backup")
    assert (crlf["passes"], crlf["cameras"]) == (other["passes"], other["cameras"])
    assert files("crlf_and_bom", "found") == {"t": 1}


def test_version_5_names_lead_to_the_same_objects():
    assert passes("version5_paths", "cameras") == {
        "image": [],
        "image.key": ["project://scene/camera"],
        "image.second": ["project://scene/camera"],
        "scene/inner": [],
        "scene/inner.a": ["project://scene/cams/close"],
        "scene/inner.b": ["default://camera"],
    }
    assert passes("version5_paths", "renderer")["image.key"] == "RendererPathTracer"
    assert codes("version5_paths") == {}


# -- images and layers ---------------------------------------------------------------------


def test_an_image_is_off_and_its_layers_are_on():
    rows = answer_of("images_and_layers")["passes"]
    on = dict((row["name"][len(ROOT) :], row["enabled"]) for row in rows)
    assert [on[name] for name in ("scene/cam02", "scene/custom")] == [False, False]
    assert [on["scene/cam02." + name] for name in ("key", "plate", "tint", "plugin")] == [True] * 4


def test_what_is_disabled_is_off():
    on = passes("images_and_layers", "enabled")
    assert (on["scene/cam02.fill"], on["scene/off.a"]) == (False, False)


def test_a_layer_that_its_image_does_not_list_is_no_pass():
    assert "scene/cam02.not_listed" not in passes("images_and_layers", "name")


def test_each_layer_has_its_own_range():
    found = passes("images_and_layers", "frames")
    assert found["scene/cam02.key"] == "0-50[2]"
    assert found["scene/cam02.fill"] == "0-20[1]"
    assert found["scene/cam02.tint"] == "0-50[1]"
    assert found["scene/custom.only"] == "-5--1[1]"
    assert found["scene/off.a"] == "1-5[1]"


def test_the_size_is_the_presets_else_that_of_the_preferences():
    found = passes("images_and_layers", "size")
    assert found["scene/cam02.key"] == [1920, 1080]
    assert found["scene/custom.only"] == [1280, 720]
    assert found["scene/off.a"] == [64, 64]
    assert passes("defaults_only", "size")["scene/image"] == [1280, 720]


def test_the_wire_form_has_the_documented_fields_and_no_others():
    image = images("images_and_layers")[0]
    assert sorted(image) == sorted(
        ["frames", "renderable", "output", "format", "LUT", "save_to_disk", "name", "layers"]
    )
    assert sorted(image["layers"][0]) == sorted(
        ["frames", "renderable", "output", "format", "enable_deep_output", "save_to_disk"]
        + ["enable_deep_output_path", "name"]
    )


def test_the_wire_form_of_the_documented_example_is_the_documented_one():
    image = images("images_and_layers")[0]
    layers = image.pop("layers")
    assert dict(image) == {
        "frames": "0-50[1]",
        "renderable": "0",
        "output": "D:\\temp\\cam02",
        "format": "exr16",
        "LUT": "linear",
        "save_to_disk": "1",
        "name": "project://scene/cam02",
    }
    assert dict(layers[0]) == {
        "frames": "0-50[2]",
        "renderable": "1",
        "output": "D:\\temp\\cam02_key",
        "format": "exr16",
        "enable_deep_output": "1",
        "save_to_disk": "1",
        "enable_deep_output_path": "D:\\temp\\cam02_key_deep",
        "name": "project://scene/cam02.key",
    }


def test_a_format_that_nobody_knows_is_its_index_with_a_tip():
    assert images("images_and_layers")[0]["layers"][1]["format"] == "2"
    assert codes("images_and_layers")["90008"] == ["project://scene/cam02.fill: format 2"]


def test_what_is_not_stored_has_the_default_that_is_not_written():
    layer = images("defaults_only")[0]["layers"][0]
    assert (layer["save_to_disk"], layer["enable_deep_output"]) == ("0", "0")
    assert (layer["frames"], layer["output"]) == ("11-20[1]", "")
    assert answer_of("defaults_only")["fps"] == 30


def test_a_renderer_is_told_by_its_class():
    found = passes("images_and_layers", "renderer")
    assert found["scene/cam02.key"] == "RendererPathTracer"
    assert found["scene/cam02.plugin"] == "KubixRenderer"
    assert found["scene/cam02.fill"] is None


def test_what_is_not_known_is_null_and_told():
    answer = answer_of("unknown_facts")
    assert [answer[key] for key in ("fps", "frames", "size", "renderer")] == [None] * 4
    assert codes("unknown_facts")["90013"] == [
        "project://scene/image.blind",
        "project://scene/image.animated",
    ]
    assert images("unknown_facts") == []


def test_a_layer_without_a_camera_is_an_error_and_a_flat_one_is_not():
    assert codes("unknown_facts")["15006"] == [
        "project://scene/image.blind",
        "project://scene/image.animated: project://scene/nowhere",
    ]
    assert "15006" not in codes("images_and_layers")


# -- files ---------------------------------------------------------------------------------


def test_a_pattern_stands_for_every_file_of_its_kind():
    found = files("patterns", "found")
    assert [found[name] for name in ("udim", "hashes", "short", "padded")] == [3, 2, 2, 2]
    assert [found[name] for name in ("ended", "braces", "holes")] == [1, 1, 4]
    assert files("patterns", "missing")["holes"] == ["<case>/tex/holes.0003.png"]


def test_a_word_behind_the_frame_makes_another_variable():
    details = codes("patterns")["90009"]
    assert ["other_variable" in row for row in details] == [True]


def test_every_class_that_reads_a_file_is_asked():
    found = files("geometry_and_caches", "role")
    assert found["brick"] == "geometry"
    assert (found["fur"], found["cloud"], found["lamp"]) == ("hair", "volume", "light profile")
    assert (found["points"], found["array"]) == ("geometry", "geometry")
    rows = answer_of("geometry_and_caches")["files"]
    bundle = [row["path"] for row in rows if row["node"] == "project://scene/bundle"]
    assert bundle == ["$PDIR/geo/a.abc", "$PDIR/geo/b.abc"]


def test_what_an_exporter_writes_is_no_input():
    assert "export" not in files("geometry_and_caches", "path")


def test_what_a_usd_file_names_is_found_through_it():
    assert files("geometry_and_caches", "via")["wood"] == [
        "<case>/geo/set.usda",
        "<case>/geo/props.usda",
    ]


def test_the_type_of_a_custom_attribute_says_that_it_names_a_file():
    rows = dict((row["attr"], row) for row in answer_of("custom_attributes")["files"])
    assert sorted(rows) == ["OSL_map", "all", "lookup"]
    assert (rows["OSL_map"]["found"], rows["lookup"]["found"], rows["all"]["found"]) == (1, 2, 2)


def test_variables_are_those_of_the_project_and_of_the_environment():
    found = files("variables", "found")
    assert [found[n] for n in ("pdir", "cdir", "named", "show", "braces", "temp", "beside")] == [
        1
    ] * 7
    assert ["$NOBODY" in row for row in codes("variables")["90009"]] == [True]
    assert files("variables", "resolved")["server"] == "//server/share/f.png"


def test_what_comes_with_clarisse_is_not_sent():
    assert "shipped" not in files("variables", "path")


def test_the_color_configuration_of_the_environment_brings_its_tables():
    found = files("variables", "found")
    assert (found["environment"], found["film"]) == (1, 1)


def test_an_expression_that_joins_texts_is_followed_and_another_is_told():
    resolved = files("expressions", "resolved")
    assert resolved["joined"] == "<case>/tex/joined.png"
    assert resolved["three"] == "<case>/tex/three.png"
    assert resolved["more"] == "<case>/tex/more.png"
    assert files("expressions", "found")["frame"] == 2
    gaps = [row for row in answer_of("expressions")["gaps"] if ".filename" in row]
    assert [row.partition(".")[0].rpartition("/")[2] for row in gaps] == ["more", "animated"]


def test_paths_of_the_preferences_are_no_assets():
    assert answer_of("preferences")["files"] == []
    assert list(passes("preferences", "name")) and len(passes("preferences", "name")) == 2
    assert answer_of("preferences")["fps"] == 25
    assert [row["name"] for row in answer_of("preferences")["cameras"]] == [
        "project://scene/camera"
    ]


# -- references ----------------------------------------------------------------------------


def test_a_referenced_project_has_its_own_folder():
    resolved = files("references", "resolved")
    assert resolved["skin"] == "<case>/assets/hero/skin.png"
    rows = answer_of("references")["files"]
    deep = [row for row in rows if row["node"].endswith("weapon/scene/color")]
    assert [row["resolved"] for row in deep] == ["<case>/assets/red.png"] * 2


def test_a_circle_of_projects_is_told_once_and_ends():
    assert len(codes("references")["90006"]) == 1


def test_a_missing_project_is_a_missing_file_and_a_gap():
    assert ["lost.project" in row for row in codes("references")["50001"]] == [True]
    assert [row for row in answer_of("references")["gaps"] if "lost.project was not read" in row]


def test_what_the_project_sets_on_a_referenced_object_goes_first():
    rows = answer_of("references")["files"]
    color = [row["path"] for row in rows if row["node"] == "project://scene/over/scene/color"]
    assert color == ["$PDIR/tex/blue.png"]


def test_images_of_references_are_off_beside_the_projects_own_and_on_without_any():
    assert passes("references", "enabled")["scene/hero/scene/turntable.key"] is False
    assert passes("images_of_references", "enabled")["lighting/scene/image.key"] is True


def test_every_file_below_the_project_that_is_needed_is_sent():
    upload = analysis_of("references").taskfiles().upload
    sent = sorted(row["local"][len(folder_of("references")) + 1 :] for row in upload["asset"])
    assert sent == [
        "assets/hero/hero.project",
        "assets/hero/skin.png",
        "assets/prop.project",
        "assets/red.png",
        "geo/a.abc",
        "geo/b.abc",
        "geo/set.usda",
        "shot.project",
        "tex/blue.png",
    ]


# -- real projects -------------------------------------------------------------------------


@pytest.mark.skipif(not CORPUS, reason=REASON)
@pytest.mark.parametrize("name", sorted(REAL))
def test_a_real_project_says_what_stands_in_its_text(name):
    path = CORPUS + "/clarisse/" + name + ".project"
    if not os.path.isfile(native(path)):
        pytest.skip(name + " is not in the corpus")
    analysis = analyze(path, environment={})
    answer = analysis.answer()
    version, fps, size, layer, renderer = REAL[name]
    assert [answer[key] for key in ("version", "fps", "size")] == [version, fps, size]
    rows = answer["passes"]
    assert [row["name"] for row in rows] == [
        "project://scene/image",
        "project://scene/image." + layer,
    ]
    assert (rows[1]["renderer"], rows[1]["frames"]) == (renderer, "0-50[1]")
    assert rows[1]["cameras"] == ["project://scene/camera"]
    assert answer["files"] == []
    documents = analysis.taskfiles()
    assert problems("analysis", plain(answer, "")) == []
    for kind in ("task", "upload", "asset", "tips"):
        assert problems(kind, plain(getattr(documents, kind), "")) == []
