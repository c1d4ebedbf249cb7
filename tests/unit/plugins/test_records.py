"""What is remembered between runs: whole or not at all, whoever else writes and however it ends."""

import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
import xxhash

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.memory import NOWHERE
from rayvision_plugins.transfer.records import Records

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")
STORAGE = "http://127.0.0.1:8000/10202"


def digest(text):
    return xxhash.xxh3_128_hexdigest(text.encode())


def files(count, text=""):
    """Returns rows for remember: each with a digest of its own."""
    time = 1_700_000_000_000_000_000
    return [(f"{at}.exr", 10, time + at, digest(text + str(at))) for at in range(count)]


def held(place, rows):
    """Returns the same rows for hold."""
    return [(place, name, digest) for name, _, _, digest in rows]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "records.db"


@pytest.fixture
def records(path):
    records = Records(path)
    yield records
    records.close()


def test_a_file_is_current_when_the_storage_holds_its_digest(records):
    rows = files(4)
    records.remember({"/job/tex": rows})
    records.hold(STORAGE, held("job/tex", rows[:3]))
    records.remember({"/job/tex": [("1.exr", 11, 5, digest("new"))]})
    assert records.current("/job/tex", STORAGE, "job/tex") == {rows[0][:3], rows[2][:3]}


def test_what_is_remembered_is_there_in_the_next_run(records, path):
    records.remember({"/job": files(2)})
    records.hold(STORAGE, held("job", files(2)))
    assert records.marked(STORAGE, "", "7", [])
    records.close()
    again = Records(path)
    assert again.known("/job") == {name: (size, at, d) for name, size, at, d in files(2)}
    assert len(again.current("/job", STORAGE, "job")) == 2
    assert again.mark(STORAGE) == "7"
    again.close()


def test_what_a_storage_said_before_another_run_learned_of_losses_is_not_remembered(records):
    """Slow: asked, it was there. Then it was lost, and another run was told so."""
    assert records.marked(STORAGE, "", "1", [])
    records.remember({"/job": files(1)})
    assert records.marked(STORAGE, "1", "2", ["job/0.exr"])
    records.hold(STORAGE, held("job", files(1)), "1")
    assert records.current("/job", STORAGE, "job") == set()
    assert not records.marked(STORAGE, "1", "2", [])
    assert records.mark(STORAGE) == "2"
    records.hold(STORAGE, held("job", files(1)), "2")
    assert len(records.current("/job", STORAGE, "job")) == 1


def test_all_is_forgotten_with_the_run_when_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    records = Records(NOWHERE)
    records.remember({"/job": files(2)})
    records.hold(STORAGE, held("job", files(2)))
    assert len(records.current("/job", STORAGE, "job")) == 2
    records.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("temporary", "done", "left"), [(1, 1, 0), (1, 0, 3), (0, 1, 3)])
def test_temporary_records_are_forgotten_when_all_was_sent(path, temporary, done, left):
    records = Records(path, temporary=bool(temporary))
    records.remember({"/job": files(3)})
    records.hold(STORAGE, held("job", files(3)))
    if done:
        records.uploaded()
    records.close()
    again = Records(path)
    assert len(again.known("/job")) == left
    assert len(again.current("/job", STORAGE, "job")) == left
    again.close()


def test_a_run_goes_on_when_another_forgets_the_temporary_records(path):
    ours, other = Records(path, temporary=True), Records(path, temporary=True)
    ours.remember({"/job": files(3)})
    other.uploaded()
    other.close()
    ours.remember({"/job": files(2)})
    ours.hold(STORAGE, held("job", files(2)))
    assert len(ours.current("/job", STORAGE, "job")) == 2
    ours.close()


def test_records_of_an_older_version_are_replaced(path):
    path.parent.mkdir()
    old = sqlite3.connect(path)
    old.execute("create table digests (local blob primary key, size, mtime_ns, digest text)")
    old.execute("create table attempts (id integer primary key, farm text)")
    old.execute("insert into attempts values (1, 'ours')")
    old.commit()
    records = Records(path)
    records.remember({"/job": files(1)})
    assert len(records.known("/job")) == 1
    names = {row[0] for row in old.execute("select name from sqlite_master where type = 'table'")}
    assert "digests" not in names
    assert old.execute("select farm from attempts").fetchall() == [("ours",)]
    old.close()
    records.close()


def test_threads_share_the_records(records):
    failed = []

    def work(number):
        try:
            for turn in range(20):
                rows = files(10, f"{number} {turn}")
                records.remember({f"/job/{number}": rows})
                records.hold(STORAGE, held(f"job/{number}", rows))
                assert len(records.current(f"/job/{number}", STORAGE, f"job/{number}")) == 10
                records.remember({"/job/all": rows})
        except BaseException as err:
            failed.append(err)

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failed
    assert len(records.known("/job/all")) == 10


def test_records_that_another_holds_for_a_moment_are_waited_for(records, path):
    other = sqlite3.connect(path, check_same_thread=False)
    other.execute("begin immediate")
    threading.Timer(0.2, other.rollback).start()
    records.remember({"/job": files(3)})
    assert len(records.known("/job")) == 3
    other.close()


# -- other processes ---------------------------------------------------------------------

HEAD = """
import pathlib, sys, xxhash
from rayvision_plugins.transfer.records import Records
def digest(text):
    return xxhash.xxh3_128_hexdigest(text.encode())
records = Records(pathlib.Path(sys.argv[1]))
storage, name = sys.argv[2:]
print("ready", flush=True)
sys.stdin.readline()
"""
SHARED = """
for turn in range(40):
    rows = [(f"{at}.exr", 10, turn, digest(str(at))) for at in range(20)]
    for folder in ("shared", name):
        records.remember({"/job/" + folder: rows})
        held = [("job/" + folder, a, d) for a, _, _, d in rows]
        records.hold(storage, held)
        records.hold(storage + name, held, records.mark(storage + name))
    assert len(records.current("/job/" + name, storage, "job/" + name)) == 20
    assert len(records.current("/job/" + name, storage + name, "job/" + name)) == 20
    since = records.mark(storage + name)
    assert records.marked(storage + name, since, str(turn), [f"job/{name}/0.exr"])
"""
ENDLESS = """
for turn in range(10**9):
    rows = [(f"{at}.exr", turn, turn, digest(f"{at} {turn}")) for at in range(200)]
    records.marked(storage, records.mark(storage), str(turn), None)
    records.remember({"/job": rows})
    records.hold(storage, [("job", a, d) for a, _, _, d in rows], records.mark(storage))
    if not turn % 50:
        print(turn, flush=True)
"""


@pytest.fixture
def start(path):
    """Returns a function that starts a process with the records; all of them end with the test."""
    running = []

    def start(code, name="one"):
        running.append(
            subprocess.Popen(
                [sys.executable, "-c", HEAD + code, str(path), STORAGE, name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        )
        assert running[-1].stdout.readline() == "ready\n"
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.slow
def test_two_processes_share_the_records(start, path):
    both = [start(SHARED, name) for name in ("one", "two")]
    for process in both:
        go(process)
    for process in both:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    records = Records(path)
    assert len(records.current("/job/shared", STORAGE, "job/shared")) == 20
    for name in ("one", "two"):
        assert len(records.current(f"/job/{name}", STORAGE, f"job/{name}")) == 20
        assert len(records.current(f"/job/{name}", STORAGE + name, f"job/{name}")) == 19
        assert records.mark(STORAGE + name) == "39"
    records.close()


@pytest.mark.slow
@POSIX
def test_a_process_that_is_killed_while_it_writes_leaves_whole_changes(start, path):
    chance = random.Random(7)
    seen = set()
    for _ in range(5):
        process = start(ENDLESS)
        go(process)
        assert process.stdout.readline() == "0\n"
        time.sleep(chance.uniform(0, 0.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        records = Records(path)
        mark, known = int(records.mark(STORAGE)), records.known("/job")
        current = records.current("/job", STORAGE, "job")
        (turn,) = {row[0] for row in known.values()}  # all of one turn
        assert len(known) == 200 and turn in (mark, mark - 1)
        assert len(current) in (0, 200) and not (current and turn != mark)
        records.remember({"/job": files(1)})  # nobody holds it
        seen.add(mark)
        records.marked(STORAGE, str(mark), "", None)
        with sqlite3.connect(path) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
            connection.execute("delete from files")
        connection.close()
        records.close()
    assert max(seen) > 0


# -- files that are none -----------------------------------------------------------------


def damaged(path):
    """Makes records of many rows and spoils the middle of the file."""
    records = Records(path)
    records.remember({"/job": files(400)})
    records.hold(STORAGE, held("job", files(400)))
    records.close()
    data = path.read_bytes()
    assert len(data) > 8 * 4096
    path.write_bytes(data[:4096] + b"\xa5" * (len(data) - 8192) + data[-4096:])


def other(path):
    connection = sqlite3.connect(path)
    connection.execute("create table files (what text)")
    connection.close()


BROKEN = {
    "text": lambda path: path.write_text("these are no records " * 500),
    "folder": lambda path: path.mkdir(),
    "cut": lambda path: path.write_bytes(b"SQLite format 3\0" + b"\0" * 50),
    "spoiled": damaged,
    "other": other,
}


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_records_that_are_broken_are_one_clear_line(path, kind):
    path.parent.mkdir()
    BROKEN[kind](path)
    with pytest.raises(ConfigError, match=r"records\.db") as caught:
        records = Records(path)
        try:
            records.known("/job")
            records.remember({"/job": files(400)})
        finally:
            records.close()
    assert str(caught.value).isprintable()


def test_an_empty_file_becomes_records(path):
    path.parent.mkdir()
    path.touch()
    records = Records(path)
    records.remember({"/job": files(3)})
    assert len(records.known("/job")) == 3
    records.close()


def test_folders_are_found_by_the_end_of_their_path(records, tmp_path):
    for name in ("shots/one/77_scene/beauty", "other/77_scene", "77_scenes"):
        (tmp_path / name).mkdir(parents=True)
        records.remember({str(tmp_path / name): files(1)})
    records.remember({str(tmp_path / "gone/77_scene"): files(1)})
    assert sorted(records.folders("77_scene")) == [
        pathlib.Path(tmp_path, "other/77_scene"),
        pathlib.Path(tmp_path, "shots/one/77_scene"),
    ]
    assert records.folders("77_scene/beauty/") == [tmp_path / "shots/one/77_scene/beauty"]
