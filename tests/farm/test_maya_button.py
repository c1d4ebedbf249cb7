"""From the installed button in a stand-in Maya through a real bridge to the embedded farm."""

import json
import os
import pathlib
import queue
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

import pytest

UNIT = pathlib.Path(__file__).parent.parent / "unit" / "shelves"
sys.path.insert(0, str(UNIT))

import maya_module  # noqa: E402
import pythons  # noqa: E402

from analyzers.analyze import analyze  # noqa: E402
from rayvision_plugins import connect, install, targets  # noqa: E402

ROOT = pathlib.Path(install.__file__).parent.parent

pytestmark = pytest.mark.slow

SCENE = """//Maya ASCII 2022 scene
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
createNode transform -n "main";
createNode camera -n "mainShape" -p "main";
	setAttr -k off ".v";
	setAttr ".rnd" yes;
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
createNode file -n "wood";
	setAttr ".ftn" -type "string" "sourceimages/wood.png";
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "mayaSoftware";
	setAttr ".outf" 32;
	setAttr ".an" yes;
	setAttr ".fs" 1;
	setAttr ".ef" {end};
select -ne :defaultResolution;
	setAttr ".w" 64;
	setAttr ".h" 36;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
"""

# What Maya does: modules on its path, then a click, then idle events until the job has ended.
# The file reader stands in for the live one, which needs a scene behind the commands.
MAYA = """
import io, json, os, sys, time
stand_in, scripts, snippet, scene = sys.argv[1:]
sys.path[:0] = [stand_in, scripts]
os.environ["PYTHONHOME"] = os.environ["PYTHONPATH"] = "/nowhere"
import maya
maya.stage.scene = scene
from rayvision_shelf import session
session.LIVE = None
exec(compile(snippet, "shelf", "exec"), {})
import rayvision_in_maya
jobs = rayvision_in_maya.BUTTON.session.jobs
ends = time.time() + 60
while [job for job in jobs.values() if job.code is None] and time.time() < ends:
    maya.stage.idle()
    time.sleep(0.01)
print(json.dumps({
    "codes": [job.code for job in jobs.values()],
    "lines": maya.stage.lines,
    "bars": maya.stage.bars,
    "bar": maya.stage.bar,
}))
"""


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def environment(home):
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("RAYVISION", "PYTHON")) and "proxy" not in key.lower()
    }
    return {**kept, "RAYVISION_HOME": str(home)}


def make_scene(folder, end=2):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sourceimages").mkdir(exist_ok=True)
    (folder / "sourceimages" / "wood.png").write_bytes(b"wood")
    scene = folder / "shot.ma"
    scene.write_text(SCENE.format(end=end), encoding="utf-8")
    return scene


def make_folder(folder, end=2):
    """Returns a folder of task files."""
    scene = make_scene(folder, end)
    analyze(str(scene)).taskfiles().write((folder / "shot.rayvision").as_posix())
    return folder / "shot.rayvision"


def frames(folder):
    return sorted(path.name for path in folder.rglob("*.png"))


def nobody_listens(home):
    """Returns whether the farm of a home has ended."""
    path = home / "farm" / "address.json"
    if not path.exists():
        return True
    where = urllib.parse.urlsplit(json.loads(path.read_text("utf-8"))["url"])
    with socket.socket() as plug:
        return plug.connect_ex((where.hostname, where.port)) != 0


@pytest.mark.parametrize("version", ["2.7", "3.13"])
def test_a_click_on_the_installed_shelf_brings_the_frames_home(version, tmp_path, home):
    python = pythons.find(version)
    place = targets.target("maya", prefix=tmp_path / "maya")
    install.install(place)
    platform = place.row["platforms"][sys.platform]
    (module,) = maya_module.load(str(place.folder / "rayvision.mod"), "2022", platform)
    shelf = module.variables["MAYA_SHELF_PATH"].lstrip(os.pathsep) + "/shelf_Rayvision.mel"
    snippet = next(text for text in maya_module.python_of(shelf) if "submit" in text)
    scene = make_scene(tmp_path / "bild")
    done = subprocess.run(
        [python, "-c", MAYA, UNIT / "stand_in", module.scripts, snippet, scene],
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert row["codes"] == ["done"], row["lines"]
    assert len(frames(tmp_path / "bild" / "shot.rayvision" / "frames")) == 2
    assert row["bars"] and row["bar"] is None
    assert not [text for level, text in row["lines"] if level == "error"]
    assert nobody_listens(home)


class Talk:
    """A bridge process and what it says."""

    def __init__(self, home):
        self.home = home
        self.rows = []
        self._news = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rayvision_plugins.bridge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**environment(home), "PYTHONPATH": str(ROOT)},
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            row = json.loads(line)
            for event in row["events"]:
                self._news.put((row["id"], event))
        self._news.put(None)

    def ask(self, name, do, **fields):
        row = {"v": 1, "id": name, "do": do, **fields}
        self.process.stdin.write(json.dumps(row) + "\n")
        self.process.stdin.flush()

    def until(self, wanted, seconds=60):
        """Reads events until ``wanted(id, event)`` and returns that event."""
        ends = time.monotonic() + seconds
        while True:
            row = self._news.get(timeout=max(0.1, ends - time.monotonic()))
            assert row is not None, f"the bridge ended; {self.rows[-3:]}"
            self.rows.append(row)
            if wanted(*row):
                return row[1]

    def exit_of(self, name):
        return self.until(lambda own, event: own == name and event["kind"] == "exit")

    def events(self, name):
        return [event for own, event in self.rows if own == name]

    def close(self):
        """Closes its input; returns (exit code, stderr, seconds until it had ended)."""
        began = time.monotonic()
        self.process.stdin.close()
        code = self.process.wait(30)
        took = time.monotonic() - began
        while (row := self._news.get(timeout=10)) is not None:
            self.rows.append(row)
        return code, self.process.stderr.read(), took


@pytest.fixture
def talk(home):
    made = Talk(home)
    yield made
    if made.process.poll() is None:
        made.process.stdin.close()
        made.process.wait(30)


def rendering(name):
    """Returns what tells that a frame of a request is there and more are to come."""
    return lambda own, row: own == name and (row["kind"], row["stage"]) == ("file", "download")


def test_a_folder_goes_the_whole_way_and_says_what_the_command_line_says(talk, tmp_path, home):
    folder = make_folder(tmp_path / "a")
    talk.ask("1", "submit", folder=str(folder))
    assert talk.exit_of("1")["code"] == "done"
    assert len(frames(folder / "frames")) == 2
    code, err, _ = talk.close()
    assert (code, err) == (0, "")
    done = subprocess.run(
        [sys.executable, "-c", "from rayvision_plugins.cli import main; main()"]
        + ["submit", str(make_folder(tmp_path / "b")), "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**environment(tmp_path / "other"), "PYTHONPATH": str(ROOT)},
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    steps = [
        [(row["kind"], row["stage"]) for row in rows if row["kind"] in ("start", "end")]
        for rows in (talk.events("1"), told)
    ]
    assert steps[0] == steps[1] and steps[0]
    assert nobody_listens(home)


def test_a_scene_is_read_here_and_its_results_go_beside_it(talk, tmp_path):
    scene = make_scene(tmp_path / "a")
    talk.ask("1", "submit", scene=str(scene), frames="1", set={"pre_frames": "000"})
    assert talk.exit_of("1")["code"] == "done"
    task = json.loads((tmp_path / "a" / "shot.rayvision" / "task.json").read_text("utf-8"))
    assert task["task_info"]["pre_frames"] == "000"
    assert len(frames(tmp_path / "a" / "shot.rayvision" / "frames")) == 1


def test_two_jobs_at_once_share_the_farm_and_both_end(talk, tmp_path):
    folders = [make_folder(tmp_path / name, end=end) for name, end in (("a", 1), ("b", 12))]
    for name, folder in zip("12", folders, strict=True):
        talk.ask(name, "submit", folder=str(folder))
    last = [talk.until(lambda own, event: event["kind"] == "exit") for _ in folders]
    assert [event["code"] for event in last] == ["done", "done"], talk.rows
    assert [len(frames(folder / "frames")) for folder in folders] == [1, 12]


def test_an_id_that_runs_already_is_refused_and_the_first_goes_on(talk, tmp_path):
    folder = make_folder(tmp_path / "a", end=4)
    talk.ask("1", "submit", folder=str(folder))
    talk.ask("1", "submit", folder=str(folder))
    assert talk.exit_of("1")["code"] == "done"
    assert [row["text"] for row in talk.events("1") if row["kind"] == "error"] == [
        "a request '1' is running already"
    ]


def test_a_file_that_is_gone_is_an_error_with_its_name(talk, tmp_path):
    folder = make_folder(tmp_path / "a")
    (tmp_path / "a" / "sourceimages" / "wood.png").unlink()
    talk.ask("1", "submit", folder=str(folder))
    assert talk.exit_of("1")["code"] == "failed"
    (error,) = [row for row in talk.events("1") if row["kind"] == "error"]
    assert "wood.png: the file is gone" in error["text"]


@pytest.mark.parametrize("name", ["folder", "scene"])
def test_what_is_not_there_is_an_error_with_its_name(talk, name):
    talk.ask("1", "submit", **{name: "/nowhere/shot"})
    assert talk.exit_of("1")["text"].startswith("/nowhere/shot: there is no such")


def test_a_cancelled_job_stops_here_and_its_task_goes_on(talk, tmp_path):
    folder = make_folder(tmp_path / "a", end=150)
    talk.ask("1", "submit", folder=str(folder))
    talk.until(rendering("1"))
    talk.ask("1", "cancel")
    assert talk.exit_of("1")["code"] == "stopped"
    task = next(row["id"] for row in talk.events("1") if row["stage"] == "submit")
    talk.ask("2", "watch", task=task, out=str(tmp_path / "frames"))
    assert talk.exit_of("2")["code"] == "done"
    assert len(frames(tmp_path / "frames")) == 150


def test_a_cancelled_job_can_stop_its_task_too(talk, tmp_path):
    folder = make_folder(tmp_path / "a", end=400)
    talk.ask("1", "submit", folder=str(folder))
    talk.until(rendering("1"))
    talk.ask("1", "cancel", stop=True)
    assert talk.exit_of("1")["code"] == "stopped"
    task = next(row["id"] for row in talk.events("1") if row["stage"] == "submit")
    talk.ask("2", "watch", task=task, out=str(tmp_path / "frames"), once=True)
    talk.exit_of("2")
    end = next(row for row in talk.events("2") if row["kind"] == "end")
    assert end["code"] == "stopped"
    assert end["done"] < 400


def test_closing_its_input_stops_what_runs_and_leaves_no_farm_behind(talk, tmp_path, home):
    folder = make_folder(tmp_path / "a", end=400)
    talk.ask("1", "submit", folder=str(folder))
    talk.until(rendering("1"))
    code, err, took = talk.close()
    assert (code, err) == (0, "")
    assert took < 10
    assert talk.events("1")[-1]["code"] == "stopped"
    assert nobody_listens(home)


def test_a_request_that_waits_for_the_farm_is_cancelled_without_delay(talk, tmp_path, home):
    farm = {"farm": "local", "farm_folder": str(home / "farm"), "home": str(home)}
    with connect.opened(farm) as way:
        task = way.service.create().id  # never submitted: it waits for ever
        talk.ask("1", "watch", task=task, out=str(tmp_path / "frames"))
        talk.until(lambda own, event: event["stage"] == "render")
        time.sleep(4.5)  # the pauses between two looks have grown to more than two seconds
        began = time.monotonic()
        talk.ask("1", "cancel")
        assert talk.exit_of("1")["code"] == "stopped"
        assert time.monotonic() - began < 1
