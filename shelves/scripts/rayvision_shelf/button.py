"""What a click does, whatever the DCC: describe, hand a scene or meshes over, stop, show news.

The DCC's own part is a host, called in the main thread except for ``defer``::

    scene()                 full path of the open scene, "" without one
    is_changed(), save()    whether it has unsaved changes; saves them
    has_window()            False where nobody can answer
    ask(text)               one of SAVE, GO_ON, CANCEL
    ask_text(text, given)   a line of text, ``given`` to begin with; None when it was cancelled
    tell(text)              a message that waits to be read
    say(level, text)        a line where the DCC shows its messages: info, warning, error
    progress(text, percent), progress_ended(), is_cancelled()
    defer(function)         runs it later in the main thread; may be called in any thread
    follow(is_running)      from now on there is news, until is_running() is False
    meshes()                what is selected, as selected_meshes() of the live readers

``ask_text`` and ``meshes`` are asked for by ``send_mesh`` only.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import codecs

from rayvision_shelf import session

LABEL = "Rayvision"
SAVE, GO_ON, CANCEL = "Save", "Submit as it was saved", "Cancel"
SEND_MESH = "Send selection as mesh\u2026"
SERVICE = "chohotech"
WORKFLOW = "Workflow, as group/name/version. Without one it is that of the settings."
INPUT = "Name of the workflow's input that the mesh is for. For a ..._list each mesh is a file."
MESH_INPUT, SEVERAL = "gum", "_list"
"""An input as the service's documents name it; how the names of those end that take several."""
MOST_LINES = 20  # about what is selected and not sent
HANDED = "meshes handed to the submitter: %d; a unit of the scene is taken as a millimetre"
"""chohotech states its precision in millimetres and knows no other unit."""
CHANGED = "The scene has changes that are not saved. The farm renders the file on disk."


class Button(object):
    """The entries of menu and shelf; ``start`` stands for what starts the bridge in tests."""

    def __init__(self, host, start=None):
        self._host = host
        self.session = session.Session(host.defer, self._show, start)

    def analyze(self, reader=session.LIVE, only=None, frames=None):
        """Describes the open scene in four files and says what it found; returns the Analysis.

        ``only`` are the names of what is rendered instead of what the scene has on, ``frames``
        a range or "fml" instead of the scene's own. None when there is nothing to describe or
        it failed; the DCC's messages say why.
        """
        return self._guarded(self._described, reader, only, frames)

    def submit(self, reader=session.LIVE, only=None, frames=None, **options):
        """Describes the open scene, hands it to the submitter and returns its Job, None when not.

        ``only`` and ``frames`` as for ``analyze``; ``options`` go along with the request, for
        example ``farm``.
        """
        return self._guarded(self._submitted, reader, only, frames, options)

    def send_mesh(self, workflow=None, name=None):
        """Sends the selected meshes to a service and returns the Job, None when not.

        ``workflow`` is "group/name/version", "" for that of the settings, ``name`` that of the
        workflow's input; what is None is asked for where there is a window. The meshes are one
        file, each its own where the input takes several. Results come beside the scene.
        """
        return self._guarded(self._mesh_sent, workflow, name)

    def stop(self):
        """Stops what is being sent and fetched; tasks at a farm go on."""
        return self._guarded(self._stopped)

    def _guarded(self, function, *arguments):
        """Calls a function; the edge where errors become one line."""
        from analyzers.errors import AnalyzeError
        from rayvision_shelf.pipe import PipeError

        try:
            return function(*arguments)
        except (AnalyzeError, PipeError) as err:
            self._host.say("error", err.text)
        except Exception as err:
            self._host.say("error", text_of(err))
        return None

    def _described(self, reader, only=None, frames=None):
        scene = self._saved()
        if not scene:
            return None
        from analyzers import run

        folder = session.folder_of(scene)
        self._host.progress("analyzing", 0)
        try:
            analysis = session.describe(scene, folder, reader, only, frames)
        finally:
            self._host.progress_ended()
        for line in run.summary(analysis.answer(), folder):
            self._host.say("info", line)
        rows = analysis.tips.rows()
        for level in ("warning", "error"):
            count = sum(len(row["details"]) for row in rows if row["level"] == level)
            if count:
                self._host.say(level, "%d of level %s, see the lines above" % (count, level))
        return analysis

    def _submitted(self, reader, only, frames, options):
        choice = self._choice() if self._host.scene() else SAVE
        if choice not in (SAVE, GO_ON):
            return None
        # What is not saved is not what the farm renders: then the file is described.
        analysis = self._described(None if choice == GO_ON else reader, only, frames)
        if analysis is None:
            return None
        if analysis.tips.has_errors:
            self._refuse("The scene has errors and was not submitted; the messages name them.")
            return None
        folder = session.folder_of(analysis.scene.path)
        job = self.session.submit(folder, **options)
        return self._followed(job, "handed to the submitter: %s" % folder)

    def _mesh_sent(self, workflow, name):
        scene = self._saved()
        meshes = self._selected() if scene else []
        if not meshes:
            return None
        workflow = self._text(workflow, WORKFLOW, "")
        name = None if workflow is None else self._text(name, INPUT, MESH_INPUT)
        if name is None:
            return None
        several = name.endswith(SEVERAL)
        results = session.results_of(scene, [job.folder for job in self.session.jobs.values()])
        temporary, paths = session.written([[row] for row in meshes] if several else [meshes])
        order = {"inputs": {name: paths if several else paths[0]}}
        if workflow:
            order["workflow"] = workflow
        job = self.session.order(SERVICE, order, results, temporary)
        return self._followed(job, HANDED % len(meshes))

    def _followed(self, job, text):
        """Says that a job was handed over and returns it; its news is shown from now on."""
        self._host.say("info", text)
        self._host.follow(lambda: bool(self.session.running))
        return job

    def _selected(self):
        """Returns the selected meshes and says what is left out; refuses without any."""
        self._host.progress("exporting", 0)
        try:
            meshes, others = self._host.meshes()
        finally:
            self._host.progress_ended()
        for text in others[:MOST_LINES]:
            self._host.say("warning", "not sent: %s" % text)
        if len(others) > MOST_LINES:
            self._host.say("warning", "not sent: %d more" % (len(others) - MOST_LINES))
        if not meshes:
            self._refuse("No polygon mesh is selected.")
        return meshes

    def _text(self, value, question, given):
        """Returns a text that was given or is asked for; None when that is cancelled."""
        if value is None:
            value = self._host.ask_text(question, given) if self._host.has_window() else given
        return None if value is None else value.strip() or given

    def _saved(self):
        """Returns the path of the open scene; refuses and returns "" without one."""
        scene = self._host.scene()
        if not scene:
            self._refuse("This scene has no file yet: save it first.")
        return scene

    def _choice(self):
        """Returns SAVE when the file is saved, or what was chosen: SAVE, GO_ON or CANCEL."""
        if not self._host.is_changed():
            return SAVE
        if not self._host.has_window():
            self._host.say("warning", CHANGED)
            return GO_ON
        answer = self._host.ask(CHANGED)
        if answer == SAVE:
            self._host.save()
        return answer

    def _stopped(self):
        jobs = self.session.running
        for job in jobs:
            self.session.cancel(job)
        if not jobs:
            self._host.say("info", "nothing is being sent or fetched")
        return jobs

    def _refuse(self, text):
        """Says why nothing happens, in a message box where there is a window."""
        if self._host.has_window():
            self._host.tell(text)
        self._host.say("error", text)

    def _show(self, job, events):
        """Shows the news of a job; called in the main thread."""
        for event in events:
            level, text = line_of(event)
            if text:
                self._host.say(level, text)
        if job is None:
            return
        if job.code is not None:
            self._host.progress_ended()
            self._host.say(*ending_of(job))
            return
        self._host.progress(job.stage or "starting", job.percent)
        if self._host.is_cancelled():
            self._host.progress_ended()
            self.session.cancel(job)


def text_of(err):
    """Returns an error of anybody's as one line: its kind and what it says."""
    try:
        text = "%s" % err
    except UnicodeError:  # a DCC's own on Python 2, with bytes that are not ASCII
        text = codecs.decode(str(err), "utf-8", "replace")
    return "%s: %s" % (type(err).__name__, " ".join(text.split()))


def line_of(event):
    """Returns (level, text) of an event; no text for what only moves a bar."""
    kind = event.get("kind")
    if kind == "error":
        return "error", event.get("text")
    if kind == "tip":
        return event.get("level"), "%s: %s" % (event.get("code"), event.get("text"))
    if kind == "file" and event.get("stage") == "download":
        return "info", event.get("path")
    if kind in ("end", "note"):
        return "info", event.get("text")
    if kind == "frame" and not event.get("total") and event.get("code") != "done":
        return "warning", event.get("text")
    return "info", None


def ending_of(job):
    """Returns (level, text) of a job that has ended."""
    if job.code == "done":
        return "info", "done: the results are in %s" % job.folder
    if job.code == "stopped":
        return "warning", "stopped: what was sent stays, submit again to go on"
    return "error", "not finished: %s" % (job.text or "the lines above say why")
