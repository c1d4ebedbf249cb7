"""The access id and key of an account; the key never shows in text made of them."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import re

from rayvision_plugins.errors import ConfigError


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What signs requests. ``repr`` shows neither key nor id in full.

    Raises:
        ConfigError: one of them is missing, or is not what a header or a signature can carry.
    """

    access_id: str
    access_key: str

    def __repr__(self) -> str:
        return f"Credentials({self.access_id[:4]}...)"

    def __post_init__(self) -> None:
        if self.access_id and not re.fullmatch(r"[!-~]+", self.access_id):
            raise ConfigError("the access id holds a blank, a line break or a letter beyond ASCII")
        if not self.access_key.isprintable():
            raise ConfigError("the access key holds a line break or what is no text")
        if not self.access_id or not self.access_key:
            lacking = "access id" if not self.access_id else "access key"
            raise ConfigError(
                f"no {lacking}",
                "rayvision login, or set RAYVISION_API_ACCESS_ID and RAYVISION_API_KEY, or use "
                "--farm local, which needs no account",
            )


def of_local_farm(folder: pathlib.Path) -> Credentials:
    """Returns the account that an embedded farm made in its own folder.

    Raises:
        ConfigError: when there is none or it is damaged.
    """
    path = folder / "account.json"
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return Credentials(row["access_id"] + "", row["access_key"] + "")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as err:
        raise ConfigError(
            f"{path}: no farm account can be read there ({type(err).__name__})"
        ) from err
