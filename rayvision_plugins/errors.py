"""The errors of the submitter; every message is one line that says what to do.

::

    RayvisionError
    |-- ConfigError          a setting or a credential is missing or wrong
    |-- ProfileError         a farm profile cannot be found or read
    |-- ContractError        a request or an answer breaks its schema
    |-- ConnectionFailed     no answer: refused, timed out, cut
    |-- BadAnswer            an answer that is not the farm's: HTML, a 5xx, no JSON
    |-- AnswerTooLarge       an answer without end
    |-- ApiError             the farm said no, with a code nobody documented
    |   |-- RequestRefused       a field or the operation is wrong
    |   |-- SignatureRefused     the signature is wrong or too old
    |   |-- NotPermitted         the account may not do this
    |   |-- NotFound             there is no such task, frame, label...
    |   |-- AlreadyExists        there is one of that name already
    |   |-- AccountRefused       the account is unknown, locked or not logged in
    |   |-- PaymentRefused       the account has to pay or to register first
    |   |-- UploadRefused        a file of the task was not taken
    |   |-- FarmFault            the farm failed by itself
    |   `-- NoMoreRecords        a page after the last
    |-- ServiceRefused       a service that is no render farm said no (jobs.py)
    |-- NotOffered           a service has no such operation (jobs.py)
    |-- MayBeRunning         the same order was sent, and its answer has not come (jobs.py)
    |-- TimedOut             a job did not end in the time given (jobs.py)
    |-- CallbackRefused      a callback is forged, or came before (jobs.py)
    |-- CheckFailed          the four files may not be submitted as they are
    |   `-- SceneErrors          the scene itself is wrong (check/finding.py)
    |-- TransferFailed       a file could not be sent or fetched
    |-- LaunchError          a DCC was not found, refused or gave no answer (hosts.py)
    |-- InstallFailed        files of a DCC's shelf cannot be written or removed (manifest.py)
    |-- UnsafeName           a name from a server points outside its folder
    `-- FarmFailed           the embedded farm could not start or stop

The command line prints the line of a RayvisionError in the user's language and exits with 1.
"""

from __future__ import annotations

import dataclasses

from analyzers.errors import one_line

LONGEST = 500
"""Characters of what a farm says that are shown."""


@dataclasses.dataclass(frozen=True, slots=True)
class Code:
    """A documented answer code with its wording and what to do, none of it for success.

    ``kind`` is one of request, signature, permission, not_found, exists, account, payment,
    upload, fault and end (no more records); success has none.
    """

    number: int
    name: str
    zh: str
    en: str
    hint: str = ""
    kind: str = ""


class RayvisionError(Exception):
    """Base of every error this package raises on purpose; its text is one plain line.

    ``hint`` is the part of it that says what to do, where that stands apart.
    """

    exit_code = 1

    def __init__(self, said: str, hint: str = "") -> None:
        super().__init__(_plain(said))
        self.hint = hint

    def __str__(self) -> str:
        return self.line()

    def said(self, language: str = "en") -> str:
        """Returns what happened, in ``language`` ("en", "zh") where there are two."""
        return str(self.args[0])

    def line(self, language: str = "en") -> str:
        """Returns the whole line: what happened and what to do."""
        return "; ".join(filter(None, (self.said(language), _plain(self.hint))))


def _plain(text: str) -> str:
    return encodable(one_line(text))


def encodable(text: str) -> str:
    """Returns a text that has a UTF-8 form: half a character, as names may hold, has none."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


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
    """No answer came.

    ``sent`` is False when the request never left this machine, ``lasting`` when the next one
    would fail the same way.
    """

    def __init__(
        self,
        endpoint: str,
        host: str,
        reason: str,
        *,
        sent: bool,
        lasting: bool = False,
        hint: str = "is the farm running and this machine online?",
    ) -> None:
        super().__init__(f"{endpoint}: no answer from {host} ({reason})", hint)
        self.endpoint = endpoint
        self.host = host
        self.sent = sent
        self.lasting = lasting


class BadAnswer(RayvisionError):
    """An answer that does not come from the farm's API; ``wait`` seconds were asked for."""

    wait = 0.0

    def __init__(self, endpoint: str, host: str, status: int, reason: str) -> None:
        super().__init__(
            f"{endpoint}: {host} answered HTTP {status}, {reason}",
            "is a proxy or a wrong address in between?",
        )
        self.endpoint = endpoint
        self.host = host
        self.status = status


class AnswerTooLarge(RayvisionError):
    """An answer of more than ``largest`` bytes, on the wire or unpacked."""

    def __init__(self, largest: int) -> None:
        super().__init__(f"an answer is larger than {largest // 1024**2} MiB; it was given up")


class ApiError(RayvisionError):
    """The farm refused, with a code; ``message`` is the farm's own.

    ``name``, ``zh``, ``en`` and ``hint`` are what the documentation says of the code, empty
    for a code it does not know.
    """

    def __init__(
        self, endpoint: str, code: int, message: str = "", known: Code | None = None
    ) -> None:
        self.endpoint = endpoint
        self.code = code
        self.name = known.name if known else ""
        self.zh = known.zh if known else ""
        self.en = known.en if known else ""
        self.message = message or self.en
        super().__init__(self.said(), known.hint if known else "")

    def said(self, language: str = "en") -> str:
        """Returns code and name, the documented wording, and the farm's where it says more."""
        own = "" if self.message in (self.zh, self.en, self.name) else self.message[:LONGEST]
        words = ": ".join(filter(None, (self.zh if language == "zh" else self.en, own)))
        code = f"{self.code} {self.name}".rstrip()
        return _plain(f"{self.endpoint}: the farm answered {code} ({words})")

    @staticmethod
    def of(endpoint: str, code: int, message: str = "", known: Code | None = None) -> ApiError:
        """Returns the error for a code: the class of its kind, ApiError for an unknown one."""
        kind = _KINDS.get(known.kind, ApiError) if known else ApiError
        return kind(endpoint, code, message, known)


class RequestRefused(ApiError):
    """A field, a value or the operation itself is wrong."""


class SignatureRefused(ApiError):
    """The signature does not fit, or is too old."""


class NotPermitted(ApiError):
    """The account may not do this."""


class NotFound(ApiError):
    """There is no such task, frame, label or address."""


class AlreadyExists(ApiError):
    """There is one of that name already."""


class AccountRefused(ApiError):
    """The account is unknown, locked, of another region or not logged in."""


class PaymentRefused(ApiError):
    """The account has to pay or to register first."""


class UploadRefused(ApiError):
    """A file of the task was not taken."""


class FarmFault(ApiError):
    """The farm failed by itself."""


class NoMoreRecords(ApiError):
    """The page asked for is after the last."""


_KINDS: dict[str, type[ApiError]] = {
    "request": RequestRefused,
    "signature": SignatureRefused,
    "permission": NotPermitted,
    "not_found": NotFound,
    "exists": AlreadyExists,
    "account": AccountRefused,
    "payment": PaymentRefused,
    "upload": UploadRefused,
    "fault": FarmFault,
    "end": NoMoreRecords,
}


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
    """A name from a server that would leave the folder it belongs into; ``more`` of that kind."""

    def __init__(self, name: str, more: int = 0) -> None:
        others = f" and {more} more like it" if more else ""
        super().__init__(
            f"the server named a file outside its folder: {name!r}{others}; it was left there"
        )
        self.name = name


class FarmFailed(RayvisionError):
    """The embedded farm could not start or stop."""
