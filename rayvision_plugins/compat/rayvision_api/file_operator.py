"""JSON and YAML files.

Differs: a file is written as a whole or not at all; a byte order mark is passed. YAML needs
PyYAML, which is asked for when it is needed.
"""

from __future__ import annotations

import json
import pathlib

from rayvision_plugins import whole


def read_yaml(file_path):
    """Returns the document in a YAML file."""
    return _yaml().safe_load(_read(file_path, "utf-8"))


def write_yaml(file_path, data):
    """Writes a document into a YAML file."""
    whole.write(file_path, _yaml().safe_dump(data, allow_unicode=True).encode("utf-8"))


def write_json(json_path, data, encoding="utf-8", ensure_ascii=True):
    """Writes a document into a JSON file."""
    whole.write(json_path, json.dumps(data, ensure_ascii=ensure_ascii, indent=2).encode(encoding))


def read_load(json_path, encoding="utf-8"):
    """Returns the document in a JSON file.

    Raises:
        OSError: there is none.
        ValueError: it is no JSON.
    """
    return json.loads(_read(json_path, encoding))


def _read(path, encoding):
    return pathlib.Path(path).read_text(encoding=encoding).removeprefix("\ufeff")


def _yaml():
    try:
        import yaml
    except ImportError as err:
        raise ImportError("YAML files need PyYAML: pip install pyyaml") from err
    return yaml
