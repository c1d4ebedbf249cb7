"""Files of the storages: sending, going on after a cut, hostile names, tokens."""

import json
import os
import random
import socket
import time

import pytest
import xxhash

DATA = random.Random(7).randbytes(3_000_000)
DIGEST = xxhash.xxh3_128_hexdigest(DATA)


def cut_put(farm, path, data, sent):
    """Starts to send a file and cuts the connection after ``sent`` bytes."""
    farm.login()
    host, port = farm.domain.split(":")
    bid = farm.bids["input"]
    head = (
        f"PUT /storage/{bid}/{path} HTTP/1.1\r\nHost: {farm.domain}\r\n"
        f"Authorization: Bearer {farm.tokens[bid]}\r\nUpload-Offset: 0\r\n"
        f"Upload-Length: {len(data)}\r\nContent-Digest-XXH3: {xxhash.xxh3_128_hexdigest(data)}\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(head.encode() + data[:sent])
        time.sleep(0.01)


def held(farm, path, use="input"):
    answer = farm.storage("HEAD", use, path)
    return int(answer.headers["Upload-Offset"]) if answer.status_code == 200 else None


def wait_held(farm, path, at_least=1):
    ends = time.monotonic() + 5
    while time.monotonic() < ends:
        count = held(farm, path)
        if count is not None and count >= at_least:
            return count
        time.sleep(0.01)
    raise AssertionError(f"{path} never arrived in part")


def test_a_file_goes_up_and_comes_back(shared):
    assert shared.put("input", "a/b/big.bin", DATA).status_code == 201
    head = shared.storage("HEAD", "input", "a/b/big.bin").headers
    assert head["Upload-Offset"] == head["Upload-Length"] == str(len(DATA))
    assert head["Upload-Complete"] == "1"
    assert head["Content-Digest-XXH3"] == DIGEST
    answer = shared.storage("GET", "input", "a/b/big.bin")
    assert answer.status_code == 200
    assert answer.content == DATA
    assert answer.headers["Content-Digest-XXH3"] == DIGEST
    assert answer.headers["Content-Length"] == str(len(DATA))


@pytest.mark.parametrize(
    ("span", "status", "part"),
    [
        ("bytes=1000000-", 206, DATA[1_000_000:]),
        ("bytes=0-", 206, DATA),
        ("bytes=10-19", 206, DATA[10:20]),
        ("bytes=-5", 206, DATA[-5:]),
        ("bytes=2999999-", 206, DATA[-1:]),
        ("bytes=3000000-", 416, None),
        ("nonsense", 200, DATA),
    ],
)
def test_a_range_gives_a_part(shared, span, status, part):
    shared.put("input", "range.bin", DATA)
    answer = shared.storage("GET", "input", "range.bin", headers={"Range": span})
    assert answer.status_code == status
    if part is not None:
        assert answer.content == part
        assert answer.headers["Content-Length"] == str(len(part))


def test_a_gz_file_beside_a_file_is_not_served_in_its_place(shared):
    shared.put("input", "x.vdb", b"plain")
    shared.put("input", "x.vdb.gz", b"zipped")
    assert shared.storage("GET", "input", "x.vdb").content == b"plain"


def test_a_file_that_is_not_there_is_404(shared):
    for method in ("HEAD", "GET"):
        assert shared.storage(method, "input", "nowhere/at/all.bin").status_code == 404


def test_zero_bytes_arrive(shared):
    assert shared.put("input", "empty.txt", b"").status_code == 201
    answer = shared.storage("GET", "input", "empty.txt")
    assert (answer.status_code, answer.content) == (200, b"")
    assert held(shared, "empty.txt") == 0


def test_a_new_version_replaces_the_old_one(shared):
    shared.put("input", "version.txt", b"one")
    shared.put("input", "version.txt", b"number two")
    assert shared.storage("GET", "input", "version.txt").content == b"number two"


def test_a_cut_connection_keeps_what_came_and_the_rest_completes_it(shared):
    cut_put(shared, "cut.bin", DATA, 2_000_000)
    count = wait_held(shared, "cut.bin")
    assert 0 < count <= 2_000_000
    assert shared.storage("HEAD", "input", "cut.bin").headers["Upload-Complete"] == "0"
    assert shared.storage("GET", "input", "cut.bin").status_code == 404
    answer = shared.put(
        "input", "cut.bin", DATA[count:], offset=count, length=len(DATA), digest=DIGEST
    )
    assert answer.status_code == 201, answer.text
    assert shared.storage("GET", "input", "cut.bin").content == DATA


def test_a_part_survives_a_killed_farm(farm):
    cut_put(farm, "killed.bin", DATA, 2_500_000)
    count = wait_held(farm, "killed.bin", 1_000_000)
    farm.kill()
    farm.start()
    assert held(farm, "killed.bin") == count
    answer = farm.put(
        "input", "killed.bin", DATA[count:], offset=count, length=len(DATA), digest=DIGEST
    )
    assert answer.status_code == 201, answer.text


def test_a_part_that_was_changed_on_disk_is_found_out(farm):
    cut_put(farm, "rot.bin", DATA, 2_000_000)
    count = wait_held(farm, "rot.bin", 1_000_000)
    part = next((farm.folder / "parts").iterdir())
    with part.open("r+b") as stream:
        stream.write(b"rotten")
    answer = farm.put(
        "input", "rot.bin", DATA[count:], offset=count, length=len(DATA), digest=DIGEST
    )
    assert answer.status_code == 422
    assert held(farm, "rot.bin") is None


def test_a_wrong_offset_is_told_the_right_one(shared):
    cut_put(shared, "offset.bin", DATA, 1_500_000)
    count = wait_held(shared, "offset.bin")
    for wrong in (count + 1, count - 1, 5):
        answer = shared.put(
            "input", "offset.bin", DATA[wrong:], offset=wrong, length=len(DATA), digest=DIGEST
        )
        assert answer.status_code == 409
        assert answer.headers["Upload-Offset"] == str(count)
        assert "message" in answer.json()


def test_going_on_with_another_file_starts_over(shared):
    cut_put(shared, "other.bin", DATA, 1_500_000)
    count = wait_held(shared, "other.bin")
    answer = shared.put(
        "input", "other.bin", b"x" * 10, offset=count, length=count + 10, digest="0" * 32
    )
    assert answer.status_code == 409
    assert answer.headers["Upload-Offset"] == "0"
    assert shared.put("input", "other.bin", b"new").status_code == 201
    assert shared.storage("GET", "input", "other.bin").content == b"new"


def test_going_on_with_nothing_held_starts_over(shared):
    answer = shared.put("input", "none.bin", b"xy", offset=5, length=7)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")


def test_a_whole_request_may_carry_a_part(shared):
    shared.put(
        "input", "slow.bin", DATA[:1000], length=3000, digest=xxhash.xxh3_128_hexdigest(DATA[:3000])
    )
    assert held(shared, "slow.bin") == 1000
    more = {"length": 3000, "digest": xxhash.xxh3_128_hexdigest(DATA[:3000])}
    assert shared.put("input", "slow.bin", DATA[1000:2000], offset=1000, **more).status_code == 200
    assert shared.put("input", "slow.bin", DATA[2000:3000], offset=2000, **more).status_code == 201


def test_a_wrong_digest_is_refused_and_leaves_nothing(shared):
    answer = shared.put("input", "wrong.bin", b"data", digest="0" * 32)
    assert answer.status_code == 422
    assert held(shared, "wrong.bin") is None
    assert shared.storage("GET", "input", "wrong.bin").status_code == 404


def test_a_wrong_digest_leaves_the_old_version(shared):
    shared.put("input", "kept.bin", b"good")
    assert shared.put("input", "kept.bin", b"bad", digest="0" * 32).status_code == 422
    assert shared.storage("GET", "input", "kept.bin").content == b"good"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload-Offset": "x"},
        {"Upload-Length": "-1"},
        {"Upload-Length": "1"},
        {"Content-Digest-XXH3": "zz"},
        {"Upload-Offset": "9" * 30},
    ],
)
def test_bad_headers_are_400(shared, headers):
    good = {"Upload-Offset": "0", "Upload-Length": "4", "Content-Digest-XXH3": "0" * 32}
    given = {**good, **headers} if headers else {}
    answer = shared.storage("PUT", "input", "headers.bin", data=b"data", headers=given)
    assert answer.status_code == 400
    assert "\n" not in answer.json()["message"]


@pytest.mark.parametrize(
    "raw",
    [
        "..",
        "../../farm.db",
        "a/../../../farm.db",
        "a/./b",
        "a//b",
        "/etc/passwd",
        "a/",
        "",
        "..%2F..%2Ffarm.db",
        "a%2Fb",
        "%2Fetc%2Fpasswd",
        "%2e%2e/%2e%2e/farm.db",
        "a%00b",
        "%FF%FE",
        "a/%C3%28",
        "x" * 300,
        "%E9%95%9C" * 100,
    ],
)
def test_hostile_names_are_refused(shared, raw):
    before = sorted(path.name for path in shared.folder.iterdir())
    answer = (
        shared.put("input", None, b"x", raw=raw) if raw else shared.put("input", "", b"x", raw="/")
    )
    assert answer.status_code in (400, 404), answer.text
    assert "\n" not in answer.json()["message"]
    assert sorted(path.name for path in shared.folder.iterdir()) == before


@pytest.mark.parametrize(
    "name",
    [
        "D/镜头/场景 v01.ma",
        "مشهد/نهائي.exr",
        "🎬/shot🎥.png",
        "trailing./dots.. ",
        " leading",
        "...",
        "..a/b..",
        "a b+c&d=e?f#g%h.txt",
        "back\\slash.txt",
        "-rf *",
        "e\u0301/\u00e9",
        "con/nul.txt",
        "new\nline",
        "x" * 255,
        "/".join(["深い" * 20] * 12),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows refuses some of these names")
def test_odd_names_are_kept(shared, name):
    assert shared.put("input", name, name.encode()).status_code == 201
    assert shared.storage("GET", "input", name).content == name.encode()
    assert name in [row["path"] for row in shared.list("input")]


def test_a_file_cannot_be_a_folder_too(shared):
    shared.put("input", "both", b"x")
    assert shared.put("input", "both/below", b"x").status_code == 400
    shared.put("input", "folder/below", b"x")
    assert shared.put("input", "folder", b"x").status_code == 400


def test_without_token_nothing_opens(shared):
    shared.put("input", "secret.txt", b"x")
    for token in ("", "x", "10201.9999999999999.00", "..", "10201.x.y", "ü"):
        for method in ("GET", "HEAD", "PUT"):
            answer = shared.storage(method, "input", "secret.txt", token=token.encode("latin-1"))
            assert answer.status_code == 401, (token, method)
        assert shared.storage("GET", "input", token=token.encode("latin-1")).status_code == 401
        assert (
            shared.storage("POST", "input", token=token.encode("latin-1"), json={}).status_code
            == 401
        )


def test_the_token_of_another_storage_is_forbidden(shared):
    shared.login()
    other = shared.tokens[shared.bids["output"]]
    assert shared.put("input", "foreign.txt", b"x", token=other).status_code == 403
    assert shared.storage("GET", "input", token=other).status_code == 403


def test_an_unknown_storage_opens_to_nobody(shared):
    shared.login()
    token = shared.tokens[shared.bids["input"]]
    assert shared.storage("GET", "99999", "x", token=token).status_code == 403


def test_a_token_of_another_farm_is_unknown(shared, farm):
    farm.login()
    token = farm.tokens[farm.bids["input"]]
    assert shared.storage("GET", "input", token=token).status_code == 401


def test_tokens_end_and_survive_a_restart(farm):
    config = farm.login()
    row = config["resqEngines"][0]["resqEngineAccounts"][0]
    assert 23 * 3600 < row["expires"] / 1000 - time.time() <= 24 * 3600
    tokens = dict(farm.tokens)
    farm.stop()
    farm.start()
    farm.login()
    assert farm.storage("GET", "input", token=tokens[farm.bids["input"]]).status_code == 200


def test_what_is_lacking_is_said(shared):
    shared.put("input", "lack/one", b"1")
    shared.put("input", "lack/two", b"22")
    one, two = (xxhash.xxh3_128_hexdigest(data) for data in (b"1", b"22"))
    rows = [
        {"path": "lack/one", "size": 1, "digest": one},
        {"path": "lack/two", "size": 2, "digest": one},
        {"path": "lack/two", "size": 3, "digest": two},
        {"path": "lack/three", "size": 1, "digest": one},
        {"path": "../lack", "size": 1, "digest": one},
        {"path": "a\0b", "size": 10**30, "digest": one},
    ]
    answer = shared.storage("POST", "input", json={"files": rows})
    assert answer.json() == {"missing": ["lack/two", "lack/two", "lack/three", "../lack", "a\0b"]}


def test_a_stored_file_that_is_gone_is_lacking(shared):
    shared.put("input", "gone.txt", b"1")
    row = {"path": "gone.txt", "size": 1, "digest": xxhash.xxh3_128_hexdigest(b"1")}
    next(shared.folder.glob("input/10201-*/gone.txt")).unlink()
    assert shared.storage("POST", "input", json={"files": [row]}).json() == {
        "missing": ["gone.txt"]
    }
    assert shared.storage("GET", "input", "gone.txt").status_code == 404


@pytest.mark.parametrize(
    "raw", ["", "[]", "{}", '{"files": 1}', '{"files": [1]}', '{"files": [{}]}']
)
def test_a_bad_question_is_400(shared, raw):
    assert shared.storage("POST", "input", data=raw).status_code == 400


def test_what_is_no_unicode_is_400(shared):
    row = {"path": "\ud800", "size": 1, "digest": "0" * 32}
    assert shared.storage("POST", "input", json={"files": [row]}).status_code == 400
    row = {"path": "x", "size": 1e999, "digest": "0" * 32}
    raw = json.dumps({"files": [row]})
    assert shared.storage("POST", "input", data=raw).status_code == 400


def test_ten_thousand_rows_are_answered_and_more_are_not(shared):
    row = {"path": "no/such/file", "size": 1, "digest": "0" * 32}
    answer = shared.storage("POST", "input", json={"files": [row] * 10_000})
    assert len(answer.json()["missing"]) == 10_000
    assert shared.storage("POST", "input", json={"files": [row] * 10_001}).status_code == 400


def test_a_listing_is_sorted_and_keeps_to_its_prefix(shared):
    for name in ("list/b", "list/a/x", "list/a", "lisu", "list2/c", "LIST/d", "list/é"):
        if name != "list/a":
            shared.put("input", name, b"abc")
    rows = shared.list("input", "list/")
    assert [row["path"] for row in rows] == ["list/a/x", "list/b", "list/é"]
    assert set(rows[0]) == {"path", "size", "digest", "mtime"}
    assert rows[0]["size"] == 3
    assert abs(rows[0]["mtime"] / 1000 - time.time()) < 60
    assert shared.list("input", "list/%") == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_507_and_the_farm_goes_on(farm):
    bid = farm.login()["inputBid"]
    part = xxhash.xxh3_128_hexdigest(f"{bid}/full.bin".encode()) + ".part"
    (farm.folder / "parts" / part).symlink_to("/dev/full")
    answer = farm.put("input", "full.bin", b"x" * 100)
    assert answer.status_code == 507
    assert "full" in answer.json()["message"]
    assert list((farm.folder / "parts").iterdir()) == []  # it would keep the disk full
    assert held(farm, "full.bin") is None
    assert farm.put("input", "next.bin", b"x").status_code == 201


def test_two_senders_of_one_file_do_not_mix(shared):
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        datas = [bytes([at]) * 2_000_000 for at in range(4)]
        codes = [
            job.status_code
            for job in pool.map(lambda data: shared.put("input", "same", data), datas)
        ]
    assert codes == [201] * 4
    assert shared.storage("GET", "input", "same").content in datas
