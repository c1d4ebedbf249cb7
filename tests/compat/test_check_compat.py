"""RayvisionCheck against the embedded farm: both forms of a call, what is written, what is told."""

import json
import os
import pathlib

import pytest
from task_files import LOST, analysis, described


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


@pytest.fixture
def api(shared, account):
    from rayvision_api import RayvisionAPI

    return RayvisionAPI(**account(shared))


@pytest.fixture
def files(tmp_path):
    return described(tmp_path, project_name="Project1")


@pytest.fixture
def analyzed(files):
    return analysis(files, read)


@pytest.fixture
def check(api, analyzed):
    from rayvision_api.task.check import RayvisionCheck

    return RayvisionCheck(api, analyzed)


HARDWARE = {"model": "Default", "ram": "128GB", "gpuNum": None}


# -- forms of a call ---------------------------------------------------------------------

FORMS = {
    "documented": lambda check, f: check.execute(f.task_json, f.upload_json),
    "documented, all": lambda check, f: check.execute(
        f.task_json, f.upload_json, f.asset_json, True, True
    ),
    "documented, mixed": lambda check, f: check.execute(f.task_json, upload_json=f.upload_json),
    "documented, path": lambda check, f: check.execute(pathlib.Path(f.task_json)),
    "published": lambda check, f: check.execute(HARDWARE, f.task_json, f.upload_json),
    "published, none": lambda check, f: check.execute(
        None, f.task_json, f.upload_json, f.asset_json, True, True
    ),
    "published, names": lambda check, f: check.execute(
        hardware_config=HARDWARE, task_json=f.task_json, upload_json=f.upload_json
    ),
    "names": lambda check, f: check.execute(task_json=f.task_json, only_id=True),
    "nothing": lambda check, f: check.execute(),
    "documents": lambda check, f: check.execute(f.task_info, f.upload_info),
    "documents, published": lambda check, f: check.execute(HARDWARE, f.task_info, f.upload_info),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_call_returns_the_number_and_writes_the_ids(check, analyzed, api, form):
    number = FORMS[form](check, analyzed)
    info = read(analyzed.task_json)["task_info"]
    assert isinstance(number, int) and info["task_id"] == str(number)
    assert info["user_id"] == str(api.get_user_id())
    assert info["project_id"] == api.check_and_add_project_name("Project1")
    assert check.task_info["task_info"] == info
    if "published" in form and "none" not in form:
        assert (info["hardwareConfigId"], info["ram"]) == ("2", "128")


def test_the_document_and_the_number_where_both_are_wanted(check, analyzed):
    document, number = check.execute(analyzed.task_json, only_id=False)
    assert document == read(analyzed.task_json)
    assert document["task_info"]["task_id"] == str(number)


def test_ids_that_are_given_stay(check, analyzed, api):
    from rayvision_api.utils import json_save

    given = {"task_id": "7", "user_id": "8", "project_id": "9"}
    document = read(analyzed.task_json)
    document["task_info"].update(given)
    json_save(analyzed.task_json, document)
    assert check.execute(analyzed.task_json, analyzed.upload_json) == 7
    assert given.items() <= read(analyzed.task_json)["task_info"].items()


def test_two_scenes_that_are_checked_before_one_is_submitted_have_their_own_numbers(api, files):
    from rayvision_api.task.check import RayvisionCheck

    document = read(files["task"])
    numbers = set()
    for _ in range(2):
        files["task"].write_text(json.dumps(document))
        numbers.add(RayvisionCheck(api).execute(str(files["task"])))
    assert len(numbers) == 2


# -- what is written ---------------------------------------------------------------------


def test_without_cover_the_files_stay_and_four_new_ones_are_written(api, files, tmp_path):
    from rayvision_api.task.check import RayvisionCheck

    before = {name: path.read_bytes() for name, path in files.items()}
    (tmp_path / "space").mkdir()
    check = RayvisionCheck(api, workspace=str(tmp_path / "space"))
    number = check.execute(str(files["task"]), str(files["upload"]), is_cover=False)
    assert {name: path.read_bytes() for name, path in files.items()} == before
    assert read(check.task_json)["task_info"]["task_id"] == str(number)
    assert read(check.upload_json) == read(files["upload"])
    assert pathlib.Path(check.tips_json).parent.parent == tmp_path / "space"


def test_what_is_not_given_is_that_of_the_analysis_as_its_files_are_now(check, analyzed, own_home):
    from rayvision_api.utils import append_to_upload

    (own_home / "b.png").write_bytes(b"x")
    append_to_upload([str(own_home / "b.png")], analyzed.upload_json)
    check.execute(analyzed.task_json, is_cover=False)
    assert read(check.upload_json) == read(analyzed.upload_json)
    assert read(check.asset_json) == read(analyzed.asset_json)


def test_a_document_alone_is_completed_and_written_nowhere(api, files, own_home):
    from rayvision_api.task.check import RayvisionCheck

    document = read(files["task"])
    check = RayvisionCheck(api)
    number = check.execute(None, document)
    assert document["task_info"]["task_id"] == str(number)
    assert read(files["task"])["task_info"]["task_id"] == ""
    assert check.workspace == str(own_home / "renderfarm_sdk")
    assert not os.path.exists(check.workspace)


def test_documents_are_written_into_a_workspace_that_is_given(api, files, tmp_path):
    from rayvision_api.task.check import RayvisionCheck

    check = RayvisionCheck(api, workspace=str(tmp_path))
    number = check.execute(read(files["task"]), read(files["upload"]))
    assert read(tmp_path / "task.json")["task_info"]["task_id"] == str(number)
    assert read(tmp_path / "upload.json") == read(files["upload"])


def test_only_task_json_is_written_over(check, files, analyzed):
    for name in ("upload", "asset", "tips"):
        files[name].chmod(0o400)
        os.utime(files[name], (1, 1))
    check.execute(analyzed.task_json, analyzed.upload_json, analyzed.asset_json)
    assert {files[name].stat().st_mtime for name in ("upload", "asset", "tips")} == {1}


def test_a_workspace_that_is_not_there_is_an_error_and_the_default_is_not_made(api, tmp_path):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.task.check import RayvisionCheck

    with pytest.raises(RayvisionError, match="none"):
        RayvisionCheck(api, workspace=str(tmp_path / "none"))
    with pytest.raises(RayvisionError, match="none"):
        RayvisionCheck.check_path(tmp_path / "none")
    assert not os.path.exists(RayvisionCheck(api).workspace)


# -- what keeps a task from being rendered -----------------------------------------------


def test_a_scene_with_errors_is_refused_and_told(api, tmp_path):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.task.check import RayvisionCheck

    files = described(tmp_path, more=LOST)
    files["tips"].write_text(json.dumps({"15006": ["no camera"], "10012": ["lost.png"]}))
    check = RayvisionCheck(api, analysis(files, read))
    with pytest.raises(RayvisionError, match="no camera") as caught:
        check.execute(str(files["task"]), str(files["upload"]))
    assert caught.value.error_code == 1000000
    rows = {row["code"]: row for row in check.error_warn_info_list}
    assert rows["15006"]["details"] == ["no camera"] and rows["15006"]["desDescriptionCn"]
    assert check.errors_number == sum(row["type"] == 1 for row in rows.values()) >= 1
    with pytest.raises(RayvisionError, match="15006"):
        check.is_scene_have_error()
    assert read(files["task"])["task_info"]["task_id"] == ""


def test_a_second_check_starts_without_the_errors_of_the_first(api, tmp_path):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.task.check import RayvisionCheck

    files = described(tmp_path)
    files["tips"].write_text(json.dumps({"15006": ["no camera"]}))
    check = RayvisionCheck(api)
    with pytest.raises(RayvisionError):
        check.execute(str(files["task"]))
    files["tips"].write_text("{}")
    check.execute(str(files["task"]))
    check.is_scene_have_error()
    assert check.error_warn_info_list == []


def test_warnings_pass_and_are_kept_and_logged(api, tmp_path, caplog):
    from rayvision_api.task.check import RayvisionCheck

    files = described(tmp_path, more=LOST)
    files["tips"].write_text(json.dumps({"10012": ["lost.png"]}))
    check = RayvisionCheck(api)
    check.execute(str(files["task"]))
    (row,) = check.error_warn_info_list
    assert (row["code"], row["type"], row["details"]) == ("10012", 0, ["lost.png"])
    assert "lost.png" in caplog.text


@pytest.mark.parametrize("language", ["0", "1", 1])
def test_what_tips_mean_is_told_in_both_languages(api, language):
    from rayvision_api.task.check import RayvisionCheck

    check = RayvisionCheck(api)
    check.tips_info = {"50001": ["lost.png"]}
    (row,) = check.check_error_warn_info(language=language)
    told = api.query.error_detail("50001", language=int(language))[0]["desDescriptionCn"]
    assert row["desDescriptionCn"].startswith(told)


def test_a_missing_file_is_named_before_anything_is_sent(check, analyzed):
    from rayvision_api.exception import RayvisionError

    with pytest.raises(RayvisionError, match="none.json"):
        check.execute(analyzed.task_json, "/none/none.json")
    assert read(analyzed.task_json)["task_info"]["task_id"] == ""


# -- hardware and software ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "number"), [("2080Ti", "3"), (["2080Ti"], "3"), (["Default"], "3"), ("Default", "3")]
)
def test_a_hardware_is_named_by_one_model_by_several_or_by_none(check, analyzed, model, number):
    check.execute({"model": model, "ram": "64GB", "gpuNum": "2*GPU"}, analyzed.task_json)
    info = read(analyzed.task_json)["task_info"]
    assert info["hardwareConfigId"] == number
    assert (info["ram"], info["graphics_cards_num"]) == ("64", "2")


def test_a_hardware_that_the_farm_lacks_is_the_documented_error(check, analyzed):
    from rayvision_api.exception import HardwareConfigIdError

    wanted = {"model": ["28C"], "ram": "64GB", "gpuNum": None}
    with pytest.raises(HardwareConfigIdError, match="2080Ti"):
        check.execute(wanted, analyzed.task_json)
    with pytest.raises(HardwareConfigIdError, match="2080Ti"):
        check.set_custom_hardware(wanted, analyzed.task_info, analyzed.task_json)
    assert read(analyzed.task_json)["task_info"]["task_id"] == ""


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({"notSupportCgId": ["2000"]}, "NotSupportCGSoftwareError"),
        ({"notSupportCgVersions": ["2022"]}, "HardwareConfigIdError"),
        (
            {"notSupportCgVersions": [{"cgId": 2000, "cgVersionName": "2022"}]},
            "HardwareConfigIdError",
        ),
        ({"notSupportCode": ["50001"]}, "NotSupportHardwareCodeError"),
        ({"notSupportPluginList": ["mtoa 5"]}, "NotSupportPluginError"),
    ],
)
def test_what_a_hardware_does_not_take_has_its_documented_error(
    check, analyzed, monkeypatch, row, error
):
    from rayvision_api import exception

    rows = [{"id": 1, "status": 1, **HARDWARE, "model": "28C", **row}]
    user = check.api.connect.service.user
    monkeypatch.setattr(user, "get_hardware_config", lambda: rows)
    check.tips_info = {"50001": []}
    with pytest.raises(getattr(exception, error), match="does not take"):
        check.set_custom_hardware(HARDWARE, analyzed.task_info, analyzed.task_json)


def test_a_hardware_is_written_into_a_file(check, analyzed):
    check.set_custom_hardware(HARDWARE, analyzed.task_info, analyzed.task_json)
    assert read(analyzed.task_json)["task_info"]["hardwareConfigId"] == "2"


def test_software_that_the_farm_lacks_is_an_error_and_a_version_a_warning(check, analyzed, caplog):
    from rayvision_api.exception import RayvisionError

    check.check_plugin(analyzed.task_info)
    analyzed.task_info["software_config"]["cg_version"] = "1066"
    check.check_plugin(analyzed.task_info)
    assert "1066" in caplog.text
    analyzed.task_info["task_info"]["cg_id"] = "2001"
    with pytest.raises(RayvisionError, match="2001"):
        check.check_plugin(analyzed.task_info)


# -- pieces ------------------------------------------------------------------------------


def test_ids_are_put_into_a_document(check, api):
    from rayvision_api.exception import RayvisionError

    document = {"task_info": {"project_name": ""}}
    assert check.check_task_info(document) is document
    info = document["task_info"]
    assert info["task_id"].isdigit() and info["user_id"] == str(api.get_user_id())
    assert info["project_id"] == ""
    with pytest.raises(RayvisionError) as caught:
        check.check_task_info({})
    assert caught.value.error_code == 2000


def test_documents_come_from_a_file_or_as_they_are(check, analyzed):
    assert check.get_json_info(analyzed.task_json) == read(analyzed.task_json)
    assert check.get_json_info(analyzed.task_info) is analyzed.task_info
    assert check.get_json_info("") is None


# -- the first SDK -----------------------------------------------------------------------


def test_a_task_of_the_first_sdk_is_checked_and_written(shared, account, files, tmp_path):
    from rayvision_api.task.check import RayvisionCheck
    from rayvision_api.task.handle import RayvisionTask

    info = {**account(shared), "local_os": "linux", "workspace": tmp_path / "space"}
    scene = str(tmp_path / "project" / "shot.ma")
    software = {"render_software": "Maya", "software_version": "2022", "project_name": "Project1"}
    task = RayvisionTask(cg_file=scene, plugin_config={"mtoa": "5.3.4"}, **software, **info)
    assert os.path.dirname(task.task_json_path) == str(tmp_path / "space" / "work" / task.task_id)
    task.task_info["scene_info_render"] = read(files["task"])["scene_info_render"]
    task.upload_info = read(files["upload"])
    number = RayvisionCheck(task).execute(task.task_info, task.upload_info)
    assert str(number) == task.task_id
    written = read(task.task_json_path)
    assert written["task_info"]["user_id"] == task.user_id
    assert written["software_config"]["plugins"] == {"mtoa": "5.3.4"}
    assert read(task.upload_json_path) == task.upload_info


def test_software_that_nobody_renders_makes_no_task_and_no_folder(shared, account, tmp_path):
    from rayvision_api.exception import RayvisionError
    from rayvision_api.task.handle import RayvisionTask

    info = {**account(shared), "local_os": "linux", "workspace": str(tmp_path / "space")}
    with pytest.raises(RayvisionError, match="Paint"):
        RayvisionTask(cg_file="a.psd", render_software="Paint", software_version="1", **info)
    assert not (tmp_path / "space").exists()
