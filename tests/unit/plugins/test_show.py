"""What a person sees of events: lines where there is no terminal, bars on one."""

import io
import re
import sys

import click
import pytest

from rayvision_plugins.cli import Run
from rayvision_plugins.cli.show import EVERY, Bars, Lines, show
from rayvision_plugins.jobs import Event

MIB = 1024**2


def part(task, done, name="scene", **more):
    row = {"kind": "frame", "text": "Rendering", "code": "running", "total": 4, **more}
    return Event(stage="render", id=task, path=name, done=done, unit="frames", **row)


def moved(done, rate=0, left=0, stage="upload"):
    row = {"unit": "bytes", "total": 100 * MIB, "done": done * MIB, "rate": rate, "left": left}
    return Event(kind="progress", stage=stage, **row)


FAILED = {"kind": "frame", "stage": "render", "code": "failed", "text": "frame 3: no memory"}
WAITS = {"total": 0, "kind": "note", "text": "Waiting"}


@pytest.fixture
def job():
    """The run of a command whose repetition would send things again."""
    run = Run(goes_on=False)
    with click.Context(click.Command("job"), obj=run):
        yield run


@pytest.fixture
def lines(capsys):
    """Returns a function that shows events and returns the lines that were printed."""

    def printed(*events):
        show(iter(events), as_json=False)
        return [line.strip() for line in capsys.readouterr().out.splitlines()]

    return printed


def test_with_one_task_no_line_is_longer_than_it_must(lines):
    end = Event(kind="end", stage="render", id="7", path="/far", text="3 of 4 frames")
    assert lines(part("7", 1), Event(id="7", **FAILED), end) == [
        "render  scene: 1/4 frames, rendering",
        "render  frame 3: no memory",
        "render  3 of 4 frames in /far",
    ]


def test_with_several_tasks_a_line_names_its_own(lines):
    end = Event(kind="end", stage="render", id="8", path="/far", text="3 of 4 frames")
    rest = Event(kind="end", stage="render", text="6 of 8 frames")
    late = Event(kind="note", stage="download", id="8", text="the farm is busy; it is tried again")
    events = [part("7", 0, **WAITS), part("8", 0, **WAITS), part("7", 1), Event(id="8", **FAILED)]
    assert lines(*events, late, end, rest) == [
        "render  scene: Waiting",
        "render  8 scene: Waiting",
        "render  7 scene: 1/4 frames, rendering",
        "render  8 scene: frame 3: no memory",
        "download  8 scene: the farm is busy; it is tried again",
        "render  8 scene: 3 of 4 frames in /far",
        "render  6 of 8 frames",
    ]


def test_a_line_that_names_its_task_does_not_do_so_twice(lines):
    given_up = Event(kind="note", stage="download", id="8", text="task 8 is given up: no disk")
    assert (
        lines(part("7", 1), part("8", 1), given_up)[-1] == "download  task 8 is given up: no disk"
    )


def test_without_a_terminal_bytes_are_told_now_and_then(capsys):
    now = [0.0]
    view = Lines(clock=lambda: now[0])
    for second in range(int(2 * EVERY) + 1):
        now[0] = float(second)
        view(moved(second, rate=MIB, left=100 - second))
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        "upload  30.0MB of 100MB, 1.00MB/s, 01:10 left",
        "upload  60.0MB of 100MB, 1.00MB/s, 00:40 left",
    ]


def test_every_stage_begins_to_count_anew_and_an_unknown_rate_is_left_out(capsys):
    now = [0.0]
    view = Lines(clock=lambda: now[0])
    view(moved(1))
    now[0] = EVERY + 1
    view(moved(1, stage="download"))
    assert capsys.readouterr().out == ""
    now[0] += EVERY
    view(moved(2, stage="download"))
    assert capsys.readouterr().out.strip() == "download  2.00MB of 100MB"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def screen(monkeypatch):
    """Returns a function that puts a terminal in the place of stderr."""

    def taken():
        stream = Terminal()
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setenv("COLUMNS", "100")
        return stream

    return taken


def test_a_bar_says_how_much_how_fast_and_how_long(capsys, screen):
    stderr = screen()
    rows = [moved(25, rate=2 * MIB, left=38), moved(50, rate=3 * MIB, left=17)]
    show([*rows, Event(kind="end", stage="upload", text="1 sent")], as_json=False)
    drawn = [line.strip() for line in re.split("[\r\n]", stderr.getvalue())]
    first = next(line for line in drawn if " 25%" in line)
    assert first.startswith("upload:") and "25.0M/100M, 2.00MB/s, 00:38 left" in first
    assert any(" 50%" in line and "3.00MB/s, 00:17 left" in line for line in drawn)
    assert drawn[-1] == ""  # the bar is taken off
    assert capsys.readouterr().out.strip() == "upload  1 sent"


def test_the_bars_of_several_tasks_are_told_apart(screen):
    stderr = screen()
    bars = Bars()
    for event in (part("7", 1), part("8", 2), part("7", 3)):
        bars(event)
    bars.close()
    drawn = stderr.getvalue()
    assert "render 8 scene:" in drawn and "render 7 scene:" in drawn
    assert "3/4" in drawn and "2/4" in drawn


def interrupted(*events):
    yield from events
    raise KeyboardInterrupt


def test_an_interrupted_job_promises_only_what_it_is_told_to_say(job, capsys):
    end = Event(kind="end", stage="submit", id="17", text="job 17")
    with pytest.raises(KeyboardInterrupt):
        show(interrupted(moved(1)), as_json=True)
    assert capsys.readouterr().err == ""
    with pytest.raises(KeyboardInterrupt):
        show(interrupted(moved(1), end), as_json=True, how_on="job wait {}".format)
    assert capsys.readouterr().err == "job wait 17\n"
    assert not job.sent


def test_a_start_with_nothing_to_say_is_no_line(lines):
    assert lines(Event(kind="start", stage="download")) == []
