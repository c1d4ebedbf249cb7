"""Which files a Houdini scene needs: by table, by definition, by name, by looks."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import time

import hip_writer
import pytest
from hip_job import NODE, Job, reader, rendering

from analyzers import tables
from analyzers.analyze import analyze
from analyzers.houdini.needs.kinds import Kinds

SECONDS = 60  # a guard against hanging, on a busy machine too

MISSING = "50001"
SUSPECTED = "90005"


@pytest.fixture
def job(tmpdir):
    return Job(tmpdir)


def found(job, kind, parms, **words):
    """Returns [(parameter, path, role)] of the files of one node."""
    job.scene(reader(kind, parms, **words))
    return [(row["attr"], row["path"], row["role"]) for row in job.answer["files"]]


# -- by table ---------------------------------------------------------------------------------

SOPS = [
    ("file", {"filemode": "read", "file": "$HIP/a.bgeo.sc"}, "geometry"),
    ("file", {"file": "$HIP/a.abc"}, "cache"),
    ("file", {"filemode": "auto", "file": "$HIP/a.vdb"}, "volume"),
    ("file", {"filemode": "0", "file": "/lib/a.rs"}, "archive"),
    ("alembic", {"fileName": "$HIP/a.abc"}, "cache"),
    ("alembic::2.0", {"fileName": "$HIP/a.abc"}, "cache"),
    ("usdimport", {"filepath1": "$JOB/a.usd"}, "layer"),
    ("heightfield_file", {"source": "file", "filename": "$HIP/a.png"}, "texture"),
    ("attribfrommap", {"filename": "$HIP/a.png"}, "texture"),
    ("redshift_packedProxySOP", {"RS_proxy_file": "$HIP/a.rs"}, "archive"),
    ("arnold_asstoc", {"ass_file": "$HIP/a.ass.gz"}, "archive"),
    ("labs::quickmaterial::2.0", {"pbr_basecolor_texture_1": "D:/a.png"}, "texture"),
    ("MOPS::Instancer::1.5", {"instancefilepath1": "$HIP/a.abc"}, "cache"),
    ("MOPS::Audio_Falloff::1.1", {"file": "$HIP/a.wav"}, "sound"),
    ("filecache", {"loadfromdisk": "on", "file": "$HIP/a.$F4.bgeo.sc"}, "cache"),
    ("filecache::2.0", {"loadfromdisk": "1", "filemethod": "1", "file": "$HIP/a.sim"}, "cache"),
    ("dopio", {"loadfromdisk": "on", "file": "$HIP/a.$F.bgeo"}, "cache"),
    ("font", {"file": "/fonts/a.ttf"}, "font"),
    ("material", {"local1_sval1": "V:\\maps\\a.jpg"}, "texture"),
    ("labs::obj_importer", {"sObjFile": "$HIP/a.obj"}, "geometry"),
    ("kinefx::fbxcharacterimport", {"fbxfile": "$HIP/a.fbx"}, "geometry"),
]


@pytest.mark.parametrize("kind, parms, role", SOPS)
def test_a_parameter_of_the_table_is_a_file_with_its_role(job, kind, parms, role):
    path = [value for value in parms.values() if "." in value][0]
    assert [row[1:] for row in found(job, kind, parms)] == [(path, role)]


OTHERS = [
    ("/obj/n", "alembicarchive", {"fileName": "$HIP/a.abc"}, "cache"),
    ("/obj/n", "envlight", {"env_map": "C:/a.hdr"}, "texture"),
    ("/obj/n", "envlight::2.0", {"env_map": "C:/a.hdr"}, "texture"),
    ("/obj/n", "hlight::2.0", {"light_texture": "$HIP/a.exr"}, "texture"),
    ("/obj/n", "arnold_procedural", {"ar_filename": "$HIP/a.ass"}, "archive"),
    ("/obj/n", "arnold_volume", {"ar_filename": "$HIP/a.vdb"}, "volume"),
    ("/obj/n", "arnold_include", {"ar_filename1": "$HIP/a.ass"}, "archive"),
    ("/obj/n", "rslightdome::2.0", {"env_map": "$HIP/a.hdr"}, "texture"),
    ("/obj/n", "cam", {"vm_background": "/plates/a.$F4.dpx"}, "texture"),
    ("/mat/n", "texture::2.0", {"map": "$HIP/a.<UDIM>.rat"}, "texture"),
    ("/mat/n", "arnold::image", {"filename": "$HIP/a.tx"}, "texture"),
    ("/mat/n", "redshift::TextureSampler", {"tex0": "$HIP/a.<UDIM>.tif"}, "texture"),
    ("/mat/n", "mtlximage", {"file": "$HIP/a.exr"}, "texture"),
    ("/mat/n", "octane::NT_TEX_IMAGE", {"A_FILENAME": "$HIP/a.png"}, "texture"),
    ("/mat/n", "pxrtexture::3.0", {"filename": "$HIP/a.tex"}, "texture"),
    ("/mat/n", "VRayNodeBitmapBuffer", {"file": "$HIP/a.png"}, "texture"),
    ("/stage/n", "reference::2.0", {"filepath1": "$HIP/a.usda"}, "layer"),
    ("/stage/n", "sublayer", {"filepath2": "$HIP/a.usd"}, "layer"),
    ("/stage/n", "domelight::3.0", {"xn__inputstexturefile_r3ah": "W:/a.exr"}, "texture"),
    ("/img/n", "img", {"unused": "1"}, None),
    ("/img/c/n", "file", {"filename1": "$HIP/plate.$F4.exr"}, "image"),
    ("/ch/c/n", "file", {"file": "$HIP/a.wav"}, "sound"),
    ("/ch/c/n", "file", {"file": "$HIP/a.bclip"}, "character"),
]


@pytest.mark.parametrize("path, kind, parms, role", OTHERS)
def test_the_category_of_a_node_decides_which_parameter_is_a_file(job, path, kind, parms, role):
    nodes = {path: {"type": kind, "parms": parms}}
    if path == "/img/c/n":
        nodes["/img/c"] = {"type": "img"}
    if path == "/ch/c/n":
        nodes["/ch/c"] = {"type": "ch"}
    job.scene(nodes)
    assert [row["role"] for row in job.answer["files"] if row["node"] == path] == (
        [role] if role else []
    )


def test_a_channel_file_ends_before_what_it_says_to_take_of_it(job):
    job.put("geo/out.fbx")
    nodes = {"/ch/c": {"type": "ch"}, "/ch/c/f": {"type": "file"}}
    nodes["/ch/c/f"]["parms"] = {"file": "$HIP/geo/out.fbx#geo1, vertexcache, cachedouble"}
    job.scene(nodes)
    assert job.sent() == ["<job>/geo/out.fbx"]


OFF = [
    ("file", {"filemode": "write", "file": "$HIP/a.bgeo"}),
    ("file", {"filemode": "none", "file": "$HIP/a.bgeo"}),
    ("filecache", {"loadfromdisk": "off", "file": "$HIP/a.$F.bgeo"}),
    ("filecache", {"loadfromdisk": "off", "file": "$HIP/geo/$HIPNAME.$OS.$F.bgeo.sc"}),
    ("rop_geometry", {"sopoutput": "$HIP/a.$F.bgeo"}),
    ("Redshift_Proxy_Output", {"RS_archive_file": "$HIP/a.rs"}),
    ("scatter::2.0", {"usedensitytexture": "off", "densitytexture": "$HIP/a.png"}),
    ("qLib::waypoint_ql::2", {"outdir": "$HIP/tmp", "perfmon_output": "$HIP/a.hperf"}),
    ("font", {"file": "Adobe Kaiti Std R"}),
    ("principledshader::2.0", {"basecolor_useTexture": "off", "basecolor_texture": "$HIP/a.png"}),
]


@pytest.mark.parametrize("kind, parms", OFF)
def test_what_a_node_does_not_read_is_neither_sent_nor_missed(job, kind, parms):
    job.put("a.png")
    job.put("a.bgeo")
    job.scene(reader(kind, parms))
    assert (job.sent(), job.missing()) == ([], {})
    assert set(row["role"] for row in job.answer["files"]) <= set(["declared"])


STOCK = ["default.pic", "Mandril.pic", "mandril.pic", "defgeo.bgeo", "$HFS/houdini/pic/Mandril.pic"]
STOCK += ["ImageFile"]
STOCK += ["$HH/geo/defgeo.bgeo", "op:/img/comp1/out", "opdef:/Sop/x?a.png", "temp:$OS.rat", "ip"]
STOCK += ["opdef:../..?lowres.jpg", "${HFS}/houdini/geo/a.bgeo", "", "SideFX_Male_Run_v001.bclip"]
STOCK += ["/opt/hfs19.5.303/houdini/pic/butterfly1.pic", "DOSCH_CARB_04SN_lowres.rat"]
STOCK += ["$HIP/$HIPNAME.taskgraph.$F.py", "${HIP}/${HIPNAME}.taskgraph.$F.py", "./rules.txt"]
STOCK += ["defcam.bgeo", "default.bgeo", "default.pc", "circle.pic", "temp:$OS.prefilter.pmap"]
STOCK += ["butterfly7.pic", "uvgrid_grey.pic", "UVcolor.rat", "sphere_matte.pic", "IFD.py"]
STOCK += ["opdef:qLib::Sop/uvquickshade_ql::1?ash_uvgrid01_512.rat", "HQsim.py", "arnold.py"]
STOCK += ["$HOUDINI_CGRU_PATH/afanasy_soho.py", "$HSITE/site_environment.py", "katana_env.py"]
STOCK += ["$HFS/houdini/usd/materials/basic_materials/basic_materials.usd", "redshift.py", "md"]
STOCK += ["$QLIB/examples/envrionment_ql_OBJ/site_environment.py", "sphere_deep.pic", "HQrender.py"]
STOCK += ["C:/PROGRA~1/SIDEEF~1/HOUDIN~1.653/houdini/pic/a.rat", "./sdf$F4.simdata"]


@pytest.mark.parametrize(
    "switch, is_missed",
    [("on", True), ("1", True), ("off", False), ("0", False)]
    + [([["loadfromdisk", "0", "1+1"]], True), ([["loadfromdisk", "1", "$F-1"]], False)],
)
def test_a_switch_is_on_whatever_it_is_written_with(job, switch, is_missed):
    job.scene(reader("filecache", {"loadfromdisk": switch, "file": "$HIP/a.bgeo"}), tcur=0)
    assert bool(job.missing()) == is_missed


@pytest.mark.parametrize("value", STOCK)
def test_what_houdini_brings_along_is_no_file(job, value):
    assert found(job, "file", {"filemode": "read", "file": value}) == []


def test_a_file_of_ones_own_with_a_stock_name_is_a_file(job):
    rows = found(job, "file", {"filemode": "read", "file": "$HIP/geo/defgeo.bgeo"})
    assert rows == [("file", "$HIP/geo/defgeo.bgeo", "geometry")]


DEFAULTS = [
    ("/obj/n", "geo", {"RS_objprop_proxy_enable": "off"}, "RS_objprop_proxy_file"),
    ("/obj/n", "geo", {}, "ar_vdb_file"),
    ("/obj/n", "dopnet", {"isplayer": "off"}, "playfilesname"),
    ("/mat/n", "materialbuilder", {}, "sss_pcname"),
]


@pytest.mark.parametrize("path, kind, parms, attr", DEFAULTS)
def test_a_default_that_nobody_switched_on_is_not_told(job, path, kind, parms, attr):
    category = {"/obj/n": "Object", "/mat/n": "Vop"}[path]
    rows = tables.load("houdini/nodes.json")["types"]["%s/%s" % (category, kind)]["files"]
    default = [row["defaults"][0] for row in rows if row["attr"] == attr][0]
    job.scene({path: {"type": kind, "parms": dict(parms, **{str(attr): default})}})
    assert job.answer["files"] == []


def test_a_default_that_is_switched_on_is_missed(job):
    parms = {"RS_objprop_proxy_enable": "on", "RS_objprop_proxy_file": "$HIP/filename.$F4.rs"}
    job.scene({"/obj/n": {"type": "geo", "parms": parms}})
    assert job.missing() == {"/obj/n": ["<job>/filename.0001.rs"]}


def test_a_default_that_is_on_disk_is_sent(job):
    job.put("filename.0001.rs")
    parms = {"RS_objprop_proxy_file": "$HIP/filename.$F4.rs"}
    job.scene({"/obj/n": {"type": "geo", "parms": parms}})
    assert job.sent() == ["<job>/filename.0001.rs"]


def test_the_files_of_a_bypassed_node_are_told_and_not_needed(job):
    job.put("a.bgeo")
    parms = {"filemode": "read", "file": "$HIP/b.bgeo"}
    rows = found(job, "file", parms, flags=["bypass"])
    assert rows == [("file", "$HIP/b.bgeo", "geometry")]
    assert (job.sent(), job.missing()) == ([], {})


def test_what_stands_in_a_bypassed_node_is_not_needed(job):
    nodes = {"/obj/geo1": {"type": "geo"}, "/obj/geo1/s": {"type": "subnet", "flags": ["bypass"]}}
    nodes["/obj/geo1/s/f"] = {"type": "file", "parms": {"file": "$HIP/a.bgeo"}}
    assert job.scene(nodes).missing() == {}


def test_a_switch_that_an_expression_works_out_is_asked_at_its_source(job):
    nodes = reader("filecache", {"loadfromdisk": [["loadfromdisk", "0", 'ch("../load")']]})
    nodes[NODE]["parms"]["file"] = "$HIP/a.$F.bgeo"
    nodes["/obj/geo1"]["parms"] = {"load": "on"}
    assert job.scene(nodes).rows() == [(NODE, "$HIP/a.$F.bgeo")]
    nodes["/obj/geo1"]["parms"] = {"load": "off"}
    assert job.scene(nodes).rows() == []


def test_a_file_cache_that_makes_its_name_reads_what_it_makes(job):
    job.put("geo/shot.node1_v1.0001.bgeo.sc")
    parms = {"loadfromdisk": "on", "filemethod": "constructed", "basedir": "$HIP/geo"}
    parms.update({"basename": "$HIPNAME.$OS", "enableversion": "on", "version": "1"})
    parms.update({"timedependent": "on", "filetype": ".bgeo.sc", "cachedir": "$HIP/geo"})
    block = '{ if(ch("filemethod")) return chs("file"); return chs("cachedir") + "/x"; }'
    parms["sopoutput"] = [["sopoutput", "", block]]
    parms["framestr"] = ".$F4"
    job.scene(reader("filecache::2.0", parms))
    rows = [row for row in job.answer["files"] if row["attr"] == "sopoutput"]
    assert [row["role"] for row in rows] == ["cache"]


# -- tokens and sequences ---------------------------------------------------------------------


@pytest.mark.parametrize("token", ["<UDIM>", "<udim>", "%(UDIM)d"])
def test_every_tile_is_sent(job, token):
    for tile in (1001, 1002, 1011):
        job.put("tex/skin.%d.exr" % tile)
    job.put("tex/skin.old.exr")
    job.scene({"/mat/t": {"type": "texture", "parms": {"map": "$HIP/tex/skin.%s.exr" % token}}})
    assert job.sent() == ["<job>/tex/skin.%d.exr" % tile for tile in (1001, 1002, 1011)]


def test_tiles_of_u_and_v_are_sent(job):
    job.put("skin_u1_v1.exr")
    job.put("skin_u1_v2.exr")
    job.scene({"/mat/t": {"type": "texture", "parms": {"map": "$HIP/skin_<UVTILE>.exr"}}})
    assert job.sent() == ["<job>/skin_u1_v1.exr", "<job>/skin_u1_v2.exr"]


def reads(job, path, kind="file", **out):
    """Returns the names that lack for a node that reads a path; ``out`` is what renders."""
    nodes = reader(kind, {"file": path})
    nodes.update(("/out/" + name, node) for name, node in out.items())
    names = job.scene(nodes).missing().get(NODE, [])
    return [name.rpartition("/")[2] for name in names]


def put_frames(job, name, frames):
    for frame in frames:
        job.put(name % frame)


@pytest.mark.parametrize("token", ["$F4", "${F4}", "`padzero(4, $F)`", "`padzero(4,$F-1)`"])
def test_every_frame_is_sent_and_a_hole_is_missed(job, token):
    put_frames(job, "geo/a.%04d.bgeo.sc", (1, 2, 4, 5, 6))
    first = 2 if "-1" in token else 1
    path = "$HIP/geo/a.%s.bgeo.sc" % token
    assert reads(job, path, mantra1=rendering(first, first + 5)) == ["a.0003.bgeo.sc"]
    assert len(job.sent()) == 5


FRAMES = [
    ("a.$F4", (1, 3), [1, 3], [2]),
    ("a.$F4", (1, 100), range(1, 51), range(51, 101)),
    ("a.$F4", (1, 10), range(500, 551), range(1, 11)),
    ("a.$F4", (5, 5), [1, 5, 9], []),
    ("a.`padzero(4,$F-10)`", (11, 13), [1, 3, 9], [2]),
    ("a.`padzero(4,min($F,3))`", (1, 9), [1, 2], [3]),
    ("a.`padzero(4,ifs($F==3, 7, $F))`", (1, 4), [1, 2, 3, 4], [7]),
]


@pytest.mark.parametrize("name, range_, on_disk, missing", FRAMES)
def test_the_frames_that_are_rendered_and_lack_are_missing(job, name, range_, on_disk, missing):
    put_frames(job, "a.%04d.bgeo", on_disk)
    found = reads(job, "$HIP/%s.bgeo" % name, mantra1=rendering(*range_))
    assert found == ["a.%04d.bgeo" % frame for frame in missing]
    assert len(job.sent()) == len(on_disk)


def test_frames_behind_a_reference_are_those_of_its_source(job):
    put_frames(job, "a.%04d.bgeo", (1, 3))
    nodes = reader("file", {"file": [["file", "", 'chs("../path")']]})
    nodes["/obj/geo1"]["parms"] = {"path": "$HIP/a.$F4.bgeo"}
    nodes["/out/mantra1"] = rendering(1, 4)
    missing = job.scene(nodes).missing()[NODE]
    assert missing == ["<job>/a.0002.bgeo", "<job>/a.0004.bgeo"]


def test_frames_below_zero_have_their_sign_before_the_zeros(job):
    job.put("a.0000.bgeo")
    missing = reads(job, "$HIP/a.$F4.bgeo", mantra1=rendering(-2, 1))
    assert missing == ["a.-0002.bgeo", "a.-0001.bgeo", "a.0001.bgeo"]


def test_of_several_ranges_the_one_that_is_most_whole_is_asked_for(job):
    put_frames(job, "a.%d.bgeo", (11, 13))
    late = rendering(11, 13)
    assert reads(job, "$HIP/a.$F.bgeo", mantra1=rendering(1, 9), late=late) == ["a.12.bgeo"]


def test_of_passes_that_are_off_no_frame_is_asked_for(job):
    put_frames(job, "a.%d.bgeo", (1, 2))
    off = dict(rendering(7, 9), flags=["bypass"])
    assert reads(job, "$HIP/a.$F.bgeo", mantra1=rendering(1, 2), late=off) == []


def test_a_take_is_asked_for_the_frames_that_are_rendered_with_it(job):
    put_frames(job, "day.%d.hdr", (1, 2))
    put_frames(job, "night.%d.hdr", (8,))
    nodes = {"/obj/env": {"type": "envlight", "parms": {"env_map": "$HIP/day.$F.hdr"}}}
    nodes["/out/mantra1"] = rendering(1, 2)
    nodes["/out/mantra2"] = rendering(7, 8, take="night", vm_picture="$HIP/n.$F.exr")
    takes = {"Main": {}, "night": {"parent": "Main"}}
    takes["night"]["parms"] = {("/obj/env", "env_map"): "$HIP/night.$F.hdr"}
    job.scene(nodes, takes=takes)
    assert job.missing() == {"/obj/env": ["<job>/night.7.hdr"]}


@pytest.mark.parametrize(
    "name",
    ["a.$F4.<UDIM>.exr", "a_`details('../x', 'side')`.$F4.exr", "$F4/a.$F4.exr"]
    + ["a.$SLICE.$F4.exr"],
)
def test_names_in_which_more_than_the_frame_is_open_lack_nothing(job, name):
    for found in ("a.0001.1001.exr", "a_left.0001.exr", "0001/a.0001.exr", "a.0.0001.exr"):
        job.put(found)
    assert reads(job, "$HIP/" + name, mantra1=rendering(1, 5)) == []
    assert job.sent()


def test_a_range_that_is_too_long_to_ask_for_each_frame_is_told(job):
    put_frames(job, "a.%d.bgeo", (1, 2, 4, 5))
    assert reads(job, "$HIP/a.$F.bgeo", mantra1=rendering(1, 2001)) == ["a.3.bgeo"]
    assert [gap for gap in job.answer["gaps"] if gap.startswith(NODE + ".file: ")]


@pytest.mark.slow
def test_many_expressions_in_names_are_not_worked_out_for_ever(job):
    nodes = {"/obj/geo1": {"type": "geo"}, "/out/mantra1": rendering(1, 2000)}
    for at in range(300):
        parms = {"file": "$HIP/a%d.`padzero(4,$F-1)`.bgeo" % at}
        nodes["/obj/geo1/f%d" % at] = {"type": "file", "parms": parms}
        job.put("a%d.0000.bgeo" % at)
    start = time.time()
    job.scene(nodes)
    assert time.time() - start < SECONDS
    assert len(job.missing()["/obj/geo1/f0"]) == 1999
    assert [gap for gap in job.answer["gaps"] if gap.endswith("to ask for each of them")]


@pytest.mark.parametrize("token", ["$F", "$SF", "${FF}"])
def test_frames_without_zeros_before_them_are_sent(job, token):
    for name in ("a.1", "a.2", "a.10", "a.0003"):
        job.put("geo/%s.bgeo.sc" % name)
    job.scene(reader("file", {"file": "$HIP/geo/a.%s.bgeo.sc" % token}))
    assert job.sent() == ["<job>/geo/a.%d.bgeo.sc" % frame for frame in (1, 10, 2)]


@pytest.mark.parametrize(
    "path, lacks",
    [
        ("$HIP/geo/a.$F4.bgeo", "a.0011.bgeo"),
        ("$HIP/geo/a.$F.bgeo", "a.11.bgeo"),
        ("$HIP/geo/a.`padzero(4,$F-1)`.bgeo", "a.0010.bgeo"),
    ],
)
def test_of_a_sequence_that_lacks_whole_the_first_frame_that_is_rendered_is_named(job, path, lacks):
    assert reads(job, path, mantra1=rendering(11, 20)) == [lacks]


def test_a_sequence_with_a_folder_per_frame_is_sent(job):
    for frame in (1, 2, 3):
        job.put("cache/%04d/a.bgeo" % frame)
    job.scene(reader("file", {"file": "$HIP/cache/$F4/a.bgeo"}))
    assert len(job.sent()) == 3
    assert job.missing() == {}


def test_files_that_a_merge_counts_are_sent(job):
    for at in range(3):
        job.put("geo/part_v%d.0001.bgeo" % at)
    parms = {"merge_var": "VARIANT", "mergerange": ["0", "2", "1"]}
    parms["file"] = "`chs('outdir')`/part_v${VARIANT}.$F4.bgeo"
    parms["outdir"] = "$HIP/geo"
    job.scene(reader("filemerge", parms))
    assert job.sent() == ["<job>/geo/part_v%d.0001.bgeo" % at for at in range(3)]
    assert job.tip("90042") == []


def test_slices_of_a_simulation_are_sent(job):
    job.put("geo/sim.0.1.bgeo")
    job.put("geo/sim.1.1.bgeo")
    job.scene(reader("file", {"file": "$HIP/geo/sim.$SLICE.$F.bgeo"}))
    assert job.sent() == ["<job>/geo/sim.0.1.bgeo", "<job>/geo/sim.1.1.bgeo"]


# -- what is written --------------------------------------------------------------------------


def test_a_text_longer_than_any_path_is_told(job):
    job.scene(reader("file", {"file": "$HIP/" + "a" * 40000 + ".bgeo"}))
    assert job.rows() == []
    assert [gap for gap in job.answer["gaps"] if gap.startswith(NODE + ".file: ")]


def test_backticks_and_variables_of_the_user_are_worked_out(job):
    job.put("assets/rock/v007/rock.abc")
    path = "$ROOT/`chs('../name')`/v`padzero(3, ch('../v'))`/rock.abc"
    nodes = reader("alembic", {"fileName": path})
    nodes["/obj/geo1"]["parms"] = {"name": "rock", "v": "7"}
    job.scene(nodes, variables={"ROOT": "$HIP/assets"})
    assert job.sent() == ["<job>/assets/rock/v007/rock.abc"]
    assert job.row(NODE)["path"] == path


def test_a_driven_path_is_told_as_it_is_worked_out(job):
    nodes = reader("file", {"file": [["file", "stale.bgeo", 'chs("../path")']]})
    nodes["/obj/geo1"]["parms"] = {"path": "$HIP/geo/a.$F4.bgeo"}
    job.scene(nodes)
    assert job.plain(job.row(NODE)["path"]) == "<job>/geo/a.$F4.bgeo"


def test_an_expression_that_only_houdini_works_out_is_told_and_not_missed(job):
    job.scene(reader("file", {"file": [["file", "", 'details("../x", "path")']]}))
    row = job.row(NODE)
    assert (row["path"], row["resolved"], row["missing"]) == ('details("../x", "path")', None, [])
    assert [detail.partition(":")[0] for detail in job.tip("90042")] == [NODE + ".file"]


def test_part_of_a_name_that_only_houdini_knows_stands_for_anything(job):
    job.put("geo/a_left.bgeo")
    job.put("geo/a_right.bgeo")
    job.scene(reader("file", {"file": "$HIP/geo/a_`details('../x', 'side')`.bgeo"}))
    assert job.sent() == ["<job>/geo/a_left.bgeo", "<job>/geo/a_right.bgeo"]


def test_a_variable_that_nobody_knows_is_missing_and_named(job):
    job.scene(reader("file", {"file": "$MOPS_DATA/a.bgeo"}))
    assert [row["path"] for row in job.answer["files"]] == ["$MOPS_DATA/a.bgeo"]
    assert len(job.tip(MISSING)) == 1


def test_chinese_names_are_sent(job):
    job.put("\u8d34\u56fe/\u6728\u7eb9.1001.png")
    path = "$HIP/\u8d34\u56fe/\u6728\u7eb9.<UDIM>.png"
    nodes = {"/mat/t": {"type": "texture", "parms": {"map": path}}}
    job.scene(nodes, name="\u955c\u5934.hip")
    assert job.sent() == ["<job>/\u8d34\u56fe/\u6728\u7eb9.1001.png"]


def test_a_missing_file_has_the_documented_message_with_its_place(job):
    job.scene(reader("file", {"filemode": "read", "file": "$HIP/geo/$HIPNAME.$OS.$F.bgeo.sc"}))
    assert job.tip(MISSING) == [
        "Nodes: /obj/geo1/node1 File name: $HIP/geo/$HIPNAME.$OS.$F.bgeo.sc"
        " miss file: <job>/geo/shot.node1.1.bgeo.sc at: obj/geo1/node1.parm line 3"
    ]


def test_a_path_of_the_saving_machine_is_found_beside_the_scene(job):
    job.put("tex/a.png")
    nodes = {"/mat/t": {"type": "texture", "parms": {"map": "/studio/shots/tex/a.png"}}}
    assert job.scene(nodes, hip="/studio/shots").sent() == ["<job>/tex/a.png"]


def test_files_that_an_archive_names_are_followed(job):
    job.put("tex/inner.png")
    job.put("a.ass", 'image\n{\n name i\n filename "tex/inner.png"\n}\n')
    job.put("tex/base.usda", "#usda 1.0\n")
    job.put("b.usda", "#usda 1.0\n(\n    subLayers = [\n        @./tex/base.usda@\n    ]\n)\n")
    nodes = {"/obj/p": {"type": "arnold_procedural", "parms": {"ar_filename": "$HIP/a.ass"}}}
    nodes["/stage/s"] = {"type": "sublayer", "parms": {"filepath1": "$HIP/b.usda"}}
    job.scene(nodes)
    assert job.sent() == [
        "<job>/a.ass", "<job>/b.usda", "<job>/tex/base.usda", "<job>/tex/inner.png"
    ]  # fmt: skip


def test_a_take_that_a_driver_renders_with_brings_its_own_files(job):
    job.put("day.hdr")
    job.put("night.hdr")
    nodes = {"/obj/env": {"type": "envlight", "parms": {"env_map": "$HIP/day.hdr"}}}
    nodes["/out/mantra2"] = {
        "type": "ifd",
        "parms": {"vm_picture": "$HIP/n.exr", "camera": "/obj/cam1", "take": "night"},
    }
    takes = {"Main": {}, "night": {"parent": "Main"}}
    takes["night"]["parms"] = {("/obj/env", "env_map"): "$HIP/night.hdr"}
    job.scene(nodes, takes=takes)
    assert job.sent() == ["<job>/day.hdr", "<job>/night.hdr"]


def test_the_color_configuration_of_the_environment_is_sent(job):
    config = job.put("ocio/config.ocio", "ocio_profile_version: 1\n")
    job.scene({}, environment={"OCIO": config})
    assert "<job>/ocio/config.ocio" in job.sent()


def test_python_beside_the_scene_that_its_module_imports_is_sent(job):
    for name in ("shot_tools.py", "b.py", "scripts/python/rig.py", "unused.py", "pack/__init__.py"):
        job.put(name)
    job.put("pack/inner.py")
    session = "import hou, os\nimport shot_tools as t, b\n\ndef f():\n    from rig import x\n"
    job.scene({}, session=session + "    import pack.inner  # later\n")
    assert job.sent() == [
        "<job>/b.py", "<job>/pack/__init__.py", "<job>/pack/inner.py",
        "<job>/scripts/python/rig.py", "<job>/shot_tools.py",
    ]  # fmt: skip
    assert [row["where"] for row in job.answer["files"]] == [
        ".hou.session line %d" % line for line in (2, 2, 5, 6)
    ]


# -- by definition ----------------------------------------------------------------------------

PARM = 'parm {\n name "%s"\n label "L"\n type %s\n default { "%s" }\n%s}\n'
WRITE = 'parmtag { "filechooser_mode" "write" }\n'
READ = 'parmtag { "filechooser_mode" "read" }\n'


def script(*rows):
    return "{\n name x\n label X\n" + "".join(PARM % row for row in rows) + "}\n"


def test_a_parameter_that_the_definition_of_an_asset_calls_a_file_is_one(job):
    dialog = script(("rocks", "geometry", "", ""), ("skin", "image", "", ""))
    dialog = dialog[:-2] + PARM % ("k", "string", "", "") + "}\n"
    job.scene(
        reader("studio::scatter::1.0", {"rocks": "/lib/a.bgeo", "skin": "/a.png", "k": "/x"}, True),
        dummies={"studio::Sop/scatter::1.0": {"DialogScript": dialog}},
        fallbacks=[("studio::Sop/scatter::1.0", "/lib/scatter.hda")],
    )
    rows = [(row["attr"], row["role"]) for row in job.answer["files"]]
    assert rows == [("rocks", "geometry"), ("skin", "texture"), ("library", "asset library")]


def test_a_parameter_that_a_definition_writes_to_is_none(job):
    dialog = script(("cache", "file", "", WRITE), ("source", "file", "", READ))
    job.scene(
        reader("studio::cook", {"cache": "$HIP/a.bgeo", "source": "$HIP/b.bgeo"}, True),
        dummies={"studio::Sop/cook": {"DialogScript": dialog}},
        fallbacks=[("studio::Sop/cook", "/lib/cook.hda")],
    )
    assert [row["attr"] for row in job.answer["files"]] == ["source", "library"]


def test_a_default_of_a_definition_is_not_missed(job):
    dialog = script(("source", "file", "$HIP/rocks.bgeo", ""))
    job.scene(
        reader("studio::cook", {"source": "$HIP/rocks.bgeo"}, True),
        dummies={"studio::Sop/cook": {"DialogScript": dialog}},
        fallbacks=[("studio::Sop/cook", "/lib/cook.hda")],
    )
    assert [row["attr"] for row in job.answer["files"]] == ["library"]


def test_a_multiparm_of_a_definition_is_a_file_each(job):
    dialog = script(("layer#", "image", "", ""))
    job.scene(
        reader("studio::stack", {"layer1": "/a.png", "layer2": "/b.png"}, True),
        dummies={"studio::Sop/stack": {"DialogScript": dialog}},
        fallbacks=[("studio::Sop/stack", "/lib/stack.hda")],
    )
    assert [row["path"] for row in job.answer["files"]][:2] == ["/a.png", "/b.png"]


def test_a_spare_parameter_of_type_file_is_one(job):
    nodes = reader("null", {"plate": "/plates/a.$F4.exr"})
    nodes[NODE]["spare"] = script(("plate", "image", "", ""))
    assert job.scene(nodes).rows() == [(NODE, "/plates/a.$F4.exr")]


def test_files_inside_an_asset_that_the_scene_holds_are_found(job):
    inside = {"/geo": {"type": "subnet"}, "/geo/f": {"type": "file", "parms": {"file": "/a.bgeo"}}}
    members = []
    for path in sorted(inside):
        members += hip_writer.node_members(path, inside[path])
    job.scene(
        reader("studio::inner", {}, True),
        definitions={"studio::Sop/inner": {"DialogScript": script(), "Contents": members}},
    )
    assert (NODE + "/f", "/a.bgeo") in job.rows()


# -- libraries --------------------------------------------------------------------------------


def test_a_library_in_use_is_sent_and_names_its_node(job):
    job.put("rock.hda")
    job.scene(reader("rock", {}, True), libraries=["$HIP/rock.hda"])
    row = job.row(NODE)
    assert (row["path"], row["role"], row["where"]) == (
        "$HIP/rock.hda", "asset library", ".OPlibraries line 1"
    )  # fmt: skip
    assert job.sent() == ["<job>/rock.hda"]


def test_a_library_that_nothing_uses_is_told_and_not_sent(job):
    job.put("rock.hda")
    job.put("tree.hda")
    job.scene(
        reader("rock", {}, True),
        libraries=["$HIP/rock.hda", "$HIP/tree.hda"],
        fallbacks=[("Sop/rock", "$HIP/rock.hda")],
    )
    assert job.sent() == ["<job>/rock.hda"]
    assert [path for _, path in job.rows()] == ["$HIP/rock.hda", "$HIP/tree.hda"]


INNER = [
    ("thing1.init", "type = thing\nmatchesdef = 0\n"),
    ("thing1/file1.init", "type = file\nmatchesdef = 1\n"),
    ("thing1/file1.parm", '{\nversion 0.8\nfile\t[ 0\tlocks=0 ]\t(\t"$HIP/geo/in.bgeo"\t)\n}\n'),
]
LOCKED = {"/obj/geo1": {"type": "geo"}, "/obj/geo1/a": {"type": "thing", "locked": True}}


def with_library(job, data):
    job.put("otls/thing.hda", data)
    job.put("geo/in.bgeo")
    return job.scene(LOCKED, fallbacks=[("Sop/thing", "$HIP/otls/thing.hda")])


def test_what_is_in_a_locked_asset_is_known_when_its_library_is_found(job):
    rows = {"Sop/thing": {"DialogScript": "", "Contents": hip_writer.cpio(INNER)}}
    with_library(job, hip_writer.nested(rows, hip_writer.cpio, "Houdini Digital Asset Library"))
    row = job.row("/obj/geo1/a/file1")
    assert job.plain(row["resolved"]) == "<job>/geo/in.bgeo"
    assert row["where"] == "thing.hda Sop/thing Contents thing1/file1.parm line 3"
    assert "<job>/geo/in.bgeo" in job.sent() and "<job>/otls/thing.hda" in job.sent()
    assert not any("Sop/thing" in gap for gap in job.answer["gaps"])


def test_a_library_that_cannot_be_read_is_sent_and_its_contents_are_a_gap(job):
    with_library(job, b"INDX" + b"\xff" * 50)
    assert "<job>/otls/thing.hda" in job.sent()
    assert any("Sop/thing" in gap for gap in job.answer["gaps"])


def test_a_library_that_is_a_folder_is_not_read(job):
    job.put("otls/thing.hda/Sections.list")
    job.scene(LOCKED, fallbacks=[("Sop/thing", "$HIP/otls/thing.hda")])
    assert job.sent() == ["<job>/otls/thing.hda/Sections.list"]
    assert any("Sop/thing" in gap for gap in job.answer["gaps"])


def test_a_library_too_large_to_read_is_told_and_sent(job):
    path = job.put("otls/thing.hda")
    with io.open(path, "wb") as stream:
        stream.truncate(300 << 20)  # takes no room on most disks
    job.scene(LOCKED, fallbacks=[("Sop/thing", "$HIP/otls/thing.hda")])
    assert job.sent() == ["<job>/otls/thing.hda"]
    assert job.tip("90020") == ["<job>/otls/thing.hda: too large to look into"]


def test_the_library_of_our_own_output_node_is_neither_sent_nor_missed(job):
    path = "/home/a/houdini19.5/rayvision/otls/rayvision_submit.hda"
    job.scene(
        {"/out/rayvision1": {"type": "rayvision_submit", "locked": True}},
        libraries=[path],
        fallbacks=[("Driver/rayvision_submit", path)],
    )
    assert job.rows() == [] and job.missing() == {}


def test_libraries_of_houdini_are_not_told(job):
    job.scene(
        reader("attribwrangle", {}, True),
        libraries=["$HFS/houdini/otls/x.hda"],
        fallbacks=[
            ("Sop/attribwrangle", "C:/PROGRA~1/SIDEEF~1/HOUDIN~1.653/houdini/otls/OPlibSop.hda"),
            ("Sop/attribwrangle", "otls/OPlibSop.hda"),
        ],
    )
    assert job.answer["files"] == []


def test_a_library_is_looked_for_where_the_scene_says_and_on_the_search_path(job):
    job.put("site/otls/rock.hda")
    job.scene(
        reader("rock", {}, True),
        environment={"HOUDINI_PATH": job.folder + "/site;&"},
        fallbacks=[("Sop/rock", "D:/gone/otls/rock.hda"), ("Sop/rock", "otls/rock.hda")],
    )
    assert job.sent() == ["<job>/site/otls/rock.hda"]


def test_a_library_that_is_a_folder_is_sent_whole(job):
    job.put("rock.hda/Sections.list")
    job.put("rock.hda/Sop_1rock/DialogScript")
    job.scene(reader("rock", {}, True), libraries=["$HIP/rock.hda"])
    assert job.sent() == ["<job>/rock.hda/Sections.list", "<job>/rock.hda/Sop_1rock/DialogScript"]


def test_a_plug_in_is_known_by_the_library_of_its_types(job):
    job.scene(
        {"/out/arnold1": {"type": "arnold", "parms": {"ar_picture": "$HIP/a.exr"}}},
        fallbacks=[("Driver/arnold", "/opt/htoa/htoa-6.2.1_rabc_houdini-19.5/otls/arnold_rop.otl")],
    )
    assert [(row["name"], row["version"], row["used"]) for row in job.answer["plugins"]] == [
        ("htoa", "6.2.1", True)
    ]
    assert job.missing() == {}


# -- by looks ---------------------------------------------------------------------------------


def test_a_path_in_a_parameter_that_nobody_knows_is_suspected(job):
    job.scene(reader("studio::thing", {"cloud": "/lib/rocks.abc"}))
    row = job.row(NODE)
    assert (row["role"], row["attr"], row["where"]) == (
        "suspected", "cloud", "obj/geo1/node1.parm line 3"
    )  # fmt: skip
    assert job.sent() == [] and job.missing() == {}


@pytest.mark.parametrize(
    "name, value",
    [
        ("snippet", "#include \"a.vdb\"\nf@x = 1;"),
        ("outputfile", "$HIP/a.exr"),
        ("vm_picture", "$HIP/a.exr"),
        ("label1", "Loads a.exr"),
        ("cloud", "default.bgeo"),
        ("cloud", "op:/obj/x.exr"),
        ("cloud", "0.5"),
        ("cloud", "/obj/geo1"),
        ("ext", ".$F4.exr"),
    ],
)
def test_what_is_no_path_is_not_suspected(job, name, value):
    assert job.scene(reader("studio::thing", {name: value})).rows() == []


@pytest.mark.parametrize(
    "name, role",
    [("basecolor_texture", "texture"), ("env_map", "texture"), ("RS_proxy_file", "archive")],
)
def test_a_name_that_holds_a_file_everywhere_holds_one_in_an_unknown_type(job, name, role):
    assert found(job, "studio::thing", {name: "/lib/a.exr"}) == [(name, "/lib/a.exr", role)]


@pytest.mark.parametrize(
    "value",
    ["a" * 70000 + ".png", "`" * 3000 + ".png", "$" * 3000 + ".png", "<attr:" * 3000 + ".png"]
    + ["../" * 3000 + "a.png", "*" * 3000 + ".png", "<F4>" * 300 + "/x.png", "$F4/" * 50 + "a.png"]
    + ["a\nb.png", "%(UDIM)d" * 500, "\u202e.png", "${HIP", "`chs('file')`.png"],
)
def test_odd_paths_end_soon_without_a_trace(job, value):
    start = time.time()
    job.scene(dict(reader("file", {"file": value}), **{str("/obj/x"): {"type": "null"}}))
    job.scene(reader("studio::thing", {"cloud": value, "a" * 3000: value}))
    assert time.time() - start < SECONDS


# -- the table, and speed ---------------------------------------------------------------------


def test_every_row_of_the_table_can_be_read():
    kinds = Kinds()
    table = tables.load("houdini/nodes.json")
    roles = set(table["roles"]["extensions"]) | set(table["roles"]["used"].values())
    roles |= set(["file", "image", "light profile"])
    for key, entry in table["types"].items():
        assert entry["source"].strip()
        category, _, kind = key.partition("/")
        assert [row["attr"] for row in entry["files"]] == [
            name for name, _, _ in kinds.entry(category, kind)
        ]
        for row in entry["files"]:
            assert row.get("role") in roles | set([None]), (key, row)
            assert row.get("direction") in (None, "both", "declared", "ignored")


@pytest.mark.slow
def test_twenty_thousand_textures_take_seconds(job):
    nodes = {}
    for at in range(20000):
        path = "$HIP/tex/t%05d.<UDIM>.exr" % at
        parms = {"map": path, "wrap": "repeat"}
        nodes["/mat/t%05d" % at] = {"type": "texture::2.0", "parms": parms}
        if at % 40 == 0:
            job.put("tex/t%05d.1001.exr" % at)
    members = hip_writer.cpio(hip_writer.scene(nodes))
    job.put("shot.hip", members)
    start = time.time()
    analysis = analyze(job.folder + "/shot.hip", environment={})
    assert len(analysis.inputs) == 500
    assert time.time() - start < SECONDS
