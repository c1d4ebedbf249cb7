"""Render archives (.render): recognised and refused, with what their header says.

Source: one archive as saved by a Clarisse; see ``nodes.json``, archive.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers import disk
from analyzers.errors import SceneNotRead

_MOST = 4096


def read(path, wanted):
    """Never returns: an archive holds what Clarisse made of a project, not the project.

    Raises:
        SceneNotRead: always; it says which file to take instead.
    """
    table = wanted["archive"]
    try:
        head = disk.head(path, _MOST)
    except (IOError, OSError) as err:
        raise SceneNotRead(path, err.strerror or "%s" % err)
    texts = _texts(head[table["skip"] :], table["shift"])
    version = next((text for text in texts if re.match(table["version"] + r"\Z", text)), None)
    raise SceneNotRead(
        path,
        "a Clarisse render archive%s: only its header can be read; analyze the .project it was "
        "made of" % (" of version " + version if version else ""),
    )


def _texts(data, shift):
    """Returns the texts of a header: ``shift`` was taken from each byte."""
    shifted = bytearray((byte + shift) % 256 for byte in bytearray(data))
    return bytes(shifted).decode("latin-1").split(chr(shift))
