"""A scene goes the whole way over a line of aspera, as the vendor's own farms offer it.

The farm is the embedded one. A small server before it changes its transfer configuration, and
the stand-in of the vendor's program, which has its storages behind it, moves every file.
"""

import http.server
import importlib.util
import json
import os
import pathlib
import sys
import threading

import pytest
import requests

from rayvision_plugins import connect, submit
from rayvision_plugins.errors import ConfigError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script with a first line"),
]

TESTS = pathlib.Path(__file__).parent.parent


def load(path):
    """Returns a module of the tests of the farm."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Offers(http.server.BaseHTTPRequestHandler):
    """Passes calls on to ``farm`` and offers lines of aspera for what it offers itself."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kept = {key: value for key, value in self.headers.items() if key != "Connection"}
        answer = requests.post(self.server.farm + self.path, body, headers=kept, timeout=20)
        data = answer.json()
        found = data.get("data") if isinstance(data, dict) else None
        for engine in found.get("resqEngines", ()) if isinstance(found, dict) else ():
            engine["engineName"] = "Aspera"
            line = engine["respTaskEngineLines"][0]
            usual = {**line, "name": "CTCC", "server": "line.farm", "port": "33001", "isDefault": 1}
            other = {**line, "name": "HKCT", "server": "hk.farm", "port": "33002", "isDefault": 0}
            engine["respTaskEngineLines"] = [other, usual]
        text = json.dumps(data).encode()
        self.send_response(answer.status_code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


@pytest.fixture
def farm(tmp_path):
    kind = load(TESTS / "farm" / "conftest.py").FarmProcess
    made = kind(tmp_path / "farm", "current").start()  # the oldest profile lists no outputs
    yield made
    made.kill()


@pytest.fixture
def offers(farm):
    """Returns the host that offers aspera."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Offers)
    server.farm = farm.url
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def given(farm, offers, tmp_path, monkeypatch):
    """The settings of a studio that has the vendor's program, and a scene."""
    program = tmp_path / "vendor" / "rayvision_transmitter"
    program.parent.mkdir()
    standin = repr(str(TESTS / "fakes" / "transmitter"))
    program.write_text(
        f"#!{sys.executable}\nimport runpy\nrunpy.run_path({standin}, run_name='__main__')\n"
    )
    program.chmod(0o755)
    farm.login()
    (tmp_path / "server").mkdir()
    (tmp_path / "farm.json").write_text(json.dumps({"url": farm.url, "tokens": farm.tokens}))
    monkeypatch.setenv("STANDIN_SERVER", str(tmp_path / "server"))
    monkeypatch.setenv("STANDIN_FARM", str(tmp_path / "farm.json"))
    for name in [name for name in os.environ if name.startswith("RAYVISION")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path / "home"))
    return {
        "farm": farm.profile.name,
        "domain": offers,
        "protocol": "http",
        "access_id": farm.account["access_id"],
        "access_key": farm.account["access_key"],
        "transmitter": str(program),
    }


def calls(tmp_path):
    lines = (tmp_path / "server" / "calls.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["arguments"] for line in lines]


def test_a_scene_goes_the_whole_way_by_the_vendors_program(given, tmp_path):
    scene = load(TESTS / "farm" / "test_whole_path.py").make_scene(tmp_path / "project")
    job = submit.Job(scene=scene, out=tmp_path / "out")
    with connect.opened({**given, "max_speed": 5000, "attempts": 3}) as farm:
        events = list(submit.submit(job, farm))
    frames = [path for path in (tmp_path / "out" / "frames").rglob("*") if path.is_file()]
    assert len(frames) == 3
    assert all(path.stat().st_size for path in frames)
    types = [row["type"] for row in calls(tmp_path)]
    assert types[0] == "upload_json"
    assert types.count("upload_path") == 4
    assert set(types) <= {"upload_json", "upload_path", "download_list", "download_path"}
    for row in calls(tmp_path):
        assert (row["engine"], row["host"], row["port"]) == ("aspera", "line.farm", 33001)
        assert row["speed_limit"] == 5000
        assert row["retry"] == 3
    assert {event.kind for event in events} >= {"file", "frame", "end"}
    shown = " ".join(event.text for event in events)
    assert given["access_key"] not in shown


def test_what_was_sent_is_not_sent_again(given, tmp_path):
    scene = load(TESTS / "farm" / "test_whole_path.py").make_scene(tmp_path / "project")
    job = submit.Job(scene=scene, out=tmp_path / "out", wait=False)
    for _ in range(2):
        with connect.opened(given) as farm:
            list(submit.submit(job, farm))
    assert [row["type"] for row in calls(tmp_path)].count("upload_json") == 1


def test_another_line_is_taken_by_its_name(given, tmp_path):
    scene = load(TESTS / "farm" / "test_whole_path.py").make_scene(tmp_path / "project")
    job = submit.Job(scene=scene, out=tmp_path / "out", wait=False)
    with connect.opened({**given, "provider": "HKCT"}) as farm:
        list(submit.submit(job, farm))
    assert {row["host"] for row in calls(tmp_path)} == {"hk.farm"}


def test_a_studio_without_the_program_is_told_what_to_do(given, monkeypatch, tmp_path):
    del given["transmitter"]
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(ConfigError, match="rayvision_transmitter; it is not on this machine"),
        connect.opened(given),
    ):
        pass
