"""Makes triangles of a hou.Geometry, by Houdini's own verbs; what is of hou is an argument.

Corners and points come in one call each, however many there are. A geometry that a node gave
is copied, never changed.

Source: Houdini help, Python scripting: hou.Geometry, hou.SopVerb; geometry nodes Divide and
Attribute Promote. Classes of attributes there: 2 are points, 3 vertices; method 8 is the first
match.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import mesh_file
from analyzers.houdini import queries

_NUMBER = str("rayvision_point")
_DIVIDE = {"convex": 1, "numsides": 3}
_PROMOTE = {"inname": _NUMBER, "inclass": 2, "outclass": 3, "method": 8}


def closed(geometry, polygon):
    """Returns (a copy with the closed polygons only, how many primitives are none).

    ``polygon`` is the class hou.Polygon.
    """
    copied = geometry.freeze()
    odd = [prim for prim in copied.prims() if not _is_closed(prim, polygon)]
    copied.deletePrims(odd)
    return copied, len(odd)


def mesh(name, polygons, world, verb_named, kind):
    """Returns the mesh_file.Mesh of closed polygons.

    ``world`` is the hou.Matrix4 to world space, ``verb_named`` the nodeVerb of geometry nodes,
    ``kind`` is hou.attribType.Point. Houdini's polygons are clockwise seen from outside (hence
    "Reverse Polygon Vertex Ordering" of the SOP Import LOP); here they are turned around.
    """
    _run(verb_named, "divide", _DIVIDE, polygons)
    points = polygons.pointFloatAttribValues(queries.native("P"))
    polygons.addAttrib(kind, _NUMBER, 0)
    polygons.setPointIntAttribValues(_NUMBER, tuple(range(len(points) // 3)))
    _run(verb_named, "attribpromote", _PROMOTE, polygons)
    corners = polygons.vertexIntAttribValues(_NUMBER)
    return mesh_file.Mesh(
        name,
        moved(points, world.asTuple()),
        corners if world.determinant() < 0 else corners[::-1],
    )


def moved(points, matrix):
    """Returns x, y, z, x, y, z, ... moved by a transform, 16 numbers row by row.

    Houdini's points are rows that a matrix follows: its last row is where it moves them.
    """
    columns = [matrix[at::4] for at in range(3)]
    numbers = iter(points)
    return [
        x * a + y * b + z * c + d
        for x, y, z in zip(numbers, numbers, numbers)
        for a, b, c, d in columns
    ]


def _is_closed(prim, polygon):
    is_polygon = isinstance(prim, polygon) and prim.isClosed()
    return is_polygon and prim.intrinsicValue(str("vertexcount")) > 2


def _run(verb_named, name, parms, geometry):
    verb = verb_named(str(name))
    verb.setParms(dict((str(key), parms[key]) for key in parms))
    verb.execute(geometry, [geometry])
