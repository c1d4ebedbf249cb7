"""The mesh formats, read from ``data/meshes.json``."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from types import MappingProxyType

from rayvision_plugins.profiles import read_table


@dataclasses.dataclass(frozen=True, slots=True)
class Formats:
    """What a service takes and gives; types are its own words ("stl", "tar.gz").

    ``archives`` maps the suffix of a file to its type, ``in_archives`` are the types of the one
    mesh inside. ``precision`` is the usual one, in the unit of the mesh. ``most_faces`` and
    ``faces_per_byte`` bound what a header may claim.
    """

    input: tuple[str, ...]
    archives: Mapping[str, str]
    in_archives: tuple[str, ...]
    output: tuple[str, ...]
    precision: float
    most_faces: int
    faces_per_byte: int


@functools.cache
def formats() -> Formats:
    """Returns the table of the formats."""
    table = read_table("meshes.json")
    return Formats(
        input=tuple(table["input"]["types"]),
        archives=MappingProxyType(table["archives"]["types"]),
        in_archives=tuple(table["archives"]["holding"]),
        output=tuple(table["output"]["types"]),
        precision=table["precision"]["value"],
        most_faces=table["read_here"]["faces"],
        faces_per_byte=table["read_here"]["faces_per_byte"],
    )
