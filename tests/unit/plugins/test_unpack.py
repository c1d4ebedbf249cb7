"""ZIP files from outside: what is honest is unpacked whole, what is not leaves nothing."""

import os
import pathlib
import stat
import struct
import warnings
import zipfile

import pytest

from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.unpack import ArchiveRefused, Limits, unzipped

CONTENTS = b'{"projectTree": {}}'


def packed(folder, files, **how):
    path = folder / "export.zip"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice
        with zipfile.ZipFile(path, "w", how.get("method", zipfile.ZIP_DEFLATED)) as archive:
            for name, content in files:
                archive.writestr(name, content)
    return str(path)


def entry(name, mode=0, **more):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    for key, value in more.items():
        setattr(info, key, value)
    return info


def below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in pathlib.Path(folder).rglob("*"))


def refused(path, folder, **how):
    """Returns what is said when it is refused, and makes sure that nothing is left."""
    with pytest.raises(ArchiveRefused) as raised:
        unzipped(path, str(folder), **how)
    assert not os.path.exists(folder)
    assert str(raised.value).startswith(path + ": ")
    return raised.value.reason


def test_all_files_come_in_their_order_with_what_is_in_them(tmp_path):
    path = packed(
        tmp_path, [("contents.json", CONTENTS), ("项目/树.json", b"1" * 3000), ("empty/", b"")]
    )
    found = unzipped(path, str(tmp_path / "out"))
    assert found == [str(tmp_path / "out/contents.json"), str(tmp_path / "out/项目/树.json")]
    assert [pathlib.Path(name).read_bytes() for name in found] == [CONTENTS, b"1" * 3000]
    assert below(tmp_path / "out") == ["contents.json", "empty", "项目", "项目/树.json"]


@pytest.mark.parametrize(
    ("stored", "flagged", "shown"),
    [
        ("树.json".encode(), True, "树.json"),
        ("树.json".encode(), False, "树.json"),
        ("项目树.json".encode("gbk"), False, "项目树.json"),
        ("Übersicht.json".encode("cp437"), False, "Übersicht.json"),
        ("Größe äöü.json".encode("cp437"), False, "Größe äöü.json"),
        ("Élève à ça.json".encode("cp437"), False, "Élève à ça.json"),
    ],
)
def test_names_are_read_as_they_were_written(tmp_path, stored, flagged, shown):
    stand_in = "x" * len(stored)
    path = pathlib.Path(packed(tmp_path, [(stand_in, b"1")]))
    content = path.read_bytes().replace(stand_in.encode(), stored)
    if flagged:
        for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            place = content.index(mark) + at
            content = content[:place] + struct.pack("<H", 0x800) + content[place + 2 :]
    path.write_bytes(content)
    unzipped(str(path), str(tmp_path / "out"))
    assert below(tmp_path / "out") == [shown]


def test_files_that_were_there_are_replaced_and_others_stay(tmp_path):
    out = tmp_path / "out"
    (out / "a").mkdir(parents=True)
    (out / "a/old.txt").write_text("old")
    (out / "contents.json").write_text("old")
    unzipped(packed(tmp_path, [("contents.json", CONTENTS), ("a/new.txt", b"new")]), str(out))
    assert below(out) == ["a", "a/new.txt", "a/old.txt", "contents.json"]
    assert (out / "contents.json").read_bytes() == CONTENTS


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "a/../../b",
        "/etc/passwd",
        "C:/a",
        "C:a",
        "c:\\a",
        "..\\a",
        "\\\\host\\a",
        "a//b",
        "a/./b",
    ],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    path = packed(tmp_path, [("good", b"1"), (name, b"2")])
    assert "outside its folder" in refused(path, tmp_path / "deep/out")
    assert below(tmp_path) == ["deep", "export.zip"]


@pytest.mark.parametrize(
    "names",
    [
        *[("a", "a"), ("a", "A"), ("ß", "ẞ"), ("é", "e\u0301"), ("a/b", "A/B")],
        *[("a", "a/b"), ("a/b", "a"), ("a\\b", "a/b")],
    ],
)
def test_names_that_are_one_file_somewhere_are_refused(tmp_path, names):
    path = packed(tmp_path, [(name, name.encode()) for name in names])
    assert "the same file twice" in refused(path, tmp_path / "out")


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_refused(tmp_path, mode):
    path = packed(tmp_path, [(entry("a", mode | 0o777), b"/etc/passwd")])
    assert "a link or a device" in refused(path, tmp_path / "out")


def test_a_program_comes_as_a_plain_file(tmp_path):
    path = packed(tmp_path, [(entry("a.sh", stat.S_IFREG | stat.S_ISUID | 0o777), b"x")])
    (found,) = unzipped(path, str(tmp_path / "out"))
    assert os.stat(found).st_mode & (stat.S_ISUID | stat.S_IXUSR) == 0


def test_encrypted_files_are_refused(tmp_path):
    path = pathlib.Path(packed(tmp_path, [("a", b"1")]))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(content)
    assert "is encrypted" in refused(str(path), tmp_path / "out")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = packed(tmp_path, [("a", b"\0" * 5 * 1024**2)])
    assert "more than 1 MiB" in refused(path, tmp_path / "out", limits=Limits(small=1024**2))
    assert "more than 4 MiB" in refused(path, tmp_path / "out", limits=Limits(total=4 * 1024**2))
    assert unzipped(path, str(tmp_path / "out"))


def test_entries_that_share_their_bytes_are_a_bomb_too(tmp_path):
    path = pathlib.Path(packed(tmp_path, [(f"{at:03}", os.urandom(9000)) for at in range(300)]))
    with zipfile.ZipFile(path) as archive:
        first = archive.infolist()[0]
    content = bytearray(path.read_bytes())
    at, start = 0, content.index(b"PK\1\2")
    directory = bytearray(content[start:])
    for _ in range(300):  # every entry points at the first one's bytes
        at = directory.index(b"PK\1\2", at)
        directory[at + 16 : at + 28] = struct.pack("<3I", first.CRC, first.compress_size, 9000)
        directory[at + 42 : at + 46] = struct.pack("<I", 0)
        at += 46
    small = content[: first.compress_size + 33]
    end = directory.index(b"PK\5\6")
    directory[end + 16 : end + 20] = struct.pack("<I", len(small))
    path.write_bytes(small + directory)
    limits = Limits(small=1024**2, ratio=20)
    assert "would unpack to more" in refused(str(path), tmp_path / "out", limits=limits)


def test_an_archive_of_too_many_files_is_refused(tmp_path):
    path = packed(tmp_path, [(str(number), b"") for number in range(11)])
    assert "10 files" in refused(path, tmp_path / "out", limits=Limits(files=10))


def test_an_archive_larger_than_the_disk_is_refused(tmp_path):
    path = packed(tmp_path, [("a", b"1" * 3000)])
    with pytest.raises(TransferFailed, match="needs 1 MiB, the disk has 0 left"):
        unzipped(path, str(tmp_path / "out"), room=lambda folder: 2999)
    assert below(tmp_path) == ["export.zip"]
    assert unzipped(path, str(tmp_path / "out"), room=lambda folder: 3000)


@pytest.mark.parametrize("at", [40, 200, -10, -53])
def test_a_changed_byte_is_refused(tmp_path, at):
    path = pathlib.Path(packed(tmp_path, [("a", os.urandom(500))], method=zipfile.ZIP_STORED))
    content = bytearray(path.read_bytes())
    content[at] ^= 0x55
    path.write_bytes(content)
    refused(str(path), tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"<html>502 Bad Gateway</html>", b"PK\3\4" + b"\0" * 40])
def test_what_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    assert "it is broken" in refused(str(path), tmp_path / "out")


@pytest.mark.parametrize("part", [0.3, 0.9, 0.99])
def test_a_cut_archive_is_refused(tmp_path, part):
    path = pathlib.Path(packed(tmp_path, [("a", os.urandom(9000)), ("b", b"1")]))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    assert "it is broken" in refused(str(path), tmp_path / "out")


def test_a_size_that_lies_is_refused(tmp_path):
    path = pathlib.Path(packed(tmp_path, [("a", b"1" * 9000)]))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", 9000), struct.pack("<I", 90)))
    assert "it is broken" in refused(str(path), tmp_path / "out")


def test_a_compression_that_is_not_known_is_refused(tmp_path):
    path = pathlib.Path(packed(tmp_path, [("a", b"1")]))
    content = bytearray(path.read_bytes())
    content[8] = content[content.index(b"PK\1\2") + 10] = 97
    path.write_bytes(content)
    assert "compression" in refused(str(path), tmp_path / "out")


@pytest.mark.parametrize(("there", "name"), [("a/", "a"), ("a", "a/b")])
def test_what_is_in_the_way_stays_and_nothing_else_changes(tmp_path, there, name):
    out = tmp_path / "out"
    out.mkdir()
    if there.endswith("/"):
        (out / there).mkdir()
    else:
        (out / there).write_text("mine")
    path = packed(tmp_path, [("0", b"first"), (name, b"2")])
    with pytest.raises(ArchiveRefused, match="something else is in the place of"):
        unzipped(path, str(out))
    assert below(out) == [there.rstrip("/")]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_that_was_there_does_not_lead_out_of_the_folder(tmp_path):
    out, other = tmp_path / "out", tmp_path / "other"
    out.mkdir()
    other.mkdir()
    (out / "a").symlink_to(other)
    with pytest.raises(ArchiveRefused, match="something else is in the place of"):
        unzipped(packed(tmp_path, [("a/b", b"1")]), str(out))
    assert below(other) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(TransferFailed, match="cannot be unpacked"):
        unzipped(packed(tmp_path, [("a", b"1")]), str(tmp_path / "file/out"))


def test_an_archive_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TransferFailed, match=r"gone\.zip: it cannot be unpacked: No such file"):
        unzipped(str(tmp_path / "gone.zip"), str(tmp_path / "out"))
    assert below(tmp_path) == []
