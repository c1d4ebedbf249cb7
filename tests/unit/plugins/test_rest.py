"""Calls of a service over real HTTP: what is sent to whom, what comes again, what is shown."""

import contextlib
import dataclasses
import http.server
import itertools
import json
import os
import threading

import pytest
import requests

from rayvision_plugins import rest, retry, wire
from rayvision_plugins.errors import (
    BadAnswer,
    ConfigError,
    ConnectionFailed,
    ContractError,
    RayvisionError,
    TransferFailed,
)
from rayvision_plugins.jobs import ServiceRefused

TOKEN = "t0ken-nobody-sees"  # noqa: S105
OBJECT = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
CALLS = [
    rest.Call("start", "POST", "/jobs", False, "document", request=OBJECT, answer=OBJECT),
    rest.Call("look", "GET", "/jobs/{id}", True, "document", query=("detail",), answer=OBJECT),
    rest.Call("stop", "POST", "/jobs/{id}/stop", True, "document"),
    rest.Call("login", "POST", "/token", True, "document", form=True, request={
        "type": "object", "properties": {"password": {"type": "string", "writeOnly": True}},
    }),
    rest.Call("result", "GET", "/jobs/{id}/result", True, "document", host="files"),
]  # fmt: skip
SERVICE = rest.Service(
    "carver",
    {call.name: call for call in CALLS},
    {"cut": "done"},
    {"7": {"words": "the wood is wet", "hint": "dry it"}},
    {
        "type": "object",
        "properties": {"wood": {"enum": ["oak", "elm"]}, "knife": {"default": "small"}},
        "additionalProperties": False,
    },
    {},
    {},
)


@dataclasses.dataclass
class Reply:
    status: int = 200
    body: bytes = b"{}"
    headers: dict = dataclasses.field(default_factory=dict)
    length: int | None = None


class Server(http.server.ThreadingHTTPServer):
    """Answers what ``replies`` has for a path, one after the other, the last for ever."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = {}
        self.heard = []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def says(self, path, *replies):
        self.replies[path] = list(replies)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.server.heard.append((self.command, self.path, self.headers, self.rfile.read(size)))
        replies = self.server.replies.get(self.path, [Reply(404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        cut = reply.length is not None
        self.send_header("Content-Length", str(reply.length if cut else len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection = cut

    do_GET = do_POST = do_PUT = answer  # noqa: N815

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server():
    with served() as one:
        yield one


class Token(requests.auth.AuthBase):
    def __init__(self, *tokens):
        self.tokens = list(tokens)

    def __call__(self, request):
        request.headers["X-Carver"] = f"carve {self.tokens[0]}"
        return request


class Renewed(Token):
    def renew(self):
        self.tokens.pop(0)


def explain(status, document):
    code = str((document or {}).get("code", ""))
    words, hint = SERVICE.words(code)
    said = (document or {}).get("said", "")
    return code, ": ".join(filter(None, (words, said))), hint


def client(url, auth=None, *, files="", sleeps=None, **more):
    return rest.Rest(
        SERVICE,
        {"api": url, "files": files or url},
        auth or Token(TOKEN),
        session=wire.session(wire.NO_PROXY),
        files_session=wire.session(wire.NO_PROXY, bounded=False),
        **{"timeouts": (5, 5), "attempts": 3, "explain": explain, **more},
        sleep=[].append if sleeps is None else sleeps.append,
    )


def body(status=200, /, **fields):
    return Reply(status, json.dumps(fields).encode())


def test_a_call_fills_path_and_query_and_bears_the_token(server):
    server.says("/jobs/a%2Fb%3F?detail=all", body(id="a/b?"))

    assert client(server.url).call("look", id="a/b?", detail="all") == {"id": "a/b?"}

    method, _, headers, sent = server.heard[0]
    assert (method, headers["X-Carver"], sent) == ("GET", f"carve {TOKEN}", b"")


def test_a_body_goes_as_json_and_an_empty_answer_is_nothing(server):
    server.says("/jobs", body(id="1"))
    server.says("/jobs/1/stop", Reply(body=b""))
    one = client(server.url)

    assert one.call("start", {"id": "样例"}) == {"id": "1"}
    assert one.call("stop", id="1") is None
    assert json.loads(server.heard[0][3]) == {"id": "样例"}
    assert server.heard[0][2]["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("call", "fields"),
    [
        ("look", {"id": "\udcff"}),
        ("look", {"id": "1", "detail": "\udcff"}),
        ("login", {"body": {"password": "\udcff"}}),
    ],
)
def test_half_a_character_is_not_sent(server, call, fields):
    with pytest.raises(ContractError, match="text without a UTF-8 form"):
        client(server.url).call(call, **fields)
    assert server.heard == []


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_name_that_changes_the_path_is_not_sent(server, name):
    with pytest.raises(ContractError, match="is no name"):
        client(server.url).call("look", id=name)
    assert server.heard == []


def test_a_request_that_breaks_its_schema_is_not_sent(server):
    with pytest.raises(ContractError, match="carver start: the request is wrong at id"):
        client(server.url).call("start", {"id": 7})
    assert server.heard == []


def test_what_may_be_repeated_is_asked_again_when_the_server_says_so(server):
    server.says("/jobs/1", Reply(503, headers={"Retry-After": "7"}), Reply(502), body(id="1"))
    sleeps = []

    assert client(server.url, sleeps=sleeps).call("look", id="1") == {"id": "1"}
    assert sleeps[0] == 7
    assert 0 < sleeps[1] < 2


@pytest.mark.parametrize(
    ("text", "date", "seconds"),
    [
        ("7", "", 7),
        ("Sun, 06 Nov 1994 08:49:49 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 12),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:49 GMT", 0),
        ("Sun, 06 Nov 1994 08:49:37", "", 0),
        ("", "", None),
        ("-5", "", None),
        ("Sun, 99 Nov 1994", "", None),
    ],
)
def test_a_server_asks_for_seconds_or_names_a_date(text, date, seconds):
    assert retry.asked(text, date) == seconds


@pytest.mark.parametrize("text", ["9" * 9, "9" * 5000, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_server_cannot_make_us_wait_for_ever(server, text):
    server.says("/jobs/1", Reply(429, headers={"Retry-After": text}), body(id="1"))
    sleeps = []
    client(server.url, sleeps=sleeps).call("look", id="1")
    assert sleeps == [60]


def test_what_may_not_be_repeated_is_sent_once(server):
    server.says("/jobs", Reply(503))
    with pytest.raises(BadAnswer, match="HTTP 503"):
        client(server.url).call("start", {"id": "1"})
    assert len(server.heard) == 1


def test_what_never_left_is_sent_again_whatever_it_is():
    with served() as gone:
        url = gone.url
    sleeps = []
    with pytest.raises(ConnectionFailed, match="connection refused") as caught:
        client(url, sleeps=sleeps).call("start", {"id": "1"})
    assert len(sleeps) == 2
    assert not caught.value.sent


def test_a_host_that_does_not_exist_is_asked_once():
    sleeps = []
    with pytest.raises(ConnectionFailed, match="there is no host of this name") as caught:
        client("http://carver.invalid", sleeps=sleeps).call("look", id="1")
    assert (sleeps, caught.value.sent) == ([], False)


def test_a_server_without_tls_is_asked_once(server):
    sleeps = []
    with pytest.raises(ConnectionFailed, match="it does not speak TLS") as caught:
        client(server.url.replace("http:", "https:"), sleeps=sleeps).call("look", id="1")
    assert sleeps == []
    assert "http://" not in str(caught.value)


def test_an_expired_token_is_renewed_once(server):
    server.says("/jobs/1", Reply(401), body(id="1"))
    assert client(server.url, Renewed("old", "new")).call("look", id="1") == {"id": "1"}
    assert [row[2]["X-Carver"] for row in server.heard] == ["carve old", "carve new"]

    server.says("/jobs/1", Reply(401))
    server.heard.clear()
    with pytest.raises(ServiceRefused, match="401"):
        client(server.url, Renewed("old", "new", "newest")).call("look", id="1")
    assert len(server.heard) == 2


def test_a_refusal_is_told_in_the_words_of_the_documents(server):
    server.says("/jobs/1", Reply(400, b'{"code": 7}'))
    with pytest.raises(ServiceRefused) as caught:
        client(server.url).call("look", id="1")
    assert str(caught.value) == "carver look: refused with 7 (the wood is wet); dry it"
    assert (caught.value.code, caught.value.status) == ("7", 400)


def test_a_token_that_the_server_repeats_is_not_shown(server):
    server.says("/jobs/1", body(403, said=f"who is {TOKEN}?", code=TOKEN))
    with pytest.raises(ServiceRefused, match=r"with \*\*\* \(who is \*\*\*\?\)"):
        client(server.url).call("look", id="1")


def test_a_password_of_a_form_is_not_shown(server):
    server.says("/token", Reply(400, b'{"said": "hunter22 is wrong"}'))
    with pytest.raises(ServiceRefused, match=r"\*\*\* is wrong"):
        client(server.url).call("login", {"password": "hunter22", "user": "é"})
    assert server.heard[0][3] == b"password=hunter22&user=%C3%A9"


HTML = {"Content-Type": "text/html"}


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(200, b"<html>log in</html>", HTML), "no JSON"),
        (Reply(403, b"<html>no</html>", HTML), "not the service's API"),
        (Reply(302, b"{}", {"Location": "http://127.0.0.1:1/"}), "HTTP 302"),
        (Reply(302, b"{}", {"Location": "http://["}), "HTTP 302"),
        (Reply(500, b'{"id": "1"}'), "a fault there"),
        (Reply(200, b"[" * 100_000), "no JSON"),
    ],
)
def test_an_answer_of_something_else_is_told_as_such(server, reply, words):
    server.says("/jobs/1", reply)
    with pytest.raises(BadAnswer, match=words):
        client(server.url).call("look", id="1")
    assert len(server.heard) == 1


def test_an_answer_that_breaks_its_schema_is_told_without_its_value(server):
    server.says("/jobs/1", Reply(body=b'{"id": ["secret"]}'))
    with pytest.raises(ContractError, match="the answer is wrong at id") as caught:
        client(server.url).call("look", id="1")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("token", ["two\r\nX-More: lines", "blank ", "schlüssel"])
def test_a_token_that_no_header_can_hold_is_a_setting_to_mend(server, token):
    with pytest.raises(ConfigError, match="credentials") as caught:
        client(server.url, Token(token)).call("look", id="1")
    assert token.split()[0] not in str(caught.value)
    assert server.heard == []


@pytest.mark.parametrize("url", ["", "ftp://host", "host:80", "http://:80", "http://a:b"])
def test_an_address_that_is_none_is_a_setting_to_mend(url):
    with pytest.raises(ConfigError, match="the address of its api server is none"):
        client(url).call("look", id="1")


def test_a_file_goes_to_a_given_address_without_the_token(server, tmp_path):
    server.says("/signed?signature=s3cret", Reply(200))
    (tmp_path / "a.stl").write_bytes(b"mesh")
    one = client(server.url)

    one.put(f"{server.url}/signed?signature=s3cret", tmp_path / "a.stl")
    one.put(f"{server.url}/signed?signature=s3cret", b"draco")

    assert [row[3] for row in server.heard] == [b"mesh", b"draco"]
    assert all("X-Carver" not in row[2] for row in server.heard)


@pytest.mark.parametrize("status", [403, 301])
def test_an_upload_that_is_refused_does_not_show_its_address(server, status):
    server.says("/signed?signature=s3cret", Reply(status, headers={"Location": "/elsewhere"}))
    with pytest.raises(TransferFailed, match=f"HTTP {status}") as caught:
        client(server.url).put(f"{server.url}/signed?signature=s3cret", b"mesh")
    assert "s3cret" not in str(caught.value)
    assert len(server.heard) == 1


def test_an_upload_that_passes_comes_again_whole(server, tmp_path):
    server.says("/signed", Reply(503), Reply(200))
    (tmp_path / "a.stl").write_bytes(b"mesh")
    client(server.url).put(f"{server.url}/signed", tmp_path / "a.stl")
    assert [row[3] for row in server.heard] == [b"mesh", b"mesh"]


@pytest.mark.parametrize("own", ["https://carver.example", "HTTPS://carver.example"])
@pytest.mark.parametrize("url", ["http://bucket/x", "file:///etc/passwd", "nothing", "https://"])
def test_an_address_without_tls_is_not_used_where_the_service_has_it(own, url):
    with pytest.raises(TransferFailed, match="it named an address"):
        client(own).put(url, b"mesh")


def test_a_download_comes_whole(server, tmp_path):
    content = bytes(range(256)) * 68_000  # 17.4 MB: more than an answer of the API may have
    server.says("/jobs/1/result", Reply(body=content))

    sizes = list(client(server.url).get("result", str(tmp_path / "a.zip"), id="1"))

    assert (tmp_path / "a.zip").read_bytes() == content
    assert sizes == sorted(sizes)
    assert sizes[-1] == len(content)


def test_a_download_that_is_cut_is_fetched_again(server, tmp_path):
    server.says("/jobs/1/result", Reply(body=b"hal", length=5), Reply(body=b"whole"))
    assert list(client(server.url).get("result", str(tmp_path / "a"), id="1"))[-1] == 5
    assert (tmp_path / "a").read_bytes() == b"whole"


def test_a_download_that_is_always_cut_leaves_what_was_there(server, tmp_path):
    server.says("/jobs/1/result", Reply(body=b"hal", length=5))
    (tmp_path / "a").write_bytes(b"older")
    with pytest.raises(TransferFailed, match="the download was cut"):
        list(client(server.url).get("result", str(tmp_path / "a"), id="1"))
    assert len(server.heard) == 3
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"older"}


def test_a_name_may_be_as_long_as_names_are(server, tmp_path):
    server.says("/jobs/1/result", Reply(body=b"whole"))
    list(client(server.url).get("result", str(tmp_path / ("a" * 255)), id="1"))
    assert [path.name for path in tmp_path.iterdir()] == ["a" * 255]


def test_two_runs_that_fetch_one_file_do_not_write_into_one_another(server, tmp_path, monkeypatch):
    server.says("/jobs/1/result", Reply(body=b"x" * 1_000_000))
    first = client(server.url).get("result", str(tmp_path / "a"), id="1")
    next(first)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    list(client(server.url).get("result", str(tmp_path / "a"), id="1"))
    list(first)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"x" * 1_000_000


def test_a_download_that_nobody_reads_on_leaves_nothing(server, tmp_path):
    server.says("/jobs/1/result", Reply(body=b"x" * 1_000_000))
    events = client(server.url).get("result", str(tmp_path / "a"), id="1")
    next(events)
    events.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("folder", "words"), [("no", "No such file"), ("a.txt", "Not a directory")]
)
def test_a_folder_that_is_not_there_is_told(server, tmp_path, folder, words):
    (tmp_path / "a.txt").write_text("a file")
    server.says("/jobs/1/result", Reply(body=b"whole"))
    with pytest.raises(TransferFailed, match=words):
        list(client(server.url).get("result", str(tmp_path / folder / "a"), id="1"))


def test_a_redirect_to_another_host_does_not_get_the_token(server, tmp_path):
    with served() as bucket:
        bucket.says("/file", Reply(body=b"whole"))
        server.says("/jobs/1/result", Reply(307, headers={"Location": "/moved"}))
        server.says("/moved", Reply(302, headers={"Location": f"{bucket.url}/file"}))

        list(client(server.url).get("result", str(tmp_path / "a"), id="1"))

        assert (tmp_path / "a").read_bytes() == b"whole"
        assert all(row[2]["X-Carver"] for row in server.heard)
        assert "X-Carver" not in bucket.heard[0][2]


def test_a_redirect_that_looks_like_home_does_not_get_the_token(server, tmp_path):
    with served() as thief:
        home = server.url.removeprefix("http://")
        thief.says(f"/%5C@{home}/file", Reply(body=b"whole"))
        there = f"{thief.url}\\@{home}/file"  # of another host, for urllib.parse of this one
        server.says("/jobs/1/result", Reply(302, headers={"Location": there}))

        list(client(server.url).get("result", str(tmp_path / "a"), id="1"))

        assert [row[2]["X-Carver"] for row in thief.heard] == [None]


def test_redirects_in_a_ring_come_to_an_end(server, tmp_path):
    server.says("/jobs/1/result", Reply(302, headers={"Location": "/jobs/1/result"}))
    with pytest.raises(BadAnswer, match="302"):
        list(client(server.url).get("result", str(tmp_path / "a"), id="1"))
    assert len(server.heard) == 6


@pytest.mark.parametrize("location", ["http://[", "ftp://bucket/file", "file:///etc/passwd"])
def test_a_redirect_to_no_address_is_told(server, tmp_path, location):
    server.says("/jobs/1/result", Reply(302, headers={"Location": location}))
    with pytest.raises(TransferFailed, match="carver: it named an address that is none"):
        list(client(server.url).get("result", str(tmp_path / "a"), id="1"))


def test_an_answer_without_a_file_makes_none(server, tmp_path):
    server.says("/jobs/1/result", Reply(202))
    with pytest.raises(BadAnswer, match="HTTP 202"):
        list(client(server.url).get("result", str(tmp_path / "a"), id="1"))
    assert list(tmp_path.iterdir()) == []


def test_a_page_in_place_of_a_file_is_refused(server, tmp_path):
    server.says("/jobs/1/result", Reply(200, b"<html>", HTML))
    with pytest.raises(BadAnswer, match="HTML in place of a file"):
        list(client(server.url).get("result", str(tmp_path / "a"), id="1"))
    assert list(tmp_path.iterdir()) == []


def test_an_order_gets_the_defaults_of_its_table():
    assert SERVICE.ordered({"wood": "oak"}) == {"wood": "oak", "knife": "small"}


@pytest.mark.parametrize(
    ("given", "words"),
    [({"wood": "fir"}, "at wood: 'fir' is not one of"), ({"wod": 1}, "'wod' was unexpected")],
)
def test_an_order_that_breaks_its_table_is_told_with_field_and_rule(given, words):
    with pytest.raises(ContractError, match=words):
        SERVICE.ordered(given)


def test_a_word_that_no_document_has_means_that_the_job_runs():
    assert (SERVICE.state("cut"), SERVICE.state("sharpened")) == ("done", "running")


def test_no_log_ever_shows_the_token_or_a_signed_address(server, caplog):
    caplog.set_level("DEBUG")
    server.says("/signed?signature=s3cret", Reply(200))
    server.says("/jobs/1", body(id="1"))
    client(server.url).put(f"{server.url}/signed?signature=s3cret", b"mesh")
    client(server.url).call("look", id="1")
    assert "/signed" in caplog.text
    assert "s3cret" not in caplog.text
    assert TOKEN not in caplog.text


def test_no_error_ever_shows_the_token_or_a_signed_address(server, tmp_path):
    signed = f"{server.url}/signed?signature=s3cret"
    repeating = f'{{"code": 9, "said": "{TOKEN}"}}'.encode()
    statuses = [200, 302, 400, 401, 403, 404, 413, 429, 500, 503]
    for status, content in itertools.product(statuses, [repeating, b"<html>", b"", b"\xff"]):
        reply = Reply(status, content, {"Location": signed.replace("http", "gopher")})
        for path in ("/jobs/1", "/jobs/1/result", "/signed?signature=s3cret"):
            server.says(path, reply)
        one = client(server.url)
        for act in (
            lambda one=one: one.call("look", id="1"),
            lambda one=one: list(one.get("result", str(tmp_path / "a"), id="1")),
            lambda one=one: one.put(signed, b"mesh"),
        ):
            try:
                act()
            except RayvisionError as err:
                assert TOKEN not in str(err)
                assert "s3cret" not in str(err)
