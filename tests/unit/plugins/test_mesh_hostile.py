"""Meshes that are broken or lie: one line that says so, and no memory spent on what they claim."""

import gzip
import io
import json
import os
import random
import re
import struct
import tarfile
import tracemalloc
import zipfile

import pytest

np = pytest.importorskip("numpy")
trimesh = pytest.importorskip("trimesh")
DracoPy = pytest.importorskip("DracoPy")

from rayvision_plugins import mesh  # noqa: E402
from rayvision_plugins.mesh import archive  # noqa: E402
from rayvision_plugins.unpack import ArchiveRefused, Limits  # noqa: E402

SPHERE = trimesh.creation.icosphere(subdivisions=2, radius=10)
CONTENT = {
    kind: mesh.converted(SPHERE.export(file_type="stl"), "stl", kind)
    for kind in mesh.formats().output
}
BILLION = 10**9
NAN = struct.pack("<f", float("nan"))


def ply(vertices, faces, rows=""):
    return (
        f"ply\nformat ascii 1.0\nelement vertex {vertices}\nproperty float x\nproperty float y\n"
        f"property float z\nelement face {faces}\nproperty list uchar int vertex_indices\n"
        f"end_header\n{rows}"
    ).encode()


def glb(document, data=b""):
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    body = (
        struct.pack("<I4s", len(text), b"JSON")
        + text
        + struct.pack("<I4s", len(data), b"BIN\0")
        + data
    )
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


def scene(accessors, **more):
    return {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}], "accessors": accessors,
        **more,
    }  # fmt: skip


def places(count, **more):
    return {"componentType": 5126, "type": "VEC3", "count": count, **more}


VIEW = {"bufferViews": [{"buffer": 0, "byteLength": 36}], "buffers": [{"byteLength": 36}]}
TRIANGLE = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
MANY_NODES = {"nodes": [{"mesh": 0}] * 3000, "scenes": [{"nodes": list(range(3000))}]}


HOSTILE = {
    "empty.stl": b"",
    "empty.obj": b"",
    "zeros.stl": b"\0" * 84,
    "billion.stl": b"\0" * 80 + struct.pack("<I", 4 * BILLION) + b"\0" * 50,
    "cut.stl": CONTENT["stl"][:-20],
    "longer.stl": CONTENT["stl"] + b"\0" * 20,
    "nan.stl": CONTENT["stl"][:96] + NAN + CONTENT["stl"][100:],
    "html.stl": b"<html><body>502 Bad Gateway</body></html>",
    "cut text.stl": b"solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nver",
    "no facet.stl": b"solid a\nendsolid a\n",
    "short.ply": b"ply\nformat ascii 1.0\nelement ver",
    "other.ply": b"PNG\n",
    "billion.ply": ply(3, BILLION, "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"),
    "points.ply": ply(BILLION, 1, "3 0 1 2\n"),
    "negative.ply": ply(-1, 1, "3 0 1 2\n"),
    "outside.ply": ply(3, 1, "0 0 0\n1 0 0\n0 1 0\n3 0 1 7\n"),
    "below.ply": ply(3, 1, "0 0 0\n1 0 0\n0 1 0\n3 0 1 -2\n"),
    "nan.ply": ply(3, 1, "0 0 0\n1 nan 0\n0 1 0\n3 0 1 2\n"),
    "infinite.ply": ply(3, 1, "0 0 0\n1 inf 0\n0 1 0\n3 0 1 2\n"),
    "long list.ply": CONTENT["ply"].replace(b"list uchar", b"list uint"),
    "cut text.ply": ply(3, 2, "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"),
    "half list.ply": ply(3, 1, "0 0 0\n1 0 0\n0 1 0\n2.5 0 1 2\n"),
    "two corners.ply": ply(3, 1, "0 0 0\n1 0 0\n0 1 0\n2 0 1\n"),
    "cut.ply": CONTENT["ply"][:-1],
    "no faces.ply": ply(3, 0, "0 0 0\n1 0 0\n0 1 0\n"),
    "billion.off": b"OFF\n3 1000000000 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n",
    "negative.off": b"OFF\n-3 1 0\n0 0 0\n",
    "cut.off": CONTENT["off"][: len(CONTENT["off"]) // 2],
    "outside.off": b"OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 3\n",
    "four.off": b"4OFF\n3 1 0\n0 0 0 1\n1 0 0 1\n0 1 0 1\n3 0 1 2\n",
    "nan.off": b"OFF\n3 1 0\n0 0 nan\n1 0 0\n0 1 0\n3 0 1 2\n",
    "no faces.obj": b"v 0 0 0\nv 1 0 0\nv 0 1 0\n",
    "outside.obj": b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n",
    "zero.obj": b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0/1 1 2",
    "zero last.obj": b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 0",
    "nan.obj": b"v 0 0 0\nv 1 nan 0\nv 0 1 0\nf 1 2 3\n",
    "bytes.obj": bytes(range(256)) * 4,
    "short.glb": b"glTF\x02\0",
    "cut.glb": CONTENT["glb"][:-4],
    "no json.glb": glb({})[:20] + b"}" + glb({})[21:],
    "deep.glb": struct.pack("<4sIII4s", b"glTF", 2, 200_020, 200_000, b"JSON") + b"[" * 200_000,
    "billion.glb": glb(scene([places(BILLION)])),
    "negative.glb": glb(scene([places(-5)])),
    "beyond.glb": glb(scene([places(300, bufferView=0)], **VIEW), TRIANGLE),
    "elsewhere.glb": glb(scene([places(3, bufferView=0)], bufferViews=VIEW["bufferViews"],
                               buffers=[{"byteLength": 36, "uri": "/etc/passwd"}])),
    "compressed.glb": glb(scene([places(3)], extensionsRequired=["KHR_draco_mesh_compression"])),
    "nodes.glb": glb({**scene([places(300_000)]), **MANY_NODES}, b"\0" * 4096),
    "no node.glb": glb({**scene([places(3, bufferView=0)], **VIEW), "nodes": []}, TRIANGLE),
    "cloud.drc": DracoPy.encode(np.eye(3)),
    "short.drc": b"DRACO",
    "cut.drc": CONTENT["drc"][: len(CONTENT["drc"]) // 2],
    "other.drc": b"DRAGO" + CONTENT["drc"][5:],
    "old.drc": b"DRACO\x01\x01" + CONTENT["drc"][7:],
    "points.drc": CONTENT["drc"][:7] + b"\0" + CONTENT["drc"][8:],
    "billion.drc": CONTENT["drc"][:12] + b"\xff\xff\xff\xff\x0f" * 2 + CONTENT["drc"][15:],
    "endless.drc": CONTENT["drc"][:12] + b"\xff" * 30,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_mesh_is_one_clear_line_and_costs_no_memory(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    tracemalloc.start()
    with pytest.raises(mesh.MeshRefused) as raised:
        mesh.checked(str(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(raised.value).startswith(str(path))
    assert "\n" not in str(raised.value)
    assert peak < 32 * 1024**2


def test_the_glb_that_these_lies_are_made_of_is_a_mesh(tmp_path):
    path = tmp_path / "a.glb"
    path.write_bytes(glb(scene([places(3, bufferView=0)], **VIEW), TRIANGLE))
    assert mesh.checked(str(path)).type == "glb"


@pytest.mark.parametrize("kind", CONTENT)
def test_bytes_changed_by_chance_are_read_or_refused(kind):
    chance = random.Random(kind)
    refused = 0
    for _ in range(150):
        content = bytearray(CONTENT[kind])
        at = chance.randrange(len(content))
        content[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(5))
        try:
            mesh.converted(bytes(content), kind, "stl")
        except mesh.MeshRefused as err:
            refused += 1
            assert str(err).startswith(f"the mesh ({kind}): ")
    assert refused


def test_a_file_that_is_named_inside_is_not_opened(tmp_path):
    (tmp_path / "a.mtl").mkdir()  # opening it would fail
    path = tmp_path / "a.obj"
    path.write_bytes(b"mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl x\nf 1 2 3\n")
    assert mesh.checked(str(path)).carries == ""


def test_lines_for_which_trimesh_needs_more_are_told(tmp_path):
    edges = b"element edge 1\nproperty int vertex1\nproperty int vertex2\nend_header"
    path = tmp_path / "edges.ply"
    content = ply(3, 1, "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n0 1\n").replace(b"end_header", edges)
    path.write_bytes(content)
    try:
        assert mesh.checked(path).carries == "edge"
    except mesh.MeshRefused as err:
        assert re.search(r"it has lines; trimesh needs (\w+) for them; pip install \1", str(err))


def test_a_mesh_that_is_not_there_is_named(tmp_path):
    with pytest.raises(mesh.MeshRefused, match=r"gone\.stl: it cannot be read"):
        mesh.checked(str(tmp_path / "gone.stl"))
    (tmp_path / "folder.stl").mkdir()
    with pytest.raises(mesh.MeshRefused, match=r"folder\.stl: it is no file"):
        mesh.checked(str(tmp_path / "folder.stl"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are of Unix")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.stl")
    with pytest.raises(mesh.MeshRefused, match=r"pipe\.stl: it is no file"):
        mesh.checked(tmp_path / "pipe.stl")


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("a.stl", b"\0" * 8 * 1024**2)
    with pytest.raises(ArchiveRefused, match="would unpack to more than 1 MiB"):
        archive.only_mesh(str(path), Limits(small=1024**2, ratio=50))


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])
def test_a_tar_whose_headers_claim_gigabytes_is_refused_in_time(tmp_path, kind):
    head = tarfile.TarInfo("a.txt")
    head.type, head.size = kind, 8 * 1024**3
    path = tmp_path / "bomb.tar.gz"
    with gzip.open(path, "wb") as file:
        file.write(head.tobuf(tarfile.GNU_FORMAT))
        for _ in range(24):
            file.write(b"\0" * 1024**2)
    tracemalloc.start()
    with pytest.raises(ArchiveRefused, match="would unpack to more than"):
        archive.only_mesh(str(path), Limits(small=1024**2, ratio=2))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * 1024**2


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_a_tar_holds_no_links_or_devices(tmp_path, kind):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as file:
        info = tarfile.TarInfo("a.stl")
        info.type, info.linkname = kind, "/etc/passwd"
        file.addfile(info)
    with pytest.raises(ArchiveRefused, match=r"a\.stl in it is a link or a device"):
        mesh.checked(str(path))


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_a_cut_archive_is_broken(tmp_path, name):
    path = tmp_path / name
    content = os.urandom(50_000)
    if name == "a.zip":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("a.stl", content)
    else:
        with tarfile.open(path, "w:gz") as file:
            info = tarfile.TarInfo("a.stl")
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    path.write_bytes(path.read_bytes()[:-20_000])
    with pytest.raises(ArchiveRefused, match="it is broken"):
        mesh.checked(str(path))


def test_a_gzip_file_that_goes_on_as_something_else_is_broken(tmp_path):
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as file:
        file.addfile(tarfile.TarInfo("a.txt"))
    path.write_bytes(path.read_bytes() + b"<html>")
    with pytest.raises(ArchiveRefused, match="it is broken"):
        mesh.checked(str(path))


def test_names_in_a_tar_of_a_chinese_windows_are_read(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w", encoding="gbk", format=tarfile.GNU_FORMAT) as file:
        for name in ("牙齿.stl", "牙冠.stl"):
            file.addfile(tarfile.TarInfo(name))
    with pytest.raises(mesh.MeshRefused, match=r"2 meshes \(牙齿\.stl, 牙冠\.stl\)"):
        mesh.checked(tmp_path / "a.tar")
