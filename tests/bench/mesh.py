"""What one mesh weighs in each file format, and how long it takes to check, shrink and convert.

``python tests/bench/mesh.py [SUBDIVISIONS]`` prints the table of the document (chohotech 生产导出,
输入/输出块) for a mesh of trimesh with 8: of about the same size. Seconds of the processor, each
beside those of trimesh alone, which reads the same content in the same run.
"""

import io
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy  # noqa: E402
import trimesh  # noqa: E402

from rayvision_plugins import mesh  # noqa: E402
from rayvision_plugins.mesh import triangles  # noqa: E402

PRECISION = 0.001
TYPES = "stl", "obj", "off", "ply", "glb", "drc"
DOCUMENT = {"stl": 16.7, "obj": 13.5, "off": 14.2, "ply": 7.0, "glb": 6.0, "drc": 0.5173}
"""MB, chohotech 生产导出: 点精度 0.001mm."""


def jaw(subdivisions):
    """Returns a bumpy shell of 20 * 4 ** subdivisions triangles, 60 mm wide."""
    sphere = trimesh.creation.icosphere(subdivisions=subdivisions)
    x, y, z = sphere.vertices.T
    bumps = 0.06 * numpy.sin(9 * x) * numpy.cos(11 * y) + 0.01 * numpy.sin(70 * z * y)
    noise = numpy.random.default_rng(8).normal(0, 1e-5, len(x))
    return trimesh.Trimesh(sphere.vertices * (30 * (1 + bumps + noise))[:, None], sphere.faces)


def seconds(call):
    """Returns the seconds that a call takes, and what it returns."""
    began = time.process_time()
    result = call()
    return time.process_time() - began, result


def trimesh_alone(content, kind):
    return trimesh.load_scene(io.BytesIO(content), file_type=kind, process=False)


def main():
    original = jaw(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
    stl = original.export(file_type="stl")
    print(f"{len(original.faces):,} triangles, {PRECISION} mm\n")
    print("type       MB  of stl  document    made   trimesh   checked  as Draco    MB")
    with tempfile.TemporaryDirectory() as folder:
        for kind in TYPES:
            made, content = seconds(
                lambda kind=kind: mesh.converted(stl, "stl", kind, precision=PRECISION)
            )
            path = pathlib.Path(folder, f"mesh.{kind}")
            path.write_bytes(content)
            alone = "-"
            if kind != "drc":
                took, _ = seconds(lambda kind=kind, content=content: trimesh_alone(content, kind))
                alone = f"{took:.2f} s"
            checked, _ = seconds(lambda path=path: mesh.checked(path))
            both, found = seconds(lambda path=path: mesh.checked(path, PRECISION))
            shrunk, compact = both - checked, found.draco
            print(
                f"{kind:4} {len(content) / 1e6:8.2f}  {len(content) / len(stl):5.1%}"
                f"  {DOCUMENT[kind] / DOCUMENT['stl']:8.1%}  {made:4.2f} s  {alone:>8}"
                f"  {checked:6.2f} s  "
                + (f"{shrunk:6.2f} s  {len(compact) / 1e6:4.2f}" if compact else "       -     -")
            )
    came = triangles.read(content, "drc")
    moved = trimesh.Trimesh(came.points, came.faces, process=False)
    _, off, _ = trimesh.proximity.closest_point_naive(moved, original.vertices[:200])
    print(f"\nfurthest of 200 vertices from the Draco surface: {off.max():.6f} mm")


if __name__ == "__main__":
    main()
