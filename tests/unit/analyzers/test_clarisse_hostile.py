"""Projects that are broken, hostile or none: an error or a Scene with tips, never a hang."""

from __future__ import absolute_import, division, print_function, unicode_literals

import os
import time

import pytest
from clarisse_text import END, HEAD, IMAGE, analysis, codes, read, text, texture
from command_line import analyzers as command
from hypothesis import given, settings
from hypothesis import strategies as st
from scene_text import GOLDEN, full, put
from time_limit import time_limit

from analyzers.errors import AnalyzeError, SceneNotRead, UnknownScene
from analyzers.scene import Scene

pytestmark = pytest.mark.slow  # property tests over many bytes
SECONDS = 30
CUT = set(["90001", "90002"])
GRAMMAR = os.path.join(GOLDEN, "..", "clarisse", "grammar", "shot.project")
with open(GRAMMAR, "rb") as stream:
    GOOD = stream.read()


limit = time_limit(SECONDS)


@pytest.fixture(scope="module")
def folder(tmpdir_factory):
    return full(tmpdir_factory.mktemp("hostile"))


def whole(folder, data):
    """Analyzes a project and builds all that is made of it; returns Analysis or AnalyzeError."""
    try:
        found = analysis(folder, data)
        found.taskfiles()
        return found
    except AnalyzeError as err:
        assert "\n" not in err.text
        return err


# -- what is no project -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"hello\n", b"\0" * 500, b"#Isotropi", b"# Isotropix_", b"\xff\xfe#\0I\0", b"{\n}\n"]
)
def test_what_is_no_project_is_one_line_that_names_it(folder, data):
    put(folder + "/strange.project", data)
    result = command(["strange.project", "--json"], folder)
    assert (result.code, len(result.lines), result.out) == (1, 1, "")
    assert "strange.project" in result.err and "Traceback" not in result.err


def test_the_reader_itself_refuses_what_is_no_project(folder):
    with pytest.raises(UnknownScene):
        read(folder, b"hello")
    with pytest.raises(SceneNotRead):
        read(folder, b"")


@pytest.mark.parametrize("name", ["shot.render", "shot.project"])
def test_a_render_archive_is_refused_with_what_can_be_read_of_it(folder, name):
    version = b"".join(bytes(bytearray([ord(char) - 15])) for char in "5.0.14")
    put(folder + "/" + name, b"ICAF" + b"\x01" * 12 + version + b"\0" + b"\x80\x90" * 100)
    result = command([name, "--json"], folder)
    assert (result.code, len(result.lines), result.out) == (1, 1, "")
    assert "render archive of version 5.0.14" in result.err and ".project" in result.err


def test_a_render_archive_of_which_nothing_can_be_read_is_refused_alike(folder):
    put(folder + "/short.render", b"ICAF")
    result = command(["short.render", "--json"], folder)
    assert (result.code, len(result.lines)) == (1, 1)
    assert "render archive:" in result.err


# -- projects that end too soon ---------------------------------------------------------------


@pytest.mark.parametrize("at", list(range(0, 200, 9)) + list(range(200, len(GOOD) - 2, 997)))
def test_a_project_cut_anywhere_is_an_error_or_has_a_tip_that_says_so(folder, at):
    found = whole(folder, GOOD[:at])
    assert isinstance(found, AnalyzeError) or codes(found) & CUT


def test_a_whole_project_has_no_tip_that_it_is_cut(folder):
    assert not codes(whole(folder, GOOD)) & CUT
    assert not codes(whole(folder, GOOD.rstrip(b"\n"))) & CUT


@pytest.mark.parametrize(
    "tail", ['    TextureMapFile {\n        filename "half', "    TextureMapF", '    Context "x']
)
def test_a_project_that_ends_inside_a_block_is_not_submitted(folder, tail):
    put(folder + "/cut.project", HEAD + 'Context "scene" {\n' + IMAGE + tail)
    assert command(["cut.project", "--json"], folder).code == 3


@settings(deadline=None, database=None, max_examples=40)
@given(at=st.integers(0, len(GOOD)), length=st.integers(0, 60))
def test_a_project_with_a_hole_is_read_or_refused(folder, at, length):
    whole(folder, GOOD[:at] + GOOD[at + length :])


@settings(deadline=None, database=None, max_examples=40)
@given(at=st.integers(0, len(GOOD)), piece=st.binary(max_size=12))
def test_a_project_with_foreign_bytes_is_read_or_refused(folder, at, piece):
    whole(folder, GOOD[:at] + piece + GOOD[at:])


PIECES = st.sampled_from(
    ["{", "}", "\n", '"', "\\", " ", "Image", "Context", "Layer3d", "name", "filename", "layers",
     "embedded_objects", "#preferences", "value", "expression[0]", "value[]", "filename_open",
     ".key", "first_frame", "1e999", "nan", "-1", "<empty>", "$PDIR", "$F", "\0", "//", "\u6728",
     "x.png", "active_camera", ".", "..", "@", "://", "resolution", "animation", "categories"]
)  # fmt: skip


@settings(deadline=None, database=None, max_examples=100)
@given(st.lists(PIECES, max_size=60))
def test_words_of_the_grammar_in_any_order_are_read(folder, pieces):
    assert isinstance(read(folder, HEAD + " ".join(pieces)), Scene)
    whole(folder, HEAD + " ".join(pieces))


# -- too much of something --------------------------------------------------------------------


def seconds(call):
    started = time.time()
    call()
    return time.time() - started


MUCH = {
    "a line of 5 MB": text("    A {\n        points %s\n    }\n" % ("0.5 " * 1250000)),
    "a value of 5 MB": text(texture('"%s.png"' % ("a" * 5000000))),
    "a list of a million paths": text(texture('"a.png" ' * 1000000)),
    "an endless text": text(texture('"' + "a" * 5000000)),
    "escapes": text(texture('"' + "\\\\" * 1000000)),
    "quotes": text(texture('"' * 2000001)),
    "braces in a line": text("    A {\n        note %s\n    }\n" % ("{ } " * 500000)),
    "spaced braces": HEAD + "{   " * 500000,
    "blocks in blocks": HEAD + "Context {\n" * 100000,
    "images in images": HEAD + 'Image {\nname "a"\nembedded_objects {\n' * 20000,
    "contexts in contexts": HEAD + 'Context "a" {\nfilename "b.project"\n' * 20000,
    "blocks that only close": HEAD + "}\n" * 200000,
    "odd lines": HEAD + "what is this\n" * 100000,
    "odd headers": text('    "%s {\n    }\n' % ("a" * 1000000)),
    "words in a header": text("    A%s {\n    }\n" % (" b" * 1000000)),
    "a name of 5 MB": text(texture('"a.png"', name="n" * 5000000)),
    "names that never come": HEAD + 'Image {\nx 1\n' * 10000,
    "nothing but dots": text("    A {\n        x %s\n    }\n" % ('a."' * 1000000)),
}


@pytest.mark.parametrize("what", sorted(MUCH))
def test_too_much_of_something_ends_soon(folder, what):
    spent = seconds(lambda: whole(folder, MUCH[what]))
    assert spent < 15


def test_what_is_too_deep_to_be_named_is_told(folder):
    assert "90011" in codes(whole(folder, MUCH["contexts in contexts"]))


def test_a_list_without_end_is_cut_and_told(folder):
    found = whole(folder, MUCH["a list of a million paths"])
    assert "90011" in codes(found)


def test_lines_that_are_none_are_counted_and_told_once(folder):
    found = whole(folder, MUCH["odd lines"])
    details = found.tips.wire()["90030"]
    assert len(details) == 1 and len(details[0]) < 500


def test_ranges_that_are_no_ranges_are_unknown(folder):
    for first, last in (("nan", "5"), ("1", "1e300"), ("9", "1"), ("a", "b"), ("", "5")):
        image = IMAGE.replace("first_frame 1", "first_frame %s" % first)
        found = whole(folder, text(image=image.replace("last_frame 5", "last_frame %s" % last)))
        frames = found.answer()["passes"][0]["frames"]
        assert frames is None or first == ""


def test_sizes_that_are_no_sizes_are_unknown(folder):
    for size in ("0 0", "-1 5", "nan 5", "5", "1e9 1e9", "a b"):
        image = IMAGE.replace("layers", "resolution %s\n        layers" % size)
        assert whole(folder, text(image=image)).answer()["size"] is None


def test_a_frame_rate_that_is_none_is_unknown(folder):
    for fps in ("0", "-1", "nan", "fast", ""):
        end = END.replace("frames_per_second 25", "frames_per_second %s" % fps)
        assert whole(folder, text(end=end)).answer()["fps"] is None


# -- encodings and names ----------------------------------------------------------------------


def test_text_that_is_not_utf8_is_read_with_a_tip(folder):
    data = text(texture('"\u7eb9\u7406.png"')).encode("gbk")
    found = whole(folder, data)
    assert [ref.path for ref in found.files] == ["\u7eb9\u7406.png"]
    assert "90003" in codes(found)


def test_a_path_with_a_zero_byte_is_missing_and_no_crash(folder):
    found = whole(folder, text(texture('"a\0b.png"') + texture('"/%s.png"' % ("x" * 5000), "u")))
    assert [len(ref.missing) for ref in found.files] == [1, 1]


def test_a_path_that_leaves_every_folder_stays_a_path(folder):
    found = whole(folder, text(texture('"$PDIR/../../../../../../../../../../etc/none.png"')))
    assert found.files[0].resolved == "/etc/none.png"


def test_a_project_that_refers_to_itself_ends(folder):
    body = '    Context "again" {\n        filename "$PDIR/shot.project"\n    }\n'
    found = whole(folder, text(body))
    assert "90006" in codes(found)


def test_projects_that_double_at_every_depth_end(folder):
    for depth in range(14):
        body = "".join(
            '    Context "c%d" {\n        filename "$PDIR/d%d.project"\n    }\n' % (at, depth + 1)
            for at in range(2)
        )
        put(folder + "/d%d.project" % depth, text(body))
    put(folder + "/d14.project", text())
    found = whole(folder, text('    Context "c" {\n        filename "$PDIR/d0.project"\n    }\n'))
    assert "90011" in codes(found)
