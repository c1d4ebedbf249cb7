"""Where Houdini looks for a file: $HIP now and as saved, $JOB, search paths, tokens."""

from __future__ import absolute_import, division, print_function, unicode_literals

import pytest
from hip_job import Folder

from analyzers.disk import Disk
from analyzers.houdini import evaluate
from analyzers.houdini.places import EACH_FOLDER, ON_DISK, Places, tokened
from analyzers.scene import Scene


class Job(Folder):
    """A folder with a scene in it, and what the scene says of where it was saved."""

    def __init__(self, folder):
        Folder.__init__(self, folder)
        self.scene = Scene("houdini", self.folder + "/show/shots/sh010/shot.hip", "hip")
        self.scene.project = self.folder + "/show/shots/sh010"
        self.scene.info["variables"] = {}
        self.environment = {}

    def saved(self, **variables):
        self.scene.info["variables"].update(variables)
        return self

    def places(self):
        evaluate.prepare(self.scene, self.environment)
        return Places(self.scene, Disk(), self.environment)

    def find(self, written, rule=None):
        """Returns the candidates with the folder of the job taken out."""
        found = self.places().candidates(written, rule)[0]
        return [path.replace(self.folder, "<job>") for path in found]


@pytest.fixture
def job(tmpdir):
    return Job(tmpdir)


HERE = "<job>/show/shots/sh010"


@pytest.mark.parametrize(
    "written, expected",
    [
        ("$HIP/tex/a.png", HERE + "/tex/a.png"),
        ("${HIP}/tex/a.png", HERE + "/tex/a.png"),
        ("$HIP/../a.png", "<job>/show/shots/a.png"),
        ("$HIP\\tex\\a.png", HERE + "/tex/a.png"),
        ("tex/a.png", HERE + "/tex/a.png"),
        ("./a.png", HERE + "/a.png"),
        ("$HIP/$HIPNAME.abc", HERE + "/shot.abc"),
        ("$HIPFILE", HERE + "/shot.hip"),
        ("/lib/a.png", "/lib/a.png"),
        ("D:\\lib\\a.png", "D:/lib/a.png"),
        ("//server/share/a.png", "//server/share/a.png"),
        ("$HIP/\u8d34\u56fe/\u6728.png", HERE + "/\u8d34\u56fe/\u6728.png"),
    ],
)
def test_the_first_place_is_the_one_that_is_written(job, written, expected):
    assert job.find(written)[0] == expected


def test_a_variable_that_nobody_knows_has_no_place_and_is_named(job):
    assert job.places().candidates("$SHOW_TEX/a.png") == ([], 0, ["SHOW_TEX"])


def test_a_variable_of_the_scene_goes_before_the_environment(job):
    job.environment = {"TEX": "/env/tex", "MAPS": "/env/maps"}
    job.saved(TEX="/scene/tex")
    assert job.find("$TEX/a.png") == ["/scene/tex/a.png"]
    assert job.find("$MAPS/a.png") == ["/env/maps/a.png"]


def test_variables_are_those_that_expressions_know(job):
    job.saved(HIPNAME="old.hip")
    job.scene.info["local_variables"] = {"LAYER": "beauty"}
    job.scene.info["time_range"] = (1001, 1100)
    assert job.find("$HIP/$HIPNAME.$LAYER.${FSTART}_$FEND.exr") == [
        HERE + "/shot.hip.beauty.1001_1100.exr"
    ]


def test_a_sign_of_another_script_ends_the_name_of_a_variable(job):
    job.saved(SHOT="sh010", SLICE="")
    assert job.find("$HIP/$SHOT\u6728/a.png") == [HERE + "/sh010\u6728/a.png"]
    assert tokened("a.$F4\u6728.png") == "a.<F4>\u6728.png"
    assert tokened("a.$AOV\u6728.png") == "a.<attr:any>\u6728.png"


def test_a_variable_may_hold_another(job):
    job.saved(TEX="$HIP/tex", ODD="$ODD/x")
    assert job.find("$TEX/a.png") == [HERE + "/tex/a.png"]


def test_a_variable_that_holds_itself_ends(job):
    job.saved(ODD="$ODD/x")
    assert job.places().candidates("$ODD/a.png")[0] != []


def test_what_lay_below_the_saved_folder_is_looked_for_below_the_present_one(job):
    job.saved(HIP="/studio/show/shots/sh010", HIPFILE="/studio/show/shots/sh010/shot.hip")
    assert job.find("/studio/show/shots/sh010/tex/a.png") == [
        "/studio/show/shots/sh010/tex/a.png",
        HERE + "/tex/a.png",
    ]
    assert job.find("/studio/show/shots/sh010b/a.png") == ["/studio/show/shots/sh010b/a.png"]


def test_the_saved_folder_on_a_drive_is_the_same_in_any_case(job):
    job.saved(HIP="D:/Work/shots")
    assert job.find("d:/work/shots/tex/a.png") == ["d:/work/shots/tex/a.png", HERE + "/tex/a.png"]


def test_the_job_lies_as_far_above_the_scene_as_when_it_was_saved(job):
    job.saved(HIP="/studio/show/shots/sh010", JOB="/studio/show")
    found = job.find("$JOB/lib/a.png")
    assert found[:2] == ["/studio/show/lib/a.png", "<job>/show/lib/a.png"]


def test_the_job_of_the_environment_is_looked_in_behind_that_of_the_scene(job):
    job.environment = {"JOB": "/mnt/show"}
    job.saved(HIP="/elsewhere/x", JOB="/studio/show")
    assert job.find("$JOB/lib/a.png")[:2] == ["/studio/show/lib/a.png", "/mnt/show/lib/a.png"]
    job.scene.info["variables"] = {}
    assert job.find("$JOB/lib/a.png") == ["/mnt/show/lib/a.png"]


def test_a_job_that_nobody_names_is_the_project(job):
    assert job.find("$JOB/a.png") == [HERE + "/a.png"]


@pytest.mark.parametrize("saved", ["/", "D:/", "", ".", "relative/folder"])
def test_a_saved_folder_that_is_a_root_moves_nothing(job, saved):
    job.saved(HIP=saved, JOB=saved)
    assert job.find("/lib/a.png") == ["/lib/a.png"]


def test_a_bare_name_is_looked_for_on_the_search_path(job):
    job.environment = {"HOUDINI_PATH": "/site/houdini:&;D:/pipe/houdini"}
    found = job.find("ramp.rat")
    assert found[0] == HERE + "/ramp.rat"
    assert "/site/houdini/pic/ramp.rat" in found
    assert "D:/pipe/houdini/ramp.rat" in found
    assert not [path for path in found if "&" in path]


@pytest.mark.parametrize(
    "written, expected",
    [
        ("a.$F4.exr", "a.<F4>.exr"),
        ("a.${F4}.exr", "a.<F4>.exr"),
        ("a.$F.exr", "a.<F>.exr"),
        ("a.$SF.sim", "a.<F>.sim"),
        ("a.$FF.bgeo", "a.<F>.bgeo"),
        ("a.<F3>.bgeo", "a.<F3>.bgeo"),
        ("a.$FPS.exr", "a.$FPS.exr"),
        ("a.$T.exr", "a.<attr:any>.exr"),
        ("a.%(UDIM)d.exr", "a.<UDIM>.exr"),
        ("a.<udim>.exr", "a.<udim>.exr"),
        ("a.%(UVTILE)d.exr", "a.<UVTILE>.exr"),
        ("a_%(U)d_%(V)d.exr", "a_<U>_<V>.exr"),
        ("a.$(CHANNEL).exr", "a.<attr:any>.exr"),
        ("a.*.exr", "a.<attr:any>.exr"),
    ],
)
def test_tokens_of_houdini_are_those_that_the_disk_knows(written, expected):
    assert tokened(written) == expected
    assert tokened(expected) == expected


def test_only_places_with_something_on_disk_are_told_when_asked_for(job):
    job.put("show/shots/sh010/a.1001.exr")
    assert job.find("$HIP/a.<UDIM>.exr", ON_DISK) == [HERE + "/a.<UDIM>.exr"]
    assert job.find("$HIP/b.<UDIM>.exr", ON_DISK) == []


def test_tokens_in_folders_are_the_folders_on_disk(job):
    for frame in (1, 2, 10):
        job.put("show/shots/sh010/cache/%04d/a.bgeo" % frame)
    job.put("show/shots/sh010/cache/rest/a.bgeo")
    assert job.find("$HIP/cache/$F4/a.bgeo", EACH_FOLDER) == [
        HERE + "/cache/%s/a.bgeo" % frame for frame in ("0001", "0002", "0010")
    ]
    assert job.find("$HIP/none/$F4/a.bgeo", EACH_FOLDER) == []


@pytest.mark.parametrize("written", ["", "  ", "`chs('x')`/a.png", "a\0b.png"])
def test_what_is_no_path_has_no_place(job, written):
    assert job.places().candidates(written)[0] == []
