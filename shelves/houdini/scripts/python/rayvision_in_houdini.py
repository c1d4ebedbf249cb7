"""The button inside Houdini: menu, shelf, right-click menu and the node rayvision_submit call here.

Houdini's own parts only: status line, message boxes, event loop, nodes. Other threads leave
what they have in a queue; the event loop looks there while a job runs, so that nothing of
Houdini is ever called outside its main thread. hython has no such loop: there ``submit`` waits
until the job has ended, and reads the scene's file, for hython cannot tell whether the scene
was changed.

Source: Houdini 20.5 help, Python scripting: hou.hipFile, hou.ui (displayMessage,
readInput, setStatusMessage, addEventLoopCallback), menu scripts and parameter callbacks (kwargs).
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import collections
import os
import sys
import time

import hou
from rayvision_shelf import button, session

PAUSE = 0.05  # seconds between two looks into the queue where there is no event loop
MOST_LINES = 500  # of those that the message box shows
WIRED, CHOSEN, SCENE = "wired", "chosen", "scene"
OWN, RANGE = "own", "range"
"""Tokens of the node's menus; "fml" is that of the analyzers."""


def analyze(reader=session.LIVE, only=None, frames=None):
    """Describes the open scene and shows what was found; see button.Button."""
    return _clicked(lambda: BUTTON.analyze(reader, only, frames), "The scene is described.")


def submit(reader=session.LIVE, only=None, frames=None, **options):
    """Describes the open scene and hands it to the submitter; see button.Button."""
    reader = reader if _HOST.has_window() else None
    return _clicked(lambda: BUTTON.submit(reader, only, frames, **options))


def send_mesh(workflow=None, name=None):
    """Sends the selected meshes to a service; see button.Button."""
    return _clicked(lambda: BUTTON.send_mesh(workflow, name))


def stop():
    """Stops what is being sent and fetched; see button.Button."""
    return BUTTON.stop()


def analyze_node(node):
    """Describes what a rayvision_submit node stands for; returns the Analysis or None."""
    return _of_node(node, analyze)


def submit_node(node):
    """Submits what a rayvision_submit node stands for; returns the Job or None."""
    farm = _value(node, "rayvision_farm").strip()
    return _of_node(node, submit, **({str("farm"): farm} if farm else {}))


def show_messages():
    """Shows what was said since the last click."""
    _HOST.tell(_HOST.lines[-1] if _HOST.lines else "Nothing was said yet.")


def is_output(node):
    """Returns whether a node renders or writes: it has Houdini's render button and is not ours."""
    return node.parm(str("execute")) is not None and node.parm(str("rayvision_submit")) is None


def clicked(node):
    """Returns the paths meant by a right click: the selection when the node is in it."""
    paths = [_text(row.path()) for row in hou.selectedNodes() if is_output(row)]
    path = _text(node.path())
    return paths if path in paths else [path]


def output_menu():
    """Returns what a menu of output nodes lists, [token, label, token, ...], by path."""
    found = hou.node(_native("/")).allSubChildren(recurse_in_locked_nodes=False)
    paths = sorted(_text(row.path()) for row in found if is_output(row))
    return [_native(path) for path in paths for _ in range(2)]


def wanted(node):
    """Returns what a rayvision_submit node stands for: paths, or None for all that is on."""
    source = _value(node, "rayvision_outputs")
    if source == SCENE:
        return None
    if source == CHOSEN:
        names = _value(node, "rayvision_chosen").split()
        # A path may be relative to the node; what leads nowhere is told by the analyzers.
        found = [(name, node.node(_native(name))) for name in names]
        return [name if other is None else _text(other.path()) for name, other in found]
    return [_text(other.path()) for other in node.inputs() if other is not None]


def _of_node(node, function, **options):
    only = wanted(node)
    if only == []:
        _HOST.begin()
        _HOST.tell("%s: wire output nodes into it, or choose some." % _text(node.path()))
        return None
    frames = _value(node, "rayvision_frames")
    frames = _value(node, "rayvision_range").strip() if frames == RANGE else frames
    return function(only=only, frames=None if frames == OWN else frames, **options)


def _value(node, name):
    """Returns the text of a parameter, of a menu its token."""
    return _text(node.parm(str(name)).evalAsString())


def _clicked(function, done=""):
    """Calls a function and shows what it said in a message box, unless it already did."""
    _HOST.begin()
    found = function()
    if found is not None and done and _HOST.has_window():
        _HOST.tell(done)
    elif found is None and _HOST.failed and not _HOST.told and _HOST.has_window():
        _HOST.tell(_HOST.lines[-1])
    return found


class _Host(object):
    """Houdini as ``rayvision_shelf.button`` asks it.

    ``lines`` are what was said since the last click, ``failed`` says that an error was among
    them and ``told`` that they were shown in a box.
    """

    def __init__(self):
        self._queue = collections.deque()
        self._is_running = None
        self.begin()

    def begin(self):
        self.lines = collections.deque(maxlen=MOST_LINES)
        self.failed = self.told = False

    def scene(self):
        path = _text(hou.hipFile.path())
        return path if os.path.isfile(path) else ""  # a new scene has a name all the same

    def is_changed(self):
        return self.has_window() and bool(hou.hipFile.hasUnsavedChanges())

    def save(self):
        hou.hipFile.save()

    def has_window(self):
        return bool(hou.isUIAvailable())

    def ask(self, text):
        answers = (button.SAVE, button.GO_ON, button.CANCEL)
        chosen = hou.ui.displayMessage(
            _native(text),
            buttons=tuple(_native(answer) for answer in answers),
            severity=hou.severityType.Warning,
            default_choice=0,
            close_choice=2,
            title=_native(button.LABEL),
        )
        return answers[chosen]

    def ask_text(self, text, given):
        pressed, answer = hou.ui.readInput(
            _native(text),
            buttons=(_native("OK"), _native(button.CANCEL)),
            close_choice=1,
            title=_native(button.LABEL),
            initial_contents=_native(given),
        )
        return None if pressed else _text(answer)

    def meshes(self):
        from analyzers.houdini import live

        return live.selected_meshes()

    def tell(self, text):
        self.told = True
        if not self.has_window():
            self.say("info", text)
            return
        severity = hou.severityType.Warning if self.failed else hou.severityType.Message
        hou.ui.displayMessage(
            _native(text),
            severity=severity,
            title=_native(button.LABEL),
            details=_native("\n".join(self.lines)),
            details_expanded=bool(self.lines),
        )

    def say(self, level, text):
        """Keeps a line for the message box and shows it in the status line."""
        text = "%s" % text
        self.failed = self.failed or level == "error"
        self.lines.append(text if level == "info" else "%s: %s" % (level, text))
        if self.has_window():
            self._status(text, level)
        else:
            print(_printable("%s: %s" % (button.LABEL, self.lines[-1])))

    def _status(self, text, level="info"):
        kinds = {"warning": hou.severityType.Warning, "error": hou.severityType.Error}
        severity = kinds.get(level, hou.severityType.Message)
        hou.ui.setStatusMessage(_native("%s: %s" % (button.LABEL, text)), severity)

    def progress(self, text, percent):
        if self.has_window():
            self._status("%s: %d %%" % (text, percent) if percent else text)

    def progress_ended(self):
        pass  # the next line takes its place

    def is_cancelled(self):
        return False  # the entry Stop does it

    def defer(self, function):
        self._queue.append(function)

    def follow(self, is_running):
        if self._is_running is not None:
            return
        self._is_running = is_running
        if self.has_window():
            hou.ui.addEventLoopCallback(self._turn)
            return
        while self._is_running is not None:
            self._turn()
            time.sleep(PAUSE)

    def _turn(self):
        """Runs what is in the queue; called by the event loop."""
        while self._queue:
            function = self._queue.popleft()
            try:
                function()
            except Exception as err:  # the edge: Houdini's loop goes on
                self.say("error", button.text_of(err))
        if self._is_running is not None and not self._is_running():
            self._is_running = None
            if self.has_window():
                hou.ui.removeEventLoopCallback(self._turn)


def _text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else "%s" % value


def _native(text):
    """Returns text as this Python's Houdini takes it: UTF-8 bytes on 2.7, text on 3."""
    return text.encode("utf-8") if sys.version_info[0] == 2 else text


def _printable(text):
    """Returns text without what the terminal of this Python cannot show."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    data = text.encode(encoding, "replace")
    return data if sys.version_info[0] == 2 else data.decode(encoding, "replace")


_HOST = _Host()
BUTTON = button.Button(_HOST)
"""What outlives a click: the button with its jobs."""
