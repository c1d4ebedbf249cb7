"""What AnalyzeMaya, AnalyzeHoudini and AnalyzeClarisse do alike, with no DCC installed."""

import logging
import os
import pathlib
import re
import shutil
import threading

import pytest
from scenes import CLARISSE, HOUDINI, MAYA, read

FOUR = ("task", "tips", "asset", "upload")
PLUGINS = {"some": "1.2.3"}


def maya():
    from rayvision_maya.analyze_maya import AnalyzeMaya

    return AnalyzeMaya


def houdini():
    from rayvision_houdini.analyze_houdini import AnalyzeHoudini

    return AnalyzeHoudini


def clarisse():
    from rayvision_clarisse.analyse_clarisse import AnalyzeClarisse

    return AnalyzeClarisse


@pytest.fixture(params=[(maya, MAYA), (houdini, HOUDINI), (clarisse, CLARISSE)])
def made(request, tmp_path, monkeypatch):
    """Returns a function that makes the analyser of a DCC for a copy of a golden scene."""
    for name in ("MAYA_LOCATION", "HFS", "CLARISSE_BIN_DIR"):
        monkeypatch.delenv(name, raising=False)
    kind, golden = request.param
    folder = tmp_path / "a scene"
    shutil.copytree(golden.parent, folder)
    versions = {maya: "2022", houdini: "19.5.303", clarisse: "clarisse_ifx_5.0_sp3"}

    def make(**more):
        arguments = {
            "cg_file": str(folder / golden.name),
            "software_version": versions[kind],
            "project_name": "Project1",
            "plugin_config": PLUGINS,
            "workspace": str(tmp_path / "work"),
            **more,
        }
        return kind()(**arguments)

    return make


def test_the_constructor_makes_nothing_and_names_the_four_files(made, tmp_path, own_home):
    one = made()
    assert re.fullmatch(r"\d{10}%d" % os.getpid(), pathlib.Path(one.workspace).name)
    assert pathlib.Path(one.workspace).parent == tmp_path / "work"
    paths = [getattr(one, f"{name}_json") for name in FOUR]
    assert paths == [os.path.join(one.workspace, f"{name}.json") for name in FOUR]
    assert not (tmp_path / "work").exists()
    assert not list(own_home.iterdir())


def test_an_analysis_writes_four_files_and_keeps_what_stands_in_them(made):
    one = made()
    assert one.analyse() is None
    for name in FOUR:
        assert getattr(one, f"{name}_info") == read(getattr(one, f"{name}_json"))
    assert one.check_result() == (True, None)
    assert one.asset_info["asset"]
    assert one.upload_info["scene"][0]["hash"] == one.get_file_md5(one.cg_file)
    assert one.upload_info["scene"][0]["local"] == one.cg_file.replace(os.sep, "/")


def test_what_the_script_says_stands_in_the_task(made):
    one = made(platform="6", local_os="windows")
    one.analyse()
    info, software = one.task_info["task_info"], one.task_info["software_config"]
    said = [info[key] for key in ("project_name", "platform", "os_name", "input_cg_file")]
    assert said == ["Project1", "6", "1", one.cg_file.replace(os.sep, "/")]
    assert software == {
        "cg_name": one.render_software,
        "cg_version": one.software_version,
        "plugins": PLUGINS,
    }
    assert all(isinstance(value, str) for value in info.values())
    assert one.task_info["scene_info_render"]


def test_a_second_scene_inherits_nothing_from_the_first(made):
    from rayvision_utils import constants

    before = repr(constants.TASK_INFO)
    made(project_name="First", platform="6").analyse()
    second = made(project_name=None)
    second.analyse()
    assert second.task_info["task_info"]["project_name"] == ""
    assert second.task_info["task_info"]["platform"] == "2"
    assert repr(constants.TASK_INFO) == before


def test_two_analyses_of_one_second_have_a_folder_each(made):
    first, second = made(), made()
    first.analyse()
    second.analyse()
    assert first.workspace != second.workspace
    assert read(first.task_json) and read(second.task_json)
    first.analyse()
    assert len(list(pathlib.Path(first.workspace).parent.iterdir())) == 2


def test_paths_that_were_read_before_the_analysis_hold(made):
    several = [made() for _ in range(3)]
    told = [one.task_json for one in several]
    assert len(set(told)) == 3
    for one in several:
        one.analyse()
    assert [one.task_json for one in several] == told
    assert all(map(os.path.exists, told))


def test_a_workspace_may_be_relative(made, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one = made(workspace="work")
    monkeypatch.chdir("/")
    one.analyse()
    assert pathlib.Path(one.task_json).parents[1] == tmp_path / "work"


def test_without_a_workspace_files_go_to_the_home_folder(made, own_home):
    one = made(workspace=None)
    one.analyse()
    assert pathlib.Path(one.task_json).parents[1] == own_home / "renderfarm_sdk"


def test_paths_may_be_pathlib(made, tmp_path):
    one = made(workspace=tmp_path / "other", cg_file=pathlib.Path(made().cg_file))
    one.analyse()
    assert read(one.upload_json)["scene"]


def test_no_upload_leaves_the_upload_list_to_the_script(made):
    one = made()
    one.analyse(no_upload=True)
    assert not os.path.exists(one.upload_json)
    assert one.upload_info == {}
    assert one.check_result() == (True, None)
    one.write_upload_json()
    assert read(one.upload_json)["asset"]


def test_a_scene_that_is_not_there_is_told_at_once(made, tmp_path):
    from rayvision_utils.exception.exception import AnalyzeError, CGFileNotExistsError

    with pytest.raises(CGFileNotExistsError, match="gone.ma") as caught:
        made(cg_file=str(tmp_path / "gone.ma"))
    assert isinstance(caught.value, AnalyzeError)
    with pytest.raises(CGFileNotExistsError, match="nowhere"):
        made(custom_exe_path="/nowhere/bin/program")


@pytest.mark.parametrize("content", [b"", b"no scene at all\n"], ids=["empty", "text"])
def test_a_file_that_is_no_scene_fails_and_leaves_no_folder(made, tmp_path, content):
    from rayvision_utils.exception.exception import AnalyseFailError

    wrong = tmp_path / "wrong.ma"
    wrong.write_bytes(content)
    one = made(cg_file=str(wrong))
    with pytest.raises(AnalyseFailError, match="wrong.ma"):
        one.analyse()
    assert not (tmp_path / "work").exists()
    assert one.check_result()[0] is False


def test_a_scene_of_another_dcc_is_refused(made):
    from rayvision_utils.exception.exception import AnalyseFailError

    one = made()
    other = HOUDINI if one.DCC == "maya" else MAYA
    with pytest.raises(AnalyseFailError, match=f"not of {one.DCC}"):
        made(cg_file=str(other)).analyse()


def test_another_version_than_that_of_the_scene_is_a_tip(made):
    from rayvision_utils.exception import tips_code

    same, other = made(), made(software_version="4.1")
    same.analyse()
    other.analyse()
    assert tips_code.CG_NOTMATCH not in same.tips_info
    assert "4.1" in read(other.tips_json)[tips_code.CG_NOTMATCH][0]
    assert other.task_info["software_config"]["cg_version"] == "4.1"


def test_a_second_analysis_forgets_what_the_first_one_found(made):
    from rayvision_utils.exception import tips_code

    one = made()
    right, one.software_version = one.software_version, "4.1"
    one.add_tip("10012", "a.png")
    one.analyse()
    assert set(one.tips_info) >= {"10012", tips_code.CG_NOTMATCH}
    one.software_version = right
    one.analyse()
    assert tips_code.CG_NOTMATCH not in read(one.tips_json)
    assert "a.png" in one.tips_info["10012"]


def test_a_list_of_the_script_stays_its_own(made):
    one, mine = made(), ["a.png"]
    one.tips_info = {"10012": mine, "999": "text"}
    one.add_tip("10012", "b.png")
    one.add_tip("999", "more")
    assert mine == ["a.png"]
    assert one.tips_info == {"10012": ["a.png", "b.png"], "999": ["text", "more"]}


def test_versions_of_plugins_become_text(made):
    one = made(plugin_config={"some": 5})
    one.analyse()
    assert one.task_info["software_config"]["plugins"] == {"some": "5"}


def test_tips_of_a_script_stay_and_add_up(made):
    one = made()
    one.add_tip("10012", "a.png")
    one.add_tip("10012", ["a.png", "b.png"])
    one.analyse()
    assert read(one.tips_json)["10012"] == ["a.png", "b.png"]
    one.add_tip("999", "")
    one.save_tips()
    assert read(one.tips_json)["999"] == [""]


def test_a_task_can_be_written_before_the_analysis(made):
    one = made()
    one.write_task_json()
    info = read(one.task_json)["task_info"]
    assert (info["project_name"], info["frames_per_task"]) == ("Project1", "1")


def test_there_is_no_log_unless_one_is_asked_for(made, tmp_path, own_home):
    logger = logging.getLogger(made().PACKAGE_NAME)
    made().analyse()
    assert not logger.handlers
    assert not list(own_home.iterdir())
    given = logging.getLogger("the script's own")
    assert made(logger=given).logger is given


def test_a_log_folder_gets_a_log(made, tmp_path):
    one = made(log_folder=str(tmp_path / "logs"), log_name="mine", log_level="info")
    assert not (tmp_path / "logs").exists()
    before = {name: list(logging.getLogger(name).handlers) for name in (None, one.PACKAGE_NAME)}
    try:
        one.analyse()
        assert list((tmp_path / "logs").iterdir())
        assert logging.getLogger(one.PACKAGE_NAME).level == logging.INFO
    finally:
        for name, handlers in before.items():
            logger = logging.getLogger(name)
            for handler in [one for one in logger.handlers if one not in handlers]:
                logger.removeHandler(handler)
                handler.close()
        logging.getLogger(one.PACKAGE_NAME).setLevel(logging.NOTSET)


def test_threads_have_numbers_of_their_own(made):
    one, seen = made(), []
    thread = threading.Thread(target=lambda: seen.append(one.get_current_id()))
    thread.start()
    thread.join()
    assert one.get_current_id() == os.getpid()
    assert seen == [thread.ident]


def test_without_the_dcc_no_program_is_found(made):
    from rayvision_utils.exception.exception import CGExeNotExistError

    with pytest.raises(CGExeNotExistError):
        made().find_location()


def test_the_system_is_this_one_unless_told(made):
    here = "windows" if os.name == "nt" else "linux"
    given = [None, "linux", "windows", "Windows"]
    assert [made().check_local_os(name) for name in given] == [here, "linux", "windows", "windows"]
