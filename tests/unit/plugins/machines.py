"""Machines with stand-ins of a DCC installed, and what the tests that launch them need."""

import json
import os
import pathlib
import sys
import time

from rayvision_plugins import hosts
from rayvision_plugins.hosts import Search

FAKES = pathlib.Path(__file__).parents[2] / "fakes"


def no_registry(key, below, value):
    yield from ()


def installer(dcc, fake, tmp_path):
    """Returns a function that installs stand-ins of ``dcc`` and gives the Search for them.

    ``fake`` is the script that stands for its Python; all usual folders lie below ``tmp_path``.
    """

    def install(*folders, platform="linux", name=None, registry=no_registry, **environment):
        table = json.loads(json.dumps(hosts.table()))
        row = table["dccs"][dcc]
        for key, patterns in row["folders"].items():
            own = [pattern.replace("C:/Program Files", "") for pattern in patterns]
            row["folders"][key] = [f"{tmp_path}/{pattern.lstrip('/')}" for pattern in own]
        for folder in folders:
            program = tmp_path / folder / (name or row["python"][platform][0])
            program.parent.mkdir(parents=True)
            program.symlink_to(FAKES / fake)
        values = {"PATH": os.environ["PATH"], "STANDIN_PYTHON": sys.executable, **environment}
        return Search(table, values, platform, registry)

    return install


def finish(events):
    """Returns (events, outcome) of a run."""
    seen = []
    while True:
        try:
            seen.append(next(events))
        except StopIteration as end:
            return seen, end.value


def ended(pid):
    """Returns whether a process is gone, or dead and not yet collected, within five seconds."""
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        stat = pathlib.Path(f"/proc/{pid}/stat")
        if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False
