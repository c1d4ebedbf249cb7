"""The walk over files that name other files: each is read once, never in circles.

``follow`` starts from the files a scene names and goes on with what those name. The first
way that leads to a file is the one its rows tell in ``via``; a second mention adds nothing.
A file that is damaged, refused or too much gives a tip and what could be read of it.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import collections
import importlib

from analyzers import paths, tables
from analyzers.nested.rows import TABLE, Reading
from analyzers.scene import FileRef

_Job = collections.namedtuple("_Job", "path format via search")


def follow(refs, disk, find, tips):
    """Returns the FileRefs that the found files of ``refs`` lead to, expanded, in reading order.

    ``find(path, None)`` returns (candidates, natural, unknown variables) of the DCC, as
    workspace.Places.candidates does; ``tips.add(name, detail)`` takes what went wrong.
    ``refs`` is not changed. A new ref carries ``via``: that of the ref that led to it and
    the full path of the file that names it.
    """
    walk = _Walk(disk, find, tips)
    for ref in refs:
        walk.queue(ref, [])
    walk.run()
    return walk.found


def format_of(path):
    """Returns the name of the module that reads files with this name, or None."""
    name = paths.split(path)[1].lower()
    suffixes = tables.load(TABLE)["suffixes"]
    for at, char in enumerate(name):
        if char == "." and name[at:] in suffixes:
            return suffixes[name[at:]]
    return None


class _Walk(object):
    """What one walk remembers: the files it has met, and what waits to be read."""

    def __init__(self, disk, find, tips):
        self.disk = disk
        self.find = find
        self.tips = tips
        self.limits = tables.load(TABLE)["limits"]
        self.met = set()
        self.todo = collections.deque()
        self.found = []
        self.full = False

    def queue(self, ref, search):
        """Puts the files of a ref that name others on the list, each path once."""
        files = [path for path in ref.found if format_of(path)] if ref.needed else []
        most = self.limits["of_sequence"]
        if len(files) > most:  # a sequence of archives names much the same in every frame
            self.tips.add("nested_partly", "%s: %d of %d files" % (ref.path, most, len(files)))
            step = (len(files) - 1.0) / (most - 1)
            files = [files[int(round(at * step))] for at in range(most)]
        said = set()
        for path in files:
            if path in ref.via:
                start = ref.via.index(path)
                self.tips.add("reference_cycle", " > ".join(ref.via[start:] + [path]))
            elif path in self.met:
                continue
            elif len(ref.via) >= self.limits["depth"] or len(self.met) >= self.limits["files"]:
                self.tips.add("too_deep", path)
            else:
                self.met.add(path)
                self.todo.append((_Job(path, format_of(path), ref.via + [path], search), said))

    def run(self):
        """Reads what waits until nothing is left or the limit of rows is reached."""
        while self.todo and not self.full:
            job, said = self.todo.popleft()
            table = tables.load(TABLE)["formats"][job.format]
            reading = self.read(job, table)
            search = job.search + [row for row in reading.search if row not in job.search]
            for row in reading.rows:
                # The frames of one sequence repeat themselves; what they share is said once.
                key = (row.path, row.node, row.attr, paths.split(job.path)[0])
                if key not in said and not self.full:
                    said.add(key)
                    self.row(row, job, table, search)
            if self.full:
                self.tips.add("too_deep", job.path)

    def read(self, job, table):
        """Returns the Reading of a file; its problems become tips."""
        try:
            reader = importlib.import_module("analyzers.nested." + job.format)
            reading = reader.read(job.path, table)
        except (IOError, OSError) as err:
            reading = Reading()
            reading.problem("nested_damaged", err.strerror or "%s" % err)
        for name, reason in reading.problems:
            self.tips.add(name, "%s: %s" % (job.path, reason))
        return reading

    def row(self, row, job, table, search):
        """Makes the FileRef of a row, looks for its files, and queues those that name more."""
        candidates = self.candidates(row, paths.split(job.path)[0], table["relative"], search)
        ref = self.ref(row, row.path, job.via, candidates)
        if row.optional and ref.missing and not ref.found:
            return
        self.keep(ref, search)
        if row.deep and ref.resolved:
            self.below(row, ref, search)

    def ref(self, row, path, via, candidates):
        ref = FileRef(
            path,
            row.node,
            row.node_type,
            row.attr,
            where=row.where,
            role=row.role,
            via=via,
            needed=row.needed,
            expand=row.expand,
            candidates=candidates,
        )
        self.disk.expand(ref)
        if row.expand == "folder" and not ref.found:
            # A folder that is there and holds no files itself is nothing that lacks.
            here = [path for path in candidates if self.disk.is_folder(path)]
            if here:
                ref.resolved, ref.missing = here[0], []
        return ref

    def keep(self, ref, search):
        self.found.append(ref)
        self.full = self.full or len(self.found) >= self.limits["rows"]
        self.queue(ref, search)

    def below(self, row, top, search):
        """Adds a ref for every folder below the one of ``top``."""
        todo = collections.deque([(top.path, top.resolved, 1)])
        count = 0
        while todo and count < self.limits["folders"] and not self.full:
            written, folder, depth = todo.popleft()
            for name in sorted(self.disk.names(folder)):
                inner = paths.join(folder, name)
                if depth > self.limits["recursion"] or not self.disk.is_folder(inner):
                    continue
                count += 1
                path = written.rstrip("/") + "/" + name
                self.keep(self.ref(row, path, top.via, [inner]), search)
                todo.append((path, inner, depth + 1))
        if todo:
            self.tips.add("too_deep", top.resolved)

    def candidates(self, row, folder, relative, search):
        """Returns the places to look for a row, the likeliest first.

        A relative path is looked for beside its file first or last, as its format has it,
        in the search folders of the files that led here, and where the DCC would look.
        """
        found = []
        for place in row.places:
            place = paths.slashes(place.strip())
            plain = not paths.is_absolute(place) and not paths.variables(place, {})[1]
            beside = [paths.join(folder, place)] if plain else []
            searched = []
            for root in search if plain else ():
                searched += self.below_search(root, folder, place)
            if relative == "first":
                found += beside + searched + self.find(place, None)[0]
            else:
                found += searched + self.find(place, None)[0] + beside
        return list(collections.OrderedDict.fromkeys(found))

    def below_search(self, root, folder, place):
        """Returns where ``place`` may lie below a search folder as written."""
        roots = self.find(root, None)[0]
        if not paths.is_absolute(root) and not paths.variables(root, {})[1]:
            roots = [paths.join(folder, root)] + roots
        return [paths.join(path, place) for path in roots]
