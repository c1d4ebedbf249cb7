"""Into Clarisse and out again, with its lists read the way Clarisse reads them."""

import json
import os
import pathlib
import sys

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "shelves"))

import clarisse_config  # noqa: E402

from rayvision_plugins import install as installing  # noqa: E402
from rayvision_plugins import targets  # noqa: E402
from rayvision_plugins.cli.install import install as command  # noqa: E402
from rayvision_plugins.manifest import InstallFailed  # noqa: E402
from rayvision_plugins.value_lists import with_value, without_value  # noqa: E402

SHIPPED = (
    b"IX_PYTHON3HOME=/usr/local:/usr\n"
    b"IX_SHELF_CONFIG_FILE=$IX_PYTHON_API_PATH/shelves/shelf.cfg\n"
    b"IX_SHELF_SCRIPT_PATH=\n"
    b"CLARISSE_STARTUP_SCRIPT=\n"
    b"# LD_LIBRARY_PATH of K\xf6ln\n"
)


@pytest.fixture
def home(tmp_path):
    """The user's folder of Clarisse with what two versions left there."""
    for version in ("4.0", "5.0"):
        path = tmp_path / "Clarisse it's" / version / "clarisse.env"
        path.parent.mkdir(parents=True)
        path.write_bytes(SHIPPED)
    return tmp_path / "Clarisse it's"


@pytest.fixture
def place(home):
    return targets.target("clarisse", prefix=home)


def files_below(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def listed(home, version="5.0"):
    text = (home / version / "clarisse.env").read_bytes().decode("latin-1")
    path = home / "read.env"
    path.write_text(text, encoding="utf-8")
    found = clarisse_config.variables(str(path))
    path.unlink()
    return found


def test_clarisse_finds_start_up_script_and_shelf_through_its_lists(place, home):
    installing.install(place)
    for version in ("4.0", "5.0"):
        found = listed(home, version)
        assert found["CLARISSE_STARTUP_SCRIPT"] == [(home / "rayvision_start.py").as_posix()]
        usual, own = found["IX_SHELF_CONFIG_FILE"]
        assert usual == "$IX_PYTHON_API_PATH/shelves/shelf.cfg"
        rows = clarisse_config.shelf(own)
        assert [row["title"] for _, row in rows] == ["Analyze", "Submit", "Stop"]
        assert all(pathlib.Path(row["script_filename"]).is_file() for _, row in rows)


def test_what_others_wrote_into_the_lists_stays_and_comes_first(place, home):
    path = home / "5.0" / "clarisse.env"
    path.write_bytes(
        SHIPPED.replace(b"STARTUP_SCRIPT=", b"STARTUP_SCRIPT=/studio/a.py:/studio/b.py")
    )
    before = path.read_bytes()
    installing.install(place)
    assert listed(home)["CLARISSE_STARTUP_SCRIPT"][:2] == ["/studio/a.py", "/studio/b.py"]
    installing.uninstall(place)
    assert path.read_bytes() == before


def test_installing_twice_lists_us_once(place, home):
    installing.install(place)
    once = files_below(home)
    again = installing.install(place)
    assert files_below(home) == once
    assert {row.what for row in again if row.path.name == "clarisse.env"} == {"same"}


def test_uninstalling_leaves_every_byte_as_it_was(place, home):
    before = files_below(home)
    installing.install(place)
    assert files_below(home) != before
    installing.uninstall(place)
    assert files_below(home) == before


@pytest.mark.parametrize("before", [b"", b"A=1", b"A=1\r\nB=2\r\n", b"A=1\n\n"])
def test_a_line_that_was_not_there_is_taken_out_again(place, home, before):
    path = home / "5.0" / "clarisse.env"
    path.write_bytes(before)
    installing.install(place)
    assert listed(home)["IX_SHELF_CONFIG_FILE"][0] == "$IX_PYTHON_API_PATH/shelves/shelf.cfg"
    assert path.read_bytes().count(b"\r\n") in (0, path.read_bytes().count(b"\n"))
    installing.uninstall(place)
    assert path.read_bytes().rstrip(b"\n") == before.rstrip(b"\n")


def test_one_version_gets_a_folder_and_a_list_of_its_own(home):
    installing.install(targets.target("clarisse", version="4.0", prefix=home))
    assert (home / "4.0" / "rayvision_start.py").is_file()
    assert not (home / "rayvision").exists()
    assert (home / "5.0" / "clarisse.env").read_bytes() == SHIPPED
    start = (home / "4.0" / "rayvision_start.py").as_posix()
    assert listed(home, "4.0")["CLARISSE_STARTUP_SCRIPT"] == [start]


def test_windows_separates_with_semicolons(home):
    place = targets.target("clarisse", prefix=home)
    installing.install(place, platform="win32")
    text = (home / "5.0" / "clarisse.env").read_bytes()
    assert b"/shelves/shelf.cfg;" in text
    installing.uninstall(place, platform="win32")
    assert (home / "5.0" / "clarisse.env").read_bytes() == SHIPPED


def test_a_clarisse_that_never_started_gets_no_file_that_is_not_ours(tmp_path):
    place = targets.target("clarisse", prefix=tmp_path)
    changes = installing.install(place)
    assert not list(tmp_path.rglob("clarisse.env"))
    assert installing.by_hand(place, changes) == {
        "CLARISSE_STARTUP_SCRIPT": (tmp_path / "rayvision_start.py").as_posix(),
        "IX_SHELF_CONFIG_FILE": (tmp_path / "rayvision/shelf/rayvision.cfg").as_posix(),
    }


def test_a_dry_run_names_the_same_and_writes_nothing(place, home):
    before = files_below(home)
    planned = installing.install(place, dry_run=True)
    assert files_below(home) == before
    assert planned == installing.install(place)
    before = files_below(home)
    gone = installing.uninstall(place, dry_run=True)
    assert files_below(home) == before
    assert gone == installing.uninstall(place)


def test_our_folder_stands_in_the_scripts_in_ascii(tmp_path):
    home = tmp_path / 'K\u00f6ln \u6728 "a" it\'s'
    installing.install(targets.target("clarisse", prefix=home))
    for name in ("rayvision_start.py", "rayvision/shelf/submit.py"):
        text = (home / name).read_bytes().decode("ascii")
        names = {}
        head, _, _ = text.partition("if FOLDER")
        exec(compile(head, name, "exec"), names)  # noqa: S102
        assert names["FOLDER"] == (home / "rayvision" / "scripts").as_posix()


def test_the_copy_knows_the_python_that_installed_it(place, home):
    installing.install(place)
    row = json.loads((home / "rayvision" / "submitter.json").read_text("utf-8"))
    assert row["python"] == sys.executable
    sys.path.insert(0, str(home / "rayvision" / "scripts"))
    try:
        for name in [name for name in sys.modules if name.startswith("rayvision_shelf")]:
            del sys.modules[name]
        from rayvision_shelf import pipe

        assert pathlib.Path(pipe.__file__).is_relative_to(home)
        assert pipe.submitter(environment={}).python == sys.executable
    finally:
        sys.path.pop(0)
        for name in [name for name in sys.modules if name.startswith("rayvision_shelf")]:
            del sys.modules[name]


@pytest.mark.parametrize("version", ["5", "2024", "5.0 SP14", "../5.0"])
def test_a_version_is_written_as_its_folder_is_called(version):
    with pytest.raises(InstallFailed, match=r"write it like 5\.0"):
        targets.target("clarisse", version=version)


@pytest.mark.parametrize(
    "platform, tail",
    [
        ("win32", "Roaming/Isotropix/Clarisse"),
        ("darwin", "Library/Preferences/Isotropix/Clarisse"),
        ("linux", ".isotropix/clarisse"),
    ],
)
def test_the_users_folder_of_each_platform(platform, tail):
    environment = {"APPDATA": "/users/a/AppData/Roaming"}
    place = targets.target("clarisse", platform=platform, environment=environment)
    assert place.folder.as_posix().endswith(tail)


def test_the_command_names_what_it_edits_and_takes_it_out_again(home):
    done = CliRunner().invoke(command, ["clarisse", "--prefix", str(home)])
    assert done.exit_code == 0, done.output
    assert f"edit  {home / '5.0' / 'clarisse.env'}" in done.output
    assert "start Clarisse again" in done.output
    done = CliRunner().invoke(command, ["clarisse", "--prefix", str(home), "--uninstall"])
    assert done.exit_code == 0, done.output
    assert (home / "5.0" / "clarisse.env").read_bytes() == SHIPPED


def test_the_command_says_what_to_set_where_no_list_is(tmp_path):
    done = CliRunner().invoke(command, ["clarisse", "--prefix", str(tmp_path)])
    start = (tmp_path / "rayvision_start.py").as_posix()
    assert f"start Clarisse with CLARISSE_STARTUP_SCRIPT={start}" in done.output


@pytest.mark.parametrize(
    "before, after",
    [
        (b"V=\n", b"V=x\n"),
        (b"V=a\n", b"V=a;x\n"),
        (b"V=a;x\n", b"V=a;x\n"),
        (b"V =a\r\n", b"V =a;x\r\n"),
        (b"VV=a\n", b"VV=a\nV=u;x\n"),
        (b"V=a\nV=b\n", b"V=a\nV=b;x\n"),
        (b"", b"V=u;x\n"),
    ],
)
def test_a_value_comes_last_in_the_list_that_counts(before, after):
    assert with_value(before, "V", "x", ";", "u")[0] == after


@pytest.mark.parametrize(
    "before, usual, after",
    [
        (b"V=a;x;b\n", None, b"V=a;b\n"),
        (b"V=x\n", None, b"V=\n"),
        (b"V=u;x\n", "u", b""),
        (b"V=u;x;mine\n", "u", b"V=u;mine\n"),
        (b"V=a\n", "", b"V=a\n"),
    ],
)
def test_a_value_is_taken_out_and_the_rest_stays(before, usual, after):
    assert without_value(before, "V", "x", ";", usual) == after


@pytest.mark.skipif(os.name == "nt" or not os.getuid(), reason="root may write everything")
def test_a_list_that_may_not_be_written_is_an_error(place, home):
    (home / "5.0").chmod(0o500)
    try:
        with pytest.raises(InstallFailed, match=r"clarisse\.env"):
            installing.install(place)
    finally:
        (home / "5.0").chmod(0o700)
