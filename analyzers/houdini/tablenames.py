"""The tables of Houdini, as analyzers.tables loads them."""

from __future__ import absolute_import, division, print_function, unicode_literals

DRIVERS = "houdini/rops.json"
FILES = "houdini/nodes.json"
EXPRESSIONS = "houdini/functions.json"
CATEGORIES = "houdini/categories.json"
QUERIES = "houdini/hou.json"
