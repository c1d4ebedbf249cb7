"""The vendor's program as an engine, with a stand-in that behaves as it is documented."""

import configparser
import json
import os
import pathlib
import signal
import sys
import time
import types

import pytest

from rayvision_plugins import lock
from rayvision_plugins.errors import ConfigError, TransferFailed
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer import run, sources
from rayvision_plugins.transfer.engine import Outcome, Transfer
from rayvision_plugins.transfer.line import Limit, Line
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.transfer.vendor import VendorEngine, transmitter

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script with a first line"),
]

STANDIN = pathlib.Path(__file__).parent.parent / "fakes" / "transmitter"


class Server:
    """The folder that the stand-in takes for its server."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def behave(self, *rows):
        (self.folder / "behaviour.json").write_text(json.dumps(rows), "utf-8")

    def calls(self):
        path = self.folder / "calls.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    def words(self):
        """Returns the options of the last call by flag."""
        words = self.calls()[-1]["words"]
        return dict(zip(words[::2], words[1::2]))

    def holds(self, bid="10201", user="100001"):
        """Returns {path: content} of a storage."""
        root = self.folder / f"{bid}-{user}"
        files = (path for path in root.rglob("*") if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}

    def put(self, path, data, bid="20201", user="100001"):
        target = self.folder / f"{bid}-{user}" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def lists(self, path):
        """Answers as the farm's listing of outputs does."""
        folder = self.folder / "20201-100001" / path.strip("/")
        return [
            {
                "fileName": row.name,
                "fileSize": None if row.is_dir() else row.stat().st_size,
                "directory": row.is_dir(),
            }
            for row in (sorted(folder.iterdir()) if folder.is_dir() else ())
        ]


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("STANDIN_SERVER", str(tmp_path / "server"))
    return Server(tmp_path / "server")


@pytest.fixture
def make(server):
    """Returns a function that gives an engine; what it is told replaces the usual."""

    def engine(*, name="aspera", host="127.0.0.1", executable=str(STANDIN), **options):
        options = {"lists": server.lists, "attempts": 3, **options}
        return VendorEngine(executable, name, host, 33001, "100001", "30201", **options)

    return engine


@pytest.fixture
def files(tmp_path):
    """Three files here, as they are to go."""
    rows = []
    for name, data in (("a.png", b"a" * 9), ("b b.exr", b"b" * 70_000), ("图 c.tx", b"")):
        path = tmp_path / "here" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        rows.append(Transfer("10201", f"D/here/{name}", str(path), len(data), f"digest {name}"))
    return rows


def sorted_out(events):
    """Returns ({name: error}, notes, bytes) of what an engine yields."""
    rows = list(events)
    outcomes = [row for row in rows if isinstance(row, Outcome)]
    names = [row.transfer.path.rpartition("/")[2] for row in outcomes]
    assert len(names) == len(set(names)), "a file has two outcomes"
    notes = [row.text for row in rows if isinstance(row, Event) and row.kind == "note"]
    moved = sum(row.done for row in rows if isinstance(row, Event))
    return dict(zip(names, outcomes)), notes, moved


def errors(outcomes):
    return {name: row.error for name, row in outcomes.items() if row.error}


def alive(number):
    try:
        return "Z" not in pathlib.Path(f"/proc/{number}/stat").read_text().rpartition(")")[2]
    except OSError:
        return False


def ended(number):
    """Returns whether a process ends within a while; one that does not is killed."""
    for _ in range(200):
        if not alive(number):
            return True
        time.sleep(0.02)
    os.kill(number, signal.SIGKILL)
    return False


def number_in(path):
    for _ in range(1000):
        if path.is_file() and path.read_text():
            return int(path.read_text())
        time.sleep(0.01)
    raise AssertionError("the stand-in did not come so far")


# -- uploads ----------------------------------------------------------------------------------


def test_inputs_go_by_a_list_of_just_these_files(make, server, files):
    outcomes, _, moved = sorted_out(make().send(files))
    assert errors(outcomes) == {}
    assert len(outcomes) == 3
    assert moved == 70_009
    assert server.holds() == {row.path: pathlib.Path(row.local).read_bytes() for row in files}
    words = server.words()
    assert len(server.calls()) == 1
    assert {key: words[key] for key in ("-E", "-H", "-P", "-S", "-U", "-T", "-R", "-r", "-K")} == {
        "-E": "aspera",
        "-H": "127.0.0.1",
        "-P": "33001",
        "-S": "10201",
        "-U": "100001",
        "-T": "upload_json",
        "-R": "/",
        "-r": "3",
        "-K": "false",
    }
    assert words["-s"] == "1048576"
    assert "-C" not in words
    assert not pathlib.Path(words["-L"]).exists(), "the list stays behind"


def test_files_that_describe_a_task_go_one_by_one(make, server, tmp_path):
    rows = []
    for name in ("task.json", "tips.json"):
        (tmp_path / name).write_text("{}")
        rows.append(Transfer("30201", f"77/cfg/{name}", str(tmp_path / name), 2, ""))
    outcomes, _, _ = sorted_out(make().send(rows))
    assert errors(outcomes) == {}
    assert server.holds("30201") == {"77/cfg/task.json": b"{}", "77/cfg/tips.json": b"{}"}
    assert [call["arguments"]["type"] for call in server.calls()] == ["upload_path"] * 2


def test_a_storage_of_another_user_is_reached_as_that_user(make, server, files):
    list(make(users={"10201": "42"}).send(files))
    assert len(server.holds(user="42")) == 3
    assert server.holds() == {}


def test_raysync_names_its_protocol(make, server, files):
    list(make(name="raysync").send(files))
    assert (server.words()["-E"], server.words()["-p"]) == ("raysync", "0")


def test_the_limit_of_the_line_is_the_programs(make, server, files):
    list(make(line=Line([Limit(3000), Limit(700)])).send(files))
    assert server.words()["-s"] == "700"


def test_its_own_attempts_are_those_of_the_setting_within_bounds(make, server, files):
    list(make(attempts=10_000).send(files))
    assert server.words()["-r"] == "10"


def test_a_list_longer_than_a_run_is_cut(make, server, files, monkeypatch):
    monkeypatch.setattr("rayvision_plugins.transfer.vendor.engine.AT_ONCE", 2)
    outcomes, _, _ = sorted_out(make().send(files))
    assert errors(outcomes) == {}
    assert [len(call["moved"]) for call in server.calls()] == [2, 1]


def test_what_was_sent_is_no_longer_lacking_and_nothing_else(make, server, files):
    engine = make()
    assert engine.lacks(files) == files
    server.behave({"fail": ["a.png"]})
    list(engine.send(files))
    assert engine.lacks(files) == files[:1]
    assert engine.changes("10201", "").paths == []


def test_a_name_that_is_no_utf8_is_named_and_the_others_go(make, files, tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png")
    with open(path, "wb"):
        pass
    odd = Transfer("10201", "D/\udcff.png", path, 0, "")
    outcomes, _, _ = sorted_out(make().send([odd, *files]))
    assert list(errors(outcomes)) == ["\udcff.png"]
    assert "UTF-8" in outcomes["\udcff.png"].error


def test_a_line_that_would_be_a_flag_is_refused(make, server, files):
    outcomes, _, _ = sorted_out(make(host="-C/etc/passwd").send(files))
    assert all("cannot be '-C/etc/passwd'" in text for text in errors(outcomes).values())
    assert not (server.folder / "calls.jsonl").exists()


def test_quotes_and_dollars_stay_what_they_are(make, server, tmp_path):
    name = 'a"$(touch hacked)`;|&.png'
    (tmp_path / name).write_bytes(b"x")
    row = Transfer("30201", f"77/cfg/{name}", str(tmp_path / name), 1, "")
    outcomes, _, _ = sorted_out(make().send([row]))
    assert errors(outcomes) == {}
    assert list(server.holds("30201")) == [f"77/cfg/{name}"]


def test_the_program_sees_no_key_of_ours_and_logs_where_it_is_told(
    make, server, files, tmp_path, monkeypatch
):
    monkeypatch.setenv("RAYVISION_ACCESS_KEY", "a secret")
    monkeypatch.setenv("RAYVISION_LOG_INI", "log.ini")
    list(make(log_folder=str(tmp_path / "logs")).send(files))
    seen = server.calls()[0]["environment"]
    assert seen["LD_LIBRARY_PATH"].split(os.pathsep)[0] == str(STANDIN.parent)
    assert {key: value for key, value in seen.items() if key.startswith("RAYVISION")} == {
        "RAYVISION_LOG": str(tmp_path / "logs"),
        "RAYVISION_LOG_INI": "log.ini",
    }
    assert (tmp_path / "logs").is_dir()


def database(folder, **changed):
    usual = {
        "on": True,
        "kind": "sqlite",
        "path": str(folder / "records.db"),
        "host": "127.0.0.1",
        "port": 6379,
        "password": "p%ss",
        "table_index": "",
        "timeout": 5000,
        "temporary": False,
    }
    return types.SimpleNamespace(**{**usual, **changed})


def test_its_own_records_spare_what_did_not_change(make, server, files, tmp_path):
    kept = database(tmp_path)
    for _ in range(2):
        outcomes, _, _ = sorted_out(make(database=kept, platform="2").send(files))
        assert errors(outcomes) == {}
    first, second = server.calls()
    assert (len(first["moved"]), len(second["moved"]), len(second["skipped"])) == (3, 0, 3)
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(first["config"])
    assert dict(parser["database"]) == {"on": "true", "platform_id": "2", "type": "sqlite"}
    assert parser["sqlite"]["db_path"] == str(tmp_path / "db" / "10201.db")
    assert parser["redis"]["password"] == "p%ss"
    assert not (tmp_path / "records.db").exists(), "that is ours"


def test_the_file_with_the_password_is_gone_and_the_password_in_no_argument(
    make, server, files, tmp_path
):
    list(make(database=database(tmp_path, kind="redis")).send(files))
    words = server.words()
    assert not pathlib.Path(words["-C"]).exists()
    assert "p%ss" not in " ".join(words.values())


# -- how it ends ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "retry", "said"),
    [
        (1, True, "another attempt"),
        (2, False, "refuses an argument"),
        (8, False, "refuses an argument"),
        (9, False, "leads nowhere"),
        (10, True, "another attempt"),
        (11, False, "did not say which"),
        (127, True, "broke off"),
        (255, True, "broke off"),
    ],
)
def test_an_exit_code_says_whether_to_try_again(make, server, files, code, retry, said):
    server.behave({"exit": code})
    outcomes, _, moved = sorted_out(make().send(files))
    assert len(outcomes) == 3
    assert moved == 0
    for row in outcomes.values():
        assert row.retry is retry
        assert said in row.error
        assert str(code) in row.error


def test_files_that_cannot_be_moved_are_named_and_the_others_count(make, server, files):
    server.behave({"fail": ["b b.exr"]})
    outcomes, notes, moved = sorted_out(make().send(files))
    assert list(errors(outcomes)) == ["b b.exr"]
    assert "upload file fail" in outcomes["b b.exr"].error
    assert not outcomes["b b.exr"].retry
    assert any("upload file fail" in text for text in notes)
    assert moved == 9


def test_the_longest_name_in_a_line_is_meant(make, server, tmp_path):
    rows = []
    for name in ("a", "a.b", "a.b.c"):
        (tmp_path / name).write_bytes(b"1")
        rows.append(Transfer("10201", f"D/{name}", str(tmp_path / name), 1, ""))
    server.behave({"fail": ["a.b"]})
    outcomes, _, _ = sorted_out(make().send(rows))
    assert list(errors(outcomes)) == ["a.b"]


def test_a_failure_that_was_overcome_by_its_own_retries_is_none(make, server, files):
    server.behave({"flaky": {"a.png": 2}})
    outcomes, _, _ = sorted_out(make().send(files))
    assert errors(outcomes) == {}


def test_a_good_end_with_a_failure_in_the_log_is_not_believed(make, server, files):
    server.behave({"print": f"upload file fail: {files[0].local}\n"})
    outcomes, _, _ = sorted_out(make().send(files))
    assert list(errors(outcomes)) == ["a.png"]
    assert outcomes["a.png"].retry


def test_a_failure_of_a_file_nobody_knows_leaves_none_believed(make, server, files):
    server.behave({"print": "upload file fail: somewhere else\n"})
    outcomes, _, _ = sorted_out(make().send(files))
    assert len(errors(outcomes)) == 3
    assert all("somewhere else" in row.error and row.retry for row in outcomes.values())


def test_a_server_that_leads_nowhere_is_not_tried_again(make, files):
    outcomes, _, _ = sorted_out(make(host="line.invalid").send(files))
    assert len(errors(outcomes)) == 3
    assert not any(row.retry for row in outcomes.values())


def test_lines_of_any_bytes_and_any_length_are_read(make, server, files):
    server.behave({"print": "\xb4\xed\xce\xf3\x1b[2J 10%\r20%\r" + "x" * 300_000})
    outcomes, notes, _ = sorted_out(make().send(files))
    assert errors(outcomes) == {}
    assert all(text.isprintable() and len(text) <= 300 for text in notes)


def test_a_blank_line_says_nothing(make, server, files, monkeypatch):
    monkeypatch.setattr("rayvision_plugins.transfer.vendor.engine.SAY_EVERY", 0)
    server.behave({"print": "\n\n   \n\t\r\r\x00\x1b\n"})
    _, notes, _ = sorted_out(make().send(files))
    assert notes
    assert all(text.strip() for text in notes)


def test_what_fails_in_the_end_says_how_often_it_was_tried(make, server, files, tmp_path):
    server.behave(*[{"exit": 10}] * 9)
    records = Records(tmp_path / "records.db")
    found = sources.tree(str(tmp_path / "here"), "D/here")
    sending = run.send(make(), found, "10201", records, attempts=3, sleep=lambda _: None)
    with pytest.raises(TransferFailed, match=r"another attempt \(tried 3 times\)"):
        list(sending)
    assert len(server.calls()) == 3
    records.close()


def test_a_program_that_is_not_there_is_named_once_and_for_all(make, files, tmp_path):
    outcomes, _, _ = sorted_out(make(executable=str(tmp_path / "gone")).send(files))
    assert len(errors(outcomes)) == 3
    assert all("cannot be started (No such file" in text for text in errors(outcomes).values())
    assert not any(row.retry for row in outcomes.values())


def test_silence_ends_the_program_and_may_be_tried_again(make, server, files):
    server.behave({"hang": True})
    outcomes, _, _ = sorted_out(make(patience=3).send(files))
    assert all("nothing for 3 s" in row.error and row.retry for row in outcomes.values())
    assert ended(number_in(server.folder / "pid"))


@pytest.mark.parametrize("how", [True, "deaf"])
def test_a_transfer_that_is_given_up_ends_the_program(make, server, files, how, monkeypatch):
    monkeypatch.setattr(transmitter, "TERMINATING", 0.3)
    server.behave({"hang": how})
    events = make().send(files)
    assert next(events).kind == "note"
    number = number_in(server.folder / "pid")
    assert alive(number)
    events.close()
    assert ended(number)


def test_a_child_that_holds_the_output_open_does_not_hold_the_transfer(make, server, files):
    server.behave({"child": True})
    outcomes, _, _ = sorted_out(make().send(files))
    number = number_in(server.folder / "pid")
    assert alive(number)
    os.kill(number, signal.SIGKILL)
    assert errors(outcomes) == {}


def test_a_disk_without_room_for_the_list_is_told_of_each_file(make, files, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    outcomes, _, _ = sorted_out(make().send(files))
    assert len(errors(outcomes)) == 3


def test_a_pause_is_waited_for_before_a_run(make, server, files):
    waits = iter([True, True, False])
    line = Line(paused=lambda: next(waits, False), clock=iter(range(99)).__next__, sleep=bool)
    outcomes, notes, _ = sorted_out(make(line=line).send(files))
    assert errors(outcomes) == {}
    assert "paused" in notes[0]
    assert notes[1] == "resumed"


# -- downloads --------------------------------------------------------------------------------


@pytest.fixture
def outputs(server):
    frames = {f"9_shot/layer/f.{number:04}.exr": b"%d" % number * 40_000 for number in range(4)}
    for path, data in {**frames, "8_other/x.exr": b"x"}.items():
        server.put(path, data)
    return frames


def test_outputs_are_listed_through_the_farm(make, outputs, tmp_path):
    rows = make().listing("20201", "9_shot/", str(tmp_path))
    assert {row.path: row.size for row in rows} == {k: len(v) for k, v in outputs.items()}
    assert {row.local for row in rows} == {str(tmp_path / path) for path in outputs}
    assert len(make().listing("20201", "", str(tmp_path))) == 5


@pytest.mark.parametrize("name", ["..", "../x", "/etc/passwd", "C:x", "a\0b", ""])
def test_a_listing_cannot_name_a_file_outside(make, tmp_path, name):
    rows = [
        {"fileName": name, "fileSize": 1, "directory": directory} for directory in (False, True)
    ]
    found = make(lists=lambda path: rows).listing("20201", "9_shot", str(tmp_path))
    assert [row.local for row in found] == [""]


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"fileName": "x"},
        {"fileName": 7, "fileSize": 1},
        {"fileName": "x", "fileSize": -1},
        {"fileName": "x", "fileSize": "1.5"},
        {"fileName": "x", "fileSize": "null", "directory": "false"},
        {"fileName": "x", "fileSize": True},
    ],
)
def test_a_listing_of_something_else_is_refused(make, tmp_path, row):
    with pytest.raises(TransferFailed, match="without name or size"):
        make(lists=lambda path: [row]).listing("20201", "9_shot", str(tmp_path))


def test_a_listing_in_texts_means_the_same(make, tmp_path):
    answers = {
        "/9_shot": [{"fileName": "deep", "fileSize": "null", "directory": "true"}],
        "/9_shot/deep": [{"fileName": "x", "fileSize": "12", "directory": "false"}] * 2,
    }
    (row,) = make(lists=answers.get).listing("20201", "9_shot/", str(tmp_path))
    assert (row.path, row.size) == ("9_shot/deep/x", 12)


def test_a_listing_without_end_is_ended(make, tmp_path):
    row = {"fileName": "x", "fileSize": None, "directory": True}
    with pytest.raises(TransferFailed, match="without an end"):
        make(lists=lambda path: [row]).listing("20201", "9_shot", str(tmp_path))


def test_a_farm_that_cannot_list_says_what_to_do(make, tmp_path):
    with pytest.raises(TransferFailed, match="9_shot/: .* cannot list outputs; fetch them with"):
        make(lists=None).listing("20201", "9_shot/", str(tmp_path))


def test_several_outputs_come_in_one_run_each_to_its_place(make, server, outputs, tmp_path):
    home = tmp_path / "frames"
    engine = make()
    rows = engine.listing("20201", "9_shot/", str(home))
    result, _, moved = sorted_out(engine.fetch(rows))
    assert errors(result) == {}
    assert moved == 160_000
    found = {p.relative_to(home).as_posix(): p.read_bytes() for p in home.rglob("*") if p.is_file()}
    assert found == outputs
    assert [path.name for path in home.iterdir()] == ["9_shot"], "something stays behind"
    assert [call["arguments"]["type"] for call in server.calls()] == ["download_list"]
    assert server.words()["-K"] == "true"
    assert "-C" not in server.words()


def test_one_output_comes_by_its_path_wherever_it_shall_lie(make, server, outputs, tmp_path):
    row = Transfer("20201", "9_shot/layer/f.0001.exr", str(tmp_path / "flat.exr"), 40_000, "")
    result, _, _ = sorted_out(make().fetch([row]))
    assert errors(result) == {}
    assert (tmp_path / "flat.exr").read_bytes() == b"1" * 40_000
    assert server.words()["-T"] == "download_path"
    assert server.words()["-R"] == "/9_shot/layer/f.0001.exr"


def test_a_transmitter_that_takes_no_list_gets_a_call_for_each(make, server, outputs, tmp_path):
    engine = make()
    rows = engine.listing("20201", "9_shot/", str(tmp_path / "frames"))
    server.behave({"refuse": ["download_list"]})
    result, _, _ = sorted_out(engine.fetch(rows))
    assert errors(result) == {}
    assert [call["code"] for call in server.calls()] == [3, 0, 0, 0, 0]


def test_a_transmitter_that_refuses_everything_is_asked_twice(make, server, outputs, tmp_path):
    engine = make()
    rows = engine.listing("20201", "9_shot/", str(tmp_path / "frames"))
    server.behave(*[{"exit": 3}] * 9)
    result, _, _ = sorted_out(engine.fetch(rows))
    assert len(errors(result)) == 4
    assert len(server.calls()) == 2


def test_a_fetch_that_broke_off_goes_on_inside_the_file(make, server, outputs, tmp_path):
    engine = make()
    rows = engine.listing("20201", "9_shot/", str(tmp_path / "frames"))
    server.behave({"cut": 50_000})
    result, _, _ = sorted_out(engine.fetch(rows))
    assert len(errors(result)) == 4
    assert all(row.retry for row in result.values())
    assert not (tmp_path / "frames" / "9_shot").exists(), "it is not whole"
    result, _, _ = sorted_out(engine.fetch(rows))
    assert errors(result) == {}
    assert dict(map(tuple, server.calls()[-1]["moved"]))["/9_shot/layer/f.0001.exr"] == 30_000
    assert (tmp_path / "frames" / "9_shot/layer/f.0001.exr").read_bytes() == b"1" * 40_000


def test_a_file_of_another_size_than_listed_does_not_take_its_place(make, outputs, tmp_path):
    engine = make()
    rows = engine.listing("20201", "9_shot/", str(tmp_path))
    short = Transfer("20201", rows[0].path, rows[0].local, 50_000, "")
    result, _, _ = sorted_out(engine.fetch([short, *rows[1:]]))
    assert list(errors(result)) == ["f.0000.exr"]
    assert result["f.0000.exr"].retry
    assert not pathlib.Path(rows[0].local).exists()


def test_an_output_that_is_gone_spoils_only_itself(make, server, outputs, tmp_path):
    engine = make()
    rows = engine.listing("20201", "9_shot/", str(tmp_path / "frames"))
    (server.folder / "20201-100001" / rows[2].path).unlink()
    result, _, _ = sorted_out(engine.fetch(rows))
    assert list(errors(result)) == ["f.0002.exr"]
    assert "info failed" in result["f.0002.exr"].error


def test_two_runs_at_once_do_not_share_what_is_on_its_way(make, server, outputs, tmp_path):
    home = tmp_path / "frames"
    engine = make()
    rows = engine.listing("20201", "9_shot/", str(home))
    of_another = home / ".rayvision_transmitter-20201" / rows[0].path
    of_another.parent.mkdir(parents=True)
    of_another.write_bytes(b"on its way")
    with lock.take(home / ".rayvision_transmitter-20201" / "rayvision.lock"):
        result, _, _ = sorted_out(engine.fetch(rows))
    assert errors(result) == {}
    assert pathlib.Path(rows[0].local).read_bytes() == outputs[rows[0].path]
    assert of_another.read_bytes() == b"on its way"
    assert {path.name for path in home.iterdir()} == {"9_shot", ".rayvision_transmitter-20201"}


@pytest.mark.parametrize("make_it", ["ln -s /etc/hostname", "mkfifo"])
def test_what_is_no_file_does_not_take_a_place(make, tmp_path, make_it):
    path = program(tmp_path / "bin")
    path.write_text(
        "#!/bin/sh\n"
        'while [ "$1" != -L ]; do shift; done\n'
        f'mkdir -p "$2/9_shot" && {make_it} "$2/9_shot/x"\n'
    )
    row = Transfer("20201", "9_shot/x", str(tmp_path / "frames/9_shot/x"), 13, "")
    result, _, _ = sorted_out(make(executable=str(path)).fetch([row]))
    assert errors(result) == {"x": "the transmitter brought a link or a device, not a file"}
    assert not [path for path in (tmp_path / "frames").rglob("*") if not path.is_dir()]


def test_a_program_that_prints_without_end_waits_until_it_is_heard(tmp_path):
    path = program(tmp_path / "bin")
    path.write_text(f"#!/bin/sh\nyes word | head -n 200000\ntouch {tmp_path / 'printed'}\n")
    with transmitter.Run([str(path)], os.environ) as run:
        lines = iter(run)
        assert next(lines) == "word"
        time.sleep(0.5)
        assert not (tmp_path / "printed").exists()
        assert [line for line in lines if line] == ["word"] * 199_999
    assert (tmp_path / "printed").exists()


def test_a_link_in_the_way_leads_nowhere(make, server, outputs, tmp_path):
    engine = make()
    home = tmp_path / "frames"
    rows = engine.listing("20201", "9_shot/", str(home))
    part = home / ".rayvision_transmitter-20201"
    part.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (part / "9_shot").symlink_to(tmp_path / "elsewhere")
    result, _, _ = sorted_out(engine.fetch(rows))
    assert len(errors(result)) == 4
    assert not (home / "9_shot").exists()


# -- where it is ------------------------------------------------------------------------------


def program(folder, name="rayvision_transmitter"):
    folder.mkdir(parents=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_setting_names_the_program_or_its_folder(tmp_path):
    path = program(tmp_path / "own", "mine")
    assert transmitter.find(str(path)) == str(path)
    path = program(tmp_path / "folder")
    assert transmitter.find(str(tmp_path / "folder")) == str(path)


@pytest.mark.parametrize("name", ["gone", "text"])
def test_a_setting_that_is_no_program_is_an_error(tmp_path, name):
    (tmp_path / "text").write_text("not a program")
    with pytest.raises(ConfigError, match="is no program"):
        transmitter.find(str(tmp_path / name))


def test_without_setting_the_path_counts_then_the_vendors_package(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert transmitter.find() == ""
    package = tmp_path / "site" / "rayvision_sync"
    path = program(package / "transmission" / "linux")
    (package / "__init__.py").write_text("raise ImportError('it is only looked at')")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setattr(sys, "platform", "linux")
    assert transmitter.find() == str(path)
    program(tmp_path / "bin")
    assert transmitter.find() == str(tmp_path / "bin" / "rayvision_transmitter")
