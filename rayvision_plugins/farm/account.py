"""The one account of a farm folder: made at the first start, kept in ``account.json``.

The submitter on the same machine reads that file; the key is never printed, logged or sent.
"""

import dataclasses
import json
import os
import pathlib
import secrets

from rayvision_plugins.errors import FarmFailed

NAME = "account.json"


@dataclasses.dataclass(frozen=True, slots=True)
class Account:
    """Who may use the farm. ``access_key`` signs requests."""

    access_id: str
    access_key: str = dataclasses.field(repr=False)
    user_id: int
    user_name: str


def load(folder: pathlib.Path, *, user_name: str) -> Account:
    """Returns the account of a farm folder, made with random values when there is none yet.

    Raises:
        FarmFailed: when account.json is damaged.
        OSError: when it cannot be read or written.
    """
    path = folder / NAME
    if not path.exists():
        _write(path, _random(user_name))
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        account = Account(**{field.name: row[field.name] for field in dataclasses.fields(Account)})
    except (ValueError, KeyError, TypeError) as err:
        raise FarmFailed(f"{path} is damaged; delete it and the farm makes a new account") from err
    if not all((account.access_id, account.access_key, isinstance(account.user_id, int))):
        raise FarmFailed(f"{path} is incomplete; delete it and the farm makes a new account")
    return account


def _random(user_name: str) -> Account:
    return Account(
        access_id="local" + secrets.token_hex(12),
        access_key=secrets.token_urlsafe(32),
        user_id=100000000 + secrets.randbelow(900000000),
        user_name=user_name,
    )


def _write(path: pathlib.Path, account: Account) -> None:
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    # The mode is given at creation: the key is never readable by others, not even for a moment.
    with open(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as stream:
        json.dump(dataclasses.asdict(account), stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(part, path)
