"""Cost of a signed call, as ratios measured in one run.

``python tests/bench/client.py`` prints a table. Peers: a bare ``hmac.digest`` of the same
text; a bare ``requests.Session`` that posts the same bytes to the same server, which runs in
a process of its own.
"""

import asyncio
import hashlib
import hmac
import json
import multiprocessing
import pathlib
import statistics
import sys
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rayvision_plugins import profiles, signing  # noqa: E402
from rayvision_plugins.client import Client  # noqa: E402
from rayvision_plugins.credentials import Credentials  # noqa: E402

KEY = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
ACCESS = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"
BODY = {"count": 1, "taskUserLevel": 50, "labels": ["shot_010", "comp"]}
ANSWER = {
    "version": "1.0.0",
    "result": True,
    "message": "success",
    "code": 200,
    "data": {"taskIdList": [19097], "aliasTaskIdList": ["2W19097"], "userId": 10001136},
    "serverTime": 1535957371000,
    "requestId": "f9a8dd1a4f6a4bd3a2c0b6b2c6c9b9b4",
}
CALLS = 1000


async def _serve(port):
    body = json.dumps(ANSWER).encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\n"
    whole = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    async def talk(reader, writer):
        try:
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line.partition(b":")[2])
                    for line in asked.split(b"\r\n")
                    if line.lower().startswith(b"content-length")
                )
                await reader.readexactly(length)
                writer.write(whole)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def server(port):
    """Answers every request alike, for ever."""
    asyncio.run(_serve(port))


def seconds(call, times):
    """Returns the seconds one of ``times`` calls takes."""
    started = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - started) / times


def in_turn(peer, ours, times, rounds):
    """Returns the median seconds of two calls and the median of peer / ours.

    Each round measures both, so that they meet the same machine.
    """
    pairs = [(seconds(peer, times), seconds(ours, times)) for _ in range(rounds)]
    return (*map(statistics.median, zip(*pairs)), statistics.median(a / b for a, b in pairs))


def row(what, value, wish):
    print(f"{what:<60} {value:>10}   wish {wish}", flush=True)


def signature(profile):
    """Measures the signing of a small body."""
    headers = {
        **profile.headers,
        "accessId": ACCESS,
        "platform": "2",
        "UTCTimestamp": "1700000000",
        "nonce": "123456",
    }
    path = profile.endpoint("create_task").path

    def canonical():
        return signing.canonical(
            domain=profile.domain, path=path, headers=headers, body=BODY, unsigned=profile.unsigned
        )

    text, key = canonical(), KEY.encode()
    data = text.encode()

    def digest():
        hmac.digest(key, data, hashlib.sha256)

    def sign():
        signing.sign(KEY, canonical())

    bare, whole, ratio = in_turn(digest, sign, 1000, 50)
    row("bare hmac.digest of the text of create_task", f"{bare * 1e6:.2f} us", "-")
    row("canonical text and signature", f"{whole * 1e6:.2f} us", "-")
    row("canonical text and signature / bare hmac.digest", f"{1 / ratio:.1f}", "8 or less")


def calls(profile, port):
    """Measures signed calls and bare posts in turn, so that both meet the same machine."""
    domain = f"127.0.0.1:{port}"
    client = Client(profile, Credentials(ACCESS, KEY), domain=domain, protocol="http")
    client.call("create_task", **BODY)
    bare = requests.Session()
    signed = {
        **profile.headers,
        "accessId": ACCESS,
        "platform": "2",
        "UTCTimestamp": "1700000000",
        "nonce": "123456",
        "signature": "v3NpGjVq2DWGeiHEljvlq3w4pvsj0RFJveHq7mui02c=",
    }
    data = json.dumps(BODY).encode()
    url = f"http://{domain}{profile.endpoint('create_task').path}"

    def post():
        bare.post(url, data=data, headers=signed, timeout=(10, 60)).json()

    def call():
        client.call("create_task", **BODY)

    theirs, ours, ratio = in_turn(post, call, 20, CALLS // 20)
    row(f"{CALLS} bare posts, one session", f"{1 / theirs:.0f} /s", "-")
    row(f"{CALLS} signed calls in a row", f"{1 / ours:.0f} /s", "-")
    row("rate of signed calls / rate of bare posts", f"{ratio:.2f}", "0.85 or more")


def main():
    print(f"Python {sys.version.split()[0]}, requests {requests.__version__}")
    profile = profiles.load("renderbus-2020")
    signature(profile)
    port = multiprocessing.Queue()
    process = multiprocessing.Process(target=server, args=[port], daemon=True)
    process.start()
    try:
        calls(profile, port.get(timeout=30))
    finally:
        process.terminate()
        process.join()


if __name__ == "__main__":
    main()
