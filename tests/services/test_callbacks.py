"""What is sent to the receiver of callbacks, over real HTTP, and what of it counts."""

import concurrent.futures
import contextlib
import json
import socket
import threading

import bimface as server
import pytest
import requests

from rayvision_plugins import hooks, remote, wire
from rayvision_plugins.callbacks import Callbacks, Receiver, callers
from rayvision_plugins.errors import ConfigError, ConnectionFailed
from rayvision_plugins.jobs import DONE, FAILED, RUNNING, Heard, Job, TimedOut
from rayvision_plugins.ledger import Ledger
from rayvision_plugins.services.bimface import Bimface

FILE = server.FILE
RUN = "run-17"


class Unsigned:
    """A service whose callbacks prove nothing; ``truth`` is what it says when it is asked."""

    name = "chohotech"
    account = "chohotech.test/7"
    polls = True

    def __init__(self):
        self.truth = Job("chohotech", RUN, RUNNING)
        self.asked = 0
        self.away = False

    def heard(self, query, body):
        said = json.loads(body)
        return Heard(id=said["workflow_id"], state=DONE if said["success"] else FAILED)

    def status(self, job):
        self.asked += 1
        if self.away:
            raise ConnectionFailed("chohotech status", "chohotech.test", "refused", sent=False)
        return self.truth


class Here:
    """A receiver with its ledger and both services, and the events that it told."""

    def __init__(self, folder, emulator, **secrets):
        self.ledger = Ledger(folder / "records.db")
        given = {"app_key": server.APP_KEY, "app_secret": server.APP_SECRET, **secrets}
        self.bimface = Bimface(
            url=emulator.url,
            access_token=server.TOKEN,
            session=wire.session(wire.NO_PROXY),
            timeouts=(5, 5),
            attempts=1,
            sleep=lambda seconds: None,
            **given,
        )
        self.unsigned = Unsigned()
        services = {"chohotech": self.unsigned, "bimface": self.bimface}
        self.callbacks = Callbacks(services, self.ledger)
        self.events = []

    @contextlib.contextmanager
    def receiving(self, **how):
        """Yields the receiver; its events are complete when it is left."""
        with Receiver(self.callbacks, "127.0.0.1", 0, **how) as receiver:
            reader = threading.Thread(target=lambda: self.events.extend(receiver.events()))
            reader.start()
            try:
                yield receiver
            finally:
                receiver.stop()
                reader.join(10)

    def known(self, number=FILE):
        return self.ledger.job("bimface", str(number))

    def began(self, number=FILE):
        """Writes down that a translation was submitted."""
        order = self.ledger.begin("bimface", self.bimface.account, "digest")
        self.ledger.began(order, Job("bimface", str(number), RUNNING, status="proccessing"))

    @property
    def ends(self):
        return [event.id for event in self.events if event.kind == "end"]


@pytest.fixture
def here(tmp_path, bimface):
    here = Here(tmp_path, bimface)
    yield here
    here.ledger.close()


def told(receiver, query, method="GET"):
    return requests.request(method, receiver.url + "/bimface", params=query, timeout=10)


def posted(receiver, run=RUN, success=True, **more):
    said = {"workflow_id": run, "success": success, "reason": None, "metadata": {}, **more}
    return requests.post(receiver.url + "/chohotech", json=said, timeout=10).status_code


# signed


def test_a_signed_callback_ends_its_job_and_is_answered_200(here, bimface):
    here.began()
    with here.receiving() as receiver:
        answer = told(receiver, bimface.callback(FILE))
    assert answer.status_code == 200
    assert (here.known().state, here.known().status) == (DONE, "success")
    [event] = here.events
    assert (event.kind, event.stage, event.id, event.code) == ("end", "run", str(FILE), DONE)


def test_the_reason_of_a_failure_is_kept_and_told(here, bimface):
    here.began()
    bimface.failing[FILE] = "模型已损坏"
    with here.receiving() as receiver:
        assert told(receiver, bimface.callback(FILE)).status_code == 200
    assert (here.known().state, here.known().reason) == (FAILED, "模型已损坏")
    assert here.events[0].text == f"bimface {FILE}: failed: 模型已损坏"


def test_a_callback_before_the_answer_to_its_submission_is_not_lost(here, bimface):
    number = here.ledger.begin("bimface", here.bimface.account, "digest")
    with here.receiving() as receiver:
        assert told(receiver, bimface.callback(FILE)).status_code == 200
    here.ledger.began(number, Job("bimface", str(FILE), RUNNING, name="root.rvt"))
    assert (here.known().state, here.known().name) == (DONE, "root.rvt")


def test_a_duplicate_gets_its_receipt_and_happens_once(here, bimface):
    here.began()
    query = bimface.callback(FILE)
    with here.receiving() as receiver:
        assert [told(receiver, query).status_code for _ in range(3)] == [200, 200, 200]
    assert here.ends == [str(FILE)]
    assert len(here.events) == 3


def test_many_at_once_end_a_job_once(here, bimface):
    here.began()
    query = bimface.callback(FILE)
    with here.receiving() as receiver, concurrent.futures.ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: told(receiver, query).status_code, range(16)))
    assert here.ends == [str(FILE)]
    assert codes == [200] * 16


@pytest.mark.parametrize(
    "changed", [{"status": "failed"}, {"fileId": "1"}, {"nonce": "n"}, {"signature": "0" * 32}]
)
def test_a_forged_callback_is_403_and_nothing_counts(here, bimface, changed):
    here.began()
    before = here.ledger.version()
    query = {**bimface.callback(FILE), **changed}
    with here.receiving() as receiver:
        assert told(receiver, query).status_code == 403
    assert here.known().state == RUNNING
    assert here.ledger.version() == before
    assert [(event.kind, event.code) for event in here.events] == [("note", "403")]


@pytest.mark.parametrize("changed", [{"reason": "another"}, {"thumbnail": "https://evil.invalid"}])
def test_what_is_not_signed_cannot_be_changed_by_a_replay(here, bimface, changed):
    here.began()
    query = bimface.callback(FILE)
    with here.receiving() as receiver:
        told(receiver, query)
        before = here.known()
        assert told(receiver, {**query, **changed}).status_code == 403
    assert here.known() == before


def test_a_nonce_counts_for_one_job(here, bimface):
    bimface.files[2] = "two.rvt"
    here.began()
    here.began(2)
    with here.receiving() as receiver:
        assert told(receiver, bimface.callback(FILE, nonce="once")).status_code == 200
        assert told(receiver, bimface.callback(2, nonce="once")).status_code == 403
    assert here.known(2).state == RUNNING


def test_an_old_callback_does_not_end_the_next_translation_of_its_file(here, bimface):
    here.began()
    old = bimface.callback(FILE)
    with here.receiving() as receiver:
        told(receiver, old)
        here.began()
        assert told(receiver, old).status_code == 403
        assert here.known().state == RUNNING
        assert told(receiver, bimface.callback(FILE)).status_code == 200
    assert here.known().state == DONE


@pytest.mark.parametrize("reason", ["", "too late"])
def test_the_end_of_a_second_translation_may_come_before_its_answer(here, bimface, reason):
    here.began()
    with here.receiving() as receiver:
        told(receiver, bimface.callback(FILE))
        number = here.ledger.begin("bimface", here.bimface.account, "digest")
        bimface.failing[FILE] = reason
        assert told(receiver, bimface.callback(FILE)).status_code == 200
    here.ledger.began(number, Job("bimface", str(FILE), RUNNING))
    assert here.known().state == (FAILED if reason else DONE)
    assert here.ends == [str(FILE), str(FILE)]


def test_a_callback_that_could_not_be_written_down_counts_when_it_comes_again(
    here, bimface, monkeypatch
):
    here.began()
    query = bimface.callback(FILE)

    def full(*_, **__):
        raise ConfigError("the disk is full")

    with here.receiving() as receiver:
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "_write", full)
            assert told(receiver, query).status_code == 503
        assert told(receiver, query).status_code == 200
    assert here.known().state == DONE
    assert here.ends == [str(FILE)]


def test_a_duplicate_is_one_though_the_answer_had_said_more(here, bimface):
    number = here.ledger.begin("bimface", here.bimface.account, "digest")
    known = Job("bimface", str(FILE), RUNNING, reason="late", details={"thumbnail": []})
    here.ledger.began(number, known)
    query = bimface.callback(FILE)
    with here.receiving() as receiver:
        assert [told(receiver, query).status_code for _ in range(2)] == [200, 200]


def test_a_long_reason_in_chinese_and_two_thumbnails_undo_no_end(here, bimface):
    here.began()
    bimface.failing[FILE] = "模型已损坏" * 500  # 9 characters each in an address
    query = [*bimface.callback(FILE).items(), ("thumbnail", "https://a"), ("thumbnail", "b")]
    with here.receiving() as receiver:
        assert told(receiver, query).status_code == 200
    assert here.known().state == FAILED
    assert here.known().details["thumbnail"] == ["https://a"]


def test_a_proxy_may_leave_its_path_before_the_name(here, bimface):
    here.began()
    with here.receiving() as receiver:
        url = f"{receiver.url}/hooks/of/farm/bimface"
        assert requests.get(url, params=bimface.callback(FILE), timeout=10).status_code == 200
    assert here.known().state == DONE


def test_an_end_does_not_change_but_a_signed_callback_gets_its_receipt(here, bimface):
    here.began()
    with here.receiving() as receiver:
        told(receiver, bimface.callback(FILE))
        bimface.failing[FILE] = "too late"
        assert told(receiver, bimface.callback(FILE)).status_code == 200
    assert here.known().state == DONE
    assert here.ends == [str(FILE)]


def test_without_its_secret_nothing_counts_and_the_setting_is_named(tmp_path, bimface):
    here = Here(tmp_path, bimface, app_secret="")
    with contextlib.closing(here.ledger), here.receiving() as receiver:
        assert told(receiver, bimface.callback(FILE)).status_code == 503
    assert "RAYVISION_BIMFACE_APP_SECRET" in here.events[0].text


def test_no_event_and_no_row_holds_a_secret(here, bimface, tmp_path):
    here.began()
    queries = [bimface.callback(FILE), {**bimface.callback(FILE), "status": "failed"}]
    with here.receiving() as receiver:
        answers = [told(receiver, query).text for query in queries]
        told(receiver, {**queries[0], "fileId": "x"})
    kept = "".join(path.read_bytes().decode("latin-1") for path in tmp_path.glob("records.db*"))
    said = json.dumps([event.as_dict() for event in here.events])
    for word in (server.APP_SECRET, server.TOKEN, *(query["signature"] for query in queries)):
        assert word not in said + kept + "".join(answers)


# not signed


@pytest.mark.parametrize("success, state", [(True, DONE), (False, FAILED)])
def test_an_unsigned_callback_counts_when_the_service_says_the_same(here, success, state):
    here.ledger.seen(here.unsigned.truth, here.unsigned.account)
    here.unsigned.truth = Job("chohotech", RUN, state, reason="" if success else "no gum")
    with here.receiving() as receiver:
        assert posted(receiver, success=success) == 200
    assert here.unsigned.asked == 1
    assert here.ledger.job("chohotech", RUN).state == state
    assert here.ends == [RUN]


def test_an_unsigned_callback_that_the_service_denies_does_not_count(here):
    here.ledger.seen(here.unsigned.truth, here.unsigned.account)
    with here.receiving() as receiver:
        assert posted(receiver) == 409
        here.unsigned.truth = Job("chohotech", RUN, FAILED, reason="no gum")
        assert posted(receiver) == 409
    assert here.unsigned.asked == 2
    assert here.ledger.job("chohotech", RUN).state == RUNNING
    assert here.ends == []


def test_an_unsigned_callback_about_an_unknown_job_asks_nobody(here):
    with here.receiving() as receiver:
        assert posted(receiver) == 404
    assert here.unsigned.asked == 0
    assert here.ledger.job("chohotech", RUN) is None


def test_while_the_service_is_away_its_callback_is_to_come_again(here):
    here.ledger.seen(here.unsigned.truth, here.unsigned.account)
    here.unsigned.truth = Job("chohotech", RUN, DONE)
    here.unsigned.away = True
    with here.receiving() as receiver:
        assert posted(receiver) == 503
        here.unsigned.away = False
        assert posted(receiver) == 200
    assert here.ends == [RUN]


def test_duplicates_of_an_unsigned_callback_ask_no_second_time(here):
    here.ledger.seen(here.unsigned.truth, here.unsigned.account)
    here.unsigned.truth = Job("chohotech", RUN, DONE)
    with here.receiving() as receiver:
        assert [posted(receiver) for _ in range(3)] == [200, 200, 200]
        assert posted(receiver, success=False) == 409
    assert here.unsigned.asked == 1
    assert here.ends == [RUN]


def test_a_flood_of_unsigned_callbacks_is_one_question(here):
    here.ledger.seen(here.unsigned.truth, here.unsigned.account)
    here.unsigned.truth = Job("chohotech", RUN, DONE)
    truth, waiting = here.unsigned.status, threading.Event()

    def slowly(job):
        waiting.wait(0.3)
        return truth(job)

    here.unsigned.status = slowly
    with here.receiving() as receiver, concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: posted(receiver), range(8))) == [200] * 8
    assert here.unsigned.asked == 1


def test_a_job_that_polling_ended_is_told_with_its_first_callback(here):
    here.ledger.seen(Job("chohotech", RUN, DONE), here.unsigned.account)
    with here.receiving() as receiver:
        assert [posted(receiver), posted(receiver)] == [200, 200]
    assert here.unsigned.asked == 0
    assert here.ends == [RUN]


# what is no callback


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", "/", 404),
        ("GET", "/octoplant", 404),
        ("GET", "/bimface/../bimface/x", 404),
        ("GET", "/chohotech", 405),
        ("POST", "/bimface", 405),
        ("HEAD", "/bimface", 405),
        ("GET", "/bimface", 400),
        ("GET", "/bimface?fileId=1&fileId=2", 400),
        ("POST", "/chohotech", 500),
        ("GET", "/bimface/", 404),
    ],
)
def test_what_is_no_callback_is_refused_and_told(here, method, path, status):
    with here.receiving() as receiver:
        answer = requests.request(method, receiver.url + path, timeout=10)
    assert answer.status_code == status
    assert [(event.kind, event.code) for event in here.events] == [("note", str(status))]


def sent(receiver, content, *, size=65536):
    """Sends bytes on a connection of its own and returns what comes until it is closed."""
    host, port = receiver.url.partition("://")[2].split(":")
    answer = b""
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        with contextlib.suppress(ConnectionError):
            raw.sendall(content)
        with contextlib.suppress(ConnectionError):
            while block := raw.recv(size):
                answer += block
    return answer


HEADERS = b"POST /chohotech HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_without_end_is_cut_at_its_limit(here, chunked):
    big = b"x" * (1 << 20)
    length = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % len(big)
    body = b"%x\r\n%s\r\n" % (len(big), big) if chunked else big
    with here.receiving() as receiver:
        answer = sent(receiver, HEADERS + length + b"\r\n\r\n" + body)
        assert told(receiver, {}).status_code == 400  # it goes on serving
    assert b" 413 " in answer.split(b"\r\n")[0] or answer == b""
    assert "413" in [event.code for event in here.events]
    assert here.unsigned.asked == 0


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /bimf",
        b"GET /bimface HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        HEADERS + b"Content-Length: 9\r\n\r\n{",
        HEADERS + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
)
def test_a_sender_that_takes_too_long_is_cut(here, bimface, begun):
    here.began()
    with here.receiving(seconds=0.3) as receiver:
        assert b" 200 " not in sent(receiver, begun)  # it ends, by the receiver's hand
        assert told(receiver, bimface.callback(FILE)).status_code == 200
    assert "408" in [event.code for event in here.events]


@pytest.mark.parametrize("content", [b"\x16\x03\x01\x02\x00", b"GARBAGE\r\n\r\n", b"\x00" * 99999])
def test_what_is_no_http_is_answered_and_forgotten(here, bimface, content):
    here.began()
    with here.receiving(seconds=0.5) as receiver:
        assert b" 200 " not in sent(receiver, content)
        assert told(receiver, bimface.callback(FILE)).status_code == 200


def test_senders_that_hang_do_not_keep_others_out_nor_the_receiver_alive(here, bimface):
    here.began()
    with contextlib.ExitStack() as stack, here.receiving(seconds=60) as receiver:
        host, port = receiver.url.partition("://")[2].split(":")
        for _ in range(50):
            raw = stack.enter_context(socket.create_connection((host, int(port)), timeout=10))
            raw.sendall(b"GET /bimface HTTP/1.1\r\n")
        assert told(receiver, bimface.callback(FILE)).status_code == 200


def test_the_newest_of_too_many_silent_senders_ends_the_oldest(here, bimface, monkeypatch):
    monkeypatch.setattr("rayvision_plugins.callbacks.receiver.SENDERS", 3)
    here.began()
    with contextlib.ExitStack() as stack, here.receiving(seconds=60) as receiver:
        host, port = receiver.url.partition("://")[2].split(":")
        silent = [
            stack.enter_context(socket.create_connection((host, int(port)), timeout=10))
            for _ in range(5)
        ]
        assert told(receiver, bimface.callback(FILE)).status_code == 200
        with contextlib.suppress(ConnectionError):
            assert silent[0].recv(1) == b""
        silent[-1].sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b" 404 " in silent[-1].recv(99)


def test_one_service_that_is_slow_to_confirm_keeps_no_other_out(here, bimface, monkeypatch):
    monkeypatch.setattr("rayvision_plugins.callbacks.receiver.MOST", 1)
    here.began()
    here.ledger.seen(here.unsigned.truth, here.unsigned.account)
    asked, go_on = threading.Event(), threading.Event()

    def slowly(job):
        asked.set()
        assert go_on.wait(10)
        return Job("chohotech", RUN, DONE)

    here.unsigned.status = slowly
    with here.receiving() as receiver, concurrent.futures.ThreadPoolExecutor(1) as pool:
        first = pool.submit(posted, receiver)
        assert asked.wait(10)
        assert posted(receiver) == 503
        assert told(receiver, bimface.callback(FILE)).status_code == 200
        go_on.set()
        assert first.result() == 200


def test_a_packed_body_is_no_json_and_not_unpacked(here):
    packed = HEADERS + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
    with here.receiving() as receiver:
        assert b" 500 " in sent(receiver, packed)  # the stand-in's own error
    assert [event.code for event in here.events] == ["500"]


def test_a_callback_that_is_slow_to_confirm_is_not_cut_as_slow_to_send(here):
    here.ledger.seen(here.unsigned.truth, here.unsigned.account)
    here.unsigned.truth = Job("chohotech", RUN, DONE)
    truth, waiting = here.unsigned.status, threading.Event()

    def slowly(job):
        waiting.wait(0.8)
        return truth(job)

    here.unsigned.status = slowly
    with here.receiving(seconds=0.2) as receiver:
        assert posted(receiver) == 200


# who waits and who is told


def test_a_waiting_command_is_woken_by_a_callback_that_another_process_received(
    here, bimface, tmp_path
):
    here.began()
    waiting = Ledger(tmp_path / "records.db")  # as another process opens it
    with contextlib.closing(waiting), here.receiving() as receiver:

        def sleep(seconds):
            if here.known().state == RUNNING:
                told(receiver, bimface.callback(FILE))

        events = list(
            remote.wait(here.bimface, here.known(), waiting, clock=lambda: 0.0, sleep=sleep)
        )
    assert (events[-1].kind, events[-1].code) == ("end", DONE)


def test_a_lost_callback_leaves_the_deadline(here, bimface):
    here.began()
    now = [0.0]

    def sleep(seconds):
        now[0] += seconds

    with here.receiving(), pytest.raises(TimedOut, match="only a callback"):
        list(
            remote.wait(here.bimface, here.known(), here.ledger, clock=lambda: now[0], sleep=sleep)
        )


def test_the_hook_is_told_once_of_each_job(here, bimface):
    class Hook:
        told = []

        def tell(self, event):
            self.told.append((event.id, event.code))
            return ""

        def stop(self):
            pass

    here.began()
    bimface.failing[2] = "broken"
    with here.receiving() as receiver:
        for number in (FILE, 2):
            query = bimface.callback(number)
            for _ in range(2):
                told(receiver, query)
            told(receiver, {**query, "nonce": "forged"})
    list(hooks.told(here.events, on_task=Hook()))
    assert Hook.told == [(str(FILE), DONE), ("2", FAILED)]


# the address


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_address_of_ipv6_is_one_that_can_be_called(here, bimface):
    here.began()
    with Receiver(here.callbacks, "::1", 0) as receiver:
        assert told(receiver, bimface.callback(FILE)).status_code == 200


def test_an_address_that_cannot_be_used_is_one_line(here):
    with here.receiving() as receiver:
        port = int(receiver.url.rsplit(":", 1)[1])
        with pytest.raises(ConfigError, match=str(port)):
            Receiver(here.callbacks, "127.0.0.1", port).__enter__()
    with pytest.raises(ConfigError, match="no.such.host.invalid"):
        Receiver(here.callbacks, "no.such.host.invalid", 0).__enter__()


def test_the_table_says_how_every_service_calls(here):
    assert [*callers()] == ["chohotech", "bimface"]
    assert all(row["source"] for row in callers().values())
    assert [here.callbacks.method(name) for name in callers()] == ["POST", "GET"]
