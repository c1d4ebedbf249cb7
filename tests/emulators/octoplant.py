"""An octoplant server with its Export API, over HTTPS with a certificate of its own making.

Written from the vendor's page "How to use the Export API", knowing nothing of the client. What
the page leaves open is a knob of ``Faults``: the form of a refusal, the end of a token, what a
cancelled order ends with.

``python tests/emulators/octoplant.py --port 0`` prints its address, then the file of its
certificate, and serves until its input closes or SIGTERM. A user is versiondog, password change-it,
and the client secret is CLIENT_SECRET.
"""

import argparse
import dataclasses
import http.server
import io
import itertools
import json
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
import zipfile

USERNAME, PASSWORD = "versiondog", "change-it"
CLIENT_ID, CLIENT_SECRET = "public-api", "11111111-2222-4333-8444-555555555555"

STATES = ("STATE_PENDING", "STATE_RUNNING", "STATE_SUCCEEDED")

HTTP_OF = {1: 499, 3: 400, 5: 404, 7: 403, 8: 429, 9: 400, 12: 501, 13: 500, 14: 503, 16: 401}
"""The HTTP status of a gRPC code, as gRPC's gateways for JSON choose it."""


@dataclasses.dataclass
class Faults:
    """What goes wrong. Numbers count down: 2 means the next two times."""

    shape: str = "flat"
    """Of refusals: "flat" {code, message}, "nested" {error: {code, message}}, "empty"."""
    token_life: float | None = 3600.0
    """Seconds; None: the answer does not say, and the token does not end by itself."""
    token_error: str = "grpc"
    """A refused token request: "grpc", or "oauth" as RFC 6749 has it."""
    echo: bool = False
    """Refusals repeat what they were sent, secrets and all."""
    revoke_after: int = 0
    """This many answers later all tokens are worth nothing."""
    fails: tuple[int, str] | None = None
    """Orders fail with this gRPC code and message."""
    state: str = ""
    """The state that orders show from now on."""
    done: bool | None = None
    terse: bool = False
    """Values that are the default of their type are left out."""
    name: object = None
    """The name of the next orders."""
    cut: int = 0
    """Downloads that end in the middle."""
    unlengthed: bool = False
    """Downloads say no length; they end with the connection."""
    drop: int = 0
    """Calls that are done, but whose answer never leaves."""
    html: int = 0
    """Answers that are the HTML page of a proxy, with ``html_status``."""
    html_status: int = 200
    busy: int = 0
    """Answers 503."""
    answer: object = None
    """What an order and its state are answered with instead."""
    redirect: str = ""
    """Where downloads are sent."""
    slow: float = 0.0
    """Seconds before each answer."""


class Emulator:
    """Serves at ``url``; ``certificate`` is the file that a client has to trust.

    ``calls`` holds (method, path, headers) of each call. ``archive`` is what downloads give, made
    of the order's contents where it is None. ``clock`` is by what tokens expire. ``plain`` is
    http.
    """

    def __init__(self, port=0, *, certificate="", key="", clock=time.monotonic, plain=False):
        self.port = port
        self.plain = plain
        self.faults = Faults()
        self.archive = None
        self.calls = []
        self.forms = []
        self.orders = {}
        self.clock = clock
        self.certificate = certificate
        self._key = key
        self._room = ""
        self._tokens = {}
        self._numbers = itertools.count(1)
        self._one = threading.RLock()

    def __enter__(self):
        if not self.certificate:
            self._room = tempfile.mkdtemp(prefix="octoplant-")
            self.certificate, self._key = self_signed(self._room)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self._key)
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.emulator = self
        if not self.plain:
            # the handshake waits in the thread of its connection: nobody holds the others up
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = self._server.server_address[1]
        self.url = f"http{'' if self.plain else 's'}://localhost:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self._room:
            shutil.rmtree(self._room)

    def asked(self, path):
        """Returns how often a path was called."""
        return sum(1 for call in self.calls if call[1] == path)

    def revoke(self):
        """Every token given so far is refused from now on."""
        self._tokens.clear()

    # what the API does; each returns (HTTP status, JSON)

    def token(self, form):
        self.forms.append(form)
        if form.get("grant_type") != "password":
            return self.refused(3, "grant_type", oauth="unsupported_grant_type")
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return self.refused(16, f"client {self._echo(form)}", oauth="invalid_client")
        if (form.get("username"), form.get("password")) != (USERNAME, PASSWORD):
            return self.refused(16, f"user {self._echo(form)}", oauth="invalid_grant")
        token = f"token-{next(self._numbers)}-{uuid.uuid4().hex}"
        life = self.faults.token_life
        self._tokens[token] = self.clock() + (float("inf") if life is None else life)
        ends = {} if life is None else {"expires_in": life}
        return 200, {"access_token": token, "token_type": "Bearer", **ends}

    def knows(self, header):
        kind, _, token = (header or "").partition(" ")
        return kind == "Bearer" and self._tokens.get(token, 0.0) > self.clock()

    def start(self, body):
        try:
            contents = json.loads(body)["exportContents"]
        except (ValueError, KeyError, TypeError):
            return self.refused(3, "exportContents is missing")
        if not isinstance(contents, dict) or not contents:
            return self.refused(3, "exportContents is empty")
        if "noSuchExport" in contents:
            return self.refused(3, "unknown export noSuchExport")
        name = uuid.uuid4().hex if self.faults.name is None else self.faults.name
        self.orders[name] = order = {"contents": contents, "at": 0, "cancelled": False}
        return 200, self.answer_of(name, order)

    def status(self, name):
        order = self.orders.get(name)
        if order is None:  # "typically returned for invalid GetOperation calls"
            return 200, self.terse({"name": name, **_operation("STATE_UNSPECIFIED")})
        order["at"] += 1
        return 200, self.answer_of(name, order)

    def answer_of(self, name, order):
        given = self.faults.answer
        return self.state_of(name, order) if given is None else given

    def state_of(self, name, order):
        step = min(order["at"], len(STATES) - 1)
        error = None
        if order["cancelled"]:
            error = (1, "cancelled by the user")
        elif self.faults.fails and step == len(STATES) - 1:
            error = self.faults.fails
        state = _operation("STATE_FAILED" if error else STATES[step])
        if self.faults.state:
            state["metadata"]["state"] = self.faults.state
        if self.faults.done is not None:
            state["done"] = self.faults.done
        if error:
            state["error"] = {"code": error[0], "message": error[1], "details": []}
        return self.terse({"name": name, **state})

    def terse(self, state):
        if self.faults.terse:
            if state["metadata"]["state"] == "STATE_UNSPECIFIED":
                state["metadata"] = {}
            if not state["done"]:
                del state["done"]
        return state

    def cancel(self, name):
        order = self.orders.get(name)
        if order is None:
            return self.refused(5, f"no order {name}")
        if not order["cancelled"] and order["at"] >= len(STATES) - 1:
            return self.refused(9, "the order has ended")
        order["cancelled"] = True
        return 200, {}

    def download(self, name):
        order = self.orders.get(name)
        if order is None:
            return self.refused(5, f"no order {name}")
        if order["cancelled"] or order["at"] < len(STATES) - 1 or self.faults.fails:
            return self.refused(9, "the export has not succeeded")
        return 200, export(order["contents"]) if self.archive is None else self.archive

    def refused(self, code, message, oauth=""):
        if oauth and self.faults.token_error == "oauth":
            status = 401 if oauth == "invalid_client" else 400
            return status, {"error": oauth, "error_description": message}
        error = {"code": code, "message": message, "details": []}
        shapes = {"flat": error, "nested": {"error": error}, "empty": b""}
        return HTTP_OF.get(code, 500), shapes[self.faults.shape]

    def _echo(self, form):
        return urllib.parse.urlencode(form) if self.faults.echo else "is not known"

    def due(self, fault):
        """Returns whether a fault that counts down is due, and counts."""
        with self._one:
            left = getattr(self.faults, fault)
            setattr(self.faults, fault, max(0, left - 1))
            return left > 0

    def count_down_to_revoke(self):
        if self.faults.revoke_after and self.due("revoke_after") and not self.faults.revoke_after:
            self.revoke()


def _operation(state):
    return {
        "metadata": {"state": state},
        "done": state in ("STATE_SUCCEEDED", "STATE_FAILED"),
    }


def export(contents):
    """Returns the ZIP of an order: contents.json and a folder of each export."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        files = [f"{name}/{name}.json" for name in sorted(contents)]
        archive.writestr("contents.json", json.dumps({"exports": files}))
        for name, path in zip(sorted(contents), files):
            tree = {"name": name, "children": [{"id": number} for number in range(2000)]}
            archive.writestr(path, json.dumps(tree))
    return packed.getvalue()


def self_signed(folder):
    """Returns the paths of a new certificate for this machine and of its key."""
    certificate, key = (str(pathlib.Path(folder) / name) for name in ("server.pem", "server.key"))
    # fmt: off
    command = [
        shutil.which("openssl") or "openssl", "req", "-x509", "-nodes", "-days", "2",
        "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-subj", "/CN=localhost", "-addext", "keyUsage=critical,digitalSignature,keyCertSign",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout", key, "-out", certificate,
    ]
    # fmt: on
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Clients that do not trust the certificate are no news."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20
    disable_nagle_algorithm = True

    def do_GET(self):
        self._serve()

    do_POST = do_PUT = do_DELETE = do_GET

    def _serve(self):
        emulator = self.server.emulator
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        emulator.calls.append((self.command, self.path, dict(self.headers)))
        time.sleep(emulator.faults.slow)
        if emulator.due("html"):
            page = b"<html><body>The proxy has something to say.</body></html>"
            return self._send(emulator.faults.html_status, page, "text/html")
        if emulator.due("busy"):
            return self._send(*emulator.refused(14, "the server starts"))
        with emulator._one:
            status, answer = self._answer(emulator, body)
            emulator.count_down_to_revoke()
        if emulator.due("drop"):
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        return self._send(status, answer)

    def _answer(self, emulator, body):
        parts = [urllib.parse.unquote(part) for part in self.path.split("/")[1:]]
        if (self.command, parts) == ("POST", ["v1", "oauth2", "token"]):
            return emulator.token(dict(urllib.parse.parse_qsl(body.decode("utf-8"))))
        if not emulator.knows(self.headers.get("authorization")):
            return emulator.refused(16, "the token is not known or has expired")
        if (self.command, parts) == ("POST", ["v1", "order"]):
            return emulator.start(body)
        if parts[:2] != ["v1", "order"] or len(parts) not in (3, 4):
            return emulator.refused(12, "no such method")
        name, verb = parts[2], "".join(parts[3:])
        calls = {
            ("GET", ""): emulator.status,
            ("POST", "cancel"): emulator.cancel,
            ("GET", "download"): emulator.download,
        }
        call = calls.get((self.command, verb))
        return call(name) if call else emulator.refused(12, "no such method")

    def _send(self, status, answer, kind=""):
        faults = self.server.emulator.faults
        raw = isinstance(answer, bytes)
        content = answer if raw else json.dumps(answer).encode("utf-8")
        archive = raw and status == 200 and not kind
        if archive and faults.redirect:
            self.send_response(302)
            self.send_header("Location", faults.redirect)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        self.send_response(status)
        kind = kind or ("application/zip" if archive else "application/json")
        self.send_header("Content-Type", kind)
        if archive and faults.unlengthed:
            self.close_connection = True
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if archive and self.server.emulator.due("cut"):
            content = content[: len(content) // 2]
            self.close_connection = True
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificate", default="", help="PEM file (default: a new one)")
    parser.add_argument("--key", default="", help="PEM file of its key")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Emulator(given.port, certificate=given.certificate, key=given.key) as emulator:
        print(emulator.url, emulator.certificate, sep="\n", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
