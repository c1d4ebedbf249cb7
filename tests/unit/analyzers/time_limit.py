"""A fixture that ends tests which hang, for modules that read hostile files."""

from __future__ import absolute_import, division, print_function, unicode_literals

import signal

import pytest


def time_limit(seconds):
    """Returns the fixture; where the system has no alarm it does nothing."""

    @pytest.fixture(autouse=True)
    def limit():
        if not hasattr(signal, "SIGALRM"):
            yield
            return

        def over(number, frame):
            raise AssertionError("not done after %d seconds" % seconds)

        before = signal.signal(signal.SIGALRM, over)
        signal.alarm(seconds)
        yield
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

    return limit
