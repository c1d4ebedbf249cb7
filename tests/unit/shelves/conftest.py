"""Puts the shelves' own folders on the path, as a DCC does."""
from __future__ import absolute_import, division, print_function, unicode_literals

import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
for part in (HERE, os.path.join(ROOT, "shelves", "scripts")):
    if part not in sys.path:
        sys.path.insert(0, part)


@pytest.fixture
def maya(monkeypatch):
    """The stand-in for Maya with an empty stage, and our scripts importable in it."""
    ours = ("maya", "rayvision_in_maya")
    for name in [name for name in sys.modules if name.split(".")[0] in ours]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(os.path.join(ROOT, "shelves", "maya", "scripts"))
    monkeypatch.syspath_prepend(os.path.join(HERE, "stand_in"))
    import maya as stand_in

    yield stand_in
    for name in [name for name in sys.modules if name.split(".")[0] in ours]:
        del sys.modules[name]
