"""The command line itself: help, usage errors, and what starting it costs."""

import functools
import json
import os
import signal
import subprocess
import sys

import pytest

import rayvision_plugins
from rayvision_plugins import cli
from rayvision_plugins.cli import COMMANDS, SECTIONS, main
from rayvision_plugins.cli.show import print_json

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


def leaves():
    """Yields the words of every command that does something, those of groups too."""
    for name in COMMANDS:
        command = cli.rayvision.get_command(None, name)
        subcommands = getattr(command, "commands", None)
        yield from [[name, sub] for sub in subcommands] if subcommands else [[name]]


LEAVES = list(leaves())
GROUPS = sorted({words[0] for words in LEAVES if len(words) > 1})


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


@pytest.mark.parametrize("command", [*LEAVES, *([name] for name in GROUPS), []], ids=" ".join)
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


def test_every_section_of_the_help_begins_with_a_command(help_of):
    assert set(SECTIONS) <= set(COMMANDS) and next(iter(COMMANDS)) in SECTIONS
    text = help_of().stdout
    for title in SECTIONS.values():
        assert f"\n{title}:\n" in text


@pytest.mark.parametrize("group", GROUPS)
def test_the_help_of_a_group_tells_each_command_in_a_whole_line(group, help_of):
    lines = help_of(group).stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == [
        sub for name, *subs in LEAVES if name == group for sub in subs
    ]
    assert not [line for line in lines if line.endswith("...")]


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
        ["download"],
        ["download", "abc"],
        ["farm", "nonsense"],
        ["task", "nonsense"],
        ["task", "show"],
        ["task", "show", "abc"],
        ["task", "log", "1"],
        ["task", "stop"],
        ["task", "delete", "1"],
        ["task", "list", "--from", "soon"],
        ["task", "list", "--limit", "0"],
        ["task", "list", "--every", "0"],
        ["task", "overtime", "1"],
        ["task", "retry-frames", "1"],
        ["label", "add"],
        ["label", "delete", "a"],
        ["env", "add", "a"],
        ["env", "delete", "a"],
        ["software", "--system", "linux"],
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


@pytest.mark.parametrize("command", [*LEAVES, *([name] for name in GROUPS)], ids=" ".join)
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


@pytest.mark.parametrize("command", ["accounts --use nobody", "logout", "logout nobody"])
def test_an_error_of_the_accounts_is_an_event_too(command, tmp_path):
    done = rayvision(*command.split(), "--json", folder=tmp_path)
    assert done.returncode == 1
    row = json.loads(done.stdout)
    assert (row["kind"], row["code"]) == ("error", "ConfigError")
    assert done.stderr == f"error: {row['text']}\n"


def test_the_password_in_any_answer_is_hidden(capsys):
    told = {"a": [{"password": "hunter22", "userKey": None}], "raySyncUserKey": "hunter22"}
    print_json({**told, "name": "kept"})
    assert json.loads(capsys.readouterr().out) == {
        "a": [{"password": "***", "userKey": None}],
        "raySyncUserKey": "***",
        "name": "kept",
    }


def test_a_question_that_nobody_answers_is_no_question(tmp_path):
    done = rayvision("task", "delete", "1", folder=tmp_path)
    assert done.returncode == 2
    assert "Delete 1: nobody can be asked here; --yes means it" in done.stderr


def test_the_help_says_what_force_does_not_pass_and_what_makes_a_task_wait(help_of):
    words = " ".join(help_of("check").stdout.split())
    assert "are never passed" in words
    assert "--set pre_frames=100 --set stop_after_test=1" in " ".join(
        help_of("task", "full-speed").stdout.split()
    )


def test_the_local_farm_is_called_so_whatever_its_port_is(tmp_path):
    told = json.loads(rayvision("whoami", "--json", folder=tmp_path).stdout)
    assert told["farm"] == "local (this machine)"
    assert told["domain"].startswith("127.0.0.1:")


class TestServe:
    """``farm serve`` from its start to Ctrl-C that reaches this process alone."""

    def start(self, folder, *steps):
        path = os.pathsep.join(filter(None, [*map(str, steps), *sys.path]))
        return subprocess.Popen(
            [sys.executable, "-c", MAIN, "farm", "serve"],
            env={**os.environ, "PYTHONPATH": path, "RAYVISION_HOME": str(folder / "home")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def test_it_serves_until_ctrl_c(self, tmp_path):
        process = self.start(tmp_path)
        assert json.loads(process.stdout.readline())["url"]
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 0 and "Traceback" not in err
        assert not (tmp_path / "home" / "farm" / "address.json").exists()

    def test_ctrl_c_during_the_start_is_one_line(self, tmp_path):
        package, begun = tmp_path / "site" / "PIL", tmp_path / "begun"
        package.mkdir(parents=True)
        os.mkfifo(begun)
        (package / "__init__.py").write_text(
            f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(60)\n"
        )
        process = self.start(tmp_path, tmp_path / "site")
        begun.read_text()  # the farm is being started
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert (process.returncode, err.strip()) == (130, "interrupted")


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
