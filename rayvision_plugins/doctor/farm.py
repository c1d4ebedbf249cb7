"""The checks of the farm: does it answer, when, and does it know us."""

from __future__ import annotations

import contextlib
import socket
import urllib.parse
from collections.abc import Callable

from rayvision_plugins import connect
from rayvision_plugins.config import Settings
from rayvision_plugins.connect import engines
from rayvision_plugins.doctor.machine import FAIL, OK, WARN, Machine, Rows
from rayvision_plugins.errors import ApiError, BadAnswer, ConnectionFailed
from rayvision_plugins.services.renderbus import Renderbus
from rayvision_plugins.transfer import http
from rayvision_plugins.transfer.line import Line
from rayvision_plugins.transfer.vendor import transmitter


def clock(machine: Machine, service: Renderbus) -> Rows:
    """Compares this clock with the farm's, which every answer tells, a refusal too."""
    client = service.client
    try:
        with contextlib.suppress(ApiError):
            client.call("user_profile")
    except (BadAnswer, ConnectionFailed) as err:
        advice = "is it the right domain? look at the settings proxy and ca_bundle too"
        yield FAIL, err.said(), advice
        return
    where = f"{connect.called(service)} ({client.profile.name})"
    if client.drift is None:
        yield WARN, f"{where} answers without its time", "compare this clock with another one"
    elif abs(client.drift) <= machine.table["clock"]["seconds"]:
        apart = max(1, abs(client.drift))
        yield OK, f"{where} answers; this clock is right within {apart:.0f} s", ""
    else:
        word = "ahead of" if client.drift < 0 else "behind"
        yield (
            WARN,
            f"this clock is {abs(client.drift):.0f} s {word} that of {where}",
            "set it right, for example by NTP: a signature counts only for a while",
        )


def signature(machine: Machine, service: Renderbus) -> Rows:
    """Makes a signed call."""
    try:
        user = service.client.call("user_profile")
    except ApiError as err:
        yield FAIL, str(err), "are access id and key those of this farm? rayvision login"
        return
    yield OK, f"accepted; the account is that of {user.get('userName') or user.get('userId')}", ""


def storage(machine: Machine, service: Renderbus) -> Rows:
    """Asks where files go, knocks there or opens the store, and looks for what moves them."""
    settings = Settings(machine.arguments)
    found = engines.storage_of(service, settings).route
    if found.engine == engines.STORE:
        files, store = engines.engine_of(service, settings, Line())
        store.changes(files.input_bid, "")
        yield OK, f"{store.place} answers; files go there, not to the farm's own storage", ""
        return
    left = engines.aside(settings) if service.local else ""
    if left:
        yield OK, left, ""
    where = found.url
    try:
        parts = urllib.parse.urlsplit(found.url)
        place = (parts.hostname or "", parts.port or {"https": 443}.get(parts.scheme, 80))
        socket.create_connection(place, timeout=service.client.timeouts[0]).close()
    except (OSError, ValueError) as err:  # ValueError: that is no host and port
        yield (
            FAIL,
            f"no connection to {where} ({getattr(err, 'strerror', None) or err})",
            f"ask your network's keeper to let this machine reach {where}",
        )
        return
    if found.engine == http.ENGINE or transmitter.find(settings.text("transmitter")):
        yield OK, f"{where} can be reached ({found.engine})", ""
    else:
        yield (
            WARN,
            f"{where} can be reached ({found.engine}), but the vendor's program is not here",
            "install the vendor's package, or name its rayvision_transmitter in "
            "RAYVISION_TRANSMITTER",
        )


FARM: dict[str, Callable[[Machine, Renderbus], Rows]] = {
    "clock": clock,
    "signature": signature,
    "storage": storage,
}
