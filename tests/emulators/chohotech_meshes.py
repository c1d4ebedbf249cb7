"""The workflow of the chohotech emulator: meshes in every documented type in, one mesh out.

Source: chohotech 生产导出, 定义输入/输出块.
"""

import io
import math
import tarfile
import zipfile

IN_ARCHIVES = ("obj", "stl", "off", "ply", "glb")
OUTPUTS = (*IN_ARCHIVES, "drc")
INPUTS = (*OUTPUTS, "zip", "tar.gz")


def read(content, kind):
    import trimesh

    if kind in ("zip", "tar.gz"):
        content, kind = _only_mesh(content, kind)
    if kind == "drc":
        import DracoPy

        found = DracoPy.decode(content)
        return trimesh.Trimesh(found.points, found.faces, process=False)
    mesh = trimesh.load(io.BytesIO(content), file_type=kind, force="mesh", process=False)
    if not len(mesh.faces):
        raise ValueError("mesh is empty")
    return mesh


def _only_mesh(content, kind):
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    else:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            rows = [row for row in archive if row.isfile()]
            files = {row.name: archive.extractfile(row).read() for row in rows}
    meshes = [name for name in files if name.lower().rsplit(".", 1)[-1] in IN_ARCHIVES]
    if len(meshes) != 1:
        raise ValueError(f"archive holds {len(meshes)} meshes")
    return files[meshes[0]], meshes[0].lower().rsplit(".", 1)[-1]


def joined(meshes):
    import trimesh

    return trimesh.util.concatenate(list(meshes))


def written(mesh, kind):
    if kind != "drc":
        content = mesh.export(file_type=kind)
        return content.encode() if isinstance(content, str) else content
    import DracoPy

    extent = float(mesh.extents.max()) or 1.0
    bits = min(max(math.ceil(math.log2(extent / 1e-5)), 11), 30)
    return DracoPy.encode(mesh.vertices, mesh.faces, quantization_bits=bits)
