"""Questions whose answer helps but is not needed: a farm may lack the operation, or fail at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from rayvision_plugins.errors import (
    AccountRefused,
    ApiError,
    ContractError,
    ProfileError,
    SignatureRefused,
)

Answer = TypeVar("Answer")


def asked(call: Callable[[], Answer]) -> Answer | None:
    """Returns what ``call`` answers, None from a farm that cannot say.

    Raises:
        SignatureRefused, AccountRefused: the farm would refuse whatever is asked.
        RayvisionError: the farm cannot be reached.
    """
    try:
        return answered(call)
    except ProfileError:
        return None


def answered(call: Callable[[], Answer]) -> Answer | None:
    """Returns what ``call`` answers, None from a farm that fails at it and may do better later.

    Raises:
        ProfileError: the farm does not have the operation.
        SignatureRefused, AccountRefused, RayvisionError: as ``asked``.
    """
    try:
        return call()
    except (SignatureRefused, AccountRefused):
        raise
    except (ApiError, ContractError):
        return None
