"""What a mesh file says of itself, read before any of it is believed.

A header may name a billion faces that never follow: whoever makes room for them first is out of
memory. Each format has a function that returns how many triangles its content claims and what
it carries beside them, and raises MeshRefused where the content cannot be what it claims.

Sources: STL: Marshall Burns, Automated Fabrication, 6.5; OBJ: Alias, Advanced Visualizer B1;
OFF: Geomview manual, 4.2.5; GLB: Khronos, glTF 2.0, 3.6 and 4; PLY: Greg Turk, The PLY
Polygon File Format; Draco: see there.
"""

from __future__ import annotations

import io
import itertools
import json
import re
import struct
from collections.abc import Callable, Iterable
from typing import Any

from rayvision_plugins.mesh import draco
from rayvision_plugins.mesh.errors import MeshRefused
from rayvision_plugins.mesh.table import formats

Claim = tuple[int, Iterable[str]]
"""Triangles, and what the file carries beside them."""

STL_HEAD, STL_FACE = 84, 50
COORDINATE_SYSTEM = {"POSITION", "NORMAL"}
COMPRESSED = {"KHR_draco_mesh_compression", "EXT_meshopt_compression"}
SIZES = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
TRIANGLES, STRIP = 4, 5
READ_MODES = {TRIANGLES, STRIP}
PLY_SHAPE = {
    b"vertex": {b"x", b"y", b"z", b"nx", b"ny", b"nz"},
    b"face": {b"vertex_indices", b"vertex_index"},
}
PARTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


def claim(content: bytes, kind: str) -> tuple[str, ...]:
    """Returns what ``content``, of the type ``kind``, carries beside its triangles.

    Raises:
        MeshRefused: when it claims what it cannot hold, or more than is read here.
    """
    faces, carried = CLAIMS[kind](content)
    if not faces:
        raise MeshRefused("", "it holds no triangle")
    most = min(formats().most_faces, formats().faces_per_byte * len(content))
    if faces > most:
        raise MeshRefused(
            "", f"it says to hold {faces:,} triangles; more than {most:,} are not read"
        )
    return tuple(dict.fromkeys(carried))


def _stl(content: bytes) -> Claim:
    head = content[:STL_HEAD]
    named = int.from_bytes(head[-4:], "little") if len(head) == STL_HEAD else 0
    if len(content) == STL_HEAD + named * STL_FACE and len(head) == STL_HEAD:
        attributes = memoryview(content)[STL_HEAD:]
        coloured = any(any(attributes[at::STL_FACE]) for at in (STL_FACE - 2, STL_FACE - 1))
        return named, ["colors"] if coloured else []
    if not content.lstrip()[:5].lower() == b"solid" or b"\0" in content:
        raise MeshRefused("", f"it ends before, or goes on after, the {named:,} triangles it names")
    words = re.findall(rb"\n[ \t]*(facet|endfacet|endsolid)\b", content.lower())
    if b"endsolid" not in words or words.count(b"facet") != words.count(b"endfacet"):
        raise MeshRefused("", "it ends before the word endsolid")
    return words.count(b"facet"), ()


def _obj(content: bytes) -> Claim:
    content = b"\n" + content
    if re.search(rb"\n[ \t]*f[ \t][^\n#]*(?<=[ \t])0+(?:[/\s]|\Z)", content):
        raise MeshRefused("", "it has triangles of points that it does not hold")
    carried = [
        what
        for what, pattern in {
            "texture coordinates": rb"\n[ \t]*vt[ \t]",
            "colors": rb"\n[ \t]*v(?:[ \t]+[^\s#]+){6}",
            "lines": rb"\n[ \t]*l[ \t]",
            "free-form surfaces": rb"\n[ \t]*(?:curv2?|surf)[ \t]",
        }.items()
        if re.search(pattern, content)
    ]
    if len(set(re.findall(rb"\n[ \t]*usemtl[ \t]+([^\r\n]+)", content))) > 1:
        carried.append("materials")
    return len(re.findall(rb"\n[ \t]*f[ \t]", content)), carried


def _off(content: bytes) -> Claim:
    rows = (row for line in io.BytesIO(content) if (row := line.split(b"#")[0].split()))
    kind, *counts = next(rows, [b""])
    if not re.fullmatch(rb"(?:ST)?C?N?OFF", kind):
        raise MeshRefused("", "it does not begin with the word OFF")
    counts = counts or next(rows, [])
    if len(counts) < 2 or not all(word.isdigit() for word in counts):
        raise MeshRefused("", "it does not name the numbers of its vertices and faces")
    vertices, faces = int(counts[0]), int(counts[1])
    here, coloured = sum(1 for _ in itertools.islice(rows, vertices)), b"C" in kind
    for row in itertools.islice(rows, faces):
        here += 1
        coloured = coloured or len(row) > int(row[0]) + 1
    if here < vertices + faces:
        raise MeshRefused("", "it ends before all it announces")
    return faces, ["colors"] * coloured + ["texture coordinates"] * (b"ST" in kind)


def _ply(content: bytes) -> Claim:
    end = content.find(b"\nend_header")
    first, *lines = content[: max(end, 0)].splitlines() or [b""]
    if first.strip() != b"ply":
        raise MeshRefused("", "it has no header from ply to end_header")
    name, counts = b"", dict.fromkeys(PLY_SHAPE, 0)
    carried, text = [], False
    for line in lines:
        match line.split():
            case [b"format", order, *_]:
                text = order == b"ascii"
            case [b"element", name, count]:
                counts[name] = int(count)
                carried += [name] if counts[name] and name not in PLY_SHAPE else []
            case [b"property", *_, what]:
                carried += [what] if what not in PLY_SHAPE.get(name, {what}) else []
            case [b"comment", b"TextureFile", *_]:
                carried.append(b"a texture")
    rows = content.count(b"\n", end + 1) - content.endswith(b"\n")
    if min(counts.values()) < 0 or (text and rows < sum(counts.values())):
        raise MeshRefused("", "it ends before all it announces")
    return counts[b"face"], [what.decode("ascii", "replace") for what in carried]


def _glb(content: bytes) -> Claim:
    document, data = _chunks(content)
    if COMPRESSED & set(document.get("extensionsRequired", [])):
        raise MeshRefused("", "its meshes are compressed inside", "export it without, or as drc")
    accessors = document.get("accessors", [])
    for accessor in accessors:
        _fits(accessor, document, data)
    meshes = [mesh["primitives"] for mesh in document.get("meshes", [])]
    of_mesh = [sum(_faces(part, accessors) for part in parts) for parts in meshes]
    drawn = [node["mesh"] for node in document.get("nodes", []) if "mesh" in node]
    parts = list(itertools.chain(*meshes))
    carried = sorted({name for part in parts for name in part["attributes"]} - COORDINATE_SYSTEM)
    carried += [word for word in ("textures", "skins", "animations") if document.get(word)]
    carried += ["sparse values"] if any("sparse" in accessor for accessor in accessors) else []
    carried += ["morph targets"] if any("targets" in part for part in parts) else []
    if not READ_MODES.issuperset(part.get("mode", TRIANGLES) for part in parts):
        carried.append("lines, points or fans")
    if len({part["material"] for part in parts if "material" in part}) > 1:
        carried.append("materials")
    return sum(of_mesh[number] for number in drawn), carried


def _chunks(content: bytes) -> tuple[dict[str, Any], int]:
    """Returns the JSON of a GLB file, and the bytes of data it holds."""
    magic, version, length, size, kind = struct.unpack_from("<4sIII4s", content)
    if magic != b"glTF" or version != 2 or kind != b"JSON":
        raise MeshRefused("", "it is no GLB file of version 2")
    if length != len(content) or 20 + size > length:
        raise MeshRefused("", f"its header names {length:,} bytes, but it has {len(content):,}")
    document = json.loads(content[20 : 20 + size])
    if any("uri" in row for row in document.get("buffers", [])):
        raise MeshRefused("", "its data lies outside of it", "export it as one file")
    return document, max(0, length - size - 28)


def _fits(accessor: dict[str, Any], document: dict[str, Any], data: int) -> None:
    """Refuses an accessor of which the data does not hold as many values.

    One that has no place there is all zeros: there may not be many of those.
    """
    count, width = accessor["count"], SIZES[accessor["componentType"]] * PARTS[accessor["type"]]
    if count < 0 or count > formats().faces_per_byte * (data + 1):
        raise MeshRefused("", f"it says to hold {count:,} values; that cannot be")
    if "bufferView" not in accessor:
        return
    view = document["bufferViews"][accessor["bufferView"]]
    start, stride = view.get("byteOffset", 0), view.get("byteStride", width)
    last = accessor.get("byteOffset", 0) + stride * (count - 1) + width if count else 0
    if min(start, stride) < 0 or last > view["byteLength"] or start + view["byteLength"] > data:
        raise MeshRefused("", "it ends before all it announces")


def _faces(primitive: dict[str, Any], accessors: list[dict[str, Any]]) -> int:
    """Returns how many triangles a primitive has at most; a strip shares all but one corner."""
    corners = accessors[primitive.get("indices", primitive["attributes"]["POSITION"])]["count"]
    return int(corners // 3 if primitive.get("mode", TRIANGLES) == TRIANGLES else corners)


def _drc(content: bytes) -> Claim:
    return draco.claimed(content), ()


CLAIMS: dict[str, Callable[[bytes], Claim]] = {
    "stl": _stl,
    "obj": _obj,
    "off": _off,
    "ply": _ply,
    "glb": _glb,
    "drc": _drc,
}
