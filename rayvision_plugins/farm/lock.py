"""One farm a folder: a lock on ``farm.lock`` that ends with the process, however it ends."""

import os
import pathlib
import sys
from typing import IO

from rayvision_plugins import lock
from rayvision_plugins.errors import FarmFailed

if sys.platform != "win32":
    import fcntl

NAME = "farm.lock"
USERS = "users.lock"
"""Shared by the runs that use a farm; a farm that was started for a run ends with the last."""


def take(folder: pathlib.Path) -> IO[str]:
    """Returns the locked file; the folder is free again when it is closed.

    Raises:
        FarmFailed: when another farm holds the folder.
        OSError: when the folder cannot be written or locked.
    """
    path = folder / NAME
    stream = lock.take(path)
    if stream is None:
        with path.open(encoding="utf-8") as held:
            held.seek(1)
            owner = held.read().strip() or "unknown"
        raise FarmFailed(
            f"{folder} is in use by another farm (process {owner}); "
            "stop that one or choose another folder"
        )
    stream.truncate(0)
    # The first character is the locked byte, which Windows lets nobody else read.
    stream.write(f" {os.getpid()}\n")
    stream.flush()
    return stream


def use(folder: pathlib.Path) -> IO[str]:
    """Returns a file that says, while it is open, that somebody uses the farm of ``folder``.

    Waits while a farm is ending. On Windows, which has no shared lock, it says nothing.

    Raises:
        OSError: when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stream = (folder / USERS).open("a", encoding="utf-8")
    if sys.platform != "win32":
        fcntl.flock(stream.fileno(), fcntl.LOCK_SH)
    return stream


def is_used(folder: pathlib.Path) -> bool:
    """Returns whether somebody uses the farm of ``folder``."""
    if sys.platform == "win32":
        return False
    stream = lock.take(folder / USERS)
    if stream:
        stream.close()
    return stream is None


def wait_for_the_last_user(folder: pathlib.Path) -> IO[str]:
    """Returns when nobody uses the farm any more; nobody can until the file is closed."""
    stream = (folder / USERS).open("a", encoding="utf-8")
    if sys.platform != "win32":
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
    return stream
