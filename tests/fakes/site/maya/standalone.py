"""``maya.standalone`` of the stand-in: makes the commands appear, as mayapy does."""

from __future__ import absolute_import, division, print_function, unicode_literals

from maya import cmds


def initialize(name="python"):
    """Starts a Maya without windows."""
    cmds._start(batch=True)


def uninitialize():
    """Ends it; the commands are gone."""
    cmds._stop()
