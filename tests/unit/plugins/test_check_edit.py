"""Changes to task.json and upload.json on disk."""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

import pytest
from four_files import in_order, written

from rayvision_plugins.check import edit, read
from rayvision_plugins.check.documents import save
from rayvision_plugins.errors import CheckFailed, ConfigError, RayvisionError


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path / "files", in_order(tmp_path))


def test_the_documented_update_is_written(folder):
    before = read(folder)["task"]
    edit.update_task_info({"pre_frames": "100", "stop_after_test": "1"}, folder / "task.json")
    after = read(folder)["task"]
    assert after["task_info"] == {
        **before["task_info"], "pre_frames": "100", "stop_after_test": "1",
    }  # fmt: skip
    assert after["scene_info_render"] == before["scene_info_render"]


def test_numbers_become_text(folder):
    edit.update_task_info({"frames_per_task": 5}, str(folder / "task.json"))
    assert read(folder)["task"]["task_info"]["frames_per_task"] == "5"


@pytest.mark.parametrize("name", ["task_id", "cg_id", "user_id", "project_id", "nonsense", ""])
def test_what_may_not_be_changed_is_refused_and_nothing_is_written(folder, name):
    before = (folder / "task.json").read_bytes()
    with pytest.raises(ConfigError, match="may not be changed; these may: .*pre_frames"):
        edit.update_task_info({"ram": "128", name: "5"}, folder / "task.json")
    assert (folder / "task.json").read_bytes() == before


def test_a_value_that_no_farm_takes_is_refused_and_nothing_is_written(folder):
    before = (folder / "task.json").read_bytes()
    with pytest.raises(CheckFailed, match="ram"):
        edit.update_task_info({"ram": "96"}, folder / "task.json")
    assert (folder / "task.json").read_bytes() == before


def test_fields_of_ones_own_are_gathered(folder):
    edit.append_to_task({"env": "houdini_env"}, folder / "task.json")
    edit.append_to_task({"项目": {"a": [1]}}, folder / "task.json")
    assert read(folder)["task"]["additional_info"] == {"env": "houdini_env", "项目": {"a": [1]}}


def test_files_are_added_once_with_their_place(folder):
    before = read(folder)["upload"]["asset"]
    new = [r"D:\houdini\CG file\cam.abc", "D:/houdini/CG file/cam.abc", "/mnt/图.png"]
    assert edit.append_to_upload(new, folder / "upload.json") == 2
    assert read(folder)["upload"]["asset"] == [
        *before,
        {"local": "D:/houdini/CG file/cam.abc", "server": "/D/houdini/CG file/cam.abc"},
        {"local": "/mnt/图.png", "server": "mnt/图.png"},
    ]
    assert edit.append_to_upload(new, folder / "upload.json") == 0


def test_the_scene_stays_where_it_was(folder):
    scene = read(folder)["upload"]["scene"]
    edit.append_to_upload(["/mnt/a"], folder / "upload.json")
    assert read(folder)["upload"]["scene"] == scene


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "5", '{"asset": 5}', '{"asset": [5]}', '{"asset": [{}]}']
)
def test_what_is_no_document_is_one_clear_error(folder, text):
    (folder / "upload.json").write_text(text)
    with pytest.raises((CheckFailed, ConfigError), match="upload.json"):
        edit.append_to_upload(["/mnt/a"], folder / "upload.json")
    (folder / "task.json").write_text(text)
    with pytest.raises((CheckFailed, ConfigError), match="task.json"):
        edit.append_to_task({"a": 1}, folder / "task.json")
    assert (folder / "upload.json").read_text() == text


@pytest.mark.parametrize("section", [[], "a", 5, None])
def test_a_section_that_is_no_object_is_one_clear_error(folder, section):
    document = read(folder)["task"]
    path = folder / "task.json"
    path.write_text(json.dumps({**document, "task_info": section, "additional_info": section}))
    with pytest.raises(ConfigError, match="task.json: .*task_info is no object"):
        edit.update_task_info({"ram": "64"}, path)
    with pytest.raises(ConfigError, match="task.json: .*additional_info is no object"):
        edit.append_to_task({"a": 1}, path)


@pytest.mark.parametrize("value", [None, True, ["1"], {"a": 1}, b"1"])
def test_what_is_neither_text_nor_number_is_no_value(folder, value):
    before = (folder / "task.json").read_bytes()
    with pytest.raises(CheckFailed, match="pre_frames"):
        edit.update_task_info({"pre_frames": value}, folder / "task.json")
    assert (folder / "task.json").read_bytes() == before


@pytest.mark.parametrize("value", [{1}, b"x", float("nan"), float("inf"), "\ud800", {(1,): 2}])
def test_a_field_that_json_cannot_hold_is_refused_and_nothing_is_written(folder, value):
    before = (folder / "task.json").read_bytes()
    with pytest.raises(ConfigError, match="JSON cannot hold"):
        edit.append_to_task({"own": value}, folder / "task.json")
    assert (folder / "task.json").read_bytes() == before


def test_one_file_may_be_given_alone_and_as_a_path(folder):
    path = folder / "upload.json"
    before = len(read(folder)["upload"]["asset"])
    assert edit.append_to_upload("/mnt/a.png", path) == 1
    assert edit.append_to_upload(pathlib.PurePosixPath("/mnt/b.png"), path) == 1
    assert edit.append_to_upload([pathlib.PurePosixPath("/mnt/b.png"), "/mnt/c.png"], path) == 1
    rows = read(folder)["upload"]["asset"][before:]
    assert [row["local"] for row in rows] == ["/mnt/a.png", "/mnt/b.png", "/mnt/c.png"]


@pytest.mark.parametrize("name", ["", "a.png", "../a.png", "D:a.png"])
def test_a_file_without_a_full_path_is_refused_and_nothing_is_written(folder, name):
    before = (folder / "upload.json").read_bytes()
    with pytest.raises(ConfigError, match="no full path"):
        edit.append_to_upload(["/mnt/a.png", name], folder / "upload.json")
    assert (folder / "upload.json").read_bytes() == before


def test_a_name_that_is_no_text_is_refused_and_nothing_is_written(folder):
    before = sorted((path, path.read_bytes()) for path in folder.iterdir())
    with pytest.raises(RayvisionError, match="upload.json: JSON cannot hold"):
        edit.append_to_upload(["/mnt/\udc80.png"], folder / "upload.json")
    assert sorted((path, path.read_bytes()) for path in folder.iterdir()) == before


def test_what_two_write_at_once_is_the_document_of_one(folder):
    path, document = folder / "task.json", read(folder)["task"]

    def write(text):
        for _ in range(100):
            save(path, {**document, "additional_info": {"of": text * 2000}})

    with concurrent.futures.ThreadPoolExecutor(2) as both:
        list(both.map(write, "ab"))
    assert set(read(folder)["task"]["additional_info"]["of"]) in ({"a"}, {"b"})
    assert sorted(row.name for row in folder.iterdir()) == [
        "asset.json", "task.json", "tips.json", "upload.json",
    ]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_that_may_not_be_written_is_one_line(folder):
    folder.chmod(0o500)
    try:
        with pytest.raises(RayvisionError, match="upload.json: it cannot be written"):
            edit.append_to_upload(["/mnt/a"], folder / "upload.json")
    finally:
        folder.chmod(0o700)


ADD = """
import sys
from rayvision_plugins.check import edit
print(edit.append_to_upload((f"/b/{n}" for n in range(200_000)), sys.argv[1]))
"""


def test_many_files_are_added_without_looking_through_all_for_each(tmp_path):
    path = tmp_path / "upload.json"
    rows = [{"local": f"/a/{n}", "server": f"a/{n}"} for n in range(200_000)]
    path.write_text(json.dumps({"asset": rows}))
    # A guard, no measure: half a second here, many minutes when every file is compared to all.
    done = subprocess.run(
        [sys.executable, "-c", ADD, path],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(step for step in sys.path if step)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "200000\n", done.stderr
