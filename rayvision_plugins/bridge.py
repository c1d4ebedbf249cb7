"""The submitter for a DCC's shelf: ``python -m rayvision_plugins.bridge``, JSON lines both ways.

A line in is a request, ``{"v": 1, "id": "7", "do": "submit", "folder": "..."}``; what may be
asked stands in ``data/bridge.json``. A line out is ``{"v": 1, "id": "7", "events": [...]}``
with at most 1,000 events, the same rows that ``--json`` prints. Requests run side by side;
each ends with one event of kind "exit" whose code is "done", "failed" or "stopped". What went
wrong comes as events of kind "error"; a line that is no request gets one and ends nothing.

The process ends when its stdin closes: what runs is stopped where it is, nothing that was
sent is lost. Tasks at a farm and jobs go on, except on the farm of this process.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import IO, Any

import jsonschema

from analyzers.errors import AnalyzeError
from rayvision_plugins import __version__, connect, submit
from rayvision_plugins.config import Settings
from rayvision_plugins.connect import services
from rayvision_plugins.connect.line import Pause
from rayvision_plugins.errors import CheckFailed, RayvisionError
from rayvision_plugins.jobs import DONE, FAILED, STOPPED, Event, NotOffered
from rayvision_plugins.profiles import read_table
from rayvision_plugins.writer import Writer

LONGEST_LINE = 1 << 20
"""Bytes of a request."""

PATIENCE = 10
"""Seconds that running requests get to end when stdin has closed."""

FARM_FIELDS = ("farm", "farm_folder", "domain", "access_id", "max_speed")

Request = Mapping[str, Any]
Told = Generator[Event, None, None]


class _Stopped(Exception):
    """The request was cancelled."""


@dataclasses.dataclass(slots=True)
class _Work:
    """A request that runs: its thread, and whether it is to stop, here or at the farm too."""

    request: Request
    thread: threading.Thread | None = None
    stop: threading.Event = dataclasses.field(default_factory=threading.Event)
    stop_task: bool = False
    task: str = ""
    last: Event | None = None

    def sleep(self, seconds: float) -> None:
        """Waits, unless the request is cancelled."""
        if self.stop.wait(seconds):
            raise _Stopped


class Bridge:
    """Reads requests and answers them until its input ends."""

    def __init__(self, output: IO[bytes], farms: connect.LocalFarms) -> None:
        self._farms = farms
        self._works: dict[str, _Work] = {}
        self._lock = threading.Lock()
        table = read_table("bridge.json")["requests"]
        self._checks = {name: jsonschema.Draft7Validator(schema) for name, schema in table.items()}
        self._writer = Writer(output, self.stop)

    def serve(self, source: IO[bytes]) -> None:
        """Answers every line of ``source``."""
        while line := source.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                while not line.endswith(b"\n") and line:
                    line = source.readline(LONGEST_LINE)
                self._refuse("", f"a request is longer than {LONGEST_LINE} bytes")
            elif line.strip():
                self._take(line)

    def stop(self) -> None:
        """Cancels whatever runs; returns at once."""
        with self._lock:
            for work in self._works.values():
                work.stop.set()

    def close(self, seconds: float = PATIENCE) -> None:
        """Cancels whatever runs, waits for it and writes what is left to say."""
        self.stop()
        with self._lock:
            threads = [work.thread for work in self._works.values() if work.thread]
        ends = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, ends - time.monotonic()))
        self._writer.close(1.0)

    def _take(self, line: bytes) -> None:
        request, problem = self._understood(line)
        name = str(request.get("id") or "")
        if problem:
            self._refuse(name, problem)
        elif request["do"] == "cancel":
            self._cancel(name, stop_task=request.get("stop", False))
        elif self._runs(name):
            self._refuse(name, f"a request {name!r} is running already")
        elif request["do"] == "ping":
            self._writer.send(name, Event(kind="exit", stage="ping", code=DONE, text=__version__))
        elif request["do"] in ("pause", "resume"):
            self._pause(name, request["do"])
        else:
            self._start(name, request)

    def _understood(self, line: bytes) -> tuple[Request, str]:
        """Returns a request and what is wrong with it."""
        try:
            request = json.loads(line)
        except (ValueError, RecursionError) as err:
            return {}, f"a line is no JSON: {err}"
        if not isinstance(request, dict):
            return {}, "a request is one JSON object"
        check = self._checks.get(str(request.get("do")))
        if check is None:
            return request, f'"do" is one of {", ".join(sorted(self._checks))}'
        error = jsonschema.exceptions.best_match(check.iter_errors(request))
        if error is None:
            return request, ""
        if error.validator == "oneOf":
            return request, f"{request['do']}: name either a folder or a scene"
        where = "/".join(str(part) for part in error.absolute_path)
        return request, f"{request['do']}: {where or 'the request'}: {error.message[:200]}"

    def _refuse(self, name: str, problem: str) -> None:
        self._writer.send(name, Event(kind="error", stage="bridge", text=problem))
        if name and not self._runs(name):
            self._writer.send(name, Event(kind="exit", stage="bridge", code=FAILED, text=problem))

    def _runs(self, name: str) -> bool:
        with self._lock:
            return name in self._works

    def _pause(self, name: str, stage: str) -> None:
        code, text = DONE, ""
        try:
            state = Pause(Settings().home)
            (state.begin if stage == "pause" else state.end)()
        except RayvisionError as err:
            code, text = FAILED, str(err)
            self._writer.send(name, Event(kind="error", stage=stage, text=text))
        self._writer.send(name, Event(kind="exit", stage=stage, code=code, text=text))

    def _cancel(self, name: str, *, stop_task: bool) -> None:
        with self._lock:
            work = self._works.get(name)
            if work:
                work.stop_task = stop_task
                work.stop.set()
        if not work:
            self._writer.send(
                name, Event(kind="error", stage="bridge", text=f"no request {name!r} is running")
            )

    def _start(self, name: str, request: Request) -> None:
        work = _Work(request)
        with self._lock:
            self._works[name] = work
        work.thread = threading.Thread(target=self._run, args=(name, work), daemon=True)
        work.thread.start()

    def _run(self, name: str, work: _Work) -> None:
        """Runs a request in its thread; the edge where errors become events."""
        code, text = FAILED, ""
        try:
            code, text = self._carried(name, work)
        except _Stopped:
            code, text = STOPPED, "stopped; what was sent stays"
        except CheckFailed as err:
            text = str(err)
            for line in err.problems:
                self._error(name, work, line)
        except (RayvisionError, AnalyzeError) as err:
            text = str(err)
            self._error(name, work, text)
        except Exception as err:
            text = f"{type(err).__name__}: {err}"
            self._error(name, work, text)
        finally:
            with self._lock:
                del self._works[name]
            stage = work.last.stage if work.last else ""
            self._writer.send(name, Event(kind="exit", stage=stage, code=code, text=text))

    def _error(self, name: str, work: _Work, text: str) -> None:
        stage = work.last.stage if work.last else ""
        self._writer.send(name, Event(kind="error", stage=stage, text=text))

    def _carried(self, name: str, work: _Work) -> tuple[str, str]:
        """Sends the events of a request and returns how it ended."""
        with self._opened(work) as (told, cancel):
            try:
                work.sleep(0)
                with contextlib.closing(told) as events:
                    for event in events:
                        work.last = event
                        self._writer.send(name, event)
                        if event.kind == "end" and event.stage == "submit":
                            work.task = event.id
                        work.sleep(0)
            except _Stopped:
                task = work.task or work.request.get("task")
                if work.stop_task and task:
                    try:
                        cancel(task)
                    except NotOffered as err:
                        self._error(name, work, str(err))
                raise
        last = work.last
        return (last.code, last.text) if last and last.code in (FAILED, STOPPED) else (DONE, "")

    @contextlib.contextmanager
    def _opened(self, work: _Work) -> Iterator[tuple[Told, Callable[[str], None]]]:
        """Yields the events of a request, and what stops its task or job at its service."""
        request = work.request
        if request["do"] == "job":
            with services.opened(request["service"], sleep=work.sleep) as jobs:
                how = {"wait": request.get("wait", True), "again": request.get("again", False)}
                yield jobs.submit(request["order"], request.get("out"), **how), jobs.cancel
            return
        farm = {key: request[key] for key in FARM_FIELDS if key in request}
        with connect.opened(farm, farms=self._farms) as way:
            way.sleep = work.sleep
            yield _events(request, way), way.service.cancel


def _events(request: Request, way: submit.Farm) -> Told:
    """Yields what a request asks for."""
    if request["do"] == "watch":
        out = pathlib.Path(request["out"]).absolute()
        yield from way.follow(request["task"], out, once=request.get("once", False))
        return
    ready_made = "folder" in request
    scene = pathlib.Path(request["folder" if ready_made else "scene"]).absolute()
    if ready_made and not scene.is_dir():
        raise RayvisionError(f"{scene}: there is no such folder of task files")
    if not ready_made and not scene.is_file():
        raise RayvisionError(f"{scene}: there is no such scene file")
    default = scene if ready_made else scene.with_suffix(".rayvision")
    job = submit.Job(
        scene,
        pathlib.Path(request.get("out") or default).absolute(),
        project=request.get("project"),
        frames=request.get("frames"),
        only=tuple(request.get("only", ())),
        task_info=request.get("set", {}),
        wait=request.get("wait", True),
        language=Settings().text("language"),
    )
    yield from submit.submit(job, way)


def main() -> int:
    """Serves stdin until it closes and returns the exit code; stdout carries the protocol alone."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints, prints to stderr
    sys.stdout = sys.stderr
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with connect.LocalFarms() as farms:
        bridge = Bridge(output, farms)
        try:
            bridge.serve(sys.stdin.buffer)
        except KeyboardInterrupt:
            pass
        finally:
            bridge.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
