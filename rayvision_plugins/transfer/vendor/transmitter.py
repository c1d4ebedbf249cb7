"""The vendor's rayvision_transmitter as a program: where it is, how it is called, how it ends.

It is neither shipped nor downloaded: a studio that has the vendor's package has it. The call
is a list of arguments, never a line for a shell. Flags, types, exit codes and what a line of
its log means stand in ``data/transmitter.json``.

Source: published SDK, rayvision_transmitter usage (usage.txt 2020); transfer.py of the same.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from rayvision_plugins.errors import ConfigError, TransferFailed
from rayvision_plugins.profiles import read_table

PATIENCE = 1800.0
"""Seconds without a word after which a run is ended: it may be silent while one file moves."""

TERMINATING = 5.0
"""Seconds that the program gets to end by itself before it is killed."""

GRACE = 1.0
"""Seconds that its output may stay open once it has ended: a child of it may hold it."""

TICK = 0.1
LONGEST_LINE = 65536
MOST_WAITING = 1000
"""Lines nobody has looked at yet, from which on the program has to wait."""

Said = queue.Queue["str | None"]


def table() -> Mapping[str, Any]:
    """Returns what is documented of the program."""
    return dict(read_table("transmitter.json"))


def find(setting: str = "") -> str:
    """Returns the path of the program: the setting's, on PATH, in the vendor's package; else "".

    Raises:
        ConfigError: the setting names no program.
    """
    known = table()
    name = known["program"] + (".exe" if sys.platform == "win32" else "")
    if setting:
        path = pathlib.Path(setting).expanduser().absolute()
        found = shutil.which(str(path / name if path.is_dir() else path))
        if not found:
            raise ConfigError(f"transmitter: {setting} is no program that can be started")
        return found
    return shutil.which(name) or _packaged(known, name)


def _packaged(known: Mapping[str, Any], name: str) -> str:
    spec = importlib.util.find_spec(known["package"])
    folder = known["folders"].get(sys.platform)
    for place in (spec and spec.submodule_search_locations) or ():
        if folder and (found := shutil.which(os.path.join(place, folder, name))):
            return found
    return ""


def arguments(executable: str, options: Mapping[str, str]) -> list[str]:
    """Returns the command line of ``options``, which are called as in the table's flags.

    Raises:
        TransferFailed: a value, which the farm may have named, would be taken for a flag.
    """
    flags = table()["flags"]
    for name, value in options.items():
        if value.startswith("-") or "\0" in value:
            raise TransferFailed(executable, f"{name} cannot be {value!r}; see the farm's lines")
    return [executable, *(word for name in options for word in (flags[name], options[name]))]


def environment(executable: str, log_folder: str, given: Mapping[str, str]) -> dict[str, str]:
    """Returns the environment of a run: ``given`` without what is ours alone, such as a key.

    ``log_folder`` takes the program's own log; "" leaves that to the environment.
    """
    known = table()["environment"]
    kept = {
        name: value
        for name, value in given.items()
        if not name.upper().startswith("RAYVISION_") or name in known["kept"]
    }
    if log_folder:
        kept[known["log"]] = log_folder
    if sys.platform != "win32":
        own = os.path.dirname(executable)
        kept[known["libraries"]] = os.pathsep.join(
            filter(None, (own, kept.get(known["libraries"])))
        )
    return kept


class Run:
    """A run of the program, to be used with ``with`` and iterated for the lines it prints.

    Bytes of a line that are no UTF-8 come as surrogates. The program ends with the block: it is
    asked to, then killed.
    """

    def __init__(
        self, command: Sequence[str], variables: Mapping[str, str], patience: float = PATIENCE
    ) -> None:
        self._command = list(command)
        self._variables = dict(variables)
        self._patience = patience

    def __enter__(self) -> Run:
        """Starts the program.

        Raises:
            TransferFailed: it cannot be started.
        """
        known = table()
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=self._variables,
            )
        except (OSError, ValueError) as err:
            reason = getattr(err, "strerror", None) or str(err)
            text = f"cannot be started ({reason}); the setting transmitter names the program"
            raise TransferFailed(self._command[0] or known["program"], text) from err
        self._said: Said = queue.Queue(MOST_WAITING)
        self._over = threading.Event()
        arguments = (self._process.stdout, self._said, self._over)
        reads = threading.Thread(target=_read, args=arguments, daemon=True)
        reads.start()
        with contextlib.suppress(OSError):  # it may ask whether to trust the server
            _answer(self._process.stdin, known["answer"])
        return self

    def __exit__(self, *_: object) -> None:
        process = self._process
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(TERMINATING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._over.set()

    def __iter__(self) -> Iterator[str]:
        """Yields lines until the program has ended.

        Raises:
            TransferFailed: nothing was printed for ``patience`` seconds.
        """
        heard = time.monotonic()
        ended: float | None = None
        while True:
            try:
                line = self._said.get(timeout=TICK)
            except queue.Empty:
                now = time.monotonic()
                if ended is None and self._process.poll() is not None:
                    ended = now
                if ended is not None and now - ended > GRACE:
                    return
                if now - heard > self._patience:
                    raise self._silent() from None
                continue
            if line is None:
                return
            heard = time.monotonic()
            yield line

    @property
    def code(self) -> int:
        """The exit code, once the lines are at their end; negative for a signal."""
        try:
            return self._process.wait(self._patience)
        except subprocess.TimeoutExpired:
            raise self._silent() from None

    def _silent(self) -> TransferFailed:
        text = f"printed nothing for {self._patience:g} s and was ended"
        return TransferFailed(self._command[0], text, retry=True)


def _read(stream: IO[bytes], said: Said, over: threading.Event) -> None:
    """Puts the lines of ``stream`` into ``said``, None at its end, until nobody listens."""

    def put(line: str | None) -> None:
        while not over.is_set():
            with contextlib.suppress(queue.Full):
                said.put(line, timeout=TICK)
                return

    rest = b""
    try:
        with stream:
            while not over.is_set() and (piece := os.read(stream.fileno(), LONGEST_LINE)):
                *lines, rest = re.split(rb"[\r\n]+", rest + piece)
                if len(rest) >= LONGEST_LINE:
                    lines, rest = [*lines, rest], b""
                for line in lines:
                    put(_text(line))
    finally:
        put(_text(rest))
        put(None)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape").strip()


def _answer(stream: IO[bytes] | None, text: str) -> None:
    if stream:
        with stream:
            stream.write(text.encode())
