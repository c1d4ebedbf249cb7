"""What an upload consists of: every kind of name and file has an outcome, and a line when none."""

import os
import socket

import pytest

from rayvision_plugins.transfer import plan, sources
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.transfer.sources import Folder, Problem

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")
STORAGE = "memory/1"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "show"
    folder.mkdir()
    return folder


@pytest.fixture
def records(tmp_path):
    made = Records(tmp_path / "home" / "records.db")
    yield made
    made.close()


def write(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode("utf-8", "surrogateescape"))


def walked(rows):
    """Returns ({place: local} of the files that are sent, {path: Problem})."""
    rows = list(rows)
    files = {}
    for row in rows:
        if isinstance(row, Folder):
            for name, size, mtime_ns in row.files:
                local = os.path.join(row.local, name)
                found = os.stat(local)
                assert (size, mtime_ns) == (found.st_size, found.st_mtime_ns)
                place = f"{row.place}/{(row.names or {}).get(name, name)}".lstrip("/")
                assert place not in files
                files[place] = local
    return files, {row.path: row for row in rows if isinstance(row, Problem)}


# -- a folder tree -----------------------------------------------------------------------


def test_a_tree_is_sent_with_all_that_lies_below_it(root):
    write(root, "a.ma", "tex/b.png", "tex/deep/c.png", ".hidden", "empty/x")
    (root / "none").mkdir()
    files, problems = walked(sources.tree(str(root), "D/show/"))
    assert files == {
        f"D/show/{name}": str(root / name)
        for name in ("a.ma", "tex/b.png", "tex/deep/c.png", ".hidden", "empty/x")
    }
    assert problems == {}


def test_a_tree_comes_in_the_order_of_its_names(root):
    write(root, "b/1", "a/2", "a/1", "c")
    rows = list(sources.tree(str(root), ""))
    assert [(row.place, [file[0] for file in row.files]) for row in rows] == [
        ("", ["c"]),
        ("a", ["1", "2"]),
        ("b", ["1"]),
    ]


@POSIX
def test_a_link_to_a_file_is_sent_as_the_file(root):
    write(root, "real.png")
    (root / "link.png").symlink_to("real.png")
    files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == ["p/link.png", "p/real.png"]
    assert problems == {}


@POSIX
def test_a_link_to_a_folder_elsewhere_is_followed(root, tmp_path):
    write(tmp_path / "library", "wood.png", "more/stone.png")
    (root / "tex").symlink_to(tmp_path / "library")
    files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == ["p/tex/more/stone.png", "p/tex/wood.png"]
    assert problems == {}


@POSIX
def test_a_folder_with_two_names_is_sent_under_its_own(root):
    write(root, "v3/wood.png")
    (root / "latest").symlink_to("v3")
    files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == ["p/v3/wood.png"]
    assert problems[str(root / "latest")].note


@POSIX
def test_links_in_a_circle_come_to_an_end(root):
    write(root, "a/x", "b/y")
    (root / "a" / "up").symlink_to(root)
    (root / "a" / "b").symlink_to(root / "b")
    (root / "b" / "a").symlink_to(root / "a")
    files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == ["p/a/x", "p/b/y"]
    assert all(row.note for row in problems.values())


@POSIX
def test_a_link_that_leads_nowhere_is_told(root):
    write(root, "a")
    (root / "gone").symlink_to("nothing")
    (root / "self").symlink_to("self")
    files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == ["p/a"]
    assert problems[str(root / "gone")].text == "a link to a file that is gone"
    assert "cannot be looked at" in problems[str(root / "self")].text


@POSIX
def test_what_is_no_file_is_told_and_never_opened(root, monkeypatch):
    write(root, "a")
    os.mkfifo(root / "pipe")
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == ["p/a"]
    assert "a pipe" in problems[str(root / "pipe")].text
    assert "a socket" in problems[str(root / "socket")].text


def test_a_device_is_told():
    if not os.path.exists("/dev/null"):
        pytest.skip("no device here")
    _, problems = walked(sources.listed([("/dev/null", "D/null")]))
    assert "a device" in problems["/dev/null"].text


def test_a_folder_that_is_gone_or_a_file_is_told(root):
    write(root, "a")
    for name, said in (("none", "cannot be listed"), ("a", "cannot be listed")):
        files, problems = walked(sources.tree(str(root / name), "p"))
        assert files == {}
        assert said in problems[str(root / name)].text


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read all")
def test_a_folder_that_may_not_be_read_is_told_and_all_others_are_sent(root):
    write(root, "a", "closed/b")
    (root / "closed").chmod(0)
    try:
        files, problems = walked(sources.tree(str(root), "p"))
    finally:
        (root / "closed").chmod(0o700)
    assert sorted(files) == ["p/a"]
    assert "Permission denied" in problems[str(root / "closed")].text


@POSIX
def test_a_folder_that_breaks_while_it_is_listed_is_told(root, monkeypatch):
    write(root, "a", "bad/b", "c/d")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("bad"):
            raise OSError(5, "Input/output error", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == ["p/a", "p/c/d"]
    assert "Input/output error" in problems[str(root / "bad")].text


@POSIX
def test_a_name_that_is_no_utf8_is_told(root):
    try:
        write(root, "good", os.fsdecode(b"\xb3\xa1.png"), os.fsdecode(b"\xb3\xa1/x"))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    write(root, "back\\slash")
    files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == ["p/good"]
    assert len(problems) == 3
    assert all("rename it" in row.text for row in problems.values())


@POSIX
def test_a_long_name_is_sent_and_a_path_beyond_the_systems_is_told(root):
    name = "n" * 255
    write(root, name)
    folder = os.open(root, os.O_RDONLY)
    try:
        for _ in range(20):
            os.mkdir(name[:250], dir_fd=folder)
            inner = os.open(name[:250], os.O_RDONLY, dir_fd=folder)
            os.close(folder)
            folder = inner
    finally:
        os.close(folder)
    files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == [f"p/{name}"]
    (problem,) = problems.values()
    assert "File name too long" in problem.text
    assert len(problem.path) >= 4096


def test_names_of_all_scripts_are_sent_as_they_are(root):
    names = [
        "سطح.png",
        "עץ/גזע.png",
        "木 目.png",
        "ñ.png",
        "e\u0301.png",
        "😀.png",
        "a'b\"$(x).png",
    ]
    names = names if os.name == "posix" else names[:-1]
    write(root, *names)
    files, problems = walked(sources.tree(str(root), "p"))
    assert sorted(files) == sorted(f"p/{name}" for name in names)
    assert problems == {}


@pytest.mark.parametrize("place", ["../up", "a/../b", "a//b", "C:/x", "a\0b"])
def test_a_tree_goes_to_no_place_outside_the_storage(root, place):
    write(root, "a")
    files, problems = walked(sources.tree(str(root), place))
    assert files == {}
    assert "no storage can hold it" in problems[str(root)].text


# -- a list ------------------------------------------------------------------------------


def test_a_list_is_grouped_by_folder(root):
    write(root, "a/1", "b/1", "a/2")
    rows = list(sources.listed((str(root / name), f"/D/{name}") for name in ("a/1", "b/1", "a/2")))
    assert [(row.local, row.place, len(row.files)) for row in rows] == [
        (str(root / "a"), "D/a", 2),
        (str(root / "b"), "D/b", 1),
    ]


def test_a_list_longer_than_a_window_is_sent_whole(root, monkeypatch):
    monkeypatch.setattr(sources, "MOST", 3)
    names = [f"f{number}" for number in range(10)]
    write(root, *names)
    files, _ = walked(sources.listed((str(root / name), f"D/{name}") for name in names))
    assert sorted(files) == sorted(f"D/{name}" for name in names)


def test_a_file_may_have_another_name_at_its_place_or_several(root):
    write(root, "a")
    items = [(str(root / "a"), f"D/{name}") for name in ("a", "b", "sub/c")]
    files, problems = walked(sources.listed(items))
    assert files == {f"D/{name}": str(root / "a") for name in ("a", "b", "sub/c")}
    assert problems == {}


@POSIX
def test_a_file_whose_name_is_no_utf8_is_sent_to_a_place_that_is(root):
    name = os.fsdecode(b"\xb3.png")
    try:
        write(root, name)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    files, _ = walked(sources.listed([(str(root / name), "D/a.png")]))
    assert files == {"D/a.png": str(root / name)}


def test_what_of_a_list_cannot_be_sent_is_told_and_all_else_is_sent(root):
    write(root, "good", "file")
    (root / "folder").mkdir()
    items = [
        (root / "good", "D/good"),
        (root / "gone", "D/gone"),
        (root / "file" / "below", "D/below"),
        (root / "folder", "D/folder"),
        (f"{root}/a\0b", "D/nul"),
        (f"{root}/\ud800", "D/half"),
    ]
    files, problems = walked(sources.listed((str(local), place) for local, place in items))
    assert sorted(files) == ["D/good"]
    said = {os.path.basename(path): row.text for path, row in problems.items()}
    assert said["gone"] == said["below"] == "the file is gone"
    assert "a folder has its name" in said["folder"]
    assert "cannot be looked at" in said["a\0b"]
    assert "cannot be looked at" in said["\ud800"]


@pytest.mark.parametrize(
    "place", ["../x", "D/../x", "D//x", "D/", "C:/x", "D/a\0/b", "a\0b", "D/\udcb3", ".."]
)
def test_a_list_names_no_place_outside_the_storage(root, place):
    write(root, "a")
    files, problems = walked(sources.listed([(str(root / "a"), place)]))
    assert files == {}
    assert "no storage can hold it" in problems[str(root / "a")].text


@pytest.mark.parametrize("below", ["", "000/012/345"])
def test_a_place_with_a_drive_is_told_how_to_be_written(root, below):
    write(root, "a")
    _, problems = walked(sources.listed([(str(root / "a"), "C:\\t\\Case.tx")], below))
    assert problems[str(root / "a")].text.endswith("C:/t/Case.tx; write /C/t/Case.tx")


@pytest.mark.parametrize("below", ["", "000/012"])
def test_a_list_may_go_below_a_folder(root, below):
    write(root, "a")
    files, _ = walked(sources.listed([(str(root / "a"), "/a"), (str(root / "a"), "D/b")], below))
    assert sorted(files) == sorted(f"{below}/{name}".lstrip("/") for name in ("a", "D/b"))
    escaped, problems = walked(sources.listed([(str(root / "a"), "../a")], below))
    assert escaped == {} and len(problems) == 1


@POSIX
def test_a_list_names_files_through_a_link_to_a_folder(root):
    write(root, "v003/tex.png")
    (root / "latest").symlink_to("v003")
    names = ["latest/tex.png", "v003/tex.png"]
    files, problems = walked(sources.listed((str(root / name), f"D/{name}") for name in names))
    assert sorted(files) == [f"D/{name}" for name in names] and problems == {}


# -- the plan ----------------------------------------------------------------------------


def planned(items, records):
    return plan.survey(
        sources.listed((str(local), place) for local, place in items), STORAGE, records
    )


def candidates(found, order="given"):
    return [row for rows in found.candidates.batches(order) for row in rows]


def test_what_is_known_nowhere_is_looked_into(root, records):
    write(root, "a", "bb", "ccc")
    found = planned([(root / name, f"D/{name}") for name in ("bb", "a", "ccc")], records)
    assert (len(found.candidates), found.candidates.size, found.kept) == (3, 6, 0)
    assert [row.path for row in candidates(found)] == ["D/bb", "D/a", "D/ccc"]
    assert [row.name for row in candidates(found, "small")] == ["a", "bb", "ccc"]
    assert [row.name for row in candidates(found, "large")] == ["ccc", "bb", "a"]
    row = candidates(found)[0]
    there = os.stat(root / "bb")
    assert row[:4] == (str(root), "bb", there.st_size, there.st_mtime_ns)


def test_batches_are_small_at_first_and_never_of_many_large_files(root, records, monkeypatch):
    for name, value in (("FIRST", 2), ("MOST", 3), ("MOST_BYTES", 10)):
        monkeypatch.setattr(plan, name, value)
    sizes = [1] * 7 + [4, 4, 4, 30, 1]
    for at, size in enumerate(sizes):
        (root / f"{at:02}").write_bytes(bytes(size))
    found = planned([(root / f"{at:02}", f"D/{at:02}") for at in range(len(sizes))], records)
    batches = [[row.size for row in rows] for rows in found.candidates.batches("given")]
    assert batches == [[1, 1], [1, 1, 1], [1, 1, 4], [4, 4], [30], [1]]


def hold(records, root, names, digest="ab" * 16):
    for name in names:
        found = os.stat(root / name)
        records.remember({str(root): [(name, found.st_size, found.st_mtime_ns, digest)]})
        records.hold(STORAGE, [("D", name, digest)])


def test_what_lies_there_as_it_is_here_is_kept(root, records):
    write(root, "a", "bb", "ccc")
    hold(records, root, ["a", "bb"])
    os.utime(root / "bb", ns=(5, 5))
    found = planned([(root / name, f"D/{name}") for name in ("a", "bb", "ccc")], records)
    assert [row.name for row in candidates(found)] == ["bb", "ccc"]
    assert found.kept == 1


def test_another_storage_or_place_holds_nothing_of_it(root, records):
    write(root, "a")
    hold(records, root, ["a"])
    assert planned([(root / "a", "E/a")], records).kept == 0
    assert planned([(root / "a", "D/b")], records).kept == 0
    elsewhere = plan.survey(sources.listed([(str(root / "a"), "D/a")]), "memory/2", records)
    assert elsewhere.kept == 0


def test_the_same_file_listed_twice_goes_once(root, records, monkeypatch):
    write(root, "a", "b")
    items = [
        (root / "a", "D/a"),
        (root / "b", "D/b"),
        (root / "a", "/D/a"),
        (root / "a", "D/x"),
    ] * 2
    for most in (2, 3, 100):
        monkeypatch.setattr(sources, "MOST", most)
        found = planned(items, records)
        assert sorted(row.path for row in candidates(found)) == ["D/a", "D/b", "D/x"]
        assert found.clashes == found.problems == []


@pytest.mark.parametrize("most", [1, 100])
def test_two_files_for_one_place_clash(root, records, monkeypatch, most):
    monkeypatch.setattr(sources, "MOST", most)
    write(root, "one/a", "two/a", "two/b")
    for second in ("two/a", "two/b"):
        found = planned([(root / "one/a", "D/a"), (root / second, "D/a")], records)
        (clash,) = found.clashes
        assert clash.path == str(root / second)
        assert str(root / "one") in clash.text and "D/a" in clash.text


def test_a_drive_a_server_and_a_mount_may_be_one_place_to_the_farm(root, records):
    from analyzers.paths import server_path

    write(root, "one", "two", "three")
    locals_ = ["//server/share/a", "/server/share/a", "server/share/a"]
    places = [server_path(local) for local in locals_]
    found = planned(zip([root / "one", root / "two", root / "three"], places), records)
    assert len(found.clashes) == 2


@pytest.mark.parametrize("most", [1, 100])
@pytest.mark.parametrize(
    "one, other",
    [("tex/Wood.png", "tex/wood.PNG"), ("Tex/a", "tex/a"), ("é.png", "e\u0301.png"), ("ß", "SS")],
)
def test_places_that_differ_only_in_case_or_form_are_told_and_sent(
    root, records, monkeypatch, one, other, most
):
    monkeypatch.setattr(sources, "MOST", most)
    write(root, "1", "2")
    found = planned([(root / "1", f"D/{one}"), (root / "2", f"D/{other}")], records)
    assert len(found.candidates) == 2
    assert found.clashes == []
    (problem,) = found.problems
    assert problem.note
    assert "only case or accents" in problem.text
    assert f"D/{other}" in problem.text


def test_a_file_where_others_need_a_folder_clashes(root, records):
    write(root, "a", "b")
    found = planned([(root / "a", "D/x"), (root / "b", "D/x/deep/b")], records)
    (clash,) = found.clashes
    assert "folder of its name" in clash.text and "D/x" in clash.text


def test_folders_that_begin_alike_do_not_clash(root, records):
    write(root, "a", "b", "c")
    items = [(root / "a", "D/x"), (root / "b", "D/xy/b"), (root / "c", "D/y/x/c")]
    assert planned(items, records).clashes == []


def test_names_of_any_kind_come_out_of_a_plan_as_they_went_in(root, records):
    names = ["木.png", "x" * 255, "סוף", "a b", "%s"]
    names += [os.fsdecode(b"\xb3\xff")] if os.name == "posix" else []
    try:
        write(root, *names)
    except OSError:
        names.pop()
    items = [(root / name, f"D/{at}.png") for at, name in enumerate(names)]
    assert [row.name for row in candidates(planned(items, records))] == names
