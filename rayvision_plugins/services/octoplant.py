"""octoplant: exports of a project from the studio's own server.

An order names what is exported; the server makes a ZIP of it, which is unpacked here. A user's
password buys a token, which is kept in memory only. Servers mostly sign their certificate
themselves: it is trusted when the settings name it, and never unasked. Paths, state words and
codes are in data/services/octoplant.json.

Source: octoplant, How to use the Export API.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import time
import urllib.parse
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

import requests

from analyzers.errors import one_line
from rayvision_plugins import wire
from rayvision_plugins.errors import LONGEST, ConfigError, TransferFailed
from rayvision_plugins.jobs import DONE, ENDED, FAILED, RUNNING, Event, Job
from rayvision_plugins.rest import Rest, needed, table
from rayvision_plugins.services.oauth import Token
from rayvision_plugins.transfer.engine import inside
from rayvision_plugins.unpack import unzipped

NAME = "octoplant"
LOOPBACK = "localhost", "127.0.0.1", "::1"

_UNTRUSTED = (
    "if the server signed it itself, get the certificate from its administrator and set "
    "RAYVISION_OCTOPLANT_CA_BUNDLE to that file"
)


class Octoplant:
    """The Export API of the server at ``url``: https, or http on this machine.

    ``session`` trusts the server's certificate, and so does ``files_session``, which the archives
    come through. ``clock`` counts the seconds that tokens live.
    """

    name = NAME
    polls = True

    def __init__(
        self,
        *,
        url: str,
        username: str,
        password: str,
        client_id: str,
        client_secret: str,
        session: requests.Session,
        files_session: requests.Session | None = None,
        timeouts: tuple[float, float] = (10, 60),
        attempts: int = 4,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._service = table(NAME)
        self._user = {
            "username": username,
            "password": password,
            "client_id": client_id,
            "client_secret": client_secret,
        }
        self._token = Token(self._new_token, self._service.table["authorization"], clock)
        self._host, address, here = _server(url)
        for each in filter(None, (session, files_session)) if here else ():
            each.proxies = {"http": "", "https": ""}  # one could not reach this machine's own host
        rest = functools.partial(
            Rest,
            self._service,
            {"api": address},
            session=session,
            files_session=files_session,
            timeouts=timeouts,
            attempts=attempts,
            sleep=sleep,
            explain=self._explained,
            untrusted=_UNTRUSTED,
        )
        self._door, self._rest = rest(None), rest(self._token)

    @property
    def account(self) -> str:
        """The server and the user: ``host:port/name``."""
        return f"{self._host}/{self._user['username']}"

    def order(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns ``{"contents": {name: settings}}``; a list of names has no settings.

        Source: Export API, simpleExport.

        Raises:
            ContractError: names the field and the rule it breaks.
        """
        contents = given.get("contents")
        if isinstance(contents, list | tuple) and all(isinstance(name, str) for name in contents):
            given = {**given, "contents": {name: {} for name in contents}}
        return self._service.ordered(given)

    def submit(self, order: Mapping[str, Any]) -> Generator[Event, None, Job]:
        """Starts the export and returns its job; nothing is uploaded.

        Raises:
            ConfigError: user, password or client secret is not set.
            ServiceRefused: with the code of gRPC in words.
            ConnectionFailed: also when the order may have been taken (``sent``).
        """
        contents = order["contents"]
        name = ", ".join(contents)
        self._token.ready()  # what fails before the start is no doubt about the order
        yield Event("start", "submit", text=f"{NAME}: ordering {name}")
        answer = self._rest.call("start", {"exportContents": contents})
        return self._job(answer, answer["name"], name)

    def status(self, job: Job) -> Job:
        """Returns the job as the server has it now; ``reason`` has the code of gRPC in words."""
        self._token.ready()
        answer = self._rest.call("status", name=job.id)
        return self._job(answer, job.id, job.name)

    def cancel(self, job: Job) -> None:
        """Asks the server to stop the export; its status tells when it has.

        Raises:
            ServiceRefused: it has ended, or there is none.
        """
        self._token.ready()
        self._rest.call("cancel", name=job.id)

    def fetch(self, job: Job, folder: str) -> Iterator[Event]:
        """Unpacks the export into ``folder``; the listing that each one holds is read and told.

        An archive that is refused stays in the folder, as the error says, for a person to see.

        Source: Export API, downloadExport and simpleExport.

        Raises:
            ServiceRefused: the export has not succeeded.
            TransferFailed: the download was cut again and again, or the archive has no listing.
            ArchiveRefused: it is broken or would do harm; nothing was unpacked.
        """
        yield Event("start", "download", id=job.id)
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as err:
            raise TransferFailed(folder, err.strerror or "it cannot be made") from err
        of_job = hashlib.sha256(job.id.encode("utf-8", "replace")).hexdigest()[:12]
        archive = os.path.join(folder, f"{NAME}-{of_job}.zip")
        self._token.ready()
        for size in self._rest.get("download", archive, name=job.id):
            yield Event("progress", "download", id=job.id, done=size, unit="bytes")
        paths = unzipped(archive, folder)
        os.remove(archive)
        for path in paths:
            yield Event("file", "download", id=job.id, path=path)
        yield self._listed(job, folder, paths)
        text = f"{NAME} {job.id}: {len(paths)} files in {folder}"
        yield Event("end", "download", id=job.id, code=DONE, path=folder, text=text)

    def _listed(self, job: Job, folder: str, paths: list[str]) -> Event:
        """Returns what the listing of an export says, in one line."""
        name = self._service.table["archive"]["listing"]
        path = inside(folder, name)
        if path not in paths:
            raise TransferFailed(name, f"it is not in the export; what came is in {folder}")
        try:
            with open(path, "rb") as stream:
                content = stream.read(wire.LARGEST + 1)
            said = json.dumps(json.loads(content), ensure_ascii=False)[:LONGEST]
        except (ValueError, RecursionError) as err:
            raise TransferFailed(path, "it is no JSON, so the export may not be whole") from err
        text = f"{name}: {said.encode('utf-8', 'replace').decode('utf-8')}"
        return Event("note", "download", id=job.id, path=path, text=text)

    def _job(self, answer: Mapping[str, Any], id: str, name: str) -> Job:
        """Returns the job of an OrderState; done counts together with its state only."""
        metadata = answer.get("metadata") or {}
        word = metadata.get("state") or self._service.table["unspecified"]["state"]
        state = self._service.state(word)
        error = answer.get("error") or {}
        reason = self._words(error) or self._service.table["states"].get(word, {}).get("words", "")
        if not answer.get("done") and state != FAILED:
            state = RUNNING if state == DONE else state
        elif error.get("code"):
            state = self._code(error["code"]).get("state", FAILED)
        elif state not in ENDED:
            state, reason = FAILED, f"it is done, but neither succeeded nor failed: {word}"
        return Job(NAME, id, state, word, reason, name)

    def _words(self, error: Mapping[str, Any]) -> str:
        """Returns an error of an order or a refusal for people: the code in words, the message."""
        code = error.get("code")
        known = self._code(code)
        name = known.get("name") or (f"unknown code {code}" if code else "")
        said = (name, known.get("words"), error.get("message"))
        text: str = one_line(self._hidden(": ".join(str(part) for part in said if part)))
        return text[:LONGEST]

    def _code(self, code: Any) -> Mapping[str, Any]:
        return self._service.codes.get(str(code), {}) if code else {}

    def _explained(self, status: int, answer: Any) -> tuple[str, str, str]:
        """Returns code, words and hint of a refusal, no words for one of a proxy's.

        Source: Export API, handleErrorResponse: ``{code, message}`` or ``{error: {...}}``; RFC
        6749, 5.2: ``{error, error_description}`` of a token request.
        """
        answer = answer if isinstance(answer, Mapping) else {}
        error = answer.get("error", answer)
        if isinstance(error, str):
            error = {"code": error, "message": answer.get("error_description")}
        elif not isinstance(error, Mapping):
            error = {}
        code = error.get("code") or self._service.table["statuses"].get(str(status), "")
        words = self._words({**error, "code": code})
        return self._hidden(str(code)), words, self._code(code).get("hint", "")

    def _new_token(self) -> Mapping[str, Any]:
        """Returns the answer to a token request.

        Source: Export API, authenticate.
        """
        needed(NAME, self._user)
        body = {"grant_type": "password", **self._user}
        answer: Mapping[str, Any] = self._door.call("token", body)
        return answer

    def _hidden(self, text: str) -> str:
        """Returns what the server said without the secrets that it was sent."""
        for secret in (self._user["password"], self._user["client_secret"], self._token.token):
            for form in filter(None, {secret, urllib.parse.quote_plus(secret)}):
                text = text.replace(form, "***")
        return text


def _server(url: str) -> tuple[str, str, bool]:
    """Returns host:port and address of a server, and whether it is on this machine.

    A password leaves the machine encrypted only.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        here = parts.hostname in LOOPBACK
        secret = parts.scheme == "https" or (parts.scheme == "http" and here)
        known = secret and parts.hostname and (parts.port or True)
    except ValueError:
        known = False
    if not known or "@" in parts.netloc:
        raise ConfigError(
            "octoplant_url is not the address of a server; set RAYVISION_OCTOPLANT_URL to "
            "https://, its host and its port, for example https://localhost:64023"
        )
    return parts.netloc.lower(), url.rstrip("/"), here
