"""Shows events: JSON Lines, progress bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
import os
import pathlib
import sys
from collections.abc import Iterable
from typing import Any

import click

from analyzers.errors import one_line
from rayvision_plugins.cli import running
from rayvision_plugins.cli.columns import masked
from rayvision_plugins.jobs import Event

COLORS = {
    "error": "red",
    "warning": "yellow",
    "info": "cyan",
    "failed": "red",
    "done": "green",
    "running": "cyan",
    "stopped": "yellow",
}


def show(events: Iterable[Event], *, as_json: bool) -> Event | None:
    """Shows events as they come and returns the last one."""
    view = _json_line if as_json else _Bars() if sys.stderr.isatty() else _plain
    last = None
    task = ""
    stages = running().stages
    try:
        for last in events:
            task = last.id if last.stage == "submit" else task
            if last.stage not in stages[-1:]:
                stages.append(last.stage)
            view(last)
    except KeyboardInterrupt:
        if task:
            click.echo(f"task {task} is submitted; follow it: rayvision watch {task}", err=True)
        raise
    finally:
        close = getattr(view, "close", None)
        if close:
            close()
    return last


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


def _plain(event: Event) -> None:
    if event.kind == "progress" or (event.kind == "file" and event.stage != "download"):
        return
    if event.kind == "frame" and event.total:
        text = f"{event.path or event.id}: {event.done}/{event.total} frames, {event.text.lower()}"
    elif event.kind == "file":
        text = event.path
    elif event.kind == "end" and event.stage == "render" and event.path:
        text = f"{event.text} in {_near(event.path)}"
    else:
        text = event.text or event.path
    level = event.level or event.code
    label = click.style(f"{event.stage:>9}", fg=COLORS.get(level))
    code = f"{event.level} {event.code}: " if event.kind == "tip" else ""
    click.echo(f"{label}  {code}{one_line(text)}")


def _near(path: str) -> str:
    """Returns a path as seen from the current folder when it lies inside."""
    here = pathlib.Path.cwd()
    folder = pathlib.Path(path)
    return f".{os.sep}{folder.relative_to(here)}" if here in folder.parents else path


class _Bars:
    """Bars with rate and time left, on stderr; lines for what is worth keeping."""

    def __init__(self) -> None:
        self._bars: dict[str, Any] = {}

    def __call__(self, event: Event) -> None:
        if event.kind == "progress" or (event.kind == "frame" and event.total):
            self._bar(event)
            return
        if event.kind == "end":
            self.close(event.stage)
        if event.kind != "file" and (event.text or event.kind == "end"):
            _plain(event)

    def _bar(self, event: Event) -> None:
        from tqdm import tqdm

        name = f"{event.stage} {event.path}".strip()
        bar = self._bars.get(name)
        if bar is None:
            in_bytes = event.unit == "bytes"
            bar = self._bars[name] = tqdm(
                total=event.total,
                desc=f"{name:>9}",
                unit="B" if in_bytes else " frames",
                unit_scale=in_bytes,
                unit_divisor=1024,
                leave=False,
                file=sys.stderr,
            )
        bar.update(event.done - bar.n)

    def close(self, stage: str = "") -> None:
        """Takes the bars of a stage, or all, off the screen."""
        for name in [name for name in self._bars if name.startswith(stage)]:
            self._bars.pop(name).close()
