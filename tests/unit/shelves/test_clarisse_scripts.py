"""The button against a stand-in for Clarisse: what it asks, shows, sends and refuses."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import sys

import pytest
from stand_in_bridge import StandInBridge

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
PROJECT = """#Isotropix_Serial_Version 1.2

#Isotropix_Clarisse_Version 5
#Isotropix_Clarisse_Project_Version 0.98
Context "scene" {
    CameraPerspective {
        name "camera"
    }
    TextureMapFile {
        name "wood"
        filename "$PDIR/wood.png"
    }
    Image {
        name "image"
        layers ".background"
        first_frame 1
        last_frame 3
        embedded_objects {
            Layer3d {
                name "background"
                first_frame 1
                last_frame 3
                active_camera "%s"
            }
        }
    }
}
#preferences {
}
"""


class Place(object):
    """A Clarisse with windows, our scripts in it, and what stands for the bridge."""

    def __init__(self, ix, module, folder):
        from rayvision_shelf import button

        self.ix = ix
        self.module = module
        self.app = ix.application
        self.folder = folder
        self.bridges = []
        module.BUTTON = button.Button(module._HOST, self._start)

    def _start(self, receive):
        self.bridges.append(StandInBridge(receive))
        return self.bridges[-1]

    def open(self, camera="camera"):
        path = ("%s" % (self.folder / "shot.project")).replace("\\", "/")
        with io.open(path, "w", encoding="utf-8") as stream:
            stream.write(PROJECT % camera)
        assert self.app._world.open(path)
        return path

    def idle(self, turns=1):
        for _ in range(turns):
            self.app._turn()

    def lines(self, level):
        return [text for found, text in self.ix.lines if found == level]


@pytest.fixture
def place(monkeypatch, tmp_path):
    for part in (
        os.path.join(ROOT, "tests", "fakes", "site"),
        os.path.join(ROOT, "shelves", "clarisse", "scripts"),
    ):
        monkeypatch.syspath_prepend(part)
    import ix

    from analyzers.clarisse import live

    monkeypatch.setattr(ix, "application", ix._Application())
    monkeypatch.setattr(ix, "lines", [])
    monkeypatch.setattr(live, "ix", ix)
    monkeypatch.delitem(sys.modules, "rayvision_in_clarisse", raising=False)
    import rayvision_in_clarisse

    ix.application._world.gui = True
    yield Place(ix, rayvision_in_clarisse, tmp_path)
    del sys.modules["rayvision_in_clarisse"]


def test_the_menu_has_the_entries_and_is_built_once(place):
    assert place.module.show_menu() == place.module.show_menu() == "Rayvision>"
    assert [name for name, _ in place.app._menu.entries] == [
        "Rayvision>",
        "Rayvision>Analyze",
        "Rayvision>Submit",
        "Rayvision>Stop",
    ]


def test_a_menu_entry_runs_as_the_text_it_is(place):
    place.module.show_menu()
    _, code = place.app._menu.entries[-1]
    exec(code, {})  # noqa: S102
    assert place.lines("info") == ["Rayvision: nothing is being sent or fetched"]


def test_no_menu_is_built_in_cnode(place):
    place.app._world.gui = False
    assert place.module.show_menu() == ""
    assert place.app._menu.entries == []


def test_analyzing_writes_the_four_files_beside_the_project_and_says_what_is_missing(place):
    place.open()
    analysis = place.module.analyze()
    assert sorted(os.listdir("%s" % (place.folder / "shot.rayvision"))) == [
        "asset.json",
        "task.json",
        "tips.json",
        "upload.json",
    ]
    assert analysis.scene.reader == "live"
    assert [row.kind for row in analysis.passes] == ["image", "layer"]
    assert [line for line in place.lines("info") if "wood.png" in line]
    assert [line for line in place.lines("warning") if "of level warning" in line]


def test_the_written_files_name_the_project(place):
    path = place.open()
    place.module.analyze()
    with io.open("%s" % (place.folder / "shot.rayvision" / "task.json"), encoding="utf-8") as task:
        assert json.load(task)["task_info"]["input_cg_file"] == path


def test_a_project_without_a_file_is_refused_and_said_so(place):
    assert place.module.submit() is None
    assert [text for text, _ in place.app._asked] == ["This scene has no file yet: save it first."]
    assert place.bridges == []


def test_submitting_hands_the_folder_to_the_bridge(place):
    path = place.open()
    job = place.module.submit(farm="local")
    assert job.folder == path[: -len(".project")] + ".rayvision"
    assert place.bridges[0].sent == [("1", "submit", {"folder": job.folder, "farm": "local"})]


@pytest.mark.parametrize(
    "answer, saves, sends", [("yes", True, True), ("no", False, True), ("cancel", False, False)]
)
def test_unsaved_changes_are_asked_about(place, answer, saves, sends):
    place.open()
    place.app._world.modified = True
    place.app._answer = answer
    assert bool(place.module.submit()) == bool(place.bridges) == sends
    saved = [row for row in place.app._world.calls if row[0] == "save_project"]
    assert bool(saved) == saves
    assert place.app._asked[0][1] == place.ix.api.AppDialog.STYLE_YES_NO_CANCEL


def test_a_project_with_errors_is_not_sent(place):
    place.open(camera="")
    assert place.module.submit() is None
    assert place.bridges == []
    assert "errors" in place.app._asked[0][0]
    assert place.lines("error")


def test_a_project_that_cannot_be_read_is_one_line_in_the_log(place):
    os.remove(place.open())
    assert place.module.analyze() is None
    assert len(place.lines("error")) == 1
    assert "shot.project" in place.lines("error")[0]


def test_news_of_another_thread_is_shown_by_the_main_loop(place):
    place.open()
    place.module.submit()
    before = len(place.ix.lines)
    bridge = place.bridges[0]
    bridge.say({"kind": "progress", "stage": "upload", "done": 1, "total": 4, "unit": "bytes"})
    bridge.say({"kind": "end", "stage": "upload", "text": "4 sent"})
    assert len(place.ix.lines) == before
    place.idle()
    assert place.lines("info")[-2:] == ["Rayvision: 4 sent", "Rayvision: upload"]
    bridge.say({"kind": "exit", "code": "done"})
    place.idle()
    assert place.lines("info")[-1].startswith("Rayvision: done: ")


def test_progress_is_a_line_at_every_tenth_and_not_at_every_event(place):
    place.open()
    place.module.submit()
    for done in range(0, 100):
        place.bridges[0].say({"kind": "progress", "stage": "upload", "done": done, "total": 100})
        place.idle()
    told = [line for line in place.lines("info") if "upload" in line]
    assert len(told) == 10
    assert told[-1] == "Rayvision: upload: 90 %"


def test_the_main_loop_is_left_alone_when_the_job_has_ended_and_used_again_by_the_next(place):
    place.open()
    for _ in range(2):
        job = place.module.submit()
        place.idle(3)
        assert len(place.app._loop) == 1
        receive = place.bridges[-1].receive
        receive(job.name, [{"kind": "exit", "code": "done"}])
        place.idle(2)
        assert len(place.app._loop) == 0
        receive(None, [{"kind": "exit", "code": "done", "text": ""}])
    assert [job.code for job in place.module.BUTTON.session.jobs.values()] == ["done", "done"]


def test_a_clarisse_whose_loop_takes_no_pause_works_too(place, monkeypatch):
    later = place.app.add_to_event_loop_single
    monkeypatch.setattr(place.app, "add_to_event_loop_single", lambda function: later(function))
    place.open()
    place.module.submit()
    place.idle(2)
    assert len(place.app._loop) == 1


def test_an_error_while_news_is_shown_does_not_end_the_loop(place):
    place.open()
    place.module.submit()
    place.bridges[0].say({"kind": "progress", "stage": "upload", "done": "x", "total": 4})
    place.idle(2)
    assert [line for line in place.lines("error") if "TypeError" in line]
    assert len(place.app._loop) == 1


def test_an_error_of_the_bridge_is_shown(place):
    place.open()
    place.module.submit()
    place.bridges[0].say(
        {"kind": "error", "text": "wood.png: the file is gone"},
        {"kind": "exit", "code": "failed", "text": "wood.png: the file is gone"},
    )
    place.idle()
    assert place.lines("error") == [
        "Rayvision: wood.png: the file is gone",
        "Rayvision: not finished: wood.png: the file is gone",
    ]


def test_the_stop_entry_cancels_what_runs(place):
    place.open()
    place.module.submit()
    place.module.stop()
    assert place.bridges[0].sent[-1] == ("1", "cancel", {"stop": False})
