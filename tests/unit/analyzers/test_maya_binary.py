# coding: utf-8
from __future__ import absolute_import, division, print_function, unicode_literals

import copy
import io
import os
import struct
import time

import mb_writer as mb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzers import tables
from analyzers.errors import AnalyzeError, SceneNotRead, UnknownScene
from analyzers.maya import ascii, binary
from analyzers.scene import Plugin

CORPUS = os.environ.get("RAYVISION_CORPUS")
PAIRS = ("msk_sphere", "msk_file_owner")
PAIR_READERS = ((ascii, ".ma"), (binary, ".mb"))
WANTED = tables.load("maya/nodes.json")
BOOLEANS = {"yes": "1", "no": "0"}


@pytest.fixture(params=[True, False], ids=["FOR8", "FOR4"])
def writer(request):
    return mb.Writer(wide=request.param)


@pytest.fixture
def read(tmpdir):
    def read_it(writer, wanted=WANTED):
        return binary.read(writer.write(str(tmpdir.join("scene.mb"))), wanted)

    return read_it


def corpus(name):
    if not CORPUS:
        pytest.skip("RAYVISION_CORPUS is not set")
    return os.path.join(CORPUS, "maya", name)


# -- what a scene holds --------------------------------------------------------------------


def test_header_gives_version_units_and_file_info(writer, read):
    writer.info("product", "Maya 2023")
    writer.info("osv", 'XP "Pro"'.replace('"', '\\"') + "\\n")
    scene = read(writer)
    assert (scene.version, scene.fps, scene.reader) == ("2023", 24, "binary")
    assert scene.units == {"linear": "centimeter", "angle": "degree", "time": "film"}
    assert scene.info == {"product": "Maya 2023", "osv": 'XP "Pro"\n'}
    assert scene.tips == [] and scene.gaps == []


def test_nodes_are_named_by_their_dag_path(writer, read):
    for top in ("a", "b"):
        writer.node(b"XFRM", top)
        writer.node(b"XFRM", "rig", parent=top)
        writer.node(b"DCAM", "cam", parent=top + "|rig", attrs=[mb.double("rnd", 0.0)])
    scene = read(writer)
    assert [node.name for node in scene.of_type("camera")] == ["|a|rig|cam", "|b|rig|cam"]
    assert scene.nodes["|a|rig|cam"].parent == "|a|rig"
    assert scene.nodes["|a|rig|cam"].attrs == {"renderable": "0"}
    assert scene.types == {"transform": 4, "camera": 2}


def test_nodes_of_files_without_uuids_keep_parent_and_name(read):
    writer = mb.Writer(wide=False, version="2013", ticks=None)
    writer.node(b"XFRM", "top", uuid=b"")
    writer.node(b"DCAM", "exactly15chars_", parent="top", uuid=b"", shared=True)
    scene = read(writer)
    assert scene.nodes["|top|exactly15chars_"].shared


def test_texts_keep_their_place_and_unicode(writer, read):
    writer.node(b"RTFT", "file1", attrs=[mb.string("ftn", "D:/贴图/木.png", flags=0x22)])
    scene = read(writer)
    node = scene.nodes["file1"]
    assert node.attrs == {"fileTextureName": "D:/贴图/木.png"}
    place = node.lines["fileTextureName"]
    assert writer.bytes()[int(place.split()[1]) :].startswith(b"ftn\0")
    assert scene.tips == []


def test_a_size_before_the_value_is_passed_over(writer, read):
    writer.node(b"RTFT", "file1", attrs=[mb.double("uvt", 3.0, size=7)])
    assert read(writer).nodes["file1"].attrs == {"uvTilingMode": "3"}


def test_flags_without_a_value_leave_the_default(writer, read):
    writer.node(b"DCAM", "cam", attrs=[(b"FLGS", b"rnd\0\x20")])
    assert read(writer).of_type("camera")[0].attrs == {}


def test_indices_of_attributes_are_kept(writer, read):
    writer.node(b"RNDL", "layer1", attrs=[mb.double("adjs[3].val", 0.5)])
    assert read(writer).nodes["layer1"].attrs == {"adjustments[3].value": "0.5"}


def test_lists_and_vectors_become_lists_of_texts(writer, read):
    wanted = copy.deepcopy(WANTED)
    wanted["types"]["file"]["attrs"] = {"a": "a", "b": "b", "c": "c", "d": "d"}
    attrs = [
        mb.strings("a", ["x.abc", ""]),
        (b"FLT3", mb.attr("b", mb.pack("fff", 1, 0.5, 0))),
        (b"I32#", mb.attr("c", mb.pack("Iii", 2, 7, -1))),
        (b"SRT2", mb.attr("d", mb.pack("hh", 2, 3))),
    ]
    writer.node(b"RTFT", "file1", attrs=attrs)
    assert read(writer, wanted).nodes["file1"].attrs == {
        "a": ["x.abc", ""],
        "b": ["1", "0.5", "0"],
        "c": ["2", "7", "-1"],
        "d": ["2", "3"],
    }


def test_plugins_name_the_ids_of_their_node_types(writer, read):
    writer.plugin("mtoa", "5.3.4", [("aiOptions", 0x00115C00), ("aiImage", 0x00115D17)])
    writer.plugin("stereoCamera", "10.0")
    writer.plugin("stereoCamera", "10.0")
    writer.node(b"\x00\x11\x5d\x17", "img", attrs=[mb.string("filename", "a.<UDIM>.exr")])
    scene = read(writer)
    assert scene.nodes["img"].attrs == {"filename": "a.<UDIM>.exr"}
    assert scene.plugins == [
        Plugin("mtoa", "5.3.4", ("aiOptions", "aiImage")),
        Plugin("stereoCamera", "10.0"),
    ]


def test_nodes_of_unknown_types_are_counted_under_their_tag(writer, read):
    writer.node(b"\x00\x11\x5d\x17", "img", attrs=[mb.string("filename", "a.exr")])
    writer.node(b"QQQQ", "odd")
    scene = read(writer)
    assert scene.types == {"0x00115D17": 1, "QQQQ": 1}
    assert ["0x00115D17" in gap for gap in scene.gaps] == [True]
    assert [row[:4] for row in scene.suspects] == [("img", "0x00115D17", "filename", "a.exr")]


def test_edits_of_builtin_nodes_stand_in_their_node(writer, read):
    writer.select(":defaultResolution", [mb.double("w", 1280.0), mb.double("h", 720.0)])
    writer.select(":defaultRenderGlobals", [mb.string("ren", "arnold")])
    scene = read(writer)
    assert scene.nodes["defaultResolution"].attrs == {"width": "1280", "height": "720"}
    assert scene.nodes["defaultRenderGlobals"].attrs == {"currentRenderer": "arnold"}


@pytest.mark.parametrize("ticks", [mb.TICKS, 6000 * 1000, None])
@pytest.mark.parametrize(
    "unit, fps", [("film", 24.0), ("ntscf", 60.0), ("23.976fps", 24000 / 1001.0), ("game", 15.0)]
)
def test_times_become_frames_of_the_time_unit(read, ticks, unit, fps):
    writer = mb.Writer(time=unit, ticks=ticks)
    frames = [("fs", 10), ("ef", -120), ("bfs", 0)]
    if ticks == mb.TICKS or "." not in unit:
        attrs = [writer.time(name, frame / fps) for name, frame in frames]
        writer.select(":defaultRenderGlobals", attrs)
        attrs = read(writer).nodes["defaultRenderGlobals"].attrs
        assert attrs == {"startFrame": "10", "endFrame": "-120", "byFrameStep": "0"}


def test_ten_frames_of_film_are_ten_and_a_bit_at_pal(read):
    writer = mb.Writer(time="pal")
    writer.select(":defaultRenderGlobals", [writer.time("ef", 10 / 24.0)])
    value = read(writer).nodes["defaultRenderGlobals"].attrs["endFrame"]
    assert abs(float(value) - 10 / 24.0 * 25) < 1e-6


def test_an_unknown_time_unit_is_said_and_its_times_left_out(read):
    writer = mb.Writer(time="1.2.3fps")
    writer.select(":defaultRenderGlobals", [writer.time("ef", 1), mb.string("ren", "arnold")])
    scene = read(writer)
    assert scene.fps is None and len(scene.gaps) == 1
    assert scene.nodes["defaultRenderGlobals"].attrs == {"currentRenderer": "arnold"}


def test_only_connections_that_are_asked_for_are_kept(writer, read):
    writer.connect("polySphere1.out", "pSphereShape1.i")
    writer.connect("renderLayerManager.rlmi[0]", "defaultRenderLayer.rlid")
    writer.connect("layer1.adjs[2].plg", "ns:cam.rnd")
    assert read(writer).connections == [
        ("renderLayerManager.rlmi[0]", "defaultRenderLayer.rlid"),
        ("layer1.adjs[2].plg", "ns:cam.rnd"),
    ]


def test_a_connection_that_names_two_such_plugs_comes_once(writer, read):
    writer.connect("a.plg", "b.rlid")
    writer.connect("a" * 3000 + ".x", "layer1.adjs[0].plg")
    assert read(writer).connections == [
        ("a.plg", "b.rlid"),
        ("a" * 3000 + ".x", "layer1.adjs[0].plg"),
    ]


def test_a_group_with_nothing_in_it_is_no_damage(writer, read):
    writer.groups.append(writer.group(b"ZZZZ", []))
    assert read(writer).tips == []


# -- references and their edits ------------------------------------------------------------


def test_every_reference_comes_once_with_its_depth_and_state(writer, read):
    writer.file("a.mb", "a", "aRN")
    writer.file("b.ma", "b", "a:bRN", depth=2, top=False)
    writer.file("c.ma", "c", "cRN", deferred=True)
    writer.file("d.ma", "d", "dRN", prefix=True)
    scene = read(writer)
    rows = [(r.path, r.node, r.namespace, r.depth, r.loaded) for r in scene.references]
    assert rows == [
        ("a.mb", "aRN", "a:", 1, True),
        ("b.ma", "a:bRN", "b:", 2, True),
        ("c.ma", "cRN", "c:", 1, False),
        ("d.ma", "dRN", "d_", 1, True),
    ]
    place = int(scene.references[1].line.split()[1])
    assert writer.bytes()[place:].startswith(b"b.ma\0")


EDITS = [
    [("aRN", [])],
    [
        (
            "aRN",
            [
                [0, "|grp|x", "|a:y", "-s -r "],
                [1, "|a:y", "tag", "tag", ' -ci 1 -dt "string"'],
                [2, "|a:cam|a:camShape", "renderable", " 1"],
                [2, "a:file1", "fileTextureName", ' -type "string" "D:/x.png"'],
                [3, "|a:y.iog", ":initialShadingGroup.dagSetMembers", ""],
                [5, 3, "aRN", "a:file1.oc", "aRN.placeHolderList[1]", ""],
                [5, 0, "aRN", "a:l.di", "|a:y.do", "aRN.phl[2]", "aRN.phl[3]", ""],
                [7, "link", ":lightLinker1", 2, "a:sg.message", ":set.message", 0],
                [8, "|a:y", "translateX"],
            ],
        ),
        ("a:bRN", [[2, "|a:b:z", "visibility", " 0"]]),
    ],
]


def as_ascii(lists):
    """Returns the edits as the ASCII file writes them."""
    quote = lambda word: '"%s"' % word.replace('"', '\\"')  # noqa: E731
    lines = []
    for groups in lists:
        for name, rows in groups:
            lines.append('\t\t"%s" %d' % (name, len(rows)))
            for row in rows:
                words = ["%d" % word if isinstance(word, int) else quote(word) for word in row]
                if row[0] == 1:  # the node of such an edit has no quotes
                    words[1] = row[1]
                lines.append("\t\t" + " ".join(words))
    return "\n".join(lines)


def test_edits_are_the_words_that_the_ascii_file_has(writer, read, tmpdir):
    writer.node(b"REFN", "aRN", attrs=[mb.edits("aRN", *EDITS)])
    text = (
        '//Maya ASCII 2023 scene\nrequires maya "2023";\ncreateNode reference -n "aRN";\n'
        '\tsetAttr ".ed" -type "dataReferenceEdits" \n\t\t"aRN"\n%s;\n// End of a.ma\n'
    ) % as_ascii(EDITS)
    path = tmpdir.join("a.ma")
    path.write_binary(text.encode("utf-8"))
    scene = read(writer)
    assert scene.nodes["aRN"].attrs == ascii.read(str(path), WANTED).nodes["aRN"].attrs
    assert scene.gaps == []


def test_values_are_still_found_behind_edits_of_an_unknown_kind(writer, read):
    rows = [[2, "|a", "v", " 0"], [77, "what"], [2, "|b:cam", "renderable", " 1"]]
    writer.node(b"REFN", "aRN", attrs=[mb.edits("aRN", [("aRN", rows)])])
    scene = read(writer)
    words = scene.nodes["aRN"].attrs["edits"]
    assert words[-4:] == ["2", "|b:cam", "renderable", " 1"] and words.count("|a") == 1
    assert ["aRN.edits" in gap for gap in scene.gaps] == [True]


# -- texts in other encodings ---------------------------------------------------------------


@pytest.mark.parametrize(
    "path, codec",
    [
        ("D:/贴图/木纹.png", "gb18030"),
        ("D:/テクスチャ/表面.png", "cp932"),
        ("D:/texturen/Holzfläche_größe.png", "cp1252"),
    ],
)
def test_texts_that_are_not_utf8_are_read_in_the_likely_code_page(read, path, codec):
    writer = mb.Writer()
    writer.node(b"RTFT", "file1", attrs=[mb.string("ftn", path.encode(codec))])
    scene = read(writer)
    assert scene.nodes["file1"].attrs == {"fileTextureName": path}
    assert [name for name, _ in scene.tips] == ["odd_text"]
    assert codec in scene.tips[0][1]


# -- bodies of shapes, suspects -------------------------------------------------------------


def test_shapes_are_kept_only_for_the_paths_in_them(writer, read):
    big = (b"MESH", mb.attr("o", os.urandom(9000)))
    writer.node(b"DMSH", "plain", attrs=[big])
    writer.node(b"DMSH", "proxy", attrs=[big, mb.string("dso", "cube.ass")])
    scene = read(writer)
    assert [node.name for node in scene.of_type("mesh")] == ["proxy"]
    assert scene.types == {"mesh": 2}


def test_paths_in_attributes_that_no_table_knows_are_suspects(writer, read):
    writer.node(b"RBLN", "b", attrs=[mb.string("hat", "D:/hat.exr"), mb.string("nts", "x.png")])
    scene = read(writer)
    assert [row[:4] for row in scene.suspects] == [("b", "blinn", "hat", "D:/hat.exr")]
    assert writer.bytes()[int(scene.suspects[0][4].split()[1]) :].startswith(b"hat\0")


def test_script_nodes_come_through_as_text(writer, read):
    body = 'python("import os");\n\tprint "x";\n'
    writer.node(b"SCRP", "evil", attrs=[mb.string("b", body), mb.double("st", 1.0)])
    assert read(writer).nodes["evil"].attrs == {"before": body, "scriptType": "1"}


# -- damage ----------------------------------------------------------------------------------


def full_scene(wide=True):
    writer = mb.Writer(wide=wide)
    writer.info("product", "Maya 2023")
    writer.plugin("mtoa", "5.3.4", [("aiImage", 0x00115D17)])
    writer.file("a.mb", "a", "aRN")
    writer.node(b"XFRM", "top")
    writer.node(b"DCAM", "cam", parent="top", attrs=[mb.double("rnd", 1.0)])
    writer.node(b"DMSH", "mesh", parent="top", attrs=[(b"MESH", mb.attr("o", b"\1" * 300))])
    writer.node(b"RTFT", "file1", attrs=[mb.string("ftn", "贴.png"), mb.strings("x", ["a.exr"])])
    writer.node(b"REFN", "aRN", attrs=[mb.edits("aRN", *EDITS)])
    writer.node(b"\x00\x11\x5d\x17", "img", attrs=[mb.string("filename", "a.exr")])
    writer.select(":defaultRenderGlobals", [writer.time("fs", 1), mb.string("ren", "arnold")])
    writer.connect("renderLayerManager.rlmi[0]", "defaultRenderLayer.rlid")
    return writer.bytes()


SCENES = [full_scene(True), full_scene(False)]
for name in PAIRS + ("cgkit_polycube",):
    if CORPUS:
        with io.open(os.path.join(CORPUS, "maya", name + ".mb"), "rb") as stream:
            SCENES.append(stream.read())


def read_bytes(tmpdir, data):
    path = str(tmpdir.join("damaged.mb"))
    with io.open(path, "wb") as stream:
        stream.write(data)
    return binary.read(path, WANTED)


@pytest.mark.parametrize("data", [b"", b"FOR8", b"//Maya ASCII 2023 scene\n", b"FOR8" + b"\0" * 90])
def test_what_is_no_binary_scene_is_refused(tmpdir, data):
    with pytest.raises((UnknownScene, SceneNotRead)):
        read_bytes(tmpdir, data)


def test_a_missing_file_and_a_folder_are_refused(tmpdir):
    for path in (str(tmpdir.join("no.mb")), str(tmpdir)):
        with pytest.raises(SceneNotRead):
            binary.read(path, WANTED)


@pytest.mark.parametrize("wide", [True, False])
def test_a_cut_scene_says_so_and_keeps_what_came_before(tmpdir, wide):
    data = full_scene(wide)
    for stop in range(200, len(data), 7):
        scene = read_bytes(tmpdir, data[:stop])
        assert ("scene_cut", str(tmpdir.join("damaged.mb"))) in scene.tips
    assert "|top|cam" in scene.nodes and read_bytes(tmpdir, data).tips == []


def test_sizes_beyond_the_file_cost_nothing(tmpdir):
    huge = struct.pack(str(">Q"), 1 << 62)
    data = bytearray(full_scene())
    at = bytes(data).index(b"STR#") + 8
    data[at : at + 8] = huge
    assert [name for name, _ in read_bytes(tmpdir, bytes(data)).tips] == ["scene_cut"]


def test_counts_beyond_the_chunk_are_a_gap(writer, read):
    writer.node(b"AUDI", "a", attrs=[(b"STR#", mb.attr("f", mb.pack("I", 0xFFFFFFFF)))])
    writer.node(b"AUDI", "b", attrs=[(b"I32#", mb.attr("f", mb.pack("I", 0xFFFFFFFF)))])
    writer.node(b"REFN", "r", attrs=[(b"REFE", mb.attr("ed", b"r\0" + b"\xff" * 8))])
    scene = read(writer)
    assert len(scene.gaps) == 3 and scene.tips == []


def read_in_time(tmpdir, data):
    started = time.time()
    try:
        assert read_bytes(tmpdir, data).dcc
    except AnalyzeError as err:
        assert err.text
    assert time.time() - started < 1


FAST = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[getattr(HealthCheck, "function_scoped_fixture", HealthCheck.too_slow)],
)


@FAST
@given(st.data())
def test_any_cut_and_any_flipped_bytes_end_in_a_scene_or_an_error(tmpdir, data):
    scene = bytearray(data.draw(st.sampled_from(SCENES)))
    for _ in range(data.draw(st.integers(0, 6))):
        scene[data.draw(st.integers(0, len(scene) - 1))] = data.draw(st.integers(0, 255))
    read_in_time(tmpdir, bytes(scene[: data.draw(st.integers(0, len(scene)))]))


@FAST
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_behind_a_true_beginning_end_in_a_scene(tmpdir, rest, wide):
    read_in_time(tmpdir, full_scene(wide)[: 20 if wide else 12] + rest)


# -- real scenes ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAIRS)
def test_a_scene_saved_both_ways_reads_the_same(name):
    text, data = [read_by.read(corpus(name + end), WANTED) for read_by, end in PAIR_READERS]
    for field in ("version", "fps", "units", "types", "plugins", "references", "connections"):
        assert getattr(data, field) == getattr(text, field), field
    assert sorted(data.nodes) == sorted(text.nodes)
    for full, node in text.nodes.items():
        other = data.nodes[full]
        written = dict((key, BOOLEANS.get(value, value)) for key, value in node.attrs.items())
        assert dict(other.attrs) == written
        assert (other.type, other.parent, other.shared) == (node.type, node.parent, node.shared)
    assert [row[:4] for row in data.suspects] == [row[:4] for row in text.suspects]
    assert data.tips == [] and data.gaps == []
    for scene in (text, data):  # of the file, not of the scene
        scene.info.pop("UUID")
    assert data.info == text.info


def test_a_scene_of_maya_8_is_read():
    scene = binary.read(corpus("cgkit_polycube.mb"), WANTED)
    assert (scene.version, scene.fps) == ("8.0", 24)
    assert scene.types["camera"] == 6 and scene.types["mesh"] == 1
    off = [node for node in scene.of_type("camera") if node.attrs.get("renderable") == "0"]
    assert [node.name for node in scene.of_type("camera") if node not in off] == [
        "|persp|perspShape"
    ]
    assert scene.tips == [] and scene.gaps == []
