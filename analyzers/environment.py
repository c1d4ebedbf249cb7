"""The variables that paths of a scene may name, without what may be secret.

A path of a scene may name any variable, and what it becomes goes to the farm.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
import re

_SECRET = re.compile("(?i)key|token|secret|passw|credential|access_id|auth(?!or)")


def is_secret(name):
    """Returns whether a variable of this name may hold a secret."""
    return bool(_SECRET.search(name))


def variables():
    """Returns the environment of this process as text, without what may be secret."""
    found = {}
    for key, value in os.environ.items():
        if isinstance(key, bytes):
            key, value = key.decode("utf-8", "replace"), value.decode("utf-8", "replace")
        if not is_secret(key):
            found[key] = value
    return found
