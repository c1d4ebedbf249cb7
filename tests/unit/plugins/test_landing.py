"""A file that lands: what is held, what is checked, and when it has its name."""

import os
import random

import pytest
import xxhash

from rayvision_plugins import lock
from rayvision_plugins.errors import TransferFailed
from rayvision_plugins.transfer.engine import Transfer
from rayvision_plugins.transfer.landing import Landing

DATA = random.Random(3).randbytes(3_000_000)


def row(folder, data=DATA, digest=None, name="a.exr"):
    digest = xxhash.xxh3_128_hexdigest(data) if digest is None else digest
    return Transfer("1", f"x/{name}", str(folder / name), len(data), digest)


def left(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path):
    with Landing(row(tmp_path)) as landing:
        landing.append(DATA[:1_000_000])
        landing.append(memoryview(DATA)[1_000_000:])
        assert not (tmp_path / "a.exr").exists()
        landing.finish()
    assert (tmp_path / "a.exr").read_bytes() == DATA
    assert left(tmp_path) == ["a.exr"]


def test_it_goes_on_behind_what_is_held(tmp_path):
    with Landing(row(tmp_path)) as landing:
        landing.append(DATA[:1_234_567])
        with pytest.raises(TransferFailed, match="1234567 of 3000000 bytes") as caught:
            landing.finish()
        assert caught.value.retry
    with Landing(row(tmp_path)) as landing:
        assert landing.held == 1_234_567
        landing.append(DATA[1_234_567:])
        landing.finish()
    assert (tmp_path / "a.exr").read_bytes() == DATA


def test_another_version_does_not_go_on_behind_it(tmp_path):
    with Landing(row(tmp_path)) as landing:
        landing.append(DATA[:1000])
    with Landing(row(tmp_path, DATA[::-1])) as landing:
        assert landing.held == 0


@pytest.mark.parametrize(("first", "second", "held"), [("", "", 0), ("e", "e", 10), ("e", "f", 0)])
def test_without_a_digest_the_version_says_whether_to_go_on(tmp_path, first, second, held):
    with Landing(row(tmp_path, digest=""), first) as landing:
        landing.append(DATA[:10])
    with Landing(row(tmp_path, digest=""), second) as landing:
        assert landing.held == held
        landing.append(DATA[held:])
        landing.finish()
    assert (tmp_path / "a.exr").read_bytes() == DATA


def test_a_rotten_part_is_found_out_and_forgotten(tmp_path):
    with Landing(row(tmp_path)) as landing:
        landing.append(DATA[:1000])
        with open(landing.part, "r+b") as stream:
            stream.write(b"rot")
    with Landing(row(tmp_path)) as landing:
        landing.append(DATA[1000:])
        with pytest.raises(TransferFailed, match="not what the farm holds") as caught:
            landing.finish()
        assert caught.value.retry
    assert left(tmp_path) == []


def test_more_than_there_is_is_refused_and_forgotten(tmp_path):
    with Landing(row(tmp_path)) as landing, pytest.raises(TransferFailed, match="more"):
        landing.append(DATA + b"x")
    assert left(tmp_path) == []


def test_a_part_that_is_too_long_starts_again(tmp_path):
    with Landing(row(tmp_path)) as landing:
        landing.append(DATA[:10])
        with open(landing.part, "ab") as stream:
            stream.truncate(len(DATA) + 1)
    with Landing(row(tmp_path)) as landing:
        assert landing.held == 0


def test_nothing_that_came_leaves_nothing(tmp_path):
    with Landing(row(tmp_path)):
        pass
    assert left(tmp_path) == []


def test_a_file_without_bytes_lands(tmp_path):
    with Landing(row(tmp_path, b"")) as landing:
        landing.finish()
    assert (tmp_path / "a.exr").read_bytes() == b""
    assert left(tmp_path) == ["a.exr"]


def test_folders_are_made_and_one_in_the_way_is_an_error(tmp_path):
    with Landing(row(tmp_path / "deep" / "er")) as landing:
        landing.append(DATA)
        landing.finish()
    assert (tmp_path / "deep" / "er" / "a.exr").stat().st_size == len(DATA)
    (tmp_path / "b.exr" / "c").mkdir(parents=True)
    with Landing(row(tmp_path, name="b.exr")) as landing:
        landing.append(DATA)
        with pytest.raises(OSError):
            landing.finish()


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")
def test_a_disk_that_is_full_does_not_stay_so_for_a_part(tmp_path):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        with Landing(row(tmp_path)) as landing, pytest.raises(OSError):
            landing.append(DATA)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_a_link_in_the_place_of_a_part_is_not_written_through(tmp_path):
    (tmp_path / "precious").write_text("mine")
    os.symlink(tmp_path / "precious", Landing(row(tmp_path)).part)
    with pytest.raises(OSError), Landing(row(tmp_path)):
        pass
    assert (tmp_path / "precious").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be moved there")
def test_one_attempt_at_a_time_has_a_part(tmp_path):
    with Landing(row(tmp_path)) as first:
        first.append(DATA[:1000])
        with pytest.raises(TransferFailed, match="already") as caught, Landing(row(tmp_path)):
            pass
        assert caught.value.retry
        first.append(DATA[1000:])
        first.finish()
        with Landing(row(tmp_path)) as again:
            assert again.held == 0
    assert (tmp_path / "a.exr").read_bytes() == DATA
    assert left(tmp_path) == ["a.exr"]


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be moved there")
def test_a_part_that_took_its_place_meanwhile_is_not_written(tmp_path, monkeypatch):
    """Another attempt ends between the moment a part is opened and the moment it is locked."""
    with Landing(row(tmp_path)) as first:
        first.append(DATA)

        def hold(file):
            monkeypatch.undo()
            first.finish()
            return lock.hold(file)

        monkeypatch.setattr("rayvision_plugins.transfer.landing.lock.hold", hold)
        with pytest.raises(TransferFailed, match="already"), Landing(row(tmp_path)):
            pass
    assert (tmp_path / "a.exr").read_bytes() == DATA


def test_a_file_system_without_locks_is_landed_on_too(tmp_path, monkeypatch):
    def none(file):
        raise OSError(37, "No locks available")

    monkeypatch.setattr("rayvision_plugins.transfer.landing.lock.hold", none)
    with Landing(row(tmp_path)) as landing:
        landing.append(DATA)
        landing.finish()
    assert (tmp_path / "a.exr").read_bytes() == DATA
