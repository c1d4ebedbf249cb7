"""The command line as a user has it: a process of its own, with a home of its own."""

import os
import subprocess
import sys


def rayvision(*arguments, home):
    """Runs ``rayvision`` to its end and returns it; nothing of this user's settings counts."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RAYVISION_")}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from rayvision_plugins.cli import main; sys.exit(main())",
            *map(str, arguments),
        ],
        env={
            **kept,
            "PYTHONPATH": os.pathsep.join(step for step in sys.path if step),
            "RAYVISION_HOME": str(home),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
