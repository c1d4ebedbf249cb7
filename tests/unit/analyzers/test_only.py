"""Choosing what is rendered: by name, whatever the scene has switched on itself."""

from __future__ import absolute_import, division, print_function, unicode_literals

import os

import hip_writer
import pytest
from command_line import analyzers as command
from scene_text import GOLDEN, put

from analyzers.analyze import analyze
from analyzers.errors import UnknownPass

SCENE = os.path.join(GOLDEN, "two_layers_adjustments", "scenes", "shot.ma")


def on(only):
    return [row.name for row in analyze(SCENE, environment={}, only=only).passes if row.enabled]


def names():
    return [row.name for row in analyze(SCENE, environment={}).passes]


@pytest.mark.parametrize("at", [0, 1])
def test_only_the_chosen_pass_is_on(at):
    assert on([names()[at]]) == [names()[at]]


def test_several_may_be_chosen_in_any_order():
    assert on(list(reversed(names()))) == names()


def test_a_pass_that_is_off_in_the_scene_can_be_chosen():
    off = [row.name for row in analyze(SCENE, environment={}).passes if not row.enabled]
    assert off
    assert on(off) == off


def test_a_name_that_is_no_pass_is_refused_and_the_others_are_told():
    with pytest.raises(UnknownPass) as caught:
        on(["no such layer"])
    assert "no such layer" in caught.value.text
    assert names()[0] in caught.value.text


ROPS = {
    "/out/beauty": {"type": "ifd", "inputs": ["sim"], "parms": {"vm_picture": ["$HIP/b.exr"]}},
    "/out/sim": {"type": "geometry", "parms": {"sopoutput": ["$HIP/s.bgeo"]}},
    "/out/other": {"type": "ifd", "parms": {"vm_picture": ["$HIP/o.exr"]}},
    "/out/all": {"type": "merge", "inputs": ["beauty", "other"]},
}


@pytest.mark.parametrize(
    "only, expected",
    [
        ("/out/beauty", ["/out/sim", "/out/beauty"]),
        ("/out/sim", ["/out/sim"]),
        ("/out/all", ["/out/sim", "/out/beauty", "/out/other"]),
    ],
)
def test_what_a_chosen_node_waits_for_and_stands_for_is_on_too(tmpdir, only, expected):
    path = put(tmpdir.join("shot.hip"), hip_writer.cpio(hip_writer.scene(ROPS)))
    passes = analyze(path, environment={}, only=[only]).passes
    assert [row.name for row in passes if row.enabled] == expected


def test_a_long_chain_behind_a_chosen_node_is_on_but_for_what_is_bypassed(tmpdir):
    rops = {"/out/g0": {"type": "geometry", "parms": {"sopoutput": "$HIP/0.bgeo"}}}
    for at in range(1, 400):
        parms = {"sopoutput": "$HIP/%d.bgeo" % at}
        flags = ["bypass"] if at in (7, 8, 300) else []
        rops["/out/g%d" % at] = {
            "type": "geometry", "parms": parms, "inputs": ["g%d" % (at - 1)], "flags": flags,
        }  # fmt: skip
    path = put(tmpdir.join("shot.hip"), hip_writer.cpio(hip_writer.scene(rops)))
    passes = analyze(path, environment={}, only=["/out/g399"]).passes
    assert [row.name for row in passes if not row.enabled] == ["/out/g7", "/out/g8", "/out/g300"]


def test_the_reason_of_a_pass_is_that_of_the_choice(tmpdir):
    rops = dict(ROPS)
    rops["/out/old"] = {"type": "geometry", "flags": ["bypass"], "parms": {"sopoutput": ["o.bgeo"]}}
    path = put(tmpdir.join("shot.hip"), hip_writer.cpio(hip_writer.scene(rops)))
    as_saved = analyze(path, environment={})
    assert [row.name for row in as_saved.passes if row.settings["reason"]] == ["/out/old"]
    chosen = analyze(path, environment={}, only=["/out/old"]).answer()["passes"]
    reasons = dict((row["name"], row["reason"]) for row in chosen)
    assert reasons.pop("/out/old") is None
    assert set(reasons.values()) == {"not chosen"}


def test_a_pass_of_another_program_has_a_reason_as_well():
    rows = analyze(SCENE, environment={}, only=[names()[0]]).answer()["passes"]
    assert [row["reason"] for row in rows] == [None] + ["not chosen"] * (len(rows) - 1)


def test_a_name_that_stands_for_nothing_is_refused(tmpdir):
    path = put(tmpdir.join("shot.hip"), hip_writer.cpio(hip_writer.scene(ROPS)))
    with pytest.raises(UnknownPass) as caught:
        analyze(path, environment={}, only=["/out/all", "/out/lost"])
    assert "/out/lost" in caught.value.text


def test_the_command_line_takes_it_more_than_once(tmpdir):
    flags = [part for name in names() for part in ("--only", name)]
    result = command([SCENE, "--json"] + flags, tmpdir)
    assert result.code == 0
    assert '"enabled": false' not in result.out


def test_the_command_line_names_what_there_is(tmpdir):
    result = command([SCENE, "--only", "beauti"], tmpdir)
    assert result.code == 1
    assert result.err.startswith("error: ")
    assert "beauti; there is: " in result.err


def test_the_summary_says_why_an_output_is_off(tmpdir):
    put(tmpdir.join("shot.hip"), hip_writer.cpio(hip_writer.scene(ROPS)))
    result = command(["shot.hip", "--only", "/out/sim"], tmpdir)
    assert "/out/other off (not chosen), mantra, frames " in result.out
    assert "/out/sim on, geometry, frames " in result.out
