"""The signed API over HTTP: reads a body, verifies it, runs the operation, wraps the answer.

Whatever happens the HTTP status is 200 and the code stands in the body, as documented; only a
path that no operation has is a 404.
"""

import asyncio
import dataclasses
import json
import logging
import sqlite3
import urllib.parse
import uuid
from collections.abc import Mapping
from typing import Any

import jsonschema
from aiohttp import web

from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.operations import OPERATIONS
from rayvision_plugins.farm.rooms import Call, Farm
from rayvision_plugins.farm.submission import check
from rayvision_plugins.farm.verify import verify
from rayvision_plugins.profiles import Endpoint

LARGEST = 16 * 1024 * 1024
"""Bytes of a request body."""

_Schema = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft7Validator,
    type_checker=jsonschema.Draft7Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: type(value) is int
    ),
)
"""Draft 7, where 1.0 is no integer."""

log = logging.getLogger(__name__)


class Api:
    """The operations of a farm as HTTP handlers."""

    def __init__(self, farm: Farm) -> None:
        self._farm = farm
        endpoints = farm.profile.endpoints
        self._schemas = {name: _Schema(endpoints[name].request) for name in endpoints}

    def routes(self) -> list[web.RouteDef]:
        """Returns a route for each endpoint of the profile that the farm offers."""
        endpoints = [
            endpoint
            for name, endpoint in self._farm.profile.endpoints.items()
            if name in OPERATIONS
        ]
        return [web.post(endpoint.path, self._handler(endpoint)) for endpoint in endpoints]

    def _handler(self, endpoint: Endpoint) -> Any:
        async def handle(request: web.Request) -> web.Response:
            try:
                data = await self._data(endpoint, request)
            except ApiRefused as refused:
                log.info("%s refused: %s", endpoint.name, refused)
                return self._answer(refused.code, refused.reason)
            except (OverflowError, RecursionError):
                return self._answer(
                    "PARAMETER_INVALID", "a number is too large, or values are nested too deep"
                )
            except (OSError, sqlite3.Error) as err:
                log.error("%s: the state of the farm: %s", endpoint.name, err)
                return self._answer("INTERNAL_ERROR", f"the farm cannot write its state: {err}")
            except Exception:  # the edge of the process: a bug answers too, its trace is in the log
                log.exception("%s", endpoint.name)
                return self._answer(
                    "INTERNAL_ERROR", "the farm made a mistake; its log has the trace"
                )
            return self._answer("SUCCESS", "success", data)

        return handle

    async def _data(self, endpoint: Endpoint, request: web.Request) -> Any:
        try:
            body = _object(await request.read())
        except web.HTTPRequestEntityTooLarge as err:
            raise ApiRefused(
                "PARAMETER_INVALID", f"the body is larger than {LARGEST} bytes"
            ) from err
        try:
            address = urllib.parse.urlsplit(f"//{request.host}")
            call = Call(body, address.hostname or "", address.port or 80)
        except ValueError as err:
            text = f"the host {request.host!r} is no address"
            raise ApiRefused("PARAMETER_INVALID", text) from err
        return await asyncio.to_thread(self._run, endpoint, call, request.host, request.headers)

    def _run(self, endpoint: Endpoint, call: Call, domain: str, headers: Mapping[str, str]) -> Any:
        farm = self._farm
        now = farm.clock()
        try:
            verify(
                farm.profile,
                farm.account,
                domain=domain,
                path=endpoint.path,
                headers=headers,
                body=call.body,
                now=now,
                first_seen=lambda request, until: farm.state.first_seen(request, until, now=now),
            )
        except UnicodeError as err:
            raise ApiRefused("PARAMETER_INVALID", "the body holds text that is no Unicode") from err
        check(self._schemas[endpoint.name], call.body, "")
        canonical = farm.table["other_names"] | {wire: key for key, wire in endpoint.wire.items()}
        body = {canonical.get(name, name): value for name, value in call.body.items()}
        return OPERATIONS[endpoint.name](farm, dataclasses.replace(call, body=body))

    def _answer(self, name: str, message: str, data: Any = None) -> web.Response:
        code = self._farm.profile.code(name)
        names = self._farm.profile.envelope
        return web.json_response(
            {
                names["version"]: self._farm.table["version"],
                names["result"]: name == "SUCCESS",
                names["message"]: message,
                names["code"]: code.number,
                names["data"]: data,
                names["server_time"]: self._farm.milliseconds(),
                "requestId": uuid.uuid4().hex,
            }
        )


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as err:
        raise ApiRefused("PARAMETER_INVALID", f"the body is no JSON: {err}") from err
    if not isinstance(body, dict):
        raise ApiRefused("PARAMETER_INVALID", "the body is no JSON object")
    return body
