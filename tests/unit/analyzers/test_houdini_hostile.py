"""Damaged Houdini scenes through the whole analysis: four files or one clear error, no traceback.

RAYVISION_SOAK is how many examples each property gets; more than the default are random ones.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scene_text import full, native, put
from test_hip_hostile import CORPUS, FILES, changed, limit, often

from analyzers.analyze import analyze
from analyzers.errors import AnalyzeError

__all__ = ["limit"]
pytestmark = pytest.mark.slow  # property tests over many bytes
SPOT = re.compile(br"chs?\(|\$[A-Z]|expr = |\t\(\t|segment|flags =|inputs|`|type = |\[ ")
"""What rules and expressions look at; a flip there is worth more than one in geometry."""

PIECES = [b"(", b")", b"`", b"${", b"..", b"/", b"\\", b"9999999999", b"-1e400", b"\xff", b"\n"]
MOVES = st.lists(
    st.tuples(st.integers(0, 10**9), st.integers(-3, 30), st.sampled_from(PIECES)),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def folder(tmpdir_factory):
    return full(tmpdir_factory.mktemp("hostile"))


def answered(path):
    """Analyzes a scene as far as it can be; what comes out can be written as JSON."""
    try:
        analysis = analyze(path, environment={})
    except AnalyzeError as err:
        assert err.text and "\n" not in err.text
        return
    files = analysis.taskfiles()
    for document in (files.task, files.upload, files.asset, files.tips, analysis.answer()):
        json.dumps(document, allow_nan=False)


@pytest.mark.parametrize("name", FILES)
def test_a_real_scene_with_damaged_words_is_described_or_refused(folder, name):
    with io.open(native(CORPUS + "/" + name), "rb") as stream:
        data = stream.read()
    spots = [match.start() for match in SPOT.finditer(data)]

    @often(2)
    @given(moves=MOVES)
    def check(moves):
        hurt = bytearray(data)
        for spot, step, piece in moves:
            at = spots[spot % len(spots)] + step
            hurt[at : at + len(piece)] = piece
        answered(put(folder + "/shot.hip", bytes(hurt)))

    check()


@pytest.mark.parametrize("name", FILES)
def test_a_real_scene_that_is_cut_is_described_or_refused(folder, name):
    with io.open(native(CORPUS + "/" + name), "rb") as stream:
        data = stream.read()

    @often(1)
    @given(place=st.floats(0.3, 0.999))
    def check(place):
        answered(put(folder + "/cut.hip", changed(data, [(place, "cut", b"")])))

    check()


def test_there_are_real_scenes():
    if not os.environ.get("RAYVISION_CORPUS"):
        pytest.skip("RAYVISION_CORPUS is not set: no real scenes to damage")
    assert len(FILES) >= 30
