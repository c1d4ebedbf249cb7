"""What goes out and comes in, against the JSON Schema (draft 7) of its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema

from rayvision_plugins.errors import ContractError


def check(what: str, side: str, schema: Mapping[str, Any], value: Any, *, shown: bool) -> None:
    """Checks a ``value``; ``side`` is order, request, answer or callback of ``what``.

    Raises:
        ContractError: names the field and the rule, and the value only where it may be ``shown``:
            it may be a token.
    """
    try:
        errors = jsonschema.Draft7Validator(dict(schema)).iter_errors(value)
        error = jsonschema.exceptions.best_match(errors)
    except RecursionError:
        raise ContractError(what, side, "", "it nests too deep") from None
    if error is not None:
        rule = f"it breaks {error.validator} {error.validator_value!r}"
        rule = error.message if shown else rule
        raise ContractError(what, side, error.json_path.lstrip("$."), rule[:200])
