"""Hooks are told of each frame and task, in order; their failures are notes, their end is ours."""

import dataclasses
import json
import shlex
import subprocess
import sys
import threading

import pytest

from rayvision_plugins import hooks, wire
from rayvision_plugins.errors import ConfigError, TransferFailed
from rayvision_plugins.jobs import Event

FRAME = Event(
    kind="frame", stage="render", id="7", code="done", path="/f/a.0001.png\n/f/b.0001.png",
    text="frame 1",
)  # fmt: skip
END = Event(kind="end", stage="render", id="7", code="done", path="/f", done=1, total=1)
OTHERS = [
    Event(kind="frame", stage="render", id="7", done=1, total=2, code="running"),
    Event(kind="end", stage="upload", done=2, total=2),
    Event(kind="end", stage="render", code="done"),
    Event(kind="file", stage="download", path="/f/a.0001.png", id="7"),
]

KEEP = """
import json, os, sys
names = {key: value for key, value in os.environ.items() if key.startswith("RAYVISION_")}
with open(sys.argv[1], "a", encoding="utf-8") as stream:
    stream.write(json.dumps([json.load(sys.stdin), names, sys.argv[2:]]) + "\\n")
"""


@pytest.fixture
def script(tmp_path):
    """Returns a function that makes the text of a command from Python code and arguments."""

    def make(code, *arguments):
        path = tmp_path / "a hook.py"
        path.write_text(code, encoding="utf-8")
        return shlex.join([sys.executable, str(path), *map(str, arguments)])

    return make


def test_a_command_is_told_on_its_stdin_and_in_its_environment(script, tmp_path):
    log = tmp_path / "log"
    text = script(KEEP, log, "$(touch /tmp/x); `id` %PATH% 'q'")
    assert hooks.hook(text).tell(FRAME) == ""
    event, names, arguments = json.loads(log.read_text("utf-8"))
    assert event == {**FRAME.as_dict(), "paths": ["/f/a.0001.png", "/f/b.0001.png"]}
    told = {key: names[f"RAYVISION_{key}"] for key in ("TASK", "KIND", "CODE", "PATH", "TEXT")}
    assert told == {
        "TASK": "7", "KIND": "frame", "CODE": "done", "PATH": FRAME.path, "TEXT": "frame 1",
    }  # fmt: skip
    assert arguments == ["$(touch /tmp/x); `id` %PATH% 'q'"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; sys.exit('no room left')", "it ended with 1: no room left"),
        ("raise SystemExit(3)", "it ended with 3"),
        ("import os; os.kill(os.getpid(), 9)", "it ended with -9"),
        ("import sys; sys.stdin.close()", ""),
        ("print('what is printed is not among our events')", ""),
    ],
)
def test_what_a_command_complains_is_one_line(script, code, said, capfd):
    assert hooks.hook(script(code)).tell(FRAME) == said
    assert capfd.readouterr().out == ""


def test_a_command_without_end_is_ended(script):
    hook = hooks.Command(script("import time; time.sleep(60)"), seconds=0.2)
    assert "nothing in 0.2 seconds" in hook.tell(FRAME)


def test_a_command_that_does_not_want_to_end_is_ended(script, tmp_path):
    started = tmp_path / "started"
    code = "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    code += "pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    hook = hooks.Command(script(code, started), grace=0.1)
    said = []
    thread = threading.Thread(target=lambda: said.append(hook.tell(FRAME)))
    thread.start()
    while thread.is_alive() and not started.exists():
        thread.join(0.01)
    hook.stop()
    thread.join(20)
    assert not thread.is_alive() and said[0].startswith("it ended with ")
    assert hook.tell(FRAME) == hooks.STOPPED


def test_a_command_that_was_stopped_while_it_started_ends(script, monkeypatch):
    hook = hooks.Command(script("import time; time.sleep(60)"))
    start = subprocess.Popen

    def late(*given, **more):
        hook.stop()
        return start(*given, **more)

    monkeypatch.setattr(subprocess, "Popen", late)
    assert hook.tell(FRAME).startswith("it ended with ")


def test_names_are_told_one_by_one_whatever_is_in_them(script, tmp_path):
    odd = "/f/\u2028 \x85 \x0b שלום 画\udcff.0001.png"
    event = dataclasses.replace(FRAME, path=f"{odd}\n/f/b.0001.png")
    log = tmp_path / "log"
    assert hooks.hook(script(KEEP, log)).tell(event) == ""
    told, names, _ = json.loads(log.read_text("utf-8"))
    assert told["paths"] == [odd, "/f/b.0001.png"]
    assert names["RAYVISION_PATH"] == event.path


def test_a_frame_of_more_files_than_an_environment_holds_is_told_on_stdin(script, tmp_path):
    event = dataclasses.replace(FRAME, path="\n".join(f"/f/{n:0100}.png" for n in range(5000)))
    log = tmp_path / "log"
    assert hooks.hook(script(KEEP, log)).tell(event) == ""
    told, names, _ = json.loads(log.read_text("utf-8"))
    assert len(told["paths"]) == 5000
    assert "RAYVISION_PATH" not in names and names["RAYVISION_TASK"] == "7"


@pytest.mark.parametrize("url", ["http://", "https:///x", "http://[::1", "http://h:port/"])
def test_an_address_that_cannot_be_is_said_before_anything_begins(url):
    with pytest.raises(ConfigError, match="names no host"):
        hooks.hook(url)


def test_a_hook_that_breaks_is_a_note():
    class Broken(Kept):
        def tell(self, event):
            raise LookupError("http://host/s3cret")

    (_, note) = hooks.told([FRAME], on_frame=Broken())
    assert note.text == "the hook of frame 1 failed: LookupError"


@pytest.mark.parametrize("text", ["", "  ", "no-such-program --x", "echo 'open"])
def test_a_command_that_cannot_be_is_said_before_anything_begins(text):
    with pytest.raises(ConfigError, match="the hook"):
        hooks.hook(text)


def test_an_address_is_posted_the_event(serve):
    def answer(request):
        request.take()
        request.reply(204)

    server = serve(answer)
    hook = hooks.hook(f"{server.url}/t0ken", wire.session(wire.NO_PROXY))
    assert hook.tell(END) == ""
    assert json.loads(server.asked[0].body) == {**END.as_dict(), "paths": ["/f"]}


@pytest.mark.parametrize(
    ("statuses", "calls", "said"),
    [
        ([503, 200], 2, ""),
        ([500, 500, 500], 3, "it answered HTTP 500"),
        ([404], 1, "it answered HTTP 404"),
        ([302], 1, "it answered HTTP 302"),
    ],
)
def test_an_address_is_asked_again_where_that_helps(serve, statuses, calls, said):
    left = list(statuses)
    server = serve(lambda request: (request.take(), request.reply(left.pop(0), location="/x")))
    pauses = []
    hook = hooks.Webhook(f"{server.url}/t0ken", wire.session(wire.NO_PROXY), sleep=pauses.append)
    assert hook.tell(FRAME) == said
    assert len(server.asked) == calls == len(pauses) + 1


def test_an_address_that_is_gone_holds_up_each_event_once(serve):
    left = [503, 503, 503, 503, 200, 503, 200]
    server = serve(lambda request: (request.take(), request.reply(left.pop(0))))
    hook = hooks.Webhook(server.url, wire.session(wire.NO_PROXY), sleep=lambda _: None)
    assert [bool(hook.tell(FRAME)) for _ in range(4)] == [True, True, False, False]
    assert len(server.asked) == 3 + 1 + 1 + 2


def test_an_address_that_does_not_answer_is_told_without_its_secret():
    session = wire.session(wire.NO_PROXY)
    hook = hooks.Webhook("http://127.0.0.1:9/t0ken", session, sleep=lambda _: None)
    (note,) = [row for row in hooks.told([FRAME], on_frame=hook) if row.kind == "note"]
    assert note.text.startswith("the hook of frame 1 failed: ") and "t0ken" not in note.text


class Kept:
    """A hook that keeps what it is told, and fails with ``problem``."""

    def __init__(self, problem="", gate=None):
        self.events = []
        self.problem = problem
        self.gate = gate
        self.stopped = False

    def tell(self, event):
        if self.gate:
            self.gate.wait(10)
        self.events.append(event)
        return self.problem

    def stop(self):
        self.stopped = True
        if self.gate:
            self.gate.set()


def test_each_hook_is_told_of_its_own_and_events_pass_as_they_are():
    frames, tasks = Kept(), Kept()
    events = [OTHERS[0], FRAME, *OTHERS[1:], END]
    assert list(hooks.told(events, on_frame=frames, on_task=tasks)) == events
    assert (frames.events, tasks.events) == ([FRAME], [END])


def test_a_hook_of_tasks_is_told_how_a_job_of_a_service_ended():
    hook = Kept("nobody listens")
    end = Event(kind="end", stage="run", id="17", code="failed", text="carver 17: failed: a knot")
    others = [
        Event(kind="start", stage="run", id="17"),
        Event(kind="note", stage="run", id="17", code="running"),
        Event(kind="end", stage="download", id="17"),
    ]
    *_, note = hooks.told([*others, end], on_frame=Kept("never"), on_task=hook)
    assert hook.events == [end]
    assert (note.stage, note.text) == ("run", "the hook of job 17 failed: nobody listens")


def test_a_slow_hook_holds_nothing_up_and_is_waited_for_at_the_end():
    gate = threading.Event()
    hook = Kept("too slow", gate)
    events = hooks.told([FRAME, FRAME, END], on_frame=hook)
    assert [next(events).kind for _ in range(3)] == ["frame", "frame", "end"]
    gate.set()
    assert [row.text for row in events] == ["the hook of frame 1 failed: too slow"] * 2
    assert len(hook.events) == 2


def test_an_interruption_stops_the_hooks():
    gate = threading.Event()
    hook = Kept(gate=gate)
    events = hooks.told([FRAME, FRAME, FRAME], on_frame=hook)
    next(events), next(events)
    events.close()
    assert hook.stopped
    assert len(hook.events) <= 1


def test_frames_that_came_are_told_before_an_error_ends_it():
    def events():
        yield FRAME
        raise TransferFailed("/f/b", "no space left")

    hook = Kept("nobody listens")
    seen = []
    with pytest.raises(TransferFailed):
        for event in hooks.told(events(), on_frame=hook):
            seen.append(event.kind)
    assert seen == ["frame", "note"]
    assert hook.events == [FRAME]
