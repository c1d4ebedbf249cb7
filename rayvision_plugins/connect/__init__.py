"""From settings to an open farm: the account, the records and, for "local", a farm process."""

from __future__ import annotations

import contextlib
import pathlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from rayvision_plugins import profiles, submit, wire
from rayvision_plugins.attempts import Attempts
from rayvision_plugins.client import Client
from rayvision_plugins.config import Settings
from rayvision_plugins.connect.engines import aside, database_of, engine_of, storage_of
from rayvision_plugins.connect.line import line_of
from rayvision_plugins.connect.local import LocalFarm, LocalFarms
from rayvision_plugins.connect.place import LOCAL, Place, credentials, place, whose
from rayvision_plugins.credentials import of_local_farm
from rayvision_plugins.ledger import Ledger
from rayvision_plugins.memory import RECORDS
from rayvision_plugins.services.renderbus import Renderbus, Storage
from rayvision_plugins.transfer.database import open_records
from rayvision_plugins.transfer.line import UNLIMITED, Line
from rayvision_plugins.transfer.records import Records

__all__ = [
    "LOCAL",
    "RECORDS",
    "LocalFarm",
    "LocalFarms",
    "Place",
    "called",
    "client",
    "database_of",
    "open_farm",
    "opened",
    "place",
    "reached",
    "records_of",
    "storage_of",
]


@contextlib.contextmanager
def reached(
    arguments: Mapping[str, Any], *, farms: LocalFarms | None = None
) -> Iterator[Renderbus]:
    """Yields the service of the farm that ``arguments`` and settings mean; nothing is asked yet.

    A local farm runs until the end of ``farms``, without them until the end of this.
    ``farm_folder`` among the arguments is the folder of a local farm, and means that one
    unless another is named.

    Raises:
        RayvisionError: a setting is missing or wrong, or the local farm cannot start.
    """
    settings, folder = _settings(arguments)
    with _service(settings, folder, farms) as service:
        yield service


@contextlib.contextmanager
def opened(
    arguments: Mapping[str, Any], *, farms: LocalFarms | None = None
) -> Iterator[submit.Farm]:
    """Yields the farm that ``arguments`` and settings mean, with the way to its storage.

    The arguments as for ``reached``; ``max_speed`` among them is a limit in KB/s for this job,
    beside that of the settings.

    Raises:
        RayvisionError: a setting is missing or wrong, or the farm cannot be reached.
    """
    given = dict(arguments)
    speed = given.pop("max_speed", None)
    settings, folder = _settings(given)
    way = line_of(settings, UNLIMITED if speed is None else speed)
    with _service(settings, folder, farms) as service, records_of(settings) as records:
        farm = open_farm(service, records, settings, way)
        with contextlib.closing(Ledger(settings.home / RECORDS)) as farm.ledger:
            yield farm


def called(service: Renderbus) -> str:
    """Returns what a person calls the farm of a service: its host, if it is not this machine."""
    return f"{LOCAL} (this machine)" if service.local else service.client.domain


def open_farm(
    service: Renderbus,
    records: Records,
    settings: Settings | None = None,
    line: Line | None = None,
    storage: Storage | None = None,
) -> submit.Farm:
    """Returns the way to the service's farm, with the patience of its client.

    ``storage`` is what ``storage_of`` said, where it was asked already.

    Raises:
        ConfigError: a setting is wrong.
        TransferFailed: the farm names no engine that is known here.
    """
    settings = settings or Settings()
    left = aside(settings) if service.local else ""
    if left:
        _say(left)
    storage, engine = engine_of(service, settings, line or Line(), records, storage)
    return submit.Farm(
        service,
        storage,
        engine,
        records,
        service.client.attempts,
        upload_order=settings.text("upload_order"),
        poll=settings.number("poll"),
    )


@contextlib.contextmanager
def records_of(settings: Settings) -> Iterator[Records]:
    """Yields the records of transfers: where db_config.ini says, else in the home folder."""
    kept = database_of(settings)
    records = open_records(kept) if kept else Records(settings.home / RECORDS)
    with contextlib.closing(records):
        yield records


def _settings(arguments: Mapping[str, Any]) -> tuple[Settings, pathlib.Path | None]:
    given = dict(arguments)
    folder = given.pop("farm_folder", None)
    if folder and not any(given.get(name) for name in ("farm", "domain", "account")):
        given["farm"] = LOCAL
    return Settings(given), pathlib.Path(folder) if folder else None


@contextlib.contextmanager
def _service(
    settings: Settings, folder: pathlib.Path | None, farms: LocalFarms | None
) -> Iterator[Renderbus]:
    with contextlib.ExitStack() as stack:
        where = place(settings)
        local = where.profile == LOCAL
        if local:
            farms = farms or stack.enter_context(LocalFarms())
            asks = local_client(settings, farms.on(folder or settings.home / "farm"))
        else:
            asks = client(settings, where)
        stack.callback(asks.session.close)
        attempts = Attempts(settings.home / RECORDS, farm=whose(asks, local=local))
        stack.callback(attempts.close)
        yield Renderbus(asks, attempts, local=local)


def client(settings: Settings, where: Place) -> Client:
    """Returns the client of a deployment; nothing is asked yet.

    Raises:
        ConfigError: a setting is missing or wrong.
    """
    return Client(
        profiles.load(where.profile),
        credentials(settings, where.account),
        domain=where.domain,
        protocol=where.protocol,
        platform=where.platform,
        session=wire.session(settings.text("proxy"), settings.text("ca_bundle")),
        **_patience(settings),
    )


def local_client(settings: Settings, farm: LocalFarm) -> Client:
    """Returns the client of a farm on this machine, which is not behind the studio's proxy."""
    return Client(
        profiles.load(farm.profile),
        of_local_farm(farm.folder),
        domain=farm.domain,
        protocol="http",
        session=wire.session(wire.NO_PROXY),
        **_patience(settings),
    )


def _patience(settings: Settings) -> dict[str, Any]:
    return {
        "timeouts": (settings.number("connect_timeout"), settings.number("read_timeout")),
        "attempts": settings.count("attempts"),
        "notice": _say,
    }


def _say(text: str) -> None:
    print(f"note: {text}", file=sys.stderr)
