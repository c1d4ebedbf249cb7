# coding: utf-8
"""The button against a stand-in for Houdini: what it asks, shows, sends and refuses."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import sys
import time

import pytest
from stand_in_bridge import HastyBridge, StandInBridge

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
NODE = os.path.join(
    ROOT, "shelves", "houdini", "otls", "rayvision_submit.hda", "Driver_1rayvision__submit"
)
CAMERA = {"type": "cam", "parms": {"res": ["64", "36"]}}


def mantra(camera="/obj/cam1", last="3", inputs=(), flags=()):
    return {
        "type": "ifd",
        "parms": {
            "execute": "0",
            "trange": "normal",
            "f": ["1", last, "1"],
            "camera": camera,
            "vm_picture": "$HIP/render/$OS.$F4.exr",
        },
        "inputs": inputs,
        "flags": flags,
    }


def submitter(inputs=(), outputs="wired", chosen="", frames="own", text="1-10[1]", farm=""):
    return {
        "type": "rayvision_submit",
        "parms": {
            "execute": "0",
            "rayvision_analyze": "0",
            "rayvision_submit": "0",
            "rayvision_outputs": outputs,
            "rayvision_chosen": chosen,
            "rayvision_frames": frames,
            "rayvision_range": text,
            "rayvision_farm": farm,
        },
        "inputs": inputs,
    }


class Place(object):
    """A Houdini with windows, our scripts in it, and what stands for the bridge."""

    def __init__(self, hou, module, folder, writer):
        from rayvision_shelf import button

        self.hou = hou
        self.world = hou._world
        self.module = module
        self.folder = folder
        self.writer = writer
        self.bridges = []
        self.bridge = StandInBridge
        module.BUTTON = button.Button(module._HOST, self._start)

    def _start(self, receive):
        self.bridges.append(self.bridge(receive))
        return self.bridges[-1]

    def open(self, nodes=None):
        """Opens a scene, by default one with a camera and two outputs; returns its path."""
        rows = {"/obj/cam1": CAMERA, "/obj/geo1": {"type": "geo"}}
        rows["/obj/geo1/file1"] = {"type": "file", "parms": {"file": "$HIP/wood.bgeo"}}
        rows.update(nodes or {"/out/a": mantra(), "/out/b": mantra(last="5")})
        path = ("%s" % (self.folder / "shot.hip")).replace("\\", "/")
        with io.open(path, "wb") as stream:
            stream.write(self.writer.cpio(self.writer.scene(rows, version="20.5.487")))
        self.world.open(path)
        return path

    def node(self, path):
        return self.hou.node(str(path))

    def lines(self):
        return list(self.module._HOST.lines)

    def boxes(self):
        return [row["text"] for row in self.world.asked]

    def enabled(self, analysis):
        return [row.name for row in analysis.passes if row.enabled]


@pytest.fixture
def place(monkeypatch, tmp_path):
    for part in (
        os.path.join(ROOT, "tests", "fakes", "site"),
        os.path.join(ROOT, "tests", "unit", "analyzers"),
        os.path.join(ROOT, "shelves", "houdini", "scripts", "python"),
    ):
        monkeypatch.syspath_prepend(part)
    import hip_writer
    import hou
    import houdini_world

    from analyzers.houdini import live

    monkeypatch.setattr(hou, "_world", houdini_world.World(gui=True))
    monkeypatch.setattr(live, "hou", hou)
    monkeypatch.delitem(sys.modules, "rayvision_in_houdini", raising=False)
    import rayvision_in_houdini

    yield Place(hou, rayvision_in_houdini, tmp_path, hip_writer)
    del sys.modules["rayvision_in_houdini"]


# -- analyzing --------------------------------------------------------------------------------


def test_analyzing_writes_the_four_files_beside_the_scene_and_shows_what_is_missing(place):
    place.open()
    analysis = place.module.analyze()
    assert sorted(os.listdir("%s" % (place.folder / "shot.rayvision"))) == [
        "asset.json",
        "task.json",
        "tips.json",
        "upload.json",
    ]
    assert analysis.scene.reader == "live"
    assert place.enabled(analysis) == ["/out/a", "/out/b"]
    assert [line for line in place.lines() if "wood.bgeo" in line]
    assert place.boxes() == ["The scene is described."]


def test_analyzing_changes_nothing(place):
    place.open()
    place.module.analyze()
    assert place.world.calls == []
    assert not place.world.modified


def test_the_written_files_name_the_scene(place):
    path = place.open()
    place.module.analyze()
    with io.open("%s" % (place.folder / "shot.rayvision" / "task.json"), encoding="utf-8") as task:
        assert json.load(task)["task_info"]["input_cg_file"] == path


def test_only_the_outputs_asked_for_are_rendered(place):
    place.open()
    assert place.enabled(place.module.analyze(only=["/out/b"])) == ["/out/b"]


def test_other_frames_may_be_asked_for(place):
    place.open()
    analysis = place.module.analyze(frames="2-3")
    assert set(row.frames.text for row in analysis.passes if row.enabled) == {"2-3[1]"}


def test_an_output_that_is_not_there_is_one_line_in_a_box(place):
    place.open()
    assert place.module.analyze(only=["/out/nothing"]) is None
    assert len(place.boxes()) == 1
    assert "/out/nothing" in place.boxes()[0]
    assert place.world.asked[0]["severity"] == "Warning"


def test_a_new_scene_is_refused_and_said_so_once(place):
    assert place.module.submit() is None
    assert place.boxes() == ["This scene has no file yet: save it first."]
    assert place.bridges == []


# -- submitting -------------------------------------------------------------------------------


def test_submitting_hands_the_folder_to_the_bridge(place):
    path = place.open()
    job = place.module.submit(farm="local")
    assert job.folder == path[: -len(".hip")] + ".rayvision"
    assert place.bridges[0].sent == [("1", "submit", {"folder": job.folder, "farm": "local"})]


@pytest.mark.parametrize(
    "answer, saves, sends",
    [("Save", True, True), ("Submit as it was saved", False, True), ("Cancel", False, False)]
    + [(None, False, False)],
)
def test_unsaved_changes_are_asked_about(place, answer, saves, sends):
    path = place.open()
    place.world.modified = True
    place.world.answers = [answer] if answer else []
    assert bool(place.module.submit()) == bool(place.bridges) == sends
    assert (("save", path) in place.world.calls) == saves
    assert place.world.asked[0]["buttons"] == ["Save", "Submit as it was saved", "Cancel"]
    assert len(place.world.asked) == 1


def test_a_scene_with_errors_is_not_sent(place):
    place.open({"/out/a": mantra(camera="/obj/gone")})
    assert place.module.submit() is None
    assert place.bridges == []
    assert len(place.boxes()) == 1
    assert "errors" in place.boxes()[0]


def test_news_of_another_thread_is_shown_by_the_event_loop(place):
    place.open()
    place.module.submit()
    bridge = place.bridges[0]
    before = list(place.world.status)
    bridge.say({"kind": "progress", "stage": "upload", "done": 1, "total": 4, "unit": "bytes"})
    assert place.world.status == before
    place.hou._turn()
    assert place.world.status[-1] == ("Message", "Rayvision: upload: 25 %")
    bridge.say({"kind": "exit", "code": "done"})
    place.hou._turn()
    assert place.world.status[-1][1].startswith("Rayvision: done: ")


def test_the_event_loop_is_left_alone_when_the_job_has_ended_and_used_again_by_the_next(place):
    place.open()
    for _ in range(2):
        job = place.module.submit()
        place.hou._turn()
        assert len(place.world.callbacks) == 1
        place.bridges[-1].receive(job.name, [{"kind": "exit", "code": "done"}])
        place.hou._turn()
        assert place.world.callbacks == []
        place.bridges[-1].receive(None, [{"kind": "exit", "code": "done", "text": ""}])
    assert [job.code for job in place.module.BUTTON.session.jobs.values()] == ["done", "done"]


def test_two_jobs_share_one_look_at_the_loop(place):
    place.open()
    place.module.submit()
    place.module.submit()
    assert len(place.world.callbacks) == 1


def test_an_error_while_news_is_shown_does_not_end_the_loop(place):
    place.open()
    place.module.submit()
    place.bridges[0].say({"kind": "progress", "stage": "upload", "done": "x", "total": 4})
    place.hou._turn()
    assert [line for line in place.lines() if "TypeError" in line]
    assert place.world.errors == []
    assert len(place.world.callbacks) == 1


def test_an_error_of_the_bridge_is_red_in_the_status_line(place):
    place.open()
    place.module.submit()
    place.bridges[0].say({"kind": "exit", "code": "failed", "text": "wood.bgeo: it is gone"})
    place.hou._turn()
    expected = ("Error", "Rayvision: not finished: wood.bgeo: it is gone")
    assert place.world.status[-1] == expected
    place.module.show_messages()
    assert place.boxes()[-1] == "error: not finished: wood.bgeo: it is gone"


def test_the_stop_entry_cancels_what_runs(place):
    place.open()
    place.module.submit()
    place.module.stop()
    assert place.bridges[0].sent[-1] == ("1", "cancel", {"stop": False})


def test_there_may_be_no_messages(place):
    place.module.show_messages()
    assert place.boxes() == ["Nothing was said yet."]


# -- without windows --------------------------------------------------------------------------


def test_hython_reads_the_file_and_waits_for_the_end(place, capsys):
    place.open()
    place.world.gui = False
    place.bridge = HastyBridge
    started = time.time()
    job = place.module.submit()
    assert job.code == "done"
    assert time.time() - started < 30
    out, _ = capsys.readouterr()
    assert "Rayvision: done: " in out
    assert "not saved" not in out  # hython cannot tell, so it is not said


def test_hython_prints_what_it_refuses(place, capsys):
    place.world.gui = False
    assert place.module.submit() is None
    out, _ = capsys.readouterr()
    assert "save it first" in out


def test_a_terminal_that_knows_few_letters_stops_nothing(place, monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    if sys.version_info[0] == 2:
        stream = io.BytesIO()
    place.world.gui = False
    monkeypatch.setattr(sys, "stdout", stream)
    place.module._HOST.say("info", "Köln")
    stream.flush()
    written = getattr(stream, "buffer", stream).getvalue()
    assert written.startswith(b"Rayvision: K") and b"ln" in written


# -- the node ---------------------------------------------------------------------------------


def module_of_node():
    """Returns the names of the PythonModule of the node."""
    names = {}
    with io.open(os.path.join(NODE, "PythonModule"), encoding="utf-8") as stream:
        exec(compile(stream.read().encode("utf-8"), "PythonModule", "exec"), names)  # noqa: S102
    return names


def press(place, button, path="/out/send"):
    module_of_node()[button]({"node": place.node(path)})


def nodes(**more):
    """Returns a chain a <- b, another output c, and a node of ours that ``more`` describes."""
    rows = {"/out/a": mantra(), "/out/b": mantra(inputs=["a"]), "/out/c": mantra()}
    rows["/out/send"] = submitter(**more)
    return rows


def rendered(place):
    """Returns {node: frames} of what task.json says is rendered."""
    with io.open("%s" % (place.folder / "shot.rayvision" / "task.json"), encoding="utf-8") as task:
        rows = json.load(task)["scene_info_render"]["rop_node"]
    return dict((row["node"], row["frames"]) for row in rows if row["render"] == "1")


def test_the_node_submits_what_is_wired_into_it_and_what_that_waits_for(place):
    place.open(nodes(inputs=["b"], farm=" local "))
    press(place, "submit")
    assert sorted(rendered(place)) == ["/out/a", "/out/b"]
    assert [fields["farm"] for _, _, fields in place.bridges[0].sent] == ["local"]


def test_a_gap_between_the_wires_does_not_matter(place):
    place.open(nodes(inputs=["", "c"]))
    press(place, "analyze")
    assert sorted(rendered(place)) == ["/out/c"]


def test_the_node_may_name_its_outputs(place):
    place.open(nodes(outputs="chosen", chosen="/out/c ../a"))
    press(place, "analyze")
    assert sorted(rendered(place)) == ["/out/a", "/out/c"]


def test_the_node_may_stand_for_all_that_the_scene_has_on(place):
    place.open(nodes(inputs=["c"], outputs="scene"))
    press(place, "analyze")
    assert sorted(rendered(place)) == ["/out/a", "/out/b", "/out/c"]


@pytest.mark.parametrize(
    "frames, expected", [("own", "1-3[1]"), ("range", "7-9[2]"), ("fml", "1,2,3")]
)
def test_the_node_chooses_frames(place, frames, expected):
    place.open(nodes(inputs=["c"], frames=frames, text=" 7-9[2] "))
    press(place, "analyze")
    assert rendered(place) == {"/out/c": expected}


def test_a_node_that_stands_for_nothing_says_so(place):
    place.open(nodes())
    press(place, "submit")
    assert place.bridges == []
    assert place.boxes() == ["/out/send: wire output nodes into it, or choose some."]


def test_the_node_lists_the_outputs_of_the_scene_and_not_itself(place):
    place.open(nodes())
    found = module_of_node()["outputs"]()
    assert found == [str(path) for path in ("/out/a", "/out/b", "/out/c") for _ in range(2)]


def test_stop_and_messages_are_buttons_too(place):
    place.open(nodes(inputs=["c"]))
    press(place, "submit")
    press(place, "stop")
    press(place, "messages")
    assert place.bridges[0].sent[-1][1] == "cancel"
    assert place.boxes()


def test_the_right_click_menu_is_for_outputs(place):
    place.open(nodes())
    shown = [path for path in ("/out/a", "/out/send", "/obj/cam1", "/obj/geo1")
             if place.module.is_output(place.node(path))]  # fmt: skip
    assert shown == ["/out/a"]


def test_a_right_click_means_the_selection_when_it_is_in_it(place):
    place.open(nodes())
    place.world.selection = ["/obj/cam1", "/out/a", "/out/b"]
    assert place.module.clicked(place.node("/out/b")) == ["/out/a", "/out/b"]
    assert place.module.clicked(place.node("/out/c")) == ["/out/c"]


def test_an_error_of_houdini_with_odd_bytes_is_one_line(place, monkeypatch):
    text = "Failed:\n/proj/Köln.hip"
    text = text.encode("utf-8") if sys.version_info[0] == 2 else text

    def save():
        raise place.hou.OperationFailed(text)

    place.open()
    place.world.modified = True
    place.world.answers = ["Save"]
    monkeypatch.setattr(place.hou.hipFile, "save", staticmethod(save))
    assert place.module.submit() is None
    assert place.boxes()[-1] == "error: OperationFailed: Failed: /proj/Köln.hip"
