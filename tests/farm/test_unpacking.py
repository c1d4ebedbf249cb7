"""A pack as its bytes come, in any blocks; the records of a storage while files come and go."""

import errno
import json
import os
import random
import struct

import pytest
import xxhash

from rayvision_plugins import profiles
from rayvision_plugins.farm import arrival, pack, questions, sweep
from rayvision_plugins.farm.depot import Depot, make_folder
from rayvision_plugins.farm.errors import StorageRefused, trouble
from rayvision_plugins.farm.state import Stored, open_state

WIRE = profiles.read_table("storage.json")
HEAD = struct.Struct(WIRE["record"])
BID = "10201"
NOW = 1_700_000_000


def digest(content):
    return xxhash.xxh3_128_hexdigest(content)


def record(path, content):
    name = path.encode()
    return HEAD.pack(len(name), len(content), bytes.fromhex(digest(content))) + name + content


class Room:
    """A storage on a folder, without a server."""

    def __init__(self, folder):
        self.depot = Depot(folder, {"input": BID}, {BID: folder / "input"})
        self.depot.make()
        self.state = open_state(folder / "farm.db")
        self.parts = folder / "parts"

    def unpacking(self):
        layout = pack.Record(WIRE["record"], int(WIRE["packed_below"]))
        return pack.Unpacking(self.state, self.depot, BID, layout, lambda: NOW)

    def held(self, prefix=""):
        """Returns {path: content} of what is recorded; every record is right."""
        found = {}
        for row in self.state.listing(BID, prefix):
            with open(self.depot.place(BID, row["path"]), "rb") as stream:
                found[row["path"]] = stream.read()
            assert (row["size"], row["digest"]) == (
                len(found[row["path"]]),
                digest(found[row["path"]]),
            )
        return found

    def store(self, path, content):
        arrival.put(self.state, self.depot, BID, path, content, NOW)


@pytest.fixture
def room(tmp_path):
    made = Room(tmp_path)
    yield made
    made.state.close()


FILES = {"a/镜头": b"12", "b": b"", "c/c": b"345"}


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_of_a_pack_that_ends_at_any_byte_the_whole_files_stay(room, step):
    length = sum(len(record(f"000/{path}", content)) for path, content in FILES.items())
    for end in range(length + 1):
        files = {f"{end:03}/{path}": content for path, content in FILES.items()}
        rows = [record(*row) for row in files.items()]
        body = b"".join(rows)[:end]
        unpacking = room.unpacking()
        for at in range(0, end, step):
            unpacking.feed(body[at : at + step])
        borders = [sum(map(len, rows[: count + 1])) for count in range(3)]
        if end in (0, *borders):
            unpacking.finish()
        else:
            with pytest.raises(StorageRefused, match="ends inside a file"):
                unpacking.finish()
        count = sum(end >= border for border in borders)
        assert unpacking.stored == count
        assert room.held(f"{end:03}/") == dict(list(files.items())[:count])
    assert list(room.parts.iterdir()) == []


@pytest.mark.parametrize("seed", range(5))
def test_bytes_that_are_wrong_anywhere_store_nothing_wrong(room, seed):
    chance = random.Random(seed)
    for _ in range(40):
        body = bytearray(b"".join(record(*row) for row in FILES.items()))
        for _ in range(chance.choice([1, 2, 20])):
            body[chance.randrange(len(body))] = chance.randrange(256)
        unpacking = room.unpacking()
        try:
            unpacking.feed(bytes(body))
            unpacking.finish()
        except StorageRefused as refused:
            assert refused.status in (400, 413)
        json.dumps(unpacking.failed)
    assert set(room.held().values()) <= set(FILES.values())
    assert list(room.parts.iterdir()) == []


def test_the_last_of_several_files_of_one_name_counts(room):
    mark = room.state.changes(BID, "")[0]
    unpacking = room.unpacking()
    unpacking.feed(b"".join(record("a", content) for content in (b"1", b"22", b"333")))
    assert (unpacking.stored, room.held()) == (3, {"a": b"333"})
    unpacking.feed(record("a", b"1") + record("a", b"333"))
    assert room.held() == {"a": b"333"}
    assert room.state.changes(BID, mark)[1] == ["a"]


def test_a_name_that_is_file_and_folder_is_refused_once(room):
    unpacking = room.unpacking()
    unpacking.feed(record("q", b"1") + record("q/x", b"22"))
    unpacking.finish()
    assert len(room.held()) == 1 and len(unpacking.failed) == 1


def test_a_full_disk_keeps_what_came_before_and_what_still_fits(room, monkeypatch):
    write = os.write

    def full(file, content):
        if len(content) > 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, content)

    unpacking = room.unpacking()
    unpacking.feed(record("before", b"1"))
    monkeypatch.setattr(pack.os, "write", full)
    unpacking.feed(record("large", bytes(101)) + record("after", b"3"))
    assert [(row["path"], row["status"]) for row in unpacking.failed] == [("large", 507)]
    assert room.held() == {"before": b"1", "after": b"3"}
    assert list(room.parts.iterdir()) == []


def test_a_database_without_room_keeps_what_came_before(room):
    unpacking = room.unpacking()
    unpacking.feed(record("before", b"1"))
    pages = room.state.rows("PRAGMA page_count")[0][0]
    room.state.rows(f"PRAGMA max_page_count = {pages}")
    more = b"".join(record(f"{at}/{'x' * 200}", b"2") for at in range(500))
    with pytest.raises(Exception, match="full") as caught:
        unpacking.feed(more)
    assert trouble(caught.value)[0] == 507
    room.state.rows(f"PRAGMA max_page_count = {pages + 10_000}")
    assert room.held()["before"] == b"1"
    room.unpacking().feed(more)
    assert len(room.held()) == 501
    assert list(room.parts.iterdir()) == []


# -- records while files come and go -----------------------------------------------------


class Meanwhile:
    """A state at which another sender stores a new version each time right after it was asked."""

    def __init__(self, room, ask):
        self._room, self._ask = room, ask
        self.newest = b"new"

    def __getattr__(self, name):
        asked = getattr(self._room.state, name)
        if name != self._ask:
            return asked

        def answer(*arguments):
            found = asked(*arguments)
            self.newest += b"er"
            self._room.store("d/a", self.newest)
            return found

        return answer


def test_a_version_that_arrives_while_the_disk_is_looked_at_is_not_forgotten(room):
    room.store("d/a", b"old")
    state = Meanwhile(room, "listing")
    sweep.Sweep(state, room.depot, lambda: NOW).look(BID)
    assert room.held() == {"d/a": state.newest}


def test_a_version_that_arrives_while_a_question_is_answered_is_not_forgotten(room):
    room.store("d/a", b"old")
    rows = [("d/a", 3, digest(b"old"))]
    state = Meanwhile(room, "holdings")
    assert questions.missing(state, room.depot, BID, rows) == ["d/a"]
    assert room.held() == {"d/a": state.newest}


def test_what_is_gone_is_forgotten_and_told(room):
    room.store("d/a", b"old")
    mark = room.state.changes(BID, "")[0]
    os.unlink(room.depot.place(BID, "d/a"))
    sweep.Sweep(room.state, room.depot, lambda: NOW).look(BID)
    assert room.held() == {}
    assert room.state.changes(BID, mark)[1] == ["d/a"]


def test_a_listing_holds_every_name_below_its_prefix(room):
    names = ["d/\U0010ffff", "d/\U0010ffffx", "d/a", "d/~", "d/\x01"]
    rows = [Stored(name, 0, digest(b""), 0) for name in [*names, "d", "d0", "e/a"]]
    with room.state.storing(BID, rows) as done:
        done.extend(rows)
    assert sorted(row["path"] for row in room.state.listing(BID, "d/")) == sorted(names)


def test_folders_are_made_however_deep(tmp_path):
    (tmp_path / "stays").touch()
    deep = f"{tmp_path}/" + "d/" * 1500 + "d"
    try:
        make_folder(deep)
        make_folder(deep)
        assert os.path.isdir(deep)
    finally:
        os.removedirs(deep)  # what else removes trees calls itself for each folder
    assert [path.name for path in tmp_path.iterdir()] == ["stays"]
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "stays")
    with pytest.raises(NotADirectoryError):
        make_folder(tmp_path / "stays" / "below" / "it")
