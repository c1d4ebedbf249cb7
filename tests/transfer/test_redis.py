"""Records in sqlite and in a real Redis do the same; and what only a server can do wrong."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading

import pytest
import xxhash

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.transfer import database
from rayvision_plugins.transfer.digest import digests
from rayvision_plugins.transfer.records import Records

STORAGE, OTHER = "http://127.0.0.1:8000/10202", "http://127.0.0.1:8000/10203"
ONE, TWO = (xxhash.xxh3_128_hexdigest(data) for data in (b"one", b"two"))
LONG = "n" * 250 + ".exr"
ODD = os.fsdecode(b"\xb3\xa1.png")
NAMES = ["a.exr", "镜头 1.exr", "e\u0301.exr", "\u05e9\u05dc.exr", "it's %s; --.exr", LONG, ODD]


@pytest.fixture
def redis_records(redis_server):
    """Returns a function that opens records there, by default in an empty database."""
    from rayvision_plugins.transfer.records_redis import RedisRecords

    opened = []

    def start(table="3", **options):
        options = {"password": redis_server.password, **options}
        opened.append(RedisRecords(redis_server.host, redis_server.port, table, **options))
        return opened[-1]

    start()._server.flushall()
    yield start
    for records in opened:
        records.close()


@pytest.fixture(params=["sqlite", pytest.param("redis", marks=pytest.mark.slow)])
def start(request, tmp_path):
    """Returns a function that opens the same records, each time it is called."""
    if request.param == "redis":
        yield request.getfixturevalue("redis_records")
        return
    opened = []

    def start():
        opened.append(Records(tmp_path / "home" / "records.db"))
        return opened[-1]

    yield start
    for records in opened:
        records.close()


@pytest.fixture
def records(start):
    return start()


def hold(records, *names, place="job", storage=STORAGE, digest=ONE):
    records.hold(storage, [(place, name, digest) for name in names], records.mark(storage))


def remember(records, *names, folder="/job", digest=ONE):
    records.remember({folder: [(name, 3, 5, digest) for name in names]})


def current(records, place="job", storage=STORAGE):
    return sorted(name for name, _, _ in records.current("/job", storage, place))


# -- both kinds --------------------------------------------------------------------------


def test_nothing_is_known_at_first(records):
    assert records.known("/job") == {}
    assert records.current("/job", STORAGE, "job") == set()
    assert records.mark(STORAGE) == ""
    assert records.folders("job") == []


def test_what_was_read_is_known_by_its_folder(records):
    records.remember({"/job": [("a", 3, 1_700_000_000_123_456_789, ONE), ("b", 2**40, -5, TWO)]})
    records.remember({"/job/b": [("a", 0, 0, TWO)]})
    assert records.known("/job") == {
        "a": (3, 1_700_000_000_123_456_789, ONE),
        "b": (2**40, -5, TWO),
    }
    records.remember({"/job": [("a", 4, 1, TWO)]})
    assert records.known("/job")["a"] == (4, 1, TWO)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_is_remembered_as_it_is(records, name):
    folder, place = f"/srv/{name}", f"srv/{name}"
    for one in (name, "b"):
        remember(records, one, folder=folder)
        hold(records, one, place=place)
    assert set(records.known(folder)) == {name, "b"}
    assert records.current(folder, STORAGE, place) == {(name, 3, 5), ("b", 3, 5)}
    records.marked(STORAGE, records.mark(STORAGE), "1", [f"{place}/{name}"])
    assert records.current(folder, STORAGE, place) == {("b", 3, 5)}


@pytest.mark.parametrize("names", [[], ["a", "b", ODD], [f"{at}" for at in range(600)] + ["a"]])
def test_some_names_may_be_asked_for(records, names):
    remember(records, "a", "c", ODD)
    assert set(records.known("/job", names)) == {"a", ODD} & set(names)


def test_several_folders_are_remembered_as_one_change(records):
    row = ("a", 3, 5, ONE)
    records.remember({"/job": [row], "/empty": [], "/job/tex": [row, ("b", 4, 6, TWO)]})
    assert set(records.known("/job")) == {"a"} and records.known("/empty") == {}
    assert records.known("/job/tex")["b"] == (4, 6, TWO)
    records.remember({})


def test_current_are_those_whose_digest_the_storage_holds(records):
    remember(records, "a", "b", "c")
    hold(records, "a", "b", "d")
    hold(records, "b", digest=TWO)
    hold(records, "c", storage=OTHER)
    hold(records, "c", place="job/c")
    assert current(records) == ["a"]
    assert current(records, storage=OTHER) == ["c"]
    remember(records, "b", digest=TWO)
    assert current(records) == ["a", "b"]


def test_slashes_at_the_ends_of_a_place_do_not_matter(records):
    remember(records, "a", "b")
    hold(records, "a", place="/job/")
    assert current(records, place="job") == current(records, place="/job") == ["a"]
    hold(records, "b", place="")
    assert current(records, place="/") == ["b"]
    assert records.marked(STORAGE, "", "1", ["/job/a", "b"])
    assert current(records) == current(records, place="") == []


def test_lost_paths_are_forgotten_and_the_mark_kept(records):
    remember(records, "a", "b", "c")
    hold(records, "a", "b", "c")
    assert records.marked(STORAGE, "", "first", ["job/b", "job/never", "elsewhere/a"])
    assert current(records) == ["a", "c"]
    assert records.mark(STORAGE) == "first"
    assert records.marked(STORAGE, "first", "second", [])
    assert current(records) == ["a", "c"]
    assert records.mark(STORAGE) == "second"


def test_a_storage_that_cannot_tell_is_forgotten_whole_and_no_other(records):
    remember(records, "a")
    for storage in (STORAGE, OTHER):
        hold(records, "a", storage=storage)
        hold(records, "a", place="deep/er", storage=storage)
    assert records.marked(STORAGE, "", "new", None)
    assert current(records) == current(records, "deep/er") == []
    assert current(records, "job", OTHER) == current(records, "deep/er", OTHER) == ["a"]
    assert records.mark(STORAGE) == "new" and records.mark(OTHER) == ""
    hold(records, "a")
    assert current(records) == ["a"]


def test_what_a_storage_said_before_another_run_learned_of_losses_is_not_remembered(records):
    """Slow: asked, it was there. Then it was lost, and another run was told so."""
    assert records.marked(STORAGE, "", "1", [])
    remember(records, "a")
    assert records.marked(STORAGE, "1", "2", ["job/a"])
    records.hold(STORAGE, [("job", "a", ONE)], "1")
    assert current(records) == []
    assert not records.marked(STORAGE, "1", "2", [])
    assert records.mark(STORAGE) == "2"
    records.hold(STORAGE, [("job", "a", ONE)], "2")
    assert current(records) == ["a"]


def test_no_rows_change_nothing(records):
    records.remember({"/job": []})
    records.hold(STORAGE, iter([]))
    assert records.known("/job") == {} and current(records) == []


def test_a_folder_is_found_by_what_was_fetched_into_it(records, tmp_path):
    (tmp_path / "77_scene" / "beauty").mkdir(parents=True)
    remember(records, "a", folder=str(tmp_path / "77_scene" / "beauty"))
    remember(records, "a", folder=str(tmp_path / "gone" / "77_scene"))
    assert records.folders("77_scene") == [pathlib.Path(tmp_path / "77_scene")]


def test_digests_are_kept_in_it(records, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    stat = path.stat()
    row = (str(tmp_path), "a", stat.st_size, stat.st_mtime_ns)
    found = digests([row], records)
    assert found == [(3, stat.st_mtime_ns, ONE)]
    path.unlink()
    assert digests([row], records) == found


def test_two_runs_see_what_the_other_wrote(start):
    one, two = start(), start()
    remember(one, "a")
    hold(two, "a")
    assert current(one) == current(two) == ["a"]
    assert one.marked(STORAGE, "", "1", None)
    assert current(two) == [] and two.mark(STORAGE) == "1"


def test_many_threads_lose_nothing(start):
    opened = [start() for _ in range(4)]
    failed = []

    def work(number):
        try:
            for turn in range(25):
                names = [f"{number} {turn} {at}" for at in range(4)]
                remember(opened[number % 4], *names)
                hold(opened[number % 4], *names)
        except BaseException as err:
            failed.append(err)

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failed
    assert len(current(opened[0])) == 8 * 25 * 4


# -- the server --------------------------------------------------------------------------


@pytest.mark.slow
def test_a_number_is_a_database_and_a_text_stands_before_the_keys(redis_records):
    all_of = [redis_records(table) for table in ("0", "3", "studio", "films")]
    for at, records in enumerate(all_of):
        remember(records, f"{at}")
    assert [list(records.known("/job")) for records in all_of] == [["0"], ["1"], ["2"], ["3"]]
    keys = all_of[0]._server.keys()
    assert sorted({key.split(b":")[0] for key in keys}) == [b"films", b"rayvision", b"studio"]


@pytest.mark.slow
@pytest.mark.parametrize("table", ["9999", "studio"])
def test_what_the_server_refuses_is_one_line_without_the_password(redis_records, table):
    wrong = {} if table == "9999" else {"password": "wr0ng"}
    with pytest.raises(ConfigError, match=r"redis at 127\.0\.0\.1:\d+ cannot be used") as caught:
        redis_records(table, **wrong)
    line = str(caught.value)
    assert "\n" not in line and "wr0ng" not in line and "the password of" not in line


@pytest.mark.slow
def test_no_server_is_one_line_that_names_it(redis_records):
    from rayvision_plugins.transfer.records_redis import RedisRecords

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(ConfigError, match="redis at .*refused.*start the server") as caught:
            RedisRecords("127.0.0.1", port, "0", timeout=500)
    assert str(caught.value).count(f"127.0.0.1:{port}") == 1


@pytest.mark.slow
def test_a_server_that_hangs_is_not_waited_for_longer_than_said(redis_records, redis_server):
    records = redis_records(timeout=200)
    redis_server.process.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(ConfigError, match="cannot be used"):
            remember(records, "a")
    finally:
        redis_server.process.send_signal(signal.SIGCONT)
    remember(records, "b")
    assert "b" in records.known("/job")


ENDLESS = """
import sys
from rayvision_plugins.transfer.records_redis import RedisRecords
records = RedisRecords("127.0.0.1", int(sys.argv[1]), "3", password=sys.argv[2])
for turn in range(10**9):
    digest = f"{turn:032x}"
    names = [f"{at}" for at in range(100)]
    records.marked("s", records.mark("s"), str(turn), None)
    records.remember({"/job": [(name, 3, 5, digest) for name in names]})
    records.hold("s", [("job", name, digest) for name in names], records.mark("s"))
    print(turn, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="ends a process by a signal")
def test_a_process_that_is_killed_leaves_whole_changes(redis_records, redis_server):
    records = redis_records()
    for turns in (1, 2, 5):
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(redis_server.port), redis_server.password],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        for _ in range(turns):
            assert process.stdout.readline()
        process.kill()
        process.communicate()
        mark, known = int(records.mark("s")), records.known("/job")
        (digest,) = {row[2] for row in known.values()}
        assert len(known) == 100 and int(digest, 16) in (mark, mark - 1)
        assert len(records.current("/job", "s", "job")) in (0, 100)


@pytest.mark.slow
def test_the_file_of_the_vendor_names_the_server(redis_records, redis_server, tmp_path):
    path = tmp_path / "db_config.ini"
    path.write_text(
        "[DATABASE_CONFIG]\ntype = redis\n[REDIS]\n"
        f"port = {redis_server.port}\npassword = {redis_server.password}\ntable_index = 5\n"
    )
    records = database.open_records(database.read(path))
    remember(records, "a")
    records.uploaded()
    records.close()
    assert list(redis_records("5").known("/job")) == ["a"]
