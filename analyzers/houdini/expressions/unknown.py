"""What is raised where something cannot be worked out without Houdini."""

from __future__ import absolute_import, division, print_function, unicode_literals

PYTHON = "python"
FARM = "farm"
WORK = "work"


class NotKnown(ValueError):
    """What cannot be worked out without Houdini; ``reason`` says why, in one line.

    ``passing`` is set when it is so only from where the question came: it took too long. ``kind``
    is PYTHON for an expression in Python, FARM for a variable that only the farm fills in, WORK
    where the scene had all the work that it may be, else None.
    """

    def __init__(self, reason, passing=False, kind=None):
        super(NotKnown, self).__init__(reason)
        self.reason = reason
        self.passing = passing
        self.kind = kind

    def again(self):
        """Returns one to keep and to raise again: without what it was raised from."""
        return NotKnown(self.reason, kind=self.kind)
