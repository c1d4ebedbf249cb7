"""The keyring of the system, through the package keyring when it is installed.

A backend raises whatever its system raises, so that every error counts here; its text is not
shown, since nobody knows what is in it.
"""

from __future__ import annotations

import contextlib
import importlib
from typing import Any

from rayvision_plugins.errors import ConfigError

SERVICE = "rayvision"
"""The name under which it holds our keys."""

RECOMMENDED = 1
"""The least priority of a backend that keyring itself recommends (keyring 25, core.py)."""


def backend() -> Any:
    """Returns the system's keyring, None when there is none that keeps secrets.

    One that is not recommended writes plain text, or refuses, or forgets.
    """
    try:
        found = importlib.import_module("keyring").get_keyring()
        return found if found.priority >= RECOMMENDED else None
    except Exception:
        return None


def put(slot: str, key: str) -> bool:
    """Stores a key and returns whether the keyring gives it back."""
    found = backend()
    try:
        if found:
            found.set_password(SERVICE, slot, key)
        return bool(found) and found.get_password(SERVICE, slot) == key
    except Exception:
        return False


def get(slot: str) -> str:
    """Returns a key, "" when the keyring has none.

    Raises:
        ConfigError: when there is no keyring, or it is locked.
    """
    found = backend()
    if not found:
        raise ConfigError(
            "the key is in the keyring of the system, which is not here now; "
            'pip install "rayvision_plugins[keyring]", or log in again'
        )
    try:
        return str(found.get_password(SERVICE, slot) or "")
    except Exception as err:
        raise ConfigError(
            f"the keyring does not give the key ({type(err).__name__}); unlock it, or log in again"
        ) from None


def remove(slot: str) -> bool:
    """Forgets a key; returns whether the keyring has it no more."""
    found = backend()
    try:
        with contextlib.suppress(Exception):  # it raises also when there is no such key
            found.delete_password(SERVICE, slot)
        return found.get_password(SERVICE, slot) is None
    except Exception:
        return False
