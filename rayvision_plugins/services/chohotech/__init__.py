"""朝厚 (chohotech): workflows on meshes.

Meshes go to its file service, the run names them by pointers, results come back the same way.
The token goes to the service's own two hosts and never to the store behind the signed
addresses. Paths, header, state words and limits are in ``data/services/chohotech.json``.

Source: chohotech 生产导出.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

import requests

from analyzers.errors import one_line
from rayvision_plugins.errors import LONGEST, ContractError
from rayvision_plugins.jobs import DONE, FAILED, RUNNING, Event, Heard, Job, NotOffered
from rayvision_plugins.rest import Header, Rest, check, needed, table
from rayvision_plugins.rest.answers import host
from rayvision_plugins.services.chohotech.inputs import Inputs, goes_as_draco
from rayvision_plugins.services.chohotech.results import Results

__all__ = ["Chohotech"]

NAME = "chohotech"


class Chohotech:
    """An account at chohotech; a jobs.Listener.

    ``precision`` is how far a vertex may move on the way there and back, half of it each way, in
    the unit of the mesh (the document's are millimetres). ``callback_url`` is the public address
    of the receiver of callbacks, "" to be called by nobody. The rest is as for rest.Rest.
    """

    name = NAME
    polls = True

    def __init__(
        self,
        *,
        base_url: str,
        file_server_url: str,
        token: str,
        user_id: str,
        user_group: str,
        session: requests.Session,
        files_session: requests.Session,
        timeouts: tuple[float, float],
        attempts: int,
        sleep: Callable[[float], None],
        precision: float,
        callback_url: str = "",
    ) -> None:
        self._settings = {
            "base_url": base_url,
            "file_server_url": file_server_url,
            "user_id": user_id,
            "user_group": user_group,
        }
        self._owner = {"user_group": user_group, "user_id": user_id}
        self.account = f"{host(base_url)}/{user_id}"
        self._service = table(NAME)
        self._token = Header(self._service.table["authorization"], token)
        self._each_way = precision / 2
        self._callback_url = callback_url
        self._rest = Rest(
            self._service,
            {"api": base_url, "files": file_server_url},
            self._token,
            session=session,
            files_session=files_session,
            timeouts=timeouts,
            attempts=attempts,
            sleep=sleep,
            explain=self._explain,
        )

    def order(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns a checked order with its defaults; its meshes are opened once it is submitted.

        Raises:
            ContractError: names the field and the rule it breaks.
        """
        return self._service.ordered(given)

    def submit(self, order: Mapping[str, Any]) -> Generator[Event, None, Job]:
        """Uploads the meshes of an order and starts its workflow.

        Raises:
            ConfigError: a part of the account is missing.
            MeshRefused, ContractError: a mesh cannot be sent so; nothing was sent.
            ServiceRefused, TransferFailed, ConnectionFailed, BadAnswer: as for rest.Rest.
        """
        rest = self._ready()
        inputs = Inputs(rest, self._service, self._owner, order, self._each_way)
        data = yield from inputs.sent()
        yield Event(kind="start", stage="submit", text=order["workflow"])
        draco = self._service.table["draco"]["type"]
        compact = goes_as_draco(order) and inputs.types == {draco}
        outputs = {name: draco if compact else wanted for name, wanted in order["outputs"].items()}
        run = str(rest.call("run", self._body(order, data, outputs))["run_id"])
        details = {"outputs": dict(order["outputs"])}
        job = Job(NAME, run, RUNNING, name=order["workflow"], details=details)
        yield Event(kind="end", stage="submit", id=run, text=f"{NAME} {run}: {job.name} runs")
        return job

    def status(self, job: Job) -> Job:
        """Returns the job as the service has it now."""
        answer = self._ready().call("status", run_id=job.id)
        word = next((word for word in self._service.states if answer.get(word)), "")
        state = self._service.state(word)
        reason = ""
        if state == FAILED:
            said = answer.get(self._service.table["reason"]) or "no reason given"
            reason = one_line(str(said))[:LONGEST]
        return dataclasses.replace(job, state=state, status=word, reason=reason)

    def fetch(self, job: Job, folder: str) -> Iterator[Event]:
        """Brings every result into ``folder``.

        A mesh becomes <key>.<type>, in the type the order wanted; of a list, <key>/<number>.<type>.
        result.json is the result with the name of its file in place of each mesh.

        Raises:
            UnsafeName: a result has a name that leaves the folder; the others are there.
            MeshRefused: a mesh that came cannot be converted.
        """
        yield from Results(self._ready(), self._service, job, folder, self._each_way).fetched()

    def item(self, job: Job, key: str) -> Any:
        """Returns one item of a job's results as the service gives it, a mesh by its pointer."""
        answer = self._ready().call("item", run_id=job.id, key=key)
        inner = answer.get("result") if isinstance(answer, dict) else None
        return answer if inner is None else inner

    def cancel(self, job: Job) -> None:
        """Raises NotOffered: the document has no such call."""
        raise NotOffered(NAME, "cancelling a run", "it ends by itself")

    def heard(self, query: Mapping[str, str], body: bytes) -> Heard:
        """Returns what a callback says; it carries no signature and proves nothing.

        Raises:
            ContractError: it is not what the document describes.
        """
        about = f"{NAME} callback"
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            raise ContractError(about, "callback", "", "it is no JSON") from None
        check(about, "callback", self._service.callback, said)
        return Heard(
            id=str(said["workflow_id"]),
            state=DONE if said["success"] else FAILED,
            reason=said["reason"] or "",
            details={"metadata": said["metadata"] or {}},
        )

    def _ready(self) -> Rest:
        settings = {**self._settings, "token": self._token.token}
        needed(NAME, settings, "RAYVISION_CHOHOTECH_CREDS to your creds.json")
        return self._rest

    def _body(
        self, order: Mapping[str, Any], data: Mapping[str, Any], outputs: Mapping[str, str]
    ) -> dict[str, Any]:
        """Returns what starts a run; ``data`` and ``outputs`` are as they travel."""
        spec = zip(self._service.table["spec"]["fields"], order["workflow"].split("/"), strict=True)
        body = {**dict(spec), **self._owner, "input_data": dict(data)}
        if "text" in order:
            body["input_data"]["text"] = order["text"]
        body["output_config"] = {name: {"type": kind} for name, kind in outputs.items()}
        if order["metadata"]:
            body["metadata"] = dict(order["metadata"])
        called = [*order["notify"]]
        if self._callback_url:
            called.append(f"{self._callback_url.rstrip('/')}/{NAME}")
        if called:
            body["notification"] = [{"url": url} for url in dict.fromkeys(called)]
        return body

    def _explain(self, status: int, document: Any) -> tuple[str, str, str]:
        """Returns code, words and hint for an answer that is no success."""
        words, hint = self._service.words(str(status))
        own = ""
        if isinstance(document, dict):
            fields = (document.get(name) for name in self._service.table["said"]["fields"])
            own = next((text for text in fields if text and isinstance(text, str)), "")
        return f"HTTP {status}", ": ".join(filter(None, (words, own))), hint
