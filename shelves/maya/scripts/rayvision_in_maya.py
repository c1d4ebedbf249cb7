"""The button inside Maya: menu and shelf call analyze(), submit() and stop() here.

Maya's own parts only: script editor, main progress bar, message boxes. Everything that asks
Maya runs in its main thread; news of the bridge comes from another and is handed over by
``maya.utils.executeDeferred``.

Source: Maya Help 2024, Python and threading; commands progressBar, confirmDialog, file, menu.
"""
from __future__ import absolute_import, division, print_function, unicode_literals

from maya import cmds, mel, utils
from maya.api import OpenMaya
from rayvision_shelf import session

MENU = "rayvisionMenu"
LABEL = "Rayvision"
SAVE, GO_ON, CANCEL = "Save", "Submit as it was saved", "Cancel"


def show_menu():
    """Builds the menu in Maya's main window; returns its name, "" where there is no window."""
    if cmds.about(batch=True):
        return ""
    if cmds.menu(MENU, exists=True):
        cmds.deleteUI(MENU, menu=True)
    window = mel.eval("$rayvisionWindow = $gMainWindow")
    cmds.menu(MENU, label=LABEL, parent=window, tearOff=True)
    for label, function in (("Analyze", analyze), ("Submit", submit), ("Stop", stop)):
        cmds.menuItem(label=label, parent=MENU, command=_called(function))
    return MENU


def analyze(reader=session.LIVE):
    """Describes the open scene in four files and says what it found; returns the Analysis.

    None when there is nothing to describe or it failed; the script editor says why.
    """
    return _guarded(_described, reader)


def submit(reader=session.LIVE, **options):
    """Describes the open scene, hands it to the submitter and returns its Job, None when not.

    ``options`` go along with the request, for example ``farm``.
    """
    return _guarded(_submitted, reader, options)


def stop():
    """Stops what is being sent and fetched; tasks at a farm go on."""
    return _guarded(_stopped)


def _called(function):
    """Returns what a menu item calls; Maya hands it an argument we do not need."""
    return lambda *_: function()


def _guarded(function, *arguments):
    """Calls a function; the edge where errors become one line in the script editor."""
    from rayvision_shelf.pipe import PipeError

    from analyzers.errors import AnalyzeError

    try:
        return function(*arguments)
    except (AnalyzeError, PipeError) as err:
        _say("error", err.text)
    except Exception as err:
        _say("error", "%s: %s" % (type(err).__name__, err))
    return None


def _described(reader):
    scene = cmds.file(query=True, sceneName=True)
    if not scene:
        _refuse("This scene has no file yet: save it first.")
        return None
    from analyzers import run

    folder = session.folder_of(scene)
    bar = _Bar()
    bar.show("%s: analyzing" % LABEL, 0)
    try:
        analysis = session.describe(scene, folder, reader)
    finally:
        bar.end()
    for line in run.summary(analysis.answer(), folder):
        _say("info", line)
    rows = analysis.tips.rows()
    for level in ("warning", "error"):
        count = sum(len(row["details"]) for row in rows if row["level"] == level)
        if count:
            _say(level, "%d of level %s, see the lines above" % (count, level))
    return analysis


def _submitted(reader, options):
    choice = _choice() if cmds.file(query=True, sceneName=True) else SAVE
    if choice == CANCEL:
        return None
    # What is not saved is not what the farm renders: then the file is described, not the scene.
    reader = None if choice == GO_ON else reader
    analysis = _described(reader)
    if analysis is None:
        return None
    if analysis.tips.has_errors:
        _refuse("The scene has errors and was not submitted; the script editor names them.")
        return None
    folder = session.folder_of(analysis.scene.path)
    job = _session().submit(folder, **options)
    _say("info", "handed to the submitter: %s" % folder)
    return job


def _choice():
    """Returns SAVE when the file is saved, or what was chosen: SAVE, GO_ON or CANCEL."""
    if not cmds.file(query=True, modified=True):
        return SAVE
    text = "The scene has changes that are not saved. The farm renders the file on disk."
    if cmds.about(batch=True):
        _say("warning", text)
        return GO_ON
    answer = cmds.confirmDialog(
        title=LABEL,
        message=text,
        button=[SAVE, GO_ON, CANCEL],
        defaultButton=SAVE,
        cancelButton=CANCEL,
        dismissString=CANCEL,
    )
    if answer == SAVE:
        cmds.file(save=True)
    return answer if answer in (SAVE, GO_ON) else CANCEL


def _stopped():
    jobs = _session().running
    for job in jobs:
        _session().cancel(job)
    if not jobs:
        _say("info", "nothing is being sent or fetched")
    return jobs


class _Bar(object):
    """Maya's main progress bar, shown while it is needed; Esc cancels."""

    def __init__(self):
        self._name = None

    def show(self, status, percent):
        """Shows the bar with a status line; does nothing without a window."""
        if cmds.about(batch=True):
            return
        if self._name is None:
            self._name = mel.eval("$rayvisionBar = $gMainProgressBar")
            cmds.progressBar(
                self._name,
                edit=True,
                beginProgress=True,
                isInterruptable=True,
                status=status,
                maxValue=100,
            )
        cmds.progressBar(self._name, edit=True, status=status, progress=percent)

    @property
    def cancelled(self):
        """Whether somebody pressed Esc."""
        if self._name is None:
            return False
        return bool(cmds.progressBar(self._name, query=True, isCancelled=True))

    def end(self):
        """Takes the bar away."""
        if self._name is not None:
            cmds.progressBar(self._name, edit=True, endProgress=True)
            self._name = None


class _View(object):
    """Shows the news of jobs; called in the main thread."""

    def __init__(self):
        self._bar = _Bar()

    def __call__(self, job, events):
        for event in events:
            level, text = _line(event)
            if text:
                _say(level, text)
        if job is None:
            return
        if job.code is not None:
            self._bar.end()
            _say(*_ending(job))
        else:
            self._bar.show("%s: %s" % (LABEL, job.stage or "starting"), job.percent)
            if self._bar.cancelled:
                self._bar.end()
                _session().cancel(job)


def _line(event):
    """Returns (level, text) of an event; no text for what only moves the bar."""
    kind = event.get("kind")
    if kind == "error":
        return "error", event.get("text")
    if kind == "tip":
        return event.get("level"), "%s: %s" % (event.get("code"), event.get("text"))
    if kind == "file" and event.get("stage") == "download":
        return "info", event.get("path")
    if kind in ("end", "note"):
        return "info", event.get("text")
    if kind == "frame" and not event.get("total"):
        return "warning", event.get("text")
    return "info", None


def _ending(job):
    if job.code == "done":
        return "info", "done: the results are in %s" % job.folder
    if job.code == "stopped":
        return "warning", "stopped: what was sent stays, submit again to go on"
    return "error", "not finished: %s" % (job.text or "the lines above say why")


def _refuse(text):
    """Says why nothing happens, in a message box where there is a window."""
    if not cmds.about(batch=True):
        cmds.confirmDialog(title=LABEL, message=text, button=["OK"])
    _say("error", text)


def _say(level, text):
    """Writes a line to the script editor."""
    show = {
        "warning": OpenMaya.MGlobal.displayWarning,
        "error": OpenMaya.MGlobal.displayError,
    }.get(level, OpenMaya.MGlobal.displayInfo)
    show("%s: %s" % (LABEL, text))


_SESSIONS = []  # type: list
"""The one thing that outlives a click: the Session of this Maya."""


def _session():
    if not _SESSIONS:
        _SESSIONS.append(session.Session(utils.executeDeferred, _View()))
    return _SESSIONS[0]
