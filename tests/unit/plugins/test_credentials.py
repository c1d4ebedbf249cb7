"""The account: where it comes from, and that its key shows nowhere."""

import concurrent.futures
import copy
import dataclasses
import json
import os
import pprint
import stat

import keyring
import keyring.backends.fail
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from rayvision_plugins import lock
from rayvision_plugins.credentials import Credentials, accounts, of_local_farm
from rayvision_plugins.credentials.accounts import Account, Accounts
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
    assert "rayvision login" in str(caught.value)
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
    "no end": b"[" * 10**5,
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


# -- the accounts that were logged in ---------------------------------------------------------


class Keeper(KeyringBackend):
    """A keyring of this test: what it is told it keeps."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("there is no such password")
        del self.kept[service, username]


class Forgetful(Keeper):
    def get_password(self, service, username):
        return None


class Locked(Keeper):
    """A keyring whose system refuses, with an error of its own that tells too much."""

    def set_password(self, service, username, password):
        raise OSError(f"locked: {password}")

    def get_password(self, service, username):
        raise keyring.errors.KeyringLocked(f"locked: {self.kept}")

    delete_password = get_password


class PlainText(Keeper):
    priority = 0.5


@pytest.fixture(autouse=True)
def use():
    """Sets the keyring of a test; without it there is none, whatever this machine has."""
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield keyring.set_keyring
    keyring.set_keyring(before)


ACCOUNT_ROW = Account("work", ACCESS_ID, "task.example.com", "current", "http", "7")


def told_nothing(text):
    raise AssertionError(text)


def files_of(home):
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_a_key_goes_into_the_keyring_and_into_no_file(tmp_path, use):
    use(Keeper())
    stored = Accounts(tmp_path).add(ACCOUNT_ROW, ACCESS_KEY, tell=told_nothing)
    assert stored.in_keyring
    assert ACCESS_KEY.encode() not in files_of(tmp_path)
    again = Accounts(tmp_path)
    assert again.all() == [dataclasses.replace(ACCOUNT_ROW, in_keyring=True)]
    assert again.key(again.named("work")) == ACCESS_KEY


@pytest.mark.parametrize("kind", [None, Forgetful, Locked, PlainText])
def test_without_a_keyring_that_keeps_secrets_it_says_so_and_then_writes_a_file(
    tmp_path, use, kind
):
    if kind:
        use(kind())
    store = Accounts(tmp_path / "home")
    told = []

    def tell(text):
        assert not store.path.exists()
        told.append(text)

    store.add(ACCOUNT_ROW, ACCESS_KEY, tell=tell)
    assert len(told) == 1 and str(store.path) in told[0]
    assert store.key(store.named("work")) == ACCESS_KEY
    assert {path.name for path in store.path.parent.iterdir()} == {"accounts.json", "accounts.lock"}


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_the_file_is_for_its_owner_alone_whatever_it_was_before(tmp_path):
    store = Accounts(tmp_path)
    for _ in range(2):
        before = os.umask(0)
        try:
            store.add(ACCOUNT_ROW, ACCESS_KEY, tell=str)
        finally:
            os.umask(before)
        assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
        store.path.chmod(0o644)


def test_a_file_that_cannot_be_written_is_named_without_the_key(tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(ConfigError, match="accounts.json") as caught:
        Accounts(tmp_path / "home").add(ACCOUNT_ROW, ACCESS_KEY, tell=str)
    assert ACCESS_KEY not in str(caught.value)


def test_the_last_one_logged_in_is_the_current_one_and_comes_first(tmp_path):
    store = Accounts(tmp_path)
    assert (store.current, store.all()) == (None, [])
    for name in ("c", "a", "b"):
        store.add(dataclasses.replace(ACCOUNT_ROW, name=name), ACCESS_KEY, tell=str)
    assert store.current.name == "b"
    assert [account.name for account in store.all()] == ["b", "a", "c"]
    store.use("c")
    assert store.current.name == "c"
    with pytest.raises(ConfigError, match="'d'.*known: a, b, c"):
        store.use("d")
    assert store.current.name == "c"


def test_a_forgotten_account_leaves_no_key_behind(tmp_path, use):
    keeper = Keeper()
    use(keeper)
    store = Accounts(tmp_path)
    store.add(ACCOUNT_ROW, ACCESS_KEY, tell=told_nothing)
    store.remove("work")
    assert (keeper.kept, store.all(), store.current) == ({}, [], None)
    with pytest.raises(ConfigError, match="none is logged in"):
        store.named("work")


def test_two_names_of_one_account_share_a_key_until_both_are_forgotten(tmp_path, use):
    use(Keeper())
    store = Accounts(tmp_path)
    for name in ("a", "b"):
        store.add(dataclasses.replace(ACCOUNT_ROW, name=name), ACCESS_KEY, tell=told_nothing)
    store.remove("a")
    assert store.key(store.named("b")) == ACCESS_KEY


def test_an_account_that_is_replaced_leaves_no_key_behind(tmp_path, use):
    keeper = Keeper()
    use(keeper)
    store = Accounts(tmp_path)
    store.add(ACCOUNT_ROW, ACCESS_KEY, tell=told_nothing)
    store.add(dataclasses.replace(ACCOUNT_ROW, access_id="other"), "newkey", tell=told_nothing)
    assert list(keeper.kept.values()) == ["newkey"]
    assert store.key(store.named("work")) == "newkey"


@pytest.mark.parametrize("kind", [None, Locked, Forgetful])
def test_a_key_that_the_keyring_does_not_give_is_one_line_that_says_what_to_do(tmp_path, use, kind):
    use(Keeper())
    store = Accounts(tmp_path)
    account = store.add(ACCOUNT_ROW, ACCESS_KEY, tell=told_nothing)
    use(kind() if kind else keyring.backends.fail.Keyring())
    with pytest.raises(ConfigError, match="log ?in") as caught:
        store.key(account)
    assert str(caught.value).isprintable()
    assert store.remove("work") is (kind is Forgetful)  # what the keyring keeps is told


def test_logins_at_the_same_time_are_all_kept(tmp_path):
    def login(number):
        account = dataclasses.replace(ACCOUNT_ROW, name=str(number))
        Accounts(tmp_path).add(account, ACCESS_KEY, tell=str)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(login, range(24)))
    assert {account.name for account in Accounts(tmp_path).all()} == set(map(str, range(24)))


def test_a_login_does_not_wait_for_another_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "PATIENCE", 0)
    other = lock.take(tmp_path / "accounts.lock")
    with pytest.raises(ConfigError, match="accounts.json: another login"):
        Accounts(tmp_path).add(ACCOUNT_ROW, ACCESS_KEY, tell=str)
    other.close()
    Accounts(tmp_path).add(ACCOUNT_ROW, ACCESS_KEY, tell=str)


def test_a_login_that_was_killed_is_in_nobodys_way(tmp_path):
    for name in ("accounts.json.part", "accounts.lock"):
        (tmp_path / name).write_text("half", encoding="utf-8")
    Accounts(tmp_path).add(ACCOUNT_ROW, ACCESS_KEY, tell=str)
    assert [account.name for account in Accounts(tmp_path).all()] == ["work"]
    assert not (tmp_path / "accounts.json.part").exists()


def test_a_change_that_fails_leaves_no_part_of_it(tmp_path):
    store = Accounts(tmp_path)
    store.add(ACCOUNT_ROW, ACCESS_KEY, tell=str)
    before = files_of(tmp_path)
    with pytest.raises(ConfigError, match="'nobody'"):
        store.use("nobody")
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("key", ["two\nlines", "half \udcff", "nul\0"])
def test_a_key_that_no_signature_can_be_made_with_is_refused_and_not_shown(key):
    with pytest.raises(ConfigError, match="access key") as caught:
        Credentials(ACCESS_ID, key)
    assert key[:3] not in str(caught.value)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\x1bb"])
def test_a_name_that_cannot_be_shown_is_refused(name):
    with pytest.raises(ConfigError, match="no name"):
        dataclasses.replace(ACCOUNT_ROW, name=name)


def test_an_account_shows_neither_key_nor_whole_id():
    assert ACCESS_ID not in repr(ACCOUNT_ROW)


GOOD = {"access_id": ACCESS_ID, "domain": "d", "profile": "p", "access_key": ACCESS_KEY}
DAMAGED = {
    "nothing": "",
    "half": json.dumps({"current": "", "accounts": {"a": GOOD}})[:-9],
    "list": json.dumps([GOOD]),
    "null": "null",
    "no accounts": json.dumps({"current": ""}),
    "a text": json.dumps({"current": "", "accounts": {"a": ACCESS_KEY}}),
    "a list of accounts": json.dumps({"current": "", "accounts": [GOOD]}),
    "no end": "[" * 10**5,
    "true": json.dumps({"current": "", "accounts": {"a": {**GOOD, "access_id": True}}}),
    "a text for yes": json.dumps({"current": "", "accounts": {"a": {**GOOD, "in_keyring": "yes"}}}),
    "a number": json.dumps({"current": "", "accounts": {"a": {**GOOD, "access_id": 5}}}),
    "no domain": json.dumps({"current": "", "accounts": {"a": {"access_key": ACCESS_KEY}}}),
}


@pytest.mark.parametrize("kind", sorted(DAMAGED))
def test_damaged_accounts_are_one_line_without_the_key(tmp_path, kind):
    (tmp_path / "accounts.json").write_text(DAMAGED[kind])
    with pytest.raises(ConfigError, match="accounts.json") as caught:
        Accounts(tmp_path).all()
    assert str(caught.value).isprintable()
    assert ACCESS_KEY not in str(caught.value)


def test_what_a_later_version_adds_to_an_account_does_no_harm(tmp_path):
    rows = {"a": {**GOOD, "color": "green"}}
    (tmp_path / "accounts.json").write_text(json.dumps({"current": "a", "accounts": rows}))
    assert Accounts(tmp_path).current.access_id == ACCESS_ID
