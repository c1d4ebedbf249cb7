"""Limits, pauses and Ctrl-C of whole processes that send to a real farm."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from asked import settings
from command import rayvision

from rayvision_plugins.cli.interrupt import STOPPING
from rayvision_plugins.connect.line import Pause
from rayvision_plugins.transfer.parallel import PAUSED, RESUMED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals are sent to processes"),
]

MAIN = "import sys; from rayvision_plugins.cli import main; sys.exit(main())"
SIZE = 3_000_000


class Command:
    """``rayvision ... --json`` as a process of its own; its events are read as they come."""

    def __init__(self, *arguments):
        path = os.pathsep.join(step for step in sys.path if step)
        self.process = subprocess.Popen(
            [sys.executable, "-c", MAIN, *map(str, arguments), "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,
        )
        self.said = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stderr:
            self.said.append(line)

    def until(self, kind, text=None):
        """Reads events until one is of the kind and has the text; returns it."""
        for line in self.process.stdout:
            event = json.loads(line)
            if event["kind"] == kind and text in (None, event.get("text")):
                return event
        self._reader.join(10)
        raise AssertionError(f"no {kind}: {b''.join(self.said)}")

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def end(self, seconds=30):
        """Waits for the process; returns (exit code, what it said)."""
        self.process.stdout.read()
        code = self.process.wait(seconds)
        self._reader.join(10)
        return code, b"".join(self.said).decode()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(10)
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()


@pytest.fixture
def home(farm, monkeypatch, tmp_path):
    """A home whose settings mean the farm of this test."""
    settings(monkeypatch, farm, tmp_path / "home")
    (tmp_path / "home").mkdir(exist_ok=True)
    return tmp_path / "home"


@pytest.fixture
def start():
    """Starts commands; all have ended at the end of the test."""
    commands = []

    def run(*arguments):
        commands.append(Command(*arguments))
        return commands[-1]

    yield run
    for command in commands:
        command.kill()


@pytest.fixture
def files(tmp_path):
    """A folder with one file that takes a while on a slow line."""
    folder = tmp_path / "textures"
    folder.mkdir()
    (folder / "large.exr").write_bytes(os.urandom(SIZE))
    return folder


def held(farm):
    """Returns {path: size} of what the input storage holds as a whole."""
    return {row["path"]: row["size"] for row in farm.list("input")}


def test_a_pause_holds_transfers_of_all_processes_until_they_are_resumed(farm, home, start, files):
    Pause(home).begin()
    upload = start("upload", files)
    assert upload.until("note", PAUSED)["stage"] == "upload"
    assert held(farm) == {}
    Pause(home).end()
    upload.until("note", RESUMED)
    assert upload.until("end")["done"] == 1
    assert upload.end()[0] == 0
    assert list(held(farm).values()) == [SIZE]


def test_a_transfer_that_runs_is_paused_in_the_middle_of_a_file(farm, home, start, files):
    upload = start("upload", files, "--max-speed", "1000")
    assert 0 < upload.until("progress")["done"] < SIZE
    Pause(home).begin()
    upload.until("note", PAUSED)
    Pause(home).end()
    upload.until("note", RESUMED)
    upload.until("end")
    assert upload.end()[0] == 0
    assert list(held(farm).values()) == [SIZE]


def test_a_transfer_that_is_paused_can_be_interrupted(farm, home, start, files):
    Pause(home).begin()
    upload = start("upload", files)
    upload.until("note", PAUSED)
    upload.interrupt()
    assert upload.end(10)[0] == 130
    assert held(farm) == {}


def test_progress_tells_rate_and_time_left(farm, home, start, files):
    upload = start("upload", files, "--max-speed", "1000")
    event = upload.until("progress")
    while "left" not in event:
        event = upload.until("progress")
    assert event["rate"] > 0 and event["left"] > 0


def test_an_interrupted_transfer_says_how_to_go_on_and_does(farm, home, start, files):
    upload = start("upload", files, "--max-speed", "1000")
    while upload.until("progress")["done"] < SIZE // 3:
        pass
    upload.interrupt()
    code, said = upload.end()
    assert code == 130
    assert list(filter(None, said.splitlines())) == [
        STOPPING.decode().strip(),
        "the same command goes on where this one stopped",
        "interrupted; what was sent stays and is not sent again",
    ]
    assert held(farm) == {}
    again = start("upload", files, "--max-speed", "10000")
    assert again.until("progress")["done"] >= SIZE // 4  # it began behind what had arrived
    assert again.until("end")["done"] == 1
    assert again.end()[0] == 0
    assert list(held(farm).values()) == [SIZE]


def test_a_second_interrupt_ends_at_once_whatever_the_first_waits_for(farm, home, start, files):
    with (files / "large.exr").open("wb") as stream:
        stream.truncate(300_000_000)  # more than lies in the buffers between two processes
    upload = start("upload", files, "--max-speed", "50000")
    upload.until("progress")
    farm.process.send_signal(signal.SIGSTOP)  # a farm that hangs: it neither reads nor answers
    try:
        time.sleep(1)
        upload.interrupt()
        with pytest.raises(subprocess.TimeoutExpired):
            upload.process.wait(1)
        assert STOPPING in upload.said
        upload.interrupt()
        assert upload.process.wait(10) == 130
    finally:
        farm.process.send_signal(signal.SIGCONT)


def test_a_home_pauses_and_resumes_by_command(home):
    assert (
        rayvision("pause", home=home).stdout
        == "transfers pause; rayvision resume lets them go on\n"
    )
    assert Pause(home).on()
    assert json.loads(rayvision("resume", "--json", home=home).stdout) == {"paused": False}
    assert not Pause(home).on()
    assert rayvision("resume", home=home).stdout == "no transfers were paused\n"


HURRIES = "import rayvision_plugins.farm.storage as storage\nstorage.IDLE = 0.5\n"


@pytest.mark.parametrize("kind", ["file", "pack"])
def test_a_pause_may_last_longer_than_the_farm_waits_for_bytes(
    farm_on, monkeypatch, start, tmp_path, kind
):
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(HURRIES)
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(site))
        farm = farm_on(tmp_path / "farm").start()
    settings(monkeypatch, farm, tmp_path / "home")
    folder = tmp_path / "textures"
    folder.mkdir()
    sizes = {"file": [SIZE], "pack": [SIZE // 100] * 100}[kind]
    for at, size in enumerate(sizes):
        (folder / f"{at:03}.exr").write_bytes(os.urandom(size))
    upload = start("upload", folder, "--max-speed", "1500")
    while upload.until("progress")["done"] < SIZE // 4:
        pass
    Pause(tmp_path / "home").begin()
    upload.until("note", PAUSED)
    time.sleep(2)
    Pause(tmp_path / "home").end()
    upload.until("note", RESUMED)
    assert upload.until("end")["done"] == len(sizes)
    assert upload.end()[0] == 0
    assert sorted(held(farm).values()) == sizes
