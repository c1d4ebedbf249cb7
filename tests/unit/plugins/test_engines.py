"""What moves the files of a farm: by the settings, by what the farm offers, over which line."""

import contextlib
import json
import stat
import types

import pytest

from rayvision_plugins import profiles
from rayvision_plugins.config import Settings
from rayvision_plugins.connect import open_farm
from rayvision_plugins.connect.engines import KNOWN, database_of, engine_of, storage_of
from rayvision_plugins.errors import ConfigError, TransferFailed
from rayvision_plugins.memory import NOWHERE
from rayvision_plugins.services.renderbus import Renderbus
from rayvision_plugins.transfer.http import HttpEngine
from rayvision_plugins.transfer.line import Line
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.transfer.vendor import VendorEngine


def line(name, server="10.0.0.1", port="33001", **more):
    return {"name": name, "server": server, "port": port, **more}


def offered(engine, *lines, password="secret", **more):  # noqa: S107 - not a real one
    accounts = [{"bid": "1", "name": "u", "password": password}]
    row = {"engineName": engine, "resqEngineAccounts": accounts, "respTaskEngineLines": list(lines)}
    return {**row, **more}


BIDS = {"inputBid": "1", "outputBid": "2", "configBid": "3"}
NAMED = {"input_bid": "1", "output_bid": "2", "config_bid": "3"}
USER = {"userId": 77, "userName": "u", "mainUserId": 66, "shareMainCapital": 0}


class Client:
    """Answers operations from a table; ``asked`` are their names."""

    timeouts = (1, 2)
    attempts = 3

    def __init__(self, engines=(), *, config=None, named=None, user=None, domain="", platform="2"):
        self.domain = domain or "task.renderbus.com"
        self.profile = profiles.load("current")
        self.asked = []
        self.signature = types.SimpleNamespace(
            platform=platform, credentials=types.SimpleNamespace(access_id="AKID")
        )
        self.answers = {
            "transfer_config": {**BIDS, "resqEngines": list(engines), **(config or {})},
            "transfer_bid": {**NAMED, **(named or {})},
            "user_profile": {**USER, **(user or {})},
        }

    def call(self, name, /, **body):
        self.asked.append(name)
        return self.answers[name]


def service(*engines, local=False, **more):
    return Renderbus(Client(engines, **more), local=local)


@pytest.fixture
def set_to(tmp_path):
    """Returns settings of an empty home with these values."""
    return lambda **values: Settings({"home": str(tmp_path / "home"), **values}, {})


@pytest.fixture
def program(tmp_path):
    """A file that can be started, in place of the vendor's program."""
    path = tmp_path / "rayvision_transmitter"
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def way(settings, *engines, **more):
    found = storage_of(service(*engines, **more), settings)
    route = found.route
    return route.engine, route.url, dict(route.tokens)


HTTP = offered("HTTP", line("LAN", "10.0.0.5", "8080"))
ASPERA = offered("Aspera", line("telecom"), line("unicom", "10.0.0.2"), password="other")
ODD = offered("Carrier pigeon", line("roof"))


def test_the_engine_that_the_farm_marks_is_taken_over_its_marked_line(set_to):
    marked = offered("Aspera", line("a"), line("b", "10.0.0.2", isDefault=1), isDefault=1)
    assert way(set_to(), HTTP, marked) == ("aspera", "http://10.0.0.2:33001", {"1": "secret"})
    assert way(set_to(), HTTP, ASPERA) == ("http", "http://10.0.0.5:8080", {"1": "secret"})


def test_an_engine_without_a_line_is_passed_over(set_to):
    bare = offered("Aspera", isDefault=1)
    none = {**bare, "respTaskEngineLines": None, "resqEngineAccounts": None}
    assert way(set_to(), bare, none, HTTP)[0] == "http"


def test_an_engine_that_nobody_here_knows_is_passed_over(set_to):
    assert way(set_to(), {**ODD, "isDefault": 1}, HTTP)[0] == "http"
    with pytest.raises(TransferFailed, match=r"task\.renderbus\.com.*offers? .*carrier pigeon"):
        way(set_to(), ODD)


def test_a_farm_without_any_line_says_so(set_to):
    with pytest.raises(TransferFailed, match="no line"):
        way(set_to())


def test_a_setting_chooses_engine_and_line(set_to):
    assert way(set_to(engine="aspera"), HTTP, ASPERA)[1:] == (
        "http://10.0.0.1:33001",
        {"1": "other"},
    )
    chosen = set_to(engine="aspera", provider="unicom")
    assert way(chosen, HTTP, ASPERA)[1] == "http://10.0.0.2:33001"
    assert way(set_to(provider="unicom"), HTTP, ASPERA)[0] == "aspera"


def test_what_is_not_offered_is_named_with_what_is(set_to):
    with pytest.raises(TransferFailed, match=r"raysync, but http \(LAN\), aspera \(telecom\)"):
        way(set_to(engine="raysync"), HTTP, ASPERA)
    with pytest.raises(ConfigError, match=r"'moon'; it offers http \(LAN\)"):
        way(set_to(provider="moon"), HTTP)


def test_the_farm_of_this_machine_keeps_its_own_storage_and_says_so_once(set_to, tmp_path, capsys):
    chosen = set_to(engine="store", store=str(tmp_path), transports=str(tmp_path / "none"))
    assert way(chosen, HTTP, local=True)[0] == "http"
    with contextlib.closing(Records(NOWHERE)) as records:
        open_farm(service(HTTP, local=True), records, chosen)
    said = "note: the farm of this machine keeps its own storage: engine, store, transports"
    assert capsys.readouterr().err == f"{said} set aside\n"


def test_what_the_farm_of_this_machine_does_anyway_is_not_told(set_to, capsys):
    with contextlib.closing(Records(NOWHERE)) as records:
        open_farm(service(HTTP, local=True), records, set_to(engine="http"))
        open_farm(service(HTTP), records, set_to(provider="LAN"))
    assert capsys.readouterr().err == ""


def test_an_engine_that_does_not_exist_is_an_error_on_this_machine_too(set_to):
    with pytest.raises(ConfigError, match="engine must be http or .*not 'pigeon'"):
        way(set_to(engine="pigeon"), HTTP, local=True)


def test_a_user_below_this_one_without_a_storage_is_left_out(set_to):
    users = [{"userId": "5", "outputBid": "50"}, {"userId": "6"}, {}]
    config = {"subUserOutputBids": users}
    assert storage_of(service(HTTP, config=config), set_to()).output_bids == {"5": "50"}


@pytest.mark.parametrize("profile", profiles.known())
def test_the_vendors_program_can_bring_frames_home_from_every_deployment(set_to, program, profile):
    asked = service(ASPERA)
    asked.client.profile = profiles.load(profile)
    asked.client.answers["output_files"] = [{"fileName": "a.png", "fileSize": 3}]
    _, engine = engine_of(asked, set_to(transmitter=program), Line())
    assert [row.path for row in engine.listing("2", "5_scene", ".")] == ["5_scene/a.png"]
    assert "output_files" in asked.client.profile.endpoints


def test_the_way_to_a_farm_is_as_the_settings_say(set_to):
    said = set_to(upload_order="large", poll="3", parallel="2")
    with contextlib.closing(Records(said.home / "records.db")) as records:
        way = open_farm(service(HTTP), records, said)
    assert (way.upload_order, way.poll, way.attempts) == ("large", 3, 3)


# -- stores ---------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["store", ""])
def test_a_store_needs_no_line_of_the_farm(set_to, tmp_path, engine):
    asked = service()
    storage = storage_of(asked, set_to(store=str(tmp_path), engine=engine))
    assert (storage.route.engine, storage.input_bid, storage.config_bid) == ("store", "1", "3")
    assert asked.client.asked == ["transfer_bid"]


def test_a_store_is_left_alone_when_another_engine_is_wanted(set_to, tmp_path):
    assert way(set_to(store=str(tmp_path), engine="http"), HTTP)[0] == "http"


def test_the_engine_store_needs_a_store(set_to):
    with pytest.raises(ConfigError, match="no store is named.*RAYVISION_STORE"):
        way(set_to(engine="store"), HTTP)


# -- the vendor's lines ---------------------------------------------------------------

TRANSPORTS = {
    "renderbus_www2": {
        "aspera": {"server_name": "two", "server_ip": "10.1.1.2", "server_port": 33001},
        "raysync": {"server_name": "two", "server_ip": "10.1.1.3", "server_port": "32001"},
    },
    "foxrenderfarm_gpu": {"aspera": {"server_ip": "10.1.1.4", "server_port": "33001"}},
    "default": {"aspera": {"server_ip": "10.1.1.9", "server_port": "33001"}},
}


@pytest.fixture
def transports(tmp_path):
    def write(table):
        path = tmp_path / "transports.json"
        text = table if isinstance(table, str) else json.dumps(table)
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize(
    ("engine", "domain", "platform", "url"),
    [
        ("", "task.renderbus.com", "2", "http://10.1.1.2:33001"),
        ("raysync", "task.renderbus.com", "2", "http://10.1.1.3:32001"),
        ("aspera", "jop.foxrenderfarm.com", "21", "http://10.1.1.4:33001"),
        ("aspera", "jop.foxrenderfarm.com", "2", "http://10.1.1.9:33001"),
        ("aspera", "task.renderbus.com", "77", "http://10.1.1.9:33001"),
    ],
)
def test_a_file_of_transports_names_the_line_of_a_platform(
    set_to, transports, engine, domain, platform, url
):
    asked = service(domain=domain, platform=platform)
    found = storage_of(asked, set_to(transports=transports(TRANSPORTS), engine=engine))
    assert (found.route.engine, found.route.url) == (engine or "aspera", url)
    assert asked.client.asked == ["transfer_bid"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("{", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ([], "no line of raysync for renderbus_www2"),
        ({"default": {"aspera": {}}}, "no line of raysync"),
        ({"default": {"raysync": {"server_ip": "a"}}}, "default, raysync: server_ip and"),
        ({"default": {"raysync": {"server_ip": "a", "server_port": "x"}}}, "server_port"),
        ({"default": {"raysync": {"server_ip": "a", "server_port": "²"}}}, "server_port"),
    ],
)
def test_what_is_wrong_with_a_file_of_transports_is_said(set_to, transports, table, said):
    with pytest.raises(ConfigError, match=said) as caught:
        way(set_to(transports=transports(table), engine="raysync"))
    assert "transports.json" in str(caught.value)


def test_a_file_of_transports_that_is_not_there_is_named(set_to, tmp_path):
    with pytest.raises(ConfigError, match="none.json: the transports cannot be read"):
        way(set_to(transports=str(tmp_path / "none.json")))


def test_the_vendors_program_is_set_up_for_the_line(set_to, program):
    storage, engine = engine_of(service(ASPERA), set_to(transmitter=program), Line())
    assert isinstance(engine, VendorEngine)
    assert (storage.route.engine, engine.executable, engine.place) == (
        "aspera",
        program,
        "task.renderbus.com",
    )


def test_a_store_is_given_the_records_to_keep_what_it_saw(set_to, tmp_path):
    pytest.importorskip("obstore")
    with contextlib.closing(Records(tmp_path / "records.db")) as records:
        (tmp_path / "store" / "5").mkdir(parents=True)
        (tmp_path / "store" / "5" / "a").write_bytes(b"content")
        settings = set_to(store=str(tmp_path / "store"))
        _, engine = engine_of(service(HTTP), settings, Line(), records)
        (row,) = engine.listing("5", "", str(tmp_path))
        known = records.known(f"{engine.place}/5", ["a"])
        assert known["a"][2] == row.digest


def test_a_line_whose_program_is_not_here_says_where_it_is_looked_for(set_to, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigError, match="aspera.*rayvision_transmitter.*RAYVISION_TRANSMITTER"):
        engine_of(service(ASPERA), set_to(), Line())


def test_every_engine_of_the_setting_can_be_chosen():
    choices = {"", "http", "store", "aspera", "raysync"}
    assert choices - {"", "store"} <= set(KNOWN)


# -- http -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "place"), [(True, "local/AKID"), (False, "task.renderbus.com/AKID")]
)
def test_a_storage_is_the_same_whatever_port_its_server_has(set_to, local, place):
    _, engine = engine_of(service(HTTP, local=local), set_to(), Line())
    assert isinstance(engine, HttpEngine)
    assert engine.place == place


# -- whose the files are --------------------------------------------------------------


def test_a_sub_account_that_shares_sends_to_the_main_account(set_to):
    shared = {"config": {"parentInputBid": "10206"}, "user": {"shareMainCapital": 1}}
    found = service(HTTP, **shared).storage()
    assert (found.input_bid, found.owner, found.output_bid) == ("10206", "66", "2")
    older = service(named={"parent_input_bid": "10206"}, user={"shareMainCapital": 1}).bids()
    assert (older.input_bid, older.owner) == ("10206", "66")


def test_a_sub_account_that_does_not_share_keeps_its_storage():
    found = service(HTTP, config={"parentInputBid": "10206"}).storage()
    assert (found.input_bid, found.owner) == ("1", "")


@pytest.mark.parametrize("parent", [None, "", "1"])
def test_an_account_of_its_own_is_not_asked_for_its_profile(parent):
    asked = service(HTTP, config={"parentInputBid": parent}, user={"shareMainCapital": 1})
    assert asked.storage().input_bid == "1"
    assert asked.client.asked == ["transfer_config"]


def test_the_outputs_of_users_below_are_known_by_user():
    rows = [{"userId": "88", "outputBid": "20202"}]
    assert service(HTTP, config={"subUserOutputBids": rows}).storage().output_bids == {
        "88": "20202"
    }
    assert service(named={"sub_user_output_bids": rows}).bids().output_bids == {"88": "20202"}


def test_no_password_is_shown_with_a_storage():
    assert "secret" not in repr(service(HTTP).storage())


def test_records_are_where_db_config_says(set_to, tmp_path):
    path = tmp_path / "db_config.ini"
    path.write_text(f"[DATABASE_CONFIG]\ndb_path = {tmp_path / 'kept'}\n")
    assert database_of(set_to()) is None
    assert database_of(set_to(db_config=str(path))).path.parent == tmp_path / "kept"
    with pytest.raises(ConfigError, match=r"none\.ini"):
        database_of(set_to(db_config=str(tmp_path / "none.ini")))


def test_what_is_wrong_with_a_db_config_names_its_whole_path(set_to, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "db_config.ini").write_text("[DATABASE_CONFIG]\ntype = paper\n")
    with pytest.raises(ConfigError) as caught:
        database_of(set_to(db_config="db_config.ini"))
    assert str(tmp_path / "db_config.ini") in str(caught.value)
