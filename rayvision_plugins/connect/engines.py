"""Which engine moves the files of a farm, and over which of its lines.

What the settings name, else the first line that the farm offers whose engine is known here. A
farm on this machine always has its own.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Mapping
from typing import Any

from rayvision_plugins.config import Settings
from rayvision_plugins.connect.place import whose
from rayvision_plugins.errors import ConfigError, TransferFailed
from rayvision_plugins.profiles import read_table
from rayvision_plugins.services.renderbus import Renderbus, Route, Storage
from rayvision_plugins.transfer import database, http, vendor
from rayvision_plugins.transfer.database import Database
from rayvision_plugins.transfer.engine import Engine
from rayvision_plugins.transfer.line import Line
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.transfer.vendor import transmitter

STORE = "store"
KNOWN = (http.ENGINE, *vendor.ENGINES)
"""The engines that a farm may offer; the first of them that it does is taken."""

ELSEWHERE = ("engine", "store", "transports", "provider")
"""The settings that a farm on this machine has no use for."""


def engine_of(
    service: Renderbus,
    settings: Settings,
    line: Line,
    records: Records | None = None,
    storage: Storage | None = None,
) -> tuple[Storage, Engine]:
    """Returns where the files of a farm go and what moves them; only the farm's API is asked.

    ``records`` keep what was seen in an object store from one run to the next. ``storage`` is
    what ``storage_of`` said, where it was asked already.

    Raises:
        ConfigError: a setting or the file of transports is wrong, or the program is missing.
        TransferFailed: the farm offers no line of an engine that is known or wanted.
    """
    storage = storage or storage_of(service, settings)
    if storage.route.engine == STORE:
        return storage, _store(settings, service, line, records)
    build = _http if storage.route.engine == http.ENGINE else _vendor
    return storage, build(storage, settings, service, line)


def storage_of(service: Renderbus, settings: Settings, offered: Storage | None = None) -> Storage:
    """Returns where the files of a farm go, by the engine and over the line to take.

    ``offered`` is what the farm offers, where it was asked already.

    Raises:
        As ``engine_of``.
    """
    name, transports = settings.text("engine"), settings.text("transports")
    if service.local:
        return service.storage()
    if name == STORE or (settings.text("store") and not name):
        if not settings.text("store"):
            raise ConfigError(
                "the engine is store, but no store is named",
                "set RAYVISION_STORE to an address such as s3://bucket/prefix, or to a folder",
            )
        return service.bids().by(Route(STORE))
    if transports and name != http.ENGINE:
        wanted = name or vendor.ENGINES[0]
        return service.bids().by(_of_file(pathlib.Path(transports), wanted, service))
    storage = offered or service.storage()
    first = storage.routes[0].engine if storage.routes else ""
    if not name and not settings.text("provider") and first in KNOWN:
        return storage
    return storage.by(_offered(storage, name, settings.text("provider"), service))


def aside(settings: Settings) -> str:
    """Returns which settings do not count for a farm on this machine, a line, "" for none."""
    given = [name for name in ELSEWHERE if settings.text(name) not in ("", http.ENGINE)]
    if not given:
        return ""
    return f"the farm of this machine keeps its own storage: {', '.join(given)} set aside"


def _offered(storage: Storage, name: str, provider: str, service: Renderbus) -> Route:
    """Returns the first line of an engine that is known, or of the one called ``name``."""
    known = (name,) if name else KNOWN
    routes = [route for route in storage.routes if route.engine in known]
    named = [route for route in routes if not provider or route.name == provider]
    if named:
        return named[0]
    offers = ", ".join(f"{route.engine} ({route.name})" for route in storage.routes)
    if routes:
        raise ConfigError(
            f"the farm has no line called {provider!r}; it offers {offers}",
            "correct the setting provider",
        )
    wanted = f"the engine {name}" if name else "an engine that is known here"
    raise TransferFailed(service.client.domain, f"the farm does not offer {wanted}, but {offers}")


def _of_file(path: pathlib.Path, name: str, service: Renderbus) -> Route:
    """Returns the line for a farm's platform from a file of transports.

    Raises:
        ConfigError: it cannot be read, or has no such line.
    """
    client = service.client
    table = lines(path, client.domain, client.signature.platform)
    for key in table:
        row = _row(table[key], name)
        if row:
            server, port = str(row.get("server_ip") or ""), str(row.get("server_port") or "")
            if not (server and port.isascii() and port.isdigit()):
                raise ConfigError(f"{path}: {key}, {name}: server_ip and server_port must be there")
            return Route(name, str(row.get("server_name") or ""), server, port)
    raise ConfigError(
        f"{path}: there is no line of {name} for {next(iter(table))} and none called default",
        "choose another file of transports, or the engine that it has a line for",
    )


def lines(path: pathlib.Path, domain: str, platform: object) -> dict[str, Mapping[str, Any]]:
    """Returns what a file of transports in the vendor's form has for a platform, and by default.

    {"<brand>_<alias of the platform>" or "default": {"aspera" or "raysync": {"server_name",
    "server_ip", "server_port"}}}.

    Source: published SDK, transfer: transports.json.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as err:
        raise ConfigError(
            f"{path}: the transports cannot be read ({getattr(err, 'strerror', None) or err})",
            "correct the setting transports",
        ) from err
    words = read_table("transports.json")
    brand = next((word for word in words["brands"] if word in domain), words["brand"])
    alias = words["platforms"].get(str(platform), words["default"])
    return {key: _row(table, key) for key in (f"{brand}_{alias}", words["default"])}


def _row(table: Any, key: str) -> Mapping[str, Any]:
    row = table.get(key) if isinstance(table, dict) else None
    return row if isinstance(row, dict) else {}


def _http(storage: Storage, settings: Settings, service: Renderbus, line: Line) -> Engine:
    return http.HttpEngine(
        storage.route.url,
        storage.route.tokens,
        renew=lambda: storage_of(service, settings).route.tokens,
        parallel=settings.count("parallel"),
        timeouts=service.client.timeouts,
        line=line,
        place=whose(service.client, local=service.local),
    )


def _store(settings: Settings, service: Renderbus, line: Line, records: Records | None) -> Engine:
    from rayvision_plugins.transfer import store

    return store.StoreEngine(
        settings.text("store"),
        parallel=settings.count("parallel"),
        timeouts=service.client.timeouts,
        line=line,
        records=records,
    )


def _vendor(storage: Storage, settings: Settings, service: Renderbus, line: Line) -> Engine:
    """Returns the vendor's program on a line.

    Raises:
        ConfigError: the program is not there, or the setting names none.
    """
    route = storage.route
    executable = transmitter.find(settings.text("transmitter"))
    if not executable:
        raise ConfigError(
            f"the farm's line is one of {route.engine}, which needs the vendor's program "
            f"{transmitter.table()['program']}; it is not on this machine",
            "install the vendor's package, or name the program in RAYVISION_TRANSMITTER",
        )
    kept = database_of(settings)
    users = {bid: user for user, bid in storage.output_bids.items()}
    if storage.owner:
        users[storage.input_bid] = storage.owner
    return vendor.VendorEngine(
        executable,
        route.engine,
        route.server,
        route.port,
        str(service.user.query_user_profile()["userId"]),
        storage.config_bid,
        users=users,
        lists=lambda path: service.transmit.get_output_files(tree_path=path),
        line=line,
        log_folder=str(kept.log_folder) if kept else "",
        database=kept,
        platform=service.client.signature.platform,
        farm=service.client.domain,
        attempts=settings.count("attempts"),
    )


def database_of(settings: Settings) -> Database | None:
    """Returns what the setting db_config says of records and logs, if there is one.

    Raises:
        ConfigError: that file is wrong.
    """
    path = settings.text("db_config")
    return database.read(pathlib.Path(path).absolute()) if path else None
