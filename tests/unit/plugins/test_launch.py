"""Launching Maya, with a stand-in for mayapy: found, chosen, run, ended."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import pytest
from machines import ended, finish

from rayvision_plugins import hosts, launch
from rayvision_plugins.hosts import LaunchError, Search

FAKES = pathlib.Path(__file__).parents[2] / "fakes"
ROOT = pathlib.Path(__file__).parents[3]
SCENE = """//Maya ASCII 2023 scene
//Codeset: UTF-8
requires maya "2023";
currentUnit -l centimeter -a degree -t film;
fileInfo "version" "2023";
createNode transform -n "shot";
createNode camera -n "shotShape" -p "shot";
select -ne :defaultRenderGlobals;
\tsetAttr ".ef" 24;
// End of shot.ma
"""
FOREIGN = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "LD_LIBRARY_PATH",
    "QT_PLUGIN_PATH",
    "DYLD_LIBRARY_PATH",
)
WORM = """createNode script -n "vaccine_gene";
\tsetAttr ".b" -type "string" "petri_dish_path = cmds.internalVar(userAppDir=True)";
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in mayapy is a script")


def no_registry(key, below, value):
    yield from ()


@pytest.fixture
def machine(tmp_path):
    """Returns a function that installs stand-ins of Maya and gives the Search that finds them."""

    def install(*versions, platform="linux", registry=no_registry, **environment):
        table = json.loads(json.dumps(hosts.table()))
        row = table["dccs"]["maya"]
        row["folders"][platform] = [f"{tmp_path}/autodesk/maya*"]
        for version in versions:
            python = tmp_path / "autodesk" / f"maya{version}" / row["python"][platform][0]
            python.parent.mkdir(parents=True)
            python.symlink_to(FAKES / "mayapy")
        values = {"PATH": os.environ["PATH"], "STANDIN_PYTHON": sys.executable, **environment}
        return Search(table, values, platform, registry)

    return install


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "project" / "scenes" / "shot.ma"
    path.parent.mkdir(parents=True)
    path.write_text(SCENE)
    return path


# -- finding and choosing -----------------------------------------------------------------


def test_the_usual_folders_are_searched(machine):
    found = hosts.installations("maya", search=machine("2022", "2024"))
    assert [one.version for one in found] == ["2022", "2024"]


def test_a_variable_comes_first_and_one_interpreter_once(machine, tmp_path):
    search = machine("2022", "2024", MAYA_LOCATION=str(tmp_path / "autodesk" / "maya2024"))
    found = hosts.installations("maya", search=search)
    assert [(one.version, one.found) for one in found][0] == ("2024", "MAYA_LOCATION")


def test_a_folder_without_a_version_takes_that_of_what_it_links_to(machine, tmp_path):
    search = machine("2024")
    (tmp_path / "current").symlink_to(tmp_path / "autodesk" / "maya2024")
    search.environment["MAYA_LOCATION"] = str(tmp_path / "current")
    found = hosts.installations("maya", search=search)
    assert [one.version for one in found] == ["2024"]


def test_the_windows_registry_is_asked_on_windows_only(machine, tmp_path):
    asked = []

    def registry(key, below, value):
        asked.append((key, below, value))
        yield "2025", str(tmp_path / "D" / "Maya2025")

    (tmp_path / "D/Maya2025/bin").mkdir(parents=True)
    (tmp_path / "D/Maya2025/bin/mayapy.exe").write_text("")
    found = hosts.installations("maya", search=machine(platform="windows", registry=registry))
    assert [(one.version, one.found.split()[0]) for one in found] == [("2025", "registry")]
    assert asked == [("SOFTWARE\\Autodesk\\Maya", "Setup\\InstallPath", "MAYA_INSTALL_LOCATION")]
    hosts.installations("maya", search=machine("2022", registry=registry))
    assert len(asked) == 1


def test_the_interpreter_of_macos_lies_in_the_application(machine):
    found = hosts.installations("maya", search=machine("2024", platform="darwin"))
    assert found[0].python.as_posix().endswith("maya2024/Maya.app/Contents/bin/mayapy")


@pytest.mark.parametrize(
    "wanted, chosen",
    [
        ("2023", "2023"),
        ("2023ff03", "2023"),
        ("2018", "2022"),
        ("7.0", "2022"),
        ("2024", "2025"),
        ("20240000", "2025"),
        (None, "2025"),
    ],
)
def test_the_scenes_version_or_the_nearest_above_is_chosen(machine, wanted, chosen):
    search = machine("2022", "2023", "2025")
    assert hosts.choose("maya", wanted, search=search).version == chosen


def test_an_older_maya_is_never_chosen_and_all_that_are_here_are_named(machine):
    with pytest.raises(LaunchError, match=r"needs Maya 2026 or later; found: 2022 .*, 2023 "):
        hosts.choose("maya", "2026", search=machine("2022", "2023"))


def test_without_any_maya_the_error_names_where_it_looked(machine, tmp_path):
    with pytest.raises(LaunchError) as caught:
        hosts.choose("maya", "2023", search=machine())
    assert str(caught.value) == (
        f"no Maya was found; looked at MAYA_LOCATION, {tmp_path}/autodesk/maya*"
    )


# -- running ----------------------------------------------------------------------------------


def test_the_answer_comes_from_the_live_reader(machine, scene):
    events, outcome = finish(launch.run(str(scene), search=machine("2023")))
    assert (outcome.code, outcome.answer["reader"]) == (0, "live")
    assert outcome.answer["frames"] == {"start": 1, "end": 24, "step": 1}
    assert [row.kind for row in events] == ["start", "end"]


def test_a_maya_with_python_2_gives_the_same_answer(machine, scene):
    old = shutil.which("python2.7")
    if old is None or subprocess.call([old, "-c", ""], stderr=subprocess.DEVNULL):
        pytest.skip("no Python 2.7 is here")
    _, outcome = finish(launch.run(str(scene), search=machine("2023", STANDIN_PYTHON=old)))
    _, today = finish(launch.run(str(scene), search=machine("2024")))
    assert outcome.answer == today.answer


def test_another_version_than_the_scenes_is_told(machine, scene):
    events, _ = finish(launch.run(str(scene), search=machine("2025")))
    assert events[0].text == "Maya 2025 reads the scene, which was saved by Maya 2023"
    assert events[0].code == "2025"


def test_the_four_files_are_written_where_asked(machine, scene, tmp_path):
    finish(launch.run(str(scene), out=str(tmp_path / "out"), search=machine("2023")))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["asset.json", "task.json", "tips.json", "upload.json"]


def test_frames_and_project_reach_the_analyzers(machine, scene, tmp_path):
    search = machine("2023", STANDIN_SAW=str(tmp_path / "saw.json"))
    project = str(scene.parent.parent)
    _, outcome = finish(launch.run(str(scene), frames="3-5", project=project, search=search))
    saw = json.loads((tmp_path / "saw.json").read_text())
    assert outcome.answer["passes"][0]["frames"] == "3-5[1]"
    assert saw["environment"]["MAYA_PROJECT"] == project


def test_the_child_starts_without_what_another_program_exports(machine, scene, tmp_path):
    saw = tmp_path / "saw.json"
    foreign = dict.fromkeys(FOREIGN, "/nowhere")
    search = machine("2023", STANDIN_SAW=str(saw), LICENSE="1", **foreign)
    finish(launch.run(str(scene), search=search))
    environment = json.loads(saw.read_text())["environment"]
    assert "/nowhere" not in environment.values()
    assert (environment["LICENSE"], environment["MAYA_DISABLE_CER"]) == ("1", "1")
    assert "MAYA_SKIP_USERSETUP_PY" not in environment


def test_the_shelves_drop_the_same_variables():
    sys.path.insert(0, str(ROOT / "shelves" / "scripts"))
    try:
        from rayvision_shelf import pipe
    finally:
        sys.path.pop(0)
    given = dict.fromkeys((*FOREIGN, "PATH", "LICENSE"), "/nowhere")
    search = Search(hosts.table(), given, "linux", no_registry)
    chosen = hosts.Installation("maya", "Maya", "2023", pathlib.Path("mayapy"), "")
    ours = launch.clean_environment(chosen, None, safe=False, search=search)
    theirs = pipe.Submitter("python").environment(given)
    assert {k for k, v in ours.items() if v == "/nowhere"} == set(theirs) == {"PATH", "LICENSE"}
    assert set(pipe.DROPPED) == set(hosts.table()["environment"]["dropped"])


def test_the_answer_is_found_among_noise(machine, scene):
    search = machine("2023", STANDIN_MAYAPY="noisy")
    _, outcome = finish(launch.run(str(scene), search=search))
    assert outcome.answer["scene"] == str(scene)
    assert "V-Ray: unloading" in outcome.output


def test_an_answer_counts_when_maya_falls_over_behind_it(machine, scene):
    search = machine("2023", STANDIN_MAYAPY="bad end")
    events, outcome = finish(launch.run(str(scene), search=search))
    assert outcome.code == 0
    assert [row.kind for row in events] == ["start", "note", "end"]


def test_a_crash_shows_what_maya_printed(machine, scene):
    with pytest.raises(LaunchError) as caught:
        finish(launch.run(str(scene), search=machine("2023", STANDIN_MAYAPY="crash")))
    assert "no answer (exit code -6)" in str(caught.value)
    assert "Result: loading plug-ins" in "\n".join(caught.value.problems)
    assert "Fatal Error" in caught.value.output


def test_silence_is_no_answer(machine, scene):
    with pytest.raises(LaunchError, match=r"no answer \(exit code 0\)"):
        finish(launch.run(str(scene), search=machine("2023", STANDIN_MAYAPY="silent")))


def test_the_error_of_the_analyzers_is_told_in_one_line(machine, scene):
    with pytest.raises(LaunchError, match='frames "x"'):
        finish(launch.run(str(scene), frames="x", search=machine("2023")))


def test_a_maya_that_hangs_is_ended_with_its_children(machine, scene, tmp_path):
    pid = tmp_path / "pid"
    search = machine("2023", STANDIN_MAYAPY="hang", STANDIN_PID=str(pid))
    started = time.monotonic()
    with pytest.raises(LaunchError, match="no answer within 2 seconds and was ended") as caught:
        finish(launch.run(str(scene), time_limit=2, search=search))
    assert time.monotonic() - started < 15
    assert "opening the scene" in caught.value.output
    assert ended(int(pid.read_text()))


def test_a_mayapy_that_cannot_be_started_is_told(machine, scene, tmp_path):
    search = machine("2023")
    python = tmp_path / "autodesk/maya2023/bin/mayapy"
    python.unlink()
    python.write_text("no program")
    with pytest.raises(LaunchError, match="cannot be started: Permission denied"):
        finish(launch.run(str(scene), search=search))


# -- hostile scenes -----------------------------------------------------------------------


def test_safe_refuses_a_hostile_scene_before_maya_starts(machine, scene, tmp_path):
    scene.write_text(SCENE.replace("// End", WORM + "// End"))
    search = machine("2023", STANDIN_SAW=str(tmp_path / "saw.json"))
    with pytest.raises(LaunchError, match="refused: .*vaccine_gene"):
        finish(launch.run(str(scene), safe=True, search=search))
    assert not (tmp_path / "saw.json").exists()


def test_without_safe_a_hostile_scene_is_read_with_its_tip(machine, scene):
    scene.write_text(SCENE.replace("// End", WORM + "// End"))
    _, outcome = finish(launch.run(str(scene), search=machine("2023")))
    assert outcome.code == 3
    assert any("vaccine_gene" in text for row in outcome.answer["tips"] for text in row["details"])


def test_safe_starts_maya_without_the_users_script(machine, scene, tmp_path):
    search = machine("2023", STANDIN_SAW=str(tmp_path / "saw.json"))
    finish(launch.run(str(scene), safe=True, search=search))
    saw = json.loads((tmp_path / "saw.json").read_text())
    assert saw["environment"]["MAYA_SKIP_USERSETUP_PY"] == "1"


def test_safe_refuses_what_it_cannot_look_at(machine, tmp_path):
    path = tmp_path / "shot.ma"
    path.write_text("no scene")
    with pytest.raises(LaunchError, match="shot.ma"):
        finish(launch.run(str(path), safe=True, search=machine("2023")))
