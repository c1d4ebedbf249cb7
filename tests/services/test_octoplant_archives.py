"""octoplant's archives: cut on their way, hostile, or not what they should be."""

import io
import json
import os
import stat
import zipfile

import octoplant as server
import pytest
from test_octoplant import client, looked, ordered

from rayvision_plugins.errors import BadAnswer, RayvisionError, TransferFailed
from rayvision_plugins.unpack import ArchiveRefused

LISTING = ("contents.json", b"{}")


def packed(*entries):
    """Returns a ZIP of (name or ZipInfo, bytes)."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data, zipfile.ZIP_DEFLATED if len(data) > 1000 else 0)
    return content.getvalue()


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target.encode("utf-8")


def bomb():
    return packed(LISTING, ("zeros.bin", b"\0" * 300_000_000))


@pytest.fixture
def fetched(octoplant, tmp_path):
    """Returns a function that fetches a done order into tmp_path/out."""
    service = client(octoplant)
    job = looked(service, ordered(service))

    def fetch(archive=None):
        octoplant.archive = archive
        return list(service.fetch(job, str(tmp_path / "out")))

    return fetch


def files(folder):
    return sorted(
        os.path.relpath(os.path.join(place, name), folder)
        for place, _, names in os.walk(folder)
        for name in names
    )


def downloads(emulator):
    return sum(1 for _, path, _ in emulator.calls if path.endswith("/download"))


@pytest.mark.parametrize("cuts", [1, 2])
def test_a_cut_download_is_tried_again(octoplant, fetched, tmp_path, cuts):
    octoplant.faults.cut = cuts
    fetched()
    assert downloads(octoplant) == cuts + 1
    assert files(tmp_path / "out") == [
        "contents.json",
        os.path.join("projectTree", "projectTree.json"),
    ]


def test_a_download_that_is_always_cut_leaves_nothing(octoplant, fetched, tmp_path):
    octoplant.faults.cut = 99
    with pytest.raises(RayvisionError) as caught:
        fetched()
    assert downloads(octoplant) == 3
    assert files(tmp_path) == []
    assert "Bearer" not in str(caught.value) and "token-" not in str(caught.value)


def test_a_cut_download_of_unknown_length_is_no_archive(octoplant, fetched, tmp_path):
    octoplant.faults.unlengthed, octoplant.faults.cut = True, 1
    with pytest.raises(ArchiveRefused):
        fetched()
    octoplant.faults.cut = 0
    fetched()
    assert "contents.json" in files(tmp_path / "out")
    assert not [name for name in files(tmp_path / "out") if name.endswith(".zip")]


def test_an_old_result_stays_when_the_new_one_does_not_come(octoplant, fetched, tmp_path):
    fetched(packed(("contents.json", b'{"version": 1}')))
    octoplant.faults.cut = 99
    with pytest.raises(RayvisionError):
        fetched()
    assert json.loads((tmp_path / "out" / "contents.json").read_text()) == {"version": 1}
    octoplant.faults.cut = 0
    fetched(packed(("contents.json", b'{"version": 2}')))
    assert json.loads((tmp_path / "out" / "contents.json").read_text()) == {"version": 2}


@pytest.mark.parametrize(
    "archive",
    [
        packed(LISTING, ("../evil.txt", b"x")),
        packed(LISTING, ("/evil.txt", b"x")),
        packed(LISTING, ("C:\\evil.txt", b"x")),
        packed(LISTING, ("..\\evil.txt", b"x")),
        packed(LISTING, link("evil", "/etc"), ("evil/passwd", b"x")),
        packed(LISTING, ("a.txt", b"1"), ("A.TXT", b"2")),
        packed(LISTING)[:-10],
        packed(("contents.json", b'{"checksum": 1}')).replace(b"checksum", b"changed!"),
        b"PK\x03\x04 nothing more",
        b"",
        b"<html>a page</html>",
    ],
    ids=[
        "parent",
        "absolute",
        "drive",
        "backslash",
        "link",
        "case",
        "cut",
        "checksum",
        "stub",
        "empty",
        "html",
    ],
)
def test_a_hostile_archive_unpacks_nothing(fetched, tmp_path, archive):
    with pytest.raises(ArchiveRefused) as caught:
        fetched(archive)
    (kept,) = files(tmp_path)
    assert kept.endswith(".zip") and os.path.basename(kept) in str(caught.value)
    assert (tmp_path / kept).read_bytes() == archive


@pytest.mark.slow
def test_a_bomb_does_not_go_off(fetched, tmp_path):
    with pytest.raises(ArchiveRefused):
        fetched(bomb())
    assert [name for name in files(tmp_path) if not name.endswith(".zip")] == []


def test_names_of_files_may_be_chinese(fetched, tmp_path):
    events = fetched(packed(LISTING, ("项目/项目树.json", b"[]")))
    path = tmp_path / "out" / "项目" / "项目树.json"
    assert path.read_bytes() == b"[]"
    assert str(path) in [event.path for event in events if event.kind == "file"]


def test_an_export_without_its_listing_is_an_error(fetched, tmp_path):
    with pytest.raises(TransferFailed, match="contents.json: it is not in the export"):
        fetched(packed(("projectTree.json", b"{}")))


@pytest.mark.parametrize(
    "listing", [b"", b"{", b"\xff\xfe", b"[" * 100_000], ids=["empty", "cut", "bytes", "deep"]
)
def test_a_listing_that_is_no_json_is_an_error(fetched, listing):
    with pytest.raises(TransferFailed, match="no JSON"):
        fetched(packed(("contents.json", listing)))


@pytest.mark.parametrize("said", [{}, [], "text", 1, None, {"名": ["\ud800"]}, {"a": "b" * 9999}])
def test_a_listing_of_any_json_is_told_in_one_line(fetched, said):
    events = fetched(packed(("contents.json", json.dumps(said))))
    (note,) = [event for event in events if event.kind == "note"]
    assert note.text.startswith("contents.json: ") and len(note.text) < 600
    note.text.encode("utf-8")


def test_a_page_of_a_proxy_instead_of_the_archive(octoplant, fetched, tmp_path):
    octoplant.faults.html = 1
    with pytest.raises((BadAnswer, ArchiveRefused)):
        fetched()
    assert "contents.json" not in files(tmp_path)


def test_a_token_does_not_follow_a_download_to_another_host(octoplant, fetched):
    with server.Emulator(certificate=octoplant.certificate, key=octoplant._key) as other:
        octoplant.faults.redirect = f"https://127.0.0.1:{other.port}/elsewhere.zip"
        with pytest.raises(RayvisionError):
            fetched()
        for _, _, headers in other.calls:
            assert "authorization" not in {name.lower() for name in headers}


def test_progress_counts_bytes(octoplant, fetched):
    archive = packed(LISTING, ("big.bin", os.urandom(3_000_000)))
    events = [event for event in fetched(archive) if event.kind == "progress"]
    done = [event.done for event in events]
    assert done == sorted(done) and done[-1] == len(archive)
    assert {event.unit for event in events} == {"bytes"}
