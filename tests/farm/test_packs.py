"""Packs, the journal and the sweep of the farm: many small files at once, and what was lost."""

import concurrent.futures
import contextlib
import os
import random
import signal
import socket
import struct
import time

import pytest
import requests
import xxhash

try:
    import resource
except ImportError:  # Windows
    resource = None

from rayvision_plugins import profiles
from rayvision_plugins.transfer.engine import Outcome, Transfer
from rayvision_plugins.transfer.http import HttpEngine

WIRE = profiles.read_table("storage.json")
RECORD = struct.Struct(WIRE["record"])
MOST = int(WIRE["packed_below"])


def record(path, content, digest=None):
    name = path if isinstance(path, bytes) else path.encode()
    digest = xxhash.xxh3_128_digest(content) if digest is None else digest
    return RECORD.pack(len(name), len(content), digest) + name + content


def records(body):
    """Returns {path: content} of a pack, whose digests are right."""
    found = {}
    while body:
        length, size, digest = RECORD.unpack_from(body)
        path, content = body[RECORD.size :][:length], body[RECORD.size + length :][:size]
        assert xxhash.xxh3_128_digest(content) == digest
        found[path.decode()] = content
        body = body[RECORD.size + length + size :]
    return found


def asked(farm, method, name, use="input", query="", **more):
    """Sends a request to a place of the protocol that is no file."""
    if not farm.tokens:
        farm.login()
    bid = farm.bids[use]
    headers = more.pop("headers", {})
    headers["Authorization"] = f"Bearer {more.pop('token', farm.tokens[bid])}"
    url = farm.url + WIRE[name].format(bid=bid) + query
    return requests.request(method, url, headers=headers, timeout=20, **more)


def unpack(farm, *rows, **more):
    return asked(farm, "PUT", "pack", data=b"".join(rows), **more)


def stored(farm, path):
    return farm.storage("GET", "input", path)


def changes(farm, mark="", use="input"):
    answer = asked(farm, "GET", "changes", use, query=f"?since={mark}").json()
    return answer["mark"], answer["paths"]


def packs_under_way(farm):
    """Returns what is half-written of packs; files that are sent alone have other names."""
    return list((farm.folder / "parts").glob("*-*.part"))


# -- packs that arrive -------------------------------------------------------------------


def test_the_files_of_a_pack_are_stored_each_in_its_place(shared):
    files = {"p/a": b"1", "p/镜头/b c": b"", "p/deep/er/c": random.Random(1).randbytes(MOST)}
    answer = unpack(shared, *(record(*row) for row in files.items()))
    assert answer.json() == {"stored": 3, "failed": []}
    for path, content in files.items():
        got = stored(shared, path)
        assert (got.status_code, got.content) == (200, content)
        assert got.headers["Content-Digest-XXH3"] == xxhash.xxh3_128_hexdigest(content)
    assert {row["path"] for row in shared.list("input", "p/")} == set(files)


def test_a_pack_without_files_is_fine(shared):
    assert unpack(shared).json() == {"stored": 0, "failed": []}


def test_a_file_that_is_refused_spoils_no_other(shared):
    shared.put("input", "spoil/file", b"a file")
    rows = [
        record("spoil/first", b"1"),
        record("spoil/wrong", b"2", bytes(16)),
        record("../../farm.db", b"3"),
        record("/etc/passwd", b"4"),
        record("spoil/file/below", b"5"),
        record("spoil", b"6"),
        record("spoil/" + "x" * 300, b"7"),
        record("spoil/" + "x/" * 2500 + "x", b"7"),
        record("a\0b", b"8"),
        record("", b"9"),
        record("spoil/last", b"10"),
    ]
    answer = unpack(shared, *rows).json()
    assert answer["stored"] == 2
    statuses = [(row["path"], row["status"]) for row in answer["failed"]]
    assert sorted(statuses) == sorted(
        [
            ("spoil/wrong", 422),
            ("../../farm.db", 400),
            ("/etc/passwd", 400),
            ("spoil/file/below", 400),
            ("spoil", 400),
            ("spoil/" + "x" * 300, 400),
            ("spoil/" + "x/" * 2500 + "x", 400),
            ("a\0b", 400),
            ("", 400),
        ]
    )
    assert not any("\n" in row["message"] for row in answer["failed"])
    assert stored(shared, "spoil/first").content == b"1"
    assert stored(shared, "spoil/last").content == b"10"
    assert stored(shared, "spoil/wrong").status_code == 404
    assert packs_under_way(shared) == []


def test_a_wrong_digest_in_a_pack_leaves_the_old_version(shared):
    shared.put("input", "old", b"good")
    unpack(shared, record("old", b"bad", bytes(16)))
    assert stored(shared, "old").content == b"good"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (record("half", b"x" * 100)[:-1], 400),
        (b"<html>", 400),
        (RECORD.pack(1, MOST + 1, bytes(16)) + b"x", 413),
        (record(b"\xff\xfe", b"x"), 400),
    ],
    ids=["ends inside", "no pack", "too large a file", "no UTF-8"],
)
def test_a_body_that_is_no_pack_is_refused_and_keeps_what_came_before(shared, body, status):
    name = f"before/{len(body)}"
    answer = unpack(shared, record(name, b"whole"), body)
    assert answer.status_code == status
    assert "\n" not in answer.json()["message"]
    assert stored(shared, name).content == b"whole"
    assert stored(shared, "half").status_code == 404
    assert packs_under_way(shared) == []


def cut_pack(farm, rows, sent):
    """Sends a pack and cuts the connection after ``sent`` bytes of it."""
    farm.login()
    host, port = farm.domain.split(":")
    bid = farm.bids["input"]
    body = b"".join(rows)
    head = (
        f"PUT {WIRE['pack'].format(bid=bid)} HTTP/1.1\r\nHost: {farm.domain}\r\n"
        f"Authorization: Bearer {farm.tokens[bid]}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(head.encode() + body[:sent])


def test_of_a_pack_that_is_cut_the_whole_files_stay(shared):
    rows = [record(f"cut/{at:03}", bytes([at]) * 10_000) for at in range(100)]
    cut_pack(shared, rows, 50 * len(rows[0]) + 5000)
    ends = time.monotonic() + 5
    while not (found := shared.list("input", "cut/")) and time.monotonic() < ends:
        time.sleep(0.01)
    assert 20 < len(found) <= 50  # what the system held for the farm when it broke off is gone
    for at, row in enumerate(found):
        assert row["path"] == f"cut/{at:03}"
        assert stored(shared, row["path"]).content == bytes([at]) * 10_000


def test_only_the_token_of_the_storage_opens_it_to_packs(shared):
    shared.login()
    other = shared.tokens[shared.bids["output"]]
    for method, name in (("PUT", "pack"), ("POST", "pack"), ("GET", "changes")):
        assert asked(shared, method, name, token="x").status_code == 401
        assert asked(shared, method, name, token=other).status_code == 403


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs a limit for a process")
def test_what_the_disk_does_not_take_is_told_of_that_file_and_leaves_no_part(farm):
    limit = (900_000, 900_000)  # the farm's own database stays far below
    resource.prlimit(farm.process.pid, resource.RLIMIT_FSIZE, limit)
    answer = unpack(
        farm, record("a", b"1"), record("b", bytes(1_000_000)), record("c", b"3")
    ).json()
    assert answer["stored"] == 2
    assert [(row["path"], row["status"]) for row in answer["failed"]] == [("b", 507)]
    assert list((farm.folder / "parts").iterdir()) == []
    assert [row["path"] for row in farm.list("input")] == ["a", "c"]


# -- packs that are fetched --------------------------------------------------------------


def test_a_pack_gives_what_is_there_and_leaves_out_the_rest(shared):
    unpack(shared, record("get/a", b"1"), record("get/b", b""), record("get/gone", b"3"))
    shared.put("input", "get/large", bytes(MOST + 1))
    next(shared.folder.glob("input/*/get/gone")).unlink()
    paths = ["get/a", "get/b", "get/gone", "get/large", "get/never", "../farm.db"]
    answer = asked(shared, "POST", "pack", json={"files": [{"path": path} for path in paths]})
    assert answer.status_code == 200
    assert records(answer.content) == {"get/a": b"1", "get/b": b""}


@pytest.mark.parametrize("raw", ["", "[]", '{"files": 1}', '{"files": [1]}', '{"files": [{}]}'])
def test_a_bad_question_for_a_pack_is_400(shared, raw):
    assert asked(shared, "POST", "pack", data=raw).status_code == 400


@pytest.mark.parametrize("paths", [["\ud800"], ["get/a", "\ud800"]])
def test_a_question_that_is_refused_has_one_answer(shared, paths):
    answer = asked(shared, "POST", "pack", json={"files": [{"path": path} for path in paths]})
    assert answer.status_code == 400
    assert answer.json() == {"message": "a name holds what is no Unicode"}


# -- the journal -------------------------------------------------------------------------


def test_what_was_replaced_or_lost_since_a_mark_is_told(farm):
    unpack(farm, record("a", b"1"), record("b", b"2"), record("c", b"3"))
    mark, paths = changes(farm)
    assert paths is None
    assert changes(farm, mark) == (mark, [])
    farm.put("input", "new", b"4")
    farm.put("input", "a", b"1")  # the same again
    assert changes(farm, mark)[1] == []
    unpack(farm, record("a", b"other"))
    farm.put("input", "b", b"another")
    later, paths = changes(farm, mark)
    assert sorted(paths) == ["a", "b"]
    assert changes(farm, later) == (later, [])
    farm.put("input", "a", b"third")
    assert changes(farm, later)[1] == ["a"]
    assert sorted(changes(farm, mark)[1]) == ["a", "b"]
    assert changes(farm, mark, "output")[1] == []


def test_a_file_that_is_found_gone_is_lost(farm):
    unpack(farm, record("a", b"1"), record("b", b"2"))
    mark, _ = changes(farm)
    next(farm.folder.glob("input/*/b")).write_bytes(b"longer")
    next(farm.folder.glob("input/*/a")).unlink()
    row = {"path": "a", "size": 1, "digest": xxhash.xxh3_128_hexdigest(b"1")}
    assert asked(farm, "POST", "folder", json={"files": [row]}).json() == {"missing": ["a"]}
    assert stored(farm, "b").status_code == 404
    assert sorted(changes(farm, mark)[1]) == ["a", "b"]
    assert farm.list("input") == []


def test_a_file_that_is_removed_behind_the_farm_s_back_is_told(farm):
    unpack(farm, *(record(f"d{at % 3}/{at}", b"x") for at in range(12)), record("top", b"y"))
    mark, _ = changes(farm)
    time.sleep(2.1)  # from then on a folder counts as unchanged
    assert changes(farm, mark) == (mark, [])
    assert changes(farm, mark) == (mark, [])
    next(farm.folder.glob("input/*/d1/4")).unlink()
    next(farm.folder.glob("input/*/top")).unlink()
    assert sorted(changes(farm, mark)[1]) == ["d1/4", "top"]
    unpack(farm, record("d1/4", b"x"))
    later, _ = changes(farm)
    next(farm.folder.glob("input/*/d1/4")).unlink()
    assert changes(farm, later)[1] == ["d1/4"]


def test_marks_survive_a_restart_which_finds_what_is_gone(farm):
    unpack(farm, record("d/a", b"1"), record("d/b", b"2"), record("e/c", b"3"), record("f", b"4"))
    mark, _ = changes(farm)
    farm.stop()
    next(farm.folder.glob("input/*/d/a")).unlink()
    next(farm.folder.glob("input/*/e/c")).unlink()
    next(farm.folder.glob("input/*/e")).rmdir()
    next(farm.folder.glob("input/*/f")).write_bytes(b"longer")
    farm.start()
    assert sorted(changes(farm, mark)[1]) == ["d/a", "e/c", "f"]
    assert [row["path"] for row in farm.list("input")] == ["d/b"]


def test_the_mark_of_another_farm_or_of_a_later_time_tells_nothing(farm):
    mark, _ = changes(farm)
    name, _, number = mark.rpartition(".")
    for other in (f"{name}.{int(number) + 1}", f"x.{number}", "x", ".", f"{name}.", f"{name}.x"):
        assert changes(farm, other) == (mark, None)


# -- the engine and the farm -------------------------------------------------------------


def engine(farm, **options):
    farm.login()
    return HttpEngine(farm.url, farm.tokens, **options)


def files(farm, folder, count, size=3000):
    """Makes files; returns their transfers."""
    rows = []
    for at in range(count):
        path = folder / f"{at % 7}" / f"{at:05}.bin"
        path.parent.mkdir(exist_ok=True, parents=True)
        content = random.Random(at).randbytes(size + at)
        path.write_bytes(content)
        digest = xxhash.xxh3_128_hexdigest(content)
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        rows.append(Transfer(farm.bids["input"], name, str(path), len(content), digest))
    return rows


def errors(moving):
    return [event for event in moving if isinstance(event, Outcome) and event.error]


def test_a_thousand_files_go_up_and_come_back(shared, tmp_path):
    moves = engine(shared)
    rows = files(shared, tmp_path / "thousand", 1000)
    assert moves.lacks(rows) == rows
    assert errors(moves.send(rows)) == []
    assert moves.lacks(rows) == []
    there = moves.listing(shared.bids["input"], "thousand/", str(tmp_path / "back"))
    assert len(there) == 1000
    assert errors(moves.fetch(there)) == []
    for row in rows:
        with open(row.local, "rb") as sent, (tmp_path / "back" / row.path).open("rb") as back:
            assert sent.read() == back.read()


def test_large_and_small_files_go_together(shared, tmp_path):
    moves = engine(shared)
    rows = files(shared, tmp_path / "mixed", 30)
    rows += files(shared, tmp_path / "heavy", 3, size=3_000_000)
    assert errors(moves.send(rows)) == []
    assert moves.lacks(rows) == []
    there = moves.listing(shared.bids["input"], "heavy/", str(tmp_path / "back"))
    assert errors(moves.fetch(there)) == []
    assert (tmp_path / "back" / "heavy").is_dir()


def test_a_file_whose_content_changed_under_its_size_is_refused_alone(shared, tmp_path):
    moves = engine(shared)
    rows = files(shared, tmp_path / "lied", 5)
    with open(rows[2].local, "r+b") as stream:
        stream.write(b"other")
    (failed,) = errors(moves.send(rows))
    assert failed.transfer == rows[2] and failed.retry
    assert moves.lacks(rows) == [rows[2]]


def test_two_that_send_to_the_same_place_at_once_leave_one_of_their_versions(shared, tmp_path):
    both = [files(shared, tmp_path / f"{at}" / "contested", 300, size=2000 + at) for at in range(2)]
    both += [files(shared, tmp_path / f"{at}" / "twice", 2, size=1_200_000 + at) for at in range(2)]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for failed in pool.map(lambda rows: errors(engine(shared).send(rows)), both):
            assert failed == []
    folder = next(shared.folder.glob(f"input/{shared.bids['input']}-*"))
    meant = {(row.path, row.size, row.digest) for rows in both for row in rows}
    found = shared.list("input", "contested/") + shared.list("input", "twice/")
    assert len(found) == 302
    for row in found:
        assert (row["path"], row["size"], row["digest"]) in meant
        assert xxhash.xxh3_128_hexdigest((folder / row["path"]).read_bytes()) == row["digest"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs signals")
@pytest.mark.parametrize("seed", range(3))
def test_a_farm_that_is_killed_while_packs_arrive_holds_what_it_records(farm, tmp_path, seed):
    moves = engine(farm, parallel=4)
    rows = files(farm, tmp_path / "killed", 3000)
    ends = 0
    with contextlib.closing(moves.send(rows)) as moving:
        for event in moving:
            ends += isinstance(event, Outcome)
            if ends > 400 * (seed + 1):
                break
        farm.process.send_signal(signal.SIGKILL)
    farm.kill()
    farm.start()
    moves = engine(farm)
    folder = next(farm.folder.glob(f"input/{farm.bids['input']}-*"))
    for row in farm.list("input"):
        content = (folder / row["path"]).read_bytes()
        assert (len(content), xxhash.xxh3_128_hexdigest(content)) == (row["size"], row["digest"])
    lacking = moves.lacks(rows)
    assert 0 < len(lacking) < len(rows)
    assert errors(moves.send(lacking)) == []
    assert moves.lacks(rows) == []
    assert list((farm.folder / "parts").iterdir()) == []
    assert len(farm.list("input")) == 3000
