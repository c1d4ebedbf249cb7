"""The three hosts of the chohotech emulator: its API, its file service and the store behind it.

Source: chohotech 生产导出.
"""

import contextlib
import http.server
import json
import secrets
import urllib.parse

HEADER = "X-ZH-TOKEN"
PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


class Refused(Exception):
    def __init__(self, status, said):
        super().__init__(said)
        self.status = status
        self.said = said


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self):
        self._handle()

    def do_PUT(self):
        self._handle()

    def do_POST(self):
        self._handle()

    def _handle(self):
        emulator = self.server.emulator
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        emulator.calls.append((self.command, self.path, dict(self.headers.items())))
        address = urllib.parse.urlsplit(self.path)
        self.parts = [urllib.parse.unquote(part) for part in address.path.split("/")[1:]]
        self.query = dict(urllib.parse.parse_qsl(address.query))
        if emulator.faults.slow:
            emulator.stopping.wait(emulator.faults.slow)
        try:
            self.disturb(emulator)
            self.answer(emulator)
        except Refused as err:
            self.json({"detail": err.said}, err.status)

    def disturb(self, emulator):
        """What happens on the way to the service's own hosts, and whether the token is right."""
        if emulator.take("busy"):
            self.send(b"busy", 503, "text/plain", {"Retry-After": "1"})
            raise Answered
        if emulator.take("html"):
            self.send(PAGE, 502, "text/html")
            raise Answered
        if emulator.expired() or self.headers.get(HEADER) != emulator.token:
            raise Refused(401, "invalid token")

    def handle_one_request(self):
        with contextlib.suppress(Answered, ConnectionError):
            super().handle_one_request()

    def json(self, value, status=200):
        self.send(json.dumps(value).encode(), status, "application/json")

    def send(self, content, status=200, kind="application/octet-stream", headers=None, cut=False):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            self.wfile.flush()
            self.close_connection = True

    def log_message(self, *_):
        pass


class Answered(Exception):
    pass


class Api(Handler):
    """Takes runs, says how they are, gives their data."""

    def answer(self, emulator):
        if (self.command, self.parts) == ("POST", ["run"]):
            self._run(emulator)
            return
        what, run_id, *key = self.parts if len(self.parts) > 1 else ("", "")
        run = emulator.runs.get(run_id)
        if self.command != "GET" or what not in ("run", "data") or run is None or len(key) > 1:
            raise Refused(404, "not found")
        if what == "run" and emulator.faults.status:
            self.send(emulator.faults.status.encode(), kind="application/json")
        elif what == "run":
            self._status(run)
        elif not run.completed:
            raise Refused(404, "no data")
        elif emulator.faults.data:
            self.send(emulator.faults.data.encode(), kind="application/json")
        elif not key:
            self.json({"result": run.result})
        elif key[0] in run.result:
            self.json(run.result[key[0]])
        else:
            raise Refused(404, "no such item")

    def _run(self, emulator):
        if len(self.body) > emulator.faults.largest:
            raise Refused(413, "Request Entity Too Large")
        try:
            order = json.loads(self.body)
        except ValueError:
            raise Refused(400, "no JSON") from None
        run = emulator.start(order)
        if emulator.take("lost_runs"):
            self.close_connection = True
            return
        self.json({"run_id": json.loads(emulator.faults.run_id or f'"{run.id}"')})

    def _status(self, run):
        hidden = run.looks > 0
        run.looks = max(run.looks - 1, 0)
        reason = run.reason if run.failed and not hidden else None
        self.json(
            {
                "completed": run.completed and not hidden,
                "failed": run.failed and not hidden,
                "reason_public": reason,
            }
        )


class Files(Handler):
    """Gives signed addresses for uploads, and files by their pointers."""

    def answer(self, emulator):
        user = [emulator.user_group, emulator.user_id]
        if self.command == "GET" and self.parts == ["scratch", *user, "upload_url"]:
            if not self.query.get("postfix"):
                raise Refused(422, "postfix required")
            name = f"{secrets.token_hex(2)}/{secrets.token_hex(8)}.{self.query['postfix']}"
            path = "/".join(["", "scratch", *user, name])
            self.json(emulator.faults.upload_to or emulator.signed(path))
        elif self.command == "GET" and self.parts == ["file", "download"]:
            self._download(emulator)
        else:
            raise Refused(404, "not found")

    def _download(self, emulator):
        path = emulator.path_of(self.query.get("urn", ""))
        if path not in emulator.objects:
            raise Refused(404, "no such file")
        if emulator.take("redirects"):
            self.send(b"", 302, headers={"Location": emulator.signed(path)})
            return
        self.send(emulator.objects[path], cut=emulator.take("cut_downloads"))


class Store(Handler):
    """Holds bytes; knows signatures and no token."""

    def disturb(self, emulator):
        if HEADER in self.headers:
            raise Refused(400, "a token that does not belong here")

    def answer(self, emulator):
        path = self.path.split("?")[0]
        if not emulator.admits(path, self.query.get("signature", "")):
            raise Refused(403, "SignatureDoesNotMatch")
        if self.command == "PUT":
            if emulator.take("old_addresses"):
                raise Refused(403, "AccessDenied: Request has expired")
            emulator.objects[path] = self.body
            self.send(b"")
        elif emulator.take("redirects"):
            self.send(b"", 302, headers={"Location": emulator.signed(path)})
        else:
            self.send(emulator.objects[path], cut=emulator.take("cut_downloads"))


def serving(emulator, handler, port=0):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    server.emulator = emulator
    return server
