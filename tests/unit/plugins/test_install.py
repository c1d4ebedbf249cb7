"""Into Maya and out again, with the module file read the way Maya reads it."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "shelves"))

import maya_module  # noqa: E402

from rayvision_plugins import install as installing  # noqa: E402
from rayvision_plugins import targets  # noqa: E402
from rayvision_plugins.cli.install import install as command  # noqa: E402
from rayvision_plugins.manifest import InstallFailed  # noqa: E402

PLATFORM = {"win32": "win64", "darwin": "mac"}.get(sys.platform, "linux")


@pytest.fixture
def prefix(tmp_path):
    return tmp_path / "ma ya"


@pytest.fixture
def place(prefix):
    return targets.target("maya", prefix=prefix)


def files_below(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


def written(changes, *whats):
    return {row.path for row in changes if row.what in (whats or ("write",))}


def test_install_writes_exactly_the_files_it_names(place, prefix):
    changes = installing.install(place)
    assert files_below(prefix) == written(changes)
    assert len(changes) == len(written(changes))


def test_maya_finds_scripts_shelf_and_start_up_through_the_module_file(place, prefix):
    installing.install(place)
    (module,) = maya_module.load(str(prefix / "modules" / "rayvision.mod"), "2024", PLATFORM)
    scripts = pathlib.Path(module.scripts)
    shelves = pathlib.Path(module.variables["MAYA_SHELF_PATH"].lstrip(os.pathsep))
    assert (module.name, module.version) == ("rayvision", installing.__version__)
    assert (scripts / f"{module.name}_load.mel").is_file()
    assert (scripts / "rayvision_in_maya.py").is_file()
    assert (scripts / "rayvision_shelf" / "pipe.py").is_file()
    assert (scripts / "analyzers" / "maya" / "nodes.json").is_file()
    assert (shelves / "shelf_Rayvision.mel").is_file()


def test_only_the_module_file_lies_where_maya_takes_every_file_for_a_module(place, prefix):
    installing.install(place)
    assert [row.name for row in (prefix / "modules").iterdir() if row.is_file()] == [
        "rayvision.mod"
    ]


def test_one_version_gets_a_folder_and_a_condition_of_its_own(prefix):
    installing.install(targets.target("maya", version="2024", prefix=prefix))
    path = str(prefix / "2024" / "modules" / "rayvision.mod")
    assert len(maya_module.load(path, "2024", PLATFORM)) == 1
    assert maya_module.load(path, "2023", PLATFORM) == []


def test_another_platform_that_shares_the_folder_does_not_load_it(place, prefix):
    installing.install(place, platform="win32")
    path = str(prefix / "modules" / "rayvision.mod")
    assert maya_module.load(path, "2024", "linux") == []
    assert len(maya_module.load(path, "2024", "win64")) == 1


def test_the_installed_copy_needs_nothing_of_this_python(place, prefix):
    installing.install(place)
    scripts = prefix / "modules" / "rayvision" / "scripts"
    code = f"import sys; sys.path.insert(0, {str(scripts)!r})\n"
    code += "import analyzers, rayvision_shelf.session\n"
    code += "print(analyzers.__file__); print(rayvision_shelf.session.__file__)"
    command = [sys.executable, "-I", "-S", "-c", code]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    assert out[:2] == [
        str(scripts / "analyzers" / "__init__.py"),
        str(scripts / "rayvision_shelf" / "session.py"),
    ]


def test_the_copy_knows_the_python_that_installed_it(place, prefix):
    installing.install(place)
    path = prefix / "modules" / "rayvision" / "submitter.json"
    row = json.loads(path.read_text("utf-8"))
    assert row["python"] == sys.executable
    assert row["module"] == "rayvision_plugins.bridge"


def test_a_dry_run_names_the_same_files_and_writes_nothing(place, prefix):
    planned = installing.install(place, dry_run=True)
    assert not prefix.exists()
    assert planned == installing.install(place)


def test_installing_again_changes_nothing_but_the_manifest(place, prefix):
    first = installing.install(place)
    before = {path: path.stat().st_mtime_ns for path in files_below(prefix)}
    again = installing.install(place)
    assert written(again) == {place.manifest().path}
    assert written(again, "same") == written(first) - {place.manifest().path}
    del before[place.manifest().path]
    assert all(path.stat().st_mtime_ns == time for path, time in before.items())


def test_a_file_that_is_not_ours_is_never_replaced(place, prefix):
    path = prefix / "modules" / "rayvision.mod"
    path.parent.mkdir(parents=True)
    path.write_text("+ theirs 1.0 /theirs\n")
    with pytest.raises(InstallFailed, match="not written by us"):
        installing.install(place)
    assert files_below(prefix) == {path}
    assert path.read_text() == "+ theirs 1.0 /theirs\n"


def test_a_changed_file_is_replaced_by_an_update_and_named(place, prefix):
    installing.install(place)
    shelf = prefix / "modules" / "rayvision" / "shelves" / "shelf_Rayvision.mel"
    text = shelf.read_text()
    shelf.write_text("// saved by Maya\n")
    changes = installing.install(place)
    assert written(changes, "replace") == {shelf}
    assert shelf.read_text() == text


def test_an_update_removes_what_it_no_longer_brings(place, prefix):
    installing.install(place)
    old = prefix / "modules" / "rayvision" / "scripts" / "old.py"
    old.write_text("pass\n")
    manifest = place.manifest()
    manifest.note({"rayvision/scripts/old.py": b"pass\n"})
    changes = installing.install(place)
    assert written(changes, "remove") == {old}
    assert not old.exists()
    assert "rayvision/scripts/old.py" not in place.manifest().files


def test_uninstall_removes_all_it_wrote_and_the_folders_it_made(place, prefix, tmp_path):
    installed = installing.install(place)
    removed = installing.uninstall(place)
    assert written(removed, "remove") == written(installed)
    assert list(tmp_path.iterdir()) == []


def test_uninstall_of_a_version_leaves_no_folder_behind(prefix, tmp_path):
    place = targets.target("maya", version="2024", prefix=prefix)
    installing.install(place)
    installing.install(place)
    installing.uninstall(place)
    assert list(tmp_path.iterdir()) == []


def test_uninstall_leaves_what_others_put_there(place, prefix):
    prefix.mkdir()
    theirs = [prefix / "modules" / "other.mod", prefix / "modules" / "rayvision" / "notes.txt"]
    installing.install(place)
    for path in theirs:
        path.write_text("theirs\n")
    installing.uninstall(place)
    assert files_below(prefix) == set(theirs)


def test_uninstall_takes_the_byte_code_of_our_files_along(place, prefix):
    installing.install(place)
    scripts = prefix / "modules" / "rayvision" / "scripts"
    code = [
        scripts / "rayvision_in_maya.pyc",
        scripts / "analyzers" / "__pycache__" / "paths.cpython-311.pyc",
    ]
    other = scripts / "analyzers" / "__pycache__" / "theirs.cpython-311.pyc"
    other.parent.mkdir()
    for path in [*code, other]:
        path.write_bytes(b"code")
    changes = installing.uninstall(place)
    assert set(code) <= written(changes, "remove")
    assert files_below(prefix) == {other}


def test_uninstall_keeps_changed_files_and_says_so(place, prefix):
    installing.install(place)
    shelf = prefix / "modules" / "rayvision" / "shelves" / "shelf_Rayvision.mel"
    shelf.write_text("// mine\n")
    changes = installing.uninstall(place)
    assert [row.path for row in changes if row.what == "keep"] == [shelf]
    assert files_below(prefix) == {shelf, place.manifest().path}
    assert written(installing.uninstall(place), "keep") == {shelf}


def test_uninstall_removes_changed_files_only_when_told_to(place, prefix, tmp_path):
    installing.install(place)
    shelf = prefix / "modules" / "rayvision" / "shelves" / "shelf_Rayvision.mel"
    shelf.write_text("// mine\n")
    changes = installing.uninstall(place, force=True)
    assert [row.why for row in changes if row.path == shelf] == ["changed"]
    assert list(tmp_path.iterdir()) == []


def test_uninstall_refuses_when_the_module_file_itself_was_changed(place, prefix):
    installing.install(place)
    module = prefix / "modules" / "rayvision.mod"
    module.write_text(module.read_text() + "MINE=1\n")
    before = files_below(prefix)
    with pytest.raises(InstallFailed, match="nothing was removed"):
        installing.uninstall(place)
    assert files_below(prefix) == before


def test_uninstall_in_dry_run_removes_nothing(place, prefix):
    installed = installing.install(place)
    planned = installing.uninstall(place, dry_run=True)
    assert written(planned, "remove") == written(installed)
    assert files_below(prefix) == written(installed)


def test_uninstall_where_nothing_is_says_so(place):
    with pytest.raises(InstallFailed, match="nothing of ours"):
        installing.uninstall(place)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "C:/evil", "a\\..\\evil"])
def test_a_manifest_cannot_lead_out_of_its_folder(place, prefix, name):
    installing.install(place)
    path = place.manifest().path
    row = json.loads(path.read_text())
    row["files"][name] = "0"
    path.write_text(json.dumps(row))
    before = files_below(prefix)
    with pytest.raises(InstallFailed, match="outside its folder"):
        installing.uninstall(place, force=True)
    assert files_below(prefix) == before


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    place = targets.target("maya", prefix=blocked)
    with pytest.raises(InstallFailed, match="--prefix") as caught:
        installing.install(place)
    assert str(blocked) in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root and Windows may write")
def test_a_folder_without_permission_is_one_clear_line(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InstallFailed, match="may not be written"):
            installing.install(targets.target("maya", prefix=tmp_path))
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "platform, parts",
    [
        ("linux", ("maya", "modules")),
        ("darwin", ("Library", "Preferences", "Autodesk", "maya", "modules")),
    ],
)
def test_the_users_folder_of_a_platform_is_the_documented_one(platform, parts):
    place = targets.target("maya", environment={}, platform=platform)
    assert place.folder == pathlib.Path.home().joinpath(*parts)


def test_maya_app_dir_moves_the_users_folder(tmp_path):
    place = targets.target("maya", version="2025", environment={"MAYA_APP_DIR": str(tmp_path)})
    assert place.folder == tmp_path / "2025" / "modules"


@pytest.mark.parametrize("version", ["24", "2024/../..", "latest", "20244"])
def test_a_version_that_is_none_is_refused(version, tmp_path):
    with pytest.raises(InstallFailed, match="no version of Maya"):
        targets.target("maya", version=version, prefix=tmp_path)


def run(*arguments):
    """Runs the command and returns the lines it prints."""
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False).output.splitlines()


def test_the_command_names_each_file_once(prefix):
    lines = run("maya", "--prefix", str(prefix))
    for path in files_below(prefix):
        assert sum(line.split("  ", 1)[-1] == str(path) for line in lines) == 1, path


def test_the_command_says_would_in_a_dry_run(prefix):
    lines = run("maya", "--prefix", str(prefix), "--dry-run")
    assert lines and all(line.startswith("would write  ") for line in lines)
    assert not prefix.exists()


def test_the_command_says_how_maya_finds_a_prefix(prefix):
    lines = run("maya", "--prefix", str(prefix))
    assert lines[-1].endswith(f"MAYA_MODULE_PATH={prefix / 'modules'}")
