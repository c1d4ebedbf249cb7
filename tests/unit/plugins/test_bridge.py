"""The bridge's talk: what it takes, what it refuses, what stands on its stdout."""

import io
import json
import os
import pathlib
import subprocess
import sys
import threading

import jsonschema
import pytest

from rayvision_plugins import __version__, bridge, connect, profiles
from rayvision_plugins.connect.line import Pause
from rayvision_plugins.jobs import Event
from rayvision_plugins.writer import MOST_EVENTS, Writer

ROOT = pathlib.Path(bridge.__file__).parent.parent


class Answers(io.BytesIO):
    """Keeps what is written after it was closed."""

    def rows(self):
        return [json.loads(line) for line in self.getvalue().splitlines()]


def talk(*lines):
    """Returns [(id, kind, text)] that the bridge answers to lines (dicts, text or bytes)."""
    data = [json.dumps(line) if isinstance(line, dict) else line for line in lines]
    data = [line.encode("utf-8") if isinstance(line, str) else line for line in data]
    output = Answers()
    with connect.LocalFarms() as farms:
        served = bridge.Bridge(output, farms)
        served.serve(io.BytesIO(b"\n".join(data) + b"\n"))
        served.close()
    return [
        (row["id"], event["kind"], event.get("text", ""))
        for row in output.rows()
        for event in row["events"]
    ]


PING = {"v": 1, "id": "p", "do": "ping"}


def test_a_ping_is_answered_with_the_version():
    assert talk(PING) == [("p", "exit", __version__)]


def test_all_transfers_of_the_home_pause_and_go_on(monkeypatch, tmp_path):
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path))
    assert talk({"v": 1, "id": "1", "do": "pause"}) == [("1", "exit", "")]
    assert Pause(tmp_path).on()
    assert talk({"v": 1, "id": "2", "do": "resume"}) == [("2", "exit", "")]
    assert not Pause(tmp_path).on()


def test_a_home_that_cannot_hold_a_pause_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path))
    (tmp_path / "paused").mkdir()
    (tmp_path / "paused" / "file").touch()
    error, ended = talk({"v": 1, "id": "1", "do": "resume"})
    assert error[:2] == ("1", "error") and "paused" in error[2]
    assert ended[:2] == ("1", "exit")


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[1, 2]",
        b"\xff\xfe\x00",
        "null",
        '"text"',
        "[" * 20000,
        '{"v": 1, "id": "", "do": "ping"}',
        "x" * (bridge.LONGEST_LINE + 100),
    ],
    ids=["words", "list", "bytes", "null", "text", "deep", "no id", "long"],
)
def test_a_wrong_line_gets_an_error_and_ends_nothing(line):
    first, last = talk(line, PING)
    assert first[:2] == ("", "error") and first[2]
    assert last == ("p", "exit", __version__)


@pytest.mark.parametrize(
    "request_, problem",
    [
        (
            {"v": 1, "id": "1", "do": "dance"},
            '"do" is one of cancel, job, pause, ping, resume, submit, watch',
        ),
        ({"v": 2, "id": "1", "do": "ping"}, "ping: v: 1 was expected"),
        ({"v": 1, "id": "1", "do": "submit"}, "submit: name either a folder or a scene"),
        (
            {"v": 1, "id": "1", "do": "submit", "folder": "a", "scene": "b"},
            "submit: name either a folder or a scene",
        ),
        (
            {"v": 1, "id": "1", "do": "watch", "task": "x; y", "out": "a"},
            "watch: task: 'x; y' does not match '^[0-9]+$'",
        ),
        (
            {"v": 1, "id": "1", "do": "ping", "access_key": "secret"},
            "ping: the request: Additional properties are not allowed "
            "('access_key' was unexpected)",
        ),
    ],
)
def test_a_request_that_is_wrong_ends_with_what_is_wrong(request_, problem):
    assert talk(request_) == [("1", "error", problem), ("1", "exit", problem)]


@pytest.mark.parametrize("kind", ["folder", "scene"])
def test_a_farm_is_not_started_for_a_request_that_stops_at_once(kind, tmp_path):
    """Its input ends right behind it, which cancels it."""
    request = {"v": 1, "id": "1", "do": "submit", kind: "/nowhere", "farm": "no-such-profile"}
    rows = talk(request)
    assert rows[-1][:2] == ("1", "exit")


def test_cancelling_what_does_not_run_is_an_error_alone():
    rows = talk({"v": 1, "id": "9", "do": "cancel"}, PING)
    assert rows == [("9", "error", "no request '9' is running"), ("p", "exit", __version__)]


@pytest.mark.parametrize("do", ["ping", "pause", "resume", "watch"])
def test_what_runs_is_not_ended_by_another_request_of_its_name(do, monkeypatch, tmp_path):
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path))
    going = threading.Event()
    monkeypatch.setattr(
        bridge.Bridge, "_carried", lambda *arguments: (going.wait(10), ("done", ""))
    )
    watch = {"v": 1, "id": "1", "do": "watch", "task": "1", "out": "a"}
    output = Answers()
    with connect.LocalFarms() as farms:
        served = bridge.Bridge(output, farms)
        served.serve(io.BytesIO(json.dumps(watch).encode() + b"\n"))
        second = watch if do == "watch" else {"v": 1, "id": "1", "do": do}
        served.serve(io.BytesIO(json.dumps(second).encode() + b"\n"))
        going.set()
        served.close()
    kinds = [event["kind"] for row in output.rows() for event in row["events"]]
    assert kinds == ["error", "exit"]
    assert not Pause(tmp_path).on()


def test_events_that_wait_together_go_out_in_lines_of_a_thousand_in_order():
    gate = threading.Event()

    class Slow(Answers):
        def write(self, data):
            gate.wait(10)
            return super().write(data)

    output = Slow()
    writer = Writer(output, lambda: None)
    for number in range(2500):
        writer.send("1", Event(kind="progress", stage="upload", done=number))
    writer.send("2", Event(kind="start", stage="upload"))
    gate.set()
    writer.close(10)
    rows = output.rows()
    assert max(len(row["events"]) for row in rows) == MOST_EVENTS
    assert len(rows) < 10
    own = [event["done"] for row in rows if row["id"] == "1" for event in row["events"]]
    assert own == list(range(2500))
    assert rows[-1]["id"] == "2" and len(rows[-1]["events"]) == 1


def test_a_reader_that_has_gone_is_noticed_and_nothing_waits_for_it():
    gone = threading.Event()

    class Broken(io.BytesIO):
        def write(self, data):
            raise BrokenPipeError

    writer = Writer(Broken(), gone.set)
    for _ in range(30000):
        writer.send("1", Event(kind="progress", stage="upload"))
    writer.close(10)
    assert gone.is_set()


def process(tmp_path, lines, code="import sys; from rayvision_plugins.bridge import main; {}"):
    """Runs the bridge as a process; returns (exit code, stdout, stderr)."""
    environment = {**os.environ, "RAYVISION_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code.format("sys.exit(main())")],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_process_ends_with_its_input(tmp_path):
    code, out, err = process(tmp_path, [json.dumps(PING)])
    assert (code, err) == (0, "")
    assert json.loads(out)["id"] == "p"


def test_only_messages_stand_on_stdout_whatever_prints(tmp_path):
    noisy = (
        "import atexit, os, sys; from rayvision_plugins.bridge import main;"
        "atexit.register(lambda: (print('noise'), os.write(1, b'noise'), os.system('echo noise')));"
        "{}"
    )
    code, out, err = process(tmp_path, [json.dumps(PING)], noisy)
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["p"]
    assert err.count("noise") == 3


def test_every_request_is_described_as_json_schema():
    for name, schema in profiles.read_table("bridge.json")["requests"].items():
        jsonschema.Draft7Validator.check_schema(schema)
        assert schema["properties"]["do"] == {"const": name}
        assert schema["additionalProperties"] is False
