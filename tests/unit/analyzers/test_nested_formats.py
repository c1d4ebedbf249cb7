"""What each reader of a nested file takes out of it, and what it leaves."""

from __future__ import absolute_import, division, print_function, unicode_literals

import gzip
import importlib
import io
import os
import sys
import zipfile

import pytest

from analyzers import disk, tables
from analyzers.nested import child, lexer, usd, walk

GOLDEN = os.path.join(os.path.dirname(__file__), "..", "..", "golden", "nested")
TABLE = tables.load("nested/formats.json")


def read(path):
    name = walk.format_of(path.replace(os.sep, "/"))
    module = importlib.import_module("analyzers.nested." + name)
    return module.read(path, TABLE["formats"][name])


def golden(name):
    return read(os.path.join(GOLDEN, name))


def written(tmpdir, name, content):
    path = tmpdir.join(name)
    path.write_binary(content if isinstance(content, bytes) else content.encode("utf-8"))
    return "%s" % path


def lines(reading):
    """Returns "line type node.attr role: path" of every row, "~" before what is not sent."""
    return [
        "%s%s %s %s.%s %s: %s"
        % (
            "" if row.needed else "~",
            row.where,
            row.node_type,
            row.node,
            row.attr,
            row.role,
            row.path,
        )
        for row in reading.rows
    ]


def named(reading):
    return [row.path for row in reading.rows]


# --- .ass


def test_an_arnold_scene_names_its_inputs_and_no_output():
    reading = golden("forest.ass")
    assert lines(reading) == [
        "5 include include.include layer: lights/rig.ass",
        "26 image bark.filename texture: bark_<UDIM>.tx",
        '32 image bark two.filename texture: C:\\tex\\"odd" name.tif',
        "36 MayaFile leaf.filename texture: leaf.0001.png",
        "~52 polymesh trunk.map suspected: maps/user_data.exr",
        "60 procedural /forest/tree.filename archive: tree.####.ass.gz",
        "67 procedural oldtree.dso archive: tree_v1.ass",
        "74 alembic hero.filename cache: hero.abc",
        "75 alembic hero.layers cache: hero_a.abc",
        "75 alembic hero.layers cache: hero_b.abc",
        "81 volume smoke.filename volume: smoke.vdb",
        "87 photometric_light lamp.filename light profile: lamp.ies",
        "93 xgen_procedural grass.data archive: grass/grass.xgen",
        "93 xgen_procedural grass.data cache: grass/grass.abc",
        "~100 custom_shader studio.tables suspected: curves/first.exr",
        "~100 custom_shader studio.tables suspected: curves/second.exr",
    ]
    assert reading.search == ["${SHOW}/tex", "tex", "D:/shared/tex", "archives"]
    assert reading.problems == []


def test_a_packed_arnold_scene_reads_like_the_plain_one(tmpdir):
    path = "%s" % tmpdir.join("forest.ass.gz")
    with io.open(os.path.join(GOLDEN, "forest.ass"), "rb") as plain, gzip.open(path, "wb") as out:
        out.write(plain.read())
    assert lines(read(path)) == lines(golden("forest.ass"))


@pytest.mark.parametrize("dso, count", [
    ("tree.ass", 1), ("plug.so", 0), ("C:\\\\plug.DLL", 0), ("alembic_loader", 0),
])
def test_the_code_of_an_old_procedural_is_no_file_to_send(tmpdir, dso, count):
    path = written(tmpdir, "a.ass", 'procedural\n{\n name p\n dso "%s"\n}\n' % dso)
    assert len(read(path).rows) == count


@pytest.mark.parametrize("value, expected", [
    ("/a:/b", ["/a", "/b"]),
    ("C:/a;D:\\b", ["C:/a", "D:\\b"]),
    ("C:/a:D:/b:c", ["C:/a", "D:/b", "c"]),
    ("[A]/x:[B]", ["${A}/x", "${B}"]),
    (";;", []),
])
def test_a_search_path_is_parted_and_keeps_its_drives(tmpdir, value, expected):
    value = value.replace("\\", "\\\\")
    path = written(tmpdir, "a.ass", 'options\n{\n texture_searchpath "%s"\n}\n' % value)
    assert read(path).search == expected


def test_an_arnold_scene_with_lines_and_strings_of_megabytes_is_read(tmpdir):
    size = lexer.BLOCK * 3 + 17
    content = (
        b"polymesh\n{\n name m\n vlist 9 1 b85VECTOR\n" + b'"{#z' * (size // 4)
        + b'\n code "' + b'x\\"' * (size // 3) + b'"\n}\n'
        + b"image\n{\n name " + b" " * 5 + b'i\n filename "a.tif"\n}\n'
    )
    reading = read(written(tmpdir, "a.ass", content))
    assert lines(reading) == ["11 image i.filename texture: a.tif"]
    assert reading.problems == []


@pytest.mark.parametrize("shift", range(0, 60, 3))
def test_a_node_over_the_border_of_two_blocks_is_read_whole(tmpdir, shift):
    node = b'image\n{\n name borderline\n filename "some/long/name.tif"\n}\n'
    before = b"# " + b"x" * (lexer.BLOCK - len(node) + shift - 3) + b"\n"
    reading = read(written(tmpdir, "a.ass", before + node))
    assert lines(reading) == ["5 image borderline.filename texture: some/long/name.tif"]


# --- USD


ROOM = [
    "6 prim /.subLayers layer: ./light.usda",
    "7 prim /.subLayers layer: anim.usd:SDF_FORMAT_ARGS:frame=1",
    "22 Xform /Room.references layer: chair.usda",
    "22 Xform /Room.references layer: odd@name.usda",
    "23 Xform /Room.payload layer: heavy.usdc",
    "26 Xform /Room.templateAssetPath layer: clips/walk.###.usd",
    "27 Xform /Room.assetPaths layer: clips/a.usd",
    "27 Xform /Room.assetPaths layer: clips/b.usd",
    "28 Xform /Room.manifestAssetPath layer: clips/manifest.usda",
    "41 Xform /Room.references layer: red.usda",
    "46 prim /Room/Chair.references layer: blue.usda",
    "56 Shader /Room/Wood.inputs:file texture: textures/wood.<UDIM>.png",
    "59 Shader /Room/Wood.inputs:moving texture: frames/m.0001.png",
    "60 Shader /Room/Wood.inputs:moving texture: frames/m.0002.png",
    "62 Shader /Room/Wood.inputs:many texture: a.png",
    "62 Shader /Room/Wood.inputs:many texture: inner.usdz[tex/b.png]",
    "66 Shader /Room/Wood.inputs:windows texture: D:/tex/e.png",
    "67 Shader /Room/Wood.inputs:local texture: file:///srv/tex/f.png",
]


def test_a_text_layer_names_its_arcs_and_its_assets():
    reading = golden("room.usda")
    assert lines(reading) == ROOM
    places = dict((row.path, row.places) for row in reading.rows)
    assert places["inner.usdz[tex/b.png]"] == ["inner.usdz"]
    assert places["anim.usd:SDF_FORMAT_ARGS:frame=1"] == ["anim.usd"]
    assert places["file:///srv/tex/f.png"] == ["/srv/tex/f.png"]
    assert [name for name, _ in reading.problems] == ["nested_partly"]  # the expression


def test_a_usd_file_that_begins_as_text_is_text(tmpdir):
    path = written(tmpdir, "a.usd", '#usda 1.0\n(\n  subLayers = [@b.usd@]\n)\n')
    assert named(read(path)) == ["b.usd"]


def test_a_package_names_only_what_it_does_not_hold(tmpdir):
    path = "%s" % tmpdir.join("a.usdz")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("root/a.usda", b'#usda 1.0\ndef "A" {\n asset f = @tex/in.png@\n'
                         b" asset g = @../up.png@\n asset h = @out.png@\n}\n")
        archive.writestr("root/tex/in.png", b"")
        archive.writestr("up.png", b"")
        archive.writestr("binary.usdc", b"PXR-USDC")
    reading = read(path)
    assert lines(reading) == ["root/a.usda prim /A.h texture: out.png"]
    assert reading.problems == []


def binary_room(tmpdir):
    sdf = pytest.importorskip("pxr.Sdf")
    layer = sdf.Layer.FindOrOpen(os.path.join(GOLDEN, "room.usda"))
    path = "%s" % tmpdir.join("room.usdc")
    assert layer.Export(path)
    return path


def test_a_binary_layer_names_what_its_text_form_names(tmpdir):
    reading = read(binary_room(tmpdir))
    cut = lambda rows: sorted(row.partition(" ")[2] for row in rows)  # noqa: E731
    assert cut(lines(reading)) == cut(ROOM)


def test_a_damaged_binary_layer_is_a_problem(tmpdir):
    path = binary_room(tmpdir)
    with io.open(path, "rb") as stream:
        content = stream.read()
    reading = read(written(tmpdir, "cut.usdc", content[: len(content) // 2]))
    assert [name for name, _ in reading.problems] == ["nested_damaged"]


def test_without_openusd_a_binary_layer_is_a_problem_that_says_so(tmpdir):
    try:
        import pxr  # noqa: F401
    except ImportError:
        reading = read(written(tmpdir, "a.usdc", b"PXR-USDC\0\0"))
        assert [name for name, _ in reading.problems] == ["usd_not_read"]
    else:
        pytest.skip("pxr is installed")


def test_a_child_that_crashes_or_hangs_is_a_problem():
    ended = child.call("os", "_exit", 7, 30)
    assert ended["problem"][0] == "nested_damaged" and "7" in ended["problem"][1]
    assert child.call("time", "sleep", 600, 0.2)["problem"][0] == "nested_damaged"


def test_a_child_answers_what_the_function_returns():
    assert child.call("os.path", "basename", "/a/\u4e2d.usd", 60) == "\u4e2d.usd"


def test_our_own_interpreter_counts_as_python():
    name = os.path.basename(sys.executable)
    assert usd.is_python(name) and usd.is_python("mayapy.exe") and usd.is_python("hython-bin")
    assert not usd.is_python("maya.exe") and not usd.is_python("houdini-bin")


# --- XGen


def test_a_collection_names_folders_maps_caches_and_archives():
    reading = golden("hair.xgen")
    assert lines(reading) == [
        "14 Description back.xgDataPath folder: ${PROJECT}xgen/collections/fur/back",
        "16 Description back.length texture: ${DESC}/paintmaps/length",
        "21 SplinePrimitive back.cacheFileName cache: ${DESC}/guides.abc",
        "22 SplinePrimitive back.regionMap folder: ${DESC}/Region/",
        "25 RandomGenerator back.mask texture: ${PROJECT}maps/mask",
        "26 RandomGenerator back.pointDir folder: ${DESC}/Points/",
        "31 ClumpingFXModule back.mapDir folder: ${DESC}/${FXMODULE}/Maps/",
        "34 ArchivePrimitive back.files archive: ${PROJECT}/rock.ma",
        "35 ArchivePrimitive back.files archive: ${PROJECT}/rock.abc",
        "36 ArchivePrimitive back.files archive: ${PROJECT}/rock.ass.gz",
        "36 ArchivePrimitive back.files archive: ${PROJECT}/rock.asstoc",
        "36 ArchivePrimitive back.files archive: ${PROJECT}/rock.ass.gztoc",
        "41 MapTextures back.MapTextures texture: E:/paint/clump.iff",
    ]
    expand = dict((row.path, row.expand) for row in reading.rows)
    assert expand["${DESC}/paintmaps/length"] == expand["${DESC}/Points/"] == "folder"
    assert expand["${DESC}/guides.abc"] is None


def test_the_variables_of_a_collection_are_filled_with_and_without_its_project():
    places = dict((row.path, row.places) for row in golden("hair.xgen").rows)
    data = "xgen/collections/fur/back/"
    guides = data + "guides.abc"
    assert places["${DESC}/guides.abc"] == ["D:/show/bear/" + guides, guides]
    assert places["${DESC}/${FXMODULE}/Maps/"][1] == data + "Clumping1/Maps/"
    assert places["${PROJECT}maps/mask"] == ["D:/show/bear/maps/mask", "maps/mask"]
    assert places["${PROJECT}/rock.ma"] == ["D:/show/bear/rock.ma", "rock.ma"]


def test_the_contents_list_of_a_packed_archive_is_optional():
    optional = [row.path for row in golden("hair.xgen").rows if row.optional]
    assert "${PROJECT}/rock.asstoc" in optional and "${PROJECT}/rock.ass.gz" not in optional


# --- V-Ray


def test_a_vray_scene_names_its_inputs_and_no_output():
    reading = golden("shop.vrscene")
    assert lines(reading) == [
        "3 include include.include layer: shop_nodes.vrscene",
        "15 SettingsIrradianceMap im@1.file light cache: gi/shop.vrmap",
        "32 BitmapBuffer wood@tex.file texture: textures/wood_<UDIM>.png",
        "37 GeomMeshFile tree.file archive: proxies/tree.vrmesh",
        "41 LightIES lamp.ies_file light profile: lamps\\lamp.ies",
        "45 VRayScene inner.filepath archive: inner.vrscene",
        "49 BitmapBuffer animated.file texture: seq/a.0001.exr",
        "49 BitmapBuffer animated.file texture: seq/a.0002.exr",
        "~53 PluginOfSomebody strange.layers suspected: one.exr",
    ]
    assert reading.problems == []


@pytest.mark.parametrize("kind, mode, count", [
    ("SettingsIrradianceMap", 0, 0), ("SettingsIrradianceMap", 2, 1),
    ("SettingsIrradianceMap", 7, 1),
    ("SettingsLightCache", 2, 1), ("SettingsLightCache", 1, 0),
    ("SettingsCaustics", 1, 1), ("SettingsCaustics", 0, 0),
])
def test_a_light_cache_is_an_input_only_when_its_mode_reads_it(tmpdir, kind, mode, count):
    path = written(tmpdir, "a.vrscene", '%s s {\n file="a.vrmap";\n mode=%d;\n}\n' % (kind, mode))
    assert len(read(path).rows) == count


# --- MaterialX


def test_a_material_document_names_files_with_the_prefix_around_them():
    reading = golden("wood.mtlx")
    assert lines(reading) == [
        "3 include include.href layer: library.mtlx",
        "7 tiledimage NG_wood/color.file texture: textures/wood_<UDIM>.png",
        "11 image NG_wood/bump.file texture: bump/b.exr",
        "14 image NG_wood/bare.file texture: bare.exr",
        "20 implementation IM_x.file shader: x.osl",
    ]
    assert reading.problems == []


@pytest.mark.parametrize("head", [
    '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>',
    '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    "<!DOCTYPE a>",
])
def test_a_document_type_is_refused(tmpdir, head):
    path = written(tmpdir, "a.mtlx", head + '<a><i type="filename" value="x.png"/></a>')
    reading = read(path)
    assert reading.rows == []
    assert [name for name, _ in reading.problems] == ["nested_refused"]


def test_a_document_in_another_encoding_cannot_hide_its_type(tmpdir):
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'
    path = written(tmpdir, "a.mtlx", text.encode("utf-16"))
    assert [name for name, _ in read(path).problems] == ["nested_refused"]


# --- OCIO


def test_a_colour_configuration_names_its_look_up_tables():
    reading = golden("config.ocio")
    assert lines(reading) == [
        "26 FileTransform film.src lut: film.spi1d",
        "29 FileTransform film.src lut: grade ${SHOT}.cube",
        "32 FileTransform film.src lut: over lines.csp",
        "36 FileTransform warm.src lut: warm.cc",
    ]
    assert reading.search == ["luts", "more luts", "sh010/luts"]
    assert reading.rows[1].places == ["grade sh010.cube"]


@pytest.mark.parametrize("text, expected", [
    ("search_path: luts", ["luts"]),
    ('search_path: "luts:more luts"', ["luts", "more luts"]),
    ("search_path: [luts, 'b']", ["luts", "b"]),
    ("search_path:\n  - D:/luts\n", ["D:/luts"]),
    ("search_path: ''", []),
])
def test_the_search_path_of_a_configuration_has_three_spellings(tmpdir, text, expected):
    assert read(written(tmpdir, "a.ocio", text + "\n")).search == expected


# --- cache descriptions


def test_a_cache_description_names_its_frames():
    reading = golden("cloth.xml")
    assert named(reading) == ["clothFrame#.mcx", "clothFrame#Tick#.mcx"]
    assert [row.optional for row in reading.rows] == [False, True]


@pytest.mark.parametrize("form, suffix", [("mcc", ".mc"), ("mcx", ".mcx")])
def test_a_cache_in_one_file_is_that_file(tmpdir, form, suffix):
    xml = '<Autodesk_Cache_File><cacheType Type="OneFile" Format="%s"/></Autodesk_Cache_File>'
    assert named(read(written(tmpdir, "a.b.xml", xml % form))) == ["a.b" + suffix]


@pytest.mark.parametrize("xml", ["<other/>", "<!DOCTYPE a><a/>", "no xml", ""])
def test_any_other_xml_is_not_our_matter(tmpdir, xml):
    reading = read(written(tmpdir, "a.xml", xml))
    assert (reading.rows, reading.problems) == ([], [])


# --- all


def test_every_suffix_has_a_reader_and_every_format_a_source():
    for name in TABLE["suffixes"].values():
        assert importlib.import_module("analyzers.nested." + name).read
        assert TABLE["formats"][name]["source"]
        assert TABLE["formats"][name]["relative"] in ("first", "last")


@pytest.mark.parametrize("name, expected", [
    ("/a/b.ASS", "ass"), ("/a/b.ass.gz", "ass"), ("/a/b.v2.usda", "usd"), ("/a/b.gz", None),
    ("/a.ass/b", None), ("/a/ass", None), ("/a/b.ma", None), ("/a/.ass", "ass"),
])
def test_the_format_is_told_by_the_longest_suffix(name, expected):
    assert walk.format_of(name) == expected


def test_text_in_the_code_page_of_its_author_is_read_and_noted(tmpdir):
    content = 'image\n{\n name i\n filename "\u8d34\u56fe.tif"\n}\n'.encode("gbk")
    reading = read(written(tmpdir, "a.ass", content))
    assert named(reading) == ["\u8d34\u56fe.tif"]
    assert [name for name, _ in reading.problems] == ["odd_text"]


@pytest.mark.parametrize("name", sorted(TABLE["suffixes"]))
def test_a_file_that_is_gone_raises_what_the_walk_expects(tmpdir, name):
    with pytest.raises((IOError, OSError)):
        read("%s" % tmpdir.join("gone" + name))


def test_names_beyond_ascii_are_opened(tmpdir):
    path = "%s/\u6797.ass" % tmpdir
    with io.open(disk.native(path), "wb") as stream:
        stream.write(b'image\n{\n name i\n filename "a.tif"\n}\n')
    assert named(read(path)) == ["a.tif"]
