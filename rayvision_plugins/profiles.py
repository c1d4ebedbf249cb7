"""Farm profiles: what differs between deployments, read from ``data/profiles/*.json``.

A profile holds hosts, header names, codes, states and endpoints with their schemas and
sources. Code asks it by name ("create_task", "SIGNATURE_EXPIRED", "waiting"); no path,
header name or number stands in a Python file.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import pathlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins.errors import ProfileError

DATA = pathlib.Path(__file__).parent / "data"
USUAL = "renderbus-2020"
"""The profile that the embedded farm speaks unless told otherwise."""


@dataclasses.dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation: ``request`` and ``answer`` are JSON Schemas of the body and of ``data``."""

    name: str
    path: str
    idempotent: bool
    request: Mapping[str, Any]
    answer: Mapping[str, Any]
    source: str


@dataclasses.dataclass(frozen=True, slots=True)
class Code:
    """A documented answer code with its wording and, where one helps, what to do."""

    number: int
    name: str
    zh: str
    en: str
    hint: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Status:
    """A documented state number of a task or a frame; ``state`` is one of jobs' five."""

    number: int
    name: str
    zh: str
    en: str
    state: str


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """A deployment of the API.

    ``headers`` are the constant signed headers, ``signing`` maps what a signature needs
    (access_id, platform, timestamp, nonce, signature) to header names; ``unsigned`` names the
    headers left out of the canonical text. ``envelope`` names the fields of every answer.
    """

    name: str
    domain: str
    protocol: str
    platform: str
    headers: Mapping[str, str]
    signing: Mapping[str, str]
    unsigned: tuple[str, ...]
    envelope: Mapping[str, str]
    endpoints: Mapping[str, Endpoint]
    codes: Mapping[int, Code]
    task_states: Mapping[int, Status]
    frame_states: Mapping[int, Status]
    frame_types: Mapping[str, int]

    def endpoint(self, name: str) -> Endpoint:
        """Returns the endpoint called ``name``.

        Raises:
            ProfileError: when the deployment does not have it.
        """
        try:
            return self.endpoints[name]
        except KeyError:
            raise ProfileError(f"profile {self.name} has no operation {name}") from None

    def code(self, name: str) -> Code:
        """Returns the answer code called ``name``."""
        code: Code = _named(self.codes, name)
        return code

    def task_state(self, name: str) -> Status:
        """Returns the task status called ``name``."""
        status: Status = _named(self.task_states, name)
        return status

    def frame_state(self, name: str) -> Status:
        """Returns the frame status called ``name``."""
        status: Status = _named(self.frame_states, name)
        return status


def _named(table: Mapping[int, Any], name: str) -> Any:
    for row in table.values():
        if row.name == name:
            return row
    raise ProfileError(f"no code or state is called {name}")


def read_table(name: str) -> Any:
    """Returns the JSON table ``data/<name>``.

    Raises:
        ProfileError: when it is missing or damaged.
    """
    try:
        return json.loads((DATA / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise ProfileError(f"{name} cannot be read ({err}); reinstall rayvision_plugins") from err


@functools.cache
def load(name: str) -> Profile:
    """Returns the profile ``name``, for example "renderbus-2020".

    Raises:
        ProfileError: when there is no such profile.
    """
    known = sorted(path.stem for path in (DATA / "profiles").glob("*.json"))
    if name not in known:
        raise ProfileError(f"there is no profile {name!r}; choose one of {', '.join(known)}")
    table = read_table(f"profiles/{name}.json")
    return Profile(
        name=name,
        domain=table["domain"],
        protocol=table["protocol"],
        platform=table["platform"],
        headers=MappingProxyType(table["headers"]),
        signing=MappingProxyType(table["signing"]),
        unsigned=tuple(table["unsigned"]),
        envelope=MappingProxyType(table["envelope"]),
        endpoints=MappingProxyType(
            {key: Endpoint(name=key, **row) for key, row in table["endpoints"].items()}
        ),
        codes=_numbered(table["codes"], Code),
        task_states=_numbered(table["task_states"], Status),
        frame_states=_numbered(table["frame_states"], Status),
        frame_types=MappingProxyType(table["frame_types"]),
    )


def _numbered(table: Mapping[str, Any], row: Any) -> Mapping[int, Any]:
    return MappingProxyType(
        {int(number): row(int(number), **fields) for number, fields in table.items()}
    )
