"""A studio that sends meshes to the emulator of chohotech, and what it looks at when they come."""

import pathlib

import numpy
import trimesh

from rayvision_plugins import wire
from rayvision_plugins.jobs import DONE
from rayvision_plugins.services.chohotech import Chohotech

WORKFLOW = "mesh-processing/dental-mesh-export/1.0-snapshot"
PRECISION = 0.001


class Studio:
    """One account at the emulator, with what it slept in place of sleeping."""

    def __init__(self, emulator, **changes):
        self.emulator = emulator
        self.slept = []
        given = {
            "base_url": emulator.url,
            "file_server_url": emulator.file_server_url,
            "token": emulator.token,
            "user_id": emulator.user_id,
            "user_group": emulator.user_group,
            "session": wire.session("none"),
            "files_session": wire.session("none", bounded=False),
            "timeouts": (5, 10),
            "attempts": 3,
            "sleep": self.slept.append,
            "precision": PRECISION,
        }
        self.service = Chohotech(**{**given, **changes})

    def submit(self, **order):
        """Returns the job and the events of its submission."""
        checked = self.service.order({"workflow": WORKFLOW, **order})
        steps, events = self.service.submit(checked), []
        while True:
            try:
                events.append(next(steps))
            except StopIteration as end:
                return end.value, events

    def ended(self, job):
        """Returns the job once the emulator is done with it."""
        self.emulator.settle()
        return self.service.status(job)

    def fetch(self, job, folder):
        """Returns the names of what came, and the events."""
        events = list(self.service.fetch(job, str(folder)))
        folder = pathlib.Path(folder)
        names = [row.relative_to(folder) for row in folder.rglob("*") if row.is_file()]
        return sorted(name.as_posix() for name in names), events

    def whole(self, folder, **order):
        """Returns what came of an order that goes well."""
        job, _ = self.submit(**order)
        job = self.ended(job)
        assert job.state == DONE, job
        return self.fetch(job, folder)[0]


def loaded(*paths):
    """Returns the files as one mesh."""
    return trimesh.util.concatenate(
        [trimesh.load(path, force="mesh", process=False) for path in map(str, paths)]
    )


def distance(mesh, other):
    """Returns the longest way of a vertex between two meshes, whatever their triangles' order."""
    ours, theirs = mesh.triangles, other.triangles
    assert ours.shape == theirs.shape
    turned = numpy.stack([numpy.roll(theirs, turn, axis=1) for turn in range(3)])
    nearest = [numpy.linalg.norm(turned - one, axis=3).max(axis=2).min(axis=0) for one in ours]
    partner = [row.argmin() for row in nearest]
    assert len(set(partner)) == len(partner)
    return max(row.min() for row in nearest)
