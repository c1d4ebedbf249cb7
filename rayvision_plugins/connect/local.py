"""The embedded farm as a child process, one per folder; it is reached only through HTTP.

A farm that already serves the same folder is used as it is.
"""

from __future__ import annotations

import contextlib
import json
import pathlib
import subprocess
import sys
import threading
import time
import urllib.parse
from types import TracebackType
from typing import IO

from rayvision_plugins import profiles
from rayvision_plugins.errors import FarmFailed
from rayvision_plugins.farm import lock

STOP_SECONDS = 10


class LocalFarm:
    """A farm process on ``folder``, as a context manager; ``domain`` is its host and port.

    ``profile`` is what it speaks: of a farm that serves the folder already, its own.
    While it is open it counts as a user of the farm: whoever started the farm leaves it to
    those who still use it.
    """

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.profile = profiles.USUAL
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
                raise FarmFailed(
                    f"{self.folder}: the local farm cannot use it ({err.strerror or err})",
                    "choose another --farm-folder, or set RAYVISION_HOME",
                ) from err
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
            address = _running(self.folder)
            last = (errors.strip().splitlines() or ["it ended without a word"])[-1]
            patience = time.monotonic() + STOP_SECONDS
            while not address and "in use" in last and time.monotonic() < patience:
                threading.Event().wait(0.05)  # another one is just starting there
                address = _running(self.folder)
            if not address:
                raise FarmFailed(f"the local farm did not start: {last.removeprefix('error: ')}")
            self.profile = address["profile"]
        else:
            address = json.loads(line)
        self.domain = urllib.parse.urlsplit(address["url"]).netloc

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


def _running(folder: pathlib.Path) -> dict[str, str]:
    """Returns url and profile of a farm that already serves ``folder``, empty when none does."""
    try:
        row = json.loads((folder / "address.json").read_text(encoding="utf-8"))
        return {"url": row["url"], "profile": row.get("profile", profiles.USUAL)}
    except (OSError, ValueError, KeyError):
        return {}


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
