"""Shows events: JSON Lines, progress bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

import click

from analyzers.errors import one_line
from rayvision_plugins.cli import running
from rayvision_plugins.cli.columns import masked
from rayvision_plugins.cli.interrupt import twice
from rayvision_plugins.jobs import DONE, Event

COLORS = {
    "error": "red",
    "warning": "yellow",
    "info": "cyan",
    "failed": "red",
    "done": "green",
    "running": "cyan",
    "stopped": "yellow",
}


FOLLOWED = ("render", "download")
"""The stages whose events are about one of several tasks."""

EVERY = 30.0
"""Seconds between two lines about bytes that move, where there is no terminal."""

PACED = "{l_bar}{bar}| {n_fmt}/{total_fmt}{postfix}"
"""A bar whose events know rate and time left: only they know which bytes moved just now."""


HowOn = Callable[[str], str]
"""Says how to go on after Ctrl-C with what was submitted; its id is empty before it was."""


def with_task(task: str) -> str:
    """Returns how to go on with a task of a farm."""
    if task:
        return f"task {task} is submitted; follow it: rayvision watch {task}"
    if running().sent or "download" in running().stages:
        return "the same command goes on where this one stopped"
    return ""


def show(events: Iterable[Event], *, as_json: bool, how_on: HowOn = with_task) -> Event | None:
    """Shows events as they come and returns the last one.

    Ctrl-C ends what makes them, then says ``how_on``; a second one ends at once.
    """
    view = _json_line if as_json else Bars() if sys.stderr.isatty() else Lines()
    last = None
    task = ""
    stages = running().stages
    try:
        with twice(), _closing(events):
            for last in events:
                task = last.id if last.stage == "submit" else task
                if last.stage not in stages[-1:]:
                    stages.append(last.stage)
                view(last)
    except KeyboardInterrupt:
        hint = how_on(task)
        if hint:
            click.echo(hint, err=True)
        raise
    finally:
        close = getattr(view, "close", None)
        if close:
            close()
    return last


@contextlib.contextmanager
def _closing(events: Iterable[Event]) -> Iterator[None]:
    """Ends a generator of events when it is left, before what it works with is closed."""
    try:
        yield
    finally:
        if isinstance(events, Generator):
            events.close()


def _json_line(event: Event) -> None:
    print_json(event.as_dict())


def print_json(document: Any) -> None:
    """Prints a JSON document on a line, its secrets hidden; no UTF-8 means pure ASCII."""
    wide = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(masked(document), ensure_ascii=not wide))


def print_error(err: Exception, stage: str, text: str) -> None:
    """Prints an error as an event.

    ``code`` is the farm's number, else the class of the error; ``name`` and ``hint`` are there
    when they are known.
    """
    code = str(getattr(err, "code", None) or type(err).__name__)
    row = Event(kind="error", stage=stage, code=code, text=one_line(text)).as_dict()
    more = {key: getattr(err, key, "") for key in ("name", "hint")}
    print_json({**row, **{key: value for key, value in more.items() if value}})


class Lines:
    """A line for each event that is worth keeping, and one now and then while bytes move.

    Where several tasks, or parts of one, are shown, a line begins with that which it is about.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._names: dict[str, str] = {}
        self._clock = clock
        self._stage = ""
        self._said = 0.0

    def __call__(self, event: Event) -> None:
        """Prints what there is to say of an event."""
        if event.kind == "progress":
            self._moved(event)
        elif not _told_by_its_files(event):
            self._print(event)

    def whose(self, event: Event) -> str:
        """Returns what an event is about, where that is not plain: a task or a part of one."""
        if event.stage not in FOLLOWED or not event.id:
            return ""
        name = self._names.setdefault(event.id, "")
        if _named(event):
            name = self._names[event.id] = event.path
        return f"{event.id} {name}".strip() if len(self._names) > 1 else ""

    def _moved(self, event: Event) -> None:
        now = self._clock()
        if event.stage != self._stage:
            self._stage, self._said = event.stage, now
        elif now - self._said >= EVERY:
            self._said = now
            text = f"{_size(event.done)} of {_size(event.total)}"
            click.echo(f"{event.stage:>9}  {text}{_pace(event)}")

    def _print(self, event: Event) -> None:
        whose = self.whose(event)
        if _named(event):
            whose = whose or event.path
        if event.kind == "file":
            if event.stage != "download":
                return
            text, whose = event.path, ""
        elif event.kind == "frame" and event.total:
            whose = whose or event.id
            text = f"{event.done}/{event.total} frames, {event.text.lower()}"
        elif event.kind == "end" and event.stage == "render" and event.path:
            text = f"{event.text} in {_near(event.path)}"
        else:
            text = event.text or event.path
        if not text and event.kind == "start":
            return
        if whose and event.id not in text:
            text = f"{whose}: {text}"
        level = event.level or event.code
        label = click.style(f"{event.stage:>9}", fg=COLORS.get(level))
        code = f"{event.level} {event.code}: " if event.kind == "tip" else ""
        click.echo(f"{label}  {code}{one_line(text)}")


def _size(count: int) -> str:
    from tqdm import tqdm

    return f"{tqdm.format_sizeof(count, divisor=1024)}B"


def _pace(event: Event) -> str:
    """Returns rate and time left as they follow a count, "" while nobody knows them."""
    from tqdm import tqdm

    if not event.rate:
        return ""
    return f", {_size(event.rate)}/s, {tqdm.format_interval(event.left)} left"


def _named(event: Event) -> bool:
    """Returns whether the path of an event is the name of a part of a task."""
    whole = event.kind == "note" or (event.kind == "frame" and event.total > 0)
    return event.stage == "render" and whole and bool(event.path)


def _told_by_its_files(event: Event) -> bool:
    """Returns whether an event says that a frame is done whose files were shown already."""
    return event.kind == "frame" and event.code == DONE and bool(event.path) and not event.total


def _near(path: str) -> str:
    """Returns a path as seen from the current folder when it lies inside."""
    here = pathlib.Path.cwd()
    folder = pathlib.Path(path)
    return f".{os.sep}{folder.relative_to(here)}" if here in folder.parents else path


class Bars:
    """Bars with rate and time left, on stderr; lines for what is worth keeping."""

    def __init__(self) -> None:
        self._bars: dict[tuple[str, str, str], Any] = {}
        self._lines = Lines()

    def __call__(self, event: Event) -> None:
        """Moves the bar of an event, or prints its line."""
        from tqdm import tqdm

        if event.kind == "progress" or (event.kind == "frame" and event.total):
            self._bar(event)
            return
        if event.kind == "end":
            self.close(event.stage)
        if event.kind != "file" and (event.text or event.kind == "end"):
            with tqdm.external_write_mode(file=sys.stderr):  # a line of its own, above the bars
                self._lines(event)

    def _bar(self, event: Event) -> None:
        from tqdm import tqdm

        name = self._lines.whose(event) or event.path or event.id
        label = f"{f'{event.stage} {name}'.strip():>9}"
        pace = _pace(event).removeprefix(", ")
        key = (event.stage, event.id, event.path)
        bar = self._bars.get(key)
        if bar is None:
            in_bytes = event.unit == "bytes"
            self._bars[key] = tqdm(
                desc=label,
                initial=event.done,
                total=event.total,
                unit="B" if in_bytes else " frames",
                unit_scale=in_bytes,
                unit_divisor=1024,
                bar_format=PACED if in_bytes else None,
                postfix=pace,
                leave=False,
                file=sys.stderr,
            )
            return
        bar.set_description_str(label, refresh=False)
        bar.set_postfix_str(pace, refresh=False)
        bar.total = event.total
        bar.n = event.done
        bar.refresh()

    def close(self, stage: str = "") -> None:
        """Takes the bars of a stage, or all, off the screen."""
        for key in [key for key in self._bars if stage in ("", key[0])]:
            self._bars.pop(key).close()
