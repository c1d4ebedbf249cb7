"""The same commands at farms that speak each of the known profiles."""

import pytest
from asked import Asked, settings

from rayvision_plugins import profiles

FILES = {"/D/shots/scene.ma": b"//Maya ASCII"}


@pytest.fixture(scope="module", params=profiles.known())
def speaking(request, shared, tmp_path_factory):
    """A farm for each profile."""
    farm = type(shared)(tmp_path_factory.mktemp("farm"), profile=request.param).start()
    yield farm
    code, log, _ = farm.stop()
    assert code == 0 and "Traceback" not in log, log


@pytest.fixture(scope="module")
def done(speaking, maya):
    task = speaking.submit(FILES, maya({"a": {"render_camera": ["left", "right"]}}))
    assert speaking.wait(task)["taskStatus"] == 25
    return task


@pytest.fixture
def rv(speaking, capsys, monkeypatch, tmp_path):
    settings(monkeypatch, speaking, tmp_path / "home")
    return Asked(speaking, capsys)


def test_a_task_is_listed_shown_and_its_frames_are_told(rv, done):
    assert [row[:2] for row in rv.lines("task", "list")[1:]] == [[str(done), "Done"]]
    assert rv.json("task", "list", "--status", "failed") == []
    parts = rv.json("task", "show", done)["respRenderingTaskList"]
    assert len(rv.lines("task", "frames", done)) == 1 + 6
    assert rv("task", "log", parts[0]["id"], "1")[0]
    assert rv("task", "thumbnail", parts[0]["id"], "2")[0]


def test_a_task_is_steered(rv, speaking, maya):
    layers = {"a": {"frames": "1-40[1]", "width": "4096", "height": "4096"}}
    task = speaking.submit(FILES, maya(layers))
    rv("task", "stop", task)
    assert rv.json("task", "show", task)["state"] == "stopped"
    rv("task", "overtime", task, "--after", "1h")
    rv("task", "start", task)
    assert rv.json("task", "show", task)["state"] in ("waiting", "running")
    rv("task", "abort", task, "--yes")
    rv("task", "delete", task, "--yes")
    rv("task", "show", task, code=1)
    if "recycleFlag" in speaking.profile.endpoint("task_list").request["properties"]:
        assert [row["id"] for row in rv.json("task", "list", "--deleted")] == [task]
    else:
        assert "recycleFlag" in rv("task", "list", "--deleted", code=1)[1]


def test_frames_are_rendered_again(rv, done, speaking):
    (part, other) = [row["id"] for row in rv.json("task", "show", done)["respRenderingTaskList"]]
    rv("task", "retry-frames", part, "2")
    speaking.wait(done)
    flags = [row["recommitFlag"] for row in rv.json("task", "frames", done)]
    assert flags == [0, 1, 0, 0, 0, 0]
    rv("task", "retry-frames", other, "--all", "--yes")
    speaking.wait(done)
    flags = [row["recommitFlag"] for row in rv.json("task", "frames", done)]
    assert flags == [0, 1, 0, 1, 1, 1]
    rv("task", "retry", done)


def test_labels_and_environments(rv):
    rv("label", "add", "proof")
    assert "proof" in [row[1] for row in rv.lines("label", "list")[1:]]
    rv("label", "delete", "proof", "--yes")
    rv("env", "add", "mine", "--software", "maya", "--version", "2020")
    rv("env", "default", "mine")
    for listed in (rv.json("env", "list"), rv.json("env", "list", "maya")):
        assert [(row["editName"], row["default"]) for row in listed] == [("mine", "default")]
    rv("env", "delete", "mine", "--yes")


def test_the_account_and_what_it_is_offered(rv, speaking):
    assert rv.json("whoami")["profile"] == speaking.profile.name
    assert rv.lines("platforms")[1:]
    assert [row[1] for row in rv.lines("software")[1:] if row[1] == "Maya"] == ["Maya"]
    assert rv.json("software", "maya", "--system", "linux")["cgVersion"]
