"""What the answer of a storage means: its JSON, why it refuses, how long it wants to be left alone.

Nothing in it is believed: not its length, not its types.
"""

from __future__ import annotations

import errno
import http.client
import json
import ssl
from typing import Any, TypeVar

from rayvision_plugins import retry
from rayvision_plugins.errors import TransferFailed

LARGEST = 256 << 20
"""Bytes of JSON that are read: a list of more than a million files."""

RETRY_STATUS = frozenset({408, 422, 429, 500, 502, 503, 504})
"""HTTP answers after which the same transfer may work; 422 is a file that changed on the way."""

LONGEST_WAIT = 60
"""Seconds; who is sent away for longer gives up for this attempt."""

_WORDS = 64 << 10
_BLOCK = 1 << 20
_NO_WAY = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.ENETRESET}

Answer = http.client.HTTPResponse
_Row = TypeVar("_Row")


def document(about: str, answer: Answer) -> Any:
    """Returns the JSON of an answer.

    Raises:
        TransferFailed: it is none, or has no end; ``about`` names the storage.
        OSError, HTTPException: the connection broke.
    """
    body = _read(answer, LARGEST)
    if len(body) > LARGEST:
        raise TransferFailed(about, f"the storage answered more than {LARGEST >> 20} MiB")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise TransferFailed(about, "the storage answered something else than JSON") from None


def rows(about: str, value: Any, key: str, kind: type[_Row]) -> list[_Row]:
    """Returns the list ``key`` of a document; every row must be a ``kind``.

    Raises:
        TransferFailed: it is none.
    """
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list) or not all(isinstance(row, kind) for row in found):
        raise TransferFailed(about, "the storage answered something else than a list")
    return found


def refusal(answer: Answer) -> str:
    """Returns the number and the words of an answer that refuses."""
    try:
        text = str(json.loads(_read(answer, _WORDS))["message"])
    except (ValueError, KeyError, TypeError, RecursionError, OSError, http.client.HTTPException):
        text = answer.reason
    return f"the storage answered {answer.status}: {text[:300]}"


def wait(answer: Answer, header: str) -> float | None:
    """Returns the seconds a busy server asks to be left alone; None: not said, or too long."""
    seconds = retry.asked(answer.headers.get(header, ""), answer.headers.get("Date", ""))
    return seconds if seconds is not None and seconds <= LONGEST_WAIT else None


def of_the_network(err: Exception) -> bool:
    """Returns whether an error came from the connection, not from a file of this machine."""
    if isinstance(err, (ConnectionError, TimeoutError, ssl.SSLError, http.client.HTTPException)):
        return True
    return isinstance(err, OSError) and err.errno in _NO_WAY


def broken(about: str, err: Exception) -> TransferFailed:
    """Returns what a connection that broke, or was never made, means for ``about``."""
    if isinstance(err, ssl.SSLError):
        reason = f"cannot be spoken to safely ({err.reason or err})"
    elif isinstance(err, TimeoutError):
        reason = "does not answer"
    else:
        reason = "cannot be reached, or broke the connection"
    return TransferFailed(about, f"the storage {reason}; is the farm running?", retry=True)


def _read(answer: Answer, most: int) -> bytes:
    """Returns the body; of one longer than ``most`` a little more than that."""
    body = bytearray()
    while len(body) <= most and (block := answer.read(_BLOCK)):
        body += block
    if not block and answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return bytes(body)
