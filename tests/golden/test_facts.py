"""What the documents of Maya say about the golden scenes, written by hand and never rewritten."""

from __future__ import absolute_import, division, print_function, unicode_literals

import pytest
from test_golden import analysis_of, folder_of, names, plain


def answer_of(case):
    return plain(analysis_of(case).answer(), case)


def rows(case):
    """Returns {node: row of files} of a case; a node with several rows keeps its first."""
    found = {}
    for row in answer_of(case)["files"]:
        found.setdefault(row["node"], row)
    return found


def counts(case):
    return dict((node, row["found"]) for node, row in rows(case).items())


def passes(case, key, enabled=None):
    return dict(
        (row["name"], row[key])
        for row in answer_of(case)["passes"]
        if enabled is None or row["enabled"] is enabled
    )


def cameras(case):
    return dict((row["name"], row["renderable"]) for row in answer_of(case)["cameras"])


def common(case, layer="defaultRenderLayer"):
    return analysis_of(case).taskfiles().task["scene_info_render"][layer]["common"]


def codes(case):
    return dict((row["code"], row["details"]) for row in answer_of(case)["tips"])


def test_arnold_writes_what_its_driver_says_and_not_the_render_globals():
    assert common("simple_arnold")["image_format"] == "png"


def test_an_unused_plugin_is_named_and_not_asked_of_the_farm():
    used = dict((row["name"], row["used"]) for row in answer_of("simple_arnold")["plugins"])
    assert (used["mtoa"], used["redshift4maya"]) == (True, False)
    plugins = analysis_of("simple_arnold").taskfiles().task["software_config"]["plugins"]
    assert plugins["mtoa"] == "4.2.1"
    assert "redshift4maya" not in plugins


def test_a_plugin_required_twice_is_named_once():
    found = [row["name"] for row in answer_of("simple_arnold")["plugins"]]
    assert sorted(found) == ["mtoa", "redshift4maya", "stereoCamera"]


def test_the_text_of_a_script_node_makes_no_nodes():
    assert counts("simple_arnold") == {"file1": 1}
    assert cameras("simple_arnold") == {"|persp|perspShape": False, "|shotCam|shotCamShape": True}


def test_the_start_that_is_not_written_is_frame_one_at_24_fps():
    answer = answer_of("simple_arnold")
    assert (answer["frames"], answer["animation"]) == ({"start": 1, "end": 24, "step": 1}, True)
    assert (answer["fps"], answer["version"], answer["size"]) == (24, "2022", [1920, 1080])


def test_a_pal_scene_without_a_range_renders_frames_1_to_10():
    answer = answer_of("defaults_pal")
    assert (answer["fps"], answer["frames"]) == (25, {"start": 1, "end": 10, "step": 1})
    assert common("defaults_pal")["frames"] == "1-10[1]"


def test_a_flag_without_a_value_keeps_the_default():
    answer = answer_of("defaults_pal")
    assert (answer["renderer"], answer["size"], answer["animation"]) == (
        "mayaSoftware",
        [960, 540],
        False,
    )
    assert cameras("defaults_pal") == {"|shotCam|shotCamShape": True}
    assert common("defaults_pal")["image_format"] == "iff"


def test_long_names_mean_what_the_short_ones_mean():
    answer = answer_of("long_flags")
    assert (answer["fps"], answer["renderer"], answer["size"]) == (30, "arnold", [800, 600])
    assert (answer["frames"], answer["animation"]) == ({"start": 5, "end": 15, "step": 2}, True)
    assert cameras("long_flags") == {"|persp|perspShape": False, "|shotCam|shotCamShape": True}
    assert counts("long_flags") == {"setRN": 1, "file1": 2, "file2": 2, "set:file1": 1}
    assert common("long_flags")["image_file_prefix"] == "long/<Scene>"
    assert [(row["name"], row["version"]) for row in answer["plugins"]] == [("mtoa", "3.2.0.wip")]


def test_only_layers_of_the_scenes_own_manager_count():
    assert sorted(passes("two_layers_adjustments", "name")) == [
        "beauty",
        "defaultRenderLayer",
        "shadow",
    ]


def test_a_layer_that_is_not_renderable_is_off():
    enabled = passes("two_layers_adjustments", "enabled")
    assert (enabled["defaultRenderLayer"], enabled["beauty"], enabled["shadow"]) == (
        False,
        True,
        True,
    )


def test_an_adjustment_holds_in_its_layer_and_nowhere_else():
    case = "two_layers_adjustments"
    seen = passes(case, "cameras")
    assert (seen["beauty"], seen["shadow"]) == (["|left|leftShape"], ["|right|rightShape"])
    assert passes(case, "size")["beauty"] == [1280, 720]
    assert passes(case, "size")["shadow"] == [640, 720]
    assert passes(case, "renderer")["beauty"] == "arnold"
    assert passes(case, "renderer")["shadow"] == "mayaSoftware"


def test_a_render_setup_layer_goes_by_its_own_name_and_its_twins_switch():
    case = "render_setup_twins"
    assert passes(case, "enabled") == {"defaultRenderLayer": False, "hero": True, "extra": False}
    task = analysis_of(case).taskfiles().task
    assert sorted(task["scene_info_render"]) == ["defaultRenderLayer", "extra", "hero"]
    assert task["task_info"]["render_layer_type"] == "1"


def test_an_override_holds_in_its_layer_only():
    frames = dict((row["name"], row["frames"]) for row in answer_of("render_setup_twins")["passes"])
    assert frames == {"defaultRenderLayer": "1-5[1]", "hero": "1-3[1]", "extra": "1-5[1]"}


def test_a_token_makes_a_tile_set_without_the_tiling_mode():
    found = rows("udim_tokens_and_uvt")
    assert (found["token"]["found"], found["token"]["pattern"]) == (2, "wood.<UDIM>.png")
    assert (found["lower"]["found"], found["tile"]["found"]) == (1, 2)


def test_the_tiling_mode_makes_a_tile_set_of_one_tiles_name():
    found = counts("udim_tokens_and_uvt")
    assert (found["mari"], found["mudbox"], found["off"]) == (3, 2, 1)


def test_a_tile_set_with_no_file_is_missing_and_an_empty_path_is_no_file():
    found = rows("udim_tokens_and_uvt")
    assert (found["absent"]["found"], len(found["absent"]["missing"])) == (0, 1)
    assert "empty" not in found and "no_value" not in found


def test_the_hole_of_a_sequence_is_missing_and_every_second_frame_is_none():
    found = rows("frame_sequence_with_hole")
    assert found["fire"]["missing"] == ["<case>/sourceimages/fire.0004.png"]
    assert (found["fire"]["found"], found["twos"]["found"], found["twos"]["missing"]) == (5, 3, [])
    assert (found["still"]["found"], found["noDigits"]["found"]) == (1, 1)
    assert found["|smoke|smokeShape"]["found"] == 2


def test_an_image_plane_by_texture_or_not_displayed_needs_no_file():
    shapes = [node.rpartition("|")[2] for node in rows("image_planes")]
    assert sorted(shapes) == ["filmShape", "sequenceShape", "stillShape", "underscoreShape"]


def test_the_label_of_a_camera_is_no_path():
    assert [row for row in answer_of("image_planes")["files"] if row["node_type"] == "camera"] == []


def test_the_image_of_a_plane_may_be_a_sequence_or_a_movie():
    found = dict((node.rpartition("|")[2], n) for node, n in counts("image_planes").items())
    assert found == {"stillShape": 1, "sequenceShape": 2, "underscoreShape": 2, "filmShape": 1}


def test_a_scene_referenced_twice_comes_with_both_namespaces():
    nodes = set(row["node"] for row in answer_of("nested_references")["files"])
    assert set(["a1:file1", "a2:file1", "a1:c:file1", "a2:c:file1"]) <= nodes
    found = cameras("nested_references")
    assert "|a1:rigCam|a1:rigCamShape" in found and "|a2:rigCam|a2:rigCamShape" in found


def test_a_reference_is_counted_once_however_often_it_is_written():
    found = [(row["node"], row["depth"]) for row in answer_of("nested_references")["references"]]
    assert len(found) == len(set(found))
    top = sorted(node for node, depth in found if depth == 1)
    assert top == ["a1RN", "a2RN", "bRN", "goneRN"]


def test_a_copy_number_is_no_part_of_a_references_name():
    row = [row for row in answer_of("nested_references")["references"] if row["node"] == "a2RN"][0]
    assert (row["path"], row["resolved"]) == ("scenes/a.ma{1}", "<case>/scenes/a.ma")


def test_an_unloaded_reference_is_named_and_not_followed():
    answer = answer_of("nested_references")
    row = [row for row in answer["references"] if row["node"] == "bRN"][0]
    assert (row["loaded"], row["found"]) == (False, True)
    assert [row for row in answer["files"] if row["path"] == "sourceimages/b.png"] == []


def test_references_in_a_circle_are_a_tip_and_a_missing_one_too():
    found = codes("nested_references")
    assert "90006" in found
    assert [text for text in found["50001"] if "gone.ma" in text] != []
    assert "D:/stale/a.ma" not in "%s" % answer_of("nested_references")


def test_what_stands_behind_a_double_slash_is_looked_for_in_the_project_of_today():
    assert rows("project_join")["joined"]["resolved"] == "<case>/sourceimages/x.png"


def test_a_file_of_another_project_is_looked_for_below_the_rule():
    found = rows("project_join")
    assert found["elsewhere"]["resolved"] == "<case>/pictures/w.png"
    assert found["backslashes"]["resolved"] == "<case>/pictures/sub/y.png"


def test_a_bare_name_is_looked_for_by_the_rule_and_beside_the_scene():
    found = rows("project_join")
    assert found["bare"]["resolved"] == "<case>/pictures/z.png"
    assert found["besideScene"]["resolved"] == "<case>/scenes/beside.png"


def test_a_file_that_ships_with_maya_is_never_missing():
    assert "Autodesk" not in "%s" % answer_of("project_join")["tips"]
    assert "shipped" not in [
        row["node"] for row in answer_of("project_join")["files"] if row["missing"]
    ]


def test_a_variable_that_is_set_is_replaced_in_every_spelling():
    found = rows("environment_variables")
    resolved = dict(
        (node, found[node]["resolved"]) for node in ("braces", "plain", "percent", "joined")
    )
    library = "<case>/library/"
    assert resolved == {
        "braces": library + "a.png",
        "plain": library + "b.png",
        "percent": library + "c.png",
        "joined": library + "a.png",
    }


def test_a_variable_that_is_not_set_makes_a_missing_file_and_a_tip_of_its_own():
    assert rows("environment_variables")["unset"]["found"] == 0
    assert [
        text for text in codes("environment_variables").get("90009", []) if "RV_UNSET" in text
    ] != []


def test_gbk_is_decoded_before_its_quotes_are_looked_for():
    found = rows("gbk_codeset")
    assert found["file1"]["path"] == "sourceimages/\u5927\u4e57"
    assert (found["file1"]["found"], found["file2"]["found"], found["file3"]["found"]) == (1, 1, 0)
    assert "90003" not in codes("gbk_codeset")


def test_carriage_returns_change_nothing():
    answer = answer_of("crlf")
    assert (answer["size"], answer["frames"]["end"], counts("crlf")) == (
        [640, 480],
        12,
        {"file1": 1},
    )
    assert "\r" not in "%s" % plain(answer, "crlf")


def test_vray_keeps_its_own_size_prefix_and_format():
    found = common("vray_settings")
    keys = ("width", "height", "image_file_prefix", "image_format", "renderer")
    expected = ["1280", "544", "<Scene>/<Version>", "exr", "vray"]
    assert [found[key] for key in keys] == expected


def test_the_scene_name_in_the_vray_settings_is_no_file():
    assert answer_of("vray_settings")["files"] == []


def test_cameras_of_one_name_are_told_apart_by_their_parents():
    case = "duplicate_camera_names"
    assert cameras(case) == {
        "|left|cameraShape1": True,
        "|right|cameraShape1": False,
        "|right|inner|cameraShape1": True,
    }
    on = ["|left|cameraShape1", "|right|inner|cameraShape1"]
    assert passes(case, "cameras")["defaultRenderLayer"] == on
    assert len(set(common(case)["all_camera"])) == 3


def test_chinese_folders_and_names_are_found():
    found = rows("chinese_paths")
    assert found["\u6728\u5934"]["found"] == 2
    assert found["missing"]["missing"] == ["<case>/sourceimages/\u4e22\u5931.png"]


def test_values_over_several_lines_and_blank_lines_are_read():
    found = rows("odd_statements")
    assert dict((node, row["path"]) for node, row in found.items()) == {
        "file1": "a.png",
        "file2": "b.png",
        "cache": "a.abc",
    }
    paths = set(row["path"] for row in answer_of("odd_statements")["files"])
    assert paths == set(["a.png", "b.png", "a.abc", "b.abc"])


def test_text_behind_the_end_mark_does_not_make_a_scene_cut():
    assert not set(["90001", "90002"]) & set(codes("odd_statements"))


@pytest.mark.parametrize("case", names())
def test_a_case_is_found_in_its_own_folder(case):
    assert analysis_of(case).scene.path.startswith(folder_of(case) + "/")
