"""Draco, the compressed mesh format: triangles on a grid.

Google's encoder rounds coordinates to a grid that it computes with 32 bits, and says nothing of
the error. Here the points are put on the grid first: its step is a power of two and every
coordinate a multiple of it, so a mesh that is sent again does not move again. Then the file is
decoded, and what came of every vertex is compared: decoders too round.

Source: the Draco bitstream specification 2.2, 4.1 header, 4.3 metadata, 5 connectivity.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rayvision_plugins.mesh.errors import MeshRefused

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Points = npt.NDArray[Any]
    Faces = npt.NDArray[np.int64]

MAGIC = b"DRACO"
VERSION = 2, 2
MESH, METADATA = 1, 0x8000
SEQUENTIAL = 0
EXACT = 24
"""The bits of a whole number that a 32-bit float holds without loss."""
LEVEL = 7
"""The encoder's levels above take up to ten times as long and gain nothing."""


def encoded(points: Points, faces: Faces, precision: float) -> bytes | None:
    """Returns a Draco file in which no vertex lies further than ``precision`` from its place.

    Every triangle stays one, however small: the grid is made finer until it does. None when
    32-bit floats cannot hold the coordinates so precisely.
    """
    import numpy as np

    points, faces = _triangles(points, faces)
    if not len(faces):
        return None
    precision = min(precision, float(np.abs(points).max()))  # coarser, nothing would be left
    step = 2.0 ** math.floor(1 + math.log2(precision / math.sqrt(3)))
    while np.abs(points).max() < step * 2**EXACT:
        content = _on_grid(points, faces, step, precision)
        if content:
            return content
        step /= 2
    return None


def _on_grid(points: Points, faces: Faces, step: float, precision: float) -> bytes | None:
    """Returns the file with its vertices on a grid of ``step``; None when one ends too far off.

    None also when the grid is so coarse that a triangle becomes a line or a point.
    """
    import DracoPy  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import numpy as np

    cells = np.rint(points / step).astype(np.int64)
    bits = int(np.max(np.ptp(cells, axis=0))).bit_length()
    kept, whole = _triangles(cells, faces)
    if bits > EXACT or len(whole) < len(faces):
        return None
    try:
        content: bytes = DracoPy.encode(
            (cells * step).astype(np.float32),
            faces.astype(np.uint32),
            quantization_bits=bits,
            quantization_range=(2**bits - 1) * step,
            quantization_origin=cells.min(axis=0) * step,
            compression_level=LEVEL,
        )
    except DracoPy.EncodingFailedException:
        return None
    came, came_faces = decoded(content)
    came_cells = np.rint(came / step).astype(np.int64)
    error = _furthest(points, cells * step) + _furthest(came, came_cells * step)
    if error > precision:
        return None
    came_kept, came_whole = _triangles(came_cells, came_faces)
    same = np.array_equal(kept, came_kept) and np.array_equal(whole, came_whole)
    return content if same else None


def _furthest(points: Points, others: Points) -> float:
    """Returns the largest distance of two points in the same place."""
    import numpy as np

    return float(np.linalg.norm(points - others, axis=1).max())


def joined(points: Points, faces: Faces) -> tuple[Points, Faces]:
    """Returns the mesh with every point once, in order, and none that no triangle has."""
    import numpy as np

    numbers, corners = np.unique(faces, return_inverse=True)
    order = numbers[np.lexsort(points[numbers].T)]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (points[order[1:]] != points[order[:-1]]).any(axis=1)
    places = np.empty(len(points), dtype=np.int64)
    places[order] = np.cumsum(new) - 1
    return points[order[new]], places[numbers][corners].reshape(-1, 3)


def _triangles(points: Points, faces: Faces) -> tuple[Points, Faces]:
    """Returns the mesh in one order, whatever order it came in, without what is no triangle."""
    import numpy as np

    points, faces = joined(points, faces)
    faces = faces[(faces != np.roll(faces, 1, axis=1)).all(axis=1)]
    points, faces = joined(points, faces)
    first = faces.argmin(axis=1)[:, None]
    faces = np.take_along_axis(faces, (first + np.arange(3)) % 3, axis=1)
    return points, faces[np.lexsort(faces.T)]


def decoded(content: bytes) -> tuple[Points, Faces]:
    """Returns points and triangles of a Draco file.

    Raises:
        MeshRefused: when it is none.
    """
    import DracoPy
    import numpy as np

    try:
        found = DracoPy.decode(content)
    except (DracoPy.FileTypeException, ValueError) as err:
        raise MeshRefused("", f"Draco cannot read it: {err}") from err
    faces = np.asarray(getattr(found, "faces", ()), dtype=np.int64).reshape(-1, 3)
    return np.asarray(found.points, dtype=np.float64), faces


def claimed(content: bytes) -> int:
    """Returns the number of triangles that a Draco file says to hold.

    Raises:
        MeshRefused: when it is no mesh, or of a version before 2.2.
    """
    reader = _Reader(content)
    if reader.take(len(MAGIC)) != MAGIC:
        raise MeshRefused("", "it is no Draco file")
    major, minor, kind, method = reader.take(4)
    flags = int.from_bytes(reader.take(2), "little")
    if kind != MESH:
        raise MeshRefused("", "it is a cloud of points, not a mesh")
    if (major, minor) != VERSION:
        raise MeshRefused(
            "", f"it is of Draco's version {major}.{minor}", "encode it with Draco 1.3 or later"
        )
    if flags & METADATA:
        reader.skip_metadata()
    if method != SEQUENTIAL:
        reader.take(1)  # how the connectivity is traversed
        reader.number()  # vertices
    return reader.number()


class _Reader:
    """Reads a header from its first byte on."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def take(self, length: int) -> bytes:
        taken = self._content[self._at : self._at + length]
        if len(taken) < length:
            raise MeshRefused("", "it ends within its header")
        self._at += length
        return taken

    def number(self) -> int:
        """Returns a whole number of up to five bytes of seven bits, the lowest first."""
        value = 0
        for place in range(5):
            (byte,) = self.take(1)
            value |= (byte & 0x7F) << 7 * place
            if byte < 0x80:
                return value
        raise MeshRefused("", "its header has a number without end")

    def skip_metadata(self) -> None:
        """Goes past the metadata: of any number of attributes, then of the mesh."""
        for _ in range(self.number()):
            self.number()
            self._skip_element()
        self._skip_element()

    def _skip_element(self) -> None:
        """Goes past names with values, and the elements inside, which have a name first."""
        inside = 0
        while inside >= 0:
            for _ in range(self.number()):
                self.take(self.take(1)[0])
                self.take(self.number())
            inside += self.number() - 1
            if inside >= 0:
                self.take(self.take(1)[0])
