"""The data tables: JSON files beside the code, read once and treated as read-only."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
from collections import OrderedDict

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_READ = {}


def load(name):
    """Returns the table ``name``, a path below this package such as "maya/nodes.json"."""
    if name not in _READ:
        with io.open(os.path.join(_FOLDER, *name.split("/")), encoding="utf-8") as stream:
            _READ[name] = json.load(stream, object_pairs_hook=OrderedDict)
    return _READ[name]
