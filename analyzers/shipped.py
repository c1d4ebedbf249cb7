"""What every farm machine has, and what the environment of every DCC may add to a job."""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.scene import FileRef


def is_shipped(path, table):
    """Returns whether a path lies in the installation of a DCC; ``table`` is its own."""
    return any(re.search(regex, path) for regex in table["shipped"]["patterns"])


def color_config(find, variables, role):
    """Returns [FileRef] of the color configuration that the environment names, [] when it does not.

    ``variables`` are those of a DCC's table, ``find`` is called with (path, None).
    """
    written = "$" + variables["ocio"]
    candidates, natural, unknown = find(written, None)
    if unknown or not candidates:
        return []
    return [
        FileRef(
            written,
            variables["environment"],
            None,
            variables["ocio"],
            role=role,
            candidates=candidates,
            natural=natural,
        )
    ]
