"""Farm profiles: what differs between deployments, read from ``data/profiles/*.json``.

A profile holds hosts, header names, codes, states and endpoints with their schemas and
sources. Code asks it by name ("create_task", "SIGNATURE_EXPIRED", "waiting"); no path,
header name or number stands in a Python file. A profile that ``extends`` another lists
differences only: keys replace, rows of a table are added or, with null, taken away, and an
endpoint changes the keys it names. ``data/domains.json`` says who speaks what.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import pathlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins.errors import Code, ProfileError

DATA = pathlib.Path(__file__).parent / "data"
USUAL = "renderbus-2020"
"""The profile that the embedded farm speaks unless told otherwise."""

TABLES = ("cg_ids", "codes", "definitions", "frame_states", "frame_types", "task_states")
"""What a profile that extends another adds to row by row; endpoints key by key."""

REFERENCE = re.compile(r"#/definitions/(\w+)")
"""What a schema writes for one of its profile's definitions."""


@dataclasses.dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation: ``request`` and ``answer`` are JSON Schemas of the body and of ``data``.

    ``wire`` maps the field names of this project to those sent, where they differ; the request is
    written in those sent. ``repeatable`` is whether a call that may have arrived may be sent
    again: it does nothing twice, or nothing that matters. ``verified`` is whether the deployment's
    own documentation has the operation, ``note`` which reading of a contradiction is taken.
    """

    name: str
    path: str
    repeatable: bool
    request: Mapping[str, Any]
    answer: Mapping[str, Any]
    source: str
    wire: Mapping[str, str] = dataclasses.field(default_factory=dict)
    verified: bool = True
    note: str = ""


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
    ``zones`` maps its domains to the zone each serves, ``cg_ids`` software to its number;
    ``modifiable`` are the fields of task.json that a user may change.
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
    zones: Mapping[str, int]
    cg_ids: Mapping[str, int]
    modifiable: tuple[str, ...]

    def endpoint(self, name: str) -> Endpoint:
        """Returns the endpoint called ``name``.

        Raises:
            ProfileError: when the deployment does not have it.
        """
        try:
            return self.endpoints[name]
        except KeyError:
            having = [one for one in known() if name in load(one).endpoints]
            raise ProfileError(
                f"profile {self.name} has no operation {name}",
                f"if the farm knows it, name another profile in RAYVISION_FARM: {', '.join(having)}"
                if having
                else "",
            ) from None

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

    def zone(self, domain: str) -> int:
        """Returns the zone that ``domain`` serves; a host not listed, that of the profile's own."""
        return self.zones.get(domain, self.zones[self.domain])


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


def known() -> list[str]:
    """Returns the names of the profiles."""
    return sorted(path.stem for path in (DATA / "profiles").glob("*.json"))


def for_domain(domain: str) -> list[str]:
    """Returns the profiles that ``domain`` speaks, the usual one first; none when unknown."""
    return list(read_table("domains.json")["domains"].get(domain, []))


@functools.cache
def load(name: str) -> Profile:
    """Returns the profile ``name``, for example "renderbus-2020".

    Raises:
        ProfileError: when there is no such profile.
    """
    if name not in known():
        raise ProfileError(f"there is no profile {name!r}; choose one of {', '.join(known())}")
    table = _whole(name)
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
            {
                key: _endpoint(key, row, table["definitions"])
                for key, row in table["endpoints"].items()
            }
        ),
        codes=_numbered(table["codes"], Code),
        task_states=_numbered(table["task_states"], Status),
        frame_states=_numbered(table["frame_states"], Status),
        frame_types=MappingProxyType(table["frame_types"]),
        zones=MappingProxyType(table["zones"]),
        cg_ids=MappingProxyType(table["cg_ids"]),
        modifiable=tuple(table["modifiable"]),
    )


def _whole(name: str) -> dict[str, Any]:
    """Returns the table of a profile with what it inherits filled in."""
    own: dict[str, Any] = read_table(f"profiles/{name}.json")
    return extended(_whole(own["extends"]), own) if "extends" in own else own


def extended(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the table ``own`` on top of ``base``; "inherited": "unverified" marks the rest."""
    tables = {key: _present({**base[key], **own.get(key, {})}) for key in TABLES}
    trusted = own.get("inherited") != "unverified"
    endpoints = {
        key: {**row, "verified": trusted and row.get("verified", True)}
        for key, row in base["endpoints"].items()
    }
    for key, row in own.get("endpoints", {}).items():
        endpoints[key] = row and {**_shape(base["endpoints"].get(key, {})), **row}
    return {**base, **own, **tables, "endpoints": _present(endpoints)}


def _present(rows: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row for key, row in rows.items() if row is not None}


def _shape(row: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what an endpoint inherits: what was said about another's document is not."""
    return {key: value for key, value in row.items() if key not in ("verified", "note")}


def _endpoint(name: str, row: Mapping[str, Any], definitions: Mapping[str, Any]) -> Endpoint:
    sides = {side: _closed(row[side], definitions) for side in ("request", "answer")}
    return Endpoint(name=name, **{**row, **sides, "wire": MappingProxyType(row.get("wire", {}))})


def _closed(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns a schema together with the definitions it refers to, however indirectly."""
    whole = REFERENCE.fullmatch(schema.get("$ref", ""))
    schema = definitions[whole[1]] if whole else schema
    used: dict[str, Any] = {}
    unread = [schema]
    while unread:
        for name in REFERENCE.findall(json.dumps(unread.pop())):
            if name not in used:
                used[name] = definitions[name]
                unread.append(used[name])
    return {**schema, "definitions": used} if used else schema


def _numbered(table: Mapping[str, Any], row: Any) -> Mapping[int, Any]:
    return MappingProxyType(
        {int(number): row(int(number), **fields) for number, fields in table.items()}
    )
