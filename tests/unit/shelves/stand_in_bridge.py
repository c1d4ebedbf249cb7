"""What stands for the bridge to the submitter: it keeps what it is asked, the test answers."""

from __future__ import absolute_import, division, print_function, unicode_literals

import threading

from rayvision_shelf import pipe


class StandInBridge(object):
    """``sent`` are the requests, (name, what to do, fields)."""

    def __init__(self, receive):
        self.receive = receive
        self.sent = []
        self.closed = False

    def send(self, name, do, **fields):
        if self.closed:
            raise pipe.PipeError("the submitter has ended: closed")
        self.sent.append((name, do, fields))

    def close(self):
        self.closed = True

    def say(self, *events):
        """Answers the first request."""
        self.answer("1", *events)

    def answer(self, name, *events):
        """Answers a request from a thread, as the real one does."""
        thread = threading.Thread(target=self.receive, args=(name, list(events)))
        thread.start()
        thread.join()


class HastyBridge(StandInBridge):
    """Has done everything soon after it was asked."""

    def send(self, name, do, **fields):
        StandInBridge.send(self, name, do, **fields)
        timer = threading.Timer(0.1, self.receive, (name, [{"kind": "exit", "code": "done"}]))
        timer.start()
