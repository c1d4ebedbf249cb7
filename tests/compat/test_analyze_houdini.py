"""AnalyzeHoudini as scripts call it, without Houdini and with a stand-in of hython."""

import os
import shutil

import pytest
from scenes import GOLDEN, HOUDINI, read, stand_in

needs_script = pytest.mark.skipif(os.name == "nt", reason="the stand-in hython is a script")


@pytest.fixture
def houdini(tmp_path, monkeypatch):
    """Returns a function that makes AnalyzeHoudini of a golden scene."""
    from rayvision_houdini.analyze_houdini import AnalyzeHoudini

    monkeypatch.delenv("HFS", raising=False)
    monkeypatch.delenv("RAYVISION_HOUDINI", raising=False)

    def make(cg_file=HOUDINI, software_version="19.5.303", **more):
        more.setdefault("workspace", str(tmp_path / "work"))
        return AnalyzeHoudini(str(cg_file), software_version, **more)

    return make


def test_nodes_and_files_are_those_of_our_analysis(houdini):
    from analyzers.analyze import analyze

    one, ours = houdini(), analyze(str(HOUDINI)).taskfiles()
    one.analyse()
    assert one.task_info["scene_info_render"] == ours.task["scene_info_render"]
    assert one.upload_info == ours.upload
    assert os.path.exists(one.analyse_success_file)
    assert os.path.basename(one.analyse_success_file) == "analyze_sucess"


def test_the_second_argument_of_analyse_is_no_upload(houdini):
    one = houdini()
    one.analyse("", True)
    assert not os.path.exists(one.upload_json)


def test_the_folder_of_the_database_follows_the_documented_order(houdini, own_home, monkeypatch):
    assert houdini().custom_db_path == str(own_home / "renderfarm_sdk")
    monkeypatch.setenv("RAYVISION_HOUDINI", "/variable")
    assert houdini().custom_db_path == "/variable"
    assert houdini(custom_db_path="/argument").custom_db_path == "/argument"
    assert not list(own_home.iterdir())


def test_the_version_of_the_scene_is_compared_with_what_is_installed(houdini):
    assert houdini().compare_the_version() == (None, "Houdini 19.5.303")


def test_a_scene_may_have_a_chinese_name(houdini, tmp_path):
    named = tmp_path / "镜头.hip"
    shutil.copy(HOUDINI, named)
    one = houdini(named)
    assert one.check_cg_name() is None
    one.analyse()
    assert read(one.task_json)["task_info"]["input_cg_file"].endswith("镜头.hip")


def test_geometry_nodes_can_be_put_in_order(houdini, caplog):
    one = houdini(GOLDEN / "houdini" / "geometry_caches" / "shot.hip")
    one.analyse()
    nodes = one.get_geo_node_dict()
    assert nodes and set(nodes.values()) == {""}
    before = read(one.task_json)
    one.set_geo_node_order(nodes)
    one.set_geo_node_order({})
    assert read(one.task_json) == before
    assert caplog.text.count("no order of geometry nodes") == 2
    order = {node: str(place) for place, node in enumerate(nodes, 1)}
    one.set_geo_node_order(order)
    task = read(one.task_json)
    rows = task["scene_info_render"]["geo_node"]
    assert {row["node"]: row["geoDependencySort"] for row in rows if row["node"] in order} == order
    assert task["task_info"]["multi_node"] == "0"
    assert task["task_info"]["geo_node_dependency"] == "1"


def test_without_an_analysis_there_is_nothing_to_order(houdini):
    from rayvision_utils.exception.exception import RayvisionError

    one = houdini()
    with pytest.raises(RayvisionError, match="task.json"):
        one.get_geo_node_dict()
    with pytest.raises(RayvisionError, match="task.json"):
        one.set_geo_node_order({"/obj/a": "1"})
    assert not os.path.exists(one.workspace)


@needs_script
def test_an_installed_houdini_of_the_version_opens_the_scene(houdini, tmp_path, monkeypatch):
    named = stand_in(monkeypatch, "hython", tmp_path / "hfs19.5.303" / "bin" / "hython")
    saw = tmp_path / "saw.json"
    monkeypatch.setenv("STANDIN_SAW", str(saw))
    monkeypatch.setenv("HFS", str(tmp_path / "hfs19.5.303"))
    one = houdini()
    assert one.compare_the_version() == (named, "Houdini 19.5.303")
    one.analyse()
    assert "live" in read(saw)["arguments"]
    assert read(one.upload_json)["scene"][0]["local"] == str(HOUDINI)


def test_the_older_name_is_the_same_class(houdini):
    from rayvision_houdini.analyze_houdini import AnalyzeHoudini
    from rayvision_houdini.cg import AnalyzeHoudini as Older

    assert Older is AnalyzeHoudini
