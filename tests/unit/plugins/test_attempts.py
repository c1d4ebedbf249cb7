"""What was sent: numbers of submissions that broke off are found again, by one run each."""

import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from rayvision_plugins.attempts import Attempt, Attempts
from rayvision_plugins.errors import ConfigError
from rayvision_plugins.transfer.records import Records

FARM = "task.example.com/an access id"

HOLDER = """
import pathlib, sys
from rayvision_plugins.attempts import Attempts
attempts = Attempts(pathlib.Path(sys.argv[1]), sys.argv[2])
attempts.created("scene", "41", "7")
if sys.argv[3] == "sent":
    attempts.sent("41")
print("ready", flush=True)
sys.stdin.read()
"""

TAKER = """
import pathlib, sys
from rayvision_plugins.attempts import Attempts
attempts = Attempts(pathlib.Path(sys.argv[1]), sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
found = attempts.unfinished("scene")
print(found.task if found else "none", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "records.db"


@pytest.fixture
def opened(path):
    """Returns a function that opens the records as another run would."""
    made = []

    def make(farm=FARM):
        made.append(Attempts(path, farm))
        return made[-1]

    yield make
    for attempts in made:
        attempts.close()


@pytest.fixture
def process(path):
    """Returns a function that starts a run of its own and waits until it is ready."""
    made = []

    def start(code, *arguments):
        made.append(
            subprocess.Popen(
                [sys.executable, "-c", code, str(path), FARM, *arguments],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        assert made[-1].stdout.readline() == "ready\n"
        return made[-1]

    yield start
    for one in made:
        one.kill()
        one.communicate()


def test_a_scene_that_was_never_sent_has_no_attempt(opened):
    assert opened().unfinished("scene") is None


def test_a_number_that_was_not_submitted_is_found_again(opened):
    first = opened()
    first.created("scene", "41", "7")
    first.close()
    assert opened().unfinished("scene") == Attempt("41", "7", sent=False)


def test_a_submission_without_an_answer_is_found_again_and_says_so(opened):
    first = opened()
    first.created("scene", "41", "7")
    first.sent("41")
    first.close()
    assert opened().unfinished("scene") == Attempt("41", "7", sent=True)


def test_an_answered_submission_is_over_and_leaves_no_lock(opened, path):
    first = opened()
    first.created("scene", "41", "7")
    first.sent("41")
    first.done("41")
    assert first.unfinished("scene") is None
    assert opened().unfinished("scene") is None
    assert list(path.with_name("attempts").iterdir()) == []


def test_what_is_done_is_not_sent_again_by_a_late_word(opened):
    attempts = opened()
    attempts.created("scene", "41", "7")
    attempts.done("41")
    attempts.sent("41")
    assert attempts.unfinished("scene") is None


def test_other_scenes_and_other_farms_have_attempts_of_their_own(opened):
    attempts = opened()
    attempts.created("scene", "41", "7")
    attempts.close()
    assert opened().unfinished("another scene") is None
    assert opened("jop.example.com/an access id").unfinished("scene") is None


def test_the_same_number_at_another_farm_stays_unfinished(opened):
    here, there = opened(), opened("jop.example.com/an access id")
    here.created("scene", "41", "7")
    there.created("scene", "41", "8")
    there.done("41")
    here.close()
    assert opened().unfinished("scene") == Attempt("41", "7", sent=False)


def test_a_number_that_another_run_works_with_is_left_alone(opened, process):
    holder = process(HOLDER, "created")
    waiting = opened()
    assert waiting.unfinished("scene") is None
    holder.communicate("")  # it ends
    assert waiting.unfinished("scene") == Attempt("41", "7", sent=False)


def test_two_objects_of_one_process_do_not_share_a_number(opened):
    first, second = opened(), opened()
    first.created("scene", "41", "7")
    assert second.unfinished("scene") is None
    first.close()
    assert second.unfinished("scene") == Attempt("41", "7", sent=False)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("state", ["created", "sent"])
def test_a_killed_run_leaves_its_number_to_the_next(opened, process, state):
    holder = process(HOLDER, state)
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    assert opened().unfinished("scene") == Attempt("41", "7", sent=state == "sent")


def test_of_runs_that_ask_at_once_one_gets_the_number(opened, process):
    first = opened()
    first.created("scene", "41", "7")
    first.close()
    runs = [process(TAKER) for _ in range(4)]
    for run in runs:
        run.stdin.write("\n")
        run.stdin.flush()
    answers = [run.stdout.readline().strip() for run in runs]
    assert sorted(answers) == ["41", "none", "none", "none"]


def test_a_number_that_was_brought_along_is_worked_with_by_one_run(opened):
    first, second = opened(), opened()
    assert first.claimed("scene", "41") and first.claimed("scene", "41")
    assert not second.claimed("scene", "41")
    assert not second.claimed("another scene", "41")
    assert opened("jop.example.com/an access id").claimed("scene", "41")
    first.close()
    assert second.claimed("another scene", "41")
    second.close()
    assert opened().unfinished("scene") == Attempt("41", "", sent=False)


def test_a_number_that_was_brought_along_again_after_it_was_done_is_new_work(opened):
    attempts = opened()
    attempts.claimed("scene", "41")
    attempts.done("41")
    assert attempts.unfinished("scene") is None
    assert attempts.claimed("scene", "41")


def test_the_newest_of_several_numbers_comes_first(opened):
    first = opened()
    first.created("scene", "41", "7")
    first.created("scene", "42", "7")
    first.close()
    second = opened()
    assert second.unfinished("scene").task == "42"
    second.done("42")
    assert second.unfinished("scene").task == "41"


def test_the_records_of_files_share_the_database(opened, path, tmp_path):
    records = Records(path)
    attempts = opened()
    attempts.created("scene", "41", "7")
    records.remember({str(tmp_path): [("scene.ma", 5, 1, "0" * 32)]})
    assert set(records.known(str(tmp_path))) == {"scene.ma"}
    attempts.sent("41")
    records.close()
    attempts.close()
    assert opened().unfinished("scene") == Attempt("41", "7", sent=True)


BROKEN = {
    "damaged": lambda path: path.write_bytes(b"no database" * 1000),
    "a folder": lambda path: path.mkdir(),
    "a link to itself": lambda path: path.symlink_to(path),
    "of another program": lambda path: sqlite3.connect(path).execute("create table attempts (x)"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_records_that_cannot_be_used_are_one_line_that_names_the_file(path, kind):
    path.parent.mkdir()
    BROKEN[kind](path)
    with pytest.raises(
        ConfigError, match=r"records\.db cannot be used .*remove the file"
    ) as caught:
        Attempts(path, FARM).unfinished("scene")
    assert "\n" not in str(caught.value)
