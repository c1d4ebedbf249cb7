"""The button against a stand-in for Maya: what it asks, shows, sends and refuses."""
from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os

import pytest
from stand_in_bridge import StandInBridge

SCENE = """//Maya ASCII 2022 scene
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
createNode transform -n "main";
createNode camera -n "mainShape" -p "main";
	setAttr -k off ".v";
	setAttr ".rnd" %s;
createNode file -n "wood";
	setAttr ".ftn" -type "string" "sourceimages/wood.png";
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "mayaSoftware";
	setAttr ".an" yes;
	setAttr ".fs" 1;
	setAttr ".ef" 3;
"""


class Place(object):
    def __init__(self, maya, folder):
        import rayvision_in_maya
        from rayvision_shelf import button

        self.stage = maya.stage
        self.button = rayvision_in_maya
        self.folder = folder
        self.bridges = []
        self.button.BUTTON = button.Button(self.button._Host(), self._start)

    def _start(self, receive):
        self.bridges.append(StandInBridge(receive))
        return self.bridges[-1]

    def open(self, renderable="yes"):
        """Opens a scene in the stand-in."""
        path = "%s" % (self.folder / "shot.ma")
        with io.open(path, "w", encoding="utf-8") as stream:
            stream.write(SCENE % renderable)
        self.stage.scene = path.replace("\\", "/")
        return path

    def lines(self, level):
        return [text for found, text in self.stage.lines if found == level]


@pytest.fixture
def place(maya, tmp_path):
    import maya.utils  # noqa: F401

    return Place(maya, tmp_path)


def test_the_menu_has_the_entries_and_is_built_once(place):
    assert place.button.show_menu() == place.button.show_menu() == "rayvisionMenu"
    menu = place.stage.menus["rayvisionMenu"]
    assert menu["parent"] == "MayaWindow"
    assert [label for label, _ in menu["items"]] == [
        "Analyze",
        "Submit",
        "Send selection as mesh\u2026",
        "Stop",
    ]


def test_a_menu_entry_runs_with_the_argument_maya_hands_it(place):
    place.button.show_menu()
    label, command = place.stage.menus["rayvisionMenu"]["items"][3]
    command(False)
    assert place.lines("info") == ["Rayvision: nothing is being sent or fetched"]


def test_no_menu_is_built_without_a_window(place):
    place.stage.batch = True
    assert place.button.show_menu() == ""
    assert place.stage.menus == {}


def test_analyzing_writes_the_four_files_beside_the_scene_and_says_what_is_missing(place):
    place.open()
    analysis = place.button.analyze(reader=None)
    folder = place.folder / "shot.rayvision"
    assert sorted(os.listdir("%s" % folder)) == [
        "asset.json",
        "task.json",
        "tips.json",
        "upload.json",
    ]
    assert [row.name for row in analysis.passes] == ["defaultRenderLayer"]
    assert [line for line in place.lines("info") if "wood.png" in line]
    assert [line for line in place.lines("warning") if "of level warning" in line]
    assert place.stage.bars and place.stage.bar is None


def test_a_scene_without_a_file_is_refused_and_said_so(place):
    assert place.button.submit(reader=None) is None
    assert place.stage.asked == [("This scene has no file yet: save it first.", ["OK"])]
    assert place.bridges == []


def test_submitting_hands_the_folder_to_the_bridge(place):
    place.open()
    job = place.button.submit(reader=None, farm="local")
    assert job.folder == place.stage.scene[: -len(".ma")] + ".rayvision"
    assert place.bridges[0].sent == [("1", "submit", {"folder": job.folder, "farm": "local"})]


def test_unsaved_changes_are_asked_about_and_saved(place):
    place.open()
    place.stage.modified = True
    place.stage.answer = "Save"
    assert place.button.submit(reader=None)
    assert place.stage.saves == 1
    assert place.stage.asked[0][1] == ["Save", "Submit as it was saved", "Cancel"]


def test_unsaved_changes_may_stay_out_of_the_submission(place):
    place.open()
    place.stage.modified = True
    place.stage.answer = "Submit as it was saved"
    assert place.button.submit(reader=None)
    assert place.stage.saves == 0


def test_closing_the_question_about_unsaved_changes_sends_nothing(place):
    place.open()
    place.stage.modified = True
    assert place.button.submit(reader=None) is None
    assert place.stage.saves == 0 and place.bridges == []
    assert not (place.folder / "shot.rayvision").exists()


def test_a_scene_with_errors_is_not_sent(place):
    place.open(renderable="no")
    assert place.button.submit(reader=None) is None
    assert place.bridges == []
    assert "errors" in place.stage.asked[0][0]
    assert place.lines("error")


def test_a_scene_that_cannot_be_read_is_one_line_in_the_script_editor(place):
    place.stage.scene = "%s" % (place.folder / "gone.ma")
    assert place.button.analyze(reader=None) is None
    assert len(place.lines("error")) == 1
    assert "gone.ma" in place.lines("error")[0]
    assert place.stage.bar is None


def test_news_reaches_bar_and_script_editor_in_the_main_thread(place):
    place.open()
    place.button.submit(reader=None)
    bridge = place.bridges[0]
    bridge.say({"kind": "progress", "stage": "upload", "done": 1, "total": 4, "unit": "bytes"})
    place.stage.idle()
    assert place.stage.bar == ("Rayvision: upload", 25)
    bridge.say({"kind": "end", "stage": "upload", "text": "4 sent"})
    bridge.say({"kind": "exit", "code": "done"})
    place.stage.idle()
    assert place.stage.bar is None
    assert place.lines("info")[-2] == "Rayvision: 4 sent"
    assert place.lines("info")[-1].startswith("Rayvision: done: ")


def test_an_error_of_the_bridge_is_shown_and_ends_the_bar(place):
    place.open()
    place.button.submit(reader=None)
    place.bridges[0].say({"kind": "start", "stage": "upload"})
    place.bridges[0].say(
        {"kind": "error", "text": "wood.png: the file is gone"},
        {"kind": "exit", "code": "failed", "text": "wood.png: the file is gone"},
    )
    place.stage.idle()
    assert place.lines("error") == [
        "Rayvision: wood.png: the file is gone",
        "Rayvision: not finished: wood.png: the file is gone",
    ]
    assert place.stage.bar is None


def test_escape_on_the_bar_cancels_once(place):
    place.open()
    place.button.submit(reader=None)
    place.stage.escape = True
    for done in (1, 2):
        place.bridges[0].say({"kind": "progress", "stage": "upload", "done": done, "total": 4})
        place.stage.idle()
    assert [do for _, do, _ in place.bridges[0].sent] == ["submit", "cancel"]


def test_the_stop_entry_cancels_what_runs(place):
    place.open()
    place.button.submit(reader=None)
    place.button.stop()
    assert place.bridges[0].sent[-1] == ("1", "cancel", {"stop": False})


def test_the_written_files_name_the_scene(place):
    path = place.open()
    place.button.analyze(reader=None)
    with io.open("%s" % (place.folder / "shot.rayvision" / "task.json"), encoding="utf-8") as task:
        assert json.load(task)["task_info"]["input_cg_file"] == path.replace("\\", "/")
