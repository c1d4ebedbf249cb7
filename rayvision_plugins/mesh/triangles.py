"""The triangles of a mesh file, read and written.

A file becomes one mesh: its objects in their places, polygons cut into triangles. Reading is
checked: triangles there are, of points that exist and are numbers.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import io
import re
import struct
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rayvision_plugins.mesh import draco
from rayvision_plugins.mesh.claims import claim
from rayvision_plugins.mesh.errors import MeshRefused

if TYPE_CHECKING:
    from rayvision_plugins.mesh.draco import Faces, Points

BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, NameError),
    *(RuntimeError, TypeError, ValueError, DeprecationWarning, struct.error),
)
"""What parsers raise over bytes that are not what they take them for."""

HINTS = {
    "ply": "if its polygons differ in their number of corners, save them as triangles or as text"
}
"""What may be the cause, by format: ``trimesh`` takes them to be as many in a binary PLY file."""

HALF_READ = "string or file could not be read to its end"
"""What numpy up to 2.2 only warns of."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """A mesh: (count, 3) coordinates, and for each triangle the places of its three points.

    ``carries`` names what its file has beside that, which is not read.
    """

    points: Points
    faces: Faces
    carries: tuple[str, ...] = ()


def missing(*kinds: str) -> str:
    """Returns the package without which these types cannot be read or written here, or ""."""
    needed = ["trimesh", *(["DracoPy"] if "drc" in kinds else [])]
    return next((name for name in needed if importlib.util.find_spec(name) is None), "")


@contextlib.contextmanager
def named(name: str, kind: str) -> Iterator[None]:
    """Makes one MeshRefused, with the name, of all that a parser raises."""
    try:
        yield
    except MeshRefused as err:
        raise MeshRefused(name, err.reason, err.hint) from err
    except ImportError as err:
        hint = f"pip install {err.name}, or export it without"
        raise MeshRefused(name, f"it has lines; trimesh needs {err.name} for them", hint) from err
    except BROKEN as err:
        said = f"{type(err).__name__}: {err}"[:200]
        raise MeshRefused(
            name, f"it is no readable {kind} file ({said})", HINTS.get(kind, "")
        ) from err


def read(content: bytes, kind: str) -> Shape:
    """Returns the mesh in ``content``, of the type ``kind``.

    Raises:
        MeshRefused: when its header cannot be true, it has no triangle, or one that is broken.
        What is in BROKEN: when a parser gives up; ``named`` turns it into MeshRefused.
    """
    import numpy as np

    carries = claim(content, kind)
    with np.errstate(all="ignore"), warnings.catch_warnings():  # no numbers are refused below
        warnings.filterwarnings("error", HALF_READ)
        points, faces = draco.decoded(content) if kind == "drc" else _by_trimesh(content, kind)
    if points.shape[1:] != (3,) or faces.shape[1:] != (3,):
        raise MeshRefused("", "its points are not of three coordinates")
    if not len(faces):
        raise MeshRefused("", "it holds no triangle")
    if np.min(faces) < 0 or np.max(faces) >= len(points):
        raise MeshRefused("", "it has triangles of points that it does not hold")
    if not np.isfinite(points).all():
        raise MeshRefused("", "it has coordinates that are no numbers")
    return Shape(points, faces, carries)


def _by_trimesh(content: bytes, kind: str) -> tuple[Points, Faces]:
    """Returns points and triangles; files that it names are not opened."""
    import trimesh

    scene = trimesh.load_scene(
        io.BytesIO(_plain(content, kind)), file_type=kind, process=False, skip_materials=True
    )
    for part in scene.geometry.values():
        _even(part.metadata.get("_ply_raw", {}))
        part.visual = trimesh.visual.ColorVisuals()  # textures take pillow to be put together
    mesh = scene.to_mesh()
    return mesh.vertices, mesh.faces


def _plain(content: bytes, kind: str) -> bytes:
    """Returns the content without what is right but stops ``trimesh``: comments, tabs."""
    if kind == "obj":
        return re.sub(rb"#[^\r\n]*", b"", content).replace(b"\t", b" ")
    if kind == "ply":
        head, end, body = content.partition(b"\nend_header")
        return re.sub(rb"\n(?:comment|obj_info)\b[^\n]*", b"", head) + end + body
    return content


def _even(elements: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuses what ``trimesh`` took wrongly from a binary PLY file: lists of different lengths."""
    import numpy as np

    for element in elements.values():
        rows: Any = element.get("data")
        columns = (rows.dtype.names or ()) if isinstance(rows, np.ndarray) else ()
        for column in columns:
            lengths = rows[column]["f0"] if rows.dtype[column].names else rows[:0]
            if (lengths != lengths[:1]).any():
                raise ValueError("lists of different lengths")


def written(shape: Shape, kind: str, precision: float, name: str) -> bytes:
    """Returns the content of a file of the type ``kind``; equal points become one.

    Raises:
        MeshRefused: when Draco cannot hold the mesh with the ``precision``.
    """
    import trimesh

    if kind == "drc":
        content = draco.encoded(shape.points, shape.faces, precision)
        if content is None:
            raise MeshRefused(name, f"Draco cannot hold it to {precision}", "choose another type")
        return content
    mesh = trimesh.Trimesh(*draco.joined(shape.points, shape.faces), process=False)
    found = mesh.export(file_type=kind)
    return found.encode() if isinstance(found, str) else bytes(found)
