"""The accounts that were logged in: ``accounts.json`` in the home folder, keys in the keyring.

A key goes into the keyring of the system when the package keyring is installed and has a real
one, else into the file, which only its owner may read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO, Any

from rayvision_plugins import lock
from rayvision_plugins.credentials import keyring
from rayvision_plugins.errors import ConfigError

PATIENCE = 5
"""Seconds that one who changes the accounts waits for another."""


@dataclasses.dataclass(frozen=True, slots=True)
class Account:
    """An account and the farm it belongs to; empty texts stand for what the profile says."""

    name: str
    access_id: str = dataclasses.field(repr=False)
    domain: str
    profile: str
    protocol: str = ""
    platform: str = ""
    in_keyring: bool = False

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.name.isprintable():
            raise ConfigError(f"{self.name!r} is no name for an account")

    @property
    def slot(self) -> str:
        """The name of its key in the keyring."""
        return f"{self.domain}/{self.access_id}"


class Accounts:
    """The accounts of a home folder, and which of them is the current one."""

    def __init__(self, home: pathlib.Path) -> None:
        self.path = home / "accounts.json"

    def all(self) -> list[Account]:
        """Returns every account, the current one first, the others by name.

        Raises:
            ConfigError: when the file is damaged or cannot be read.
        """
        table = self._read()
        names = sorted(table["accounts"], key=lambda name: (name != table["current"], name))
        return [self._account(name, table["accounts"][name]) for name in names]

    @property
    def current(self) -> Account | None:
        """The account that is used when nothing says which."""
        name = self._read()["current"]
        return next((account for account in self.all() if account.name == name), None)

    def named(self, name: str) -> Account:
        """Returns the account called ``name``.

        Raises:
            ConfigError: when there is none.
        """
        every = {account.name: account for account in self.all()}
        if name not in every:
            known = f"known: {', '.join(sorted(every))}" if every else "none is logged in"
            raise ConfigError(f"there is no account {name!r} ({known}); see rayvision login")
        return every[name]

    def key(self, account: Account) -> str:
        """Returns the access key of an account.

        Raises:
            ConfigError: when it is gone or the keyring does not give it.
        """
        if account.in_keyring:
            key = keyring.get(account.slot)
        else:
            key = str(self._read()["accounts"][account.name].get("access_key") or "")
        if not key:
            raise ConfigError(
                f"the key of account {account.name} is not in the "
                f"{'keyring' if account.in_keyring else f'file {self.path}'} any more; "
                f"rayvision login --account {account.name}"
            )
        return key

    def add(self, account: Account, key: str, *, tell: Callable[[str], None]) -> Account:
        """Stores an account and makes it the current one; one of the same name is replaced.

        Returns it as stored: ``in_keyring`` says where the key went. Before a key is written
        into the file, ``tell`` is told so.
        """
        account = dataclasses.replace(account, in_keyring=keyring.put(account.slot, key))
        if not account.in_keyring:
            tell(f"there is no keyring: the key goes into {self.path}, for your eyes only")
        row: dict[str, Any] = dataclasses.asdict(account)
        del row["name"]
        if not account.in_keyring:
            row["access_key"] = key
        with self._changed() as table:
            before = table["accounts"].get(account.name)
            table["accounts"][account.name] = row
            table["current"] = account.name
        if before:
            self._forget(self._account(account.name, before))
        return account

    def use(self, name: str) -> None:
        """Makes the account ``name`` the current one.

        Raises:
            ConfigError: when there is none of that name.
        """
        with self._changed() as table:
            self.named(name)
            table["current"] = name

    def remove(self, name: str) -> bool:
        """Forgets the account ``name`` and its key; returns whether the keyring let go of it.

        Raises:
            ConfigError: when there is none of that name.
        """
        with self._changed() as table:
            account = self.named(name)
            del table["accounts"][name]
            if table["current"] == name:
                table["current"] = ""
        return self._forget(account)

    def _forget(self, account: Account) -> bool:
        """Takes a key out of the keyring unless an account that is left needs it."""
        used = [row.slot for row in self.all() if row.in_keyring]
        needless = account.in_keyring and account.slot not in used
        return keyring.remove(account.slot) if needless else True

    def _account(self, name: str, row: Any) -> Account:
        names = {field.name for field in dataclasses.fields(Account)}
        try:
            fields = {key: row[key] for key in row.keys() & names}
            if any(type(row[key]) is not (bool if key == "in_keyring" else str) for key in fields):
                raise TypeError
            return Account(name, **fields)
        except (AttributeError, TypeError) as err:
            raise self._damaged(err) from None

    def _read(self) -> dict[str, Any]:
        try:
            table = json.loads(self.path.read_text(encoding="utf-8"))
            return {"current": table["current"], "accounts": dict(table["accounts"])}
        except FileNotFoundError:
            return {"current": "", "accounts": {}}
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as err:
            raise self._damaged(err) from None

    def _damaged(self, err: Exception) -> ConfigError:
        return ConfigError(
            f"{self.path}: the accounts cannot be read ({type(err).__name__}); "
            "remove the file and log in again"
        )

    @contextlib.contextmanager
    def _changed(self) -> Iterator[dict[str, Any]]:
        """Yields the table and stores what was made of it; one process at a time."""
        part = self.path.with_name(f"{self.path.name}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._alone():
                part.unlink(missing_ok=True)  # of a login that was killed
                table = self._read()
                yield table
                try:
                    # The mode is given at creation: others never read a key, not for a moment.
                    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                    with open(number, "w", encoding="utf-8") as stream:
                        json.dump(table, stream, indent=1, sort_keys=True)
                    os.replace(part, self.path)
                finally:
                    part.unlink(missing_ok=True)
        except OSError as err:
            raise ConfigError(f"{self.path} cannot be written ({err.strerror or err})") from None

    def _alone(self) -> IO[str]:
        """Returns the locked file that keeps all others waiting."""
        end = time.monotonic() + PATIENCE
        while True:
            if stream := lock.take(self.path.with_suffix(".lock")):
                return stream
            if time.monotonic() > end:
                raise ConfigError(f"{self.path}: another login is at it; try again when it is over")
            threading.Event().wait(0.02)
