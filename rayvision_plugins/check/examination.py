"""Everything there is to say about four documents, from all the rooms of the check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rayvision_plugins.check import content, files, offer, texts
from rayvision_plugins.check.documents import Documents, misshapen
from rayvision_plugins.check.finding import Finding
from rayvision_plugins.check.texts import Texts
from rayvision_plugins.services.renderbus import Renderbus


def findings(
    documents: Documents, service: Renderbus | None = None, words: Texts | None = None
) -> list[Finding]:
    """Returns everything there is to say about the documents, tips of the scene last.

    With ``service`` the farm is asked what it renders, once the documents alone are in order.
    ``words`` says what the tips mean; without it they are told in English.

    Raises:
        RayvisionError: the farm cannot be reached.
    """
    found = misshapen(documents)
    if found:  # nothing can be said about what has no shape
        return found
    found = [*content.findings(documents["task"]), *files.findings(documents)]
    if service and not any(row.final for row in found):
        found += offer.findings(documents, service)
    return found + tips(documents["tips"], words or Texts(service))


def tips(document: Mapping[str, Any], words: Texts | None = None) -> list[Finding]:
    """Returns what a tips.json says, errors first."""
    return list(texts.findings(document, words or Texts()))
