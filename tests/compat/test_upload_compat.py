"""Uploads by the documented names, against a farm over real HTTP."""

import json
import logging
import os
import pathlib

import pytest

from rayvision_plugins.services.renderbus.storage import Route, Storage


@pytest.fixture(autouse=True)
def apart(monkeypatch):
    """Keeps what the machine says of transfers out of the tests, and each warning fresh."""
    from rayvision_sync import _farm

    for name in ("DB", "DB_CONFIG", "ENGINE", "STORE", "TRANSPORTS", "TRANSMITTER", "PROVIDER"):
        monkeypatch.delenv(f"RAYVISION_{name}", raising=False)
    _farm.said.cache_clear()


@pytest.fixture
def api(shared, account):
    from rayvision_api import RayvisionAPI

    return RayvisionAPI(**account(shared))


@pytest.fixture
def files(tmp_path):
    """The four files of a task with two inputs, which lie at the farm in a folder of the test."""
    folder = tmp_path / "1586250829"
    for name in ("scene.ma", "tex/木 'x'.png"):
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 50)
    rows = [
        {"local": path.as_posix(), "server": f"/D/{tmp_path.name}/{path.name}"}
        for path in sorted((folder / "in").rglob("*.*"))
    ]
    documents = {"task": {"task_info": {}}, "tips": {}, "asset": {"asset": []}}
    documents["upload"] = {"asset": rows, "scene": rows[:1]}
    found = {}
    for name, document in documents.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        found[name] = str(path)
    return found


@pytest.fixture
def uploads(api):
    from rayvision_sync.upload import RayvisionUpload

    return RayvisionUpload(api)


@pytest.fixture
def inputs(files):
    """What the list of the inputs names, as the farm lists it."""
    rows = json.loads(pathlib.Path(files["upload"]).read_text(encoding="utf-8"))["asset"]
    return {row["server"].lstrip("/") for row in rows}


def there(farm, use="input"):
    farm.login()
    return {row["path"] for row in farm.list(use)}


def config_of(task):
    return {f"{task}/cfg/{name}.json" for name in ("task", "tips", "asset", "upload")}


def test_four_files_by_name_and_what_they_list(shared, uploads, files, inputs):
    named = {f"{name}_json_path": path for name, path in files.items()}
    assert uploads.upload("5165465", **named) is True
    assert there(shared) >= inputs
    assert there(shared, "config") >= config_of("5165465")


def test_four_files_in_any_order_are_told_apart_by_their_names(shared, uploads, files, inputs):
    order = [files[name] for name in ("upload", "tips", "task", "asset")]
    assert uploads.upload("7", *order) is True
    assert there(shared) >= inputs
    assert there(shared, "config") >= config_of("7")


def test_inputs_and_descriptions_apart(shared, uploads, files, inputs):
    assert uploads.upload_asset(files["upload"], is_db=False) is True
    assert uploads.upload_config(5165466, list(files.values())) is True
    assert there(shared) >= inputs
    assert there(shared, "config") >= config_of("5165466")


def test_paths_may_be_path_objects(shared, uploads, files, inputs):
    paths = {f"{name}_json_path": pathlib.Path(path) for name, path in files.items()}
    assert uploads.upload("8", **paths) is True
    assert there(shared) >= inputs


def test_a_second_upload_sends_nothing(shared, uploads, files, caplog):
    uploads.upload_asset(files["upload"])
    with caplog.at_level(logging.INFO, "rayvision_sync"):
        assert uploads.upload_asset(files["upload"], max_speed="1048576") is True
    assert "0 sent, 2 already there" in caplog.text


@pytest.mark.parametrize("number", ["multi_thread_upload", "thread_pool_upload"])
def test_parts_of_a_list_go_at_once(shared, uploads, files, number, inputs):
    from rayvision_sync.utils import cutting_upload

    pool = cutting_upload(files["upload"], max_resources_number=1)
    assert [os.path.basename(path) for path in pool] == ["upload_1.json", "upload_2.json"]
    count = {"multi_thread_upload": {"thread_num": 20}, "thread_pool_upload": {"pool_size": 20}}
    assert getattr(uploads, number)(pool, **count[number]) is True
    assert there(shared) >= inputs


def test_a_pool_takes_is_db_and_tells_what_failed(uploads, files, tmp_path):
    from rayvision_sync.exception import RayvisionError

    os.remove(json.loads(pathlib.Path(files["upload"]).read_text())["asset"][0]["local"])
    with pytest.raises(RayvisionError) as caught:
        uploads.thread_pool_upload([files["upload"]], is_db=False)
    assert caught.value.error_code == 200025


def test_a_file_that_is_missing_is_an_error_and_the_others_go(shared, uploads, files):
    from rayvision_api.exception import RayvisionError

    os.remove(files["tips"])
    with pytest.raises(RayvisionError) as caught:
        uploads.upload_config("9", list(files.values()))
    assert caught.value.error_code == 20004
    assert "tips.json" in caught.value.error
    assert there(shared, "config") >= config_of("9") - {"9/cfg/tips.json"}


@pytest.mark.parametrize("kind", ["upload_json", "upload_list"])
def test_a_list_that_is_not_there_is_an_error_of_assets(uploads, tmp_path, kind):
    from rayvision_sync.exception import RayvisionError

    with pytest.raises(RayvisionError, match="list") as caught:
        uploads.upload_asset(str(tmp_path / "gone"), transmit_type=kind)
    assert caught.value.error_code == 200025


@pytest.mark.parametrize("task", [None, ""])
def test_files_that_describe_no_task_are_not_sent(uploads, files, task):
    from rayvision_sync.exception import RayvisionError

    with pytest.raises(RayvisionError, match="name the task"):
        uploads.upload_config(task, [files["task"]])


def test_a_list_of_paths_without_records_leaves_none(uploads, files, own_home, tmp_path):
    path = tmp_path / "plain.txt"
    path.write_text(files["task"], encoding="utf-8")
    told = []
    uploads.logger = Log(told)
    for _ in range(2):
        assert uploads.upload_asset(str(path), is_db=False, transmit_type="upload_list")
    assert sum("1 of 1 files to look into" in text for text in told) == 2


class Log:
    """A logger as the documents let a script bring one: it tells, and no more."""

    def __init__(self, told):
        self.info = self.debug = lambda text, *values: told.append(text % values)


def test_a_list_of_paths_alone(shared, uploads, files, tmp_path):
    path = tmp_path / "plain.txt"
    path.write_text(files["task"] + "\n\n" + files["tips"] + "\n", encoding="utf-8")
    assert uploads.upload_asset(str(path), transmit_type="upload_list") is True
    assert {name.rpartition("/")[2] for name in there(shared)} >= {"task.json", "tips.json"}


class Redis(dict):
    def hset(self, flag, path, when):
        self.setdefault(flag, {})[path] = when


def test_files_that_arrive_are_kept_in_the_redis_of_a_script(uploads, files):
    base = Redis()
    uploads.upload_asset(files["upload"], is_record=True, redis_obj=base)
    names = {os.path.basename(path) for path in base["upload_done"]}
    assert names == {"scene.ma", "木 'x'.png"}
    assert all(isinstance(when, int) for when in base["upload_done"].values())


def test_an_engine_the_farm_has_no_line_of_is_said_once(uploads, files, caplog):
    for _ in range(2):
        assert uploads.upload_asset(files["upload"], engine_type="raysyncproxy")
    assert caplog.text.count("the farm has no line of raysyncproxy; http moves the files") == 1


def test_an_engine_nobody_knows_is_refused(uploads, files):
    from rayvision_sync.exception import UnsupportedEngineType

    with pytest.raises(UnsupportedEngineType, match="pigeon"):
        uploads.upload_asset(files["upload"], engine_type="pigeon")


def test_what_means_nothing_here_is_said_once(uploads, files, caplog):
    for _ in range(2):
        uploads.upload_asset(files["upload"], proxy_ip="10.0.0.1", proxy_port="1", upload_num=2)
    assert caplog.text.count("proxy_ip is set aside") == 1
    assert "upload_num" not in caplog.text


@pytest.mark.parametrize("speed", ["fast", "-1", 0])
def test_a_speed_that_is_none_is_refused_before_anything_is_sent(
    uploads, shared, files, speed, inputs
):
    from rayvision_sync.exception import RayvisionError

    with pytest.raises(RayvisionError):
        uploads.upload_asset(files["upload"], max_speed=speed)
    assert not there(shared) & inputs


def test_records_lie_where_the_documents_say(uploads, files, own_home, monkeypatch, tmp_path):
    assert not (own_home / "renderfarm_sdk").exists()
    uploads.upload_asset(files["upload"])
    assert (own_home / "renderfarm_sdk" / "records.db").is_file()
    monkeypatch.setenv("RAYVISION_DB", str(tmp_path / "kept"))
    uploads.upload_asset(files["upload"])
    assert (tmp_path / "kept" / "records.db").is_file()


def test_a_db_config_says_where_records_lie(api, files, tmp_path):
    from rayvision_sync import RayvisionUpload

    path = tmp_path / "db_config.ini"
    path.write_text("[DATABASE_CONFIG]\ndb_path = own\n[SQLITE]\ntemporary = true\n")
    made = RayvisionUpload(api, db_config_path=str(path))
    assert made.load_db_config(str(path)) == (
        made.transfer_log_path,
        {
            "host": "127.0.0.1",
            "port": 6379,
            "password": "",
            "table_index": "",
            "timeout": "5000",
        },
        {"temporary": "true"},
        {"on": "true", "type": "sqlite", "db_path": str(tmp_path / "own")},
    )
    made.upload_asset(files["upload"])
    assert (tmp_path / "own" / "records.db").is_file()
    assert made._check_and_mk(None) == str(tmp_path / "own")
    assert made.check_transfer_log_path(str(tmp_path)) == str(tmp_path)
    ini = pathlib.Path(made.create_db_ini(files["upload"]))
    assert ini == tmp_path / "own" / "db_ini" / "1586250829.ini"
    assert "platform_id = 2" in ini.read_text(encoding="utf-8")
    assert os.name == "nt" or ini.stat().st_mode & 0o077 == 0


def test_a_setting_makes_the_records_those_of_the_command_line_too(
    uploads, api, shared, account, files, monkeypatch, tmp_path
):
    from rayvision_sync import RayvisionUpload

    from rayvision_plugins import connect, upload

    def looked_into():
        """What an upload of the command line begins with."""
        with connect.opened({**account(shared), "farm": "current"}) as farm:
            events = list(upload.upload_asset(files["upload"], farm))
        assert events[-1].text == "0 sent, 2 already there"
        return events[0].text

    uploads.upload_asset(files["upload"])
    assert looked_into() == "2 of 2 files to look into"
    path = tmp_path / "db_config.ini"
    path.write_text("[DATABASE_CONFIG]\ndb_path = own\n")
    monkeypatch.setenv("RAYVISION_DB_CONFIG", str(path))
    RayvisionUpload(api).upload_asset(files["upload"])
    assert looked_into() == "0 of 2 files to look into"


def test_two_accounts_of_one_process_do_not_meet(uploads, farm, account, shared, files, inputs):
    from concurrent.futures import ThreadPoolExecutor

    from rayvision_api import RayvisionAPI
    from rayvision_sync import RayvisionUpload

    both = uploads, RayvisionUpload(RayvisionAPI(**account(farm)))
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(one.upload_asset, files["upload"]) for one in both * 2]
        assert all(one.result() for one in sent)
    for one in (shared, farm):
        assert there(one) >= inputs


def test_a_database_of_an_unknown_kind_is_refused(api, tmp_path):
    from rayvision_sync import RayvisionUpload
    from rayvision_sync.exception import UnsupportedDatabaseError

    path = tmp_path / "db_config.ini"
    path.write_text("[DATABASE_CONFIG]\ntype = paper\n")
    with pytest.raises(UnsupportedDatabaseError, match="paper"):
        RayvisionUpload(api, db_config_path=path)


def test_a_db_config_that_is_not_there_is_said(api, files, caplog):
    from rayvision_sync import RayvisionUpload

    assert RayvisionUpload(api, r"D:\test\upload\db_config.ini").upload_asset(files["upload"])
    assert caplog.text.count("there is no such file") == 1


def test_a_constructor_makes_nothing_and_asks_nobody(farm, account, own_home):
    from rayvision_api import RayvisionAPI
    from rayvision_sync import RayvisionDownload, RayvisionUpload

    api = RayvisionAPI(**account(farm))
    before = dict(os.environ)
    farm.kill()
    RayvisionUpload(api)
    RayvisionDownload(api)
    assert dict(os.environ) == before
    assert not (own_home / "renderfarm_sdk").exists()


def test_a_log_is_written_only_where_one_is_named(api, files, tmp_path):
    from rayvision_sync import RayvisionUpload

    made = RayvisionUpload(api, log_folder=str(tmp_path / "logs"), log_name="up", log_level="INFO")
    made.upload_asset(files["upload"])
    text = (tmp_path / "logs" / "up.log").read_text(encoding="utf-8")
    assert "2 sent" in text
    assert api.connect.service.client.signature.credentials.access_key not in text


class Service:
    """A farm that offers lines, and counts how often it is asked for them."""

    local = False

    class client:
        domain = "task.renderbus.com"

        class signature:
            platform = "35"

    def __init__(self, *engines):
        lines = [Route(name, f"{name} line", f"{name}.farm", "33001") for name in engines]
        self.offered = Storage("1", "2", "3", tuple(lines))
        self.asked = 0

    def storage(self):
        self.asked += 1
        return self.offered

    def bids(self):
        return Storage("1", "2", "3")


def chosen(service, engine_type="aspera", given=(), server_ip=None, server_port=None):
    """Returns the engine of a transfer and the server of its line."""
    from rayvision_sync import _farm

    _, storage = _farm._way(service, dict(given), engine_type, server_ip, server_port)
    return storage.route.engine, f"{storage.route.server}:{storage.route.port}"


@pytest.mark.parametrize(
    "offered, wanted, engine",
    [
        (["raysync", "aspera"], "aspera", "aspera"),
        (["raysync", "aspera"], None, "aspera"),
        (["aspera", "raysync"], "raysyncproxy", "raysync"),
        (["aspera", "raysync", "raysyncproxy"], "raysyncproxy", "raysyncproxy"),
        (["aspera", "raysyncproxy"], "raysync", "raysyncproxy"),
        (["raysync"], "aspera", "raysync"),
    ],
)
def test_the_engine_is_that_of_the_line_that_is_offered(offered, wanted, engine):
    service = Service(*offered)
    assert chosen(service, wanted) == (engine, f"{engine}.farm:33001")
    assert service.asked == 1


def test_a_transfer_asks_for_the_lines_once(uploads, api, files, monkeypatch):
    client, asked = api.connect.service.client, []
    call = client.call
    monkeypatch.setattr(
        client, "call", lambda name, **data: asked.append(name) or call(name, **data)
    )
    assert uploads.upload_asset(files["upload"])
    assert asked.count("transfer_config") == 1


def test_an_engine_of_the_settings_wins(monkeypatch):
    monkeypatch.setenv("RAYVISION_ENGINE", "raysyncproxy")
    assert chosen(Service("aspera", "raysyncproxy"))[0] == "raysyncproxy"


def test_a_farm_without_lines_is_told():
    from rayvision_plugins.errors import TransferFailed

    with pytest.raises(TransferFailed, match="offer"):
        chosen(Service())


def test_a_server_that_is_named_takes_the_place_of_that_of_the_line(tmp_path):
    lines = Service("aspera")
    assert chosen(lines, server_ip="10.0.0.9") == ("aspera", "10.0.0.9:33001")
    path = tmp_path / "own.json"
    line = {"server_ip": "own.farm", "server_port": 1}
    path.write_text(json.dumps({"renderbus_gpu5": {"aspera": line, "raysyncproxy": line}}))
    given = {"transports": str(path)}
    assert chosen(lines, given=given) == ("aspera", "own.farm:1")
    assert chosen(lines, "raysyncproxy", given, server_port=2) == ("raysyncproxy", "own.farm:2")


def test_the_command_line_is_quoted_and_nothing_more(api, monkeypatch, tmp_path):
    import shlex

    from rayvision_sync.transfer import RayvisionTransfer
    from rayvision_sync.utils import create_transfer_params

    program = tmp_path / "rayvision_transmitter"
    program.write_text("")
    mode = program.stat().st_mode
    before = dict(os.environ)
    made = RayvisionTransfer(
        api,
        **create_transfer_params(api),
        automatic_line=True,
        transmitter_exe=str(program),
    )
    path = "/in/a \"b\" $(touch x) 'c'.json"
    text = made.create_cmd(
        ["upload_json", path, "/", "1048576", "false", "input_bid"],
        db_ini_path="db.ini",
        server_ip="10.0.0.1",
        server_port=1,
        main_user_id="77",
    )
    words = shlex.split(text)
    assert words[0] == str(program)
    options = dict(zip(words[1::2], words[2::2]))
    assert options["-L"] == path
    assert (options["-S"], options["-U"]) == (str(api.user_info["input_bid"]), "77")
    assert (options["-C"], options["-p"], options["-E"]) == ("db.ini", "0", "aspera")
    assert (program.stat().st_mode, dict(os.environ)) == (mode, before)


def test_the_lines_of_the_farm_and_of_a_file(uploads, api, tmp_path):
    from rayvision_api.exception import RayvisionError
    from rayvision_sync import RayvisionTransfer
    from rayvision_sync.utils import create_transfer_params

    lines = uploads.trans.transport_info
    assert set(lines) == {"http"}
    assert set(lines["http"]) == {"server_name", "server_ip", "server_port"}
    assert uploads.trans.parse_service_transfe_line("another") == {}
    path = tmp_path / "transports.json"
    rows = {"foxrenderfarm_gpu5": {"aspera": {"server_ip": "1"}}, "default": {"aspera": {}}}
    path.write_text(json.dumps(rows))
    params = create_transfer_params(api)
    made = RayvisionTransfer(api, **params, automatic_line=False, transports_json=str(path))
    assert made.transport_info == rows["default"]
    found = made.parse_transports_json(domain="task.foxrenderfarm.com", platform="35")
    assert found == rows["foxrenderfarm_gpu5"]
    with pytest.raises(RayvisionError, match="no renderbus_www2 and no default"):
        path.write_text("{}")
        made.parse_transports_json()
    with pytest.raises(RayvisionError, match="cannot be read"):
        made.parse_transports_json(str(tmp_path / "gone.json"))


def test_an_argument_that_nobody_knows_is_refused(uploads, files):
    with pytest.raises(TypeError, match="sped"):
        uploads.thread_pool_upload([files["upload"]], sped=1)


def test_uploads_of_one_account_may_run_in_threads_of_a_script(shared, uploads, files, inputs):
    from concurrent.futures import ThreadPoolExecutor

    from rayvision_sync.utils import cutting_upload

    parts = cutting_upload(files["upload"], 1)
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(uploads.upload_asset, [*parts, files["upload"], *parts]))
    assert there(shared) >= inputs
