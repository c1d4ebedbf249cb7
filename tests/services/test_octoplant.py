"""octoplant from an order to its files, over HTTPS against the emulator."""

import argparse
import json
import logging
import os
import re
import subprocess
import sys
from subprocess import PIPE

import octoplant as server
import pytest

from rayvision_plugins import remote, wire
from rayvision_plugins.errors import BadAnswer, ConfigError, ConnectionFailed, ContractError
from rayvision_plugins.jobs import (
    DONE,
    FAILED,
    RUNNING,
    STOPPED,
    WAITING,
    Job,
    MayBeRunning,
    ServiceRefused,
)
from rayvision_plugins.ledger import Ledger
from rayvision_plugins.memory import NOWHERE
from rayvision_plugins.rest import table
from rayvision_plugins.services.octoplant import Octoplant

TREE = {"contents": {"projectTree": {}}}

# The document's own words, grpcStatusCodeToText.
GRPC = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
]


def client(emulator, *, trusted=None, **changed):
    """Returns a service that trusts what the emulator shows, and sleeps no real second."""
    bundle = emulator.certificate if trusted is None else trusted
    given = {
        "url": emulator.url,
        "username": server.USERNAME,
        "password": server.PASSWORD,
        "client_id": server.CLIENT_ID,
        "client_secret": server.CLIENT_SECRET,
        "session": wire.session(wire.NO_PROXY, bundle),
        "files_session": wire.session(wire.NO_PROXY, bundle, bounded=False),
        "timeouts": (5, 5),
        "attempts": 3,
        "sleep": lambda seconds: None,
    }
    return Octoplant(**{**given, **changed})


def returned(generator):
    """Returns what a generator returns, and the events before."""
    events = []
    while True:
        try:
            events.append(next(generator))
        except StopIteration as end:
            return end.value, events


def ordered(service, order=TREE):
    return returned(service.submit(service.order(order)))[0]


def looked(service, job, times=2):
    for _ in range(times):
        job = service.status(job)
    return job


def secrets(emulator):
    return [server.PASSWORD, server.CLIENT_SECRET, *emulator._tokens]


def test_an_export_goes_from_its_order_to_its_files(octoplant, tmp_path):
    service = client(octoplant)
    job = ordered(service, {"contents": ["projectTree", "auditTrail"]})
    assert (job.service, job.state, job.status) == ("octoplant", WAITING, "STATE_PENDING")
    assert job.name == "projectTree, auditTrail"
    assert service.status(job).state == RUNNING
    job = service.status(job)
    assert (job.state, job.status, job.reason) == (DONE, "STATE_SUCCEEDED", "")
    events = list(service.fetch(job, str(tmp_path)))
    named = {os.path.relpath(event.path, tmp_path) for event in events if event.kind == "file"}
    files = ["auditTrail/auditTrail.json", "projectTree/projectTree.json"]
    assert named == {"contents.json", *map(os.path.normpath, files)}
    assert json.loads((tmp_path / "contents.json").read_text()) == {"exports": files}
    assert len(json.loads((tmp_path / files[1]).read_text())["children"]) == 2000
    assert events[-1].kind == "end" and "3 files" in events[-1].text
    assert sorted(os.listdir(tmp_path)) == ["auditTrail", "contents.json", "projectTree"]


def test_the_calls_are_those_of_the_document(octoplant, tmp_path):
    service = client(octoplant)
    job = looked(service, ordered(service))
    list(service.fetch(job, str(tmp_path)))
    with pytest.raises(ServiceRefused):
        service.cancel(job)
    assert [call[:2] for call in octoplant.calls] == [
        ("POST", "/v1/oauth2/token"),
        ("POST", "/v1/order"),
        ("GET", f"/v1/order/{job.id}"),
        ("GET", f"/v1/order/{job.id}"),
        ("GET", f"/v1/order/{job.id}/download"),
        ("POST", f"/v1/order/{job.id}/cancel"),
    ]
    assert octoplant.calls[0][2]["Content-Type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in {name.lower() for name in octoplant.calls[0][2]}
    assert octoplant.forms == [
        {
            "grant_type": "password",
            "username": server.USERNAME,
            "password": server.PASSWORD,
            "client_id": server.CLIENT_ID,
            "client_secret": server.CLIENT_SECRET,
        }
    ]
    for _, _, headers in octoplant.calls[1:]:
        assert re.fullmatch("Bearer token-1-[0-9a-f]+", headers["authorization"])
    assert octoplant.orders[job.id]["contents"] == {"projectTree": {}}


def test_submit_wait_and_fetch_of_all_services_do_it_too(octoplant, tmp_path):
    service, ledger = client(octoplant), Ledger(NOWHERE)
    job, _ = returned(remote.submit(service, service.order(TREE), ledger))
    now = [0.0]

    def sleep(seconds):
        now[0] += seconds

    events = list(remote.wait(service, job, ledger, clock=lambda: now[0], sleep=sleep))
    assert (events[-1].stage, events[-1].code, events[-1].id) == ("run", DONE, job.id)
    events = list(remote.fetch(service, job, ledger, str(tmp_path)))
    assert (tmp_path / "projectTree" / "projectTree.json").is_file()
    assert [row[0].state for row in ledger.rows()] == [DONE]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"username": "nobody"}, "RAYVISION_OCTOPLANT_USERNAME"),
        ({"password": "wr%ng &pass"}, "RAYVISION_OCTOPLANT_PASSWORD"),
        ({"client_id": "private-api"}, "RAYVISION_OCTOPLANT_CLIENT"),
        ({"client_secret": "not-the-one"}, "RAYVISION_OCTOPLANT_CLIENT_SECRET"),
    ],
)
@pytest.mark.parametrize("form", ["flat", "nested", "empty", "oauth"])
def test_wrong_credentials_are_one_line_without_them(octoplant, changed, named, form):
    if form == "oauth":
        octoplant.faults.token_error = "oauth"
    else:
        octoplant.faults.shape = form
        named = "RAYVISION_OCTOPLANT_PASSWORD"  # gRPC has one code for all of them
    octoplant.faults.echo = True
    with pytest.raises(ServiceRefused) as caught:
        ordered(client(octoplant, **changed))
    line = str(caught.value)
    assert named in line and "\n" not in line
    for secret in (*secrets(octoplant), *changed.values()):
        assert secret not in line or secret in ("nobody", "private-api")
    assert "wr%25ng" not in line
    assert octoplant.asked("/v1/oauth2/token") == 1 and not octoplant.orders


@pytest.mark.parametrize("missing", ["username", "password", "client_id", "client_secret"])
def test_a_missing_setting_is_named_and_nothing_is_sent(octoplant, missing):
    service = client(octoplant, **{missing: ""})
    order = service.order(TREE)
    with pytest.raises(ConfigError, match=f"RAYVISION_OCTOPLANT_{missing.upper()}"):
        returned(service.submit(order))
    assert octoplant.calls == []


@pytest.mark.parametrize(
    "url",
    [
        "http://octoplant.studio:64023",
        "http://localhost.studio:64023",
        "http://127.0.0.1@studio:64023",
        "localhost:64023",
        "https://",
        "https://me:word@localhost:1",
        "https://[1",
        "https://localhost:port",
        "",
    ],
)
def test_a_password_goes_nowhere_unencrypted(octoplant, url):
    with pytest.raises(ConfigError, match="RAYVISION_OCTOPLANT_URL") as caught:
        client(octoplant, url=url)
    assert "word" not in str(caught.value)


def test_on_this_machine_http_is_enough_and_goes_through_no_proxy(octoplant, monkeypatch, tmp_path):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    key = {"certificate": octoplant.certificate, "key": octoplant._key}
    with server.Emulator(plain=True, **key) as plain:
        service = client(plain)
        list(service.fetch(looked(service, ordered(service)), str(tmp_path)))
    assert (tmp_path / "contents.json").exists()
    assert ordered(client(octoplant)).state == WAITING


def test_an_account_is_told_by_its_server_and_user(octoplant):
    assert client(octoplant).account == f"localhost:{octoplant.port}/versiondog"


def test_a_token_is_replaced_before_it_ends(octoplant):
    now = [1000.0]
    octoplant.clock = lambda: now[0]
    octoplant.faults.token_life = 100.0
    service = client(octoplant, clock=lambda: now[0])
    job = ordered(service)
    now[0] += 89.0
    service.status(job)
    assert octoplant.asked("/v1/oauth2/token") == 1
    now[0] += 2.0  # within 10 seconds of its end
    service.status(job)
    assert octoplant.asked("/v1/oauth2/token") == 2
    assert octoplant.asked(f"/v1/order/{job.id}") == 2  # none of them refused


def test_a_long_token_is_replaced_half_a_minute_before(octoplant):
    now = [0.0]
    octoplant.clock = lambda: now[0]
    service = client(octoplant, clock=lambda: now[0])
    job = ordered(service)
    for at, tokens in ((3569.0, 1), (3571.0, 2)):
        now[0] = at
        service.status(job)
        assert octoplant.asked("/v1/oauth2/token") == tokens


def test_a_token_without_an_end_is_kept_until_it_is_refused(octoplant):
    octoplant.faults.token_life = None
    now = [0.0]
    service = client(octoplant, clock=lambda: now[0])
    job = ordered(service)
    now[0] = 1e9
    service.status(job)
    assert octoplant.asked("/v1/oauth2/token") == 1
    octoplant.revoke()
    assert service.status(job).state == DONE
    assert octoplant.asked("/v1/oauth2/token") == 2


def test_an_order_whose_token_was_refused_is_placed_once(octoplant):
    service = client(octoplant)
    ordered(service)
    octoplant.revoke()
    ordered(service)
    assert len(octoplant.orders) == 2 and octoplant.asked("/v1/oauth2/token") == 2


def test_a_token_that_ends_before_the_download_is_renewed(octoplant, tmp_path):
    service = client(octoplant)
    job = looked(service, ordered(service))
    octoplant.revoke()
    list(service.fetch(job, str(tmp_path)))
    assert (tmp_path / "contents.json").is_file()


def test_a_server_that_takes_no_token_ends_it(octoplant):
    octoplant.faults.token_life = 0.0
    with pytest.raises(ServiceRefused, match="UNAUTHENTICATED"):
        ordered(client(octoplant))
    assert octoplant.asked("/v1/order") == 2 and not octoplant.orders


@pytest.mark.parametrize("code", range(2, 17))
def test_a_failed_order_says_its_code_in_words(octoplant, code):
    octoplant.faults.fails = (code, "the tree is locked")
    service = client(octoplant)
    job = looked(service, ordered(service))
    assert (job.state, job.status) == (FAILED, "STATE_FAILED")
    assert job.reason.startswith(f"{GRPC[code]}: ")
    assert job.reason.endswith(": the tree is locked")


def test_a_failed_order_with_an_unknown_code_shows_it(octoplant):
    octoplant.faults.fails = (99, "")
    service = client(octoplant)
    assert looked(service, ordered(service)).reason == "unknown code 99"


def test_a_reason_that_repeats_a_secret_is_shown_without_it(octoplant):
    octoplant.faults.fails = (13, f"login with {server.PASSWORD} failed\nat line 3")
    service = client(octoplant)
    reason = looked(service, ordered(service)).reason
    assert server.PASSWORD not in reason and "\n" not in reason and "login with ***" in reason


def test_a_failed_order_cannot_be_fetched(octoplant, tmp_path):
    octoplant.faults.fails = (13, "the disk is full")
    service = client(octoplant)
    job = looked(service, ordered(service))
    with pytest.raises(ServiceRefused, match="FAILED_PRECONDITION"):
        list(service.fetch(job, str(tmp_path / "out")))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_cancelled_order_is_stopped(octoplant):
    service = client(octoplant)
    job = ordered(service)
    service.cancel(job)
    job = service.status(job)
    assert (job.state, job.status) == (STOPPED, "STATE_FAILED")
    assert job.reason.startswith("CANCELLED: ")


def test_an_order_that_has_ended_is_not_cancelled(octoplant):
    service = client(octoplant)
    job = looked(service, ordered(service))
    with pytest.raises(ServiceRefused, match="FAILED_PRECONDITION.*the order has ended"):
        service.cancel(job)
    assert service.status(job).state == DONE


@pytest.mark.parametrize(
    ("word", "done", "state"),
    [
        ("STATE_SUCCEEDED", False, RUNNING),
        ("STATE_SUCCEEDED", True, DONE),
        ("STATE_FAILED", False, FAILED),
        ("STATE_UNSPECIFIED", False, WAITING),
        ("STATE_PENDING", False, WAITING),
        ("STATE_BEING_PACKED", False, RUNNING),
        ("STATE_BEING_PACKED", True, FAILED),
        ("STATE_RUNNING", True, FAILED),
    ],
)
def test_state_and_done_count_together(octoplant, word, done, state):
    service = client(octoplant)
    job = ordered(service)
    octoplant.faults.state, octoplant.faults.done = word, done
    job = service.status(job)
    assert (job.state, job.status) == (state, word)
    assert word in job.reason or not (done and state == FAILED)


def test_an_order_the_server_does_not_know_says_so(octoplant):
    for octoplant.faults.terse in (False, True):
        job = client(octoplant).status(Job("octoplant", "nowhere", RUNNING))
        assert (job.state, job.status) == (WAITING, "STATE_UNSPECIFIED")
        assert "does not know" in job.reason


def test_an_order_whose_answer_is_lost_is_not_placed_again(octoplant):
    service = client(octoplant)
    ordered(service)
    octoplant.faults.drop = 1
    with pytest.raises(ConnectionFailed) as caught:
        ordered(service)
    assert caught.value.sent and len(octoplant.orders) == 2


def test_an_order_whose_answer_is_lost_may_be_running(octoplant):
    service, ledger = client(octoplant), Ledger(NOWHERE)
    service.status(Job("octoplant", "x", RUNNING))
    octoplant.faults.drop = 1
    with pytest.raises(ConnectionFailed, match="may be running"):
        returned(remote.submit(service, TREE, ledger))
    with pytest.raises(MayBeRunning):
        returned(remote.submit(service, TREE, ledger))
    assert len(octoplant.orders) == 1


def test_an_order_that_never_left_for_want_of_a_token_is_not_running(octoplant):
    service, ledger = client(octoplant), Ledger(NOWHERE)
    octoplant.faults.drop = 3  # the token, each time
    with pytest.raises(ConnectionFailed) as caught:
        returned(remote.submit(service, TREE, ledger))
    assert "may be running" not in str(caught.value)
    returned(remote.submit(service, TREE, ledger))
    assert len(octoplant.orders) == 1


def test_a_busy_server_is_asked_again_but_not_to_order_twice(octoplant):
    pauses = []
    service = client(octoplant, sleep=pauses.append)
    job = ordered(service)
    octoplant.faults.busy = 2
    assert service.status(job).state == RUNNING
    assert len(pauses) == 2 and octoplant.asked(f"/v1/order/{job.id}") == 3
    octoplant.faults.busy = 9
    with pytest.raises(ServiceRefused, match="UNAVAILABLE.*try again later"):
        ordered(service)
    assert octoplant.asked("/v1/order") == 2


def test_a_slow_server_is_given_up(octoplant):
    service = client(octoplant, timeouts=(5, 0.2), attempts=1)
    octoplant.faults.slow = 0.6
    with pytest.raises(ConnectionFailed, match="too long"):
        ordered(service)


@pytest.mark.parametrize("status", [200, 403, 404, 407, 500])
def test_a_page_of_a_proxy_is_no_token(octoplant, status):
    octoplant.faults.html, octoplant.faults.html_status = 1, status
    with pytest.raises(BadAnswer, match="proxy"):
        ordered(client(octoplant))


@pytest.mark.parametrize("status", [200, 403, 404, 407, 500])
def test_a_page_of_a_proxy_is_no_state(octoplant, status):
    service = client(octoplant)
    job = ordered(service)
    octoplant.faults.html, octoplant.faults.html_status = 1, status
    with pytest.raises(BadAnswer, match="proxy"):
        service.status(job)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "STATE_SUCCEEDED",
        {"metadata": "STATE_SUCCEEDED"},
        {"metadata": {"state": 3}},
        {"metadata": {"state": "\x1b[2J"}},
        {"done": "yes"},
        {"error": "it failed"},
    ],
)
def test_json_of_something_else_is_no_state(octoplant, answer):
    service = client(octoplant)
    job = ordered(service)
    octoplant.faults.answer = answer
    with pytest.raises(ContractError, match="status: the answer is wrong"):
        service.status(job)


@pytest.mark.parametrize("answer", [{}, {"metadata": None, "error": None, "done": None}])
def test_a_state_that_says_nothing_is_unspecified(octoplant, answer):
    service = client(octoplant)
    job = ordered(service)
    octoplant.faults.answer = answer
    assert service.status(job).status == "STATE_UNSPECIFIED"


def test_a_certificate_nobody_trusts_ends_it_before_anything_is_said(octoplant):
    service = client(octoplant, trusted="")
    with pytest.raises(ConnectionFailed, match="RAYVISION_OCTOPLANT_CA_BUNDLE"):
        ordered(service)
    assert octoplant.calls == []


def test_the_certificate_of_another_server_is_not_this_one(octoplant, tmp_path):
    other, _ = server.self_signed(tmp_path)
    with pytest.raises(ConnectionFailed, match="not trusted"):
        ordered(client(octoplant, trusted=other))
    assert octoplant.calls == []


@pytest.mark.parametrize(
    "name",
    ["../../oauth2/token", "a/b?force=1#x", "a b", "%2e%2e", "导出", "..%2f", "x;y", "C:\\x"],
)
def test_a_name_of_an_order_is_only_ever_a_name(octoplant, tmp_path, name):
    octoplant.faults.name = name
    service = client(octoplant)
    job = ordered(service)
    assert job.id == name
    job = looked(service, job)
    assert job.state == DONE  # the emulator found it by what the path says
    list(service.fetch(job, str(tmp_path / "out")))
    assert sorted(os.listdir(tmp_path)) == ["out"]
    assert sorted(os.listdir(tmp_path / "out")) == ["contents.json", "projectTree"]
    paths = {path for _, path, _ in octoplant.calls}
    assert all(path.count("/") <= 4 and "?" not in path and "#" not in path for path in paths)


@pytest.mark.parametrize("name", ["", None, 17, ["x"], "a\nb", "\x1b[2J", "x" * 501])
def test_a_name_that_is_none_is_refused(octoplant, name):
    octoplant.faults.answer = {"name": name, "metadata": {"state": "STATE_PENDING"}}
    with pytest.raises(ContractError, match="start: the answer is wrong at name"):
        ordered(client(octoplant))


@pytest.mark.parametrize("name", [".", ".."])
def test_a_name_that_leads_elsewhere_is_never_asked_for(octoplant, name):
    octoplant.faults.name = name
    service = client(octoplant)
    job = ordered(service)
    for call in (service.status, service.cancel, lambda job: list(service.fetch(job, "out"))):
        with pytest.raises(ContractError, match="is no name"):
            call(job)
    assert [path for _, path, _ in octoplant.calls] == ["/v1/oauth2/token", "/v1/order"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "contents"),
        ({"contents": {}}, "contents"),
        ({"contents": []}, "contents"),
        ({"contents": "projectTree"}, "contents"),
        ({"contents": {"projectTree": []}}, "projectTree"),
        ({"contents": {"project tree": {}}}, "project tree"),
        ({"contents": ["projectTree", 3]}, "contents"),
        ({"contents": {"projectTree": {}}, "priority": 1}, "priority"),
    ],
)
def test_a_wrong_order_is_refused_before_anything_is_sent(octoplant, given, field):
    with pytest.raises(ContractError, match=field):
        client(octoplant).order(given)
    assert octoplant.calls == []


def test_settings_of_an_export_go_as_they_are(octoplant):
    service = client(octoplant)
    job = ordered(service, {"contents": {"projectTree": {"depth": 3}}})
    assert octoplant.orders[job.id]["contents"] == {"projectTree": {"depth": 3}}


def test_what_the_server_says_of_a_wrong_order_is_told(octoplant):
    service = client(octoplant)
    for octoplant.faults.shape in ("flat", "nested"):
        with pytest.raises(ServiceRefused, match="INVALID_ARGUMENT.*noSuchExport.*Swagger"):
            ordered(service, {"contents": ["noSuchExport"]})


def test_no_secret_is_written_anywhere(octoplant, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    octoplant.faults.echo = True
    service, ledger = client(octoplant), Ledger(tmp_path / "records.db")
    job, events = returned(remote.submit(service, service.order(TREE), ledger))
    octoplant.faults.fails = (7, " ".join(secrets(octoplant)))
    job = remote.status(service, looked(service, job, 1), ledger)
    assert job.state == FAILED and job.reason.endswith(": *** *** ***")
    ledger.close()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    shown = " ".join(map(repr, (service, service._token, job, events))) + caplog.text
    for secret in secrets(octoplant):
        assert secret not in shown and secret.encode() not in written


def test_the_emulator_runs_by_itself():
    command = [sys.executable, server.__file__, "--port", "0"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, encoding="utf-8") as process:
        try:
            url, certificate = (process.stdout.readline().strip() for _ in range(2))
            at = argparse.Namespace(url=url, certificate=certificate)
            assert ordered(client(at)).state == WAITING
        finally:
            process.stdin.close()
        assert process.wait(20) == 0
    assert not os.path.exists(certificate)


def test_the_table_has_the_words_of_the_document():
    known = table("octoplant")
    assert [known.codes[str(code)]["name"] for code in range(17)] == GRPC
    assert dict(known.states) == {
        "STATE_UNSPECIFIED": WAITING,
        "STATE_PENDING": WAITING,
        "STATE_RUNNING": RUNNING,
        "STATE_SUCCEEDED": DONE,
        "STATE_FAILED": FAILED,
    }
    rows = [*known.table["calls"].values(), *known.table["states"].values()]
    rows += known.table["codes"].values()
    assert all(row["source"] for row in rows)
    assert all(row["note"] for row in rows if row.get("verified") is False)
