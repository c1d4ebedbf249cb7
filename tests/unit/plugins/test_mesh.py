"""Meshes of every format: checked, made small, converted; nothing moves further than was said."""

import io
import itertools
import json
import pathlib
import struct
import subprocess
import sys
import tarfile
import zipfile

import pytest

np = pytest.importorskip("numpy")
trimesh = pytest.importorskip("trimesh")
pytest.importorskip("DracoPy")

from rayvision_plugins import mesh  # noqa: E402
from rayvision_plugins.errors import ConfigError  # noqa: E402
from rayvision_plugins.mesh import draco, triangles  # noqa: E402
from rayvision_plugins.profiles import read_table  # noqa: E402
from rayvision_plugins.unpack import ArchiveRefused  # noqa: E402

OUTPUT = mesh.formats().output
FLOAT32 = 2e-6
"""What the formats of 32-bit floats change of coordinates of about 30."""


def wave():
    """A hand-made sheet that is open, with a hole and a fold."""
    count = 20
    points = [
        (x * 1.5, y * 1.25, 3 * np.sin(x / 3) * np.cos(y / 4))
        for x in range(count)
        for y in range(count)
    ]
    at = lambda x, y: x * count + y  # noqa: E731
    faces = []
    for x, y in itertools.product(range(count - 1), repeat=2):
        if (x, y) != (7, 7):
            faces += [(at(x, y), at(x + 1, y), at(x, y + 1))]
            faces += [(at(x + 1, y), at(x + 1, y + 1), at(x, y + 1))]
    return trimesh.Trimesh(points, faces, process=False)


def fan():
    """Three triangles of one edge, which is no manifold."""
    points = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, -1, 0.5)]
    return trimesh.Trimesh(points, [(0, 1, 2), (0, 1, 3), (1, 0, 4)], process=False)


SHAPES = {
    "sphere": lambda: trimesh.creation.icosphere(subdivisions=3, radius=30.123),
    "torus": lambda: trimesh.creation.torus(12.7, 3.3),
    "capsule": lambda: trimesh.creation.capsule(height=21, radius=4.4, count=[12, 12]),
    "annulus": lambda: trimesh.creation.annulus(r_min=5, r_max=11.1, height=2.2),
    "box": lambda: trimesh.creation.box((1, 2, 3)),
    "wave": wave,
    "fan": fan,
}


@pytest.fixture(params=SHAPES)
def shape(request):
    return SHAPES[request.param]()


def content_of(shape, kind):
    if kind == "drc":
        return draco.encoded(np.asarray(shape.vertices), np.asarray(shape.faces), 1e-5)
    content = shape.export(file_type=kind)
    return content.encode() if isinstance(content, str) else content


def of(content, kind):
    found = triangles.read(content, kind)
    return trimesh.Trimesh(found.points, found.faces, process=False)


def distance(one, other):
    """How far the triangles of one are from those of the other, each matched with its nearest."""
    assert len(one.faces) == len(other.faces)
    centers = other.triangles.mean(axis=1)
    worst = 0.0
    for triangle in one.triangles:
        near = np.argsort(np.linalg.norm(centers - triangle.mean(axis=0), axis=1))[:4]
        turned = [
            np.roll(other.triangles[number], turn, axis=0) for number in near for turn in (0, 1, 2)
        ]
        worst = max(worst, min(np.linalg.norm(triangle - other, axis=1).max() for other in turned))
    return worst


def saved(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize("kind", OUTPUT)
def test_a_mesh_of_each_type_is_known_by_its_suffix(tmp_path, kind):
    content = content_of(SHAPES["torus"](), kind)
    found = mesh.checked(saved(tmp_path, f"齿 {kind}.{kind.upper()}", content))
    assert (found.type, found.size, found.carries, found.note) == (kind, len(content), "", "")


@pytest.mark.parametrize(("kind", "wanted"), list(itertools.product(OUTPUT, repeat=2)))
def test_every_type_becomes_every_other_with_the_same_triangles(kind, wanted):
    original = SHAPES["annulus"]()
    content = content_of(original, kind)
    got = of(mesh.converted(content, kind, wanted, precision=1e-4), wanted)
    lossy = 1e-4 * ("drc" in (kind, wanted)) + FLOAT32
    assert distance(original, got) <= lossy


@pytest.mark.parametrize("precision", [0.5e-3, 0.001, 0.05])
def test_no_vertex_of_a_draco_file_is_further_off_than_the_precision(tmp_path, shape, precision):
    path = saved(tmp_path, "mesh.ply", shape.export(file_type="ply", vertex_normal=False))
    content = mesh.checked(path, precision).draco
    original = of(pathlib.Path(path).read_bytes(), "ply")
    assert 0 < distance(original, of(content, "drc")) + 1e-12 <= precision


def test_a_mesh_sent_again_does_not_move_again(shape):
    points, faces = np.asarray(shape.vertices), np.asarray(shape.faces)
    once = draco.encoded(points, faces, 0.001)
    again = draco.encoded(*draco.decoded(once), 0.001)
    assert distance(of(once, "drc"), of(again, "drc")) == 0


def test_draco_makes_a_large_mesh_a_small_part(tmp_path):
    sphere = trimesh.creation.icosphere(subdivisions=5, radius=30)
    found = mesh.checked(saved(tmp_path, "a.stl", content_of(sphere, "stl")), 0.001)
    assert len(found.draco) * 20 < found.size


@pytest.mark.parametrize("away", [100.0, 4_000.0, 7_900.0])
def test_far_from_the_origin_the_precision_still_holds(away):
    torus = SHAPES["torus"]()
    points = np.asarray(torus.vertices) + away
    content = draco.encoded(points, np.asarray(torus.faces), 0.001)
    moved = trimesh.Trimesh(points, torus.faces, process=False)
    assert distance(moved, of(content, "drc")) <= 0.001


def test_where_floats_do_not_reach_the_precision_the_file_goes_as_it_is(tmp_path):
    torus = SHAPES["torus"]()
    torus.apply_translation((1e6, 0, 0))
    path = saved(tmp_path, "far.obj", content_of(torus, "obj"))
    assert mesh.checked(path, 0.001).draco is None
    assert mesh.checked(path, 0.25).draco
    with pytest.raises(mesh.MeshRefused, match="Draco cannot hold it to 0.001"):
        mesh.converted(content_of(torus, "obj"), "obj", "drc")


@pytest.mark.parametrize("size", [1.0, 1e-3, 1e-6])
def test_no_triangle_is_lost_however_small(size):
    both = trimesh.util.concatenate([SHAPES["box"](), wave().apply_scale(size)])
    got = of(draco.encoded(np.asarray(both.vertices), np.asarray(both.faces), 0.01), "drc")
    assert len(got.faces) == len(both.faces)
    corners = np.sort(got.faces, axis=1)
    assert (np.diff(corners, axis=1) > 0).all()


@pytest.mark.parametrize("precision", [1e308, 1e3, 5e-324])
@pytest.mark.parametrize("size", [1e-6, 1.0, 1e6, 1e30])
def test_any_precision_ends_with_every_triangle_or_none(precision, size):
    box = SHAPES["box"]().apply_scale(size)
    content = draco.encoded(np.asarray(box.vertices), np.asarray(box.faces), precision)
    if precision < size:
        assert content is None or distance(box, of(content, "drc")) <= precision
    else:
        assert len(of(content, "drc").faces) == len(box.faces)


def test_a_triangle_finer_than_floats_reach_leaves_the_file_as_it_is():
    points = np.array([(0, 0, 0), (100, 0, 0), (0, 100, 0), (100, 0, 1e-9), (100, 1e-9, 0)])
    assert draco.encoded(points, np.array([(0, 1, 2)]), 0.01)
    assert draco.encoded(points, np.array([(0, 1, 2), (1, 3, 4)]), 0.01) is None


def test_a_mesh_that_is_draco_or_smaller_already_goes_as_it_is(tmp_path):
    box = SHAPES["box"]()
    drc = saved(tmp_path, "a.drc", content_of(box, "drc"))
    tiny = saved(tmp_path, "a.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    assert mesh.checked(drc, 0.001).draco is None
    assert mesh.checked(tiny, 0.001).draco is None


@pytest.mark.parametrize("precision", [0, -1, float("nan"), float("inf")])
def test_a_precision_is_a_length(tmp_path, precision):
    path = saved(tmp_path, "a.stl", content_of(SHAPES["box"](), "stl"))
    with pytest.raises(ConfigError, match="has to be above 0"):
        mesh.checked(path, precision)


def colored_stl():
    content = bytearray(content_of(SHAPES["box"](), "stl"))
    content[84 + 48 : 84 + 50] = b"\x1f\x80"
    return bytes(content)


def colored_glb():
    box = SHAPES["box"]()
    box.visual.vertex_colors = [[9, 9, 9, 255]] * len(box.vertices)
    return box.export(file_type="glb")


def textured_glb():
    pytest.importorskip("PIL")  # trimesh writes no texture coordinates without
    box = SHAPES["box"]()
    box.visual = trimesh.visual.TextureVisuals(uv=np.zeros((len(box.vertices), 2)))
    return box.export(file_type="glb")


def colored_ply():
    box = SHAPES["box"]()
    box.visual.vertex_colors = [[9, 9, 9, 255]] * len(box.vertices)
    return box.export(file_type="ply")


OBJ = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\n"
PLY = "ply\nformat ascii 1.0\nelement vertex 3\n"
PLY += "property float x\nproperty float y\nproperty float z\n"
FACE = "element face 1\nproperty list uchar int vertex_indices\n"
ROWS = "end_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2"
CARRYING = {
    "colors.stl": (colored_stl, "colors"),
    "colors.glb": (colored_glb, "COLOR_0"),
    "textured.glb": (textured_glb, "TEXCOORD_0, textures"),
    "colors.ply": (colored_ply, "red, green, blue, alpha"),
    "labels.ply": (f"{PLY}{FACE}property int tooth\n{ROWS} 7\n", "tooth"),
    "textured.ply": (f"{PLY}comment TextureFile a.png\n{FACE}{ROWS}", "a texture"),
    "uv.obj": (f"{OBJ}vt 0 0\nf 1/1 2/1 3/1\n", "texture coordinates"),
    "colors.obj": ("v 0 0 0 1 0 0\nv 1 0 0 1 0 0\nv 0 1 0 1 0 0\nf 1 2 3\n", "colors"),
    "materials.obj": (f"{OBJ}usemtl a\nf 1 2 3\nusemtl b\nf 1 2 4\n", "materials"),
    "lines.obj": (f"{OBJ}f 1 2 3\nl 3 4\n", "lines"),
    "colors.off": ("COFF\n3 1 0\n0 0 0 1 1 1 1\n1 0 0 1 1 1 1\n0 1 0 1 1 1 1\n3 0 1 2\n", "colors"),
    "facecolors.off": ("OFF 3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2 255 0 0\n", "colors"),
}  # fmt: skip


@pytest.mark.parametrize("name", CARRYING)
def test_what_draco_would_lose_is_named_and_the_file_goes_as_it_is(tmp_path, name):
    content, carries = CARRYING[name]
    content = content if isinstance(content, str) else content()
    content = content.encode() if isinstance(content, str) else content
    found = mesh.checked(saved(tmp_path, name, content), 1e-9)
    assert found.carries == carries
    assert found.draco is None


def glb_with(change):
    """Returns the GLB file of a box, its JSON changed by ``change``."""
    content = SHAPES["box"]().export(file_type="glb")
    size = int.from_bytes(content[12:16], "little")
    document = json.loads(content[20 : 20 + size])
    change(document)
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    data = content[20 + size :]
    head = struct.pack("<4sIII4s", b"glTF", 2, 20 + len(text) + len(data), len(text), b"JSON")
    return head + text + data


def beside(**more):
    """Returns what adds a part like the first one to a GLB's mesh, ``more`` of it changed."""
    return lambda glb: glb["meshes"][0]["primitives"].append(
        {**glb["meshes"][0]["primitives"][0], **more}
    )


@pytest.mark.parametrize(
    ("change", "carries"),
    [
        (beside(), ""),
        (beside(mode=0), "lines, points or fans"),
        (beside(mode=6), "lines, points or fans"),
        (beside(targets=[{"POSITION": 0}]), "morph targets"),
        (lambda glb: glb.update(skins=[{}]), "skins"),
        (lambda glb: glb["accessors"][0].update(sparse={}), "sparse values"),
    ],
)
def test_what_is_not_read_of_a_glb_keeps_it_as_it_is(tmp_path, change, carries):
    found = mesh.checked(saved(tmp_path, "a.glb", glb_with(change)), 1e-3)
    assert found.carries == carries
    assert bool(found.draco) is not bool(carries)


@pytest.mark.parametrize("kind", ["glb", "obj"])
def test_several_objects_become_one_mesh_each_in_its_place(kind):
    scene, box = trimesh.Scene(), SHAPES["box"]()
    scene.add_geometry(box, transform=trimesh.transformations.translation_matrix((10, 0, 0)))
    turned = trimesh.transformations.rotation_matrix(np.pi / 2, (0, 0, 1))
    mirrored = np.diag((1, 1, -1, 1))
    scene.add_geometry(box, transform=turned @ mirrored)
    got = of(mesh.converted(content_of(scene, kind), kind, "stl"), "stl")
    assert np.allclose(got.bounds, [[-1, -1, -1.5], [10.5, 1, 1.5]], atol=1e-6)
    assert len(got.faces) == 24
    assert got.volume == pytest.approx(12)


def polygons(order, faces):
    points = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (2, 0.5, 0)]
    header = PLY.replace("ascii", order).replace("vertex 3", "vertex 5")
    header += FACE.replace("1", str(len(faces))) + "end_header\n"
    if order == "ascii":
        rows = [*points, *((len(face), *face) for face in faces)]
        return (header + "\n".join(" ".join(map(str, row)) for row in rows)).encode()
    sign = "<" if "little" in order else ">"
    body = b"".join(struct.pack(sign + "3f", *point) for point in points)
    body += b"".join(struct.pack(f"{sign}B{len(face)}i", len(face), *face) for face in faces)
    return header.encode() + body


ORDERS = ["ascii", "binary_little_endian", "binary_big_endian"]


@pytest.mark.parametrize("order", ORDERS)
def test_polygons_of_a_ply_are_cut_into_triangles(order):
    got = of(polygons(order, [(0, 1, 4, 2, 3), (0, 1, 4, 2, 3)]), "ply")
    assert len(got.faces) == 6
    assert got.area == pytest.approx(3)


def test_polygons_of_a_text_ply_may_differ_in_their_corners():
    got = of(polygons("ascii", [(0, 1, 2, 3), (1, 4, 2)]), "ply")
    assert len(got.faces) == 3
    assert got.area == pytest.approx(1.5)


@pytest.mark.parametrize("order", ORDERS[1:])
@pytest.mark.parametrize("faces", [[(0, 1, 2, 3), (1, 4, 2)], [(0, 1, 2, 3), (0, 1, 2), (0,) * 5]])
def test_polygons_of_a_binary_ply_that_differ_are_refused_with_a_way_out(tmp_path, order, faces):
    path = saved(tmp_path, "a.ply", polygons(order, faces))
    with pytest.raises(mesh.MeshRefused, match="save them as triangles or as text"):
        mesh.checked(path)


TRIANGLE = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
WRITTEN = {
    "tabs.obj": TRIANGLE.replace(" ", "\t"),
    "comments.obj": f"# \u7259\n{TRIANGLE.replace('3', '3 # 0')}".encode("gbk"),
    "relative.obj": TRIANGLE.replace("f 1 2 3", "f -3 -2 -1"),
    "carriage returns.obj": TRIANGLE.replace("\n", "\r\n"),
    "normals.obj": TRIANGLE.replace("f 1 2 3", "vn 0 0 1\nf 1//1 2//1 3//1"),
    "comments.ply": f"{PLY}comment \u7259\n{FACE}{ROWS}".encode("gbk"),
    "comments.off": "OFF # a\n\n3 1 0 # b\n0 0 0\n1 0 0\n0 1 0\n# c\n3 0 1 2\n",
    "one line.off": "OFF 3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2",
    "named.stl": "solid \u7259\n facet normal 0 0 1\n outer loop\n vertex 0 0 0\n vertex 1 0 0\n"
    " vertex 0 1 0\n endloop\n endfacet\nendsolid \u7259\n".encode("gbk"),
    "named solid.stl": b"solid".ljust(80) + struct.pack("<I12fH", 1, *[0] * 6, 1, 0, 0, 0, 1, 0, 0),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_triangle_is_read_however_it_is_written(tmp_path, name):
    content = WRITTEN[name]
    content = content if isinstance(content, bytes) else content.encode()
    found = mesh.checked(saved(tmp_path, name, content))
    assert of(content, found.type).area == pytest.approx(0.5)
    assert found.carries == ""


def zipped(folder, name, files):
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, content in files.items():
            archive.writestr(inner, content)
    return str(folder / name)


def tarred(folder, name, files):
    with tarfile.open(folder / name, "w:gz" if name.endswith("gz") else "w") as archive:
        for inner, content in files.items():
            info = tarfile.TarInfo(inner)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return str(folder / name)


@pytest.mark.parametrize(
    ("pack", "name", "kind"),
    [(zipped, "a.zip", "zip"), (tarred, "a.tar.gz", "tar.gz"), (tarred, "a.tar", "tar.gz")],
)
def test_an_archive_of_one_mesh_is_taken_and_made_draco(tmp_path, pack, name, kind):
    torus = SHAPES["torus"]()
    beside = {"./read me.txt": b"hello", "__MACOSX/牙/._gum.stl": b"Finder's"}
    path = pack(tmp_path, name, {**beside, "牙/gum.stl": content_of(torus, "stl")})
    found = mesh.checked(path, 0.001)
    assert found.type == kind
    assert distance(torus, of(found.draco, "drc")) <= 0.001 + FLOAT32


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.txt"], "it holds no mesh; pack exactly one of obj, stl, off, ply, glb"),
        (["a.stl", "b/c.STL"], "it holds 2 meshes (a.stl, b/c.STL); pack exactly one"),
        (["a.drc"], "a.drc may not be packed; send that file itself"),
        (["../a.stl"], "it names a file outside its folder: '../a.stl'"),
        (["/etc/a.stl"], "it names a file outside its folder: '/etc/a.stl'"),
        (["C:\\a.stl"], "it names a file outside its folder: 'C:"),
    ],
)
def test_an_archive_holds_exactly_one_mesh_in_its_place(tmp_path, pack, names, said):
    content = content_of(SHAPES["box"](), "stl")
    path = pack(
        tmp_path, f"a.{'zip' if pack is zipped else 'tar.gz'}", dict.fromkeys(names, content)
    )
    with pytest.raises((mesh.MeshRefused, ArchiveRefused)) as raised:
        mesh.checked(path)
    assert said in str(raised.value)


def test_without_trimesh_the_header_is_checked_and_that_is_said(tmp_path, monkeypatch):
    good = saved(tmp_path, "a.stl", content_of(SHAPES["box"](), "stl"))
    cut = saved(tmp_path, "b.stl", content_of(SHAPES["box"](), "stl")[:-7])
    monkeypatch.setitem(sys.modules, "trimesh", None)
    found = mesh.checked(good, 0.001)
    assert "only its header was checked; trimesh reads it" in found.note
    assert found.draco is None
    with pytest.raises(mesh.MeshRefused, match="ends before"):
        mesh.checked(cut)
    with pytest.raises(ConfigError, match=r"to make it obj takes trimesh: pip install"):
        mesh.converted(b"", "stl", "obj")


def test_types_that_are_not_there_are_refused_by_name(tmp_path):
    path = saved(tmp_path, "a.fbx", b"Kaydara")
    with pytest.raises(mesh.MeshRefused, match=r"a\.fbx: its suffix is none of obj, stl, off"):
        mesh.checked(path)
    with pytest.raises(mesh.MeshRefused, match="fbx is none of obj, stl"):
        mesh.converted(b"", "fbx", "stl")
    with pytest.raises(mesh.MeshRefused, match=r"a\.tgz: its suffix is none of"):
        mesh.checked(str(tmp_path / "a.tgz"))


def test_every_format_has_a_source():
    table = read_table("meshes.json")
    assert all(row["source"] for row in table.values())


def test_importing_the_meshes_does_not_import_what_reads_them():
    said = "import sys, rayvision_plugins.mesh; print({'numpy', 'trimesh'} & set(sys.modules))"
    root = pathlib.Path(__file__).parents[3]
    out = subprocess.run(
        [sys.executable, "-c", said], cwd=root, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "set()"
