"""Tasks are followed with few questions, every frame comes home once, and trouble passes."""

import pathlib
import shutil
import types

import pytest
from render_clock import RenderClock

from rayvision_plugins.download import download
from rayvision_plugins.errors import (
    ConfigError,
    ConnectionFailed,
    NotFound,
    TransferFailed,
    UnsafeName,
)
from rayvision_plugins.services.renderbus.progress import Frames, parts
from rayvision_plugins.submit import Farm
from rayvision_plugins.transfer.engine import Outcome
from rayvision_plugins.transfer.records import Records
from rayvision_plugins.watch import watch
from rayvision_plugins.watch.task import Followed

SILENT = ConnectionFailed("task_info", "farm", "refused", sent=False)


@pytest.fixture
def records(tmp_path):
    made = Records(tmp_path / "records.db")
    yield made
    made.close()


@pytest.fixture
def follow(records, tmp_path):
    """Returns a function that follows tasks of a RenderClock to their end; returns the events."""

    def run(farm, tasks, folder=tmp_path / "frames", *, told=None, **options):
        events = [] if told is None else told
        events.extend(
            watch(
                farm, farm, records, tasks, folder,
                output_bid="20201", sleep=farm.sleep, clock=farm.clock, **options,
            )
        )  # fmt: skip
        return events

    return run


def steady(frames, seconds):
    """Returns frames 1… that are done every ``seconds``."""
    return {frame: frame * seconds for frame in range(1, frames + 1)}


def told(events, kind="frame", **wanted):
    return [
        row
        for row in events
        if row.kind == kind
        and not (kind == "frame" and row.total)
        and all(getattr(row, key) == value for key, value in wanted.items())
    ]


def names(folder):
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


# -- how much is asked -------------------------------------------------------------------


@pytest.mark.slow
def test_twenty_tasks_cost_a_question_a_tick_and_a_page_per_change(follow):
    """A quarter of the hour that tests/bench/watch.py measures."""
    farm = RenderClock(
        {str(task): {f: f * 15 + task - 100 for f in range(1, 61)} for task in range(101, 121)},
        takes=0.2,
    )
    events = follow(farm, list(farm.tasks))
    changes = len([row for row in events if row.kind == "frame" and row.total])
    assert len(farm.fetched) == len(set(farm.fetched)) == 20 * 60
    assert farm.asked["task_info"] <= 930 / 10 + 15
    assert farm.asked["task_frames"] <= changes
    assert farm.asked["listing"] <= changes
    assert set(farm.asked) == {"task_info", "task_frames", "listing", "listing of 20201"}
    delays = [
        when - int(path[-8:-4]) * 15 - int(path[:3]) + 100 for path, when in farm.arrived.items()
    ]
    assert min(delays) > 0 and sum(delays) / len(delays) <= 10


def test_nothing_but_the_totals_is_asked_for_while_nothing_happens(follow):
    farm = RenderClock({"7": {1: 3600}})
    follow(farm, "7")
    assert farm.asked["task_frames"] == 1
    assert farm.asked["listing"] == 1 + 1  # once more at the end
    assert farm.asked["task_info"] <= 3600 / 60 + 20


def test_only_pages_whose_frames_had_not_ended_are_asked_for_again():
    farm = RenderClock({"7": {frame: 1 if frame <= 2000 else 100 for frame in range(1, 2501)}})
    frames = Frames(farm.query, "7")
    found = []
    for farm.now in (0, 1, 50, 100, 200):
        found.append(len(list(frames.news(parts(farm.query, ["7"])["7"][0]))))
    assert found == [0, 2000, 0, 500, 0]
    assert farm.asked["task_frames"] == 2 + 1


def test_looks_at_a_farm_elsewhere_are_ten_seconds_apart_and_grow_to_a_minute(follow):
    farm = RenderClock({"7": {**steady(60, 5), 61: 3000}})
    pauses = []
    turn = farm.sleep
    farm.sleep = lambda seconds: (pauses.append(seconds), turn(seconds))
    follow(farm, "7")
    assert pauses[0] == pytest.approx(0.2)
    assert max(pauses[: pauses.index(10.0) + 15]) == 10.0
    assert max(pauses) == 60.0
    assert farm.now < 3000 + 61


def test_a_farm_of_this_machine_is_looked_at_sooner(follow):
    farm = RenderClock({"7": steady(10, 1)})
    farm.local = True
    follow(farm, "7")
    assert farm.now < 11


# -- what comes home ---------------------------------------------------------------------


def test_each_frame_is_told_once_with_its_file_when_it_is_here(follow, tmp_path):
    farm = RenderClock({"7": steady(5, 20)}, failed={("7", 3)})
    events = follow(farm, "7")
    done = told(events, code="done")
    assert [row.text for row in done] == ["frame 1", "frame 2", "frame 4", "frame 5"]
    assert [pathlib.Path(row.path).read_text() for row in done] == ["7 1", "7 2", "7 4", "7 5"]
    assert [row.text for row in told(events, code="failed")] == ["frame 3: out of memory"]
    for row in done:
        at = events.index(row)
        assert row.path in [early.path for early in events[:at] if early.kind == "file"]
    assert (events[-1].kind, events[-1].id, events[-1].code) == ("end", "7", "failed")
    assert (events[-1].done, events[-1].total, events[-1].path) == (4, 5, str(tmp_path / "frames"))


def test_a_second_run_fetches_and_tells_only_what_is_new(follow, tmp_path):
    farm = RenderClock({"7": steady(6, 100)})
    farm.now = 350
    first = follow(farm, "7", once=True)
    assert len(told(first, code="done")) == 3
    assert first[-1].code == "running"
    events = follow(farm, "7")
    assert [row.text for row in told(events, code="done")] == ["frame 4", "frame 5", "frame 6"]
    assert len(farm.fetched) == 6


def test_a_frame_that_is_rendered_again_is_fetched_again(follow, tmp_path):
    farm = RenderClock({"7": {1: 10, 2: 500}})
    turn = farm.sleep
    plain = farm.files

    def sleep(seconds):
        turn(seconds)
        if farm.now > 200:
            farm.files = lambda part: {
                path: data + b" again" if path.endswith("0001.png") else data
                for path, data in plain(part).items()
            }

    farm.sleep = sleep
    events = follow(farm, "7")
    assert farm.fetched.count("7_shot/shot.0001.png") == 2
    assert [row.text for row in told(events, code="done")].count("frame 1") == 2


def test_files_of_a_frame_are_told_together(follow):
    farm = RenderClock({"7": {3: 1}})
    farm.files = lambda part: (
        {f"7_shot/{layer}.0003.exr": layer.encode() for layer in ("beauty", "depth")}
        if farm.now >= 1
        else {}
    )
    (row,) = told(follow(farm, "7"))
    assert [pathlib.Path(path).name for path in row.path.splitlines()] == [
        "beauty.0003.exr",
        "depth.0003.exr",
    ]


def test_a_file_that_lags_behind_its_frame_is_waited_for(follow):
    farm = RenderClock({"7": {1: 5, 2: 6}})
    plain = farm.files
    farm.files = lambda part: plain(part) if farm.now > 25 else {}
    done = told(follow(farm, "7"), code="done")
    assert all(row.path for row in done) and len(done) == 2


def test_a_file_without_a_number_is_fetched_and_its_frame_told_without_it(follow):
    farm = RenderClock({"7": {1: 5, 2: 6}}, names="movie{0!s:.0}.mov")
    events = follow(farm, "7")
    assert farm.fetched == ["7_shot/movie.mov"]
    assert [(row.path, row.text) for row in told(events)] == [
        ("", "frame 1, without a file of its own"),
        ("", "frame 2, without a file of its own"),
    ]


def test_after_means_that_nothing_is_fetched_before_the_end(follow):
    farm = RenderClock({"7": steady(4, 100), "8": steady(2, 100)})
    events = follow(farm, ["7", "8"], after=True)
    ends = [row.id for row in events if row.kind == "end"]
    assert ends == ["8", "7", ""]
    assert len(farm.fetched) == 6
    assert (farm.asked["task_frames"], farm.asked["listing"]) == (2, 2 + 2)
    assert min(when for path, when in farm.arrived.items() if path[0] == "7") >= 400


@pytest.mark.parametrize("after", [False, True])
def test_a_storage_that_lags_at_the_end_is_listed_again(follow, after):
    farm = RenderClock({"7": {1: 5, 2: 6}})
    plain = farm.files
    farm.files = lambda part: plain(part) if farm.now > 8 else {}
    farm.now = 0 if after else 7
    events = follow(farm, "7", after=after)
    assert [row.text for row in told(events)] == ["frame 1", "frame 2"]
    assert farm.asked["listing"] <= 7


@pytest.mark.parametrize("after", [False, True])
def test_a_layer_of_the_last_frame_that_lags_comes_too(follow, tmp_path, after):
    farm = RenderClock({"7": {1: 5}})
    farm.files = lambda part: {
        f"7_shot/{layer}.0001.exr": layer.encode()
        for layer, second in (("beauty", 5), ("depth", 7))
        if second <= farm.now
    }
    follow(farm, "7", after=after)
    assert names(tmp_path / "frames") == ["7_shot/beauty.0001.exr", "7_shot/depth.0001.exr"]


@pytest.mark.parametrize("name", ["shot.{:04d}.png", "movie{0!s:.0}.mov"])
def test_of_a_task_that_had_ended_only_what_comes_is_told(follow, name):
    farm = RenderClock({"7": {1: 5, 2: 6}}, names=name)
    farm.now = 10
    assert all(row.path for row in told(follow(farm, "7")))
    assert told(follow(farm, "7")) == []


def test_a_file_that_grows_under_its_frame_is_told_once_with_it(follow):
    farm = RenderClock({"7": {1: 30, 2: 40}})
    farm.files = lambda part: {
        f"7_shot/a.{frame:04d}.png": b"%d" % min(farm.now, 60) for frame in (1, 2) if farm.now > 10
    }
    for row in told(follow(farm, "7")):
        assert len(row.path.splitlines()) == 1


def test_layers_lie_in_the_storages_of_their_users(follow, tmp_path):
    farm = RenderClock({"7": {"8": {1: 1}, "9": {1: 2}}}, users={"9": 119776})
    events = follow(farm, "7", output_bids={"119776": "10401"})
    assert farm.asked.keys() >= {"listing of 20201", "listing of 10401"}
    assert names(tmp_path / "frames") == ["8_shot/shot.0001.png", "9_shot/shot.0001.png"]
    assert {row.id for row in told(events)} == {"8", "9"}
    assert events[-1].id == "7"


def test_a_task_and_a_layer_of_it_are_both_followed(follow, tmp_path):
    farm = RenderClock({"7": {"8": {1: 1}, "9": {1: 2}}, "8": {1: 1}})
    follow(farm, ["7", "8"], {"7": tmp_path / "a", "8": tmp_path / "b"})
    assert len(names(tmp_path / "a")) == 2
    assert names(tmp_path / "b") == ["8_shot/shot.0001.png"]


def test_numbers_may_be_numbers(follow):
    farm = RenderClock({"7": {1: 1}})
    assert follow(farm, [7])[-1].id == follow(farm, 7)[-1].id == "7"


@pytest.mark.parametrize("folder", ["7_shot/", "/7_shot", "\\7_shot\\"])
def test_a_folder_may_be_written_in_any_way(follow, tmp_path, folder):
    farm = RenderClock({"7": {1: 1}})
    farm.folder = folder
    follow(farm, "7")
    assert names(tmp_path / "frames") == ["7_shot/shot.0001.png"]


@pytest.mark.parametrize("folder", ["/", ".", "//"])
def test_a_task_never_brings_the_whole_storage(follow, folder):
    farm = RenderClock({"7": {1: 1}})
    farm.folder = folder
    follow(farm, "7")
    assert farm.asked["listing"] == 0


def test_a_folder_outside_the_storage_is_an_error(follow):
    farm = RenderClock({"7": {1: 1}})
    farm.folder = "../20202/7_shot"
    with pytest.raises(ConfigError, match="has no .."):
        follow(farm, "7")
    assert farm.asked["listing"] == 0


def test_the_worst_state_of_several_is_their_code(follow):
    farm = RenderClock({"7": {1: 1, 2: 500}, "8": {1: 500}}, failed={("7", 1)})
    farm.stopped = {"8"}
    farm.now = 10
    assert follow(farm, ["7", "8"], once=True)[-1].code == "failed"
    farm.failed.clear()
    assert follow(farm, ["7", "8"], once=True)[-1].code == "stopped"


def test_nothing_is_kept_of_tasks_that_have_ended(follow, monkeypatch):
    kept = []
    plain = Followed.close
    monkeypatch.setattr(
        Followed, "close", lambda task, *of: (plain(task, *of), kept.append(task))[0]
    )
    follow(RenderClock({"7": {1: 1}, "8": {1: 50}}), ["7", "8"])
    assert [(task.id, task.parts) for task in kept] == [("7", {}), ("8", {})]


def test_flat_puts_frames_straight_into_the_folder(follow, tmp_path):
    follow(RenderClock({"7": steady(2, 1)}), "7", flat=True)
    assert names(tmp_path / "frames") == ["shot.0001.png", "shot.0002.png"]


def test_layers_that_would_take_one_place_are_refused_by_name(follow, tmp_path):
    farm = RenderClock({"7": {"8": {1: 1}, "9": {1: 1}}})
    with pytest.raises(TransferFailed, match="both 8_shot/shot.0001.png and 9_shot/shot.0001.png"):
        follow(farm, "7", flat=True)
    assert names(tmp_path / "frames") in ([], ["shot.0001.png"])


def test_each_task_has_its_own_folder_and_all_have_one_end(follow, tmp_path):
    farm = RenderClock({"7": steady(2, 10), "8": steady(3, 10)}, failed={("8", 2)})
    events = follow(farm, ["7", "8"], {"7": tmp_path / "a", "8": tmp_path / "b"})
    assert (len(names(tmp_path / "a")), len(names(tmp_path / "b"))) == (2, 2)
    last = events[-1]
    assert (last.kind, last.id, last.code, last.done, last.total) == ("end", "", "failed", 4, 5)


# -- trouble -----------------------------------------------------------------------------


def test_a_farm_that_stops_to_answer_is_waited_for_and_that_is_told_once(follow):
    farm = RenderClock({"7": steady(5, 50)})
    turn = farm.sleep

    def sleep(seconds):
        turn(seconds)
        if 100 < farm.now < 50_000:
            farm.faults[:] = [SILENT]

    farm.sleep = sleep
    events = follow(farm, "7")
    lost, found = told(events, "note")
    assert "no answer from farm" in lost.text and lost.text.endswith("asked until it answers")
    assert found.text == "the farm answers again"
    assert len(farm.fetched) == 5


def test_patience_ends(follow):
    farm = RenderClock({"7": steady(5, 50)})
    turn = farm.sleep
    farm.sleep = lambda seconds: (turn(seconds), farm.faults.append(SILENT))
    with pytest.raises(ConnectionFailed):
        follow(farm, "7", patience=600)
    assert 600 < farm.now < 800


@pytest.mark.parametrize("options", [{}, {"once": True}])
def test_a_farm_that_never_answered_is_an_error_at_once(follow, options):
    farm = RenderClock({"7": steady(5, 50)})
    farm.faults = [SILENT]
    with pytest.raises(ConnectionFailed):
        follow(farm, "7", **options)
    assert farm.now == 0


def test_a_farm_of_this_machine_that_is_silent_has_ended(follow):
    farm = RenderClock({"7": steady(5, 50)})
    farm.local = True
    turn = farm.sleep
    farm.sleep = lambda seconds: (turn(seconds), farm.faults.append(SILENT))
    with pytest.raises(ConnectionFailed):
        follow(farm, "7")


def test_a_task_that_nobody_knows_is_an_error(follow):
    with pytest.raises(NotFound, match="there is no task 9"):
        follow(RenderClock({"7": steady(2, 1)}), "9")


def test_a_task_that_nobody_knows_does_not_end_the_others(follow, records, tmp_path):
    farm = RenderClock({"7": steady(2, 10)})
    events = []
    with pytest.raises(NotFound, match="there is no task 9"):
        for event in watch(
            farm, farm, records, ["9", "7"], tmp_path / "frames",
            output_bid="1", sleep=farm.sleep, clock=farm.clock,
        ):  # fmt: skip
            events.append(event)
    assert len(farm.fetched) == 2
    assert [row.id for row in told(events, "end")] == ["7"]
    assert "task 9 is given up" in told(events, "note")[0].text


def test_a_file_that_cannot_be_written_ends_its_task_only_and_late(follow, tmp_path):
    farm = RenderClock({"7": steady(3, 10), "8": steady(3, 10)})
    farm.broken["7_shot/shot.0002.png"] = "No space left on device"
    with pytest.raises(TransferFailed, match="shot.0002.png.*No space left"):
        follow(farm, ["7", "8"])
    assert names(tmp_path / "frames") == [
        "7_shot/shot.0001.png",
        "7_shot/shot.0003.png",
        "8_shot/shot.0001.png",
        "8_shot/shot.0002.png",
        "8_shot/shot.0003.png",
    ]
    assert len(farm.fetched) == 5


def test_a_file_that_cannot_be_written_for_a_while_is_there_in_the_end(follow, records, tmp_path):
    farm = RenderClock({"7": steady(3, 100)})
    farm.broken["7_shot/shot.0002.png"] = "No space left on device"
    turn = farm.sleep

    def sleep(seconds):
        turn(seconds)
        if farm.now > 260:
            farm.broken.clear()

    farm.sleep = sleep
    events = follow(farm, "7")
    assert len(told(events, "note")) == 1 and "tried again" in told(events, "note")[0].text
    assert [row.text for row in told(events, code="done")] == ["frame 1", "frame 2", "frame 3"]


def test_a_storage_that_is_gone_while_files_come_costs_each_task_one_attempt(follow):
    farm = RenderClock({str(task): {1: 0} for task in range(101, 121)})
    tried = []

    def fetch(transfers):
        for row in transfers:
            tried.append(row.path)
            yield Outcome(row, "the storage does not answer", retry=True)

    farm.fetch = fetch
    with pytest.raises(TransferFailed):
        follow(farm, list(farm.tasks), once=True)
    assert len(tried) == 20 * 4 + 20


def test_frames_that_are_taken_away_meanwhile_are_not_fetched_again(follow, tmp_path):
    farm = RenderClock({"7": steady(6, 100)})
    turn = farm.sleep

    def sleep(seconds):
        turn(seconds)
        if 350 < farm.now < 390:
            shutil.rmtree(tmp_path / "frames", ignore_errors=True)

    farm.sleep = sleep
    events = follow(farm, "7")
    assert len(farm.fetched) == len(told(events, code="done")) == 6
    assert [name[-8:-4] for name in names(tmp_path / "frames")] == ["0004", "0005", "0006"]


def test_a_long_download_does_not_keep_the_frames_of_others_waiting(follow):
    farm = RenderClock({"7": dict.fromkeys(range(1, 1301), 0), "8": steady(20, 30)}, takes=0.5)
    events = follow(farm, ["7", "8"])
    assert len(farm.fetched) == len(set(farm.fetched)) == 1320
    assert len(told(events, code="done")) == 1320
    first = told(events, code="done")[0]
    assert len([row for row in events[: events.index(first)] if row.kind == "file"]) == 1000
    assert farm.arrived["8_shot/shot.0020.png"] < 1600


@pytest.mark.parametrize(("back", "ends"), [(5000, None), (9e9, 3600)])
def test_a_storage_that_stops_to_answer_is_waited_for_after_the_end_too(follow, back, ends):
    farm = RenderClock({"7": steady(3, 100)})
    plain = farm.listing

    def listing(*asked):
        if 250 < farm.now < back:
            raise TransferFailed("http://farm", "the storage does not answer", retry=True)
        return plain(*asked)

    farm.listing = listing
    if ends:
        with pytest.raises(TransferFailed, match="does not answer"):
            follow(farm, "7", patience=ends)
        assert 250 + ends < farm.now < 450 + ends
    else:
        events = follow(farm, "7")
        (note,) = told(events, "note")
        assert "does not answer; it is tried again" in note.text
        assert len(farm.fetched) == 3


def test_the_look_at_what_is_there_fails_at_once(follow):
    farm = RenderClock({"7": {1: 0}})
    farm.broken["7_shot/shot.0001.png"] = "No space left on device"
    with pytest.raises(TransferFailed):
        follow(farm, "7", once=True)
    assert farm.now == 0


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize(
    "name",
    [
        "../out.0001.png",
        "/etc/out.0001.png",
        "C:/out.0001.png",
        "a/../../b.png",
        "a\0.png",
        "link/x",
        "x\n/etc/passwd.0001.png",
        "x\r.0001.png",
    ],
)
def test_no_name_of_the_storage_leads_out_of_the_folder(follow, tmp_path, name, flat):
    folder = tmp_path / "frames"
    (folder / "7_shot").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    for link in (folder / "link", folder / "7_shot" / "link"):
        link.symlink_to(tmp_path / "elsewhere")
    farm = RenderClock({"7": {1: 0}})
    farm.files = lambda part: {f"7_shot/{name}": b"7 1"}
    with pytest.raises(UnsafeName, match="left there"):
        follow(farm, "7", flat=flat)
    assert names(tmp_path / "elsewhere") == []
    assert not (tmp_path / "out.0001.png").exists()


@pytest.fixture
def farm_of_three():
    """Two tasks of three frames; two names in the folder of the first lead out of it."""
    farm = RenderClock({"7": steady(3, 20), "8": steady(3, 20)})
    plain = farm.files
    unsafe = {"7_shot/../x.png": b"x", "7_shot/a\n.png": b"x"}
    farm.files = lambda part: {**plain(part), **(unsafe if part == "7" else {})}
    return farm


@pytest.mark.parametrize("flat", [False, True])
def test_an_unsafe_name_keeps_no_other_file_from_coming(follow, farm_of_three, tmp_path, flat):
    events = []
    with pytest.raises(UnsafeName, match=r"'7_shot/\.\./x\.png' and 1 more like it"):
        folders = {task: tmp_path / task for task in ("7", "8")}
        follow(farm_of_three, ["7", "8"], folders, flat=flat, told=events)
    assert len(names(tmp_path / "7")) == len(names(tmp_path / "8")) == 3
    assert [row.id for row in told(events, "end")] == ["7", "8"]
    (note,) = told(events, "note")
    assert note.id == "7" and "left there" in note.text


@pytest.mark.parametrize("flat", [False, True])
def test_of_a_path_too_an_unsafe_name_stays_there_and_the_others_come(
    farm_of_three, records, tmp_path, flat
):
    storage = types.SimpleNamespace(output_bid="20201")
    way = Farm(farm_of_three, storage, farm_of_three, records, sleep=farm_of_three.sleep)
    farm_of_three.sleep(100)
    with pytest.raises(UnsafeName, match="left there"):
        list(download(way, tmp_path / "a", server_path="7_shot", flat=flat))
    assert len(names(tmp_path / "a")) == 3
    with pytest.raises(UnsafeName, match="left there"):
        list(download(way, tmp_path / "b", server_path="7_shot/a\n.png"))
    assert not (tmp_path / "b").exists()


def test_a_name_of_many_digits_is_a_name(follow):
    farm = RenderClock({"7": {1: 0}})
    farm.files = lambda part: {f"7_shot/{'9' * 200}.png": b"7 1"}
    farm.broken = {path: "File name too long" for path in [f"7_shot/{'9' * 5000}.png"]}
    follow(farm, "7", once=True)
    assert len(farm.fetched) == 1
    farm.files = lambda part: dict.fromkeys(farm.broken, b"7 1")
    with pytest.raises(TransferFailed, match="File name too long"):
        follow(farm, "7", once=True)


# -- the questions themselves ------------------------------------------------------------


def test_a_hundred_tasks_are_one_question():
    farm = RenderClock({str(task): {1: 5} for task in range(101, 301)})
    assert list(parts(farm.query, [*farm.tasks])) == [*farm.tasks]
    assert farm.asked["task_info"] == 2


def test_a_task_that_is_gone_is_found_out_by_asking_each_alone():
    farm = RenderClock({str(task): {1: 5} for task in range(101, 105)})
    assert list(parts(farm.query, ["101", "9", "104"])) == ["101", "104"]
    assert parts(farm.query, ["9"]) == {}
    assert farm.asked["task_info"] == 1 + 3 + 1


def test_a_frame_that_moved_to_another_page_counts_once():
    farm = RenderClock({"7": dict.fromkeys(range(11, 2001), 1)})
    frames = Frames(farm.query, "7")
    farm.now = 1
    assert len(list(frames.news(parts(farm.query, ["7"])["7"][0]))) == 1990
    farm.tasks["7"]["7"].update(dict.fromkeys(range(1, 11), 1))
    assert sorted(int(frame.name) for frame in frames.news(parts(farm.query, ["7"])["7"][0])) == [
        *range(1, 11)
    ]
    assert len(list(frames)) == 2000


def test_a_frame_that_is_rendered_again_is_news_again():
    farm = RenderClock({"7": {1: 1, 2: 1}})
    frames = Frames(farm.query, "7")
    seen = []
    for farm.now, again in ((1, 1), (2, 50), (60, 50)):
        farm.tasks["7"]["7"][2] = again
        seen.append([frame.name for frame in frames.news(parts(farm.query, ["7"])["7"][0])])
    assert seen == [["1", "2"], [], ["2"]]


def test_a_task_whose_frames_are_counted_later_has_large_pages(follow):
    farm = RenderClock({"7": {frame: 20 for frame in range(1, 5001)}})
    plain = farm._part
    farm._part = lambda *part: {**plain(*part), "totalFrames": 5000 if farm.now > 5 else 0}
    farm.files = lambda part: {}
    assert len(told(follow(farm, "7"))) == 5000
    assert farm.asked["task_frames"] == 5


@pytest.mark.parametrize("total", [300_000, 10**15])
def test_a_farm_that_lies_about_its_totals_is_not_asked_without_end(follow, total):
    farm = RenderClock({"7": {1: 5}})
    plain = farm._part
    farm._part = lambda *part: {**plain(*part), "totalFrames": total, "doneFrames": 7}
    follow(farm, "7")
    assert len(farm.fetched) == 1
    assert farm.asked["task_frames"] <= 2 * (farm.asked["task_info"] + 1)


def test_what_one_page_told_is_not_lost_when_the_next_does_not_come(follow):
    farm = RenderClock({"7": dict.fromkeys(range(1, 1501), 20)}, failed={("7", 3), ("7", 1200)})
    plain = farm.query.task_frames
    cut = [False]

    def task_frames(part, page, size):
        if page == 2 and not cut[0]:
            cut[0] = True
            raise SILENT
        return plain(part, page, size)

    farm.query.task_frames = task_frames
    farm.files = lambda part: {}
    failed = told(follow(farm, "7"), code="failed")
    assert [row.text.partition(":")[0] for row in failed] == ["frame 3", "frame 1200"]
