"""Render tasks stand in the one list of jobs of all services, however they came about."""

import contextlib

import pytest
from asked import settings
from command import rayvision
from test_check_farm import make_scene, rows

from rayvision_plugins import connect
from rayvision_plugins.jobs import DONE, FAILED, WAITING
from rayvision_plugins.ledger import Ledger


def kept(home):
    """Returns the jobs that the list of a home has, and their accounts."""
    with contextlib.closing(Ledger(home / connect.RECORDS)) as ledger:
        return [(row.job, row.account) for row in ledger.rows()]


@pytest.fixture
def home(shared, monkeypatch, tmp_path):
    settings(monkeypatch, shared, tmp_path / "home")
    return tmp_path / "home"


def submitted(farm, tmp_path, *more):
    where = ["--farm", "local", "--farm-folder", farm.folder, "--out", tmp_path / "out"]
    scene = make_scene(tmp_path / "project")
    done = rayvision("submit", scene, *where, *more, "--json", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    return rows(done, stage="submit", kind="end")[0]["id"]


@pytest.mark.parametrize(("more", "state"), [([], DONE), (["--no-wait"], WAITING)])
def test_a_task_that_was_submitted_is_listed_with_its_scene(farm, tmp_path, more, state):
    task = submitted(farm, tmp_path, *more)
    ((job, account),) = kept(tmp_path / "home")
    assert (job.service, job.id, job.state, job.name) == ("renderbus", task, state, "shot.ma")
    assert account.startswith("local/")


def test_a_task_of_somebody_else_is_listed_once_it_was_followed(shared, maya, home, tmp_path):
    never = {"asset": [{"local": "D:/x", "server": "/D/never/sent.png"}]}
    task = shared.submit({"/D/shots/scene.ma": b"//Maya ASCII"}, maya({"a": {}}), upload=never)
    shared.wait(task)
    assert kept(home) == []
    with connect.opened({}) as way:
        list(way.follow(task, tmp_path / "frames"))
    ((job, account),) = kept(home)
    assert (job.id, job.state, job.reason) == (str(task), FAILED, "0 of 3 frames, 3 failed")
    assert account == f"{shared.domain}/{shared.account['access_id']}"
