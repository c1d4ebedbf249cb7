"""Sentences of errors, ``{}`` for what they are about: ``data/compat/utils.json``.

Differs: the sentences are ours.
"""

from rayvision_plugins.profiles import read_table

globals().update(read_table("compat/utils.json")["error_msg"])
