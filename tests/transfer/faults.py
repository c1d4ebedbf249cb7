"""A proxy between a sender and a storage that does what networks and servers do at their worst.

It passes HTTP on loopback and may cut every connection after so many bytes, answer by itself
(500, 503, 429...), swallow requests, be slow, or call a function, such as one that kills the
server, in the middle of a body. It keeps a log of the files that passed and of those that were
sent although the storage had them whole.

Run as a program it moves files as a submitter does, in a process that can be killed.
"""

import collections
import contextlib
import dataclasses
import importlib.util
import json
import os
import pathlib
import random
import resource
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

from rayvision_plugins import profiles
from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.transfer import http, run, sources
from rayvision_plugins.transfer.records import Records

BLOCK = 16 * 1024
WIRE = profiles.read_table("storage.json")
RECORD = struct.Struct(WIRE["record"])
PLACE = "the farm"


@dataclasses.dataclass
class Request:
    """A request that came to the proxy: ``answered`` by the proxy itself with a status, or 0."""

    method: str
    target: str
    headers: dict
    answered: int = 0
    body: bytearray = dataclasses.field(default_factory=bytearray)
    there: frozenset = frozenset()

    @property
    def length(self):
        return int(self.headers.get("content-length", "0"))

    @property
    def packed(self):
        return self.target.startswith(WIRE["pack"].partition("{")[0])

    def files(self):
        """Returns the paths that it sends, of a pack as far as it came, or asks for."""
        if self.answered or self.method not in ("PUT", "GET", "POST"):
            return []
        if self.packed:
            return self._sent() if self.method == "PUT" else self._wanted()
        path = self.target.partition("?")[0].split("/", 3)
        alone = self.method != "POST" and len(path) == 4 and path[1] == "storage"
        return [urllib.parse.unquote(path[3])] if alone else []

    def _sent(self):
        found, at = [], 0
        while at + RECORD.size <= len(self.body):
            name, size, _ = RECORD.unpack_from(self.body, at)
            at += RECORD.size
            found.append(self.body[at : at + name].decode())
            at += name + size
        return found

    def _wanted(self):
        whole = len(self.body) == self.length
        return [row["path"] for row in json.loads(self.body)["files"]] if whole else []


class Proxy:
    """Listens on ``url`` and passes to ``target``, (host, port), which may change.

    ``there`` tells which files the storage has whole, ``here`` which were fetched: what of these
    is sent, or asked for, again is in ``twice``. ``up`` and ``down`` count the bytes of bodies
    towards the server, and all bytes back.
    """

    def __init__(self, target, there=frozenset):
        self.target = target
        self.there = there
        self.here = frozenset
        self.requests = []
        self.twice = []
        self.errors = []
        self.answers = collections.deque()
        self.swallow = 0
        self.delay = 0
        self.passed = {"up": 0, "down": 0}
        self._due = {"up": [], "down": []}
        self._open = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()
        self.cut()

    def at(self, count, do, way="up"):
        """Calls ``do`` once ``count`` more bytes have passed ``way``, in the middle of them."""
        with self._lock:
            self._due[way].append((self.passed[way] + count, do))

    def forget(self):
        """Calls nothing more of what ``at`` was given."""
        with self._lock:
            self._due = {"up": [], "down": []}

    def cut(self):
        """Breaks every connection, as a pulled cable and a restarted router do together."""
        with self._lock:
            connections, self._open = self._open, set()
        for connection in connections:
            _break(connection)

    def quiet(self, seconds=10):
        """Waits until nothing passes any more."""
        ends = time.monotonic() + seconds
        while self._open and time.monotonic() < ends:
            time.sleep(0.02)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            server = socket.create_connection(self.target, timeout=10)
        except OSError:
            _break(client)
            return
        server.settimeout(None)
        pair = {client, server}
        with self._lock:
            self._open |= pair
        threading.Thread(target=self._back, args=(server, client), daemon=True).start()
        try:
            with client.makefile("rb") as stream:
                while request := _request(stream):
                    self._pass(request, stream, client, server)
        except (OSError, ValueError):
            pass
        finally:
            self._end(pair)

    def _pass(self, request, stream, client, server):
        """Passes one request, or answers it."""
        request.there = frozenset(self.there() if request.method == "PUT" else self.here())
        with self._lock:
            self.requests.append(request)
            answer = self.answers.popleft() if self.answers else None
            swallowed = self.swallow > 0
            self.swallow -= swallowed
        if answer:
            request.answered, more = answer
            _take(stream, request.length)
            head = f"HTTP/1.1 {request.answered} Fault\r\nContent-Length: 0\r\n"
            rows = "".join(f"{name}: {value}\r\n" for name, value in more.items())
            client.sendall(f"{head}{rows}\r\n".encode())
            return
        if swallowed:
            request.answered = -1
            _take(stream, request.length)
            return
        server.sendall(request.head)
        left = request.length
        try:
            while left and (block := stream.read1(min(BLOCK, left))):
                if request.packed:
                    request.body += block
                left -= len(block)
                server.sendall(block)
                self._moved("up", len(block))
        finally:
            again = request.there.intersection(request.files())
            self.twice += [f"{request.method} {path}" for path in sorted(again)]

    def _back(self, server, client):
        with contextlib.suppress(OSError):
            while block := server.recv(BLOCK):
                client.sendall(block)
                self._moved("down", len(block))
        self._end({client, server})

    def _moved(self, way, count):
        time.sleep(self.delay)
        with self._lock:
            self.passed[way] += count
            due = [row for row in self._due[way] if row[0] <= self.passed[way]]
            self._due[way] = [row for row in self._due[way] if row not in due]
        for _, do in due:
            try:
                do()
            except Exception as err:
                self.errors.append(err)

    def _end(self, pair):
        with self._lock:
            self._open -= pair
        for connection in pair:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def _break(connection):
    """Closes a connection with a reset, so that what is on its way is lost."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _request(stream):
    """Returns the next request of a connection, None at its end."""
    lines = []
    while (line := stream.readline(65536)) not in (b"", b"\r\n"):
        lines.append(line)
    if not lines or not line:
        return None
    method, target, _ = lines[0].decode("latin-1").split(" ", 2)
    rows = (row.decode("latin-1").partition(":") for row in lines[1:])
    request = Request(method, target, {name.lower(): value.strip() for name, _, value in rows})
    if "transfer-encoding" in request.headers:
        raise ValueError("the proxy knows bodies with a length only")
    request.head = b"".join(lines) + b"\r\n"
    return request


def _take(stream, count):
    while count and (block := stream.read1(min(BLOCK, count))):
        count -= len(block)


def farm_class():
    """Returns the class of farm processes that the tests of the farm use."""
    path = pathlib.Path(__file__).parent.parent / "farm" / "conftest.py"
    spec = importlib.util.spec_from_file_location("farm_of_the_tests", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FarmProcess


def make_tree(folder, *, small=200, large=4, seed=7):
    """Writes many small files and some large ones; returns {name: content}."""
    chance = random.Random(seed)
    files = {f"textures/{n % 7}/图 {n:04}.tx": chance.randrange(30_000) for n in range(small)}
    files.update({f"caches/{n}.vdb": chance.randrange(1_500_000, 4_000_000) for n in range(large)})
    files["caches/empty.vdb"] = 0
    for name, size in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(size))
    return {name: (folder / name).read_bytes() for name in files}


def rests(seconds):
    """Sleeps as run.py wants it, but not for as long."""
    time.sleep(min(seconds, 0.2))


class Mover:
    """A submitter's way to a storage: an engine that goes through the proxy, and its records.

    ``patience``: seconds after which a server that says nothing is left.
    """

    def __init__(self, url, tokens, home, bid, renew=None, patience=30):
        self.bid = bid
        self.records = Records(pathlib.Path(home) / "records.db")
        self.engine = http.HttpEngine(
            url, tokens, renew=renew, parallel=4, timeouts=(patience, patience), place=PLACE
        )

    def send(self, folder, attempts=200):
        """Sends a tree; returns the events."""
        found = sources.tree(str(folder), "D/shots")
        return list(
            run.send(self.engine, found, self.bid, self.records, attempts=attempts, sleep=rests)
        )

    def fetch(self, folder, attempts=200):
        """Fetches the tree that was sent; returns the events."""
        rows = self.engine.listing(self.bid, "D/shots/", str(folder))
        return list(run.fetch(self.engine, rows, self.records, attempts=attempts, sleep=rests))

    def close(self):
        self.records.close()


def start(way, url, tokens, home, bid, folder, limit=0):
    """Starts a submitter of its own, which may write files of at most ``limit`` bytes."""
    asked = [way, url, tokens, str(home), bid, str(folder), limit]
    return subprocess.Popen(
        [sys.executable, __file__, json.dumps(asked)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(step for step in sys.path if step)},
    )


def main(text):
    """Does what ``start`` asked for; prints the last event, or why it failed."""
    way, url, tokens, home, bid, folder, limit = json.loads(text)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    mover = Mover(url, tokens, home, bid)
    try:
        events = getattr(mover, way)(folder)
    except TransferFailed as err:
        print(err)
        return 1
    finally:
        mover.close()
    print(events[-1].text if events else "")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
