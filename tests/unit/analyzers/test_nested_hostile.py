"""Files made to harm a reader: none raises, hangs, runs anything or fills the memory."""

from __future__ import absolute_import, division, print_function, unicode_literals

import gzip
import importlib
import io
import os
import tempfile
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzers import tables
from analyzers.nested import lexer, walk

pytestmark = pytest.mark.slow  # property tests over many bytes
GOLDEN = os.path.join(os.path.dirname(__file__), "..", "..", "golden", "nested")
TABLE = tables.load("nested/formats.json")
FIXTURES = sorted(os.listdir(GOLDEN))
SUFFIXES = sorted(TABLE["suffixes"])
LAX = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SECONDS = 60  # a guard against hanging, on a busy machine too


def read(path):
    name = walk.format_of(path.replace(os.sep, "/"))
    module = importlib.import_module("analyzers.nested." + name)
    return module.read(path, TABLE["formats"][name])


def read_bytes(content, suffix):
    handle, path = tempfile.mkstemp(suffix)
    try:
        with io.open(handle, "wb") as stream:
            stream.write(content)
        start = time.time()
        reading = read(path)
        assert time.time() - start < SECONDS
        return reading
    finally:
        os.remove(path)


def golden(name):
    with io.open(os.path.join(GOLDEN, name), "rb") as stream:
        return stream.read()


def check(reading):
    """Looks at what every row promises."""
    for row in reading.rows:
        assert row.path and row.role and row.places
        assert "%s" % row.node and row.attr
    for name, reason in reading.problems:
        assert name and reason


@LAX
@given(st.binary(max_size=400), st.sampled_from(SUFFIXES))
def test_random_bytes_never_raise(content, suffix):
    check(read_bytes(content, suffix))


@LAX
@given(st.sampled_from(FIXTURES), st.integers(0, 4000))
def test_a_file_cut_anywhere_never_raises_and_names_nothing_new(name, size):
    content = golden(name)
    whole = set(row.path for row in read_bytes(content, "." + name.split(".", 1)[1]).rows)
    reading = read_bytes(content[: size % len(content)], "." + name.split(".", 1)[1])
    check(reading)
    if not name.endswith((".xgen", ".ocio", ".xml")):  # their last line or their name is cut
        assert set(row.path for row in reading.rows) <= whole


@LAX
@given(
    st.sampled_from(FIXTURES),
    st.lists(st.tuples(st.integers(0, 9999), st.binary(max_size=3)), max_size=8),
)
def test_a_file_with_changed_bytes_never_raises(name, changes):
    content = bytearray(golden(name))
    for at, piece in changes:
        at %= len(content)
        content[at : at + len(piece)] = piece
    check(read_bytes(bytes(content), "." + name.split(".", 1)[1]))


@LAX
@given(st.binary(max_size=300), st.sampled_from([".ass.gz", ".usdz", ".usdc"]))
def test_packed_rubbish_never_raises(content, suffix):
    head = {".ass.gz": b"\x1f\x8b\x08\0\0\0\0\0\0\xff", ".usdz": b"PK\x03\x04", ".usdc": b"PXR-USD"}
    check(read_bytes(head[suffix] + content, suffix))


@LAX
@given(st.data())
def test_the_lexer_finds_the_same_marks_whatever_the_blocks(data):
    text = data.draw(st.text(alphabet='ab{}"\\#\n /*', max_size=60)).encode("ascii")
    size = data.draw(st.integers(1, 9))

    def marks(block):
        stream = io.BytesIO(text)
        found = []
        walker = lexer.Lexer(lambda _: stream.read(block), (b'"', b"{", b"}", b"/*", b"#"))
        try:
            while True:
                mark = walker.event()
                if mark is None:
                    return found + [walker.gap]
                found.append((mark, walker.line, walker.gap))
                if mark == b'"':
                    found.append(walker.string(b'"'))
                elif mark == b"#":
                    walker.comment(b"\n")
                elif mark == b"/*":
                    walker.comment(b"*/")
        except lexer.Cut:
            return found + ["cut"]

    assert marks(size) == marks(1000)


@pytest.mark.parametrize("start, end", [(0, 2000), (0, 20), (7, 1)])
def test_a_cut_packed_file_keeps_what_came_before(tmpdir, start, end):
    path = "%s" % tmpdir.join("a.ass.gz")
    with gzip.open(path, "wb") as stream:
        stream.write(golden("forest.ass"))
        stream.write(os.urandom(5000))
    with io.open(path, "rb") as stream:
        content = stream.read()
    reading = read_bytes(content[:-end], ".ass.gz")
    assert "nested_damaged" in [name for name, _ in reading.problems]


def test_a_bomb_of_gzip_is_stopped(monkeypatch, tmpdir):
    monkeypatch.setitem(TABLE["limits"], "unpacked_at_least", 1 << 20)
    path = "%s" % tmpdir.join("a.ass.gz")
    with gzip.open(path, "wb") as stream:
        for _ in range(64):
            stream.write(b" " * (1 << 20))
    assert read(path).problems == [("nested_refused", "it unpacks to far more than it should")]


def test_a_bomb_in_a_package_is_stopped(monkeypatch, tmpdir):
    monkeypatch.setitem(TABLE["limits"], "unpacked_at_least", 1 << 20)
    path = "%s" % tmpdir.join("a.usdz")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.usda", b"#usda 1.0\n" + b" " * (64 << 20))
    assert [name for name, _ in read(path).problems] == ["nested_refused"]


QUARTER = 1 << 18  # bytes: what is quadratic in it is not done in time

MALICE = [
    (".ass", b'"' * QUARTER),
    (".ass", b"{" * QUARTER),
    (".ass", b"}{" * QUARTER),
    (".ass", b'a "' + b"\\" * (3 * QUARTER)),
    (".ass", b'a { b "' + b'\\"' * QUARTER),
    (".ass", b"# " * QUARTER),
    (".ass", b" 1 1 b85" * QUARTER),
    (".ass", b"a " * QUARTER + b'"'),
    (".ass", b"a" * QUARTER + b"{"),
    (".ass", b"\n" * (5 * QUARTER)),
    (".usda", b"#usda 1.0\n" + b"{" * QUARTER),
    (".usda", b"#usda 1.0\n" + b"@" * QUARTER),
    (".usda", b"#usda 1.0\n" + b"@a" * QUARTER),
    (".usda", b"#usda 1.0\n" + b"def def " * QUARTER + b'"x" {'),
    (".usda", b"#usda 1.0\n" + b"'" * QUARTER),
    (".usda", b"#usda 1.0\n" + b"/*" * QUARTER),
    (".usda", b"#usda 1.0\n" + b"a=" * QUARTER + b"@b@"),
    (".vrscene", b"a b {" * QUARTER),
    (".vrscene", b"a b { " + b'c="d.png";' * 200000),
    (".vrscene", b"#include" * QUARTER),
    (".vrscene", b"a b{c=" + b"=" * QUARTER + b'"'),
    (".xgen", b"Description\n\tname\tx\n\tfiles\t" + b"a" * QUARTER),
    (".xgen", b"Description\n\tname\tx\n\tfiles\t" + b'="' * QUARTER),
    (".xgen", b"Description\n\tname\tx\n\tlength\t" + b"map('" * QUARTER),
    (".xgen", b"\t" * (3 * QUARTER)),
    (".xgen", b"x\n" * QUARTER),
    (".ocio", b"a:\n  - !<FileTransform> {" + b'src:"' * (QUARTER // 4)),
    (".ocio", b"a:\n  " + b"!<FileTransform>" * (QUARTER // 16)),
    (".ocio", b"environment: {" + b"a" * QUARTER),
    (".ocio", b"search_path: " + b":" * QUARTER),
    (".ocio", b" #" * QUARTER),
    (".mtlx", b"<a>" * QUARTER),
    (".mtlx", b"<a b='" + b"x" * (160 * QUARTER)),
    (".mtlx", b"<a " + b" ".join(b"a%d='1'" % at for at in range(50000)) + b"/>"),
    (".xml", b"<Autodesk_Cache_File>" + b"<a/>" * QUARTER),
]


@pytest.mark.parametrize("at", range(len(MALICE)))
def test_a_quarter_megabyte_of_malice_is_read_in_seconds(at):
    suffix, content = MALICE[at]
    check(read_bytes(content, suffix))


def test_more_paths_than_the_limit_are_cut_and_told(monkeypatch):
    monkeypatch.setitem(TABLE["limits"], "rows", 10)
    reading = read_bytes(b'image { name i filename "a.tif" }\n' * 50, ".ass")
    assert len(reading.rows) == 10
    assert [name for name, _ in reading.problems] == ["nested_partly"]
