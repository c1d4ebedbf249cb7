"""The button inside Clarisse: menu and shelf call analyze(), submit() and stop() here.

Clarisse's own parts only: its log, message boxes and main loop. Other threads leave what they
have in a queue; the main loop looks there ten times a second while a job runs, so that
nothing of Clarisse is ever called outside its main thread.

Documented or used by Isotropix's own scripts: ``ix.application``, ``message_box``, ``AppDialog``,
``get_main_menu().add_command_as_script``, ``add_to_event_loop_single`` (with milliseconds since
4.0 SP10, without before). Assumed: that ``is_gui_application`` is False in cnode.

Source: Clarisse 5.0 reference guide; pyqt_clarisse as Isotropix ships it; menus of Avalon and
dialogs of Conductor and ClarisseAdd, as public pipelines use them.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import collections
import sys

import ix
from rayvision_shelf import button, session

MENU = "Rayvision>"
PAUSE = 100  # milliseconds between two looks into the queue
STEP = 10  # percent between two lines of the log about one stage


def show_menu():
    """Builds the menu of the main window once; returns its name, "" where there is no window."""
    if not _HOST.has_window():
        return ""
    if _MENUS:
        return MENU
    _MENUS.append(MENU)
    menu = ix.application.get_main_menu()
    menu.add_command(_native(MENU))
    for label in ("Analyze", "Submit", "Stop"):
        call = "import rayvision_in_clarisse; rayvision_in_clarisse.%s()" % label.lower()
        menu.add_command_as_script(
            _native("ScriptingPython"), _native(MENU + label), _native(call)
        )
    return MENU


def analyze(reader=session.LIVE):
    """Describes the open scene; see button.Button."""
    return BUTTON.analyze(reader)


def submit(reader=session.LIVE, **options):
    """Describes the open scene and hands it to the submitter; see button.Button."""
    return BUTTON.submit(reader, **options)


def stop():
    """Stops what is being sent and fetched; see button.Button."""
    return BUTTON.stop()


class _Host(object):
    """Clarisse as ``rayvision_shelf.button`` asks it."""

    def __init__(self):
        self._queue = collections.deque()
        self._is_running = None
        self._told = ("", 0)

    def scene(self):
        return _text(ix.application.get_current_project_filename())

    def is_changed(self):
        return bool(ix.application.is_project_modified())

    def save(self):
        ix.application.save_project(ix.application.get_current_project_filename())

    def has_window(self):
        try:
            return bool(ix.is_gui_application())
        except AttributeError:  # not in every version
            return True

    def ask(self, text):
        text += "\n\nYes: save it and submit. No: submit it as it was saved."
        answer = self._box(text, ix.api.AppDialog.STYLE_YES_NO_CANCEL)
        if answer.is_yes():
            return button.SAVE
        return button.GO_ON if answer.is_no() else button.CANCEL

    def tell(self, text):
        self._box(text, ix.api.AppDialog.STYLE_OK)

    def _box(self, text, style):
        cancel = ix.api.AppDialog.cancel()
        return ix.application.message_box(_native(text), _native(button.LABEL), cancel, style)

    def say(self, level, text):
        show = {"warning": ix.log_warning, "error": ix.log_error}.get(level, ix.log_info)
        show(_native("%s: %s" % (button.LABEL, text)))

    def progress(self, text, percent):
        """Says a stage when it begins and at every tenth; a bar would hold the window."""
        step = percent // STEP
        if self._told != (text, step):
            self._told = (text, step)
            self.say("info", "%s: %d %%" % (text, percent) if percent else text)

    def progress_ended(self):
        self._told = ("", 0)

    def is_cancelled(self):
        return False  # the entry Stop does it

    def defer(self, function):
        self._queue.append(function)

    def follow(self, is_running):
        if self._is_running is None:
            self._is_running = is_running
            self._again()

    def _again(self):
        try:
            ix.application.add_to_event_loop_single(self._turn, PAUSE)
        except TypeError:  # it took no pause before 4.0 SP10
            ix.application.add_to_event_loop_single(self._turn)

    def _turn(self):
        """Runs what is in the queue; called in the main loop."""
        while self._queue:
            function = self._queue.popleft()
            try:
                function()
            except Exception as err:  # the edge: Clarisse's loop goes on
                self.say("error", "%s: %s" % (type(err).__name__, err))
        if self._is_running():
            self._again()
        else:
            self._is_running = None


def _text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else "%s" % value


def _native(text):
    """Returns text as this Python's Clarisse takes it: UTF-8 bytes on 2.7, text on 3."""
    return text.encode("utf-8") if sys.version_info[0] == 2 else text


_MENUS = []  # type: list
_HOST = _Host()
BUTTON = button.Button(_HOST)
"""What outlives a click: the menu that was built, the button with its jobs."""
