"""Folders of this package, and paths as a farm writes them.

``convert_path`` is ``analyzers.paths.server_path``. Differs: a relative path stays as it is and may
have one letter; only the colon of a drive is taken out. Schemas are ours, in JSON; those of
operations stand in the table of a deployment and have no file.
"""

from __future__ import annotations

import os

import analyzers
from analyzers import paths
from rayvision_plugins.transfer import database


def package_root():
    """Returns the folder of this package."""
    return os.path.dirname(os.path.abspath(__file__))


def get_schema_file(name):
    """Returns the path of the schema of ``task``, ``upload``, ``asset`` or ``tips``."""
    root = os.path.dirname(os.path.abspath(analyzers.__file__))
    return os.path.join(root, "data", "schemas", f"{name}.schema.json")


def convert_path(path):
    """Returns the farm's name of a local path: ``/D/a`` for ``D:/a``."""
    return paths.server_path(os.fspath(path))


def ensure_paths(folder):
    """Makes a folder and those above it where they are not there."""
    os.makedirs(folder, exist_ok=True)


def home_folder():
    """Returns the documented folder for what is given no other; it may not be there."""
    return str(database.at_home())
