"""upload.json read piece by piece, and cut: the same rows as json gives, in bounded memory."""

import io
import json
import os
import pathlib
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rayvision_plugins.errors import CheckFailed, ConfigError
from rayvision_plugins.transfer import upload_list
from rayvision_plugins.transfer.upload_list import cutting_upload, entries

ROWS = [{"local": f"D:/a/{at}.png", "server": f"/D/a/{at}.png"} for at in range(25)]
ODD = [
    {"local": 'q"},{"x.png', "server": "a\\b]}", "hash": "0" * 32},
    {"local": "木 😀", "server": "\u2028", "more": [{"x": [1, 2.5e3, None, True]}]},
]


@pytest.fixture(params=[1, 7, 64, 1 << 20])
def block(request, monkeypatch):
    """Texts are read in blocks of this many characters."""
    monkeypatch.setattr(upload_list, "BLOCK", request.param)


def written(folder, document, **options):
    path = folder / "upload.json"
    text = document if isinstance(document, str) else json.dumps(document, **options)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("options", [{}, {"indent": 2}, {"ensure_ascii": False, "indent": 1}])
def test_every_row_of_both_lists_comes_as_json_has_it(tmp_path, block, options):
    document = {"v": {"deep": ["asset", {}]}, "scene": ODD, "n": 12, "asset": ROWS + ODD, "z": ""}
    assert list(entries(written(tmp_path, document, **options))) == ODD + ROWS + ODD


def test_a_list_may_be_empty_and_begin_with_a_mark(tmp_path, block):
    path = written(tmp_path, '\ufeff {"asset" : [ ] , "scene":[]}\r\n')
    assert list(entries(path)) == []


BROKEN = [
    "",
    "{",
    "[]",
    '"asset"',
    "{}",
    '{"scene": []}',
    '{"asset": {}}',
    '{"asset": [',
    '{"asset": [{"local": "a", "server": "b"}',
    '{"asset": [{"local": "a", "server": "b"} {}]}',
    '{"asset": [{"local": "a", "server": "b"},]}',
    '{"asset": []',
    '{"asset": []} x',
    '{"asset": [] "scene": []}',
    '{"asset" []}',
    '{"asset": [nul]}',
    '{"asset": [{"local": "a"',
    "<html>",
    '{"asset": ' + "[" * 100_000,
    '{"x": ' + "[" * 100_000,
]


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:40])
def test_what_is_no_such_list_is_one_clear_line(tmp_path, block, text):
    path = written(tmp_path, text)
    with pytest.raises(CheckFailed) as caught:
        list(entries(path))
    assert str(path) in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "text, where",
    [
        ('{"asset": [nul]}', "line 1, column 12"),
        ('{"asset": [\n {"local": "a", "server": "b"}\n {}]}', "line 3, column 2"),
        ('{\r\n"n": 木,\r\n"asset": []}', "line 2, column 6"),
        ('{"asset": [\n{"local": "木\n"}]}', "line 2, column 13"),
        ('{"scene": [],\n\n"asset": []', "line 3, column 12"),
    ],
)
def test_where_a_list_is_wrong_is_told(tmp_path, block, text, where):
    with pytest.raises(CheckFailed) as caught:
        list(entries(written(tmp_path, text)))
    assert str(caught.value).endswith(f"{where})")


@pytest.mark.parametrize(
    "row",
    [
        1,
        None,
        "x",
        [],
        {},
        {"local": "a"},
        {"local": "a", "server": ""},
        {"local": 1, "server": "b"},
    ],
)
def test_an_entry_without_its_paths_is_named(tmp_path, row):
    path = written(tmp_path, {"asset": [ROWS[0], row]})
    with pytest.raises(CheckFailed, match="entry 2, of asset"):
        list(entries(path))


def test_a_list_that_is_gone_or_no_text_is_one_clear_line(tmp_path):
    with pytest.raises(CheckFailed) as caught:
        list(entries(tmp_path / "none.json"))
    assert str(caught.value) == f"{tmp_path / 'none.json'}: there is no such list"
    (tmp_path / "upload.json").write_bytes(b'{"asset": ["\xff"]}')
    with pytest.raises(CheckFailed, match="upload.json"):
        list(entries(tmp_path / "upload.json"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, database=None, max_examples=200)
@given(
    others=st.dictionaries(
        st.text(max_size=4).filter(lambda key: key not in ("asset", "scene")), JSON
    ),
    rows=st.lists(
        st.fixed_dictionaries(
            {"local": st.text(min_size=1), "server": st.text(min_size=1), "m": JSON}
        ),
        max_size=5,
    ),
    options=st.fixed_dictionaries(
        {"indent": st.sampled_from([None, 0, 3]), "ensure_ascii": st.booleans()}
    ),
    size=st.integers(1, 40),
)
def test_a_window_of_any_size_reads_what_json_reads(others, rows, options, size):
    text = json.dumps({**others, "asset": rows}, **options)
    assert windowed(text, size) == rows


@settings(deadline=None, database=None, max_examples=300)
@given(
    rows=st.lists(JSON, max_size=4),
    scene=st.none() | st.lists(JSON, max_size=2),
    change=st.tuples(
        st.integers(0, 200), st.integers(0, 2), st.text('{}[],:"\\ \n1e-ntu.', max_size=2)
    ),
    size=st.integers(1, 40),
)
def test_what_was_spoiled_is_refused_where_json_refuses_it(rows, scene, change, size):
    text = json.dumps({"scene": scene, "asset": rows} if scene is not None else {"asset": rows})
    at, cut, put = change
    text = text[:at] + put + text[at + cut :]
    try:
        document = json.loads(text, object_pairs_hook=lambda pairs: pairs)
        lists = [value for key, value in document if key in upload_list.LISTS]
        good = "asset" in [key for key, _ in document] and all(type(x) is list for x in lists)
    except (ValueError, TypeError):
        good = False
    if good:
        assert len(windowed(text, size)) == sum(map(len, lists))
    else:
        with pytest.raises(ValueError):
            windowed(text, size)


def windowed(text, size):
    """Returns the rows of a text that is read so many characters at a time."""
    before, upload_list.BLOCK = upload_list.BLOCK, size
    try:
        return [row for _, row, _ in upload_list._Text(io.StringIO(text)).rows()]
    finally:
        upload_list.BLOCK = before


def test_a_long_list_is_never_in_memory_as_a_whole(tmp_path):
    path = written(tmp_path, {"asset": [{"local": "x" * 500, "server": "y" * 500}] * 20_000})
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    try:
        assert sum(1 for _ in entries(path)) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


# -- cutting -----------------------------------------------------------------------------


def read(paths):
    return [json.loads(pathlib.Path(path).read_text(encoding="utf-8")) for path in paths]


@pytest.mark.parametrize("most, sizes", [(10, [10, 10, 5]), (5, [5] * 5), (25, [25]), (99, [25])])
def test_a_list_is_cut_and_no_part_is_empty(tmp_path, most, sizes):
    path = written(tmp_path, {"asset": ROWS}, indent=2)
    before = path.read_bytes()
    parts = cutting_upload(str(path), most)
    assert parts == [str(tmp_path / f"upload_{at + 1}.json") for at in range(len(sizes))]
    assert [len(part["asset"]) for part in read(parts)] == sizes
    assert [row for part in read(parts) for row in part["asset"]] == ROWS
    assert path.read_bytes() == before
    assert len(os.listdir(tmp_path)) == len(sizes) + 1


def test_the_scene_goes_into_the_first_part(tmp_path):
    path = written(tmp_path, {"asset": ROWS, "scene": ROWS[:1]})
    first, *others = read(cutting_upload(path, max_resources_number=20))
    assert first["scene"] == ROWS[:1]
    assert [list(part) for part in others] == [["asset"]]
    path = written(tmp_path, {"asset": [], "scene": ROWS[:1]})
    assert read(cutting_upload(path)) == [{"scene": ROWS[:1], "asset": []}]


def test_nothing_is_cut_into_nothing(tmp_path):
    assert cutting_upload(written(tmp_path, {"asset": []})) == []


def test_odd_rows_survive_the_cut_and_can_be_read_again(tmp_path):
    path = written(tmp_path, {"asset": ODD + ROWS}, ensure_ascii=False)
    parts = cutting_upload(path, 1, tmp_path / "parts" / "deep")
    assert [pathlib.Path(part).parent for part in parts] == [tmp_path / "parts" / "deep"] * 27
    assert [row for part in parts for row in entries(part)] == ODD + ROWS


def test_parts_of_a_relative_path_are_absolute(tmp_path, monkeypatch):
    written(tmp_path, {"asset": ROWS})
    monkeypatch.chdir(tmp_path)
    assert cutting_upload("upload.json", 20) == [
        str(tmp_path / "upload_1.json"),
        str(tmp_path / "upload_2.json"),
    ]


def test_parts_of_an_earlier_cut_are_found(tmp_path):
    path = written(tmp_path, {"asset": ROWS})
    first = cutting_upload(path, 5)
    assert upload_list.older(first) == []
    second = cutting_upload(path, 10)
    assert upload_list.older(second) == first[3:]
    assert upload_list.older([]) == []


def test_a_part_never_takes_the_place_of_the_original(tmp_path):
    path = written(tmp_path, {"asset": ROWS}).rename(tmp_path / "upload_1.json")
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="another folder"):
        cutting_upload(path, 5)
    assert path.read_bytes() == before


@pytest.mark.parametrize("most", [0, -1])
def test_parts_of_nothing_are_refused(tmp_path, most):
    with pytest.raises(ConfigError, match="1 is the least"):
        cutting_upload(written(tmp_path, {"asset": ROWS}), most)


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path):
    path = written(tmp_path, {"asset": ROWS})
    with pytest.raises(ConfigError, match="cannot be written"):
        cutting_upload(path, 5, path / "below")


def test_a_list_that_is_broken_is_not_cut(tmp_path):
    with pytest.raises(CheckFailed):
        cutting_upload(written(tmp_path, '{"asset": [{"local": "a", "server": "b"},'), 1)
    assert os.listdir(tmp_path) == ["upload.json"]
