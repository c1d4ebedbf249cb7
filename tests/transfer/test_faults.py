"""Transfers under fire: afterwards every file is whole on the other side, none that was complete
was sent again, and the records say what the storage holds.

Each kind of death comes five times; with RAYVISION_SOAK set, fifty times.
"""

import collections
import contextlib
import functools
import os
import pathlib
import random
import resource
import shutil
import sys
import threading

import disks
import faults
import pytest

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.transfer.digest import digest_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs SIGKILL and limits of processes"),
]

KILLS = 50 if os.environ.get("RAYVISION_SOAK") else 5
ANSWERS = [(500, {}), (502, {}), (503, {}), (429, {"Retry-After": "1"})]


class Scene:
    """A farm, a proxy before it, a tree of files and submitters that send or fetch it."""

    def __init__(self, folder):
        self.folder = folder
        self.tree = faults.make_tree(folder / "tree", large=max(4, KILLS // 2))
        self.farm = faults.farm_class()(folder / "farm").start()
        self.farm.login()
        self.bid = self.farm.bids["input"]
        self.proxy = faults.Proxy(self.address, self.there)
        self.proxy.here = self.here
        self.movers = []
        self.processes = []
        self.striking = threading.Lock()

    @property
    def address(self):
        host, _, port = self.farm.domain.partition(":")
        return host, int(port)

    @property
    def total(self):
        return sum(map(len, self.tree.values()))

    def root(self):
        """Returns where the farm keeps the inputs."""
        for path in (self.folder / "farm").rglob("D/shots"):
            return path
        return None

    def there(self):
        """Returns the paths that the farm has whole: a file takes its place only then."""
        root = self.root()
        if root is None:
            return set()
        found = {path for path in root.rglob("*") if path.is_file()}
        return {f"D/shots/{path.relative_to(root).as_posix()}" for path in found}

    def mover(self, home="home", **options):
        (self.folder / home).mkdir(exist_ok=True)
        given = (self.proxy.url, self.farm.tokens, self.folder / home, self.bid, self.renew)
        made = faults.Mover(*given, **options)
        self.movers.append(made)
        return made

    def process(self, way, folder="tree", home="home", limit=0):
        (self.folder / home).mkdir(exist_ok=True)
        given = (self.proxy.url, self.farm.tokens, self.folder / home, self.bid)
        made = faults.start(way, *given, self.folder / folder, limit)
        self.processes.append(made)
        return made

    def renew(self):
        self.farm.login()
        return self.farm.tokens

    def restart(self):
        """Kills the farm and starts it again."""
        self.farm.kill()
        self.farm.start()
        self.proxy.target = self.address

    def struck(self, chance, faults, way="up"):
        """Has the faults strike in turn, KILLS times; returns a list of those that did."""
        struck, at = [], 0

        def strike(fault):
            with self.striking:
                fault()
                struck.append(fault)

        for number, count in enumerate(points(chance, self.total)):
            at += count
            self.proxy.at(at, functools.partial(strike, faults[number % len(faults)]), way)
        return struck

    def held(self):
        """Returns what the records of the sender believe to lie in the storage."""
        mover = self.mover()
        storage, root = f"{faults.PLACE}/{self.bid}", self.folder / "tree"
        found = set()
        for folder in {root / pathlib.Path(name).parent for name in self.tree}:
            place = f"D/shots/{folder.relative_to(root).as_posix()}"
            rows = mover.records.current(str(folder), storage, place)
            found |= {f"{place}/{name}" for name, _, _ in rows}
        return found

    def proves(self, *, records=True):
        """Proves that all arrived, nothing came twice, and the records agree."""
        assert self.proxy.errors == []
        root = self.root()
        assert {name: (root / name).read_bytes() for name in self.tree} == self.tree
        wanted = {f"D/shots/{name}" for name in self.tree}
        listed = {row["path"]: row["size"] for row in self.farm.list("input")}
        assert listed == {f"D/shots/{name}": len(data) for name, data in self.tree.items()}
        assert self.there() == wanted
        assert self.proxy.twice == []
        if records:
            assert self.held() == wanted
            before = len(self.proxy.requests)
            assert self.mover().send(self.folder / "tree")[-1].done == 0
            assert not any(row.method == "PUT" for row in self.proxy.requests[before:])

    def here(self, folder="frames"):
        """Returns the paths of the files that were fetched: a file takes its place when whole."""
        root = self.folder / folder
        found = {path for path in root.rglob("*") if path.suffix != ".part" and path.is_file()}
        return {path.relative_to(root).as_posix() for path in found}

    def fetched(self, folder="frames"):
        """Proves that all was fetched, nothing twice, and the records know it."""
        assert self.proxy.errors == []
        root = self.folder / folder
        shots = root / "D" / "shots"
        assert {name: (shots / name).read_bytes() for name in self.tree} == self.tree
        found = {path for path in root.rglob("*") if path.is_file()}
        assert found == {shots / name for name in self.tree}
        assert self.proxy.twice == []
        self.farm.login()
        before = len(self.proxy.requests)
        mover = self.mover("other")
        assert not [event for event in mover.fetch(root) if event.kind == "file"]
        assert not any(row.files() for row in self.proxy.requests[before:])
        known = (mover.records.known(str(path)) for path in {path.parent for path in found})
        assert sum(map(len, known)) == len(found)

    def end(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.communicate()
        for mover in self.movers:
            mover.close()
        if self.farm.process is not None:
            self.farm.kill()


@contextlib.contextmanager
def played(folder):
    made = Scene(folder)
    try:
        with made.proxy:
            yield made
    finally:
        made.end()


@pytest.fixture
def scene(tmp_path):
    with played(tmp_path) as made:
        yield made


@pytest.fixture
def chance(request):
    return random.Random(request.node.name)


def points(chance, total):
    """Returns how many bytes pass before each of KILLS faults: random, together not all."""
    return [chance.randrange(1, total // KILLS) for _ in range(KILLS)]


def test_a_quiet_line_passes_all_of_it_once(scene):
    end = scene.mover().send(scene.folder / "tree")[-1]
    assert (end.done, end.total) == (len(scene.tree), len(scene.tree))
    scene.proves()


def test_a_server_killed_and_restarted_at_random_points(scene, chance):
    scene.proxy.delay = 0.001
    struck = scene.struck(chance, [scene.restart])
    scene.mover().send(scene.folder / "tree")
    assert len(struck) == KILLS
    scene.proves()


def test_a_connection_cut_at_random_points(scene, chance):
    struck = scene.struck(chance, [scene.proxy.cut])
    scene.mover().send(scene.folder / "tree")
    assert len(struck) == KILLS
    scene.proves()


def test_answers_of_a_server_in_trouble(scene):
    scene.proxy.at(1, lambda: scene.proxy.answers.extend(ANSWERS * KILLS))
    scene.mover().send(scene.folder / "tree")
    answered = collections.Counter(row.answered for row in scene.proxy.requests)
    assert all(answered[status] >= KILLS for status, _ in ANSWERS)
    scene.proves()


def test_answers_of_trouble_between_good_ones(scene, chance):
    def trouble():
        scene.proxy.answers.append(chance.choice(ANSWERS[:3]))

    for count in points(chance, scene.total):
        scene.proxy.at(count, trouble)
    scene.mover().send(scene.folder / "tree")
    scene.proves()


def test_a_server_that_says_nothing_is_left_and_asked_again(scene):
    mover = scene.mover(patience=2)
    scene.proxy.swallow = 1
    mover.send(scene.folder / "tree")
    assert scene.proxy.swallow == 0
    scene.proves()


def test_a_slow_line_is_no_broken_one(scene):
    scene.proxy.delay = 0.005
    end = scene.mover().send(scene.folder / "tree")
    assert not [event for event in end if event.kind == "note"], "something was tried again"
    scene.proves()


def test_a_submitter_killed_at_random_points(scene, chance):
    """Its machine goes with it, but for some times: then what is on its way arrives still."""
    kills = 0
    for turn, count in enumerate(points(chance, scene.total)):
        process = scene.process("send")
        scene.proxy.at(count, process.kill)
        if turn % 5:
            scene.proxy.at(count, scene.proxy.cut)
        out, _ = process.communicate(timeout=60)
        assert process.returncode in (0, -9), out
        kills += process.returncode == -9
        scene.proxy.quiet()
        assert scene.held() <= scene.there(), "the records believe what is not so"
    assert kills >= KILLS - 2
    scene.proxy.forget()
    process = scene.process("send")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, out
    scene.proves()


def test_a_full_disk_at_the_farm_spoils_what_does_not_fit_and_no_more(scene):
    number = scene.farm.process.pid
    resource.prlimit(number, resource.RLIMIT_FSIZE, (1_200_000, resource.RLIM_INFINITY))
    with pytest.raises(TransferFailed):
        scene.mover().send(scene.folder / "tree", attempts=2)
    whole = {f"D/shots/{name}" for name, data in scene.tree.items() if len(data) < 1_200_000}
    assert scene.there() == whole
    assert scene.held() == whole
    resource.prlimit(number, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    end = scene.mover().send(scene.folder / "tree")[-1]
    assert end.done == len(scene.tree) - len(whole)
    scene.proves()


def test_a_disk_of_the_farm_without_a_byte_left_keeps_what_it_has(tmp_path):
    with disks.mounted(tmp_path / "farm", 8 * 1024) as disk, played(tmp_path) as scene:
        caches = (tmp_path / "tree" / "caches").rename(tmp_path / "caches")
        early = scene.mover().send(tmp_path / "tree")[-1].done
        caches.rename(tmp_path / "tree" / "caches")
        with pytest.raises(TransferFailed, match="the disk of the farm is full"):
            scene.mover().send(tmp_path / "tree", attempts=2)
        whole = {row["path"] for row in scene.farm.list("input")}
        assert early <= len(whole) < len(scene.tree)
        assert scene.held() <= whole <= scene.there()
        scene.proxy.there = lambda: whole
        disks.grow(disk, 512 * 1024)
        assert scene.mover().send(tmp_path / "tree")[-1].done == len(scene.tree) - len(whole)
        scene.proves()


def test_a_disk_here_without_a_byte_left_loses_nothing(scene):
    scene.mover().send(scene.folder / "tree")
    with disks.mounted(scene.folder / "frames", 8 * 1024) as disk:
        with pytest.raises(TransferFailed, match=r"No space left"):
            scene.mover("other").fetch(disk, attempts=2)
        assert 0 < len(scene.here()) < len(scene.tree)
        disks.grow(disk, 512 * 1024)
        scene.mover("other").fetch(disk)
        scene.fetched()


def test_a_full_disk_here_spoils_what_does_not_fit_and_no_more(scene):
    scene.mover().send(scene.folder / "tree")
    process = scene.process("fetch", "frames", "other", limit=1_200_000)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1, out
    assert ".vdb" in out
    fits = {name for name, data in scene.tree.items() if len(data) < 1_200_000}
    root = scene.folder / "frames" / "D" / "shots"
    here = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert {name for name in here if ".part" not in name} == fits
    process = scene.process("fetch", "frames", "other")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, out
    scene.fetched()


@pytest.mark.skipif(KILLS < 50, reason="several GiB go to the disk: only with RAYVISION_SOAK")
def test_a_sparse_file_beyond_4_gib_reaches_the_farm_and_comes_back(tmp_path):
    size = (4 << 30) + 4097
    if shutil.disk_usage(tmp_path).free < 3 * size:
        pytest.skip(f"needs {3 * size} bytes of disk")
    with played(tmp_path) as scene:
        sparse = tmp_path / "sparse" / "volume.vdb"
        sparse.parent.mkdir()
        with sparse.open("wb") as stream:
            stream.write(b"begin")
            stream.truncate(size - 3)
            stream.seek(0, os.SEEK_END)
            stream.write(b"end")
        scene.proxy.at(size - (1 << 20), scene.proxy.cut)  # beyond what 32 bits count
        assert scene.mover().send(sparse.parent)[-1].done == 1
        assert scene.proxy.passed["up"] < size + (1 << 30), "it began again"
        assert [row["size"] for row in scene.farm.list("input")] == [size]
        scene.proxy.at(size - (1 << 20), scene.proxy.cut, "down")
        scene.mover("other").fetch(tmp_path / "frames")
        back = tmp_path / "frames" / "D" / "shots" / "volume.vdb"
        assert back.stat().st_size == size
        assert digest_of(str(back)) == digest_of(str(sparse))
        assert scene.proxy.passed["down"] < size + (1 << 30), "it began again"
        back.unlink()
        shutil.rmtree(tmp_path / "farm")


def test_a_fetch_cut_and_its_server_killed_at_random_points(scene, chance):
    scene.mover().send(scene.folder / "tree")
    struck = scene.struck(chance, [scene.restart, scene.proxy.cut], "down")
    scene.mover("other").fetch(scene.folder / "frames")
    assert len(struck) == KILLS
    assert scene.proxy.errors == []
    scene.fetched()


def test_a_fetcher_killed_at_random_points(scene, chance):
    scene.mover().send(scene.folder / "tree")
    scene.proxy.cut()
    kills = 0
    for count in points(chance, scene.total):
        process = scene.process("fetch", "frames", "other")
        scene.proxy.at(count, process.kill, "down")
        out, _ = process.communicate(timeout=60)
        assert process.returncode in (0, -9), out
        kills += process.returncode == -9
        scene.proxy.quiet()
    assert kills >= KILLS - 2
    scene.proxy.forget()
    process = scene.process("fetch", "frames", "other")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, out
    scene.fetched()
