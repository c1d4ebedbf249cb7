from __future__ import absolute_import, division, print_function, unicode_literals

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import tables
from analyzers.maya import statements


def words(text):
    return [[word.text for word in row] for row in statements.parse(text)]


def one(text):
    rows = list(statements.parse(text))
    assert len(rows) == 1
    return rows[0]


def attr(text):
    return statements.set_attr(one(text))[:2]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a b;", [["a", "b"]]),
        ("a b;c;", [["a", "b"], ["c"]]),
        ("a\n\tb\n\n\tc;", [["a", "b", "c"]]),
        ("a b", [["a", "b"]]),
        (";;a;", [["a"]]),
        ("", []),
        ("// only words\n", []),
        ("a; // b;\nc;", [["a"], ["c"]]),
        ('a "b;c" d;', [["a", "b;c", "d"]]),
        ('a "//b";', [["a", "//b"]]),
        ('a "";', [["a", ""]]),
        ('a "b"c;', [["a", "b", "c"]]),
        ("a\r\n\tb;\r\nc;\r\n", [["a", "b"], ["c"]]),
    ],
)
def test_a_statement_is_its_words_up_to_the_semicolon(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "written, meant",
    [
        (r"a\nb", "a\nb"),
        (r"a\tb", "a\tb"),
        (r"a\rb", "a\rb"),
        (r"a\"b", 'a"b'),
        (r"a\\b", "a\\b"),
        (r"a\\nb", "a\\nb"),
        (r"C:\\new\\tex", "C:\\new\\tex"),
        (r"\\\\server\\x", "\\\\server\\x"),
        (r"\"", '"'),
        (r"\\", "\\"),
    ],
)
def test_an_escape_in_a_string_is_undone_once(written, meant):
    assert words('a "%s";' % written) == [["a", meant]]


@settings(deadline=None, database=None, max_examples=200)
@given(st.lists(st.text(alphabet='ab;"\\\n\t\r/+({ \u6728', max_size=8), min_size=1, max_size=4))
def test_any_text_survives_being_written_as_a_string(texts):
    line = "x"
    for text in texts:
        for plain, escaped in (
            ("\\", "\\\\"),
            ('"', '\\"'),
            ("\n", "\\n"),
            ("\t", "\\t"),
            ("\r", "\\r"),
        ):
            text = text.replace(plain, escaped)
        line += ' "%s"' % text
    assert words(line + ";") == [["x"] + texts]


@settings(deadline=None, database=None, max_examples=200)
@given(st.text(alphabet='ab;"\\\n/+(- .[]', max_size=40))
def test_any_text_is_read_to_its_end(text):
    for row in statements.parse(text):
        assert row
        assert 1 <= row[0].line <= text.count("\n") + 1


def test_a_word_knows_whether_it_was_quoted():
    row = one('a "-s" -s "b";')
    assert [word.quoted for word in row] == [False, True, False, True]


def test_a_word_knows_its_line():
    rows = list(statements.parse('a\n\n  "b"\nc; d\n;\ne;', line=10))
    assert [[word.line for word in row] for row in rows] == [[10, 12, 13], [13], [15]]


def test_a_string_over_two_lines_stands_where_it_begins():
    row = one('a "b\nc" d;')
    assert [word.line for word in row] == [1, 1, 2]


@pytest.mark.parametrize(
    "text, expected",
    [
        ('setAttr ".w" 1920;', (".w", "1920")),
        ('setAttr ".v" no;', (".v", "no")),
        ('setAttr -k on ".rnd" no;', (".rnd", "no")),
        ('setAttr -keyable on ".renderable" no;', (".renderable", "no")),
        ('setAttr -l on -k off ".ef" 24;', (".ef", "24")),
        ('setAttr -av ".h" 540;', (".h", "540")),
        ('setAttr -av -k on -cb on ".h" 540;', (".h", "540")),
        ('setAttr -cb on ".bfs" -1.5;', (".bfs", "-1.5")),
        ('setAttr -ch 24 ".ef" 5;', (".ef", "5")),
        ('setAttr ".ftn" -type "string" "a.png";', (".ftn", "a.png")),
        ('setAttr ".ftn" -typ "string" "a.png";', (".ftn", "a.png")),
        ('setAttr ".ftn" -type "string" \n\t\t"a.png";', (".ftn", "a.png")),
        ('setAttr ".ifp" -type "string" "";', (".ifp", "")),
        (
            'setAttr ".b" -type "string" (\n\t\t"one"\n\t\t+ "two" + "three");',
            (".b", "onetwothree"),
        ),
        ('setAttr ".b" -type "string" ( "a+b" );', (".b", "a+b")),
        ('setAttr ".ftn" -type "string" "-s";', (".ftn", "-s")),
        ('setAttr ".fns" -type "stringArray" 2 "a.abc" "b.abc"  ;', (".fns", ["a.abc", "b.abc"])),
        ('setAttr ".fns" -type "stringArray" 1 "a.abc"  ;', (".fns", ["a.abc"])),
        ('setAttr ".fns" -type "stringArray" 0  ;', (".fns", [])),
        ('setAttr ".rlmi[1:3]" 1 2 3;', (".rlmi[1:3]", ["1", "2", "3"])),
        ('setAttr ".t" -type "double3" 0 1 -10 ;', (".t", ["0", "1", "-10"])),
        ('setAttr "persp.v" no;', ("persp.v", "no")),
    ],
)
def test_a_set_attr_gives_a_name_and_a_value(text, expected):
    assert attr(text) == expected


@pytest.mark.parametrize(
    "text, name",
    [
        ('setAttr -k on ".fs";', ".fs"),
        ('setAttr -cb on ".bfs";', ".bfs"),
        ('setAttr -l on ".w";', ".w"),
        ('setAttr -av ".h";', ".h"),
        ('setAttr -av -k off -cb on ".h";', ".h"),
        ('setAttr -s 4 ".adjs";', ".adjs"),
        ('setAttr -size 4 ".adjs";', ".adjs"),
        ('setAttr -keyable on ".animation";', ".animation"),
        ('setAttr -ch 24 ".adjs";', ".adjs"),
    ],
)
def test_a_set_attr_with_flags_only_keeps_the_default(text, name):
    assert attr(text) == (name, None)


def test_a_blank_line_does_not_end_a_statement():
    text = 'setAttr ".tm" -type "octaneTextureData" \n\n\t\t"t"\t17\n\t\t"s"\t""\n\t\t"v"\t0;\nsetAttr ".x" 1;'  # noqa: E501
    rows = list(statements.parse(text))
    assert len(rows) == 2
    assert statements.set_attr(rows[1])[:2] == (".x", "1")


def test_a_value_is_said_to_stand_on_its_own_line():
    assert statements.set_attr(one('setAttr ".ftn" -type "string" \n\t\t"a.png";'))[2] == 2


def test_a_string_in_parts_stands_on_the_line_of_its_first_part():
    assert statements.set_attr(one('setAttr ".ftn" -type "string" (\n\t\t"a"\n\t\t+ "b");'))[2] == 2


@pytest.mark.parametrize(
    "text", ["setAttr;", "setAttr -k;", "setAttr -type;", 'setAttr -type "string";']
)
def test_a_set_attr_without_a_name_sets_nothing(text):
    name, value, line = statements.set_attr(one(text))
    assert (name, value, line) == ("", None, 1)


@pytest.mark.parametrize(
    "text",
    [
        'createNode camera -s -n "x" -p "y";',
        'createNode camera -shared -name "x" -parent "y";',
        'createNode camera -p "y" -n "x" -s;',
    ],
)
def test_short_and_long_flags_mean_the_same(text):
    found = statements.flags(one(text)[2:], statements.CREATE_FLAGS)
    assert found == {"shared": "", "name": "x", "parent": "y"}


@pytest.mark.parametrize(
    "text",
    [
        'file -rdi 2 -ns "a" -dr 1 -rfn "aRN" -op "v=0;" -typ "mayaAscii" "x/a.ma";',
        'file -referenceDepthInfo 2 -namespace "a" -deferReference 1 -referenceNode "aRN" -options "v=0;"\n'  # noqa: E501
        '\t\t-type "mayaAscii"\n\t\t "x/a.ma";',
    ],
)
def test_a_reference_line_is_understood_in_both_spellings(text):
    row = one(text)[1:]
    found = statements.flags(row, statements.FILE_FLAGS)
    assert (found["referenceDepthInfo"], found["namespace"], found["deferReference"]) == (
        "2",
        "a",
        "1",
    )
    assert [word.text for word in statements.arguments(row, statements.FILE_FLAGS)] == ["x/a.ma"]


def test_flags_and_plain_words_are_told_apart():
    row = one('requires -nodeType "a" -nodeType "b" -dataType "c" "plug" "1.0";')[1:]
    plain = statements.arguments(row, statements.REQUIRES_FLAGS)
    assert [word.text for word in plain] == ["plug", "1.0"]


def test_names_are_translated_from_both_spellings_and_mixtures():
    name = statements.long_names({"adjustments.value": "adjs.val", "width": "w"})
    assert name("w") == name("width") == "width"
    for written in ("adjs[3].val", "adjustments[3].value", "adjs[3].value", "adjustments[3].val"):
        assert name(written) == "adjustments[3].value"
    assert name("adjs[12:15].val") == "adjustments[12:15].value"


def test_a_name_that_nobody_asked_for_is_none():
    name = statements.long_names({"width": "w"})
    assert [name(written) for written in ("h", "W", "", "w.x", "x[0].w")] == [None] * 5


@pytest.mark.parametrize(
    "unit, expected",
    [
        ("film", 24),
        ("pal", 25),
        ("ntsc", 30),
        ("ntscf", 60),
        ("show", 48),
        ("game", 15),
        ("palf", 50),
        ("23.976fps", 23.976),
        ("48000fps", 48000),
        ("2fps", 2),
    ],
)
def test_a_time_unit_is_so_many_frames_per_second(unit, expected):
    assert statements.fps(unit, tables.load("maya/nodes.json")["fps"]) == expected


@pytest.mark.parametrize(
    "unit", [None, "", "fortnight", "fps", "xfps", "1.2.3fps", ".fps", "0fps", "-1fps", "film "]
)
def test_an_unknown_time_unit_is_unknown(unit):
    assert statements.fps(unit, tables.load("maya/nodes.json")["fps"]) is None
