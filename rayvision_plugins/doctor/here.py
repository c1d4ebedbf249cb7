"""The checks of this machine and of the home folder."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import pathlib
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

from rayvision_plugins import connect, dropin, hosts
from rayvision_plugins.config import Settings
from rayvision_plugins.connect.given import lacking
from rayvision_plugins.connect.line import Pause
from rayvision_plugins.connect.services import SERVICES
from rayvision_plugins.credentials import keyring
from rayvision_plugins.credentials.accounts import Accounts
from rayvision_plugins.doctor.machine import FAIL, OK, WARN, Machine, Rows
from rayvision_plugins.transfer import database
from rayvision_plugins.transfer.line import UNLIMITED
from rayvision_plugins.transfer.vendor import transmitter


def interpreter(machine: Machine) -> Rows:
    """Looks at the Python that runs this."""
    text = f"Python {'.'.join(map(str, machine.python))} on {platform.system()}: {sys.executable}"
    first, last = machine.table["python"]["first"], machine.table["python"]["last"]
    tried = list(machine.python[:2])
    if first <= tried <= last:
        yield OK, text, ""
    else:
        span = " to ".join(".".join(map(str, one)) for one in (first, last))
        yield WARN, text, f"nobody has tried this version; use one from {span}"


def official(machine: Machine) -> Rows:
    """Looks for the vendor's own packages beside ours."""
    found = []
    for name in machine.table["official"]["packages"]:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found.append(f"{name} {importlib.metadata.version(name)}")
    if found:
        yield (
            WARN,
            f"installed beside ours: {', '.join(found)}",
            "both work; neither knows what the other one sends, so keep a scene to one of them",
        )
    else:
        yield OK, "none is installed beside ours", ""


def imports(machine: Machine) -> Rows:
    """Says which of the two a script gets that imports the vendor's names."""
    now = dropin.state()
    ours, official = now.of(dropin.OURS), now.of(dropin.OFFICIAL)
    if ours and official:
        yield (
            WARN,
            f"both at once: {', '.join(map(str, official))}, the rest ours",
            "uninstall the vendor's with pip, or run rayvision compat disable",
        )
    elif ours:
        yield OK, f"scripts that import {ours[0].name} and so on get ours ({dropin.FOLDER})", ""
    elif official:
        yield OK, f"scripts get the vendor's: {', '.join(map(str, official))}", ""
    else:
        yield OK, "scripts find no rayvision_api here; rayvision compat enable gives them ours", ""


def dccs(machine: Machine) -> Rows:
    """Looks for the programs that can open a scene."""
    found = [
        one
        for name in machine.search.table["dccs"]
        for one in hosts.installations(name, search=machine.search)
    ]
    for one in found:
        version = one.version or "of unknown version"
        yield OK, f"{one.name} {version}: {one.python} (found by {one.found})", ""
    if not found:
        rows = machine.search.table["dccs"].values()
        names = [row["name"] for row in rows]
        variables = [name for row in rows for name in row["variables"]]
        yield (
            WARN,
            f"none of {', '.join(names)} was found; scenes are read from their files",
            f"where one is installed in a folder of its own, set {', '.join(variables)}",
        )


def configuration(machine: Machine, settings: Settings) -> Rows:
    """Looks at every setting, used or not."""
    faults = settings.faults()
    for line in faults:
        yield FAIL, line, "correct or remove it"
    if not faults:
        there = settings.path.exists()
        yield OK, f"{settings.path}" + ("" if there else ": not there, so the defaults count"), ""


def home(machine: Machine, settings: Settings) -> Rows:
    """Tries to write into the home folder, or into where it will be made."""
    folder = _there(settings.home)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as err:
        advice = "set RAYVISION_HOME to another; the rest depends on it"
        yield FAIL, f"{folder} cannot be written ({err.strerror})", advice
    else:
        yield OK, f"{settings.home} can be written", ""


def keys(machine: Machine, settings: Settings) -> Rows:
    """Looks at the accounts, where their keys are and who can read them."""
    store = Accounts(settings.home)
    every = store.all()
    backend = keyring.backend()
    place = f"the keyring of the system ({backend.name})" if backend else f"{store.path}"
    names = ", ".join(account.name for account in every) or "none is logged in"
    advice = "" if every else "for a farm elsewhere: rayvision login"
    yield OK, f"{names}; keys go into {place}", advice
    for path in [store.path, *([settings.path] if settings.keeps_secrets() else [])]:
        if os.name == "posix" and path.exists() and path.stat().st_mode & 0o077:
            yield WARN, f"others can read {path}", f"chmod 600 {path}"


def disk(machine: Machine, settings: Settings) -> Rows:
    """Looks for room where records and frames go."""
    limits = machine.table["disk"]
    for folder in dict.fromkeys((_there(settings.home), pathlib.Path.cwd())):
        free = machine.free(folder)
        text = f"{folder}: {free / 2**30:.1f} GiB free"
        level = FAIL if free < limits["fail"] else WARN if free < limits["warn"] else OK
        advice = "make room, or use another disk: --out for results, RAYVISION_HOME for the rest"
        yield level, text, "" if level == OK else advice


def program(machine: Machine, settings: Settings) -> Rows:
    """Looks for the vendor's program that moves files over its own lines."""
    found = transmitter.find(settings.text("transmitter"))
    none = "not on this machine; only farms whose lines are aspera or raysync need it"
    yield OK, found or none, ""


def transfers(machine: Machine, settings: Settings) -> Rows:
    """Looks at what all transfers of the home share: records, limit, pause."""
    kept = connect.database_of(settings)
    if kept is None:
        text = f"records in {settings.home / connect.RECORDS}"
    elif not kept.on:
        text = "no records are kept: every file is asked about each time"
    elif kept.kind == database.REDIS:
        text = f"records in redis at {kept.host}:{kept.port}"
    else:
        text = f"records in {kept.path}"
    speed = settings.number("max_speed")
    yield OK, text + (f"; {speed:g} KB/s at most" if speed < UNLIMITED else ""), ""
    if Pause(settings.home).on():
        yield WARN, "all transfers of this home are paused", "rayvision resume lets them go on"


def others(machine: Machine, settings: Settings) -> Rows:
    """Looks at the settings of the other services; one that has none is not set up."""
    unused = []
    for name in SERVICES:
        has, lacks = lacking(settings, name)
        if not has:
            unused.append(name)
        elif lacks:
            yield WARN, f"{name} lacks {', '.join(lacks)}", "set them; the README says what each is"
        else:
            yield OK, f"{name} is set up", ""
        if has:
            yield from _packages(name, machine.table["services"].get(name, {"packages": []}))
    if unused:
        yield OK, f"not set up: {', '.join(unused)}", ""


def _packages(name: str, row: Mapping[str, Any]) -> Rows:
    """Looks for the packages that a service is better with."""
    gone = [one for one in row["packages"] if importlib.util.find_spec(one) is None]
    if gone:
        advice = f'pip install "rayvision_plugins[{row["extra"]}]"'
        yield WARN, f"{name} can do more with {' and '.join(gone)}", advice


def _there(folder: pathlib.Path) -> pathlib.Path:
    """Returns the folder, or the nearest one above it that is there."""
    full = folder.absolute()
    return next(one for one in (full, *full.parents) if one.exists())


HERE: dict[str, Callable[[Machine], Rows]] = {
    "interpreter": interpreter,
    "official packages": official,
    "imports": imports,
    "dccs": dccs,
}
HOME: dict[str, Callable[[Machine, Settings], Rows]] = {
    "configuration": configuration,
    "home folder": home,
    "accounts": keys,
    "disk": disk,
    "transfers": transfers,
    "transmitter": program,
    "other services": others,
}
NEEDED = ("home folder",)
"""The checks of HOME without which nothing else works."""
