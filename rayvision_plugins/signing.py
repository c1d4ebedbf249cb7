"""Request signatures: the canonical text of a request and its HMAC.

Used by the client and by the embedded farm, so the fixed vectors in
``tests/unit/plugins/test_signing.py`` come from outside: from the vendor's document and
from runs of the vendor's code. Header names are in the profile, never here.

Source: RAYVISION Render API V4.1.2, signature chapter; rayvision_api signature.py, 2024-07.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def flatten(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yields (name, text) for each value in objects and lists; see ``canonical``."""
    if isinstance(value, dict):
        for key, child in value.items():
            # An empty key adds no segment: the vendor drops falsy parents from the path.
            yield from flatten(child, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from flatten(child, f"{path}{index}")
    else:
        yield path, f"{value}"


def canonical(
    *,
    domain: str,
    path: str,
    headers: Mapping[str, Any],
    body: Mapping[str, Any],
    unsigned: Iterable[str] = (),
) -> str:
    """Returns the text that is signed: ``[POST]domain:path&k=v&k=v``.

    A body key replaces a header of the same name. Nested values are flattened first and
    sorted afterwards, by code point: ``parent.child`` for objects, ``parent0`` for lists.
    Empty containers disappear; values are written as Python writes them (``True``, ``None``),
    neither URL-encoded nor quoted.
    """
    merged = dict(headers)
    for name in unsigned:
        merged.pop(name, None)
    merged.update(body)
    pairs = sorted(flatten(merged))
    return "&".join([f"[POST]{domain}:{path}", *[f"{key}={value}" for key, value in pairs]])


def sign(key: str, text: str) -> str:
    """Returns the base64 of the HMAC-SHA256 of ``text`` (44 characters).

    Raises:
        UnicodeEncodeError: for a lone surrogate, which has no UTF-8 form.
    """
    digest = hmac.digest(key.encode("utf-8"), text.encode("utf-8"), hashlib.sha256)
    return base64.b64encode(digest).decode("ascii")


def matches(key: str, text: str, signature: str) -> bool:
    """Returns whether ``signature`` is that of ``text``, in constant time."""
    expected = sign(key, text).encode("ascii")
    return hmac.compare_digest(expected, signature.encode("utf-8", "replace"))


def nonces(start: int | None = None) -> Iterator[str]:
    """Returns an endless iterator of six-digit nonces: a random one, then counting.

    A farm refuses a nonce it has seen with the same timestamp; 899,999 calls in one second
    stay apart. Source: rayvision_api connect.py: 100000 to 999998.
    """
    low, high = 100000, 999999
    first = random.randrange(low, high) if start is None else start  # noqa: S311
    counter = itertools.count(first - low)  # one step is atomic: threads may share it
    return map(lambda number: str(low + number % (high - low)), counter)
