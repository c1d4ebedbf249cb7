"""The words that engines, services, submit and watch share: events, parts and states.

No network, no disk. Everything that takes time yields Event; ``--json`` prints
them as JSON Lines and the progress bars show the same.
"""

from __future__ import annotations

import dataclasses
from typing import Any

WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"
"""The five states of a job of any service."""

ENDED = frozenset({DONE, FAILED, STOPPED})


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    ``stage`` is the station (analyze, check, create, upload, configure, submit, render,
    download; the bridge adds its own requests), ``kind`` what happened there (start, progress,
    file, frame, tip, note, error, end; exit is the last event of a request to the bridge, its
    code done, failed or stopped).
    ``done`` and ``total`` count ``unit``: bytes, files or frames. ``code`` is a state, a tip
    code or an error code, ``level`` that of a tip, ``id`` a task or a part of one. ``text`` is
    for people. ``rate`` is in bytes a second, ``left`` the seconds to go on at that; 0: unknown.
    """

    kind: str
    stage: str
    path: str = ""
    done: int = 0
    total: int = 0
    unit: str = ""
    code: str = ""
    level: str = ""
    text: str = ""
    id: str = ""
    rate: int = 0
    left: int = 0
    v: int = 1

    def as_dict(self) -> dict[str, Any]:
        """Returns the event as one JSON object, empty fields left out."""
        row = dataclasses.asdict(self)
        return {key: value for key, value in row.items() if value not in ("", 0) or key == "done"}


@dataclasses.dataclass(frozen=True, slots=True)
class JobPart:
    """A part of a job whose outputs lie in one folder: a layer, a camera, a ROP.

    ``state`` is one of the five states, ``status`` the service's own word for people;
    ``done``, ``failed`` and ``total`` count frames. ``folder`` is the output folder on the
    service's storage, ``user`` whose storage that is.
    """

    id: str
    name: str
    state: str
    status: str
    done: int
    failed: int
    total: int
    folder: str
    user: str = ""
