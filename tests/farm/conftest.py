"""A real farm process for each test that asks for one, and a plain client that speaks to it.

The client is written here with requests and the profile's tables alone: nothing of
rayvision_plugins.client, so that farm and client cannot agree on a mistake.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse

import pytest
import requests
import xxhash

from rayvision_plugins import profiles, signing

WIRE = profiles.read_table("storage.json")
NONCES = signing.nonces()


class FarmProcess:
    """A farm on a folder, speaking one profile: started, stopped and killed at will."""

    def __init__(self, folder, profile=profiles.USUAL):
        self.folder = pathlib.Path(folder)
        self.profile = profiles.load(profile)
        self.process = None
        self.logs = {}
        self.url = ""
        self.account = {}
        self.tokens = {}

    def popen(self, *arguments, stderr=None):
        """Starts the process without waiting for it; it ends with the tests, however they end."""
        path = os.pathsep.join(step for step in sys.path if step)
        # A pipe that nobody reads fills up, a file does not.
        log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        process = subprocess.Popen(
            [sys.executable, "-m", "rayvision_plugins.farm.app", "--stop-with-stdin"]
            + ["--folder", str(self.folder), "--profile", self.profile.name, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr or log,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        self.logs[process.pid] = log
        return process

    def start(self, *arguments, **more):
        """Starts the farm and waits until it is ready."""
        self.process = self.popen(*arguments, **more)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the farm did not start: {self.end(self.process)}")
        self.ready = json.loads(line)
        self.url = self.ready["url"]
        self.account = json.loads((self.folder / "account.json").read_text("utf-8"))
        self.tokens = {}
        return self

    def end(self, process, seconds=10):
        """Waits for a process; returns (exit code, standard output, log, seconds it took)."""
        began = time.monotonic()
        process.wait(seconds)
        took = time.monotonic() - began
        out, _ = process.communicate()
        with self.logs.pop(process.pid) as log:
            log.seek(0)
            return process.returncode, out, log.read(), took

    def stop(self, signal=None):
        """Ends the farm by a signal, else by SIGTERM; returns (exit code, log, seconds it took)."""
        process, self.process = self.process, None
        if signal is None:
            process.terminate()
        else:
            process.send_signal(signal)
        code, _, log, took = self.end(process)
        return code, log, took

    def kill(self):
        """Ends the farm as a power switch does."""
        process, self.process = self.process, None
        process.kill()
        self.end(process)

    @property
    def domain(self):
        return self.url.partition("://")[2]

    def headers(self, path, body, **changed):
        """Returns the headers of a signed request; ``changed`` replaces what is signed."""
        headers = {
            **self.profile.headers,
            "accessId": self.account["access_id"],
            "platform": "2",
            "UTCTimestamp": str(int(time.time())),
            "nonce": next(NONCES),
        }
        key = changed.pop("key", self.account["access_key"])
        headers.update(changed)
        text = signing.canonical(
            domain=self.domain,
            path=path,
            headers=headers,
            body=body,
            unsigned=self.profile.unsigned,
        )
        return {**headers, "signature": signing.sign(key, text)}

    def post(self, path, data, headers):
        return requests.post(self.url + path, data=data, headers=headers, timeout=20)

    def ask(self, name, /, **body):
        """Returns the whole answer of an operation; its fields are called as the profile does."""
        endpoint = self.profile.endpoint(name)
        path = endpoint.path
        body = {endpoint.wire.get(field, field): value for field, value in body.items()}
        answer = self.post(path, json.dumps(body), self.headers(path, body))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call(self, name, /, **body):
        """Returns the data of an operation that succeeds."""
        answer = self.ask(name, **body)
        assert answer["code"] == 200, answer
        return answer["data"]

    def login(self):
        """Fetches the storage tokens."""
        config = self.call("transfer_config")
        engine = config["resqEngines"][0]
        self.tokens = {row["bid"]: row["password"] for row in engine["resqEngineAccounts"]}
        self.bids = {
            "input": config["inputBid"],
            "output": config["outputBid"],
            "config": config["configBid"],
        }
        return config

    def storage(self, method, use, path=None, *, raw=None, token=None, **more):
        """Sends a storage request; ``raw`` is a path that is encoded already."""
        if not self.tokens:
            self.login()
        bid = self.bids.get(use, use)
        if path is None and raw is None:
            tail = WIRE["folder"].format(bid=bid)
        else:
            tail = WIRE["file"].format(bid=bid, path=raw or urllib.parse.quote(path, safe="/"))
        given = self.tokens.get(bid, "") if token is None else token
        headers = {"Authorization": f"Bearer {given}", **more.pop("headers", {})}
        # A prepared request keeps the path as it is: requests would tidy "..".
        request = requests.Request(method, self.url, headers=headers, **more).prepare()
        request.url = (
            self.url + tail + (f"?{urllib.parse.urlencode(self._query)}" if self._query else "")
        )
        with requests.Session() as session:
            return session.send(request, timeout=20)

    _query = None

    def list(self, use, prefix=""):
        """Returns the rows of a listing."""
        self._query = {WIRE["prefix"]: prefix}
        try:
            return self.storage("GET", use).json()["files"]
        finally:
            self._query = None

    def put(self, use, path, data, *, offset=0, length=None, digest=None, raw=None, **more):
        """Sends bytes of a file; the whole of it unless told otherwise."""
        headers = {
            WIRE["offset"]: str(offset),
            WIRE["length"]: str(len(data) if length is None else length),
            WIRE["digest"]: digest or xxhash.xxh3_128_hexdigest(data),
        }
        return self.storage("PUT", use, path, raw=raw, data=data, headers=headers, **more)

    def send(self, task_id, files, task, *, upload=None, asset=None):
        """Uploads inputs and the four files of a task; ``files`` maps server paths to bytes."""
        for path, data in files.items():
            answer = self.put("input", path.lstrip("/"), data)
            assert answer.status_code == 201, answer.text
        rows = [{"local": "X:" + path, "server": path} for path in files]
        scene = [
            {**row, "hash": hashlib.md5(files[row["server"]]).hexdigest()}  # noqa: S324
            for row in rows[:1]
        ]
        documents = {
            "task": task,
            "upload": upload or {"asset": rows, "scene": scene},
            "asset": asset or {"asset": []},
            "tips": {},
        }
        for name, document in documents.items():
            data = document if isinstance(document, bytes) else json.dumps(document).encode()
            assert self.put("config", f"{task_id}/cfg/{name}.json", data).status_code == 201

    def submit(self, files, task, **more):
        """Creates, uploads and submits a task; returns its id."""
        task_id = self.call("create_task", count=1)["taskIdList"][0]
        self.send(task_id, files, task, **more)
        self.call("submit_task", taskId=task_id)
        return task_id

    def info(self, task_id):
        return self.call("task_info", taskIds=[task_id])["items"][0]

    def frames(self, task_id):
        return self.call("task_frames", taskId=task_id, pageNum=1, pageSize=10000)["items"]

    def wait(self, task_id, *, seconds=20):
        """Returns TaskInfo once no frame waits or is being rendered."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            info = self.info(task_id)
            if info["taskStatus"] not in (0, 5):
                return info
            time.sleep(0.02)
        raise AssertionError(f"task {task_id} did not end: {info}")


@pytest.fixture(scope="session")
def farm_process():
    """The class of farms, for a test module that starts and stops them itself."""
    return FarmProcess


@pytest.fixture
def farm_on():
    """Returns a function that gives a farm on a folder; all are stopped at the end."""
    farms = []

    def make(folder, profile=profiles.USUAL):
        farms.append(FarmProcess(folder, profile))
        return farms[-1]

    yield make
    for farm in farms:
        if farm.process is not None:
            farm.kill()


@pytest.fixture
def farm(farm_on, tmp_path):
    """A running farm of this test alone."""
    return farm_on(tmp_path / "farm").start()


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A running farm that tests share when they do not look at all of it."""
    farm = FarmProcess(tmp_path_factory.mktemp("shared")).start()
    yield farm
    code, log, _ = farm.stop()
    assert code == 0, log
    assert "Traceback" not in log, log


def maya(layers, scene="D:/shots/scene.ma"):
    """Returns a task.json of Maya; ``layers`` maps names to changes of ``common``."""
    info = {}
    for name, changes in layers.items():
        common = {
            "image_format": "png",
            "start": "1",
            "end": "3",
            "by_frame": "1",
            "width": "320",
            "height": "180",
            "image_file_prefix": "",
            "all_camera": ["persp"],
            "render_camera": ["persp"],
            "renderer": "arnold",
            "frames": "1-3[1]",
        }
        changes = dict(changes)
        renderable = changes.pop("renderable", "1")
        info[name] = {"renderable": renderable, "common": {**common, **changes}}
    return {
        "software_config": {"cg_name": "Maya", "cg_version": "2020", "plugins": {}},
        "task_info": {"cg_id": "2000", "input_cg_file": scene, "project_name": "proof"},
        "scene_info_render": info,
    }


@pytest.fixture(scope="session", name="maya")
def maya_fixture():
    return maya
