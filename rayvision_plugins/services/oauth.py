"""A token that a service gives for credentials, put on every request and renewed in time.

It is kept in memory only. Source: RFC 6749, 4.3 and 5.1; RFC 6750, 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rayvision_plugins.rest import Header


class Token(Header):
    """A header whose token ends; ``ready`` asks for a new one before it does.

    ``ask`` returns the answer to a token request: ``access_token``, and ``expires_in`` in seconds,
    which may be missing: then the token is good until it is refused. ``rules`` say
    besides how long before its end a token is replaced: ``margin`` seconds, at most
    ``margin_part`` of its life. ``clock`` counts seconds.
    """

    def __init__(
        self,
        ask: Callable[[], Mapping[str, Any]],
        rules: Mapping[str, Any],
        clock: Callable[[], float],
    ) -> None:
        super().__init__(rules)
        self._ask = ask
        self._margin, self._margin_part = rules["margin"], rules["margin_part"]
        self._clock = clock
        self._ends = float("-inf")

    def ready(self) -> None:
        """Asks for a token when there is none, or it ends soon: before each call."""
        if self._clock() >= self._ends:
            self.renew()

    def renew(self) -> None:
        """Asks for a new token, also when the old one has not ended."""
        asked = self._clock()
        answer = self._ask()
        life = answer.get("expires_in")
        life = float("inf") if life is None else life
        margin = min(self._margin, life * self._margin_part)
        self.token, self._ends = answer["access_token"], asked + life - margin
