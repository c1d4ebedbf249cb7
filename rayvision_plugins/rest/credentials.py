"""The credentials of a service: whether they are set, and how one goes onto a request."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from rayvision_plugins.errors import ConfigError


class Header(requests.auth.AuthBase):
    """Puts ``token`` on a request; the table's ``rules`` are a ``header`` and its ``value``."""

    def __init__(self, rules: Mapping[str, str], token: str = "") -> None:
        self._rules = rules
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers[self._rules["header"]] = self._rules["value"].format(token=self.token)
        return request


def needed(service: str, settings: Mapping[str, str], instead: str = "") -> None:
    """Returns when all of these settings of a service have a value.

    Raises:
        ConfigError: names the variables of those that have none, and what else would do.
    """
    lacking = [
        f"RAYVISION_{service}_{name}".upper() for name, value in settings.items() if not value
    ]
    if lacking:
        hint = ", or ".join(filter(None, (f"set {', '.join(lacking)}", instead)))
        raise ConfigError(f"{service} needs settings that have no value", hint)
