"""The results of a run: pointers and base64 become files, in the types that were wanted.

Names and contents come from a server: nothing leaves the folder, and a file appears whole or
not at all.

Source: chohotech 生产导出, 获取请求结果.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pathlib
import tempfile
import unicodedata
from collections.abc import Generator, Iterator, Mapping
from typing import Any

from rayvision_plugins import mesh
from rayvision_plugins.errors import TransferFailed, UnsafeName
from rayvision_plugins.jobs import Event, Job
from rayvision_plugins.rest import Rest, Service, check
from rayvision_plugins.services.chohotech.inputs import mesh_library
from rayvision_plugins.transfer.engine import place_of

VALUES = "result.json"
"""The file for the result as it came, with the name of its file in place of each mesh."""

DEEPEST = 32
"""How deep values of a result may lie in each other."""

LONGEST = 255
"""Bytes that a name in a folder has at most, on the usual file systems."""

Found = tuple[Any, Any, tuple[str, ...]]
"""A mesh of a result: what holds it, under which key or number, and its place by names."""


class Results:
    """The results of ``job`` on their way into ``folder``.

    ``precision`` is how far a vertex may move where a mesh has to be made into Draco here.
    """

    def __init__(
        self, rest: Rest, service: Service, job: Job, folder: str, precision: float
    ) -> None:
        self._rest = rest
        self._service = service
        self._job = job
        self._name = f"{service.name} {job.id}"
        self._folder = folder
        self._precision = precision
        self._taken = {VALUES}
        self._refused: list[str] = []

    def fetched(self) -> Iterator[Event]:
        """Brings every result.

        Raises:
            UnsafeName: after the end, a result has no place in the folder; the others are there.
            TransferFailed: a result did not come whole, or cannot be written.
            MeshRefused: a mesh cannot be made into the type that was wanted.
        """
        with _named(self._folder):
            os.makedirs(self._folder, exist_ok=True)
            room = tempfile.TemporaryDirectory(prefix=".fetching-", dir=self._folder)
        with room as temporary:
            part = os.path.join(temporary, "part")
            result = self._result(part)
            meshes = list(_meshes(result, self._name))
            yield Event("start", "download", total=len(meshes) + 1, unit="files", id=self._job.id)
            for holder, key, place in meshes:
                name = yield from self._mesh(place, holder[key], part)
                holder[key] = name or holder[key]
            yield self._kept(result, part)
        yield Event(
            "end",
            "download",
            id=self._job.id,
            path=self._folder,
            done=len(self._taken),
            total=len(self._taken) + len(self._refused),
            unit="files",
            text=f"{self._name}: {len(self._taken)} fetched",
        )
        if self._refused:
            raise UnsafeName(self._refused[0], len(self._refused) - 1)

    def _result(self, part: str) -> dict[str, Any]:
        """Returns what the run names; an answer with meshes in it may be of any size."""
        with _named(self._name):
            for _ in self._rest.get("data", part, run_id=self._job.id):
                pass
            try:
                answer = json.loads(pathlib.Path(part).read_bytes())
            except (ValueError, RecursionError):
                raise TransferFailed(self._name, "its data is no JSON") from None
        check(
            f"{self._service.name} data", "answer", self._service.calls["data"].answer or {}, answer
        )
        result: dict[str, Any] = answer["result"]
        return result

    def _mesh(
        self, place: tuple[str, ...], item: Mapping[str, str], part: str
    ) -> Generator[Event, None, str]:
        """Brings one mesh; returns its name in the folder, "" where it has none there."""
        given = item["type"]
        wanted = str(self._job.details.get("outputs", {}).get(place[0], given))
        kind = wanted if mesh_library() else given
        name = f"{'/'.join(place)}.{kind}"
        path = self._path(place, name)
        if not path:
            self._refused.append("/".join(place))
            return ""
        if kind != wanted:
            text = f"{name}: stays {given}, for {wanted} install the extra mesh"
            yield Event("note", "download", path=path, text=text)
        with _named(path):
            yield from self._content(item["data"], path, part)
            size = os.path.getsize(part)
            if not size:
                raise TransferFailed(path, "it came empty")
            if kind != given:
                content = pathlib.Path(part).read_bytes()
                content = mesh.converted(content, given, kind, precision=self._precision, name=path)
                size = pathlib.Path(part).write_bytes(content)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.replace(part, path)
        yield Event("file", "download", path=path, total=size, unit="bytes")
        return name

    def _content(self, data: str, path: str, part: str) -> Iterator[Event]:
        """Writes what a pointer leads to, or what base64 holds, to ``part``."""
        if data.startswith(self._service.table["urn"]["prefix"]):
            for done in self._rest.get("download", part, urn=data):
                yield Event("progress", "download", path=path, done=done, unit="bytes")
            return
        try:
            content = base64.b64decode("".join(data.split()), validate=True)
        except ValueError:
            raise TransferFailed(path, "it came as text that is no base64") from None
        pathlib.Path(part).write_bytes(content)

    def _path(self, place: tuple[str, ...], name: str) -> str:
        """Takes a name and returns its path; "" when it has none in the folder.

        Names that some systems take for the same are the same.
        """
        if not all(key.isprintable() and key and not {*"/\\"} & {*key} for key in place):
            return ""
        folded = unicodedata.normalize("NFC", name).casefold()
        long = max(len(os.fsencode(part)) for part in name.split("/")) > LONGEST
        path = "" if long or folded in self._taken else place_of(self._folder, name)
        if path:
            self._taken.add(folded)
        return path

    def _kept(self, result: Mapping[str, Any], part: str) -> Event:
        """Writes the result, of which the meshes are files by now."""
        path = os.path.join(self._folder, VALUES)
        text = json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True)
        with _named(path):
            size = pathlib.Path(part).write_bytes(text.encode("utf-8", "backslashreplace"))
            os.replace(part, path)
        return Event("file", "download", path=path, total=size, unit="bytes")


def _meshes(holder: Any, name: str, place: tuple[str, ...] = ()) -> Iterator[Found]:
    """Yields every mesh in a result; in a list their places are 1, 2, 3.

    Raises:
        TransferFailed: the result of ``name`` nests too deep.
    """
    if len(place) > DEEPEST:
        raise TransferFailed(name, "its data nests too deep")
    listed = isinstance(holder, list)
    for key, value in enumerate(holder) if listed else holder.items():
        inner = (*place, str(key + 1 if listed else key))
        if _is_mesh(value):
            yield holder, key, inner
        elif isinstance(value, dict | list):
            yield from _meshes(value, name, inner)


def _is_mesh(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") in mesh.formats().output
        and isinstance(value.get("data"), str)
    )


@contextlib.contextmanager
def _named(name: str) -> Iterator[None]:
    """Turns what the disk or a broken download says into one line with ``name``."""
    try:
        yield
    except OSError as err:
        raise TransferFailed(name, err.strerror or str(err)) from err
    except TransferFailed as err:
        raise TransferFailed(name, err.reason, retry=err.retry) from err
