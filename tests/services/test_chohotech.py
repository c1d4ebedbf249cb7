"""A mesh goes to chohotech and comes back, against the emulator of its document."""

import json
import pathlib
import subprocess
import sys

import pytest
import trimesh
from mesh_studio import PRECISION, Studio, distance, loaded

from rayvision_plugins.errors import (
    ConfigError,
    ConnectionFailed,
    ContractError,
    RayvisionError,
    TransferFailed,
)
from rayvision_plugins.jobs import DONE, FAILED, RUNNING, Job, NotOffered, ServiceRefused
from rayvision_plugins.mesh import converted

EMULATOR = pathlib.Path(__file__).parents[1] / "emulators" / "chohotech.py"


def token_of(call):
    return call[2].get("X-ZH-TOKEN")


def test_meshes_go_out_and_come_back_within_the_precision(studio, gum, cube, tmp_path):
    tooth = tmp_path / "牙 1.ply"
    trimesh.creation.cylinder(2, 5).export(tooth)
    names = studio.whole(
        tmp_path / "out",
        inputs={"gum": gum, "tooth_list": [str(tooth)], "attach_list": [cube]},
        text="样例_U-2023",
    )
    assert names == ["mesh.stl", "result.json"]
    came = loaded(tmp_path / "out" / "mesh.stl")
    assert distance(came, loaded(gum, tooth, cube)) <= PRECISION
    values = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert values == {"text": "样例_U-2023", "mesh": "mesh.stl"}


@pytest.mark.parametrize("scale", [0.001, 1, 1e6])
def test_meshes_of_any_scale_come_back_within_the_precision(studio, gum, tmp_path, scale):
    scaled = tmp_path / "scaled.stl"
    loaded(gum).apply_scale(scale).export(scaled)
    names = studio.whole(tmp_path / "out", inputs={"gum": str(scaled)})
    assert names == ["mesh.stl", "result.json"]
    assert distance(loaded(tmp_path / "out" / "mesh.stl"), loaded(scaled)) <= PRECISION


def test_each_way_takes_half_of_the_precision(studio, gum, tmp_path):
    job, _ = studio.submit(inputs={"gum": gum})
    content = studio.emulator.objects[next(iter(studio.emulator.objects))]
    (tmp_path / "sent.stl").write_bytes(converted(content, "drc", "stl"))
    assert 0 < distance(loaded(tmp_path / "sent.stl"), loaded(gum)) <= PRECISION / 2


def test_colors_are_not_lost_on_the_way_back(studio, gum, tmp_path):
    painted = tmp_path / "painted.ply"
    mesh = loaded(gum)
    mesh.visual.vertex_colors = [255, 0, 0, 255]
    mesh.export(painted)
    studio.whole(tmp_path / "out", inputs={"gum": str(painted)}, outputs={"mesh": "ply"})
    assert (loaded(tmp_path / "out" / "mesh.ply").visual.vertex_colors == [255, 0, 0, 255]).all()


def test_the_token_goes_to_the_two_hosts_of_the_service_alone(studio, gum, tmp_path):
    studio.emulator.faults.redirects = 2
    studio.whole(tmp_path / "out", inputs={"gum": gum})
    for place in ("api", "files"):
        assert {token_of(call) for call in studio.emulator.seen(place)} == {studio.emulator.token}
    methods = [method for method, _, _ in studio.emulator.seen("store")]
    assert methods == ["PUT", "GET", "GET"]
    sent = {name for _, _, headers in studio.emulator.seen("store") for name in headers}
    usual = {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection", "Content-Length"}
    assert sent <= usual


def test_draco_goes_and_comes_where_it_is_installed(studio, gum):
    job, events = studio.submit(inputs={"gum": gum})
    studio.emulator.settle()
    order = studio.emulator.runs[job.id].order
    assert order["input_data"]["gum"]["type"] == "drc"
    assert order["output_config"] == {"mesh": {"type": "drc"}}
    sizes = {event.stage: event.total for event in events if event.kind == "file"}
    assert sizes["upload"] < sizes["check"] / 5
    note = next(event.text for event in events if event.kind == "note")
    assert str(sizes["upload"]) in note and str(sizes["check"]) in note


def test_without_draco_meshes_go_as_they_are(studio, gum, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "DracoPy", None)
    job, _ = studio.submit(inputs={"gum": gum})
    job = studio.ended(job)
    assert studio.emulator.runs[job.id].order["input_data"]["gum"]["type"] == "stl"
    assert "mesh.stl" in studio.fetch(job, tmp_path / "out")[0]


def test_a_run_goes_on_until_it_has_ended(studio, cube):
    studio.emulator.faults.looks = 2
    job, _ = studio.submit(inputs={"gum": cube})
    studio.emulator.settle()
    assert [studio.service.status(job).state for _ in range(3)] == [RUNNING, RUNNING, DONE]


def test_a_run_that_fails_says_why(studio, cube):
    studio.emulator.faults.reason = "牙龈网格不封闭"
    job, _ = studio.submit(inputs={"gum": cube})
    job = studio.ended(job)
    assert (job.state, job.status, job.reason) == (FAILED, "failed", "牙龈网格不封闭")


def test_a_reason_is_one_line_of_bounded_length(studio, cube):
    studio.emulator.faults.reason = "\x1b[2J\n" + "x" * 100_000
    job = studio.ended(studio.submit(inputs={"gum": cube})[0])
    assert job.reason.startswith("\\u001b[2J\\u000ax")
    assert len(job.reason) <= 500


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        ({"completed": True, "failed": True}, DONE, ""),
        ({"completed": False, "failed": True}, FAILED, "no reason given"),
        ({"completed": False, "failed": True, "reason_public": None}, FAILED, "no reason given"),
        ({"completed": False, "failed": True, "reason_public": {"a": 1}}, FAILED, "{'a': 1}"),
        ({"completed": False, "failed": False, "reason_public": "so far"}, RUNNING, ""),
    ],
)
def test_what_a_run_says_of_itself(studio, cube, said, state, reason):
    job, _ = studio.submit(inputs={"gum": cube})
    studio.emulator.faults.status = json.dumps(said)
    now = studio.service.status(job)
    assert (now.state, now.reason) == (state, reason)


@pytest.mark.parametrize("said", ["{}", "[]", "null", '{"completed": "false", "failed": "false"}'])
def test_a_run_that_says_nothing_of_itself_is_told(studio, cube, said):
    job, _ = studio.submit(inputs={"gum": cube})
    studio.emulator.faults.status = said
    with pytest.raises(ContractError, match="status"):
        studio.service.status(job)


@pytest.mark.parametrize("number", ["", ".", "..", "17\n", "a b", "\x1b[2J", "x" * 201, True, None])
def test_an_id_that_is_no_plain_name_may_be_running_all_the_same(studio, cube, number):
    studio.emulator.faults.run_id = json.dumps(number)
    with pytest.raises(ContractError, match="run_id") as caught:
        studio.submit(inputs={"gum": cube})
    assert caught.value.side == "answer"


def test_a_wrong_token_is_named_and_not_shown(chohotech, cube):
    studio = Studio(chohotech, token="zh-somebody-elses")
    with pytest.raises(ServiceRefused, match="RAYVISION_CHOHOTECH_TOKEN") as caught:
        studio.submit(inputs={"gum": cube})
    assert "somebody" not in str(caught.value)
    assert len(chohotech.calls) == 1


def test_a_token_that_ends_in_the_middle_loses_no_run(studio, cube, tmp_path):
    studio.emulator.faults.calls_until_expiry = 2
    job, _ = studio.submit(inputs={"gum": cube})
    studio.emulator.settle()
    with pytest.raises(ServiceRefused, match="no longer valid"):
        studio.service.status(job)
    with pytest.raises(ServiceRefused, match="no longer valid"):
        studio.fetch(job, tmp_path / "out")
    studio.emulator.faults.calls_until_expiry = -1
    assert "mesh.stl" in studio.fetch(studio.service.status(job), tmp_path / "out")[0]


def test_an_upload_address_that_is_too_old_is_asked_for_anew(studio, cube):
    studio.emulator.faults.old_addresses = 1
    job, _ = studio.submit(inputs={"gum": cube})
    assert studio.ended(job).state == DONE
    assert len({path for _, path, _ in studio.emulator.seen("store")}) == 2


def test_a_store_that_never_takes_it_ends_the_submission(studio, gum):
    studio.emulator.faults.old_addresses = 9
    with pytest.raises(TransferFailed, match=r"gum\.stl.*403") as caught:
        studio.submit(inputs={"gum": gum})
    assert len(studio.emulator.seen("store")) == 2
    assert "signature" not in str(caught.value)
    assert studio.emulator.runs == {}


@pytest.mark.parametrize(
    "url",
    ["ftp://store/a", "/scratch/a", "http://127.0.0.1:1/a/b/c", "http://[::1", "file:///a/b/c/d"],
)
def test_an_upload_address_that_is_none_is_refused(studio, cube, url):
    studio.emulator.faults.upload_to = url
    with pytest.raises(ContractError, match="upload_url"):
        studio.submit(inputs={"gum": cube})


def test_a_busy_service_is_given_its_time(studio, cube):
    studio.emulator.faults.busy = 1
    studio.submit(inputs={"gum": cube})
    assert max(studio.slept) >= 1


def test_a_page_of_a_proxy_is_no_answer(studio, cube):
    studio.emulator.faults.html = 99
    with pytest.raises(RayvisionError, match="502"):
        studio.submit(inputs={"gum": cube})


def test_a_run_whose_answer_was_lost_is_not_sent_twice(studio, cube):
    studio.emulator.faults.lost_runs = 1
    with pytest.raises(ConnectionFailed) as caught:
        studio.submit(inputs={"gum": cube})
    assert caught.value.sent
    assert len(studio.emulator.runs) == 1


def test_a_service_that_does_not_answer_in_time_is_told(chohotech, cube):
    studio = Studio(chohotech, timeouts=(5, 0.05), attempts=1)
    chohotech.faults.slow = 60
    with pytest.raises(ConnectionFailed, match="too long"):
        studio.submit(inputs={"gum": cube})


@pytest.mark.parametrize("run", ["..", ".", ""])
def test_an_id_that_is_none_is_not_asked_for(studio, run):
    with pytest.raises(ContractError):
        studio.service.status(Job("chohotech", run, RUNNING))
    assert studio.emulator.calls == []


def test_an_unknown_run_is_told(studio):
    with pytest.raises(ServiceRefused, match="404.*no such"):
        studio.service.status(Job("chohotech", "17/../18", RUNNING))


def test_the_account_is_no_secret(chohotech):
    studio = Studio(chohotech, base_url="https://someone:password@zh.example:8443/api")
    assert studio.service.account == f"zh.example:8443/{chohotech.user_id}"
    assert chohotech.token not in repr(vars(studio.service))
    studio = Studio(chohotech, base_url="http://[::1")
    assert studio.service.account == f"/{chohotech.user_id}"
    with pytest.raises(ConfigError, match="address"):
        studio.service.status(Job("chohotech", "17", RUNNING))


def test_it_says_that_it_cannot_cancel(studio):
    with pytest.raises(NotOffered, match="cancel"):
        studio.service.cancel(Job("chohotech", "17", RUNNING))


def test_no_event_shows_a_token_or_a_signature(studio, gum, tmp_path, caplog):
    caplog.set_level("DEBUG")
    job, events = studio.submit(inputs={"gum": gum})
    events += studio.fetch(studio.ended(job), tmp_path / "out")[1]
    told = repr(events) + repr(job)
    ours = [row.getMessage() for row in caplog.records if row.name.startswith("rayvision")]
    for secret in (studio.emulator.token, "signature="):
        assert secret not in told + "".join(ours)


def test_events_tell_of_each_station(studio, gum, tmp_path):
    job, events = studio.submit(inputs={"gum": gum})
    assert [event.stage for event in events] == ["check", "upload", "upload", "submit", "submit"]
    assert (events[-1].kind, events[-1].id) == ("end", job.id)
    _, events = studio.fetch(studio.ended(job), tmp_path / "out")
    assert {event.stage for event in events} == {"download"}
    files = [event.path for event in events if event.kind == "file"]
    assert sorted(map(pathlib.Path, files)) == sorted((tmp_path / "out").iterdir())
    assert events[-1].kind == "end"


def test_the_emulator_serves_by_itself_until_its_input_ends(tmp_path):
    creds = tmp_path / "creds.json"
    command = [sys.executable, str(EMULATOR), "--port", "0", "--creds", str(creds)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            address = process.stdout.readline().strip()
            given = json.loads(creds.read_text(encoding="utf-8"))
            assert given["base_url"] == address
            assert set(given) == {"base_url", "file_server_url", "zh_token", "user_id"}
        finally:
            process.stdin.close()
            assert process.wait(20) == 0
