from __future__ import absolute_import, division, print_function, unicode_literals

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import paths

ANY = st.text(alphabet="aZ9.:/\\~$%{}# <>\u6728", max_size=24)


@pytest.mark.parametrize(
    "path, expected",
    [
        ("a/b", "a/b"),
        ("a\\b", "a/b"),
        ("./a/./b/", "a/b"),
        ("a//b///c", "a/b/c"),
        ("a/../b", "b"),
        ("../a", "../a"),
        ("a/../../b", "../b"),
        ("/a/../../b", "/b"),
        ("/", "/"),
        ("///a", "/a"),
        ("//server/share/x", "//server/share/x"),
        ("\\\\server\\share\\x", "//server/share/x"),
        ("C:/Users/../maya\\\\2023\\\\x", "C:/maya/2023/x"),
        ("C:/../x", "C:/x"),
        ("D://a", "D:/a"),
        ("D:/old//sourceimages/x.png", "D:/old/sourceimages/x.png"),
        (".", "."),
        ("a/..", "."),
        ("/\u6728/./\u7eb9.png", "/\u6728/\u7eb9.png"),
    ],
)
def test_a_path_is_normalised(path, expected):
    assert paths.normalise(path) == expected


@settings(deadline=None, database=None, max_examples=300)
@given(ANY)
def test_normalising_twice_is_normalising_once(path):
    once = paths.normalise(path)
    assert paths.normalise(once) == once


@settings(deadline=None, database=None, max_examples=300)
@given(ANY)
def test_normalising_leaves_no_backslash_dot_or_doubled_slash(path):
    once = paths.normalise(path)
    assert "\\" not in once
    assert "//" not in once[1:]
    assert once == "." or "." not in once.split("/")


@settings(deadline=None, database=None, max_examples=300)
@given(ANY)
def test_an_absolute_path_stays_absolute_and_a_relative_one_relative(path):
    path = paths.slashes(path)
    assert paths.is_absolute(paths.normalise(path)) == paths.is_absolute(path)


@pytest.mark.parametrize(
    "path, expected",
    [
        ("/a", True),
        ("C:/a", True),
        ("c:/", True),
        ("//server/share", True),
        ("a", False),
        ("a/b", False),
        ("C:a", False),
        ("", False),
        ("./a", False),
        ("~/a", False),
        ("ab:/x", False),
    ],
)
def test_a_path_is_absolute_at_a_drive_a_server_or_the_root(path, expected):
    assert paths.is_absolute(path) is expected


@pytest.mark.parametrize(
    "folder, name, expected",
    [
        ("/p", "a.png", "/p/a.png"),
        ("/p/", "sub\\a.png", "/p/sub/a.png"),
        ("/p", "/q/a.png", "/q/a.png"),
        ("/p", "D:/a.png", "D:/a.png"),
        ("/p", "../a.png", "/a.png"),
        ("", "a.png", "a.png"),
        ("/", "a.png", "/a.png"),
        ("D:/", "a.png", "D:/a.png"),
    ],
)
def test_a_name_is_joined_below_a_folder_unless_it_is_absolute(folder, name, expected):
    assert paths.join(folder, name) == expected


@pytest.mark.parametrize(
    "path, folder, name",
    [
        ("/a/b.png", "/a", "b.png"),
        ("/b.png", "/", "b.png"),
        ("D:/b.png", "D:/", "b.png"),
        ("b.png", "", "b.png"),
        ("//server/b.png", "//server", "b.png"),
    ],
)
def test_a_path_is_split_into_folder_and_name(path, folder, name):
    assert paths.split(path) == (folder, name)
    assert paths.join(folder, name) == path


VALUES = {"LIB": "/lib", "HOME": "/home/me", "EMPTY": ""}


@pytest.mark.parametrize(
    "path, expected, unknown",
    [
        ("$LIB/a", "/lib/a", []),
        ("${LIB}/a", "/lib/a", []),
        ("%LIB%/a", "/lib/a", []),
        ("${LIB}x/$LIB", "/libx//lib", []),
        ("$NO/a", "$NO/a", ["NO"]),
        ("${NO}/%NEVER%/a", "${NO}/%NEVER%/a", ["NO", "NEVER"]),
        ("~/a", "/home/me/a", []),
        ("a/~b", "a/~b", []),
        ("$EMPTY/a", "/a", []),
        ("50%/a.%04d.png", "50%/a.%04d.png", []),
        ("cost$.png", "cost$.png", []),
        ("plain/a.png", "plain/a.png", []),
    ],
)
def test_variables_are_replaced_and_unknown_ones_named(path, expected, unknown):
    assert paths.variables(path, VALUES) == (expected, unknown)


def test_the_value_of_a_variable_is_not_read_again():
    assert paths.variables("$A/x", {"A": "$B", "B": "no"})[0] == "$B/x"


@pytest.mark.parametrize(
    "name, kind, yes, no",
    [
        (
            "w.<UDIM>.png",
            "udim",
            ["w.1001.png", "w.1999.png"],
            ["w.100.png", "w.01001.png", "w.1001.jpg"],
        ),
        ("w.<udim>.png", "udim", ["w.1001.png"], ["w.<udim>.png", "xw.1001.png"]),
        ("w<tile>.png", "tile", ["w_u1_v1.png", "w_u10_v2.png"], ["w_u1.png", "w1001.png"]),
        ("w_<u>_<v>.png", "tile", ["w_1_2.png"], ["w_1.png"]),
        ("w_<U>_<V>.png", "tile", ["w_1_2.png"], ["w_a_b.png"]),
        ("w_<utile>_<vtile>.png", "tile", ["w_1_2.png"], ["w_1_.png"]),
        (
            "s.####.vdb",
            "sequence",
            ["s.0001.vdb", "s.12345.vdb"],
            ["s.1.vdb", "s..vdb", "s.000a.vdb"],
        ),
        ("s.#.vdb", "sequence", ["s.1.vdb", "s.1001.vdb"], ["s.x.vdb"]),
        ("s.%04d.fur", "sequence", ["s.0001.fur", "s.10000.fur"], ["s.1.fur"]),
        ("s.%d.fur", "sequence", ["s.1.fur", "s.99.fur"], ["s.fur"]),
        ("s.$F.vdb", "sequence", ["s.1.vdb", "s.12.vdb"], ["s..vdb", "s.$F.vdb"]),
        ("s.$4F.vdb", "sequence", ["s.0001.vdb", "s.12345.vdb"], ["s.1.vdb"]),
        ("s_$4F_x.vdb", "sequence", ["s_0001_x.vdb"], ["s_0001.vdb"]),
        ("s.{frame:04d}.vdb", "sequence", ["s.0001.vdb"], ["s.1.vdb"]),
        ("s.{frame}.vdb", "sequence", ["s.1.vdb"], ["s.{frame}.vdb"]),
        ("s.<f4>.png", "sequence", ["s.0012.png"], ["s.12.png"]),
        ("s.<f>.png", "sequence", ["s.12.png"], ["s.png"]),
        ("w.<attr:tint>.png", "any", ["w.red.png"], ["v.red.png"]),
        ("w.<shapeName>.png", "any", ["w.bodyShape.png"], ["w.png"]),
        ("(a+b).<UDIM>.png", "udim", ["(a+b).1001.png"], ["ab.1001.png", "aab.1001.png"]),
    ],
)
def test_a_token_stands_for_these_names(name, kind, yes, no):
    pattern = paths.tokens(name)
    assert pattern.kind == kind
    assert pattern.text == name
    assert [text for text in yes if not pattern.regex.match(text)] == []
    assert [text for text in no if pattern.regex.match(text)] == []


@pytest.mark.parametrize("name", [
        "a.png",
        "a.1001.png",
        "u1_v1.png",
        "<Scene>.png",
        "a<b.png",
        "a.$Foo.png",
        "a.$4Fx.png",
        "a.{frames}.png",
        "cost$5.png",
        "",
    ])
def test_a_plain_name_has_no_token(name):
    assert paths.tokens(name) is None


@pytest.mark.parametrize("name", ["100%done.png", "50%dark.png"])
def test_a_percent_sign_before_a_word_is_no_frame_number(name):
    assert paths.tokens(name) is None


@pytest.mark.parametrize(
    "name, text, yes, no",
    [
        (
            "FBIK.0001.bmp",
            "FBIK.####.bmp",
            ["FBIK.0002.bmp", "FBIK.0100.bmp"],
            ["FBIK.2.bmp", "FBIK.0002.png"],
        ),
        (
            "PXL_2026_00000.png",
            "PXL_2026_#####.png",
            ["PXL_2026_00001.png"],
            ["PXL_2027_00001.png"],
        ),
        ("rain.1.png", "rain.#.png", ["rain.1.png", "rain.10.png"], ["rain..png"]),
        ("0001.exr", "####.exr", ["0002.exr"], ["x0002.exr"]),
    ],
)
def test_one_frame_names_its_sequence(name, text, yes, no):
    pattern = paths.sequence_of(name)
    assert (pattern.kind, pattern.text) == ("sequence", text)
    assert [row for row in yes if not pattern.regex.match(row)] == []
    assert [row for row in no if pattern.regex.match(row)] == []


@pytest.mark.parametrize("name", ["soda texture.jpg", "film.mov", "noending", ""])
def test_a_name_without_digits_is_no_frame(name):
    assert paths.sequence_of(name) is None


@pytest.mark.parametrize(
    "name, kind, yes",
    [
        ("stone.1001.png", "udim", "stone.1012.png"),
        ("stone_1001.png", "udim", "stone_1012.png"),
        ("skin_u1_v1.png", "tile", "skin_u2_v10.png"),
    ],
)
def test_one_tile_names_its_set(name, kind, yes):
    pattern = paths.tiles_of(name)
    assert pattern.kind == kind
    assert pattern.regex.match(yes)
    assert pattern.regex.match(name)


def test_a_name_without_a_tile_number_is_no_tile():
    assert paths.tiles_of("stone.png") is None


@pytest.mark.parametrize(
    "local, server",
    [
        ("D:/a/b.ma", "/D/a/b.ma"),
        ("d:\\a\\b.ma", "/d/a/b.ma"),
        ("/mnt/proj/a.exr", "mnt/proj/a.exr"),
        ("//server/share/a", "/server/share/a"),
        ("tex/a.png", "tex/a.png"),
        ("x", "x"),
        ("C:/a/b:c.png", "/C/a/b:c.png"),
        ("E:/\u6728/a.png", "/E/\u6728/a.png"),
        ("D:\\a/b\\c.png", "/D/a/b/c.png"),
        ("D:/", "/D/"),
        ("D:", "/D"),
        ("D:a.png", "D:a.png"),
        ("\\\\server\\share\\a.png", "/server/share/a.png"),
        ("//server/share/a b/c.png", "/server/share/a b/c.png"),
        ("\\\\?\\D:\\a\\b.png", "/D/a/b.png"),
        ("//?/UNC/server/share/a", "/server/share/a"),
        ("//?/unc/server/share/a", "/server/share/a"),
        ("//?/Volume{1}/a", "/?/Volume{1}/a"),
        ("/a", "a"),
        ("/", ""),
        ("", ""),
        ("./tex/a.png", "./tex/a.png"),
        ("../tex/a.png", "../tex/a.png"),
        ("D:/a./b .png.", "/D/a./b .png."),
        ("D:/aux/con.txt", "/D/aux/con.txt"),
        ("/mnt/nul/COM1.png", "mnt/nul/COM1.png"),
        ("/mnt/e\u0301/a.png", "mnt/e\u0301/a.png"),
        ("/mnt/\u05e2\u05e5.png", "mnt/\u05e2\u05e5.png"),
    ],
)
def test_the_farm_knows_a_local_path_by_this_name(local, server):
    assert paths.server_path(local) == server


@settings(deadline=None, database=None, max_examples=200)
@given(st.lists(st.text(alphabet="ab .\u6728", min_size=1, max_size=5), min_size=1, max_size=5))
def test_the_farms_name_of_a_drive_path_can_be_turned_back(parts):
    tail = "/".join(parts)
    server = paths.server_path("D:/" + tail)
    assert server == "/D/" + tail
    assert server[1] + ":" + server[2:] == "D:/" + tail


@settings(deadline=None, database=None, max_examples=200)
@given(ANY)
def test_a_server_path_has_forward_slashes_only_and_loses_no_name(path):
    server = paths.server_path(path)
    assert "\\" not in server
    assert server.endswith(paths.slashes(path).rpartition("/")[2].rpartition(":")[2])


@pytest.mark.parametrize(
    "name", ["a.png", "a/b.png", "\u6728/a.png", "a b", "..a", "a..", "a\\b", "..."]
)
def test_a_name_below_its_folder_is_safe(name):
    assert paths.is_safe(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../a",
        "a/../../b",
        "a/..",
        "/a",
        "//server/a",
        "C:/a",
        "C:",
        "\\a",
        "\\\\server\\a",
        "..\\a",
        "a\\..\\b",
        "a\0b",
        "a//b",
        "a/",
        "c:..\\a",
        "C:a",
    ],
)
def test_a_name_that_could_leave_its_folder_is_not_safe(name):
    assert not paths.is_safe(name)


@settings(deadline=None, database=None, max_examples=300)
@given(ANY)
def test_a_safe_name_stays_below_the_folder_it_is_joined_to(name):
    if paths.is_safe(name):
        assert paths.join("/base/folder", name).startswith("/base/folder/")
