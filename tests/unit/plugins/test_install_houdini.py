"""Into Houdini and out again, with packages and assets read the way Houdini reads them."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "shelves"))

import houdini_files  # noqa: E402

from rayvision_plugins import install as installing  # noqa: E402
from rayvision_plugins import targets  # noqa: E402
from rayvision_plugins.cli.install import install as command  # noqa: E402
from rayvision_plugins.manifest import InstallFailed  # noqa: E402

LINUX = {"win32": "houdini", "darwin": ""}.get(sys.platform, "houdini")


@pytest.fixture
def home(tmp_path):
    """A user's folder in which two versions have left theirs, and something that is none."""
    for name in ("19.0", "20.5"):
        path = tmp_path / "it's K\u00f6ln" / f"{LINUX}{name}"
        path.mkdir(parents=True)
        (path / "houdini.env").write_text("# mine\n")
    (tmp_path / "it's K\u00f6ln" / f"{LINUX}_old").mkdir()
    return tmp_path / "it's K\u00f6ln"


@pytest.fixture
def place(home):
    return targets.target("houdini", version="20.5", prefix=home)


def files_below(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def root_of(folder):
    """Returns our folder as Houdini finds it through the packages of a user's folder."""
    (path,) = houdini_files.houdini_path(str(folder / "packages"))
    return pathlib.Path(path)


def test_install_writes_exactly_the_files_it_names(place, home):
    before = set(files_below(home))
    changes = installing.install(place)
    assert set(files_below(home)) - before == {row.path for row in changes}


def test_houdini_finds_everything_through_the_package(place, home):
    installing.install(place)
    root = root_of(home / f"{LINUX}20.5")
    assert root == home / f"{LINUX}20.5" / "rayvision"
    assert (root / "MainMenuCommon.xml").is_file()
    assert (root / "OPmenu.xml").is_file()
    assert houdini_files.tools(str(root / "toolbar" / "rayvision.shelf"))[0]
    assert (root / "scripts" / "python" / "rayvision_in_houdini.py").is_file()
    assert (root / "scripts" / "python" / "analyzers" / "houdini" / "nodes.json").is_file()
    (asset,) = (root / "otls").iterdir()
    sections = houdini_files.sections(str(asset))
    assert all(os.path.exists(path) for path in sections.values())
    node = houdini_files.sections(sections["Driver/rayvision_submit"])
    assert all(os.path.isfile(path) for path in node.values())
    assert {"DialogScript", "PythonModule"} <= set(node)


def test_the_package_is_ascii_whatever_the_folder_is_called(place, home):
    installing.install(place)
    data = (home / f"{LINUX}20.5" / "packages" / "rayvision.json").read_bytes()
    data.decode("ascii")
    assert root_of(home / f"{LINUX}20.5").is_dir()


@pytest.mark.parametrize(
    "version, key", [("17.5", "path"), ("19.0", "path"), ("19.5", "hpath"), ("21.0", "hpath")]
)
def test_each_version_gets_the_word_it_knows(home, version, key):
    place = targets.target("houdini", version=version, prefix=home)
    installing.install(place)
    row = json.loads((place.folder / "packages" / "rayvision.json").read_text("ascii"))
    assert set(row) == {key, "load_package_once"}


def test_every_version_that_is_here_gets_its_own(home):
    places = targets.every("houdini", prefix=home)
    assert [place.version for place in places] == ["19.0", "20.5"]
    assert {place.folder.parent for place in places} == {home}


def test_versions_are_in_the_order_of_their_numbers(home):
    for name in ("9.5", "18.5", "21.0"):
        (home / f"{LINUX}{name}").mkdir()
    found = [place.version for place in targets.every("houdini", prefix=home)]
    assert found == ["9.5", "18.5", "19.0", "20.5", "21.0"]


def test_a_share_without_folders_of_versions_is_taken_itself(tmp_path):
    (place,) = targets.every("houdini", prefix=tmp_path / "share")
    changes = installing.install(place)
    assert root_of(tmp_path / "share") == tmp_path / "share" / "rayvision"
    assert installing.by_hand(place, changes) == {
        "HOUDINI_PACKAGE_DIR": f"{tmp_path / 'share'}/packages"
    }


def test_a_share_that_was_taken_stays_known_when_versions_come(tmp_path):
    (place,) = targets.every("houdini", prefix=tmp_path)
    installing.install(place)
    (tmp_path / f"{LINUX}20.5").mkdir()
    found = targets.every("houdini", prefix=tmp_path)
    assert [row.version for row in found] == ["", "20.5"]


def test_a_version_too_old_for_packages_is_told_what_to_set(tmp_path):
    place = targets.target(
        "houdini", version="16.5", environment={"HOUDINI_USER_PREF_DIR": f"{tmp_path}/h__HVER__"}
    )
    changes = installing.install(place)
    assert installing.by_hand(place, changes) == {
        "HOUDINI_PATH": f"{tmp_path}/h16.5/rayvision{os.pathsep}&"
    }


def test_a_version_in_the_users_own_folder_needs_nothing_by_hand(tmp_path):
    place = targets.target(
        "houdini", version="17.5", environment={"HOUDINI_USER_PREF_DIR": f"{tmp_path}/h__HVER__"}
    )
    assert place.folder == tmp_path / "h17.5"
    assert installing.by_hand(place, installing.install(place)) == {}


def test_the_variable_may_stand_for_the_folders_of_all_versions(tmp_path):
    for name in ("h19.5", "h20.0", "hx"):
        (tmp_path / name).mkdir()
    environment = {"HOUDINI_USER_PREF_DIR": f"{tmp_path}/h__HVER__"}
    found = targets.every("houdini", environment=environment)
    assert [(row.version, row.folder.name) for row in found] == [
        ("19.5", "h19.5"),
        ("20.0", "h20.0"),
    ]


def test_the_variable_may_be_the_folder_of_one(tmp_path):
    environment = {"HOUDINI_USER_PREF_DIR": str(tmp_path / "prefs")}
    (place,) = targets.every("houdini", environment=environment)
    assert place.folder == tmp_path / "prefs"
    assert targets.target("houdini", version="20.5", environment=environment).folder == place.folder


@pytest.mark.parametrize(
    "platform, tail",
    [
        ("win32", "houdini20.5"),
        ("darwin", "Library/Preferences/houdini/20.5"),
        ("linux", "houdini20.5"),
    ],
)
def test_the_users_folder_of_each_platform(platform, tail):
    place = targets.target("houdini", version="20.5", platform=platform, environment={})
    assert place.folder.as_posix().endswith("/" + tail)


def test_windows_takes_home_before_the_documents():
    place = targets.target(
        "houdini", version="20.5", platform="win32", environment={"HOME": "/users/a"}
    )
    assert place.folder.as_posix().endswith("/users/a/houdini20.5")


def test_without_any_folder_of_houdini_the_error_says_what_to_do(tmp_path):
    environment = {"HOUDINI_USER_PREF_DIR": f"{tmp_path}/h__HVER__"}
    with pytest.raises(InstallFailed, match=r"start it once, or name its --version"):
        targets.every("houdini", environment=environment)


@pytest.mark.parametrize("version", ["20", "20.5.487", "2024", "../20.5"])
def test_a_version_is_written_as_its_folder_is_called(version):
    with pytest.raises(InstallFailed, match=r"write it like 20\.5"):
        targets.target("houdini", version=version)


def test_the_installed_copy_needs_nothing_of_this_python(place, home):
    installing.install(place)
    scripts = root_of(place.folder) / "scripts" / "python"
    code = f"import sys; sys.path.insert(0, {str(scripts)!r})\n"
    code += "import analyzers.houdini.hip, rayvision_shelf.session\n"
    code += "print(ascii(analyzers.__file__)); print(ascii(rayvision_shelf.session.__file__))"
    line = [sys.executable, "-I", "-S", "-c", code]
    out = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split("\n")
    assert out[:2] == [
        ascii(str(scripts / "analyzers" / "__init__.py")),
        ascii(str(scripts / "rayvision_shelf" / "session.py")),
    ]


def test_the_copy_knows_the_python_that_installed_it(place):
    installing.install(place)
    sys.path.insert(0, str(root_of(place.folder) / "scripts" / "python"))
    try:
        for name in [name for name in sys.modules if name.startswith("rayvision_shelf")]:
            del sys.modules[name]
        from rayvision_shelf import pipe

        assert pathlib.Path(pipe.__file__).is_relative_to(place.folder)
        assert pipe.submitter(environment={}).python == sys.executable
    finally:
        sys.path.pop(0)
        for name in [name for name in sys.modules if name.startswith("rayvision_shelf")]:
            del sys.modules[name]


def test_installing_again_changes_nothing_and_uninstalling_leaves_what_was(place, home):
    before = files_below(home)
    installing.install(place)
    once = files_below(home)
    again = installing.install(place)
    assert files_below(home) == once
    assert {row.what for row in again if row.path != place.manifest().path} == {"same"}
    installing.uninstall(place)
    assert files_below(home) == before
    assert not (place.folder / "packages").exists()


def test_packages_of_others_stay(place):
    theirs = place.folder / "packages" / "MOPS.json"
    theirs.parent.mkdir()
    theirs.write_text('{"hpath": "/mops"}')
    installing.install(place)
    assert len(houdini_files.houdini_path(str(theirs.parent))) == 2
    installing.uninstall(place)
    assert theirs.read_text() == '{"hpath": "/mops"}'


def test_a_package_that_was_changed_is_not_removed_unasked(place):
    installing.install(place)
    package = place.folder / "packages" / "rayvision.json"
    package.write_text('{"enable": false}')
    before = files_below(place.folder)
    with pytest.raises(InstallFailed, match="nothing was removed"):
        installing.uninstall(place)
    assert files_below(place.folder) == before
    installing.uninstall(place, force=True)
    assert not package.exists()


def test_a_broken_installation_is_repaired(place):
    installing.install(place)
    root = root_of(place.folder)
    before = files_below(place.folder)
    (root / "OPmenu.xml").unlink()
    (root / "MainMenuCommon.xml").write_text("")
    changes = installing.install(place)
    assert {row.path.name: row.what for row in changes if row.what == "replace"} == {
        "MainMenuCommon.xml": "replace"
    }
    assert files_below(place.folder) == before


def test_the_command_installs_into_each_version_and_takes_it_out_again(home):
    before = files_below(home)
    done = CliRunner().invoke(command, ["houdini", "--prefix", str(home)])
    assert done.exit_code == 0, done.output
    for version in ("19.0", "20.5"):
        folder = home / f"{LINUX}{version}"
        assert f"write  {folder / 'packages' / 'rayvision.json'}" in done.output
        assert f"start Houdini {version} with HOUDINI_PACKAGE_DIR={folder}/packages" in done.output
    done = CliRunner().invoke(command, ["houdini", "--prefix", str(home), "--uninstall"])
    assert done.exit_code == 0, done.output
    assert files_below(home) == before


def test_the_command_writes_nothing_when_something_is_in_the_way_of_one_version(home):
    theirs = home / f"{LINUX}20.5" / "packages" / "rayvision.json"
    theirs.parent.mkdir()
    theirs.write_text("{}")
    before = files_below(home)
    done = CliRunner().invoke(command, ["houdini", "--prefix", str(home)])
    assert isinstance(done.exception, InstallFailed)
    assert files_below(home) == before


def test_uninstalling_skips_the_versions_without_us(home):
    installing.install(targets.target("houdini", version="20.5", prefix=home))
    done = CliRunner().invoke(command, ["houdini", "--prefix", str(home), "--uninstall"])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(command, ["houdini", "--prefix", str(home), "--uninstall"])
    assert isinstance(done.exception, InstallFailed)


def test_the_command_tells_of_a_restart_in_the_users_own_folder(tmp_path, monkeypatch):
    (tmp_path / "h20.5").mkdir()
    monkeypatch.setenv("HOUDINI_USER_PREF_DIR", f"{tmp_path}/h__HVER__")
    done = CliRunner().invoke(command, ["houdini"])
    assert done.exit_code == 0, done.output
    assert "start Houdini again" in done.output


def test_a_dry_run_names_the_same_and_writes_nothing(home):
    before = files_below(home)
    done = CliRunner().invoke(command, ["houdini", "--prefix", str(home), "--dry-run", "--json"])
    rows = [json.loads(line) for line in done.output.splitlines()]
    assert {row["code"] for row in rows} == {"would write"}
    assert files_below(home) == before
