"""Digests of files here: right, of what is not known only, and an answer for every file."""

import os
import random
import stat
import threading

import pytest
import xxhash

from rayvision_plugins.memory import NOWHERE
from rayvision_plugins.transfer.digest import BLOCK, TICK, digest_of, digests, read
from rayvision_plugins.transfer.records import Records

EMPTY = "99aa06d3014798d86001c324468d497f"
"""The xxh3_128 of no bytes, from the test vectors of the algorithm's author."""

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")


def digest(data):
    return xxhash.xxh3_128_hexdigest(data)


def row(path):
    """Returns the row of a file as a walk finds it."""
    found = os.stat(path)
    return os.path.dirname(path), os.path.basename(path), found.st_size, found.st_mtime_ns


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


@pytest.fixture
def records():
    records = Records(NOWHERE)
    yield records
    records.close()


@pytest.mark.parametrize("size", [1, 4096, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17])
def test_a_file_is_read_to_its_end(tmp_path, size):
    data = random.Random(size).randbytes(size)
    assert digest_of(write(tmp_path / "a", data)) == digest(data)


def test_a_file_without_bytes_has_the_published_digest(tmp_path, records):
    path = write(tmp_path / "empty.png", b"")
    assert digest_of(path) == EMPTY
    assert digests([row(path)], records) == [(0, row(path)[3], EMPTY)]


@pytest.mark.slow
def test_a_sparse_file_of_more_than_4_gib_is_read_whole(tmp_path):
    path = tmp_path / "cache.vdb"
    with path.open("wb") as stream:
        stream.truncate((4 << 30) + 4096)
        stream.write(b"head")
    whole, zeros = xxhash.xxh3_128(), bytes(1 << 22)
    whole.update(b"head" + zeros[4:])
    for _ in range(1023):
        whole.update(zeros)
    whole.update(zeros[:4096])
    assert digest_of(str(path)) == whole.hexdigest()


def test_answers_come_in_the_order_of_the_rows(tmp_path, records):
    sizes = [3, 5_000_000, 0, BLOCK + 1, 9, 6_000_000, *range(200)]
    random.Random(3).shuffle(sizes)
    data = [bytes([at % 251]) * size for at, size in enumerate(sizes)]
    rows = [row(write(tmp_path / f"{at % 7}" / f"{at}", one)) for at, one in enumerate(data)]
    found = digests(rows, records, parallel=3)
    assert [one[2] for one in found] == [digest(one) for one in data]
    assert [one[:2] for one in found] == [one[2:] for one in rows]


def test_a_file_of_known_size_and_time_is_not_read_again(tmp_path, records):
    path = write(tmp_path / "a", b"one")
    (first,) = digests([row(path)], records)
    times = os.stat(path)
    write(tmp_path / "a", b"two")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert digests([row(path)], records) == [first]  # nobody looked into it


@pytest.mark.parametrize(("data", "later"), [(b"fours", 0), (b"two", 1), (b"two", -1)])
def test_a_file_of_another_size_or_time_is_read_again(tmp_path, records, data, later):
    path = write(tmp_path / "a", b"one")
    digests([row(path)], records)
    times = os.stat(path)
    write(tmp_path / "a", data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns + later))
    assert digests([row(path)], records)[0][2] == digest(data)
    assert records.known(str(tmp_path))["a"] == (*row(path)[2:], digest(data))


def test_a_file_that_changed_since_the_walk_is_answered_as_it_is(tmp_path, records):
    path = write(tmp_path / "a", b"one")
    seen = row(path)
    write(tmp_path / "a", b"longer")
    assert digests([seen], records) == [(6, row(path)[3], digest(b"longer"))]


def test_a_file_that_is_gone_or_none_does_not_end_the_others(tmp_path, records):
    (tmp_path / "folder").mkdir()
    rows = [(str(tmp_path), name, 1, 1) for name in ("gone", "folder")]
    rows.insert(1, row(write(tmp_path / "a", b"one")))
    gone, here, folder = digests(rows, records)
    assert isinstance(gone, FileNotFoundError) and gone.filename == str(tmp_path / "gone")
    assert here[2] == digest(b"one")
    assert isinstance(folder, OSError)
    assert set(records.known(str(tmp_path))) == {"a"}


@POSIX
def test_what_is_no_regular_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)
    for path in (str(tmp_path / "pipe"), os.devnull):
        with pytest.raises(OSError, match="no regular file"):
            digest_of(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_that_may_not_be_read_is_an_error_of_its_own(tmp_path, records):
    path = write(tmp_path / "a", b"one")
    seen = row(path)
    os.chmod(path, 0)
    (found,) = digests([seen], records)
    assert isinstance(found, PermissionError)


class Meanwhile(threading.Event):
    """What happens to a file while it is read: ``does`` is called after each of its blocks."""

    def __init__(self, does):
        super().__init__()
        self.does = does

    def is_set(self):
        self.does()
        return super().is_set()


def test_a_file_that_keeps_growing_has_no_digest(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(bytes(2 * BLOCK))
    with path.open("ab", buffering=0) as log, pytest.raises(OSError, match="keeps") as caught:
        read(str(path), Meanwhile(lambda: log.write(b"line")))
    assert caught.value.filename == str(path)


def test_a_file_that_is_changed_once_while_it_is_read_is_read_again(tmp_path):
    path, data = tmp_path / "a", [b"a" * 3 * BLOCK, b"b" * (2 * BLOCK + 5)]
    path.write_bytes(data[0])
    found = read(str(path), Meanwhile(lambda: path.write_bytes(data.pop()) if data[1:] else None))
    assert found == (2 * BLOCK + 5, row(path)[3], digest(b"b" * (2 * BLOCK + 5)))


def test_a_file_is_not_read_while_a_change_could_leave_its_mtime_as_it_is(tmp_path):
    path = write(tmp_path / "a", b"just written")
    mtime_ns = row(path)[3]
    pauses = []
    for age in (0, TICK - 1, TICK, -1):
        read(path, clock=lambda: mtime_ns + age, sleep=pauses.append)  # noqa: B023
    assert pauses == [TICK / 1e9] * 2


def test_a_large_file_need_not_be_read_to_its_end(tmp_path):
    path = write(tmp_path / "a", bytes(2 * BLOCK))
    stop = threading.Event()
    stop.set()
    with pytest.raises(InterruptedError):
        read(path, stop)


@POSIX
def test_a_name_that_is_no_utf8_is_read_and_remembered(tmp_path, records):
    name = os.fsdecode(b"\xb3\xa1\xbe\xb0.png")
    try:
        path = write(tmp_path / name, b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert digests([row(path)], records)[0][2] == digest(b"x")
    assert list(records.known(str(tmp_path))) == [name]


@pytest.mark.parametrize("size", [3, 2 * BLOCK])
def test_files_are_not_read_any_more_when_it_is_over(tmp_path, records, size):
    rows = [row(write(tmp_path / f"{at}", bytes(size))) for at in range(3)]
    stop = threading.Event()
    stop.set()
    found = digests(rows, records, stop=stop)
    assert [type(result) for result in found] == [InterruptedError] * 3
    assert records.known(str(tmp_path)) == {}


def test_no_files_have_no_digests(records):
    assert digests([], records) == []
