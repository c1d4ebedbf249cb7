"""Runs the command line of the analyzers in a process of its own, never for ever."""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))


class Result(object):
    """``code`` is None when the time was over; ``out`` and ``err`` are text."""

    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        self.err = err

    @property
    def lines(self):
        return [line for line in self.err.splitlines() if line.strip()]


def start(command, cwd, path=(), stdin=b"", limit=20, environment=None):
    """Runs ``command`` under this interpreter with ``path`` as PYTHONPATH."""
    values = dict(os.environ, PYTHONDONTWRITEBYTECODE=str("1"))
    values.pop("PYTHONIOENCODING", None)
    values["PYTHONPATH"] = str(os.pathsep).join(str(part) for part in path)
    values.update(environment or {})
    streams = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115
    try:
        streams[0].write(stdin)
        streams[0].seek(0)
        process = subprocess.Popen(
            [sys.executable] + list(command),
            cwd=str(cwd),
            env=values,
            stdin=streams[0],
            stdout=streams[1],
            stderr=streams[2],
        )
        stop = time.time() + limit
        while process.poll() is None and time.time() < stop:
            time.sleep(0.01)
        code = process.poll()
        if code is None:
            process.kill()
            process.wait()
        texts = []
        for stream in streams[1:]:
            stream.seek(0)
            texts.append(stream.read().decode("utf-8").replace("\r\n", "\n"))
        return Result(code, *texts)
    finally:
        for stream in streams:
            stream.close()


def analyzers(arguments, cwd, **words):
    """Runs ``python -m analyzers`` in the folder ``cwd``."""
    return start(["-m", "analyzers"] + list(arguments), cwd, path=[ROOT], **words)
