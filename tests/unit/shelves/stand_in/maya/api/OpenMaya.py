from __future__ import absolute_import, division, print_function, unicode_literals

import maya


def _writer(level):
    def show(text):
        maya.stage.check_thread()
        maya.stage.lines.append((level, text))

    return staticmethod(show)


class MGlobal(object):
    displayInfo = _writer("info")
    displayWarning = _writer("warning")
    displayError = _writer("error")
