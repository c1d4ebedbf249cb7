"""朝厚 (chohotech) as its document says: workflows on meshes, a file service and its store.

Three servers on three ports, as three hosts: ``url`` takes runs, ``file_server_url`` gives signed
addresses and files, and the store behind them takes and gives bytes to whoever holds a signature
and must never see the token. The one workflow joins all its meshes into one.

Own code: nothing here is shared with the client. Source: chohotech 生产导出.
"""

import argparse
import base64
import dataclasses
import hashlib
import hmac
import json
import secrets
import signal
import sys
import threading
import urllib.error
import urllib.request

from chohotech_http import Api, Files, Refused, Store, serving
from chohotech_meshes import INPUTS, OUTPUTS, joined, read, written


@dataclasses.dataclass
class Faults:
    """What goes wrong; a number is how many times it still does."""

    reason: str = ""  # every run fails with this reason
    looks: int = 0  # looks at a run that say it goes on
    inline_results: bool = False  # meshes come back as base64
    extra: dict = dataclasses.field(default_factory=dict)  # goes into the result as it stands
    data: str = ""  # what is answered in place of the results
    status: str = ""  # what is answered in place of how a run is
    run_id: str = ""  # what is answered in place of the id of a run, as JSON
    rename: dict = dataclasses.field(default_factory=dict)  # output names that come back otherwise
    calls_until_expiry: int = -1  # calls until the token is no longer valid; -1: it stays valid
    largest: int = 8 * 1024 * 1024  # bytes of a request; more is answered with 413
    html: int = 0  # a proxy answers with a page
    busy: int = 0  # 503 with Retry-After
    lost_runs: int = 0  # the run starts and its answer never comes
    cut_downloads: int = 0  # half of a file, then the line breaks
    old_addresses: int = 0  # a signed address is too old once it is used
    redirects: int = 0  # redirects before the bytes; they lead to the store
    upload_to: str = ""  # what is given as signed address in place of the store's
    slow: float = 0.0  # seconds before an answer, cut short when the emulator ends
    callbacks: int = 1  # how many times each address is called: 0 lost, 2 a duplicate
    early: bool = False  # the callback comes before the answer to /run


@dataclasses.dataclass
class Run:
    id: str
    order: dict
    looks: int = 0
    completed: bool = False
    failed: bool = False
    reason: str = ""
    result: dict = dataclasses.field(default_factory=dict)


class Emulator:
    """The service; ``with Emulator() as emulator`` serves until the block ends."""

    workflow = "mesh-processing/dental-mesh-export/1.0-snapshot"
    user_group = "APIClient"
    user_id = "studio-7"

    def __init__(self, port=0):
        self.token = "zh-" + secrets.token_hex(16)
        self.faults = Faults()
        self.calls = []
        self.runs = {}
        self.objects = {}
        self.told = []  # (address, HTTP status) of each callback, 0: nobody answered
        self.stopping = threading.Event()
        self._key = secrets.token_bytes(16)
        self._one = threading.Lock()
        self._workers = []
        self._servers = [serving(self, Api, port), serving(self, Files), serving(self, Store)]
        self.url, self.file_server_url, self.store_url = (
            f"http://127.0.0.1:{server.server_port}" for server in self._servers
        )

    @property
    def creds(self):
        """What the vendor hands out as creds.json."""
        return {
            "base_url": self.url,
            "file_server_url": self.file_server_url,
            "zh_token": self.token,
            "user_id": self.user_id,
        }

    def __enter__(self):
        for server in self._servers:
            worker = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            worker.start()
            self._workers.append(worker)
        return self

    def __exit__(self, *failure):
        self.stopping.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for worker in self._workers:
            worker.join(10)

    def seen(self, place):
        """Returns the calls that came to "api", "files" or "store"."""
        url = {"api": self.url, "files": self.file_server_url, "store": self.store_url}[place]
        return [call for call in self.calls if call[2].get("Host") == url.split("//")[1]]

    def signed(self, path):
        """Returns an address of the store that may be used by whoever has it."""
        return f"{self.store_url}{path}?signature={self._signature(path)}"

    def admits(self, path, signature):
        return hmac.compare_digest(self._signature(path), signature)

    def _signature(self, path):
        return hmac.new(self._key, path.encode(), hashlib.sha256).hexdigest()

    def take(self, fault):
        """Returns whether a fault happens now, and counts it."""
        with self._one:
            left = getattr(self.faults, fault)
            setattr(self.faults, fault, max(left - 1, 0))
            return left > 0

    def expired(self):
        """Returns whether the token is no longer valid with this call."""
        with self._one:
            left = self.faults.calls_until_expiry
            self.faults.calls_until_expiry = max(left - 1, 0) if left >= 0 else left
            return left == 0

    def path_of(self, urn):
        """Returns where the store keeps what a file pointer names."""
        parts = urn.split(":", 6)
        if parts[:4] != ["urn", "zhfile", "o", "s"] or len(parts) != 7:
            raise Refused(400, "no urn")
        if parts[4:6] != [self.user_group, self.user_id]:
            raise Refused(403, "urn of another user")
        return "/scratch/" + "/".join(parts[4:])

    def start(self, order):
        """Takes an order and returns its run, which is worked at in the background."""
        _checked(order, self)
        run = Run(secrets.token_hex(12), order, self.faults.looks)
        self.runs[run.id] = run
        worker = threading.Thread(target=self._work, args=(run,), daemon=True)
        self._workers.append(worker)
        worker.start()
        if self.faults.early:
            worker.join(10)
        return run

    def settle(self):
        """Waits until every run has ended and everybody was told."""
        for worker in self._workers[len(self._servers) :]:
            worker.join(30)

    def _work(self, run):
        try:
            if self.faults.reason:
                raise ValueError(self.faults.reason)
            run.result = self._export(run)
            run.completed = True
        except Exception as err:  # a workflow fails with a reason, whatever it is
            run.reason = str(err)
            run.failed = True
        if run.order.get("notification") and self.faults.callbacks:
            run.looks = 0
            self._notify(run)

    def _export(self, run):
        mesh = joined(read(self._bytes(item["data"]), item["type"]) for item in _items(run.order))
        result = {"text": run.order["input_data"].get("text", ""), **self.faults.extra}
        for name, wanted in run.order["output_config"].items():
            content = written(mesh, wanted["type"])
            data = base64.b64encode(content).decode()
            if not self.faults.inline_results:
                path = f"results/{run.id}/{name}.{wanted['type']}"
                data = f"urn:zhfile:o:s:{self.user_group}:{self.user_id}:{path}"
                self.objects[self.path_of(data)] = content
            result[self.faults.rename.get(name, name)] = {"type": wanted["type"], "data": data}
        return result

    def _bytes(self, data):
        if not data.startswith("urn"):
            return base64.b64decode(data, validate=True)
        if self.path_of(data) not in self.objects:
            raise ValueError("input file not found")
        return self.objects[self.path_of(data)]

    def _notify(self, run):
        body = {
            "workflow_id": run.id,
            "metadata": run.order.get("metadata", {}),
            "success": run.completed,
            "reason": run.reason if run.failed else None,
        }
        for address in run.order["notification"]:
            for _ in range(self.faults.callbacks):
                self.told.append((address["url"], call_back(address["url"], body)))


def call_back(url, body):
    """Returns the HTTP status that an address answers to a callback; 0: there was no answer."""
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as err:
        return err.code
    except OSError:
        return 0


def _items(order):
    """Yields the meshes of an order: everything in input_data but text."""
    for name, given in order["input_data"].items():
        if name != "text":
            yield from given if isinstance(given, list) else [given]


def _checked(order, emulator):
    try:
        spec = "/".join(order[f"spec_{part}"] for part in ("group", "name", "version"))
        user = (order["user_group"], order["user_id"])
        items = list(_items(order))
        kinds = {item["type"] for item in items}
        outputs = {row["type"] for row in order.get("output_config", {}).values()}
        metadata = order.get("metadata", {})
        fine = all(isinstance(item["data"], str) for item in items)
        fine = fine and all(row["url"] for row in order.get("notification", []))
    except (KeyError, TypeError, AttributeError):
        raise Refused(422, "malformed request") from None
    if spec != emulator.workflow:
        raise Refused(404, "no such workflow")
    if user != (emulator.user_group, emulator.user_id):
        raise Refused(403, "no such user")
    if not fine or not items or not kinds <= {*INPUTS} or not outputs <= {*OUTPUTS}:
        raise Refused(422, "unknown file type")
    if any(len(str(value)) > 128 for value in metadata.values()):
        raise Refused(422, "metadata: 128 characters at most")


def main():
    """Serves until stdin closes or SIGTERM; the first line on stdout is the address."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--creds", help="where to write the creds.json of this service")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Emulator(given.port) as emulator:
        if given.creds:
            with open(given.creds, "w", encoding="utf-8") as file:
                json.dump(emulator.creds, file, indent=2)
        print(emulator.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
