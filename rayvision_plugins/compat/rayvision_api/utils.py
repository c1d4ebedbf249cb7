"""Changes to task.json and upload.json, and small tools; the changes are ``check.edit``'s.

Differs: files are written as a whole or not at all. ``append_to_task(cover=False)`` adds what is
new, in the original it adds nothing. ``update_task_info`` takes the documented names too that a
task.json does not have yet, and refuses values that would make it no task.json.
``append_to_upload`` looks each file up once, names relative ones by their full path and walks a
folder that is given alone; an upload.json that is no JSON is refused, not emptied. What is no path
is an error.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import platform

from rayvision_api.constants import MODIFIABLE_PARAM
from rayvision_api.exception import CODES, RayvisionError, conversion
from rayvision_api.file_operator import read_load
from rayvision_api.file_operator import write_json as json_save
from rayvision_api.paths import convert_path, ensure_paths
from rayvision_api.signature import (
    formatted_headers,
    generate_headers_body_str,
    generate_nonce,
    generate_signature,
    generate_timestamp,
    headers_body_sort,
    hump2underline,
)
from rayvision_api.url import assemble_api_url

from analyzers.paths import slashes
from rayvision_plugins import check, errors
from rayvision_plugins.check import documents, edit

__all__ = [
    "append_to_task",
    "append_to_upload",
    "assemble_api_url",
    "check_and_read",
    "check_upload_file",
    "convert_path",
    "exists_or_create",
    "extract_file",
    "formatted_headers",
    "generate_headers_body_str",
    "generate_nonce",
    "generate_signature",
    "generate_timestamp",
    "get_os",
    "headers_body_sort",
    "hump2underline",
    "json_load",
    "json_save",
    "to_bytes",
    "update_task_info",
    "walk_files",
]


def get_os():
    """Returns ``windows`` or ``linux``: the name of this system."""
    return platform.system().lower()


def to_bytes(string):
    """Returns text as UTF-8; bytes stay as they are."""
    return string.encode("utf-8") if isinstance(string, str) else string


def json_load(json_path, encoding="utf-8"):
    """Returns the document in a JSON file, None where there is no file."""
    return read_load(json_path, encoding) if os.path.exists(json_path) else None


def check_and_read(json_path):
    """Returns the document in a JSON file.

    Raises:
        RayvisionError: there is none, or it is no JSON.
    """
    with _refused("missing"):
        return documents.load(pathlib.Path(json_path))


def update_task_info(update_info, task_path):
    """Puts values into ``task_info`` of a task.json; numbers become text.

    Raises:
        RayvisionError: a name that may not be changed, a value it cannot have, or no task.json.
    """
    names = {*MODIFIABLE_PARAM, *_part(task_path, "task_info")}
    with _refused("refused"):
        check.update_task_info(update_info, task_path, modifiable=names)


def append_to_task(additional_info, task_path, cover=True):
    """Adds fields to ``additional_info`` of a task.json; there they wait for an agreement.

    Raises:
        RayvisionError: without ``cover``, a field is there already; or this is no task.json.
    """
    present = _part(task_path, edit.ADDITIONAL)
    clash = next((name for name in additional_info if name in present), None)
    if clash is not None and not cover:
        raise RayvisionError(CODES["refused"], f"{task_path}: {clash} is there already")
    with conversion():
        check.append_to_task(additional_info, task_path)


def check_upload_file(file_path, upload_info):
    """Returns whether a file stands in the document of an upload.json."""
    wanted = slashes(os.fspath(file_path))
    return any(slashes(row["local"]) == wanted for row in upload_info.get("asset") or [])


def walk_files(folder, contains=True):
    """Returns every file below a folder; without ``contains`` by its path in the folder."""
    return [
        os.path.normpath(path if contains else os.path.relpath(path, folder))
        for root, _, names in os.walk(folder)
        for path in (os.path.join(root, name) for name in names)
    ]


def extract_file(files_path):
    """Returns the files that a path or a list of paths means: of a folder all that are in it.

    Raises:
        RayvisionError: it is neither.
    """
    one = isinstance(files_path, (str, os.PathLike))
    if not one and not isinstance(files_path, (list, tuple, set)):
        raise RayvisionError(CODES["kind"], f"no path and no list of paths: {files_path!r}")
    files = []
    for path in map(os.fspath, [files_path] if one else files_path):
        files += walk_files(path) if os.path.isdir(path) else [path]
    return files


def append_to_upload(files_paths, upload_path):
    """Adds files, or all files of folders, to an upload.json, each once.

    Raises:
        RayvisionError: a file is not there, or this is no upload.json.
    """
    if not os.path.exists(upload_path):
        raise RayvisionError(CODES["no_list"], f"{upload_path}: there is no such upload.json")
    files = extract_file(files_paths)
    gone = next((path for path in files if not os.path.exists(path)), None)
    if gone is not None:
        raise RayvisionError(CODES["missing"], f"{gone}: there is no such file")
    with conversion():
        check.append_to_upload(map(os.path.abspath, files), upload_path)


def exists_or_create(folder):
    """Makes a folder where it is not there, and returns True."""
    ensure_paths(folder)
    return True


def _part(task_path, name):
    """Returns one of the objects that a task.json consists of, empty where it has none."""
    document = check_and_read(task_path)
    part = document.get(name) if isinstance(document, dict) else None
    return part if isinstance(part, dict) else {}


@contextlib.contextmanager
def _refused(code):
    """Raises the documented error, with its own number, in place of ours."""
    try:
        yield
    except errors.RayvisionError as err:
        raise RayvisionError(CODES[code], str(err)) from err
