"""A script's transfers over a line of aspera, which the vendor's program moves.

The farm and the stand-in of the program are those of tests/transfer/test_vendor_path.py.
"""

import importlib.util
import json
import os
import pathlib

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script with a first line"),
]


def load(name):
    """Returns a module of the tests of transfers."""
    path = pathlib.Path(__file__).parent.parent / "transfer" / name
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VENDOR = load("test_vendor_path.py")
farm, offers, given = VENDOR.farm, VENDOR.offers, VENDOR.given


@pytest.fixture
def api(given):
    from rayvision_api import RayvisionAPI

    names = "domain", "protocol", "access_id", "access_key"
    return RayvisionAPI(platform="2", **{name: given[name] for name in names})


@pytest.fixture
def files(tmp_path):
    scene = tmp_path / "in" / "scene 'a'.ma"
    scene.parent.mkdir()
    scene.write_bytes(b"scene")
    upload = tmp_path / "upload.json"
    rows = [{"local": scene.as_posix(), "server": "/D/scene.ma"}]
    upload.write_text(json.dumps({"asset": rows, "scene": rows}), encoding="utf-8")
    return upload


def test_the_program_moves_what_a_script_sends_and_fetches(api, given, files, farm, tmp_path):
    from rayvision_sync import RayvisionDownload, RayvisionUpload

    uploads = RayvisionUpload(api, transmitter_exe=given["transmitter"])
    assert set(uploads.trans.transport_info) == {"aspera"}
    assert uploads.upload_asset(str(files), max_speed="5000")
    assert uploads.upload_config("5", [str(files)])
    assert "D/scene.ma" in {row["path"] for row in farm.list("input")}
    assert "5/cfg/upload.json" in {row["path"] for row in farm.list("config")}
    answer = farm.put("output", "77_scene/frame.0001.png", b"pixels")
    assert answer.status_code == 201, answer.text
    downloads = RayvisionDownload(api, transmitter_exe=given["transmitter"])
    assert downloads.download(server_path="77_scene", local_path=str(tmp_path / "out"))
    assert (tmp_path / "out/77_scene/frame.0001.png").read_bytes() == b"pixels"
    calls = VENDOR.calls(tmp_path)
    assert [row["type"] for row in calls] == ["upload_json", "upload_path", "download_path"]
    assert [row["speed_limit"] for row in calls] == [5000, 1048576, 1048576]
    assert {row["host"] for row in calls} == {"line.farm"}


@pytest.mark.parametrize(
    "constructor, call, host",
    [({"internet_provider": "HKCT"}, {}, "hk.farm"), ({}, {"server_ip": "own.farm"}, "own.farm")],
)
def test_a_script_chooses_the_line(api, given, files, tmp_path, constructor, call, host):
    from rayvision_sync import RayvisionUpload

    uploads = RayvisionUpload(api, transmitter_exe=given["transmitter"], **constructor)
    assert uploads.upload_asset(str(files), **call)
    assert {row["host"] for row in VENDOR.calls(tmp_path)} == {host}


def test_without_the_program_one_line_says_what_to_do(api, files, monkeypatch, tmp_path):
    from rayvision_api.exception import RayvisionError
    from rayvision_sync import RayvisionUpload

    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RayvisionError, match="RAYVISION_TRANSMITTER"):
        RayvisionUpload(api).upload_asset(str(files))
