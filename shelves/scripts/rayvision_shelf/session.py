"""What the button of a DCC does, without any DCC in it: describe, write, hand over, follow.

The DCC gives two functions: ``defer(function)`` runs a function later in its main thread, and
``show(job, events)`` shows news there. The bridge is started for the first job and ends with
the last one.
"""
from __future__ import absolute_import, division, print_function, unicode_literals

import atexit
import functools
import itertools
import os
import shutil
import sys
import tempfile
import threading

from rayvision_shelf import pipe

LIVE = "live"
"""The reader that asks the open DCC; None takes the one that reads the scene's file."""


def describe(scene, folder, reader=LIVE, only=None, frames=None):
    """Analyzes ``scene``, writes the four files into ``folder`` and returns the Analysis.

    ``only`` are the names of the passes to render, ``frames`` a range or "fml"; None leaves
    both to the scene. Must run in the DCC's main thread. Raises analyzers.errors.AnalyzeError.
    """
    from analyzers.analyze import analyze

    chosen = {"reader": reader, "only": only, "frames": frames}
    analysis = analyze(scene, **dict((str(key), chosen[key]) for key in chosen if chosen[key]))
    analysis.taskfiles().write(folder)
    return analysis


def folder_of(scene):
    """Returns where the files of a scene go: beside it."""
    return os.path.splitext(scene)[0].replace("\\", "/") + ".rayvision"


def results_of(scene, taken=()):
    """Returns a folder beside ``scene`` that is not there yet and not among ``taken``."""
    folders = ("%s/mesh-%d" % (folder_of(scene), number) for number in itertools.count(1))
    return next(row for row in folders if row not in taken and not os.path.exists(row))


def written(files):
    """Writes files of meshes into a temporary folder and returns (folder, [path]).

    ``files`` is a list with a list of analyzers.mesh_file.Mesh for each file. The folder goes
    with the DCC at the latest. Raises analyzers.errors.AnalyzeError.
    """
    from analyzers import mesh_file

    folder = tempfile.mkdtemp(prefix=str("rayvision_"))
    if isinstance(folder, bytes):  # Python 2; disk.native is the way back
        folder = folder.decode("utf-8" if os.name == "posix" else sys.getfilesystemencoding())
    folder = folder.replace("\\", "/")
    atexit.register(removed, folder)
    paths = ["%s/mesh-%d.ply" % (folder, number) for number in range(1, len(files) + 1)]
    try:
        for path, meshes in zip(paths, files):
            mesh_file.write(path, meshes)
    except Exception:
        removed(folder)
        raise
    return folder, paths


def removed(folder):
    """Removes a temporary folder with what is in it; what cannot be removed stays."""
    from analyzers import disk

    shutil.rmtree(disk.native(folder), ignore_errors=True)


class Job(object):
    """What was handed over and the last that is known of it.

    ``folder`` is where results go, ``temporary`` a folder that is removed when the job has
    ended, None without one.

    ``code`` is None while it runs, then "done", "failed" or "stopped"; ``text`` says why.
    ``done`` and ``total`` count ``unit`` in ``stage``.
    """

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        self.temporary = None
        self.task = ""
        self.stage = ""
        self.done = 0
        self.total = 0
        self.unit = ""
        self.code = None
        self.text = ""

    def take(self, event):
        """Learns from an event."""
        kind = event.get("kind")
        self.stage = event.get("stage") or self.stage
        if kind == "exit":
            self.code = event.get("code") or "failed"
            self.text = event.get("text", "")
        elif kind in ("start", "progress", "frame") and event.get("total"):
            self.done = event.get("done", 0)
            self.total = event["total"]
            self.unit = event.get("unit", "")
        elif kind == "end":
            self.done = self.total = 0
            if self.stage == "create":
                self.task = event.get("id", "")

    @property
    def percent(self):
        """How much of the stage is done, 0 to 100."""
        return min(100, int(100 * self.done / self.total)) if self.total else 0


class Session(object):
    """The jobs of one DCC and the bridge that carries them.

    ``start(receive)`` returns a pipe.Bridge; everything but ``receive`` is called in the main
    thread, ``show`` too.
    """

    def __init__(self, defer, show, start=None):
        self._defer = defer
        self._show = show
        self._start = start or _start
        self._bridge = None
        self._token = None
        self._count = 0
        self._lock = threading.Lock()
        self._news = []
        self.jobs = {}

    @property
    def running(self):
        """The jobs that have not ended, oldest first."""
        jobs = [job for job in self.jobs.values() if job.code is None]
        return sorted(jobs, key=lambda job: int(job.name))

    def submit(self, folder, **options):
        """Hands a folder of task files over and returns its Job; raises as ``hand_over``."""
        return self.hand_over("submit", folder, folder=folder, **options)

    def order(self, service, order, results, temporary):
        """Hands an order for a service over and returns its Job; raises as ``hand_over``.

        Results go into the folder ``results``; ``temporary`` is a folder that ends with the job.
        """
        try:
            job = self.hand_over("job", results, service=service, order=order, out=results)
        except Exception:
            removed(temporary)
            raise
        job.temporary = temporary
        return job

    def hand_over(self, do, results, **fields):
        """Sends a request whose results go into a folder and returns its Job.

        Raises:
            pipe.PipeError: the submitter cannot be reached.
        """
        if self._bridge is None:
            token = self._token = object()  # what an earlier bridge still says is not of this one
            self._bridge = self._start(functools.partial(self._receive, token))
        self._count += 1
        job = Job("%d" % self._count, results)
        try:
            self._bridge.send(job.name, do, **fields)
        except pipe.PipeError as err:
            self._ended({"text": err.text})
            raise
        self.jobs[job.name] = job
        return job

    def cancel(self, job, stop=False):
        """Ends a job here, with ``stop`` its task at the farm too; its exit follows."""
        if self._bridge is not None and job.code is None:
            try:
                self._bridge.send(job.name, "cancel", stop=stop)
            except pipe.PipeError:
                pass  # the bridge has ended, and so will the job

    def close(self):
        """Ends the bridge and with it every job."""
        if self._bridge is not None:
            self._bridge.close()

    def _receive(self, token, name, events):
        """Takes what the bridge says, in its thread."""
        with self._lock:
            waiting = bool(self._news)
            self._news.append((token, name, events))
        if not waiting:  # else the call that is on its way takes these too
            self._defer(self._deliver)

    def _deliver(self):
        """Shows what has come, in the main thread."""
        with self._lock:
            news, self._news = self._news, []
        for token, name, events in news:
            if name in self.jobs:
                self._told(self.jobs[name], events)
            elif name is not None:
                self._show(None, events)
            elif token is self._token:
                self._ended(events[0])
        if self._bridge is not None and not self.running:
            self._bridge.close()
            self._bridge = self._token = None

    def _told(self, job, events):
        for event in events:
            job.take(event)
        if job.code is not None and job.temporary:
            removed(job.temporary)
        self._show(job, events)

    def _ended(self, event):
        """The process is gone: jobs it left behind have failed."""
        for job in self.running:
            text = "the submitter ended: %s" % (event.get("text") or "it said nothing")
            rows = [
                {"kind": "error", "text": text},
                {"kind": "exit", "code": "failed", "text": text},
            ]
            self._told(job, rows)
        self._bridge = self._token = None


def _start(receive):
    return pipe.Bridge(pipe.submitter(), receive)
