"""Other Pythons of this machine, to compile or run with what a DCC would bring."""
from __future__ import absolute_import, division, print_function, unicode_literals

import glob
import json
import os
import subprocess
import sys

import pytest


def find(version):
    """Returns the path of a Python "2.7", or skips the test where there is none."""
    if "%d.%d" % sys.version_info[:2] == version:
        return sys.executable
    folders = os.environ.get("PATH", "").split(os.pathsep)
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    folders += sorted(glob.glob(os.path.join(root, "versions", version + "*", "bin")))
    for folder in folders:
        path = os.path.join(folder, "python" + version)
        if os.path.isfile(path) and _answers(path, version):
            return path
    return pytest.skip("there is no Python %s on this machine" % version)


def _answers(path, version):
    code = "import sys; sys.stdout.write('%d.%d' % sys.version_info[:2])"
    process = subprocess.Popen(
        [path, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    return process.communicate()[0].decode("ascii", "replace") == version


def compiles(python, texts):
    """Compiles {name: source} with another Python; returns what it complained about."""
    code = "import io, json, sys; data = json.loads(sys.stdin.read())\n"
    code += "for name in data: compile(data[name].encode('utf-8'), name, 'exec')"
    process = subprocess.Popen(
        [python, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    _, errors = process.communicate(json.dumps(texts).encode("ascii"))
    return errors.decode("utf-8", "replace") if process.returncode else ""
