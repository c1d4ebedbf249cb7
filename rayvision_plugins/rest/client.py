"""Calls of one service, and files to and from it."""

from __future__ import annotations

import contextlib
import json
import logging
import pathlib
import re
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import requests
import urllib3

from rayvision_plugins.errors import (
    ConfigError,
    ContractError,
    RayvisionError,
    TransferFailed,
)
from rayvision_plugins.jobs import ServiceRefused
from rayvision_plugins.rest.answers import (
    bad,
    body,
    elsewhere,
    host,
    secure,
    silent,
    wait,
    written,
)
from rayvision_plugins.rest.table import Call, Service, check
from rayvision_plugins.retry import STATUS, Tries

LOG = logging.getLogger(__name__)

REDIRECTS = 5
"""How many are followed for one download."""

_AS_IT_IS = {"Accept": "*/*", "Accept-Encoding": "identity"}
_FIELD = re.compile(r"\{(\w+)\}")


class Rest:
    """Calls a service at ``hosts``, {name of the table: address}.

    ``auth`` puts credentials on a request; when it has ``renew()``, that is called once after a
    401. ``session`` has bounded answers, ``files_session`` is for files (wire.session).
    ``timeouts`` are seconds to connect and to answer, ``attempts`` the most tries of a call that
    may be repeated. ``explain`` turns an HTTP status and the JSON of the answer (None without)
    into code, words and hint; without words nothing is known of it. ``untrusted`` says what to
    do about a certificate that is not trusted.
    """

    def __init__(
        self,
        service: Service,
        hosts: Mapping[str, str],
        auth: requests.auth.AuthBase | None,
        *,
        session: requests.Session,
        files_session: requests.Session | None = None,
        timeouts: tuple[float, float],
        attempts: int,
        sleep: Callable[[float], None],
        explain: Callable[[int, Any], tuple[str, str, str]] = lambda status, document: ("", "", ""),
        untrusted: str = "",
    ) -> None:
        self._service = service
        self._hosts = hosts
        self._auth = auth
        self._session = session
        self._files = files_session or session
        self._timeouts = timeouts
        self._attempts = attempts
        self._sleep = sleep
        self._explain = explain
        self._untrusted = untrusted

    def call(self, name: str, /, body: Any = None, **fields: Any) -> Any:
        """Returns the JSON that a call is answered with, None for an empty answer.

        Raises:
            ContractError: the request or the answer breaks its schema.
            ConnectionFailed, BadAnswer: no answer, or not the service's.
            ServiceRefused: the service said no.
        """
        call = self._service.calls[name]
        if call.request is not None:
            check(self._about(call), "request", call.request, body)
        url = self._url(call, fields)
        tries = Tries(self._attempts, self._sleep, self._auth)
        while True:
            try:
                answer = self._answered(call, url, body)
                break
            except RayvisionError as err:
                tries.after(err, repeatable=call.repeatable)
        if call.answer is not None:
            check(self._about(call), "answer", call.answer, answer)
        return answer

    def put(self, url: str, content: bytes | pathlib.Path) -> None:
        """Sends a file to an address that the service gave: without credentials, no redirects.

        Raises:
            ConnectionFailed: no answer.
            TransferFailed: it was not taken, or cannot be read.
        """
        at = self._given(url)
        tries = Tries(self._attempts, self._sleep)
        while True:
            try:
                return self._put(url, at, content)
            except RayvisionError as err:
                tries.after(err, repeatable=True)

    def get(self, name: str, target: str, /, **fields: Any) -> Iterator[int]:
        """Downloads into the file ``target``, which appears whole; yields the bytes so far.

        Raises:
            ConnectionFailed, BadAnswer, ServiceRefused: as for ``call``.
            TransferFailed: it was cut again and again, or cannot be written.
        """
        call = self._service.calls[name]
        url = self._url(call, fields)
        tries = Tries(self._attempts, self._sleep, self._auth)
        while True:
            try:
                with self._found(call, url) as response:
                    yield from written(response, target)
                return
            except RayvisionError as err:
                tries.after(err, repeatable=True)

    def _about(self, call: Call) -> str:
        return f"{self._service.name} {call.name}"

    def _url(self, call: Call, fields: Mapping[str, Any]) -> str:
        left = self._texts(call, fields)

        def filled(match: re.Match[str]) -> str:
            value = left.pop(match[1])
            if value in ("", ".", ".."):
                raise ContractError(self._about(call), "request", match[1], f"{value!r} is no name")
            return urllib.parse.quote(value, safe="")

        path = _FIELD.sub(filled, call.path)
        query = urllib.parse.urlencode({key: left.pop(key) for key in call.query if key in left})
        if left:
            raise TypeError(f"{self._about(call)} has no field {', '.join(left)}")
        base = self._hosts[call.host].rstrip("/")
        if not host(base):
            raise ConfigError(
                f"{self._service.name}: the address of its {call.host} server is none",
                "write it as https://host:port",
            )
        return f"{base}{path}?{query}" if query else base + path

    def _texts(self, call: Call, fields: Mapping[str, Any]) -> dict[str, str]:
        texts = {key: str(value) for key, value in fields.items()}
        for key, text in texts.items():
            try:
                text.encode()
            except UnicodeError:
                why = "text without a UTF-8 form"
                raise ContractError(self._about(call), "request", key, why) from None
        return texts

    def _answered(self, call: Call, url: str, given: Any) -> Any:
        secrets: set[str] = set()
        options: dict[str, Any] = {}
        if call.form:
            options["data"] = self._texts(call, given)
            rows = (call.request or {}).get("properties", {})
            secrets |= {str(given[key]) for key in given if rows.get(key, {}).get("writeOnly")}
        elif given is not None:
            options["data"] = json.dumps(given).encode("ascii")
            options["headers"] = {"Content-Type": "application/json"}
        with self._sent(self._session, call, url, secrets, **options) as response:
            if response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
                raise self._refusal(call, response, secrets)
            content = body(self._about(call), response)
        if not content and call.answer is None:
            return None
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise bad(self._about(call), response, "no JSON") from None

    def _found(self, call: Call, url: str) -> requests.Response:
        """Returns the response that holds a file; the credentials stay with the first host."""
        secrets: set[str] = set()
        home = host(url)
        for _ in range(REDIRECTS + 1):
            known = secrets if host(url) == home else None
            response = self._sent(self._files, call, url, known, headers=_AS_IT_IS)
            if not response.is_redirect:
                break
            response.close()
            url = elsewhere(response)
            self._given(url)
        with contextlib.ExitStack() as stack:
            stack.enter_context(response)
            if response.status_code != HTTPStatus.OK:
                raise self._refusal(call, response, secrets)
            if "html" in response.headers.get("Content-Type", "").lower():
                raise bad(self._about(call), response, "HTML in place of a file")
            stack.pop_all()
        return response

    def _put(self, url: str, at: str, content: bytes | pathlib.Path) -> None:
        about = content.name if isinstance(content, pathlib.Path) else "a file"
        try:
            data = content.open("rb") if isinstance(content, pathlib.Path) else content
        except OSError as err:
            raise TransferFailed(about, err.strerror or "it cannot be read") from err
        with contextlib.ExitStack() as stack:
            if not isinstance(data, bytes):
                stack.enter_context(data)
            response = stack.enter_context(
                self._asked(self._files, "upload", "PUT", url, data=data)
            )
            status = response.status_code
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            raise TransferFailed(
                about, f"{at} did not take it: HTTP {status}", retry=status in STATUS
            )

    def _given(self, url: str) -> str:
        """Returns the host of an address that a server gave; it must not do without TLS."""
        at = host(url)
        if not at or (any(map(secure, self._hosts.values())) and not secure(url)):
            why = "without TLS" if at else "that is none"
            raise TransferFailed(self._service.name, f"it named an address {why}")
        return at

    def _sent(
        self, session: requests.Session, call: Call, url: str, secrets: set[str] | None, **how: Any
    ) -> requests.Response:
        """Sends a request with credentials, whose secrets it adds; without for None."""

        def signed(request: requests.PreparedRequest) -> requests.PreparedRequest:
            before = dict(request.headers)
            request = self._auth(request) if self._auth and secrets is not None else request
            for name, value in request.headers.items():
                if before.get(name) == value or secrets is None:
                    continue
                if not (value.isascii() and value.isprintable() and value == value.strip()):
                    raise ConfigError(
                        f"{self._service.name}: its credentials hold what no header can",
                        "copy them again, without spaces and line ends",
                    )
                secrets.add(value.split()[-1] if value else "")
            return request

        how["headers"] = {"Accept": "application/json", **how.get("headers", {})}
        return self._asked(session, call.name, call.method, url, auth=signed, **how)

    def _asked(
        self, session: requests.Session, name: str, method: str, url: str, **how: Any
    ) -> requests.Response:
        try:
            response = session.request(
                method, url, timeout=self._timeouts, allow_redirects=False, stream=True, **how
            )
        except (OSError, urllib3.exceptions.HTTPError, UnicodeError) as err:
            raise silent(f"{self._service.name} {name}", url, err, self._untrusted) from None
        LOG.debug("%s %s: HTTP %d", self._service.name, name, response.status_code)
        return response

    def _refusal(
        self, call: Call, response: requests.Response, secrets: set[str]
    ) -> RayvisionError:
        """Returns what an answer means that is no success."""
        status = response.status_code
        document = None
        if "json" in response.headers.get("Content-Type", "").lower():
            with contextlib.suppress(ValueError, RecursionError):
                document = json.loads(body(self._about(call), response))
        code, words, hint = self._explain(status, document)
        fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        known = document is not None and status >= HTTPStatus.BAD_REQUEST
        if not words and (fault or not known):
            why = "a fault there" if fault else "not the service's API"
            return bad(self._about(call), response, why)
        for secret in filter(None, secrets):
            code, words = code.replace(secret, "***"), words.replace(secret, "***")
        code, words = code or f"HTTP {status}", words or "no reason given"
        err = ServiceRefused(self._service.name, call.name, code, words, hint, status=status)
        err.wait = wait(response)
        return err
