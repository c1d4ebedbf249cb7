"""Paths of the Raysync client; how one becomes a path of the farm is ``rayvision_api``'s part."""

from __future__ import annotations

import pathlib

from rayvision_api.utils import convert_path
from rayvision_sync.constants import TABLE
from rayvision_sync.exception import RayvisionError

__all__ = ["convert_path", "upload_list_convert_list"]


def upload_list_convert_list(upload_list_path):
    """Returns the farm's paths for a text with a path a line, and an empty file beside it."""
    path = pathlib.Path(upload_list_path)
    if not path.is_file():
        raise RayvisionError(TABLE["codes"]["list"], f"{path}: there is no such list")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    made = path.with_name("tmp_upload.json")
    made.write_text("", encoding="utf-8")
    return [convert_path(line.strip()) for line in lines if line.strip()], str(made)
