"""What a person at a terminal sees: tables with colors, questions, a screen drawn anew."""

import os
import re
import select
import signal
import struct
import subprocess
import sys

import pytest
from asked import settings
from test_whole_path import make_scene

pty = pytest.importorskip("pty", reason="there is no pseudo terminal here")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

CLEARED = "\x1b[2J"
FILES = {"/D/shots/scene.ma": b"//Maya ASCII"}
MAIN = "import sys; from rayvision_plugins.cli import main; sys.exit(main())"


class Terminal:
    """A command in a terminal of so many columns; ``text`` is what it has printed."""

    def __init__(self, *arguments, columns=100, lines=30):
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        kept = {key: os.environ[key] for key in os.environ if key not in ("COLUMNS", "LINES")}
        path = os.pathsep.join(step for step in sys.path if step)
        self.process = subprocess.Popen(
            [sys.executable, "-c", MAIN, *map(str, arguments)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**kept, "PYTHONPATH": path, "TERM": "xterm", "PYTHONUTF8": "1"},
            start_new_session=True,
        )
        os.close(theirs)
        self.text = ""

    def until(self, wanted=None, times=1):
        """Reads until ``wanted`` was printed so many times, else to the end of the command."""
        data = self.text.encode()
        while wanted is None or data.count(wanted.encode()) < times:
            ready, _, _ = select.select([self.ours], [], [], 30)
            assert ready, data
            try:
                read = os.read(self.ours, 65536)
            except OSError:  # the command has ended
                read = b""
            if not read:
                assert wanted is None, data
                break
            data += read
        self.text = data.decode("utf-8")

    def type(self, text):
        os.write(self.ours, text.encode())

    def end(self):
        """Waits for the command; returns its exit code."""
        self.until()
        os.close(self.ours)
        return self.process.wait(30)


@pytest.fixture
def terminal(shared, monkeypatch, tmp_path):
    settings(monkeypatch, shared, tmp_path / "home")
    open_ones = []

    def start(*arguments, **more):
        open_ones.append(Terminal(*arguments, **more))
        return open_ones[-1]

    yield start
    for one in open_ones:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


@pytest.fixture(scope="module")
def done(shared, maya):
    """A task with a long Chinese name that is done."""
    task = shared.submit(FILES, maya({"a": {}}, scene="D:/shots/" + "衣帽间" * 30 + ".ma"))
    assert shared.wait(task)["taskStatus"] == 25
    return task


def plain(text):
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


def test_a_table_fits_the_terminal_and_is_colored(terminal, done):
    one = terminal("task", "list", "--search", done, columns=90)
    assert one.end() == 0
    titles, row = plain(one.text).splitlines()[:2]
    assert titles.split()[:3] == ["task", "status", "frames"]
    assert "…" in row and "\t" not in row
    assert row.index("Done") == titles.index("status")
    assert "\x1b[32mDone" in one.text


def test_a_pipe_gets_no_color_and_the_whole_name(shared, done, monkeypatch, tmp_path):
    settings(monkeypatch, shared, tmp_path / "home")
    path = os.pathsep.join(step for step in sys.path if step)
    ran = subprocess.run(
        [sys.executable, "-c", MAIN, "task", "list", "--search", str(done)],
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=30,
    )
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout and "衣帽间" * 30 in ran.stdout


def test_no_is_an_answer_and_nothing_is_done(terminal, shared, done):
    one = terminal("task", "delete", done)
    one.until("[y/N]")
    one.type("n\n")
    assert one.end() == 1
    assert "nothing was done" in one.text
    assert shared.info(done)["id"] == done


def test_yes_is_an_answer_too(terminal, shared, maya):
    task = shared.submit(FILES, maya({"a": {}}))
    shared.wait(task)
    one = terminal("task", "delete", task)
    one.until("[y/N]")
    one.type("y\n")
    assert one.end() == 0
    assert shared.ask("task_info", taskIds=[task])["code"] == 404


def test_watching_draws_anew_until_ctrl_c(terminal, done):
    one = terminal("task", "list", "--watch", "--every", "0.1")
    one.until(CLEARED, times=3)
    one.process.send_signal(signal.SIGINT)
    assert one.end() == 130
    assert "Traceback" not in one.text and "error" not in one.text


def test_the_end_says_where_the_frames_are(terminal, done, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one = terminal("download", done, "--out", "here/frames")
    assert one.end() == 0
    assert "3 of 3 frames in ./here/frames" in plain(one.text)


def test_an_interruption_tells_of_what_was_sent_only_when_something_was(
    terminal, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    asked = terminal("login")
    asked.until("Access id")
    asked.type("\x04")  # the end of the input is the same answer
    assert asked.end() == 130
    assert "interrupted" in asked.text and "sent" not in asked.text
    sent = terminal("submit", make_scene(tmp_path / "project", end=3000))
    sent.until("submitted")
    sent.process.send_signal(signal.SIGINT)
    assert sent.end() == 130
    assert "interrupted; what was sent stays" in sent.text


def test_a_screen_that_is_too_short_says_how_much_is_missing(terminal, done):
    one = terminal("task", "show", done, "--watch", lines=6)
    assert one.end() == 0
    assert "lines more" in one.text


def test_what_a_check_found_is_a_table_in_the_wished_language(terminal, tmp_path, monkeypatch):
    monkeypatch.setenv("RAYVISION_LANGUAGE", "zh")
    scene = tmp_path / "a.ma"
    scene.write_text("//Maya ASCII 2022 scene\n")
    one = terminal("check", scene, "--out", tmp_path / "out")
    one.end()
    rows = [line.split() for line in plain(one.text).splitlines()]
    at = rows.index(["级别", "代码", "内容"])
    assert rows[at + 1][0] in ("error", "warning") and rows[at + 1][1].isdigit()


def test_open_opens_the_folders_of_a_task_and_not_what_lies_above(
    terminal, done, tmp_path, monkeypatch
):
    opener, opened = tmp_path / "bin" / "xdg-open", tmp_path / "opened"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{opener.parent}{os.pathsep}{os.environ['PATH']}")
    places = [tmp_path / "here", tmp_path / "there" / "frames"]
    for place in places:
        assert terminal("download", done, "--out", place).end() == 0
    assert terminal("task", "open", done, "--print").end() == 0
    assert not opened.exists()
    assert terminal("task", "open", done).end() == 0
    assert sorted(opened.read_text().splitlines()) == sorted(map(str, places))
