# coding: utf-8
"""The entry "Send selection as mesh…" against the stand-ins for Maya and Houdini."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import sys

import jsonschema
import pytest
from mesh_places import POINTS, ROOT, InHoudini, InMaya
from stand_in_bridge import HastyBridge

REQUESTS = os.path.join(ROOT, "rayvision_plugins", "data", "bridge.json")
WORKFLOW = "mesh-processing/dental-mesh-export/1.0-snapshot"


@pytest.fixture(params=["maya", "houdini"])
def place(request, monkeypatch, tmp_path):
    """A DCC with a window in which a scene is open and one mesh selected."""
    if request.param == "maya":
        made = InMaya(request.getfixturevalue(str("maya")), monkeypatch, tmp_path)
    else:
        made = InHoudini(monkeypatch, tmp_path)
    made.open()
    made.select("gum")
    yield made
    for bridge in made.bridges:
        for name, _, _ in bridge.sent:
            bridge.answer(name, {"kind": "exit", "code": "done"})
    made.turn()
    sys.modules.pop("rayvision_in_houdini", None)


def end(place, code="done", text=""):
    place.bridges[-1].say({"kind": "exit", "code": code, "text": text})
    place.turn()


def test_the_selected_mesh_goes_to_the_workflow_that_was_entered(place):
    place.enter(" %s " % WORKFLOW, "gum")
    job = place.module.send_mesh()
    assert job.code is None
    assert sorted(place.order) == ["inputs", "workflow"]
    assert place.order["workflow"] == WORKFLOW
    assert list(place.order["inputs"]) == ["gum"]
    (content,) = place.files().values()
    assert content.startswith(b"ply\n") and b"element vertex 4\n" in content
    assert b"element face 2\n" in content


def test_the_request_is_one_that_the_submitter_takes(place):
    place.enter(WORKFLOW, "tooth_list")
    place.module.send_mesh()
    name, do, fields = place.bridges[0].sent[0]
    with io.open(REQUESTS, encoding="utf-8") as stream:
        schema = json.load(stream)["requests"][do]
    jsonschema.Draft7Validator(schema).validate(dict(fields, v=1, id=name, do=do))
    assert (do, fields["service"]) == ("job", "chohotech")


def test_both_questions_begin_with_what_is_taken_without_an_answer(place):
    place.enter("", "")
    place.module.send_mesh()
    assert [given for _, given in place.asked()] == ["", "gum"]
    assert "workflow" not in place.order  # that of the settings
    assert list(place.order["inputs"]) == ["gum"]


@pytest.mark.parametrize("entered", [[], [WORKFLOW]])
def test_closing_a_question_sends_nothing_and_writes_nothing(place, entered):
    place.enter(*entered)
    assert place.module.send_mesh() is None
    assert len(place.asked()) == len(entered) + 1
    assert place.bridges == []


def test_nothing_is_asked_that_was_given(place):
    assert place.module.send_mesh(WORKFLOW, "gum")
    assert place.asked() == []


def test_without_windows_nothing_is_asked_and_the_end_is_waited_for(place):
    place.without_windows()
    place.bridge = HastyBridge
    assert place.module.send_mesh().code == "done"
    assert "workflow" not in place.order and list(place.order["inputs"]) == ["gum"]
    assert place.asked() == []


def test_all_that_is_selected_is_one_file(place):
    place.select("gum", "tooth")
    place.module.send_mesh(WORKFLOW, "gum")
    (content,) = place.files().values()
    assert b"element vertex 8\n" in content


def test_an_input_that_takes_several_gets_a_file_for_each_mesh(place):
    place.select("gum", "tooth")
    place.module.send_mesh(WORKFLOW, "tooth_list")
    files = place.files()
    assert sorted(files) == ["mesh-1.ply", "mesh-2.ply"]
    assert all(b"element vertex 4\n" in content for content in files.values())


@pytest.mark.parametrize("code", ["done", "failed", "stopped"])
def test_the_temporary_file_is_there_until_the_job_has_ended(place, code):
    place.module.send_mesh(WORKFLOW, "gum")
    folder = place.temporary()
    place.bridges[0].say({"kind": "progress", "stage": "upload", "done": 1, "total": 4})
    place.turn()
    assert os.listdir(folder) == ["mesh-1.ply"]
    end(place, code)
    assert not os.path.exists(folder)


def test_the_temporary_file_goes_when_the_submitter_breaks(place):
    place.module.send_mesh(WORKFLOW, "gum")
    folder = place.temporary()
    place.bridges[0].answer(None, {"kind": "exit", "code": "failed", "text": "no such module"})
    place.turn()
    assert not os.path.exists(folder)
    assert [text for text in place.said() if "no such module" in text]


def test_no_file_stays_when_the_submitter_cannot_be_reached(place, monkeypatch, tmp_path):
    from rayvision_shelf import pipe

    def start(receive):
        raise pipe.PipeError("the submitter is not there")

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    place.module.BUTTON.session._start = start
    assert place.module.send_mesh(WORKFLOW, "gum") is None
    assert os.listdir(str(tmp_path / "temporary")) == []
    assert [text for text in place.said() if "is not there" in text]


def test_results_come_beside_the_scene_each_job_in_a_folder_of_its_own(place):
    first = place.module.send_mesh(WORKFLOW, "gum").folder
    second = place.module.send_mesh(WORKFLOW, "gum").folder
    assert first == place.folder + "/jaw.rayvision/mesh-1"
    assert second == place.folder + "/jaw.rayvision/mesh-2"
    assert [fields["out"] for _, _, fields in place.bridges[0].sent] == [first, second]
    end(place)
    assert "Rayvision: done: the results are in %s" % first in place.said()


def test_a_folder_that_holds_results_is_left_alone(place):
    os.makedirs(place.folder + "/jaw.rayvision/mesh-1")
    assert place.module.send_mesh(WORKFLOW, "gum").folder.endswith("/mesh-2")


def test_the_news_of_the_service_is_shown(place):
    place.module.send_mesh(WORKFLOW, "gum")
    place.bridges[0].say(
        {"kind": "note", "stage": "upload", "text": "17 MB became 0.5 MB"},
        {"kind": "end", "stage": "run", "code": "failed", "text": "chohotech 17: failed: no teeth"},
    )
    end(place, "failed", "chohotech 17: failed: no teeth")
    said = " ".join(place.said())
    assert "17 MB became 0.5 MB" in said and "not finished: chohotech 17: failed: no teeth" in said


def test_a_selection_without_a_mesh_is_refused_before_anything_is_asked(place):
    place.select()
    assert place.module.send_mesh() is None
    assert place.boxes() == ["No polygon mesh is selected."]
    assert place.asked() == [] and place.bridges == []


def test_a_scene_without_a_file_is_refused(place):
    if isinstance(place, InMaya):
        place.stage.scene = ""
    else:
        place.world.path = "untitled.hip"
    assert place.module.send_mesh(WORKFLOW, "gum") is None
    assert place.boxes() == ["This scene has no file yet: save it first."]


@pytest.mark.parametrize("count, lines", [(1, 1), (20, 20), (500, 21)])
def test_what_is_left_out_is_said_but_not_in_a_flood(place, count, lines):
    place.select_besides(count)
    assert place.module.send_mesh(WORKFLOW, "gum")
    assert len([text for text in place.said() if "not sent: " in text]) == lines
    assert len(place.files()) == 1


def test_the_unit_is_said(place):
    place.module.send_mesh(WORKFLOW, "gum")
    assert [text for text in place.said() if "taken as a millimetre" in text]


def test_a_mesh_that_cannot_be_written_is_one_line(place, monkeypatch, tmp_path):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    bad = [(float("nan"), 0.0, 0.0)] + POINTS[1:]
    place.select("gum", points=bad)
    assert place.module.send_mesh(WORKFLOW, "gum") is None
    assert place.bridges == []
    assert [text for text in place.said() if "has a point that is no three numbers" in text]
    assert os.listdir(str(tmp_path / "temporary")) == []


def test_the_temporary_folder_may_have_any_name(place, monkeypatch, tmp_path):
    folder = os.path.join("%s" % tmp_path, "临时 مؤقت")
    folder = folder.encode("utf-8") if str is bytes else folder
    os.mkdir(folder)
    monkeypatch.setattr("tempfile.tempdir", folder)
    place.module.send_mesh(WORKFLOW, "gum")
    assert "临时 مؤقت" in place.temporary() and len(os.listdir(folder)) == 1
    end(place)
    assert os.listdir(folder) == []
