from __future__ import absolute_import, division, print_function, unicode_literals

import pytest

from analyzers import tables
from analyzers.scene import FileRef
from analyzers.tips import Tips, missing


def made(*names):
    tips = Tips()
    for name in names:
        tips.add(name, "detail of " + name)
    return tips


def test_no_tips_are_an_empty_document():
    assert Tips().wire() == {}
    assert Tips().rows() == []
    assert Tips().has_errors is False


def test_a_detail_is_kept_once_under_its_code():
    tips = Tips()
    for detail in ("b", "a", "b"):
        tips.add("missing_file", detail)
    assert tips.wire() == {"50001": ["b", "a"]}


def test_a_missing_file_is_a_warning_and_stops_nothing():
    tips = made("missing_file")
    assert [row["level"] for row in tips.rows()] == ["warning"]
    assert tips.has_errors is False


@pytest.mark.parametrize("name", ["no_camera", "nothing_to_render", "scene_cut", "frames_unknown"])
def test_what_cannot_be_rendered_is_an_error(name):
    assert made(name).has_errors is True


def test_errors_come_first():
    rows = made("animation_off", "missing_file", "no_camera").rows()
    assert [row["level"] for row in rows] == ["error", "warning", "info"]


def test_a_row_has_the_words_of_the_language_asked_for():
    table = tables.load("data/tips.json")["15006"]
    english, chinese = made("no_camera").rows()[0], made("no_camera").rows("zh")[0]
    assert (english["text"], chinese["text"]) == (table["en"], table["zh"])
    assert english["text"] != chinese["text"]
    assert english["details"] == ["detail of no_camera"]


def test_a_tip_that_is_in_no_table_is_refused():
    with pytest.raises(KeyError):
        made("no_such_tip")


def test_what_is_given_away_cannot_change_the_tips():
    tips = made("missing_file")
    tips.wire()["50001"].append("more")
    tips.rows()[0]["details"].append("more")
    assert tips.wire() == {"50001": ["detail of missing_file"]}


def reference(**words):
    ref = FileRef("a/b.png", "file1", "file", "fileTextureName", **words)
    ref.missing = ["/p/a/b.png"]
    return ref


def test_a_missing_file_is_told_with_its_node_its_name_and_its_line():
    detail = missing(reference(where=12))
    assert detail.startswith("Nodes: file1 File name: a/b.png")
    assert "/p/a/b.png" in detail
    assert "line: 12" in detail


def test_a_missing_file_that_stands_nowhere_has_no_line():
    assert "line" not in missing(reference())


def test_a_thousand_missing_frames_do_not_make_a_detail_without_end():
    ref = reference()
    ref.missing = ["/p/f.%04d.png" % number for number in range(1000)]
    assert "f.0000.png" in missing(ref)
    assert len(missing(ref)) < 2000
