"""The operations on tasks and frames, and the answers as documented."""

import json
import pathlib
import time

import pytest

from rayvision_plugins.farm.errors import ApiRefused
from rayvision_plugins.farm.submission import isolation

SEED = pathlib.Path(__file__).parent.parent / "fixtures" / "seed"
FILES = {"/D/shots/scene.ma": b"//Maya ASCII", "/D/shots/wood.png": b"wood"}


def documented(name):
    return json.loads((SEED / "answers" / f"{name}.json").read_text("utf-8"))["data"]


@pytest.fixture(scope="module")
def done(shared, maya):
    """A task of two layers and two cameras that is done."""
    layers = {"beauty": {"render_camera": ["left", "right"]}, "shadow": {"frames": "1-2[1]"}}
    task = shared.submit(FILES, maya(layers))
    assert shared.wait(task)["taskStatus"] == 25
    return task


def fields(value):
    """Returns the keys of a documented answer, those of lists from all their rows."""
    if isinstance(value, list):
        return set().union(*map(fields, value)) if value else set()
    return set(value) if isinstance(value, dict) else set()


def test_the_engine_row_has_the_documented_fields(shared):
    given, wanted = shared.call("transfer_config"), documented("transfer_config")
    engine = given["resqEngines"][0]
    assert fields(wanted["resqEngines"]) <= set(engine)
    assert (engine["engineName"], engine["isDefault"]) == ("http", 1)
    line = engine["respTaskEngineLines"][0]
    assert fields(wanted["resqEngines"][0]["respTaskEngineLines"]) <= set(line)
    assert f"{line['server']}:{line['port']}" == shared.domain
    assert isinstance(line["port"], str)
    assert {row["bid"] for row in engine["resqEngineAccounts"]} == {
        given["inputBid"],
        given["outputBid"],
        given["configBid"],
    }


def test_a_task_with_parts_is_open_and_its_parts_have_folders(shared, done):
    info = shared.info(done)
    assert (info["isOpen"], info["outputFileName"]) == (1, None)
    assert info["totalFrames"] == info["doneFrames"] == 8
    parts = info["respRenderingTaskList"]
    assert [(part["layerName"], part["renderCamera"]) for part in parts] == [
        ("beauty", "left"),
        ("beauty", "right"),
        ("shadow", "persp"),
    ]
    assert [part["outputFileName"] for part in parts] == [f"{part['id']}_scene" for part in parts]
    assert {part["layerParentId"] for part in parts} == {done}
    assert {part["isOpen"] for part in parts} == {0}
    assert info["sceneName"] == "scene.ma"
    assert info["cgId"] == 2000
    assert info["projectName"] == "proof"
    assert info["submitDate"] <= info["startTime"] <= info["completedDate"]
    assert abs(info["submitDate"] / 1000 - time.time()) < 120


def test_a_task_with_one_part_is_that_part(shared, maya):
    task = shared.submit(FILES, maya({"beauty": {}}))
    info = shared.wait(task)
    assert (info["isOpen"], info["respRenderingTaskList"]) == (0, None)
    assert info["outputFileName"] == f"{task}_scene"
    assert (info["layerName"], info["renderCamera"]) == ("beauty", "persp")
    assert info["taskAlias"] == f"2W{task}"


def test_frames_come_in_pages(shared, done):
    def page(number):
        return shared.call("task_frames", taskId=done, pageNum=number, pageSize=3)

    first, last, beyond = page(1), page(3), page(4)
    assert (first["total"], first["pageCount"], first["pageNum"], first["size"]) == (8, 3, 1, 3)
    assert (len(first["items"]), len(last["items"]), beyond["items"]) == (3, 2, [])
    frame = first["items"][0]
    assert (frame["frameIndex"], frame["frameStatus"], frame["frameType"]) == ("1", 4, 5)
    assert frame["frameStatusText"] == "task_frame_status_4"
    assert frame["startTime"] <= frame["endTime"]
    assert frame["errorMessage"] is None


def test_frames_are_found_by_their_number(shared, done):
    rows = shared.call("task_frames", taskId=done, pageNum=1, pageSize=99, searchKeyword="3")
    assert [row["frameIndex"] for row in rows["items"]] == ["3", "3"]


def test_the_list_is_newest_first_and_filtered(shared, maya, done):
    other = shared.submit(FILES, maya({"beauty": {}}, scene="D:/shots/最后一盏灯.max"))
    shared.wait(other)

    def found(**body):
        return [
            row["id"] for row in shared.call("task_list", pageNum=1, pageSize=999, **body)["items"]
        ]

    assert found()[0] == other
    assert found(searchKeyword="最后一盏灯") == [other]
    assert found(searchKeyword=str(done)) == [done]
    assert other in found(statusList=[25, 30])
    assert not {other, done} & set(found(statusList=[45]))
    here = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(time.time() - 3600))
    assert other in found(startTime=here)
    assert found(endTime=here) == []
    assert len(shared.call("task_list", pageNum=2, pageSize=1)["items"]) == 1


def test_a_time_that_does_not_exist_is_invalid(shared):
    answer = shared.ask("task_list", pageNum=1, pageSize=1, startTime="2026-13-01 00:00:00")
    assert answer["code"] == 600
    assert "startTime" in answer["message"]


def test_a_created_task_is_not_listed_before_it_is_submitted(shared):
    task = shared.call("create_task", count=1)["taskIdList"][0]
    assert shared.info(task)["taskStatus"] == 60
    rows = shared.call("task_list", pageNum=1, pageSize=999)["items"]
    assert task not in [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("task_info", {"taskIds": [1]}),
        ("task_info", {"taskIds": [10**30]}),
        ("task_frames", {"taskId": 1, "pageNum": 1, "pageSize": 1}),
        ("submit_task", {"taskId": 1}),
        ("stop_task", {"taskParam": [1]}),
        ("start_task", {"taskParam": [-1]}),
        ("delete_task", {"taskIds": [1]}),
        ("abort_task", {"taskIds": [1]}),
        ("restart_failed_frames", {"taskParam": [1]}),
        ("restart_frame", {"taskIds": 1, "selectAll": 1}),
    ],
)
def test_an_unknown_task_is_not_found(shared, name, body):
    code = shared.ask(name, **body)["code"]
    assert code == (600 if body.get("taskIds") == [10**30] else 404)


def test_a_page_beyond_all_numbers_is_invalid(shared, done):
    answer = shared.ask("task_frames", taskId=done, pageNum=10**15, pageSize=10**15)
    assert answer["code"] == 600


def test_a_second_submit_is_refused(shared, done):
    answer = shared.ask("submit_task", taskId=done)
    assert answer["code"] == 600
    assert "already submitted" in answer["message"]


def test_a_submit_without_files_names_the_missing_one(shared):
    task = shared.call("create_task")["taskIdList"][0]
    answer = shared.ask("submit_task", taskId=task)
    assert answer["code"] == 600
    assert "task.json" in answer["message"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda task: b"{", "task.json is no JSON"),
        (lambda task: b"[]", "no JSON object"),
        (lambda task: {}, "required"),
        (lambda task: task["task_info"].update(cg_id="1"), "cg_id"),
        (lambda task: task["task_info"].update(cg_id="2007"), "task_info.cg_id"),
        (lambda task: task["scene_info_render"]["beauty"]["common"].update(frames="x"), "frames"),
        (
            lambda task: task["scene_info_render"]["beauty"]["common"].update(frames="5-1[1]"),
            "beauty",
        ),
        (lambda task: task["scene_info_render"]["beauty"].update(renderable="0"), "nothing"),
        (
            lambda task: task["scene_info_render"]["beauty"]["common"].update(
                frames="1-600000[1]", render_camera=["a", "b"]
            ),
            "1200000 frames",
        ),
    ],
)
def test_a_wrong_task_json_is_refused_with_the_reason(shared, maya, change, word):
    document = maya({"beauty": {}})
    document = change(document) or document if change(document) is None else change(document)
    task = shared.call("create_task")["taskIdList"][0]
    shared.send(task, {}, document)
    answer = shared.ask("submit_task", taskId=task)
    assert answer["code"] == 600
    assert word in answer["message"]
    assert "\n" not in answer["message"]


def test_a_wrong_upload_json_is_refused_with_its_row(shared, maya):
    task = shared.call("create_task")["taskIdList"][0]
    shared.send(
        task, {}, maya({"beauty": {}}), upload={"asset": [{"local": "a", "server": "b"}, {}]}
    )
    answer = shared.ask("submit_task", taskId=task)
    assert answer["code"] == 600
    assert "upload.json: asset.1" in answer["message"]


def test_a_refused_task_can_be_mended_and_submitted(shared, maya):
    task = shared.call("create_task")["taskIdList"][0]
    shared.send(task, {}, {})
    assert shared.ask("submit_task", taskId=task)["code"] == 600
    shared.send(task, FILES, maya({"beauty": {}}))
    shared.call("submit_task", taskId=task)
    assert shared.wait(task)["taskStatus"] == 25


@pytest.mark.parametrize(
    ("number", "path"),
    [("12345", "000/012/345/"), ("11223344556677", "11223344/556/677/"), ("1", "000/000/001/")],
)
def test_isolated_assets_lie_in_the_documented_folder(number, path):
    assert isolation(number) == path


@pytest.mark.parametrize("number", ["", "1a", "-1", "١٢٣"])
def test_assets_are_isolated_by_a_number_only(number):
    with pytest.raises(ApiRefused, match="outUserId"):
        isolation(number)


def test_isolated_assets_are_looked_for_in_their_folder(shared, maya):
    there, elsewhere = (shared.call("create_task")["taskIdList"][0] for _ in range(2))
    rows = [{"local": "X:/alone.ma", "server": "/alone.ma"}]
    for task in (there, elsewhere):
        shared.send(task, {}, maya({"beauty": {}}), upload={"asset": rows})
    assert shared.put("input", f"{isolation(str(there))}alone.ma", b"//").status_code == 201
    assert shared.put("input", "000/012/345/alone.ma", b"//").status_code == 201
    shared.call("submit_task", taskId=there, assetIsolationModel="TASK_ID_MODEL")
    assert shared.wait(there)["taskStatus"] == 25
    third = {"assetIsolationModel": "OUT_USER_MODEL"}
    assert shared.ask("submit_task", taskId=elsewhere, outUserId="x", **third)["code"] == 600
    shared.call("submit_task", taskId=elsewhere, outUserId="12345", **third)
    assert shared.wait(elsewhere)["taskStatus"] == 25


def test_the_seed_examples_are_understood(shared):
    for dcc, frames in (("maya", 30), ("houdini", 10), ("clarisse", 51)):
        document = json.loads((SEED / dcc / "task.json").read_text("utf-8"))
        task = shared.submit({}, document, upload={"asset": []})
        info = shared.wait(task)
        assert (info["taskStatus"], info["doneFrames"]) == (25, frames), dcc


def test_settings_are_kept(farm):
    farm.call("update_user_setting", taskOverTimeSec=7200)
    farm.stop()
    farm.start()
    setting = farm.call("user_setting")
    assert (setting["taskOverTime"], setting["taskOverTimeSec"]) == (2, 7200)


def test_the_profile_is_that_of_the_account(shared):
    profile = shared.call("user_profile")
    assert profile["userId"] == shared.account["user_id"]
    assert profile["userName"] == shared.account["user_name"]
    assert shared.account["access_key"] not in json.dumps(profile)


def test_error_texts_come_in_two_languages(shared):
    zh, en = (shared.call("error_detail", code="50001", language=flag)[0] for flag in "01")
    assert (zh["code"], zh["type"], zh["languageFlag"], en["languageFlag"]) == ("50001", 0, 0, 1)
    assert zh["desDescriptionCn"] != en["desDescriptionCn"]
    assert shared.call("error_detail", code="15006")[0]["type"] == 1
    assert shared.call("error_detail", code="no such code") == []


def test_the_documented_error_text_is_there_in_two_languages(shared):
    (wanted,) = documented("error_detail")
    (zh,), (en,) = (shared.call("error_detail", code="15000", language=flag) for flag in "01")
    assert zh == {**wanted, "id": 15000}
    assert (en["languageFlag"], en["solutionPath"]) == (1, wanted["solutionPath"])
    assert (en["desDescriptionCn"] + en["desSolutionCn"]).isascii()


def test_an_account_shares_its_storages_with_one_sub_account(shared):
    config, bids = shared.call("transfer_config"), shared.call("transfer_bid")
    (user,) = bids["sub_user_output_bids"]
    assert config["subUserOutputBids"] == [user]
    assert user["outputBid"] == bids["output_bid"] == config["outputBid"]
    assert user["userId"] != str(shared.account["user_id"])
    assert bids["parent_input_bid"] == bids["input_bid"] == config["parentInputBid"]


def test_the_raysync_keys_are_those_of_this_farm(shared, farm):
    keys = ("signature", "userKey", "raySyncUserKey")
    mine, other = (at.call("raysync_user_key") for at in (shared, farm))
    assert mine["loginTime"] > 0
    assert len({at[key] for at in (mine, other) for key in keys}) == 6
    assert [shared.call("raysync_user_key")[key] for key in keys] == [mine[key] for key in keys]


def test_a_task_says_where_its_frames_are_written(shared, done):
    info = shared.info(done)
    parts = info["respRenderingTaskList"]
    assert info["munuTaskIds"] == ",".join(str(part["id"]) for part in parts)
    for part in parts:
        folder = pathlib.Path(part["locationOutput"], part["outputFileName"])
        assert any(path.is_file() for path in folder.rglob("*")), folder


class TestStates:
    """Stopping, starting, abandoning, deleting and rendering again."""

    @pytest.fixture
    def slow(self, farm, maya):
        """A task of large frames, so that it is still being rendered."""
        layers = {"beauty": {"frames": "1-40[1]", "width": "4096", "height": "4096"}}
        return farm.submit(FILES, maya(layers))

    def test_stop_start_abandon(self, farm, slow):
        farm.call("stop_task", taskParam=[slow])
        info = farm.info(slow)
        assert info["taskStatus"] == 10
        assert info["abortFrames"] + info["doneFrames"] == 40
        totals = farm.call("frame_totals")
        assert totals["totalFrames"] == 40
        assert totals["abandonFramesTotal"] == info["abortFrames"]
        time.sleep(0.3)
        assert farm.info(slow)["doneFrames"] == info["doneFrames"]
        farm.call("start_task", taskParam=[slow])
        assert farm.info(slow)["taskStatus"] in (0, 5)
        farm.call("abort_task", taskParam=[slow])
        assert farm.info(slow)["taskStatus"] == 35
        answer = farm.ask("start_task", taskParam=[slow])
        assert answer["code"] == 600
        assert "abandoned" in answer["message"]

    def test_deleted_tasks_are_gone(self, farm, slow):
        farm.call("delete_task", taskParam=[slow])
        assert farm.ask("task_info", taskIds=[slow])["code"] == 404
        assert farm.call("task_list", pageNum=1, pageSize=9)["items"] == []
        assert farm.call("frame_totals")["totalFrames"] == 0

    def test_nothing_changes_when_one_of_the_tasks_is_unknown(self, farm, slow):
        assert farm.ask("stop_task", taskParam=[slow, 1])["code"] == 404
        assert farm.info(slow)["taskStatus"] in (0, 5)

    def test_a_task_that_was_not_submitted_cannot_be_started(self, farm):
        task = farm.call("create_task")["taskIdList"][0]
        assert farm.ask("start_task", taskParam=[task])["code"] == 600

    def test_single_frames_are_rendered_again(self, farm, maya):
        task = farm.submit(FILES, maya({"beauty": {}, "shadow": {}}))
        farm.wait(task)
        before = farm.frames(task)
        farm.call("restart_frame", taskIds=task, selectAll=0, ids=[before[1]["id"]])
        farm.wait(task)
        after = farm.frames(task)
        assert [row["recommitFlag"] for row in after] == [0, 1, 0, 0, 0, 0]
        farm.call("restart_frame", taskIds=task, selectAll=1)
        assert farm.wait(task)["taskStatus"] == 25
        assert [row["recommitFlag"] for row in farm.frames(task)] == [1, 2, 1, 1, 1, 1]

    def test_frames_of_another_task_are_not_touched(self, farm, maya):
        one, two = (farm.submit(FILES, maya({"beauty": {}})) for _ in range(2))
        farm.wait(one)
        farm.wait(two)
        ids = [farm.frames(one)[0]["id"], farm.frames(two)[0]["id"]]
        assert farm.ask("restart_frame", taskIds=one, selectAll=0, ids=ids)["code"] == 404
        assert [row["recommitFlag"] for row in farm.frames(one)] == [0, 0, 0]

    def test_one_part_can_be_stopped_alone(self, farm, maya):
        layers = {
            name: {"frames": "1-20[1]", "width": "4096", "height": "4096"} for name in ("a", "b")
        }
        task = farm.submit(FILES, maya(layers))
        parts = farm.info(task)["respRenderingTaskList"]
        farm.call("stop_task", taskIds=[parts[1]["id"]])
        states = [part["taskStatus"] for part in farm.info(task)["respRenderingTaskList"]]
        assert states[1] == 10
        assert states[0] in (0, 5)
