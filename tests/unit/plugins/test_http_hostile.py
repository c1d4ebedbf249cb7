"""The http engine against storages that lie: answers without end, odd rows, tokens, waits."""

import email.utils
import json
import os
import threading
import time

import pytest
from fake_storage import (
    BID,
    BIG,
    FILES,
    GOOD,
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
    threads,
    transfer,
    wanted,
)

from rayvision_plugins.errors import ConnectionFailed, RayvisionError, TransferFailed
from rayvision_plugins.transfer.engine import Transfer
from rayvision_plugins.transfer.http import HttpEngine, answers

ROW = Transfer(BID, "a", "a", 1, "0" * 32)


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize("length", [None, 10**15])
def test_an_answer_without_end_is_not_read_to_its_end(serve, monkeypatch, status, length):
    monkeypatch.setattr(answers, "LARGEST", 1 << 20)
    poured = []

    def pour(handler):
        handler.take()
        handler.send_response(status)
        handler.send_header("Connection", "close")
        if length:
            handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.close_connection = True
        for _ in range(64):
            handler.wfile.write(b" " * (1 << 20))
            poured.append(1)

    with pytest.raises(RayvisionError):
        engine_of(serve(pour)).lacks([ROW])
    assert len(poured) < 32


def test_an_answer_that_is_cut_is_worth_another_question(serve):
    def cut(handler):
        handler.take()
        handler.reply(200, b'{"missing": [', Content_Length=1000)
        handler.cut()

    with pytest.raises(TransferFailed, match="broke the connection") as caught:
        engine_of(serve(cut)).lacks([ROW])
    assert caught.value.retry


@pytest.mark.parametrize(
    "row",
    [
        {"path": ["D/0"], "status": 422},
        {"path": "D/0", "status": [422]},
        {"path": "D/0"},
        {},
        {"path": "D/0", "status": "4" * 1000, "message": {"a": 1}},
    ],
    ids=repr,
)
def test_odd_rows_of_what_was_refused_are_told_of_that_file_only(tmp_path, serve, row):
    server = serve(listing_of({"stored": 4, "failed": [row]}))
    ends, _ = outcomes(engine_of(server).send(few(tmp_path)))
    refused = {path for path, end in ends.items() if end.error}
    assert len(ends) == 5 and refused == ({"D/0"} if row.get("path") == "D/0" else set())
    assert len(ends["D/0"].error) < 400


def test_a_name_that_is_no_unicode_is_never_listed(tmp_path, serve):
    for name in ("a/\udcff.png", "\ud800"):
        server = serve(listing_of({"files": [{**GOOD, "path": name}]}))
        with pytest.raises(RayvisionError) as caught:
            engine_of(server).listing(BID, "", str(tmp_path))
        assert str(caught.value).isprintable()


@pytest.mark.parametrize("offset", [0, 2, 5])
def test_a_file_counts_as_sent_only_when_the_storage_says_that_it_is_whole(tmp_path, serve, offset):
    def kept(handler):
        handler.take()
        handler.reply(200, b'{"message": "kept, send the rest"}', Upload_Offset=offset)

    (tmp_path / "a").write_bytes(b"hello")
    server = serve(kept)
    end, count = one(engine_of(server).send([transfer(tmp_path / "a")]))
    assert end.error and end.retry
    assert count == 0
    assert [int(row.headers["upload-offset"]) for row in server.asked] == [0, offset, offset]


def test_a_question_with_the_longest_names_is_one_that_a_storage_reads(serve):
    server = serve(lambda handler: handler.take() and handler.reply(200, b'{"missing": []}'))
    name = "/".join(["图" * 84] * 16)
    rows = [Transfer(BID, f"{at}/{name}"[:1365], "a", 1, "0" * 32) for at in range(6000)]
    assert engine_of(server).lacks(rows) == []
    assert max(len(row.body) for row in server.asked) < 12 << 20
    paths = [row["path"] for asked in server.asked for row in json.loads(asked.body)["files"]]
    assert paths == [row.path for row in rows]


# -- when to come again ------------------------------------------------------------------


def busy_until(date):
    """A storage that is busy once and says so in ``date``; the clock of it says 01:00:00."""

    def answer(handler):
        if len(handler.server.asked) > 1:
            arrived(handler)
            return
        handler.take()
        handler.send_response_only(503)
        for name, value in (
            ("Date", "Sun, 06 Nov 1994 01:00:00 GMT"),
            ("Retry-After", date),
            ("Content-Length", "2"),
        ):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(b"{}")

    return answer


@pytest.mark.parametrize(
    ("date", "waited"),
    [
        ("Sun, 06 Nov 1994 01:00:30 GMT", 30),
        ("Sun, 06 Nov 1994 00:00:00 GMT", 0),
        ("Mon, 06 Nov 1995 01:00:00 GMT", None),
        ("31536000", None),
        ("Sun, 99 Nov 1994 01:00:00 GMT", None),
        ("Sun, 06 Nov 99999999999 01:00:00 GMT", None),
    ],
)
def test_a_busy_storage_may_name_a_date(tmp_path, serve, date, waited):
    server = serve(busy_until(date))
    server.stored = {}
    engine = engine_of(server)
    slept = []
    engine._wire._sleep = slept.append
    (tmp_path / "a").write_bytes(b"x")
    end, _ = one(engine.send([transfer(tmp_path / "a")]))
    assert bool(end.error) is (waited is None)
    assert sum(slept) == (waited or 0)


def test_a_date_without_one_of_the_answer_counts_from_now(serve):
    def busy(handler):
        handler.take()
        handler.send_response_only(503 if len(handler.server.asked) < 2 else 200)
        handler.send_header("Retry-After", email.utils.formatdate(time.time() + 20, usegmt=True))
        body = b'{"missing": []}'
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    engine = engine_of(serve(busy))
    slept = []
    engine._wire._sleep = slept.append
    assert engine.lacks([ROW]) == []
    assert 10 < sum(slept) <= 20


# -- tokens ------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["se\ncret", "se\r\nX: cret", "secret令牌", ""])
def test_a_token_that_is_none_is_a_clear_error_and_is_not_shown(tmp_path, serve, token):
    server = serve(arrived)
    engine = HttpEngine(server.url, {BID: token})
    ends, _ = outcomes(engine.send(few(tmp_path)))
    with pytest.raises(TransferFailed, match="no token for storage 10202") as caught:
        engine.lacks([transfer(tmp_path / "1")])
    assert server.asked == []
    for text in (str(caught.value), *(end.error for end in ends.values())):
        assert text and "cret" not in text and text.isprintable()


def test_tokens_that_expire_for_all_threads_at_once_are_renewed_for_all(tmp_path, serve):
    """The token runs out in the middle: whoever is refused asks once, or takes what came."""
    renewed = []
    valid = threading.Event()

    def strict(handler):
        known = handler.headers["Authorization"] == f"Bearer {TOKEN}"
        if known or not valid.is_set():
            valid.set()
            handler.take()
            handler.reply(201 if handler.path != WIRE["pack"].format(bid=BID) else 200)
        else:
            handler.take()
            handler.reply(401, b'{"message": "the token has expired"}')

    rows = []
    for at in range(12):
        path = tmp_path / f"{at}"
        path.write_bytes(bytes(int(WIRE["packed_below"])))
        rows.append(transfer(path))

    def held(handler):
        if handler.command == "HEAD":
            handler.reply(404)
        else:
            strict(handler)

    engine = HttpEngine(
        serve(held).url, {BID: "old"}, renew=lambda: renewed.append(1) or {BID: TOKEN}
    )
    ends, _ = outcomes(engine.send(rows))
    assert not any(end.error for end in ends.values())
    assert renewed == [1]


def test_a_farm_that_forgets_a_storage_while_tokens_are_renewed_is_a_clear_error(tmp_path, serve):
    def expired(handler):
        handler.take()
        handler.reply(401, b'{"message": "the token has expired"}')

    rows = few(tmp_path, 3)
    engine = HttpEngine(serve(expired).url, {BID: "old"}, renew=lambda: {})
    for _ in range(2):
        ends, _ = outcomes(engine.send(rows))
        assert all("401" in end.error or "no token" in end.error for end in ends.values())


def test_a_farm_that_is_away_while_tokens_are_renewed_is_worth_another_try(tmp_path, serve):
    def expired(handler):
        handler.take()
        handler.reply(401, b'{"message": "the token has expired"}')

    def renew():
        raise ConnectionFailed("transfer_config", "farm:1", "refused", sent=False)

    engine = HttpEngine(serve(expired).url, {BID: "old"}, renew=renew)
    ends, _ = outcomes(engine.send(few(tmp_path, 3)))
    assert all("no answer from farm:1" in end.error and end.retry for end in ends.values())


# -- this machine ------------------------------------------------------------------------


def test_a_process_with_very_many_open_files_can_still_ask(serve):
    resource = pytest.importorskip("resource", reason="needs a limit on open files")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2048:
        pytest.skip("this machine gives fewer open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2048, hard))
    files = []
    try:
        files += [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
        engine = engine_of(serve(listing_of({"missing": []})))
        assert [engine.lacks([ROW]) for _ in range(3)] == [[], [], []]
    finally:
        for file in files:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_stopping_does_not_wait_for_a_storage_that_drips(tmp_path, serve):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(1 << 30))
        handler.end_headers()
        while not handler.server.ended.wait(0.02):
            handler.wfile.write(b"\0" * 100)

    server = serve(drip)
    row = Transfer(BID, "a.png", str(tmp_path / "a.png"), 1 << 30, "0" * 32)
    moving = engine_of(server, timeouts=(2, 60)).fetch([row, row])
    assert next(moving)
    started = time.monotonic()
    moving.close()
    assert time.monotonic() - started < 20  # not the minute that an answer may take


@pytest.mark.parametrize("files", [FILES, {"a.png": BIG}], ids=["a pack", "a long file"])
def test_two_that_fetch_the_same_files_at_once_spoil_nothing(tmp_path, serve, files):
    together = threading.Barrier(2)

    def slow(handler):
        handler.take()
        together.wait(10)
        if handler.command == "POST":
            handler.reply(200, packed(files))
        else:
            holding(BIG)(handler)

    server = serve(slow)
    rows = wanted(tmp_path / "f", files)
    before = threads()
    ends = []

    def fetch():
        ends.extend(outcomes(engine_of(server).fetch(rows))[0].values())

    both = [threading.Thread(target=fetch) for _ in range(2)]
    for thread in both:
        thread.start()
    if len(files) == 1:  # the second finds the part taken and asks nothing
        while not any(end.error for end in ends) and any(thread.is_alive() for thread in both):
            time.sleep(0.01)
        together.abort() if together.n_waiting == 0 else together.wait(10)
    for thread in both:
        thread.join()
    assert gone(before)
    assert len(ends) == 2 * len(files)
    assert all(end.retry for end in ends if end.error)
    for path, content in files.items():
        assert sum(not end.error for end in ends if end.transfer.path == path) >= 1
        assert digest((tmp_path / "f" / path).read_bytes()) == digest(content)
    assert left(tmp_path / "f") == sorted(files)
