"""Runs a ``rayvision`` command in its own Python and yields the events it prints.

A DCC exports variables that break another Python; the child starts without them. The
command's output is JSON Lines; what it writes to stderr becomes an event of kind "error".
"""
from __future__ import absolute_import, division, print_function, unicode_literals

import json
import os
import subprocess
import threading

# Set by Maya, Houdini and Clarisse for themselves.
DROPPED = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "DYLD_LIBRARY_PATH")


def clean_environment(environment):
    """Returns a copy of ``environment`` without what a DCC sets for itself."""
    kept = dict((key, value) for key, value in environment.items() if key not in DROPPED)
    kept[str("PYTHONIOENCODING")] = str("utf-8")
    return kept


def run(command, environment=None):
    """Yields the events of ``command`` (a list) as dicts; the last is ``{"kind": "exit"}``.

    Closing the generator ends the child. Raises OSError when the program is not there.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(os.environ if environment is None else environment),
    )
    errors = []
    reader = threading.Thread(target=lambda: errors.extend(process.stderr.readlines()))
    reader.start()
    try:
        for line in iter(process.stdout.readline, b""):
            yield _event(line)
        reader.join()
        for line in errors:
            yield {"kind": "error", "text": line.decode("utf-8", "replace").rstrip()}
        yield {"kind": "exit", "code": process.wait()}
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        reader.join()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


def _event(line):
    text = line.decode("utf-8", "replace").strip()
    try:
        event = json.loads(text)
    except ValueError:
        event = None
    return event if isinstance(event, dict) else {"kind": "note", "text": text}
