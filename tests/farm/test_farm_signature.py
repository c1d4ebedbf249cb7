"""Who is let in: signatures, clocks, replays and bodies."""

import base64
import hashlib
import hmac
import json
import socket
import time

import pytest
import requests

PATH = "/api/render/task/createTask"


def code_of(farm, body=None, raw=None, path=PATH, **changed):
    body = {"count": 1} if body is None else body
    headers = farm.headers(path, body, **changed)
    answer = farm.post(path, json.dumps(body) if raw is None else raw, headers)
    assert answer.status_code == 200
    return answer.json()


def test_a_good_call_gets_the_documented_envelope(shared):
    answer = code_of(shared)
    assert {"version", "result", "message", "code", "data", "serverTime"} <= set(answer)
    assert answer["code"] == 200
    assert answer["result"] is True
    assert abs(answer["serverTime"] / 1000 - time.time()) < 5


def test_a_signature_made_by_other_code_is_taken(shared):
    """The string to sign is written out by hand, after the document."""
    account, domain = shared.account, shared.domain
    now = str(int(time.time()))
    text = (
        f"[POST]{domain}:/api/render/task/createTask&UTCTimestamp={now}"
        f"&accessId={account['access_id']}&channel=4&count=2&labels0=shot_010&labels1=镜头"
        "&nonce=271828&platform=2&taskUserLevel=60&version=1.0.0"
    )
    digest = hmac.new(account["access_key"].encode(), text.encode(), hashlib.sha256).digest()
    answer = requests.post(
        shared.url + PATH,
        data='{"count": 2, "taskUserLevel": 60, "labels": ["shot_010", "\\u955c\\u5934"]}',
        headers={
            "accessId": account["access_id"],
            "channel": "4",
            "platform": "2",
            "UTCTimestamp": now,
            "nonce": "271828",
            "version": "1.0.0",
            "signature": base64.b64encode(digest).decode(),
            "Content-Type": "application/json",
        },
        timeout=10,
    ).json()
    assert answer["code"] == 200, answer
    assert len(answer["data"]["taskIdList"]) == 2


def test_other_platform_and_version_headers_are_taken_when_signed(shared):
    assert code_of(shared, platform="62", version="2.0.0")["code"] == 200


def test_an_unsigned_header_of_the_sdk_does_no_harm(shared):
    headers = {**shared.headers(PATH, {"count": 1}), "languageFlag": "1"}
    assert shared.post(PATH, '{"count": 1}', headers).json()["code"] == 200


def test_a_wrong_key_is_refused(shared):
    answer = code_of(shared, key="wrong")
    assert (answer["code"], answer["result"], answer["data"]) == (611, False, None)


def test_an_unknown_access_id_is_refused(shared):
    assert code_of(shared, accessId="somebody")["code"] == 611


def test_a_missing_signature_is_refused(shared):
    assert requests.post(shared.url + PATH, data="{}", timeout=10).json()["code"] == 611


@pytest.mark.parametrize("seconds", [-3600, 3600, -310, 310])
def test_a_clock_that_is_off_is_told_so(shared, seconds):
    answer = code_of(shared, UTCTimestamp=str(int(time.time()) + seconds))
    assert answer["code"] == 610
    assert "behind" in answer["message"] if seconds < 0 else "ahead" in answer["message"]


@pytest.mark.parametrize("seconds", [-280, 280])
def test_a_clock_within_the_window_is_taken(shared, seconds):
    assert code_of(shared, UTCTimestamp=str(int(time.time()) + seconds))["code"] == 200


@pytest.mark.parametrize("text", ["now", "1e9", "-5", "１７", ""])
def test_a_time_that_is_no_number_is_refused(shared, text):
    headers = shared.headers(PATH, {"count": 1})
    headers["UTCTimestamp"] = text.encode()
    assert shared.post(PATH, '{"count": 1}', headers).json()["code"] in (610, 611)


def test_the_same_request_twice_is_refused(shared):
    headers = shared.headers(PATH, {"count": 1})
    codes = [shared.post(PATH, '{"count": 1}', headers).json()["code"] for _ in range(2)]
    assert codes == [200, 611]


def test_a_replay_is_refused_after_a_restart(farm):
    headers = farm.headers(PATH, {"count": 1})
    host = farm.domain
    assert farm.post(PATH, '{"count": 1}', headers).json()["code"] == 200
    farm.kill()
    farm.start()
    # The same Host header, else the signature would differ.
    assert farm.post(PATH, '{"count": 1}', {**headers, "Host": host}).json()["code"] == 611


def test_a_changed_body_is_refused(shared):
    assert code_of(shared, {"count": 1}, raw='{"count": 2}')["code"] == 611


def test_a_changed_header_is_refused(shared):
    headers = {**shared.headers(PATH, {"count": 1}), "nonce": "123456"}
    assert shared.post(PATH, '{"count": 1}', headers).json()["code"] == 611


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_body_in_any_script_is_verified_decoded(shared, ascii_only):
    body = {"count": 1, "labels": ["项目=1&x", "مشهد", "🎬", "C:/a b/镜头.ma"]}
    raw = json.dumps(body, ensure_ascii=ascii_only).encode()
    assert code_of(shared, body, raw=raw)["code"] == 200


@pytest.mark.parametrize(
    "labels",
    [[], [""], [f"shot_{number:03}" for number in range(25)], ["b", "a", "=&", "10", "2"]],
)
def test_lists_of_every_length_are_verified(shared, labels):
    assert code_of(shared, {"count": 1, "labels": labels})["code"] == 200


def test_an_empty_body_is_verified(shared):
    assert code_of(shared, {})["code"] == 200


def test_an_empty_list_is_not_signed_and_so_may_come_or_not(shared):
    """As documented: an empty container leaves nothing in the canonical text."""
    assert code_of(shared, {"count": 1}, raw='{"count": 1, "labels": []}')["code"] == 200
    assert code_of(shared, {"count": 1}, raw='{"count": 1, "labels": [""]}')["code"] == 611


def test_items_that_change_places_are_refused(shared):
    body = {"count": 1, "labels": ["a", "b"]}
    assert code_of(shared, body, raw='{"count": 1, "labels": ["b", "a"]}')["code"] == 611


def test_a_lone_surrogate_is_an_error_and_no_crash(shared):
    raw = '{"count": 1, "labels": ["\\ud800"]}'
    answer = shared.post(PATH, raw, shared.headers(PATH, {"count": 1})).json()
    assert answer["code"] in (600, 611)


@pytest.mark.parametrize(
    "raw", ["", "[]", "1", "null", '"x"', "{", '{"a": ', "\xff", "[" * 100000, "1" * 5000]
)
def test_a_body_that_is_no_json_object_is_invalid(shared, raw):
    answer = code_of(shared, {}, raw=raw.encode("latin-1"))
    assert answer["code"] == 600
    assert "JSON" in answer["message"]


def test_a_deeply_nested_body_is_an_error_and_no_crash(shared):
    raw = '{"a": ' * 900 + "1" + "}" * 900
    assert shared.post(PATH, raw, shared.headers(PATH, {})).json()["code"] in (600, 611)


def test_a_body_of_more_than_16_mb_is_refused(shared):
    raw = json.dumps({"count": 1, "labels": ["x" * (17 << 20)]})
    assert code_of(shared, {}, raw=raw)["code"] == 600


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": "1"}, "count"),
        ({"taskUserLevel": 70}, "taskUserLevel"),
        ({"labels": "x"}, "labels"),
        ({"labels": [1]}, "labels.0"),
        ({"surprise": 1}, "surprise"),
        ({"count": 10**9}, "count"),
    ],
)
def test_a_field_that_breaks_the_schema_is_named(shared, body, field):
    answer = code_of(shared, body)
    assert answer["code"] == 600
    assert field in answer["message"]


def test_a_required_field_is_named(shared):
    answer = shared.ask("submit_task")
    assert answer["code"] == 600
    assert "taskId" in answer["message"]


def test_an_unknown_path_is_404(shared):
    answer = requests.post(shared.url + "/api/render/task/nothing", data="{}", timeout=10)
    assert answer.status_code == 404
    assert "message" in answer.json()


def test_a_get_on_an_operation_is_405(shared):
    assert requests.get(shared.url + PATH, timeout=10).status_code == 405


def test_garbage_on_the_socket_does_no_harm(shared):
    host, port = shared.domain.split(":")
    for garbage in (
        b"\0\0\0\0",
        b"GET\r\n\r\n",
        b"POST / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
    ):
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(garbage + b"\r\n\r\n")
            raw.recv(1000)
    assert code_of(shared)["code"] == 200


def test_an_odd_host_is_an_error_and_no_crash(shared):
    headers = {**shared.headers(PATH, {"count": 1}), "Host": "[::"}
    answer = shared.post(PATH, '{"count": 1}', headers)
    assert answer.status_code == 400 or answer.json()["code"] in (600, 611)


def test_many_calls_in_one_second_are_all_taken(shared):
    assert {code_of(shared)["code"] for _ in range(60)} == {200}
