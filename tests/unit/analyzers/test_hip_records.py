"""What a Houdini scene says of itself, its nodes, takes and assets, as the reader gives it."""

from __future__ import absolute_import, division, print_function, unicode_literals

import gzip
import io
import json
import struct
from collections import OrderedDict

import hip_writer as hip
import pytest
from scene_text import full, put

from analyzers.houdini.archive import takes
from analyzers.houdini.hip import read


@pytest.fixture
def folder(tmpdir):
    return full(tmpdir)


def scene(folder, nodes=(), **words):
    return read(put(folder + "/shot.hip", hip.cpio(hip.scene(nodes, **words))), {})


def names(found):
    return [name for name, _ in found.tips]


# -- settings ---------------------------------------------------------------------------------


def test_the_time_range_comes_from_seconds_and_the_playbar_from_frames(folder):
    found = scene(folder, fps=25, tset=(0, 4), frange=(1, 96), tcur=0.48)
    assert (found.fps, found.info["time_range"], found.info["playbar"]) == (25, (1, 100), (1, 96))
    assert found.info["frame"] == 13


@pytest.mark.parametrize(
    ("fps", "tset", "frames"),
    [
        (24, (0, 10), (1, 240)),
        (24, ("41.625", "47.208333333333336"), (1000, 1133)),
        (30, ("-0.033333333333333333", 1), (0, 30)),
        ("29.97", (0, "10.01001001001001"), (1, 300)),
        (24, (0, "0.5104166666666666"), (1, 12.25)),
    ],
)
def test_frames_of_a_range_are_whole_where_they_are_but_for_rounding(folder, fps, tset, frames):
    found = scene(folder, fps=fps, tset=tset)
    assert found.info["time_range"] == pytest.approx(frames)
    assert type(found.info["time_range"][0]) is int


@pytest.mark.parametrize("fps", ["x", 0, -1, "nan", "inf", "1e308", 10001, "1e400", "-0.0", "1e-9"])
def test_seconds_without_a_rate_are_no_frames(folder, fps):
    found = scene(folder, fps=fps, tset=(0, 4), frange=(5, 90), tcur=2)
    assert (found.fps, found.info["time_range"], found.info["frame"]) == (None, None, None)
    assert found.info["playbar"] == (5, 90)
    assert scene(folder, fps=fps, tcur=0).info["frame"] == 1


@pytest.mark.parametrize("fps", [1, 10000, 0.5])
def test_an_odd_rate_is_one(folder, fps):
    assert scene(folder, fps=fps).fps == fps


@pytest.mark.parametrize("start", [None, "", " \n", b"\0"])
def test_a_scene_without_its_settings_says_so_and_guesses_no_frames(folder, start):
    members = [row for row in hip.scene({"/obj/a": {"type": "geo"}}) if row[0] != ".start"]
    if start is not None:
        members.insert(0, (".start", start))
    found = read(put(folder + "/shot.hip", hip.cpio(members)), {})
    assert found.fps is None
    assert [found.info[key] for key in ("time_range", "playbar", "frame")] == [None] * 3
    assert ("archive_damaged", "shot.hip: .start") in found.tips


def test_a_scene_without_nodes_misses_no_settings(folder):
    found = read(put(folder + "/shot.hip", hip.cpio([(".variables", "")])), {})
    assert "archive_damaged" not in names(found)


def test_a_playbar_that_is_none_is_the_time_range(folder):
    found = scene(folder, fps=24, tset=(0, 1), frange=("x", "y"))
    assert found.info["playbar"] == (1, 24)


def test_what_is_nested_too_deep_is_told_once(folder):
    path = "/obj" + "".join("/n%d" % at for at in range(150))
    nodes = dict((path.rsplit("/", at)[0], {"type": "subnet"}) for at in range(1, 150))
    nodes[path] = {"type": "file"}
    found = scene(folder, nodes)
    told = [detail for name, detail in found.tips if name == "too_deep"]
    assert len(told) == 1 and told[0].startswith("/obj/n0/n1/")
    assert max(name.count("/") for name in found.nodes) == 100


@pytest.mark.parametrize(
    "name",
    ["out/.init", "out/...init", "out/../../etc/x.init", "out//a.init", "/a.init", "./a.init"]
    + ["../a.init", "out/./a.init", ".init", "out/...parm", "..init"],
)
def test_a_name_with_an_empty_part_or_dots_is_no_node(folder, name):
    members = hip.scene({"/out/a": {"type": "ifd"}})
    whole = read(put(folder + "/whole.hip", hip.cpio(members)), {})
    found = read(put(folder + "/shot.hip", hip.cpio(members + [(name, "type = ifd\n")])), {})
    assert list(found.nodes) == list(whole.nodes)


def test_a_range_that_is_none_is_that_of_the_playbar(folder):
    assert scene(folder, tset=("x", "y"), frange=(5, 9)).info["time_range"] == (5, 9)


def test_variables_keep_their_order_and_their_kind(folder):
    found = scene(
        folder,
        variables=OrderedDict([("SHOT", "sh 010"), ("ODD", "it=is")]),
        local_variables={"WEDGENUM": "3"},
        version="15.0.244.16",
        hip="D:/proj/shot",
    )
    assert found.version == "15.0.244.16"
    assert found.info["variables"]["SHOT"] == "sh 010"
    assert found.info["variables"]["ODD"] == "it=is"
    assert found.info["variables"]["HIP"] == "D:/proj/shot"
    assert found.info["local_variables"] == {"WEDGENUM": "3"}


def test_libraries_and_where_assets_came_from(folder):
    found = scene(
        folder,
        libraries=["$HIP/otls/a b.hda", "D:/x.otl"],
        fallbacks=[("labs::Sop/thing::2.0", "C:/Program Files/labs.hda"), ("Vop/align", "o.hda")],
    )
    assert found.info["libraries"] == ["$HIP/otls/a b.hda", "D:/x.otl"]
    assert found.info["fallbacks"] == [
        ("Sop/labs::thing::2.0", "C:/Program Files/labs.hda"),
        ("Vop/align", "o.hda"),
    ]


def test_context_options_and_the_session_are_read_and_not_run(folder):
    found = scene(folder, context={"shot": "s01", "res": 2.5}, session="raise SystemExit(1)\n")
    assert found.info["context_options"] == {"shot": "s01", "res": 2.5}
    assert found.info["session"] == "raise SystemExit(1)\n"


@pytest.mark.parametrize(
    "text", ["", "[ ]", "{", '{"a": 1}', '[1, {"name": 3}, {"name": "a", "value": {}}]', "[" * 9999]
)
def test_context_options_of_another_shape_are_none(folder, text):
    members = hip.scene() + [(".contextoptions", text)]
    found = read(put(folder + "/shot.hip", hip.cpio(members)), {})
    assert not [value for value in found.info["context_options"].values() if value]


def test_text_that_is_not_utf8_is_decoded_and_told(folder):
    path = "D:/\u573a\u666f/\u8d34\u56fe.exr"
    members = hip.scene({"/obj/geo1/file1": {"type": "file"}})
    members.append(("obj/geo1/file1.parm", hip.parm_member({"file": path}).encode("gbk")))
    found = read(put(folder + "/shot.hip", hip.cpio(members)), {})
    assert names(found) == ["odd_text"]
    assert found.nodes["/obj/geo1/file1"].attrs["file"].values == [path]


# -- nodes ------------------------------------------------------------------------------------


def test_a_node_has_type_flags_language_and_where_it_stands(folder):
    nodes = {
        "/out/mantra1": {"type": "ifd", "flags": ["bypass"], "language": "python", "locked": True}
    }
    found = scene(folder, nodes)
    node = found.nodes["/out/mantra1"]
    assert (node.type, node.category, node.parent) == ("ifd", "Driver", "/out")
    assert (node.flags, node.language, node.locked) == (frozenset(["bypass"]), "python", True)
    assert node.member == "out/mantra1.parm"
    assert found.types == {"Driver/ifd": 1}
    assert (found.nodes["/out"].category, found.nodes["/out"].parent) == ("Manager", None)


def test_parameters_and_what_drives_them_come_together(folder):
    nodes = {
        "/out/mantra1": {
            "type": "ifd",
            "parms": {
                "f": [["f1", "0", "$FSTART"], ["f2", "0", "hou.frame()", "python"], "1"],
                "camera": "/obj/cam 1",
            },
            "spare": 'parm { name "extra" label "Extra" type file default { "" } }',
        }
    }
    node = scene(folder, nodes).nodes["/out/mantra1"]
    assert node.attrs["f"].driven == {0: "f1", 1: "f2"}
    assert node.attrs["camera"].values == ["/obj/cam 1"]
    assert [row.segments[0].language for row in node.channels.values()] == ["hscript", "python"]
    assert [(row.name, row.type) for row in node.spare.values()] == [("extra", "file")]


def test_inputs_are_full_paths_in_their_order(folder):
    nodes = {
        "/out/a": {"type": "ifd"},
        "/out/merge1": {"type": "merge", "inputs": ["a", "", "b"]},
    }
    assert scene(folder, nodes).nodes["/out/merge1"].inputs == ["/out/a", "", "/out/b"]


def dot(name):
    return json.dumps({"version": 1, "input": "%s 0 1" % name})


def test_inputs_go_through_dots(folder):
    members = hip.scene({"/out/a": {"type": "ifd", "inputs": ["(__dot1)", "(__dot3)", "(gone)"]}})
    members += [
        ("out/__dot1.networkdotinit", dot("(__dot2)")),
        ("out/__dot2.networkdotinit", dot("geometry1")),
        ("out/__dot3.networkdotinit", dot("(__dot3)")),
    ]
    found = read(put(folder + "/shot.hip", hip.cpio(members)), {})
    assert found.nodes["/out/a"].inputs == ["/out/geometry1", "", ""]


def test_inputs_of_a_network_are_those_of_the_node_around(folder):
    nodes = {
        "/out/subnet1": {"type": "subnet", "inputs": ["x", "y"]},
        "/out/subnet1/a": {"type": "ifd", "inputs": ["(1)", "(7)", "(\u00b2)"]},
        "/out/subnet1/b": {"type": "subnet", "inputs": ["(0)"]},
        "/out/subnet1/b/c": {"type": "ifd", "inputs": ["(0)"]},
    }
    found = scene(folder, nodes).nodes
    assert found["/out/subnet1/a"].inputs == ["/out/y", "", ""]
    assert found["/out/subnet1/b/c"].inputs == ["/out/x"]


def test_a_comment_over_several_lines_says_nothing_of_inputs_and_flags(folder):
    members = hip.scene({"/out/a": {"type": "ifd", "inputs": ["b"], "flags": ["render"]}})
    comment = 'two\nflags = bypass on\ninputs\n{\n0 \tx 0 1\n}\nexprlanguage python\n \\" {'
    text = dict(members)["out/a.def"].replace('comment ""', 'comment "%s"' % comment)
    found = read(put(folder + "/shot.hip", hip.cpio(members + [("out/a.def", text)])), {})
    node = found.nodes["/out/a"]
    assert (node.inputs, node.flags, node.language) == (["/out/b"], set(["render"]), "hscript")


@pytest.mark.parametrize("index", ["-1", "9" * 400, "99999"])
def test_absurd_numbers_of_inputs_are_passed_over(folder, index):
    text = "inputs\n{\n%s \tx 0 1\n1 \ty 0 1\n}\n" % index
    members = hip.scene({"/out/a": {"type": "ifd"}}) + [("out/a.def", text)]
    found = read(put(folder + "/shot.hip", hip.cpio(members)), {})
    assert found.nodes["/out/a"].inputs == ["", "/out/y"]


CATEGORIES = [
    ("obj/geo1", "geo", "Object"),
    ("obj/geo1/file1", "file", "Sop"),
    ("obj/geo1/rop1", "rop_geometry", "Sop"),
    ("obj/geo1/sub", "subnet", "Sop"),
    ("obj/geo1/sub/alembic1", "alembic", "Sop"),
    ("obj/geo1/ropnet1", "ropnet", "Sop"),
    ("obj/geo1/ropnet1/fetch1", "fetch", "Driver"),
    ("obj/geo1/matnet1", "matnet", "Sop"),
    ("obj/geo1/matnet1/principledshader1", "principledshader::2.0", "Vop"),
    ("obj/geo1/wrangle", "attribwrangle", "Sop"),
    ("obj/geo1/wrangle/attribvop1", "attribvop", "Sop"),
    ("obj/geo1/wrangle/attribvop1/snippet1", "snippet", "Vop"),
    ("obj/geo1/dopnet1", "dopnet", "Sop"),
    ("obj/geo1/dopnet1/output", "output", "Dop"),
    ("obj/geo1/dopnet1/sopsolver1", "sopsolver::2.0", "Dop"),
    ("obj/geo1/dopnet1/sopsolver1/file1", "file", "Sop"),
    ("obj/geo1/topnet1", "topnetmgr", "Sop"),
    ("obj/geo1/topnet1/wedge1", "wedge", "Top"),
    ("obj/geo1/lopnet1", "lopnet", "Sop"),
    ("obj/geo1/lopnet1/usdrender_rop1", "usdrender_rop", "Lop"),
    ("obj/geo1/chopnet1", "chopnet", "Sop"),
    ("obj/geo1/chopnet1/channel1", "channel", "Chop"),
    ("obj/geo1/cop2net1", "cop2net", "Sop"),
    ("obj/geo1/cop2net1/rop_comp1", "rop_comp", "Cop2"),
    ("obj/geo1/copnet1", "copnet", "Sop"),
    ("obj/geo1/copnet1/file1", "file", "Cop"),
    ("obj/sub", "subnet", "Object"),
    ("obj/sub/geo1", "geo", "Object"),
    ("obj/sub/geo1/wedge1", "wedge", "Sop"),
    ("obj/RENDER", "ropnet", "Object"),
    ("obj/RENDER/geometry1", "geometry", "Driver"),
    ("obj/RENDER/sub", "subnet", "Driver"),
    ("obj/RENDER/sub/alembic1", "alembic", "Driver"),
    ("obj/shopnet1", "shopnet", "Object"),
    ("obj/shopnet1/m", "vopmaterial", "Shop"),
    ("obj/shopnet1/m/texture1", "texture", "Vop"),
    ("obj/objnet1", "objnet", "Object"),
    ("obj/objnet1/null1", "null", "Object"),
    ("out/geometry1", "geometry", "Driver"),
    ("out/net", "lopnet", "Driver"),
    ("out/net/usd1", "usd_rop", "Lop"),
    ("mat/m", "redshift_vopnet", "Vop"),
    ("mat/m/TextureSampler1", "redshift::TextureSampler", "Vop"),
    ("mat/b", "subnet", "Vop"),
    ("mat/b/texture1", "texture", "Vop"),
    ("shop/rs", "redshift_vopnet", "Shop"),
    ("shop/rs/tex", "redshift::TextureSampler", "Vop"),
    ("img/comp1", "img", "CopNet"),
    ("img/comp1/file1", "file", "Cop2"),
    ("ch/ch1", "ch", "ChopNet"),
    ("ch/ch1/geometry1", "geometry", "Chop"),
    ("stage/sub", "subnet", "Lop"),
    ("stage/sub/ml", "materiallibrary", "Lop"),
    ("stage/sub/ml/mtlx", "mtlximage", "Vop"),
    ("stage/sopcreate1", "sopcreate", "Lop"),
    ("tasks/topnet1", "topnet", "TopNet"),
    ("tasks/topnet1/wedge1", "wedge", "Top"),
    ("tasks/topnet1/wedge1/ropnet1", "ropnet", "Top"),
    ("tasks/topnet1/wedge1/ropnet1/fetch1", "fetch", "Driver"),
]


def test_the_category_of_a_node_is_that_of_the_network_it_stands_in(folder):
    nodes = dict(("/" + path, {"type": type}) for path, type, _ in CATEGORIES)
    found = scene(folder, nodes).nodes
    told = [(path, type, found["/" + path].category) for path, type, _ in CATEGORIES]
    assert told == CATEGORIES


def test_an_asset_of_an_unknown_type_holds_what_its_children_are(folder):
    nodes = {
        "/obj/rig": {"type": "studio::rig::1.0"},
        "/obj/rig/cam1": {"type": "cam"},
        "/obj/rig/thing": {"type": "studio::thing::1.0"},
        "/obj/rig/thing/a": {"type": "studio::made::1.0"},
        "/obj/rig/thing/b": {"type": "null"},
    }
    found = scene(folder, nodes, fallbacks=[("studio::Sop/made::1.0", "x.hda")]).nodes
    assert found["/obj/rig/cam1"].category == "Object"
    assert [found["/obj/rig/thing/" + name].category for name in "ab"] == ["Sop", "Sop"]


def test_a_node_that_says_it_is_a_sop_is_one(folder):
    nodes = {"/obj/odd": {"type": "studio::odd"}, "/obj/odd/x": {"type": "null"}}
    members = hip.scene(nodes)
    text = "sopflags sopflags = \n" + dict(members)["obj/odd/x.def"]
    found = read(put(folder + "/shot.hip", hip.cpio(members + [("obj/odd/x.def", text)])), {})
    assert found.nodes["/obj/odd/x"].category == "Sop"


# -- takes ------------------------------------------------------------------------------------

TREE = OrderedDict(
    [
        ("Main", {"parms": {("/out/m", "vm_picture"): "$HIP/main.exr"}}),
        ("a", {"parent": "Main", "parms": {("/out/m", "vm_picture"): "$HIP/two words.exr"}}),
        ("b", {"parent": "a", "parms": {("/obj/cam", "t"): ["1", "2", ["tz", "3", "$F"]]}}),
        ("c", {"parent": "Main"}),
    ]
)


def test_takes_have_their_parents_and_what_they_change(folder):
    found = scene(folder, takes=TREE, take="c").info
    assert [(row.name, row.parent) for row in found["takes"].values()] == [
        ("Main", None),
        ("a", "Main"),
        ("b", "a"),
        ("c", "Main"),
    ]
    assert found["takes"]["a"].parms["/out/m", "vm_picture"].values == ["$HIP/two words.exr"]
    assert found["takes"]["b"].parms["/obj/cam", "t"].driven == {2: "tz"}
    assert found["takes"]["c"].parms == {}
    assert found["take"] == "c"


def record(data):
    return struct.pack(str(">I"), len(data)) + data


def test_a_take_may_change_flags_and_channels_and_be_of_an_old_form():
    block = b"{\n  channel tx {\n segment { length = 0 expr = $F }\n }\n}\n"
    old = b"{\nversion 0.8\nfile\t(\tdefgeo.bgeo\t)\ntx\t(\t[ tx\t0 ] \t)\n}\n"
    data = b"HoudiniTakeFile 1.0\ntake name take1 kids 0\n"
    data += record(b"s 0 /obj/geo2/file1\n") + record(b"s 1 file\n")
    data += record(b"d 0 1\n" + record(block) + record(old))
    data += record(b"s 2 .flags.r\n") + record(b"d 0 2\non\n") + record(b"e\n")
    take = takes.parse(data, lambda raw: raw.decode("utf-8"))["take1"]
    assert take.parms["/obj/geo2/file1", "file"].values == ["defgeo.bgeo"]
    assert take.parms["/obj/geo2/file1", ".flags.r"].values == ["on"]
    assert take.channels["/obj/geo2/file1", "tx"].segments[0].expression == "$F"


def test_takes_that_change_nothing_may_be_written_plainly():
    data = b"HoudiniTakeFile 1.0\ntake name Main kids 1\n   e\ntake name x kids 0\n   e\n"
    found = takes.parse(data, lambda raw: raw.decode("utf-8"))
    assert [(row.name, row.parent) for row in found.values()] == [("Main", None), ("x", "Main")]


def test_takes_cut_anywhere_give_what_came_before():
    data = hip.takes(TREE)
    for at in range(len(data)):
        found = takes.parse(data[:at], lambda raw: raw.decode("utf-8"))
        assert list(found) == list(TREE)[: len(found)]


# -- embedded assets --------------------------------------------------------------------------

INNER = [
    ("node_type", "Sop\n"),
    ("asset1.init", "type = studio::asset::1.0\nmatchesdef = 0\n"),
    ("asset1.parm", hip.parm_member({"file": "own"})),
    ("asset1/file1.init", "type = file\nmatchesdef = 0\n"),
    ("asset1/file1.parm", hip.parm_member({"file": "$HIP/inside.bgeo"})),
    ("asset1/edit.init", "type = file\nmatchesdef = 0\n"),
    ("asset1/edit.def", hip.def_member(["file1"])),
    ("asset1/edit.parm", hip.parm_member({"file": "as made"})),
]
SCRIPT = '{ name asset parm { name "file" label "File" type file default { "x" } } }'


def packed(members):
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb") as writer:
        data = hip.cpio(members)
        writer.write(struct.pack(str("<I"), len(data)) + data)
    return stream.getvalue()


def embedded(folder, contents, nodes=(), **words):
    nodes = dict(nodes) or {"/obj/geo1": {"type": "geo"}}
    nodes["/obj/geo1/one"] = {"type": "studio::asset::1.0", "locked": True}
    rows = {"studio::Sop/asset::1.0": dict(contents, DialogScript=SCRIPT)}
    return scene(folder, nodes, definitions=rows, **words)


@pytest.mark.parametrize("contents", [{"Contents": INNER}, {"Contents.gz": packed(INNER)}])
def test_nodes_in_a_locked_asset_come_from_its_definition(folder, contents):
    found = embedded(folder, contents)
    node = found.nodes["/obj/geo1/one/file1"]
    assert (node.type, node.category, node.parent) == ("file", "Sop", "/obj/geo1/one")
    assert node.attrs["file"].values == ["$HIP/inside.bgeo"]
    assert node.member == ".defotl Sop/studio::asset::1.0 Contents asset1/file1.parm"
    assert found.nodes["/obj/geo1/one/edit"].inputs == ["/obj/geo1/one/file1"]
    assert not found.nodes["/obj/geo1/one"].attrs and found.types["Sop/file"] == 2


def test_nodes_that_the_scene_holds_itself_win_over_those_of_the_definition(folder):
    asset = {"type": "studio::asset::1.0", "locked": True}
    members = hip.scene(
        {"/obj/geo1": {"type": "geo"}, "/obj/geo1/one": asset},
        definitions={"studio::Sop/asset::1.0": {"Contents": INNER}},
    )
    members.append(("obj/geo1/one/edit.parm", hip.parm_member({"file": "changed"})))
    found = read(put(folder + "/shot.hip", hip.cpio(members)), {})
    node = found.nodes["/obj/geo1/one/edit"]
    assert (node.type, node.category) == ("file", "Sop")
    assert node.attrs["file"].values == ["changed"]
    assert node.inputs == ["/obj/geo1/one/file1"]


def test_an_unlocked_asset_is_as_the_scene_has_it(folder):
    nodes = {"/obj/geo1/one": {"type": "studio::asset::1.0"}}
    rows = {"studio::Sop/asset::1.0": {"Contents": INNER}}
    assert "/obj/geo1/one/file1" not in scene(folder, nodes, definitions=rows).nodes


def test_definitions_know_the_kinds_of_their_parameters_and_their_library(folder):
    found = scene(
        folder,
        definitions={"studio::Sop/asset::1.0": {"DialogScript": SCRIPT}},
        dummies={"Sop/stand": {"DialogScript": SCRIPT, "Contents": []}},
        fallbacks=[("Sop/stand", "C:/libs/stand.hda"), ("Sop/stand", "otls/stand.hda")],
    ).info["definitions"]
    assert sorted(found) == ["Sop/stand", "Sop/studio::asset::1.0"]
    assert found["Sop/studio::asset::1.0"].library == ""
    assert found["Sop/stand"].library == "C:/libs/stand.hda"
    assert found["Sop/stand"].spare["file"].type == "file"


def test_assets_in_assets_are_entered_and_one_in_itself_ends(folder):
    inner = INNER + [("asset1/again.init", "type = studio::asset::1.0\nmatchesdef = 1\n")]
    found = embedded(folder, {"Contents": inner})
    assert "/obj/geo1/one/again" in found.nodes
    assert "/obj/geo1/one/again/again" not in found.nodes


def test_a_chain_of_assets_that_doubles_each_time_is_bounded(folder):
    rows = {}
    for index in range(20):
        members = [("a.init", "type = x%d\nmatchesdef = 0\n" % index)]
        for child in range(8):
            text = "type = x%d\nmatchesdef = 1\n" % (index + 1)
            members.append(("a/n%d.init" % child, text))
        rows["Sop/x%d" % index] = {"Contents": members}
    nodes = {"/obj/geo1": {"type": "geo"}, "/obj/geo1/one": {"type": "x0", "locked": True}}
    found = scene(folder, nodes, definitions=rows)
    assert "too_deep" in names(found) and len(found.nodes) < 60000


def test_contents_that_are_damaged_are_left_out(folder):
    for data in (b"\x1f\x8bgarbage" * 99, packed(INNER)[:60], b"", b"x" * 999):
        found = embedded(folder, {"Contents.gz": data})
        assert "/obj/geo1/one" in found.nodes and "/obj/geo1/one/file1" not in found.nodes


def test_a_library_beside_the_scene_fills_the_assets_that_the_scene_only_names(folder):
    asset = {"type": "studio::asset::1.0", "locked": True}
    found = scene(
        folder,
        {"/obj/geo1": {"type": "geo"}, "/obj/geo1/one": asset},
        dummies={"studio::Sop/asset::1.0": {"DialogScript": SCRIPT, "Contents": []}},
    )
    rows = {"studio::Sop/asset::1.0": {"DialogScript": SCRIPT, "Contents.gz": packed(INNER)}}
    data = hip.nested(rows, hip.cpio, "Houdini Digital Asset Library")
    assert found.info["assets"].add_library(data, "D:/otls/asset.hda") == 1
    node = found.nodes["/obj/geo1/one/file1"]
    assert node.attrs["file"].values == ["$HIP/inside.bgeo"]
    assert node.member == "asset.hda Sop/studio::asset::1.0 Contents asset1/file1.parm"
    assert found.info["definitions"]["Sop/studio::asset::1.0"].library == "D:/otls/asset.hda"
    assert found.types["Sop/file"] == 2
    assert found.info["assets"].add_library(data, "E:/other.hda") == 0


@pytest.mark.parametrize("data", [b"", b"no library", b"INDX", b"INDX" + b"\xff" * 99])
def test_what_is_no_library_brings_nothing(folder, data):
    assert scene(folder).info["assets"].add_library(data, "/a.hda") == 0


# -- search -----------------------------------------------------------------------------------


def test_values_are_searched_without_reading_every_node(folder):
    nodes = {
        "/obj/geo1/file1": {"type": "file", "parms": OrderedDict([("a", "1"), ("file", "b.bgeo")])},
        "/obj/geo1/file2": {"type": "file", "parms": {"files": ["no", "two words.bgeo"]}},
        "/obj/geo1/null1": {"type": "null", "parms": {"x": "bgeo"}},
    }
    found = scene(folder, nodes)
    rows = [
        (node.name, name, component, text, line)
        for node, name, component, text, line in found.info["members"].search(r"\.bgeo")
    ]
    assert rows == [
        ("/obj/geo1/file1", "file", 0, "b.bgeo", 4),
        ("/obj/geo1/file2", "files", 1, "two words.bgeo", 3),
    ]
    assert found.nodes["/obj/geo1/null1"]._attrs is None
