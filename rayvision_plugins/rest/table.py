"""What the documents of a service say, read from ``data/services/<name>.json``."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins import contract
from rayvision_plugins.jobs import RUNNING
from rayvision_plugins.profiles import read_table


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """One operation of a service.

    ``host`` names one of the service's addresses, ``path`` holds {fields}, ``query`` names those
    behind the question mark. ``repeatable`` is whether a call that may have arrived may be sent
    again. ``request`` and ``answer`` are JSON Schemas, None where the document shows no body;
    ``form``: the body is no JSON but a form. What the request's schema calls ``writeOnly`` is
    secret. ``verified`` is whether a document has the operation, ``note`` what it leaves open.
    """

    name: str
    method: str
    path: str
    repeatable: bool
    source: str
    host: str = "api"
    query: tuple[str, ...] = ()
    request: Mapping[str, Any] | None = None
    form: bool = False
    answer: Mapping[str, Any] | None = None
    verified: bool = True
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    """What the documents of a service say.

    ``states`` maps its words to jobs' five states, ``codes`` its error codes to a row with
    ``words`` and ``hint``; ``order`` and ``callback`` are JSON Schemas. ``table`` is all of it.
    """

    name: str
    calls: Mapping[str, Call]
    states: Mapping[str, str]
    codes: Mapping[str, Mapping[str, Any]]
    order: Mapping[str, Any]
    callback: Mapping[str, Any]
    table: Mapping[str, Any]

    def state(self, word: str) -> str:
        """Returns which of the five states a word means; of an unknown one, that it runs."""
        return self.states.get(word, RUNNING)

    def words(self, code: str) -> tuple[str, str]:
        """Returns what an error code means and what to do, both "" for an unknown one."""
        row = self.codes.get(code, {})
        return row.get("words", ""), row.get("hint", "")

    def ordered(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Returns an order with the defaults of its schema, after checking it.

        Raises:
            ContractError: names the field and the rule it breaks.
        """
        check(f"{self.name} submit", "order", self.order, given)
        rows = self.order.get("properties", {})
        defaults = {key: row["default"] for key, row in rows.items() if "default" in row}
        return {**defaults, **given}


@functools.cache
def table(name: str) -> Service:
    """Returns what ``data/services/<name>.json`` says; ``states`` may give a row with a source.

    Raises:
        ProfileError: it is missing or damaged.
    """
    whole = read_table(f"services/{name}.json")
    states = {
        word: row if isinstance(row, str) else row["state"] for word, row in whole["states"].items()
    }
    calls = {
        key: Call(name=key, **{**row, "query": tuple(row.get("query", ()))})
        for key, row in whole["calls"].items()
    }
    return Service(
        name=name,
        calls=MappingProxyType(calls),
        states=MappingProxyType(states),
        codes=MappingProxyType(whole.get("codes", {})),
        order=MappingProxyType(whole["order"]),
        callback=MappingProxyType(whole.get("callback", {})),
        table=MappingProxyType(whole),
    )


def check(what: str, side: str, schema: Mapping[str, Any], value: Any) -> None:
    """Checks a value as contract.check; what is shown of it is an order's, which is ours."""
    contract.check(what, side, schema, value, shown=side == "order")
