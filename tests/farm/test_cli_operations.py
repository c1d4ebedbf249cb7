"""The commands of the rarer operations, at farms that have them."""

import json

import pytest
from asked import Asked, settings

from analyzers import tables

FILES = {"/D/shots/scene.ma": b"//Maya ASCII"}
LAYERS = {"a": {"render_camera": ["left", "right"]}}


@pytest.fixture(scope="module")
def current(shared, tmp_path_factory):
    """A farm that speaks what today's deployments do."""
    farm = type(shared)(tmp_path_factory.mktemp("current"), profile="current").start()
    yield farm
    code, log, _ = farm.stop()
    assert code == 0 and "Traceback" not in log, log


@pytest.fixture
def rv(current, capsys, monkeypatch, tmp_path):
    settings(monkeypatch, current, tmp_path / "home")
    return Asked(current, capsys)


@pytest.fixture
def older(shared, capsys, monkeypatch, tmp_path):
    """Commands at a farm of 2020."""
    settings(monkeypatch, shared, tmp_path / "home")
    return Asked(shared, capsys)


@pytest.fixture(scope="module")
def done(current, maya):
    task = current.submit(FILES, maya(LAYERS))
    assert current.wait(task)["taskStatus"] == 25
    return task


class TestAccount:
    def test_the_settings_are_shown_and_the_time_of_a_frame_changed(self, rv, older):
        for ask in (rv, older):
            assert (
                dict(ask.lines("settings", "--overtime", "90m"))["frames stop after"] == "1:30:00"
            )
            assert ask.json("settings")["taskOverTimeSec"] == 5400
            assert ask.json("settings", "--overtime", "12h")["taskOverTimeSec"] == 43200
            ask("settings", "--overtime", "soon", code=2)

    def test_a_deployment_without_machines_is_named(self, older):
        _, err = older("hardware", code=1)
        assert "renderbus-2020" in err and len(err.splitlines()) == 1

    def test_machines_are_listed_and_one_is_chosen_for_a_task(self, rv, done):
        titles, *rows = rv.lines("hardware")
        assert titles[:3] == ["number", "type", "model"]
        assert {"CPU", "GPU"} == {row[1] for row in rows}
        number = rows[-1][0]
        rv("task", "hardware", done, "--machine", number)
        chosen = [row["id"] for row in rv.json("hardware", done) if row["current"]]
        assert chosen == [int(number)]
        _, err = rv("task", "hardware", done, "--machine", "987", code=1)
        assert "987" in err and number in err


class TestTips:
    @pytest.fixture
    def codes(self):
        """Returns the number of a code of the farm's own, and of one of ours."""
        table = tables.load("data/tips.json")
        ours = next(code for code, row in table.items() if row["source"] == "ours")
        return next(code for code, row in table.items() if row["source"] != "ours"), ours

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_codes_are_told_in_the_wished_language(self, rv, older, codes, language, monkeypatch):
        monkeypatch.setenv("RAYVISION_LANGUAGE", language)
        table = tables.load("data/tips.json")
        for ask in (rv, older):
            rows = ask.json("tips", *codes)
            assert [row["code"] for row in rows] == list(codes)
            assert [row["text"] for row in rows] == [table[code][language] for code in codes]
            assert [row["level"] for row in rows] == [table[code]["level"] for code in codes]
            assert table[codes[0]][language] in ask("tips", codes[0])[0]

    def test_a_code_that_nobody_knows_is_said(self, rv, codes):
        out, err = rv("tips", codes[0], "999999")
        assert len(out.splitlines()) == 2 and "999999" in err
        assert "999999" in rv("tips", "999999", code=1)[1]


class TestStorage:
    def test_a_folder_of_the_output(self, rv, done):
        folders = rv.json("task", "show", done)["respRenderingTaskList"]
        names = {row["outputFileName"] for row in folders}
        assert names <= {row["fileName"] for row in rv.json("outputs")}
        rows = rv.json("outputs", done)
        assert {(row["fileName"], row["kind"]) for row in rows} == {
            (name, "folder") for name in names
        }
        inside = rv.lines("outputs", rows[0]["filePath"])
        assert inside[0][:2] == ["name", "bytes"] and len(inside) > 1
        assert rv("outputs", done, "/nothing/here")[1] == "nothing is there\n"
        rv("outputs", "abc", code=2)

    def test_the_lines_and_storages_without_their_passwords(self, rv, older):
        for ask in (rv, older):
            token = ask.farm.login()["resqEngines"][0]["resqEngineAccounts"][0]["password"]
            key = ask.farm.call("raysync_user_key")
            document = ask.json("transfer", "--raysync")
            assert document["bids"]["input_bid"] == ask.farm.bids["input"]
            (engine,) = document["config"]["resqEngines"]
            assert {row["password"] for row in engine["resqEngineAccounts"]} == {"***"}
            out, _ = ask("transfer", "--raysync")
            assert str(ask.farm.bids["output"]) in out and "http\tlocal\t127.0.0.1" in out
            assert out.count("***") >= 3
            for secret in filter(None, (token, key["raySyncUserKey"], key["userKey"])):
                assert secret not in out + json.dumps(document)
            assert "raysync" not in ask.json("transfer")


class TestTask:
    def test_the_totals_of_all_frames(self, rv, done):
        row = rv.json("task", "totals")
        assert row["doneFramesTotal"] >= 6
        assert dict(rv.lines("task", "totals"))["done"] == str(row["doneFramesTotal"])

    def test_the_progress_of_a_picture(self, rv, done):
        details, blocks = rv("task", "progress", done)[0].split("\n\n")
        assert dict(line.split("\t") for line in details.splitlines())["width"] == "320"
        titles, *rows = [line.split("\t") for line in blocks.splitlines()]
        assert titles[2] == "status" and {row[2] for row in rows} == {"Done"}
        assert rv.json("task", "progress", done, "--pass", "picture")["height"] == 180
        rv("task", "progress", done, "--pass", "nonsense", code=2)

    def test_priority_limit_and_labels(self, rv, current, maya):
        task = current.submit(FILES, maya(LAYERS))
        current.wait(task)
        rv("task", "priority", task, "--level", "60")
        rv("task", "limit", task, "--machines", "3")
        rv("task", "tag", task, "--label", "night")
        row = rv.json("task", "show", task)
        assert (row["taskUserLevel"], row["taskLimit"]) == (60, 3)
        assert dict(rv.lines("task", "show", task)[:20])["labels"] == "night"
        assert rv.json("task", "untag", task, "--label", "night")["tasks"] == [task]
        assert "night" not in rv("task", "show", task)[0]
        rv("task", "limit", task, "--machines", "0", code=2)

    def test_frames_are_stopped_by_number_and_all(self, rv, current, maya):
        layers = {"a": {"frames": "1-40[1]", "width": "4096", "height": "4096"}}
        task = current.submit(FILES, maya(layers))
        out, _ = rv("task", "stop-frames", task, "38-40")
        assert out == f"3 frames of task {task} will not be rendered, unless done already\n"
        stopped = [
            row["frameIndex"]
            for row in rv.json("task", "frames", task)
            if row["state"] == "stopped"
        ]
        assert stopped == ["38", "39", "40"]
        assert "--yes" in rv("task", "stop-frames", task, "--all", code=2)[1]
        rv("task", "stop-frames", task, "--all", "--yes")
        current.wait(task)
        assert {row["state"] for row in rv.json("task", "frames", task)} <= {"stopped", "done"}

    def test_a_file_of_a_task_to_come_is_sent(self, rv, current, maya, tmp_path):
        task = current.call("create_task", count=1)["taskIdList"][0]
        current.send(task, FILES, {})
        file = tmp_path / "task.json"
        file.write_text(json.dumps(maya({"a": {}}, scene="D:/镜头/scene.ma")), encoding="utf-8")
        assert rv("task", "put", task, file)[0] == f"task {task} has task.json\n"
        current.call("submit_task", taskId=task)
        assert current.wait(task)["sceneName"] == "scene.ma"
        file.write_bytes(b"\xff")
        assert "task.json" in rv("task", "put", task, file, code=1)[1]
        rv("task", "put", task, tmp_path / "none.json", code=2)
