"""What a callback counts. No network but the question to its service.

A signed one counts when its signature is right and its nonce new; an unsigned one when the
ledger knows the job and the service itself, asked, says the same. HTTP 200 is the receipt for
all that need not come again.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from rayvision_plugins.errors import ContractError, RayvisionError
from rayvision_plugins.jobs import CallbackRefused, Event, Heard, Job, Listener
from rayvision_plugins.ledger import Ledger
from rayvision_plugins.profiles import read_table

LOG = logging.getLogger(__name__)


def callers() -> dict[str, Mapping[str, Any]]:
    """Returns how each service that calls back does so, by its name."""
    return {name: row for name, row in read_table("callbacks.json").items() if name != "source"}


@dataclasses.dataclass(frozen=True, slots=True)
class Receipt:
    """What a callback is answered, an HTTP status, and what is told of it here."""

    status: HTTPStatus
    event: Event


class Callbacks:
    """Decides what a callback counts; ``services`` are those that may call, by their names."""

    def __init__(self, services: Mapping[str, Listener], ledger: Ledger) -> None:
        self.services = services
        self._ledger = ledger
        self._rows = callers()
        self._one = {name: threading.Lock() for name in services}

    def method(self, name: str) -> str:
        """Returns the HTTP method that a service calls with."""
        method: str = self._rows[name]["method"]
        return method

    def received(self, name: str, query: Mapping[str, str], body: bytes) -> Receipt:
        """Takes the callback of a service; nothing is raised."""
        service = self.services[name]
        try:
            heard = service.heard(query, body)
            if heard.proven:
                return self._signed(service, heard)
            with self._one[name]:  # a flood of them does not become a flood of questions
                return self._asked(service, heard)
        except ContractError as err:
            return said(HTTPStatus.BAD_REQUEST, f"{name}: a callback was refused, {err}")
        except CallbackRefused as err:
            return said(HTTPStatus.FORBIDDEN, str(err))
        except RayvisionError as err:
            text = f"{name}: a callback did not count, for now: {err}"
            return said(HTTPStatus.SERVICE_UNAVAILABLE, text)
        except Exception as err:  # the edge of a thread
            LOG.debug("a callback of %s", name, exc_info=True)
            text = f"{name}: a callback did not count, {type(err).__name__}"
            return said(HTTPStatus.INTERNAL_SERVER_ERROR, text)

    def _signed(self, service: Listener, heard: Heard) -> Receipt:
        job = Job(
            service.name,
            heard.id,
            heard.state,
            status=heard.details.get("status", ""),
            reason=heard.reason,
            details=heard.details,
        )
        if self._ledger.seen(job, service.account, heard.nonce):
            return Receipt(HTTPStatus.OK, job.ending())
        return _known(job)

    def _asked(self, service: Listener, heard: Heard) -> Receipt:
        """Asks the service whether a callback that proves nothing is right."""
        name, account = service.name, service.account
        job = self._ledger.job(name, heard.id, account)
        if job is None:
            text = f"{name}: a callback was refused, it is about a job that is not known here"
            return said(HTTPStatus.NOT_FOUND, text)
        if not job.ended:
            job = service.status(job)
        if job.state != heard.state:
            text = f"{name} {job.id}: a callback was refused, the service says {job.state}"
            return said(HTTPStatus.CONFLICT, text, job.id)
        self._ledger.seen(job, account)
        if self._ledger.heard(name, account, heard.id):
            return Receipt(HTTPStatus.OK, job.ending())
        return _known(job)


def _known(job: Job) -> Receipt:
    return said(HTTPStatus.OK, f"{job.service} {job.id}: its end was known before", job.id)


def said(status: HTTPStatus, text: str, number: str = "") -> Receipt:
    """Returns the receipt of a callback that ends no job."""
    code = "" if status == HTTPStatus.OK else str(int(status))
    return Receipt(status, Event(kind="note", stage="run", id=number, code=code, text=text))
