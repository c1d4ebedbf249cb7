from __future__ import absolute_import, division, print_function, unicode_literals

import hashlib
import io
import json
import os
import re
import threading

import pytest
from scene_text import full, native, put, scene, texture

from analyzers import taskfiles
from analyzers.analyze import analyze
from analyzers.errors import AnalyzeError, OutputError

NAMES = ["asset.json", "task.json", "tips.json", "upload.json"]


@pytest.fixture
def project(tmpdir):
    """A project with one texture that is there and one that is not."""
    folder = full(tmpdir)
    os.makedirs(native(folder + "/sourceimages"))
    put(folder + "/sourceimages/here.png", "12345")
    body = texture("sourceimages/here.png", "here") + texture("sourceimages/gone.png", "gone")
    body += texture("sourceimages/here.png", "again")
    put(folder + "/shot.ma", scene(body))
    return folder


def files_of(folder, **words):
    return analyze(folder + "/shot.ma", environment={}, **words).taskfiles()


def read(path):
    with io.open(native(path), "rb") as stream:
        return stream.read()


def listed(folder):
    return sorted(row.decode("utf-8") for row in os.listdir(folder.encode("utf-8")))


def texts(node):
    if isinstance(node, dict):
        for value in node.values():
            for found in texts(value):
                yield found
    elif isinstance(node, list):
        for value in node:
            for found in texts(value):
                yield found
    else:
        yield node


def test_numbers_and_booleans_of_task_json_are_text(project):
    task = json.loads(taskfiles.encode(files_of(project).task).decode("utf-8"))
    assert [value for value in texts(task) if not hasattr(value, "upper")] == []


def test_task_info_begins_with_the_documented_defaults(project):
    info = files_of(project, windows=True).task["task_info"]
    expected = {
        "cg_id": "2000",
        "frames_per_task": "1",
        "pre_frames": "000",
        "channel": "4",
        "task_id": "",
        "is_layer_rendering": "1",
        "is_distribute_render": "0",
        "tiles": "1",
        "tiles_type": "block",
        "stop_after_test": "2",
        "os_name": "1",
        "ram": "64",
        "render_layer_type": "0",
        "input_cg_file": project + "/shot.ma",
    }
    assert dict((key, info[key]) for key in expected) == expected


def test_linux_has_its_own_number(project):
    assert files_of(project, windows=False).task["task_info"]["os_name"] == "0"


def test_values_of_the_caller_win_over_the_defaults(project):
    info = files_of(project, task_info={"ram": "128", "edit_name": "night"}).task["task_info"]
    assert (info["ram"], info["edit_name"], info["tiles"]) == ("128", "night", "1")


def test_one_analysis_does_not_change_the_defaults_of_the_next(project):
    files_of(project, task_info={"ram": "128"}).task["task_info"]["tiles"] = "9"
    info = files_of(project).task["task_info"]
    assert (info["ram"], info["tiles"]) == ("64", "1")


def test_a_layer_says_what_is_rendered(project):
    layer = files_of(project).task["scene_info_render"]["defaultRenderLayer"]
    common = layer["common"]
    expected = {
        "frames": "1-5[1]",
        "start": "1",
        "end": "5",
        "by_frame": "1",
        "width": "960",
        "height": "540",
        "renderer": "arnold",
        "image_format": "exr",
        "animation": "True",
        "image_file_prefix": "",
        "render_camera": ["shotCamShape"],
        "all_camera": ["shotCamShape"],
        "renumber_frames": "False",
    }
    assert dict((key, common[key]) for key in expected) == expected
    assert layer["renderable"] == "1"


def test_scene_info_and_scene_info_render_say_the_same(project):
    task = files_of(project).task
    assert task["scene_info"] == task["scene_info_render"]


@pytest.mark.parametrize(
    "frames, text, start, end, by_frame",
    [
        ("7", "7-7[1]", "7", "7", "1"),
        ("1-9[2]", "1-9[2]", "1", "9", "2"),
        ("fml", "1,3,5", "1", "5", "1"),
        ("-3--1", "-3--1[1]", "-3", "-1", "1"),
    ],
)
def test_chosen_frames_take_the_place_of_those_of_the_scene(
    project, frames, text, start, end, by_frame
):
    common = files_of(project, frames=frames).task["scene_info_render"]["defaultRenderLayer"][
        "common"
    ]
    found = [common[key] for key in ("frames", "start", "end", "by_frame")]
    assert found == [text, start, end, by_frame]


def test_upload_json_names_each_file_once_and_none_that_is_missing(project):
    upload = files_of(project).upload
    local = [project + "/shot.ma", project + "/sourceimages/here.png"]
    assert [row["local"] for row in upload["asset"]] == local
    assert [row["server"] for row in upload["asset"]] == [path[1:] for path in local]


def test_upload_json_has_the_md5_of_the_scene(project):
    md5 = hashlib.md5(read(project + "/shot.ma")).hexdigest()  # noqa: S324
    assert [row["hash"] for row in files_of(project).upload["scene"]] == [md5]


def test_asset_json_keeps_the_documented_shape(project):
    lines = files_of(project).asset["asset"]
    assert len(lines) == 2
    assert [row for row in lines if not re.match(r".+  \(mtime.+\)$", row)] == []
    assert lines[0].startswith(project + "/shot.ma  (")


def test_asset_json_says_where_a_path_stands_and_what_it_became(project):
    rows = dict((row["node"], row) for row in files_of(project).asset["files"])
    here = rows["here"]
    assert (here["attr"], here["node_type"], here["found"]) == ("fileTextureName", "file", 1)
    assert here["expanded"] == [{"path": project + "/sourceimages/here.png", "size": 5}]
    assert rows["gone"]["expanded"] == []
    assert rows["gone"]["missing"] == [project + "/sourceimages/gone.png"]
    line = read(project + "/shot.ma").decode("utf-8").split("\n")[rows["gone"]["where"] - 1]
    assert "sourceimages/gone.png" in line


def test_tips_json_names_the_missing_file_with_its_node(project):
    details = files_of(project).tips["50001"]
    assert len(details) == 1
    assert "gone" in details[0] and project + "/sourceimages/gone.png" in details[0]


def test_four_files_are_written_and_nothing_else(project):
    files = files_of(project)
    assert files.folder is None
    out = project + "/out/deep/\u7ed3\u679c"
    files.write(out)
    assert listed(out) == NAMES
    assert files.folder == out
    for name in NAMES:
        document = getattr(files, name[:-5])
        assert json.loads(read(out + "/" + name).decode("utf-8")) == json.loads(
            json.dumps(document)
        )


def test_writing_again_replaces_what_was_there(project):
    files_of(project, frames="1").write(project + "/out")
    files_of(project, frames="2").write(project + "/out")
    common = json.loads(read(project + "/out/task.json").decode("utf-8"))
    assert common["scene_info_render"]["defaultRenderLayer"]["common"]["frames"] == "2-2[1]"
    assert listed(project + "/out") == NAMES


def test_two_runs_write_the_same_bytes(project):
    files_of(project).write(project + "/one")
    files_of(project).write(project + "/two")
    for name in NAMES:
        assert read(project + "/one/" + name) == read(project + "/two/" + name)


def test_a_folder_that_is_a_file_cannot_be_written(project):
    put(project + "/out", "mine")
    with pytest.raises(OutputError) as caught:
        files_of(project).write(project + "/out")
    assert isinstance(caught.value, AnalyzeError)
    assert project + "/out" in caught.value.text and "\n" not in caught.value.text
    assert read(project + "/out") == b"mine"


@pytest.mark.parametrize("name", NAMES)
def test_a_write_that_fails_replaces_none_of_the_four(project, name):
    out = project + "/out"
    os.makedirs(native(out + "/" + name + "/in the way"))
    others = [row for row in NAMES if row != name]
    for row in others:
        put(out + "/" + row, "old")
    with pytest.raises(OutputError):
        files_of(project).write(out)
    assert listed(out) == NAMES
    assert [read(out + "/" + row) for row in others] == [b"old"] * 3


def test_several_writers_into_one_folder_leave_four_whole_files(project):
    out = project + "/out"
    failed = []

    def write(files):
        try:
            for _ in range(20):
                files.write(out)
        except AnalyzeError as err:
            failed.append(err)

    writers = [threading.Thread(target=write, args=[files_of(project)]) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failed
    assert listed(out) == NAMES
    for name in NAMES:
        json.loads(read(out + "/" + name).decode("utf-8"))


def test_a_document_is_utf8_json_with_sorted_keys_and_a_last_newline():
    data = taskfiles.encode({"b": "\u6728", "a": [1, {"d": None, "c": True}]})
    assert data == (
        '{\n  "a": [\n    1,\n    {\n      "c": true,\n      "d": null\n    }\n  ],\n  "b": "\u6728"\n}\n'  # noqa: E501
    ).encode("utf-8")


def test_a_document_of_plain_ascii_is_bytes_too():
    assert taskfiles.encode({"a": "b"}) == b'{\n  "a": "b"\n}\n'
