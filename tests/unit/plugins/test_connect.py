"""Which farm is meant and who asks there; nothing is sent to find out."""

import json
import os

import keyring
import keyring.backends.fail
import pytest

from rayvision_plugins import profiles
from rayvision_plugins.config import Settings
from rayvision_plugins.connect import LOCAL, LocalFarm, called, client, place, reached
from rayvision_plugins.connect.place import credentials
from rayvision_plugins.credentials.accounts import Account, Accounts
from rayvision_plugins.errors import ConfigError, FarmFailed, ProfileError
from rayvision_plugins.farm import lock

CHINA = Account("china", "AKIDchina", "task.renderbus.com", "renderbus-2020")
ABROAD = Account("abroad", "AKIDabroad", "jop.foxrenderfarm.com", "current", "", "21")
STUDIO = Account("studio", "AKIDstudio", "farm.studio:8000", "renderbus-2020", "http", "3")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder, an environment that says nothing else, and no keyring."""
    for row in profiles.read_table("settings.json").values():
        monkeypatch.delenv(row["variable"], raising=False)
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield tmp_path
    keyring.set_keyring(before)


@pytest.fixture
def logged_in(home):
    """Three accounts, of which "studio" is the current one."""
    for account in (CHINA, ABROAD, STUDIO):
        Accounts(home).add(account, f"key of {account.name}", tell=str)


def meant(**arguments):
    found = place(Settings(arguments))
    return found.profile, found.domain, found.account.name if found.account else ""


def test_without_anything_it_is_the_local_farm(home):
    assert meant() == (LOCAL, "", "")


@pytest.mark.parametrize(
    "given",
    [{"access_id": "AKIDx", "access_key": "k"}, {"access_id": "AKIDx"}, {"access_key": "k"}],
)
def test_an_id_or_key_without_a_farm_is_not_taken_for_the_local_one(home, given):
    with pytest.raises(ConfigError, match="RAYVISION_DOMAIN.*--farm local"):
        meant(**given)
    assert meant(**given, farm="local") == (LOCAL, "", "")
    assert meant(**given, domain="task.renderbus.com")[0] == "current"


def test_the_folder_of_a_local_farm_means_that_one_unless_another_is_named(home, monkeypatch):
    monkeypatch.setenv("RAYVISION_API_ACCESS_ID", "AKIDenv")
    monkeypatch.setenv("RAYVISION_API_KEY", "k")
    folder = str(home / "farm")
    with reached({"farm_folder": folder, "farm": None}) as service:
        assert service.client.call("user_profile")["userName"]
        assert called(service) == "local (this machine)"
    with reached({"farm_folder": folder, "farm": "current"}) as service:
        assert called(service) == "task.renderbus.com"


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_a_protocol_may_stand_before_the_host(home, monkeypatch, protocol):
    monkeypatch.setenv("RAYVISION_PROTOCOL", "https")
    found = place(Settings({"domain": f"{protocol}://task.renderbus.com/"}))
    assert (found.profile, found.domain) == ("current", "task.renderbus.com")
    assert found.protocol == protocol


@pytest.mark.parametrize(
    ("domain", "profile"),
    [
        ("task.renderbus.com", "current"),
        ("jop.foxrenderfarm.com", "current"),
        ("task.dayancloud.com", "dayan-2022"),
    ],
)
def test_a_domain_chooses_the_profile(home, domain, profile):
    assert meant(domain=domain) == (profile, domain, "")


def test_a_farm_that_is_given_wins_over_what_the_domain_says(home):
    found = meant(domain="task.renderbus.com", farm="renderbus-2020")
    assert found == ("renderbus-2020", "task.renderbus.com", "")


def test_a_farm_alone_is_at_the_domain_of_its_profile(home):
    assert meant(farm="dayan-2022") == ("dayan-2022", "task.dayancloud.com", "")


@pytest.mark.parametrize("domain", ["example.com", "TASK.renderbus.com", "x.task.renderbus.com"])
def test_an_unknown_domain_names_the_profiles_to_choose_from(home, domain):
    with pytest.raises(ConfigError, match=f"{domain}.*--farm.*current.*renderbus-2020"):
        meant(domain=domain)
    assert meant(domain=domain, farm="current")[:2] == ("current", domain)


def test_an_unknown_farm_names_the_profiles_to_choose_from(home):
    with pytest.raises(ProfileError, match="renderbus-2020"):
        meant(farm="renderbus-2021")


CHOICES = {
    "the current one": ({}, ("renderbus-2020", "farm.studio:8000", "studio")),
    "by name": ({"account": "abroad"}, ("current", "jop.foxrenderfarm.com", "abroad")),
    "by domain": (
        {"domain": "jop.foxrenderfarm.com"},
        ("current", "jop.foxrenderfarm.com", "abroad"),
    ),
    "by farm, the current one first": (
        {"farm": "renderbus-2020"},
        ("renderbus-2020", "farm.studio:8000", "studio"),
    ),
    "by access id": (
        {"access_id": "AKIDchina"},
        ("renderbus-2020", "task.renderbus.com", "china"),
    ),
    "a domain remembers its profile": (
        {"domain": "task.renderbus.com"},
        ("renderbus-2020", "task.renderbus.com", "china"),
    ),
    "none that fits": (
        {"domain": "task.dayancloud.com"},
        ("dayan-2022", "task.dayancloud.com", ""),
    ),
    "a name at another domain": (
        {"account": "china", "domain": "task.dayancloud.com"},
        ("dayan-2022", "task.dayancloud.com", "china"),
    ),
    "a stranger's id, at the farm of the current one": (
        {"access_id": "AKIDx", "access_key": "k"},
        ("renderbus-2020", "farm.studio:8000", "studio"),
    ),
    "local": ({"farm": "local"}, (LOCAL, "", "")),
    "local though an account is named": ({"farm": "local", "account": "abroad"}, (LOCAL, "", "")),
}


@pytest.mark.parametrize("case", sorted(CHOICES))
def test_an_account_that_fits_is_chosen_and_brings_its_farm_along(logged_in, case):
    arguments, expected = CHOICES[case]
    assert meant(**arguments) == expected


def test_an_argument_leaves_a_farm_that_the_environment_calls_local(logged_in, monkeypatch):
    monkeypatch.setenv("RAYVISION_FARM", "local")
    assert meant() == (LOCAL, "", "")
    assert meant(account="china")[2] == "china"
    assert meant(domain="jop.foxrenderfarm.com")[2] == "abroad"
    assert meant(farm="local", domain="jop.foxrenderfarm.com") == (LOCAL, "", "")


def test_an_account_that_nobody_logged_in_is_named_with_those_that_are_there(logged_in):
    with pytest.raises(ConfigError, match="'home'.*abroad, china, studio"):
        meant(account="home")


def test_what_an_account_remembers_counts_at_its_own_domain_only(logged_in):
    found = place(Settings())
    assert (found.protocol, found.platform) == ("http", "3")
    found = place(Settings({"platform": "9", "protocol": "https"}))
    assert (found.protocol, found.platform) == ("https", "9")
    found = place(Settings({"account": "studio", "domain": "task.renderbus.com"}))
    assert (found.protocol, found.platform) == ("", "")


def asks_as(**arguments):
    settings = Settings(arguments)
    found = credentials(settings, place(settings).account)
    return found.access_id, found.access_key


def test_id_and_key_of_the_environment_win_over_the_account(logged_in, monkeypatch):
    assert asks_as() == ("AKIDstudio", "key of studio")
    monkeypatch.setenv("RAYVISION_API_ACCESS_ID", "AKIDenv")
    monkeypatch.setenv("RAYVISION_API_KEY", "key of env")
    assert asks_as() == asks_as(account="studio") == ("AKIDenv", "key of env")


def test_a_key_of_the_environment_alone_is_that_of_the_account(logged_in, monkeypatch):
    monkeypatch.setenv("RAYVISION_API_KEY", "new key")
    assert asks_as() == ("AKIDstudio", "new key")


def test_an_id_never_gets_the_key_of_another_account(logged_in):
    with pytest.raises(ConfigError, match="no access key"):
        asks_as(account="studio", access_id="AKIDother")


def test_the_service_of_a_farm_elsewhere_is_reached_without_a_call(logged_in):
    given = {"account": "abroad", "read_timeout": "7", "attempts": "2", "proxy": "none"}
    with reached(given) as service:
        asked = service.client
        assert (asked.domain, asked.profile.name) == ("jop.foxrenderfarm.com", "current")
        assert asked.signature.platform == "21"
        assert asked.protocol == "https"
        assert (asked.timeouts, asked.attempts) == ((10, 7), 2)
        assert service.attempts.farm == "jop.foxrenderfarm.com/AKIDabroad"


def test_without_an_account_it_says_how_to_get_one(home):
    with pytest.raises(ConfigError, match="rayvision login"), reached({"farm": "current"}):
        pass


def test_a_farm_that_serves_the_folder_already_is_spoken_to_as_it_speaks(home):
    address = {"url": "http://127.0.0.1:9", "profile": "dayan-2022"}
    with lock.take(home):
        (home / "address.json").write_text(json.dumps(address))
        with LocalFarm(home) as farm:
            assert (farm.domain, farm.profile) == ("127.0.0.1:9", "dayan-2022")


def test_certificates_that_are_not_there_are_named(logged_in, tmp_path):
    settings = Settings({"ca_bundle": str(tmp_path / "no.pem")})
    with pytest.raises(ConfigError, match="ca_bundle"):
        client(settings, place(settings))


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs a folder where none can be made")
def test_a_folder_that_cannot_be_used_says_how_to_choose_another(home):
    with (
        pytest.raises(FarmFailed, match=r"/proc/nope/farm.*\(No such.*RAYVISION_HOME"),
        reached({"home": "/proc/nope"}),
    ):
        pass
