"""Who sent a request, when, and whether it is seen for the first time.

Pure but for the memory of seen requests, which is an argument. The canonical text is built
from the JSON-decoded body, since bodies travel as ASCII with escapes.

Source: RAYVISION Render API V4.1.2, signature chapter; the window is ours, documented nowhere.
"""

from collections.abc import Callable, Mapping
from typing import Any

from rayvision_plugins import signing
from rayvision_plugins.farm.account import Account
from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.profiles import Profile

WINDOW = 300
"""Seconds that the clock of a request may differ from the farm's."""

_EXPIRED = "SIGNATURE_EXPIRED"
_INVALID = "SIGNATURE_INVALID"


def verify(
    profile: Profile,
    account: Account,
    *,
    domain: str,
    path: str,
    headers: Mapping[str, str],
    body: Mapping[str, Any],
    now: float,
    first_seen: Callable[[str, float], bool],
) -> None:
    """Returns when the request is signed by ``account``, fresh and new.

    ``domain`` is the host as the client typed it, with its port. ``first_seen`` takes the
    identity of a request and the second until which it must be remembered.

    Raises:
        ApiRefused: when it is not.
    """
    names = profile.signing
    given = {name: headers.get(names[name], "") for name in names}
    missing = [names[name] for name in names if not given[name]]
    if missing:
        raise ApiRefused(_INVALID, f"the header {missing[0]} is missing or empty")
    if given["access_id"] != account.access_id:
        raise ApiRefused(
            _INVALID,
            "this access id is unknown to the farm; is the account of another folder in use?",
        )
    at = _seconds(given["timestamp"])
    if abs(now - at) > WINDOW:
        word = "behind" if at < now else "ahead of"
        raise ApiRefused(
            _EXPIRED, f"the clock of the request is {abs(now - at):.0f} s {word} the farm's"
        )
    signed = {
        name: headers[name] for name in {*profile.headers, *names.values()} if name in headers
    }
    text = signing.canonical(
        domain=domain, path=path, headers=signed, body=body, unsigned=profile.unsigned
    )
    if not signing.matches(account.access_key, text, given["signature"]):
        raise ApiRefused(_INVALID, "the signature does not fit the request; check the access key")
    identity = "\n".join(given[name] for name in ("access_id", "timestamp", "nonce", "signature"))
    if not first_seen(identity, at + WINDOW):
        raise ApiRefused(_INVALID, "the same signed request was seen before")


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise ApiRefused(_EXPIRED, "the time of the request is not in whole seconds")
    return int(text)
