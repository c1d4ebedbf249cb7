"""Every argument of every method of the service, over real HTTP, at the farm of every profile.

A row says which field an argument is sent as, and what is to be seen afterwards. Where a
deployment does not have a field, the error names it and nothing is sent.
"""

import inspect
import json

import pytest

from rayvision_plugins import profiles
from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import ContractError, ProfileError
from rayvision_plugins.services.renderbus import Renderbus

FILES = {"/D/shots/scene.ma": b"//Maya ASCII"}
SLOW = {"frames": "1-60[1]", "width": "2048", "height": "2048"}
ENV = {
    "cgId": 2000,
    "cgName": "Maya",
    "cgVersion": "2020",
    "renderLayerType": 1,
    "editName": "changed",
    "renderSystem": "1",
    "pluginIds": [1166],
    "projectPath": "",
}


class Recorded(Client):
    """A client that keeps what it was asked to send, as (operation, fields)."""

    def call(self, name, **fields):
        self.asked.append((name, fields))
        return super().call(name, **fields)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory, farm_process, maya):
    """Returns a function that gives the farm of a profile, with a task done, and a service."""
    farms = {}

    def start(name):
        farm = farm_process(tmp_path_factory.mktemp(name), name).start()
        farm.maya = maya
        farm.task = done(farm)
        key = Credentials(farm.account["access_id"], farm.account["access_key"])
        client = Recorded(farm.profile, key, domain=farm.domain, protocol="http")
        farm.service = Renderbus(client)
        return farms.setdefault(name, farm)

    yield lambda name: farms.get(name) or start(name)
    for farm in farms.values():
        code, log, _ = farm.stop()
        assert code == 0, log
        assert "Traceback" not in log, log


def fresh(farm):
    return farm.call("create_task")["taskIdList"][0]


def sent(farm):
    task = fresh(farm)
    farm.send(task, FILES, farm.maya({"beauty": {}}))
    return task


def done(farm):
    task = farm.submit(FILES, farm.maya({"beauty": {}}))
    assert farm.wait(task)["taskStatus"] == 25
    return task


def slow(farm):
    return farm.submit(FILES, farm.maya({"beauty": SLOW}))


def stopped(farm):
    task = slow(farm)
    farm.call("stop_task", taskIds=[task])
    return task


def paused(farm):
    """Returns a task that waits after its priority frame."""
    document = farm.maya({"beauty": {}})
    document["task_info"].update(pre_frames="100", stop_after_test="1")
    task = farm.submit(FILES, document)
    assert farm.wait(task)["taskStatus"] == 40
    return task


def deleted(farm):
    task = done(farm)
    farm.call("delete_task", taskIds=[task])
    return str(task)


def isolated(number=None):
    """Returns a function that makes a task whose only input lies below an isolation path."""

    def make(farm):
        task = fresh(farm)
        named = number or task
        below = f"{named // 10**6:03}/{named // 1000 % 1000:03}/{named % 1000:03}"
        row = {"local": f"X:/{task}.ma", "server": f"/{task}.ma"}
        farm.send(task, {}, farm.maya({"beauty": {}}), upload={"asset": [row]})
        assert farm.put("input", f"{below}/{task}.ma", b"//").status_code == 201
        return task

    return make


def last_frame(farm):
    """Returns the last frame of the newest task, as a list."""
    newest = farm.call("task_list", pageNum=1, pageSize=1)["items"][0]["id"]
    return [farm.frames(newest)[-1]["id"]]


def label(farm):
    names = [row["projectName"] for row in farm.call("label_list")["projectNameList"]]
    if "hero" not in names:
        farm.call("add_label", newName="hero")
    return "hero"


def label_id(farm):
    (found,) = [
        row["projectId"]
        for row in farm.call("label_list")["projectNameList"]
        if row["projectName"] == label(farm)
    ]
    return found


def tagged(farm):
    label(farm)
    task = farm.call("create_task", labels=["hero", "other"])["taskIdList"][0]
    assert labels(farm, task) == ["hero", "other"]
    return task


def labels(farm, task):
    return json.loads(farm.info(task)["labels"])


def env(name):
    """Returns a function that adds an environment and gives its name."""

    def make(farm):
        farm.call("add_render_env", **{**ENV, "editName": name, "cgVersion": "2018"})
        return name

    return make


def envs(farm):
    return {row["editName"]: row for row in farm.service.env.get_render_env("maya")}


def machines(farm):
    farm.call(
        "edit_task_hardware",
        taskIds=[farm.task],
        hardwareConfigIds=[2],
        model="Default",
        gpuNum="",
        ram="128GB",
    )
    return [farm.task]


def chosen(farm, task):
    rows = farm.call("hardware_config", cloneTask="false", taskIds=[task])
    return [row["id"] for row in rows if row["current"]]


def again(farm, task):
    """Returns which frames were rendered again, once all are done."""
    farm.wait(task)
    return [row["recommitFlag"] for row in farm.frames(task)]


def states(farm, tasks):
    return [farm.info(task)["taskStatus"] for task in tasks]


def went_on(farm, tasks):
    """Returns whether tasks wait or render, and gives them up."""
    found = states(farm, tasks)
    farm.call("abort_task", taskIds=tasks)
    return set(found) <= {0, 5}


def stopped_frames(farm, task):
    """Returns the names of the frames that were stopped, and gives the task up."""
    found = [row["frameIndex"] for row in farm.frames(task) if row["frameStatus"] == 3]
    farm.call("abort_task", taskIds=[task])
    return found


def one(make):
    return lambda farm: [make(farm)]


def task(farm):
    return farm.task


def frame(farm):
    return farm.frames(farm.task)[0]["id"]


def folder(farm):
    return f"/{farm.info(farm.task)['outputFileName']}"


RECORD = {
    "page_num": ("pageNum", 2),
    "page_size": ("pageSize", 5),
    "start_date": ("startDate", "2026-01-01"),
    "end_date": ("endDate", "2026-01-31"),
}
PAGE_2 = {"page_num": ("pageNum", 2), "page_size": ("pageSize", 2)}
HARDWARE = {
    "hardware_config_ids": ("hardwareConfigIds", [3]),
    "model": ("model", "2080Ti"),
    "gpu_num": ("gpuNum", "2*GPU"),
    "ram": ("ram", "64GB"),
}
OUT = {"out_user_id": ("outUserId", "12345")}


def is_page_2(farm, found, given):
    return (found["pageNum"], found["size"]) == (2, given["page_size"])


# fmt: off
ROWS = [
    ("user.update_user_settings", "update_user_setting",
     {"task_over_time": ("taskOverTimeSec", 7200)},
     lambda farm, found, given: farm.call("user_setting")["taskOverTimeSec"] == 7200),
    ("user.get_hardware_config", "hardware_config", {"task_ids": ("taskIds", machines)},
     lambda farm, found, given: [row["id"] for row in found if row["current"]] == [2]),
    ("user.task_record", "task_record", RECORD, is_page_2),
    ("user.login_record", "login_record", RECORD, is_page_2),
    ("task.create_task", "create_task",
     {"count": ("count", 2), "task_user_level": ("taskUserLevel", 60),
      "labels": ("labels", ["a", "b"]), "out_user_id": ("outUserId", 12345)},
     lambda farm, found, given: [
         (farm.info(task)["taskUserLevel"], labels(farm, task)) for task in found["taskIdList"]
     ] == [(60, ["a", "b"])] * 2),
    ("task.create_task", "create_task", {"clone_original_id": ("cloneOriginalId", task)},
     lambda farm, found, given: farm.info(found["taskIdList"][0])["cloneOriginalId"] == farm.task),
    ("task.create_task", "create_task", {"artist": ("artist", "王")},
     lambda farm, found, given: farm.info(found["taskIdList"][0])["producer"] == "王"),
    ("task.submit_task", "submit_task",
     {"task_id": ("taskId", sent), "producer": ("producer", "丁")},
     lambda farm, found, given: farm.wait(given["task_id"])["producer"] == "丁"),
    ("task.submit_task", "submit_task",
     {"task_id": ("taskId", isolated()),
      "asset_isolation_model": ("assetIsolationModel", "TASK_ID_MODEL")},
     lambda farm, found, given: farm.wait(given["task_id"])["taskStatus"] == 25),
    ("task.submit_task", "submit_task",
     {"task_id": ("taskId", isolated(12345)), **OUT,
      "asset_isolation_model": ("assetIsolationModel", "OUT_USER_MODEL")},
     lambda farm, found, given: farm.wait(given["task_id"])["taskStatus"] == 25),
    ("task.stop_task", "stop_task",
     {"task_ids": ("taskIds", lambda farm: [slow(farm), slow(farm)])},
     lambda farm, found, given: states(farm, given["task_ids"]) == [10, 10]),
    ("task.start_task", "start_task", {"task_ids": ("taskIds", one(stopped))},
     lambda farm, found, given: went_on(farm, given["task_ids"])),
    ("task.abort_task", "abort_task", {"task_ids": ("taskIds", one(slow))},
     lambda farm, found, given: states(farm, given["task_ids"]) == [35]),
    ("task.delete_task", "delete_task", {"task_ids": ("taskIds", one(done))},
     lambda farm, found, given: farm.ask("task_info", taskIds=given["task_ids"])["code"] == 404),
    ("task.full_speed", "full_speed", {"task_ids": ("taskIds", one(paused))},
     lambda farm, found, given: farm.wait(given["task_ids"][0])["taskStatus"] == 25),
    ("task.set_task_overtime", "set_task_overtime",
     {"task_ids": ("taskIds", one(task)), "overtime": ("overTime", 3600)},
     lambda farm, found, given: farm.info(farm.task)["overTimeStop"] == 3600),
    ("task.update_priority", "update_priority",
     {"task_id": ("taskId", task), "priority": ("taskUserLevel", 77)},
     lambda farm, found, given: farm.info(farm.task)["taskUserLevel"] == 77),
    ("task.update_task_limit", "update_task_limit",
     {"task_id": ("taskId", task), "limit": ("taskLimit", 5)},
     lambda farm, found, given: farm.info(farm.task)["taskLimit"] == 5),
    ("task.edit_task_hardware_config", "edit_task_hardware",
     {"task_ids": ("taskIds", one(task)), **HARDWARE},
     lambda farm, found, given: chosen(farm, farm.task) == [3]),
    ("query.platforms", "platforms", {"zone": ("zone", 2)},
     lambda farm, found, given: found[0]["platform"] == int(farm.profile.platform)),
    ("query.error_detail", "error_detail",
     {"code": ("code", "15000"), "language": ("language", 1)},
     lambda farm, found, given: [row["languageFlag"] for row in found] == [1]
     and "3ds Max" in found[0]["desDescriptionCn"] and found[0]["desSolutionCn"].isascii()),
    ("query.error_detail", "error_detail", {"codes": (None, ["50001", "9", "15000"])},
     lambda farm, found, given: [(row["code"], row["languageFlag"]) for row in found]
     == [("50001", 0), ("15000", 0)]),
    ("query.task_list", "task_list", PAGE_2, is_page_2),
    ("query.task_list", "task_list",
     {"status_list": ("statusList", [25]),
      "search_keyword": ("searchKeyword", lambda farm: str(farm.task))},
     lambda farm, found, given: [row["id"] for row in found["items"]] == [farm.task]),
    ("query.task_list", "task_list", {"start_time": ("startTime", "2099-01-01 00:00:00")},
     lambda farm, found, given: found["items"] == []),
    ("query.task_list", "task_list", {"end_time": ("endTime", "2001-01-01 00:00:00")},
     lambda farm, found, given: found["items"] == []),
    ("query.task_list", "task_list",
     {"recycle_flag": ("recycleFlag", 1), "search_keyword": ("searchKeyword", deleted)},
     lambda farm, found, given: [str(row["id"]) for row in found["items"]]
     == [given["search_keyword"]]),
    ("query.tasks", "task_list", {"page_size": ("pageSize", 1)},
     lambda farm, found, given: farm.task in [row["id"] for row in found]),
    ("query.task_info", "task_info", {"task_ids": ("taskIds", one(task))},
     lambda farm, found, given: [row["id"] for row in found["items"]] == [farm.task]),
    ("query.small_task_ids", "task_info", {"task_id": (None, task)},
     lambda farm, found, given: found == [farm.task]),
    ("query.task_frames", "task_frames", {"task_id": ("taskId", task), **PAGE_2},
     lambda farm, found, given: is_page_2(farm, found, given)
     and [row["frameIndex"] for row in found["items"]] == ["3"]),
    ("query.task_frames", "task_frames",
     {"task_id": ("taskId", task), "search_keyword": ("searchKeyword", "2")},
     lambda farm, found, given: [row["frameIndex"] for row in found["items"]] == ["2"]),
    ("query.frames", "task_frames",
     {"task_id": ("taskId", task), "search_keyword": ("searchKeyword", "2"),
      "page_size": ("pageSize", 1)},
     lambda farm, found, given: [row["frameIndex"] for row in found] == ["2"]),
    ("query.restart_failed_frames", "restart_failed_frames",
     {"task_ids": ("taskIds", one(done)), "status": ("status", [4])},
     lambda farm, found, given: again(farm, given["task_ids"][0]) == [1, 1, 1]),
    ("query.restart_frame", "restart_frame",
     {"task_id": ("taskId", done), "select_all": ("selectAll", 1), "status": ("status", [4])},
     lambda farm, found, given: again(farm, given["task_id"]) == [1, 1, 1]),
    ("query.restart_frame", "restart_frame",
     {"task_id": ("taskId", done), "select_all": ("selectAll", 0), "ids": ("ids", last_frame)},
     lambda farm, found, given: again(farm, given["task_id"]) == [0, 0, 1]),
    ("query.stop_frame", "stop_frame",
     {"task_id": ("taskId", slow), "select_all": ("selectAll", 0), "ids": ("ids", last_frame)},
     lambda farm, found, given: stopped_frames(farm, given["task_id"]) == ["60"]),
    ("query.stop_frame", "stop_frame",
     {"task_id": ("taskId", slow), "select_all": ("selectAll", 1), "status": ("status", [1, 2])},
     lambda farm, found, given: states(farm, [given["task_id"]]) == [10]),
    ("query.render_log", "render_log",
     {"frame_id": ("id", frame), "rendering_type": ("renderingType", "render"), **PAGE_2},
     is_page_2),
    ("query.log_lines", "render_log", {"frame_id": ("id", frame), "page_size": ("pageSize", 1)},
     lambda farm, found, given: len(found) > 3 and "frame 1" in found[0]),
    ("query.cg_id", "supported_software", {"name": (None, "houdini")},
     lambda farm, found, given: found == 2004),
    ("query.supported_plugin", "supported_plugin",
     {"name": (None, "Houdini"), "os_name": ("osName", "linux")},
     lambda farm, found, given: {row["cgName"] for row in found["cgVersion"]} == {"Houdini"}),
    ("query.task_processing_img", "task_processing_img",
     {"task_id": ("taskId", task), "frame_type": ("frameType", 5)},
     lambda farm, found, given: len(found["grabInfo"]) == 3),
    ("query.frame_thumbnail", "frame_thumbnail",
     {"frame_id": ("id", frame), "frame_status": ("frameStatus", 4)},
     lambda farm, found, given: len(found) == 1),
    ("query.transfer_server_msg", "transfer_server_msg", {"zone": ("zone", 2)},
     lambda farm, found, given: found["raysyncTransfer"]["serverIp"] == "127.0.0.1"),
    ("tag.add_label", "add_label", {"new_name": ("newName", "镜头 010"), "status": ("status", 0)},
     lambda farm, found, given: "镜头 010"
     in [row["projectName"] for row in farm.call("label_list")["projectNameList"]]),
    ("tag.delete_label", "delete_label", {"del_name": ("delName", label)},
     lambda farm, found, given: "hero"
     not in [row["projectName"] for row in farm.call("label_list")["projectNameList"]]),
    ("tag.get_project_list", "project_list", {"flag": ("flag", 2)},
     lambda farm, found, given: "projectNameList" in found),
    ("tag.add_task_tag", "add_task_tag",
     {"tag": ("label", "hero"), "task_ids": ("taskIds", one(fresh))},
     lambda farm, found, given: labels(farm, given["task_ids"][0]) == ["hero"]),
    ("tag.delete_task_tag", "delete_task_tag",
     {"task_ids": ("taskIds", one(tagged)), "label_names": ("labelNames", ["other"])},
     lambda farm, found, given: labels(farm, given["task_ids"][0]) == ["hero"]),
    ("tag.delete_task_tag", "delete_task_tag",
     {"task_ids": ("taskIds", one(tagged)), "label_ids": ("labelIds", one(label_id))},
     lambda farm, found, given: labels(farm, given["task_ids"][0]) == ["other"]),
    ("env.add_render_env", "add_render_env", {"render_env": (None, {**ENV, "editName": "added"})},
     lambda farm, found, given: envs(farm)["added"]["renderLayerType"] == 1),
    ("env.update_render_env", "update_render_env",
     {"render_env": (None, lambda farm: {**ENV, "editName": env("changed")(farm)})},
     lambda farm, found, given: envs(farm)["changed"]["cgVersion"] == "2020"),
    ("env.delete_render_env", "delete_render_env", {"edit_name": ("editName", env("gone"))},
     lambda farm, found, given: "gone" not in envs(farm)),
    ("env.set_default_render_env", "set_default_render_env",
     {"edit_name": ("editName", env("usual"))},
     lambda farm, found, given: envs(farm)["usual"]["isDefault"] == 1),
    ("env.get_render_env", "render_env",
     {"name": (None, lambda farm: env("seen")(farm) and "maya")},
     lambda farm, found, given: "seen" in [row["editName"] for row in found]),
    ("transmit.upload_json_content", "task_json_file",
     {"task_id": ("taskId", fresh), "content": ("content", '{"15000": ["甲"]}'),
      "file_name": ("fileName", "tips.json")},
     lambda farm, found, given: farm.storage(
         "GET", "config", f"{given['task_id']}/cfg/tips.json"
     ).json() == {"15000": ["甲"]}),
    ("transmit.get_output_files", "output_files",
     {"task_id": ("taskId", task), "tree_path": ("treePath", folder)},
     lambda farm, found, given: {row["filePath"].rpartition("/")[0] for row in found}
     == {folder(farm)}),
]
# fmt: on
"""(method, operation, argument -> (field, value or what makes it), what is to be seen)."""


def lacking(farm, operation, arguments):
    """Returns the first field that the deployment's operation does not have."""
    takes = farm.service.query.takes
    fields = [field for field, _ in arguments.values()]
    return next((field for field in fields if field and not takes(operation, field)), None)


@pytest.mark.parametrize(
    ("profile", "row"),
    [
        pytest.param(name, row, id=f"{name}-{row[0]}-{'-'.join(row[2])}")
        for name in profiles.known()
        for row in ROWS
        if row[1] in profiles.load(name).endpoints
    ],
)
def test_an_argument_arrives_and_counts(spoken, profile, row):
    farm = spoken(profile)
    path, operation, arguments, is_seen = row
    given = {
        name: value(farm) if callable(value) else value for name, (_, value) in arguments.items()
    }
    group, _, name = path.partition(".")
    method = getattr(getattr(farm.service, group), name)
    farm.service.client.asked = asked = []
    missing = lacking(farm, operation, arguments)
    if missing:
        with pytest.raises((ContractError, ProfileError), match=missing):
            listed(method(**given))
        return
    found = listed(method(**given))
    bodies = [body for called, body in asked if called == operation]
    for argument, (field, _) in arguments.items():
        if field:
            assert all(str(body[field]) == str(given[argument]) for body in bodies), bodies
    assert bodies
    assert is_seen(farm, found, given), found


def listed(found):
    """Returns what a method gave; the rows of one that yields them, as a list."""
    return list(found) if inspect.isgenerator(found) else found


def test_every_argument_of_every_method_is_in_a_row(spoken):
    service = spoken(profiles.USUAL).service
    wanted = set()
    for group in ("user", "task", "query", "tag", "env", "transmit"):
        for name, method in inspect.getmembers(getattr(service, group), inspect.ismethod):
            if name in vars(type(getattr(service, group))) and not name.startswith("_"):
                wanted |= {
                    (f"{group}.{name}", argument.name)
                    for argument in inspect.signature(method).parameters.values()
                    if argument.kind is not argument.VAR_KEYWORD
                }
    assert wanted - {(row[0], argument) for row in ROWS for argument in row[2]} == set()
