from __future__ import absolute_import, division, print_function, unicode_literals

import os
import sys

import pytest

SHELVES = os.path.join(os.path.dirname(__file__), "..", "..", "..", "shelves", "scripts")
sys.path.insert(0, os.path.abspath(SHELVES))

from rayvision_shelf import pipe  # noqa: E402

CHILD = """
import json, os, sys
print(json.dumps({"kind": "end", "text": os.environ.get("PYTHONHOME", "clean")}))
print("not json")
sys.stdout.flush()
sys.stderr.write("error: it broke\\n")
sys.exit(3)
"""


def environment(**more):
    return dict(os.environ, **dict((str(key), str(value)) for key, value in more.items()))


def test_events_errors_and_the_exit_code_come_through_in_order():
    events = list(pipe.run([sys.executable, "-c", CHILD], environment(PYTHONHOME="/nowhere")))
    assert events == [
        {"kind": "end", "text": "clean"},
        {"kind": "note", "text": "not json"},
        {"kind": "error", "text": "error: it broke"},
        {"kind": "exit", "code": 3},
    ]


def test_closing_the_generator_ends_the_child():
    forever = "import sys, time\nprint('{}')\nsys.stdout.flush()\ntime.sleep(600)"
    events = pipe.run([sys.executable, "-c", forever])
    assert next(events) == {}
    child = events.gi_frame.f_locals["process"]
    events.close()
    assert child.poll() is not None


def test_a_program_that_is_not_there_is_told_at_once():
    with pytest.raises(OSError):
        next(pipe.run(["rayvision-that-is-not-installed"]))
