"""What each check finds; the machine is said, the farm is a server that answers as it likes."""

import contextlib
import dataclasses
import json
import os
import socket
import time
from types import SimpleNamespace

import keyring
import keyring.backends.fail
import machines
import pytest

from rayvision_plugins import connect, doctor, profiles
from rayvision_plugins.config import Settings
from rayvision_plugins.connect import reached
from rayvision_plugins.connect.line import Pause
from rayvision_plugins.doctor import FAIL, OK, WARN, Machine, farm, here
from rayvision_plugins.services.renderbus import Storage

KEY = "thekeythatmustneverbeseenanywhere"
GIB = 2**30


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder, and an environment that says nothing else, and no keyring."""
    for row in profiles.read_table("settings.json").values():
        monkeypatch.delenv(row["variable"], raising=False)
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path / "home"))
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield tmp_path / "home"
    keyring.set_keyring(before)


def found(rows):
    """Returns (levels, all text) of what a check yields."""
    rows = list(rows)
    assert all(text.isprintable() and advice.isprintable() for _, text, advice in rows)
    assert all(advice for level, _, advice in rows if level != OK)
    text = "\n".join(f"{text} {advice}" for _, text, advice in rows)
    return [level for level, _, _ in rows], text


@pytest.mark.parametrize(
    ("python", "level"),
    [((3, 10, 0), OK), ((3, 13, 9), OK), ((3, 14, 0), WARN), ((3, 9, 1), WARN), ((4, 0, 0), WARN)],
)
def test_an_interpreter_that_nobody_tried_is_told(python, level):
    levels, text = found(here.interpreter(Machine({}, python=python)))
    assert levels == [level]
    assert ".".join(map(str, python)) in text


def test_official_packages_beside_ours_are_named_with_their_versions(tmp_path, monkeypatch):
    assert found(here.official(Machine({})))[0] == [OK]
    for name, version in (("rayvision_api", "3.0.4.3"), ("rayvision_sync", "2.1")):
        info = tmp_path / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    monkeypatch.syspath_prepend(tmp_path)
    levels, text = found(here.official(Machine({})))
    assert levels == [WARN]
    assert "rayvision_api 3.0.4.3, rayvision_sync 2.1" in text


def test_dccs_are_named_with_version_and_place_or_with_where_to_look(tmp_path):
    install = machines.installer("maya", "mayapy", tmp_path)
    search = install("usr/autodesk/maya2022", "usr/autodesk/maya2024")
    for name in ("houdini", "clarisse"):
        search.table["dccs"][name]["folders"]["linux"] = []
    levels, text = found(here.dccs(Machine({}, search=search)))
    assert levels == [OK, OK]
    assert "Maya 2022" in text and "Maya 2024" in text
    bare = dataclasses.replace(search, table=json.loads(json.dumps(search.table)))
    bare.table["dccs"]["maya"]["folders"]["linux"] = []
    levels, text = found(here.dccs(Machine({}, search=bare)))
    assert levels == [WARN]
    assert "MAYA_LOCATION" in text


def test_every_fault_of_the_settings_is_a_line(home):
    home.mkdir()
    assert found(here.configuration(Machine({}), Settings()))[0] == [OK]
    (home / "config.json").write_text(json.dumps({"framm": "local", "attempts": 0}))
    levels, text = found(here.configuration(Machine({}), Settings()))
    assert levels == [FAIL, FAIL]
    assert "'framm'" in text and "attempts" in text


def test_settings_that_cannot_be_read_end_the_examination(home):
    home.mkdir()
    (home / "config.json").write_text("{")
    rows = list(doctor.examine(Machine({})))
    assert (rows[-1].check, rows[-1].level) == ("configuration", FAIL)
    assert "config.json" in rows[-1].text


def test_a_home_that_is_not_there_yet_is_tried_above_and_not_made(home):
    levels, text = found(here.home(Machine({}), Settings()))
    assert (levels, home.exists()) == ([OK], False)
    assert str(home) in text


@pytest.mark.skipif(os.name != "posix" or not os.path.isdir("/proc"), reason="needs a /proc")
def test_a_home_that_cannot_be_written_says_which_variable_names_another():
    levels, text = found(here.home(Machine({}), Settings({"home": "/proc/rayvision"})))
    assert levels == [FAIL]
    assert "RAYVISION_HOME" in text


@pytest.mark.skipif(os.name != "posix" or not os.path.isdir("/proc"), reason="needs a /proc")
def test_what_needs_a_home_that_cannot_be_written_is_left_out(home):
    rows = list(doctor.examine(Machine({"home": "/proc/rayvision"})))
    assert (rows[-1].check, rows[-1].level) == ("home folder", FAIL)
    assert "RAYVISION_HOME" in rows[-1].advice
    assert "disk" not in {row.check for row in rows}


@pytest.mark.parametrize(
    ("err", "text"),
    [
        (FileNotFoundError(2, "No such file or directory", "/gone"), "/gone: No such file or dir"),
        (FileNotFoundError(2, "No such file or directory"), "No such file or directory"),
        (OSError("odd"), "odd"),
    ],
)
def test_a_check_that_the_system_breaks_says_so_in_words(home, err, text):
    def broken(folder):
        raise err

    (row,) = [
        row
        for row in doctor.examine(Machine({"farm": "current"}, free=broken))
        if row.check == "disk"
    ]
    assert (row.level, row.text.startswith(text), bool(row.advice)) == (FAIL, True, True), row


def test_an_id_and_key_without_a_farm_are_told(home, monkeypatch):
    monkeypatch.setenv("RAYVISION_API_ACCESS_ID", "AKIDtest")
    monkeypatch.setenv("RAYVISION_API_KEY", KEY)
    last = list(doctor.examine(Machine({})))[-1]
    assert (last.check, last.level) == ("farm", FAIL)
    assert "RAYVISION_DOMAIN" in last.advice


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_files_with_keys_that_others_can_read_are_told(home):
    home.mkdir()
    accounts, config = home / "accounts.json", home / "config.json"
    accounts.write_text(json.dumps({"current": "", "accounts": {}}))
    config.write_text(json.dumps({"access_key": KEY}))
    for path in (accounts, config):
        path.chmod(0o644)
    levels, text = found(here.keys(Machine({}), Settings()))
    assert levels == [OK, WARN, WARN]
    assert f"chmod 600 {accounts}" in text and f"chmod 600 {config}" in text
    assert KEY not in text
    config.write_text(json.dumps({"farm": "local"}))
    accounts.chmod(0o600)
    assert found(here.keys(Machine({}), Settings()))[0] == [OK]


@pytest.mark.parametrize(("free", "level"), [(100 * GIB, OK), (GIB, WARN), (1, FAIL)])
def test_room_on_the_disk_is_told_with_what_to_do(home, free, level):
    levels, text = found(here.disk(Machine({}, free=lambda folder: free), Settings()))
    assert set(levels) == {level}
    assert f"{free / GIB:.1f} GiB" in text


# -- the farm -----------------------------------------------------------------------------


@pytest.fixture
def elsewhere(home, serve):
    """Returns a function that reaches a server and gives what a check finds there."""

    def ask(check, answer):
        server = serve(answer)
        given = {"farm": "renderbus-2020", "domain": server.domain, "protocol": "http"}
        given |= {"access_id": "AKIDtest", "access_key": KEY, "attempts": 1, "read_timeout": 5}
        with reached(given) as service:
            levels, text = found(check(Machine({}), service))
        assert KEY not in text
        return levels, text, server.asked

    return ask


def told(**fields):
    """Returns an answer of the farm's kind."""
    body = json.dumps({"code": 611, "message": "no", "data": None, **fields}).encode()

    def answer(handler):
        handler.take()
        handler.reply(200, body, Content_Type="application/json")

    return answer


@pytest.mark.parametrize(
    ("apart", "level", "word"),
    [(0, OK, ""), (20, OK, ""), (-20, OK, ""), (400, WARN, "400 s ahead"), (-4000, WARN, "behind")],
)
def test_this_clock_is_compared_with_that_of_the_farm(elsewhere, apart, level, word):
    levels, text, _ = elsewhere(farm.clock, told(serverTime=(time.time() - apart) * 1000))
    assert levels == [level]
    assert word in text


@pytest.mark.parametrize("time_of_farm", [None, "soon", [], {}, True, 5])
def test_a_farm_that_does_not_tell_its_time_is_no_crash(elsewhere, time_of_farm):
    assert elsewhere(farm.clock, told(serverTime=time_of_farm))[0] == [WARN]


def test_what_is_not_the_farm_says_where_to_look(elsewhere):
    def answer(handler):
        handler.reply(502, b"<html>", Content_Type="text/html")

    levels, text, _ = elsewhere(farm.clock, answer)
    assert levels == [FAIL]
    assert "502" in text and "proxy" in text


def test_a_farm_that_does_not_answer_says_where_to_look(elsewhere):
    levels, text, _ = elsewhere(farm.clock, lambda handler: handler.cut())
    assert levels == [FAIL]
    assert "proxy" in text and "domain" in text


def test_a_refused_signature_says_how_to_give_another_key(elsewhere):
    levels, text, _ = elsewhere(farm.signature, told())
    assert levels == [FAIL]
    assert "611" in text and "rayvision login" in text


class Farm:
    """A service that names a storage; ``client`` is itself, for the time-outs."""

    timeouts = (2, 2)
    local = False

    def __init__(self, url, engine="http"):
        self.client = self
        route = SimpleNamespace(engine=engine, url=url, tokens={"1": KEY})
        self.found = Storage("1", "2", "3", (route,))

    def storage(self):
        return self.found

    bids = storage


def test_a_storage_that_listens_is_reached_and_a_missing_program_is_told(
    home, monkeypatch, program
):
    monkeypatch.setenv("PATH", "")
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = "http://127.0.0.1:{}".format(server.getsockname()[1])
        assert found(farm.storage(Machine({}), Farm(url)))[0] == [OK]
        levels, text = found(farm.storage(Machine({}), Farm(url, "aspera")))
        assert levels == [WARN]
        assert "aspera" in text and "RAYVISION_TRANSMITTER" in text
        monkeypatch.setenv("RAYVISION_TRANSMITTER", program)
        assert found(farm.storage(Machine({}), Farm(url, "aspera")))[0] == [OK]


def test_a_store_of_ones_own_is_opened_and_the_farms_storage_not(home, monkeypatch, tmp_path):
    pytest.importorskip("obstore")
    monkeypatch.setenv("RAYVISION_STORE", str(tmp_path))
    levels, text = found(farm.storage(Machine({}), Farm("http://127.0.0.1:1")))
    assert levels == [OK]
    assert f"{tmp_path} answers; files go there" in text


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("{}/away", "there is no such folder"),
        ("s3://bucket?endpoint=http://127.0.0.1:1&skip_signature=true", "bucket"),
        ("tape://bucket", "is no address of a store"),
    ],
)
def test_a_store_that_does_not_open_is_a_finding(home, monkeypatch, tmp_path, store, said):
    pytest.importorskip("obstore")
    monkeypatch.setenv("RAYVISION_STORE", store.format(tmp_path))
    monkeypatch.setattr(doctor, "HERE", {})
    monkeypatch.setattr(doctor, "HOME", {})
    monkeypatch.setattr(doctor, "FARM", {"storage": farm.storage})
    monkeypatch.setattr(connect, "reached", lambda _: contextlib.nullcontext(Farm("http://x")))
    (row,) = doctor.examine(Machine({}))
    assert (row.check, row.level) == ("storage", FAIL)
    assert said in row.text
    assert row.advice


def test_what_the_farm_of_this_machine_sets_aside_is_told(home, monkeypatch, tmp_path):
    monkeypatch.setenv("RAYVISION_STORE", str(tmp_path))
    monkeypatch.setattr(Farm, "local", True)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = "http://127.0.0.1:{}".format(server.getsockname()[1])
        levels, text = found(farm.storage(Machine({}), Farm(url)))
    assert levels == [OK, OK]
    assert "the farm of this machine keeps its own storage: store set aside" in text


@pytest.fixture
def program(tmp_path):
    """A file that can be started, in place of the vendor's program."""
    path = tmp_path / "rayvision_transmitter"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_the_vendors_program_is_named_or_said_not_to_be_needed(home, monkeypatch, program):
    monkeypatch.setenv("PATH", "")
    levels, text = found(here.program(Machine({}), Settings()))
    assert levels == [OK]
    assert text.strip() == (
        "not on this machine; only farms whose lines are aspera or raysync need it"
    )
    assert (
        found(here.program(Machine({}), Settings({"transmitter": program})))[1].strip() == program
    )
    rows = list(doctor.examine(Machine({"farm": "current", "transmitter": program + "x"})))
    assert [row.level for row in rows if row.check == "transmitter"] == [FAIL]


def test_what_all_transfers_share_is_told(home, tmp_path):
    levels, text = found(here.transfers(Machine({}), Settings()))
    assert (levels, text.strip()) == ([OK], f"records in {home / 'records.db'}")
    home.mkdir()
    Pause(home).begin()
    levels, text = found(here.transfers(Machine({}), Settings({"max_speed": 500})))
    assert levels == [OK, WARN]
    assert "500 KB/s at most" in text and "rayvision resume" in text


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[DATABASE_CONFIG]\ndb_path = kept\n", "kept"),
        ("[DATABASE_CONFIG]\non = false\n", "no records are kept"),
        (
            "[DATABASE_CONFIG]\ntype = redis\n[REDIS]\nhost = cache\nport = 7000\n"
            f"table_index = 1\npassword = {KEY}\n",
            "redis at cache:7000",
        ),
    ],
)
def test_where_db_config_puts_the_records_is_told(home, tmp_path, lines, said):
    path = tmp_path / "db_config.ini"
    path.write_text(lines)
    levels, text = found(here.transfers(Machine({}), Settings({"db_config": str(path)})))
    assert levels == [OK]
    assert said in text and KEY not in text


def test_a_db_config_that_is_wrong_is_a_finding(home, tmp_path):
    path = tmp_path / "db_config.ini"
    path.write_text("[DATABASE_CONFIG]\ntype = oracle\n")
    rows = list(doctor.examine(Machine({"farm": "current", "db_config": str(path)})))
    (row,) = [row for row in rows if row.check == "transfers"]
    assert row.level == FAIL and "oracle" in row.text and row.advice


@pytest.mark.parametrize(
    ("url", "port"), [("http://[::1]", 80), ("https://host", 443), ("https://host:8443", 8443)]
)
def test_a_storage_is_knocked_at_on_the_port_of_its_scheme(monkeypatch, url, port):
    asked = []

    def refuse(address, timeout):
        asked.append(address[1])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert found(farm.storage(Machine({}), Farm(url)))[0] == [FAIL]
    assert asked == [port]


@pytest.mark.parametrize("place", ["closed", "127.0.0.1:99999", "127.0.0.1:none", "[", ""])
def test_a_storage_that_cannot_be_reached_is_named(place):
    if place == "closed":
        with socket.create_server(("127.0.0.1", 0)) as server:
            place = "127.0.0.1:{}".format(server.getsockname()[1])
    levels, text = found(farm.storage(Machine({}), Farm(f"http://{place}")))
    assert levels == [FAIL]
    assert place in text
    assert "Error" not in text  # words, no class of Python


def test_what_a_farm_says_of_itself_is_shown_as_one_plain_line(home, serve):
    user = {"userId": 1, "userName": "a\x1b[2J\nok    storage: fine"}
    server = serve(told(code=200, data=user, serverTime=time.time() * 1000))
    given = {"farm": "renderbus-2020", "domain": server.domain, "protocol": "http"}
    rows = list(doctor.examine(Machine(given | {"access_id": "AKIDtest", "access_key": KEY})))
    (row,) = [row for row in rows if row.check == "signature"]
    assert row.level == OK and row.text.isprintable()


def test_an_examination_stops_at_what_the_rest_needs(home, serve):
    server = serve(told(serverTime=time.time() * 1000))
    given = {"farm": "renderbus-2020", "domain": server.domain, "protocol": "http", "attempts": 1}
    rows = list(doctor.examine(Machine(given | {"access_id": "AKIDtest", "access_key": KEY})))
    checks = [row.check for row in rows]
    assert checks[-2:] == ["clock", "signature"]
    assert [row.level for row in rows][-2:] == [OK, FAIL]
    assert {*here.HERE, *here.HOME} <= set(checks)


@pytest.mark.parametrize(
    "answer",
    [
        told(serverTime=time.time() * 1000),
        told(code=500, message="no"),
        told(code=31337, message="odd"),
        told(code=200, data={}),
        told(code=200, data=[]),
        lambda handler: handler.reply(502, b"<html>", Content_Type="text/html"),
        lambda handler: handler.cut(),
    ],
)
def test_every_finding_that_is_not_well_says_what_to_do(home, serve, answer):
    server = serve(answer)
    given = {"farm": "renderbus-2020", "domain": server.domain, "protocol": "http", "attempts": 1}
    rows = list(doctor.examine(Machine(given | {"access_id": "AKIDtest", "access_key": KEY})))
    assert rows[-1].level == FAIL
    assert [row for row in rows if row.level != OK and not row.advice] == []


@pytest.mark.skipif(os.name != "posix", reason="a folder in place of the file is no OSError")
def test_a_file_that_cannot_be_read_says_what_to_do(home):
    (home / "accounts.json").mkdir(parents=True)
    rows = list(doctor.examine(Machine({"farm": "current"})))
    assert [row for row in rows if row.level == FAIL and not (row.text and row.advice)] == []
    assert any(row.level == FAIL for row in rows)


def test_what_a_caught_error_advises_stands_in_the_advice(home, serve):
    body = json.dumps({"code": 200, "data": {"userId": 1, "userName": "a"}}).encode()

    def answer(handler):
        handler.take()
        reply = body if "Profile" in handler.path else b'{"code": 605, "message": "no"}'
        handler.reply(200, reply, Content_Type="application/json")

    server = serve(answer)
    given = {"farm": "renderbus-2020", "domain": server.domain, "protocol": "http", "attempts": 1}
    last = list(doctor.examine(Machine(given | {"access_id": "AKIDtest", "access_key": KEY})))[-1]
    assert (last.check, last.level) == ("storage", FAIL)
    hint = profiles.load("renderbus-2020").codes[605].hint
    assert last.advice == hint and hint not in last.text


def test_without_an_account_the_examination_says_so(home):
    last = list(doctor.examine(Machine({"farm": "current"})))[-1]
    assert (last.check, last.level) == ("farm", FAIL)
    assert "rayvision login" in last.advice
