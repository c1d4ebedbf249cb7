"""The command line itself: help, usage errors, and what starting it costs."""

import functools
import json
import os
import subprocess
import sys

import pytest

import rayvision_plugins
from rayvision_plugins.cli import COMMANDS, main

MAIN = "import sys; from rayvision_plugins.cli import main; sys.exit(main())"
HEAVY = (
    "requests", "urllib3", "jsonschema", "aiohttp", "sqlite_utils", "sqlite3", "PIL", "xxhash",
    "asyncio", "tqdm",
)  # fmt: skip


def rayvision(*arguments, folder, code=MAIN, env=None):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RAYVISION")}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={
            **kept,
            "PYTHONPATH": os.pathsep.join(step for step in sys.path if step),
            "RAYVISION_HOME": str(folder / "home"),
            **(env or {}),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
    )


LEAVES = [[name] for name in COMMANDS if name != "farm"] + [["farm", "serve"]]


@pytest.fixture(scope="module")
def help_of(tmp_path_factory):
    """Returns a function that gives the help of a command, asked for once; stderr says what
    was loaded."""
    folder = tmp_path_factory.mktemp("help")

    @functools.cache
    def ask(*command):
        return rayvision(*command, "--help", folder=folder, code=LOADED)

    yield ask
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", [*LEAVES, ["farm"], []], ids=" ".join)
def test_every_command_has_help(command, help_of):
    done = help_of(*command)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("LOADED")
    assert done.stdout.startswith(f"Usage: {' '.join(['rayvision', *command])}")


def test_the_short_form_of_help_is_known(tmp_path, help_of):
    assert rayvision("submit", "-h", folder=tmp_path).stdout == help_of("submit").stdout


def test_the_help_names_every_command_with_a_line(help_of):
    text = help_of().stdout
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in text
        assert line.split(".")[0][:30] in text


def test_without_arguments_the_help_is_shown(tmp_path):
    done = rayvision(folder=tmp_path)
    assert done.returncode in (0, 2)
    assert "Usage: rayvision" in done.stdout + done.stderr
    assert "submit" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_that_of_the_package(tmp_path):
    done = rayvision("--version", folder=tmp_path)
    assert done.returncode == 0
    assert rayvision_plugins.__version__ in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["submit"],
        ["submit", "--nonsense", "a.ma"],
        ["submit", "a.ma", "b.ma"],
        ["submit", "a.ma", "--set"],
        ["submit", ".", "--set", "novalue"],
        ["check"],
        ["analyze"],
        ["watch"],
        ["watch", "abc"],
        ["download", "1", "2"],
        ["farm", "nonsense"],
        ["farm", "serve", "--port", "abc"],
        ["demo", "extra"],
    ],
    ids=" ".join,
)
def test_a_wrong_use_ends_with_2_and_says_what_is_wrong(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path / "home"))
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert "Usage:" in printed.err or "Error:" in printed.err
    assert "Traceback" not in printed.err
    assert printed.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_none_is_a_usage_error_or_one_line(tmp_path):
    for port in ("99999", "-1"):
        done = rayvision("farm", "serve", "--port", port, folder=tmp_path)
        assert done.returncode in (1, 2), done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


LOADED = (
    "import sys\n"
    "from rayvision_plugins.cli import main\n"
    "code = main(sys.argv[1:])\n"
    "names = {name.partition('.')[0] for name in sys.modules}\n"
    f"print('LOADED', sorted(names & set({HEAVY!r})), file=sys.stderr)\n"
    "sys.exit(code)\n"
)


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"], ["nonsense"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments, tmp_path):
    done = rayvision(*arguments, folder=tmp_path, code=LOADED)
    assert done.stderr.splitlines()[-1] == "LOADED []"


@pytest.mark.parametrize("command", [*LEAVES, ["farm"]], ids=" ".join)
def test_help_of_a_command_loads_no_network(command, help_of):
    loaded = help_of(*command).stderr.splitlines()[-1]
    for name in ("requests", "jsonschema", "aiohttp"):
        assert f"'{name}'" not in loaded


@pytest.mark.parametrize("command", LEAVES, ids=" ".join)
def test_every_command_speaks_json(command, help_of):
    assert "--json" in help_of(*command).stdout


def test_an_error_as_json_is_an_event_and_a_line(tmp_path):
    done = rayvision("check", "none.ma", "--json", folder=tmp_path)
    assert done.returncode == 1
    row = json.loads(done.stdout.splitlines()[-1])
    assert row["kind"] == "error"
    assert "none.ma" in row["text"]
    assert done.stderr.startswith("error: ")


def test_debug_shows_the_trace_of_an_error(tmp_path):
    done = rayvision("--debug", "check", "none.ma", folder=tmp_path)
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_an_error_is_one_line_without_debug(tmp_path):
    for command in ("check", "analyze", "submit"):
        done = rayvision(command, "none.ma", folder=tmp_path)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith("error: ") and "none.ma" in line
    assert not (tmp_path / "none.rayvision").exists()


def test_the_analysis_as_json_is_one_object_and_writes_nothing(tmp_path):
    (tmp_path / "a.ma").write_text(
        '//Maya ASCII 2022 scene\nrequires maya "2022";\n'
        'createNode transform -n "main";\ncreateNode camera -n "mainShape" -p "main";\n'
        "// End of a.ma\n"
    )
    done = rayvision("analyze", "a.ma", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["version"] == "2022"
    assert [path.name for path in tmp_path.iterdir()] == ["a.ma"]


def test_text_of_any_language_is_printed_on_a_terminal_of_any_kind(tmp_path):
    (tmp_path / "场景.ma").write_text("//Maya ASCII 2022 scene\n", encoding="utf-8")
    for name, value in (
        ("PYTHONIOENCODING", "ascii"),
        ("LC_ALL", "C"),
        ("PYTHONIOENCODING", "gbk"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", MAIN, "check", "场景.ma"],
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join(step for step in sys.path if step),
                "RAYVISION_HOME": str(tmp_path / "home"),
                name: value,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
        )
        assert b"Traceback" not in done.stderr
        assert b"UnicodeEncodeError" not in done.stderr
        assert done.returncode in (1, 3)
