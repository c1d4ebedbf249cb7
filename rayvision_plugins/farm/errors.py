"""What the farm refuses, and how it says so.

::

    RayvisionError
    |-- ApiRefused        an operation said no, with a documented code
    `-- StorageRefused    the storage said no, with an HTTP status
"""

import errno
import sqlite3
from collections.abc import Mapping

from rayvision_plugins.errors import RayvisionError


class ApiRefused(RayvisionError):
    """An operation that is refused; ``code`` is the name of a documented answer code."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


class StorageRefused(RayvisionError):
    """A storage request that is refused, with an HTTP status and headers of the answer."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = dict(headers or {})


def trouble(err: OSError | sqlite3.Error) -> tuple[int, str]:
    """Returns (HTTP status, one line) of what the disk or the database of the farm said."""
    number = err.errno if isinstance(err, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in str(err):
        return 507, "the disk of the farm is full"
    if number == errno.EFBIG:
        return 507, "the file is larger than the disk of the farm takes"
    if number == errno.ENAMETOOLONG:
        return 400, "a name in the path is longer than the disk of the farm takes"
    if number in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return 400, "the path goes through a name that is a file, or names a folder"
    return 500, f"the storage of the farm: {err.strerror if isinstance(err, OSError) else err}"
