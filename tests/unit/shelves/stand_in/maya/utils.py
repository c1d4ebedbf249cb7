from __future__ import absolute_import, division, print_function, unicode_literals

import maya


def executeDeferred(function):
    """May be called in any thread."""
    maya.stage.deferred.append(function)


def processIdleEvents():
    maya.stage.check_thread()
    maya.stage.idle()
