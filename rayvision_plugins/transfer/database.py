"""Where transfer records are kept, as the vendor's ``db_config.ini`` says it.

::

    [TRANSFER_LOG_PATH]     transfer_log_path   folder of the transfer engine's log
    [DATABASE_CONFIG]       on                  true or false: whether anything is kept
                            type                sqlite or redis
                            db_path             folder of the database file
    [REDIS]                 host, port, password, timeout (milliseconds)
                            table_index         the database's number, or a text before all keys
    [SQLITE]                temporary           true: forgotten once an upload is done

A key that is missing or empty has its default; a path is relative to the file's folder. Without
``db_path`` the folder is RAYVISION_DB, else RAYVISION_LOG, else ``renderfarm_sdk`` in the user's
home (USERPROFILE on Windows, HOME elsewhere); without ``transfer_log_path`` the same but for
RAYVISION_DB.

Source: Renderbus SDK documentation 2020, 传输配置文件; RAYVISION_DB, the shipped defaults and that
db_path is a folder: published SDK, rayvision_sync 2020.
"""

from __future__ import annotations

import configparser
import dataclasses
import os
import pathlib
from collections.abc import Mapping

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.memory import NOWHERE
from rayvision_plugins.transfer.records import Records

SQLITE, REDIS = "sqlite", "redis"
FILE = "records.db"

_SECTIONS = {
    "transfer_log_path": "TRANSFER_LOG_PATH",
    "on": "DATABASE_CONFIG",
    "type": "DATABASE_CONFIG",
    "db_path": "DATABASE_CONFIG",
    "host": "REDIS",
    "port": "REDIS",
    "password": "REDIS",
    "table_index": "REDIS",
    "timeout": "REDIS",
    "temporary": "SQLITE",
}
_DEFAULTS = {
    "on": "true",
    "type": SQLITE,
    "host": "127.0.0.1",
    "port": "6379",
    "timeout": "5000",
    "temporary": "false",
}
_DB_PATH = ("RAYVISION_DB", "RAYVISION_LOG")
_LOG_PATH = ("RAYVISION_LOG",)
_AT_HOME = "renderfarm_sdk"
_TRUTH = {"true": True, "false": False}
_LARGEST = {"port": 65535, "timeout": 2**31 - 1}


class UnknownKind(ConfigError):
    """Records are to lie in a database of a kind that is none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Database:
    """What a ``db_config.ini`` says; ``path`` is the database file, ``timeout`` milliseconds."""

    on: bool
    kind: str
    path: pathlib.Path
    log_folder: pathlib.Path
    host: str
    port: int
    password: str = dataclasses.field(repr=False)
    table_index: str
    timeout: int
    temporary: bool


def read(path: pathlib.Path, environment: Mapping[str, str] | None = None) -> Database:
    """Returns what the file says.

    Raises:
        ConfigError: it cannot be read, or one of its values is wrong.
    """
    file = _File(path)
    environment = os.environ if environment is None else environment
    kind = file.text("type").lower()
    if kind not in (SQLITE, REDIS):
        raise UnknownKind(str(file.wrong("type", f"must be {SQLITE} or {REDIS}, not {kind!r}")))
    if kind == REDIS and not file.text("table_index"):
        raise file.wrong("table_index", "must be given for redis, such as 0")
    kept = file.folder("db_path", environment, _DB_PATH)
    return Database(
        on=file.truth("on"),
        kind=kind,
        path=kept if kept.suffix.lower() == ".db" else kept / FILE,
        log_folder=file.folder("transfer_log_path", environment, _LOG_PATH),
        host=file.text("host"),
        port=file.number("port"),
        password=file.text("password"),
        table_index=file.text("table_index"),
        timeout=file.number("timeout"),
        temporary=file.truth("temporary"),
    )


def at_home(environment: Mapping[str, str] | None = None) -> pathlib.Path:
    """Returns the documented folder for what is given no other; it may not be there."""
    environment = os.environ if environment is None else environment
    home = environment.get("USERPROFILE" if os.name == "nt" else "HOME")
    return pathlib.Path(home or pathlib.Path.home(), _AT_HOME)


def open_records(database: Database) -> Records:
    """Returns the records of a database, to be closed by the caller.

    Raises:
        ConfigError: they cannot be used.
    """
    if not database.on:
        return Records(NOWHERE)
    if database.kind == SQLITE:
        return Records(database.path, temporary=database.temporary)
    from rayvision_plugins.transfer.records_redis import RedisRecords

    return RedisRecords(
        database.host,
        database.port,
        database.table_index,
        password=database.password,
        timeout=database.timeout,
    )


class _File:
    """The values of one file, checked; no message shows a line of it, which may hold a password."""

    def __init__(self, path: pathlib.Path) -> None:
        self._path = path
        self._values = configparser.ConfigParser(interpolation=None)
        try:
            self._values.read_string(path.read_text(encoding="utf-8-sig"))
        except OSError as err:
            raise ConfigError(f"{path}: it cannot be read ({err.strerror})") from err
        except (UnicodeDecodeError, configparser.Error) as err:
            at = getattr(err, "lineno", None) or next(iter(getattr(err, "errors", [])), [None])[0]
            line = f" at line {at}" if at else ""
            raise ConfigError(f"{path}: it is no ini file in UTF-8{line}; mend it") from None

    def wrong(self, key: str, what: str) -> ConfigError:
        return ConfigError(f"{self._path}: {key} in [{_SECTIONS[key]}] {what}")

    def text(self, key: str) -> str:
        given = self._values.get(_SECTIONS[key], key, fallback="").strip()
        return given or _DEFAULTS.get(key, "")

    def truth(self, key: str) -> bool:
        given = self.text(key)
        if given.lower() not in _TRUTH:
            raise self.wrong(key, f"must be true or false, not {given!r}")
        return _TRUTH[given.lower()]

    def number(self, key: str) -> int:
        given, most = self.text(key), _LARGEST[key]
        if not (given.isascii() and given.isdigit() and 0 < int(given[:12]) <= most):
            raise self.wrong(key, f"must be a whole number from 1 to {most}, not {given!r}")
        return int(given)

    def folder(
        self, key: str, environment: Mapping[str, str], variables: tuple[str, ...]
    ) -> pathlib.Path:
        given = self.text(key)
        if given:
            return self._path.parent / pathlib.Path(given).expanduser()
        for name in variables:
            if environment.get(name):
                return pathlib.Path(environment[name])
        return at_home(environment)
