from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import sys
import threading

import pytest
from rayvision_shelf import pipe

ECHO = """
import json, os, sys
sys.stderr.write("warming up\\n")
for line in iter(sys.stdin.readline, ""):
    row = json.loads(line)
    if row["do"] == "environment":
        event = {"kind": "exit", "text": os.environ.get(row["variable"], "unset")}
    elif row["do"] == "die":
        sys.stderr.write("it broke\\n")
        sys.exit(3)
    else:
        event = row
    print(json.dumps({"v": 1, "id": row["id"], "events": [event]}))
    if row["do"] == "chat":
        print("not json")
    sys.stdout.flush()
"""


class Received(object):
    """Keeps what a bridge says; ``wait`` returns the rows once there are enough."""

    def __init__(self):
        self.rows = []
        self.threads = set()
        self._more = threading.Condition()

    def __call__(self, name, events):
        with self._more:
            self.rows += [(name, event) for event in events]
            self.threads.add(threading.current_thread())
            self._more.notify()

    def wait(self, count):
        with self._more:
            for _ in range(200):
                if len(self.rows) >= count:
                    return self.rows
                self._more.wait(0.1)
        raise AssertionError("only %r came" % self.rows)


@pytest.fixture
def program(tmp_path):
    module = tmp_path / "echo_bridge.py"
    module.write_text(ECHO)
    return pipe.Submitter(sys.executable, ["%s" % tmp_path], "echo_bridge")


@pytest.fixture
def received():
    return Received()


def environment(**more):
    return dict(os.environ, **dict((str(key), str(value)) for key, value in more.items()))


def test_requests_go_out_and_events_come_in_a_thread_of_their_own(program, received):
    bridge = pipe.Bridge(program, received)
    bridge.send("7", "submit", folder="\u56fe", wait=True)
    name, event = received.wait(1)[0]
    assert name == "7"
    assert event == {"v": 1, "id": "7", "do": "submit", "folder": "\u56fe", "wait": True}
    assert threading.current_thread() not in received.threads
    bridge.close()
    assert bridge.wait(20)


def test_closing_ends_the_process_and_says_so_last(program, received):
    bridge = pipe.Bridge(program, received)
    bridge.close()
    assert bridge.wait(20)
    assert received.rows == [(None, {"kind": "exit", "code": "done", "text": ""})]


def test_a_process_that_breaks_is_told_with_its_last_words(program, received):
    bridge = pipe.Bridge(program, received)
    bridge.send("1", "die")
    assert bridge.wait(20)
    assert received.rows == [(None, {"kind": "exit", "code": "failed", "text": "it broke"})]
    with pytest.raises(pipe.PipeError) as caught:
        bridge.send("2", "submit")
    assert caught.value.text == "the submitter has ended: it broke"


def test_a_line_that_is_no_message_becomes_a_note(program, received):
    bridge = pipe.Bridge(program, received)
    bridge.send("1", "chat")
    assert received.wait(2)[1] == ("", {"kind": "note", "text": "not json"})
    bridge.close()
    assert bridge.wait(20)


@pytest.mark.parametrize(
    "name", ["PYTHONHOME", "PYTHONSTARTUP", "LD_LIBRARY_PATH", "QT_PLUGIN_PATH"]
)
def test_what_a_dcc_sets_for_itself_does_not_reach_the_process(program, received, name):
    bridge = pipe.Bridge(program, received, environment(**{name: "/nowhere"}))
    bridge.send("1", "environment", variable=name)
    assert received.wait(1) == [("1", {"kind": "exit", "text": "unset"})]
    bridge.close()
    assert bridge.wait(20)


def test_python_path_holds_only_the_packages_of_the_submitter(program, received):
    bridge = pipe.Bridge(program, received, environment(PYTHONPATH="/nowhere"))
    bridge.send("1", "environment", variable="PYTHONPATH")
    assert received.wait(1)[0][1]["text"] == program.paths[0]
    bridge.close()
    assert bridge.wait(20)


def test_a_second_process_does_not_keep_the_first_alive(program, received):
    first = pipe.Bridge(program, received)
    second = pipe.Bridge(program, received)
    first.close()
    assert first.wait(20)
    second.close()
    assert second.wait(20)


def test_a_program_that_is_not_there_is_told_at_once(received):
    with pytest.raises(pipe.PipeError) as caught:
        pipe.Bridge(pipe.Submitter("rayvision-that-is-not-installed"), received)
    assert "rayvision-that-is-not-installed: cannot be started" in caught.value.text


def write_submitter(folder, **row):
    row = dict({"v": 1, "python": sys.executable, "module": "a.bridge", "paths": ["/p"]}, **row)
    with io.open("%s" % (folder / "submitter.json"), "wb") as stream:
        stream.write(json.dumps(row).encode("ascii"))


def test_the_installation_names_the_python_of_the_submitter(tmp_path):
    write_submitter(tmp_path)
    found = pipe.submitter({}, "%s" % tmp_path)
    assert found.command == [sys.executable, "-m", "a.bridge"]
    assert found.paths == ("/p",)


def test_a_variable_names_another_python(tmp_path):
    write_submitter(tmp_path, python="/nowhere/python")
    found = pipe.submitter({"RAYVISION_PYTHON": sys.executable}, "%s" % tmp_path)
    assert found.command == [sys.executable, "-m", "rayvision_plugins.bridge"]
    assert found.paths == ()


def test_a_python_that_is_gone_is_told_with_what_to_do(tmp_path):
    write_submitter(tmp_path, python="/nowhere/python")
    with pytest.raises(pipe.PipeError) as caught:
        pipe.submitter({}, "%s" % tmp_path)
    assert caught.value.text.startswith("/nowhere/python: ")
    assert "rayvision install" in caught.value.text


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"python": "x"}'])
def test_a_damaged_installation_is_told_with_what_to_do(tmp_path, content):
    (tmp_path / "submitter.json").write_text(content)
    with pytest.raises(pipe.PipeError) as caught:
        pipe.submitter({}, "%s" % tmp_path)
    assert "rayvision install" in caught.value.text
