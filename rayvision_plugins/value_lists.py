"""Lists in a file of others (``VARIABLE=a;b``, a line each), into which a value of ours is put.

The file is never ours: what we take out again leaves every other byte as it was.
"""

from __future__ import annotations

import re


def with_value(
    data: bytes, variable: str, value: str, separator: str, usual: str
) -> tuple[bytes, bool]:
    """Returns a file of ``VARIABLE=list`` lines with ``value`` last in its list, and whether the
    line is new; a new one begins with what the list holds when nobody says, ``usual``.
    """
    lines = _lines_of(data)
    for at in _places(lines, variable):
        head, rows, end = _parts(lines[at], separator)
        if value not in rows:
            lines[at] = head + separator.join([*rows, value]) + end
        return _bytes_of(lines), False
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += end
    return _bytes_of(
        [*lines, f"{variable}={separator.join(filter(None, [usual, value]))}{end}"]
    ), True


def without_value(
    data: bytes, variable: str, value: str, separator: str, usual: str | None
) -> bytes:
    """Returns the file with ``value`` taken out of a list; the line goes too when it was ours.

    It was when ``usual`` is a text, and the list holds nothing else.
    """
    lines = _lines_of(data)
    for at in _places(lines, variable):
        head, rows, end = _parts(lines[at], separator)
        if value not in rows:
            continue
        rest = separator.join(row for row in rows if row != value)
        lines[at] = "" if rest == usual else head + rest + end
    return _bytes_of(lines)


def _places(lines: list[str], variable: str) -> list[int]:
    """Returns the numbers of the lines that set a variable; the last of them counts."""
    pattern = re.compile(rf"\s*{re.escape(variable)}\s*=")
    return [at for at, line in enumerate(lines) if pattern.match(line)][::-1]


def _parts(line: str, separator: str) -> tuple[str, list[str], str]:
    """Returns (what stands before the list, its values, the end of the line)."""
    text = line.rstrip("\r\n")
    head, mark, values = text.partition("=")
    rows = values.split(separator) if values.strip() else []
    return head + mark, rows, line[len(text) :]


def _lines_of(data: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", data.decode("utf-8", "surrogateescape"))


def _bytes_of(lines: list[str]) -> bytes:
    return "".join(lines).encode("utf-8", "surrogateescape")
