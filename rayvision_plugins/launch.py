"""Runs the analyzers inside a DCC that is installed here, to read a scene as the DCC sees it.

Picks the one for the scene's version (``hosts``), runs ``analyzers/run.py`` in its Python with
an argument list, a cleaned environment and a time limit, and returns the answer. The child and
all that it starts are one process group and end together. What it prints is kept for the error.

A DCC without a Python to call runs ``analyzers/hosted.py`` as its script instead, on a scene of
nothing; what is asked and what is answered then go through files (``data/launch.json``, hosted).
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from typing import IO, Any

import analyzers
from analyzers import analyze, tables
from analyzers.errors import AnalyzeError
from rayvision_plugins.hosts import Installation, LaunchError, Search, choose, number
from rayvision_plugins.jobs import Event

RUN = pathlib.Path(analyzers.__file__).parent / "run.py"
HOSTED = RUN.with_name("hosted.py")
SCENE_ERRORS = 3
"""Exit code of the analyzers for a scene whose tips stop a submission."""

HOSTILE = "hostile_script"
TIME_LIMIT = 1800.0
"""Seconds a DCC may take to start, to open a scene and to answer."""


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave: exit code of the analyzers, their answer, what was printed."""

    code: int
    answer: dict[str, Any]
    output: str


def run(
    scene: str,
    *,
    project: str | None = None,
    frames: str | None = None,
    only: tuple[str, ...] = (),
    out: str | None = None,
    safe: bool = False,
    time_limit: float = TIME_LIMIT,
    search: Search | None = None,
    script: pathlib.Path = RUN,
) -> Generator[Event, None, Outcome]:
    """Yields what happens while the DCC reads ``scene``, and returns the Outcome.

    The arguments mean what they mean for the analyzers. With ``safe`` a scene whose file
    carries a hostile script is refused, and the DCC starts without the user's start-up script.
    An interrupt ends the DCC and all that it started.

    Raises:
        LaunchError: no fitting DCC, refused, no answer in time or none at all.
    """
    search = search or Search.here()
    path = str(analyze.full_path(scene))
    dcc, version = _look_at(path, project, safe)
    chosen = choose(dcc, version, search=search)
    text = f"{chosen.name} {chosen.version or '(version unknown)'} reads the scene"
    if version and number(chosen.version) != number(version):
        text += f", which was saved by {chosen.name} {version}"
    yield Event("start", "analyze", path=path, code=chosen.version, text=text)
    arguments = [path, "--reader", "live", "--json"]
    for flag, value in (("--project", project), ("--frames", frames), ("--out", out)):
        arguments += [flag, str(value)] if value else []
    for name in only:
        arguments += ["--only", name]
    environment = clean_environment(chosen, project, safe=safe, search=search)
    if hosted := search.table["dccs"][dcc].get("hosted"):
        code, printed, complaints = _hosted(chosen, hosted, arguments, environment, time_limit)
    else:
        arguments = [str(chosen.python), str(script), *arguments]
        code, printed, complaints = _child(arguments, environment, time_limit)
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
    return Outcome(code, answer, output)


def _look_at(path: str, project: str | None, safe: bool) -> tuple[str, str | None]:
    """Returns (DCC, version) of a scene as its file tells them.

    Raises:
        LaunchError: it cannot be read; with ``safe``, it is hostile.
    """
    try:
        analysis = analyze.analyze(path, project=project)
    except AnalyzeError as err:
        raise LaunchError(err.text) from err
    codes = tables.load("data/tips.json")
    for code, details in analysis.tips.details.items():
        if safe and codes[code]["name"] == HOSTILE:
            raise LaunchError(f"refused: {codes[code]['en']}: {next(iter(details))}")
    return analysis.scene.dcc, analysis.scene.version


def clean_environment(
    chosen: Installation, project: str | None, *, safe: bool, search: Search
) -> dict[str, str]:
    """Returns the environment of the child: without what another program set for itself."""
    common, own = search.table["environment"], search.table["dccs"][chosen.dcc]["environment"]
    kept = {
        key: value
        for key, value in search.environment.items()
        if key not in common["dropped"] + common["secret"] + own.get("dropped", [])
        and not key.upper().startswith(common["dropped_prefix"])
        and own.get("dropped_without", {}).get(key, "") in value
    }
    kept |= common["set"] | own["set"] | (own["safe"] if safe else {})
    if project and own["project"]:
        kept[own["project"]] = str(analyze.full_path(project))
    return kept


def _hosted(
    chosen: Installation,
    hosted: Mapping[str, Any],
    arguments: list[str],
    environment: dict[str, str],
    time_limit: float,
) -> tuple[int, str, str]:
    """Runs the analyzers as a script of the DCC and returns (exit code, answer, all it printed)."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        request, answer = pathlib.Path(folder, "request.json"), pathlib.Path(folder, "answer.json")
        scene = pathlib.Path(folder, hosted["scene"]["name"])
        scene.write_text("\n".join(hosted["scene"]["lines"]) + "\n", encoding="ascii")
        row = {"root": str(RUN.parent.parent), "arguments": arguments, "answer": str(answer)}
        request.write_text(json.dumps(row), encoding="ascii")
        words = {"{scene}": str(scene), "{script}": str(HOSTED)}
        command = [str(chosen.python), *(words.get(word, word) for word in hosted["arguments"])]
        environment = {**environment, hosted["variable"]: str(request)}
        code, printed, complaints = _child(command, environment, time_limit)
        try:
            said = json.loads(answer.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return code, "", complaints + printed
        return code or said["code"], said["out"], complaints + printed + said["err"]


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
