"""Inputs that the job makes itself: written by a driver or a cache of the same scene."""

from __future__ import absolute_import, division, print_function, unicode_literals

import time

import pytest
from hip_job import NODE, Job, reader, rendering

from analyzers.houdini.needs.produced import Outputs, slices
from analyzers.scene import RenderPass

SECONDS = 60  # a guard against hanging, on a busy machine too


@pytest.fixture
def job(tmpdir):
    return Job(tmpdir)


def writer(path, flags=(), last=5):
    parms = {"sopoutput": path, "soppath": "/obj/geo1", "trange": "normal"}
    parms["f"] = ["1", "%d" % last, "1"]
    return {"type": "geometry", "parms": parms, "flags": flags}


def state(job, node=NODE):
    """Returns (role, whether it is missed, whether it is sent) of the file of a node."""
    row = job.row(node)
    return row["role"], bool(row["missing"]), bool(job.sent())


PAIRS = [
    ("$HIP/geo/a.bgeo", "$HIP/geo/a.bgeo"),
    ("$HIP/geo/a.$F4.bgeo.sc", "$HIP/geo/a.$F4.bgeo.sc"),
    ("$HIP/geo/a.$F4.bgeo.sc", "$HIP/geo/a.`padzero(4,$F)`.bgeo.sc"),
    ("$HIP/geo/a.$F4.bgeo.sc", "$HIP/geo/a.0003.bgeo.sc"),
    ("$HIP/geo/a.$F4.bgeo.sc", "geo/a.$F4.bgeo.sc"),
    ("$HIP/geo/$OS.$F.bgeo", "$HIP/geo/write.$F.bgeo"),
    ("$HIP/geo/a.`padzero(4,$F-1)`.bgeo", "$HIP/geo/a.`padzero(4,$F-1)`.bgeo"),
    ("$HIP/geo/a.$F1.bgeo", "$HIP/geo/a.$F.bgeo"),
    ("$HIP/geo/a.$F.bgeo", "$HIP/x/../geo/a.$F.bgeo"),
]


@pytest.mark.parametrize("written, read", PAIRS)
def test_what_a_driver_writes_is_produced_in_the_job(job, written, read):
    nodes = reader("file", {"file": read})
    nodes["/out/write"] = writer(written)
    assert state(job.scene(nodes)) == ("produced", False, False)


OTHERS = [
    ("$HIP/geo/a.$F4.bgeo.sc", "$HIP/geo/a.$F.bgeo.sc"),
    ("$HIP/geo/a.$F.bgeo.sc", "$HIP/geo/a.$F4.bgeo.sc"),
    ("$HIP/geo/a.$F.bgeo", "$HIP/geo/a.`padzero(4,$F-1)`.bgeo"),
    ("$HIP/geo/a.$F4.bgeo.sc", "$HIP/geo/a.0007.bgeo.sc"),
    ("$HIP/geo/a.0001.bgeo.sc", "$HIP/geo/a.$F4.bgeo.sc"),
]


@pytest.mark.parametrize("written, read", OTHERS)
def test_other_frames_or_other_zeros_before_them_are_not_what_is_written(job, written, read):
    nodes = reader("file", {"file": read})
    nodes.update({"/out/write": writer(written), "/out/mantra1": rendering(1, 5)})
    assert state(job.scene(nodes)) == ("geometry", True, False)


@pytest.mark.parametrize(
    "written, read",
    [("$F4", "$F4"), ("`padzero(4,$F)`", "$F4"), ("$F4", "`padzero(4,$F)`")],
)
def test_the_frames_that_no_driver_makes_are_missing(job, written, read):
    nodes = reader("file", {"file": "$HIP/c/x.%s.bgeo" % read})
    nodes["/out/write"] = writer("$HIP/c/x.%s.bgeo" % written)
    nodes["/out/mantra1"] = rendering(1, 10)
    assert job.scene(nodes).missing() == {NODE: ["<job>/c/x.0006.bgeo"]}
    job.put("c/x.0008.bgeo")
    frames = (6, 7, 9, 10)
    assert job.scene(nodes).missing() == {NODE: ["<job>/c/x.%04d.bgeo" % at for at in frames]}
    for frame in frames:
        job.put("c/x.%04d.bgeo" % frame)
    assert state(job.scene(nodes)) == ("geometry", False, True)


def test_frames_that_two_drivers_make_together_are_produced(job):
    nodes = reader("file", {"file": "$HIP/c/x.$F4.bgeo"})
    nodes["/out/write"] = writer("$HIP/c/x.$F4.bgeo")
    nodes["/out/more"] = writer("$HIP/c/x.$F4.bgeo", last=10)
    nodes["/out/mantra1"] = rendering(1, 10)
    assert state(job.scene(nodes)) == ("produced", False, False)


def test_frames_of_as_many_digits_as_there_are_zeros_are_the_same_files(job):
    nodes = reader("file", {"file": "$HIP/c/x.$F4.bgeo"})
    nodes["/out/write"] = writer("$HIP/c/x.$F.bgeo")
    nodes["/out/write"]["parms"]["f"] = ["1001", "1010", "1"]
    nodes["/out/mantra1"] = rendering(1001, 1010)
    assert state(job.scene(nodes)) == ("produced", False, False)


SAVED = [("$HIP", "/proj/shots"), ("/proj/shots", "$HIP"), ("/proj/shots", "/proj/shots")]


@pytest.mark.parametrize("frames", [(1, 5), (1, 3000)])
@pytest.mark.parametrize("written, read", SAVED)
def test_what_is_written_in_the_folder_of_the_saving_machine_is_found_again(
    job, written, read, frames
):
    nodes = reader("file", {"file": read + "/c/x.$F4.bgeo"})
    nodes["/out/write"] = writer(written + "/c/x.$F4.bgeo")
    nodes["/out/mantra1"] = rendering(*frames)
    job.scene(nodes, hip="/proj/shots")
    assert state(job) == ("produced", False, False)


def test_what_no_driver_writes_is_missing(job):
    nodes = reader("file", {"file": "$HIP/geo/b.$F4.bgeo"})
    nodes["/out/write"] = writer("$HIP/geo/a.$F4.bgeo")
    assert state(job.scene(nodes)) == ("geometry", True, False)


def test_what_an_enabled_driver_writes_is_made_anew_though_it_is_there(job):
    job.put("geo/a.0001.bgeo")
    nodes = reader("file", {"file": "$HIP/geo/a.$F4.bgeo"})
    nodes["/out/write"] = writer("$HIP/geo/a.$F4.bgeo")
    assert state(job.scene(nodes)) == ("produced", False, False)


def test_what_only_a_bypassed_driver_writes_is_sent_when_it_is_there(job):
    job.put("geo/a.0001.bgeo")
    nodes = reader("file", {"file": "$HIP/geo/a.$F4.bgeo"})
    nodes["/out/write"] = writer("$HIP/geo/a.$F4.bgeo", ["bypass"])
    assert state(job.scene(nodes)) == ("geometry", False, True)


def test_what_only_a_bypassed_driver_writes_is_missing_when_it_is_not_there(job):
    nodes = reader("file", {"file": "$HIP/geo/a.$F4.bgeo"})
    nodes["/out/write"] = writer("$HIP/geo/a.$F4.bgeo", ["bypass"])
    assert state(job.scene(nodes)) == ("geometry", True, False)


def cache(loads):
    parms = {"loadfromdisk": loads, "file": "$HIP/geo/a.$F4.bgeo", "trange": "normal"}
    parms["f"] = ["1", "5", "1"]
    return {"type": "filecache", "parms": parms}


def test_a_cache_that_loads_its_own_file_misses_it(job):
    nodes = {"/obj/geo1": {"type": "geo"}, NODE: cache("on")}
    assert state(job.scene(nodes)) == ("cache", True, False)


def test_what_a_cache_writes_is_produced_when_that_cache_is_on(job):
    nodes = reader("file", {"file": "$HIP/geo/a.$F4.bgeo"})
    nodes["/obj/geo1/cache"] = cache("off")
    assert state(job.scene(nodes)) == ("geometry", True, False)
    nodes["/out/first"] = {"type": "fetch", "parms": {"source": "/obj/geo1/cache"}}
    assert state(job.scene(nodes)) == ("produced", False, False)


def test_slices_that_a_distributed_simulation_writes_are_produced(job):
    nodes = reader("file", {"file": "$HIP/geo/sim.$SLICE.$F.bgeo"})
    nodes["/out/write"] = writer("$HIP/geo/sim.$SLICE.$F.bgeo")
    assert state(job.scene(nodes)) == ("produced", False, False)


def test_a_picture_of_one_driver_that_another_reads_is_produced(job):
    nodes = {"/img/c": {"type": "img"}}
    nodes["/img/c/in"] = {"type": "file", "parms": {"filename1": "$HIP/render/a.$F4.exr"}}
    assert state(job.scene(nodes), "/img/c/in") == ("produced", False, False)


def test_a_suspect_that_a_driver_writes_is_no_suspect(job):
    nodes = reader("studio::thing", {"cloud": "$HIP/geo/a.bgeo"})
    nodes["/out/write"] = writer("$HIP/geo/a.bgeo")
    assert job.scene(nodes).rows() == []


def find(written, rule=None):
    return ["/job/" + written], 0, []


def test_an_output_is_found_by_any_of_its_frames():
    first = RenderPass("a", "cache", outputs=["x.<F4>.bgeo"])
    second = RenderPass("b", "cache", outputs=["x.0002.bgeo"])
    outputs = Outputs([first, second], find)
    assert outputs.writers("/job/x.0001.bgeo") == [first]
    assert outputs.writers("/job/x.<F4>.bgeo") == [first]
    assert outputs.writers("/job/x.<F>.bgeo") == []
    assert outputs.writers("/job/x.0002.bgeo") == [second, first]
    assert outputs.writers("/job/y.0001.bgeo") == []


def test_many_outputs_of_a_folder_are_not_compared_with_each_input():
    rows = [
        RenderPass("%d" % at, "cache", outputs=["cache%d.<F4>.bgeo.sc" % at]) for at in range(20000)
    ]
    outputs = Outputs(rows, find)
    start = time.time()
    for at in range(20000):
        assert outputs.writers("/job/cache%d.0012.bgeo.sc" % at) == [rows[at]]
    assert time.time() - start < SECONDS


@pytest.mark.parametrize(
    "written, expected",
    [
        ("a.$SLICE.$F.bgeo", "a.*.<F>.bgeo"),
        ("a.${SLICE}.bgeo", "a.*.bgeo"),
        ("a.$SLICES.bgeo", "a.$SLICES.bgeo"),
        ("a.$WEDGENUM.bgeo", "a.*.bgeo"),
        ("a.$SLICE\u6728.bgeo", "a.*\u6728.bgeo"),
    ],
)
def test_slices_and_wedges_stand_for_any_number(written, expected):
    assert slices(written) == expected
