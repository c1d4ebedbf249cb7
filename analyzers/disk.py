"""The only module that lists, stats and hashes files, and that puts written ones in place.

One Disk serves one analysis and reads every folder once, however many paths are asked of
it. Names are text; on POSIX the bytes at the edge are UTF-8. A name that is not UTF-8
cannot be described in JSON: it is left out and counted in ``odd``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import bisect
import contextlib
import errno
import hashlib
import io
import mmap
import os
import sys
import unicodedata

from analyzers import paths
from analyzers.errors import SceneNotRead

_POSIX = os.name == "posix"
_BLOCK = 1 << 20


def native(path):
    """Returns ``path`` as the operating system wants it."""
    return path.encode("utf-8") if _POSIX else path


def replace(source, target):
    """Gives a file another name, over a file that has it. Raises OSError."""
    if hasattr(os, "replace"):
        os.replace(native(source), native(target))  # novm
    else:
        if not _POSIX:  # Python 2 renames onto nothing there
            remove(target)
        os.rename(native(source), native(target))


def remove(path):
    """Removes a file; one that is not there or stays is left."""
    try:
        os.remove(native(path))
    except OSError:
        pass


class Disk(object):
    """Questions about files, answered from one listing per folder.

    Names that differ only in Unicode normal form are the same file; so are, with
    ``any_case``, names that differ in case (Windows, macOS).
    """

    def __init__(self, any_case=None):
        self.any_case = sys.platform in ("win32", "darwin") if any_case is None else any_case
        self.folders = {}
        self.ordered = {}
        self.odd = []

    def key(self, name):
        """Returns what two names of the same file have in common."""
        name = unicodedata.normalize("NFC", name)
        return name.lower() if self.any_case else name

    def names(self, folder):
        """Returns {key: name} of what is in ``folder``, empty when it cannot be listed."""
        return self._listing(folder)[0]

    def below(self, folder):
        """Returns the names of the folders in ``folder``, links left out."""
        return self._listing(folder)[1]

    def _listing(self, folder):
        if folder not in self.folders:
            names = {}
            folders = []
            for name, is_folder in _entries(folder):
                if isinstance(name, bytes):
                    try:
                        name = name.decode("utf-8")
                    except UnicodeDecodeError:
                        self.odd.append(folder + "/" + name.decode("utf-8", "replace"))
                        continue
                names[self.key(name)] = name
                if is_folder:
                    folders.append(name)
            self.folders[folder] = names, sorted(folders)
        return self.folders[folder]

    def find(self, path):
        """Returns ``path``, absolute, as it is spelled on disk, or None when it is not there."""
        folder, name = paths.split(path)
        found = self.names(folder).get(self.key(name))
        return None if found is None else paths.join(folder, found)

    def file(self, path):
        """Returns the file ``path`` as it is spelled on disk, None when there is no such file."""
        found = self.find(path)
        return found if found and os.path.isfile(native(found)) else None

    def is_file(self, path):
        """Returns whether ``path`` is a file."""
        return self.file(path) is not None

    def is_folder(self, path):
        """Returns whether ``path`` is a folder."""
        found = self.find(path)
        return found is not None and os.path.isdir(native(found))

    def first(self, candidates):
        """Returns the first of ``candidates`` that is a file, or None."""
        return next((found for found in map(self.file, candidates) if found), None)

    def match(self, folder, pattern):
        """Returns the full paths in ``folder`` whose names match a paths.Pattern, sorted."""
        names = sorted(n for n in self._starting(folder, pattern.start) if pattern.regex.match(n))
        found = [paths.join(folder, name) for name in names]
        return [path for path in found if os.path.isfile(native(path))]

    def _starting(self, folder, start):
        """Yields the names in ``folder`` that begin with ``start``, letters of either case."""
        if folder not in self.ordered:
            self.ordered[folder] = sorted((n.lower(), n) for n in self.names(folder).values())
        rows, start = self.ordered[folder], start.lower()
        for at in range(bisect.bisect_left(rows, (start, "")), len(rows)):
            if not rows[at][0].startswith(start):
                return
            yield rows[at][1]

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

        The first candidate with anything on disk wins. Of a sequence of which it is known what
        is asked for (``frames``), what lacks is missing; of any other whose numbers have holes the
        holes are, when more of it is there than is not.
        """
        for candidate in ref.candidates:
            folder, name = paths.split(candidate)
            pattern = _pattern(name, ref.expand)
            found = self.match(folder, pattern) if pattern else []
            if not found:
                pattern = None
                found = [path for path in [self.file(candidate)] if path]
            if not found and ref.expand == "folder" and self.is_folder(candidate):
                found = self.match(candidate, _ANY)
            if found:
                ref.resolved, ref.found = candidate, found
                ref.pattern = pattern and pattern.text
                ref.missing = (
                    self.lacking(folder, ref.frames)
                    if ref.frames and pattern
                    else _holes(folder, pattern, found)
                )
                return
        ref.resolved = ref.candidates[ref.natural] if ref.candidates else None
        pattern = _pattern(paths.split(ref.resolved or ref.path)[1], ref.expand)
        ref.pattern = pattern and pattern.text
        ref.missing = [ref.resolved or ref.path]

    def lacking(self, folder, ranges):
        """Returns the paths that lack of the range that is the most whole of ``ranges``."""
        here = self.names(folder)
        rows = [[name for name in names if self.key(name) not in here] for names in ranges]
        return [paths.join(folder, name) for name in min(rows, key=len)]

    def twins(self, files, replace, append):
        """Returns the files beside ``files`` that a renderer made of them.

        ``replace`` are suffixes that stand for a file's own, ``append`` those behind it.
        """
        found = []
        known = set(files)
        for path in files:
            stem = path[: path.rfind(".")] if "." in paths.split(path)[1] else path
            for twin in [stem + suffix for suffix in replace] + [path + end for end in append]:
                if twin != path and self.is_file(twin):
                    found.append(twin)
        return [path for path in found if path not in known]

    def nearest(self, path, project):
        """Returns a file that may be the one missing at ``path``, or None.

        The same name in other case beside it, else the same name anywhere in the project.
        """
        folder, name = paths.split(path)
        other = next((n for n in self._starting(folder, name) if n.lower() == name.lower()), None)
        return paths.join(folder, other) if other else self._index(project).get(name.lower())

    def _index(self, project):
        """Returns {name in lower case: a file} of a project, as far as MOST_FOLDERS go."""
        if (project,) not in self.folders:
            index = {}
            todo = [project]
            for count in range(MOST_FOLDERS):
                if count >= len(todo):
                    break
                folder = todo[count]
                below = self.below(folder)
                todo += [paths.join(folder, name) for name in below if not name.startswith(".")]
                for name in self.names(folder).values():
                    index.setdefault(name.lower(), paths.join(folder, name))
            self.folders[(project,)] = index
        return self.folders[(project,)]


MOST_FOLDERS = 2000
"""Folders of a project that are looked through for a missing name."""


def _entries(folder):
    """Returns [(name, whether it is a folder and no link)], empty when it cannot be listed."""
    try:
        if hasattr(os, "scandir"):
            return [(row.name, row.is_dir(follow_symlinks=False)) for row in _scan(folder)]
        names = os.listdir(native(folder))
        return [(name, _is_own_folder(os.path.join(native(folder), name))) for name in names]
    except (OSError, UnicodeError, ValueError, TypeError):  # missing, refused, no name
        return []


def _scan(folder):
    return list(os.scandir(native(folder)))  # novm


def _is_own_folder(path):
    return os.path.isdir(path) and not os.path.islink(path)


_ANY = paths.Pattern("any", "*", ".*")


def _pattern(name, expand):
    if expand == "folder":
        return None
    if expand == "prefix":
        return paths.prefix_of(name)
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


def count_lines(spots):
    """Returns {(path, offset): line} of scene.Spots; every file is read once, in blocks."""
    wanted = {}
    for spot in spots:
        wanted.setdefault(spot.path, set()).add(spot.offset)
    found = {}
    for path, offsets in wanted.items():
        with io.open(native(path), "rb") as stream:
            at, line = 0, 1
            for offset in sorted(offsets):
                while at < offset:
                    block = stream.read(min(_BLOCK, offset - at))
                    if not block:
                        break  # the file has become shorter since
                    line += block.count(b"\n")
                    at += len(block)
                found[path, offset] = line
    return found


def content(path):
    """Returns the bytes of a scene.

    Raises:
        SceneNotRead: it is missing, a folder, empty or unreadable.
    """
    try:
        with io.open(native(path), "rb") as stream:
            data = stream.read()
    except (IOError, OSError) as err:
        raise SceneNotRead(path, err.strerror or "%s" % err)
    if not data:
        raise SceneNotRead(path, "the file is empty")
    return data


@contextlib.contextmanager
def mapped(path):
    """Gives the bytes of a file without reading them: a memory map, closed at the end.

    Raises:
        SceneNotRead: it is missing, empty or unreadable.
    """
    try:
        with io.open(native(path), "rb") as stream:
            if not stream.read(1):
                raise SceneNotRead(path, "the file is empty")
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (IOError, OSError, ValueError) as err:
        raise SceneNotRead(path, getattr(err, "strerror", None) or "%s" % err)
    try:
        yield data
    finally:
        data.close()


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
