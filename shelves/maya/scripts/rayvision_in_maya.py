"""The button inside Maya: menu and shelf call the public functions here.

Maya's own parts only: script editor, main progress bar, message boxes. Everything that asks
Maya runs in its main thread; news of the bridge comes from another and is handed over by
``maya.utils.executeDeferred``. mayapy is never idle: there ``submit`` and ``send_mesh`` wait until
the job has ended.

Source: Maya Help 2024, Python and threading; commands progressBar, confirmDialog,
promptDialog, file, menu.
"""
from __future__ import absolute_import, division, print_function, unicode_literals

import time

from maya import cmds, mel, utils
from maya.api import OpenMaya
from rayvision_shelf import button, session

MENU = "rayvisionMenu"
PAUSE = 0.05  # seconds between two looks for news where Maya is never idle


def show_menu():
    """Builds the menu in Maya's main window; returns its name, "" where there is no window."""
    if cmds.about(batch=True):
        return ""
    if cmds.menu(MENU, exists=True):
        cmds.deleteUI(MENU, menu=True)
    window = mel.eval("$rayvisionWindow = $gMainWindow")
    cmds.menu(MENU, label=button.LABEL, parent=window, tearOff=True)
    entries = (
        ("Analyze", analyze),
        ("Submit", submit),
        (button.SEND_MESH, send_mesh),
        ("Stop", stop),
    )
    for label, function in entries:
        cmds.menuItem(label=label, parent=MENU, command=_called(function))
    return MENU


def analyze(reader=session.LIVE):
    """Describes the open scene; see button.Button."""
    return BUTTON.analyze(reader)


def submit(reader=session.LIVE, **options):
    """Describes the open scene and hands it to the submitter; see button.Button."""
    return BUTTON.submit(reader, **options)


def send_mesh(workflow=None, name=None):
    """Sends the selected meshes to a service; see button.Button."""
    return BUTTON.send_mesh(workflow, name)


def stop():
    """Stops what is being sent and fetched; see button.Button."""
    return BUTTON.stop()


def _called(function):
    """Returns what a menu item calls; Maya hands it an argument we do not need."""
    return lambda *_: function()


class _Host(object):
    """Maya as ``rayvision_shelf.button`` asks it."""

    def __init__(self):
        self._bar = None

    def scene(self):
        return cmds.file(query=True, sceneName=True)

    def is_changed(self):
        return cmds.file(query=True, modified=True)

    def save(self):
        cmds.file(save=True)

    def has_window(self):
        return not cmds.about(batch=True)

    def ask(self, text):
        buttons = [button.SAVE, button.GO_ON, button.CANCEL]
        return cmds.confirmDialog(
            title=button.LABEL,
            message=text,
            button=buttons,
            defaultButton=button.SAVE,
            cancelButton=button.CANCEL,
            dismissString=button.CANCEL,
        )

    def ask_text(self, text, given):
        buttons = ["OK", button.CANCEL]
        answer = cmds.promptDialog(
            title=button.LABEL,
            message=text,
            text=given,
            button=buttons,
            defaultButton=buttons[0],
            cancelButton=buttons[1],
            dismissString=buttons[1],
        )
        return cmds.promptDialog(query=True, text=True) if answer == buttons[0] else None

    def meshes(self):
        from analyzers.maya import live

        return live.selected_meshes()

    def tell(self, text):
        cmds.confirmDialog(title=button.LABEL, message=text, button=["OK"])

    def say(self, level, text):
        show = {
            "warning": OpenMaya.MGlobal.displayWarning,
            "error": OpenMaya.MGlobal.displayError,
        }.get(level, OpenMaya.MGlobal.displayInfo)
        show("%s: %s" % (button.LABEL, text))

    def progress(self, text, percent):
        """Shows Maya's main progress bar with a status line."""
        if not self.has_window():
            return
        status = "%s: %s" % (button.LABEL, text)
        if self._bar is None:
            self._bar = mel.eval("$rayvisionBar = $gMainProgressBar")
            cmds.progressBar(
                self._bar,
                edit=True,
                beginProgress=True,
                isInterruptable=True,
                status=status,
                maxValue=100,
            )
        cmds.progressBar(self._bar, edit=True, status=status, progress=percent)

    def progress_ended(self):
        if self._bar is not None:
            cmds.progressBar(self._bar, edit=True, endProgress=True)
            self._bar = None

    def is_cancelled(self):
        """Returns whether somebody pressed Esc."""
        return self._bar is not None and bool(
            cmds.progressBar(self._bar, query=True, isCancelled=True)
        )

    def defer(self, function):
        utils.executeDeferred(function)

    def follow(self, is_running):
        """Waits in mayapy; a Maya with windows runs what is deferred whenever it is idle."""
        while not self.has_window() and is_running():
            utils.processIdleEvents()
            time.sleep(PAUSE)


BUTTON = button.Button(_Host())
"""What outlives a click: the button with its jobs."""
