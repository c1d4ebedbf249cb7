"""The submitter's process and the talk with it: requests out, events in, JSON lines.

It runs in its own Python, whose path ``rayvision install`` left in ``submitter.json`` beside
our scripts; the variable RAYVISION_PYTHON names another. A DCC exports variables that break
another Python; the process starts without them.
"""
from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import subprocess
import sys
import threading

# Set by Maya, Houdini and Clarisse for themselves; besides them everything of Python's own.
DROPPED = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "DYLD_LIBRARY_PATH")
VARIABLE = str("RAYVISION_PYTHON")
MODULE = "rayvision_plugins.bridge"
NO_WINDOW = 0x08000000  # subprocess.CREATE_NO_WINDOW, which 2.7 lacks


class PipeError(Exception):
    """The submitter cannot be reached; ``text`` is one line that says what to do."""

    def __init__(self, text):
        super(PipeError, self).__init__(text)
        self.text = text


class Submitter(object):
    """How the submitter is started: its Python, and folders where its packages lie."""

    def __init__(self, python, paths=(), module=MODULE):
        self.python = python
        self.paths = tuple(paths)
        self.module = module

    @property
    def command(self):
        """The argument list."""
        return [self.python, "-m", self.module]

    def environment(self, environment):
        """Returns a copy of ``environment`` in which another Python can run."""
        kept = dict(
            (key, value)
            for key, value in environment.items()
            if key not in DROPPED and not key.upper().startswith("PYTHON")
        )
        if self.paths:
            kept[str("PYTHONPATH")] = _native(os.pathsep.join(self.paths))
        return kept


def submitter(environment=None, folder=None):
    """Returns the Submitter of this installation.

    Raises:
        PipeError: it is not known here, or its Python is gone.
    """
    environment = os.environ if environment is None else environment
    here = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(folder or os.path.dirname(os.path.dirname(here)), "submitter.json")
    if environment.get(VARIABLE):
        found = Submitter(environment[VARIABLE])
    else:
        try:
            with io.open(path, encoding="utf-8") as stream:
                row = json.load(stream)
            found = Submitter(row["python"], row["paths"], row["module"])
        except (IOError, OSError, ValueError, KeyError, TypeError):
            raise PipeError(
                "%s: it does not name the submitter's Python; run rayvision install again, "
                "or set RAYVISION_PYTHON" % path
            )
    if not os.path.isfile(found.python):
        raise PipeError(
            "%s: the submitter's Python is not there; run rayvision install again, "
            "or set RAYVISION_PYTHON" % found.python
        )
    return found


class Bridge(object):
    """The running submitter.

    ``receive(id, events)`` is called in a thread of its own with the id of a request and a
    list of events (dicts). When the process has ended it is called once more, with the id
    None and one event of kind "exit" whose text is the last line the process complained with.

    Raises:
        PipeError: the process cannot be started.
    """

    def __init__(self, program, receive, environment=None):
        environment = os.environ if environment is None else environment
        windows = os.name == "nt"
        try:
            self._process = subprocess.Popen(
                [_native(part) for part in program.command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Python 2 would hand it every file the DCC has open; it cannot help it on Windows.
                close_fds=not windows,
                creationflags=NO_WINDOW if windows else 0,
                env=program.environment(environment),
            )
        except OSError as err:
            raise PipeError(
                "%s: cannot be started (%s)" % (program.python, err.strerror or err)
            )
        self._receive = receive
        self._lock = threading.Lock()
        self._complaints = []
        self._errors = _thread(self._read_errors)
        self._reader = _thread(self._read)

    def send(self, name, do, **fields):
        """Sends a request called ``name``.

        Raises:
            PipeError: the process has ended.
        """
        line = json.dumps(dict(fields, v=1, id=name, do=do))
        try:
            with self._lock:
                self._process.stdin.write(line.encode("ascii") + b"\n")
                self._process.stdin.flush()
        except (IOError, OSError, ValueError):
            raise PipeError("the submitter has ended: %s" % self._last_words())

    def close(self):
        """Ends the process, which stops what it is at; does not wait."""
        try:
            with self._lock:
                self._process.stdin.close()
        except (IOError, OSError):
            pass

    def wait(self, seconds):
        """Returns whether the process has ended and everything was received within ``seconds``."""
        self._reader.join(seconds)
        return not self._reader.is_alive()

    def _read(self):
        for line in iter(self._process.stdout.readline, b""):
            name, events = _message(line)
            self._receive(name, events)
        code = self._process.wait()
        self._errors.join()
        self.close()
        self._process.stdout.close()
        self._process.stderr.close()
        text = self._last_words() if code else ""
        self._receive(None, [{"kind": "exit", "code": "failed" if code else "done", "text": text}])

    def _read_errors(self):
        for line in iter(self._process.stderr.readline, b""):
            text = line.decode("utf-8", "replace").rstrip()
            if text:
                self._complaints = self._complaints[-99:] + [text]

    def _last_words(self):
        return self._complaints[-1] if self._complaints else "it said nothing"


def _message(line):
    """Returns (id, events) of a line; one that is none becomes a note."""
    text = line.decode("utf-8", "replace").strip()
    try:
        row = json.loads(text)
        return row["id"], [event for event in row["events"] if isinstance(event, dict)]
    except (ValueError, KeyError, TypeError):
        return "", [{"kind": "note", "text": text}]


def _thread(target):
    made = threading.Thread(target=target)
    made.daemon = True  # a DCC that quits does not wait for it
    made.start()
    return made


def _native(text):
    """Returns text as this Python's subprocess wants it: bytes on 2.7, text on 3."""
    if str is bytes and not isinstance(text, bytes):
        return text.encode(sys.getfilesystemencoding() or "utf-8")
    return text
