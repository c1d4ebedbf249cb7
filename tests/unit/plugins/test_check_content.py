"""What a schema cannot say of task.json and of the files: looked for in documents alone."""

import os
import sys

import pytest
from four_files import GONE, SEED, changed, in_order, problems

from rayvision_plugins import check
from rayvision_plugins.errors import CheckFailed

LAYER = "task.scene_info_render.defaultRenderLayer"


@pytest.fixture
def documents(tmp_path):
    return in_order(tmp_path)


def found(documents, code, level="error"):
    rows = check.findings(documents)
    return [row for row in rows if row.code == code and row.level == level]


# -- what is rendered --------------------------------------------------------------------


@pytest.mark.parametrize("switch", ["0", "False"])
def test_a_task_whose_layers_are_all_off_renders_nothing(documents, switch):
    (row,) = found(changed(documents, f"{LAYER}.renderable", switch), "frames")
    assert "nothing is rendered" in row.text


def test_one_layer_that_is_on_is_enough(documents):
    layers = documents["task"]["scene_info_render"]
    layers["off"] = {**layers["defaultRenderLayer"], "renderable": "0"}
    assert check.findings(documents) == []


@pytest.mark.parametrize(
    ("name", "path", "off"),
    [
        ("houdini", "scene_info_render.rop_node.0.render", "0"),
        ("clarisse", "scene_info_render.image_node.0.layers.0.renderable", "0"),
    ],
)
def test_the_switch_of_every_dcc_is_known(name, path, off):
    documents = {**check.read(SEED / name), "upload": {"asset": []}}
    assert found(documents, "frames") == []
    assert found(changed(documents, f"task.{path}", off), "frames")


@pytest.mark.parametrize("text", ["000:10-1", "010:5-", "001:1-5[0]"])
def test_first_frames_that_make_no_sense_are_an_error(documents, text):
    rows = check.findings(changed(documents, "task.task_info.pre_frames", text))
    assert any("pre_frames" in row.line for row in rows)


@pytest.mark.parametrize("text", ["000", "111", "000:1,3-4[1]"])
def test_first_frames_that_make_sense_are_none(documents, text):
    assert check.findings(changed(documents, "task.task_info.pre_frames", text)) == []


# -- cameras -----------------------------------------------------------------------------


def test_a_layer_without_a_renderable_camera_is_named(documents):
    (row,) = found(changed(documents, f"{LAYER}.common.render_camera", []), "cameras")
    assert "no camera is renderable" in row.text
    assert "defaultRenderLayer" in row.where


def test_a_camera_that_the_scene_does_not_have_is_named(documents):
    spoiled = changed(documents, f"{LAYER}.common.render_camera", ["persp", "shotCam"])
    (row,) = found(spoiled, "cameras")
    assert "'shotCam'" in row.text


def test_a_layer_that_is_off_needs_no_camera(documents):
    layers = documents["task"]["scene_info_render"]
    layers["off"] = changed({"a": layers["defaultRenderLayer"]}, "a.common.render_camera", [])["a"]
    layers["off"]["renderable"] = "0"
    assert check.findings(documents) == []


# -- places at the farm ------------------------------------------------------------------


def placed(documents, one, other, os_name):
    documents = changed(documents, "task.task_info.os_name", os_name)
    documents = changed(documents, "upload.scene", GONE)
    documents = changed(documents, "upload.asset.0.server", one)
    return changed(documents, "upload.asset.1.server", other)


ALIKE = [
    ("/D/Wood.png", "/D/wood.PNG"),
    ("/D/é.png", "/D/e\u0301.png"),
    ("/D/STRASSE", "/D/straße"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_places_that_windows_does_not_tell_apart_are_an_error(documents, one, other):
    (row,) = found(placed(documents, one, other, "1"), "place")
    assert "a.ma" in row.text and "图 1.png" in row.where


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_on_linux_they_are_a_warning(documents, one, other):
    spoiled = placed(documents, one, other, "0")
    assert found(spoiled, "place") == []
    assert len(found(spoiled, "place", "warning")) == 1


def test_two_spellings_of_one_file_are_no_clash(documents):
    local = documents["upload"]["asset"][1]["local"]
    folder, name = os.path.split(local)
    respelled = {"local": f"{folder}/../{os.path.basename(folder)}/{name}", "server": "/d/A"}
    documents["upload"]["asset"][1]["server"] = "/D/a"
    documents["upload"]["asset"].append(respelled)
    assert check.findings(documents) == []


@pytest.mark.parametrize(
    "name",
    [
        "a?.png",
        'say "hi".png',
        "a|b",
        "aux",
        "NUL.txt",
        "com1.tar.gz",
        "end.",
        "blank ",
        "a\nb",
        "*",
    ],
)
def test_names_that_windows_refuses_are_an_error_there_alone(documents, name):
    place = f"/D/shots/{name}"
    (row,) = found(placed(documents, "/D/a.ma", place, "1"), "place")
    assert not row.final
    assert row.line.isprintable()
    assert problems(placed(documents, "/D/a.ma", place, "0")) == []


@pytest.mark.parametrize("name", ["图 1.png", "auxiliary", "a.b.c", ".hidden", "it's", "com10"])
def test_names_that_every_system_takes_are_none(documents, name):
    assert problems(placed(documents, "/D/a.ma", f"/D/{name}", "1")) == []


@pytest.mark.parametrize(("os_name", "longest"), [("0", "图" * 85), ("1", "图" * 255)])
def test_a_name_that_the_system_cannot_hold_is_an_error(documents, os_name, longest):
    assert problems(placed(documents, "/D/a", f"/D/{longest}", os_name)) == []
    (line,) = problems(placed(documents, "/D/a", f"/D/{longest}图", os_name))
    assert "a name in it is too long" in line


def test_a_file_that_vanishes_during_the_check_is_another_file(documents, monkeypatch):
    same = os.path.samefile

    def vanishing(one, other):
        os.remove(other)
        return same(one, other)

    monkeypatch.setattr(os.path, "samefile", vanishing)
    assert problems(placed(documents, "/D/Wood.png", "/D/wood.PNG", "1"))


def test_a_path_that_windows_cannot_open_is_an_error_there_alone(documents):
    place = "/D" + "/folder" * 40
    assert problems(placed(documents, "/D/a", place, "1"))
    assert problems(placed(documents, "/D/a", place, "0")) == []
    assert problems(placed(documents, "/D/a", "/D" + "/folder" * 600, "0"))


def test_a_place_that_is_no_text_is_an_error_that_force_does_not_pass(documents):
    (row,) = found(placed(documents, "/D/a", "/D/\ud800", "0"), "place")
    assert row.final


# -- files -------------------------------------------------------------------------------


def test_an_empty_file_is_a_warning(documents, tmp_path):
    (tmp_path / "图 1.png").write_bytes(b"")
    (row,) = check.findings(documents)
    assert row.level == "warning" and row.where == str(tmp_path / "图 1.png")


def test_a_file_of_another_size_has_changed(documents, tmp_path):
    path = str(tmp_path / "图 1.png")
    ref = {
        "path": path, "resolved": path, "node": "file1", "node_type": "file", "attr": "ftn",
        "where": 1, "role": "texture", "pattern": None, "found": 1, "missing": [], "via": [],
        "expanded": [{"path": path, "size": 1}],
    }  # fmt: skip
    documents["asset"] = {"asset": [], "files": [ref]}
    assert problems(documents) == []
    (tmp_path / "图 1.png").write_bytes(b"xx")
    (line,) = problems(documents)
    assert "has changed" in line and path in line


@pytest.mark.skipif(sys.platform != "linux", reason="needs named pipes")
def test_a_pipe_is_no_file_to_send(documents, tmp_path):
    (tmp_path / "图 1.png").unlink()
    os.mkfifo(tmp_path / "图 1.png")
    (line,) = problems(documents)
    assert "图 1.png" in line


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs a file that fails")
def test_a_scene_that_fails_while_it_is_read_is_a_problem(documents):
    documents = changed(documents, "upload.scene.0.local", "/proc/self/mem")
    assert any("/proc/self/mem: the file cannot be read" in row for row in problems(documents))


def test_a_file_where_others_need_a_folder_is_a_problem(documents, tmp_path):
    documents = changed(documents, "upload.asset.1.server", "/D/shots/a.ma/x/图 1.png")
    (line,) = problems(documents)
    assert "a folder of its name" in line and line.startswith(str(tmp_path / "a.ma"))
    documents = changed(documents, "upload.asset.1.server", "/D/shots/a.ma2/图 1.png")
    assert problems(documents) == []


# -- what stops --------------------------------------------------------------------------


def test_errors_stop_and_force_passes_what_leaves_something_to_send(documents, tmp_path):
    spoiled = changed(documents, f"{LAYER}.common.render_camera", [])
    with pytest.raises(CheckFailed, match="no camera"):
        check.refuse(check.findings(spoiled))
    check.refuse(check.findings(spoiled), force=True)
    (tmp_path / "图 1.png").unlink()
    with pytest.raises(CheckFailed, match="is gone") as caught:
        check.refuse(check.findings(spoiled), force=True)
    assert len(caught.value.problems) == 1


def test_tips_alone_are_the_fault_of_the_scene(documents):
    documents["tips"] = {"15006": ["defaultRenderLayer"]}
    with pytest.raises(check.SceneErrors) as caught:
        check.refuse(check.findings(documents))
    assert caught.value.exit_code == 3
    assert problems(documents) == []


def test_a_file_that_is_gone_is_not_the_fault_of_the_scene(documents, tmp_path):
    documents["tips"] = {"15006": ["defaultRenderLayer"]}
    spoiled = changed(documents, f"{LAYER}.common.render_camera", [])
    with pytest.raises(check.SceneErrors) as caught:
        check.refuse(check.findings(spoiled))
    assert len(caught.value.problems) == 2
    (tmp_path / "图 1.png").unlink()
    with pytest.raises(CheckFailed) as caught:
        check.refuse(check.findings(spoiled))
    assert caught.value.exit_code == 1
    assert len(caught.value.problems) == 3


def test_warnings_do_not_stop(documents):
    documents["tips"] = {"50001": ["a.png"]}
    found = check.findings(documents)
    assert [row.level for row in found] == ["warning"]
    check.refuse(found)


# -- recognising a submission ------------------------------------------------------------


def test_the_numbers_of_the_farm_do_not_change_the_digest(documents):
    first = check.digest(documents)
    for key in ("task_id", "user_id", "project_id"):
        assert check.digest(changed(documents, f"task.task_info.{key}", "5")) == first


def test_whatever_is_rendered_changes_it(documents, tmp_path):
    digests = {check.digest(documents)}
    digests.add(check.digest(changed(documents, f"{LAYER}.common.frames", "1-4[1]")))
    digests.add(check.digest(changed(documents, "upload.asset.1.server", "/E/a")))
    digests.add(check.digest(changed(documents, "tips.50001", ["a"])))
    documents = changed(documents, "upload.scene.0.hash", GONE)
    digests.add(check.digest(documents))
    (tmp_path / "a.ma").write_text("another scene")
    digests.add(check.digest(documents))
    assert len(digests) == 6


def test_a_scene_that_is_gone_has_no_digest(documents, tmp_path):
    documents = changed(documents, "upload.scene", GONE)
    documents["task"]["task_info"]["input_cg_file"] = str(tmp_path / "a.ma")
    (tmp_path / "a.ma").unlink()
    with pytest.raises(CheckFailed, match="a.ma"):
        check.digest(documents)
