"""What is known of jobs: ends that stay, submissions without an answer, several runs at once."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest

from rayvision_plugins.attempts import Attempts
from rayvision_plugins.jobs import (
    DONE,
    FAILED,
    RUNNING,
    STOPPED,
    WAITING,
    CallbackRefused,
    Event,
    Job,
    MayBeRunning,
)
from rayvision_plugins.ledger import UNANSWERED, Ledger

HERE = "carver.example/me"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "records.db"


@pytest.fixture
def ledger(path):
    with contextlib.closing(Ledger(path)) as one:
        yield one


def job(state, number="7", **more):
    return Job("carver", number, state, **more)


def states(ledger):
    return [(row.job.service, row.job.id, row.job.state) for row in ledger.rows()]


def test_a_submission_that_was_answered_is_a_job(ledger, path):
    number = ledger.begin("carver", HERE, "digest")
    sent = job(WAITING, name="spoon", details={"outputs": {"mesh": "stl"}})
    assert ledger.began(number, sent) == sent
    assert ledger.job("carver", "7", HERE) == sent
    with contextlib.closing(Ledger(path)) as other:
        assert other.job("carver", "7", HERE) == sent


def test_a_job_of_another_account_is_another_job(ledger):
    ledger.seen(job(DONE), "elsewhere")
    ledger.seen(job(RUNNING), HERE)
    assert ledger.job("carver", "7", "elsewhere").state == DONE
    assert ledger.job("carver", "7", HERE).state == RUNNING
    assert ledger.job("carver", "8", HERE) is None


def test_the_same_order_without_an_answer_is_not_sent_twice_unasked(ledger):
    ledger.begin("carver", HERE, "digest")
    with pytest.raises(MayBeRunning, match="--again"):
        ledger.begin("carver", HERE, "digest")
    ledger.begin("carver", HERE, "other")
    ledger.begin("carver", "elsewhere", "digest")
    ledger.begin("carver", HERE, "digest", again=True)
    assert {row.job.status for row in ledger.rows()} == {UNANSWERED}


def test_what_was_sent_again_on_purpose_does_not_stand_in_the_way_for_ever(ledger):
    ledger.begin("carver", HERE, "digest")
    ledger.began(ledger.begin("carver", HERE, "digest", again=True), job(RUNNING))
    ledger.refuse("carver", HERE, "digest")
    assert [(row.job.id, row.job.status) for row in ledger.rows()] == [("7", ""), ("", UNANSWERED)]


def test_a_run_that_is_killed_while_it_sends_is_remembered(ledger, path):
    code = (
        "import os, pathlib, signal, sys\n"
        "from rayvision_plugins.ledger import Ledger\n"
        "Ledger(pathlib.Path(sys.argv[1])).begin('carver', sys.argv[2], 'digest')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", code, path, HERE], env=found, timeout=30)
    assert done.returncode == -signal.SIGKILL
    with pytest.raises(MayBeRunning):
        ledger.refuse("carver", HERE, "digest")


def test_an_order_that_was_answered_or_refused_may_be_sent_again(ledger):
    ledger.began(ledger.begin("carver", HERE, "digest"), job(RUNNING))
    ledger.forget(ledger.begin("carver", HERE, "digest"))
    ledger.refuse("carver", HERE, "digest")
    assert states(ledger) == [("carver", "7", RUNNING)]


def test_a_job_that_was_answered_is_not_forgotten(ledger):
    number = ledger.begin("carver", HERE, "digest")
    ledger.began(number, job(RUNNING))
    ledger.forget(number)
    assert states(ledger) == [("carver", "7", RUNNING)]


@pytest.mark.parametrize("end", [DONE, FAILED, STOPPED])
@pytest.mark.parametrize("later", [WAITING, RUNNING, DONE, FAILED, STOPPED])
def test_a_job_ends_once_and_stays_as_it_ended(ledger, end, later):
    ledger.seen(job(RUNNING), HERE)
    assert ledger.seen(job(end), HERE)
    assert not ledger.seen(job(later), HERE)
    assert ledger.job("carver", "7", HERE).state == end


def test_what_is_heard_later_adds_to_what_is_known(ledger):
    ledger.seen(job(RUNNING, status="carving", name="spoon", details={"wood": "oak"}), HERE)
    ledger.seen(job(FAILED, status="broken", reason="a knot", details={"at": 3}), HERE)
    ledger.seen(job(FAILED, details={"photo": "knot.png"}), HERE)
    known = job(
        FAILED,
        status="broken",
        reason="a knot",
        name="spoon",
        details={"wood": "oak", "at": 3, "photo": "knot.png"},
    )
    assert ledger.job("carver", "7", HERE) == known


def test_a_callback_before_the_answer_is_not_lost(ledger):
    number = ledger.begin("carver", HERE, "digest")
    assert ledger.seen(job(DONE, details={"photo": "a.png"}), HERE)
    known = ledger.began(number, job(WAITING, name="spoon"))
    assert known == job(DONE, name="spoon", details={"photo": "a.png"})
    assert ledger.job("carver", "7", HERE) == known
    assert len(ledger.rows()) == 1


def test_the_end_of_an_earlier_submission_does_not_end_the_next_of_that_id(ledger):
    ledger.began(ledger.begin("carver", HERE, "digest"), job(WAITING))
    ledger.seen(job(FAILED, reason="a knot"), HERE)
    number = ledger.begin("carver", HERE, "digest")
    ledger.seen(job(FAILED, details={"seen": "again"}), HERE)
    assert ledger.began(number, job(WAITING)) == job(WAITING)
    assert states(ledger) == [("carver", "7", WAITING)]
    assert ledger.seen(job(DONE), HERE)


def test_a_callback_counts_once(ledger, path):
    assert ledger.seen(job(DONE), HERE, "n1")
    assert not ledger.seen(job(DONE), HERE, "n1")
    assert ledger.seen(job(DONE), "elsewhere", "n1")
    with contextlib.closing(Ledger(path)) as other:
        assert not other.seen(job(DONE), HERE, "n1")


@pytest.mark.parametrize("other", [job(FAILED), job(DONE, "8"), job(DONE, details={"at": 3})])
def test_a_nonce_with_something_else_is_refused_and_nothing_of_it_is_kept(ledger, other):
    ledger.seen(job(DONE), HERE, "n1")
    with pytest.raises(CallbackRefused, match="its nonce came before"):
        ledger.seen(other, HERE, "n1")
    assert [row.job for row in ledger.rows()] == [job(DONE)]


def test_the_callback_of_an_earlier_submission_does_not_end_the_next(ledger):
    ledger.began(ledger.begin("carver", HERE, "digest"), job(WAITING))
    ledger.seen(job(DONE), HERE, "n1")
    ledger.began(ledger.begin("carver", HERE, "digest"), job(WAITING))
    with pytest.raises(CallbackRefused):
        ledger.seen(job(DONE), HERE, "n1")
    assert ledger.job("carver", "7", HERE).state == WAITING
    assert ledger.seen(job(DONE), HERE, "n2")


def test_without_a_nonce_a_job_calls_back_once(ledger):
    assert ledger.heard("carver", HERE, "7")
    assert not ledger.heard("carver", HERE, "7")
    assert ledger.heard("carver", HERE, "8")


def test_the_version_grows_with_every_change_of_any_run(ledger, path):
    versions = [ledger.version()]
    assert ledger.version() == versions[0]
    ledger.seen(job(RUNNING), HERE)
    versions.append(ledger.version())
    with contextlib.closing(Ledger(path)) as other:
        other.seen(job(DONE), HERE)
    versions.append(ledger.version())
    assert versions == sorted(set(versions))


def test_what_says_nothing_new_wakes_nobody(ledger):
    ledger.seen(job(RUNNING), HERE)
    version = ledger.version()
    ledger.seen(job(RUNNING), HERE)
    assert ledger.version() == version


def test_one_of_many_at_once_ends_a_job(path):
    ends = []

    def end():
        with contextlib.closing(Ledger(path)) as own:
            ends.append(own.seen(job(DONE), HERE))

    threads = [threading.Thread(target=end) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == [False] * 7 + [True]


def test_the_list_has_the_newest_first(path):
    times = iter([100.0, 100.0, 50.0, 50.0, 200.0, 200.0])
    with contextlib.closing(Ledger(path, clock=lambda: next(times))) as ledger:
        for number in "123":
            ledger.seen(job(RUNNING, number), HERE)
        assert [(row.job.id, row.submitted) for row in ledger.rows()] == [
            ("3", 200.0),
            ("1", 100.0),
            ("2", 50.0),
        ]


def test_render_tasks_from_before_the_list_stand_in_it(ledger, path):
    with contextlib.closing(Attempts(path, "farm/me")) as attempts:
        for task in ("11", "12", "13"):
            attempts.created("digest", task, "")
        attempts.done("11")
        attempts.sent("12")
        ledger.seen(Job("renderbus", "12", DONE), "farm/me")
        assert states(ledger) == [("renderbus", "12", DONE), ("renderbus", "11", WAITING)]


def submitted(number):
    return Event(kind="end", stage="submit", id=number, text="task is submitted")


def rendered(number, code, text=""):
    return Event(kind="end", stage="render", id=number, code=code, text=text)


def test_events_of_render_tasks_pass_and_are_remembered(ledger):
    events = [
        Event(kind="start", stage="analyze"),
        submitted("11"),
        rendered("", DONE),
        rendered("11", FAILED, "1 of 2 frames, 1 failed"),
    ]
    assert list(ledger.told(events, "renderbus", "farm/me", "shot.ma")) == events
    known = Job("renderbus", "11", FAILED, reason="1 of 2 frames, 1 failed", name="shot.ma")
    assert [row.job for row in ledger.rows()] == [known]


def test_a_render_task_that_failed_may_still_be_done(ledger):
    for events in ([submitted("11"), rendered("11", FAILED, "1 failed")], [rendered("11", DONE)]):
        list(ledger.told(events, "renderbus", "farm/me", "shot.ma"))
    assert ledger.job("renderbus", "11", "farm/me") == Job("renderbus", "11", DONE, name="shot.ma")


def test_a_look_at_a_task_that_goes_on_is_no_end(ledger):
    list(ledger.told([submitted("11"), rendered("11", RUNNING)], "renderbus", "farm/me"))
    assert states(ledger) == [("renderbus", "11", RUNNING)]


def test_a_memory_that_cannot_be_used_does_not_end_what_goes_on(ledger, path):
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("drop table jobs")
    events = list(ledger.told([rendered("11", DONE)], "renderbus", "farm/me"))
    assert [event.kind for event in events] == ["note", "end"]
    assert "records.db cannot be used" in events[0].text


def test_half_a_character_can_be_remembered(ledger):
    odd = job(FAILED, "a\ud800", reason="\udcff", details={"name": "\ud800"})
    ledger.seen(odd, HERE)
    assert not ledger.seen(odd, HERE)
    assert ledger.job("carver", "a\ud800", HERE).reason == "\\udcff"
    assert ledger.heard("carver", HERE, "a\ud800")
    assert not ledger.heard("carver", HERE, "a\ud800")


@pytest.mark.parametrize("end", [DONE, FAILED])
def test_the_next_job_of_an_id_may_end_before_its_answer(ledger, end):
    ledger.began(ledger.begin("carver", HERE, "digest"), job(WAITING))
    ledger.seen(job(DONE), HERE, "n1")
    number = ledger.begin("carver", HERE, "digest")
    assert ledger.seen(job(end), HERE, "n2")
    assert ledger.began(number, job(WAITING)).state == end
    assert not ledger.seen(job(FAILED), HERE, "n3")
