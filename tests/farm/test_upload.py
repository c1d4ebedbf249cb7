"""Uploads without a submission: lists, folders, descriptions; what is there is not sent again."""

import json
import os
import pathlib
import random
import signal

import pytest
from command import rayvision, started

from rayvision_plugins import upload
from rayvision_plugins.connect import opened
from rayvision_plugins.errors import CheckFailed, ConfigError, TransferFailed
from rayvision_plugins.services.renderbus import Order
from rayvision_plugins.transfer.parallel import work_all

pytestmark = pytest.mark.slow


@pytest.fixture
def way(farm, tmp_path, monkeypatch):
    """The way to a farm that runs."""
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path / "home"))
    with opened({"farm": "local", "farm_folder": str(farm.folder)}) as found:
        yield found


@pytest.fixture
def show(tmp_path):
    """A folder of inputs."""
    folder = tmp_path / "show"
    for name in ("shot.ma", "tex/木 1.png", "tex/empty.png", "cache/deep/סוף.vdb"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode("utf-8") * 100 if "empty" not in name else b"")
    return folder


def listed(folder, path, prefix="/D/show/"):
    """Writes an upload.json of all files of a folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    rows = [
        {"local": file.as_posix(), "server": prefix + file.relative_to(folder).as_posix()}
        for file in files
    ]
    path.write_text(json.dumps({"asset": rows, "scene": rows[:1]}), encoding="utf-8")
    return path


def there(farm, use="input"):
    farm.login()
    return {row["path"]: row["size"] for row in farm.list(use)}


def here(folder, prefix="D/show/"):
    return {
        prefix + file.relative_to(folder).as_posix(): file.stat().st_size
        for file in folder.rglob("*")
        if file.is_file()
    }


def last(events):
    *_, end = events
    return end


def test_what_a_list_names_is_sent_once(way, farm, show, tmp_path):
    path = listed(show, tmp_path / "upload.json")
    end = last(upload.upload_asset(path, way))
    assert (end.kind, end.done, end.total) == ("end", 4, 4)
    assert there(farm) == here(show)
    assert there(farm, "config") == {}
    assert last(upload.upload_asset(path, way)).text == "0 sent, 4 already there"


def test_only_what_changed_is_sent_in_the_next_run(way, farm, show, tmp_path):
    path = listed(show, tmp_path / "upload.json")
    last(upload.upload_asset(path, way))
    (show / "shot.ma").write_bytes(b"a new scene")
    assert last(upload.upload_asset(path, way)).text == "1 sent, 3 already there"
    assert there(farm) == here(show)


def test_what_a_farm_lost_from_its_disk_is_sent_again(farm, show, tmp_path, monkeypatch):
    monkeypatch.setenv("RAYVISION_HOME", str(tmp_path / "home"))
    path = listed(show, tmp_path / "upload.json")
    where = {"farm": "local", "farm_folder": str(farm.folder)}
    with opened(where) as way:
        last(upload.upload_asset(path, way))
    farm.stop()
    (lost,) = farm.folder.rglob("shot.ma")
    lost.unlink()
    farm.start()
    with opened(where) as way:
        assert last(upload.upload_asset(path, way)).text == "1 sent, 3 already there"
    assert there(farm) == here(show)


def test_the_files_of_a_task_go_first_and_its_inputs_after_them(way, farm, show, tmp_path):
    files = [listed(show, tmp_path / "upload.json")]
    for name in ("task", "asset", "tips"):
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text("{}")
    events = list(upload.upload("123", files, way))
    assert [event.stage for event in events if event.kind == "end"] == ["configure", "upload"]
    assert sorted(there(farm, "config")) == [
        f"123/cfg/{name}.json" for name in ("asset", "task", "tips", "upload")
    ]
    assert there(farm) == here(show)


def test_the_files_of_a_task_may_go_alone(way, farm, tmp_path):
    (tmp_path / "task.json").write_text("{}")
    last(upload.upload_config("77", [tmp_path / "task.json"], way))
    assert there(farm, "config") == {"77/cfg/task.json": 2}
    assert there(farm) == {}


def test_an_upload_of_a_task_needs_its_list(way, tmp_path):
    (tmp_path / "task.json").write_text("{}")
    with pytest.raises(ConfigError, match="upload.json"):
        list(upload.upload("77", [tmp_path / "task.json"], way))


def test_several_lists_are_sent_as_one(way, farm, show, tmp_path):
    lists = [
        listed(show / "tex", tmp_path / "one.json", "/D/show/tex/"),
        listed(show, tmp_path / "two.json"),
    ]
    assert last(upload.several(lists, way)).text == "4 sent, 0 already there"
    assert there(farm) == here(show)


def test_lists_that_want_one_place_for_two_files_send_nothing(way, farm, show, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "shot.ma").write_bytes(b"another")
    lists = [listed(show, tmp_path / "one.json"), listed(other, tmp_path / "two.json")]
    with pytest.raises(TransferFailed, match="same place"):
        list(upload.several(lists, way))
    assert there(farm) == {}


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_several_lists_go_with_so_many_transfers_at_once(
    way, farm, show, tmp_path, monkeypatch, threads
):
    begun = []

    def counted(*given):
        begun.append(given[2])
        return work_all(*given)

    monkeypatch.setattr("rayvision_plugins.transfer.http.engine.work_all", counted)
    usual = way.engine.parallel
    last(upload.several([listed(show, tmp_path / "one.json")], way, threads=threads))
    assert set(begun) == {threads or usual}
    assert way.engine.parallel == usual
    assert there(farm) == here(show)


def test_without_the_records_nothing_is_known_and_nothing_is_kept(way, farm, show, tmp_path):
    path = listed(show, tmp_path / "upload.json")
    end = last(upload.upload_asset(path, way, is_db=False))
    assert end.text == "4 sent, 0 already there"
    assert way.records.known(str(show)) == {}
    assert way.records.folders("show") == []
    again = list(upload.upload_asset(path, way, is_db=False))
    assert again[0].text == "4 of 4 files to look into"
    assert again[-1].text == "0 sent, 4 already there"


def test_a_broken_list_among_several_sends_nothing(way, farm, show, tmp_path):
    (tmp_path / "two.json").write_text('{"asset": [')
    with pytest.raises(CheckFailed, match="two.json"):
        list(upload.several([listed(show, tmp_path / "one.json"), tmp_path / "two.json"], way))
    assert there(farm) == {}


def test_a_file_that_is_gone_is_named_and_all_others_arrive(way, farm, show, tmp_path):
    path = listed(show, tmp_path / "upload.json")
    (show / "shot.ma").unlink()
    with pytest.raises(TransferFailed, match="shot.ma: the file is gone"):
        list(upload.upload_asset(path, way))
    assert there(farm) == here(show)


def test_isolated_inputs_lie_below_their_number(way, farm, show, tmp_path):
    below = Order(isolation="task").folder("12345")
    last(upload.upload_asset(listed(show, tmp_path / "upload.json"), way, below=below))
    assert there(farm) == here(show, "000/012/345/D/show/")


def test_a_folder_goes_where_a_scene_looks_for_it(way, farm, show):
    assert last(upload.tree(show, way)).done == 4
    assert there(farm) == here(show, f"{str(show).strip('/')}/")
    assert last(upload.tree([show], way)).done == 0


def test_a_folder_goes_where_it_is_told_to(way, farm, show):
    last(upload.tree(show, way, place="/library/v1/"))
    assert there(farm) == here(show, "library/v1/")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")
def test_names_that_differ_only_in_case_arrive_both_and_are_told(way, farm, show):
    (show / "SHOT.ma").write_bytes(b"another")
    events = list(upload.tree(show, way, place="D/show"))
    assert [event for event in events if "only case or accents" in event.text]
    assert there(farm) == here(show)


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")
def test_what_of_a_folder_cannot_be_sent_is_named_and_all_else_arrives(way, farm, show):
    os.mkfifo(show / "pipe")
    (show / "dangling").symlink_to("nothing")
    with pytest.raises(TransferFailed, match=r"1 more failed"):
        list(upload.tree(show, way, place="D/show"))
    assert len(there(farm)) == 4


# -- the commands ------------------------------------------------------------------------


@pytest.fixture
def run(farm, tmp_path):
    """Returns a function that calls a command on the farm that runs."""

    def call(*arguments):
        where = ["--farm", "local", "--farm-folder", farm.folder]
        return rayvision("upload", *arguments, *where, home=tmp_path / "home")

    return call


def test_the_command_sends_a_list_and_the_files_of_a_task(run, farm, show, tmp_path):
    path = listed(show, tmp_path / "upload.json")
    done = run(path, "--task", "5", "--config", path, "--isolation", "task", "--json")
    assert done.returncode == 0, done.stderr
    ends = [row for row in map(json.loads, done.stdout.splitlines()) if row["kind"] == "end"]
    assert [(row["stage"], row["done"]) for row in ends] == [("configure", 1), ("upload", 4)]
    assert there(farm) == here(show, "000/000/005/D/show/")
    assert list(there(farm, "config")) == ["5/cfg/upload.json"]


def test_the_command_sends_a_folder_and_says_what_it_did(run, farm, show):
    done = run(show, "--place", "D/show", "--order", "large")
    assert done.returncode == 0, done.stderr
    assert "4 sent, 0 already there" in done.stdout
    assert "0 sent, 4 already there" in run(show, "--place", "D/show").stdout
    assert there(farm) == here(show)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ([], "name an UPLOAD.json"),
        (["none.json"], "there is no such list or folder"),
        ([".", "--config", __file__], "--task"),
        (["--task", "5", "--config", "nope.json"], "nope.json: there is no such file"),
        ([".", "--isolation", "task"], "--task"),
        ([".", "..", "--place", "D"], "one FOLDER"),
    ],
)
def test_what_the_command_cannot_do_is_a_usage_error(tmp_path, arguments, words):
    done = rayvision("upload", *arguments, home=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr


def test_a_long_list_is_cut_and_its_parts_are_sent(run, farm, show, tmp_path):
    path = listed(show, tmp_path / "upload.json")
    done = rayvision("cut", path, "--most", "3", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    parts = done.stdout.splitlines()
    assert parts == [str(tmp_path / "upload_1.json"), str(tmp_path / "upload_2.json")]
    assert run(*parts).returncode == 0
    assert there(farm) == here(show)
    shorter = rayvision("cut", path, "--most", "9", home=tmp_path / "home")
    assert shorter.stdout.splitlines() == parts[:1]
    assert shorter.stderr.startswith(f"note: {parts[1]}: of an earlier cut")
    again = rayvision("cut", path, "--out", tmp_path / "parts", "--json", home=tmp_path / "home")
    assert json.loads(again.stdout) == {"parts": [str(tmp_path / "parts" / "upload_1.json")]}
    assert pathlib.Path(tmp_path / "parts" / "upload_1.json").exists()


# -- killed ------------------------------------------------------------------------------


def placed(farm, show):
    """Returns the paths here of the files that lie whole at their place at the farm."""
    for root in farm.folder.rglob("D/show"):
        files = [path for path in root.rglob("*") if path.is_file()]
        return {str(show / path.relative_to(root)) for path in files}
    return set()


def believed(way, show):
    """Returns the paths here of the files that the records take to lie at the farm."""
    storage, found = f"{way.engine.place}/{way.storage.input_bid}", set()
    for folder in {path.parent for path in show.rglob("*") if path.is_file()}:
        place = f"D/show/{folder.relative_to(show).as_posix()}".removesuffix("/.")
        rows = way.records.current(str(folder), storage, place)
        found |= {str(folder / name) for name, _, _ in rows}
    return found


def sent(lines):
    """Returns the paths that the events of a command say were sent."""
    return [row["path"] for row in map(json.loads, lines) if row["kind"] == "file"]


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_a_command_killed_at_five_points_ends_with_all_there_and_none_sent_twice(
    way, farm, show, tmp_path
):
    chance = random.Random(os.environ.get("RAYVISION_SEED", 7))
    for number in range(150):
        path = show / f"cache/{number % 5}/図 {number:03}.vdb"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(chance.randbytes(chance.randrange(20_000)))
    for number in range(3):
        (show / f"cache/large {number}.vdb").write_bytes(chance.randbytes(1_200_000))
    total = sum(here(show).values())
    call = ["upload", show, "--place", "D/show", "--json"]
    call += ["--farm", "local", "--farm-folder", farm.folder]
    for point in sorted(chance.uniform(0.05, 0.85) * total for _ in range(5)):
        before, lines = placed(farm, show), []
        process = started(*call, "--max-speed", "2048", home=tmp_path / "home")
        try:
            for line in process.stdout:
                lines.append(line)
                event = json.loads(line)
                if event["kind"] == "progress" and total - event["total"] + event["done"] > point:
                    break
        finally:
            process.kill()
            lines += process.communicate()[0].splitlines()
        assert process.returncode == -signal.SIGKILL
        assert before.isdisjoint(sent(lines))
        assert believed(way, show) <= placed(farm, show)
    before = placed(farm, show)
    assert before
    done = rayvision(*call, home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert sent(done.stdout.splitlines())
    assert before.isdisjoint(sent(done.stdout.splitlines()))
    assert there(farm) == here(show)
    assert believed(way, show) == placed(farm, show)
    assert last(upload.tree(show, way, place="D/show")).done == 0
