"""The account: where it comes from, and that its key shows nowhere."""

import copy
import json
import pprint

import pytest

from rayvision_plugins.credentials import Credentials, of_local_farm
from rayvision_plugins.errors import ConfigError

ACCESS_ID = "AKIDaccessidforthetestsonly"
ACCESS_KEY = "thekeythatmustneverbeseenanywhere"
ACCOUNT = {"access_id": ACCESS_ID, "access_key": ACCESS_KEY, "user_id": 1, "user_name": "me"}


def test_an_account_has_an_id_and_a_key():
    account = Credentials(ACCESS_ID, ACCESS_KEY)
    assert (account.access_id, account.access_key) == (ACCESS_ID, ACCESS_KEY)


@pytest.mark.parametrize(
    ("pair", "lacking"),
    [(("", ACCESS_KEY), "access id"), ((ACCESS_ID, ""), "access key"), (("", ""), "access id")],
)
def test_what_an_account_lacks_is_named_with_what_to_do(pair, lacking):
    with pytest.raises(ConfigError, match=lacking) as caught:
        Credentials(*pair)
    assert "RAYVISION_API_KEY" in str(caught.value)
    assert "--farm local" in str(caught.value)
    assert ACCESS_KEY not in str(caught.value)


@pytest.mark.parametrize("show", [repr, str, "{}".format, pprint.pformat, lambda row: f"{[row]}"])
def test_text_made_of_an_account_shows_neither_key_nor_whole_id(show):
    text = show(Credentials(ACCESS_ID, ACCESS_KEY))
    assert ACCESS_KEY not in text
    assert ACCESS_ID not in text


def test_an_account_does_not_change():
    account = Credentials(ACCESS_ID, ACCESS_KEY)
    with pytest.raises(AttributeError):
        account.access_key = "other"
    assert copy.copy(account) == account


def test_the_account_of_a_local_farm_is_read_from_its_folder(tmp_path):
    (tmp_path / "account.json").write_text(json.dumps(ACCOUNT))
    assert of_local_farm(tmp_path) == Credentials(ACCESS_ID, ACCESS_KEY)


def test_a_folder_without_a_farm_has_no_account(tmp_path):
    with pytest.raises(ConfigError, match="account.json"):
        of_local_farm(tmp_path / "none")


BROKEN = {
    "nothing": b"",
    "half": json.dumps(ACCOUNT).encode("utf-8")[:-3],
    "list": json.dumps([ACCOUNT]).encode("utf-8"),
    "text": json.dumps(ACCESS_KEY).encode("utf-8"),
    "null": b"null",
    "no key": json.dumps({"access_id": ACCESS_ID}).encode("utf-8"),
    "no id": json.dumps({"access_key": ACCESS_KEY}).encode("utf-8"),
    "empty key": json.dumps({**ACCOUNT, "access_key": ""}).encode("utf-8"),
    "null key": json.dumps({**ACCOUNT, "access_key": None}).encode("utf-8"),
    "a number": json.dumps({**ACCOUNT, "access_key": 123456789}).encode("utf-8"),
    "bytes": b"\xff\xfe" + ACCESS_KEY.encode("utf-8"),
}


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_a_damaged_account_is_one_line_without_the_key(tmp_path, kind):
    (tmp_path / "account.json").write_bytes(BROKEN[kind])
    with pytest.raises(ConfigError) as caught:
        of_local_farm(tmp_path)
    assert str(caught.value).isprintable()
    assert ACCESS_KEY not in str(caught.value)
    assert "account.json" in str(caught.value) or "empty" in kind
