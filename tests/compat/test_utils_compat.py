"""``rayvision_utils``: its tools, its errors and its tips."""

import json
import pathlib
import sys
import types

import pytest


def test_text_is_made_of_bytes_in_the_encodings_of_the_farm_and_of_this_system():
    from rayvision_utils.utils import check_contain_chinese, str2unicode

    assert str2unicode("场景") == str2unicode("场景".encode()) == "场景"
    assert str2unicode("场景".encode("gbk")) == str2unicode("场景".encode("gbk"), "GBK") == "场景"
    assert str2unicode(b"\xff\xff\xff") in (b"\xff\xff\xff", "\udcff\udcff\udcff")
    assert str2unicode(b"a", "no such encoding") == b"a"
    assert check_contain_chinese("a场") and not check_contain_chinese("aé")


def test_files_and_paths_are_those_of_the_api():
    from rayvision_api import utils as api
    from rayvision_utils import utils

    for name in ("json_load", "json_save", "convert_path", "get_os"):
        assert getattr(utils, name) is getattr(api, name)


def test_a_command_runs_without_a_shell_and_tells_code_and_output(tmp_path):
    from rayvision_utils.cmd import Cmd

    script = tmp_path / "a $(touch there) 'b.py"
    script.write_text("import sys; print(sys.argv[1:]); sys.stderr.write('no'); sys.exit(3)")
    command = [sys.executable, str(script), "x; y"]
    assert Cmd.run(command, True) == (3, "['x; y']\n", "no")
    assert Cmd().run(command, log_output=False)[0] == Cmd.power_run(command)[0] == 3
    text = f'"{sys.executable}" "{script}" "&&" y'
    assert Cmd.run(text)[1] == "['&&', 'y']\n"
    with Cmd.wrap_subprocess(command) as process:
        assert "x; y" in process.stdout.read()
    assert not (tmp_path / "there").exists()


def test_one_except_catches_the_errors_of_every_package():
    from rayvision_api import exception as api
    from rayvision_utils.exception import exception

    for name in ("RayvisionError", "RayvisionAPIError", "AnalyzeError", "CGFileNotExistsError"):
        assert getattr(exception, name) is getattr(api, name)
    with pytest.raises(api.RayvisonTaskIdError) as caught:
        raise exception.RayvisonTaskIdError("no task")
    assert (caught.value.error_code, caught.value.error) == (2000, "no task")


def test_defaults_of_a_task_are_fresh_for_every_scene():
    from rayvision_utils import constants

    constants.TASK_INFO["task_info"]["project_name"] = "first"
    assert constants.TASK_INFO["task_info"]["project_name"] == ""
    assert constants.TASK_INFO["task_info"]["enable_layered"] == "0"
    assert constants.CG_SETTING["Maya"] == "2000" and constants.CG_SETTING["2013"] == "Clarisse"


def test_a_star_brings_the_constants_and_nothing_else():
    brought = {}
    exec("from rayvision_utils.constants import *", brought)  # noqa: S102 - no star in functions
    assert {name for name in brought if name[0] != "_"} == {
        "CG_SETTING",
        "PACKAGE_NAME",
        "TASK_INFO",
    }


def test_sentences_take_what_they_are_about():
    from rayvision_utils.exception import error_msg

    assert error_msg.ERROR_CGFILE_NOTEXIST.format("/a.ma").startswith("/a.ma: ")
    assert error_msg.ERROR_MULTISCATTERANDVRAY_CONFILICT.count("{}") == 2


def test_tips_are_collected_and_written(tmp_path):
    from rayvision_utils.exception import tips_code
    from rayvision_utils.exception.exception import RayvisionError
    from rayvision_utils.exception.tips import TipsInfo

    tips = TipsInfo(str(tmp_path))
    tips.add(tips_code.MISSING_FILE, "a.exr", "图.exr")
    tips.add(tips_code.MISSING_FILE, "c.exr")
    mine = ["none"]
    tips.set_tips(tips_code.CAMERA_NULL, mine)
    tips.add(tips_code.CAMERA_NULL, "at all")
    tips.set_tips(tips_code.UNKNOW_ERR, "text")
    tips.add(tips_code.UNKNOW_ERR, "more")
    assert mine == ["none"]
    tips.save_tips()
    found = json.loads((tmp_path / "tips.json").read_text(encoding="utf-8"))
    assert found == {
        "10012": ["a.exr", "图.exr", "c.exr"],
        "15006": ["none", "at all"],
        "999": ["text", "more"],
    }
    with pytest.raises(RayvisionError, match="folder") as caught:
        TipsInfo().save_tips()
    assert caught.value.error_code == 20003
    with pytest.raises(SystemExit) as ended:
        tips.save_and_exit(str(tmp_path), 4)
    assert ended.value.code == 4


@pytest.fixture
def task(tmp_path):
    """Returns a task object as the old analyzers take it, and its scene."""
    (tmp_path / "a.ma").write_text("//Maya ASCII 2022 scene\n")
    info = {
        "task_info": {"cg_id": "2000", "input_cg_file": str(tmp_path / "a.ma")},
        "software_config": {"cg_name": "Maya", "cg_version": "2022", "plugins": {"mtoa": "5"}},
    }
    paths = {f"{name}_json_path": str(tmp_path / f"{name}.json") for name in ("asset", "tips")}
    path = str(tmp_path / "task.json")
    return types.SimpleNamespace(
        task_info=info, work_dir=str(tmp_path), task_json_path=path, **paths
    )


def test_the_base_of_the_old_analyzers_reads_and_writes_the_files_of_a_task(task, tmp_path):
    from rayvision_utils.exception.exception import VersionNotMatchError
    from rayvision_utils.json_handle import JsonHandle

    handle = JsonHandle(tmp_path / "a.ma", task, "2000", None)
    handle.name, handle.version, handle.version_str = "maya", "2022", "Maya 2022"
    handle.valid()
    handle.write_cg_path()
    assert handle.json_exist()[0] is False
    for name in ("asset", "tips"):
        (tmp_path / f"{name}.json").write_text('{"a": "场景"}', encoding="gbk")
    assert handle.json_exist() == (True, None)
    assert handle.json_load(task.asset_json_path, ["utf-8", "gbk"]) == {"a": "场景"}
    with pytest.raises(UnicodeError):
        handle.load_output_json()
    for name in ("asset", "tips"):
        (tmp_path / f"{name}.json").write_text("{}")
    handle.load_output_json()
    assert task.task_info is handle.task_json and task.tips_info == {}
    assert handle.task_json["task_info"]["input_cg_file"].endswith("/a.ma")
    assert handle.exe_path_from_location(str(tmp_path), "a.ma") == str(tmp_path / "a.ma")
    assert handle.exe_path_from_location(None, "a.ma") is None
    handle.version = "2019"
    with pytest.raises(VersionNotMatchError):
        handle.valid()
    assert "15013" in (tmp_path / "tips.json").read_text()
    with pytest.raises(NotImplementedError, match="JsonHandle"):
        handle.run()


def test_what_a_script_does_to_a_constant_stays_there(monkeypatch):
    from rayvision_utils import constants
    from rayvision_utils.analyse_handle import RayvisionAnalyse

    layers = {"layer": {"common": {"start": "1", "end": "5", "by_frame": "2"}}}
    monkeypatch.delitem(constants.CG_SETTING, "Maya")
    assert "frames" in RayvisionAnalyse.cg_is_maya(2000, layers)["layer"]["common"]


def test_a_task_finds_the_analyzer_of_its_program(task, tmp_path):
    from rayvision_utils.analyse_handle import RayvisionAnalyse
    from rayvision_utils.exception.exception import RayvisionError

    scene = pathlib.Path(__file__).parents[2] / "rayvision_plugins/data/demo/scenes/demo.ma"
    task.task_info["task_info"]["input_cg_file"] = str(scene)
    RayvisionAnalyse.execute(task)
    assert task.task_info["software_config"] == {
        "cg_name": "Maya",
        "cg_version": "2022",
        "plugins": {"mtoa": "5"},
    }
    assert task.task_info["scene_info_render"] and task.upload_info["asset"]
    assert task.asset_info is not None and task.tips_info is not None
    layers = {"layer": {"common": {"start": "1", "end": "5", "by_frame": "2"}}}
    frames = RayvisionAnalyse.cg_is_maya("2000", layers)
    assert frames["layer"]["common"]["frames"] == "1-5[2]"
    assert RayvisionAnalyse.cg_is_maya("2004", {"rop_node": []}) == {"rop_node": []}
    for change, exe, match in (
        ({"cg_id": "1"}, None, "cg_id 1"),
        ({}, "maya.exe", "whole path"),
        ({"input_cg_file": str(tmp_path / "b.ma")}, None, "no such scene"),
    ):
        task.task_info["task_info"].update(change)
        with pytest.raises(RayvisionError, match=match):
            RayvisionAnalyse(task, exe)
        task.task_info["task_info"]["cg_id"] = "2000"
