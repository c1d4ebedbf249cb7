"""Programs that a script starts: the standard ``subprocess``, without a shell.

Differs: ``shell=True`` starts no shell either; a text is split into arguments as a shell would,
so a quote or ``$()`` in a path is a character like any other, and so is ``&&``. ``power_run``,
which does nothing in the original, runs the command.
"""

import logging
import os
import shlex
import subprocess

from rayvision_utils.utils import str2unicode

LOG = logging.getLogger(__name__)


class Cmd:
    """Starts programs."""

    @classmethod
    def run(cls, cmd, shell=False, log_output=True):
        """Returns ``(exit code, stdout, stderr)`` of a command, a text or a list."""
        done = subprocess.run(cls.compatible(cmd), capture_output=True, check=False)
        out, err = str2unicode(done.stdout), str2unicode(done.stderr)
        if log_output:
            LOG.info("stdout: %s", out)
        if err:
            LOG.info("stderr: %s", err)
        return done.returncode, out, err

    @staticmethod
    def power_run(cmd):
        """Returns what ``run`` returns."""
        return Cmd.run(cmd)

    @staticmethod
    def wrap_subprocess(cmd):
        """Returns the running process, its output a pipe of text, without a window."""
        return subprocess.Popen(
            Cmd.compatible(cmd),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    @staticmethod
    def compatible(cmd):
        """Returns ``cmd`` as this system starts it without a shell."""
        return shlex.split(cmd) if isinstance(cmd, str) and os.name != "nt" else cmd
