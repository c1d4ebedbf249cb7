"""One signed call: what comes back, what is tried again, and what never reaches a text."""

import gzip
import io
import json
import logging
import pathlib
import socket
import traceback

import pytest
import requests

from rayvision_plugins import profiles, signing
from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import (
    ApiError,
    BadAnswer,
    ConfigError,
    ConnectionFailed,
    ContractError,
    ProfileError,
    RayvisionError,
)

PROFILE = profiles.load("renderbus-2020")
SEED = pathlib.Path(__file__).parents[2] / "fixtures" / "seed"
ACCESS_ID = "AKIDaccessidforthetestsonly"
ACCESS_KEY = "thekeythatmustneverbeseenanywhere"
NEW_TASK = {"taskIdList": [7], "aliasTaskIdList": ["7"], "userId": 1}


def envelope(data, code=200, message="ok"):
    return {
        "version": "1.0.0",
        "result": code == 200,
        "message": message,
        "code": code,
        "data": data,
        "serverTime": 1535957371000,
        "requestId": "x",
    }


def response(request, body, status=200, **headers):
    """Returns a requests.Response as an adapter would."""
    made = requests.Response()
    made.status_code = status
    made.url = request.url
    made.request = request
    made.headers.update({key.replace("_", "-"): value for key, value in headers.items()})
    made.raw = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode("utf-8"))
    return made


class Transport(requests.adapters.BaseAdapter):
    """Sends to a function; keeps the requests and the options they were sent with."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer
        self.sent = []
        self.options = []

    def send(self, request, **options):
        self.sent.append(request)
        self.options.append(options)
        answer = self.answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self):
        pass


def in_turn(*answers):
    """Returns a function that gives one answer after another, the last one for ever."""
    left = list(answers)

    def answer(request):
        this = left.pop(0) if len(left) > 1 else left[0]
        return this(request) if callable(this) else this

    return answer


def ok(data):
    return lambda request: response(request, envelope(data))


def status(number, body=b"<html>no</html>"):
    return lambda request: response(request, body, number)


class Way:
    """A client on a transport; ``pauses`` are the seconds it would have slept."""

    def __init__(self, answer, profile=PROFILE, **options):
        self.transport = Transport(answer)
        session = requests.Session()
        session.mount("https://", self.transport)
        session.mount("http://", self.transport)
        self.pauses = []
        self.client = Client(
            profile,
            Credentials(ACCESS_ID, ACCESS_KEY),
            **{
                "session": session,
                "clock": lambda: 1700000000.9,
                "sleep": self.pauses.append,
                **options,
            },
        )

    @property
    def sent(self):
        return self.transport.sent


def on(server, **options):
    """Returns a client of a real server."""
    pauses = options.pop("pauses", [])
    return Client(
        PROFILE,
        Credentials(ACCESS_ID, ACCESS_KEY),
        **{
            "domain": getattr(server, "domain", server),
            "protocol": "http",
            "timeouts": (2, 2),
            "sleep": pauses.append,
            **options,
        },
    )


@pytest.fixture
def nobody():
    """A port of this machine on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: refused, and nobody else gets it
        yield f"127.0.0.1:{taken.getsockname()[1]}"


def no_secrets(text, *more):
    for secret in (ACCESS_KEY, *more):
        assert secret not in text


# -- what is sent ------------------------------------------------------------------------


def test_the_answer_is_the_data_of_the_envelope():
    assert Way(ok(NEW_TASK)).client.call("create_task", count=1) == NEW_TASK


def test_a_call_goes_to_the_documented_address_with_json():
    way = Way(ok(NEW_TASK))
    way.client.call("create_task", count=1, labels=["镜头", "shot"])
    (request,) = way.sent
    assert request.method == "POST"
    assert request.url == "https://task.renderbus.com/api/render/task/createTask"
    assert json.loads(request.body) == {"count": 1, "labels": ["镜头", "shot"]}
    assert request.headers["Content-Type"] == "application/json"
    assert way.transport.options[0]["timeout"] == (10, 60)
    assert way.transport.options[0]["verify"] is not False


def test_the_signature_is_that_of_the_documented_text():
    way = Way(ok(NEW_TASK), domain="farm.example:8080", protocol="http", platform="62")
    way.client.call("create_task", count=1, labels=["镜头", "b"])
    headers = way.sent[0].headers
    text = (
        "[POST]farm.example:8080:/api/render/task/createTask"
        f"&UTCTimestamp=1700000000&accessId={ACCESS_ID}&channel={headers['channel']}&count=1"
        f"&labels0=镜头&labels1=b&nonce={headers['nonce']}&platform=62"
        f"&version={headers['version']}"
    )
    assert headers["signature"] == signing.sign(ACCESS_KEY, text)


def test_two_calls_of_one_second_differ_in_their_nonce():
    way = Way(ok(NEW_TASK))
    for _ in range(50):
        way.client.call("create_task", count=1)
    assert len({request.headers["nonce"] for request in way.sent}) == 50


def test_the_key_is_not_in_the_request():
    way = Way(ok(NEW_TASK))
    way.client.call("create_task", count=1)
    no_secrets(f"{way.sent[0].url} {dict(way.sent[0].headers)} {way.sent[0].body}")


# -- answers -----------------------------------------------------------------------------


FIELDS = {
    "create_task": {"count": 1},
    "submit_task": {"taskId": 1},
    "error_detail": {"code": "50001"},
    "task_list": {"pageNum": 1, "pageSize": 2},
    "task_info": {"taskIds": [1]},
    "stop_task": {"taskIds": [1]},
    "start_task": {"taskIds": [1]},
    "abort_task": {"taskIds": [1]},
    "delete_task": {"taskIds": [1]},
    "task_frames": {"taskId": 1, "pageNum": 1, "pageSize": 100},
    "task_json_file": {"taskId": 1, "content": "{}", "fileName": "task.json"},
}


DOCUMENTED = [
    pytest.param(profile, path, id=f"{profile}-{path.stem}")
    for profile, folder in (("renderbus-2020", "answers"), ("dayan-2022", "answers-dayan"))
    for path in sorted((SEED / folder).glob("*.json"))
]


@pytest.mark.parametrize(("profile", "path"), DOCUMENTED)
def test_every_documented_call_is_sent_and_its_answer_taken(profile, path):
    answer = json.loads(path.read_text("utf-8"))
    asked = path.parents[1] / path.parent.name.replace("answers", "requests") / path.name
    fields = json.loads(asked.read_text("utf-8")) if asked.exists() else FIELDS.get(path.stem, {})
    way = Way(lambda request: response(request, answer), profile=profiles.load(profile))
    assert way.client.call(path.stem, **fields) == answer["data"]
    (request,) = way.sent
    assert list(json.loads(request.body).values()) == list(fields.values())


def test_a_field_is_sent_by_the_name_that_the_deployment_gives_it():
    way = Way(ok(None))
    way.client.call("restart_frame", taskId=7, selectAll=1)
    assert json.loads(way.sent[0].body) == {"taskIds": 7, "selectAll": 1}


def test_the_signature_is_of_the_names_that_are_sent():
    way = Way(ok(None))
    way.client.call("restart_frame", taskId=7, selectAll=1)
    headers = way.sent[0].headers
    text = (
        "[POST]task.renderbus.com:/api/render/task/restartFrame"
        f"&UTCTimestamp=1700000000&accessId={ACCESS_ID}&channel={headers['channel']}"
        f"&nonce={headers['nonce']}&platform=2&selectAll=1&taskIds=7&version={headers['version']}"
    )
    assert headers["signature"] == signing.sign(ACCESS_KEY, text)


@pytest.mark.parametrize(
    "code",
    [row for row in PROFILE.codes.values() if row.name not in ("SUCCESS", "SIGNATURE_EXPIRED")],
)
def test_every_documented_code_is_an_error_with_message_and_hint(code):
    way = Way(lambda request: response(request, envelope(None, code.number, code.zh)))
    with pytest.raises(ApiError) as caught:
        way.client.call("user_profile")
    err = caught.value
    assert (err.endpoint, err.code, err.message, err.hint) == (
        "user_profile",
        code.number,
        code.zh,
        code.hint,
    )
    assert f"{code.number} {code.name} ({code.en}); {code.hint}" in str(err)
    assert f"{code.number} {code.name} ({code.zh}); {code.hint}" in err.line("zh")
    assert len(way.sent) == 1


@pytest.mark.parametrize("message", ["", None])
def test_an_error_without_a_message_gets_the_documented_one(message):
    way = Way(lambda request: response(request, envelope(None, 611, message)))
    with pytest.raises(ApiError, match="the signature is invalid"):
        way.client.call("user_profile")


def test_a_code_nobody_documented_is_an_error_all_the_same():
    way = Way(lambda request: response(request, envelope(None, 31337, "odd")))
    with pytest.raises(ApiError, match="31337 .odd.") as caught:
        way.client.call("user_profile")
    assert caught.value.hint == ""


@pytest.mark.parametrize(
    "message", ["a\nb", "a\r\nb", "a\x1b[2J\x1b[31mb", "a\x07b\x00", "a\u2028b"]
)
def test_a_message_of_the_server_stays_one_plain_line(message):
    way = Way(lambda request: response(request, envelope(None, 600, message)))
    with pytest.raises(ApiError) as caught:
        way.client.call("user_profile")
    assert str(caught.value).isprintable()


HTML = b"<!DOCTYPE html><html><body>Log in to the wireless network</body></html>"


@pytest.mark.parametrize(
    "body",
    [HTML, b"", b"\xff\xfe\x00\x01", b'{"code": 200', b"\x00" * 64, b"{'code': 200}", b"nul"],
)
def test_what_is_no_json_is_no_answer(body):
    way = Way(status(200, body))
    with pytest.raises(BadAnswer, match="create_task: task.renderbus.com answered HTTP 200"):
        way.client.call("create_task", count=1)


def test_json_that_nests_without_end_is_no_answer():
    way = Way(status(200, b"[" * 200_000))
    with pytest.raises(BadAnswer):
        way.client.call("create_task", count=1)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "text",
        None,
        5,
        {},
        {"code": None},
        {"code": "200"},
        {"code": True},
        {"status": "ok"},
        [{}],
    ],
)
def test_json_of_another_kind_is_no_answer(answer):
    way = Way(lambda request: response(request, answer))
    with pytest.raises(BadAnswer, match="JSON of another kind"):
        way.client.call("create_task", count=1)


@pytest.mark.parametrize("number", [301, 302, 400, 401, 403, 404, 407, 418, 500, 502, 503, 599])
def test_the_http_status_is_looked_at_before_the_body(number):
    way = Way(lambda request: response(request, envelope(NEW_TASK), number), attempts=1)
    with pytest.raises(BadAnswer) as caught:
        way.client.call("create_task", count=1)
    assert caught.value.status == number
    assert str(number) in str(caught.value)


# -- schemas -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("create_task", {"count": "1"}, "count"),
        ("create_task", {"count": 0}, "count"),
        ("create_task", {"count": 1, "labels": ["a", 5]}, "labels[1]"),
        ("submit_task", {"taskId": "x"}, "taskId"),
        ("task_info", {"taskIds": []}, "taskIds"),
        ("task_info", {"taskIds": [1, None]}, "taskIds[1]"),
    ],
)
def test_a_wrong_field_is_named_before_anything_is_sent(name, fields, field):
    way = Way(ok(None))
    with pytest.raises(ContractError) as caught:
        way.client.call(name, **fields)
    assert (caught.value.endpoint, caught.value.side) == (name, "request")
    assert caught.value.field == field
    assert field in str(caught.value)
    assert way.sent == []


def test_a_field_that_lacks_is_named_before_anything_is_sent():
    way = Way(ok(None))
    with pytest.raises(ContractError, match="taskId"):
        way.client.call("submit_task")
    assert way.sent == []


@pytest.mark.parametrize(
    ("profile", "name", "fields", "words"),
    [
        (
            "renderbus-2020",
            "restart_failed_frames",
            {"taskIds": [1], "status": [5]},
            "profile renderbus-2020 has no status for restart_failed_frames",
        ),
        (
            "renderbus-2020",
            "restart_frame",
            {"taskId": 1, "selectAll": 1, "status": [5]},
            "profile renderbus-2020 has no status for restart_frame",
        ),
        (
            "current",
            "submit_task",
            {"taskId": 1, "outUserId": "7", "assetIsolationModel": "TASK_ID_MODEL"},
            "profile current has no assetIsolationModel, outUserId for submit_task",
        ),
        (
            "renderbus-2020",
            "user_profile",
            {"zone": 1},
            "profile renderbus-2020 has no zone for user_profile",
        ),
    ],
)
def test_an_option_the_deployment_lacks_is_said_in_words(profile, name, fields, words):
    way = Way(ok(None), profile=profiles.load(profile))
    with pytest.raises(ProfileError) as caught:
        way.client.call(name, **fields)
    assert str(caught.value) == words
    assert way.sent == []


DAYAN = profiles.load("dayan-2022")


@pytest.mark.parametrize(
    "answer",
    [
        status(404),
        status(200, b"<html>no</html>"),
        lambda request: response(request, []),
        lambda request: response(request, envelope("text")),
        lambda request: response(request, envelope(None, 404, "资源不存在")),
    ],
)
def test_an_operation_that_is_only_inherited_may_not_be_there(answer):
    said = []
    for name in ("task_list", "task_info"):  # the second one is documented
        with pytest.raises(RayvisionError) as caught:
            Way(answer, profile=DAYAN).client.call(name, **FIELDS[name])
        said.append("documentation of dayan-2022 does not have" in str(caught.value))
    assert said == [True, False]


@pytest.mark.parametrize(
    "answer",
    [
        status(502),
        lambda request: requests.ConnectionError("cut"),
        lambda request: response(request, envelope(None, 605, "no")),
    ],
)
def test_another_fault_of_an_inherited_operation_does_not_ask_for_its_documentation(answer):
    with pytest.raises(RayvisionError) as caught:
        Way(answer, profile=DAYAN).client.call("task_list", **FIELDS["task_list"])
    assert "documentation" not in str(caught.value)


@pytest.mark.parametrize("attempts", [0, -1])
def test_a_client_that_would_never_try_is_refused(attempts):
    with pytest.raises(ConfigError, match="attempts"):
        Way(ok(NEW_TASK), attempts=attempts)


def test_a_field_that_nests_too_deep_is_named_before_anything_is_sent():
    deep = []
    for _ in range(5000):
        deep = [deep]
    way = Way(ok(None))
    with pytest.raises(ContractError, match=r"too deep|labels\[0\]"):  # as deep as Python goes
        way.client.call("create_task", count=1, labels=deep)
    assert way.sent == []


def test_an_operation_the_profile_lacks_is_named():
    way = Way(ok(None))
    with pytest.raises(ProfileError, match="make_coffee"):
        way.client.call("make_coffee")
    assert way.sent == []


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("create_task", {"taskIdList": "7"}, "taskIdList"),
        ("create_task", {"taskIdList": []}, "taskIdList"),
        ("create_task", {"taskIdList": [7, "8"]}, "taskIdList[1]"),
        ("create_task", {}, "taskIdList"),
        ("create_task", None, "its top"),
        ("task_info", {"items": [{"id": "x", "taskStatus": 0}]}, "items[0].id"),
        ("task_info", {"items": [{"id": 1}]}, "taskStatus"),
    ],
)
def test_an_answer_that_breaks_its_schema_names_the_field(name, data, word):
    way = Way(ok(data))
    with pytest.raises(ContractError) as caught:
        way.client.call(name, **FIELDS[name])
    assert caught.value.side == "answer"
    assert word in str(caught.value)
    assert len(way.sent) == 1


def test_a_wrong_answer_does_not_put_tokens_into_the_error():
    data = json.loads((SEED / "answers" / "transfer_config.json").read_text("utf-8"))["data"]
    broken = []
    for engine in data["resqEngines"]:
        for account in engine["resqEngineAccounts"] or []:
            account["password"] = "tokenthatopensthestorage"
    for key in data:
        broken.append({**data, key: {"password": "tokenthatopensthestorage"}})
    rows = json.loads(json.dumps(data))
    for engine in rows["resqEngines"]:
        engine["resqEngineAccounts"] = {"password": "tokenthatopensthestorage"}
    listed = json.loads(json.dumps(data))
    listed["resqEngines"][0]["resqEngineAccounts"] = [{"password": ["tokenthatopensthestorage"]}]
    for answer in [*broken, rows, listed, [data], {"password": "tokenthatopensthestorage"}]:
        try:
            Way(ok(answer)).client.call("transfer_config")
        except ContractError as err:
            assert "tokenthatopensthestorage" not in str(err)


# -- once more ---------------------------------------------------------------------------


PASSING = [
    status(502),
    status(503),
    status(504),
    status(429),
    requests.ConnectionError("cut"),
    requests.ReadTimeout("slow"),
    requests.exceptions.ChunkedEncodingError("cut"),
    requests.ConnectTimeout("far"),
]


@pytest.mark.parametrize("fault", PASSING)
def test_a_repeatable_call_is_tried_again_after_a_fault_that_passes(fault):
    way = Way(in_turn(fault, fault, ok({"items": []})))
    assert way.client.call("task_info", taskIds=[1]) == {"items": []}
    assert len(way.sent) == 3


def test_the_pauses_grow_and_the_tries_are_bounded():
    way = Way(status(502), attempts=6)
    with pytest.raises(BadAnswer):
        way.client.call("task_info", taskIds=[1])
    assert len(way.sent) == 6
    assert len(way.pauses) == 5
    assert way.pauses == sorted(way.pauses)
    assert way.pauses[-1] > 4 * way.pauses[0]
    assert all(pause > 0 for pause in way.pauses)


def test_the_pauses_of_two_clients_differ():
    ways = [Way(status(502)) for _ in range(2)]
    for way in ways:
        with pytest.raises(BadAnswer):
            way.client.call("task_info", taskIds=[1])
    assert ways[0].pauses != ways[1].pauses


def test_each_try_is_signed_anew():
    way = Way(in_turn(status(502), status(502), ok({"items": []})))
    way.client.call("task_info", taskIds=[1])
    assert len({request.headers["signature"] for request in way.sent}) == 3


@pytest.mark.parametrize(
    "fault",
    [
        status(502),
        status(503),
        status(429),
        requests.ConnectionError("cut"),
        requests.ReadTimeout("slow"),
        requests.exceptions.ChunkedEncodingError("cut"),
        requests.exceptions.SSLError("no trust"),
    ],
)
@pytest.mark.parametrize("name", ["submit_task", "start_task"])
def test_what_would_act_twice_is_never_sent_twice(name, fault):
    way = Way(in_turn(fault, ok(NEW_TASK)))
    with pytest.raises((BadAnswer, ConnectionFailed)):
        way.client.call(name, **FIELDS[name])
    assert len(way.sent) == 1
    assert way.pauses == []


@pytest.mark.parametrize("number", [400, 401, 403, 404, 500, 501])
def test_a_lasting_fault_is_not_tried_again(number):
    way = Way(status(number))
    with pytest.raises(BadAnswer):
        way.client.call("task_info", taskIds=[1])
    assert len(way.sent) == 1


def test_a_refusal_of_the_farm_is_not_tried_again():
    way = Way(lambda request: response(request, envelope(None, 500, "it failed")))
    with pytest.raises(ApiError):
        way.client.call("task_info", taskIds=[1])
    assert len(way.sent) == 1


def test_a_refused_connection_never_left_this_machine(nobody):
    pauses = []
    with pytest.raises(ConnectionFailed, match="create_task: .*connection refused") as caught:
        on(nobody, pauses=pauses, attempts=3).call("create_task", count=1)
    assert caught.value.sent is False
    assert caught.value.host == nobody
    assert len(pauses) == 2


def test_create_task_is_sent_when_the_farm_comes_up_after_a_refusal(serve, nobody):
    def refused(request):
        requests.Session().post(f"http://{nobody}", timeout=1)

    def raised(request):
        try:
            return refused(request)
        except requests.ConnectionError as err:
            return err

    way = Way(in_turn(raised, raised, ok(NEW_TASK)))
    assert way.client.call("create_task", count=1) == NEW_TASK
    assert len(way.pauses) == 2


# -- a real connection -------------------------------------------------------------------


def body_of(data):
    return json.dumps(envelope(data)).encode("utf-8")


def answered(handler, data):
    handler.take()
    handler.reply(200, body_of(data), Content_Type="application/json")


def test_a_real_server_is_called(serve):
    server = serve(lambda handler: answered(handler, NEW_TASK))
    assert on(server).call("create_task", count=1) == NEW_TASK
    assert server.asked[0].path == "/api/render/task/createTask"


def test_a_connection_cut_before_the_answer_was_sent_and_is_not_repeated(serve):
    def cut(handler):
        handler.take()
        handler.cut()

    server = serve(cut)
    with pytest.raises(ConnectionFailed, match="the connection broke") as caught:
        on(server).call("submit_task", taskId=7)
    assert caught.value.sent is True
    assert len(server.asked) == 1


def test_a_body_that_is_cut_is_no_answer(serve):
    def cut(handler):
        handler.take()
        body = body_of(NEW_TASK)
        handler.reply(200, body[: len(body) // 2], Content_Length=len(body))
        handler.cut()

    server = serve(cut)
    with pytest.raises((ConnectionFailed, BadAnswer)):
        on(server).call("submit_task", taskId=7)
    assert len(server.asked) == 1


def test_a_body_that_is_no_gzip_though_it_says_so_is_no_answer(serve):
    def broken(handler):
        handler.take()
        handler.reply(200, body_of(NEW_TASK), Content_Encoding="gzip")

    with pytest.raises((ConnectionFailed, BadAnswer)):
        on(serve(broken)).call("create_task", count=1)


def test_a_packed_answer_is_unpacked(serve):
    def packed(handler):
        handler.take()
        handler.reply(200, gzip.compress(body_of(NEW_TASK)), Content_Encoding="gzip")

    assert on(serve(packed)).call("create_task", count=1) == NEW_TASK


def test_what_is_no_http_at_all_is_no_answer(serve):
    def odd(handler):
        handler.take()
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
        handler.cut()

    with pytest.raises(ConnectionFailed):
        on(serve(odd)).call("create_task", count=1)


def test_an_answer_that_does_not_come_in_time_is_given_up(serve):
    def never(handler):
        handler.take()
        handler.server.ended.wait(5)

    server = serve(never)
    with pytest.raises(ConnectionFailed, match="took too long to answer") as caught:
        on(server, timeouts=(1, 0.1)).call("submit_task", taskId=7)
    assert caught.value.sent is True
    assert len(server.asked) == 1


def test_a_farm_that_speaks_no_tls_is_named(serve):
    server = serve(lambda handler: answered(handler, NEW_TASK))
    with pytest.raises(ConnectionFailed, match="create_task"):
        on(server, protocol="https").call("create_task", count=1)


@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
def test_credentials_do_not_follow_a_redirect(serve, number):
    other = serve(lambda handler: answered(handler, NEW_TASK))

    def away(handler):
        handler.take()
        handler.reply(number, Location=f"http://localhost:{other.server_address[1]}/x")

    server = serve(away)
    with pytest.raises(BadAnswer) as caught:
        on(server).call("create_task", count=1)
    assert caught.value.status == number
    assert len(server.asked) == 1
    assert other.asked == []


@pytest.mark.parametrize(
    "domain",
    ["no such host", "a" * 70 + ".example", "127.0.0.1:99999", "[::bad", "%00", "http://x/y"],
)
def test_a_host_that_cannot_be_one_is_an_error_that_names_the_operation(domain):
    with pytest.raises(RayvisionError):
        on(domain, attempts=1).call("user_profile")


@pytest.mark.parametrize("access_id", ["id\n", "id\r\nX-Evil: 1", "账号"])
def test_an_access_id_that_no_header_can_carry_is_a_clear_error(serve, access_id):
    server = serve(lambda handler: answered(handler, NEW_TASK))
    with pytest.raises(RayvisionError) as caught:
        Client(
            PROFILE, Credentials(access_id, ACCESS_KEY), domain=server.domain, protocol="http"
        ).call("create_task", count=1)
    assert str(caught.value).isprintable()
    no_secrets(str(caught.value))
    assert server.asked == []


# -- secrets -----------------------------------------------------------------------------


def faults(serve, nobody):
    """Yields (name, client, fields) of calls that fail, each in its own way."""

    def cut(handler):
        handler.take()
        handler.cut()

    def slow(handler):
        handler.take()
        handler.server.ended.wait(5)

    def refuse(handler):
        handler.take()
        handler.reply(200, json.dumps(envelope(None, 611, "非法签名")).encode("utf-8"))

    def page(handler):
        handler.take()
        handler.reply(502, HTML)

    yield "create_task", on(nobody, attempts=2), {"count": 1}
    yield "create_task", on(serve(cut)), {"count": 1}
    yield "task_info", on(serve(cut), attempts=2), {"taskIds": [1]}
    yield "task_info", on(serve(slow), attempts=2, timeouts=(1, 0.05)), {"taskIds": [1]}
    yield "task_info", on(serve(refuse)), {"taskIds": [1]}
    yield "task_info", on(serve(page), attempts=2), {"taskIds": [1]}
    yield "create_task", on(serve(lambda handler: answered(handler, {}))), {"count": 1}
    yield "create_task", on(serve(lambda handler: answered(handler, {}))), {"count": "x"}
    yield "create_task", on(serve(page), protocol="https"), {"count": 1}


def test_no_text_of_a_failure_shows_key_or_signature(serve, nobody, caplog):
    caplog.set_level(logging.DEBUG)
    texts = []
    signatures = []
    for name, client, fields in faults(serve, nobody):
        # requests calls this after the request is signed and before it is sent
        inner = client.signature

        def noted(request, inner=inner):
            request = inner(request)
            signatures.append(request.headers["signature"])
            return request

        client.signature = noted
        with pytest.raises(RayvisionError) as caught:
            client.call(name, **fields)
        err = caught.value
        trace = traceback.TracebackException.from_exception(err, capture_locals=False)
        texts += [str(err), repr(err), repr(err.args), repr(vars(err)), "".join(trace.format())]
        texts += [repr(client), repr(inner), repr(client.session)]
    assert len(signatures) > 8
    texts += [record.getMessage() for record in caplog.records]
    texts += [repr(vars(record)) for record in caplog.records]
    assert caplog.records
    for text in texts:
        no_secrets(text, *signatures)


def test_no_log_line_of_a_success_shows_key_or_signature(serve, caplog):
    caplog.set_level(logging.DEBUG)
    server = serve(lambda handler: answered(handler, NEW_TASK))
    on(server).call("create_task", count=1)
    signature = server.asked[0].headers["signature"]
    for record in caplog.records:
        no_secrets(repr(vars(record)) + record.getMessage(), signature)


def test_a_log_line_tells_operation_status_and_time(serve, caplog):
    caplog.set_level(logging.DEBUG, "rayvision_plugins")
    on(serve(lambda handler: answered(handler, NEW_TASK))).call("create_task", count=1)
    lines = [record.getMessage() for record in caplog.records if "rayvision" in record.name]
    assert any("create_task" in line and "200" in line and "ms" in line for line in lines)


def test_a_client_needs_both_id_and_key():
    with pytest.raises(ConfigError):
        Client(PROFILE, Credentials("", ""))
