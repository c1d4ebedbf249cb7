"""Callbacks of chohotech: four fields that nobody signed."""

import http.server
import json
import threading

import pytest
from mesh_studio import Studio

from rayvision_plugins.errors import ContractError
from rayvision_plugins.jobs import DONE, FAILED

CALLBACK = {"workflow_id": "17", "metadata": {"case_id": "CH-1"}, "success": True, "reason": None}


def body(**changes):
    return json.dumps({**CALLBACK, **changes}).encode()


def test_a_callback_says_how_a_run_ended_and_proves_nothing(studio):
    heard = studio.service.heard({}, body())
    assert (heard.id, heard.state, heard.reason, heard.proven) == ("17", DONE, "", False)
    assert heard.details == {"metadata": {"case_id": "CH-1"}}
    heard = studio.service.heard({}, body(success=False, reason="网格为空"))
    assert (heard.state, heard.reason, heard.proven) == (FAILED, "网格为空", False)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b"{}",
        body(workflow_id=""),
        body(workflow_id=["17"]),
        body(success="true"),
        body(success=1),
        body(metadata=[]),
        body(reason={}),
        json.dumps({key: CALLBACK[key] for key in ("workflow_id", "success")}).encode(),
    ],
)
def test_a_callback_that_is_not_the_documents_is_refused(studio, content):
    with pytest.raises(ContractError):
        studio.service.heard({}, content)


def test_a_callback_without_metadata_counts_too(studio):
    assert studio.service.heard({}, body(metadata=None)).details == {"metadata": {}}


def test_a_forged_callback_is_contradicted_by_the_run_itself(studio, cube):
    studio.emulator.faults.reason = "网格为空"
    job, _ = studio.submit(inputs={"gum": cube})
    heard = studio.service.heard({}, body(workflow_id=job.id))
    assert heard.state == DONE
    assert studio.ended(job).state == FAILED


@pytest.fixture
def address():
    """An address that takes callbacks, and what it took."""
    taken = []

    class Taker(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taker) as server:
        worker = threading.Thread(target=server.serve_forever, args=(0.05,))
        worker.start()
        yield f"http://127.0.0.1:{server.server_port}", taken
        server.shutdown()
        worker.join()


@pytest.mark.parametrize("reason", ["", "网格为空"])
def test_the_service_calls_the_address_it_was_told(chohotech, cube, address, reason):
    url, taken = address
    chohotech.faults.reason = reason
    studio = Studio(chohotech, callback_url=url)
    job, _ = studio.submit(inputs={"gum": cube}, metadata={"case_id": "CH-1"})
    now = studio.ended(job)
    heard = studio.service.heard({}, taken[0])
    assert (heard.id, heard.state, heard.reason) == (job.id, now.state, reason)
    assert heard.details == {"metadata": {"case_id": "CH-1"}}
    assert chohotech.told == [(f"{url}/chohotech", 200)]


def test_a_duplicate_says_the_same_again(chohotech, cube, address):
    url, taken = address
    chohotech.faults.callbacks = 2
    studio = Studio(chohotech)
    studio.ended(studio.submit(inputs={"gum": cube}, notify=[url])[0])
    first, second = (studio.service.heard({}, content) for content in taken)
    assert first == second


def test_a_callback_may_come_before_the_answer_to_the_submission(chohotech, cube, address):
    url, taken = address
    chohotech.faults.early = True
    studio = Studio(chohotech, callback_url=url)
    job, _ = studio.submit(inputs={"gum": cube})
    assert studio.service.heard({}, taken[0]).id == job.id
