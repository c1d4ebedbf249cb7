"""Where the files of an account go: its storages and the lines to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Route:
    """A line for transfers that a farm offers: the engine it is for, its name and its server.

    ``tokens`` maps bids to the passwords of that engine.
    """

    engine: str
    name: str = ""
    server: str = ""
    port: str = ""
    tokens: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://{self.server}:{self.port}"


@dataclasses.dataclass(frozen=True, slots=True)
class Storage:
    """Where files go: the three bids, and the lines to them, the one to take first.

    ``owner`` is the user that the input storage belongs to when it is the main account's,
    ``output_bids`` maps users below this one to their output storages.
    """

    input_bid: str
    output_bid: str
    config_bid: str
    routes: tuple[Route, ...] = ()
    owner: str = ""
    output_bids: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def offered(cls, data: Mapping[str, Any]) -> Storage:
        """Returns the storage of a transfer configuration, with all lines that it offers.

        Source: dayan SDK documentation 2021, transfer configuration.
        """
        return cls(
            input_bid=data["inputBid"],
            output_bid=data["outputBid"],
            config_bid=data["configBid"],
            routes=tuple(_routes(data["resqEngines"])),
            output_bids=_outputs(data.get("subUserOutputBids")),
        )

    @classmethod
    def named(cls, data: Mapping[str, Any]) -> Storage:
        """Returns the storage of an answer that names bids alone.

        Source: Renderbus SDK documentation 2020, getTransferBid.
        """
        return cls(
            input_bid=data["input_bid"],
            output_bid=data["output_bid"],
            config_bid=data["config_bid"],
            output_bids=_outputs(data.get("sub_user_output_bids")),
        )

    @property
    def route(self) -> Route:
        """The line to take."""
        return self.routes[0]

    def by(self, route: Route) -> Storage:
        """Returns the same storage, reached over another line."""
        others = (other for other in self.routes if other is not route)
        return dataclasses.replace(self, routes=(route, *others))


def _routes(engines: Sequence[Mapping[str, Any]]) -> Iterator[Route]:
    """Yields the lines of all engines, what the farm marks as default first."""
    for row in sorted(engines, key=_marked):
        accounts = row["resqEngineAccounts"] or []
        tokens = {account["bid"]: account["password"] for account in accounts}
        for line in sorted(row["respTaskEngineLines"] or [], key=_marked):
            name, server, port = line["name"], line["server"], str(line["port"])
            yield Route(row["engineName"].lower(), name, server, port, tokens)


def _marked(row: Mapping[str, Any]) -> int:
    return -(row.get("isDefault") or 0)


def _outputs(rows: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    known = (row for row in rows or () if row.keys() >= {"userId", "outputBid"})
    return {row["userId"]: row["outputBid"] for row in known}
