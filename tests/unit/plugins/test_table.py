"""Tables of text, and the words of a farm's rows."""

import json
import time

import pytest

from rayvision_plugins import profiles
from rayvision_plugins.cli.columns import View, columns
from rayvision_plugins.cli.table import Cell, aligned, cut, tabbed, width

PROFILE = profiles.load("renderbus-2020")


def cells(*texts, right=False):
    return [Cell(text, right=right) for text in texts]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("scene.ma", 8),
        ("衣帽间.max", 10),
        ("ｗｉｄｅ", 8),
        ("e\u0301", 1),
        ("한글", 4),
        ("a\u200bb", 2),
    ],
)
def test_a_wide_character_takes_two_columns_and_a_mark_none(text, columns):
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "wanted"),
    [
        ("scene.ma", 8, "scene.ma"),
        ("scene.ma", 7, "scene.…"),
        ("衣帽间", 6, "衣帽间"),
        ("衣帽间", 5, "衣帽…"),
        ("衣帽间", 4, "衣…"),
        ("衣", 1, "…"),
    ],
)
def test_a_text_is_cut_where_a_character_ends(text, columns, wanted):
    assert cut(text, columns) == wanted
    assert width(cut(text, columns)) <= columns


def test_columns_stand_below_their_titles_with_wide_characters_too():
    rows = [cells("衣帽间", "渲染中"), cells("b", "Done")]
    assert list(aligned(["scene", "status"], rows)) == [
        "scene   status",
        "衣帽间  渲染中",
        "b       Done",
    ]


def test_numbers_stand_right_and_their_title_with_them():
    rows = [[Cell("7", right=True), Cell("a")], [Cell("1234567", right=True), Cell("b")]]
    assert list(aligned(["task", "x"], rows)) == ["   task  x", "      7  a", "1234567  b"]


def test_the_widest_columns_are_cut_until_a_line_fits():
    rows = [cells("7", "s" * 60, "p" * 30)]
    lines = list(aligned(["task", "scene", "project"], rows, columns=50))
    assert [width(line) <= 50 for line in lines] == [True, True]
    assert lines[1].startswith("7     sss") and "…" in lines[1]
    narrow = list(aligned(["task", "scene", "project"], rows, columns=3))
    assert narrow[1] == "7     sssssss…  ppppppp…"


def test_two_wide_columns_share_what_there_is():
    rows = [cells("7", "s" * 60, "p" * 60)]
    row = list(aligned(["task", "scene", "project"], rows, columns=50))[1]
    assert width(row) == 50 and row.count("s") == row.count("p") == 20


def test_a_table_without_rows_is_its_titles_and_without_titles_its_rows():
    assert list(aligned(["a", "b"], [])) == ["a  b"]
    assert list(aligned([], [cells("a", "b")])) == ["a  b"]
    assert list(aligned([], [], columns=10)) == []
    assert list(tabbed([], [cells("a", "b")])) == ["a\tb"]


def test_colors_do_not_move_columns():
    rows = [[Cell("bad", state="failed"), Cell("x")], [Cell("longer"), Cell("y")]]
    lines = aligned(["s", "t"], rows, paint=lambda text, state: f"<{text}>" if state else text)
    assert list(lines) == ["s       t", "<bad>     x", "longer  y"]


def test_what_a_farm_wrote_cannot_break_out_of_its_cell():
    evil = "a\tb\nc\x1b[2J\u202e"
    (line,) = tabbed([], [cells(evil, "next")])
    assert line.count("\t") == 1 and "\x1b" not in line and "\u202e" not in line
    (line,) = aligned([], [cells(evil)])
    assert "\n" not in line and "\x1b" not in line


TABLES = json.loads((profiles.DATA / "columns.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_field_and_a_title_in_both_languages(name):
    for column in TABLES[name]:
        assert column["field"] and column["en"] and column["zh"]
    assert columns(name) == TABLES[name]


@pytest.mark.parametrize("number", PROFILE.task_states)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_status_is_shown_in_the_words_of_the_language(number, language):
    view = View(PROFILE, language)
    (row,) = view.cells("tasks", [{"id": 1, "taskStatus": number}])
    status = PROFILE.task_states[number]
    assert row[1].text == getattr(status, language)
    assert row[1].state == status.state


def test_an_unknown_status_is_shown_with_its_number():
    row = {"id": 1, "taskStatus": 77}
    assert View(PROFILE).cells("tasks", [row])[0][1] == Cell("status 77", state="unknown")
    assert View(PROFILE, "zh").cells("tasks", [row])[0][1].text == "状态 77"
    assert View(PROFILE).worded("task", [row]) == [
        {"id": 1, "taskStatus": 77, "status": "status 77", "state": "unknown"}
    ]


def test_json_keeps_the_farms_numbers_and_adds_the_words_in_parts_too():
    part = {"id": 2, "taskStatus": 5, "new field": [1]}
    row = {"id": 1, "taskStatus": 25, "respRenderingTaskList": [part], "other": None}
    assert View(PROFILE).worded("task", [row]) == [
        {
            "id": 1,
            "taskStatus": 25,
            "status": "Done",
            "state": "done",
            "other": None,
            "respRenderingTaskList": [{**part, "status": "Rendering", "state": "running"}],
        }
    ]


def test_a_field_of_the_farm_is_never_replaced_by_a_word():
    row = {"taskStatus": 25, "status": "the farm's"}
    assert View(PROFILE).worded("task", [row])[0]["status"] == "the farm's"


@pytest.fixture
def utc():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone cannot be set here")
def test_dates_and_durations_are_for_people(utc):
    view = View(PROFILE)
    row = {"submitDate": 1535602289000, "renderDuration": 90061, "taskStatus": 25}
    texts = [cell.text for cell in view.cells("tasks", [row])[0]]
    shown = dict(zip(view.titles("tasks"), texts, strict=True))
    assert shown["submitted"] == "2018-08-30 04:11:29"
    assert shown["rendered"] == "25:01:01"
    assert shown["task"] == ""


@pytest.mark.parametrize("value", [10**30, -(10**30), "soon", [], {}, True, 1.5])
def test_a_value_of_another_kind_is_shown_and_not_fatal(value):
    fields = {column["field"] for table in TABLES.values() for column in table}
    for name in TABLES:
        (row,) = View(PROFILE).cells(name, [dict.fromkeys(fields, value)])
        assert len(row) == len(TABLES[name])
        assert len(View(PROFILE, "zh").worded(name, [dict.fromkeys(fields, value)])) == 1


def test_details_leave_out_what_the_row_has_no_value_for():
    details = View(PROFILE).details("task", {"id": 7, "taskStatus": 40, "sceneName": None})
    assert [[cell.text for cell in row] for row in details] == [
        ["task", "7"],
        ["status", PROFILE.task_states[40].en],
    ]


@pytest.mark.parametrize(
    ("labels", "shown"),
    [('["镜头", "b"]', "镜头, b"), (["a", 1], "a, 1"), ("[]", ""), ("plain, text", "plain, text")],
)
def test_labels_are_listed_however_the_farm_writes_them(labels, shown):
    details = View(PROFILE).details("task", {"labels": labels})
    assert [row[1].text for row in details] == ([shown] if shown else [])
