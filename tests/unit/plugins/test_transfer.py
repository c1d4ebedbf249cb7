"""Moving files: names that stay inside, what is sent, again or not at all, and what is fetched."""

import itertools
import os
import pathlib
import threading
import time

import pytest
import xxhash

from rayvision_plugins.errors import TransferFailed, UnsafeName
from rayvision_plugins.jobs import Event
from rayvision_plugins.transfer import plan, run, sources, tally
from rayvision_plugins.transfer.engine import Changes, Outcome, Transfer, inside
from rayvision_plugins.transfer.line import Line
from rayvision_plugins.transfer.parallel import Meter
from rayvision_plugins.transfer.records import Records

BID = "10202"
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")


def digest(data):
    return xxhash.xxh3_128_hexdigest(data)


# -- inside ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a.png", "a/b/c.png", "场景/镜头 1/图.0001.exr", "...png", "a..b", "~"]
)
def test_an_honest_name_lies_below_the_folder(tmp_path, name):
    assert inside(str(tmp_path), name) == str(tmp_path / name)


HOSTILE = [
    "",
    ".",
    "..",
    "../a",
    "a/../../b",
    "a/..",
    "a/../b",
    "./a",
    "a/./b",
    "a//b",
    "a/",
    "/",
    "/etc/passwd",
    "//server/share/a",
    "\\\\server\\share\\a",
    "\\a",
    "..\\a",
    "a\\..\\..\\b",
    "a/..\\..\\b",
    "C:",
    "C:/a",
    "c:a",
    "C:\\a",
    "a/C:/b",
    "a.png:stream",
    "a\0.png",
    "\0",
    "a/\0/b",
    "a/../" * 50 + "b",
    "half\ud800/b",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused(tmp_path, name):
    with pytest.raises(UnsafeName) as caught:
        inside(str(tmp_path / "frames"), name)
    assert caught.value.name == name
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


DEVICES = [
    "NUL",
    "nul.png",
    "a/Con/b.png",
    "aux.tar.gz",
    "COM1",
    "lpt9.exr",
    "com².exr",
    "CONIN$",
    "nul .png",
]
OTHER_NAMES = ["a.", "a /b", "a./b", ".. /b", "... ", "a?.png", "a<b", "a|b", 'a"b', "a*", "a\nb"]


@pytest.mark.parametrize("name", DEVICES + OTHER_NAMES)
def test_what_windows_takes_for_something_else_is_refused_there(tmp_path, name):
    with pytest.raises(UnsafeName):
        inside(str(tmp_path), name, windows=True)
    assert inside(str(tmp_path), name, windows=False) == str(tmp_path / name)


@pytest.mark.parametrize(
    "name", ["null.png", "console/a.png", "com/a.png", "com10", "图 1.png", "x.NUL"]
)
def test_what_only_looks_like_a_device_is_no_device(tmp_path, name):
    assert inside(str(tmp_path), name, windows=True) == str(tmp_path / name)


@POSIX
def test_links_that_lead_in_a_circle_are_no_way_out(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OSError):
        os.stat(inside(str(tmp_path), "loop/a.png"))


@POSIX
def test_a_link_does_not_lead_out_of_the_folder(tmp_path):
    folder, other = tmp_path / "frames", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (folder / "link").symlink_to(other)
    with pytest.raises(UnsafeName):
        inside(str(folder), "link/a.png")
    with pytest.raises(UnsafeName):
        inside(str(folder), "link/deeper/a.png")


@POSIX
def test_a_link_within_the_folder_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert pathlib.Path(inside(str(tmp_path), "link/a.png")).parent.resolve() == tmp_path / "real"


@POSIX
def test_a_folder_that_is_a_link_itself_is_fine(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert inside(str(tmp_path / "link"), "a/b.png") == str(tmp_path / "link" / "a" / "b.png")


# -- an engine that behaves --------------------------------------------------------------


class Memory:
    """A storage in memory.

    ``faults`` maps a path to what its next attempts meet: (reason, retry) each; after them it
    works. Half of a file's bytes are reported before a fault and taken back after it, as
    engines do.
    """

    place = "memory"

    def __init__(self, held=None, faults=None, pause=0.0):
        self.held = dict(held or {})
        self.faults = {path: list(rows) for path, rows in (faults or {}).items()}
        self.pause = pause
        self.rounds = []
        self.asked = []
        self.lost = []

    def changes(self, bid, mark):
        return Changes(str(len(self.lost)), self.lost[int(mark or 0) :])

    def lose(self, path):
        """Loses a file, as a disk does."""
        del self.held[path]
        self.lost.append(path)

    def lacks(self, transfers):
        self.asked.append([row.path for row in transfers])
        return [row for row in transfers if digest(self.held.get(row.path, b"-")) != row.digest]

    def listing(self, bid, prefix, local):
        return [
            Transfer(bid, path, inside(local, path), len(data), digest(data))
            for path, data in sorted(self.held.items())
            if path.startswith(prefix)
        ]

    def send(self, transfers):
        def moved(row):
            data = pathlib.Path(row.local).read_bytes()
            self.held[row.path] = data

        return self._move(transfers, moved)

    def fetch(self, transfers):
        def moved(row):
            local = pathlib.Path(row.local)
            local.parent.mkdir(parents=True, exist_ok=True)
            local.write_bytes(self.held[row.path])

        return self._move(transfers, moved)

    def _move(self, transfers, moved):
        self.rounds.append([row.path for row in transfers])
        for row in transfers:
            half = row.size // 2
            yield self._moved(half)
            if self.faults.get(row.path):
                reason, retry = self.faults[row.path].pop(0)
                yield self._moved(-half)
                yield Outcome(row, reason, retry)
            else:
                moved(row)
                yield self._moved(row.size - half)
                yield Outcome(row)

    def _moved(self, count):
        time.sleep(self.pause)
        return Event(kind="progress", stage="transfer", done=count, unit="bytes")


AGAIN, NEVER = ("the line dropped", True), ("not allowed", False)


@pytest.fixture
def records(tmp_path):
    made = Records(tmp_path / "home" / "records.db")
    yield made
    made.close()


@pytest.fixture
def files(tmp_path):
    """Five files to send: (path at the farm, local path)."""
    folder = tmp_path / "files"
    folder.mkdir()
    pairs = []
    for number in range(5):
        path = folder / f"图 {number}.png"
        path.write_bytes(bytes([number]) * (number * 100))
        pairs.append((f"D/files/图 {number}.png", path))
    return pairs


def sent(engine, files, records, **options):
    """Returns (events, pauses, error) of a send."""
    found = sources.listed((str(local), path) for path, local in files)
    pauses = []
    sending = run.send(engine, found, BID, records, sleep=pauses.append, **options)
    return gathered(sending, pauses)


def gathered(moving, pauses):
    events = []
    error = None
    try:
        events.extend(iter_into(moving, events))
    except TransferFailed as err:
        error = err
    return events, pauses, error


def iter_into(moving, events):
    for event in moving:
        events.append(event)
    return ()


def paths(events, kind="file"):
    return [event.path for event in events if event.kind == kind]


def test_everything_is_sent_to_an_empty_storage(files, records):
    engine = Memory()
    events, pauses, error = sent(engine, files, records)
    assert error is None
    assert pauses == []
    assert engine.held == {path: local.read_bytes() for path, local in files}
    assert sorted(paths(events)) == sorted(str(local) for _, local in files)
    assert (events[0].kind, events[0].total, events[0].unit) == ("start", 1000, "bytes")
    assert events[0].text == "5 of 5 files to look into"
    assert (events[-1].kind, events[-1].done, events[-1].total) == ("end", 5, 5)


def test_what_is_known_to_be_there_is_not_even_asked_about(files, records):
    engine = Memory()
    sent(engine, files, records)
    engine.asked.clear()
    events, _, _ = sent(engine, files, records)
    assert engine.asked == []
    assert (events[-1].done, events[-1].total) == (0, 5)
    assert events[-1].text == "0 sent, 5 already there"


def test_what_the_storage_lost_is_sent_again_and_nothing_else_is_asked_about(files, records):
    engine = Memory()
    sent(engine, files, records)
    engine.lose(files[3][0])
    engine.asked.clear()
    events, _, error = sent(engine, files, records)
    assert error is None
    assert engine.rounds[1:] == [[files[3][0]]]
    assert {path for rows in engine.asked for path in rows} == {files[3][0]}
    assert events[-1].text == "1 sent, 4 already there"


def test_a_storage_that_can_tell_nothing_is_asked_about_everything(files, records):
    engine = Memory()
    engine.changes = lambda bid, mark: Changes()
    sent(engine, files, records)
    engine.held.pop(files[1][0])
    _, _, error = sent(engine, files, records)
    assert error is None
    assert engine.rounds[1:] == [[files[1][0]]]


def test_a_file_that_was_changed_here_is_sent_again(files, records):
    engine = Memory()
    sent(engine, files, records)
    files[1][1].write_bytes(b"painted over")
    sent(engine, files, records)
    assert engine.rounds[1:] == [[files[1][0]]]
    assert engine.held[files[1][0]] == b"painted over"


def test_a_file_that_was_only_touched_is_asked_about_and_not_sent(files, records):
    engine = Memory()
    sent(engine, files, records)
    os.utime(files[1][1], ns=(1, 1))
    sent(engine, files, records)
    assert engine.rounds[1:] == []
    engine.asked.clear()
    sent(engine, files, records)
    assert engine.asked == []


class Painted(Memory):
    """A storage to which files go while somebody paints on them: ``strokes`` times each."""

    def __init__(self, strokes):
        super().__init__()
        self.strokes = strokes

    def send(self, transfers):
        for row in transfers:
            for event in self._move([row], lambda row: None):
                if isinstance(event, Outcome):
                    data = pathlib.Path(row.local).read_bytes()
                    self.held[row.path] = data
                    if self.strokes:
                        self.strokes -= 1
                        pathlib.Path(row.local).write_bytes(data + b"stroke")
                yield event


def test_a_file_that_is_changed_while_it_is_sent_is_sent_again(files, records):
    engine = Painted(2)
    events, _, error = sent(engine, files[:1], records)
    assert error is None
    assert engine.held == {files[0][0]: b"strokestroke"}
    assert files[0][1].read_bytes() == b"strokestroke"
    notes = [event.text for event in events if event.kind == "note"]
    assert "changed while it was sent" in notes[0]
    assert (events[-1].done, events[-1].total) == (1, 1)
    assert sent(engine, files[:1], records)[0][-1].done == 0


def test_a_file_that_never_rests_is_named_after_some_attempts(files, records):
    engine = Painted(99)
    _, _, error = sent(engine, files[:1], records, attempts=3)
    assert error.path == str(files[0][1])
    assert "changed while it was sent" in str(error)
    assert len(engine.rounds) == 3


def test_a_file_that_vanishes_while_it_is_sent_is_named_and_all_others_arrive(files, records):
    class Vanishing(Memory):
        def _move(self, transfers, moved):
            files[1][1].unlink(missing_ok=True)
            rows = [row for row in transfers if row.path != files[1][0]]
            yield from super()._move(rows, moved)
            for row in transfers:
                if row.path == files[1][0]:
                    yield Outcome(row, "it cannot be opened", retry=True)

    engine = Vanishing()
    _, _, error = sent(engine, files, records)
    assert error.path == str(files[1][1])
    assert len(engine.held) == 4
    assert len(engine.rounds) == 1


def test_a_file_that_another_program_locks_is_named_and_all_others_arrive(
    files, records, monkeypatch
):
    real = os.open

    def opened(path, *arguments, **more):
        if os.fspath(path) == str(files[1][1]):
            raise PermissionError(13, "The file is being used by another process", path)
        return real(path, *arguments, **more)

    monkeypatch.setattr(os, "open", opened)
    engine = Memory()
    _, pauses, error = sent(engine, files, records)
    assert str(error) == (
        f"{files[1][1]}: it cannot be read (The file is being used by another process)"
    )
    assert pauses == []
    assert len(engine.held) == 4


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read_is_named_and_all_others_arrive(files, records):
    files[1][1].chmod(0)
    engine = Memory()
    _, _, error = sent(engine, files, records)
    assert error.path == str(files[1][1])
    assert "Permission denied" in str(error)
    assert len(engine.held) == 4


@POSIX
def test_a_file_whose_name_is_no_utf8_arrives_at_a_place_that_is(tmp_path, records):
    name = os.fsencode(tmp_path) + b"/\xb3\xa1\xbe\xb0.png"
    try:
        with open(name, "wb") as stream:
            stream.write(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    engine = Memory()
    pairs = [("D/a.png", os.fsdecode(name))]
    assert sent(engine, pairs, records)[0][-1].done == 1
    assert engine.held == {"D/a.png": b"x"}
    assert sent(engine, pairs, records)[0][-1].done == 0


def test_a_storage_that_keeps_nothing_is_found_out_at_the_end(files, records):
    class Forgetful(Memory):
        def send(self, transfers):
            yield from super().send(transfers)
            self.held.clear()

    _, pauses, error = sent(Forgetful(), files, records, attempts=3)
    assert "does not hold it after it was sent" in str(error)
    assert "4 more" in str(error)
    assert len(pauses) == 2


def test_a_complete_file_is_not_sent_again_when_another_failed(files, records):
    engine = Memory(faults={files[1][0]: [NEVER]})
    sent(engine, files, records)
    sent(engine, files, records)
    assert engine.rounds[1:] == [[files[1][0]]]


def test_as_long_as_something_arrives_nobody_gives_up(files, records):
    faults = {path: [AGAIN] * number for number, (path, _) in enumerate(files)}
    engine = Memory(faults=faults)
    _, _, error = sent(engine, files, records, attempts=2)
    assert error is None
    assert [len(rows) for rows in engine.rounds] == [5, 4, 3, 2, 1]


def test_a_storage_that_is_gone_for_a_moment_is_asked_again(files, records):
    class Restarting(Memory):
        gone = 2

        def lacks(self, transfers):
            if self.gone:
                self.gone -= 1
                raise TransferFailed("http://farm", "the storage cannot be reached", retry=True)
            return super().lacks(transfers)

    _, pauses, error = sent(Restarting(), files, records)
    assert error is None
    assert len(pauses) == 2
    gone = type("Gone", (Restarting,), {"gone": 99, "place": "elsewhere"})()
    _, pauses, error = sent(gone, files, records)
    assert "cannot be reached" in str(error)
    assert len(pauses) == 3


@pytest.mark.parametrize(
    "order, names", [("small", "01234"), ("large", "43210"), ("given", "20341")]
)
def test_files_go_in_the_order_that_was_asked_for(files, records, order, names):
    given = [files[number] for number in (2, 0, 3, 4, 1)]
    engine = Memory()
    sent(engine, given, records, order=order)
    assert engine.rounds == [[files[int(name)][0] for name in names]]


def test_many_files_go_in_batches_and_each_is_remembered(files, records, monkeypatch):
    monkeypatch.setattr(plan, "FIRST", 1)
    monkeypatch.setattr(plan, "MOST", 2)
    engine = Memory()
    events, _, _ = sent(engine, files, records)
    assert [len(rows) for rows in engine.rounds] == [1, 2, 2]
    assert (events[-1].done, events[-1].total) == (5, 5)


def test_while_files_are_sent_those_after_them_are_read_and_no_more(files, records, monkeypatch):
    monkeypatch.setattr(plan, "FIRST", 1)
    monkeypatch.setattr(plan, "MOST", 2)
    known = []

    class Waiting(Memory):
        def send(self, transfers):
            if not self.rounds:
                deadline = time.monotonic() + 20
                while len(read()) < 3 and time.monotonic() < deadline:
                    time.sleep(0.01)
                known.extend(read())
            return super().send(transfers)

    def read():
        return sorted(records.known(str(files[0][1].parent)))

    sent(Waiting(), files, records)
    assert known == ["图 0.png", "图 1.png", "图 2.png"]


def test_what_was_lost_while_two_runs_overlap_is_sent_again(files, records):
    """A run asks, the file is lost, another run is told so, the first one remembers the answer."""

    class Overlapped(Memory):
        def lacks(self, transfers):
            lacking = super().lacks(transfers)
            if self.rounds and not self.lost:
                self.lose(files[0][0])
                sent(self, files[1:2], records)
            return lacking

    engine = Overlapped()
    sent(engine, files, records)
    assert files[0][0] not in engine.held
    sent(engine, files, records)
    assert engine.held == {path: local.read_bytes() for path, local in files}


def test_temporary_records_end_with_an_upload_that_went_well(files, tmp_path):
    records = Records(tmp_path / "temporary.db", temporary=True)
    folder = str(files[0][1].parent)
    sent(Memory(faults={files[0][0]: [NEVER]}), files, records)
    assert len(records.known(folder)) == 5
    sent(Memory(), files, records)
    assert records.known(folder) == {}
    list(run.fetch(Memory({"a": b"x"}), [Transfer(BID, "a", str(tmp_path / "a"), 1, "")], records))
    assert list(records.known(str(tmp_path))) == ["a"]
    records.close()


def test_what_was_interrupted_goes_on_and_sends_no_complete_file_twice(files, records):
    engine = Memory()
    sending = run.send(
        engine, sources.listed((str(local), path) for path, local in files), BID, records
    )
    for event in sending:
        if event.kind == "file":
            break
    sending.close()
    sent(engine, files, records)
    assert len(engine.held) == 5
    assert len(engine.rounds[1]) == 4


@pytest.mark.slow
def test_a_file_of_more_than_four_gib_goes_as_one(tmp_path, records):
    class Large(Memory):
        def _move(self, transfers, moved):
            self.rounds.append([(row.path, row.size) for row in transfers])
            for row in transfers:
                self.held[row.path] = row.digest
                yield Outcome(row)

        def lacks(self, transfers):
            return [row for row in transfers if self.held.get(row.path) != row.digest]

    path = tmp_path / "sparse.vdb"
    size = (1 << 32) + 1
    with path.open("wb") as stream:
        stream.truncate(size)
    engine = Large()
    events, _, error = sent(engine, [("sparse.vdb", path)], records)
    assert error is None
    assert engine.rounds == [[("sparse.vdb", size)]]
    assert events[0].total == size
    assert sent(engine, [("sparse.vdb", path)], records)[0][-1].done == 0


def test_files_that_would_take_each_others_place_keep_all_from_being_sent(files, records):
    engine = Memory()
    clash = [*files, (files[0][0], files[1][1])]
    events, _, error = sent(engine, clash, records)
    assert "goes to the same place" in str(error)
    assert engine.rounds == []
    assert engine.held == {}
    assert [event.kind for event in events] == ["note"]


def test_only_what_lacks_is_sent(files, records):
    held = {files[0][0]: files[0][1].read_bytes(), files[3][0]: files[3][1].read_bytes()}
    held[files[4][0]] = b"an older content"
    engine = Memory(held)
    events, _, _ = sent(engine, files, records)
    assert engine.rounds == [[files[1][0], files[2][0], files[4][0]]]
    assert events[-1].done == 3
    assert events[-1].total == 5


def test_a_second_time_nothing_is_sent(files, records):
    engine = Memory()
    sent(engine, files, records)
    events, _, _ = sent(engine, files, records)
    assert paths(events) == []
    assert events[-1].done == 0
    assert [row for rows in engine.rounds[1:] for row in rows] == []


def test_what_failed_is_sent_again_and_nothing_else(files, records):
    engine = Memory(faults={files[1][0]: [AGAIN, AGAIN], files[2][0]: [AGAIN]})
    events, pauses, error = sent(engine, files, records)
    assert error is None
    assert [len(rows) for rows in engine.rounds] == [5, 2, 1]
    assert len(pauses) == 2
    assert sorted(paths(events)) == sorted(str(local) for _, local in files)
    assert len(engine.held) == 5
    assert (events[-1].done, events[-1].total) == (5, 5)


def test_each_new_round_says_so(files, records):
    engine = Memory(faults={files[1][0]: [AGAIN]})
    events, _, _ = sent(engine, files, records)
    assert ["the line dropped" in event.text for event in events if event.kind == "note"] == [True]


def test_the_pauses_between_rounds_grow(files, records):
    engine = Memory(faults={files[1][0]: [AGAIN] * 9})
    _, pauses, error = sent(engine, files, records, attempts=6)
    assert error is not None
    assert len(pauses) == 5
    assert pauses == sorted(pauses)
    assert pauses[-1] > 4 * pauses[0] > 0


def test_a_file_that_cannot_be_sent_is_named_and_all_others_arrive(files, records):
    engine = Memory(faults={files[1][0]: [NEVER]})
    _, pauses, error = sent(engine, files, records)
    assert str(files[1][1]) in str(error)
    assert error.path == str(files[1][1])
    assert "not allowed" in str(error)
    assert pauses == []
    assert sorted(engine.held) == sorted(path for path, _ in files if path != files[1][0])


def test_a_file_that_fails_every_time_is_named_and_all_others_arrive(files, records):
    engine = Memory(faults={files[2][0]: [AGAIN] * 9})
    _, _, error = sent(engine, files, records, attempts=3)
    assert error.path == str(files[2][1])
    assert len(engine.rounds) == 3
    assert len(engine.held) == 4


def test_one_hopeless_file_does_not_keep_others_from_their_second_try(files, records):
    engine = Memory(faults={files[1][0]: [NEVER], files[3][0]: [AGAIN]})
    _, _, error = sent(engine, files, records)
    assert error.path == str(files[1][1])
    assert sorted(engine.held) == sorted(path for path, _ in files if path != files[1][0])


def test_the_number_of_further_failures_is_told(files, records):
    engine = Memory(faults={path: [NEVER] for path, _ in files[:3]})
    _, _, error = sent(engine, files, records)
    assert "2 more" in str(error)
    assert str(error).isprintable()


class Silent(Memory):
    """An engine that ends without a word about its last file."""

    def _move(self, transfers, moved):
        return super()._move(transfers[:-1], moved)


def test_a_file_of_which_the_engine_says_nothing_was_not_sent(files, records):
    engine = Silent()
    _, _, error = sent(engine, files, records, attempts=2)
    assert len(engine.held) < 5
    assert error is not None


def test_a_frame_of_which_the_engine_says_nothing_was_not_fetched(tmp_path, records):
    engine = Silent({"a.png": b"one"})
    _, _, error = fetched(engine, tmp_path / "frames", records, attempts=1)
    assert error is not None


def test_progress_never_passes_its_total_after_failures(files, records):
    engine = Memory(
        faults={files[4][0]: [AGAIN, AGAIN], files[3][0]: [AGAIN]}, pause=tally.EVERY * 0.55
    )
    events, _, error = sent(engine, files, records)
    assert error is None
    told = [event for event in events if event.kind == "progress"]
    assert len(told) > 3
    assert {event.total for event in told} == {1000}
    assert all(0 <= event.done <= event.total for event in told)


def test_what_was_there_already_counts_and_makes_no_rate():
    moments = iter([0.0, 1.0, 2.0, 3.0])
    told = tally.Tally("upload", 10_000, lambda: next(moments))
    (held,) = told.count(6000, held=True)
    assert (held.done, held.rate, held.left) == (6000, 0, 0)
    list(told.count(100))
    (moved,) = told.count(200)
    assert (moved.done, moved.rate, moved.left) == (6300, 100, 37)


class Resuming(Memory):
    """A storage that holds half of each file, as engines tell it."""

    def _move(self, transfers, moved):
        for row in transfers:
            reports = []
            meter = Meter(reports.append, threading.Event(), Line())
            meter.start(row.size // 2)
            meter(row.size - row.size // 2)
            moved(row)
            yield from reports
            yield Outcome(row)


def test_bytes_before_the_point_of_resuming_make_no_rate(files, records, monkeypatch):
    ticks = itertools.count()
    monkeypatch.setattr(run, "Tally", lambda *given: tally.Tally(*given, lambda: next(ticks)))
    events, _, error = sent(Resuming(), files[4:], records)
    assert error is None
    told = [(event.done, event.rate) for event in events if event.kind == "progress"]
    assert told[-2:] == [(200, 0), (400, 66)]


def test_a_file_that_is_gone_before_it_is_sent_is_named_and_all_others_arrive(files, records):
    files[2][1].unlink()
    engine = Memory()
    events, _, error = sent(engine, files, records)
    assert error.path == str(files[2][1])
    assert "gone" in str(error)
    assert len(engine.held) == 4
    assert [event.path for event in events if event.kind == "note"] == [str(files[2][1])]


def test_a_folder_in_place_of_a_file_is_named_and_all_others_arrive(files, records):
    files[2][1].unlink()
    files[2][1].mkdir()
    engine = Memory()
    _, _, error = sent(engine, files, records)
    assert error.path == str(files[2][1])
    assert "a folder has its name" in str(error)
    assert len(engine.held) == 4


def fetched(engine, folder, records, **options):
    there = engine.listing(BID, "", str(folder))
    return gathered(
        run.fetch(engine, there, records, sleep=(pauses := []).append, **options), pauses
    )


def test_everything_is_fetched_into_an_empty_folder(tmp_path, records):
    engine = Memory(
        {"1_scene/a.0001.png": b"one", "1_scene/deep/b.png": b"", "1_scene/c": b"three"}
    )
    events, _, error = fetched(engine, tmp_path / "frames", records)
    assert error is None
    assert (tmp_path / "frames" / "1_scene" / "a.0001.png").read_bytes() == b"one"
    assert (tmp_path / "frames" / "1_scene" / "deep" / "b.png").read_bytes() == b""
    assert len(paths(events)) == 3


def test_what_is_here_is_not_fetched_again(tmp_path, records):
    engine = Memory({"a.png": b"one", "b.png": b"two"})
    fetched(engine, tmp_path / "frames", records)
    engine.held["b.png"] = b"new"
    events, _, _ = fetched(engine, tmp_path / "frames", records)
    assert engine.rounds[1:] == [["b.png"]]
    assert paths(events) == [str(tmp_path / "frames" / "b.png")]


def test_a_frame_that_was_removed_or_changed_here_is_fetched_again(tmp_path, records):
    engine = Memory({"a.png": b"one", "b.png": b"two", "c.png": b"three"})
    fetched(engine, tmp_path / "frames", records)
    (tmp_path / "frames" / "a.png").unlink()
    (tmp_path / "frames" / "b.png").write_bytes(b"painted over")
    fetched(engine, tmp_path / "frames", records)
    assert engine.rounds[1:] == [["a.png", "b.png"]]
    assert (tmp_path / "frames" / "b.png").read_bytes() == b"two"


def test_what_another_run_brought_meanwhile_is_not_fetched_again(tmp_path, records):
    engine = Memory({"a.png": b"one", "b.png": b"two"}, {"a.png": [AGAIN], "b.png": [AGAIN]})
    there = engine.listing(BID, "", str(tmp_path))
    fetching = run.fetch(
        engine, there, records, sleep=lambda _: (tmp_path / "a.png").write_bytes(b"one")
    )
    assert paths(fetching) == [str(tmp_path / "b.png")]
    assert engine.rounds == [["a.png", "b.png"], ["b.png"]]


def test_a_frame_that_cannot_be_fetched_is_named_and_all_others_arrive(tmp_path, records):
    engine = Memory({"a.png": b"one", "b.png": b"two", "c.png": b"three"}, {"b.png": [AGAIN] * 9})
    _, pauses, error = fetched(engine, tmp_path / "frames", records, attempts=3)
    assert error.path == str(tmp_path / "frames" / "b.png")
    assert len(pauses) == 2
    assert sorted(path.name for path in (tmp_path / "frames").iterdir()) == ["a.png", "c.png"]


def test_a_frame_of_unknown_digest_is_not_fetched_again_while_it_is_as_it_came(tmp_path, records):
    class Vague(Memory):
        def listing(self, bid, prefix, local):
            rows = super().listing(bid, prefix, local)
            return [Transfer(row.bid, row.path, row.local, row.size, "") for row in rows]

    engine = Vague({"a.png": b"one", "b.png": b"two"})
    fetched(engine, tmp_path / "frames", records)
    fetched(engine, tmp_path / "frames", records)
    assert engine.rounds[1:] == []
    (tmp_path / "frames" / "b.png").write_bytes(b"new")
    os.utime(tmp_path / "frames" / "b.png", ns=(1, 1))
    fetched(engine, tmp_path / "frames", records)
    assert engine.rounds[1:] == [["b.png"]]
