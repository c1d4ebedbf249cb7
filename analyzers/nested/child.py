"""Runs one function of this package in a process of its own, for what may crash."""

from __future__ import absolute_import, division, print_function, unicode_literals

import json
import os
import subprocess
import sys
import threading

from analyzers.nested.rows import decoded

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_START = (
    "import sys, json, importlib; asked = json.loads(sys.stdin.read()); "
    "sys.path.insert(0, asked['root']); "
    "print('\\n' + json.dumps(getattr(importlib.import_module(asked['module']), "
    "asked['function'])(asked['argument'])))"
)


def call(module, function, argument, seconds):
    """Returns what ``module.function(argument)`` returns in a child, all of it JSON.

    A child that crashes, hangs longer than ``seconds`` or answers nonsense gives
    {"problem": ["nested_damaged", reason]}.
    """
    asked = json.dumps(
        {"root": decoded(_ROOT), "module": module, "function": function, "argument": argument}
    )
    with _null() as null:
        process = subprocess.Popen(
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=null,
        )
        watch = threading.Timer(seconds, process.kill)
        watch.start()
        try:
            answer, _ = process.communicate(asked.encode("ascii"))
        finally:
            watch.cancel()
    try:
        return json.loads(answer.decode("ascii").strip().rpartition("\n")[2])
    except ValueError:
        reason = "the program that reads it ended with %s" % process.returncode
        return {"problem": ["nested_damaged", reason]}


def _null():
    """Returns the null device, open for writing."""
    return open(os.devnull, "wb")
