"""What keeps four files from being submitted: broken one by one."""

import hashlib
import os

import pytest
from four_files import GONE, SEED, changed, in_order, problems, written

from rayvision_plugins import check
from rayvision_plugins.errors import CheckFailed


@pytest.fixture
def documents(tmp_path):
    return in_order(tmp_path)


# -- reading -----------------------------------------------------------------------------


def test_four_files_in_order_have_no_problems(documents, tmp_path):
    read = check.read(written(tmp_path / "files", documents))
    assert dict(read) == documents
    assert problems(read) == []


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_no_other_reader_takes_is_no_json(documents, tmp_path, number):
    folder = written(tmp_path / "files", documents)
    (folder / "tips.json").write_text(f'{{"50001": {number}}}')
    with pytest.raises(CheckFailed, match="tips.json: it cannot be read as JSON .*is no number"):
        check.read(folder)


def test_a_byte_order_mark_before_a_document_is_passed(documents, tmp_path):
    folder = written(tmp_path / "files", documents)
    text = (folder / "task.json").read_text(encoding="utf-8")
    (folder / "task.json").write_text(text, encoding="utf-8-sig")
    assert dict(check.read(folder)) == documents


@pytest.mark.parametrize("name", ["asset", "tips"])
def test_asset_and_tips_may_be_absent(documents, tmp_path, name):
    folder = written(tmp_path / "files", documents)
    (folder / f"{name}.json").unlink()
    assert problems(check.read(folder)) == []


@pytest.mark.parametrize("name", ["task", "upload"])
def test_task_and_upload_may_not(documents, tmp_path, name):
    folder = written(tmp_path / "files", documents)
    (folder / f"{name}.json").unlink()
    with pytest.raises(CheckFailed, match=f"{name}.json: missing"):
        check.read(folder)


def test_a_folder_that_is_not_there_has_no_task(tmp_path):
    with pytest.raises(CheckFailed, match="task.json"):
        check.read(tmp_path / "none")


NO_JSON = {
    "nothing": b"",
    "text": b"this is a task",
    "half": b'{"task_info": {',
    "gbk": '{"task_info": {"project_name": "项目"}}'.encode("gbk"),
    "zeros": b"\0" * 100,
    "deep": b"[" * 200_000,
    "comma": b'{"a": 1,}',
    "half a character": b'{"a": "\\uD83D"}',
}


@pytest.mark.parametrize("name", ["task", "upload", "asset", "tips"])
@pytest.mark.parametrize("kind", sorted(NO_JSON))
def test_a_file_that_is_no_json_is_named_in_one_line(documents, tmp_path, name, kind):
    folder = written(tmp_path / "files", documents)
    (folder / f"{name}.json").write_bytes(NO_JSON[kind])
    with pytest.raises(CheckFailed, match=f"{name}.json") as caught:
        check.read(folder)
    assert str(caught.value).isprintable()


def test_a_character_in_two_escapes_is_read(documents, tmp_path):
    folder = written(tmp_path / "files", documents)
    (folder / "tips.json").write_text('{"50001": ["\\ud83d\\ude00"]}')
    assert check.read(folder)["tips"] == {"50001": ["😀"]}


def test_a_folder_in_place_of_a_file_is_named(documents, tmp_path):
    folder = written(tmp_path / "files", documents)
    (folder / "upload.json").unlink()
    (folder / "upload.json").mkdir()
    with pytest.raises(CheckFailed, match="upload.json"):
        check.read(folder)


# -- schemas -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["task", "upload", "asset", "tips"])
@pytest.mark.parametrize("document", [[], "text", 5, None, True])
def test_a_document_of_another_kind_is_a_problem(documents, name, document):
    found = problems({**documents, name: document})
    assert any(line.startswith(f"{name}.json: ") for line in found)


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        ("task.task_info", GONE, "task_info"),
        ("task.software_config", GONE, "software_config"),
        ("task.scene_info_render", GONE, "scene_info_render"),
        ("task.task_info.cg_id", GONE, "cg_id"),
        ("task.task_info.cg_id", 2000, "cg_id"),
        ("task.software_config.plugins", [], "plugins"),
        ("task.scene_info_render", [], "scene_info_render"),
        ("upload.asset", GONE, "asset"),
        ("upload.asset", {}, "asset"),
        ("upload.asset.0.local", GONE, "local"),
        ("upload.asset.1.server", GONE, "server"),
        ("upload.asset.1.local", 5, "asset/1/local"),
        ("upload.asset.1.server", None, "asset/1/server"),
        ("upload.asset.0", "D:/a.ma", "asset/0"),
        ("asset.asset", {}, "asset"),
        ("tips.50001", "text", "50001"),
    ],
)
def test_a_wrong_or_missing_field_is_named_with_its_file(documents, path, value, word):
    if path.startswith("tips."):
        documents["tips"] = {"50001": ["a"]}
    found = problems(changed(documents, path, value))
    name = path.split(".")[0]
    assert found
    assert all(line.startswith(f"{name}.json: ") for line in found)
    assert any(word in line for line in found)


def test_many_problems_are_many_lines_but_not_thousands(documents):
    documents["upload"]["asset"] = [{"local": 5}] * 5000
    found = problems(documents)
    assert 1 < len(found) < 100
    assert all(len(line) < 1000 for line in found)


# -- frames ------------------------------------------------------------------------------

NONSENSE = [
    "",
    " ",
    "abc",
    "1-",
    "1-10[0]",
    "10-1",
    "1--",
    "1..5",
    "1-10[-1]",
    "1,,2",
    "1;2",
    "1.5",
]


@pytest.mark.parametrize("text", NONSENSE)
def test_frames_that_make_no_sense_are_a_problem_of_task_json(documents, text):
    path = "task.scene_info_render.defaultRenderLayer.common.frames"
    found = problems(changed(documents, path, text))
    assert found
    assert all(line.startswith("task.json: ") for line in found)
    assert any("frames" in line or "defaultRenderLayer" in line for line in found)


@pytest.mark.parametrize("text", ["1", "1-10[1]", "1-10", "-5-5[2]", "1,5,20-30", "0"])
def test_frames_that_make_sense_are_none(documents, text):
    path = "task.scene_info_render.defaultRenderLayer.common.frames"
    assert problems(changed(documents, path, text)) == []


@pytest.mark.parametrize("text", ["1-999999999", "abc"])
def test_frames_of_every_dcc_are_looked_at(text):
    for name, path in [
        ("houdini", "scene_info_render.rop_node.0.frames"),
        ("clarisse", "scene_info_render.image_node.0.frames"),
        ("maya", "scene_info_render.mut.common.frames"),
    ]:
        documents = {**check.read(SEED / name), "upload": {"asset": []}}
        found = problems(changed(documents, f"task.{path}", text))
        assert any(line.startswith("task.json: ") for line in found), name


# -- files -------------------------------------------------------------------------------


def test_a_file_that_is_gone_is_named(documents, tmp_path):
    (tmp_path / "图 1.png").unlink()
    (line,) = problems(documents)
    assert str(tmp_path / "图 1.png") in line


def test_a_folder_is_no_file_to_send(documents, tmp_path):
    (tmp_path / "folder").mkdir()
    found = problems(changed(documents, "upload.asset.1.local", str(tmp_path / "folder")))
    assert any("folder" in line for line in found)


@pytest.mark.parametrize("local", ["", "\0", "a\0b", "x" * 5000])
def test_a_name_that_no_file_can_have_is_a_problem(documents, local):
    assert problems(changed(documents, "upload.asset.1.local", local))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read_is_named(documents, tmp_path):
    (tmp_path / "图 1.png").chmod(0)
    (line,) = problems(documents)
    assert "图 1.png" in line


@pytest.mark.parametrize(
    ("one", "other"),
    [("/D/a.png", "/D/a.png"), ("/D/a.png", "D/a.png"), ("/D/a.png", "//D/a.png")],
)
def test_two_files_for_one_place_at_the_farm_are_named(documents, tmp_path, one, other):
    documents = changed(documents, "upload.asset.0.server", one)
    documents = changed(documents, "upload.asset.1.server", other)
    documents = changed(documents, "upload.scene", GONE)
    found = problems(documents)
    assert found
    assert any("a.ma" in line and "图 1.png" in line or "server" in line for line in found)


def test_one_file_named_twice_for_one_place_is_fine(documents):
    documents["upload"]["asset"].append(dict(documents["upload"]["asset"][1]))
    assert problems(documents) == []


def test_one_file_for_two_places_is_fine(documents):
    row = documents["upload"]["asset"][1]
    documents["upload"]["asset"].append({**row, "server": "/E/other.png"})
    assert problems(documents) == []


@pytest.mark.parametrize(
    "server", ["", "/", "/D/../../a", "..", "/D/./a", "/D//a", "/D/a\0b", "/D/a/"]
)
def test_a_place_the_farm_would_refuse_is_a_problem_before_anything_is_sent(documents, server):
    found = problems(changed(documents, "upload.asset.1.server", server))
    assert any("upload.json" in line or "图 1.png" in line for line in found)


# -- the documented examples -------------------------------------------------------------


@pytest.mark.parametrize("name", ["clarisse", "houdini", "maya"])
def test_the_documented_example_lacks_nothing_but_its_files(name):
    found = problems(check.read(SEED / name))
    assert found
    assert all("the file is gone" in line for line in found)


@pytest.mark.parametrize("name", ["clarisse", "houdini", "maya"])
def test_the_documented_example_is_in_order_where_its_files_are(name, tmp_path):
    documents = dict(check.read(SEED / name))
    asset, scene = documents["upload"]["asset"], documents["upload"].get("scene", [])
    for row in [*asset, *scene]:
        place = tmp_path / hashlib.md5(row["local"].encode()).hexdigest()  # noqa: S324
        place.touch()
        row["local"] = str(place)
    for row in scene:
        row["hash"] = hashlib.md5(b"").hexdigest()  # noqa: S324
    assert problems(documents) == []
