"""A task is created and submitted once, whatever is cut and whoever is killed in between.

Between client and farm stands a proxy that breaks off a chosen call before the farm gets it,
or after it was carried out; what the farm then has is asked of the farm itself.
"""

import collections
import http.client
import http.server
import os
import queue
import signal
import socket
import subprocess
import sys
import threading

import pytest

from rayvision_plugins import profiles
from rayvision_plugins.attempts import Attempts
from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import BadAnswer, ConnectionFailed, NotFound, RequestRefused
from rayvision_plugins.services.renderbus import Renderbus

FILES = {"/D/shots/scene.ma": b"//Maya ASCII"}
NAMES = {
    endpoint.path: name
    for profile in profiles.known()
    for name, endpoint in profiles.load(profile).endpoints.items()
}

RUN = """
import pathlib, sys
from rayvision_plugins import profiles
from rayvision_plugins.attempts import Attempts
from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.services.renderbus import Renderbus
records, profile, domain, access_id, access_key = sys.argv[1:]
client = Client(
    profiles.load(profile), Credentials(access_id, access_key), domain=domain, protocol="http"
)
service = Renderbus(client, Attempts(pathlib.Path(records), "farm"))
task = service.create("scene")
print(task.id, flush=True)
sys.stdin.readline()
service.submit(task.id)
print("submitted", flush=True)
"""


class Proxy(http.server.ThreadingHTTPServer):
    """Hands calls on; ``plan`` says by operation what happens to the next ones.

    "before" breaks off before the farm has the call, "after" when it was carried out, "half" in
    the middle of the answer; "hold before" and "hold after" keep the caller waiting and tell
    ``held``. "fault" answers 502 without asking the farm and "not found" 404, "late fault" 502
    when it was carried out.
    "late" breaks off, and the farm gets the call when "overtaken" happens to another one, before
    that is answered. "empty" answers with a list of nothing.
    """

    daemon_threads = True

    def __init__(self, farm):
        super().__init__(("127.0.0.1", 0), Handler)
        self.farm = farm
        self.plan = collections.defaultdict(list)
        self.held = queue.Queue()
        self.late = queue.Queue()
        self.release = threading.Event()
        self.called = []
        """Operations that callers sent."""
        self.carried_out = []
        """Operations that reached the farm."""

    @property
    def domain(self):
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """Says nothing: callers that are killed hang up."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = NAMES[self.path]
        self.server.called.append(name)
        planned = self.server.plan[name]
        how = planned.pop(0) if planned else ""
        if how in ("before", "late", "fault", "not found", "hold before"):
            self._broken(how, name, body)
        else:
            self._finished(how, name, *self._carried_out(name, body))

    def _broken(self, how, name, body):
        """Ends a call that the farm does not get, at least not now."""
        self.close_connection = True
        if how == "late":
            threading.Thread(target=self._late, args=(name, body), daemon=True).start()
        elif how in ("fault", "not found"):
            self._answer(502 if how == "fault" else 404, b"<html>an error</html>")
        elif how == "hold before":
            self._hold(name)

    def _finished(self, how, name, status, data):
        """Ends a call that was carried out."""
        self.close_connection = how in ("after", "half", "hold after")
        if how == "hold after":
            self._hold(name)
        elif how == "late fault":
            self._answer(502, b"<html>bad gateway</html>")
        elif how == "half":
            self._answer(status, data, data[: len(data) // 2])
        elif how == "empty":
            self._answer(status, b'{"code": 200, "data": {"items": []}}')
        elif how != "after":
            if how == "overtaken":
                self.server.release.set()
                self.server.late.get(timeout=20)
            self._answer(status, data)

    def _late(self, name, body):
        self.server.release.wait(20)
        self._carried_out(name, body)
        self.server.late.put(name)

    def _hold(self, name):
        self.server.held.put(name)
        self.connection.settimeout(20)
        self.connection.recv(1)  # until the caller is gone

    def _carried_out(self, name, body):
        farm = http.client.HTTPConnection(self.server.farm, timeout=20)
        farm.request("POST", self.path, body, dict(self.headers))
        answer = farm.getresponse()
        data = answer.read()
        farm.close()
        self.server.carried_out.append(name)
        return answer.status, data

    def _answer(self, status, data, sent=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if status == 200 else "text/html")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data if sent is None else sent)


@pytest.fixture
def farm(farm_on, tmp_path, request):
    """A running farm; a test may name its profile."""
    return farm_on(tmp_path / "farm", getattr(request, "param", profiles.USUAL)).start()


@pytest.fixture
def proxy(farm):
    with Proxy(farm.domain) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.release.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def run(farm, proxy, tmp_path):
    """Returns a function that gives the service as a new run of the program has it."""
    made = []

    def start(attempts=True, **more):
        account = Credentials(farm.account["access_id"], farm.account["access_key"])
        options = {"domain": proxy.domain, "protocol": "http", "sleep": lambda seconds: None}
        client = Client(farm.profile, account, **{**options, **more})
        records = Attempts(tmp_path / "records.db", "farm") if attempts else None
        if records:
            made.append(records)
        return Renderbus(client, records)

    yield start
    for records in made:
        records.close()


@pytest.fixture
def process(farm, proxy, tmp_path):
    """Returns a function that starts a run as a process and gives it with its task."""
    made = []

    def start():
        words = [tmp_path / "records.db", farm.profile.name, proxy.domain]
        words += [farm.account["access_id"], farm.account["access_key"]]
        made.append(
            subprocess.Popen(
                [sys.executable, "-c", RUN, *map(str, words)],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return made[-1]

    yield start
    for one in made:
        one.kill()
        one.communicate()


@pytest.fixture
def uploaded(farm, maya):
    """Returns a function that puts the files of a task in place."""
    return lambda task: farm.send(int(task.id), FILES, maya({"beauty": {}}))


def submitted(farm):
    """Returns the tasks that the farm has, asked without the proxy."""
    return [str(row["id"]) for row in farm.call("task_list", pageNum=1, pageSize=50)["items"]]


def ended(run):
    """Lets go of a run as the end of its process does."""
    run.attempts.close()


def test_an_answered_submission_is_followed_by_a_new_task(farm, run, uploaded):
    first = run()
    task = first.create("scene")
    uploaded(task)
    first.submit(task.id)
    ended(first)
    second = run().create("scene")
    assert second.id != task.id and not second.submitted
    assert submitted(farm) == [task.id]


@pytest.mark.parametrize("how", ["before", "after", "half", "fault", "late fault"])
def test_creating_goes_on_when_its_call_breaks_off(farm, proxy, run, how):
    proxy.plan["create_task"] = [how]
    task = run().create("scene")
    assert farm.call("create_task")["taskIdList"][0] == int(task.id) + 1  # it is the last one made
    assert proxy.called == ["create_task"] * 2


def test_creating_gives_up_after_as_many_tries_as_are_set(proxy, run):
    proxy.plan["create_task"] = ["after"] * 9
    service = run()
    with pytest.raises(ConnectionFailed):
        service.create("scene")
    assert len(proxy.called) == service.client.attempts


def test_what_a_repetition_would_not_mend_is_not_repeated(proxy, run):
    proxy.plan["create_task"] = ["not found"]
    with pytest.raises(BadAnswer, match="HTTP 404"):
        run().create("scene")
    assert proxy.called == ["create_task"]


def test_a_farm_that_is_not_there_is_tried_as_often_as_is_set(run):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        domain = f"127.0.0.1:{unused.getsockname()[1]}"
    pauses = []
    service = run(domain=domain, sleep=pauses.append)
    with pytest.raises(ConnectionFailed, match="refused"):
        service.create("scene")
    assert len(pauses) == service.client.attempts - 1


@pytest.mark.parametrize("remembered", [True, False], ids=["remembered", "not remembered"])
@pytest.mark.parametrize("how", ["before", "after", "half", "fault", "late fault"])
def test_submitting_asks_before_it_sends_again(farm, proxy, run, uploaded, how, remembered):
    service = run(remembered)
    task = service.create("scene")
    uploaded(task)
    proxy.plan["submit_task"] = [how]
    service.submit(task.id)
    assert submitted(farm) == [task.id]
    assert proxy.carried_out.count("submit_task") == 1
    if remembered:
        ended(service)
        assert run().create("scene").id != task.id  # and it is over


@pytest.mark.parametrize("farm", profiles.known(), indirect=True)
def test_every_deployment_can_be_asked(farm, proxy, run, uploaded):
    first = run()
    task = first.create("scene")
    uploaded(task)
    proxy.plan["submit_task"] = ["after"]
    first.submit(task.id)
    assert proxy.called == ["create_task", "submit_task", "task_list"]
    assert submitted(farm) == [task.id]


def test_another_task_whose_scene_has_the_number_for_a_name_is_another_task(
    farm, maya, proxy, run, uploaded
):
    service = run()
    task = service.create("scene")
    uploaded(task)
    scene = f"D:/shots/{task.id}.ma"
    other = farm.submit({f"/D/shots/{task.id}.ma": b"//"}, maya({"beauty": {}}, scene=scene))
    proxy.plan["submit_task"] = ["before"]
    service.submit(task.id)
    assert sorted(submitted(farm)) == sorted([task.id, str(other)])


def test_submitting_goes_on_when_asking_breaks_off_too(farm, proxy, run, uploaded):
    service = run()
    task = service.create("scene")
    uploaded(task)
    proxy.plan["submit_task"] = ["after"]
    proxy.plan["task_list"] = ["before", "after"]
    service.submit(task.id)
    assert proxy.carried_out.count("submit_task") == 1


def test_a_submission_that_arrives_late_is_no_refusal(farm, proxy, run, uploaded):
    service = run()
    task = service.create("scene")
    uploaded(task)
    proxy.plan["submit_task"] = ["late"]
    proxy.plan["task_list"] = ["overtaken"]
    service.submit(task.id)
    assert proxy.carried_out.count("submit_task") == 2
    assert submitted(farm) == [task.id]
    ended(service)
    assert run().create("scene").id != task.id


def test_a_list_that_lags_behind_leads_to_a_refusal_that_is_none(farm, proxy, run, uploaded):
    first = run()
    task = first.create("scene")
    uploaded(task)
    proxy.plan["submit_task"] = ["after"]
    proxy.plan["task_list"] = ["before"] * 4
    with pytest.raises(ConnectionFailed):
        first.submit(task.id)
    ended(first)
    proxy.plan["task_list"] = ["empty"]
    second = run()
    again = second.create("scene")
    assert (again.id, again.submitted) == (task.id, False)
    second.submit(again.id)
    assert submitted(farm) == [task.id]
    ended(second)
    assert run().create("scene").id != task.id


def test_no_answer_at_all_is_the_error_of_the_submission(farm, proxy, run, uploaded):
    first = run()
    task = first.create("scene")
    uploaded(task)
    proxy.plan["submit_task"] = ["after"]
    proxy.plan["task_list"] = ["before"] * 4
    with pytest.raises(ConnectionFailed, match="submit_task: no answer"):
        first.submit(task.id)
    ended(first)
    second = run()
    again = second.create("scene")
    assert (again.id, again.submitted) == (task.id, True)
    assert submitted(farm) == [task.id]
    ended(second)
    assert run().create("scene").id != task.id  # that it arrived is told once


def test_a_farm_that_never_gets_it_is_asked_as_often_as_is_set(farm, proxy, run, uploaded):
    first = run()
    task = first.create("scene")
    uploaded(task)
    proxy.plan["submit_task"] = ["fault"] * 9
    with pytest.raises(BadAnswer, match="submit_task: .* HTTP 502"):
        first.submit(task.id)
    assert proxy.called.count("submit_task") == first.client.attempts
    ended(first)
    proxy.plan.clear()
    second = run()
    again = second.create("scene")
    assert (again.id, again.submitted) == (task.id, False)
    second.submit(again.id)
    assert submitted(farm) == [task.id]


def test_a_refused_submission_keeps_its_number(farm, run, uploaded):
    first = run()
    task = first.create("scene")
    with pytest.raises(RequestRefused):  # its files are not there
        first.submit(task.id)
    ended(first)
    second = run()
    again = second.create("scene")
    assert (again.id, again.submitted) == (task.id, False)
    uploaded(again)
    second.submit(again.id)
    assert submitted(farm) == [task.id]


def test_a_number_that_the_farm_has_forgotten_is_given_up(farm, run):
    first = run()
    task = first.create("scene")
    first.task.delete_task([int(task.id)])
    with pytest.raises(NotFound):
        first.submit(task.id)
    ended(first)
    assert run().create("scene").id != task.id


def test_a_scene_that_changed_gets_a_number_of_its_own(run):
    first = run()
    task = first.create("scene")
    ended(first)
    second = run()
    assert second.create("another scene").id != task.id
    assert second.create("scene").id == task.id


def test_without_a_digest_nothing_is_remembered(run):
    first = run()
    task = first.create()
    ended(first)
    assert run().create().id != task.id


def test_two_runs_of_one_scene_at_once_are_two_tasks(farm, run, uploaded):
    first, second = run(), run()
    tasks = [first.create("scene"), second.create("scene")]
    for service, task in zip((first, second), tasks):
        uploaded(task)
        service.submit(task.id)
    assert sorted(submitted(farm)) == sorted(task.id for task in tasks)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
class TestKilled:
    """kill -9 of a run, between any two steps."""

    def kill(self, process):
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    @pytest.mark.parametrize("moment", ["hold before", "hold after"])
    def test_while_creating_it_leaves_at_most_an_unused_number(
        self, farm, proxy, run, process, uploaded, moment
    ):
        proxy.plan["create_task"] = [moment]
        killed = process()
        proxy.held.get(timeout=20)
        self.kill(killed)
        service = run()
        task = service.create("scene")
        uploaded(task)
        service.submit(task.id)
        assert submitted(farm) == [task.id]

    def test_between_creating_and_submitting_its_number_is_used_again(
        self, farm, run, process, uploaded
    ):
        killed = process()
        number = killed.stdout.readline().strip()
        self.kill(killed)
        service = run()
        task = service.create("scene")
        assert (task.id, task.submitted) == (number, False)
        uploaded(task)
        service.submit(task.id)
        assert submitted(farm) == [number]

    @pytest.mark.parametrize("moment, there", [("hold before", False), ("hold after", True)])
    def test_while_submitting_the_farm_is_asked_what_it_has(
        self, farm, maya, proxy, run, process, moment, there
    ):
        proxy.plan["submit_task"] = [moment]
        killed = process()
        number = killed.stdout.readline().strip()
        farm.send(int(number), FILES, maya({"beauty": {}}))
        killed.stdin.write("\n")
        killed.stdin.flush()
        proxy.held.get(timeout=20)
        self.kill(killed)
        service = run()
        task = service.create("scene")
        assert (task.id, task.submitted) == (number, there)
        if not there:
            service.submit(task.id)
        assert submitted(farm) == [number]
        assert proxy.carried_out.count("submit_task") == 1
        ended(service)
        assert run().create("scene").id != number

    def test_a_run_that_still_works_keeps_its_number(self, run, process):
        working = process()
        number = working.stdout.readline().strip()
        assert run().create("scene").id != number
