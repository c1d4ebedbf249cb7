"""Reads Maya, Houdini and Clarisse scenes and describes them in four files.

Runs on Python 2.7 to 3.13 with the standard library and six, inside a DCC or
without one. Knows scenes and files; knows nothing of networks and never
imports ``rayvision_plugins``.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

__version__ = "0.1.0"
