"""``rayvision callback serve`` as a process: services call it, other commands are woken by it."""

import concurrent.futures
import json
import os
import signal
import socket
import subprocess
import sys
import time

import bimface as server
import pytest
import requests

from rayvision_plugins.wire import NO_PROXY

pytestmark = pytest.mark.slow

FILE = server.FILE
MAIN = "import sys; from rayvision_plugins.cli import main; sys.exit(main())"
SECONDS = 30


class Machine:
    """A home folder with its settings, and the commands that run in it."""

    def __init__(self, folder):
        self.folder = folder
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RAYVISION_")}
        path = os.pathsep.join(step for step in sys.path if step)
        self.env = {**kept, "PYTHONPATH": path}
        self.set(home=folder / "home", proxy=NO_PROXY, connect_timeout=5, read_timeout=5)
        self.processes = []

    def set(self, **settings):
        self.env |= {f"RAYVISION_{key.upper()}": str(value) for key, value in settings.items()}

    def started(self, *words):
        """Starts a command; it ends with the test."""
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", MAIN, *map(str, words)],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.processes.append(process)
        return process

    def run(self, *words, code=0):
        """Runs a command to its end; returns what it printed, as events."""
        out, err = self.started(*words, "--json").communicate(timeout=SECONDS)
        assert self.processes[-1].returncode == code, err
        return [json.loads(line) for line in out.splitlines()]

    def serving(self, *words):
        """Starts the receiver and waits until it serves; returns the process."""
        process = self.started("callback", "serve", "--port", 0, "--json", *words)
        told = [json.loads(process.stdout.readline() or "{}") for _ in range(2)]
        if not all(told):
            raise AssertionError(process.communicate(timeout=SECONDS)[1])
        urls = [row["path"] for row in told if "path" in row]
        process.urls = {url.rpartition("/")[2]: url for url in urls}
        self.set(callback_url=urls[0].rpartition("/")[0])
        return process

    def known(self, service=""):
        return [row for row in self.run("job", "list")[0] if service in ("", row["service"])]


def ended(process, number=signal.SIGTERM):
    """Ends a process; returns (exit code, its events, its complaints)."""
    process.send_signal(number)
    out, err = process.communicate(timeout=SECONDS)
    return process.returncode, [json.loads(line) for line in out.splitlines()], err


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path)
    yield machine
    for process in machine.processes:
        process.kill()
        process.wait(SECONDS)
        process.stdout.close()
        process.stderr.close()


@pytest.fixture
def studio(machine, bimface):
    """A machine that is set up for BIMFACE."""
    machine.set(
        bimface_url=bimface.url,
        bimface_access_token=bimface.token,
        bimface_app_key=bimface.app_key,
        bimface_app_secret=bimface.app_secret,
    )
    return machine


def until(asked):
    """Waits until something is so."""
    end = time.monotonic() + SECONDS
    while not asked():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.mark.parametrize("seconds", [0, 0.3])
def test_from_an_order_to_its_result_by_a_callback(studio, bimface, tmp_path, seconds):
    serve = studio.serving()
    bimface.by_hand, bimface.seconds = False, seconds  # 0: it may come before the answer
    order = ["--service", "bimface", "--file-id", FILE, "--priority", 3, "--out", "results"]
    events = studio.run("job", "submit", *order)
    [end] = [row for row in events if (row["stage"], row["kind"]) == ("run", "end")]
    assert (end["id"], end["code"]) == (str(FILE), "done")
    result = json.loads((tmp_path / "results/result.json").read_text("utf-8"))
    assert result["thumbnail"] == [f"https://thumbnails.invalid/{FILE}.png"]
    assert bimface.receipts == [(FILE, 200)]
    code, told, complaints = ended(serve)
    assert (code, complaints) == (0, "")
    assert [(row["kind"], row["id"]) for row in told] == [("end", str(FILE))]


def test_a_command_that_waits_is_woken_and_a_failure_has_its_reason(studio, bimface):
    bimface.failing[FILE] = "the model is damaged"
    studio.serving()
    studio.run("job", "submit", "--service", "bimface", "--file-id", FILE)
    wait = studio.started("job", "wait", FILE, "--deadline", 25, "--json")
    assert json.loads(wait.stdout.readline())["kind"] == "start"
    assert wait.poll() is None
    bimface.finish(FILE)
    out, err = wait.communicate(timeout=SECONDS)
    assert wait.returncode == 4, err
    assert "the model is damaged" in json.loads(out.splitlines()[-1])["text"]


def test_what_is_forged_or_doubled_changes_nothing_and_the_hook_is_told_once(
    studio, bimface, tmp_path
):
    log = tmp_path / "told.txt"
    hook = tmp_path / "hook.py"
    hook.write_text(f"import sys; open({str(log)!r}, 'a').write(sys.stdin.read())")
    serve = studio.serving("--on-job", f'"{sys.executable}" "{hook}"')
    studio.run("job", "submit", "--service", "bimface", "--file-id", FILE)
    bimface.faults.forged = True
    bimface.finish(FILE)
    assert [row["state"] for row in studio.known("bimface")] != ["done"]
    bimface.faults.forged, bimface.faults.callbacks = False, 3
    bimface.finish(FILE)
    assert bimface.receipts == [(FILE, 403), (FILE, 200), (FILE, 200), (FILE, 200)]
    assert [row["state"] for row in studio.known("bimface")] == ["done"]
    code, events, complaints = ended(serve)
    assert (code, complaints) == (0, "")
    assert [row["kind"] for row in events] == ["note", "end", "note", "note"]
    [line] = log.read_text().splitlines()
    assert json.loads(line)["id"] == str(FILE)
    said = json.dumps(events)
    assert not [word for word in (bimface.app_secret, bimface.token) if word in said]


def test_duplicates_are_known_after_a_restart(studio, bimface):
    serve = studio.serving()
    studio.run("job", "submit", "--service", "bimface", "--file-id", FILE)
    query = bimface.callback(FILE)
    assert requests.get(serve.urls["bimface"], params=query, timeout=10).status_code == 200
    serve.kill()
    serve.wait(SECONDS)
    again = studio.serving()
    assert requests.get(again.urls["bimface"], params=query, timeout=10).status_code == 200
    assert [row["kind"] for row in ended(again)[1]] == ["note"]


@pytest.fixture
def dental(machine, chohotech, tmp_path):
    """A machine that is set up for chohotech, and an order for it."""
    pytest.importorskip("trimesh").creation.box().export(tmp_path / "gum.stl")
    (tmp_path / "creds.json").write_text(json.dumps(chohotech.creds), "utf-8")
    machine.set(chohotech_creds=tmp_path / "creds.json", job_deadline=60)
    machine.ordered = ["--service", "chohotech", "--input", "gum=gum.stl", "--output", "mesh=stl"]
    return machine


def test_a_callback_of_chohotech_before_its_job_is_known_is_settled_by_polling(dental, chohotech):
    chohotech.faults.early = True
    dental.set(job_first=0.2)
    serve = dental.serving()
    events = dental.run("job", "submit", *dental.ordered, "--wait")
    assert (events[-1]["stage"], events[-1]["code"]) == ("run", "done")
    assert [status for _, status in chohotech.told] == [404]
    assert [row["code"] for row in ended(serve)[1]] == ["404"]


def test_a_callback_of_chohotech_counts_once_the_service_has_said_the_same(dental, chohotech):
    machine = dental
    chohotech.faults.callbacks, chohotech.faults.looks = 0, 1
    machine.set(job_first=600)
    serve = machine.serving()
    machine.run("job", "submit", *machine.ordered)
    [job] = machine.known("chohotech")
    said = {"workflow_id": job["id"], "success": True, "reason": None, "metadata": {}}

    def post(**more):
        url = serve.urls["chohotech"]
        return requests.post(url, json={**said, **more}, timeout=10).status_code

    chohotech.settle()
    assert post(workflow_id="another") == 404
    assert post(success="yes") == 400
    assert post() == 409  # it goes on, says the service
    wait = machine.started("job", "wait", job["id"], "--json")
    assert json.loads(wait.stdout.readline())["kind"] == "start"
    assert post(success=False, reason="forged") == 409
    assert post() == 200
    out, err = wait.communicate(timeout=SECONDS)  # its own first look is ten minutes away
    assert wait.returncode == 0, err
    assert json.loads(out.splitlines()[-1])["code"] == "done"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_whoever_hangs(studio, number):
    serve = studio.serving()
    host, port = serve.urls["bimface"].split("/")[2].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(b"GET /bimface HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        assert ended(serve, number) == (0, [], "")


def test_a_signal_ends_it_while_a_service_is_asked(dental, chohotech):
    chohotech.faults.callbacks, chohotech.faults.looks = 0, 1
    serve = dental.serving()
    dental.run("job", "submit", *dental.ordered)
    [job] = dental.known("chohotech")
    chohotech.faults.slow = 60
    before = len(chohotech.calls)
    said = {"workflow_id": job["id"], "success": True, "reason": None, "metadata": {}}
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(requests.post, serve.urls["chohotech"], json=said, timeout=SECONDS)
        until(lambda: len(chohotech.calls) > before)
        assert ended(serve) == (0, [], "")
        assert asked.exception(SECONDS)  # no receipt: it is to come again


@pytest.mark.parametrize(
    "signals", [[signal.SIGTERM, signal.SIGINT], [signal.SIGINT, signal.SIGTERM]]
)
def test_a_second_signal_does_not_wait_for_a_hook_that_hangs(studio, bimface, tmp_path, signals):
    begun = tmp_path / "begun"
    hook = tmp_path / "hook.py"
    hook.write_text(f"import time; open({str(begun)!r}, 'w'); time.sleep(600)")
    serve = studio.serving("--on-job", f'"{sys.executable}" "{hook}"')
    query = bimface.callback(FILE)
    assert requests.get(serve.urls["bimface"], params=query, timeout=10).status_code == 200
    until(begun.exists)
    serve.send_signal(signals[0])
    with pytest.raises(requests.ConnectionError):
        while True:  # until it no longer listens
            requests.get(serve.urls["bimface"], timeout=10)
    ended(serve, signals[1])


def test_two_receivers_of_one_home_end_a_job_once(studio, bimface):
    both = [studio.serving(), studio.serving()]
    query = bimface.callback(FILE)
    for serve in both:
        assert requests.get(serve.urls["bimface"], params=query, timeout=10).status_code == 200
    assert [[row["kind"] for row in ended(serve)[1]] for serve in both] == [["end"], ["note"]]


def test_a_service_without_credentials_is_named_and_the_other_received(studio):
    studio.set(bimface_access_token="")  # receiving does without it
    process = studio.started("callback", "serve", "--port", 0, "--json")
    note, address = (json.loads(process.stdout.readline()) for _ in range(2))
    assert "chohotech is not received" in note["text"]
    assert "RAYVISION_CHOHOTECH_TOKEN" in note["text"]
    assert address["path"].endswith("/bimface")


def test_without_any_credentials_it_does_not_start(machine):
    process = machine.started("callback", "serve", "--port", 0)
    _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert "RAYVISION_BIMFACE_APP_SECRET" in err
    assert "RAYVISION_CHOHOTECH_TOKEN" in err


def test_it_speaks_https_with_a_certificate(studio, bimface, tmp_path):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*made, "-keyout", key, "-out", cert], check=True, capture_output=True)
    serve = studio.serving("--cert", cert, "--key", key)
    url = serve.urls["bimface"]
    assert url.startswith("https://")
    query = bimface.callback(FILE)
    assert requests.get(url, params=query, verify=str(cert), timeout=10).status_code == 200
    assert [row["kind"] for row in ended(serve)[1]] == ["end"]


@pytest.mark.parametrize(
    "words, said",
    [
        (["--host", "no.such.host.invalid"], "no.such.host.invalid"),
        (["--cert", "nothing.pem"], "nothing.pem cannot be used: No such file"),
        (["--cert", "nothing.pem", "--key", "no.key"], "nothing.pem and no.key"),
        (["--cert", __file__], "no certificate with its key"),
        (["--on-job", "no-such-program"], "no-such-program"),
    ],
)
def test_what_it_cannot_start_with_is_one_line(studio, words, said):
    process = studio.started("callback", "serve", "--port", 0, *words)
    out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (1, "")
    [line] = err.splitlines()
    assert said in line


def test_without_aiohttp_it_says_what_to_install(studio):
    gone = "import sys; sys.modules['aiohttp'] = None; " + MAIN.partition("; ")[2]
    process = subprocess.run(
        [sys.executable, "-c", gone, "callback", "serve", "--port", "0"],
        env=studio.env,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert (process.returncode, process.stdout) == (1, "")
    assert "rayvision_plugins[callback]" in process.stderr
