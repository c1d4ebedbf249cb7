"""From settings to an open farm: the account, the records and, for "local", a farm process.

The embedded farm is reached only through HTTP, like any farm. One that already serves the
same folder is used as it is.
"""

from __future__ import annotations

import contextlib
import json
import pathlib
import re
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import IO, Any

import requests

from rayvision_plugins import profiles, submit
from rayvision_plugins.client import Client
from rayvision_plugins.config import Settings
from rayvision_plugins.credentials import Credentials, of_local_farm
from rayvision_plugins.errors import ConfigError, FarmFailed
from rayvision_plugins.farm import lock
from rayvision_plugins.services.renderbus import Renderbus
from rayvision_plugins.transfer.records import Records

LOCAL = "local"
STOP_SECONDS = 10


class LocalFarm:
    """A farm process on ``folder``, as a context manager; ``domain`` is its host and port.

    While it is open it counts as a user of the farm: whoever started the farm leaves it to
    those who still use it.
    """

    def __init__(self, folder: pathlib.Path, profile: str = profiles.USUAL) -> None:
        self.folder = folder
        self.profile = profile
        self.domain = ""
        self._process: subprocess.Popen[str] | None = None
        self._use: IO[str] | None = None

    @property
    def ours(self) -> bool:
        """Whether this object started the farm and it still runs."""
        return self._process is not None and self._process.poll() is None

    def __enter__(self) -> LocalFarm:
        try:
            self._use = lock.use(self.folder)
            self._start()
        except BaseException as err:
            if self._use:
                self._use.close()
            if isinstance(err, OSError):
                raise FarmFailed(f"{self.folder}: the local farm cannot use it ({err})") from err
            raise
        return self

    def _start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "rayvision_plugins.farm.app",
            "--folder",
            str(self.folder),
            "--profile",
            self.profile,
            "--stop-with-stdin",
        ]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # Ctrl-C is for the command: it ends its sending first, the farm goes with it.
            start_new_session=True,
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            _, errors = self._process.communicate()
            self._process = None
            url = _running(self.folder)
            last = (errors.strip().splitlines() or ["it ended without a word"])[-1]
            patience = time.monotonic() + STOP_SECONDS
            while url is None and "in use" in last and time.monotonic() < patience:
                threading.Event().wait(0.05)  # another one is just starting there
                url = _running(self.folder)
            if url is None:
                raise FarmFailed(f"the local farm did not start: {last.removeprefix('error: ')}")
        else:
            url = json.loads(line)["url"]
        self.domain = urllib.parse.urlsplit(url).netloc

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._use:
            self._use.close()
        if self._process is None:
            return
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream:
                stream.close()  # with its stdin closed the farm ends, after its last user
        patience = time.monotonic() + STOP_SECONDS
        while self._process.poll() is None and not lock.is_used(self.folder):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=0.05)
            if time.monotonic() > patience:
                self._process.kill()


def _running(folder: pathlib.Path) -> str | None:
    """Returns the address of a farm that already serves ``folder``, or None."""
    try:
        url = json.loads((folder / "address.json").read_text(encoding="utf-8"))["url"]
    except (OSError, ValueError, KeyError):
        return None
    return str(url)


class LocalFarms:
    """One farm process per folder for all jobs of a run, as a context manager."""

    def __init__(self) -> None:
        self._farms: dict[pathlib.Path, LocalFarm] = {}
        self._lock = threading.Lock()
        self._stack = contextlib.ExitStack()

    def on(self, folder: pathlib.Path) -> LocalFarm:
        """Returns the farm that serves ``folder``, started when none of ours runs there."""
        with self._lock:
            farm = self._farms.get(folder)
            if farm is None or not farm.ours:
                farm = self._farms[folder] = self._stack.enter_context(LocalFarm(folder))
            return farm

    def __enter__(self) -> LocalFarms:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


@contextlib.contextmanager
def opened(
    arguments: Mapping[str, Any], *, farms: LocalFarms | None = None
) -> Iterator[submit.Farm]:
    """Opens the farm that ``arguments`` and settings mean.

    A local farm runs until the end of ``farms``, without them until the end of this.

    Raises:
        RayvisionError: a setting is missing or wrong, or the farm cannot be reached.
    """
    given = dict(arguments)
    folder = given.pop("farm_folder", None)
    settings = Settings(given)
    timeouts = (settings.number("connect_timeout"), settings.number("read_timeout"))
    attempts = settings.count("attempts")
    parallel = settings.count("parallel")
    if re.search("[/@]", settings.text("domain")):
        raise ConfigError(f"the domain is a host alone, not {settings.text('domain')!r}")
    with contextlib.ExitStack() as stack:
        if settings.text("farm") == LOCAL:
            home = pathlib.Path(folder) if folder else settings.home / "farm"
            session = requests.Session()
            session.trust_env = False  # a farm on this machine is not behind the studio's proxy
            local = (farms or stack.enter_context(LocalFarms())).on(home)
            client = Client(
                profiles.load(local.profile),
                of_local_farm(home),
                domain=local.domain,
                protocol="http",
                timeouts=timeouts,
                attempts=attempts,
                session=session,
            )
        else:
            client = Client(
                profiles.load(settings.text("farm")),
                Credentials(settings.text("access_id"), settings.text("access_key")),
                domain=settings.text("domain"),
                platform=settings.text("platform"),
                timeouts=timeouts,
                attempts=attempts,
            )
        records = Records(settings.home / "records.db")
        stack.callback(records.close)
        yield submit.open_farm(
            Renderbus(client), records, parallel=parallel, attempts=attempts, timeouts=timeouts
        )
