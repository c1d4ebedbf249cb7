"""``maya.api.OpenMaya`` of the stand-in: the meshes of its world.

Lengths are centimetres, as they are in the API whatever the scene's unit is.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import collections

from maya import cmds

MPoint = collections.namedtuple(str("MPoint"), [str("x"), str("y"), str("z"), str("w")])
_CENTIMETRES = {"millimeter": 0.1, "centimeter": 1.0, "meter": 100.0}


class MSpace(object):
    kObject, kWorld = 2, 4


class MDistance(object):
    @staticmethod
    def internalToUI(value):
        return value / _CENTIMETRES[cmds._maya().units["linear"]]


class MMatrix(object):
    def __init__(self, numbers):
        self._numbers = numbers

    def det4x4(self):
        a, b, c, _, d, e, f, _, g, h, i = self._numbers[:11]
        return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)


class MDagPath(object):
    def __init__(self, path):
        self._path = path

    def inclusiveMatrix(self):
        return MMatrix(cmds._maya().world_matrix(self._path))


class MSelectionList(object):
    def __init__(self):
        self._names = []

    def add(self, name):
        if cmds._maya().node(name) is None:
            raise RuntimeError("(kInvalidParameter): Object does not exist")
        self._names.append(name)
        return self

    def getDagPath(self, index):
        return MDagPath(self._names[index])


class MFnMesh(object):
    """``meshes`` of the world by path; polygons are cut into fans."""

    def __init__(self, path):
        self._path = path._path
        self._points, self._faces = cmds._maya().meshes[self._path]

    def getPoints(self, space=MSpace.kObject):
        assert space == MSpace.kWorld
        world = cmds._maya().world_matrix(self._path)
        columns = [world[at::4] for at in range(3)]
        return [
            MPoint(*[x * a + y * b + z * c + d for a, b, c, d in columns] + [1.0])
            for x, y, z in self._points
        ]

    def getTriangles(self):
        counts = [len(face) - 2 for face in self._faces]
        fans = [(face[0], face[at], face[at + 1]) for face in self._faces
                for at in range(1, len(face) - 1)]  # fmt: skip
        return counts, [corner for row in fans for corner in row]
