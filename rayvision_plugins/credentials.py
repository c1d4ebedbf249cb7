"""The access id and key of an account; the key never shows in text made of them."""

from __future__ import annotations

import dataclasses
import json
import pathlib

from rayvision_plugins.errors import ConfigError


@dataclasses.dataclass(frozen=True, slots=True)
class Credentials:
    """What signs requests. ``repr`` shows neither key nor id in full."""

    access_id: str
    access_key: str = dataclasses.field(repr=False)

    def __post_init__(self) -> None:
        if not self.access_id or not self.access_key:
            lacking = "access id" if not self.access_id else "access key"
            raise ConfigError(
                f"no {lacking}: set RAYVISION_API_ACCESS_ID and RAYVISION_API_KEY, "
                "or use --farm local, which needs no account"
            )


def of_local_farm(folder: pathlib.Path) -> Credentials:
    """Returns the account that an embedded farm made in its own folder.

    Raises:
        ConfigError: when there is none or it is damaged.
    """
    path = folder / "account.json"
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return Credentials(row["access_id"], row["access_key"])
    except (OSError, ValueError, KeyError) as err:
        raise ConfigError(
            f"{path}: no farm account can be read there ({type(err).__name__})"
        ) from err
