"""The meshes of an order: checked, made small, uploaded, named by pointers.

Source: chohotech 生产导出, 定义输入/输出块.
"""

from __future__ import annotations

import base64
import importlib.util
import os
import pathlib
import urllib.parse
from collections.abc import Generator, Mapping
from typing import Any

from rayvision_plugins import mesh
from rayvision_plugins.errors import ContractError, TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.rest import Rest, Service

Item = dict[str, str]
"""A mesh as a run names it: its type, and a pointer or the content in base64."""


def paths_of(order: Mapping[str, Any]) -> list[str]:
    """Returns the mesh files of an order, each once."""
    files = [path for given in order["inputs"].values() for path in _listed(given)]
    return list({os.path.realpath(path): path for path in files}.values())


def mesh_library() -> bool:
    """Returns whether the extra ``mesh`` is here."""
    return all(map(importlib.util.find_spec, ("DracoPy", "trimesh")))


def goes_as_draco(order: Mapping[str, Any]) -> bool:
    """Returns whether meshes travel as Draco, there and back."""
    return mesh_library() and not order["as_is"]


class Inputs:
    """The inputs of one order on their way; ``owner`` is the account they are filed under.

    ``types`` are those that were sent. ``precision`` is how far a vertex may move on the way.
    """

    def __init__(
        self,
        rest: Rest,
        service: Service,
        owner: Mapping[str, str],
        order: Mapping[str, Any],
        precision: float,
    ) -> None:
        self._rest = rest
        self._service = service
        self._owner = owner
        self._order = order
        self._precision = precision
        self.types: set[str] = set()

    def sent(self) -> Generator[Event, None, dict[str, Any]]:
        """Sends every mesh once; returns {name: item or list of items} as a run takes them.

        Raises:
            MeshRefused: a file is no mesh that the service takes; nothing was sent.
            TransferFailed: a mesh was not taken, or is too large to be sent inline.
        """
        precision = self._precision if goes_as_draco(self._order) else None
        checked = []
        for path in paths_of(self._order):
            found = mesh.checked(path, precision)
            checked.append(found)
            yield Event("file", "check", path=found.path, total=found.size, unit="bytes")
            if found.note:
                yield Event("note", "check", path=found.path, text=found.note)
        items: dict[str, Item] = {}
        for found in checked:
            items[os.path.realpath(found.path)] = yield from self._item(found)
        return {
            name: [items[os.path.realpath(path)] for path in given]
            if isinstance(given, list)
            else items[os.path.realpath(given)]
            for name, given in self._order["inputs"].items()
        }

    def _item(self, found: mesh.Mesh) -> Generator[Event, None, Item]:
        kind, size, content = found.type, found.size, found.draco
        if content is not None:
            kind, size = self._service.table["draco"]["type"], len(content)
            text = f"{found.path}: {found.size} bytes, {size} as Draco, within {self._precision:g}"
            yield Event("note", "upload", path=found.path, text=text)
        if self._order["inline"]:
            data = self._inline(found, content)
        else:
            data = self._uploaded(found, kind, content or pathlib.Path(found.path))
        yield Event("file", "upload", path=found.path, total=size, unit="bytes")
        self.types.add(kind)
        return {"type": kind, "data": data}

    def _inline(self, found: mesh.Mesh, content: bytes | None) -> str:
        largest = self._service.table["inline"]["largest"]
        size = found.size if content is None else len(content)
        if size > largest:
            why = f"{size} bytes do not go inside a request, {largest} at most; leave inline out"
            raise TransferFailed(found.path, why)
        if content is None:
            try:
                content = pathlib.Path(found.path).read_bytes()
            except OSError as err:
                raise TransferFailed(found.path, err.strerror or str(err)) from err
        return base64.b64encode(content).decode("ascii")

    def _uploaded(self, found: mesh.Mesh, kind: str, content: bytes | pathlib.Path) -> str:
        """Returns the pointer to a file that is now there.

        A signed address that is not taken, as one that is too old, is asked for anew once.
        """
        for last in (False, True):
            url = self._rest.call("upload_url", postfix=kind, **self._owner)
            pointer = self._pointer(url)
            try:
                self._rest.put(url, content)
                break
            except TransferFailed as err:
                if last or err.retry:
                    raise TransferFailed(found.path, err.reason, retry=err.retry) from None
        return pointer

    def _pointer(self, url: str) -> str:
        """Returns the URN of the file that a signed address stands for (使用文件方式上传)."""
        urn = self._service.table["urn"]
        try:
            path = urllib.parse.urlsplit(url).path
        except ValueError:
            path = ""
        path = "/".join(path.lstrip("/").split("/")[urn["dropped"] :])
        if not path:
            raise ContractError(
                f"{self._service.name} upload_url", "answer", "", "its path names no file"
            )
        return str(urn["form"].format(path=path, **self._owner))


def _listed(given: str | list[str]) -> list[str]:
    return given if isinstance(given, list) else [given]
