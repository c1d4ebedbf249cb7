"""Stands in for Maya's user interface: what the button asks of it, and a record of it.

Flags are the documented long names; another one is a TypeError, as it is in Maya. Commands
called outside the main thread fail, as they do there.
"""
from __future__ import absolute_import, division, print_function, unicode_literals

import threading
from collections import deque


class Stage(object):
    """What the stand-in knows and what happened to it."""

    def __init__(self):
        self.scene = ""
        self.modified = False
        self.batch = False
        self.answer = ""
        self.texts = deque()  # what is entered into prompts in turn; closed without one
        self.prompts = []
        self.selection = ([], [])  # what selected_meshes() of the live reader says
        self.escape = False
        self.saves = 0
        self.asked = []
        self.lines = []
        self.menus = {}
        self.bar = None
        self.bars = []
        self.deferred = deque()
        self.main = threading.current_thread()

    def check_thread(self):
        """Fails outside the main thread."""
        if threading.current_thread() is not self.main:
            raise RuntimeError("a command was called outside the main thread")

    def idle(self):
        """Runs what was deferred, as Maya does when it is idle."""
        while self.deferred:
            self.deferred.popleft()()


stage = Stage()
