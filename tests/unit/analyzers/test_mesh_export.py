# coding: utf-8
"""What is selected in Maya and Houdini as meshes, and the PLY files they become."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import struct
import sys

import hip_writer
import pytest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
SITE = os.path.join(ROOT, "tests", "fakes", "site")
sys.path.insert(0, SITE)

import hou  # noqa: E402
import houdini_world  # noqa: E402
from maya import cmds  # noqa: E402
from maya.api import OpenMaya  # noqa: E402

from analyzers import disk, mesh_file  # noqa: E402
from analyzers.errors import OutputError, SceneNotRead  # noqa: E402
from analyzers.houdini import live as in_houdini  # noqa: E402
from analyzers.houdini import triangles  # noqa: E402
from analyzers.maya import live as in_maya  # noqa: E402

CORNERS = [(x, y, z) for x in (0.0, 1.0) for y in (0.0, 1.0) for z in (0.0, 1.0)]
SIDES = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
"""A cube whose sides are counter-clockwise seen from outside."""

MOVED = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 10, 20, 30, 1)
MIRRORED = (-2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
TURNED = (0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)  # x becomes y
SMALL = 1e-9


def read(path):
    """Returns ([(x, y, z)], [(a, b, c)]) of a PLY file; reads the form that is promised."""
    with io.open(disk.native(path), "rb") as stream:
        head, _, body = stream.read().partition(b"end_header\n")
    lines = head.decode("ascii").split("\n")
    assert lines[:2] == ["ply", "format binary_little_endian 1.0"]
    counts = [int(line.split()[-1]) for line in lines if line.startswith("element")]
    assert lines[3:6] == ["property double " + name for name in "xyz"]
    points = [struct.unpack_from(str("<3d"), body, 24 * at) for at in range(counts[0])]
    rows = [
        struct.unpack_from(str("<B3i"), body, 24 * counts[0] + 13 * at) for at in range(counts[1])
    ]
    assert len(body) == 24 * counts[0] + 13 * counts[1]
    assert all(row[0] == 3 for row in rows)
    return points, [row[1:] for row in rows]


def flat(rows):
    return [number for row in rows for number in row]


def rows(numbers):
    return list(zip(*[iter(numbers)] * 3))


def cut(faces):
    return [(face[0], face[at], face[at + 1]) for face in faces for at in range(1, len(face) - 1)]


def mesh(name="cube", points=CORNERS, faces=SIDES):
    return mesh_file.Mesh(name, flat(points), flat(cut(faces)))


def dot(a, b):
    return sum(one * other for one, other in zip(a, b))


def cross(a, b):
    return [a[u] * b[v] - a[v] * b[u] for u, v in ((1, 2), (2, 0), (0, 1))]


def volume(points, faces):
    """Returns the volume inside of triangles: above 0 when they are seen from outside."""
    return sum(dot(points[a], cross(points[b], points[c])) for a, b, c in faces) / 6


def volume_of(found):
    return volume(rows(found.points), rows(found.corners))


def target(folder, name="mesh.ply"):
    return ("%s" % folder).replace("\\", "/") + "/" + name


# -- the file -------------------------------------------------------------------------------------


def test_a_file_holds_the_points_as_they_are_and_the_triangles(tmp_path):
    points = [(x + 1e6 / 3, y, z) for x, y, z in CORNERS]
    mesh_file.write(target(tmp_path), [mesh(points=points)])
    assert read(target(tmp_path)) == (points, cut(SIDES))
    assert abs(volume(CORNERS, cut(SIDES)) - 1) < SMALL


def test_meshes_stand_one_behind_the_other(tmp_path):
    far = [(x + 5, y, z) for x, y, z in CORNERS]
    mesh_file.write(target(tmp_path), [mesh("a"), mesh("b", far)])
    points, faces = read(target(tmp_path))
    assert points == CORNERS + far
    assert abs(volume(points, faces[12:]) - 1) < SMALL
    assert min(min(face) for face in faces[12:]) == 8


def test_what_others_read_is_what_was_written(tmp_path):
    trimesh = pytest.importorskip("trimesh")
    mesh_file.write(target(tmp_path), [mesh()])
    found = trimesh.load(target(tmp_path), process=False)
    assert [tuple(row) for row in found.vertices] == CORNERS
    assert found.is_watertight and abs(found.volume - 1) < SMALL


BAD = {
    "no mesh": ([], "no polygon"),
    "no triangle": ([("cloud", flat(CORNERS), [])], "no polygon"),
    "not a number": ([("bad", [0, 0, float("nan")], [0, 0, 0])], "bad has a point"),
    "endless": ([("bad", [0, float("-inf"), 0], [0, 0, 0])], "bad has a point"),
    "two numbers": ([("bad", [0, 0], [0, 0, 0])], "bad has a point"),
    "two corners": ([("bad", flat(CORNERS), [0, 1])], "bad has a triangle"),
    "too many": ([("bad", flat(CORNERS), [0, 1, 8])], "bad has a corner"),
    "below": ([("bad", flat(CORNERS), [0, 1, -1])], "bad has a corner"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_no_mesh_is_one_line_and_leaves_no_file(tmp_path, name):
    given, reason = BAD[name]
    with pytest.raises(OutputError) as caught:
        mesh_file.write(target(tmp_path), [mesh_file.Mesh(*row) for row in given])
    assert reason in caught.value.text and "\n" not in caught.value.text
    assert os.listdir("%s" % tmp_path) == []


def test_a_file_may_have_any_name_and_is_replaced_whole(tmp_path):
    path = target(tmp_path, "牙龈.ply")
    mesh_file.write(path, [mesh()])
    mesh_file.write(path, [mesh("side", faces=SIDES[:1])])
    assert len(read(path)[1]) == 2
    with pytest.raises(OutputError):
        mesh_file.write(path, [])
    assert len(read(path)[1]) == 2
    assert len(os.listdir("%s" % tmp_path)) == 1


def test_a_name_that_a_folder_has_is_refused_and_nothing_else_stays(tmp_path):
    (tmp_path / "mesh.ply").mkdir()
    with pytest.raises(OutputError):
        mesh_file.write(target(tmp_path), [mesh()])
    assert os.listdir("%s" % tmp_path) == ["mesh.ply"]


def test_a_folder_that_is_gone_is_said_by_the_path(tmp_path):
    path = target(tmp_path, "gone/mesh.ply")
    with pytest.raises(OutputError) as caught:
        mesh_file.write(path, [mesh()])
    assert caught.value.text.startswith(path)


# -- Maya -----------------------------------------------------------------------------------------

MODEL = """//Maya ASCII 2023 scene
requires maya "2023";
createNode transform -n "jaw";
createNode transform -n "gum" -p "jaw";
createNode mesh -n "gumShape" -p "gum";
createNode mesh -n "gumShapeOrig" -p "gum";
createNode transform -n "tooth" -p "jaw";
createNode mesh -n "toothShape" -p "tooth";
createNode transform -n "lamp";
createNode pointLight -n "lampShape" -p "lamp";
createNode transform -n "nothing";
createNode file -n "wood";
"""
GUM, TOOTH = "|jaw|gum|gumShape", "|jaw|tooth|toothShape"


@pytest.fixture
def maya(tmp_path, monkeypatch):
    """A Maya with windows in which two cubes are open."""
    world = cmds._start(batch=False)
    monkeypatch.setattr(in_maya, "cmds", cmds)
    monkeypatch.setattr(in_maya, "OpenMaya", OpenMaya)
    path = target(tmp_path, "jaw.ma")
    with io.open(path, "w", encoding="utf-8") as stream:
        stream.write(MODEL)
    world.open(path)
    world.meshes = {GUM: (CORNERS, SIDES), TOOTH: (CORNERS, SIDES)}
    world.meshes[GUM + "Orig"] = world.meshes[GUM]
    world.intermediate.add(GUM + "Orig")
    yield world
    cmds._stop()


def selected(world, *names):
    world.selection = list(names)
    del world.calls[:]
    return in_maya.selected_meshes()


def test_maya_gives_the_meshes_below_what_is_selected(maya):
    meshes, others = selected(maya, "|jaw")
    assert [mesh.name for mesh in meshes] == [GUM, TOOTH]
    assert rows(meshes[0].points) == CORNERS and rows(meshes[0].corners) == cut(SIDES)
    assert others == []


def test_maya_is_asked_and_never_changed(maya):
    selected(maya, "|jaw")
    assert set(name for name, _, _ in maya.calls) == {"ls", "polyEvaluate"}
    assert maya.selection == ["|jaw"] and not maya.modified


@pytest.mark.parametrize(
    "names",
    [["|jaw|gum"], [GUM], [GUM + ".f[3]"], [GUM + ".vtx[0]", GUM + ".f[1]"], ["|jaw|gum", GUM]],
)
def test_maya_gives_a_mesh_once_however_it_is_selected(maya, names):
    meshes, others = selected(maya, *names)
    assert ([mesh.name for mesh in meshes], others) == ([GUM], [])


def test_each_instance_is_a_mesh_where_it_stands_and_only_when_selected(maya):
    maya.instances = dict.fromkeys((GUM, TOOTH), [GUM, TOOTH])
    maya.matrices = {"|jaw|tooth": MOVED}
    meshes, _ = selected(maya, "|jaw")
    assert [mesh.name for mesh in meshes] == [GUM, TOOTH]
    assert [mesh.points[0] for mesh in meshes] == [0, 10]
    assert [mesh.name for mesh in selected(maya, "|jaw|tooth")[0]] == [TOOTH]
    assert [mesh.name for mesh in selected(maya, "|jaw|gum")[0]] == [GUM]


def test_maya_gives_points_where_they_are_in_the_world(maya):
    maya.matrices = {"|jaw": MOVED, "|jaw|gum": TURNED}
    meshes, _ = selected(maya, "|jaw|gum")
    assert rows(meshes[0].points) == [(10 - y, 20 + x, 30 + z) for x, y, z in CORNERS]
    assert volume_of(meshes[0]) == pytest.approx(1)


@pytest.mark.parametrize("unit, size", [("millimeter", 10), ("centimeter", 1), ("meter", 0.01)])
def test_maya_gives_points_in_the_unit_of_the_scene(maya, unit, size):
    maya.units["linear"] = unit
    (found,), _ = selected(maya, GUM)
    assert max(found.points) == pytest.approx(size)


def test_the_outside_of_a_mirrored_mesh_stays_outside_in_maya(maya):
    maya.matrices = {"|jaw": MIRRORED, "|jaw|gum": MOVED}
    meshes, _ = selected(maya, "|jaw|gum")
    assert min(meshes[0].points[::3]) == -22
    assert volume_of(meshes[0]) == pytest.approx(2)


def test_maya_names_what_is_selected_and_no_mesh(maya):
    maya.meshes[TOOTH] = ([], [])
    meshes, others = selected(maya, "|lamp", "|nothing", "wood", "|jaw")
    assert [mesh.name for mesh in meshes] == [GUM]
    assert others == [
        "|lamp|lampShape: it is a pointLight",
        "|nothing: it holds no mesh",
        "wood: it holds no mesh",
        TOOTH + ": it has no faces",
    ]


def test_without_a_selection_there_is_nothing_in_maya(maya):
    assert selected(maya) == ([], [])


def test_outside_of_maya_it_says_so(monkeypatch):
    monkeypatch.setattr(in_maya, "cmds", None)
    with pytest.raises(SceneNotRead) as caught:
        in_maya.selected_meshes()
    assert "inside Maya" in caught.value.text


# -- Houdini --------------------------------------------------------------------------------------

NODES = {
    "/obj/jaw": {"type": "geo"},
    "/obj/jaw/gum": {"type": "box", "flags": ["display"]},
    "/obj/jaw/tooth": {"type": "box"},
    "/obj/empty": {"type": "geo"},
    "/obj/cam1": {"type": "cam", "parms": {"res": ["64", "36"]}},
    "/out/mantra1": {"type": "ifd"},
}
CLOCKWISE = [("polygon", side[::-1]) for side in SIDES]


@pytest.fixture
def houdini(tmp_path, monkeypatch):
    """A Houdini with windows in which two cubes are open."""
    world = houdini_world.World(gui=True)
    monkeypatch.setattr(hou, "_world", world)
    monkeypatch.setattr(in_houdini, "hou", hou)
    path = target(tmp_path, "jaw.hip")
    with io.open(path, "wb") as stream:
        stream.write(hip_writer.cpio(hip_writer.scene(NODES)))
    world.open(path)
    world.geometry = {"/obj/jaw/gum": (CORNERS, CLOCKWISE), "/obj/jaw/tooth": (CORNERS, CLOCKWISE)}
    return world


def chosen(world, *names):
    world.selection = list(names)
    return in_houdini.selected_meshes()


def test_houdini_gives_what_an_object_shows(houdini):
    meshes, others = chosen(houdini, "/obj/jaw")
    assert [mesh.name for mesh in meshes] == ["/obj/jaw"]
    assert rows(meshes[0].points) == CORNERS and others == []
    assert len(meshes[0].corners) == 3 * 12


def test_houdini_gives_a_node_of_a_network_itself(houdini):
    assert [mesh.name for mesh in chosen(houdini, "/obj/jaw/tooth")[0]] == ["/obj/jaw/tooth"]


def test_houdini_gives_an_object_and_what_it_shows_once(houdini):
    assert len(chosen(houdini, "/obj/jaw", "/obj/jaw/gum")[0]) == 1


def test_houdini_is_asked_and_never_changed(houdini):
    before = len(houdini.calls)
    chosen(houdini, "/obj/jaw")
    assert houdini.calls[before:] == [] and not houdini.modified


@pytest.mark.parametrize("matrix, size", [(MOVED, 1), (TURNED, 1), (MIRRORED, 2)])
def test_houdinis_clockwise_polygons_are_seen_from_outside_in_the_file(houdini, matrix, size):
    houdini.transforms["/obj/jaw"] = matrix
    (mesh,), _ = chosen(houdini, "/obj/jaw/gum")
    assert volume_of(mesh) == pytest.approx(size)


def test_houdini_gives_points_where_they_are_in_the_world(houdini):
    houdini.transforms["/obj/jaw"] = tuple(TURNED[:12]) + MOVED[12:]
    (mesh,), _ = chosen(houdini, "/obj/jaw/gum")
    assert rows(mesh.points) == [(10 - y, 20 + x, 30 + z) for x, y, z in CORNERS]


def test_houdini_names_what_is_selected_and_no_mesh(houdini):
    odd = [("open", [0, 1, 2]), ("sphere", [0]), ("polygon", [0, 1])]
    houdini.geometry["/obj/jaw/gum"] = (CORNERS, odd + CLOCKWISE)
    houdini.geometry["/obj/jaw/tooth"] = hou.OperationFailed("it does not cook")
    names = ("/obj/jaw", "/obj/jaw/tooth", "/obj/empty", "/obj/cam1", "/out/mantra1")
    (found,), others = chosen(houdini, *names)
    assert volume_of(found) == pytest.approx(1) and len(found.corners) == 3 * 12
    assert others == ["/obj/jaw: primitives that are no closed polygons: 3"] + [
        name + ": it has no geometry" for name in names[1:]
    ]


def test_points_of_what_is_no_polygon_stay_out(houdini):
    houdini.geometry["/obj/jaw/gum"] = (
        [(1e3, 1e3, 1e3)] + CORNERS,
        [("sphere", [0])] + [(kind, [at + 1 for at in row]) for kind, row in CLOCKWISE],
    )
    (found,), _ = chosen(houdini, "/obj/jaw")
    assert rows(found.points) == CORNERS and volume_of(found) == pytest.approx(1)


def test_nothing_but_curves_is_no_mesh(houdini):
    houdini.geometry["/obj/jaw/gum"] = (CORNERS, [("open", [0, 1, 2])])
    meshes, others = chosen(houdini, "/obj/jaw")
    assert meshes == [] and others == ["/obj/jaw: primitives that are no closed polygons: 1"]


def test_a_transform_keeps_more_digits_than_houdini_does():
    at = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1e9, 0, 0, 1)
    assert triangles.moved((0.001, 2.0, 3.0), at) == [1e9 + 0.001, 2.0, 3.0]


def test_outside_of_houdini_it_says_so(monkeypatch):
    monkeypatch.setattr(in_houdini, "hou", None)
    with pytest.raises(SceneNotRead) as caught:
        in_houdini.selected_meshes()
    assert "inside Houdini" in caught.value.text
