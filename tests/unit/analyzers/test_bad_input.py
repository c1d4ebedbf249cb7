"""What is no scene, or a broken or hostile one: an error of ours or a scene with gaps, never a hang."""  # noqa: E501

from __future__ import absolute_import, division, print_function, unicode_literals

import os
import re
import shutil
import sys
import tempfile

import pytest
from command_line import analyzers as command
from hypothesis import given, settings
from hypothesis import strategies as st
from scene_text import CAMERA, END, full, golden, head, native, put, scene, texture
from time_limit import time_limit

from analyzers.analyze import analyze
from analyzers.errors import AnalyzeError, SceneNotRead, UnknownScene

pytestmark = pytest.mark.slow  # property tests over many bytes
SECONDS = 30
GOOD = golden("two_layers_adjustments")
CUT = ("90001", "90002")


limit = time_limit(SECONDS)


@pytest.fixture
def folder(tmpdir):
    return full(tmpdir)


def whole(path):
    """Analyzes a scene and builds everything that is made of it."""
    analysis = analyze(path, environment={})
    files = analysis.taskfiles()
    return analysis.answer(), files


def of(data, folder, name="shot.ma", **words):
    """Returns the answer for a scene of this content, or the AnalyzeError."""
    path = put(folder + "/" + name, data)
    try:
        return analyze(path, environment={}, **words).answer()
    except AnalyzeError as err:
        return err


def codes(answer):
    return set(row["code"] for row in answer["tips"])


def one_line_error(result, name):
    assert result.code == 1, result
    assert len(result.lines) == 1, result.err
    assert name in result.err
    assert "Traceback" not in result.err
    assert result.out == ""


def listed(folder):
    return sorted(row.decode("utf-8", "replace") for row in os.listdir(folder.encode("utf-8")))


# -- what is no scene ---------------------------------------------------------------------


NO_SCENES = [
    b"hello\n",
    b"\0" * 5000,
    b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    b"PK\x03\x04" + b"x" * 100,
    b"FOR8" + b"\0" * 100,
    b"//Maya",
    b"//maya ascii 2022 scene\n",
    b" //Maya ASCII 2022 scene\n",
    b"<html>404 Not Found</html>",
    b"\xff\xfe/\0/\0M\0a\0y\0a\0",
    b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
]


@pytest.mark.parametrize("data", NO_SCENES)
def test_what_is_no_scene_is_one_line_that_names_it(folder, data):
    put(folder + "/strange.ma", data)
    one_line_error(command(["strange.ma", "--out", "out"], folder), "strange.ma")
    assert listed(folder) == ["strange.ma"]


def test_an_empty_file_is_one_line_that_names_it(folder):
    put(folder + "/empty.ma", "")
    one_line_error(command(["empty.ma", "--out", "out"], folder), "empty.ma")
    assert listed(folder) == ["empty.ma"]


def test_a_folder_is_one_line_that_names_it(folder):
    os.makedirs(native(folder + "/folder.ma"))
    one_line_error(command(["folder.ma", "--out", "out"], folder), "folder.ma")
    assert listed(folder) == ["folder.ma"]


def test_a_scene_that_is_not_there_is_one_line_that_names_it(folder):
    one_line_error(command(["none.ma", "--out", "out"], folder), "none.ma")
    assert listed(folder) == []


def test_a_path_through_a_file_is_one_line_that_names_it(folder):
    put(folder + "/shot.ma", scene())
    one_line_error(command(["shot.ma/inner.ma", "--out", "out"], folder), "inner.ma")
    assert listed(folder) == ["shot.ma"]


def test_a_name_too_long_for_any_disk_is_one_line(folder):
    one_line_error(command(["n" * 3000 + ".ma", "--out", "out"], folder), "nnn")
    assert listed(folder) == []


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs a file that cannot be read")
def test_a_file_that_fails_while_it_is_read_is_one_line_that_names_it(folder):
    os.symlink("/proc/self/mem", folder + "/broken.ma")
    one_line_error(command(["broken.ma", "--out", "out"], folder), "broken.ma")
    assert listed(folder) == ["broken.ma"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_refused_and_not_waited_for(folder):
    os.mkfifo(folder + "/pipe.ma")
    one_line_error(command(["pipe.ma", "--out", "out"], folder, limit=3), "pipe.ma")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs file names of any kind")
@pytest.mark.parametrize(
    "name", ["two\nlines.ma", "tab\there.ma", "quote\"'.ma", "-dash.ma", "%s%d.ma", "{0}.ma"]
)
def test_a_hostile_name_of_a_scene_is_read(folder, name):
    put(folder + "/" + name, scene())
    result = command(["--json", "--", name], folder)
    assert (result.code, result.err) == (0, "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs file names of any kind")
@pytest.mark.parametrize("name", ["two\nlines.ma", "two\r\nlines.ma", "%s%d.ma", "{0}.ma"])
def test_an_error_about_a_hostile_name_is_one_line(folder, name):
    put(folder + "/" + name, "no scene")
    result = command(["--out", "out", "--", name], folder)
    assert (result.code, len(result.lines)) == (1, 1)
    assert "Traceback" not in result.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs file names of any bytes")
def test_a_scene_whose_name_is_not_utf8_is_one_line(folder):
    with open(native(folder) + b"/caf\xe9.ma", "wb") as stream:
        stream.write(scene().encode("utf-8"))
    put(
        folder + "/run.py",
        (
            "# -*- coding: utf-8 -*-\nimport os, subprocess, sys\nprefix = [sys.executable, '-m', 'analyzers']\n"  # noqa: E501
            "name = os.fsdecode(b'caf\\xe9.ma') if hasattr(os, 'fsdecode') else b'caf\\xe9.ma'\n"
            "sys.exit(subprocess.call(prefix + [name, '--out', 'out']))\n"
        ),
    )
    from command_line import ROOT, start

    result = start([folder + "/run.py"], folder, path=[ROOT])
    assert (result.code, len(result.lines)) == (1, 1)
    assert "Traceback" not in result.err and "ma" in result.err
    assert not os.path.exists(native(folder + "/out"))


def test_an_output_folder_that_cannot_be_made_is_one_line_and_leaves_nothing(folder):
    put(folder + "/shot.ma", scene())
    put(folder + "/file", "mine")
    one_line_error(command(["shot.ma", "--out", "file"], folder), "file")
    one_line_error(command(["shot.ma", "--out", "file/deeper"], folder), "file")
    assert listed(folder) == ["file", "shot.ma"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_no_traceback(folder):
    put(folder + "/shot.ma", scene())
    os.makedirs(native(folder + "/out"))
    for name in ("task", "upload", "asset", "tips"):
        os.symlink("/dev/full", folder + "/out/" + name + ".json.tmp")
    result = command(["shot.ma", "--out", "out"], folder)
    assert "Traceback" not in result.err
    assert [row for row in listed(folder + "/out") if row.endswith(".json")] in (
        [],
        ["asset.json", "task.json", "tips.json", "upload.json"],
    )


# -- scenes that end too soon ---------------------------------------------------------------


@pytest.mark.parametrize("at", range(0, len(GOOD), 200))
def test_a_scene_cut_anywhere_is_an_error_or_has_a_tip_that_says_so(folder, at):
    answer = of(GOOD[:at], folder)
    if isinstance(answer, AnalyzeError):
        assert "shot.ma" in answer.text
    else:
        assert codes(answer) & set(CUT)


def test_a_whole_scene_has_no_tip_that_it_is_cut(folder):
    assert not codes(of(GOOD, folder)) & set(CUT)


@pytest.mark.parametrize(
    "cut", [b'setAttr ".ftn" -type "stri', b'setAttr ".ftn" -type "string" "a.p', b"setAttr"]
)
def test_a_scene_that_ends_inside_a_statement_is_not_submitted(folder, cut):
    data = (head() + CAMERA + 'createNode file -n "file1";\n\t').encode("utf-8") + cut
    put(folder + "/shot.ma", data)
    assert command(["shot.ma", "--json"], folder).code == 3


def test_half_of_a_path_is_never_taken_for_a_path_silently(folder):
    data = (
        head() + CAMERA + 'createNode file -n "file1";\n\tsetAttr ".ftn" -type "string" "half'
    ).encode("utf-8")
    answer = of(data, folder)
    assert codes(answer) & set(CUT)


# -- encodings --------------------------------------------------------------------------------


def test_gbk_without_a_codeset_is_read_as_gbk_or_has_a_tip(folder):
    data = scene(texture("\u6728\u5934/\u7eb9\u7406.png"), codeset=None).encode("gbk")
    answer = of(data, folder)
    assert [row["path"] for row in answer["files"]] == ["\u6728\u5934/\u7eb9\u7406.png"]
    assert "90003" in codes(answer)


def test_a_scene_that_says_utf8_and_is_not_has_a_tip_and_keeps_its_nodes(folder):
    data = scene(texture("\u7eb9\u7406.png", "first") + texture("b.png", "second")).encode("gbk")
    answer = of(data, folder)
    assert [row["node"] for row in answer["files"]] == ["first", "second"]
    assert answer["files"][1]["path"] == "b.png"
    assert "90003" in codes(answer)


def test_a_scene_in_its_declared_encoding_has_no_tip_about_it(folder):
    for codeset, codec in (("936", "gbk"), ("932", "cp932"), ("UTF-8", "utf-8"), ("949", "cp949")):
        answer = of(scene(texture("\u6728.png"), codeset=codeset).encode(codec), folder)
        assert [row["path"] for row in answer["files"]] == ["\u6728.png"]
        assert "90003" not in codes(answer)


def test_a_trail_byte_that_looks_like_a_backslash_does_not_swallow_the_quote(folder):
    for codeset, codec, letter in (("936", "gbk", "\u4e57"), ("932", "cp932", "\u8868")):
        data = scene(texture("dir/" + letter), codeset=codeset).encode(codec)
        assert b'\\"' in data
        assert [row["path"] for row in of(data, folder)["files"]] == ["dir/" + letter]


@pytest.mark.parametrize(
    "bytes_", [b"\xff\xfe\xfd", b"\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"a\0b"]
)
def test_bytes_that_are_no_text_are_replaced_and_the_rest_is_kept(folder, bytes_):
    data = (
        scene(texture("MARK.png", "first") + texture("b.png", "second"))
        .encode("utf-8")
        .replace(b"MARK", bytes_)
    )
    path = put(folder + "/shot.ma", data)
    answer, files = whole(path)
    assert [row["node"] for row in answer["files"]] == ["first", "second"]
    files.write(folder + "/out")


@pytest.mark.parametrize(
    "codeset",
    [
        "hex",
        "base64",
        "rot13",
        "zlib",
        "bz2",
        "uu",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "utf-16",
        "utf-32",
        "utf-7",
        "undefined",
        "mbcs",
        "string_escape",
        "unicode_internal",
        "99999",
        "-1",
        "..",
        "../../x",
        "a\0b",
        "\u6728",
        "x" * 3000,
        "",
    ],
)
def test_a_hostile_codeset_is_not_obeyed_blindly(folder, codeset):
    path = put(
        folder + "/shot.ma",
        scene(texture("a\\\\ud800b.png") + texture("b.png", "second"), codeset="MARK").replace(
            "MARK", codeset
        ),
    )
    answer, files = whole(path)
    assert answer["files"][-1]["path"] == "b.png"
    assert [row["name"] for row in answer["cameras"]] == ["|shotCam|shotCamShape"]
    files.write(folder + "/out")


# -- shapes nobody expects -----------------------------------------------------------------------


def test_a_scene_without_any_node_ends_at_once_and_is_not_submitted(folder):
    put(folder + "/shot.ma", head() + "// End of shot.ma\n")
    result = command(["shot.ma", "--out", "out"], folder)
    assert result.code in (1, 3)
    assert "Traceback" not in result.err


def test_a_header_alone_is_not_submitted(folder):
    put(folder + "/shot.ma", "//Maya ASCII 2022 scene\n")
    assert command(["shot.ma", "--json"], folder).code in (1, 3)


def test_a_string_of_five_megabytes_in_one_line_is_read(folder):
    text = 'print \\"x\\";\\n' * 420000
    node = 'createNode script -n "big";\n\tsetAttr ".b" -type "string" "%s";\n' % text
    answer = of(scene(node + texture("a.png")), folder)
    assert [row["path"] for row in answer["files"]] == ["a.png"]


def test_a_texture_path_of_five_megabytes_is_missing(folder):
    answer = of(scene(texture("x" * 5000000) + texture("a.png", "second")), folder)
    assert [row["found"] for row in answer["files"]] == [0, 0]


def test_a_string_of_five_megabytes_without_an_end_is_a_cut_scene(folder):
    data = (
        head()
        + CAMERA
        + 'createNode file -n "f";\n\tsetAttr ".ftn" -type "string" "'
        + "\\\\" * 2500000
    )
    answer = of(data, folder)
    assert isinstance(answer, AnalyzeError) or codes(answer) & set(CUT)


def test_a_string_of_many_escaped_quotes_without_an_end_does_not_hang(folder):
    text = head() + CAMERA + 'createNode file -n "f";\n\tsetAttr ".nts" -type "string" "'
    put(folder + "/shot.ma", text + 'print \\"x\\";\\n' * 60000)
    assert command(["shot.ma", "--json"], folder, limit=5).code == 3


@pytest.mark.parametrize(
    "plugs",
    [
        ("a%d.o", "b%d.i"),
        ("a%d.msg", "b.dl[%d]"),
        ("x.rlid", "layer%d.rlid"),
        ("x%d.w", "y.adjs[%d].plg"),
    ],
)
def test_two_hundred_thousand_connections_are_read(folder, plugs):
    lines = ['connectAttr "%s" "%s";' % plugs] * 200000
    body = "\n".join(line % tuple([number] * line.count("%d")) for number, line in enumerate(lines))
    answer = of(
        head() + CAMERA + texture("a.png") + END.replace("// End", body + "\n// End"), folder
    )
    assert [row["path"] for row in answer["files"]] == ["a.png"]


def test_ten_thousand_textures_are_read(folder):
    answer = of(
        scene("".join(texture("t/%d.png" % number, "f%d" % number) for number in range(10000))),
        folder,
    )
    assert len(answer["files"]) == 10000


def test_a_chain_of_a_thousand_parents_is_read(folder):
    rows = ['createNode transform -n "n0";\n']
    rows += [
        'createNode transform -n "n%d" -p "n%d";\n' % (number, number - 1)
        for number in range(1, 1000)
    ]
    answer = of(scene("".join(rows) + 'createNode camera -n "deep" -p "n999";\n'), folder)
    assert [row["name"] for row in answer["cameras"]][1].count("|") == 1001


HOSTILE = [
    "../../../../etc/passwd",
    "/etc/passwd",
    "..",
    ".",
    "/",
    "//",
    "\\\\\\\\server\\\\share",
    "C:",
    "C:/",
    "~",
    "~root/x",
    "$",
    "${",
    "${}",
    "%",
    "%%",
    "%s",
    "%(a)s",
    "{0}",
    "a\\nb.png",
    "a\\tb.png",
    'a\\"b.png',
    "`workspace -q -rd`",
    "<",
    "<>",
    "<UDIM",
    "<UDIM><UDIM>",
    "<attr:>",
    "<attr:" + "(" * 50 + ">",
    "#" * 300,
    "%099999999999d",
    "%0400d",
    "<f99999999999>",
    "a" * 300 + ".png",
    "/" * 1000,
    "a/" * 3000,
    "(((((((",
    "[a-",
    "*",
    "?",
    "\u202egnp.exe",
    "\u0000",
    "\ufeff",
    "con",
    "nul.png",
    " ",
    "\\n",
    "http://example.org/x.png",
    "file:///etc/passwd",
    "-rf",
    "|touch x",
    "&&",
    ";",
    "1001",
    "u1_v1",
    "_u1_v1",
    "1" * 5000 + ".png",
    "a.1001.1001.png",
    "\U0001f600.png",
    "#.#.#.#.#.#.#.#.#.png",
]


@pytest.mark.parametrize("text", HOSTILE, ids=["%d" % at for at in range(len(HOSTILE))])
@pytest.mark.parametrize(
    "extra",
    ["", '\tsetAttr ".uvt" 3;\n', '\tsetAttr ".ufe" yes;\n'],
    ids=["one", "tiles", "frames"],
)
def test_a_hostile_path_is_a_row_like_any_other(folder, text, extra):
    put(folder + "/" + "1" * 200 + ".png", "x")
    path = put(
        folder + "/shot.ma", scene(texture(text, "first", extra) + texture("b.png", "second"))
    )
    answer, files = whole(path)
    assert answer["files"][-1]["node"] == "second"
    files.write(folder + "/out")


def test_a_name_of_many_tokens_does_not_hang(folder):
    put(folder + "/" + "1" * 200 + ".jpg", "x")
    put(folder + "/shot.ma", scene(texture("<u>" * 40 + ".png")))
    assert command(["shot.ma", "--json"], folder, limit=5).code == 0


@pytest.mark.parametrize(
    "name", ["a b", "..", "a|b", "", "a\\nb", "\u6728", "a:b:c", "|", "x" * 5000, "$(x)", '\\"']
)
def test_a_hostile_node_name_is_carried_and_not_believed(folder, name):
    path = put(
        folder + "/shot.ma",
        scene(texture("a.png", name) + 'createNode camera -n "%sShape" -p "%s";\n' % (name, name)),
    )
    answer, files = whole(path)
    assert [row["path"] for row in answer["files"]] == ["a.png"]
    files.write(folder + "/out")


NUMBERS = [
    "nan",
    "inf",
    "-inf",
    "1e308",
    "1e400",
    "-1e308",
    "1e-320",
    "0",
    "-1",
    "99999999999999999999",
    "abc",
    '"x"',
    "0x10",
    "1,5",
    "--",
    "1 2 3",
    "yes",
    "\u0661",
    "1.#QNAN",
    "",
]


@pytest.mark.parametrize("number", NUMBERS, ids=["%d" % at for at in range(len(NUMBERS))])
@pytest.mark.parametrize("attr", ["fs", "ef", "bfs", "outf", "an", "me"])
def test_a_hostile_number_in_the_render_settings_is_no_exception(folder, attr, number):
    end = 'select -ne :defaultRenderGlobals;\n\tsetAttr ".%s" %s;\n// End of shot.ma\n' % (
        attr,
        number,
    )
    path = put(folder + "/shot.ma", scene(texture("a.png"), end=end))
    answer, files = whole(path)
    assert [row["path"] for row in answer["files"]] == ["a.png"]
    files.write(folder + "/out")


@pytest.mark.parametrize("number", NUMBERS, ids=["%d" % at for at in range(len(NUMBERS))])
@pytest.mark.parametrize("attr", ["w", "h"])
def test_a_hostile_number_in_the_resolution_is_no_exception(folder, attr, number):
    end = 'select -ne :defaultResolution;\n\tsetAttr ".%s" %s;\n// End of shot.ma\n' % (
        attr,
        number,
    )
    answer, files = whole(put(folder + "/shot.ma", scene(texture("a.png"), end=end)))
    size = answer["size"]
    assert size is None or all(side >= 1 for side in size)
    files.write(folder + "/out")


@pytest.mark.parametrize("attr, value, code", [("fs", "20", "90013"), ("bfs", "0", "90013")])
def test_a_range_without_frames_is_a_tip_and_not_an_exception(folder, attr, value, code):
    end = 'select -ne :defaultRenderGlobals;\n\tsetAttr ".%s" %s;\n// End of shot.ma\n' % (
        attr,
        value,
    )
    assert code in codes(of(scene(end=end), folder))


@pytest.mark.parametrize("step, end", [("0.0000001", "1000000"), ("1e-9", "1e9"), ("1", "1e15")])
def test_a_range_of_billions_of_frames_does_not_hang(folder, step, end):
    tail = (
        'select -ne :defaultRenderGlobals;\n\tsetAttr ".an" yes;\n\tsetAttr ".bfs" %s;\n\tsetAttr ".ef" %s;\n'  # noqa: E501
        % (step, end)
    )
    put(folder + "/shot.ma", scene(end=tail + "// End of shot.ma\n"))
    result = command(["shot.ma", "--json"], folder, limit=5)
    assert result.code == 3


@pytest.mark.parametrize(
    "unit",
    [
        "1.2.3fps",
        "0fps",
        "fps",
        "1e9fps",
        "...fps",
        "nanfps",
        "-5fps",
        "\u0661fps",
        "9" * 400 + "fps",
    ],
)
def test_a_hostile_time_unit_is_unknown_or_a_number(folder, unit):
    answer, files = whole(put(folder + "/shot.ma", scene(time=unit)))
    assert answer["fps"] is None or 0 < answer["fps"] < 1e12


@pytest.mark.parametrize(
    "line",
    [
        "requires;",
        'requires "x";',
        "requires -nodeType;",
        'requires -nodeType "x";',
        "currentUnit;",
        "currentUnit -t;",
        "fileInfo;",
        'fileInfo "a";',
        "file;",
        "file -r;",
        "file -rdi;",
        'file -rdi x -rfn "a" "b.ma";',
        'file -rdi 99999999999 "b.ma";',
        'file -rdi -1 -rfn "a" "b.ma";',
        'file -rdi 0 -rfn "a" "b.ma";',
        'file -r "";',
        'file -rdi 1 -ns "" -rfn "" "";',
        "createNode;",
        "createNode file;",
        "createNode -n;",
        'createNode -n "x";',
        'createNode "file" -n "x";',
        "select;",
        "select -ne;",
        "setAttr;",
        'setAttr "x";',
        'setAttr ".";',
        "connectAttr;",
        'connectAttr "a";',
        'connectAttr "" "";',
        'connectAttr "rlid" "rlid";',
        'connectAttr ".rlid" ".plg";',
        "disconnectAttr;",
        "\t;",
        ";",
        '"',
        "(",
        ")",
        "/*",
        "createNode renderLayer;",
        'createNode renderLayer -n "";',
        'createNode camera -p "" -n "";',
        "select -ne :;",
        'setAttr "a.b" 1;',
    ],
)
def test_a_statement_without_its_words_is_passed_over(folder, line):
    data = head() + line + "\n" + CAMERA + texture("a.png", "wall") + line + "\n" + END
    answer = of(data, folder)
    assert "a.png" in [row["path"] for row in answer["files"]] or line == '"'


def test_a_bad_reference_is_a_tip_and_not_an_error(folder):
    put(folder + "/empty.ma", "")
    put(folder + "/strange.ma", "hello")
    os.makedirs(native(folder + "/folder.ma"))
    rows = ""
    for name in ("empty", "strange", "folder", "none", "shot"):
        rows += 'file -rdi 1 -ns "%s" -rfn "%sRN" -typ "mayaAscii" "%s.ma";\n' % (name, name, name)
    answer = of(scene().replace("requires maya", rows + "requires maya"), folder)
    found = dict((row["path"], row["found"]) for row in answer["references"])
    assert found == {
        "empty.ma": True,
        "strange.ma": True,
        "folder.ma": False,
        "none.ma": False,
        "shot.ma": True,
    }
    assert set(("90005", "90006", "50001")) <= codes(answer)


def test_references_that_multiply_do_not_take_for_ever(folder):
    for level in range(12):
        rows = "".join(
            'file -rdi 1 -ns "n%d" -rfn "n%dRN" -typ "mayaAscii" "level%d.ma";\n'
            % (copy, copy, level + 1)
            for copy in range(8)
        )
        body = scene(texture("t%d.png" % level)).replace("requires maya", rows + "requires maya")
        put(folder + "/level%d.ma" % level, body)
    put(folder + "/level12.ma", scene())
    result = command(["level0.ma", "--json"], folder, limit=25)
    assert result.code in (0, 1, 3)
    assert "90011" in result.out or result.code == 1, "what was left out must be said"


def test_a_scene_drawn_in_by_two_ways_is_no_circle(folder):
    def row(name):
        return 'file -rdi 1 -ns "%s" -rfn "%sRN" -typ "mayaAscii" "%s.ma";\n' % (name, name, name)

    put(folder + "/left.ma", scene().replace("requires maya", row("leaf") + "requires maya"))
    put(folder + "/right.ma", scene().replace("requires maya", row("leaf") + "requires maya"))
    put(folder + "/leaf.ma", scene(texture("a.png")))
    answer = of(
        scene().replace("requires maya", row("left") + row("right") + "requires maya"), folder
    )
    nodes = [entry["node"] for entry in answer["files"] if entry["path"] == "a.png"]
    assert sorted(nodes) == ["left:leaf:file1", "right:leaf:file1"]
    assert "90006" not in codes(answer)


def test_a_chain_of_a_hundred_references_ends(folder):
    for level in range(100):
        row = 'file -rdi 1 -ns "n" -rfn "nRN" -typ "mayaAscii" "level%d.ma";\n' % (level + 1)
        put(folder + "/level%d.ma" % level, scene().replace("requires maya", row + "requires maya"))
    put(folder + "/level100.ma", scene())
    answer = of(
        scene().replace(
            "requires maya", 'file -rdi 1 -ns "n" -rfn "nRN" "level0.ma";\nrequires maya'
        ),
        folder,
    )
    assert len(answer["references"]) <= 101
    assert len(answer["references"]) == 101 or "90011" in codes(answer)


def test_a_hostile_workspace_is_passed_over(folder):
    for text in (
        b"\xff\xfe\0",
        b'workspace -fr "sourceImages"',
        b'workspace -fr "sourceImages" "../../../..";\n' * 5,
        b'workspace -fr "' + b"x" * 1000000,
    ):
        put(folder + "/workspace.mel", text)
        assert [row["path"] for row in of(scene(texture("a.png")), folder)["files"]] == ["a.png"]


def test_a_workspace_that_is_a_folder_is_passed_over(folder):
    os.makedirs(native(folder + "/workspace.mel"))
    assert [row["path"] for row in of(scene(texture("a.png")), folder)["files"]] == ["a.png"]


# -- scenes changed at random ---------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        b'"',
        b"\\",
        b";",
        b"\n",
        b"\t",
        b"\0",
        b"\xff",
        b"(",
        b"//",
        b"\nselect -ne :defaultRenderGlobals;\n",
        b"-type",
        b" -s ",
        b'setAttr ".fs" nan;',
        b"[",
        b"]",
        b".",
        b"|",
        b":",
        b"createNode",
        b"\r",
        b"99999999999",
        b"\xe6\x9c\xa8",
        b"-",
        b"<UDIM>",
    ]
)
CHANGES = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=len(GOOD)),
        st.integers(min_value=0, max_value=40),
        PIECES,
    ),
    min_size=1,
    max_size=6,
)
SCENES = [
    "two_layers_adjustments",
    "nested_references",
    "simple_arnold",
    "gbk_codeset",
    "vray_settings",
]


def must_end_well(data):
    folder = tempfile.mkdtemp()
    try:
        path = put(full(folder) + "/shot.ma", data)
        try:
            answer, files = whole(path)
        except AnalyzeError as err:
            assert "\n" not in err.text
            return
        files.write(full(folder) + "/out")
    finally:
        shutil.rmtree(folder)


@settings(deadline=None, database=None, max_examples=120)
@given(st.sampled_from(SCENES), CHANGES)
def test_a_scene_changed_at_random_is_read_or_refused(case, changes):
    data = golden(case)
    for at, gone, piece in changes:
        data = data[:at] + piece + data[at + gone :]
    must_end_well(data)


@settings(deadline=None, database=None, max_examples=60)
@given(st.sampled_from(SCENES), st.integers(min_value=0, max_value=3000))
def test_a_scene_cut_at_random_is_read_or_refused(case, at):
    must_end_well(golden(case)[:at])


@settings(deadline=None, database=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_behind_a_header_are_read_or_refused(data):
    must_end_well(b"//Maya ASCII 2022 scene\n" + data)


@settings(deadline=None, database=None, max_examples=60)
@given(st.binary(max_size=60))
def test_any_bytes_at_all_are_read_or_refused(data):
    must_end_well(data)


def test_the_errors_say_which_kind_they_are(folder):
    assert isinstance(of("", folder), SceneNotRead)
    assert isinstance(of("hello", folder), UnknownScene)
    assert re.match(r".*shot\.ma", of("hello", folder).text)
