"""Which farm is meant and who asks: settings, then a stored account, then the profile."""

from __future__ import annotations

import dataclasses

from rayvision_plugins import profiles
from rayvision_plugins.client import Client
from rayvision_plugins.config import Settings
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.credentials.accounts import Account, Accounts
from rayvision_plugins.errors import ConfigError

LOCAL = "local"
"""The farm on this machine."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A farm: its ``profile`` (LOCAL for the one on this machine), host and account, if any.

    Empty texts stand for what the profile says.
    """

    profile: str
    domain: str = ""
    protocol: str = ""
    platform: str = ""
    account: Account | None = None


def place(settings: Settings) -> Place:
    """Returns the farm that the settings mean.

    A farm or a domain that is given chooses; else the account; else it is the local one. What
    stands before the host of a domain is its protocol.

    Raises:
        ConfigError: the account or how the domain is spoken to is not known, or somebody is
            to ask and nothing says where.
    """
    farm = settings.text("farm")
    protocol, _, domain = settings.text("domain").rstrip("/").rpartition("://")
    if farm == LOCAL and not settings.given("farm"):  # an argument means another farm
        farm = "" if settings.given("domain") or settings.given("account") else farm
    if farm == LOCAL:
        return Place(LOCAL)
    account = _account(settings, farm, domain)
    if not (farm or domain or account):
        return _here(settings)
    at_home = account is not None and domain in ("", account.domain)
    known = account if at_home else None
    if not farm:
        farm = known.profile if known else _spoken_at(domain)
    return Place(
        farm,
        domain or (known.domain if known else profiles.load(farm).domain),
        protocol or settings.text("protocol") or (known.protocol if known else ""),
        settings.text("platform") or (known.platform if known else ""),
        account,
    )


def _here(settings: Settings) -> Place:
    """Returns the local farm, unless an id or a key shows that another one is meant."""
    if settings.text("access_id") or settings.text("access_key"):
        raise ConfigError(
            "an access id or key is set, but no farm",
            "set RAYVISION_DOMAIN to its host, or say --farm local for the farm of this machine",
        )
    return Place(LOCAL)


def credentials(settings: Settings, account: Account | None) -> Credentials:
    """Returns who asks; an access id or key among the settings wins over the account.

    Raises:
        ConfigError: the id or the key is missing.
    """
    access_id, key = settings.text("access_id"), settings.text("access_key")
    if account and access_id in ("", account.access_id):
        access_id = account.access_id
        key = key or Accounts(settings.home).key(account)
    return Credentials(access_id, key)


def whose(client: Client, *, local: bool) -> str:
    """Returns what an account at a farm is remembered by: a ``local`` farm changes its port."""
    farm = LOCAL if local else client.domain
    return f"{farm}/{client.signature.credentials.access_id}"


def _account(settings: Settings, farm: str, domain: str) -> Account | None:
    """Returns the account that is named, else the first that fits, the current one before all.

    An access id that no account has asks at the farm of the current one.
    """
    accounts = Accounts(settings.home)
    if settings.text("account"):
        return accounts.named(settings.text("account"))
    access_id = settings.text("access_id")
    wanted = {"profile": farm, "domain": domain, "access_id": access_id}
    if farm or domain or access_id:
        for account in accounts.all():
            if all(value in ("", getattr(account, name)) for name, value in wanted.items()):
                return account
    return None if farm or domain else accounts.current


def _spoken_at(domain: str) -> str:
    """Returns the profile that the exact domain selects."""
    found = profiles.for_domain(domain)
    if not found:
        known = ", ".join(profiles.known())
        raise ConfigError(
            f"no profile is known for the domain {domain}",
            f"say how it is spoken to: --farm with one of {known}",
        )
    return found[0]
