"""Runs the command line as a script of a DCC that has no Python to call (``cnode -script``).

Such a DCC keeps its own arguments, dates and breaks the lines that are printed, and may run
the text of a script without saying where it lies. So what to do stands in the JSON file that
the variable RAYVISION_REQUEST names, {"root": the folder above this package, "arguments":
[...], "answer": path}, and the answer goes into a file, {"code", "out", "err"}.

Source: ClarisseAdd, notes on Clarisse 5.0 SP14 (cnode's output, ``__file__`` in scripts);
Clarisse 5.0 reference guide, Using CNode.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import sys

VARIABLE = "RAYVISION_REQUEST"


def answer(path):
    """Does what the request ``path`` says and writes the answer to where it says."""
    with io.open(path, encoding="ascii") as stream:
        request = json.load(stream)
    if request["root"] not in sys.path:
        sys.path.append(request["root"])
    out, err = [], []
    row = {"code": _run(request["arguments"], out, err), "out": "", "err": ""}
    row["out"], row["err"] = ("".join(line + "\n" for line in lines) for lines in (out, err))
    text = json.dumps(row)  # ASCII: bytes on Python 2, text on 3
    with io.open(request["answer"], "wb") as stream:
        stream.write(text if isinstance(text, bytes) else text.encode("ascii"))


def _run(arguments, out, err):
    """Returns the exit code of a run; ``out`` and ``err`` take its lines."""
    from analyzers import run
    from analyzers.errors import AnalyzeError, one_line

    try:
        return run.run(run.parser().parse_args(arguments), out.append)
    except AnalyzeError as error:
        err.append("error: %s" % error.text)
    except Exception as error:  # the edge of the process: one line, no traceback
        err.append("error: %s" % one_line("%s: %s" % (type(error).__name__, error)))
    return run.FAILED


if __name__ == "__main__" or "ix" in globals():
    answer(os.environ[VARIABLE])
