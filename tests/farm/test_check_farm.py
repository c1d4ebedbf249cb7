"""The check against a real farm, and at the command line: what is found, passed, repeated."""

import contextlib
import dataclasses
import json
import os
import subprocess
import sys

import pytest
from command import rayvision

from rayvision_plugins import check, connect, profiles, submit
from rayvision_plugins.attempts import Attempts
from rayvision_plugins.check import offer
from rayvision_plugins.check.complete import label_id
from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import ConnectionFailed, RayvisionError
from rayvision_plugins.services.renderbus import Order, Renderbus
from rayvision_plugins.transfer.records import Records

SCENE = """//Maya ASCII 2022 scene
requires maya "{version}";
requires "mtoa" "{mtoa}";
fileInfo "version" "{version}";
createNode transform -n "main";
createNode camera -n "mainShape" -p "main";
	setAttr ".rnd" {renderable};
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
createNode file -n "lost";
	setAttr ".ftn" -type "string" "lost.png";
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "arnold";
	setAttr ".outf" 32;
	setAttr ".ef" 1;
select -ne :defaultResolution;
	setAttr ".w" 64;
	setAttr ".h" 36;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
// End of shot.ma
"""


def make_scene(folder, *, version="2022", mtoa="5.3.4", renderable="yes"):
    folder.mkdir(exist_ok=True)
    (folder / "workspace.mel").write_text("")
    scene = folder / "shot.ma"
    scene.write_text(SCENE.format(version=version, mtoa=mtoa, renderable=renderable))
    return scene


def rows(done, **wanted):
    """Returns the events of a run in which all that is wanted stands."""
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [row for row in found if wanted.items() <= row.items()]


def service_of(farm, attempts=None):
    client = Client(
        farm.profile,
        Credentials(farm.account["access_id"], farm.account["access_key"]),
        domain=farm.domain,
        protocol="http",
    )
    return Renderbus(client, attempts=attempts)


@pytest.fixture
def service(shared):
    return service_of(shared)


@pytest.fixture
def documents(tmp_path):
    scene = make_scene(tmp_path / "project")
    list(submit.described(submit.Job(scene, tmp_path / "out")))
    return dict(check.read(tmp_path / "out"))


# -- what the farm adds ------------------------------------------------------------------


def test_a_project_becomes_a_label_once(service):
    first = label_id(service, "夜 1")
    assert first.isdigit()
    assert label_id(service, "夜 1") == first
    names = [row["projectName"] for row in service.tag.get_label_list()["projectNameList"]]
    assert names.count("夜 1") == 1


def test_the_ids_of_a_task_are_those_of_the_farm(service, documents):
    documents["task"]["task_info"]["project_name"] = "Project1"
    info = check.completed(documents["task"], service)["task_info"]
    assert int(info["user_id"]) == service.user.query_user_profile()["userId"]
    assert int(info["task_id"]) + 1 == int(service.create().id)
    assert info["project_id"] == label_id(service, "Project1")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_tips_are_told_in_the_words_of_the_farm(service, language):
    words = service.query.error_detail(codes=["50001"], language={"zh": 0, "en": 1}[language])
    (row,) = check.tips({"50001": ["a.png"]}, check.Texts(service, language))
    assert row.line.startswith(words[0]["desDescriptionCn"])


def test_what_the_farm_lists_is_offered(service, documents):
    assert list(offer.findings(documents, service)) == []


def test_what_the_farm_does_not_list_is_told(service, documents):
    documents["task"]["software_config"]["plugins"]["mtoa"] = "0.1"
    (row,) = offer.findings(documents, service)
    assert row.level == "warning" and "mtoa 0.1" in row.line


@pytest.mark.parametrize("profile", profiles.known())
def test_a_farm_of_every_profile_is_asked_for_all_it_has(farm_on, tmp_path, documents, profile):
    farm = farm_on(tmp_path / "farm", profile).start()
    service = service_of(farm)
    documents["tips"] = {"50001": ["a.png"], "15006": []}
    found = check.findings(documents, service, check.Texts(service, "zh"))
    assert [(row.code, row.level) for row in found] == [("15006", "error"), ("50001", "warning")]
    documents["task"]["task_info"]["project_name"] = "夜"
    info = check.completed(documents["task"], service)["task_info"]
    assert all(info[key].isdigit() for key in ("task_id", "user_id", "project_id"))


def test_hardware_in_words_is_one_that_the_farm_has(farm_on, tmp_path, documents):
    service = service_of(farm_on(tmp_path / "farm", "current").start())
    offered = service.user.get_hardware_config()
    wanted = {key: offered[-1][key] for key in ("model", "ram", "gpuNum")}
    number = check.Check(service).execute(tmp_path / "out" / "task.json", hardware_config=wanted)
    info = check.read(tmp_path / "out")["task"]["task_info"]
    assert (info["task_id"], info["hardwareConfigId"]) == (str(number), str(offered[-1]["id"]))


# -- at the command line -----------------------------------------------------------------


@pytest.fixture
def command(shared, tmp_path):
    """Returns a function that runs a command on the shared farm, with results in ``out``."""

    def run(name, what, *more):
        farm = ["--farm", "local", "--farm-folder", shared.folder]
        words = ["--out", tmp_path / "out", "--json"]
        return rayvision(name, what, *words, *farm, *more, home=tmp_path / "home")

    return run


def test_what_was_found_are_rows_of_json(command, tmp_path):
    done = command("check", make_scene(tmp_path / "project", mtoa="0.1"))
    assert done.returncode == 0, done.stderr
    (row,) = rows(done, stage="check", kind="tip")
    assert (row["level"], row["code"]) == ("warning", "plugin")
    assert rows(done, stage="check", kind="end")


def test_without_a_farm_nobody_is_asked(tmp_path):
    scene = make_scene(tmp_path / "project", mtoa="0.1")
    done = rayvision("check", scene, "--out", tmp_path / "out", "--json", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert rows(done, stage="check", kind="tip") == []
    assert not (tmp_path / "home" / "farm").exists()


def test_the_tips_of_ready_made_files_are_told(command, tmp_path):
    assert command("check", make_scene(tmp_path / "project")).returncode == 0
    (row,) = rows(command("check", tmp_path / "out"), stage="check", kind="tip")
    assert row["code"] == "50001" and "lost.png" in row["text"]


def test_tips_are_told_in_the_language_of_the_settings(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.json").write_text('{"language": "zh"}')
    scene = make_scene(tmp_path / "project")
    for what in (scene, tmp_path / "out"):
        done = rayvision("check", what, "--out", tmp_path / "out", "--json", home=tmp_path / "home")
        assert any("场景引用的文件不存在" in row["text"] for row in rows(done, kind="tip"))


def test_force_passes_an_error_of_the_scene(command, tmp_path):
    scene = make_scene(tmp_path / "project", renderable="no")
    assert command("check", scene).returncode == 3
    assert command("submit", scene).returncode == 3
    done = command("check", scene, "--force")
    assert done.returncode == 0, done.stderr
    assert rows(done, code="15006", level="error")
    done = command("submit", scene, "--force")
    assert done.returncode == 0, done.stderr
    assert rows(done, stage="render", kind="end")[0]["done"] == 1


def test_force_does_not_pass_a_file_that_is_gone(command, tmp_path):
    scene = make_scene(tmp_path / "project")
    assert command("check", scene).returncode == 0
    scene.unlink()
    done = command("submit", tmp_path / "out", "--force")
    assert done.returncode == 1
    assert "shot.ma: the file is gone" in done.stderr
    assert rows(done, stage="create") == []


@pytest.mark.parametrize("value", ["task_id=5", "cg_id=2004", "nonsense=1"])
def test_values_that_the_scene_or_the_farm_decides_may_not_be_set(command, tmp_path, value):
    done = command("submit", make_scene(tmp_path / "project"), "--set", value)
    assert done.returncode == 2
    assert value.partition("=")[0] in done.stderr


def test_on_a_terminal_it_is_a_table(tmp_path):
    pty = pytest.importorskip("pty", reason="needs a terminal of POSIX")
    scene = make_scene(tmp_path / "project", renderable="no")
    code = "import sys; from rayvision_plugins.cli import main; sys.exit(main())"
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", code, "check", scene, "--out", tmp_path / "out"],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(step for step in sys.path if step),
            "RAYVISION_HOME": str(tmp_path / "home"),
            "COLUMNS": "100",
        },
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # the terminal has gone
            break
        if not block:
            break
        said += block
    os.close(ours)
    _, errors = process.communicate(timeout=30)
    lines = said.decode("utf-8").splitlines()
    head = next(line for line in lines if line.startswith("level"))
    assert head.split() == ["level", "code", "what"]
    (row,) = [line for line in lines if "15006" in line]
    assert process.returncode == 3
    assert errors == b""


# -- the same submission again -------------------------------------------------------------


class Cut(Renderbus):
    """A service whose line is cut when a task is submitted: before, or after it arrived."""

    arrives = False

    def submit(self, task_id, **options):
        self.attempts.sent(task_id)
        if self.arrives:
            self.task.submit_task(int(task_id), **options)
        raise ConnectionFailed("submit_task", "farm", "cut", sent=True)


@pytest.fixture
def way(farm, tmp_path):
    """Returns a function that opens the farm as a new run of the program does."""
    opened = []

    def run(kind=Renderbus):
        attempts = Attempts(tmp_path / "records.db", farm="test")
        records = Records(tmp_path / "records.db")
        opened.extend((attempts, records))
        made = connect.open_farm(kind(service_of(farm).client, attempts=attempts), records)
        return made

    def close():
        while opened:
            opened.pop().close()

    run.close = close
    yield run
    close()


def told(events, stage):
    return [event for event in events if event.stage == stage and event.kind == "end"]


@pytest.mark.parametrize("arrives", [False, True])
def test_a_submission_whose_answer_was_lost_is_one_task_in_the_end(farm, way, tmp_path, arrives):
    job = submit.Job(make_scene(tmp_path / "project"), tmp_path / "out")
    kind = type("Cut", (Cut,), {"arrives": arrives})
    with pytest.raises(ConnectionFailed):
        list(submit.submit(job, way(kind)))
    way.close()
    first = check.read(tmp_path / "out")["task"]["task_info"]["task_id"]
    events = list(submit.submit(job, way()))
    assert told(events, "create")[0].id == first
    (end,) = told(events, "submit")
    assert end.id == first
    assert ("submitted already" in end.text) is arrives
    assert bool(told(events, "upload")) is not arrives
    assert told(events, "render")[0].done == 1
    items = farm.call("task_list", pageNum=1, pageSize=10)["items"]
    assert [str(row["id"]) for row in items] == [first]


def test_what_was_checked_is_what_is_sent(way, tmp_path):
    job = submit.Job(make_scene(tmp_path / "project"), tmp_path / "out", wait=False)
    for event in submit.submit(job, way()):
        if (event.kind, event.stage) == ("end", "check"):
            checked = check.read(job.folder)
            (job.folder / "upload.json").write_text("another run writes this")
    assert check.read(job.folder)["upload"] == checked["upload"]


def test_a_submission_that_ended_well_is_a_new_task_when_it_is_made_again(farm, way, tmp_path):
    job = submit.Job(make_scene(tmp_path / "project"), tmp_path / "out", wait=False)
    numbers = set()
    for _ in range(2):
        numbers.add(told(list(submit.submit(job, way())), "submit")[0].id)
        way.close()
    assert len(numbers) == 2


def counted(service):
    """Returns the operations that the service is asked for from now on."""
    asked = []
    call = service.client.call
    service.client.call = lambda name, **fields: (asked.append(name), call(name, **fields))[1]
    return asked


def test_submissions_to_one_farm_ask_for_a_tip_once_in_a_language(way, ready):
    farm, job = way(), ready("")
    asked = counted(farm.service)
    for language in ("zh", "en", "zh"):
        events = list(submit.submit(dataclasses.replace(job, language=language), farm))
        assert [event.code for event in events if event.kind == "tip"] == ["50001"]
    assert asked.count("error_detail") == 2


def test_a_check_asks_for_the_software_once(farm, documents, tmp_path):
    service = service_of(farm)
    asked = counted(service)
    check.findings(documents, service)
    assert asked.count("supported_software") == 1
    assert asked.count("supported_plugin") == 1


# -- a number that ready-made files bring along ---------------------------------------------


@pytest.fixture
def ready(documents, tmp_path):
    """Returns a function that puts a number into the four files and gives the job."""

    def named(number):
        documents["task"]["task_info"]["task_id"] = number
        check.write(documents, tmp_path / "out")
        return submit.Job(tmp_path / "out", tmp_path / "sent", wait=False)

    return named


@pytest.mark.parametrize("profile", profiles.known())
def test_a_number_that_is_given_stays(farm_on, tmp_path, ready, profile):
    farm = farm_on(tmp_path / "farm", profile).start()
    given = str(farm.call("create_task", count=1)["taskIdList"][0])
    with contextlib.closing(Records(tmp_path / "records.db")) as records:
        events = list(submit.submit(ready(given), connect.open_farm(service_of(farm), records)))
    assert told(events, "create")[0].id == told(events, "submit")[0].id == given
    assert [event for event in events if event.kind == "note"] == []
    assert check.read(tmp_path / "sent")["task"]["task_info"]["task_id"] == given
    assert farm.wait(int(given))["taskStatus"] == 25
    assert farm.call("create_task", count=1)["taskIdList"] == [int(given) + 1]


def test_a_number_that_was_submitted_is_replaced_and_this_is_said(way, ready):
    first = told(list(submit.submit(ready(""), way())), "submit")[0].id
    way.close()
    events = list(submit.submit(ready(first), way()))
    second = told(events, "submit")[0].id
    assert second != first
    (note,) = [event for event in events if event.kind == "note"]
    assert note.text.startswith(f"task {first} of task.json is submitted already")
    assert note.text.endswith(f"task {second} takes its place")


def test_options_that_come_too_late_for_a_number_are_told(farm, way, ready):
    given = str(farm.call("create_task", count=1)["taskIdList"][0])
    job = dataclasses.replace(ready(given), order=Order(labels=("a",), isolation="task"))
    events = list(submit.submit(job, way()))
    assert told(events, "submit")[0].id == given
    (note,) = [event for event in events if event.kind == "note"]
    assert note.text == f"task {given} has a number already, it cannot be given labels any more"


def test_other_options_are_another_submission(way, ready):
    job = ready("")
    with pytest.raises(ConnectionFailed):
        list(submit.submit(dataclasses.replace(job, order=Order(labels=("a",))), way(Cut)))
    way.close()
    first = check.read(job.out)["task"]["task_info"]["task_id"]
    assert told(list(submit.submit(job, way())), "submit")[0].id != first


def test_a_number_that_is_given_stays_when_its_submission_breaks_off(farm, way, ready):
    given = str(farm.call("create_task", count=1)["taskIdList"][0])
    with pytest.raises(ConnectionFailed):
        list(submit.submit(ready(given), way(Cut)))
    way.close()
    assert told(list(submit.submit(ready(given), way())), "submit")[0].id == given


def test_a_number_that_was_submitted_while_its_answer_was_lost_goes_on(way, ready):
    numbered = ready(way().service.create().id)
    with pytest.raises(ConnectionFailed):
        list(submit.submit(numbered, way(type("Cut", (Cut,), {"arrives": True}))))
    given = check.read(numbered.folder)["task"]["task_info"]["task_id"]
    way.close()
    (end,) = told(list(submit.submit(numbered, way())), "submit")
    assert (end.id, "submitted already" in end.text) == (given, True)


def test_two_runs_with_the_same_number_are_two_tasks(way, ready, farm):
    given = str(farm.call("create_task", count=1)["taskIdList"][0])
    running = submit.submit(ready(given), way())
    while next(running).stage != "create":
        pass
    events = list(submit.submit(ready(given), way()))
    assert told(events, "submit")[0].id != given
    assert told(list(running), "submit")[0].id == given


def test_a_number_that_the_farm_does_not_know_is_one_line(way, ready):
    with pytest.raises(RayvisionError, match="task.json names task 99: empty its task_id"):
        list(submit.submit(ready("99"), way()))


def test_another_scene_does_not_take_the_number_of_one_that_broke_off(way, tmp_path):
    scene = make_scene(tmp_path / "project")
    job = submit.Job(scene, tmp_path / "out", wait=False)
    with pytest.raises(ConnectionFailed):
        list(submit.submit(job, way(Cut)))
    way.close()
    first = check.read(tmp_path / "out")["task"]["task_info"]["task_id"]
    scene.write_text(scene.read_text().replace('".w" 64', '".w" 128'))
    events = list(submit.submit(job, way()))
    assert told(events, "submit")[0].id != first
