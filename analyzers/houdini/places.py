"""Where Houdini looks for a file: as written, below the folder of the scene, on its search paths.

$HIP is where the scene lies now. A path that begins with the folder it was saved in is looked
for here too, and so is one below the saved $JOB, beside where the scene lies in the job now.

Source: Houdini documentation, environment variables and file names in expressions: a relative
path is below $HIP, a bare name is looked for on HOUDINI_PATH; saved scenes.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import itertools
import re
from collections import OrderedDict

from analyzers import paths, tables
from analyzers.houdini import evaluate
from analyzers.houdini.expressions.values import printed
from analyzers.houdini.expressions.variables import ENDED, FRAME_NAMES, NAME, TIME_NAMES
from analyzers.houdini.tablenames import FILES
from analyzers.scene import FileRef

ON_DISK = "on disk"
"""File rule: only places where something lies now."""
EACH_FOLDER = "each folder"
"""File rule: every folder on disk that the tokens in the folders of a path stand for."""
MOST_FOLDERS = 10000

_NAMES = {"frame": "|".join(FRAME_NAMES + TIME_NAMES), "name": NAME, "end": ENDED}
_FRAME = re.compile(
    r"\$(?:\{(%(frame)s)([0-9]{0,2})\}|(%(frame)s)([0-9]{0,2})%(end)s)"
    r"|<(%(frame)s|frame)([0-9]{0,2})>" % _NAMES
)
_TILE = re.compile(r"%\((UDIM|UVTILE|U|V)\)[0-9]*d", re.I)
_WILD = re.compile(
    r"\*+|\$\(%(name)s\)|%%\(%(name)s\)[0-9]*s|%%AOV%%|\$AOV%(end)s|<(?:AOV|CHANNEL)>" % _NAMES
)
ANY = "<attr:any>"
_VARIABLE = re.compile(r"\$\{(%(name)s)\}|\$(%(name)s)" % _NAMES)
_FOLDERS = re.compile(r"(?:[A-Za-z]:(?=[/\\]))?[^;:]+")  # a drive's colon divides nothing


def tokened(path):
    """Returns ``path`` with the tokens of Houdini as those that ``paths`` knows.

    ``$F4 ${F4} <F4>`` are frames, ``%(UDIM)d`` and its like tiles, a ``*`` is anything.
    """

    def frame(match):
        name = match.group(1) or match.group(3) or match.group(5)
        width = match.group(2) or match.group(4) or match.group(6) or ""
        return ANY if name in TIME_NAMES else "<F%s>" % width

    path = _FRAME.sub(frame, _WILD.sub(ANY, path))
    return _TILE.sub(lambda match: "<%s>" % match.group(1).upper(), path)


class Places(object):
    """Turns a path as written into the places to look for it, in order."""

    def __init__(self, scene, disk, environment):
        self.scene = scene
        self.disk = disk
        self.environment = environment
        self.table = tables.load(FILES)["variables"]
        self._values = None
        self._moves = None
        self._searched = None

    def candidates(self, written, rule=None):
        """Returns (places to look, index of the natural one, unknown variables) for a path.

        ``rule`` is None, ON_DISK or EACH_FOLDER. A path with an unknown variable has no place.
        """
        path, unknown = self.filled(tokened(paths.slashes(written.strip())))
        if unknown or not path or "`" in path or "\0" in path:
            return [], 0, unknown
        found = list(OrderedDict.fromkeys(self._places(path)))
        if rule == ON_DISK:
            found = [place for place in found if self._is_there(place)]
        elif rule == EACH_FOLDER:
            each = (self._concrete(place) for place in found)
            found = next((places for places in each if places), [])
        return found, 0, unknown

    def filled(self, path):
        """Returns (path with its variables replaced, names of unknown ones)."""
        unknown = []
        values = self.values()

        def value(match):
            name = match.group(1) or match.group(2)
            if name in values:
                return paths.slashes(values[name])
            unknown.append(name)
            return match.group(0)

        for _ in range(3):  # a variable may be made of others
            unknown[:] = []
            path = _VARIABLE.sub(value, path)
            if unknown or "$" not in path:
                break
        if path[:2] in ("~", "~/") and "HOME" in values:
            path = paths.slashes(values["HOME"]) + path[1:]
        return path, unknown

    def values(self):
        """Returns the variables of the scene; a job that nobody names is the project."""
        if self._values is None:
            known = evaluate.of(self.scene).variables
            values = dict(known.texts)
            values.update((name, printed(number)) for name, number in known.numbers.items())
            if self.scene.project:
                values.setdefault(self.table["job"], self.scene.project)
            self._values = values
        return self._values

    def moves(self):
        """Returns [(folder as saved, the same folder now)]."""
        if self._moves is None:
            saved = self.scene.info.get("variables") or {}
            here = self.values()[self.table["hip"]]
            hips = [saved.get(self.table["hip"])]
            if saved.get(self.table["file"]):
                hips.append(paths.split(paths.normalise(saved[self.table["file"]]))[0])
            hips = [paths.normalise(hip) for hip in hips if hip]
            found = [(hip, here) for hip in hips]
            job = paths.normalise(saved.get(self.table["job"]) or ".")
            jobs = [_job_now(job, hip, here) for hip in hips]
            jobs += [self.environment.get(self.table["job"]), self.scene.project]
            found += [(job, paths.normalise(now)) for now in jobs if now]
            found = [row for row in found if row[0] != row[1] and _is_deep(row[0])]
            self._moves = list(OrderedDict.fromkeys(found))
        return self._moves

    def _places(self, path):
        if paths.is_absolute(path):
            path = paths.normalise(path)
            found = [path]
            for saved, now in self.moves():
                inner = _below(path, saved)
                if inner is not None:
                    found.append(paths.join(now, inner))
            return found
        here = paths.join(self.values()[self.table["hip"]], path)
        return [here] + [paths.join(folder, path) for folder in self.searched()]

    def searched(self):
        """Returns the folders that a relative path or a bare name is looked for in."""
        if self._searched is None:
            found = []
            for name, inner in self.table["search"].items():
                for folder in _FOLDERS.findall(self.values().get(name) or ""):
                    folder, unknown = self.filled(paths.slashes(folder.strip()))
                    if folder and folder != "&" and not unknown and paths.is_absolute(folder):
                        found += [paths.join(folder, part) if part else folder for part in inner]
            self._searched = list(OrderedDict.fromkeys(found))
        return self._searched

    def _is_there(self, place):
        ref = FileRef(place, None, None, None, candidates=[place])
        self.disk.expand(ref)
        return bool(ref.found)

    def _concrete(self, place):
        """Returns the places that tokens in the folders of ``place`` stand for on disk."""
        folder, name = paths.split(place)
        found = [""]
        for part in re.split("(/+)", folder):
            pattern = paths.tokens(part)
            if pattern is None:
                found = [row + part for row in found]
            else:
                rows = (self._matches(row, pattern) for row in found)
                found = list(itertools.islice(itertools.chain.from_iterable(rows), MOST_FOLDERS))
        return [paths.join(row, name) for row in found if self.disk.is_folder(row)]

    def _matches(self, folder, pattern):
        names = sorted(self.disk.names(paths.normalise(folder)).values())
        return [folder + name for name in names if pattern.regex.match(name)]


def _job_now(job, hip, here):
    """Returns where the saved ``job`` lies now: as far above the scene as it was."""
    inner = _below(hip, job)
    if inner is None:
        return None
    if not inner:
        return here
    return here[: -len(inner) - 1] if here.endswith("/" + inner) else None


def _below(path, folder):
    """Returns what of ``path`` stands below ``folder``, None when it is elsewhere."""
    one, other = path, folder.rstrip("/")
    if one[1:2] == ":":
        one, other = one.lower(), other.lower()
    if one == other:
        return ""
    return path[len(other) + 1 :] if one.startswith(other + "/") else None


def _is_deep(folder):
    """Returns whether a folder is absolute and no root: else every path would be below it."""
    return paths.is_absolute(folder) and len(paths.split(folder)[1]) > 0 and folder.count("/") > 0
