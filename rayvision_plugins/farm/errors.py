"""What the farm refuses, and how it says so.

::

    RayvisionError
    |-- ApiRefused        an operation said no, with a documented code
    `-- StorageRefused    the storage said no, with an HTTP status
"""

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
