"""AnalyzeMaya as scripts call it, without Maya and with a stand-in of mayapy."""

import os
import sys

import pytest
from scenes import GOLDEN, MAYA, TESTS, read, stand_in

sys.path.append(str(TESTS / "unit" / "analyzers"))
import mb_writer  # noqa: E402

needs_script = pytest.mark.skipif(os.name == "nt", reason="the stand-in mayapy is a script")


@pytest.fixture
def maya(tmp_path, monkeypatch):
    """Returns a function that makes AnalyzeMaya of a golden scene."""
    from rayvision_maya.analyze_maya import AnalyzeMaya

    monkeypatch.delenv("MAYA_LOCATION", raising=False)

    def make(cg_file=MAYA, software_version="2022", project_name=None, plugin_config=None, **more):
        more.setdefault("workspace", str(tmp_path / "work"))
        return AnalyzeMaya(str(cg_file), software_version, project_name, plugin_config, **more)

    return make


def test_layers_and_files_are_those_of_our_analysis(maya):
    from analyzers.analyze import analyze

    one, ours = maya(), analyze(str(MAYA)).taskfiles()
    one.analyse()
    assert one.task_info["scene_info_render"] == ours.task["scene_info_render"]
    assert one.task_info["software_config"]["plugins"] == ours.task["software_config"]["plugins"]
    assert one.upload_info == ours.upload
    assert one.asset_info == ours.asset


@pytest.mark.parametrize("wanted, stands", [("0", "0"), ("1", "1"), (1, "1"), (None, "0")])
def test_the_type_of_layers_can_be_told(maya, wanted, stands):
    one = maya(render_layer_type=wanted)
    one.analyse()
    assert one.task_info["task_info"]["render_layer_type"] == stands


def test_the_default_type_of_layers_leaves_what_the_scene_uses(maya):
    one = maya(GOLDEN / "maya" / "render_setup_overrides" / "scenes" / "shot.ma")
    one.analyse()
    assert one.task_info["task_info"]["render_layer_type"] == "1"


def test_the_project_folder_can_be_told(maya, tmp_path, caplog):
    one = maya(input_project_path=str(tmp_path))
    one.analyse()
    assert one.task_info["task_info"]["input_project_path"] == str(tmp_path)
    gone = maya(input_project_path="D:\\gone\\project")
    gone.analyse()
    assert gone.task_info["task_info"]["input_project_path"] == "D:/gone/project"
    assert "D:\\gone\\project" in caplog.text


def test_both_version_readers_read_every_maya_file(maya, tmp_path):
    one, binary = maya(), tmp_path / "shot.mb"
    binary.write_bytes(mb_writer.Writer(version="2018").bytes())
    assert one.check_version3(str(MAYA)) == one.check_version2(str(MAYA)) == "2022"
    assert one.check_version3(str(binary)) == one.check_version2(str(binary)) == "2018"


@pytest.mark.parametrize("text", ["", "//Maya ASCII 2022 scene\n", "//Maya ASCII 2022 scene"])
def test_the_version_of_a_cut_scene_never_hangs(maya, tmp_path, text):
    from rayvision_utils.exception.exception import AnalyzeError

    cut = tmp_path / "cut.ma"
    cut.write_text(text)
    if text:
        assert maya().check_version3(str(cut)) == "2022"
    else:
        with pytest.raises(AnalyzeError, match="cut.ma"):
            maya().check_version3(str(cut))


def test_a_scene_without_a_version_says_so(maya, tmp_path):
    from rayvision_utils.exception.exception import GetCGVersionError

    odd = tmp_path / "odd.mb"
    odd.write_bytes(mb_writer.Writer(version="").bytes())
    with pytest.raises(GetCGVersionError, match="odd.mb"):
        maya().check_version3(str(odd))


@needs_script
def test_an_installed_maya_of_the_version_opens_the_scene(maya, tmp_path, monkeypatch):
    stand_in(monkeypatch, "mayapy", tmp_path / "maya2022" / "bin" / "mayapy")
    saw = tmp_path / "saw.json"
    monkeypatch.setenv("STANDIN_SAW", str(saw))
    monkeypatch.setenv("MAYA_LOCATION", str(tmp_path / "maya2022"))
    one = maya(plugin_config={"mtoa": "4.2.1"}, project_name="Project1")
    one.analyse()
    assert "live" in read(saw)["arguments"]
    assert one.task_info["task_info"]["project_name"] == "Project1"
    assert one.task_info["software_config"]["plugins"] == {"mtoa": "4.2.1"}
    assert read(one.upload_json)["scene"][0]["local"] == str(MAYA)
    assert one.find_location() == str(tmp_path / "maya2022" / "bin" / "mayapy")
    assert one.location_from_reg("2022") == str(tmp_path / "maya2022")
    assert one.location_from_reg("2019") is None


@needs_script
@pytest.mark.parametrize("how", ["custom_exe_path", "exe_path"])
def test_the_maya_that_is_named_opens_the_scene(maya, tmp_path, monkeypatch, how):
    named = stand_in(monkeypatch, "mayapy", tmp_path / "own" / "maya2022" / "bin" / "mayapy")
    saw = tmp_path / "saw.json"
    monkeypatch.setenv("STANDIN_SAW", str(saw))
    batch = named.replace("mayapy", "maya")
    os.symlink(named, batch)
    if how == "exe_path":
        maya().analyse(exe_path=batch)
    else:
        maya(custom_exe_path=batch).analyse()
    assert "live" in read(saw)["arguments"]


@needs_script
def test_a_maya_that_was_found_and_fails_leaves_the_file_reader(
    maya, tmp_path, monkeypatch, caplog
):
    stand_in(monkeypatch, "mayapy", tmp_path / "maya2022" / "bin" / "mayapy")
    monkeypatch.setenv("MAYA_LOCATION", str(tmp_path / "maya2022"))
    monkeypatch.setenv("STANDIN_MAYAPY", "silent")
    one = maya()
    one.analyse()
    assert one.task_info["scene_info_render"]
    assert "the file is read instead" in caplog.text


@needs_script
def test_a_maya_that_is_named_and_fails_is_an_error(maya, tmp_path, monkeypatch):
    from rayvision_utils.exception.exception import AnalyseFailError

    named = stand_in(monkeypatch, "mayapy", tmp_path / "maya2022" / "bin" / "mayapy")
    monkeypatch.setenv("STANDIN_MAYAPY", "silent")
    with pytest.raises(AnalyseFailError, match="mayapy"):
        maya(custom_exe_path=named).analyse()


def test_a_program_of_no_maya_is_refused(maya, tmp_path):
    from rayvision_utils.exception.exception import CGExeNotExistError

    other = tmp_path / "bin" / "program"
    other.parent.mkdir()
    other.touch()
    with pytest.raises(CGExeNotExistError, match="mayapy"):
        maya(custom_exe_path=str(other)).analyse()


@needs_script
def test_a_link_to_a_program_names_its_maya(maya, tmp_path, monkeypatch):
    from rayvision_utils._reading import search_around

    stand_in(monkeypatch, "mayapy", tmp_path / "maya2022" / "bin" / "mayapy")
    program = tmp_path / "maya2022" / "bin" / "maya2022"
    program.touch()
    link = tmp_path / "links" / "maya"
    link.parent.mkdir()
    link.symlink_to(program)
    found = search_around("maya", link)
    assert found.environment["MAYA_LOCATION"] == str(tmp_path / "maya2022")


@pytest.mark.parametrize("version", ["2022", "2022.3", 2022, "Maya 2022"])
def test_a_version_is_compared_as_far_as_both_say_it(maya, version):
    from rayvision_utils.exception import tips_code

    one = maya(software_version=version)
    one.analyse()
    assert tips_code.CG_NOTMATCH not in one.tips_info
    assert one.task_info["software_config"]["cg_version"] == str(version)


def test_an_exe_path_that_is_not_there_counts_as_none(maya):
    one = maya()
    one.analyse(False, "C:/Program Files/Autodesk/Maya2022/bin/mayabatch.exe")
    assert one.upload_info


def test_a_script_may_derive_from_it(maya, tmp_path):
    from rayvision_maya.analyze_maya import AnalyzeMaya
    from rayvision_maya.analyze_maya_handle import AnalyzeMaya as Older

    class Own(AnalyzeMaya):
        def __init__(self, cg_file):
            super().__init__(cg_file, "2022", "Own", {}, workspace=str(tmp_path))

    one = Own(str(MAYA))
    one.analyse()
    assert one.task_info["software_config"]["plugins"] == {}
    assert Older is AnalyzeMaya
