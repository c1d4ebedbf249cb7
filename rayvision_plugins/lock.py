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
        if hold(stream.fileno()):
            return stream
    except OSError:
        stream.close()
        raise
    stream.close()
    return None


def hold(file: int) -> bool:
    """Locks an open file until it is closed; returns False when another has it.

    Raises:
        OSError: when it cannot be locked; some file systems know no locks.
    """
    try:
        if sys.platform == "win32":
            os.lseek(file, 0, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as err:
        if err.errno not in HELD:
            raise
        return False
    return True
