"""BIMFACE: a model that was uploaded there is translated, and a signed callback says how it ended.

``data/services/bimface.json`` holds what its document says: one call. There is none for the
token, the upload, the status, a cancel or the result, so that a file is named by its number, a
job ends by its callback alone, and what can be fetched is what answer and callback named.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import pathlib
import urllib.parse
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

import requests

from analyzers.errors import one_line
from rayvision_plugins import rest, whole
from rayvision_plugins.errors import ContractError, TransferFailed
from rayvision_plugins.jobs import CallbackRefused, Event, Heard, Job, NotOffered, ServiceRefused

NAME = "bimface"
RESULT = "result.json"
"""The file that fetching writes."""

LONGEST = 4096
"""Characters of what a callback says without its signature; more does not undo what is signed."""

TOLD = "only a callback tells how a job ended: rayvision callback serve receives it"


class Bimface:
    """BIMFACE at ``url``, a JobService that calls back.

    ``access_token`` starts translations, ``app_key`` and ``app_secret`` sign callbacks; each is
    asked for when it is needed. ``callback_url`` is this studio's public address, "" for none.

    ``account`` is the host alone: who submits need not have the key that the receiver has, and
    what is signed for another application is refused by its signature.
    """

    name = NAME
    polls = False

    def __init__(
        self,
        *,
        url: str,
        access_token: str,
        app_key: str,
        app_secret: str,
        session: requests.Session,
        timeouts: tuple[float, float],
        attempts: int,
        sleep: Callable[[float], None],
        callback_url: str = "",
    ) -> None:
        self._service = rest.table(NAME)
        self._envelope = self._service.table["envelope"]
        self._token = access_token
        self._application = {"app_key": app_key, "app_secret": app_secret}
        self._callback = f"{callback_url.rstrip('/')}/{NAME}" if callback_url else ""
        self._rest = rest.Rest(
            self._service,
            {"api": url},
            rest.Header(self._service.table["authorization"], access_token),
            session=session,
            timeouts=timeouts,
            attempts=attempts,
            sleep=sleep,
            explain=lambda status, document: self._explained(document),
        )
        self.account = urllib.parse.urlsplit(url).netloc.rpartition("@")[2]

    def order(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns a checked order: fileId, compressed, rootName, priority, callback, config.

        Raises:
            ContractError: names the field and the rule it breaks.
        """
        order = self._service.ordered(given)
        callback = order.get("callback")
        if callback and not callback.startswith(("http://", "https://")):
            why = "it must begin with http:// or https://"
            raise ContractError(f"{NAME} submit", "order", "callback", why)
        return order

    def submit(self, order: Mapping[str, Any]) -> Generator[Event, None, Job]:
        """Starts the translation of an uploaded file; the job's id is the file's.

        Raises:
            ConfigError: there is no access token.
            ConnectionFailed, BadAnswer, ContractError: no answer, or not BIMFACE's.
            ServiceRefused: BIMFACE said no, in the words of its code.
        """
        rest.needed(NAME, {"access_token": self._token})
        order = dict(order)
        callback = order.pop("callback", "") or self._callback
        if not callback:
            yield Event(
                kind="note",
                stage="submit",
                text=f"{NAME}: it is not told where to call back, so the end of this job will not "
                "be heard of; RAYVISION_CALLBACK_URL or --callback says where",
            )
        yield Event(kind="start", stage="submit", text=f"file {order['fileId']} to be translated")
        body: dict[str, Any] = {"callback": callback} if callback else {}
        body |= {key: order.pop(key) for key in ("priority", "config") if key in order}
        data = self._translated({**body, "source": order})
        job = Job(
            service=NAME,
            id=str(int(data["fileId"])),  # JSON may have it as 1.0
            state=self._service.state(data["status"]),
            status=data["status"],
            reason=data.get("reason") or "",
            name=data.get("name") or "",
            details={key: value for key, value in data.items() if value is not None},
        )
        yield Event(kind="end", stage="submit", id=job.id, text=f"{NAME} {job.id}: {job.status}")
        return job

    def _translated(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns what BIMFACE says of a translation that it took."""
        answer = self._rest.call("translate", dict(body))
        if answer[self._envelope["code"]] != self._envelope["success"]:
            raise ServiceRefused(NAME, "translate", *self._explained(answer))
        data: Mapping[str, Any] = answer[self._envelope["data"]]
        return data

    def _explained(self, document: Any) -> tuple[str, str, str]:
        """Returns code, words and hint of a refusal; no words when it is none of BIMFACE's."""
        document = document if isinstance(document, dict) else {}
        code = document.get(self._envelope["code"])
        if not isinstance(code, str):
            return "", "", ""
        words, hint = self._service.words(code)
        own = str(document.get(self._envelope["message"]) or "")
        said = ": ".join(filter(None, (words, own))) or "no reason given"
        return code, said.replace(self._token, "***") if self._token else said, hint

    def status(self, job: Job) -> Job:
        """Raises NotOffered: the document says that there is such a call, and describes none."""
        raise NotOffered(NAME, "the status of a job", TOLD)

    def cancel(self, job: Job) -> None:
        """Raises NotOffered: no document has such a call."""
        raise NotOffered(NAME, "cancelling a job", "it goes on there")

    def fetch(self, job: Job, folder: str) -> Iterator[Event]:
        """Writes what answer and callback named into ``folder``/result.json.

        Thumbnails stay addresses: the signature does not cover them.

        Raises:
            TransferFailed: the file cannot be written.
        """
        path = pathlib.Path(folder, RESULT)
        kept = {"fileId": job.id, **job.details, "state": job.state}
        more = {"name": job.name, "reason": job.reason}
        kept |= {key: value for key, value in more.items() if value}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            whole.write(path, json.dumps(kept, ensure_ascii=False, indent=2).encode("utf-8"))
        except OSError as err:
            raise TransferFailed(str(path), err.strerror or str(err)) from err
        if not job.ended:
            yield Event(kind="note", stage="download", id=job.id, text=f"not ended yet: {TOLD}")
        yield Event(kind="file", stage="download", id=job.id, path=str(path))
        text = f"{NAME} {job.id}: what it named is in {RESULT}; its document has no download"
        yield Event(kind="end", stage="download", id=job.id, path=folder, text=text)

    def heard(self, query: Mapping[str, str], body: bytes) -> Heard:
        """Returns what a callback says, after its signature was found right.

        Raises:
            ContractError: it is malformed.
            CallbackRefused: it is forged.
            ConfigError: the key or the secret of the signature is missing.
        """
        rest.check(f"{NAME} callback", "callback", self._service.callback, dict(query))
        if not hmac.compare_digest(self._signature(query), query["signature"].lower()):
            raise CallbackRefused(NAME, "its signature is wrong")
        details: dict[str, Any] = {"fileId": int(query["fileId"]), "status": query["status"]}
        if 0 < len(query.get("thumbnail", "")) <= LONGEST:
            details["thumbnail"] = [query["thumbnail"]]
        return Heard(
            id=query["fileId"],
            state=self._service.states[query["status"]],
            reason=one_line(query.get("reason", "")[:LONGEST]),
            nonce=query["nonce"],
            proven=True,
            details=details,
        )

    def _signature(self, query: Mapping[str, str]) -> str:
        """Returns the right signature of a callback.

        Source: BIMFACE 发起文件转换, 回调(Callback).
        """
        row = self._service.table["signature"]
        rest.needed(NAME, self._application)
        text: str = row["text"].format_map({**query, **self._application})
        content = text.encode("utf-8", "backslashreplace")
        return hashlib.new(row["digest"], content, usedforsecurity=False).hexdigest()
