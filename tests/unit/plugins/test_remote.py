"""The life of a job of any service, on a service and a clock that behave."""

import contextlib
import sqlite3

import pytest

from rayvision_plugins import remote
from rayvision_plugins.errors import (
    BadAnswer,
    ConfigError,
    ConnectionFailed,
    ContractError,
    RayvisionError,
    TransferFailed,
)
from rayvision_plugins.jobs import (
    DONE,
    FAILED,
    RUNNING,
    STOPPED,
    WAITING,
    Event,
    Job,
    MayBeRunning,
    NotOffered,
    ServiceRefused,
    TimedOut,
)
from rayvision_plugins.ledger import Ledger

HERE = "carver.example/me"


class Carver:
    """Starts job 7, whose statuses are ``tells``: states, jobs or errors, the last for ever."""

    name = "carver"
    account = HERE

    def __init__(self, *tells, polls=True, fails=None, fails_at="submit", meanwhile=None):
        self.polls = polls
        self.tells = list(tells)
        self.calls = []
        self.closed = False
        self.fails = fails
        self.fails_at = fails_at
        self.meanwhile = meanwhile

    def order(self, given):
        if "wood" not in given:
            raise ContractError("carver submit", "order", "wood", "it is missing")
        return {**given, "knife": "small"}

    def submit(self, order):
        try:
            yield Event(kind="file", stage="upload", path="a.stl")
            if self.fails and self.fails_at == "upload":
                raise self.fails
            yield Event(kind="start", stage="submit")
            self.calls.append(("submit", order))
            if self.meanwhile:
                self.meanwhile()
            if self.fails:
                raise self.fails
            return Job(self.name, "7", WAITING, name="spoon", details={"wood": order["wood"]})
        finally:
            self.closed = True

    def status(self, job):
        self.calls.append(("status", job.id))
        told = self.tells.pop(0) if len(self.tells) > 1 else self.tells[0]
        if isinstance(told, Exception):
            raise told
        return told if isinstance(told, Job) else Job(self.name, job.id, told, status=told.upper())

    def fetch(self, job, folder):
        self.calls.append(("fetch", job.id, folder, job.details))
        yield Event(kind="end", stage="download", path=folder)

    def cancel(self, job):
        if not self.polls:
            raise NotOffered(self.name, "cancelling a job")
        self.calls.append(("cancel", job.id))


class Time:
    """A clock that moves when somebody sleeps; ``at`` maps seconds to what happens then."""

    def __init__(self, at=None):
        self.now = 1000.0
        self.at = dict(at or {})

    def clock(self):
        return self.now

    def sleep(self, seconds):
        assert seconds > 0
        self.now += seconds
        for due in [due for due in self.at if due <= self.now - 1000]:
            self.at.pop(due)()


@pytest.fixture
def ledger(tmp_path):
    with contextlib.closing(Ledger(tmp_path / "records.db")) as one:
        yield one


def run(generator):
    """Returns the events of a generator and what it returned."""
    events = []
    while True:
        try:
            events.append(next(generator))
        except StopIteration as end:
            return events, end.value


def waited(service, ledger, time=None, job=None, **how):
    time = time or Time()
    job = job or Job("carver", "7", WAITING)
    return list(remote.wait(service, job, ledger, clock=time.clock, sleep=time.sleep, **how))


LOST = ConnectionFailed("carver", "carver.example", "the connection broke", sent=True)
NOBODY = ConnectionFailed("carver", "carver", "no such host", sent=False, lasting=True)
REFUSED_AT_THE_DOOR = ConnectionFailed("carver", "carver.example", "refused", sent=False)


def test_a_submission_ends_with_its_job_in_the_ledger(ledger):
    service = Carver()
    events, job = run(remote.submit(service, {"wood": "oak"}, ledger))
    assert [(event.stage, event.kind) for event in events] == [
        ("upload", "file"),
        ("submit", "start"),
        ("submit", "end"),
    ]
    assert events[-1].id == job.id == "7"
    assert ledger.job("carver", "7", HERE) == job
    assert service.calls == [("submit", {"wood": "oak", "knife": "small"})]


def test_an_order_that_is_wrong_is_sent_nowhere(ledger):
    service = Carver()
    with pytest.raises(ContractError, match="wood"):
        run(remote.submit(service, {}, ledger))
    assert (service.calls, ledger.rows()) == ([], [])


MAYBE = [
    LOST,
    BadAnswer("carver start", "carver.example", 200, "no JSON"),
    BadAnswer("carver start", "carver.example", 504, "a fault there"),
    ContractError("carver start", "answer", "id", "it is missing"),
    ServiceRefused("carver", "start", "13", "INTERNAL", status=500),
]
NOTHING = [
    REFUSED_AT_THE_DOOR,
    BadAnswer("carver start", "carver.example", 404, "not the service's API"),
    BadAnswer("carver start", "carver.example", 302, "not the service's API"),
    ContractError("carver start", "request", "id", "it is missing"),
    ServiceRefused("carver", "start", "7", "the wood is wet", status=400),
    ServiceRefused("carver", "start", "wet", "told with HTTP 200"),
    ConfigError("RAYVISION_CARVER_TOKEN is not set"),
]


@pytest.mark.parametrize("err", MAYBE, ids=str)
def test_a_submission_without_an_answer_is_not_repeated_unasked(ledger, err):
    with pytest.raises(type(err), match="the job may be running all the same"):
        run(remote.submit(Carver(fails=err), {"wood": "oak"}, ledger))
    second = Carver()
    with pytest.raises(MayBeRunning):
        run(remote.submit(second, {"wood": "oak"}, ledger))
    assert second.calls == []
    _, job = run(remote.submit(second, {"wood": "oak"}, ledger, again=True))
    assert job.id == "7"


@pytest.mark.parametrize("err", NOTHING, ids=str)
def test_a_submission_that_was_refused_leaves_nothing(ledger, err):
    with pytest.raises(type(err)) as caught:
        run(remote.submit(Carver(fails=err), {"wood": "oak"}, ledger))
    assert "may be running" not in str(caught.value)
    assert ledger.rows() == []
    run(remote.submit(Carver(), {"wood": "oak"}, ledger))


@pytest.mark.parametrize("err", [LOST, TransferFailed("a.stl", "cut")], ids=str)
def test_an_upload_that_broke_off_has_started_nothing(ledger, err):
    with pytest.raises(type(err)):
        run(remote.submit(Carver(fails=err, fails_at="upload"), {"wood": "oak"}, ledger))
    assert ledger.rows() == []


def test_a_submission_that_was_interrupted_may_be_running(ledger):
    with pytest.raises(KeyboardInterrupt):
        run(remote.submit(Carver(fails=KeyboardInterrupt()), {"wood": "oak"}, ledger))
    with pytest.raises(MayBeRunning):
        run(remote.submit(Carver(), {"wood": "oak"}, ledger))


def test_a_submission_that_nobody_reads_on_starts_nothing(ledger):
    service = Carver()
    events = remote.submit(service, {"wood": "oak"}, ledger)
    assert [next(events).stage, next(events).stage] == ["upload", "submit"]
    events.close()
    assert (service.calls, ledger.rows(), service.closed) == ([], [], True)


def test_of_two_submissions_of_one_order_at_once_one_is_sent(ledger, tmp_path):
    second = Carver()
    maybe = pytest.raises(MayBeRunning)

    def meanwhile():
        with contextlib.closing(Ledger(tmp_path / "records.db")) as other, maybe:
            run(remote.submit(second, {"wood": "oak"}, other))

    _, job = run(remote.submit(Carver(meanwhile=meanwhile), {"wood": "oak"}, ledger))
    assert (job.id, second.calls) == ("7", [])


def test_an_order_is_another_when_a_file_it_names_is(ledger, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    order = {"wood": "oak", "plans": ["a.stl", "not there", "nul\0", "x" * 5000]}
    for content in (b"spoon", b"fork"):
        (tmp_path / "a.stl").write_bytes(content)
        with pytest.raises(ConnectionFailed):
            run(remote.submit(Carver(fails=LOST), order, ledger))
    with pytest.raises(MayBeRunning):
        run(remote.submit(Carver(), order, ledger))


def test_a_job_that_cannot_be_written_down_is_told_all_the_same(ledger, tmp_path):
    def meanwhile():
        with contextlib.closing(sqlite3.connect(tmp_path / "records.db")) as other:
            other.execute("drop table jobs")

    events, job = run(remote.submit(Carver(meanwhile=meanwhile), {"wood": "oak"}, ledger))
    assert [event.kind for event in events] == ["file", "start", "note", "end"]
    assert "records.db cannot be used" in events[2].text
    assert events[3].id == job.id == "7"


def test_a_callback_before_the_answer_ends_the_job_at_once(ledger):
    done = Job("carver", "7", DONE, details={"photo": "a.png"})
    service = Carver(RUNNING, meanwhile=lambda: ledger.seen(done, HERE))
    _, job = run(remote.submit(service, {"wood": "oak"}, ledger))
    assert (job.state, job.details) == (DONE, {"wood": "oak", "photo": "a.png"})
    assert waited(service, ledger, job=job)[-1].code == DONE
    assert ("status", "7") not in service.calls


@pytest.mark.parametrize("state", [DONE, FAILED, STOPPED])
def test_waiting_ends_with_how_the_job_ended(ledger, state):
    events = waited(Carver(WAITING, RUNNING, RUNNING, state), ledger)
    assert [(event.kind, event.code) for event in events] == [
        ("start", ""),
        ("note", WAITING),
        ("note", RUNNING),
        ("end", state),
    ]
    assert {(event.stage, event.id) for event in events} == {("run", "7")}
    assert ledger.job("carver", "7", HERE).state == state


def test_a_job_that_failed_says_why_in_the_words_of_its_service(ledger):
    failed = Job("carver", "7", FAILED, reason="a knot")
    assert waited(Carver(failed), ledger)[-1].text == "carver 7: failed: a knot"


def test_the_service_is_asked_in_growing_pauses(ledger):
    time = Time()
    asked = []
    service = Carver(RUNNING)
    status = service.status
    service.status = lambda job: asked.append(time.now - 1000) or status(job)
    with pytest.raises(TimedOut):
        waited(service, ledger, time, first=3, deadline=180)
    gaps = [after - before for before, after in zip([0, *asked], asked, strict=False)]
    expected = [3, 4.5, 6.75, 10.125, 15.1875, 22.78125, 30, 30, 30]
    assert gaps[:-1] == pytest.approx(expected)
    assert asked[-1] == pytest.approx(180)


def test_a_job_that_is_done_at_the_last_look_is_done(ledger):
    events = waited(Carver(RUNNING, DONE), ledger, first=3, deadline=5)
    assert events[-1].code == DONE


def test_waiting_too_long_says_how_to_go_on(ledger):
    with pytest.raises(TimedOut) as caught:
        waited(Carver(RUNNING), ledger, deadline=10)
    assert str(caught.value) == (
        "carver 7: not ended after 10 seconds; rayvision job wait --service carver 7 goes on"
    )
    assert ledger.job("carver", "7", HERE).state == RUNNING


def test_a_callback_of_another_run_ends_waiting_at_once(ledger, tmp_path):
    def callback():
        with contextlib.closing(Ledger(tmp_path / "records.db")) as other:
            other.seen(Job("carver", "7", DONE), HERE)

    time = Time({2.0: callback})
    service = Carver(RUNNING)
    assert waited(service, ledger, time, first=100)[-1].code == DONE
    assert time.now - 1000 == pytest.approx(2.0, abs=0.3)
    assert service.calls == []


def test_where_only_callbacks_tell_nothing_is_asked(ledger):
    time = Time({50.0: lambda: ledger.seen(Job("carver", "7", FAILED, reason="a knot"), HERE)})
    service = Carver(polls=False)
    assert waited(service, ledger, time)[-1].text == "carver 7: failed: a knot"
    assert service.calls == []


def test_where_only_callbacks_tell_a_deadline_says_so(ledger):
    with pytest.raises(TimedOut, match="only a callback ends it: rayvision callback serve"):
        waited(Carver(polls=False), ledger)


PASSES = [
    LOST,
    REFUSED_AT_THE_DOOR,
    BadAnswer("carver look", "carver.example", 502, "a fault there"),
    ServiceRefused("carver", "look", "14", "UNAVAILABLE", status=503),
    ServiceRefused("carver", "look", "8", "RESOURCE_EXHAUSTED", status=429),
]


@pytest.mark.parametrize("err", PASSES, ids=str)
def test_a_service_that_does_not_answer_is_told_of_once_and_waited_for(ledger, err):
    events = waited(Carver(err, err, RUNNING, DONE), ledger)
    told = [event.text for event in events if "it is asked until it answers" in event.text]
    assert len(told) == 1
    assert events[-1].code == DONE


def test_a_service_that_never_answers_is_given_up_at_the_deadline(ledger):
    with pytest.raises(TimedOut, match="the connection broke"):
        waited(Carver(LOST), ledger)


@pytest.mark.parametrize(
    "err",
    [
        ServiceRefused("carver", "look", "5", "NOT_FOUND", status=404),
        BadAnswer("carver look", "carver.example", 403, "not the service's API"),
        ContractError("carver look", "answer", "id", "it is missing"),
        NOBODY,
    ],
    ids=str,
)
def test_what_does_not_pass_ends_waiting_and_enters_no_list(ledger, err):
    service = Carver(err)
    with pytest.raises(type(err)):
        waited(service, ledger)
    assert (len(service.calls), ledger.rows()) == (1, [])


def test_a_job_that_has_ended_is_not_waited_for(ledger):
    ledger.seen(Job("carver", "7", STOPPED), HERE)
    service = Carver(RUNNING)
    assert waited(service, ledger)[-1].code == STOPPED
    assert service.calls == []


def test_the_status_is_what_all_that_was_heard_makes(ledger):
    ledger.seen(Job("carver", "7", WAITING, name="spoon"), HERE)
    now = remote.status(Carver(RUNNING), Job("carver", "7", WAITING), ledger)
    assert now == Job("carver", "7", RUNNING, status="RUNNING", name="spoon")
    assert ledger.job("carver", "7", HERE) == now


def test_fetching_asks_first_whether_the_job_is_done(ledger):
    service = Carver(DONE)
    job = Job("carver", "7", WAITING, details={"wood": "oak"})
    ledger.seen(job, HERE)
    list(remote.fetch(service, job, ledger, "out"))
    assert service.calls == [("status", "7"), ("fetch", "7", "out", {"wood": "oak"})]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (RUNNING, "has not ended, it has no results yet; rayvision job wait"),
        (Job("carver", "7", FAILED, reason="a knot"), "failed: a knot; it has no results"),
    ],
    ids=["running", "failed"],
)
def test_fetching_what_is_not_there_says_why(ledger, told, words):
    service = Carver(told)
    with pytest.raises(RayvisionError, match=words):
        list(remote.fetch(service, Job("carver", "7", WAITING), ledger, "out"))
    assert service.calls == [("status", "7")]


def test_fetching_asks_nothing_where_there_is_no_status(ledger):
    service = Carver(polls=False)
    list(remote.fetch(service, Job("carver", "7", WAITING), ledger, "out"))
    assert [call[0] for call in service.calls] == ["fetch"]


def test_a_job_of_another_machine_can_be_cancelled(ledger):
    service = Carver(STOPPED)
    remote.cancel(service, Job("carver", "9", RUNNING), ledger)
    assert service.calls == [("cancel", "9")]
    assert ledger.job("carver", "9", HERE).state == RUNNING


def test_a_service_without_cancel_says_so(ledger):
    with pytest.raises(NotOffered, match="no call for cancelling a job"):
        remote.cancel(Carver(polls=False), Job("carver", "7", RUNNING), ledger)
