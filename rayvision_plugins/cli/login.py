"""``rayvision login``, ``logout`` and ``accounts``: who this machine asks as."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any

import click

from analyzers.errors import one_line
from rayvision_plugins.cli import INTERRUPTED
from rayvision_plugins.cli.options import as_json
from rayvision_plugins.errors import ConfigError

if TYPE_CHECKING:
    from rayvision_plugins.config import Settings
    from rayvision_plugins.connect import Place
    from rayvision_plugins.credentials.accounts import Account

LONGEST_KEY = 4096
"""Characters; what is longer is no key."""

NOBODY = "no account is logged in: rayvision login"


@click.command()
@click.option("--account", metavar="NAME", help="What to call the account (default: the host).")
@click.option("--farm", metavar="NAME", help="Profile of its farm (default: as the host says).")
@click.option("--domain", metavar="HOST", help="Host of its farm's API; http://HOST without TLS.")
@click.option("--platform", metavar="NUMBER", help="Platform number (default: the profile's).")
@click.option("--access-id", metavar="ID", help="Access id (default: asked for).")
@click.option("--key-stdin", is_flag=True, help="Read the access key from the standard input.")
@click.option("--offline", is_flag=True, help="Store without trying the key at the farm.")
@as_json("Print the account as one JSON document.")
def login(
    account: str | None,
    access_id: str | None,
    key_stdin: bool,
    offline: bool,
    as_json: bool,
    **farm: str | None,
) -> int:
    """Store an access id and its key, after one signed call with them.

    The key goes into the keyring of the system, else into a file that only you can read. The
    account becomes the current one, which commands use unless told otherwise.
    """
    from rayvision_plugins.credentials import Credentials
    from rayvision_plugins.credentials.accounts import Account, Accounts

    where = _farm(farm)
    try:
        access_id, key = _entered(access_id, key_stdin=key_stdin)
        Credentials(access_id, key)
        settings = _settings(farm, access_id=access_id, access_key=key)
        user = "" if offline else _tried(settings, where)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; nothing was stored", err=True)
        return INTERRUPTED
    made = Account(
        account or where.domain,
        access_id,
        where.domain,
        where.profile,
        where.protocol,
        where.platform,
    )
    made = Accounts(settings.home).add(made, key, tell=_note)
    _say_what_wins(made)
    if as_json:
        row = {**_row(made, current=True), "user": user, "tried": not offline}
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        who = f", as {one_line(user)}" if user else ""
        tried = "stored without trying it" if offline else f"the farm accepts it{who}"
        click.echo(f"account {made.name} ({made.profile} at {made.domain}): {tried}")
        click.echo("commands use it from now on; --farm local for the farm on this machine")
    return 0


@click.command()
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help="Forget all accounts.")
@as_json("Print what was forgotten as one JSON document.")
def logout(name: str | None, every: bool, as_json: bool) -> int:
    """Forget the account NAME (default: the current one) and its key."""
    from rayvision_plugins.config import Settings
    from rayvision_plugins.credentials.accounts import Accounts

    if name and every:
        raise click.UsageError("name an account or --all, not both")
    accounts = Accounts(Settings().home)
    current = accounts.current
    if every:
        names = [account.name for account in accounts.all()]
    elif name or current:
        names = [name or (current.name if current else "")]
    else:
        raise ConfigError("no account is the current one; name one of rayvision accounts")
    if not names:
        click.echo(NOBODY, err=True)
    for one in names:
        if not accounts.remove(one):
            _note(f"the keyring keeps the key of {one}; remove what it calls rayvision there")
        if not as_json:
            click.echo(f"account {one} is forgotten")
    if names and not accounts.current:
        more = "rayvision accounts --use NAME" if accounts.all() else "rayvision login"
        _note(f"no account is current: commands use the farm of this machine; {more}")
    if as_json:
        click.echo(json.dumps({"forgotten": names}, ensure_ascii=False))
    return 0


@click.command()
@click.option("--use", metavar="NAME", help="Make this account the current one.")
@as_json("Print the accounts as one JSON document.")
def accounts(use: str | None, as_json: bool) -> int:
    """List the accounts that were logged in, the current one first."""
    from rayvision_plugins.config import Settings
    from rayvision_plugins.credentials.accounts import Accounts

    store = Accounts(Settings().home)
    if use:
        store.use(use)
    current = store.current
    rows = [_row(one, current=one == current) for one in store.all()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    if not rows:
        click.echo(NOBODY, err=True)
    for row in rows:
        mark = "*" if row["current"] else " "
        place = f"{row['profile']} at {row['domain']}"
        click.echo(f"{mark} {row['account']}: {row['access_id']}, {place}, key in the {row['key']}")
    return 0


def _farm(given: dict[str, str | None]) -> Place:
    """Returns the farm that an account is for; what was remembered of its host stays."""
    from rayvision_plugins import profiles
    from rayvision_plugins.connect import LOCAL, place

    if given["farm"] == LOCAL:
        raise click.UsageError("the farm on this machine needs no account")
    settings = _settings(given)
    farm, domain = settings.text("farm"), settings.text("domain")
    if not domain:
        domain = profiles.load(profiles.USUAL if farm in ("", LOCAL) else farm).domain
    return place(_settings({**given, "domain": domain}))


def _settings(given: dict[str, Any], access_id: str = "", access_key: str = "") -> Settings:
    """Returns the settings without any account: this is about a new one."""
    from rayvision_plugins.config import Settings

    return Settings({**given, "account": "", "access_id": access_id, "access_key": access_key})


def _tried(settings: Settings, where: Place) -> str:
    """Returns the name of the user whom the farm accepts the key of, after one signed call."""
    from rayvision_plugins.connect import client

    asks = client(settings, where)
    with contextlib.closing(asks.session):
        return asks.call("user_profile").get("userName") or ""


def _entered(access_id: str | None, *, key_stdin: bool) -> tuple[str, str]:
    """Returns (access id, key); the key is never shown and never an argument."""
    if key_stdin:
        if not access_id:
            raise click.UsageError("--key-stdin needs --access-id")
        key = sys.stdin.read(LONGEST_KEY + 1).strip()
        if len(key) > LONGEST_KEY:
            raise ConfigError(f"no access key has more than {LONGEST_KEY} characters")
        if not key:
            raise ConfigError("the standard input held no key")
        return access_id, key
    if not sys.stdin.isatty():
        raise click.UsageError(
            "there is no terminal to ask at; give --access-id and --key-stdin with the key"
        )
    access_id = access_id or click.prompt("Access id", err=True)
    key = click.prompt("Access key (not shown)", hide_input=True, err=True)
    return access_id.strip(), key.strip()


def _say_what_wins(account: Account) -> None:
    """Says which settings keep commands from using the account."""
    from rayvision_plugins.config import Settings
    from rayvision_plugins.connect import LOCAL

    settings = Settings()
    if settings.text("farm") == LOCAL:
        _note(f"the setting farm is local; --account {account.name} chooses this account")
    if settings.text("access_id") not in ("", account.access_id) or settings.text("access_key"):
        _note("RAYVISION_API_ACCESS_ID and RAYVISION_API_KEY are set and win over accounts")


def _note(text: str) -> None:
    click.echo(f"note: {text}", err=True)


def _row(account: Account, *, current: bool) -> dict[str, Any]:
    return {
        "account": account.name,
        "current": current,
        "access_id": f"{account.access_id[:4]}...",
        "domain": account.domain,
        "profile": account.profile,
        "platform": account.platform,
        "key": "keyring" if account.in_keyring else "file",
    }
