"""Whether a failed request comes again, and when."""

from __future__ import annotations

import datetime
import email.utils
import random
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from rayvision_plugins.errors import ConnectionFailed, RayvisionError

STATUS = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Answers of proxies and busy servers that may differ a moment later."""

PAUSE = 0.2
"""Seconds before the second try at least; twice as many before each next one."""


class Tries:
    """Decides whether a failed request comes again, and waits before it does.

    ``attempts`` are the most; credentials with a ``renew()`` have that called once after a 401,
    which is no attempt.
    """

    def __init__(self, attempts: int, sleep: Callable[[float], None], auth: Any = None) -> None:
        self._left = attempts - 1
        self._sleep = sleep
        self._renew = getattr(auth, "renew", None)
        self._pause = PAUSE

    def after(self, err: RayvisionError, *, repeatable: bool) -> None:
        """Returns when the time for the next try has come; raises ``err`` when there is none.

        What may have arrived comes again only when it is ``repeatable``.
        """
        status = getattr(err, "status", 0)
        if status == HTTPStatus.UNAUTHORIZED and self._renew:
            renew, self._renew = self._renew, None
            renew()
            return
        if isinstance(err, ConnectionFailed):
            passes = not err.lasting and (repeatable or not err.sent)
        else:
            passes = repeatable and (status in STATUS or getattr(err, "retry", False))
        if not passes or self._left < 1:
            raise err
        self._left -= 1
        pause = self._pause * random.uniform(1, 2)  # noqa: S311 - no secret
        self._sleep(max(pause, getattr(err, "wait", 0.0)))
        self._pause *= 2


def asked(text: str, date: str = "") -> float | None:
    """Returns the seconds that a busy server asks to be left alone; None when it does not.

    ``text`` is its Retry-After, seconds or a date, as RFC 9110 has it (10.2.3); a date counts
    from the answer's own, which is ``date``.
    """
    if text.isascii() and text.isdigit():
        return float(text)
    until, now = _date(text), _date(date)
    if until is None:
        return None
    now = now or datetime.datetime.now(datetime.timezone.utc)
    return max(0.0, (until - now).total_seconds())


def _date(text: str) -> datetime.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=datetime.timezone.utc)
