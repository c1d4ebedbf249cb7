from __future__ import absolute_import, division, print_function, unicode_literals

import maya

GLOBALS = {"$gMainWindow": "MayaWindow", "$gMainProgressBar": "mainProgressBar"}


def eval(text):  # noqa: A001
    """Knows one statement: to read a global variable into one of ours."""
    maya.stage.check_thread()
    return GLOBALS[text.split("=")[1].strip()]
