"""A hostile HTTP server on loopback: what it answers is a function of the test."""

import dataclasses
import http.server
import json
import socketserver
import threading

import pytest


@dataclasses.dataclass
class Asked:
    """A request as it arrived; ``body`` is empty until the answer reads it."""

    method: str
    path: str
    headers: dict
    body: bytes = b""


class Handler(http.server.BaseHTTPRequestHandler):
    """Hands every request to ``server.answer``, which may write, wait or cut as it likes."""

    protocol_version = "HTTP/1.1"

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:  # the other side has gone, as some tests want
            self.close_connection = True

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self._ask
        raise AttributeError(name)

    def _ask(self):
        headers = {key.lower(): value for key, value in self.headers.items()}
        self.asked = Asked(self.command, self.path, headers)
        if "upload-claim" in headers and self.command == "POST":  # all that is asked for is free
            self.reply(200, json.dumps({"missing": self._named(), "coming": []}).encode())
            return
        self.server.asked.append(self.asked)
        self.server.answer(self)

    def _named(self):
        return [row["path"] for row in json.loads(self.take())["files"]]

    def take(self):
        """Reads the body of the request and returns it."""
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.asked.body = body
        return body

    def reply(self, status, body=b"", **headers):
        """Answers; ``headers`` are written with dashes for underscores."""
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        self.send_response(status)
        for key, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(key, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def cut(self):
        """Ends the connection after what was written."""
        self.close_connection = True
        self.wfile.flush()

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingTCPServer):
    """Serves in threads until the test ends; ``asked`` keeps every request."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.asked = []
        self.domain = f"127.0.0.1:{self.server_address[1]}"
        self.url = f"http://{self.domain}"
        self.ended = threading.Event()
        """Set at the end of the test: what an answer that never comes waits for."""

    def handle_error(self, *_):
        pass


@pytest.fixture
def serve():
    """Returns a function that starts a Server with an answer."""
    servers = []

    def start(answer):
        server = Server(answer)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        return server

    yield start
    for server in servers:
        server.ended.set()
        server.shutdown()
        server.server_close()
