"""``rayvision callback serve``: what other services call back, until it is stopped."""

from __future__ import annotations

import contextlib
import logging
import signal
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import click

from rayvision_plugins.cli.options import EVENTS, as_json
from rayvision_plugins.cli.show import show
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.jobs import Event, Listener

if TYPE_CHECKING:
    from rayvision_plugins.callbacks import Receiver
    from rayvision_plugins.config import Settings

PORT = 8787
SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""What ends the receiver."""


@click.group()
def callback() -> None:
    """Receive what other services call back."""


@callback.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; 0.0.0.0 for all of this machine.",
)
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on, 0 for a free one.",
)
@click.option("--cert", metavar="FILE", help="Certificate for HTTPS, PEM with its chain.")
@click.option("--key", metavar="FILE", help="The key of the certificate (default: it is in FILE).")
@click.option(
    "--on-job",
    metavar="HOOK",
    help="A command, or an address, to tell of each job that a callback ended.",
)
@as_json(EVENTS)
def serve(
    host: str, port: int, cert: str | None, key: str | None, on_job: str | None, as_json: bool
) -> int:
    """Receive callbacks until Ctrl-C or SIGTERM, a line for each.

    Services must reach it from outside: the setting callback_url is the address they are told
    with each job, as a proxy or a router leads it here; a path in it may be there or taken off.
    A callback of BIMFACE counts when its signature is right, which takes its app key and secret;
    chohotech signs none, so that it is asked whether the job has ended so. What counts ends
    rayvision job wait at once. A service whose settings are missing is not received.

    A second Ctrl-C does not wait for hooks that run.
    """
    from rayvision_plugins import hooks
    from rayvision_plugins.callbacks import Callbacks, Receiver
    from rayvision_plugins.config import Settings
    from rayvision_plugins.connect.services import ledger_of

    for name in ("aiohttp.server", "asyncio"):  # they complain of bytes that are no HTTP
        logging.getLogger(name).setLevel(logging.CRITICAL)
    hook = hooks.hook(on_job) if on_job else None
    settings = Settings()
    with contextlib.closing(ledger_of(settings)) as ledger:
        services, unheard = _listeners(settings)
        callbacks = Callbacks(services, ledger)
        with Receiver(callbacks, host, port, tls=_tls(cert, key)) as receiver:
            for number in SIGNALS:
                signal.signal(number, lambda number, frame: _stop(receiver))
            events = _told(receiver, [*services], unheard, settings.text("callback_url"))
            show(hooks.told(events, on_task=hook), as_json=as_json)
    return 0


def _listeners(settings: Settings) -> tuple[dict[str, Listener], list[str]]:
    """Returns the services that can be heard, and why others cannot.

    Raises:
        ConfigError: none can.
    """
    from rayvision_plugins.callbacks import callers
    from rayvision_plugins.connect.given import lacking
    from rayvision_plugins.connect.services import service_of

    services, unheard = {}, []
    for name, row in callers().items():
        try:
            lacks = {*lacking(settings, name)[1]} - {*row.get("unneeded", [])}
            if lacks:
                raise ConfigError(f"it needs {', '.join(sorted(lacks))}")
            services[name] = cast(Listener, service_of(settings, name))
        except ConfigError as err:
            unheard.append(f"{name} is not received: {err}")
    if not services:
        raise ConfigError("; ".join(unheard))
    return services, unheard


def _told(receiver: Receiver, names: list[str], unheard: list[str], public: str) -> Iterator[Event]:
    """Yields where each service is received and which is not, then what they call back."""
    for text in unheard:
        yield Event(kind="note", stage="run", text=text)
    for name in names:
        url = f"{receiver.url}/{name}"
        told = f", which {name} knows as {public.rstrip('/')}/{name}" if public else ""
        text = f"{name} is received at {url}{told}"
        yield Event(kind="note", stage="run", path=url, text=text)
    yield from receiver.events()


def _stop(receiver: Receiver) -> None:
    """Stops at a signal, at a second one whatever still runs."""
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)
    receiver.stop()


def _tls(cert: str | None, key: str | None) -> ssl.SSLContext | None:
    """Returns what HTTPS needs, None without a certificate."""
    if not cert:
        if key:
            raise click.UsageError("--key goes with --cert")
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(cert, key, password="")  # noqa: S106 - nobody is there to be asked
    except (OSError, ValueError) as err:
        files = " and ".join(filter(None, (cert, key)))
        why = "no certificate with its key, in PEM and without password"
        if isinstance(err, OSError) and not isinstance(err, ssl.SSLError):
            why = err.strerror or why
        raise ConfigError(f"{files} cannot be used: {why}") from err
    return context
