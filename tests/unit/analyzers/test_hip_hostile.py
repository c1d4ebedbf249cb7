"""Houdini scenes that are cut, flipped or made to hurt: a Scene or one clear error, never a hang.

RAYVISION_SOAK is how many examples each property gets; more than the default are random ones.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import struct
import time
import zlib

import hip_writer as hip
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scene_text import full, native, put
from time_limit import time_limit

from analyzers.errors import AnalyzeError
from analyzers.houdini.archive import channels, dialog, parms, records, takes
from analyzers.houdini.hip import read

pytestmark = pytest.mark.slow  # property tests over many bytes
SECONDS = 60
EXAMPLES = int(os.environ.get("RAYVISION_SOAK", "0"))
CORPUS = os.path.join(os.environ.get("RAYVISION_CORPUS", ""), "houdini")
FILES = sorted(
    name for name in (os.listdir(CORPUS) if os.path.isdir(CORPUS) else []) if ".hip" in name
)
CUT = set(["scene_cut", "archive_damaged"])


def often(count):
    """Returns the settings of a property with ``count`` examples where none are asked for."""
    return settings(
        deadline=None,
        database=None,
        max_examples=EXAMPLES or count,
        derandomize=not EXAMPLES,
    )


limit = time_limit(SECONDS + EXAMPLES)


@pytest.fixture(scope="module")
def folder(tmpdir_factory):
    return full(tmpdir_factory.mktemp("hostile"))


def whole(folder, data):
    """Reads a scene and all that is read later; returns the Scene, or the AnalyzeError."""
    try:
        found = read(put(folder + "/shot.hip", data), {})
    except AnalyzeError as err:
        assert "\n" not in err.text
        return err
    for node in found.nodes.values():
        assert node.attrs is node.attrs and node.channels is node.channels
        assert node.spare is node.spare and node.language
        assert all(path == "" or path.startswith("/") for path in node.inputs)
        assert "" not in node.flags
    for row in found.info["definitions"].values():
        assert "" not in row.spare
    assert all(row[3] for row in found.info["members"].search(r"\$HIP"))
    return found


def is_told(found):
    return isinstance(found, AnalyzeError) or CUT & set(name for name, _ in found.tips)


NODES = {
    "/obj/geo1": {"type": "geo", "spare": 'group { name "g" parm { name "p#" type file } }'},
    "/obj/geo1/file1": {"type": "file", "parms": {"file": "$HIP/a b.$F.bgeo", "n": "1"}},
    "/out/mantra1": {
        "type": "ifd",
        "parms": {"f": [["f1", "1", "$FSTART"], ["f2", "9", 'ch("../a/f2") + "\\n"'], "1"]},
        "inputs": ["(1)", "(__dot1)"],
        "members": {"networkdotinit": "{"},
    },
}
INNER = [("a.init", "type = a\nmatchesdef = 0\n"), ("a/f.init", "type = f\nmatchesdef = 1\n")]
TREE = {"Main": {"parms": {("/out/mantra1", "n"): "2"}}}


def made(wrap):
    nested = hip.cpio if wrap is hip.mime else wrap
    rows = {"x::Sop/a::1.0": {"Contents": INNER, "DialogScript": '{ parm { name "b" type file } }'}}
    return wrap(hip.scene(NODES, takes=TREE, wrap=nested, definitions=rows, dummies=rows))


WRAPS = [hip.cpio, hip.houdini_nc, hip.mime]
WHOLE = [made(wrap) for wrap in WRAPS]


@pytest.mark.parametrize("index", range(len(WHOLE)))
def test_the_scenes_of_these_tests_are_whole(folder, index):
    found = whole(folder, WHOLE[index])
    assert not is_told(found) and "/out/mantra1" in found.nodes


@pytest.mark.parametrize("index", range(len(WHOLE)))
def test_a_scene_cut_anywhere_is_an_error_or_has_a_tip_that_says_so(folder, index):
    data = WHOLE[index]
    end = data.rindex(b"TRAILER") if b"TRAILER" in data[-200:] else len(data) - 90
    for at in range(0, end, 1 if EXAMPLES else 11):
        assert is_told(whole(folder, data[:at])), at


def changed(data, moves):
    """Returns ``data`` with bytes written over it, put in or taken out, at parts of 1.0."""
    data = bytearray(data)
    for place, kind, new in moves:
        at = int(place * len(data))
        if kind == "over":
            data[at : at + len(new)] = new
        elif kind == "in":
            data[at:at] = new
        elif kind == "out":
            del data[at : at + len(new)]
        else:
            del data[at:]
    return bytes(data)


MOVES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(["over", "over", "in", "out", "cut"]),
        st.binary(min_size=1, max_size=40) | st.sampled_from([b"\0", b'"', b"\\", b"}", b"(\t["]),
    ),
    min_size=1,
    max_size=6,
)


@often(150)
@given(data=st.sampled_from(WHOLE), moves=MOVES)
def test_a_damaged_scene_is_read_or_refused(folder, data, moves):
    whole(folder, changed(data, moves))


@pytest.mark.parametrize("name", FILES)
def test_a_real_scene_that_is_damaged_is_read_or_refused(folder, name):
    with io.open(native(CORPUS + "/" + name), "rb") as stream:
        data = stream.read()

    @often(4)
    @given(moves=MOVES)
    def check(moves):
        whole(folder, changed(data, moves))

    check()


@pytest.mark.parametrize("name", FILES)
def test_a_real_scene_that_is_cut_is_an_error_or_has_a_tip_that_says_so(folder, name):
    with io.open(native(CORPUS + "/" + name), "rb") as stream:
        data = stream.read()

    @often(4)
    @given(place=st.floats(0, 0.999))
    def check(place):
        try:
            found = read(put(folder + "/cut.hip", data[: int(place * (len(data) - 200))]), {})
        except AnalyzeError as err:
            found = err
        assert is_told(found)

    check()


@pytest.mark.parametrize("name", FILES)
def test_a_real_scene_is_whole_but_for_the_one_that_is_known(folder, name):
    with io.open(native(CORPUS + "/" + name), "rb") as stream:
        found = whole(folder, stream.read())
    assert found.version and found.nodes and found.info["takes"]["Main"]
    assert bool(is_told(found)) == ("sphere" in name)


@often(200)
@given(data=st.binary(max_size=300), start=st.sampled_from([b"", b"{\n", b"HoudiniTakeFile 1.0\n"]))
def test_members_of_any_bytes_are_read(data, start):
    text = (start + data).decode("latin-1")
    assert "" not in parms.parse(text)
    assert "" not in dialog.parse(text)
    channels.parse(text)
    takes.parse(start + data, lambda raw: raw.decode("latin-1"))


WORDS = ["x", "(", ")", "[", "]", "{", "}", '"', "\\", '\\"', "\t", "\n", " ", "channel", "segment"]
WORDS += ["=", "expr", "length", "9", "parm", "name", "type", "multiparm", "#", "/*", "default"]


@often(200)
@given(words=st.lists(st.sampled_from(WORDS), max_size=40))
def test_members_of_any_words_are_read(words):
    for text in ("".join(words), " ".join(words), "\t".join(words)):
        parms.parse(text)
        channels.parse(text)
        dialog.parse(text)


# -- made to hurt -----------------------------------------------------------------------------


def quick(call, seconds=SECONDS):
    started = time.time()
    result = call()
    assert time.time() - started < seconds
    return result


SLOW = ['"' * 300000, '\\"' * 300000, "\\" * 600001, "(" * 300000, "x\t[ 0\t]\t(" * 40000]
SLOW += ['x\t(\t"' * 60000, "x\t(\t[ a" * 60000, "x\t[ " * 100000, "{" * 300000, "\t" * 300000]
SLOW += ["channel a {" * 50000, "channel a { segment { " * 30000, "segment { expr = " * 30000]
SLOW += ["parm { " * 60000, "/*" * 200000, "# \n" * 100000, ' "a' * 100000, "\n" * 300000]
SLOW += ['\\"\\\\' * 100000, "x " * 200000, "options = {" * 50000, "x\t(\n" * 60000]
SLOW += ['" (\n' * 60000, "inputs\n{\n" * 60000, "take name " * 50000]
SLOW += ["type = a" + " " * 300000 + "b"]
SLOW += ["set -g A = '" * 50000, "flags = on " * 50000, '{"input": ' + "9" * 300000, "[" * 300000]


@pytest.mark.parametrize("index", range(len(SLOW)))
def test_text_that_is_made_to_be_slow_is_not(index):
    text = SLOW[index]
    quick(lambda: parms.parse(text))
    quick(lambda: parms.parse("x\t[ 0\t]\t(\t" + text))
    quick(lambda: channels.parse(text))
    quick(lambda: channels.parse("channel a { segment { expr = " + text))
    quick(lambda: dialog.parse(text))
    quick(lambda: takes.parse(text.encode("latin-1"), lambda raw: raw.decode("latin-1")))
    for call in (records.inputs, records.flags, records.language, records.variables, records.dot):
        quick(lambda call=call: call(text))
    for call in (records.start, records.pairs, records.context, records.active_take):
        quick(lambda call=call: call(text))
    quick(lambda: records.kind(text.encode("latin-1")))


HEADER = hip.entry("a.parm", "")
HARD = [
    HEADER * 40000,
    hip.entry("a.parm", "x" * 99, size=8**11 - 1) * 4000,
    (HEADER * 3 + b"#") * 12000,
    (HEADER + hip.entry("TRAILER!!!", "")) * 12000,
    hip.entry("a", b"", 1) * 20000,
    b"HouNC\x1a" + b"1" * 28 + b"HouNC\x1a" * 200000,
    (b"HouNC\x1a" + b"1" * 28 + b".defotl\0INDX") * 20000,
    (b"HouNC\x1a" + b"1" * 28 + b".defotl\0INDX" + b"\0" * 8 + b"\0\0\0\1") * 20000,
    (b"HouNC\x1a" + b"1" * 28) * 20000,
    b'MIME-Version: 1.0\nContent-Type: x; boundary="a"\n' + b"\n--a\n" * 200000,
    b"MIME-Version: 1.0\n" + b"\n" * 1000000,
    hip.cpio([("/".join(["a"] * 2000) + "%d.init" % at, "type = x\n") for at in range(200)]),
    hip.cpio([("a" * 4000 + "%d.init" % at, "type = x\n") for at in range(500)]),
    hip.cpio([("obj/%d/a/b/c.init" % at, "type = geo\n") for at in range(20000)]),
    hip.cpio([(".init", "type = x"), ("..init", ""), ("/.init", ""), ("//a.init", ""), ("a", "")]),
    hip.cpio([("obj/../../x.init", "type = x\nmatchesdef = 1\n"), ("obj/\n.init", "type = \n")]),
    zlib.compress(b"070707" + b"0" * 10000000),
]


@pytest.mark.parametrize("index", range(len(HARD)))
def test_archives_that_are_made_to_be_slow_are_not(folder, index):
    quick(lambda: whole(folder, HARD[index]), 15)


def test_a_gzip_that_unpacks_to_far_too_much_is_bounded(folder, monkeypatch):
    from analyzers.houdini.archive import containers

    monkeypatch.setattr(containers, "MOST_BYTES", 1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    inside = hip.entry(".start", "fps 24\n") + hip.entry("a.parm", b"\0" * (1 << 23))
    data = packer.compress(inside) + packer.flush()
    assert is_told(whole(folder, data))


def test_an_index_that_points_at_itself_ends(folder):
    body = hip.indx("t", [("Sop/a", b"x" * 8)])
    body = body.replace(struct.pack(str(">II"), 0, 8), struct.pack(str(">II"), 0, 2**31))
    members = hip.scene({"/obj/a": {"type": "a", "locked": True}}) + [(".defotl", body * 50)]
    whole(folder, hip.cpio(members))
