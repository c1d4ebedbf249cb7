"""How fast transfers go together, and how they wait; a clock of our own, no test waits."""

import subprocess
import sys
import threading
import time

import pytest

from rayvision_plugins import lock
from rayvision_plugins.cli import main
from rayvision_plugins.config import Settings
from rayvision_plugins.connect.line import Pause, line_of
from rayvision_plugins.errors import ConfigError, TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer.engine import Outcome, Transfer
from rayvision_plugins.transfer.line import (
    BLOCK,
    FARTHEST,
    LOOK_EVERY,
    SMALLEST_BLOCK,
    UNLIMITED,
    Limit,
    Line,
    SharedLimit,
)
from rayvision_plugins.transfer.parallel import MOST_WAITING, PAUSED, RESUMED, move_all, work_all
from rayvision_plugins.transfer.tally import Tally

KB = 1024


class Time:
    """A clock that only sleeping moves; each sleep takes ``late`` seconds more than asked."""

    def __init__(self, late=0.0):
        self.now = 1000.0
        self.late = late
        self.sleeps = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.sleeps.append(seconds)
        self.now += seconds + self.late


def limited(time, speed, *more):
    limits = [Limit(speed, time.clock), *more]
    return Line(limits, sleep=time.sleep, clock=time.clock)


def passed(time, line, blocks, size, work=0.0):
    """Returns KB/s of a transfer that needs ``work`` seconds for each block itself."""
    began = time.now
    for _ in range(blocks):
        time.now += work
        line.take(size, threading.Event())
    return blocks * size / KB / (time.now - began)


@pytest.mark.parametrize("speed", [10, 300, 5_000, 500_000])
@pytest.mark.parametrize("late", [0.0, 0.0005])
def test_a_limit_is_kept_within_five_percent(speed, late):
    time = Time(late)
    line = limited(time, speed)
    size = line.block
    blocks = max(100, speed * KB * 3 // size)
    assert passed(time, line, blocks, size, work=0.2 * size / KB / speed) == pytest.approx(
        speed, rel=0.05
    )


def test_small_files_are_held_to_the_limit_as_large_ones_are():
    time = Time(late=0.0005)
    assert passed(time, limited(time, 50_000), 20_000, 10 * KB) == pytest.approx(50_000, rel=0.05)


def test_two_who_share_a_line_have_its_speed_together():
    time = Time()
    line = limited(time, 100)
    for _ in range(100):
        line.take(10 * KB, threading.Event())
        line.take(10 * KB, threading.Event())
    assert time.now - 1000 == pytest.approx(20, rel=0.05)


def test_a_line_that_was_idle_has_saved_nothing_up():
    time = Time()
    line = limited(time, 100)
    line.take(10 * KB, threading.Event())
    time.now += 3600
    assert passed(time, line, 20, 100 * KB) == pytest.approx(100, rel=0.05)


def test_the_smallest_of_two_limits_counts():
    time = Time()
    line = limited(time, 1000, Limit(100, time.clock))
    assert line.speed == 100
    assert passed(time, line, 20, 100 * KB) == pytest.approx(100, rel=0.05)


def test_without_a_limit_nothing_sleeps():
    time = Time()
    line = Line(sleep=time.sleep, clock=time.clock)
    line.take(1 << 40, threading.Event())
    assert time.sleeps == []
    assert (line.speed, line.block) == (UNLIMITED, BLOCK)


@pytest.mark.parametrize(
    ("speed", "block"), [(0.5, SMALLEST_BLOCK), (1, SMALLEST_BLOCK), (100, 10 * KB), (1e6, BLOCK)]
)
def test_blocks_are_small_on_a_slow_line(speed, block):
    assert limited(Time(), speed).block == block


def test_a_wait_ends_soon_when_the_transfer_does():
    time = Time()
    stop = threading.Event()

    def sleep(seconds):
        time.sleep(seconds)
        stop.set()

    line = Line([Limit(1, time.clock)], sleep=sleep, clock=time.clock)
    with pytest.raises(InterruptedError):
        line.take(3600 * KB, stop)
    assert time.now - 1000 < 1


def test_a_transfer_that_is_to_end_takes_nothing():
    stop = threading.Event()
    stop.set()
    with pytest.raises(InterruptedError):
        Line().take(0, stop)


# -- processes ------------------------------------------------------------------------


def test_all_who_book_in_one_file_have_its_speed_together(tmp_path):
    time = Time()
    ways = [
        Line(
            [SharedLimit(100, tmp_path / "line", clock=time.clock)],
            sleep=time.sleep,
            clock=time.clock,
        )
        for _ in range(2)
    ]
    for _ in range(100):
        for line in ways:
            line.take(10 * KB, threading.Event())
    assert time.now - 1000 == pytest.approx(20, rel=0.05)


BOOKS = """
import pathlib, sys
from rayvision_plugins.transfer.line import SharedLimit
limit = SharedLimit(100, pathlib.Path(sys.argv[1]), clock=lambda: 1000.0)
for _ in range(100):
    limit.wait(1024)
"""


def test_no_booking_of_several_processes_is_lost(tmp_path):
    path = tmp_path / "line"
    command = [sys.executable, "-c", BOOKS, str(path)]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert float(path.read_text()) == pytest.approx(1003.0)


@pytest.mark.parametrize("text", [b"", b"no number", b"nan", b"inf", b"\xff\x00"])
def test_a_damaged_file_of_bookings_counts_as_a_free_line(tmp_path, text):
    (tmp_path / "line").write_bytes(text)
    assert SharedLimit(100, tmp_path / "line").wait(10 * KB) == pytest.approx(0.1, abs=0.01)


def test_a_clock_that_was_set_back_stops_the_line_for_a_minute_at_most(tmp_path):
    (tmp_path / "line").write_text("99999999999")
    limit = SharedLimit(100, tmp_path / "line", clock=lambda: 1000.0)
    assert limit.wait(100 * KB) == pytest.approx(FARTHEST + 1)


def test_a_home_that_cannot_be_written_limits_each_process_alone(tmp_path):
    limit = SharedLimit(100, tmp_path / "none" / "line", clock=lambda: 1000.0)
    assert [limit.wait(100 * KB), limit.wait(100 * KB)] == [1, 2]


def test_who_finds_the_file_in_use_waits_for_it(tmp_path):
    held = lock.take(tmp_path / "line")
    sleeps = []

    def sleep(seconds):
        sleeps.append(seconds)
        held.close()

    limit = SharedLimit(100, tmp_path / "line", clock=lambda: 1000.0, sleep=sleep)
    assert limit.wait(100 * KB) == 1
    assert sleeps == [0.001]


def test_a_process_that_holds_the_file_and_hangs_is_not_waited_for(tmp_path):
    sleeps = []
    with lock.take(tmp_path / "line"):
        limit = SharedLimit(100, tmp_path / "line", clock=lambda: 1000.0, sleep=sleeps.append)
        assert limit.wait(100 * KB) == 1
    assert sum(sleeps) == pytest.approx(1)


# -- pause ----------------------------------------------------------------------------


def test_a_pause_is_asked_for_once_in_a_while_and_noticed_within_a_second():
    time = Time()
    asked = []

    def paused():
        asked.append(time.now)
        return 1001.0 < time.now < 1005.0

    line = Line(paused=paused, sleep=time.sleep, clock=time.clock)
    for _ in range(1000):
        time.now += 0.002
        line.take(KB, threading.Event())
    assert time.now == pytest.approx(1006, abs=2 * LOOK_EVERY)
    assert len(asked) == pytest.approx(6 / LOOK_EVERY, rel=0.1)


def test_all_threads_see_a_pause_at_their_first_look():
    """While one asks for the first time, another asks too."""
    other = []

    def paused():
        if not other:
            other.append(None)
            thread = threading.Thread(target=lambda: other.append(line.paused))
            thread.start()
            thread.join()
        return True

    line = Line(paused=paused)
    assert line.paused
    assert other == [None, True]


def test_a_pause_ends_with_the_transfer():
    stop = threading.Event()
    line = Line(paused=lambda: True, sleep=lambda seconds: stop.set())
    with pytest.raises(InterruptedError):
        line.take(0, stop)


def test_the_pause_of_a_home_is_a_file_that_all_its_lines_see(tmp_path):
    home = tmp_path / "home"
    settings = Settings({"home": str(home)}, {})
    pause = Pause(home)
    pause.end()
    assert not line_of(settings).paused
    pause.begin()
    pause.begin()
    assert pause.on()
    assert line_of(settings).paused
    pause.end()
    assert not line_of(settings).paused


def test_a_home_that_cannot_be_looked_into_pauses_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    for home in (tmp_path / "file", tmp_path / ("a" * 300), tmp_path / "a\0b"):
        assert not Pause(home).on()


def test_a_limit_of_a_home_that_cannot_be_made_holds_in_each_process_alone(tmp_path, monkeypatch):
    settings = Settings({"home": str(tmp_path / "home"), "max_speed": "100"}, {})
    (tmp_path / "home").write_text("")
    assert line_of(settings).speed == 100


def test_a_home_that_cannot_hold_a_pause_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="paused: it cannot be written .*RAYVISION_HOME"):
        Pause(tmp_path / "file" / "home").begin()


@pytest.mark.parametrize(
    ("whole", "own", "speed"),
    [(None, UNLIMITED, UNLIMITED), ("500", UNLIMITED, 500), ("500", 100, 100), (None, 100, 100)],
)
def test_a_line_has_the_limits_of_the_home_and_of_the_job(tmp_path, whole, own, speed):
    settings = Settings({"home": str(tmp_path / "home"), "max_speed": whole}, {})
    assert line_of(settings, own).speed == speed


@pytest.mark.parametrize("speed", [0, -1, float("nan")])
def test_a_job_has_a_speed_above_0(tmp_path, speed):
    with pytest.raises(ConfigError, match="speed"):
        line_of(Settings({"home": str(tmp_path)}, {}), speed)


# -- several files at once ------------------------------------------------------------


def rows(count):
    return [Transfer("1", f"{at}", f"/{at}", 10, "") for at in range(count)]


def test_a_pause_and_its_end_are_told_once_and_no_file_is_begun_between(tmp_path):
    pause = Pause(tmp_path)
    pause.begin()
    resumed = threading.Event()
    moved = []

    def move(row, meter):
        moved.append(row)
        assert resumed.wait(10)

    told = []
    for event in move_all(rows(3), move, 2, 5, Line(paused=pause.on)):
        if isinstance(event, Outcome):
            continue
        told.append((event.kind, event.text))
        if event.text == PAUSED:
            assert moved == []
            pause.end()
        if event.text == RESUMED:
            resumed.set()
    assert told == [("note", PAUSED), ("note", RESUMED)]
    assert set(moved) == set(rows(3))


def test_what_has_arrived_before_passes_no_line():
    time = Time()

    def move(row, meter):
        meter.start(1 << 30)
        meter(KB)

    events = list(move_all(rows(1), move, 1, 5, limited(time, 1)))
    assert [event.done for event in events[:-1]] == [1 << 30, KB]
    assert time.now - 1000 == pytest.approx(1, rel=0.05)


def test_files_are_drawn_when_a_thread_is_free_for_them():
    drawn = []
    going = threading.Semaphore(0)

    def source():
        for row in rows(100):
            drawn.append(row)
            yield row

    events = move_all(source(), lambda row, meter: going.acquire(), 3, 5, Line())
    going.release()
    next(events)
    assert len(drawn) <= 4
    going.release(99)
    assert len(list(events)) == 99


def test_who_looks_at_no_events_holds_the_transfer_up():
    begun = []

    def work(item, meter):
        begun.append(item)
        for _ in range(MOST_WAITING // 10):
            meter(1)

    events = work_all(range(1000), work, 2, 5, Line())
    next(events)
    before = -1
    while len(begun) != before:  # until nothing goes on
        before = len(begun)
        time.sleep(0.1)
    assert before < 20
    events.close()


def test_an_error_of_the_list_of_files_is_raised_where_events_are_read():
    def source():
        yield from rows(2)
        raise TransferFailed("list", "it is cut")

    with pytest.raises(TransferFailed, match="it is cut"):
        list(move_all(source(), lambda row, meter: None, 2, 5, Line()))


def test_whatever_goes_wrong_with_a_file_is_its_outcome_and_the_others_go_on():
    def move(row, meter):
        meter(5)
        if row.path == "0":
            raise TransferFailed("0", "refused", retry=True)
        if row.path == "1":
            raise OSError(28, "No space left on device")
        if row.path == "2":
            raise ZeroDivisionError("x")

    events = list(move_all(rows(4), move, 2, 5, Line()))
    found = {event.transfer.path: event for event in events if isinstance(event, Outcome)}
    assert {path: (row.error, row.retry) for path, row in found.items()} == {
        "0": ("refused", True),
        "1": ("No space left on device", False),
        "2": ("ZeroDivisionError: x", False),
        "3": ("", False),
    }
    assert sum(event.done for event in events if isinstance(event, Event)) == 5


def test_closing_ends_the_attempts_at_their_next_bytes():
    ended = []
    begun = threading.Barrier(3)

    def move(row, meter):
        begun.wait(10)
        try:
            while True:
                meter(1)
        finally:
            ended.append(row)

    events = move_all(rows(50), move, 3, 5, Line())
    next(events)
    events.close()
    assert len(ended) == 3


def test_threads_that_cannot_all_be_started_end_before_the_error(monkeypatch):
    start = threading.Thread.start
    begun = []

    def meagre(thread):
        if len(begun) == 2:
            raise RuntimeError("can't start new thread")
        begun.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", meagre)

    def work(item, meter):
        while True:
            meter(0)
            time.sleep(0.01)

    with pytest.raises(RuntimeError):
        list(work_all(range(5), work, 8, 5, Line()))
    assert not any(thread.is_alive() for thread in begun)


# -- what is told of it ---------------------------------------------------------------


def test_progress_has_a_rate_and_the_time_that_is_left():
    time = Time()
    tally = Tally("upload", 10_000, time.clock)
    events = []
    for _ in range(50):
        time.now += 0.2
        events += tally.count(20)
    last = events[-1]
    assert (last.done, last.total, last.unit) == (1000, 10_000, "bytes")
    assert (last.rate, last.left) == (pytest.approx(100, abs=1), pytest.approx(90, abs=1))
    assert last.as_dict()["rate"] == last.rate


def test_the_rate_is_that_of_the_last_seconds():
    time = Time()
    tally = Tally("upload", 1 << 30, time.clock)
    for rate in (1_000_000, 1_000):
        for _ in range(60):
            time.now += 1
            events = list(tally.count(rate))
    assert events[0].rate == pytest.approx(1_000, rel=0.01)


def test_progress_is_told_ten_times_a_second_at_most():
    time = Time()
    tally = Tally("upload", 1 << 30, time.clock)
    events = []
    for _ in range(10_000):
        time.now += 0.0002
        events += tally.count(1)
    assert 15 <= len(events) <= 20


def test_bytes_that_are_taken_back_make_no_rate_below_0():
    time = Time()
    tally = Tally("upload", 1000, time.clock)
    list(tally.count(500))
    time.now += 1
    (event,) = tally.count(-500)
    assert (event.done, event.rate, event.left) == (0, 0, 0)


# -- the option -----------------------------------------------------------------------


@pytest.mark.parametrize("command", ["submit", "upload", "watch", "download"])
@pytest.mark.parametrize("speed", ["0", "-5", "1048577", "fast"])
def test_what_is_no_speed_of_a_job_is_refused_before_anything_is_asked(command, speed, capsys):
    assert main([command, "1", "--max-speed", speed]) == 2
    assert "--max-speed" in capsys.readouterr().err
