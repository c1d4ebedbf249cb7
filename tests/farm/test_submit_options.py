"""What ``rayvision submit`` tells a farm besides the files: isolation, labels, people."""

import json

import pytest
from command import rayvision
from test_check_farm import make_scene, rows


@pytest.fixture
def submit(farm_on, tmp_path):
    """Returns a function that submits a scene to a farm of its own and gives (run, farm)."""
    scene = make_scene(tmp_path / "project")

    def run(profile, *more):
        farm = farm_on(tmp_path / "farm", profile).start()
        where = ["--farm", "local", "--farm-folder", farm.folder]
        where += ["--out", tmp_path / "out", "--json"]
        return rayvision("submit", scene, *where, *more, home=tmp_path / "home"), farm

    return run


def inputs(farm):
    farm.login()
    return sorted(row["path"] for row in farm.list("input"))


@pytest.mark.parametrize("by", ["task", "user", ""])
def test_isolated_inputs_lie_where_the_farm_looks_for_them(submit, tmp_path, by):
    options = {"task": ["--isolation", "task"], "user": ["--isolation", "user"], "": []}[by]
    done, farm = submit("renderbus-2020", *options, *(["--out-user", "12345"] if by else []))
    assert done.returncode == 0, done.stderr
    (end,) = rows(done, stage="render", kind="end")
    assert (end["code"], end["done"]) == ("done", 1)
    task = rows(done, stage="submit", kind="end")[0]["id"].zfill(9)
    below = {"task": f"{task[:-6]}/{task[-6:-3]}/{task[-3:]}/", "user": "000/012/345/", "": ""}[by]
    upload = json.loads((tmp_path / "out" / "upload.json").read_text(encoding="utf-8"))
    sent = {row["server"].lstrip("/") for row in upload["asset"]}
    assert inputs(farm) == sorted(below + path for path in sent)


def test_who_made_it_what_it_is_called_and_what_it_repeats(submit):
    people = ["--artist", "甲", "--producer", "乙"]
    done, farm = submit("current", "--label", "夜", "--label", "b", "--level", "60", *people)
    assert done.returncode == 0, done.stderr
    task = rows(done, stage="submit", kind="end")[0]["id"]
    info = farm.info(int(task))
    assert (info["producer"], info["taskUserLevel"]) == ("乙", 60)
    assert sorted(json.loads(info["labels"])) == ["b", "夜"]


@pytest.mark.parametrize(
    ("profile", "option", "words"),
    [
        ("renderbus-2020", ["--producer", "a"], "renderbus-2020 has no producer for submit_task"),
        ("current", ["--isolation", "task"], "current has no assetIsolationModel"),
    ],
)
def test_what_the_deployment_does_not_know_ends_before_the_scene_is_read(
    submit, tmp_path, profile, option, words
):
    done, farm = submit(profile, *option)
    assert done.returncode == 1
    assert words in done.stderr
    assert not (tmp_path / "out").exists()


def test_isolation_by_a_user_that_is_not_named_is_one_line(submit):
    done, _ = submit("renderbus-2020", "--isolation", "user")
    assert done.returncode == 1
    assert "out_user" in done.stderr and "Traceback" not in done.stderr
