"""What the tips of a scene mean: level and words, in the language that is wished.

The farm is asked once for all the codes it may know; what it said is kept for the run, not
on disk. Codes of our own, and those the farm has no word for, are told in our words.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from analyzers import tables
from rayvision_plugins.check.answers import asked
from rayvision_plugins.check.finding import ERROR, WARNING, Finding
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.services.renderbus import Renderbus

LANGUAGES = {"zh": 0, "en": 1}
"""The numbers of error_detail. Source: Renderbus SDK documentation 2020, 获取分析错误码."""

STOPS = 1
"""The type of a code that may not be ignored. Source: the same chapter."""

MOST_DETAILS = 20
"""Details that are written out in the line of a tip."""


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """A code in words: ``level`` is error, warning or info; ``solution`` may be empty.

    ``text`` is empty when nobody knows the code.
    """

    level: str
    text: str = ""
    solution: str = ""


class Texts:
    """Words for codes, from ``service`` when there is one; ``language`` is "en" or "zh".

    Raises:
        ConfigError: there are no words in that language.
    """

    def __init__(self, service: Renderbus | None = None, language: str = "en") -> None:
        if language not in LANGUAGES:
            raise ConfigError(
                f"no language {language!r}: tips are told in {' or '.join(LANGUAGES)}"
            )
        self._service = service
        self._language = language
        self._known: dict[str, Text] = {}

    def of(self, codes: Iterable[str]) -> Mapping[str, Text]:
        """Returns the words for ``codes``; a code that nobody knows is a warning."""
        table = tables.load("data/tips.json")
        codes = list(codes)
        new = [code for code in codes if code not in self._known]
        for code in new:
            row = table.get(code)
            ours = Text(row["level"], row[self._language]) if row else Text(WARNING)
            self._known[code] = ours
        # A farm does not know what we number ourselves, and may mean something else by it.
        theirs = [code for code in new if table.get(code, {}).get("source") != "ours"]
        for answer in self._answers(theirs):
            code = str(answer["code"])
            if code in theirs and answer.get("desDescriptionCn"):
                self._known[code] = Text(
                    ERROR if answer["type"] == STOPS else WARNING,
                    str(answer["desDescriptionCn"]),
                    str(answer.get("desSolutionCn") or ""),
                )
        return {code: self._known[code] for code in codes}

    def _answers(self, codes: list[str]) -> Sequence[Mapping[str, Any]]:
        if not (self._service and codes):
            return []
        service, language = self._service, LANGUAGES[self._language]
        return asked(lambda: service.query.error_detail(codes=codes, language=language)) or []


def findings(tips: Mapping[str, Any], texts: Texts) -> Iterator[Finding]:
    """Yields what a tips.json says, errors first, one finding for each code."""
    words = texts.of(tips)
    for code in sorted(tips, key=lambda code: words[code].level != ERROR):
        text, details = words[code], list(map(str, tips[code]))
        more = len(details) - MOST_DETAILS
        shown = details[:MOST_DETAILS] + ([f"and {more} more"] if more > 0 else [])
        said = text.text or f"tip {code}"
        line = f"{said}: {', '.join(shown)}" if shown else said
        line += f" ({text.solution})" if text.solution else ""
        yield Finding(text.level, code, line)
