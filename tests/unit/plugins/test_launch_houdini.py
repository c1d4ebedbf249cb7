"""Launching Houdini, with a stand-in for hython: found, chosen, run, ended."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "analyzers"))

import hip_writer  # noqa: E402
from machines import ended, finish, installer  # noqa: E402

from rayvision_plugins import hosts, launch  # noqa: E402
from rayvision_plugins.hosts import LaunchError  # noqa: E402

FOREIGN = {
    "HFS": "/nowhere",
    "HH": "/nowhere/houdini",
    "HIP": "/nowhere/shots",
    "HOUDINI_VERSION": "18.0.100",
    "HOUDINI_USER_PREF_DIR": "/nowhere/houdini18.0",
    "LD_LIBRARY_PATH": "/nowhere",
    "PYTHONHOME": "/nowhere",
    "PYTHONPATH": "/nowhere",
}
OWN = {
    "HOUDINI_OTLSCAN_PATH": "/studio/otls;&",
    "HOUDINI_PATH": "/studio/houdini;&",
    "HSITE": "/studio/site",
    "SHOT": "sh010",
}

needs_script = pytest.mark.skipif(os.name == "nt", reason="the stand-in hython is a script")


@pytest.fixture
def machine(tmp_path):
    """Installs stand-ins of Houdini: see machines.installer."""
    return installer("houdini", "hython", tmp_path)


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "show \u6728" / "shot.hip"
    path.parent.mkdir()
    mantra = {
        "trange": "normal",
        "f": ["1", "24", "1"],
        "camera": "/obj/cam1",
        "vm_picture": "$HIP/render/a.$F4.exr",
    }
    members = hip_writer.scene(
        {
            "/obj/cam1": {"type": "cam", "parms": {"res": ["64", "36"]}},
            "/out/a": {"type": "ifd", "parms": mantra},
            "/out/b": {"type": "ifd", "parms": {**mantra, "f": ["1", "3", "1"]}},
        },
        version="20.0.547",
    )
    path.write_bytes(hip_writer.cpio(members))
    return path


def versions(search):
    return [one.version for one in hosts.installations("houdini", search=search)]


# -- finding and choosing -----------------------------------------------------------------


@pytest.mark.parametrize(
    "platform, folder, version",
    [
        ("windows", "Side Effects Software/Houdini 19.5.303", "19.5.303"),
        ("windows", "Side Effects Software/Houdini 16.0.504.20", "16.0.504.20"),
        ("linux", "opt/hfs20.5.487", "20.5.487"),
        ("linux", "opt/hfs20.5", "20.5"),
        ("linux", "opt/sidefx/houdini/hfs19.0.383", "19.0.383"),
        (
            "darwin",
            "Applications/Houdini/Houdini20.0.547/Frameworks/Houdini.framework/Versions/Current"
            "/Resources",
            "20.0.547",
        ),
        ("darwin", "Library/Frameworks/Houdini.framework/Versions/16.5.268/Resources", "16.5.268"),
    ],
)
def test_the_usual_folders_are_searched(machine, platform, folder, version):
    if folder.startswith("opt/sidefx"):
        folder = "opt/sidefx/houdini19.0.383"
    assert versions(machine(folder, platform=platform)) == [version]


@pytest.mark.parametrize("folder", ["Houdini Launcher", "Houdini Engine"])
def test_what_has_no_hython_is_no_houdini(machine, tmp_path, folder):
    (tmp_path / "Side Effects Software" / folder / "bin").mkdir(parents=True)
    assert versions(machine(platform="windows")) == []


@needs_script
def test_a_link_to_an_installation_is_the_same_one_and_its_build_is_known(machine, tmp_path):
    search = machine("opt/hfs20.5.487")
    (tmp_path / "opt/hfs20.5").symlink_to(tmp_path / "opt/hfs20.5.487")
    assert versions(search) == ["20.5.487"]


@needs_script
def test_the_folder_of_houdinis_own_shell_comes_first(machine, tmp_path):
    search = machine("opt/hfs19.5.303", "opt/hfs20.5.487", HFS=str(tmp_path / "opt/hfs20.5.487"))
    found = hosts.installations("houdini", search=search)
    assert [(one.version, one.found) for one in found][0] == ("20.5.487", "HFS")
    assert len(found) == 2


@pytest.mark.parametrize(
    "folder, named, version",
    [
        ("D/Houdini 20.5.278", "Houdini 20.5.278", "20.5.278"),
        ("D/apps/hou", "Houdini 20.5.278", "20.5.278"),
        ("D/apps/hou", "Houdini", ""),
    ],
)
def test_the_windows_registry_is_asked(machine, tmp_path, folder, named, version):
    asked = []

    def registry(key, below, value):
        asked.append((key, below, value))
        yield named, str(tmp_path / folder)

    (tmp_path / folder / "bin").mkdir(parents=True)
    (tmp_path / folder / "bin/hython.exe").write_text("")
    assert versions(machine(platform="windows", registry=registry)) == [version]
    assert asked == [("SOFTWARE\\Side Effects Software", "", "InstallPath")]


def test_versions_are_compared_as_numbers():
    rows = [
        "",
        "9.5.303",
        "16.5.268",
        "18.5.596",
        "19.0.383",
        "19.5",
        "20.0",
        "20.5",
        "21.0",
        "21.10",
    ]
    assert sorted(reversed(rows), key=hosts.number) == rows
    assert hosts.number("19.5") == hosts.number("19.5.303") == (19, 5)
    assert hosts.number("2016.5") > hosts.number("2016") == hosts.number("20160000")


@needs_script
@pytest.mark.parametrize(
    "wanted, chosen",
    [
        ("18.5.596", "19.0.383"),
        ("19.0.720", "19.0.383"),
        ("19.5.303", "19.5.303"),
        ("19.5.605", "19.5.605"),
        ("19.5.400", "19.5.716"),
        ("20.0.547", "20.5.487"),
        (None, "20.5.487"),
    ],
)
def test_the_scenes_build_or_the_newest_of_its_version_or_the_nearest_above(
    machine, wanted, chosen
):
    there = ["20.5.278", "19.5.605", "20.5.487", "19.0.383", "19.5.716", "19.5.303"]
    search = machine(*[f"opt/hfs{version}" for version in there])
    assert hosts.choose("houdini", wanted, search=search).version == chosen


@needs_script
def test_an_older_houdini_is_never_chosen(machine):
    with pytest.raises(LaunchError, match=r"needs Houdini 20\.5\.487 or later; found: 20\.0\.1"):
        hosts.choose("houdini", "20.5.487", search=machine("opt/hfs20.0.1"))


def test_without_any_houdini_the_error_names_where_it_looked(machine):
    with pytest.raises(LaunchError, match="no Houdini was found; looked at HFS, "):
        hosts.choose("houdini", "20.5", search=machine())


# -- running ----------------------------------------------------------------------------------


@needs_script
def test_the_answer_comes_from_the_live_reader(machine, scene):
    events, outcome = finish(launch.run(str(scene), search=machine("opt/hfs20.0.547")))
    assert (outcome.code, outcome.answer["reader"]) == (0, "live")
    assert outcome.answer["scene"] == str(scene)
    assert [row["frames"] for row in outcome.answer["passes"]] == ["1-24[1]", "1-3[1]"]
    assert [row.kind for row in events] == ["start", "end"]


@needs_script
def test_a_houdini_with_python_2_gives_the_same_answer(machine, scene):
    old = shutil.which("python2.7")
    if old is None or subprocess.call([old, "-c", ""], stderr=subprocess.DEVNULL):
        pytest.skip("no Python 2.7 is here")
    _, outcome = finish(launch.run(str(scene), search=machine("opt/hfs20.0.1", STANDIN_PYTHON=old)))
    _, today = finish(launch.run(str(scene), search=machine("opt/hfs20.0.2")))
    assert outcome.answer == today.answer


@needs_script
def test_another_build_of_the_same_version_is_no_other_version(machine, scene):
    events, _ = finish(launch.run(str(scene), search=machine("opt/hfs20.0.1")))
    assert "which was saved by" not in events[0].text
    events, _ = finish(launch.run(str(scene), search=machine("opt/hfs20.5.1", "opt/hfs21.0.1")))
    assert "20.5.1 reads" not in events[0].text or "saved by" in events[0].text


@needs_script
def test_frames_and_the_chosen_output_reach_the_analyzers(machine, scene):
    search = machine("opt/hfs20.0.547")
    _, outcome = finish(launch.run(str(scene), frames="3-5", only=("/out/b",), search=search))
    on = [row for row in outcome.answer["passes"] if row["enabled"]]
    assert [(row["name"], row["frames"]) for row in on] == [("/out/b", "3-5[1]")]


@needs_script
def test_the_four_files_are_written_where_asked(machine, scene, tmp_path):
    search = machine("opt/hfs20.0.547")
    finish(launch.run(str(scene), out=str(tmp_path / "out"), search=search))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["asset.json", "task.json", "tips.json", "upload.json"]


def seen_by(machine, scene, tmp_path, **options):
    """Returns the environment that hython got."""
    saw = tmp_path / "saw.json"
    environment = options.pop("environment", {})
    search = machine("opt/hfs20.0.547", STANDIN_SAW=str(saw), **environment)
    finish(launch.run(str(scene), search=search, **options))
    return json.loads(saw.read_text())["environment"]


@needs_script
def test_hython_starts_without_what_another_houdini_exports(machine, scene, tmp_path):
    found = seen_by(machine, scene, tmp_path, environment=FOREIGN)
    assert not [value for value in found.values() if "/nowhere" in value]
    assert "HOUDINI_VERSION" not in found


@needs_script
def test_what_the_studio_sets_for_houdini_stays(machine, scene, tmp_path):
    own = {**OWN, "HOUDINI_USER_PREF_DIR": "/studio/prefs/houdini__HVER__"}
    found = seen_by(machine, scene, tmp_path, environment=own)
    assert own.items() <= found.items()
    assert "HOUDINI_SCRIPT_PATH" not in found


@needs_script
def test_a_project_folder_is_houdinis_job(machine, scene, tmp_path):
    assert seen_by(machine, scene, tmp_path, project=str(tmp_path))["JOB"] == str(tmp_path)


@needs_script
def test_safe_starts_hython_without_the_users_scripts(machine, scene, tmp_path):
    found = seen_by(machine, scene, tmp_path, safe=True)
    assert found["HOUDINI_SCRIPT_PATH"] == "$HH/scripts"
    assert found["HOUDINI_NO_ENV_FILE"] == "1"


@needs_script
def test_an_answer_counts_when_hython_falls_over_behind_it(machine, scene):
    search = machine("opt/hfs20.0.547", STANDIN_HYTHON="bad end")
    events, outcome = finish(launch.run(str(scene), search=search))
    assert outcome.code == 0
    assert [row.kind for row in events] == ["start", "note", "end"]


@needs_script
def test_what_is_printed_around_the_answer_does_not_hide_it(machine, scene):
    search = machine("opt/hfs20.0.547", STANDIN_HYTHON="noisy")
    assert finish(launch.run(str(scene), search=search))[1].code == 0


@needs_script
def test_a_crash_shows_what_hython_printed(machine, scene):
    with pytest.raises(LaunchError) as caught:
        finish(launch.run(str(scene), search=machine("opt/hfs20.0.547", STANDIN_HYTHON="crash")))
    assert "no answer (exit code -6)" in str(caught.value)
    assert "Caught signal 11" in "\n".join(caught.value.problems)


@needs_script
def test_silence_is_no_answer(machine, scene):
    with pytest.raises(LaunchError, match=r"no answer \(exit code 0\)"):
        finish(launch.run(str(scene), search=machine("opt/hfs20.0.547", STANDIN_HYTHON="silent")))


@needs_script
def test_the_error_of_the_analyzers_is_told_in_one_line(machine, scene):
    with pytest.raises(LaunchError, match='frames "x"'):
        finish(launch.run(str(scene), frames="x", search=machine("opt/hfs20.0.547")))


@needs_script
def test_a_hython_that_hangs_is_ended_with_its_children(machine, scene, tmp_path):
    pid = tmp_path / "pid"
    search = machine("opt/hfs20.0.547", STANDIN_HYTHON="hang", STANDIN_PID=str(pid))
    started = time.monotonic()
    with pytest.raises(LaunchError, match="no answer within 2 seconds and was ended"):
        finish(launch.run(str(scene), time_limit=2, search=search))
    assert time.monotonic() - started < 15
    assert ended(int(pid.read_text()))


@needs_script
def test_a_damaged_scene_is_refused_before_hython_starts(machine, tmp_path):
    path = tmp_path / "shot.hip"
    path.write_text("no scene")
    with pytest.raises(LaunchError, match="shot.hip"):
        finish(launch.run(str(path), search=machine("opt/hfs20.0.547")))
