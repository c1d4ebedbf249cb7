"""The command line as a user has it: a process of its own, with a home of its own."""

import os
import subprocess
import sys


def rayvision(*arguments, home):
    """Runs ``rayvision`` to its end and returns it; nothing of this user's settings counts."""
    return subprocess.run(**_process(arguments, home), stderr=subprocess.PIPE, timeout=60)


def started(*arguments, home):
    """Starts ``rayvision`` as above and returns the process."""
    return subprocess.Popen(**_process(arguments, home), stderr=subprocess.STDOUT)


def _process(arguments, home):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RAYVISION_")}
    return {
        "args": [
            sys.executable,
            "-c",
            "import sys; from rayvision_plugins.cli import main; sys.exit(main())",
            *map(str, arguments),
        ],
        "env": {
            **kept,
            "PYTHONPATH": os.pathsep.join(step for step in sys.path if step),
            "RAYVISION_HOME": str(home),
        },
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "text": True,
        "encoding": "utf-8",
    }
