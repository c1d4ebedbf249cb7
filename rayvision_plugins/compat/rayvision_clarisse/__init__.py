"""Clarisse scenes, read and described, under the names of the vendor's SDK."""

from rayvision_plugins.compat import needed

needed("rayvision_clarisse")
