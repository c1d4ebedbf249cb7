"""What a Houdini scene renders: renderer, camera, frames, size, outputs, and what is on."""

from __future__ import absolute_import, division, print_function, unicode_literals

import json
import re

import pytest
from hip_scene import CAMERA, by_name, geometry, mantra, node, passes_of, read, rop

from analyzers import disk, tables
from analyzers.houdini import passes, places, rules
from analyzers.houdini.operators import Parm
from analyzers.houdini.rops import ranges
from analyzers.houdini.words import row_of

TABLE = tables.load("houdini/rops.json")
REASONS = TABLE["reasons"]


def one(folder, row, path="/out/r", **start):
    """Returns the pass of a driver beside a camera of 1920 x 1080."""
    nodes = {"/obj/cam1": CAMERA, path: row}
    return passes_of(folder, nodes, **start)[path]


def names(row, folder):
    """Returns the outputs of a pass without the folder of the scene."""
    here = "%s/" % folder
    return [text.replace("\\", "/").replace(here.replace("\\", "/"), "") for text in row.outputs]


# -- what each driver writes ---------------------------------------------------------------

PICTURE = "$HIP/r/$OS.$F4.exr"
WRITTEN = "r/r.<F4>.exr"
DISPLAY = {"ri_displays": "2", "ri_device_0": "it", "ri_display_0": "beauty"}
FAMILIES = [
    ("ifd", {"vm_picture": PICTURE}, "render", "mantra", "camera", [WRITTEN]),
    ("arnold", {"ar_picture": PICTURE, "vm_picture": [["vm_picture", "ip", 'chs("ar_picture")']]},
     "render", "arnold", "camera", [WRITTEN]),
    ("Redshift_ROP",
     {"RS_outputFileNamePrefix": PICTURE, "RS_outputFileFormat": ".exr", "RS_outputEnable": "on",
      "vm_picture": [["vm_picture", "", 'chs("RS_outputFileNamePrefix")']]},
     "render", "redshift", "RS_renderCamera", [WRITTEN]),
    ("Redshift_ROP",
     {"RS_outputFileNamePrefix": "$HIP/r/$OS.$F4", "RS_outputFileFormat": "2"},
     "render", "redshift", "RS_renderCamera", ["r/r.<F4>.jpg"]),
    ("Redshift_Proxy_Output",
     {"RS_archive_enable": "on", "RS_archive_file": "$HIP/p.$F4.rs",
      "RS_outputFileNamePrefix": PICTURE},
     "cache", "redshift", None, ["p.<F4>.rs"]),
    ("vray_renderer", {"SettingsOutput_img_file_path": "$HIP/r/$OS.$F4.exr"},
     "render", "vray", "render_camera", [WRITTEN]),
    ("vray_renderer",
     {"SettingsOutput.img_dir": "$HIP/r/", "SettingsOutput.img_file": "$OS.$F4.exr",
      "SettingsOutput.img_width": "640", "SettingsOutput.img_height": "360"},
     "render", "vray", "render_camera", [WRITTEN]),
    ("ris::3.0", dict(DISPLAY, ri_device_1="openexr", ri_display_1=PICTURE),
     "render", "renderman", "camera", [WRITTEN]),
    ("rib", {"ri_display": PICTURE}, "render", "renderman", "camera", [WRITTEN]),
    ("hdprman::3.0", {"picture": PICTURE}, "render", "renderman", "camera", [WRITTEN]),
    ("Octane_ROP",
     {"HO_img_enable": "on", "HO_img_fileName": "$HIP/r/$OS.$F4", "HO_img_fileFormat": "3"},
     "render", "octane", "HO_renderCamera", [WRITTEN]),
    ("karma", {"picture": PICTURE, "productName": "$HIP/r.checkpoint", "dcm": "off",
               "dcmfilename": "$HIP/dcm.$F4.exr"},
     "render", "karma", "camera", [WRITTEN]),
    ("karma", {"picture": PICTURE, "dcm": "on", "dcmfilename": "$HIP/dcm.$F4.exr"},
     "render", "karma", "camera", [WRITTEN, "dcm.<F4>.exr"]),
    ("opengl", {"picture": PICTURE, "tres": "off"}, "render", "opengl", "camera", [WRITTEN]),
    ("flipbook", {"output": PICTURE}, "render", "opengl", "camera", [WRITTEN]),
    ("comp", {"copoutput": PICTURE, "copaux1": "$HIP/z.$F.exr", "copaux2": ""},
     "render", "comp", None, [WRITTEN, "z.<F>.exr"]),
    ("baketexture::3.0",
     {"vm_uvoutputpicture1": "$HIP/bake.%(UDIM)d.exr", "vm_uvoutputpicture2": ""},
     "render", "mantra", "camera", ["bake.%(UDIM)d.exr"]),
    ("geometry", {"sopoutput": "$HIP/g.$F.bgeo.sc"}, "cache", "geometry", None, ["g.<F>.bgeo.sc"]),
    ("alembic", {"filename": "$HIP/a.abc", "render_full_range": "on"},
     "cache", "alembic", None, ["a.abc"]),
    ("filmboxfbx", {"sopoutput": "$HIP/a.fbx"}, "cache", "fbx", None, ["a.fbx"]),
    ("gltf", {"file": "$HIP/a", "exporttype": "1"}, "cache", "gltf", None, ["a.glb"]),
    ("usd", {"lopoutput": "$HIP/a.usd", "fileperframe": "off"}, "cache", "usd", None, ["a.usd"]),
    ("dop", {"dopoutput": "$HIP/s.$SF.sim"}, "cache", "dop", None, ["s.<F>.sim"]),
    ("channel", {"chopoutput": "$HIP/c.bclip"}, "cache", "channel", None, ["c.bclip"]),
    ("labs::rbd_to_fbx::3.0", {"export_path": "$HIP/a.fbx"}, "cache", "fbx", None, ["a.fbx"]),
    ("sgtk_mantra", {"sgtk_vm_picture": PICTURE}, "render", "mantra", "camera", [WRITTEN]),
]  # fmt: skip


@pytest.mark.parametrize("type_,parms,kind,renderer,camera,written", FAMILIES)
def test_a_driver_is_what_its_table_says(tmpdir, type_, parms, kind, renderer, camera, written):
    parms = dict(parms)
    if camera:
        parms[camera] = "/obj/cam1"
    row = one(tmpdir, rop(type_, **parms))
    assert (row.kind, row.renderer) == (kind, renderer)
    assert names(row, tmpdir) == written
    assert row.cameras == (["/obj/cam1"] if camera else [])
    assert row.frames.text == "1-10[1]"
    assert row.enabled


@pytest.mark.parametrize(
    "path,type_,parm",
    [
        ("/obj/geo1/r", "rop_geometry", "sopoutput"),
        ("/obj/geo1/r", "rop_alembic", "filename"),
        ("/obj/geo1/r", "rop_fbx", "sopoutput"),
        ("/obj/geo1/r", "rop_gltf", "file"),
        ("/obj/geo1/r", "filecache", "file"),
        ("/obj/geo1/r", "Redshift_Proxy_Output", "RS_archive_file"),
        ("/obj/geo1/r", "usdexport", "lopoutput"),
        ("/obj/geo1/r", "vellumio::2.0", "file"),
        ("/img/comp1/r", "rop_comp", "copoutput"),
        ("/obj/dopnet1/r", "output", "dopoutput"),
        ("/obj/topnet1/r", "ropgeometry", "sopoutput"),
        ("/obj/topnet1/r", "ropcomposite", "copoutput"),
        ("/obj/topnet1/r", "textoutput", "filepath"),
        ("/obj/topnet1/r", "ffmpegencodevideo", "outputfilepath"),
    ],
)
def test_a_driver_outside_of_output_networks_is_listed_and_off(tmpdir, path, type_, parm):
    nodes = {
        "/obj/geo1": node("geo"),
        "/img/comp1": node("img"),
        "/obj/dopnet1": node("dopnet"),
        "/obj/topnet1": node("topnet"),
        path: rop(type_, **{str(parm): "$HIP/x.$F.any"}),
    }
    row = passes_of(tmpdir, nodes)[path]
    assert names(row, tmpdir)[0].startswith("x.<F>")
    assert (row.enabled, row.settings["reason"]) == (False, REASONS["elsewhere"])


def test_a_preview_is_no_pass(tmpdir):
    nodes = {"/out/ipr": node("Redshift_IPR"), "/out/v": node("vray", {"rop": "/out/r"})}
    assert passes_of(tmpdir, nodes) == {}


# -- layers and deep pictures --------------------------------------------------------------


def test_separate_files_of_layers_are_outputs(tmpdir):
    row = one(
        tmpdir,
        mantra(
            vm_picture=PICTURE, vm_numaux="3",
            vm_usefile_plane1="on", vm_filename_plane1="$HIP/n.$F4.exr", vm_disable_plane1="off",
            vm_usefile_plane2="off", vm_filename_plane2="$HIP/never.exr", vm_disable_plane2="off",
            vm_usefile_plane3="on", vm_filename_plane3="$HIP/never.exr", vm_disable_plane3="on",
            vm_deepresolver="camera", vm_dcmfilename="$HIP/deep.$F4.rat",
        ),
    )  # fmt: skip
    assert names(row, tmpdir) == [WRITTEN, "deep.<F4>.rat", "n.<F4>.exr"]


def test_a_layer_of_redshift_has_its_name_before_the_frame(tmpdir):
    parms = {
        "RS_outputFileNamePrefix": PICTURE, "RS_outputMultilayerMode": "1", "RS_aov": "2",
        "RS_aovEnable_1": "on", "RS_aovSuffix_1": "Z", "RS_aovCustomPrefix_1": "",
        "RS_aovEnable_2": "off", "RS_aovSuffix_2": "N", "RS_aovCustomPrefix_2": "",
        "RS_renderCamera": "/obj/cam1",
    }  # fmt: skip
    assert names(one(tmpdir, rop("Redshift_ROP", **parms)), tmpdir) == [WRITTEN, "r/r.Z.<F4>.exr"]


def test_layers_of_redshift_in_one_file_are_no_files_of_their_own(tmpdir):
    parms = {
        "RS_outputFileNamePrefix": PICTURE, "RS_outputMultilayerMode": "2", "RS_aov": "1",
        "RS_aovEnable_1": "on", "RS_aovSuffix_1": "Z", "RS_aovCustomPrefix_1": "",
    }  # fmt: skip
    assert names(one(tmpdir, rop("Redshift_ROP", **parms)), tmpdir) == [WRITTEN]


def test_a_count_of_layers_beyond_all_bounds_is_cut(tmpdir):
    row = one(tmpdir, mantra(vm_picture=PICTURE, vm_numaux="2000000000"))
    assert names(row, tmpdir) == [WRITTEN]


# -- viewers and scene descriptions --------------------------------------------------------


@pytest.mark.parametrize("picture", ["ip", "md", ""])
def test_a_driver_to_a_viewer_writes_nothing_and_is_off(tmpdir, picture):
    row = one(tmpdir, mantra(vm_picture=picture))
    assert (row.outputs, row.enabled, row.settings["is_viewer"]) == ([], False, True)
    assert row.settings["reason"] == REASONS["viewer"]


def test_renderman_to_its_viewer_only_is_off(tmpdir):
    row = one(tmpdir, rop("ris", ri_displays="1", ri_device_0="it", ri_display_0="$HIP/a.exr"))
    assert (row.outputs, row.enabled) == ([], False)


def test_redshift_with_its_output_off_is_off(tmpdir):
    row = one(tmpdir, rop("Redshift_ROP", RS_outputFileNamePrefix=PICTURE, RS_outputEnable="off"))
    assert not row.enabled


EXPORTS = [
    ("ifd", {"vm_picture": PICTURE, "soho_diskfile": "$HIP/s.$F4.ifd"}, "soho_outputmode",
     ["on", "1", "2"], ["off", "0"]),
    ("arnold", {"ar_picture": PICTURE, "ar_ass_file": "$HIP/s.$F4.ass"}, "ar_ass_export_enable",
     ["on"], ["off"]),
    ("Redshift_ROP", {"RS_outputFileNamePrefix": PICTURE, "RS_archive_file": "$HIP/s.$F4.rs"},
     "RS_archive_enable", ["on"], ["off"]),
    ("vray_renderer",
     {"SettingsOutput_img_file_path": PICTURE, "render_export_filepath": "$HIP/s.$F4.vrscene"},
     "render_export_mode", ["2", "Export"], ["0", "Render"]),
    ("ris", {"ri_displays": "1", "ri_device_0": "openexr", "ri_display_0": PICTURE,
             "soho_diskfile": "$HIP/s.$F4.rib"}, "diskfile", ["on"], ["off"]),
]  # fmt: skip


@pytest.mark.parametrize("type_,parms,switch,on,off", EXPORTS)
def test_a_scene_description_is_written_when_switched_on(tmpdir, type_, parms, switch, on, off):
    for said in on + off:
        row = one(tmpdir, rop(type_, **dict(parms, **{str(switch): said})))
        exported = [name for name in names(row, tmpdir) if name.startswith("s.<F4>")]
        assert bool(exported) == (said in on), said
        assert row.settings["exports"] == [text for text in row.outputs if "/s.<F4>" in text]


def test_vray_may_render_and_export_at_once(tmpdir):
    parms = {"SettingsOutput_img_file_path": PICTURE, "render_export_mode": "1"}
    row = one(tmpdir, rop("vray_renderer", render_export_filepath="$HIP/s.vrscene", **parms))
    assert names(row, tmpdir) == [WRITTEN, "s.vrscene"]


def test_a_driver_to_a_viewer_that_exports_is_on(tmpdir):
    row = one(tmpdir, mantra(vm_picture="ip", soho_outputmode="on", soho_diskfile="$HIP/s.$F4.ifd"))
    assert (names(row, tmpdir), row.enabled) == (["s.<F4>.ifd"], True)


# -- USD -----------------------------------------------------------------------------------

SETTINGS = {
    "picture": "$HIP/r/$OS.$F4.exr",
    "camera": "/cameras/camera1",
    "resolution": ["1280", "720"],
    "primpath": "/Render/rendersettings",
}


def usd(**parms):
    parms.setdefault("outputimage", "")
    parms.setdefault("renderer", "BRAY_HdKarma")
    return rop("usdrender_rop", ["merge1"], **parms)


def stage(**parms):
    return {
        "/stage/other": node("karmarenderproperties", dict(SETTINGS, primpath="/Render/b")),
        "/stage/settings": node("karmarenderproperties", SETTINGS, ["other"]),
        "/stage/edit": node("editproperties", inputs=["settings"]),
        "/stage/merge1": node("merge", inputs=["", "edit"]),
        "/stage/r": usd(**parms),
    }


def test_an_empty_picture_is_that_of_the_render_settings_in_the_wires(tmpdir):
    row = passes_of(tmpdir, stage())["/stage/r"]
    assert names(row, tmpdir) == ["r/settings.<F4>.exr"]
    assert (row.cameras, row.size) == (["/cameras/camera1"], (1280, 720))
    assert (row.renderer, row.enabled) == ("karma", True)


def test_render_settings_may_be_named_by_their_place_in_usd(tmpdir):
    row = passes_of(tmpdir, stage(rendersettings="/Render/b"))["/stage/r"]
    assert names(row, tmpdir) == ["r/other.<F4>.exr"]


def test_what_the_driver_says_itself_goes_first(tmpdir):
    parms = {
        "outputimage": "$HIP/own.$F4.exr", "override_camera": "/cameras/b",
        "override_res": "specific", "res_user": ["100", "50"],
    }  # fmt: skip
    row = passes_of(tmpdir, stage(**parms))["/stage/r"]
    assert names(row, tmpdir) == ["own.<F4>.exr"]
    assert (row.cameras, row.size) == (["/cameras/b"], (100, 50))


def test_a_size_in_usd_may_be_scaled_in_percent(tmpdir):
    parms = {"override_res": "scale", "res_scale": "50"}
    assert passes_of(tmpdir, stage(**parms))["/stage/r"].size == (640, 360)


def test_a_driver_in_the_output_network_names_its_layer(tmpdir):
    nodes = stage()
    nodes["/out/r"] = rop("usdrender", outputimage="", loppath="/stage/merge1")
    found = passes_of(tmpdir, nodes)
    assert names(found["/out/r"], tmpdir) == ["r/settings.<F4>.exr"]
    assert [name for name, row in found.items() if row.enabled] == ["/out/r"]


@pytest.mark.parametrize(
    "said,renderer",
    [
        ("BRAY_HdKarma", "karma"),
        ("BRAY_HdKarmaXPU", "karma"),
        ("HdArnoldRendererPlugin", "arnold"),
        ("HdPrmanLoaderRendererPluginXpuGpu", "renderman"),
        ("HdVRayRendererPlugin", "vray"),
        ("HdRedshiftRendererPlugin", "redshift"),
        ("HdSomebodyElse", "HdSomebodyElse"),
    ],
)
def test_the_renderer_of_usd_is_what_its_parameter_says(tmpdir, said, renderer):
    assert passes_of(tmpdir, stage(renderer=said))["/stage/r"].renderer == renderer


def test_settings_wired_in_a_circle_end(tmpdir):
    nodes = {"/stage/a": node("merge", inputs=["b"]), "/stage/b": node("merge", inputs=["a"])}
    nodes["/stage/r"] = rop("usdrender_rop", ["a"], outputimage="")
    row = passes_of(tmpdir, nodes)["/stage/r"]
    assert (row.outputs, row.enabled) == ([], True)


# -- file caches ---------------------------------------------------------------------------


def cache(**parms):
    return {"/obj/geo1": node("geo"), "/obj/geo1/r": rop("filecache::2.0", **parms)}


def test_a_file_cache_may_name_its_file(tmpdir):
    parms = {"filemethod": "explicit", "file": "$HIP/c.$F.bgeo.sc", "basedir": "$HIP/never"}
    assert names(passes_of(tmpdir, cache(**parms))["/obj/geo1/r"], tmpdir) == ["c.<F>.bgeo.sc"]


# -- cameras and sizes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "parms,size",
    [
        ({}, (1920, 1080)),
        ({"override_camerares": "off", "res_fraction": "0.5"}, (1920, 1080)),
        ({"override_camerares": "on", "res_fraction": "0.5"}, (960, 540)),
        ({"override_camerares": "on", "res_fraction": "0.3333333"}, (640, 360)),
        ({"override_camerares": "on", "res_fraction": "0.66666666"}, (1280, 720)),
        ({"override_camerares": "on", "res_fraction": "specific",
          "res_override": ["640", "480"]}, (640, 480)),
        ({"override_camerares": "1", "res_fraction": "specific",
          "res_override": [["res_overridex", "0", "100*2"], "50"]}, (200, 50)),
        ({"override_camerares": "on", "res_fraction": "nonsense"}, None),
        ({"override_camerares": "on", "res_fraction": "nan"}, None),
        ({"override_camerares": "on", "res_fraction": "specific",
          "res_override": ["0", "-5"]}, None),
    ],
)  # fmt: skip
def test_the_size_is_that_of_the_camera_with_what_the_driver_overrides(tmpdir, parms, size):
    assert one(tmpdir, mantra(**parms)).size == size


@pytest.mark.parametrize(
    "scale,size",
    [("0", (192, 108)), ("1", (384, 216)), ("2", (480, 270)), ("3", (640, 360)), ("4", (960, 540)),
     ("5", (1280, 720)), ("6", (1440, 810)), ("7", (99, 77)), ("8", None)],
)  # fmt: skip
def test_redshift_scales_by_a_menu(tmpdir, scale, size):
    parms = {"RS_overrideCameraRes": "on", "RS_overrideResScale": scale}
    parms.update(RS_overrideRes=["99", "77"], RS_renderCamera="/obj/cam1")
    row = one(tmpdir, rop("Redshift_ROP", RS_outputFileNamePrefix=PICTURE, **parms))
    assert row.size == size


@pytest.mark.parametrize(
    "scale,size", [("1", (192, 108)), ("5", (960, 540)), ("user", (99, 77))]
)
def test_octane_scales_by_a_menu_of_its_own(tmpdir, scale, size):
    parms = {"HO_overrideCameraRes": "on", "HO_overrideResScale": scale}
    parms.update(HO_overrideRes=["99", "77"], HO_renderCamera="/obj/cam1")
    assert one(tmpdir, rop("Octane_ROP", HO_img_fileName=PICTURE, **parms)).size == size


@pytest.mark.parametrize(
    "type_,parms,size",
    [
        ("karma", {"resolution": ["800", "600"], "override_camerares": "on",
                   "res_fraction": "0.5"}, (800, 600)),
        ("opengl", {"tres": "on", "res": ["320", "240"]}, (320, 240)),
        ("opengl", {"tres": "off", "res": ["320", "240"]}, (1920, 1080)),
        ("comp", {"tres": "specify", "res": ["320", "240"]}, (320, 240)),
        ("comp", {"tres": "natural", "res": ["320", "240"]}, None),
        ("vray_renderer", {"SettingsOutput.img_width": "640",
                           "SettingsOutput.img_height": "360"}, (640, 360)),
        ("vray_renderer", {"override_camerares": "on", "res_fraction": "specific",
                           "res_overridex": "320", "res_overridey": "200"}, (320, 200)),
    ],
)  # fmt: skip
def test_other_drivers_have_a_size_of_their_own(tmpdir, type_, parms, size):
    parms = dict(parms, camera="/obj/cam1", render_camera="/obj/cam1")
    assert one(tmpdir, rop(type_, **parms)).size == size


def test_cameras_are_found_in_objects_and_in_layers(tmpdir):
    nodes = {
        "/obj/cam1": CAMERA,
        "/obj/rig": node("subnet"),
        "/obj/rig/cam2": CAMERA,
        "/obj/s": node("stereocamrig"),
        "/obj/h": node("studio::shotcam::1.0", {"res": ["1", "1"]}),
        "/obj/geo1": node("geo"),
        "/obj/geo1/cam1": node("file"),
        "/stage/camera1": node("camera", {"primpath": "/cameras/$OS"}),
    }
    found = [name for name, _ in passes.cameras(read(tmpdir, nodes))]
    assert sorted(found) == ["/cameras/camera1", "/obj/cam1", "/obj/h", "/obj/rig/cam2", "/obj/s"]


def test_a_camera_may_be_named_from_the_driver_and_by_a_pattern(tmpdir):
    assert one(tmpdir, mantra(camera="../../obj/cam1")).cameras == ["/obj/cam1"]
    assert one(tmpdir, mantra(camera="/obj/cam*")).cameras == ["/obj/cam1"]
    assert one(tmpdir, mantra(camera=[["camera", "", '"/obj/cam1"']])).cameras == ["/obj/cam1"]


# -- frames --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "frames,text",
    [
        (["1", "10", "1"], "1-10[1]"),
        (["1", "10", "3"], "1-10[3]"),
        (["-5", "5", "5"], "-5-5[5]"),
        (["7", "7", "1"], "7-7[1]"),
        (["10", "1", "1"], "1-10[1]"),
        (["10", "1", "4"], "2-10[4]"),
        (["10", "1", "-4"], "2-10[4]"),
        (["1", "10", "0"], None),
        (["1", "4", "0.5"], "1-4[1]"),
        (["1", "6", "1.5"], "1,2,4,5"),
        (["1.5", "3.5", "1"], "1-3[1]"),
        (["1", "9000000", "1"], None),
        (["1e400", "2", "1"], None),
        (["1"], "1-1[1]"),
    ],
)
def test_a_range_is_that_of_its_three_numbers(tmpdir, frames, text):
    row = one(tmpdir, mantra(frames=frames)) if len(frames) == 3 else None
    if row is None:
        row = one(tmpdir, rop("geometry", frames=frames + ["1"] * 2, sopoutput="$HIP/a.bgeo"))
    assert (row.frames and row.frames.text) == text


@pytest.mark.parametrize(
    "trange,text",
    [("off", "25-25[1]"), ("0", "25-25[1]"), ("normal", "1-10[1]"), ("1", "1-10[1]"),
     ("on", "1-10[1]"), ("2", "1-10[1]")],
)  # fmt: skip
def test_trange_chooses_the_current_frame_or_the_range(tmpdir, trange, text):
    assert one(tmpdir, mantra(trange=trange), tcur=1, fps=24).frames.text == text


@pytest.mark.parametrize(
    "ends,text",
    [
        ("$FSTART $FEND", "1-96[1]"),
        ("$RFSTART $RFEND", "11-20[1]"),
        ('ch("../../obj/c/tx") ch("../../obj/c/ty")', "3-9[1]"),
        ("$FSTART+10 $FEND/2", "11-48[1]"),
        ('if(1,5,6) max(7,$FPS)', "5-24[1]"),
    ],
)
def test_a_range_may_be_made_of_expressions(tmpdir, ends, text):
    first, last = ends.split(" ", 1) if not ends.startswith("ch(") else ends.split(" ")
    driven = [["f1", "0", first], ["f2", "0", last], "1"]
    nodes = {"/obj/cam1": CAMERA, "/obj/c": node("null", {"t": ["3", "9", "0"]})}
    nodes["/out/r"] = mantra(frames=driven)
    found = passes_of(tmpdir, nodes, fps=24, tset=(0, 4), frange=(11, 20))
    assert found["/out/r"].frames.text == text


def test_a_range_that_only_houdini_knows_is_not_known(tmpdir):
    driven = [["f1", "0", 'detail("../../obj/g","first",0)'], "10", "1"]
    row = one(tmpdir, mantra(frames=driven))
    assert (row.frames, row.enabled) == (None, True)


def test_a_number_that_was_saved_stands_for_what_cannot_be_worked_out(tmpdir):
    driven = [["f1", "3", "unknown()", "python"], "10", "1"]
    assert one(tmpdir, mantra(frames=driven)).frames.text == "3-10[1]"


def test_a_driver_without_any_range_renders_the_current_frame(tmpdir):
    row = one(tmpdir, node("rop_csv_exporter", {"csv_path": "$HIP/a.csv"}), tcur=1)
    assert row.frames.text == "25-25[1]"


def test_a_driver_without_a_choice_of_range_renders_its_range(tmpdir):
    parms = {"export_path": "$HIP/a.fbx", "f": ["3", "5"]}
    assert one(tmpdir, node("labs::rbd_to_fbx::3.0", parms)).frames.text == "3-5[1]"


def test_a_work_item_of_one_frame_has_one(tmpdir):
    parms = {"sopoutput": "$HIP/a.$F.bgeo", "f": ["1", "9", "1"], "frameoverride": "4"}
    nodes = {"/obj/topnet1": node("topnet")}
    nodes["/obj/topnet1/one"] = node("ropgeometry", dict(parms, framegeneration="0"))
    nodes["/obj/topnet1/range"] = node("ropgeometry", dict(parms, framegeneration="1"))
    found = passes_of(tmpdir, nodes)
    assert [row.frames.text for row in found.values()] == ["4-4[1]", "1-9[1]"]


def test_steps_below_a_frame_are_noted():
    assert ranges.between(1, 3, 0.25).fraction
    assert not ranges.between(3, 1, 1).fraction
    assert not ranges.between(1, 3, 2).fraction


# -- takes ---------------------------------------------------------------------------------


def with_takes(folder, take, **more):
    takes = {
        "Main": {"parms": {}},
        "low": {"parent": "Main", "parms": {("/out/r", "vm_picture"): "$HIP/low.$F4.exr",
                                            ("/obj/cam1", "res"): ["640", "360"]}},
        "lower": {"parent": "low", "parms": {("/out/r", "f"): ["5", "6", "1"]}},
    }  # fmt: skip
    return one(folder, mantra(take=take), takes=takes, **more)


def test_a_driver_renders_with_its_own_take(tmpdir):
    row = with_takes(tmpdir, "low")
    assert names(row, tmpdir) == ["low.<F4>.exr"]
    assert (row.size, row.frames.text, row.settings["take"]) == ((640, 360), "1-10[1]", "low")


def test_a_take_has_what_the_takes_above_it_change(tmpdir):
    row = with_takes(tmpdir, "lower")
    assert names(row, tmpdir) == ["low.<F4>.exr"]
    assert (row.size, row.frames.text) == ((640, 360), "5-6[1]")


@pytest.mark.parametrize("take", ["_current_", "", "nowhere"])
def test_without_a_take_of_its_own_the_saved_values_count(tmpdir, take):
    row = with_takes(tmpdir, take)
    assert (row.size, row.settings["take"]) == ((1920, 1080), None)


def flagged(take, state, **more):
    parms = {("/out/r", ".flags.b"): state} if state else {}
    takes = {"Main": {}, "t1": {"parent": "Main", "parms": parms}, "t2": {"parent": "t1"}}
    return dict(nodes={"/obj/cam1": CAMERA, "/out/r": mantra(take=take, **more)}, takes=takes)


@pytest.mark.parametrize(
    "take,state,flags,is_on",
    [
        ("t1", "on", (), False),
        ("t1", "off", ("bypass",), True),
        ("t1", "", ("bypass",), False),
        ("t2", "on", (), False),
        ("Main", "on", (), True),
        ("_current_", "on", (), True),
    ],
)
def test_the_take_of_a_driver_may_bypass_it(tmpdir, take, state, flags, is_on):
    row = passes_of(tmpdir, **flagged(take, state, flags=flags))["/out/r"]
    assert (row.enabled, row.settings["bypassed"]) == (is_on, not is_on)
    assert row.settings["reason"] == (None if is_on else REASONS["bypassed"])


def test_the_state_of_a_flag_may_stand_by_itself(tmpdir):
    scene = read(tmpdir, **flagged("t1", ""))
    scene.info["takes"]["t1"].parms["/out/r", ".flags.b"] = Parm(".flags.b", ["on"])
    assert [row.enabled for row in passes.passes(scene)] == [False]


# -- a time that nobody knows ----------------------------------------------------------------

RANGE = ([["f1", "1", "$FSTART"], ["f2", "240", "$FEND"], "1"], None)
PLAYED = ([["f1", "1", "$RFSTART"], ["f2", "240", "$RFEND"], "1"], None)
FIXED = (["3", "9", "1"], "3-9[1]")


@pytest.mark.parametrize("frames,expected", [RANGE, PLAYED, FIXED])
def test_frames_of_a_time_range_that_is_not_known_are_not(tmpdir, frames, expected):
    scene = read(tmpdir, {"/out/r": geometry(frames=frames)})
    scene.fps = scene.info["time_range"] = scene.info["playbar"] = None
    row = passes.passes(scene)[0]
    assert (row.frames and row.frames.text) == expected
    told = [tip for tip in rules.tips(scene, [row], []) if tip[0] == "frames_unknown"]
    assert told == ([] if expected else [("frames_unknown", "/out/r")])


@pytest.mark.parametrize("fps", [0, -24])
def test_a_range_in_seconds_means_no_frames_where_their_rate_is_not_known(tmpdir, fps):
    nodes = {"/out/r": geometry(frames=RANGE[0]), "/out/s": geometry(frames=FIXED[0])}
    found = passes_of(tmpdir, nodes, fps=fps)
    assert [row.frames and row.frames.text for row in found.values()] == [None, FIXED[1]]


def test_the_current_frame_may_not_be_known(tmpdir):
    scene = read(tmpdir, {"/out/r": geometry(trange="off")})
    scene.info["frame"] = None
    assert passes.passes(scene)[0].frames is None


def test_facts_say_of_time_what_is_known(tmpdir):
    scene = read(tmpdir, {})
    assert rules.facts(scene)["time_range"] == [1, 240]
    scene.info["time_range"] = scene.info["playbar"] = scene.info["frame"] = None
    found = rules.facts(scene)
    assert [found[name] for name in ("time_range", "playbar", "frame")] == [None] * 3


# -- which are on --------------------------------------------------------------------------


def test_a_bypassed_driver_is_off_and_what_it_waits_for_is_not(tmpdir):
    found = passes_of(tmpdir, {"/out/a": geometry(), "/out/b": geometry(["a"], ["bypass"])})
    assert [row.enabled for row in found.values()] == [True, False]
    assert found["/out/b"].settings["reason"] == REASONS["bypassed"]


def test_drivers_in_a_bypassed_subnet_are_off(tmpdir):
    nodes = {"/out/s": node("subnet", flags=["bypass"]), "/out/s/a": geometry()}
    row = passes_of(tmpdir, nodes)["/out/s/a"]
    assert (row.enabled, row.settings["reason"]) == (False, REASONS["network_bypassed"])


def test_a_bypassed_fetch_switches_nothing_on(tmpdir):
    nodes = {
        "/obj/ropnet1": node("ropnet"),
        "/obj/ropnet1/a": geometry(),
        "/out/b": geometry(),
        "/out/f": node("fetch", {"source": "/obj/ropnet1/a"}, flags=["bypass"]),
    }
    found = passes_of(tmpdir, nodes)
    assert [(name, row.enabled) for name, row in sorted(found.items())] == [
        ("/obj/ropnet1/a", False),
        ("/out/b", True),
    ]


def test_other_networks_count_when_nothing_in_the_output_network_writes(tmpdir):
    nodes = {"/obj/ropnet1": node("ropnet"), "/obj/ropnet1/a": geometry()}
    assert passes_of(tmpdir, nodes)["/obj/ropnet1/a"].enabled
    nodes["/out/view"] = mantra(vm_picture="ip")
    assert passes_of(tmpdir, nodes)["/obj/ropnet1/a"].enabled
    nodes["/out/real"] = geometry()
    assert not passes_of(tmpdir, nodes)["/obj/ropnet1/a"].enabled


def test_what_a_fetched_driver_waits_for_is_on(tmpdir):
    nodes = {
        "/obj/ropnet1": node("ropnet"),
        "/obj/ropnet1/a": geometry(),
        "/obj/ropnet1/b": geometry(["a"]),
        "/obj/ropnet1/c": geometry(),
        "/out/f": node("fetch", {"source": "/obj/ropnet1/b"}),
    }
    found = passes_of(tmpdir, nodes)
    assert [name for name, row in found.items() if row.enabled] == [
        "/obj/ropnet1/a",
        "/obj/ropnet1/b",
    ]


def test_only_drivers_and_what_renders_layers_count_in_networks_below_the_output_network(tmpdir):
    cache = {"sopoutput": "$HIP/a.$F.bgeo"}
    nodes = {
        "/obj/cam1": CAMERA,
        "/out/m": mantra(),
        "/out/topnet1": node("topnet"),
        "/out/topnet1/t": node("ropgeometry", cache),
        "/out/lopnet1": node("lopnet"),
        "/out/lopnet1/r": rop("usdrender_rop", outputimage="$HIP/a.exr"),
        "/out/lopnet1/u": rop("usd_rop", lopoutput="$HIP/a.usd"),
    }
    found = passes_of(tmpdir, nodes)
    assert dict((name, row.enabled) for name, row in found.items()) == {
        "/out/m": True,
        "/out/topnet1/t": False,
        "/out/lopnet1/r": True,
        "/out/lopnet1/u": False,
    }


def test_asking_twice_gives_the_same_passes(tmpdir):
    scene = read(tmpdir, {"/obj/cam1": CAMERA, "/out/a": mantra(), "/out/b": geometry(["a"])})
    assert by_name(passes.passes(scene)) == by_name(passes.passes(scene))


# -- what is told --------------------------------------------------------------------------


def told(folder, parms, **more):
    """Returns the details of the tip of work items for a node that reads a file."""
    nodes = {"/obj/g": node("geo"), "/obj/g/f": node("file", parms, **more)}
    scene = read(folder, nodes, context={"shot": "sh010"})
    here = places.Places(scene, disk.Disk(), {})
    found = list(rules.files(scene, here.candidates, []))
    return [text for name, text in rules.tips(scene, [], found) if name == "pdg_path"]


@pytest.mark.parametrize(
    "written",
    ["$HIP/w`@wedgeindex`.bgeo", "$HIP/a/w`padzero(3,@wedgeindex)`.$F4.bgeo",
     "`@folder`/w.bgeo"],
)  # fmt: skip
def test_a_file_that_a_work_item_names_is_told(tmpdir, written):
    assert told(tmpdir, {"file": written}) == ["/obj/g/f.file: " + written]


def test_a_file_that_an_expression_makes_of_a_work_item_is_told(tmpdir):
    driven = [["file", "", "'$HIP/w'+@wedgeindex+'.bgeo'"]]
    assert told(tmpdir, {"file": driven}) == ["/obj/g/f.file: $HIP/w*.bgeo"]


@pytest.mark.parametrize(
    "written",
    ["$HIP/w`@Frame`.bgeo", "$HIP/`@shot`.bgeo", "$HIP/me@2x.bgeo", "$HIP/`chs('a@b')`@c.bgeo",
     "$HIP/w$WEDGE.$SLICE.<UDIM>.*.bgeo"],
)  # fmt: skip
def test_other_names_are_not_taken_for_those_of_work_items(tmpdir, written):
    assert told(tmpdir, {"file": written}) == []


def test_a_file_of_a_bypassed_node_is_not_told(tmpdir):
    assert told(tmpdir, {"file": "$HIP/w`@wedgeindex`.bgeo"}, flags=["bypass"]) == []


def test_a_driver_without_a_parameter_for_its_output_is_told(tmpdir):
    nodes = {"/out/b": node("brickmap", {"trange": "normal", "f": ["1", "3", "1"]})}
    scene = read(tmpdir, nodes)
    row = passes.passes(scene)[0]
    assert (row.enabled, row.outputs) == (True, [])
    list(rules.tips(scene, [row], []))
    assert scene.gaps == [TABLE["gaps"]["output"] % "/out/b"]


# -- odd values ----------------------------------------------------------------------------

ODD = ["", "-1", "1e400", "nan", "0", "99999999999999999999", "`", "$", "${", "op:", "../..", "*",
       "$F4", "`chs(", "\u955c\u5934", " ", "/", "3.7", "<F4>", "`@pdg_index`"]  # fmt: skip
PARMS = sorted(
    set(
        name.replace("#", "%d" % at)
        for key in ("drivers", "sizes", "frames", "usd_settings")
        for name in re.findall(r'"([A-Za-z_][\w.#]*)"', json.dumps(TABLE[key]))
        for at in (0, 1)
    )
)
NETWORKS = {
    "Driver": "/out", "Sop": "/obj/geo1", "Lop": "/stage", "Top": "/obj/topnet1",
    "Cop2": "/obj/cop2net1", "Cop": "/obj/copnet1", "Dop": "/obj/dopnet1", "Chop": "/obj/chopnet1",
    "Object": "/obj",
}  # fmt: skip


@pytest.mark.parametrize("value", ODD)
def test_any_driver_with_odd_values_gives_a_pass_or_none(tmpdir, value):
    nodes = {"/obj/geo1": node("geo"), "/obj/cam1": node("cam", {"res": [value, value]})}
    for name in ("topnet", "cop2net", "copnet", "dopnet", "chopnet"):
        nodes["/obj/%s1" % name] = node(name)
    wanted = []
    for at, key in enumerate(sorted(TABLE["drivers"])):
        category, _, type_ = key.partition("/")
        if category not in NETWORKS or category == "Object":
            continue
        path = "%s/d%d" % (NETWORKS[category], at)
        parms = dict((name, value) for name in PARMS)
        parms.update(f=[value, "5", value], camera=value, res_override=[value, value])
        nodes[path] = node(type_, parms)
        if row_of(key, TABLE)["kind"] in ("render", "cache", "distributed"):
            wanted.append(path)
    scene = read(tmpdir, nodes)
    found = passes.passes(scene)
    assert [path for path in wanted if path not in [row.name for row in found]] == []
    assert rules.scene_info(scene, found)
    assert all(detail for _, detail in rules.tips(scene, found, []))
    for row in found:
        assert row.size is None or all(1 <= side < 1e6 for side in row.size)
        assert row.frames is None or len(row.frames) >= 1
