"""BIMFACE from an order to its end, against the emulator; the callback is taken by hand here."""

import json

import bimface as server
import pytest

from rayvision_plugins import remote, rest, wire
from rayvision_plugins.errors import (
    BadAnswer,
    ConfigError,
    ConnectionFailed,
    ContractError,
    RayvisionError,
    TransferFailed,
)
from rayvision_plugins.jobs import (
    DONE,
    FAILED,
    RUNNING,
    CallbackRefused,
    Job,
    MayBeRunning,
    NotOffered,
    ServiceRefused,
    TimedOut,
)
from rayvision_plugins.ledger import Ledger
from rayvision_plugins.memory import NOWHERE
from rayvision_plugins.services.bimface import Bimface

FILE = server.FILE
CALLBACK = "https://farm.studio/hooks"


@pytest.fixture
def ledger():
    ledger = Ledger(NOWHERE)
    yield ledger
    ledger.close()


def client(emulator, **changed):
    given = {
        "url": emulator.url,
        "access_token": emulator.token,
        "app_key": emulator.app_key,
        "app_secret": emulator.app_secret,
        "session": wire.session(wire.NO_PROXY),
        "timeouts": (5, 5),
        "attempts": 3,
        "sleep": lambda seconds: None,
        "callback_url": CALLBACK,
    }
    return Bimface(**{**given, **changed})


def submitted(service, ledger, **order):
    """Returns the job of an order and the events on the way."""
    events = []
    going = remote.submit(service, {"fileId": FILE, **order}, ledger)
    while True:
        try:
            events.append(next(going))
        except StopIteration as end:
            return end.value, events


class Time:
    """A clock that its own sleep moves."""

    def __init__(self):
        self.now = 0.0

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


# the order


def test_the_body_is_the_one_of_the_document(bimface, ledger):
    bimface.files[1234621112557376] = "bimface_2018.zip"
    order = {
        "fileId": 1234621112557376,
        "compressed": True,
        "rootName": "bimface_2018_打包材质&系统材质库.rvt",
        "priority": 2,
        "callback": "http://www.app.com/receive",
        "config": {"texture": True},
    }
    job, _ = submitted(client(bimface), ledger, **order)
    [(method, path, headers)] = bimface.calls
    assert (method, path) == ("PUT", "/translate")
    assert headers["Authorization"] == "bearer demo-token"
    assert headers["Content-Type"] == "application/json"
    assert bimface.bodies == [
        {
            "source": {
                "fileId": 1234621112557376,
                "compressed": True,
                "rootName": "bimface_2018_打包材质&系统材质库.rvt",
            },
            "priority": 2,
            "callback": "http://www.app.com/receive",
            "config": {"texture": True},
        }
    ]
    assert (job.service, job.id, job.state) == ("bimface", "1234621112557376", RUNNING)


def test_what_is_not_ordered_is_not_sent_but_the_default_and_our_callback(bimface, ledger):
    submitted(client(bimface), ledger)
    assert bimface.bodies == [
        {"source": {"fileId": FILE, "compressed": False}, "callback": CALLBACK + "/bimface"}
    ]


def test_without_an_address_no_callback_is_asked_for_and_that_is_said(bimface, ledger):
    _, events = submitted(client(bimface, callback_url=""), ledger)
    assert "callback" not in bimface.bodies[0]
    [note] = [event.text for event in events if event.kind == "note"]
    assert "RAYVISION_CALLBACK_URL" in note


@pytest.mark.parametrize(
    "order, word",
    [
        ({}, "fileId"),
        ({"fileId": "857482189666208"}, "fileId"),
        ({"fileId": True}, "fileId"),
        ({"fileId": 0}, "fileId"),
        ({"fileId": 1, "compressed": True}, "rootName"),
        ({"fileId": 1, "compressed": True, "rootName": ""}, "rootName"),
        ({"fileId": 1, "priority": 4}, "priority"),
        ({"fileId": 1, "priority": 0}, "priority"),
        ({"fileId": 1, "config": [True]}, "config"),
        ({"fileId": 1, "callback": "ftp://app/receive"}, "callback"),
        ({"fileId": 1, "file": "root.rvt"}, "file"),
    ],
)
def test_a_wrong_order_names_its_field_before_anything_is_sent(bimface, order, word):
    with pytest.raises(ContractError, match=word):
        client(bimface).order(order)
    assert bimface.calls == []


# states and refusals


@pytest.mark.parametrize(
    "word, state",
    [
        ("prepare", "waiting"),
        ("processing", "running"),
        ("proccessing", "running"),
        ("success", "done"),
        ("failed", "failed"),
        ("rearranging", "running"),
    ],
)
def test_every_documented_word_is_a_state_and_an_unknown_one_runs(bimface, ledger, word, state):
    data = {"fileId": FILE, "status": word, "reason": None}
    bimface.faults.answer = {"code": "success", "message": None, "data": data}
    job, _ = submitted(client(bimface), ledger)
    assert (job.state, job.status) == (state, word)


@pytest.mark.parametrize("status", [200, 400, 401, 500])
@pytest.mark.parametrize("code", [*rest.table("bimface").codes])
def test_every_documented_code_is_told_in_words(bimface, ledger, code, status):
    row = rest.table("bimface").codes[code]
    bimface.faults.refused, bimface.faults.status = code, status
    with pytest.raises(ServiceRefused) as err:
        submitted(client(bimface), ledger)
    assert err.value.code == code
    assert row["words"] in str(err.value) and row["hint"] in str(err.value)
    assert len(bimface.calls) == 1


def test_a_code_that_no_document_has_is_told_as_it_came(bimface, ledger):
    bimface.faults.refused = "quota.exceeded"
    with pytest.raises(ServiceRefused, match="quota.exceeded.*it said no"):
        submitted(client(bimface), ledger)


def test_a_refused_order_may_be_sent_again(bimface, ledger):
    bimface.broken[FILE] = "file.not.complete"
    with pytest.raises(ServiceRefused, match="finish its upload"):
        submitted(client(bimface), ledger)
    bimface.broken.clear()
    assert submitted(client(bimface), ledger)[0].id == str(FILE)


def test_wrong_and_expired_tokens_say_which_setting(bimface, ledger):
    with pytest.raises(ServiceRefused, match="RAYVISION_BIMFACE_ACCESS_TOKEN") as err:
        submitted(client(bimface, access_token="an-old-token"), ledger)
    assert "an-old-token" not in str(err.value)
    bimface.faults.expires_after = 2
    service = client(bimface)
    submitted(service, ledger)
    with pytest.raises(ServiceRefused, match="not valid, or no longer"):
        submitted(service, ledger)


def test_a_message_that_repeats_the_token_is_shown_without_it(bimface, ledger):
    bimface.faults.answer = {"code": "x", "message": f"{bimface.token} is unknown"}
    with pytest.raises(ServiceRefused, match=r"\*\*\* is unknown") as err:
        submitted(client(bimface), ledger)
    assert bimface.token not in str(err.value)


@pytest.mark.parametrize("name", ["access_token", "app_key", "app_secret"])
def test_a_credential_is_missed_when_it_is_needed(bimface, ledger, name):
    service = client(bimface, **{name: ""})
    with pytest.raises(ConfigError, match=f"RAYVISION_BIMFACE_{name.upper()}"):
        if name == "access_token":
            submitted(service, ledger)
        service.heard(bimface.callback(FILE), b"")
    assert bimface.calls == []


def test_a_token_that_no_header_can_hold_is_not_shown(bimface, ledger):
    with pytest.raises(ConfigError) as err:
        submitted(client(bimface, access_token="a secret\n"), ledger)
    assert "a secret" not in str(err.value)


# what happens on the way


@pytest.mark.parametrize(
    "fault, value, error",
    [
        ("html", True, BadAnswer),
        ("too_large", True, RayvisionError),
        ("slow", 1.0, ConnectionFailed),
        ("cut", True, ConnectionFailed),
        ("answer", {"code": "success", "data": {"status": "success"}}, ContractError),
        ("answer", {"code": "success", "data": None}, ContractError),
        ("answer", ["success"], ContractError),
    ],
)
def test_a_translation_is_never_started_twice_unasked(bimface, ledger, fault, value, error):
    setattr(bimface.faults, fault, value)
    with pytest.raises(error) as err:
        submitted(client(bimface, timeouts=(5, 0.3)), ledger)
    assert len(bimface.calls) == 1
    assert bimface.token not in str(err.value)


def test_an_order_whose_answer_was_lost_is_sent_again_only_when_asked(bimface, ledger):
    service = client(bimface)
    bimface.faults.cut = True
    with pytest.raises(ConnectionFailed, match="may be running"):
        submitted(service, ledger)
    bimface.faults.cut = False
    with pytest.raises(MayBeRunning):
        submitted(service, ledger)
    assert len(bimface.calls) == 1
    list(remote.submit(service, {"fileId": FILE}, ledger, again=True))
    assert len(bimface.calls) == 2


def test_a_redirect_is_not_followed_and_the_token_stays(bimface, ledger):
    with server.Emulator() as other:
        bimface.faults.redirect = other.url + "/translate"
        with pytest.raises(RayvisionError):
            submitted(client(bimface), ledger)
        assert other.calls == []


# what no document has


def test_status_and_cancel_say_that_no_document_has_them(bimface):
    job = Job("bimface", str(FILE), RUNNING)
    service = client(bimface)
    with pytest.raises(NotOffered, match="rayvision callback serve"):
        service.status(job)
    with pytest.raises(NotOffered, match="cancelling"):
        service.cancel(job)
    assert not service.polls
    assert bimface.calls == []


def test_waiting_ends_at_its_deadline_and_says_that_only_a_callback_ends_the_job(bimface, ledger):
    service, time = client(bimface), Time()
    job, _ = submitted(service, ledger)
    with pytest.raises(TimedOut, match="rayvision callback serve"):
        list(remote.wait(service, job, ledger, clock=time.clock, sleep=time.sleep))
    assert time.now == pytest.approx(180)
    assert len(bimface.calls) == 1  # the translation; nothing was asked meanwhile


# the callback


def test_the_signature_is_that_of_the_document():
    # md5sum of "key:secret:857482189666208:success:abc"
    service = Bimface(
        url="https://api.bimface.com", access_token="", app_key="key", app_secret="secret",
        session=None, timeouts=(1, 1), attempts=1, sleep=None,
    )  # fmt: skip
    query = {"fileId": str(FILE), "status": "success", "nonce": "abc"}
    heard = service.heard({**query, "signature": "ead6aef4061e8082520f6920e9823b84"}, b"")
    assert (heard.id, heard.state, heard.nonce, heard.proven) == (str(FILE), DONE, "abc", True)


def test_a_callback_tells_of_success_and_of_failure_with_its_reason(bimface):
    service = client(bimface)
    good = service.heard(bimface.callback(FILE), b"")
    assert (good.id, good.state, good.reason) == (str(FILE), DONE, "")
    assert good.details["thumbnail"] == [f"https://thumbnails.invalid/{FILE}.png"]
    bimface.failing[FILE] = "模型已损坏"
    bad = service.heard(bimface.callback(FILE), b"")
    assert (bad.state, bad.reason) == (FAILED, "模型已损坏")


def test_the_signature_may_be_written_in_capitals(bimface):
    query = bimface.callback(FILE)
    query["signature"] = query["signature"].upper()
    assert client(bimface).heard(query, b"").proven


@pytest.mark.parametrize("field", ["fileId", "status", "nonce", "signature"])
def test_a_callback_that_was_changed_after_signing_is_refused(bimface, field):
    query = bimface.callback(FILE)
    other = {"fileId": "1", "status": "failed", "nonce": "another", "signature": "0" * 32}
    with pytest.raises(CallbackRefused) as err:
        client(bimface).heard({**query, field: other[field]}, b"")
    assert query["signature"] not in str(err.value)


@pytest.mark.parametrize("name", ["app_key", "app_secret"])
def test_a_callback_signed_with_other_credentials_is_refused(bimface, name):
    with pytest.raises(CallbackRefused):
        client(bimface, **{name: "another"}).heard(bimface.callback(FILE), b"")


def test_fields_named_as_our_secrets_change_nothing(bimface):
    query = {**bimface.callback(FILE), "app_key": "x", "app_secret": "y"}
    assert client(bimface).heard(query, b"").proven


@pytest.mark.parametrize(
    "changed",
    [
        *({name: None} for name in ("fileId", "status", "nonce", "signature")),
        {"fileId": "85748{app_secret}"},
        {"fileId": "1" * 21},
        {"fileId": "٣"},
        {"fileId": "1\n"},
        {"status": "processing"},
        {"status": ""},
        {"nonce": ""},
        {"nonce": "n" * 257},
        {"nonce": "n\ufffd\x00\x00"},  # as MD5 pads what a forger would sign on
        {"signature": "short"},
        {"signature": "ü" * 32},
    ],
)
def test_a_malformed_callback_names_the_field_and_shows_none_of_it(bimface, changed):
    query = {**bimface.callback(FILE), **changed}
    query = {key: value for key, value in query.items() if value is not None}
    with pytest.raises(ContractError) as err:
        client(bimface).heard(query, b"")
    assert query.get("signature", "-") not in str(err.value)


def test_a_nonce_that_lengthens_a_signed_one_is_refused_though_its_signature_is_right(bimface):
    query = bimface.callback(FILE, nonce="n\x80\x00\x01")
    with pytest.raises(ContractError, match="nonce"):
        client(bimface).heard(query, b"")


def test_what_is_not_signed_is_cut_and_shown_whole_and_undoes_nothing(bimface):
    bimface.failing[FILE] = "\x1b]0;owned\x07\n" + "r" * 100_000
    heard = client(bimface).heard(bimface.callback(FILE, thumbnail="t" * 100_000), b"")
    assert heard.state == FAILED
    assert heard.reason.startswith("\\u001b]0;owned\\u0007\\u000ar")
    assert len(heard.reason) < 5000
    assert "thumbnail" not in heard.details


@pytest.mark.parametrize("number", [2**53 + 1, 10**19, float(FILE)])
def test_a_number_of_json_is_the_id_that_its_callback_has(bimface, ledger, number):
    data = {"fileId": number, "status": "prepare"}
    bimface.faults.answer = {"code": "success", "data": data}
    service = client(bimface)
    job, _ = submitted(service, ledger)
    assert job.id == service.heard(bimface.callback(int(number)), b"").id


# the result


def test_fetching_writes_what_answer_and_callback_named(bimface, ledger, tmp_path):
    service = client(bimface)
    job, _ = submitted(service, ledger)
    heard = service.heard(bimface.callback(FILE), b"")
    told = Job(job.service, job.id, heard.state, name=job.name, details=heard.details)
    ledger.seen(told, service.account)
    known = ledger.job("bimface", job.id)
    events = list(service.fetch(known, str(tmp_path / "new" / "folder")))
    path = tmp_path / "new" / "folder" / "result.json"
    assert [event.kind for event in events] == ["file", "end"]
    assert events[0].path == str(path)
    written = json.loads(path.read_text("utf-8"))
    assert written["fileId"] == FILE
    assert written["name"] == "root.rvt"
    assert written["status"] == "success"
    assert written["thumbnail"] == [f"https://thumbnails.invalid/{FILE}.png"]
    assert [each.name for each in path.parent.iterdir()] == ["result.json"]
    assert len(bimface.calls) == 1  # nothing was downloaded


def test_fetching_before_the_end_says_so(bimface, tmp_path):
    job = Job("bimface", str(FILE), RUNNING)
    events = list(client(bimface).fetch(job, str(tmp_path)))
    assert "rayvision callback serve" in next(e.text for e in events if e.kind == "note")


def test_a_folder_that_cannot_be_is_one_line(bimface, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(TransferFailed, match="result.json"):
        list(client(bimface).fetch(Job("bimface", "1", DONE), str(tmp_path / "file")))


def test_an_id_from_the_command_line_may_be_anything(bimface, tmp_path):
    list(client(bimface).fetch(Job("bimface", "no number", DONE), str(tmp_path)))
    assert json.loads((tmp_path / "result.json").read_text("utf-8"))["fileId"] == "no number"


def test_secrets_are_in_no_repr(bimface):
    service = client(bimface)
    for text in (repr(service), str(vars(service)["_rest"])):
        assert not [word for word in (bimface.token, bimface.app_secret) if word in text]
