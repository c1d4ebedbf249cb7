"""The store engine against a real S3 server and a real folder."""

import dataclasses
import os
import pathlib
import re

import disks
import pytest
import s3
import xxhash

from rayvision_plugins.errors import ConfigError, TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer import run, sources
from rayvision_plugins.transfer.engine import Changes, Outcome, Transfer
from rayvision_plugins.transfer.landing import Landing
from rayvision_plugins.transfer.line import Limit, Line
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.transfer.store import PART, StoreEngine, objects
from rayvision_plugins.transfer.store.bucket import Bucket

pytestmark = pytest.mark.slow
obstore = pytest.importorskip("obstore")

BID = "30702"
NAMES = ["a/small.bin", "a/empty", "b/Ünï 日本 #1 100%.exr", "b/מסמך.txt", "c/d/e/" + "n" * 200]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with s3.serving(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def server(running, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3.SECRET)
    if running.process is None:
        running.start()
    return running


@pytest.fixture(params=["s3", "folder"])
def store(request, tmp_path):
    """Returns (a function that makes an engine, the bare store below it)."""
    if request.param == "folder":
        url = str(tmp_path / "mount")
        os.mkdir(url)
    else:
        url = request.getfixturevalue("server").url(tmp_path.name)
    return lambda **more: StoreEngine(url, **more), Bucket(url).open()


def content_of(bare, key):
    return bytes(obstore.get(bare, key).bytes())


def keys(bare):
    return [row["path"] for row in obstore.list(bare).collect()]


def transfer(path, local, content=None):
    if content is not None:
        local.parent.mkdir(parents=True, exist_ok=True)
        local.write_bytes(content)
    digest = xxhash.xxh3_128_hexdigest(local.read_bytes())
    return Transfer(BID, path, str(local), local.stat().st_size, digest)


def files(folder):
    return [
        transfer(name, folder / str(at), os.urandom(0 if "empty" in name else 1000 + at))
        for at, name in enumerate(NAMES)
    ]


def moved(events):
    """Returns {path: error} of the outcomes and the number of bytes that were told."""
    events = list(events)
    ends = {each.transfer.path: each.error for each in events if isinstance(each, Outcome)}
    return ends, sum(each.done for each in events if isinstance(each, Event))


def test_what_is_sent_lies_below_the_bid_and_is_lacking_no_more(store, tmp_path):
    make, bare = store
    rows = files(tmp_path / "here")
    engine = make()
    assert engine.lacks(rows) == rows
    ends, count = moved(engine.send(rows))
    assert ends == dict.fromkeys(NAMES, "")
    assert count == sum(row.size for row in rows)
    assert engine.lacks(rows) == []
    for row in rows:
        assert content_of(bare, f"{BID}/{row.path}") == pathlib.Path(row.local).read_bytes()
    assert make().lacks(rows) == []  # another run, which has seen nothing yet


def test_only_what_differs_is_lacking(store, tmp_path):
    make, bare = store
    rows = [transfer(f"a/{at}", tmp_path / "here" / str(at), b"%04d" % at) for at in range(30)]
    moved(make().send(rows))
    changed = transfer("a/7", tmp_path / "here/7", b"new!")
    longer = transfer("a/8", tmp_path / "here/8", b"longer")
    obstore.delete(bare, f"{BID}/a/9")
    asked = [changed if row.path == "a/7" else longer if row.path == "a/8" else row for row in rows]
    assert [row.path for row in make().lacks(asked)] == ["a/7", "a/8", "a/9"]
    assert [row.path for row in make().lacks(asked[6:10])] == ["a/7", "a/8", "a/9"]


def test_an_object_that_was_replaced_since_is_noticed_by_the_engine_that_sent_it(store, tmp_path):
    make, bare = store
    engine = make()
    row = transfer("a/x", tmp_path / "x", b"mine")
    moved(engine.send([row]))
    obstore.put(bare, f"{BID}/a/x", b"them")
    assert engine.lacks([row]) == [row]


def test_a_folder_that_was_read_once_is_not_read_again(tmp_path, monkeypatch):
    (tmp_path / "mount").mkdir()
    read = []
    digest_of = objects.digest_of
    monkeypatch.setattr(objects, "digest_of", lambda path: read.append(path) or digest_of(path))
    rows = [transfer(f"a/{at}", tmp_path / "here" / str(at), b"%04d" % at) for at in range(30)]
    for row in rows[:20]:  # by another program
        target = tmp_path / "mount" / BID / row.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(pathlib.Path(row.local).read_bytes())
    records = Records(tmp_path / "records.db")
    first = StoreEngine(str(tmp_path / "mount"), records=records)
    assert first.lacks(rows) == rows[20:]
    moved(first.send(rows[20:]))
    assert first.lacks(rows[20:]) == []
    assert len(read) == 20
    again = StoreEngine(str(tmp_path / "mount"), records=records)
    assert again.lacks(rows) == []
    assert again.lacks(rows[:3]) == []
    assert len(again.listing(BID, "a", str(tmp_path / "back"))) == 30
    assert len(read) == 20
    (tmp_path / "mount" / BID / "a" / "7").write_bytes(b"else")
    other = StoreEngine(str(tmp_path / "mount"), records=records)
    assert other.lacks(rows) == [rows[7]]
    assert len(read) == 21
    records.close()


def test_the_records_of_one_store_are_not_those_of_another(tmp_path):
    records = Records(tmp_path / "records.db")
    row = transfer("a/x", tmp_path / "x", b"content")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    moved(StoreEngine(str(tmp_path / "one"), records=records).send([row]))
    assert StoreEngine(str(tmp_path / "two"), records=records).lacks([row]) == [row]
    records.close()


@pytest.mark.parametrize("kind", ["folder", "bucket", "away"])
def test_a_store_that_is_not_there_is_told_before_any_file_is_looked_at(tmp_path, request, kind):
    transfer("x", tmp_path / "here" / "x", b"x")
    url, text = str(tmp_path / "mount"), "there is no such folder"
    if kind != "folder":
        server = request.getfixturevalue("server")
        url, text = server.url("p", bucket="no-such-bucket"), "there is no such bucket"
    if kind == "away":
        server.stop()
        text = "the store cannot be reached"
    records = Records(tmp_path / "records.db")
    found = sources.tree(str(tmp_path / "here"), "D")
    engine = StoreEngine(url, timeouts=(1, 1), records=records)
    told = []
    with pytest.raises((ConfigError, TransferFailed), match=text):
        told += run.send(engine, found, BID, records, attempts=2, sleep=lambda _: None)
    assert all(event.kind == "note" for event in told)
    records.close()


def test_everything_is_asked_again_for_stores_keep_no_journal(store):
    make, _ = store
    assert make().changes(BID, "any") == Changes("", None)


def test_a_large_file_goes_in_parts_and_comes_back(store, tmp_path):
    make, _ = store
    content = os.urandom(1 << 20) * 21 + b"end"
    assert len(content) > 2 * PART
    row = transfer("big.bin", tmp_path / "big", content)
    engine = make()
    ends, count = moved(engine.send([row]))
    assert ends == {"big.bin": ""}
    assert count == len(content)
    assert make().lacks([row]) == []
    (back,) = make().listing(BID, "", str(tmp_path / "back"))
    assert back == Transfer(BID, "big.bin", str(tmp_path / "back/big.bin"), row.size, row.digest)
    assert moved(engine.fetch([back])) == ({"big.bin": ""}, len(content))
    assert (tmp_path / "back/big.bin").read_bytes() == content


@pytest.mark.parametrize("size", [1000, 2 * PART])
def test_a_file_that_is_not_what_was_planned_never_appears(store, tmp_path, size):
    make, bare = store
    row = transfer("a/x", tmp_path / "x", b"a" * size)
    pathlib.Path(row.local).write_bytes(b"b" * size)
    shorter = transfer("a/y", tmp_path / "y", b"a" * size)
    pathlib.Path(shorter.local).write_bytes(b"a" * (size - 1))
    outcomes = [each for each in make().send([row, shorter]) if isinstance(each, Outcome)]
    assert {(each.transfer.path, each.error, each.retry) for each in outcomes} == {
        ("a/x", "it changed while it was sent", True),
        ("a/y", "it became shorter while it was sent", True),
    }
    assert not keys(bare)


def test_a_bucket_keeps_the_digest_beside_the_file(server, tmp_path):
    row = transfer("x", tmp_path / "x", b"content")
    moved(StoreEngine(server.url("kept")).send([row]))
    answer = obstore.get(Bucket(server.url("kept")).open(), f"{BID}/x")
    assert answer.attributes["rayvisionxxh3"] == row.digest


def test_a_file_that_is_gone_spoils_only_itself(store, tmp_path):
    make, _ = store
    rows = files(tmp_path / "here")
    pathlib.Path(rows[0].local).unlink()
    ends, _ = moved(make().send(rows))
    assert ends == {**dict.fromkeys(NAMES, ""), NAMES[0]: "No such file or directory"}


def test_a_listing_names_what_lies_below_a_prefix_or_at_it(store, tmp_path):
    make, _ = store
    rows = files(tmp_path / "here")
    moved(make().send(rows))
    listed = make().listing(BID, "b", str(tmp_path / "back"))
    assert sorted((row.path, row.digest) for row in listed) == sorted(
        (row.path, row.digest) for row in rows if row.path.startswith("b/")
    )
    (one,) = make().listing(BID, "/a/small.bin", str(tmp_path / "back"))
    assert one.local == str(tmp_path / "back/a/small.bin")
    assert make().listing(BID, "nothing/here", str(tmp_path)) == []
    assert make().listing("other", "", str(tmp_path)) == []


def test_fetching_goes_on_behind_what_is_held(store, tmp_path):
    make, _ = store
    content = os.urandom(300_000)
    moved(make().send([transfer("f.exr", tmp_path / "f", content)]))
    (row,) = make().listing(BID, "", str(tmp_path / "back"))
    with Landing(row) as landing:
        landing.append(content[:200_000])
    engine = make()
    events = list(engine.fetch([row]))
    assert [each.error for each in events if isinstance(each, Outcome)] == [""]
    assert (tmp_path / "back/f.exr").read_bytes() == content
    assert os.listdir(tmp_path / "back") == ["f.exr"]
    ranges = os.path.isabs(engine.place.removeprefix("file://"))  # the server has none
    told = [each.done for each in events if isinstance(each, Event)]
    assert sum(told) == len(content)
    assert (-200_000 in told) is not ranges


def test_what_came_is_checked(store, tmp_path):
    make, bare = store
    moved(make().send([transfer("f.exr", tmp_path / "f", b"as it was")]))
    (row,) = make().listing(BID, "", str(tmp_path / "back"))
    obstore.put(bare, f"{BID}/f.exr", b"no such.")
    ends, _ = moved(make().fetch([row]))
    assert ends == {"f.exr": "it changed since it was listed"}
    obstore.put(bare, f"{BID}/f.exr", b"As it was")
    ends, _ = moved(make().fetch([row]))
    assert ends == {"f.exr": "what arrived is not what the farm holds"}
    assert not os.listdir(tmp_path / "back")


def test_a_name_that_points_outside_has_no_place_here(store, tmp_path):
    make, bare = store
    obstore.put(bare, f"{BID}/C:evil", b"x")
    obstore.put(bare, f"{BID}/fine", b"x")
    found = {row.path: row.local for row in make().listing(BID, "", str(tmp_path / "back"))}
    assert found == {"C:evil": "", "fine": str(tmp_path / "back" / "fine")}


def test_a_name_that_stores_do_not_take_fails_alone(store, tmp_path):
    make, _ = store
    rows = [transfer("tab\there", tmp_path / "x", b"x"), transfer("fine", tmp_path / "y", b"y")]
    ends, _ = moved(make().send(rows))
    assert ends["fine"] == ""
    assert ends["tab\there"].startswith("a store takes no such name; rename the file")


@pytest.mark.parametrize("name", ["new\nline.tx", "a//b", "x/../y", "\udcff.png", "k" * 1100])
def test_a_name_that_stores_do_not_take_is_lacking_and_fails_alone(store, tmp_path, name):
    make, _ = store
    odd = dataclasses.replace(transfer("odd", tmp_path / "x", b"x"), path=name)
    rows = [odd, transfer("fine", tmp_path / "y", b"y")]
    engine = make()
    assert engine.lacks(rows) == rows
    ends, _ = moved(engine.send(rows))
    assert ends.pop("fine") == ""
    (error,) = ends.values()
    assert "name" in error or "KeyTooLong" in error
    assert engine.lacks([odd] * 20 + rows[1:]) == [odd] * 20


def test_what_is_no_file_in_a_folder_is_not_waited_for(tmp_path):
    mount = tmp_path / "mount" / BID
    (mount / "a").mkdir(parents=True)
    os.mkfifo(mount / "pipe")
    (mount / "b#1").write_bytes(b"of obstore")
    names = ["pipe", "a", "b#1", "n" * 255]
    rows = [transfer(name, tmp_path / str(at), b"") for at, name in enumerate(names)]
    engine = StoreEngine(str(mount.parent))
    assert engine.lacks(rows) == rows
    listed = StoreEngine(str(mount.parent)).listing(BID, "", str(tmp_path / "back"))
    assert not any(row.path == "pipe" for row in listed)
    assert StoreEngine(str(mount.parent)).lacks(rows[:1] * 20) == rows[:1] * 20
    ends, _ = moved(engine.send(rows))
    assert {name for name, error in ends.items() if error} == set(names[1:])
    assert ends["n" * 255].startswith("File name too long")


def test_a_folder_that_goes_away_is_not_made_anew(tmp_path):
    mount = tmp_path / "mount"
    mount.mkdir()
    engine = StoreEngine(str(mount))
    row = transfer("a/x", tmp_path / "x", b"x")
    assert engine.lacks([row]) == [row]
    mount.rmdir()
    with pytest.raises(TransferFailed, match="or what was mounted there, is gone") as raised:
        engine.lacks([row])
    assert raised.value.retry
    outcomes = [each for each in engine.send([row]) if isinstance(each, Outcome)]
    assert [each.retry for each in outcomes] == [True]
    assert not mount.exists()
    mount.mkdir()
    assert moved(engine.send([row]))[0] == {"a/x": ""}


def test_nothing_is_written_below_a_mount_that_is_gone(tmp_path):
    with disks.mounted(tmp_path / "mount") as mount:
        (mount / "farm").mkdir()
        engine = StoreEngine(str(mount / "farm"))
        row = transfer("a/x", tmp_path / "x", b"x")
        assert engine.lacks([row]) == [row]
    (mount / "farm").mkdir()
    outcomes = [each for each in engine.send([row]) if isinstance(each, Outcome)]
    assert [each.retry for each in outcomes] == [True]
    assert list((mount / "farm").iterdir()) == []


def test_a_full_folder_is_told_and_what_came_before_stays(tmp_path):
    with disks.mounted(tmp_path / "mount", 1024) as mount:
        engine = StoreEngine(str(mount), parallel=1)
        rows = [transfer(str(at), tmp_path / str(at), bytes(300_000)) for at in range(5)]
        ends, _ = moved(engine.send(rows))
        here = [row for row in rows if not ends[row.path]]
        assert 0 < len(here) < 5
        assert set(ends.values()) == {"", f"No space left on device ({mount})"}
        assert engine.lacks(rows) == [row for row in rows if row not in here]


def test_an_object_without_digest_that_was_replaced_is_not_mixed_with_its_part(store, tmp_path):
    make, bare = store
    obstore.put(bare, f"{BID}/f.exr", b"a" * 1000)
    engine = make()
    (row,) = engine.listing(BID, "", str(tmp_path / "back"))
    row = dataclasses.replace(row, digest="")
    with Landing(row, engine._seen.etag(f"{BID}/f.exr")) as landing:
        landing.append(b"a" * 400)
    obstore.put(bare, f"{BID}/f.exr", b"b" * 1000)
    ends, _ = moved(engine.fetch([row]))
    assert ends == {"f.exr": "it changed since it was listed"}
    (row,) = engine.listing(BID, "", str(tmp_path / "back"))
    assert moved(engine.fetch([row]))[0] == {"f.exr": ""}
    assert (tmp_path / "back/f.exr").read_bytes() == b"b" * 1000


def test_the_speed_of_the_line_holds(store, tmp_path):
    make, _ = store
    waited = []
    clock = [0.0]

    def sleep(seconds):
        waited.append(seconds)
        clock[0] += seconds

    line = Line([Limit(100, clock=lambda: clock[0])], sleep=sleep, clock=lambda: clock[0])
    rows = [transfer(str(at), tmp_path / str(at), bytes(51_200)) for at in range(4)]
    moved(make(line=line, parallel=1).send(rows))
    assert sum(waited) == pytest.approx(2, rel=0.05)


class CutLine(Line):
    """A line at the other end of which the server ends once some bytes have passed."""

    def __init__(self, server, most):
        super().__init__()
        self.server = server
        self.left = most

    def take(self, count, stop):
        super().take(count, stop)
        if self.left > 0 >= self.left - count:
            self.server.stop()
        self.left -= count


def test_an_upload_that_is_cut_leaves_nothing_and_goes_on_with_the_rest(server, tmp_path):
    small = transfer("small", tmp_path / "small", b"it has arrived")
    big = transfer("big", tmp_path / "big", bytes(4 * PART + 1))
    line = CutLine(server, 3 * PART)
    engine = StoreEngine(server.url("cut"), parallel=2, timeouts=(2, 2), line=line)
    moved(engine.send([small]))
    outcomes = [each for each in engine.send([big]) if isinstance(each, Outcome)]
    assert [(each.transfer, each.retry) for each in outcomes] == [(big, True)]
    assert re.fullmatch(
        r"the store cannot be reached, breaks off or answers like none; is its .* right\? \(.*\)",
        outcomes[0].error,
    )
    server.start()
    assert engine.lacks([small, big]) == [big]
    assert moved(engine.send([big]))[0] == {"big": ""}
    assert engine.lacks([small, big]) == []


def test_leaving_early_ends_the_upload(store, tmp_path):
    make, _ = store
    engine = make(line=Line([Limit(16 * 1024)]))
    row = transfer("big", tmp_path / "big", bytes(6 * PART))
    events = engine.send([row])
    next(events)
    events.close()
    assert engine.lacks([row]) == [row]
    assert not [path for path in (tmp_path / "mount").rglob("*") if path.is_file()]


def test_a_run_outlives_a_store_that_goes_for_a_while(server, tmp_path):
    content = {str(at): os.urandom(20_000) for at in range(40)}
    for name, data in content.items():
        transfer(name, tmp_path / "here" / name, data)
    records = Records(tmp_path / "records.db")
    line = CutLine(server, 400_000)
    engine = StoreEngine(server.url("gone"), parallel=4, timeouts=(1, 1), line=line)
    found = sources.tree(str(tmp_path / "here"), "D")
    back = lambda seconds: server.process or server.start()  # noqa: E731
    events = list(run.send(engine, found, BID, records, sleep=back))
    assert (events[-1].kind, events[-1].done) == ("end", 40)
    assert any(event.kind == "note" for event in events)
    root = server.folder / s3.BUCKET / "gone" / BID / "D"
    assert {name: (root / name).read_bytes() for name in content} == content
    records.close()


def test_what_a_killed_upload_left_in_a_folder_is_no_file(tmp_path):
    (tmp_path / "mount" / BID).mkdir(parents=True)
    (tmp_path / "mount" / BID / "big#1").write_bytes(b"half of it")
    engine = StoreEngine(str(tmp_path / "mount"))
    row = transfer("big", tmp_path / "big", b"all of it")
    assert moved(engine.send([row]))[0] == {"big": ""}
    assert [each.path for each in engine.listing(BID, "", str(tmp_path / "back"))] == ["big"]


def test_an_object_of_another_program_is_known_by_its_etag(server, tmp_path):
    row = transfer("a/x", tmp_path / "x", b"put there by hand")
    bare = Bucket(server.url("hand")).open()
    obstore.put(bare, f"{BID}/a/x", b"put there by hand")
    assert StoreEngine(server.url("hand")).lacks([row]) == []
    obstore.put(bare, f"{BID}/a/x", b"Put there by hand")
    assert StoreEngine(server.url("hand")).lacks([row]) == [row]
    (listed,) = StoreEngine(server.url("hand")).listing(BID, "", str(tmp_path / "back"))
    assert listed.digest == ""
    assert moved(StoreEngine(server.url("hand")).fetch([listed]))[0] == {"a/x": ""}
    assert (tmp_path / "back/a/x").read_bytes() == b"Put there by hand"


def test_a_run_sends_everything_once_and_checks_it(store, tmp_path):
    make, bare = store
    files(tmp_path / "here/shot")
    records = Records(tmp_path / "records.db")
    for sent in (len(NAMES), 0):
        tree = sources.tree(str(tmp_path / "here"), "C/show")
        *_, end = run.send(make(), tree, BID, records, attempts=1)
        assert (end.kind, end.done, end.total) == ("end", sent, len(NAMES))
    assert sorted(keys(bare)) == [f"{BID}/C/show/shot/{at}" for at in range(len(NAMES))]
    rows = make().listing(BID, "C/show/shot", str(tmp_path / "back"))
    fetched = [each for each in run.fetch(make(), rows, records) if each.kind == "file"]
    assert len(fetched) == len(NAMES)
    assert not [each for each in run.fetch(make(), rows, records) if each.kind == "file"]
    records.close()


@pytest.mark.parametrize(
    ("url", "keys", "text"),
    [
        ("gs://b/p", {"GOOGLE_SERVICE_ACCOUNT_KEY": "no json"}, "gs://b/p: "),
        ("az://c/p", {}, "az://c/p: Account must be specified; correct the address of the store"),
    ],
)
def test_what_other_clouds_want_is_said(monkeypatch, url, keys, text):
    for name in [*os.environ]:
        if name.startswith(("AZURE_", "GOOGLE_")):
            monkeypatch.delenv(name)
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as raised:
        StoreEngine(url).send([])
    assert text in str(raised.value)
    assert "no json" not in str(raised.value)


@pytest.mark.parametrize("url", ["https://nas:9000", ""])
def test_what_goes_encrypted_is_not_digested_once_more_for_a_signature(monkeypatch, url):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    bare = Bucket(f"s3://b/p?endpoint={url}&region=eu-west-1").open()
    assert bare.config["unsigned_payload"] == "true"
    assert "unsigned_payload" not in Bucket("s3://b/p?endpoint=http://nas").open().config


def refusals(engine, row):
    with pytest.raises(TransferFailed) as asked:
        engine.lacks([row] * 20)
    (outcome,) = [each for each in engine.send([row]) if isinstance(each, Outcome)]
    return asked.value, outcome


@pytest.mark.parametrize(
    ("variable", "code"),
    [("AWS_ACCESS_KEY_ID", "InvalidAccessKeyId"), ("AWS_SECRET_ACCESS_KEY", "SignatureDoesNot")],
)
def test_wrong_keys_are_one_line_without_them(server, tmp_path, monkeypatch, variable, code):
    monkeypatch.setenv(variable, "notTheRightValue")
    row = transfer("x", tmp_path / "x", b"x")
    asked, outcome = refusals(StoreEngine(server.url("p")), row)
    for line in (asked.line(), outcome.error):
        assert "the keys are refused; check the variables AWS_ACCESS_KEY_ID" in line
        assert code in line
        assert "\n" not in line
        assert s3.SECRET not in line
        assert "notTheRightValue" not in line
    assert not outcome.retry


def test_a_bucket_that_is_not_there_is_told(server, tmp_path):
    row = transfer("x", tmp_path / "x", b"x")
    asked, outcome = refusals(StoreEngine(server.url("p", bucket="no-such-bucket")), row)
    assert asked.line() == (
        f"s3://no-such-bucket/p at 127.0.0.1:{server.port}: there is no such bucket; correct the "
        "setting store or create the bucket (the store answered 404, NoSuchBucket)"
    )
    assert outcome.error.startswith("there is no such bucket; correct the setting store or create")
    assert not outcome.retry


def test_a_server_that_is_not_there_may_come_back(server, tmp_path):
    server.stop()
    row = transfer("x", tmp_path / "x", b"x")
    asked, outcome = refusals(StoreEngine(server.url("p"), timeouts=(1, 1)), row)
    assert asked.retry
    assert outcome.retry
    assert "the store cannot be reached" in outcome.error


def test_places_tell_stores_apart_and_hold_no_keys(server, tmp_path, monkeypatch):
    place = StoreEngine(server.url("p", access_key_id="me", secret_access_key="hidden")).place
    assert place == f"s3://{s3.BUCKET}/p at 127.0.0.1:{server.port}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://me:hidden@nas.studio:9000")
    assert StoreEngine("s3://b/p").place == "s3://b/p at nas.studio:9000"
    assert StoreEngine(str(tmp_path)).place == StoreEngine(f"file://{tmp_path}").place


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("ftp://host/x", "ftp:// is no address of a store; set RAYVISION_STORE to s3://, gs:// or"),
        ("s3://b/p?colour=red&secret_access_key=hidden", "'colour' is not valid for store 'S3'"),
        ("/no/such/mount", "/no/such/mount: there is no such folder; mount or create it"),
        ("file:///no/such/mount", "/no/such/mount: there is no such folder"),
    ],
)
def test_a_wrong_address_is_said_before_anything_moves(url, text):
    with pytest.raises(ConfigError) as raised:
        StoreEngine(url).send([])
    assert text in str(raised.value)
    assert "hidden" not in str(raised.value)
