"""A chohotech job on its way through the ledger: looked at until it ends, called back or not."""

import pytest
from mesh_studio import WORKFLOW, Studio

from rayvision_plugins import remote
from rayvision_plugins.errors import BadAnswer, ConnectionFailed
from rayvision_plugins.jobs import DONE, FAILED, Job, MayBeRunning, ServiceRefused, TimedOut
from rayvision_plugins.ledger import Ledger


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def ledger(tmp_path):
    found = Ledger(tmp_path / "records.db")
    yield found
    found.close()


def submitted(studio, ledger, mesh, again=False, **order):
    order = {"workflow": WORKFLOW, "inputs": {"gum": mesh}, **order}
    steps = remote.submit(studio.service, order, ledger, again=again)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            studio.emulator.settle()
            return end.value


def waited(studio, ledger, job, time, **limits):
    """Returns the event that ended the waiting."""
    events = remote.wait(studio.service, job, ledger, clock=time.clock, sleep=time.sleep, **limits)
    *_, last = events
    return last


def looks(emulator):
    return [path for method, path, _ in emulator.calls if (method, path[:5]) == ("GET", "/run/")]


def test_lost_callbacks_are_made_up_for_by_looking(chohotech, ledger, cube):
    studio = Studio(chohotech, callback_url="http://127.0.0.1:9")
    chohotech.faults.callbacks = 0
    chohotech.faults.looks = 3
    time = Time()
    last = waited(studio, ledger, submitted(studio, ledger, cube), time)
    assert (last.kind, last.stage, last.code) == ("end", "run", DONE)
    assert len(looks(chohotech)) == 4
    assert time.now == pytest.approx(3 + 4.5 + 6.75 + 10.125, abs=0.5)


def test_a_failed_run_ends_the_waiting_with_its_reason(studio, ledger, cube):
    studio.emulator.faults.reason = "网格为空"
    job = submitted(studio, ledger, cube)
    last = waited(studio, ledger, job, Time())
    assert (last.code, last.text) == (FAILED, f"chohotech {job.id}: failed: 网格为空")


def test_what_a_callback_brought_ends_the_waiting_without_a_look(studio, ledger, cube):
    job = submitted(studio, ledger, cube)
    ledger.seen(Job("chohotech", job.id, DONE), studio.service.account)
    assert waited(studio, ledger, job, Time()).code == DONE
    assert looks(studio.emulator) == []


def test_a_run_that_never_ends_is_waited_for_until_the_deadline(studio, ledger, cube):
    studio.emulator.faults.looks = 9999
    time = Time()
    with pytest.raises(TimedOut, match="rayvision job wait"):
        waited(studio, ledger, submitted(studio, ledger, cube), time, first=1, deadline=60)
    assert time.now == pytest.approx(60, abs=1)


def test_a_token_that_ends_while_waiting_is_told(studio, ledger, cube):
    job = submitted(studio, ledger, cube)
    studio.emulator.faults.calls_until_expiry = 0
    with pytest.raises(ServiceRefused, match="RAYVISION_CHOHOTECH_TOKEN"):
        waited(studio, ledger, job, Time())
    studio.emulator.faults.calls_until_expiry = -1
    assert waited(studio, ledger, job, Time()).code == DONE


def test_a_submission_whose_answer_was_lost_is_not_repeated_unasked(studio, ledger, cube):
    studio.emulator.faults.lost_runs = 1
    with pytest.raises(ConnectionFailed, match="may be running"):
        submitted(studio, ledger, cube)
    with pytest.raises(MayBeRunning, match="--again"):
        submitted(studio, ledger, cube)
    assert len(studio.emulator.runs) == 1
    submitted(studio, ledger, cube, again=True)
    assert len(studio.emulator.runs) == 2


def test_an_upload_that_failed_may_be_repeated(studio, ledger, cube):
    studio.emulator.faults.html = 3
    with pytest.raises(BadAnswer, match="502"):
        submitted(studio, ledger, cube)
    assert submitted(studio, ledger, cube).id in studio.emulator.runs


def test_a_finished_job_knows_what_was_wanted(studio, ledger, cube, tmp_path):
    job = submitted(studio, ledger, cube, outputs={"mesh": "off"})
    known = ledger.job("chohotech", job.id)
    list(remote.fetch(studio.service, known, ledger, str(tmp_path / "out")))
    assert (tmp_path / "out" / "mesh.off").read_bytes()[:3] == b"OFF"
