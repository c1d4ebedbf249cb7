"""Results of chohotech: files that appear whole, in the folder, or not at all."""

import base64
import json
import pathlib

import pytest
from mesh_studio import PRECISION, distance, loaded

from rayvision_plugins.errors import ContractError, RayvisionError, TransferFailed, UnsafeName
from rayvision_plugins.jobs import RUNNING, Job, ServiceRefused

try:
    import resource
except ImportError:
    resource = None

DEEP = '{"result": {"a": ' + "[" * 500 + "]" * 500 + "}}"


@pytest.mark.parametrize("wanted", ["obj", "stl", "off", "ply", "glb", "drc"])
def test_every_documented_output_is_brought(studio, gum, tmp_path, wanted):
    names = studio.whole(tmp_path, inputs={"gum": gum}, outputs={"mesh": wanted})
    assert f"mesh.{wanted}" in names
    if wanted != "drc":
        assert distance(loaded(tmp_path / f"mesh.{wanted}"), loaded(gum)) <= PRECISION


def test_meshes_come_as_base64_too(studio, gum, tmp_path):
    studio.emulator.faults.inline_results = True
    studio.whole(tmp_path / "out", inputs={"gum": gum})
    assert distance(loaded(tmp_path / "out" / "mesh.stl"), loaded(gum)) <= PRECISION
    assert not [call for call in studio.emulator.calls if "download" in call[1]]


def test_a_cut_download_is_fetched_again(studio, gum, tmp_path):
    studio.emulator.faults.cut_downloads = 1
    studio.whole(tmp_path / "out", inputs={"gum": gum})
    assert distance(loaded(tmp_path / "out" / "mesh.stl"), loaded(gum)) <= PRECISION


def test_nothing_half_stays_of_a_download_that_is_always_cut(studio, gum, tmp_path):
    studio.emulator.faults.cut_downloads = 99
    job, _ = studio.submit(inputs={"gum": gum})
    job = studio.ended(job)
    with pytest.raises(TransferFailed, match="cut"):
        studio.fetch(job, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_redirects_without_end_are_given_up(studio, cube, tmp_path):
    studio.emulator.faults.redirects = 99
    job, _ = studio.submit(inputs={"gum": cube})
    job = studio.ended(job)
    with pytest.raises(RayvisionError):
        studio.fetch(job, tmp_path / "out")
    assert len(studio.emulator.seen("store")) < 10
    assert list((tmp_path / "out").iterdir()) == []


def test_names_of_results_stay_in_the_folder(studio, cube, tmp_path):
    studio.emulator.faults.rename = {"mesh": "../../evil"}
    studio.emulator.faults.extra = {"notes": [1, 2]}
    job, _ = studio.submit(inputs={"gum": cube}, outputs={"mesh": "stl", "gum": "obj"})
    with pytest.raises(UnsafeName, match="evil"):
        studio.fetch(studio.ended(job), tmp_path / "a" / "b" / "out")
    found = [row.name for row in tmp_path.rglob("*") if row.is_file() and row.name != "cube.obj"]
    assert sorted(found) == ["gum.obj", "result.json"]


@pytest.mark.parametrize(
    "key",
    [
        *("a/b", "a\\b", "/etc/x", "", "x\0y", "MESH", "half\ud800", "x\n", "\x1b[2J", "\u202egpj"),
        *("x" * 252, "牙" * 84),
    ],
)
def test_a_name_that_is_no_name_is_left_there(studio, cube, tmp_path, key):
    studio.emulator.faults.extra = {key: {"type": "stl", "data": "bm8gbWVzaA=="}}
    job, _ = studio.submit(inputs={"gum": cube}, as_is=True)
    with pytest.raises(UnsafeName):
        studio.fetch(studio.ended(job), tmp_path / "out")
    (path,) = (tmp_path / "out").glob("*.stl")
    came = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert came.pop(path.stem) == path.name
    assert {"data", "type"} in [set(value) for value in came.values()]


def test_names_that_are_the_same_to_some_systems_are_the_same(studio, cube, tmp_path):
    item = {"type": "stl", "data": "bm8gbWVzaA=="}
    studio.emulator.faults.extra = {"é": item, "e\u0301": item}
    job, _ = studio.submit(inputs={"gum": cube})
    with pytest.raises(UnsafeName):
        studio.fetch(studio.ended(job), tmp_path / "out")
    assert len(list((tmp_path / "out").glob("*.stl"))) == 2


def test_a_list_of_meshes_fills_a_folder(studio, cube, tmp_path):
    content = pathlib.Path(cube).read_bytes()
    item = {"type": "obj", "data": base64.b64encode(content).decode()}
    studio.emulator.faults.extra = {"tooth_list": [item, item]}
    names = studio.whole(tmp_path / "out", inputs={"gum": cube})
    assert names == ["mesh.stl", "result.json", "tooth_list/1.obj", "tooth_list/2.obj"]
    assert (tmp_path / "out" / "tooth_list" / "2.obj").read_bytes() == content


def test_meshes_are_brought_from_wherever_they_lie(studio, cube, tmp_path):
    content = pathlib.Path(cube).read_bytes()
    item = {"type": "obj", "data": base64.b64encode(content).decode()}
    studio.emulator.faults.extra = {"jaw": {"upper": item, "teeth": [item, None, item]}}
    names = studio.whole(tmp_path / "out", inputs={"gum": cube})
    assert names[:3] == ["jaw/teeth/1.obj", "jaw/teeth/3.obj", "jaw/upper.obj"]
    came = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    teeth = ["jaw/teeth/1.obj", None, "jaw/teeth/3.obj"]
    assert came["jaw"] == {"upper": "jaw/upper.obj", "teeth": teeth}


def test_a_list_called_as_the_folder_above_stays_there(studio, cube, tmp_path):
    studio.emulator.faults.extra = {"..": [{"type": "stl", "data": "bm8gbWVzaA=="}]}
    job, _ = studio.submit(inputs={"gum": cube})
    with pytest.raises(UnsafeName, match=r"\.\./1"):
        studio.fetch(studio.ended(job), tmp_path / "a" / "out")
    assert [row.name for row in (tmp_path / "a").iterdir()] == ["out"]


def test_base64_that_begins_as_a_pointer_is_none(studio, cube, tmp_path):
    studio.emulator.faults.extra = {"odd": {"type": "stl", "data": "urnAAAA="}}
    studio.whole(tmp_path / "out", inputs={"gum": cube})
    assert (tmp_path / "out" / "odd.stl").read_bytes() == base64.b64decode("urnAAAA=")


def test_a_pointer_to_the_file_of_another_user_is_refused_by_the_service(studio, cube, tmp_path):
    data = "urn:zhfile:o:s:APIClient:somebody-else:aa/bb.stl"
    studio.emulator.faults.extra = {"odd": {"type": "stl", "data": data}}
    job, _ = studio.submit(inputs={"gum": cube})
    with pytest.raises(ServiceRefused, match="another user"):
        studio.fetch(studio.ended(job), tmp_path / "out")


@pytest.mark.skipif(resource is None, reason="no limits of this kind on Windows")
def test_a_disk_that_is_full_is_told_with_the_name_of_the_file(studio, gum, tmp_path):
    job, _ = studio.submit(inputs={"gum": gum}, as_is=True)
    job = studio.ended(job)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(TransferFailed, match=r"out/mesh\.stl: File too large"):
            studio.fetch(job, tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "out").iterdir()) == []


def test_what_is_no_mesh_of_a_documented_type_stands_in_result_json(studio, cube, tmp_path):
    extra = {
        "scene": {"type": "sh", "data": "ZWNobw=="},
        "none": None,
        "empty": [],
        "half": "\ud800",
    }
    studio.emulator.faults.extra = extra
    names = studio.whole(tmp_path / "out", inputs={"gum": cube}, text="U-1")
    assert names == ["mesh.stl", "result.json"]
    came = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert came == {**extra, "text": "U-1", "mesh": "mesh.stl"}


def test_a_result_that_is_no_base64_is_refused(studio, cube, tmp_path):
    studio.emulator.faults.extra = {"broken": {"type": "stl", "data": "no base64!"}}
    job, _ = studio.submit(inputs={"gum": cube})
    with pytest.raises(TransferFailed, match="base64"):
        studio.fetch(studio.ended(job), tmp_path / "out")


def test_a_mesh_that_came_empty_is_no_result(studio, cube, tmp_path):
    studio.emulator.faults.extra = {"lost": {"type": "obj", "data": ""}}
    job, _ = studio.submit(inputs={"gum": cube})
    with pytest.raises(TransferFailed, match=r"lost\.obj.*empty"):
        studio.fetch(studio.ended(job), tmp_path / "out")
    assert not (tmp_path / "out" / "lost.obj").exists()


def test_a_job_of_another_machine_is_fetched_as_it_comes(studio, cube, tmp_path):
    job, _ = studio.submit(inputs={"gum": cube})
    studio.emulator.settle()
    names, _ = studio.fetch(Job("chohotech", job.id, RUNNING), tmp_path / "out")
    assert names == ["mesh.drc", "result.json"]


def test_one_item_is_asked_for_by_its_key(studio, cube):
    job, _ = studio.submit(inputs={"gum": cube}, text="U-1")
    job = studio.ended(job)
    assert studio.service.item(job, "text") == "U-1"
    assert studio.service.item(job, "mesh")["type"] == "drc"
    with pytest.raises(ServiceRefused, match="404"):
        studio.service.item(job, "../../run")


def test_an_answer_may_be_of_any_size(studio, cube, tmp_path):
    studio.emulator.faults.extra = {"log": "x" * 17_000_000}
    studio.whole(tmp_path / "out", inputs={"gum": cube})
    assert (tmp_path / "out" / "result.json").stat().st_size > 17_000_000


def test_results_that_are_there_already_are_replaced_whole(studio, cube, tmp_path):
    job, _ = studio.submit(inputs={"gum": cube})
    job = studio.ended(job)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mesh.stl").write_bytes(b"older")
    studio.fetch(job, tmp_path / "out")
    assert distance(loaded(tmp_path / "out" / "mesh.stl"), loaded(cube)) <= PRECISION


def test_a_folder_that_is_a_file_is_told(studio, cube, tmp_path):
    (tmp_path / "out").write_bytes(b"")
    job, _ = studio.submit(inputs={"gum": cube})
    with pytest.raises(TransferFailed, match="out"):
        studio.fetch(studio.ended(job), tmp_path / "out")


@pytest.mark.parametrize("data", ["{", "[]", "{}", '{"result": []}', "[" * 100_000, DEEP])
def test_results_that_are_not_the_documents_are_refused(studio, cube, tmp_path, data):
    studio.emulator.faults.data = data
    job, _ = studio.submit(inputs={"gum": cube})
    with pytest.raises((ContractError, TransferFailed), match="chohotech"):
        studio.fetch(studio.ended(job), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
