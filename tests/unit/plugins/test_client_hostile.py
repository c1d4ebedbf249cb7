"""Servers that mean harm or are broken: one clear error each, in bounded time and memory.

All over real sockets. What drips would end with a good answer after a few seconds, so that a
client that waits for it fails the test and does not hang it.
"""

import datetime
import gzip
import ipaddress
import itertools
import json
import socket
import ssl
import threading
import tracemalloc
import zlib

import pytest
import requests
from test_client import NEW_TASK, body_of, no_secrets, on

from rayvision_plugins import wire
from rayvision_plugins.errors import (
    BadAnswer,
    ConfigError,
    ConnectionFailed,
    ContractError,
    RayvisionError,
)

MIB = 1024 * 1024
GOOD = body_of(NEW_TASK)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SHORT = (2, 0.3)


def sends(*blocks, pause=0.0, then_cut=True):
    """Returns an answer that writes the blocks as they are, ``pause`` seconds apart."""

    def answer(handler):
        handler.take()
        handler.written = 0
        try:
            for block in itertools.chain(*blocks):
                handler.wfile.write(block)
                handler.server.written = handler.written = handler.written + len(block)
                if pause and handler.server.ended.wait(pause):
                    break
        finally:
            handler.server.gone.set()
            if then_cut:
                handler.cut()

    return answer


def one_by_one(data):
    return [data[at : at + 1] for at in range(len(data))]


def start(serve, answer):
    server = serve(answer)
    server.written = 0
    server.gone = threading.Event()
    return server


def refused(server, name="submit_task", **options):
    """Returns the error of a call; it is one line and names operation and host."""
    options = {"timeouts": (2, 20), **options}
    with pytest.raises(RayvisionError) as caught:
        on(server, **options).call(name, **({"taskId": 7} if name == "submit_task" else {}))
    err = caught.value
    assert isinstance(err, (BadAnswer, ConnectionFailed)), err
    assert str(err).startswith(f"{name}: ") and server.domain in str(err)
    assert str(err).isprintable()
    no_secrets(str(err))
    assert len(server.asked) == 1
    return err


# -- late --------------------------------------------------------------------------------

LENGTH = b"Content-Length: %d\r\n" % len(GOOD)
CHUNKS = b"".join(b"1\r\n%c\r\n" % byte for byte in GOOD) + b"0\r\n\r\n"
PACKED = gzip.compress(GOOD)
DRIPS = {
    "status line": ([HEAD[:1]] * 0, one_by_one(HEAD), [LENGTH + b"\r\n" + GOOD]),
    "headers": ([HEAD], [b"X-%d: y\r\n" % n for n in range(90)], [LENGTH + b"\r\n" + GOOD]),
    "one header": ([HEAD, b"X-Long: "], [b"y"] * 100, [b"\r\n" + LENGTH + b"\r\n" + GOOD]),
    "100 Continue": ([b"HTTP/1.1 100 Continue\r\n\r\n"] * 100, [HEAD + LENGTH + b"\r\n" + GOOD]),
    "body": ([HEAD + LENGTH + b"\r\n"], one_by_one(GOOD)),
    "body without a length": ([HEAD + b"Connection: close\r\n\r\n"], one_by_one(GOOD)),
    "chunks": ([HEAD + b"Transfer-Encoding: chunked\r\n\r\n"], one_by_one(CHUNKS)),
    "trailer": (
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS[:-2]],
        [b"X: y\r\n"] * 100,
        [b"\r\n"],
    ),
    "packed body": (
        [HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED)],
        one_by_one(PACKED),
    ),
}


@pytest.mark.parametrize("part", sorted(DRIPS))
def test_an_answer_that_drips_is_given_up(serve, part):
    server = start(serve, sends(*DRIPS[part], pause=0.03))
    assert "took too long" in str(refused(server, timeouts=SHORT))
    assert server.written < sum(map(len, itertools.chain(*DRIPS[part])))


@pytest.mark.parametrize("part", sorted(DRIPS))
def test_the_same_answer_is_taken_when_it_comes_at_once(serve, part):
    server = start(serve, sends(*DRIPS[part]))
    assert on(server).call("create_task", count=1) == NEW_TASK


def test_every_call_has_the_whole_time(serve):
    blocks = [HEAD + LENGTH + b"\r\n", GOOD[:20], GOOD[20:]]
    server = start(serve, sends(blocks, pause=0.15, then_cut=False))
    client = on(server, timeouts=(2, 1))
    for _ in range(3):
        assert client.call("create_task", count=1) == NEW_TASK


# -- large -------------------------------------------------------------------------------


def endless(block=b" " * MIB):
    return itertools.repeat(block)


HUGE = {
    "body": ([HEAD + b"Content-Length: %d\r\n\r\n" % 10**12], endless()),
    "body without a length": ([HEAD + b"Connection: close\r\n\r\n"], endless()),
    "chunks": (
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n"],
        endless(b"100000\r\n" + b" " * MIB + b"\r\n"),
    ),
    "one chunk": (
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\n"],
        endless(),
    ),
    "line of a chunk": ([HEAD + b"Transfer-Encoding: chunked\r\n\r\n"], endless(b"0" * MIB)),
    "headers": ([HEAD], endless(b"X: y\r\n" * 1000)),
    "one header": ([HEAD + b"X: "], endless(b"y" * MIB)),
    "status line": ([], endless(b"HTTP" * 1000)),
    "100 Continue": ([], endless(b"HTTP/1.1 100 Continue\r\nX: " + b"y" * 60_000 + b"\r\n\r\n")),
}


@pytest.mark.parametrize("part", sorted(HUGE))
def test_an_answer_without_end_is_given_up(serve, part):
    server = start(serve, sends(*HUGE[part]))
    tracemalloc.start()
    try:
        refused(server)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert server.gone.wait(5)
    assert server.written <= wire.LARGEST + 32 * MIB  # the rest filled the sockets' buffers
    assert peak < 4 * wire.LARGEST


def test_the_error_of_a_huge_answer_tells_the_limit(serve):
    assert "16 MiB" in str(refused(start(serve, sends(*HUGE["body"]))))


BOMB = gzip.compress(b" " * MIB) * 1024


def deflated():
    packer = zlib.compressobj()
    return b"".join(packer.compress(b" " * MIB) for _ in range(200)) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", BOMB), ("GZIP", BOMB), ("deflate", deflated())]
)
def test_a_small_body_that_unpacks_to_a_huge_one_is_given_up(serve, encoding, body):
    def answer(handler):
        handler.take()
        handler.reply(200, body, Content_Encoding=encoding, Content_Type="application/json")

    server = serve(answer)
    tracemalloc.start()
    try:
        assert "16 MiB" in str(refused(server))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * wire.LARGEST


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "x", "gzip,deflate,gzip"])
def test_a_packing_nobody_asked_for_is_not_unpacked(serve, encoding):
    def answer(handler):
        handler.take()
        packed = gzip.compress(gzip.compress(GOOD))
        handler.reply(200, packed, Content_Encoding=encoding, Content_Type="application/json")

    server = serve(answer)
    assert "cannot be unpacked" in str(refused(server))
    assert server.asked[0].headers["accept-encoding"] == "gzip, deflate"


def test_a_large_answer_below_the_limit_is_taken(serve):
    data = {**NEW_TASK, "note": "x" * (12 * MIB)}

    def answer(handler):
        handler.take()
        handler.reply(200, body_of(data), Content_Type="application/json")

    assert on(serve(answer)).call("create_task", count=1) == data


# -- something else ----------------------------------------------------------------------

PAGE = b"<!DOCTYPE html><html><body>Log in to the wireless network</body></html>"


@pytest.mark.parametrize(
    ("status", "kind", "body", "words"),
    [
        (200, "text/html; charset=utf-8", PAGE, "text/html"),
        (200, "application/json", PAGE, "no JSON"),
        (200, "text/html", GOOD, "text/html"),
        (200, "image/png", GOOD, "image/png"),
        (200, "application/json", b"[1, 2]", "another kind"),
        (200, "application/json", b'{"status": "up"}', "another kind"),
        (200, "application/json", b"", "no JSON"),
        (204, "application/json", b"", "204"),
        (403, "application/json", GOOD, "403"),
        (407, "text/html", PAGE, "407"),
        (502, "text/html", PAGE, "502"),
        (200, "text/\x1b[31mhtml" + "x" * 5000, PAGE, "in place of JSON"),
    ],
)
def test_what_is_not_the_farms_answer_is_said_in_one_line(serve, status, kind, body, words):
    def answer(handler):
        handler.take()
        handler.reply(status, body, Content_Type=kind)

    err = refused(serve(answer))
    assert isinstance(err, BadAnswer) and err.status == status
    assert words in str(err) and len(str(err)) < 200


@pytest.mark.parametrize("kind", ["application/json", "application/JSON;charset=UTF-8", None])
def test_json_by_any_of_its_names_is_taken(serve, kind):
    def answer(handler):
        handler.take()
        handler.reply(200, GOOD, **({"Content_Type": kind} if kind else {}))

    assert on(serve(answer)).call("create_task", count=1) == NEW_TASK


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + LENGTH + b"\r\n" + GOOD[:-9],
        HEAD + LENGTH,
        HEAD[:20],
        b"",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS[:-9],
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-12],
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + GOOD,
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"\x00" * 1000,
    ],
)
def test_an_answer_that_is_cut_or_garbage_is_said_in_one_line(serve, raw):
    refused(start(serve, sends([raw])))


@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
def test_a_repeatable_call_does_not_follow_a_redirect_either(serve, number):
    other = serve(lambda handler: handler.reply(200, GOOD))

    def away(handler):
        handler.take()
        handler.reply(number, Location=f"http://localhost:{other.server_address[1]}/x")

    refused(serve(away), "user_profile")
    assert other.asked == []


def test_a_text_without_utf8_form_is_refused_before_it_is_sent(serve):
    server = serve(lambda handler: handler.reply(200, GOOD))
    with pytest.raises(ContractError, match="create_task: the request"):
        on(server).call("create_task", count=1, labels=["\ud800"])
    assert server.asked == []


# -- proxies and certificates --------------------------------------------------------------


@pytest.fixture
def no_environment(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.fixture
def nobody():
    """A port of this machine on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


def proxy(serve):
    """Returns a server that answers for every host."""

    def answer(handler):
        handler.take()
        handler.reply(200, GOOD, Content_Type="application/json")

    return serve(answer)


def call(domain, session):
    return on(domain, session=session, attempts=1).call("create_task", count=1)


def test_a_call_goes_by_the_proxy_that_is_given(serve, no_environment):
    by = proxy(serve)
    assert call("farm.example", wire.session(by.url)) == NEW_TASK
    assert by.asked[0].path.startswith("http://farm.example/")


def test_the_proxy_that_is_given_wins_over_the_environment(serve, no_environment):
    by, other = proxy(serve), proxy(serve)
    no_environment.setenv("http_proxy", other.url)
    no_environment.setenv("no_proxy", "farm.example")
    assert call("farm.example", wire.session(by.url)) == NEW_TASK
    assert (len(by.asked), other.asked) == (1, [])


def test_the_proxy_of_the_environment_is_used_when_none_is_given(serve, no_environment):
    by = proxy(serve)
    no_environment.setenv("http_proxy", by.url)
    assert call("farm.example", wire.session()) == NEW_TASK
    assert len(by.asked) == 1


def test_none_is_no_proxy_whatever_the_environment_says(serve, no_environment):
    by, farm = proxy(serve), proxy(serve)
    no_environment.setenv("http_proxy", by.url)
    no_environment.setenv("all_proxy", by.url)
    assert call(farm.domain, wire.session("none")) == NEW_TASK
    assert by.asked == []


def test_an_answer_by_a_proxy_is_bounded_too(serve, no_environment):
    by = start(serve, sends(*DRIPS["headers"], pause=0.03))
    client = on("farm.example", session=wire.session(by.url), timeouts=SHORT, attempts=1)
    with pytest.raises(ConnectionFailed, match="took too long"):
        client.call("create_task", count=1)


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_a_proxy_that_is_not_there_is_said(nobody, no_environment, protocol):
    with pytest.raises(ConnectionFailed, match="proxy") as caught:
        on("farm.example", protocol=protocol, session=wire.session(f"http://{nobody}")).call(
            "create_task", count=1
        )
    assert caught.value.sent is False


def test_a_proxy_that_refuses_the_way_is_said_without_its_password(serve, no_environment):
    def answer(handler):
        handler.reply(407, PAGE)

    by = serve(answer)
    session = wire.session(f"http://studio:secretofproxy@{by.domain}")
    with pytest.raises(ConnectionFailed, match="proxy") as caught:
        on("farm.example", protocol="https", session=session).call("submit_task", taskId=7)
    assert "secretofproxy" not in str(caught.value)
    assert [asked.method for asked in by.asked] == ["CONNECT"]


def test_a_proxy_that_needs_a_package_says_which(no_environment):
    with pytest.raises(ConnectionFailed, match="PySocks") as caught:
        on("farm.example", session=wire.session("socks5://u:secretofproxy@127.0.0.1:1")).call(
            "create_task", count=1
        )
    assert "secretofproxy" not in str(caught.value)


def test_a_bundle_that_is_given_wins_over_the_environment(no_environment, tmp_path):
    (tmp_path / "ours.pem").touch()
    no_environment.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "theirs.pem"))
    for session, trusted in (
        (wire.session(ca_bundle=str(tmp_path / "ours.pem")), "ours.pem"),
        (wire.session(), "theirs.pem"),
        (wire.session("none"), "theirs.pem"),
    ):
        found = session.merge_environment_settings("https://farm.example", {}, None, None, None)
        assert found["verify"] == str(tmp_path / trusted)


def test_a_bundle_that_is_not_there_is_said_at_once(tmp_path):
    with pytest.raises(ConfigError, match="ca_bundle.*lost.pem"):
        wire.session(ca_bundle=str(tmp_path / "lost.pem"))


def test_a_bundle_of_the_environment_that_is_not_there_is_said(no_environment, tmp_path):
    no_environment.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "lost.pem"))
    with pytest.raises(ConnectionFailed, match="certificates"):
        on("farm.example", protocol="https", attempts=1).call("create_task", count=1)


def test_the_time_of_a_session_bounds_every_request_by_it(serve):
    server = start(serve, sends(*DRIPS["headers"], pause=0.03))
    with pytest.raises(requests.ReadTimeout):
        wire.session("none").get(server.url, timeout=SHORT)


def test_a_body_of_json_is_the_same_packed_or_not(serve):
    def answer(handler):
        packed = zlib.compress(b'{"a": "\xe9\x95\x9c"}')
        handler.reply(200, packed, Content_Encoding="deflate")

    with wire.session("none").get(serve(answer).url, timeout=5, stream=True) as response:
        assert json.loads(wire.body(response)) == {"a": "镜"}


# -- TLS -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A key and a certificate for 127.0.0.1 that nobody knows, in one file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "farm of a test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "farm.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return path


def tls(server, certificate):
    """Lets a server speak TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


def good(handler):
    handler.take()
    handler.reply(200, GOOD, Content_Type="application/json")


def test_a_certificate_that_is_in_the_bundle_is_trusted(serve, certificate):
    server = tls(serve(good), certificate)
    session = wire.session("none", str(certificate))
    client = on(server, protocol="https", session=session)
    for _ in range(2):
        assert client.call("create_task", count=1) == NEW_TASK


def test_a_certificate_nobody_knows_is_said_and_nothing_is_sent(serve, certificate):
    server = tls(serve(good), certificate)
    client = on(server, protocol="https", session=wire.session("none"))
    with pytest.raises(ConnectionFailed, match="certificate is not trusted") as caught:
        client.call("create_task", count=1)
    assert (server.asked, caught.value.sent, caught.value.lasting) == ([], False, True)


@pytest.mark.parametrize("part", ["headers", "body", "chunks"])
def test_an_answer_that_drips_by_tls_is_given_up(serve, certificate, part):
    server = tls(start(serve, sends(*DRIPS[part], pause=0.03)), certificate)
    session = wire.session("none", str(certificate))
    refused(server, protocol="https", session=session, timeouts=SHORT)


def test_an_answer_without_end_by_tls_is_given_up(serve, certificate):
    server = tls(start(serve, sends(*HUGE["body"])), certificate)
    session = wire.session("none", str(certificate))
    assert "16 MiB" in str(refused(server, protocol="https", session=session))


def test_a_server_that_speaks_no_tls_is_not_blamed_for_its_certificate(serve):
    with pytest.raises(ConnectionFailed, match="TLS.*write http:// before the host"):
        on(serve(good), protocol="https").call("create_task", count=1)


def test_a_handshake_that_never_comes_is_given_up():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        client = on(f"127.0.0.1:{silent.getsockname()[1]}", protocol="https", timeouts=(0.3, 20))
        with pytest.raises(ConnectionFailed, match="took too long"):
            client.call("create_task", count=1)
