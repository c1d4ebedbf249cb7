"""What each operation does, by the name of its endpoint in the profile.

An operation takes the farm and a Call, whose body was checked against the schema and has the
canonical names of its fields, and returns the ``data`` of the answer. Paths, headers, numbers
and schemas are in the profile; the rooms are those of the vendor's documentation.

Source: Renderbus SDK documentation 2020, API; dayan SDK documentation 2021; published SDK.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from rayvision_plugins.farm.operations import env, query, tag, task, transmit, user
from rayvision_plugins.farm.rooms import Call, Farm

OPERATIONS: Mapping[str, Callable[[Farm, Call], Any]] = MappingProxyType(
    {
        **user.OPERATIONS,
        **task.OPERATIONS,
        **query.OPERATIONS,
        **tag.OPERATIONS,
        **env.OPERATIONS,
        **transmit.OPERATIONS,
    }
)
