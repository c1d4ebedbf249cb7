"""The command line of the analyzers: ``python -m analyzers SCENE`` and, in a DCC, this file.

Started by its path, Python puts this folder first on ``sys.path`` and ``import maya``
would find our own folder: that entry is replaced by its parent before anything else.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
if sys.path and os.path.abspath(sys.path[0] or ".") == _HERE and __name__ == "__main__":
    sys.path[0] = os.path.dirname(_HERE)

    # Installed beside other packages, that folder must not hide the DCC's own.
    sys.path.append(sys.path.pop(0))

import argparse  # noqa: E402

from analyzers import __version__, taskfiles  # noqa: E402
from analyzers.analyze import analyze, full_path  # noqa: E402
from analyzers.errors import AnalyzeError, one_line  # noqa: E402

DONE, FAILED, SCENE_ERRORS = 0, 1, 3


def parser():
    """Returns the argument parser."""
    made = argparse.ArgumentParser(
        prog="python -m analyzers",
        description="Describe a scene in task, upload, asset and tips.json.",
    )
    made.add_argument("scene", help="the scene file")
    made.add_argument("--project", help="the project folder (default: found near the scene)")
    made.add_argument("--out", help="folder of the four files (default: ./<scene>.rayvision)")
    made.add_argument(
        "--frames",
        help='frames instead of the scene\'s own: "1-10[2],15", or "fml" for first, middle, last',
    )
    made.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="render this layer, output node or image, and what it waits for; may be repeated",
    )
    made.add_argument(
        "--reader",
        choices=("file", "live"),
        default="file",
        help="read the file, or inside the DCC (mayapy) the scene as the DCC sees it",
    )
    made.add_argument(
        "--json",
        action="store_true",
        help="print the analysis as JSON; writes files only with --out",
    )
    made.add_argument("--version", action="version", version=__version__)
    return made


def default_folder(scene):
    """Returns where results of a scene go unless told otherwise."""
    name = os.path.splitext(os.path.basename(scene))[0]
    return full_path(name + ".rayvision")


def run(options, out):
    """Analyzes as ``options`` say and returns the exit code; ``out`` takes each line of text."""
    analysis = analyze(
        _text(options.scene),
        project=_text(options.project),
        frames=_text(options.frames),
        only=[_text(name) for name in options.only or ()],
        reader=_text(getattr(options, "reader", "file")),
    )
    if options.out or not options.json:
        files = analysis.taskfiles()
        files.write(
            full_path(_text(options.out)) if options.out else default_folder(analysis.scene.path)
        )
    if options.json:
        out(taskfiles.encode(analysis.answer()).decode("utf-8").rstrip("\n"))
    else:
        for line in summary(analysis.answer(), files.folder):
            out(one_line(line))
    return SCENE_ERRORS if analysis.tips.has_errors else DONE


def summary(answer, folder):
    """Yields the lines a person reads of an answer; ``folder`` is where the files are."""
    found = sum(row["found"] for row in answer["files"])
    missing = sum(len(row["missing"]) for row in answer["files"])
    yield "%s: %d passes, %d files found, %d missing" % (
        answer["scene"],
        len(answer["passes"]),
        found,
        missing,
    )
    for row in answer["passes"]:
        yield "  %s %s, %s, frames %s, %s" % (
            row["name"],
            "on" if row["enabled"] else "off (%s)" % row["reason"] if row["reason"] else "off",
            row["renderer"] or "no renderer",
            row["frames"] or "unknown",
            ", ".join(row["cameras"]) or "no camera",
        )
    for row in answer["tips"]:
        for detail in row["details"]:
            yield "  %s %s: %s: %s" % (row["level"], row["code"], row["text"], detail)
    if folder:
        yield "written: %s" % folder


def _text(value):
    """Returns an argument as text; Python 2 gives bytes in the file system's encoding."""
    if isinstance(value, bytes):
        return value.decode(sys.getfilesystemencoding() or "utf-8", "replace")
    return value


def _print(line, stream=None):
    stream = stream or sys.stdout
    data = (line + "\n").encode("utf-8", "replace")
    getattr(stream, "buffer", stream).write(data)
    stream.flush()


def main(arguments=None):
    """Runs the command line and returns its exit code."""
    options = parser().parse_args(arguments)
    try:
        return run(options, _print)
    except AnalyzeError as err:
        _print("error: %s" % err.text, sys.stderr)
        return FAILED
    except Exception as err:  # the edge of the process: one line, no traceback
        text = "%s: %s: %s" % (_text(options.scene), type(err).__name__, err)
        _print("error: %s" % one_line(text), sys.stderr)
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
