"""The errors of the submitter; every message is one line that says what to do.

::

    RayvisionError
    |-- ConfigError          a setting or a credential is missing or wrong
    |-- ProfileError         a farm profile cannot be found or read
    |-- ContractError        a request or an answer breaks its schema
    |-- ConnectionFailed     no answer: refused, timed out, cut
    |-- BadAnswer            an answer that is not the farm's: HTML, a 5xx, no JSON
    |-- ApiError             the farm said no, with a documented code
    |-- CheckFailed          the four files may not be submitted as they are
    |-- TransferFailed       a file could not be sent or fetched
    |-- LaunchError          a DCC was not found, refused or gave no answer (hosts.py)
    |-- InstallFailed        files of a DCC's shelf cannot be written or removed (manifest.py)
    |-- UnsafeName           a name from a server points outside its folder
    `-- FarmFailed           the embedded farm could not start or stop

The command line prints the message of a RayvisionError and exits with 1.
"""

from __future__ import annotations

from analyzers.errors import one_line


class RayvisionError(Exception):
    """Base of every error this package raises on purpose; its text is one plain line."""

    exit_code = 1

    def __init__(self, text: str) -> None:
        super().__init__(one_line(text))


class ConfigError(RayvisionError):
    """A setting or a credential is missing or wrong."""


class ProfileError(RayvisionError):
    """A farm profile cannot be found or read."""


class ContractError(RayvisionError):
    """A request or an answer that breaks the schema of its endpoint."""

    def __init__(self, endpoint: str, side: str, field: str, reason: str) -> None:
        super().__init__(f"{endpoint}: the {side} is wrong at {field or 'its top'}: {reason}")
        self.endpoint = endpoint
        self.side = side
        self.field = field


class ConnectionFailed(RayvisionError):
    """No answer came. ``sent`` is False when the request never left this machine."""

    def __init__(self, endpoint: str, host: str, reason: str, *, sent: bool) -> None:
        super().__init__(
            f"{endpoint}: no answer from {host} ({reason}); "
            "is the farm running and this machine online?"
        )
        self.endpoint = endpoint
        self.host = host
        self.sent = sent


class BadAnswer(RayvisionError):
    """An answer that does not come from the farm's API."""

    def __init__(self, endpoint: str, host: str, status: int, reason: str) -> None:
        super().__init__(
            f"{endpoint}: {host} answered HTTP {status}, {reason}; "
            "is a proxy or a wrong address in between?"
        )
        self.endpoint = endpoint
        self.host = host
        self.status = status


class ApiError(RayvisionError):
    """The farm refused, with one of its documented codes."""

    def __init__(self, endpoint: str, code: int, message: str, hint: str = "") -> None:
        text = f"{endpoint}: the farm answered {code} ({message})"
        super().__init__(f"{text}; {hint}" if hint else text)
        self.endpoint = endpoint
        self.code = code
        self.message = message
        self.hint = hint


class CheckFailed(RayvisionError):
    """The four files may not be submitted as they are; ``problems`` says why, a line each."""

    def __init__(self, problems: list[str]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")
        self.problems = problems


class TransferFailed(RayvisionError):
    """A file could not be sent or fetched."""

    def __init__(self, path: str, reason: str, *, retry: bool = False) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
        self.retry = retry


class UnsafeName(RayvisionError):
    """A name from a server that would leave the folder it belongs into."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the server named a file outside its folder: {name!r}; nothing was written"
        )
        self.name = name


class FarmFailed(RayvisionError):
    """The embedded farm could not start or stop."""
