"""``rayvision task`` in front of farms that answer with what no document names."""

import json

import pytest

from rayvision_plugins.cli import FRAMES_FAILED, main

EVIL = "a\tb\nc\x1b[2J\u202e\ud800"


@pytest.fixture
def ask(serve, monkeypatch, tmp_path, capsys):
    """Returns a function that runs a command at a farm whose operations answer as told.

    ``answers`` maps the last step of an operation's path to its data; ``asked`` of the function
    keeps the requests of its last run.
    """

    def run(answers, *arguments, **environment):
        def answer(handler):
            handler.take()
            asked = handler.path.rpartition("/")[2]
            envelope = {"code": 200, "message": "", "data": answers[asked], "result": True}
            handler.reply(200, json.dumps(envelope).encode(), Content_Type="application/json")

        server = serve(answer)
        run.asked = server.asked
        for name, value in {
            "HOME": tmp_path / "home",
            "FARM": "renderbus-2020",
            "DOMAIN": server.domain,
            "PROTOCOL": "http",
            "PROXY": "none",
            "API_ACCESS_ID": "id",
            "API_KEY": "key",
            **environment,
        }.items():
            monkeypatch.setenv(f"RAYVISION_{name}", str(value))
        code = main([*arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def page(*rows):
    return {"pageCount": 1, "pageNum": 1, "total": len(rows), "size": 100, "items": list(rows)}


def task(status, **more):
    return {"id": 7, "taskStatus": status, "totalFrames": 3, "doneFrames": 1, **more}


@pytest.mark.parametrize("status", [-1, 2, 12, 77, 10**12])
def test_an_unknown_task_status_is_shown_and_not_fatal(ask, status):
    answers = {"getTaskList": page(task(status)), "queryTaskInfo": page(task(status))}
    code, out, _ = ask(answers, "task", "list")
    assert code == 0 and out.splitlines()[1].startswith(f"7\tstatus {status}\t1/3")
    code, out, _ = ask(answers, "task", "show", "7", LANGUAGE="zh")
    assert code == 0 and f"状态\t状态 {status}" in out
    code, out, _ = ask(answers, "task", "list", "--json")
    (row,) = json.loads(out)
    assert (row["taskStatus"], row["state"]) == (status, "unknown")


def test_an_unknown_frame_status_and_type_are_shown(ask):
    frame = {"id": 1, "frameStatus": 99, "frameIndex": "0-1", "frameType": 42}
    answers = {"queryTaskInfo": page(task(25)), "queryTaskFrames": page(frame)}
    code, out, _ = ask(answers, "task", "frames", "7")
    assert code == 0 and out.splitlines()[1].startswith("0-1\tstatus 99\t42\t")


@pytest.mark.parametrize("row", [{}, {"sceneName": None, "submitDate": -(10**18)}])
def test_what_the_farm_leaves_out_is_an_empty_cell(ask, row):
    few = {"id": 7, "taskStatus": 25, **row}
    code, out, err = ask({"getTaskList": page(few)}, "task", "list")
    assert (code, err) == (0, "")
    assert out.splitlines()[1].startswith("7\tDone\t")


def test_a_name_cannot_move_the_terminal_nor_break_a_line(ask):
    code, out, _ = ask({"getTaskList": page(task(25, sceneName=EVIL))}, "task", "list")
    assert code == 0
    titles, row = out.splitlines()
    assert len(row.split("\t")) == len(titles.split("\t"))
    assert "\x1b" not in out and "\u202e" not in out


def test_json_is_one_line_whatever_the_names(ask):
    answers = {"getTaskList": page(task(25, sceneName=EVIL, other={"kept": [1]}))}
    _, out, _ = ask(answers, "task", "list", "--json")
    (line,) = out.splitlines()
    (row,) = json.loads(line)
    assert (row["sceneName"], row["other"]) == (EVIL, {"kept": [1]})


def test_a_log_cannot_move_the_terminal(ask):
    frame = {"id": 1, "frameStatus": 4, "frameIndex": "0003"}
    answers = {
        "queryTaskInfo": page(task(25)),
        "queryTaskFrames": page(frame),
        "showLog": page("one\r\n", "tab\there", EVIL),
    }
    code, out, _ = ask(answers, "task", "log", "7", "3")
    assert code == 0
    assert out.splitlines()[0] == "one"
    assert len(out.splitlines()) == 3 and "\x1b" not in out


def test_blocks_of_a_frame_are_chosen_alone_or_together(ask):
    frames = [
        {"id": at, "frameStatus": 4, "frameIndex": name}
        for at, name in enumerate(["0-1", "0-2", "1-1", "-5"])
    ]
    answers = {
        "queryTaskInfo": page(task(25)),
        "queryTaskFrames": page(*frames),
        "restartFrame": None,
    }
    for words, wanted in {("0-2",): [1], ("0",): [0, 1], ("1", "0-1"): [0, 2]}.items():
        code, out, _ = ask(answers, "task", "retry-frames", "7", *words, "--json")
        assert code == 0 and json.loads(out)["frames"] == {"7": wanted}
    code, out, _ = ask(answers, "task", "retry-frames", "7", "--json", "--", "-5")
    assert json.loads(out)["frames"] == {"7": [3]}
    code, _, err = ask(answers, "task", "log", "7", "0")
    assert code == 1 and "0-1, 0-2" in err


def test_an_answer_that_breaks_its_schema_is_one_line(ask):
    code, out, err = ask({"getTaskList": page({"id": "seven"})}, "task", "list")
    assert (code, out) == (1, "") and len(err.splitlines()) == 1


@pytest.mark.parametrize("own", ["waiting", 5, None, {}])
def test_a_field_of_the_farms_called_state_does_not_hide_how_a_task_ended(ask, own):
    parts = [task(status, failedFrames=0, state=own) for status in (25, 45)]
    whole = task(5, respRenderingTaskList=parts)
    code, out, _ = ask({"queryTaskInfo": page(whole)}, "task", "show", "7", "--watch", "--json")
    assert code == FRAMES_FAILED and len(out.splitlines()) == 1


@pytest.mark.parametrize("command", ["check", "submit"])
def test_a_folder_of_a_name_that_is_no_text_is_one_line(command, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path / "home"))
    scene = tmp_path / "a.ma"
    scene.write_text("//Maya ASCII 2022 scene\n")
    assert main([command, str(scene), "--out", str(tmp_path / "a\udcff")]) == 1
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1 and "rename" in err


@pytest.mark.parametrize("command", ["watch", "download"])
@pytest.mark.parametrize("word", ["²", "٣", "a", "", "-1", "9" * 5000])
def test_a_task_is_a_number(command, word, capsys):
    assert main([command, "--", word]) == 2
    assert "a task is a number" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--status", "9" * 5000),
        ("--status", "²"),
        ("--from", "2026-01-31T18:00+02:00"),
        ("--to", "yesterday"),
    ],
)
def test_a_filter_that_no_farm_understands_is_wrong_usage(ask, option, value):
    code, out, err = ask({}, "task", "list", option, value)
    assert (code, out) == (2, "") and option in err


def test_a_name_in_an_error_or_an_answer_cannot_move_the_terminal(ask, tmp_path):
    folder = tmp_path / EVIL[:-1]
    folder.mkdir()
    code, out, err = ask({}, "check", str(folder))
    assert code == 1 and len(err.splitlines()) == 1
    assert "\x1b" not in out + err and "\u202e" not in out + err
    code, out, err = ask({"addLabel": None}, "label", "add", EVIL[:-1])
    assert code == 0 and len(out.splitlines()) == 1
    code, _, more = ask({}, "label", "delete", EVIL[:-1])
    assert code == 2 and "\x1b" not in out + more and "\u202e" not in out + more


@pytest.mark.parametrize(
    ("row", "model", "gpus", "ram"),
    [
        ({"model": "2080Ti", "gpuNum": 2, "ram": "64GB"}, "2080Ti", "2", "64GB"),
        ({"model": None, "gpuNum": None, "ram": None}, "", "", ""),
        ({}, "", "", ""),
    ],
)
def test_a_machine_is_chosen_whatever_its_row_lacks(ask, row, model, gpus, ram):
    answers = {"list": [{"id": 3, **row}], "editTaskHardwareConfig": None}
    arguments = ("task", "hardware", "7", "--machine", "3")
    code, out, err = ask(answers, *arguments, FARM="current")
    assert (code, out) == (0, "on machine 3: 7\n"), err
    sent = json.loads(ask.asked[-1].body)
    assert (sent["model"], sent["gpuNum"], sent["ram"]) == (model, gpus, ram)
    assert sent["hardwareConfigIds"] == [3]
