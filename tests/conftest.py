"""Golden tests: scenes in, documents out. ``pytest tests/golden --update-golden`` rewrites them.

In CI properties are tested with the same examples every time.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
import signal

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        default=False,
        help="rewrite the expected documents of tests/golden; read the diff before committing",
    )


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: whole processes, long property tests; see tox.ini")
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        # Started in the background of a shell: what the tests start would never hear Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def update_golden(request):
    return request.config.getoption("--update-golden", False)
