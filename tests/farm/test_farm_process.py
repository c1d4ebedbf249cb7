"""The farm as a process: starting, stopping, being killed, being unable to start."""

import json
import os
import socket
import stat
import subprocess
import time

import pytest
import requests
from command import rayvision

pytestmark = pytest.mark.slow

FILES = {"/D/scene.ma": b"//Maya ASCII"}


def refused(farm, *arguments):
    """Returns the one line that a farm says that cannot start."""
    code, out, log, _ = farm.end(farm.popen(*arguments))
    assert code == 1
    assert out == ""
    lines = log.strip().splitlines()
    assert len(lines) == 1, log
    return lines[0]


def test_it_says_where_it_is_in_one_line(farm):
    assert set(farm.ready) == {"url", "access_id", "folder"}
    assert farm.ready["folder"] == str(farm.folder)
    assert farm.ready["access_id"] == farm.account["access_id"]
    assert farm.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("profile", ["dayan-2022", "current"])
def test_a_command_speaks_the_profile_of_the_farm_that_serves(farm_on, tmp_path, profile):
    farm = farm_on(tmp_path / "farm", profile).start()
    address = json.loads((farm.folder / "address.json").read_text("utf-8"))
    assert (address["url"], address["profile"]) == (farm.url, profile)
    local = ("--farm", "local", "--farm-folder", farm.folder, "--json")
    who = rayvision("whoami", *local, home=tmp_path / "home")
    assert who.returncode == 0, who.stderr
    assert profile in who.stdout
    listed = rayvision("task", "list", *local, home=tmp_path / "home")
    assert (listed.returncode, json.loads(listed.stdout)) == (0, []), listed.stderr


def test_the_account_is_private_random_and_kept(farm, farm_on, tmp_path):
    path = farm.folder / "account.json"
    assert set(farm.account) == {"access_id", "access_key", "user_id", "user_name"}
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE((farm.folder / "farm.db").stat().st_mode) == 0o600
    first = dict(farm.account)
    _, log, _ = farm.stop()
    assert first["access_key"] not in log
    assert farm.start().account == first
    other = farm_on(tmp_path / "other").start().account
    assert other["access_key"] != first["access_key"]
    assert other["access_id"] != first["access_id"]


def test_it_listens_on_this_machine_only(farm):
    host, port = farm.domain.split(":")
    assert host == "127.0.0.1"
    name = socket.gethostbyname(socket.gethostname())
    if not name.startswith("127."):
        with pytest.raises(OSError):
            socket.create_connection((name, int(port)), timeout=1)


def test_sigterm_ends_it_cleanly_and_soon(farm, maya):
    farm.submit(FILES, maya({"a": {"frames": "1-60[1]", "width": "4096", "height": "4096"}}))
    code, log, took = farm.stop()
    assert (code, "Traceback" in log) == (0, False)
    assert took < 2


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_ctrl_c_ends_it_cleanly(farm):
    code, log, took = farm.stop(signal=2)
    assert (code, "Traceback" in log) == (0, False)
    assert took < 2


def test_it_ends_with_its_parent(farm):
    time.sleep(0.1)
    assert farm.process.poll() is None
    farm.process.stdin.close()
    farm.process.stdin, process, farm.process = None, farm.process, None
    code, _, log, took = farm.end(process)
    assert (code, "Traceback" in log) == (0, False)
    assert took < 2


def test_an_open_upload_does_not_keep_it_alive(farm):
    farm.login()
    host, port = farm.domain.split(":")
    bid = farm.bids["input"]
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(
            f"PUT /storage/{bid}/open HTTP/1.1\r\nHost: {farm.domain}\r\n"
            f"Authorization: Bearer {farm.tokens[bid]}\r\nUpload-Offset: 0\r\n"
            "Upload-Length: 100\r\n"
            f"Content-Digest-XXH3: {'0' * 32}\r\nContent-Length: 100\r\n\r\nabc".encode()
        )
        time.sleep(0.1)
        code, log, took = farm.stop()
        assert (code, "Traceback" in log) == (0, False)
        assert took < 2.2


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_restart_in_the_middle_goes_on_and_finishes(farm, maya, how):
    layers = {name: {"frames": "1-12[1]", "width": "3000", "height": "3000"} for name in ("a", "b")}
    task = farm.submit(FILES, maya(layers))
    while not farm.info(task)["doneFrames"]:
        time.sleep(0.01)
    getattr(farm, how)()
    farm.start()
    info = farm.info(task)
    assert info["totalFrames"] == 24
    assert info["doneFrames"] >= 1
    info = farm.wait(task)
    assert (info["taskStatus"], info["doneFrames"]) == (25, 24)
    for part in info["respRenderingTaskList"]:
        assert len(farm.list("output", part["outputFileName"] + "/")) == 12
    assert list((farm.folder / "parts").iterdir()) == []


def test_a_second_farm_on_the_folder_is_refused(farm):
    line = refused(farm)
    assert str(farm.folder) in line
    assert str(farm.process.pid) in line
    assert requests.post(farm.url + "/x", timeout=5).status_code == 404


def test_the_address_is_in_the_folder_while_it_serves(farm):
    address = farm.folder / "address.json"
    assert json.loads(address.read_text("utf-8"))["url"] == farm.url
    farm.stop()
    assert not address.exists()


@pytest.mark.skipif(os.name == "nt", reason="a pipe of another size")
def test_a_log_that_nobody_reads_does_not_stop_it(farm_on, tmp_path, maya):
    farm = farm_on(tmp_path / "farm")
    farm.start(stderr=subprocess.PIPE)
    upload = {"asset": [{"local": "x", "server": "/D/" + "x" * 200}]}
    task = farm.submit({}, maya({"a": {"frames": "1-1500[1]"}}), upload=upload)
    assert farm.wait(task)["failedFrames"] == 1500
    farm.process.stderr, unread = None, farm.process.stderr
    with unread:
        code, _, took = farm.stop()
    assert code == 0
    assert took < 2.5


def test_a_port_in_use_is_one_line(farm, farm_on, tmp_path):
    port = farm.domain.split(":")[1]
    line = refused(farm_on(tmp_path / "other"), "--port", port)
    assert port in line
    assert "in use" in line


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_that_is_not_ours_is_one_line(farm_on, tmp_path, host):
    assert host in refused(farm_on(tmp_path / "farm"), "--host", host)


def test_an_unknown_profile_is_one_line(farm_on, tmp_path):
    assert "renderbus-2020" in refused(farm_on(tmp_path / "farm"), "--profile", "nothing")


def test_a_folder_that_cannot_be_is_one_line(farm_on, tmp_path):
    (tmp_path / "file").write_text("x")
    assert str(tmp_path / "file") in refused(farm_on(tmp_path / "file" / "farm"))
    assert str(tmp_path / "file") in refused(farm_on(tmp_path / "file"))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere"
)
def test_a_folder_that_cannot_be_written_is_one_line(farm_on, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    assert str(folder) in refused(farm_on(folder))


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", '{"access_id": 1}'])
def test_a_damaged_account_is_one_line(farm_on, tmp_path, text):
    (tmp_path / "account.json").write_text(text)
    assert "account.json" in refused(farm_on(tmp_path))


def test_a_damaged_database_is_one_line(farm_on, tmp_path):
    (tmp_path / "farm.db").write_text("this is no database, but text that is long enough" * 99)
    assert "farm.db" in refused(farm_on(tmp_path))


def test_a_folder_with_a_name_in_any_script_is_fine(farm_on, tmp_path, maya):
    farm = farm_on(tmp_path / "农场 🎬 مزرعة").start()
    assert json.loads(json.dumps(farm.ready))["folder"] == str(farm.folder)
    assert farm.wait(farm.submit(FILES, maya({"a": {}})))["taskStatus"] == 25
