"""The embedded farm as a process of ours: started for a run and stopped after it.

It is reached only through HTTP, like any farm. One that already serves the same folder is
used as it is.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import urllib.parse
from types import TracebackType

from rayvision_plugins.errors import FarmFailed

LOCAL = "local"
PROFILE = "renderbus-2020"
STOP_SECONDS = 10


class LocalFarm:
    """A farm process on ``folder``, as a context manager; ``domain`` is its host and port."""

    def __init__(self, folder: pathlib.Path, profile: str = PROFILE) -> None:
        self.folder = folder
        self.profile = profile
        self.domain = ""
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> LocalFarm:
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
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            _, errors = self._process.communicate()
            self._process = None
            url = _running(self.folder)
            if url is None:
                last = errors.strip().splitlines()[-1:] or ["it ended without a word"]
                raise FarmFailed(f"the local farm did not start: {last[0]}")
        else:
            url = json.loads(line)["url"]
        self.domain = urllib.parse.urlsplit(url).netloc
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is None:
            return
        try:
            self._process.communicate(timeout=STOP_SECONDS)  # closes its stdin, which ends it
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


def _running(folder: pathlib.Path) -> str | None:
    """Returns the address of a farm that already serves ``folder``, or None."""
    try:
        url = json.loads((folder / "address.json").read_text(encoding="utf-8"))["url"]
    except (OSError, ValueError, KeyError):
        return None
    return str(url)
