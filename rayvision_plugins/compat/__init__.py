"""Packages under the names of the vendor's SDK, for scripts that were written for it.

``rayvision compat enable`` puts this folder on the path of a Python. Each package offers the
documented names, arguments, defaults, results and errors, and calls one piece of ours: nothing
is decided here. Old names live in this room only; nothing outside imports it.

This file and the ``__init__`` of each package are read by every Python back to 2.7, to say there
what to run instead.
"""

import sys

FIRST = (3, 10)


def needed(name):
    """Passes where package ``name`` can run.

    Raises:
        ImportError: this Python is too old; one line says what to run instead.
    """
    if sys.version_info[:2] < FIRST:
        raise ImportError(
            name + " of rayvision_plugins needs Python 3.10 to 3.13; here run "
            "`python -m analyzers SCENE`, or `rayvision submit` with a newer Python"
        )
