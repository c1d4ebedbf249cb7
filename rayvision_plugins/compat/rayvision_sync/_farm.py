"""The way from an account of ``rayvision_api`` to ``submit.Farm``, and what events become.

Engine and line are what the farm offers: ``engine_type`` counts where it has such a line and no
setting of ours names an engine. Records lie where the documents say, which is not where those of
the command line are, unless the setting ``db_config`` names a place. What means nothing here is
said once.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import logging
import os

from rayvision_api.exception import conversion
from rayvision_sync.constants import ENGINE_TYPE, PACKAGE_NAME, TABLE
from rayvision_sync.exception import UnsupportedEngineType

from rayvision_plugins import connect, profiles
from rayvision_plugins.config import Settings
from rayvision_plugins.connect.line import line_of
from rayvision_plugins.errors import CheckFailed, ConfigError, TransferFailed, UnsafeName
from rayvision_plugins.transfer import vendor
from rayvision_plugins.transfer.line import UNLIMITED

LOG = logging.getLogger(PACKAGE_NAME)

DB_CONFIG = profiles.DATA / "compat" / "db_config.ini"
"""What counts where nobody names a db_config.ini."""

USUAL = {
    "network_mode": (0, "the engine chooses between tcp and udp"),
    "proxy_ip": (None, "the setting proxy names one for all of a farm"),
    "proxy_port": (None, "the setting proxy names one for all of a farm"),
    "upload_num": (2, "the setting parallel says how many files go at once"),
    "download_num": (2, "the setting parallel says how many files come at once"),
}
"""Arguments of the Raysync client: their default, and what holds in their place."""

_HOW = ("max_speed", "engine_type", "server_ip", "server_port")


@functools.cache
def said(text):
    """Warns of something once."""
    LOG.warning(text)


@conversion()
def given(transports_json="", transmitter_exe="", internet_provider="", db_config_path=None):
    """Returns the settings that arguments of a constructor stand for."""
    if db_config_path and not os.path.exists(db_config_path):
        said(f"{db_config_path}: there is no such file; transfers are recorded at the usual place")
        db_config_path = None
    return {
        "transports": transports_json or None,
        "transmitter": transmitter_exe or None,
        "provider": internet_provider or None,
        "db_config": db_config_path or Settings().text("db_config") or DB_CONFIG,
    }


def how(arguments):
    """Returns those arguments of a method that say how files are moved."""
    return {name: arguments[name] for name in (*USUAL, *_HOW) if name in arguments}


@contextlib.contextmanager
def opened(
    api,
    arguments,
    failed,
    *,
    max_speed=None,
    engine_type="aspera",
    server_ip=None,
    server_port=None,
    **aside,
):
    """Yields the farm of an account; ``arguments`` are those of ``given``.

    What cannot be moved raises ``failed(text)``, all else what ``rayvision_api`` raises.
    """
    for name, value in aside.items():
        if name not in USUAL:
            raise TypeError(f"{name} is no argument of a transfer")
        usual, instead = USUAL[name]
        if value not in (usual, None, ""):
            said(f"{name} is set aside: {instead}")
    with api.connect.asked() as service:
        line = line_of(Settings(), _speed(max_speed))
        try:
            settings, storage = _way(service, arguments, engine_type, server_ip, server_port)
            with connect.records_of(settings) as records:
                yield connect.open_farm(service, records, settings, line, storage)
        except (CheckFailed, TransferFailed, UnsafeName) as err:
            raise failed(str(err)) from err


def carried(events, tell, arrived=None):
    """Runs a transfer, tells what happens and hands each file that arrived to ``arrived``."""
    with contextlib.closing(events):
        for event in events:
            if event.kind != "progress":
                tell("%s: %s", event.stage, event.text or event.path)
            if arrived and event.kind == "file":
                arrived(event.path)
    return True


def _speed(number):
    try:
        return UNLIMITED if number in (None, "") else min(float(number), UNLIMITED)
    except (TypeError, ValueError):
        raise ConfigError(f"max_speed is a number of KB a second, not {number!r}") from None


def _way(service, arguments, engine_type, server_ip, server_port):
    """Returns the settings that choose the engine, and the storage over the line to take."""
    engine_type = engine_type or ENGINE_TYPE[0]
    if engine_type not in TABLE["engines"]:
        known = " and ".join(TABLE["engines"])
        raise UnsupportedEngineType(f"{engine_type} is no engine; there are {known}")
    settings, names, offered = Settings(arguments), TABLE["engines"][engine_type], None
    if settings.text("engine") or settings.text("store"):
        engine = settings.text("engine")
    elif settings.text("transports"):
        engine = names[0]
    else:
        offered = service.storage()
        there = [row.engine for row in offered.routes]
        engine = next((name for name in names if name in there), "")
        if there and not engine:
            said(f"the farm has no line of {engine_type}; {there[0]} moves the files")
            arguments = {**arguments, "provider": None}
    settings = Settings({**arguments, "engine": engine or None})
    storage = connect.storage_of(service, settings, offered)
    if storage.route.engine in vendor.ENGINES:
        server, port = server_ip or storage.route.server, server_port or storage.route.port
        storage = storage.by(dataclasses.replace(storage.route, server=server, port=str(port)))
    return settings, storage
