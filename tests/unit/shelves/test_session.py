from __future__ import absolute_import, division, print_function, unicode_literals

import os
import subprocess
import sys

import pytest
from rayvision_shelf import pipe, session
from stand_in_bridge import StandInBridge

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


class Place(object):
    """A session with its main thread in the test's hand."""

    def __init__(self):
        self.bridges = []
        self.deferred = []
        self.shown = []
        self.session = session.Session(self.deferred.append, self._show, self._start)

    def _start(self, receive):
        self.bridges.append(StandInBridge(receive))
        return self.bridges[-1]

    def _show(self, job, events):
        self.shown.append((job.name if job else None, [event["kind"] for event in events]))

    def idle(self):
        while self.deferred:
            self.deferred.pop(0)()


@pytest.fixture
def place():
    return Place()


DONE = {"kind": "exit", "code": "done"}


def test_a_job_is_handed_to_one_bridge_with_its_folder_and_options(place):
    place.session.submit("/a", farm="local")
    place.session.submit("/b")
    assert len(place.bridges) == 1
    assert place.bridges[0].sent == [
        ("1", "submit", {"folder": "/a", "farm": "local"}),
        ("2", "submit", {"folder": "/b"}),
    ]


def test_news_is_shown_only_in_the_main_thread_and_together(place):
    place.session.submit("/a")
    bridge = place.bridges[0]
    bridge.answer("1", {"kind": "start"})
    bridge.answer("1", {"kind": "progress"}, {"kind": "progress"})
    assert place.shown == []
    assert len(place.deferred) == 1
    place.idle()
    assert place.shown == [("1", ["start"]), ("1", ["progress", "progress"])]


def test_a_job_knows_its_stage_task_and_progress(place):
    job = place.session.submit("/a")
    bridge = place.bridges[0]
    bridge.answer("1", {"kind": "end", "stage": "create", "id": "10000001"})
    bridge.answer("1", {"kind": "progress", "stage": "upload", "done": 25, "total": 100})
    place.idle()
    assert (job.task, job.stage, job.percent, job.code) == ("10000001", "upload", 25, None)


def test_the_bridge_ends_with_the_last_job(place):
    place.session.submit("/a")
    place.session.submit("/b")
    bridge = place.bridges[0]
    bridge.answer("1", DONE)
    place.idle()
    assert not bridge.closed
    bridge.answer("2", DONE)
    place.idle()
    assert bridge.closed
    assert place.session.running == []


def test_a_job_after_the_last_one_gets_a_bridge_of_its_own(place):
    place.session.submit("/a")
    place.bridges[0].answer("1", DONE)
    place.idle()
    job = place.session.submit("/b")
    place.bridges[0].answer(None, {"kind": "exit", "code": "done", "text": ""})
    place.idle()
    assert len(place.bridges) == 2
    assert job.code is None


def test_jobs_of_a_bridge_that_broke_have_failed_with_its_last_words(place):
    job = place.session.submit("/a")
    place.bridges[0].answer(None, {"kind": "exit", "code": "failed", "text": "No module named x"})
    place.idle()
    assert job.code == "failed"
    assert job.text == "the submitter ended: No module named x"
    assert place.shown == [("1", ["error", "exit"])]


def test_a_bridge_that_cannot_be_reached_leaves_no_job_behind(place):
    place.session.submit("/a")
    place.bridges[0].close()
    with pytest.raises(pipe.PipeError):
        place.session.submit("/b")
    assert [job.folder for job in place.session.jobs.values()] == ["/a"]


def test_cancelling_asks_the_bridge_once_the_job_runs(place):
    job = place.session.submit("/a")
    place.session.cancel(job)
    assert place.bridges[0].sent[-1] == ("1", "cancel", {"stop": False})
    place.bridges[0].answer("1", {"kind": "exit", "code": "stopped", "text": "stopped"})
    place.idle()
    assert job.code == "stopped"
    place.session.cancel(job)
    assert len(place.bridges[0].sent) == 2


def test_words_that_belong_to_no_job_are_shown_too(place):
    place.session.submit("/a")
    place.bridges[0].answer("", {"kind": "note", "text": "hello"})
    place.idle()
    assert place.shown == [(None, ["note"])]


@pytest.mark.parametrize(
    "scene, folder",
    [("/p/shot.v2.ma", "/p/shot.v2.rayvision"), ("D:\\p\\a.mb", "D:/p/a.rayvision")],
)
def test_results_go_beside_the_scene(scene, folder):
    assert session.folder_of(scene) == folder


def test_a_job_ends_with_its_bridge_even_when_the_next_click_finds_it_gone(place):
    job = place.session.submit("/a")
    place.bridges[0].closed = True  # killed; its own last word is still on the way
    with pytest.raises(pipe.PipeError):
        place.session.submit("/b")
    place.idle()
    assert job.code == "failed" and place.session.running == []
    assert place.session.submit("/c").code is None


def test_a_bridge_that_is_gone_can_be_told_to_stop(place):
    job = place.session.submit("/a")
    bridge = place.bridges[0]
    bridge.closed = True
    place.session.cancel(job)
    bridge.answer(None, {"kind": "exit", "code": "failed", "text": "killed"})
    place.idle()
    assert (job.code, job.text) == ("failed", "the submitter ended: killed")


LEAVES = """
import sys
sys.path[:0] = sys.argv[1:]
from analyzers import mesh_file
from rayvision_shelf import session
mesh = mesh_file.Mesh("one", [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0], [0, 1, 2])
print(session.written([[mesh]])[1][0])
raise KeyboardInterrupt
"""


def test_no_temporary_file_outlives_the_dcc(tmp_path):
    temporary = dict(os.environ, TMPDIR=str(tmp_path), TEMP=str(tmp_path), TMP=str(tmp_path))
    paths = [ROOT, os.path.join(ROOT, "shelves", "scripts")]
    process = subprocess.Popen(
        [sys.executable, "-c", LEAVES] + paths,
        env=temporary,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    said, complaints = process.communicate()
    assert said.strip().endswith(b"mesh-1.ply") and b"KeyboardInterrupt" in complaints
    assert os.listdir(str(tmp_path)) == []
