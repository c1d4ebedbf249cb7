"""Archives from outside, opened safely: all is checked before the first file is written.

An archive is refused as a whole when one of its names leads out of the folder or stands there
twice, when it holds links, devices or encrypted files, is broken, or is a bomb: larger unpacked
than its size can honestly give. Nothing of it is left then.

Source: PKWARE APPNOTE 6.3.10, 4.4.4 flags, 4.4.17 file name, appendix D character storage.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import os
import shutil
import stat
import struct
import tarfile
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator

from rayvision_plugins.errors import RayvisionError, TransferFailed
from rayvision_plugins.transfer.engine import place_of

MIB = 1024**2
ENCRYPTED, UTF8 = 0x1, 0x800
"""Bits of a ZIP entry's flags."""

BROKEN = (
    *(zipfile.BadZipFile, gzip.BadGzipFile, tarfile.TarError, zlib.error, EOFError, struct.error),
    *(UnicodeError, NotImplementedError, RuntimeError, ValueError),
)
"""What is raised over an archive that cannot be read; NotImplementedError: its compression."""


class ArchiveRefused(RayvisionError):
    """An archive that is broken or would do harm; nothing of it was unpacked."""

    def __init__(self, path: str, reason: str, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}", hint)
        self.path = path
        self.reason = reason


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may unpack to: ``total`` bytes, ``files``, ``ratio`` times its own size.

    The ratio counts above ``small`` bytes: a short text repeated is no bomb.
    """

    total: int = 256 * 1024 * MIB
    files: int = 500_000
    ratio: int = 200
    small: int = 64 * MIB

    def most(self, packed: int) -> int:
        """Returns the bytes that an archive of ``packed`` bytes may unpack to."""
        return min(self.total, max(self.small, self.ratio * packed))


LIMITS = Limits()


class Contents:
    """The names and sizes of an archive, refused as soon as one of them would do harm."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.most = limits.most(os.stat(path).st_size)
        self.total = 0
        self._files = limits.files
        self._names: dict[str, bool] = {}

    def take(self, name: str, size: int, *, folder: bool = False) -> str:
        """Returns the name as it counts here, "" for the folder itself.

        Raises:
            ArchiveRefused: when it leads elsewhere, is there already, or the whole gets too large.
        """
        while name.startswith("./"):
            name = name[2:]
        name = name.rstrip("/") if folder else name
        if name in ("", ".") and folder:
            return ""
        if not place_of(self.path, name):  # no folder: only the name counts
            raise ArchiveRefused(self.path, f"it names a file outside its folder: {name!r}")
        self.total += size
        if size < 0 or self.total > self.most or len(self._names) >= self._files:
            raise ArchiveRefused(
                self.path,
                f"it would unpack to more than {self.most // MIB:,} MiB or {self._files:,} files",
                "that is no honest archive",
            )
        self._once(name, folder)
        return name

    def _once(self, name: str, folder: bool) -> None:
        """Notes a name; on some systems those that differ in case only are one file."""
        same = unicodedata.normalize("NFC", name.replace("\\", "/")).casefold()
        parents = [same[:at] for at, letter in enumerate(same) if letter == "/"]
        taken = same in self._names and not (folder and self._names[same])
        if taken or not all(self._names.get(parent, True) for parent in parents):
            raise ArchiveRefused(self.path, f"it names the same file twice: {name!r}")
        self._names.update(dict.fromkeys(parents, True))
        self._names[same] = folder


@contextlib.contextmanager
def reading(path: str) -> Iterator[None]:
    """Makes one ArchiveRefused of all that is raised over a broken archive.

    Raises:
        TransferFailed: when the system cannot read the archive or write what is in it.
    """
    try:
        yield
    except BROKEN as err:
        raise ArchiveRefused(path, f"it is broken ({err or type(err).__name__})") from err
    except OSError as err:
        raise TransferFailed(path, f"it cannot be unpacked: {err.strerror or err}") from err


def members(
    archive: zipfile.ZipFile, path: str, limits: Limits = LIMITS
) -> list[tuple[str, zipfile.ZipInfo]]:
    """Returns the entries of a ZIP file with their names, each of them safe to unpack.

    Raises:
        ArchiveRefused: see ``Contents.take``; or when one is encrypted, or no plain file or folder.
    """
    contents = Contents(path, limits)
    found = []
    for info in archive.infolist():
        name = contents.take(_name(info), info.file_size, folder=info.is_dir())
        if info.flag_bits & ENCRYPTED:
            raise ArchiveRefused(path, f"{name} in it is encrypted", "have it sent without")
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ArchiveRefused(path, f"{name} in it is a link or a device, not a file")
        if name:
            found.append((name, info))
    return found


def _name(info: zipfile.ZipInfo) -> str:
    flagged = info.flag_bits & UTF8
    return info.filename if flagged else decoded(info.filename.encode("cp437"))


def decoded(name: bytes) -> str:
    """Returns a name that stands in an archive without its encoding, as many packers write them.

    GB 2312 takes two high bytes, one behind the other, for each character: names in other
    languages of the code page 437, such as Übersicht, are not mistaken for Chinese.
    """
    for encoding in ("utf-8", "gb2312"):
        with contextlib.suppress(UnicodeError):
            return name.decode(encoding)
    return name.decode("cp437")


def free(folder: str) -> int:
    """Returns the bytes that the disk of a folder has left."""
    return shutil.disk_usage(folder).free


def unzipped(
    path: str, folder: str, *, limits: Limits = LIMITS, room: Callable[[str], int] = free
) -> list[str]:
    """Returns the paths of the files of the ZIP file ``path``, now below ``folder``, in its order.

    All is unpacked beside first, then put into place; files of the same names are replaced.

    Raises:
        ArchiveRefused: it is broken or would do harm, or does not fit beside what is there.
        TransferFailed: the disk does not take it.
    """
    new = not os.path.isdir(folder)
    try:
        with reading(path):
            os.makedirs(folder, exist_ok=True)
            with (
                zipfile.ZipFile(path) as archive,
                tempfile.TemporaryDirectory(prefix=".unpack-", dir=folder) as beside,
            ):
                entries = members(archive, path, limits)
                needed, left = sum(info.file_size for _, info in entries), room(folder)
                if needed > left:
                    said = f"it needs {needed // MIB + 1:,} MiB, the disk has {left // MIB:,} left"
                    raise TransferFailed(path, said)
                for name, info in entries:
                    _extract(archive, info, place_of(beside, name))
                return _settle(path, beside, folder, entries)
    except BaseException:
        if new:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        raise


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: str) -> None:
    """Writes one entry; its checksum is compared at its end."""
    if info.is_dir():
        os.makedirs(target, exist_ok=True)
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with archive.open(info) as source, open(target, "xb") as file:
        shutil.copyfileobj(source, file, MIB)


def _settle(
    path: str, beside: str, folder: str, entries: list[tuple[str, zipfile.ZipInfo]]
) -> list[str]:
    """Moves what was unpacked from ``beside`` into ``folder``, once nothing there is in its way."""
    places = [(name, place_of(folder, name), info.is_dir()) for name, info in entries]
    for name, place, is_folder in places:
        if not place or not _free_way(place, folder, is_folder):
            raise ArchiveRefused(path, f"something else is in the place of {name!r} in {folder}")
    for name, place, is_folder in places:
        os.makedirs(place if is_folder else os.path.dirname(place), exist_ok=True)
        if not is_folder:
            os.replace(place_of(beside, name), place)
    return [place for _, place, is_folder in places if not is_folder]


def _free_way(place: str, folder: str, is_folder: bool) -> bool:
    """Returns whether no file is where a folder has to be, nor the other way round."""
    above = os.path.dirname(place)
    while len(above) > len(folder):
        if os.path.lexists(above) and not os.path.isdir(above):
            return False
        above = os.path.dirname(above)
    return not os.path.lexists(place) or os.path.isdir(place) == is_folder
