"""USD layers: ``.usda`` and text ``.usd`` by our own scanner, binary ones by OpenUSD.

A binary layer needs the ``pxr`` package, which DCCs and ``usd-core`` bring; without it the
walk gives a tip. A package (``.usdz``) holds all it needs; its text layers are looked
through all the same, for what is named and not inside.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
import sys
import zipfile

from analyzers import paths, tables
from analyzers.nested import child, lexer, unpack, usda
from analyzers.nested.rows import TABLE, Reading, decoded, opened

_PYTHON = re.compile(r"(?:python|pypy|mayapy|hython)[\d.]*(?:-bin|bin)?w?(?:\.exe)?$", re.I)
_BINARY = b"PXR-USDC"
_PACKAGE = b"PK"
_TEXT = (b"#usda", b"#sdf")
_DAMAGE = unpack.DAMAGE + (zipfile.BadZipfile, RuntimeError, NotImplementedError, ValueError)


def read(path, table):
    """Returns the Reading of one layer, by its first bytes and not by its suffix.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    reading = Reading()
    stream = opened(path)
    try:
        head = stream.read(8)
        stream.seek(0)
        if head.startswith(_PACKAGE):
            _package(stream, table, reading)
        elif head == _BINARY:
            _binary(path, table, reading)
        elif head.lstrip(b"\xef\xbb\xbf").startswith(_TEXT):
            _text(stream.read, table, reading)
        else:
            reading.problem("nested_damaged", "it is no USD layer")
    finally:
        stream.close()
    return reading


def _text(read_block, table, reading, where=None):
    try:
        usda.scan(lexer.Lexer(read_block, usda.MARKS), table, reading, where)
    except lexer.Cut:
        reading.problem("nested_damaged", "it ends inside a string")
    except unpack.Bomb:
        reading.problem("nested_refused", "it unpacks to far more than it should")
    except _DAMAGE as err:
        reading.problem("nested_damaged", "%s" % err)


def _package(stream, table, reading):
    """Looks through the text layers of a package for paths that lead out of it."""
    try:
        archive = zipfile.ZipFile(stream)
        members = dict((row.filename, row) for row in archive.infolist())
    except _DAMAGE as err:
        reading.problem("nested_damaged", "%s" % err)
        return
    for name, row in sorted(members.items()):
        if not name.lower().endswith((".usda", ".usd")):
            continue
        inner = Reading()
        try:
            member = archive.open(row)
            guard = unpack.Guarded(member.read, lambda row=row: row.compress_size)
            head = guard.read(5)
            if head == b"#usda":
                _text(guard.read, table, inner, where=name)
        except _DAMAGE as err:
            inner.problem("nested_damaged", "%s: %s" % (name, err))
        for problem in inner.problems:
            reading.problem(*problem)
        folder = paths.split(name)[0]
        reading.rows += [
            found
            for found in inner.rows
            if not any(paths.join(folder, place) in members for place in found.places)
        ]


def _binary(path, table, reading):
    """Adds the rows of a binary layer, opened alone: nothing it names is opened.

    OpenUSD crashes on some damaged layers, so a process of its own has to open them. Inside
    a DCC, whose program is no Python, the DCC opens the layer itself and so may we.
    """
    if is_python(paths.slashes(decoded(sys.executable or b"")).rpartition("/")[2]):
        limit = tables.load(TABLE)["limits"]["usd_seconds"]
        answer = child.call(__name__, "describe", path, limit)
    else:
        answer = describe(path)
    if "problem" in answer:
        reading.problem(*answer["problem"])
    for row in answer.get("named", ()):
        usda.add(reading, table, *row)


def is_python(program):
    """Returns whether the name of a program is that of a Python, which can start a child."""
    return bool(_PYTHON.match(program))


def describe(path):
    """Returns {"named": [[path, node, type, attribute, place]]} of a binary layer.

    Or {"problem": [tip name, reason]}. A value JSON can hold: this runs in a child.
    """
    try:
        from pxr import Sdf, Tf
    except ImportError:
        return {"problem": ["usd_not_read", "the pxr package is not installed"]}
    try:
        layer = Sdf.Layer.FindOrOpen(path)
        if not layer:
            return {"problem": ["nested_damaged", "OpenUSD cannot open it"]}
        return {"named": _Layer(layer, Sdf).run()}
    except (Tf.ErrorException, RuntimeError, ValueError) as err:
        return {"problem": ["nested_damaged", ("%s" % err).strip().splitlines()[-1][:200]]}


class _Layer(object):
    """One pass over an open Sdf layer."""

    def __init__(self, layer, sdf):
        self.layer = layer
        self.sdf = sdf
        self.ignored = tables.load(TABLE)["formats"]["usd"]["ignored"]
        self.rows = []

    def run(self):
        for path in self.layer.subLayerPaths:
            self._add(path, "/", "", "subLayers")
        self._value(self.layer.customLayerData, "/", "", "customLayerData")
        self.layer.Traverse(self.sdf.Path.absoluteRootPath, self._spec)
        return self.rows

    def _spec(self, path):
        spec = self.layer.GetObjectAtPath(path)
        if path.IsPrimVariantSelectionPath():
            spec = self.layer.GetPrimAtPath(path)
        if not spec:
            return
        if isinstance(spec, self.sdf.PrimSpec):
            self._prim(spec)
        elif isinstance(spec, self.sdf.AttributeSpec):
            self._attribute(spec)

    def _prim(self, spec):
        own = self.layer.GetPrimAtPath(spec.path.StripAllVariantSelections())
        node, kind = self._node(spec.path), own.typeName if own else spec.typeName
        arcs = (("references", spec.referenceList), ("payload", spec.payloadList))
        for name, arc in arcs:
            for item in arc.GetAddedOrExplicitItems():
                self._add(item.assetPath, node, kind, name)
        for key in spec.ListInfoKeys():
            if key in self.ignored or key in ("references", "payload"):
                continue
            if key in ("clips", "customData"):
                self._value(spec.GetInfo(key), node, kind, key)

    def _attribute(self, spec):
        if not ("%s" % spec.typeName).startswith("asset"):
            return
        owner = spec.owner
        if not owner:  # a damaged file may hold attributes of nothing
            return
        kind = getattr(owner, "typeName", "")
        node = self._node(owner.path)
        self._value(spec.default, node, kind, spec.name)
        for time in self.layer.ListTimeSamplesForPath(spec.path):
            value = self.layer.QueryTimeSample(spec.path, time)
            self._value(value, node, kind, spec.name)

    def _node(self, path):
        return "%s" % path.StripAllVariantSelections()

    def _value(self, value, node, kind, attr):
        """Adds every asset path in a value of Sdf: one, a list, or a dictionary of them."""
        if isinstance(value, self.sdf.AssetPath):
            self._add(value.path, node, kind, attr)
        elif isinstance(value, self.sdf.AssetPathArray):
            for item in value:
                self._add(item.path, node, kind, attr)
        elif isinstance(value, dict):
            for key in sorted(value):
                if key not in self.ignored:
                    self._value(value[key], node, kind, key)

    def _add(self, written, node, kind, attr):
        if written:
            self.rows.append([written, node, "%s" % kind, attr, node])
