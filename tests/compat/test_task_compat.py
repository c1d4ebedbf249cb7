"""Changes to task.json and upload.json, files, paths and schemas under the documented names."""

import json
import os
import pathlib

import pytest
from task_files import described


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


@pytest.fixture
def files(tmp_path):
    return described(tmp_path)


@pytest.fixture(params=[str, pathlib.Path], ids=["text", "path"])
def form(request):
    """A path as text, and as a path."""
    return request.param


# -- task.json ---------------------------------------------------------------------------


def test_values_of_the_documents_are_put_into_task_info(files, form):
    from rayvision_api.utils import update_task_info

    update_task_info({"pre_frames": "100", "stop_after_test": 1}, task_path=form(files["task"]))
    info = read(files["task"])["task_info"]
    assert (info["pre_frames"], info["stop_after_test"]) == ("100", "1")


def test_what_task_info_has_may_be_changed_though_no_document_says_so(files):
    from rayvision_api.utils import update_task_info

    update_task_info({"project_name": "夜 1"}, files["task"])
    assert read(files["task"])["task_info"]["project_name"] == "夜 1"


@pytest.mark.parametrize(
    ("update", "code"), [({"nonsense": "1"}, 1000002), ({"pre_frames": ["1"]}, 1000002)]
)
def test_what_task_info_cannot_have_leaves_the_file_alone(files, update, code):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.utils import update_task_info

    before = files["task"].read_bytes()
    with pytest.raises(RayvisionError) as caught:
        update_task_info({"tiles": "2", **update}, files["task"])
    assert caught.value.error_code == code and caught.value.__cause__
    assert files["task"].read_bytes() == before


@pytest.mark.parametrize("content", [None, "no JSON", "[]"])
def test_a_file_that_is_no_task_is_a_documented_error(tmp_path, content):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.utils import append_to_task, update_task_info

    path = tmp_path / "task.json"
    if content is not None:
        path.write_text(content)
    for call in (update_task_info, append_to_task):
        with pytest.raises(RayvisionError, match="task.json"):
            call({"pre_frames": "100"}, path)


def test_fields_of_ones_own_are_added(files):
    from rayvision_api.utils import append_to_task

    append_to_task({"env": "houdini_env"}, str(files["task"]))
    append_to_task({"more": {"a": [1]}}, str(files["task"]))
    append_to_task({}, str(files["task"]))
    assert read(files["task"])["additional_info"] == {"env": "houdini_env", "more": {"a": [1]}}


def test_without_cover_new_fields_are_added_and_old_ones_refused(files):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.utils import append_to_task

    append_to_task({"a": 1}, files["task"], cover=False)
    with pytest.raises(RayvisionError, match="a is there already") as caught:
        append_to_task({"b": 1, "a": 2}, files["task"], cover=False)
    assert caught.value.error_code == 1000002
    assert read(files["task"])["additional_info"] == {"a": 1}
    append_to_task({"a": 2}, files["task"])
    assert read(files["task"])["additional_info"] == {"a": 2}


# -- upload.json -------------------------------------------------------------------------


def test_files_are_added_once(files, tmp_path, form):
    from rayvision_api.utils import append_to_upload, check_upload_file

    cache = tmp_path / "图 2.abc"
    cache.write_bytes(b"x")
    before = read(files["upload"])
    for given in ([form(cache)], [form(cache), form(cache)], []):
        assert append_to_upload(given, form(files["upload"])) is None
    after = read(files["upload"])
    assert len(after["asset"]) == len(before["asset"]) + 1
    assert after["asset"][-1] == {"local": cache.as_posix(), "server": str(cache)[1:]}
    assert after["scene"] == before["scene"]
    assert check_upload_file(str(cache), after)
    assert not check_upload_file("/none", after)


@pytest.mark.parametrize("wrap", [str, lambda folder: [str(folder)]], ids=["folder", "list"])
def test_a_folder_stands_for_all_files_in_it(files, tmp_path, wrap):
    from rayvision_api.utils import append_to_upload

    folder = tmp_path / "cache"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.vdb", "deep/b.vdb"):
        (folder / name).write_bytes(b"x")
    append_to_upload(wrap(folder), str(files["upload"]))
    added = {row["local"] for row in read(files["upload"])["asset"]}
    assert {f"{folder}/a.vdb", f"{folder}/deep/b.vdb"} <= added


def test_a_relative_file_is_named_by_its_full_path(files, tmp_path, monkeypatch):
    from rayvision_api.utils import append_to_upload

    (tmp_path / "b.png").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    append_to_upload("b.png", str(files["upload"]))
    assert read(files["upload"])["asset"][-1]["local"] == f"{tmp_path}/b.png"


def test_many_files_are_added_without_a_walk_through_the_list_for_each(
    files, tmp_path, monkeypatch
):
    from rayvision_api import utils

    monkeypatch.delattr(utils, "check_upload_file")
    rows = [{"local": f"/cache/{at}.vdb", "server": f"cache/{at}.vdb"} for at in range(20_000)]
    files["upload"].write_text(json.dumps({"asset": rows}))
    folder = tmp_path / "new"
    folder.mkdir()
    for at in range(300):
        (folder / f"{at}.vdb").touch()
    utils.append_to_upload([str(folder)], str(files["upload"]))
    assert len(read(files["upload"])["asset"]) == 20_300


@pytest.mark.parametrize(
    ("given", "listed", "code"),
    [
        (["/none/a.png"], True, 1000004),
        (["/none/a.png"], False, 1000006),
        (5, True, 1000005),
        (None, True, 1000005),
    ],
)
def test_what_cannot_be_added_leaves_the_list_alone(files, given, listed, code):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.utils import append_to_upload

    before = files["upload"].read_bytes()
    path = files["upload"] if listed else files["upload"].with_name("none.json")
    with pytest.raises(RayvisionError) as caught:
        append_to_upload(given, str(path))
    assert caught.value.error_code == code
    assert files["upload"].read_bytes() == before


def test_a_spoiled_list_is_refused_and_not_emptied(files):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.utils import append_to_upload

    files["upload"].write_text('{"asset": [')
    with pytest.raises(RayvisionError, match="upload.json"):
        append_to_upload([str(files["task"])], str(files["upload"]))
    assert files["upload"].read_text() == '{"asset": ['


# -- files and paths ---------------------------------------------------------------------


def test_files_below_a_folder_with_it_and_without(tmp_path, form):
    from rayvision_api.utils import walk_files

    (tmp_path / "x" / "x").mkdir(parents=True)
    (tmp_path / "x" / "x" / "a").touch()
    (tmp_path / "b").touch()
    assert sorted(walk_files(form(tmp_path))) == [f"{tmp_path}/b", f"{tmp_path}/x/x/a"]
    assert sorted(walk_files(form(tmp_path), contains=False)) == ["b", "x/x/a"]


@pytest.mark.parametrize(
    ("local", "server"),
    [
        ("D:/work/a.jpg", "/D/work/a.jpg"),
        ("D:\\work\\a.jpg", "/D/work/a.jpg"),
        ("/mnt/proj/a.exr", "mnt/proj/a.exr"),
        ("tex/a.png", "tex/a.png"),
        ("x", "x"),
        ("C:/a/b:c.png", "/C/a/b:c.png"),
        ("//srv/share/a", "/srv/share/a"),
    ],
)
def test_paths_have_the_form_of_the_farm_from_each_address(local, server):
    from rayvision_api import paths, utils

    assert paths.convert_path(local) == utils.convert_path(local) == server
    assert paths.convert_path(pathlib.PurePosixPath(local)) == paths.convert_path(local)


def test_folders_are_made_once_and_again(tmp_path):
    from rayvision_api.paths import ensure_paths
    from rayvision_api.utils import exists_or_create

    for _ in range(2):
        assert exists_or_create(str(tmp_path / "a" / "b")) is True
        assert ensure_paths(tmp_path / "c") is None
    assert (tmp_path / "a" / "b").is_dir() and (tmp_path / "c").is_dir()


@pytest.mark.parametrize("ensure_ascii", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_json_is_read_as_it_was_written(tmp_path, form, encoding, ensure_ascii):
    from rayvision_api.file_operator import read_load, write_json
    from rayvision_api.utils import json_load, json_save

    path, document = form(tmp_path / "a.json"), {"夜": ["1", None]}
    for write in (write_json, json_save):
        write(path, document, encoding=encoding, ensure_ascii=ensure_ascii)
        assert json_load(path, encoding) == read_load(path, encoding) == document
        assert ("夜" in pathlib.Path(path).read_text(encoding)) is not ensure_ascii


def test_a_byte_order_mark_is_passed(tmp_path):
    from rayvision_api.utils import json_load

    (tmp_path / "a.json").write_text('{"a": 1}', encoding="utf-8-sig")
    assert json_load(str(tmp_path / "a.json")) == {"a": 1}


def test_a_file_that_is_not_there_is_nothing_or_an_error(tmp_path):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.file_operator import read_load
    from rayvision_api.utils import check_and_read, json_load

    path = str(tmp_path / "none.json")
    assert json_load(path) is None
    with pytest.raises(FileNotFoundError):
        read_load(path)
    with pytest.raises(RayvisionError, match="none.json") as caught:
        check_and_read(path)
    assert caught.value.error_code == 1000004


@pytest.mark.parametrize("document", [{"a": object()}, {"a": "\ud83d"}], ids=["object", "half"])
def test_a_document_that_cannot_be_written_leaves_the_file_alone(tmp_path, document):
    from rayvision_api.utils import json_save

    path = tmp_path / "a.json"
    json_save(path, {"a": 1})
    with pytest.raises((TypeError, ValueError)):
        json_save(path, document, ensure_ascii=False)
    with pytest.raises(OSError):
        json_save(tmp_path / "none" / "a.json", {})
    assert read(path) == {"a": 1} and not list(tmp_path.glob("*.tmp"))


def test_yaml_is_read_as_it_was_written(tmp_path):
    pytest.importorskip("yaml")
    from rayvision_api.file_operator import read_yaml, write_yaml

    write_yaml(tmp_path / "a.yaml", {"夜": [1, "2"]})
    assert read_yaml(str(tmp_path / "a.yaml")) == {"夜": [1, "2"]}


def test_yaml_without_pyyaml_says_what_to_install(tmp_path, monkeypatch):
    from rayvision_api.file_operator import write_yaml

    monkeypatch.setitem(__import__("sys").modules, "yaml", None)
    with pytest.raises(ImportError, match="pip install pyyaml"):
        write_yaml(tmp_path / "a.yaml", {})


def test_both_addresses_give_the_same_functions():
    from rayvision_api import json_operator, utils

    assert all(
        getattr(utils, name) is getattr(json_operator, name) for name in json_operator.__all__
    )


def test_small_tools():
    from rayvision_api import utils

    assert utils.get_os() in ("linux", "windows", "darwin")
    assert utils.to_bytes("夜") == utils.to_bytes("夜".encode()) == "夜".encode()
    assert utils.assemble_api_url("a.b", "/c", "http") == "http://a.b/c"


# -- schemas -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["task", "upload", "asset", "tips"])
def test_the_schemas_of_the_four_files_lie_where_it_is_said(name):
    from rayvision_api.paths import get_schema_file, package_root

    assert read(get_schema_file(name))["title"] == f"{name}.json"
    assert os.path.isfile(os.path.join(package_root(), "validator.py"))


def test_data_of_an_operation_is_held_against_its_schema():
    from rayvision_api.validator import DataValidator, validate_data

    assert validate_data({"taskIds": [1]}, "stopTask") == {"taskIds": [1]}
    for wrong in ({"taskIds": ["a"]}, {}):
        with pytest.raises(ValueError, match="taskIds"):
            validate_data(wrong, "stopTask")
    DataValidator({}, "stopTask").validate(ignore_required=True)
    with pytest.raises(ValueError, match="taskIds"):
        DataValidator({"taskIds": "a"}, "stopTask").validate(ignore_required=True)


def test_a_file_is_held_against_its_schema(files):
    from rayvision_api.validator import DataValidator

    validator = DataValidator(read(files["task"]), "task")
    validator.validate()
    assert "task_info" in validator.data and "task_info" in repr(validator)


def test_a_schema_of_ones_own_is_taken_and_an_unknown_name_refused():
    from rayvision_api.validator import DataValidator

    with pytest.raises(ValueError, match="nonsense"):
        DataValidator({}, "nonsense")
    with pytest.raises(ValueError, match="integer"):
        DataValidator({"a": "1"}, "", {"properties": {"a": {"type": "integer"}}}).validate()
