"""Runs the analyzers inside a DCC that is installed here, to read a scene as the DCC sees it.

Finds installations (variables, the Windows registry, the usual folders: ``data/launch.json``),
picks the one for the scene's version, runs ``analyzers/run.py`` in its Python with an argument
list, a cleaned environment and a time limit, and returns the answer. The child and all that
it starts are one process group and end together. What the DCC prints is kept for the error.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import glob
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import IO, Any

import analyzers
from analyzers import analyze, tables
from analyzers.errors import AnalyzeError, one_line
from rayvision_plugins.errors import RayvisionError
from rayvision_plugins.jobs import Event

TABLE = pathlib.Path(__file__).parent / "data" / "launch.json"
RUN = pathlib.Path(analyzers.__file__).parent / "run.py"
SCENE_ERRORS = 3
"""Exit code of the analyzers for a scene whose tips stop a submission."""

HOSTILE = "hostile_script"
TIME_LIMIT = 1800.0
"""Seconds a DCC may take to start, to open a scene and to answer."""

LAST_LINES = 20
"""Lines of a child's output that an error shows."""

Registry = Callable[[str, str, str], Iterator[tuple[str, str]]]


class LaunchError(RayvisionError):
    """The DCC was not found, was refused, or gave no answer.

    ``output`` is what it printed, ``problems`` the error and the last lines of that.
    """

    def __init__(self, text: str, output: str = "") -> None:
        super().__init__(text)
        lines = [line for line in output.splitlines() if line.strip()][-LAST_LINES:]
        self.problems = [str(self), *(one_line(line) for line in lines)]
        self.output = output


@dataclasses.dataclass(frozen=True, slots=True)
class Installation:
    """A DCC on this machine: ``python`` is its interpreter, ``found`` says where it was found."""

    dcc: str
    name: str
    version: str
    python: pathlib.Path
    found: str


@dataclasses.dataclass(frozen=True, slots=True)
class Search:
    """Where to look: everything that differs between machines, so that tests can say it."""

    table: Mapping[str, Any]
    environment: Mapping[str, str]
    platform: str
    registry: Registry

    @classmethod
    def here(cls) -> Search:
        """Returns the search of this machine."""
        platform = {"win32": "windows", "darwin": "darwin"}.get(sys.platform, "linux")
        return cls(table(), dict(os.environ), platform, _registry)


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave: exit code of the analyzers, their answer, where it ran, noise."""

    code: int
    answer: dict[str, Any]
    installation: Installation
    output: str


@functools.cache
def table() -> Mapping[str, Any]:
    """Returns ``data/launch.json``."""
    read: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return read


def installations(dcc: str, *, search: Search | None = None) -> list[Installation]:
    """Returns the installations of a DCC, each interpreter once: variables, registry, folders."""
    search = search or Search.here()
    row = search.table["dccs"][dcc]
    found: dict[pathlib.Path, Installation] = {}
    for folder, where in _folders(row, search):
        for name in row["python"][search.platform]:
            python = folder / name
            place = folder.resolve() / name
            if python.is_file() and place not in found:
                version = _version_of(folder, row)
                found[place] = Installation(dcc, row["name"], version, python, where)
    return list(found.values())


def _folders(row: Mapping[str, Any], search: Search) -> Iterator[tuple[pathlib.Path, str]]:
    for name in row["variables"]:
        if search.environment.get(name):
            yield pathlib.Path(search.environment[name]), name
    if search.platform == "windows":
        keys = row["registry"]
        for key in keys["keys"]:
            for _, folder in search.registry(key, keys["below"], keys["value"]):
                yield pathlib.Path(folder), f"registry {key}"
    for pattern in row["folders"][search.platform]:
        for folder in sorted(glob.glob(pattern)):
            yield pathlib.Path(folder), pattern


def _version_of(folder: pathlib.Path, row: Mapping[str, Any]) -> str:
    """Returns the version in a folder's name, or in that of what it links to; "" without one."""
    for path in (folder, folder.resolve()):
        for part in reversed(path.parts):
            if match := re.search(row["version"], part, re.IGNORECASE):
                return match.group(1)
    return ""


def _registry(key: str, below: str, value: str) -> Iterator[tuple[str, str]]:
    """Yields (version, folder) of every installation the Windows registry knows."""
    if sys.platform == "win32":
        import winreg

        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as top:
            for at in range(winreg.QueryInfoKey(top)[0]):
                version = winreg.EnumKey(top, at)
                with (
                    contextlib.suppress(OSError),
                    winreg.OpenKey(top, f"{version}\\{below}") as inner,
                ):
                    yield version, str(winreg.QueryValueEx(inner, value)[0])
    yield from ()


def choose(dcc: str, version: str | None, *, search: Search | None = None) -> Installation:
    """Returns the installation of a scene's version, else the nearest above.

    One whose version is not known is the last choice. An older one would lose what it does
    not know and is never taken.

    Raises:
        LaunchError: there is none; it names where it looked, or what is here.
    """
    search = search or Search.here()
    if dcc not in search.table["dccs"]:
        raise LaunchError(f"scenes of {dcc} are read from their files only")
    row = search.table["dccs"][dcc]
    found = installations(dcc, search=search)
    if not found:
        places = list(row["variables"]) + list(row["folders"][search.platform])
        if search.platform == "windows":
            places += [f"registry {key}" for key in row["registry"]["keys"]]
        raise LaunchError(f"no {row['name']} was found; looked at {', '.join(places)}")
    wanted = _number(version or "")
    fitting = [one for one in found if _number(one.version) >= wanted]
    if fitting:
        # without a wish the newest, else the nearest above; the first found of equals
        return min(fitting, key=lambda one: _number(one.version) * (1 if wanted else -1))
    unknown = next((one for one in found if not one.version), None)
    if unknown is not None:
        return unknown
    here = ", ".join(f"{one.version} ({one.python})" for one in found)
    raise LaunchError(f"the scene needs {row['name']} {version} or later; found: {here}")


def _number(version: str) -> float:
    match = re.match(r"\d{4}(?:\.\d)?|\d+(?:\.\d+)?", version)
    return float(match.group(0)) if match else 0.0


def run(
    scene: str,
    *,
    project: str | None = None,
    frames: str | None = None,
    out: str | None = None,
    safe: bool = False,
    time_limit: float = TIME_LIMIT,
    search: Search | None = None,
    script: pathlib.Path = RUN,
) -> Generator[Event, None, Outcome]:
    """Yields what happens while the DCC reads ``scene``, and returns the Outcome.

    The arguments mean what they mean for the analyzers. With ``safe`` a scene whose file
    carries a hostile script is refused, as is one that cannot be looked at without the DCC,
    and the DCC starts without the user's start-up script. An interrupt ends the DCC and all
    that it started.

    Raises:
        LaunchError: no fitting DCC, refused, no answer in time or none at all.
    """
    search = search or Search.here()
    path = str(analyze.full_path(scene))
    dcc, version = _look_at(path, project, safe)
    chosen = choose(dcc, version, search=search)
    text = f"{chosen.name} {chosen.version or '(version unknown)'} reads the scene"
    if version and _number(chosen.version) != _number(version):
        text += f", which was saved by {chosen.name} {version}"
    yield Event("start", "analyze", path=path, code=chosen.version, text=text)
    arguments = [str(chosen.python), str(script), path, "--reader", "live", "--json"]
    for flag, value in (("--project", project), ("--frames", frames), ("--out", out)):
        arguments += [flag, str(value)] if value else []
    code, printed, complaints = _child(
        arguments, clean_environment(chosen, project, safe=safe, search=search), time_limit
    )
    answer = _answer(printed)
    output = complaints + printed
    if answer is None:
        said = [line for line in complaints.splitlines() if line.startswith("error: ")]
        reason = said[-1].removeprefix("error: ") if said else f"no answer (exit code {code})"
        raise LaunchError(f"{chosen.name} {chosen.version} ({chosen.python}): {reason}", output)
    if code not in (0, SCENE_ERRORS):  # known to fall over at its end; the answer is complete
        code = SCENE_ERRORS if _has_errors(answer) else 0
        text = f"{chosen.name} ended badly after it had answered"
        yield Event("note", "analyze", path=path, text=text)
    yield Event("end", "analyze", path=path, text=f"{chosen.name} {chosen.version} has answered")
    return Outcome(code, answer, chosen, output)


def _look_at(path: str, project: str | None, safe: bool) -> tuple[str, str | None]:
    """Returns (DCC, version) of a scene as its file tells them.

    Raises:
        LaunchError: with ``safe``, for a hostile scene and for one that cannot be judged.
    """
    try:
        analysis = analyze.analyze(path, project=project)
    except AnalyzeError as err:
        dcc = next((d for d, row in _dccs() if path.lower().endswith(tuple(row["later"]))), None)
        if safe or dcc is None:
            raise LaunchError(err.text) from err
        return dcc, None
    codes = tables.load("data/tips.json")
    for code, details in analysis.tips.details.items():
        if safe and codes[code]["name"] == HOSTILE:
            raise LaunchError(f"refused: {codes[code]['en']}: {next(iter(details))}")
    return analysis.scene.dcc, analysis.scene.version


def _dccs() -> list[tuple[str, Any]]:
    return list(tables.load("data/dccs.json").items())


def clean_environment(
    chosen: Installation, project: str | None, *, safe: bool, search: Search
) -> dict[str, str]:
    """Returns the environment of the child: without what another program set for itself."""
    common, own = search.table["environment"], search.table["dccs"][chosen.dcc]["environment"]
    kept = {
        key: value
        for key, value in search.environment.items()
        if key not in common["dropped"] + common["secret"]
        and not key.upper().startswith(common["dropped_prefix"])
    }
    kept |= common["set"] | own["set"] | (own["safe"] if safe else {})
    if project:
        kept[own["project"]] = str(analyze.full_path(project))
    return kept


def _child(
    arguments: list[str], environment: dict[str, str], time_limit: float
) -> tuple[int, str, str]:
    """Runs a child in a group of its own and returns (exit code, stdout, stderr).

    Files take the output: a grandchild that keeps a pipe open could hold us forever.

    Raises:
        LaunchError: it cannot start, or its time is over; then the whole group is ended.
    """
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complaints:
        try:
            child = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=complaints,
                env=environment,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as err:
            raise LaunchError(f"{arguments[0]} cannot be started: {err.strerror or err}") from err
        try:
            code = child.wait(time_limit)
        except subprocess.TimeoutExpired as err:
            _end(child)
            text = f"{arguments[0]} gave no answer within {time_limit:g} seconds and was ended"
            raise LaunchError(text, _text(complaints) + _text(printed)) from err
        finally:
            if child.poll() is None:
                _end(child)
        return code, _text(printed), _text(complaints)


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ends a child and everything it started."""
    if sys.platform == "win32":
        system = pathlib.Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32")
        subprocess.run(
            [str(system / "taskkill.exe"), "/PID", str(child.pid), "/T", "/F"],
            capture_output=True,
            check=False,
        )
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(10)


def _answer(printed: str) -> dict[str, Any] | None:
    """Returns the analysis among what a DCC printed before and after it, or None."""
    decoder = json.JSONDecoder()
    for match in re.finditer(r"^\{", printed, re.MULTILINE):
        with contextlib.suppress(ValueError):
            found, _ = decoder.raw_decode(printed, match.start())
            if isinstance(found, dict) and {"scene", "dcc", "tips"} <= set(found):
                return found
    return None


def _has_errors(answer: dict[str, Any]) -> bool:
    return any(row["level"] == "error" for row in answer["tips"])
