"""upload.json, the list of files to send: read piece by piece, and cut into several.

Source: Renderbus SDK documentation 2020, upload.json and Upload文件切割.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from rayvision_plugins.errors import CheckFailed, ConfigError

LISTS = ("scene", "asset")
"""The lists of an upload.json; the scene stands in one or in both."""

BLOCK = 1 << 20
"""Characters that are read at once."""

MOST = 1000
"""Files of a part, unless told otherwise; the documentation names no number of its own."""

_object = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?=\{)").match
_space = re.compile(r"[ \t\r\n]*").match
_value = json.JSONDecoder().scan_once  # type: ignore[attr-defined] # what decode itself calls


def entries(path: str | os.PathLike[str]) -> Iterator[Mapping[str, str]]:
    """Yields every {"local", "server"} of a list as it stands there, in bounded memory.

    Raises:
        CheckFailed: it cannot be read, is no upload.json, or an entry lacks a path.
    """
    for count, (key, row, _) in enumerate(_rows(path), 1):
        local, server = (row.get("local"), row.get("server")) if type(row) is dict else ("", "")
        if not (local and server and type(local) is type(server) is str):
            text = f"entry {count}, of {key}, needs the texts local and server"
            raise CheckFailed([f"{path}: {text}"])
        yield row


def cutting_upload(
    upload_path: str | os.PathLike[str],
    max_resources_number: int | None = None,
    after_cutting_position: str | os.PathLike[str] | None = None,
) -> list[str]:
    """Cuts an upload.json into upload_1.json ... and returns their absolute paths.

    Each holds at most ``max_resources_number`` files of the list asset; the list scene goes into
    the first. They lie in the folder ``after_cutting_position``, else beside the original, which
    is left alone.

    Raises:
        CheckFailed: it cannot be read, or is no upload.json.
        ConfigError: the number is not above 0, or a part cannot be written.
    """
    most = MOST if max_resources_number is None else max_resources_number
    if most < 1:
        raise ConfigError(f"{upload_path}: parts of {most} files cannot be made; 1 is the least")
    source = pathlib.Path(upload_path).absolute()
    folder = pathlib.Path(after_cutting_position or source.parent).absolute()
    rows: dict[str, list[str]] = {key: [] for key in LISTS}
    for key, _, text in _rows(source):
        rows[key].append(text)
    scene, assets = rows["scene"], rows["asset"]
    made: list[pathlib.Path] = []
    for start in range(0, max(len(assets), bool(scene)), most):
        lists = {"scene": scene} if scene and not start else {}
        lists["asset"] = assets[start : start + most]
        made.append(folder / f"upload_{len(made) + 1}.json")
        if made[-1] == source:
            raise ConfigError(f"{source}: a part would take its name; name another folder")
        _write(made[-1], lists)
    return [str(path) for path in made]


def older(parts: Sequence[str]) -> list[str]:
    """Returns the files beside these parts that look like further ones: an earlier cut's."""
    found: list[str] = []
    folder = pathlib.Path(parts[-1]).parent if parts else pathlib.Path()
    while parts and (path := folder / f"upload_{len(parts) + len(found) + 1}.json").exists():
        found.append(str(path))
    return found


def _write(path: pathlib.Path, lists: Mapping[str, list[str]]) -> None:
    """Writes a part; the rows stand in it as they stood in the original."""
    texts = [f'"{key}": [\n' + ",\n".join(rows) + "\n]" for key, rows in lists.items()]
    temporary = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text("{" + ",\n".join(texts) + "}\n", encoding="utf-8")
        os.replace(temporary, path)
    except OSError as err:
        raise ConfigError(f"{path}: it cannot be written ({err.strerror})") from err


def _rows(path: str | os.PathLike[str]) -> Iterator[tuple[str, Any, str]]:
    """Yields (list, row, its text) of a list."""
    unread = f"{path}: it cannot be read as an upload.json"
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:
            text = _Text(stream)
            try:
                yield from text.rows()
            except (ValueError, RecursionError) as err:
                raise CheckFailed([f"{unread} ({text.wrong(err)})"]) from err
    except FileNotFoundError as err:
        raise CheckFailed([f"{path}: there is no such list"]) from err
    except OSError as err:
        raise CheckFailed([f"{unread} ({err.strerror})"]) from err


class _Text:
    """A JSON text of which a window is in memory; ``at`` is the place in it.

    Before the window lie ``lines`` ends of lines, and ``column`` characters of its first line.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._lines = 0
        self._column = 0

    def rows(self) -> Iterator[tuple[str, Any, str]]:
        """Yields (key, value, text) of all that stands in the lists; other keys are passed by.

        Raises:
            ValueError: it is no such JSON.
        """
        if not self._passed("{"):
            raise ValueError("it is no object")
        keys: list[Any] = []
        while not self._passed("}"):
            if keys and not self._passed(","):
                raise ValueError("a comma is missing")
            keys.append(self._decoded()[0])
            if not self._passed(":"):
                raise ValueError("a colon is missing")
            if keys[-1] not in LISTS:
                self._decoded()
            else:
                yield from self._list(keys[-1])
        if self._next():
            raise ValueError("something stands after its end")
        if "asset" not in keys:
            raise ValueError("it has no list asset")

    def wrong(self, err: Exception) -> str:
        """Returns what is wrong with it, and where."""
        if isinstance(err, UnicodeError):
            return "it is no text in UTF-8"
        self._pass(err.pos if isinstance(err, json.JSONDecodeError) else self._at)
        text = err.msg if isinstance(err, json.JSONDecodeError) else str(err)
        return f"{text}, line {self._lines + 1}, column {self._column + 1}"

    def _pass(self, at: int) -> None:
        """Moves the window on; it begins at ``at`` then."""
        self._lines += self._text.count("\n", 0, at)
        end = self._text.rfind("\n", 0, at)
        self._column = at - end - 1 if end >= 0 else self._column + at
        self._text = self._text[at:]
        self._at = 0

    def _list(self, key: str) -> Iterator[tuple[str, Any, str]]:
        if not self._passed("["):
            raise ValueError(f"{key} is no list")
        if self._passed("]"):
            return
        while True:
            yield key, *self._decoded()
            yield from self._objects(key)
            if not self._passed(","):
                break
        if not self._passed("]"):
            raise ValueError(f"the list {key} does not end")

    def _objects(self, key: str) -> Iterator[tuple[str, Any, str]]:
        """Yields the objects that follow and end in the window: nearly all, and fast."""
        text = self._text
        while match := _object(text, self._at):
            start = match.end()
            try:
                value, self._at = _value(text, start)
            except (StopIteration, ValueError):
                return
            yield key, value, text[start : self._at]

    def _decoded(self) -> tuple[Any, str]:
        """Returns the next value, read on until it is there, and its text."""
        self._next()
        while True:
            try:
                value, end = _value(self._text, self._at)
                if end < len(self._text) or not self._more():
                    text = self._text[self._at : end]
                    self._at = end
                    return value, text
            except StopIteration:
                if not self._more():
                    raise ValueError("a value is missing") from None
            except ValueError:
                if not self._more():
                    raise

    def _passed(self, character: str) -> bool:
        """Returns whether this character is the next one, and passes it then."""
        is_next = self._next() == character
        self._at += is_next
        return is_next

    def _next(self) -> str:
        """Passes white space and returns the character after it, "" at the end."""
        while True:
            match = _space(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Reads on, twice as far each time a value does not end."""
        block = self._stream.read(max(BLOCK, len(self._text) - self._at))
        if block:
            self._pass(self._at)
            self._text += block
        return bool(block)
