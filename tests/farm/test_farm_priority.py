"""Priority frames: rendered before all others, and the pause after them until full speed."""

import time

import pytest

FILES = {"/D/shots/scene.ma": b"//Maya ASCII"}
LARGE = {"width": "4096", "height": "4096"}


def task(maya, layers, **info):
    document = maya(layers)
    document["task_info"].update(info)
    return document


def by_start(farm, task_id):
    return sorted(farm.frames(task_id), key=lambda row: (row["startTime"], row["id"]))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("100", ["1"]),
        ("010", ["5"]),
        ("001", ["9"]),
        ("111", ["1", "5", "9"]),
        ("000:3-4[1]", ["3", "4"]),
        ("100:7,88", ["1", "7"]),
        ("000", []),
        ("000:88", []),
    ],
)
def test_the_chosen_frames_are_priority_frames(shared, maya, text, numbers):
    document = task(maya, {"beauty": {"frames": "1-9[1]"}}, pre_frames=text)
    made = shared.submit(FILES, document)
    assert shared.wait(made)["taskStatus"] == 25
    frames = shared.frames(made)
    assert [row["frameIndex"] for row in frames if row["frameType"] == 4] == numbers
    assert {row["frameType"] for row in frames} <= {4, 5}


def test_they_are_rendered_before_the_others_of_all_layers(shared, maya):
    layers = {name: {"frames": "1-6[1]"} for name in ("a", "b")}
    made = shared.submit(FILES, task(maya, layers, pre_frames="001", stop_after_test="2"))
    assert shared.wait(made)["doneFrames"] == 12
    frames = shared.frames(made)
    first = max(row["endTime"] for row in frames if row["frameType"] == 4)
    assert [row["frameIndex"] for row in frames if row["frameType"] == 4] == ["6", "6"]
    assert all(row["startTime"] >= first for row in frames if row["frameType"] == 5)


def test_frames_of_an_earlier_test_are_chosen_too(shared, maya):
    made = shared.submit(FILES, task(maya, {"a": {}}, pre_frames="100", test_frames="001"))
    shared.wait(made)
    assert [row["frameType"] for row in shared.frames(made)] == [4, 5, 4]


def test_a_task_pauses_after_them_until_full_speed(shared, maya):
    document = task(maya, {"a": {"frames": "1-9[1]"}}, pre_frames="101", stop_after_test="1")
    made = shared.submit(FILES, document)
    info = shared.wait(made)
    assert (info["taskStatus"], info["statusText"]) == (40, "render_task_status_40")
    assert (info["doneFrames"], info["waitingCount"], info["totalFrames"]) == (2, 7, 9)
    states = {row["frameIndex"]: row["frameStatus"] for row in shared.frames(made)}
    assert states == {"1": 4, "9": 4, **{str(number): 8 for number in range(2, 9)}}
    assert [row["id"] for row in _listed(shared, statusList=[40])] == [made]
    shared.call("full_speed", taskIds=[made])
    assert shared.wait(made)["taskStatus"] == 25
    assert shared.info(made)["doneFrames"] == 9


def _listed(farm, **filters):
    return farm.call("task_list", pageNum=1, pageSize=99, **filters)["items"]


def test_full_speed_does_not_wait_for_them(farm, maya):
    document = task(
        maya, {"a": {"frames": "1-20[1]", **LARGE}}, pre_frames="101", stop_after_test="1"
    )
    made = farm.submit(FILES, document)
    farm.call("full_speed", taskIds=[made])
    assert not {row["frameStatus"] for row in farm.frames(made)} & {8}
    farm.call("delete_task", taskIds=[made])


def test_a_pause_outlives_the_farm(farm, maya):
    document = task(maya, {"a": {}, "b": {}}, pre_frames="100", stop_after_test="1")
    made = farm.submit(FILES, document)
    assert farm.wait(made)["taskStatus"] == 40
    farm.kill()
    farm.start()
    assert farm.wait(made)["taskStatus"] == 40
    assert {part["taskStatus"] for part in farm.info(made)["respRenderingTaskList"]} == {40}
    farm.call("full_speed", taskIds=[made])
    assert farm.wait(made)["taskStatus"] == 25


def test_a_task_stopped_in_its_pause_pauses_again(farm, maya):
    made = farm.submit(FILES, task(maya, {"a": {}}, pre_frames="100", stop_after_test="1"))
    assert farm.wait(made)["taskStatus"] == 40
    farm.call("stop_task", taskIds=[made])
    assert farm.wait(made)["taskStatus"] == 10
    farm.call("start_task", taskIds=[made])
    assert farm.wait(made)["taskStatus"] == 40
    farm.call("full_speed", taskIds=[made])
    assert farm.wait(made)["taskStatus"] == 25


def test_a_task_stopped_before_they_ended_renders_them_first_again(farm, maya):
    layers = {"a": {"frames": "1-6[1]", **LARGE}}
    made = farm.submit(FILES, task(maya, layers, pre_frames="001"))
    farm.call("stop_task", taskIds=[made])
    assert farm.info(made)["taskStatus"] == 10
    farm.call("start_task", taskIds=[made])
    assert farm.wait(made)["taskStatus"] == 25
    assert by_start(farm, made)[0]["frameIndex"] == "6"


def test_the_others_go_on_when_the_last_of_them_is_stopped(farm_on, tmp_path, maya):
    farm = farm_on(tmp_path / "farm", "current").start()
    layers = {"a": {"frames": "1-4[1]", **LARGE}}
    made = farm.submit(FILES, task(maya, layers, pre_frames="101"))
    ids = [row["id"] for row in farm.frames(made) if row["frameType"] == 4]
    farm.call("stop_frame", taskId=made, selectAll=0, ids=ids)
    info = farm.wait(made)
    assert info["doneFrames"] + info["abortFrames"] == 4
    assert {row["frameStatus"] for row in farm.frames(made)[1:-1]} == {4}


def test_the_others_go_on_when_one_of_them_fails(farm, maya):
    made = farm.submit({}, task(maya, {"a": {}}, pre_frames="100"), upload={"asset": [MISSING]})
    info = farm.wait(made)
    assert (info["taskStatus"], info["failedFrames"]) == (45, 3)


MISSING = {"local": "X:/gone.png", "server": "/gone.png"}


def test_a_named_frame_does_not_wait_for_them(farm, maya):
    made = farm.submit(FILES, task(maya, {"a": {}}, pre_frames="100", stop_after_test="1"))
    farm.wait(made)
    last = farm.frames(made)[-1]
    farm.call("restart_frame", taskId=made, selectAll=0, ids=[last["id"]])
    assert farm.wait(made)["taskStatus"] == 40
    assert [row["frameStatus"] for row in farm.frames(made)] == [4, 8, 4]


def test_other_tasks_do_not_wait_for_a_pause(shared, maya):
    paused = shared.submit(FILES, task(maya, {"a": {}}, pre_frames="100", stop_after_test="1"))
    assert shared.wait(paused)["taskStatus"] == 40
    other = shared.submit(FILES, maya({"b": {}}))
    assert shared.wait(other)["taskStatus"] == 25
    time.sleep(0.1)
    assert shared.info(paused)["taskStatus"] == 40
    shared.call("abort_task", taskIds=[paused])
    assert shared.info(paused)["taskStatus"] == 35


def test_a_test_frame_range_that_is_none_is_refused_with_the_reason(shared, maya):
    made = shared.call("create_task")["taskIdList"][0]
    shared.send(made, {}, task(maya, {"a": {}}, test_frames="000:x"))
    answer = shared.ask("submit_task", taskId=made)
    assert answer["code"] == 600
    assert "'x' is no frame range" in answer["message"]
