"""Where a setting comes from, and what is said when it is wrong."""

import json

import pytest

from rayvision_plugins.config import Settings
from rayvision_plugins.errors import ConfigError, RayvisionError
from rayvision_plugins.profiles import read_table

TABLE = read_table("settings.json")


def settings(home, arguments=None, environment=None, file=None):
    """Returns Settings of a home folder, with ``file`` as its config.json."""
    if file is not None:
        home.mkdir(parents=True, exist_ok=True)
        text = file if isinstance(file, bytes) else json.dumps(file).encode("utf-8")
        (home / "config.json").write_bytes(text)
    return Settings(arguments, {"RAYVISION_HOME": str(home), **(environment or {})})


FREE = sorted(name for name, row in TABLE.items() if "choices" not in row)
URLS = ("https://a.example", "http://b.example:8443", "https://c.example/api")
THREE = {
    "proxy": ("none", "http://a:1", "http://b:1"),
    "chohotech_workflow": ("a/b/1", "a/b/2", "c/d/1.0-snapshot"),
    **{name: URLS for name in TABLE if name.endswith("_url")},
}


@pytest.mark.parametrize("name", sorted(set(FREE) - {"home"}))
def test_an_argument_wins_then_the_environment_then_the_file_then_the_default(tmp_path, name):
    variable = TABLE[name]["variable"]
    one, two, three = THREE.get(name, "123")
    everywhere = {"arguments": {name: one}, "environment": {variable: two}, "file": {name: three}}
    assert settings(tmp_path, **everywhere).text(name) == one
    del everywhere["arguments"]
    assert settings(tmp_path, **everywhere).text(name) == two
    del everywhere["environment"]
    assert settings(tmp_path, **everywhere).text(name) == three
    (tmp_path / "config.json").unlink()
    assert settings(tmp_path).text(name) == TABLE[name]["default"]


def test_an_argument_that_was_not_given_does_not_win(tmp_path):
    made = settings(tmp_path, {"farm": None, "domain": None}, {"RAYVISION_FARM": "renderbus-2020"})
    assert made.text("farm") == "renderbus-2020"
    assert made.text("domain") == ""


def test_an_argument_of_no_text_wins_all_the_same(tmp_path):
    assert settings(tmp_path, {"domain": ""}, {"RAYVISION_DOMAIN": "other"}).text("domain") == ""


def test_a_variable_of_no_text_counts_as_not_set(tmp_path):
    made = settings(tmp_path, environment={"RAYVISION_FARM": ""}, file={"farm": "renderbus-2020"})
    assert made.text("farm") == "renderbus-2020"


def test_the_home_folder_comes_from_argument_environment_or_platform(tmp_path):
    a, b = tmp_path / "a", tmp_path / "b"
    assert Settings({"home": str(a)}, {"RAYVISION_HOME": str(b)}).home == a
    assert Settings({}, {"RAYVISION_HOME": str(b)}).home == b
    assert Settings({}, {}).home.is_absolute()


def test_the_file_of_the_chosen_home_is_read(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text(json.dumps({"domain": name}))
    made = Settings({"home": str(tmp_path / "b")}, {"RAYVISION_HOME": str(tmp_path / "a")})
    assert made.text("domain") == "b"


def test_no_folder_is_made_by_asking(tmp_path):
    assert settings(tmp_path / "none").text("language") == "en"
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_utf8_is_read(tmp_path):
    assert settings(tmp_path, file={"access_id": "账号"}).text("access_id") == "账号"


BROKEN = {
    "nothing": b"",
    "text": b"farm = local",
    "half": b'{"farm": "local"',
    "gbk": '{"farm": "本地"}'.encode("gbk"),
    "list": b'["local"]',
    "number": b"5",
    "null": b"null",
}


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_a_file_that_is_no_settings_is_named_in_one_line(tmp_path, kind):
    with pytest.raises(ConfigError, match="config.json") as caught:
        settings(tmp_path, file=BROKEN[kind])
    assert str(caught.value).isprintable()


def test_a_broken_file_does_not_show_the_key_it_holds(tmp_path):
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, file=b'{"access_key": "thekeythatmustneverbeseen" "farm"}')
    assert "thekeythatmustneverbeseen" not in str(caught.value)


def test_a_folder_in_place_of_the_file_is_named(tmp_path):
    (tmp_path / "config.json").mkdir()
    with pytest.raises(ConfigError, match="config.json"):
        settings(tmp_path)


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("0.5", 0.5), (" 7 ", 7), ("1e3", 1000)])
def test_a_number_is_read(tmp_path, text, number):
    assert settings(tmp_path, {"read_timeout": text}).number("read_timeout") == number


def test_a_number_in_the_file_may_be_a_number(tmp_path):
    assert settings(tmp_path, file={"read_timeout": 2.5}).number("read_timeout") == 2.5


@pytest.mark.parametrize(
    "text", ["0", "-1", "abc", "", "1,5", "None", "nan", "inf", "-inf", "1e999", "五", "0x10"]
)
def test_what_is_no_number_above_0_is_named_with_its_setting(tmp_path, text):
    made = settings(tmp_path, {"read_timeout": text})
    with pytest.raises(ConfigError, match="read_timeout") as caught:
        made.number("read_timeout")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("value", [None, True, [], {}, "many"])
def test_a_value_of_another_kind_in_the_file_is_no_number(tmp_path, value):
    with pytest.raises(ConfigError, match="attempts"):
        settings(tmp_path, file={"attempts": value}).number("attempts")


@pytest.mark.parametrize("name", ["connect_timeout", "read_timeout", "attempts", "parallel"])
def test_the_defaults_are_numbers(tmp_path, name):
    assert settings(tmp_path).number(name) > 0


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_setting_says_what_it_means_and_which_variable_sets_it(name):
    assert TABLE[name]["variable"].startswith("RAYVISION_")
    assert TABLE[name]["meaning"]


@pytest.mark.parametrize("name", sorted(set(TABLE) - set(FREE)))
def test_a_setting_with_choices_takes_each_of_them_and_nothing_else(tmp_path, name):
    for choice in TABLE[name]["choices"]:
        assert settings(tmp_path, {name: choice}).text(name) == choice
    assert TABLE[name]["default"] in TABLE[name]["choices"]
    for source in ({"arguments": {name: "?"}}, {"file": {name: "?"}}):
        with pytest.raises(ConfigError, match=f"{name} must be .*'[?]'"):
            settings(tmp_path, **source).text(name)


WRONG = {
    "platform": ["two", "2\r\nX: y", "二", "2\0"],
    "domain": [
        "ftp://a",
        "https://a/b",
        "https://",
        "//a",
        "a@b",
        "a b",
        "a\n",
        "a?b",
        "a#b",
        "a\\b",
        "a\0",
    ],
    "proxy": [
        "user:hiddenword@host:1",
        "hiddenword",
        "ftp://hiddenword@host",
        "http://hidden word",
    ],
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_setting_of_another_form_is_named_and_not_shown(tmp_path, name):
    for value in WRONG[name]:
        with pytest.raises(ConfigError, match=f"the setting {name} must be") as caught:
            settings(tmp_path, {name: value}).text(name)
        assert value not in str(caught.value) and "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    "domain",
    ["task.renderbus.com", "127.0.0.1:80", "[::1]:80", "农场.cn", "http://a:80", "https://a/", ""],
)
def test_a_host_of_any_kind_is_a_domain(tmp_path, domain):
    assert settings(tmp_path, {"domain": domain}).text("domain") == domain


@pytest.mark.parametrize("value", [None, True, [], {"a": 1}])
def test_a_text_of_another_kind_in_the_file_is_named(tmp_path, value):
    with pytest.raises(ConfigError, match="config.json: domain"):
        settings(tmp_path, file={"domain": value}).text("domain")


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path):
    text = json.dumps({"farm": "农场"}, ensure_ascii=False).encode("utf-8-sig")
    assert settings(tmp_path, file=text).text("farm") == "农场"


def test_a_file_that_nests_without_end_is_named(tmp_path):
    with pytest.raises(ConfigError, match="config.json"):
        settings(tmp_path, file=b"[" * 10**5)


def test_faults_of_settings_that_nobody_asked_for_are_told(tmp_path):
    made = settings(tmp_path, {"language": "de", "attempts": "1.5"}, file={"framm": "local"})
    lines = made.faults()
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)
    for word in ("'framm'", "language", "attempts"):
        assert any(word in line for line in lines)


def test_good_settings_have_no_faults(tmp_path):
    made = settings(tmp_path, environment={"RAYVISION_FARM": "local"}, file={"read_timeout": 5})
    assert made.faults() == []


@pytest.mark.parametrize(
    ("name", "secret"),
    [("access_key", True), ("chohotech_token", True), ("farm", False), ("nothing", False)],
)
def test_settings_know_whether_their_file_holds_a_secret(tmp_path, name, secret):
    assert settings(tmp_path, file={name: "text"}).keeps_secrets() is secret


def test_errors_of_settings_are_errors_of_ours():
    assert issubclass(ConfigError, RayvisionError)
