"""``rayvision task`` at an embedded farm: what is listed, followed and done."""

import json
import types

import pytest
from asked import Asked, settings

from rayvision_plugins import profiles
from rayvision_plugins.cli.columns import View
from rayvision_plugins.cli.task import actions

FILES = {"/D/shots/scene.ma": b"//Maya ASCII", "/D/shots/wood.png": b"wood"}
LAYERS = {"beauty": {"render_camera": ["left", "right"]}, "shadow": {"frames": "1-2[1]"}}
UPLOAD = {"asset": [{"local": "D:/x", "server": "/D/late.png"}]}


@pytest.fixture
def rv(shared, capsys, monkeypatch, tmp_path):
    settings(monkeypatch, shared, tmp_path / "home")
    return Asked(shared, capsys)


@pytest.fixture
def alone(farm, capsys, monkeypatch, tmp_path):
    """Commands at a farm of this test alone."""
    settings(monkeypatch, farm, tmp_path / "home")
    return Asked(farm, capsys)


@pytest.fixture(scope="module")
def done(shared, maya):
    """A task of two layers and two cameras that is done."""
    task = shared.submit(FILES, maya(LAYERS))
    assert shared.wait(task)["taskStatus"] == 25
    return task


@pytest.fixture(scope="module")
def failed(shared, maya):
    """A task whose three frames failed."""
    task = shared.submit(FILES, maya({"a": {}}), upload=UPLOAD)
    assert shared.wait(task)["taskStatus"] == 45
    return task


@pytest.fixture
def slow(farm, maya):
    """A task of large frames, so that it is still being rendered."""
    layers = {"beauty": {"frames": "1-40[1]", "width": "4096", "height": "4096"}}
    return farm.submit(FILES, maya(layers))


class TestList:
    def test_a_pipe_gets_titles_and_whole_texts_between_tabs(self, rv, done, failed):
        titles, *rows = rv.lines("task", "list", "--all")
        assert titles[:5] == ["task", "status", "frames", "failed", "scene"]
        found = {row[0]: row[1:5] for row in rows}
        assert found[str(done)] == ["Done", "8/8", "0", "scene.ma"]
        assert found[str(failed)] == ["Failed", "0/3", "3", "scene.ma"]

    def test_the_words_are_chinese_when_the_setting_says_so(self, rv, done, monkeypatch):
        monkeypatch.setenv("RAYVISION_LANGUAGE", "zh")
        titles, *rows = rv.lines("task", "list", "--all")
        assert titles[:2] == ["任务", "状态"]
        assert {row[0]: row[1] for row in rows}[str(done)] == "已完成"

    def test_json_is_the_farms_rows_with_words(self, rv, done):
        rows = {row["id"]: row for row in rv.json("task", "list", "--all")}
        row = rows[done]
        assert (row["taskStatus"], row["status"], row["state"]) == (25, "Done", "done")
        assert {part["state"] for part in row["respRenderingTaskList"]} == {"done"}
        assert row["doneFrames"] == 8

    @pytest.mark.parametrize("word", ["failed", "Failed", "失败", "45"])
    def test_a_status_is_a_word_or_a_number(self, rv, done, failed, word):
        found = {row["id"] for row in rv.json("task", "list", "--all", "--status", word)}
        assert failed in found and done not in found

    def test_statuses_add_up_and_a_state_means_all_that_share_it(self, rv, done, failed):
        both = rv.json("task", "list", "--all", "--status", "25", "--status", "failed")
        assert {done, failed} <= {row["id"] for row in both}
        running = rv.json("task", "list", "--all", "--status", "running")
        assert not {done, failed} & {row["id"] for row in running}

    def test_an_unknown_status_number_is_asked_for_and_an_unknown_word_is_not(self, rv):
        assert rv.json("task", "list", "--status", "77") == []
        out, err = rv("task", "list", "--status", "nonsense", code=2)
        assert out == "" and "'nonsense'" in err and "done_with_failures" in err

    def test_tasks_are_found_by_their_number(self, rv, done, failed):
        assert [row["id"] for row in rv.json("task", "list", "--search", done)] == [done]

    def test_days_limit_the_time_of_submission(self, rv, done):
        assert rv.json("task", "list", "--to", "2001-01-01") == []
        assert done in [
            row["id"] for row in rv.json("task", "list", "--all", "--from", "2001-01-01")
        ]
        _, err = rv("task", "list", "--from", "yesterday", code=2)
        assert "2026-01-31" in err
        rv("task", "list", "--from", "2002-01-01", "--to", "2001-01-01", code=2)

    def test_a_limit_says_that_there_is_more(self, rv, done, failed):
        out, err = rv("task", "list", "--limit", "1")
        assert len(out.splitlines()) == 2
        assert "--all" in err
        assert len(rv.json("task", "list", "--limit", "1")) == 1

    def test_more_tasks_than_a_page_are_all_listed(self, alone, maya):
        tasks = [alone.farm.submit({}, maya({"a": {}}), upload=UPLOAD) for _ in range(3)]
        rows = alone.json("task", "list", "--all")
        assert [row["id"] for row in rows] == tasks[::-1]

    def test_no_tasks_is_said_on_stderr(self, rv):
        out, err = rv("task", "list", "--to", "2001-01-01")
        assert (len(out.splitlines()), err) == (1, "no tasks\n")


class TestShow:
    def test_a_task_and_its_parts(self, rv, done):
        out, _ = rv("task", "show", done)
        details, parts = out.split("\n\n")
        found = dict(line.split("\t") for line in details.splitlines())
        assert found["task"] == str(done)
        assert (found["status"], found["frames"], found["parts"]) == ("Done", "8/8", "3")
        titles, *rows = [line.split("\t") for line in parts.splitlines()]
        assert titles[0] == "part"
        assert [row[2:4] for row in rows] == [
            ["beauty", "left"],
            ["beauty", "right"],
            ["shadow", "persp"],
        ]

    def test_a_task_without_parts_has_no_table_of_them(self, rv, done, failed):
        part = rv.json("task", "show", done)["respRenderingTaskList"][0]["id"]
        out, _ = rv("task", "show", part)
        assert "\n\n" not in out and "\npart\t" not in out

    def test_one_json_document(self, rv, done):
        row = rv.json("task", "show", done)
        assert (row["id"], row["status"]) == (done, "Done")

    def test_a_task_that_is_not_there_is_one_line_and_an_event(self, rv):
        out, err = rv("task", "show", "987654", code=1)
        assert out == "" and len(err.splitlines()) == 1 and "987654" in err
        row = rv.json("task", "show", "987654", code=1)
        assert (row["kind"], row["code"]) == ("error", "404")
        assert row["name"] == rv.farm.profile.codes[404].name

    @pytest.mark.parametrize("command", ["watch", "download"])
    def test_every_command_tells_the_code_in_one_event(self, rv, command, tmp_path):
        row = rv.json(command, "987654", "--out", tmp_path / "out", code=1)
        assert (row["kind"], row["code"]) == ("error", "404")

    def test_the_hint_of_an_error_is_in_the_event_and_no_answer_has_a_code_too(
        self, rv, monkeypatch
    ):
        monkeypatch.setenv("RAYVISION_API_KEY", "wrong")
        row = rv.json("task", "list", code=1)
        assert row["hint"] == rv.farm.profile.codes[611].hint and row["hint"] in row["text"]
        monkeypatch.setenv("RAYVISION_DOMAIN", "127.0.0.1:9")
        monkeypatch.setenv("RAYVISION_ATTEMPTS", "1")
        assert rv.json("task", "list", code=1)["code"] == "ConnectionFailed"

    def test_an_error_is_told_in_the_wished_language(self, rv, monkeypatch):
        words = rv.farm.profile.codes[404]
        assert words.en in rv("task", "show", "987654", code=1)[1]
        monkeypatch.setenv("RAYVISION_LANGUAGE", "zh")
        _, err = rv("task", "show", "987654", code=1)
        assert words.zh in err and words.en not in err

    @pytest.mark.parametrize("word", ["abc", "1.5", "-1", "²", "1" * 40, ""])
    def test_a_task_is_a_number(self, rv, word):
        assert "number" in rv("task", "show", "--", word, code=2)[1]

    def test_watching_ends_with_the_task_and_says_whether_frames_failed(self, rv, done, failed):
        rv("task", "show", done, "--watch", "--every", "0.1")
        rv("task", "show", failed, "--watch", "--every", "0.1", code=4)

    def test_watching_prints_json_lines_until_the_task_is_done(self, alone, maya):
        layers = {"beauty": {"frames": "1-4[1]", "width": "1500", "height": "1500"}}
        task = alone.farm.submit(FILES, maya(layers))
        out, _ = alone("task", "show", task, "--watch", "--every", "0.1", "--json")
        rows = [json.loads(line) for line in out.splitlines()]
        assert [row["doneFrames"] for row in rows] == sorted(row["doneFrames"] for row in rows)
        assert all(one != two for one, two in zip(rows, rows[1:], strict=False))
        assert (rows[-1]["state"], rows[-1]["doneFrames"]) == ("done", 4)


class TestFrames:
    def test_the_frames_of_every_part(self, rv, done):
        titles, *rows = rv.lines("task", "frames", done)
        assert titles[:4] == ["frame", "status", "type", "part"]
        assert [row[0] for row in rows] == ["1", "2", "3", "1", "2", "3", "1", "2"]
        assert {tuple(row[1:3]) for row in rows} == {("Done", "main")}
        assert len({row[3] for row in rows}) == 3

    def test_failed_frames_with_their_reason(self, rv, failed):
        rows = rv.json("task", "frames", failed, "--status", "failed")
        assert [row["frameIndex"] for row in rows] == ["1", "2", "3"]
        assert {row["status"] for row in rows} == {"Failed"}
        assert rv.json("task", "frames", failed, "--status", "done") == []
        assert "late.png" in rv("task", "frames", failed)[0]

    def test_a_limit_counts_what_is_shown(self, rv, done):
        assert len(rv.json("task", "frames", done, "--limit", "5")) == 5
        assert "--all" in rv("task", "frames", done, "--limit", "5")[1]

    def test_watching_ends_with_the_task(self, rv, done):
        out, _ = rv("task", "frames", done, "--watch", "--every", "0.1", "--json")
        assert len(json.loads(out)) == 8

    def test_the_log_of_a_frame_is_the_farms(self, rv, failed):
        out, _ = rv("task", "log", failed, "2")
        assert "late.png" in out
        document = rv.json("task", "log", failed, "2")
        assert document["task"] == failed
        assert document["frame"]["frameIndex"] == "2"
        assert document["lines"] == out.splitlines()

    def test_a_frame_of_several_parts_asks_which_part(self, rv, done):
        _, err = rv("task", "log", done, "1", code=1)
        parts = [row["id"] for row in rv.json("task", "show", done)["respRenderingTaskList"]]
        assert all(str(part) in err for part in parts)
        assert rv("task", "log", parts[0], "1")[0]

    def test_a_frame_that_is_not_there_names_the_command_that_lists_them(self, rv, failed):
        _, err = rv("task", "log", failed, "99", code=1)
        assert f"rayvision task frames {failed}" in err
        assert "frame range" in rv("task", "log", failed, "abc", code=2)[1]

    def test_the_thumbnail_of_a_done_frame(self, rv, done, failed):
        part = rv.json("task", "show", done)["respRenderingTaskList"][2]["id"]
        (path,) = rv("task", "thumbnail", part, "1")[0].splitlines()
        assert rv.json("task", "thumbnail", part, "1")["paths"] == [path]
        rv("task", "thumbnail", failed, "1", code=1)


class TestRetry:
    def test_failed_frames_are_rendered_again(self, alone, maya):
        task = alone.farm.submit({}, maya({"a": {}}), upload=UPLOAD)
        alone.farm.wait(task)
        alone.farm.put("input", "D/late.png", b"late")
        out, _ = alone("task", "retry", task)
        assert str(task) in out
        assert alone.farm.wait(task)["taskStatus"] == 25

    def test_frames_are_named_by_number_and_by_range(self, alone, maya):
        task = alone.farm.submit(FILES, maya({"a": {"frames": "1-5[1]"}, "b": {}}))
        alone.farm.wait(task)
        parts = [row["id"] for row in alone.json("task", "show", task)["respRenderingTaskList"]]
        out, _ = alone("task", "retry-frames", parts[0], "1", "3-4")
        assert "3 frames" in out
        alone.farm.wait(task)
        assert [row["recommitFlag"] for row in alone.farm.frames(parts[0])] == [1, 0, 1, 1, 0]
        alone("task", "retry-frames", task, "2")
        alone.farm.wait(task)
        assert [row["recommitFlag"] for row in alone.farm.frames(parts[0])] == [1, 1, 1, 1, 0]
        assert [row["recommitFlag"] for row in alone.farm.frames(parts[1])] == [0, 1, 0]
        document = alone.json("task", "retry-frames", task, "--all", "--yes")
        assert document["all"] and set(document["frames"]) == set(map(str, parts))
        alone.farm.wait(task)
        assert [row["recommitFlag"] for row in alone.farm.frames(parts[1])] == [1, 2, 1]

    def test_nothing_is_rendered_again_when_one_frame_is_not_there(self, rv, failed):
        rv("task", "retry-frames", failed, "1", "99", code=1)
        assert [row["recommitFlag"] for row in rv.farm.frames(failed)] == [0, 0, 0]

    def test_every_frame_or_some_but_not_both_nor_none(self, rv, failed):
        rv("task", "retry-frames", failed, code=2)
        rv("task", "retry-frames", failed, "1", "--all", code=2)
        rv("task", "retry-frames", failed, "--all", code=2)  # nobody to be asked


class TestActions:
    def test_stop_start_and_give_up(self, alone, farm, slow):
        assert alone("task", "stop", slow)[0] == f"stopped: {slow}\n"
        assert farm.info(slow)["taskStatus"] == 10
        assert alone.json("task", "start", slow) == {
            "done": "start",
            "tasks": [slow],
            "nothing_to_do": {},
        }
        assert farm.info(slow)["taskStatus"] in (0, 5)
        alone("task", "abort", slow, "--yes")
        assert farm.info(slow)["taskStatus"] == 35

    def test_deleting_takes_several_and_asks_before(self, alone, farm, slow, maya):
        other = farm.submit({}, maya({"a": {}}), upload=UPLOAD)
        _, err = alone("task", "delete", slow, other, code=2)
        assert "--yes" in err
        assert {row["id"] for row in alone.json("task", "list")} == {slow, other}
        alone("task", "delete", slow, other, "--yes")
        assert alone.json("task", "list") == []

    def test_full_speed_renders_the_rest_after_the_test_frames(self, alone, farm, maya):
        document = maya({"a": {"frames": "1-5[1]"}})
        document["task_info"].update(pre_frames="000:1", stop_after_test="1")
        task = farm.submit(FILES, document)
        assert farm.wait(task)["taskStatus"] == 40
        (row,) = alone.lines("task", "list")[1:]
        assert row[1] == "Test frames done, waiting to render the rest"
        alone("task", "full-speed", task)
        assert farm.wait(task)["doneFrames"] == 5

    def test_overtime_takes_seconds_and_words(self, alone, farm, slow):
        alone("task", "stop", slow)
        alone("task", "overtime", slow, "--after", "90m")
        assert alone.json("task", "show", slow)["overTimeStop"] == 5400
        for wrong in ("soon", "0", "-5", "1w", ""):
            alone("task", "overtime", slow, "--after", wrong, code=2)

    def test_the_farms_refusal_is_one_line_with_what_to_do(self, alone):
        _, err = alone("task", "stop", "987654", code=1)
        assert len(err.splitlines()) == 1 and err.startswith("error: stop_task: ")


class TestNothingToDo:
    """An action is not sent to a task that it would not change."""

    @pytest.mark.parametrize("action", ["stop", "start", "full-speed", "abort", "retry"])
    def test_a_done_task_stays_done_and_that_is_said(self, rv, done, action):
        yes = ["--yes"] if action == "abort" else []
        out, _ = rv("task", action, done, *yes)
        assert out == f"nothing to do for {done}: Done, 0 failed frames\n"
        document = rv.json("task", action, done, *yes)
        assert document["tasks"] == [] and list(document["nothing_to_do"]) == [str(done)]
        assert rv.farm.info(done)["taskStatus"] == 25

    def test_the_others_are_done_all_the_same(self, alone, farm, slow, maya):
        ended = farm.submit({}, maya({"a": {}}), upload=UPLOAD)
        alone("task", "stop", slow)
        farm.wait(ended)
        out, _ = alone("task", "abort", slow, ended, "--yes")
        assert out == f"given up: {slow}, {ended}\n"
        document = alone.json("task", "stop", slow, ended)
        assert document["tasks"] == [] and len(document["nothing_to_do"]) == 2

    def test_what_is_not_known_is_sent(self):
        class Query:
            def task_info(self, task_ids):
                return {"items": [{"id": 1, "taskStatus": 77}, {"id": 2, "taskStatus": 25}]}

        service = types.SimpleNamespace(query=Query())
        view = View(profiles.load(profiles.USUAL))
        idle = actions._idle(service, view, [1, 2, 3], lambda status, row: True)
        assert list(idle) == [2]


class TestOpen:
    def test_the_folder_that_frames_were_fetched_into(self, alone, farm, maya, tmp_path):
        task = farm.submit(FILES, maya({"a": {}, "b": {"frames": "1"}}))
        farm.wait(task)
        _, err = alone("task", "open", task, code=1)
        assert f"rayvision download {task}" in err
        alone("download", task, "--out", tmp_path / "here")
        folders = alone("task", "open", task)[0].splitlines()
        names = [row["outputFileName"] for row in farm.info(task)["respRenderingTaskList"]]
        assert folders == [str(tmp_path / "here" / name) for name in names]
        assert alone.json("task", "open", task) == {"task": task, "folders": folders}
