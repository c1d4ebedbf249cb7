"""``rayvision login``, ``logout`` and ``accounts``, without a farm; with one: tests/farm."""

import contextlib
import io
import json
import os
import select
import subprocess
import sys

import keyring
import keyring.backends.fail
import pytest
import requests

from rayvision_plugins import profiles
from rayvision_plugins.cli import main
from rayvision_plugins.config import Settings
from rayvision_plugins.credentials.accounts import Accounts

COMMAND = "import sys; from rayvision_plugins.cli import main; sys.exit(main(sys.argv[1:]))"
KEY = "thekeythatmustneverbeseenanywhere"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder, an environment that says nothing else, and no keyring."""
    for row in profiles.read_table("settings.json").values():
        monkeypatch.delenv(row["variable"], raising=False)
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield tmp_path / "home"
    keyring.set_keyring(before)


@pytest.fixture
def run(home, monkeypatch, capsys):
    """Returns a function that runs the command line: (exit code, standard output, errors)."""

    def rayvision(*arguments, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = main(arguments)
        said = capsys.readouterr()
        assert KEY not in said.out + said.err
        return code, said.out, said.err

    return rayvision


def login(run, *arguments, access_id="AKIDtest"):
    given = ("login", "--access-id", access_id, "--key-stdin", "--offline", *arguments)
    return run(*given, stdin=KEY + "\n")


def test_a_login_stores_the_account_under_its_host(run, home):
    code, out, err = login(run, "--domain", "jop.foxrenderfarm.com")
    assert code == 0, err
    assert "jop.foxrenderfarm.com" in out
    assert "without trying" in out
    assert str(home / "accounts.json") in err
    stored = Accounts(home).current
    assert (stored.name, stored.profile) == ("jop.foxrenderfarm.com", "current")
    assert Accounts(home).key(stored) == KEY


def test_a_login_without_a_host_is_for_the_usual_farm(run, home):
    assert login(run)[0] == 0
    stored = Accounts(home).current
    assert (stored.domain, stored.profile) == ("task.renderbus.com", "current")


def test_a_login_remembers_profile_platform_and_protocol(run, home, monkeypatch):
    monkeypatch.setenv("RAYVISION_PROTOCOL", "http")
    given = ("--domain", "farm.studio:8000", "--farm", "renderbus-2020", "--platform", "9")
    assert login(run, *given, "--account", "studio")[0] == 0
    stored = Accounts(home).named("studio")
    assert (stored.domain, stored.profile) == ("farm.studio:8000", "renderbus-2020")
    assert (stored.protocol, stored.platform) == ("http", "9")


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_what_stands_before_the_host_is_remembered_as_its_protocol(run, home, protocol):
    given = ("--domain", f"{protocol}://127.0.0.1:8000/", "--farm", "renderbus-2020")
    code, out, err = login(run, *given)
    assert code == 0, err
    stored = Accounts(home).current
    assert (stored.name, stored.domain) == ("127.0.0.1:8000", "127.0.0.1:8000")
    assert stored.protocol == protocol


def test_an_unknown_host_without_a_profile_stores_nothing(run, home):
    code, _, err = login(run, "--domain", "farm.studio:8000")
    assert code == 1
    assert "--farm" in err and "renderbus-2020" in err
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "word"),
    [
        (("--access-id", "AKID", "--key-stdin"), " \n", 1, "standard input held no key"),
        (("--access-id", "AK ID", "--key-stdin"), KEY, 1, "blank"),
        (("--key-stdin",), KEY, 2, "--access-id"),
        (("--access-id", "AKID"), KEY, 2, "--key-stdin"),
        (("--farm", "local", "--access-id", "AKID", "--key-stdin"), KEY, 2, "needs no account"),
        (("--access-id", "AKID", "--key-stdin"), "k" * 5000, 1, "4096"),
        (("--access-id", "AKID", "--key-stdin"), "half \udcff", 1, "no text"),
        (("--platform", "2\r\nX: y", "--access-id", "AKID", "--key-stdin"), KEY, 1, "platform"),
        (("--account", " ", "--access-id", "AKID", "--key-stdin"), KEY, 1, "no name"),
    ],
)
def test_what_a_login_lacks_is_told_and_nothing_is_stored(run, home, arguments, stdin, code, word):
    found, _, err = run("login", "--offline", *arguments, stdin=stdin)
    assert (found, word in err) == (code, True), err
    assert not (home / "accounts.json").exists()


def test_a_key_is_no_argument(run):
    assert run("login", "--access-key", "abc")[0] == 2


def test_a_login_as_json_is_one_document(run):
    code, out, _ = login(run, "--json")
    row = json.loads(out)
    assert code == 0
    assert (row["account"], row["current"], row["tried"]) == ("task.renderbus.com", True, False)


def test_a_login_says_when_variables_win_over_it(run, monkeypatch):
    monkeypatch.setenv("RAYVISION_API_ACCESS_ID", "AKIDother")
    code, _, err = login(run)
    assert code == 0
    assert "RAYVISION_API_ACCESS_ID" in err


def test_a_variable_for_another_account_does_not_disturb_a_login(run, home, monkeypatch):
    monkeypatch.setenv("RAYVISION_ACCOUNT", "nobody")
    assert login(run)[0] == 0
    assert Accounts(home).current.access_id == "AKIDtest"


def test_a_login_says_when_the_local_farm_wins_over_it(run, home, monkeypatch):
    monkeypatch.setenv("RAYVISION_FARM", "local")
    code, _, err = login(run, "--account", "work")
    assert code == 0
    assert "--account work" in err
    assert Accounts(home).current.domain == "task.renderbus.com"


def test_accounts_are_listed_and_one_is_chosen(run):
    for name in ("a", "b"):
        login(run, "--account", name, access_id=f"AKID{name}secret")
    code, out, _ = run("accounts")
    assert code == 0
    assert [line[:4] for line in out.splitlines()] == ["* b:", "  a:"]
    code, out, _ = run("accounts", "--use", "a", "--json")
    rows = json.loads(out)
    assert [(row["account"], row["current"]) for row in rows] == [("a", True), ("b", False)]
    assert "secret" not in out
    assert run("accounts", "--use", "c")[0] == 1


def test_no_accounts_are_an_empty_list(run):
    code, out, err = run("accounts")
    assert (code, out) == (0, "")
    assert "rayvision login" in err
    assert json.loads(run("accounts", "--json")[1]) == []


def test_logout_forgets_the_current_account_a_named_one_or_all(run, home):
    for name in ("a", "b", "c", "d"):
        login(run, "--account", name)
    assert run("logout")[0] == 0
    assert run("logout", "a", "--json")[1] == '{"forgotten": ["a"]}\n'
    assert [account.name for account in Accounts(home).all()] == ["b", "c"]
    code, _, err = run("logout")
    assert code == 1 and "current" in err
    assert run("logout", "--all")[0] == 0
    assert Accounts(home).all() == []
    assert KEY not in (home / "accounts.json").read_text()


def test_a_key_that_the_keyring_keeps_is_told_at_logout(run, home):
    login(run)
    table = json.loads((home / "accounts.json").read_text())
    table["accounts"][table["current"]]["in_keyring"] = True  # which is not here any more
    (home / "accounts.json").write_text(json.dumps(table))
    code, _, err = run("logout")
    assert (code, "keyring keeps" in err) == (0, True)


def test_logout_says_what_commands_use_from_then_on(run):
    for name in ("a", "b", "c"):
        login(run, "--account", name)
    assert "current" not in run("logout", "a")[2]
    err = run("logout", "--json")[2]
    assert "farm of this machine" in err and "accounts --use NAME" in err
    err = run("logout", "b")[2]
    assert "farm of this machine" in err and "rayvision login" in err
    assert run("logout", "--all") == (0, "", "no account is logged in: rayvision login\n")


@pytest.mark.parametrize(
    "command", [("accounts", "--use", "x"), ("logout",), ("logout", "x"), ("login", "--farm", "x")]
)
def test_an_error_is_a_json_object_too_when_json_is_wanted(run, command):
    code, out, err = run(*command, "--json")
    row = json.loads(out)
    assert (code, row["kind"], row["text"]) == (1, "error", err.strip().removeprefix("error: "))
    assert run(*command)[1] == ""


def test_an_account_that_is_not_there_cannot_be_forgotten(run):
    code, _, err = run("logout", "nobody")
    assert code == 1 and "'nobody'" in err
    assert run("logout", "a", "--all")[0] == 2


@pytest.mark.parametrize("accepted", [200, 502])
def test_a_login_leaves_no_connection_open(run, serve, monkeypatch, accepted):
    def answer(handler):
        handler.take()
        user = {"userId": 1, "userName": "ann"}
        envelope = {"code": 200, "message": "", "data": user, "result": True}
        handler.reply(accepted, json.dumps(envelope).encode(), Content_Type="application/json")

    closed = []
    close = requests.Session.close
    monkeypatch.setattr(requests.Session, "close", lambda self: closed.append(close(self)))
    monkeypatch.setenv("RAYVISION_ATTEMPTS", "1")
    where = ("--domain", f"http://{serve(answer).domain}", "--farm", "current")
    given = ("--access-id", "AKIDtest", "--key-stdin", *where)
    code, out, err = run("login", *given, stdin=KEY)
    assert code == (accepted != 200), err
    assert ("as ann" in out) == (accepted == 200)
    assert closed


def test_commands_use_the_account_until_logout(run):
    from rayvision_plugins.connect import place

    login(run, "--domain", "jop.foxrenderfarm.com")
    assert place(Settings()).domain == "jop.foxrenderfarm.com"
    run("logout")
    assert place(Settings()).profile == "local"


def at_a_terminal(*answers):
    """Logs in at a terminal with an answer per question; returns (exit code, what was seen)."""
    import fcntl
    import termios

    terminal, end = os.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "login", "--offline"],
        stdin=end,
        stdout=end,
        stderr=end,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(end, termios.TIOCSCTTY, 0),  # where Ctrl-C comes from
    )
    os.close(end)
    seen = b""
    # the blank at the end is what getpass says when it listens; before, it forgets what it heard
    for question, answer in zip((b"Access id: ", b"not shown): "), answers, strict=False):
        while question not in seen:
            seen += os.read(terminal, 1024)
        os.write(terminal, answer)
    with contextlib.suppress(OSError):  # so a terminal ends on Linux
        while True:
            # a Ctrl-C just before the read is not heard: it is pressed again
            if answers[-1] == b"\x03" and not select.select([terminal], [], [], 1)[0]:
                os.write(terminal, b"\x03")
            elif block := os.read(terminal, 1024):
                seen += block
            else:
                break
    os.close(terminal)
    return child.wait(60), seen


@pytest.mark.skipif(os.name != "posix", reason="a terminal of this kind is POSIX")
@pytest.mark.parametrize("answers", [(b"\x03",), (b"AKIDtest\n", b"\x03")])
def test_ctrl_c_at_a_question_stores_nothing_and_says_so(home, answers):
    code, seen = at_a_terminal(*answers)
    assert code == 130, seen
    assert b"interrupted; nothing was stored" in seen
    assert not home.exists()


@pytest.mark.skipif(os.name != "posix", reason="a terminal of this kind is POSIX")
def test_on_a_terminal_it_asks_and_does_not_show_the_key(home):
    code, seen = at_a_terminal(b"AKIDtest\n", KEY.encode() + b"\n")
    assert code == 0, seen
    assert KEY.encode() not in seen
    assert Accounts(home).key(Accounts(home).current) == KEY


def test_without_the_package_keyring_a_file_does(home):
    arguments = ["login", "--access-id", "AKID", "--key-stdin", "--offline"]
    run = subprocess.run(
        [sys.executable, "-c", "import sys; sys.modules['keyring'] = None; " + COMMAND, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        input=KEY,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert Accounts(home).key(Accounts(home).current) == KEY
