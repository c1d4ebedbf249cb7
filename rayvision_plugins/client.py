"""One signed call to the farm's API, and the decision whether to try it again.

Values are checked before anything is sent, answers before anything is used. Nothing here
prints or logs a key, a token or a signature.
"""

from __future__ import annotations

import json
import logging
import random
import time
import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema
import requests
import urllib3

from rayvision_plugins import signing
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import (
    ApiError,
    BadAnswer,
    ConnectionFailed,
    ContractError,
    RayvisionError,
)
from rayvision_plugins.profiles import Endpoint, Profile

LOG = logging.getLogger(__name__)

RETRY_STATUS = frozenset({429, 502, 503, 504})
"""HTTP answers of proxies and busy servers that may differ a moment later."""


class Signature(requests.auth.AuthBase):
    """Puts the signed headers on a prepared request; the seam that requests offers for it."""

    def __init__(
        self,
        profile: Profile,
        credentials: Credentials,
        *,
        domain: str,
        platform: str,
        clock: Callable[[], float],
    ) -> None:
        self.profile = profile
        self.credentials = credentials
        self.domain = domain
        self.platform = platform
        self.clock = clock
        self.nonces = signing.nonces()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        names = self.profile.signing
        headers = {
            **self.profile.headers,
            names["access_id"]: self.credentials.access_id,
            names["platform"]: self.platform,
            names["timestamp"]: str(int(self.clock())),
            names["nonce"]: next(self.nonces),
        }
        text = signing.canonical(
            domain=self.domain,
            path=urllib.parse.urlsplit(request.url or "").path,
            headers=headers,
            body=json.loads(request.body or b"{}"),
            unsigned=self.profile.unsigned,
        )
        request.headers.update(headers)
        request.headers[names["signature"]] = signing.sign(self.credentials.access_key, text)
        return request


class Client:
    """Calls a deployment; ``domain`` is the host as the farm knows it, with a port if any.

    ``timeouts`` are seconds to connect and to answer, ``attempts`` the most tries of a call
    that may be repeated; ``clock``, ``sleep`` and ``session`` are arguments for tests.
    """

    def __init__(
        self,
        profile: Profile,
        credentials: Credentials,
        *,
        domain: str = "",
        protocol: str = "",
        platform: str = "",
        timeouts: tuple[float, float] = (10, 60),
        attempts: int = 4,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        session: requests.Session | None = None,
    ) -> None:
        self.profile = profile
        self.domain = domain or profile.domain
        self.protocol = protocol or profile.protocol
        self.timeouts = timeouts
        self.attempts = attempts
        self.sleep = sleep
        self.session = session or requests.Session()
        self.signature = Signature(
            profile,
            credentials,
            domain=self.domain,
            platform=platform or profile.platform,
            clock=clock,
        )

    def call(self, name: str, **fields: Any) -> Any:
        """Returns the ``data`` that the endpoint ``name`` answers; ``fields`` in wire spelling.

        Raises:
            ContractError: a field or the answer breaks the endpoint's schema.
            ConnectionFailed, BadAnswer: no answer, or not the farm's.
            ApiError: the farm refused.
        """
        endpoint = self.profile.endpoint(name)
        _check(endpoint, "request", fields)
        pause = 0.2
        for attempt in range(1, self.attempts + 1):
            try:
                return self._once(endpoint, fields)
            except RayvisionError as err:
                if attempt == self.attempts or not may_retry(endpoint, err):
                    raise
                LOG.info("%s failed, try %d of %d follows", name, attempt + 1, self.attempts)
            self.sleep(pause * random.uniform(1, 2))  # noqa: S311 - no secret
            pause *= 2
        raise AssertionError("unreachable")

    def _once(self, endpoint: Endpoint, fields: Mapping[str, Any]) -> Any:
        started = time.monotonic()
        try:
            response = self.session.post(
                f"{self.protocol}://{self.domain}{endpoint.path}",
                data=json.dumps(fields).encode("ascii"),
                auth=self.signature,
                timeout=self.timeouts,
                allow_redirects=False,  # credentials stay with the host they are for
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, UnicodeError) as err:
            raise ConnectionFailed(
                endpoint.name, self.domain, _reason(err), sent=not _never_left(err)
            ) from None  # the cause holds the signed request
        milliseconds = (time.monotonic() - started) * 1000
        LOG.debug("%s: HTTP %d in %.0f ms", endpoint.name, response.status_code, milliseconds)
        answer = self._parse(endpoint, response)
        names = self.profile.envelope
        code = answer[names["code"]]
        if code != self.profile.code("SUCCESS").number:
            known = self.profile.codes.get(code)
            message = str(answer.get(names["message"]) or (known.en if known else ""))
            raise ApiError(endpoint.name, code, message, known.hint if known else "")
        data = answer.get(names["data"])
        _check(endpoint, "answer", data)
        return data

    def _parse(self, endpoint: Endpoint, response: requests.Response) -> dict[str, Any]:
        """Returns the envelope; the HTTP status is looked at before the body."""
        if response.status_code != requests.codes.ok:
            reason = "not the farm's API" if response.status_code < 500 else "a fault there"
            raise BadAnswer(endpoint.name, self.domain, response.status_code, reason)
        try:
            answer = response.json()
        except (ValueError, RecursionError):
            raise BadAnswer(endpoint.name, self.domain, response.status_code, "no JSON") from None
        if not isinstance(answer, dict) or not isinstance(
            answer.get(self.profile.envelope["code"]), int
        ):
            raise BadAnswer(
                endpoint.name, self.domain, response.status_code, "JSON of another kind"
            )
        return answer


def may_retry(endpoint: Endpoint, err: RayvisionError) -> bool:
    """Returns whether a failed call may be sent again.

    Only when it never left this machine, or when the endpoint is idempotent and the fault is
    one that passes.
    """
    if isinstance(err, ConnectionFailed):
        return endpoint.idempotent or not err.sent
    return endpoint.idempotent and isinstance(err, BadAnswer) and err.status in RETRY_STATUS


def _never_left(err: Exception) -> bool:
    if not isinstance(err, requests.RequestException) or isinstance(err, requests.ConnectTimeout):
        return True
    cause = err.args[0] if err.args else None
    reason = getattr(cause, "reason", None)
    return isinstance(
        reason, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.NameResolutionError)
    )


def _reason(err: Exception) -> str:
    """Returns why in a few words; the text of the error itself may hold the request."""
    if not isinstance(err, requests.RequestException) or isinstance(
        err, requests.exceptions.InvalidURL
    ):
        return "this is no name of a host"
    if isinstance(err, requests.ConnectTimeout):
        return "it could not be reached in time"
    if isinstance(err, requests.Timeout):
        return "it took too long to answer"
    if isinstance(err, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    return "connection refused" if _never_left(err) else "the connection broke"


def _check(endpoint: Endpoint, side: str, value: Any) -> None:
    validator = jsonschema.Draft7Validator(
        endpoint.request if side == "request" else endpoint.answer
    )
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    if error is not None:
        # Of an answer the rule, not the value: it may hold a token.
        rule = f"it breaks {error.validator} {error.validator_value!r}"
        rule = (error.message if side == "request" else rule)[:200]
        raise ContractError(endpoint.name, side, error.json_path.lstrip("$."), rule)
