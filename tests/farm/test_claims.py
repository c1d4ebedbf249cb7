"""Who sends which files, when several send the same ones: claims, with a clock of the test."""

import pytest
import xxhash
from test_packs import WIRE, asked, engine, errors, files, record, unpack

from rayvision_plugins.farm.claims import LAPSE, Claims
from rayvision_plugins.farm.errors import StorageRefused

BID = "10201"


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def claims(clock):
    return Claims(clock)


def test_what_one_run_claims_is_no_other_run_s(claims):
    assert claims.take(BID, "a.0", ["x", "y"]) == set()
    assert claims.take(BID, "b.0", ["y", "z"]) == {"y"}
    assert claims.take("10202", "b.1", ["x", "y"]) == set()
    assert claims.take(BID, "c.0", ["x", "y", "z"]) == {"x", "y", "z"}


def test_a_claim_ends_with_the_request_that_brings_its_files(claims):
    claims.take(BID, "a.0", ["x", "y"])
    claims.take(BID, "a.1", ["z"])
    with claims.bringing("a.0"):
        assert claims.take(BID, "b.0", ["x"]) == {"x"}
    assert claims.take(BID, "b.1", ["x", "y", "z"]) == {"z"}


def test_what_is_there_is_not_kept(claims):
    claims.take(BID, "a.0", ["x", "y"])
    claims.keep("a.0", ["y"])
    assert claims.take(BID, "b.0", ["x", "y"]) == {"y"}


def test_a_silent_claim_lapses_and_one_whose_request_is_open_does_not(claims, clock):
    claims.take(BID, "a.0", ["silent"])
    claims.take(BID, "a.1", ["long"])
    with claims.bringing("a.1"):
        clock.now += LAPSE - 1
        assert claims.take(BID, "b.0", ["silent", "long"]) == {"silent", "long"}
        clock.now += 1
        assert claims.take(BID, "b.1", ["silent", "long"]) == {"long"}
        with claims.bringing("a.0"):  # it speaks again, too late
            pass
        assert claims.take(BID, "c.0", ["silent"]) == {"silent"}


def test_a_run_takes_over_from_its_own_request_that_was_cut(claims):
    claims.take(BID, "a.0", ["x"])
    with claims.bringing("a.0"):
        assert claims.take(BID, "a.1", ["x"]) == set()
    assert claims.take(BID, "b.0", ["x"]) == {"x"}


@pytest.mark.parametrize("name", ["", "x", ".", "a.", ".0", "a." + "0" * 200])
def test_a_name_that_is_none_is_refused(claims, name):
    with pytest.raises(StorageRefused):
        claims.take(BID, name, ["x"])
    with claims.bringing(name):
        pass


def row(path, content):
    return {"path": path, "size": len(content), "digest": xxhash.xxh3_128_hexdigest(content)}


def claim(farm, name, *rows):
    answer = asked(farm, "POST", "folder", json={"files": rows}, headers={WIRE["claim"]: name})
    return answer.json()


def test_the_farm_says_what_is_missing_and_what_is_coming(shared):
    unpack(shared, record("claims/there", b"1"))
    there, one, two = (row(f"claims/{name}", b"1") for name in ("there", "one", "two"))
    assert claim(shared, "a.0", there, one) == {"missing": [one["path"]], "coming": []}
    assert claim(shared, "b.0", there, one, two) == {
        "missing": [two["path"]],
        "coming": [one["path"]],
    }
    asked(shared, "PUT", "pack", data=record(one["path"], b"1"), headers={WIRE["claim"]: "a.0"})
    assert claim(shared, "b.1", one) == {"missing": [], "coming": []}
    assert claim(shared, "x", one)["message"].count("\n") == 0


def test_an_engine_sends_its_other_files_and_waits_for_those_that_come(shared, tmp_path):
    rests = []

    def others(seconds):
        """Brings, while the engine rests, one file that was claimed, and gives up the other."""
        rests.append(seconds)
        if len(rests) == 2:
            content = (tmp_path / "come" / "0" / "00000.bin").read_bytes()
            data = record(rows[0].path, content)
            asked(shared, "PUT", "pack", data=data, headers={WIRE["claim"]: "other.0"})

    sender = engine(shared, sleep=others)
    rows = files(shared, tmp_path / "come", 20)
    mine = [{"path": r.path, "size": r.size, "digest": r.digest} for r in rows[:2]]
    assert len(claim(shared, "other.0", *mine)["missing"]) == 2
    events = list(sender.send(rows))
    assert errors(events) == [] and sender.lacks(rows) == []
    ends = [event.transfer for event in events if hasattr(event, "transfer")]
    assert sorted(ends, key=str) == sorted(rows, key=str) and set(ends[-2:]) == set(rows[:2])
    (note,) = [event.text for event in events if getattr(event, "kind", "") == "note"]
    assert note == "2 files are on their way from another upload; waiting for them"
    assert rests == [0.1, 0.2]
