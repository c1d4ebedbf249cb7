"""Moving files: names that stay inside, what is sent again, what is remembered, what is kept."""

import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
import xxhash

from rayvision_plugins.errors import ConfigError, RayvisionError, TransferFailed, UnsafeName
from rayvision_plugins.jobs import Event
from rayvision_plugins.profiles import read_table
from rayvision_plugins.transfer import run
from rayvision_plugins.transfer.engine import Outcome, Transfer, inside
from rayvision_plugins.transfer.http import HttpEngine
from rayvision_plugins.transfer.records import Records, digest_of

WIRE = read_table("storage.json")
EMPTY = "99aa06d3014798d86001c324468d497f"
"""The xxh3_128 of no bytes, from the test vectors of the algorithm's author."""

BID, TOKEN = "10202", "thetokenofthestorage"
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")


def digest(data):
    return xxhash.xxh3_128_hexdigest(data)


# -- inside ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a.png", "a/b/c.png", "场景/镜头 1/图.0001.exr", "...png", "a..b", "~"]
)
def test_an_honest_name_lies_below_the_folder(tmp_path, name):
    assert inside(tmp_path, name) == tmp_path / name


HOSTILE = [
    "",
    ".",
    "..",
    "../a",
    "a/../../b",
    "a/..",
    "a/../b",
    "./a",
    "a/./b",
    "a//b",
    "a/",
    "/",
    "/etc/passwd",
    "//server/share/a",
    "\\\\server\\share\\a",
    "\\a",
    "..\\a",
    "a\\..\\..\\b",
    "a/..\\..\\b",
    "C:",
    "C:/a",
    "c:a",
    "C:\\a",
    "a/C:/b",
    "a.png:stream",
    "a\0.png",
    "\0",
    "a/\0/b",
    "a/../" * 50 + "b",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused(tmp_path, name):
    with pytest.raises(UnsafeName) as caught:
        inside(tmp_path / "frames", name)
    assert caught.value.name == name
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_a_link_does_not_lead_out_of_the_folder(tmp_path):
    folder, other = tmp_path / "frames", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (folder / "link").symlink_to(other)
    with pytest.raises(UnsafeName):
        inside(folder, "link/a.png")
    with pytest.raises(UnsafeName):
        inside(folder, "link/deeper/a.png")


@POSIX
def test_a_link_within_the_folder_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert inside(tmp_path, "link/a.png").parent.resolve() == tmp_path / "real"


@POSIX
def test_a_folder_that_is_a_link_itself_is_fine(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert inside(tmp_path / "link", "a/b.png") == tmp_path / "link" / "a" / "b.png"


# -- an engine that behaves --------------------------------------------------------------


class Memory:
    """A storage in memory.

    ``faults`` maps a path to what its next attempts meet: (reason, retry) each; after them it
    works. Half of a file's bytes are reported before a fault and taken back after it, as
    engines do.
    """

    def __init__(self, held=None, faults=None, pause=0.0):
        self.held = dict(held or {})
        self.faults = {path: list(rows) for path, rows in (faults or {}).items()}
        self.pause = pause
        self.rounds = []

    def lacks(self, transfers):
        return [row for row in transfers if digest(self.held.get(row.path, b"-")) != row.digest]

    def listing(self, bid, prefix, local):
        return [
            Transfer(bid, path, inside(local, path), len(data), digest(data))
            for path, data in sorted(self.held.items())
            if path.startswith(prefix)
        ]

    def send(self, transfers):
        def moved(row):
            data = row.local.read_bytes()
            assert (len(data), digest(data)) == (row.size, row.digest)
            self.held[row.path] = data

        return self._move(transfers, moved)

    def fetch(self, transfers):
        def moved(row):
            row.local.parent.mkdir(parents=True, exist_ok=True)
            row.local.write_bytes(self.held[row.path])

        return self._move(transfers, moved)

    def _move(self, transfers, moved):
        self.rounds.append([row.path for row in transfers])
        for row in transfers:
            half = row.size // 2
            yield self._moved(half)
            if self.faults.get(row.path):
                reason, retry = self.faults[row.path].pop(0)
                yield self._moved(-half)
                yield Outcome(row, reason, retry)
            else:
                moved(row)
                yield self._moved(row.size - half)
                yield Outcome(row)

    def _moved(self, count):
        time.sleep(self.pause)
        return Event(kind="progress", stage="transfer", done=count, unit="bytes")


AGAIN, NEVER = ("the line dropped", True), ("not allowed", False)


@pytest.fixture
def records(tmp_path):
    made = Records(tmp_path / "home" / "records.db")
    yield made
    made.close()


@pytest.fixture
def files(tmp_path):
    """Five files to send: (path at the farm, local path)."""
    folder = tmp_path / "files"
    folder.mkdir()
    pairs = []
    for number in range(5):
        path = folder / f"图 {number}.png"
        path.write_bytes(bytes([number]) * (number * 100))
        pairs.append((f"D/files/图 {number}.png", path))
    return pairs


def sent(engine, transfers, **options):
    """Returns (events, pauses, error) of a send."""
    return gathered(run.send(engine, transfers, sleep=(pauses := []).append, **options), pauses)


def gathered(moving, pauses):
    events = []
    error = None
    try:
        events.extend(iter_into(moving, events))
    except TransferFailed as err:
        error = err
    return events, pauses, error


def iter_into(moving, events):
    for event in moving:
        events.append(event)
    return ()


def paths(events, kind="file"):
    return [event.path for event in events if event.kind == kind]


def test_everything_is_sent_to_an_empty_storage(files, records):
    engine = Memory()
    events, pauses, error = sent(engine, run.plan(files, BID, records))
    assert error is None
    assert pauses == []
    assert engine.held == {path: local.read_bytes() for path, local in files}
    assert sorted(paths(events)) == sorted(str(local) for _, local in files)
    assert (events[0].kind, events[0].total, events[0].unit) == ("start", 1000, "bytes")
    assert (events[-1].kind, events[-1].done, events[-1].total) == ("end", 5, 5)


def test_only_what_lacks_is_sent(files, records):
    held = {files[0][0]: files[0][1].read_bytes(), files[3][0]: files[3][1].read_bytes()}
    held[files[4][0]] = b"an older content"
    engine = Memory(held)
    events, _, _ = sent(engine, run.plan(files, BID, records))
    assert engine.rounds == [[files[1][0], files[2][0], files[4][0]]]
    assert events[-1].done == 3
    assert events[-1].total == 5


def test_a_second_time_nothing_is_sent(files, records):
    engine = Memory()
    sent(engine, run.plan(files, BID, records))
    events, _, _ = sent(engine, run.plan(files, BID, records))
    assert paths(events) == []
    assert events[-1].done == 0
    assert [row for rows in engine.rounds[1:] for row in rows] == []


def test_what_failed_is_sent_again_and_nothing_else(files, records):
    engine = Memory(faults={files[1][0]: [AGAIN, AGAIN], files[2][0]: [AGAIN]})
    events, pauses, error = sent(engine, run.plan(files, BID, records))
    assert error is None
    assert [len(rows) for rows in engine.rounds] == [5, 2, 1]
    assert len(pauses) == 2
    assert sorted(paths(events)) == sorted(str(local) for _, local in files)
    assert len(engine.held) == 5
    assert (events[-1].done, events[-1].total) == (5, 5)


def test_each_new_round_says_so(files, records):
    engine = Memory(faults={files[1][0]: [AGAIN]})
    events, _, _ = sent(engine, run.plan(files, BID, records))
    assert ["the line dropped" in event.text for event in events if event.kind == "note"] == [True]


def test_the_pauses_between_rounds_grow(files, records):
    engine = Memory(faults={files[1][0]: [AGAIN] * 9})
    _, pauses, error = sent(engine, run.plan(files, BID, records), attempts=6)
    assert error is not None
    assert len(pauses) == 5
    assert pauses == sorted(pauses)
    assert pauses[-1] > 4 * pauses[0] > 0


def test_a_file_that_cannot_be_sent_is_named_and_all_others_arrive(files, records):
    engine = Memory(faults={files[1][0]: [NEVER]})
    _, pauses, error = sent(engine, run.plan(files, BID, records))
    assert str(files[1][1]) in str(error)
    assert error.path == str(files[1][1])
    assert "not allowed" in str(error)
    assert pauses == []
    assert sorted(engine.held) == sorted(path for path, _ in files if path != files[1][0])


def test_a_file_that_fails_every_time_is_named_and_all_others_arrive(files, records):
    engine = Memory(faults={files[2][0]: [AGAIN] * 9})
    _, _, error = sent(engine, run.plan(files, BID, records), attempts=3)
    assert error.path == str(files[2][1])
    assert len(engine.rounds) == 3
    assert len(engine.held) == 4


def test_one_hopeless_file_does_not_keep_others_from_their_second_try(files, records):
    engine = Memory(faults={files[1][0]: [NEVER], files[3][0]: [AGAIN]})
    _, _, error = sent(engine, run.plan(files, BID, records))
    assert error.path == str(files[1][1])
    assert sorted(engine.held) == sorted(path for path, _ in files if path != files[1][0])


def test_the_number_of_further_failures_is_told(files, records):
    engine = Memory(faults={path: [NEVER] for path, _ in files[:3]})
    _, _, error = sent(engine, run.plan(files, BID, records))
    assert "2 more" in str(error)
    assert str(error).isprintable()


class Silent(Memory):
    """An engine that ends without a word about its last file."""

    def _move(self, transfers, moved):
        return super()._move(transfers[:-1], moved)


def test_a_file_of_which_the_engine_says_nothing_was_not_sent(files, records):
    engine = Silent()
    _, _, error = sent(engine, run.plan(files, BID, records), attempts=2)
    assert len(engine.held) < 5
    assert error is not None


def test_a_frame_of_which_the_engine_says_nothing_was_not_fetched(tmp_path, records):
    engine = Silent({"a.png": b"one"})
    _, _, error = fetched(engine, tmp_path / "frames", records, attempts=1)
    assert error is not None


def test_progress_never_passes_its_total_after_failures(files, records):
    engine = Memory(
        faults={files[4][0]: [AGAIN, AGAIN], files[3][0]: [AGAIN]}, pause=run.PROGRESS_EVERY * 0.55
    )
    events, _, error = sent(engine, run.plan(files, BID, records))
    assert error is None
    told = [event for event in events if event.kind == "progress"]
    assert len(told) > 3
    assert {event.total for event in told} == {1000}
    assert all(0 <= event.done <= event.total for event in told)


def test_a_file_that_is_gone_before_it_is_sent_is_named(files, records):
    files[2][1].unlink()
    with pytest.raises(TransferFailed, match="图 2.png") as caught:
        run.plan(files, BID, records)
    assert caught.value.path == str(files[2][1])


def test_a_folder_in_place_of_a_file_is_named(files, records):
    files[2][1].unlink()
    files[2][1].mkdir()
    with pytest.raises(TransferFailed, match="图 2.png"):
        run.plan(files, BID, records)


def fetched(engine, folder, records, **options):
    there = engine.listing(BID, "", folder)
    return gathered(
        run.fetch(engine, there, records, sleep=(pauses := []).append, **options), pauses
    )


def test_everything_is_fetched_into_an_empty_folder(tmp_path, records):
    engine = Memory(
        {"1_scene/a.0001.png": b"one", "1_scene/deep/b.png": b"", "1_scene/c": b"three"}
    )
    events, _, error = fetched(engine, tmp_path / "frames", records)
    assert error is None
    assert (tmp_path / "frames" / "1_scene" / "a.0001.png").read_bytes() == b"one"
    assert (tmp_path / "frames" / "1_scene" / "deep" / "b.png").read_bytes() == b""
    assert len(paths(events)) == 3


def test_what_is_here_is_not_fetched_again(tmp_path, records):
    engine = Memory({"a.png": b"one", "b.png": b"two"})
    fetched(engine, tmp_path / "frames", records)
    engine.held["b.png"] = b"new"
    events, _, _ = fetched(engine, tmp_path / "frames", records)
    assert engine.rounds[1:] == [["b.png"]]
    assert paths(events) == [str(tmp_path / "frames" / "b.png")]


def test_a_frame_that_was_removed_or_changed_here_is_fetched_again(tmp_path, records):
    engine = Memory({"a.png": b"one", "b.png": b"two", "c.png": b"three"})
    fetched(engine, tmp_path / "frames", records)
    (tmp_path / "frames" / "a.png").unlink()
    (tmp_path / "frames" / "b.png").write_bytes(b"painted over")
    fetched(engine, tmp_path / "frames", records)
    assert engine.rounds[1:] == [["a.png", "b.png"]]
    assert (tmp_path / "frames" / "b.png").read_bytes() == b"two"


def test_a_frame_that_cannot_be_fetched_is_named_and_all_others_arrive(tmp_path, records):
    engine = Memory({"a.png": b"one", "b.png": b"two", "c.png": b"three"}, {"b.png": [AGAIN] * 9})
    _, pauses, error = fetched(engine, tmp_path / "frames", records, attempts=3)
    assert error.path == str(tmp_path / "frames" / "b.png")
    assert len(pauses) == 2
    assert sorted(path.name for path in (tmp_path / "frames").iterdir()) == ["a.png", "c.png"]


# -- records -----------------------------------------------------------------------------


class Counted(type(pathlib.Path())):
    """A path that counts how often it is opened."""

    opened = []

    def open(self, *arguments, **options):
        Counted.opened.append(self.name)
        return super().open(*arguments, **options)


@pytest.fixture
def counted(tmp_path):
    Counted.opened.clear()
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(name.encode("ascii") * 10)
    return [Counted(tmp_path / name) for name in ("a", "b", "c")]


def test_a_file_that_is_unchanged_is_not_read_again(counted, records):
    first = records.digests(counted)
    assert sorted(Counted.opened) == ["a", "b", "c"]
    assert records.digests(counted) == first
    assert len(Counted.opened) == 3


def test_a_file_that_is_unchanged_is_not_read_in_the_next_run(counted, tmp_path):
    for _ in range(2):
        records = Records(tmp_path / "records.db")
        found = records.digests(counted)
        records.close()
    assert len(Counted.opened) == 3
    assert found[counted[0]] == (10, digest(b"a" * 10))


def test_a_file_of_another_size_is_read_again(counted, records):
    records.digests(counted)
    Counted.opened.clear()
    stat = counted[1].stat()
    counted[1].write_bytes(b"b" * 11)
    os.utime(counted[1], ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert records.digests(counted)[counted[1]] == (11, digest(b"b" * 11))
    assert "b" in Counted.opened and "a" not in Counted.opened


def test_a_file_of_another_time_is_read_again(counted, records):
    records.digests(counted)
    Counted.opened.clear()
    stat = counted[1].stat()
    counted[1].write_bytes(b"x" * 10)
    os.utime(counted[1], ns=(stat.st_atime_ns, stat.st_mtime_ns - 1))
    assert records.digests(counted)[counted[1]] == (10, digest(b"x" * 10))


def test_a_file_that_was_noted_is_not_read(counted, records):
    records.note(counted[0], digest(b"a" * 10))
    assert records.digests(counted[:1])[counted[0]] == (10, digest(b"a" * 10))
    assert Counted.opened == []


def test_a_file_without_bytes_has_the_published_digest(tmp_path, records):
    path = tmp_path / "empty.png"
    path.touch()
    assert digest_of(path) == EMPTY
    assert records.digests([path]) == {path: (0, EMPTY)}


def test_a_file_longer_than_a_block_is_read_to_its_end(tmp_path):
    data = random.Random(1).randbytes(3 * (1 << 20) + 17)
    (tmp_path / "long").write_bytes(data)
    assert digest_of(tmp_path / "long") == digest(data)


def test_no_files_have_no_digests(records):
    assert records.digests([]) == {}


def test_thousands_of_files_are_remembered(tmp_path, records):
    folder = tmp_path / "many"
    folder.mkdir()
    files = [Counted(folder / f"{number}.tx") for number in range(1200)]
    for path in files:
        path.touch()
    Counted.opened.clear()
    assert len(records.digests(files)) == 1200
    assert len(records.digests(files)) == 1200
    assert len(Counted.opened) == 1200


@POSIX
def test_a_name_that_is_not_utf8_is_remembered_or_refused_clearly(tmp_path, records):
    name = os.fsencode(tmp_path) + b"/\xb3\xa1\xbe\xb0.png"
    try:
        with open(name, "wb") as stream:
            stream.write(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    path = pathlib.Path(os.fsdecode(name))
    try:
        (row,) = run.plan([("D/a.png", path)], BID, records)
    except RayvisionError as err:
        assert "png" in str(err)
    else:
        assert row.digest == digest(b"x")


TWO = """
import pathlib, sys
from rayvision_plugins.transfer.records import Records
records = Records(pathlib.Path(sys.argv[1]))
files = sorted(pathlib.Path(sys.argv[2]).iterdir())
print("ready", flush=True)
sys.stdin.readline()
for _ in range(5):
    for path in files:
        found = records.digests([path])
        records.note(path, found[path][1])
print(len(records.digests(files)))
"""


def test_two_processes_share_the_records(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}").write_bytes(b"%d" % number)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", TWO, str(tmp_path / "home" / "records.db"), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(step for step in sys.path if step)},
        )
        for _ in range(2)
    ]
    for process in both:
        if process.stdout.readline() != "ready\n":
            errors = [one.communicate(timeout=10)[1] for one in both]
            raise AssertionError("\n".join(errors))
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in both:
        out, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")
        assert out == "30\n"


def test_records_that_another_holds_for_a_moment_are_waited_for(tmp_path, counted):
    records = Records(tmp_path / "records.db")
    other = sqlite3.connect(tmp_path / "records.db", check_same_thread=False)
    other.execute("begin immediate")
    threading.Timer(0.2, other.rollback).start()
    assert len(records.digests(counted)) == 3
    records.close()
    other.close()


def damaged(path):
    """Makes records of many rows and spoils the middle of the file."""
    files = path.parent / "many"
    files.mkdir()
    for number in range(400):
        (files / f"{number}").touch()
    records = Records(path)
    records.digests(files.iterdir())
    records.close()
    data = path.read_bytes()
    assert len(data) > 8 * 4096
    spoiled = data[:4096] + b"\xa5" * (len(data) - 8192) + data[-4096:]
    path.write_bytes(spoiled)


BROKEN = {
    "text": lambda path: path.write_text("these are no records " * 500),
    "folder": lambda path: path.mkdir(),
    "cut": lambda path: path.write_bytes(b"SQLite format 3\0" + b"\0" * 50),
    "spoiled": damaged,
    "other": lambda path: sqlite3.connect(path).execute("create table digests (what text)"),
}


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_records_that_are_broken_are_one_clear_line(tmp_path, kind, counted):
    path = tmp_path / "home" / "records.db"
    path.parent.mkdir()
    BROKEN[kind](path)
    with pytest.raises(ConfigError, match="records.db") as caught:
        records = Records(path)
        try:
            records.digests(counted)
            records.note(counted[0], EMPTY)
        finally:
            records.close()
    assert str(caught.value).isprintable()


def test_records_below_a_file_are_one_clear_line(tmp_path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(ConfigError, match="records.db"):
        Records(tmp_path / "home" / "records.db")


def test_an_empty_file_becomes_records(tmp_path, counted):
    (tmp_path / "records.db").touch()
    records = Records(tmp_path / "records.db")
    assert len(records.digests(counted)) == 3
    records.close()


# -- the engine of the embedded farm's storage -------------------------------------------


def engine_of(server, **options):
    return HttpEngine(
        getattr(server, "url", server), {BID: TOKEN}, **{"timeouts": (2, 2), **options}
    )


def transfer(local, data=None, **changes):
    """Returns the Transfer of a local file, or of ``data`` that is to become one."""
    data = local.read_bytes() if data is None else data
    row = {"size": len(data), "digest": digest(data), "path": f"D/{local.name}", **changes}
    return Transfer(BID, row["path"], local, row["size"], row["digest"])


def outcomes(moving):
    """Returns ({path: Outcome}, sum of the bytes reported)."""
    ends = {}
    count = 0
    for event in moving:
        if isinstance(event, Outcome):
            assert event.transfer.path not in ends
            ends[event.transfer.path] = event
        else:
            count += event.done
    return ends, count


def one(moving):
    ends, count = outcomes(moving)
    (end,) = ends.values()
    return end, count


def arrived(handler):
    """Answers a PUT as the storage does."""
    body = handler.take()
    assert handler.headers[WIRE["authorization"]] == f"Bearer {TOKEN}"
    handler.server.stored[handler.path] = body
    handler.reply(201)


@pytest.fixture
def storage(serve):
    """A server that takes every file."""
    server = serve(arrived)
    server.stored = {}
    return server


def test_a_file_is_sent_with_offset_length_and_digest(tmp_path, storage):
    path = tmp_path / "a b+ü 图%.png"
    path.write_bytes(b"hello")
    end, count = one(engine_of(storage).send([transfer(path)]))
    assert end.error == ""
    assert count == 5
    (asked,) = storage.asked
    assert asked.path == "/storage/10202/D/a%20b%2B%C3%BC%20%E5%9B%BE%25.png"
    assert asked.body == b"hello"
    assert asked.headers["upload-offset"] == "0"
    assert asked.headers["upload-length"] == "5"
    assert asked.headers["content-digest-xxh3"] == digest(b"hello")


def test_a_file_without_bytes_is_sent(tmp_path, storage):
    (tmp_path / "empty").touch()
    end, count = one(engine_of(storage).send([transfer(tmp_path / "empty")]))
    assert (end.error, count) == ("", 0)
    assert list(storage.stored.values()) == [b""]


def test_many_files_are_sent_and_each_has_one_end(tmp_path, storage):
    rows = []
    for number in range(60):
        path = tmp_path / f"{number}"
        path.write_bytes(b"%d" % number)
        rows.append(transfer(path))
    ends, count = outcomes(engine_of(storage).send(rows))
    assert len(ends) == 60 and not any(end.error for end in ends.values())
    assert count == sum(row.size for row in rows)
    assert len(storage.stored) == 60


def test_sending_nothing_ends_at_once(storage):
    assert list(engine_of(storage).send([])) == []
    assert list(engine_of(storage).fetch([])) == []


BIG = random.Random(7).randbytes(3 * 1024 * 1024 + 5)


@pytest.fixture
def big(tmp_path):
    path = tmp_path / "big.exr"
    path.write_bytes(BIG)
    return path


def resuming(held, then=None):
    """Returns an answer of a storage that says it holds ``held`` bytes, and has ``then``."""

    def answer(handler):
        if handler.command == "HEAD":
            handler.reply(200, Upload_Offset=held, Upload_Complete=0, Upload_Length=len(BIG))
            return
        body = handler.take()
        offset = int(handler.headers["Upload-Offset"])
        right = held if then is None else then
        if offset != right:
            handler.reply(409, b'{"message": "go on elsewhere"}', Upload_Offset=right)
        else:
            handler.server.stored[offset] = body
            handler.reply(201)

    return answer


def test_a_long_file_goes_on_where_it_broke_off(big, serve):
    server = serve(resuming(1_000_000))
    server.stored = {}
    end, count = one(engine_of(server).send([transfer(big)]))
    assert end.error == ""
    assert server.stored == {1_000_000: BIG[1_000_000:]}
    assert count == len(BIG)


@pytest.mark.parametrize("then", [0, 500, 2_000_000])
def test_a_conflict_says_where_to_go_on(big, serve, then):
    server = serve(resuming(1_000_000, then))
    server.stored = {}
    end, count = one(engine_of(server).send([transfer(big)]))
    assert end.error == ""
    assert server.stored == {then: BIG[then:]}
    assert count == len(BIG)


def test_conflicts_without_end_are_given_up_for_this_attempt(big, serve):
    def stubborn(handler):
        if handler.command == "HEAD":
            handler.reply(404)
            return
        handler.take()
        handler.reply(409, b'{"message": "no"}', Upload_Offset=len(handler.server.asked))

    server = serve(stubborn)
    end, count = one(engine_of(server).send([transfer(big)]))
    assert end.error and end.retry
    assert count == 0
    assert len(server.asked) < 10


@pytest.mark.parametrize("offset", ["-5", "abc", "", str(10**12), "1e3", "0x10"])
def test_an_offset_that_makes_no_sense_is_an_error_of_that_file(big, serve, offset):
    def odd(handler):
        if handler.command == "HEAD":
            handler.reply(404)
        else:
            handler.take()
            handler.reply(409, b'{"message": "no"}', Upload_Offset=offset)

    end, count = one(engine_of(serve(odd)).send([transfer(big)]))
    assert end.error
    assert count == 0


def test_a_file_that_becomes_shorter_while_it_is_sent_is_named_so(tmp_path, serve):
    path = tmp_path / "shrinking"
    with path.open("wb") as stream:
        stream.truncate(32 * 1024 * 1024)

    def cutting(handler):
        if handler.command == "HEAD":
            handler.reply(404)
            return
        os.truncate(path, 1000)
        handler.take()
        handler.reply(422, b'{"message": "too short"}')

    row = Transfer(BID, "D/shrinking", path, 32 * 1024 * 1024, "0" * 32)
    end, count = one(engine_of(serve(cutting)).send([row]))
    assert "shorter" in end.error
    assert count == 0


def test_a_file_that_is_gone_when_its_turn_comes_is_an_error_of_that_file(tmp_path, storage):
    (tmp_path / "here").write_bytes(b"x")
    gone = Transfer(BID, "D/gone", tmp_path / "gone", 5, "0" * 32)
    ends, _ = outcomes(engine_of(storage).send([gone, transfer(tmp_path / "here")]))
    assert ends["D/gone"].error
    assert ends["D/here"].error == ""


@pytest.mark.parametrize(
    ("status", "retry"),
    [(400, False), (401, False), (403, False), (422, True), (500, True), (503, True), (507, False)],
)
def test_a_refusal_of_the_storage_is_told_in_its_words(tmp_path, serve, status, retry):
    def refuse(handler):
        handler.take()
        handler.reply(status, json.dumps({"message": "因为 it is so"}).encode("utf-8"))

    (tmp_path / "a").write_bytes(b"x")
    end, count = one(engine_of(serve(refuse)).send([transfer(tmp_path / "a")]))
    assert str(status) in end.error and "因为 it is so" in end.error
    assert end.retry is retry
    assert count == 0
    assert TOKEN not in repr(end)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"message": null}', b"\xff\xfe\x00"])
def test_a_refusal_without_words_is_told_by_its_number(tmp_path, serve, body):
    def refuse(handler):
        handler.take()
        handler.reply(502, body)

    (tmp_path / "a").write_bytes(b"x")
    end, _ = one(engine_of(serve(refuse)).send([transfer(tmp_path / "a")]))
    assert "502" in end.error


def test_a_storage_that_cuts_the_line_is_worth_another_try(tmp_path, serve):
    def cut(handler):
        handler.rfile.read(10)
        handler.cut()

    (tmp_path / "a").write_bytes(b"x" * 2000)
    end, count = one(engine_of(serve(cut)).send([transfer(tmp_path / "a")]))
    assert end.error and end.retry
    assert count == 0


def test_a_redirect_of_the_storage_is_not_followed_with_the_token(tmp_path, serve):
    other = serve(arrived)
    other.stored = {}

    def away(handler):
        handler.take()
        handler.reply(307, Location=other.url + "/x")

    (tmp_path / "a").write_bytes(b"x")
    end, _ = one(engine_of(serve(away)).send([transfer(tmp_path / "a")]))
    assert other.asked == []
    assert end.error


# -- fetching ----------------------------------------------------------------------------


def holding(data, **options):
    """Returns an answer of a storage that holds ``data``.

    ``cuts`` are the bytes after which its first answers break off; ``whole``: it knows no ranges.
    """
    cuts = list(options.get("cuts", []))

    def answer(handler):
        start = int(handler.headers.get("Range", "bytes=0-")[6:-1])
        status = 206 if "Range" in handler.headers else 200
        if options.get("whole"):
            start, status = 0, 200
        body = data[start:]
        if cuts:
            handler.reply(status, body[: cuts.pop(0)], Content_Length=len(body))
            handler.cut()
        else:
            handler.reply(status, body)

    return answer


def left(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_frame_is_fetched(tmp_path, serve):
    target = tmp_path / "frames" / "deep" / "a.png"
    end, count = one(engine_of(serve(holding(BIG))).fetch([transfer(target, BIG)]))
    assert (end.error, count) == ("", len(BIG))
    assert target.read_bytes() == BIG
    assert left(tmp_path) == ["a.png"]


def test_a_frame_without_bytes_is_fetched(tmp_path, serve):
    target = tmp_path / "a.png"
    end, _ = one(engine_of(serve(holding(b""))).fetch([transfer(target, b"")]))
    assert end.error == ""
    assert target.read_bytes() == b""


@pytest.mark.parametrize("whole", [False, True])
def test_a_frame_that_was_cut_is_fetched_from_there(tmp_path, serve, whole):
    server = serve(holding(BIG, cuts=[700_000], whole=whole))
    target = tmp_path / "a.png"
    engine = engine_of(server)
    end, count = one(engine.fetch([transfer(target, BIG)]))
    assert end.error and end.retry
    assert count == 0
    assert not target.exists()
    end, count = one(engine.fetch([transfer(target, BIG)]))
    assert end.error == ""
    assert target.read_bytes() == BIG
    assert left(tmp_path) == ["a.png"]
    assert server.asked[1].headers["range"] != "bytes=0-"
    if not whole:
        assert count == len(BIG)


def test_what_arrives_with_a_wrong_digest_never_gets_its_name(tmp_path, serve):
    wrong = BIG[:-1] + b"x"
    target = tmp_path / "a.png"
    end, count = one(engine_of(serve(holding(wrong))).fetch([transfer(target, BIG)]))
    assert end.error and end.retry
    assert count == 0
    assert left(tmp_path) == []


def test_a_frame_that_is_here_stays_when_its_successor_is_wrong(tmp_path, serve):
    target = tmp_path / "a.png"
    target.write_bytes(b"the frame of yesterday")
    wrong = BIG[:-1] + b"x"
    one(engine_of(serve(holding(wrong))).fetch([transfer(target, BIG)]))
    assert target.read_bytes() == b"the frame of yesterday"
    assert left(tmp_path) == ["a.png"]


def test_a_storage_that_sends_without_end_does_not_fill_the_disk(tmp_path, serve):
    poured = []
    block = b"\0" * (1 << 20)

    def pour(handler):
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        for _ in range(64):
            handler.wfile.write(block)
            poured.append(len(block))

    target = tmp_path / "a.png"
    end, _ = one(engine_of(serve(pour)).fetch([transfer(target, b"small")]))
    assert end.error
    assert left(tmp_path) == []
    assert sum(poured) < 32 << 20


def test_a_frame_that_is_gone_at_the_farm_is_named_so(tmp_path, serve):
    server = serve(lambda handler: handler.reply(404, b'{"message": "there is no file a"}'))
    end, _ = one(engine_of(server).fetch([transfer(tmp_path / "a.png", b"x")]))
    assert "404" in end.error and "there is no file a" in end.error
    assert left(tmp_path) == []


def test_a_file_in_the_way_of_the_folder_is_an_error_of_that_frame(tmp_path, serve):
    (tmp_path / "frames").write_text("not a folder")
    end, _ = one(
        engine_of(serve(holding(b"x"))).fetch([transfer(tmp_path / "frames" / "a.png", b"x")])
    )
    assert end.error and not end.retry
    assert left(tmp_path) == ["frames"]


def test_a_folder_in_the_way_of_a_frame_is_an_error_of_that_frame(tmp_path, serve):
    (tmp_path / "a.png").mkdir()
    (tmp_path / "a.png" / "b").touch()
    end, _ = one(engine_of(serve(holding(b"x"))).fetch([transfer(tmp_path / "a.png", b"x")]))
    assert end.error
    assert (tmp_path / "a.png" / "b").exists()


def test_a_disk_that_takes_no_more_leaves_nothing_under_the_name(tmp_path, serve):
    resource = pytest.importorskip("resource", reason="needs a limit on the size of files")
    target = tmp_path / "a.png"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        end, count = one(engine_of(serve(holding(BIG))).fetch([transfer(target, BIG)]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert end.error and not end.retry
    assert count == 0
    assert not target.exists()


@POSIX
def test_a_name_as_long_as_the_file_system_takes_is_fetched(tmp_path, serve):
    for name in ("x" * 251 + ".png", "图" * 83 + ".png"):
        end, _ = one(engine_of(serve(holding(b"x"))).fetch([transfer(tmp_path / name, b"x")]))
        assert end.error == ""
        assert (tmp_path / name).read_bytes() == b"x"


@pytest.mark.parametrize("text", ["../../../evil", "..\\..\\evil", "/" + "a" * 31, "\0" * 32, ""])
def test_a_digest_that_is_a_path_writes_nothing(tmp_path, serve, text):
    row = Transfer(BID, "a.png", tmp_path / "frames" / "a.png", 1, text)
    end, _ = one(engine_of(serve(holding(b"x"))).fetch([row]))
    assert end.error
    assert left(tmp_path) == []


# -- lists of the storage ----------------------------------------------------------------


def listing_of(answer):
    def answered(handler):
        handler.take()
        handler.reply(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    return answered


@pytest.mark.parametrize("name", [name for name in HOSTILE if "\0" not in name] + ["a\0b"])
def test_a_listing_with_a_hostile_name_fetches_nothing(tmp_path, serve, name):
    files = [
        {"path": "1/good.png", "size": 1, "digest": "0" * 32, "mtime": 1},
        {"path": name, "size": 1, "digest": "0" * 32, "mtime": 1},
    ]
    with pytest.raises(UnsafeName):
        engine_of(serve(listing_of({"files": files}))).listing(BID, "1/", tmp_path / "frames")
    assert list(tmp_path.iterdir()) == []


GOOD = {"path": "1/a.png", "size": 1, "digest": "0" * 32}
LISTS = [
    b"<html>",
    b"",
    b"[" * 200_000,
    [],
    {},
    {"files": None},
    {"files": 5},
    {"files": ["a.png"]},
    {"files": [None]},
    {"files": [{"path": "1/a.png"}]},
    {"files": [{**GOOD, "path": 5}]},
    {"files": [{**GOOD, "path": None}]},
    {"files": [{**GOOD, "size": "1"}]},
    {"files": [{**GOOD, "size": -1}]},
    {"files": [{**GOOD, "size": None}]},
    {"files": [{**GOOD, "digest": 5}]},
    {"files": [{**GOOD, "digest": None}]},
]


@pytest.mark.parametrize("answer", LISTS, ids=lambda row: repr(row)[:40])
def test_a_listing_that_is_none_is_a_clear_error(tmp_path, serve, records, answer):
    engine = engine_of(serve(listing_of(answer)))
    with pytest.raises(RayvisionError) as caught:
        there = engine.listing(BID, "1/", tmp_path / "frames")
        list(run.fetch(engine, there, records, attempts=1))
    assert str(caught.value).isprintable()
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "answer", [b"<html>", [], {}, {"missing": None}, {"missing": 5}, {"missing": [{}]}], ids=repr
)
def test_an_answer_about_what_lacks_that_is_none_is_a_clear_error(tmp_path, serve, answer):
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(RayvisionError) as caught:
        engine_of(serve(listing_of(answer))).lacks([transfer(tmp_path / "a")])
    assert str(caught.value).isprintable()


def test_what_lacks_is_asked_for_all_files_at_once(tmp_path, serve):
    rows = []
    for number in range(20):
        (tmp_path / f"{number}").write_bytes(b"x")
        rows.append(transfer(tmp_path / f"{number}"))
    server = serve(listing_of({"missing": ["D/3", "D/5", "D/never-asked"]}))
    assert [row.path for row in engine_of(server).lacks(rows)] == ["D/3", "D/5"]
    (asked,) = server.asked
    assert len(json.loads(asked.body)["files"]) == 20


def test_a_storage_that_is_down_is_a_clear_error(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    engine = engine_of("http://127.0.0.1:1")
    for ask in (
        lambda: engine.lacks([transfer(tmp_path / "a")]),
        lambda: engine.listing(BID, "1/", tmp_path),
    ):
        with pytest.raises(RayvisionError) as caught:
            ask()
        assert "127.0.0.1:1" in str(caught.value)
        assert TOKEN not in str(caught.value)


def test_a_storage_without_a_token_for_the_bid_is_a_clear_error(tmp_path, storage):
    (tmp_path / "a").write_bytes(b"x")
    engine = HttpEngine(storage.url, {})
    with pytest.raises(RayvisionError):
        engine.lacks([transfer(tmp_path / "a")])


def test_a_token_that_has_expired_is_told(tmp_path, serve):
    def expired(handler):
        handler.take()
        handler.reply(401, b'{"message": "the token has expired"}')

    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(TransferFailed, match="401: the token has expired"):
        engine_of(serve(expired)).lacks([transfer(tmp_path / "a")])


# -- the end of threads ------------------------------------------------------------------


def threads():
    return {thread for thread in threading.enumerate() if "process_request" not in thread.name}


def gone(before, seconds=3):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if threads() <= before:
            return True
        time.sleep(0.01)
    return False


def test_closing_a_send_ends_its_threads_and_sends_no_more(tmp_path, serve):
    def slow(handler):
        handler.take()
        handler.server.ended.wait(0.02)
        handler.reply(201)

    rows = []
    for number in range(300):
        (tmp_path / f"{number}").write_bytes(b"x")
        rows.append(transfer(tmp_path / f"{number}"))
    server = serve(slow)
    before = threads()
    moving = engine_of(server).send(rows)
    next(moving)
    moving.close()
    assert gone(before)
    assert len(server.asked) < 100


def test_closing_a_fetch_in_the_middle_of_a_file_ends_its_threads(tmp_path, serve):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(1 << 30))
        handler.end_headers()
        while not handler.server.ended.wait(0.005):
            handler.wfile.write(b"\0" * (1 << 18))

    before = threads()
    server = serve(drip)
    before |= threads()
    row = Transfer(BID, "a.png", tmp_path / "a.png", 1 << 30, "0" * 32)
    moving = engine_of(server).fetch([row] * 1)
    for _ in range(3):
        next(moving)
    moving.close()
    assert gone(before)
    assert not (tmp_path / "a.png").exists()


def test_closing_while_the_storage_is_silent_takes_no_longer_than_its_time_out(tmp_path, serve):
    def silent(handler):
        handler.take()
        handler.server.ended.wait(5)

    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "b").write_bytes(b"")
    server = serve(silent)
    before = threads()
    moving = engine_of(server, timeouts=(1, 0.3)).send([transfer(tmp_path / "a")])
    next(moving)
    started = time.monotonic()
    moving.close()
    assert gone(before)
    assert time.monotonic() - started < 2


def test_a_failing_list_of_files_does_not_hang(storage):
    def rows():
        yield from ()
        raise RuntimeError("the list broke")

    threading.excepthook, old = (lambda *_: None), threading.excepthook
    try:
        list(engine_of(storage).send(rows()))
    finally:
        threading.excepthook = old
