"""An object store under fire: its server is killed at random points, and comes back.

It is killed five times; with RAYVISION_SOAK set, fifty times.
"""

import os
import pathlib
import random
import sys
import threading
import urllib.parse

import faults
import pytest
import s3

from rayvision_plugins.transfer import run, sources, store
from rayvision_plugins.transfer.records import Records

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs SIGKILL"),
]
pytest.importorskip("obstore")

KILLS = 50 if os.environ.get("RAYVISION_SOAK") else 5
BID = "30702"


class Scene:
    """An S3 server, a proxy before it, and a tree of files that is sent to it."""

    def __init__(self, server, folder):
        self.server = server
        self.tree = faults.make_tree(folder / "tree", large=max(4, KILLS // 2))
        self.folder = folder
        self.root = server.folder / s3.BUCKET / "p" / BID / "D" / "shots"
        self.records = Records(folder / "records.db")
        self.proxy = faults.Proxy(("127.0.0.1", server.port), self.there)
        self.striking = threading.Lock()

    def there(self):
        """Returns the names that the server has whole."""
        return {
            name
            for name, data in self.tree.items()
            if (path := self.root / name).is_file() and path.stat().st_size == len(data)
        }

    def engine(self):
        url = self.server.url("p", endpoint=self.proxy.url)
        return store.StoreEngine(url, parallel=4, timeouts=(5, 5), records=self.records)

    def send(self):
        found = sources.tree(str(self.folder / "tree"), "D/shots")
        sending = run.send(
            self.engine(), found, BID, self.records, attempts=200, sleep=faults.rests
        )
        return list(sending)

    def fetch(self):
        engine = self.engine()
        rows = engine.listing(BID, "D/shots/", str(self.folder / "frames"))
        return list(run.fetch(engine, rows, self.records, attempts=200, sleep=faults.rests))

    def restart(self):
        with self.striking:
            self.server.stop()
            self.server.start()

    def struck(self, chance, way="up"):
        """Has the server killed at random points; returns a list of the points that came."""
        struck, at = [], 0

        def strike():
            self.restart()
            struck.append(self.proxy.passed[way])

        for _ in range(KILLS):
            at += chance.randrange(1, sum(map(len, self.tree.values())) // KILLS)
            self.proxy.at(at, strike, way)
        return struck

    def sent(self, *methods):
        """Yields (request, name) of what asked for a file of the tree or sent it."""
        for row in self.proxy.requests:
            path = urllib.parse.unquote(row.target.partition("?")[0])
            name = path.partition("/D/shots/")[2]
            if row.method in methods and name in self.tree:
                yield row, name


@pytest.fixture
def scene(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3.SECRET)
    monkeypatch.setattr(store, "PART", 1 << 20)  # the large files go in parts
    with s3.serving(tmp_path / "server") as server:
        made = Scene(server, tmp_path)
        with made.proxy:
            yield made
        made.records.close()


@pytest.fixture
def chance(request):
    return random.Random(request.node.name)


def test_a_store_killed_and_restarted_at_random_points_gets_all_of_it_once(scene, chance):
    struck = scene.struck(chance)
    scene.send()
    assert len(struck) == KILLS
    assert scene.proxy.errors == []
    assert {name: (scene.root / name).read_bytes() for name in scene.tree} == scene.tree
    files = {path for path in scene.root.rglob("*") if path.is_file()}
    files = {path for path in files if not path.name.startswith(s3.PART)}
    assert files == {scene.root / name for name in scene.tree}
    assert [name for row, name in scene.sent("PUT", "POST") if name in row.there] == []
    del scene.proxy.requests[:]
    assert scene.send()[-1].done == 0
    assert list(scene.sent("PUT", "POST")) == []


def test_a_fetch_outlives_a_store_killed_at_random_points(scene, chance):
    scene.send()
    struck = scene.struck(chance, "down")
    scene.fetch()
    assert len(struck) == KILLS
    assert scene.proxy.errors == []
    shots = scene.folder / "frames" / "D" / "shots"
    assert {name: (shots / name).read_bytes() for name in scene.tree} == scene.tree
    files = {path for path in shots.rglob("*") if path.is_file()}
    assert files == {shots / name for name in scene.tree}


def test_a_bucket_is_listed_and_nothing_in_it_asked_for_again(scene):
    """A question per folder does for what the records know, however many files it has."""
    scene.send()
    for name in ["textures/0/图 0000.tx", "textures/1/图 0001.tx"]:
        (scene.root / name).write_bytes(b"x" * len(scene.tree[name]))  # by somebody else
    del scene.proxy.requests[:]
    end = scene.send()[-1]
    assert end.done == 2
    asked = {name for _, name in scene.sent("HEAD", "GET")}
    folders = {str(pathlib.PurePosixPath(name).parent) for name in scene.tree}
    few = {name for name in scene.tree if name.startswith("caches/")}
    assert asked <= few | {"textures/0/图 0000.tx", "textures/1/图 0001.tx"}
    lists = [row for row in scene.proxy.requests if "list-type" in row.target]
    assert len(lists) <= 3 * (len(folders) + 1)
