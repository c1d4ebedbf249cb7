"""What an upload has to look into: all files but those that the records know to be there.

Nothing is read here and nothing is asked of the storage. Some 40 bytes a file are kept, so that
lists of any length fit; two files for one place are found before anything is sent.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rayvision_plugins.transfer.records import Records
from rayvision_plugins.transfer.sources import File, Folder, Problem

ORDERS = ("small", "large", "given")
"""Which files go first."""

FIRST, MOST = 1_000, 10_000
"""Files of the first batch and of the others."""

MOST_BYTES = 4 << 30
"""Bytes of a batch of more than one file."""


class Candidate(NamedTuple):
    """A file that the storage may lack: here ``folder`` and ``name``, there ``path``."""

    folder: str
    name: str
    size: int
    mtime_ns: int
    path: str


class Candidates:
    """The files of an upload that have to be looked into; ``size`` is their bytes."""

    def __init__(self) -> None:
        self.size = 0
        self._folders: list[Folder] = []
        self._folder = array("L")
        self._sizes = array("q")
        self._mtimes = array("q")
        self._names = bytearray()
        self._ends = array("Q")

    def __len__(self) -> int:
        return len(self._sizes)

    def add(self, folder: Folder, files: Iterable[File]) -> None:
        """Adds files of a folder."""
        number = len(self._folders)
        self._folders.append(Folder(folder.local, folder.place, [], folder.names))
        for name, size, mtime_ns in files:
            self._names += os.fsencode(name)
            self._ends.append(len(self._names))
            self._folder.append(number)
            self._sizes.append(size)
            self._mtimes.append(mtime_ns)
            self.size += size

    def batches(self, order: str) -> Iterator[list[Candidate]]:
        """Yields some files at a time, the small or large ones first, or as they were given.

        Few at first, so that something moves soon, and never many large ones.
        """
        numbers: Sequence[int] = range(len(self))
        if order != "given":
            ranked = sorted(numbers, key=self._sizes.__getitem__, reverse=order == "large")
            numbers = array("L", ranked)
            del ranked
        batch: list[Candidate] = []
        size, most = 0, FIRST
        for at in numbers:
            if batch and (len(batch) == most or size + self._sizes[at] > MOST_BYTES):
                yield batch
                batch, size, most = [], 0, MOST
            batch.append(self._candidate(at))
            size += self._sizes[at]
        if batch:
            yield batch

    def _candidate(self, at: int) -> Candidate:
        folder = self._folders[self._folder[at]]
        start = self._ends[at - 1] if at else 0
        name = os.fsdecode(bytes(self._names[start : self._ends[at]]))
        called = (folder.names or {}).get(name, name)
        path = f"{folder.place}/{called}" if folder.place else called
        return Candidate(folder.local, name, self._sizes[at], self._mtimes[at], path)


@dataclasses.dataclass(slots=True)
class Plan:
    """What is to be done; the ``kept`` files lie in the storage as they are here.

    ``clashes`` are files that would take the place of others: nothing may be sent then.
    """

    candidates: Candidates = dataclasses.field(default_factory=Candidates)
    kept: int = 0
    problems: list[Problem] = dataclasses.field(default_factory=list)
    clashes: list[Problem] = dataclasses.field(default_factory=list)


def survey(folders: Iterable[Folder | Problem], storage: str, records: Records) -> Plan:
    """Returns what of these folders the records do not know to lie in ``storage`` as it is here.

    Raises:
        ConfigError: the records cannot be used.
    """
    plan = Plan()
    places = _Places(plan)
    for folder in folders:
        if isinstance(folder, Problem):
            plan.problems.append(folder)
            continue
        places.take(folder)
        files = folder.files
        # what is called otherwise there is known under its name there: it has to be asked about
        held = set() if folder.names else records.current(folder.local, storage, folder.place)
        if not held.issuperset(files):
            plan.candidates.add(folder, [row for row in files if row not in held])
            files = [row for row in files if row in held]
        plan.kept += len(files)
    places.close()
    return plan


class _Taken(NamedTuple):
    """Places in one folder that are taken, as hashes of names: as they are, and folded.

    ``origin`` is the folder here that the files lie in, or the one file that has another name.
    """

    origin: str
    place: str
    exact: array[int]
    folded: array[int]


class _Places:
    """Finds files that go to one place, or to places that some farms do not tell apart."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._taken: dict[str, list[_Taken]] = {}

    def take(self, folder: Folder) -> None:
        """Takes the places of a folder's files; those that were taken already leave it."""
        names = [row[0] for row in folder.files]
        origin = folder.local
        if folder.names:
            origin = os.path.join(origin, names[0])
            names = [folder.names[name] for name in names]
        text = "\0".join(names)
        alike = _folded(text)
        exact = array("q", map(hash, names))
        folded = exact if alike == text else array("q", map(hash, alike.split("\0")))
        taken = _Taken(origin, folder.place, exact, folded)
        earlier = self._taken.setdefault(_folded(folder.place), [])
        hashes = set(folded)
        met = [other for other in earlier if not hashes.isdisjoint(other.folded)]
        if met or len(hashes) < len(names):
            folder.files = list(self._apart(folder, names, taken, met))
        earlier.append(taken)

    def _apart(
        self, folder: Folder, names: list[str], taken: _Taken, met: list[_Taken]
    ) -> Iterator[File]:
        """Yields the files whose place is free; the same file for the same place goes once."""
        there = {
            key: (other, exact, "")
            for other in met
            for key, exact in zip(other.folded, other.exact, strict=True)
        }
        rows = zip(folder.files, names, taken.folded, taken.exact, strict=True)
        for row, name, key, exact in rows:
            mine = (taken, exact, name)
            first = there.setdefault(key, mine)
            if first is mine:
                yield row
                continue
            other, found, called = first
            local, place = os.path.join(folder.local, row[0]), f"{taken.place}/{name}"
            if (other.place, found) != (taken.place, exact):
                text = "only case or accents tell its place at the farm from that of another file"
                second = f"{other.place}/{called}".rstrip("/")
                self._plan.problems.append(
                    Problem(local, f"{text}: {place}, {second}; rename one", note=True)
                )
                yield row
            elif other.origin != taken.origin:
                text = f"a file of {other.origin} goes to the same place at the farm, {place}"
                self._plan.clashes.append(Problem(local, text))

    def close(self) -> None:
        """Says which files have the names of folders that other files go into."""
        by_place: dict[str, list[_Taken]] = {}
        for taken in itertools.chain.from_iterable(self._taken.values()):
            by_place.setdefault(taken.place, []).append(taken)
        below: dict[str, dict[int, str]] = {}
        for place in by_place:
            while place:
                above, _, name = place.rpartition("/")
                names = below.setdefault(above, {})
                if hash(name) in names:
                    break
                names[hash(name)] = name
                place = above
        for place, names in below.items():
            for taken in by_place.get(place, ()):
                for name in [names[key] for key in taken.exact if key in names]:
                    text = f"other files go into a folder of its name at the farm, {place}/{name}"
                    self._plan.clashes.append(Problem(os.path.join(taken.origin, name), text))


def _folded(text: str) -> str:
    """Returns what texts have in common that differ only in case or in Unicode form."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
