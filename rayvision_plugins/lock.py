"""A lock on a file that one run holds at a time; it ends with its process, however it ends."""

from __future__ import annotations

import errno
import os
import pathlib
import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}
"""What systems say of a lock that another has; any other error is the file's or the disk's."""


def take(path: pathlib.Path) -> IO[str] | None:
    """Returns the locked file, made when there is none, to be closed; None when another has it.

    On Windows nobody else can read its first character.

    Raises:
        OSError: when it cannot be written or locked.
    """
    stream = path.open("a+", encoding="utf-8")
    try:
        if sys.platform == "win32":
            os.lseek(stream.fileno(), 0, os.SEEK_SET)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as err:
        stream.close()
        if err.errno not in HELD:
            raise
        return None
    return stream
