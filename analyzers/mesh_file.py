"""Writes meshes of an open scene as one PLY file: binary, little endian, triangles.

Coordinates stay doubles, as the scene has them.

Source: Greg Turk, The PLY Polygon File Format, 1994; the names of elements and properties are
those of his list.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import array
import collections
import io
import struct
import sys
import uuid

from analyzers import disk
from analyzers.errors import OutputError

Mesh = collections.namedtuple("Mesh", ["name", "points", "corners"])
"""Triangles: a name, the points as x, y, z, x, y, z, ... and three indices of points for each
triangle, one behind the other, counter-clockwise as seen from outside."""

HEADER = """ply
format binary_little_endian 1.0
element vertex %d
property double x
property double y
property double z
element face %d
property list uchar int vertex_indices
end_header
"""
_FACE = struct.Struct(str("<B3i"))
_INFINITE = float("inf")


def write(path, meshes):
    """Writes a list of Mesh into the file ``path``, one behind the other in one list of points.

    The file is there whole or not at all.

    Raises:
        OutputError: there is no triangle to write, a mesh has a point that is no number or a
            corner without a point, the disk refuses.
    """
    content = _content(path, meshes)
    part = "%s.%s.tmp" % (path, uuid.uuid4().hex[:8])
    try:
        with io.open(disk.native(part), "wb") as stream:
            for block in content:
                stream.write(block)
        disk.replace(part, path)
    except (IOError, OSError) as err:
        raise OutputError(path, err.strerror or "%s" % err)
    finally:
        disk.remove(part)


def _content(path, meshes):
    """Returns the blocks of bytes of a file."""
    numbers, faces, first = array.array(str("d")), bytearray(), 0
    for mesh in meshes:
        _check(path, mesh)
        numbers.extend(mesh.points)
        corners = iter(mesh.corners)
        for a, b, c in zip(corners, corners, corners):
            faces += _FACE.pack(3, a + first, b + first, c + first)
        first = len(numbers) // 3
    if not faces:
        raise OutputError(path, "the selection has no polygon")
    if sys.byteorder == "big":
        numbers.byteswap()
    header = HEADER % (first, len(faces) // _FACE.size)
    return [header.encode("ascii"), numbers, faces]


def _check(path, mesh):
    points, corners = mesh.points, mesh.corners
    if len(points) % 3 or not all(-_INFINITE < number < _INFINITE for number in points):
        raise OutputError(path, "%s has a point that is no three numbers" % mesh.name)
    if len(corners) % 3:
        raise OutputError(path, "%s has a triangle without three corners" % mesh.name)
    if corners and not 0 <= min(corners) <= max(corners) < len(points) // 3:
        raise OutputError(path, "%s has a corner without a point" % mesh.name)
