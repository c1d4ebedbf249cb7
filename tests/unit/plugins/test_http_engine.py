"""The http engine against servers that behave, break off, refuse and lie."""

import json
import os
import time

import pytest
from fake_storage import (
    BID,
    BIG,
    FILES,
    GOOD,
    PACK,
    RECORD,
    TOKEN,
    WIRE,
    arrived,
    digest,
    engine_of,
    few,
    gone,
    holding,
    left,
    listing_of,
    one,
    outcomes,
    packed,
    pouring,
    threads,
    transfer,
    unpacked,
    wanted,
)

from rayvision_plugins.errors import RayvisionError, TransferFailed
from rayvision_plugins.transfer.engine import Changes, Transfer
from rayvision_plugins.transfer.http import HttpEngine

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")
HOSTILE = [
    "",
    ".",
    "..",
    "../a",
    "a/../../b",
    "/etc/passwd",
    "\\\\server\\a",
    "C:/a",
    "a:b",
    "a\0b",
]


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

    row = Transfer(BID, "D/shrinking", str(path), 32 * 1024 * 1024, "0" * 32)
    end, count = one(engine_of(serve(cutting)).send([row]))
    assert "shorter" in end.error
    assert count == 0


def test_a_file_that_is_gone_when_its_turn_comes_is_an_error_of_that_file(tmp_path, storage):
    (tmp_path / "here").write_bytes(b"x")
    gone = Transfer(BID, "D/gone", str(tmp_path / "gone"), 5, "0" * 32)
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
    row = Transfer(BID, "a.png", str(tmp_path / "frames" / "a.png"), 1, text)
    end, _ = one(engine_of(serve(holding(b"x"))).fetch([row]))
    assert end.error
    assert left(tmp_path) == []


# -- lists of the storage ----------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_in_a_listing_has_no_place_here(tmp_path, serve, name):
    files = [
        {"path": "1/good.png", "size": 1, "digest": "0" * 32, "mtime": 1},
        {"path": name, "size": 1, "digest": "0" * 32, "mtime": 1},
    ]
    engine = engine_of(serve(listing_of({"files": files})))
    good, hostile = engine.listing(BID, "1/", str(tmp_path / "frames"))
    assert (good.local, hostile.local) == (str(tmp_path / "frames" / "1" / "good.png"), "")
    assert list(tmp_path.iterdir()) == []


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
def test_a_listing_that_is_none_is_a_clear_error(tmp_path, serve, answer):
    engine = engine_of(serve(listing_of(answer)))
    with pytest.raises(RayvisionError) as caught:
        engine.listing(BID, "1/", str(tmp_path / "frames"))
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
        lambda: engine.listing(BID, "1/", str(tmp_path)),
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


def test_closing_a_send_ends_its_threads_and_sends_no_more(tmp_path, serve):
    def slow(handler):
        handler.take()
        handler.server.ended.wait(0.02)
        handler.reply(404 if handler.command == "HEAD" else 201)

    rows = []
    for number in range(100):
        path = tmp_path / f"{number}"
        with path.open("wb") as stream:
            stream.truncate(int(WIRE["packed_below"]))
        rows.append(Transfer(BID, path.name, str(path), path.stat().st_size, "0" * 32))
    server = serve(slow)
    before = threads()
    moving = engine_of(server).send(rows)
    next(moving)
    moving.close()
    assert gone(before)
    assert len(server.asked) < 60


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
    row = Transfer(BID, "a.png", str(tmp_path / "a.png"), 1 << 30, "0" * 32)
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


def test_a_failing_list_of_files_ends_the_send_with_its_error(storage):
    def rows():
        yield from ()
        raise RuntimeError("the list broke")

    with pytest.raises(RuntimeError, match="the list broke"):
        list(engine_of(storage).send(rows()))


# -- packs -------------------------------------------------------------------------------


def test_small_files_travel_in_one_request_and_a_single_one_alone(tmp_path, storage):
    rows = few(tmp_path, 60)
    ends, count = outcomes(engine_of(storage).send(rows))
    assert not any(end.error for end in ends.values())
    assert count == sum(row.size for row in rows)
    assert [(row.method, row.path) for row in storage.asked] == [("PUT", PACK)]
    one(engine_of(storage).send(rows[:1]))
    assert storage.asked[-1].path == "/storage/10202/D/0"


def test_a_pack_is_bounded_and_a_long_file_is_never_in_one(tmp_path, storage):
    (tmp_path / "long").write_bytes(bytes(int(WIRE["packed_below"])))
    (tmp_path / "short").write_bytes(bytes(int(WIRE["packed_below"]) - 1))
    rows = [transfer(tmp_path / "long")]
    for at in range(1100):
        rows.append(transfer(tmp_path / "short", path=f"D/{at}")) if at < 6 else None
        rows.append(transfer(tmp_path / "short", b"", path=f"E/{at}", size=0))
    (tmp_path / "empty").touch()
    rows = [row if row.size else transfer(tmp_path / "empty", path=row.path) for row in rows]
    ends, _ = outcomes(engine_of(storage).send(rows))
    assert len(ends) == len(rows) and not any(end.error for end in ends.values())
    packs = [row for row in storage.asked if row.path == PACK]
    assert len(packs) > 3 and all(len(row.body) < 5 << 20 for row in packs)
    assert all(len(list(unpacked(row.body))) <= 512 for row in packs)
    assert {row.method for row in storage.asked if row.path != PACK} == {"HEAD", "PUT"}


def test_a_file_that_vanishes_or_changes_its_size_spoils_no_other_of_its_pack(tmp_path, storage):
    rows = few(tmp_path)
    (tmp_path / "1").unlink()
    (tmp_path / "2").write_bytes(b"shorter")
    (tmp_path / "3").write_bytes(b"longer" * 1000)
    ends, count = outcomes(engine_of(storage).send(rows))
    assert {path for path, end in ends.items() if end.error} == {"D/1", "D/2", "D/3"}
    assert not ends["D/1"].retry and ends["D/2"].retry and ends["D/3"].retry
    assert count == 200
    assert set(storage.stored) == {"D/0", "D/4"}


def test_what_the_storage_refuses_of_a_pack_is_told_for_each_file(tmp_path, serve):
    def picky(handler):
        handler.take()
        failed = [
            {"path": "D/1", "status": 422, "message": "the digest differs"},
            {"path": "D/3", "status": 507, "message": "the disk is full"},
        ]
        handler.reply(200, json.dumps({"stored": 3, "failed": failed}).encode())

    ends, count = outcomes(engine_of(serve(picky)).send(few(tmp_path)))
    assert [path for path, end in sorted(ends.items()) if end.error] == ["D/1", "D/3"]
    assert "the digest differs" in ends["D/1"].error and ends["D/1"].retry
    assert "507" in ends["D/3"].error and not ends["D/3"].retry
    assert count == 300


def test_a_pack_that_is_cut_is_worth_another_try_for_all_its_files(tmp_path, serve):
    def cut(handler):
        handler.rfile.read(50)
        handler.cut()

    ends, count = outcomes(engine_of(serve(cut)).send(few(tmp_path)))
    assert len(ends) == 5 and all(end.error and end.retry for end in ends.values())
    assert count == 0


def test_names_that_are_no_unicode_are_refused_alone(tmp_path, storage):
    rows = [*few(tmp_path), Transfer(BID, "D/\udcff", str(tmp_path / "0"), 100, "0" * 32)]
    ends, _ = outcomes(engine_of(storage).send(rows))
    assert [path for path, end in ends.items() if end.error] == ["D/\udcff"]


def test_small_frames_come_in_one_request(tmp_path, serve):
    server = serve(pouring(packed(FILES)))
    ends, count = outcomes(engine_of(server).fetch(wanted(tmp_path / "frames", FILES)))
    assert len(ends) == 3 and not any(end.error for end in ends.values())
    assert count == 3100
    assert {path.name: path.read_bytes() for path in (tmp_path / "frames").iterdir()} == FILES
    assert [(row.method, row.path) for row in server.asked] == [("POST", PACK)]


def test_what_a_pack_lacks_or_holds_wrongly_is_told_and_the_rest_arrives(tmp_path, serve):
    server = serve(pouring(packed({"a.png": FILES["a.png"], "c.png": b"x" * 3000})))
    ends, count = outcomes(engine_of(server).fetch(wanted(tmp_path, FILES)))
    assert ends["a.png"].error == ""
    assert ends["b.png"].retry and ends["c.png"].retry
    assert count == 100
    assert left(tmp_path) == ["a.png"]


@pytest.mark.parametrize(
    "body",
    [
        packed(FILES)[:-1],
        packed(FILES)[:10],
        packed({"other.png": b"x", **FILES}),
        RECORD.pack(5, 2**32 - 1, bytes(16)) + b"a.png",
        packed({"../a.png": b"x"}),
        b"<html>" * 10,
    ],
    ids=["cut", "cut in a head", "unasked", "endless", "hostile", "no pack"],
)
def test_a_pack_that_is_none_leaves_no_half_file_and_every_frame_has_an_end(tmp_path, serve, body):
    ends, _ = outcomes(engine_of(serve(pouring(body))).fetch(wanted(tmp_path / "f", FILES)))
    assert set(ends) == set(FILES) and any(end.error for end in ends.values())
    here = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert here == {path for path, end in ends.items() if not end.error}


# -- what was lost -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "answer", "changes"),
    [
        (200, {"mark": "x.7", "paths": ["a", "b"]}, Changes("x.7", ["a", "b"])),
        (200, {"mark": "x.7", "paths": None}, Changes("x.7")),
        (404, {"message": "no such thing"}, Changes()),
    ],
)
def test_a_storage_tells_what_it_lost_or_cannot(serve, status, answer, changes):
    server = serve(lambda handler: handler.reply(status, json.dumps(answer).encode()))
    assert engine_of(server).changes(BID, "x.5 &") == changes
    assert server.asked[0].path == "/changes/10202?since=x.5+%26"


@pytest.mark.parametrize(
    "answer", [b"<html>", b"[]", b"{}", b'{"mark": 1}', b'{"mark": "", "paths": [1]}']
)
def test_changes_that_are_none_are_a_clear_error(serve, answer):
    with pytest.raises(TransferFailed) as caught:
        engine_of(serve(lambda handler: handler.reply(200, answer))).changes(BID, "")
    assert str(caught.value).isprintable()


# -- servers that want another time, or another token ------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_storage_is_asked_again_when_it_said(tmp_path, serve, status):
    def busy(handler):
        if len(handler.server.asked) < 3:
            handler.take()
            handler.reply(status, b'{"message": "busy"}', Retry_After=0)
        else:
            arrived(handler)

    server = serve(busy)
    server.stored = {}
    ends, count = outcomes(engine_of(server).send(few(tmp_path)))
    assert not any(end.error for end in ends.values())
    assert (count, len(server.asked)) == (500, 3)


@pytest.mark.parametrize("wait", ["0", "100000", "-1", "soon", ""])
def test_a_storage_that_is_always_busy_is_not_asked_for_ever(tmp_path, serve, wait):
    def busy(handler):
        handler.take()
        handler.reply(503, b'{"message": "busy"}', Retry_After=wait)

    server = serve(busy)
    (tmp_path / "a").write_bytes(b"x")
    end, count = one(engine_of(server).send([transfer(tmp_path / "a")]))
    assert "busy" in end.error and end.retry
    assert count == 0
    assert len(server.asked) == (6 if wait == "0" else 1)


def test_a_transfer_that_waits_for_a_busy_storage_can_be_ended(tmp_path, serve):
    def busy(handler):
        handler.take()
        handler.reply(503, b"", Retry_After=50)

    (tmp_path / "a").write_bytes(b"x")
    server = serve(busy)
    before = threads()
    moving = engine_of(server).send([transfer(tmp_path / "a")])
    next(moving)
    moving.close()
    assert gone(before)


def test_an_expired_token_is_renewed_once_and_the_body_sent_again(tmp_path, serve):
    renewed = []

    def strict(handler):
        if handler.headers["Authorization"] == f"Bearer {TOKEN}":
            arrived(handler)
        else:
            handler.take()
            handler.reply(401, b'{"message": "the token has expired"}')

    server = serve(strict)
    server.stored = {}
    engine = HttpEngine(
        server.url, {BID: "old"}, renew=lambda: renewed.append(1) or {BID: TOKEN}, parallel=1
    )
    ends, count = outcomes(engine.send(few(tmp_path)))
    assert not any(end.error for end in ends.values())
    assert (count, renewed) == (500, [1])


def test_one_connection_serves_many_requests_and_one_that_was_closed_is_replaced(serve):
    ports = []

    def answer(handler):
        ports.append(handler.client_address)
        handler.take()
        handler.reply(200, b'{"missing": []}')
        handler.close_connection = len(ports) == 2

    engine = engine_of(serve(answer))
    row = Transfer(BID, "a", "a", 1, "0" * 32)
    for _ in range(3):
        engine.lacks([row])
        time.sleep(0.05)
    assert ports[0] == ports[1] != ports[2]


@pytest.mark.parametrize("url", ["http://", "http://host:port", "http://[::1", "http://a b"])
def test_an_address_that_is_none_is_a_clear_error(url):
    with pytest.raises(RayvisionError) as caught:
        HttpEngine(url, {BID: TOKEN}).lacks([Transfer(BID, "a", "a", 1, "0" * 32)])
    assert str(caught.value).isprintable()


def test_the_place_of_a_farm_is_its_address_unless_another_is_given():
    assert HttpEngine("http://a:1/", {}).place == "http://a:1"
    assert HttpEngine("http://a:1/", {}, place="local/me").place == "local/me"
