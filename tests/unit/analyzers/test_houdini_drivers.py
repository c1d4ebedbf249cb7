"""Which nodes of a Houdini scene write something, and what stands between them."""

from __future__ import absolute_import, division, print_function, unicode_literals

import shutil
import tempfile
import time

import pytest
from hip_scene import CAMERA, geometry, mantra, node, passes_of, read, rop
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import tables
from analyzers.houdini import passes, rules
from analyzers.houdini.expressions.tuples import path_from
from analyzers.houdini.rops.drivers import Drivers
from analyzers.houdini.typenames import kind_of, names_of, short, split, type_of
from analyzers.houdini.words import row_of

SECONDS = 60  # a guard against hanging, on a busy machine too

TABLE = tables.load("houdini/rops.json")


def waits(folder, nodes, name):
    return passes_of(folder, nodes)[name].settings["waits_for"]


# -- the table -----------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(TABLE["drivers"]))
def test_every_row_has_a_source_a_kind_and_rules_that_exist(key):
    row = row_of(key, TABLE)
    assert row["source"]
    assert row["kind"] in ("render", "cache", "distributed", "via", "network", "settings", "none")
    assert row.get("size") is None or row["size"] in TABLE["sizes"]
    assert row.get("frames", "usual") in TABLE["frames"]
    for output in list(row.get("outputs", ())) + list(row.get("exports", ())):
        assert "any" in output or output["parm"]
        assert all(type(words) is list for words in output.get("if", {}).values())


def test_a_row_that_is_like_another_one_names_it():
    likes = [row["like"] for row in TABLE["drivers"].values() if "like" in row]
    assert likes
    assert not [name for name in likes if "like" in TABLE["drivers"][name]]


# -- types and categories ------------------------------------------------------------------


@pytest.mark.parametrize(
    "type_,parts,names",
    [
        ("ifd", ("", "ifd", ""), ["ifd"]),
        ("filecache::2.0", ("", "filecache", "2.0"), ["filecache::2.0", "filecache"]),
        ("a::b", ("a", "b", ""), ["a::b", "b"]),
        ("a::b::1.0", ("a", "b", "1.0"), ["a::b::1.0", "a::b", "b::1.0", "b"]),
        ("a::b::c::2", ("a::b", "c", "2"), ["a::b::c::2", "a::b::c", "c::2", "c"]),
        ("a::b::2.0.beta", ("a", "b", "2.0.beta"),
         ["a::b::2.0.beta", "a::b", "b::2.0.beta", "b"]),
        ("3d", ("", "3d", ""), ["3d"]),
        (None, ("", "", ""), [""]),
    ],
)  # fmt: skip
def test_a_type_is_looked_up_without_its_version_and_its_namespace(type_, parts, names):
    assert split(type_) == parts
    assert short(type_) == parts[1]
    assert names_of(type_) == names


def test_an_asset_is_told_apart_by_category_and_type():
    assert type_of("Sop/a::b::1.0") == "a::b::1.0"
    assert kind_of("a::Sop/b::1.0") == "Sop/a::b::1.0"
    assert kind_of("Sop/a::b") == "Sop/a::b"


@pytest.mark.parametrize("type_", ["ris", "ris::22", "ris::3.0"])
def test_every_version_of_a_driver_is_one(tmpdir, type_):
    display = {"ri_displays": "1", "ri_device_0": "openexr", "ri_display_0": "$HIP/r.$F4.exr"}
    found = passes_of(tmpdir, {"/out/r": rop(type_, **display)})
    assert [row.renderer for row in found.values()] == ["renderman"]


@pytest.mark.parametrize(
    "path,type_,parms",
    [
        ("/ch/ch1/geometry1", "geometry", {"soppath": "/obj/geo1"}),
        ("/obj/geo1/alembic1", "alembic", {"fileName": "$HIP/a.abc"}),
        ("/obj/fetch1", "fetch", {"fetchobjpath": "/obj/geo1"}),
        ("/tasks/topnet1/wedge1", "wedge", {"wedgecount": "4"}),
        ("/img/comp1", "img", {}),
        ("/ch/ch1/channel1", "channel", {}),
    ],
)
def test_a_type_that_is_a_driver_elsewhere_is_none_here(tmpdir, path, type_, parms):
    nodes = {
        "/obj/geo1": node("geo"),
        "/ch/ch1": node("ch"),
        "/tasks/topnet1": node("topnet"),
        path: node(type_, parms),
    }
    assert passes_of(tmpdir, nodes) == {}


@pytest.mark.parametrize(
    "path",
    ["/out/g", "/out/sub1/g", "/obj/ropnet1/g", "/obj/geo1/ropnet1/g", "/stage/ropnet1/g"],
)
def test_a_driver_is_found_in_any_output_network(tmpdir, path):
    around = {
        "/out/sub1": node("subnet"),
        "/obj/ropnet1": node("ropnet"),
        "/obj/geo1": node("geo"),
        "/obj/geo1/ropnet1": node("ropnet"),
        "/stage/ropnet1": node("ropnet"),
    }
    nodes = dict((name, row) for name, row in around.items() if path.startswith(name))
    nodes[path] = geometry()
    assert [(row.name, row.enabled) for row in passes_of(tmpdir, nodes).values()] == [(path, True)]


def test_the_insides_of_a_driver_are_no_drivers_of_their_own(tmpdir):
    nodes = {
        "/obj/geo1": node("geo"),
        "/obj/geo1/filecache1": node("filecache", {"file": "$HIP/a.$F.bgeo"}),
        "/obj/geo1/filecache1/render": rop("rop_geometry", sopoutput="$HIP/b.bgeo"),
    }
    assert list(passes_of(tmpdir, nodes)) == ["/obj/geo1/filecache1"]


def test_an_asset_that_no_table_knows_counts_when_it_says_where_it_writes(tmpdir):
    known = rop("studio::render_it::2.1", vm_picture="$HIP/x.$F4.exr", camera="/obj/cam1")
    nodes = {"/obj/cam1": CAMERA, "/out/known": known, "/out/tool": rop("studio::clean_up")}
    scene = read(tmpdir, nodes)
    assert list(Drivers(scene).listed) == ["/out/known"]
    assert list(Drivers(scene).strange) == ["studio::clean_up"]


@pytest.mark.parametrize("type_", ["rayvision_submit", "rayvision_submit::1.0"])
def test_our_own_output_node_is_no_pass_and_hands_over_what_is_wired_into_it(tmpdir, type_):
    parms = {"execute": "0", "only": "on"}
    nodes = {"/obj/cam1": CAMERA, "/out/m": mantra(), "/out/s": node(type_, parms, ["m"])}
    scene = read(tmpdir, nodes)
    found = passes.passes(scene)
    list(rules.tips(scene, found, []))
    assert [(row.name, row.enabled) for row in found] == [("/out/m", True)]
    assert scene.gaps == []
    assert passes.meant(scene, ["/out/s"]) == {"/out/s": ["/out/m"]}


def test_drivers_in_an_unknown_driver_are_rendered_by_it(tmpdir):
    nodes = {"/obj/cam1": CAMERA, "/out/all": node("studio::all"), "/out/all/m": mantra()}
    assert passes_of(tmpdir, nodes)["/out/all/m"].enabled


# -- paths ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text,path",
    [
        ("/out/a", "/out/a"),
        ("../a", "/out/a"),
        ("a", "/out/here/a"),
        ("./a/../b", "/out/here/b"),
        ("../../../../obj", "/obj"),
        ("", "/out/here"),
    ],
)
def test_a_path_begins_at_the_node_that_names_it(text, path):
    assert path_from("/out/here", text) == path


@pytest.mark.parametrize("above", ["geo", "subnet"])
def test_a_driver_in_an_asset_makes_none_of_what_stands_beside_it(tmpdir, above):
    nodes = {
        "/obj/g": node(above),
        "/obj/g/foo1": node("foo"),
        "/obj/g/foo1/c": node("file", {"file": "$HIP/a.bgeo"}),
        "/obj/g/foo1/e": node("ifd", {"vm_picture": "$HIP/e.exr"}),
        "/obj/g/foo1/m": node("merge", inputs=["e"]),
    }
    scene = read(tmpdir, nodes)
    found = [scene.nodes["/obj/g/foo1/" + name].category for name in "cem"]
    assert found == ["Sop", "Driver", "Driver"]


# -- wires ---------------------------------------------------------------------------------


def test_a_driver_waits_for_those_right_before_it(tmpdir):
    nodes = {
        "/out/a": geometry(),
        "/out/b": geometry(["a"]),
        "/out/c": geometry(["b"]),
    }
    found = passes_of(tmpdir, nodes)
    assert list(found) == ["/out/a", "/out/b", "/out/c"]
    assert found["/out/c"].settings["waits_for"] == ["/out/b"]
    assert found["/out/b"].settings["waits_for"] == ["/out/a"]


def test_what_stands_before_bypassed_drivers_takes_their_place(tmpdir):
    nodes = {
        "/out/a": geometry(),
        "/out/b": geometry(["a"], ["bypass"]),
        "/out/c": geometry(["b"], ["bypass"]),
        "/out/d": geometry(["c"]),
    }
    assert waits(tmpdir, nodes, "/out/d") == ["/out/a"]


def test_the_order_is_that_of_the_wires_and_not_of_the_names(tmpdir):
    nodes = {"/out/a": geometry(["z"]), "/out/z": geometry()}
    assert list(passes_of(tmpdir, nodes)) == ["/out/z", "/out/a"]


@pytest.mark.parametrize("type_", ["merge", "null", "batch", "prepost", "shell", "unheard_of"])
def test_a_wire_runs_through_what_writes_nothing(tmpdir, type_):
    nodes = {
        "/out/a": geometry(),
        "/out/b": geometry(),
        "/out/m": node(type_, inputs=["a", "b"]),
        "/out/c": geometry(["m"]),
    }
    assert waits(tmpdir, nodes, "/out/c") == ["/out/a", "/out/b"]


def test_a_circle_of_wires_ends(tmpdir):
    nodes = {"/out/a": geometry(["b"]), "/out/b": geometry(["a"])}
    found = passes_of(tmpdir, nodes)
    assert sorted(found) == ["/out/a", "/out/b"]
    assert all(row.enabled for row in found.values())


@pytest.mark.slow
def test_a_chain_of_thousands_is_put_in_order_each_waiting_for_one(tmpdir):
    nodes = {"/out/g0000": geometry()}
    for at in range(1, 3000):
        nodes["/out/g%04d" % at] = geometry(["g%04d" % (at - 1)])
    found = passes_of(tmpdir, nodes)
    assert list(found) == sorted(found)
    assert found["/out/g2999"].settings["waits_for"] == ["/out/g2998"]
    assert sum(len(row.settings["waits_for"]) for row in found.values()) == 2999
    assert all(row.enabled for row in found.values())


def test_an_input_that_is_not_there_is_passed_over(tmpdir):
    assert waits(tmpdir, {"/out/a": geometry(["", "lost"])}, "/out/a") == []


def test_wires_among_geometry_carry_data_and_only_set_the_order(tmpdir):
    cache = {"file": "$HIP/a.$F.bgeo", "trange": "normal", "f": ["1", "5", "1"]}
    nodes = {
        "/obj/geo1": node("geo"),
        "/obj/geo1/b": node("filecache", cache),
        "/obj/geo1/a": node("filecache", cache, inputs=["b"]),
        "/out/f": node("fetch", {"source": "/obj/geo1/a"}),
    }
    found = passes_of(tmpdir, nodes)
    assert list(found) == ["/obj/geo1/b", "/obj/geo1/a"]
    assert [row.enabled for row in found.values()] == [False, True]
    assert found["/obj/geo1/a"].settings["waits_for"] == []


# -- switches ------------------------------------------------------------------------------


def switch(index, **flags):
    return node("switch", {"index": index}, ["a", "b"], **flags)


@pytest.mark.parametrize("index,on", [("0", "/out/a"), ("1", "/out/b"), ("7", "/out/b")])
def test_a_switch_renders_one_input_and_passes_over_the_others(tmpdir, index, on):
    nodes = {"/out/a": geometry(), "/out/b": geometry(), "/out/s": switch(index)}
    found = passes_of(tmpdir, nodes)
    assert [row.name for row in found.values() if row.enabled] == [on]
    off = next(row for row in found.values() if not row.enabled)
    assert off.settings["reason"] == TABLE["reasons"]["unselected"]


def test_what_another_driver_takes_as_well_is_not_passed_over(tmpdir):
    nodes = {
        "/out/a": geometry(),
        "/out/b": geometry(),
        "/out/s": switch("0"),
        "/out/c": geometry(["b"]),
    }
    assert all(row.enabled for row in passes_of(tmpdir, nodes).values())


def test_all_that_only_leads_to_an_input_that_is_passed_over_is_off(tmpdir):
    nodes = {
        "/out/a": geometry(),
        "/out/b": geometry(["m"]),
        "/out/m": node("merge", inputs=["deep"]),
        "/out/deep": geometry(),
        "/out/s": switch("0"),
    }
    found = passes_of(tmpdir, nodes)
    assert [name for name, row in found.items() if row.enabled] == ["/out/a"]


def test_the_index_of_a_switch_may_be_an_expression(tmpdir):
    driven = switch([["index", "0", "1+0"]])
    nodes = {"/out/a": geometry(), "/out/b": geometry(), "/out/s": driven}
    assert passes_of(tmpdir, nodes)["/out/b"].enabled


# -- indirections --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "type_,parm",
    [("fetch", "source"), ("hq_render", "hq_driver"), ("wedge", "driver"),
     ("afanasy", "output_driver")],
)  # fmt: skip
def test_an_indirection_switches_its_target_on(tmpdir, type_, parm):
    nodes = {
        "/obj/ropnet1": node("ropnet"),
        "/obj/ropnet1/g": geometry(),
        "/out/via": node(type_, {parm: "/obj/ropnet1/g"}),
    }
    found = passes_of(tmpdir, nodes)
    assert [(name, row.enabled) for name, row in found.items()] == [("/obj/ropnet1/g", True)]


def test_a_target_waits_for_what_its_fetch_waits_for(tmpdir):
    nodes = {
        "/obj/ropnet1": node("ropnet"),
        "/obj/ropnet1/g": geometry(),
        "/out/sim": geometry(),
        "/out/via": node("fetch", {"source": "/obj/ropnet1/g"}, ["sim"]),
        "/out/last": geometry(["via"]),
    }
    found = passes_of(tmpdir, nodes)
    assert found["/obj/ropnet1/g"].settings["waits_for"] == ["/out/sim"]
    assert found["/out/last"].settings["waits_for"] == ["/obj/ropnet1/g", "/out/sim"]
    assert list(found) == ["/out/sim", "/obj/ropnet1/g", "/out/last"]


def test_a_fetch_of_a_whole_network_means_all_drivers_in_it(tmpdir):
    nodes = {
        "/obj/ropnet1": node("ropnet"),
        "/obj/ropnet1/a": geometry(),
        "/obj/ropnet1/b": geometry(["a"]),
        "/out/via": node("fetch", {"source": "../../obj/ropnet1"}),
    }
    assert [row.enabled for row in passes_of(tmpdir, nodes).values()] == [True, True]


def test_a_fetch_of_the_inside_of_a_cache_means_the_cache(tmpdir):
    nodes = {
        "/obj/geo1": node("geo"),
        "/obj/geo1/cache": node("filecache", {"file": "$HIP/a.$F.bgeo"}, locked=True),
        "/out/via": node("fetch", {"source": "/obj/geo1/cache/render"}),
    }
    found = passes_of(tmpdir, nodes)
    assert [(name, row.enabled) for name, row in found.items()] == [("/obj/geo1/cache", True)]


def test_a_target_that_is_not_there_is_missing(tmpdir):
    scene = read(tmpdir, {"/out/via": node("fetch", {"source": "/obj/ropnet1/g"})})
    assert dict(Drivers(scene).missing) == {"/out/via": "/obj/ropnet1/g"}


def test_a_target_inside_of_a_locked_asset_is_not_missing(tmpdir):
    nodes = {
        "/obj/a": node("studio::setup", locked=True),
        "/out/via": node("fetch", {"source": "/obj/a/render"}),
    }
    drivers = Drivers(read(tmpdir, nodes))
    assert (list(drivers.missing), list(drivers.inside)) == ([], ["/out/via"])


def test_a_target_in_another_scene_is_not_missing(tmpdir):
    parms = {"roppath": "/out/m", "useexternalhip": "on", "externalhip": "$HIP/other.hip"}
    nodes = {"/tasks/topnet1": node("topnet"), "/tasks/topnet1/f": node("ropfetch", parms)}
    drivers = Drivers(read(tmpdir, nodes))
    assert (list(drivers.missing), list(drivers.external)) == ([], ["/tasks/topnet1/f"])


def test_indirections_in_a_circle_end(tmpdir):
    nodes = {
        "/out/a": node("fetch", {"source": "../b"}),
        "/out/b": node("fetch", {"source": "../a"}),
        "/out/c": node("wedge", {"driver": "../c"}),
    }
    assert passes_of(tmpdir, nodes) == {}


def test_fetches_of_networks_full_of_fetches_are_walked_once(tmpdir):
    nodes = {}
    for at in range(40):
        nodes["/out/n%02d" % at] = node("subnet")
        for name in ("a", "b", "c"):
            nodes["/out/n%02d/%s" % (at, name)] = node("fetch", {"source": "/out/n%02d" % (at + 1)})
    nodes["/out/n40"] = geometry()
    assert list(passes_of(tmpdir, nodes)) == ["/out/n40"]


def test_drivers_in_a_subnet_wait_for_what_the_subnet_waits_for(tmpdir):
    nodes = {
        "/out/sim": geometry(),
        "/out/sub": node("subnet", inputs=["sim"]),
        "/out/sub/a": geometry(),
        "/out/end": geometry(["sub"]),
    }
    found = passes_of(tmpdir, nodes)
    assert found["/out/sub/a"].settings["waits_for"] == ["/out/sim"]
    assert "/out/sub/a" in found["/out/end"].settings["waits_for"]


def test_a_task_network_names_drivers_and_switches_none_on(tmpdir):
    fetch = node("ropfetch", {"roppath": "../../../obj/geo1/g"})
    cache = node("rop_geometry", {"sopoutput": "$HIP/a.$F.bgeo"})
    nodes = {
        "/obj/geo1": node("geo"),
        "/obj/geo1/g": cache,
        "/tasks/topnet1": node("topnet"),
        "/tasks/topnet1/f": fetch,
        "/tasks/topnet1/t": node("ropgeometry", {"sopoutput": "$HIP/b.bgeo"}, ["f"]),
    }
    found = passes_of(tmpdir, nodes)
    assert [(name, row.enabled) for name, row in found.items()] == [
        ("/obj/geo1/g", False),
        ("/tasks/topnet1/t", False),
    ]
    assert found["/tasks/topnet1/t"].settings["waits_for"] == ["/obj/geo1/g"]


@pytest.mark.slow
@pytest.mark.parametrize("with_wires", [False, True])
@pytest.mark.parametrize("is_ring", [False, True])
def test_thousands_of_fetches_of_one_another_take_a_moment(tmpdir, is_ring, with_wires):
    count = 3000
    nodes = {}
    for at in range(count):
        after = "n%d" % ((at + 1) % count)
        inputs = [after] if with_wires else []
        nodes["/out/n%d" % at] = node("fetch", {"source": "../" + after}, inputs)
    if not is_ring:
        nodes["/out/n%d" % (count - 1)] = geometry()
    scene = read(tmpdir, nodes)
    begun = time.time()
    found = passes.passes(scene)
    assert time.time() - begun < SECONDS
    assert [row.name for row in found] == ([] if is_ring else ["/out/n%d" % (count - 1)])
    assert all(row.enabled for row in found)


def test_a_fetch_at_the_far_end_of_a_chain_still_means_its_driver(tmpdir):
    nodes = {"/out/g": geometry()}
    for at in range(1500):
        nodes["/out/f%04d" % at] = node("fetch", {"source": "../f%04d" % (at + 1)})
    nodes["/out/f1500"] = node("fetch", {"source": "../g"})
    scene = read(tmpdir, nodes)
    assert passes.meant(scene, ["/out/f0000"]) == {"/out/f0000": ["/out/g"]}


# -- names of other nodes ------------------------------------------------------------------


MEANT = {
    "/out/a": ["/out/a"],
    "/out/m": ["/out/a", "/out/b"],
    "/out/f": ["/obj/ropnet1/g"],
    "/obj/ropnet1": ["/obj/ropnet1/g"],
    "/out/end": ["/out/a", "/out/b"],
    "/obj": [],
    "/out/lost": [],
}


def test_a_node_that_writes_nothing_stands_for_what_it_leads_to(tmpdir):
    nodes = {
        "/obj/ropnet1": node("ropnet"),
        "/obj/ropnet1/g": geometry(),
        "/out/a": geometry(),
        "/out/b": geometry(),
        "/out/m": node("merge", inputs=["a", "b"]),
        "/out/end": node("null", inputs=["m"]),
        "/out/f": node("fetch", {"source": "/obj/ropnet1/g"}),
    }
    assert passes.meant(read(tmpdir, nodes), list(MEANT)) == MEANT


def reached(wired, name):
    """Returns all that comes before ``name``, itself where it stands in a circle."""
    found, todo = set(), list(wired[name])
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += wired[one]
    return found


# -- any wiring ----------------------------------------------------------------------------

NAMES = ["n%d" % at for at in range(8)]
WIRED = st.tuples(
    st.sampled_from(["geometry", "merge", "fetch", "switch", "subnet", "wedge", "hq_sim"]),
    st.lists(st.sampled_from(NAMES + [""]), max_size=3),
    st.sampled_from(NAMES),
    st.booleans(),
)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(WIRED, min_size=8, max_size=8))
def test_any_wiring_gives_every_driver_once_and_in_order_where_there_is_one(rows):
    nodes = {}
    for name, (type_, inputs, target, is_off) in zip(NAMES, rows):
        parms = {"source": "../" + target, "driver": "../" + target, "hq_driver": "../" + target}
        parms.update(index="1", sopoutput="$HIP/%s.bgeo" % name, slice_type="none")
        nodes["/out/" + name] = node(type_, parms, inputs, ["bypass"] if is_off else [])
    with_inside = dict(nodes, **{str("/out/n0/inside"): geometry()})
    folder = tempfile.mkdtemp()
    scene = read(folder, with_inside)
    found = passes.passes(scene)
    shutil.rmtree(folder)
    names = [row.name for row in found]
    assert len(names) == len(set(names))
    assert set(names) >= set(
        "/out/" + name for name, row in zip(NAMES, rows) if row[0] in ("geometry", "hq_sim")
    )
    waits = dict((row.name, row.settings["waits_for"]) for row in found)
    drivers = Drivers(scene)
    wired = dict((name, drivers.nearest(name)) for name in waits)
    behind = dict((name, reached(wired, name)) for name in waits)
    for at, row in enumerate(found):
        assert row.enabled == (row.settings["reason"] is None)
        in_circle = row.name in behind[row.name]
        assert in_circle or set(waits[row.name]) <= set(names[:at])
