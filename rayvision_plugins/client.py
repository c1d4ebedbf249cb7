"""One signed call to the farm's API, and the decision whether to try it again.

Values are checked before anything is sent, answers before anything is used. Nothing here
prints or logs a key, a token or a signature.
"""

from __future__ import annotations

import json
import logging
import time
import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any

import requests
import urllib3

from rayvision_plugins import contract, signing, wire
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import (
    AnswerTooLarge,
    ApiError,
    BadAnswer,
    ConfigError,
    ConnectionFailed,
    ContractError,
    NotFound,
    ProfileError,
    RayvisionError,
)
from rayvision_plugins.profiles import Endpoint, Profile
from rayvision_plugins.retry import Tries

LOG = logging.getLogger(__name__)

Answer = dict[str, Any]


class Signature(requests.auth.AuthBase):
    """Puts the signed headers on a prepared request; the seam that requests offers for it.

    ``offset`` is the seconds that are added to the clock: how far the farm's is ahead.
    """

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
        self.offset = 0.0
        self.nonces = signing.nonces()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        names = self.profile.signing
        headers = {
            **self.profile.headers,
            names["access_id"]: self.credentials.access_id,
            names["platform"]: self.platform,
            names["timestamp"]: str(int(self.clock() + self.offset)),
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

    ``timeouts`` are seconds to connect and to answer in full, ``attempts`` the most tries of a
    call that may be repeated; ``notice`` is told what the user should know and no error says.
    ``clock``, ``sleep`` and ``session`` are arguments for tests and for settings of the network.
    ``drift`` is by how many seconds the farm's clock was ahead of ours at its last answer.
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
        notice: Callable[[str], None] = LOG.warning,
    ) -> None:
        if attempts < 1:
            raise ConfigError(f"attempts: {attempts} tries are none; set 1 or more")
        self.profile = profile
        self.domain = domain or profile.domain
        self.protocol = protocol or profile.protocol
        self.timeouts = timeouts
        self.attempts = attempts
        self.clock = clock
        self.sleep = sleep
        self.session = session or wire.session()
        self.notice = notice
        self.drift: float | None = None
        self.signature = Signature(
            profile,
            credentials,
            domain=self.domain,
            platform=platform or profile.platform,
            clock=clock,
        )

    def call(self, name: str, /, **fields: Any) -> Any:
        """Returns the ``data`` that the endpoint ``name`` answers; ``fields`` by canonical name.

        Raises:
            ProfileError: the deployment does not have the operation or a field of it.
            ContractError: a field or the answer breaks the endpoint's schema.
            ConnectionFailed, BadAnswer: no answer, or not the farm's.
            ApiError: the farm refused.
        """
        endpoint = self.profile.endpoint(name)
        fields = self.named(endpoint, fields)
        contract.check(endpoint.name, "request", endpoint.request, fields, shown=True)
        tries = Tries(self.attempts, self.sleep)
        while True:
            try:
                return self._once(endpoint, fields)
            except RayvisionError as err:
                if not endpoint.verified and may_be_absent(err):
                    unknown = f"the documentation of {self.profile.name} does not have {name}"
                    err.hint = "; ".join(filter(None, (unknown, err.hint)))
                tries.after(err, repeatable=endpoint.repeatable)

    def named(self, endpoint: Endpoint, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the fields by the names that the deployment gives them.

        Raises:
            ProfileError: the deployment does not have one of them.
        """
        names = {key: endpoint.wire.get(key, key) for key in fields}
        lacking = [key for key in names if names[key] not in endpoint.request["properties"]]
        if lacking:
            what = ", ".join(sorted(lacking))
            raise ProfileError(f"profile {self.profile.name} has no {what} for {endpoint.name}")
        return {names[key]: value for key, value in fields.items()}

    def _once(self, endpoint: Endpoint, fields: Mapping[str, Any]) -> Any:
        names = self.profile.envelope
        expired = self.profile.code("SIGNATURE_EXPIRED").number
        answer = self._answer(endpoint, fields)
        if answer[names["code"]] == expired and self.drift is not None:
            self._adjust(self.drift)
            answer = self._answer(endpoint, fields)  # nothing was done: the farm refused it
        code = answer[names["code"]]
        if code != self.profile.code("SUCCESS").number:
            message = str(answer.get(names["message"]) or "")
            if code == expired and self.drift is not None:
                message = f"{message}; {_off(self.drift)}".removeprefix("; ")
            raise ApiError.of(endpoint.name, code, message, self.profile.codes.get(code))
        data = answer.get(names["data"])
        contract.check(endpoint.name, "answer", endpoint.answer, data, shown=False)
        return data

    def _adjust(self, drift: float) -> None:
        """Signs with the farm's clock from now on."""
        if abs(drift - self.signature.offset) >= 1:
            self.notice(f"{_off(drift)}; calls are signed with the time of {self.domain}")
        self.signature.offset = drift

    def _answer(self, endpoint: Endpoint, fields: Mapping[str, Any]) -> Answer:
        """Returns the envelope of an answer, whatever its code."""
        content = self._send(endpoint, fields)
        names = self.profile.envelope
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            raise BadAnswer(endpoint.name, self.domain, 200, "no JSON") from None
        if not isinstance(answer, dict) or type(answer.get(names["code"])) is not int:
            raise BadAnswer(endpoint.name, self.domain, 200, "JSON of another kind")
        stamp = answer.get(names["server_time"])  # milliseconds of this millennium
        if isinstance(stamp, (int, float)) and 1e12 < stamp < 1e13:
            self.drift = stamp / 1000 - self.clock()
        return answer

    def _send(self, endpoint: Endpoint, fields: Mapping[str, Any]) -> bytes:
        """Returns the body of an answer; what is no answer of the API is not read at all."""
        started = time.monotonic()
        status = 0
        try:
            with self.session.post(
                f"{self.protocol}://{self.domain}{endpoint.path}",
                data=json.dumps(fields).encode("ascii"),
                auth=self.signature,
                timeout=self.timeouts,
                allow_redirects=False,  # credentials stay with the host they are for
                stream=True,
            ) as response:
                status = response.status_code
                fault = _fault(response)
                content = b"" if fault else wire.body(response)
        except UnicodeEncodeError:
            raise ContractError(endpoint.name, "request", "", "text without a UTF-8 form") from None
        except (AnswerTooLarge, requests.exceptions.ContentDecodingError) as err:
            fault = str(err) if isinstance(err, AnswerTooLarge) else "and cannot be unpacked"
        except (OSError, urllib3.exceptions.HTTPError, UnicodeError) as err:
            raise self._silent(endpoint, err) from None  # the cause holds the signed request
        milliseconds = (time.monotonic() - started) * 1000
        LOG.debug("%s: HTTP %d in %.0f ms", endpoint.name, status, milliseconds)
        if fault:
            raise BadAnswer(endpoint.name, self.domain, status, fault)
        return content

    def _silent(self, endpoint: Endpoint, err: Exception) -> ConnectionFailed:
        """Returns the error for a call without an answer."""
        found = ConnectionFailed(
            endpoint.name,
            self.domain,
            wire.reason(err),
            sent=not wire.never_left(err),
            lasting=wire.lasting(err),
        )
        if wire.reason(err) == wire.NO_TLS:
            found.hint = "where there is none, write http:// before the host"
        return found


def may_be_absent(err: RayvisionError) -> bool:
    """Returns whether an error is what a deployment without the operation may answer."""
    if isinstance(err, BadAnswer):
        return err.status in (requests.codes.ok, requests.codes.not_found)
    return isinstance(err, NotFound) or (isinstance(err, ContractError) and err.side == "answer")


def _off(drift: float) -> str:
    word = "behind" if drift > 0 else "ahead of"
    return f"this machine's clock is {abs(drift):.0f} s {word} the farm's"


def _fault(response: requests.Response) -> str:
    """Returns why a response is none of the API, empty when it may be one."""
    kind = response.headers.get("Content-Type", "json")
    if response.status_code != requests.codes.ok:
        return "not the farm's API" if response.status_code < 500 else "a fault there"
    return "" if "json" in kind.lower() else f"{kind[:40]} in place of JSON"
