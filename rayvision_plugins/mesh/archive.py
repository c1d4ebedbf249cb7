"""The one mesh of an archive, read without unpacking it.

Source: chohotech 生产导出, 定义输入/输出块: a zip or tar.gz holds exactly one mesh file, whose
suffix is one of those named.
"""

from __future__ import annotations

import functools
import gzip
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from rayvision_plugins.mesh.errors import MeshRefused
from rayvision_plugins.mesh.table import formats
from rayvision_plugins.unpack import (
    MIB,
    ArchiveRefused,
    Contents,
    Limits,
    decoded,
    members,
    reading,
)

LIMITS = Limits(total=4096 * MIB, files=10_000)
"""A mesh is read in memory."""

APPLE_DOUBLE = "._"
"""macOS packs ``__MACOSX/._gum.stl`` beside gum.stl: what Finder knows of it (RFC 1740)."""

File = tuple[str, Callable[[], bytes]]
"""A name, and what reads the file now."""


def only_mesh(path: str, limits: Limits = LIMITS) -> tuple[str, bytes]:
    """Returns name and content of the one mesh in an archive.

    Raises:
        MeshRefused: when there is none, a second one, or one of a type that may not be packed.
        ArchiveRefused: when the archive is broken or would do harm.
        TransferFailed: when it cannot be read.
    """
    table = formats()
    names: list[str] = []
    content = b""
    with reading(path):
        for name, read in _files(path, limits):
            kind = name.lower().rpartition(".")[2]
            if kind not in table.input or os.path.basename(name).startswith(APPLE_DOUBLE):
                continue
            names.append(name)
            if kind not in table.in_archives:
                raise MeshRefused(path, f"{name} may not be packed", "send that file itself")
            content = content if len(names) > 1 else read()
    if len(names) != 1:
        found = f"{len(names)} meshes ({', '.join(names[:3])})" if names else "no mesh"
        raise MeshRefused(
            path, f"it holds {found}", f"pack exactly one of {', '.join(table.in_archives)}"
        )
    return names[0], content


def _files(path: str, limits: Limits) -> Iterator[File]:
    """Yields the files of an archive, whatever its suffix says."""
    with open(path, "rb") as file:
        if zipfile.is_zipfile(file):
            yield from _zipped(path, limits)
            return
        file.seek(0)
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if packed:
            with gzip.open(file) as plain:
                yield from _tarred(plain, Contents(path, limits))
        else:
            yield from _tarred(file, Contents(path, limits))


def _zipped(path: str, limits: Limits) -> Iterator[File]:
    with zipfile.ZipFile(path) as archive:
        for name, info in members(archive, path, limits):
            if not info.is_dir():
                yield name, functools.partial(archive.read, info)


def _tarred(file: IO[bytes] | gzip.GzipFile, contents: Contents) -> Iterator[File]:
    stream = _Bounded(file, contents)
    with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]
        for member in archive:
            raw = member.name.encode("utf-8", "surrogateescape")
            name = contents.take(decoded(raw), member.size, folder=member.isdir())
            if not (member.isdir() or member.isreg()) or member.issparse():
                raise ArchiveRefused(
                    contents.path, f"{name} in it is a link or a device, not a file"
                )
            if member.isreg():
                yield name, functools.partial(_content, archive, member)
        while stream.read(MIB):  # the checksum stands at the end
            pass


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    return file.read() if file else b""


class _Bounded:
    """A stream that refuses to unpack to more than the archive may, whatever its headers say."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, contents: Contents) -> None:
        self._file = file
        self._contents = contents
        self._left = contents.most + MIB

    def read(self, size: int) -> bytes:
        taken = self._file.read(size)
        self._left -= len(taken)
        if self._left < 0:
            most = self._contents.most // MIB
            raise ArchiveRefused(
                self._contents.path,
                f"it would unpack to more than {most:,} MiB",
                "that is no honest archive",
            )
        return taken
