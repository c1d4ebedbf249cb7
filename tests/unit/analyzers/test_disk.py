from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import sys

import pytest
from scene_text import full, native, put

from analyzers import disk, paths
from analyzers.scene import FileRef


@pytest.fixture
def folder(tmpdir):
    return full(tmpdir)


def fill(folder, *names):
    for name in names:
        path = folder + "/" + name
        above = path.rpartition("/")[0]
        if not os.path.isdir(native(above)):
            os.makedirs(native(above))
        put(path, "x")


def expanded(folder, name, expand=None, others=()):
    candidates = [folder + "/" + row for row in (name,) + tuple(others)]
    ref = FileRef(name, "file1", "file", "ftn", candidates=candidates, expand=expand)
    disk.Disk().expand(ref)
    return ref


def names(rows):
    return [row.rpartition("/")[2] for row in rows]


def test_a_folder_is_listed_by_its_names(folder):
    fill(folder, "a.png", "sub/b.png", "\u6728.png")
    assert set(disk.Disk().names(folder).values()) == {"a.png", "sub", "\u6728.png"}


def test_a_folder_that_cannot_be_listed_is_empty(folder):
    fill(folder, "a.png")
    here = disk.Disk()
    assert list(here.names(folder + "/none")) == []
    assert list(here.names(folder + "/a.png")) == []
    assert list(here.names(folder + "/a\0b")) == []


def test_a_folder_is_listed_once_however_often_it_is_asked(folder):
    fill(folder, "a.png")
    here = disk.Disk()
    assert here.is_file(folder + "/a.png")
    fill(folder, "later.png")
    assert not here.find(folder + "/later.png")
    assert disk.Disk().find(folder + "/later.png")


def test_a_folder_is_no_file_and_a_file_no_folder(folder):
    fill(folder, "sub/a.png")
    here = disk.Disk()
    assert here.is_file(folder + "/sub/a.png") and not here.is_folder(folder + "/sub/a.png")
    assert here.is_folder(folder + "/sub") and not here.is_file(folder + "/sub")


def test_the_first_candidate_that_is_a_file_wins(folder):
    fill(folder, "b.png", "c.png", "d.png/x")
    rows = [folder + "/" + name for name in ("d.png", "a.png", "c.png", "b.png")]
    assert disk.Disk().first(rows) == folder + "/c.png"
    assert disk.Disk().first(rows[:2]) is None
    assert disk.Disk().first([]) is None


def test_matching_names_come_sorted_with_their_folder(folder):
    fill(folder, "w.1002.png", "w.1001.png", "w.tx", "v.1001.png")
    found = disk.Disk().match(folder, paths.tokens("w.<UDIM>.png"))
    assert found == [folder + "/w.1001.png", folder + "/w.1002.png"]


def test_a_plain_name_is_found_or_missing(folder):
    fill(folder, "a.png")
    assert (names(expanded(folder, "a.png").found), expanded(folder, "a.png").missing) == (
        ["a.png"],
        [],
    )
    ref = expanded(folder, "b.png")
    assert (ref.found, names(ref.missing), ref.pattern) == ([], ["b.png"], None)


def test_the_natural_candidate_is_named_when_all_fail(folder):
    ref = FileRef("x", "n", "file", "ftn", candidates=[folder + "/1", folder + "/2"], natural=1)
    disk.Disk().expand(ref)
    assert (ref.resolved, ref.missing) == (folder + "/2", [folder + "/2"])


def test_a_path_without_a_place_to_look_is_missing_as_written():
    ref = FileRef("$NO/x.png", "n", "file", "ftn")
    disk.Disk().expand(ref)
    assert (ref.resolved, ref.missing) == (None, ["$NO/x.png"])


def test_a_later_candidate_is_taken_with_its_whole_set(folder):
    fill(folder, "in/w.1001.png", "in/w.1002.png")
    ref = expanded(folder, "w.<UDIM>.png", others=["in/w.<UDIM>.png"])
    assert names(ref.found) == ["w.1001.png", "w.1002.png"]
    assert ref.resolved == folder + "/in/w.<UDIM>.png"


@pytest.mark.parametrize(
    "present, missing",
    [
        ("1 2 3 5 6", "4"),
        ("1 3 5", ""),
        ("1 3 5 9 11", "7"),
        ("1 2", ""),
        ("1", ""),
        ("8 9 10 12", "11"),
        ("1 2 3 4 5 6 9 10", "7 8"),
    ],
)
def test_the_holes_of_a_sequence_are_missing(folder, present, missing):
    fill(folder, *["f.%04d.png" % int(number) for number in present.split()])
    ref = expanded(folder, "f.%04d.png" % int(present.split()[0]), "sequence")
    assert len(ref.found) == len(present.split())
    assert names(ref.missing) == ["f.%04d.png" % int(number) for number in missing.split()]


def test_frames_far_apart_are_not_thousands_of_missing_files(folder):
    fill(folder, "f.0001.png", "f.0002.png", "f.999999999.png")
    assert expanded(folder, "f.0001.png", "sequence").missing == []


def test_a_hole_in_a_set_of_tiles_is_no_missing_file(folder):
    fill(folder, "w.1001.png", "w.1002.png", "w.1004.png", "w.1011.png")
    assert expanded(folder, "w.<UDIM>.png").missing == []


def test_a_frame_without_the_switch_is_one_file(folder):
    fill(folder, "f.0001.png", "f.0002.png")
    assert names(expanded(folder, "f.0001.png").found) == ["f.0001.png"]


def test_a_sequence_without_digits_is_one_file(folder):
    fill(folder, "soda texture.jpg")
    assert names(expanded(folder, "soda texture.jpg", "sequence").found) == ["soda texture.jpg"]


def test_a_missing_member_stands_for_the_others_that_are_there(folder):
    fill(folder, "f.0002.png", "f.0003.png")
    assert names(expanded(folder, "f.0001.png", "sequence").found) == ["f.0002.png", "f.0003.png"]


@pytest.mark.parametrize("name", ["wood #2.png", "50%dark.png", "[a]+(b).png", "a<udim.png"])
def test_a_real_file_is_found_even_when_its_name_looks_like_a_pattern(folder, name):
    fill(folder, name)
    assert (names(expanded(folder, name).found), expanded(folder, name).missing) == ([name], [])


def test_a_folder_with_the_name_of_a_texture_is_missing(folder):
    fill(folder, "a.png/x")
    assert names(expanded(folder, "a.png").missing) == ["a.png"]


def test_a_folder_in_a_set_is_no_member_of_it(folder):
    fill(folder, "w.1001.png", "w.1002.png/x")
    assert names(expanded(folder, "w.<UDIM>.png").found) == ["w.1001.png"]


def test_size_and_time_are_those_of_the_file(folder):
    put(folder + "/a.bin", b"12345")
    os.utime(native(folder + "/a.bin"), (1000000000, 1000000000))
    assert disk.Disk().size_mtime(folder + "/a.bin") == (5, 1000000000)


def test_the_md5_of_a_known_text_is_its_published_one(folder):
    put(folder + "/a", b"The quick brown fox jumps over the lazy dog")
    assert disk.md5(folder + "/a") == "9e107d9d372bb6826bd81d3542a419d6"
    put(folder + "/empty", b"")
    assert disk.md5(folder + "/empty") == "d41d8cd98f00b204e9800998ecf8427e"


def test_the_md5_of_a_big_file_takes_all_of_it(folder):
    put(folder + "/a", b"a" * 1000000)
    assert disk.md5(folder + "/a") == "7707d6ae4e027c70eea2a935c2296f21"
    put(folder + "/b", b"x" * 3000000 + b"1")
    put(folder + "/c", b"x" * 3000000 + b"2")
    assert disk.md5(folder + "/b") != disk.md5(folder + "/c")


def test_a_text_that_cannot_be_read_is_empty(folder):
    put(folder + "/a", b"caf\xe9")
    here = disk.Disk()
    assert here.text(folder + "/a") == "caf\ufffd"
    assert here.text(folder + "/none") == here.text(folder) == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs file names of any bytes")
def test_a_name_that_is_not_utf8_is_counted_and_left_out(folder):
    fill(folder, "good.1001.png")
    with io.open(native(folder) + b"/bad\xff.1002.png", "wb"):
        pass
    here = disk.Disk()
    assert set(here.names(folder).values()) == {"good.1001.png"}
    assert [row.startswith(folder + "/bad") for row in here.odd] == [True]


def test_a_name_in_another_unicode_form_is_the_same_file(tmpdir):
    tmpdir.join("e\u0301.png").write("x")
    folder = "%s" % tmpdir
    found = disk.Disk().file(folder + "/\u00e9.png")
    assert found == folder + "/e\u0301.png"


def test_another_case_is_the_same_file_only_where_the_system_says_so(tmpdir):
    tmpdir.join("Wood.PNG").write("x")
    path = "%s/wood.png" % tmpdir
    assert disk.Disk(any_case=True).file(path) == "%s/Wood.PNG" % tmpdir
    assert disk.Disk(any_case=False).file(path) is None
    assert disk.Disk(any_case=False).nearest(path, "%s" % tmpdir) == "%s/Wood.PNG" % tmpdir


def test_a_missing_file_is_looked_for_elsewhere_in_the_project(tmpdir):
    tmpdir.mkdir("deep").mkdir("er").join("wood.png").write("x")
    here = disk.Disk()
    assert here.nearest("/gone/wood.png", "%s" % tmpdir) == "%s/deep/er/wood.png" % tmpdir
    assert here.nearest("/gone/other.png", "%s" % tmpdir) is None


def test_what_a_renderer_made_of_a_texture_goes_with_it(tmpdir):
    for name in ("a.png", "a.tx", "a.png.tex", "b.png"):
        tmpdir.join(name).write("x")
    found = disk.Disk().twins(
        ["%s/a.png" % tmpdir, "%s/b.png" % tmpdir], [".tx"], [".tx", ".tex"]
    )
    assert found == ["%s/a.tx" % tmpdir, "%s/a.png.tex" % tmpdir]


# -- frames that are asked for ------------------------------------------------------------------


def of_frames(folder, name, *ranges):
    ref = FileRef(name, "n", "t", "a", candidates=[folder + "/" + name], frames=list(ranges))
    disk.Disk().expand(ref)
    return [os.path.basename(path) for path in ref.found], [
        os.path.basename(path) for path in ref.missing
    ]


def numbered(*frames):
    return ["a.%04d.bgeo" % frame for frame in frames]


@pytest.mark.parametrize(
    "here, asked, missing",
    [
        ([1, 3], [[1, 2, 3]], [2]),
        ([1, 2], [[1, 2, 3, 4]], [3, 4]),
        ([500, 501], [[1, 2]], [1, 2]),
        ([1, 2, 3], [[1, 2, 3]], []),
        ([1, 2, 3], [[1, 2, 3], [1, 2, 3, 4]], []),
        ([1, 2], [[1, 2, 3, 4, 5], [2, 3]], [3]),
    ],
)
def test_the_frames_that_are_asked_for_and_lack_are_missing(tmpdir, here, asked, missing):
    for name in numbered(*here):
        tmpdir.join(name).write("x")
    found, lacking = of_frames(full(tmpdir), "a.<F4>.bgeo", *[numbered(*row) for row in asked])
    assert (found, lacking) == (numbered(*here), numbered(*missing))


def test_a_frame_without_width_has_no_zeros_before_it(tmpdir):
    for name in ("a.1.bgeo", "a.0002.bgeo", "a.-3.bgeo", "a.10.bgeo", "a.0.bgeo"):
        tmpdir.join(name).write("x")
    found, _ = of_frames(full(tmpdir), "a.<F>.bgeo", ["a.1.bgeo"])
    assert sorted(found) == ["a.-3.bgeo", "a.0.bgeo", "a.1.bgeo", "a.10.bgeo"]
