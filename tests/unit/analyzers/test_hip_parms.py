"""Parameters, channels and definitions of parameters, in every form that scenes hold them."""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

import hip_writer as hip
import pytest

from analyzers.houdini.archive import channels, dialog, parms


def parm(line, name=None):
    """Returns the one parameter of a member that holds ``line``, or the one of a name."""
    found = parms.parse("{\nversion 0.8\n%s\n}\n" % line)
    return found[name] if name else list(found.values())[0]


# -- .parm ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1", ["1"]),
        ("0.5\t-2\t1e-05", ["0.5", "-2", "1e-05"]),
        ('"off"', ["off"]),
        ('""', [""]),
        ("", []),
        ("ip", ["ip"]),
        ("$HIP/$HIPNAME:r.$F4.exr", ["$HIP/$HIPNAME:r.$F4.exr"]),
        ("${OS}_$F", ["${OS}_$F"]),
        ('`opname(\\"..\\")`', ['`opname("..")`']),
        ('"a \\"b\\" \\\\ c"', ['a "b" \\ c']),
        ("C:\\\\tex\\\\a.png", ["C:\\tex\\a.png"]),
        ('"C:\\\\my tex\\\\a.png"\tb', ["C:\\my tex\\a.png", "b"]),
        ('"line one\nline two ) ]\n"', ["line one\nline two ) ]\n"]),
        ("@name=height", ["@name=height"]),
        ("*\t)x", ["*", ")x"]),
        ('"[ tx\t1 ]"', ["[ tx\t1 ]"]),
        ("[x]", ["[x]"]),
        ("a\u3000b\u00a0c", ["a\u3000b\u00a0c"]),
    ],
)
def test_values_are_read_without_quotes_and_escapes(text, values):
    found = parm("x\t[ 0\tlocks=0 ]\t(\t%s\t)" % text)
    assert (found.values, found.driven) == (values, {})


@pytest.mark.parametrize(
    "bracket",
    ["[ 0\tlocks=0 ]\t", "[ 8\tlocks=0 ]\t", "[ 0\tlocks=0\tautoscope=0 ]\t", "",
     "[ 0\tlocks=7\tautoscope=0\tautosel=0 ]\t", "[ 0\tlocks=0\tbypass=1 ]\t"],
)  # fmt: skip
def test_what_stands_in_the_square_brackets_does_not_matter(bracket):
    assert parm("file\t%s(\ta.bgeo\t)" % bracket).values == ["a.bgeo"]


@pytest.mark.parametrize(
    ("text", "values", "driven"),
    [
        ("[ f1\t1 ] \t[ f2\t240 ] \t1", ["1", "240", "1"], {0: "f1", 1: "f2"}),
        ('[ file\t"a b" ] ', ["a b"], {0: "file"}),
        ('[ file\t"two\nlines" ] ', ["two\nlines"], {0: "file"}),
        ('1\t[ ty\t"" ] ', ["1", ""], {1: "ty"}),
        ("[ SettingsOutput.img_width\t640 ] ", ["640"], {0: "SettingsOutput.img_width"}),
        ("[ x\t] ", [""], {0: "x"}),
    ],
)
def test_driven_components_name_their_channel_and_keep_the_cached_value(text, values, driven):
    found = parm("f\t[ 0\tlocks=0 ]\t(\t%s\t)" % text)
    assert (found.values, found.driven) == (values, driven)


def test_names_may_hold_dots_and_numbers():
    line = "SettingsOutput.img_dir\t[ 0\tlocks=0 ]\t(\t/a\t)"
    assert parm(line).name == "SettingsOutput.img_dir"


def test_every_parameter_tells_its_line():
    found = parms.parse(
        hip.parm_member({"a": "1"}) + 'b\t[ 0\tlocks=0 ]\t(\t"x\ny\nz"\t)\nc\t[ 0\t]\t(\t1\t)\n'
    )
    assert [(row.name, row.line) for row in found.values()] == [("a", 3), ("b", 6), ("c", 9)]


def test_text_of_a_snippet_that_looks_like_a_record_is_none():
    text = 'snippet\t[ 0\tlocks=0 ]\t(\t"\nfile\t[ 0\tlocks=0 ]\t(\tfake\t)\n"\t)\n'
    assert list(parms.parse(text + "file\t[ 0\tlocks=0 ]\t(\treal\t)\n")["file"].values) == ["real"]


def test_a_text_that_never_ends_gives_what_there_is_of_it():
    found = parms.parse('a\t[ 0\t]\t(\t1\t)\nb\t[ 0\t]\t(\t"never ends\nc\t[ 0\t]\t(\t1\t)')
    assert list(found) == ["a", "b"]
    assert found["b"].values[0].startswith("never ends")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", None),
        ("{", None),
        ("x (", None),
        ("((((((", None),
        ("\\" * 999, None),
        ('"' * 999, None),
        ("\0" * 99, None),
        ("x [ 0 ] (\t[", [""]),
        ("x (\t[ a", [""]),
        ("x (\t[ a\t", [""]),
        ('x (\t"', [""]),
        ("x (\t\\", ["\\"]),
        ("x (\t)\t)", []),
        ("x\t(\t" + "[\t" * 999, ["["] * 333),
    ],
)
def test_what_is_cut_gives_what_there_is_and_what_is_no_record_nothing(text, values):
    found = parms.parse(text)
    assert dict((name, row.values) for name, row in found.items()) == (
        {} if values is None else {"x": values}
    )
    assert not channels.parse(text)
    assert not dialog.parse(text)


def test_of_two_records_of_a_name_the_last_counts_at_the_place_of_the_first():
    text = '{\na\t(\t1\t)\nb\t(\t2\t)\na\t(\t"3\n4"\t)\nc\t(\t5\t)\n}\n'
    found = parms.parse(text)
    assert [(row.name, row.values, row.line) for row in found.values()] == [
        ("a", ["3\n4"], 4),
        ("b", ["2"], 3),
        ("c", ["5"], 6),
    ]
    assert (len(found), "b" in found, "d" in found, found.get("d")) == (3, True, False, None)
    assert found["a"] is found["a"]


def test_records_are_searched_as_they_are_written():
    text = 'x.exr\na\t(\t1\t)\nb\t(\tx.exr\ty.exr\t)\na\t(\t"2\n.exr"\t)\nb\t(\t5\t)\n'
    assert parms.parse(text).search(re.compile("[.]exr")) == ["a"]
    assert parms.parse("").search(re.compile("x")) == []


# -- .chn -------------------------------------------------------------------------------------


def channel(body, language="hscript"):
    text = "{\n    channel f1 {\n      lefttype = extend\n%s\n    }\n  }\n" % body
    return channels.parse(text, language)["f1"]


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("$FSTART", "$FSTART"),
        ('ch(\\"../a/f1\\")', 'ch("../a/f1")'),
        ('"if($F > 3, 1, 2)"', "if($F > 3, 1, 2)"),
        ('"chs(\\"a b\\") + \\\\"', 'chs("a b") + \\'),
        ('"{\n  return 1;\n}"', "{\n  return 1;\n}"),
        ("{return(1);}", "{return(1);}"),
        ("bezier()", "bezier()"),
    ],
)
def test_expressions_are_read_bare_and_quoted(text, expression):
    (segment,) = channel("      segment { length = 0 expr = %s }" % text).segments
    assert (segment.expression, segment.language, segment.length) == (expression, "hscript", 0)


def test_segments_stand_one_after_the_other():
    found = channel(
        "      flags = 0\n      start = 2.5\n"
        "      segment { length = 4 value = 1 2 slope = 0 0 accel = 0 0 expr = bezier() }\n"
        "      segment { options = {\t untie  iv ov is os ia oa }\n\t length = 1 expr = $FEND }\n"
        "      segment { length = 0 value = 7 7 expr = constant() }"
    )
    assert [(row.start, row.length) for row in found.segments] == [(2.5, 4), (6.5, 1), (7.5, 0)]
    assert [row.expression for row in found.segments] == ["bezier()", "$FEND", "constant()"]
    assert [row.values for row in found.segments] == [(1, 2), (None, None), (7, 7)]


def test_the_language_is_that_of_the_segment_else_that_of_the_node():
    body = (
        "      segment { length = 0 expr = hou.frame() language = python }\n"
        "      segment { length = 0 expr = $F }"
    )
    assert [row.language for row in channel(body).segments] == ["python", "hscript"]
    assert [row.language for row in channel(body, "python").segments] == ["python", "python"]


@pytest.mark.parametrize(
    "written",
    [
        "default = 240",
        'defaultString = \\"$HIP/geo/$OS.$F.bgeo\\"',
        'defaultString = \\"\\"',
        'defaultString = "\\"two words\nand a line\\""',
        'defaultString = \\"chs(\\\\\\"a\\\\\\") + 1\\"',
    ],
)
def test_what_a_channel_falls_back_on_is_not_its_expression(written):
    found = channel("      %s\n      segment { length = 0 expr = $F }" % written)
    assert [row.expression for row in found.segments] == ["$F"]


@pytest.mark.parametrize(
    "written, expression",
    [
        ('\\"$HIP/a.\\"+padzero(4,$F)+\\".bgeo\\"', '"$HIP/a."+padzero(4,$F)+".bgeo"'),
        ('\\"a\\"==chs(\\"../x\\")', '"a"==chs("../x")'),
        ('"\\"a b\\" + \\"c\\""', '"a b" + "c"'),
        ('chs(\\"../x\\")', 'chs("../x")'),
    ],
)
def test_an_expression_that_begins_with_a_text_is_read_to_its_end(written, expression):
    found = channel("      segment { length = 0 expr = %s }" % written)
    assert [row.expression for row in found.segments] == [expression]


def test_a_cached_bracket_is_a_value():
    found = parms.parse('{\nversion 0.8\np\t[ 0\tlocks=0 ]\t(\t[ pc\t"]" ] \t2\t)\nq\t(\t3\t)\n}\n')
    assert (found["p"].values, found["p"].driven) == (["]", "2"], {0: "pc"})
    assert found["q"].values == ["3"]


def test_an_expression_that_is_no_number_of_seconds_does_not_matter():
    found = channel("      start = nan\n      segment { length = inf value = x 1e999 expr = $F }")
    segment = found.segments[0]
    assert (segment.start, segment.length, segment.values) == (0, 0, (None, None))


def test_every_channel_of_a_member_is_read():
    text = hip.chn_member([["f1", "", "$FSTART", None], ["f2", "", [{"expr": "1"}], "python"]])
    found = channels.parse(text)
    assert [(row.name, row.segments[0].expression) for row in found.values()] == [
        ("f1", "$FSTART"),
        ("f2", "1"),
    ]


# -- dialog scripts ---------------------------------------------------------------------------

DIALOG = """# Dialog script for thing
/* a comment { */
{
    name\tthing
    label\t"The Thing"
    help {
\t""
    }
    parm {
        name    "file"
        label   "File \\"in\\""
        type    file
        joinnext
        default { "$HIP/a.bgeo" }
        help    "name \\"type\\" { }"
        parmtag { "filechooser_mode" "read" }
        parmtag { "filechooser_pattern" "*.bgeo, *.sim" }
    }
    group {
        name    "folder1"
        label   "Folder"
        parm {
            name    "trange"
            type    ordinal
            default { "0" }
            menu {
                "off"  "name"
                "on"   "type"
            }
            disablewhen "{ a == b }"
        }
        multiparm {
            name    "layers"
            label   "Layers"
            default { "2" }
            parm {
                name    "layer_file#"
                type    image
                default { "" }
            }
            multiparm {
                name    "sub#"
                parm {
                    name    "sub_file#_#"
                    type    geometry
                }
            }
        }
    }
    parm {
        name    "take"
        baseparm
        label   "Take"
    }
    parm {
        name    "f"
        type    vector
        size    3
        default { 1 "$FEND" 1 }
        range   { 0! 1 }
    }
}
"""


def test_parameters_are_found_in_groups_and_in_groups_that_repeat():
    found = dialog.parse(DIALOG)
    assert [(row.name, row.type) for row in found.values()] == [
        ("file", "file"),
        ("trange", "ordinal"),
        ("layer_file#", "image"),
        ("sub_file#_#", "geometry"),
        ("sub#", "multiparm"),
        ("layers", "multiparm"),
        ("f", "vector"),
    ]


def test_a_parameter_has_its_default_and_tags():
    found = dialog.parse(DIALOG)
    assert found["file"].default == ["$HIP/a.bgeo"]
    assert dict(found["file"].tags) == {
        "filechooser_mode": "read",
        "filechooser_pattern": "*.bgeo, *.sim",
    }
    assert found["f"].default == ["1", "$FEND", "1"]
    assert found["layers"].default == ["2"]


@pytest.mark.parametrize("at", range(0, len(DIALOG), 7))
def test_a_dialog_script_cut_anywhere_gives_what_is_whole(at):
    for name, row in dialog.parse(DIALOG[:at]).items():
        assert row.name == name


def test_blocks_that_are_never_closed_do_not_go_too_deep():
    text = "group { " * 100000 + 'parm { name "a" type file }'
    assert dialog.parse(text) == {}
