"""AnalyzeClarisse as scripts call it, without Clarisse and with a stand-in of cnode."""

import os

import pytest
from scenes import CLARISSE, read, stand_in

needs_script = pytest.mark.skipif(os.name == "nt", reason="the stand-in cnode is a script")
VERSION = "clarisse_ifx_5.0_sp3"


@pytest.fixture
def clarisse(tmp_path, monkeypatch):
    """Returns a function that makes AnalyzeClarisse of a golden project."""
    from rayvision_clarisse.analyse_clarisse import AnalyzeClarisse

    monkeypatch.delenv("CLARISSE_BIN_DIR", raising=False)

    def make(cg_file=CLARISSE, **more):
        more.setdefault("workspace", str(tmp_path / "work"))
        return AnalyzeClarisse(str(cg_file), VERSION, **more)

    return make


def test_images_and_files_are_those_of_our_analysis(clarisse):
    from analyzers.analyze import analyze

    one, ours = clarisse(), analyze(str(CLARISSE)).taskfiles()
    one.analyse()
    assert one.task_info["scene_info_render"] == ours.task["scene_info_render"]
    assert one.upload_info == ours.upload


def test_the_analysis_can_be_called_in_two_steps(clarisse):
    one = clarisse()
    one.analyse_cg_file()
    assert one.check_result() == (True, None)
    assert not os.path.exists(one.upload_json)
    one.gather_upload_dict()
    assert read(one.upload_json) == one.upload_info


def test_an_error_of_the_script_is_a_tip(clarisse):
    one = clarisse()
    one.writing_error_abort("25009", "a.png")
    one.writing_error_abort("25009", ["b.png"])
    one.writing_error_abort("999")
    one.write_tips_info()
    assert read(one.tips_json) == {"25009": ["a.png", "b.png"], "999": []}
    one.tips_info = {"999": ["more"]}
    one.write_tips_info()
    assert read(one.tips_json) == {"25009": ["a.png", "b.png"], "999": ["more"]}


def test_lines_go_to_the_log(clarisse, caplog):
    one = clarisse()
    with caplog.at_level("INFO"):
        one.print_info("100 %s")
        one.print_info_error("it fails")
    assert [(row.levelname, row.getMessage()) for row in caplog.records] == [
        ("INFO", "100 %s"),
        ("ERROR", "it fails"),
    ]


@needs_script
@pytest.mark.parametrize("named", [True, False], ids=["named", "found"])
def test_an_installed_clarisse_opens_the_project(clarisse, tmp_path, monkeypatch, named):
    place = tmp_path / "clarisse_ifx_5.0" / "clarisse" / "cnode"
    cnode = stand_in(monkeypatch, "clarisse", place)
    saw = tmp_path / "saw.json"
    monkeypatch.setenv("STANDIN_SAW", str(saw))
    if not named:
        monkeypatch.setenv("CLARISSE_BIN_DIR", str(place.parent))
    one = clarisse(custom_exe_path=cnode if named else None)
    one.analyse()
    assert "-script" in read(saw)["arguments"]
    assert one.task_info["software_config"]["cg_version"] == VERSION
    assert read(one.upload_json)["scene"][0]["local"] == str(CLARISSE)


@pytest.mark.parametrize(
    "given, text", [("木", "木"), (None, ""), ("null", ""), ("木".encode(), "木")]
)
def test_text_becomes_text(given, text):
    from rayvision_clarisse import utils

    assert utils.str_to_unicode(given) == text
    assert utils.unicode_to_str(given) == text


def test_bytes_are_read_in_the_encoding_that_fits():
    from rayvision_clarisse import utils

    assert utils.get_encode("木") == "unicode"
    assert utils.get_encode("木".encode()) == "utf-8"
    assert utils.get_encode("镜头".encode("gbk")) == "gb18030"
    assert utils.str_to_unicode("镜头".encode("gbk")) == "镜头"
    assert utils.bytes_to_str("木".encode("gbk"), str_decode="GBK") == "木"
    assert utils.to_gbk("木".encode(), 3) == "木".encode("gbk")
    assert utils.to_gbk("木", 3) == "木"
    assert utils.convert_path("D:/a/b.png") == "/D/a/b.png"
