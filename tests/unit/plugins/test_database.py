"""The documented db_config.ini: every key, every default, and which place wins."""

import pathlib

import pytest

from rayvision_plugins.errors import ConfigError
from rayvision_plugins.transfer import database

HOME = {"HOME": "/home/artist", "USERPROFILE": "/home/artist"}
SHIPPED = """# -*- encoding: utf-8 -*-

[TRANSFER_LOG_PATH]
transfer_log_path =

[DATABASE_CONFIG]
on = true
type = sqlite
db_path =

[REDIS]
host = 127.0.0.1
port = 6379
password =
table_index = 0
timeout = 5000

[SQLITE]
temporary = false
"""
"""As the published SDK ships it."""

SECRET = "s3cret%(x)s"


@pytest.fixture
def read(tmp_path):
    """Returns a function that reads a file of this text, with these environment variables."""

    def read(text, **environment):
        path = tmp_path / "db_config.ini"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return database.read(path, {**HOME, **environment})

    return read


@pytest.mark.parametrize("text", ["", SHIPPED, b"\xef\xbb\xbf" + SHIPPED.encode()])
def test_a_file_that_says_nothing_has_the_documented_defaults(read, text):
    found = read(text)
    assert (found.on, found.kind, found.temporary) == (True, "sqlite", False)
    assert (found.host, found.port, found.password) == ("127.0.0.1", 6379, "")
    assert found.timeout == 5000
    assert found.path == pathlib.Path("/home/artist/renderfarm_sdk/records.db")
    assert found.log_folder == pathlib.Path("/home/artist/renderfarm_sdk")


def test_every_key_is_read(read, tmp_path):
    found = read(
        f"[TRANSFER_LOG_PATH]\ntransfer_log_path = {tmp_path}/日志\n"
        f"[DATABASE_CONFIG]\non = False\ntype = Redis\ndb_path = {tmp_path}/db\n"
        f"[REDIS]\nhost = redis.studio\nport = 6400\npassword = {SECRET}\n"
        "table_index = films\ntimeout = 250\n[SQLITE]\ntemporary = TRUE\n"
    )
    assert found == database.Database(
        on=False,
        kind="redis",
        path=tmp_path / "db" / "records.db",
        log_folder=tmp_path / "日志",
        host="redis.studio",
        port=6400,
        password=SECRET,
        table_index="films",
        timeout=250,
        temporary=True,
    )
    assert SECRET not in repr(found)


GIVEN = {
    "path": "[DATABASE_CONFIG]\ndb_path = /given",
    "log": "[TRANSFER_LOG_PATH]\ntransfer_log_path = /given",
}


@pytest.mark.parametrize(
    ("text", "environment", "kept", "log"),
    [
        (GIVEN["path"], ["RAYVISION_DB", "RAYVISION_LOG"], "/given", "/RAYVISION_LOG"),
        (GIVEN["log"], ["RAYVISION_DB", "RAYVISION_LOG"], "/RAYVISION_DB", "/given"),
        ("", ["RAYVISION_DB", "RAYVISION_LOG"], "/RAYVISION_DB", "/RAYVISION_LOG"),
        ("", ["RAYVISION_LOG"], "/RAYVISION_LOG", "/RAYVISION_LOG"),
        ("", ["RAYVISION_DB"], "/RAYVISION_DB", "/home/artist/renderfarm_sdk"),
        ("", [], "/home/artist/renderfarm_sdk", "/home/artist/renderfarm_sdk"),
    ],
)
def test_the_file_wins_over_the_environment_and_that_over_the_home(
    read, text, environment, kept, log
):
    found = read(text, **{name: f"/{name}" for name in environment})
    assert found.path.parent == pathlib.Path(kept)
    assert found.log_folder == pathlib.Path(log)


def test_a_path_is_relative_to_the_file_and_may_name_the_database_itself(read, tmp_path):
    assert read("[DATABASE_CONFIG]\ndb_path = kept").path == tmp_path / "kept" / "records.db"
    assert read("[DATABASE_CONFIG]\ndb_path = kept/mine.db").path == tmp_path / "kept" / "mine.db"


@pytest.mark.parametrize(
    ("section", "line", "said"),
    [
        ("DATABASE_CONFIG", "type = mysql", "must be sqlite or redis, not 'mysql'"),
        ("DATABASE_CONFIG", "on = maybe", "must be true or false, not 'maybe'"),
        ("SQLITE", "temporary = 2", "must be true or false, not '2'"),
        ("REDIS", "port = http", "must be a whole number from 1 to 65535, not 'http'"),
        ("REDIS", "port = 65536", "from 1 to 65535"),
        ("REDIS", "timeout = 0", "from 1 to"),
        ("REDIS", "timeout = -5", "from 1 to"),
        ("REDIS", "timeout = 1.5", "from 1 to"),
        ("REDIS", "timeout = ٣", "from 1 to"),
        ("REDIS", "timeout = " + "9" * 5000, "from 1 to"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_file_section_and_key(read, section, line, said):
    with pytest.raises(ConfigError) as caught:
        read(f"[{section}]\n{line}\n")
    found = str(caught.value)
    assert "db_config.ini" in found and f"[{section}]" in found
    assert line.split()[0] in found and said in found


@pytest.mark.parametrize("text", ["", "[REDIS]\ntable_index =\n"])
def test_redis_without_a_table_index_is_an_error(read, text):
    with pytest.raises(ConfigError, match=r"table_index in \[REDIS\] must be given"):
        read("[DATABASE_CONFIG]\ntype = redis\n" + text)


@pytest.mark.parametrize(
    "text",
    [
        f"password = {SECRET}\n",
        f"[REDIS]\n{SECRET}\n",
        f"[REDIS]\npassword = a\npassword = {SECRET}\n",
        f"[REDIS]\n[REDIS]\npassword = {SECRET}\n",
        b"[REDIS]\npassword = \xb3\xa1" + SECRET.encode(),
        b"[REDIS\npassword = " + SECRET.encode(),
    ],
)
def test_a_file_that_is_no_ini_is_one_line_without_what_stands_in_it(read, text):
    with pytest.raises(ConfigError, match=r"db_config\.ini: it is no ini file") as caught:
        read(text)
    assert SECRET not in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match="db_config.ini: it cannot be read"):
        database.read(tmp_path / "db_config.ini", HOME)


def test_records_are_kept_where_the_file_says(read, tmp_path):
    kept = read(f"[DATABASE_CONFIG]\ndb_path = {tmp_path}/new/folder\n")
    records = database.open_records(kept)
    records.remember({"/job": [("a", 1, 1, "0" * 32)]})
    records.uploaded()
    records.close()
    assert kept.path.is_file()
    records = database.open_records(kept)
    assert list(records.known("/job")) == ["a"]
    records.close()


def test_temporary_records_are_forgotten_when_all_was_sent(read, tmp_path):
    kept = read(f"[DATABASE_CONFIG]\ndb_path = {tmp_path}/new\n[SQLITE]\ntemporary = true\n")
    for _ in range(2):
        records = database.open_records(kept)
        assert records.known("/job") == {}
        records.remember({"/job": [("a", 1, 1, "0" * 32)]})
        records.uploaded()
    records.close()


def test_nothing_is_kept_when_the_database_is_off(read, tmp_path):
    kept = read(f"[DATABASE_CONFIG]\non = false\ndb_path = {tmp_path}/new\n")
    records = database.open_records(kept)
    records.remember({"/job": [("a", 1, 1, "0" * 32)]})
    assert list(records.known("/job")) == ["a"]
    records.close()
    assert not (tmp_path / "new").exists()
