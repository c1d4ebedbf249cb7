"""Launching Clarisse, with a stand-in for cnode: found, chosen, run, ended."""

import json
import os
import pathlib
import shutil
import subprocess
import time

import pytest
from machines import FAKES, ended, finish, installer

from rayvision_plugins import hosts, launch
from rayvision_plugins.hosts import LaunchError

SCENE = """#Isotropix_Serial_Version 1.2

#Isotropix_Clarisse_Version 5
#Isotropix_Clarisse_Project_Version 0.98
Context "scene" {
    CameraPerspective {
        name "camera"
    }
    Image {
        name "image"
        layers ".background"
        first_frame 1
        last_frame 24
        save_as "$PDIR/out/beauty"
        embedded_objects {
            Layer3d {
                name "background"
                first_frame 1
                last_frame 24
                active_camera "camera"
            }
        }
    }
}
#preferences {
    categories {
        animation {
            frames_per_second 24
        }
    }
}
"""

needs_script = pytest.mark.skipif(os.name == "nt", reason="the stand-in cnode is a script")


@pytest.fixture
def machine(tmp_path):
    """Installs stand-ins of Clarisse: see machines.installer."""
    return installer("clarisse", "clarisse", tmp_path)


FIVE = "opt/isotropix/clarisse5.0.sp14/clarisse"
FOUR = "opt/isotropix/clarisse/4/clarisse4.0.sp10/clarisse"


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "show \u6728" / "shot.project"
    path.parent.mkdir()
    path.write_text(SCENE, encoding="utf-8")
    return path


# -- finding and choosing -----------------------------------------------------------------


@pytest.mark.parametrize(
    "platform, folder, version",
    [
        ("windows", "Isotropix/Clarisse 5.0 SP14/Clarisse", "5.0"),
        ("windows", "Isotropix/Clarisse iFX 4.0 SP2/Clarisse", "4.0"),
        ("linux", FIVE, "5.0"),
        ("linux", FOUR, "4.0"),
        ("linux", "usr/local/Isotropix/clarisse_ifx_3.6/clarisse", "3.6"),
        ("darwin", "Applications/Isotropix/Clarisse 5.0 SP8/Clarisse", "5.0"),
        ("darwin", "Applications/Clarisse BUiLDER 5.5", "5.5"),
    ],
)
def test_the_usual_folders_are_searched(machine, platform, folder, version):
    search = machine(folder, platform=platform)
    assert [one.version for one in hosts.installations("clarisse", search=search)] == [version]


@needs_script
def test_one_program_is_taken_where_two_lie_side_by_side(machine, tmp_path):
    search = machine(FIVE)
    (tmp_path / FIVE / "clarisse.cnode").symlink_to(FAKES / "clarisse")
    (found,) = hosts.installations("clarisse", search=search)
    assert found.python.name == "cnode"


@needs_script
def test_an_installation_that_has_only_the_longer_name_is_found(machine):
    (found,) = hosts.installations("clarisse", search=machine(FIVE, name="clarisse.cnode"))
    assert found.python.name == "clarisse.cnode"


@needs_script
def test_a_variable_comes_first(machine, tmp_path):
    search = machine(FOUR, FIVE, CLARISSE_BIN_DIR=str(tmp_path / FIVE))
    found = hosts.installations("clarisse", search=search)
    assert [(one.version, one.found) for one in found][0] == ("5.0", "CLARISSE_BIN_DIR")
    assert [one.version for one in found] == ["5.0", "4.0"]


def test_the_windows_registry_is_asked(machine, tmp_path):
    asked = []

    def registry(key, below, value):
        asked.append((key, below, value))
        yield "5.0", str(tmp_path / "D" / "Clarisse 5.0 SP14")

    (tmp_path / "D/Clarisse 5.0 SP14/Clarisse").mkdir(parents=True)
    (tmp_path / "D/Clarisse 5.0 SP14/Clarisse/cnode.exe").write_text("")
    found = hosts.installations("clarisse", search=machine(platform="windows", registry=registry))
    assert [(one.version, one.found.split()[0]) for one in found] == [("5.0", "registry")]
    assert asked[0][1] == ""


@needs_script
@pytest.mark.parametrize(
    "wanted, chosen", [("3", "4.0"), ("4", "4.0"), ("5", "5.0"), (None, "5.0")]
)
def test_the_projects_version_or_the_nearest_above_is_chosen(machine, wanted, chosen):
    assert hosts.choose("clarisse", wanted, search=machine(FOUR, FIVE)).version == chosen


@needs_script
def test_an_older_clarisse_is_never_chosen(machine):
    with pytest.raises(LaunchError, match=r"needs Clarisse 5 or later; found: 4\.0"):
        hosts.choose("clarisse", "5", search=machine(FOUR))


def test_without_any_clarisse_the_error_names_where_it_looked(machine):
    with pytest.raises(LaunchError, match="no Clarisse was found; looked at CLARISSE_BIN_DIR, "):
        hosts.choose("clarisse", "5", search=machine())


# -- running ----------------------------------------------------------------------------------


@needs_script
def test_the_answer_comes_from_the_live_reader_whatever_cnode_prints(machine, scene):
    events, outcome = finish(launch.run(str(scene), search=machine(FIVE)))
    assert (outcome.code, outcome.answer["reader"]) == (0, "live")
    assert outcome.answer["scene"] == str(scene)
    assert outcome.answer["frames"] == {"start": 1, "end": 24, "step": 1}
    assert [row.kind for row in events] == ["start", "end"]
    assert "CNODE 5.0 SP14" in outcome.output


@needs_script
def test_a_clarisse_with_python_2_gives_the_same_answer(machine, scene):
    old = shutil.which("python2.7")
    if old is None or subprocess.call([old, "-c", ""], stderr=subprocess.DEVNULL):
        pytest.skip("no Python 2.7 is here")
    _, outcome = finish(launch.run(str(scene), search=machine(FIVE, STANDIN_PYTHON=old)))
    _, today = finish(launch.run(str(scene), search=machine(FOUR)))
    assert outcome.answer == today.answer


@needs_script
def test_cnode_gets_a_project_with_nothing_to_render(machine, scene, tmp_path):
    saw = tmp_path / "saw.json"
    finish(launch.run(str(scene), search=machine(FIVE, STANDIN_SAW=str(saw))))
    project, flag, script = json.loads(saw.read_text())["arguments"]
    assert pathlib.Path(project).name == "nothing.project"
    assert (flag, script) == ("-script", str(launch.HOSTED))
    assert not pathlib.Path(project).exists()


@needs_script
def test_the_four_files_are_written_where_asked(machine, scene, tmp_path):
    finish(launch.run(str(scene), out=str(tmp_path / "out"), search=machine(FIVE)))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["asset.json", "task.json", "tips.json", "upload.json"]


@needs_script
def test_frames_reach_the_analyzers(machine, scene):
    _, outcome = finish(launch.run(str(scene), frames="3-5", search=machine(FIVE)))
    assert outcome.answer["passes"][0]["frames"] == "3-5[1]"


@needs_script
def test_a_project_folder_reaches_the_analyzers_and_sets_no_variable(machine, scene, tmp_path):
    saw = tmp_path / "saw.json"
    search = machine(FIVE, STANDIN_SAW=str(saw))
    _, outcome = finish(launch.run(str(scene), project=str(tmp_path), search=search))
    assert outcome.code == 0
    assert "" not in json.loads(saw.read_text())["environment"]


@needs_script
def test_cnode_starts_without_what_another_program_exports(machine, scene, tmp_path):
    saw = tmp_path / "saw.json"
    foreign = dict.fromkeys(("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH"), "/nowhere")
    own = {"IX_PYTHON3HOME": "/usr", "ILISE_SERVER": "license:40500"}
    search = machine(FIVE, STANDIN_SAW=str(saw), **foreign, **own)
    finish(launch.run(str(scene), search=search))
    environment = json.loads(saw.read_text())["environment"]
    assert "/nowhere" not in environment.values()
    assert own.items() <= environment.items()


@needs_script
def test_safe_starts_cnode_without_the_users_script(machine, scene, tmp_path):
    saw = tmp_path / "saw.json"
    search = machine(FIVE, STANDIN_SAW=str(saw), CLARISSE_STARTUP_SCRIPT="/home/a/start.py")
    finish(launch.run(str(scene), safe=True, search=search))
    assert json.loads(saw.read_text())["environment"]["CLARISSE_STARTUP_SCRIPT"] == ""


@needs_script
def test_an_answer_counts_when_cnode_falls_over_behind_it(machine, scene):
    search = machine(FIVE, STANDIN_CNODE="bad end")
    events, outcome = finish(launch.run(str(scene), search=search))
    assert outcome.code == 0
    assert [row.kind for row in events] == ["start", "note", "end"]


@needs_script
def test_a_crash_shows_what_cnode_printed(machine, scene):
    with pytest.raises(LaunchError) as caught:
        finish(launch.run(str(scene), search=machine(FIVE, STANDIN_CNODE="crash")))
    assert "no answer (exit code -6)" in str(caught.value)
    assert "Loading project" in "\n".join(caught.value.problems)


@needs_script
def test_silence_is_no_answer(machine, scene):
    with pytest.raises(LaunchError, match=r"no answer \(exit code 0\)"):
        finish(launch.run(str(scene), search=machine(FIVE, STANDIN_CNODE="silent")))


@needs_script
def test_the_error_of_the_analyzers_is_told_in_one_line(machine, scene):
    with pytest.raises(LaunchError, match='frames "x"'):
        finish(launch.run(str(scene), frames="x", search=machine(FIVE)))


@needs_script
def test_a_cnode_that_hangs_is_ended_with_its_children(machine, scene, tmp_path):
    pid = tmp_path / "pid"
    search = machine(FIVE, STANDIN_CNODE="hang", STANDIN_PID=str(pid))
    started = time.monotonic()
    with pytest.raises(LaunchError, match="no answer within 2 seconds and was ended") as caught:
        finish(launch.run(str(scene), time_limit=2, search=search))
    assert time.monotonic() - started < 15
    assert "Loading project" in caught.value.output
    assert ended(int(pid.read_text()))


@needs_script
def test_safe_refuses_what_it_cannot_look_at(machine, tmp_path):
    path = tmp_path / "shot.project"
    path.write_text("no scene")
    with pytest.raises(LaunchError, match="shot.project"):
        finish(launch.run(str(path), safe=True, search=machine(FIVE)))
