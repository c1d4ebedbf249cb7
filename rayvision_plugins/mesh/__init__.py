"""Meshes as files: checked before they are sent, made small for the way, made into what is wanted.

What a service takes stands in ``data/meshes.json``. Headers and archives are checked by what
Python brings; the extra ``mesh`` (trimesh, DracoPy) reads the triangles themselves. Colors and
textures are not read: a mesh that carries some goes as it is.
"""

from __future__ import annotations

import dataclasses
import math
import os
import stat

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.mesh import archive, draco, triangles
from rayvision_plugins.mesh.claims import claim
from rayvision_plugins.mesh.errors import MeshRefused
from rayvision_plugins.mesh.table import Formats, formats

__all__ = ["Formats", "Mesh", "MeshRefused", "checked", "converted", "formats"]

EXTRA = 'pip install "rayvision_plugins[mesh]"'


@dataclasses.dataclass(frozen=True, slots=True)
class Mesh:
    """A mesh file that may be sent; ``type`` as the service calls it, ``size`` in bytes.

    ``carries`` names what it has beside its triangles, "" where it is only those; ``note`` says
    what could not be checked here, "" when all was. ``draco`` is the same mesh as a Draco file,
    None where the file should go as it is.
    """

    path: str
    type: str
    size: int
    carries: str = ""
    note: str = ""
    draco: bytes | None = dataclasses.field(default=None, repr=False)


def checked(path: str | os.PathLike[str], precision: float | None = None) -> Mesh:
    """Returns what is known of a mesh file, once it is sure to be one.

    With a ``precision``, a length in the unit of the mesh, it is made a Draco file in which no
    vertex is further off, unless it is Draco or smaller already, carries more than triangles,
    32-bit floats do not reach the precision at its coordinates, or the extra ``mesh`` is missing.

    Raises:
        MeshRefused: when it has no suffix that is taken, cannot be read, is broken or empty, or is
            an archive of not exactly one mesh.
        ArchiveRefused: when it is an archive that is broken or would do harm.
        TransferFailed: when it is an archive that the system cannot read.
        ConfigError: when the precision is no length.
    """
    path, compact = os.fspath(path), None
    if precision is not None:
        _positive(precision)
    kind, name, content, size = _opened(path)
    with triangles.named(name, kind):
        package = triangles.missing(kind)
        shape = None if package else triangles.read(content, kind)
        carries = shape.carries if shape else claim(content, kind)
    if precision and shape and not carries and kind != "drc" and not triangles.missing("drc"):
        compact = draco.encoded(shape.points, shape.faces, precision)
    if compact and len(compact) >= size:
        compact = None
    note = f"{name}: only its header was checked; {package} reads it: {EXTRA}" if package else ""
    return Mesh(path, type_of(path), size, ", ".join(carries), note, compact)


def type_of(path: str) -> str:
    """Returns the type of a file by its suffix: "stl" of tooth.STL, "tar.gz" of teeth.tar.gz.

    Raises:
        MeshRefused: when a service takes none of that suffix.
    """
    table = formats()
    types = {**{kind: kind for kind in table.input}, **table.archives}
    lower = os.path.basename(path).lower()
    found = [suffix for suffix in types if lower.endswith("." + suffix)]
    if not found:
        raise MeshRefused(path, "its suffix is none of " + ", ".join(types))
    return types[max(found, key=len)]


def converted(
    content: bytes, kind: str, wanted: str, *, precision: float | None = None, name: str = ""
) -> bytes:
    """Returns a mesh file of type ``kind`` as one of type ``wanted``: the same triangles.

    Only for "drc" a vertex may move, by ``precision`` (None: that of the table). STL, PLY and GLB
    hold 32-bit floats. ``name`` is what an error calls the mesh.

    Raises:
        MeshRefused: when it is broken, empty, or of a type not known.
        ConfigError: when the extra ``mesh`` is not there.
    """
    name = name or f"the mesh ({kind})"
    precision = _positive(formats().precision if precision is None else precision)
    for unknown in {kind, wanted} - set(formats().output):
        raise MeshRefused(name, f"{unknown} is none of " + ", ".join(formats().output))
    if package := triangles.missing(kind, wanted):
        raise ConfigError(f"{name}: to make it {wanted} takes {package}: {EXTRA}")
    with triangles.named(name, kind):
        shape = triangles.read(content, kind)
    return content if kind == wanted else triangles.written(shape, wanted, precision, name)


def _positive(precision: float) -> float:
    if not (math.isfinite(precision) and precision > 0):
        raise ConfigError(f"the precision of meshes is {precision}; it has to be above 0")
    return precision


def _opened(path: str) -> tuple[str, str, bytes, int]:
    """Returns type, name and content of the mesh in a file or its archive, and the file's size."""
    kind = type_of(path)
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):  # reading a pipe or a device may never end
            raise MeshRefused(path, "it is no file")
        if kind in formats().archives.values():
            inner, content = archive.only_mesh(path)
            return type_of(inner), f"{path}: {inner}", content, found.st_size
        if found.st_size > archive.LIMITS.total:
            raise MeshRefused(path, f"it is larger than {archive.LIMITS.total:,} bytes")
        with open(path, "rb") as file:
            content = file.read()
    except OSError as err:
        raise MeshRefused(path, f"it cannot be read ({err.strerror or err})") from err
    if not content:
        raise MeshRefused(path, "it is empty")
    return kind, path, content, found.st_size
