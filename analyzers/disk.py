"""The only module that lists, stats and hashes files.

One Disk serves one analysis and reads every folder once, however many paths are asked of
it. Names are text; on POSIX the bytes at the edge are UTF-8. A name that is not UTF-8
cannot be described in JSON: it is left out and counted in ``odd``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import errno
import hashlib
import io
import os

from analyzers import paths

_POSIX = os.name == "posix"
_BLOCK = 1 << 20


def native(path):
    """Returns ``path`` as the operating system wants it."""
    return path.encode("utf-8") if _POSIX else path


class Disk(object):
    """Questions about files, answered from one listing per folder."""

    def __init__(self):
        self.folders = {}
        self.odd = []

    def names(self, folder):
        """Returns the set of names in ``folder``, empty when it cannot be listed."""
        if folder not in self.folders:
            self.folders[folder] = self._list(folder)
        return self.folders[folder]

    def _list(self, folder):
        try:
            listed = os.listdir(native(folder))
        except (OSError, UnicodeError, ValueError, TypeError):  # missing, refused, no name
            return frozenset()
        names = set()
        for name in listed:
            if isinstance(name, bytes):
                try:
                    name = name.decode("utf-8")
                except UnicodeDecodeError:
                    self.odd.append(folder + "/" + name.decode("utf-8", "replace"))
                    continue
            names.add(name)
        return names

    def exists(self, path):
        """Returns whether ``path``, absolute, names a file or a folder."""
        folder, name = paths.split(path)
        return name in self.names(folder)

    def is_file(self, path):
        """Returns whether ``path`` is a file."""
        return self.exists(path) and os.path.isfile(native(path))

    def is_folder(self, path):
        """Returns whether ``path`` is a folder."""
        return self.exists(path) and os.path.isdir(native(path))

    def first(self, candidates):
        """Returns the first of ``candidates`` that is a file, or None."""
        return next((path for path in candidates if self.is_file(path)), None)

    def match(self, folder, pattern):
        """Returns the full paths in ``folder`` whose names match a paths.Pattern, sorted."""
        names = sorted(name for name in self.names(folder) if pattern.regex.match(name))
        found = [paths.join(folder, name) for name in names]
        return [path for path in found if os.path.isfile(native(path))]

    def size_mtime(self, path):
        """Returns (bytes, seconds since 1970) of a file.

        Raises:
            OSError: when it is gone or may not be read.
        """
        row = os.stat(native(path))
        return row.st_size, int(row.st_mtime)

    def readable(self, path):
        """Returns whether this user may read ``path``."""
        return os.access(native(path), os.R_OK)

    def text(self, path):
        """Returns a small text file, "" when it cannot be read; odd bytes are replaced."""
        try:
            with io.open(native(path), "rb") as stream:
                return stream.read(_BLOCK).decode("utf-8", "replace")
        except (IOError, OSError):
            return ""

    def expand(self, ref):
        """Fills ``resolved``, ``pattern``, ``found`` and ``missing`` of a scene.FileRef.

        The first candidate with anything on disk wins. A pattern whose numbers have holes
        names the holes as missing, when more of it is there than is not.
        """
        for candidate in ref.candidates:
            folder, name = paths.split(candidate)
            pattern = _pattern(name, ref.expand)
            found = self.match(folder, pattern) if pattern else []
            if not found and self.is_file(candidate):
                pattern, found = None, [candidate]
            if not found and ref.expand == "folder" and self.is_folder(candidate):
                found = self.match(candidate, _ANY)
            if found:
                ref.resolved, ref.found = candidate, found
                ref.pattern = pattern and pattern.text
                ref.missing = _holes(folder, pattern, found)
                return
        ref.resolved = ref.candidates[ref.natural] if ref.candidates else None
        pattern = _pattern(paths.split(ref.resolved or ref.path)[1], ref.expand)
        ref.pattern = pattern and pattern.text
        ref.missing = [ref.resolved or ref.path]


_ANY = paths.Pattern("any", "*", ".*")


def _pattern(name, expand):
    if expand == "folder":
        return None
    return paths.tokens(name) or (
        paths.tiles_of(name)
        if expand == "tiles"
        else paths.sequence_of(name)
        if expand == "sequence"
        else None
    )


def _holes(folder, pattern, found):
    """Returns the paths that lack between the first and the last frame of a sequence."""
    if pattern is None or pattern.kind != "sequence" or len(found) < 3:
        return []
    texts = [pattern.regex.match(paths.split(path)[1]) for path in found]
    spans = sorted((int(match.group(1)), match) for match in texts if match.lastindex == 1)
    numbers = [number for number, _ in spans]
    gaps = set(after - before for before, after in zip(numbers, numbers[1:])) - {0}
    if not gaps:
        return []
    step = min(gaps)
    lacking = (numbers[-1] - numbers[0]) // step + 1 - len(set(numbers))
    if any(gap % step for gap in gaps) or not 0 < lacking < len(numbers):
        return []
    have = set(numbers)
    match = spans[0][1]
    name = match.string
    width = len(match.group(1))
    return [
        paths.join(folder, name[: match.start(1)] + "%0*d" % (width, number) + name[match.end(1) :])
        for number in range(numbers[0], numbers[-1] + 1, step)
        if number not in have
    ]


def is_folder(path):
    """Returns whether ``path`` is a folder, asked of the disk itself."""
    return os.path.isdir(native(path))


def head(path, size):
    """Returns the first ``size`` bytes of a file.

    Raises:
        IOError: when it cannot be read, or is a pipe or a device that may never end.
    """
    if os.path.exists(native(path)) and not os.path.isfile(native(path)):
        raise IOError(errno.EINVAL, "this is no regular file")
    with io.open(native(path), "rb") as stream:
        return stream.read(size)


def md5(path):
    """Returns the MD5 of a file as 32 hex digits; the farm wants it of the scene.

    Raises:
        OSError: when the file cannot be read.
    """
    digest = hashlib.md5()
    with io.open(native(path), "rb") as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()
