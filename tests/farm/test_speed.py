"""Limits over packs and files, to a real farm and back, in a time of our own."""

import threading

import pytest
import xxhash

from rayvision_plugins.transfer.engine import Outcome, Transfer
from rayvision_plugins.transfer.http import HttpEngine
from rayvision_plugins.transfer.line import Limit, Line, SharedLimit

pytestmark = pytest.mark.slow

KB = 1024
SPEED = 400
PARALLEL = 4
"""So many threads, each asleep for a tick, move the clock by less than the line makes up for."""

LARGE = {f"large/{at}.exr": bytes([at]) * (2048 * KB) for at in range(2)}
SMALL = {f"small/{at}.png": bytes([at]) * (10 * KB) for at in range(200)}


class Time:
    """A clock that only sleeping moves, whoever sleeps."""

    def __init__(self):
        self.now = 1000.0
        self._lock = threading.Lock()

    def clock(self):
        return self.now

    def sleep(self, seconds):
        with self._lock:
            self.now += seconds


@pytest.fixture
def moving(farm, tmp_path):
    """Returns what sends (or fetches) files over a line; the seconds that it took."""
    farm.login()
    bid = farm.bids["input"]

    def move(way, files, line, time):
        engine = HttpEngine(farm.url, farm.tokens, parallel=PARALLEL, line=line)
        rows = []
        for path, data in files.items():
            local = tmp_path / way / path
            local.parent.mkdir(parents=True, exist_ok=True)
            if way == "send":
                local.write_bytes(data)
            digest = xxhash.xxh3_128_hexdigest(data)
            rows.append(Transfer(bid, path, str(local), len(data), digest))
        began = time.now
        ends = [event for event in getattr(engine, way)(rows) if isinstance(event, Outcome)]
        assert [end.error for end in ends] == [""] * len(rows)
        return time.now - began

    return move


def limits(kind, time, path):
    if kind == "of the job":
        return [Limit(SPEED, time.clock)]
    if kind == "of all processes":
        return [SharedLimit(SPEED, path, clock=time.clock)]
    return [Limit(SPEED, time.clock), SharedLimit(2 * SPEED, path, clock=time.clock)]


@pytest.mark.parametrize("kind", ["of the job", "of all processes", "of both"])
@pytest.mark.parametrize(
    "files", [LARGE, SMALL, {**LARGE, **SMALL}], ids=["files", "packs", "both"]
)
def test_a_limit_is_kept_within_five_percent_there_and_back(moving, tmp_path, kind, files):
    time = Time()
    line = Line(limits(kind, time, tmp_path / "line"), sleep=time.sleep, clock=time.clock)
    right = sum(map(len, files.values())) / KB / SPEED
    assert moving("send", files, line, time) == pytest.approx(right, rel=0.05)
    assert moving("fetch", files, line, time) == pytest.approx(right, rel=0.05)
