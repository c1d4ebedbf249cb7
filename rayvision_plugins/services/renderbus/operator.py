"""What the groups of operations share: one way to call, with arguments left out when None."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from rayvision_plugins.client import Client


@dataclasses.dataclass(frozen=True)
class Operator:
    """A group of operations of one deployment, as the documentation groups them.

    Arguments that are None are not sent. Every method raises what ``Client.call`` raises, and
    ProfileError when the deployment does not have the operation.
    """

    client: Client

    def call(self, name: str, **fields: Any) -> Any:
        """Returns the data of an operation; fields that are None are not sent."""
        given = {field: _plain(value) for field, value in fields.items() if value is not None}
        return self.client.call(name, **given)

    def takes(self, name: str, field: str) -> bool:
        """Returns whether the deployment's operation ``name`` has this field."""
        endpoint = self.client.profile.endpoint(name)
        return endpoint.wire.get(field, field) in endpoint.request["properties"]


def _plain(value: Any) -> Any:
    """Returns any sequence but a text as a list, the only kind that JSON and signatures have."""
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
