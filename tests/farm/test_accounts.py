"""Logging in at a farm, asking it as that account, and the doctor's word on it."""

import json
import os
import subprocess
import sys

import pytest

COMMAND = "import sys; from rayvision_plugins.cli import main; sys.exit(main())"


@pytest.fixture
def run(tmp_path):
    """Returns a function that runs the command line in a home of its own, without a keyring."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RAYVISION_")}
    environment = {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "RAYVISION_HOME": str(tmp_path / "home"),
        "RAYVISION_PROTOCOL": "http",
    }

    def rayvision(*arguments, stdin="", **more):
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *map(str, arguments)],
            env={**environment, **more},
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )

    return rayvision


def login(run, farm, key, *arguments):
    given = ("login", "--domain", farm.domain, "--farm", "renderbus-2020", "--key-stdin")
    return run(*given, "--access-id", farm.account["access_id"], *arguments, stdin=key)


def findings(done):
    rows = json.loads(done.stdout)["findings"]
    return {row["check"]: row["level"] for row in rows}


def test_an_account_that_the_farm_accepts_is_stored_and_used(run, shared):
    done = login(run, shared, shared.account["access_key"])
    assert done.returncode == 0, done.stderr
    assert shared.account["user_name"] in done.stdout
    done = run("doctor", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    levels = findings(done)
    assert (levels["clock"], levels["signature"], levels["storage"]) == ("ok", "ok", "ok")
    assert shared.domain in done.stdout
    assert shared.account["access_key"] not in done.stdout + done.stderr


def test_a_wrong_key_is_refused_and_not_stored(run, shared, tmp_path):
    done = login(run, shared, "wrongkeyofthistest")
    assert done.returncode == 1
    assert "611" in done.stderr
    assert "wrongkeyofthistest" not in done.stdout + done.stderr
    assert not (tmp_path / "home" / "accounts.json").exists()


def test_a_wrong_key_that_was_stored_untried_is_found_by_the_doctor(run, shared):
    assert login(run, shared, "wrongkeyofthistest", "--offline").returncode == 0
    done = run("doctor", "--json")
    assert done.returncode == 1
    levels = findings(done)
    assert (levels["clock"], levels["signature"]) == ("ok", "fail")
    assert "storage" not in levels


def test_the_protocol_before_the_host_is_the_one_that_is_spoken(run, shared):
    other = {"RAYVISION_PROTOCOL": "https"}
    given = ("login", "--farm", "renderbus-2020", "--key-stdin", "--access-id")
    given += (shared.account["access_id"], "--domain")
    key = shared.account["access_key"]
    assert run(*given, f"http://{shared.domain}", stdin=key, **other).returncode == 0
    done = run(*given, f"https://{shared.domain}", stdin=key)
    assert done.returncode == 1
    assert "http://" in done.stderr  # what to do when it does not speak TLS


def test_an_account_of_the_environment_is_not_taken_for_one_of_the_local_farm(run):
    id_and_key = {"RAYVISION_API_ACCESS_ID": "AKIDx", "RAYVISION_API_KEY": "wrongkeyofthistest"}
    done = run("whoami", **id_and_key)
    assert done.returncode == 1
    assert "RAYVISION_DOMAIN" in done.stderr and "--farm local" in done.stderr
    done = run("whoami", "--farm", "local", **id_and_key)
    assert done.returncode == 0, done.stderr
    assert "farm\tlocal (this machine)\n" in done.stdout


def test_the_environment_wins_over_a_stored_account(run, shared):
    assert login(run, shared, "wrongkeyofthistest", "--offline").returncode == 0
    id_and_key = {
        "RAYVISION_API_ACCESS_ID": shared.account["access_id"],
        "RAYVISION_API_KEY": shared.account["access_key"],
    }
    done = run("doctor", "--json", **id_and_key)
    assert findings(done)["signature"] == "ok", done.stdout


def test_a_farm_that_is_gone_is_no_place_to_log_in(run, farm, tmp_path):
    farm.stop()
    done = login(run, farm, "key")
    assert done.returncode == 1
    assert farm.domain in done.stderr
    assert not (tmp_path / "home" / "accounts.json").exists()
    assert login(run, farm, "key", "--offline").returncode == 0


def test_the_doctor_examines_the_local_farm_when_nobody_is_logged_in(run):
    done = run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith("      ")]
    assert [line.split()[0] for line in lines if "storage:" in line] == ["ok"]
    assert [line for line in lines if "clock: local (this machine)" in line]
    assert {line.split()[0] for line in lines} <= {"ok", "warn"}
