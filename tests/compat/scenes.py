"""Scenes of the golden room, and stand-ins of the programs that open them."""

import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).parent.parent
GOLDEN = TESTS / "golden"
MAYA = GOLDEN / "maya" / "two_layers_adjustments" / "scenes" / "shot.ma"
HOUDINI = GOLDEN / "houdini" / "mantra_rops" / "shot.hip"
CLARISSE = GOLDEN / "clarisse" / "images_and_layers" / "shot.project"


def read(path):
    """Returns a JSON document."""
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def stand_in(monkeypatch, program, place):
    """Puts a stand-in of mayapy, hython or cnode at ``place`` and returns the path as text."""
    place.parent.mkdir(parents=True)
    place.symlink_to(TESTS / "fakes" / program)
    monkeypatch.setenv("STANDIN_PYTHON", sys.executable)
    return str(place)
