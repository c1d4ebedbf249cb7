"""Every container of a Houdini scene holds the same members; damaged ones are followed again."""

from __future__ import absolute_import, division, print_function, unicode_literals

import gzip
import io
import struct

import hip_writer as hip
import pytest
from scene_text import full, put

from analyzers.errors import SceneNotRead, UnknownScene
from analyzers.houdini.archive import containers, indx
from analyzers.houdini.hip import read

NODES = {
    "/obj/geo1": {"type": "geo"},
    "/obj/geo1/file1": {"type": "file", "parms": {"file": "$HIP/geo/a.$F.bgeo.sc"}},
    "/out/mantra1": {"type": "ifd", "parms": {"vm_picture": "$HIP/render/a.$F4.exr"}},
    "/out/mantra2": {"type": "ifd", "parms": {"vm_picture": "ip"}, "inputs": ["mantra1"]},
}
CONTENTS = [
    ("node_type", "Sop\n"),
    ("asset1.init", "type = asset\nmatchesdef = 0\n"),
    ("asset1/file1.init", "type = file\nmatchesdef = 0\n"),
    ("asset1/file1.parm", hip.parm_member({"file": "$HIP/inside.bgeo"})),
    ("asset1/file2.init", "type = file\nmatchesdef = 0\n"),
    ("asset1/file2.def", hip.def_member(["file1"])),
]
DUMMY = {"Sop/dummy": {"Contents": [], "DialogScript": '{ name dummy }\n'}}


def limited(members):
    return hip.houdini_nc(members, "limited")


WRAPS = [hip.cpio, hip.houdini_nc, limited, hip.mime]
KINDS = ["cpio", "noncommercial", "limited", "mime"]


@pytest.fixture
def folder(tmpdir):
    return full(tmpdir)


def scene(folder, data):
    return read(put(folder + "/shot.hip", data), {})


def whole(wrap=hip.cpio, **words):
    words.setdefault("dummies", DUMMY)
    inner = hip.cpio if wrap is hip.mime else wrap
    return hip.scene(NODES, wrap=inner, **words)


def names(found):
    return [name for name, _ in found.tips]


@pytest.mark.parametrize(("wrap", "kind"), list(zip(WRAPS, KINDS)))
def test_every_container_gives_the_same_scene(folder, wrap, kind):
    members = whole(wrap, definitions={"Sop/asset": {"Contents": CONTENTS}})
    found = scene(folder, wrap(members))
    assert found.info["container"] == kind
    assert [name for name in found.nodes if "/" in name[1:]] == sorted(NODES)
    assert found.nodes["/out/mantra1"].attrs["vm_picture"].values == ["$HIP/render/a.$F4.exr"]
    assert sorted(found.info["definitions"]) == ["Sop/asset", "Sop/dummy"]
    assert not names(found)


@pytest.mark.parametrize(
    ("wrap", "licence"),
    list(zip(WRAPS, ["commercial", "noncommercial", "limited", "commercial"])),
)
def test_the_licence_is_told_by_the_container_and_not_by_the_name(folder, wrap, licence):
    found = scene(folder, wrap(whole(wrap)))
    assert found.info["licence"] == licence


def test_a_gzip_around_a_scene_is_opened(folder):
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb") as packed:
        packed.write(hip.cpio(whole()))
    assert "/out/mantra1" in scene(folder, stream.getvalue()).nodes


def test_of_two_members_of_a_name_the_last_counts(folder):
    twice = whole() + [("out/mantra1.parm", hip.parm_member({"vm_picture": "later.exr"}))]
    found = scene(folder, hip.cpio(twice))
    assert found.nodes["/out/mantra1"].attrs["vm_picture"].values == ["later.exr"]


def test_a_name_of_a_node_may_hold_dots(folder):
    nodes = {"/out/mantra--render.udim.geometry": {"type": "ifd", "parms": {"take": "a.b"}}}
    found = scene(folder, hip.cpio(hip.scene(nodes)))
    node = found.nodes["/out/mantra--render.udim.geometry"]
    assert (node.type, node.category) == ("ifd", "Driver")
    assert node.attrs["take"].values == ["a.b"]


# -- what is no scene -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"hello", b"070701" + b"0" * 200, b"HouXX\x1a", b"\x1f\x8b", b"\x1f\x8b\x08garbage" * 9,
     b"070707", hip.cpio([("readme.txt", "hello")]), b"HouNC\x1a", b"MIME-Version: 1.0\n\n"],
)  # fmt: skip
def test_what_holds_no_members_is_refused(folder, data):
    with pytest.raises(UnknownScene):
        scene(folder, data)


def test_an_empty_file_and_a_missing_one_are_not_read(folder):
    with pytest.raises(SceneNotRead):
        scene(folder, b"")
    with pytest.raises(SceneNotRead):
        read(folder + "/none.hip", {})


# -- damage -----------------------------------------------------------------------------------


def damaged(folder, change, wrap=hip.cpio, **words):
    data = wrap(whole(wrap, **words))
    found = scene(folder, change(data))
    assert "archive_damaged" in names(found)
    return found


@pytest.mark.parametrize("wrap", WRAPS[:3])
@pytest.mark.parametrize("extra", [b"\xef\xbf\xbd" * 40, b"x"])
def test_bytes_put_into_an_embedded_archive_lose_nothing_behind_it(folder, wrap, extra):
    def change(data):
        at = data.index(b"dummy }")
        return data[:at] + extra + data[at:]

    found = damaged(folder, change, wrap)
    assert set(NODES) <= set(found.nodes)
    assert "/node_type" not in found.nodes and "/asset1" not in found.nodes


def test_nodes_of_an_embedded_archive_are_not_taken_for_those_of_a_damaged_scene(folder):
    def change(data):
        return data.replace(b".defotl\0INDX", b".defotl\0INDX more bytes")

    found = damaged(folder, change, definitions={"Sop/asset": {"Contents": CONTENTS}})
    assert set(NODES) <= set(found.nodes)
    assert not [name for name in found.nodes if name.startswith("/asset1")]


def test_bytes_taken_out_of_a_member_lose_nothing_behind_it(folder):
    found = damaged(folder, lambda data: data.replace(b"\nversion 0.8\n", b"\n", 1))
    assert set(NODES) <= set(found.nodes)


def test_a_member_that_says_it_is_larger_than_the_file_loses_nothing_behind_it(folder):
    members = whole()
    first = [row for row in members if row[0] == "obj/geo1.parm"][0]
    data = hip.cpio(members)
    data = data.replace(hip.entry(*first), hip.entry(first[0], first[1], size=8**11 - 1))
    found = scene(folder, data)
    assert "archive_damaged" in names(found) and set(NODES) <= set(found.nodes)


def test_a_header_that_is_overwritten_costs_its_own_member_only(folder):
    data = hip.cpio(whole())
    at = data.index(b"out/mantra1.parm\0")
    found = scene(folder, data[: at - 70] + b"#" * 30 + data[at - 40 :])
    assert "archive_damaged" in names(found)
    assert set(NODES) <= set(found.nodes)
    assert not found.nodes["/out/mantra1"].attrs
    assert found.nodes["/out/mantra2"].attrs["vm_picture"].values == ["ip"]


@pytest.mark.parametrize("wrap", WRAPS)
def test_a_scene_that_ends_too_soon_keeps_what_came_before(folder, wrap):
    data = wrap(whole(wrap))
    found = scene(folder, data[: data.index(b"out/mantra2.parm")])
    assert "scene_cut" in names(found)
    assert found.nodes["/out/mantra1"].attrs["vm_picture"].values == ["$HIP/render/a.$F4.exr"]


def test_a_scene_cut_inside_of_an_embedded_archive_has_no_nodes_of_it(folder):
    data = hip.cpio(whole(definitions={"Sop/asset": {"Contents": CONTENTS}}))
    found = scene(folder, data[: data.index(b"asset1/file2.def")])
    assert "scene_cut" in names(found) and not found.nodes


# -- INDX -------------------------------------------------------------------------------------


def test_an_index_lists_its_entries_with_their_places():
    data = b"before" + hip.indx("title", [("one", "first"), ("two", "second")])
    found = indx.entries(data, 6, len(data))
    assert [(name, data[start:end]) for name, start, end in found] == [
        (b"one", b"first"),
        (b"two", b"second"),
    ]
    assert indx.end_of(data, 6, len(data)) == len(data)


@pytest.mark.parametrize("count", [0, 1, 2**31, 2**32 - 1])
def test_an_index_with_a_count_that_lies_ends_with_the_data(count):
    data = hip.indx("t", [("one", "first")])
    lies = data[:13] + struct.pack(str(">I"), count) + data[17:]
    assert len(indx.entries(lies, 0, len(lies))) == min(count, 1)


@pytest.mark.parametrize("at", range(0, 40))
def test_an_index_cut_anywhere_gives_what_is_whole(at):
    data = hip.indx("t", [("one", "first")])
    for _, start, end in indx.entries(data[:at], 0, at):
        assert 0 <= start <= end <= at


def test_an_index_whose_entries_lie_outside_of_it_is_kept_in_its_bounds():
    data = hip.indx("t", [("one", "first")]).replace(
        struct.pack(str(">II"), 0, 5), struct.pack(str(">II"), 2**32 - 9, 2**32 - 1)
    )
    assert indx.entries(data, 0, len(data)) == []


def test_a_header_of_an_archive_that_has_no_size_is_not_followed():
    assert containers.split(b"070707" + b"z" * 200).members == []
