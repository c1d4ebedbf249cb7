"""Codes of what is found in a scene, as text: ``data/compat/utils.json``."""

from rayvision_plugins.profiles import read_table

globals().update(read_table("compat/utils.json")["tips_code"])
