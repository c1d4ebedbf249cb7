"""Every operation of every profile over real HTTP, beside the documented examples.

What is sent is the documented request, its ids replaced by those of this farm; what comes back
obeys the schema and has every documented field, of the documented type.
"""

import json
import pathlib

import jsonschema
import pytest

from rayvision_plugins import profiles
from rayvision_plugins.client import Client
from rayvision_plugins.credentials import Credentials
from rayvision_plugins.errors import ProfileError
from rayvision_plugins.farm.operations import OPERATIONS
from rayvision_plugins.services.renderbus import Renderbus

SEED = pathlib.Path(__file__).parent.parent / "fixtures" / "seed"
FILES = {"/D/shots/scene.ma": b"//Maya ASCII", "/D/shots/wood.png": b"wood"}
EVERY = [(name, op) for name in profiles.known() for op in sorted(profiles.load(name).endpoints)]

SAID_ONLY_BY_THE_SDK = {
    "pack_node_info": {},
    "hardware_config": {"cloneTask": "false"},
    "task_record": {"pageNum": 1, "pageSize": 10, "startDate": "", "endDate": ""},
    "login_record": {"pageNum": 1, "pageSize": 10, "startDate": "", "endDate": ""},
    "update_priority": {"taskUserLevel": 60},
    "update_task_limit": {"taskLimit": 3},
    "edit_task_hardware": {
        "hardwareConfigIds": [3],
        "model": "2080Ti",
        "gpuNum": "2*GPU",
        "ram": "64GB",
    },
    "stop_frame": {"selectAll": 1, "status": [1, 2]},
    "render_log": {"renderingType": "render", "pageNum": 1, "pageSize": 100},
    "add_task_tag": {"label": "镜头"},
    "delete_task_tag": {"labelNames": ["镜头"]},
    "project_list": {"flag": 0},
    "task_json_file": {"content": "{}", "fileName": "tips.json"},
}
"""Requests that no page shows."""

BLANK_HERE = {
    **dict.fromkeys(["coupon", "couponConsume", "renderConsume"], "nothing costs here"),
    **dict.fromkeys(["feeAmount", "cpuPrice", "gpuPrice"], "nothing costs here"),
    **dict.fromkeys(["preTaskStatus", "preStatusText"], "no task is preprocessed here"),
    **dict.fromkeys(["renderDuration", "frameExecuteTime"], "a proof takes less than a second"),
    "executingFramesTotal": "no frame is rendered at this moment",
    "waitingFramesTotal": "no frame waits at this moment",
    "checkExcludType": "every file is checked",
    "grabUrl": "a small picture is made when frame_thumbnail asks for it",
}
"""Documented fields that this farm leaves empty, with the reason."""


def document(profile, kind, name):
    """Returns a documented request or answer: of the profile's own document, else of the other."""
    folders = [kind, f"{kind}-dayan"]
    for folder in reversed(folders) if profile.startswith("dayan") else folders:
        path = SEED / folder / f"{name}.json"
        if path.exists():
            return json.loads(path.read_text("utf-8"))
    return None


@pytest.fixture(scope="module")
def spoken(tmp_path_factory, farm_process, maya):
    """Returns a function that gives the farm of a profile, with a task of two layers done."""
    farms = {}

    def start(name):
        farm = farm_process(tmp_path_factory.mktemp(name), name).start()
        farm.maya, farm.document = maya, maya({"beauty": {}})
        farm.layers = maya({"beauty": {}, "shadow": {"frames": "1-2[1]"}})
        farm.task = layered(farm)
        farm.frame = farm.frames(farm.task)[0]["id"]
        return farms.setdefault(name, farm)

    yield lambda name: farms.get(name) or start(name)
    for farm in farms.values():
        code, log, _ = farm.stop()
        assert code == 0, log
        assert "Traceback" not in log, log


def fresh(farm):
    """Returns a task that was created and not submitted."""
    return farm.call("create_task", count=1)["taskIdList"][0]


def sent(farm):
    """Returns a task whose files arrived, ready to be submitted."""
    task = fresh(farm)
    farm.send(task, FILES, farm.document)
    return task


def submitted(farm):
    task = sent(farm)
    farm.call("submit_task", taskId=task)
    return task


def single(farm):
    """Returns a task of one layer that is done."""
    return done(farm, farm.document)


def layered(farm):
    """Returns a task of two layers that is done; it is the newest."""
    return done(farm, farm.layers)


def done(farm, document):
    task = farm.submit(FILES, document)
    assert farm.wait(task)["taskStatus"] == 25
    return task


def failed_and_stopped(farm):
    """Returns a task whose frames failed, as its file is not there; those of another stopped."""
    slow = {"frames": "1-20[1]", "width": "4096", "height": "4096"}
    farm.call("stop_task", taskIds=[farm.submit(FILES, farm.maya({"a": slow}))])
    missing = {"asset": [{"local": "X:/gone.png", "server": "/X/gone.png"}]}
    task = farm.submit({}, farm.document, upload=missing)
    assert farm.wait(task)["failedFrames"]
    return task


def labelled(farm, name):
    if name not in [row["projectName"] for row in farm.call("label_list")["projectNameList"]]:
        farm.call("add_label", newName=name, status=0)


def without_label(farm, name):
    if name in [row["projectName"] for row in farm.call("label_list")["projectNameList"]]:
        farm.call("delete_label", delName=name)


def without_env(farm, name):
    if name in [row["editName"] for row in farm.call("render_env")]:
        farm.call("delete_render_env", editName=name)


def with_env(farm, name, cg_id=2000, cg_name="Maya", version="2020"):
    without_env(farm, name)
    farm.call(
        "add_render_env",
        cgId=cg_id,
        cgName=cg_name,
        cgVersion=version,
        renderLayerType=0,
        editName=name,
        renderSystem="1",
        pluginIds=[5304] if cg_id == 2004 else [],
    )


BEFORE = {
    "add_label": lambda farm, body: without_label(farm, body["newName"]),
    "delete_label": lambda farm, body: labelled(farm, body["delName"]),
    "label_list": lambda farm, body: labelled(farm, "myLabel"),
    "project_list": lambda farm, body: labelled(farm, "myLabel"),
    "add_render_env": lambda farm, body: without_env(farm, body["editName"]),
    "update_render_env": lambda farm, body: with_env(farm, body["editName"]),
    "delete_render_env": lambda farm, body: with_env(farm, body["editName"]),
    "set_default_render_env": lambda farm, body: with_env(farm, body["editName"]),
    "render_env": lambda farm, body: with_env(farm, "175", 2004, "Houdini", "17.5"),
}
"""What has to be there, or must not, before a documented request."""

TASKS = {"submit_task": sent, "task_json_file": fresh, "abort_task": submitted}
TASKS |= {"task_list": layered, "task_info": single, "frame_totals": failed_and_stopped}
TASKS |= dict.fromkeys(["delete_task", "stop_task", "start_task", "full_speed"], submitted)
TASKS |= dict.fromkeys(["restart_failed_frames", "restart_frame", "stop_frame"], submitted)
ONE = {"submit_task", "task_json_file", "task_frames", "task_processing_img", "output_files"}
ONE |= {"restart_frame", "stop_frame", "update_priority", "update_task_limit"}
MANY = {"stop_task", "start_task", "abort_task", "delete_task", "set_task_overtime"}
MANY |= {"full_speed", "task_info", "restart_failed_frames", "edit_task_hardware"}
MANY |= {"add_task_tag", "delete_task_tag"}
FRAMES = {"render_log", "frame_thumbnail"}


def described(profile, name, task, frame):
    """Returns the documented request of an operation, with the ids given."""
    body = document(profile.name, "requests", name)
    body = SAID_ONLY_BY_THE_SDK[name] if body is None else body
    own = {"taskId": task} if name in ONE else {"taskIds": [task]} if name in MANY else {}
    body = {**body, **own, **({"id": frame} if name in FRAMES else {})}
    if name == "error_detail":
        return {"code": "15000"}  # the page asks for another code than that of its answer
    if name == "render_env" and profile.name == "current":  # it has the number in place of the name
        return {"cgId": profile.cg_ids[body["cgName"]]}
    return body


def asked(farm, name):
    """Returns a documented request about a task or a frame of this farm that it can be asked of."""
    task = TASKS[name](farm) if name in TASKS else farm.task
    body = described(farm.profile, name, task, farm.frame)
    BEFORE.get(name, lambda farm, body: None)(farm, document(farm.profile.name, "requests", name))
    return body


def differences(wanted, given, at="data"):
    """Yields where an answer lacks what is documented, has nothing there, or another type.

    A documented null says nothing; a whole number stands for any number; each row of a list is
    compared with the documented row that it is most like.
    """
    if wanted is None or (_is_blank(given) and at.rpartition(".")[2] in BLANK_HERE):
        return
    if _kind(wanted) != _kind(given):
        yield f"{at} is {given!r}, documented is {wanted!r}"
    elif _is_blank(given) and not _is_blank(wanted):
        yield f"{at} is blank, documented is {wanted!r}"
    elif isinstance(wanted, dict):
        for key in wanted:
            if key not in given:
                yield f"{at}.{key} is missing"
            else:
                yield from differences(wanted[key], given[key], f"{at}.{key}")
    elif isinstance(wanted, list) and wanted:
        for number, row in enumerate(given):
            yield from min(
                (list(differences(one, row, f"{at}.{number}")) for one in wanted), key=len
            )


def _is_blank(value):
    return not value and not isinstance(value, bool)


def _kind(value):
    return "number" if type(value) in (int, float) else type(value).__name__


def test_the_comparison_sees_what_differs():
    wanted = {"a": 1, "b": [{"c": "x"}, {"c": None, "d": True}], "e": None, "coupon": 4}
    assert list(differences(wanted, {"a": 2.5, "b": [{"c": "y"}], "e": 1, "coupon": 0})) == []
    assert (
        list(differences(wanted, {"a": 1, "b": [{"c": 0, "d": False}], "e": [], "coupon": 1})) == []
    )
    assert list(differences(wanted, {"a": True, "b": [{"c": ""}, {"c": 1}], "coupon": "no"})) == [
        "data.a is True, documented is 1",
        "data.b.0.c is blank, documented is 'x'",
        "data.b.1.c is 1, documented is 'x'",
        "data.e is missing",
        "data.coupon is 'no', documented is 4",
    ]
    assert list(differences(wanted, {"a": 0, "b": [], "e": None, "coupon": None})) == [
        "data.a is blank, documented is 1",
        "data.b is blank, documented is [{'c': 'x'}, {'c': None, 'd': True}]",
    ]
    assert list(differences({"a": {"b": 1}}, {"a": None})) == [
        "data.a is None, documented is {'b': 1}"
    ]


def test_what_may_be_blank_is_documented_with_a_value():
    texts = "".join(path.read_text("utf-8") for path in SEED.glob("answers*/*.json"))
    assert [name for name in BLANK_HERE if f'"{name}": ' not in texts] == []


@pytest.mark.parametrize("name", profiles.known())
def test_the_farm_has_every_operation_of_the_profile(name):
    assert set(profiles.load(name).endpoints) <= set(OPERATIONS)


@pytest.mark.parametrize(("profile", "name"), EVERY)
def test_the_documented_request_gets_the_documented_answer(spoken, profile, name):
    farm = spoken(profile)
    endpoint = farm.profile.endpoint(name)
    answer = farm.ask(name, **asked(farm, name))
    assert answer["code"] == 200, answer
    jsonschema.Draft7Validator(endpoint.answer).validate(answer["data"])
    example = document(profile, "answers", name)
    if example is not None:
        assert list(differences(example, answer, "answer")) == []
        assert bool(example["data"]) == bool(answer["data"])


@pytest.mark.parametrize(("profile", "name"), EVERY)
def test_what_the_schema_does_not_allow_is_refused_by_name(spoken, profile, name):
    farm = spoken(profile)
    answer = farm.ask(name, **described(farm.profile, name, 1, 1), surprise=1)
    assert answer["code"] == 600, answer
    assert "surprise" in answer["message"]


def test_every_documented_request_is_that_of_an_operation():
    assert {path.stem for path in SEED.glob("requests*/*.json")} <= {name for _, name in EVERY}


METHODS = {
    "platforms": lambda to, body: to.query.platforms(),
    "user_profile": lambda to, body: to.user.query_user_profile(),
    "user_setting": lambda to, body: to.user.query_user_setting(),
    "update_user_setting": lambda to, body: to.user.update_user_settings(body["taskOverTimeSec"]),
    "transfer_bid": lambda to, body: to.user.get_transfer_bid(),
    "hardware_config": lambda to, body: to.user.get_hardware_config(),
    "task_record": lambda to, body: to.user.task_record(),
    "login_record": lambda to, body: to.user.login_record(),
    "create_task": lambda to, body: to.task.create_task(labels=body["labels"]),
    "submit_task": lambda to, body: to.task.submit_task(body["taskId"]),
    "stop_task": lambda to, body: to.task.stop_task(body["taskIds"]),
    "start_task": lambda to, body: to.task.start_task(body["taskIds"]),
    "abort_task": lambda to, body: to.task.abort_task(body["taskIds"]),
    "delete_task": lambda to, body: to.task.delete_task(body["taskIds"]),
    "set_task_overtime": lambda to, body: to.task.set_task_overtime(body["taskIds"], 60),
    "full_speed": lambda to, body: to.task.full_speed(body["taskIds"]),
    "update_priority": lambda to, body: to.task.update_priority(body["taskId"], 60),
    "update_task_limit": lambda to, body: to.task.update_task_limit(body["taskId"], 3),
    "edit_task_hardware": lambda to, body: to.task.edit_task_hardware_config(
        body["taskIds"], [3], "2080Ti", "2*GPU", "64GB"
    ),
    "error_detail": lambda to, body: to.query.error_detail(code=body["code"]),
    "task_list": lambda to, body: to.query.task_list(page_size=1),
    "task_info": lambda to, body: to.query.task_info(body["taskIds"]),
    "task_frames": lambda to, body: to.query.task_frames(body["taskId"]),
    "frame_totals": lambda to, body: to.query.all_frame_status(),
    "restart_failed_frames": lambda to, body: to.query.restart_failed_frames(body["taskIds"]),
    "restart_frame": lambda to, body: to.query.restart_frame(body["taskId"]),
    "stop_frame": lambda to, body: to.query.stop_frame(body["taskId"]),
    "render_log": lambda to, body: to.query.render_log(body["id"]),
    "supported_software": lambda to, body: to.query.supported_software(),
    "supported_plugin": lambda to, body: to.query.supported_plugin("maya"),
    "task_processing_img": lambda to, body: to.query.task_processing_img(body["taskId"]),
    "frame_thumbnail": lambda to, body: to.query.frame_thumbnail(body["id"]),
    "transfer_server_msg": lambda to, body: to.query.transfer_server_msg(),
    "raysync_user_key": lambda to, body: to.query.raysync_user_key(),
    "pack_node_info": lambda to, body: to.query.pack_node_info(),
    "add_label": lambda to, body: to.tag.add_label(body["newName"], body["status"]),
    "delete_label": lambda to, body: to.tag.delete_label(body["delName"]),
    "label_list": lambda to, body: to.tag.get_label_list(),
    "project_list": lambda to, body: to.tag.get_project_list(),
    "add_task_tag": lambda to, body: to.tag.add_task_tag(body["label"], body["taskIds"]),
    "delete_task_tag": lambda to, body: to.tag.delete_task_tag(body["taskIds"], ["镜头"]),
    "add_render_env": lambda to, body: to.env.add_render_env(body),
    "update_render_env": lambda to, body: to.env.update_render_env(body),
    "delete_render_env": lambda to, body: to.env.delete_render_env(body["editName"]),
    "set_default_render_env": lambda to, body: to.env.set_default_render_env(body["editName"]),
    "render_env": lambda to, body: to.env.get_render_env("houdini"),
    "transfer_config": lambda to, body: to.transmit.get_transfer_config(),
    "task_json_file": lambda to, body: to.transmit.upload_json_content(body["taskId"], "{}"),
    "output_files": lambda to, body: to.transmit.get_output_files(body["taskId"]),
}
"""The method of the service for each operation."""


def service_of(farm):
    return Renderbus(
        Client(
            farm.profile,
            Credentials(farm.account["access_id"], farm.account["access_key"]),
            domain=farm.domain,
            protocol="http",
        )
    )


@pytest.mark.parametrize(("profile", "name"), EVERY)
def test_the_method_of_the_service_does_the_operation(spoken, profile, name):
    farm = spoken(profile)
    result = METHODS[name](service_of(farm), asked(farm, name))
    example = document(profile, "answers", name)
    if example is not None and result is not None:
        assert list(differences(example["data"], result)) == []
        assert bool(example["data"]) == bool(result)


@pytest.mark.parametrize("profile", profiles.known())
def test_an_operation_that_a_deployment_lacks_is_said_with_its_name(spoken, profile):
    farm = spoken(profile)
    service = service_of(farm)
    for name in sorted(set(METHODS) - set(farm.profile.endpoints)):
        with pytest.raises(ProfileError, match=f"{profile} has no operation {name}"):
            METHODS[name](service, described(farm.profile, name, farm.task, farm.frame))


@pytest.mark.parametrize("profile", profiles.known())
def test_small_task_ids_are_those_of_the_parts(spoken, profile):
    farm = spoken(profile)
    query = service_of(farm).query
    parts = [row["id"] for row in farm.info(farm.task)["respRenderingTaskList"]]
    assert len(parts) == 2
    assert query.small_task_ids(farm.task) == parts
    assert query.small_task_ids(parts[0]) == [parts[0]]
