"""The product from outside: a scene goes in at the command line, frames come out on disk."""

import contextlib
import io
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time

import pytest
from PIL import Image

from rayvision_plugins import check, connect, profiles, submit
from rayvision_plugins.cli import main
from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import ApiError, CheckFailed, TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.services.renderbus import Renderbus
from rayvision_plugins.transfer.records import Records

pytestmark = pytest.mark.slow

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals and file names")
MAIN = "import sys; from rayvision_plugins.cli import main; sys.exit(main())"
LIMITED = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}));"
    "from rayvision_plugins.cli import main; sys.exit(main())"
)

SCENE = """//Maya ASCII 2022 scene
//Name: shot.ma
//Codeset: UTF-8
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "version" "2022";
createNode transform -s -n "persp";
createNode camera -s -n "perspShape" -p "persp";
	setAttr -k off ".v" no;
	setAttr ".rnd" no;
createNode transform -n "main";
createNode camera -n "mainShape" -p "main";
	setAttr -k off ".v";
	setAttr ".rnd" {renderable};
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
{files}
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "mayaSoftware";
	setAttr ".outf" 32;
	setAttr ".an" yes;
	setAttr ".fs" {start};
	setAttr ".ef" {end};
	setAttr ".ifp" -type "string" "{prefix}";
select -ne :defaultResolution;
	setAttr ".w" 64;
	setAttr ".h" 36;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
// End of shot.ma
"""
FILE = 'createNode file -n "{node}";\n\tsetAttr ".ftn" -type "string" "{path}";'


def make_scene(folder, name="shot.ma", *, textures=2, start=1, end=3, prefix="", renderable="yes"):
    """Writes a project with one layer, one camera and some textures; returns the scene."""
    images = folder / "sourceimages"
    images.mkdir(parents=True, exist_ok=True)
    (folder / "workspace.mel").write_text('workspace -fr "sourceImages" "sourceimages";\n')
    files = []
    for number in range(textures):
        picture = images / f"图 {number}.png"
        if not picture.exists():
            Image.new("RGB", (8, 8), (number, 0, 0)).save(picture)
        files.append(FILE.format(node=f"file{number}", path=f"sourceimages/图 {number}.png"))
    text = SCENE.format(
        files="\n".join(files), start=start, end=end, prefix=prefix, renderable=renderable
    )
    scene = folder / name
    scene.write_text(text, encoding="utf-8")
    return scene


class Place:
    """A folder of one test: its home, its project, and the command line run in it."""

    def __init__(self, folder):
        self.folder = folder
        self.out = folder / "out"
        self.farm = folder / "home" / "farm"
        self.more = []
        """Arguments that every command gets that speaks to a farm."""

    def environment(self, **more):
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("RAYVISION") and "proxy" not in key.lower()
        }
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join(step for step in sys.path if step),
            "RAYVISION_HOME": str(self.folder / "home"),
            "NO_COLOR": "1",
            **more,
        }

    def start(self, *arguments, code=MAIN, env=None, **options):
        """Starts the command line."""
        if arguments[0] in ("submit", "watch", "download"):
            arguments = [arguments[0], *self.more, *arguments[1:]]
        return subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment(**(env or {})),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            **options,
        )

    def run(self, *arguments, seconds=40, **options):
        """Runs the command line to its end."""
        process = self.start(*arguments, **options)
        try:
            out, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, errors = process.communicate()
            raise AssertionError(f"it did not end: {out}\n{errors}") from None
        return subprocess.CompletedProcess(arguments, process.returncode, out, errors)

    def inside(self, *arguments, env=None):
        """Runs the command line in this process, which spares the start of another."""
        out, errors = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as change:
            change.chdir(self.folder)
            for key, value in self.environment(**(env or {})).items():
                change.setenv(key, value)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
                code = main([str(word) for word in arguments])
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), errors.getvalue())

    def frames(self, out=None):
        """Returns the pictures below the folder of frames."""
        folder = (out or self.out) / "frames"
        return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    yield made
    number = farm_process(made.farm)
    if alive(number, 2):
        os.kill(number, signal.SIGTERM)
        raise AssertionError("a farm was left behind")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A farm that runs as long as the tests of this file."""
    with FarmServer(Place(tmp_path_factory.mktemp("running"))) as farm:
        yield farm


@pytest.fixture
def quick(tmp_path, running):
    """A place whose commands use the farm that runs already."""
    made = Place(tmp_path)
    made.farm = running.place.farm
    made.more = ["--farm-folder", running.place.farm]
    return made


@pytest.fixture
def way(running, tmp_path):
    """The way to the running farm for tests that call the functions behind the command."""
    made = running.way(tmp_path / "home" / "records.db")
    yield made
    made.records.close()


def farm_process(folder):
    """Returns the number of the process that served a folder last, 0 for none."""
    try:
        return int((folder / "farm.lock").read_text("utf-8").strip() or 0)
    except (OSError, ValueError):
        return 0


def alive(number, seconds=5.0):
    """Returns whether a process still runs after some time to end."""
    ends = time.monotonic() + seconds
    while number and time.monotonic() < ends:
        try:
            os.kill(number, 0)
            stat = pathlib.Path(f"/proc/{number}/stat")
            if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return False
        except (ProcessLookupError, FileNotFoundError):
            return False
        time.sleep(0.02)
    return bool(number)


def good(done):
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def one_line(done, code=1):
    """Checks that a run failed with one clear line and returns it."""
    assert done.returncode == code, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ")
    assert not re.match(r"error: \w+(Error|Exception): ", lines[0]), lines[0]
    assert "Traceback" not in done.stdout
    return lines[0]


FIELDS = {
    "v": int,
    "id": str,
    "kind": str,
    "stage": str,
    "path": str,
    "done": int,
    "total": int,
    "unit": str,
    "code": str,
    "level": str,
    "text": str,
    "rate": int,
    "left": int,
}
KINDS = {"start", "progress", "file", "frame", "tip", "note", "end", "error"}
STAGES = {
    "analyze", "check", "create", "upload", "configure", "submit", "render", "download", "",
}  # fmt: skip


def events(text):
    """Returns the events of JSON Lines after a look at the shape of each."""
    rows = []
    for line in text.splitlines():
        row = json.loads(line)
        assert set(row) <= set(FIELDS), row
        for key, value in row.items():
            assert type(value) is FIELDS[key], row
        assert row["v"] == 1
        assert row["kind"] in KINDS, row
        assert row["stage"] in STAGES, row
        assert row["done"] >= 0 and row.get("total", 0) >= 0
        if row["kind"] == "progress":
            assert row["done"] <= row["total"], row
            assert row["unit"], row
        rows.append(row)
    return rows


def last(rows, stage, kind="end"):
    found = [row for row in rows if row["stage"] == stage and row["kind"] == kind]
    assert found, rows
    return found[-1]


# -- the whole way -----------------------------------------------------------------------


def test_a_scene_becomes_frames_and_a_second_time_nothing_is_sent(place):
    scene = make_scene(place.folder / "project")
    done = good(place.run("submit", scene, "--farm", "local", "--out", place.out, "--json"))
    rows = events(done.stdout)
    assert last(rows, "analyze")["done"] == 2
    assert (last(rows, "upload")["done"], last(rows, "upload")["total"]) == (3, 3)
    assert last(rows, "render")["code"] == "done"
    assert (last(rows, "render")["done"], last(rows, "render")["total"]) == (3, 3)
    assert rows[-1] == last(rows, "render")
    frames = place.frames()
    assert len(frames) == 3
    assert {path.suffix for path in frames} == {".png"}
    for path in frames:
        with Image.open(path) as picture:
            assert picture.size == (64, 36)
    assert sorted(path.name[-8:-4] for path in frames) == ["0001", "0002", "0003"]
    told = {row["path"] for row in rows if row["stage"] == "download" and row["kind"] == "file"}
    assert told == {str(path) for path in frames}
    for name in ("task", "upload", "asset", "tips"):
        assert (place.out / f"{name}.json").is_file()

    again = good(place.run("submit", scene, "--out", place.folder / "again", "--json"))
    rows = events(again.stdout)
    assert last(rows, "upload").get("done") == 0
    assert last(rows, "upload")["total"] == 3
    assert len(place.frames(place.folder / "again")) == 3


def test_the_same_command_twice_makes_a_new_task_with_frames_of_its_own(quick):
    scene = make_scene(quick.folder / "project", end=1)
    for count in (1, 2):
        good(quick.run("submit", scene, "--out", quick.out))
        assert len(quick.frames()) == count


def test_plain_output_is_lines_without_control_characters(quick):
    scene = make_scene(quick.folder / "project", end=1)
    done = good(quick.run("submit", scene, "--out", quick.out))
    assert "\x1b" not in done.stdout and "\r" not in done.stdout
    assert done.stderr == ""
    assert "1/1 frames" in done.stdout


def test_without_out_results_lie_beside_where_one_stands(quick):
    scene = make_scene(quick.folder / "project", "my shot.ma", end=1)
    good(quick.run("submit", scene))
    assert len(quick.frames(quick.folder / "my shot.rayvision")) == 1
    assert sorted(path.name for path in scene.parent.iterdir()) == [
        "my shot.ma", "sourceimages", "workspace.mel",
    ]  # fmt: skip


def test_nothing_secret_is_printed(quick):
    scene = make_scene(quick.folder / "project", end=1)
    done = good(quick.run("--debug", "submit", scene, "--out", quick.out, "--json"))
    account = json.loads((quick.farm / "account.json").read_text("utf-8"))
    printed = done.stdout + done.stderr
    written = "".join(path.read_text("utf-8") for path in quick.out.glob("*.json"))
    assert account["access_key"] not in printed + written
    assert "Bearer" not in printed + written


def test_fml_renders_the_first_the_middle_and_the_last_frame(quick):
    scene = make_scene(quick.folder / "project", start=1, end=9)
    good(quick.run("submit", scene, "--out", quick.out, "--frames", "fml"))
    assert sorted(path.name[-8:-4] for path in quick.frames()) == ["0001", "0005", "0009"]


def test_a_chosen_range_is_rendered(quick):
    scene = make_scene(quick.folder / "project")
    good(quick.run("submit", scene, "--out", quick.out, "--frames", "10-14[2],20"))
    assert sorted(path.name[-8:-4] for path in quick.frames()) == ["0010", "0012", "0014", "0020"]


@pytest.mark.parametrize("text", ["abc", "5-1", "1-9999999999"])
def test_a_range_that_makes_no_sense_is_one_line(place, text):
    scene = make_scene(place.folder / "project")
    line = one_line(place.inside("check", scene, "--out", place.out, "--frames", text))
    assert text in line
    assert not place.out.exists()


def test_values_of_task_info_are_set(quick):
    scene = make_scene(quick.folder / "project", end=1)
    good(quick.run("submit", scene, "--out", quick.out, "--set", "project_name=夜 = 1"))
    task = json.loads((quick.out / "task.json").read_text("utf-8"))
    assert task["task_info"]["project_name"] == "夜 = 1"


def test_a_missing_texture_is_a_warning_and_no_end(quick):
    scene = make_scene(quick.folder / "project", end=1)
    (quick.folder / "project" / "sourceimages" / "图 1.png").unlink()
    done = good(quick.run("submit", scene, "--out", quick.out, "--json"))
    (tip,) = [row for row in events(done.stdout) if row["kind"] == "tip" and row["code"] == "50001"]
    assert "图 1.png" in tip["text"]
    assert len(quick.frames()) == 1


def test_a_proxy_of_the_studio_is_not_asked_for_the_local_farm(quick):
    scene = make_scene(quick.folder / "project", end=1)
    proxy = dict.fromkeys(
        ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"], "http://127.0.0.1:1"
    )
    good(quick.run("submit", scene, "--out", quick.out, env=proxy))
    assert len(quick.frames()) == 1


# -- ready-made files --------------------------------------------------------------------


def test_a_folder_of_ready_made_files_is_submitted_without_analysis(quick):
    scene = make_scene(quick.folder / "project")
    files = quick.folder / "files"
    good(quick.run("analyze", scene, "--out", files))
    before = {path.name: path.read_bytes() for path in files.iterdir()}
    done = good(quick.run("submit", files, "--out", quick.out, "--json"))
    rows = events(done.stdout)
    assert not [row for row in rows if row["stage"] == "analyze"]
    assert last(rows, "upload")["done"] == 3
    assert len(quick.frames()) == 3
    assert {path.name: path.read_bytes() for path in files.iterdir()} == before


def test_task_and_upload_alone_are_enough(quick):
    scene = make_scene(quick.folder / "project", end=1)
    files = quick.folder / "files"
    good(quick.run("analyze", scene, "--out", files))
    (files / "asset.json").unlink()
    (files / "tips.json").unlink()
    good(quick.run("submit", files, "--out", quick.out))
    assert len(quick.frames()) == 1


def test_files_with_a_list_of_scenes_as_documented_are_submitted(quick):
    scene = make_scene(quick.folder / "project", end=1)
    files = quick.folder / "files"
    good(quick.run("analyze", scene, "--out", files))
    upload = json.loads((files / "upload.json").read_text("utf-8"))
    del upload["scene"]
    (files / "upload.json").write_text(json.dumps(upload), encoding="utf-8")
    good(quick.run("submit", files, "--out", quick.out))
    assert len(quick.frames()) == 1


def test_a_folder_without_files_is_one_line(quick):
    (quick.folder / "files").mkdir()
    line = one_line(quick.run("submit", quick.folder / "files", "--out", quick.out))
    assert "task.json" in line
    assert not quick.out.exists()


def test_ready_made_files_with_several_problems_are_a_line_each(quick):
    scene = make_scene(quick.folder / "project")
    files = quick.folder / "files"
    good(quick.run("analyze", scene, "--out", files))
    for path in (quick.folder / "project" / "sourceimages").iterdir():
        path.unlink()
    done = quick.run("submit", files, "--out", quick.out)
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2
    assert all("is gone" in line for line in lines)
    assert not (quick.out / "task.json").exists()


# -- check -------------------------------------------------------------------------------


def test_check_of_a_scene_and_of_its_files(place):
    scene = make_scene(place.folder / "project")
    rows = events(good(place.inside("check", scene, "--out", place.out, "--json")).stdout)
    assert last(rows, "check")["done"] == 3
    rows = events(good(place.inside("check", place.out, "--json")).stdout)
    assert {row["stage"] for row in rows} == {"check"}
    assert not place.farm.exists()


def test_check_of_files_that_are_not_in_order_is_one_line(place):
    scene = make_scene(place.folder / "project")
    good(place.inside("check", scene, "--out", place.out))
    (place.folder / "project" / "sourceimages" / "图 0.png").unlink()
    assert "图 0.png" in one_line(place.inside("check", place.out))


def test_check_of_a_scene_with_errors_ends_with_3(place):
    scene = make_scene(place.folder / "project", renderable="no")
    done = place.run("check", scene, "--out", place.out)
    assert done.returncode == 3, done.stderr
    assert "camera" in done.stderr


# -- watch and download ------------------------------------------------------------------


def task_of(rows):
    return last(rows, "create")["id"]


def test_a_task_is_followed_by_a_second_process_and_fetched_once(place):
    scene = make_scene(place.folder / "project", end=5)
    done = good(place.run("submit", scene, "--out", place.out, "--no-wait", "--json"))
    rows = events(done.stdout)
    assert not [row for row in rows if row["stage"] == "render"]
    task = task_of(rows)
    assert f"rayvision watch {task}" in done.stderr
    frames = place.folder / "home frames"
    rows = events(good(place.run("watch", task, "--out", frames, "--json")).stdout)
    assert last(rows, "render")["code"] == "done"
    assert len([path for path in frames.rglob("*") if path.is_file()]) == 5
    for command in ("download", "watch"):
        rows = events(good(place.run(command, task, "--out", frames, "--json")).stdout)
        assert not [row for row in rows if row["stage"] == "download" and row["kind"] == "file"]
    assert len([path for path in frames.rglob("*") if path.is_file()]) == 5


def test_a_frame_that_was_deleted_is_downloaded_alone(quick):
    scene = make_scene(quick.folder / "project")
    task = task_of(events(good(quick.run("submit", scene, "--out", quick.out, "--json")).stdout))
    quick.frames()[1].unlink()
    done = quick.run("download", task, "--out", quick.out / "frames", "--json")
    rows = events(good(done).stdout)
    fetched = [row for row in rows if row["stage"] == "download" and row["kind"] == "file"]
    assert len(fetched) == 1
    assert len(quick.frames()) == 3


@pytest.mark.parametrize("command", ["watch", "download"])
def test_a_task_that_does_not_exist_is_one_line(quick, command):
    line = one_line(quick.run(command, "4711", "--out", quick.out))
    assert "4711" in line
    assert not quick.out.exists()


def test_a_task_that_is_no_number_is_a_usage_error(place):
    done = place.inside("watch", "../..")
    assert done.returncode == 2
    assert "'../..'" in done.stderr


# -- bad input ---------------------------------------------------------------------------


def whole(scene):
    return scene.read_bytes()


BAD = {
    "no scene": (lambda scene: scene.write_bytes(b"this is a letter\n" * 99), 1, "shot.ma"),
    "zeros": (lambda scene: scene.write_bytes(b"\0" * 5000), 1, "shot.ma"),
    "empty": (lambda scene: scene.write_bytes(b""), 1, "empty"),
    "picture": (lambda scene: scene.write_bytes(b"\x89PNG\r\n\x1a\n" * 50), 1, "shot.ma"),
    "cut": (lambda scene: scene.write_bytes(whole(scene)[: len(whole(scene)) // 2 + 5]), 3, "cut"),
    "in a string": (lambda scene: scene.write_bytes(whole(scene)[:-30]), 3, "shot.ma"),
    "no nodes": (lambda scene: scene.write_bytes(b"//Maya ASCII 2022 scene\n" * 3), 3, ""),
    "gone": (lambda scene: scene.unlink(), 1, "shot.ma"),
}


@pytest.mark.parametrize(
    ("command", "kind"),
    [*(("check", kind) for kind in sorted(BAD)), ("submit", "no scene"), ("submit", "cut")],
)
def test_a_scene_that_is_none_is_one_clear_line_and_leaves_nothing_half_done(place, kind, command):
    scene = make_scene(place.folder / "project")
    spoil, code, word = BAD[kind]
    spoil(scene)
    run = place.run if command == "submit" else place.inside
    done = run(command, scene, "--out", place.out)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert word in done.stderr
    lines = done.stderr.strip().splitlines()
    assert all(line.startswith("error: ") for line in lines)
    if code == 1:
        assert len(lines) == 1
        assert not place.out.exists()
    assert not [path for path in place.folder.rglob("*.tmp")]
    assert tasks_of(place) == []


def tasks_of(place):
    """Returns the ids of the tasks that a farm's folder knows, by the state it keeps."""
    if not (place.farm / "farm.db").exists():
        return []
    base = sqlite3.connect(f"file:{place.farm / 'farm.db'}?mode=ro", uri=True)
    try:
        return [row[0] for row in base.execute("select id from tasks")]
    finally:
        base.close()


def test_a_scene_with_errors_ends_with_3_and_makes_no_task(place):
    scene = make_scene(place.folder / "project", renderable="no")
    done = place.run("submit", scene, "--out", place.out, "--json")
    rows = events(done.stdout)
    assert [row["code"] for row in rows if row["kind"] == "tip" and row.get("level") == "error"]
    assert not [row for row in rows if row["stage"] in ("create", "upload", "submit")]
    assert tasks_of(place) == []
    assert "camera" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 3


def test_a_scene_in_gbk_is_submitted_with_a_tip(quick):
    scene = make_scene(quick.folder / "project", end=1)
    text = scene.read_text("utf-8").replace("//Codeset: UTF-8", "//Codeset: 936")
    scene.write_bytes(text.encode("gbk"))
    done = good(quick.run("submit", scene, "--out", quick.out, "--json"))
    assert last(events(done.stdout), "analyze")["done"] == 2
    assert len(quick.frames()) == 1


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_scene_that_may_not_be_read_is_one_line(place):
    scene = make_scene(place.folder / "project")
    scene.chmod(0)
    assert "shot.ma" in one_line(place.run("submit", scene, "--out", place.out))


@POSIX
def test_a_scene_below_a_folder_that_is_not_utf8_is_frames_or_one_line(quick):
    folder = os.fsencode(quick.folder) + b"/\xb3\xa1\xbe\xb0"
    try:
        os.mkdir(folder)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    scene = make_scene(pathlib.Path(os.fsdecode(folder)) / "project", end=1)
    done = quick.run("submit", scene, "--out", quick.out)
    if done.returncode:
        one_line(done)
    else:
        assert len(quick.frames()) == 1


def test_a_scene_without_nodes_ends_at_once(place):
    scene = place.folder / "long.ma"
    scene.write_bytes(b"//Maya ASCII 2022 scene\n" + b"// nothing at all\n" * 200_000)
    started = time.monotonic()
    assert place.run("check", scene, "--out", place.out).returncode == 3
    assert time.monotonic() - started < 3


@POSIX
@pytest.mark.parametrize("bytes_", [200, 5000])
def test_a_full_disk_is_one_line_and_leaves_no_half_file(place, bytes_):
    pytest.importorskip("resource")
    scene = make_scene(place.folder / "project")
    done = place.run("check", scene, "--out", place.out, code=LIMITED.format(bytes_))
    if done.returncode:
        assert str(place.out) in one_line(done)
        assert not place.out.exists() or list(place.out.iterdir()) == []


@POSIX
def test_a_disk_that_is_full_when_frames_arrive_is_one_line(quick, way):
    resource = pytest.importorskip("resource")
    scene = make_scene(quick.folder / "project")
    *_, ended = submit.submit(submit.Job(scene, quick.out), way)
    assert ended.code == "done"
    size = min(path.stat().st_size for path in quick.frames())
    task = json.loads((quick.out / "task.json").read_text("utf-8"))["task_info"]["task_id"]
    frames = quick.folder / "frames"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, hard))
    try:
        with pytest.raises(TransferFailed) as caught:
            list(way.follow(task, frames, once=True))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(frames) in str(caught.value)
    assert not [path for path in frames.rglob("*.png") if not path.name.startswith(".")]


class FarmServer:
    """The embedded farm on the folder of a place, until the end of the block."""

    def __init__(self, place):
        self.place = place

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rayvision_plugins.farm.app", "--folder", str(self.place.farm)],
            env=self.place.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.domain = json.loads(self.process.stdout.readline())["url"].partition("://")[2]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=10)

    def client(self, **options):
        account = json.loads((self.place.farm / "account.json").read_text("utf-8"))
        key = options.pop("key", account["access_key"])
        return Client(
            profiles.load("renderbus-2020"),
            Credentials(account["access_id"], key),
            domain=self.domain,
            protocol="http",
            **options,
        )

    def way(self, records):
        return connect.open_farm(Renderbus(self.client()), Records(records))


# -- a farm that says no, or nothing -----------------------------------------------------


def test_a_wrong_key_is_611_with_a_hint(place):
    with FarmServer(place) as farm, pytest.raises(ApiError, match="611") as caught:
        farm.client(key="anotherkey").call("user_profile")
    assert caught.value.code == 611
    assert "access key" in caught.value.hint
    assert "anotherkey" not in str(caught.value)


def test_a_clock_off_by_a_minute_is_fine(running):
    running.client(clock=lambda: time.time() - 60).call("user_profile")


REMOTE = {
    "RAYVISION_API_ACCESS_ID": "AKIDxxxxxxxxxxxxxxxx",
    "RAYVISION_API_KEY": "thekeythatmustneverbeseen",
    "RAYVISION_ATTEMPTS": "1",
}


@pytest.mark.parametrize("command", ["submit", "watch"])
def test_a_farm_that_is_down_is_one_line(place, command):
    scene = make_scene(place.folder / "project")
    what = scene if command == "submit" else "4711"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        domain = f"127.0.0.1:{taken.getsockname()[1]}"
        done = place.inside(
            command, what, "--farm", "renderbus-2020", "--domain", domain, "--out", place.out,
            env=REMOTE,
        )  # fmt: skip
    line = one_line(done)
    assert domain in line
    assert REMOTE["RAYVISION_API_KEY"] not in done.stdout + done.stderr


def test_a_farm_without_an_account_is_one_line(place):
    scene = make_scene(place.folder / "project")
    line = one_line(place.inside("submit", scene, "--farm", "renderbus-2020", "--out", place.out))
    assert "RAYVISION_API_KEY" in line


def test_a_farm_nobody_knows_is_one_line(place):
    scene = make_scene(place.folder / "project")
    line = one_line(place.inside("submit", scene, "--farm", "nowhere", "--out", place.out))
    assert "nowhere" in line and "renderbus-2020" in line


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RAYVISION_ATTEMPTS", "0.5"),
        ("RAYVISION_PARALLEL", "0.2"),
        ("RAYVISION_READ_TIMEOUT", "nan"),
        ("RAYVISION_READ_TIMEOUT", "1e300"),
    ],
)
def test_a_setting_that_makes_no_sense_is_one_line(place, variable, value):
    scene = make_scene(place.folder / "project", end=1)
    done = place.inside("submit", scene, "--out", place.out, env={variable: value})
    assert variable.removeprefix("RAYVISION_").lower() in one_line(done)


def test_a_broken_file_of_settings_is_one_line(place):
    scene = make_scene(place.folder / "project")
    (place.folder / "home").mkdir()
    (place.folder / "home" / "config.json").write_text('{"farm": ')
    assert "config.json" in one_line(place.inside("submit", scene, "--out", place.out))


def test_a_farm_folder_that_is_a_file_is_one_line(place):
    scene = make_scene(place.folder / "project")
    (place.folder / "file").touch()
    done = place.run("submit", scene, "--out", place.out, "--farm-folder", place.folder / "file")
    assert "file" in one_line(done)


def test_an_out_folder_that_is_a_file_is_one_line(quick):
    scene = make_scene(quick.folder / "project")
    quick.out.touch()
    assert str(quick.out) in one_line(quick.run("submit", scene, "--out", quick.out))


# -- what changes on the way -------------------------------------------------------------


def test_a_file_deleted_after_the_analysis_is_named_before_a_task_is_made(quick, way):
    scene = make_scene(quick.folder / "project")
    picture = quick.folder / "project" / "sourceimages" / "图 1.png"
    seen = []
    with pytest.raises(CheckFailed, match="图 1.png.*gone"):
        for event in submit.submit(submit.Job(scene, quick.out), way):
            seen.append(event.stage)
            if (event.stage, event.kind) == ("analyze", "end"):
                picture.unlink()
    assert "create" not in seen


def test_a_file_deleted_before_the_upload_is_named(quick, way):
    scene = make_scene(quick.folder / "project")
    picture = quick.folder / "project" / "sourceimages" / "图 1.png"
    with pytest.raises(TransferFailed, match="图 1.png"):
        for event in submit.submit(submit.Job(scene, quick.out), way):
            if (event.stage, event.kind) == ("create", "end"):
                picture.unlink()


def test_a_file_that_is_damaged_in_the_storage_fails_the_frames_and_is_named(quick):
    scene = make_scene(quick.folder / "project")
    good(quick.run("submit", scene, "--out", quick.out))
    (held,) = [
        path for path in (quick.farm / "input").rglob("图 0.png") if quick.folder.name in str(path)
    ]
    data = bytearray(held.read_bytes())
    data[-1] ^= 1
    held.write_bytes(bytes(data))
    done = quick.run("submit", scene, "--out", quick.folder / "again", "--json")
    rows = events(done.stdout)
    assert done.returncode == 4, done.stdout + done.stderr
    reasons = [
        row["text"] for row in rows if row["kind"] == "frame" and row.get("code") == "failed"
    ]
    assert any("图 0.png" in text for text in reasons)
    assert "Traceback" not in done.stderr
    assert last(rows, "render")["code"] == "failed"
    assert quick.frames(quick.folder / "again") == []


def test_a_file_that_was_damaged_in_the_storage_is_sent_again_next_time(quick):
    scene = make_scene(quick.folder / "project", end=1)
    good(quick.run("submit", scene, "--out", quick.out))
    (held,) = [
        path for path in (quick.farm / "input").rglob("图 0.png") if quick.folder.name in str(path)
    ]
    held.write_bytes(held.read_bytes()[:-1] + b"x")
    assert quick.run("submit", scene, "--out", quick.folder / "again").returncode == 4
    good(quick.run("submit", scene, "--out", quick.folder / "third"))
    assert len(quick.frames(quick.folder / "third")) == 1


def test_a_file_that_is_missing_in_the_storage_is_sent_again(quick):
    scene = make_scene(quick.folder / "project", end=1)
    good(quick.run("submit", scene, "--out", quick.out))
    (held,) = [
        path for path in (quick.farm / "input").rglob("图 0.png") if quick.folder.name in str(path)
    ]
    held.unlink()
    done = good(quick.run("submit", scene, "--out", quick.folder / "again", "--json"))
    assert last(events(done.stdout), "upload")["done"] == 1


def test_a_changed_texture_is_sent_alone(quick):
    scene = make_scene(quick.folder / "project", end=1)
    good(quick.run("submit", scene, "--out", quick.out))
    Image.new("RGB", (9, 9)).save(quick.folder / "project" / "sourceimages" / "图 1.png")
    done = good(quick.run("submit", scene, "--out", quick.out, "--json"))
    assert last(events(done.stdout), "upload")["done"] == 1


def test_damaged_records_are_one_line(quick):
    scene = make_scene(quick.folder / "project", end=1)
    (quick.folder / "home").mkdir()
    (quick.folder / "home" / "records.db").write_bytes(b"no database at all" * 500)
    assert "records.db" in one_line(quick.run("submit", scene, "--out", quick.out))


# -- interruption ------------------------------------------------------------------------


def until(process, word):
    """Reads lines of a running command until one holds ``word``."""
    seen = []
    for line in process.stdout:
        seen.append(line)
        if word in line:
            return
    raise AssertionError("".join(seen) + process.stderr.read())


@pytest.fixture
def ctrl_c():
    """Switches Ctrl-C on: a run in the background of a shell has it off, its children too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@POSIX
@pytest.mark.parametrize(
    ("moment", "whom"),
    [("files to look into", "everybody in the terminal"), ("is submitted", "the command")],
)
@pytest.mark.usefixtures("ctrl_c")
def test_an_interrupted_submit_ends_with_130_and_goes_on_when_repeated(place, moment, whom):
    # Long enough to be in the middle: a long upload, then many frames.
    scene = make_scene(place.folder / "project", end=900)
    long = place.folder / "project" / "sourceimages" / "图 0.png"
    with long.open("ab") as stream:
        stream.truncate(60_000_000)
    arguments = ("submit", scene, "--out", place.out)
    process = place.start(*arguments, start_new_session=True)
    until(process, moment)
    if whom == "the command":
        process.send_signal(signal.SIGINT)
    else:
        os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert len([line for line in errors.splitlines() if "interrupted" in line]) == 1, errors
    assert ("rayvision watch" in errors) == (moment == "is submitted")
    assert not alive(farm_process(place.farm))
    done = good(place.run(*arguments, "--frames", "fml", "--json"))
    assert last(events(done.stdout), "render")["code"] == "done"
    task = task_of(events(done.stdout))
    folders = {path.relative_to(place.out / "frames").parts[0] for path in place.frames()}
    assert any(folder.startswith(task) for folder in folders)


@POSIX
def test_a_killed_submit_leaves_no_farm_behind(place):
    scene = make_scene(place.folder / "project", end=150)
    process = place.start("submit", scene, "--out", place.out)
    until(process, "is submitted")
    number = farm_process(place.farm)
    process.kill()
    process.communicate(timeout=10)
    assert number and not alive(number)
    assert not [
        path for path in place.frames() if not path.name.startswith(".") and not whole_png(path)
    ]


def whole_png(path):
    with Image.open(path) as picture:
        picture.load()
        return picture.size == (64, 36)


def test_a_reader_that_has_gone_ends_the_command_quietly(quick):
    scene = make_scene(quick.folder / "project", end=50)
    process = quick.start("submit", scene, "--out", quick.out, "--json")
    process.stdout.readline()
    process.stdout.close()
    process.wait(timeout=30)
    errors = process.stderr.read()
    process.stderr.close()
    assert "Traceback" not in errors


# -- two at once, and a farm that runs already -------------------------------------------


def test_a_farm_that_serves_already_is_used(place):
    scene = make_scene(place.folder / "project", end=1)
    serving = place.start("farm", "serve", "--farm-folder", place.farm)
    try:
        ready = json.loads(serving.stdout.readline())
        assert ready["folder"] == str(place.farm)
        good(place.run("submit", scene, "--out", place.out, "--farm-folder", place.farm))
        assert len(place.frames()) == 1
        assert serving.poll() is None
    finally:
        serving.send_signal(signal.SIGINT)
        os.kill(farm_process(place.farm), signal.SIGINT)
        serving.communicate(timeout=10)


@POSIX
@pytest.mark.parametrize(
    ("number", "send"),
    [
        (signal.SIGINT, os.killpg),
        (signal.SIGTERM, os.kill),
        (signal.SIGKILL, os.kill),
    ],
    ids=["Ctrl-C", "terminated", "killed"],
)
def test_a_served_farm_ends_with_its_command(place, number, send):
    serving = place.start("farm", "serve", "--farm-folder", place.farm, start_new_session=True)
    json.loads(serving.stdout.readline())
    farm = farm_process(place.farm)
    send(serving.pid, number)
    serving.wait(timeout=10)
    left = alive(farm, 3)
    if left:
        os.kill(farm, signal.SIGTERM)
    _, errors = serving.communicate(timeout=10)
    assert not left
    assert "Traceback" not in errors
    if number == signal.SIGINT:
        assert serving.returncode in (0, 130)


def test_two_submits_at_once_both_bring_their_frames(place):
    one = make_scene(place.folder / "project", "one.ma", end=250)
    other = make_scene(place.folder / "project", "other.ma", end=400)
    first = place.start("submit", one, "--out", place.folder / "a")
    first.stdout.readline()  # its farm runs, and will be wanted by the other for longer
    second = place.start("submit", other, "--out", place.folder / "b")
    for process, folder, count in ((first, "a", 250), (second, "b", 400)):
        out, errors = process.communicate(timeout=40)
        assert process.returncode == 0, out + errors
        assert len(place.frames(place.folder / folder)) == count


# -- names -------------------------------------------------------------------------------

NAMES = [
    "my scene (v2).ma",
    "场景 一.ma",
    'it\'s "quoted".ma',
    "two\nlines.ma",
    "50%41 #1?&a=b;$(x).ma",
    "trailing .ma",
    "con.ma",
    "长" * 80 + ".ma",
]
PREFIXES = [
    "../../../../evil",
    "/evil-of-a-scene",
    "C:/evil",
    "..\\\\..\\\\evil",
    "<Scene>/../../../<Camera>",
    "images/<RenderLayer>/<Camera>/<Scene>",
    "a" * 3000,
    "/" * 200,
    "con/aux/nul",
    " / . / .. /",
]


def stays_inside(place, way, scene, count):
    """Submits and checks that all frames lie in the folder of frames, and nothing elsewhere."""
    told = list(submit.submit(submit.Job(scene, place.out), way))
    assert (told[-1].stage, told[-1].code, told[-1].done) == ("render", "done", count)
    frames = place.frames()
    assert len(frames) == count
    fetched = [row.path for row in told if row.stage == "download" and row.kind == "file"]
    assert sorted(fetched) == sorted(map(str, frames))
    for path in frames:
        assert path.resolve().is_relative_to((place.out / "frames").resolve())
    assert {path.name for path in place.folder.iterdir()} == {"home", "out", "project"}


@POSIX
@pytest.mark.parametrize("name", NAMES)
def test_a_scene_of_any_name_becomes_frames_inside_the_folder(quick, way, name):
    scene = make_scene(quick.folder / "project", name, textures=1, end=1)
    stays_inside(quick, way, scene, 1)
    task = json.loads((quick.out / "task.json").read_text("utf-8"))
    assert task["task_info"]["input_cg_file"].endswith("/" + name)


@pytest.mark.parametrize("prefix", PREFIXES, ids=lambda text: text[:30])
def test_frames_of_a_hostile_prefix_never_leave_the_folder(quick, way, prefix):
    scene = make_scene(quick.folder / "project", textures=0, end=2, prefix=prefix)
    stays_inside(quick, way, scene, 2)
    assert not list(pathlib.Path("/").glob("evil-of-a-scene*"))


@POSIX
@pytest.mark.parametrize("name", ["-rf.ma", '😀 it\'s "场景"\n$(x).ma'])
def test_a_hostile_name_at_the_command_line_becomes_frames(quick, name):
    make_scene(quick.folder, name, textures=0, end=1)
    done = good(quick.run("submit", "--out", "out", "--json", "--", name))
    assert last(events(done.stdout), "render")["code"] == "done"
    assert len(quick.frames()) == 1
    assert {path.name for path in quick.folder.iterdir()} == {
        "home", "out", "sourceimages", "workspace.mel", name,
    }  # fmt: skip


# -- the demo ----------------------------------------------------------------------------


def test_the_demo_goes_the_whole_way_and_shows_its_table(place):
    started = time.monotonic()
    done = good(place.run("demo", "--out", place.folder / "demo"))
    assert time.monotonic() - started < 10
    out = place.folder / "demo"
    for word in (
        "files found", "missing", "poster.png", "posterPicture", "line 49", "bytes sent",
        "sent again     0 files", "frames         16 of 16", "seconds", "contact sheet",
    ):  # fmt: skip
        assert word in done.stdout, word
    with Image.open(out / "contact-sheet.png") as sheet:
        assert min(sheet.size) > 300
    pictures = [path for path in (out / "results" / "frames").rglob("*.png")]
    assert len(pictures) == 16
    for path in pictures:
        with Image.open(path) as picture:
            assert picture.size == (640, 360)
    assert not alive(farm_process(out / "farm"))
    # A second demo takes the place of the first one.
    good(place.run("demo", "--out", out))
    assert len(list((out / "results" / "frames").rglob("*.png"))) == 16
    assert not (place.folder / "home").exists()


def test_the_demo_does_not_touch_a_folder_of_others(place):
    folder = place.folder / "mine"
    (folder / "results").mkdir(parents=True)
    (folder / "results" / "thesis.txt").write_text("years of work")
    done = place.inside("demo", "--out", folder)
    assert done.returncode == 2
    assert "mine" in done.stderr
    assert [path.name for path in folder.rglob("*")] == ["results", "thesis.txt"]


def test_the_documents_of_a_run_pass_the_check(quick):
    scene = make_scene(quick.folder / "project", end=1)
    good(quick.run("submit", scene, "--out", quick.out))
    found = check.findings(check.read(quick.out))
    assert [row.line for row in found if row.level == check.ERROR] == []


def test_every_event_is_one_json_object():
    row = Event(kind="progress", stage="upload", done=0, total=5, unit="bytes", path="图.png")
    assert events(json.dumps(row.as_dict())) == [row.as_dict()]
