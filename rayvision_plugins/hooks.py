"""What is to happen when a frame, a task or a job has ended: a command, or a call of an address.

A hook never ends what it is told about: when it fails, that is a note. Hooks run one after the
other beside what goes on, in the order of the events; a command is never handed to a shell.

Each event is told at most once. One whose hook failed, or had not begun when the run was
interrupted, is not told by the next run, which does not see it happen: what must not miss a
frame goes by the files in the folder, which appear whole or not at all.
"""

from __future__ import annotations

import collections
import json
import os
import shlex
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

import requests

from analyzers.errors import one_line
from rayvision_plugins import wire
from rayvision_plugins.errors import ConfigError, RayvisionError
from rayvision_plugins.jobs import Event

SECONDS = 600.0
"""How long a command may take."""

GRACE = 5.0
"""Seconds that a command has to end when it is stopped."""

LONGEST = 30_000
"""Characters that a variable of the environment can hold on every system."""

ATTEMPTS = 3
TIMEOUTS = (10.0, 30.0)
PAUSE = 1.0
"""Calls of an address, the seconds each may take, and those between two."""

AGAIN = frozenset({408, 429, 500, 502, 503, 504})

STOPPED = "it was stopped"

ENDING = {"render": "task", "run": "job"}
"""The stages at whose end something has ended, and what that is called."""


class Hook(Protocol):
    """Is told of an event."""

    def tell(self, event: Event) -> str:
        """Returns what went wrong, nothing when all is well."""

    def stop(self) -> None:
        """Ends what runs, from another thread."""


def document(event: Event) -> dict[str, Any]:
    """Returns what a hook is told: the event, and its files as the list ``paths``."""
    return {**event.as_dict(), "paths": event.path.split("\n") if event.path else []}


class Command:
    """A program and its arguments. The event stands on its stdin, one line of JSON.

    The environment names it too: RAYVISION_TASK (the task or job, or the part of one in layers),
    RAYVISION_KIND (frame or end), RAYVISION_CODE (done, failed, stopped…), RAYVISION_PATH (the
    files of a frame, one a line; the folder of a task) and RAYVISION_TEXT. What is longer than
    LONGEST is not in it.

    Raises:
        ConfigError: there is no such program, or the text cannot be split into arguments.
    """

    def __init__(self, text: str, *, seconds: float = SECONDS, grace: float = GRACE) -> None:
        try:
            self._arguments = shlex.split(text, posix=os.name != "nt")
        except ValueError as err:
            raise ConfigError(f"the hook {text!r} is no command: {err}") from err
        program = shutil.which(self._arguments[0].strip('"')) if self._arguments else None
        if program is None:
            raise ConfigError(f"the hook {text!r} names no program that is here")
        self._arguments[0] = program
        self._seconds = seconds
        self._grace = grace
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = threading.Event()

    def tell(self, event: Event) -> str:
        """Runs the program to its end; returns its last complaint when it did not end well."""
        if self._stopped.is_set():
            return STOPPED
        words = {"task": event.id, "kind": event.kind, "code": event.code}
        words |= {"path": event.path, "text": event.text}
        told = {
            f"RAYVISION_{name.upper()}": value
            for name, value in words.items()
            if len(value) <= LONGEST
        }
        with tempfile.TemporaryFile() as complaints:
            try:
                self._process = subprocess.Popen(
                    self._arguments,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,  # ours carries the events
                    stderr=complaints,
                    env={**os.environ, **told},
                )
                if self._stopped.is_set():  # since it was asked above
                    self.stop()
                code = self._ended(self._process, json.dumps(document(event)).encode() + b"\n")
            except (OSError, ValueError) as err:
                return str(one_line(str(err)))
            if not code:
                return ""
            complaints.seek(0)
            last = complaints.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            return f"it ended with {code}" + (f": {one_line(last)[:300]}" if last else "")

    def _ended(self, process: subprocess.Popen[bytes], line: bytes) -> str:
        """Waits for a program; returns how it ended, nothing when that was well."""
        try:
            process.communicate(line, timeout=self._seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return f"nothing in {self._seconds:g} seconds"
        return str(process.returncode or "")

    def stop(self) -> None:
        """Ends the program that runs; none is started any more."""
        self._stopped.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(self._grace)
            except subprocess.TimeoutExpired:
                self._process.kill()


class Webhook:
    """An address that the event is posted to as JSON, a few times until it is taken.

    After one that was not taken the next has a single attempt: thousands may be waiting. Only
    its host is ever shown: the rest may be a secret.
    """

    def __init__(
        self,
        url: str,
        session: requests.Session,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url
        self._session = session
        self._sleep = sleep
        self._attempts = ATTEMPTS
        self._stopped = threading.Event()

    def tell(self, event: Event) -> str:
        """Posts the event; returns why it was not taken."""
        problem = self._posted(event)
        self._attempts = 1 if problem else ATTEMPTS
        return problem

    def _posted(self, event: Event) -> str:
        problem = STOPPED
        for attempt in range(self._attempts):
            if self._stopped.is_set():
                break
            if attempt:
                self._sleep(PAUSE * attempt)
            try:
                answer = self._session.post(
                    self._url,
                    json=document(event),
                    timeout=TIMEOUTS,
                    allow_redirects=False,
                    stream=True,  # what it says is of no interest
                )
            except requests.RequestException as err:
                problem = wire.reason(err)
                continue
            answer.close()
            if answer.status_code < 300:
                return ""
            problem = f"it answered HTTP {answer.status_code}"
            if answer.status_code not in AGAIN:
                break
        return problem

    def stop(self) -> None:
        """Makes no more attempts."""
        self._stopped.set()


def hook(text: str, session: requests.Session | None = None) -> Hook:
    """Returns the hook that a setting names: an address with http:// or https://, or a command.

    Raises:
        ConfigError: it is neither.
    """
    if not text.startswith(("http://", "https://")):
        return Command(text)
    try:
        url = urllib.parse.urlsplit(text)
        known = bool(url.hostname and url.port != 0)
    except ValueError:
        known = False
    if not known:
        raise ConfigError("the address of the hook names no host")
    return Webhook(text, session or wire.session())


def told(
    events: Iterable[Event], *, on_frame: Hook | None = None, on_task: Hook | None = None
) -> Iterator[Event]:
    """Yields events as they come and tells the hooks of frames, tasks and jobs that ended.

    A hook that failed is a note, somewhere behind the event it was told of. The end waits for
    the hooks, an interruption stops them.
    """
    hooks = {"frame": on_frame, "end": on_task}
    waiting: collections.deque[tuple[Event, Future[str]]] = collections.deque()
    pool = ThreadPoolExecutor(1)
    try:
        try:
            for event in events:
                yield event
                wanted = hooks[event.kind] if _ended(event) else None
                if wanted:
                    waiting.append((event, pool.submit(_tell, wanted, event)))
                while waiting and waiting[0][1].done():
                    yield from _noted(*waiting.popleft())
        except RayvisionError:
            while waiting:
                yield from _noted(*waiting.popleft())
            raise
        while waiting:
            yield from _noted(*waiting.popleft())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for each in filter(None, hooks.values()):
            each.stop()


def _tell(hook: Hook, event: Event) -> str:
    """Tells a hook of an event; returns what went wrong, whatever that was."""
    try:
        return hook.tell(event)
    except Exception as err:  # the edge of a thread; its text may hold a secret address
        return type(err).__name__


def _ended(event: Event) -> bool:
    """Returns whether an event tells of a frame, a task or a job that has ended."""
    if event.kind == "frame":
        return event.stage == "render" and not event.total
    return event.kind == "end" and event.stage in ENDING and bool(event.id)


def _noted(event: Event, future: Future[str]) -> Iterator[Event]:
    """Waits for a hook and says what went wrong with it."""
    problem = future.result()
    if problem:
        of = event.text if event.kind == "frame" else f"{ENDING[event.stage]} {event.id}"
        yield Event(
            kind="note", stage=event.stage, id=event.id, text=f"the hook of {of} failed: {problem}"
        )
