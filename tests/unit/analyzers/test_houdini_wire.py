"""The Houdini part of task.json, distributed simulations, and the tips of the rules."""

from __future__ import absolute_import, division, print_function, unicode_literals

import json
import os

import jsonschema
import pytest
from hip_scene import CAMERA, geometry, mantra, node, passes_of, read, rop

from analyzers import tables
from analyzers.analyze import analyze
from analyzers.houdini import passes, rules, wire

SCHEMA = tables.load("data/schemas/task.schema.json")


def info(folder, nodes, **start):
    scene = read(folder, nodes, **start)
    return wire.scene_info(scene, passes.passes(scene))


def tips(folder, nodes, **start):
    """Returns {tip name: details} of the rules."""
    scene = read(folder, nodes, **start)
    found = {}
    for name, detail in rules.tips(scene, passes.passes(scene), []):
        found.setdefault(name, []).append(detail)
    return found


# -- render and solver nodes ---------------------------------------------------------------


def test_a_render_node_is_written_as_documented(tmpdir):
    nodes = {"/obj/cam1": CAMERA, "/out/mantra1": mantra()}
    assert info(tmpdir, nodes) == {
        "rop_node": [
            {
                "node": "/out/mantra1",
                "frames": "1-10[1]",
                "option": "-1",
                "render": "1",
                "height": "1080",
                "width": "1920",
            }
        ],
        "geo_node": [],
        "distributedsim_node": [],
    }


def test_a_solver_node_has_option_0_and_no_size(tmpdir):
    found = info(tmpdir, {"/out/g": geometry(flags=["bypass"])})
    assert found["geo_node"] == [
        {"node": "/out/g", "frames": "1-10[1]", "option": "0", "render": "0"}
    ]


def test_a_size_that_is_not_known_is_left_out(tmpdir):
    row = info(tmpdir, {"/out/m": mantra(camera="/obj/lost")})["rop_node"][0]
    assert not set(row) & set(["width", "height"])


def test_a_node_whose_frames_are_not_known_is_left_out(tmpdir):
    driven = [["f1", "0", 'detail("/obj/g","a",0)'], "10", "1"]
    assert info(tmpdir, {"/out/g": geometry(frames=driven)})["geo_node"] == []


def test_solver_nodes_stand_in_the_order_in_which_they_are_solved(tmpdir):
    nodes = {
        "/out/a_last": geometry(["middle"]),
        "/out/middle": geometry(["z_first"]),
        "/out/z_first": geometry(),
    }
    found = info(tmpdir, nodes)["geo_node"]
    assert [row["node"] for row in found] == ["/out/z_first", "/out/middle", "/out/a_last"]


def test_all_values_are_text(tmpdir):
    found = info(tmpdir, {"/obj/cam1": CAMERA, "/out/m": mantra(), "/out/g": geometry(),
                          "/out/s": sim()})  # fmt: skip
    values = [value for rows in found.values() for row in rows for value in row.values()]
    assert values
    assert all(isinstance(value, type("")) for value in values)


# -- distributed simulations ---------------------------------------------------------------


def sim(**parms):
    parms.setdefault("hq_driver", "/obj/flat/save_slices")
    parms.setdefault("hq_sim_controls", "/obj/sim/DISTRIBUTE_CONTROLS")
    parms.setdefault("slice_type", "volume")
    parms.setdefault("slicediv", ["2", "2", "1"])
    return rop("hq_sim", frames=parms.pop("f", ("1", "240", "1")), **parms)


SAVE = rop("rop_geometry", sopoutput="$HIP/geo/$HIPNAME.flat.$SLICE.$F.bgeo.sc")


def simulated(folder, **parms):
    nodes = {"/obj/flat": node("geo"), "/obj/flat/save_slices": SAVE, "/out/sim": sim(**parms)}
    return nodes, "%s" % folder


def test_a_distributed_simulation_is_written_as_documented(tmpdir):
    nodes, folder = simulated(tmpdir)
    row = info(tmpdir, nodes)["distributedsim_node"][0]
    assert row.pop("output_file").endswith("/geo/shot.flat.0.1.bgeo.sc")
    assert row == {
        "node": "/out/sim",
        "output_driver": "/obj/flat/save_slices",
        "render": "1",
        "simControlName": "/obj/sim/DISTRIBUTE_CONTROLS",
        "num_slices": "4",
        "option": "1",
        "frames": "1-240[1]",
        "sliceType": "volume",
    }


@pytest.mark.parametrize(
    "parms,kind,number",
    [
        ({"slice_type": "volume", "slicediv": ["2", "3", "2"]}, "volume", "12"),
        ({"slice_type": "0", "slicediv": ["2", "1", "1"]}, "volume", "2"),
        ({"slice_type": "particle", "num_slices": "7"}, "particle", "7"),
        ({"slice_type": "1", "num_slices": "7"}, "particle", "7"),
        ({"slice_type": "none"}, "none", "1"),
        ({"slice_type": "cluster", "hq_cluster_node": "../../obj/clusters"}, "cluster", "5"),
        ({"slice_type": "cluster", "hq_cluster_node": "/obj/lost"}, "cluster", None),
        ({"slice_type": "particle", "num_slices": "17"}, "particle", None),
    ],
)
def test_slices_are_counted_by_their_kind(tmpdir, parms, kind, number):
    nodes, _ = simulated(tmpdir, **parms)
    nodes["/obj/clusters"] = node("clusterpoints", {"num_clusters": "5"})
    row = info(tmpdir, nodes)["distributedsim_node"][0]
    assert (row["sliceType"], row.get("num_slices")) == (kind, number)


def test_a_number_of_slices_that_is_not_known_is_a_gap(tmpdir):
    nodes, _ = simulated(tmpdir, slice_type="cluster", hq_cluster_node="/obj/lost")
    scene = read(tmpdir, nodes)
    list(rules.tips(scene, passes.passes(scene), []))
    assert "/out/sim" in "\n".join(scene.gaps)


def test_a_variable_of_the_scene_does_not_hide_the_first_slice(tmpdir):
    nodes, _ = simulated(tmpdir)
    row = info(tmpdir, nodes, variables={"SLICE": "9"})["distributedsim_node"][0]
    assert row["output_file"].endswith("/geo/shot.flat.0.1.bgeo.sc")


def output_file(folder, driver, **start):
    nodes = {"/out/save": driver, "/out/sim": sim(hq_driver="/out/save")}
    row = info(folder, nodes, **start)["distributedsim_node"][0]
    return row["output_file"].replace("%s/" % folder, "")


def test_the_first_slice_is_named_as_the_take_of_its_driver_has_it(tmpdir):
    low = {"parent": "Main", "parms": {("/out/save", "sopoutput"): "$HIP/low.$SLICE.$F3.bgeo"}}
    takes = {"Main": {"parms": {}}, "low": low}
    driver = geometry(sopoutput="$HIP/high.$SLICE.$F3.bgeo", take="low")
    assert output_file(tmpdir, driver, takes=takes) == "low.0.001.bgeo"


PARTS = {str("SettingsOutput.img_dir"): "$HIP/r/", str("SettingsOutput.img_file"): "$SLICE.exr"}


@pytest.mark.parametrize(
    "driver,expected",
    [
        (geometry(sopoutput="$HIP/a.$SLICE.$CLUSTER.$F2.bgeo"), "a.0.$CLUSTER.01.bgeo"),
        (geometry(sopoutput="$HIP/a.$WEDGE.${SLICE}.bgeo"), "a.7.0.bgeo"),
        (rop("Redshift_Proxy_Output", RS_archive_enable="on", RS_archive_file="$HIP/a.$SLICE.rs"),
         "a.0.rs"),
        (rop("Redshift_Proxy_Output", RS_archive_enable="off", RS_archive_file="$HIP/a.rs"), ""),
        (rop("gltf", file="$HIP/a.$SLICE", exporttype="1"), "a.0.glb"),
        (rop("vray_renderer", **PARTS), "r/0.exr"),
    ],
)  # fmt: skip
def test_the_first_slice_is_named_as_any_output_is(tmpdir, driver, expected):
    assert output_file(tmpdir, driver, variables={"WEDGE": "7", "SLICE": "9"}) == expected


def test_the_first_slice_of_unknown_frames_is_that_of_the_current_frame(tmpdir):
    driver = geometry(sopoutput="$HIP/a.$SLICE.$F.bgeo")
    scene = read(tmpdir, {"/out/save": driver, "/out/sim": sim(hq_driver="/out/save",
                          f=["1", "2", "0"])}, tcur=1, fps=24)  # fmt: skip
    found = dict((row.name, row) for row in passes.passes(scene))["/out/sim"]
    assert found.settings["output_file"].endswith("/a.0.25.bgeo")


def test_a_simulation_runs_its_driver_which_is_not_run_twice(tmpdir):
    nodes = {"/out/save": geometry(), "/out/sim": sim(hq_driver="../save")}
    found = passes_of(tmpdir, nodes)
    assert (found["/out/sim"].enabled, found["/out/save"].enabled) == (True, False)
    nodes["/out/sim"]["flags"] = ["bypass"]
    found = passes_of(tmpdir, nodes)
    assert (found["/out/sim"].enabled, found["/out/save"].enabled) == (False, True)


def test_a_simulation_whose_driver_is_gone_keeps_its_name_and_has_a_tip(tmpdir):
    nodes = {"/out/sim": sim()}
    row = info(tmpdir, nodes)["distributedsim_node"][0]
    assert (row["output_driver"], row["output_file"]) == ("/obj/flat/save_slices", "")
    assert tips(tmpdir, nodes)["driver_missing"] == ["/out/sim: /obj/flat/save_slices"]


def test_a_task_that_distributes_counts_its_slices(tmpdir):
    parms = {
        "sopoutput": "$HIP/a.$SLICE.$F.bgeo", "f": ["1", "3", "1"], "distribute": "on",
        "slicetype": "1", "slicecount": "3", "control": "../../sim/control",
    }  # fmt: skip
    nodes = {"/obj/topnet1": node("topnet"), "/obj/topnet1/g": node("ropgeometry", parms)}
    row = info(tmpdir, nodes)["distributedsim_node"][0]
    assert (row["num_slices"], row["render"]) == ("3", "0")
    assert row["output_driver"] == "/obj/topnet1/g"
    assert row["simControlName"] == "/obj/sim/control"


# -- the whole task ------------------------------------------------------------------------


def test_a_task_keeps_to_its_schema(tmpdir):
    nodes, folder = simulated(tmpdir)
    nodes.update({"/obj/cam1": CAMERA, "/out/m": mantra(["sim"])})
    read(tmpdir, nodes)
    analysis = analyze(os.path.join(folder, "shot.hip"), environment={}, windows=False)
    task = json.loads(json.dumps(analysis.taskfiles().task))
    assert list(jsonschema.Draft7Validator(SCHEMA).iter_errors(task)) == []
    assert task["software_config"] == {
        "cg_name": "Houdini", "cg_version": "19.5.303", "plugins": {},
    }  # fmt: skip
    assert task["task_info"]["cg_id"] == "2004"
    assert task["task_info"]["input_project_path"] == ""


def test_a_chosen_project_folder_is_written(tmpdir):
    read(tmpdir, {"/out/g": geometry()})
    folder = "%s" % tmpdir
    analysis = analyze(os.path.join(folder, "shot.hip"), project=folder, environment={})
    assert analysis.taskfiles().task["task_info"]["input_project_path"] != ""


# -- tips ----------------------------------------------------------------------------------


def test_a_scene_in_order_has_no_tips(tmpdir):
    nodes = {"/obj/cam1": CAMERA, "/out/m": mantra(), "/out/g": geometry()}
    assert tips(tmpdir, nodes) == {}


@pytest.mark.parametrize("camera,detail", [("", "/out/m"), ("/obj/lost", "/out/m: /obj/lost")])
def test_a_camera_that_is_not_there_is_told(tmpdir, camera, detail):
    assert tips(tmpdir, {"/out/m": mantra(camera=camera)})["no_camera"] == [detail]


def test_a_camera_of_a_driver_that_is_off_is_not_told(tmpdir):
    assert "no_camera" not in tips(tmpdir, {"/out/m": mantra(camera="", flags=["bypass"])})


def test_a_camera_inside_of_a_locked_asset_cannot_be_told_to_be_missing(tmpdir):
    nodes = {"/obj/rig": node("studio::rig", locked=True), "/out/m": mantra(camera="/obj/rig/cam")}
    assert "no_camera" not in tips(tmpdir, nodes)


def test_a_camera_in_usd_cannot_be_told_to_be_missing(tmpdir):
    row = rop("karma", picture="$HIP/a.exr", camera="/cameras/a", resolution=["64", "64"])
    assert tips(tmpdir, {"/out/k": row, "/obj/cam1": CAMERA}) == {}
    row = rop("karma", picture="$HIP/a.exr", camera="/obj/lost", resolution=["64", "64"])
    assert "no_camera" in tips(tmpdir, {"/out/k": row, "/obj/cam1": CAMERA})


@pytest.mark.parametrize(
    "tip,nodes",
    [
        ("viewer_output", {"/out/m": mantra(vm_picture="ip")}),
        ("take_unknown", {"/out/m": mantra(take="nowhere")}),
        ("driver_missing", {"/out/f": node("fetch", {"source": "/obj/lost"})}),
        ("slices_too_many", {"/out/s": sim(slice_type="particle", num_slices="17")}),
        ("pdg_path", {"/out/m": mantra(vm_picture="$HIP/a.`@wedgeindex`.$F4.exr")}),
        ("frames_unknown", {"/out/m": mantra(frames=("1", "10", "0"))}),
        ("not_evaluated", {"/out/m": mantra(vm_picture=[["vm_picture", "", 'detail("a","b",0)']])}),
        ("not_evaluated", {"/out/m": mantra(vm_picture=[["vm_picture", "", "x()", "python"]])}),
        ("python_not_run", {"/out/m": mantra(frames=(["f1", "3", "x()", "python"], "9", "1"))}),
    ],
)
def test_what_is_wrong_with_a_driver_is_told(tmpdir, tip, nodes):
    nodes = dict(nodes, **{str("/obj/cam1"): CAMERA})
    assert len(tips(tmpdir, nodes)[tip]) == 1


def test_a_size_that_is_not_known_is_told(tmpdir):
    camera = node("cam", {"res": [["resx", "0", 'detail("a","b",0)'], "10"]})
    found = tips(tmpdir, {"/obj/cam1": camera, "/out/m": mantra()})
    assert found["size_unknown"] == ["/out/m"]


def test_what_the_drivers_leave_open_is_a_gap(tmpdir):
    nodes = {
        "/obj/cam1": CAMERA,
        "/out/a": rop("studio::tool"),
        "/out/b": mantra(frames=("1", "2", "0.5")),
        "/out/c": node("wedge", {"driver": "/out/b", "wedgeparams": "1", "steps1": "3"}),
    }
    scene = read(tmpdir, nodes)
    list(rules.tips(scene, passes.passes(scene), []))
    told = "\n".join(scene.gaps)
    assert "studio::tool" in told
    assert told.count("/out/b") == 2
