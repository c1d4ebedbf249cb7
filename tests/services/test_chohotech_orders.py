"""Orders to chohotech: what goes into a run, and what is refused before anything is sent."""

import base64
import io
import pathlib
import tarfile
import zipfile

import pytest
import trimesh
from mesh_studio import PRECISION, WORKFLOW, Studio, distance, loaded

from rayvision_plugins.errors import ConfigError, ContractError, RayvisionError, TransferFailed
from rayvision_plugins.jobs import RUNNING, ServiceRefused


def test_a_run_is_asked_for_as_the_document_shows(chohotech, gum, cube):
    studio = Studio(chohotech, callback_url="https://farm.studio:8443/")
    job, _ = studio.submit(
        inputs={"gum": gum, "tooth_list": [cube]},
        text="U-1",
        outputs={"mesh": "ply"},
        metadata={"case_id": "CH-123"},
        notify=["https://other.studio/told"],
        as_is=True,
    )
    chohotech.settle()
    order = chohotech.runs[job.id].order
    pointers = order.pop("input_data")
    assert order == {
        "spec_group": "mesh-processing",
        "spec_name": "dental-mesh-export",
        "spec_version": "1.0-snapshot",
        "user_group": "APIClient",
        "user_id": chohotech.user_id,
        "metadata": {"case_id": "CH-123"},
        "notification": [
            {"url": "https://other.studio/told"},
            {"url": "https://farm.studio:8443/chohotech"},
        ],
        "output_config": {"mesh": {"type": "ply"}},
    }
    assert pointers["text"] == "U-1"
    assert pointers["gum"]["type"] == "stl"
    assert pointers["tooth_list"][0]["type"] == "obj"
    assert pointers["gum"]["data"].startswith(f"urn:zhfile:o:s:APIClient:{chohotech.user_id}:")
    kept = chohotech.objects[chohotech.path_of(pointers["gum"]["data"])]
    assert kept == pathlib.Path(gum).read_bytes()


def test_small_meshes_go_in_the_request_itself(studio, cube, tmp_path):
    studio.whole(tmp_path / "out", inputs={"gum": cube}, inline=True, as_is=True)
    (run,) = studio.emulator.runs.values()
    sent = base64.b64decode(run.order["input_data"]["gum"]["data"])
    assert sent == pathlib.Path(cube).read_bytes()
    assert not studio.emulator.objects.keys() - {
        studio.emulator.path_of(run.result["mesh"]["data"])
    }


def test_a_mesh_too_large_for_a_request_is_refused_before_it_is_sent(studio, tmp_path):
    large = tmp_path / "large.stl"
    sphere = trimesh.creation.icosphere(subdivisions=5)
    trimesh.util.concatenate([sphere, sphere]).export(large)
    with pytest.raises(TransferFailed, match="leave inline out"):
        studio.submit(inputs={"gum": str(large)}, inline=True, as_is=True)
    assert studio.emulator.calls == []


def test_413_says_what_to_do(studio, cube):
    studio.emulator.faults.largest = 100
    with pytest.raises(ServiceRefused, match="too large.*leave inline out"):
        studio.submit(inputs={"gum": cube}, inline=True)


def test_a_file_that_is_named_twice_goes_once(studio, cube):
    job, _ = studio.submit(inputs={"gum": cube, "tooth_list": [cube, cube]})
    data = studio.emulator.runs[job.id].order["input_data"]
    assert data["gum"] == data["tooth_list"][0] == data["tooth_list"][1]
    assert [method for method, _, _ in studio.emulator.seen("store")] == ["PUT"]


def packed(kind, files):
    """Returns an archive of {name: content}."""
    stream = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    else:
        with tarfile.open(fileobj=stream, mode="w:gz") as archive:
            for name, content in files.items():
                row = tarfile.TarInfo(name)
                row.size = len(content)
                archive.addfile(row, io.BytesIO(content))
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_with_one_mesh_goes_as_it_is(studio, cube, tmp_path, kind):
    path = tmp_path / f"case.{kind}"
    content = pathlib.Path(cube).read_bytes()
    path.write_bytes(packed(kind, {"a/cube.obj": content, "read.me": b"one mesh"}))
    studio.whole(tmp_path / "out", inputs={"gum": str(path)}, as_is=True)
    (run,) = studio.emulator.runs.values()
    assert run.order["input_data"]["gum"]["type"] == kind
    assert distance(loaded(tmp_path / "out" / "mesh.stl"), loaded(cube)) <= PRECISION


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
@pytest.mark.parametrize("count", [0, 2])
def test_an_archive_without_exactly_one_mesh_is_not_sent(studio, cube, tmp_path, kind, count):
    path = tmp_path / f"case.{kind}"
    content = pathlib.Path(cube).read_bytes()
    meshes = {f"{number}.obj": content for number in range(count)}
    path.write_bytes(packed(kind, {"read.me": b"hello", **meshes}))
    with pytest.raises(RayvisionError, match="case"):
        studio.submit(inputs={"gum": str(path)})
    assert studio.emulator.calls == []


def test_a_mesh_that_goes_as_draco_is_opened_once(studio, gum):
    steps = studio.service.submit(
        studio.service.order({"workflow": WORKFLOW, "inputs": {"gum": gum}})
    )
    assert next(steps).stage == "check"
    pathlib.Path(gum).unlink()
    assert [event.kind for event in steps][-1] == "end"


def test_what_is_no_mesh_is_not_sent(studio, gum, tmp_path):
    path = tmp_path / "broken.stl"
    path.write_bytes(pathlib.Path(gum).read_bytes()[:3000])
    with pytest.raises(RayvisionError, match=r"broken\.stl"):
        studio.submit(inputs={"gum": gum, "tooth_list": [str(path)]})
    assert studio.emulator.calls == []


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("workflow", {"workflow": "dental-mesh-export"}),
        ("workflow", {"workflow": "group/name/1.0\n"}),
        ("inputs", {"inputs": {}}),
        ("inputs", {"inputs": {"text": "a.stl"}}),
        ("inputs.gum", {"inputs": {"gum": ["a.stl"]}}),
        ("inputs.gum", {"inputs": {"gum": "a\0.stl"}}),
        ("inputs.tooth_list", {"inputs": {"tooth_list": "a.stl"}}),
        ("outputs.mesh", {"outputs": {"mesh": "fbx"}}),
        ("metadata.case", {"metadata": {"case": "x" * 129}}),
        ("notify", {"notify": ["farm.studio"]}),
        ("colour", {"colour": "red"}),
    ],
)
def test_an_order_against_the_document_names_its_field(studio, gum, field, given):
    with pytest.raises(ContractError, match=field):
        studio.submit(**{"inputs": {"gum": gum}, **given})
    assert studio.emulator.calls == []


def test_128_characters_of_metadata_are_taken(studio, cube):
    job, _ = studio.submit(inputs={"gum": cube}, metadata={"case": "案" * 128})
    assert job.state == RUNNING


@pytest.mark.parametrize("name", ["base_url", "file_server_url", "token", "user_id", "user_group"])
def test_what_an_account_lacks_is_named_once_it_is_needed(chohotech, cube, name):
    studio = Studio(chohotech, **{name: ""})
    with pytest.raises(ConfigError, match=f"RAYVISION_CHOHOTECH_{name.upper()}"):
        studio.submit(inputs={"gum": cube})
    assert chohotech.calls == []


def test_an_address_is_told_once(chohotech, cube):
    studio = Studio(chohotech, callback_url="https://farm.studio")
    job, _ = studio.submit(inputs={"gum": cube}, notify=["https://farm.studio/chohotech"])
    called = chohotech.runs[job.id].order["notification"]
    assert called == [{"url": "https://farm.studio/chohotech"}]


def test_what_the_service_says_of_a_refusal_is_shown(studio, cube):
    with pytest.raises(ServiceRefused, match="404.*run or file: no such workflow"):
        studio.submit(workflow="mesh-processing/another/1.0", inputs={"gum": cube})
