"""BIMFACE as its document 发起文件转换 has it: PUT /translate, and the signed GET it calls back.

Nothing of rayvision_plugins is used. A file is translated ``seconds`` after it was asked for; then
its callback goes out as the faults say. By itself: ``python tests/emulators/bimface.py --port N``
prints its address and serves until stdin closes or SIGTERM.
"""

import argparse
import dataclasses
import hashlib
import http.client
import http.server
import json
import signal
import sys
import threading
import time
import urllib.parse

TOKEN, APP_KEY, APP_SECRET = "demo-token", "demo-app-key", "demo-app-secret"
FILE = 857482189666208
LARGEST = 1 << 20
PAGE = b"<html><body>502 Bad Gateway</body></html>"


@dataclasses.dataclass
class Faults:
    """What goes wrong; nothing does as it is."""

    refused: str = ""  # a documented code for every request
    status: int = 200  # of HTTP, with a refusal: the document names none
    expires_after: int = -1  # requests the token is good for; -1: all
    html: bool = False  # a proxy answers
    too_large: bool = False  # a proxy finds the request too large
    redirect: str = ""  # where every request is sent to
    slow: float = 0.0  # seconds before an answer
    cut: bool = False  # the translation starts, its answer is lost
    answer: object = None  # in place of the right one
    callbacks: int = 1  # how often each is sent: 0 lost, 2 doubled
    forged: bool = False  # signed with another secret
    changed: dict = dataclasses.field(default_factory=dict)  # fields changed after signing


class Emulator:
    """The service on a free port of this machine; ``with Emulator() as bimface: bimface.url``.

    ``files`` are {fileId: name}, ``failing`` {fileId: why it cannot be translated}, ``broken``
    {fileId: the code that is answered}; ``calls`` are (method, path, headers), ``bodies`` what was
    asked, ``receipts`` (fileId, what the HTTP status of a callback's answer was, 0: none).
    """

    def __init__(self, port=0, *, seconds=0.0, by_hand=False):
        self.token, self.app_key, self.app_secret = TOKEN, APP_KEY, APP_SECRET
        self.files = {FILE: "root.rvt"}
        self.failing, self.broken = {}, {}
        self.faults = Faults()
        self.calls, self.bodies, self.receipts = [], [], []
        self.asked = {}  # fileId -> where it is to be told
        self.seconds, self.by_hand = seconds, by_hand
        self._nonce = 0
        self._timers = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._server.daemon_threads = True
        self._server.emulator = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.05], daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        for timer in self._timers:
            timer.cancel()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def translated(self, body):
        """Takes a translation; returns (HTTP status, answer)."""
        source = body.get("source", {})
        file, faults = source.get("fileId"), self.faults
        code = faults.refused or self.broken.get(file, "")
        if not code and file not in self.files:
            code = "file.not.found"
        if not code and body.get("priority", 2) not in (1, 2, 3):
            code = "priority.not.support"
        callback = body.get("callback") or ""
        if (
            not code
            and callback
            and urllib.parse.urlsplit(callback).scheme not in ("http", "https")
        ):
            code = "url.invalid"
        if code:
            return self.refusal(code)
        self.asked[file] = callback
        if callback and not self.by_hand:
            self._timers.append(threading.Timer(self.seconds, self.finish, [file]))
            self._timers[-1].start()
        data = {
            "createTime": time.strftime("%Y-%m-%d %H:%M:%S"),
            "fileId": file,
            "name": self.files[file],
            "priority": body.get("priority", 2),
            "reason": None,
            "status": "proccessing",
            "thumbnail": None,
        }
        return 200, {"code": "success", "message": None, "data": data}

    def refusal(self, code, message="it said no"):
        return self.faults.status, {"code": code, "message": message}

    def finish(self, file):
        """Ends a translation: its callbacks go out, as many as the faults say."""
        query = self.callback(file)
        for _ in range(self.faults.callbacks):
            self.send(self.asked[file], query)

    def callback(self, file, *, nonce="", **changed):
        """Returns the fields of a callback, rightly signed before ``changed`` are changed."""
        reason = self.failing.get(file, "")
        query = {"fileId": str(file), "status": "failed" if reason else "success"}
        if reason:
            query["reason"] = reason
        else:
            query["thumbnail"] = f"https://thumbnails.invalid/{file}.png"
        self._nonce += 1
        query["nonce"] = nonce or f"{time.monotonic_ns()}-{self._nonce}"
        query["signature"] = self.signature(query)
        return {**query, **self.faults.changed, **changed}

    def signature(self, query):
        secret = "somebody else's" if self.faults.forged else self.app_secret
        parts = [self.app_key, secret, query["fileId"], query["status"], query["nonce"]]
        return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

    def send(self, address, query):
        """Calls back; returns the HTTP status of the receipt."""
        url = urllib.parse.urlsplit(address)
        said = "&".join(filter(None, [url.query, urllib.parse.urlencode(query)]))
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
        try:
            connection.request(
                "GET", f"{url.path or '/'}?{said}", headers={"Content-Type": "application/json"}
            )
            status = connection.getresponse().status
        except OSError:
            status = 0
        finally:
            connection.close()
        self.receipts.append((int(query["fileId"]), status))
        return status


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, *_):
        pass

    def _answer(self, status, content, kind="application/json", **headers):
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_PUT(self):
        emulator, faults = self.server.emulator, self.server.emulator.faults
        emulator.calls.append((self.command, self.path, dict(self.headers)))
        content = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))
        if faults.slow:
            time.sleep(faults.slow)
        if faults.html:
            return self._answer(502, PAGE, "text/html")
        if faults.too_large:
            return self._answer(413, PAGE, "text/html")
        if faults.redirect:
            return self._answer(307, b"", Location=faults.redirect)
        if self.path != "/translate":
            return self._answer(404, PAGE, "text/html")
        expired = 0 <= faults.expires_after < len(emulator.calls)
        if self.headers.get("Authorization") != f"bearer {emulator.token}" or expired:
            return self._answer(
                *emulator.refusal("authentication.failed", "Token was not recognized.")
            )
        try:
            body = json.loads(content)
        except ValueError:
            return self._answer(*emulator.refusal("system.error"))
        emulator.bodies.append(body)
        status, answer = emulator.translated(body)
        if faults.cut:
            self.close_connection = True
            return None
        return self._answer(status, answer if faults.answer is None else faults.answer)

    def do_GET(self):
        self.server.emulator.calls.append((self.command, self.path, dict(self.headers)))
        self._answer(404, PAGE, "text/html")

    do_POST = do_GET


def main():
    parser = argparse.ArgumentParser(description="BIMFACE, emulated.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a translation takes")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Emulator(given.port, seconds=given.seconds) as emulator:
        print(emulator.url, flush=True)
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
