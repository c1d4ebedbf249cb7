"""A whole submission, watched from outside: what may be shown holds no secret.

The commands run as processes whose every log record, at DEBUG and with all its fields, goes to
a file, and whose secret headers are noted where they leave for the wire. What they print, log,
keep on disk and show in the process list is then searched for keys, signatures and tokens.
"""

import json
import os
import pathlib
import subprocess
import sys
import threading

import pytest
from test_whole_path import make_scene

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.exists("/proc/self/cmdline"), reason="needs /proc"),
]

WATCHED = """
import http.client, logging, os, sys

put = http.client.HTTPConnection.putheader

def noted(self, header, *values):
    if header.lower() in ("signature", "authorization", "proxy-authorization"):
        with open(os.environ["NOTED_SECRETS"], "a") as stream:
            stream.writelines(f"{header} {value.split()[-1]}\\n" for value in values)
    return put(self, header, *values)

class Whole(logging.Formatter):
    def format(self, record):
        return super().format(record) + repr(vars(record))

from rayvision_plugins.services.renderbus.transmit import TransmitOperator

config = TransmitOperator.get_transfer_config

def with_passwords(self):
    answer = config(self)
    with open(os.environ["NOTED_SECRETS"], "a") as stream:
        for engine in answer["resqEngines"]:
            rows = engine["resqEngineAccounts"]
            stream.writelines(f"password {row['password']}\\n" for row in rows)
    return answer

TransmitOperator.get_transfer_config = with_passwords
http.client.HTTPConnection.putheader = noted
handler = logging.FileHandler(os.environ["NOTED_LOG"])
handler.setFormatter(Whole())
logging.basicConfig(level=logging.DEBUG, handlers=[handler])

from rayvision_plugins.cli import main

sys.exit(main())
"""
KEYRING = '''
import json, os, keyring.backend

class Keyring(keyring.backend.KeyringBackend):
    """Keeps its secrets in a file of this test."""

    priority = 9

    def _all(self):
        path = os.environ["KEYRING_FILE"]
        return json.load(open(path)) if os.path.exists(path) else {}

    def get_password(self, service, name):
        return self._all().get(f"{service} {name}")

    def set_password(self, service, name, password):
        kept = {**self._all(), f"{service} {name}": password}
        json.dump(kept, open(os.environ["KEYRING_FILE"], "w"))

    def delete_password(self, service, name):
        pass
'''


class Watched:
    """Commands in a home of their own; ``shown`` is all that anybody could have seen."""

    def __init__(self, folder):
        self.folder = folder
        self.home = folder / "home"
        self.shown = []
        self.lists = set()
        (folder / "site").mkdir()
        (folder / "site" / "keyring_of_test.py").write_text(KEYRING)

    def run(self, *arguments, code=0, entered="", **variables):
        """Runs a command to its end and returns what it printed."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("RAYVISION_") and "proxy" not in key.lower()
        }
        environment = {
            **kept,
            "PYTHONPATH": os.pathsep.join([str(self.folder / "site"), *filter(None, sys.path)]),
            "RAYVISION_HOME": str(self.home),
            "PYTHON_KEYRING_BACKEND": "keyring_of_test.Keyring",
            "KEYRING_FILE": str(self.folder / "keyring.json"),
            "NOTED_SECRETS": str(self.folder / "noted.txt"),
            "NOTED_LOG": str(self.folder / "log.txt"),
            **variables,
        }
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=[ended])
        watcher.start()
        try:
            done = subprocess.run(
                [sys.executable, "-c", WATCHED, *map(str, arguments)],
                cwd=self.folder,
                env=environment,
                input=entered,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=120,
            )
        finally:
            ended.set()
            watcher.join()
        self.shown += [done.stdout, done.stderr]
        assert done.returncode == code, (arguments, done.stdout, done.stderr)
        return done

    def _watch(self, ended):
        while not ended.wait(0.005):
            for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    self.lists.add(path.read_bytes())
                except OSError:  # it has ended meanwhile
                    continue

    def noted(self, header):
        """Returns the values of a header that went over the wire."""
        lines = (self.folder / "noted.txt").read_text().splitlines()
        found = {value for name, _, value in (line.partition(" ") for line in lines)
                 if name.lower() == header}  # fmt: skip
        assert found, f"nothing was sent with {header}"
        return found

    def search(self, *secrets, files=()):
        """Fails when a secret was shown; ``files`` may hold them, no other file does."""
        log = (self.folder / "log.txt").read_text(errors="replace")
        assert "urllib3" in log and "rayvision_plugins.client" in log
        lists = b"\n".join(self.lists).decode(errors="replace")
        assert "rayvision_plugins" in lists
        kept = {*files, self.folder / "noted.txt"}
        texts = {"the log": log, "the process list": lists, "the output": "".join(self.shown)}
        for path in self.folder.rglob("*"):
            # a farm has to remember the requests it has seen
            if path.is_file() and path not in kept and not path.name.startswith("farm.db"):
                texts[str(path)] = path.read_bytes().decode(errors="replace")
        for secret in secrets:
            assert len(secret) > 15
            assert [name for name, text in texts.items() if secret in text] == []


@pytest.fixture
def watched(tmp_path):
    return Watched(tmp_path)


def test_no_secret_shows_in_a_submission_to_the_local_farm(watched):
    scene = make_scene(watched.folder / "project", end=2)
    done = watched.run("--debug", "submit", scene, "--out", watched.folder / "out", "--json")
    assert [json.loads(line) for line in done.stdout.splitlines()]
    assert any((watched.folder / "out" / "frames").rglob("*.*"))
    account = json.loads((watched.home / "farm" / "account.json").read_text())
    secrets = {account["access_key"], *watched.noted("signature"), *watched.noted("authorization")}
    assert len(secrets) > 6
    watched.search(*secrets, files=[watched.home / "farm" / "account.json"])


def test_no_secret_shows_in_the_life_of_an_account(watched, farm):
    variables = {"RAYVISION_PROTOCOL": "http"}
    key = farm.account["access_key"]
    watched.run(
        "login", "--account", "studio", "--farm", "renderbus-2020", "--domain", farm.domain,
        "--access-id", farm.account["access_id"], "--key-stdin", "--json",
        entered=f"{key}\n", **variables,
    )  # fmt: skip
    keyring = watched.folder / "keyring.json"
    assert key in keyring.read_text()
    scene = make_scene(watched.folder / "project", end=1)
    watched.run("submit", scene, "--out", watched.folder / "out", "--json", **variables)
    for command in (["accounts"], ["whoami"], ["task", "list"], ["doctor"], ["settings"]):
        watched.run("--debug", *command, "--json", **variables)
    for words in (["--json"], []):
        told = watched.run("--debug", "transfer", "--raysync", *words, **variables).stdout
        assert "***" in told
    watched.run("logout", "studio", "--json", **variables)
    raysync = farm.call("raysync_user_key")
    hidden = {raysync[name] for name in ("raySyncUserKey", "userKey", "signature")} - {""}
    tokens = {*watched.noted("authorization"), *watched.noted("password")}
    secrets = {key, *hidden, *watched.noted("signature"), *tokens}
    watched.search(*secrets, files=[keyring, farm.folder / "account.json"])


def test_no_secret_shows_in_the_trace_of_a_failure(watched, farm):
    wrong = "akeythatisnotthatofthisfarm"
    scene = make_scene(watched.folder / "project", end=1)
    common = ["--farm", "renderbus-2020", "--domain", farm.domain]
    variables = {
        "RAYVISION_PROTOCOL": "http",
        "RAYVISION_API_ACCESS_ID": farm.account["access_id"],
        "RAYVISION_API_KEY": wrong,
        "RAYVISION_ATTEMPTS": "1",
    }
    refused = watched.run(
        "--debug", "submit", scene, "--out", watched.folder / "out", "--json", *common,
        code=1, **variables,
    )  # fmt: skip
    assert "Traceback" in refused.stderr and "611" in refused.stderr
    farm.stop()
    unanswered = watched.run("--debug", "task", "list", "--json", *common, code=1, **variables)
    assert "Traceback" in unanswered.stderr
    by_proxy = {**variables, "RAYVISION_PROXY": f"http://studio:secretofthisproxy@{farm.domain}"}
    watched.run("--debug", "task", "list", *common, code=1, **by_proxy)
    watched.search(
        wrong, "secretofthisproxy", *watched.noted("signature"),
        files=[farm.folder / "account.json"],
    )  # fmt: skip


def test_the_search_finds_a_secret_that_is_shown(watched):
    (watched.folder / "log.txt").write_text("urllib3 rayvision_plugins.client")
    watched.lists.add(b"python -m rayvision_plugins.farm.app")
    watched.search("asecretofsomebody")
    watched.shown.append("{'signature': 'asecretofsomebody'}")
    with pytest.raises(AssertionError, match="the output"):
        watched.search("asecretofsomebody")
