"""``rayvision watch`` and ``download`` at an embedded farm: whose frames come, where, and once."""

import json
import pathlib
import shlex
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from asked import Asked, settings
from command import rayvision
from test_check_farm import make_scene

from rayvision_plugins import connect, download
from rayvision_plugins.errors import ConfigError, TransferFailed

FILES = {"/D/shots/scene.ma": b"//Maya ASCII", "/D/shots/wood.png": b"wood"}
LAYERS = {"beauty": {"frames": "1-2[1]"}, "shadow": {"frames": "1-2[1]"}}
NEVER = {"asset": [{"local": "D:/x", "server": "/D/never/sent.png"}]}
"""An input that no test of the shared farm sends."""

HOOK = """
import json, sys
with open(sys.argv[1], "a", encoding="utf-8") as stream:
    stream.write(json.dumps(json.load(sys.stdin)) + "\\n")
"""


@pytest.fixture
def rv(shared, capsys, monkeypatch, tmp_path):
    settings(monkeypatch, shared, tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    return Asked(shared, capsys)


@pytest.fixture(scope="module")
def plain(shared, maya):
    """A task of three frames that is done."""
    task = shared.submit(FILES, maya({"beauty": {}}))
    shared.wait(task)
    return task


@pytest.fixture(scope="module")
def layered(shared, maya):
    """A task of two layers whose frames are called alike, and its parts."""
    same = {name: {**row, "image_file_prefix": "shot"} for name, row in LAYERS.items()}
    task = shared.submit(FILES, maya(same))
    parts = shared.wait(task)["respRenderingTaskList"]
    return task, [part["outputFileName"] for part in parts]


@pytest.fixture(scope="module")
def failed(shared, maya):
    """A task whose three frames failed."""
    task = shared.submit(FILES, maya({"a": {}}), upload=NEVER)
    assert shared.wait(task)["failedFrames"] == 3
    return task


def names(folder):
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def rows(out):
    return [json.loads(line) for line in out.splitlines()]


def of(events, kind, stage="render"):
    return [row for row in events if (row["kind"], row["stage"]) == (kind, stage)]


def test_several_tasks_are_followed_by_one_process_each_into_its_folder(
    rv, plain, layered, tmp_path
):
    task, folders = layered
    events = rows(rv("watch", plain, task, "--json")[0])
    assert len(names(tmp_path / f"{plain}.rayvision" / "frames")) == 3
    found = names(tmp_path / f"{task}.rayvision" / "frames")
    assert found == [f"{folder}/shot.000{n}.png" for folder in folders for n in (1, 2)]
    ends = of(events, "end")
    assert [row.get("id") for row in ends] == [str(plain), str(task), None]
    assert (ends[-1]["code"], ends[-1]["done"], ends[-1]["total"]) == ("done", 7, 7)
    told = [row for row in of(events, "frame") if "total" not in row]
    assert sorted(row["path"] for row in told) == sorted(
        row["path"] for row in of(events, "file", "download")
    )


def test_what_is_here_is_neither_fetched_nor_told_again(rv, plain, layered, tmp_path):
    command = ("watch", plain, layered[0], "--out", tmp_path / "all", "--json")
    assert len(of(rows(rv(*command)[0]), "file", "download")) == 7
    again = rows(rv(*command)[0])
    assert not of(again, "file", "download")
    assert not [row for row in of(again, "frame") if "total" not in row]
    assert len(names(tmp_path / "all")) == 7


def test_a_failed_task_among_others_is_exit_code_4(rv, plain, failed, tmp_path):
    out, _ = rv("watch", failed, plain, "--out", tmp_path / "all", "--json", code=4)
    events = rows(out)
    assert len(names(tmp_path / "all")) == 3
    broken = [row for row in of(events, "frame") if "total" not in row and row["code"] == "failed"]
    assert len(broken) == 3 and all(row["id"] == str(failed) for row in broken)
    assert of(events, "end")[-1]["code"] == "failed"


def test_a_task_that_is_not_there_does_not_end_the_others(rv, plain, tmp_path):
    out, err = rv("watch", "4711", plain, "--out", tmp_path / "all", "--json", code=1)
    assert "there is no task 4711" in err
    assert len(names(tmp_path / "all")) == 3
    assert [row["id"] for row in of(rows(out), "end")] == [str(plain)]


@pytest.mark.parametrize("given", [["--path", "{}"], ["--path", "/{}/"], ["--path", "\\{}\\"]])
def test_a_path_wins_over_tasks(rv, layered, plain, tmp_path, given):
    _, (first, _) = layered
    options = [text.format(first) for text in given]
    rv("download", plain, *options, "--out", tmp_path / "frames")
    assert names(tmp_path / "frames") == [f"{first}/shot.0001.png", f"{first}/shot.0002.png"]


def test_paths_may_be_files_and_several(rv, layered, tmp_path):
    _, (first, second) = layered
    paths = ["--path", f"{first}/shot.0002.png", "--path", second]
    out, _ = rv("download", *paths, "--flat", "--out", tmp_path / "a", code=1)
    assert names(tmp_path / "a") == []
    rv("download", *paths, "--json")
    assert names(tmp_path / "frames") == [
        f"{first}/shot.0002.png", f"{second}/shot.0001.png", f"{second}/shot.0002.png",
    ]  # fmt: skip
    out, _ = rv("download", *paths, "--json")
    (end,) = of(rows(out), "end", "download")
    assert (end["done"], end["total"], end["text"]) == (0, 3, "0 fetched, 3 already here")


def test_flat_takes_the_folders_of_the_storage_away(rv, plain, tmp_path):
    rv("download", plain, "--flat", "--out", tmp_path / "a")
    rv("download", "--path", f"{plain}_scene", "--flat", "--out", tmp_path / "b")
    assert names(tmp_path / "a") == names(tmp_path / "b")
    assert len(names(tmp_path / "a")) == 3 and not any(
        "/" in name for name in names(tmp_path / "a")
    )


def test_layers_that_would_overwrite_one_another_are_refused(rv, layered, tmp_path):
    _, err = rv("download", layered[0], "--flat", "--out", tmp_path / "a", code=1)
    assert "would be this file" in err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--path", "no/such/folder"], "no/such/folder: the output storage has nothing"),
        (["--path", "../secrets"], "has no .."),
    ],
)
def test_a_path_that_leads_nowhere_is_one_line(rv, arguments, word):
    _, err = rv("download", *arguments, code=1)
    assert word in err and len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("more", [["--after"], ["--on-frame", "true"], ["--on-task", "true"]])
def test_what_belongs_to_tasks_is_refused_with_a_path(rv, more):
    assert "belong to tasks" in rv("download", "--path", "a", *more, code=2)[1]


def test_neither_a_task_nor_a_path_is_a_usage_error(rv):
    assert "name a TASK" in rv("download", code=2)[1]


def test_after_fetches_when_all_is_done(rv, shared, maya, tmp_path):
    task = shared.submit(FILES, maya({"beauty": {"frames": "1-6[1]"}}))
    events = rows(rv("download", task, "--after", "--out", tmp_path / "a", "--json")[0])
    files = of(events, "file", "download")
    assert len(files) == len(names(tmp_path / "a")) == 6
    done = [row for row in of(events, "frame") if row.get("total") == row["done"] == 6]
    assert events.index(done[-1]) < events.index(files[0])


def test_hooks_are_told_of_each_frame_and_of_the_task(rv, shared, maya, tmp_path):
    (tmp_path / "hook.py").write_text(HOOK)
    frames, tasks = (
        shlex.join([sys.executable, str(tmp_path / "hook.py"), str(tmp_path / name)])
        for name in ("frames.log", "tasks.log")
    )
    task = shared.submit(FILES, maya({"beauty": {"frames": "1-4[1]"}}))
    hooks = ("--on-frame", frames, "--on-task", tasks)
    rv("watch", task, "--out", tmp_path / "a", *hooks)
    rv("download", task, "--out", tmp_path / "a", *hooks)
    told = rows((tmp_path / "frames.log").read_text())
    assert [(row["code"], row["id"]) for row in told] == [("done", str(task))] * 4
    assert sorted(path for row in told for path in row["paths"]) == sorted(
        str(path) for path in (tmp_path / "a").rglob("*.png")
    )
    ends = rows((tmp_path / "tasks.log").read_text())
    assert [(row["id"], row["paths"]) for row in ends] == [(str(task), [str(tmp_path / "a")])] * 2


def test_a_submission_tells_its_hooks_too(tmp_path):
    (tmp_path / "hook.py").write_text(HOOK)
    hook = shlex.join([sys.executable, str(tmp_path / "hook.py"), str(tmp_path / "log")])
    done = rayvision(
        "submit", make_scene(tmp_path / "project"), "--out", tmp_path / "out",
        "--on-frame", hook, "--on-task", hook, home=tmp_path / "home",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = rows((tmp_path / "log").read_text())
    assert [row["kind"] for row in told] == ["frame", "end"]
    assert told[0]["paths"] == [str(path) for path in (tmp_path / "out").rglob("*.png")]


def test_a_hook_that_fails_is_a_note_and_changes_nothing_else(rv, plain, tmp_path):
    hook = shlex.join([sys.executable, "-c", "raise SystemExit('no disk left')"])
    out, _ = rv("download", plain, "--out", tmp_path / "a", "--on-task", hook, "--json")
    assert [row["text"] for row in of(rows(out), "note")] == [
        f"the hook of task {plain} failed: it ended with 1: no disk left"
    ]
    assert len(names(tmp_path / "a")) == 3


def test_a_hook_that_cannot_be_is_said_before_the_farm_is_asked(rv, plain, tmp_path):
    _, err = rv("watch", plain, "--out", tmp_path / "a", "--on-frame", "no-such-program", code=1)
    assert "no-such-program" in err and not (tmp_path / "a").exists()


def test_in_python_a_path_is_a_text_or_a_list(rv, shared, layered, tmp_path):
    _, (first, second) = layered
    with connect.opened({}) as way:
        list(download.download(way, tmp_path / "a", server_path=first))
        list(download.download(way, tmp_path / "b", server_path=[first, f"{second}/shot.0001.png"]))
        for nothing in ((), "", [""]):
            with pytest.raises(ConfigError, match="name the tasks"):
                list(download.download(way, tmp_path / "c", server_path=nothing))
        with pytest.raises(TransferFailed, match="nothing of that name"):
            list(download.download(way, tmp_path / "c", server_path=first[:-1]))
    assert (len(names(tmp_path / "a")), len(names(tmp_path / "b"))) == (2, 3)


def test_two_at_once_bring_each_frame_whole(rv, shared, maya, tmp_path):
    task = str(shared.submit(FILES, maya({"beauty": {"frames": "1-12[1]"}})))

    def follow(_):
        with connect.opened({}) as way:
            return [row.as_dict() for row in way.follow(task, tmp_path / "a")]

    with ThreadPoolExecutor(2) as pool:
        for events in pool.map(follow, range(2)):
            assert (events[-1]["code"], events[-1]["done"]) == ("done", 12)
    assert len(names(tmp_path / "a")) == 12
    for path in (tmp_path / "a").rglob("*.png"):
        with farm_file(shared, path.relative_to(tmp_path / "a").as_posix()) as there:
            assert path.read_bytes() == there.read()


@pytest.mark.slow
@pytest.mark.parametrize("end", ["SIGKILL", "SIGINT"])
def test_a_watcher_that_was_ended_goes_on_with_the_next(farm, maya, monkeypatch, tmp_path, end):
    settings(monkeypatch, farm, tmp_path / "home")
    big = {"width": "1500", "height": "1500", "frames": "1-12[1]"}
    tasks = [str(farm.submit(FILES, maya({"beauty": big}))) for _ in range(2)]
    command = [sys.executable, "-m", "rayvision_plugins.cli", "watch", *tasks, "--json"]
    command[1:3] = ["-c", "import sys; from rayvision_plugins.cli import main; sys.exit(main())"]
    command += ["--out", str(tmp_path / "all")]
    fetched = []
    for count in (3, 9, None):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            for line in process.stdout:
                row = json.loads(line)
                if (row["kind"], row["stage"]) == ("file", "download"):
                    fetched.append(row["path"])
                    if len(fetched) == count:
                        process.send_signal(getattr(signal, end))
                        break
            rest = process.stdout.read()
            fetched += [row["path"] for row in rows_of_whole_lines(rest) if row["kind"] == "file"]
    assert process.returncode == 0
    whole = [path for path in (tmp_path / "all").rglob("*.png") if not path.name.startswith(".")]
    assert len(whole) == 24
    assert set(map(pathlib.Path, fetched)) <= set(whole)
    twice = len(fetched) - len(set(fetched))
    assert twice == 0
    for path in whole:
        with farm_file(farm, path.relative_to(tmp_path / "all").as_posix()) as there:
            assert path.read_bytes() == there.read()


def rows_of_whole_lines(text):
    return [json.loads(line) for line in text.splitlines() if line.endswith("}")]


def farm_file(farm, name):
    (found,) = [
        path for path in farm.folder.rglob(name.rpartition("/")[2]) if name in path.as_posix()
    ]
    return found.open("rb")


@pytest.mark.slow
def test_a_farm_that_goes_and_comes_back_is_waited_for(farm_on, maya, monkeypatch, tmp_path):
    farm = farm_on(tmp_path / "farm").start()
    settings(monkeypatch, farm, tmp_path / "home")
    monkeypatch.setenv("RAYVISION_ATTEMPTS", "1")
    frames = {"width": "1500", "height": "1500", "frames": "1-12[1]"}
    task = str(farm.submit(FILES, maya({"beauty": frames})))
    port = farm.domain.rpartition(":")[2]
    looks = []

    def sleep(seconds):
        looks.append(seconds)
        if len(looks) == 1:
            farm.kill()
        elif len(looks) == 4:
            farm.start("--port", port)
        elif farm.process:
            time.sleep(0.1)

    with connect.opened({}) as way:
        way.sleep = sleep
        events = [event.as_dict() for event in way.follow(task, tmp_path / "all")]
    assert [row["text"].rpartition("; ")[2] for row in of(events, "note")] == [
        "it is asked until it answers",
        "the farm answers again",
    ]
    assert (events[-1]["code"], events[-1]["done"]) == ("done", 12)
    assert len(names(tmp_path / "all")) == 12
